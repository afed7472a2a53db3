//! The contracts of `contracts/`, as they were compiled there.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolConstructor, SolError};
use anyhow::{Context, Result};
use messages::H160;

const TOKEN: &str = include_str!("../../../contracts/artifacts/ConfidentialToken.json");
const AUCTION: &str = include_str!("../../../contracts/artifacts/SealedBidAuction.json");

/// Calls and errors that are used here; their meaning is in `contracts/src/`.
#[allow(missing_docs, unreachable_pub)]
pub mod abi {
    alloy_sol_types::sol! {
        contract Token {
            constructor(string name_, string symbol_, uint256 supply);
            function transfer(address to, uint256 value) external returns (bool);
            function balanceOf(address account) external view returns (uint256);
            error NotYours();
        }

        contract Auction {
            constructor(string item_, uint256 minimumBid_, uint256 endTime_);
            function bid(uint256 amount) external payable;
            function close() external;
            function settle() external;
            function withdrawToChain(bytes32 chainAccount) external;
            function myBid() external view returns (uint256);
            function outcome() external view returns (address winner, uint256 winningBid);
            error NoBid();
        }
    }
}
pub use abi::{Auction, Token};

/// Init code of the token.
///
/// # Errors
/// If the artefact is damaged.
pub fn token(name: &str, symbol: &str, supply: u64) -> Result<Vec<u8>> {
    let arguments =
        Token::constructorCall { name_: name.into(), symbol_: symbol.into(), supply: U256::from(supply) };
    init_code(TOKEN, &arguments.abi_encode())
}

/// Init code of the auction; `minimum_bid` in wei, `end_time` in Unix seconds.
///
/// # Errors
/// If the artefact is damaged.
pub fn auction(item: &str, minimum_bid: u64, end_time: u64) -> Result<Vec<u8>> {
    let arguments = Auction::constructorCall {
        item_: item.into(),
        minimumBid_: U256::from(minimum_bid),
        endTime_: U256::from(end_time),
    };
    init_code(AUCTION, &arguments.abi_encode())
}

fn init_code(artifact: &str, arguments: &[u8]) -> Result<Vec<u8>> {
    let artifact: serde_json::Value =
        serde_json::from_str(artifact).context("a contract's artefact is damaged")?;
    let code = artifact["bytecode"].as_str().context("a contract's artefact has no bytecode")?;
    let mut code = hex::decode(code.trim_start_matches("0x")).context("a contract's bytecode is no hex")?;
    code.extend_from_slice(arguments);
    Ok(code)
}

/// An address as Solidity's types have it.
pub fn address(address: H160) -> alloy_primitives::Address {
    address.0.into()
}

/// Calldata of a token transfer.
pub fn transfer(to: H160, value: u64) -> Vec<u8> {
    Token::transferCall { to: address(to), value: U256::from(value) }.abi_encode()
}

/// Calldata of the question for a token balance.
pub fn balance_of(account: H160) -> Vec<u8> {
    Token::balanceOfCall { account: address(account) }.abi_encode()
}

/// A number that a contract returned.
///
/// # Errors
/// If the answer has another form.
pub fn number(returned: &[u8]) -> Result<U256> {
    U256::try_from_be_slice(returned).context("the contract did not return a number")
}

/// Whether a call reverted with this error.
pub fn reverted_with<E: SolError>(data: &[u8]) -> bool {
    data == E::SELECTOR
}
