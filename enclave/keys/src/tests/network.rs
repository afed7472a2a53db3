//! Gatekeepers, the channel between them, and what the chain would do with their outcome.

use crate::{participant::Open, Judge, Participant, Round, Share};
use crypto::{
    sealing::DecryptionKey,
    threshold::{beacon_value, combine, CombineError},
};
use messages::{
    ceremony::{Ceremony, CeremonyMessage, Outcome, PerKeeper, Receiver, SHARE_DOMAIN},
    channel::Head,
    ids::*,
    keys::{Holder, KeyLabel, Partial, Purpose, Secret, Sharing},
    H256,
};
use std::collections::BTreeMap;

pub(crate) const GENESIS: GenesisHash = H256([7; 32]);
/// Above the finality stall that a test makes.
pub(crate) const PATIENCE: BlockNumber = 300;
const OPENED: Head = Head { seq: 10, digest: H256([0; 32]) };
const OPENED_AT: BlockNumber = 100;

pub(crate) fn worker(keeper: u8) -> WorkerId {
    WorkerId([keeper; 32])
}

pub(crate) fn boot(number: u8) -> BootId {
    BootId([number; 16])
}

/// The key of a gatekeeper's boot.
pub(crate) fn boot_key(keeper: u8) -> DecryptionKey {
    DecryptionKey::from_seed(&[keeper; 32])
}

/// The seed of a gatekeeper in a ceremony.
pub(crate) fn seed(keeper: u8, ceremony: CeremonyId) -> [u8; 32] {
    [keeper ^ (ceremony as u8) << 5; 32]
}

/// What that boot opens ciphertexts with.
pub(crate) fn open_as(keeper: u8) -> Box<Open<'static>> {
    let key = boot_key(keeper);
    Box::new(move |aad, encapsulated, ciphertext| key.open(SHARE_DOMAIN, aad, encapsulated, ciphertext).ok())
}

/// A ceremony for these gatekeepers.
pub(crate) fn ceremony(
    id: CeremonyId,
    secret: Secret,
    keepers: &[u8],
    threshold: u16,
    source: Option<Sharing>,
) -> Ceremony {
    let receiver = |keeper: &u8| Receiver {
        keeper: worker(*keeper),
        boot_id: boot(1),
        encryption_key: boot_key(*keeper).public(),
    };
    Ceremony {
        id,
        secret,
        threshold,
        receivers: PerKeeper::truncate_from(keepers.iter().map(receiver).collect()),
        source,
        opened: OPENED,
        opened_at: OPENED_AT,
        patience: PATIENCE,
    }
}

pub(crate) fn fresh(keepers: &[u8], threshold: u16) -> Ceremony {
    ceremony(1, Secret::Generation(1), keepers, threshold, None)
}

pub(crate) fn handed_on(id: CeremonyId, old: &Shared, keepers: &[u8], threshold: u16) -> Ceremony {
    ceremony(id, old.sharing.secret, keepers, threshold, Some(old.sharing.clone()))
}

/// A message as the channel carries it.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) seq: Seq,
    pub(crate) block: BlockNumber,
    pub(crate) sender: WorkerId,
    pub(crate) message: CeremonyMessage,
}

/// Turns what a gatekeeper says into what the channel gets to see of it.
type Meddler<'a> = Box<dyn FnMut(&Judge, u8, CeremonyMessage) -> Vec<CeremonyMessage> + 'a>;

/// A ceremony as it goes.
pub(crate) struct Run<'a> {
    pub(crate) judge: Judge,
    pub(crate) participants: BTreeMap<u8, Participant>,
    pub(crate) channel: Vec<Entry>,
    pub(crate) block: BlockNumber,
    /// Blocks from this one on are not final before that one is.
    pub(crate) stall: Option<(BlockNumber, BlockNumber)>,
    meddler: Meddler<'a>,
    judged: usize,
}

impl<'a> Run<'a> {
    /// Everybody takes part who can; `old` are the shares held of what is handed on.
    pub(crate) fn new(ceremony: &Ceremony, old: Option<&Shared>) -> Self {
        let judge = Judge::new(GENESIS, ceremony.clone());
        let held = |keeper: &u8| old.and_then(|old| old.shares.get(keeper));
        let enter = |keeper: u8| {
            let seed = seed(keeper, ceremony.id);
            Some((keeper, Participant::new(&judge, worker(keeper), boot(1), held(&keeper), seed)?))
        };
        Self {
            participants: (0..=99).filter_map(enter).collect(),
            judge,
            channel: Vec::new(),
            block: OPENED_AT,
            stall: None,
            meddler: Box::new(|_, _, message| vec![message]),
            judged: 0,
        }
    }

    pub(crate) fn meddled(
        mut self,
        meddler: impl FnMut(&Judge, u8, CeremonyMessage) -> Vec<CeremonyMessage> + 'a,
    ) -> Self {
        self.meddler = Box::new(meddler);
        self
    }

    pub(crate) fn without(mut self, keepers: &[u8]) -> Self {
        keepers.iter().for_each(|keeper| drop(self.participants.remove(keeper)));
        self
    }

    /// Includes a message in the current block.
    pub(crate) fn include(&mut self, keeper: u8, message: CeremonyMessage) {
        let seq = OPENED.seq + 1 + self.channel.len() as Seq;
        self.channel.push(Entry { seq, block: self.block, sender: worker(keeper), message });
    }

