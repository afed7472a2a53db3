//! What everybody sees of a ceremony: a pure function of the public messages in channel order.
//!
//! Rounds end when everybody has spoken who can, or by height. A message never stalls the judge: it counts, or it is
//! [`Unheard`].

mod unheard;

use crate::{
    dealing::{one_time_point, Context, Dealing, Joined, Said},
    polynomial::Commitments,
};
use codec::Encode;
use crypto::{
    hash::blake2_256,
    threshold::{group::scalar, lagrange_at_zero},
};
use curve25519_dalek::{RistrettoPoint, Scalar};
use messages::{
    ceremony::{Ceremony, CeremonyMessage, Fault, Outcome, PerKeeper, Shared},
    ids::{BlockNumber, GenesisHash, Seq, WorkerId},
    H256,
};
use std::collections::{BTreeMap, BTreeSet};
pub use unheard::Unheard;

/// Where a ceremony stands. A round hears messages of blocks up to `until`, and ends earlier once nobody is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Round {
    /// Receivers say that they are there.
    Joining {
        /// Last block.
        until: BlockNumber,
    },
    /// Dealers deal to those who joined.
    Dealing {
        /// Last block.
        until: BlockNumber,
    },
    /// Receivers say which dealings they accuse.
    Verdicts {
        /// Last block.
        until: BlockNumber,
    },
    /// Accused dealers publish the shares in dispute.
    Answers {
        /// Last block.
        until: BlockNumber,
    },
    /// There is an outcome.
    Ended,
}

impl Round {
    /// Last block of the round; `None` once the ceremony has ended.
    pub fn until(&self) -> Option<BlockNumber> {
        match self {
            Self::Joining { until }
            | Self::Dealing { until }
            | Self::Verdicts { until }
            | Self::Answers { until } => Some(*until),
            Self::Ended => None,
        }
    }
}

/// A dealing as it was heard, and the digest of the message, to know another one by.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Dealt {
    dealing: Dealing,
    digest: H256,
}

/// The public side of one ceremony. Keyed by index: of receivers (joined, verdicts), of dealers (the rest).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judge {
    genesis: GenesisHash,
    ceremony: Ceremony,
    round: Round,
    joined: BTreeMap<u16, RistrettoPoint>,
    dealt: BTreeMap<u16, Dealt>,
    verdicts: BTreeMap<u16, BTreeSet<u16>>,
    /// Disputed shares as published, by receiver.
    answers: BTreeMap<u16, BTreeMap<u16, Scalar>>,
    faults: BTreeMap<u16, Fault>,
    /// The last message that counted.
    upto: Seq,
    outcome: Option<Outcome>,
}

impl Judge {
    /// Begins with the ceremony as the chain opened it.
    pub fn new(genesis: GenesisHash, ceremony: Ceremony) -> Self {
        let until = ceremony.opened_at.saturating_add(ceremony.patience);
        Self {
            genesis,
            round: Round::Joining { until },
            upto: ceremony.opened.seq,
            ceremony,
            joined: BTreeMap::new(),
            dealt: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            answers: BTreeMap::new(),
            faults: BTreeMap::new(),
            outcome: None,
        }
    }

    /// The ceremony.
    pub fn ceremony(&self) -> &Ceremony {
        &self.ceremony
    }

    /// Where it stands.
    pub fn round(&self) -> Round {
        self.round
    }

