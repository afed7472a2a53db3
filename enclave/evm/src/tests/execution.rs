//! Calls and queries.

use super::{contracts::*, *};
use messages::query::{QueryRefusal, Reply};

#[test]
fn a_contract_is_deployed_called_and_queried() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let receipt = world.execute(ALICE, call(register, U256::zero(), [word(3), word(42)].concat()));
    assert!(receipt.success);
    assert_eq!((receipt.caller, receipt.height, receipt.created), (ALICE, 3, None));
    assert_eq!(receipt.output, word(42));
    let view = world.evm.view();
    let ask = |slot| query(&view, BOB, register, word(slot), U256::zero(), 100_000);
    assert_eq!(ask(3), Reply::Returned(word(42)));
    assert_eq!(ask(4), Reply::Returned(word(0)));
}

#[test]
fn the_confidential_token_answers_its_holders_only() {
    let mut world = World::funded();
    let token = world.deploy(ALICE, token(1_000_000));
    assert!(world.execute(ALICE, call(token, U256::zero(), token_transfer(BOB, 250))).success);
    let world = world.reopened();
    let view = world.evm.view();
    let ask = |asker, about| query(&view, asker, token, token_balance_of(about), U256::zero(), 1_000_000);
    assert_eq!(ask(ALICE, ALICE), Reply::Returned(word(999_750)));
    assert_eq!(ask(BOB, BOB), Reply::Returned(word(250)));
    assert!(matches!(ask(BOB, ALICE), Reply::Reverted(_)));
    assert!(matches!(ask(H160::zero(), ALICE), Reply::Reverted(_)));
}

#[test]
fn a_reverted_call_pays_its_fee_and_changes_nothing_else() {
    let mut world = World::funded();
    let reverter = world.deploy(ALICE, deploying(REVERTER));
    let (before, nonce) = world.evm.view().account(ALICE).unwrap();
    let receipt = world.execute(ALICE, call(reverter, ether(1), b"why".to_vec()));
    assert!(!receipt.success);
    assert_eq!(receipt.output, b"why");
    assert!(receipt.gas_used < 100_000);
    let fee = U256::from(receipt.gas_used) * U256::from(GWEI);
    assert_eq!(world.evm.view().account(ALICE).unwrap(), (before - fee, nonce + 1));
    assert_eq!(world.balance(reverter), U256::zero());
}

#[test]
fn running_out_of_gas_costs_the_whole_limit() {
    let mut world = World::funded();
    let endless = world.deploy(ALICE, deploying(LOOP));
    let body = Call { gas_limit: 123_456, ..call(endless, ether(1), vec![]) };
    let receipt = world.execute(ALICE, body);
    assert_eq!((receipt.success, receipt.gas_used), (false, 123_456));
    assert!(receipt.output.is_empty() && receipt.logs.is_empty());
    let reply = query(&world.evm.view(), ALICE, endless, vec![], U256::zero(), 50_000);
    assert_eq!(reply, Reply::Refused(QueryRefusal::OutOfGas));
}

#[test]
fn fees_go_to_the_fee_account_and_no_wei_is_lost() {
    let mut world = World::funded();
    let receipt = world.execute(ALICE, call(BOB, ether(5), vec![]));
    assert_eq!(receipt.gas_used, 21_000);
    let fee = U256::from(21_000 * GWEI);
    assert_eq!(world.balance(FEE_ACCOUNT), fee);
    assert_eq!(world.balance(ALICE), ether(995) - fee);
    assert_eq!(world.balance(BOB), ether(1005));
    assert_eq!(world.sum_of_balances(), ether(2000));
    assert_eq!(world.evm.supply(), ether(2000));
}

#[test]
fn refused_calls_change_nothing() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let good = Call { nonce: 1, ..call(BOB, ether(1), vec![]) };
    let cases = [
        (Refusal::BadNonce { expected: 1 }, ALICE, Call { nonce: 0, ..good.clone() }),
        (Refusal::BadNonce { expected: 1 }, ALICE, Call { nonce: 2, ..good.clone() }),
        (Refusal::BadNonce { expected: u64::MAX }, ALICE, Call { nonce: u64::MAX, ..good.clone() }),
        (Refusal::InsufficientFunds, ALICE, Call { value: ether(1000), ..good.clone() }),
        (Refusal::InsufficientFunds, ALICE, Call { value: U256::MAX, ..good.clone() }),
        (Refusal::InsufficientFunds, ALICE, Call { max_fee_per_gas: U256::MAX, ..good.clone() }),
        (Refusal::InsufficientFunds, ALICE, Call { max_fee_per_gas: u128::MAX.into(), ..good.clone() }),
        (Refusal::InsufficientFunds, H160([0xcc; 20]), Call { nonce: 0, ..good.clone() }),
        (Refusal::Underpriced, ALICE, Call { max_fee_per_gas: (GWEI - 1).into(), ..good.clone() }),
        (Refusal::Underpriced, ALICE, Call { priority_fee: (3 * GWEI).into(), ..good.clone() }),
        (Refusal::Underpriced, ALICE, Call { priority_fee: U256::MAX, ..good.clone() }),
        (Refusal::BadGasLimit, ALICE, Call { gas_limit: 20_999, ..good.clone() }),
        (Refusal::BadGasLimit, ALICE, Call { gas_limit: 0, ..good.clone() }),
        (Refusal::BadGasLimit, ALICE, Call { gas_limit: BLOCK_GAS + 1, ..good.clone() }),
        (Refusal::BadGasLimit, ALICE, Call { gas_limit: u64::MAX, ..good.clone() }),
        (Refusal::Oversize, ALICE, Call { data: vec![1; MAX_CALLDATA + 1], ..good.clone() }),
        (Refusal::CallerNotExternal, register, good.clone()),
    ];
    let before = world.entries();
    let mut block = world.begin();
    for (refusal, caller, body) in cases {
        assert_eq!(refused(block.execute(&Call { caller, ..body.clone() }).unwrap()), refusal);
    }
    assert_eq!(block.gas_used(), 0);
    assert!(
        executed(block.execute(&Call { caller: ALICE, ..good.clone() }).unwrap()).success,
        "and the next call proceeds"
    );
    drop(block);
    assert_eq!(world.entries(), before, "a dropped block leaves nothing behind");
    assert_eq!(world.evm.height(), 2);
}

