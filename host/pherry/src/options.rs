//! What an operator sets on the command line.

use crate::collateral::source::Source;
use clap::Parser;
use messages::ids::GenesisHash;
use std::{net::SocketAddr, path::PathBuf};

/// Feeds workers with the finalized chain and carries what they say to it. Untrusted: it can only deliver or delay.
#[derive(Clone, Debug, Parser)]
#[command(name = "pherry", version)]
pub struct Options {
    /// RPC endpoint of a node; give several, and the next is used when one fails.
    #[arg(long = "node", value_name = "URL", default_value = "ws://127.0.0.1:9944")]
    pub nodes: Vec<String>,
    /// RPC of a worker of the fleet; give several.
    #[arg(long = "worker", value_name = "URL", required = true)]
    pub workers: Vec<String>,
    /// Account that pays for submissions: a secret URI, a mnemonic, or a file that holds one.
    #[arg(long, env = "PHERRY_ACCOUNT", hide_env_values = true, default_value = "//Ferdie")]
    pub account: String,
    /// Genesis hash of the network (0x…); without it, the first node that answers decides.
    #[arg(long, value_parser = parse_hash)]
    pub genesis: Option<GenesisHash>,
    /// Where status and metrics are served.
    #[arg(long, default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// Folder for what never changes: the trust root, and the ends of authority sets.
    #[arg(long)]
    pub cache: Option<PathBuf>,
    /// Where collateral of the fleet's hardware comes from: a PCCS (https://…) or a folder of its JSON files. What is
    /// newer than the chain's is uploaded, for which the account holds a deposit. Without it nothing is uploaded.
    #[arg(long, value_name = "URL|FOLDER")]
    pub collateral_source: Option<Source>,
}

fn parse_hash(text: &str) -> Result<GenesisHash, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|error| error.to_string())?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| "a genesis hash has 32 bytes".to_owned())?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_workers_may_be_several() {
        let line = "pherry --node ws://a --node ws://b --worker http://c --worker http://d";
        let options = Options::parse_from(line.split(' '));
        assert_eq!(options.nodes, ["ws://a", "ws://b"]);
        assert_eq!(options.workers, ["http://c", "http://d"]);
        assert!(Options::try_parse_from(["pherry"]).is_err(), "without workers there is nothing to do");
    }
}
