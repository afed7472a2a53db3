//! Precompiles by ABI, gas, results and failures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::caller::Caller;
use alloy_primitives::{Bytes, B256, U256};
use alloy_sol_types::SolValue;
use proptest::prelude::*;
use zeroize::Zeroizing;

const PLENTY: u64 = 10_000_000;
const KEY: CallDataKey = CallDataKey { epoch: 300, public: [0xcd; 32] };

fn stream() -> RandomStream {
    RandomStream::new(Zeroizing::new([1; 32]))
}

fn run_with(precompile: Precompile, input: &[u8], gas: u64, gas_used: u64) -> Result<Output, Failure> {
    let mut call = CallEnv { gas_used, random: &mut stream(), is_own_call: true, call_data_key: Some(KEY) };
    precompile.run(input, gas, &mut call)
}

fn run(precompile: Precompile, input: &[u8]) -> Result<Output, Failure> {
    run_with(precompile, input, PLENTY, 0)
}

fn bytes(content: &[u8]) -> Bytes {
    Bytes::copy_from_slice(content)
}

#[test]
fn addresses_are_those_of_sapphire() {
    let address = |text: &str| -> [u8; 20] { hex::decode(text).unwrap().try_into().unwrap() };
    let cases = [
        ("0100000000000000000000000000000000000001", Precompile::RandomBytes),
        ("010000000000000000000000000000000000000a", Precompile::PadGas),
        ("0100000000000000000000000000000000000101", Precompile::Sha512_256),
        ("0100000000000000000000000000000000000102", Precompile::Sha512),
        ("0100000000000000000000000000000000000103", Precompile::Subcall),
        ("0100000000000000000000000000000000000104", Precompile::Sha384),
    ];
    for (text, precompile) in cases {
        assert_eq!(Precompile::at(&address(text)), Some(precompile));
    }
    for text in [
        "0000000000000000000000000000000000000001",
        "010000000000000000000000000000000000000b",
        "0100000000000000000000000000000000000100",
        "0100000000000000000000000000000000000105",
        "0100000000000000000100000000000000000001",
        "0200000000000000000000000000000000000001",
    ] {
        assert_eq!(Precompile::at(&address(text)), None);
    }
    for precompile in Precompile::ALL {
        assert_eq!(Precompile::at(&precompile.address()), Some(precompile));
    }
}

#[test]
fn gas_is_that_of_sapphires_code() {
    let seed = bytes(&[0x42; 48]);
    let key_pair = |number: u64| (U256::from(number), seed.slice(..if number == 8 { 48 } else { 32 }));
    let cases: Vec<(Precompile, Vec<u8>, u64)> = vec![
        (Precompile::RandomBytes, (U256::from(4), bytes(&[0xbe, 0xef])).abi_encode_params(), 10_300),
        (
            Precompile::RandomBytes,
            (U256::MAX, bytes(&[1; 65])).abi_encode_params(),
            10_000 + 240 * 32 + 60 * 3,
        ),
        (Precompile::DeriveKey, vec![9; 64], 1_100),
        // Four words of heads, two of lengths, one of text.
        (Precompile::Seal, (B256::ZERO, B256::ZERO, bytes(b"text"), bytes(b"")).abi_encode_params(), 170),
        (Precompile::KeyPair, key_pair(0).abi_encode_params(), 1_000),
        (Precompile::KeyPair, key_pair(3).abi_encode_params(), 1_500),
        (Precompile::KeyPair, key_pair(6).abi_encode_params(), 1_000),
        (Precompile::KeyPair, key_pair(7).abi_encode_params(), 4_000),
        (Precompile::KeyPair, key_pair(8).abi_encode_params(), 18_000),
        (Precompile::Curve25519Public, vec![9; 32], 1_000),
        (Precompile::GasUsed, vec![], 10),
        (Precompile::PadGas, U256::from(1_000).abi_encode(), 1_000),
        (Precompile::Sha512_256, vec![0; 33], 115 + 26),
        (Precompile::Sha512, vec![], 115),
        (Precompile::Sha384, vec![0; 32], 115 + 13),
        // Two words of heads, two of lengths, two of content.
        (Precompile::Subcall, (bytes(b"core.CurrentEpoch"), bytes(&[0xf6])).abi_encode_params(), 16),
    ];
    for (precompile, input, gas) in cases {
        assert_eq!(run(precompile, &input).unwrap().gas, gas, "{precompile:?}");
        assert!(run_with(precompile, &input, gas, 0).is_ok());
        assert_eq!(run_with(precompile, &input, gas - 1, 0), Err(Failure::OutOfGas), "{precompile:?}");
    }
}

