//! Values side by side: which agree, which exclude each other.

use std::collections::BTreeSet;

use tradewire_model::{Amount, Bound, Decimal};

use crate::money::{Relation, digits, relation, vagueness};
use crate::view::View;

/// One value and the claims whose values agree with it.
#[derive(Debug, Clone)]
pub(crate) struct SideOf {
    /// The most telling of its values.
    pub(crate) value: Amount,
    /// Claims, in order of publication.
    pub(crate) claims: Vec<usize>,
}

impl SideOf {
    /// How many origins stand behind it.
    pub(crate) fn origins(&self, origin: &[u64]) -> usize {
        self.claims.iter().map(|&i| &origin[i]).collect::<BTreeSet<_>>().len()
    }
}

/// Puts values into sides: those that tell most open sides, vaguer ones join the one side they agree with; what
/// agrees with several sides takes none.
pub(crate) fn sides(values: &[(usize, Amount)]) -> Vec<SideOf> {
    let mut order: Vec<&(usize, Amount)> = values.iter().collect();
    order.sort_by_key(|(i, a)| (vagueness(a.bound), std::cmp::Reverse(a.magnitude().map_or(0, digits)), *i));
    let mut out: Vec<SideOf> = Vec::new();
    for (i, a) in order {
        let fits: Vec<usize> =
            (0..out.len()).filter(|&n| relation(&out[n].value, a) != Relation::Differ).collect();
        match fits.as_slice() {
            [] => out.push(SideOf { value: a.clone(), claims: vec![*i] }),
            [n] => out[*n].claims.push(*i),
            _ => {}
        }
    }
    for side in &mut out {
        side.claims.sort_unstable();
        side.claims.dedup();
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

/// The best supported side: most origins, then best source, then the most telling value, then the earliest.
pub(crate) fn preferred(sides: &[SideOf], origin: &[u64], views: &[View<'_>]) -> Option<usize> {
    (0..sides.len()).min_by_key(|&n| {
        let s = &sides[n];
        let source = s.claims.iter().map(|&i| crate::grade::of_view(&views[i])).min();
        (std::cmp::Reverse(s.origins(origin)), source, vagueness(s.value.bound), s.claims.first().copied())
    })
}
