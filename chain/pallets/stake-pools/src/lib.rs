//! # Stake pools
//!
//! Who owns which part of the PHA that is at stake for workers (`docs/economy-pools.md`).
//!
//! ## Overview
//!
//! A pool collects deposits and stakes them for its workers. A depositor has shares; what the workers earn raises the
//! price of a share, what is slashed lowers it. A vault is a pool that buys shares of pools. The owner decides what is done
//! with free funds and has a commission on gains. Everything else, and everything about leaving, needs no owner.
//!
//! ## Interfaces
//!
//! - *Incoming, from accounts*: the calls.
//! - *Incoming, from computation*: [`Pallet::on_payout`], [`Pallet::on_stopped`], [`Pallet::on_slash_reported`],
//!   [`Pallet::on_slash_lifted`], [`Pallet::on_slashed`].
//! - *Outgoing*: [`Sessions`], [`Workers`].
//! - *Local*: [`Pallet::account`], [`Pallet::voting_power`].
//!
//! ## Properties
//!
//! - *Exactness*: price times shares is all that a pool has. Every rounding is against the one who acts; what it leaves
//!   belongs to those who stay. PHA sent to a pool's account by other ways than a deposit counts for nothing.
//! - *Fairness*: requests to withdraw are paid in their order, the owner's and a vault's like all others. The owner never
//!   uses funds that the queue has a claim on.
//! - *End*: no sender and no holder keeps a pool open, or its deposit bound, that its owner winds down.
//! - *Liveness*: when a request has waited for longer than the grace period and funds are short, anybody may stop workers
//!   and, in a vault, request from its pools, one with each call, until what is being released suffices.
//! - *Isolation*: a slash takes from the stake of one worker, once, and from nothing else. From its report on those who
//!   leave bear it; those who come do not gain when it is lifted, and lose a tenth at most when it is carried out. Nobody
//!   has others buy into it: a vault does not invest in a pool while a slash is pending.
//! - *No surprise*: a commission is raised only after [`Config::CommissionDelay`], and what was gained before is charged at
//!   the old rate.
//! - *Bounded work*: no call and no function loops over depositors or workers.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod deposits;
mod errors;
mod events;
mod gains;
mod impls;
mod ledger;
mod owners;
mod queue;
mod shares;
mod traits;
mod try_state;
mod types;
mod vaults;
pub mod weights;
mod workers;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use traits::{Sessions, Stake, Workers};
pub use types::*;
pub use weights::WeightInfo;

