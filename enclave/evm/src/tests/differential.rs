//! The same transactions on bare `revm` with a state in memory.

use super::{contracts::*, *};
use crate::{block::FEES, convert};
use proptest::prelude::*;
use revm::{
    context::{
        transaction::{AccessList, AccessListItem},
        BlockEnv as EthereumBlock, CfgEnv, Context, TxEnv,
    },
    database::{CacheDB, EmptyDB},
    primitives::{hardfork::SpecId, Bytes, TxKind, B256, U256 as Word},
    state::AccountInfo,
    ExecuteCommitEvm, MainBuilder, MainContext,
};

/// Types of Ethereum transactions.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Legacy,
    AccessList,
    DynamicFee,
}

#[derive(Clone, Debug)]
struct Transaction {
    kind: Kind,
    from: u8,
    /// An account, a contract, or a number of init code.
    to: Result<u8, u8>,
    value: u64,
    slot: u8,
    word: u8,
    gas_limit: u64,
    max_fee: u64,
    priority_fee: u64,
    listed: bool,
    nonce_off: u64,
}

const ACCOUNTS: u8 = 3;

fn account(number: u8) -> H160 {
    H160([0x40 + number; 20])
}

fn contracts() -> Vec<Vec<u8>> {
    vec![REGISTER.to_vec(), REVERTER.to_vec(), LOOP.to_vec(), ENVIRONMENT[11..].to_vec()]
}

