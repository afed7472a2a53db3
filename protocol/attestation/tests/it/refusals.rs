//! The must-fail table of Intel's path: everything that must be refused, each with its own error.

use crate::support::*;
use attestation::{
    development::{
        self,
        authority::{
            Certified::{self, *},
            Flaws,
        },
        SimulatedTd,
    },
    unverified_family, verify_collateral, without_padding, Error, Family, Flaw, Refusal, RefusedAdvisory,
    TcbStatus, TrustAnchor,
};
use dcap_qvl::{oids, quote::Quote as DcapQuote};
use messages::{
    limits::MAX_QUOTE,
    registration::{Quote, TeeKind, TrustRoot},
};

const HONEST: Flaws = Flaws { forged: false, ended: false };
const FORGED: Flaws = Flaws { forged: true, ended: false };
const ENDED: Flaws = Flaws { forged: false, ended: true };

fn refusal(network: &Network, quote: &Quote) -> Error {
    network.verify(quote).expect_err("must be refused")
}

/// The honest quote with other certificates for the same keys.
fn chain(machine: Flaws, ca: Flaws, root: Flaws) -> Quote {
    let certificates = [(Machine(1), machine), (PckCa, ca), (Root, root)];
    replace_in_chain(&honest(), |_| pem(&certificates.map(|(certified, flaws)| certified.certificate(flaws))))
}

fn signer_chain(flaws: Flaws) -> Vec<u8> {
    pem(&[TcbSigning.certificate(flaws), Root.certificate(HONEST)]).into_bytes()
}

fn root_list(revoked: &[Certified], flaws: Flaws) -> Network {
    Network::collateral(|it| it.root_ca_crl = Root.revocation_list(revoked, flaws).try_into().unwrap())
}

fn pck_list(revoked: &[Certified], flaws: Flaws) -> Network {
    Network::collateral(|it| it.pck_crl = PckCa.revocation_list(revoked, flaws).try_into().unwrap())
}

#[test]
fn variations_of_the_authority_are_honest_by_default() {
    assert_eq!(chain(HONEST, HONEST, HONEST), honest());
    assert!(root_list(&[], HONEST).verify(&honest()).is_ok());
    assert!(pck_list(&[Machine(2)], HONEST).verify(&honest()).is_ok());
    assert!(Network::tcb_info("\"tcbEvaluationDataNumber\": 1", "\"tcbEvaluationDataNumber\": 2")
        .verify(&honest())
        .is_ok());
}

#[test]
fn certificates_at_each_level() {
    let network = Network::development;
    let untrusted = || flaw(Flaw::UntrustedCertificate);
    let over = || flaw(Flaw::CertificateOutOfDate);
    let mut aged = network();
    aged.anchors[1].certificate = Root.certificate(ENDED).try_into().unwrap();
    let signer =
        |flaws| Network::collateral(|it| it.tcb_info_issuer_chain = signer_chain(flaws).try_into().unwrap());
    let qe_signer = |flaws| {
        Network::collateral(|it| it.qe_identity_issuer_chain = signer_chain(flaws).try_into().unwrap())
    };
    let foreign_signer = Network::collateral(|it| it.tcb_info_issuer_chain = it.pck_crl_issuer_chain.clone());
    let foreign_qe_signer =
        Network::collateral(|it| it.qe_identity_issuer_chain = it.pck_crl_issuer_chain.clone());
    check([
        ("forged machine certificate", network(), chain(FORGED, HONEST, HONEST), untrusted()),
        ("expired machine certificate", network(), chain(ENDED, HONEST, HONEST), over()),
        ("forged CA", network(), chain(HONEST, FORGED, HONEST), untrusted()),
        ("expired CA", network(), chain(HONEST, ENDED, HONEST), over()),
        ("forged root", network(), chain(HONEST, HONEST, FORGED), Error::UnknownRoot),
        ("expired root", aged, chain(HONEST, HONEST, ENDED), Error::Refused(Refusal::EvidenceExpired)),
        ("forged TCB signer", signer(FORGED), honest(), untrusted()),
        ("expired TCB signer", signer(ENDED), honest(), over()),
        ("forged QE signer", qe_signer(FORGED), honest(), untrusted()),
        ("expired QE signer", qe_signer(ENDED), honest(), over()),
        ("TCB info with the CA's chain", foreign_signer, honest(), untrusted()),
        ("QE identity with the CA's chain", foreign_qe_signer, honest(), untrusted()),
    ]);
}

