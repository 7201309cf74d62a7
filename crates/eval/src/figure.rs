use serde_json::Value;
use tradewire_model::Decimal;

use crate::name::fold;

/// A plain number, or one written as text with commas or a percent sign.
pub(crate) fn number(v: &Value) -> Option<Decimal> {
    match v {
        Value::Number(n) => decimal(&n.to_string()),
        Value::String(s) => {
            let text = s.replace(',', "");
            let text = text.trim();
            let text = text.strip_suffix('%').unwrap_or(text).trim_end();
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let digits = |x: &str| !x.is_empty() && x.bytes().all(|b| b.is_ascii_digit());
            (digits(whole) && digits(fraction)).then(|| decimal(text)).flatten()
        }
        _ => None,
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// Both ends of a number or of an object with `value`, `low`, `high`; a missing end is the other one.
pub(crate) fn interval(v: &Value) -> Option<(Decimal, Decimal)> {
    if let Some(n) = number(v) {
        return Some((n, n));
    }
    let o = v.as_object()?;
    let at = |key: &str| o.get(key).and_then(number);
    let value = at("value");
    let (low, high) = (at("low").or(value), at("high").or(value));
    Some((low.or(high)?, high.or(low)?))
}

/// Whether two figures are the same within one percent of the larger.
pub(crate) fn close(a: Decimal, b: Decimal) -> bool {
    let hundred = Decimal::ONE_HUNDRED;
    match a.checked_sub(b) {
        // Dividing the larger rather than multiplying the difference cannot overflow.
        Some(d) => d.abs() <= a.abs().max(b.abs()) / hundred,
        None => false,
    }
}

fn close_ends(a: (Decimal, Decimal), b: (Decimal, Decimal)) -> bool {
    close(a.0, b.0) && close(a.1, b.1)
}

/// Whether two amounts agree in figure, and in currency or unit where both give one.
pub(crate) fn same_amount(gold: &Value, claim: &Value) -> bool {
    let (Some(a), Some(b)) = (interval(gold), interval(claim)) else { return false };
    if !close_ends(a, b) {
        return false;
    }
    let unit = |v: &Value| {
        ["currency", "unit"]
            .iter()
            .filter_map(|k| v.get(*k))
            .find(|u| truthy(u))
            .map(|u| text(u).to_lowercase())
    };
    match (unit(gold), unit(claim)) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    }
}

/// Whether the ends of two counts agree at their lower end.
pub(crate) fn same_count(gold: &Value, claim: &Value) -> bool {
    matches!((interval(gold), interval(claim)), (Some(a), Some(b)) if close(a.0, b.0))
}

/// Whether at least half the figures of a gold value or series stand in the claim's.
pub(crate) fn same_series(gold: &Value, claim: &Value) -> bool {
    let (a, b) = (points(gold), points(claim));
    let found = a.iter().filter(|x| b.iter().any(|y| close_ends(**x, *y))).count();
    !a.is_empty() && !b.is_empty() && found * 2 >= a.len()
}

fn points(v: &Value) -> Vec<(Decimal, Decimal)> {
    let one = std::slice::from_ref(v);
    let items = v.as_array().map_or(one, Vec::as_slice);
    items
        .iter()
        .filter_map(|x| match x.as_object() {
            Some(o) if o.contains_key("period") => o.get("value").and_then(interval),
            _ => interval(x),
        })
        .collect()
}

/// Whether two dates agree as far as the coarser of them goes; an open year leaves the year out.
pub(crate) fn same_date(gold: &Value, claim: &Value) -> bool {
    let (a, b) = (text(gold), text(claim));
    if a.starts_with("XXXX") || b.starts_with("XXXX") {
        let rest = |s: &str| s.chars().skip(5).collect::<String>();
        return rest(&a) == rest(&b) && !rest(&b).is_empty();
    }
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let (x, y) = (digits(&a), digits(&b));
    let prefix = !x.is_empty() && !y.is_empty() && (x.starts_with(&y) || y.starts_with(&x));
    prefix || fold(&a) == fold(&b)
}

/// A value as words: a text as it is, anything else as its JSON.
pub(crate) fn text(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

/// Whether a value says anything: not null, false, zero or empty.
pub(crate) fn truthy(v: &Value) -> bool {
    match v {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(_) => number(v) != Some(Decimal::ZERO),
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_figure_agrees_within_a_percent_and_a_currency_where_both_give_one() {
        let g = json!({"value": 100_000_000, "currency": "USD"});
        assert!(same_amount(&g, &json!({"value": 100_900_000, "currency": null})));
        assert!(same_amount(&g, &json!({"value": 1e8, "currency": "usd"})));
        assert!(!same_amount(&g, &json!({"value": 1e8, "currency": "CNY"})));
        assert!(!same_amount(&g, &json!({"value": 102_000_000})));
        assert!(!same_amount(&g, &json!({"low": 1e8, "high": 9e8})));
        assert!(same_amount(&json!("14.3%"), &json!(14.3)));
        assert_eq!(number(&json!("1.2.3")), None);
    }

    #[test]
    fn figures_beyond_the_decimal_range_agree_with_nothing_and_stop_nothing() {
        assert!(!same_amount(&json!(1e300), &json!(1e300)));
        let most = json!(79_228_162_514_264_337_593_543_950_335_u128);
        assert!(same_amount(&most, &most));
        assert!(!same_amount(&most, &json!("-1")));
    }

    #[test]
    fn half_a_series_is_enough() {
        let g = json!([{"period": "2023", "value": {"value": 8, "unit": "percent"}},
                       {"period": "2024", "value": {"value": 4, "unit": "percent"}}]);
        assert!(same_series(&g, &json!({"value": 4})));
        assert!(!same_series(&g, &json!({"value": 5})));
    }

    #[test]
    fn dates_agree_as_far_as_the_coarser_goes() {
        assert!(same_date(&json!("2025-07"), &json!("2025-07-08")));
        assert!(!same_date(&json!("2025-07"), &json!("2025-08")));
        assert!(same_date(&json!("XXXX-09-12"), &json!("2024-09-12")));
        assert!(!same_date(&json!("XXXX-09-12"), &json!("2024")));
        assert!(same_date(&json!("近期"), &json!("近期")));
    }
}
