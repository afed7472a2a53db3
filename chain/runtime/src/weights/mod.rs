//! Measured weights of Adyton's pallets, one file each, written by `scripts/benchmark-weights`.

pub mod pallet_anchors;
pub mod pallet_channels;
pub mod pallet_clusters;
pub mod pallet_committees;
pub mod pallet_computation;
pub mod pallet_gatekeepers;
pub mod pallet_registry;
pub mod pallet_stake_pools;
pub mod pallet_validators;
