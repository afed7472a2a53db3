//! Behaviour of the whole crate, over a disk that can be looked at, altered and made to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod conservation;
mod contracts;
mod crash;
mod determinism;
mod development;
mod differential;
mod disk;
mod execution;
mod history;
mod hostile_disk;
mod precompiles;
mod questions;
mod records;
mod rekeying;
mod secrecy;
mod snapshots;
mod transactions;
mod withdrawals;

use crate::*;
use disk::Disk;
use messages::{
    query::{Reply, Simulation},
    receipt::{ExecutionReceipt, Receipt, Refusal},
    H160, H256, U256,
};
use zeroize::Zeroizing;

const COMMITTEE: u32 = 7;
const CHAIN_ID: u64 = 0xAD17_0007;
const ALICE: H160 = H160([0xa1; 20]);
const BOB: H160 = H160([0xb0; 20]);
const GWEI: u64 = 1_000_000_000;
const BLOCK_GAS: u64 = 30_000_000;

fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::exp10(18)
}

fn config(store: u8, seed: u8) -> EvmConfig {
    EvmConfig {
        committee: COMMITTEE,
        chain_id: CHAIN_ID,
        genesis: Default::default(),
        simulated: true,
        development: false,
        store_key: Zeroizing::new([store; 32]),
        root_key: Zeroizing::new([0x55; 32]),
        nonce_seed: [seed; 32],
    }
}

fn env(height: u64) -> BlockEnv {
    BlockEnv {
        height,
        timestamp: 1_700_000_000 + height,
        gas_limit: BLOCK_GAS,
        seed: [height as u8; 32],
        input_key: None,
        program_version: 1,
    }
}

/// An EVM on a disk of its own.
struct World {
    disk: Disk,
    evm: Evm,
}

impl World {
    /// The empty state.
    fn new() -> Self {
        let disk = Disk::default();
        let evm = Evm::open(disk.clone(), config(1, 1)).unwrap();
        Self { disk, evm }
    }

    /// Alice and Bob own 1,000 PHA each.
    fn funded() -> Self {
        let mut world = Self::new();
        world.block(|block| {
            block.credit(ALICE, ether(1000)).unwrap();
            block.credit(BOB, ether(1000)).unwrap();
        });
        world
    }

    fn begin(&mut self) -> BlockBuilder<'_> {
        let next = env(self.evm.height() + 1);
        self.evm.begin_block(next).unwrap()
    }

    fn block<T>(&mut self, work: impl FnOnce(&mut BlockBuilder<'_>) -> T) -> T {
        let mut block = self.begin();
        let done = work(&mut block);
        block.finish().unwrap();
        done
    }

    /// Executes one call in a block of its own.
    fn run(&mut self, caller: H160, body: Call) -> Receipt {
        self.block(|block| block.execute(&Call { caller, ..body.clone() }).unwrap())
    }

    /// The same for a call that must be executed, filling in the nonce.
    fn execute(&mut self, caller: H160, body: Call) -> ExecutionReceipt {
        let nonce = self.evm.view().account(caller).unwrap().1;
        executed(self.run(caller, Call { nonce, ..body }))
    }

    fn deploy(&mut self, caller: H160, init_code: Vec<u8>) -> H160 {
        let receipt = self.execute(caller, create(init_code));
        assert!(receipt.success);
        receipt.created.unwrap()
    }

    fn balance(&self, address: H160) -> U256 {
        self.evm.view().account(address).unwrap().0
    }

    /// Opens the same disk again.
    fn reopened(self) -> Self {
        let Self { disk, evm } = self;
        drop(evm);
        let evm = Evm::open(disk.clone(), config(1, 2)).unwrap();
        Self { disk, evm }
    }

    /// Every entry under the state root.
    fn entries(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.evm.view().export_chunk(None, usize::MAX).unwrap().entries
    }

    /// Sum of all balances, read from the raw accounts.
    fn sum_of_balances(&self) -> U256 {
        let accounts = self.entries().into_iter().filter(|(key, _)| key[0] == b'a');
        accounts.fold(U256::zero(), |sum, (_, value)| sum + U256::from_little_endian(&value[8..40]))
    }
}

fn call(to: H160, value: U256, data: Vec<u8>) -> Call {
    Call {
        gas_limit: 2_000_000,
        max_fee_per_gas: U256::from(2 * GWEI),
        to: Some(to),
        value,
        data,
        ..Call::default()
    }
}

fn create(init_code: Vec<u8>) -> Call {
    Call { to: None, gas_limit: BLOCK_GAS, ..call(BOB, U256::zero(), init_code) }
}

/// Asks an unsigned or signed question for a call.
fn try_query(
    view: &View,
    asker: H160,
    to: H160,
    data: Vec<u8>,
    value: U256,
    gas: u64,
) -> Result<Reply, StoreError> {
    view.call(asker, &Simulation { to: Some(to), data, value, gas_limit: None }, gas, &query_env())
}

fn query(view: &View, asker: H160, to: H160, data: Vec<u8>, value: U256, gas: u64) -> Reply {
    try_query(view, asker, to, data, value, gas).unwrap()
}

fn query_env() -> QueryEnv {
    QueryEnv { entropy: [7; 32], input_key: None, program_version: 1 }
}

fn executed(receipt: Receipt) -> ExecutionReceipt {
    match receipt {
        Receipt::Executed(receipt) => receipt,
        Receipt::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn refused(receipt: Receipt) -> Refusal {
    match receipt {
        Receipt::Refused(refusal) => refusal,
        Receipt::Executed(receipt) => panic!("executed: {receipt:?}"),
    }
}

fn word(number: u64) -> Vec<u8> {
    U256::from(number).to_big_endian().to_vec()
}

#[test]
fn an_evm_can_move_between_threads_and_its_views_can_be_shared() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    send::<Evm>();
    send::<Import>();
    send::<View>();
    sync::<View>();
}
