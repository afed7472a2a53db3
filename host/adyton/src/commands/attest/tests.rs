//! Evidence of a simulated machine, judged, explained and kept.

use super::{explain::Exhibit, files::*, verdict::*, *};
use attestation::{development, snp_quote, SnpProduct, TrustAnchor};
use crypto::hash::report_data;
use messages::{
    ids::{BlockRef, BootId},
    registration::{Attested, Claim, Quote, TeeKind, TrustRoot},
    BoundedVec, H256,
};
use std::{fs, path::Path};

const TIME_MS: TimeMs = 1_795_305_600_000;

fn evidence() -> Registration {
    let claim = Claim {
        genesis: H256([7; 32]),
        worker: WorkerId([1; 32]),
        encryption_key: [2; 32],
        operator: messages::ids::AccountId::new([3; 32]),
        boot_id: BootId([4; 16]),
        challenge: BlockRef { number: 5, hash: H256([6; 32]) },
        relay_checkpoint: None,
    };
    let quote = development::SimulatedTd::new(1).quote(&report_data(&claim)).unwrap();
    Registration { claim, quote }
}

fn rules() -> Rules {
    Rules {
        genesis: H256([7; 32]),
        block: 9,
        time_ms: TIME_MS,
        anchors: vec![development::trust_anchor()],
        collateral: vec![(TrustRoot::Simulated, development::collateral())],
        policy: development::policy(),
    }
}

fn judge(evidence: &Registration, rules: &Rules) -> serde_json::Value {
    let report = Case { evidence, rules, record: None, time_ms: TIME_MS }.judge(None);
    serde_json::to_value(report).unwrap()
}

#[test]
fn good_evidence_is_accepted_and_explained() {
    let value = judge(&evidence(), &rules());
    assert_eq!(value["accepted"], true, "{value:#}");
    assert_eq!(value["kind"], "tdx");
    assert_eq!(value["trust_root"], "simulated");
    assert_eq!(value["simulated"], true);
    assert_eq!(value["tcb_status"], "UpToDate");
    assert_eq!(value["standing"], "good");
    let names: Vec<_> =
        value["evidence"]["registers"].as_array().unwrap().iter().map(|r| &r["name"]).collect();
    assert!(names.iter().any(|name| *name == "MRTD") && names.iter().any(|name| *name == "RTMR3"));
    let chain = value["evidence"]["chain"].as_array().unwrap();
    assert_eq!(chain.len(), 3);
    assert!(chain.windows(2).all(|pair| pair[0]["issuer"] == pair[1]["subject"]), "machine first, root last");
    assert!(chain.iter().all(|link| link["in_date"] == true));
    assert_eq!(value["collateral"][0]["signers"].as_array().unwrap().len(), 2);
}

#[test]
fn refused_evidence_is_explained_all_the_same() {
    let mut rules = rules();
    rules.policy.measurements = Default::default();
    let value = judge(&evidence(), &rules);
    assert_eq!(value["accepted"], false);
    assert!(value["reason"].as_str().unwrap().contains("no policy allows measurement"), "{value:#}");
    assert!(value.get("measurement").is_none(), "nothing unproven looks proven");
    assert_eq!(value["evidence"]["chain"].as_array().unwrap().len(), 3);
}

#[test]
fn each_way_to_cheat_has_its_reason() {
    let good = evidence();
    let mut tampered = good.clone();
    tampered.quote.bytes[200] ^= 1;
    let mut other_claim = good.clone();
    other_claim.claim.encryption_key = [9; 32];
    let mut other_network = good.clone();
    other_network.claim.genesis = H256([8; 32]);
    for (evidence, reason) in [
        (tampered, "not proven"),
        (other_claim, "vouches for other data"),
        (other_network, "another network"),
    ] {
        let value = judge(&evidence, &rules());
        assert_eq!(value["accepted"], false);
        assert!(value["reason"].as_str().unwrap().contains(reason), "{}", value["reason"]);
    }
}

#[test]
fn a_copy_of_a_registered_worker_is_found_out() {
    let (evidence, rules) = (evidence(), rules());
    let mut record = WorkerRecord {
        encryption_key: evidence.claim.encryption_key,
        operator: evidence.claim.operator.clone(),
        boot_id: evidence.claim.boot_id,
        last_seq: 0,
        attested: Attested {
            kind: TeeKind::Tdx,
            root: TrustRoot::Simulated,
            measurement: messages::registration::Measurement([0; 32]),
            platform: H256([0; 32]),
            valid_until_ms: TIME_MS,
        },
        lease: None,
        endpoint: Default::default(),
    };
    let accepted = |record: &WorkerRecord| {
        let case = Case { evidence: &evidence, rules: &rules, record: Some(Some(record)), time_ms: TIME_MS };
        case.judge(None).is_accepted()
    };
    assert!(accepted(&record));
    record.encryption_key = [0; 32];
    assert!(!accepted(&record));
    record.encryption_key = evidence.claim.encryption_key;
    record.boot_id.0[0] ^= 1;
    assert!(!accepted(&record));
}

