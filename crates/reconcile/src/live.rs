//! Reconciling that goes on: documents come, are read anew or go, and only the events they touch are worked out again.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use tradewire_model::{Claim, ClaimId, Conflict, ConflictId, EntityId, EventId, Name};
use tradewire_resolve::{Discrepancy, Resolution};

use crate::block::{Computed, Told, compute};
use crate::conflict::{self, Maker};
use crate::group;
use crate::view::{View, recognise};
use crate::who::Who;
use crate::{DocumentInfo, Judgement, Reconciled};

/// Of a name that nobody beside bears rightly, so many of its earliest bearers are shown.
const MOST_BEARERS: usize = 16;

/// Place of a claim; never used again for another.
type Slot = u32;

/// Claims that share kind and participants, with the events they make.
#[derive(Debug, Default)]
struct Block {
    members: Vec<Slot>,
    /// The claims of each event, in the order of publication.
    clusters: Vec<Vec<Slot>>,
    /// The id of each event.
    events: Vec<EventId>,
    conflicts: Vec<ConflictId>,
}

/// All claims that stand, ready for the next document.
///
/// Its answers depend on the set of documents and claims it holds, never on the order in which they came: after any
/// sequence of [`Live::update`] they are those of [`crate::reconcile`] over everything at once.
///
/// `C` is the claim or anything that lends one, such as a reference or an `Arc`.
#[derive(Debug)]
pub struct Live<C = Claim> {
    who: Who,
    documents: HashMap<String, DocumentInfo>,
    claims: Vec<Option<C>>,
    claims_of: HashMap<String, Vec<Slot>>,
    /// Number of the block of each claim.
    block_of: Vec<u32>,
    /// Hashed key of the origin of each claim.
    origin: Vec<u64>,
    blocks: Vec<Block>,
    by_key: HashMap<u128, u32>,
    /// Names that depart, by claim.
    odd: HashMap<Slot, Vec<Discrepancy>>,
    /// Claims with a name that departs from that of the entity, by entity.
    departing: HashMap<EntityId, BTreeSet<Slot>>,
    /// Claims that name an entity; such as are gone may still stand in it.
    naming: HashMap<EntityId, Vec<Slot>>,
    name_conflict: HashMap<EntityId, ConflictId>,
    /// Offers by what figure is held out to whom.
    held: HashMap<u128, Vec<Slot>>,
    held_of: HashMap<Slot, u128>,
    held_conflict: HashMap<u128, ConflictId>,
    judgements: HashMap<ClaimId, Judgement>,
    standing: usize,
    /// Beyond blocks only these are worked out, where not all claims that concern others are held.
    only: Option<(BTreeSet<EntityId>, BTreeSet<u128>)>,
}

/// What an update changed: everything in `now` is new or may differ from before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Events that are no more.
    pub gone_events: Vec<EventId>,
    /// Conflicts that are no more.
    pub gone_conflicts: Vec<ConflictId>,
    /// The touched events as they are now, with what stands behind their reports, and the touched conflicts.
    pub now: Reconciled,
}

/// Where a claim meets others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Key of the claims that may tell of one event with it.
    pub block: String,
    /// Key of the figure that it holds out to somebody.
    pub held: Option<String>,
}

/// A key under which something of all claims is found; keys are those of one build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The claims of a block.
    Block(String),
    /// The events of a block.
    Events(String),
    /// The conflicts within a block.
    Conflicts(String),
    /// The claims on one figure held out to somebody.
    Held(String),
    /// The conflict over it.
    HeldConflict(String),
    /// The claims in which an entity goes by a name that departs.
    Departing(EntityId),
    /// The conflict over what it is called.
    NameConflict(EntityId),
}

impl Key {
    /// As one word.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Block(k) => format!("B{k}"),
            Self::Events(k) => format!("E{k}"),
            Self::Conflicts(k) => format!("K{k}"),
            Self::Held(k) => format!("H{k}"),
            Self::HeldConflict(k) => format!("J{k}"),
            Self::Departing(id) => format!("D{id}"),
            Self::NameConflict(id) => format!("N{id}"),
        }
    }
}

/// A word that differs where the keys of two builds may differ.
#[must_use]
pub fn build_word() -> String {
    format!("{}/{:032x}", env!("CARGO_PKG_VERSION"), group::hashed(&("tradewire", 1u8)))
}

