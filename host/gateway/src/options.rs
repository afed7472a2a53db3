//! What an operator sets on the command line.

use clap::Parser;
use messages::ids::{CommitteeId, GenesisHash};
use std::{net::SocketAddr, path::PathBuf};

/// Ethereum JSON-RPC over a confidential committee. Untrusted by native clients, who seal by themselves; ordinary wallets
/// show it what they send, and it seals that.
#[derive(Clone, Debug, Parser)]
#[command(name = "adyton-gateway", version)]
pub struct Options {
    /// RPC endpoint of a node; give several, and the next is used when one fails.
    #[arg(long = "node", value_name = "URL", default_value = "ws://127.0.0.1:9944")]
    pub nodes: Vec<String>,
    /// RPC of a worker of the committee; give several.
    #[arg(long = "worker", value_name = "URL", required = true)]
    pub workers: Vec<String>,
    /// The committee.
    #[arg(long, default_value_t = 1)]
    pub committee: CommitteeId,
    /// Genesis hash of the network (0x…), which everything is verified against; without it, the first node that answers
    /// decides.
    #[arg(long, value_parser = parse_hash)]
    pub genesis: Option<GenesisHash>,
    /// Account that pays the chain's fees: a secret URI, a mnemonic, or a file that holds one. Use it for nothing else.
    #[arg(long, env = "GATEWAY_PAYER", hide_env_values = true, default_value = "//One")]
    pub payer: String,
    /// Where HTTP and WebSocket are served, and figures at /metrics.
    #[arg(long, default_value = "127.0.0.1:8545")]
    pub listen: SocketAddr,
    /// Folder for transactions that wait, so that they survive a restart.
    #[arg(long, default_value = "gateway-data")]
    pub data: PathBuf,
    /// Web origins that may use the gateway: * for all, or one; give several.
    #[arg(long = "cors", value_name = "ORIGIN", default_value = "*")]
    pub cors: Vec<String>,
    /// Requests a second from one client address, in the long run; 0 for any number.
    #[arg(long, default_value_t = 1000)]
    pub rate: u32,
    /// Connections at the same time.
    #[arg(long, default_value_t = 1024)]
    pub connections: u32,
}

fn parse_hash(text: &str) -> Result<GenesisHash, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|error| error.to_string())?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| "a genesis hash has 32 bytes".to_owned())?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_worker_is_all_that_has_to_be_named() {
        let options = Options::parse_from(["adyton-gateway", "--worker", "http://a", "--worker", "http://b"]);
        assert_eq!(options.workers, ["http://a", "http://b"]);
        assert_eq!((options.committee, options.listen.to_string().as_str()), (1, "127.0.0.1:8545"));
        assert!(Options::try_parse_from(["adyton-gateway"]).is_err(), "there is nobody to ask");
        assert!(
            Options::try_parse_from(["adyton-gateway", "--worker", "http://a", "--genesis", "0x12"]).is_err()
        );
    }
}
