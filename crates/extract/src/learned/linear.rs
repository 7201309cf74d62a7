//! Log-linear classifiers over hashed features, small enough to ship.
//!
//! A feature is a number made from what it says; its weights, one per label, stand side by side in one table (feature
//! hashing: Weinberger et al., «Feature Hashing for Large Scale Multitask Learning», 2009). Weights are trained as
//! floating-point numbers and shipped in eight bits.

/// Logarithm of the number of rows of a table.
const ROWS_LOG2: u32 = 19;

/// Steps of eight bits below which a weight is nothing: they are many, and tell little.
const LEAST: f32 = 2.5;

/// How many features are looked up at once.
const BATCH: usize = 64;

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

/// Weights as they ship.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// Labels per row, a power of two.
    stride: usize,
    scale: f32,
    /// The rows that hold anything, in order; all rows where most do.
    rows: Vec<i8>,
    /// A bit for each row of the table that holds anything, 64 in one, so that what is kept fits where it is quickly fetched
    /// from; nothing where all rows are kept.
    used: Vec<u64>,
    /// How many such rows stand before each 64.
    before: Vec<u32>,
}

impl Weights {
    fn new(stride: usize, scale: f32, table: &[i8]) -> Self {
        let held = table.chunks_exact(stride).filter(|row| row.iter().any(|w| *w != 0)).count();
        if held > (1 << ROWS_LOG2) * 3 / 5 {
            return Self { stride, scale, rows: table.to_vec(), used: Vec::new(), before: Vec::new() };
        }
        let mut used = vec![0u64; (1 << ROWS_LOG2) / 64];
        let mut before = vec![0u32; used.len()];
        let mut rows = Vec::new();
        for (i, row) in table.chunks_exact(stride).enumerate() {
            if i % 64 == 0 {
                before[i / 64] = u32::try_from(rows.len() / stride).unwrap_or(u32::MAX);
            }
            if row.iter().any(|w| *w != 0) {
                used[i / 64] |= 1 << (i % 64);
                rows.extend_from_slice(row);
            }
        }
        Self { stride, scale, rows, used, before }
    }

    /// Whether a row of the table holds anything.
    fn holds(&self, row: usize) -> bool {
        self.used[row / 64] >> (row % 64) & 1 == 1
    }

    /// Finds where the rows of some features stand among those that are kept, and how many of them there are.
    fn places(&self, features: &[u32], places: &mut [usize; BATCH]) -> usize {
        if self.used.is_empty() {
            for (place, f) in places.iter_mut().zip(features) {
                *place = row(*f);
            }
            return features.len().min(BATCH);
        }
        let mut n = 0;
        for f in features.iter().take(BATCH) {
            let row = row(*f);
            places[n] = row;
            n += usize::from(self.holds(row));
        }
        for place in &mut places[..n] {
            let (word, bit) = (*place / 64, *place % 64);
            let below = self.used[word] & ((1 << bit) - 1);
            *place = self.before[word] as usize + below.count_ones() as usize;
        }
        n
    }

    /// The whole table, rows that hold nothing as zeros.
    fn table(&self) -> Vec<i8> {
        if self.used.is_empty() {
            return self.rows.clone();
        }
        let mut out = vec![0i8; self.stride << ROWS_LOG2];
        let all = (0..1usize << ROWS_LOG2).filter(|r| self.holds(*r));
        for (row, weights) in all.zip(self.rows.chunks_exact(self.stride)) {
            out[row * self.stride..(row + 1) * self.stride].copy_from_slice(weights);
        }
        out
    }

