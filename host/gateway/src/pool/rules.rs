//! Which transactions are accepted, in geth's words. Pure: what the committee's state says is an argument.
//!
//! The committee decides; what is checked here saves the sender a transaction that would be refused later.

use super::transaction::PoolTransaction;
use crate::{error::RpcError, json::data};
use alloy_consensus::Transaction as _;
use codec::Encode;
use messages::{
    call::{EthereumCall, InnerCall},
    channel::SealedCall,
    limits::MAX_CIPHERTEXT,
    U256,
};

/// Largest transaction, in bytes: Ethereum's customary cap. What does not fit its message when sealed is a little smaller.
pub const MAX_TRANSACTION: usize = 128 * 1024;
/// Largest init code, in bytes.
pub const MAX_INIT_CODE: usize = 128 * 1024;
/// Authentication tag of the encryption.
const TAG: usize = 16;
/// Epoch, encapsulated key and length of the ciphertext.
const FRAMING: usize = 8 + 32 + 4;

/// A sender's account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Account {
    /// Balance in wei.
    pub balance: U256,
    /// Next nonce.
    pub nonce: u64,
}

/// What gas costs now, and how much there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Price {
    /// Price of a unit, in wei.
    pub base_fee: u64,
    /// Gas of a block.
    pub gas_limit: u64,
}

/// Checks what depends on the transaction alone.
///
/// # Errors
/// Another chain id, none, or an oversized transaction.
pub fn check_form(transaction: &PoolTransaction, chain_id: u64) -> Result<(), RpcError> {
    let size = transaction.raw.len();
    if size > MAX_TRANSACTION || sealed_size(&transaction.raw).is_none() {
        return refuse(format!("oversized data: transaction size {size}, limit {MAX_TRANSACTION}"));
    }
    let envelope = &transaction.envelope;
    match envelope.chain_id() {
        None => return refuse("only replay-protected (EIP-155) transactions allowed over RPC".into()),
        Some(signed) if signed != chain_id => {
            return refuse(format!("invalid chain id for signer: have {signed} want {chain_id}"));
        }
        Some(_) => {}
    }
    if transaction.envelope.max_priority_fee_per_gas().is_some_and(|tip| tip > transaction.max_fee()) {
        return refuse("max priority fee per gas higher than max fee per gas".into());
    }
    let length = envelope.input().len();
    if envelope.is_create() && length > MAX_INIT_CODE {
        return refuse(format!("max initcode size exceeded: code size {length}, limit {MAX_INIT_CODE}"));
    }
    Ok(())
}

/// Checks gas against the rules and its price.
///
/// # Errors
/// Too little or too much gas, or too low a price.
pub fn check_gas(transaction: &PoolTransaction, price: Price) -> Result<(), RpcError> {
    let gas = transaction.gas_limit();
    if gas > price.gas_limit {
        return refuse("exceeds block gas limit".into());
    }
    let needed = intrinsic_gas(transaction);
    if gas < needed {
        return refuse(format!("intrinsic gas too low: gas {gas}, minimum needed {needed}"));
    }
    let floor = floor_gas(transaction);
    if gas < floor {
        return refuse(format!(
            "insufficient gas for floor data gas cost: gas {gas}, minimum needed {floor}"
        ));
    }
    if transaction.max_fee() < u128::from(price.base_fee) {
        let text = "max fee per gas less than block base fee";
        let (sender, most) = (data(&transaction.sender.0), transaction.max_fee());
        return refuse(format!(
            "{text}: address {sender}, maxFeePerGas: {most}, baseFee: {}",
            price.base_fee
        ));
    }
    Ok(())
}

/// Checks nonce and balance; `others` is what the sender's other transactions in the pool cost at most.
///
/// # Errors
/// A nonce that was used, or too little money.
pub fn check_funds(transaction: &PoolTransaction, account: Account, others: U256) -> Result<(), RpcError> {
    let nonce = transaction.nonce();
    if nonce < account.nonce {
        return refuse(format!("nonce too low: next nonce {}, tx nonce {nonce}", account.nonce));
    }
    let (balance, cost) = (account.balance, transaction.cost());
    if others.saturating_add(cost) > balance {
        let text = "insufficient funds for gas * price + value";
        return refuse(match others.is_zero() {
            true => format!("{text}: balance {balance}, tx cost {cost}"),
            false => format!("{text}: balance {balance}, queued cost {others}, tx cost {cost}"),
        });
    }
    Ok(())
}

/// Bytes that a transaction takes in a message once it is sealed; `None` if it does not fit one.
pub fn sealed_size(raw: &[u8]) -> Option<usize> {
    let plain = InnerCall::Ethereum(EthereumCall { raw: vec![], viewer: None }).encoded_size();
    // The length in front of the transaction takes up to three bytes more than that of an empty one.
    let padded = crypto::padding::class(plain + 3 + raw.len(), MAX_CIPHERTEXT as usize - TAG)?;
    Some(FRAMING + padded + TAG)
}

