//! How readings of Chinese characters are written in names: Cantonese, Korean, by tables of sounds.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Spellings made of one reading at most.
const MOST: usize = 40;

type Table = HashMap<&'static str, Vec<&'static str>>;

struct Tables {
    parts: HashMap<&'static str, Table>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut parts: HashMap<&'static str, Table> = HashMap::new();
    let mut part = "";
    for line in include_str!("../../data/spellings.txt").lines().filter(|l| !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            part = name;
        } else if let Some((sound, ways)) = line.split_once(' ') {
            let ways = ways.split_whitespace().map(|w| if w == "-" { "" } else { w });
            parts.entry(part).or_default().entry(sound).or_default().extend(ways);
        }
    }
    Tables { parts }
});

fn ways(part: &str, sound: &str) -> &'static [&'static str] {
    TABLES.parts.get(part).and_then(|t| t.get(sound)).map_or(&[], Vec::as_slice)
}

/// The ways to write a syllable of Jyutping (without its tone) in a name.
pub(crate) fn cantonese(jyutping: &str) -> Vec<String> {
    let mut out: Vec<String> = ways("cantonese syllable", jyutping).iter().map(|w| (*w).to_owned()).collect();
    let initial = ["gw", "kw", "ng"]
        .into_iter()
        .find(|i| jyutping.len() > 2 && jyutping.starts_with(i))
        .or_else(|| jyutping.get(..1).filter(|i| !"aeiou".contains(*i)))
        .unwrap_or_default();
    let heads: &[&str] = if initial.is_empty() { &["", "ng"] } else { ways("cantonese initial", initial) };
    for head in heads {
        for tail in ways("cantonese final", &jyutping[initial.len()..]) {
            out.push(format!("{head}{tail}"));
        }
    }
    out.push(jyutping.to_owned());
    out.retain(|w| !w.is_empty());
    out.truncate(MOST);
    out
}

const INITIALS: [&str; 19] = [
    "ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ",
    "ㅍ", "ㅎ",
];
const VOWELS: [&str; 21] = [
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅘ", "ㅙ", "ㅚ", "ㅛ", "ㅜ", "ㅝ", "ㅞ", "ㅟ",
    "ㅠ", "ㅡ", "ㅢ", "ㅣ",
];

/// The ways to write a syllable of Hangul in a name.
pub(crate) fn korean(syllable: &str) -> Vec<String> {
    let Some(code) =
        syllable.chars().next().and_then(|c| u32::from(c).checked_sub(0xac00)).filter(|c| *c < 11_172)
    else {
        return Vec::new();
    };
    let at = |n: u32| n as usize;
    let (initial, vowel) = (INITIALS[at(code / 588)], VOWELS[at(code % 588 / 28)]);
    // Finals in the order of Unicode's composition: those that names end in.
    let last = match code % 28 {
        0 => "-",
        1..=3 => "ㄱ",
        4..=6 => "ㄴ",
        8..=15 => "ㄹ",
        16 => "ㅁ",
        17 | 18 | 26 => "ㅂ",
        21 => "ㅇ",
        24 => "ㄱ",
        _ => "ㄷ",
    };
    let mut out: Vec<String> = ways("korean syllable", syllable).iter().map(|w| (*w).to_owned()).collect();
    let tails: &[&str] = if last == "ㄷ" { &["t"] } else { ways("korean final", last) };
    for i in ways("korean initial", initial) {
        for v in ways("korean vowel", vowel) {
            out.extend(tails.iter().map(|f| format!("{i}{v}{f}")));
        }
    }
    out.truncate(MOST);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_spelt_as_in_names() {
        assert!(cantonese("gin").contains(&"kin".to_owned()));
        assert!(cantonese("zi").contains(&"chi".to_owned()));
        assert!(cantonese("hoeng").contains(&"heung".to_owned()));
        assert!(korean("승").contains(&"seung".to_owned()) && korean("승").contains(&"sung".to_owned()));
        assert!(korean("혁").contains(&"hyeok".to_owned()));
        assert!(korean("x").is_empty() && cantonese("").is_empty());
    }
}