#[test]
fn revocation() {
    let revoked = || flaw(Flaw::CertificateRevoked);
    let untrusted = || flaw(Flaw::UntrustedRevocationList);
    let stale = || flaw(Flaw::StaleRevocationList);
    let swapped_root = Network::collateral(|it| it.root_ca_crl = it.pck_crl.clone());
    let swapped_pck = Network::collateral(|it| it.pck_crl = it.root_ca_crl.clone());
    check([
        ("root revoked", root_list(&[Root], HONEST), honest(), revoked()),
        ("CA revoked by the root's list", root_list(&[PckCa], HONEST), honest(), revoked()),
        ("TCB signer revoked by the root's list", root_list(&[TcbSigning], HONEST), honest(), revoked()),
        (
            "machine revoked by the CA's list",
            pck_list(&[Machine(2), Machine(1)], HONEST),
            honest(),
            revoked(),
        ),
        ("forged root list", root_list(&[], FORGED), honest(), untrusted()),
        ("forged CA list", pck_list(&[], FORGED), honest(), untrusted()),
        ("stale root list", root_list(&[], ENDED), honest(), stale()),
        ("stale CA list", pck_list(&[], ENDED), honest(), stale()),
        ("CA's list in the place of the root's", swapped_root, honest(), untrusted()),
        ("root's list in the place of the CA's", swapped_pck, honest(), untrusted()),
    ]);
}

#[test]
fn tcb_info_and_qe_identity() {
    let forged_tcb = Network::collateral(|it| {
        it.tcb_info = replaced(&it.tcb_info, "Revoked", "UpToDate").try_into().unwrap();
    });
    let forged_qe = Network::collateral(|it| {
        it.qe_identity = replaced(&it.qe_identity, "\"isvsvn\": 1", "\"isvsvn\": 0").try_into().unwrap();
    });
    let over = ("2056-01-01", "2025-01-01");
    let qe = Network::qe_identity;
    let tcb = Network::tcb_info;
    let at_start = "\"issueDate\": \"2024";
    let future = "\"issueDate\": \"2027";
    check([
        ("forged TCB info", forged_tcb, honest(), flaw(Flaw::ForgedTcbInfo)),
        ("forged QE identity", forged_qe, honest(), flaw(Flaw::ForgedQeIdentity)),
        ("expired TCB info", tcb(over.0, over.1), honest(), Error::CollateralExpired),
        ("expired QE identity", qe(over.0, over.1), honest(), Error::CollateralExpired),
        ("TCB info of the future", tcb(at_start, future), honest(), Error::CollateralNotYetValid),
        ("QE identity of the future", qe(at_start, future), honest(), Error::CollateralNotYetValid),
        ("QE identity of SGX", qe("TD_QE", "QE"), honest(), flaw(Flaw::WrongQeIdentity)),
        ("wrong QE MRSIGNER", qe("D1A86EA6", "D1A86EA7"), honest(), flaw(Flaw::WrongQuotingEnclave)),
        (
            "wrong QE product",
            qe("\"isvprodid\": 2", "\"isvprodid\": 3"),
            honest(),
            flaw(Flaw::WrongQuotingEnclave),
        ),
        (
            "wrong QE attributes",
            qe("\"attributes\": \"05", "\"attributes\": \"07"),
            honest(),
            flaw(Flaw::WrongQuotingEnclave),
        ),
        (
            "wrong QE MISCSELECT",
            qe("\"miscselect\": \"00", "\"miscselect\": \"01"),
            honest(),
            flaw(Flaw::WrongQuotingEnclave),
        ),
        ("low QE ISVSVN", qe("\"isvsvn\": 1", "\"isvsvn\": 2"), honest(), flaw(Flaw::QuotingEnclaveTooOld)),
        ("revoked QE", qe("UpToDate", "Revoked"), honest(), flaw(Flaw::RevokedTcb)),
        ("old QE", qe("UpToDate", "OutOfDate"), honest(), tcb_refused(TcbStatus::OutOfDate)),
        ("no such TCB level", tcb("\"pcesvn\": 1", "\"pcesvn\": 2"), honest(), flaw(Flaw::UnlistedTcb)),
        (
            "wrong signer of the TDX module",
            tcb("\"mrsigner\": \"00", "\"mrsigner\": \"01"),
            honest(),
            flaw(Flaw::WrongAttributes),
        ),
    ]);
}

fn tcb_refused(status: TcbStatus) -> Error {
    Error::Refused(Refusal::TcbNotAccepted(status))
}

