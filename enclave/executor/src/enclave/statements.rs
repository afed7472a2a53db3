//! What this boot says to the chain: registration, lease, input keys, votes.

use super::*;

/// Statements of one egress batch; what the chain takes in one extrinsic.
const MAX_EGRESS_MESSAGES: usize = messages::limits::MAX_WORKER_MESSAGES as usize;
/// Evidence is renewed when it has less than this left to count: half an hour.
const RENEW_BEFORE_MS: TimeMs = 30 * 60 * 1000;
/// Blocks after which an unanswered registration is made anew, on a fresh challenge. Below the chain's own bound on a
/// challenge's age.
pub const REGISTRATION_PATIENCE: BlockNumber = 32;

impl<S: StoreFactory> Enclave<S> {
    /// Queues the statements that are due.
    pub(super) fn speak(&mut self, now: Ticks) {
        if self.lease.needs_nonce(now) {
            let nonce = draw(&mut self.rng);
            if self.outbox.push(&self.identity, Statement::Lease(nonce)) {
                self.lease.renew(nonce, now);
            }
        }
        if !self.endpoint_sent {
            if let Ok(endpoint) = self.config.endpoint.clone().try_into() {
                self.endpoint_sent = self.outbox.push(&self.identity, Statement::Endpoint(endpoint));
            }
        }
        if !self.view.as_ref().is_some_and(|view| view.is_live(&self.boot_id)) {
            return;
        }
        let (outbox, identity) = (&mut self.outbox, &self.identity);
        self.keeping.speak(|statement| outbox.push(identity, statement.clone()));
        self.publish_input_key();
    }

    /// Seed of the measurement that is asked of this worker and has no result yet: the shell's lanes begin from it at once.
    pub fn measuring(&self) -> Option<H256> {
        self.mining.measuring().map(|asked| asked.seed)
    }

    /// Takes what the shell's threads have done: all `work` since this boot began, in units, and, while a
    /// measurement runs, what the lanes have computed. Whatever the chain waits for is said, as soon as it counts what
    /// this boot says.
    pub fn worked(&mut self, work: u64, tally: Option<&Tally>) {
        if !self.view.as_ref().is_some_and(|view| view.is_live(&self.boot_id)) {
            return;
        }
        let (outbox, identity) = (&mut self.outbox, &self.identity);
        self.mining.answer(work, tally, |statement| outbox.push(identity, statement));
    }

    /// Publishes the next epoch's input key once this member holds it.
    pub(super) fn publish_input_key(&mut self) {
        let Some((view, committee)) = self.membership() else { return };
        let Some(epoch) = next_epoch(committee, &view.keeper_keys) else { return };
        let key_version = committee.key_version;
        let next = (epoch, key_version);
        if self.published == next {
            return;
        }
        let Some(key) = self.ring.public(self.config.committee, epoch, key_version) else { return };
        if self.outbox.push(&self.identity, Statement::InputKey(key)) {
            self.published = next;
        }
    }

    /// The claim to get a quote for, when this boot should register or renew.
    pub fn claim(&self) -> Option<Claim> {
        let view = self.view.as_ref().filter(|view| self.needs_registration(view))?;
        let waiting = self.evidence.as_ref().is_some_and(|r| {
            r.claim.challenge.number.saturating_add(REGISTRATION_PATIENCE) >= view.head.number
        });
        (!waiting).then(|| Claim {
            genesis: self.config.genesis,
            worker: self.identity.id(),
            encryption_key: self.identity.encryption_key(),
            operator: self.config.operator.clone(),
            boot_id: self.boot_id,
            challenge: view.head,
            relay_checkpoint: None,
        })
    }

    /// Whether the chain's record is of another boot, or soon too old.
    pub(super) fn needs_registration(&self, view: &ChainView) -> bool {
        let record = view.record.as_ref().filter(|r| r.boot_id == self.boot_id);
        self.is_evidence_awaited()
            || record.is_none_or(|r| r.attested.valid_until_ms < view.time_ms.saturating_add(RENEW_BEFORE_MS))
    }

    /// Whether the chain wants this boot's evidence once more, to keep it for other gatekeepers.
    fn is_evidence_awaited(&self) -> bool {
        let kept = self.facts.read::<Option<Registration>>(&abi::keeper_evidence(&self.identity.id()));
        matches!(kept, Ok(Some(None)))
    }

    /// Takes the evidence that the platform made for [`Self::claim`].
    pub fn registered(&mut self, registration: Registration) {
        self.evidence = Some(registration);
    }

    /// The evidence of this boot, for whoever wants to verify it.
    pub fn evidence(&self) -> Option<&Registration> {
        self.evidence.as_ref()
    }

    /// Everything that waits to be carried to the chain or to gatekeepers.
    pub fn egress(&self) -> EgressBatch {
        let due = self.view.as_ref().is_some_and(|view| self.needs_registration(view));
        EgressBatch {
            registration: self.evidence.clone().filter(|_| due),
            messages: self.outbox.messages().take(MAX_EGRESS_MESSAGES).cloned().collect(),
            bodies: self.compute.iter().flat_map(|c| c.position().pending.iter().cloned()).collect(),
            key_requests: self.key_requests(),
            snapshot_request: self.snapshot_request(),
        }
    }

    /// Votes on every pending commit this boot has not voted on, once the chain would count it.
    pub(super) fn vote(&mut self) {
        let Some((view, _)) = self.membership() else { return };
        if !view.is_live(&self.boot_id) {
            return;
        }
        let Some(compute) = &self.compute else { return };
        let due: Vec<_> = compute.position().pending.iter().filter(|c| c.height > self.voted).collect();
        let (Some(first), Some(last)) = (due.first(), due.last()) else { return };
        let (first_height, last_height) = (first.height, last.height);
        let hashes: Vec<_> =
            due.iter().take(MAX_PENDING_COMMITS as usize).map(|c| crypto::hash::commit_hash(c)).collect();
        let Ok(commits) = hashes.try_into() else { return };
        let statement = Statement::Votes { committee: self.config.committee, first_height, commits };
        if self.outbox.push(&self.identity, statement) {
            self.voted = last_height;
        }
    }
}
