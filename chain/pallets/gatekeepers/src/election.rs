//! Elections: who takes the seats of an era.
//!
//! An election only says who is to come and who is to go; secrets are handed on as for those that governance appoints.
//! Successors join first. Whoever was outbid leaves when they have, and not before.

use crate::weights::WeightInfo;
use crate::{pallet::*, traits::*, types::*};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use messages::{ids::*, limits::*};

/// The threshold of so many gatekeepers: two thirds, rounded up. That is a majority, and where one more joins than there
/// were, those who were there reach it alone.
pub(crate) fn threshold_for(gatekeepers: usize) -> u16 {
    u16::try_from(gatekeepers.saturating_mul(2).div_ceil(3)).unwrap_or(u16::MAX)
}

/// What an election starts from, read once.
struct Poll {
    /// Members that are not leaving.
    sitting: Vec<WorkerId>,
    /// Bonded candidates.
    joining: Vec<WorkerId>,
    /// Contenders, the last first.
    contenders: Vec<WorkerId>,
    /// Contenders that may have a seat, the best first.
    eligible: Vec<WorkerId>,
    /// The best of them, as many as there are seats that governance did not fill.
    winners: Vec<WorkerId>,
    /// How many members may be replaced so that the others can derive keys alone.
    replaceable: usize,
}

/// What an election changes.
#[derive(Default)]
struct Verdict {
    /// Who comes.
    elected: Vec<WorkerId>,
    /// Members that may not have a seat any more, and leave at once.
    unfit: Vec<WorkerId>,
    /// Members that leave when their successors have joined.
    outbid: Vec<WorkerId>,
    /// Candidates that lost their seat before they took it.
    overtaken: Vec<WorkerId>,
}

impl Poll {
    fn has_seat(&self, worker: &WorkerId) -> bool {
        self.sitting.contains(worker) || self.joining.contains(worker)
    }

