//! Weights of the checker, learnt from the open half of the corpus and from labelled sentences.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use tradewire_kb::KnowledgeBase;
use tradewire_review::{Checker, Sample, Weights};

use super::gold::{Passage, passages};
use super::labelled;
use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of passages to learn from; the blind half is for measuring only
    #[arg(default_value = "corpus/open")]
    corpus: PathBuf,
    /// Folder of labelled sentences to learn from besides; levels are set by the passages alone
    #[arg(long, default_value = "corpus/labelled")]
    labelled: PathBuf,
    /// Where the weights go; without it they are only counted
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Opens the checker with the shipped knowledge base, and with other weights than the shipped ones where a file is given.
///
/// # Errors
/// Where the rules are broken or the file cannot be read.
pub fn checker(weights: Option<&Path>) -> anyhow::Result<Checker> {
    let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    let checker = Checker::new(kb)?;
    let Some(path) = weights else { return Ok(checker) };
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(checker.with_weights(Weights::read(&path.display().to_string(), &text)?))
}

/// The cases of some passages.
#[must_use]
pub fn samples<'a>(checker: &Checker, passages: impl IntoIterator<Item = &'a Passage>) -> Vec<Sample> {
    passages
        .into_iter()
        .flat_map(|p| {
            let subjects: Vec<_> = p.claims.iter().map(|c| p.subject(c)).collect();
            checker.samples(&p.doc, &subjects, p.part != "labelled")
        })
        .collect()
}

/// Learns the weights and writes them.
///
/// # Errors
/// Where the corpus cannot be read or the file not be written.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let all = passages(&args.corpus)?;
    let checker = checker(None)?;
    let start = Instant::now();
    let mut cases = samples(&checker, &all);
    cases.extend(samples(&checker, &labelled::passages(&args.labelled)?));
    let text = Weights::learn(&cases).write();
    let elapsed = start.elapsed();
    if let Some(path) = &args.out {
        std::fs::write(path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Outcome::new("review train", cases.len(), elapsed)
        .metric("passages", all.len())
        .metric("weights", text.lines().filter(|l| !l.starts_with('#')).count()))
}
