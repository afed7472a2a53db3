//! What a local network looks like, as far as its user decides, and the genesis that says so.

use crate::process::sibling;
use anyhow::{bail, Context, Result};
use clap::{value_parser, Args};
use crypto::{identity::WorkerIdentity, simulated::machine_secret};
use messages::ids::{BlockNumber, KEEPER_COMMITTEE};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// Gatekeepers of a local network at most: what a machine of two cores can run.
pub(super) const MAX_GATEKEEPERS: u16 = 16;
/// Simulated machine of the first gatekeeper; the others follow.
const FIRST_GATEKEEPER: u32 = 101;
/// What the `dev` preset of the node says.
const PRESET: Shape =
    Shape { gatekeepers: 3, threshold: 2, pace: Pace { epoch_length: None, patience: None } };

/// File of a network's folder that keeps its shape for `--keep`.
const SHAPE_FILE: &str = "shape.json";
/// File of a network's folder with its chain specification, if it differs from the preset.
const SPEC_FILE: &str = "chain-spec.json";

/// How many gatekeepers there are, how many of them derive a key together, and how long things take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Shape {
    gatekeepers: u16,
    threshold: u16,
    pace: Pace,
}

/// How long things take, in blocks; `None`: as in the preset.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Args, Serialize, Deserialize)]
pub(super) struct Pace {
    /// Blocks that an epoch lasts; ten minutes' worth when left out.
    #[arg(long, value_name = "BLOCKS", value_parser = value_parser!(u32).range(1..), conflicts_with = "keep")]
    pub(super) epoch_length: Option<BlockNumber>,
    /// Blocks that a round of a ceremony waits for silent gatekeepers; half a minute's worth when left out.
    #[arg(long, value_name = "BLOCKS", value_parser = value_parser!(u32).range(1..), conflicts_with = "keep")]
    pub(super) patience: Option<BlockNumber>,
}

impl Shape {
    /// A shape that works; without `threshold`, more than half of the gatekeepers are needed.
    ///
    /// # Errors
    /// If the threshold could never be reached.
    pub(super) fn new(gatekeepers: u16, threshold: Option<u16>, pace: Pace) -> Result<Self> {
        let threshold = threshold.unwrap_or(gatekeepers / 2 + 1);
        if threshold > gatekeepers {
            bail!("{gatekeepers} gatekeepers cannot reach a threshold of {threshold}; lower --threshold, or raise --gatekeepers");
        }
        Ok(Self { gatekeepers, threshold, pace })
    }

    /// What is weak about it, in a sentence.
    pub(super) fn warning(&self) -> Option<String> {
        let Self { gatekeepers, threshold, .. } = self;
        match threshold {
            1 => Some("with threshold 1 every single gatekeeper can derive all keys".into()),
            _ if threshold * 2 <= *gatekeepers => Some(format!(
                "with threshold {threshold} of {gatekeepers}, half of the gatekeepers or fewer can derive all keys"
            )),
            _ => None,
        }
    }

    /// Whether a local network was started in `folder` before.
    pub(super) fn is_kept_in(folder: &Path) -> bool {
        folder.join(SHAPE_FILE).is_file()
    }

    /// The shape that the network in `folder` was started with.
    ///
    /// # Errors
    /// If the file that keeps it is damaged.
    pub(super) fn load(folder: &Path) -> Result<Self> {
        let file = folder.join(SHAPE_FILE);
        if !Self::is_kept_in(folder) {
            return Ok(PRESET);
        }
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged; start without --keep", file.display()))
    }

