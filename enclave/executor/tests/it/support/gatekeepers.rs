//! What the chain does for gatekeepers: opens ceremonies, counts outcomes, lists sharings, makes the beacon.

use crypto::threshold::{beacon_value, verify_partial};
use messages::{
    ceremony::{Ceremonies, Ceremony, Fault, Outcome, Receiver},
    channel::Head,
    ids::*,
    keys::{Beacon, Holder, KeeperKeys, KeyGrant, KeyLabel, Partial, Secret, Sharing},
    limits::{BEACON_PERIOD, LIVE_EPOCHS},
    registration::WorkerRecord,
};
use std::collections::BTreeMap;

/// Blocks that a round of a ceremony waits.
pub const CEREMONY_PATIENCE: BlockNumber = 12;

/// The chain's side of the gatekeepers.
pub struct Gatekeepers {
    /// Who they are to be, ascending, and how many are needed.
    pub wanted: Vec<WorkerId>,
    pub threshold: u16,
    pub epoch_length: BlockNumber,
    pub keys: KeeperKeys,
    pub ceremonies: Ceremonies,
    pub beacon: Option<Beacon>,
    /// Outcomes taken over.
    pub outcomes: Vec<Outcome>,
    /// Grants that were shown to be false.
    pub false_grants: Vec<KeyGrant>,
    absent: Vec<WorkerId>,
    last_ceremony: CeremonyId,
    last_epoch: Epoch,
    ballots: BTreeMap<CeremonyId, BTreeMap<WorkerId, Outcome>>,
    partials: BTreeMap<BeaconRound, Vec<Partial>>,
}

impl Gatekeepers {
    pub fn new(mut wanted: Vec<WorkerId>, threshold: u16, epoch_length: BlockNumber) -> Self {
        wanted.sort();
        Self {
            wanted,
            threshold,
            epoch_length,
            keys: KeeperKeys::default(),
            ceremonies: Ceremonies::default(),
            beacon: None,
            outcomes: Vec::new(),
            false_grants: Vec::new(),
            absent: Vec::new(),
            last_ceremony: 0,
            last_epoch: 0,
            ballots: BTreeMap::new(),
            partials: BTreeMap::new(),
        }
    }

    /// Whether a gatekeeper said an outcome of a ceremony.
    pub fn spoke(&self, worker: &WorkerId) -> bool {
        self.ballots.values().any(|ballots| ballots.contains_key(worker))
    }

    /// How many parts of beacon values a gatekeeper gave.
    pub fn beacon_parts_of(&self, worker: &WorkerId) -> usize {
        let index = self.keys.generations.last().and_then(|sharing| sharing.held_by(worker)).map(|h| h.index);
        self.partials.values().flatten().filter(|partial| Some(partial.index) == index).count()
    }

    pub fn takes_part(&self, worker: &WorkerId) -> bool {
        self.wanted.contains(worker) || self.ceremonies.iter().any(|ceremony| ceremony.involves(worker))
    }

    /// Opens what is due, at block `now` with the gatekeepers' channel at `opened`.
    pub fn open_due(&mut self, records: &BTreeMap<WorkerId, WorkerRecord>, opened: Head, now: BlockNumber) {
        let limit = 4 * CEREMONY_PATIENCE;
        self.ceremonies.retain(|ceremony| ceremony.opened_at + limit > now);
        let all_live = self.wanted.iter().all(|keeper| records.contains_key(keeper));
        if !all_live {
            return;
        }
        if self.keys.generations.is_empty() {
            self.open(Secret::Generation(1), None, records, opened, now);
        }
        let overdue = match self.keys.epochs.last() {
            None => true,
            Some(newest) => now >= newest.since.saturating_add(self.epoch_length),
        };
        if overdue {
            self.open(Secret::Epoch(self.last_epoch + 1), None, records, opened, now);
        }
        let unsound: Vec<Sharing> =
            self.keys.all().filter(|sharing| self.is_unsound(sharing)).cloned().collect();
        for mut sharing in unsound {
            let secret = sharing.secret;
            sharing.holders.retain(|holder| !holder.lost);
            self.open(secret, Some(sharing), records, opened, now);
        }
    }

    fn is_unsound(&self, sharing: &Sharing) -> bool {
        let healthy: Vec<_> = sharing.healthy().map(|holder| holder.keeper).collect();
        let lacks = self.present().any(|keeper| !healthy.contains(&keeper));
        let left = sharing.holders.iter().any(|holder| !self.wanted.contains(&holder.keeper));
        lacks || left || sharing.threshold != self.threshold
    }

