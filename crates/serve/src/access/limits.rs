//! How often somebody may ask, and try a password.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, RateLimiter};

/// So many at once, then one more each time a while has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many at once.
    pub burst: u32,
    /// After how long there is one more.
    pub every: Duration,
}

/// The limits of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Requests of an account, or of an address where nobody is signed in.
    pub requests: Quota,
    /// Attempts to sign in under one name.
    pub sign_ins_per_name: Quota,
    /// Attempts to sign in from one address.
    pub sign_ins_per_address: Quota,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            requests: Quota { burst: 1200, every: Duration::from_millis(50) },
            sign_ins_per_name: Quota { burst: 10, every: Duration::from_secs(30) },
            sign_ins_per_address: Quota { burst: 30, every: Duration::from_secs(6) },
        }
    }
}

/// What is counted, each under a hash of 16 bits with a seed of this run: at most 65,536 counters whatever is typed. Two
/// that fall together share one; nobody outside can choose who.
#[derive(Debug)]
struct Counters {
    seed: RandomState,
    counters: DefaultKeyedRateLimiter<u16>,
}

impl Counters {
    fn new(quota: Quota) -> Self {
        let every = quota.every.max(Duration::from_micros(1));
        let burst = NonZeroU32::new(quota.burst).unwrap_or(NonZeroU32::MIN);
        let quota = governor::Quota::with_period(every)
            .unwrap_or(governor::Quota::per_second(burst))
            .allow_burst(burst);
        Self { seed: RandomState::new(), counters: RateLimiter::keyed(quota) }
    }

    /// Counts one; else how long to wait.
    fn count(&self, key: &str) -> Result<(), Duration> {
        let slot = u16::try_from(self.seed.hash_one(key) & 0xffff).unwrap_or_default();
        self.counters.check_key(&slot).map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

/// All counters of a server.
#[derive(Debug)]
pub(crate) struct Limits {
    requests: Counters,
    names: Counters,
    addresses: Counters,
}

impl Limits {
    pub(super) fn new(quotas: &Quotas) -> Self {
        Self {
            requests: Counters::new(quotas.requests),
            names: Counters::new(quotas.sign_ins_per_name),
            addresses: Counters::new(quotas.sign_ins_per_address),
        }
    }

    /// Counts a request of an account, or of an address.
    pub(super) fn request(&self, account: Option<&str>, address: &str) -> Result<(), Duration> {
        match account {
            Some(name) => self.requests.count(&format!("account {name}")),
            None => self.requests.count(&format!("address {address}")),
        }
    }

    /// Counts an attempt to sign in.
    pub(crate) fn sign_in(&self, name: &str, address: &str) -> Result<(), Duration> {
        self.addresses.count(address)?;
        self.names.count(name)
    }
}

/// Who is counted as one: an IPv4 address, or the network of 64 bits that a household or a machine is given of IPv6.
pub(super) fn counted(address: Option<IpAddr>) -> String {
    match address.map(|a| a.to_canonical()) {
        None => String::new(),
        Some(IpAddr::V4(a)) => a.to_string(),
        Some(IpAddr::V6(a)) => {
            let [a, b, c, d, ..] = a.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_burst_one_waits() {
        let quota = Quota { burst: 2, every: Duration::from_secs(60) };
        let limits = Limits::new(&Quotas {
            requests: quota,
            sign_ins_per_name: quota,
            sign_ins_per_address: Quota { burst: 3, every: Duration::from_secs(60) },
        });
        assert!(limits.request(Some("ana"), "x").is_ok() && limits.request(Some("ana"), "y").is_ok());
        let wait = limits.request(Some("ana"), "z").unwrap_err();
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_secs(60), "{wait:?}");
        assert!(limits.sign_in("ana", "a").is_ok() && limits.sign_in("ana", "a").is_ok());
        assert!(limits.sign_in("ana", "b").is_err(), "by name, from wherever");
        assert!(limits.sign_in("bo", "a").is_ok());
        assert!(limits.sign_in("cy", "a").is_err(), "by address, under whatever name");
    }

    #[test]
    fn counters_are_bounded_whatever_is_typed() {
        let counters = Counters::new(Quotas::default().requests);
        for n in 0..200_000 {
            let _ = counters.count(&n.to_string());
        }
        assert!(counters.counters.len() <= 65_536);
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let at = |text: &str| counted(text.parse().ok());
        assert_eq!(at("2001:db8:1:2:3::4"), at("2001:db8:1:2::9"));
        assert_ne!(at("2001:db8:1:2::4"), at("2001:db8:1:3::4"));
        assert_eq!(at("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
