//! What is known of a source: when it was asked, what it said, what of it was seen.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use tradewire_fetch::Validators;

use super::sources::Source;

/// Entries a source no longer shows are remembered for so many of its answers.
const REMEMBERED_POLLS: u64 = 50;
/// A source that fails is asked at least this often.
const MOST_WAIT: Duration = Duration::from_secs(24 * 3600);
/// Failures after which the wait grows no more.
const MOST_DOUBLINGS: u32 = 12;

/// What is known of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Answers it gave so far; numbers the files of the queue.
    pub polls: u64,
    /// When it is to be asked again.
    pub next: Option<Timestamp>,
    /// When it last answered.
    pub answered: Option<Timestamp>,
    /// Failures since then.
    pub failures: u32,
    /// The last failure, if it was the last thing that happened.
    pub trouble: Option<Trouble>,
    /// `ETag` of its last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of its last answer.
    pub last_modified: Option<String>,
    /// The address it moved to.
    pub moved_to: Option<String>,
    /// Documents it gave so far.
    pub taken: u64,
    /// Prints of what it gave, and the last answer that held it.
    pub seen: BTreeMap<String, u64>,
    /// Entries whose page could not be fetched, and how often that was tried.
    pub tries: BTreeMap<String, u32>,
    /// Files of a folder: length and time of change when they were taken.
    pub files: BTreeMap<String, (u64, i64)>,
    /// How far a file of lines was read, in bytes, with the print of its beginning.
    pub read_to: u64,
    pub beginning: String,
}

/// Why a source gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// When.
    pub at: Timestamp,
    /// Code of the failure.
    pub code: String,
    /// In words.
    pub what: String,
    /// How to mend it.
    pub hint: String,
    /// Whether it may pass by itself.
    pub passing: bool,
    /// How long the server asks to be left alone.
    #[serde(skip)]
    pub retry_after: Option<Duration>,
}

impl State {
    /// What was said of the version that is known.
    pub fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// Notes an answer, and when to ask again: about the schedule's time from now, so that not all ask at once.
    pub fn answered(&mut self, source: &Source, now: Timestamp) {
        self.polls += 1;
        self.answered = Some(now);
        self.failures = 0;
        self.trouble = None;
        let oldest = self.polls.saturating_sub(REMEMBERED_POLLS);
        self.seen.retain(|_, last| *last >= oldest);
        self.next = Some(later(now, spread(source.every, 0.05)));
    }

    /// Notes a failure; the more in a row, the longer until it is asked again.
    pub fn failed(&mut self, source: &Source, trouble: Trouble, now: Timestamp) {
        let doubled = source.every.saturating_mul(1 << self.failures.min(MOST_DOUBLINGS));
        self.failures = self.failures.saturating_add(1);
        let wait =
            spread(doubled.min(MOST_WAIT), 0.25).max(trouble.retry_after.unwrap_or_default().min(MOST_WAIT));
        self.next = Some(later(now, wait));
        self.trouble = Some(trouble);
    }

    /// Whether it is to be asked now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.next.is_none_or(|next| next <= now)
    }
}

/// A time that long from another.
pub fn later(at: Timestamp, wait: Duration) -> Timestamp {
    let wait = jiff::SignedDuration::try_from(wait).unwrap_or(jiff::SignedDuration::MAX);
    at.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// A length of time, give or take a share of it.
pub fn spread(wait: Duration, share: f64) -> Duration {
    wait.mul_f64(1.0 + share * (rand::rng().random::<f64>() * 2.0 - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::sources::Place;

    #[test]
    fn failures_in_a_row_double_the_wait_up_to_a_day() {
        let source = Source {
            name: "a".into(),
            place: Place::Folder("x".into()),
            every: Duration::from_secs(600),
            follow: false,
            outlet: None,
        };
        let now = Timestamp::UNIX_EPOCH;
        let trouble = |retry_after| Trouble {
            at: now,
            code: "time".into(),
            what: String::new(),
            hint: String::new(),
            passing: true,
            retry_after,
        };
        let mut state = State::default();
        for n in 0..20 {
            state.failed(&source, trouble(None), now);
            let wait = state.next.unwrap().as_second() as f64;
            let whole = (600.0 * 2f64.powi(n)).min(86_400.0);
            assert!((whole * 0.74..=whole * 1.26).contains(&wait), "{n}: {wait}");
        }
        state.answered(&source, now);
        assert_eq!((state.failures, &state.trouble), (0, &None));
        state.failed(&source, trouble(Some(Duration::from_secs(7200))), now);
        assert_eq!(state.next.unwrap().as_second(), 7200, "as long as the server asks");
    }
}
