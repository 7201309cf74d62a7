//! The other way round: a value as a person would type it, and whether what was typed stands in the text.

use rust_decimal::Decimal;
use tradewire_model::{Amount, Args, Bound, ClaimKind, Count, Name, Period, Role, Statement, Value};
use tradewire_quantity::{Context, Kind, Quantity, numerals, recognise};
use tradewire_script::fold_str;

use crate::mend::{MendError, read};

/// A value as a person would type it into a correction: names and words as they stand, a sum in the words of `text`
/// where these give it, codes and dates as they are; what cannot be typed otherwise in JSON.
///
/// What [`crate::correct`] reads of it is the value again, but that names lose whom they were taken for, and a sum that
/// it is one in total where its words do not say so.
#[must_use]
pub fn spell(kind: ClaimKind, role: Role, value: &Value, text: &str) -> String {
    let reads = |words: &str| read(kind, role, words).is_ok_and(|v| v == *value);
    let json = || {
        let args = Args::new().with(role, value.clone());
        let all = serde_json::to_value(&args).unwrap_or_default();
        all.get(role.as_str()).map(ToString::to_string).unwrap_or_default()
    };
    match value {
        Value::Name(_) | Value::Names(_) => names(role, value.names()).unwrap_or_else(json),
        Value::Amount(a) => {
            let said = recognise(text, &Context::default());
            let reads = |words: &str| {
                read(kind, role, words).is_ok_and(|v| v.amount().is_some_and(|r| in_total(r) == in_total(a)))
            };
            let in_text = said.iter().filter_map(|q| text.get(q.range.clone()));
            let short = said.iter().filter_map(|q| text.get(q.core.clone()));
            let found = in_text.chain(short).find(|w| reads(w)).map(str::to_owned);
            found.or_else(|| Some(sum(a)?).filter(|w| reads(w))).unwrap_or_else(json)
        }
        Value::Count(c) => {
            let number = c.value.normalize().to_string();
            let said = recognise(text, &Context::default());
            let in_text = said.iter().filter_map(|q| text.get(q.range.clone()));
            let found = in_text.filter(|w| reads(w)).map(str::to_owned).next();
            found.or_else(|| Some(number).filter(|w| reads(w))).unwrap_or_else(json)
        }
        Value::Number(n) => n.normalize().to_string(),
        Value::Date(d) => d.to_string(),
        Value::Code(words) | Value::Text(words) => words.clone(),
        Value::Measure(_) | Value::Series(_) => json(),
    }
}

/// Names in a row; nothing where one holds what parts names, or is a group in a place for names.
fn names(role: Role, all: &[Name]) -> Option<String> {
    let plain = |n: &Name| {
        let t = n.text.as_str();
        !t.contains([',', '、', '，']) && t.trim() == t && !t.starts_with(['{', '[', '"'])
    };
    if all.is_empty() || !all.iter().all(|n| plain(n) && n.group == (role == Role::Group)) {
        return None;
    }
    let han = all.iter().any(|n| n.text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)));
    let texts: Vec<&str> = all.iter().map(|n| n.text.as_str()).collect();
    Some(texts.join(if han { "、" } else { ", " }))
}

/// A sum whose period goes without saying where it is one in total.
fn in_total(a: &Amount) -> Amount {
    Amount { per: a.per.filter(|p| *p != Period::Total), ..a.clone() }
}

/// A sum in English words.
fn sum(a: &Amount) -> Option<String> {
    let figure = match (a.value, a.low, a.high) {
        (Some(v), _, _) => v.normalize().to_string(),
        (None, Some(low), Some(high)) => format!("{} to {}", low.normalize(), high.normalize()),
        _ => return None,
    };
    let bound = match a.bound {
        Bound::Approx => "about ",
        Bound::AtLeast => "more than ",
        Bound::UpTo => "up to ",
        Bound::Exact | Bound::Range => "",
    };
    let currency = a.currency.map(|c| format!(" {}", c.code())).unwrap_or_default();
    let per = match a.per {
        Some(Period::Year) => " a year",
        Some(Period::Month) => " a month",
        Some(Period::Week) => " a week",
        Some(Period::Day) => " a day",
        Some(Period::Hour) => " an hour",
        Some(Period::Total) | None => "",
    };
    Some(format!("{bound}{figure}{currency}{per}"))
}

/// Whether what a correction put in stands in the text: names and words letter by letter, in either script and whatever
/// their case, figures by their value. Codes, dates, figures in JSON and the gist of a statement are not looked for;
/// nor is the outlet itself as a source.
///
/// # Errors
/// [`MendError::NotInText`] for the first value that does not.
pub fn grounded(
    before: &Statement,
    after: &Statement,
    text: &str,
    outlet: Option<&str>,
) -> Result<(), MendError> {
    let folded = fold_str(text);
    let stands = |words: &str| folded.contains(&fold_str(words.trim()));
    let lacks = |field: &str, value: &str| {
        Err(MendError::NotInText { field: field.to_owned(), value: value.to_owned() })
    };
    let mut quantities: Option<Vec<Quantity>> = None;
    for (role, value) in after.args.iter().filter(|(r, v)| before.args.get(*r) != Some(*v)) {
        let known = before.args.names(role);
        match value {
            Value::Name(_) | Value::Names(_) => {
                let new = value.names().iter().filter(|n| !known.iter().any(|k| k.text == n.text));
                if let Some(n) = new.into_iter().find(|n| !stands(&n.text)) {
                    return lacks(role.as_str(), &n.text);
                }
            }
            Value::Text(words) if role != Role::Gist && !stands(words) => {
                return lacks(role.as_str(), words);
            }
            Value::Amount(a) => {
                let found = quantities.get_or_insert_with(|| recognise(text, &Context::default()));
                if !found.iter().any(|q| gives(q, a)) {
                    return lacks(role.as_str(), &sum(a).unwrap_or_default());
                }
            }
            Value::Count(Count { value, .. }) | Value::Number(value) => {
                let found = quantities.get_or_insert_with(|| recognise(text, &Context::default()));
                let counted = found.iter().any(|q| counts(q, *value));
                if !counted && !numerals(text).iter().any(|n| n.value == *value || n.high == Some(*value)) {
                    return lacks(role.as_str(), &value.normalize().to_string());
                }
            }
            _ => {}
        }
    }
    let was = &before.attribution;
    let now = &after.attribution;
    let said = now.source.iter().filter(|s| was.source.as_ref() != Some(*s)).map(|n| ("source", n));
    let via = now.via.iter().filter(|v| !was.via.contains(v)).map(|n| ("via", n));
    for (field, name) in said.chain(via) {
        let ours = outlet.is_some_and(|o| fold_str(o) == fold_str(&name.text));
        if !ours && !stands(&name.text) {
            return lacks(field, &name.text);
        }
    }
    Ok(())
}

