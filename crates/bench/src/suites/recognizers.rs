//! Numbers, percentages, ordinals, ranges, money and dates against the specs of Recognizers-Text.
//!
//! The product reads quantities of news; these specs name numerals, units and TIMEX values in a way of their own. This
//! file is the view that puts the one into the other's words. It holds no case of the specs.

mod currency;
mod percent;
mod timex;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Value, json};
use tradewire_model::Decimal;
use tradewire_quantity::{Context, Interval, Numeral, Place, intervals, numerals, ordinals, recognise};

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Spec files (JSON lines, one per model), or folders of them per language
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// List this many cases that are not right
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// What a spec file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Model {
    Number,
    Percent,
    Ordinal,
    NumberRange,
    Currency,
    DateTime,
}

impl Model {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_stem()?.to_str()?;
        Some(match name {
            n if n.starts_with("NumberRange") => Self::NumberRange,
            n if n.starts_with("Number") => Self::Number,
            n if n.starts_with("Percent") => Self::Percent,
            n if n.starts_with("Ordinal") => Self::Ordinal,
            n if n.starts_with("Currency") => Self::Currency,
            n if n.starts_with("DateTime") => Self::DateTime,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Ordinal => "ordinal",
            Self::NumberRange => "numberrange",
            Self::Currency => "currency",
            Self::DateTime => "datetime",
        }
    }
}

/// One thing found or expected, in the specs' words.
#[derive(Debug, Clone, PartialEq)]
struct Entity {
    /// Characters, the last included.
    start: usize,
    end: usize,
    kind: String,
    value: Value,
    unit: Option<String>,
    timex: Option<String>,
}

struct Case {
    language: String,
    model: Model,
    input: String,
    expected: Vec<Entity>,
    reference: Option<String>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: usize,
    found: usize,
    expected: usize,
    whole: usize,
    cases: usize,
}

impl Tally {
    fn add(&mut self, o: Self) {
        self.right += o.right;
        self.found += o.found;
        self.expected += o.expected;
        self.whole += o.whole;
        self.cases += o.cases;
    }

    fn f1(self) -> f64 {
        let n = self.found + self.expected;
        if n == 0 { 1.0 } else { 2.0 * self.right as f64 / n as f64 }
    }

    fn cases_right(self) -> f64 {
        if self.cases == 0 { 1.0 } else { self.whole as f64 / self.cases as f64 }
    }
}

/// Runs every case and compares span and value.
///
/// # Errors
/// Where a file cannot be read or is no spec.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut cases = Vec::new();
    for path in &args.paths {
        load(path, &mut cases)?;
    }
    let start = Instant::now();
    let found: Vec<Vec<Entity>> = cases.iter().map(view).collect();
    let elapsed = start.elapsed();

    let mut outcome = Outcome::new("recognizers", cases.len(), elapsed);
    let mut groups: std::collections::BTreeMap<(String, Model), Vec<Tally>> =
        std::collections::BTreeMap::new();
    let mut shown = 0;
    for (i, (case, found)) in cases.iter().zip(&found).enumerate() {
        let tally = compare(&case.expected, found);
        if tally.whole == 0 && shown < args.show {
            shown += 1;
            eprintln!("{} {}: {}", case.language, case.model.name(), case.input);
            eprintln!("    expected {}", brief(&case.expected, &case.input));
            eprintln!("    found    {}", brief(found, &case.input));
        }
        groups.entry((case.language.clone(), case.model)).or_default().push(tally);
        outcome.dump.push(dump(i, found, &case.input).to_string());
    }
    let mut table = format!(
        "{:<10} {:<12} {:>6} {:>7} {:>18} {:>7}\n",
        "language", "model", "cases", "F1", "95 %", "whole"
    );
    let languages: std::collections::BTreeSet<String> = groups.keys().map(|k| k.0.clone()).collect();
    for language in languages {
        let mut pooled = Vec::new();
        for ((_, model), tallies) in groups.iter().filter(|(k, _)| k.0 == language) {
            pooled.extend(tallies.iter().copied());
            outcome = line(outcome, &mut table, &language, model.name(), tallies);
        }
        outcome = line(outcome, &mut table, &language, "pooled", &pooled);
    }
    outcome.table = Some(table);
    Ok(outcome)
}

