//! A side of a conflict in the reader's words: the value as its claims give it, not as a key.

use tradewire_model::{Claim, Conflict, ConflictKind, Role, Side, Value};

use super::day::date;
use super::figure::{amount, count, grouped, measure};
use super::text::{cut, plain};
use crate::story::MONEY;
use crate::words::Lang;

/// The value of a side, formatted from one of its claims; the side's own words where none is at hand.
#[must_use]
pub fn label<'a>(
    conflict: &Conflict,
    side: &Side,
    claims: impl Iterator<Item = &'a Claim>,
    lang: Lang,
) -> String {
    let mut of_side = claims.filter(|c| side.claims.iter().any(|r| r.id == c.id));
    // Where the reports disagree on what a figure measures, each side says what it takes it for.
    let measured = matches!(conflict.kind, ConflictKind::Unit | ConflictKind::Period);
    let value = of_side.find_map(|c| match c.args.get(conflict.role) {
        Some(v) if !measured => words(conflict.role, v, lang),
        _ => MONEY.iter().find_map(|r| {
            let sum = amount(c.args.amount(*r)?, None, lang);
            Some(format!("{}{}{sum}", lang.role(*r), lang.pick(": ", "：", "：")))
        }),
    });
    value.unwrap_or_else(|| cut(&plain(&side.value), 80))
}

/// A single value as words; nothing for names, which the side itself writes as the texts do.
fn words(role: Role, value: &Value, lang: Lang) -> Option<String> {
    match value {
        Value::Amount(a) => Some(amount(a, None, lang)),
        Value::Count(c) => Some(count(c, lang)),
        Value::Number(n) if role == Role::StakePercent => Some(format!("{}%", grouped(n.normalize()))),
        Value::Number(n) => Some(grouped(n.normalize())),
        Value::Measure(m) => Some(measure(m, lang)),
        Value::Date(d) => Some(date(d, lang)),
        Value::Name(_) | Value::Names(_) | Value::Series(_) | Value::Code(_) | Value::Text(_) => None,
    }
}

/// What a conflict is about: its kind, and the role where that says more.
#[must_use]
pub fn topic(conflict: &Conflict, lang: Lang) -> String {
    let kind = lang.conflict_kind(conflict.kind);
    match (conflict.kind, conflict.role) {
        (ConflictKind::Date, Role::Date) | (ConflictKind::Count, Role::Count) => kind.to_owned(),
        (_, role) => format!("{kind} · {}", lang.role(role)),
    }
}
