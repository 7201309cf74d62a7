use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Hosts that are remembered before those at rest are forgotten.
const MANY: usize = 4096;

/// Whose turn it is at each host: one request at a time, with a pause between two.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    hosts: Mutex<HashMap<String, Arc<Mutex<Turn>>>>,
}

/// One host's: when the last request ended.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    last: Option<Instant>,
}

impl Turns {
    /// The turn of a host; to be locked while something is asked of it.
    pub(crate) fn of(&self, host: &str) -> Arc<Mutex<Turn>> {
        let mut hosts = lock(&self.hosts);
        if hosts.len() >= MANY {
            // Who is not asking now was last asked long ago, or asks again after one pause too few.
            hosts.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        hosts.entry(host.to_owned()).or_default().clone()
    }
}

impl Turn {
    /// How long to wait from `now` for the pause to be over.
    pub(crate) fn wait(&self, now: Instant, pause: Duration) -> Duration {
        self.last.map_or(Duration::ZERO, |last| (last + pause).saturating_duration_since(now))
    }

    /// Notes that a request has ended.
    pub(crate) fn ended(&mut self, now: Instant) {
        self.last = Some(now);
    }
}

/// Locks; what another thread left when it panicked is still sound here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lies_between_two_requests() {
        let (now, pause) = (Instant::now(), Duration::from_secs(2));
        let mut turn = Turn::default();
        assert_eq!(turn.wait(now, pause), Duration::ZERO);
        turn.ended(now);
        assert_eq!(turn.wait(now + Duration::from_millis(500), pause), Duration::from_millis(1500));
        assert_eq!(turn.wait(now + Duration::from_secs(3), pause), Duration::ZERO);
    }

    #[test]
    fn hosts_at_rest_are_forgotten() {
        let turns = Turns::default();
        let kept = turns.of("busy");
        (0..MANY + 10).for_each(|i| drop(turns.of(&format!("h{i}"))));
        assert!(lock(&turns.hosts).len() <= MANY);
        assert!(Arc::ptr_eq(&kept, &turns.of("busy")));
    }
}
