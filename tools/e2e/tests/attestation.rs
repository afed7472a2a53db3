//! Evidence as a person checks it, and collateral that keeps itself fresh, on a whole network.
#![allow(clippy::unwrap_used, clippy::panic)]

use attestation::{development, Collateral};
use client::node::NodePool;
use e2e::{
    cli::{self, adyton, adyton_ended},
    network::{free_ports, with_options, LocalNetwork},
    process::{program, Group},
    wait::until,
};
use messages::{abi, registration::TrustRoot};
use std::{fs, path::Path};

/// Account of the second relayer; the network's own uses another.
const RELAYER: &str = "//Bob";

#[tokio::test]
async fn evidence_is_explained_kept_and_verified_offline_until_it_is_tampered_with() {
    let network = LocalNetwork::start().await.unwrap();
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().display().to_string();
    let reports = adyton(&network, &["attest", "--save", &folder]).await.unwrap();
    let reports = reports.as_array().unwrap();
    assert_eq!(reports.len(), network.file().workers.len() + network.file().gatekeepers.len());
    for report in reports {
        assert_eq!(report["accepted"], true, "{report:#}");
        assert_eq!(report["simulated"], true);
        assert_eq!(report["registered"], true);
        assert_eq!(report["evidence"]["chain"].as_array().unwrap().len(), 3);
        let worker = report["worker"].as_str().unwrap().trim_start_matches("0x");
        assert_eq!(offline(&kept.path().join(worker)).await, Some(0));
    }
    let identity = reports[0]["worker"].as_str().unwrap();
    let by_identity = adyton(&network, &["attest", identity]).await.unwrap();
    assert_eq!(by_identity[0]["worker"], identity, "the chain knows where it is");

    let worker = fs::read_dir(kept.path()).unwrap().next().unwrap().unwrap().path();
    tamper(&worker.join("evidence.json"));
    assert_eq!(offline(&worker).await, Some(1), "one nibble of the quote was changed");

    let foreign = "http://127.0.0.1:1";
    assert_eq!(adyton_ended(&network, &["attest", foreign]).await.unwrap().code, Some(1));
}

async fn offline(folder: &Path) -> Option<i32> {
    let path = |name: &str| folder.join(name).display().to_string();
    let [evidence, collateral, policy] = ["evidence.json", "collateral.json", "policy.json"].map(path);
    let files = ["--evidence", &evidence, "--collateral", &collateral, "--policy", &policy];
    cli::run("adyton", &[&["attest", "--offline"][..], &files].concat()).await.unwrap().code
}

/// Changes one digit in the middle of the quote.
fn tamper(file: &Path) {
    let mut text = fs::read_to_string(file).unwrap();
    let middle = text.len() / 2;
    let other = if &text[middle..=middle] == "0" { "1" } else { "0" };
    text.replace_range(middle..=middle, other);
    fs::write(file, text).unwrap();
}

#[tokio::test]
async fn newer_collateral_gets_from_its_source_to_the_chain() {
    let network = LocalNetwork::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let newer = newer_collateral();
    fs::write(folder.path().join("simulated.json"), serde_json::to_vec(&newer).unwrap()).unwrap();
    let _relayer = start_relayer(&network, folder.path());

    let pool = NodePool::new(network.file().nodes.clone(), None).unwrap();
    until("the chain has the newer collateral", async || {
        let at = pool.finalized_head().await?;
        let stored: Vec<(TrustRoot, Collateral)> =
            pool.read(&abi::collateral(), at).await?.unwrap_or_default();
        Ok(stored.contains(&(TrustRoot::Simulated, newer.clone())).then_some(()))
    })
    .await
    .unwrap();
    let reports = adyton(&network, &["attest"]).await.unwrap();
    assert_eq!(reports[0]["collateral"][0]["issued"], "2024-01-02T00:00:00Z", "{reports:#}");
}

/// The development network's own, with TCB info of a day later.
fn newer_collateral() -> Collateral {
    let Collateral::Dcap(mut collateral) = development::collateral() else {
        panic!("simulated machines are Intel's kind")
    };
    let info = String::from_utf8(collateral.tcb_info.to_vec()).unwrap();
    let info = info.replace("2024-01-01", "2024-01-02").into_bytes();
    collateral.tcb_info_signature = development::authority::sign_collateral(&info);
    collateral.tcb_info = info.try_into().unwrap();
    Collateral::Dcap(collateral)
}

/// A second relayer for the same workers, with a source of collateral.
fn start_relayer(network: &LocalNetwork, source: &Path) -> Group {
    let listen = format!("127.0.0.1:{}", free_ports().unwrap());
    let cache = network.folder().join("second-relayer").display().to_string();
    let changes = [("--listen", listen), ("--account", RELAYER.to_owned()), ("--cache", cache)];
    let mut command = with_options(&network.process("pherry").unwrap().command[1..], &changes).unwrap();
    command.extend(["--collateral-source".to_owned(), source.display().to_string()]);
    Group::start(&program("pherry").unwrap(), &command, &network.folder().join("second-relayer.log")).unwrap()
}
