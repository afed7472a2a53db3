//! Signatures, against published vectors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use proptest::prelude::*;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn random() -> RandomStream {
    RandomStream::new(Zeroizing::new([9; 32]))
}

/// What is signed in the tests: context and message, or the digest of the message.
fn input(algorithm: Algorithm, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
    match algorithm {
        Algorithm::Ed25519Oasis | Algorithm::Secp256k1Oasis => (b"some context".to_vec(), message.to_vec()),
        Algorithm::Ed25519Pure => (vec![], message.to_vec()),
        Algorithm::Sr25519 => (b"substrate".to_vec(), message.to_vec()),
        Algorithm::Ed25519PrehashedSha512 => (Sha512::digest(message).to_vec(), vec![]),
        Algorithm::Secp384r1PrehashedSha384 => (Sha384::digest(message).to_vec(), vec![]),
        _ => (Sha256::digest(message).to_vec(), vec![]),
    }
}

fn seed_len(algorithm: Algorithm) -> usize {
    if algorithm == Algorithm::Secp384r1PrehashedSha384 {
        48
    } else {
        32
    }
}

#[test]
fn numbers_are_those_of_sapphire() {
    for (index, algorithm) in Algorithm::ALL.into_iter().enumerate() {
        assert_eq!(algorithm as usize, index);
        assert_eq!(Algorithm::numbered(index as u8), Some(algorithm));
    }
    assert_eq!(Algorithm::numbered(9), None);
}

#[test]
fn every_algorithm_signs_and_verifies() {
    for algorithm in Algorithm::ALL {
        let pair = algorithm.key_pair(&vec![0x42; seed_len(algorithm)]).unwrap();
        let (context_or_digest, message) = input(algorithm, b"message");
        let signed = Signed { context_or_digest: &context_or_digest, message: &message };
        let signature = algorithm.sign(&pair.secret, signed, &mut random()).unwrap();
        assert_eq!(signature, algorithm.sign(&pair.secret, signed, &mut random()).unwrap(), "deterministic");
        assert_eq!(algorithm.verify(&pair.public, signed, &signature), Ok(true), "{algorithm:?}");

        let (context_or_digest, message) = input(algorithm, b"massage");
        let other = Signed { context_or_digest: &context_or_digest, message: &message };
        assert_eq!(algorithm.verify(&pair.public, other, &signature), Ok(false));
        let stranger = algorithm.key_pair(&vec![0x43; seed_len(algorithm)]).unwrap();
        assert_eq!(algorithm.verify(&stranger.public, signed, &signature), Ok(false));
        assert_eq!(algorithm.verify(&pair.public, signed, &signature[1..]), Ok(false));
        assert_eq!(algorithm.verify(&pair.public[1..], signed, &signature), Err(BadArgument::Public));
        assert_eq!(algorithm.sign(&pair.secret[..8], signed, &mut random()), Err(BadArgument::Secret));
    }
}

#[test]
fn a_context_separates_domains() {
    for algorithm in [Algorithm::Ed25519Oasis, Algorithm::Secp256k1Oasis, Algorithm::Sr25519] {
        let pair = algorithm.key_pair(&[1; 32]).unwrap();
        let signed = Signed { context_or_digest: b"one", message: b"message" };
        let signature = algorithm.sign(&pair.secret, signed, &mut random()).unwrap();
        let other = Signed { context_or_digest: b"two", message: b"message" };
        assert_eq!(algorithm.verify(&pair.public, other, &signature), Ok(false));
    }
}

#[test]
fn a_digest_of_another_length_is_not_signed_and_never_valid() {
    for algorithm in Algorithm::ALL {
        let digest_len = input(algorithm, b"").0.len();
        if !matches!(
            algorithm,
            Algorithm::Ed25519Oasis | Algorithm::Ed25519Pure | Algorithm::Secp256k1Oasis | Algorithm::Sr25519
        ) {
            let pair = algorithm.key_pair(&vec![1; seed_len(algorithm)]).unwrap();
            for len in [0, digest_len - 1, digest_len + 1] {
                let signed = Signed { context_or_digest: &vec![1; len], message: b"" };
                assert_eq!(algorithm.sign(&pair.secret, signed, &mut random()), Err(BadArgument::Digest));
                assert_eq!(algorithm.verify(&pair.public, signed, &[]), Ok(false));
            }
        }
    }
}

#[test]
fn encodings_have_the_lengths_that_sapphire_documents() {
    let lengths = [(32, 32), (32, 32), (32, 32), (33, 32), (33, 32), (33, 32), (32, 96), (33, 32), (49, 48)];
    for (algorithm, (public, secret)) in Algorithm::ALL.into_iter().zip(lengths) {
        let pair = algorithm.key_pair(&vec![0x42; seed_len(algorithm)]).unwrap();
        assert_eq!((pair.public.len(), pair.secret.len()), (public, secret));
    }
}

#[test]
fn secp256k1_takes_only_the_low_s() {
    let algorithm = Algorithm::Secp256k1PrehashedSha256;
    let pair = algorithm.key_pair(&[1; 32]).unwrap();
    let signed = Signed { context_or_digest: &[7; 32], message: b"" };
    let signature = algorithm.sign(&pair.secret, signed, &mut random()).unwrap();
    let parsed = k256::ecdsa::Signature::from_der(&signature).unwrap();
    let (r, s) = parsed.split_scalars();
    let mirrored = k256::ecdsa::Signature::from_scalars(r, -s).unwrap();
    assert_eq!(algorithm.verify(&pair.public, signed, mirrored.to_der().as_bytes()), Ok(false));
}

