//! # Channels
//!
//! The canonical, encrypted message queue: one digest-chained channel per committee.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for calls, storage, events and errors, and [`ChannelQueue`] for what other pallets use.
//!
//! ## Overview
//!
//! The chain orders requests and never computes on them. A person encrypts a call to the input key of a compute
//! committee and pushes it here; the committee's enclaves read it from finalized state, in this order and no other.
//! Other pallets and other committees put their messages into the same channels.
//!
//! * *Incoming messages*: [`Pallet::push`] and [`Pallet::push_batch`] from accounts, [`ChannelQueue::push`] from
//!   pallets (workers' statements, effects of commits, notices).
//! * *Outgoing messages*: [`Heads`] and [`Messages`], which enclaves read by storage proof under the raw keys of
//!   [`messages::abi`].
//! * *Local interfaces*: [`ChannelQueue`] (offered), [`CurrentEpoch`] (needed).
//!
//! ## Properties
//!
//! * **Order**: a channel's seqs have no gap; `digest_n = blake2b_256(digest_{n-1} ‖ scale(message_n))`, and a digest
//!   once stored never changes.
//! * **Nothing is dropped**: a full channel refuses ([`Error::ChannelFull`]). A body leaves state only when a commit
//!   acknowledged it *and* [`Config::Retention`] blocks have passed since its inclusion.
//! * **Nobody crowds out the chain**: accounts fill at most 3/4 of a channel, committees and workers at most 7/8, so
//!   notices always find room ([`Tier`]).
//! * **Progress**: pruning needs time and nothing else. Each push prunes first, so a full channel frees itself even in
//!   blocks that leave nothing to `on_idle`; `on_idle` visits channels round robin and stays within its weight.
//!
//! ## Low level
//!
//! [`types`] holds the pure rules of one channel, `impls` the storage around them, `invariants` what `try_state`
//! checks.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

pub mod types;
pub mod weights;

mod impls;

#[cfg(any(feature = "std", feature = "try-runtime"))]
mod invariants;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use impls::{ChannelQueue, CurrentEpoch};
pub use pallet::*;
pub use types::{ChannelInfo, Tier};
pub use weights::WeightInfo;

