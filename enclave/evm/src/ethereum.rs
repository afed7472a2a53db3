//! Ethereum transactions as wallets sign them.

use crate::{convert, Call};
use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip2718::Decodable2718;
use messages::{call::EthSignature, receipt::Refusal, H160, H256, U256};

/// Types of transactions (EIP-2718) that are executed here, besides those without a type: access list, dynamic fee.
const TYPES: core::ops::RangeInclusive<u8> = 1..=2;
/// Last byte that can name a type; encodings without one begin above.
const LAST_TYPE: u8 = 0x7f;

/// A signed Ethereum transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedTransaction {
    /// Its hash, by which everybody knows it.
    pub hash: H256,
    /// What its caller signed.
    pub signing_hash: H256,
    /// The signature. It is not verified here.
    pub signature: EthSignature,
    /// The call; its caller is address zero until it is recovered from the signature.
    pub call: Call,
}

/// Decodes a transaction in the form of `eth_sendRawTransaction`: legacy with a chain id (EIP-155), EIP-2930 or EIP-1559.
///
/// # Errors
/// [`Refusal::Malformed`] for what is no canonical encoding, [`Refusal::UnsupportedTransaction`] for other types and for
/// legacy transactions without a chain id, [`Refusal::WrongChain`] for those of another chain.
pub fn decode(raw: &[u8], chain_id: u64) -> Result<DecodedTransaction, Refusal> {
    if raw.first().is_some_and(|kind| *kind <= LAST_TYPE && !TYPES.contains(kind)) {
        return Err(Refusal::UnsupportedTransaction);
    }
    let transaction = TxEnvelope::decode_2718_exact(raw).map_err(|_| Refusal::Malformed)?;
    match transaction.chain_id() {
        None => return Err(Refusal::UnsupportedTransaction),
        Some(id) if id != chain_id => return Err(Refusal::WrongChain),
        Some(_) => {}
    }
    Ok(DecodedTransaction {
        hash: H256(transaction.tx_hash().0),
        signing_hash: H256(transaction.signature_hash().0),
        signature: transaction.signature().as_bytes(),
        call: call(&transaction),
    })
}

fn call(transaction: &TxEnvelope) -> Call {
    let access_list = transaction.access_list().map(|list| list.0.as_slice()).unwrap_or_default();
    Call {
        caller: H160::zero(),
        nonce: transaction.nonce(),
        gas_limit: transaction.gas_limit(),
        max_fee_per_gas: U256::from(transaction.max_fee_per_gas()),
        // What has one price only pays all of it.
        priority_fee: U256::from(transaction.priority_fee_or_price()),
        to: transaction.to().map(convert::h160),
        value: convert::number(transaction.value()),
        data: transaction.input().to_vec(),
        access_list: access_list
            .iter()
            .map(|item| {
                (convert::h160(item.address), item.storage_keys.iter().map(|slot| H256(slot.0)).collect())
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
