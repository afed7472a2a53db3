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
    ids::{CommitteeId, Epoch, WorkerId},
    limits::MAX_MEMBERS,
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
        generation: 0,
        epoch,
        epoch_started: 0,
        epoch_length: 1,
        input_keys: Default::default(),
        commit: Default::default(),
    };
    pallet_committees::Committees::<Runtime>::insert(id, committee);
    System::deposit_log(DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(0).encode()));
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