#[test]
fn gas_of_signatures_is_that_of_sapphires_code() {
    // Base of signing and of verifying, gas a word, length of the digest.
    let cases = [
        (1_500, 2_000, 8, 3),
        (1_500, 2_000, 8, 3),
        (1_500, 2_000, 0, 64),
        (3_000, 3_000, 8, 3),
        (3_000, 3_000, 0, 32),
        (3_000, 3_000, 0, 32),
        (1_500, 2_000, 8, 3),
        (9_000, 7_900, 0, 32),
        (43_200, 37_920, 0, 48),
    ];
    for (number, (sign, verify, per_word, digest)) in cases.into_iter().enumerate() {
        let number = U256::from(number);
        let seed = bytes(&vec![0x42; if number == U256::from(8) { 48 } else { 32 }]);
        let pair = run(Precompile::KeyPair, &(number, seed).abi_encode_params()).unwrap().bytes;
        let (public, secret) = <(Bytes, Bytes)>::abi_decode_params(&pair).unwrap();
        let digest = bytes(&vec![7; digest]);
        let input = (number, secret, digest.clone(), bytes(b"")).abi_encode_params();
        let signature = run(Precompile::Sign, &input).unwrap();
        assert_eq!(signature.gas, sign + per_word * words(input.len()));
        let input = (number, public, digest, bytes(b""), bytes(&signature.bytes)).abi_encode_params();
        let verified = run(Precompile::Verify, &input).unwrap();
        assert_eq!(verified.gas, verify + per_word * words(input.len()));
        assert_eq!(verified.bytes, true.abi_encode());
    }
}

#[test]
fn random_bytes_come_raw_and_differ_between_uses() {
    let input = (U256::from(4), bytes(&[0xbe, 0xef])).abi_encode_params();
    let mut random = stream();
    let mut call = CallEnv { gas_used: 0, random: &mut random, is_own_call: true, call_data_key: None };
    let first = Precompile::RandomBytes.run(&input, PLENTY, &mut call).unwrap().bytes;
    let second = Precompile::RandomBytes.run(&input, PLENTY, &mut call).unwrap().bytes;
    assert_eq!((first.len(), second.len()), (4, 4));
    assert_ne!(first, second);
    assert_eq!(run(Precompile::RandomBytes, &input).unwrap().bytes, first, "the same on every replica");
}

#[test]
fn a_box_opens_and_a_wrong_one_reverts_without_data() {
    let box_of = |nonce: &[u8], text: &[u8]| {
        let key = B256::from_slice(b"this must be the excelentest key");
        (key, B256::from_slice(nonce), bytes(text), bytes(b"additional data")).abi_encode_params()
    };
    let nonce = b"complete noncence, and too long.";
    let sealed = run(Precompile::Seal, &box_of(nonce, b"0123456789")).unwrap().bytes;
    assert_eq!(sealed.len(), 26);
    assert_eq!(run(Precompile::Open, &box_of(nonce, &sealed)).unwrap().bytes, b"0123456789");
    assert_eq!(
        run(Precompile::Open, &box_of(b"complete noncenc? the rest is us", &sealed)).unwrap().bytes,
        b"0123456789",
        "only fifteen bytes of the nonce count"
    );
    let mut altered = sealed;
    altered[0] ^= 1;
    let input = box_of(nonce, &altered);
    let gas = 100 + 10 * words(input.len());
    assert_eq!(run(Precompile::Open, &input), Err(Failure::Revert { gas, bytes: vec![] }));
    assert!(matches!(run(Precompile::Open, &box_of(nonce, b"short")), Err(Failure::Revert { .. })));
}

