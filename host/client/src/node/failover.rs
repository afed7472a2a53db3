//! Which endpoint to try next. Pure: time is an argument, counted from any fixed moment.

use std::time::Duration;

/// Rest of an endpoint after its first failure in a row.
pub const FIRST_REST: Duration = Duration::from_millis(100);
/// Longest rest: a node that comes back is noticed within this.
pub const LONGEST_REST: Duration = Duration::from_secs(5);

/// Health of several endpoints.
#[derive(Clone, Debug)]
pub struct Failover {
    endpoints: Vec<Health>,
    current: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Health {
    /// Failures since the last success.
    failures: u32,
    /// It is not tried before this.
    rests_until: Duration,
}

impl Failover {
    /// All endpoints fresh; the first is preferred.
    pub fn new(count: usize) -> Self {
        Self { endpoints: vec![Health::default(); count], current: 0 }
    }

    /// The endpoint to try at `now`: the current one, or the next in order that does not rest.
    pub fn pick(&self, now: Duration) -> Option<usize> {
        let count = self.endpoints.len();
        (0..count)
            .map(|step| (self.current + step) % count)
            .find(|index| self.endpoints.get(*index).is_some_and(|health| health.rests_until <= now))
    }

    /// `endpoint` works: stay with it. Its failures are forgotten only when it goes on working, see [`Self::failed`].
    pub fn succeeded(&mut self, endpoint: usize) {
        self.current = endpoint;
    }

    /// `endpoint` failed at `now`: it rests, longer with every failure in a row, and others are tried first.
    pub fn failed(&mut self, endpoint: usize, now: Duration) {
        let count = self.endpoints.len().max(1);
        if let Some(health) = self.endpoints.get_mut(endpoint) {
            let worked_for_long = now.saturating_sub(health.rests_until) > LONGEST_REST;
            health.failures = if worked_for_long { 1 } else { health.failures.saturating_add(1) };
            health.rests_until = now + rest(health.failures);
        }
        self.current = (endpoint + 1) % count;
    }
}

/// Rest after so many failures in a row; doubles up to [`LONGEST_REST`].
pub fn rest(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    (FIRST_REST * 2u32.pow(doublings)).min(LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn the_first_endpoint_is_preferred_and_kept() {
        let mut failover = Failover::new(3);
        assert_eq!(failover.pick(MS(0)), Some(0));
        failover.succeeded(0);
        assert_eq!(failover.pick(MS(1_000)), Some(0));
    }

    #[test]
    fn a_failed_endpoint_rests_while_the_others_are_tried() {
        let mut failover = Failover::new(2);
        failover.failed(0, MS(0));
        assert_eq!(failover.pick(MS(0)), Some(1));
        failover.failed(1, MS(10));
        assert_eq!(failover.pick(MS(10)), None, "both rest");
        assert_eq!(failover.pick(MS(100)), Some(0), "the first has rested");
        failover.succeeded(1);
        assert_eq!(failover.pick(MS(500)), Some(1), "a working endpoint is not left for an earlier one");
    }

    #[test]
    fn rests_grow_with_failures_in_a_row_and_are_bounded() {
        let mut failover = Failover::new(1);
        let mut now = MS(0);
        let mut rests = vec![];
        for _ in 0..9 {
            failover.failed(0, now);
            let until = (0..).map(|ms| now + MS(ms)).find(|t| failover.pick(*t).is_some()).unwrap();
            rests.push((until - now).as_millis());
            now = until;
        }
        assert_eq!(rests, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
    }

    #[test]
    fn an_endpoint_that_worked_for_long_rests_shortly() {
        let mut failover = Failover::new(1);
        for _ in 0..5 {
            failover.failed(0, MS(0));
        }
        failover.succeeded(0);
        failover.failed(0, MS(60_000));
        assert_eq!(failover.pick(MS(60_100)), Some(0));
    }

    #[test]
    fn an_endpoint_that_dies_right_after_connecting_rests_longer_each_time() {
        let mut failover = Failover::new(1);
        failover.failed(0, MS(0));
        failover.succeeded(0);
        failover.failed(0, MS(150));
        assert_eq!(failover.pick(MS(250)), None);
        assert_eq!(failover.pick(MS(350)), Some(0));
    }
}
