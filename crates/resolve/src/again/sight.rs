use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use tradewire_model::Claim;

use super::{DocumentNames, Memory};

/// Why a look at a part ends.
#[derive(Debug)]
pub(super) enum Stop<E> {
    /// It would take in too much.
    TooMuch,
    /// What was kept cannot be read.
    Memory(E),
}

/// What was kept, with some documents taken out and put in anew.
pub(super) struct Sight<'m, M: Memory> {
    memory: &'m M,
    /// So many documents are looked at.
    pub(super) most: usize,
    under: RefCell<HashMap<String, Rc<BTreeMap<String, i64>>>>,
    kept: RefCell<HashMap<String, Option<Rc<DocumentNames>>>>,
    claims: RefCell<HashMap<String, Rc<Vec<Claim>>>>,
    looked: Cell<usize>,
    /// The documents in hand.
    open: BTreeSet<String>,
    /// How often more or less something stands under a key than was kept.
    delta: HashMap<String, BTreeMap<String, i64>>,
}

impl<'m, M: Memory> Sight<'m, M> {
    pub(super) fn new(memory: &'m M, most: usize) -> Self {
        Self {
            memory,
            most,
            under: RefCell::default(),
            kept: RefCell::default(),
            claims: RefCell::default(),
            looked: Cell::new(0),
            open: BTreeSet::new(),
            delta: HashMap::new(),
        }
    }

    /// Takes other documents in hand.
    pub(super) fn begin(&mut self, docs: &BTreeSet<String>) {
        self.open.clone_from(docs);
        self.delta.clear();
    }

    pub(super) fn is_open(&self, doc: &str) -> bool {
        self.open.contains(doc)
    }

    pub(super) fn count(&mut self, key: String, member: String, n: i64) {
        *self.delta.entry(key).or_default().entry(member).or_default() += n;
    }

    /// The keys of a sort under which something changed.
    pub(super) fn counted(&self, sort: char) -> Vec<String> {
        let mut all: Vec<String> = self.delta.keys().filter(|k| k.starts_with(sort)).cloned().collect();
        all.sort_unstable();
        all
    }

    fn before(&self, key: &str) -> Result<Rc<BTreeMap<String, i64>>, Stop<M::Error>> {
        if let Some(found) = self.under.borrow().get(key) {
            return Ok(Rc::clone(found));
        }
        let found: BTreeMap<String, i64> =
            self.memory.under(key).map_err(Stop::Memory)?.into_iter().collect();
        let found = Rc::new(found);
        self.under.borrow_mut().insert(key.to_owned(), Rc::clone(&found));
        Ok(found)
    }

    fn now(&self, key: &str) -> Result<BTreeMap<String, i64>, Stop<M::Error>> {
        let mut all = (*self.before(key)?).clone();
        for (member, n) in self.delta.get(key).into_iter().flatten() {
            *all.entry(member.clone()).or_default() += n;
        }
        all.retain(|_, n| *n > 0);
        Ok(all)
    }

    /// What stands under a key now.
    pub(super) fn under(&self, key: &str) -> Result<Vec<String>, Stop<M::Error>> {
        Ok(self.now(key)?.into_keys().collect())
    }

    /// What stands under a key now or did before.
    pub(super) fn ever(&self, key: &str) -> Result<BTreeSet<String>, Stop<M::Error>> {
        let mut all: BTreeSet<String> = self.before(key)?.keys().cloned().collect();
        all.extend(self.now(key)?.into_keys());
        Ok(all)
    }

    /// The documents under a key that are not in hand.
    pub(super) fn outside(&self, key: &str) -> Result<Vec<String>, Stop<M::Error>> {
        Ok(self.before(key)?.keys().filter(|d| !self.open.contains(*d)).cloned().collect())
    }

    /// The first of these documents; all that are known of may be many.
    pub(super) fn first_outside(&self, key: &str) -> Result<Option<String>, Stop<M::Error>> {
        let first = self.memory.first(key, self.open.len() + 1).map_err(Stop::Memory)?;
        Ok(first.into_iter().find(|d| !self.open.contains(d)))
    }

    /// How many things stood under a key, and how many do now.
    pub(super) fn sizes(&self, key: &str) -> Result<(usize, usize), Stop<M::Error>> {
        Ok((self.before(key)?.len(), self.now(key)?.len()))
    }

    /// As [`Self::sizes`], each as often as it stands there.
    pub(super) fn total(&self, key: &str) -> Result<(i64, i64), Stop<M::Error>> {
        Ok((self.before(key)?.values().sum(), self.now(key)?.values().sum()))
    }

    /// Whether other things stand under a key than did.
    pub(super) fn is_other_set(&self, key: &str) -> Result<bool, Stop<M::Error>> {
        Ok(!self.before(key)?.keys().eq(self.now(key)?.keys()))
    }

    /// What is kept of a document.
    pub(super) fn kept(&self, doc: &str) -> Result<Option<Rc<DocumentNames>>, Stop<M::Error>> {
        if let Some(found) = self.kept.borrow().get(doc) {
            return Ok(found.clone());
        }
        self.looked.set(self.looked.get() + 1);
        if self.looked.get() > self.most {
            return Err(Stop::TooMuch);
        }
        let found = self.memory.names(doc).map_err(Stop::Memory)?.map(Rc::new);
        self.kept.borrow_mut().insert(doc.to_owned(), found.clone());
        Ok(found)
    }

    /// The claims of a document.
    pub(super) fn claims(&self, doc: &str) -> Result<Rc<Vec<Claim>>, Stop<M::Error>> {
        if let Some(found) = self.claims.borrow().get(doc) {
            return Ok(Rc::clone(found));
        }
        let found = Rc::new(self.memory.claims(doc).map_err(Stop::Memory)?);
        self.claims.borrow_mut().insert(doc.to_owned(), Rc::clone(&found));
        Ok(found)
    }
}
