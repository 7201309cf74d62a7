use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use super::measure::{Counts, Page, Reading, main_text, same, same_names, share};
use crate::{Outcome, bootstrap};

/// A list of pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// Whether it was written without sight of the reader; its folder says the same.
    #[serde(default, rename = "blind")]
    _blind: bool,
    page: Vec<Case>,
}

/// One page: its file beside the list, what it tells about itself, and snippets of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    /// Where it would have been fetched from; the reader is not told.
    #[serde(default, rename = "url")]
    _url: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    modified: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

/// What is asked of a page's metadata.
const FIELDS: [&str; 6] = ["title", "outlet", "author", "published", "modified", "lang"];

/// What was found on one page.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    counts: Counts,
    right: [bool; FIELDS.len()],
}

/// Measures a folder with `pages.toml`, or all folders in it that hold one, each by itself and together.
pub(super) fn run(folder: &Path, repeat: usize, show: usize) -> anyhow::Result<Outcome> {
    let mut pages = Vec::new();
    let mut cases: Vec<(usize, Case)> = Vec::new();
    let mut names = Vec::new();
    for part in parts(folder)? {
        let list = part.join("pages.toml");
        let text =
            std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
        let list: List = toml::from_str(&text).with_context(|| format!("{} is broken", list.display()))?;
        for case in list.page {
            let path = part.join(&case.file);
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            pages.push(Page { file: case.file.clone(), bytes });
            cases.push((names.len(), case));
        }
        names.push(part.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
    }
    let reading = Reading::of(&pages, repeat);
    let mut found: Vec<(usize, Found)> = Vec::new();
    let mut dump = Vec::new();
    let mut shown = 0;
    for ((part, case), document) in cases.iter().zip(&reading.documents) {
        let text = document.as_ref().map(main_text).unwrap_or_default();
        let mut say = |what: String| {
            if shown < show {
                shown += 1;
                eprintln!("{} {}: {what}", names[*part], case.file);
            }
        };
        let counts = Counts::of(&text, &case.with, &case.without, |snippet, wanted| {
            say(format!("{} {snippet}", if wanted { "missing" } else { "too much" }));
        });
        let meta = document.as_ref().map(|d| d.meta.clone()).unwrap_or_default();
        let day = |date: &Option<tradewire_model::Date>| date.as_ref().map(ToString::to_string);
        let (published, modified) = (day(&meta.published), day(&meta.modified));
        let got: [Option<&str>; FIELDS.len()] = [
            meta.title.as_deref(),
            meta.outlet.as_deref(),
            meta.author.as_deref(),
            published.as_deref(),
            modified.as_deref(),
            meta.language.as_deref(),
        ];
        let wanted = [&case.title, &case.outlet, &case.author, &case.published, &case.modified, &case.lang];
        let mut right = [false; FIELDS.len()];
        for (i, (got, wanted)) in got.iter().zip(wanted).enumerate() {
            let wanted = wanted.as_deref();
            right[i] = match FIELDS[i] {
                "author" => same_names(*got, wanted),
                "published" | "modified" => *got == wanted.map(|w| w.get(..10).unwrap_or(w)),
                "lang" => *got == wanted,
                _ => same(*got, wanted),
            };
            if !right[i] {
                say(format!("{} {got:?}, not {wanted:?}", FIELDS[i]));
            }
        }
        found.push((*part, Found { counts, right }));
        dump.push(
            json!({
                "part": names[*part], "file": case.file, "text": text, "title": meta.title, "outlet": meta.outlet,
                "author": meta.author, "published": published, "modified": modified, "lang": meta.language,
            })
            .to_string(),
        );
    }
    let all: Vec<Found> = found.iter().map(|f| f.1).collect();
    let f1 = |found: &[&Found]| Counts::f1(&found.iter().map(|f| &f.counts).collect::<Vec<_>>());
    let every: Vec<&Found> = all.iter().collect();
    let mut outcome = Outcome::new("pages", pages.len() * repeat.max(1), reading.elapsed)
        .interval("f1", f1(&every), bootstrap(&all, f1))
        .metric("metadata", metadata(&every))
        .metric("unread", reading.documents.iter().filter(|d| d.is_none()).count());
    if let Some(core) = reading.on_core.filter(|c| !c.is_zero()) {
        outcome = outcome
            .metric("pages_per_core_second", (pages.len() * repeat.max(1)) as f64 / core.as_secs_f64());
    }
    let mut table = row_of_names();
    for (i, name) in names.iter().enumerate() {
        let part: Vec<&Found> = found.iter().filter(|f| f.0 == i).map(|f| &f.1).collect();
        row(&mut table, name, &part);
        outcome = outcome
            .metric(&format!("{name}.f1"), f1(&part))
            .metric(&format!("{name}.metadata"), metadata(&part));
    }
    row(&mut table, "ALL", &every);
    for (i, field) in FIELDS.iter().enumerate() {
        outcome = outcome.metric(field, right(&every, i));
    }
    outcome.table = Some(table);
    outcome.dump = dump;
    Ok(outcome)
}

/// The folder itself where it holds a list, else those in it that do, in order.
fn parts(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if folder.join("pages.toml").is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.join("pages.toml").is_file() {
            out.push(path);
        }
    }
    out.sort();
    if out.is_empty() {
        bail!("{}: no evaldata.json and no pages.toml", folder.display());
    }
    Ok(out)
}

/// Share of the pages on which one field is right.
fn right(found: &[&Found], field: usize) -> f64 {
    share(found.iter().filter(|f| f.right[field]).count(), found.len())
}

/// Share of all fields of all pages that are right.
fn metadata(found: &[&Found]) -> f64 {
    let right = found.iter().map(|f| f.right.iter().filter(|r| **r).count()).sum();
    share(right, found.len() * FIELDS.len())
}

fn row_of_names() -> String {
    let mut out = format!("{:<8} {:>5} {:>6} {:>6} {:>6} {:>9}", "part", "pages", "F1", "P", "R", "metadata");
    for field in FIELDS {
        let _ = write!(out, " {field:>9}");
    }
    out.push('\n');
    out
}

fn row(table: &mut String, name: &str, found: &[&Found]) {
    let sum = Counts::sum(found.iter().map(|f| &f.counts));
    let _ = write!(
        table,
        "{name:<8} {:>5} {:>6.3} {:>6.3} {:>6.3} {:>9.3}",
        found.len(),
        Counts::f1(&[&sum]),
        share(sum.kept, sum.kept + sum.wrong),
        share(sum.kept, sum.kept + sum.lost),
        metadata(found),
    );
    for i in 0..FIELDS.len() {
        let _ = write!(table, " {:>9.3}", right(found, i));
    }
    table.push('\n');
}
