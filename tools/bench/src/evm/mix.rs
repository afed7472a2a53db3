//! The calls that are executed: a token with many holders.

use super::{BASE_FEE, COMMITTEE, GENESIS};
use alloy_sol_types::{sol, SolCall};
use anyhow::{Context, Result};
use codec::Encode;
use crypto::{eip712::CallerKey, hash::blake2_256};
use e2e::contracts;
use messages::{
    call::{CallBody, SignedCall},
    H160, U256,
};
use revm::primitives::{Address, U256 as Word};

/// The mix in words.
pub(super) const STATED: &str =
    "80 % transfers between 1,000 accounts, 10 % approvals, 10 % transferFrom of ConfidentialToken";
const ACCOUNTS: usize = 1_000;
/// Tokens in all, and what each account begins with: more than it can spend.
const SUPPLY: u64 = u64::MAX;
const SHARE: u64 = SUPPLY / (2 * ACCOUNTS as u64);
/// An allowance that is never used up.
const ALLOWANCE: u64 = SUPPLY / 4;
/// Largest amount that is moved at once.
const MOVED: u64 = 1_000;
const CALL_GAS: u64 = 100_000;
const DEPLOY_GAS: u64 = 4_000_000;
/// Calls in a block of the set-up.
const SETUP_BLOCK: usize = 200;

sol! {
    function approve(address spender, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// Accounts that hold a token, and their endless, always equal sequence of calls.
pub(super) struct Mix {
    accounts: Vec<(CallerKey, H160)>,
    nonces: Vec<u64>,
    token: H160,
    drawn: u64,
}

impl Mix {
    pub(super) fn new() -> Result<Self> {
        let account = |number: usize| {
            let secret = blake2_256(&("adyton/bench-caller", number as u32).encode()).0;
            let key = CallerKey::from_secret(&secret).context("an impossible key")?;
            let address = key.address();
            Ok((key, address))
        };
        let accounts = (0..ACCOUNTS).map(account).collect::<Result<Vec<_>>>()?;
        let deployer = accounts.first().context("there are no accounts")?.1;
        let token = H160(Address::from(deployer.0).create(0).into_array());
        Ok(Self { accounts, nonces: vec![0; ACCOUNTS], token, drawn: 0 })
    }

    pub(super) fn addresses(&self) -> Vec<H160> {
        self.accounts.iter().map(|(_, address)| *address).collect()
    }

    /// Blocks that deploy the token, give everybody a share and let everybody's neighbour spend from it.
    pub(super) fn setup(&mut self) -> Vec<Vec<SignedCall>> {
        let code = contracts::token("Bench", "BNC", SUPPLY).unwrap_or_default();
        let mut calls = vec![self.sign(0, None, code)];
        for to in 1..ACCOUNTS {
            calls.push(self.call(0, contracts::transfer(self.accounts[to].1, SHARE)));
        }
        for owner in 0..ACCOUNTS {
            let data = self.approval((owner + 1) % ACCOUNTS);
            calls.push(self.call(owner, data));
        }
        calls.chunks(SETUP_BLOCK).map(<[_]>::to_vec).collect()
    }

    /// The next calls of the mix.
    pub(super) fn block(&mut self, calls: usize) -> Vec<SignedCall> {
        (0..calls).map(|_| self.next()).collect()
    }

    fn next(&mut self) -> SignedCall {
        self.drawn += 1;
        let draws = blake2_256(&self.drawn.to_le_bytes()).0;
        let draw = |at: usize| u16::from_le_bytes([draws[2 * at], draws[2 * at + 1]]) as usize;
        let (caller, other, value) = (draw(0) % ACCOUNTS, draw(1) % ACCOUNTS, 1 + draw(2) as u64 % MOVED);
        let data = match draw(3) % 10 {
            0 => self.approval(other),
            1 => {
                let owner = (caller + ACCOUNTS - 1) % ACCOUNTS;
                let (from, to) = (self.address(owner), self.address(other));
                transferFromCall { from, to, value: Word::from(value) }.abi_encode()
            }
            _ => contracts::transfer(self.accounts[other].1, value),
        };
        self.call(caller, data)
    }

    fn address(&self, account: usize) -> Address {
        contracts::address(self.accounts[account].1)
    }

    fn approval(&self, spender: usize) -> Vec<u8> {
        approveCall { spender: self.address(spender), value: Word::from(ALLOWANCE) }.abi_encode()
    }

    fn call(&mut self, caller: usize, data: Vec<u8>) -> SignedCall {
        self.sign(caller, Some(self.token), data)
    }

    fn sign(&mut self, caller: usize, to: Option<H160>, data: Vec<u8>) -> SignedCall {
        let nonce = self.nonces[caller];
        self.nonces[caller] += 1;
        let gas_limit = if to.is_some() { CALL_GAS } else { DEPLOY_GAS };
        let (max_fee_per_gas, value) = (U256::from(BASE_FEE), U256::zero());
        let body = CallBody { committee: COMMITTEE, nonce, gas_limit, max_fee_per_gas, to, value, data };
        self.accounts[caller].0.sign_call(&GENESIS, body)
    }
}
