//! The clock of an exploding offer.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How long an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// Hours from the offer until it lapses.
    pub hours: u32,
    /// When it was made, if known.
    pub offered_at: Option<Timestamp>,
}

/// Where an offer's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// Minutes left, negative once it has lapsed.
    pub minutes_left: i64,
}

impl Clock {
    /// Whether it can no longer be taken.
    #[must_use]
    pub fn lapsed(&self) -> bool {
        self.minutes_left <= 0
    }

    /// Minutes by which it would have to be extended to wait for something that comes at a time.
    #[must_use]
    pub fn extension_for(&self, awaited: Timestamp) -> i64 {
        (awaited.duration_since(self.lapses_at).as_secs().max(0) + 59) / 60
    }
}

impl Deadline {
    /// Reads the clock at a time; nothing where it is not known when the offer was made.
    ///
    /// ```
    /// use tradewire_market::Deadline;
    /// let d = Deadline { hours: 48, offered_at: Some("2026-01-05T09:00:00Z".parse().unwrap()) };
    /// let c = d.at("2026-01-07T08:30:00Z".parse().unwrap()).unwrap();
    /// assert_eq!((c.minutes_left, c.lapsed()), (30, false));
    /// assert_eq!(c.extension_for("2026-01-07T10:00:00Z".parse().unwrap()), 60);
    /// ```
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<Clock> {
        let lapses_at = self.offered_at?.checked_add(SignedDuration::from_hours(self.hours.into())).ok()?;
        Some(Clock { lapses_at, minutes_left: lapses_at.duration_since(now).as_secs().div_euclid(60) })
    }
}
