//! The way out of the EVM.

use super::{contracts::*, *};
use messages::limits::MAX_EFFECTS;

const SYSTEM: H160 = SYSTEM_ADDRESS;
const CHAIN_ACCOUNT: [u8; 32] = [0x5a; 32];

fn withdrawal(value: U256) -> Call {
    call(SYSTEM, value, withdraw(CHAIN_ACCOUNT))
}

/// Executes one call and returns its receipt with the withdrawals of its block.
fn run(world: &mut World, body: Call) -> (ExecutionReceipt, Vec<Outgoing>) {
    let nonce = world.evm.view().account(ALICE).unwrap().1;
    world.block(|block| {
        let receipt = executed(block.execute(&Call { caller: ALICE, nonce, ..body }).unwrap());
        (receipt, block.outgoing().to_vec())
    })
}

fn reason(receipt: &ExecutionReceipt) -> String {
    String::from_utf8_lossy(&receipt.output).into_owned()
}

#[test]
fn a_withdrawal_leaves_the_evm_in_chain_units() {
    let mut world = World::funded();
    let (receipt, outgoing) = run(&mut world, withdrawal(ether(3)));
    assert!(receipt.success);
    assert_eq!(receipt.logs.len(), 1);
    let amount = 3_000_000_000_000;
    assert_eq!(outgoing, [Outgoing { to: CHAIN_ACCOUNT.into(), amount, refund: ALICE }]);
    assert_eq!(world.balance(SYSTEM), U256::zero());
    assert_eq!(world.evm.supply(), ether(1997));
    assert_eq!(world.sum_of_balances(), ether(1997));
}

#[test]
fn a_contract_that_withdraws_gets_the_refund() {
    let mut world = World::funded();
    let payer = world.deploy(ALICE, deploying(&forwarder(SYSTEM, Opcode::Call, Then::ReturnSuccess)));
    let (receipt, outgoing) = run(&mut world, call(payer, ether(1), withdraw(CHAIN_ACCOUNT)));
    assert_eq!(receipt.output, word(1));
    assert_eq!(outgoing[0].refund, payer);
}

#[test]
fn what_is_not_a_whole_payable_call_reverts_with_the_reason() {
    let mut world = World::funded();
    let selector = withdraw(CHAIN_ACCOUNT)[..4].to_vec();
    let cases = [
        (withdrawal(U256::zero()), "positive multiple of 10^6 wei"),
        (withdrawal(ether(1) + 1), "positive multiple of 10^6 wei"),
        (withdrawal(U256::from(999_999)), "positive multiple of 10^6 wei"),
        (call(SYSTEM, ether(1), vec![]), "not a call of withdraw(bytes32)"),
        (call(SYSTEM, ether(1), selector.clone()), "not a call of withdraw(bytes32)"),
        (call(SYSTEM, ether(1), [selector, vec![0; 31]].concat()), "not a call of withdraw(bytes32)"),
        (call(SYSTEM, ether(1), vec![7; 36]), "not a call of withdraw(bytes32)"),
    ];
    for (body, expected) in cases {
        let (receipt, outgoing) = run(&mut world, body);
        assert!(!receipt.success && outgoing.is_empty());
        assert!(reason(&receipt).contains(expected), "{}", reason(&receipt));
    }
    assert_eq!(world.sum_of_balances(), ether(2000));
}

#[test]
fn only_a_plain_call_withdraws() {
    let mut world = World::funded();
    for opcode in [Opcode::CallCode, Opcode::DelegateCall, Opcode::StaticCall] {
        let payer = world.deploy(ALICE, deploying(&forwarder(SYSTEM, opcode, Then::ReturnSuccess)));
        let (receipt, outgoing) = run(&mut world, call(payer, ether(1), withdraw(CHAIN_ACCOUNT)));
        assert_eq!(receipt.output, word(0));
        assert!(outgoing.is_empty());
        assert_eq!(world.balance(payer), ether(1), "the value stays where it was sent");
    }
    assert_eq!(world.evm.supply(), ether(2000));
}

#[test]
fn a_reverting_frame_takes_its_withdrawal_back() {
    let mut world = World::funded();
    let inner = world.deploy(ALICE, deploying(&forwarder(SYSTEM, Opcode::Call, Then::Revert)));
    let outer = world.deploy(ALICE, deploying(&forwarder(inner, Opcode::Call, Then::ReturnSuccess)));
    let (receipt, outgoing) = run(&mut world, call(outer, ether(1), withdraw(CHAIN_ACCOUNT)));
    assert!(receipt.success, "the outer frame goes on");
    assert_eq!(receipt.output, word(0));
    assert!(outgoing.is_empty() && receipt.logs.is_empty());
    assert_eq!(world.balance(outer), ether(1));
    // The same at the top.
    let (receipt, outgoing) = run(&mut world, call(inner, ether(1), withdraw(CHAIN_ACCOUNT)));
    assert!(!receipt.success && outgoing.is_empty());
    assert_eq!(world.evm.supply(), ether(2000));
    assert_eq!(world.sum_of_balances(), ether(2000));
}

