//! Questions as JSON.

use messages::{
    query::{BlockId, Question, Simulation},
    H160, H256, U256,
};
use serde::Deserialize;
use sp_core::Bytes;

/// A question that wallets and applications ask.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Ask {
    /// Run a contract call without keeping its changes.
    Call(CallAsk),
    /// Gas that such a call needs.
    Estimate(CallAsk),
    /// Balance and nonce of an account.
    Account(H160),
    /// Code of a contract.
    Code(H160),
    /// The last executed block.
    LatestBlock,
    /// An executed block by its number in the EVM.
    BlockByNumber(u64),
    /// An executed block by its hash.
    BlockByHash(H256),
    /// What became of a transaction.
    Transaction {
        /// Its hash.
        hash: H256,
        /// Secret that it was sealed with, if it is a private one.
        secret: Option<H256>,
    },
}

/// A contract call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallAsk {
    /// The contract; without one `data` creates one.
    pub to: Option<H160>,
    /// Calldata or init code.
    pub data: Option<Bytes>,
    /// Value pretended to be sent along, in wei.
    pub value: Option<U256>,
    /// Gas it may use.
    pub gas: Option<U256>,
}

impl From<CallAsk> for Simulation {
    fn from(call: CallAsk) -> Self {
        Self {
            to: call.to,
            data: call.data.map(|data| data.0).unwrap_or_default(),
            value: call.value.unwrap_or_default(),
            // Queries may use less than any u64 says.
            gas_limit: call.gas.map(|gas| gas.min(U256::from(u64::MAX)).low_u64()),
        }
    }
}

impl From<Ask> for Question {
    fn from(ask: Ask) -> Self {
        match ask {
            Ask::Call(call) => Self::Call(call.into()),
            Ask::Estimate(call) => Self::Estimate(call.into()),
            Ask::Account(address) => Self::AccountOf(address),
            Ask::Code(address) => Self::Code(address),
            Ask::LatestBlock => Self::Block(BlockId::Latest),
            Ask::BlockByNumber(number) => Self::Block(BlockId::Number(number)),
            Ask::BlockByHash(hash) => Self::Block(BlockId::Hash(hash)),
            Ask::Transaction { hash, secret } => Self::Transaction { hash, secret },
        }
    }
}
