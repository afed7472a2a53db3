//! Who votes, with how much, and for how long it is locked.

use super::*;
use crate::workers::register;
use adyton_runtime::{
    config::{governance::TreasuryAccount, ProxyType, EXISTENTIAL_DEPOSIT},
    Computation, StakePools,
};
use frame_support::{
    assert_ok,
    traits::{fungible::InspectHold, Get},
};
use pallet_conviction_voting::Error;
use sp_runtime::{MultiAddress, Permill, TokenError};

fn remark() -> frame_system::Call<Runtime> {
    frame_system::Call::remark { remark: Vec::new() }
}

fn refused<T>(error: Error<Runtime>) -> Result<T, sp_runtime::DispatchError> {
    Err(error.into())
}

fn send(to: Sr25519Keyring, value: Balance) -> pallet_balances::Call<Runtime> {
    pallet_balances::Call::transfer_allow_death { dest: MultiAddress::Id(account(to)), value }
}

/// Bob puts all that he has, less one PHA, into a pool of Alice's. Returns what his shares are worth.
fn bob_in_a_pool(chain: &mut Chain) -> Balance {
    let create = pallet_stake_pools::Call::create {
        kind: pallet_stake_pools::Kind::Workers,
        commission: Permill::zero(),
        cap: None,
    };
    chain.call(signed(Alice), create);
    let amount = spendable(chain, Bob) - PHA;
    chain.call(signed(Bob), pallet_stake_pools::Call::deposit { pool: 0, amount });
    let worth = chain.state(|| StakePools::voting_power(&account(Bob)));
    assert_eq!((worth, free(chain, &account(Bob))), (amount, PHA));
    worth
}

#[test]
fn who_has_all_in_a_pool_votes_with_it_and_with_no_more() {
    let chain = &mut Chain::new("development");
    let pooled = bob_in_a_pool(chain);
    let index = propose(chain, root(), remark());
    let most = pooled + PHA;
    let more = vote(chain, Bob, index, aye(most + 1, Conviction::None));
    assert_eq!(more, refused(Error::InsufficientFunds));
    assert_ok!(vote(chain, Bob, index, aye(most, Conviction::Locked1x)));
    assert_eq!(tally(chain, index).ayes, most);
}

#[test]
fn shares_of_an_account_that_can_lock_nothing_do_not_vote() {
    let chain = &mut Chain::new("development");
    // An account that need not sign to pay fees, and so can end: one of Bob's derivatives.
    let derivative = pallet_utility::derivative_account_id(account(Bob), 0);
    let funds = 1_000 * PHA;
    let fund = pallet_balances::Call::transfer_allow_death {
        dest: MultiAddress::Id(derivative.clone()),
        value: funds + EXISTENTIAL_DEPOSIT,
    };
    chain.call(signed(Bob), fund);
    let create = pallet_stake_pools::Call::create {
        kind: pallet_stake_pools::Kind::Workers,
        commission: Permill::zero(),
        cap: None,
    };
    chain.call(signed(Alice), create);
    let act = |chain: &mut Chain, call: RuntimeCall| {
        attempt(chain, signed(Bob), pallet_utility::Call::as_derivative { index: 0, call: Box::new(call) })
    };
    assert_ok!(act(chain, pallet_stake_pools::Call::deposit { pool: 0, amount: funds }.into()));
    let index = propose(chain, root(), remark());
    let call = |balance| {
        let vote = aye(balance, Conviction::Locked6x);
        RuntimeCall::from(pallet_conviction_voting::Call::vote { poll_index: index, vote })
    };
    assert_ok!(act(chain, send(Bob, EXISTENTIAL_DEPOSIT).into()));
    assert_eq!(act(chain, call(funds)), refused(Error::InsufficientFunds));
    let again = pallet_balances::Call::transfer_allow_death {
        dest: MultiAddress::Id(derivative),
        value: EXISTENTIAL_DEPOSIT,
    };
    chain.call(signed(Bob), again);
    assert_ok!(act(chain, call(funds)));
}

#[test]
fn pha_that_voted_from_a_pool_is_locked_when_it_comes_back() {
    let chain = &mut Chain::new("development");
    let pooled = bob_in_a_pool(chain);
    let index = propose(chain, root(), remark());
    assert_ok!(vote(chain, Bob, index, aye(pooled + PHA, Conviction::Locked1x)));
    for _ in 0..chain.state(<Runtime as pallet_stake_pools::Config>::MinStay::get) {
        chain.advance();
    }
    let shares = chain.state(|| {
        let holder = pallet_stake_pools::Holder::Account(account(Bob));
        pallet_stake_pools::Positions::<Runtime>::get(0, holder).unwrap().shares
    });
    chain.call(signed(Bob), pallet_stake_pools::Call::withdraw { pool: 0, shares });
    assert_eq!(free(chain, &account(Bob)), pooled + PHA, "paid out");
    let away = attempt(chain, signed(Bob), send(Dave, PHA));
    assert_eq!(away, Err(TokenError::Frozen.into()), "or it would vote again elsewhere");
    let deposit = pallet_stake_pools::Call::deposit { pool: 0, amount: pooled };
    assert!(attempt(chain, signed(Bob), deposit).is_err(), "or it would count twice");
}

