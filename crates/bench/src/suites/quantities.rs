//! Quantities against phrases of our own, and against the amounts and dates of golden facts.

mod golden;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;
use tradewire_model::Decimal;
use tradewire_quantity::{Context, Kind, Region, recognise};

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of phrases (TOML), or folders of them
    phrases: Vec<PathBuf>,
    /// Folder of golden facts whose amounts, counts and dates are looked for
    #[arg(long, value_name = "FOLDER", requires = "docs")]
    gold: Option<PathBuf>,
    /// The texts they were annotated on
    #[arg(long, value_name = "FOLDER", requires = "gold")]
    docs: Option<PathBuf>,
    /// Folder of texts over which megabytes per second are measured, on one core
    #[arg(long, value_name = "FOLDER")]
    speed: Option<PathBuf>,
    /// List this many phrases that are not right
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// A file of phrases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Whether it was written without sight of the grammar.
    #[serde(default)]
    blind: bool,
    phrase: Vec<Phrase>,
}

/// One phrase and what it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    /// The words.
    text: String,
    /// BCP 47 with script and region, as far as known.
    lang: String,
    /// Day of publication.
    published: Option<String>,
    /// Quantities in the short form of the rules' examples; empty where none of the asked kinds may be found.
    expect: Vec<String>,
    /// Kinds that are compared; what else is found does not count. If not said: money, and the kinds expected.
    kinds: Option<Vec<String>>,
}

impl Phrase {
    fn asks(&self, kind: &str) -> bool {
        match &self.kinds {
            Some(kinds) => kinds.iter().any(|k| k == kind),
            None => kind == "money" || self.expect.iter().any(|e| e.split(' ').next() == Some(kind)),
        }
    }

    /// Whether what was found is what is expected: figures by value, counts without a unit by their figure.
    fn right(&self, found: &[String]) -> bool {
        let plain = |s: &str| {
            let words = s
                .split(' ')
                .map(|w| w.parse::<Decimal>().map_or(w.to_owned(), |d| d.normalize().to_string()));
            words.collect::<Vec<_>>().join(" ")
        };
        found.len() == self.expect.len()
            && found.iter().zip(&self.expect).all(|(f, e)| {
                let (f, e) = (plain(f), plain(e));
                let count = e.starts_with("count ") && e.split(' ').count() == 2;
                f == e || count && f.starts_with(&format!("{e} "))
            })
    }
}

/// Runs the phrases, or the golden facts, or both.
///
/// # Errors
/// Where a file cannot be read or has another form.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut phrases = Vec::new();
    for path in &args.phrases {
        load(path, &mut phrases)?;
    }
    let start = Instant::now();
    let found: Vec<Vec<String>> = phrases.iter().map(|(_, p)| renderings(p)).collect();
    let elapsed = start.elapsed();
    let mut outcome = Outcome::new("quantities", phrases.len(), elapsed);
    let mut groups: BTreeMap<(bool, String), Vec<bool>> = BTreeMap::new();
    let mut shown = 0;
    let mut table = String::new();
    for ((blind, phrase), found) in phrases.iter().zip(&found) {
        let right = phrase.right(found);
        if !right && shown < args.show {
            shown += 1;
            eprintln!(
                "{} {}\n    expected {:?}\n    found    {found:?}",
                phrase.lang, phrase.text, phrase.expect
            );
        }
        let lang = phrase.lang.clone();
        groups.entry((*blind, lang)).or_default().push(right);
        outcome.dump.push(json!({"text": phrase.text, "expect": phrase.expect, "found": found}).to_string());
    }
    let share = |rs: &[&bool]| rs.iter().filter(|r| ***r).count() as f64 / rs.len().max(1) as f64;
    if !phrases.is_empty() {
        let _ = writeln!(
            table,
            "{:<10} {:<10} {:>7} {:>7} {:>18}",
            "written", "language", "phrases", "right", "95 %"
        );
        let all: Vec<bool> = groups.values().flatten().copied().collect();
        let rows = groups
            .iter()
            .map(|((blind, lang), r)| (if *blind { "blind" } else { "knowing" }, lang.as_str(), r));
        for (written, lang, results) in rows.chain([("all", "all", &all)]) {
            let value = share(&results.iter().collect::<Vec<_>>());
            let ci = bootstrap(results, share);
            let (low, high) = ci.unwrap_or((value, value));
            let _ = writeln!(
                table,
                "{written:<10} {lang:<10} {:>7} {value:>7.3} [{low:>7.3}, {high:>7.3}]",
                results.len()
            );
            outcome = outcome.interval(&format!("{written}_{lang}"), value, ci);
        }
    }
    if let (Some(gold), Some(docs)) = (&args.gold, &args.docs) {
        let report = golden::run(gold, docs)?;
        table.push_str(&report.text);
        outcome = outcome.metric("gold_values", report.values).metric("gold_right", report.right);
        if outcome.n == 0 {
            outcome.n = report.values;
        }
    }
    if let Some(path) = &args.speed {
        for (name, rate) in speed(path)? {
            let _ = writeln!(table, "{name:<34} {rate:>8.1} MB/s on one core");
            outcome = outcome.metric(name, rate);
        }
    }
    outcome.table = Some(table);
    Ok(outcome)
}

