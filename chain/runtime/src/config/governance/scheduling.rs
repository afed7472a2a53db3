//! The scheduler as referenda use it: what does not fit in its block comes a little later.

use crate::*;
use frame_support::traits::{
    schedule::{
        v3::{Anon, Named, TaskName},
        DispatchTime, Period, Priority,
    },
    Bounded,
};
use sp_runtime::{traits::BlakeTwo256, DispatchError};

/// Blocks that are tried. Their places are free to whoever pays the submission deposits of as many referenda, so that one
/// block alone could be filled to keep a decision from being carried out: a referendum would pass and nothing happen.
const MAX_DELAY: BlockNumber = 50;

/// A proposal, stored or named by its hash.
type Proposal = Bounded<RuntimeCall, BlakeTwo256>;
/// How often and how many times again.
type Repetition = Option<Period<BlockNumber>>;

/// Puts a task in the first block from the wanted one on that has a place for it.
pub struct PatientScheduler;

/// Tries one block after the other, and returns what came of the first that was not full.
fn in_first_free<R>(
    when: DispatchTime<BlockNumber>,
    schedule: impl Fn(BlockNumber) -> Result<R, DispatchError>,
) -> Result<R, DispatchError> {
    let first = match when {
        DispatchTime::At(block) => block,
        // As the scheduler counts: the tasks of the present block have run.
        DispatchTime::After(blocks) => System::block_number().saturating_add(blocks).saturating_add(1),
    };
    (first..first.saturating_add(MAX_DELAY))
        .map(schedule)
        .find(|outcome| !matches!(outcome, Err(DispatchError::Exhausted)))
        .unwrap_or(Err(DispatchError::Exhausted))
}

impl Anon<BlockNumber, RuntimeCall, OriginCaller> for PatientScheduler {
    type Address = <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::Address;
    type Hasher = BlakeTwo256;

    fn schedule(
        when: DispatchTime<BlockNumber>,
        again: Repetition,
        priority: Priority,
        origin: OriginCaller,
        call: Proposal,
    ) -> Result<Self::Address, DispatchError> {
        in_first_free(when, |block| {
            let at = DispatchTime::At(block);
            <Scheduler as Anon<_, _, _>>::schedule(at, again, priority, origin.clone(), call.clone())
        })
    }

    fn cancel(address: Self::Address) -> Result<(), DispatchError> {
        <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::cancel(address)
    }

    fn reschedule(
        address: Self::Address,
        when: DispatchTime<BlockNumber>,
    ) -> Result<Self::Address, DispatchError> {
        <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::reschedule(address, when)
    }

    fn next_dispatch_time(address: Self::Address) -> Result<BlockNumber, DispatchError> {
        <Scheduler as Anon<BlockNumber, RuntimeCall, OriginCaller>>::next_dispatch_time(address)
    }
}

impl Named<BlockNumber, RuntimeCall, OriginCaller> for PatientScheduler {
    type Address = <Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::Address;
    type Hasher = BlakeTwo256;

    fn schedule_named(
        id: TaskName,
        when: DispatchTime<BlockNumber>,
        again: Repetition,
        priority: Priority,
        origin: OriginCaller,
        call: Proposal,
    ) -> Result<Self::Address, DispatchError> {
        in_first_free(when, |block| {
            let at = DispatchTime::At(block);
            <Scheduler as Named<_, _, _>>::schedule_named(
                id,
                at,
                again,
                priority,
                origin.clone(),
                call.clone(),
            )
        })
    }

    fn cancel_named(id: TaskName) -> Result<(), DispatchError> {
        <Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::cancel_named(id)
    }

    fn reschedule_named(
        id: TaskName,
        when: DispatchTime<BlockNumber>,
    ) -> Result<Self::Address, DispatchError> {
        <Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::reschedule_named(id, when)
    }

    fn next_dispatch_time(id: TaskName) -> Result<BlockNumber, DispatchError> {
        <Scheduler as Named<BlockNumber, RuntimeCall, OriginCaller>>::next_dispatch_time(id)
    }
}