#[test]
fn certificates_of_amd_are_explained_from_the_machines_up_to_the_root() {
    let [key, authority, root] = SnpProduct::ALL.map(|product| TrustAnchor::amd(product).certificate);
    let bytes = snp_quote(&[0; 1184], &root, &authority, &key, false).unwrap();
    let quote = Quote { kind: TeeKind::Snp, bytes: BoundedVec::try_from(bytes).unwrap() };
    let Exhibit { registers, chain } = Exhibit::of(&quote, TIME_MS);
    assert_eq!(registers[0].name, "MEASUREMENT");
    let subjects: Vec<_> = chain.iter().map(|link| link.subject.as_str()).collect();
    assert_eq!(subjects.len(), 3);
    for (subject, product) in subjects.iter().zip(SnpProduct::ALL) {
        assert!(subject.contains(&format!("ARK-{}", product.name())), "{subject}");
    }
}

/// Options for kept files of a folder.
fn offline_options(folder: &Path) -> AttestOptions {
    AttestOptions {
        worker: None,
        save: None,
        offline: true,
        evidence: Some(folder.join("evidence.json")),
        collateral: Some(folder.join("collateral.json")),
        policy: Some(folder.join("policy.json")),
        at_ms: Some(TIME_MS),
    }
}

async fn run_offline(options: AttestOptions) -> Result<()> {
    let no_network = || -> Result<Session> { panic!("offline needs no network") };
    run(options, no_network, Output { json: true }).await
}

#[tokio::test]
async fn kept_files_verify_offline_until_they_are_tampered_with() {
    let folder = tempfile::tempdir().unwrap();
    save(folder.path(), &evidence(), &rules()).unwrap();
    let options = offline_options(folder.path());
    run_offline(options.clone()).await.unwrap();

    let late = AttestOptions { at_ms: Some(TIME_MS * 2), ..options.clone() };
    assert!(run_offline(late).await.unwrap_err().is::<AlreadyTold>(), "collateral has run out by then");

    let file = folder.path().join("evidence.json");
    let mut tampered = evidence();
    tampered.claim.operator = messages::ids::AccountId::new([0; 32]);
    save(folder.path(), &tampered, &rules()).unwrap();
    assert!(run_offline(options.clone()).await.unwrap_err().is::<AlreadyTold>());

    fs::write(&file, "{}").unwrap();
    let error = run_offline(options).await.unwrap_err();
    assert!(format!("{error:#}").contains("adyton attest --save"), "{error:#}");
}

#[test]
fn kept_rules_are_read_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let (evidence, rules) = (evidence(), rules());
    save(folder.path(), &evidence, &rules).unwrap();
    let path = |name: &str| folder.path().join(name);
    let [e, c, p] = ["evidence.json", "collateral.json", "policy.json"].map(path);
    let files = Files { evidence: &e, collateral: &c, policy: &p };
    assert_eq!(files.load().unwrap(), (evidence, rules));
}

#[test]
fn offline_needs_all_files_and_no_worker() {
    use clap::Parser;
    let parses = |line: &str| crate::cli::Cli::try_parse_from(line.split(' ')).is_ok();
    let files = "--evidence a --collateral b --policy c";
    assert!(parses(&format!("adyton attest --offline {files}")));
    for line in [
        "adyton attest --offline".to_owned(),
        "adyton attest --offline --evidence a --collateral b".into(),
        format!("adyton attest {files}"),
        format!("adyton attest http://w --offline {files}"),
        format!("adyton attest --save d --offline {files}"),
    ] {
        assert!(!parses(&line), "{line}");
    }
}

#[test]
fn people_read_verdict_warning_and_dates() {
    let (evidence, rules) = (evidence(), rules());
    let report = Case { evidence: &evidence, rules: &rules, record: Some(None), time_ms: TIME_MS };
    let text = report.judge(Some("http://worker".into())).describe();
    for part in [
        "http://worker  accepted",
        "registered   no",
        "judged       at 2026-11-22T",
        "simulated hardware: its owner can read everything in it",
        "firmware     UpToDate (CPU ",
        "MRTD           ",
        "certificates, machine first\n    2024-",
        "collateral   under Simulated: 2024-",
    ] {
        assert!(text.contains(part), "should say `{part}`:\n{text}");
    }
}

#[test]
fn workers_are_named_by_url_or_identity() {
    let id = "01".repeat(32);
    assert_eq!(identity(&format!("0x{id}")), Some(WorkerId([1; 32])));
    for url in ["http://worker:8100".to_owned(), id.clone(), format!("0x{id}01"), "0xzz".into()] {
        assert_eq!(identity(&url), None, "{url}");
    }
}
