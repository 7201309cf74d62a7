//! Values side by side: which agree, which exclude each other.

use std::collections::BTreeSet;

use tradewire_model::{Amount, Bound, Decimal, Rank, SourceGrade};

use crate::money::{Relation, digits, relation, same_but_rounded, vagueness};
use crate::view::View;

/// One value and the claims whose values agree with it.
#[derive(Debug, Clone)]
pub(crate) struct SideOf {
    /// The most telling of its values.
    pub(crate) value: Amount,
    /// Claims, in order of publication.
    pub(crate) claims: Vec<usize>,
    /// Those of them that speak for their origin; what else tells of it has come through more hands.
    pub(crate) spoken: Vec<usize>,
}

impl SideOf {
    /// How many origins stand behind it.
    pub(crate) fn origins(&self, origin: &[u64]) -> usize {
        self.spoken.iter().map(|&i| &origin[i]).collect::<BTreeSet<_>>().len()
    }
}

/// Puts in front of each side the figure that most origins give, those before all that find out for themselves; a
/// figure that is another one rounded bears that one out. Of equals the most telling stays.
pub(crate) fn by_support(all: &mut [SideOf], values: &[(usize, Amount)], origin: &[u64], views: &[View<'_>]) {
    for side in all.iter_mut().filter(|s| s.spoken.len() > 2) {
        let told: Vec<(usize, &Amount)> =
            values.iter().filter(|(i, _)| side.spoken.contains(i)).map(|(i, a)| (*i, a)).collect();
        let support = |of: &dyn Fn(&Amount) -> bool| {
            let mut who: BTreeSet<(u64, bool)> = BTreeSet::new();
            for (i, a) in &told {
                if of(a) {
                    who.insert((origin[*i], crate::grade::of_view(&views[*i]) <= SourceGrade::C));
                }
            }
            let all: BTreeSet<u64> = who.iter().map(|w| w.0).collect();
            (who.iter().filter(|w| w.1).count(), all.len())
        };
        let borne_out = |a: &Amount| {
            support(&|b: &Amount| match (a.value, b.value) {
                (Some(x), Some(y)) => x == y || (digits(y) < digits(x) && same_but_rounded(x, y)),
                _ => a == b,
            })
        };
        let alike = |a: &Amount| support(&|b: &Amount| a.value == b.value && a.bound == b.bound);
        let best = told.iter().max_by_key(|(i, a)| {
            let telling = std::cmp::Reverse((vagueness(a), *i));
            (borne_out(a), a.value.is_some(), a.magnitude().map(digits), alike(a), telling)
        });
        if let Some((_, a)) = best {
            side.value = (*a).clone();
        }
    }
}

/// Adds what came through more hands: it joins the one side it agrees with, or makes a side without an origin.
pub(crate) fn retold(mut all: Vec<SideOf>, values: &[(usize, Amount)], year: i32) -> Vec<SideOf> {
    let spoken = all.len();
    for (i, a) in values {
        let fits = |s: &SideOf| relation(&s.value, a, year) != Relation::Differ;
        let of_origins: Vec<usize> = (0..spoken).filter(|&n| fits(&all[n])).collect();
        match (of_origins.as_slice(), (spoken..all.len()).find(|&n| fits(&all[n]))) {
            ([n], _) => all[*n].claims.push(*i),
            ([], Some(n)) => all[n].claims.push(*i),
            ([], None) => all.push(SideOf { value: a.clone(), claims: vec![*i], spoken: Vec::new() }),
            _ => {}
        }
    }
    for side in &mut all {
        side.claims.sort_unstable();
        side.claims.dedup();
    }
    all
}

/// Puts values into sides: those that tell most open sides, vaguer ones join the one side they agree with; what
/// agrees with several sides takes none.
pub(crate) fn sides(values: &[(usize, Amount)], year: i32) -> Vec<SideOf> {
    let mut order: Vec<&(usize, Amount)> = values.iter().collect();
    order.sort_by_key(|(i, a)| (vagueness(a), std::cmp::Reverse(a.magnitude().map_or(0, digits)), *i));
    let mut out: Vec<SideOf> = Vec::new();
    for (i, a) in order {
        let fits: Vec<usize> =
            (0..out.len()).filter(|&n| relation(&out[n].value, a, year) != Relation::Differ).collect();
        match fits.as_slice() {
            [] => out.push(SideOf { value: a.clone(), claims: vec![*i], spoken: Vec::new() }),
            [n] => out[*n].claims.push(*i),
            _ => {}
        }
    }
    for side in &mut out {
        side.claims.sort_unstable();
        side.claims.dedup();
        side.spoken.clone_from(&side.claims);
    }
    out
}

/// Whether three exact sums are two parts and their whole, such as 620 + 30 = 650.
pub(crate) fn parts_and_whole(sides: &[SideOf]) -> Option<usize> {
    let exact: Vec<Decimal> =
        sides.iter().filter(|s| s.value.bound == Bound::Exact).filter_map(|s| s.value.value).collect();
    let [a, b, c] = exact.as_slice() else { return None };
    if sides.len() != 3 {
        return None;
    }
    [(a, b, c, 2), (a, c, b, 1), (b, c, a, 0)]
        .into_iter()
        .find(|(x, y, whole, _)| x.checked_add(**y) == Some(**whole))
        .map(|(.., at)| at)
}

/// The best supported side: most origins that do reporting of their own (grades A to C), then most origins, then best
/// source, then most documents, then the best outlet that hands it on, then the earliest day, then the most telling value.
///
/// Outlets that mostly pass on are many, and what they say without a source is seldom their own finding: any number of
/// them does not outweigh one that finds out for itself.
pub(crate) fn preferred(sides: &[SideOf], origin: &[u64], views: &[View<'_>]) -> Option<usize> {
    (0..sides.len()).min_by_key(|&n| {
        let s = &sides[n];
        let grade = |&i: &usize| crate::grade::of_view(&views[i]);
        let of_their_own: BTreeSet<u64> =
            s.spoken.iter().filter(|i| grade(i) <= SourceGrade::C).map(|&i| origin[i]).collect();
        let documents: BTreeSet<&str> = s.spoken.iter().map(|&i| views[i].claim.doc.as_str()).collect();
        let decided = |i: &usize| views[*i].judged.is_some_and(|j| j.rank == Rank::Preferred);
        (
            !s.claims.iter().any(decided),
            std::cmp::Reverse((of_their_own.len(), s.origins(origin))),
            s.spoken.iter().map(grade).min(),
            std::cmp::Reverse(documents.len()),
            // Who hands it on, and when: what comes later from lesser hands has decayed more.
            s.spoken.iter().map(|&i| crate::grade::of_outlet(&views[i].own)).min(),
            s.spoken.iter().map(|&i| views[i].published).min(),
            vagueness(&s.value),
            s.claims.first().copied(),
        )
    })
}
