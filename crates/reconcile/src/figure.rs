//! The figures of a claim, each as an interval, and how those of one event settle.

use std::collections::{BTreeMap, HashMap};

use tradewire_model::{Amount, Bound, Claim, ClaimKind, Decimal, Measure, Rank, Role, Value};

use crate::money::{mistaken_unit, same_but_rounded};
use crate::rates::month_of;
use crate::rounds::{Round, rounds};
use crate::sides::{SideOf, by_support, parts_and_whole, preferred, retold, sides};
use crate::view::View;

/// How much more a report must tell than «at least» of another for the two to differ as counts.
///
/// By logic «at least 4» and 8 agree; but who knows of eight does not say «at least four» (Grice's maxim of
/// quantity), so from half as much again on the two are kept side by side, with that reason.
const FLOOR_REACH_TENTHS: i64 = 15;

/// What one event's reports say of one figure.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) role: Role,
    /// Rounds, earliest first; one unless it is a negotiation.
    pub(crate) rounds: Vec<Round>,
    /// The sides that exclude each other, if any do.
    pub(crate) dispute: Option<(Vec<SideOf>, String)>,
    /// The value that holds as far as is known: of the last round the best supported one.
    pub(crate) chosen: SideOf,
}

/// The figures of a claim: role, what tells several of one role apart, value.
pub(crate) fn figures(claim: &Claim) -> Vec<(Role, String, Amount)> {
    let mut out = Vec::new();
    for (role, value) in claim.args.iter() {
        let plain = |d: Decimal| Amount::new(d, Bound::Exact);
        match (claim.kind, role, value) {
            (ClaimKind::Payband, ..) => {}
            (_, _, Value::Amount(a)) => out.push((role, String::new(), a.clone())),
            (_, Role::Count, Value::Count(c)) => {
                out.push((role, String::new(), Amount::new(c.value, c.bound)));
            }
            (_, Role::StakePercent | Role::Years, Value::Number(n)) => {
                out.push((role, String::new(), plain(*n)));
            }
            (_, _, Value::Measure(m)) => out.push((role, tradewire_script::key(&m.unit), measure(m))),
            (_, _, Value::Series(points)) => {
                for p in points {
                    let slot = format!("{} {}", p.period, tradewire_script::key(&p.value.unit));
                    out.push((role, slot, measure(&p.value)));
                }
            }
            _ => {}
        }
    }
    if claim.kind == ClaimKind::Payband
        && let Some(band) = band(claim)
    {
        out.push((Role::High, String::new(), band));
    }
    out
}

fn measure(m: &Measure) -> Amount {
    Amount { low: m.low, high: m.high, ..blank(m.value, m.bound) }
}

fn blank(value: Option<Decimal>, bound: Bound) -> Amount {
    Amount { value, low: None, high: None, currency: None, bound, per: None, also: Vec::new() }
}

/// A pay band as one interval.
fn band(claim: &Claim) -> Option<Amount> {
    let number = |role| match claim.args.get(role) {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    };
    let currency = claim.args.text(Role::Currency).and_then(|c| c.parse().ok());
    let about = claim.args.text(Role::Bound) == Some("approx");
    let mut amount = match (number(Role::Low), number(Role::High)) {
        (Some(l), Some(h)) if l == h => Amount::new(l, if about { Bound::Approx } else { Bound::Exact }),
        (Some(l), Some(h)) => Amount::range(l, h),
        (Some(l), None) => Amount::new(l, Bound::AtLeast),
        (None, Some(h)) => Amount::new(h, Bound::UpTo),
        (None, None) => return None,
    };
    amount.currency = currency;
    amount.per = claim.args.text(Role::Per).and_then(|p| p.parse().ok());
    Some(amount)
}