fn line(outcome: Outcome, table: &mut String, language: &str, name: &str, tallies: &[Tally]) -> Outcome {
    use std::fmt::Write;
    let sum = |ts: &[&Tally]| {
        let mut all = Tally::default();
        ts.iter().for_each(|t| all.add(**t));
        all
    };
    let all = sum(&tallies.iter().collect::<Vec<_>>());
    let ci = bootstrap(tallies, |ts| sum(ts).f1());
    let (low, high) = ci.unwrap_or((all.f1(), all.f1()));
    let _ = writeln!(
        table,
        "{language:<10} {name:<12} {:>6} {:>7.3} [{low:>7.3}, {high:>7.3}] {:>7.3}",
        all.cases,
        all.f1(),
        all.cases_right()
    );
    let key = format!("{}_{name}", language.to_lowercase());
    outcome.interval(&format!("{key}_f1"), all.f1(), ci).metric(&format!("{key}_cases"), all.cases_right())
}

fn load(path: &Path, cases: &mut Vec<Case>) -> anyhow::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(path)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        inside.sort();
        return inside.iter().try_for_each(|p| load(p, cases));
    }
    let Some(model) = Model::of(path) else { return Ok(()) };
    let language = path
        .parent()
        .and_then(Path::file_name)
        .map_or_else(|| "unknown".to_owned(), |n| n.to_string_lossy().into_owned());
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let v: Value = serde_json::from_str(line.trim_start_matches('\u{feff}'))
            .with_context(|| format!("{} line {} is no JSON", path.display(), n + 1))?;
        let input = v["Input"].as_str().unwrap_or_default().to_owned();
        let expected = v["Results"].as_array().map_or(&[][..], Vec::as_slice).iter().map(expected).collect();
        let reference = v["Context"]["ReferenceDateTime"].as_str().map(str::to_owned);
        cases.push(Case { language: language.clone(), model, input, expected, reference });
    }
    Ok(())
}

fn expected(v: &Value) -> Entity {
    let resolution = &v["Resolution"];
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let place = |k: &str| v[k].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
    let (value, timex) = match resolution["values"].as_array() {
        Some(values) => (Value::Array(values.iter().map(timex::plain).collect()), text(&values[0]["timex"])),
        None => (resolution["value"].clone(), None),
    };
    Entity {
        start: place("Start"),
        end: place("End"),
        kind: v["TypeName"].as_str().unwrap_or_default().to_owned(),
        value,
        unit: text(&resolution["unit"]),
        timex,
    }
}

fn compare(expected: &[Entity], found: &[Entity]) -> Tally {
    let right = expected.iter().filter(|e| found.iter().any(|f| same(e, f))).count();
    let whole = usize::from(right == expected.len() && found.len() == expected.len());
    Tally { right, found: found.len(), expected: expected.len(), whole, cases: 1 }
}

fn same(a: &Entity, b: &Entity) -> bool {
    a.start == b.start
        && a.end == b.end
        && a.kind == b.kind
        && a.unit == b.unit
        && value(&a.value) == value(&b.value)
}

