//! PHA for the test accounts that Ethereum's development tools know. Which those are, the gateway says. Everybody has their
//! keys.

use crate::network::Network;
use anyhow::Result;
use client::{
    node::NodePool,
    submit::{Account, Call, Until},
};
use messages::{ids::Balance, H160};

/// PHA that each of them gets: as much as anvil and Hardhat give ether.
const AMOUNT: Balance = 10_000 * 1_000_000_000_000;
/// Who gives it: the well-known development account Alice.
const GIVER: &str = "//Alice";

/// Deposits PHA for all `accounts`, in one extrinsic.
///
/// # Errors
/// If the chain does not take it.
pub(super) async fn deposit(network: &Network, accounts: &[H160]) -> Result<()> {
    let pool = NodePool::new(network.nodes.clone(), None)?;
    let giver = Account::from_secret(pool, network.genesis_hash()?, GIVER)?;
    let deposits = accounts.iter().map(|account| Call::deposit(network.committee, *account, AMOUNT));
    giver.execute(&Call::Batch(deposits.collect()), Until::InBlock).await?;
    Ok(())
}
