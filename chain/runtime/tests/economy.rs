//! Mining in the real runtime: workers that are registered with quotes answer in signed statements, and are paid.

use crate::{
    chain::{account, signed, Chain},
    workers::{machine, register, say, saying},
};
use adyton_runtime::{
    config::governance::TreasuryAccount, Balances, Computation, Runtime, RuntimeCall, RuntimeOrigin, PHA,
};
use attestation::{Grace, TcbStatus};
use codec::Decode;
use economy::{Confidence, Fixed, State};
use frame_support::traits::{fungible::Inspect, Get, UnfilteredDispatchable};
use messages::{
    abi,
    capacity::{Challenge, Measurement},
    ids::*,
    registration::TrustRoot,
    worker::Statement,
    H256,
};
use pallet_computation::{Attestation, Session};
use pallet_registry::Condition;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{DispatchError, Permill};

/// A machine that serves no committee.
const MINER: u32 = 20;
/// Work of a machine of score 1,000 in a block of half a second, in thousandths.
const WORK_PER_BLOCK: u64 = 84;

fn read<T: Decode>(chain: &mut Chain, key: Vec<u8>) -> Option<T> {
    chain.raw(&key).map(|bytes| T::decode(&mut bytes.as_slice()).unwrap())
}

fn session(chain: &mut Chain, worker: WorkerId) -> Option<Session> {
    chain.state(|| pallet_computation::Workers::<Runtime>::get(worker))
}

fn free(chain: &mut Chain, who: &AccountId) -> Balance {
    chain.state(|| <Balances as Inspect<AccountId>>::balance(who))
}

/// Registers a machine and measures it, as its enclave would: it reads what it is asked by the keys of the ABI.
fn measured(chain: &mut Chain, number: u32) -> WorkerId {
    chain.advance();
    let worker = register(chain, number);
    chain.call(signed(Alice), pallet_computation::Call::measure { worker });
    let asked: Measurement = read(chain, abi::measurement(&worker)).unwrap();
    while chain.height() < asked.until {
        chain.advance();
    }
    let units = WORK_PER_BLOCK * u64::from(asked.until - asked.block + 1);
    let score = Statement::Score { measurement: asked.block, units, digest: H256([1; 32]), lanes: 1 };
    say(chain, number, score);
    assert!(read::<Measurement>(chain, abi::measurement(&worker)).is_none());
    worker
}

fn await_challenge(chain: &mut Chain, worker: WorkerId) -> Challenge {
    loop {
        chain.advance();
        if let Some(challenge) = read(chain, abi::challenge(&worker)) {
            return challenge;
        }
    }
}

fn answer(chain: &mut Chain, number: u32) {
    let challenge = await_challenge(chain, machine(number).id());
    let work = u64::from(chain.height()) * WORK_PER_BLOCK;
    say(chain, number, Statement::Heartbeat { challenge: challenge.block, work });
}

#[test]
fn a_miner_is_measured_stakes_answers_and_earns() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    let score = chain.state(|| pallet_computation::Scores::<Runtime>::get(worker)).unwrap();
    assert!((950..1_050).contains(&score), "{score}");
    let stake = 4_000 * PHA;
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake });
    let before = free(chain, &account(Alice));
    answer(chain, MINER);
    assert!(free(chain, &account(Alice)) > before);
    let paid = free(chain, &account(Alice)) - before;
    // A lone worker gets the workers' part of every block: a fifth is the treasury's.
    let blocks = u128::from(chain.height());
    assert!(paid < blocks * 720_000 * PHA / 172_800 * 8 / 10, "{paid}");
}

#[test]
fn who_is_silent_falls_out_and_recovers_with_a_late_answer() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake: 4_000 * PHA });
    let challenge = await_challenge(chain, worker);
    let state = |chain: &mut Chain| session(chain, worker).unwrap().position;
    let value = state(chain).value;
    while state(chain).state == State::Idle {
        chain.advance();
    }
    for _ in 0..20 {
        chain.advance();
    }
    say(chain, MINER, Statement::Heartbeat { challenge: challenge.block, work: 1 });
    let back = state(chain);
    assert_eq!(back.state, State::Idle);
    assert!(back.value < value, "silence costs");
}

#[test]
fn a_pool_stakes_for_a_worker_and_its_holders_share_what_it_earns() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    let create = pallet_stake_pools::Call::create {
        kind: pallet_stake_pools::Kind::Workers,
        commission: Permill::from_percent(10),
        cap: None,
    };
    chain.call(signed(Alice), create);
    chain.call(signed(Alice), pallet_stake_pools::Call::add_worker { pool: 0, worker });
    chain.call(signed(Bob), pallet_stake_pools::Call::deposit { pool: 0, amount: 4_000 * PHA });
    chain.call(signed(Alice), pallet_stake_pools::Call::start { worker, stake: 4_000 * PHA });
    answer(chain, MINER);
    let pool = chain.state(|| pallet_stake_pools::Pools::<Runtime>::get(0)).unwrap();
    assert!(pool.assets() > 4_000 * PHA);
    let power = chain.state(|| adyton_runtime::StakePools::voting_power(&account(Bob)));
    assert!(power > 4_000 * PHA, "and they vote with it");
}

#[test]
fn simulated_hardware_earns_on_development_networks_only() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, MINER);
    let confidence = || <Runtime as pallet_computation::Config>::Attestation::confidence(&worker);
    let record = chain.state(|| pallet_registry::Workers::<Runtime>::get(worker)).unwrap();
    assert_eq!(record.attested.root, TrustRoot::Simulated);
    assert_eq!(chain.state(confidence), Confidence::Full);
    chain.state(pallet_anchors::Development::<Runtime>::kill);
    assert_eq!(chain.state(confidence), Confidence::None);
}