    /// Adds up the weights of some features for each label.
    pub(crate) fn score(&self, features: &[u32], out: &mut [f32]) {
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
    fn sum<const N: usize>(&self, features: &[u32], out: &mut [f32]) {
        let (rows, _) = self.rows.as_chunks::<N>();
        let mut sums = [0i32; N];
        let mut places = [0usize; BATCH];
        let mut fetched = [[0i8; N]; BATCH];
        for some in features.chunks(BATCH) {
            let n = self.places(some, &mut places);
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
    }

    /// The mean of models with the same labels.
    pub(crate) fn mean(all: &[&Self]) -> Option<Self> {
        let stride = all.first()?.stride;
        if all.iter().any(|w| w.stride != stride) {
            return None;
        }
        let share = 1.0 / all.len() as f32;
        let mut sums = vec![0f32; stride << ROWS_LOG2];
        for w in all {
            for (s, x) in sums.iter_mut().zip(w.table()) {
                *s += f32::from(x) * w.scale * share;
            }
        }
        Some(Self::shipped(stride, &sums))
    }

    /// Weights in eight bits; those too small to matter become zero.
    fn shipped(stride: usize, weights: &[f32]) -> Self {
        let most = weights.iter().fold(0.0f32, |m, w| m.max(w.abs())).max(1e-6);
        let scale = most / 127.0;
        let table: Vec<i8> = weights
            .iter()
            .map(|w| w / scale)
            .map(|w| if w.abs() < LEAST { 0 } else { w.round() as i8 })
            .collect();
        Self::new(stride, scale, &table)
    }

    /// Bytes: stride, scale, then runs of weights, zeros counted.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![u8::try_from(self.stride).unwrap_or(0)];
        out.extend(self.scale.to_le_bytes());
        let table = self.table();
        let mut i = 0;
        while i < table.len() {
            let zeros = table[i..].iter().take(255).take_while(|w| **w == 0).count();
            i += zeros;
            let used = table[i..].iter().take(255).take_while(|w| **w != 0).count();
            out.push(u8::try_from(zeros).unwrap_or(255));
            out.push(u8::try_from(used).unwrap_or(255));
            out.extend(table[i..i + used].iter().map(|w| w.to_le_bytes()[0]));
            i += used;
        }
        out
    }

    /// Reads what [`Weights::to_bytes`] wrote; the rest of the bytes comes back.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (stride, rest) = bytes.split_first()?;
        let stride = usize::from(*stride);
        if !stride.is_power_of_two() || stride > 32 {
            return None;
        }
        let (scale, mut rest) = rest.split_first_chunk::<4>()?;
        let size = stride << ROWS_LOG2;
        let mut table = Vec::with_capacity(size);
        while table.len() < size {
            let ([zeros, used], more) = rest.split_first_chunk::<2>()?;
            table.resize(table.len() + usize::from(*zeros), 0);
            let (weights, more) = more.split_at_checked(usize::from(*used))?;
            table.extend(weights.iter().map(|b| i8::from_le_bytes([*b])));
            rest = more;
        }
        (table.len() == size).then(|| (Self::new(stride, f32::from_le_bytes(*scale), &table), rest))
    }
}

fn row(f: u32) -> usize {
    (f.wrapping_mul(0x9e37_79b1) >> (32 - ROWS_LOG2)) as usize
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

/// Weights in training: stochastic gradient with a step of its own for each (AdaGrad, Duchi et al. 2011).
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
    pub(crate) fn new(labels: usize, decay: f32) -> Self {
        let stride = labels.next_power_of_two();
        let size = stride << ROWS_LOG2;
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
            let row = row(*f) * self.stride;
            for (o, w) in out.iter_mut().zip(&self.weights[row..row + self.stride]) {
                *o += *w;
            }
        }
    }

    /// Moves the weights of a case against a gradient: share minus truth for each label.
    pub(crate) fn learn(&mut self, features: &[u32], gradient: &[f32]) {
        for f in features {
            let row = row(*f) * self.stride;
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

    /// The weights in eight bits, or the mean of those kept; those too small to matter become zero.
    pub(crate) fn finish(mut self) -> Weights {
        let (sums, times) = std::mem::take(&mut self.kept);
        if times > 0.0 {
            self.weights = sums.into_iter().map(|s| s / times).collect();
        }
        Weights::shipped(self.stride, &self.weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_survives_shipping() {
        let mut l = Learner::new(3, 0.0);
        let cases = [(vec![feature(1).text("a").done()], 0usize), (vec![feature(1).text("b").done()], 2)];
        for _ in 0..200 {
            for (f, y) in &cases {
                let mut p = [0.0; 3];
                l.score(f, &mut p);
                softmax(&mut p);
                p[*y] -= 1.0;
                l.learn(f, &p);
            }
        }
        let w = l.finish();
        let bytes = w.to_bytes();
        let (back, rest) = Weights::from_bytes(&bytes).expect("own bytes");
        assert!(rest.is_empty());
        assert_eq!(back, w);
        for (f, y) in &cases {
            let mut p = [0.0; 3];
            back.score(f, &mut p);
            softmax(&mut p);
            assert!(p[*y] > 0.8, "{p:?}");
        }
        assert!(Weights::from_bytes(&bytes[..bytes.len() / 2]).is_none());
    }
}
