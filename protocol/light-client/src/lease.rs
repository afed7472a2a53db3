//! Freshness: how long an enclave may rely on the last head it was shown.
//!
//! A host can show an enclave an old head for ever. So the enclave draws a nonce, has it put on chain, and sees it in
//! its own record at a finalized head: that head is younger than the nonce. Time runs from the drawing, not from the
//! seeing, so a host that delays the proof shortens the lease.

use messages::registration::WorkerRecord;

/// Milliseconds of the platform's monotonic clock. How far a host can bend it is stated per platform.
pub type Ticks = u64;

/// How long a lease lasts: longer than any ordinary stall of finality, short against the life of an epoch key.
pub const LEASE_TICKS: Ticks = 10 * 60 * 1000;
/// Answers one lease covers: holds even where the host can stop the clock.
pub const LEASE_ANSWERS: u32 = 262_144;
/// Age at which a new nonce is drawn: the other half of the time is for getting it on chain.
pub const RENEW_TICKS: Ticks = LEASE_TICKS / 2;
/// Answers left at which a new nonce is drawn.
pub const RENEW_ANSWERS: u32 = LEASE_ANSWERS / 2;

/// A nonce that is not on chain yet, as far as is known.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Drawn {
    nonce: [u8; 32],
    at: Ticks,
}

/// A lease that was seen on chain.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Active {
    since: Ticks,
    answers_left: u32,
}

/// The lease of one boot of one enclave. Lives in memory only: a restarted enclave has none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lease {
    drawn: Option<Drawn>,
    active: Option<Active>,
}

impl Lease {
    /// Begins with a fresh random `nonce`, to be sent to the chain. Nothing may be answered yet.
    pub fn new(nonce: [u8; 32], now: Ticks) -> Self {
        Self { drawn: Some(Drawn { nonce, at: now }), active: None }
    }

    /// Whether to draw a nonce and [`Self::renew`]: none is on its way, and the lease is half used up or over.
    pub fn needs_nonce(&self, now: Ticks) -> bool {
        let on_its_way = self.drawn.as_ref().is_some_and(|drawn| is_younger(drawn.at, LEASE_TICKS, now));
        let fresh = self.active.as_ref().is_some_and(|active| {
            is_younger(active.since, RENEW_TICKS, now) && active.answers_left > RENEW_ANSWERS
        });
        !on_its_way && !fresh
    }

    /// Sends another fresh random `nonce`; the lease in force goes on until it is used up.
    pub fn renew(&mut self, nonce: [u8; 32], now: Ticks) {
        self.drawn = Some(Drawn { nonce, at: now });
    }

    /// Looks for the nonce in the worker's own record, as proven at a finalized head.
    pub fn see(&mut self, record: &WorkerRecord) {
        let seen = record.lease.as_ref().map(|lease| lease.nonce);
        if let Some(drawn) = self.drawn.take_if(|drawn| seen == Some(drawn.nonce)) {
            self.active = Some(Active { since: drawn.at, answers_left: LEASE_ANSWERS });
        }
    }

    /// Whether secrets may be served and queries answered now.
    pub fn may_answer(&self, now: Ticks) -> bool {
        self.active
            .as_ref()
            .is_some_and(|active| active.answers_left > 0 && is_younger(active.since, LEASE_TICKS, now))
    }

    /// Uses up one answer. Returns false, and nothing may be answered, if the lease is over.
    #[must_use = "without a lease nothing may be answered"]
    pub fn spend(&mut self, now: Ticks) -> bool {
        let allowed = self.may_answer(now);
        if let (true, Some(active)) = (allowed, &mut self.active) {
            active.answers_left = active.answers_left.saturating_sub(1);
        }
        allowed
    }

    /// When the lease in force began; what is true of one that ended, too.
    pub fn since(&self) -> Option<Ticks> {
        self.active.as_ref().map(|active| active.since)
    }

    /// Takes up to `most` answers off the lease at once, for others that answer under it while it [`is_fresh`]. Returns
    /// how many; what they leave over is lost.
    #[must_use = "answers that are taken off the lease are used up"]
    pub fn allot(&mut self, most: u32, now: Ticks) -> u32 {
        let allowed = self.may_answer(now);
        match &mut self.active {
            Some(active) if allowed => {
                let allotted = active.answers_left.min(most);
                active.answers_left -= allotted;
                allotted
            }
            _ => 0,
        }
    }
}

/// Whether a lease that began at `since` still counts, as far as time goes.
pub fn is_fresh(since: Ticks, now: Ticks) -> bool {
    is_younger(since, LEASE_TICKS, now)
}

