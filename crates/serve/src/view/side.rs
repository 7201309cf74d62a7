//! A side of a conflict in the reader's words: the value as its claims give it, not as a key.

use tradewire_model::{Claim, Conflict, Role, Side, Value};

use super::day::date;
use super::figure::{amount, count, grouped, measure};
use super::text::{cut, plain};
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
    let value = of_side.find_map(|c| c.args.get(conflict.role).and_then(|v| words(conflict.role, v, lang)));
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
