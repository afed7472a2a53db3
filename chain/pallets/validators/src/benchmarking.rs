//! Benchmark of the only call; `scripts/benchmark-weights` runs it.

use super::*;
use codec::Decode;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, BoundedVec};

#[benchmarks]
mod benches {
    use super::*;

    /// `n` accounts with session keys.
    #[benchmark]
    fn set_validators(n: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin()
            .map_err(|_| BenchmarkError::Stop("governance has no origin"))?;
        let keys =
            <T as pallet_session::Config>::Keys::decode(&mut sp_runtime::traits::TrailingZeroInput::zeroes())
                .map_err(|_| BenchmarkError::Stop("session keys do not decode from zeroes"))?;
        let mut validators = BoundedVec::new();
        for i in 0..n {
            let account: T::AccountId = account("validator", i, 0);
            pallet_session::NextKeys::<T>::insert(&account, keys.clone());
            validators.try_push(account).map_err(|_| BenchmarkError::Stop("too many validators"))?;
        }

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, validators);

        assert!(Next::<T>::exists());
        Ok(())
    }
}
