//! Transactions of development accounts.

use crate::pool::transaction::Envelope;
use alloy_consensus::{SignableTransaction as _, TxEip1559};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Signature, U256};
use crypto::eip712::CallerKey;
use messages::{H160, H256};

/// Signs a transaction; returns it as wallets send it.
pub fn sign(key: &CallerKey, transaction: TxEip1559) -> Vec<u8> {
    let signature = key.sign_hash(&H256(transaction.signature_hash().0));
    let (r, s) = signature.split_at(32);
    let (s, v) = s.split_at(32);
    let parity = v != [27];
    let signature = Signature::new(U256::from_be_slice(r), U256::from_be_slice(s), parity);
    Envelope::Eip1559(transaction.into_signed(signature)).encoded_2718()
}

/// A transaction of somebody whose key is not known. What stands for the signature names the sender, so that equal
/// transactions of two senders have two hashes.
pub fn unsigned(sender: H160, transaction: TxEip1559) -> Vec<u8> {
    let signature = Signature::new(U256::from_be_slice(&sender.0), U256::from(1), false);
    Envelope::Eip1559(transaction.into_signed(signature)).encoded_2718()
}

/// Hash that is signed for a message of text (EIP-191).
pub fn message_hash(message: &[u8]) -> H256 {
    let prefix = format!("\x19Ethereum Signed Message:\n{}", message.len());
    H256(alloy_primitives::keccak256([prefix.as_bytes(), message].concat()).0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn messages_are_hashed_as_wallets_do() {
        // From the specification of eth_sign's clients: "hello world".
        let hash = hex::encode(message_hash(b"hello world"));
        assert_eq!(hash, "d9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68");
    }

    #[test]
    fn equal_transactions_of_two_strangers_have_two_hashes() {
        let hash = |sender| alloy_primitives::keccak256(unsigned(H160([sender; 20]), TxEip1559::default()));
        assert_ne!(hash(1), hash(2));
    }
}
