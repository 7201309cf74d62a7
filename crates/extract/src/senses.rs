//! What common words mean, coarsely: verbs of leaving, of saying, titles, places. The models see the sense of a word beside the
//! word, so that what they learn of `depart` holds for `decamp`.
//!
//! `data/senses/*.txt` hold the words, a sense a line.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::inflect::verb_forms;
use crate::learned::linear::{more, text};

const FILES: [&str; 4] = [
    include_str!("../data/senses/en.txt"),
    include_str!("../data/senses/telling_en.txt"),
    include_str!("../data/senses/zh.txt"),
    include_str!("../data/senses/telling_zh.txt"),
];
/// Longest Chinese word of the lists, in characters.
const LONGEST: usize = 6;
/// Senses of words that may tell an event begin so.
const TELLING: &str = "t_";

/// Some senses, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Senses([u64; 3]);

impl Senses {
    /// Numbers of the senses.
    pub(crate) fn iter(self) -> Bits<3> {
        Bits::of(self.0)
    }

    /// The senses of both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|k| self.0[k] | other.0[k]))
    }

    fn set(&mut self, n: usize) {
        self.0[n / 64 % 3] |= 1 << (n % 64);
    }

    fn none(self) -> bool {
        self.0 == [0; 3]
    }
}

/// The places of the bits that are set in some numbers of 64 bits each, lowest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bits<const N: usize> {
    words: [u64; N],
    at: usize,
}

impl<const N: usize> Bits<N> {
    pub(crate) fn of(words: [u64; N]) -> Self {
        Self { words, at: 0 }
    }
}

impl<const N: usize> Iterator for Bits<N> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            let word = self.words.get_mut(self.at)?;
            if *word != 0 {
                let n = u64::from(word.trailing_zeros());
                *word &= *word - 1;
                return Some(64 * self.at as u64 + n);
            }
            self.at += 1;
        }
    }
}

/// Bits for the hashes of words.
const KNOWN: usize = 1 << 18;

/// The words of the lists.
struct Table {
    /// By the hash of a word, which needs no further hashing.
    senses: HashMap<u64, Senses, BuildHasherDefault<Ready>>,
    /// A bit for each hash that is listed: most stretches of a text are not, and need not be looked for.
    known: Vec<u64>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut names: Vec<&str> = Vec::new();
    let mut table = Table { senses: HashMap::default(), known: vec![0; KNOWN / 64] };
    for (name, words) in lines() {
        let n = names.iter().position(|x| *x == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        for form in words.split_whitespace().flat_map(forms) {
            let hash = text(&form);
            table.senses.entry(hash).or_default().set(n);
            table.known[bit(hash) / 64] |= 1 << (bit(hash) % 64);
        }
    }
    table
});

/// Takes numbers for their own hash.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| h << 8 | u64::from(*b));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().flat_map(|f| f.lines()).filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(':'))
}

/// How a word of the lists stands in texts: English ones in all forms of a verb, which covers plurals.
fn forms(word: &str) -> Vec<String> {
    if word.is_ascii() {
        verb_forms(&word.replace('_', " ")).into_iter().map(|f| f.0).collect()
    } else {
        vec![word.to_owned()]
    }
}

/// The words that may tell an event, as they stand in folded text; single Chinese characters say too little. A preposition at
/// the end is left to mark what follows.
pub(crate) fn telling() -> impl Iterator<Item = String> {
    const MARKERS: &[&str] = &["to", "at", "for", "with", "from", "into", "on", "as", "over", "by"];
    lines().filter(|l| l.0.starts_with(TELLING)).flat_map(|l| l.1.split_whitespace()).flat_map(|w| {
        let w = w.rsplit_once('_').filter(|(_, last)| MARKERS.contains(last)).map_or(w, |(rest, _)| rest);
        if w.chars().count() < 2 { Vec::new() } else { forms(w) }
    })
}

fn get(word: &str) -> Senses {
    by_hash(text(word))
}

fn by_hash(hash: u64) -> Senses {
    let table = &*TABLE;
    if table.known[bit(hash) / 64] >> (bit(hash) % 64) & 1 == 0 {
        return Senses::default();
    }
    table.senses.get(&hash).copied().unwrap_or_default()
}

/// The bit of a hash.
fn bit(hash: u64) -> usize {
    hash as usize % KNOWN
}

/// The senses of a word in folded text; of several words, those of the first where all together are not listed.
pub(crate) fn of(word: &str) -> Senses {
    let whole = get(word);
    match word.bytes().position(|b| b == b' ') {
        Some(end) if whole.none() => get(&word[..end]),
        _ => whole,
    }
}

/// The longest listed word with which a run of Chinese begins; its first character where none is listed.
pub(crate) fn beginning(run: &str) -> (&str, Senses) {
    let mut found = (run.chars().next().map_or(0, char::len_utf8), Senses::default());
    let mut hash = text("");
    for (i, c) in run.char_indices().take(LONGEST) {
        let end = i + c.len_utf8();
        hash = more(hash, &run[i..end]);
        let senses = by_hash(hash);
        if !senses.none() {
            found = (end, senses);
        }
    }
    (&run[..found.0], found.1)
}

/// The longest listed word with which a run of Chinese ends; its last character where none is listed.
pub(crate) fn ending(run: &str) -> (&str, Senses) {
    let mut found = (run.char_indices().next_back().map_or(0, |c| c.0), Senses::default());
    for (start, _) in run.char_indices().rev().take(LONGEST) {
        let senses = get(&run[start..]);
        if !senses.none() {
            found = (start, senses);
        }
    }
    (&run[found.0..], found.1)
}

/// The senses of all listed words in a run of Chinese, the longest from left to right.
pub(crate) fn within(run: &str) -> Senses {
    let mut all = Senses::default();
    let mut rest = run;
    while !rest.is_empty() {
        let (word, found) = beginning(rest);
        all = all.and(found);
        rest = &rest[word.len()..];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_the_senses_of_their_base() {
        for (form, base) in [
            ("departed", "depart"),
            ("tapping", "tap"),
            ("studies", "study"),
            ("stepped down", "step down"),
            ("left", "leave"),
        ] {
            assert!(!of(base).none(), "{base}");
            assert_eq!(of(form), of(base), "{form}");
        }
        assert!(of("zyxw").none());
    }

    #[test]
    fn words_that_may_tell_leave_what_marks_the_next() {
        let all: Vec<String> = telling().collect();
        assert!(all.iter().any(|w| w == "parted ways"));
        assert!(all.iter().all(|w| !w.ends_with(" to")));
    }

    #[test]
    fn runs_have_edges() {
        assert_eq!(ending("他们正式加盟").0, "加盟");
        assert_eq!(beginning("加盟后").0, "加盟");
        assert_eq!(within("正式加盟"), of("正式").and(of("加盟")));
        assert_eq!(ending("").0, "");
        assert_eq!(beginning("").0, "");
    }

    #[test]
    fn there_is_a_bit_for_every_sense() {
        let mut names: Vec<&str> = lines().map(|l| l.0).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() <= 192, "{}", names.len());
    }
}
