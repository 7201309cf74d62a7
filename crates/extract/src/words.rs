//! Chinese words and how often they are used, to tell words from names.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Costs are ten times the negative natural logarithm of a share.
const WORDS: &str = include_str!("../data/words_zh.txt");
const CHARS: &str = include_str!("../data/name_chars_zh.txt");

/// Binary logarithm of all counts of the dictionary together, 60 million.
const ALL: u8 = 26;

/// Cost of a single character that the list lacks.
const UNKNOWN: u8 = 150;

/// Bits for pairs of characters.
const PAIRS: usize = 1 << 19;

/// Binary logarithm of the count of a word that the rules call common.
const EVERYDAY: u8 = 10;

/// First ideograph of the table of characters, and how many it holds.
const FIRST: u32 = 0x4e00;
const SPAN: usize = 0x5200;

/// What sort of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Nouns and what stands beside them.
    Noun,
    Verb,
    /// Function words, numbers, time.
    Function,
    Place,
}

/// A word of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) sort: Sort,
    /// Rounded-down binary logarithm of its count; 15 for the most frequent.
    pub(crate) bucket: u8,
}

impl Entry {
    /// Cost of the word standing in a text.
    pub(crate) fn cost(self) -> i32 {
        i32::from(ALL.saturating_sub(self.bucket)) * 7 - 3
    }
}

/// Mixes a packed word; the keys are already well spread.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u64(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 29;
    }
}

/// Costs of a character in one use, by its place in the block of ideographs; zero where it is not so used.
type Costs = Box<[u8; SPAN]>;

/// The words, and the characters of names.
pub(crate) struct Words {
    table: HashMap<u64, Entry, BuildHasherDefault<Mix>>,
    /// A bit for each pair of characters that some word begins with, by its hash: most pairs of a text begin none, and need not
    /// be looked for in the table.
    pairs: Vec<u64>,
    /// Costs of single characters.
    single: Costs,
    surname: Costs,
    /// First of two given characters, second of two, the only one.
    given: [Costs; 3],
    transliteration: Costs,
}

/// Up to four characters of the Basic Multilingual Plane as one number.
fn pack(chars: &[char]) -> Option<u64> {
    if chars.is_empty() || chars.len() > 4 {
        return None;
    }
    chars.iter().try_fold(0u64, |n, &c| u16::try_from(u32::from(c)).ok().map(|c| n << 16 | u64::from(c)))
}

/// The bit of a pair of characters.
fn pair(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PAIRS.trailing_zeros())) as usize
}

/// What a single character costs: beside others it is seldom a word by itself, so the price is that of its use, and a little more.
fn alone(entry: Option<Entry>) -> i32 {
    entry.map_or(i32::from(UNKNOWN), |e| e.cost().max(30) + if e.sort == Sort::Function { 0 } else { 12 })
}

fn place(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(FIRST)? as usize;
    (at < SPAN).then_some(at)
}

fn cost(table: &Costs, c: char) -> Option<i32> {
    place(c).map(|at| table[at]).filter(|n| *n > 0).map(i32::from)
}

impl Words {
    /// Loads what ships with the program.
    pub(crate) fn load() -> Self {
        let mut table = HashMap::with_capacity_and_hasher(65_536, BuildHasherDefault::default());
        for line in WORDS.lines() {
            let mut parts = line.split(' ');
            let sort = match parts.next() {
                Some("n") => Sort::Noun,
                Some("v") => Sort::Verb,
                Some("f") => Sort::Function,
                _ => Sort::Place,
            };
            let bucket = parts.next().and_then(|b| b.parse().ok()).unwrap_or(0);
            let mut chars = ['\0'; 4];
            for word in parts {
                let mut n = 0;
                for c in word.chars().take(4) {
                    chars[n] = c;
                    n += 1;
                }
                if let Some(key) = pack(&chars[..n]) {
                    let entry: &mut Entry = table.entry(key).or_insert(Entry { sort, bucket });
                    if entry.bucket < bucket {
                        *entry = Entry { sort, bucket };
                    }
                }
            }
        }
        let empty = || Box::new([0u8; SPAN]);
        let mut words = Self {
            table,
            pairs: vec![0; PAIRS / 64],
            single: empty(),
            surname: empty(),
            given: [empty(), empty(), empty()],
            transliteration: empty(),
        };
        words.index();
        for line in CHARS.lines() {
            let mut parts = line.split(' ');
            let table = match parts.next() {
                Some("x") => &mut words.surname,
                Some("g") => &mut words.given[0],
                Some("h") => &mut words.given[1],
                Some("i") => &mut words.given[2],
                _ => &mut words.transliteration,
            };
            let cost = parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
            for at in parts.flat_map(str::chars).filter_map(place) {
                table[at] = cost;
            }
        }
        words
    }

