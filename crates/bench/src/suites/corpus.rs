//! The corpus of our own: what the gate holds, printed.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tradewire_eval::{CORE, Gold, GoldDoc, Predictions, Report, Score, Units, check_quotes, score};
use tradewire_model::Claim;
use tradewire_read::{Content, Limits, OwnedInput, read};

use crate::suites::claims::{interval_line, intervals};
use crate::{Engine, Outcome};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of TOML passages, or one file
    #[arg(default_value = "corpus")]
    corpus: PathBuf,
    /// Only passages of this part and language, such as blind/en
    #[arg(long, value_name = "PART/LANG")]
    only: Option<String>,
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

/// The corpus run through the engine.
#[derive(Debug)]
pub struct Extracted {
    /// The passages.
    pub gold: Gold,
    /// The claims made from them.
    pub claims: Vec<Claim>,
    /// The same, ready for scoring.
    pub predictions: Predictions,
}

impl Extracted {
    /// Reads a corpus and extracts every passage.
    ///
    /// # Errors
    /// Where a passage cannot be read or the rules are broken.
    pub fn of(corpus: &Path) -> anyhow::Result<Self> {
        Self::by(&Engine::new()?, corpus)
    }

    /// The same by an engine that is there.
    ///
    /// # Errors
    /// Where a passage cannot be read.
    pub fn by(engine: &Engine, corpus: &Path) -> anyhow::Result<Self> {
        let gold = Gold::from_corpus(corpus)?;
        let per_passage: Vec<Vec<Claim>> = gold
            .docs
            .par_iter()
            .map(|doc| Ok(engine.claims(&document(doc)?)))
            .collect::<anyhow::Result<_>>()?;
        let claims: Vec<Claim> = per_passage.into_iter().flatten().collect();
        Ok(Self { predictions: Predictions::from_claims(&claims), gold, claims })
    }

    /// Scores some of the passages.
    #[must_use]
    pub fn score(&self, part: &Gold, kinds: &[&str]) -> Score {
        score(part, &self.predictions, kinds, &Units::default())
    }
}

fn document(doc: &GoldDoc) -> anyhow::Result<tradewire_model::Document> {
    let mut input = OwnedInput::new(doc.doc.clone(), doc.text.clone().unwrap_or_default().into_bytes());
    input.content = Content::Text;
    input.charset = Some("utf-8".to_owned());
    input.published = doc.published.as_deref().map(str::parse).transpose()?;
    Ok(read(&input.as_input(), &Limits::default())?)
}

/// Extracts and scores every passage.
///
/// # Errors
/// Where the corpus cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let extracted = Extracted::by(&Engine::reading(args.quick)?, &args.corpus)?;
    let elapsed = start.elapsed();
    let kinds: Vec<&str> = args.kinds.iter().map(String::as_str).collect();
    let sections = extracted.gold.sections();
    let asked = match &args.only {
        Some(name) => sections.get(name).with_context(|| {
            format!(
                "there is no part {name}; there are {}",
                sections.keys().cloned().collect::<Vec<_>>().join(", ")
            )
        })?,
        None => &extracted.gold,
    };
    let scored = extracted.score(asked, &kinds);
    let raw =
        extracted.gold.docs.iter().map(|d| (d.doc.clone(), d.text.clone().unwrap_or_default())).collect();
    let quotes = check_quotes(&extracted.predictions, &raw);
    let report = Report { score: &scored, quotes: Some(&quotes), show: args.show };

    let mut outcome = Outcome::new("corpus", scored.docs.len(), elapsed);
    outcome.metrics = report.json().as_object().cloned().unwrap_or_default();
    outcome.ci95 = intervals(&scored);
    let mut table = report.table() + &interval_line(&outcome.ci95);
    for (name, section) in &sections {
        let all = extracted.score(section, &kinds).all();
        table +=
            &format!("{name:<16} F1 {:.3}, role F1 {:.3} over {} facts\n", all.f1(), all.role_f1(), all.gold);
        let figures = serde_json::json!({"gold": all.gold, "p": all.precision(), "r": all.recall(), "f": all.f1(), "role_f": all.role_f1()});
        outcome.metrics.insert(name.clone(), figures);
    }
    outcome.table = Some(table);
    outcome.dump = extracted.claims.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(outcome)
}
