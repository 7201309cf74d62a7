use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tradewire_script::fold_char;

/// One shingle in so many is kept.
const KEPT: u32 = 4;
/// One shingle in so many is looked up in an index, where a text has enough of them.
const FILED: u32 = 16;
/// Shingles of a text that suffice for that; a shorter one is looked up by all that are kept.
const ENOUGH: usize = 16;
/// Characters of one shingle, letters and digits only.
const SHINGLE: usize = 6;
/// Fewest shingles of a text that has a fingerprint.
const FEWEST: u32 = 8;
/// Fewest hashes that a copy shares.
const LEAST_SHARED: u32 = 3;
/// Documents that share a shingle beyond which it says nothing: every page of an outlet ends so.
const COMMON: usize = 2_000;

/// A document's fingerprint: copies and partial copies share much of it, whatever script they are written in.
///
/// A quarter of the hashes of all runs of six folded characters, chosen by their value, so that two texts choose alike
/// (FracMinHash; Irber and others, 2022); white space, marks and case do not count. About as many bytes as the text has
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Kept hashes, sorted, each once.
    kept: Vec<u32>,
    /// Shingles of the text: its length, to tell a copy from a part.
    pub shingles: u32,
}

/// Makes the fingerprint of a text; nothing where it is too short to have one.
///
/// ```
/// let a = tradewire_read::fingerprint("三名研究員離開北湖實驗室,公司沒有回應,接替者下月到任。").unwrap();
/// let b = tradewire_read::fingerprint("三名研究员离开北湖实验室，公司没有回应，接替者下月到任。").unwrap();
/// assert!((a.similarity(&b) - 1.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn fingerprint(text: &str) -> Option<Fingerprint> {
    let mut kept = Vec::new();
    let mut least = u32::MAX; // kept where chance keeps nothing
    let mut window = [0u32; SHINGLE];
    let (mut filled, mut shingles) = (0usize, 0u32);
    for c in text.chars().map(fold_char).filter(|c| c.is_alphanumeric()) {
        window.rotate_left(1);
        window[SHINGLE - 1] = u32::from(c);
        filled += 1;
        if filled >= SHINGLE {
            let hash = (mix(&window) >> 32) as u32;
            least = least.min(hash);
            if hash.is_multiple_of(KEPT) {
                kept.push(hash);
            }
            shingles = shingles.saturating_add(1);
        }
    }
    if shingles < FEWEST {
        return None;
    }
    if kept.is_empty() {
        kept.push(least);
    }
    kept.sort_unstable();
    kept.dedup();
    Some(Fingerprint { kept, shingles })
}

/// Hashes a window (the finaliser of SplitMix64 over an FNV-like fold).
fn mix(window: &[u32; SHINGLE]) -> u64 {
    let folded = window
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, c| (h ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3));
    let mut z = folded.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Fingerprint {
    /// How much two texts have in common: an estimate of the Jaccard index of their shingles, 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        ratio(shared, self.kept.len() + other.kept.len() - shared)
    }

    /// How much of the shorter text stands in the longer one, 0 to 1.
    #[must_use]
    pub fn containment(&self, other: &Self) -> f64 {
        ratio(self.shared(other), self.kept.len().min(other.kept.len()))
    }

    fn shared(&self, other: &Self) -> usize {
        let (mut i, mut j, mut n) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.kept.get(i), other.kept.get(j)) {
            i += usize::from(a <= b);
            j += usize::from(b <= a);
            n += usize::from(a == b);
        }
        n
    }

    /// Hashes under which an index files it.
    fn filed(&self) -> Filed<'_> {
        let few: Vec<u32> = self.kept.iter().copied().filter(|h| h.is_multiple_of(FILED)).collect();
        let sizes = Sizes { few: cut(few.len()), all: cut(self.kept.len()), dense: few.len() < ENOUGH };
        Filed { hashes: if sizes.dense { self.kept.as_slice().into() } else { few.into() }, sizes }
    }
}

/// What a filed document shares with the one that is looked up.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    hashes: u32,
    /// Weight of all shared hashes, and of those that every document files.
    all: f64,
    few: f64,
}

/// What of a fingerprint is filed.
struct Filed<'a> {
    hashes: std::borrow::Cow<'a, [u32]>,
    sizes: Sizes,
}

/// How many hashes a document has.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// One in [`FILED`].
    few: u16,
    /// One in [`KEPT`].
    all: u16,
    /// Whether all are filed.
    dense: bool,
}

