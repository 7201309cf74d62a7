//! A package from TOML or JSON, field by field, so that what is wrong can be named.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use tradewire_model::{Bound, Currency};

use crate::clock::Deadline;
use crate::error::{PackageError, Problem};
use crate::illiquidity::Illiquidity;
use crate::package::{
    Clawback, Compute, EquityKind, Firm, Grant, Liquidity, Package, Payment, Scenario, SignOn, Undisclosed,
};
use crate::sum;
use crate::tax::TaxRule;
use crate::vesting::Vesting;

type Read<T> = Result<T, PackageError>;

/// Most entries of a list in a file.
const MOST_ENTRIES: usize = 100;
/// Most months of a package or a grant.
const MOST_MONTHS: u16 = 120;

impl Package {
    /// Reads a package from TOML.
    ///
    /// # Errors
    /// The first field that is wrong, with its place.
    pub fn from_toml(text: &str) -> Result<Self, PackageError> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map_or(1, |s| text.get(..s.start).map_or(1, |t| t.matches('\n').count() + 1));
            PackageError { place: format!("line {line}"), problem: Problem::Syntax(e.message().to_owned()) }
        })?;
        package(&json(toml::Value::Table(table)))
    }

    /// Reads a package from JSON.
    ///
    /// # Errors
    /// The first field that is wrong, with its place.
    pub fn from_json(text: &str) -> Result<Self, PackageError> {
        let value: Value = serde_json::from_str(text).map_err(|e| PackageError {
            place: format!("line {}, column {}", e.line(), e.column()),
            problem: Problem::Syntax(e.to_string()),
        })?;
        package(&value)
    }
}

/// TOML as JSON; numbers keep their shortest text.
fn json(v: toml::Value) -> Value {
    match v {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Integer(i) => Value::from(i),
        toml::Value::Float(f) => serde_json::Number::from_f64(f).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(a) => Value::Array(a.into_iter().map(json).collect()),
        toml::Value::Table(t) => Value::Object(t.into_iter().map(|(k, v)| (k, json(v))).collect()),
    }
}

fn wrong<T>(place: &str, expected: impl Into<String>, found: &Value) -> Read<T> {
    let mut found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    if found.chars().count() > 60 {
        found = found.chars().take(60).chain(['…']).collect();
    }
    Err(PackageError {
        place: place.to_owned(),
        problem: Problem::Value { expected: expected.into(), found },
    })
}

/// A table of the file with its place.
struct Table<'a> {
    place: String,
    map: &'a Map<String, Value>,
}

