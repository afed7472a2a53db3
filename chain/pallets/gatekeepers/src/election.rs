//! Elections: who takes the seats of an era.
//!
//! An election only says who is to come and who is to go; secrets are handed on as for those that governance appoints.
//! Successors join first. Others leave when they have, or when nobody is to come.

use crate::{pallet::*, traits::*, types::*, weights::WeightInfo};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use messages::{ids::*, limits::*};

/// The threshold of so many gatekeepers: two thirds, rounded up.
pub(crate) fn threshold_for(gatekeepers: usize) -> u16 {
    u16::try_from(gatekeepers.saturating_mul(2).div_ceil(3)).unwrap_or(u16::MAX)
}

/// The least threshold of so many gatekeepers: more than half.
pub(crate) fn majority_of(gatekeepers: usize) -> u16 {
    u16::try_from((gatekeepers / 2).saturating_add(1)).unwrap_or(u16::MAX)
}

/// The threshold of so many gatekeepers, some of which may be about to come or to leave: as it was, as far as it can be.
/// Were it raised for newcomers, those that do not come would leave the others without anybody to spare.
pub(crate) fn threshold_meanwhile(gatekeepers: usize, before: u16) -> u16 {
    before.min(threshold_for(gatekeepers)).max(majority_of(gatekeepers))
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
    /// Seats that governance did not fill.
    seats: usize,
    /// Members that can be replaced so that the others reach the threshold alone.
    replaceable: usize,
}

/// What an election changes.
struct Verdict {
    /// Who comes.
    elected: Vec<WorkerId>,
    /// Members that go, first those that may not stay.
    outgoing: Vec<WorkerId>,
    /// Candidates that lost their seat before they took it.
    overtaken: Vec<WorkerId>,
}

impl Poll {
    fn verdict(&self) -> Verdict {
        let winners: Vec<_> = self.eligible.iter().copied().take(self.seats).collect();
        let losers = self.contenders.iter().copied().filter(|worker| !winners.contains(worker));
        let (unfit, outbid): (Vec<_>, Vec<_>) = losers
            .clone()
            .filter(|worker| self.sitting.contains(worker))
            .partition(|worker| !self.eligible.contains(worker));
        let overtaken = losers.filter(|worker| self.joining.contains(worker)).collect();
        let has_seat = |worker: &WorkerId| self.sitting.contains(worker) || self.joining.contains(worker);
        let newcomers = winners.iter().copied().filter(|worker| !has_seat(worker));
        Verdict {
            // Where nobody can be replaced, somebody who joins is what changes that.
            elected: newcomers.take(self.replaceable.max(1)).collect(),
            outgoing: unfit.into_iter().chain(outbid).take(self.replaceable).collect(),
            overtaken,
        }
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
        Self::election_is_due() || !Self::may_leave().is_empty()
    }

    /// Says who is to come and who is to go.
    pub(crate) fn hold_election() {
        LastElection::<T>::put(Self::now());
        Self::drop_no_shows();
        let poll = Self::poll();
        let mut verdict = poll.verdict();
        Self::fit_threshold(&poll, &mut verdict);
        let Verdict { elected, outgoing, overtaken } = verdict;
        for worker in overtaken {
            Self::strike(&worker);
            Self::deposit_event(Event::Discharged { worker, reason: Reason::Unelected });
        }
        elected.iter().copied().for_each(Self::await_evidence);
        let candidates = [&Candidates::<T>::get()[..], &elected].concat();
        Candidates::<T>::put(KeeperList::truncate_from(candidates));
        let unseated = KeeperList::truncate_from(outgoing);
        Outgoing::<T>::put(&unseated);
        Self::raise_threshold();
        Self::deposit_event(Event::ElectionHeld { elected: KeeperList::truncate_from(elected), unseated });
    }

