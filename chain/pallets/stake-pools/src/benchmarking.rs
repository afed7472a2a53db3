//! Benchmarks: every call, and what computation tells. Vaults are charged in each, and all tickets are of different
//! holders, who thereby leave.

use super::*;
use crate::pallet::Pools as PoolMap;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::RawOrigin;
use messages::ids::*;
use sp_runtime::Permill;

fn rich<T: Config>(name: &'static str, number: u32) -> AccountId {
    let who: AccountId = account(name, number, 0);
    T::Currency::set_balance(&who, Balance::MAX >> 16);
    who
}

/// Who owns the pool that a benchmark is about.
fn owner<T: Config>() -> AccountId {
    rich::<T>("owner", 0)
}

fn caller<T: Config>() -> AccountId {
    let who: AccountId = whitelisted_caller();
    T::Currency::set_balance(&who, Balance::MAX >> 16);
    who
}

fn worker(number: u8) -> WorkerId {
    WorkerId([number; 32])
}

fn found<T: Config>(owner: AccountId, kind: Kind) -> Result<PoolId, BenchmarkError> {
    let id = NextPoolId::<T>::get();
    Pallet::<T>::do_create(owner, kind, Permill::from_percent(10), None)?;
    Ok(id)
}

fn pool<T: Config>(id: PoolId) -> Result<Pool, BenchmarkError> {
    Ok(Pallet::<T>::pool(id).map_err(|_| "the pool exists")?)
}

/// `count` holders of the smallest positions.
fn holders<T: Config>(id: PoolId, count: u32) -> Result<Vec<AccountId>, BenchmarkError> {
    let holders: Vec<AccountId> = (0..count).map(|number| rich::<T>("holder", number)).collect();
    for holder in &holders {
        Pallet::<T>::do_deposit(holder.clone(), id, T::MinDeposit::get())?;
    }
    Ok(holders)
}

/// Puts all shares of accounts into the queue, without paying.
fn queue<T: Config>(id: PoolId, accounts: Vec<AccountId>) -> Result<(), BenchmarkError> {
    pass::<T>(T::MinStay::get());
    for account in accounts {
        let holder = Holder::Account(account);
        let mut pool = pool::<T>(id)?;
        let shares = Positions::<T>::get(id, &holder).unwrap_or_default().unqueued();
        Pallet::<T>::request(id, &mut pool, holder, shares)?;
        PoolMap::<T>::insert(id, pool);
    }
    Ok(())
}

fn pass<T: Config>(blocks: BlockNumber) {
    let later = Pallet::<T>::now().saturating_add(blocks);
    frame_system::Pallet::<T>::set_block_number(later.into());
}

/// A vault with shares of `holdings` pools, and a gain to charge.
fn vault<T: Config>(holdings: u32) -> Result<PoolId, BenchmarkError> {
    let vault = found::<T>(owner::<T>(), Kind::Vault)?;
    let funds = T::MinDeposit::get().saturating_mul(u128::from(MAX_HOLDINGS).saturating_mul(4));
    Pallet::<T>::do_deposit(owner::<T>(), vault, funds)?;
    for number in 0..holdings {
        let pool = found::<T>(rich::<T>("other", number), Kind::Workers)?;
        Pallet::<T>::do_invest(owner::<T>(), vault, pool, T::MinDeposit::get())?;
    }
    PoolMap::<T>::mutate_extant(vault, |vault| vault.mark = 1);
    Ok(vault)
}

/// The dearest vault with `holdings` pools and `tickets` requests that it can pay.
fn asked_vault<T: Config>(holdings: u32, tickets: u32) -> Result<PoolId, BenchmarkError> {
    let vault = vault::<T>(holdings)?;
    let leaving = holders::<T>(vault, tickets)?;
    queue::<T>(vault, leaving)?;
    PoolMap::<T>::mutate_extant(vault, |vault| vault.mark = 1);
    Ok(vault)
}

