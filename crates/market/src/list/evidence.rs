//! What documents say of a person, held against a criterion.

use std::collections::BTreeSet;

use jiff::civil::Date as Day;
use serde::Serialize;
use tradewire_model::{Claim, ClaimKind, EntityId, Event, Role};
use tradewire_script::fold_str;

use super::criteria::{Criterion, Test};
use super::words::{LEXICON, first, holds};
use crate::Measure;
use crate::comparables::observation;
use crate::sum::float;

/// Most proofs kept for one point.
const PROOFS: usize = 4;

/// A claim that stands, with the words around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The claim.
    pub claim: Claim,
    /// The repaired sentences it stands in.
    pub context: Option<String>,
    /// Headline of its document.
    pub title: Option<String>,
    /// Who published the document.
    pub outlet: Option<String>,
}

/// A person with what documents say of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Who.
    pub id: EntityId,
    /// What to call them.
    pub name: String,
    /// All forms of the name.
    pub forms: Vec<String>,
    /// Whether only invented documents name them.
    pub fiction: bool,
    /// What is said, without what is denied, hearsay, withdrawn or known to be wrong.
    pub said: Vec<Said>,
    /// Settled moves, one for each step, with their events.
    pub moves: Vec<(Event, Vec<String>)>,
    /// The last day on which anything about them was published.
    pub latest: Option<Day>,
}

/// A piece of evidence: the words, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// The claim.
    pub claim: String,
    /// Its document.
    pub doc: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// The words of the document: the claim's quote, or the sentence where that is what was read.
    pub quote: String,
    /// What was found in them.
    pub found: String,
}

/// What the evidence gives a person for a criterion: from nothing to one, as an interval.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Value {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// What it rests on.
    pub proofs: Vec<Proof>,
}

impl Said {
    fn proof(&self, quote: &str, found: impl Into<String>) -> Proof {
        Proof {
            claim: self.claim.id.to_string(),
            doc: self.claim.doc.clone(),
            outlet: self.outlet.clone(),
            published: self.claim.published.as_ref().map(ToString::to_string),
            quote: quote.to_owned(),
            found: found.into(),
        }
    }

    /// The sentence it was read in, else its quote.
    fn sentence(&self) -> &str {
        self.context.as_deref().unwrap_or(&self.claim.quote)
    }
}

impl Person {
    fn is(&self, name: &tradewire_model::Name) -> bool {
        name.id.as_ref() == Some(&self.id)
    }

    /// Claims that name the person in a role.
    fn as_role(&self, role: Role) -> impl Iterator<Item = &Said> {
        self.said.iter().filter(move |s| s.claim.args.names(role).iter().any(|n| self.is(n)))
    }

    /// Whether a sentence names anybody else: then its words need not be about this person.
    fn alone_in(&self, s: &Said) -> bool {
        let people = [Role::Person, Role::Group, Role::By, Role::LedBy, Role::Speaker];
        let others = people.iter().flat_map(|r| s.claim.args.names(*r)).any(|n| !self.is(n));
        let same_place = |o: &&Said| o.claim.doc == s.claim.doc && o.sentence() == s.sentence();
        !others
            && !self
                .said
                .iter()
                .filter(same_place)
                .any(|o| people.iter().flat_map(|r| o.claim.args.names(*r)).any(|n| !self.is(n)))
    }

    /// Sentences that name the person in their own words.
    fn sentences(&self) -> impl Iterator<Item = &Said> {
        self.said.iter().filter(|s| {
            let text = fold_str(s.sentence());
            let own =
                s.claim.args.iter().flat_map(|(_, v)| v.names()).filter(|n| self.is(n)).map(|n| &n.text);
            self.forms.iter().chain([&self.name]).chain(own).any(|f| holds(&text, &fold_str(f)))
        })
    }
}

/// What the evidence gives for a criterion as of a day; nothing where none is on file.
#[must_use]
pub fn value(p: &Person, c: &Criterion, as_of: Day) -> Option<Value> {
    let mut v = match &c.test {
        Test::Lab { labs, all } => lab(p, labs, *all),
        Test::Led { words } => led(p, words),
        Test::Degree { words } => named(p, words, 1),
        Test::Work { words, full } => named(p, words, *full),
        Test::Recency { half_life_months } => recency(p, *half_life_months, as_of),
        Test::Moves { full } => moves(p, *full),
        Test::Offer { full, currency, measure } => {
            let role = match measure {
                Measure::Total => Role::Total,
                Measure::Annual => Role::Annual,
                Measure::SignOn => Role::SignOn,
                Measure::FirstYear => Role::FirstYear,
            };
            let mut best: Option<Value> = None;
            for s in p.as_role(Role::To).filter(|s| s.claim.kind == ClaimKind::Offer) {
                let Some(a) = s.claim.args.amount(role).filter(|a| a.currency == Some(*currency)) else {
                    continue;
                };
                let Some(o) = observation(a) else { continue };
                let part = |x: f64| if x.is_finite() { (x / float(*full)).clamp(0.0, 1.0) } else { 1.0 };
                let found = a
                    .magnitude()
                    .map_or_else(String::new, |m| format!("{} {}", m.normalize(), currency.code()));
                let one = Value {
                    low: part(o.low),
                    high: part(o.high),
                    proofs: vec![s.proof(&s.claim.quote, found)],
                };
                best = match best {
                    // Several rounds: the best of them counts, and each stays as a proof.
                    Some(mut b) => {
                        if one.low > b.low {
                            b.proofs.splice(0..0, one.proofs);
                        } else {
                            b.proofs.extend(one.proofs);
                        }
                        Some(Value { low: b.low.max(one.low), high: b.high.max(one.high), proofs: b.proofs })
                    }
                    None => Some(one),
                };
            }
            best
        }
    }?;
    v.proofs.truncate(PROOFS);
    Some(v)
}

