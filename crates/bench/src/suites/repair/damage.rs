//! Damage of our own making: what scrapers and converters did to the texts we saw, seeded and reproducible.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use encoding_rs::{Encoding, GBK, UTF_8, WINDOWS_1252};
use pinyin::ToPinyinMulti;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use tradewire_read::{Repaired, repair_text};
use tradewire_script::{Conversion, Variant, convert, variant};

use crate::Outcome;

/// How a sentence is damaged, and what must come of it.
const KINDS: [(&str, Damage); 6] = [
    ("pinyin", pinyin),
    ("pinyin_boundary", pinyin_boundary),
    ("utf8_as_gbk", utf8_as_gbk),
    ("utf8_as_1252", utf8_as_1252),
    ("gbk_as_1252", gbk_as_1252),
    ("lossy", lossy),
];

/// Damages a clean sentence; nothing where it cannot be damaged so.
type Damage = fn(&str, &mut StdRng) -> Option<String>;

/// Runs every kind of damage over the sentences, and the repair over the clean ones.
pub(super) fn run(paths: &[PathBuf], seed: u64, most: usize, show: usize) -> anyhow::Result<Outcome> {
    let mut clean = Vec::new();
    for path in paths {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for line in text.lines() {
            let sentence = match serde_json::from_str::<Value>(line) {
                Ok(v) => {
                    v.get("text").or_else(|| v.get("content")).and_then(Value::as_str).map(str::to_owned)
                }
                Err(_) => Some(line.to_owned()),
            };
            clean.extend(
                sentence.map(|s| s.trim().to_owned()).filter(|s| s.chars().count() >= 8 && !s.contains('\n')),
            );
        }
    }
    if clean.is_empty() {
        bail!("no sentence here");
    }
    let mut rng = StdRng::seed_from_u64(seed);
    let mut shown = 0;
    let mut time = Duration::ZERO;
    let mut n = 0;
    let mut repair = |text: &str| -> Repaired {
        let start = Instant::now();
        let out = repair_text(text);
        time += start.elapsed();
        n += 1;
        out
    };
    // Undamaged sentences, in both scripts, must come out as they are.
    let mut changed = 0usize;
    for s in &clean {
        let r = repair(s);
        if r.text != *s || !r.damage.is_empty() {
            changed += 1;
            if shown < show {
                shown += 1;
                eprintln!("changed: {s}\n      -> {}", r.text);
            }
        }
    }
    let mut outcome = Outcome::default().metric("clean", clean.len()).metric("clean_changed", changed);
    let step = (clean.len() / most.max(1)).max(1);
    for (name, damage) in KINDS {
        let (mut tried, mut restored, mut marked) = (0usize, 0usize, 0usize);
        for s in clean.iter().step_by(step) {
            // The converters that inject readings write Traditional.
            let whole = if name.starts_with("pinyin") { convert(s, Conversion::S2t).text } else { s.clone() };
            let Some(damaged) = damage(&whole, &mut rng).filter(|d| *d != whole) else { continue };
            tried += 1;
            let r = repair(&damaged);
            if r.text == whole {
                restored += 1;
            } else if !r.damage.is_empty() {
                marked += 1;
            }
            if r.text != whole && (name != "lossy" || r.damage.is_empty()) && shown < show {
                shown += 1;
                eprintln!("{name}: {damaged}\n   got   {}\n   clean {whole}", r.text);
            }
        }
        let share = |a: usize| if tried > 0 { a as f64 / tried as f64 } else { 0.0 };
        outcome = outcome
            .metric(&format!("{name}_n"), tried)
            .metric(&format!("{name}_restored"), share(restored))
            .metric(&format!("{name}_restored_or_marked"), share(restored + marked));
    }
    let measured = Outcome::new("repair --damage", n, time);
    outcome.suite = measured.suite;
    outcome.n = measured.n;
    outcome.seconds = measured.seconds;
    outcome.peak_rss_bytes = measured.peak_rss_bytes;
    Ok(outcome)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// A reading of a character, with its tone mark.
fn reading(c: char, rng: &mut StdRng) -> Option<&'static str> {
    let all: Vec<&str> = c.to_pinyin_multi()?.into_iter().map(pinyin::Pinyin::with_tone).collect();
    Some(all[rng.random_range(0..all.len())])
}

