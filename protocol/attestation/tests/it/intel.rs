//! Real Intel quotes, from the package of `dcap-qvl`, under Intel's root.

use crate::{flips::every_flip, support::package};
use attestation::{
    measurement, re_evaluate, verify, verify_collateral, without_padding, AcceptedStatus, AllowedMeasurement,
    Collateral, CollateralClaims, Error, Flaw, Policy, Refusal, Standing, TcbFacts, TcbStatus, TrustAnchor,
    VerifiedAttestation,
};
use dcap_qvl::{
    configs::RustCryptoConfig,
    quote::{Quote as DcapQuote, Report},
    verify::QuoteVerifier,
    QuoteCollateralV3,
};
use messages::registration::{Quote, TeeKind, TrustRoot};
use std::fs;

#[derive(Clone)]
struct Sample {
    quote: Quote,
    collateral: Collateral,
    claims: CollateralClaims,
    report_data: [u8; 64],
    policy: Policy,
}

/// A sample, with a policy that allows what runs in it and its status.
fn sample(name: &str, kind: TeeKind, status: TcbStatus) -> Sample {
    let folder = package("dcap-qvl").join("sample");
    let bytes = fs::read(folder.join(name)).unwrap();
    let quote = without_padding(kind, &bytes).unwrap();
    let json = fs::read_to_string(folder.join(format!("{name}_collateral.json"))).unwrap();
    let collateral: Collateral = serde_json::from_str(&json).unwrap();
    let report = DcapQuote::parse(&bytes).unwrap().report;
    let report_data = match &report {
        Report::SgxEnclave(enclave) => enclave.report_data,
        td => td.as_td10().unwrap().report_data,
    };
    let allowed = AllowedMeasurement {
        kind,
        measurement: measurement(&report),
        version: Default::default(),
        from_ms: 0,
        until_ms: None,
    };
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
        let stale = Err(Error::NotProven(Flaw::StaleRevocationList));
        let early = sample.verify_at(sample.claims.issued_ms - 1);
        assert!(early == Err(Error::CollateralNotYetValid) || early == stale, "{early:?}");
        let late = sample.verify_at(sample.claims.expires_ms);
        assert!(late == Err(Error::CollateralExpired) || late == stale, "{late:?}");
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
        Err(Error::Refused(Refusal::TcbNotAccepted(TcbStatus::ConfigurationAndSWHardeningNeeded)))
    );
}

/// Its firmware is older than any TCB level that Intel still lists.
#[test]
fn intels_sample_of_an_outdated_platform_is_refused() {
    let sample = sample("tdx_quote_outdated", TeeKind::Tdx, TcbStatus::OutOfDate);
    let refused = sample.verify_at(sample.claims.issued_ms);
    assert_eq!(refused, Err(Error::NotProven(Flaw::UnlistedTcb)));
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

/// What is recorded of a quote gives, under the same collateral, what the quote itself gave.
#[test]
fn intels_levels_are_found_again_without_the_quote() {
    for sample in samples() {
        let now_ms = sample.claims.issued_ms;
        let verified = sample.verify_at(now_ms).unwrap();
        let stored = [(TrustRoot::Intel, sample.collateral.clone())];
        let again = verified.tcb_facts().under(TrustRoot::Intel, &stored).unwrap();
        // Signers' certificates count at verification only, so the end may be later.
        let first = verified.tcb_facts();
        assert!(again.collateral_until_ms >= first.collateral_until_ms);
        assert_eq!(TcbFacts { collateral_until_ms: first.collateral_until_ms, ..again }, *first);
        let standing = re_evaluate(&verified.summary(), first, &sample.policy, now_ms);
        assert_eq!(standing, Standing::Good);
    }
}

#[test]
fn quotes_of_version_4_and_5_are_both_there() {
    let version = |sample: &Sample| DcapQuote::parse(&sample.quote.bytes).unwrap().header.version;
    assert_eq!(samples().iter().map(version).collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn cut_and_padded_forms_of_intels_quotes_are_refused() {
    for sample in samples() {
        let bytes = sample.quote.bytes.to_vec();
        let verdict = |bytes: Vec<u8>| {
            let quote = Quote { kind: sample.quote.kind, bytes: bytes.try_into().unwrap() };
            Sample { quote, ..sample.clone() }.verify_at(sample.claims.issued_ms).map(|_| ())
        };
        for length in 0..bytes.len() {
            assert_eq!(verdict(bytes[..length].to_vec()), Err(Error::MalformedQuote), "length {length}");
        }
        assert_eq!(verdict([&bytes[..], &[0]].concat()), Err(Error::UnaccountedBytes));
    }
}

/// Every byte of Intel's SGX quote, and as long as the quote parses, `dcap-qvl`'s own verdict beside ours: what we
/// accept, it accepts; what only we refuse, we refuse for its form.
#[test]
fn no_flipped_byte_of_intels_sgx_quote_is_accepted() {
    flips_agree(&samples()[0], 1);
}

/// As above, for TDX version 5; every 7th byte, since every byte of version 4 is flipped under the development root.
#[test]
fn flipped_bytes_of_intels_tdx_quotes_are_refused() {
    flips_agree(&samples()[1], 13);
    flips_agree(&samples()[2], 7);
}

fn flips_agree(sample: &Sample, step: usize) {
    let now_ms = sample.claims.issued_ms;
    let bare: QuoteCollateralV3 =
        serde_json::from_value(serde_json::to_value(&sample.collateral).unwrap()).unwrap();
    let verifier =
        QuoteVerifier::<RustCryptoConfig>::new_with_config(TrustAnchor::intel().certificate.to_vec());
    every_flip(&sample.quote, step, |position, quote| {
        let tampered = Sample { quote: quote.clone(), ..sample.clone() };
        let refusal = tampered.verify_at(now_ms).expect_err("accepted");
        let is_form = matches!(
            refusal,
            Error::MalformedQuote
                | Error::UnaccountedBytes
                | Error::NoCertificateChain
                | Error::UnknownRoot
                | Error::NoCollateral(_)
                | Error::DebugMode
                | Error::WrongKind
        );
        // A verdict of dcap-qvl costs as much as ours, so it is asked for at a sample of the positions.
        if !is_form && position % 11 == 0 {
            let theirs = verifier.verify(&quote.bytes, &bare, now_ms / 1000);
            assert!(theirs.is_err(), "byte {position}: {refusal:?}, and dcap-qvl accepts");
        }
    });
}
