//! The layers of a transformer (Vaswani et al., «Attention Is All You Need», 2017), normalised behind each part as in BERT.

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

/// Kept from zero when what is normalised is divided by its spread.
const TINY: f32 = 1e-12;

/// Weights, rows of outputs, and what each output begins with.
pub(crate) struct Linear {
    pub(crate) weights: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

impl Linear {
    pub(crate) fn of(&self, x: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = x.dot(&self.weights.t());
        out += &self.bias;
        out
    }
}

/// Rows brought to mean 0 and spread 1, then stretched and shifted.
pub(crate) struct Norm {
    pub(crate) scale: Array1<f32>,
    pub(crate) shift: Array1<f32>,
}

impl Norm {
    pub(crate) fn apply(&self, x: &mut Array2<f32>) {
        for mut row in x.axis_iter_mut(Axis(0)) {
            let n = row.len() as f32;
            let mean = row.sum() / n;
            row -= mean;
            let spread = (row.dot(&row) / n + TINY).sqrt();
            row /= spread;
            row *= &self.scale;
            row += &self.shift;
        }
    }
}

/// One layer: every piece looks at the others, then at itself.
pub(crate) struct Layer {
    /// What each piece asks, answers to and tells, one behind the other.
    pub(crate) look: Linear,
    pub(crate) seen: Linear,
    pub(crate) seen_norm: Norm,
    pub(crate) widen: Linear,
    pub(crate) narrow: Linear,
    pub(crate) norm: Norm,
}

impl Layer {
    /// What becomes of pieces, a row each; `heads` look apart.
    pub(crate) fn of(&self, x: &Array2<f32>, heads: usize) -> Array2<f32> {
        let (n, width) = x.dim();
        let size = width / heads.max(1);
        let looks = self.look.of(&x.view());
        let mut told = Array2::zeros((n, width));
        for h in 0..heads {
            let columns = |from: usize| Slice::from(from..from + size);
            let part = |k: usize| looks.slice_axis(Axis(1), columns(k * width + h * size));
            let mut shares = part(0).dot(&part(1).t());
            shares *= 1.0 / (size as f32).sqrt();
            softmaxes(&mut shares);
            told.slice_axis_mut(Axis(1), columns(h * size)).assign(&shares.dot(&part(2)));
        }
        let mut y = self.seen.of(&told.view());
        y += x;
        self.seen_norm.apply(&mut y);
        let mut wide = self.widen.of(&y.view());
        gelu(&mut wide);
        let mut out = self.narrow.of(&wide.view());
        out += &y;
        self.norm.apply(&mut out);
        out
    }
}

/// Scores to shares that add up to one.
pub(crate) fn softmax(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for v in row.iter_mut() {
        *v = exp(*v - most);
        sum += *v;
    }
    row.iter_mut().for_each(|v| *v /= sum);
}

/// The scores of each row to shares.
pub(crate) fn softmaxes(x: &mut Array2<f32>) {
    let width = x.ncols().max(1);
    if let Some(all) = x.as_slice_mut() {
        all.chunks_mut(width).for_each(softmax);
    }
}

/// Smooth rectified units, by the logistic form of the hyperbolic tangent (Hendrycks, Gimpel, «Gaussian Error Linear
/// Units», 2016).
pub(crate) fn gelu(x: &mut Array2<f32>) {
    const SQRT_8_PI: f32 = std::f32::consts::FRAC_2_SQRT_PI * std::f32::consts::SQRT_2;
    if let Some(all) = x.as_slice_mut() {
        for v in all {
            *v /= 1.0 + exp(-SQRT_8_PI * (*v + 0.044_715 * *v * *v * *v));
        }
    }
}

/// e to the power of `x`, to some seven digits, without a branch, so that many are worked out at once: a power of two by the
/// exponent's bits times a polynomial (Cephes `expf`).
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    /// Adding it leaves whole numbers in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let t = x * std::f32::consts::LOG2_E + ROUND;
    let whole = t - ROUND;
    let r = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5e-1;
    let p = p * r * r + r + 1.0;
    let power = t.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    p * f32::from_bits(power)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn powers_of_e_are_near() {
        for k in -800..800 {
            let x = k as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} {}", exp(x), x.exp());
        }
        assert!(exp(-1e9) < 1e-37);
    }

    #[test]
    fn units_are_smooth() {
        let mut x = array![[-10.0, -1.0, 0.0, 1.0, 10.0]];
        gelu(&mut x);
        for (have, want) in x.iter().zip([0.0, -0.158_8, 0.0, 0.841_2, 10.0]) {
            assert!((have - want).abs() < 1e-3, "{have} {want}");
        }
    }

    #[test]
    fn rows_are_brought_to_mean_and_spread() {
        let norm = Norm { scale: array![1.0, 1.0, 2.0], shift: array![0.0, 0.0, 1.0] };
        let mut x = array![[1.0, 2.0, 3.0]];
        norm.apply(&mut x);
        for (have, want) in x.iter().zip([-1.224_745, 0.0, 3.449_49]) {
            assert!((have - want).abs() < 1e-5, "{have} {want}");
        }
    }
}