impl<'a> Table<'a> {
    /// Takes a table whose fields are all known.
    fn of(place: &str, value: &'a Value, known: &[&'static str]) -> Read<Self> {
        let Some(map) = value.as_object() else { return wrong(place, "a table of fields", value) };
        if let Some(key) = map.keys().find(|k| !known.contains(&k.as_str())) {
            let nearest = known.iter().map(|k| (strsim::damerau_levenshtein(k, key), *k)).min();
            let nearest = nearest.filter(|n| n.0 <= 1 + key.chars().count() / 4).map(|n| n.1.to_owned());
            let problem = Problem::Unknown { nearest, known: known.to_vec() };
            return Err(PackageError { place: join(place, key), problem });
        }
        Ok(Self { place: place.to_owned(), map })
    }

    fn get(&self, key: &str) -> Option<(&'a Value, String)> {
        self.map.get(key).filter(|v| !v.is_null()).map(|v| (v, join(&self.place, key)))
    }

    fn must(&self, key: &str, expected: &'static str) -> Read<(&'a Value, String)> {
        let missing =
            || PackageError { place: join(&self.place, key), problem: Problem::Missing { expected } };
        self.get(key).ok_or_else(missing)
    }

    fn money(&self, key: &str) -> Read<Option<Decimal>> {
        self.get(key).map(|(v, at)| money(v, &at)).transpose()
    }

    fn months(&self, key: &str, most: u16) -> Read<Option<u16>> {
        self.get(key).map(|(v, at)| whole(v, &at, 0, most, "months")).transpose()
    }

    fn decimal(&self, key: &str, most: u32) -> Read<Option<Decimal>> {
        self.get(key).map(|(v, at)| decimal(v, &at, most)).transpose()
    }

    fn real(&self, key: &str, low: f64, high: f64) -> Read<Option<f64>> {
        self.get(key).map(|(v, at)| real(v, &at, low, high)).transpose()
    }

    fn text(&self, key: &str) -> Read<Option<String>> {
        let Some((v, at)) = self.get(key) else { return Ok(None) };
        match v.as_str() {
            Some(s) => Ok(Some(s.to_owned())),
            None => wrong(&at, "words in quotes", v),
        }
    }

    /// One of some codes.
    fn code<T: Copy>(&self, key: &str, codes: &[(&'static str, T)]) -> Read<Option<T>> {
        let Some((v, at)) = self.get(key) else { return Ok(None) };
        match codes.iter().find(|(c, _)| v.as_str() == Some(*c)) {
            Some((_, t)) => Ok(Some(*t)),
            None => wrong(&at, format!("one of {}", all(codes)), v),
        }
    }

    fn list(&self, key: &str) -> Read<Vec<(&'a Value, String)>> {
        let Some((v, at)) = self.get(key) else { return Ok(Vec::new()) };
        match v.as_array() {
            Some(items) if items.len() <= MOST_ENTRIES => {
                Ok(items.iter().enumerate().map(|(i, v)| (v, format!("{at}[{}]", i + 1))).collect())
            }
            _ => wrong(&at, format!("a list of at most {MOST_ENTRIES}: write [[{at}]] above each"), v),
        }
    }
}

fn all<T>(codes: &[(&'static str, T)]) -> String {
    codes.iter().map(|c| c.0).collect::<Vec<_>>().join(", ")
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn money(v: &Value, at: &str) -> Read<Decimal> {
    let expected = "a sum such as 500000, \"8M\", \"1.5bn\" or \"1.25亿\", at most 1e15";
    let found = match v {
        // A number such as 1e8 is written in decimals by the parser of decimals, not of sums.
        Value::Number(n) => sum::parse(&n.to_string()).or_else(|| {
            Decimal::from_scientific(&n.to_string()).ok().filter(|d| !d.is_sign_negative() && *d <= sum::MOST)
        }),
        Value::String(s) => sum::parse(s),
        _ => None,
    };
    found.map_or_else(|| wrong(at, expected, v), Ok)
}

fn decimal(v: &Value, at: &str, most: u32) -> Read<Decimal> {
    let found = match v {
        Value::Number(n) => n.to_string().parse::<Decimal>().ok(),
        _ => None,
    };
    match found.filter(|d| !d.is_sign_negative() && *d <= Decimal::from(most)) {
        Some(d) => Ok(d.round_dp(9)),
        None => wrong(at, format!("a number from 0 to {most}"), v),
    }
}

fn real(v: &Value, at: &str, low: f64, high: f64) -> Read<f64> {
    match v.as_f64().filter(|x| x.is_finite() && (low..=high).contains(x)) {
        Some(x) => Ok(x),
        None => wrong(at, format!("a number from {low} to {high}"), v),
    }
}

fn whole(v: &Value, at: &str, low: u16, high: u16, of: &str) -> Read<u16> {
    match v.as_u64().and_then(|n| u16::try_from(n).ok()).filter(|n| (low..=high).contains(n)) {
        Some(n) => Ok(n),
        None => wrong(at, format!("a whole number of {of} from {low} to {high}"), v),
    }
}

fn yes(v: &Value, at: &str) -> Read<bool> {
    v.as_bool().map_or_else(|| wrong(at, "true or false", v), Ok)
}

const BOUNDS: [(&str, Bound); 4] = [
    ("exact", Bound::Exact),
    ("approx", Bound::Approx),
    ("at_least", Bound::AtLeast),
    ("up_to", Bound::UpTo),
];

fn package(v: &Value) -> Read<Package> {
    let t = Table::of(
        "",
        v,
        &[
            "name",
            "source",
            "currency",
            "years",
            "salary",
            "bonus",
            "sign_on",
            "grant",
            "payment",
            "undisclosed",
            "compute",
            "deadline",
            "firm",
            "tax",
        ],
    )?;
    let (code, at) = t.must("currency", "three capital letters, such as currency = \"USD\"")?;
    let currency: Currency = match code.as_str().and_then(|c| c.parse().ok()) {
        Some(c) => c,
        None => return wrong(&at, "three capital letters (ISO 4217), such as USD", code),
    };
    let (years, at) = t.must("years", "how many years it covers, such as years = 4")?;
    let years = u8::try_from(whole(years, &at, 1, 10, "years")?).unwrap_or(1);
    let mut p = Package::new(t.text("name")?.unwrap_or_else(|| "offer".into()), currency, years);
    p.source = t.text("source")?;
    p.salary = t.money("salary")?.unwrap_or_default();
    if let Some((v, at)) = t.get("bonus") {
        if v.is_object() {
            let b = Table::of(&at, v, &["amount", "guaranteed"])?;
            let (amount, place) = b.must("amount", "the bonus per year")?;
            p.bonus = money(amount, &place)?;
            p.bonus_guaranteed = b.get("guaranteed").map(|(v, at)| yes(v, &at)).transpose()?.unwrap_or(false);
        } else {
            p.bonus = money(v, &at)?;
        }
    }
    if let Some((v, at)) = t.get("sign_on") {
        p.sign_on = sign_on(v, &at)?;
    }
    p.grants = t.list("grant")?.into_iter().map(|(v, at)| grant(v, &at)).collect::<Read<_>>()?;
    p.payments =
        t.list("payment")?.into_iter().map(|(v, at)| payment(v, &at, p.months())).collect::<Read<_>>()?;
    p.undisclosed =
        t.list("undisclosed")?.into_iter().map(|(v, at)| undisclosed(v, &at)).collect::<Read<_>>()?;
    if let Some((v, at)) = t.get("compute") {
        let c = Table::of(&at, v, &["gpu_hours", "price"])?;
        let (hours, place) = c.must("gpu_hours", "GPU-hours per year")?;
        p.compute = Some(Compute { gpu_hours: money(hours, &place)?, price: c.decimal("price", 1_000)? });
    }
    if let Some((v, at)) = t.get("deadline") {
        p.deadline = Some(deadline(v, &at)?);
    }
    if let Some((v, at)) = t.get("firm") {
        p.firm = firm(v, &at)?;
    }
    if let Some((v, at)) = t.get("tax") {
        p.tax = tax(v, &at)?;
    }
    Ok(p)
}

fn sign_on(v: &Value, at: &str) -> Read<SignOn> {
    if !v.is_object() {
        return Ok(SignOn { amount: money(v, at)?, clawback_months: 0, clawback: Clawback::Full });
    }
    let t = Table::of(at, v, &["amount", "clawback_months", "clawback"])?;
    let (amount, place) = t.must("amount", "the bonus for signing")?;
    Ok(SignOn {
        amount: money(amount, &place)?,
        clawback_months: t.months("clawback_months", MOST_MONTHS)?.unwrap_or(0),
        clawback: t
            .code("clawback", &[("full", Clawback::Full), ("prorated", Clawback::Prorated)])?
            .unwrap_or(Clawback::Full),
    })
}

fn grant(v: &Value, at: &str) -> Read<Grant> {
    let t = Table::of(at, v, &["kind", "value", "strike", "cap", "vesting", "lock_months", "tender"])?;
    let kinds = [
        ("rsu", EquityKind::Rsu),
        ("option", EquityKind::Option),
        ("profit_unit", EquityKind::ProfitUnit),
        ("restricted_stock", EquityKind::RestrictedStock),
    ];
    t.must("kind", "rsu, option, profit_unit or restricted_stock")?;
    let kind = t.code("kind", &kinds)?.unwrap_or(EquityKind::Rsu);
    let (value, place) = t.must("value", "worth of the underlying shares on the day of the grant")?;
    let value = money(value, &place)?;
    let usual = if kind == EquityKind::Option { Decimal::ONE } else { Decimal::ZERO };
    let strike = t.decimal("strike", 1_000)?.unwrap_or(usual);
    let cap = t.decimal("cap", 1_000)?;
    let (vests, place) =
        t.must("vesting", "vesting = \"none\", or { months = 48, every = \"month\", cliff_months = 12 }")?;
    let vesting = vesting(vests, &place)?;
    let mut liquidity = Liquidity::Listed;
    if let Some(until_month) = t.months("lock_months", 2 * MOST_MONTHS)? {
        liquidity = Liquidity::Locked { until_month };
    }
    if let Some((v, at)) = t.get("tender") {
        let d = Table::of(&at, v, &["first_month", "every_months"])?;
        let first = d.must("first_month", "month of the first tender")?;
        let every = d.must("every_months", "months from one tender to the next")?;
        liquidity = Liquidity::Tender {
            first_month: whole(first.0, &first.1, 0, 2 * MOST_MONTHS, "months")?,
            every_months: whole(every.0, &every.1, 1, MOST_MONTHS, "months")?,
        };
    }
    Ok(Grant { kind, value, strike, cap, vesting, liquidity })
}

fn vesting(v: &Value, at: &str) -> Read<Vesting> {
    if v.as_str() == Some("none") {
        return Ok(Vesting::at_once());
    }
    if !v.is_object() {
        return wrong(
            at,
            "\"none\", or a table such as { months = 48, every = \"month\", cliff_months = 12 }",
            v,
        );
    }
    let t = Table::of(at, v, &["months", "every", "cliff_months", "shares"])?;
    let every = t.code("every", &[("month", 1), ("quarter", 3), ("year", 12)])?;
    let mut shares = Vec::new();
    for (v, at) in t.list("shares")? {
        shares.push(decimal(v, &at, 1)?);
    }
    let usual = u16::try_from(shares.len() * 12).ok().filter(|m| *m > 0 && *m <= MOST_MONTHS);
    let months = match (t.months("months", MOST_MONTHS)?, usual) {
        (Some(m), None) if shares.is_empty() => m,
        (Some(m), Some(u)) if m == u => m,
        (None, Some(u)) => u,
        (None, None) if shares.is_empty() => {
            t.must("months", "months until all is earned, such as 48")?;
            0
        }
        _ => return wrong(&join(at, "months"), "twelve months for each of the shares, at most ten years", v),
    };
    if !shares.is_empty() && shares.iter().copied().sum::<Decimal>() != Decimal::ONE {
        return wrong(
            &join(at, "shares"),
            "shares that sum to 1, such as [0.4, 0.3, 0.2, 0.1]",
            &v["shares"],
        );
    }
    // Stated shares are told by the year, so they are earned by the year unless the file says otherwise.
    let every = every.unwrap_or(if shares.is_empty() { 1 } else { 12 });
    let cliff_months = t.months("cliff_months", MOST_MONTHS)?.unwrap_or(0);
    Ok(Vesting { months, every, cliff_months, shares })
}

fn payment(v: &Value, at: &str, months: u16) -> Read<Payment> {
    let t = Table::of(at, v, &["name", "amount", "month", "chance"])?;
    let (amount, place) = t.must("amount", "the sum")?;
    let amount = money(amount, &place)?;
    let (month, place) = t.must("month", "at the end of which month it is due; 0 is the first day")?;
    let month = whole(month, &place, 0, months, "months")?;
    let name = t.text("name")?.unwrap_or_else(|| "payment".into());
    Ok(Payment { name, amount, month, chance: t.real("chance", 0.0, 1.0)? })
}

fn undisclosed(v: &Value, at: &str) -> Read<Undisclosed> {
    let t = Table::of(at, v, &["total", "bound", "first_year"])?;
    let (total, place) = t.must("total", "the sum over all years")?;
    let total = money(total, &place)?;
    let mut first_year = None;
    if let Some((v, at)) = t.get("first_year") {
        let f = Table::of(&at, v, &["value", "bound"])?;
        let (value, place) = f.must("value", "the sum of the first year")?;
        let sum = money(value, &place)?;
        if sum > total {
            return wrong(&place, "no more than the total", value);
        }
        first_year = Some((sum, f.code("bound", &BOUNDS)?.unwrap_or(Bound::Exact)));
    }
    Ok(Undisclosed { total, bound: t.code("bound", &BOUNDS)?.unwrap_or(Bound::Exact), first_year })
}

fn deadline(v: &Value, at: &str) -> Read<Deadline> {
    let hours = |v: &Value, at: &str| whole(v, at, 1, 8_784, "hours").map(u32::from);
    if !v.is_object() {
        return Ok(Deadline { hours: hours(v, at)?, offered_at: None });
    }
    let t = Table::of(at, v, &["hours", "offered_at"])?;
    let (h, place) = t.must("hours", "hours until the offer lapses")?;
    let hours = hours(h, &place)?;
    let mut offered_at = None;
    if let Some((v, at)) = t.get("offered_at") {
        offered_at = match v.as_str().and_then(|s| s.parse::<Timestamp>().ok()) {
            Some(time) => Some(time),
            None => return wrong(&at, "a time with its zone, such as 2026-01-05T09:00:00Z", v),
        };
    }
    Ok(Deadline { hours, offered_at })
}

fn firm(v: &Value, at: &str) -> Read<Firm> {
    let t = Table::of(at, v, &["volatility", "growth", "failure", "dilution", "illiquidity", "scenario"])?;
    let mut scenarios = Vec::new();
    for (v, at) in t.list("scenario")? {
        let s = Table::of(&at, v, &["name", "chance", "multiple"])?;
        let chance = s.must("chance", "how likely it is, 0 to 1")?;
        let multiple = s.must("multiple", "price at the end over the price when granted")?;
        scenarios.push(Scenario {
            name: s.text("name")?.unwrap_or_else(|| at.clone()),
            chance: real(chance.0, &chance.1, 0.0, 1.0)?,
            multiple: real(multiple.0, &multiple.1, 0.0, 1_000.0)?,
        });
    }
    let sum: f64 = scenarios.iter().map(|s| s.chance).sum();
    if !scenarios.is_empty() && (sum - 1.0).abs() > 1e-6 {
        return wrong(&join(at, "scenario"), "scenarios whose chances sum to 1", &Value::from(sum));
    }
    if let Some((v, at)) = t.get("growth").filter(|_| !scenarios.is_empty()) {
        return wrong(&at, "either growth or scenarios, not both", v);
    }
    let illiquidity = match t.get("illiquidity") {
        None => Illiquidity::None,
        Some((v, at)) => match v.as_str() {
            Some("none") => Illiquidity::None,
            Some("finnerty") => Illiquidity::Finnerty,
            Some("chaffe") => Illiquidity::Chaffe,
            _ if v.is_number() => Illiquidity::Fixed(real(v, &at, 0.0, 1.0)?),
            _ => return wrong(&at, "none, finnerty, chaffe, or a share from 0 to 1", v),
        },
    };
    Ok(Firm {
        volatility: t.real("volatility", 0.0, 5.0)?.unwrap_or(0.0),
        growth: t.real("growth", -0.99, 10.0)?.unwrap_or(0.0),
        failure: t.real("failure", 0.0, 0.99)?.unwrap_or(0.0),
        dilution: t.real("dilution", 0.0, 0.99)?.unwrap_or(0.0),
        illiquidity,
        scenarios,
    })
}

fn tax(v: &Value, at: &str) -> Read<TaxRule> {
    let t = Table::of(at, v, &["rate", "brackets"])?;
    if let Some(rate) = t.real("rate", 0.0, 1.0)? {
        return Ok(TaxRule::Rate(rate));
    }
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (v, at) in t.list("brackets")? {
        match v.as_array().map(Vec::as_slice) {
            Some([from, rate]) => steps.push((real(from, &at, 0.0, 1e15)?, real(rate, &at, 0.0, 1.0)?)),
            _ => return wrong(&at, "a threshold and a rate, such as [50000, 0.3]", v),
        }
    }
    if steps.windows(2).any(|w| w[1].0 <= w[0].0) {
        return wrong(&join(at, "brackets"), "thresholds that rise", &v["brackets"]);
    }
    Ok(if steps.is_empty() { TaxRule::None } else { TaxRule::Brackets(steps) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn error(text: &str) -> (String, String) {
        let e = Package::from_toml(text).unwrap_err();
        (e.to_string(), e.hint())
    }

    #[test]
    fn errors_say_what_where_and_how_to_mend() {
        let head = "currency='USD'\nyears=4\n";
        for (text, says, hint) in [
            ("years=4".to_owned(), "currency: is missing", "currency = \"USD\""),
            ("currency='usd'\nyears=4".to_owned(), "currency: «usd» is not three", "such as USD"),
            (format!("{head}salery=5"), "salery: there is no such field", "did you mean `salary`?"),
            (format!("{head}salary='a lot'"), "salary: «a lot» is not a sum", "\"8M\""),
            (format!("{head}salary=-1"), "salary: «-1» is not a sum", "8M"),
            (format!("{head}[[grant]]\nkind='rsu'\nvalue=1"), "grant[1].vesting: is missing", "months = 48"),
            (
                format!("{head}[[grant]]\nkind='rsu'\nvalue=1\nvesting={{shares=[0.5,0.4]}}"),
                "grant[1].vesting.shares: «[0.5,0.4]» is not shares that sum to 1",
                "0.4, 0.3",
            ),
            (format!("{head}[firm]\nvolatility='high'"), "firm.volatility: «high»", "from 0 to 5"),
            ("currency = \n".to_owned(), "line 1: ", "mend the file"),
            (
                format!("{head}deadline={{hours=48, offered_at='monday'}}"),
                "deadline.offered_at",
                "2026-01-05T09",
            ),
        ] {
            let (said, mend) = error(&text);
            assert!(said.contains(says) && mend.contains(hint), "{text}\n{said}\n{mend}");
        }
    }

    #[test]
    fn json_and_toml_are_read_alike() {
        let toml =
            Package::from_toml("currency='USD'\nyears=2\nsalary=0.5e6\nsign_on={amount='1M'}").unwrap();
        let json = r#"{"currency": "USD", "years": 2, "salary": 500000, "sign_on": {"amount": "1M"}}"#;
        assert_eq!(Package::from_json(json).unwrap(), toml);
        assert!(Package::from_json("{").unwrap_err().to_string().starts_with("line 1, column 1"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
            let _ = Package::from_toml(&text);
            let _ = Package::from_json(&text);
        }

        #[test]
        fn no_value_breaks_a_field(key in 0usize..14, value in "(-?[0-9]{1,30}|[0-9.e+-]{1,12}|true|\"[ -~&&[^\"\\\\]]{0,9}\"|\\[\\]|\\[\\{\\}\\]|\\{\\})") {
            let keys = ["name", "source", "currency", "years", "salary", "bonus", "sign_on", "grant", "payment",
                "undisclosed", "compute", "deadline", "firm", "tax"];
            let _ = Package::from_toml(&format!("{} = {value}", keys[key]));
            if let Ok(p) = Package::from_toml(&format!("currency='USD'\nyears=10\nsalary={value}\nsign_on={value}")) {
                let _ = (p.years_at_face(), p.leaving());
            }
        }
    }
}