/// Where claims meet others, without taking them in.
#[must_use]
pub fn places<'c>(
    claims: impl IntoIterator<Item = &'c Claim>,
    documents: &[DocumentInfo],
    resolution: &Resolution,
) -> Vec<Place> {
    let mut who = Who::default();
    who.learn(resolution);
    let documents: HashMap<&str, &DocumentInfo> = documents.iter().map(|d| (d.name.as_str(), d)).collect();
    claims
        .into_iter()
        .map(|c| {
            let v = View::new(c, documents.get(c.doc.as_str()).copied(), &who);
            let held = conflict::held(&v, &who).map(|k| format!("{:032x}", group::hashed(&k)));
            Place { block: format!("{:032x}", group::block(&v, &who)), held }
        })
        .collect()
}

/// What an update touches besides blocks.
#[derive(Debug, Default)]
struct Touched {
    blocks: BTreeSet<u32>,
    names: BTreeSet<EntityId>,
    held: BTreeSet<u128>,
}

impl<C> Default for Live<C> {
    fn default() -> Self {
        Self {
            who: Who::default(),
            documents: HashMap::new(),
            claims: Vec::new(),
            claims_of: HashMap::new(),
            block_of: Vec::new(),
            origin: Vec::new(),
            blocks: Vec::new(),
            by_key: HashMap::new(),
            odd: HashMap::new(),
            departing: HashMap::new(),
            naming: HashMap::new(),
            name_conflict: HashMap::new(),
            held: HashMap::new(),
            held_of: HashMap::new(),
            held_conflict: HashMap::new(),
            judgements: HashMap::new(),
            standing: 0,
            only: None,
        }
    }
}

impl<C: Borrow<Claim> + Sync + Send> Live<C> {
    /// Holds nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many claims stand.
    #[must_use]
    pub fn len(&self) -> usize {
        self.standing
    }

