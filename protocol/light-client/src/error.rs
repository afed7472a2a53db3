//! Why something was refused, and who is at fault.

use alloc::vec::Vec;
use core::fmt;
use messages::ids::{BlockNumber, ChannelId, Seq};

/// A refusal. Nothing has changed when one is returned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The host delivered something that an honest relay of this chain never delivers. Ask another host.
    HostMisbehaved(HostFault),
    /// The chain does something that this version of the client does not support. Upgrade the client.
    ChainUnsupported(ChainFault),
    /// The code that uses the client asked for something it cannot have.
    CallerFault(CallerFault),
}

/// What the host did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HostFault {
    /// A count or a byte size is over its bound in `messages::limits`.
    Oversize,
    /// A header does not decode, or has bytes left over.
    MalformedHeader,
    /// A justification does not decode, or has bytes left over.
    MalformedJustification,
    /// A trie node of a proof does not decode.
    MalformedProof,
    /// The first bundle lacks the trust root.
    GenesisMissing,
    /// The bundle brings a trust root although one is proven already.
    GenesisUnexpected,
    /// The genesis header is another network's.
    ForeignGenesis,
    /// The justification is for another header than the one it came with.
    JustificationForAnotherHeader,
    /// A vote's signature is not its voter's.
    ForgedJustification,
    /// Votes of less than the needed weight (more than two thirds of the set).
    ShortJustification,
    /// None of the votes is of the authority set in force.
    ForeignSet,
    /// A voter of the set in force signed as a member of the set before or after it.
    WrongSet,
    /// The votes do not agree on the header, or their ancestry does not connect them to it.
    VotesDisagree,
    /// More than the two votes a voter can have cast (two, when it voted twice).
    TooManyVotes,
    /// A header that is offered as the last of its authority set changes no set.
    NotASetEnd {
        /// Its number.
        number: BlockNumber,
    },
    /// The head is lower than the last verified head.
    HeadGoesBackwards {
        /// Number of the last verified head.
        last: BlockNumber,
        /// Number of the head offered.
        found: BlockNumber,
    },
    /// The head has the number of the last verified head, but is another block.
    HeadConflicts {
        /// The number.
        number: BlockNumber,
    },
    /// A header is not above the blocks that are known to be final.
    StaleHeader {
        /// Highest block known to be final.
        last: BlockNumber,
        /// Number of the header offered.
        found: BlockNumber,
    },
    /// The bundle proves state or brings messages, but no head was ever verified.
    HeadMissing,
    /// The proof does not start at the head's state root (or is empty).
    ProofForAnotherRoot,
    /// The proof does not reach a key that it has to prove.
    ProofIncomplete {
        /// The raw storage key.
        key: Vec<u8>,
    },
    /// A message of another channel, or of any channel when none is followed.
    ForeignMessage {
        /// The channel it stands in.
        channel: ChannelId,
    },
    /// A gap: the next message is not the next of the channel.
    MessageMissing {
        /// The seq that comes next.
        expected: Seq,
        /// The seq found.
        found: Seq,
    },
    /// A message that is known already.
    MessageDuplicate {
        /// Its seq.
        seq: Seq,
    },
    /// A message whose block is lower than that of the message before it.
    MessageOutOfOrder {
        /// Its seq.
        seq: Seq,
    },
    /// A message that the proven head does not know of yet.
    MessageBeyondHead {
        /// Its seq.
        seq: Seq,
    },
    /// The messages stop before the channel's head, and the digest of the last one is not proven.
    BorderNotProven {
        /// Seq of the last message.
        seq: Seq,
    },
    /// The digest over the messages is not the one that the chain has: a message was altered.
    DigestMismatch {
        /// Seq at which the chain's digest is proven.
        seq: Seq,
    },
}