fn init_code(number: u8) -> Vec<u8> {
    match number % 6 {
        0 => deploying(REGISTER),
        1 => vec![0x5f, 0x5f, 0xfd],                         // reverts
        2 => vec![0x30, 0xff],                               // ends in favour of itself
        3 => [&[0x73][..], &account(1).0, &[0xff]].concat(), // ends in favour of another
        4 => vec![0xfe],                                     // invalid
        _ => vec![],
    }
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

fn transactions() -> impl Strategy<Value = Vec<Transaction>> {
    let kind = prop_oneof![Just(Kind::Legacy), Just(Kind::AccessList), Just(Kind::DynamicFee)];
    let to = prop_oneof![3 => any::<u8>().prop_map(Ok), 1 => any::<u8>().prop_map(Err)];
    let gas_limit = prop_oneof![4 => Just(100_000u64), 1 => 20_000..60_000u64];
    let price = (prop_oneof![4 => GWEI..4 * GWEI, 1 => 0..2 * GWEI], 0..3 * GWEI);
    let nonce_off = prop_oneof![9 => Just(0u64), 1 => Just(1u64)];
    let call = (0..3u64, 0..4u8, 0..3u8, any::<bool>());
    let transaction = (kind, 0..ACCOUNTS, to, gas_limit, price, nonce_off, call).prop_map(
        |(kind, from, to, gas_limit, (max_fee, priority_fee), nonce_off, call)| {
            let (value, slot, word, listed) = call;
            Transaction {
                kind,
                from,
                to,
                value,
                slot,
                word,
                gas_limit,
                max_fee,
                priority_fee,
                listed,
                nonce_off,
            }
        },
    );
    proptest::collection::vec(transaction, 1..40)
}

impl Transaction {
    fn data(&self) -> Vec<u8> {
        match self.to {
            Ok(_) => [word(self.slot.into()), word(self.word.into())].concat(),
            Err(number) => init_code(number),
        }
    }

    fn listed(&self) -> Vec<(H160, Vec<H256>)> {
        let slots = vec![H256::from_low_u64_be(self.slot.into())];
        match (self.kind, self.listed) {
            (Kind::Legacy, _) | (_, false) => vec![],
            _ => vec![(target(ACCOUNTS), slots), (H160([0x98; 20]), vec![])],
        }
    }

    /// What our EVM is given.
    fn ours(&self, nonce: u64) -> Call {
        let priority_fee = match self.kind {
            Kind::DynamicFee => self.priority_fee,
            _ => self.max_fee,
        };
        Call {
            caller: account(self.from),
            nonce,
            gas_limit: self.gas_limit,
            max_fee_per_gas: self.max_fee.into(),
            priority_fee: priority_fee.into(),
            to: self.to.ok().map(target),
            value: self.value.into(),
            data: self.data(),
            access_list: self.listed(),
        }
    }

    /// What bare `revm` is given: the transaction as its type has it.
    fn theirs(&self, nonce: u64) -> TxEnv {
        let listed = self.listed().into_iter().map(|(address, slots)| AccessListItem {
            address: convert::address(address),
            storage_keys: slots.iter().map(|slot| B256::from(slot.0)).collect(),
        });
        TxEnv {
            tx_type: self.kind as u8,
            caller: convert::address(account(self.from)),
            gas_limit: self.gas_limit,
            gas_price: self.max_fee.into(),
            gas_priority_fee: matches!(self.kind, Kind::DynamicFee).then_some(self.priority_fee.into()),
            kind: self.to.map_or(TxKind::Create, |to| TxKind::Call(convert::address(target(to)))),
            value: Word::from(self.value),
            data: Bytes::from(self.data()),
            nonce,
            chain_id: Some(CHAIN_ID),
            access_list: AccessList(listed.collect()),
            ..TxEnv::default()
        }
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
    rules.chain_id = CHAIN_ID;
    let mut context = Context::mainnet().with_db(state);
    context.cfg = rules;
    context.block = EthereumBlock {
        number: Word::from(2),
        beneficiary: FEES,
        basefee: GWEI,
        gas_limit: BLOCK_GAS,
        ..Default::default()
    };
    context.build_mainnet()
}

/// Runs one transaction on both; they must agree on whether it is executed and with which result. Returns its gas.
fn run_both(block: &mut BlockBuilder<'_>, bare: &mut Bare, transaction: &Transaction) -> u64 {
    let nonce = block.account(account(transaction.from)).unwrap().1 + transaction.nonce_off;
    let ours = block.execute(&transaction.ours(nonce)).unwrap();
    let theirs = bare.transact_commit(transaction.theirs(nonce));
    match (ours, theirs) {
        (Receipt::Refused(_), Err(_)) => 0,
        (Receipt::Executed(ours), Ok(theirs)) => {
            assert_eq!(ours.success, theirs.is_success());
            assert_eq!(ours.gas_used, theirs.tx_gas_used());
            assert_eq!(ours.created.map(convert::address), theirs.created_address());
            if ours.created.is_none() {
                assert_eq!(ours.output, theirs.output().map(|output| output.to_vec()).unwrap_or_default());
            }
            ours.gas_used
        }
        (ours, theirs) => panic!("{ours:?} but {theirs:?}"),
    }
}

/// Deploys the contracts that transactions call.
fn deploy_both(block: &mut BlockBuilder<'_>, bare: &mut Bare) -> u64 {
    let deployed = contracts().into_iter().map(|code| {
        let nonce = block.account(account(0)).unwrap().1;
        let call = Call {
            caller: account(0),
            nonce,
            gas_limit: 1_000_000,
            max_fee_per_gas: GWEI.into(),
            data: deploying(&code),
            ..Call::default()
        };
        let theirs = TxEnv {
            tx_type: 2,
            caller: convert::address(account(0)),
            gas_limit: call.gas_limit,
            gas_price: GWEI.into(),
            gas_priority_fee: Some(0),
            kind: TxKind::Create,
            data: Bytes::from(call.data.clone()),
            nonce,
            chain_id: Some(CHAIN_ID),
            ..TxEnv::default()
        };
        let gas = executed(block.execute(&call).unwrap()).gas_used;
        assert_eq!(bare.transact_commit(theirs).unwrap().tx_gas_used(), gas);
        gas
    });
    deployed.sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn receipts_and_balances_are_those_of_bare_revm(transactions in transactions(), border in 0..40usize) {
        let mut world = World::new();
        let mut bare = bare();
        world.block(|block| (0..ACCOUNTS).for_each(|number| block.credit(account(number), ether(10)).unwrap()));
        let (first, second) = transactions.split_at(border.min(transactions.len()));
        let mut gas = 0;
        world.block(|block| {
            gas += deploy_both(block, &mut bare);
            gas += first.iter().map(|transaction| run_both(block, &mut bare, transaction)).sum::<u64>();
        });
        let mut world = world.reopened();
        bare.ctx.block.number = Word::from(3);
        world.block(|block| {
            gas += second.iter().map(|transaction| run_both(block, &mut bare, transaction)).sum::<u64>();
        });
        let view = world.evm.view();
        let accounts = &bare.ctx.journaled_state.database.cache.accounts;
        let theirs = |address: H160| {
            let account = accounts.get(&convert::address(address));
            account.map(|account| account.info.clone()).unwrap_or_default()
        };
        for number in 0..ACCOUNTS + contracts().len() as u8 + 1 {
            let address = target(number);
            let theirs = theirs(address);
            prop_assert_eq!(view.account(address).unwrap(), (convert::number(theirs.balance), theirs.nonce));
        }
        let tips = convert::number(theirs(FEE_ACCOUNT).balance);
        prop_assert_eq!(view.account(FEE_ACCOUNT).unwrap().0, tips + U256::from(gas) * U256::from(GWEI));
    }
}
