//! Names in running text: persons, organisations, titles, against marked sentences of others or golden facts of ours.

mod cases;
mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;
use tradewire_extract::MentionKind;
use tradewire_model::Document;
use tradewire_read::{Content, Limits, OwnedInput, read};

use crate::{Engine, Outcome, bootstrap};

pub use cases::{Case, Marked, load};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of marked sentences: CoNLL columns, BMES columns or JSON lines; with --corpus folders of golden facts
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Count how many of the names that golden facts hold are found at all
    #[arg(long)]
    corpus: bool,
    /// Texts of golden facts that bring none along: a folder
    #[arg(long, value_name = "DIR", requires = "corpus")]
    docs: Option<PathBuf>,
    /// List this many misses and false finds
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// A found name: characters and kind.
type Found = (Range<usize>, MentionKind);

/// Right, found and wanted of one sentence, per kind.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    fn add(&mut self, o: Self) {
        self.right += o.right;
        self.found += o.found;
        self.gold += o.gold;
    }

    fn ratio(a: usize, b: usize) -> f64 {
        if b == 0 { 0.0 } else { a as f64 / b as f64 }
    }

    fn precision(self) -> f64 {
        Self::ratio(self.right, self.found)
    }

    fn recall(self) -> f64 {
        Self::ratio(self.right, self.gold)
    }

    fn f1(self) -> f64 {
        Self::ratio(2 * self.right, self.found + self.gold)
    }
}

const KINDS: [(&str, &[MentionKind]); 4] = [
    ("person", &[MentionKind::Person]),
    ("organisation", &[MentionKind::Organisation]),
    ("title", &[MentionKind::Title]),
    ("person_organisation", &[MentionKind::Person, MentionKind::Organisation]),
];

/// Finds names and compares their exact spans.
///
/// # Errors
/// Where a path cannot be read or holds no case.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.corpus {
        return facts::run(&args.paths, args.docs.as_deref(), args.show);
    }
    let mut cases = Vec::new();
    for path in &args.paths {
        cases.extend(load(path)?);
    }
    let engine = Engine::new()?;
    let start = Instant::now();
    let found: Vec<Vec<Found>> = cases.iter().map(|c| names(&engine, &c.text)).collect::<Result<_, _>>()?;
    let elapsed = start.elapsed();
    Ok(outcome(&cases, &found, elapsed, args.show))
}

/// Names of one sentence, in characters of its text.
fn names(engine: &Engine, text: &str) -> anyhow::Result<Vec<Found>> {
    let doc = document("sentence", text)?;
    let mut place = Place { raw: &doc.raw, byte: 0, chars: 0 };
    Ok(engine
        .names(&doc)
        .into_iter()
        .map(|m| {
            let raw = doc.to_raw(m.span);
            let start = place.chars_at(raw.start());
            (start..start + doc.raw[raw.range()].chars().count(), m.kind)
        })
        .collect())
}

/// A document of a text as it stands.
fn document(name: &str, text: &str) -> anyhow::Result<Document> {
    let mut input = OwnedInput::new(name, text.as_bytes().to_vec());
    input.content = Content::Text;
    input.charset = Some("utf-8".to_owned());
    Ok(read(&input.as_input(), &Limits::default())?)
}

/// Counts characters from one place of a text to the next.
struct Place<'a> {
    raw: &'a str,
    byte: usize,
    chars: usize,
}

impl Place<'_> {
    fn chars_at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.chars) = (0, 0);
        }
        self.chars += self.raw[self.byte..byte].chars().count();
        self.byte = byte;
        self.chars
    }
}

fn counts(case: &Case, found: &[Found], kinds: &[MentionKind]) -> Counts {
    let gold: BTreeSet<(usize, usize, MentionKind)> = case
        .gold
        .iter()
        .filter_map(|m| m.kind.filter(|k| kinds.contains(k)).map(|k| (m.chars.start, m.chars.end, k)))
        .collect();
    let mine: BTreeSet<_> =
        found.iter().filter(|f| kinds.contains(&f.1)).map(|f| (f.0.start, f.0.end, f.1)).collect();
    Counts { right: gold.intersection(&mine).count(), found: mine.len(), gold: gold.len() }
}

