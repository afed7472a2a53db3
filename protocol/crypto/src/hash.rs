//! Digests of chain-visible data.

use codec::Encode;
use messages::{
    channel::{genesis_digest_preimage, Message},
    commit::{Commit, COMMIT_DOMAIN},
    ids::ChannelId,
    registration::{Claim, REPORT_DATA_DOMAIN},
    H256,
};
use sha2::{Digest, Sha512};

/// blake2b with 256 bits of output (RFC 7693), the hash of the chain.
pub fn blake2_256(bytes: &[u8]) -> H256 {
    H256(sp_crypto_hashing::blake2_256(bytes))
}

/// Digest of a channel before its first message.
pub fn channel_genesis_digest(channel: ChannelId) -> H256 {
    blake2_256(&genesis_digest_preimage(channel))
}

/// Digest of a channel after `message`: `blake2b_256(previous ‖ scale(message))`.
pub fn next_digest(previous: H256, message: &Message) -> H256 {
    let mut bytes = previous.0.to_vec();
    message.encode_to(&mut bytes);
    blake2_256(&bytes)
}

/// What members of a committee vote on.
pub fn commit_hash(commit: &Commit) -> H256 {
    let mut bytes = COMMIT_DOMAIN.to_vec();
    commit.encode_to(&mut bytes);
    blake2_256(&bytes)
}

/// The 64 bytes of report data that bind a quote to a claim: `SHA-512(domain ‖ scale(claim))`.
pub fn report_data(claim: &Claim) -> [u8; 64] {
    Sha512::new().chain_update(REPORT_DATA_DOMAIN).chain_update(claim.encode()).finalize().into()
}