    /// Its result, once there is one.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Hears one message of the channel. Messages come in order; those of a block imply that none of earlier blocks is
    /// missing.
    ///
    /// # Errors
    /// [`Unheard`]: the message changes nothing, except that [`Unheard::Guilty`] excludes its sender's dealing.
    pub fn hear(
        &mut self,
        sender: &WorkerId,
        seq: Seq,
        block: BlockNumber,
        message: &CeremonyMessage,
    ) -> Result<(), Unheard> {
        if seq <= self.upto {
            return Err(Unheard::Passed);
        }
        if let Some(complete) = block.checked_sub(1) {
            self.close(complete);
        }
        if message.ceremony() != self.ceremony.id {
            return Err(Unheard::OtherCeremony);
        }
        if self.outcome.is_some() {
            return Err(Unheard::Ended);
        }
        let heard = match message {
            CeremonyMessage::Join { key, .. } => self.hear_join(sender, key),
            CeremonyMessage::Dealing { commitments, proof, key, shares, .. } => {
                let said = Said { commitments, proof, key, shares };
                self.hear_dealing(sender, &said, blake2_256(&message.encode()))
            }
            CeremonyMessage::Verdict { accused, .. } => self.hear_verdict(sender, accused),
            CeremonyMessage::Answer { shares, .. } => self.hear_answer(sender, shares),
        };
        if matches!(heard, Ok(()) | Err(Unheard::Guilty(_))) {
            self.upto = seq;
            self.advance(block);
        }
        heard
    }

    /// Says that every message of blocks up to `block` was heard: rounds whose time is over end.
    pub fn close(&mut self, block: BlockNumber) {
        while let Some(until) = self.round.until().filter(|until| *until <= block) {
            self.end_round(until);
            self.advance(until);
        }
    }

    fn hear_join(&mut self, sender: &WorkerId, key: &[u8; 32]) -> Result<(), Unheard> {
        let index = self.receiver(sender).ok_or(Unheard::NotReceiver)?;
        if self.joined.contains_key(&index) {
            return Err(Unheard::Repeated);
        }
        if !matches!(self.round, Round::Joining { .. }) {
            return Err(Unheard::OutOfTime);
        }
        let key = one_time_point(key).ok_or(Unheard::BadKey)?;
        self.joined.insert(index, key);
        Ok(())
    }

    fn hear_dealing(&mut self, sender: &WorkerId, said: &Said<'_>, digest: H256) -> Result<(), Unheard> {
        let index = self.dealer(sender).ok_or(Unheard::NotDealer)?;
        if self.faults.contains_key(&index) {
            return Err(Unheard::Excluded);
        }
        if let Some(first) = self.dealt.get(&index) {
            return Err(match first.digest == digest {
                true => Unheard::Repeated,
                false => self.blame(index, Fault::Equivocated),
            });
        }
        if !matches!(self.round, Round::Dealing { .. }) {
            return Err(Unheard::OutOfTime);
        }
        let context = Context { genesis: &self.genesis, ceremony: &self.ceremony, dealer: index };
        match Dealing::check(&context, said, self.joined.len()) {
            Some(dealing) => self.dealt.insert(index, Dealt { dealing, digest }),
            None => return Err(self.blame(index, Fault::Malformed)),
        };
        Ok(())
    }

    fn hear_verdict(&mut self, sender: &WorkerId, accused: &[u16]) -> Result<(), Unheard> {
        let joined = |index: &u16| self.joined.contains_key(index);
        let index = self.receiver(sender).filter(joined).ok_or(Unheard::NotReceiver)?;
        if self.verdicts.contains_key(&index) {
            return Err(Unheard::Repeated);
        }
        if !matches!(self.round, Round::Verdicts { .. }) {
            return Err(Unheard::OutOfTime);
        }
        if !is_ascending(accused) || !accused.iter().all(|dealer| self.dealt.contains_key(dealer)) {
            return Err(Unheard::BadVerdict);
        }
        self.verdicts.insert(index, accused.iter().copied().collect());
        Ok(())
    }

    fn hear_answer(&mut self, sender: &WorkerId, shares: &[(u16, [u8; 32])]) -> Result<(), Unheard> {
        let index = self.dealer(sender).ok_or(Unheard::NotDealer)?;
        if self.faults.contains_key(&index) {
            return Err(Unheard::Excluded);
        }
        if self.answers.contains_key(&index) {
            return Err(Unheard::Repeated);
        }
        if !matches!(self.round, Round::Answers { .. }) {
            return Err(Unheard::OutOfTime);
        }
        let Some(dealt) = self.dealt.get(&index).filter(|_| self.accusers(index).next().is_some()) else {
            return Err(Unheard::NotAccused);
        };
        if !shares.iter().map(|(receiver, _)| *receiver).eq(self.accusers(index)) {
            return Err(Unheard::BadAnswer);
        }
        let published = shares.iter().map(|(receiver, bytes)| {
            let share = scalar(bytes)?;
            dealt.dealing.commitments.vouch_for(*receiver, &share).then_some((*receiver, share))
        });
        match published.collect::<Option<BTreeMap<_, _>>>() {
            Some(published) => self.answers.insert(index, published),
            None => return Err(self.blame(index, Fault::FalseShare)),
        };
        Ok(())
    }

