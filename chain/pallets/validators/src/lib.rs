//! # Validators
//!
//! Who authors and finalizes the solo chain, and at what pace.
//!
//! ## Overview
//!
//! The validator set is named by genesis (the session keys there) and changed by governance with `set_validators`. A
//! change is in force two blocks later: the block after the call ends the session and queues the new set, the block after
//! that enacts it. Enacting starts a new GRANDPA authority set, so each change is one set change for light clients.
//! Without a change sessions end every [`SessionBlocks`] blocks, which only enacts keys that validators rotated.
//!
//! Slot length and session length come from genesis state, so that one runtime serves slow public networks and fast
//! development networks. Nothing can change them later: slot numbers count from the Unix epoch, and a changed length
//! would move them.
//!
//! ## Properties
//!
//! - A set is never empty: accounts whose session keys are gone when the change is queued are left out, and a change that
//!   would leave nobody is dropped with [`Event::ChangeDropped`].
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::{PeriodicSessions, SessionManager, ShouldEndSession};
use sp_runtime::traits::{One, Zero};
use sp_staking::SessionIndex;

/// Slot length of public networks, in milliseconds; genesis may name another.
pub const DEFAULT_SLOT_MS: u64 = 6_000;
/// Session length of public networks, in blocks (an hour); genesis may name another.
pub const DEFAULT_SESSION_BLOCKS: u32 = 600;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::ConstU64};
    use frame_system::pallet_prelude::*;

    /// See [the crate's documentation](crate).
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the runtime supplies.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
    {
        /// Who may change the set.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Largest set. Each authority adds about 140 bytes to every justification.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The set that the next session queues; empty unless a change is under way.
    #[pallet::storage]
    pub type Next<T: Config> =
        StorageValue<_, BoundedVec<<T as frame_system::Config>::AccountId, T::MaxValidators>>;

    /// Slot length in milliseconds.
    #[pallet::storage]
    pub type SlotMs<T: Config> = StorageValue<_, u64, ValueQuery, ConstU64<DEFAULT_SLOT_MS>>;

    /// Longest session, in blocks.
    #[pallet::storage]
    pub type SessionLength<T: Config> = StorageValue<_, u32, ValueQuery, ConstU32<DEFAULT_SESSION_BLOCKS>>;

    /// The pace of a network.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Slot length in milliseconds, at least 2 (a block's timestamp rises by at least half of it).
        pub slot_ms: u64,
        /// Longest session in blocks, at least 1.
        pub session_blocks: u32,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self { slot_ms: DEFAULT_SLOT_MS, session_blocks: DEFAULT_SESSION_BLOCKS, _config: PhantomData }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(self.slot_ms >= 2, "genesis names a slot length of less than 2 ms");
            assert!(self.session_blocks >= 1, "genesis names sessions of no blocks");
            SlotMs::<T>::put(self.slot_ms);
            SessionLength::<T>::put(self.session_blocks);
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A new set will be in force in two blocks.
        ChangeScheduled {
            /// Its members.
            validators: Vec<<T as frame_system::Config>::AccountId>,
        },
        /// A scheduled set was dropped, because none of its members has session keys any more.
        ChangeDropped,
    }

    /// Why a call is refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The set has no member.
        Empty,
        /// An account appears twice.
        Duplicate,
        /// An account has no session keys; it must call `session.set_keys` first.
        NoSessionKeys,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Replaces the validator set. In force two blocks later; a change that is still under way is replaced.
        ///
        /// Origin: [`Config::GovernanceOrigin`]. Errors: [`Error::Empty`], [`Error::Duplicate`],
        /// [`Error::NoSessionKeys`]. Event: [`Event::ChangeScheduled`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::set_validators(validators.len() as u32))]
        pub fn set_validators(
            origin: OriginFor<T>,
            validators: BoundedVec<<T as frame_system::Config>::AccountId, T::MaxValidators>,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            ensure!(!validators.is_empty(), Error::<T>::Empty);
            let mut distinct = validators.to_vec();
            distinct.sort();
            distinct.dedup();
            ensure!(distinct.len() == validators.len(), Error::<T>::Duplicate);
            ensure!(validators.iter().all(has_session_keys::<T>), Error::<T>::NoSessionKeys);
            Self::deposit_event(Event::ChangeScheduled { validators: validators.to_vec() });
            Next::<T>::put(validators);
            Ok(())
        }
    }
}

fn has_session_keys<T: Config>(account: &<T as frame_system::Config>::AccountId) -> bool {
    pallet_session::NextKeys::<T>::contains_key(account)
}

/// Slot length in milliseconds, for `pallet_aura::Config::SlotDuration`.
pub struct SlotDuration<T>(PhantomData<T>);

impl<T: Config> Get<u64> for SlotDuration<T> {
    fn get() -> u64 {
        SlotMs::<T>::get()
    }
}

/// Least rise of a block's timestamp: half a slot, as Aura expects of `pallet_timestamp::Config::MinimumPeriod`.
pub struct MinimumPeriod<T>(PhantomData<T>);

impl<T: Config> Get<u64> for MinimumPeriod<T> {
    fn get() -> u64 {
        SlotMs::<T>::get() / 2
    }
}

/// Longest session in blocks, at least 1.
pub struct SessionBlocks<T>(PhantomData<T>);

impl<T: Config> Get<BlockNumberFor<T>> for SessionBlocks<T> {
    fn get() -> BlockNumberFor<T> {
        BlockNumberFor::<T>::from(SessionLength::<T>::get()).max(One::one())
    }
}

/// Offset of sessions: none.
pub struct NoOffset<T>(PhantomData<T>);

impl<T: Config> Get<BlockNumberFor<T>> for NoOffset<T> {
    fn get() -> BlockNumberFor<T> {
        Zero::zero()
    }
}

/// Sessions of [`SessionBlocks`] blocks, for `pallet_session::Config::NextSessionRotation`.
pub type Sessions<T> = PeriodicSessions<SessionBlocks<T>, NoOffset<T>>;

impl<T: Config> ShouldEndSession<BlockNumberFor<T>> for Pallet<T> {
    /// A set change ends the running session at once, first to be queued and then to be enacted.
    fn should_end_session(now: BlockNumberFor<T>) -> bool {
        Next::<T>::exists()
            || pallet_session::QueuedChanged::<T>::get()
            || Sessions::<T>::should_end_session(now)
    }
}

impl<T: Config> SessionManager<<T as frame_system::Config>::AccountId> for Pallet<T> {
    fn new_session(_: SessionIndex) -> Option<Vec<<T as frame_system::Config>::AccountId>> {
        let mut validators = Next::<T>::take()?.into_inner();
        validators.retain(has_session_keys::<T>);
        if validators.is_empty() {
            Self::deposit_event(Event::ChangeDropped);
            return None;
        }
        Some(validators)
    }

    fn end_session(_: SessionIndex) {}

    fn start_session(_: SessionIndex) {}
}
