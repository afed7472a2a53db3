//! The signed envelope around everything a worker says, and what goes out of an enclave.

use crate::{
    ceremony::Outcome,
    commit::Commit,
    ids::*,
    keys::{InputKey, KeyGrant, KeyRequest, Partial},
    limits::*,
    registration::Registration,
    snapshot::SnapshotRequest,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// Prefix signed before SCALE of a [`WorkerMessage`] (ed25519).
pub const WORKER_MESSAGE_DOMAIN: &[u8] = b"adyton/worker-message/v1";
/// Prefix signed before SCALE of an [`crate::query::Answer`].
pub const ANSWER_DOMAIN: &[u8] = b"adyton/answer/v1";

/// A statement of a worker to the chain, numbered without gaps from 1 within one boot.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct WorkerMessage {
    /// The network it is meant for.
    pub genesis: GenesisHash,
    /// Who says it.
    pub worker: WorkerId,
    /// In which boot; the chain accepts the newest attested boot only.
    pub boot_id: BootId,
    /// Its number within the boot; the chain accepts exactly the next.
    pub seq: u64,
    /// What is said.
    pub statement: Statement,
}

/// A worker's statement with its signature.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct SignedWorkerMessage {
    /// What is signed.
    pub message: WorkerMessage,
    /// ed25519 over [`WORKER_MESSAGE_DOMAIN`] ‖ SCALE of `message`.
    pub signature: [u8; 64],
}

/// What a worker can say to the chain.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Statement {
    /// Votes on the hashes of commits at consecutive heights.
    Votes {
        /// The committee.
        committee: CommitteeId,
        /// Height of the first hash.
        first_height: Height,
        /// Commit hashes, one a height.
        commits: BoundedVec<H256, ConstU32<MAX_PENDING_COMMITS>>,
    },
    /// The input key this member derived; takes effect with `threshold` equal ones.
    InputKey(InputKey),
    /// A fresh nonce: seeing it at a finalized head begins a lease (`docs/protocol/light-client.md`).
    Lease([u8; 32]),
    /// Where other hosts reach this worker (a URL).
    Endpoint(BoundedVec<u8, ConstU32<MAX_ENDPOINT>>),
    /// A member lacks the key of calls it has yet to execute, and no gatekeeper can give it any more. Takes effect with
    /// `threshold` equal ones.
    EpochLost {
        /// The committee.
        committee: CommitteeId,
        /// The epoch.
        epoch: Epoch,
    },
    /// A receiver says how a ceremony ended; takes effect with the ceremony's `threshold` of equal ones.
    Outcome(Outcome),
    /// A holder has lost its share of a secret, or never got it.
    ShareLost {
        /// The sharing it belongs to.
        ceremony: CeremonyId,
    },
    /// A gatekeeper's part of a beacon value.
    Beacon {
        /// The round.
        round: BeaconRound,
        /// The sharing it was made with.
        ceremony: CeremonyId,
        /// The part.
        partial: Partial,
    },
    /// A gatekeeper signed a false partial: here it is.
    FalseGrant(KeyGrant),
    /// A message into the gatekeepers' channel: SCALE of a [`crate::ceremony::CeremonyMessage`].
    ToChannel {
        /// The channel.
        channel: ChannelId,
        /// What it says.
        payload: BoundedVec<u8, ConstU32<MAX_EFFECT_PAYLOAD>>,
    },
    /// Answers the challenge that is open for this worker ([`crate::capacity::Challenge`]).
    Heartbeat {
        /// The block that drew the challenge.
        challenge: BlockNumber,
        /// Units of work done since this boot began.
        work: u64,
    },
    /// The result of a measurement ([`crate::capacity::Measurement`]).
    Score {
        /// The block in which the measurement was asked for.
        measurement: BlockNumber,
        /// Units of work done since the enclave saw it.
        units: u64,
        /// Digest of what the kernels computed, which follows from the seed, `lanes` and `units`: who doubts a result
        /// computes it again.
        digest: H256,
        /// Lanes into which the work was divided.
        lanes: u16,
    },
}

/// Everything an enclave wants its host to carry. Reading it changes nothing; entries leave once proven on chain.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct EgressBatch {
    /// Evidence to register or renew with, if the chain does not know this boot or it is about to expire.
    pub registration: Option<Registration>,
    /// Signed statements, ascending by seq.
    pub messages: Vec<SignedWorkerMessage>,
    /// Bodies of commits that are voted on and not applied yet, ascending by height.
    pub bodies: Vec<Commit>,
    /// Key requests for gatekeepers; their answers come back through the worker's RPC.
    pub key_requests: Vec<KeyRequest>,
    /// What this worker needs of another member's state; the answer comes back through the worker's RPC.
    pub snapshot_request: Option<SnapshotRequest>,
}

/// What a worker needs from its host next; the host may deliver or delay, nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Wants {
    /// True until the trust root was proven: the next bundle must carry it.
    pub genesis: bool,
    /// GRANDPA set whose justifications it accepts now.
    pub set_id: u64,
    /// Number of the last verified head.
    pub head: BlockNumber,
    /// The channel it follows, and the last seq it has.
    pub channel: Option<(ChannelId, Seq)>,
    /// Raw storage keys to prove at the next head, at most [`MAX_WANTED_KEYS`].
    pub keys: Vec<Vec<u8>>,
}

/// Statements that an outbox holds until the chain has them; a full outbox stops execution, it never drops.
pub const MAX_OUTBOX: usize = 1024;