/// What in a move event names one of some labs.
fn lab(p: &Person, labs: &[String], all: bool) -> Option<Value> {
    let mut found: BTreeSet<&String> = BTreeSet::new();
    let mut proofs = Vec::new();
    let ends = [Role::From, Role::To, Role::Affiliation, Role::Org];
    let about = p.as_role(Role::Person).chain(p.as_role(Role::Speaker)).chain(p.as_role(Role::LedBy));
    for s in about {
        for n in ends.iter().flat_map(|r| s.claim.args.names(*r)) {
            let called = |l: &&String| {
                n.id.as_ref().is_some_and(|id| id.as_str() == l.as_str())
                    || fold_str(n.label()) == fold_str(l)
                    || fold_str(&n.text) == fold_str(l)
            };
            if let Some(l) = labs.iter().find(called)
                && found.insert(l)
            {
                proofs.push(s.proof(&s.claim.quote, n.label()));
            }
        }
    }
    let share = if all { found.len() as f64 / labs.len().max(1) as f64 } else { 1.0 };
    (!proofs.is_empty()).then_some(Value { low: share, high: share, proofs })
}

fn led(p: &Person, words: &[String]) -> Option<Value> {
    let mut proofs = Vec::new();
    for s in p.as_role(Role::Person) {
        // A role of a claim over several people need not be everybody's.
        let several = s.claim.args.names(Role::Person).len() > 1 || s.claim.args.has(Role::Group);
        let roles = [Role::RoleBefore, Role::RoleAfter].into_iter().filter_map(|r| s.claim.args.text(r));
        if let Some(role) = roles.filter(|_| !several).find(|r| first(r, words).is_some()) {
            proofs.push(s.proof(&s.claim.quote, role));
        } else if s.claim.args.text(Role::Type) == Some("found")
            && words.iter().any(|w| LEXICON.lead.contains(w))
        {
            let what = s.claim.args.name(Role::To).map_or("", |n| n.label());
            proofs.push(s.proof(&s.claim.quote, format!("founder: {what}")));
        }
    }
    for s in p.as_role(Role::LedBy).filter(|s| s.claim.kind == ClaimKind::Unit) {
        let unit = s.claim.args.text(Role::Name).map(str::to_owned);
        let unit = unit.or_else(|| s.claim.args.name(Role::Name).map(|n| n.label().to_owned()));
        proofs.push(s.proof(&s.claim.quote, unit.unwrap_or_default()));
    }
    (!proofs.is_empty()).then_some(Value { low: 1.0, high: 1.0, proofs })
}

/// Words that sentences about the person name. In a sentence that names others, too, a word may be theirs.
fn named(p: &Person, words: &[String], full: u32) -> Option<Value> {
    let (mut sure, mut perhaps) = (BTreeSet::new(), BTreeSet::new());
    let mut proofs: Vec<Proof> = Vec::new();
    for s in p.sentences() {
        let text = fold_str(s.sentence());
        for w in words.iter().filter(|w| holds(&text, &fold_str(w))) {
            let new = if p.alone_in(s) { sure.insert(w) } else { !sure.contains(w) && perhaps.insert(w) };
            if new {
                proofs.push(s.proof(s.sentence(), w.as_str()));
            }
        }
    }
    if proofs.is_empty() {
        return None;
    }
    perhaps.retain(|w| !sure.contains(w));
    let part = |n: usize| (n as f64 / f64::from(full.max(1))).min(1.0);
    Some(Value { low: part(sure.len()), high: part(sure.len() + perhaps.len()), proofs })
}

fn recency(p: &Person, half_life: f64, as_of: Day) -> Option<Value> {
    let latest = p.latest?;
    let days = latest.until(as_of).map_or(0, |s| s.get_days()).max(0);
    let worth = 0.5f64.powf(f64::from(days) / 30.436_875 / half_life);
    let last = p.said.iter().max_by(|a, b| a.claim.published.cmp(&b.claim.published))?;
    Some(Value { low: worth, high: worth, proofs: vec![last.proof(&last.claim.quote, latest.to_string())] })
}

fn moves(p: &Person, full: u32) -> Option<Value> {
    let mut proofs = Vec::new();
    for (event, _) in &p.moves {
        let told = event.claims.iter().find_map(|c| p.said.iter().find(|s| s.claim.id == c.id));
        let Some(s) = told else { continue };
        let end = |r| event.args.name(r).map_or("?", |n| n.label());
        proofs.push(s.proof(&s.claim.quote, format!("{} → {}", end(Role::From), end(Role::To))));
    }
    if proofs.is_empty() {
        return None;
    }
    let part = (p.moves.len() as f64 / f64::from(full.max(1))).min(1.0);
    Some(Value { low: part, high: part, proofs })
}