#[test]
fn ed25519_of_rfc_8032() {
    // Section 7.1, tests 2 and 3.
    let cases = [
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];
    for (seed, public, message, signature) in cases {
        let pair = Algorithm::Ed25519Pure.key_pair(&bytes(seed)).unwrap();
        assert_eq!(pair.public, bytes(public));
        let message = bytes(message);
        let signed = Signed { context_or_digest: &[], message: &message };
        let made = Algorithm::Ed25519Pure.sign(&pair.secret, signed, &mut random()).unwrap();
        assert_eq!(made, bytes(signature));
    }
}

#[test]
fn ed25519ph_of_rfc_8032() {
    // Section 7.3: the message is "abc".
    let algorithm = Algorithm::Ed25519PrehashedSha512;
    let pair = algorithm
        .key_pair(&bytes("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"))
        .unwrap();
    assert_eq!(pair.public, bytes("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf"));
    let digest = Sha512::digest(b"abc");
    let signed = Signed { context_or_digest: &digest, message: &[] };
    let signature = algorithm.sign(&pair.secret, signed, &mut random()).unwrap();
    assert_eq!(
        hex::encode(signature),
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
    );
}

#[test]
fn ecdsa_of_rfc_6979() {
    // Appendices A.2.5 and A.2.6: the message is "sample".
    let cases = [
        (
            Algorithm::Secp256r1PrehashedSha256,
            "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
            Sha256::digest(b"sample").to_vec(),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        ),
        (
            Algorithm::Secp384r1PrehashedSha384,
            "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
            Sha384::digest(b"sample").to_vec(),
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
        ),
    ];
    for (algorithm, secret, digest, r, s) in cases {
        let signed = Signed { context_or_digest: &digest, message: &[] };
        let signature = algorithm.sign(&bytes(secret), signed, &mut random()).unwrap();
        assert_eq!(hex::encode(signature), der(&bytes(r), &bytes(s)));
    }
}

/// DER of two integers.
fn der(r: &[u8], s: &[u8]) -> String {
    let integer = |number: &[u8]| {
        let sign: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
        [&[2, (sign.len() + number.len()) as u8], sign, number].concat()
    };
    let content = [integer(r), integer(s)].concat();
    hex::encode([&[0x30, content.len() as u8], &content[..]].concat())
}

#[test]
fn sr25519_of_polkadot_wallets() {
    // Vectors of polkadot-js (wasm-crypto): derivation of a pair, a signature, and one over wrapped bytes.
    let pair = Algorithm::Sr25519
        .key_pair(&bytes("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e"))
        .unwrap();
    assert_eq!(hex::encode(&pair.public), "46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a");
    assert_eq!(
        hex::encode(&pair.secret),
        "28b0ae221c6bb06856b287f60d7ea0d98552ea5a16db16956849aa371db3eb51fd190cce74df356432b410bd64682309d6dedb27c76845daf388557cbac3ca3446ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a"
    );
    let cases: [(&str, &[u8], &str); 2] = [
        (
            "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
            b"I hereby verify that I control 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
            "1037eb7e51613d0dcf5930ae518819c87d655056605764840d9280984e1b7063c4566b55bf292fcab07b369d01095879b50517beca4d26e6a65866e25fec0d83",
        ),
        (
            "f84d048da2ddae2d9d8fd6763f469566e8817a26114f39408de15547f6d47805",
            b"<Bytes>message to sign</Bytes>",
            "48ce2c90e08651adfc8ecef84e916f6d1bb51ebebd16150ee12df247841a5437951ea0f9d632ca165e6ab391532e75e701be6a1caa88c8a6bcca3511f55b4183",
        ),
    ];
    for (public, message, signature) in cases {
        let signed = Signed { context_or_digest: b"substrate", message };
        assert_eq!(Algorithm::Sr25519.verify(&bytes(public), signed, &bytes(signature)), Ok(true));
        let other = Signed { context_or_digest: b"substrate", message: b"message to sign" };
        assert_eq!(Algorithm::Sr25519.verify(&bytes(public), other, &bytes(signature)), Ok(false));
    }
}

#[test]
fn signatures_of_sr25519_draw_from_the_stream_of_the_transaction() {
    let pair = Algorithm::Sr25519.key_pair(&[3; 32]).unwrap();
    let signed = Signed { context_or_digest: b"substrate", message: b"message" };
    let mut stream = random();
    let first = Algorithm::Sr25519.sign(&pair.secret, signed, &mut stream).unwrap();
    assert_ne!(first, Algorithm::Sr25519.sign(&pair.secret, signed, &mut stream).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_given_ends_in_a_verdict(
        number in 0_u8..9,
        key in prop::collection::vec(any::<u8>(), 0..100),
        context_or_digest in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..70), prop::collection::vec(any::<u8>(), 32..=32),
            prop::collection::vec(any::<u8>(), 48..=48), prop::collection::vec(any::<u8>(), 64..=64),
        ],
        message in prop::collection::vec(any::<u8>(), 0..70),
        signature in prop::collection::vec(any::<u8>(), 0..110),
    ) {
        let algorithm = Algorithm::numbered(number).unwrap();
        let signed = Signed { context_or_digest: &context_or_digest, message: &message };
        let _ = algorithm.key_pair(&key);
        let _ = algorithm.sign(&key, signed, &mut random());
        if let Ok(valid) = algorithm.verify(&key, signed, &signature) {
            prop_assert!(!valid);
        }
        let pair = algorithm.key_pair(&vec![5; seed_len(algorithm)]).unwrap();
        prop_assert_eq!(algorithm.verify(&pair.public, signed, &signature), Ok(false));
    }
}
