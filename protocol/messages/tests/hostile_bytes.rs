//! Bytes from a hostile host or user: decoding never panics, and what decodes has exactly one encoding. The fuzz target
//! `fuzz/fuzz_targets/wire.rs` does the same with coverage for as long as one likes.
#![allow(clippy::unwrap_used)]

use codec::{Decode, DecodeAll, Encode};
use messages::{bundle, call, ceremony, channel, commit, keys, query, registration, snapshot, worker};

const ROUNDS: u64 = 2_000;

/// A sample of `T`: what zeros decode to, which every type here allows.
fn sample<T: Decode + Encode>() -> Vec<u8> {
    T::decode(&mut &[0u8; 4096][..]).unwrap().encode()
}

/// Alters, cuts and prolongs a sample and decodes the result.
fn attack<T: Decode + Encode>() {
    let sample = sample::<T>();
    let mut state = sample.len() as u64;
    let mut next = |below: usize| {
        // A linear congruential generator (Knuth's constants): reproducible and good enough to pick bytes.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..ROUNDS {
        let mut bytes = sample.clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = next(256) as u8;
            }
        }
        bytes.truncate(sample.len() - next(sample.len() / 4 + 1));
        bytes.extend((0..next(32)).map(|_| next(256) as u8).collect::<Vec<_>>());
        if let Ok(value) = T::decode_all(&mut &bytes[..]) {
            assert_eq!(value.encode(), bytes, "one value, one encoding");
        }
    }
}

#[test]
fn hostile_bytes_never_panic_and_nothing_has_two_encodings() {
    attack::<bundle::SyncBundle>();
    attack::<call::InnerCall>();
    attack::<query::Query>();
    attack::<query::SealedQuery>();
    attack::<query::SignedAnswer>();
    attack::<channel::Notice>();
    attack::<channel::StoredMessage>();
    attack::<channel::UserPayload>();
    attack::<commit::Commit>();
    attack::<ceremony::Ceremonies>();
    attack::<ceremony::CeremonyMessage>();
    attack::<keys::KeeperKeys>();
    attack::<keys::KeyGrant>();
    attack::<keys::KeyRequest>();
    attack::<keys::SealedKeyGrant>();
    attack::<registration::Registration>();
    attack::<snapshot::SealedChunk>();
    attack::<snapshot::SnapshotRequest>();
    attack::<worker::EgressBatch>();
    attack::<worker::SignedWorkerMessage>();
}
