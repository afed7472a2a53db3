//! What is inside a sealed call.
//!
//! Callers are Ethereum addresses. They sign an Ethereum transaction, as wallets make it, or EIP-712 typed data whose
//! domain is `{name: "Adyton", version: "1", salt: genesis hash}`: any wallet can sign both, and nothing can be replayed
//! on another network. The type strings and the hashing are in `crypto::eip712`.

use crate::ids::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256, U256};

/// A recoverable secp256k1 signature `r ‖ s ‖ v`, `v` in {0, 1, 27, 28}; only low `s` is accepted.
pub type EthSignature = [u8; 65];

/// Plaintext of a [`crate::channel::SealedCall`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum InnerCall {
    /// A call signed by its caller as typed data.
    Signed(SignedCall),
    /// A signed Ethereum transaction.
    Ethereum(EthereumCall),
    /// An order of a developer; only where genesis marks a development chain.
    Development(DevelopmentCall),
}

/// A signed Ethereum transaction, as wallets make it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct EthereumCall {
    /// Its encoding: legacy with EIP-155 chain id, EIP-2930 or EIP-1559, in the form of `eth_sendRawTransaction`.
    pub raw: Vec<u8>,
    /// Who may see what became of it. `None`: whoever knows its hash; it is listed in its block and its logs are found.
    /// Otherwise blake2b-256 of a secret that a sealed query shows; nothing of it is listed.
    pub viewer: Option<H256>,
}

/// What a developer may order on a development chain, as anvil's and Hardhat's methods do. Every order ends its executed
/// block; its receipt names address zero as the caller and may be read by anybody.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum DevelopmentCall {
    /// Remember the state; the receipt's output is the snapshot's number as a 32-byte word.
    Snapshot,
    /// Bring a remembered state back; that snapshot and later ones are forgotten.
    Revert {
        /// The snapshot.
        snapshot: u64,
    },
    /// Raise the block number, and the time with it.
    Mine {
        /// Blocks.
        blocks: u64,
        /// Seconds from one to the next.
        interval: u64,
    },
    /// Move the clock ahead.
    IncreaseTime {
        /// Seconds.
        seconds: u64,
    },
    /// Set the time of the next block, which clocks go on from.
    SetNextTimestamp {
        /// Seconds since the Unix epoch; not before the last block's.
        timestamp: u64,
    },
    /// Set a balance; the supply changes with it.
    SetBalance {
        /// Whose.
        account: H160,
        /// In wei.
        balance: U256,
    },
    /// Set a nonce.
    SetNonce {
        /// Whose.
        account: H160,
        /// The next nonce.
        nonce: u64,
    },
    /// Put code at an address.
    SetCode {
        /// Where.
        account: H160,
        /// What.
        code: Vec<u8>,
    },
    /// Set a word of storage.
    SetStorage {
        /// Whose.
        account: H160,
        /// Slot.
        slot: H256,
        /// Word.
        word: H256,
    },
    /// Execute a transaction as somebody whose key is not known.
    Impersonate {
        /// The caller.
        caller: H160,
        /// The transaction; its signature is not looked at.
        raw: Vec<u8>,
    },
}

/// A call together with its caller's signature.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SignedCall {
    /// What was signed.
    pub body: CallBody,
    /// The signature; the caller is the address it recovers to.
    pub signature: EthSignature,
}

/// A state-changing call. EIP-712 type:
/// `Call(uint32 committee,uint64 nonce,uint64 gasLimit,uint256 maxFeePerGas,address to,bool create,uint256 value,bytes data)`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct CallBody {
    /// The committee that is to execute it.
    pub committee: CommitteeId,
    /// The caller's account nonce.
    pub nonce: u64,
    /// Gas it may use.
    pub gas_limit: u64,
    /// Highest price of a unit of gas, in wei (18 decimals).
    pub max_fee_per_gas: U256,
    /// The contract or account called; `None` creates a contract (`to` is zero and `create` true in the typed data).
    pub to: Option<H160>,
    /// Value sent along, in wei.
    pub value: U256,
    /// Calldata, or init code.
    pub data: Vec<u8>,
}
