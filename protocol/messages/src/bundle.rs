//! What a host feeds an enclave: O(authority-set changes) + O(own messages), never O(blocks).

use crate::{channel::Message, limits::*};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A SCALE header with the GRANDPA justification that finalizes it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct JustifiedHeader {
    /// SCALE of the header.
    pub header: Vec<u8>,
    /// SCALE of the GRANDPA justification.
    pub justification: Vec<u8>,
}

/// Trie nodes, in any order.
pub type StorageProof = Vec<Vec<u8>>;

/// The trust root: the genesis header, whose hash the enclave knows, and what its state says of validators and hardware.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct GenesisProof {
    /// SCALE of the genesis header.
    pub header: Vec<u8>,
    /// Proof of [`crate::abi::genesis_keys`] in genesis state.
    pub proof: StorageProof,
}

/// One step of an enclave's light client.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct SyncBundle {
    /// Present exactly in the first bundle.
    pub genesis: Option<GenesisProof>,
    /// The last header of each authority set that ended since the last head, in order; at most [`MAX_SET_CHANGES`].
    pub set_changes: Vec<JustifiedHeader>,
    /// The new head, with a justification of the set in force after `set_changes`. Absent when the bundle brings only
    /// set changes, or only messages below the last head.
    pub head: Option<JustifiedHeader>,
    /// Proof at the (new) head of every key the worker wants.
    pub proof: StorageProof,
    /// Next messages of the followed channel, without gaps.
    pub messages: Vec<Message>,
}

impl SyncBundle {
    /// Whether counts and byte sizes are within the shared bounds.
    pub fn within_bounds(&self) -> bool {
        let headers = self.set_changes.iter().chain(self.head.iter());
        self.set_changes.len() <= MAX_SET_CHANGES
            && headers
                .clone()
                .all(|h| h.header.len() <= MAX_HEADER && h.justification.len() <= MAX_JUSTIFICATION)
            && proof_within_bounds(&self.proof)
            && self.genesis.iter().all(|g| g.header.len() <= MAX_HEADER && proof_within_bounds(&g.proof))
            && self.messages.len() <= MAX_BUNDLE_MESSAGES
            && self.messages.iter().map(|m| m.payload.len()).sum::<usize>() <= MAX_BUNDLE_MESSAGE_BYTES
    }
}

fn proof_within_bounds(proof: &StorageProof) -> bool {
    proof.len() <= MAX_PROOF_NODES && proof.iter().map(Vec::len).sum::<usize>() <= MAX_PROOF_BYTES
}