#[test]
fn stake_of_a_worker_votes() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, 20);
    chain.state(|| pallet_computation::Scores::<Runtime>::insert(worker, 1_000));
    let stake = 20_000 * PHA;
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake });
    let held = chain.state(|| Balances::total_balance_on_hold(&account(Alice)));
    assert_eq!(held, stake);
    let index = propose(chain, root(), remark());
    let all = chain.state(|| Balances::total_balance(&account(Alice)));
    assert!(all > free(chain, &account(Alice)));
    assert_ok!(vote(chain, Alice, index, aye(all, Conviction::Locked1x)));
    assert_eq!(tally(chain, index).ayes, all);
}

#[test]
fn a_delegate_votes_with_what_was_delegated_until_it_is_taken_back() {
    let chain = &mut Chain::new("development");
    let index = propose(chain, named(Origin::EconomyAdmin), remark());
    let delegate = pallet_conviction_voting::Call::delegate {
        class: 3,
        to: MultiAddress::Id(account(Charlie)),
        conviction: Conviction::Locked2x,
        balance: 1_000 * PHA,
    };
    chain.call(signed(Bob), delegate);
    assert_ok!(vote(chain, Charlie, index, aye(500 * PHA, Conviction::Locked1x)));
    let counted = tally(chain, index);
    assert_eq!((counted.ayes, counted.support), (2_500 * PHA, 1_500 * PHA));
    let own = vote(chain, Bob, index, aye(PHA, Conviction::None));
    assert_eq!(own, refused(Error::AlreadyDelegating));

    chain.call(signed(Bob), pallet_conviction_voting::Call::undelegate { class: 3 });
    assert_eq!(tally(chain, index).ayes, 500 * PHA);
    assert_ok!(vote(chain, Bob, index, aye(PHA, Conviction::None)));
}

#[test]
fn conviction_multiplies_the_vote_and_locks_the_pha_for_as_long() {
    let chain = &mut Chain::new("development");
    let index = propose(chain, root(), remark());
    let had = spendable(chain, Dave);
    assert_ok!(vote(chain, Dave, index, aye(100 * PHA, Conviction::Locked2x)));
    assert_eq!(tally(chain, index).ayes, 200 * PHA);
    support_but_dave(chain, index);
    assert_ok!(await_enactment(chain));
    let Info::Approved(end, ..) = info(chain, index) else { panic!("it was approved") };

    let unlock =
        || pallet_conviction_voting::Call::unlock { class: 0, target: MultiAddress::Id(account(Dave)) };
    chain.call(signed(Dave), pallet_conviction_voting::Call::remove_vote { class: Some(0), index });
    chain.call(signed(Eve), unlock());
    assert_eq!(spendable(chain, Dave), had - 100 * PHA);
    let period = chain.state(<Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod::get);
    while chain.height() < end + 2 * period {
        chain.advance();
    }
    chain.call(signed(Eve), unlock());
    assert_eq!(spendable(chain, Dave), had);
}

fn support_but_dave(chain: &mut Chain, index: ReferendumIndex) {
    for voter in VOTERS.into_iter().filter(|voter| *voter != Dave) {
        assert_ok!(vote(chain, voter, index, aye(900_000 * PHA, Conviction::Locked1x)));
    }
}

#[test]
fn support_is_measured_against_pha_that_somebody_owns() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let eligible = chain.state(<Runtime as pallet_conviction_voting::Config>::MaxTurnout::get);
    let issued = chain.state(Balances::total_issuance);
    // Its account's existential deposit is not the treasury's to spend.
    let treasury = free(chain, &TreasuryAccount::get()) - EXISTENTIAL_DEPOSIT;
    let pot = chain.state(|| <Balances as Inspect<AccountId>>::total_balance(&Computation::pot()));
    assert_eq!(eligible, issued - treasury - pot);
}

#[test]
fn a_proxy_for_governance_votes_and_moves_nothing() {
    let chain = &mut Chain::new("development");
    let index = propose(chain, root(), remark());
    let delegate = MultiAddress::Id(account(Eve));
    let add = pallet_proxy::Call::add_proxy { delegate, proxy_type: ProxyType::Governance, delay: 0 };
    chain.call(signed(Bob), add);
    let mut as_bob = |call: RuntimeCall| {
        let real = MultiAddress::Id(account(Bob));
        let call = pallet_proxy::Call::proxy { real, force_proxy_type: None, call: Box::new(call) };
        chain.call(signed(Eve), call);
        chain.state(System::events).into_iter().find_map(|record| match record.event {
            RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
            _ => None,
        })
    };
    let poll = pallet_conviction_voting::Call::vote {
        poll_index: index,
        vote: aye(100 * PHA, Conviction::Locked1x),
    };
    assert_eq!(as_bob(poll.into()), Some(Ok(())));
    let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
    assert_eq!(as_bob(send(Eve, PHA).into()), Some(Err(filtered)));
    assert_eq!(tally(chain, index).ayes, 100 * PHA);
}
