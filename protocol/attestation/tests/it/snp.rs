//! AMD's path: SEV-SNP reports under an authority of our own, and the real ones that the package `sev` carries.

use crate::{
    flips::every_flip,
    snp_authority::{anchor, collateral, field, Guest, ARK, ASK},
    support::{check, flaw, package, with_bytes, Row, REPORT_DATA},
};
use attestation::{
    re_evaluate, snp_quote, verify, verify_collateral, without_padding, AllowedMeasurement, Error, Flaw,
    Grace, Policy, Refusal, RefusedAdvisory, SnpLevel,
    SnpProduct::{self, *},
    SnpTcb, Standing, TcbLevel, TcbStatus, TrustAnchor,
};
use messages::{
    ids::TimeMs,
    registration::{Measurement, Quote, TeeKind, TrustRoot},
};
use std::fs;

use crate::support::{Network, NOW_MS};

/// Firmware of the honest guest.
fn tcb(product: SnpProduct) -> SnpTcb {
    let fmc = if product == Turin { 1 } else { 0 };
    SnpTcb { fmc, bootloader: 3, tee: 0, snp: 8, microcode: 115 }
}

fn guest() -> Guest {
    Guest::new(Milan, &REPORT_DATA)
}

/// A network that allows what `guest` runs, on that product line with its firmware.
fn network(guest: &Guest) -> Network {
    let product = guest.product;
    let allowed = AllowedMeasurement {
        kind: TeeKind::Snp,
        measurement: measurement(guest),
        version: Default::default(),
        from_ms: 0,
        until_ms: None,
    };
    let level = SnpLevel { product, minimum: tcb(product), from_ms: 0 };
    Network {
        anchors: vec![TrustAnchor::intel(), TrustAnchor::amd(product), anchor(product)],
        collateral: vec![(TrustRoot::Amd, collateral(product, &ARK, &[], false))],
        policy: Policy {
            measurements: vec![allowed].try_into().unwrap(),
            snp_levels: vec![level].try_into().unwrap(),
            // AMD's lists have numbers of their own kind.
            minimum_evaluation: 1000,
            ..Policy::default()
        },
        now_ms: NOW_MS,
    }
}

/// The documented preimage, written down a second time.
fn measurement(guest: &Guest) -> Measurement {
    use sha2::{Digest, Sha256};
    let preimage = [0x90..0xc0, 0x08..0x10, 0xc0..0x140, 0x10..0x30, 0x04..0x08, 0x30..0x34]
        .map(|range| &guest.report[range]);
    Measurement(
        Sha256::new()
            .chain_update("adyton/measurement/snp/v1")
            .chain_update(preimage.concat())
            .finalize()
            .into(),
    )
}

fn verified(guest: &Guest) -> attestation::VerifiedAttestation {
    network(guest).verify(&guest.quote()).unwrap()
}

#[test]
fn an_honest_guest_verifies_on_every_product_line() {
    for product in SnpProduct::ALL {
        let guest = Guest::new(product, &REPORT_DATA);
        let attestation = verified(&guest);
        assert_eq!(attestation.kind(), TeeKind::Snp);
        assert_eq!(attestation.root(), TrustRoot::Amd);
        assert_eq!(attestation.measurement(), measurement(&guest));
        assert_eq!(attestation.report_data(), &REPORT_DATA);
        assert_eq!(attestation.tcb_status(), TcbStatus::UpToDate);
        assert_eq!(attestation.evaluation_number(), 7, "the number of the revocation list");
        assert_eq!(attestation.tcb_facts().family, product.family());
        assert_eq!(attestation.tcb_facts().level, TcbLevel::Snp(tcb(product)));
        assert_eq!(attestation.standing(), &Standing::Good);
        assert!(attestation.advisories().is_empty());
    }
}

#[test]
fn a_providers_key_counts_like_a_chips() {
    let (chip, loaded) = (guest(), guest().vlek());
    assert_eq!(verified(&chip).platform(), verified(&loaded).platform());
    let elsewhere = guest().vlek().put(field::CHIP, &[6; 64]);
    assert_ne!(verified(&chip).platform(), verified(&elsewhere).platform());
}

