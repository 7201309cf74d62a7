//! An offer event of the ledger as a package to begin with.

use std::fmt::Write;

use rust_decimal::Decimal;
use serde::Serialize;
use tradewire_model::{Amount, Bound, ClaimKind, Currency, Event, ReportRole, Role, Value};

/// Years taken where no report says how many.
const YEARS: u8 = 4;

/// What is taken for granted because no report says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumed {
    /// Four years.
    Years,
    /// A range counts as «at least» its lower end.
    Range,
    /// Pay per year goes on for all years.
    Annual,
}

/// A package file made of an offer event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FromEvent {
    /// The file: TOML that [`crate::Package::from_toml`] reads.
    pub toml: String,
    /// What was taken for granted.
    pub assumed: Vec<Assumed>,
    /// Reports of the event.
    pub n: usize,
    /// Different origins of these.
    pub origins: usize,
}

/// The figure that stands for an amount, with its bound, and whether a range was cut.
fn figure(a: &Amount) -> Option<(Decimal, Bound, bool)> {
    match (a.bound, a.value, a.low, a.high) {
        (Bound::Range, _, Some(low), _) => Some((low, Bound::AtLeast, true)),
        (Bound::Range, _, None, Some(high)) => Some((high, Bound::UpTo, true)),
        (bound, Some(v), _, _) => Some((v, bound, false)),
        _ => None,
    }
    .filter(|f| f.0 > Decimal::ZERO && f.0 <= crate::sum::MOST)
}