/// Readings behind every fifth character or so, the bracket misplaced now and then.
fn pinyin(text: &str, rng: &mut StdRng) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if is_han(c)
            && rng.random_range(0..5) == 0
            && let Some(r) = reading(c, rng)
        {
            let (open, close) = if rng.random_range(0..6) == 0 { ("（", "）") } else { ("(", ")") };
            let space = if rng.random_range(0..8) == 0 { " " } else { "" };
            out.push_str(&format!("{open}{r}{space}{close}"));
        }
    }
    Some(out)
}

/// A reading behind a GBK byte pair that straddles two characters; the stretch ends with the sentence or its first
/// ASCII letter.
fn pinyin_boundary(text: &str, rng: &mut StdRng) -> Option<String> {
    let (bytes, _, bad) = GBK.encode(text);
    if bad {
        return None;
    }
    let bytes = bytes.into_owned();
    let mut places = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            i += 1;
            continue;
        }
        if let Some(pair) = bytes.get(i + 1..i + 3)
            && pair[0] >= 0x81
            && pair[1] >= 0x81
        {
            let (c, bad) = GBK.decode_without_bom_handling(pair);
            // Seen only with characters that are written otherwise in Simplified.
            let c = c.chars().next().filter(|c| !bad && is_han(*c) && variant(*c) == Variant::Traditional);
            if let Some(r) = c.and_then(|c| reading(c, rng)).filter(|r| !r.is_ascii() && !GBK.encode(r).2) {
                places.push((i + 3, r));
            }
        }
        i += 2;
    }
    if places.is_empty() {
        return None;
    }
    let (at, r) = places[rng.random_range(0..places.len())];
    let mut damaged = bytes;
    damaged.splice(at..at, [b"(".as_slice(), &GBK.encode(r).0, b")"].concat());
    Some(decode_like_a_browser(&damaged, GBK, "?", true))
}

fn utf8_as_gbk(text: &str, _: &mut StdRng) -> Option<String> {
    let damaged = misread(text, UTF_8, GBK)?;
    // Only what can be read back: no byte lost.
    (misread(&damaged, GBK, UTF_8).as_deref() == Some(text)).then_some(damaged)
}

fn utf8_as_1252(text: &str, _: &mut StdRng) -> Option<String> {
    misread(text, UTF_8, WINDOWS_1252)
}

fn gbk_as_1252(text: &str, _: &mut StdRng) -> Option<String> {
    misread(text, GBK, WINDOWS_1252)
}

/// UTF-8 read as GBK, with what has no character there dropped or replaced.
fn lossy(text: &str, rng: &mut StdRng) -> Option<String> {
    let bytes = text.as_bytes();
    let replaced = decode_like_a_browser(bytes, GBK, ["?", "\u{fffd}", ""][rng.random_range(0..3)], false);
    let damaged: String = replaced.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect();
    (utf8_as_gbk(text, rng).as_deref() != Some(&damaged)).then_some(damaged)
}

/// Reads the bytes of one charset as another; nothing where a byte is lost.
fn misread(text: &str, from: &'static Encoding, to: &'static Encoding) -> Option<String> {
    let (bytes, _, lost) = from.encode(text);
    let (out, bad) = to.decode_without_bom_handling(&bytes);
    (!lost && !bad).then(|| out.into_owned())
}

/// Decodes pair by pair, with `mark` for pairs that are none; with `swallow` the second byte goes with them.
fn decode_like_a_browser(bytes: &[u8], charset: &'static Encoding, mark: &str, swallow: bool) -> String {
    let mut out = String::new();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            out.push(char::from(bytes[i]));
            i += 1;
            continue;
        }
        let pair = bytes.get(i..i + 2).map(|p| charset.decode_without_bom_handling(p));
        match pair {
            Some((c, false)) if c.chars().count() == 1 => {
                out.push_str(&c);
                i += 2;
            }
            _ => {
                out.push_str(mark);
                i += if swallow { 2 } else { 1 };
            }
        }
    }
    out
}