#[test]
fn report_versions_2_to_5_are_read() {
    for version in 2..=5 {
        let attestation = verified(&guest().put(field::VERSION, &[version, 0, 0, 0]));
        let expected: &[&str] = if version == 2 { &["AMD-SB-3015"] } else { &[] };
        assert_eq!(attestation.advisories(), expected, "version {version}");
    }
}

#[test]
fn every_register_that_matters_changes_the_measurement() {
    let base = verified(&guest()).measurement();
    let registers =
        [0x04, field::POLICY, 0x10, 0x20, 0x30, field::MEASUREMENT, field::HOST_DATA, 0xe0, 0x110];
    for at in registers {
        let other = guest().with(|guest| guest.report[at] ^= 1);
        assert_ne!(verified(&other).measurement(), base, "register at {at:#x}");
    }
}

#[test]
fn certificates_and_keys() {
    let network = || network(&guest());
    let untrusted = || flaw(Flaw::UntrustedCertificate);
    let over = || flaw(Flaw::CertificateOutOfDate);
    let forged = || flaw(Flaw::ForgedReport);
    let amds = Network { anchors: vec![TrustAnchor::amd(Milan)], ..network() };
    let none = Network { collateral: vec![], ..network() };
    let genoas =
        Network { collateral: vec![(TrustRoot::Amd, collateral(Genoa, &ARK, &[], false))], ..network() };
    let missing = || Error::NoCollateral(TrustRoot::Amd);
    let with = |change: fn(&mut Guest)| guest().with(change).quote();
    check([
        ("root of somebody else", amds, guest().quote(), Error::UnknownRoot),
        ("no collateral", none, guest().quote(), missing()),
        ("collateral of another line", genoas, guest().quote(), missing()),
        ("forged authority", network(), with(|it| it.authority_signer = &ASK), untrusted()),
        ("forged key certificate", network(), with(|it| it.key_signer = &ARK), untrusted()),
        ("expired authority", network(), with(|it| it.authority_ended = true), over()),
        ("expired key certificate", network(), with(|it| it.key_ended = true), over()),
        (
            "authority of another line",
            network(),
            with(|it| it.authority_name = Some("SEV-Genoa")),
            untrusted(),
        ),
        (
            "authority of the other kind",
            network(),
            with(|it| it.authority_name = Some("SEV-VLEK-Milan")),
            untrusted(),
        ),
        ("provider's key under a chip's", network(), guest().put(field::KEY_INFO, &[4]).quote(), untrusted()),
        (
            "chip's key under a provider's",
            network(),
            guest().vlek().put(field::KEY_INFO, &[0]).quote(),
            untrusted(),
        ),
        ("signed by nobody", network(), guest().put(field::KEY_INFO, &[7 << 2]).quote(), forged()),
        ("signed by another chip", network(), with(|it| it.report_signer = "other"), forged()),
    ]);
}

#[test]
fn revocation() {
    let with = |signer, revoked, ended| {
        let collateral = vec![(TrustRoot::Amd, collateral(Milan, signer, revoked, ended))];
        Network { collateral, ..network(&guest()) }
    };
    let early = Network { now_ms: 1_600_000_000_000, ..network(&guest()) };
    let stale = || flaw(Flaw::StaleRevocationList);
    check([
        ("authority revoked", with(&ARK, &[9, 2], false), guest().quote(), flaw(Flaw::CertificateRevoked)),
        ("forged list", with(&ASK, &[], false), guest().quote(), flaw(Flaw::UntrustedRevocationList)),
        ("stale list", with(&ARK, &[], true), guest().quote(), stale()),
        ("list of the future", early, guest().quote(), stale()),
    ]);
    assert!(with(&ARK, &[9], false).verify(&guest().quote()).is_ok());
}

