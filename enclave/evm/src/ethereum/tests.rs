//! What is decoded of transactions as wallets send them, and what is refused by name.
#![allow(clippy::unwrap_used)]

use super::*;
use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxLegacy};
use alloy_eips::{eip2718::Encodable2718, eip2930::AccessListItem};
use revm::primitives::{alloy_primitives::Signature, Address, Bytes, TxKind, B256, U256 as Word};

const CHAIN: u64 = 0x5afd;
const TO: H160 = H160([0x77; 20]);

fn raw<T>(transaction: T) -> Vec<u8>
where
    T: SignableTransaction<Signature>,
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = Signature::new(Word::from(5), Word::from(6), true);
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718()
}

fn legacy(chain_id: Option<u64>) -> TxLegacy {
    TxLegacy {
        chain_id,
        nonce: 9,
        gas_price: 20,
        gas_limit: 21_000,
        to: TxKind::Call(TO.0.into()),
        value: Word::from(3),
        input: Bytes::from_static(b"data"),
    }
}

fn dynamic() -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN,
        nonce: 9,
        gas_limit: 21_000,
        max_fee_per_gas: 20,
        max_priority_fee_per_gas: 2,
        to: TxKind::Create,
        value: Word::MAX,
        ..TxEip1559::default()
    }
}

#[test]
fn every_type_becomes_the_call_that_it_means() {
    let plain = Call {
        nonce: 9,
        gas_limit: 21_000,
        max_fee_per_gas: 20.into(),
        priority_fee: 20.into(),
        to: Some(TO),
        value: 3.into(),
        data: b"data".to_vec(),
        ..Call::default()
    };
    let decoded = decode(&raw(legacy(Some(CHAIN))), CHAIN).unwrap();
    assert_eq!(decoded.call, plain, "one price is all priority fee");
    assert_eq!((decoded.signature[31], decoded.signature[63], decoded.signature[64]), (5, 6, 28));

    let item = AccessListItem { address: Address::repeat_byte(1), storage_keys: vec![B256::repeat_byte(2)] };
    let listed = TxEip2930 {
        chain_id: CHAIN,
        nonce: 9,
        gas_price: 20,
        gas_limit: 21_000,
        to: TxKind::Call(TO.0.into()),
        value: Word::from(3),
        access_list: vec![item].into(),
        input: Bytes::from_static(b"data"),
    };
    let access_list = vec![(H160([1; 20]), vec![H256([2; 32])])];
    assert_eq!(decode(&raw(listed), CHAIN).unwrap().call, Call { access_list, ..plain.clone() });

    let created = Call { priority_fee: 2.into(), to: None, value: U256::MAX, data: vec![], ..plain };
    assert_eq!(decode(&raw(dynamic()), CHAIN).unwrap().call, created);
}

/// The example of EIP-155, signed with the key 0x46…46.
#[test]
fn the_hash_that_was_signed_is_found() {
    let raw = hex::decode(
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a0\
         28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b\
         3800ccf555c9f3dc64214b297fb1966a3b6d83",
    )
    .unwrap();
    let decoded = decode(&raw, 1).unwrap();
    let signed = "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53";
    assert_eq!(hex::encode(decoded.signing_hash), signed);
    assert_eq!(decoded.hash.0, revm::primitives::keccak256(&raw).0);
    let caller = crypto::eip712::recover(&decoded.signing_hash, &decoded.signature).unwrap();
    assert_eq!(hex::encode(caller), "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");
    assert_eq!(decode(&raw, 2), Err(Refusal::WrongChain));
}

#[test]
fn what_is_not_executed_here_is_refused_with_the_reason() {
    let good = raw(dynamic());
    let typed = |kind: u8| [&[kind], &good[1..]].concat();
    let cases = [
        (raw(legacy(None)), Refusal::UnsupportedTransaction, "no chain id"),
        (raw(legacy(Some(CHAIN + 1))), Refusal::WrongChain, "another chain"),
        (typed(3), Refusal::UnsupportedTransaction, "blobs"),
        (typed(4), Refusal::UnsupportedTransaction, "delegations"),
        (typed(0x7f), Refusal::UnsupportedTransaction, "an unknown type"),
        (typed(1), Refusal::Malformed, "fields of another type"),
        (typed(0), Refusal::UnsupportedTransaction, "legacy transactions have no type byte"),
        (vec![], Refusal::Malformed, "nothing"),
        (vec![0xc0], Refusal::Malformed, "an empty list"),
        ([&good[..], &[0]].concat(), Refusal::Malformed, "bytes after it"),
    ];
    for (raw, refusal, what) in cases {
        assert_eq!(decode(&raw, CHAIN), Err(refusal), "{what}");
    }
    for length in 1..good.len() {
        assert_eq!(decode(&good[..length], CHAIN), Err(Refusal::Malformed), "cut at {length}");
    }
}
