//! How firmly a claim is told, and who tells it, learnt from labelled sentences.

use std::ops::Range;

use tradewire_model::Modality;

use super::linear::{Features, Weights, feature};
use crate::attribution::{Negated, Scope, judge, negated};
use crate::class::Class;
use crate::fill::Scene;
use crate::phrase::Head;

/// The manners in the order of their labels.
pub(crate) const MANNERS: &[Modality] = &[
    Modality::Asserted,
    Modality::Planned,
    Modality::Reported,
    Modality::Rumoured,
    Modality::Denied,
    Modality::Declined,
];

/// Words that bear on the manner.
const TELLING: &[Class] = &[
    Class::Plan,
    Class::Rumour,
    Class::Deny,
    Class::Decline,
    Class::Negation,
    Class::Report,
    Class::Speech,
    Class::Announce,
    Class::According,
    Class::Insider,
    Class::WeakSource,
    Class::Hypothetical,
    Class::Question,
    Class::Memo,
    Class::Refuse,
    Class::Past,
];

/// Features of a trigger for the manner of what it tells; `rule` is what the rules say.
pub(crate) fn of_manner(
    scene: &Scene<'_>,
    at: usize,
    told: usize,
    rule: usize,
    scopes: &[Scope],
) -> Features {
    let t = &scene.row.tokens;
    let own = scene.said(at).word;
    let mut f = Vec::with_capacity(192);
    f.extend([
        feature(300).done(),
        feature(301).num(rule as u64).done(),
        feature(302).num(rule as u64).num(told as u64).done(),
        feature(303).num(own).done(),
        feature(304).num(told as u64).done(),
        feature(305).num(u64::from(scene.row.chinese)).num(rule as u64).done(),
    ]);
    for o in [-6isize, -5, -4, -3, -2, -1, 1, 2, 3] {
        let Some(k) = at.checked_add_signed(o).filter(|k| *k < t.len()) else { continue };
        let w = scene.said(k).word;
        let near = (o.unsigned_abs() as u64).min(3);
        f.push(feature(306).num(u64::from(o < 0)).num(near).num(w).done());
        f.push(feature(307).num(u64::from(o < 0)).num(w).done());
        f.push(feature(308).num(u64::from(o < 0)).num(w).num(rule as u64).done());
        for s in scene.said(k).senses.iter().filter(|_| t[k].name.is_none()) {
            f.push(feature(318).num(u64::from(o < 0)).num(s).done());
            f.push(feature(319).num(u64::from(o < 0)).num(near).num(s).num(rule as u64).done());
        }
        if o == -1 || o == -2 {
            f.push(feature(309).num(near).num(w).num(own).done());
        }
    }
    if at >= 2 {
        f.push(feature(310).num(scene.said(at - 2).word).num(scene.said(at - 1).word).done());
    }
    for c in TELLING {
        for (side, range) in [(0u64, 0..at), (1, at + 1..t.len())] {
            let gap = t[range].iter().filter(|x| x.is(*c)).map(|x| x.clause.abs_diff(t[at].clause)).min();
            if let Some(d) = gap {
                f.push(feature(311).num(*c as u64).num(side).num(u64::from(d.min(2))).done());
                f.push(feature(312).num(*c as u64).num(side).num(rule as u64).done());
            }
        }
    }
    for (k, x) in t.iter().enumerate().filter(|(_, x)| x.any(TELLING) && x.name.is_none()) {
        f.push(feature(313).num(scene.said(k).word).num(u64::from(x.start < t[at].start)).done());
    }
    let over = scopes.iter().filter(|s| s.from <= at && at < s.to);
    for s in over {
        let who = u64::from(s.source.is_some())
            | u64::from(s.anonymous) << 1
            | u64::from(s.outlet) << 2
            | u64::from(s.announces) << 3
            | u64::from(s.denies) << 4;
        f.push(feature(314).num(who).done());
        f.push(feature(315).num(who).num(told as u64).done());
    }
    let before =
        u64::from(scene.before.reporting.is_some()) | u64::from(scene.before.announcing.is_some()) << 1;
    f.push(feature(316).num(before).num(rule as u64).done());
    let quoted = t[..at].iter().filter(|x| x.punct == Some('"')).count() % 2;
    f.push(feature(317).num(quoted as u64).done());
    f
}

