//! The only place that asks what time it is, and the only one that asks for random bytes.
//! Whoever needs either is handed a `Clock`, so that tests and replays decide both. Leaf module.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Time and chance.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Milliseconds since 1970-01-01 00:00 UTC. It may jump back; whoever needs an order takes the greater of this and what was.
    fn now_ms(&self) -> i64;

    /// A time that only goes forward, since an arbitrary beginning; for durations and deadlines.
    fn elapsed(&self) -> Duration;

    /// Sixteen bytes that nobody else gets, as the identity of a store.
    fn random_bytes(&self) -> [u8; 16];
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    begun: Instant,
}

impl SystemClock {
    pub fn new() -> Self {
        Self { begun: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // Before 1970 the machine's clock is not set; the beginning is then as good as any.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    fn random_bytes(&self) -> [u8; 16] {
        use std::hash::{BuildHasher, RandomState};
        // Each `RandomState` is seeded by the operating system; the time and process keep two machines apart for certain.
        let salt = (self.now_ms(), std::process::id(), self.elapsed());
        let half = || RandomState::new().hash_one(format!("{salt:?}")).to_be_bytes();
        let mut bytes = [0; 16];
        for (into, from) in bytes.iter_mut().zip(half().into_iter().chain(half())) {
            *into = from;
        }
        bytes
    }
}

/// A clock that stands where a test puts it.
#[derive(Debug, Default)]
pub struct FixedClock {
    now_ms: AtomicI64,
    drawn: AtomicU64,
}

impl FixedClock {
    /// A clock that stands at `now_ms`.
    pub const fn at(now_ms: i64) -> Self {
        Self { now_ms: AtomicI64::new(now_ms), drawn: AtomicU64::new(0) }
    }

    /// Puts the clock to another time, earlier ones too.
    pub fn set(&self, now_ms: i64) {
        self.now_ms.store(now_ms, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn advance_ms(&self, milliseconds: i64) {
        self.now_ms.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now_ms.load(Ordering::SeqCst)).unwrap_or(0))
    }

    fn random_bytes(&self) -> [u8; 16] {
        u128::from(self.drawn.fetch_add(1, Ordering::SeqCst)).to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = FixedClock::at(5);
        assert_eq!((clock.now_ms(), clock.now_ms()), (5, 5));
        clock.advance_ms(10);
        assert_eq!(clock.now_ms(), 15);
        clock.set(1);
        assert_eq!(clock.now_ms(), 1);
    }

    #[test]
    fn random_bytes_differ() {
        let clock = SystemClock::new();
        assert_ne!(clock.random_bytes(), clock.random_bytes());
        let fixed = FixedClock::default();
        assert_ne!(fixed.random_bytes(), fixed.random_bytes());
    }
}