/// Bodies that each push prunes at most: two for one keeps a channel shrinking while it is in use.
pub const PRUNES_PER_PUSH: u32 = 2;
/// Bodies that `on_idle` prunes at most before it goes on to the next channel: bounds one step, so that it fits what a
/// busy block leaves.
pub const PRUNES_PER_VISIT: u32 = 8;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{Balanced, Credit},
            OnUnbalanced, Time,
        },
    };
    use frame_system::pallet_prelude::*;
    use messages::{
        channel::{Head, SealedCall, Sender, StoredMessage, UserPayload},
        committee::ProgramKind,
        ids::{AccountId, Balance, ChannelId, Seq, TimeMs},
        limits::{MAX_BATCH, MAX_PAYLOAD, MAX_PENDING_COMMITS},
    };

    /// Version of the layout of this pallet's storage; migrations raise it.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Configuration of the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>> {
        /// What fees are paid in.
        type Currency: Balanced<AccountId, Balance = Balance>;

        /// Where push fees go.
        type FeeDestination: OnUnbalanced<Credit<AccountId, Self::Currency>>;

        /// Time of the current block, in milliseconds.
        type Time: Time<Moment = TimeMs>;

        /// Which input keys are valid.
        type Epochs: CurrentEpoch;

        /// Messages that one channel stores at most; a multiple of 8 ([`Tier`]).
        #[pallet::constant]
        type MaxStoredMessages: Get<u32>;

        /// Payload bytes that one channel stores at most; a multiple of 8 ([`Tier`]).
        #[pallet::constant]
        type MaxStoredBytes: Get<u32>;

        /// Blocks for which a body stays after its inclusion, acknowledged or not: a replica that is fewer blocks
        /// behind needs no snapshot.
        #[pallet::constant]
        type Retention: Get<u32>;

        /// Fee for each sealed call.
        #[pallet::constant]
        type PushBaseFee: Get<Balance>;

        /// Fee for each byte of payload.
        #[pallet::constant]
        type PushByteFee: Get<Balance>;

        /// Weights of this pallet's calls and hooks.
        type WeightInfo: WeightInfo;
    }

    // Identity hashers: the chain itself numbers channels and messages, so nobody can choose keys that unbalance the
    // trie, and neighbours in a channel are neighbours in a proof.

    /// Where each channel stands. Read by enclaves: [`messages::abi::channel_head`].
    #[pallet::storage]
    pub type Heads<T: Config> = StorageMap<_, Identity, ChannelId, Head>;

    /// Bodies that are not pruned yet. Read by enclaves: [`messages::abi::message`].
    #[pallet::storage]
    pub type Messages<T: Config> = StorageDoubleMap<_, Identity, ChannelId, Identity, Seq, StoredMessage>;

    /// What each channel is and how full it is.
    #[pallet::storage]
    pub type Channels<T: Config> = StorageMap<_, Identity, ChannelId, ChannelInfo>;

    /// The channel that `on_idle` visited last.
    #[pallet::storage]
    pub(crate) type LastVisited<T: Config> = StorageValue<_, ChannelId>;

    /// Channels that exist from the first block on.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Channels of gatekeepers.
        pub keeper_channels: Vec<ChannelId>,
        /// Channels of compute clusters.
        pub evm_channels: Vec<ChannelId>,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let keepers = self.keeper_channels.iter().map(|id| (*id, ProgramKind::Keeper));
            let clusters = self.evm_channels.iter().map(|id| (*id, ProgramKind::Evm));
            for (channel, kind) in keepers.chain(clusters) {
                assert!(
                    <Pallet<T> as ChannelQueue>::open(channel, kind).is_ok(),
                    "genesis opens channel {channel} twice; remove one of them"
                );
            }
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A channel was opened.
        Opened {
            /// The channel.
            channel: ChannelId,
            /// What its committee runs.
            kind: ProgramKind,
        },
        /// A message took its place in a channel.
        Pushed {
            /// The channel.
            channel: ChannelId,
            /// Its place.
            seq: Seq,
            /// Who sent it.
            sender: Sender,
            /// Size of the payload.
            bytes: u32,
        },
        /// A commit covered a channel's messages up to this one.
        Acknowledged {
            /// The channel.
            channel: ChannelId,
            /// The last message covered.
            upto: Seq,
        },
        /// Bodies left state, up to this one. The digest chain still authenticates copies of them.
        Pruned {
            /// The channel.
            channel: ChannelId,
            /// The last message pruned.
            upto: Seq,
        },
    }

    /// Why something was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// There is no channel of this number. Look up the number of the committee that you want to reach.
        NonExistentChannel,
        /// A channel of this number is open already. Use the next free committee number.
        ChannelExists,
        /// This channel does not take messages from such a sender: accounts write to EVM committees, workers to
        /// gatekeepers. Send to a channel of the right kind.
        SenderRefused,
        /// The channel has no room for senders of this kind until its committee works messages off. Try again later.
        ChannelFull,
        /// The committee has no input key yet, so nobody could read the call. Wait for its first epoch.
        NoInputKey,
        /// The call is encrypted to an input key that is over or has not begun. Fetch the current key and encrypt anew.
        EpochNotLive,
        /// The batch has no calls. Put at least one into it.
        EmptyBatch,
        /// The batch is larger than one message may be. Split it.
        PayloadTooLarge,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_now: BlockNumberFor<T>, limit: Weight) -> Weight {
            Self::prune_within(limit)
        }

        fn integrity_test() {
            let (stored, bytes) = (T::MaxStoredMessages::get(), T::MaxStoredBytes::get());
            assert!(stored.is_multiple_of(8), "MaxStoredMessages must be a multiple of 8: tiers are eighths");
            assert!(bytes.is_multiple_of(8), "MaxStoredBytes must be a multiple of 8: tiers are eighths");
            assert!(
                stored / 8 >= MAX_PENDING_COMMITS,
                "MaxStoredMessages must leave each reserved eighth a notice for every pending commit"
            );
            assert!(bytes / 8 >= MAX_PAYLOAD, "MaxStoredBytes must fit the largest message into each eighth");
            assert!(T::Retention::get() > 0, "Retention must keep bodies for the block that includes them");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Push one sealed call into a channel.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed. The signer pays; it gives the call no authority, since every call is signed by its caller inside.
        ///
        /// ## Details
        ///
        /// Costs [`Config::PushBaseFee`] and [`Config::PushByteFee`] per byte of payload, on top of the transaction
        /// fee. Only EVM committees take calls, encrypted to one of their [`messages::limits::LIVE_EPOCHS`] newest
        /// input keys.
        ///
        /// ## Errors
        ///
        /// [`Error::NonExistentChannel`], [`Error::SenderRefused`], [`Error::NoInputKey`], [`Error::EpochNotLive`],
        /// [`Error::ChannelFull`], or a token error when the signer cannot pay. Nothing is charged then.
        ///
        /// ## Events
        ///
        /// [`Event::Pushed`]; [`Event::Pruned`] when old bodies made room.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::push(call.ciphertext.len() as u32))]
        pub fn push(origin: OriginFor<T>, channel: ChannelId, call: SealedCall) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::push_calls(payer, channel, UserPayload::Call(call))
        }

        /// Push several sealed calls into a channel as one message.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed, as in [`Pallet::push`].
        ///
        /// ## Details
        ///
        /// One message, one digest step, one item in state; receipts are keyed (seq, index). The fee counts every call.
        /// All calls are taken or none.
        ///
        /// ## Errors
        ///
        /// Those of [`Pallet::push`], [`Error::EmptyBatch`], [`Error::PayloadTooLarge`].
        ///
        /// ## Events
        ///
        /// [`Event::Pushed`]; [`Event::Pruned`] when old bodies made room.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::push_batch(calls.len() as u32, ciphertext_bytes(calls)))]
        pub fn push_batch(
            origin: OriginFor<T>,
            channel: ChannelId,
            calls: BoundedVec<SealedCall, ConstU32<MAX_BATCH>>,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::push_calls(payer, channel, UserPayload::Batch(calls))
        }
    }

    /// Ciphertext of a whole batch, in bytes. At most [`MAX_BATCH`] times the largest ciphertext, which fits u32.
    fn ciphertext_bytes(calls: &[SealedCall]) -> u32 {
        calls.iter().map(|call| call.ciphertext.len() as u32).fold(0, u32::saturating_add)
    }
}
