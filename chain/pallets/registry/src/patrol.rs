//! The patrol: in every block's spare time it goes on over all workers, so that a change of the rules reaches each of
//! them without an unbounded loop.

use crate::{
    pallet::{Collateral, Config, Event, Pallet, Patrols, Policy, Workers},
    standing::Rules,
    traits::OnRemoved,
    types::*,
    weights::WeightInfo,
};
use alloc::vec::Vec;
use frame_support::weights::{Weight, WeightMeter};
use messages::ids::WorkerId;

impl<T: Config> Pallet<T> {
    /// From now on all workers are judged anew. A round that is under way is finished first, and then a whole one made: the
    /// workers it has passed were judged by older rules. Further changes add nothing to that, so the end comes.
    pub(crate) fn judge_all() {
        Patrols::<T>::mutate(|patrol| {
            patrol.judging_rounds = if patrol.after.is_none() { 1 } else { 2 };
        });
    }

    /// One block's share: a pending change of the policy, then as many workers as fit half of what is left, so that
    /// other pallets have theirs. Returns the weight that it took.
    pub(crate) fn patrol(remaining: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(remaining.saturating_div(2));
        if meter.try_consume(T::WeightInfo::carry_out_pending()).is_err() {
            return meter.consumed();
        }
        Self::carry_out_pending();
        let patrol = Patrols::<T>::get();
        let (weight, most): (fn(u32) -> Weight, _) = if patrol.judging_rounds > 0 {
            (Self::judging_weight, MAX_REEVALUATIONS)
        } else {
            (Self::watching_weight, WATCHED_PER_BLOCK)
        };
        let count = affordable(meter.remaining(), weight).min(most);
        if count > 0 {
            meter.consume(weight(count));
            Self::go_on(patrol, count);
        }
        meter.consumed()
    }

    /// Looks at the next `count` workers.
    pub(crate) fn go_on(mut patrol: Patrol, count: u32) {
        let collateral = if patrol.judging_rounds > 0 { Collateral::<T>::get() } else { Default::default() };
        let mut rules = (patrol.judging_rounds > 0).then(|| Rules::new(Policy::<T>::get(), &collateral));
        let workers = match patrol.after {
            None => Workers::<T>::iter_keys(),
            Some(last) => Workers::<T>::iter_keys_from(Workers::<T>::hashed_key_for(last)),
        };
        let workers: Vec<WorkerId> = workers.take(count as usize).collect();
        for worker in &workers {
            Self::look_at(worker, rules.as_mut());
        }
        if workers.len() < count as usize {
            patrol.after = None;
            if patrol.judging_rounds == 1 {
                Self::deposit_event(Event::AllReevaluated);
            }
            patrol.judging_rounds = patrol.judging_rounds.saturating_sub(1);
        } else {
            patrol.after = workers.last().copied();
        }
        Patrols::<T>::put(patrol);
    }

    /// Weight of judging `count` workers, each of which may be removed.
    fn judging_weight(count: u32) -> Weight {
        T::WeightInfo::judge(count).saturating_add(T::OnRemoved::weight().saturating_mul(count.into()))
    }

    /// Weight of looking whether the time of `count` workers is over, each of which may be removed.
    fn watching_weight(count: u32) -> Weight {
        T::WeightInfo::watch(count).saturating_add(T::OnRemoved::weight().saturating_mul(count.into()))
    }
}

/// How many workers fit `limit`, by a weight that is linear in their number.
fn affordable(limit: Weight, weight: impl Fn(u32) -> Weight) -> u32 {
    let base = weight(0);
    let each = weight(1).saturating_sub(base);
    let fit = limit.checked_sub(&base).and_then(|left| left.checked_div_per_component(&each));
    fit.map_or(0, |count| count.min(u32::MAX.into()) as u32)
}
