//! Envelopes and results, against what Sapphire's JavaScript library makes and opens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::{
    caller::{Answer, Caller},
    result::{result_nonce, CallResult, Log},
};
use proptest::prelude::*;

const COMMITTEE_SEED: [u8; 32] = [7; 32];
const CALLER_SEED: [u8; 32] = [9; 32];

/// Made by `@oasisprotocol/sapphire-paratime` 2.3.0: `X25519DeoxysII.fromSecretKey(09…09, public key of 07…07, 300)`
/// `.encryptCall(calldata, 0102…0f)`.
const OF_SAPPHIRE: &str = "a264626f6479a462706b582057db4b359f23ae5e146e4e2512056704722506348c150c14753d0c933d04d4216464617461585cfd7df10afcd091bb3a51903cbc140c0f8cfdb27add7da24eb7934a6de0a1a0494a45176dce9ebc43bd4f654338f9cdd673242c2394bdb0257d024fec08c7b86ac289b342f2b9d8c589c7f522e3e7757bb70ecd1a649136f89bfd7c986565706f636819012c656e6f6e63654f0102030405060708090a0b0c0d0e0f66666f726d617401";
/// A transfer of an ERC-20 token.
const CALLDATA: &str = "a9059cbb00000000000000000000000000000000000000000000000000000000000000b000000000000000000000000000000000000000000000000000000000000003e8";

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn nonce() -> [u8; NONCE_LEN] {
    std::array::from_fn(|index| index as u8 + 1)
}

fn committee() -> CallDataSecret {
    CallDataSecret::from_seed(&COMMITTEE_SEED)
}

fn caller() -> Caller {
    Caller::new(&CALLER_SEED, &committee().public()).unwrap()
}

fn live() -> Vec<(u64, CallDataSecret)> {
    let other = |seed| CallDataSecret::from_seed(&[seed; 32]);
    vec![(301, other(1)), (300, committee()), (299, other(2))]
}

fn opened(data: &[u8]) -> Result<Opened, EnvelopeError> {
    Envelope::parse(data).unwrap().open(&live())
}

/// `OF_SAPPHIRE` with another encoding of a part.
fn replaced(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(OF_SAPPHIRE.matches(from).count(), 1);
    bytes(&OF_SAPPHIRE.replace(from, to))
}

const EPOCH: &str = "6565706f636819012c";

#[test]
fn an_envelope_of_sapphires_library_opens() {
    let data = bytes(OF_SAPPHIRE);
    let envelope = Envelope::parse(&data).unwrap();
    assert_eq!((envelope.epoch, envelope.nonce), (Some(300), nonce()));
    let opened = envelope.open(&live()).unwrap();
    assert_eq!((hex::encode(&*opened.calldata), opened.epoch), (CALLDATA.to_owned(), 300));
}

#[test]
fn our_caller_makes_the_same_bytes_as_sapphires_library() {
    assert_eq!(hex::encode(caller().seal(Some(300), nonce(), &bytes(CALLDATA))), OF_SAPPHIRE);
    assert_eq!(Envelope::parse(&bytes(OF_SAPPHIRE)).unwrap().encode(), bytes(OF_SAPPHIRE));
    assert!(caller().seal(Some(300), nonce(), &[]).is_empty(), "empty calldata is not wrapped");
}

#[test]
fn an_envelope_without_an_epoch_opens_under_the_current_one_or_the_one_before() {
    // Zero, `undefined` as the library writes it when it knows no epoch, null.
    for epoch in ["6565706f636800", "6565706f6368f7", "6565706f6368f6"] {
        let data = replaced(EPOCH, epoch);
        assert_eq!(Envelope::parse(&data).unwrap().epoch, None);
        assert_eq!(opened(&data).unwrap().epoch, 300);
    }
    let data = caller().seal(None, nonce(), b"calldata");
    assert_eq!(opened(&data).unwrap().epoch, 300);
    let live = [
        (303, CallDataSecret::from_seed(&[1; 32])),
        (302, CallDataSecret::from_seed(&[2; 32])),
        (301, committee()),
    ];
    assert_eq!(
        Envelope::parse(&data).unwrap().open(&live).err(),
        Some(EnvelopeError::NotAuthentic),
        "too old"
    );
    assert_eq!(
        Envelope::parse(&data).unwrap().open(&[]).err(),
        Some(EnvelopeError::EpochNotLive { epoch: 0 })
    );
}

#[test]
fn an_envelope_of_an_epoch_that_is_not_live_says_which() {
    for (encoded, epoch) in [("190129", 297), ("19012e", 302)] {
        let data = replaced(EPOCH, &format!("6565706f6368{encoded}"));
        assert_eq!(opened(&data).err(), Some(EnvelopeError::EpochNotLive { epoch }));
    }
}

#[test]
fn what_is_not_authentic_or_no_call_is_told_apart() {
    assert_eq!(opened(&replaced("fd7df10a", "fd7df10b")).err(), Some(EnvelopeError::NotAuthentic));
    assert_eq!(opened(&replaced("4f0102", "4f0103")).err(), Some(EnvelopeError::NotAuthentic));
    assert_eq!(opened(&replaced(EPOCH, "6565706f636819012d")).err(), Some(EnvelopeError::NotAuthentic));
    let order_one = format!("01{}", "00".repeat(31));
    let data = replaced("57db4b359f23ae5e146e4e2512056704722506348c150c14753d0c933d04d421", &order_one);
    assert_eq!(opened(&data).err(), Some(EnvelopeError::BadCallerKey));

    let key = committee().shared_with(&CallDataSecret::from_seed(&CALLER_SEED).public()).unwrap();
    for inner in
        ["a164626f647901", "a264626f64794101627878f6", "a164626f6479410100", "4101", "", "a162626f4101"]
    {
        let data = mrae::seal(&key.0, &nonce(), &bytes(inner), &[]);
        let caller = CallDataSecret::from_seed(&CALLER_SEED).public();
        let envelope = Envelope { caller, nonce: nonce(), epoch: Some(300), data: &data };
        assert_eq!(envelope.open(&live()).err(), Some(EnvelopeError::BadInner), "{inner}");
    }
}

