//! Trains the models of the extractor on labelled sentences of our own, and measures them on those held back.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tradewire_extract::Extractor;
use tradewire_extract::training::{
    Case, MarkKind, Report, Sample, Settings, Tally, doubts, evaluate, telling_words, train,
};
use tradewire_kb::{Class, KnowledgeBase};
use tradewire_read::{Content, Limits, OwnedInput, read};

use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of labelled sentences
    #[arg(default_value = "corpus/labelled")]
    folder: PathBuf,
    /// Write the models to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Hold every N-th sentence back and measure on these; 0 trains on all
    #[arg(long, value_name = "N", default_value_t = 5)]
    hold: usize,
    /// Copies of each sentence with other names
    #[arg(long, value_name = "N", default_value_t = 1)]
    copies: usize,
    /// How often all sentences are gone through
    #[arg(long, default_value_t = Settings::default().rounds)]
    rounds: usize,
    /// Share of the features left out at each step
    #[arg(long, default_value_t = Settings::default().dropout)]
    dropout: f32,
    /// How strongly weights are drawn to zero
    #[arg(long, default_value_t = Settings::default().decay)]
    decay: f32,
    /// The same for the networks: rounds, share of the features left out, decay
    #[arg(long, value_name = "N", default_value_t = Settings::of_networks().rounds)]
    network_rounds: usize,
    #[arg(long, value_name = "SHARE", default_value_t = Settings::of_networks().dropout)]
    network_dropout: f32,
    #[arg(long, value_name = "DECAY", default_value_t = Settings::of_networks().decay)]
    network_decay: f32,
    /// Train nothing: measure what ships on the labelled sentences of this folder
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["words", "out"])]
    measure: Option<PathBuf>,
    /// With --measure: these models instead of those that ship
    #[arg(long, value_name = "FILE", requires = "measure")]
    models: Option<PathBuf>,
    /// Train nothing: list the triggers of this folder whose labels what ships does not believe, surest first
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["words", "out", "measure"])]
    doubts: Option<PathBuf>,
    /// Write the words that tell something and that no frame knows to this file, and train nothing
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Measure without the encoder
    #[arg(long, requires = "measure")]
    quick: bool,
}

/// Trains, writes, measures.
///
/// # Errors
/// Where a sentence is not labelled rightly or a file cannot be read or written.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    if let Some(folder) = &args.measure {
        let cases = cases(&load(folder)?)?;
        let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
        let mut extractor = Extractor::new(kb)?.with_domain(false);
        if let Some(path) = &args.models {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            extractor = extractor.with_models(&bytes)?;
        }
        if args.quick {
            extractor = extractor.quick();
        }
        let report = evaluate(&extractor, &cases);
        return Ok(outcome(&report, cases.len(), 0, start.elapsed().as_secs_f64()));
    }
    if let Some(folder) = &args.doubts {
        return doubted(folder, start);
    }
    let samples = load(&args.folder)?;
    let held = |i: usize| args.hold > 0 && i % args.hold == args.hold - 1;
    let (mut learn, mut test) = (Vec::new(), Vec::new());
    for (i, s) in samples.into_iter().enumerate() {
        if held(i) { &mut test } else { &mut learn }.push(s);
    }
    let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    if let Some(path) = &args.words {
        let words = telling_words(&Extractor::new(kb)?, &learn);
        let mut text = words.join("\n");
        text.push('\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        return Ok(Outcome::new("train", words.len(), start.elapsed()));
    }
    let pool = Pool::of(&learn, kb);
    let settings = Settings { rounds: args.rounds, dropout: args.dropout, decay: args.decay };
    let networks =
        Settings { rounds: args.network_rounds, dropout: args.network_dropout, decay: args.network_decay };
    let mut rng = StdRng::seed_from_u64(20_250_701);
    let mut all = learn.clone();
    for s in &learn {
        all.extend((0..args.copies).map(|_| pool.rename(s, &mut rng)));
    }
    eprintln!("{} sentences, {} with copies, {} held back", learn.len(), all.len(), test.len());
    let models =
        train(Extractor::new(kb)?, &cases(&all)?, settings, networks, &mut |line| eprintln!("{line}"));
    if let Some(path) = &args.out {
        std::fs::write(path, &models).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let n = test.len();
    let extractor = Extractor::new(kb)?.with_domain(false).with_models(&models)?;
    let report = evaluate(&extractor, &cases(&test)?);
    Ok(outcome(&report, n, models.len(), start.elapsed().as_secs_f64()))
}

/// Lists doubted labels: share, what the models hold the word for, what its label says, the word, its passage.
fn doubted(folder: &Path, start: Instant) -> anyhow::Result<Outcome> {
    let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    let extractor = Extractor::new(kb)?.with_domain(false);
    let mut all: Vec<_> = cases(&load(folder)?)?.iter().flat_map(|c| doubts(&extractor, c)).collect();
    all.sort_by(|a, b| b.share.total_cmp(&a.share));
    let or = |s: &str| if s.is_empty() { "nothing".to_owned() } else { s.to_owned() };
    let lines: Vec<String> = all
        .iter()
        .map(|d| format!("{:.3}\t{}\t{}\t{}\t{}", d.share, or(&d.told), or(&d.label), d.word, d.text))
        .collect();
    let n = all.len();
    Ok(Outcome {
        suite: "train",
        n,
        seconds: start.elapsed().as_secs_f64(),
        table: Some(lines.join("\n")),
        ..Outcome::default()
    })
}

fn outcome(report: &Report, n: usize, bytes: usize, seconds: f64) -> Outcome {
    let rows = [
        ("persons", report.persons),
        ("organisations", report.organisations),
        ("events", report.events),
        ("parts", report.parts),
        ("manners", report.manners),
        ("tellers", report.tellers),
        ("pointers", report.pointers),
        ("figures", report.figures),
        ("implied", report.implied),
        ("claims", report.claims),
    ];
    let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
    let mut table = format!(
        "{bytes} bytes of models learnt here\n{:14} {:>6} {:>8} {:>8} {:>8}\n",
        "held back", "gold", "P", "R", "F1"
    );
    for (name, t) in rows {
        table.push_str(&format!(
            "{name:14} {:>6} {:>8.3} {:>8.3} {:>8.3}\n",
            t.gold,
            share(t.right, t.found),
            share(t.right, t.gold),
            t.f1()
        ));
    }
    let steps = [
        "moves",
        "person found",
        "organisation too",
        "word known",
        "event",
        "person's part",
        "organisation's",
    ];
    table.push_str("moves of named persons within a sentence:");
    for (step, n) in steps.iter().zip(report.lost) {
        table.push_str(&format!(" {step} {n};"));
    }
    table.push('\n');
    let metrics = rows.iter().map(|(name, t): &(&str, Tally)| ((*name).to_owned(), t.f1().into())).collect();
    Outcome { suite: "train", n, metrics, seconds, table: Some(table), ..Outcome::default() }
}

/// Every labelled sentence under a folder, in the order of paths and lines.
fn load(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.sort();
    let mut out = Vec::new();
    for file in &files {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let sample =
                Sample::parse(line).map_err(|e| anyhow::anyhow!("{}:{}: {e}", file.display(), n + 1))?;
            out.push(sample);
        }
    }
    if out.is_empty() {
        bail!("no labelled sentences under {}", folder.display());
    }
    Ok(out)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for e in entries {
        let path = e?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|x| x == "txt") {
            files.push(path);
        }
    }
    Ok(())
}

