//! A small network over hashed features: what features add to hidden units, and these to labels.
//!
//! Where a linear model needs every word to have been seen with what it tells, hidden units learn which words are alike
//! (Joulin et al., «Bag of Tricks for Efficient Text Classification», 2017, with one layer of rectified units more).

use super::linear::{Hash, Weights, feature, softmax};

/// Hidden units.
const HIDDEN: usize = 32;

/// Share of the weights of features, the largest, that are cut to what eight bits hold finely.
const CUT: f64 = 1e-4;

/// A network as it ships.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Net {
    /// What each feature adds to the hidden units.
    inner: Weights,
    /// What the hidden units begin with.
    base: [f32; HIDDEN],
    /// What the hidden units add to each label.
    outer: Vec<[f32; HIDDEN]>,
}

/// The hidden units of `n` features that add up to `sums`.
fn hidden(base: &[f32; HIDDEN], sums: &[f32; HIDDEN], n: usize) -> [f32; HIDDEN] {
    let share = 1.0 / (n.max(1) as f32).sqrt();
    std::array::from_fn(|k| (base[k] + share * sums[k]).max(0.0))
}

/// The labels' scores by the hidden units.
fn labels(outer: &[[f32; HIDDEN]], hidden: &[f32; HIDDEN], out: &mut [f32]) {
    for (o, row) in out.iter_mut().zip(outer) {
        *o = row.iter().zip(hidden).map(|(w, h)| w * h).sum();
    }
}

impl Net {
    /// Scores of as many labels as `out` has places for.
    pub(crate) fn score(&self, features: &[u32], out: &mut [f32]) {
        let mut sums = [0.0; HIDDEN];
        let n = self.inner.score(features, &mut sums);
        labels(&self.outer, &hidden(&self.base, &sums, n), out);
    }

    /// Shares of all labels, which add up to one.
    pub(crate) fn shares<const N: usize>(&self, features: &[u32]) -> [f32; N] {
        let mut out = [0.0; N];
        self.score(features, &mut out);
        softmax(&mut out);
        out
    }

    /// Bytes: the weights of features, what the units begin with, number of labels, what the units add to each.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.inner.to_bytes();
        out.extend(self.base.iter().flat_map(|w| w.to_le_bytes()));
        out.push(u8::try_from(self.outer.len()).unwrap_or(0));
        out.extend(self.outer.iter().flatten().flat_map(|w| w.to_le_bytes()));
        out
    }

    /// Reads what [`Net::to_bytes`] wrote; the rest of the bytes comes back.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        fn units(bytes: &[u8]) -> Option<([f32; HIDDEN], &[u8])> {
            let (all, rest) = bytes.split_at_checked(4 * HIDDEN)?;
            let (all, _) = all.as_chunks::<4>();
            Some((std::array::from_fn(|k| f32::from_le_bytes(all[k])), rest))
        }
        let (inner, rest) = Weights::from_bytes(bytes)?;
        let (base, rest) = units(rest)?;
        let (n, mut rest) = rest.split_first()?;
        let mut outer = Vec::with_capacity(usize::from(*n));
        for _ in 0..*n {
            let (row, more) = units(rest)?;
            outer.push(row);
            rest = more;
        }
        (inner.width() == HIDDEN).then_some((Self { inner, base, outer }, rest))
    }
}

/// A weight in training, with the squares of its gradients.
#[derive(Debug, Clone, Copy)]
struct Weight {
    value: f32,
    squares: f32,
}

impl Weight {
    /// One to begin with, at random up to `reach`, the same from run to run.
    fn random(seed: &mut Hash, reach: f32) -> Self {
        *seed = seed.num(1);
        let share = seed.done() as f32 / u32::MAX as f32;
        Self { value: (share * 2.0 - 1.0) * reach, squares: 1e-3 }
    }

    /// One step against a gradient (AdaGrad).
    fn learn(&mut self, gradient: f32, decay: f32) {
        let g = gradient + decay * self.value;
        self.squares += g * g;
        self.value -= 0.05 * g / self.squares.sqrt();
    }
}

/// A network in training, of features by the numbers of their rows.
pub(crate) struct NetLearner {
    inner: Vec<[Weight; HIDDEN]>,
    base: [Weight; HIDDEN],
    outer: Vec<[Weight; HIDDEN]>,
    /// How strongly weights are drawn to zero where they are touched.
    decay: f32,
    /// Sums of all weights at the times when they were kept, in order, and how often that was.
    kept: (Vec<[f32; HIDDEN]>, f32),
}