#[test]
fn what_the_td_says_of_itself() {
    let network = Network::development;
    let measurement_of =
        |quote: &Quote| attestation::measurement(&DcapQuote::parse(&quote.bytes).unwrap().report);
    let unknown = |quote: &Quote| Error::Refused(Refusal::UnknownMeasurement(measurement_of(quote)));
    let other_code = simulated(|td| td.mr_td[0] ^= 1);
    let other_attributes = simulated(|td| td.attributes |= 1 << 63);
    let debuggable = |bit: u32| simulated(|td| td.attributes |= 1 << bit);
    let wrong_data = SimulatedTd::new(1).quote(&[8; 64]).unwrap();
    let (one, two) = (honest(), SimulatedTd::new(2).quote(&REPORT_DATA).unwrap());
    let pem_of =
        |quote: &Quote| String::from_utf8(DcapQuote::parse(&quote.bytes).unwrap().inner_cert_data().to_vec());
    let mixed = replace_in_chain(&one, |_| pem_of(&two).unwrap());
    check([
        ("wrong report data", network(), wrong_data, Error::WrongReportData),
        ("unknown code", network(), other_code.clone(), unknown(&other_code)),
        ("unknown attributes", network(), other_attributes.clone(), unknown(&other_attributes)),
        ("debug bit", network(), debuggable(0), Error::DebugMode),
        ("debug group, bit 4", network(), debuggable(4), Error::DebugMode),
        ("debug group, bit 7", network(), debuggable(7), Error::DebugMode),
        ("migration", network(), simulated(|td| td.attributes |= 1 << 29), flaw(Flaw::Migratable)),
        ("no SEPT_VE_DISABLE", network(), simulated(|td| td.attributes = 0), flaw(Flaw::WrongAttributes)),
        (
            "reserved attribute",
            network(),
            simulated(|td| td.attributes |= 1 << 9),
            flaw(Flaw::WrongAttributes),
        ),
        ("revoked firmware", network(), simulated(|td| td.module_svn = 0), flaw(Flaw::RevokedTcb)),
        ("another machine's certificate", network(), mixed, flaw(Flaw::ForgedQeReport)),
    ]);
}

#[test]
fn anchors_and_the_choice_of_collateral() {
    let network = Network::development;
    let anchors = |anchors| Network { anchors, ..network() };
    let none = Network { collateral: vec![], ..network() };
    let of_another_root =
        Network { collateral: vec![(TrustRoot::Intel, development::collateral())], ..network() };
    let mut impostor = TrustAnchor::intel();
    impostor.root = TrustRoot::Simulated;
    let [from, to] = [&development::trust_anchor(), &impostor].map(|it| pem(&[it.certificate.to_vec()]));
    let relabelled = replace_in_chain(&honest(), |chain| chain.replace(&from, &to));
    let missing = || Error::NoCollateral(TrustRoot::Simulated);
    check([
        ("production network", anchors(vec![TrustAnchor::intel()]), honest(), Error::UnknownRoot),
        ("network without roots", anchors(vec![]), honest(), Error::UnknownRoot),
        // dcap-qvl reads the revocation list first, and that is not by this root either.
        ("only names a root", anchors(vec![impostor]), relabelled, flaw(Flaw::UntrustedRevocationList)),
        ("no collateral", none, honest(), missing()),
        ("collateral of another root", of_another_root, honest(), missing()),
        ("collateral of another family", Network::tcb_info("AD17", "AD18"), honest(), missing()),
        ("before the collateral", Network::at(1_704_067_199_999), honest(), Error::CollateralNotYetValid),
        ("after the collateral", Network::at(2_713_910_400_000), honest(), Error::CollateralExpired),
    ]);
}

#[test]
fn policy() {
    let from = |from_ms| Network::policy(|policy| policy.measurements[0].from_ms = from_ms);
    let until = |until_ms| Network::policy(|policy| policy.measurements[0].until_ms = Some(until_ms));
    let platform = Network::development().verify(&honest()).unwrap().platform();
    let denied = Network::policy(|policy| policy.denied_platforms.try_push(platform).unwrap());
    let unlisted = Network::policy(|policy| policy.allowed_platforms = Some(Default::default()));
    let name: attestation::AdvisoryName = b"ADYTON-SIM-00001".to_vec().try_into().unwrap();
    let advisory = Network::policy(|policy| {
        let accepted = attestation::AcceptedStatus { status: TcbStatus::OutOfDate, until_ms: None };
        policy.statuses.try_push(accepted).unwrap();
        let refused = RefusedAdvisory { id: name.clone(), from_ms: NOW_MS };
        policy.advisories.try_push(refused).unwrap();
    });
    let old = simulated(|td| td.module_svn = 1);
    let evaluation = Network::policy(|policy| policy.minimum_evaluation = 2);
    let refused = Error::Refused;
    let (soon, passed) = (NOW_MS + 1, NOW_MS);
    check([
        (
            "before its delay",
            from(soon),
            honest(),
            refused(Refusal::MeasurementNotYetAllowed { from_ms: soon }),
        ),
        ("deprecated", until(passed), honest(), refused(Refusal::MeasurementDeprecated { until_ms: passed })),
        ("TCB below policy", Network::development(), old.clone(), tcb_refused(TcbStatus::OutOfDate)),
        ("refused advisory", advisory, old, refused(Refusal::AdvisoryRefused(name.clone()))),
        ("old evaluation", evaluation, honest(), refused(Refusal::EvaluationTooOld)),
        ("denied machine", denied, honest(), refused(Refusal::PlatformDenied(platform))),
        ("unlisted machine", unlisted, honest(), refused(Refusal::PlatformNotAllowed(platform))),
    ]);
}