    fn blame(&mut self, dealer: u16, fault: Fault) -> Unheard {
        self.faults.insert(dealer, fault);
        Unheard::Guilty(fault)
    }

    /// Ends rounds in which nobody is missing any more; the next begins at `block`.
    fn advance(&mut self, block: BlockNumber) {
        while self.outcome.is_none() && self.missing().is_empty() {
            self.end_round(block);
        }
    }

    /// Indices of those whom the round waits for.
    fn missing(&self) -> Vec<u16> {
        let spoke = |dealer: &u16| self.dealt.contains_key(dealer) || self.faults.contains_key(dealer);
        match self.round {
            Round::Joining { .. } => {
                self.receivers().filter(|index| !self.joined.contains_key(index)).collect()
            }
            Round::Dealing { .. } => self.dealers().filter(|dealer| !spoke(dealer)).collect(),
            Round::Verdicts { .. } => {
                self.joined.keys().filter(|index| !self.verdicts.contains_key(index)).copied().collect()
            }
            Round::Answers { .. } => {
                let is_due = |dealer: &u16| {
                    self.accusers(*dealer).next().is_some() && !self.answers.contains_key(dealer)
                };
                self.standing().map(|(dealer, _)| dealer).filter(is_due).collect()
            }
            Round::Ended => Vec::new(),
        }
    }

    /// Ends the round at `block`. Who is missing is at fault if it was to deal or to answer for its dealing.
    fn end_round(&mut self, block: BlockNumber) {
        let until = block.saturating_add(self.ceremony.patience);
        let missing = self.missing();
        let silent = || missing.into_iter().map(|dealer| (dealer, Fault::Silent));
        match self.round {
            Round::Joining { .. } => {
                // Of a fresh secret the receivers deal, so who did not join cannot.
                if self.ceremony.source.is_none() {
                    self.faults.extend(silent());
                }
                self.enter(self.joined.len() >= self.witnesses(), Round::Dealing { until });
            }
            Round::Dealing { .. } => {
                self.faults.extend(silent());
                self.enter(self.has_dealings(), Round::Verdicts { until });
            }
            Round::Verdicts { .. } => {
                self.enter(self.verdicts.len() >= self.witnesses(), Round::Answers { until });
            }
            Round::Answers { .. } => {
                self.faults.extend(silent());
                self.end(self.has_dealings());
            }
            Round::Ended => {}
        }
    }

    /// Goes on, or ends the ceremony if it can no longer succeed.
    fn enter(&mut self, can_succeed: bool, next: Round) {
        if can_succeed {
            self.round = next;
        } else {
            self.end(false);
        }
    }

    fn end(&mut self, succeeded: bool) {
        let mut faults: Vec<_> = self
            .ceremony
            .dealers()
            .filter_map(|(worker, index)| Some((worker, *self.faults.get(&index)?)))
            .collect();
        faults.sort_unstable();
        self.round = Round::Ended;
        self.outcome = Some(Outcome {
            ceremony: self.ceremony.id,
            shared: succeeded.then(|| self.shared()).flatten(),
            faults: PerKeeper::truncate_from(faults),
            upto: self.upto,
        });
    }

