//! Arithmetic over many paths at once: loops without a branch or a call, which compilers turn into vector instructions.
//!
//! The functions are their power series, cut where the rest is too small for a double ([`exp`]) or for a random number of
//! 32 bits (10⁻¹² beside 10⁻¹⁰). Additions and multiplications stand in one order and are never fused, so every machine
//! gives the same figures.

use crate::philox::{philox4x32, unit};

/// Paths that are worked out together.
pub(crate) const LANES: usize = 256;
/// One figure for each of them.
pub(crate) type Lanes = [f64; LANES];

/// 1/n! for n from 0.
const FACTORIALS: [f64; 17] = {
    let mut all = [1.0; 17];
    let mut n = 1;
    while n < 17 {
        all[n] = all[n - 1] / n as f64;
        n += 1;
    }
    all
};

/// Adding and taking off this leaves the nearest whole number, in the low bits of the sum.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// Standard normal numbers of a stream, four for each path from the first of a block on.
///
/// G. E. P. Box, M. E. Muller, «A note on the generation of random normal deviates», Annals of Mathematical Statistics 29
/// (1958): two words give two of them. The angle is drawn within a half circle, and its side by the lowest bit.
#[inline(always)]
pub(crate) fn normals(first: u32, stream: u32, firm: u32, key: [u32; 2], out: &mut [Lanes; 4]) {
    let mut words = [[0u32; LANES]; 4];
    let [a, b, c, d] = &mut words;
    for (i, (((a, b), c), d)) in a.iter_mut().zip(b).zip(c).zip(d).enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "fewer than there are words")]
        let place = first.wrapping_add(i as u32);
        [*a, *b, *c, *d] = philox4x32([place, stream, firm, 0], key);
    }
    let [a, b, c, d] = &words;
    let [p, q, r, s] = out;
    pair(a, b, p, q);
    pair(c, d, r, s);
}

#[inline(always)]
fn pair(a: &[u32; LANES], b: &[u32; LANES], x: &mut Lanes, y: &mut Lanes) {
    for (((a, b), x), y) in a.iter().zip(b).zip(x).zip(y) {
        let radius = (-2.0 * ln_below_one(unit(*a))).sqrt();
        // Half a turn by the upper 31 bits, from −π/2 to π/2.
        let angle = (unit(*b | 1) - 0.5) * std::f64::consts::PI;
        let square = angle * angle;
        // +1 or −1 by the lowest bit, put where a double has its sign.
        let side = f64::from_bits((u64::from(*b) << 63) | 0x3FF0_0000_0000_0000);
        *x = radius * cos(square) * side;
        *y = radius * sin(angle, square);
    }
}

/// The sine of an angle of a quarter turn at most, whose square is given.
#[inline(always)]
fn sin(x: f64, square: f64) -> f64 {
    let mut sum = 0.0;
    for n in (0..8).rev() {
        let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
        sum = sum * square + sign * FACTORIALS[2 * n + 1];
    }
    x * sum
}

/// The cosine of an angle of a quarter turn at most, by its square.
#[inline(always)]
fn cos(square: f64) -> f64 {
    let mut sum = 0.0;
    for n in (0..9).rev() {
        let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
        sum = sum * square + sign * FACTORIALS[2 * n];
    }
    sum
}

/// The natural logarithm of a normal number from above 0 to 1.
#[inline(always)]
pub(crate) fn ln_below_one(x: f64) -> f64 {
    // x = 2ᵉ m with m from √½ to √2, and ln m = 2 artanh((m − 1) / (m + 1)).
    const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    let shifted = x.to_bits() + (ONE - HALF_ROOT);
    let m = f64::from_bits((shifted & 0x000F_FFFF_FFFF_FFFF) + HALF_ROOT);
    // The biased exponent as a double: put behind 2⁵² and taken off again.
    let e = f64::from_bits((shifted >> 52) | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1_023.0);
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for n in (0..8).rev() {
        sum = sum * square + 1.0 / (2 * n + 1) as f64;
    }
    e * std::f64::consts::LN_2 + 2.0 * s * sum
}

/// The exponential function of numbers from −700 to 700; what is beyond counts as there.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    // ln 2 in two parts, the first short enough for its multiples to be exact.
    const HIGH: f64 = 0.693_147_180_369_123_8;
    const LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = x - k * HIGH - k * LOW;
    let mut sum = 0.0;
    for n in (0..13).rev() {
        sum = sum * r + FACTORIALS[n];
    }
    // 2ᵏ by its exponent.
    sum * f64::from_bits((shifted.to_bits() << 52).wrapping_add(0x3FF0_0000_0000_0000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_are_the_functions() {
        for i in 0..200_000u32 {
            let share = (f64::from(i) + 0.5) / 200_000.0;
            assert!((ln_below_one(share) - share.ln()).abs() < 1e-12, "ln {share}");
            let x = (share - 0.5) * std::f64::consts::PI;
            assert!((sin(x, x * x) - x.sin()).abs() < 1e-11 && (cos(x * x) - x.cos()).abs() < 1e-12, "{x}");
            let x = (share - 0.5) * 1_400.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-15, "exp {x}");
        }
        assert!(exp(0.0).to_bits() == 1f64.to_bits() && exp(f64::NEG_INFINITY) > 0.0 && exp(1e9).is_finite());
        assert!((ln_below_one(unit(0)) - unit(0).ln()).abs() < 1e-12);
        assert!((ln_below_one(unit(u32::MAX)) - unit(u32::MAX).ln()).abs() < 1e-12);
    }

    /// Moments, tails, and independence of the two numbers that come from one pair of words, over ten million.
    #[test]
    fn the_numbers_are_normal() {
        let (mut sums, mut beyond, mut product, mut count) = ([0.0; 5], [0.0; 3], 0.0, 0.0);
        let mut z = [[0.0; LANES]; 4];
        for block in 0..10_000u32 {
            normals(block * 256, 5, 0, [11, 0], &mut z);
            for x in z.iter().flatten() {
                let mut power = 1.0;
                for s in &mut sums {
                    *s += power;
                    power *= x;
                }
                for (b, at) in beyond.iter_mut().zip([1.0, 2.0, 4.0]) {
                    *b += f64::from(*x > at);
                }
            }
            product += z[0].iter().zip(&z[1]).map(|(a, b)| a * a * b * b).sum::<f64>();
            count += LANES as f64;
        }
        let n = sums[0];
        // Variances of x, x², x³, x⁴ are 1, 2, 15, 96; of x²y² it is 8.
        for (k, (mean, variance)) in [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)].iter().enumerate() {
            let off = (sums[k + 1] / n - mean) / f64::sqrt(variance / n);
            assert!(off.abs() < 3.5, "moment {}: {off} standard errors", k + 1);
        }
        for (b, at) in beyond.iter().zip([1.0, 2.0, 4.0]) {
            let p = 1.0 - crate::cumulative(at);
            let off = (b / n - p) / f64::sqrt(p * (1.0 - p) / n);
            assert!(off.abs() < 3.5, "beyond {at}: {off} standard errors");
        }
        assert!(((product / count - 1.0) / f64::sqrt(8.0 / count)).abs() < 3.5);
    }
}