#[test]
fn form() {
    let network = Network::development;
    let quote = honest();
    let of_kind = |kind| Quote { kind, ..honest() };
    let bytes = |bytes: Vec<u8>| with_bytes(&quote, bytes);
    let padded = bytes([&quote.bytes[..], &[0]].concat());
    assert_eq!(without_padding(TeeKind::Tdx, &padded.bytes).unwrap(), quote);
    let longer = replace_in_chain(&quote, |chain| {
        let root = chain.rfind("-----BEGIN").unwrap();
        format!("{chain}{}", &chain[root..])
    });
    check([
        ("TDX called SGX", network(), of_kind(TeeKind::Sgx), Error::WrongKind),
        ("TDX called SNP", network(), of_kind(TeeKind::Snp), Error::MalformedQuote),
        ("empty", network(), bytes(vec![]), Error::MalformedQuote),
        ("noise", network(), bytes(vec![0xff; MAX_QUOTE as usize]), Error::MalformedQuote),
        ("trailing byte", network(), padded, Error::UnaccountedBytes),
        (
            "text behind the chain",
            network(),
            replace_in_chain(&quote, |chain| format!("{chain}hidden\n")),
            Error::UnaccountedBytes,
        ),
        ("root twice", network(), longer, Error::NoCertificateChain),
        ("no chain", network(), replace_in_chain(&quote, |_| String::new()), Error::NoCertificateChain),
    ]);
}

#[test]
fn collateral_is_verified_before_it_counts() {
    let network = Network::development();
    let witness = honest();
    let verdict = |network: &Network| {
        verify_collateral(&witness, &network.anchors, &network.collateral[0].1, network.now_ms).map(|_| ())
    };
    assert_eq!(verdict(&network), Ok(()));
    let other = Network::tcb_info("AD17", "AD18");
    assert_eq!(verdict(&other), Err(flaw(Flaw::FamilyMismatch)));
    let sgx = Network::tcb_info("\"id\": \"TDX\"", "\"id\": \"SGX\"");
    assert!(verdict(&sgx).is_err());
    let unreadable = Network::collateral(|it| it.tcb_info = vec![1].try_into().unwrap());
    assert_eq!(verdict(&unreadable), Err(Error::MalformedCollateral));
    assert_eq!(verdict(&pck_list(&[], FORGED)), Err(flaw(Flaw::UntrustedRevocationList)));
    assert_eq!(
        unverified_family(&witness).unwrap(),
        Family { kind: TeeKind::Tdx, fmspc: development::authority::FMSPC }
    );
}

#[test]
fn oversize_is_refused_before_anything_is_parsed() {
    use codec::{Decode, Encode};
    let oversize = (TeeKind::Tdx, vec![0u8; MAX_QUOTE as usize + 1]).encode();
    assert!(Quote::decode(&mut &oversize[..]).is_err());
    let huge =
        replace_in_chain_bytes(&honest(), |chain| format!("{chain}{}", "\n".repeat(MAX_QUOTE as usize)));
    assert_eq!(without_padding(TeeKind::Tdx, &huge), Err(Error::Oversize));
    let mut collateral = development::collateral().encode();
    // The first list's length, a SCALE compact number behind the variant's index, becomes 2^30 - 1.
    collateral.splice(1..3, [0xfe, 0xff, 0xff, 0xff]);
    assert!(attestation::Collateral::decode(&mut &collateral[..]).is_err());
}

#[test]
fn the_machines_facts_are_in_intels_extension() {
    let parsed = DcapQuote::parse(&honest().bytes).unwrap();
    let leaf = dcap_qvl::intel::extract_cert_chain(&parsed).unwrap().remove(0);
    let facts = dcap_qvl::intel::parse_pck_extension(&leaf).unwrap();
    assert_eq!((facts.pce_svn, facts.cpu_svn, facts.fmspc), (1, [1; 16], development::authority::FMSPC));
    assert_eq!(facts.ppid.len(), 16);
    assert!(facts.get_value(&oids::PCEID).unwrap().is_some());
    assert!(matches!(refusal(&Network::at(0), &honest()), Error::CollateralNotYetValid));
}
