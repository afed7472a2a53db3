//! Real Intel quotes, from the package of `dcap-qvl`, under Intel's root.

use attestation::{
    measurement, verify, verify_collateral, without_padding, AcceptedStatus, AllowedMeasurement, Collateral,
    CollateralClaims, Error, Policy, TcbStatus, TrustAnchor, VerifiedAttestation,
};
use cargo_metadata::MetadataCommand;
use dcap_qvl::quote::{Quote as DcapQuote, Report};
use messages::registration::{Quote, TeeKind, TrustRoot};
use std::{fs, path::PathBuf, sync::OnceLock};

struct Sample {
    quote: Quote,
    collateral: Collateral,
    claims: CollateralClaims,
    report_data: [u8; 64],
    policy: Policy,
}

/// Where the package of `dcap-qvl` keeps its samples.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let metadata = MetadataCommand::new()
            .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            .other_options(vec!["--offline".into()])
            .exec()
            .unwrap();
        let package = metadata.packages.iter().find(|package| package.name.as_str() == "dcap-qvl").unwrap();
        package.manifest_path.parent().unwrap().join("sample").into()
    })
}

/// A sample, with a policy that allows what runs in it and its status.
fn sample(name: &str, kind: TeeKind, status: TcbStatus) -> Sample {
    let folder = folder();
    let bytes = fs::read(folder.join(name)).unwrap();
    let quote = without_padding(kind, &bytes).unwrap();
    let json = fs::read_to_string(folder.join(format!("{name}_collateral.json"))).unwrap();
    let collateral: Collateral = serde_json::from_str(&json).unwrap();
    let report = DcapQuote::parse(&bytes).unwrap().report;
    let report_data = match &report {
        Report::SgxEnclave(enclave) => enclave.report_data,
        td => td.as_td10().unwrap().report_data,
    };
    let allowed = AllowedMeasurement { kind, measurement: measurement(&report), from_ms: 0, until_ms: None };
    let policy = Policy {
        measurements: vec![allowed].try_into().unwrap(),
        statuses: vec![AcceptedStatus { status, until_ms: None }].try_into().unwrap(),
        ..Policy::default()
    };
    let claims = collateral.unverified_claims().unwrap();
    Sample { quote, collateral, claims, report_data, policy }
}

impl Sample {
    fn verify_at(&self, now_ms: u64) -> Result<VerifiedAttestation, Error> {
        let collateral = [(TrustRoot::Intel, self.collateral.clone())];
        let anchors = [attestation::development::trust_anchor(), TrustAnchor::intel()];
        verify(&self.quote, &self.report_data, &anchors, &collateral, &self.policy, now_ms)
    }
}

fn samples() -> Vec<Sample> {
    vec![
        sample("sgx_quote", TeeKind::Sgx, TcbStatus::ConfigurationAndSWHardeningNeeded),
        sample("tdx_quote", TeeKind::Tdx, TcbStatus::UpToDate),
        sample("tdx_quote_td15ex", TeeKind::Tdx, TcbStatus::UpToDate),
    ]
}

#[test]
fn intels_quotes_verify_in_their_time() {
    for sample in samples() {
        let now_ms = sample.claims.issued_ms;
        let attestation = sample.verify_at(now_ms).unwrap();
        assert_eq!(attestation.root(), TrustRoot::Intel);
        assert_eq!(attestation.kind(), sample.quote.kind);
        assert!(attestation.valid_until_ms() <= sample.claims.expires_ms);
        assert!(attestation.valid_until_ms() <= now_ms + sample.policy.max_age_ms);
        let last = sample.verify_at(sample.claims.expires_ms - 1).unwrap();
        assert_eq!(last.valid_until_ms(), sample.claims.expires_ms);
    }
}

#[test]
fn intels_quotes_are_refused_outside_their_time() {
    for sample in samples() {
        assert_eq!(sample.verify_at(sample.claims.issued_ms - 1), Err(Error::CollateralNotYetValid));
        assert_eq!(sample.verify_at(sample.claims.expires_ms), Err(Error::CollateralExpired));
    }
}

#[test]
fn intels_status_and_advisories_come_through() {
    let sgx = sample("sgx_quote", TeeKind::Sgx, TcbStatus::ConfigurationAndSWHardeningNeeded);
    let attestation = sgx.verify_at(sgx.claims.issued_ms).unwrap();
    assert_eq!(attestation.tcb_status(), TcbStatus::ConfigurationAndSWHardeningNeeded);
    assert_eq!(attestation.advisories(), ["INTEL-SA-00289", "INTEL-SA-00615"]);
    let strict =
        Sample { policy: Policy { statuses: Policy::default().statuses, ..sgx.policy.clone() }, ..sgx };
    assert_eq!(
        strict.verify_at(strict.claims.issued_ms),
        Err(Error::TcbNotAccepted(TcbStatus::ConfigurationAndSWHardeningNeeded))
    );
}

/// Its firmware is older than any TCB level that Intel still lists.
#[test]
fn intels_sample_of_an_outdated_platform_is_refused() {
    let sample = sample("tdx_quote_outdated", TeeKind::Tdx, TcbStatus::OutOfDate);
    let refused = sample.verify_at(sample.claims.issued_ms);
    assert_eq!(refused, Err(Error::NotProven("No matching TCB level found".into())));
}

#[test]
fn intels_quotes_are_refused_where_only_the_development_root_counts() {
    let sample = sample("tdx_quote", TeeKind::Tdx, TcbStatus::UpToDate);
    let anchors = [attestation::development::trust_anchor()];
    let collateral = [(TrustRoot::Simulated, sample.collateral.clone())];
    let refused = verify(
        &sample.quote,
        &sample.report_data,
        &anchors,
        &collateral,
        &sample.policy,
        sample.claims.issued_ms,
    );
    assert_eq!(refused, Err(Error::UnknownRoot));
}

#[test]
fn collateral_of_one_family_does_not_verify_by_another_familys_quote() {
    let [sgx, tdx, ..] = &samples()[..] else { panic!("samples") };
    let anchors = [TrustAnchor::intel()];
    let own = verify_collateral(&tdx.quote, &anchors, &tdx.collateral, tdx.claims.issued_ms);
    assert_eq!(own, Ok((TrustRoot::Intel, tdx.claims)));
    let foreign = verify_collateral(&sgx.quote, &anchors, &tdx.collateral, tdx.claims.issued_ms);
    assert!(matches!(foreign, Err(Error::NotProven(_))), "{foreign:?}");
}

#[test]
fn a_flipped_byte_in_intels_quotes_is_never_accepted() {
    for sample in samples() {
        let now_ms = sample.claims.issued_ms;
        for position in (3..sample.quote.bytes.len()).step_by(97) {
            let mut bytes = sample.quote.bytes.to_vec();
            bytes[position] ^= 0xff;
            let quote = Quote { kind: sample.quote.kind, bytes: bytes.try_into().unwrap() };
            let tampered = Sample { quote, ..clone(&sample) };
            assert!(tampered.verify_at(now_ms).is_err(), "byte {position}");
        }
    }
}

fn clone(sample: &Sample) -> Sample {
    Sample {
        quote: sample.quote.clone(),
        collateral: sample.collateral.clone(),
        claims: sample.claims,
        report_data: sample.report_data,
        policy: sample.policy.clone(),
    }
}
