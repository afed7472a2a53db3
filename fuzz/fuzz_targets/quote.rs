//! Intel quotes from anybody: no panic; a quote has one form without padding; nothing here was signed, so nothing is
//! accepted.
#![no_main]

use attestation::{development, unverified_family, verify, without_padding};
use libfuzzer_sys::fuzz_target;
use messages::registration::{Quote, TeeKind, TrustRoot};

/// Within the dates of the development root.
const NOW_MS: u64 = 1_800_000_000_000;

fuzz_target!(|data: &[u8]| {
    let anchors = [development::trust_anchor()];
    let collateral = [(TrustRoot::Simulated, development::collateral())];
    for kind in [TeeKind::Sgx, TeeKind::Tdx] {
        if let Ok(quote) = without_padding(kind, data) {
            assert_eq!(without_padding(kind, &quote.bytes), Ok(quote));
        }
        let Ok(bytes) = data.to_vec().try_into() else { return };
        let quote = Quote { kind, bytes };
        let _ = unverified_family(&quote);
        // The seeds are honest quotes over 64 sevens, so only other report data is out of reach.
        assert!(verify(&quote, &[1; 64], &anchors, &collateral, &development::policy(), NOW_MS).is_err());
    }
});