/// A pool with an idle worker, and the least stake for it.
fn pool_with_worker<T: Config>() -> Result<(PoolId, Balance), BenchmarkError> {
    let id = found::<T>(owner::<T>(), Kind::Workers)?;
    let least = T::Sessions::make_ready(&worker(1), &owner::<T>());
    Pallet::<T>::do_add_worker(owner::<T>(), id, worker(1))?;
    Pallet::<T>::do_deposit(owner::<T>(), id, least.max(T::MinDeposit::get()))?;
    Ok((id, least))
}

/// A pool all of whose funds are at stake for a worker.
fn working_pool<T: Config>() -> Result<(PoolId, Balance), BenchmarkError> {
    let (id, least) = pool_with_worker::<T>()?;
    let stake = pool::<T>(id)?.free;
    Pallet::<T>::do_start(owner::<T>(), worker(1), stake)?;
    Ok((id, least))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create() {
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), Kind::Workers, Permill::from_percent(10), Some(1));

        assert_eq!(NextPoolId::<T>::get(), 1);
    }

    #[benchmark]
    fn close() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Vault)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id);

        assert!(!PoolMap::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn set_commission() -> Result<(), BenchmarkError> {
        let id = vault::<T>(MAX_HOLDINGS)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, Permill::from_percent(20));

        assert!(pool::<T>(id)?.commission.raise.is_some());
        Ok(())
    }

    #[benchmark]
    fn set_cap() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Workers)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, Some(7));

        assert_eq!(pool::<T>(id)?.cap, Some(7));
        Ok(())
    }

    #[benchmark]
    fn set_open() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Workers)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, false);

        assert!(!pool::<T>(id)?.open);
        Ok(())
    }

    #[benchmark]
    fn allow() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Workers)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, Holder::Account(caller::<T>()));

        assert_eq!(pool::<T>(id)?.allowed, 1);
        Ok(())
    }

    #[benchmark]
    fn disallow() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Workers)?;
        let holder = Holder::Account(caller::<T>());
        Pallet::<T>::do_allow(owner::<T>(), id, holder.clone())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, holder);

        assert_eq!(pool::<T>(id)?.allowed, 0);
        Ok(())
    }

    #[benchmark]
    fn deposit(h: Linear<0, MAX_HOLDINGS>, s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let id = asked_vault::<T>(h, s)?;
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id, T::MinDeposit::get());

        assert_eq!(pool::<T>(id)?.queue.head, u64::from(s));
        Ok(())
    }

    /// The caller's own request stays where the queue is long; it is as dear as one that is paid.
    #[benchmark]
    fn withdraw(h: Linear<0, MAX_HOLDINGS>, s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let id = vault::<T>(h)?;
        let leaving = holders::<T>(id, s.saturating_sub(1))?;
        let caller = caller::<T>();
        // Before the others ask: a deposit pays who has asked.
        Pallet::<T>::do_deposit(caller.clone(), id, T::MinDeposit::get())?;
        queue::<T>(id, leaving)?;
        PoolMap::<T>::mutate_extant(id, |vault| vault.mark = 1);
        let holder = Holder::Account(caller.clone());
        let shares = Positions::<T>::get(id, &holder).unwrap_or_default().shares;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id, shares);

        assert_eq!(pool::<T>(id)?.queue.shares, 0);
        Ok(())
    }

    #[benchmark]
    fn serve(h: Linear<0, MAX_HOLDINGS>, s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let id = asked_vault::<T>(h, s)?;
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id);

        assert_eq!(pool::<T>(id)?.queue.head, u64::from(s));
        Ok(())
    }

    #[benchmark]
    fn sweep(h: Linear<0, MAX_HOLDINGS>, s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let id = asked_vault::<T>(h, s.saturating_sub(1))?;
        let dust = Holder::Account(rich::<T>("dust", 0));
        Pallet::<T>::open_position(id, &dust)?;
        let mut vault = pool::<T>(id)?;
        Pallet::<T>::mint(id, &mut vault, &dust, 1);
        PoolMap::<T>::insert(id, vault);
        pass::<T>(T::MinStay::get());
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id, dust.clone());

        assert!(!Positions::<T>::contains_key(id, dust));
        Ok(())
    }

    #[benchmark]
    fn add_worker() -> Result<(), BenchmarkError> {
        let id = found::<T>(owner::<T>(), Kind::Workers)?;
        T::Sessions::make_ready(&worker(1), &owner::<T>());

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, worker(1));

        assert!(Assignments::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn remove_worker() -> Result<(), BenchmarkError> {
        pool_with_worker::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), worker(1));

        assert!(!Assignments::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn start() -> Result<(), BenchmarkError> {
        let (id, least) = pool_with_worker::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), worker(1), least);

        assert_eq!(pool::<T>(id)?.staked, least);
        Ok(())
    }

    #[benchmark]
    fn add_stake() -> Result<(), BenchmarkError> {
        let (id, _) = working_pool::<T>()?;
        let extra = T::MinDeposit::get();
        Pallet::<T>::do_deposit(owner::<T>(), id, extra)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), worker(1), extra);

        assert_eq!(pool::<T>(id)?.free, 0);
        Ok(())
    }

    /// Free funds suffice for the small requests alone; the owner's large one behind them is overdue.
    #[benchmark]
    fn stop(s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let (id, _) = working_pool::<T>()?;
        let mut leaving = holders::<T>(id, s)?;
        leaving.push(owner::<T>());
        queue::<T>(id, leaving)?;
        PoolMap::<T>::mutate_extant(id, |pool| {
            pool.queue.overdue = pool.queue.tail;
            pool.queue.overdue_shares = pool.queue.shares;
        });
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), worker(1));

        assert_eq!(pool::<T>(id)?.queue.head, u64::from(s));
        Ok(())
    }

    #[benchmark]
    fn reclaim(s: Linear<0, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let (id, _) = working_pool::<T>()?;
        let leaving = holders::<T>(id, s)?;
        queue::<T>(id, leaving)?;
        Pallet::<T>::do_stop(owner::<T>(), worker(1))?;
        T::Sessions::pass_cool_down(&worker(1));
        let caller = caller::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), worker(1));

        assert_eq!(pool::<T>(id)?.queue.head, u64::from(s));
        Ok(())
    }

    #[benchmark]
    fn invest() -> Result<(), BenchmarkError> {
        let id = vault::<T>(MAX_HOLDINGS.saturating_sub(1))?;
        let into = found::<T>(rich::<T>("other", MAX_HOLDINGS), Kind::Workers)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, into, T::MinDeposit::get());

        assert_eq!(Holdings::<T>::get(Holder::Vault(id)).len() as u32, MAX_HOLDINGS);
        Ok(())
    }

    /// The vault's own request is paid last; `s` counts it.
    #[benchmark]
    fn divest(s: Linear<1, MAX_STEPS>) -> Result<(), BenchmarkError> {
        let id = vault::<T>(MAX_HOLDINGS)?;
        let from = id.saturating_add(1);
        let leaving = holders::<T>(from, s.saturating_sub(1))?;
        queue::<T>(from, leaving)?;
        let shares = T::MinDeposit::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner::<T>()), id, from, shares);

        assert_eq!(pool::<T>(from)?.queue.head, u64::from(s));
        Ok(())
    }

    #[benchmark]
    fn on_payout() -> Result<(), BenchmarkError> {
        let (id, least) = working_pool::<T>()?;
        let staker = Pallet::<T>::account(id);
        T::Currency::mint_into(&staker, least)?;

        #[block]
        {
            Pallet::<T>::on_payout(&staker, &worker(1), least);
        }

        assert_eq!(pool::<T>(id)?.free, least);
        Ok(())
    }

    /// A report; the others write as much.
    #[benchmark]
    fn on_stake_event() -> Result<(), BenchmarkError> {
        let (id, least) = working_pool::<T>()?;
        let staker = Pallet::<T>::account(id);

        #[block]
        {
            Pallet::<T>::on_slash_reported(&staker, &worker(1), least);
        }

        assert_eq!(pool::<T>(id)?.at_risk, least);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
