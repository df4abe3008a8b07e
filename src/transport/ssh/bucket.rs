//! A rate with a burst: tokens drip in and are taken out.
//! Invariant: never more than the burst is in it, and what was taken beyond is owed before anything else.
//! Pure arithmetic on handed-in times; the gate, the notes and the input of each session use one.

use std::time::Duration;

use tokio::time::Instant;

/// Tokens and when they were last counted.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    per_second: f64,
    burst: f64,
    /// Negative while more was taken than was there.
    tokens: f64,
    counted: Instant,
}

impl Bucket {
    /// A full one. A rate of 0 never fills again.
    pub fn full(per_second: u32, burst: u32, now: Instant) -> Self {
        let burst = f64::from(burst);
        Self { per_second: f64::from(per_second), burst, tokens: burst, counted: now }
    }

    /// Takes one token if there is one.
    pub fn take(&mut self, now: Instant) -> bool {
        self.drip(now);
        let there = self.tokens >= 1.0;
        if there {
            self.tokens -= 1.0;
        }
        there
    }

    /// Takes `count` tokens in any case and says how long to wait until they are paid for.
    pub fn owe(&mut self, count: u32, now: Instant) -> Duration {
        self.drip(now);
        self.tokens -= f64::from(count);
        if self.tokens >= 0.0 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(-self.tokens / self.per_second).unwrap_or(Duration::MAX)
    }

    fn drip(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.counted);
        self.tokens = (self.tokens + passed.as_secs_f64() * self.per_second).min(self.burst);
        self.counted = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_through_and_then_the_rate_holds() {
        let begun = Instant::now();
        let mut bucket = Bucket::full(2, 3, begun);
        let taken = |bucket: &mut Bucket, at| (0..10).filter(|_| bucket.take(at)).count();
        assert_eq!(taken(&mut bucket, begun), 3);
        assert_eq!(taken(&mut bucket, begun + Duration::from_millis(400)), 0);
        assert_eq!(taken(&mut bucket, begun + Duration::from_secs(1)), 2);
        assert_eq!(taken(&mut bucket, begun + Duration::from_secs(3600)), 3);
    }

    #[test]
    fn what_is_owed_is_waited_for() {
        let begun = Instant::now();
        let mut bucket = Bucket::full(1_000, 4_000, begun);
        assert_eq!(bucket.owe(4_000, begun), Duration::ZERO);
        assert_eq!(bucket.owe(500, begun), Duration::from_millis(500));
        assert_eq!(bucket.owe(500, begun + Duration::from_millis(500)), Duration::from_millis(500));
        assert_eq!(Bucket::full(0, 0, begun).owe(1, begun), Duration::MAX);
    }
}