impl NetLearner {
    pub(crate) fn new(labels: usize, decay: f32, rows: usize) -> Self {
        let mut seed = feature(0);
        let mut units = |reach| std::array::from_fn(|_| Weight::random(&mut seed, reach));
        let outer = (0..labels).map(|_| units(0.2)).collect();
        let base = units(0.0);
        let inner = (0..rows).map(|_| units(0.05)).collect();
        Self { inner, base, outer, decay, kept: (Vec::new(), 0.0) }
    }

    /// One step on one case: its right label of so many.
    pub(crate) fn learn(&mut self, features: &[u32], truth: usize, of: usize) {
        let mut sums = [0.0; HIDDEN];
        for f in features {
            for (s, w) in sums.iter_mut().zip(&self.inner[*f as usize]) {
                *s += w.value;
            }
        }
        let h = hidden(&self.base.map(|w| w.value), &sums, features.len());
        let mut p: Vec<f32> =
            self.outer[..of].iter().map(|row| row.iter().zip(&h).map(|(w, h)| w.value * h).sum()).collect();
        softmax(&mut p);
        p[truth] -= 1.0;
        let mut back = [0.0; HIDDEN];
        for (row, p) in self.outer.iter_mut().zip(&p) {
            for ((w, h), b) in row.iter_mut().zip(&h).zip(&mut back).filter(|x| *x.0.1 > 0.0) {
                *b += p * w.value;
                w.learn(p * h, self.decay);
            }
        }
        let share = 1.0 / (features.len().max(1) as f32).sqrt();
        for (w, b) in self.base.iter_mut().zip(back) {
            w.learn(b, 0.0);
        }
        for f in features {
            for (w, b) in self.inner[*f as usize].iter_mut().zip(back) {
                w.learn(b * share, self.decay);
            }
        }
    }

    /// Every weight, in order.
    fn all(&self) -> impl Iterator<Item = [f32; HIDDEN]> {
        let rows = self.inner.iter().chain(std::iter::once(&self.base)).chain(&self.outer);
        rows.map(|row| row.map(|w| w.value))
    }

    /// Keeps the weights as they are for the mean that is shipped.
    pub(crate) fn keep(&mut self) {
        let mut sums = std::mem::take(&mut self.kept.0);
        sums.resize(self.inner.len() + 1 + self.outer.len(), [0.0; HIDDEN]);
        for (sum, row) in sums.iter_mut().zip(self.all()) {
            for (s, w) in sum.iter_mut().zip(row) {
                *s += w;
            }
        }
        self.kept = (sums, self.kept.1 + 1.0);
    }

    /// The mean of the weights that were kept; `features` are those of the rows.
    pub(crate) fn finish(mut self, features: &[u32]) -> Net {
        if self.kept.1 == 0.0 {
            self.keep();
        }
        let times = self.kept.1;
        let mean: Vec<[f32; HIDDEN]> = self.kept.0.iter().map(|row| row.map(|s| s / times)).collect();
        let inner = mean[..self.inner.len()].as_flattened();
        let mut sizes: Vec<f32> = inner.iter().map(|w| w.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let most = sizes.get((sizes.len() as f64 * CUT) as usize).copied().unwrap_or(1.0);
        Net {
            inner: Weights::shipped(HIDDEN, features, inner, most, 0.5),
            base: mean[self.inner.len()],
            outer: mean[self.inner.len() + 1..].to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_survives_shipping() {
        let names: Vec<u32> = (0..3).map(|n| feature(1).num(n).done()).collect();
        let cases = [(vec![0, 2], 0), (vec![1, 2], 1), (vec![0, 1, 2], 2)];
        let mut l = NetLearner::new(3, 0.0, names.len());
        for _ in 0..500 {
            for (f, y) in &cases {
                l.learn(f, *y, 3);
            }
        }
        let net = l.finish(&names);
        let bytes = net.to_bytes();
        let (back, rest) = Net::from_bytes(&bytes).expect("own bytes");
        assert!(rest.is_empty());
        assert_eq!(back, net);
        for (f, y) in &cases {
            let f: Vec<u32> = f.iter().map(|i| names[*i as usize]).collect();
            let shares: [f32; 3] = back.shares(&f);
            assert!(shares[*y] > 0.8, "{f:?} {shares:?}");
        }
        assert!(Net::from_bytes(&bytes[..bytes.len() - 1]).is_none());
    }
}
