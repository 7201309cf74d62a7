//! Values side by side: which agree, which exclude each other.

use std::collections::BTreeSet;

use tradewire_model::{Amount, Bound, Currency, Decimal, Rank, SourceGrade};

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

/// How much more than a floor a figure may be, in tenths, for whoever gave the floor to have meant it; how much less than
/// a ceiling likewise. Who knows of 36 billion does not say «more than 3.6» (Grice's maxim of quantity).
const NEAR_BOUND_TENTHS: i64 = 15;

/// Puts in front of each side a figure that is no order of magnitude, if there is one: that which most origins bear out,
/// those before all that find out for themselves; of equals one that was not converted for the teller's readers, then one
/// told at first hand, then the most telling.
pub(crate) fn by_support(
    all: &mut [SideOf],
    values: &[(usize, Amount)],
    origin: &[u64],
    views: &[View<'_>],
    month: i32,
) {
    for side in all.iter_mut().filter(|s| s.spoken.len() > 1) {
        let told: Vec<(usize, &Amount)> =
            values.iter().filter(|(i, _)| side.spoken.contains(i)).map(|(i, a)| (*i, a)).collect();
        let strong = |i: usize| crate::grade::of_view(&views[i]) <= SourceGrade::C;
        let support = |of: &dyn Fn(&Amount) -> bool| {
            let mut who: BTreeSet<(u64, bool)> = BTreeSet::new();
            for (i, a) in &told {
                if of(a) {
                    who.insert((origin[*i], strong(*i)));
                }
            }
            let all: BTreeSet<u64> = who.iter().map(|w| w.0).collect();
            (who.iter().filter(|w| w.1).count(), all.len())
        };
        let currencies: BTreeSet<_> = told.iter().filter_map(|(_, a)| a.currency).collect();
        let lone = told.iter().all(|(i, _)| origin[*i] == origin[told[0].0]);
        let genuine: BTreeSet<Currency> = told
            .iter()
            .filter_map(|(i, a)| a.currency.filter(|c| currencies.len() > 1 && is_foreign(*c, &views[*i])))
            .collect();
        let alike = |a: &Amount| support(&|b: &Amount| a.value == b.value && a.bound == b.bound);
        // Of one origin that only others tell of: in how many reports.
        let tellers = |a: &Amount| {
            let same = told.iter().filter(|(_, b)| a.value == b.value && a.currency == b.currency);
            same.map(|(i, _)| views[*i].claim.doc.as_str()).collect::<BTreeSet<_>>().len()
        };
        let best = told.iter().max_by_key(|(i, a)| {
            let telling = std::cmp::Reverse((vagueness(a), *i));
            let converted = !genuine.is_empty() && a.currency.is_some_and(|c| !genuine.contains(&c));
            (
                a.value.is_some(),
                support(&|b: &Amount| bears_out(b, a, month)),
                !converted,
                if lone { tellers(a) } else { 0 },
                !views[*i].cites,
                a.magnitude().map(digits),
                alike(a),
                telling,
            )
        });
        if let Some((_, a)) = best {
            side.value = (*a).clone();
        }
    }
}

/// Whether a currency is not that of the report's language: nobody converts into what is foreign to their readers.
fn is_foreign(c: Currency, v: &View<'_>) -> bool {
    let chinese = v.claim.quote.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    chinese == (c == Currency::USD)
}

/// Whether who gives `b` can be taken to mean `a`: the same, rounded, about as much, or a bound near by; an order of
/// magnitude bears out whatever lies in it.
fn bears_out(b: &Amount, a: &Amount, month: i32) -> bool {
    let (Some(x), Some(y)) = (a.value, b.value) else {
        return a == b || relation(a, b, month) != Relation::Differ;
    };
    if a.currency.zip(b.currency).is_some_and(|(c, d)| c != d) {
        return relation(a, b, month) != Relation::Differ;
    }
    let near = |low: Decimal, high: Decimal| {
        low <= high && high.checked_mul(Decimal::TEN) <= low.checked_mul(Decimal::from(NEAR_BOUND_TENTHS))
    };
    match b.bound {
        _ if x == y || (digits(y) < digits(x) && same_but_rounded(x, y)) => true,
        Bound::AtLeast => near(y, x),
        Bound::UpTo => near(x, y),
        _ => false,
    }
}

/// Adds what came through more hands: it joins the one side it agrees with, or makes a side without an origin.
pub(crate) fn retold(mut all: Vec<SideOf>, values: &[(usize, Amount)], month: i32) -> Vec<SideOf> {
    let spoken = all.len();
    for (i, a) in values {
        let fits = |s: &SideOf| relation(&s.value, a, month) != Relation::Differ;
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
/// agrees with several sides goes to the one it lies next to, or takes none.
pub(crate) fn sides(values: &[(usize, Amount)], month: i32) -> Vec<SideOf> {
    let mut order: Vec<&(usize, Amount)> = values.iter().collect();
    order.sort_by_key(|(i, a)| (vagueness(a), std::cmp::Reverse(a.magnitude().map_or(0, digits)), *i));
    let mut out: Vec<SideOf> = Vec::new();
    for (i, a) in order {
        let fits: Vec<usize> =
            (0..out.len()).filter(|&n| relation(&out[n].value, a, month) != Relation::Differ).collect();
        match fits.as_slice() {
            [] => out.push(SideOf { value: a.clone(), claims: vec![*i], spoken: Vec::new() }),
            [n] => out[*n].claims.push(*i),
            several => {
                // A bound is meant for the figure it lies next to, whatever else it allows.
                let mut meant = several
                    .iter()
                    .filter(|n| a.value.is_some() && bears_out(a, &out[**n].value, month))
                    .copied();
                if let (Some(n), None) = (meant.next(), meant.next()) {
                    out[n].claims.push(*i);
                }
            }
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
/// source, then one told at first hand, then one that is more than an order of magnitude, then an agency's before
/// others', then who speaks of insiders, then most documents, then the best outlet that hands it on, then the earliest
/// day, then the most telling value, then the smaller one: what sounds larger is passed on more readily (Vosoughi, Roy and
/// Aral, «The spread of true and false news online», Science 2018).
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
        let insiders = |i: &usize| views[*i].claim.attribution.anonymous && !views[*i].cites;
        let agency = |i: &usize| views[*i].source.kind.as_deref() == Some("wire");
        (
            (!s.claims.iter().any(decided), std::cmp::Reverse((of_their_own.len(), s.origins(origin)))),
            s.spoken.iter().map(grade).min(),
            s.spoken.iter().all(|&i| views[i].cites),
            s.value.value.is_none(),
            (!s.spoken.iter().any(agency), !s.spoken.iter().any(insiders)),
            std::cmp::Reverse(documents.len()),
            // Who hands it on, and when: what comes later from lesser hands has decayed more.
            s.spoken.iter().map(|&i| crate::grade::of_outlet(&views[i].own)).min(),
            s.spoken.iter().map(|&i| views[i].published).min(),
            (vagueness(&s.value), s.value.magnitude()),
            s.claims.first().copied(),
        )
    })
}
