//! Doubles of registry, validators, committee and channel. What they hold is in storage, so that it is rolled back like
//! everything else.

use super::{operator, Dead, Development, InUse, Refusing, Retired};
use crate::*;
use messages::{ceremony::Receiver, channel::Head, ids::*, H256};
use sp_runtime::DispatchResult;

/// Boots of workers that restarted.
#[frame_support::storage_alias]
pub type Boots = StorageMap<TestWorkers, frame_support::Twox64Concat, WorkerId, BootId>;
/// Operators that are not [`operator`].
#[frame_support::storage_alias]
pub type Operators = StorageMap<TestWorkers, frame_support::Twox64Concat, WorkerId, AccountId>;

pub struct TestWorkers;
impl Workers for TestWorkers {
    fn is_live(worker: &WorkerId) -> bool {
        !Dead::get().contains(worker)
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Operators::get(worker).or(Some(operator()))
    }

    fn receiver(worker: &WorkerId) -> Option<Receiver> {
        let boot_id = Boots::get(worker).unwrap_or(BootId([0; 16]));
        Some(Receiver { keeper: *worker, boot_id, encryption_key: worker.0 })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        Operators::insert(worker, operator);
    }
}

pub struct TestValidators;
impl Validators for TestValidators {
    fn is_validator(account: &AccountId) -> bool {
        !Retired::get().contains(account)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_validator(_: &AccountId) {}
}

#[frame_support::storage_alias]
pub type Members = StorageValue<TestCommittee, Vec<WorkerId>, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Threshold = StorageValue<TestCommittee, u16, frame_support::pallet_prelude::ValueQuery>;

pub struct TestCommittee;
impl Committee for TestCommittee {
    fn members() -> Vec<WorkerId> {
        Members::get()
    }

    fn threshold() -> u16 {
        Threshold::get()
    }

    /// As strict as the real one in a production network.
    fn set(members: Vec<WorkerId>, threshold: u16) -> DispatchResult {
        let majority = usize::from(threshold) * 2 > members.len() || Development::get();
        let possible = (1..=members.len()).contains(&threshold.into()) && majority;
        let ordered = members.is_sorted_by(|one, next| one < next);
        frame_support::ensure!(possible && ordered && !Refusing::get(), "the committee refuses");
        Members::put(members);
        Threshold::put(threshold);
        Ok(())
    }

    fn generation_in_use(generation: Generation) -> bool {
        InUse::get().contains(&generation)
    }
}

#[frame_support::storage_alias]
pub type LastSeq = StorageValue<TestChannel, Seq, frame_support::pallet_prelude::ValueQuery>;
#[frame_support::storage_alias]
pub type Acknowledged = StorageValue<TestChannel, Seq, frame_support::pallet_prelude::ValueQuery>;

pub struct TestChannel;
impl Channel for TestChannel {
    fn head() -> Head {
        Head { seq: LastSeq::get(), digest: H256::zero() }
    }

    fn acknowledge(upto: Seq) {
        Acknowledged::put(upto.max(Acknowledged::get()));
    }
}
