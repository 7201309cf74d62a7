//! Sums over the whole ledger, which take long where it is large: a thread aside makes them, and meanwhile readers see
//! the ones before.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tradewire_ledger::Mark;

use crate::trouble::PageError;

/// After this long a sum is made anew though the ledger stands where it stood: its views may have been derived by another
/// rule.
pub(crate) const KEPT_AT_MOST: Duration = Duration::from_secs(600);
/// How long a reader waits for a sum while there is an older one.
const BRIEFLY: Duration = Duration::from_millis(150);
/// A sum is made anew after so many times as long as it took to make, so that a ledger that goes on all the time does not
/// keep a core busy.
const REST: u32 = 5;

/// One sort of sum, by what it is asked for.
pub(crate) struct Sum<K, V> {
    slots: Mutex<HashMap<K, Slot<V>>>,
    changed: Condvar,
}

struct Slot<V> {
    made: Option<Made<V>>,
    /// Somebody makes it.
    making: bool,
}

struct Made<V> {
    began: Instant,
    took: Duration,
    /// Where the ledger stood when it was begun.
    mark: Mark,
    value: Arc<V>,
}

/// What a reader gets.
pub(crate) enum Found<V> {
    /// It is of where the ledger stands.
    New(Arc<V>),
    /// It is of where the ledger stood before.
    Old(Arc<V>),
    /// There is none yet.
    Nothing,
}

impl<K, V> Default for Sum<K, V> {
    fn default() -> Self {
        Self { slots: Mutex::default(), changed: Condvar::new() }
    }
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        Self { made: None, making: false }
    }
}

impl<V> Made<V> {
    /// Whether it holds for a reader who began at a moment, when the ledger stood there.
    fn holds(&self, mark: Mark, now: Instant) -> bool {
        self.began >= now || (self.mark == mark && self.began.elapsed() < KEPT_AT_MOST)
    }
}