    fn verdict(&self) -> Verdict {
        let losers = || self.contenders.iter().copied().filter(|worker| !self.winners.contains(worker));
        let unfit =
            losers().filter(|worker| self.sitting.contains(worker) && !self.eligible.contains(worker));
        let unfit: Vec<_> = unfit.take(self.replaceable).collect();
        let outbid =
            losers().filter(|worker| self.sitting.contains(worker) && self.eligible.contains(worker));
        let outbid = outbid.take(self.replaceable.saturating_sub(unfit.len())).collect();
        let overtaken = losers().filter(|worker| self.joining.contains(worker)).collect();
        // Where nobody can be replaced, somebody who joins is what changes that.
        let newcomers = self.winners.iter().copied().filter(|worker| !self.has_seat(worker));
        let elected = newcomers.take(self.replaceable.max(1)).collect();
        Verdict { elected, unfit, outbid, overtaken }
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn check_elections(rules: &ElectionRules) -> DispatchResult {
        let off = rules.era == 0;
        ensure!(off || (MIN_SEATS..=MAX_SEATS).contains(&rules.seats), Error::<T>::ElectionsOutOfRange);
        Ok(())
    }

    pub(crate) fn do_set_elections(rules: ElectionRules) -> DispatchResult {
        Self::check_elections(&rules)?;
        Elections::<T>::put(rules);
        LastElection::<T>::put(Self::now());
        Outgoing::<T>::kill();
        Self::deposit_event(Event::ElectionsSet { rules });
        Ok(())
    }

    /// Holds the election that is due, once no ceremony runs. Full blocks do not put it off.
    pub(crate) fn hold_due_election() -> Weight {
        if !Self::election_is_due() || !Ceremonies::<T>::get().is_empty() {
            return T::DbWeight::get().reads(4);
        }
        Self::hold_election();
        T::WeightInfo::elect()
    }

    /// Before there is a generation there is nothing to be handed on.
    fn election_is_due() -> bool {
        let ElectionRules { era, .. } = Elections::<T>::get();
        let age = || Self::now().saturating_sub(LastElection::<T>::get());
        era > 0 && age() >= era && Self::generation() > 0
    }

    /// Whether a change waits for ceremonies to end.
    pub(crate) fn change_is_due() -> bool {
        Self::election_is_due() || Self::surplus() > 0
    }

    /// Says who is to come and who is to go.
    pub(crate) fn hold_election() {
        LastElection::<T>::put(Self::now());
        Self::drop_no_shows();
        let poll = Self::poll();
        let mut verdict = poll.verdict();
        Self::fit_threshold(&poll, &mut verdict);
        let Verdict { elected, unfit, outbid, overtaken } = verdict;
        for worker in overtaken {
            Self::strike(&worker);
            Self::deposit_event(Event::Discharged { worker, reason: Reason::Unelected });
        }
        for worker in unfit.iter().copied() {
            Self::let_go(worker);
            Self::deposit_event(Event::Discharged { worker, reason: Reason::Unelected });
        }
        elected.iter().copied().for_each(Self::await_evidence);
        let unseated = KeeperList::truncate_from([&unfit[..], &outbid].concat());
        let candidates = [&Candidates::<T>::get()[..], &elected].concat();
        Candidates::<T>::put(KeeperList::truncate_from(candidates));
        Outgoing::<T>::put(KeeperList::truncate_from(outbid));
        Self::deposit_event(Event::ElectionHeld { elected: KeeperList::truncate_from(elected), unseated });
    }

    /// Who was elected and did not come to take its shares in a whole era stands no more: it kept others out.
    fn drop_no_shows() {
        let joining: Vec<_> = Self::bonded_candidates().filter(Self::is_contender).collect();
        let there = Self::wanted(&joining);
        for worker in joining.into_iter().filter(|worker| there.iter().all(|other| other.keeper != *worker)) {
            // It is a candidate, so there is nothing that could refuse.
            drop(Self::discharge(worker, Reason::Absent));
        }
    }

    fn poll() -> Poll {
        let leaving = Leaving::<T>::get();
        let mut sitting = T::Committee::members();
        sitting.retain(|member| !leaving.contains(member));
        let joining: Vec<_> = Self::bonded_candidates().collect();
        let list = Contenders::<T>::get();
        // Who is leaving can come back when it has left.
        let eligible = list.iter().filter(|contender| !leaving.contains(&contender.worker));
        let eligible = eligible.filter(|contender| Self::is_eligible(contender));
        let eligible: Vec<_> = eligible.map(|contender| contender.worker).collect();
        let contenders: Vec<_> = list.iter().rev().map(|contender| contender.worker).collect();
        let appointed = sitting.iter().chain(&joining).filter(|worker| !contenders.contains(worker)).count();
        let seats = usize::from(Elections::<T>::get().seats).saturating_sub(appointed);
        let winners = eligible.iter().copied().take(seats).collect();
        let threshold = Self::wanted_threshold().max(T::Committee::threshold());
        let replaceable = sitting.len().saturating_sub(threshold.into());
        Poll { sitting, joining, contenders, eligible, winners, replaceable }
    }

    /// Makes the threshold that of the gatekeepers there are to be, and elects no more than so many that those who stay and
    /// are there reach it alone: otherwise newcomers that do not come would stop every ceremony.
    fn fit_threshold(poll: &Poll, verdict: &mut Verdict) {
        let Verdict { elected, unfit, overtaken, .. } = verdict;
        let staying = poll.sitting.iter().copied().filter(|worker| !unfit.contains(worker));
        let staying: Vec<_> = staying.collect();
        let joining = poll.joining.len().saturating_sub(overtaken.len());
        let there = Self::wanted(&staying).len();
        let taken = T::Committee::members().len().saturating_add(Candidates::<T>::get().len());
        let room = (MAX_KEEPERS as usize).saturating_sub(taken);
        let threshold =
            |newcomers| threshold_for(staying.len().saturating_add(joining).saturating_add(newcomers));
        let fits = |newcomers: &usize| usize::from(threshold(*newcomers)) <= there;
        let newcomers = (0..=elected.len().min(room)).rev().find(fits);
        elected.truncate(newcomers.unwrap_or(0));
        if let Some(newcomers) = newcomers {
            Self::want_threshold(threshold(newcomers));
        }
    }

    /// Lets those who were outbid leave whose successors have joined, when no ceremony runs. True if anybody leaves.
    pub(crate) fn make_way() -> bool {
        let surplus = Self::surplus();
        if surplus == 0 || !Ceremonies::<T>::get().is_empty() {
            return false;
        }
        for worker in Outgoing::<T>::get().into_iter().take(surplus) {
            Self::let_go(worker);
            Self::deposit_event(Event::Discharged { worker, reason: Reason::Unelected });
        }
        let desired = Self::desired();
        let threshold = threshold_for(desired.len());
        if usize::from(threshold) <= Self::wanted(&desired).len() || threshold < Self::wanted_threshold() {
            Self::want_threshold(threshold);
        }
        true
    }

    /// How many of the outgoing can leave: there are so many more members than seats.
    fn surplus() -> usize {
        let outgoing = Outgoing::<T>::decode_len().unwrap_or_default();
        if outgoing == 0 {
            return 0;
        }
        let leaving = Leaving::<T>::decode_len().unwrap_or_default();
        let sitting = T::Committee::members().len().saturating_sub(leaving);
        sitting.saturating_sub(Elections::<T>::get().seats.into()).min(outgoing)
    }

    /// Has secrets handed on to another threshold.
    pub(crate) fn want_threshold(threshold: u16) {
        if threshold == Self::wanted_threshold() {
            return;
        }
        if threshold == T::Committee::threshold() {
            WantedThreshold::<T>::kill();
        } else {
            WantedThreshold::<T>::put(threshold);
        }
        Self::deposit_event(Event::ThresholdWanted { threshold });
    }
}
