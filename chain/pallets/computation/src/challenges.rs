//! What every block does: it finds who was silent, emits its budget, and challenges a few workers.

use crate::{pallet::*, types::*, weights::WeightInfo};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use economy::{Confidence, Ledger};
use frame_support::{
    pallet_prelude::*,
    traits::{Randomness, Time},
};
use messages::{capacity::Challenge, ids::*, H256};
use sp_io::hashing::blake2_256;

impl<T: Config> Pallet<T> {
    /// Begins a block. Silent workers leave before the budget is shared.
    pub(crate) fn begin_block() -> Weight {
        let now = Self::now();
        let rulebook = RulesInForce::<T>::get();
        let mut ledger = Books::<T>::get();
        let silent = Self::expire(&rulebook, &mut ledger, now);
        Self::emit_budget(&rulebook, &mut ledger, now);
        if now.checked_rem(T::TreasuryPeriod::get()) == Some(0) {
            Self::pay_treasury(&mut ledger);
        }
        Books::<T>::put(ledger);
        let challenged = Self::draw(&rulebook, now);
        T::WeightInfo::on_initialize(silent, challenged)
    }

    /// Finds those who had until the block before this one to answer, and did not. Returns how many.
    fn expire(rulebook: &Rulebook, ledger: &mut Ledger, now: BlockNumber) -> u32 {
        let mut upto = ExpiredUpTo::<T>::get().unwrap_or(now.saturating_sub(1));
        let mut silent = 0u32;
        for _ in 0..EXPIRED_PER_BLOCK {
            let block = upto.saturating_add(1);
            if block.saturating_add(rulebook.pace.heartbeat_window) >= now {
                break;
            }
            for worker in Challenged::<T>::take(block) {
                let is_unanswered =
                    Challenges::<T>::get(worker).is_some_and(|challenge| challenge.block == block);
                if is_unanswered && Self::note_silent(worker, rulebook, ledger, now) {
                    silent = silent.saturating_add(1);
                }
            }
            upto = block;
        }
        ExpiredUpTo::<T>::put(upto);
        silent
    }

    /// Challenges workers, each at most once, and none that has still to answer. Returns how many.
    fn draw(rulebook: &Rulebook, now: BlockNumber) -> u32 {
        let active = ActiveCount::<T>::get();
        if active == 0 {
            return 0;
        }
        let seed = Self::seed(now);
        let number = rulebook.pace.challenges(active, uniform(&seed, u32::MAX));
        let mut challenged = ChallengeList::new();
        for place in distinct(&seed, number, active) {
            let Some(worker) = Active::<T>::get(place) else { continue };
            if Challenges::<T>::contains_key(worker) || challenged.try_push(worker).is_err() {
                continue;
            }
            Self::put_challenge(worker, seed, now);
        }
        if challenged.is_empty() {
            return 0;
        }
        let number = challenged.len() as u32;
        Challenged::<T>::insert(now, &challenged);
        Self::deposit_event(Event::Challenged { workers: challenged });
        number
    }

    /// A worker that must answer something before it counts again, and has nothing to answer, is challenged.
    pub(crate) fn ensure_challenged(worker: WorkerId, now: BlockNumber) {
        if !Challenges::<T>::contains_key(worker) {
            Self::put_challenge(worker, Self::seed(now), now);
        }
    }

    fn put_challenge(worker: WorkerId, seed: H256, now: BlockNumber) {
        Challenges::<T>::insert(worker, Challenge { block: now, time_ms: T::Clock::now(), seed });
    }

    /// H(beacon ‖ parent hash ‖ block).
    pub(crate) fn seed(now: BlockNumber) -> H256 {
        let parent = frame_system::Pallet::<T>::parent_hash();
        T::Randomness::random(&(parent, now).encode()).0
    }

    /// Whether a session's worker is trusted at all, and how far.
    pub(crate) fn confidence(worker: &WorkerId) -> Result<Confidence, Error<T>> {
        match <T::Attestation as crate::Attestation>::confidence(worker) {
            Confidence::None => Err(Error::NoConfidence),
            confidence => Ok(confidence),
        }
    }
}

/// A number that is uniform but for 2⁻³², drawn from a seed for a purpose.
fn uniform(seed: &H256, purpose: u32) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = blake2_256(&(seed, purpose).encode());
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// `number` distinct places below `of`, every set of them equally likely (R. W. Floyd, Communications of the ACM 30 (9),
/// 1987), in as many steps.
fn distinct(seed: &H256, number: u32, of: u32) -> Vec<u32> {
    let mut chosen = BTreeSet::new();
    for last in of.saturating_sub(number)..of {
        let range = u64::from(last).saturating_add(1);
        let place = uniform(seed, last).checked_rem(range).unwrap_or_default() as u32;
        if !chosen.insert(place) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}
