//! Accounts that sign Ethereum transactions.

use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Signature, TxKind, U256};
use anyhow::{Context, Result};
use codec::Encode;
use crypto::{eip712::CallerKey, hash::blake2_256};
use messages::{H160, H256};

/// Key of the first account of the mnemonic that Ethereum's development tools know. Everybody knows it.
const DEVELOPMENT_KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// Most that is paid for a unit of gas, in wei.
const MAX_FEE: u128 = 20_000_000_000;

/// An account and its next nonce.
pub(super) struct Wallet {
    key: CallerKey,
    chain_id: u64,
    pub(super) nonce: u64,
}

/// A signed transaction.
pub(super) struct Signed {
    pub(super) raw: Vec<u8>,
    pub(super) hash: String,
}

impl Wallet {
    pub(super) fn development(chain_id: u64) -> Result<Self> {
        let secret: [u8; 32] = hex::decode(DEVELOPMENT_KEY)?.try_into().ok().context("no key")?;
        Self::new(&secret, chain_id)
    }

    pub(super) fn numbered(number: usize, chain_id: u64) -> Result<Self> {
        Self::new(&blake2_256(&("adyton/bench-wallet", number as u32).encode()).0, chain_id)
    }

    fn new(secret: &[u8; 32], chain_id: u64) -> Result<Self> {
        let key = CallerKey::from_secret(secret).context("an impossible key")?;
        Ok(Self { key, chain_id, nonce: 0 })
    }

    pub(super) fn address(&self) -> H160 {
        self.key.address()
    }

    /// Signs the next transaction.
    pub(super) fn sign(
        &mut self,
        to: Option<H160>,
        wei: u128,
        data: Vec<u8>,
        gas_limit: u64,
    ) -> Result<Signed> {
        let transaction = TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit,
            max_fee_per_gas: MAX_FEE,
            max_priority_fee_per_gas: 0,
            to: to.map_or(TxKind::Create, |to| TxKind::Call(Address::from(to.0))),
            value: U256::from(wei),
            access_list: Default::default(),
            input: data.into(),
        };
        self.nonce += 1;
        let signature = self.key.sign_hash(&H256(transaction.signature_hash().0));
        let signed = transaction.into_signed(Signature::from_raw(&signature)?);
        let mut raw = Vec::new();
        signed.encode_2718(&mut raw);
        Ok(Signed { raw, hash: signed.hash().to_string() })
    }
}