impl<K: Eq + Hash + Clone, V> Sum<K, V> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Slot<V>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sum, for a reader who finds the ledger at a mark. Where it has to be made, `begin` sees to that, aside, and the
    /// reader waits for it: so long, and only briefly if there is an older one.
    pub(crate) fn get(&self, key: &K, mark: Mark, patience: Duration, begin: impl FnOnce()) -> Found<V> {
        let now = Instant::now();
        let mut slots = self.lock();
        let slot = slots.entry(key.clone()).or_default();
        let older = slot.made.as_ref();
        if let Some(made) = older.filter(|m| m.holds(mark, now)) {
            return Found::New(made.value.clone());
        }
        let due = older.is_none_or(|m| m.began.elapsed() >= m.took * (REST + 1));
        let patience = if older.is_some() { BRIEFLY } else { patience };
        if !slot.making && due {
            slot.making = true;
            drop(slots);
            begin();
            slots = self.lock();
        }
        loop {
            let Some(slot) = slots.get(key) else { return Found::Nothing };
            let found = slot.made.as_ref();
            match found {
                Some(made) if made.holds(mark, now) => return Found::New(made.value.clone()),
                Some(made) if !slot.making => return Found::Old(made.value.clone()),
                None if !slot.making => return Found::Nothing,
                _ => {}
            }
            let Some(left) = patience.checked_sub(now.elapsed()).filter(|l| !l.is_zero()) else {
                return found.map_or(Found::Nothing, |m| Found::Old(m.value.clone()));
            };
            slots = self.changed.wait_timeout(slots, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The sum as it stands, or made here and now by `make`, of a ledger at a mark.
    ///
    /// # Errors
    /// What `make` gives; it is kept no more than a panic is.
    pub(crate) fn make(
        &self,
        key: &K,
        mark: Mark,
        make: impl FnOnce() -> Result<V, PageError>,
    ) -> Result<Arc<V>, PageError> {
        let began = Instant::now();
        let _done = Done(self, key);
        if let Some(made) =
            self.lock().get(key).and_then(|s| s.made.as_ref()).filter(|m| m.holds(mark, began))
        {
            return Ok(made.value.clone());
        }
        let value = Arc::new(make()?);
        let made = Made { began, took: began.elapsed(), mark, value: value.clone() };
        self.lock().entry(key.clone()).or_default().made = Some(made);
        Ok(value)
    }

    /// Says that nobody makes it any more.
    pub(crate) fn rest(&self, key: &K) {
        if let Some(slot) = self.lock().get_mut(key) {
            slot.making = false;
        }
        self.changed.notify_all();
    }
}

/// Whoever waits goes on, whatever became of the making.
struct Done<'a, K: Eq + Hash + Clone, V>(&'a Sum<K, V>, &'a K);

impl<K: Eq + Hash + Clone, V> Drop for Done<'_, K, V> {
    fn drop(&mut self) {
        self.0.rest(self.1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use tradewire_ledger::{Request, RequestKind, Responses, SqliteStore, Timestamp};

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    /// Two places where a ledger stands, one after the other.
    fn marks() -> (Mark, Mark) {
        let mut store = SqliteStore::in_memory().unwrap();
        let before = Mark::of(&store).unwrap();
        let request = Request {
            kind: RequestKind::Access,
            about: Vec::new(),
            by: "M. Q.".into(),
            text: "What is held?".into(),
            received_at: Timestamp::UNIX_EPOCH,
        };
        Responses::request(&mut store, &request, request.received_at).unwrap();
        (before, Mark::of(&store).unwrap())
    }

    fn value(found: Found<u8>) -> (u8, bool) {
        match found {
            Found::New(v) => (*v, true),
            Found::Old(v) => (*v, false),
            Found::Nothing => panic!("nothing"),
        }
    }

    #[test]
    fn what_holds_is_not_made_again() {
        let (before, after) = marks();
        let sum: Sum<u8, u8> = Sum::default();
        assert_eq!(*sum.make(&1, before, || Ok(7)).unwrap(), 7);
        assert_eq!(*sum.make(&1, before, || panic!("made twice")).unwrap(), 7);
        assert_eq!(value(sum.get(&1, before, LONG, || panic!("begun again"))), (7, true));
        assert_eq!(*sum.make(&2, before, || Ok(8)).unwrap(), 8, "of another key");
        assert!(sum.make(&1, after, || Err(PageError::Stopped)).is_err());
        assert_eq!(*sum.make(&1, after, || Ok(9)).unwrap(), 9, "a failure is not kept");
        let mut slots = sum.lock();
        let made = slots.get_mut(&1).unwrap().made.as_mut().unwrap();
        made.began = made.began.checked_sub(KEPT_AT_MOST).unwrap();
        drop(slots);
        assert_eq!(*sum.make(&1, after, || Ok(10)).unwrap(), 10, "not for ever");
    }

    #[test]
    fn many_wait_for_one_who_makes() {
        let (mark, _) = marks();
        let (sum, begun) = (Sum::<u8, u8>::default(), AtomicUsize::new(0));
        thread::scope(|scope| {
            let ask = || {
                sum.get(&1, mark, LONG, || {
                    begun.fetch_add(1, Ordering::SeqCst);
                    scope.spawn(|| {
                        thread::sleep(Duration::from_millis(30));
                        sum.make(&1, mark, || Ok(7))
                    });
                })
            };
            let readers: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            for r in readers {
                assert_eq!(value(r.join().unwrap()), (7, true));
            }
        });
        assert_eq!(begun.into_inner(), 1);
    }

    #[test]
    fn what_takes_long_is_shown_as_it_was() {
        let (before, after) = marks();
        let sum: Sum<u8, u8> = Sum::default();
        assert!(matches!(sum.get(&1, before, Duration::ZERO, || ()), Found::Nothing), "nobody makes it");
        assert!(matches!(sum.get(&1, before, Duration::ZERO, || panic!("begun twice")), Found::Nothing));
        let slow = || {
            thread::sleep(Duration::from_millis(20));
            Ok(7)
        };
        sum.make(&1, before, slow).unwrap();
        let at_once = Instant::now();
        assert_eq!(value(sum.get(&1, after, LONG, || panic!("it rests"))), (7, false));
        assert!(at_once.elapsed() < LONG);
        let mut slots = sum.lock();
        let made = slots.get_mut(&1).unwrap().made.as_mut().unwrap();
        made.began = made.began.checked_sub(Duration::from_secs(1)).unwrap();
        drop(slots);
        assert_eq!(value(sum.get(&1, after, LONG, || ())), (7, false), "begun, not done: the older one");
        sum.make(&1, after, || Ok(8)).unwrap();
        assert_eq!(value(sum.get(&1, after, LONG, || panic!("it holds"))), (8, true));
    }

    #[test]
    fn who_waits_goes_on_when_the_making_fails() {
        let (mark, _) = marks();
        let sum: Sum<u8, u8> = Sum::default();
        thread::scope(|scope| {
            let begin = || {
                scope.spawn(|| sum.make(&1, mark, || Err(PageError::Stopped)).map(drop));
            };
            assert!(matches!(sum.get(&1, mark, LONG, begin), Found::Nothing));
        });
    }
}
