//! Small contracts, assembled by hand, and the real ones of the repository.

use super::*;
use alloy_sol_types::{sol, SolCall, SolValue};
use revm::primitives::{Address, U256 as Word};

/// Init code that deploys `code`.
pub(super) fn deploying(code: &[u8]) -> Vec<u8> {
    let length = u16::try_from(code.len()).unwrap().to_be_bytes();
    let prefix = [
        &[0x61][..],
        &length,                    // PUSH2 length
        &[0x61, 0, 13, 0x5f, 0x39], // PUSH2 13, PUSH0, CODECOPY
        &[0x61],
        &length,
        &[0x5f, 0xf3], // PUSH2 length, PUSH0, RETURN
    ]
    .concat();
    assert_eq!(prefix.len(), 13);
    [&prefix, code].concat()
}

/// `sstore(calldata[0], calldata[1])`; anything shorter reads `sload(calldata[0])`.
pub(super) const REGISTER: &[u8] = &[
    0x36, 0x60, 0x40, 0x11, 0x60, 0x0d, 0x57, // if calldatasize < 64 jump to read
    0x60, 0x20, 0x35, 0x5f, 0x35, 0x55, // sstore
    0x5b, 0x5f, 0x35, 0x54, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3, // read: return sload
];

/// `REVERT` with the calldata.
pub(super) const REVERTER: &[u8] = &[0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0xfd];

/// An endless loop.
pub(super) const LOOP: &[u8] = &[0x5b, 0x5f, 0x56];

/// Returns `(PREVRANDAO, BLOCKHASH(NUMBER - 1), CHAINID, NUMBER)`.
pub(super) const ENVIRONMENT: &[u8] = &[
    0x44, 0x5f, 0x52, // PREVRANDAO
    0x60, 0x01, 0x43, 0x03, 0x40, 0x60, 0x20, 0x52, // BLOCKHASH
    0x46, 0x60, 0x40, 0x52, // CHAINID
    0x43, 0x60, 0x60, 0x52, // NUMBER
    0x60, 0x80, 0x5f, 0xf3,
];

/// How a forwarder calls its target.
#[derive(Clone, Copy)]
pub(super) enum Opcode {
    Call,
    CallCode,
    DelegateCall,
    StaticCall,
}

/// What a forwarder does after the call.
#[derive(Clone, Copy)]
pub(super) enum Then {
    ReturnSuccess,
    Revert,
}

/// Passes calldata and value on to `target`, then returns whether that succeeded, or reverts whatever happened.
pub(super) fn forwarder(target: H160, opcode: Opcode, then: Then) -> Vec<u8> {
    let copy = [0x36, 0x5f, 0x5f, 0x37]; // calldata to memory
    let target = [&[0x73][..], &target.0, &[0x5a]].concat(); // PUSH20 target, GAS
    let call = match opcode {
        Opcode::Call => [&[0x5f, 0x5f, 0x36, 0x5f, 0x34][..], &target, &[0xf1]].concat(),
        Opcode::CallCode => [&[0x5f, 0x5f, 0x36, 0x5f, 0x34][..], &target, &[0xf2]].concat(),
        Opcode::DelegateCall => [&[0x5f, 0x5f, 0x36, 0x5f][..], &target, &[0xf4]].concat(),
        Opcode::StaticCall => [&[0x5f, 0x5f, 0x36, 0x5f][..], &target, &[0xfa]].concat(),
    };
    let end: &[u8] = match then {
        Then::ReturnSuccess => &[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3],
        Then::Revert => &[0x5f, 0x5f, 0xfd],
    };
    [&copy, &call[..], end].concat()
}

sol! {
    function transfer(address to, uint256 value) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function withdraw(bytes32 chainAccount) external payable;
}

fn artifact(name: &str) -> Vec<u8> {
    let path = format!("{}/../../contracts/artifacts/{name}.json", env!("CARGO_MANIFEST_DIR"));
    #[allow(clippy::disallowed_methods)]
    let text = std::fs::read_to_string(path).unwrap();
    let artifact: serde_json::Value = serde_json::from_str(&text).unwrap();
    hex::decode(artifact["bytecode"].as_str().unwrap().trim_start_matches("0x")).unwrap()
}

/// Init code of the confidential token with this supply.
pub(super) fn token(supply: u64) -> Vec<u8> {
    let arguments = ("Token", "TKN", Word::from(supply)).abi_encode_params();
    [artifact("ConfidentialToken"), arguments].concat()
}

pub(super) fn token_transfer(to: H160, value: u64) -> Vec<u8> {
    transferCall { to: Address::from(to.0), value: Word::from(value) }.abi_encode()
}

pub(super) fn token_balance_of(account: H160) -> Vec<u8> {
    balanceOfCall { account: Address::from(account.0) }.abi_encode()
}

/// Calldata of the system precompile.
pub(super) fn withdraw(chain_account: [u8; 32]) -> Vec<u8> {
    withdrawCall { chainAccount: chain_account.into() }.abi_encode()
}