/// Megabytes per second of text: folded beforehand, as given, and with nothing but its sentences that hold figures.
fn speed(path: &Path) -> anyhow::Result<Vec<(&'static str, f64)>> {
    let mut documents = crate::Documents::load(path)?;
    let texts: Vec<String> = documents.read_all().into_iter().map(|d| d.text).collect();
    let folded: Vec<String> = texts.iter().map(|t| tradewire_script::fold_str(t)).collect();
    let context = Context { published: "2025-07-16".parse().ok(), ..Context::default() };
    let rich: Vec<String> = folded
        .iter()
        .map(|t| {
            let figures = |s: &&str| s.contains(|c: char| c.is_ascii_digit());
            t.split_inclusive(['\n', '。', '!', '?']).filter(figures).collect()
        })
        .collect();
    let measure = |texts: &[String], f: &dyn Fn(&str) -> usize| {
        let bytes: usize = texts.iter().map(String::len).sum();
        // time on the core, so that what else the machine does counts little
        let wall = Instant::now();
        let now = || crate::cpu_time().unwrap_or_else(|| wall.elapsed());
        let (start, mut done, mut found) = (now(), 0usize, 0usize);
        let spent = || now().saturating_sub(start).as_secs_f64();
        while spent() < 1.5 {
            found += texts.iter().map(|t| f(t)).sum::<usize>();
            done += bytes;
        }
        std::hint::black_box(found);
        done as f64 / 1e6 / spent()
    };
    let of_folded = |t: &str| tradewire_quantity::recognise_folded(t, &context).len();
    Ok(vec![
        ("folded", measure(&folded, &of_folded)),
        ("folded, sentences with figures", measure(&rich, &of_folded)),
        ("as given", measure(&texts, &|t| recognise(t, &context).len())),
    ])
}

fn load(path: &Path, phrases: &mut Vec<(bool, Phrase)>) -> anyhow::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(path)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        inside.sort();
        return inside.iter().try_for_each(|p| load(p, phrases));
    }
    if path.extension().is_none_or(|e| e != "toml") {
        return Ok(());
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file: File =
        toml::from_str(&text).with_context(|| format!("{} is no file of phrases", path.display()))?;
    phrases.extend(file.phrase.into_iter().map(|p| (file.blind, p)));
    Ok(())
}

/// What is found in a phrase, of the kinds that are asked for, in the short form.
fn renderings(phrase: &Phrase) -> Vec<String> {
    let region = match phrase.lang.as_str() {
        "zh-Hant-TW" => Region::Taiwan,
        "zh-Hant-HK" => Region::HongKong,
        "zh-Hant" => Region::Traditional,
        _ => Region::Mainland,
    };
    let published = phrase.published.as_deref().and_then(|d| d.parse().ok());
    let context = Context { published, region, ..Context::default() };
    // A phrase may list a sum and its parallel in brackets as two.
    let joined = phrase.expect.iter().any(|e| e.contains(" = "));
    let mut out = Vec::new();
    for q in recognise(&phrase.text, &context).iter().filter(|q| phrase.asks(kind(&q.kind))) {
        let shown = q.kind.to_string();
        match shown.split_once(" = ").filter(|_| !joined) {
            Some((first, rest)) => {
                out.push(first.to_owned());
                out.extend(rest.split(" = ").map(|r| format!("money {r}")));
            }
            None => out.push(shown),
        }
    }
    out
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Money(_) => "money",
        Kind::Count(_) => "count",
        Kind::Percent(_) => "percent",
        Kind::Multiple(_) => "multiple",
        Kind::Number(_) => "number",
        Kind::Ordinal(_) => "ordinal",
        Kind::Date(_) => "date",
        Kind::Duration(_) => "duration",
    }
}
