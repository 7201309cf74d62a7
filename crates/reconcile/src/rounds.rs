//! Rounds of a negotiation: a higher offer after a declined one is the next round, not a contradiction.

use std::collections::BTreeSet;

use tradewire_model::{Amount, Decimal};

use crate::sides::SideOf;
use crate::view::View;

/// One round: its figure and its claims.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    pub(crate) sides: Vec<SideOf>,
}

/// Sorts the sides of one component of an offer into rounds, lowest first.
///
/// A side that some report calls declined, or that one report tells beside a higher one, ends a round; the sides above
/// it belong to later ones. Sides within one round exclude each other.
pub(crate) fn rounds(sides: Vec<SideOf>, views: &[View<'_>]) -> Vec<Round> {
    // A figure that only those give who retell it is no offer of its own.
    let (mut sides, retold): (Vec<_>, Vec<_>) = sides.into_iter().partition(|s| !s.spoken.is_empty());
    // What was declined before another figure was told is not the last word, however large it was.
    let first = |s: &SideOf| s.claims.iter().map(|&i| views[i].published).min();
    let standing = sides.iter().filter(|s| !is_over(s, views)).filter_map(first).max();
    sides.sort_by_cached_key(|s| {
        let last_word = !is_over(s, views) || first(s) >= standing;
        (last_word, size(&s.value), s.claims.clone())
    });
    let mut out: Vec<Round> = Vec::new();
    let mut ended = true;
    let mut last: Vec<usize> = Vec::new();
    for side in sides {
        ended |= told_together(&last, &side.claims, views);
        last.clone_from(&side.claims);
        let declined = is_over(&side, views);
        match out.last_mut() {
            Some(round) if !ended => round.sides.push(side),
            _ => out.push(Round { sides: vec![side] }),
        }
        ended = declined;
    }
    for side in retold {
        let below = |r: &Round| r.sides.iter().all(|s| size(&s.value) <= size(&side.value));
        let at = out.iter().rposition(below).unwrap_or(0);
        match out.get_mut(at) {
            Some(round) => round.sides.push(side),
            None => out.push(Round { sides: vec![side] }),
        }
    }
    out
}

/// Whether a report calls a figure declined or matched.
fn is_over(side: &SideOf, views: &[View<'_>]) -> bool {
    side.claims.iter().any(|&i| crate::origin::round(&views[i]) > 0)
}

/// Whether one document tells both without citing another's report: it does not contradict itself, it tells them
/// apart. Two papers cited side by side may well contradict each other.
fn told_together(a: &[usize], b: &[usize], views: &[View<'_>]) -> bool {
    let tellers = |side: &[usize]| -> BTreeSet<&str> {
        side.iter().filter(|&&i| !views[i].cites).map(|&i| views[i].claim.doc.as_str()).collect()
    };
    !tellers(a).is_disjoint(&tellers(b))
}

fn size(a: &Amount) -> Decimal {
    a.magnitude().unwrap_or_default()
}
