//! # Clusters
//!
//! What a compute cluster pays its workers (`docs/clusters.md`).
//!
//! ## Overview
//!
//! Each cluster has a pot. Deposits come into it from whoever wants the cluster to be served, gas fees from its EVM. Every
//! applied commit is paid for, to the members that said in time what was applied, in equal shares: the price that the owner
//! set, out of the deposits, and a part of the income. What is earned is owed to the worker's operator until somebody has
//! it paid.
//!
//! ## Interfaces
//!
//! - *Incoming, from accounts*: [`Pallet::fund`], [`Pallet::claim`], [`Pallet::withdraw`]. *From owners*:
//!   [`Pallet::set_terms`], [`Pallet::defund`].
//! - *Incoming, from committees*: [`Pallet::commit_applied`], [`Pallet::commit_seconded`].
//! - *Incoming, as plain transfers*: gas fees, to [`messages::cluster::pot_account`], which the enclaves know, too.
//! - *Outgoing*: [`Committees`].
//!
//! ## Properties
//!
//! - *Cover*: nothing is owed that the pot does not hold; what is owed, nobody can take back.
//! - *Equality*: all who served a commit get the same; what does not divide stays in the pot. Nobody gains by rounding.
//! - *Notice*: terms get worse, and deposits leave, only [`Config::Notice`] blocks after the owner said so.
//! - *Constant cost*: a commit costs one write for each member that served it; no hook runs by the block.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod events;
mod money;
mod service;
mod traits;
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use traits::Committees;
pub use types::*;
pub use weights::WeightInfo;

#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use messages::ids::*;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>> {
        /// PHA.
        type Currency: fungible::Mutate<AccountId, Balance = Balance>;
        /// Clusters and those who serve them.
        type Committees: Committees;
        /// Who may do to any cluster what its owner may.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Blocks from the announcement of worse terms, or of a withdrawal of deposits, until it takes effect: the time that
        /// workers have to leave.
        #[pallet::constant]
        type Notice: Get<BlockNumber>;
        /// Blocks of a period, for which terms limit what is paid.
        #[pallet::constant]
        type Period: Get<BlockNumber>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// The books of clusters. `Identity`: ids are counted up by the chain.
    #[pallet::storage]
    pub type Books<T> = StorageMap<_, Identity, CommitteeId, Book, ValueQuery>;

    /// What the operators of workers have earned and not got. Hashed: accounts are chosen.
    #[pallet::storage]
    pub type Earned<T> =
        StorageDoubleMap<_, Identity, CommitteeId, Blake2_128Concat, AccountId, Balance, ValueQuery>;

    /// Workers that served the last applied commit. They are paid when the next one is applied: until then others may say
    /// the same in time.
    #[pallet::storage]
    pub type Served<T> = StorageMap<_, Identity, CommitteeId, Servants, ValueQuery>;

    #[pallet::error]
    pub enum Error<T> {
        /// There is no compute cluster with this id.
        NotACluster,
        /// The caller is neither the cluster's owner nor governance.
        NotTheOwner,
        /// Nothing would be added: the amount is zero, or no more than the existential deposit that a new pot keeps.
        AmountTooSmall,
        /// No withdrawal of deposits is announced. The owner announces one with `defund`.
        NothingAnnounced,
        /// The time of notice is not over.
        NoticeNotOver,
        /// The announced withdrawal was not made in time. Announce it again.
        NoticeExpired,
        /// There are no deposits left.
        NothingDeposited,
        /// There is nothing to claim.
        NothingEarned,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "std")]
        fn integrity_test() {
            assert!(T::Notice::get() > 0, "Notice: workers need time to leave");
            assert!(T::Period::get() > 0, "Period: the limit would never begin anew");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Deposits PHA for the workers of a cluster. Of the first payment into a pot the existential deposit stays for ever.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody; the caller pays. The deposit is the cluster's from then on: its owner decides on it.
        #[pallet::call_index(0)]
        pub fn fund(
            origin: OriginFor<T>,
            cluster: CommitteeId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_fund(cluster, from, amount)
        }

        /// Sets what commits pay: at once, or, where anything gets less, after [`Config::Notice`] blocks. Takes the place of
        /// terms that are announced.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(1)]
        pub fn set_terms(origin: OriginFor<T>, cluster: CommitteeId, terms: Terms) -> DispatchResult {
            Self::ensure_owner(origin, cluster)?;
            Self::do_set_terms(cluster, terms);
            Ok(())
        }

        /// Announces that a part of the deposits will be taken back. Takes the place of an earlier announcement. Until it is
        /// carried out deposits pay commits as before; what workers have earned and income are not touched.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance, who name the account that gets it.
        #[pallet::call_index(2)]
        pub fn defund(
            origin: OriginFor<T>,
            cluster: CommitteeId,
            to: AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            Self::ensure_owner(origin, cluster)?;
            Self::do_defund(cluster, to, amount)
        }

        /// Carries out an announced withdrawal of deposits, when its notice is over and for as long again.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(3)]
        pub fn withdraw(origin: OriginFor<T>, cluster: CommitteeId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_withdraw(cluster)
        }

        /// Pays what an operator's workers have earned in a cluster, whether they serve it still or not.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(4)]
        pub fn claim(origin: OriginFor<T>, cluster: CommitteeId, operator: AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_claim(cluster, operator)
        }
    }
}
