//! The same transactions on bare `revm` with a state in memory.

use super::{contracts::*, *};
use crate::convert;
use proptest::prelude::*;
use revm::{
    context::{BlockEnv as EthereumBlock, CfgEnv, Context, TxEnv},
    database::{CacheDB, EmptyDB},
    primitives::{hardfork::SpecId, Bytes, TxKind, U256 as Word},
    state::AccountInfo,
    ExecuteCommitEvm, MainBuilder, MainContext,
};

#[derive(Clone, Debug)]
struct Call {
    from: u8,
    to: u8,
    value: u64,
    slot: u8,
    word: u8,
    gas_limit: u64,
    nonce_off: u64,
}

const ACCOUNTS: u8 = 3;

fn account(number: u8) -> H160 {
    H160([0x40 + number; 20])
}

fn contracts() -> Vec<Vec<u8>> {
    vec![REGISTER.to_vec(), REVERTER.to_vec(), LOOP.to_vec(), ENVIRONMENT[11..].to_vec()]
}

/// Accounts, then the contracts that account 0 deployed, then an address of nobody.
fn target(number: u8) -> H160 {
    let deployed = contracts().len() as u8;
    match number % (ACCOUNTS + deployed + 1) {
        number if number < ACCOUNTS => account(number),
        number if number < ACCOUNTS + deployed => {
            let address = convert::address(account(0)).create(u64::from(number - ACCOUNTS));
            convert::h160(address)
        }
        _ => H160([0x99; 20]),
    }
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = (
        0..ACCOUNTS,
        any::<u8>(),
        0..3u64,
        0..4u8,
        0..3u8,
        prop_oneof![4 => Just(100_000u64), 1 => 20_000..60_000u64],
        prop_oneof![9 => Just(0u64), 1 => Just(1u64)],
    );
    let call = call.prop_map(|(from, to, value, slot, word, gas_limit, nonce_off)| Call {
        from,
        to,
        value,
        slot,
        word,
        gas_limit,
        nonce_off,
    });
    proptest::collection::vec(call, 1..40)
}

fn body(call: &Call, nonce: u64) -> CallBody {
    CallBody {
        nonce,
        gas_limit: call.gas_limit,
        ..super::call(
            target(call.to),
            call.value.into(),
            [word(call.slot.into()), word(call.word.into())].concat(),
        )
    }
}

type Bare = revm::MainnetEvm<revm::handler::MainnetContext<CacheDB<EmptyDB>>>;

fn bare() -> Bare {
    let mut state = CacheDB::new(EmptyDB::default());
    for number in 0..ACCOUNTS {
        let balance = convert::word(ether(10));
        state.insert_account_info(
            convert::address(account(number)),
            AccountInfo { balance, ..Default::default() },
        );
    }
    let mut rules = CfgEnv::new_with_spec(SpecId::OSAKA);
    rules.chain_id = chain_id(COMMITTEE);
    let mut context = Context::mainnet().with_db(state);
    context.cfg = rules;
    context.block =
        EthereumBlock { number: Word::from(2), basefee: GWEI, gas_limit: BLOCK_GAS, ..Default::default() };
    context.build_mainnet()
}

fn bare_transaction(caller: H160, body: &CallBody) -> TxEnv {
    TxEnv {
        tx_type: 2,
        caller: convert::address(caller),
        gas_limit: body.gas_limit,
        gas_price: body.max_fee_per_gas.as_u128(),
        gas_priority_fee: Some(0),
        kind: body.to.map_or(TxKind::Create, |to| TxKind::Call(convert::address(to))),
        value: convert::word(body.value),
        data: Bytes::from(body.data.clone()),
        nonce: body.nonce,
        chain_id: Some(chain_id(COMMITTEE)),
        ..TxEnv::default()
    }
}

/// Runs one call on both; they must agree on what is executed and with which result.
fn run_both(block: &mut BlockBuilder<'_>, bare: &mut Bare, caller: H160, body: &CallBody) {
    let ours = block.execute(caller, body).unwrap();
    let theirs = bare.transact_commit(bare_transaction(caller, body));
    match (ours, theirs) {
        (Receipt::Refused(_), Err(_)) => {}
        (Receipt::Executed(ours), Ok(theirs)) => {
            assert_eq!(ours.success, theirs.is_success());
            assert_eq!(ours.gas_used, theirs.tx_gas_used());
            assert_eq!(ours.created.map(convert::address), theirs.created_address());
            if ours.created.is_none() {
                assert_eq!(ours.output, theirs.output().map(|output| output.to_vec()).unwrap_or_default());
            }
        }
        (ours, theirs) => panic!("{ours:?} but {theirs:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn receipts_and_balances_are_those_of_bare_revm(calls in calls(), border in 0..40usize) {
        let mut world = World::new();
        let mut bare = bare();
        world.block(|block| (0..ACCOUNTS).for_each(|number| block.credit(account(number), ether(10)).unwrap()));
        let (first, second) = calls.split_at(border.min(calls.len()));
        world.block(|block| {
            for (nonce, code) in contracts().iter().enumerate() {
                let body = CallBody { nonce: nonce as u64, gas_limit: 1_000_000, ..create(deploying(code)) };
                run_both(block, &mut bare, account(0), &body);
            }
            for call in first {
                let nonce = block.account(account(call.from)).unwrap().1 + call.nonce_off;
                run_both(block, &mut bare, account(call.from), &body(call, nonce));
            }
        });
        let mut world = world.reopened();
        bare.ctx.block.number = Word::from(3);
        world.block(|block| {
            for call in second {
                let nonce = block.account(account(call.from)).unwrap().1 + call.nonce_off;
                run_both(block, &mut bare, account(call.from), &body(call, nonce));
            }
        });
        let view = world.evm.view();
        for number in 0..ACCOUNTS + contracts().len() as u8 + 1 {
            let address = target(number);
            let theirs = bare.ctx.journaled_state.database.cache.accounts.get(&convert::address(address));
            let theirs = theirs.map(|account| account.info.clone()).unwrap_or_default();
            prop_assert_eq!(view.account(address).unwrap(), (convert::number(theirs.balance), theirs.nonce));
        }
    }
}
