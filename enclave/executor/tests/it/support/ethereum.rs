//! Ethereum transactions, as a wallet makes them, and what Sapphire's libraries put into them.

use super::caller::{Caller, GAS_PRICE};
use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Signature, TxKind, B256, U256 as Word};
use messages::{keys::InputKey, H160, H256};

/// What all kinds of transactions say.
#[derive(Clone, Debug)]
pub struct Transaction {
    pub chain_id: u64,
    pub nonce: u64,
    pub to: Option<H160>,
    pub value: u128,
    pub gas_limit: u64,
    pub data: Vec<u8>,
}

impl Caller {
    /// The caller's next transaction.
    pub fn transaction(&mut self, chain_id: u64, to: H160, data: Vec<u8>) -> Transaction {
        let nonce = self.nonce;
        self.nonce += 1;
        Transaction { chain_id, nonce, to: Some(to), value: 0, gas_limit: 300_000, data }
    }

    /// The caller's next transaction, which sends some wei.
    pub fn send(&mut self, chain_id: u64, to: H160, value: u128) -> Transaction {
        Transaction { value, ..self.transaction(chain_id, to, Vec::new()) }
    }
}

impl Transaction {
    fn kind(&self) -> TxKind {
        self.to.map_or(TxKind::Create, |to| TxKind::Call(Address::from(to.0)))
    }

    /// Signed, of type 2.
    pub fn signed(&self, caller: &Caller) -> Vec<u8> {
        sign(
            caller,
            TxEip1559 {
                chain_id: self.chain_id,
                nonce: self.nonce,
                gas_limit: self.gas_limit,
                max_fee_per_gas: 2 * u128::from(GAS_PRICE),
                max_priority_fee_per_gas: 0,
                to: self.kind(),
                value: Word::from(self.value),
                access_list: Default::default(),
                input: self.data.clone().into(),
            },
        )
    }

    /// Signed, of type 1.
    pub fn signed_2930(&self, caller: &Caller) -> Vec<u8> {
        sign(
            caller,
            TxEip2930 {
                chain_id: self.chain_id,
                nonce: self.nonce,
                gas_limit: self.gas_limit,
                gas_price: 2 * u128::from(GAS_PRICE),
                to: self.kind(),
                value: Word::from(self.value),
                access_list: Default::default(),
                input: self.data.clone().into(),
            },
        )
    }

    /// Signed, of the oldest type.
    pub fn signed_legacy(&self, caller: &Caller) -> Vec<u8> {
        sign(caller, self.legacy(Some(self.chain_id)))
    }

    /// Signed, and good on every chain: as before EIP-155.
    pub fn signed_for_any_chain(&self, caller: &Caller) -> Vec<u8> {
        sign(caller, self.legacy(None))
    }

    fn legacy(&self, chain_id: Option<u64>) -> TxLegacy {
        TxLegacy {
            chain_id,
            nonce: self.nonce,
            gas_price: 2 * u128::from(GAS_PRICE),
            gas_limit: self.gas_limit,
            to: self.kind(),
            value: Word::from(self.value),
            input: self.data.clone().into(),
        }
    }
}

fn sign<T: SignableTransaction<Signature>>(caller: &Caller, transaction: T) -> Vec<u8>
where
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = caller.sign_hash(&H256(transaction.signature_hash().0));
    let (r, s) = (B256::from_slice(&signature[..32]), B256::from_slice(&signature[32..64]));
    let signature = Signature::from_scalars_and_parity(r, s, signature[64] == 28);
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718()
}

/// Hash of a transaction.
pub fn hash(raw: &[u8]) -> H256 {
    H256(alloy_primitives::keccak256(raw).0)
}

/// A caller's side of encrypted calldata. `seed` makes its key.
pub fn encrypting(key: &InputKey, seed: u8) -> sapphire::caller::Caller {
    sapphire::caller::Caller::new(&[seed; 32], &key.call_data).unwrap()
}
