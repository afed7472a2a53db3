//! Queries with a sender, in the form that Sapphire's clients for Go and Python (and old ones for JavaScript) use: the
//! data of `eth_call` is CBOR `{data: call, leash, signature}`, where the signature is over EIP-712 typed data.

use crate::{cbor::Reader, envelope::Envelope};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use k256::ecdsa::Signature;
use std::borrow::Cow;
use thiserror::Error;

const DOMAIN_NAME: &str = "oasis-runtime-sdk/evm: signed query";
const DOMAIN_VERSION: &str = "1.0.0";
/// How far back a base block may be: what the EVM's `BLOCKHASH` knows.
const BASE_BLOCKS: u64 = 256;

mod typed {
    #![allow(missing_docs)]

    alloy_sol_types::sol! {
        struct Call {
            address from;
            address to;
            uint64 gasLimit;
            uint256 gasPrice;
            uint256 value;
            bytes data;
            Leash leash;
        }
        struct Leash {
            uint64 nonce;
            uint64 blockNumber;
            bytes32 blockHash;
            uint64 blockRange;
        }
    }
}

/// A query as its sender signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedQuery<'a> {
    /// What the contract is asked.
    pub data: QueryData<'a>,
    /// When the query is good.
    pub leash: Leash,
    /// r ‖ s ‖ recovery id; low `s`, the id 0 or 1.
    pub signature: [u8; 65],
}

/// Calldata of a signed query. The signature is over what is inside an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryData<'a> {
    /// `{body: bytes}`.
    Plain(&'a [u8]),
    /// An encrypted envelope; the answer goes back encrypted.
    Encrypted(Envelope<'a>),
}

/// How long and on which chain a signed query is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leash {
    /// Greatest nonce that the sender's account may have.
    pub nonce: u64,
    /// The base block.
    pub block_number: u64,
    /// Its hash.
    pub block_hash: [u8; 32],
    /// How far from the base block the present one may be.
    pub block_range: u64,
}

/// The other fields of the `eth_call`, which the signature covers too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryCall {
    /// Sender: whose signature it must be.
    pub from: [u8; 20],
    /// Contract; zero for none.
    pub to: [u8; 20],
    /// Gas limit. Clients that say nothing mean 30,000,000.
    pub gas_limit: u64,
    /// Gas price in wei, big-endian. Clients that say nothing mean 100 gwei.
    pub gas_price: [u8; 32],
    /// Value in wei, big-endian.
    pub value: [u8; 32],
}

/// A signature that no wallet makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The last byte is neither 0, 1, 27 nor 28.
    #[error("the recovery id of the signature is not 0, 1, 27 or 28")]
    RecoveryId,
    /// r or s is zero or too large.
    #[error("the signature is out of range")]
    OutOfRange,
    /// The mirror of the signature that is valid (EIP-2).
    #[error("the signature has a high s")]
    HighS,
}

/// Why a leash does not hold. Sign the query again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LeashError {
    /// The sender has sent transactions since.
    #[error("stale nonce: the account has nonce {account}, the leash allows {leash}")]
    StaleNonce {
        /// Nonce of the account.
        account: u64,
        /// Greatest that the leash allows.
        leash: u64,
    },
    /// The base block is older than 256 blocks, or not there yet.
    #[error("base block {0} not found")]
    UnknownBaseBlock(u64),
    /// The base block has another hash: another chain or committee.
    #[error("unexpected base block: block {0} has another hash")]
    OtherBaseBlock(u64),
    /// The present block is too far from the base block.
    #[error("current block {current} out of range")]
    OutOfRange {
        /// The present block.
        current: u64,
    },
}

impl<'a> SignedQuery<'a> {
    /// The signed query that the data of an `eth_call` is; `None` if it is none.
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(data);
        let is_query = reader.map()? == 3;
        reader.key("data")?;
        let data = QueryData::read(&mut reader)?;
        reader.key("leash")?;
        let leash = Leash::read(&mut reader)?;
        reader.key("signature")?;
        let signature = reader.array()?;
        reader.end()?;
        is_query.then_some(Self { data, leash, signature })
    }

    /// The EIP-712 hash that the sender signed; `calldata` is what was inside the envelope. Whoever asks recovers the
    /// sender from hash and signature and compares it with `call.from`.
    pub fn signing_hash(&self, call: &QueryCall, calldata: &[u8], chain_id: u64) -> [u8; 32] {
        let domain = Eip712Domain {
            name: Some(Cow::Borrowed(DOMAIN_NAME)),
            version: Some(Cow::Borrowed(DOMAIN_VERSION)),
            chain_id: Some(U256::from(chain_id)),
            verifying_contract: None,
            salt: None,
        };
        let typed = typed::Call {
            from: Address::from(call.from),
            to: Address::from(call.to),
            gasLimit: call.gas_limit,
            gasPrice: U256::from_be_bytes(call.gas_price),
            value: U256::from_be_bytes(call.value),
            data: calldata.to_vec().into(),
            leash: typed::Leash {
                nonce: self.leash.nonce,
                blockNumber: self.leash.block_number,
                blockHash: B256::from(self.leash.block_hash),
                blockRange: self.leash.block_range,
            },
        };
        typed.eip712_signing_hash(&domain).0
    }

    /// The signature with its recovery id as 0 or 1, once it is known to be in range and to have a low `s`.
    pub fn checked_signature(&self) -> Result<[u8; 65], SignatureError> {
        let mut signature = self.signature;
        let [rs @ .., id] = &mut signature;
        *id = match *id {
            0 | 27 => 0,
            1 | 28 => 1,
            _ => return Err(SignatureError::RecoveryId),
        };
        let parsed = Signature::from_slice(rs).map_err(|_| SignatureError::OutOfRange)?;
        if parsed.normalize_s() != parsed {
            return Err(SignatureError::HighS);
        }
        Ok(signature)
    }
}

impl<'a> QueryData<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let start = reader.position();
        if let Some(envelope) = Envelope::read(reader) {
            return Some(Self::Encrypted(envelope));
        }
        reader.rewind(start);
        let is_plain = reader.map()? == 1;
        reader.key("body")?;
        let body = reader.bytes()?;
        is_plain.then_some(Self::Plain(body))
    }
}

impl Leash {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let is_leash = reader.map()? == 4;
        reader.key("nonce")?;
        let nonce = reader.uint()?;
        reader.key("block_hash")?;
        let block_hash = reader.array()?;
        reader.key("block_range")?;
        let block_range = reader.uint()?;
        reader.key("block_number")?;
        let block_number = reader.uint()?;
        is_leash.then_some(Self { nonce, block_number, block_hash, block_range })
    }

    /// Whether the leash holds. `block_hash` knows the hashes of recent blocks.
    pub fn check(
        &self,
        account_nonce: u64,
        current_block: u64,
        block_hash: impl FnOnce(u64) -> Option<[u8; 32]>,
    ) -> Result<(), LeashError> {
        if account_nonce > self.nonce {
            return Err(LeashError::StaleNonce { account: account_nonce, leash: self.nonce });
        }
        let base = self.block_number;
        if current_block.abs_diff(base) > BASE_BLOCKS {
            return Err(LeashError::UnknownBaseBlock(base));
        }
        if block_hash(base).ok_or(LeashError::UnknownBaseBlock(base))? != self.block_hash {
            return Err(LeashError::OtherBaseBlock(base));
        }
        if current_block.abs_diff(base) > self.block_range {
            return Err(LeashError::OutOfRange { current: current_block });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