fn cut(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn ratio(a: usize, b: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if b == 0 { 0.0 } else { (float(a) / float(b)).min(1.0) }
}

/// Finds copies and partial copies among many documents without comparing all with all.
///
/// Holds about 300 bytes for a document of 600 characters. Filing and finding take time that grows with the logarithm
/// of the number of documents.
#[derive(Debug, Default)]
pub struct CopyIndex {
    /// Hashes with their documents, sorted, in runs each of which is longer than the next.
    runs: Vec<Vec<(u32, u32)>>,
    /// What was filed last, not yet sorted in.
    recent: HashMap<u32, Vec<u32>>,
    /// How many pairs that is.
    waiting: usize,
    sizes: Vec<Sizes>,
}

/// Pairs that wait before they are sorted in.
const WAITING: usize = 1 << 15;

impl CopyIndex {
    /// Files a fingerprint and gives its number, from 0.
    pub fn insert(&mut self, print: &Fingerprint) -> u32 {
        let id = u32::try_from(self.sizes.len()).unwrap_or(u32::MAX);
        let filed = print.filed();
        for hash in filed.hashes.iter() {
            self.recent.entry(*hash).or_default().push(id);
        }
        self.waiting += filed.hashes.len();
        self.sizes.push(filed.sizes);
        if self.waiting >= WAITING {
            self.sort_in();
        }
        id
    }

    /// The filed documents of which at least such a share stands in the given one, or the other way round, most first.
    #[must_use]
    pub fn similar(&self, print: &Fingerprint, at_least: f64) -> Vec<(u32, f64)> {
        let filed = print.filed();
        // Shared hashes: those that all documents file, and those that short ones do.
        // What few documents have says more than what many have.
        let mut shared: HashMap<u32, Shared> = HashMap::new();
        let (mut weights, mut looked_up) = (0.0f64, 0u32);
        for hash in filed.hashes.iter() {
            let in_runs = self.runs.iter().map(|run| {
                let from = run.partition_point(|p| p.0 < *hash);
                let n = run[from..].iter().take(COMMON).take_while(|p| p.0 == *hash).count();
                &run[from..from + n]
            });
            let in_runs: Vec<&[(u32, u32)]> = in_runs.filter(|r| !r.is_empty()).collect();
            let recent = self.recent.get(hash).map_or(&[][..], Vec::as_slice);
            let holders = in_runs.iter().map(|r| r.len()).sum::<usize>() + recent.len();
            let weight = 1.0 / f64::from(u32::try_from(holders).unwrap_or(u32::MAX)).max(1.0).ln_1p();
            weights += weight;
            looked_up += 1;
            if holders >= COMMON {
                continue;
            }
            for id in in_runs.iter().flat_map(|r| r.iter().map(|p| p.1)).chain(recent.iter().copied()) {
                let of = shared.entry(id).or_default();
                of.hashes += 1;
                of.all += weight;
                of.few += if hash.is_multiple_of(FILED) { weight } else { 0.0 };
            }
        }
        let mean = weights / f64::from(looked_up.max(1));
        let mut out: Vec<(u32, f64)> = shared
            .into_iter()
            .filter(|(_, s)| s.hashes >= LEAST_SHARED.min(looked_up))
            .filter_map(|(id, s)| {
                let other = self.sizes.get(id as usize)?;
                let (weight, size) = if other.dense && filed.sizes.dense {
                    (s.all, other.all.min(filed.sizes.all))
                } else {
                    (s.few, other.few.min(filed.sizes.few).max(4))
                };
                let share = (weight / mean / f64::from(size.max(1))).min(1.0);
                Some((id, share)).filter(|s| s.1 >= at_least)
            })
            .collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out
    }

    /// Makes a run of what waits, and joins runs until each is more than twice as long as the next.
    fn sort_in(&mut self) {
        let mut run: Vec<(u32, u32)> =
            self.recent.drain().flat_map(|(hash, ids)| ids.into_iter().map(move |id| (hash, id))).collect();
        run.sort_unstable();
        self.waiting = 0;
        while let Some(last) = self.runs.pop_if(|last| last.len() <= run.len() * 2) {
            run = merge(last, run);
        }
        self.runs.push(run);
    }
}

/// Joins two sorted runs.
fn merge(a: Vec<(u32, u32)>, b: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        out.extend(if x <= y { a.next() } else { b.next() });
    }
    out.extend(a);
    out.extend(b);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of `n` sentences that differ.
    fn text(seed: usize, n: usize) -> String {
        const WORDS: [&str; 12] = [
            "研究员",
            "实验室",
            "加入",
            "离职",
            "薪酬",
            "团队",
            "模型",
            "宣布",
            "报价",
            "公司",
            "算力",
            "北湖",
        ];
        (0..n)
            .map(|i| {
                format!(
                    "{}{}第{}次{}。",
                    WORDS[(seed + i) % 12],
                    WORDS[(seed * 7 + i * 5) % 12],
                    seed * 131 + i * 17,
                    WORDS[(i * i + seed) % 12]
                )
            })
            .collect()
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        let mut index = CopyIndex::default();
        for seed in 0..300 {
            index.insert(&fingerprint(&text(seed, 30)).unwrap());
        }
        let copy = tradewire_script::convert(&text(42, 30), tradewire_script::Conversion::S2t).text;
        let found = index.similar(&fingerprint(&copy).unwrap(), 0.5);
        assert_eq!(found.first().map(|f| f.0), Some(42));
        assert_eq!(found.len(), 1);
        assert!(index.similar(&fingerprint(&text(999, 30)).unwrap(), 0.5).is_empty());
    }

    #[test]
    fn a_part_is_contained_in_the_whole() {
        let whole = text(3, 40);
        let half: String = whole.chars().take(whole.chars().count() / 2).collect();
        let (a, b) = (fingerprint(&whole).unwrap(), fingerprint(&half).unwrap());
        assert!((0.35..0.65).contains(&a.similarity(&b)), "{}", a.similarity(&b));
        assert!(a.containment(&b) > 0.75, "{}", a.containment(&b));
    }

    #[test]
    fn what_is_too_short_has_none() {
        assert!(fingerprint("北湖").is_none() && fingerprint("").is_none());
    }
}