/// Bytes that a sealed call takes in a message.
pub fn native_size(call: &SealedCall) -> usize {
    call.encoded_size()
}

/// How encrypted calldata begins in Sapphire's form: a CBOR map of two, whose first key is "body".
const ENVELOPE: &[u8] = b"\xa2\x64body";

/// Gas that a transaction costs before anything runs (EIP-2028, EIP-2930, EIP-3860).
fn intrinsic_gas(transaction: &PoolTransaction) -> u64 {
    let envelope = &transaction.envelope;
    let (zeros, others) = count(charged_data(transaction));
    let mut gas = 21_000 + 4 * zeros + 16 * others;
    if envelope.is_create() {
        gas += 32_000 + 2 * (zeros + others).div_ceil(32);
    }
    for item in envelope.access_list().iter().flat_map(|list| list.iter()) {
        gas += 2_400 + 1_900 * item.storage_keys.len() as u64;
    }
    gas
}

/// Least gas for a transaction's data (EIP-7623).
fn floor_gas(transaction: &PoolTransaction) -> u64 {
    let (zeros, others) = count(charged_data(transaction));
    21_000 + 10 * (zeros + 4 * others)
}

/// Data that the committee charges for, as far as it can be told here: of encrypted calldata that is what is inside.
fn charged_data(transaction: &PoolTransaction) -> &[u8] {
    let data = transaction.envelope.input();
    if data.starts_with(ENVELOPE) {
        &[]
    } else {
        data
    }
}

fn count(data: &[u8]) -> (u64, u64) {
    let zeros = data.iter().filter(|byte| **byte == 0).count();
    (zeros as u64, (data.len() - zeros) as u64)
}

fn refuse(text: String) -> Result<(), RpcError> {
    Err(RpcError::Refused(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pool::transaction::tests::{signed, transfer, with_data, CHAIN, GWEI};

    const PRICE: Price = Price { base_fee: GWEI as u64, gas_limit: 30_000_000 };

    fn text(result: Result<(), RpcError>) -> String {
        let error = result.unwrap_err();
        assert_eq!(error.code(), -32000);
        error.to_string()
    }

    fn rich(nonce: u64) -> Account {
        Account { balance: U256::from(10).pow(U256::from(18)), nonce }
    }

    #[test]
    fn a_good_transaction_passes() {
        let good = signed(1, 3);
        check_form(&good, CHAIN).unwrap();
        check_gas(&good, PRICE).unwrap();
        check_funds(&good, rich(3), U256::zero()).unwrap();
        check_funds(&good, rich(0), U256::zero()).unwrap();
    }

    #[test]
    fn refusals_have_the_texts_that_wallets_recognise() {
        let good = signed(1, 3);
        assert_eq!(text(check_form(&good, 1)), "invalid chain id for signer: have 23293 want 1");
        let gas = |gas| text(check_gas(&transfer(1, 3, gas, 2 * GWEI, GWEI), PRICE));
        assert_eq!(gas(20_999), "intrinsic gas too low: gas 20999, minimum needed 21000");
        assert_eq!(gas(30_000_001), "exceeds block gas limit");
        let cheap = text(check_gas(&transfer(1, 3, 21_000, GWEI - 1, 0), PRICE));
        assert!(cheap.starts_with("max fee per gas less than block base fee: address 0x"), "{cheap}");
        let tip = text(check_form(&transfer(1, 3, 21_000, GWEI, 2 * GWEI), CHAIN));
        assert_eq!(tip, "max priority fee per gas higher than max fee per gas");
        assert_eq!(
            text(check_funds(&good, rich(4), U256::zero())),
            "nonce too low: next nonce 4, tx nonce 3"
        );
        let poor = text(check_funds(&good, Account { balance: 9.into(), nonce: 3 }, U256::zero()));
        assert_eq!(poor, "insufficient funds for gas * price + value: balance 9, tx cost 42000000000005");
        let spent = text(check_funds(&good, rich(3), rich(3).balance));
        assert!(spent.contains("queued cost"), "{spent}");
    }

    #[test]
    fn encrypted_calldata_is_charged_by_what_is_inside() {
        let gas = |data: &[u8]| check_gas(&with_data(data, 21_000), PRICE);
        assert!(gas(&[1; 100]).is_err());
        assert!(gas(&[ENVELOPE, &[1; 100]].concat()).is_ok());
    }

    #[test]
    fn a_transaction_fits_its_message_in_its_class_of_size() {
        assert_eq!(sealed_size(&[0; 120]), Some(FRAMING + 256 + TAG));
        assert_eq!(sealed_size(&[0; 300]), Some(FRAMING + 512 + TAG));
        assert!(sealed_size(&vec![0; 126 * 1024]).unwrap() <= messages::limits::MAX_PAYLOAD as usize);
        assert_eq!(sealed_size(&vec![0; MAX_TRANSACTION]), None);
    }
}
