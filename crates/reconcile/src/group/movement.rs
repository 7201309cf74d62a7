//! Moves: one person's way from one place to another, or a group's.

use std::collections::BTreeMap;

use tradewire_model::{Role, Value};

use super::{Cluster, alone, flat, sweep};
use crate::figure::figures;
use crate::money::{Relation, relation};
use crate::view::{View, ids, roots};
use crate::when::gap;
use crate::who::Who;

/// Days after which a second move of one person to the same place is another move.
const AGAIN_DAYS: i32 = 400;
/// Days between a departure and the arrival that belongs to it; notice periods and garden leave take up to half a year.
const DEPARTURE_DAYS: i32 = 200;
/// Days between two reports of one counted group that goes the same way.
const WAVE_DAYS: i32 = 120;

/// What sort of move it is; sorts do not mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Arrive,
    Depart,
    Found,
    Rise,
    Past,
}

pub(crate) fn sort(v: &View<'_>) -> Sort {
    match v.claim.args.text(Role::Type).unwrap_or("join") {
        "leave" | "dismissed" | "layoff" | "retire" => Sort::Depart,
        "found" => Sort::Found,
        "promotion" => Sort::Rise,
        "past_affiliation" => Sort::Past,
        _ if v.claim.args.has(Role::To) => Sort::Arrive,
        _ => Sort::Depart,
    }
}

pub(crate) fn key(v: &View<'_>, who: &Who) -> Vec<String> {
    let people = ids(v.claim, Role::Person);
    if !people.is_empty() {
        return flat(vec![vec!["person".to_owned()], people]);
    }
    let (from, to) = (roots(v.claim, Role::From, who), roots(v.claim, Role::To, who));
    let whole = matches!(v.claim.args.get(Role::Group), Some(Value::Name(_) | Value::Names(_)));
    let counted = v.claim.args.has(Role::Count);
    // «Researchers went from A to B» without a number could be any of them.
    if (!whole && !counted) || (from.is_empty() && to.is_empty()) {
        return alone(v);
    }
    // Where a group goes to is told; where it comes from often only implied, so that is sorted out in the block.
    let ends = if to.is_empty() { from } else { to };
    flat(vec![vec!["group".to_owned()], vec![format!("{:?}", sort(v)), counted.to_string()], ends])
}

pub(crate) fn split(views: &[View<'_>], block: Cluster, who: &Who) -> Vec<Cluster> {
    let named = block.first().is_some_and(|&i| views[i].claim.args.has(Role::Person));
    if !named {
        return groups(views, block, who);
    }
    let mut arrivals: BTreeMap<(Sort, Vec<String>), Cluster> = BTreeMap::new();
    let mut departures: BTreeMap<Vec<String>, Cluster> = BTreeMap::new();
    for i in block {
        let v = &views[i];
        match sort(v) {
            Sort::Depart => departures.entry(roots(v.claim, Role::From, who)).or_default().push(i),
            s => arrivals.entry((s, roots(v.claim, Role::To, who))).or_default().push(i),
        }
    }
    let mut out: Vec<(Sort, Cluster)> = arrivals
        .into_iter()
        .flat_map(|((s, _), c)| sweep(views, c, AGAIN_DAYS, |v| v.told).into_iter().map(move |c| (s, c)))
        .collect();
    let settled = out.len();
    for (from, leaving) in departures {
        for cluster in sweep(views, leaving, AGAIN_DAYS, |v| v.told) {
            let near = |c: &Cluster| apart(views, &cluster, c).is_none_or(|days| days <= DEPARTURE_DAYS);
            let origins = |c: &Cluster| -> Vec<String> {
                c.iter().flat_map(|&i| roots(views[i].claim, Role::From, who)).collect()
            };
            let ends = |c: &Cluster| -> Vec<String> {
                c.iter().flat_map(|&i| roots(views[i].claim, Role::To, who)).collect()
            };
            // Nobody leaves a place by coming to it, unless between two of its parts.
            let returns = |c: &Cluster| {
                ends(c).iter().any(|t| from.contains(t)) && !origins(c).iter().any(|t| from.contains(t))
            };
            let fits: Vec<usize> = (0..settled)
                .filter(|&n| matches!(out[n].0, Sort::Arrive | Sort::Found) && near(&out[n].1))
                .filter(|&n| !returns(&out[n].1))
                .filter(|&n| {
                    let theirs = origins(&out[n].1);
                    if from.is_empty() {
                        true
                    } else {
                        theirs.is_empty() || theirs.iter().any(|t| from.contains(t))
                    }
                })
                .collect();
            let sure: Vec<usize> = fits
                .iter()
                .copied()
                .filter(|&n| origins(&out[n].1).iter().any(|t| from.contains(t)))
                .collect();
            // Of several arrivals from there, the one told of first: later ones may be copies of it.
            let earliest = sure.iter().copied().min_by_key(|&n| out[n].1.iter().min().copied());
            match (earliest, fits.as_slice()) {
                (Some(n), _) | (None, &[n]) => out[n].1.extend(cluster),
                _ => out.push((Sort::Depart, cluster)),
            }
        }
    }
    out.into_iter().map(|(_, c)| c).collect()
}

/// Groups that go to one place: by where they come from and by wave. A report that does not say from where joins the
/// one wave that its number agrees with.
fn groups(views: &[View<'_>], block: Cluster, who: &Who) -> Vec<Cluster> {
    let mut by_origin: BTreeMap<Vec<String>, Cluster> = BTreeMap::new();
    for i in block {
        by_origin.entry(roots(views[i].claim, Role::From, who)).or_default().push(i);
    }
    let untold = by_origin.remove(&Vec::new()).unwrap_or_default();
    let mut out: Vec<Cluster> =
        by_origin.into_values().flat_map(|c| sweep(views, c, WAVE_DAYS, View::time)).collect();
    let told = out.len();
    let mut rest = Vec::new();
    for i in untold {
        let number = figures(views[i].claim).into_iter().find(|f| f.0 == Role::Count).map(|f| f.2);
        let fits = |c: &Cluster| {
            let near = apart(views, &[i], c).is_none_or(|days| days <= WAVE_DAYS);
            let mut others = c.iter().flat_map(|&n| figures(views[n].claim)).filter(|f| f.0 == Role::Count);
            near && number
                .as_ref()
                .is_some_and(|n| others.all(|o| relation(n, &o.2, i32::MAX) != Relation::Differ))
        };
        let fitting: Vec<usize> = (0..told).filter(|&n| fits(&out[n])).collect();
        match fitting.as_slice() {
            [n] => out[*n].push(i),
            _ => rest.push(i),
        }
    }
    out.extend(sweep(views, rest, WAVE_DAYS, View::time));
    out
}

/// Days between the first reports of two clusters, where both have a time.
fn apart(views: &[View<'_>], a: &[usize], b: &[usize]) -> Option<i32> {
    let first = |c: &[usize]| c.iter().find_map(|&i| views[i].time());
    first(a).zip(first(b)).map(|(t, u)| gap(t, u))
}
