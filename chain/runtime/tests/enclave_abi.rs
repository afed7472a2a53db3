//! Enclaves read the runtime's state under the raw keys of `messages::abi`. Here their keys and types meet the real
//! runtime: a renamed pallet or item, another hasher or another layout fails.

use crate::chain::{account, signed, Chain};
use adyton_runtime::{Channels, Runtime, RuntimeOrigin};
use attestation::development::SimulatedTd;
use codec::{Decode, DecodeAll};
use crypto::{hash, identity::WorkerIdentity, simulated::machine_secret};
use frame_support::BoundedVec;
use messages::{
    abi::{self, EnclaveAbi, ABI_VERSION},
    channel::{Head, Sender, StoredMessage},
    committee::{Committee, ProgramKind},
    ids::*,
    keys::KeeperKeys,
    registration::{Claim, Registration, TrustRoot, WorkerRecord},
    worker::{Statement, WorkerMessage},
};
use pallet_channels::{ChannelQueue, Tier};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring::Alice};

pub(crate) const BOOT: BootId = BootId([7; 16]);

fn read<T: Decode>(chain: &mut Chain, key: Vec<u8>) -> T {
    let bytes = chain.raw(&key).expect("the runtime keeps nothing under this key");
    T::decode_all(&mut &bytes[..]).expect("the runtime keeps something else under this key")
}

pub(crate) fn machine(number: u32) -> WorkerIdentity {
    WorkerIdentity::from_sealing_secret(&machine_secret(number))
}

/// Registers a simulated machine with its quote, as its host would.
pub(crate) fn register(chain: &mut Chain, number: u32) -> WorkerId {
    let identity = machine(number);
    let claim = Claim {
        genesis: genesis(chain),
        worker: identity.id(),
        encryption_key: identity.encryption_key(),
        operator: account(Alice),
        boot_id: BOOT,
        challenge: BlockRef { number: chain.height(), hash: chain.head().hash() },
        relay_checkpoint: None,
    };
    let quote = SimulatedTd::new(number).quote(&hash::report_data(&claim)).unwrap();
    let registration = Registration { claim, quote };
    chain.call(signed(Alice), pallet_registry::Call::register { registration });
    identity.id()
}

pub(crate) fn genesis(chain: &mut Chain) -> GenesisHash {
    chain.state(|| frame_system::Pallet::<Runtime>::block_hash(0))
}

#[test]
fn genesis_states_what_enclaves_begin_with() {
    let chain = &mut Chain::new("development");
    assert_eq!(read::<EnclaveAbi>(chain, abi::enclave_abi()).version, ABI_VERSION);
    let authorities: Vec<([u8; 32], u64)> = read(chain, abi::grandpa_authorities());
    assert_eq!(authorities, [(Ed25519Keyring::Alice.public().0, 1)]);
    assert_eq!(read::<u64>(chain, abi::grandpa_set_id()), 0);

    let keepers: Committee = read(chain, abi::committee(KEEPER_COMMITTEE));
    assert_eq!((keepers.program.kind, keepers.threshold), (ProgramKind::Keeper, 1));
    assert_eq!(keepers.members.into_inner(), [machine(1).id()]);
    let cluster: Committee = read(chain, abi::committee(1));
    assert_eq!((cluster.program.kind, cluster.threshold, cluster.members.len()), (ProgramKind::Evm, 2, 3));
    for channel in [KEEPER_COMMITTEE, 1] {
        let head: Head = read(chain, abi::channel_head(channel));
        assert_eq!(head, Head { seq: 0, digest: hash::channel_genesis_digest(channel) });
    }
}

#[test]
fn genesis_states_what_enclaves_verify_evidence_with() {
    let chain = &mut Chain::new("development");
    let anchors: Vec<attestation::TrustAnchor> = read(chain, abi::trust_anchors());
    assert_eq!(anchors, [attestation::development::trust_anchor()]);
    let policy: attestation::Policy = read(chain, abi::evidence_policy());
    assert_eq!(policy, attestation::development::policy());
    let collateral: Vec<(TrustRoot, attestation::Collateral)> = read(chain, abi::collateral());
    assert_eq!(collateral, [(TrustRoot::Simulated, attestation::development::collateral())]);
}

#[test]
fn a_live_network_believes_no_simulated_machine() {
    let chain = &mut Chain::new("live");
    let anchors: Vec<attestation::TrustAnchor> = read(chain, abi::trust_anchors());
    assert_eq!(anchors.iter().map(|anchor| anchor.root).collect::<Vec<_>>(), [TrustRoot::Intel]);
}

#[test]
fn blocks_state_their_time() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let first: TimeMs = read(chain, abi::timestamp());
    chain.advance();
    assert_eq!(read::<TimeMs>(chain, abi::timestamp()), first + 500);
}

#[test]
fn messages_stand_under_their_channel_and_seq() {
    let chain = &mut Chain::new("development");
    for text in ["first", "second"] {
        let payload = BoundedVec::truncate_from(text.as_bytes().to_vec());
        let pushed = chain.block(|| {
            <Channels as ChannelQueue>::push(KEEPER_COMMITTEE, Sender::Committee(1), payload, Tier::Committee)
        });
        pushed.unwrap();
    }
    let head: Head = read(chain, abi::channel_head(KEEPER_COMMITTEE));
    let stored: StoredMessage = read(chain, abi::message(KEEPER_COMMITTEE, head.seq));
    assert_eq!((head.seq, stored.message.seq), (2, 2));
    assert_eq!((stored.message.block, stored.digest), (chain.height(), head.digest));
    let before: StoredMessage = read(chain, abi::message(KEEPER_COMMITTEE, 1));
    assert_eq!(hash::next_digest(before.digest, &stored.message), head.digest);
}

#[test]
fn a_registered_worker_stands_under_its_id() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, 2);
    let record: WorkerRecord = read(chain, abi::worker(&worker));
    assert_eq!((record.boot_id, record.attested.root), (BOOT, TrustRoot::Simulated));
    assert_eq!(record.encryption_key, machine(2).encryption_key());
}

#[test]
fn the_gatekeepers_key_is_stated_once_they_published_it() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, 1);
    let (group, share) = (basepoint(), basepoint());
    let statement = Statement::KeeperShare { group, share };
    let message = WorkerMessage { genesis: genesis(chain), worker, boot_id: BOOT, seq: 1, statement };
    let messages = BoundedVec::truncate_from(vec![machine(1).sign_message(message)]);
    chain.call(signed(Alice), pallet_registry::Call::submit { messages });
    let keys: KeeperKeys = read(chain, abi::keeper_keys());
    assert_eq!((keys.group, keys.threshold, keys.shares.into_inner()), (group, 1, vec![(worker, 1, share)]));
}

/// A point of ristretto255 (RFC 9496, A.1).
fn basepoint() -> [u8; 32] {
    sp_core::hex2array!("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
}

#[test]
fn the_end_of_an_authority_set_is_stated() {
    let chain = &mut Chain::new("development");
    let validators = BoundedVec::truncate_from(vec![account(Alice)]);
    chain.call(RuntimeOrigin::root(), pallet_validators::Call::set_validators { validators });
    chain.advance();
    chain.advance();
    assert_eq!(read::<BlockNumber>(chain, abi::set_end(0)), chain.height());
}
