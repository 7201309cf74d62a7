//! Looks for each amount, count, measure and date of golden facts among the quantities of their text.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use tradewire_eval::Gold;
use tradewire_model::{Date, Decimal, Document, RawSpan};
use tradewire_quantity::{Context, Kind, Quantity, recognise};

use crate::Documents;

/// How far around a fact's quote its arguments are looked for, in bytes: they may stand in neighbouring sentences.
const REACH: usize = 600;

/// What came out.
pub(super) struct Report {
    pub(super) values: usize,
    pub(super) right: usize,
    /// The exceptions, one per line, and the sum.
    pub(super) text: String,
}

/// A value of a fact: its bounds and currency, or a date.
struct Wanted<'a> {
    role: &'a str,
    value: &'a Value,
}

pub(super) fn run(gold: &Path, docs: &Path) -> anyhow::Result<Report> {
    let gold = Gold::from_folder(gold)?;
    let mut documents = Documents::load(docs)?;
    let read = documents.read_all();
    let mut report = Report { values: 0, right: 0, text: String::new() };
    for g in &gold.docs {
        let Some(document) = read.iter().find(|d| d.name == g.doc) else { continue };
        let published = g.published.as_deref().and_then(|d| d.parse().ok());
        let context = Context { published, ..Context::default() };
        let found = recognise(&document.text, &context);
        let mut from = 0;
        for fact in &g.facts {
            // Facts come in the order of the text as a rule; a quote that stands earlier is looked for from the top.
            let Some(at) = document.raw[from..]
                .find(&fact.quote)
                .map(|i| i + from)
                .or_else(|| document.raw.find(&fact.quote))
            else {
                continue;
            };
            from = at;
            let here = document.to_text(RawSpan::of(at..at + fact.quote.len())).range();
            let around = here.start.saturating_sub(REACH)..here.end + REACH;
            let near: Vec<&Quantity> =
                found.iter().filter(|q| q.range.start < around.end && around.start < q.range.end).collect();
            let mut wanted = Vec::new();
            for (role, value) in &fact.args {
                collect(role, value, &mut wanted);
            }
            for w in wanted {
                report.values += 1;
                if near.iter().any(|q| right(q, &w, fact.kind == "payband")) {
                    report.right += 1;
                } else {
                    exception(&mut report.text, document, &fact.quote, &w, &near, here.clone());
                }
            }
        }
    }
    let _ = writeln!(report.text, "golden values: {} of {} right", report.right, report.values);
    Ok(report)
}

/// The values that quantities can give: objects with a bound, figures of pay bands, shares, years, dates in EDTF.
fn collect<'a>(role: &'a str, value: &'a Value, out: &mut Vec<Wanted<'a>>) {
    match value {
        Value::Object(o) if o.contains_key("bound") => out.push(Wanted { role, value }),
        Value::Object(o) if o.contains_key("value") => collect(role, &o["value"], out),
        Value::Array(all) => all.iter().for_each(|v| collect(role, v, out)),
        Value::Number(_) if matches!(role, "low" | "high" | "stake_percent" | "years") => {
            out.push(Wanted { role, value });
        }
        Value::String(s) if role == "date" && s.parse::<Date>().is_ok() => out.push(Wanted { role, value }),
        _ => {}
    }
}

fn number(v: &Value) -> Option<Decimal> {
    let n = v.as_number()?.to_string();
    n.parse().ok().or_else(|| Decimal::from_scientific(&n).ok())
}

fn right(q: &Quantity, w: &Wanted, band: bool) -> bool {
    match w.value {
        Value::String(s) => {
            let Ok(wanted) = s.parse::<Date>() else { return false };
            q.date() == Some(&wanted)
        }
        Value::Number(_) => {
            let n = number(w.value);
            let ends = ends(q);
            match (w.role, &q.kind) {
                ("stake_percent", Kind::Percent(m)) => m.value == n,
                ("years", Kind::Duration(l)) => Some(l.value) == n,
                ("years", Kind::Money(m)) => m.years.as_ref().map(|y| y.value) == n,
                ("low", Kind::Money(_)) if band => ends.is_some_and(|e| e.0 == n || e.1 == n),
                ("high", Kind::Money(_)) if band => ends.is_some_and(|e| e.1 == n || e.2 == n),
                _ => false,
            }
        }
        Value::Object(o) => {
            let Some((value, low, high, bound)) = parts(q) else { return false };
            let same = |k: &str, v: Option<Decimal>| o.get(k).is_none_or(|x| number(x) == v);
            let is_range = o["bound"] == "range";
            let values = if is_range { same("low", low) && same("high", high) } else { same("value", value) };
            let currency = match (o.get("currency").and_then(Value::as_str), q.money()) {
                (Some(c), Some(m)) => m.amount.currency.is_none_or(|x| x.code() == c),
                _ => true,
            };
            values && currency && o["bound"] == bound
        }
        _ => false,
    }
}

/// Value, lower and upper end, bound.
type Parts = (Option<Decimal>, Option<Decimal>, Option<Decimal>, &'static str);

fn parts(q: &Quantity) -> Option<Parts> {
    Some(match &q.kind {
        Kind::Money(m) => (m.amount.value, m.amount.low, m.amount.high, m.amount.bound.as_str()),
        Kind::Count(c) => match c.high {
            Some(h) => (Some(c.count.value), Some(c.count.value), Some(h), "range"),
            None => (Some(c.count.value), None, None, c.count.bound.as_str()),
        },
        Kind::Percent(m) | Kind::Multiple(m) | Kind::Number(m) => (m.value, m.low, m.high, m.bound.as_str()),
        _ => return None,
    })
}

fn ends(q: &Quantity) -> Option<(Option<Decimal>, Option<Decimal>, Option<Decimal>)> {
    let (value, low, high, _) = parts(q)?;
    Some((low, value, high))
}

fn exception(
    text: &mut String,
    document: &Document,
    quote: &str,
    w: &Wanted,
    near: &[&Quantity],
    here: std::ops::Range<usize>,
) {
    let short: String = quote.chars().take(60).collect();
    let _ = writeln!(text, "{}: {} {} in {short:?}", document.name, w.role, w.value);
    for q in near.iter().filter(|q| q.range.start < here.end && here.start < q.range.end) {
        let words = document.text.get(q.range.clone()).unwrap_or_default();
        let _ = writeln!(text, "    {} [{words}]", q.kind);
    }
}
