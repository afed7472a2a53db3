//! Layouts of everything on the wire, pinned. A changed fingerprint is a changed protocol: it needs a new ABI version
//! or domain label, and a line in `docs/protocol`.

use codec::Encode;
use messages::*;
use scale_info::{MetaType, PortableRegistry, Registry, TypeInfo};

/// First 8 bytes of blake2b-256 over the type's portable description (names, fields, order), docs left out.
fn fingerprint<T: TypeInfo + 'static>() -> String {
    let mut registry = Registry::new();
    registry.register_type(&MetaType::new::<T>());
    let mut portable = PortableRegistry::from(registry);
    for ty in &mut portable.types {
        ty.ty.docs.clear();
    }
    hex::encode(&sp_crypto_hashing::blake2_256(&strip_docs(portable).encode())[..8])
}

/// Docs of fields and variants are not layout.
fn strip_docs(mut registry: PortableRegistry) -> PortableRegistry {
    use scale_info::TypeDef;
    for ty in &mut registry.types {
        match &mut ty.ty.type_def {
            TypeDef::Composite(composite) => composite.fields.iter_mut().for_each(|f| f.docs.clear()),
            TypeDef::Variant(variant) => {
                for variant in &mut variant.variants {
                    variant.docs.clear();
                    variant.fields.iter_mut().for_each(|f| f.docs.clear());
                }
            }
            _ => {}
        }
    }
    registry
}

macro_rules! fingerprints {
    ($($ty:ty),* $(,)?) => { [$((stringify!($ty), fingerprint::<$ty>())),*] };
}

#[test]
fn layouts_are_pinned() {
    let table = fingerprints![
        abi::EnclaveAbi,
        bundle::SyncBundle,
        abi::Development,
        call::InnerCall,
        ceremony::Ceremonies,
        ceremony::CeremonyMessage,
        channel::Message,
        channel::Notice,
        channel::StoredMessage,
        channel::UserPayload,
        commit::Commit,
        committee::Committee,
        keys::Beacon,
        keys::KeyGrant,
        keys::KeyLabel,
        keys::KeyRequest,
        keys::KeeperKeys,
        keys::SealedKeyGrant,
        query::Query,
        query::SealedQuery,
        query::SignedAnswer,
        registration::Registration,
        registration::WorkerRecord,
        snapshot::SealedChunk,
        worker::EgressBatch,
        worker::SignedWorkerMessage,
        worker::Wants,
    ];
    let text: String = table.iter().map(|(name, print)| format!("{name} {print}\n")).collect();
    insta::assert_snapshot!(text, @r"
    abi::EnclaveAbi 164fde89fa4d8ec6
    bundle::SyncBundle 55e25f49b033dd3e
    abi::Development f838b493a778f12e
    call::InnerCall ef72113cde4cb212
    ceremony::Ceremonies c964e132ffc2f63b
    ceremony::CeremonyMessage 5f97a327d5462711
    channel::Message 8bcf656d5d478371
    channel::Notice 6f15bc5f4cc1e0ea
    channel::StoredMessage 4048cd8d375f4c0c
    channel::UserPayload b7e35098966b3a78
    commit::Commit 9fbc505737d8ad93
    committee::Committee a6edbaf844335f90
    keys::Beacon ecef13310da25142
    keys::KeyGrant 504a46945fad29a6
    keys::KeyLabel 61e3e535f7df8d47
    keys::KeyRequest ae05cdf2abba2db9
    keys::KeeperKeys e4e65ee0085aeeeb
    keys::SealedKeyGrant af38a955076ec093
    query::Query 4eed61718f579c4d
    query::SealedQuery 2566bbcbb6847af9
    query::SignedAnswer 90b7b2f233e9e80d
    registration::Registration 1f447f8200be5417
    registration::WorkerRecord 6c181bcc990e66fa
    snapshot::SealedChunk 777fe091498f5a1e
    worker::EgressBatch 3520dad1448b7871
    worker::SignedWorkerMessage 536076da63e2061f
    worker::Wants 3f13002e633b0ae9
    ");
}

#[test]
fn storage_keys_are_those_frame_derives() {
    let keys = [
        abi::enclave_abi(),
        abi::set_end(7),
        abi::channel_head(1),
        abi::message(1, 2),
        abi::committee(1),
        abi::worker(&ids::WorkerId([7; 32])),
    ];
    let text: String = keys.iter().map(|key| format!("{}\n", hex::encode(key))).collect();
    insta::assert_snapshot!(text, @r"
    2893c8b379803be566c94f4bfeab5cb25f6a9d2bbd79f75d0ff45054ee2c5758
    2893c8b379803be566c94f4bfeab5cb205398ae3b40d52dd7a5ff944aba1e08255e4fd6a40cd76080700000000000000
    7759ccc18de172078306ca5973251a7b1b3c252fcb29d88eff4f3de5de4476c301000000
    7759ccc18de172078306ca5973251a7b9ea3e2d10fdb9a071f2f534d51b0961f010000000200000000000000
    1b5773ccf75cc5303ed98730103848f41b5773ccf75cc5303ed98730103848f401000000
    8a493ef65ff3987a1fbc9979200ad1af1bf55d6b9732eb86723ccad1af88b985ddd6249d8a7334cf5ea37d21811e66710707070707070707070707070707070707070707070707070707070707070707
    ");
}

#[test]
fn bundles_over_a_bound_are_noticed() {
    let mut bundle = bundle::SyncBundle::default();
    assert!(bundle.within_bounds());
    bundle.proof = vec![vec![0; limits::MAX_PROOF_BYTES + 1]];
    assert!(!bundle.within_bounds());
    bundle.proof = vec![vec![]; limits::MAX_PROOF_NODES + 1];
    assert!(!bundle.within_bounds());
}

#[test]
fn chain_ids_of_other_networks_and_committees_differ() {
    let genesis = |first: u8| H256([first; 32]);
    let of = |first, committee| abi::evm_chain_id(&genesis(first), committee, None);
    assert_eq!((of(0x12, 1), of(0x12, 2)), (0xAD17_1212_1213, 0xAD17_1212_1214));
    assert_ne!(of(0x12, 1), of(0x13, 1));
    assert_eq!(of(0xff, 1), 0xAD17_0000_0000, "it wraps around within the range");
    let development = Some(abi::Development { evm_chain_id: 7 });
    assert_eq!(abi::evm_chain_id(&genesis(1), 2, development), 8);
}