#[test]
fn keys_of_x25519_agree_with_each_other() {
    let (mine, theirs) = ([1; 32], [2; 32]);
    let public = |secret: [u8; 32]| run(Precompile::Curve25519Public, &secret).unwrap().bytes;
    let derive = |public: Vec<u8>, secret: [u8; 32]| {
        run(Precompile::DeriveKey, &[&public[..], &secret].concat()).unwrap().bytes
    };
    assert_eq!(derive(public(mine), theirs), derive(public(theirs), mine));
}

#[test]
fn hashes_of_fips_180_4() {
    let cases = [
        (Precompile::Sha512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (
            Precompile::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            Precompile::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ];
    for (precompile, digest) in cases {
        assert_eq!(hex::encode(run(precompile, b"abc").unwrap().bytes), digest);
    }
}

#[test]
fn gas_used_counts_the_whole_transaction_and_its_own_cost() {
    let output = run_with(Precompile::GasUsed, &[], 10, 21_000).unwrap();
    assert_eq!(output.bytes, U256::from(21_010).abi_encode());
}

#[test]
fn padding_brings_the_transaction_to_the_target() {
    let target = |target: u64| U256::from(target).abi_encode();
    for used in [0, 21_000, 49_990] {
        let output = run_with(Precompile::PadGas, &target(50_000), PLENTY, used).unwrap();
        assert_eq!(used + output.gas, 50_000);
        assert!(output.bytes.is_empty());
    }
    assert!(matches!(run_with(Precompile::PadGas, &target(50_000), PLENTY, 49_991), Err(Failure::Error(_))));
    assert_eq!(run_with(Precompile::PadGas, &target(50_000), 9_999, 40_000), Err(Failure::OutOfGas));
    assert_eq!(run(Precompile::PadGas, &U256::MAX.abi_encode()), Err(Failure::OutOfGas));
}

fn subcall(method: &str, body: &[u8]) -> Result<(u64, Vec<u8>), Failure> {
    let output = run(Precompile::Subcall, &(bytes(method.as_bytes()), bytes(body)).abi_encode_params())?;
    let (status, data) = <(u64, Bytes)>::abi_decode_params(&output.bytes).unwrap();
    Ok((status, data.to_vec()))
}

/// The key as `Subcall.sol` and the JavaScript library parse it.
#[test]
fn the_key_for_calldata_is_told() {
    let (status, data) = subcall("core.CallDataPublicKey", &[0xf6]).unwrap();
    let expected = [
        "a2",
        "65",
        &hex::encode("epoch"),
        "19012c",
        "6a",
        &hex::encode("public_key"),
        "a4",
        "63",
        &hex::encode("key"),
        "5820",
        &"cd".repeat(32),
        "68",
        &hex::encode("checksum"),
        "5820",
        &"00".repeat(32),
        "69",
        &hex::encode("signature"),
        "5840",
        &"00".repeat(64),
        "6a",
        &hex::encode("expiration"),
        "19012e",
    ]
    .concat();
    assert_eq!((status, hex::encode(data)), (0, expected));
    assert!(Caller::new(&[1; 32], &KEY.public).is_some());
}

/// What the JavaScript library sends, byte for byte.
#[test]
fn the_question_of_client_libraries_is_understood() {
    let input = hex::decode(concat!(
        "0000000000000000000000000000000000000000000000000000000000000040",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000016",
        "636f72652e43616c6c446174615075626c69634b657900000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "f600000000000000000000000000000000000000000000000000000000000000",
    ))
    .unwrap();
    let output = run(Precompile::Subcall, &input).unwrap().bytes;
    assert_eq!(output[..32], [0; 32]);
}

#[test]
fn other_methods_answer_a_status_and_the_module() {
    assert_eq!(subcall("core.CurrentEpoch", &[0xf6]).unwrap(), (0, vec![0x19, 0x01, 0x2c]));
    for (method, module) in [
        ("consensus.Delegate", "consensus"),
        ("accounts.Transfer", "accounts"),
        ("rofl.IsAuthorizedOrigin", "rofl"),
        ("core.Unknown", "core"),
        ("something.Else", "core"),
        ("", "core"),
    ] {
        assert_eq!(subcall(method, &[0xf6]).unwrap(), (3, module.as_bytes().to_vec()), "{method}");
    }
}

#[test]
fn a_committee_without_an_epoch_says_so() {
    let input = (bytes(b"core.CallDataPublicKey"), bytes(&[0xf6])).abi_encode_params();
    let mut call = CallEnv { gas_used: 0, random: &mut stream(), is_own_call: true, call_data_key: None };
    let output = Precompile::Subcall.run(&input, PLENTY, &mut call).unwrap().bytes;
    assert_eq!(<(u64, Bytes)>::abi_decode_params(&output).unwrap(), (1_000, bytes(b"core")));
}

#[test]
fn a_subcall_is_refused_to_delegates_for_the_evm_and_with_a_method_that_is_no_text() {
    let input = (bytes(b"core.CurrentEpoch"), bytes(&[0xf6])).abi_encode_params();
    let mut call =
        CallEnv { gas_used: 0, random: &mut stream(), is_own_call: false, call_data_key: Some(KEY) };
    assert!(matches!(Precompile::Subcall.run(&input, PLENTY, &mut call), Err(Failure::Error(_))));
    assert!(matches!(subcall("evm.Call", &[0xf6]), Err(Failure::Error(_))));
    assert!(matches!(
        run(Precompile::Subcall, &(bytes(&[0xff]), bytes(&[0xf6])).abi_encode_params()),
        Err(Failure::Error(_))
    ));
}

#[test]
fn malformed_inputs_are_errors() {
    for precompile in Precompile::ALL {
        let takes_anything =
            [Precompile::GasUsed, Precompile::Sha512_256, Precompile::Sha512, Precompile::Sha384]
                .contains(&precompile);
        for input in [&[][..], &[0xff; 31], &[0xff; 160]] {
            let failed = matches!(run(precompile, input), Err(Failure::Error(_) | Failure::OutOfGas));
            assert_eq!(failed, !takes_anything, "{precompile:?} of {} bytes", input.len());
        }
    }
    for number in [U256::from(9), U256::from(256), U256::MAX] {
        let input = (number, bytes(&[1; 32])).abi_encode_params();
        assert!(matches!(run(Precompile::KeyPair, &input), Err(Failure::Error(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Words that look like offsets and lengths reach deeper than noise.
    #[test]
    fn any_input_ends_within_its_gas(
        index in 0_usize..14,
        words in prop::collection::vec(prop_oneof![
            (0_u64..12).prop_map(|number| U256::from(number * 32)),
            (0_u64..70).prop_map(U256::from),
            any::<[u8; 32]>().prop_map(U256::from_be_bytes),
        ], 0..14),
        tail in prop::collection::vec(any::<u8>(), 0..32),
        gas in 0_u64..100_000, gas_used in any::<u64>(),
    ) {
        let mut input: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes::<32>()).collect();
        input.extend(tail);
        match run_with(Precompile::ALL[index], &input, gas, gas_used) {
            Ok(Output { gas: used, .. }) | Err(Failure::Revert { gas: used, .. }) => prop_assert!(used <= gas),
            Err(Failure::OutOfGas | Failure::Error(_)) => {}
        }
    }
}

/// Offsets of ABI-encoded arguments may point to the same bytes.
#[test]
fn a_box_over_the_same_bytes_twice_is_paid_twice() {
    const SIZE: usize = 64 * 1024;
    let word = |number: usize| U256::from(number).to_be_bytes::<32>();
    let overlapping = [&[0; 64][..], &word(128), &word(128), &word(SIZE), &vec![7; SIZE]].concat();
    let text = vec![7; SIZE];
    let apart = (B256::ZERO, B256::ZERO, bytes(&text), bytes(&text)).abi_encode_params();
    let (overlapping, apart) =
        (run(Precompile::Seal, &overlapping).unwrap(), run(Precompile::Seal, &apart).unwrap());
    assert_eq!(overlapping.bytes, apart.bytes);
    assert!(overlapping.gas > apart.gas * 99 / 100 && overlapping.gas <= apart.gas);
}
