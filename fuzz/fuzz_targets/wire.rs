//! Everything that is decoded from a host or a user: no panic, and one encoding for one value.
#![no_main]

use codec::{DecodeAll, Encode};
use libfuzzer_sys::fuzz_target;
use messages::{bundle, call, channel, commit, keys, registration, snapshot, worker};

macro_rules! decode {
    ($data:expr, $($ty:ty),* $(,)?) => {$(
        if let Ok(value) = <$ty>::decode_all(&mut &$data[..]) {
            assert_eq!(value.encode(), $data);
        }
    )*};
}

fuzz_target!(|data: &[u8]| {
    decode!(
        data,
        bundle::SyncBundle,
        call::InnerCall,
        query::Query,
        query::SealedQuery,
        query::SignedAnswer,
        channel::Notice,
        channel::StoredMessage,
        channel::UserPayload,
        commit::Commit,
        keys::KeyGrant,
        keys::KeyRequest,
        keys::SealedKeyGrant,
        registration::Registration,
        snapshot::SealedChunk,
        snapshot::SnapshotRequest,
        worker::EgressBatch,
        worker::SignedWorkerMessage,
    );
});
