//! Moving a committee's state to a joining replica, host to host (`docs/protocol/execution.md`).

use crate::ids::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// HPKE `info` of a sealed chunk.
pub const SNAPSHOT_DOMAIN: &[u8] = b"adyton/snapshot/v1";
/// Plaintext bytes of one chunk, about: small enough to be buffered everywhere, large enough to move a gigabyte in a
/// thousand requests.
pub const SNAPSHOT_CHUNK_BYTES: usize = 1024 * 1024;
/// Largest sealed chunk: one entry may exceed the target, by a contract's code and framing.
pub const MAX_SNAPSHOT_CHUNK: usize = 2 * SNAPSHOT_CHUNK_BYTES;

/// A member asks another for the next part of the state. Unsigned: only who was given the state keys by gatekeepers can
/// open the answer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SnapshotRequest {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
    /// Who asks.
    pub worker: WorkerId,
    /// The boot that asks.
    pub boot_id: BootId,
    /// Height of the accepted commit whose state is wanted.
    pub height: Height,
    /// Place in the order of the tree after which the chunk begins; `None` asks for the first.
    pub after: Option<[u8; 32]>,
}

/// Part of the state, encrypted (HPKE) to a key that follows from the state keys; SCALE of the request is its associated
/// data. It needs no signature: what it says counts only if the whole has the root of the accepted commit.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SealedChunk {
    /// What it answers.
    pub request: SnapshotRequest,
    /// HPKE encapsulated key.
    pub encapsulated_key: [u8; 32],
    /// HPKE ciphertext.
    pub ciphertext: Vec<u8>,
}