/// Features of a phrase as the one who tells what a trigger tells; `rule` says whether the rules take it for that.
pub(crate) fn of_teller(scene: &Scene<'_>, at: usize, p: usize, rule: bool) -> Features {
    let t = &scene.row.tokens;
    let ph = &scene.phrases[p];
    let head = ph.head as u64;
    let before = ph.tokens.end <= at;
    let side = u64::from(before);
    let clauses = u64::from(ph.clause.abs_diff(t[at].clause).min(4));
    let mut f = Vec::with_capacity(96);
    f.extend([
        feature(400).num(head).done(),
        feature(401).num(head).num(side).num(clauses).done(),
        feature(402).num(u64::from(rule)).done(),
        feature(403).num(u64::from(rule)).num(head).num(side).done(),
    ]);
    let opens = ph.tokens.start == 0;
    f.push(feature(404).num(head).num(u64::from(opens)).done());
    let mut beside = |n: u64, k: Option<usize>| {
        let Some((k, x)) = k.and_then(|k| t.get(k).map(|x| (k, x))) else { return };
        f.push(feature(405).num(n).num(scene.said(k).word).done());
        f.push(feature(406).num(n).num(scene.said(k).word).num(head).done());
        for c in TELLING.iter().filter(|c| x.is(**c)) {
            f.push(feature(407).num(n).num(*c as u64).num(head).done());
        }
    };
    beside(0, ph.tokens.start.checked_sub(1));
    beside(1, ph.tokens.start.checked_sub(2));
    beside(2, Some(ph.tokens.end));
    beside(3, Some(ph.tokens.end + 1));
    beside(4, Some(ph.tokens.end + 2));
    let governor = ph.governor.map_or(0, |g| scene.said(g).word);
    f.push(feature(408).num(head).num(governor).done());
    // A word of saying between it and the trigger, or behind both.
    let span = if before { ph.tokens.end..at } else { at + 1..ph.tokens.start.max(at + 1) };
    for c in TELLING {
        if t[span.clone()].iter().any(|x| x.is(*c)) {
            f.push(feature(409).num(side).num(*c as u64).num(clauses).done());
        }
    }
    let other = scene.phrases.iter().filter(|q| q.head == ph.head).count().min(3) as u64;
    f.push(feature(410).num(head).num(other).done());
    f.push(feature(411).num(u64::from(scene.row.chinese)).num(head).num(side).done());
    f
}

/// The phrases of a sentence that may tell: names, and insiders without a name.
pub(crate) fn tellers(scene: &Scene<'_>) -> Vec<(usize, Range<usize>)> {
    scene
        .phrases
        .iter()
        .enumerate()
        .filter(|(_, p)| matches!(p.head, Head::Person | Head::Org | Head::Outlet | Head::Open))
        .map(|(i, p)| (i, p.core.clone()))
        .collect()
}

/// What the rules say of the manner at a trigger, and the bytes of whoever tells it by them.
pub(crate) fn by_rules(scene: &Scene<'_>, scopes: &[Scope], at: usize) -> (usize, Option<Range<usize>>) {
    let (_, modality, _) = judge(scene.row, scene.text, scene.kb, scopes, at, &[], scene.before);
    let modality = if negated(scene.row, at) == Negated::Denied { Modality::Denied } else { modality };
    let source = scopes
        .iter()
        .filter(|s| s.from <= at && at < s.to && s.cue != at)
        .max_by_key(|s| (s.from, s.cue))
        .and_then(|s| s.source.as_ref())
        .map(|e| e.range.clone());
    (MANNERS.iter().position(|m| *m == modality).unwrap_or(0), source)
}

/// Both models as they ship.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Manner {
    pub(crate) manner: Weights,
    pub(crate) teller: Weights,
}

impl Manner {
    /// Shares of each manner, as [`MANNERS`] orders them.
    pub(crate) fn shares(&self, features: &[u32]) -> [f32; MANNERS.len()] {
        self.manner.shares(features)
    }

    /// How sure it is that a phrase tells.
    pub(crate) fn tells(&self, features: &[u32]) -> f32 {
        self.teller.shares::<2>(features)[1]
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.manner.to_bytes();
        out.extend(self.teller.to_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (manner, rest) = Weights::from_bytes(bytes)?;
        let (teller, rest) = Weights::from_bytes(rest)?;
        Some((Self { manner, teller }, rest))
    }
}
