//! # Registry
//!
//! Which workers the chain believes, and the envelope that everything they say travels in
//! (`docs/protocol/commits.md`).
//!
//! ## Overview
//!
//! A worker is a key that lives in an enclave. It registers with a quote over its claim; the chain verifies the quote
//! itself, under trust roots that only genesis names and a policy that governance sets, and keeps the verdict. From
//! then on the worker's signed statements are accepted in the order of their numbers, from its newest boot only.
//! Anybody may carry registrations and statements; the carrier pays and gains no authority.
//!
//! ## Interfaces
//!
//! - *Incoming, from workers through relayers*: [`Pallet::register`], [`Pallet::submit`].
//! - *Incoming, from anybody*: [`Pallet::submit_collateral`]. *From governance*: the calls on measurements and the freeze.
//! - *Outgoing*: [`StatementHandler`] gets every statement that is not the registry's own.
//! - *Local*: [`Pallet::is_live`], [`Pallet::operator`].
//!
//! ## Properties
//!
//! - *No replay*: a statement counts once, on one network, from one boot. A boot that was replaced never comes back, so
//!   clones and rolled-back copies of an enclave are found out.
//! - *Progress*: an accepted statement that cannot be carried out is reported and never blocks those behind it.
//! - *Slow trust*: an allowed measurement counts after a delay; a denied one ends at once and for good.
//!
//! It never computes on a statement's meaning and never adds a trust root.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours
#![allow(clippy::large_enum_variant)] // the enum of calls, which is a macro's too

extern crate alloc;

mod evidence;
mod impls;
mod registration;
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