#[test]
fn what_the_report_says() {
    let network = || network(&guest());
    let put = |at, bytes: &[u8]| guest().put(at, bytes).quote();
    let policy = |bit: u32| (0x3_0000u64 | 1 << bit).to_le_bytes();
    let mismatch = || flaw(Flaw::TcbMismatch);
    let other_code = guest().put(field::MEASUREMENT, &[8]);
    let unknown = Refusal::UnknownMeasurement(measurement(&other_code));
    let smt = guest().put(field::POLICY, &0x2_0000u64.to_le_bytes());
    let unknown_policy = Refusal::UnknownMeasurement(measurement(&smt));
    let of_another_chip = guest().with(|it| it.certified_chip = vec![6; 64]).quote();
    let of_any_chip = guest().with(|it| it.certified_chip = vec![]).quote();
    let certified = guest().with(|it| it.certified_tcb[2] = 9).quote();
    check([
        ("debug bit", network(), put(field::POLICY, &policy(19)), Error::DebugMode),
        ("migration allowed", network(), put(field::POLICY, &policy(18)), flaw(Flaw::Migratable)),
        ("migration agent", network(), put(field::MIGRATION_AGENT, &[0; 32]), flaw(Flaw::Migratable)),
        ("masked chip", network(), put(field::CHIP, &[0; 64]), flaw(Flaw::MachineMasked)),
        ("another chip", network(), put(field::CHIP, &[6]), flaw(Flaw::MachineMismatch)),
        ("another chip's key", network(), of_another_chip, flaw(Flaw::MachineMismatch)),
        ("a key of any chip", network(), of_any_chip, flaw(Flaw::MachineMismatch)),
        ("other firmware than certified", network(), put(field::REPORTED_TCB, &[4]), mismatch()),
        ("certified for other firmware", network(), certified, mismatch()),
        (
            "layout of another line",
            network(),
            put(field::LAUNCH_TCB, &[1, 3, 0, 8, 0, 0, 0, 115]),
            mismatch(),
        ),
        ("wrong report data", network(), put(field::REPORT_DATA, &[8]), Error::WrongReportData),
        ("unknown code", network(), other_code.quote(), Error::Refused(unknown)),
        ("unknown guest policy", network(), smt.quote(), Error::Refused(unknown_policy)),
    ]);
}

#[test]
fn policy() {
    let with = |change: &dyn Fn(&mut Policy)| {
        let mut network = network(&guest());
        change(&mut network.policy);
        network
    };
    let higher = SnpTcb { microcode: 116, ..tcb(Milan) };
    let level = |from_ms| SnpLevel { product: Milan, minimum: higher, from_ms };
    let no_level = with(&|policy| policy.snp_levels = Default::default());
    let other_line = with(&|policy| policy.snp_levels[0].product = Genoa);
    let raised = with(&|policy| policy.snp_levels.try_push(level(NOW_MS)).unwrap());
    let old_launch = guest().put(field::LAUNCH_TCB, &[3, 0, 0, 0, 0, 0, 8, 114]).quote();
    let bad_ram = |from_ms| {
        let id: attestation::AdvisoryName = b"AMD-SB-3015".to_vec().try_into().unwrap();
        with(&|policy| {
            policy.advisories = vec![RefusedAdvisory { id: id.clone(), from_ms }].try_into().unwrap()
        })
    };
    let unchecked = guest().put(field::PLATFORM_INFO, &[1]).quote();
    let name: attestation::AdvisoryName = b"AMD-SB-3015".to_vec().try_into().unwrap();
    let refused = Error::Refused;
    check([
        ("no level for any line", no_level, guest().quote(), refused(Refusal::SnpProductNotAllowed)),
        ("no level for this line", other_line, guest().quote(), refused(Refusal::SnpProductNotAllowed)),
        ("firmware too low", raised, guest().quote(), refused(Refusal::SnpLevelTooLow)),
        ("launched on old firmware", network(&guest()), old_launch, refused(Refusal::SnpLevelTooLow)),
        ("BadRAM", bad_ram(NOW_MS), unchecked, refused(Refusal::AdvisoryRefused(name))),
    ]);

    let until_ms = NOW_MS + 5;
    let graceful = with(&|policy| policy.snp_levels.try_push(level(until_ms)).unwrap());
    let verified = graceful.verify(&guest().quote()).unwrap();
    assert_eq!(verified.standing(), &Standing::InGrace { until_ms, reason: Grace::SnpLevel });
    let later = re_evaluate(&verified.summary(), verified.tcb_facts(), &graceful.policy, until_ms);
    assert_eq!(later, Standing::Refused(Refusal::SnpLevelTooLow));
}

