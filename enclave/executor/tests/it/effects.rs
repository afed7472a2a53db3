//! PHA that leaves the EVM: exactly once, refunded exactly if it cannot be paid, never more than came in.

use crate::{
    calls::executed,
    support::{
        caller::{wei, Caller, GAS_PRICE, PHA},
        contracts, World,
    },
};
use evm::FEE_ACCOUNT;
use executor::compute::items::refund_key;
use messages::{
    call::CallBody,
    commit::Effect,
    ids::{AccountId, Balance},
    limits::MAX_EFFECTS,
    receipt::ExecutionReceipt,
    H160, U256,
};

fn account(number: u8) -> AccountId {
    [number; 32].into()
}

fn fee(receipt: &ExecutionReceipt) -> U256 {
    U256::from(receipt.gas_used) * U256::from(GAS_PRICE)
}

/// What came in less what went out is what is there, to the wei.
fn assert_conserved(world: &mut World, accounts: &[H160]) {
    let state = world.state(1);
    assert_eq!(state.supply(), wei(world.ledger.escrow), "supply is escrow");
    let view = state.view();
    let fees = FEE_ACCOUNT;
    let balances = accounts.iter().chain([&fees]).map(|address| view.account(*address).unwrap().0);
    assert_eq!(balances.fold(U256::zero(), |sum, balance| sum + balance), state.supply());
}

#[test]
fn a_withdrawal_is_paid_out_once() {
    let mut world = World::ready(3, 2);
    let mut alice = world.funded(1);
    let withdraw = alice.withdraw(&account(8), 5 * PHA);
    let seq = world.push(&alice, withdraw);
    world.settle();
    let receipt = executed(&mut world, &alice, seq, 0);
    assert!(receipt.success);
    let effects: Vec<_> = world.ledger.applied.iter().flat_map(|commit| commit.effects.clone()).collect();
    assert_eq!(effects, [Effect::PayOut { to: account(8), amount: 5 * PHA }]);
    assert_eq!(world.ledger.paid, [(account(8), 5 * PHA)].into());
    assert_eq!(world.balance(2, &alice), wei(995 * PHA) - fee(&receipt));
    assert_conserved(&mut world, &[alice.address()]);
}

#[test]
fn what_cannot_be_paid_is_refunded_exactly_and_only_that() {
    let mut world = World::ready(2, 2);
    let (mut alice, mut bob) = (world.funded(1), world.funded(2));
    world.ledger.broken_accounts.insert(account(9));
    let calls = [(account(9), 7 * PHA + 1), (account(8), 3 * PHA)]
        .map(|(to, amount)| alice.withdraw(&to, amount))
        .to_vec();
    let seq = world.push_batch(&alice, calls);
    let from_bob = bob.withdraw(&account(9), 11);
    let bobs = world.push(&bob, from_bob);
    world.settle();

    let fees: Vec<_> = [0, 1].map(|index| fee(&executed(&mut world, &alice, seq, index))).to_vec();
    assert_eq!(world.balance(1, &alice), wei(997 * PHA) - fees[0] - fees[1]);
    let bobs_fee = fee(&executed(&mut world, &bob, bobs, 0));
    assert_eq!(world.balance(1, &bob), wei(1_000 * PHA) - bobs_fee);
    assert_eq!(world.ledger.paid, [(account(8), 3 * PHA)].into());
    let with_effects = world.ledger.applied.iter().find(|commit| commit.effects.len() == 3).unwrap();
    let records = world.state(1).view().item(&refund_key(with_effects.height)).unwrap();
    assert_eq!(records, None, "refund records go when the chain has settled");
    assert_conserved(&mut world, &[alice.address(), bob.address()]);
}

#[test]
fn a_block_carries_no_more_effects_than_a_commit() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let calls = (0..=MAX_EFFECTS).map(|_| alice.withdraw(&account(8), PHA)).collect();
    let seq = world.push_batch(&alice, calls);
    let once_more = alice.withdraw(&account(8), PHA);
    world.settle();
    assert!(executed(&mut world, &alice, seq, MAX_EFFECTS - 1).success);
    let excess = executed(&mut world, &alice, seq, MAX_EFFECTS);
    assert!(!excess.success);
    assert!(String::from_utf8_lossy(&excess.output).contains("no room for another effect"));
    let retried = world.push(&alice, once_more);
    world.settle();
    assert!(executed(&mut world, &alice, retried, 0).success, "in a later block there is room again");
    assert_eq!(world.ledger.paid[&account(8)], Balance::from(MAX_EFFECTS + 1) * PHA);
    assert_conserved(&mut world, &[alice.address()]);
}

#[test]
fn an_auction_of_secret_bids_pays_the_seller_on_the_chain() {
    let mut world = World::ready(2, 2);
    let (mut seller, mut low, mut high) = (world.funded(1), world.funded(2), world.funded(3));
    let create = seller.create(contracts::auction("1000000000000000000".parse().unwrap()));
    let seq = world.push(&seller, create);
    world.settle();
    let auction = executed(&mut world, &seller, seq, 0).created.unwrap();
    let bid = |world: &mut World, bidder: &mut Caller, units: Balance| {
        let amount = (units * Balance::from(evm::WEI_PER_UNIT)).to_string().parse().unwrap();
        let body = CallBody { value: wei(units), ..bidder.call(auction, contracts::bid(amount)) };
        world.push(bidder, body)
    };
    let bids = [bid(&mut world, &mut low, 10 * PHA), bid(&mut world, &mut high, 25 * PHA)];
    world.settle();
    assert!(
        executed(&mut world, &low, bids[0], 0).success && executed(&mut world, &high, bids[1], 0).success
    );
    for data in [contracts::close(), contracts::settle(), contracts::withdraw_to_chain(&account(7))] {
        let call = seller.call(auction, data);
        let seq = world.push(&seller, call);
        world.settle();
        assert!(executed(&mut world, &seller, seq, 0).success);
    }
    assert_eq!(world.ledger.paid, [(account(7), 25 * PHA)].into());
    assert_conserved(&mut world, &[auction, seller.address(), low.address(), high.address()]);
}