#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use messages::ids::*;
    use sp_runtime::Permill;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>> {
        /// PHA.
        type Currency: fungible::Mutate<AccountId, Balance = Balance>
            + fungible::MutateHold<AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
        /// Why the runtime holds funds.
        type RuntimeHoldReason: From<HoldReason>;
        /// Computing sessions.
        type Sessions: Sessions;
        /// The registry of workers.
        type Workers: Workers;
        /// Gets dust that its owner's account cannot receive.
        type Treasury: Get<AccountId>;
        /// Names the pools' accounts.
        #[pallet::constant]
        type PalletId: Get<PalletId>;
        /// What is held of an owner's funds while its pool exists: what is stored for one must not be free.
        #[pallet::constant]
        type CreationDeposit: Get<Balance>;
        /// Smallest deposit, and smallest part of a position that can be withdrawn or left behind. At least the existential
        /// deposit, and worth what its ticket costs others.
        #[pallet::constant]
        type MinDeposit: Get<Balance>;
        /// Blocks for which a deposit stays at least: nobody is to deposit just before a payout and leave with a part of it.
        #[pallet::constant]
        type MinStay: Get<BlockNumber>;
        /// Blocks for which a request waits before others may act for it.
        #[pallet::constant]
        type GracePeriod: Get<BlockNumber>;
        /// Blocks between the announcement of a raise and its beginning. Above the time that it takes to leave a vault
        /// against its owner's will: two grace periods and a worker's cooling down.
        #[pallet::constant]
        type CommissionDelay: Get<BlockNumber>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// They are an owner's deposit for a pool.
        Creation,
    }

    /// The pools. `Identity`: ids are counted up by the chain.
    #[pallet::storage]
    pub type Pools<T> = StorageMap<_, Identity, PoolId, Pool>;

    /// Id of the next pool.
    #[pallet::storage]
    pub type NextPoolId<T> = StorageValue<_, PoolId, ValueQuery>;

    /// Shares of each holder. Hashed: accounts choose their keys.
    #[pallet::storage]
    pub type Positions<T> = StorageDoubleMap<_, Identity, PoolId, Blake2_128Concat, Holder, Position>;

    /// Pools in which a holder has a position. Hashed: accounts choose their keys.
    #[pallet::storage]
    pub type Holdings<T> = StorageMap<_, Blake2_128Concat, Holder, PoolList, ValueQuery>;

    /// Open requests to withdraw. `Identity`: tickets are counted up by the chain.
    #[pallet::storage]
    pub type Tickets<T> = StorageDoubleMap<_, Identity, PoolId, Identity, TicketId, Ticket>;

    /// Workers of pools. Hashed: workers choose their keys.
    #[pallet::storage]
    pub type Assignments<T> = StorageMap<_, Blake2_128Concat, WorkerId, Assignment>;

    /// Who may deposit in pools that are not open. Hashed: accounts choose their keys.
    #[pallet::storage]
    pub type AllowList<T> = StorageDoubleMap<_, Identity, PoolId, Blake2_128Concat, Holder, ()>;

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "std")]
        fn integrity_test() {
            use frame_support::traits::fungible::Inspect;
            let smallest = T::MinDeposit::get();
            assert!(smallest >= MIN_SHARES, "MinDeposit: a first deposit must buy MIN_SHARES");
            assert!(smallest >= T::Currency::minimum_balance(), "MinDeposit: below the existential deposit");
            let delay = u64::from(T::CommissionDelay::get());
            assert!(delay > 2 * u64::from(T::GracePeriod::get()), "CommissionDelay: too short to leave in");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Creates a pool of workers or a vault. It is open to all and has no shares.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody; the caller owns it, deposits [`Config::CreationDeposit`], and endows the pool's account with the
        /// existential deposit, so that all that is ever deposited can be paid out again.
        #[pallet::call_index(0)]
        pub fn create(
            origin: OriginFor<T>,
            kind: Kind,
            commission: Permill,
            cap: Option<Balance>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_create(owner, kind, commission, cap)
        }

        /// Ends a pool that has neither shares nor workers nor anybody on its list, and gives the owner the deposit and what is
        /// on the pool's account. What others sent there and locked stays there; nobody has a key for it.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(1)]
        pub fn close(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_close(caller, pool)
        }

        /// Lowers the commission at once, or announces a raise that holds after [`Config::CommissionDelay`]. A raise that
        /// was announced before is void.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(2)]
        pub fn set_commission(origin: OriginFor<T>, pool: PoolId, rate: Permill) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_set_commission(caller, pool, rate)
        }

        /// Sets the assets above which no deposit may lift a pool. Gains may.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(3)]
        pub fn set_cap(origin: OriginFor<T>, pool: PoolId, cap: Option<Balance>) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_set_cap(caller, pool, cap)
        }

        /// Opens a pool to the deposits of all, or of those alone who are on its list. Who is in it stays.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(4)]
        pub fn set_open(origin: OriginFor<T>, pool: PoolId, open: bool) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_set_open(caller, pool, open)
        }

        /// Puts a holder on a pool's list.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(5)]
        pub fn allow(origin: OriginFor<T>, pool: PoolId, holder: Holder) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_allow(caller, pool, holder)
        }

        /// Takes a holder off a pool's list. Its shares stay.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(6)]
        pub fn disallow(origin: OriginFor<T>, pool: PoolId, holder: Holder) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_disallow(caller, pool, holder)
        }

        /// Buys shares, rounded down, and pays requests with what came in. Shares stay for [`Config::MinStay`], those that
        /// the caller had among them. They bear their part of slashes that are pending, as if they had been there before;
        /// where more than one part in [`MAX_RISK`] is at risk, none are sold.
        ///
        /// ## Dispatch Origin
        ///
        /// Whoever the pool allows.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::deposit(MAX_HOLDINGS, MAX_STEPS))]
        pub fn deposit(
            origin: OriginFor<T>,
            pool: PoolId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let Effort { holdings, steps } = Self::do_deposit(caller, pool, amount)?;
            Ok(Some(T::WeightInfo::deposit(holdings, steps)).into())
        }

        /// Requests that shares are paid out, and pays what can be paid. A request cannot be taken back. Where the rest
        /// would be worth less than [`Config::MinDeposit`], it is about all shares of the caller.
        ///
        /// ## Dispatch Origin
        ///
        /// Whoever has shares.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::withdraw(MAX_HOLDINGS, MAX_STEPS))]
        pub fn withdraw(
            origin: OriginFor<T>,
            pool: PoolId,
            #[pallet::compact] shares: Shares,
        ) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let Effort { holdings, steps } = Self::do_withdraw(caller, pool, shares)?;
            Ok(Some(T::WeightInfo::withdraw(holdings, steps)).into())
        }

        /// Values a vault, charges its commission, and pays as many requests as there are free funds for, at most
        /// [`MAX_STEPS`].
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::serve(MAX_HOLDINGS, MAX_STEPS))]
        pub fn serve(origin: OriginFor<T>, pool: PoolId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let Effort { holdings, steps } = Self::do_serve(pool)?;
            Ok(Some(T::WeightInfo::serve(holdings, steps)).into())
        }

        /// Requests for a holder that its shares are paid out, at their full worth, where nothing is at risk. Neither what is
        /// left after a loss nor somebody who never leaves must keep a pool from being closed.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody, where they are worth less than [`Config::MinDeposit`]; the owner, where the pool is not open and all its
        /// assets are free.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::sweep(MAX_HOLDINGS, MAX_STEPS))]
        pub fn sweep(origin: OriginFor<T>, pool: PoolId, holder: Holder) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let Effort { holdings, steps } = Self::do_sweep(caller, pool, holder)?;
            Ok(Some(T::WeightInfo::sweep(holdings, steps)).into())
        }

        /// Assigns a worker to a pool.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner, who must also operate the worker.
        #[pallet::call_index(11)]
        pub fn add_worker(origin: OriginFor<T>, pool: PoolId, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_add_worker(caller, pool, worker)
        }

        /// Takes a worker for which nothing is at stake out of its pool.
        ///
        /// ## Dispatch Origin
        ///
        /// The pool's owner, or who operates the worker now.
        #[pallet::call_index(12)]
        pub fn remove_worker(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_remove_worker(caller, worker)
        }

        /// Starts a worker's session with a stake from its pool's free funds, but for those that the queue has a claim on.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner, who must also operate the worker.
        #[pallet::call_index(13)]
        pub fn start(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] stake: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_start(caller, worker, stake)
        }

        /// Adds to the stake of a running session, from the same funds as [`Pallet::start`].
        ///
        /// ## Dispatch Origin
        ///
        /// The owner.
        #[pallet::call_index(14)]
        pub fn add_stake(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] extra: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_add_stake(caller, worker, extra)
        }

        /// Ends a worker's session. It begins to cool down.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner; anybody, while overdue requests need more than what is free or cools down.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::stop(MAX_STEPS))]
        pub fn stop(origin: OriginFor<T>, worker: WorkerId) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let steps = Self::do_stop(caller, worker)?;
            Ok(Some(T::WeightInfo::stop(steps)).into())
        }

        /// Takes the stake of a worker that has cooled down back, and pays requests with it.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::reclaim(MAX_STEPS))]
        pub fn reclaim(origin: OriginFor<T>, worker: WorkerId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let steps = Self::do_reclaim(worker)?;
            Ok(Some(T::WeightInfo::reclaim(steps)).into())
        }

        /// Buys shares of a pool for a vault, with its free funds but for those that its queue has a claim on. While anything
        /// of the pool is at risk, none are sold to vaults.
        ///
        /// ## Dispatch Origin
        ///
        /// The vault's owner. The pool must allow the vault.
        #[pallet::call_index(17)]
        pub fn invest(
            origin: OriginFor<T>,
            vault: PoolId,
            pool: PoolId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_invest(caller, vault, pool, amount)
        }

        /// Requests that a pool pays out shares of a vault.
        ///
        /// ## Dispatch Origin
        ///
        /// The vault's owner; anybody, while overdue requests need more than what is free or requested, and for as many
        /// shares as they need.
        #[pallet::call_index(18)]
        #[pallet::weight(T::WeightInfo::divest(MAX_STEPS.saturating_mul(2)))]
        pub fn divest(
            origin: OriginFor<T>,
            vault: PoolId,
            pool: PoolId,
            #[pallet::compact] shares: Shares,
        ) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let steps = Self::do_divest(caller, vault, pool, shares)?;
            Ok(Some(T::WeightInfo::divest(steps)).into())
        }
    }
}