/// Text between quotes of TOML, on one line.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(160).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Makes a package file of an offer; nothing where no report gives a sum in a known currency.
///
/// What is reported as a bound stays a bound: of a sum whose form nobody told, nothing counts as guaranteed.
#[must_use]
pub fn from_event(event: &Event) -> Option<FromEvent> {
    if event.kind != ClaimKind::Offer {
        return None;
    }
    let sums: Vec<(Role, &Amount)> = [Role::Total, Role::SignOn, Role::Annual, Role::FirstYear]
        .into_iter()
        .filter_map(|r| Some((r, event.args.amount(r)?)))
        .collect();
    let currency: Currency = sums.iter().find_map(|(_, a)| a.currency)?;
    let of = |role: Role| {
        sums.iter().find(|(r, a)| *r == role && a.currency == Some(currency)).and_then(|(_, a)| figure(a))
    };
    let mut assumed = Vec::new();
    let told = match event.args.get(Role::Years) {
        Some(Value::Number(n)) => u8::try_from(n.ceil()).ok().filter(|y| (1..=10).contains(y)),
        _ => None,
    };
    let years = told.unwrap_or(YEARS);
    if told.is_none() {
        assumed.push(Assumed::Years);
    }
    let mut parts = String::new();
    let mut undisclosed = |total: Decimal, bound: Bound, first: Option<(Decimal, Bound)>| {
        let _ = write!(parts, "\n[[undisclosed]]\ntotal = {}\nbound = \"{bound}\"\n", total.normalize());
        if let Some((v, b)) = first {
            let _ = writeln!(parts, "first_year = {{ value = {}, bound = \"{b}\" }}", v.normalize());
        }
    };
    let mut head = String::new();
    let first = of(Role::FirstYear);
    let total = of(Role::Total);
    for cut in [total, first, of(Role::SignOn), of(Role::Annual)].into_iter().flatten() {
        if cut.2 && !assumed.contains(&Assumed::Range) {
            assumed.push(Assumed::Range);
        }
    }
    match (total, first) {
        (Some((v, b, _)), first) => undisclosed(v, b, first.map(|f| (f.0, f.1))),
        (None, Some((v, b, _))) => undisclosed(v, b, Some((v, b))),
        (None, None) => {}
    }
    // A whole package holds its parts; without one they stand for themselves.
    if total.is_none() {
        match of(Role::SignOn) {
            Some((v, Bound::Exact, _)) => {
                let _ = writeln!(head, "sign_on = {}", v.normalize());
            }
            Some((v, b, _)) => undisclosed(v, b, Some((v, b))),
            None => {}
        }
        if let Some((v, b, _)) = of(Role::Annual) {
            assumed.push(Assumed::Annual);
            if b == Bound::Exact {
                let _ = writeln!(head, "salary = {}", v.normalize());
            } else if let Some(all) = v.checked_mul(Decimal::from(years)) {
                undisclosed(all, b, Some((v, b)));
            }
        }
    }
    if parts.is_empty() && head.is_empty() {
        return None;
    }
    let label = |r| event.args.name(r).map(|n| n.label().to_owned());
    let mut name =
        [label(Role::Bidder), label(Role::To)].into_iter().flatten().collect::<Vec<_>>().join(" → ");
    if let Some(round) = event.args.text(Role::Round) {
        let _ = write!(name, " ({round})");
    }
    if name.is_empty() {
        name = event.id.to_string();
    }
    let mut origins: Vec<&str> = event
        .reports
        .iter()
        .filter(|r| matches!(r.role, ReportRole::Origin | ReportRole::Confirmation))
        .map(|r| r.origin.as_deref().unwrap_or(r.claim.as_str()))
        .collect();
    origins.sort_unstable();
    origins.dedup();
    let source = format!("event {}: {}", event.id, origins.join("; "));
    let toml = format!(
        "name = {}\nsource = {}\ncurrency = \"{currency}\"\nyears = {years}{}\n{head}{parts}",
        quoted(&name),
        quoted(&source),
        if told.is_none() { "    # no report says how many" } else { "" }
    );
    Some(FromEvent { toml, assumed, n: event.reports.len(), origins: origins.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Package;

    fn event(args: serde_json::Value) -> Event {
        let mut json = serde_json::json!({"id": "e_1", "kind": "offer", "claims": [], "stage": "offered", "grade": "B2",
            "reports": [{"claim": "c_1", "role": "origin", "origin": "The \"Courier\""},
                {"claim": "c_2", "role": "citation", "origin": "copy"}]});
        json["args"] = args;
        Event::from_json(&json).unwrap()
    }

    fn usd(n: u64, bound: &str) -> serde_json::Value {
        serde_json::json!({"value": n, "currency": "USD", "bound": bound, "per": "total"})
    }

    #[test]
    fn bounds_stay_bounds_and_nothing_is_guaranteed() {
        let made = from_event(&event(
            serde_json::json!({"bidder": {"text": "Birch"}, "to": {"text": "Ada \\ Quill"},
            "total": usd(250, "approx"), "first_year": usd(100, "up_to"), "years": 4}),
        ))
        .unwrap();
        let p = Package::from_toml(&made.toml).unwrap();
        assert_eq!((p.name.as_str(), p.years, p.undisclosed.len()), ("Birch → Ada \\ Quill", 4, 1));
        assert_eq!(
            (p.undisclosed[0].bound, p.undisclosed[0].first_year),
            (Bound::Approx, Some((100.into(), Bound::UpTo)))
        );
        assert_eq!((made.assumed.as_slice(), made.n, made.origins), ([].as_slice(), 2, 1));
        assert!(p.years_at_face().iter().all(|y| y.guaranteed.is_zero()));
        assert!(p.source.unwrap().contains("The \"Courier\""));
    }

    #[test]
    fn what_no_report_says_is_said_to_be_assumed() {
        let made = from_event(&event(serde_json::json!({"sign_on": usd(100, "up_to")}))).unwrap();
        let p = Package::from_toml(&made.toml).unwrap();
        assert!(p.sign_on.amount.is_zero(), "at most is no promise");
        assert_eq!((p.undisclosed[0].bound, made.assumed), (Bound::UpTo, vec![Assumed::Years]));
        let made = from_event(&event(
            serde_json::json!({"sign_on": usd(100, "exact"), "annual": usd(7, "at_least")}),
        ))
        .unwrap();
        let p = Package::from_toml(&made.toml).unwrap();
        assert_eq!((p.sign_on.amount, p.undisclosed[0].total), (100.into(), 28.into()));
        assert_eq!(made.assumed, [Assumed::Years, Assumed::Annual]);
        let range =
            serde_json::json!({"low": 5, "high": 9, "currency": "USD", "bound": "range", "per": "total"});
        let made = from_event(&event(serde_json::json!({"total": range, "years": 3}))).unwrap();
        assert_eq!(made.assumed, [Assumed::Range]);
        assert!(made.toml.contains("at_least"));
    }

    #[test]
    fn an_offer_without_a_sum_or_a_currency_gives_nothing() {
        assert!(from_event(&event(serde_json::json!({"bidder": {"text": "Birch"}}))).is_none());
        let unstated =
            serde_json::json!({"total": {"value": 5, "currency": null, "bound": "exact", "per": "total"}});
        assert!(from_event(&event(unstated)).is_none());
    }
}
