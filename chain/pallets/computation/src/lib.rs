//! # Computation
//!
//! Computing sessions: workers stake PHA, stay alive, and are paid for it (`docs/economy.md`).
//!
//! ## Overview
//!
//! A staker puts PHA at stake for a worker, whose session then has a value V. Every block has a budget, which running
//! sessions share by value and performance. The chain challenges workers at random; who answers in time is paid what it has
//! earned since its last answer, and is measured by the work it did. Who does not leaves the shared budget at once, loses
//! what it has earned since, and its value falls until it answers. A session that ends gives its stake back after a cooling
//! down. Proven misbehaviour costs stake, unless governance lifts the slash within the appeal period.
//!
//! All formulas are in the crate `economy`; this pallet keeps the books and moves the money.
//!
//! ## Interfaces
//!
//! - *Incoming, from workers* (through the registry's signed envelope): [`Pallet::heartbeat`], [`Pallet::measured`].
//! - *Incoming, from the registry*: [`Pallet::attestation_changed`], [`Pallet::worker_removed`].
//! - *Incoming, from operators*: [`Pallet::measure`], [`Pallet::start`], [`Pallet::add_stake`], [`Pallet::stop`], [`Pallet::withdraw`]. *From
//!   anybody*: [`Pallet::reassess`], [`Pallet::apply_slash`]. *From governance*: the others. *From pallets that stake*:
//!   [`Sessions`]. *From pallets that prove misbehaviour*: [`Pallet::report_misbehaviour`].
//! - *Outgoing*: payouts and news of the stake, to [`Stakers`].
//!
//! ## Properties
//!
//! - *Constant cost*: no call and no hook loops over workers. A block deals with at most [`economy::MAX_CHALLENGES`] it
//!   challenges, and as many times [`EXPIRED_PER_BLOCK`] that were silent.
//! - *Cover*: nothing is promised that the pot does not hold. An empty pot stops the budget, not the workers.
//! - *Atomicity*: a payout that fails leaves the claim as it was.
//! - *Liveness*: a stop always succeeds, and a stake that has cooled down can be withdrawn, after at most one appeal
//!   period. No heartbeat, however wrong, stops anything.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod active;
mod challenges;
mod errors;
mod events;
mod governance;
mod heartbeats;
mod impls;
mod measurements;
mod money;
mod sessions;
mod slashing;
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
pub use traits::{Attestation, Sessions, Stake, StakeEvent, Stakers};
pub use types::*;
pub use weights::WeightInfo;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use economy::{Confidence, Fixed, Ledger, Offence, Pace, Rules, Score};
    use frame_support::{
        pallet_prelude::*,
        traits::{fungible, Randomness, Time},
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use messages::{
        capacity::{Challenge, Measurement},
        ids::*,
        H256,
    };

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<AccountId = AccountId, Hash = H256, RuntimeEvent: From<Event<Self>>>
    {
        /// PHA.
        type Currency: fungible::Mutate<AccountId, Balance = Balance>
            + fungible::MutateHold<AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
        /// Why the runtime holds funds.
        type RuntimeHoldReason: From<HoldReason>;
        /// How workers stand with attestation.
        type Attestation: Attestation;
        /// Accounts that stake on behalf of others.
        type Stakers: Stakers;
        /// What challenges are drawn with. Nobody may know it before the block.
        type Randomness: Randomness<H256, BlockNumberFor<Self>>;
        /// The chain's clock, in milliseconds.
        type Clock: Time<Moment = TimeMs>;
        /// Who sets the rules, reports misbehaviour without a proof that a pallet checked, and decides on appeals.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// The account of the treasury.
        type Treasury: Get<AccountId>;
        /// Names the pot that budgets are paid from.
        #[pallet::constant]
        type PalletId: Get<PalletId>;
        /// Blocks from one payment to the treasury to the next.
        #[pallet::constant]
        type TreasuryPeriod: Get<BlockNumber>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// They are at stake for a worker.
        Stake,
    }

    /// Sessions. `Blake2_128Concat`: workers choose their keys.
    #[pallet::storage]
    pub type Workers<T> = StorageMap<_, Blake2_128Concat, WorkerId, Session>;

    /// How fast workers were measured to be.
    #[pallet::storage]
    pub type Scores<T> = StorageMap<_, Blake2_128Concat, WorkerId, Score>;

    /// Measurements that were asked for and have no result yet. Enclaves read them by this raw key.
    #[pallet::storage]
    pub type Measurements<T> = StorageMap<_, Blake2_128Concat, WorkerId, Measurement>;

    /// The books of the budget.
    #[pallet::storage]
    pub type Books<T> = StorageValue<_, Ledger, ValueQuery>;

    /// The rules in force.
    #[pallet::storage]
    pub type RulesInForce<T> = StorageValue<_, Rulebook, ValueQuery>;

    /// Workers whose sessions run and that are responsive, numbered from 0 without gaps. `Identity`: the chain numbers
    /// them.
    #[pallet::storage]
    pub type Active<T> = StorageMap<_, Identity, u32, WorkerId>;

    /// How many workers are in [`Active`].
    #[pallet::storage]
    pub type ActiveCount<T> = StorageValue<_, u32, ValueQuery>;

    /// Where each worker is in [`Active`].
    #[pallet::storage]
    pub type Places<T> = StorageMap<_, Blake2_128Concat, WorkerId, u32>;

    /// What each worker has to answer, at most one challenge each. It stays until it is answered, in time or not. Enclaves
    /// read it by this raw key.
    #[pallet::storage]
    pub type Challenges<T> = StorageMap<_, Blake2_128Concat, WorkerId, Challenge>;

    /// Whom each block challenged, until their time is over. `Identity`: the chain counts blocks.
    #[pallet::storage]
    pub type Challenged<T> = StorageMap<_, Identity, BlockNumber, ChallengeList, ValueQuery>;

    /// The last block whose challenged workers' time is over; `None` before the first block.
    #[pallet::storage]
    pub type ExpiredUpTo<T> = StorageValue<_, BlockNumber>;

    /// Slashes that are not carried out yet.
    #[pallet::storage]
    pub type Slashes<T> = StorageMap<_, Blake2_128Concat, WorkerId, PendingSlash>;

    /// The rules from the beginning: the original network's, for this network's blocks.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Milliseconds from one block to the next.
        pub block_ms: u64,
        /// How long things take, where that differs; for development networks.
        pub pace: Option<Pace>,
        /// The least score of a session, where that differs; development machines have other things to do.
        pub min_score: Option<Score>,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            GenesisConfig { block_ms: 6_000, pace: None, min_score: None, _config: Default::default() }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        #[allow(clippy::panic)] // An inconsistent chain spec must not start a network.
        fn build(&self) {
            let mut rules = Rules::for_block_time(self.block_ms);
            rules.pace = self.pace.unwrap_or(rules.pace);
            rules.stake.min_score = self.min_score.unwrap_or(rules.stake.min_score);
            if let Err(reason) = Pallet::<T>::begin(rules) {
                panic!("rules of computation in the chain spec: {reason}");
            }
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::begin_block()
        }

        #[cfg(feature = "std")]
        fn integrity_test() {
            assert!(T::TreasuryPeriod::get() > 0, "TreasuryPeriod: the treasury would never be paid");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Starts a session of a worker, with a stake of the caller's.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator.
        ///
        /// ## Details
        ///
        /// The worker must be attested and measured. The stake is held in the caller's balance until it is withdrawn, and is
        /// at least k·√P.
        #[pallet::call_index(0)]
        pub fn start(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] stake: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_start(&caller, &caller, worker, stake)
        }

        /// Adds to the stake of a running session.
        ///
        /// ## Dispatch Origin
        ///
        /// The staker.
        #[pallet::call_index(1)]
        pub fn add_stake(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] extra: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_add_stake(&caller, worker, extra)
        }

        /// Ends a session. What it earned since its last heartbeat goes to the treasury.
        ///
        /// ## Dispatch Origin
        ///
        /// The staker, or the worker's operator.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::stop().saturating_add(T::Stakers::event_weight()))]
        pub fn stop(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_stop(&caller, &worker)
        }

        /// Gives the stake of a session back that has ended and cooled down.
        ///
        /// ## Dispatch Origin
        ///
        /// The staker.
        #[pallet::call_index(3)]
        pub fn withdraw(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_withdraw(&caller, &worker).map(|_| ())
        }

        /// Takes notice that a worker's attestation is worth more or less than when it last answered.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::reassess())]
        pub fn reassess(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_reassess(worker)
        }

        /// Reports misbehaviour of a worker: its session ends, and a part of its stake is at risk.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`]. Pallets that check proofs call [`Pallet::report_misbehaviour`].
        #[pallet::call_index(5)]
        #[pallet::weight(Pallet::<T>::report_weight())]
        pub fn report(origin: OriginFor<T>, worker: WorkerId, offence: Offence) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::report_misbehaviour(worker, offence)
        }

        /// Lifts a pending slash. The stake is free at once.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::lift_slash().saturating_add(T::Stakers::event_weight()))]
        pub fn lift_slash(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_lift_slash(worker)
        }

        /// Carries out a pending slash before its appeal period is over.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::apply_slash().saturating_add(T::Stakers::event_weight()))]
        pub fn confirm_slash(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::carry_out_slash(worker)
        }

        /// Carries out a pending slash whose appeal period is over.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::apply_slash().saturating_add(T::Stakers::event_weight()))]
        pub fn apply_slash(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_apply_slash(worker)
        }

        /// Sets the rules from this block on. Refused, with the reason, where they would break what the books rely on.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(9)]
        pub fn set_rules(origin: OriginFor<T>, rules: Rules) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_rules(rules)
        }

        /// Asks a worker to measure how fast it is. Its enclave answers by itself after some minutes.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator.
        #[pallet::call_index(10)]
        pub fn measure(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_measure(&caller, worker)
        }
    }
}