/// Whether what began at `since` is younger than `span`. A clock that went backwards makes nothing young.
fn is_younger(since: Ticks, span: Ticks, now: Ticks) -> bool {
    now.checked_sub(since).is_some_and(|age| age < span)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use codec::Decode;

    const NONCE: [u8; 32] = [1; 32];
    const NEXT: [u8; 32] = [2; 32];

    /// A record in which only the lease matters.
    fn record(nonce: Option<[u8; 32]>) -> WorkerRecord {
        let mut record = WorkerRecord::decode(&mut &[0u8; 512][..]).unwrap();
        record.lease = nonce.map(|nonce| messages::registration::Lease { nonce, block: 7 });
        record
    }

    fn active(now: Ticks) -> Lease {
        let mut lease = Lease::new(NONCE, now);
        lease.see(&record(Some(NONCE)));
        lease
    }

    #[test]
    fn nothing_is_answered_before_the_nonce_is_seen_on_chain() {
        let mut lease = Lease::new(NONCE, 0);
        assert!(!lease.may_answer(0));
        lease.see(&record(None));
        lease.see(&record(Some(NEXT)));
        assert!(!lease.spend(0));
        lease.see(&record(Some(NONCE)));
        assert!(lease.spend(0));
    }

    #[test]
    fn time_counts_from_the_drawing_not_from_the_seeing() {
        let mut lease = Lease::new(NONCE, 1000);
        lease.see(&record(Some(NONCE)));
        assert!(lease.may_answer(1000 + LEASE_TICKS - 1));
        assert!(!lease.may_answer(1000 + LEASE_TICKS));
    }

    #[test]
    fn a_nonce_seen_again_later_does_not_prolong_its_lease() {
        let mut lease = active(0);
        lease.see(&record(Some(NONCE)));
        assert!(!lease.may_answer(LEASE_TICKS));
    }

    #[test]
    fn answers_run_out_even_if_the_clock_stands_still() {
        let mut lease = active(0);
        assert!((0..LEASE_ANSWERS).all(|_| lease.spend(0)));
        assert!(!lease.spend(0));
        assert!(!lease.may_answer(0));
    }

    #[test]
    fn answers_that_are_allotted_count_against_the_lease() {
        let mut lease = Lease::new(NONCE, 0);
        assert_eq!((lease.allot(10, 0), lease.since()), (0, None), "no lease yet");
        lease.see(&record(Some(NONCE)));
        assert_eq!((lease.allot(10, 0), lease.since()), (10, Some(0)));
        assert!(!lease.needs_nonce(0));
        assert_eq!(lease.allot(RENEW_ANSWERS, 0), RENEW_ANSWERS);
        assert!(lease.needs_nonce(0), "as if they were used");
        assert_eq!(lease.allot(1, LEASE_TICKS), 0, "it is over");
        assert_eq!(lease.allot(u32::MAX, 0), LEASE_ANSWERS - RENEW_ANSWERS - 10);
        assert!(!lease.spend(0));
        assert!(is_fresh(5, 5 + LEASE_TICKS - 1) && !is_fresh(5, 5 + LEASE_TICKS) && !is_fresh(5, 4));
    }

    #[test]
    fn a_clock_that_goes_backwards_ends_the_lease() {
        assert!(!active(1000).may_answer(999));
    }

    #[test]
    fn renewal_begins_at_half_time_and_leaves_the_old_lease_in_force() {
        let mut lease = active(0);
        assert!(!lease.needs_nonce(RENEW_TICKS - 1));
        assert!(lease.needs_nonce(RENEW_TICKS));
        lease.renew(NEXT, RENEW_TICKS);
        assert!(!lease.needs_nonce(RENEW_TICKS + 1), "one nonce at a time");
        assert!(lease.may_answer(LEASE_TICKS - 1), "the old lease goes on");
        lease.see(&record(Some(NEXT)));
        assert!(lease.may_answer(LEASE_TICKS + 1), "the new one counts from its own drawing");
        assert!(!lease.may_answer(RENEW_TICKS + LEASE_TICKS));
    }

    #[test]
    fn renewal_begins_when_half_the_answers_are_spent() {
        let mut lease = active(0);
        assert!((0..LEASE_ANSWERS - RENEW_ANSWERS).all(|_| lease.spend(0)));
        assert!(lease.needs_nonce(0));
    }

    #[test]
    fn a_nonce_that_never_arrives_is_drawn_anew() {
        let lease = Lease::new(NONCE, 0);
        assert!(!lease.needs_nonce(LEASE_TICKS - 1));
        assert!(lease.needs_nonce(LEASE_TICKS));
    }
}