    /// The sum of what stands; `None` if a handed-on secret would not stay the same, which only a sharing that the chain
    /// should not have listed can cause.
    fn shared(&self) -> Option<Shared> {
        let parts = self
            .weights()
            .into_iter()
            .filter_map(|(dealer, weight)| Some((weight, &self.dealt.get(&dealer)?.dealing.commitments)));
        let sum = Commitments::sum(parts.collect::<Vec<_>>().into_iter(), self.ceremony.threshold);
        let encode = |point: RistrettoPoint| point.compress().to_bytes();
        let group = encode(sum.constant());
        let is_kept = self.ceremony.source.as_ref().is_none_or(|source| source.group == group);
        let publics = self.receivers().map(|index| encode(sum.at(index))).collect();
        is_kept.then(|| Shared { group, publics: PerKeeper::truncate_from(publics) })
    }

    /// Receivers that must have looked at the dealings: as many as can derive a key, for each of them has its shares.
    fn witnesses(&self) -> usize {
        usize::from(self.ceremony.threshold.max(1))
    }

    fn has_dealings(&self) -> bool {
        self.standing().count() >= usize::from(self.ceremony.dealings_needed().max(1))
    }

    fn receivers(&self) -> impl Iterator<Item = u16> + '_ {
        (1u16..).zip(&self.ceremony.receivers).map(|(index, _)| index)
    }

    fn dealers(&self) -> impl Iterator<Item = u16> + '_ {
        self.ceremony.dealers().map(|(_, index)| index)
    }

    /// Receivers that accused this dealer, ascending.
    pub(crate) fn accusers(&self, dealer: u16) -> impl Iterator<Item = u16> + '_ {
        self.verdicts.iter().filter(move |(_, accused)| accused.contains(&dealer)).map(|(index, _)| *index)
    }

    /// Index of a receiver.
    pub(crate) fn receiver(&self, worker: &WorkerId) -> Option<u16> {
        let place = self.ceremony.receivers.iter().position(|receiver| receiver.keeper == *worker)?;
        self.receivers().nth(place)
    }

    /// Index of a dealer.
    pub(crate) fn dealer(&self, worker: &WorkerId) -> Option<u16> {
        self.ceremony.dealers().find(|(dealer, _)| dealer == worker).map(|(_, index)| index)
    }

    /// Receivers that joined, ascending.
    pub(crate) fn joined(&self) -> impl Iterator<Item = Joined<'_>> {
        let joined = |(index, receiver)| Some((index, receiver, *self.joined.get(&index)?));
        (1u16..).zip(&self.ceremony.receivers).filter_map(joined)
    }

    /// Whether the dealer has dealt, in due form or not, or is out.
    pub(crate) fn has_dealt(&self, dealer: u16) -> bool {
        self.dealt.contains_key(&dealer) || self.faults.contains_key(&dealer)
    }

    /// Dealings that nothing is held against, by dealer, ascending.
    pub(crate) fn standing(&self) -> impl Iterator<Item = (u16, &Dealing)> {
        let is_blamed = |dealer: &u16| self.faults.contains_key(dealer);
        self.dealt.iter().filter(move |(dealer, _)| !is_blamed(dealer)).map(|(d, dealt)| (*d, &dealt.dealing))
    }

    /// What the dealings that stand are multiplied by before they are summed: 1 each for a fresh secret, Lagrange's
    /// coefficients at 0 over all of them for one that is handed on.
    pub(crate) fn weights(&self) -> Vec<(u16, Scalar)> {
        let dealers: Vec<u16> = self.standing().map(|(dealer, _)| dealer).collect();
        let weight = |dealer: u16| match &self.ceremony.source {
            Some(_) => lagrange_at_zero(dealer, &dealers),
            None => Scalar::ONE,
        };
        dealers.iter().map(|dealer| (*dealer, weight(*dealer))).collect()
    }

    /// The share from this dealer that was published for the receiver.
    pub(crate) fn answer(&self, dealer: u16, receiver: u16) -> Option<&Scalar> {
        self.answers.get(&dealer)?.get(&receiver)
    }

    /// What the dealer's shares are addressed by.
    pub(crate) fn context(&self, dealer: u16) -> Context<'_> {
        Context { genesis: &self.genesis, ceremony: &self.ceremony, dealer }
    }
}

fn is_ascending(indices: &[u16]) -> bool {
    indices.windows(2).all(|pair| matches!(pair, [a, b] if a < b))
}
