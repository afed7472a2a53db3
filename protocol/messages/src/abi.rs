//! The enclave ABI: fixed raw storage keys under which enclaves read chain state.
//!
//! The keys are those that FRAME derives for pallets of these fixed names, so that wallets and explorers see the same
//! data with metadata. `chain/runtime` has a test that runs enclaves' readers against the runtime's real state: a
//! renamed pallet or item fails there, and at run time an unknown [`EnclaveAbi`] is refused before anything is read.

use crate::ids::*;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_crypto_hashing::{blake2_128, twox_128, twox_64};

/// Version of the layout below. Every bundle proves it.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EnclaveAbi {
    /// Version; this crate reads [`ABI_VERSION`].
    pub version: u32,
}

/// The version that this crate reads and writes.
pub const ABI_VERSION: u32 = 3;

/// Marks a development chain. Written in genesis only and proven with the trust root, so that no vote can make one.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Development {
    /// Chain id of the EVM of committee 1; the next committee has the next one. It may be one that tools know as
    /// another network's local copy, which is why it is for development chains only.
    pub evm_chain_id: u64,
}

/// Chain id of a committee's EVM: a range that no other network uses, the first four bytes of the genesis hash plus the
/// committee, so that what is signed for one network counts in no other. It fits the numbers of JavaScript.
pub fn evm_chain_id(genesis: &GenesisHash, committee: CommitteeId, development: Option<Development>) -> u64 {
    match development {
        Some(development) => development.evm_chain_id.saturating_add(u64::from(committee).saturating_sub(1)),
        None => {
            let [a, b, c, d, ..] = genesis.0;
            0xAD17_0000_0000 | u64::from(u32::from_be_bytes([a, b, c, d]).wrapping_add(committee))
        }
    }
}

fn item(pallet: &str, name: &str) -> Vec<u8> {
    [twox_128(pallet.as_bytes()), twox_128(name.as_bytes())].concat()
}

/// Key of [`EnclaveAbi`] (`Anchors::Abi`).
pub fn enclave_abi() -> Vec<u8> {
    item("Anchors", "Abi")
}

/// Key of the last block (u32) of a GRANDPA authority set (`Anchors::SetEnds`, `Twox64Concat` u64).
pub fn set_end(set_id: u64) -> Vec<u8> {
    let id = set_id.encode();
    [item("Anchors", "SetEnds"), twox_64(&id).to_vec(), id].concat()
}

/// Key of the GRANDPA authorities (`Grandpa::Authorities`): `Vec<(ed25519 public, u64 weight)>`.
pub fn grandpa_authorities() -> Vec<u8> {
    item("Grandpa", "Authorities")
}

/// Key of the GRANDPA set id (`Grandpa::CurrentSetId`): u64.
pub fn grandpa_set_id() -> Vec<u8> {
    item("Grandpa", "CurrentSetId")
}

/// Key of the block's time in milliseconds (`Timestamp::Now`): u64.
pub fn timestamp() -> Vec<u8> {
    item("Timestamp", "Now")
}

/// Key of a channel's [`crate::channel::Head`] (`Channels::Heads`, `Identity` u32).
pub fn channel_head(channel: ChannelId) -> Vec<u8> {
    [item("Channels", "Heads"), channel.encode()].concat()
}

/// Key of a [`crate::channel::StoredMessage`] (`Channels::Messages`, `Identity` u32, `Identity` u64).
pub fn message(channel: ChannelId, seq: Seq) -> Vec<u8> {
    [item("Channels", "Messages"), channel.encode(), seq.encode()].concat()
}

/// Key of a [`crate::committee::Committee`] (`Committees::Committees`, `Identity` u32).
pub fn committee(id: CommitteeId) -> Vec<u8> {
    [item("Committees", "Committees"), id.encode()].concat()
}

/// Key of [`crate::keys::KeeperKeys`] (`Gatekeepers::Keys`).
pub fn keeper_keys() -> Vec<u8> {
    item("Gatekeepers", "Keys")
}

/// Key of [`crate::ceremony::Ceremonies`] (`Gatekeepers::Ceremonies`).
pub fn ceremonies() -> Vec<u8> {
    item("Gatekeepers", "Ceremonies")
}

/// Key of the evidence of a gatekeeper, or of one that is to become one: its [`crate::registration::Registration`] as the
/// chain verified it last, an option that is `None` while the chain awaits it (`Gatekeepers::Evidence`, `Blake2_128Concat` worker id). Whoever deals verifies it again.
pub fn keeper_evidence(worker: &WorkerId) -> Vec<u8> {
    [item("Gatekeepers", "Evidence"), blake2_128(&worker.0).to_vec(), worker.0.to_vec()].concat()
}

/// Key of the newest [`crate::keys::Beacon`] (`Gatekeepers::LastBeacon`).
pub fn beacon() -> Vec<u8> {
    item("Gatekeepers", "LastBeacon")
}

/// Key of a [`crate::registration::WorkerRecord`] (`Registry::Workers`, `Blake2_128Concat` worker id).
pub fn worker(worker: &WorkerId) -> Vec<u8> {
    [item("Registry", "Workers"), blake2_128(&worker.0).to_vec(), worker.0.to_vec()].concat()
}

/// Key of the [`crate::capacity::Challenge`] that a worker has to answer (`Computation::Challenges`, `Blake2_128Concat`
/// worker id); absent while there is none.
pub fn challenge(worker: &WorkerId) -> Vec<u8> {
    [item("Computation", "Challenges"), blake2_128(&worker.0).to_vec(), worker.0.to_vec()].concat()
}

/// Key of the [`crate::capacity::Measurement`] that was asked of a worker (`Computation::Measurements`, `Blake2_128Concat`
/// worker id); absent while there is none.
pub fn measurement(worker: &WorkerId) -> Vec<u8> {
    [item("Computation", "Measurements"), blake2_128(&worker.0).to_vec(), worker.0.to_vec()].concat()
}

/// Key of the network's trust anchors (`Registry::TrustAnchors`): list of `attestation::TrustAnchor`.
pub fn trust_anchors() -> Vec<u8> {
    item("Registry", "TrustAnchors")
}

/// Key of the evidence policy (`Registry::Policy`): `attestation::Policy`.
pub fn evidence_policy() -> Vec<u8> {
    item("Registry", "Policy")
}

/// Key of the canonical collateral (`Registry::Collateral`): list of trust root and `attestation::Collateral`.
pub fn collateral() -> Vec<u8> {
    item("Registry", "Collateral")
}

/// Key of [`Development`] (`Anchors::Development`); absent outside development chains.
pub fn development() -> Vec<u8> {
    item("Anchors", "Development")
}

/// Keys that a trust root proves in genesis state: who finalizes first, which roots attest hardware for ever, and whether
/// it is a development chain.
pub fn genesis_keys() -> [Vec<u8>; 3] {
    [grandpa_authorities(), trust_anchors(), development()]
}
