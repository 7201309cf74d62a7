//! What reports disagree on: nothing is averaged, no side is dropped.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{
    Amount, Bound, Claim, ClaimKind, ClaimRef, Conflict, ConflictId, ConflictKind, Date, Decimal, EntityId,
    EventId, Name, Role, Side, Value,
};
use tradewire_resolve::{Discrepancy, DiscrepancyKind};

use crate::figure::{Settled, mistaken};
use crate::group::{Cluster, offer};
use crate::money::words;
use crate::sides::SideOf;
use crate::view::{View, ids, is_group, roots};
use crate::when::{days, gap, open_day};
use crate::who::Who;

/// Days within which two destinations of one person exclude each other.
const DESTINATION_DAYS: i32 = 60;
/// Days within which one figure under two names is the same offer retold.
const RETOLD_DAYS: i32 = 180;

/// Makes conflicts over the claims of one set.
pub(crate) struct Maker<'a> {
    pub(crate) views: &'a [View<'a>],
    pub(crate) origin: &'a [u64],
    pub(crate) who: &'a Who,
}

impl Maker<'_> {
    /// A conflict of sides given as (value, claims), the best supported first.
    fn conflict(
        &self,
        kind: ConflictKind,
        event: Option<&EventId>,
        role: Role,
        sides: Vec<(String, Vec<usize>)>,
        reason: String,
    ) -> Conflict {
        let origins =
            |claims: &[usize]| claims.iter().map(|&i| self.origin[i]).collect::<BTreeSet<_>>().len();
        let counted = sides.into_iter().map(|(v, c)| {
            let n = origins(&c);
            (v, c, n)
        });
        self.counted(kind, event, role, counted.collect(), reason)
    }

    /// The same with the number of origins behind each side given.
    fn counted(
        &self,
        kind: ConflictKind,
        event: Option<&EventId>,
        role: Role,
        sides: Vec<(String, Vec<usize>, usize)>,
        reason: String,
    ) -> Conflict {
        let mut sides: Vec<(Side, usize)> = sides
            .into_iter()
            .map(|(value, claims, origins)| {
                let first = claims.first().copied().unwrap_or(usize::MAX);
                let claims = claims.iter().map(|&i| self.reference(i)).collect();
                (Side { value, claims, origins }, first)
            })
            .collect();
        sides.sort_by(|a, b| {
            b.0.origins.cmp(&a.0.origins).then(a.1.cmp(&b.1)).then(a.0.value.cmp(&b.0.value))
        });
        let sides: Vec<Side> = sides.into_iter().map(|s| s.0).collect();
        let mut fields = vec![kind.to_string(), role.to_string()];
        for s in &sides {
            fields.push(s.value.clone());
            fields.extend(s.claims.iter().map(|c| c.id.to_string()));
        }
        Conflict { id: ConflictId::of(&fields), kind, event: event.cloned(), role, sides, reason }
    }

    fn reference(&self, i: usize) -> ClaimRef {
        let c = self.views[i].claim;
        ClaimRef { id: c.id.clone(), doc: c.doc.clone(), span: c.span }
    }

    /// Figures of one event that exclude each other.
    pub(crate) fn figures(&self, event: &EventId, settled: &[Settled]) -> Vec<Conflict> {
        settled
            .iter()
            .filter_map(|s| {
                let (sides, reason) = s.dispute.as_ref()?;
                let kind = match s.role {
                    Role::Count => ConflictKind::Count,
                    _ if mistaken(sides).is_some() => ConflictKind::Unit,
                    _ => ConflictKind::Value,
                };
                let counted =
                    sides.iter().map(|x| (value_words(s.role, x), x.claims.clone(), x.origins(self.origin)));
                Some(self.counted(kind, Some(event), s.role, counted.collect(), reason.clone()))
            })
            .collect()
    }

    /// Days of one event that exclude each other.
    pub(crate) fn dates(&self, kind: ClaimKind, event: &EventId, cluster: &[usize]) -> Option<Conflict> {
        if !matches!(
            kind,
            ClaimKind::Move | ClaimKind::Deal | ClaimKind::Unit | ClaimKind::Funding | ClaimKind::Dispute
        ) {
            return None;
        }
        let told: Vec<(usize, &Date)> = cluster
            .iter()
            .filter(|&&i| self.views[i].affirms())
            .filter_map(|&i| Some((i, self.views[i].claim.args.date()?)))
            .collect();
        // Days without a year lie next to those that have one, else next to each other.
        let dated = |d: &Date| matches!(d, Date::Day(..)).then(|| days(d)).flatten();
        let near = told.iter().filter_map(|(_, d)| dated(d)).min();
        let near = near.or_else(|| told.iter().filter_map(|(_, d)| open_day(d, SOME_DAY)).min());
        let mut dated: Vec<(usize, &Date, (i32, i32))> = told
            .into_iter()
            .filter_map(|(i, d)| {
                // A year or a stretch is no day to disagree on.
                let span = match d {
                    Date::Day(..) | Date::Month(..) => days(d),
                    _ => open_day(d, near?.0),
                };
                Some((i, d, span?))
            })
            .collect();
        // Days open sides, months join the one they hold or lie next to: what is announced in March takes effect in
        // April.
        dated.sort_by_key(|(i, _, d)| (d.1 - d.0, d.0, *i));
        let mut sides: Vec<(&Date, (i32, i32), Vec<usize>)> = Vec::new();
        for (i, date, span) in dated {
            let fits: Vec<usize> =
                (0..sides.len()).filter(|&n| gap(sides[n].1, span) <= slack(sides[n].1, span)).collect();
            match fits.as_slice() {
                [] => sides.push((date, span, vec![i])),
                [n] => {
                    let side = &mut sides[*n];
                    side.2.push(i);
                    if matches!(side.0, Date::OpenYear(..)) {
                        side.0 = date;
                    }
                }
                _ => {}
            }
        }
        if sides.len() < 2 {
            return None;
        }
        let days_only = sides.iter().all(|s| s.1.0 == s.1.1);
        let reason = if sides.len() == 2 && days_only && gap(sides[0].1, sides[1].1) == 1 {
            "The days differ by one: probably a time zone, late evening in the one place being the next day in the \
             other."
                .to_owned()
        } else {
            format!("Reports of one {kind} give days that exclude each other.")
        };
        let sides = sides
            .into_iter()
            .map(|(d, _, mut claims)| {
                claims.sort_unstable();
                (d.to_string(), claims)
            })
            .collect();
        Some(self.conflict(ConflictKind::Date, Some(event), Role::Date, sides, reason))
    }

    /// Who leads a unit, if reports name different people.
    pub(crate) fn leaders(&self, event: &EventId, cluster: &[usize]) -> Option<Conflict> {
        let mut by_leader: BTreeMap<Vec<String>, (String, Vec<usize>)> = BTreeMap::new();
        for &i in cluster.iter().filter(|&&i| self.views[i].is_firm()) {
            let c = self.views[i].claim;
            if let Some(name) = c.args.name(Role::LedBy).filter(|n| !n.group) {
                let at = by_leader
                    .entry(ids(c, Role::LedBy))
                    .or_insert_with(|| (name.label().to_owned(), Vec::new()));
                at.1.push(i);
            }
        }
        // Several leaders in one report lead together.
        let apart = by_leader.keys().all(|k| k.len() == 1);
        (by_leader.len() > 1 && apart).then(|| {
            let sides = by_leader.into_values().collect();
            let reason = "Reports name different people as the head of one unit.".to_owned();
            self.conflict(ConflictKind::Name, Some(event), Role::LedBy, sides, reason)
        })
    }

    /// A name that departs from what its bearer is called: `odd` are the places that have it so, `right` those that
    /// have it otherwise, beside the first where there are any; `event` gives the event of a claim.
    pub(crate) fn name(
        &self,
        id: &EntityId,
        odd: &[(usize, &Discrepancy)],
        right: &[(usize, &Name)],
        event: impl Fn(usize) -> Option<EventId>,
    ) -> Option<Conflict> {
        let loose = odd.iter().all(|(_, d)| d.kind == DiscrepancyKind::LooseName);
        if right.is_empty() && loose {
            return None;
        }
        // One article that writes a name in two ways disagrees with nobody.
        let told = odd.iter().map(|(i, _)| *i).chain(right.iter().map(|(i, _)| *i));
        let documents: BTreeSet<&str> = told.map(|i| self.views[i].claim.doc.as_str()).collect();
        if documents.len() < 2 && !odd.iter().any(|(_, d)| d.kind == DiscrepancyKind::Misnamed) {
            return None;
        }
        let mut sides: BTreeMap<String, (String, BTreeSet<usize>)> = BTreeMap::new();
        for (i, d) in odd {
            let at = sides.entry(tradewire_script::key(&d.surface)).or_default();
            if at.0.is_empty() || d.surface < at.0 {
                at.0.clone_from(&d.surface);
            }
            at.1.insert(*i);
        }
        let label = right.iter().min_by_key(|(i, _)| *i).map_or_else(
            || self.who.entity(id).map(|e| e.name.clone()).unwrap_or_default(),
            |(_, n)| n.text.clone(),
        );
        let mut sides: Vec<(String, Vec<usize>)> =
            sides.into_values().map(|(v, c)| (v, c.into_iter().collect())).collect();
        sides.push((label, right.iter().map(|(i, _)| *i).collect::<BTreeSet<_>>().into_iter().collect()));
        let first =
            odd.iter().map(|(i, d)| (self.views[*i].claim.kind != ClaimKind::Move, *i, d.role)).min()?;
        let reasons: BTreeSet<&str> = odd.iter().map(|(_, d)| d.reason.as_str()).collect();
        let reason = format!("One name departs: {}.", reasons.into_iter().collect::<Vec<_>>().join("; "));
        Some(self.conflict(ConflictKind::Name, event(first.1).as_ref(), first.2, sides, reason))
    }

    /// One figure held out by one bidder under two names: a bonus here, a salary there. The views are the claims of
    /// one [`held`] key.
    pub(crate) fn components(&self, event: impl Fn(usize) -> Option<EventId>) -> Option<Conflict> {
        let first = self.views.first()?;
        let told: Vec<(Role, usize)> = self
            .views
            .iter()
            .enumerate()
            .filter(|(_, v)| v.time().zip(first.time()).is_none_or(|(t, u)| gap(t, u) <= RETOLD_DAYS))
            .filter_map(|(i, v)| Some((headline(v.claim)?.0, i)))
            .collect();
        let roles: BTreeSet<Role> = told.iter().map(|t| t.0).collect();
        let docs: BTreeSet<&str> = told.iter().map(|&(_, i)| self.views[i].claim.doc.as_str()).collect();
        if roles.len() < 2 || docs.len() < 2 {
            return None;
        }
        let yearly = roles.contains(&Role::Annual);
        let sides: Vec<(String, Vec<usize>)> = roles
            .iter()
            .map(|&r| {
                let claims: Vec<usize> = told.iter().filter(|t| t.0 == r).map(|t| t.1).collect();
                let figure = claims.first().and_then(|&i| self.views[i].claim.args.amount(r));
                (format!("{}: {}", component(r), figure.map(words).unwrap_or_default()), claims)
            })
            .collect();
        let names: Vec<&str> = roles.iter().map(|&r| component(r)).collect();
        let reason = format!(
            "One figure is told as different things ({}): probably the same offer, changed in the retelling.",
            names.join(" / ")
        );
        let kind = if yearly { ConflictKind::Period } else { ConflictKind::Unit };
        let &(role, at) = told.first()?;
        Some(self.conflict(kind, event(at).as_ref(), role, sides, reason))
    }

    /// Two destinations of one person who left one place; `clusters` are the events of one block with their ids.
    pub(crate) fn destinations(&self, clusters: &[Cluster], ids_of: &[EventId]) -> Vec<Conflict> {
        let mut leaving: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, cluster) in clusters.iter().enumerate() {
            let Some(&first) = cluster.iter().find(|&&i| self.views[i].is_firm()) else { continue };
            let v = &self.views[first];
            if v.claim.kind != ClaimKind::Move || !v.claim.args.has(Role::Person) || !self.arrives(cluster) {
                continue;
            }
            let from: BTreeSet<String> =
                cluster.iter().flat_map(|&i| roots(self.views[i].claim, Role::From, self.who)).collect();
            for f in from {
                leaving.entry(f).or_default().push(n);
            }
        }
        let mut out = Vec::new();
        for moves in leaving.into_values().filter(|m| m.len() > 1) {
            let firm = |n: usize| clusters[n].iter().copied().filter(|&i| self.views[i].is_firm());
            let time = |n: usize| firm(n).find_map(|i| self.views[i].time());
            let first = moves[0];
            let near: Vec<usize> = moves
                .iter()
                .copied()
                .filter(|&n| time(n).zip(time(first)).is_none_or(|(t, u)| gap(t, u) <= DESTINATION_DAYS))
                .collect();
            let near = self.exclusive(clusters, near);
            if near.len() < 2 {
                continue;
            }
            let sides = near
                .iter()
                .map(|&n| {
                    let claims: Vec<usize> =
                        firm(n).filter(|&i| self.views[i].claim.args.has(Role::To)).collect();
                    let to = claims.first().and_then(|&i| self.views[i].claim.args.name(Role::To));
                    (to.map(|t| t.label().to_owned()).unwrap_or_default(), claims)
                })
                .collect();
            let reason = "Reports of one departure name different places gone to.".to_owned();
            out.push(self.conflict(ConflictKind::Name, Some(&ids_of[first]), Role::To, sides, reason));
        }
        out
    }

    /// Those of some moves whose destinations exclude each other.
    ///
    /// A lab and its parent do not, and one voice that tells of two in one article tells of stations, one after the other.
    fn exclusive(&self, clusters: &[Cluster], moves: Vec<usize>) -> Vec<usize> {
        let firm = |n: usize| clusters[n].iter().map(|&i| &self.views[i]).filter(|v| v.is_firm());
        let places =
            |n: usize| firm(n).flat_map(|v| roots(v.claim, Role::To, self.who)).collect::<BTreeSet<_>>();
        let voice = |v: &View<'_>| {
            let source = v.claim.attribution.source.as_ref().map(|s| s.label().to_owned());
            (v.claim.doc.clone(), source, v.claim.attribution.anonymous)
        };
        let voices = |n: usize| firm(n).map(voice).collect::<BTreeSet<_>>();
        let mut kept: Vec<usize> = Vec::new();
        let (mut gone_to, mut told_by) = (BTreeSet::new(), BTreeSet::new());
        for n in moves {
            let (places, voices) = (places(n), voices(n));
            if gone_to.is_disjoint(&places) && told_by.is_disjoint(&voices) {
                kept.push(n);
                gone_to.extend(places);
                told_by.extend(voices);
            }
        }
        kept
    }

    fn arrives(&self, cluster: &[usize]) -> bool {
        cluster.iter().any(|&i| {
            let c = self.views[i].claim;
            c.args.has(Role::To) && matches!(c.args.get(Role::Type), None | Some(Value::Code(_))) && {
                matches!(c.args.text(Role::Type), None | Some("join" | "return"))
            }
        })
    }
}