#[test]
fn too_little_gas_withdraws_nothing() {
    let mut world = World::funded();
    let body = Call { gas_limit: 21_000 + 2_000 + WITHDRAW_GAS / 2, ..withdrawal(ether(1)) };
    let (receipt, outgoing) = run(&mut world, body);
    assert!(!receipt.success && outgoing.is_empty());
    assert_eq!(world.sum_of_balances(), ether(2000));
}

#[test]
fn a_block_holds_a_bounded_number_of_effects() {
    let mut world = World::funded();
    let mut block = world.begin();
    for nonce in 0..u64::from(MAX_EFFECTS) {
        let body = Call { nonce, ..withdrawal(ether(1)) };
        assert!(executed(block.execute(&Call { caller: ALICE, ..body.clone() }).unwrap()).success);
    }
    let one_more = Call { nonce: u64::from(MAX_EFFECTS), ..withdrawal(ether(1)) };
    let receipt = executed(block.execute(&Call { caller: ALICE, ..one_more }).unwrap());
    assert!(!receipt.success);
    assert!(reason(&receipt).contains("no room for another effect"));
    assert_eq!(block.outgoing().len(), MAX_EFFECTS as usize);
    block.finish().unwrap();
    let (receipt, outgoing) = run(&mut world, withdrawal(ether(1)));
    assert!(receipt.success && outgoing.len() == 1, "the next block has room again");
}

#[test]
fn the_bound_counts_withdrawals_of_the_same_call() {
    // Withdraws calldata[0] times one unit each, to account zero.
    let selector = &withdraw(CHAIN_ACCOUNT)[..4];
    let code = [
        &[0x63][..],
        selector,
        &[0x60, 0xe0, 0x1b, 0x5f, 0x52], // memory: selector
        &[0x5f, 0x35],                   // n
        &[0x5b],                         // loop (at 12)
        &[0x5f, 0x5f, 0x60, 0x24, 0x5f, 0x62, 0x0f, 0x42, 0x40, 0x61, 0x0a, 0xd1, 0x5a, 0xf1, 0x50], // call
        &[0x60, 0x01, 0x90, 0x03, 0x80, 0x60, 0x0c, 0x57, 0x00], // n -= 1; if n jump loop
    ]
    .concat();
    assert_eq!(code[12], 0x5b);
    let mut world = World::funded();
    let many = world.deploy(ALICE, deploying(&code));
    let body = Call { gas_limit: BLOCK_GAS, ..call(many, ether(1), word(100)) };
    let (receipt, outgoing) = run(&mut world, body);
    assert!(receipt.success);
    assert_eq!(outgoing.len(), MAX_EFFECTS as usize);
    assert_eq!(world.evm.supply(), ether(2000) - U256::from(MAX_EFFECTS * 1_000_000));
    assert_eq!(world.sum_of_balances(), world.evm.supply());
}

#[test]
fn fees_leave_the_evm_and_go_back_to_the_fee_account_if_they_cannot_be_paid() {
    let mut world = World::funded();
    world.execute(ALICE, call(FEE_ACCOUNT, ether(2), vec![]));
    let before = world.balance(FEE_ACCOUNT);
    let unit = 1_500_000_000_000;
    let outgoing = world.block(|block| {
        block.pay_out_fees(CHAIN_ACCOUNT.into(), unit).unwrap();
        block.pay_out_fees(CHAIN_ACCOUNT.into(), unit).unwrap();
        block.outgoing().to_vec()
    });
    assert_eq!(outgoing, [Outgoing { to: CHAIN_ACCOUNT.into(), amount: unit, refund: FEE_ACCOUNT }]);
    assert_eq!(world.balance(FEE_ACCOUNT), before - outgoing[0].wei());
    assert_eq!(world.evm.supply(), ether(2000) - outgoing[0].wei());
    assert_eq!(world.sum_of_balances(), world.evm.supply());
}

#[test]
fn a_query_withdraws_nothing() {
    let world = World::funded();
    let reply = query(&world.evm.view(), ALICE, SYSTEM, withdraw(CHAIN_ACCOUNT), ether(1), 100_000);
    assert_eq!(reply, messages::query::Reply::Returned(vec![]));
    assert_eq!(world.evm.supply(), ether(2000));
}