    /// One block: what was said on the finalized ones before is included, then it may become final.
    pub(crate) fn step(&mut self) {
        self.block += 1;
        let mut said = Vec::new();
        for (keeper, participant) in &mut self.participants {
            if let Some(message) = participant.speak(&self.judge, open_as(*keeper).as_ref()) {
                said.push((*keeper, message));
            }
        }
        for (keeper, message) in said {
            for message in (self.meddler)(&self.judge, keeper, message) {
                self.include(keeper, message);
            }
        }
        let finalized = match self.stall {
            Some((from, until)) if (from..until).contains(&self.block) => return,
            _ => self.block,
        };
        for entry in &self.channel[self.judged..] {
            let _ = self.judge.hear(&entry.sender, entry.seq, entry.block, &entry.message);
        }
        self.judged = self.channel.len();
        self.judge.close(finalized);
    }

    /// Goes on to the end, which comes at the latest when four rounds ran out of time.
    pub(crate) fn finish(mut self) -> Shared {
        for _ in 0..=5 * PATIENCE {
            if self.judge.round() == Round::Ended {
                return self.shared();
            }
            self.step();
        }
        panic!("stuck in {:?}", self.judge.round());
    }

    fn shared(self) -> Shared {
        self.check_that_everybody_finds_the_same();
        let outcome = self.judge.outcome().unwrap().clone();
        let finish = |(keeper, participant): (&u8, &Participant)| {
            Some((*keeper, participant.finish(&self.judge, open_as(*keeper).as_ref())?))
        };
        let shares = self.participants.iter().filter_map(finish).collect();
        let sharing = sharing(self.judge.ceremony(), &outcome);
        Shared { outcome, sharing, shares, channel: self.channel, blocks: self.block - OPENED_AT }
    }

    /// However the channel is cut into bundles, and whatever foreign messages stand in between.
    fn check_that_everybody_finds_the_same(&self) {
        let mut slow = Judge::new(GENESIS, self.judge.ceremony().clone());
        for entry in &self.channel {
            let _ = slow.hear(&entry.sender, entry.seq, entry.block, &entry.message);
            assert!(slow.hear(&entry.sender, entry.seq, entry.block, &entry.message).is_err());
        }
        slow.close(BlockNumber::MAX);
        assert_eq!(slow.outcome(), self.judge.outcome());
    }
}

/// What the chain makes of an outcome.
fn sharing(ceremony: &Ceremony, outcome: &Outcome) -> Sharing {
    let shared = outcome.shared.clone();
    let publics = shared.iter().flat_map(|shared| &shared.publics);
    let holder = |((index, receiver), public): ((u16, &Receiver), &[u8; 32])| Holder {
        keeper: receiver.keeper,
        index,
        public: *public,
        lost: false,
    };
    let holders = (1..).zip(&ceremony.receivers).zip(publics).map(holder).collect::<Vec<_>>();
    Sharing {
        secret: ceremony.secret,
        ceremony: ceremony.id,
        group: shared.map(|shared| shared.group).unwrap_or_default(),
        threshold: ceremony.threshold,
        holders: holders.try_into().unwrap(),
        since: 0,
    }
}

/// How a ceremony ended, and who holds what.
pub(crate) struct Shared {
    pub(crate) outcome: Outcome,
    pub(crate) sharing: Sharing,
    pub(crate) shares: BTreeMap<u8, Share>,
    pub(crate) channel: Vec<Entry>,
    pub(crate) blocks: BlockNumber,
}

pub(crate) fn state_label() -> KeyLabel {
    KeyLabel { genesis: GENESIS, committee: 1, key_version: 0, purpose: Purpose::State { generation: 1 } }
}

impl Shared {
    pub(crate) fn succeeded(&self) -> bool {
        self.outcome.shared.is_some()
    }

    pub(crate) fn faults(&self) -> Vec<(u8, messages::ceremony::Fault)> {
        self.outcome.faults.iter().map(|(worker, fault)| (worker.0[0], *fault)).collect()
    }

    pub(crate) fn holders(&self) -> Vec<u8> {
        self.shares.keys().copied().collect()
    }

    pub(crate) fn partials(&self, label: &KeyLabel, keepers: &[u8]) -> Vec<Partial> {
        keepers.iter().map(|keeper| self.shares[keeper].evaluate(label).unwrap()).collect()
    }

    pub(crate) fn key_by(&self, label: &KeyLabel, keepers: &[u8]) -> Result<[u8; 32], CombineError> {
        combine(label, &self.partials(label, keepers), &self.sharing).map(|key| *key)
    }

    /// The key of a label; the same from every run of `threshold` consecutive holders.
    pub(crate) fn key(&self, label: &KeyLabel) -> [u8; 32] {
        let holders = self.holders();
        let threshold = usize::from(self.sharing.threshold);
        let mut keys: Vec<_> =
            holders.windows(threshold).map(|some| self.key_by(label, some).unwrap()).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1, "all subsets of {holders:?} give the same key");
        keys[0]
    }

    pub(crate) fn beacon(&self, round: BeaconRound, keepers: &[u8]) -> [u8; 32] {
        let label = KeyLabel::beacon(GENESIS, 1, round);
        beacon_value(&label, &self.partials(&label, keepers), &self.sharing).unwrap()
    }
}
