//! Claims against golden facts, with the measure of `eval/score.py`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use serde_json::{Map, Value, json};
use tradewire_eval::{CORE, Counts, DocScore, Gold, Predictions, Report, Score, Units, check_quotes, score};

use crate::{Documents, Engine, Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of golden facts (JSON files)
    gold: PathBuf,
    /// Folder of texts or pages, or JSON lines
    docs: PathBuf,
    /// JSON object of unit and parents; by default eval/units.json beside the folder of gold, if it is there
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// Kinds to score
    #[arg(long, value_delimiter = ',', default_values_t = CORE.map(str::to_owned))]
    kinds: Vec<String>,
    /// List this many missed facts and unmatched claims
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// Read without the encoder
    #[arg(long)]
    quick: bool,
}

/// Extracts, scores and checks every quote.
///
/// # Errors
/// Where gold or documents cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let gold = Gold::from_folder(&args.gold)?;
    let units = units(args.units.as_deref(), &args.gold)?;
    let mut documents = Documents::load(&args.docs)?;
    let engine = Engine::reading(args.quick)?;

    let start = Instant::now();
    let read = documents.read_all();
    let claims: Vec<_> = read.iter().flat_map(|d| engine.claims(d)).collect();
    let elapsed = start.elapsed();

    for rejected in &documents.rejected {
        eprintln!("rejected: {rejected}");
    }
    let raw: HashMap<String, &str> = read.iter().map(|d| (d.name.clone(), d.raw.as_str())).collect();
    let predictions = Predictions::from_claims(&claims);
    let kinds: Vec<&str> = args.kinds.iter().map(String::as_str).collect();
    let scored = score(&gold, &predictions, &kinds, &units);
    let quotes = check_quotes(&predictions, &raw);
    let report = Report { score: &scored, quotes: Some(&quotes), show: args.show };

    let mut outcome = Outcome::new("claims", read.len(), elapsed);
    outcome.metrics = report.json().as_object().cloned().unwrap_or_default();
    outcome.ci95 = intervals(&scored);
    outcome.table = Some(report.table() + &interval_line(&outcome.ci95));
    outcome.dump = claims.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    outcome.failure = (!quotes.wrong.is_empty())
        .then(|| format!("{} quotes are not the text at their span", quotes.wrong.len()));
    Ok(outcome)
}

/// The table of units and parents, from a flag or from where the gold keeps it.
///
/// # Errors
/// Where the file that was asked for cannot be read or has another form.
pub fn units(asked: Option<&Path>, gold: &Path) -> anyhow::Result<Units> {
    let beside = gold.join("../eval/units.json");
    let path = match asked {
        Some(path) => path,
        None if beside.is_file() => &beside,
        None => return Ok(Units::default()),
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Units::from_json(&text).with_context(|| format!("{} is no object of unit and parents", path.display()))
}

/// Intervals of the figures over all kinds, resampling documents.
pub(crate) fn intervals(scored: &Score) -> Map<String, Value> {
    let sum = |docs: &[&DocScore]| {
        let mut all = Counts { pred: scored.malformed, ..Counts::default() };
        docs.iter().flat_map(|d| &d.counts).for_each(|(_, c)| all += *c);
        all
    };
    let mut all = Map::new();
    let mut put = |name: &str, figure: fn(&Counts) -> f64| {
        if let Some((low, high)) = bootstrap(&scored.docs, |docs| figure(&sum(docs))) {
            all.insert(name.to_owned(), json!([low, high]));
        }
    };
    put("p", Counts::precision);
    put("r", Counts::recall);
    put("f", Counts::f1);
    put("role_f", Counts::role_f1);
    if all.is_empty() { Map::new() } else { Map::from_iter([("ALL".to_owned(), Value::Object(all))]) }
}

pub(crate) fn interval_line(ci95: &Map<String, Value>) -> String {
    let ends = |name: &str| {
        let v = ci95.get("ALL")?.get(name)?;
        Some((v.get(0)?.as_f64()?, v.get(1)?.as_f64()?))
    };
    match (ends("f"), ends("role_f")) {
        (Some(f), Some(r)) => {
            format!("95 % over documents: F1 {:.3} to {:.3}, role F1 {:.3} to {:.3}\n", f.0, f.1, r.0, r.1)
        }
        _ => String::new(),
    }
}