pub use pallet::*;
pub use traits::StatementHandler;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use attestation::Family;
    use frame_support::{pallet_prelude::*, traits::Time};
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
        /// Who sets the policy.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Blocks after which a challenge is too old. At most `frame_system`'s `BlockHashCount`.
        #[pallet::constant]
        type MaxChallengeAge: Get<BlockNumber>;
        /// Time before a newly allowed measurement counts, in milliseconds: long enough for people to object.
        #[pallet::constant]
        type AllowDelay: Get<TimeMs>;
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

    /// Boots that were replaced. One small item for each restart of a worker, which its registration paid for.
    #[pallet::storage]
    pub type RetiredBoots<T> = StorageDoubleMap<_, Blake2_128Concat, WorkerId, Blake2_128Concat, BootId, ()>;

    /// Roots of trust. Set by genesis; nothing adds to them. Enclaves read them by this raw key.
    #[pallet::storage]
    pub type TrustAnchors<T> = StorageValue<_, Anchors, ValueQuery>;

    /// The newest collateral of each platform family: one set, so that every node reaches the same verdict. Enclaves
    /// read it by this raw key.
    #[pallet::storage]
    pub type Collateral<T> = StorageValue<_, CollateralList, ValueQuery>;

    /// What evidence is acceptable. Enclaves read it by this raw key.
    #[pallet::storage]
    pub type Policy<T> = StorageValue<_, attestation::Policy, ValueQuery>;

    /// Measurements that were denied. They never count again; a fixed program has another measurement.
    #[pallet::storage]
    pub type DeniedMeasurements<T> = StorageMap<_, Blake2_128Concat, Measurement, ()>;

    /// Whether registrations are frozen: no new worker, no new boot. Boots that are registered may renew.
    #[pallet::storage]
    pub type Frozen<T> = StorageValue<_, bool, ValueQuery>;

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

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A worker registered or renewed with evidence.
        WorkerRegistered {
            /// The worker.
            worker: WorkerId,
            /// The boot that counts from now on.
            boot_id: BootId,
            /// The account that operates the machine.
            operator: AccountId,
            /// Verdict on the evidence.
            attested: Attested,
        },
        /// A boot was replaced by a newer one and counts no more.
        BootRetired {
            /// The worker.
            worker: WorkerId,
            /// The boot.
            boot_id: BootId,
        },
        /// A statement and the rest of that worker's in the same extrinsic were not accepted.
        MessageRefused {
            /// The worker named in the message.
            worker: WorkerId,
            /// Its number.
            seq: u64,
            /// Why.
            error: DispatchError,
        },
        /// A statement was accepted and could not be carried out. It is over all the same.
        StatementFailed {
            /// The worker.
            worker: WorkerId,
            /// Its number.
            seq: u64,
            /// Why.
            error: DispatchError,
        },
        /// Newer collateral is in force.
        CollateralUpdated {
            /// Root it stands under.
            root: TrustRoot,
            /// Platform family it is about.
            family: Family,
        },
        /// A measurement was allowed.
        MeasurementAllowed {
            /// Kind of hardware.
            kind: TeeKind,
            /// The measurement.
            measurement: Measurement,
            /// Chain time from which on it counts.
            from_ms: TimeMs,
        },
        /// A measurement was denied; workers with it count no more.
        MeasurementDenied {
            /// The measurement.
            measurement: Measurement,
        },
        /// Registrations were frozen or thawed.
        FreezeSet {
            /// Whether they are frozen.
            frozen: bool,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The claim or message is meant for another network.
        ForeignNetwork,
        /// The challenge is not a recent block of this chain. Sync the enclave to the newest finalized head and try again.
        ChallengeNotRecent,
        /// The worker registered with this challenge or a newer one. Sync the enclave to a newer head and try again.
        ChallengeNotNewer,
        /// The claim starts from another relay checkpoint.
        ForeignCheckpoint,
        /// This boot was replaced by a newer one. Only a restarted enclave can register.
        BootRetired,
        /// Registrations are frozen by governance.
        RegistrationFrozen,
        /// The worker is not registered.
        UnknownWorker,
        /// The message comes from another boot than the one registered.
        WrongBoot,
        /// The worker's attestation is over or its measurement is denied. Renew the registration.
        NotLive,
        /// A message before this one is missing.
        SequenceGap,
        /// The signature is not the worker's.
        BadSignature,
        /// Every message was accepted before.
        NothingNew,
        /// Quotes of that hardware cannot be verified.
        HardwareUnsupported,
        /// The quote does not parse, or is not of the kind stated, or lacks its certificate chain.
        QuoteMalformed,
        /// The enclave runs in debug mode.
        DebugMode,
        /// No trust root of this network heads the quote's certificate chain.
        UnknownRoot,
        /// There is no collateral for the quote's platform family. Upload it and try again.
        CollateralMissing,
        /// The collateral does not parse.
        CollateralMalformed,
        /// The collateral is not valid at present. Upload a newer one.
        CollateralNotValid,
        /// The collateral in force is as new.
        CollateralNotNewer,
        /// The quote is not proven by its root.
        QuoteNotProven,
        /// The quote vouches for another claim.
        WrongReportData,
        /// The policy does not allow what runs in the enclave.
        MeasurementNotAllowed,
        /// The policy does not accept the state of the platform's firmware.
        FirmwareNotAccepted,
        /// The policy denies this machine.
        PlatformDenied,
        /// The measurement is allowed already.
        MeasurementAllowedAlready,
        /// The measurement was denied and never counts again.
        MeasurementDeniedForGood,
        /// There is no room for more trust roots or measurements.
        TooMany,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
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
        #[pallet::call_index(2)]
        pub fn submit_collateral(
            origin: OriginFor<T>,
            collateral: Box<attestation::Collateral>,
            witness: Quote,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_submit_collateral(*collateral, witness)
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
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_allow_measurement(kind, measurement)
        }

        /// Denies a measurement, at once and for good.
        ///
        /// ## Dispatch Origin
        ///
        /// Governance.
        #[pallet::call_index(4)]
        pub fn deny_measurement(origin: OriginFor<T>, measurement: Measurement) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_deny_measurement(measurement)
        }

        /// Freezes or thaws registrations.
        ///
        /// ## Dispatch Origin
        ///
        /// Governance.
        #[pallet::call_index(5)]
        pub fn set_frozen(origin: OriginFor<T>, frozen: bool) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Frozen::<T>::put(frozen);
            Self::deposit_event(Event::FreezeSet { frozen });
            Ok(())
        }
    }
}
