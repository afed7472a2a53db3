//! # Anchors
//!
//! What an enclave light client anchors to: the version of the enclave ABI and the last block of every GRANDPA set.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module. There are no calls: the pallet only records.
//!
//! ## Overview
//!
//! A light client that knows authority set *n* needs one justified header to learn set *n + 1*: that of the block
//! whose digest announces the change. No standard RPC says which block that is, so the chain itself records it. A host
//! looks it up, asks its node for that block's justification, and feeds both to the enclave.
//!
//! The chain also states the version of the storage layout that enclaves read; every bundle proves it, so that an
//! enclave never misreads the state of a newer runtime.
//!
//! * *Outgoing*: [`Abi`], [`SetEnds`] and [`Development`], read by storage proof under the raw keys of [`messages::abi`].
//! * *Local interfaces*: [`Config::CurrentSetId`] (needed).
//!
//! ## Properties
//!
//! * The end of set *n* is the block that carries the `ScheduledChange` digest with delay 0: GRANDPA raises its set id
//!   when the session rotates, and deposits that digest when the same block ends. Only this set's justification of
//!   that block makes set *n + 1* known.
//! * [`SetEnds`] is never pruned: a new enclave walks all sets from genesis. It grows by 20 bytes (beside the common
//!   prefix) per set change, at most one a session: with sessions of four hours 44 KB a year.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

pub mod weights;

#[cfg(any(feature = "std", feature = "try-runtime"))]
mod invariants;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use messages::{
        abi::{self, EnclaveAbi, ABI_VERSION},
        ids::BlockNumber,
    };
    use sp_runtime::SaturatedConversion;

    /// Version of the layout of this pallet's storage; migrations raise it.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Configuration of the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Number of the present GRANDPA authority set. It never falls, and rises in the block that announces the
        /// change.
        type CurrentSetId: Get<u64>;

        /// Weights of this pallet's hooks.
        type WeightInfo: WeightInfo;
    }

    /// Version of the storage layout that enclaves read: [`messages::abi::enclave_abi`].
    #[pallet::storage]
    pub type Abi<T: Config> = StorageValue<_, EnclaveAbi>;

    /// The last block of each authority set that is over: [`messages::abi::set_end`]. The key is a counter of
    /// GRANDPA's, so a short hash suffices.
    #[pallet::storage]
    pub type SetEnds<T: Config> = StorageMap<_, Twox64Concat, u64, BlockNumber>;

    /// Marks a development chain: [`messages::abi::development`]. Written in genesis only; enclaves prove it there.
    #[pallet::storage]
    pub type Development<T> = StorageValue<_, abi::Development>;

    /// The authority set at the end of the last block.
    #[pallet::storage]
    pub(crate) type LastSetId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// Genesis states the ABI that this pallet is built with, and whether this is a development chain.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Makes this a development chain, where committees may be small and developers may bend the EVM's state and time:
        /// chain id of the EVM of committee 1. No other chain has one.
        pub development_evm_chain_id: Option<u64>,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::state_abi();
            let development = self.development_evm_chain_id;
            Development::<T>::set(development.map(|evm_chain_id| abi::Development { evm_chain_id }));
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_runtime_upgrade() -> Weight {
            Pallet::<T>::state_abi();
            T::DbWeight::get().writes(1)
        }

        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            T::WeightInfo::record_set_end()
        }

        /// At the end of the block, so that the order of pallets does not matter.
        fn on_finalize(_now: BlockNumberFor<T>) {
            Self::record_set_end();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    impl<T: Config> Pallet<T> {
        fn state_abi() {
            Abi::<T>::put(EnclaveAbi { version: ABI_VERSION });
        }

        /// If this block announces a new authority set, it is the last one of the set before.
        pub(crate) fn record_set_end() {
            let (last, current) = (LastSetId::<T>::get(), T::CurrentSetId::get());
            if current > last {
                // GRANDPA raises the id by one at a time; should it ever skip one, no set is left without an end.
                (last..current).for_each(|set| SetEnds::<T>::insert(set, Self::now()));
                LastSetId::<T>::put(current);
            }
        }

        pub(crate) fn now() -> BlockNumber {
            // Block numbers are u32 in our runtimes; in another one they saturate instead of wrapping around.
            frame_system::Pallet::<T>::block_number().saturated_into()
        }
    }
}
