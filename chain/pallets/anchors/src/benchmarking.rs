//! Benchmark of the only work there is: recording the end of a set.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::storage::unhashed;
use messages::abi::grandpa_set_id;

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn record_set_end() {
        let set = LastSetId::<T>::get();
        unhashed::put(&grandpa_set_id(), &set.saturating_add(1));

        #[block]
        {
            Pallet::<T>::record_set_end();
        }

        assert_eq!(SetEnds::<T>::get(set), Some(Pallet::<T>::now()));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