/// What the chain does that is not supported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChainFault {
    /// A forced change of the authority set, which breaks the chain of proofs.
    ForcedChange {
        /// Block that announces it.
        number: BlockNumber,
    },
    /// A change of the authority set with a delay: its end cannot be proven by one header.
    DelayedChange {
        /// Block that announces it.
        number: BlockNumber,
    },
    /// An authority set that is empty, larger than `authorities::MAX_AUTHORITIES`, overweight or undecodable.
    BadAuthorities,
    /// A GRANDPA digest item of unknown form.
    UnknownDigest {
        /// Block that carries it.
        number: BlockNumber,
    },
    /// State is laid out in a version this client cannot read; `None`: it carries no version.
    UnknownAbi {
        /// Version found.
        found: Option<u32>,
    },
    /// A value that every block has is absent.
    ValueMissing {
        /// The raw storage key.
        key: Vec<u8>,
    },
    /// A proven value does not decode as its type.
    Undecodable {
        /// The raw storage key.
        key: Vec<u8>,
    },
}

/// What the caller did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallerFault {
    /// More keys are wanted than `client::MAX_CALLER_KEYS`.
    TooManyKeys,
    /// A fact is read that the bundle was not asked to prove. It is unknown, not absent.
    NotProven {
        /// The raw storage key.
        key: Vec<u8>,
    },
}

impl Error {
    /// Stable number for RPC answers and metrics: 1xx host, 2xx chain, 3xx caller.
    pub fn code(&self) -> u16 {
        match self {
            Self::HostMisbehaved(fault) => fault.code(),
            Self::ChainUnsupported(fault) => fault.code(),
            Self::CallerFault(fault) => fault.code(),
        }
    }
}

impl HostFault {
    fn code(&self) -> u16 {
        match self {
            Self::Oversize => 101,
            Self::MalformedHeader => 102,
            Self::MalformedJustification => 103,
            Self::MalformedProof => 104,
            Self::GenesisMissing => 110,
            Self::GenesisUnexpected => 111,
            Self::ForeignGenesis => 112,
            Self::JustificationForAnotherHeader => 120,
            Self::ForgedJustification => 121,
            Self::ShortJustification => 122,
            Self::ForeignSet => 123,
            Self::WrongSet => 124,
            Self::VotesDisagree => 125,
            Self::TooManyVotes => 126,
            Self::NotASetEnd { .. } => 130,
            Self::HeadGoesBackwards { .. } => 131,
            Self::HeadConflicts { .. } => 132,
            Self::StaleHeader { .. } => 133,
            Self::HeadMissing => 134,
            Self::ProofForAnotherRoot => 140,
            Self::ProofIncomplete { .. } => 141,
            Self::ForeignMessage { .. } => 150,
            Self::MessageMissing { .. } => 151,
            Self::MessageDuplicate { .. } => 152,
            Self::MessageOutOfOrder { .. } => 153,
            Self::MessageBeyondHead { .. } => 154,
            Self::BorderNotProven { .. } => 155,
            Self::DigestMismatch { .. } => 156,
        }
    }
}

impl ChainFault {
    fn code(&self) -> u16 {
        match self {
            Self::ForcedChange { .. } => 201,
            Self::DelayedChange { .. } => 202,
            Self::BadAuthorities => 203,
            Self::UnknownDigest { .. } => 204,
            Self::UnknownAbi { .. } => 210,
            Self::ValueMissing { .. } => 211,
            Self::Undecodable { .. } => 212,
        }
    }
}

impl CallerFault {
    fn code(&self) -> u16 {
        match self {
            Self::TooManyKeys => 301,
            Self::NotProven { .. } => 302,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostMisbehaved(fault) => write!(f, "host misbehaved: {fault}"),
            Self::ChainUnsupported(fault) => write!(f, "chain unsupported: {fault}"),
            Self::CallerFault(fault) => write!(f, "caller fault: {fault}"),
        }
    }
}