#[test]
fn form() {
    let quote = guest().quote();
    let bytes = |bytes: Vec<u8>| with_bytes(&quote, bytes);
    let put = |at: usize, value: u8| {
        let mut changed = quote.bytes.to_vec();
        changed[at] = value;
        bytes(changed)
    };
    let (report, table) = quote.bytes.split_at(field::END);
    let swapped = [report, &table[24..48], &table[..24], &table[48..]].concat();
    let gap = without_padding(TeeKind::Snp, &[report, &spread(table)].concat()).unwrap();
    assert_eq!(gap, quote, "a table with gaps has one canonical form");
    let padded = [&quote.bytes[..], &[0; 4096]].concat();
    assert_eq!(without_padding(TeeKind::Snp, &padded).unwrap(), quote);
    assert_eq!(without_padding(TeeKind::Snp, &swapped).unwrap(), quote);
    assert_eq!(without_padding(TeeKind::Snp, report), Err(Error::MalformedQuote));
    let no_key = [report, &table[..48], &[0; 24], &table[72..]].concat();
    assert_eq!(without_padding(TeeKind::Snp, &no_key), Err(Error::NoCertificateChain));
    let mut unknown_line = quote.bytes.to_vec();
    while let Some(at) = unknown_line.windows(9).position(|part| part == b"ARK-Milan") {
        unknown_line[at..at + 9].copy_from_slice(b"ARK-Paris");
    }
    let rows: Vec<Row> = [
        ("unknown product line", bytes(unknown_line), Error::Unsupported(TeeKind::Snp)),
        ("version 1", put(field::VERSION, 1), Error::MalformedQuote),
        ("version 6", put(field::VERSION, 6), Error::MalformedQuote),
        ("another algorithm", put(field::ALGORITHM, 2), Error::MalformedQuote),
        ("something behind the signature", put(field::END - 1, 1), Error::UnaccountedBytes),
        ("an oversize half of the signature", put(field::SIGNATURE + 71, 1), flaw(Flaw::ForgedReport)),
        ("trailing byte", bytes([&quote.bytes[..], &[0]].concat()), Error::UnaccountedBytes),
        ("another order", bytes(swapped), Error::UnaccountedBytes),
        ("a gap", bytes([report, &spread(table)].concat()), Error::UnaccountedBytes),
        ("no key", bytes(no_key), Error::NoCertificateChain),
        ("no table", bytes(report.to_vec()), Error::MalformedQuote),
        ("SNP called TDX", Quote { kind: TeeKind::Tdx, ..quote.clone() }, Error::MalformedQuote),
    ]
    .map(|(name, quote, error)| (name, network(&guest()), quote, error))
    .into();
    check(rows);
}

/// The same certificates, each ten bytes further from the table's entries.
fn spread(table: &[u8]) -> Vec<u8> {
    let mut spread = table.to_vec();
    for entry in spread.chunks_mut(24).take(3) {
        let offset = u32::from_le_bytes(entry[16..20].try_into().unwrap()) + 10;
        entry[16..20].copy_from_slice(&offset.to_le_bytes());
    }
    spread.splice(96..96, [0; 10]);
    spread
}

#[test]
fn no_flipped_byte_of_a_report_with_its_chain_is_accepted() {
    let network = network(&guest());
    every_flip(&guest().quote(), 1, |position, quote| {
        assert!(network.verify(quote).is_err(), "byte {position}");
    });
}

#[test]
fn every_truncation_is_refused() {
    let network = network(&guest());
    let quote = guest().quote();
    for length in 0..quote.bytes.len() {
        let truncated = with_bytes(&quote, quote.bytes[..length].to_vec());
        assert_eq!(network.verify(&truncated), Err(Error::MalformedQuote), "length {length}");
    }
}

#[test]
fn newer_lists_change_what_is_on_record() {
    let facts = verified(&guest()).tcb_facts().clone();
    let under = |collateral| facts.under(TrustRoot::Amd, &[(TrustRoot::Amd, collateral)]);
    assert_eq!(under(collateral(Milan, &ARK, &[], false)), Ok(facts.clone()));
    assert_eq!(under(collateral(Milan, &ARK, &[2], false)), Err(flaw(Flaw::CertificateRevoked)));
    assert_eq!(under(collateral(Genoa, &ARK, &[], false)), Err(Error::NoCollateral(TrustRoot::Amd)));
}

