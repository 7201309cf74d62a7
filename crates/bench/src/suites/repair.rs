//! Repair: ftfy's cases, or damage of our own making over clean sentences.

mod damage;
pub(super) mod sentences;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;
use tradewire_read::repair_charset;

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of ftfy's cases, or with --damage files of clean sentences (text, or JSON lines with "text")
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Damage the sentences and see what comes back
    #[arg(long)]
    damage: bool,
    /// Seed of the damage
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Most sentences that are damaged
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    most: usize,
    /// List this many failures
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// One case of ftfy.
#[derive(Debug, Deserialize)]
struct Case {
    original: String,
    fixed: String,
    #[serde(rename = "fixed-encoding")]
    fixed_encoding: Option<String>,
    expect: String,
}

/// Repairs and compares.
///
/// # Errors
/// Where a path cannot be read or holds no case.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.damage {
        return damage::run(&args.paths, args.seed, args.most, args.show);
    }
    let mut cases = Vec::new();
    for path in &args.paths {
        for file in files(path)? {
            let text =
                std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let all: Vec<Case> = serde_json::from_str(&text)
                .with_context(|| format!("{} is no list of cases", file.display()))?;
            let negative = file.file_name().is_some_and(|n| n == "negative.json");
            cases.extend(all.into_iter().filter(|c| c.expect == "pass").map(|c| (negative, c)));
        }
    }
    if cases.is_empty() {
        bail!("no case here");
    }
    let start = Instant::now();
    let outputs: Vec<String> = cases.iter().map(|(_, c)| repair_charset(&c.original).text).collect();
    let elapsed = start.elapsed();
    let mut right = Vec::new();
    let (mut harmed, mut negatives, mut shown) = (0usize, 0usize, 0);
    for ((negative, case), output) in cases.iter().zip(&outputs) {
        let wanted =
            if *negative { &case.original } else { case.fixed_encoding.as_ref().unwrap_or(&case.fixed) };
        let ok = output == wanted;
        right.push(ok);
        negatives += usize::from(*negative);
        harmed += usize::from(*negative && !ok);
        if !ok && shown < args.show {
            shown += 1;
            eprintln!("{}\n   got      {output}\n   expected {wanted}", case.original);
        }
    }
    let share = |all: &[&bool]| all.iter().filter(|r| ***r).count() as f64 / all.len() as f64;
    let all: Vec<&bool> = right.iter().collect();
    let mut outcome = Outcome::new("repair", right.len(), elapsed)
        .interval("right", share(&all), bootstrap(&right, share))
        .metric("negative_cases", negatives)
        .metric("harmed", harmed);
    outcome.dump =
        outputs.iter().enumerate().map(|(i, o)| json!({"i": i, "output": o}).to_string()).collect();
    Ok(outcome)
}

/// The files of cases in a folder that are scored, or one file.
fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
        let file = entry?.path();
        if file.extension().is_some_and(|e| e == "json") {
            out.push(file);
        }
    }
    out.sort();
    Ok(out)
}
