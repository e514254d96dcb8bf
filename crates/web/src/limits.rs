//! How often one address may do the things that strangers like to repeat: sign in, guess codes, upload. Keeps addresses in memory only.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::address::counting_key;
use crate::settings::Limits;

/// The kind of request that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Attempts to sign in.
    SignIn,
    /// Looking a dossier up by its code without an account.
    LookUp,
    Upload,
    /// Searches and typeahead.
    Search,
    /// API tokens that turned out wrong.
    Token,
}

/// One counter per class; a class whose limit is 0 has none.
#[derive(Debug)]
pub struct Limiter {
    sign_in: Option<DefaultKeyedRateLimiter<IpAddr>>,
    look_up: Option<DefaultKeyedRateLimiter<IpAddr>>,
    upload: Option<DefaultKeyedRateLimiter<IpAddr>>,
    search: Option<DefaultKeyedRateLimiter<IpAddr>>,
    token: Option<DefaultKeyedRateLimiter<IpAddr>>,
    spent: AtomicU32,
}

/// Addresses that have been quiet are forgotten every so many requests.
const SWEEP_EVERY: u32 = 4096;

impl Limiter {
    pub fn new(limits: &Limits) -> Self {
        let counter = |per_minute| NonZeroU32::new(per_minute).map(|n| RateLimiter::keyed(Quota::per_minute(n)));
        Self {
            sign_in: counter(limits.sign_in_per_minute),
            look_up: counter(limits.look_up_per_minute),
            upload: counter(limits.upload_per_minute),
            search: counter(limits.search_per_minute),
            token: counter(limits.token_per_minute),
            spent: AtomicU32::new(0),
        }
    }

    fn counter(&self, class: Class) -> Option<&DefaultKeyedRateLimiter<IpAddr>> {
        match class {
            Class::SignIn => self.sign_in.as_ref(),
            Class::LookUp => self.look_up.as_ref(),
            Class::Upload => self.upload.as_ref(),
            Class::Search => self.search.as_ref(),
            Class::Token => self.token.as_ref(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// The seconds to wait, if the address has spent its share.
    pub fn spend(&self, class: Class, ip: IpAddr) -> Result<(), u64> {
        let Some(counter) = self.counter(class) else { return Ok(()) };
        if self.spent.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            counter.retain_recent();
        }
        let verdict = counter.check_key(&counting_key(ip));
        verdict.map_err(|until| until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_runs_out_and_another_does_not() {
        let limiter = Limiter::new(&Limits { sign_in_per_minute: 3, ..Limits::default() });
        let (one, other) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        for _ in 0..3 {
            assert_eq!(limiter.spend(Class::SignIn, one), Ok(()));
        }
        let wait = limiter.spend(Class::SignIn, one).unwrap_err();
        assert!((1..=21).contains(&wait), "{wait}");
        assert_eq!(limiter.spend(Class::SignIn, other), Ok(()));
        assert_eq!(limiter.spend(Class::LookUp, one), Ok(()));
    }

    #[test]
    fn zero_switches_a_limit_off() {
        let limiter = Limiter::new(&Limits { upload_per_minute: 0, ..Limits::default() });
        assert!((0..1000).all(|_| limiter.spend(Class::Upload, "::1".parse().unwrap()).is_ok()));
    }
}