    fn present(&self) -> impl Iterator<Item = WorkerId> + '_ {
        self.wanted.iter().copied().filter(|keeper| !self.absent.contains(keeper))
    }

    /// Opens a ceremony, unless there is one for this secret.
    pub fn open(
        &mut self,
        secret: Secret,
        source: Option<Sharing>,
        records: &BTreeMap<WorkerId, WorkerRecord>,
        opened: Head,
        now: BlockNumber,
    ) {
        if self.ceremonies.iter().any(|ceremony| ceremony.secret == secret) {
            return;
        }
        let receivers: Vec<_> = self
            .present()
            .filter_map(|keeper| {
                let record = records.get(&keeper)?;
                Some(Receiver { keeper, boot_id: record.boot_id, encryption_key: record.encryption_key })
            })
            .collect();
        self.last_ceremony += 1;
        let ceremony = Ceremony {
            id: self.last_ceremony,
            secret,
            threshold: self.threshold,
            receivers: receivers.try_into().unwrap(),
            source,
            opened,
            opened_at: now,
            patience: CEREMONY_PATIENCE,
        };
        // No room: its turn comes later.
        let _ = self.ceremonies.try_push(ceremony);
    }

    /// Counts an outcome; with enough equal ones it is taken over.
    pub fn outcome(&mut self, worker: WorkerId, outcome: &Outcome, now: BlockNumber) {
        let Some(place) = self.ceremonies.iter().position(|open| open.id == outcome.ceremony) else { return };
        let ballots = self.ballots.entry(outcome.ceremony).or_default();
        ballots.insert(worker, outcome.clone());
        let equal = ballots.values().filter(|other| *other == outcome).count();
        if equal < usize::from(self.ceremonies[place].threshold) {
            return;
        }
        let ceremony = self.ceremonies.remove(place);
        self.outcomes.push(outcome.clone());
        let silent = outcome.faults.iter().filter(|(_, fault)| *fault == Fault::Silent);
        self.absent.extend(silent.map(|(keeper, _)| *keeper));
        let Some(shared) = &outcome.shared else { return };
        let holders = ceremony.receivers.iter().zip(&shared.publics).zip(1..);
        let holder = |((receiver, public), index): ((&Receiver, &[u8; 32]), u16)| Holder {
            keeper: receiver.keeper,
            index,
            public: *public,
            lost: false,
        };
        let sharing = Sharing {
            secret: ceremony.secret,
            ceremony: ceremony.id,
            group: shared.group,
            threshold: ceremony.threshold,
            holders: holders.map(holder).collect::<Vec<_>>().try_into().unwrap(),
            since: now,
        };
        self.list(sharing);
    }

    fn list(&mut self, sharing: Sharing) {
        match sharing.secret {
            Secret::Generation(_) => {
                self.keys.generations.retain(|other| other.secret != sharing.secret);
                self.keys.generations.try_push(sharing).unwrap();
            }
            Secret::Epoch(epoch) => {
                if let Some(same) = self.keys.epochs.iter_mut().find(|other| other.secret == sharing.secret) {
                    assert_eq!(same.group, sharing.group, "handed on, not replaced");
                    *same = sharing;
                    return;
                }
                self.last_epoch = epoch;
                if self.keys.epochs.len() as u32 == LIVE_EPOCHS {
                    self.keys.epochs.remove(0);
                }
                self.keys.epochs.try_push(sharing).unwrap();
            }
        }
    }

    /// A holder says that it has not got its share.
    pub fn share_lost(&mut self, worker: WorkerId, ceremony: CeremonyId) {
        self.absent.retain(|keeper| *keeper != worker);
        let mark = |sharing: &mut Sharing| {
            if sharing.ceremony == ceremony {
                sharing.holders.iter_mut().filter(|h| h.keeper == worker).for_each(|h| h.lost = true);
            }
        };
        self.keys.generations.iter_mut().for_each(mark);
        self.keys.epochs.iter_mut().for_each(mark);
        self.keys.epochs.retain(|sharing| sharing.healthy().count() >= sharing.threshold.into());
    }

    /// A part of a beacon value.
    pub fn beacon_part(
        &mut self,
        genesis: GenesisHash,
        (worker, round, ceremony): (WorkerId, BeaconRound, CeremonyId),
        partial: &Partial,
        now: BlockNumber,
    ) {
        let Some(sharing) = self.keys.generations.last().filter(|sharing| sharing.ceremony == ceremony)
        else {
            return;
        };
        let Secret::Generation(generation) = sharing.secret else { return };
        assert!(round <= now / BEACON_PERIOD, "a round that is not due");
        let holder = sharing.held_by(&worker).expect("only holders speak");
        let label = KeyLabel::beacon(genesis, generation, round);
        assert!(verify_partial(&label, partial, &holder.public), "an honest partial");
        let partials = self.partials.entry(round).or_default();
        partials.push(partial.clone());
        if let Ok(value) = beacon_value(&label, partials, sharing) {
            if self.beacon.is_none_or(|beacon| beacon.round < round) {
                self.beacon = Some(Beacon { round, value, block: now });
            }
        }
    }
}
