//! How texts are damaged: what scrapers and converters did to the texts we saw.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, MACINTOSH, UTF_8, WINDOWS_1252};
use pinyin::ToPinyinMulti;
use rand::RngExt;
use rand::rngs::StdRng;
use tradewire_script::{Conversion, Variant, convert, variant};

/// A text before and after damage.
pub(super) struct Case {
    pub clean: String,
    pub damaged: String,
}

/// One way of damaging.
pub(super) struct Kind {
    pub name: &'static str,
    /// Whether bytes are lost, so that not all of it can be known again.
    pub lossy: bool,
    /// Damages a clean sentence; nothing where it cannot be damaged so.
    pub damage: fn(&str, &mut StdRng) -> Option<Case>,
}

/// All ways.
pub(super) const KINDS: &[Kind] = &[
    Kind { name: "pinyin", lossy: false, damage: pinyin },
    Kind { name: "pinyin_boundary", lossy: false, damage: |s, rng| boundary(s, rng, Loss::None) },
    Kind { name: "utf8_as_gbk", lossy: false, damage: |s, _| reversible(s, UTF_8, GBK) },
    Kind { name: "utf8_as_gb18030", lossy: false, damage: |s, _| reversible(s, UTF_8, GB18030) },
    Kind { name: "utf8_as_big5", lossy: false, damage: |s, _| reversible(s, UTF_8, BIG5) },
    Kind { name: "utf8_as_1252", lossy: false, damage: |s, _| reversible(s, UTF_8, WINDOWS_1252) },
    Kind { name: "utf8_as_latin1", lossy: false, damage: utf8_as_latin1 },
    Kind { name: "utf8_as_1252_twice", lossy: false, damage: utf8_as_1252_twice },
    Kind { name: "utf8_as_mac", lossy: false, damage: |s, _| reversible(s, UTF_8, MACINTOSH) },
    Kind { name: "gbk_as_1252", lossy: false, damage: |s, _| reversible(s, GBK, WINDOWS_1252) },
    Kind { name: "big5_as_gbk", lossy: false, damage: big5_as_gbk },
    Kind { name: "partly_utf8_as_gbk", lossy: false, damage: partly },
    Kind { name: "boundary_cut", lossy: true, damage: |s, rng| boundary(s, rng, Loss::Cut) },
    Kind { name: "boundary_dropped", lossy: true, damage: |s, rng| boundary(s, rng, Loss::Dropped) },
    Kind { name: "utf8_as_gbk_lossy", lossy: true, damage: utf8_as_gbk_lossy },
    Kind { name: "utf8_as_1252_lossy", lossy: true, damage: utf8_as_1252_lossy },
];

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// A reading of a character, with its tone mark.
fn reading(c: char, rng: &mut StdRng) -> Option<&'static str> {
    let all: Vec<&str> = c.to_pinyin_multi()?.into_iter().map(pinyin::Pinyin::with_tone).collect();
    Some(all[rng.random_range(0..all.len())])
}

/// The converters that inject readings write Traditional.
fn traditional(text: &str) -> String {
    convert(text, Conversion::S2t).text
}

/// Readings behind every fifth character or so, the bracket misplaced now and then.
fn pinyin(text: &str, rng: &mut StdRng) -> Option<Case> {
    let clean = traditional(text);
    let mut damaged = String::new();
    for c in clean.chars() {
        damaged.push(c);
        if is_han(c)
            && rng.random_range(0..5) == 0
            && let Some(r) = reading(c, rng)
        {
            let (open, close) = if rng.random_range(0..6) == 0 { ("（", "）") } else { ("(", ")") };
            let space = if rng.random_range(0..8) == 0 { " " } else { "" };
            damaged.push_str(&format!("{open}{r}{space}{close}"));
        }
    }
    Some(Case { clean, damaged })
}

/// What is lost where a reading was injected across a boundary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// Nothing: the shifted stretch ends with a letter, and characters of private use are kept.
    None,
    /// The second byte of its last character.
    Cut,
    /// Pairs of bytes that have no character but one of private use.
    Dropped,
}

