//! Near-duplicates: copies, parts, edits and conversions found among ten thousand to a million documents.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tradewire_read::{CopyIndex, fingerprint};
use tradewire_script::{Conversion, convert};

use super::repair::sentences;
use crate::{Outcome, peak_rss_bytes, reset_peak};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sentences the documents are modelled on
    #[arg(default_values_t = ["corpus".to_owned(), "samples".to_owned()])]
    paths: Vec<String>,
    /// Numbers of documents
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    documents: Vec<usize>,
    /// Queries of each kind
    #[arg(long, default_value_t = 500)]
    queries: usize,
    /// Share of the shorter text that makes a copy
    #[arg(long, default_value_t = 0.15)]
    share: f64,
    /// Seed of the documents
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Characters of a document, at least and at most.
const LENGTH: (usize, usize) = (250, 900);

/// Text that is made of one of the filed documents.
type Make = fn(&str, &Source, &mut StdRng) -> String;

/// How a query is made of a filed document; the last kind is of none.
const KINDS: [(&str, Make); 5] = [
    ("copy", |text, _, _| text.to_owned()),
    ("other script", |text, _, _| convert(text, Conversion::S2t).text),
    ("light edits", edited),
    ("60 % of it", |text, source, rng| part(text, 60, source, rng)),
    ("30 % of it", |text, source, rng| part(text, 30, source, rng)),
];

/// Files documents and looks for copies of some.
///
/// # Errors
/// Where a path cannot be read or holds too little Chinese text.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let paths: Vec<PathBuf> = args.paths.iter().map(PathBuf::from).collect();
    let source = Source::of(&sentences::load(&paths)?)?;
    let mut table = format!(
        "{:<14}{:>10}{:>10}{:>12}{:>12}{:>10}\n",
        "kind", "documents", "recall", "precision", "µs a query", "MiB"
    );
    let mut outcome = Outcome::default();
    let (mut n, mut time) = (0, Duration::ZERO);
    for documents in &args.documents {
        reset_peak();
        let before = peak_rss_bytes().unwrap_or_default();
        let mut index = CopyIndex::default();
        let mut filing = Duration::ZERO;
        for i in 0..*documents {
            let print = fingerprint(&source.document(args.seed, i)).context("a document is too short")?;
            let start = Instant::now();
            index.insert(&print);
            filing += start.elapsed();
        }
        let held = peak_rss_bytes().unwrap_or_default().saturating_sub(before) >> 20;
        let mut rng = StdRng::seed_from_u64(args.seed ^ 0x5eed);
        for (k, (name, make)) in KINDS.iter().enumerate() {
            let (mut right, mut all, mut tried, mut taken) = (0usize, 0usize, 0usize, Duration::ZERO);
            for q in 0..args.queries.min(*documents) {
                let id = (q * KINDS.len() + k) * (*documents / (args.queries * KINDS.len()).max(1)).max(1)
                    % *documents;
                let text = make(&source.document(args.seed, id), &source, &mut rng);
                let start = Instant::now();
                let found = fingerprint(&text).map(|p| index.similar(&p, args.share)).unwrap_or_default();
                taken += start.elapsed();
                tried += 1;
                all += found.len();
                right += usize::from(found.iter().any(|f| f.0 as usize == id));
            }
            let micros = taken.as_secs_f64() * 1e6 / tried.max(1) as f64;
            let (recall, precision) = (right as f64 / tried as f64, right as f64 / all.max(1) as f64);
            let _ = writeln!(
                table,
                "{name:<14}{documents:>10}{recall:>10.4}{precision:>12.4}{micros:>12.0}{held:>10}"
            );
            outcome = outcome
                .metric(&format!("{documents}.{name}.recall"), recall)
                .metric(&format!("{documents}.{name}.precision"), precision);
            n += tried;
            time += taken;
        }
        // Text of nobody's must find nothing.
        let mut false_ones = 0usize;
        for q in 0..args.queries {
            let text = source.document(args.seed ^ 0xffff_0000, q);
            false_ones += fingerprint(&text).map_or(0, |p| index.similar(&p, args.share).len());
        }
        let _ = writeln!(
            table,
            "unrelated     {documents:>10}{:>10}{false_ones:>12} found; filing {:.1} µs a document",
            "",
            filing.as_secs_f64() * 1e6 / *documents as f64
        );
        outcome = outcome
            .metric(&format!("{documents}.unrelated_found"), false_ones)
            .metric(&format!("{documents}.filing_us"), filing.as_secs_f64() * 1e6 / *documents as f64)
            .metric(&format!("{documents}.index_mib"), held);
    }
    let measured = Outcome::new("duplicates", n, time);
    (outcome.suite, outcome.n, outcome.seconds) = (measured.suite, measured.n, measured.seconds);
    outcome.peak_rss_bytes = measured.peak_rss_bytes;
    outcome.table = Some(table);
    Ok(outcome)
}

/// Makes texts that read like those it was made of: each character follows the two before it as it did there.
struct Source {
    next: HashMap<(char, char), Vec<char>>,
    starts: Vec<(char, char)>,
}

impl Source {
    fn of(sentences: &[String]) -> anyhow::Result<Self> {
        let mut next: HashMap<(char, char), Vec<char>> = HashMap::new();
        let mut starts = Vec::new();
        for s in sentences.iter().filter(|s| s.ends_with('。')) {
            let chars: Vec<char> = convert(s, Conversion::T2s).text.chars().collect();
            starts.extend(chars.get(..2).map(|c| (c[0], c[1])));
            for w in chars.windows(3) {
                next.entry((w[0], w[1])).or_default().push(w[2]);
            }
        }
        if starts.len() < 50 {
            bail!("too few Chinese sentences to model documents on");
        }
        Ok(Self { next, starts })
    }

    /// A document by its number.
    fn document(&self, seed: u64, i: usize) -> String {
        let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ i as u64);
        let length = rng.random_range(LENGTH.0..LENGTH.1);
        self.text(length, &mut rng)
    }

    fn text(&self, length: usize, rng: &mut StdRng) -> String {
        let mut out = String::with_capacity(length * 3);
        let mut count = 0;
        while count < length {
            let (mut a, mut b) = self.starts[rng.random_range(0..self.starts.len())];
            out.extend([a, b]);
            count += 2;
            while let Some(all) = self.next.get(&(a, b)) {
                // A figure or a name now and then, so that no two texts run alike for long.
                let c = if rng.random_range(0..12) == 0 {
                    char::from_u32(0x4e00 + rng.random_range(0..6000)).unwrap_or('一')
                } else {
                    all[rng.random_range(0..all.len())]
                };
                out.push(c);
                count += 1;
                (a, b) = (b, c);
            }
        }
        out
    }
}

/// One character in thirty changed, left out or doubled.
fn edited(text: &str, _: &Source, rng: &mut StdRng) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match rng.random_range(0..90) {
            0 => {}
            1 => out.extend([c, c]),
            2 => out.push('某'),
            _ => out.push(c),
        }
    }
    out
}

/// A stretch of the text among new text, so that the whole is as long.
fn part(text: &str, percent: usize, source: &Source, rng: &mut StdRng) -> String {
    let chars: Vec<char> = text.chars().collect();
    let n = chars.len() * percent / 100;
    let from = rng.random_range(0..=chars.len() - n);
    let rest = chars.len() - n;
    let before = source.text(rest / 2, rng);
    let kept: String = chars[from..from + n].iter().collect();
    format!("{before}{kept}{}", source.text(rest - rest / 2, rng))
}