fn cases(samples: &[Sample]) -> anyhow::Result<Vec<Case>> {
    samples
        .par_iter()
        .map(|s| {
            let mut input = OwnedInput::new("labelled.txt".to_owned(), s.text.clone().into_bytes());
            input.content = Content::Text;
            input.charset = Some("utf-8".to_owned());
            Ok(Case { document: read(&input.as_input(), &Limits::default())?, sample: s.clone() })
        })
        .collect()
}

/// How a name is written: names are only changed for others of the same sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Han,
    Transcribed,
    Latin,
    Mixed,
}

fn writing(name: &str) -> Writing {
    let han = name.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let latin = name.chars().any(|c| c.is_alphabetic() && !('\u{3400}'..='\u{9fff}').contains(&c));
    match (han, latin) {
        (true, true) => Writing::Mixed,
        (true, false) if name.contains(['·', '・', '‧', '•']) => Writing::Transcribed,
        (true, false) => Writing::Han,
        _ => Writing::Latin,
    }
}

/// Names to change others for.
struct Pool {
    names: Vec<(String, MarkKind, Writing)>,
    known: Vec<(String, MarkKind, Writing)>,
}

impl Pool {
    fn of(samples: &[Sample], kb: &KnowledgeBase) -> Self {
        let mut names: Vec<_> = samples
            .iter()
            .flat_map(|s| s.marks.iter().map(move |m| (s.text[m.range.clone()].to_owned(), m.kind)))
            .filter(|(_, k)| matches!(k, MarkKind::Person | MarkKind::Organisation))
            .map(|(n, k)| {
                let w = writing(&n);
                (n, k, w)
            })
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        names.dedup_by(|a, b| a.0 == b.0);
        let known = kb
            .entries()
            .iter()
            .filter_map(|e| {
                let kind = match e.class {
                    Class::Person => MarkKind::Person,
                    Class::Organisation => MarkKind::Organisation,
                    _ => return None,
                };
                Some(e.forms.iter().map(move |f| (f.text.clone(), kind, writing(&f.text))))
            })
            .flatten()
            .filter(|(n, _, _)| n.chars().count() >= 2)
            .collect();
        Self { names, known }
    }

    fn rename(&self, s: &Sample, rng: &mut StdRng) -> Sample {
        s.renamed(&mut |surface, kind| {
            let w = writing(surface);
            let from = if rng.random_bool(0.12) { &self.known } else { &self.names };
            let fits: Vec<&String> =
                from.iter().filter(|(_, k, x)| *k == kind && *x == w).map(|x| &x.0).collect();
            let one = (*fits.choose(rng)?).clone();
            // 邵以宁 and 翟慕远 make 邵慕远 too.
            if kind == MarkKind::Person
                && w == Writing::Han
                && one.chars().count() == 3
                && rng.random_bool(0.5)
            {
                let other = fits.choose(rng)?;
                if other.chars().count() == 3 {
                    return Some(one.chars().take(1).chain(other.chars().skip(1)).collect());
                }
            }
            Some(one)
        })
    }
}