#[test]
fn what_an_attestation_is_worth_follows_the_platforms_state() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, MINER);
    let confidence = || <Runtime as pallet_computation::Config>::Attestation::confidence(&worker);
    let with_status = |chain: &mut Chain, status: TcbStatus| {
        chain.state(|| {
            pallet_registry::Facts::<Runtime>::mutate_extant(worker, |facts| facts.status = status);
            confidence()
        })
    };
    use TcbStatus::*;
    let table = [
        (UpToDate, Confidence::Full),
        (SWHardeningNeeded, Confidence::Full),
        (ConfigurationNeeded, Confidence::Configuration),
        (ConfigurationAndSWHardeningNeeded, Confidence::Configuration),
        (OutOfDate, Confidence::Outdated),
        (OutOfDateConfigurationNeeded, Confidence::Outdated),
        (TDRelaunchAdvised, Confidence::Outdated),
        (TDRelaunchAdvisedConfigurationNeeded, Confidence::Outdated),
    ];
    for (status, worth) in table {
        assert_eq!(with_status(chain, status), worth, "{status:?}");
    }

    with_status(chain, UpToDate);
    let under = |chain: &mut Chain, condition: Condition| {
        chain.state(|| {
            pallet_registry::Conditions::<Runtime>::insert(worker, condition);
            confidence()
        })
    };
    let degraded = Condition::Degraded { reason: Grace::Deprecated, until_ms: TimeMs::MAX };
    assert_eq!(under(chain, degraded), Confidence::Outdated);
    let suspended = Condition::Suspended { reason: DispatchError::BadOrigin, removed_after_ms: TimeMs::MAX };
    assert_eq!(under(chain, suspended), Confidence::None);
}

#[test]
fn a_worker_whose_program_is_denied_while_it_mines_is_paid_no_more() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake: 4_000 * PHA });
    answer(chain, MINER);
    let measurement =
        chain.state(|| pallet_registry::Workers::<Runtime>::get(worker)).unwrap().attested.measurement;
    chain.call(RuntimeOrigin::root(), pallet_registry::Call::deny_measurement { measurement });
    chain.call(signed(Bob), pallet_computation::Call::reassess { worker });
    let suspended = session(chain, worker).unwrap().position;
    assert_eq!((suspended.state, suspended.share), (State::Unresponsive, Fixed::ZERO));

    // Its word counts no more, so that it cannot recover; its owner may still leave.
    let challenge: Challenge = read(chain, abi::challenge(&worker)).unwrap();
    let answer = Statement::Heartbeat { challenge: challenge.block, work: u64::MAX };
    let answering = RuntimeCall::from(saying(chain, MINER, answer));
    assert!(chain.block(|| answering.dispatch_bypass_filter(signed(Alice))).is_err());
    chain.call(signed(Alice), pallet_computation::Call::stop { worker });
    assert_eq!(session(chain, worker).unwrap().position.state, State::CoolingDown);
}

#[test]
fn a_removed_worker_loses_its_score_and_its_share() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake: 4_000 * PHA });
    chain.block(|| {
        pallet_registry::Workers::<Runtime>::remove(worker);
        pallet_registry::Challenges::<Runtime>::remove(worker);
        pallet_registry::Facts::<Runtime>::remove(worker);
        <<Runtime as pallet_registry::Config>::OnRemoved as pallet_registry::OnRemoved>::on_removed(&worker);
    });
    assert_eq!(session(chain, worker).unwrap().position.state, State::Unresponsive);
    assert_eq!(chain.state(|| pallet_computation::Scores::<Runtime>::get(worker)), None);
}

#[test]
fn the_treasury_gets_its_part_every_hour() {
    let chain = &mut Chain::new("development");
    let worker = measured(chain, MINER);
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake: 4_000 * PHA });
    let treasury = TreasuryAccount::get();
    let before = free(chain, &treasury);
    while chain.height() < <Runtime as pallet_computation::Config>::TreasuryPeriod::get() {
        chain.advance();
    }
    assert!(free(chain, &treasury) > before);
}

#[test]
fn mining_is_paid_from_seven_tenths_of_all_pha_on_every_network() {
    for preset in ["development", "local", "live"] {
        let chain = &mut Chain::new(preset);
        assert_eq!(chain.state(|| Balances::balance(&Computation::pot())), 700_000_000 * PHA);
    }
}

#[test]
fn only_governance_sets_the_rules() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let rules = chain.state(|| pallet_computation::RulesInForce::<Runtime>::get().rules());
    let call = RuntimeCall::from(pallet_computation::Call::set_rules { rules });
    let refused = chain.block(|| call.dispatch_bypass_filter(signed(Alice)));
    assert_eq!(refused.unwrap_err().error, DispatchError::BadOrigin);
}

#[test]
fn a_member_that_contradicts_itself_risks_a_tenth_of_what_is_at_stake_for_it() {
    let chain = &mut Chain::new("development");
    // Machine 2 is a member of cluster 1.
    let worker = measured(chain, 2);
    chain.call(signed(Alice), pallet_computation::Call::start { worker, stake: 4_000 * PHA });
    for hash in [1, 2] {
        let commits = frame_support::BoundedVec::truncate_from(vec![H256([hash; 32])]);
        say(chain, 2, Statement::Votes { committee: 1, first_height: 1, commits });
    }
    let slash = chain.state(|| pallet_computation::Slashes::<Runtime>::get(worker)).unwrap();
    assert_eq!(slash.amount, 400 * PHA);
    assert_eq!(session(chain, worker).unwrap().position.state, State::CoolingDown);
}
