//! Funding rounds and valuations: what a firm raised, and what it was said to be worth.

use tradewire_model::{Modality, Role};

use super::Cluster;
use crate::money::{Relation, relation};
use crate::rates::month_of;
use crate::view::View;
use crate::when::gap;

/// Days within which reports of one round go on coming.
const ROUND_DAYS: i32 = 365;
/// Days within which a round without a name is taken for the one just reported, if the sums agree.
const SAME_SUM_DAYS: i32 = 90;
/// Days within which another sum is a disagreement about one round, not a new round.
const OTHER_SUM_DAYS: i32 = 21;
/// How many of the latest clusters of a firm are looked at: bounds the cost for a firm with thousands of reports.
const LOOK_BACK: usize = 16;

pub(crate) fn fundings(views: &[View<'_>], block: &[usize]) -> Vec<Cluster> {
    greedy(block, |a, b| {
        let (a, b) = (&views[a], &views[b]);
        let apart = a.time().zip(b.time()).map_or(0, |(t, u)| gap(t, u));
        let round = |v: &View<'_>| v.claim.args.text(Role::Round).map(tradewire_script::key);
        if let (Some(x), Some(y)) = (round(a), round(b)) {
            return x == y && apart <= ROUND_DAYS;
        }
        sums_fit(a, b, apart)
    })
}

pub(crate) fn valuations(views: &[View<'_>], block: &[usize]) -> Vec<Cluster> {
    greedy(block, |a, b| {
        let (a, b) = (&views[a], &views[b]);
        let apart = a.time().zip(b.time()).map_or(0, |(t, u)| gap(t, u));
        let basis = |v: &View<'_>| v.claim.args.text(Role::Basis).map(str::to_owned);
        if let (Some(x), Some(y)) = (basis(a), basis(b))
            && x != y
        {
            return false;
        }
        // What is planned for the next round is no contradiction to what a firm is worth now.
        let planned = |v: &View<'_>| v.claim.modality == Modality::Planned;
        if planned(a) != planned(b) && !agree(a, b) {
            return false;
        }
        sums_fit(a, b, apart)
    })
}

fn agree(a: &View<'_>, b: &View<'_>) -> bool {
    match (a.claim.args.amount(Role::Amount), b.claim.args.amount(Role::Amount)) {
        (Some(x), Some(y)) => relation(x, y, month_of(a.published)) != Relation::Differ,
        _ => true,
    }
}

fn sums_fit(a: &View<'_>, b: &View<'_>, apart: i32) -> bool {
    apart <= if agree(a, b) { SAME_SUM_DAYS } else { OTHER_SUM_DAYS }
}

/// Puts each claim into the latest cluster whose first or last claim it fits.
fn greedy(block: &[usize], fits: impl Fn(usize, usize) -> bool) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::new();
    for &i in block {
        let from = out.len().saturating_sub(LOOK_BACK);
        let at = out[from..]
            .iter()
            .rposition(|c| c.first().is_some_and(|&f| fits(f, i)) || c.last().is_some_and(|&l| fits(l, i)));
        match at {
            Some(n) => out[from + n].push(i),
            None => out.push(vec![i]),
        }
    }
    out
}