impl fmt::Display for HostFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oversize => write!(f, "the bundle is over a size bound; send less at once"),
            Self::MalformedHeader => write!(f, "a header does not decode"),
            Self::MalformedJustification => write!(f, "a justification does not decode"),
            Self::MalformedProof => write!(f, "a node of a storage proof does not decode"),
            Self::GenesisMissing => write!(f, "the first bundle has to prove the genesis state"),
            Self::GenesisUnexpected => write!(f, "the genesis state is proven already; leave it out"),
            Self::ForeignGenesis => {
                write!(f, "the genesis header is another network's; check the node's chain")
            }
            Self::JustificationForAnotherHeader => write!(f, "a justification is for another header"),
            Self::ForgedJustification => write!(f, "a vote's signature is forged"),
            Self::ShortJustification => write!(f, "a justification lacks votes of two thirds of the set"),
            Self::ForeignSet => {
                write!(f, "no vote is of the authority set in force; are set changes left out?")
            }
            Self::WrongSet => write!(f, "a vote was signed for another authority set than the one in force"),
            Self::VotesDisagree => write!(f, "the votes of a justification do not agree on its header"),
            Self::TooManyVotes => write!(f, "a justification holds more votes than its voters can cast"),
            Self::NotASetEnd { number } => write!(f, "block {number} does not end its authority set"),
            Self::HeadGoesBackwards { last, found } => {
                write!(f, "head {found} is lower than the verified head {last}")
            }
            Self::HeadConflicts { number } => {
                write!(f, "head {number} is not the block that was verified at this number")
            }
            Self::StaleHeader { last, found } => {
                write!(f, "header {found} is not above block {last}, which is known to be final")
            }
            Self::HeadMissing => write!(f, "proofs and messages need a head; send one"),
            Self::ProofForAnotherRoot => {
                write!(f, "the storage proof does not start at the head's state root")
            }
            Self::ProofIncomplete { key } => write!(f, "the storage proof does not reach key {}", Hex(key)),
            Self::ForeignMessage { channel } => write!(f, "a message of channel {channel} is not asked for"),
            Self::MessageMissing { expected, found } => {
                write!(f, "message {expected} comes next, but {found} was delivered")
            }
            Self::MessageDuplicate { seq } => write!(f, "message {seq} is known already"),
            Self::MessageOutOfOrder { seq } => {
                write!(f, "message {seq} names a lower block than the one before it")
            }
            Self::MessageBeyondHead { seq } => write!(f, "message {seq} is not proven at this head yet"),
            Self::BorderNotProven { seq } => {
                write!(f, "the messages stop at {seq}; prove the chain's record of that message")
            }
            Self::DigestMismatch { seq } => {
                write!(f, "the messages up to {seq} are not those of the chain; one was altered")
            }
        }
    }
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForcedChange { number } => {
                write!(f, "block {number} forces an authority set; start anew from a governed checkpoint")
            }
            Self::DelayedChange { number } => {
                write!(
                    f,
                    "block {number} delays an authority set change; only immediate changes are provable"
                )
            }
            Self::BadAuthorities => write!(f, "an authority set is empty, too large or does not decode"),
            Self::UnknownDigest { number } => {
                write!(f, "block {number} carries a GRANDPA digest of unknown form; upgrade")
            }
            Self::UnknownAbi { found: Some(version) } => {
                write!(
                    f,
                    "state has enclave ABI {version}, this client reads {}; upgrade",
                    messages::abi::ABI_VERSION
                )
            }
            Self::UnknownAbi { found: None } => {
                write!(f, "state names no enclave ABI; is this an Adyton chain?")
            }
            Self::ValueMissing { key } => write!(f, "key {} has no value, but must have one", Hex(key)),
            Self::Undecodable { key } => write!(f, "the value of key {} does not decode; upgrade", Hex(key)),
        }
    }
}

impl fmt::Display for CallerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyKeys => write!(f, "too many keys are wanted in one bundle; ask for fewer"),
            Self::NotProven { key } => {
                write!(f, "key {} was read without asking for its proof; add it to the wanted keys", Hex(key))
            }
        }
    }
}

impl core::error::Error for Error {}

impl From<HostFault> for Error {
    fn from(fault: HostFault) -> Self {
        Self::HostMisbehaved(fault)
    }
}

impl From<ChainFault> for Error {
    fn from(fault: ChainFault) -> Self {
        Self::ChainUnsupported(fault)
    }
}

impl From<CallerFault> for Error {
    fn from(fault: CallerFault) -> Self {
        Self::CallerFault(fault)
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