    /// Keeps it for [`Self::load`].
    ///
    /// # Errors
    /// If the folder is not writable.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let file = folder.join(SHAPE_FILE);
        std::fs::write(&file, serde_json::to_string(self)?)
            .with_context(|| format!("cannot write {}", file.display()))
    }

    /// Number of gatekeepers.
    pub(super) fn gatekeepers(&self) -> u16 {
        self.gatekeepers
    }

    /// Gatekeepers that derive a key together.
    pub(super) fn threshold(&self) -> u16 {
        self.threshold
    }

    /// The simulated machines of the gatekeepers.
    pub(super) fn keeper_machines(&self) -> impl Iterator<Item = u32> {
        FIRST_GATEKEEPER..FIRST_GATEKEEPER + u32::from(self.gatekeepers)
    }

    /// What the node's option `--chain` says: the preset, or a file that is written here unless it is kept.
    ///
    /// # Errors
    /// If the node does not tell its preset, or the file cannot be written.
    pub(super) async fn chain(&self, folder: &Path) -> Result<String> {
        if *self == PRESET {
            return Ok("dev".into());
        }
        let file = folder.join(SPEC_FILE);
        if !file.is_file() {
            self.write_specification(&file).await?;
        }
        Ok(file.display().to_string())
    }

    async fn write_specification(&self, file: &Path) -> Result<()> {
        let node = sibling("adyton-node")?;
        let mut export = Command::new(&node);
        export.args(["export-chain-spec", "--chain", "dev"]).stdin(Stdio::null()).kill_on_drop(true);
        let exported = export.output().await.with_context(|| format!("cannot start {}", node.display()))?;
        if !exported.status.success() {
            bail!("adyton-node export-chain-spec failed: {}", String::from_utf8_lossy(&exported.stderr));
        }
        let mut specification: Value = serde_json::from_slice(&exported.stdout)
            .context("the exported chain specification is no JSON")?;
        self.patch(&mut specification)?;
        std::fs::write(file, specification.to_string())
            .with_context(|| format!("cannot write {}", file.display()))
    }

    /// Makes the genesis of an exported specification say what this shape says.
    fn patch(&self, specification: &mut Value) -> Result<()> {
        let unknown =
            "the chain specification of adyton-node has an unknown form; build everything with `make build`";
        let genesis = specification.pointer_mut("/genesis/runtimeGenesis/patch").context(unknown)?;
        let committees = genesis.pointer_mut("/committees/committees").and_then(Value::as_array_mut);
        let keepers = committees.into_iter().flatten().find(|each| each["id"] == KEEPER_COMMITTEE);
        let keepers = keepers.context(unknown)?;
        keepers["threshold"] = self.threshold.into();
        keepers["members"] = self.keeper_machines().map(worker_id).collect();
        let Pace { epoch_length, patience } = self.pace;
        for (name, blocks) in [("epochLength", epoch_length), ("patience", patience)] {
            if let Some(blocks) = blocks {
                let parameters = genesis.pointer_mut("/gatekeepers/parameters").context(unknown)?;
                *parameters.get_mut(name).context(unknown)? = blocks.into();
            }
        }
        Ok(())
    }
}

/// The worker that a simulated machine runs.
fn worker_id(machine: u32) -> String {
    let identity = WorkerIdentity::from_sealing_secret(&machine_secret(machine));
    format!("0x{}", hex::encode(identity.id().0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_are_needed_unless_told_otherwise() {
        let threshold = |gatekeepers| Shape::new(gatekeepers, None, Pace::default()).unwrap().threshold();
        assert_eq!([1, 2, 3, 4, 5, 16].map(threshold), [1, 2, 2, 3, 3, 9]);
        assert_eq!(Shape::new(3, None, Pace::default()).unwrap(), PRESET);
        let error = Shape::new(3, Some(4), Pace::default()).unwrap_err().to_string();
        assert!(error.contains("--threshold"), "{error}");
    }

    #[test]
    fn weak_thresholds_are_told() {
        let warning = |gatekeepers, threshold| {
            Shape::new(gatekeepers, Some(threshold), Pace::default()).unwrap().warning()
        };
        assert!(warning(3, 1).unwrap().contains("every single gatekeeper"));
        assert!(warning(4, 2).unwrap().contains("half"));
        assert_eq!(warning(3, 2), None);
        assert_eq!(warning(5, 3), None);
    }

    #[test]
    fn a_kept_network_keeps_its_shape() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Shape::load(folder.path()).unwrap(), PRESET);
        let shape = Shape::new(5, Some(3), Pace { epoch_length: Some(8), patience: None }).unwrap();
        shape.save(folder.path()).unwrap();
        assert_eq!(Shape::load(folder.path()).unwrap(), shape);
        std::fs::write(folder.path().join(SHAPE_FILE), "damaged").unwrap();
        assert!(Shape::load(folder.path()).unwrap_err().to_string().contains("--keep"));
    }

    #[test]
    fn nothing_else_of_the_genesis_changes() {
        let committee = |id: u32| serde_json::json!({ "id": id, "threshold": 2, "members": ["0x11"] });
        let mut specification = serde_json::json!({ "genesis": { "runtimeGenesis": { "patch": {
            "committees": { "committees": [committee(0), committee(1)] },
            "gatekeepers": { "parameters": { "epochLength": 1200, "refresh": 7, "patience": 60 } },
        } } } });
        let pace = Pace { epoch_length: Some(8), patience: Some(9) };
        Shape::new(2, Some(2), pace).unwrap().patch(&mut specification).unwrap();
        let members = [worker_id(101), worker_id(102)];
        let keepers = serde_json::json!({ "id": 0, "threshold": 2, "members": members });
        let expected = serde_json::json!({ "genesis": { "runtimeGenesis": { "patch": {
            "committees": { "committees": [keepers, committee(1)] },
            "gatekeepers": { "parameters": { "epochLength": 8, "refresh": 7, "patience": 9 } },
        } } } });
        assert_eq!(specification, expected);
        assert!(PRESET.patch(&mut serde_json::json!({})).is_err());
    }
}
