//! Gas fees leave the EVM for the cluster's pot: at the same heights on every replica, in whole units, not a wei lost.

use crate::support::{
    caller::{wei, Caller, GAS_PRICE, PHA},
    World, COMMITTEE,
};
use evm::FEE_ACCOUNT;
use messages::{
    call::DevelopmentCall,
    cluster::{pot_account, FEE_PERIOD, FEE_UNIT},
    commit::{Commit, Effect},
    ids::{BlockNumber, Height},
    limits::MAX_EFFECTS,
    U256,
};

/// Gas that a transfer pays for, in wei.
const TRANSFER_FEE: u64 = 21_000 * GAS_PRICE;
/// What Alice gives the fee account, and what of it leaves.
const GIFT: u128 = 3 * FEE_UNIT + 7;
const WHOLE: u128 = 3 * FEE_UNIT;

fn fee_account(world: &World) -> U256 {
    world.state(1).view().account(FEE_ACCOUNT).unwrap().0
}

fn applied_at(world: &World, height: Height) -> &Commit {
    world.ledger.applied.iter().find(|commit| commit.height == height).unwrap()
}

/// Has every replica execute blocks up to a height, and what follows from them. Orders of developers form one block each.
fn bring_to(world: &mut World, height: Height) {
    for _ in world.ledger.committee().commit.height..height {
        world.order(DevelopmentCall::Mine { blocks: 0, interval: 0 });
    }
    world.settle();
    assert!(world.ledger.committee().commit.height >= height);
}

/// A world in which the block before a pay-out is executed, and what the fee account has in it.
fn before_pay_out() -> (World, Caller, U256) {
    let mut world = World::development(2, 2, BlockNumber::MAX);
    let mut alice = world.funded(1);
    let gift = alice.pay(FEE_ACCOUNT, GIFT);
    world.push(&alice, gift);
    bring_to(&mut world, FEE_PERIOD - 1);
    assert_eq!(world.ledger.paid, [].into(), "nothing leaves before its time");
    let fees = wei(GIFT) + TRANSFER_FEE;
    assert_eq!(fee_account(&world), fees);
    (world, alice, fees)
}

#[test]
fn fees_are_paid_to_the_clusters_pot_by_an_effect_that_both_replicas_voted_for() {
    let (mut world, mut alice, fees) = before_pay_out();
    let pay = alice.pay(alice.address(), 1);
    world.push(&alice, pay);
    world.settle();
    let to = pot_account(COMMITTEE);
    assert_eq!(
        applied_at(&world, FEE_PERIOD).effects.to_vec(),
        [Effect::PayOut { to: to.clone(), amount: WHOLE }]
    );
    assert_eq!(world.ledger.paid, [(to, WHOLE)].into());
    assert_eq!(
        fee_account(&world),
        fees - wei(WHOLE) + TRANSFER_FEE,
        "the rest, and the new block's fee, wait for the next time"
    );
    let applied = world.ledger.committee().commit;
    for place in [1, 2] {
        assert_eq!(world.machines[place].status().state_root, Some(applied.state_root));
    }
    assert_eq!(world.state(1).supply(), wei(world.ledger.escrow), "supply is escrow");

    bring_to(&mut world, 2 * FEE_PERIOD);
    assert_eq!(applied_at(&world, 2 * FEE_PERIOD).effects.to_vec(), [], "less than a unit stays");
}

#[test]
fn fees_that_the_chain_cannot_pay_come_back_and_leave_the_next_time() {
    let (mut world, _, fees) = before_pay_out();
    let to = pot_account(COMMITTEE);
    world.ledger.broken_accounts.insert(to.clone());
    bring_to(&mut world, FEE_PERIOD);
    assert_eq!((fee_account(&world), world.ledger.paid.len()), (fees, 0));
    world.ledger.broken_accounts.clear();
    bring_to(&mut world, 2 * FEE_PERIOD);
    assert_eq!(world.ledger.paid, [(to, WHOLE)].into());
    assert_eq!(world.state(1).supply(), wei(world.ledger.escrow), "supply is escrow");
}

#[test]
fn withdrawals_cannot_take_the_room_of_the_fees() {
    let (mut world, mut alice, _) = before_pay_out();
    let calls = (0..MAX_EFFECTS).map(|_| alice.withdraw(&[8; 32].into(), PHA)).collect();
    world.push_batch(&alice, calls);
    world.settle();
    let effects = &applied_at(&world, FEE_PERIOD).effects;
    assert_eq!(effects.len(), MAX_EFFECTS as usize);
    assert_eq!(effects[0], Effect::PayOut { to: pot_account(COMMITTEE), amount: WHOLE });
    assert_eq!(world.ledger.paid[&[8; 32].into()], u128::from(MAX_EFFECTS - 1) * PHA);
}
