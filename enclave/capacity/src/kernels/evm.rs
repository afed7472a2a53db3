//! The EVM: a contract that hashes, multiplies and keeps what it computes, run by the interpreter that runs users'
//! contracts.

use super::Scratch;
use revm::{
    bytecode::{opcode::*, Bytecode},
    context::{result::ExecutionResult, CfgEnv, Context, TxEnv},
    database::{CacheDB, EmptyDB},
    primitives::{hardfork::SpecId, Address, Bytes, TxKind},
    state::AccountInfo,
    ExecuteEvm, MainBuilder, MainContext,
};

/// Where the contract is.
const CONTRACT: Address = Address::repeat_byte(0xad);
/// Turns of its loop in a round.
const TURNS: u16 = 2_900;
/// Far more gas than the turns take.
const GAS: u64 = 1 << 32;

/// `x = calldata; for (n = TURNS; n > 0; n--) { x = keccak256(x, n); x = mulmod(x, x ^ n, -3); x += storage[x & 63];
/// storage[x & 63] = x; } return x`, on the stack as `n` under what is computed, with `x` at memory 0 and `n` at 32.
#[rustfmt::skip]
const CODE: &[u8] = &[
    PUSH0, CALLDATALOAD, PUSH0, MSTORE,                      // x
    PUSH2, (TURNS >> 8) as u8, TURNS as u8,                  // n
    JUMPDEST,                                                // 7: the loop
    DUP1, PUSH1, 32, MSTORE,
    PUSH1, 64, PUSH0, KECCAK256,                             // n x
    PUSH1, 3, PUSH0, SUB,                                    // n x -3
    DUP3, DUP3, XOR,                                         // n x -3 x^n
    DUP3, MULMOD, SWAP1, POP,                                // n x
    DUP1, PUSH1, 63, AND, SLOAD, ADD,                        // n x
    DUP1, DUP1, PUSH1, 63, AND, SSTORE,                      // n x
    PUSH0, MSTORE,                                           // n
    PUSH1, 1, SWAP1, SUB,                                    // n-1
    DUP1, PUSH1, 7, JUMPI,
    PUSH1, 32, PUSH0, RETURN,
];

pub(super) fn run(state: &[u8; 32], _: &mut Scratch) -> [u8; 32] {
    // Code, gas and state are constants, so it ends well or never does; the vectors show that it does.
    call(state).and_then(|output| output.as_ref().try_into().ok()).unwrap_or_default()
}

fn call(input: &[u8; 32]) -> Option<Bytes> {
    let mut rules = CfgEnv::new_with_spec(SpecId::OSAKA);
    rules.tx_gas_limit_cap = Some(GAS);
    let mut state = CacheDB::new(EmptyDB::default());
    let code = Bytecode::new_raw(Bytes::from_static(CODE));
    state.insert_account_info(CONTRACT, AccountInfo::default().with_code(code));
    let mut context = Context::mainnet().with_db(state);
    context.cfg = rules;
    let transaction = TxEnv {
        gas_limit: GAS,
        kind: TxKind::Call(CONTRACT),
        data: Bytes::copy_from_slice(input),
        chain_id: None,
        ..TxEnv::default()
    };
    match context.build_mainnet().transact(transaction).ok()?.result {
        ExecutionResult::Success { output, .. } => Some(output.into_data()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use revm::primitives::{keccak256, ruint::aliases::U512, U256};

    /// The same in Rust.
    fn model(input: &[u8; 32]) -> [u8; 32] {
        let mut x = U256::from_be_bytes(*input);
        let mut storage = [U256::ZERO; 64];
        for n in (1..=TURNS).rev().map(U256::from) {
            let both = [x.to_be_bytes::<32>(), n.to_be_bytes::<32>()].concat();
            x = U256::from_be_bytes(keccak256(both).0);
            let modulus = U256::ZERO.wrapping_sub(U256::from(3));
            x = (U512::from(x) * U512::from(x ^ n) % U512::from(modulus)).to::<U256>();
            x = x.wrapping_add(storage[x.as_limbs()[0] as usize & 63]);
            storage[x.as_limbs()[0] as usize & 63] = x;
        }
        x.to_be_bytes()
    }

    #[test]
    fn the_contract_computes_what_its_source_says() {
        for input in [[0; 32], [0xff; 32], [7; 32]] {
            assert_eq!(call(&input).unwrap().as_ref(), model(&input));
        }
    }
}
