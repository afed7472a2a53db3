//! Which programs were allowed since this gatekeeper watches.
//!
//! The chain delays a newly allowed measurement by [`ALLOW_DELAY_MS`]; but what it says of the delay is a number in its
//! state, and a captured validator set could write one that is over. So a gatekeeper counts the delay itself, from the
//! block at which it first saw the measurement. What was allowed at the first head of its boot it takes as it stands: to
//! get round the delay, one has to capture the chain *and* restart `threshold` gatekeepers.

use attestation::Policy;
use messages::{
    ids::TimeMs,
    limits::ALLOW_DELAY_MS,
    registration::{Measurement, TeeKind},
};
use std::collections::BTreeMap;

/// What one boot has seen of the measurement list.
#[derive(Default)]
pub struct Watch {
    /// When each was first seen; `None` for those of the first head.
    seen: Option<BTreeMap<(TeeKind, Measurement), Option<TimeMs>>>,
}

impl Watch {
    /// Takes in the policy proven at a head with this time. Who was forgotten by the chain is forgotten here.
    pub fn observe(&mut self, policy: &Policy, time_ms: TimeMs) {
        let before = self.seen.take();
        let first_seen = |name| match &before {
            None => None,
            Some(seen) => seen.get(&name).copied().unwrap_or(Some(time_ms)),
        };
        let names = policy.measurements.iter().map(|allowed| (allowed.kind, allowed.measurement));
        self.seen = Some(names.map(|name| (name, first_seen(name))).collect());
    }

    /// The policy with the delays as this boot counts them.
    pub fn delay(&self, mut policy: Policy) -> Policy {
        for allowed in policy.measurements.iter_mut() {
            let name = (allowed.kind, allowed.measurement);
            let seen = self.seen.as_ref().and_then(|seen| seen.get(&name)).copied().flatten();
            if let Some(seen) = seen {
                allowed.from_ms = allowed.from_ms.max(seen.saturating_add(ALLOW_DELAY_MS));
            }
        }
        policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{development, AllowedMeasurement};

    const NEWCOMER: Measurement = Measurement([7; 32]);

    fn allowing_newcomer() -> Policy {
        let mut policy = development::policy();
        let known = *policy.measurements.first().unwrap();
        let newcomer = AllowedMeasurement { measurement: NEWCOMER, from_ms: 0, ..known };
        policy.measurements.try_push(newcomer).unwrap();
        policy
    }

    fn counts_from(watch: &Watch, policy: &Policy) -> Vec<TimeMs> {
        watch.delay(policy.clone()).measurements.iter().map(|allowed| allowed.from_ms).collect()
    }

    #[test]
    fn what_comes_later_waits_whatever_the_chain_says() {
        let mut watch = Watch::default();
        watch.observe(&development::policy(), 1_000);
        watch.observe(&allowing_newcomer(), 2_000);
        watch.observe(&allowing_newcomer(), 9_000);
        assert_eq!(counts_from(&watch, &allowing_newcomer()), [0, 2_000 + ALLOW_DELAY_MS]);
    }

    #[test]
    fn what_was_there_at_the_first_head_counts_as_the_chain_says() {
        let mut watch = Watch::default();
        watch.observe(&allowing_newcomer(), 1_000);
        assert_eq!(counts_from(&watch, &allowing_newcomer()), [0, 0]);
    }

    #[test]
    fn what_was_withdrawn_and_comes_again_waits_again() {
        let mut watch = Watch::default();
        watch.observe(&allowing_newcomer(), 1_000);
        watch.observe(&development::policy(), 2_000);
        watch.observe(&allowing_newcomer(), 3_000);
        assert_eq!(counts_from(&watch, &allowing_newcomer()), [0, 3_000 + ALLOW_DELAY_MS]);
    }
}
