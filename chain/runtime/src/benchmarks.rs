//! Benchmarks of all pallets whose weights are measured on this runtime.

use crate::*;
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
    baseline::Pallet as BaselineBench, define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::Pallet as SystemBench;

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

/// Makes `epoch` the current one of a committee, so that calls can be pushed to its channel.
pub(crate) fn begin_epoch(id: messages::ids::CommitteeId, epoch: messages::ids::Epoch) {
    pallet_committees::Committees::<Runtime>::mutate(id, |committee| {
        if let Some(committee) = committee {
            committee.epoch = epoch;
        }
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
