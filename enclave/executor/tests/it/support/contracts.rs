//! The contracts of `contracts/`, as compiled, and how to call them.

use alloy_primitives::{Address, U256 as Word};
use alloy_sol_types::{sol, SolCall, SolError, SolValue};
use messages::{ids::AccountId, H160};

sol! {
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function withdraw(bytes32 chainAccount) external payable;
    function bid(uint256 amount) external payable;
    function close() external;
    function settle() external;
    function withdrawToChain(bytes32 chainAccount) external;
    error NotYours();
}

const TOKEN: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/artifacts/ConfidentialToken.json"));
const AUCTION: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/artifacts/SealedBidAuction.json"));

fn bytecode(artifact: &str) -> Vec<u8> {
    let artifact: serde_json::Value = serde_json::from_str(artifact).unwrap();
    hex::decode(artifact["bytecode"].as_str().unwrap().trim_start_matches("0x")).unwrap()
}

fn address(address: H160) -> Address {
    Address::from(address.0)
}

/// Init code of a token whose whole supply goes to its creator.
pub fn token(supply: u64) -> Vec<u8> {
    let arguments = ("Secret".to_string(), "SEC".to_string(), Word::from(supply)).abi_encode_params();
    [bytecode(TOKEN), arguments].concat()
}

/// Init code of an auction that lasts until its creator closes it.
pub fn auction(minimum_bid: Word) -> Vec<u8> {
    let arguments = ("A painting".to_string(), minimum_bid, Word::from(u64::MAX)).abi_encode_params();
    [bytecode(AUCTION), arguments].concat()
}

pub fn balance_of(account: H160) -> Vec<u8> {
    balanceOfCall { account: address(account) }.abi_encode()
}

pub fn transfer(to: H160, value: u64) -> Vec<u8> {
    transferCall { to: address(to), value: Word::from(value) }.abi_encode()
}

pub fn withdraw(to: &AccountId) -> Vec<u8> {
    withdrawCall { chainAccount: <[u8; 32]>::from(to.clone()).into() }.abi_encode()
}

pub fn bid(amount: Word) -> Vec<u8> {
    bidCall { amount }.abi_encode()
}

pub fn close() -> Vec<u8> {
    closeCall {}.abi_encode()
}

pub fn settle() -> Vec<u8> {
    settleCall {}.abi_encode()
}

pub fn withdraw_to_chain(to: &AccountId) -> Vec<u8> {
    withdrawToChainCall { chainAccount: <[u8; 32]>::from(to.clone()).into() }.abi_encode()
}

/// Revert data of the token to whoever asks for what is not theirs.
pub fn not_yours() -> Vec<u8> {
    NotYours {}.abi_encode()
}

/// A 32-byte number as contracts return it.
pub fn number(value: u64) -> Vec<u8> {
    Word::from(value).abi_encode()
}
