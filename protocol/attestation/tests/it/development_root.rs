//! The development root is what its generator makes, and its quotes verify as real ones do.

use crate::support::*;
use attestation::{
    development::{
        self,
        authority::{self, Certified, Flaws},
        SimulatedTd, MEASUREMENT, MRTD,
    },
    measurement, unverified_family, verify_collateral, Collateral, Family, TcbStatus, TrustAnchor,
    MAX_ANCHOR,
};
use codec::{Decode, Encode, MaxEncodedLen};
use messages::registration::{TeeKind, TrustRoot};
use sha2::{Digest, Sha384};
use std::{fs, path::Path};

#[test]
fn committed_files_are_what_the_authority_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dev-root");
    let honest = Flaws::default();
    for (name, made) in [
        ("root.der", Certified::Root.certificate(honest)),
        ("pck-ca.der", Certified::PckCa.certificate(honest)),
        ("tcb-signing.der", Certified::TcbSigning.certificate(honest)),
        ("root-crl.der", Certified::Root.revocation_list(&[], honest)),
        ("pck-crl.der", Certified::PckCa.revocation_list(&[], honest)),
        ("tcb-info.sig", authority::sign_collateral(development::TCB_INFO).to_vec()),
        ("qe-identity.sig", authority::sign_collateral(development::QE_IDENTITY).to_vec()),
    ] {
        let committed = fs::read(folder.join(name)).unwrap();
        assert!(committed == made, "{name}: run `cargo run -p attestation --example make_dev_root`");
    }
}

#[test]
fn an_honest_simulated_worker_verifies() {
    let network = Network::development();
    let attestation = network.verify(&honest()).unwrap();
    assert_eq!(attestation.kind(), TeeKind::Tdx);
    assert_eq!(attestation.root(), TrustRoot::Simulated);
    assert_eq!(attestation.measurement(), MEASUREMENT);
    assert_eq!(attestation.report_data(), &REPORT_DATA);
    assert_eq!(attestation.tcb_status(), TcbStatus::UpToDate);
    assert!(attestation.advisories().is_empty());
    assert_eq!(attestation.valid_until_ms(), NOW_MS + development::MAX_AGE_MS);
    let summary = attestation.summary();
    assert_eq!(summary.platform, attestation.platform());
    assert_eq!(summary.valid_until_ms, attestation.valid_until_ms());
}

#[test]
fn the_simulated_measurement_is_the_documented_one() {
    assert_eq!(MRTD, <[u8; 48]>::from(Sha384::digest(b"adyton/simulated-worker/v1")));
    let parsed = dcap_qvl::quote::Quote::parse(&honest().bytes).unwrap();
    assert_eq!(measurement(&parsed.report), MEASUREMENT);
}

#[test]
fn every_machine_has_its_own_platform_and_quotes_are_deterministic() {
    let network = Network::development();
    let platform = |machine| {
        let quote = SimulatedTd::new(machine).quote(&REPORT_DATA).unwrap();
        assert_eq!(quote, SimulatedTd::new(machine).quote(&REPORT_DATA).unwrap());
        network.verify(&quote).unwrap().platform()
    };
    let platforms: std::collections::BTreeSet<_> = [0, 1, 2, 127, 128, u32::MAX].map(platform).into();
    assert_eq!(platforms.len(), 6);
}

#[test]
fn development_collateral_verifies_by_any_simulated_quote() {
    let mut anything = SimulatedTd::new(9);
    anything.mr_td = [9; 48];
    let witness = anything.quote(&[0; 64]).unwrap();
    let anchors = [TrustAnchor::intel(), development::trust_anchor()];
    let (root, claims) = verify_collateral(&witness, &anchors, &development::collateral(), NOW_MS).unwrap();
    assert_eq!(root, TrustRoot::Simulated);
    assert_eq!(claims.family, Family { kind: TeeKind::Tdx, fmspc: authority::FMSPC });
    assert_eq!(claims.family, unverified_family(&witness).unwrap());
    assert!(!claims.supersedes(&claims));
    let mut newer = claims;
    newer.parts_issued_ms[1] += 1;
    assert!(newer.supersedes(&claims));
    newer.parts_issued_ms[3] -= 1;
    assert!(!newer.supersedes(&claims), "an old revocation list beside a new identity");
    newer.parts_issued_ms[3] += 1;
    newer.evaluation_number -= 1;
    assert!(!newer.supersedes(&claims));
}

#[test]
fn genesis_json_and_scale_round_trip() {
    let anchor = development::trust_anchor();
    let json = serde_json::to_string(&anchor).unwrap();
    assert!(json.starts_with(r#"{"root":"Simulated","certificate":"0x30"#), "{json}");
    assert_eq!(serde_json::from_str::<TrustAnchor>(&json).unwrap(), anchor);

    let collateral = development::collateral();
    let json = serde_json::to_string(&collateral).unwrap();
    assert_eq!(serde_json::from_str::<Collateral>(&json).unwrap(), collateral);
    let scale = collateral.encode();
    assert!(scale.len() <= Collateral::max_encoded_len());
    assert_eq!(Collateral::decode(&mut &scale[..]).unwrap(), collateral);

    let json = serde_json::to_string(&development::policy()).unwrap();
    insta::assert_snapshot!(json, @r#"{"measurements":[{"kind":"Tdx","measurement":"0x86534ca79d1dd7c1837b4fdb20b942e4b738d7876f9d50c84201a094f096fb27","version":{"major":1,"minor":0,"patch":0},"fromMs":0,"untilMs":null}],"statuses":[{"status":"UpToDate","untilMs":null}],"advisories":[],"minimumEvaluation":0,"familyEvaluations":[],"snpLevels":[],"deniedPlatforms":[],"allowedPlatforms":null,"maxAgeMs":31536000000}"#);
    assert_eq!(serde_json::from_str::<attestation::Policy>(&json).unwrap(), development::policy());
}

#[test]
fn json_that_does_not_fit_is_refused_when_it_is_read() {
    let mut short = serde_json::to_value(development::collateral()).unwrap();
    short["tcb_info_signature"] = "00".into();
    assert!(serde_json::from_value::<Collateral>(short).is_err());

    let mut long = serde_json::to_value(development::trust_anchor()).unwrap();
    long["certificate"] = "00".repeat(MAX_ANCHOR as usize + 1).into();
    assert!(serde_json::from_value::<TrustAnchor>(long).is_err());

    let mut mistyped = serde_json::to_value(development::policy()).unwrap();
    mistyped["deniedPlatform"] = serde_json::json!([]);
    assert!(serde_json::from_value::<attestation::Policy>(mistyped).is_err());
}
