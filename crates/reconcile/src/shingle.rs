use std::collections::{BTreeMap, BTreeSet};

/// Words too common to tell two remarks apart.
const STOP: &[&str] = &[
    "the", "and", "for", "that", "this", "with", "has", "have", "had", "was", "were", "are", "its", "his",
    "her", "they", "them", "their", "from", "will", "would", "not", "but", "who", "about", "into", "than",
    "said", "says",
];

/// The content of a text as a set: pairs of neighbouring Chinese characters and Latin words of three letters on.
///
/// What stands between two Chinese characters without being one (marks, injected readings) is passed over.
pub(crate) fn shingles(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    walk(text, |s| {
        out.insert(match s {
            Shingle::Pair(a, b) => format!("{a}{b}"),
            Shingle::Word(w) => w.to_owned(),
        });
    });
    out
}

/// The same as hashes, sorted, each once.
pub(crate) fn hashes(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    walk(text, |s| {
        // FNV-1a over what the shingle is made of.
        let mix = |h: u64, x: u64| (h ^ x).wrapping_mul(0x0100_0000_01b3);
        out.push(match s {
            Shingle::Pair(a, b) => {
                mix(mix(0xcbf2_9ce4_8422_2325, u64::from(u32::from(a))), u64::from(u32::from(b)))
            }
            Shingle::Word(w) => w.bytes().fold(0x8422_2325_cbf2_9ce4, |h, b| mix(h, u64::from(b))),
        });
    });
    out.sort_unstable();
    out.dedup();
    out
}

enum Shingle<'a> {
    Pair(char, char),
    Word(&'a str),
}

fn walk(text: &str, mut each: impl FnMut(Shingle<'_>)) {
    let folded = tradewire_script::fold_str(text);
    let mut last: Option<char> = None;
    let mut word = String::new();
    for c in folded.chars().chain(std::iter::once(' ')) {
        if matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f) {
            if let Some(l) = last {
                each(Shingle::Pair(l, c));
            }
            last = Some(c);
        }
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() {
            if word.len() >= 3 && !STOP.contains(&word.as_str()) {
                each(Shingle::Word(stem(&word)));
            }
            word.clear();
        }
    }
}

/// A word without its commonest endings, so that «feels» and «feeling» meet.
fn stem(word: &str) -> &str {
    for end in ["ings", "ing", "ed", "es", "s", "ly"] {
        if let Some(s) = word.strip_suffix(end).filter(|s| s.len() >= 3) {
            return s;
        }
    }
    word
}

/// How much of the smaller set the two share, each shingle weighted by how rare it is; 0 to 1.
pub(crate) fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>, rarity: &Rarity) -> f64 {
    let weigh = |s: &BTreeSet<String>| s.iter().map(|x| rarity.of(x)).sum::<f64>();
    let shared: f64 = a.intersection(b).map(|x| rarity.of(x)).sum();
    let least = weigh(a).min(weigh(b));
    if least > 0.0 { shared / least } else { 0.0 }
}

/// Share of the union that two sorted sets have in common.
pub(crate) fn alike(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// How rare each shingle is among a set of texts: inverse document frequency, at least a little.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    texts: usize,
    seen: BTreeMap<String, usize>,
}

impl Rarity {
    pub(crate) fn of_all<'a>(sets: impl Iterator<Item = &'a BTreeSet<String>>) -> Self {
        let mut out = Self::default();
        for set in sets {
            out.texts += 1;
            for s in set {
                *out.seen.entry(s.clone()).or_default() += 1;
            }
        }
        out
    }

    fn of(&self, shingle: &str) -> f64 {
        let seen = self.seen.get(shingle).copied().unwrap_or(1).max(1);
        (1.0 + self.texts.max(1) as f64 / seen as f64).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn injected_readings_do_not_part_neighbours() {
        assert!(shingles("入室行竊(qiè)賊").contains("窃贼"));
        assert!(shingles("Being burgled").contains("burgl"));
    }

    #[test]
    fn two_wordings_of_one_remark_overlap() {
        let (a, b) = (shingles("好像家里进了贼"), shingles("那种感觉就是家里进了贼一样"));
        assert!(overlap(&a, &b, &Rarity::default()) > 0.5);
        assert!(overlap(&a, &shingles("我们会继续招人"), &Rarity::default()) < 0.2);
    }
}
