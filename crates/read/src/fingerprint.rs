use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tradewire_script::fold_char;

/// Least hashes of one fingerprint.
const BINS: usize = 128;
/// Hashes of one band: documents that share a whole band are compared.
const ROWS: usize = 4;
/// Characters of one shingle, letters and digits only.
const SHINGLE: usize = 6;

/// A document's fingerprint: near-copies have nearly the same, whatever script they are written in.
///
/// MinHash in one permutation (Li, Owen, Zhang, 2012) over shingles of six folded characters; white space, marks and
/// case do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    bins: Vec<u32>,
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
    let mut bins = vec![u32::MAX; BINS];
    let mut window = [0u32; SHINGLE];
    let (mut filled, mut shingles) = (0usize, 0u32);
    for c in text.chars().map(fold_char).filter(|c| c.is_alphanumeric()) {
        window.rotate_left(1);
        window[SHINGLE - 1] = u32::from(c);
        filled += 1;
        if filled >= SHINGLE {
            let hash = mix(&window);
            let bin = (hash >> 32) as usize % BINS;
            bins[bin] = bins[bin].min((hash & 0xffff_fffe) as u32);
            shingles = shingles.saturating_add(1);
        }
    }
    if shingles < 8 {
        return None;
    }
    // An empty bin takes the next full one's value (Shrivastava, Li, 2014), so that short texts compare too.
    let full: Vec<u32> = bins.clone();
    for (i, slot) in bins.iter_mut().enumerate() {
        if *slot == u32::MAX
            && let Some(step) = (1..BINS).find(|s| full[(i + s) % BINS] != u32::MAX)
        {
            *slot = full[(i + step) % BINS].rotate_left(u32::try_from(step % 31).unwrap_or(0) + 1);
        }
    }
    Some(Fingerprint { bins, shingles })
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
        let same = self.bins.iter().zip(&other.bins).filter(|(a, b)| a == b).count();
        f64::from(u32::try_from(same).unwrap_or(0)) / f64::from(u32::try_from(BINS).unwrap_or(1))
    }

    /// How much of the shorter text stands in the longer one, 0 to 1, estimated from similarity and lengths.
    #[must_use]
    pub fn containment(&self, other: &Self) -> f64 {
        let (a, b) = (f64::from(self.shingles), f64::from(other.shingles));
        let s = self.similarity(other);
        (s / (1.0 + s) * (a + b) / a.min(b)).min(1.0)
    }

    /// The keys under which an index files it: one per band.
    pub fn keys(&self) -> impl Iterator<Item = u64> + '_ {
        self.bins.chunks(ROWS).enumerate().map(|(band, rows)| {
            rows.iter().fold(0x9e37_79b9_7f4a_7c15u64.wrapping_mul(band as u64 + 1), |h, r| {
                (h ^ u64::from(*r)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
            })
        })
    }
}

/// Finds near-copies among many documents without comparing all with all.
#[derive(Debug, Default)]
pub struct CopyIndex {
    bands: HashMap<u64, Vec<u32>>,
    prints: Vec<Fingerprint>,
}

impl CopyIndex {
    /// Files a fingerprint and gives its number, from 0.
    pub fn insert(&mut self, print: Fingerprint) -> u32 {
        let id = u32::try_from(self.prints.len()).unwrap_or(u32::MAX);
        for key in print.keys() {
            self.bands.entry(key).or_default().push(id);
        }
        self.prints.push(print);
        id
    }

    /// The filed documents at least so similar, most similar first.
    #[must_use]
    pub fn similar(&self, print: &Fingerprint, at_least: f64) -> Vec<(u32, f64)> {
        let mut ids: Vec<u32> = print.keys().filter_map(|k| self.bands.get(&k)).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut out: Vec<(u32, f64)> = ids
            .into_iter()
            .filter_map(|id| Some((id, self.prints.get(id as usize)?.similarity(print))))
            .filter(|(_, s)| *s >= at_least)
            .collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out
    }
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
            index.insert(fingerprint(&text(seed, 30)).unwrap());
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
