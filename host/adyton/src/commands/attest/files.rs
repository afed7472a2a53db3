//! Evidence and the rules it is judged by, kept as files: what was verified once can be verified again by anybody.

use anyhow::{bail, Context, Result};
use attestation::{Collateral, Policy, TrustAnchor};
use codec::{DecodeAll, Encode};
use messages::{
    ids::{BlockNumber, GenesisHash, TimeMs},
    registration::{Registration, TrustRoot},
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{fs, path::Path};

/// Largest file that is read: the bounds of all collateral of a network, in hex.
const MAX_FILE: u64 = 16 * 1024 * 1024;

/// What a network rules about evidence.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Rules {
    /// The network.
    pub(super) genesis: GenesisHash,
    /// Finalized block at which it ruled so.
    pub(super) block: BlockNumber,
    /// Time of that block.
    pub(super) time_ms: TimeMs,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) collateral: Vec<(TrustRoot, Collateral)>,
    pub(super) policy: Policy,
}

/// Where they are kept.
pub(super) struct Files<'a> {
    pub(super) evidence: &'a Path,
    pub(super) collateral: &'a Path,
    pub(super) policy: &'a Path,
}

/// `evidence.json`: SCALE of a `Registration`, in hex.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    registration: String,
}

/// An entry of `collateral.json`. The collateral has the form that PCCS clients write.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CollateralEntry {
    root: String,
    collateral: Collateral,
}

/// `policy.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PolicyFile {
    genesis: GenesisHash,
    block: BlockNumber,
    time_ms: TimeMs,
    anchors: Vec<TrustAnchor>,
    policy: Policy,
}

/// Keeps them in a folder, as `evidence.json`, `collateral.json` and `policy.json`.
pub(super) fn save(folder: &Path, evidence: &Registration, rules: &Rules) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let registration = format!("0x{}", hex::encode(evidence.encode()));
    write(&folder.join("evidence.json"), &EvidenceFile { registration })?;
    let entries = rules.collateral.iter().map(|(root, collateral)| CollateralEntry {
        root: format!("{root:?}"),
        collateral: collateral.clone(),
    });
    write(&folder.join("collateral.json"), &entries.collect::<Vec<_>>())?;
    let Rules { genesis, block, time_ms, anchors, policy, .. } = rules.clone();
    write(&folder.join("policy.json"), &PolicyFile { genesis, block, time_ms, anchors, policy })
}

impl Files<'_> {
    /// Reads them.
    pub(super) fn load(&self) -> Result<(Registration, Rules)> {
        let EvidenceFile { registration } = read(self.evidence)?;
        let bytes = hex::decode(registration.trim_start_matches("0x"));
        let bytes = bytes.with_context(|| format!("{} holds no hex", self.evidence.display()))?;
        let registration = Registration::decode_all(&mut bytes.as_slice())
            .with_context(|| format!("{} holds no evidence of this version", self.evidence.display()))?;
        let entries: Vec<CollateralEntry> = read(self.collateral)?;
        let collateral = entries.into_iter().map(|entry| Ok((root(&entry.root)?, entry.collateral)));
        let collateral = collateral.collect::<Result<_>>()?;
        let PolicyFile { genesis, block, time_ms, anchors, policy } = read(self.policy)?;
        Ok((registration, Rules { genesis, block, time_ms, anchors, collateral, policy }))
    }
}

fn root(name: &str) -> Result<TrustRoot> {
    let all = [TrustRoot::Intel, TrustRoot::Amd, TrustRoot::Simulated];
    match all.into_iter().find(|root| format!("{root:?}") == name) {
        Some(root) => Ok(root),
        None => bail!("`{name}` is no root of trust; there are Intel, Amd and Simulated"),
    }
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    fs::write(path, serde_json::to_vec_pretty(value)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let reading = || format!("cannot read {}", path.display());
    if fs::metadata(path).with_context(reading)?.len() > MAX_FILE {
        bail!("{} is larger than any file of `adyton attest --save`", path.display());
    }
    let text = fs::read(path).with_context(reading)?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} was not written by `adyton attest --save`", path.display()))
}
