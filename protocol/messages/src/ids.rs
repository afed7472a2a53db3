//! Names of things: networks, committees, workers, boots, blocks.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// Hash of the genesis header: the identity of a network and the root of every proof.
pub type GenesisHash = H256;
/// Number of a chain block.
pub type BlockNumber = u32;
/// Milliseconds since the Unix epoch, as the chain's timestamp inherent says.
pub type TimeMs = u64;
/// PHA in chain units: 12 decimals.
pub type Balance = u128;
/// A chain account (SS58 prefix 30).
pub type AccountId = sp_core::crypto::AccountId32;

/// A committee: gatekeepers or a compute cluster. Its channel carries the same number.
pub type CommitteeId = u32;
/// A channel; equal to the id of the committee that reads it.
pub type ChannelId = CommitteeId;
/// The committee of gatekeepers of a network.
pub const KEEPER_COMMITTEE: CommitteeId = 0;

/// Position of a message in its channel. The first message has 1; 0 means "none yet".
pub type Seq = u64;
/// Period of the network's input keys, begun by the gatekeepers with a fresh secret. The first epoch is 1; 0 means "none
/// yet". A committee takes part in an epoch from when its input key is on chain; it may miss one.
pub type Epoch = u64;
/// Period of the network's long-lived state keys. The first is 1.
pub type Generation = u32;
/// Number of a ceremony among gatekeepers, counted by the chain from 1.
pub type CeremonyId = u32;
/// Number of a beacon value: round `r` is due from block `r * BEACON_PERIOD` on.
pub type BeaconRound = u32;
/// Height of an executed block of a committee. The first is 1; 0 is the empty start.
pub type Height = u64;

/// A worker: its ed25519 verifying key.
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
#[cfg_attr(feature = "std", derive(Hash))]
pub struct WorkerId(pub [u8; 32]);

/// One start of one enclave: drawn at random at boot, so that a clone or a rolled-back copy is found out.
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
pub struct BootId(pub [u8; 16]);

/// A block of the chain, by number and hash.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BlockRef {
    /// Block number.
    pub number: BlockNumber,
    /// Hash of the block's header.
    pub hash: H256,
}
