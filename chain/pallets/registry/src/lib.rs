//! # Registry
//!
//! Which workers the chain believes, by which rules, and the envelope that everything they say travels in
//! (`docs/protocol/commits.md`, `docs/attestation.md`).
//!
//! ## Overview
//!
//! A worker is a key that lives in an enclave. It registers with a quote over its claim; the chain verifies the quote
//! itself, under trust roots that only genesis names and a policy that governance sets, and keeps the verdict. From
//! then on the worker's signed statements are accepted in the order of their numbers, from its newest boot only.
//! Anybody may carry registrations, statements and collateral; the carrier pays and gains no authority.
//!
//! When policy or collateral change, all workers are judged anew by the facts that the chain kept of their evidence, a
//! few in each block ([`Pallet::patrol`]). Who breaks a rule is degraded in the rule's grace, suspended at once where
//! there is none, and removed when that lasts. Renewing with good evidence lifts everything but the last.
//!
//! ## Interfaces
//!
//! - *Incoming, from workers through relayers*: [`Pallet::register`], [`Pallet::submit`].
//! - *Incoming, from anybody*: [`Pallet::submit_collateral`], [`Pallet::prune_collateral`], [`Pallet::reevaluate`].
//!   *From governance*: the calls on measurements and the policy, and the freeze.
//! - *Outgoing*: [`StatementHandler`] gets every statement that is not the registry's own; [`OnRegistered`] and
//!   [`OnRemoved`] learn who comes and goes.
//! - *Local*: [`Pallet::is_live`], [`Pallet::operator`], [`Pallet::condition_of`].
//!
//! ## Properties
//!
//! - *No replay*: a statement counts once, on one network, from one boot. A boot that was replaced or removed never comes
//!   back, so clones and rolled-back copies of an enclave are found out.
//! - *Progress*: an accepted statement that cannot be carried out is reported and never blocks those behind it.
//! - *Slow trust*: what lets more in counts after a delay, in sight of everybody; what lets less in counts at once, and
//!   a denied measurement ends for good.
//! - *Bounded work*: no call and no hook loops over all workers.
//!
//! It never computes on a statement's meaning and never adds a trust root.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours
#![allow(clippy::large_enum_variant)] // the enum of calls, which is a macro's too

extern crate alloc;

mod change;
mod collateral;
mod errors;
mod events;
mod evidence;
mod impls;
mod patrol;
mod policy;
mod registration;
mod standing;
mod statements;
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

