//! Benchmarks of all pallets whose weights are measured on this runtime.

use crate::*;
use alloc::{string::String, vec::Vec};
use codec::Encode;
use frame_benchmarking::{
    baseline::Pallet as BaselineBench, define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::{
    traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys},
    BoundedVec,
};
use frame_system_benchmarking::Pallet as SystemBench;
use messages::{
    committee::{Committee, Program, ProgramKind},
    ids::{CommitteeId, Epoch, Generation, WorkerId},
    keys::{Holder, KeeperKeys, Secret, Sharing},
    limits::{LIVE_EPOCHS, LIVE_GENERATIONS, MAX_KEEPERS, MAX_MEMBERS},
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_runtime::DigestItem;

impl frame_system_benchmarking::Config for Runtime {}
impl frame_benchmarking::baseline::Config for Runtime {}

define_benchmarks!(
    [frame_benchmarking, BaselineBench::<Runtime>]
    [frame_system, SystemBench::<Runtime>]
    [pallet_balances, Balances]
    [pallet_timestamp, Timestamp]
    [pallet_validators, Validators]
    [pallet_anchors, Anchors]
    [pallet_channels, Channels]
    [pallet_registry, Registry]
    [pallet_committees, Committees]
    [pallet_gatekeepers, Gatekeepers]
    [pallet_computation, Computation]
    [pallet_stake_pools, StakePools]
    [pallet_clusters, Clusters]
);

/// Makes `epoch` the current one of a new committee with the most members, so that calls can be pushed to its channel. The
/// block gets an author, to whom their fees go.
pub(crate) fn begin_epoch(id: CommitteeId, epoch: Epoch) {
    let members = (0..MAX_MEMBERS as u8).map(|number| WorkerId([number; 32])).collect();
    let committee = Committee {
        program: Program { kind: ProgramKind::Evm, version: 1 },
        members: BoundedVec::truncate_from(members),
        threshold: MAX_MEMBERS as u16,
        key_version: 0,
        epoch,
        input_keys: Default::default(),
        lost: None,
        commit: Default::default(),
    };
    pallet_committees::Committees::<Runtime>::insert(id, committee);
    System::deposit_log(DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(0).encode()));
}

/// Has as many gatekeepers as possible share an epoch and a generation, with those before them that may be live.
pub(crate) fn share_secrets(generation: Generation, epoch: Epoch) {
    let holder = |number: u16| Holder {
        keeper: WorkerId([number as u8; 32]),
        index: number,
        public: [1; 32],
        lost: false,
    };
    let sharing = |secret| Sharing {
        secret,
        ceremony: 1,
        group: [1; 32],
        threshold: MAX_KEEPERS as u16,
        holders: BoundedVec::truncate_from((1..=MAX_KEEPERS as u16).map(holder).collect()),
        since: 0,
    };
    let generations = (generation.saturating_sub(LIVE_GENERATIONS) + 1..=generation).map(Secret::Generation);
    let epochs = (epoch.saturating_sub(LIVE_EPOCHS.into()) + 1..=epoch).map(Secret::Epoch);
    pallet_gatekeepers::Keys::<Runtime>::put(KeeperKeys {
        generations: BoundedVec::truncate_from(generations.map(sharing).collect()),
        epochs: BoundedVec::truncate_from(epochs.map(sharing).collect()),
    });
}

pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
