//! Signed queries, against one that Sapphire's library made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::{caller::Caller, CallDataSecret};
use k256::ecdsa::{RecoveryId, SigningKey, VerifyingKey};
use proptest::prelude::*;

/// Made by a `@oasislabs/sapphire-paratime` that still signed queries; published with `oasis-sdk`'s tests. Signer,
/// target, gas limit 10, gas price 123, value 42, chain id 0x5afe.
const OF_SAPPHIRE: &str = "a36464617461a164626f64794401020304656c65617368a4656e6f6e63651903e76a626c6f636b5f686173685820c92b675c7013e33aa88feaae520eb0ede155e7cacb3c4587e0923cba9953f8bb6b626c6f636b5f72616e6765036c626c6f636b5f6e756d626572182a697369676e6174757265584148bca100e84d13a80b131c62b9b87caf07e4da6542a9e1ea16d8042ba08cc1e31f10ae924d8c137882204e9217423194014ce04fa2130c14f27b148858733c7b1c";
const CHAIN_ID: u64 = 0x5afe;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

fn call() -> QueryCall {
    QueryCall {
        from: bytes("11e244400Cf165ade687077984F09c3A037b868F").try_into().unwrap(),
        to: bytes("b5ed90452AAC09f294a0BE877CBf2Dc4D55e096f").try_into().unwrap(),
        gas_limit: 10,
        gas_price: word(123),
        value: word(42),
    }
}

fn recovered(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
    let parsed = Signature::from_slice(&signature[..64]).ok()?;
    let key =
        VerifyingKey::recover_from_prehash(hash, &parsed, RecoveryId::from_byte(signature[64])?).ok()?;
    let point = key.to_sec1_point(false);
    alloy_primitives::keccak256(&point.as_bytes()[1..])[12..].try_into().ok()
}

#[test]
fn a_query_of_sapphires_library_is_its_signers() {
    let data = bytes(OF_SAPPHIRE);
    let query = SignedQuery::parse(&data).unwrap();
    assert_eq!(query.data, QueryData::Plain(&[1, 2, 3, 4]));
    let hash = query.signing_hash(&call(), &[1, 2, 3, 4], CHAIN_ID);
    let signature = query.checked_signature().unwrap();
    assert_eq!(recovered(&hash, &signature), Some(call().from));
}

#[test]
fn the_signature_covers_every_field() {
    let data = bytes(OF_SAPPHIRE);
    let query = SignedQuery::parse(&data).unwrap();
    let hash = |query: &SignedQuery<'_>, call: &QueryCall| query.signing_hash(call, &[1, 2, 3, 4], CHAIN_ID);
    let original = hash(&query, &call());
    let leash = |leash: Leash| hash(&SignedQuery { leash, ..query.clone() }, &call());
    let hashes = [
        hash(&query, &QueryCall { from: [1; 20], ..call() }),
        hash(&query, &QueryCall { to: [1; 20], ..call() }),
        hash(&query, &QueryCall { gas_limit: 11, ..call() }),
        hash(&query, &QueryCall { gas_price: word(124), ..call() }),
        hash(&query, &QueryCall { value: word(43), ..call() }),
        query.signing_hash(&call(), &[1, 2, 3], CHAIN_ID),
        query.signing_hash(&call(), &[1, 2, 3, 4], CHAIN_ID + 1),
        leash(Leash { nonce: 1, ..query.leash }),
        leash(Leash { block_number: 1, ..query.leash }),
        leash(Leash { block_hash: [1; 32], ..query.leash }),
        leash(Leash { block_range: 1, ..query.leash }),
    ];
    assert!(hashes.iter().all(|hash| *hash != original));
}

#[test]
fn only_signatures_that_wallets_make_are_taken() {
    let data = bytes(OF_SAPPHIRE);
    let query = SignedQuery::parse(&data).unwrap();
    let with = |change: &dyn Fn(&mut [u8; 65])| {
        let mut signature = query.signature;
        change(&mut signature);
        SignedQuery { signature, ..query.clone() }.checked_signature()
    };
    let ids = [(0, 0), (1, 1), (27, 0), (28, 1)];
    for (given, normal) in ids {
        assert_eq!(with(&|signature| signature[64] = given).unwrap()[64], normal);
    }
    assert_eq!(with(&|signature| signature[64] = 2), Err(SignatureError::RecoveryId));
    assert_eq!(with(&|signature| signature[64] = 29), Err(SignatureError::RecoveryId));
    assert_eq!(with(&|signature| signature[..32].fill(0)), Err(SignatureError::OutOfRange));
    assert_eq!(with(&|signature| signature[32..64].fill(0xff)), Err(SignatureError::OutOfRange));

    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let (low, _) = key.sign_prehash_recoverable(&[2; 32]);
    let (r, s) = low.split_scalars();
    let high = Signature::from_scalars(r, -s).unwrap().to_bytes();
    assert_eq!(with(&|signature| signature[..64].copy_from_slice(&high)), Err(SignatureError::HighS));
}

#[test]
fn an_encrypted_query_carries_an_envelope() {
    let committee = CallDataSecret::from_seed(&[1; 32]);
    let caller = Caller::new(&[2; 32], &committee.public()).unwrap();
    let envelope = caller.seal(Some(5), [3; 15], b"calldata");
    let data = bytes(&OF_SAPPHIRE.replace("a164626f64794401020304", &hex::encode(&envelope)));
    let query = SignedQuery::parse(&data).unwrap();
    let QueryData::Encrypted(envelope) = query.data else { panic!("not encrypted") };
    assert_eq!(&**envelope.open(&[(5, committee)]).unwrap().calldata, b"calldata");
}

#[test]
fn a_leash_holds_near_its_block_and_until_the_account_moves_on() {
    let leash = Leash { nonce: 999, block_number: 42, block_hash: [7; 32], block_range: 3 };
    let hashes = |number: u64| (number == 42).then_some([7; 32]);
    assert_eq!(leash.check(999, 45, hashes), Ok(()));
    assert_eq!(leash.check(0, 39, hashes), Ok(()));
    assert_eq!(leash.check(1000, 42, hashes), Err(LeashError::StaleNonce { account: 1000, leash: 999 }));
    assert_eq!(leash.check(999, 46, hashes), Err(LeashError::OutOfRange { current: 46 }));
    assert_eq!(leash.check(999, 42, |_| None), Err(LeashError::UnknownBaseBlock(42)));
    assert_eq!(leash.check(999, 42, |_| Some([8; 32])), Err(LeashError::OtherBaseBlock(42)));
    let long = Leash { block_range: u64::MAX, ..leash };
    assert_eq!(long.check(999, 42 + 256, hashes), Ok(()));
    assert_eq!(long.check(999, 42 + 257, hashes), Err(LeashError::UnknownBaseBlock(42)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_and_altered_queries_are_none_or_another(
        noise in prop::collection::vec(any::<u8>(), 0..120),
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        prop_assert_eq!(SignedQuery::parse(&noise), None);
        let original = bytes(OF_SAPPHIRE);
        prop_assert_eq!(SignedQuery::parse(&original[..cut.index(original.len())]), None);
        let mut altered = original.clone();
        let index = at.index(original.len());
        altered[index] = byte;
        if let Some(query) = SignedQuery::parse(&altered) {
            prop_assert_eq!(altered == original, SignedQuery::parse(&original) == Some(query));
        }
    }
}
