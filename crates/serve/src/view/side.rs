//! A side of a conflict in the reader's words: the value as its claims give it, not as a key.

use tradewire_model::{Amount, Bound, Claim, Conflict, ConflictKind, Currency, Decimal, Role, Side, Value};

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
    // A claim may hold several sums; the side's own words tell which is meant.
    let meant: Vec<Decimal> = side.value.split([' ', '–']).filter_map(number).collect();
    // Where the reports disagree on what a figure measures, each side says what it takes it for.
    let measured = matches!(conflict.kind, ConflictKind::Unit | ConflictKind::Period);
    let value = of_side.find_map(|c| match c.args.get(conflict.role) {
        Some(v) if !measured => words(conflict.role, v, lang),
        _ => MONEY.iter().find_map(|r| {
            let sum = c.args.amount(*r).filter(|a| a.magnitude().is_some_and(|m| meant.contains(&m)))?;
            Some(format!("{}{}{}", lang.role(*r), lang.pick(": ", "：", "："), amount(sum, None, lang)))
        }),
    });
    value.unwrap_or_else(|| cut(&sums(&plain(&side.value), lang), 80))
}

/// A number as sides write it: `14.3e9`, `8`.
fn number(token: &str) -> Option<Decimal> {
    token.parse().or_else(|_| Decimal::from_scientific(token)).ok()
}

/// A side's own words with sums such as `USD 14.3e9` written as elsewhere on the pages.
fn sums(text: &str, lang: Lang) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut tokens = text.split(' ').peekable();
    while let Some(token) = tokens.next() {
        let currency = token.parse::<Currency>().ok();
        match (currency, tokens.peek().and_then(|t| number(t))) {
            (Some(c), Some(n)) => {
                tokens.next();
                out.push(amount(&Amount::new(n, Bound::Exact).in_currency(c), None, lang));
            }
            _ => out.push(token.to_owned()),
        }
    }
    out.join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_as_elsewhere() {
        assert_eq!(sums("up to USD 100e6 a year", Lang::En), "up to $100M a year");
        assert_eq!(sums("pay per year: USD 14.3e9", Lang::Hans), "pay per year: 143亿美元");
        assert_eq!(sums("USD many · 汪滔", Lang::En), "USD many · 汪滔");
    }
}
