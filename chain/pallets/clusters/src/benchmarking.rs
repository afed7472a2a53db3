//! Benchmarks: every call, and both words of committees, each at its dearest.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{Inspect, Mutate},
    Get,
};
use frame_system::RawOrigin;
use messages::{cluster::pot_account, ids::*, limits::MAX_MEMBERS};

const PHA: Balance = 1_000_000_000_000;
/// What is in the pot; as much again is income.
const FUNDS: Balance = 1_000_000 * PHA;
const TERMS: Terms = Terms { reward: PHA, limit: FUNDS };

fn worker(number: u32) -> WorkerId {
    WorkerId(core::array::from_fn(|at| number.to_be_bytes().get(at).copied().unwrap_or_default()))
}

fn owner() -> AccountId {
    whitelisted_caller()
}

fn operator(number: u32) -> AccountId {
    account("operator", number, 0)
}

/// A cluster with as many members, each with an operator of its own, whose pot is full.
fn cluster_of<T: Config>(members: u32) -> Result<CommitteeId, BenchmarkError> {
    frame_system::Pallet::<T>::set_block_number(1u32.into());
    let workers: Vec<_> = (1..=members).map(|number| (worker(number), operator(number))).collect();
    let cluster = T::Committees::make(&owner(), &workers);
    T::Currency::mint_into(&owner(), 3 * FUNDS)?;
    Pallet::<T>::do_fund(cluster, owner(), FUNDS)?;
    Pallet::<T>::do_set_terms(cluster, TERMS);
    T::Currency::mint_into(&pot_account(cluster), FUNDS)?;
    Ok(cluster)
}

fn served_by<T: Config>(cluster: CommitteeId, members: u32) {
    let workers: Vec<_> = (1..=members).map(worker).collect();
    Pallet::<T>::commit_applied(cluster, &workers);
}

#[benchmarks]
#[allow(clippy::multiple_bound_locations)] // of the macro's making
mod benchmarks {
    use super::*;

    #[benchmark]
    fn fund() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(1)?;
        let before = Books::<T>::get(cluster).deposits;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner()), cluster, PHA);

        assert_eq!(Books::<T>::get(cluster).deposits, before + PHA);
        Ok(())
    }

    #[benchmark]
    fn set_terms() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(1)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner()), cluster, Terms::default());

        assert!(Books::<T>::get(cluster).next.is_some());
        Ok(())
    }

    #[benchmark]
    fn defund() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(1)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner()), cluster, operator(1), PHA);

        assert!(Books::<T>::get(cluster).defunding.is_some());
        Ok(())
    }

    #[benchmark]
    fn withdraw() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(1)?;
        Pallet::<T>::do_defund(cluster, operator(1), PHA)?;
        frame_system::Pallet::<T>::set_block_number(T::Notice::get().saturating_add(1).into());

        #[extrinsic_call]
        _(RawOrigin::Signed(owner()), cluster);

        assert_eq!(T::Currency::balance(&operator(1)), PHA);
        Ok(())
    }

    #[benchmark]
    fn claim() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(1)?;
        served_by::<T>(cluster, 1);
        served_by::<T>(cluster, 1);
        let earned = Earned::<T>::get(cluster, operator(1));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner()), cluster, operator(1));

        assert!(earned > PHA && T::Currency::balance(&operator(1)) == earned);
        Ok(())
    }

    /// `s`: workers that served the commit before.
    #[benchmark]
    fn applied(s: Linear<0, MAX_MEMBERS>) -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(MAX_MEMBERS)?;
        served_by::<T>(cluster, s);
        let voters: Vec<_> = (1..=MAX_MEMBERS).map(worker).collect();

        #[block]
        {
            Pallet::<T>::commit_applied(cluster, &voters);
        }

        assert_eq!(Earned::<T>::iter_prefix(cluster).count() as u32, s);
        Ok(())
    }

    #[benchmark]
    fn seconded() -> Result<(), BenchmarkError> {
        let cluster = cluster_of::<T>(MAX_MEMBERS)?;
        served_by::<T>(cluster, MAX_MEMBERS - 1);

        #[block]
        {
            Pallet::<T>::commit_seconded(cluster, &worker(MAX_MEMBERS));
        }

        assert_eq!(Served::<T>::get(cluster).len() as u32, MAX_MEMBERS);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
