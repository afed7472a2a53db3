//! What would keep a node from running, told in plain words before it happens half-way.

use crate::error::NodeError;
use adyton_runtime::opaque::Block;
use sc_client_api::blockchain::HeaderBackend;
use sc_network::{config::NetworkBackendType, multiaddr::Protocol};
use sc_service::{BuildGenesisBlock, Configuration};
use sp_io::hashing::twox_128;
use sp_runtime::{traits::Block as _, Storage};
use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr, TcpListener},
};

/// Checks that the ports for RPC, peers and metrics are free.
///
/// Without this the node would take a random port for RPC, where nobody looks for it, and run without metrics.
pub(crate) fn ports(config: &mut Configuration) -> Result<(), NodeError> {
    for endpoint in config.rpc.addr.iter_mut().flatten() {
        endpoint.retry_random_port = false;
        if !endpoint.is_optional {
            port_is_free(endpoint.listen_addr, "RPC", "--rpc-port")?;
        }
    }
    if let Some(prometheus) = &config.prometheus_config {
        port_is_free(prometheus.port, "metrics", "--prometheus-port")?;
    }
    let peers = config.network.listen_addresses.iter().filter_map(tcp_address);
    peers.filter(SocketAddr::is_ipv4).try_for_each(|address| port_is_free(address, "peers", "--port"))
}

fn port_is_free(address: SocketAddr, purpose: &str, flag: &str) -> Result<(), NodeError> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(NodeError::Refused(format!(
            "port {} for {purpose} is in use by another program; stop that one, or choose another port with {flag}",
            address.port()
        ))),
        Err(error) => Err(NodeError::Refused(format!(
            "cannot listen on {address} for {purpose} ({error}); choose another port with {flag}"
        ))),
    }
}

fn tcp_address(address: &sc_network::Multiaddr) -> Option<SocketAddr> {
    let (mut ip, mut port) = (None, None);
    for part in address.iter() {
        match part {
            Protocol::Ip4(address) => ip = Some(IpAddr::V4(address)),
            Protocol::Ip6(address) => ip = Some(IpAddr::V6(address)),
            Protocol::Tcp(number) => port = Some(number),
            _ => (),
        }
    }
    Some(SocketAddr::new(ip?, port?))
}

/// Checks that the only network stack there is was asked for: the other one would be a second build of everything that
/// speaks to peers.
pub(crate) fn network_stack(config: &Configuration) -> Result<(), NodeError> {
    match config.network.network_backend {
        NetworkBackendType::Litep2p => Ok(()),
        NetworkBackendType::Libp2p => {
            Err(NodeError::Refused("this node speaks litep2p only; leave out --network-backend".into()))
        }
    }
}

/// Checks that genesis names validators: the template of public networks does not.
pub(crate) fn has_validators(config: &Configuration, genesis: &Storage) -> Result<(), NodeError> {
    let authorities = [twox_128(b"Grandpa"), twox_128(b"Authorities")].concat();
    if genesis.top.contains_key(&authorities) {
        return Ok(());
    }
    Err(NodeError::Refused(format!(
        "{} names no validators; write it to a file with export-chain-spec, add session keys to its genesis, and give \
         that file with --chain",
        config.chain_spec.name()
    )))
}

/// Checks that a database that already exists began with the genesis that the specification names.
pub(crate) fn same_genesis<Backend: sc_client_api::Backend<Block>>(
    config: &Configuration,
    backend: &Backend,
    genesis: impl BuildGenesisBlock<Block>,
) -> Result<(), NodeError> {
    let Some(stored) = backend.blockchain().hash(0)? else {
        return Ok(()); // a new database
    };
    let (block, _) = genesis.build_genesis_block()?;
    let named = block.hash();
    if named == stored {
        return Ok(());
    }
    Err(NodeError::Refused(format!(
        "the database at {} belongs to another network: it begins with {stored:?}, and {} begins with {named:?}; give the \
         specification it was made with, or another --base-path, or delete it with purge-chain",
        config.data_path.display(),
        config.chain_spec.name(),
    )))
}

/// Says what to do about a database that does not open.
pub(crate) fn explain_database(error: sp_blockchain::Error) -> NodeError {
    let text = error.to_string();
    if text.contains("in use") {
        return NodeError::Refused(format!(
            "the database is in use by another process ({text}); stop that node, or give this one another --base-path"
        ));
    }
    error.into()
}