/// A value as it is compared: numbers by thirteen significant digits, as the specs' binary floats carry no more.
fn value(v: &Value) -> String {
    match v {
        Value::String(s) => {
            let (number, sign) = s.strip_suffix('%').map_or((s.as_str(), ""), |n| (n, "%"));
            let parsed: Option<Decimal> =
                number.parse().ok().or_else(|| Decimal::from_scientific(number).ok());
            parsed.map_or_else(|| s.clone(), |d| d.round_sf(13).unwrap_or(d).normalize().to_string() + sign)
        }
        Value::Array(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

/// Fifteen significant digits, without trailing zeros.
fn fifteen(d: Decimal) -> String {
    d.round_sf(15).unwrap_or(d).normalize().to_string()
}

fn view(case: &Case) -> Vec<Entity> {
    let text = &case.input;
    let context = Context {
        published: case.reference.as_deref().and_then(|r| r.get(..10)).and_then(|d| d.parse().ok()),
        ..Context::default()
    };
    let at = |range: std::ops::Range<usize>, kind: &str, value: Value, unit: Option<String>| Entity {
        start: text[..range.start].chars().count(),
        end: text[..range.end].chars().count().saturating_sub(1),
        kind: kind.to_owned(),
        value,
        unit,
        timex: None,
    };
    match case.model {
        Model::Number => numerals(text)
            .into_iter()
            .filter(|n| !n.ordinal && !behind_percent(text, n))
            .map(|n| at(n.range, "number", json!(fifteen(n.value)), None))
            .collect(),
        Model::Ordinal => ordinals(text)
            .into_iter()
            .map(|o| {
                let (kind, value) = place(o.place);
                at(o.range, kind, json!(value), None)
            })
            .collect(),
        Model::Percent => percent::view(text, &context)
            .into_iter()
            .map(|(range, value)| {
                at(
                    range,
                    "percentage",
                    // the specs write the value of a lone sign as a word
                    value.map_or(json!("null"), |v| json!(format!("{}%", fifteen(v)))),
                    None,
                )
            })
            .collect(),
        Model::NumberRange => intervals(text)
            .iter()
            .map(|i| at(i.range.clone(), "numberrange", json!(interval(i)), None))
            .collect(),
        Model::Currency => currency::all(text, &recognise(text, &context))
            .into_iter()
            .map(|(range, value, unit)| {
                let value = value.map_or(Value::Null, |v| json!(fifteen(v)));
                at(range, "currency", value, Some(unit))
            })
            .collect(),
        Model::DateTime => timex::view(text, case.reference.as_deref(), &case.language)
            .into_iter()
            .map(|d| {
                let mut e = at(d.range, &format!("datetimeV2.{}", d.kind), Value::Array(d.values), None);
                e.timex = d.timex;
                e
            })
            .collect(),
    }
}

/// Whether a number is the figure of a percentage, which the specs name by another model.
fn behind_percent(text: &str, n: &Numeral) -> bool {
    text[n.range.end..].trim_start().starts_with(['%', '％'])
}

/// A bounded number in the specs' way: an interval with open or closed ends.
fn interval(i: &Interval) -> String {
    let low =
        i.low.map_or("(".to_owned(), |e| format!("{}{}", if e.closed { '[' } else { '(' }, fifteen(e.value)));
    let high = i
        .high
        .map_or(")".to_owned(), |e| format!("{}{}", fifteen(e.value), if e.closed { ']' } else { ')' }));
    format!("{low},{high}")
}

/// A place in an order in the specs' way: `end-1`, `current+1`.
fn place(p: Place) -> (&'static str, String) {
    match p {
        Place::Nth(n) => ("ordinal", fifteen(n)),
        Place::FromEnd(n) if n < 0 => ("ordinal.relative", format!("end{n}")),
        Place::FromEnd(n) => ("ordinal.relative", format!("end+{n}")),
        Place::FromCurrent(n) if n < 0 => ("ordinal.relative", format!("current{n}")),
        Place::FromCurrent(n) => ("ordinal.relative", format!("current+{n}")),
    }
}

fn brief(entities: &[Entity], input: &str) -> String {
    let chars: Vec<char> = input.chars().collect();
    let all: Vec<String> = entities
        .iter()
        .map(|e| {
            let text: String =
                chars.get(e.start..(e.end + 1).min(chars.len())).unwrap_or(&[]).iter().collect();
            format!("[{text}] {} {} {}", e.kind, value(&e.value), e.unit.as_deref().unwrap_or(""))
        })
        .collect();
    all.join(" | ")
}

fn dump(i: usize, entities: &[Entity], input: &str) -> Value {
    let chars: Vec<char> = input.chars().collect();
    let all: Vec<Value> = entities
        .iter()
        .map(|e| {
            let text: String = chars.get(e.start..(e.end + 1).min(chars.len())).unwrap_or(&[]).iter().collect();
            json!({"text": text, "start": e.start, "end": e.end, "type": e.kind, "value": e.value, "unit": e.unit, "timex": e.timex})
        })
        .collect();
    json!({"i": i, "entities": all})
}
