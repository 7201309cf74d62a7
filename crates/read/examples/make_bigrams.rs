//! Makes `crates/read/data/bigrams.txt` from jieba's word list: how often characters stand behind each other.
//!
//! `cargo run -p tradewire-read --example make_bigrams -- DICT > crates/read/data/bigrams.txt`, where DICT is the file
//! `jieba/dict.txt` of the package jieba 0.42.1 (words with their frequencies, MIT licence).

#![allow(clippy::disallowed_methods, reason = "a tool that reads the file it is given")]

use std::collections::BTreeMap;
use std::io::Write;

/// Rarer pairs are left out: a fifth of all pairs make 97 in 100 of all occurrences.
const LEAST: u64 = 20;

#[derive(Default)]
struct Counts {
    all: u64,
    first: u64,
    last: u64,
    behind: BTreeMap<char, u64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: make_bigrams DICT")?;
    let mut counts: BTreeMap<char, Counts> = BTreeMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let mut fields = line.split(' ');
        let (Some(word), Some(Ok(n))) = (fields.next(), fields.next().map(str::parse::<u64>)) else {
            continue;
        };
        // The list has a tenth of what its most frequent word has.
        let n = if word == "的" { n * 10 } else { n };
        let word: Vec<char> = word.chars().map(tradewire_script::fold_char).collect();
        if !word.iter().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
            continue;
        }
        for (i, c) in word.iter().enumerate() {
            let of = counts.entry(*c).or_default();
            of.all += n;
            of.first += if i == 0 { n } else { 0 };
            of.last += if i + 1 == word.len() { n } else { 0 };
            if let Some(next) = word.get(i + 1) {
                *of.behind.entry(*next).or_default() += n;
            }
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# Characters of Chinese words and what stands behind them inside words, from the word list of jieba 0.42.1"
    )?;
    writeln!(
        out,
        "# (MIT licence, LICENSE-jieba). Made by the example make_bigrams of this crate; folded to Simplified. One line per"
    )?;
    writeln!(
        out,
        "# character: itself, how often it stands, opens a word, ends one; then n and all that stand 2^n to 2^(n+1) times behind it."
    )?;
    for (c, of) in &counts {
        if of.all < LEAST {
            continue;
        }
        write!(out, "{c} {} {} {}", of.all, of.first, of.last)?;
        let mut levels: BTreeMap<u32, String> = BTreeMap::new();
        for (next, n) in of.behind.iter().filter(|b| *b.1 >= LEAST) {
            levels.entry(n.ilog2()).or_default().push(*next);
        }
        for (level, all) in levels.iter().rev() {
            write!(out, " {level}{all}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