pub use change::{Acceptance, Effect, Impossible, Platforms, PolicyChange};
pub use pallet::*;
pub use traits::{OnRegistered, OnRemoved, StatementHandler};
pub use types::*;
pub use weights::WeightInfo;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use attestation::{Family, Grace, TcbFacts, Version};
    use frame_support::{
        pallet_prelude::*,
        traits::{Consideration, Footprint, Time},
    };
    use frame_system::pallet_prelude::*;
    use messages::{
        ids::*,
        limits::*,
        registration::{Attested, Measurement, Quote, Registration, TeeKind, TrustRoot, WorkerRecord},
        worker::SignedWorkerMessage,
        H256,
    };

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<AccountId = AccountId, Hash = H256, RuntimeEvent: From<Event<Self>>>
    {
        /// The chain's clock, in milliseconds.
        type Clock: Time<Moment = TimeMs>;
        /// Who carries out statements that are not the registry's own.
        type Statements: StatementHandler;
        /// Learns who registered, and with what.
        type OnRegistered: OnRegistered;
        /// Learns who is no longer registered.
        type OnRemoved: OnRemoved;
        /// What uploaders of collateral hold while it is in force.
        type CollateralDeposit: Consideration<AccountId, Footprint>;
        /// Who sets the policy.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may let less in at once: deny a measurement and freeze registrations. Admits [`Config::GovernanceOrigin`] too.
        type EmergencyOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Blocks after which a challenge is too old. At most `frame_system`'s `BlockHashCount`.
        #[pallet::constant]
        type MaxChallengeAge: Get<BlockNumber>;
        /// Time before a newly allowed measurement, or any laxer rule, counts, in milliseconds: long enough for people to
        /// object or leave.
        #[pallet::constant]
        type AllowDelay: Get<TimeMs>;
        /// Time from a worker's suspension to its removal, in milliseconds: long enough for its operator to update.
        #[pallet::constant]
        type RemovalGrace: Get<TimeMs>;
        /// Hash of the relay checkpoint that enclaves start from; `None` on a solo chain.
        #[pallet::constant]
        type RelayCheckpoint: Get<Option<H256>>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Registered workers. Enclaves read them by this raw key. `Blake2_128Concat`: workers choose their keys.
    #[pallet::storage]
    pub type Workers<T> = StorageMap<_, Blake2_128Concat, WorkerId, WorkerRecord>;

    /// Number of the newest challenge that each worker registered with.
    #[pallet::storage]
    pub type Challenges<T> = StorageMap<_, Blake2_128Concat, WorkerId, BlockNumber>;

    /// Facts about each worker's platform, by which it is judged anew without its quote.
    #[pallet::storage]
    pub type Facts<T> = StorageMap<_, Blake2_128Concat, WorkerId, TcbFacts>;

    /// How each worker stands, if something is held against it.
    #[pallet::storage]
    pub type Conditions<T> = StorageMap<_, Blake2_128Concat, WorkerId, Condition, ValueQuery>;

    /// Where the patrol over all workers is, and for how long it judges them anew.
    #[pallet::storage]
    pub type Patrols<T> = StorageValue<_, Patrol, ValueQuery>;

    /// Boots that were replaced or removed. One small item for each restart of a worker, which its registration paid for.
    #[pallet::storage]
    pub type RetiredBoots<T> = StorageDoubleMap<_, Blake2_128Concat, WorkerId, Blake2_128Concat, BootId, ()>;

    /// Roots of trust. Set by genesis; nothing adds to them. Enclaves read them by this raw key.
    #[pallet::storage]
    pub type TrustAnchors<T> = StorageValue<_, Anchors, ValueQuery>;

    /// The newest collateral of each platform family: one set, so that every node reaches the same verdict. Enclaves
    /// read it by this raw key.
    #[pallet::storage]
    pub type Collateral<T> = StorageValue<_, CollateralList, ValueQuery>;

    /// Who uploaded the collateral of a family, and what it holds for that. What genesis stated has no entry.
    #[pallet::storage]
    pub type Deposits<T: Config> =
        StorageMap<_, Twox64Concat, (TrustRoot, Family), (AccountId, T::CollateralDeposit)>;

    /// What evidence is acceptable. Enclaves read it by this raw key.
    #[pallet::storage]
    pub type Policy<T> = StorageValue<_, attestation::Policy, ValueQuery>;

    /// Changes of the policy that let more in, and wait.
    #[pallet::storage]
    pub type PendingChanges<T> =
        StorageValue<_, BoundedVec<PendingChange, ConstU32<MAX_PENDING_CHANGES>>, ValueQuery>;

    /// Measurements that were denied. They never count again; a fixed program has another measurement.
    #[pallet::storage]
    pub type DeniedMeasurements<T> = StorageMap<_, Blake2_128Concat, Measurement, ()>;

    /// Whether registrations are frozen: no new worker, no new boot. Boots that are registered may renew.
    #[pallet::storage]
    pub type Frozen<T> = StorageValue<_, bool, ValueQuery>;

    /// Why the registry holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Collateral that somebody uploaded is in force.
        #[codec(index = 0)]
        Collateral,
    }

    /// What the network believes from the beginning.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Roots of trust, with collateral of their platform families.
        pub trust: Vec<GenesisTrust>,
        /// What evidence is acceptable.
        pub policy: attestation::Policy,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        #[allow(clippy::panic)] // An inconsistent chain spec must not start a network.
        fn build(&self) {
            if let Err(error) = Pallet::<T>::begin(&self.trust, &self.policy) {
                panic!("trust roots of the chain spec: {error:?}");
            }
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::patrol(remaining)
        }

        #[cfg(feature = "std")]
        fn integrity_test() {
            use sp_runtime::SaturatedConversion;
            let kept: BlockNumber = T::BlockHashCount::get().saturated_into();
            assert!(
                T::MaxChallengeAge::get() <= kept,
                "MaxChallengeAge: the chain forgets block hashes before challenges expire"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Registers a worker, renews its registration, or replaces its boot by a newer one.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody: the quote binds the claim, its operator included.
        ///
        /// ## Details
        ///
        /// The challenge must be a recent block of this chain and newer than the one before. Renewal keeps the numbering of
        /// statements; a new boot begins it anew and retires the old boot for good.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register().saturating_add(T::OnRegistered::weight()))]
        pub fn register(origin: OriginFor<T>, registration: Registration) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_register(registration)
        }

        /// Brings statements of workers.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody: the statements are signed.
        ///
        /// ## Details
        ///
        /// Statements that were accepted before are skipped. One that is refused also stops the rest of its worker's. Fails
        /// when none is accepted, with the first reason.
        #[pallet::call_index(1)]
        #[pallet::weight(Pallet::<T>::submit_weight(messages))]
        pub fn submit(
            origin: OriginFor<T>,
            messages: BoundedVec<SignedWorkerMessage, ConstU32<MAX_WORKER_MESSAGES>>,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_submit(messages)
        }

        /// Replaces the collateral of a platform family by a newer one.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody. `witness` is any genuine quote of that family: it shows that the collateral hangs together.
        ///
        /// ## Details
        ///
        /// The uploader holds a deposit while the collateral is in force; it is returned when somebody replaces it or its
        /// time is over and it is pruned. All workers are judged anew.
        #[pallet::call_index(2)]
        pub fn submit_collateral(
            origin: OriginFor<T>,
            collateral: Box<attestation::Collateral>,
            witness: Quote,
        ) -> DispatchResult {
            let uploader = ensure_signed(origin)?;
            Self::do_submit_collateral(uploader, *collateral, &witness)
        }

        /// Allows a measurement. It counts after [`Config::AllowDelay`].
        ///
        /// ## Dispatch Origin
        ///
        /// Governance.
        #[pallet::call_index(3)]
        pub fn allow_measurement(
            origin: OriginFor<T>,
            kind: TeeKind,
            measurement: Measurement,
            version: Version,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_allow_measurement(kind, measurement, version)
        }

        /// Denies a measurement, at once and for good.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::EmergencyOrigin`].
        #[pallet::call_index(4)]
        pub fn deny_measurement(origin: OriginFor<T>, measurement: Measurement) -> DispatchResult {
            T::EmergencyOrigin::ensure_origin(origin)?;
            Self::do_deny_measurement(measurement)
        }

        /// Freezes or thaws registrations.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::EmergencyOrigin`] freezes, [`Config::GovernanceOrigin`] alone thaws.
        #[pallet::call_index(5)]
        pub fn set_frozen(origin: OriginFor<T>, frozen: bool) -> DispatchResult {
            if frozen {
                T::EmergencyOrigin::ensure_origin(origin)?;
            } else {
                T::GovernanceOrigin::ensure_origin(origin)?;
            }
            Self::do_set_frozen(frozen)
        }

        /// Changes one rule of the policy.
        ///
        /// ## Dispatch Origin
        ///
        /// Governance.
        ///
        /// ## Details
        ///
        /// A change that lets less in is in force at once, and its grace, where the rule has one, runs. One that lets more in
        /// waits for [`Config::AllowDelay`]. A pending change of the same rule gives way; so setting a rule to what it is
        /// withdraws what is pending.
        #[pallet::call_index(6)]
        pub fn change_policy(origin: OriginFor<T>, change: Box<PolicyChange>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_change_policy(*change)
        }

        /// Judges a worker anew by the present policy and collateral, and removes it if it was suspended for too long. The
        /// patrol does that too, in its turn.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::reevaluate().saturating_add(T::OnRemoved::weight()))]
        pub fn reevaluate(origin: OriginFor<T>, worker: WorkerId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_reevaluate(&worker)
        }

        /// Removes collateral whose time is over, and returns the deposits for it.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(8)]
        pub fn prune_collateral(origin: OriginFor<T>) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_prune_collateral()
        }
    }
}