    /// Whether no claim stands.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.standing == 0
    }

    /// Puts the claims of some documents in place of those the documents had.
    ///
    /// `documents` are those that are new or changed; a document without claims loses those it had. `claims` are all
    /// claims of these documents, with names as [`tradewire_resolve::resolve`] left them, and `resolution` covers
    /// their names. Where a new document changes who is meant in an older one, that one is given again.
    pub fn update(
        &mut self,
        documents: &[DocumentInfo],
        claims: impl IntoIterator<Item = C>,
        resolution: &Resolution,
    ) -> Changes {
        self.who.learn(resolution);
        let mut touched = Touched::default();
        let mut of_doc: BTreeMap<String, Vec<C>> =
            documents.iter().map(|d| (d.name.clone(), Vec::new())).collect();
        for c in claims {
            let doc = &lent(&c).doc;
            match of_doc.get_mut(doc) {
                Some(list) => list.push(c),
                None => {
                    let doc = doc.clone();
                    of_doc.insert(doc, vec![c]);
                }
            }
        }
        for d in documents {
            self.documents.insert(d.name.clone(), d.clone());
        }
        let mut odd: HashMap<&ClaimId, Vec<&Discrepancy>> = HashMap::new();
        for d in &resolution.discrepancies {
            odd.entry(&d.claim).or_default().push(d);
        }
        let mut came: Vec<C> = Vec::new();
        for (doc, mut list) in of_doc {
            self.forget(&doc, &mut touched);
            list.sort_by(|a, b| lent(a).id.cmp(&lent(b).id));
            list.dedup_by(|a, b| lent(a).id == lent(b).id);
            came.extend(list);
        }
        // Keys are worked out in parallel, places are given one after the other.
        let keys: Vec<(u128, Option<u128>)> = came
            .par_iter()
            .with_min_len(256)
            .map(|c| {
                let claim = c.borrow();
                let v = View::new(claim, self.documents.get(&claim.doc), &self.who);
                (group::block(&v, &self.who), conflict::held(&v, &self.who).map(|k| group::hashed(&k)))
            })
            .collect();
        for (claim, (key, held)) in came.into_iter().zip(keys) {
            let found = odd.get(&claim.borrow().id).map(|d| d.iter().map(|d| (*d).clone()).collect());
            self.take_in(claim, key, held, found.unwrap_or_default(), &mut touched);
        }
        self.work_out(touched)
    }

    /// Takes claims that are only a part of those that stand: whole blocks, and all claims that concern the names and
    /// figures in `names` and `held`. Works out the events of these blocks, and beyond blocks only those.
    ///
    /// See [`Live::index`] for the keys.
    pub fn update_part(
        &mut self,
        documents: &[DocumentInfo],
        claims: impl IntoIterator<Item = C>,
        resolution: &Resolution,
        names: BTreeSet<EntityId>,
        held: &BTreeSet<String>,
    ) -> Changes {
        let held = held.iter().filter_map(|h| u128::from_str_radix(h, 16).ok()).collect();
        self.only = Some((names, held));
        self.update(documents, claims, resolution)
    }

    /// What stands under which key, for finding later what a new claim concerns.
    #[must_use]
    pub fn index(&self) -> Vec<(Key, String)> {
        let mut out = Vec::new();
        let hex = |n: u128| format!("{n:032x}");
        for (key, n) in &self.by_key {
            let block = &self.blocks[*n as usize];
            let claims = block.members.iter().filter_map(|s| self.claim(*s));
            out.extend(claims.map(|c| (Key::Block(hex(*key)), c.id.to_string())));
            out.extend(block.events.iter().map(|e| (Key::Events(hex(*key)), e.to_string())));
            out.extend(block.conflicts.iter().map(|c| (Key::Conflicts(hex(*key)), c.to_string())));
        }
        for (slot, key) in &self.held_of {
            let claim = self.claim(*slot);
            out.extend(claim.map(|c| (Key::Held(hex(*key)), c.id.to_string())));
        }
        out.extend(self.held_conflict.iter().map(|(k, c)| (Key::HeldConflict(hex(*k)), c.to_string())));
        for (id, slots) in &self.departing {
            let claims = slots.iter().filter_map(|s| self.claim(*s));
            out.extend(claims.map(|c| (Key::Departing(id.clone()), c.id.to_string())));
        }
        out.extend(self.name_conflict.iter().map(|(id, c)| (Key::NameConflict(id.clone()), c.to_string())));
        out
    }

    /// The block and the figure of every claim, by its id.
    #[must_use]
    pub fn places(&self) -> HashMap<ClaimId, Place> {
        let mut block_key: Vec<u128> = vec![0; self.blocks.len()];
        for (key, n) in &self.by_key {
            block_key[*n as usize] = *key;
        }
        let mut out = HashMap::with_capacity(self.standing);
        for (slot, c) in self.claims.iter().enumerate() {
            let Some(c) = c else { continue };
            let held = self.held_of.get(&(slot as Slot));
            let place = Place {
                block: format!("{:032x}", block_key[self.block_of[slot] as usize]),
                held: held.map(|h| format!("{h:032x}")),
            };
            out.insert(lent(c).id.clone(), place);
        }
        out
    }

    /// Takes what people decided on claims, in place of what they had decided on the same before; works the events of
    /// those claims out again.
    pub fn judge(&mut self, judgements: impl IntoIterator<Item = (ClaimId, Judgement)>) -> Changes {
        let mut of: HashSet<ClaimId> = HashSet::new();
        for (id, j) in judgements {
            of.insert(id.clone());
            self.judgements.insert(id, j);
        }
        let mut touched = Touched::default();
        if !of.is_empty() && self.standing > 0 {
            let hit = self
                .claims
                .iter()
                .zip(&self.block_of)
                .filter(|(c, _)| c.as_ref().is_some_and(|c| of.contains(&lent(c).id)));
            touched.blocks.extend(hit.map(|(_, b)| *b));
        }
        self.work_out(touched)
    }

    /// Removes the claims of a document.
    fn forget(&mut self, doc: &str, touched: &mut Touched) {
        for slot in self.claims_of.remove(doc).unwrap_or_default() {
            let at = slot as usize;
            let block = self.block_of[at];
            touched.blocks.insert(block);
            self.blocks[block as usize].members.retain(|m| *m != slot);
            for d in self.odd.remove(&slot).unwrap_or_default() {
                if let Some(set) = self.departing.get_mut(&d.id) {
                    set.remove(&slot);
                }
                touched.names.insert(d.id);
            }
            touched.held.extend(self.held_of.remove(&slot));
            // Lists that go by name or figure drop the claim when they are next read.
            if let Some(gone) = self.claims[at].take() {
                let ids = named(gone.borrow()).filter(|id| self.departing.contains_key(*id));
                touched.names.extend(ids.cloned());
                self.standing -= 1;
            }
        }
    }

    /// Gives a claim its place.
    fn take_in(
        &mut self,
        claim: C,
        key: u128,
        held: Option<u128>,
        odd: Vec<Discrepancy>,
        touched: &mut Touched,
    ) {
        let slot = self.claims.len() as Slot;
        let next = self.blocks.len() as u32;
        let block = *self.by_key.entry(key).or_insert(next);
        if block == next {
            self.blocks.push(Block::default());
        }
        self.blocks[block as usize].members.push(slot);
        let c = claim.borrow();
        match self.claims_of.get_mut(&c.doc) {
            Some(list) => list.push(slot),
            None => {
                self.claims_of.insert(c.doc.clone(), vec![slot]);
            }
        }
        for id in named(c) {
            match self.naming.get_mut(id) {
                Some(list) if list.last() == Some(&slot) => {}
                Some(list) => list.push(slot),
                None => {
                    self.naming.insert(id.clone(), vec![slot]);
                }
            }
        }
        if let Some(h) = held {
            self.held.entry(h).or_default().push(slot);
            self.held_of.insert(slot, h);
        }
        for d in &odd {
            self.departing.entry(d.id.clone()).or_default().insert(slot);
            touched.names.insert(d.id.clone());
        }
        if !odd.is_empty() {
            self.odd.insert(slot, odd);
        }
        self.claims.push(Some(claim));
        self.block_of.push(block);
        self.origin.push(0);
        self.standing += 1;
        touched.blocks.insert(block);
    }

    fn claim(&self, slot: Slot) -> Option<&Claim> {
        self.claims.get(slot as usize)?.as_ref().map(Borrow::borrow)
    }

    /// Claims beside their documents, in the order of publication.
    fn views(&self, slots: impl Iterator<Item = Slot>) -> (Vec<Slot>, Vec<View<'_>>) {
        let mut all: Vec<(Slot, View<'_>)> = slots
            .filter_map(|s| {
                let c = self.claim(s)?;
                let mut v = View::new(c, self.documents.get(&c.doc), &self.who);
                v.judged = self.judgements.get(&c.id);
                Some((s, v))
            })
            .collect();
        recognise(&mut all.iter_mut().map(|(_, v)| v).collect::<Vec<_>>());
        all.sort_by(|a, b| a.1.order().cmp(&b.1.order()));
        all.into_iter().unzip()
    }

    fn odd_of(&self, slot: Slot) -> &[Discrepancy] {
        self.odd.get(&slot).map(Vec::as_slice).unwrap_or_default()
    }

    /// The event a claim belongs to, with its claims; its block is worked out already.
    fn event(&self, slot: Slot) -> Option<(&[Slot], &EventId)> {
        let block = &self.blocks[self.block_of[slot as usize] as usize];
        let n = block.clusters.iter().position(|c| c.contains(&slot))?;
        Some((&block.clusters[n], block.events.get(n)?))
    }

    /// Works the touched blocks out anew, and what reaches beyond them.
    fn work_out(&mut self, mut touched: Touched) -> Changes {
        let mut old_events: HashSet<EventId> = HashSet::new();
        let mut old_conflicts: HashSet<ConflictId> = HashSet::new();
        for &b in &touched.blocks {
            let block = &mut self.blocks[b as usize];
            old_events.extend(std::mem::take(&mut block.events));
            old_conflicts.extend(std::mem::take(&mut block.conflicts));
            for slot in &block.members {
                touched.held.extend(self.held_of.get(slot));
                if self.departing.is_empty() {
                    continue;
                }
                let claim = self.claims[*slot as usize].as_ref().map(Borrow::borrow);
                let ids = claim.into_iter().flat_map(named).filter(|id| self.departing.contains_key(*id));
                touched.names.extend(ids.cloned());
            }
        }
        let numbers: Vec<u32> = touched.blocks.into_iter().collect();
        let computed: Vec<(u32, Vec<Slot>, Computed)> = numbers
            .into_par_iter()
            .with_min_len(32)
            .map(|b| {
                let (slots, views) = self.views(self.blocks[b as usize].members.iter().copied());
                let odd: Vec<&[Discrepancy]> = slots.iter().map(|&s| self.odd_of(s)).collect();
                let out = compute(&views, &odd, &self.who);
                (b, slots, out)
            })
            .collect();
        let (mut told, mut between): (Vec<Told>, Vec<Conflict>) = (Vec::new(), Vec::new());
        for (b, slots, out) in computed {
            for (&slot, &origin) in slots.iter().zip(&out.origin) {
                self.origin[slot as usize] = origin;
            }
            let block = &mut self.blocks[b as usize];
            block.clusters = out.clusters.iter().map(|c| c.iter().map(|&i| slots[i]).collect()).collect();
            block.events = out.told.iter().map(|t| t.event.id.clone()).collect();
            let conflicts = out.told.iter().flat_map(|t| &t.conflicts).chain(&out.between);
            block.conflicts = conflicts.map(|c| c.id.clone()).collect();
            told.extend(out.told);
            between.extend(out.between);
        }
        let mut now = in_order(told);
        if let Some((names, held)) = &self.only {
            touched.names.clone_from(names);
            touched.held.clone_from(held);
        }
        for id in touched.names {
            old_conflicts.extend(self.name_conflict.remove(&id));
            if let Some(c) = self.name(&id) {
                self.name_conflict.insert(id, c.id.clone());
                now.conflicts.push(c);
            }
        }
        let mut by_figure: Vec<Conflict> = Vec::new();
        for key in touched.held {
            old_conflicts.extend(self.held_conflict.remove(&key));
            if let Some(c) = self.held_out(key) {
                self.held_conflict.insert(key, c.id.clone());
                by_figure.push(c);
            }
        }
        by_figure.sort_by(|a, b| (&a.event, &a.id).cmp(&(&b.event, &b.id)));
        now.conflicts.extend(by_figure);
        between.sort_by(|a, b| a.id.cmp(&b.id));
        now.conflicts.extend(between);
        let have: HashSet<&EventId> = now.events.iter().map(|e| &e.id).collect();
        let mut gone_events: Vec<EventId> = old_events.into_iter().filter(|e| !have.contains(e)).collect();
        gone_events.sort();
        let have: HashSet<&ConflictId> = now.conflicts.iter().map(|c| &c.id).collect();
        let mut gone_conflicts: Vec<ConflictId> =
            old_conflicts.into_iter().filter(|c| !have.contains(c)).collect();
        gone_conflicts.sort();
        Changes { gone_events, gone_conflicts, now }
    }

    /// The conflict over what an entity is called, if there is one.
    fn name(&self, id: &EntityId) -> Option<Conflict> {
        let departing = self.departing.get(id).filter(|d| !d.is_empty())?;
        let beside: BTreeSet<Slot> =
            departing.iter().filter_map(|&s| Some(self.event(s)?.0)).flatten().copied().collect();
        let (mut slots, mut views) = self.views(beside.union(departing).copied());
        if self.rightly(id, &slots, &views).is_empty() {
            let all: BTreeSet<Slot> = self.naming.get(id)?.iter().chain(departing).copied().collect();
            (slots, views) = self.views(all.into_iter());
        }
        let mut right = self.rightly(id, &slots, &views);
        if !right.iter().any(|(i, _)| beside.contains(&slots[*i])) {
            right.truncate(MOST_BEARERS);
        }
        let odd: Vec<(usize, &Discrepancy)> = slots
            .iter()
            .enumerate()
            .flat_map(|(i, &s)| self.odd_of(s).iter().filter(|d| d.id == *id).map(move |d| (i, d)))
            .collect();
        let origin: Vec<u64> = slots.iter().map(|&s| self.origin[s as usize]).collect();
        let maker = Maker { views: &views, origin: &origin, who: &self.who };
        maker.name(id, &odd, &right, |i| self.event(slots[i]).map(|e| e.1.clone()))
    }

    /// The places among some claims where an entity goes by a name that does not depart.
    fn rightly<'a>(&self, id: &EntityId, slots: &[Slot], views: &[View<'a>]) -> Vec<(usize, &'a Name)> {
        let mut out = Vec::new();
        for (i, v) in views.iter().enumerate() {
            let odd = self.odd_of(slots[i]);
            for (role, value) in v.claim.args.iter() {
                for name in value.names().iter().filter(|n| n.id.as_ref() == Some(id)) {
                    if !odd.iter().any(|d| d.role == role && d.id == *id && d.surface == name.text) {
                        out.push((i, name));
                    }
                }
            }
        }
        out
    }

    /// The conflict over what one figure is, if there is one.
    fn held_out(&mut self, key: u128) -> Option<Conflict> {
        let list = self.held.get_mut(&key)?;
        list.retain(|s| self.held_of.get(s) == Some(&key));
        let (slots, views) = self.views(self.held.get(&key)?.iter().copied());
        let origin: Vec<u64> = slots.iter().map(|&s| self.origin[s as usize]).collect();
        let maker = Maker { views: &views, origin: &origin, who: &self.who };
        maker.components(|i| self.event(slots[i]).map(|e| e.1.clone()))
    }
}

fn lent<C: Borrow<Claim>>(claim: &C) -> &Claim {
    claim.borrow()
}

/// The entities a claim is about, some more than once.
fn named(c: &Claim) -> impl Iterator<Item = &EntityId> {
    c.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref())
}

/// Events in the order of their earliest report, each with what belongs to it.
fn in_order(mut told: Vec<Told>) -> Reconciled {
    told.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut out = Reconciled::default();
    for t in told {
        out.conflicts.extend(t.conflicts);
        out.backing.extend(t.backing);
        out.rounds.extend(t.rounds);
        out.ranks.extend(t.ranks);
        out.events.push(t.event);
    }
    out
}
