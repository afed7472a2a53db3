//! Enclaves read the runtime's state under the raw keys of `messages::abi`. Here their keys and types meet the real
//! runtime: a renamed pallet or item, another hasher or another layout fails.

use crate::{
    chain::{account, Chain},
    workers::{machine, register, say, BOOT},
};
use adyton_runtime::{Channels, RuntimeOrigin};
use codec::{Decode, DecodeAll};
use crypto::{hash, threshold};
use frame_support::BoundedVec;
use messages::{
    abi::{self, EnclaveAbi, ABI_VERSION},
    ceremony::{Ceremonies, Outcome, Shared},
    channel::{Head, Sender, StoredMessage},
    committee::{Committee, ProgramKind},
    ids::*,
    keys::{Beacon, InputKey, KeeperKeys, KeyLabel, Secret},
    limits::BEACON_PERIOD,
    registration::{Registration, TrustRoot, WorkerRecord},
    worker::Statement,
};
use pallet_channels::{ChannelQueue, Tier};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring::Alice};

fn read<T: Decode>(chain: &mut Chain, key: Vec<u8>) -> T {
    let bytes = chain.raw(&key).expect("the runtime keeps nothing under this key");
    T::decode_all(&mut &bytes[..]).expect("the runtime keeps something else under this key")
}

#[test]
fn genesis_states_what_enclaves_begin_with() {
    let chain = &mut Chain::new("development");
    assert_eq!(read::<EnclaveAbi>(chain, abi::enclave_abi()).version, ABI_VERSION);
    let authorities: Vec<([u8; 32], u64)> = read(chain, abi::grandpa_authorities());
    assert_eq!(authorities, [(Ed25519Keyring::Alice.public().0, 1)]);
    assert_eq!(read::<u64>(chain, abi::grandpa_set_id()), 0);

    let keepers: Committee = read(chain, abi::committee(KEEPER_COMMITTEE));
    assert_eq!((keepers.program.kind, keepers.threshold), (ProgramKind::Keeper, 2));
    let mut machines = [101, 102, 103].map(|number| machine(number).id());
    machines.sort();
    assert_eq!(keepers.members.into_inner(), machines);
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
fn only_development_networks_are_marked_as_such() {
    let development: abi::Development = read(&mut Chain::new("development"), abi::development());
    assert_eq!(development.evm_chain_id, 0x5afd);
    let live = &mut Chain::new("live");
    assert_eq!(live.state(|| sp_io::storage::get(&abi::development())), None);
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
fn what_gatekeepers_make_is_stated_under_the_keys_of_the_abi() {
    let chain = &mut Chain::new("development");
    chain.advance();
    let mut keepers = [101, 102, 103].map(|number| (register(chain, number), number));
    keepers.sort();
    chain.advance();
    let open: Ceremonies = read(chain, abi::ceremonies());
    let secrets: Vec<Secret> = open.iter().map(|ceremony| ceremony.secret).collect();
    assert_eq!(secrets, [Secret::Generation(1), Secret::Epoch(1)]);
    for ceremony in &open {
        let receivers = ceremony.receivers.iter().map(|r| (r.keeper, r.boot_id, r.encryption_key));
        let there = keepers.map(|(id, number)| (id, BOOT, machine(number).encryption_key()));
        assert!(receivers.eq(there));
    }
    for (id, _) in keepers {
        let evidence: Option<Registration> = read(chain, abi::keeper_evidence(&id));
        assert_eq!(evidence.map(|registration| registration.claim.worker), Some(id));
    }

    // Every share is the secret itself, as if the polynomial were constant.
    let secret = threshold::group::scalar_from_wide(b"test", &[]);
    let public = (threshold::group::point(&basepoint()).unwrap() * secret).compress().to_bytes();
    for ceremony in &open {
        let shared = Shared { group: public, publics: BoundedVec::truncate_from(vec![public; 3]) };
        let outcome =
            Outcome { ceremony: ceremony.id, shared: Some(shared), faults: Default::default(), upto: 0 };
        for number in [101, 102] {
            say(chain, number, Statement::Outcome(outcome.clone()));
        }
    }
    let keys: KeeperKeys = read(chain, abi::keeper_keys());
    assert_eq!((keys.generation(), keys.epoch()), (Some(1), Some(1)));
    let sharing = keys.sharing(&Secret::Generation(1)).unwrap();
    assert_eq!((sharing.group, sharing.threshold, sharing.healthy().count()), (public, 2, 3));

    while chain.height() < BEACON_PERIOD {
        chain.advance();
    }
    let genesis = crate::workers::genesis(chain);
    for number in [101, 103] {
        let index = sharing.held_by(&machine(number).id()).unwrap().index;
        let partial = threshold::evaluate(&secret, index, &KeyLabel::beacon(genesis, 1, 1));
        say(chain, number, Statement::Beacon { round: 1, ceremony: sharing.ceremony, partial });
    }
    let beacon: Beacon = read(chain, abi::beacon());
    assert_eq!((beacon.round, beacon.block), (1, chain.height()));
}

#[test]
fn a_committee_takes_part_in_the_gatekeepers_epoch() {
    let chain = &mut Chain::new("development");
    chain.advance();
    chain.state(|| {
        let holder = |index: u16| messages::keys::Holder {
            keeper: WorkerId([index as u8; 32]),
            index,
            public: [1; 32],
            lost: false,
        };
        let sharing = messages::keys::Sharing {
            secret: Secret::Epoch(5),
            ceremony: 1,
            group: [1; 32],
            threshold: 2,
            holders: BoundedVec::truncate_from(vec![holder(1), holder(2)]),
            since: 1,
        };
        pallet_gatekeepers::LastEpoch::<adyton_runtime::Runtime>::put(5);
        pallet_gatekeepers::Keys::<adyton_runtime::Runtime>::mutate(|keys| keys.epochs.try_push(sharing))
            .unwrap();
    });
    let key = InputKey { committee: 1, epoch: 5, key_version: 1, public: [9; 32], call_data: [8; 32] };
    for number in [1, 3] {
        register(chain, number);
        say(chain, number, Statement::InputKey(key));
    }
    let cluster: Committee = read(chain, abi::committee(1));
    assert_eq!((cluster.epoch, cluster.input_keys.into_inner()), (5, vec![key]));
}

/// The generator of ristretto255 (RFC 9496, A.1).
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
