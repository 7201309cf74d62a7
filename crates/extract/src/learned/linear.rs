//! Log-linear classifiers over hashed features, small enough to ship.
//!
//! A feature is a number made from what it says; its weights, one per label, stand side by side in one table (feature
//! hashing: Weinberger et al., «Feature Hashing for Large Scale Multitask Learning», 2009). Weights are trained as
//! floating-point numbers and shipped in eight bits.

/// Steps of eight bits below which a weight is nothing: they are many, and tell little.
const LEAST: f32 = 2.5;

/// How many features are looked up at once.
const BATCH: usize = 64;

/// Slots to a row at least: so few rows share one that what they lose is little, and most features that were not learnt are
/// told by a bit.
const SPARE: usize = 8;

/// Logarithms of the fewest and most slots.
const LEAST_LOG2: u32 = 16;
const MOST_LOG2: u32 = 24;

/// Features of one case: hashes.
pub(crate) type Features = Vec<u32>;

/// Begins a feature of a template.
pub(crate) fn feature(template: u32) -> Hash {
    Hash(u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51_7cc1_b727_220a)
}

/// A feature in the making.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    /// Adds a number.
    pub(crate) fn num(self, n: u64) -> Self {
        let x = (self.0 ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(x ^ x >> 32)
    }

    /// Adds words.
    pub(crate) fn text(self, s: &str) -> Self {
        self.num(text(s))
    }

    /// The feature.
    pub(crate) fn done(self) -> u32 {
        (self.0 ^ self.0 >> 29) as u32
    }
}

/// Words as a number (FNV-1a).
pub(crate) fn text(s: &str) -> u64 {
    more(0xcbf2_9ce4_8422_2325, s)
}