/// Next to it days without a year are put where no report of an event gives one: which year is all the same.
const SOME_DAY: i32 = 730_000;

/// Days that may lie between two dates of one event: none between days, a month where one of them is a month.
fn slack(a: (i32, i32), b: (i32, i32)) -> i32 {
    if a.0 == a.1 && b.0 == b.1 { 0 } else { 31 }
}

/// The headline figure of an offer: who gives several parts knows them apart.
fn headline(c: &Claim) -> Option<(Role, &Amount)> {
    offer::COMPONENTS
        .iter()
        .find_map(|&r| c.args.amount(r).map(|a| (r, a)))
        .filter(|(_, a)| a.bound != Bound::Range)
}

/// What an offer's figure is found by, whatever it is called: fiction or not, bidders, the person if named, figure.
pub(crate) fn held(v: &View<'_>, who: &Who) -> Option<(bool, Vec<String>, Vec<String>, String)> {
    let c = v.claim;
    if c.kind != ClaimKind::Offer || !v.affirms() || is_group(c, Role::Bidder) || !c.args.has(Role::Bidder) {
        return None;
    }
    let to = if is_group(c, Role::To) || !c.args.has(Role::To) { Vec::new() } else { ids(c, Role::To) };
    let (_, a) = headline(c)?;
    Some((v.fiction, roots(c, Role::Bidder, who), to, offer::figure(a)))
}

fn component(role: Role) -> &'static str {
    match role {
        Role::SignOn => "sign-on bonus",
        Role::Annual => "pay per year",
        Role::FirstYear => "first year",
        _ => "whole package",
    }
}

fn value_words(role: Role, side: &SideOf) -> String {
    let a: &Amount = &side.value;
    match role {
        Role::StakePercent => format!("{} %", a.value.map(plain_number).unwrap_or_default()),
        _ => words(a),
    }
}

fn plain_number(d: Decimal) -> String {
    d.normalize().to_string()
}
