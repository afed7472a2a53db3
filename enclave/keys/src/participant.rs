//! The private side of one boot in one ceremony.

pub use crate::dealing::Open;
use crate::{
    dealing::{deal, Dealing, OneTimeKey},
    judge::{Judge, Round},
    polynomial::Polynomial,
    share::Share,
};
use crypto::prf::prf;
use curve25519_dalek::Scalar;
use messages::{
    ceremony::{CeremonyMessage, PerKeeper},
    ids::{BootId, WorkerId},
};
use zeroize::Zeroizing;

/// What a boot keeps to itself while it deals, or receives, or both. Everything is wiped when it is dropped, which the
/// caller does once the ceremony is no longer open: from then on, nobody can open the shares that were sent.
pub struct Participant {
    dealer: Option<Dealer>,
    receiver: Option<Receiver>,
}

struct Dealer {
    index: u16,
    polynomial: Polynomial,
    seed: Zeroizing<[u8; 32]>,
    /// Whether the dealing that is heard from this gatekeeper is this boot's.
    dealt: bool,
    answered: bool,
}

struct Receiver {
    index: u16,
    key: OneTimeKey,
    joined: bool,
    judged: bool,
}

impl Participant {
    /// The part that the gatekeeper takes in this boot: it receives if the ceremony names this boot, and deals if it
    /// receives a fresh secret, or if `held` is its share of the sharing that is handed on. `None` if neither, or if an
    /// earlier boot of it takes part: this one then sits the ceremony out.
    ///
    /// `judge` has heard everything up to a head at which the chain counts this boot, so that nothing of an earlier
    /// boot can follow. `seed` is fresh and secret; the ceremony's secrets all come from it.
    pub fn new(
        judge: &Judge,
        keeper: WorkerId,
        boot_id: BootId,
        held: Option<&Share>,
        seed: [u8; 32],
    ) -> Option<Self> {
        let seed = Zeroizing::new(seed);
        let mut named = judge.ceremony().receivers.iter().filter(|receiver| receiver.keeper == keeper);
        if named.any(|receiver| receiver.boot_id != boot_id) {
            return None;
        }
        let receiver = judge.receiver(&keeper).map(|index| Receiver {
            index,
            key: OneTimeKey::draw(&seed, b"receiver"),
            joined: false,
            judged: false,
        });
        let dealer = Dealer::new(judge, &keeper, held, &seed);
        (dealer.is_some() || receiver.is_some()).then_some(Self { dealer, receiver })
    }

    /// What to say now, if anything; each thing once. `open` uses the key of this boot.
    pub fn speak(&mut self, judge: &Judge, open: &Open<'_>) -> Option<CeremonyMessage> {
        match judge.round() {
            Round::Joining { .. } => self.receiver.as_mut()?.join(judge),
            Round::Dealing { .. } => self.dealer.as_mut()?.deal(judge),
            Round::Verdicts { .. } => self.receiver.as_mut()?.verdict(judge, open),
            Round::Answers { .. } => self.dealer.as_mut()?.answer(judge),
            Round::Ended => None,
        }
    }

    /// The new share, once the ceremony has succeeded; `None` if it has not, or if this boot cannot know its share.
    pub fn finish(&self, judge: &Judge, open: &Open<'_>) -> Option<Share> {
        let receiver = self.receiver.as_ref()?;
        let shared = judge.outcome()?.shared.as_ref()?;
        let place = usize::from(receiver.index).checked_sub(1)?;
        let mut sum = Zeroizing::new(Scalar::ZERO);
        for (dealer, weight) in judge.weights() {
            *sum += weight * *receiver.part(judge, dealer, open)?;
        }
        let ceremony = judge.ceremony();
        let share = Share::new(ceremony.secret, ceremony.id, receiver.index, sum);
        (shared.publics.get(place) == Some(&share.public())).then_some(share)
    }
}

/// Seed of everything about a dealing except the polynomial.
pub(crate) fn dealer_seed(seed: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(prf(seed, b"adyton/ceremony-dealer-seed/v1", &[]))
}

impl Dealer {
    fn new(judge: &Judge, keeper: &WorkerId, held: Option<&Share>, seed: &[u8; 32]) -> Option<Self> {
        let ceremony = judge.ceremony();
        let index = judge.dealer(keeper)?;
        let constant = match &ceremony.source {
            None => None,
            Some(source) => {
                let public = source.holder(index)?.public;
                let is_it = |share: &&Share| share.ceremony() == source.ceremony && share.public() == public;
                Some(held.filter(is_it)?.scalar())
            }
        };
        let polynomial = Polynomial::draw(seed, ceremony.threshold, constant);
        Some(Self { index, polynomial, seed: dealer_seed(seed), dealt: false, answered: false })
    }

    fn deal(&mut self, judge: &Judge) -> Option<CeremonyMessage> {
        if self.dealt || judge.has_dealt(self.index) {
            return None;
        }
        self.dealt = true;
        Some(deal(&judge.context(self.index), &self.polynomial, judge.joined(), &self.seed))
    }

    /// Publishes the shares in dispute: those who accuse falsely learn what they knew, everybody else nothing of use.
    fn answer(&mut self, judge: &Judge) -> Option<CeremonyMessage> {
        let is_heard = judge.standing().any(|(dealer, _)| dealer == self.index);
        if !self.dealt || self.answered || !is_heard {
            return None;
        }
        let publish = |receiver: u16| (receiver, self.polynomial.at(receiver).to_bytes());
        let shares: Vec<_> = judge.accusers(self.index).map(publish).collect();
        if shares.is_empty() {
            return None;
        }
        self.answered = true;
        Some(CeremonyMessage::Answer {
            ceremony: judge.ceremony().id,
            shares: PerKeeper::truncate_from(shares),
        })
    }
}

impl Receiver {
    fn join(&mut self, judge: &Judge) -> Option<CeremonyMessage> {
        if self.joined || judge.joined().any(|(index, ..)| index == self.index) {
            return None;
        }
        self.joined = true;
        Some(CeremonyMessage::Join { ceremony: judge.ceremony().id, key: self.key.public() })
    }

    /// Its place among those who joined, if it did so with the key of this boot.
    fn place(&self, judge: &Judge) -> Option<usize> {
        let key = self.key.public();
        judge
            .joined()
            .position(|(index, _, joined)| index == self.index && joined.compress().to_bytes() == key)
    }

    fn verdict(&mut self, judge: &Judge, open: &Open<'_>) -> Option<CeremonyMessage> {
        if self.judged {
            return None;
        }
        let place = self.place(judge)?;
        let is_false = |(dealer, dealing): &(u16, &Dealing)| {
            dealing.open(&judge.context(*dealer), (place, self.index), &self.key, open).is_none()
        };
        let accused = judge.standing().filter(is_false).map(|(dealer, _)| dealer).collect();
        self.judged = true;
        Some(CeremonyMessage::Verdict {
            ceremony: judge.ceremony().id,
            accused: PerKeeper::truncate_from(accused),
        })
    }

    /// This receiver's part of a dealing: as published in answer to its complaint, or as sent.
    fn part(&self, judge: &Judge, dealer: u16, open: &Open<'_>) -> Option<Zeroizing<Scalar>> {
        if let Some(published) = judge.answer(dealer, self.index) {
            return Some(Zeroizing::new(*published));
        }
        let place = self.place(judge)?;
        let (_, dealing) = judge.standing().find(|(index, _)| *index == dealer)?;
        dealing.open(&judge.context(dealer), (place, self.index), &self.key, open)
    }
}
