//! Model values in a few words, for tables.

use std::fmt::Write;

use tradewire_model::{Amount, Args, Attribution, Bound, Conflict, Decimal, Name, Period, Value};

/// All roles with their values.
pub fn args(args: &Args) -> String {
    let parts: Vec<String> = args.iter().map(|(role, v)| format!("{role}: {}", value(v))).collect();
    parts.join(" · ")
}

/// One value.
pub fn value(v: &Value) -> String {
    match v {
        Value::Name(n) => name(n),
        Value::Names(ns) => ns.iter().map(name).collect::<Vec<_>>().join(", "),
        Value::Amount(a) => amount(a),
        Value::Count(c) => bounded(c.bound, &figure(c.value)),
        Value::Number(n) => figure(*n),
        Value::Measure(m) => {
            let figures = ends(m.value, m.low, m.high);
            format!("{} {}", bounded(m.bound, &figures), m.unit)
        }
        Value::Series(points) => points
            .iter()
            .map(|p| format!("{} {}", p.period, value(&Value::Measure(p.value.clone()))))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Date(d) => d.to_string(),
        Value::Code(s) | Value::Text(s) => s.clone(),
    }
}

fn name(n: &Name) -> String {
    match &n.name {
        Some(canonical) if *canonical != n.text => format!("{} ({canonical})", n.text),
        _ => n.text.clone(),
    }
}

/// A sum of money.
pub fn amount(a: &Amount) -> String {
    let mut out = String::new();
    if let Some(c) = a.currency {
        let _ = write!(out, "{c} ");
    }
    out += &ends(a.value, a.low, a.high);
    match a.per {
        None | Some(Period::Total) => {}
        Some(per) => {
            let _ = write!(out, " a {per}");
        }
    }
    bounded(a.bound, &out)
}

fn ends(value: Option<Decimal>, low: Option<Decimal>, high: Option<Decimal>) -> String {
    match (value, low, high) {
        (Some(v), _, _) => figure(v),
        (None, Some(l), Some(h)) => format!("{} to {}", figure(l), figure(h)),
        (None, Some(one), None) | (None, None, Some(one)) => figure(one),
        (None, None, None) => "?".to_owned(),
    }
}

fn bounded(bound: Bound, figure: &str) -> String {
    match bound {
        Bound::Exact | Bound::Range => figure.to_owned(),
        Bound::Approx => format!("about {figure}"),
        Bound::AtLeast => format!("at least {figure}"),
        Bound::UpTo => format!("up to {figure}"),
    }
}

/// A figure with thousands, millions and billions as letters.
pub fn figure(n: Decimal) -> String {
    for (unit, letter) in [(1_000_000_000u64, "B"), (1_000_000, "M")] {
        let unit = Decimal::from(unit);
        if n.abs() >= unit
            && let Some(scaled) = n.checked_div(unit)
        {
            return format!("{}{letter}", scaled.round_dp(3).normalize());
        }
    }
    n.normalize().to_string()
}

/// To whom a claim is attributed.
pub fn attribution(a: &Attribution) -> String {
    let source = match (&a.source, a.anonymous) {
        (Some(n), _) => n.label().to_owned(),
        (None, true) => "unnamed insiders".to_owned(),
        (None, false) => return String::new(),
    };
    if a.via.is_empty() {
        return source;
    }
    format!("{source}, via {}", a.via.iter().map(Name::label).collect::<Vec<_>>().join(", "))
}

/// What a conflict is about.
pub fn topic(c: &Conflict) -> String {
    if c.kind.as_str() == c.role.as_str() { c.role.to_string() } else { format!("{} of {}", c.kind, c.role) }
}

/// The sides of a conflict.
pub fn sides(c: &Conflict) -> String {
    c.sides
        .iter()
        .map(|s| format!("{} ({} claims, {} origins)", s.value, s.claims.len(), s.origins))
        .collect::<Vec<_>>()
        .join(" ↔ ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tradewire_model::Currency;

    #[test]
    fn sums_are_said_with_bound_and_period() {
        let a = Amount::new(Decimal::from(14_300_000_000u64), Bound::UpTo).in_currency(Currency::USD);
        assert_eq!(amount(&a), "up to USD 14.3B");
        let r = Amount::range(Decimal::from(186_000), Decimal::from(3_200_000)).per(Period::Year);
        assert_eq!(amount(&r), "186000 to 3.2M a year");
    }
}
