//! Derived keys: what is asked of gatekeepers and what they answer (`docs/protocol/keys.md`).

use crate::{ids::*, limits::*, registration::Registration};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Prefix signed before SCALE of a [`KeyGrant`]'s fields, and HPKE `info` of the sealed grant.
pub const KEY_GRANT_DOMAIN: &[u8] = b"adyton/key-grant/v1";

/// A committee's public input key of one epoch (X25519).
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct InputKey {
    /// The committee.
    pub committee: CommitteeId,
    /// The epoch.
    pub epoch: Epoch,
    /// Key version of the committee when it was derived.
    pub key_version: u32,
    /// The key users encrypt to.
    pub public: [u8; 32],
}

/// What a derived secret is for. Beacon and secret purposes never share an input of the PRF.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Purpose {
    /// Long-lived state keys of a committee, by generation.
    State {
        /// The generation.
        generation: u32,
    },
    /// Input key of a committee, by epoch; lives in memory only.
    Input {
        /// The epoch.
        epoch: Epoch,
    },
}

/// The PRF's input; hashed to the group as SCALE of this.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct KeyLabel {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee the key belongs to.
    pub committee: CommitteeId,
    /// Key version it was derived at: that of the [`InputKey`], or 0 for state keys, which outlive members.
    pub key_version: u32,
    /// What the key is for.
    pub purpose: Purpose,
}

/// A worker asks the gatekeepers for its part of derived keys. Unsigned: a gatekeeper encrypts its answer to the
/// encryption key that the chain's record of `worker` holds, and answers only what finalized state entitles it to.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct KeyRequest {
    /// The network.
    pub genesis: GenesisHash,
    /// Who asks.
    pub worker: WorkerId,
    /// The boot that asks; an older or newer one gets nothing.
    pub boot_id: BootId,
    /// Head at which it asks; gatekeepers refuse requests older than they tolerate.
    pub at_block: BlockNumber,
    /// Evidence of that boot, so that gatekeepers verify it themselves.
    pub evidence: Registration,
    /// Which keys, at most [`MAX_KEY_LABELS`].
    pub labels: Vec<KeyLabel>,
}

/// A gatekeeper's answer, encrypted (HPKE) to the requester. Plaintext: SCALE of [`KeyGrant`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SealedKeyGrant {
    /// Who answers.
    pub keeper: WorkerId,
    /// HPKE encapsulated key.
    pub encapsulated_key: [u8; 32],
    /// HPKE ciphertext.
    pub ciphertext: Vec<u8>,
}

/// A gatekeeper's partials, signed inside the encryption so that a false one is publishable evidence.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct KeyGrant {
    /// Who asked, and in which boot.
    pub worker: WorkerId,
    /// The boot that asked.
    pub boot_id: BootId,
    /// Who answers.
    pub keeper: WorkerId,
    /// One for each label granted.
    pub partials: Vec<(KeyLabel, Partial)>,
    /// ed25519 over [`KEY_GRANT_DOMAIN`] ‖ SCALE of the fields above.
    pub signature: [u8; 64],
}

/// One keeper's evaluation of the PRF with its proof.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Partial {
    /// Index of the share (Shamir abscissa), from 1.
    pub index: u16,
    /// `x_i · H2G(label)`, compressed ristretto255.
    pub point: [u8; 32],
    /// Chaum–Pedersen proof of equal discrete logarithms: challenge and response scalars.
    pub proof: ([u8; 32], [u8; 32]),
}

/// Public side of the gatekeepers' key; a single bounded value in chain state.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeeperKeys {
    /// Group public key, compressed ristretto255.
    pub group: [u8; 32],
    /// Partials needed to derive a key.
    pub threshold: u16,
    /// Share public keys: (worker, abscissa, compressed ristretto255).
    pub shares: BoundedVec<(WorkerId, u16, [u8; 32]), ConstU32<MAX_MEMBERS>>,
}