#[test]
fn code_may_be_larger_than_on_ethereum_but_not_above_its_bound() {
    let mut world = World::funded();
    let zeros = |length: usize| {
        let length = (length as u32).to_be_bytes();
        [&[0x63][..], &length, &[0x5f, 0xf3]].concat() // PUSH4 length, PUSH0, RETURN
    };
    assert!(world.execute(ALICE, create(zeros(MAX_CODE))).success);
    assert!(!world.execute(ALICE, create(zeros(MAX_CODE + 1))).success);
    let padded = |length: usize| [zeros(1), vec![0; length - 7]].concat();
    assert!(world.execute(ALICE, create(padded(MAX_INIT_CODE))).success);
    let nonce = world.evm.view().account(ALICE).unwrap().1;
    let oversize = Call { nonce, ..create(padded(MAX_INIT_CODE + 1)) };
    assert_eq!(refused(world.run(ALICE, oversize)), Refusal::Oversize);
}

#[test]
fn each_call_sees_its_own_randomness_and_queries_see_none() {
    let mut world = World::funded();
    let environment = world.deploy(ALICE, deploying(ENVIRONMENT));
    let parent_root = world.evm.state_root();
    let outputs = world.block(|block| {
        [1, 2].map(|nonce| {
            let body = Call { nonce, ..call(environment, U256::zero(), vec![]) };
            executed(block.execute(&Call { caller: ALICE, ..body.clone() }).unwrap()).output
        })
    });
    let fields = |output: &[u8], at: usize| output[32 * at..32 * (at + 1)].to_vec();
    assert_ne!(fields(&outputs[0], 0), fields(&outputs[1], 0));
    assert_ne!(fields(&outputs[0], 0), vec![3; 32], "the seed itself is not shown");
    let parent = crate::state::block_hash(CHAIN_ID, 2, &parent_root.0);
    assert_eq!(fields(&outputs[0], 1), parent.to_vec());
    assert_eq!(fields(&outputs[0], 2), word(0xAD17_0007));
    assert_eq!(fields(&outputs[0], 3), word(3));
    let Reply::Returned(query) = query(&world.evm.view(), ALICE, environment, vec![], U256::zero(), 100_000)
    else {
        panic!("the query failed")
    };
    assert_eq!(fields(&query, 0), word(0));
    assert_eq!(fields(&query, 1), parent.to_vec(), "a query sees the block it is true of");
}

#[test]
fn block_hashes_reach_back_256_blocks_across_restarts() {
    let mut world = World::funded();
    // BLOCKHASH(calldata[0])
    let oracle = world.deploy(ALICE, deploying(&[0x5f, 0x35, 0x40, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]));
    let mut roots = vec![];
    while world.evm.height() < 300 {
        world.block(|_| ());
        roots.push((world.evm.height(), world.evm.state_root()));
    }
    let mut world = world.reopened();
    world.block(|_| ());
    let view = world.evm.view();
    let ask = |height| query(&view, ALICE, oracle, word(height), U256::zero(), 100_000);
    for (height, root) in roots.into_iter().filter(|(height, _)| height % 31 == 0 || *height > 298) {
        let expected = crate::state::block_hash(CHAIN_ID, height, &root.0).to_vec();
        let expected = if height < 301 - 256 { word(0) } else { expected };
        assert_eq!(ask(height), Reply::Returned(expected), "height {height}");
    }
}

#[test]
fn a_view_keeps_its_state_while_blocks_go_on() {
    let mut world = World::funded();
    let view = world.evm.view();
    world.execute(ALICE, call(BOB, ether(5), vec![]));
    assert_eq!(view.account(BOB).unwrap().0, ether(1000));
    assert_eq!(view.height(), 1);
    assert_eq!(world.balance(BOB), ether(1005));
}

#[test]
fn a_query_may_pretend_value_and_keeps_nothing() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let view = world.evm.view();
    let data = [word(1), word(2)].concat();
    let reply = query(&view, H160::zero(), register, data, ether(1_000_000), 100_000);
    assert_eq!(reply, Reply::Returned(word(2)));
    assert_eq!(query(&view, BOB, register, word(1), U256::zero(), 100_000), Reply::Returned(word(0)));
    assert_eq!(
        query(&view, BOB, register, vec![1; 5000], U256::zero(), 21_000),
        Reply::Refused(QueryRefusal::OutOfGas)
    );
}

#[test]
fn blocks_come_one_height_after_the_other() {
    let mut world = World::funded();
    for height in [0, 1, 3] {
        assert!(world.evm.begin_block(env(height)).is_err());
    }
    assert!(world.evm.begin_block(env(2)).is_ok());
}
