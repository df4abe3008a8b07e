//! When a session draws: at once for its own person, seldom for what others do.
//! Invariant: what changed is drawn in the end, whoever changed it; with nothing changed there is nothing to wake for.

use std::time::Duration;

use tokio::time::Instant;

use crate::field::Moment;

/// How long a drawing waits for the answers to what a key asked, so that the screen changes once and not twice.
const SETTLE_MAX: Duration = Duration::from_millis(15);
/// Between two drawings that only others have caused.
const OTHERS: Duration = Duration::from_millis(50);
/// The same where all that changed is counts and the number of the commit.
const COUNTS: Duration = Duration::from_secs(1);

/// What of a screen others have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Records,
    /// Nothing but counts and the number of the newest commit.
    Counts,
}

/// When to draw next.
#[derive(Debug)]
pub struct Pace {
    /// Something of the person's own changed; until then a drawing waits for answers.
    own: Option<Instant>,
    /// Something of others changed; drawn from then on.
    others: Option<Instant>,
    /// The last drawing.
    drawn: Instant,
}

/// When the day after the one that is shown begins in Japan; at once where it has begun.
pub fn midnight(shown: Moment, now: Moment) -> Instant {
    let next = Moment::at_start_of(shown.date().plus_days(1));
    Instant::now() + Duration::from_millis(u64::try_from(next.0 - now.0).unwrap_or(0).max(1))
}

impl Pace {
    /// Nothing to draw.
    pub fn new() -> Self {
        Self { own: None, others: None, drawn: Instant::now() }
    }

    /// The person did something, or waits for what has come: draw, but wait a moment for answers on their way.
    pub fn touch(&mut self, thinking: bool) {
        let now = Instant::now();
        let until = if thinking { now + SETTLE_MAX } else { now };
        self.own = Some(self.own.map_or(until, |held| held.min(until)));
    }

    /// Others changed something.
    pub fn touch_by_others(&mut self, change: Change) {
        let at = self.drawn
            + match change {
                Change::Records => OTHERS,
                Change::Counts => COUNTS,
            };
        self.others = Some(self.others.map_or(at, |held| held.min(at)));
    }

    /// Whether what others changed will be drawn as soon as it may be: looking what it is would tell nothing new.
    pub fn is_due_for_others(&self) -> bool {
        self.others.is_some_and(|at| at <= self.drawn + OTHERS)
    }

    /// Whether to draw now.
    pub fn is_due(&self, thinking: bool) -> bool {
        let now = Instant::now();
        self.own.is_some_and(|until| !thinking || until <= now) || self.others.is_some_and(|at| at <= now)
    }

    /// When to look again whether to draw; `None` while nothing has changed.
    pub fn wake_at(&self) -> Option<Instant> {
        match (self.own, self.others) {
            (Some(own), Some(others)) => Some(own.min(others)),
            (one, other) => one.or(other),
        }
    }

    /// A drawing was made.
    pub fn drew(&mut self) {
        *self = Self { own: None, others: None, drawn: Instant::now() };
    }
}
