//! Weights of the checker, learnt from the open half of the corpus.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use tradewire_kb::KnowledgeBase;
use tradewire_review::{Checker, Sample, Weights};

use super::gold::{Passage, passages};
use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of passages to learn from; the blind half is for measuring only
    #[arg(default_value = "corpus/open")]
    corpus: PathBuf,
    /// Where the weights go; without it they are only counted
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Opens the checker with the shipped knowledge base.
///
/// # Errors
/// Where the rules are broken.
pub fn checker() -> anyhow::Result<Checker> {
    let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(Checker::new(kb)?)
}

/// The cases of some passages.
#[must_use]
pub fn samples<'a>(checker: &Checker, passages: impl IntoIterator<Item = &'a Passage>) -> Vec<Sample> {
    passages
        .into_iter()
        .flat_map(|p| {
            let subjects: Vec<_> = p.claims.iter().map(|c| p.subject(c)).collect();
            checker.samples(&p.doc, &subjects)
        })
        .collect()
}

/// Learns the weights and writes them.
///
/// # Errors
/// Where the corpus cannot be read or the file not be written.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let all = passages(&args.corpus)?;
    let checker = checker()?;
    let start = Instant::now();
    let cases = samples(&checker, &all);
    let text = Weights::learn(&cases).write();
    let elapsed = start.elapsed();
    if let Some(path) = &args.out {
        std::fs::write(path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Outcome::new("review train", cases.len(), elapsed)
        .metric("passages", all.len())
        .metric("weights", text.lines().filter(|l| !l.starts_with('#')).count()))
}
