//! Pairs of names: one and the same, or not.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde::Deserialize;
use serde_json::json;
use tradewire_resolve::compare::{Schema, Verdict, judge};

use crate::{Outcome, bootstrap, cpu_time};

/// Folds of the cross-validation.
const FOLDS: usize = 10;
/// Pairs that the clock runs over at least, going round the cases.
const TIMED: usize = 50_000;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table with the columns schema, name1, name2, is_match; or files or a folder of pairs as TOML
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// List this many pairs judged wrongly
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// Two names and whether they are those of one.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What they are names of.
    pub schema: Schema,
    /// The first.
    pub a: String,
    /// The second.
    pub b: String,
    /// Whether they name one and the same.
    pub same: bool,
    /// The file it stands in.
    pub file: String,
}

#[derive(Deserialize)]
struct File {
    pair: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    a: String,
    b: String,
    schema: String,
    same: bool,
}

/// Loads pairs from tables and from TOML.
///
/// # Errors
/// Where a file cannot be read, is of no known form, or names an unknown schema.
pub fn load(paths: &[PathBuf]) -> anyhow::Result<Vec<Pair>> {
    let mut out = Vec::new();
    for path in paths {
        let files = if path.is_dir() {
            let mut found: Vec<PathBuf> = std::fs::read_dir(path)
                .with_context(|| format!("cannot list {}", path.display()))?
                .filter_map(|e| Some(e.ok()?.path()))
                .filter(|p| p.extension().is_some_and(|e| e == "toml" || e == "csv"))
                .collect();
            found.sort();
            found
        } else {
            vec![path.clone()]
        };
        for file in files {
            let text =
                std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            if file.extension().is_some_and(|e| e == "toml") {
                from_toml(&file, &text, &mut out)?;
            } else {
                from_table(&file, &text, &mut out)?;
            }
        }
    }
    if out.is_empty() {
        bail!("no pairs here");
    }
    Ok(out)
}

fn schema(name: &str, file: &Path) -> anyhow::Result<Schema> {
    Schema::of(name).with_context(|| format!("{}: «{name}» is no schema", file.display()))
}

fn from_toml(file: &Path, text: &str, out: &mut Vec<Pair>) -> anyhow::Result<()> {
    let parsed: File =
        toml::from_str(text).with_context(|| format!("{} is no list of pairs", file.display()))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for r in parsed.pair {
        out.push(Pair { schema: schema(&r.schema, file)?, a: r.a, b: r.b, same: r.same, file: name.clone() });
    }
    Ok(())
}

fn from_table(file: &Path, text: &str, out: &mut Vec<Pair>) -> anyhow::Result<()> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers()?.clone();
    let at = |name: &str| {
        head.iter()
            .position(|h| h == name)
            .with_context(|| format!("{} has no column {name}", file.display()))
    };
    let (s, a, b, m) = (at("schema")?, at("name1")?, at("name2")?, at("is_match")?);
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for record in reader.records() {
        let r = record.with_context(|| format!("{} is no table", file.display()))?;
        let field = |i: usize| r.get(i).unwrap_or_default();
        out.push(Pair {
            schema: schema(field(s), file)?,
            a: field(a).to_owned(),
            b: field(b).to_owned(),
            same: matches!(field(m).to_ascii_lowercase().as_str(), "true" | "1" | "yes"),
            file: name.clone(),
        });
    }
    Ok(())
}

/// Right and wrong decisions.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    hit: usize,
    spurious: usize,
    missed: usize,
}

impl Tally {
    fn of<'a>(cases: impl IntoIterator<Item = &'a (bool, bool)>) -> Self {
        cases.into_iter().fold(Self::default(), |mut t, (same, said)| {
            match (same, said) {
                (true, true) => t.hit += 1,
                (false, true) => t.spurious += 1,
                (true, false) => t.missed += 1,
                (false, false) => {}
            }
            t
        })
    }

    fn precision(self) -> f64 {
        self.hit as f64 / (self.hit + self.spurious).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.hit as f64 / (self.hit + self.missed).max(1) as f64
    }

    fn f1(self) -> f64 {
        2.0 * self.hit as f64 / (2 * self.hit + self.spurious + self.missed).max(1) as f64
    }
}

/// The threshold with the best F1; of equals the middle one.
fn best_threshold(cases: &[(bool, f64)]) -> f64 {
    let at = |i: usize| i as f64 / 200.0;
    let f1: Vec<f64> = (0..=200)
        .map(|i| Tally::of(&cases.iter().map(|(same, s)| (*same, *s >= at(i))).collect::<Vec<_>>()).f1())
        .collect();
    let top = f1.iter().copied().fold(0.0, f64::max);
    let equal: Vec<usize> = (0..=200).filter(|i| (f1[*i] - top).abs() < 1e-9).collect();
    equal.get(equal.len() / 2).map_or(0.5, |i| at(*i))
}