/// The number of the words that a number stands for, with more behind them.
pub(crate) fn more(hash: u64, s: &str) -> u64 {
    s.bytes().fold(hash, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// Weights as they ship: one row for each feature that was learnt, and nothing for any other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// Labels per row, a power of two.
    stride: usize,
    scale: f32,
    /// Logarithm of the number of slots.
    log2: u32,
    /// The rows, in the order of their slots.
    rows: Vec<i8>,
    /// What is left of the feature of each row beside its slot. Both together are all of it: none is taken for another.
    rest: Vec<u16>,
    /// A bit for each slot that has a row, 64 in one, so that what is kept fits where it is quickly fetched from.
    used: Vec<u64>,
    /// How many such slots stand before each 64.
    before: Vec<u32>,
}

impl Weights {
    /// Rows with their features, mixed, in ascending order and one for a slot at most; nothing where they are not.
    fn new(stride: usize, scale: f32, log2: u32, keys: &[u32], rows: Vec<i8>) -> Option<Self> {
        let mut used = vec![0u64; (1 << log2) / 64];
        for key in keys {
            used[slot(*key, log2) / 64] |= 1 << (slot(*key, log2) % 64);
        }
        let mut sum = 0;
        let before = used
            .iter()
            .map(|bits| {
                sum += bits.count_ones();
                sum - bits.count_ones()
            })
            .collect();
        let rest = keys.iter().map(|key| rest(*key, log2)).collect();
        let ordered = keys.is_sorted() && sum as usize == keys.len() && rows.len() == keys.len() * stride;
        ordered.then_some(Self { stride, scale, log2, rows, rest, used, before })
    }

    /// Labels per row.
    pub(crate) fn width(&self) -> usize {
        self.stride
    }

    /// Finds where the rows of some features stand among those that are kept, and how many of them there are.
    fn places(&self, features: &[u32], places: &mut [usize; BATCH]) -> usize {
        let mut keys = [0u32; BATCH];
        let mut some = 0;
        for f in features.iter().take(BATCH) {
            let slot = slot(mixed(*f), self.log2);
            keys[some] = mixed(*f);
            some += usize::from(self.used[slot / 64] >> (slot % 64) & 1 == 1);
        }
        let mut n = 0;
        for key in &keys[..some] {
            let slot = slot(*key, self.log2);
            let below = self.used[slot / 64] & ((1 << (slot % 64)) - 1);
            places[n] = self.before[slot / 64] as usize + below.count_ones() as usize;
            n += usize::from(self.rest[places[n]] == rest(*key, self.log2));
        }
        n
    }

    /// Adds up the weights of some features for each label; how many of the features were learnt comes back.
    pub(crate) fn score(&self, features: &[u32], out: &mut [f32]) -> usize {
        match self.stride {
            1 => self.sum::<1>(features, out),
            2 => self.sum::<2>(features, out),
            4 => self.sum::<4>(features, out),
            8 => self.sum::<8>(features, out),
            16 => self.sum::<16>(features, out),
            _ => self.sum::<32>(features, out),
        }
    }

    /// Shares of all labels, which add up to one.
    pub(crate) fn shares<const N: usize>(&self, features: &[u32]) -> [f32; N] {
        let mut out = [0.0; N];
        self.score(features, &mut out);
        softmax(&mut out);
        out
    }

    /// The same as [`Self::score`] for rows of a length that is known here, so that a row is added in one step.
    ///
    /// The tables are larger than what is near the processor. So it is found first where the rows stand, then all are fetched, then
    /// added: no loop branches on what it reads, and many reads are under way at once.
    fn sum<const N: usize>(&self, features: &[u32], out: &mut [f32]) -> usize {
        let (rows, _) = self.rows.as_chunks::<N>();
        let mut sums = [0i32; N];
        let mut places = [0usize; BATCH];
        let mut fetched = [[0i8; N]; BATCH];
        let mut known = 0;
        for some in features.chunks(BATCH) {
            let n = self.places(some, &mut places);
            known += n;
            for (weights, place) in fetched.iter_mut().zip(&places[..n]) {
                *weights = rows.get(*place).copied().unwrap_or([0; N]);
            }
            for weights in &fetched[..n] {
                for (s, w) in sums.iter_mut().zip(weights) {
                    *s += i32::from(*w);
                }
            }
        }
        for (o, s) in out.iter_mut().zip(sums) {
            *o = s as f32 * self.scale;
        }
        known
    }

    /// Weights in eight bits, of features that each have a row, up to `most`; those of fewer than `least` steps become zero, and rows
    /// of nothing else are left out. Where two features come to one slot, the one that tells less is left out.
    pub(crate) fn shipped(stride: usize, features: &[u32], weights: &[f32], most: f32, least: f32) -> Self {
        let scale = most.max(1e-6) / 127.0;
        let short = |w: &f32| if (w / scale).abs() < least { 0 } else { (w / scale).round() as i8 };
        let mut all: Vec<(u32, u32, Vec<i8>)> = features
            .iter()
            .zip(weights.chunks_exact(stride))
            .map(|(f, row)| (mixed(*f), row.iter().map(short).collect::<Vec<i8>>()))
            .map(|(key, row)| (key, row.iter().map(|w| u32::from(w.unsigned_abs())).sum(), row))
            .filter(|(_, size, _)| *size > 0)
            .collect();
        let log2 = (all.len() * SPARE).next_power_of_two().ilog2().clamp(LEAST_LOG2, MOST_LOG2);
        all.sort_by_key(|(key, size, _)| (slot(*key, log2), u32::MAX - size));
        all.dedup_by_key(|(key, ..)| slot(*key, log2));
        let keys: Vec<u32> = all.iter().map(|x| x.0).collect();
        let rows = all.into_iter().flat_map(|x| x.2).collect();
        Self::new(stride, scale, log2, &keys, rows).unwrap_or_else(|| unreachable!("sorted, one for a slot"))
    }

    /// The features of the rows, mixed, in order.
    fn keys(&self) -> impl Iterator<Item = u32> {
        let slots = (0u32..1 << self.log2).filter(|s| self.used[*s as usize / 64] >> (s % 64) & 1 == 1);
        slots.zip(&self.rest).map(|(slot, rest)| slot << (32 - self.log2) | u32::from(*rest))
    }

    /// Bytes: stride, scale, logarithm of the slots, number of rows; the features as steps from one to the next, seven bits to a
    /// byte; then runs of weights, zeros counted.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![u8::try_from(self.stride).unwrap_or(0)];
        out.extend(self.scale.to_le_bytes());
        out.push(u8::try_from(self.log2).unwrap_or(0));
        out.extend(u32::try_from(self.rest.len()).unwrap_or(0).to_le_bytes());
        let mut last = 0;
        for key in self.keys() {
            let mut step = key - last;
            while step > 127 {
                out.push(step as u8 | 128);
                step >>= 7;
            }
            out.push(step as u8);
            last = key;
        }
        let mut i = 0;
        while i < self.rows.len() {
            let zeros = self.rows[i..].iter().take(255).take_while(|w| **w == 0).count();
            i += zeros;
            let used = self.rows[i..].iter().take(255).take_while(|w| **w != 0).count();
            out.push(u8::try_from(zeros).unwrap_or(255));
            out.push(u8::try_from(used).unwrap_or(255));
            out.extend(self.rows[i..i + used].iter().map(|w| w.to_le_bytes()[0]));
            i += used;
        }
        out
    }

    /// Reads what [`Weights::to_bytes`] wrote; the rest of the bytes comes back.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (stride, rest) = bytes.split_first()?;
        let stride = usize::from(*stride);
        let (scale, rest) = rest.split_first_chunk::<4>()?;
        let (log2, rest) = rest.split_first()?;
        let (n, mut rest) = rest.split_first_chunk::<4>()?;
        let (log2, n) = (u32::from(*log2), u32::from_le_bytes(*n) as usize);
        if !stride.is_power_of_two()
            || stride > 32
            || !(LEAST_LOG2..=MOST_LOG2).contains(&log2)
            || n >> log2 > 0
        {
            return None;
        }
        let mut keys = Vec::with_capacity(n);
        let mut last = 0u32;
        for _ in 0..n {
            let (mut step, mut shift) = (0u64, 0);
            loop {
                let (byte, more) = rest.split_first()?;
                rest = more;
                step |= u64::from(byte & 127) << shift;
                shift += 7;
                if byte & 128 == 0 || shift > 28 {
                    break;
                }
            }
            last = last.checked_add(u32::try_from(step).ok()?)?;
            keys.push(last);
        }
        let size = n * stride;
        let mut rows = Vec::with_capacity(size);
        while rows.len() < size {
            let ([zeros, used], more) = rest.split_first_chunk::<2>()?;
            rows.resize(rows.len() + usize::from(*zeros), 0);
            let (weights, more) = more.split_at_checked(usize::from(*used))?;
            rows.extend(weights.iter().map(|b| i8::from_le_bytes([*b])));
            rest = more;
        }
        Self::new(stride, f32::from_le_bytes(*scale), log2, &keys, rows).map(|w| (w, rest))
    }
}

