//! Derived keys: what is asked of gatekeepers and what they answer (`docs/protocol/keys.md`).

use crate::{ids::*, limits::*, registration::Registration};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Prefix signed before SCALE of a [`KeyGrant`]'s fields, and HPKE `info` of the sealed grant.
pub const KEY_GRANT_DOMAIN: &[u8] = b"adyton/key-grant/v1";

/// A committee's public input keys of one epoch (X25519).
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
    /// The key that calls and queries are encrypted to (HPKE).
    pub public: [u8; 32],
    /// The key that calldata alone is encrypted to, in Sapphire's form.
    pub call_data: [u8; 32],
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
        generation: Generation,
    },
    /// Input key of a committee, by epoch; lives in memory only.
    Input {
        /// The epoch.
        epoch: Epoch,
    },
    /// A beacon value, public once it is made.
    Beacon {
        /// The generation whose secret makes it.
        generation: Generation,
        /// The round.
        round: BeaconRound,
    },
}

/// A secret that gatekeepers share and nobody knows.
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
pub enum Secret {
    /// Long-lived: sealed where platforms seal, refreshed, handed on to other gatekeepers.
    Generation(Generation),
    /// Lives in memories only, and ends with them.
    Epoch(Epoch),
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

impl KeyLabel {
    /// Label of a beacon value.
    pub fn beacon(genesis: GenesisHash, generation: Generation, round: BeaconRound) -> Self {
        let purpose = Purpose::Beacon { generation, round };
        Self { genesis, committee: KEEPER_COMMITTEE, key_version: 0, purpose }
    }

    /// The secret that the key is derived from.
    pub fn secret(&self) -> Secret {
        match self.purpose {
            Purpose::State { generation } | Purpose::Beacon { generation, .. } => {
                Secret::Generation(generation)
            }
            Purpose::Input { epoch } => Secret::Epoch(epoch),
        }
    }
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
    /// X25519 key made for the answers to this need alone: once it is erased, recorded answers stay closed to who gets
    /// hold of this boot's memory.
    pub response_key: [u8; 32],
    /// Which keys, at most [`MAX_KEY_LABELS`].
    pub labels: Vec<KeyLabel>,
}

/// A gatekeeper's answer, encrypted (HPKE) to the requester. Plaintext: SCALE of the encapsulated key and the ciphertext of
/// SCALE of [`KeyGrant`], encrypted in the same way to the request's `response_key`.
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
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct KeyGrant {
    /// Who asked, and in which boot.
    pub worker: WorkerId,
    /// The boot that asked.
    pub boot_id: BootId,
    /// Who answers.
    pub keeper: WorkerId,
    /// One for each label granted.
    pub partials: BoundedVec<GrantedPartial, ConstU32<MAX_KEY_LABELS>>,
    /// ed25519 over [`KEY_GRANT_DOMAIN`] ‖ SCALE of the fields above.
    pub signature: [u8; 64],
}

/// One partial of a grant.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct GrantedPartial {
    /// The key it is a part of.
    pub label: KeyLabel,
    /// The sharing whose share made it: partials of different sharings do not mix.
    pub ceremony: CeremonyId,
    /// The part.
    pub partial: Partial,
}

/// One keeper's evaluation of the PRF with its proof.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Partial {
    /// Index of the share (Shamir abscissa), from 1.
    pub index: u16,
    /// `x_i · H2G(label)`, compressed ristretto255.
    pub point: [u8; 32],
    /// Chaum–Pedersen proof of equal discrete logarithms: challenge and response scalars.
    pub proof: ([u8; 32], [u8; 32]),
}

/// Who holds a share of a secret.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Holder {
    /// The gatekeeper.
    pub keeper: WorkerId,
    /// Its share's index (Shamir abscissa), from 1.
    pub index: u16,
    /// Public key of its share, compressed ristretto255.
    pub public: [u8; 32],
    /// Whether it said that it has lost the share.
    pub lost: bool,
}

/// Public side of a shared secret, as one ceremony left it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sharing {
    /// The secret.
    pub secret: Secret,
    /// The ceremony that made the shares.
    pub ceremony: CeremonyId,
    /// Group public key, compressed ristretto255; the same after every refresh.
    pub group: [u8; 32],
    /// Partials needed to derive a key.
    pub threshold: u16,
    /// Who holds a share, ascending by index.
    pub holders: BoundedVec<Holder, ConstU32<MAX_KEEPERS>>,
    /// Block at which the chain took it over.
    pub since: BlockNumber,
}

impl Sharing {
    /// The holder with this index.
    pub fn holder(&self, index: u16) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.index == index)
    }

    /// The holder that is this gatekeeper.
    pub fn held_by(&self, keeper: &WorkerId) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.keeper == *keeper)
    }

    /// Holders that have their share.
    pub fn healthy(&self) -> impl Iterator<Item = &Holder> {
        self.holders.iter().filter(|holder| !holder.lost)
    }
}

/// Public side of everything the gatekeepers share; a single bounded value in chain state.
#[derive(
    Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct KeeperKeys {
    /// Long-lived secrets, the current one last.
    pub generations: BoundedVec<Sharing, ConstU32<LIVE_GENERATIONS>>,
    /// Epochs' secrets, the current one last.
    pub epochs: BoundedVec<Sharing, ConstU32<LIVE_EPOCHS>>,
}

impl KeeperKeys {
    /// The sharing of a secret, if it is live.
    pub fn sharing(&self, secret: &Secret) -> Option<&Sharing> {
        self.all().find(|sharing| sharing.secret == *secret)
    }

    /// Every live sharing.
    pub fn all(&self) -> impl Iterator<Item = &Sharing> {
        self.generations.iter().chain(&self.epochs)
    }

    /// The current generation, if its secret is shared yet.
    pub fn generation(&self) -> Option<Generation> {
        match self.generations.last()?.secret {
            Secret::Generation(generation) => Some(generation),
            Secret::Epoch(_) => None,
        }
    }

    /// The current epoch, if its secret is shared yet.
    pub fn epoch(&self) -> Option<Epoch> {
        match self.epochs.last()?.secret {
            Secret::Epoch(epoch) => Some(epoch),
            Secret::Generation(_) => None,
        }
    }
}

/// A random value that nobody could predict or influence, and everybody can verify.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Beacon {
    /// Its round.
    pub round: BeaconRound,
    /// The value.
    pub value: [u8; 32],
    /// Block at which the chain had it.
    pub block: BlockNumber,
}
