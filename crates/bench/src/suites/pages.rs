//! Main text of pages, with the measure of trafilatura's evaluation: snippets that must and must not remain.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;
use tradewire_model::{BlockKind, Document};
use tradewire_read::{Content, Input, Limits, read};

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with evaldata.json and html/
    folder: PathBuf,
    /// Read all pages this many times, for a steadier clock
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: usize,
    /// List this many snippets that are missing or should not be there
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// One page of the list.
#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
}

/// Snippets counted over one page.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    kept: usize,
    lost: usize,
    wrong: usize,
}

impl Counts {
    fn f1(all: &[&Self]) -> f64 {
        let sum = |f: fn(&Self) -> usize| all.iter().map(|c| f(c)).sum::<usize>() as f64;
        let (kept, lost, wrong) = (sum(|c| c.kept), sum(|c| c.lost), sum(|c| c.wrong));
        if kept > 0.0 { 2.0 * kept / (2.0 * kept + lost + wrong) } else { 0.0 }
    }
}

/// Reads the pages, looks for the snippets, and times the reading alone.
///
/// # Errors
/// Where the list or a page cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let list = args.folder.join("evaldata.json");
    let text = std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let cases: BTreeMap<String, Case> =
        serde_json::from_str(&text).with_context(|| format!("{} is no object of pages", list.display()))?;
    let mut pages = Vec::new();
    for (url, case) in cases {
        let path = args.folder.join("html").join(&case.file);
        if path.is_file() {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            pages.push((url, case, bytes));
        }
    }
    if pages.is_empty() {
        bail!("{}: no page of the list is in html/", args.folder.display());
    }
    let limits = Limits::default();
    let mut documents: Vec<Option<Document>> = Vec::new();
    let start = Instant::now();
    for _ in 0..args.repeat.max(1) {
        documents.clear();
        documents.extend(pages.iter().map(|(_, case, bytes)| {
            let input = Input { content: Content::Html, ..Input::new(&case.file, bytes) };
            read(&input, &limits).ok()
        }));
    }
    let elapsed = start.elapsed();

    let mut counts = Vec::new();
    let mut shown = 0;
    let (mut titles, mut dates) = ((0, 0), (0, 0));
    let mut dump = Vec::new();
    for ((_, case, _), document) in pages.iter().zip(&documents) {
        let text = document.as_ref().map(main_text).unwrap_or_default();
        let mut c = Counts::default();
        for (snippet, wanted) in
            case.with.iter().map(|s| (s, true)).chain(case.without.iter().map(|s| (s, false)))
        {
            let there = text.contains(snippet.as_str());
            match (there, wanted) {
                (true, true) => c.kept += 1,
                (false, true) => c.lost += 1,
                (true, false) => c.wrong += 1,
                (false, false) => {}
            }
            if there != wanted && shown < args.show {
                shown += 1;
                eprintln!("{} {}: {snippet}", if wanted { "missing" } else { "too much" }, case.file);
            }
        }
        counts.push(c);
        let meta = document.as_ref().map(|d| &d.meta);
        let title = meta.and_then(|m| m.title.as_deref());
        let published = meta.and_then(|m| m.published.as_ref()).map(ToString::to_string);
        if let Some(wanted) = &case.title {
            titles.0 += usize::from(title == Some(wanted));
            titles.1 += 1;
        }
        if let Some(wanted) = &case.date {
            dates.0 += usize::from(published.as_ref() == Some(wanted));
            dates.1 += 1;
        }
        dump.push(
            json!({"file": case.file, "text": text, "title": title, "published": published}).to_string(),
        );
    }
    let all: Vec<&Counts> = counts.iter().collect();
    let sum = |f: fn(&Counts) -> usize| counts.iter().map(f).sum::<usize>();
    let (kept, lost, wrong) = (sum(|c| c.kept), sum(|c| c.lost), sum(|c| c.wrong));
    let share = |a: usize, b: usize| if b > 0 { a as f64 / b as f64 } else { 0.0 };
    let bytes: usize = pages.iter().map(|p| p.2.len()).sum();
    let mut outcome = Outcome::new("pages", pages.len() * args.repeat.max(1), elapsed)
        .interval("f1", Counts::f1(&all), bootstrap(&counts, Counts::f1))
        .metric("precision", share(kept, kept + wrong))
        .metric("recall", share(kept, kept + lost))
        .metric("unread", documents.iter().filter(|d| d.is_none()).count())
        .metric("mb_per_second", (bytes * args.repeat.max(1)) as f64 / 1e6 / elapsed.as_secs_f64());
    if titles.1 > 0 {
        outcome = outcome.metric("titles", share(titles.0, titles.1));
    }
    if dates.1 > 0 {
        outcome = outcome.metric("dates", share(dates.0, dates.1));
    }
    outcome.dump = dump;
    Ok(outcome)
}

/// The blocks of a document that are running text, one per line: the headline is a field of its own, and captions
/// belong to the pictures.
fn main_text(document: &Document) -> String {
    let aside = [BlockKind::Boilerplate, BlockKind::Caption, BlockKind::Title];
    let blocks = document.blocks.iter().filter(|b| !aside.contains(&b.kind));
    blocks.filter_map(|b| b.span.slice(&document.text)).collect::<Vec<_>>().join("\n")
}
