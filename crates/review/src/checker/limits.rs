//! What cannot be, whatever the text says.

use rust_decimal::Decimal;
use tradewire_model::{
    Amount, Bound, ClaimKind, Count, Modality, MoveType, Name, Period, Role, Shape, Value,
};

use super::subject::Subject;
use super::verdict::{Code, Reason, Verdict};

fn against(code: Code, role: Role, found: impl Into<String>) -> Reason {
    Reason {
        code,
        verdict: Verdict::Disagree,
        role: Some(role),
        found: Some(found.into()).filter(|f| !f.is_empty()),
    }
}

/// The contradictions within a claim.
pub(crate) fn check(s: &Subject<'_>) -> Vec<Reason> {
    let mut out = Vec::new();
    selves(s, &mut out);
    for (role, value) in s.args.iter() {
        match value {
            Value::Amount(a) => amount(s.kind, role, a, &mut out),
            Value::Count(c) => count(role, c, &mut out),
            Value::Number(n) => number(s.kind, role, *n, &mut out),
            Value::Code(c)
                if s.kind == ClaimKind::Move && role == Role::Type && c.parse::<MoveType>().is_err() =>
            {
                out.push(against(Code::Impossible, role, c.clone()));
            }
            Value::Name(n) if s.kind.shape(role) == Shape::Name => name(role, n, &mut out),
            _ => {}
        }
    }
    date(s, &mut out);
    out
}

/// Roles that one name cannot hold at once.
const APART: &[(ClaimKind, Role, Role)] = &[
    (ClaimKind::Move, Role::From, Role::To),
    (ClaimKind::Deal, Role::Acquirer, Role::Target),
    (ClaimKind::Dispute, Role::Plaintiff, Role::Defendant),
    (ClaimKind::Offer, Role::Bidder, Role::To),
    (ClaimKind::Approach, Role::Org, Role::TargetOrg),
    (ClaimKind::Funding, Role::Company, Role::Investors),
    (ClaimKind::Move, Role::Person, Role::To),
];

fn selves(s: &Subject<'_>, out: &mut Vec<Reason>) {
    // In the house people rise and change posts; who founds a firm may carry its name.
    let inside = matches!(s.args.text(Role::Type), Some("promotion" | "transfer" | "found" | "return"));
    for (_, a, b) in APART.iter().filter(|(kind, ..)| *kind == s.kind) {
        if inside && *a != Role::Person {
            continue;
        }
        let same = |x: &Name, y: &Name| match (&x.id, &y.id) {
            (Some(i), Some(j)) => i == j,
            _ => tradewire_script::key(&x.text) == tradewire_script::key(&y.text),
        };
        let (left, right) = (s.args.names(*a), s.args.names(*b));
        if let Some(n) = left.iter().find(|x| right.iter().any(|y| same(x, y))) {
            out.push(against(Code::SameName, *a, n.text.clone()));
        }
    }
}

/// The largest sums that such an event has seen, with room: ten trillion for a valuation, a trillion for a deal, a
/// hundred billion for one person's package, ten billion for a year of pay; and the smallest that make news.
fn amount(kind: ClaimKind, role: Role, a: &Amount, out: &mut Vec<Reason>) {
    use ClaimKind as K;
    let ends = [a.value, a.low, a.high];
    let shown = || ends.iter().flatten().map(|d| d.normalize().to_string()).collect::<Vec<_>>().join("–");
    let most: u64 = match (kind, role) {
        (K::Valuation, _) => 100_000_000_000_000,
        (K::Deal | K::Funding, _) => 2_000_000_000_000,
        (K::Offer | K::Payband, Role::Annual | Role::FirstYear | Role::SignOn) => 20_000_000_000,
        (K::Offer, _) => 1_000_000_000_000,
        _ => 1_000_000_000_000_000,
    };
    let least: u64 = match kind {
        K::Valuation | K::Deal | K::Funding => 1_000,
        _ => 1,
    };
    let odd = |v: &Decimal| *v > Decimal::from(most) || *v < Decimal::from(least);
    let turned = matches!((a.low, a.high), (Some(l), Some(h)) if l > h);
    let empty = match a.bound {
        Bound::Range => a.low.is_none() && a.high.is_none(),
        _ => a.value.is_none(),
    };
    let paced = matches!(kind, K::Deal | K::Funding | K::Valuation)
        && matches!(a.per, Some(Period::Year | Period::Month | Period::Week | Period::Day | Period::Hour));
    if ends.iter().flatten().any(odd) || turned || empty {
        out.push(against(Code::Impossible, role, shown()));
    } else if paced {
        out.push(against(Code::Period, role, shown()));
    }
}

fn count(role: Role, c: &Count, out: &mut Vec<Reason>) {
    if c.value <= Decimal::ZERO || c.value > Decimal::from(10_000_000) || c.value.fract() != Decimal::ZERO {
        out.push(against(Code::Impossible, role, c.value.normalize().to_string()));
    }
}

fn number(kind: ClaimKind, role: Role, n: Decimal, out: &mut Vec<Reason>) {
    let odd = match role {
        Role::StakePercent => n <= Decimal::ZERO || n > Decimal::ONE_HUNDRED,
        Role::Years => n <= Decimal::ZERO || n > Decimal::from(50),
        Role::Low | Role::High if kind == ClaimKind::Payband => n < Decimal::ZERO,
        _ => false,
    };
    if odd {
        out.push(against(Code::Impossible, role, n.normalize().to_string()));
    }
}

fn name(role: Role, n: &Name, out: &mut Vec<Reason>) {
    if !n.text.chars().any(char::is_alphabetic) {
        out.push(against(Code::Impossible, role, n.text.clone()));
    }
}

fn date(s: &Subject<'_>, out: &mut Vec<Reason>) {
    let (Some(date), Some(published)) = (s.args.date(), s.published) else { return };
    let (Some((from, to)), Some((day, last))) = (date.bounds(), published.bounds()) else { return };
    if from > to {
        out.push(against(Code::DateOrder, Role::Date, date.to_string()));
        return;
    }
    // What is told as done cannot lie years ahead; what is planned cannot lie years back.
    let ahead = from.0 > last.0 + 1 && matches!(s.modality, Modality::Asserted | Modality::Reported);
    let behind = to.0 + 1 < day.0 && s.modality == Modality::Planned;
    let wild = from.0 < 1900 || from.0 > last.0 + 50;
    if ahead || behind || wild {
        out.push(against(Code::DateOrder, Role::Date, date.to_string()));
    }
}
