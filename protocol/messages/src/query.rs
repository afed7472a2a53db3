//! Questions to a committee, and answers that prove what state they are true of.

use crate::{
    call::EthSignature,
    channel::SealedCall,
    ethereum::{Block, FoundLog, Frame, LogFilter, TransactionStatus},
    ids::*,
    receipt::Receipt,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256, U256};

/// A query encrypted to a committee's input key. The answer is encrypted under a key that both sides export from the
/// same HPKE context.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SealedQuery {
    /// The committee asked.
    pub committee: CommitteeId,
    /// Same form as a call; plaintext is SCALE of [`Query`].
    pub sealed: SealedCall,
}

/// Plaintext of a [`SealedQuery`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Query {
    /// What is asked.
    pub body: QueryBody,
    /// Proof of who asks; without it the caller is address zero.
    pub proof: Option<CallerProof>,
}

/// How an asker proves who it is.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum CallerProof {
    /// EIP-712 signature over this very question.
    Typed(EthSignature),
    /// A sign-in message (EIP-4361) that names network and committee: one signature for many questions, until it expires.
    SignIn {
        /// Text of the message.
        message: Vec<u8>,
        /// EIP-191 signature over it.
        signature: EthSignature,
    },
    /// Signature of a chain account over this very question. It asks as the address that its account stands for: the last
    /// 20 bytes of keccak-256 of the account id.
    Account {
        /// The account.
        account: AccountId,
        /// Its signature.
        signature: AccountSignature,
    },
}

/// Signature of a chain account.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum AccountSignature {
    /// Schnorrkel, signing context "substrate".
    Sr25519([u8; 64]),
    /// Ed25519.
    Ed25519([u8; 64]),
}

/// A read-only question. EIP-712 type: `Query(uint32 committee,uint64 notAfterBlock,bytes question)`, where `question`
/// is SCALE of [`Question`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct QueryBody {
    /// The committee asked.
    pub committee: CommitteeId,
    /// The signature is void for snapshots later than this chain block.
    pub not_after_block: u64,
    /// What is asked.
    pub question: Question,
}

/// A contract call that leaves no trace.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Simulation {
    /// The contract; `None` creates one from `data`.
    pub to: Option<H160>,
    /// Calldata or init code. May be encrypted calldata or a signed query in Sapphire's form.
    pub data: Vec<u8>,
    /// Value pretended to be sent along, in wei.
    pub value: U256,
    /// Gas it may use; never more than queries may.
    pub gas_limit: Option<u64>,
}

impl Simulation {
    /// A call of a contract, without value and with all the gas that queries may use.
    pub fn of(to: H160, data: Vec<u8>) -> Self {
        Self { to: Some(to), data, value: U256::zero(), gas_limit: None }
    }
}

/// What can be asked of a committee's state.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Question {
    /// Run a contract call without keeping its changes; the caller is the query's signer.
    Call(Simulation),
    /// Gas that such a call needs.
    Estimate(Simulation),
    /// The tree of calls that such a call makes, as far as the signer may see it.
    Trace(Simulation),
    /// Balance and nonce of the signer's own account.
    Account,
    /// Balance and nonce of any account.
    AccountOf(H160),
    /// Code of a contract.
    Code(H160),
    /// A word of storage: only those that say which code stands behind a proxy (EIP-1967) are told, all others are zero.
    Storage {
        /// The contract.
        address: H160,
        /// The slot.
        slot: H256,
    },
    /// What became of the call at (seq, index); answered to its caller only.
    Receipt {
        /// Message that carried the call.
        seq: Seq,
        /// Its index in the batch; 0 for a single call.
        index: u32,
    },
    /// An executed block.
    Block(BlockId),
    /// What became of an Ethereum transaction.
    Transaction {
        /// Its hash.
        hash: H256,
        /// Secret whose hash a private transaction names as its viewer.
        secret: Option<H256>,
    },
    /// Logs of public transactions.
    Logs(LogFilter),
    /// Runs a contract call whose data is a signed query in Sapphire's form. Its signature covers these fields too, and
    /// its signer is the caller.
    CallAs {
        /// The call. Without a gas limit it was signed with 30,000,000.
        simulation: Simulation,
        /// Who signed.
        from: H160,
        /// Price of a unit of gas that was signed, in wei; clients that do not say mean 100 gwei.
        gas_price: Option<U256>,
    },
}

/// Names an executed block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum BlockId {
    /// The last one.
    Latest,
    /// By its number in the EVM.
    Number(u64),
    /// By its hash.
    Hash(H256),
}

/// What a worker answers to a query, before it is encrypted.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SignedAnswer {
    /// What is signed.
    pub answer: Answer,
    /// Worker's ed25519 signature over the domain `adyton/answer/v1` and SCALE of `answer`.
    pub signature: [u8; 64],
}

/// An answer, and the state it is true of.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Answer {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
    /// Who answers.
    pub worker: WorkerId,
    /// blake2b-256 of the SCALE of the query's plaintext: ties the answer to its question.
    pub query_hash: H256,
    /// State the answer is true of.
    pub as_of: AsOf,
    /// The answer itself.
    pub reply: Reply,
}

/// The state an answer was taken from; the client compares it with its own clock and with the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AsOf {
    /// Finalized chain block that the worker had verified.
    pub block: BlockRef,
    /// Timestamp of that block.
    pub time_ms: TimeMs,
    /// Height of the last executed block.
    pub height: Height,
    /// State root after it.
    pub state_root: H256,
    /// Whether the worker's evidence stands under a simulated trust root.
    pub simulated: bool,
}

/// Content of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Reply {
    /// A contract call returned.
    Returned(Vec<u8>),
    /// A contract call reverted, with its data.
    Reverted(Vec<u8>),
    /// Gas that a call needs.
    Gas(u64),
    /// What a call did, frame by frame, in the order in which frames were entered.
    Trace(Vec<Frame>),
    /// An account.
    Account {
        /// Its address.
        address: H160,
        /// Balance in wei.
        balance: U256,
        /// Next nonce.
        nonce: u64,
    },
    /// Code of a contract, or a word of storage.
    Bytes(Vec<u8>),
    /// What became of a call.
    Receipt(Option<Receipt>),
    /// An executed block, if it is still kept.
    Block(Option<Block>),
    /// What became of a transaction.
    Transaction(TransactionStatus),
    /// Logs in order, up to and including a block; more follow if that is not the last block asked for.
    Logs {
        /// The logs.
        logs: Vec<FoundLog>,
        /// Last block searched.
        upto: u64,
    },
    /// The question cannot be answered; the text says why and what to do.
    Refused(QueryRefusal),
}

/// Why a query is not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum QueryRefusal {
    /// The signature does not recover to an address.
    BadSignature,
    /// The signature was meant for another committee or an earlier block.
    Expired,
    /// This question needs a signature.
    SignatureNeeded,
    /// Only the caller of that call may see its receipt.
    NotYours,
    /// It used more gas than queries may.
    OutOfGas,
    /// The sign-in message is not for this network and committee, or its form is wrong.
    BadSignIn,
    /// Encrypted calldata does not open, or a signed query inside is not in order.
    BadEnvelope,
    /// The leash of a signed query is over.
    LeashOver,
    /// The range of blocks or the filter is larger than one question may ask for.
    TooMuch,
}
