//! Effects: in order, exactly once, and never the reason why a commit fails.

use crate::{
    mock::*,
    pallet::{Error, Event},
    Tier,
};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use messages::{
    channel::{Notice, Sender},
    commit::{Commit, Effect},
    ids::*,
    limits::*,
    H160, H256,
};

const DEPOSIT: Balance = 1_000;

fn balance(who: &AccountId) -> Balance {
    Balances::balance(who)
}

fn escrow() -> AccountId {
    Committees::escrow_account(CLUSTER)
}

fn newcomer() -> AccountId {
    AccountId::new([0x77; 32])
}

fn deposit(amount: Balance) {
    assert_ok!(Committees::deposit(signed(stranger()), CLUSTER, H160::repeat_byte(1), amount));
}

fn pay_out(to: AccountId, amount: Balance) -> Effect {
    Effect::PayOut { to, amount }
}

fn push(channel: ChannelId) -> Effect {
    Effect::Push { channel, payload: vec![1, 2, 3].try_into().unwrap() }
}

fn publish() -> Effect {
    Effect::Event { topic: H256::repeat_byte(9), data: vec![4].try_into().unwrap() }
}

/// Applies a commit with these effects, if it can be applied.
fn apply(effects: Vec<Effect>) {
    agree_on(&commit_after(cluster().commit, 7, effects));
    finish_block();
}

fn settled(height: Height, failed: &[u16]) -> Notice {
    Notice::EffectsSettled { height, failed: failed.to_vec().try_into().unwrap() }
}

#[test]
fn effects_are_carried_out_in_order_and_settled_with_one_notice() {
    ExtBuilder::default().build_and_execute(|| {
        deposit(DEPOSIT);
        System::reset_events();
        let before = Messages::get(OTHER).unwrap().len();
        apply(vec![pay_out(newcomer(), 300), push(OTHER), publish()]);
        assert_eq!(balance(&newcomer()), 300);
        let said = Messages::get(OTHER).unwrap().split_off(before);
        assert_eq!((said.len(), &said[0].sender), (1, &Sender::Committee(CLUSTER)));
        assert_eq!(notices().last(), Some(&settled(1, &[])));
        let names = events().into_iter().skip(1).map(|event| match event {
            Event::PaidOut { .. } => "paid out",
            Event::Published { .. } => "published",
            Event::CommitApplied { .. } => "applied",
            _ => "other",
        });
        assert_eq!(names.collect::<Vec<_>>(), ["paid out", "published", "applied"]);
    });
}

#[test]
fn a_commit_without_effects_sends_no_notice() {
    ExtBuilder::default().build_and_execute(|| {
        apply(vec![]);
        assert_eq!((applied(), notices()), (1, vec![]));
    });
}

#[test]
fn a_pay_out_below_the_existential_deposit_is_listed_and_changes_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        deposit(DEPOSIT);
        let before = balance(&escrow());
        apply(vec![publish(), pay_out(newcomer(), ExistentialDeposit::get() - 1), publish()]);
        assert_eq!(applied(), 1);
        assert_eq!((balance(&escrow()), balance(&newcomer())), (before, 0));
        assert_eq!(notices().last(), Some(&settled(1, &[1])));
    });
}

#[test]
fn all_that_was_deposited_can_be_paid_out_and_nothing_more() {
    ExtBuilder::default().build_and_execute(|| {
        deposit(DEPOSIT);
        apply(vec![pay_out(newcomer(), DEPOSIT), pay_out(newcomer(), 1)]);
        assert_eq!(balance(&newcomer()), DEPOSIT);
        assert_eq!(balance(&escrow()), ExistentialDeposit::get());
        assert_eq!(notices().last(), Some(&settled(1, &[1])));
    });
}

#[test]
fn an_effect_into_a_full_unknown_or_its_own_channel_fails_alone() {
    ExtBuilder::default().build_and_execute(|| {
        Full::set(vec![(OTHER, Tier::Committee)]);
        apply(vec![push(OTHER), publish(), push(99), push(CLUSTER), publish()]);
        assert_eq!(applied(), 1);
        assert_eq!(notices(), vec![settled(1, &[0, 2, 3])]);
        let failures = events().into_iter().filter(|event| matches!(event, Event::EffectFailed { .. }));
        assert_eq!(failures.count(), 3);
    });
}

#[test]
fn a_commit_with_effects_waits_for_notice_room_and_goes_on_after_pruning() {
    ExtBuilder::default().build_and_execute(|| {
        deposit(DEPOSIT);
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        apply(vec![]);
        assert_eq!(applied(), 1);
        apply(vec![pay_out(newcomer(), 300)]);
        assert_eq!((applied(), balance(&newcomer())), (1, 0));
        Full::set(vec![]);
        finish_block();
        assert_eq!((applied(), balance(&newcomer())), (2, 300));
        assert_eq!(notices().last(), Some(&settled(2, &[])));
        pass(3);
        assert_eq!(balance(&newcomer()), 300);
    });
}

#[test]
fn the_largest_commit_is_applied_and_a_larger_one_does_not_decode() {
    ExtBuilder::default().build_and_execute(|| {
        apply(vec![push(99); MAX_EFFECTS as usize]);
        let all: Vec<u16> = (0..MAX_EFFECTS as u16).collect();
        assert_eq!(notices(), vec![settled(1, &all)]);
    });
    let largest = Commit {
        committee: CLUSTER,
        height: 1,
        parent: H256::zero(),
        upto_block: 1,
        upto_seq: 0,
        state_root: H256::zero(),
        generation: 1,
        effects: Default::default(),
    };
    let mut bytes = largest.encode();
    bytes.pop();
    bytes.extend(vec![publish(); MAX_EFFECTS as usize + 1].encode());
    assert!(Commit::decode(&mut &bytes[..]).is_err());
}

#[test]
fn a_deposit_moves_money_to_escrow_and_tells_the_committee() {
    ExtBuilder::default().build_and_execute(|| {
        deposit(DEPOSIT);
        assert_eq!(balance(&escrow()), DEPOSIT + ExistentialDeposit::get());
        let told = Notice::Deposit { to: H160::repeat_byte(1), amount: DEPOSIT };
        assert_eq!(notices(), vec![told]);
    });
}

#[test]
fn deposits_are_refused_when_small_unaffordable_misplaced_or_without_room() {
    ExtBuilder::default().build_and_execute(|| {
        let deposit = |id, amount| Committees::deposit(signed(stranger()), id, H160::zero(), amount);
        assert_noop!(deposit(CLUSTER, MinDeposit::get() - 1), Error::<Test>::DepositTooSmall);
        assert_noop!(deposit(99, DEPOSIT), Error::<Test>::UnknownCommittee);
        assert_noop!(deposit(KEEPER_COMMITTEE, DEPOSIT), Error::<Test>::NotAnEvm);
        assert!(deposit(CLUSTER, FUNDS).is_err(), "the caller's account would vanish");
        Full::set(vec![(CLUSTER, Tier::Account)]);
        let (before, result) = (balance(&stranger()), deposit(CLUSTER, DEPOSIT));
        assert!(result.is_err());
        assert_eq!(balance(&stranger()), before, "a refused deposit costs nothing");
    });
}
