//! A user with an Ethereum key.

use super::COMMITTEE;
use crypto::eip712::CallerKey;
use evm::SYSTEM_ADDRESS;
use messages::{
    call::{CallBody, EthSignature, SignedCall},
    ids::*,
    query::{Query, QueryBody},
    H160, H256, U256,
};

/// One PHA in chain units.
pub const PHA: Balance = 1_000_000_000_000;
/// The committee's base fee: 1 gwei.
pub const GAS_PRICE: u64 = 1_000_000_000;

/// Wei of an amount in chain units.
pub fn wei(units: Balance) -> U256 {
    U256::from(units) * U256::from(evm::WEI_PER_UNIT)
}

/// A key, and the nonce of its next call.
pub struct Caller {
    key: CallerKey,
    pub nonce: u64,
}

impl Caller {
    pub fn new(number: u8) -> Self {
        Self { key: CallerKey::from_secret(&[number; 32]).unwrap(), nonce: 0 }
    }

    pub fn address(&self) -> H160 {
        self.key.address()
    }

    pub fn sign(&self, genesis: &GenesisHash, body: CallBody) -> SignedCall {
        self.key.sign_call(genesis, body)
    }

    pub fn sign_hash(&self, hash: &H256) -> EthSignature {
        self.key.sign_hash(hash)
    }

    pub fn sign_query(&self, genesis: &GenesisHash, body: QueryBody) -> Query {
        self.key.sign_query(genesis, body)
    }

    /// The caller's next call.
    pub fn call(&mut self, to: H160, data: Vec<u8>) -> CallBody {
        let nonce = self.nonce;
        self.nonce += 1;
        CallBody {
            committee: COMMITTEE,
            nonce,
            gas_limit: 300_000,
            max_fee_per_gas: GAS_PRICE.into(),
            to: Some(to),
            value: U256::zero(),
            data,
        }
    }

    /// Creates a contract.
    pub fn create(&mut self, init_code: Vec<u8>) -> CallBody {
        CallBody { to: None, gas_limit: 5_000_000, ..self.call(H160::zero(), init_code) }
    }

    /// Sends PHA within the EVM.
    pub fn pay(&mut self, to: H160, units: Balance) -> CallBody {
        CallBody { value: wei(units), ..self.call(to, Vec::new()) }
    }

    /// Sends PHA out of the EVM.
    pub fn withdraw(&mut self, to: &AccountId, units: Balance) -> CallBody {
        let data = super::contracts::withdraw(to);
        CallBody { value: wei(units), ..self.call(SYSTEM_ADDRESS, data) }
    }
}