    /// Who was elected and did not come to take its shares in a whole era stands no more: it kept others out.
    fn drop_no_shows() {
        let joining: Vec<_> = Self::bonded_candidates().filter(Self::is_contender).collect();
        let there = Self::wanted(&joining);
        for worker in joining.into_iter().filter(|worker| there.iter().all(|other| other.keeper != *worker)) {
            // It is a candidate, so there is nothing that could refuse.
            let _ = Self::discharge(worker, Reason::Absent);
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
        let threshold = Self::wanted_threshold().max(T::Committee::threshold());
        let replaceable = sitting.len().saturating_sub(threshold.into());
        Poll { sitting, joining, contenders, eligible, seats, replaceable }
    }

    /// Sets the threshold for as long as some come and others go. Elects no more than so many that the members who are
    /// there reach it alone: otherwise newcomers that do not come would stop every ceremony.
    fn fit_threshold(poll: &Poll, Verdict { elected, overtaken, .. }: &mut Verdict) {
        let there = Self::wanted(&poll.sitting).len();
        let before = Self::wanted_threshold();
        let desired = poll.sitting.len().saturating_add(poll.joining.len()).saturating_sub(overtaken.len());
        let threshold = |newcomers: usize| threshold_meanwhile(desired.saturating_add(newcomers), before);
        let taken = T::Committee::members().len().saturating_add(Candidates::<T>::get().len());
        let room = (MAX_KEEPERS as usize).saturating_sub(taken);
        let mut possible = (0..=elected.len().min(room)).rev();
        let newcomers = possible.find(|newcomers| usize::from(threshold(*newcomers)) <= there);
        elected.truncate(newcomers.unwrap_or(0));
        if let Some(newcomers) = newcomers {
            Self::want_threshold(threshold(newcomers));
        }
    }

    /// Lets those leave who may, when no ceremony runs. True if anybody does.
    pub(crate) fn make_way() -> bool {
        let leave = Self::may_leave();
        if leave.is_empty() || !Ceremonies::<T>::get().is_empty() {
            return false;
        }
        for worker in leave {
            Self::let_go(worker);
            Self::deposit_event(Event::Discharged { worker, reason: Reason::Unelected });
        }
        Self::want_threshold(threshold_meanwhile(Self::desired().len(), Self::wanted_threshold()));
        true
    }

    /// The outgoing whose successors have joined: as many as there are more members than seats. When nobody is to come,
    /// also those that may not stay. Never so many that fewer than the threshold would remain.
    fn may_leave() -> Vec<WorkerId> {
        let outgoing = Outgoing::<T>::get();
        if outgoing.is_empty() {
            return Vec::new();
        }
        let leaving = Leaving::<T>::decode_len().unwrap_or_default();
        let sitting = T::Committee::members().len().saturating_sub(leaving);
        let surplus = sitting.saturating_sub(Elections::<T>::get().seats.into());
        let somebody_comes = Self::bonded_candidates().next().is_some();
        let contenders = Contenders::<T>::get();
        let is_fit = |worker: &WorkerId| {
            contenders.iter().any(|contender| contender.worker == *worker && Self::is_eligible(contender))
        };
        let may =
            |(place, worker): &(usize, WorkerId)| *place < surplus || (!somebody_comes && !is_fit(worker));
        let dispensable = sitting.saturating_sub(Self::wanted_threshold().into());
        let leave = outgoing.into_iter().enumerate().filter(may).take(dispensable);
        leave.map(|(_, worker)| worker).collect()
    }

    /// Raises the threshold to that of the seats, when nobody comes or goes and everybody is there.
    pub(crate) fn raise_threshold() {
        let changing = !Outgoing::<T>::get().is_empty() || Self::bonded_candidates().next().is_some();
        if changing || Elections::<T>::get().era == 0 {
            return;
        }
        let desired = Self::desired();
        let threshold = threshold_for(desired.len());
        if threshold > Self::wanted_threshold() && Self::wanted(&desired).len() == desired.len() {
            Self::want_threshold(threshold);
        }
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
