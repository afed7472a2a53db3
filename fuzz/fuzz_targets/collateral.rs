//! Collateral from anybody, in SCALE and in JSON: no panic, whatever is in it, and one encoding for one value.
#![no_main]

use attestation::{Collateral, SnpCollateral};
use codec::{DecodeAll, Encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(collateral) = Collateral::decode_all(&mut &data[..]) {
        assert_eq!(collateral.encode(), data);
        let _ = collateral.unverified_claims();
    }
    if let Ok(collateral) = serde_json::from_slice::<Collateral>(data) {
        if let Ok(claims) = collateral.unverified_claims() {
            assert_eq!(collateral.unverified_family(), Ok(claims.family));
        }
    }
    if let Ok(ark_crl) = data.to_vec().try_into() {
        let _ = Collateral::Snp(SnpCollateral { ark_crl }).unverified_claims();
    }
});
