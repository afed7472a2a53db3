//! Ceremonies: how gatekeepers come to share a secret, and hand it on (`docs/protocol/keys.md`).
//!
//! There is one kind. *Dealers* share something among *receivers*: a fresh random part of a new secret, or their share of
//! an old one. The chain opens a ceremony and orders what is said in it; gatekeepers' enclaves judge, all alike, for
//! every judgement rests on public messages in channel order. Four rounds at most: joining, dealing, verdicts, answers.

use crate::{channel::Head, ids::*, keys::*, limits::*};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// HPKE `info` of a share that a dealer encrypts to a receiver.
pub const SHARE_DOMAIN: &[u8] = b"adyton/ceremony-share/v1";

/// Something for each gatekeeper that takes part.
pub type PerKeeper<V> = BoundedVec<V, ConstU32<MAX_KEEPERS>>;

/// A gatekeeper that is to receive a share.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Receiver {
    /// The gatekeeper.
    pub keeper: WorkerId,
    /// The boot that takes part; a later one sits the ceremony out.
    pub boot_id: BootId,
    /// X25519 key of that boot, which shares are encrypted to: only an attested enclave opens them.
    pub encryption_key: [u8; 32],
}

/// An open ceremony.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ceremony {
    /// Its number.
    pub id: CeremonyId,
    /// The secret.
    pub secret: Secret,
    /// Partials that the new sharing will need to derive a key.
    pub threshold: u16,
    /// Who is to hold a share, ascending by worker; the index of a share is its receiver's place here, from 1.
    pub receivers: PerKeeper<Receiver>,
    /// The sharing that is handed on; its healthy holders deal. `None` for a fresh secret, which all receivers deal.
    pub source: Option<Sharing>,
    /// Where the gatekeepers' channel stood when it was opened; messages after that count.
    pub opened: Head,
    /// Block at which it was opened.
    pub opened_at: BlockNumber,
    /// Blocks that a round waits for those who have not spoken. Above the longest lag of finality that the network
    /// tolerates, or a stall makes honest members look silent.
    pub patience: BlockNumber,
}

impl Ceremony {
    /// Who deals: worker and index.
    pub fn dealers(&self) -> impl Iterator<Item = (WorkerId, u16)> + '_ {
        let fresh = self.receivers.iter().filter(|_| self.source.is_none());
        let fresh = fresh.zip(1u16..).map(|(receiver, index)| (receiver.keeper, index));
        let holders = self.source.iter().flat_map(Sharing::healthy);
        fresh.chain(holders.map(|holder| (holder.keeper, holder.index)))
    }

    /// Whether this worker deals or receives.
    pub fn involves(&self, worker: &WorkerId) -> bool {
        self.receivers.iter().any(|receiver| receiver.keeper == *worker)
            || self.dealers().any(|(dealer, _)| dealer == *worker)
    }

    /// Dealings that must stand for the ceremony to succeed: with so many, one of them is honest (fresh), or the old
    /// secret is determined (handed on).
    pub fn dealings_needed(&self) -> u16 {
        self.source.as_ref().map_or(self.threshold, |source| source.threshold)
    }
}

/// Open ceremonies, ascending by number; a single bounded value in chain state. At most one for each secret.
pub type Ceremonies = BoundedVec<Ceremony, ConstU32<MAX_CEREMONIES>>;

/// A share on its way to its receiver: HPKE (see [`SHARE_DOMAIN`]) to its boot's key, over the 32 bytes of a scalar
/// masked with a key that both sides made for this ceremony alone. Once those are erased, nobody opens it again.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EncryptedShare {
    /// HPKE encapsulated key.
    pub encapsulated_key: [u8; 32],
    /// HPKE ciphertext: the masked scalar and the tag.
    pub ciphertext: [u8; 48],
}

/// What is said in the gatekeepers' channel.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum CeremonyMessage {
    /// A receiver is there.
    Join {
        /// The ceremony.
        ceremony: CeremonyId,
        /// A key made for this ceremony alone, compressed ristretto255.
        key: [u8; 32],
    },
    /// A dealer shares its part.
    Dealing {
        /// The ceremony.
        ceremony: CeremonyId,
        /// Commitments to the coefficients of its polynomial (Feldman), compressed ristretto255, constant term first.
        commitments: PerKeeper<[u8; 32]>,
        /// That it knows the constant term (Schnorr): challenge and response scalars.
        proof: ([u8; 32], [u8; 32]),
        /// A key made for this ceremony alone, compressed ristretto255.
        key: [u8; 32],
        /// A share for each receiver that joined, in their order.
        shares: PerKeeper<EncryptedShare>,
    },
    /// A receiver has looked at all dealings.
    Verdict {
        /// The ceremony.
        ceremony: CeremonyId,
        /// Indices of the dealers whose share for it is false or does not open, ascending; empty if all are sound.
        accused: PerKeeper<u16>,
    },
    /// An accused dealer publishes the disputed shares.
    Answer {
        /// The ceremony.
        ceremony: CeremonyId,
        /// Index of the receiver, and its share (a scalar), ascending.
        shares: PerKeeper<(u16, [u8; 32])>,
    },
}

impl CeremonyMessage {
    /// The ceremony it belongs to.
    pub fn ceremony(&self) -> CeremonyId {
        match self {
            Self::Join { ceremony, .. }
            | Self::Dealing { ceremony, .. }
            | Self::Verdict { ceremony, .. }
            | Self::Answer { ceremony, .. } => *ceremony,
        }
    }
}

/// What a dealer did wrong.
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
pub enum Fault {
    /// It did not join or deal in time, or did not answer a complaint. Excludes from this ceremony; may be no fault of its own.
    Silent,
    /// Its dealing has the wrong form, or shares another secret than its own share, or one that it does not know.
    Malformed,
    /// It dealt twice, differently.
    Equivocated,
    /// The share it published in answer to a complaint is false.
    FalseShare,
}

/// How a ceremony ended. All honest gatekeepers find the same.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Outcome {
    /// The ceremony.
    pub ceremony: CeremonyId,
    /// Group public key, and the public keys of the receivers' shares in their order; `None` if too few dealings stood,
    /// or too few receivers looked at them.
    pub shared: Option<Shared>,
    /// Dealers whose dealing did not count, ascending by worker, and why.
    pub faults: PerKeeper<(WorkerId, Fault)>,
    /// The last message of the gatekeepers' channel that was needed to find this.
    pub upto: Seq,
}

/// Public result of a ceremony.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Shared {
    /// Group public key, compressed ristretto255.
    pub group: [u8; 32],
    /// Public keys of the shares, compressed ristretto255, one a receiver.
    pub publics: PerKeeper<[u8; 32]>,
}