    /// Adds words that are as common as any.
    pub(crate) fn add(&mut self, words: &[String], sort: Sort) {
        let entry = Entry { sort, bucket: EVERYDAY };
        for word in words {
            let chars: Vec<char> = word.chars().collect();
            if let Some(key) = pack(&chars) {
                self.table.insert(key, entry);
            }
        }
        self.index();
    }

    /// Notes which pairs the words of the table begin with, and what single characters cost.
    fn index(&mut self) {
        self.single.fill(UNKNOWN);
        for (key, entry) in &self.table {
            let mut first = *key;
            while first >> 32 != 0 {
                first >>= 16;
            }
            if first >> 16 != 0 {
                let bit = pair(first);
                self.pairs[bit / 64] |= 1 << (bit % 64);
            } else if let Some(at) = char::from_u32(first as u32).and_then(place) {
                self.single[at] = u8::try_from(alone(Some(*entry))).unwrap_or(u8::MAX);
            }
        }
    }

    /// The words of two to four characters with which some begin, each with how many it has.
    pub(crate) fn starting(&self, chars: &[char]) -> impl Iterator<Item = (usize, Entry)> {
        let key = chars.get(..2).and_then(pack);
        let key = key.filter(|key| self.pairs[pair(*key) / 64] >> (pair(*key) % 64) & 1 == 1);
        let longer = move |(len, key): &(usize, u64)| {
            let next = u16::try_from(u32::from(*chars.get(*len).filter(|_| *len < 4)?)).ok()?;
            Some((len + 1, key << 16 | u64::from(next)))
        };
        std::iter::successors(key.map(|key| (2, key)), longer)
            .filter_map(move |(len, key)| Some((len, *self.table.get(&key)?)))
    }

    /// Looks up one to four characters.
    pub(crate) fn get(&self, chars: &[char]) -> Option<Entry> {
        self.table.get(&pack(chars)?).copied()
    }

    /// Cost of a character as a surname; characters that are seldom one cost much.
    pub(crate) fn surname(&self, c: char) -> i32 {
        cost(&self.surname, c).unwrap_or(75)
    }

    /// Cost of one or two characters as a given name.
    pub(crate) fn given(&self, chars: &[char]) -> i32 {
        const RARE: i32 = 88;
        match chars {
            [one] => cost(&self.given[2], *one).unwrap_or(RARE),
            [first, second] => {
                cost(&self.given[0], *first).unwrap_or(RARE) + cost(&self.given[1], *second).unwrap_or(RARE)
            }
            _ => 3 * RARE,
        }
    }

    /// Cost of a character within a transliterated name.
    pub(crate) fn transliteration(&self, c: char) -> Option<i32> {
        cost(&self.transliteration, c)
    }

    /// Reads characters as the cheapest row of words; places with a single character have no entry.
    pub(crate) fn segment(&self, chars: &[char]) -> Vec<(usize, usize, Option<Entry>)> {
        let n = chars.len();
        let mut best: Vec<(i32, usize, Option<Entry>)> = vec![(i32::MAX, 1, None); n + 1];
        best[0].0 = 0;
        for i in 0..n {
            let here = best[i].0;
            let mut put = |len: usize, cost: i32, entry| {
                if here.saturating_add(cost) < best[i + len].0 {
                    best[i + len] = (here.saturating_add(cost), len, entry);
                }
            };
            put(1, self.single(chars[i]), None);
            for (len, e) in self.starting(&chars[i..]) {
                put(len, e.cost(), Some(e));
            }
        }
        let mut out = Vec::with_capacity(n);
        let mut i = n;
        while i > 0 {
            let (_, len, entry) = best[i];
            i -= len;
            out.push((i, len, entry));
        }
        out.reverse();
        out
    }

    /// Cost of a character that is a word of its own, or part of one that the list lacks.
    pub(crate) fn single(&self, c: char) -> i32 {
        cost(&self.single, c).unwrap_or_else(|| alone(self.get(&[c])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    #[test]
    fn words_are_found_with_their_sort() {
        let words = Words::load();
        let sort = |w: &str| words.get(&chars(w)).map(|e| e.sort);
        assert_eq!(sort("公司"), Some(Sort::Noun));
        assert_eq!(sort("宣布"), Some(Sort::Verb));
        assert_eq!(sort("上海"), Some(Sort::Place));
        assert_eq!(sort("凌烟"), None);
        let cost = |w: &str| words.get(&chars(w)).unwrap().cost();
        assert!(cost("公司") < cost("机器人"), "what is more frequent costs less");
    }

    #[test]
    fn characters_of_names_cost_less_than_others() {
        let words = Words::load();
        assert!(words.surname('王') < words.surname('仇'));
        assert!(words.given(&['志', '远']) < words.given(&['被', '的']));
        assert!(words.transliteration('斯').is_some() && words.transliteration('们').is_none());
    }
}
