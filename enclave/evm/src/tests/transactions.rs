//! What Ethereum transactions can ask for beyond plain calls: prices, access lists, and a market of gas.

use super::{contracts::*, *};

fn pay(max_fee: u64, priority_fee: u64) -> Call {
    Call {
        caller: ALICE,
        max_fee_per_gas: max_fee.into(),
        priority_fee: priority_fee.into(),
        gas_limit: 21_000,
        ..call(BOB, U256::zero(), vec![])
    }
}

#[test]
fn tips_go_where_fees_go() {
    // What is offered, and what a unit of gas costs at a base fee of 1 gwei.
    let table = [(GWEI, 0, GWEI), (3 * GWEI, GWEI, 2 * GWEI), (3 * GWEI, 3 * GWEI, 3 * GWEI), (5, 0, 0)];
    for (max_fee, priority_fee, price) in table {
        let mut world = World::funded();
        let call = pay(max_fee, priority_fee);
        let receipt = world.block(|block| {
            let receipt = block.execute(&call).unwrap();
            if price > 0 {
                assert_eq!(block.effective_gas_price(&call), u128::from(price));
            }
            receipt
        });
        let fee = U256::from(21_000 * price);
        assert_eq!(matches!(receipt, Receipt::Executed(_)), price > 0);
        assert_eq!((world.balance(ALICE), world.balance(FEE_ACCOUNT)), (ether(1000) - fee, fee));
        assert_eq!(world.sum_of_balances(), world.evm.supply());
    }
}

#[test]
fn an_access_list_is_paid_for_and_warms_what_it_names() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let plain = world.execute(ALICE, call(register, U256::zero(), word(1))).gas_used;
    let access_list = vec![(register, vec![H256::from_low_u64_be(1)])];
    let listed = Call { access_list, ..call(register, U256::zero(), word(1)) };
    let listed = world.execute(ALICE, listed).gas_used;
    // EIP-2930: 2,400 an address and 1,900 a slot; EIP-2929: a warm read costs 100 instead of 2,100. The address is warm
    // already, as the transaction's target.
    assert_eq!(listed, plain + 2_400 + 1_900 - 2_000);
}

#[test]
fn the_price_of_gas_rises_with_full_blocks_and_falls_to_its_floor() {
    let mut world = World::funded();
    let endless = world.deploy(ALICE, deploying(LOOP));
    assert_eq!(world.evm.base_fee(), GWEI, "a block below target leaves the floor");
    let full = Call { gas_limit: BLOCK_GAS, ..call(endless, U256::zero(), vec![]) };
    world.execute(ALICE, full.clone());
    assert_eq!(world.evm.base_fee(), GWEI * 9 / 8);
    world.execute(ALICE, full);
    assert_eq!(world.evm.base_fee(), GWEI * 81 / 64);
    let before = world.balance(FEE_ACCOUNT);
    world.block(|block| {
        let refusal = refused(block.execute(&Call { nonce: 3, ..pay(GWEI, GWEI) }).unwrap());
        assert_eq!(refusal, Refusal::Underpriced);
        executed(block.execute(&Call { nonce: 3, ..pay(2 * GWEI, 0) }).unwrap());
    });
    assert_eq!(world.balance(FEE_ACCOUNT) - before, U256::from(21_000) * U256::from(GWEI * 81 / 64));
    let mut world = world.reopened();
    assert_eq!(world.evm.view().base_fee(), world.evm.base_fee());
    for _ in 0..3 {
        world.block(|_| ());
    }
    assert_eq!(world.evm.base_fee(), GWEI);
    assert_eq!(world.sum_of_balances(), world.evm.supply());
}
