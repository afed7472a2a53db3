//! How much one client address may ask. Pure: time is an argument, counted from any fixed moment.

use std::{collections::HashMap, net::IpAddr, time::Duration};

/// Addresses that are told apart. Beyond it new ones are refused until some are idle: only a flood gets there.
pub const MAX_ADDRESSES: usize = 65_536;
/// Requests that an address may save up, in seconds of its rate: pages load in bursts.
const BURST_SECONDS: f64 = 4.0;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled: Duration,
}

/// A bucket of requests for each address, which fills up steadily.
#[derive(Debug)]
pub struct RateLimit {
    rate: f64,
    buckets: HashMap<IpAddr, Bucket>,
}

impl RateLimit {
    /// At most `rate` requests a second from one address, in the long run; 0 for any number.
    pub fn new(rate: u32) -> Self {
        Self { rate: rate.into(), buckets: HashMap::new() }
    }

    /// Whether a request from this address may be answered now.
    pub fn allows(&mut self, address: IpAddr, now: Duration) -> bool {
        if self.rate == 0.0 {
            return true;
        }
        let full = self.rate * BURST_SECONDS;
        if !self.buckets.contains_key(&address) && self.buckets.len() >= MAX_ADDRESSES {
            self.forget_idle(now);
            if self.buckets.len() >= MAX_ADDRESSES {
                return false;
            }
        }
        let rate = self.rate;
        let bucket = self.buckets.entry(address).or_insert(Bucket { tokens: full, filled: now });
        let filled = now.saturating_sub(bucket.filled).as_secs_f64() * rate;
        (bucket.tokens, bucket.filled) = ((bucket.tokens + filled).min(full), now);
        let allowed = bucket.tokens >= 1.0;
        if allowed {
            bucket.tokens -= 1.0;
        }
        allowed
    }

    /// Forgets addresses whose buckets are full again.
    fn forget_idle(&mut self, now: Duration) {
        let idle = Duration::from_secs_f64(BURST_SECONDS);
        self.buckets.retain(|_, bucket| now.saturating_sub(bucket.filled) < idle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const SECOND: Duration = Duration::from_secs(1);

    fn address(number: u32) -> IpAddr {
        Ipv4Addr::from(number).into()
    }

    fn allowed(limit: &mut RateLimit, address: IpAddr, now: Duration) -> usize {
        (0..1000).filter(|_| limit.allows(address, now)).count()
    }

    #[test]
    fn an_address_has_its_rate_and_a_burst() {
        let mut limit = RateLimit::new(10);
        assert_eq!(allowed(&mut limit, address(1), SECOND), 40);
        assert_eq!(allowed(&mut limit, address(1), 2 * SECOND), 10);
        assert_eq!(allowed(&mut limit, address(2), 2 * SECOND), 40, "another address has its own");
        assert_eq!(allowed(&mut limit, address(1), 60 * SECOND), 40, "no more than a burst is saved up");
        assert_eq!(allowed(&mut RateLimit::new(0), address(1), SECOND), 1000);
    }

    #[test]
    fn the_table_is_bounded_and_idle_addresses_make_room() {
        let mut limit = RateLimit::new(1);
        for number in 0..MAX_ADDRESSES as u32 {
            assert!(limit.allows(address(number), SECOND));
        }
        assert!(!limit.allows(address(u32::MAX), SECOND));
        assert!(limit.allows(address(0), SECOND), "who is known goes on");
        assert!(limit.allows(address(u32::MAX), 10 * SECOND));
        assert_eq!(limit.buckets.len(), 1);
    }
}
