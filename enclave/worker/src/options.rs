//! What an operator sets on the command line.

use crate::{mining::MAX_THREADS, platform::PlatformKind};
use clap::Parser;
use messages::ids::{AccountId, CommitteeId, GenesisHash};
use sp_core::crypto::Ss58Codec;
use std::{net::SocketAddr, path::PathBuf};

/// A confidential worker: gatekeeper or member of a compute cluster, as the chain decides.
#[derive(Clone, Debug, Parser)]
#[command(name = "adyton-worker", version)]
pub struct Options {
    /// Genesis hash of the network, the root of everything this worker believes (0x…).
    #[arg(long, value_parser = parse_genesis)]
    pub genesis: GenesisHash,
    /// Committee this worker is to serve; whether it may is for the chain to say.
    #[arg(long)]
    pub committee: CommitteeId,
    /// Chain account that operates this machine (SS58).
    #[arg(long, value_parser = parse_account)]
    pub operator: AccountId,
    /// Where the RPC listens.
    #[arg(long, default_value = "127.0.0.1:8100")]
    pub listen: SocketAddr,
    /// URL under which other hosts reach this worker.
    #[arg(long)]
    pub endpoint: Option<String>,
    /// Folder of the encrypted store.
    #[arg(long)]
    pub data: PathBuf,
    /// The machine's trusted execution environment; development networks say `simulated`.
    #[arg(long, value_enum, default_value_t = PlatformKind::Auto)]
    pub platform: PlatformKind,
    /// SEV-SNP only: folder with cert_chain.pem and vcek.der (or vlek.der) of AMD, where the host hands out no
    /// certificates.
    #[arg(long, value_name = "FOLDER")]
    pub snp_certificates: Option<PathBuf>,
    /// Threads that work for rewards, at the lowest priority: as many as there are processors, or fewer to leave some
    /// free. With 0 this worker does not take part, and cannot be measured.
    #[arg(
        long,
        env = "ADYTON_CAPACITY_THREADS",
        value_name = "N",
        default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(..=i64::from(MAX_THREADS))
    )]
    pub capacity_threads: u16,
    /// Number of the simulated machine.
    #[arg(long, default_value_t = 1)]
    pub machine: u32,
}

fn parse_genesis(text: &str) -> Result<GenesisHash, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|e| e.to_string())?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| "a genesis hash has 32 bytes".to_string())?;
    Ok(bytes.into())
}

fn parse_account(text: &str) -> Result<AccountId, String> {
    AccountId::from_ss58check(text).map_err(|e| format!("not an SS58 address: {e:?}"))
}