#[test]
fn what_does_not_decode_as_an_envelope_is_plaintext() {
    let mut longer = bytes(OF_SAPPHIRE);
    longer.push(0);
    let plain = [
        vec![],
        bytes(CALLDATA),
        longer,
        bytes(OF_SAPPHIRE)[..181].to_vec(),
        // Another format, a missing one, another length of key or nonce, a body that is bytes, another order.
        replaced("66666f726d617401", "66666f726d617402"),
        replaced("66666f726d617401", ""),
        replaced("62706b5820", "62706b5821"),
        replaced("4f01", "4e"),
        bytes("a264626f6479410166666f726d617401"),
        bytes("a264626f6479410166666f726d617400"),
        bytes("a166666f726d617401"),
        replaced("a264626f6479a4", "a264626f6479a3"),
        replaced("a264626f6479a4", "a364626f6479a4"),
    ];
    for data in plain {
        assert_eq!(Envelope::parse(&data), None, "{}", hex::encode(&data));
    }
}

#[test]
fn results_go_back_under_the_same_key() {
    let opened = opened(&bytes(OF_SAPPHIRE)).unwrap();
    let nonce = result_nonce(0x0102, 3);
    assert_eq!(hex::encode(nonce), "000000000000010200000003000000");
    let logs = vec![
        Log { address: [1; 20], topics: vec![[2; 32], [3; 32]], data: vec![4; 40] },
        Log { address: [5; 20], topics: vec![], data: vec![] },
    ];
    let failed = |module: &str, code, message: &str| Answer::Failed {
        module: module.to_owned(),
        code,
        message: message.to_owned(),
    };
    let cases = [
        (CallResult::Returned(b"output"), Answer::Returned(b"output".to_vec())),
        (CallResult::Returned(b""), Answer::Returned(vec![])),
        (
            CallResult::Executed { output: b"output", logs: &logs },
            Answer::Executed { output: b"output".to_vec(), logs: logs.clone() },
        ),
        (CallResult::Executed { output: b"", logs: &[] }, Answer::Executed { output: vec![], logs: vec![] }),
        (CallResult::Reverted(&[0x08, 0xc3, 0x79, 0xa0]), failed("evm", 8, "reverted: CMN5oA==")),
        (CallResult::Failed { module: "core", code: 3, message: "no" }, failed("core", 3, "no")),
    ];
    for (result, answer) in cases {
        let sealed = opened.reply.seal(&nonce, &result);
        assert_eq!(caller().open(&sealed), Some(answer));
        let stranger = Caller::new(&[8; 32], &committee().public()).unwrap();
        assert_eq!(stranger.open(&sealed), None);
    }
}

/// The bytes that `decryptResult` of the same library was seen to open: `2a2a`, and a failure whose message is
/// `reverted: CMN5oA==`.
#[test]
fn sapphires_library_opens_our_results() {
    let reply = opened(&bytes(OF_SAPPHIRE)).unwrap().reply;
    let returned = reply.seal(&result_nonce(7, 1), &CallResult::Returned(&[0x2a, 0x2a]));
    let reverted = reply.seal(&result_nonce(7, 2), &CallResult::Reverted(&[0x08, 0xc3, 0x79, 0xa0]));
    insta::assert_snapshot!(hex::encode(returned), @"a1626f6ba26464617461571eef99afa8495bba86d62b89ecd178a14b29f6e656dc69656e6f6e63654f000000000000000700000001000000");
    insta::assert_snapshot!(hex::encode(reverted), @"a1626f6ba264646174615843ba4df170827c5bcf9c8d5c08673d1d059aa32f5636f805cfef535162b59e8ebab6fd3b33dd49169120d8d1290eeba1d476bbe9b9234206d9ff7b41d00e11be288c8b58656e6f6e63654f000000000000000700000002000000");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_calldata_comes_through(
        calldata in prop::collection::vec(any::<u8>(), 1..300), epoch in prop::option::of(1_u64..),
        nonce in any::<[u8; NONCE_LEN]>(), seed in any::<[u8; 32]>(),
    ) {
        let caller = Caller::new(&seed, &committee().public()).unwrap();
        let data = caller.seal(epoch, nonce, &calldata);
        let envelope = Envelope::parse(&data).unwrap();
        prop_assert_eq!(envelope.encode(), data.clone());
        let opened = envelope.open(&[(epoch.unwrap_or(1), committee())]).unwrap();
        prop_assert_eq!(&*opened.calldata, &calldata);
    }

    #[test]
    fn noise_and_altered_envelopes_never_open(
        noise in prop::collection::vec(any::<u8>(), 0..120),
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        prop_assert_eq!(Envelope::parse(&noise), None);
        let original = bytes(OF_SAPPHIRE);
        let mut altered = original.clone();
        let index = at.index(original.len());
        altered[index] = byte;
        prop_assert_eq!(Envelope::parse(&original[..cut.index(original.len())]), None);
        if let Some(Ok(opened)) = Envelope::parse(&altered).map(|envelope| envelope.open(&live())) {
            // The top bit of a Curve25519 point is ignored; an epoch that is left open tries the right one too.
            prop_assert_eq!(&*opened.calldata, &bytes(CALLDATA));
        }
        let _ = caller().open(&noise);
    }
}
