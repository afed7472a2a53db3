//! The network file: where a network's parts are reached. `adyton dev` writes one, every other command reads it.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// File name inside a network's folder.
pub const FILE_NAME: &str = "network.json";
/// Folder that `adyton dev` uses, and other commands look into, unless told otherwise.
pub const DEFAULT_FOLDER: &str = ".adyton";

/// Where a network's parts are reached, and the hash that everything is verified against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Genesis hash (0x…).
    pub genesis: String,
    /// Node endpoints (ws://…), the first reachable one is used.
    pub nodes: Vec<String>,
    /// The compute cluster that commands address by default.
    pub committee: u32,
    /// RPC of the cluster's workers.
    pub workers: Vec<String>,
    /// RPC of the gatekeepers.
    pub gatekeepers: Vec<String>,
    /// Status page of pherry, if it runs here.
    pub pherry: Option<String>,
    /// Ethereum JSON-RPC, if a gateway runs here.
    #[serde(default)]
    pub gateway: Option<String>,
    /// Whether the network's hardware is simulated.
    pub simulated: bool,
    /// Processes of a local network.
    #[serde(default)]
    pub processes: Vec<ProcessEntry>,
}

/// One process of a local network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessEntry {
    /// Its name.
    pub name: String,
    /// Operating-system process id.
    pub pid: u32,
    /// Its log.
    pub log: PathBuf,
    /// The command that starts it again.
    pub command: Vec<String>,
}

impl Network {
    /// Reads the network file that `path` (a file or a folder) names.
    ///
    /// # Errors
    /// A sentence with the next step if there is none.
    pub fn load(path: &Path) -> Result<Self> {
        let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_path_buf() };
        let text = std::fs::read_to_string(&file).with_context(|| {
            format!(
                "no network file at {}; start a local network with `adyton dev`, or name one with --network",
                file.display()
            )
        })?;
        serde_json::from_str(&text).with_context(|| {
            format!("{} is not a network file; let `adyton dev` write a new one", file.display())
        })
    }

    /// Writes the network file into `folder`.
    ///
    /// # Errors
    /// If the folder is not writable.
    pub fn save(&self, folder: &Path) -> Result<PathBuf> {
        let file = folder.join(FILE_NAME);
        std::fs::write(&file, serde_json::to_string_pretty(self)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }

    /// The genesis hash as bytes.
    ///
    /// # Errors
    /// If the file holds something else.
    pub fn genesis_hash(&self) -> Result<messages::ids::GenesisHash> {
        let bytes = hex::decode(self.genesis.trim_start_matches("0x"))
            .context("the network file's genesis is not hex")?;
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|_| anyhow::anyhow!("the network file's genesis hash does not have 32 bytes"))?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_names_the_next_step() {
        let error = Network::load(Path::new("/nowhere/at/all")).unwrap_err().to_string();
        assert!(error.contains("adyton dev"), "{error}");
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let network = Network {
            genesis: format!("0x{}", "11".repeat(32)),
            nodes: vec!["ws://127.0.0.1:9944".into()],
            committee: 1,
            workers: vec![],
            gatekeepers: vec![],
            pherry: None,
            gateway: None,
            simulated: true,
            processes: vec![],
        };
        network.save(folder.path()).unwrap();
        assert_eq!(Network::load(folder.path()).unwrap(), network);
        assert_eq!(network.genesis_hash().unwrap().0, [0x11; 32]);
    }
}