fn outcome(cases: &[Case], found: &[Vec<Found>], elapsed: std::time::Duration, show: usize) -> Outcome {
    let mut outcome = Outcome::new("ner", cases.len(), elapsed);
    let mut table = format!(
        "{:<20} {:>6} {:>6} {:>6} {:>8} {:>8} {:>8}\n",
        "type", "gold", "found", "right", "P", "R", "F1"
    );
    for (name, kinds) in KINDS {
        let each: Vec<Counts> = cases.iter().zip(found).map(|(c, f)| counts(c, f, kinds)).collect();
        let sum = |all: &[&Counts]| {
            let mut s = Counts::default();
            all.iter().for_each(|c| s.add(**c));
            s
        };
        let all = sum(&each.iter().collect::<Vec<_>>());
        if all.gold == 0 {
            continue;
        }
        let ends = bootstrap(&each, |c| sum(c).f1());
        let _ = writeln!(
            table,
            "{name:<20} {:>6} {:>6} {:>6} {:>8.3} {:>8.3} {:>8.3}{}",
            all.gold,
            all.found,
            all.right,
            all.precision(),
            all.recall(),
            all.f1(),
            ends.map_or(String::new(), |(l, h)| format!("   [{l:.3}, {h:.3}]"))
        );
        outcome = outcome
            .metric(&format!("{name}_precision"), all.precision())
            .metric(&format!("{name}_recall"), all.recall())
            .interval(&format!("{name}_f1"), all.f1(), ends);
    }
    table += &by_label(cases, found);
    outcome.table = Some(table);
    outcome.dump = found
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let entities: Vec<_> =
                f.iter().map(|(r, k)| json!({"start": r.start, "end": r.end, "type": word(*k)})).collect();
            json!({"i": i, "entities": entities}).to_string()
        })
        .collect();
    list(cases, found, show);
    outcome
}

/// How the types of the set itself come out: recall under any of our kinds, and how often one of ours was right.
fn by_label(cases: &[Case], found: &[Vec<Found>]) -> String {
    let mut labels: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (case, found) in cases.iter().zip(found) {
        for m in &case.gold {
            let l = labels.entry(&m.label).or_default();
            l.0 += 1;
            l.1 += usize::from(found.iter().any(|f| f.0 == m.chars));
        }
    }
    labels.iter().fold(String::new(), |mut out, (label, (gold, hit))| {
        let _ = writeln!(out, "  {label:<18} {gold:>6} marked, {hit:>6} found as a name of some kind");
        out
    })
}

fn word(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Person => "person",
        MentionKind::Organisation => "organisation",
        MentionKind::Title => "title",
    }
}

fn list(cases: &[Case], found: &[Vec<Found>], show: usize) {
    let mut shown = 0;
    for (case, found) in cases.iter().zip(found) {
        if shown >= show {
            return;
        }
        let chars: Vec<char> = case.text.chars().collect();
        let text =
            |r: &Range<usize>| chars.get(r.clone()).map(|c| c.iter().collect::<String>()).unwrap_or_default();
        let mut wrong = Vec::new();
        for m in case.gold.iter().filter(|m| m.kind.is_some()) {
            let right = found.iter().any(|f| f.0 == m.chars && Some(f.1) == m.kind);
            if !right {
                wrong.push(format!("   missed {} «{}»", m.label, text(&m.chars)));
            }
        }
        for f in found {
            if !case.gold.iter().any(|m| m.chars == f.0 && m.kind == Some(f.1)) {
                wrong.push(format!("   false  {} «{}»", word(f.1), text(&f.0)));
            }
        }
        if !wrong.is_empty() {
            shown += wrong.len();
            eprintln!("{}\n{}", case.text, wrong.join("\n"));
        }
    }
}