#[test]
fn collateral_is_verified_by_any_report_of_its_line() {
    let network = network(&guest());
    let witness = guest().put(field::MEASUREMENT, &[1; 48]).quote();
    let verdict = |signer| {
        let collateral = collateral(Milan, signer, &[], false);
        verify_collateral(&witness, &network.anchors, &collateral, NOW_MS)
    };
    let (root, claims) = verdict(&ARK).unwrap();
    assert_eq!((root, claims.family, claims.evaluation_number), (TrustRoot::Amd, Milan.family(), 7));
    assert_eq!(verdict(&ASK), Err(flaw(Flaw::UntrustedRevocationList)));
    let json = serde_json::to_string(&collateral(Milan, &ARK, &[], false)).unwrap();
    assert!(json.starts_with(r#"{"arkCrl":"0x30"#), "{json}");
    let read: attestation::Collateral = serde_json::from_str(&json).unwrap();
    assert_eq!(read, collateral(Milan, &ARK, &[], false));
}

/// AMD's certificates as the package `sev` carries them, in PEM.
fn sample_chain(line: &str, key: &str) -> [Vec<u8>; 3] {
    let folder = package("sev");
    let certificate = |name: &str| {
        let path = folder.join(format!("src/certs/snp/builtin/{line}/{name}.pem"));
        pem::parse(fs::read(path).unwrap()).unwrap().into_contents()
    };
    [certificate("ark"), certificate("ask"), fs::read(folder.join("tests/certs_data").join(key)).unwrap()]
}

fn sample_quote(report: &[u8], line: &str, key: &str) -> Quote {
    let [ark, ask, key] = sample_chain(line, key);
    let bytes = snp_quote(report, &ark, &ask, &key, false).unwrap();
    Quote { kind: TeeKind::Snp, bytes: bytes.try_into().unwrap() }
}

/// The real report (version 2, Milan): the whole chain holds. Then it ends at the revocation list, because AMD's is on no
/// disk here and ours is not by AMD's key; a revocation list is the last thing that is checked.
#[test]
fn the_real_report_of_a_milan_machine_is_proven_up_to_the_revocation_list() {
    /// 1 January 2024, within all dates of the sample.
    const THEN: TimeMs = 1_704_067_200_001;
    let hex = fs::read(package("sev").join("tests/certs_data/report_milan.hex")).unwrap();
    let report = hex::decode(hex.trim_ascii()).unwrap();
    let quote = sample_quote(&report, "milan", "vcek_milan.der");
    let anchors = [TrustAnchor::amd(Milan)];
    let lists = [(TrustRoot::Amd, collateral(Milan, &ARK, &[], false))];
    let at = |quote: &Quote, now_ms| verify(quote, &[0; 64], &anchors, &lists, &Policy::default(), now_ms);
    let proven = Err(flaw(Flaw::UntrustedRevocationList));
    assert_eq!(at(&quote, THEN), proven);
    let after_its_key: TimeMs = 1_930_000_000_000;
    assert_eq!(at(&quote, after_its_key), Err(flaw(Flaw::CertificateOutOfDate)));
    every_flip(&quote, 5, |position, tampered| {
        let verdict = at(tampered, THEN);
        assert!(verdict.is_err() && verdict != proven, "byte {position}: {verdict:?}");
    });
}

/// The package has no report of this machine, so its chain is shown to hold by the error that comes after the chain.
#[test]
fn the_real_chain_of_a_turin_machine_holds() {
    const THEN: TimeMs = 1_795_305_600_000;
    let report = Guest::new(Turin, &REPORT_DATA).report();
    let quote = sample_quote(&report, "turin", "vcek_turin.der");
    let anchors = [TrustAnchor::amd(Turin)];
    let lists = [(TrustRoot::Amd, collateral(Turin, &ARK, &[], false))];
    let verdict = verify(&quote, &REPORT_DATA, &anchors, &lists, &Policy::default(), THEN);
    assert_eq!(verdict, Err(flaw(Flaw::ForgedReport)));
}
