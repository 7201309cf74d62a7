use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::ReadError;

/// What one document may cost; beyond it, reading ends with a coded rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest input in bytes, packed or unpacked.
    pub size_bytes: usize,
    /// Deepest nesting of elements that is kept as structure; what lies deeper is read as if it lay there.
    pub depth: usize,
    /// Deepest nesting of elements that is read at all.
    pub nesting: usize,
    /// Most elements and texts of one page.
    pub nodes: usize,
    /// Longest line of JSON lines in bytes.
    pub line_bytes: usize,
    /// How many times its packed size unpacked content may have, beyond the first mebibyte. Pages pack to a tenth,
    /// very repetitive ones to a hundredth; deflate can reach a thousandth.
    pub ratio: u64,
    /// Longest time for one document in milliseconds; 0 for no limit.
    pub time_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            size_bytes: 16 << 20,
            depth: 512,
            nesting: 10_000,
            nodes: 4_000_000,
            line_bytes: 16 << 20,
            ratio: 200,
            time_ms: 20_000,
        }
    }
}

/// When the work on one document must be done.
///
/// Passes ask it between steps, loops at every step: only one in [`Deadline::EVERY`] steps looks at the clock. The
/// clock decides nothing but whether a document is given up.
#[derive(Debug)]
pub(crate) struct Deadline {
    end: Option<Instant>,
    limit_ms: u64,
    steps: Cell<u32>,
}

/// The time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Late {
    pub limit_ms: u64,
}

impl Late {
    /// The rejection of a document at a byte of its raw text.
    pub(crate) fn at(self, name: &str, pass: &'static str, at: usize) -> ReadError {
        ReadError::TooSlow { name: name.to_owned(), limit_ms: self.limit_ms, pass, at }
    }
}

impl Deadline {
    /// Steps between two looks at the clock.
    const EVERY: u32 = 1024;

    /// Starts the time of one document.
    pub(crate) fn start(limits: &Limits) -> Self {
        let end =
            (limits.time_ms > 0).then(|| Instant::now().checked_add(Duration::from_millis(limits.time_ms)));
        Self { end: end.flatten(), limit_ms: limits.time_ms, steps: Cell::new(0) }
    }

    /// No limit.
    pub(crate) fn never() -> Self {
        Self { end: None, limit_ms: 0, steps: Cell::new(0) }
    }

    /// Looks at the clock.
    pub(crate) fn check(&self) -> Result<(), Late> {
        match self.end {
            Some(end) if Instant::now() >= end => Err(Late { limit_ms: self.limit_ms }),
            _ => Ok(()),
        }
    }

    /// Counts one step of a loop, and looks at the clock now and then.
    pub(crate) fn step(&self) -> Result<(), Late> {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps.is_multiple_of(Self::EVERY) { self.check() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_steps_look_at_the_clock() {
        let past = Deadline { end: Some(Instant::now()), limit_ms: 7, steps: Cell::new(0) };
        let late = (1..=5000).find(|_| past.step().is_err());
        assert_eq!(late, Some(1024));
        assert_eq!(past.check(), Err(Late { limit_ms: 7 }));
        let never = Deadline::never();
        assert!((0..5000).all(|_| never.step().is_ok()) && never.check().is_ok());
    }
}
