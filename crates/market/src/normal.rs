//! The standard normal distribution.

/// Its distribution function.
///
/// W. J. Cody, «Rational Chebyshev approximation for the error function», Math. Comp. 23 (1969), would need three
/// ranges; this is the continued fraction and series of Abramowitz and Stegun 26.2.10 and 26.2.14, run to machine
/// precision. Not for inner loops.
#[must_use]
pub fn cumulative(x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut k) = (x, x, 1.0);
        while f64::abs(term) > 1e-17 * f64::abs(sum) && k < 400.0 {
            k += 2.0;
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density * sum;
    }
    let a = x.abs();
    let fraction = (1..=200).rev().fold(a, |f, k| a + f64::from(k) / f);
    let tail = density / fraction;
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// Its quantile function for 0 < p < 1.
///
/// M. J. Wichura, «Algorithm AS 241: the percentage points of the normal distribution», Applied Statistics 37 (1988),
/// routine PPND16: sixteen figures.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= CENTRAL { central(q) } else { tail(p, q) }
}

/// How far from the middle [`central`] holds.
const CENTRAL: f64 = 0.425;

/// The quantile at `q + 0.5` for `q` no further from 0 than [`CENTRAL`].
fn central(q: f64) -> f64 {
    let r = 0.180_625 - q * q;
    let top = (((((((2.509_080_928_730_122_7e3 * r + 3.343_057_558_358_813e4) * r
        + 6.726_577_092_700_87e4)
        * r
        + 4.592_195_393_154_987e4)
        * r
        + 1.373_169_376_550_946e4)
        * r
        + 1.971_590_950_306_551_4e3)
        * r
        + 1.331_416_678_917_843_8e2)
        * r
        + 3.387_132_872_796_366_5)
        * q;
    let bottom =
        ((((((5.226_495_278_852_854e3 * r + 2.872_908_573_572_194_3e4) * r + 3.930_789_580_009_271e4) * r
            + 2.121_379_430_158_659_7e4)
            * r
            + 5.394_196_021_424_751e3)
            * r
            + 6.871_870_074_920_579e2)
            * r
            + 4.231_333_070_160_091e1)
            * r
            + 1.0;
    top / bottom
}

/// The quantile outside of it.
fn tail(p: f64, q: f64) -> f64 {
    let r = (-(if q < 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let x = if r <= 5.0 {
        let r = r - 1.6;
        let top = ((((((7.745_450_142_783_414e-4 * r + 2.272_384_498_926_918_4e-2) * r
            + 2.417_807_251_774_506e-1)
            * r
            + 1.270_458_252_452_368_4)
            * r
            + 3.647_848_324_763_204_5)
            * r
            + 5.769_497_221_460_691)
            * r
            + 4.630_337_846_156_546)
            * r
            + 1.423_437_110_749_683_5;
        let bottom = ((((((1.050_750_071_644_416_8e-9 * r + 5.475_938_084_995_345e-4) * r
            + 1.519_866_656_361_645_7e-2)
            * r
            + 1.481_039_764_274_800_8e-1)
            * r
            + 6.897_673_349_851e-1)
            * r
            + 1.676_384_830_183_803_8)
            * r
            + 2.053_191_626_637_759)
            * r
            + 1.0;
        top / bottom
    } else {
        let r = r - 5.0;
        let top = ((((((2.010_334_399_292_288_1e-7 * r + 2.711_555_568_743_487_6e-5) * r
            + 1.242_660_947_388_078_4e-3)
            * r
            + 2.653_218_952_657_612_4e-2)
            * r
            + 2.965_605_718_285_048_7e-1)
            * r
            + 1.784_826_539_917_291_3)
            * r
            + 5.463_784_911_164_114)
            * r
            + 6.657_904_643_501_103;
        let bottom = ((((((2.044_263_103_389_939_8e-15 * r + 1.421_511_758_316_446e-7) * r
            + 1.846_318_317_510_054_7e-5)
            * r
            + 7.868_691_311_456_133e-4)
            * r
            + 1.487_536_129_085_061_5e-2)
            * r
            + 1.369_298_809_227_358e-1)
            * r
            + 5.998_322_065_558_879e-1)
            * r
            + 1.0;
        top / bottom
    };
    if q < 0.0 { -x } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (1.959_963_984_540_054, 0.975),
            (-3.5, 2.326_290_790_355_250_4e-4),
            (-6.0, 9.865_876_450_376_98e-10),
        ] {
            assert!((cumulative(x) / p - 1.0).abs() < 1e-12, "{x}: {}", cumulative(x));
            assert!((quantile(p) - x).abs() < 1e-11, "{p}: {}", quantile(p));
        }
    }

    #[test]
    fn one_undoes_the_other() {
        for i in 1..2000 {
            let p = f64::from(i) / 2000.0;
            assert!((cumulative(quantile(p)) - p).abs() < 1e-13, "{p}");
        }
        for p in [1e-10, 1e-14, 1e-40] {
            assert!((cumulative(quantile(p)) / p - 1.0).abs() < 1e-10, "{p}");
        }
    }
}
