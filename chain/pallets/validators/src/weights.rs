//! Weights of the pallet's calls.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{constants::ParityDbWeight, Weight},
};

/// Weights that the runtime supplies.
pub trait WeightInfo {
    /// `set_validators` with `n` accounts.
    fn set_validators(n: u32) -> Weight;
}

/// Weights counted from the storage items that a call touches.
pub struct StorageWeight<T>(PhantomData<T>);

/// Time to sort and compare one account, with margin.
const PER_ACCOUNT: Weight = Weight::from_parts(2_000_000, 128);

impl<T: frame_system::Config> WeightInfo for StorageWeight<T> {
    fn set_validators(n: u32) -> Weight {
        PER_ACCOUNT.saturating_mul(n.into()).saturating_add(T::DbWeight::get().reads_writes(n.into(), 1))
    }
}

impl WeightInfo for () {
    fn set_validators(n: u32) -> Weight {
        PER_ACCOUNT.saturating_mul(n.into()).saturating_add(ParityDbWeight::get().reads_writes(n.into(), 1))
    }
}