/// Settles every figure of an event.
pub(crate) fn settle(
    kind: ClaimKind,
    views: &[View<'_>],
    cluster: &[usize],
    origin: &[u64],
    hand: &[u8],
) -> Vec<Settled> {
    let hand: HashMap<usize, u8> = cluster.iter().copied().zip(hand.iter().copied()).collect();
    let month = cluster.first().map_or(i32::MAX, |&i| month_of(views[i].published));
    let mut by_slot: BTreeMap<(Role, String), Vec<(usize, Amount)>> = BTreeMap::new();
    for &i in cluster.iter().filter(|&&i| views[i].affirms()) {
        for (role, slot, amount) in figures(views[i].claim) {
            by_slot.entry((role, slot)).or_default().push((i, amount));
        }
    }
    by_slot
        .into_iter()
        .filter_map(|((role, _), values)| {
            // Of each origin those speak who are nearest to it; what others make of it is decay.
            let mut nearest: HashMap<(u64, u8), u8> = HashMap::new();
            let told_by = |i: usize| (origin[i], crate::origin::round(&views[i]));
            for (i, _) in &values {
                let at = nearest.entry(told_by(*i)).or_insert(u8::MAX);
                *at = (*at).min(hand[i]);
            }
            let decided = |i: usize| views[i].judged.is_some_and(|j| j.rank == Rank::Preferred);
            let judged: Vec<(usize, Amount)> = values.iter().filter(|v| decided(v.0)).cloned().collect();
            let (spoken, passed_on): (Vec<_>, Vec<_>) =
                values.into_iter().partition(|(i, _)| nearest.get(&told_by(*i)) == hand.get(i));
            // Rounds of a negotiation are told apart before values are: «more than 100 million» that was turned down is
            // not the 140 million offered after it, though the one allows the other.
            let over = |i: usize| crate::origin::round(&views[i]) > 0;
            let (before, now): (Vec<_>, Vec<_>) = spoken.iter().cloned().partition(|(i, _)| over(*i));
            let mut all = same_in_both(sides(&before, month), sides(&now, month));
            if role == Role::Count {
                all = floors_apart(all, &spoken);
            }
            by_support(&mut all, &spoken, origin, views, month);
            let all = retold(all, &passed_on, month);
            let negotiated = kind == ClaimKind::Offer && role != Role::Years;
            let whole = parts_and_whole(&all);
            let rounds = match whole {
                Some(at) => {
                    // Parts and their whole agree; the whole is what holds.
                    let mut all = all;
                    let mut chosen = all.swap_remove(at);
                    for part in all {
                        chosen.claims.extend(part.claims);
                        chosen.spoken.extend(part.spoken);
                    }
                    chosen.claims.sort_unstable();
                    vec![Round { sides: vec![chosen] }]
                }
                None if negotiated => rounds(all, views),
                None => vec![Round { sides: all }],
            };
            let last = rounds.last()?;
            let mut chosen = last.sides[preferred(&last.sides, origin, views)?].clone();
            // What somebody prefers gives the value as it stands there.
            if let Some((_, a)) = judged.iter().find(|(i, _)| chosen.claims.contains(i)) {
                chosen.value = a.clone();
            }
            let dispute = rounds
                .iter()
                .find(|r| r.sides.len() > 1)
                .map(|r| (r.sides.clone(), reason(kind, role, &r.sides)));
            Some(Settled { role, rounds, dispute, chosen })
        })
        .collect()
}

/// The sides of figures that came to nothing and of those that stand; the same figure in both is one.
fn same_in_both(mut before: Vec<SideOf>, now: Vec<SideOf>) -> Vec<SideOf> {
    for side in now {
        let same = |o: &&mut SideOf| o.value == side.value || same_figure(&o.value, &side.value);
        match before.iter_mut().find(same) {
            Some(o) => {
                o.claims.extend(side.claims);
                o.spoken.extend(side.spoken);
                o.claims.sort_unstable();
                o.spoken.sort_unstable();
            }
            None => before.push(side),
        }
    }
    before
}

fn same_figure(a: &Amount, b: &Amount) -> bool {
    a.value.zip(b.value).is_some_and(|(x, y)| same_but_rounded(x, y)) && {
        a.currency.zip(b.currency).is_none_or(|(c, d)| c == d)
    }
}

/// Takes floors far below the figure of their side into sides of their own.
fn floors_apart(all: Vec<SideOf>, values: &[(usize, Amount)]) -> Vec<SideOf> {
    let mut out: Vec<SideOf> = Vec::new();
    let mut floors: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
    for mut side in all {
        let top = side.claims.iter().filter_map(|i| floor_or_value(values, *i)).max();
        side.claims.retain(|i| match (top, floor_or_value(values, *i)) {
            (Some(top), Some(own)) if own * Decimal::from(FLOOR_REACH_TENTHS) <= top * Decimal::TEN => {
                floors.entry(own).or_default().push(*i);
                false
            }
            _ => true,
        });
        if let Some(value) = top
            && side.value.value.is_some_and(|v| v < value)
            && let Some((_, a)) =
                values.iter().find(|(i, a)| side.claims.contains(i) && a.value == Some(value))
        {
            side.value = a.clone();
        }
        side.spoken.clone_from(&side.claims);
        if !side.claims.is_empty() {
            out.push(side);
        }
    }
    for (value, claims) in floors {
        let spoken = claims.clone();
        out.push(SideOf { value: Amount::new(value, Bound::AtLeast), claims, spoken });
    }
    out
}

fn floor_or_value(values: &[(usize, Amount)], i: usize) -> Option<Decimal> {
    values.iter().filter(|(n, _)| *n == i).filter_map(|(_, a)| a.value).max()
}

impl Settled {
    /// Whether origins disagree, not only those who tell of one.
    pub(crate) fn is_disputed(&self) -> bool {
        self.rounds.iter().any(|r| r.sides.iter().filter(|s| !s.spoken.is_empty()).count() > 1)
    }
}

/// Why the first two sides are probably one figure with its unit mistaken.
pub(crate) fn mistaken(sides: &[SideOf]) -> Option<&'static str> {
    match sides {
        [a, b] => mistaken_unit(&a.value, &b.value),
        _ => None,
    }
}

fn reason(kind: ClaimKind, role: Role, sides: &[SideOf]) -> String {
    if sides.iter().filter(|s| !s.spoken.is_empty()).count() < 2 {
        return format!(
            "Only those who retell it differ on {role}; nobody who found out for themselves says so."
        );
    }
    let compatible = sides.iter().any(|s| s.value.bound == Bound::AtLeast) && role == Role::Count;
    if compatible {
        return "The bounds are compatible, the figures differ: probably counted at different moments or by different \
                sources."
            .to_owned();
    }
    if let Some(why) = mistaken(sides) {
        return format!("Reports of one {kind} give {role} as {why}.");
    }
    let currencies: std::collections::BTreeSet<_> = sides.iter().filter_map(|s| s.value.currency).collect();
    if currencies.len() > 1 {
        return format!("Reports of one {kind} give different sums for {role}, also when converted.");
    }
    format!("Reports of one {kind} give values for {role} that exclude each other.")
}