/// A feature spread over all numbers of its width, one to one.
fn mixed(f: u32) -> u32 {
    f.wrapping_mul(0x9e37_79b1)
}

fn slot(key: u32, log2: u32) -> usize {
    (key >> (32 - log2)) as usize
}

/// What a slot does not say of a feature; at most 16 bits, as there are 2^16 slots at least.
fn rest(key: u32, log2: u32) -> u16 {
    (key & ((1 << (32 - log2)) - 1)) as u16
}

/// Turns scores into shares that add up to one.
pub(crate) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - most).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

/// Weights in training, of features by the numbers of their rows: stochastic gradient with a step of its own for each (AdaGrad, Duchi et al. 2011).
pub(crate) struct Learner {
    stride: usize,
    weights: Vec<f32>,
    squares: Vec<f32>,
    rate: f32,
    /// How strongly weights are drawn to zero where they are touched.
    decay: f32,
    /// Sums of the weights at the times when they were kept, and how often that was.
    kept: (Vec<f32>, f32),
}

impl Learner {
    pub(crate) fn new(labels: usize, decay: f32, rows: usize) -> Self {
        let stride = labels.next_power_of_two();
        let size = stride * rows;
        Self {
            stride,
            weights: vec![0.0; size],
            squares: vec![1e-3; size],
            rate: 0.1,
            decay,
            kept: (Vec::new(), 0.0),
        }
    }

