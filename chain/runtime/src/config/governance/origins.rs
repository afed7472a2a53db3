//! In whose name approved referenda act.
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

use crate::*;
use core::marker::PhantomData;
use frame_support::{
    parameter_types,
    traits::{EnsureOrigin, Get, OriginTrait},
};
use frame_system::RawOrigin;

pub use pallet_origins::{Config, Origin};

/// The origins of referenda that need less than root. It has neither calls nor storage.
#[frame_support::pallet]
pub mod pallet_origins {
    use frame_support::pallet_prelude::*;

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What an approved referendum may do, by the track it was decided on.
    #[pallet::origin]
    #[derive(
        Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
    )]
    pub enum Origin {
        /// Dispatches calls that the technical committee has whitelisted, as root.
        WhitelistedCaller,
        /// Rules who is admitted as a worker, and who keeps the keys.
        EnclaveAdmin,
        /// Rules what miners earn and lose.
        EconomyAdmin,
        /// Rules which committees and clusters there are.
        ClusterAdmin,
        /// Spends large amounts from the treasury.
        BigSpender,
        /// Spends small amounts from the treasury.
        SmallSpender,
        /// Ends referenda and returns their deposits.
        ReferendumCanceller,
        /// Ends referenda and takes their deposits.
        ReferendumKiller,
    }
}

impl Config for Runtime {}

/// Admits root and one origin of a track.
pub struct RootOr<Named>(PhantomData<Named>);

impl<Named: Get<Origin>> EnsureOrigin<RuntimeOrigin> for RootOr<Named> {
    type Success = ();

    fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
        match origin.caller() {
            OriginCaller::system(RawOrigin::Root) => Ok(()),
            OriginCaller::Origins(given) if *given == Named::get() => Ok(()),
            _ => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
        Ok(Named::get().into())
    }
}

parameter_types! {
    /// See [`Origin::WhitelistedCaller`].
    pub const NamedWhitelistedCaller: Origin = Origin::WhitelistedCaller;
    /// See [`Origin::EnclaveAdmin`].
    pub const NamedEnclaveAdmin: Origin = Origin::EnclaveAdmin;
    /// See [`Origin::EconomyAdmin`].
    pub const NamedEconomyAdmin: Origin = Origin::EconomyAdmin;
    /// See [`Origin::ClusterAdmin`].
    pub const NamedClusterAdmin: Origin = Origin::ClusterAdmin;
    /// See [`Origin::BigSpender`].
    pub const NamedBigSpender: Origin = Origin::BigSpender;
    /// See [`Origin::ReferendumCanceller`].
    pub const NamedReferendumCanceller: Origin = Origin::ReferendumCanceller;
    /// See [`Origin::ReferendumKiller`].
    pub const NamedReferendumKiller: Origin = Origin::ReferendumKiller;
}

/// Admits root and [`Origin::WhitelistedCaller`].
pub type WhitelistedCaller = RootOr<NamedWhitelistedCaller>;
/// Admits root and [`Origin::EnclaveAdmin`].
pub type EnclaveAdmin = RootOr<NamedEnclaveAdmin>;
/// Admits root and [`Origin::EconomyAdmin`].
pub type EconomyAdmin = RootOr<NamedEconomyAdmin>;
/// Admits root and [`Origin::ClusterAdmin`].
pub type ClusterAdmin = RootOr<NamedClusterAdmin>;
/// Admits root and [`Origin::BigSpender`].
pub type BigSpender = RootOr<NamedBigSpender>;
/// Admits root and [`Origin::ReferendumCanceller`].
pub type ReferendumCanceller = RootOr<NamedReferendumCanceller>;
/// Admits root and [`Origin::ReferendumKiller`].
pub type ReferendumKiller = RootOr<NamedReferendumKiller>;