/// A reading behind a GBK byte pair that straddles two characters; all bytes up to the next ASCII letter shift.
fn boundary(text: &str, rng: &mut StdRng, loss: Loss) -> Option<Case> {
    let clean = traditional(text);
    let (bytes, _, bad) = GBK.encode(&clean);
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
    // A place at which the damage loses what is asked for, of a few drawn.
    for _ in 0..12 {
        if places.is_empty() {
            return None;
        }
        let (at, r) = places.swap_remove(rng.random_range(0..places.len()));
        let mut damaged = bytes.clone();
        damaged.splice(at..at, [b"(".as_slice(), &GBK.encode(r).0, b")"].concat());
        let damaged = decode_by_pairs(&damaged, "?", true);
        let is_private = |c: &char| ('\u{e000}'..='\u{f8ff}').contains(c);
        let private = damaged.chars().any(|c| is_private(&c));
        let cut = damaged.matches('?').count() > clean.matches('?').count() + 1;
        match loss {
            Loss::None if !cut => return Some(Case { clean, damaged }),
            Loss::Cut if !private && cut => return Some(Case { clean, damaged }),
            Loss::Dropped if private => {
                let damaged = damaged.chars().filter(|c| !is_private(c)).collect();
                return Some(Case { clean, damaged });
            }
            _ => {}
        }
    }
    None
}

/// One charset read as another, of as much of the sentence as comes through without loss.
fn reversible(text: &str, from: &'static Encoding, to: &'static Encoding) -> Option<Case> {
    let chars: Vec<usize> = text.char_indices().map(|c| c.0).chain([text.len()]).collect();
    (8..chars.len()).rev().find_map(|n| {
        let clean = &text[..chars[n]];
        let damaged = misread(clean, from, to)?;
        (misread(&damaged, to, from).as_deref() == Some(clean))
            .then(|| Case { clean: clean.to_owned(), damaged })
    })
}

fn utf8_as_latin1(text: &str, _: &mut StdRng) -> Option<Case> {
    Some(Case { clean: text.to_owned(), damaged: text.bytes().map(char::from).collect() })
}

fn utf8_as_1252_twice(text: &str, _: &mut StdRng) -> Option<Case> {
    let once = misread(text, UTF_8, WINDOWS_1252)?;
    Some(Case { clean: text.to_owned(), damaged: misread(&once, UTF_8, WINDOWS_1252)? })
}

fn big5_as_gbk(text: &str, _: &mut StdRng) -> Option<Case> {
    reversible(&convert(text, Conversion::S2tw).text, BIG5, GBK)
}

/// A clause of the sentence in UTF-8 read as GBK, the rest sound.
fn partly(text: &str, rng: &mut StdRng) -> Option<Case> {
    let clauses: Vec<&str> = text.split_inclusive(['，', '。', '、', '；', ',']).collect();
    let i = rng.random_range(0..clauses.len());
    if clauses.len() < 2 || clauses[i].chars().filter(|c| is_han(*c)).count() < 6 {
        return None;
    }
    let bad = reversible(clauses[i], UTF_8, GBK)?;
    let (left, right) = (clauses[..i].concat(), clauses[i + 1..].concat());
    Some(Case {
        clean: format!("{left}{}{right}", bad.clean),
        damaged: format!("{left}{}{right}", bad.damaged),
    })
}

/// UTF-8 read as GBK, with what has no character there dropped or replaced.
fn utf8_as_gbk_lossy(text: &str, rng: &mut StdRng) -> Option<Case> {
    let mark = ["?", "\u{fffd}", ""][rng.random_range(0..3)];
    let damaged: String = decode_by_pairs(text.as_bytes(), mark, false)
        .chars()
        .filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c))
        .collect();
    let lost = GBK.encode(&damaged).0.as_ref() != text.as_bytes();
    lost.then(|| Case { clean: text.to_owned(), damaged })
}

/// UTF-8 read as Windows-1252, with U+FFFD for the five bytes that it leaves open.
fn utf8_as_1252_lossy(text: &str, _: &mut StdRng) -> Option<Case> {
    let damaged: String =
        misread(text, UTF_8, WINDOWS_1252)?
            .chars()
            .map(|c| {
                if matches!(c, '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}') { '\u{fffd}' } else { c }
            })
            .collect();
    damaged.contains('\u{fffd}').then(|| Case { clean: text.to_owned(), damaged })
}

/// Reads the bytes of one charset as another; nothing where a byte is lost.
fn misread(text: &str, from: &'static Encoding, to: &'static Encoding) -> Option<String> {
    let (bytes, _, lost) = from.encode(text);
    let (out, bad) = to.decode_without_bom_handling(&bytes);
    (!lost && !bad).then(|| out.into_owned())
}

/// Decodes GBK pair by pair, with `mark` for pairs that are none; with `swallow` the second byte goes with them.
fn decode_by_pairs(bytes: &[u8], mark: &str, swallow: bool) -> String {
    let mut out = String::new();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            out.push(char::from(bytes[i]));
            i += 1;
            continue;
        }
        let pair = bytes.get(i..i + 2).map(|p| GBK.decode_without_bom_handling(p));
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