    pub(crate) fn score(&self, features: &[u32], out: &mut [f32]) {
        out.fill(0.0);
        for f in features {
            let row = *f as usize * self.stride;
            for (o, w) in out.iter_mut().zip(&self.weights[row..row + self.stride]) {
                *o += *w;
            }
        }
    }

    /// Moves the weights of a case against a gradient: share minus truth for each label.
    pub(crate) fn learn(&mut self, features: &[u32], gradient: &[f32]) {
        for f in features {
            let row = *f as usize * self.stride;
            for (k, g) in gradient.iter().enumerate() {
                let i = row + k;
                let g = g + self.decay * self.weights[i];
                self.squares[i] += g * g;
                self.weights[i] -= self.rate * g / self.squares[i].sqrt();
            }
        }
    }

    /// Keeps the weights as they are for the mean that is shipped (Polyak and Juditsky, «Acceleration of Stochastic
    /// Approximation by Averaging», 1992): what single cases have pushed about evens out.
    pub(crate) fn keep(&mut self) {
        self.kept.0.resize(self.weights.len(), 0.0);
        for (sum, w) in self.kept.0.iter_mut().zip(&self.weights) {
            *sum += w;
        }
        self.kept.1 += 1.0;
    }

    /// The weights in eight bits, or the mean of those kept; `features` are those of the rows.
    pub(crate) fn finish(mut self, features: &[u32]) -> Weights {
        let (sums, times) = std::mem::take(&mut self.kept);
        if times > 0.0 {
            self.weights = sums.into_iter().map(|s| s / times).collect();
        }
        let most = self.weights.iter().fold(0.0f32, |m, w| m.max(w.abs()));
        Weights::shipped(self.stride, features, &self.weights, most, LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_survives_shipping() {
        let names = [feature(1).text("a").done(), feature(1).text("b").done()];
        let mut l = Learner::new(3, 0.0, names.len());
        let cases = [([0], 0usize), ([1], 2)];
        for _ in 0..200 {
            for (f, y) in &cases {
                let mut p = [0.0; 3];
                l.score(f, &mut p);
                softmax(&mut p);
                p[*y] -= 1.0;
                l.learn(f, &p);
            }
        }
        let w = l.finish(&names);
        let bytes = w.to_bytes();
        let (back, rest) = Weights::from_bytes(&bytes).expect("own bytes");
        assert!(rest.is_empty());
        assert_eq!(back, w);
        let scores = |f: &[u32]| {
            let mut p = [0.0; 3];
            back.score(f, &mut p);
            p
        };
        for ([f], y) in &cases {
            let mut p = scores(&[names[*f as usize]]);
            softmax(&mut p);
            assert!(p[*y] > 0.8, "{p:?}");
        }
        for n in 0..100_000 {
            let said = scores(&[feature(2).num(n).done()]).iter().any(|w| w.abs() > 0.0);
            assert!(!said, "what was not learnt says nothing");
        }
        for cut in 0..bytes.len() {
            assert!(Weights::from_bytes(&bytes[..cut]).is_none());
        }
    }

    #[test]
    fn of_two_features_in_one_slot_the_stronger_stays() {
        let (a, b) = (1u32, 2u32);
        let inverse = (0..5)
            .fold(0x9e37_79b1u32, |x, _| x.wrapping_mul(2u32.wrapping_sub(x.wrapping_mul(0x9e37_79b1))));
        let names = [a.wrapping_mul(inverse), b.wrapping_mul(inverse)];
        let w = Weights::shipped(1, &names, &[0.5, -1.0], 1.0, LEAST);
        let mut out = [0.0];
        w.score(&names[..1], &mut out);
        assert!(out[0].abs() < 1e-9, "{out:?}");
        w.score(&names[1..], &mut out);
        assert!((out[0] + 1.0).abs() < 1e-5, "{out:?}");
    }
}
