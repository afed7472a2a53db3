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
//! ## Interfaces
//!
//! - *Incoming, from workers* (through the registry's signed envelope): [`Pallet::handle_statement`] takes outcomes, lost
//!   shares, partials of the beacon and evidence.
//! - *Incoming, from operators*: [`Pallet::bond`], [`Pallet::resign`], [`Pallet::withdraw`]. *From anybody*:
//!   [`Pallet::evict`], [`Pallet::advance`]. *From governance*: the others.
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
//! - *Justice*: evidence costs the bond; silence costs nothing but the seat.
//!
//! It never judges a dealing: enclaves do, all alike, and a threshold of them is believed.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod beacon;
mod ceremonies;
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
pub use traits::{Channel, Committee, Workers};
pub use types::*;
pub use weights::WeightInfo;

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
        /// The committee of gatekeepers.
        type Committee: Committee;
        /// The gatekeepers' channel.
        type Channel: Channel;
        /// Who appoints, dismisses, rotates and sets parameters.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Whether this is a development network, where one or two gatekeepers may suffice.
        type Development: Get<bool>;
        /// What an operator puts at stake for each gatekeeper.
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

    /// The threshold that governance wants, until the current generation was handed on to it.
    #[pallet::storage]
    pub type WantedThreshold<T> = StorageValue<_, u16>;

    /// How long things take.
    #[pallet::storage]
    pub type Pace<T> = StorageValue<_, Parameters, ValueQuery>;

    /// How long things take from the beginning.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The parameters.
        pub parameters: Parameters,
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
            Pace::<T>::put(self.parameters);
        }
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The worker is a candidate or a member already.
        AlreadyAppointed,
        /// There are as many members and candidates as a dealing may name.
        TooManyGatekeepers,
        /// The worker is neither an appointed candidate nor a member that needs a bond.
        NotAppointed,
        /// The worker is neither a member nor a candidate.
        NotAGatekeeper,
        /// The worker is leaving already; it stays until its shares are handed on.
        AlreadyLeaving,
        /// The worker has a bond. One that is left from an earlier time must be withdrawn first.
        AlreadyBonded,
        /// The caller does not operate this worker.
        NotTheOperator,
        /// The worker is not registered, or its attestation does not count any more.
        WorkerNotLive,
        /// There is no bond for this worker.
        NotBonded,
        /// The bond is not the caller's.
        NotTheBonder,
        /// The bond is at stake: the worker is a gatekeeper, or has not ceased to be one for long enough.
        StillAtStake,
        /// The worker holds or deals a share. It may withdraw when that was handed on.
        StillNeeded,
        /// Fewer gatekeepers than the threshold would remain. Appoint another one first, or lower the threshold.
        TooFewGatekeepers,
        /// The gatekeeper is not absent, or not for long enough.
        NotAbsent,
        /// The threshold is zero or above the number of gatekeepers.
        ThresholdOutOfRange,
        /// A production network needs more than half of the gatekeepers, and at least two, to derive a key. Raise the
        /// threshold before adding one.
        ThresholdBelowMajority,
        /// Every period lasts at least one block.
        PeriodTooShort,
        /// There is no generation yet; the first one begins by itself.
        NoGeneration,
        /// As many generations are live as may be. Retire the older one first.
        TooManyGenerations,
        /// A new generation is ordered already.
        RotationPending,
        /// The generation is not live.
        UnknownGeneration,
        /// The generation is the current one; order a rotation first.
        GenerationIsCurrent,
        /// Committees keep their state under this generation.
        GenerationInUse,
        /// No ceremony is due, none has expired, and the committee is as it should be.
        NothingDue,
        /// No ceremony with this number is open.
        UnknownCeremony,
        /// The worker is no receiver of this ceremony.
        NotAReceiver,
        /// An outcome gives each receiver exactly one share.
        WrongNumberOfShares,
        /// A secret that is handed on keeps its group key.
        ForeignGroup,
        /// Faults are listed once for each dealer, ascending by worker, and of dealers only.
        MalformedFaults,
        /// The outcome rests on messages that the channel does not have.
        BeyondTheChannel,
        /// The worker has said this before.
        AlreadySaid,
        /// No live secret was shared by this ceremony, or not the one that this statement needs.
        UnknownSharing,
        /// The worker holds no share of this sharing.
        NotAHolder,
        /// The partial is not for the round that is due.
        WrongRound,
        /// The value of this round is made.
        RoundIsOver,
        /// Valid partials did not combine. That is a bug; please report it.
        PartialsDoNotCombine,
        /// The gatekeeper did not sign this grant.
        BadSignature,
        /// No partial of this grant is false for a live sharing.
        NotFalse,
        /// The worker is no gatekeeper, and has no bond to lose.
        NothingAtStake,
        /// The statement is none that gatekeepers' bookkeeping handles.
        NotAGatekeeperStatement,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
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
        /// a gatekeeper.
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

        /// Ends an appointment. A gatekeeper stays until its shares are handed on.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator.
        #[pallet::call_index(2)]
        pub fn resign(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            Self::ensure_operator(origin, &worker)?;
            Self::release(worker, Reason::Resigned)
        }

        /// Ends an appointment. A gatekeeper stays until its shares are handed on, and keeps its bond.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::GovernanceOrigin`].
        #[pallet::call_index(3)]
        pub fn dismiss(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::release(worker, Reason::Dismissed)
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

        /// Sets how many partials a key needs. Takes effect when the current generation was handed on.
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
    }
}