/// Scores every pair, judges it at a threshold chosen on the other folds and at the product's own.
///
/// # Errors
/// As [`load`].
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let pairs = load(&args.paths)?;
    // Lexicons are loaded before the clock starts.
    let judged: Vec<(f64, Verdict)> = pairs.iter().map(|p| judge(&p.a, &p.b, p.schema)).collect();
    let scores: Vec<f64> = judged.iter().map(|j| j.0).collect();
    let rounds = TIMED.div_ceil(pairs.len());
    let (start, busy) = (Instant::now(), cpu_time());
    for _ in 0..rounds {
        for p in &pairs {
            std::hint::black_box(judge(&p.a, &p.b, p.schema));
        }
    }
    let elapsed = start.elapsed();
    let on_core = cpu_time().zip(busy).map_or(elapsed, |(now, then)| now - then);
    let per_core_second = (rounds * pairs.len()) as f64 / on_core.as_secs_f64().max(1e-9);

    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.shuffle(&mut StdRng::seed_from_u64(20_250_701));
    let mut crossed = vec![(false, false); pairs.len()];
    for fold in 0..FOLDS {
        let rest: Vec<(bool, f64)> = order
            .iter()
            .enumerate()
            .filter(|(n, _)| n % FOLDS != fold)
            .map(|(_, &i)| (pairs[i].same, scores[i]))
            .collect();
        let threshold = best_threshold(&rest);
        for (_, &i) in order.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            crossed[i] = (pairs[i].same, scores[i] >= threshold);
        }
    }
    let own: Vec<(bool, bool)> =
        pairs.iter().zip(&judged).map(|(p, j)| (p.same, j.1 == Verdict::Same)).collect();
    let f1 = |all: &[&(bool, bool)]| Tally::of(all.iter().copied()).f1();
    let (cross, product) = (Tally::of(&crossed), Tally::of(&own));
    let mut table = String::new();
    writeln!(table, "{:<22} {:>6} {:>9} {:>9} {:>9}", "", "pairs", "precision", "recall", "F1")?;
    let mut row = |name: &str, n: usize, t: Tally| {
        writeln!(table, "{name:<22} {n:>6} {:>9.3} {:>9.3} {:>9.3}", t.precision(), t.recall(), t.f1())
    };
    row("cross-validated", pairs.len(), cross)?;
    row("the product's verdict", pairs.len(), product)?;
    let mut groups: BTreeMap<String, Vec<(bool, bool)>> = BTreeMap::new();
    for (p, o) in pairs.iter().zip(&own) {
        groups.entry(format!("  {}", p.file)).or_default().push(*o);
        groups.entry(format!("  {} {:?}", p.file, p.schema)).or_default().push(*o);
    }
    for (name, cases) in &groups {
        row(name, cases.len(), Tally::of(cases))?;
    }
    let review = judged.iter().filter(|j| j.1 == Verdict::Review).count();
    let review_same = pairs.iter().zip(&judged).filter(|(p, j)| p.same && j.1 == Verdict::Review).count();
    writeln!(
        table,
        "to review: {review}, of them {review_same} the same; {per_core_second:.0} pairs per core-second"
    )?;
    let mut shown = 0;
    for ((p, s), o) in pairs.iter().zip(&scores).zip(&own) {
        if o.0 != o.1 && shown < args.show {
            shown += 1;
            let what = if p.same { "missed" } else { "spurious" };
            eprintln!("{what} {s:.3} {} {:?} «{}» «{}»", p.file, p.schema, p.a, p.b);
        }
    }
    let mut outcome = Outcome::new("names", rounds * pairs.len(), elapsed)
        .interval("f1_cross_validated", cross.f1(), bootstrap(&crossed, f1))
        .metric("precision_cross_validated", cross.precision())
        .metric("recall_cross_validated", cross.recall())
        .interval("f1", product.f1(), bootstrap(&own, f1))
        .metric("precision", product.precision())
        .metric("recall", product.recall())
        .metric("review", review)
        .metric("pairs_per_core_second", per_core_second);
    outcome.n = pairs.len();
    outcome.seconds = elapsed.as_secs_f64() / rounds as f64;
    outcome.table = Some(table);
    outcome.dump = scores
        .iter()
        .enumerate()
        .map(|(i, s)| json!({"i": i, "score": (s * 1e4).round() / 1e4}).to_string())
        .collect();
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_parts_what_can_be_parted() {
        let cases = [(true, 0.9), (true, 0.8), (false, 0.4), (false, 0.2)];
        let t = best_threshold(&cases);
        assert!((0.4..0.8).contains(&t), "{t}");
        assert!(best_threshold(&[]) <= 1.0);
    }

    #[test]
    fn both_forms_load() {
        let mut out = Vec::new();
        from_table(Path::new("x.csv"), "schema,name1,name2,is_match\nPerson,A B,B A,true\n", &mut out)
            .unwrap();
        let toml = "[[pair]]\na = \"甲\"\nb = \"乙\"\nschema = \"organisation\"\nsame = false\nwhy = \"x\"\n";
        from_toml(Path::new("y.toml"), toml, &mut out).unwrap();
        assert!(out[0].same && !out[1].same && out[1].file == "y");
        assert!(from_table(Path::new("z.csv"), "name1,name2\n", &mut out).is_err());
    }
}