/// Whether a quantity of the text gives this sum, itself or in brackets.
fn gives(q: &Quantity, sum: &Amount) -> bool {
    let figures = |a: &Amount| [a.value, a.low, a.high];
    q.money()
        .is_some_and(|m| std::iter::once(&m.amount).chain(&m.amount.also).any(|a| figures(a) == figures(sum)))
}

fn counts(q: &Quantity, n: Decimal) -> bool {
    match &q.kind {
        Kind::Count(c) => c.count.value == n || c.high == Some(n),
        Kind::Percent(m) | Kind::Multiple(m) | Kind::Number(m) => m.value == Some(n),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use tradewire_model::{Attribution, Modality};

    use super::*;
    use crate::{correct, mend};

    const TEXT: &str = "據《晨汐報》,北門科技以超過67億美元收購Tally Data 36%的股權,三名研究員林知遠、Quillon Marchbanks隨之加入。";

    fn deal() -> Statement {
        let args = Args::new()
            .with(Role::Acquirer, Value::Name(Name::unresolved("北門科技")))
            .with(Role::Target, Value::Name(Name::unresolved("Tally Data")))
            .with(Role::StakePercent, Value::Number(36.into()));
        let attribution = Attribution::default();
        Statement { kind: ClaimKind::Deal, modality: Modality::Reported, args, attribution }
    }

    #[test]
    fn what_is_spelt_reads_back() {
        let names = Value::Names(vec![Name::unresolved("林知遠"), Name::unresolved("Quillon Marchbanks")]);
        let firm = Value::Names(vec![Name::unresolved("Orrery, Inc."), Name::unresolved("北門科技")]);
        for (kind, role, typed) in [
            (ClaimKind::Deal, Role::Amount, "超過67億美元"),
            (ClaimKind::Deal, Role::Amount, "up to $12.5 million a year"),
            (ClaimKind::Deal, Role::Amount, "between 300 million and 400 million euros"),
            (ClaimKind::Deal, Role::Amount, "{\"low\": 1, \"high\": 2, \"bound\": \"range\"}"),
            (ClaimKind::Move, Role::Count, "三名研究員"),
            (ClaimKind::Move, Role::Count, "12"),
            (ClaimKind::Offer, Role::Years, "4"),
            (ClaimKind::Move, Role::Date, "2025-07"),
            (ClaimKind::Move, Role::Type, "join"),
        ] {
            let value = read(kind, role, typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            let spelt = spell(kind, role, &value, TEXT);
            assert_eq!(read(kind, role, &spelt).as_ref(), Ok(&value), "{typed} became {spelt}");
        }
        let total = Amount::new(Decimal::from(6_700_000_000u64), Bound::AtLeast)
            .in_currency(tradewire_model::Currency::USD)
            .per(Period::Total);
        let spelt = spell(ClaimKind::Deal, Role::Amount, &Value::Amount(total), TEXT);
        assert!(TEXT.contains(&spelt), "{spelt}: in the words of the text, for a total goes without saying");
        for value in [names, firm] {
            let spelt = spell(ClaimKind::Move, Role::Person, &value, TEXT);
            assert_eq!(read(ClaimKind::Move, Role::Person, &spelt), Ok(value), "{spelt}");
        }
        let sum = read(ClaimKind::Deal, Role::Amount, "超過67億美元").unwrap();
        assert!(TEXT.contains(&spell(ClaimKind::Deal, Role::Amount, &sum, TEXT)), "in the words of the text");
    }

    #[test]
    fn corrections_must_stand_in_the_text() {
        let with = |field: &str, value: &str| {
            let mut to = deal();
            correct(&mut to, field, value).unwrap();
            grounded(&deal(), &to, TEXT, Some("港灣日報"))
        };
        for (field, value) in [
            ("acquirer", "林知远"),
            ("acquirer", "tally data"),
            ("amount", "$6.7 billion"),
            ("date", "2025-07"),
            ("deal_kind", "investment"),
            ("source", "晨汐報"),
            ("source", "港湾日报"),
        ] {
            assert_eq!(with(field, value), Ok(()), "{field}={value}");
        }
        for (field, value) in [
            ("acquirer", "Okapi"),
            ("acquirer", "北門科技、Okapi"),
            ("amount", "$6.8 billion"),
            ("stake_percent", "49"),
            ("stake_percent", "67"),
            ("source", "The Courier"),
        ] {
            assert!(matches!(with(field, value), Err(MendError::NotInText { .. })), "{field}={value}");
        }
        let gist = mend(&deal(), "kind=statement; gist=they left").unwrap();
        assert_eq!(grounded(&deal(), &gist, TEXT, None), Ok(()), "a gist is a person's own words");
    }
}
