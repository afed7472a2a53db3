//! # Gatekeepers
//!
//! Who holds the network's secrets in threshold, and the ceremonies by which they come to do so
//! (`docs/protocol/keys.md`, `docs/protocol/chain.md`).
//!
//! ## Overview
//!
//! Gatekeepers are attested workers that share secrets nobody knows: long-lived ones (generations) and ephemeral ones
//! (epochs). This pallet keeps the books. It decides when a secret is made or handed on and among whom, numbers and
//! bounds these ceremonies, counts what the gatekeepers' enclaves say about their outcome, and lists the public side of
//! what is shared. It collects the beacon, and punishes those against whom there is evidence.
//!
//! Who *should* hold shares is the **wanted set**: members of the committee and bonded candidates, without those who are
//! leaving, not live, or absent. Everything follows from the difference between it and who does hold them.
//!
//! Who gets there is decided by governance, which appoints, or by **elections**: once an era, the seats that governance
//! did not fill go to the *contenders* with the most at stake. An elected contender is a candidate until it holds shares,
//! and a member from then on, like an appointed worker.
//!
//! ## Interfaces
//!
//! - *Incoming, from workers* (through the registry's signed envelope): [`Pallet::handle_statement`] takes outcomes, lost
//!   shares, partials of the beacon and evidence.
//! - *Incoming, from operators*: [`Pallet::bond`], [`Pallet::bond_more`], [`Pallet::declare`], [`Pallet::resign`],
//!   [`Pallet::withdraw`]. *From anybody*: [`Pallet::evict`], [`Pallet::advance`]. *From governance*: the others.
//! - *Outgoing*: members and threshold of committee 0, through [`Committee`]; what may be pruned of channel 0, through
//!   [`Channel`].
//! - *Local*: [`Pallet::takes_part`], [`Pallet::epoch`], [`Pallet::generation`], [`Pallet::has_sharing`], and
//!   [`frame_support::traits::Randomness`].
//!
//! ## Properties
//!
//! - *Order*: the committee changes after the current generation was handed on, never before.
//! - *Liveness*: no ceremony outlives its time, and what failed is repeated when it is due. Ceremonies never wait for
//!   members that are not live, nor for those that were silent last time.
//! - *Continuity*: an election replaces at most so many gatekeepers that those who stay can derive keys alone, and nobody
//!   leaves for a successor that does not hold shares yet.
//! - *Justice*: evidence costs the bond; silence costs nothing but the seat.
//!
//! It never judges a dealing: enclaves do, all alike, and a threshold of them is believed.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod beacon;
mod ceremonies;
mod contenders;
mod election;
mod errors;
mod events;
mod evidence;
mod impls;
mod losses;
mod members;
mod outcomes;
mod traits;
mod try_state;
mod types;
mod vouching;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use traits::{Channel, Committee, Validators, Workers};
pub use types::*;
pub use weights::WeightInfo;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use messages::{
        ceremony::{Fault, PerKeeper},
        ids::*,
        keys::{KeeperKeys, Secret},
        registration::Registration,
        H256,
    };

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<AccountId = AccountId, Hash = H256, RuntimeEvent: From<Event<Self>>>
    {
        /// PHA.
        type Currency: fungible::MutateHold<AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
        /// Why the runtime holds funds.
        type RuntimeHoldReason: From<HoldReason>;
        /// The registry of workers.
        type Workers: Workers;
        /// Who makes blocks, and therefore may stand for election.
        type Validators: Validators;
        /// The committee of gatekeepers.
        type Committee: Committee;
        /// The gatekeepers' channel.
        type Channel: Channel;
        /// Who appoints, dismisses, rotates and sets parameters.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Whether this is a development network, where one or two gatekeepers may suffice.
        type Development: Get<bool>;
        /// The least that an operator puts at stake for each gatekeeper.
        #[pallet::constant]
        type Bond: Get<Balance>;
        /// Blocks for which a bond stays at stake after its worker ceased to be a gatekeeper: evidence needs time.
        #[pallet::constant]
        type UnbondingPeriod: Get<BlockNumber>;
        /// Blocks after which anybody may evict an absent gatekeeper.
        #[pallet::constant]
        type AbsenceLimit: Get<BlockNumber>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// They are at stake for a gatekeeper.
        Bond,
    }

    /// Public side of everything that is shared. Enclaves read it by this raw key.
    #[pallet::storage]
    pub type Keys<T> = StorageValue<_, KeeperKeys, ValueQuery>;

    /// Open ceremonies. Enclaves read them by this raw key.
    #[pallet::storage]
    pub type Ceremonies<T> = StorageValue<_, messages::ceremony::Ceremonies, ValueQuery>;

    /// The newest beacon value. Enclaves read it by this raw key.
    #[pallet::storage]
    pub type LastBeacon<T> = StorageValue<_, messages::keys::Beacon>;

    /// Number of the last ceremony that was opened.
    #[pallet::storage]
    pub type LastCeremony<T> = StorageValue<_, CeremonyId, ValueQuery>;

    /// Number of the last epoch that was begun.
    #[pallet::storage]
    pub type LastEpoch<T> = StorageValue<_, Epoch, ValueQuery>;

    /// Number of the last generation that was begun.
    #[pallet::storage]
    pub type LastGeneration<T> = StorageValue<_, Generation, ValueQuery>;

    /// Block at which the ceremony of the last epoch was opened.
    #[pallet::storage]
    pub type EpochOpenedAt<T> = StorageValue<_, BlockNumber, ValueQuery>;

    /// Block at which a holder of shares last ceased to be a gatekeeper.
    #[pallet::storage]
    pub type LastDeparture<T> = StorageValue<_, BlockNumber, ValueQuery>;

    /// Block since which the first secrets could be made without those who are missing.
    #[pallet::storage]
    pub type QuorumSince<T> = StorageValue<_, BlockNumber>;

    /// Whether governance ordered a generation that is not begun yet.
    #[pallet::storage]
    pub type RotationDue<T> = StorageValue<_, bool, ValueQuery>;

    /// Hash of the outcome that each receiver said, by open ceremony. `Identity`: the chain counts ceremonies up.
    #[pallet::storage]
    pub type OutcomeBallots<T> = StorageMap<_, Identity, CeremonyId, PerKeeper<(WorkerId, H256)>, ValueQuery>;

    /// Partials of the beacon value in the making.
    #[pallet::storage]
    pub type PendingBeacon<T> = StorageValue<_, BeaconPartials>;

    /// Appointed workers that are not members yet.
    #[pallet::storage]
    pub type Candidates<T> = StorageValue<_, KeeperList, ValueQuery>;

    /// Members that are to leave.
    #[pallet::storage]
    pub type Leaving<T> = StorageValue<_, KeeperList, ValueQuery>;

    /// Members and candidates that were silent in a ceremony, at most one mark each.
    #[pallet::storage]
    pub type Absent<T> = StorageValue<_, PerKeeper<Absence>, ValueQuery>;

    /// Evidence of members and candidates, as the chain verified it last; `None` inside while it is awaited. Enclaves read
    /// it by this raw key, and verify it again before they deal a share to its worker. `Blake2_128Concat`: workers choose
    /// their keys.
    #[pallet::storage]
    pub type Evidence<T> = StorageMap<_, Blake2_128Concat, WorkerId, Option<Registration>>;

    /// The boot that kept evidence speaks for. `Blake2_128Concat`: workers choose their keys.
    #[pallet::storage]
    pub type Vouched<T> = StorageMap<_, Blake2_128Concat, WorkerId, BootId>;

    /// What is at stake. `Blake2_128Concat`: workers choose their keys.
    #[pallet::storage]
    pub type Bonds<T> = StorageMap<_, Blake2_128Concat, WorkerId, Bond>;

    /// Who stands for election, the most at stake first; of equal bonds the one that was as high first.
    #[pallet::storage]
    pub type Contenders<T> = StorageValue<_, ContenderList, ValueQuery>;

    /// Members that were not elected again and leave when their successors have joined, or when there are none and they
    /// may not stay; in this order.
    #[pallet::storage]
    pub type Outgoing<T> = StorageValue<_, KeeperList, ValueQuery>;

    /// When elections are, and for how many seats.
    #[pallet::storage]
    pub type Elections<T> = StorageValue<_, ElectionRules, ValueQuery>;

    /// Block of the last election, or in which governance ordered elections.
    #[pallet::storage]
    pub type LastElection<T> = StorageValue<_, BlockNumber, ValueQuery>;

    /// Block from which an operator that was dismissed or slashed may stand for election again. `Blake2_128Concat`:
    /// accounts are chosen. An item costs an act of governance or a bond, so there are few.
    #[pallet::storage]
    pub type Barred<T> = StorageMap<_, Blake2_128Concat, AccountId, BlockNumber, ValueQuery>;

    /// The threshold that is wanted, until the current generation was handed on to it.
    #[pallet::storage]
    pub type WantedThreshold<T> = StorageValue<_, u16>;

    /// How long things take.
    #[pallet::storage]
    pub type Pace<T> = StorageValue<_, Parameters, ValueQuery>;

    /// How long things take from the beginning, and whether there are elections.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The parameters.
        pub parameters: Parameters,
        /// Elections; none unless named.
        pub elections: ElectionRules,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        #[allow(clippy::panic)] // An inconsistent chain spec must not start a network.
        fn build(&self) {
            if let Err(error) = Pallet::<T>::check_parameters(&self.parameters) {
                panic!("parameters of gatekeepers in the chain spec: {error:?}");
            }
            if let Err(error) = Pallet::<T>::check_elections(&self.elections) {
                panic!("elections of gatekeepers in the chain spec: {error:?}");
            }
            Pace::<T>::put(self.parameters);
            Elections::<T>::put(self.elections);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::hold_due_election()
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            if !remaining.all_gte(T::WeightInfo::advance()) {
                return Weight::zero();
            }
            if Self::advance_once() {
                T::WeightInfo::advance()
            } else {
                T::WeightInfo::visit()
            }
        }

        #[cfg(feature = "std")]
        fn integrity_test() {
            assert!(T::Bond::get() > 0, "Bond: nothing at stake deters nobody");
            assert!(T::AbsenceLimit::get() > 0, "AbsenceLimit: gatekeepers need time to return");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Appoints a worker. Once its operator bonded it ([`Pallet::bond`]), secrets are handed on to it, and then it is
        /// a gatekeeper. One that stands for election is bonded already, and stands no more.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(0)]
        pub fn appoint(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_appoint(worker)
        }

        /// Puts [`Config::Bond`] at stake for a worker that was appointed, or that is a gatekeeper from genesis.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator, who thereby consents. The worker must be live.
        #[pallet::call_index(1)]
        pub fn bond(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let operator = Self::ensure_operator(origin, &worker)?;
            Self::do_bond(operator, worker)
        }

        /// Ends an appointment or a candidacy. A gatekeeper stays until its shares are handed on.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator, or who bonded it.
        #[pallet::call_index(2)]
        pub fn resign(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            Self::ensure_may_resign(origin, &worker)?;
            Self::release(worker, Reason::Resigned)
        }

        /// Ends an appointment or a candidacy. A gatekeeper stays until its shares are handed on, and keeps its bond. Its
        /// operator cannot stand for election for an era.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(3)]
        pub fn dismiss(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::release(worker, Reason::Dismissed)?;
            Self::bar_dismissed(&worker);
            Ok(())
        }

        /// Ends the appointment of an absent gatekeeper. It keeps its bond.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody, when it has been absent for longer than [`Config::AbsenceLimit`].
        #[pallet::call_index(4)]
        pub fn evict(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::ensure_long_absent(&worker)?;
            Self::release(worker, Reason::Absent)
        }

        /// Gives a bond back.
        ///
        /// ## Dispatch Origin
        ///
        /// Who bonded, [`Config::UnbondingPeriod`] after the worker ceased to be a gatekeeper.
        #[pallet::call_index(5)]
        pub fn withdraw(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_withdraw(caller, worker)
        }

        /// Sets how many partials a key needs, where there are no elections. Takes effect when the current generation was
        /// handed on.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(6)]
        pub fn set_threshold(origin: OriginFor<T>, threshold: u16) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_threshold(threshold)
        }

        /// Sets how long things take. Open ceremonies keep their patience.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(7)]
        pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::check_parameters(&parameters)?;
            Pace::<T>::put(parameters);
            Self::deposit_event(Event::ParametersSet { parameters });
            Ok(())
        }

        /// Orders a new generation. Committees move their state to its keys, then the old one can be retired.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(8)]
        pub fn rotate_generation(origin: OriginFor<T>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_rotate_generation()
        }

        /// Ends a generation that is not the current one and that no committee uses any more.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(9)]
        pub fn retire_generation(origin: OriginFor<T>, generation: Generation) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_retire_generation(generation)
        }

        /// Closes ceremonies that have expired, changes the committee and opens ceremonies, as far as they are due.
        /// `on_idle` does so too; this call is for blocks that are full.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(10)]
        pub fn advance(origin: OriginFor<T>) -> DispatchResult {
            ensure_signed(origin)?;
            ensure!(Self::advance_once(), Error::<T>::NothingDue);
            Ok(())
        }

        /// Stands a worker for election with `amount` more than what is at stake for it already; bonds that are left from
        /// an earlier time count, as long as they are not withdrawn. A member that does so defends its seat from then on.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator, which must be a validator. The worker must be live.
        #[pallet::call_index(11)]
        pub fn declare(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let operator = Self::ensure_operator(origin, &worker)?;
            Self::do_declare(operator, worker, amount)
        }

        /// Raises a bond that is at stake.
        ///
        /// ## Dispatch Origin
        ///
        /// Who bonded.
        #[pallet::call_index(12)]
        pub fn bond_more(
            origin: OriginFor<T>,
            worker: WorkerId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_bond_more(caller, worker, amount)
        }

        /// Sets when elections are and for how many seats; an era of 0 ends them. The next election is an era from now,
        /// and members that were to leave for successors stay until then.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(13)]
        pub fn set_elections(origin: OriginFor<T>, rules: ElectionRules) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_elections(rules)
        }
    }
}
