//! SEV-SNP reports with any certificate table: no panic; a table has one canonical form; nothing is accepted under AMD's
//! roots without a revocation list.
#![no_main]

use attestation::{development, unverified_family, verify, without_padding, SnpProduct, TrustAnchor};
use libfuzzer_sys::fuzz_target;
use messages::registration::{Quote, TeeKind};

fuzz_target!(|data: &[u8]| {
    if let Ok(quote) = without_padding(TeeKind::Snp, data) {
        assert_eq!(without_padding(TeeKind::Snp, &quote.bytes), Ok(quote));
    }
    let Ok(bytes) = data.to_vec().try_into() else { return };
    let quote = Quote { kind: TeeKind::Snp, bytes };
    let _ = unverified_family(&quote);
    let anchors = SnpProduct::ALL.map(TrustAnchor::amd);
    assert!(verify(&quote, &[1; 64], &anchors, &[], &development::policy(), 0).is_err());
});
