//! A signed Ethereum transaction, decoded.

use crate::error::RpcError;
use alloy_consensus::{Transaction as _, TxEnvelope};
use alloy_eips::eip2718::Decodable2718 as _;
use crypto::eip712;
use messages::{H160, H256, U256};

/// A signed transaction in one of Ethereum's forms.
pub type Envelope = TxEnvelope;

/// A transaction of the pool.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolTransaction {
    /// As it was sent.
    pub raw: Vec<u8>,
    /// Its hash.
    pub hash: H256,
    /// Who signed it.
    pub sender: H160,
    /// Decoded.
    pub envelope: Envelope,
}

impl PoolTransaction {
    /// Decodes a transaction and recovers its sender.
    ///
    /// # Errors
    /// What geth would say.
    pub fn decode(raw: Vec<u8>) -> Result<Self, RpcError> {
        let envelope = decode(&raw)?;
        let signature = envelope.signature();
        let bytes = signature.as_bytes();
        let sender = eip712::recover(&H256(envelope.signature_hash().0), &bytes)
            .map_err(|_| RpcError::Refused("invalid sender".into()))?;
        Ok(Self { raw, hash: H256(envelope.tx_hash().0), sender, envelope })
    }

    /// Its nonce.
    pub fn nonce(&self) -> u64 {
        self.envelope.nonce()
    }

    /// Gas it may use.
    pub fn gas_limit(&self) -> u64 {
        self.envelope.gas_limit()
    }

    /// Highest price of gas it offers, in wei.
    pub fn max_fee(&self) -> u128 {
        self.envelope.max_fee_per_gas()
    }

    /// Highest tip it offers, in wei.
    pub fn tip(&self) -> u128 {
        self.envelope.max_priority_fee_per_gas().unwrap_or_else(|| self.max_fee())
    }

    /// What it costs at most, in wei.
    pub fn cost(&self) -> U256 {
        let fee = U256::from(self.max_fee()).saturating_mul(self.gas_limit().into());
        fee.saturating_add(U256::from_little_endian(self.envelope.value().as_le_slice()))
    }
}

/// Decodes a transaction without looking at its signature.
///
/// # Errors
/// What geth would say.
pub fn decode(raw: &[u8]) -> Result<Envelope, RpcError> {
    match raw.first() {
        None => return Err(RpcError::Refused("typed transaction too short".into())),
        // Blobs, delegations, and what is to come.
        Some(3..=0x7f | 0) => return Err(RpcError::Refused("transaction type not supported".into())),
        Some(_) => {}
    }
    Envelope::decode_2718_exact(raw)
        .map_err(|error| RpcError::Refused(format!("rlp: cannot decode the transaction: {error}")))
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::development::sign::sign;
    use alloy_consensus::{SignableTransaction as _, TxEip1559, TxLegacy};
    use alloy_eips::eip2718::Encodable2718 as _;
    use crypto::eip712::CallerKey;

    pub(crate) const CHAIN: u64 = 0x5afd;
    pub(crate) const GWEI: u128 = 1_000_000_000;

    /// A transfer by the sender whose key is `key` in every byte.
    pub(crate) fn signed(key: u8, nonce: u64) -> PoolTransaction {
        transfer(key, nonce, 21_000, 2 * GWEI, GWEI)
    }

    pub(crate) fn transfer(key: u8, nonce: u64, gas_limit: u64, max_fee: u128, tip: u128) -> PoolTransaction {
        let transaction = TxEip1559 {
            chain_id: CHAIN,
            nonce,
            gas_limit,
            max_fee_per_gas: max_fee,
            max_priority_fee_per_gas: tip,
            to: alloy_primitives::TxKind::Call([9; 20].into()),
            value: alloy_primitives::U256::from(5),
            ..Default::default()
        };
        PoolTransaction::decode(sign(&CallerKey::from_secret(&[key; 32]).unwrap(), transaction)).unwrap()
    }

    /// A call with this calldata.
    pub(crate) fn with_data(data: &[u8], gas_limit: u64) -> PoolTransaction {
        let transaction = TxEip1559 {
            chain_id: CHAIN,
            gas_limit,
            max_fee_per_gas: 2 * GWEI,
            to: alloy_primitives::TxKind::Call([9; 20].into()),
            input: data.to_vec().into(),
            ..Default::default()
        };
        PoolTransaction::decode(sign(&CallerKey::from_secret(&[1; 32]).unwrap(), transaction)).unwrap()
    }

    fn refusal(raw: Vec<u8>) -> String {
        PoolTransaction::decode(raw).unwrap_err().to_string()
    }

    #[test]
    fn a_transaction_is_decoded_with_its_sender() {
        let transaction = signed(7, 3);
        assert_eq!(transaction.sender, CallerKey::from_secret(&[7; 32]).unwrap().address());
        assert_eq!((transaction.nonce(), transaction.gas_limit()), (3, 21_000));
        assert_eq!(transaction.cost(), U256::from(21_000 * 2 * GWEI + 5));
        let hash = sp_hash(&transaction.raw);
        assert_eq!(transaction.hash, hash);
    }

    fn sp_hash(raw: &[u8]) -> H256 {
        H256(alloy_primitives::keccak256(raw).0)
    }

    #[test]
    fn legacy_transactions_keep_the_chain_id_in_their_signature() {
        let key = CallerKey::from_secret(&[7; 32]).unwrap();
        let legacy =
            TxLegacy { chain_id: Some(CHAIN), gas_price: GWEI, gas_limit: 21_000, ..Default::default() };
        let signature = key.sign_hash(&H256(legacy.signature_hash().0));
        let signature = alloy_primitives::Signature::from_raw_array(&signature).unwrap();
        let raw = Envelope::Legacy(legacy.into_signed(signature)).encoded_2718();
        let transaction = PoolTransaction::decode(raw).unwrap();
        assert_eq!((transaction.envelope.chain_id(), transaction.sender), (Some(CHAIN), key.address()));
        assert_eq!((transaction.max_fee(), transaction.tip()), (GWEI, GWEI));
    }

    #[test]
    fn what_is_no_transaction_is_refused_by_name() {
        assert_eq!(refusal(vec![]), "typed transaction too short");
        assert_eq!(refusal(vec![3, 0xc0]), "transaction type not supported");
        assert!(refusal(vec![2, 0xc0]).starts_with("rlp: "));
        let mut trailing = signed(7, 3).raw;
        trailing.push(0);
        assert!(refusal(trailing).starts_with("rlp: "));
        let mut unsigned = signed(7, 3).raw;
        let end = unsigned.len() - 32;
        unsigned[end..].fill(0xff);
        assert_eq!(refusal(unsigned), "invalid sender");
    }
}
