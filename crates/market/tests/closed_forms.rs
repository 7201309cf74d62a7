//! Simulation against closed forms: no figure may be off by more than three standard errors of the paths.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use tradewire_market::{
    Illiquidity, Package, Settings, chaffe, cumulative, expected, finnerty, growth_call, quantile, simulate,
    summarise,
};

const PATHS: usize = 200_000;

fn read(body: &str) -> Package {
    Package::from_toml(&format!("currency='USD'\nyears=4\n{body}")).unwrap()
}

/// A whole thousand of shares that are earned at once at the end of a month.
fn shares(month: u16, more: &str) -> String {
    let vests =
        if month == 0 { "'none'".to_owned() } else { format!("{{months={month}, cliff_months={month}}}") };
    format!("[[grant]]\nkind='profit_unit'\nvalue=1000\nvesting={vests}\n{more}\n")
}

fn mean(p: &Package, discount: f64, seed: u64) -> (f64, f64) {
    let s = Settings { paths: PATHS, seed, firm: 0, discount };
    let v = summarise(&simulate(p, &s, &p.tax));
    (v.total.mean, v.total.standard_error)
}

/// Body, discount, and the closed form written out anew here.
fn cases() -> Vec<(&'static str, String, f64, f64)> {
    let s = |sigma: f64, t: f64| sigma * t.sqrt();
    let rate: f64 = 0.04;
    let annuity = |r: f64, n: i32| {
        let m = (1.0 + r).powf(1.0 / 12.0) - 1.0;
        (1.0 - (1.0 + m).powi(-12 * n)) / m
    };
    // The textbook call: spot 1000, strike, volatility, years, continuous rate.
    let black_scholes = |k: f64, sigma: f64, t: f64, r: f64| {
        let d1 = ((1000.0 / k).ln() + (r + sigma * sigma / 2.0) * t) / (sigma * t.sqrt());
        1000.0 * cumulative(d1) - k * (-r * t).exp() * cumulative(d1 - sigma * t.sqrt())
    };
    let r = (1.0 + rate).ln();
    vec![
        ("forward, one year", shares(12, "[firm]\nvolatility=0.3\ngrowth=0.08"), 0.0, 1080.0),
        (
            "forward, four years",
            shares(48, "[firm]\nvolatility=0.6\ngrowth=0.05"),
            0.0,
            1000.0 * 1.05f64.powi(4),
        ),
        ("forward, falling", shares(36, "[firm]\nvolatility=0.4\ngrowth=-0.2"), 0.0, 1000.0 * 0.8f64.powi(3)),
        ("discounted share is the spot", shares(48, "[firm]\nvolatility=0.5\ngrowth=0.04"), rate, 1000.0),
        (
            "call at the money, 1 y",
            shares(12, "strike=1\n[firm]\nvolatility=0.2\ngrowth=0.04"),
            rate,
            black_scholes(1000.0, 0.2, 1.0, r),
        ),
        (
            "call at the money, 4 y",
            shares(48, "strike=1\n[firm]\nvolatility=0.5\ngrowth=0.04"),
            rate,
            black_scholes(1000.0, 0.5, 4.0, r),
        ),
        (
            "call in the money",
            shares(24, "strike=0.7\n[firm]\nvolatility=0.4\ngrowth=0.04"),
            rate,
            black_scholes(700.0, 0.4, 2.0, r),
        ),
        (
            "call out of the money",
            shares(36, "strike=1.5\n[firm]\nvolatility=0.6\ngrowth=0.04"),
            rate,
            black_scholes(1500.0, 0.6, 3.0, r),
        ),
        (
            "call deep out of the money",
            shares(24, "strike=2.5\n[firm]\nvolatility=0.6\ngrowth=0.04"),
            rate,
            black_scholes(2500.0, 0.6, 2.0, r),
        ),
        (
            "call spread",
            shares(24, "strike=1\ncap=2\n[firm]\nvolatility=0.5\ngrowth=0.04"),
            rate,
            black_scholes(1000.0, 0.5, 2.0, r) - black_scholes(2000.0, 0.5, 2.0, r),
        ),
        (
            "capped share",
            shares(24, "cap=1.2\n[firm]\nvolatility=0.5\ngrowth=0.04"),
            rate,
            1000.0 - black_scholes(1200.0, 0.5, 2.0, r),
        ),
        ("salary is an annuity", "salary=12000".into(), rate, 1000.0 * annuity(rate, 4)),
        (
            "annuity under failure",
            "salary=12000\n[firm]\nfailure=0.1".into(),
            0.0,
            1000.0 * annuity(1.0 / 0.9 - 1.0, 4),
        ),
        (
            "annuity, failure, discount",
            "salary=12000\n[firm]\nfailure=0.2".into(),
            rate,
            1000.0 * annuity(1.04 / 0.8 - 1.0, 4),
        ),
        (
            "survival of a share",
            shares(48, "[firm]\nvolatility=0.3\nfailure=0.15"),
            0.0,
            1000.0 * 0.85f64.powi(4),
        ),
        (
            "survival until the sale",
            shares(12, "lock_months=36\n[firm]\nvolatility=0.3\nfailure=0.15"),
            0.0,
            1000.0 * 0.85f64.powi(3),
        ),
        ("dilution", shares(36, "[firm]\nvolatility=0.3\ndilution=0.1"), 0.0, 1000.0 * 0.9f64.powi(3)),
        (
            "Finnerty's discount",
            shares(12, "lock_months=36\n[firm]\nvolatility=0.5\nilliquidity='finnerty'"),
            0.0,
            1000.0 * (1.0 - finnerty(0.5, 2.0)),
        ),
        (
            "Chaffe's discount",
            shares(12, "lock_months=24\n[firm]\nvolatility=0.5\nilliquidity='chaffe'"),
            0.0,
            1000.0 * (1.0 - chaffe(0.5, 1.0, 0.0)),
        ),
        (
            "payment with a chance",
            "[[payment]]\namount=1000\nmonth=18\nchance=0.3\n[firm]\nfailure=0.1".into(),
            0.0,
            300.0 * 0.9f64.powf(1.5),
        ),
        (
            "two scenarios",
            shares(
                48,
                "[firm]\n[[firm.scenario]]\nchance=0.25\nmultiple=6\n[[firm.scenario]]\nchance=0.75\nmultiple=0.2",
            ),
            0.0,
            1650.0,
        ),
        (
            "scenarios halfway",
            shares(
                24,
                "[firm]\nvolatility=0.4\n[[firm.scenario]]\nchance=0.5\nmultiple=4\n[[firm.scenario]]\nchance=0.5\nmultiple=0.25",
            ),
            0.0,
            1250.0,
        ),
        (
            "options under scenarios",
            shares(
                48,
                "strike=1\n[firm]\nvolatility=0.3\n[[firm.scenario]]\nchance=0.5\nmultiple=4\n[[firm.scenario]]\nchance=0.5\nmultiple=0.5",
            ),
            0.0,
            500.0 * (growth_call(4.0, s(0.3, 4.0), 1.0) + growth_call(0.5, s(0.3, 4.0), 1.0)),
        ),
        ("flat tax", shares(12, "[firm]\nvolatility=0.3\n[tax]\nrate=0.45"), 0.0, 550.0),
    ]
}

#[test]
fn means_agree_with_closed_forms() {
    let cases = cases();
    assert!(cases.len() >= 20);
    for (i, (name, body, discount, closed)) in cases.iter().enumerate() {
        let p = read(body);
        let (mean, error) = mean(&p, *discount, 7 + i as u64);
        assert!(
            (mean - closed).abs() <= 3.0 * error + 1e-6,
            "{name}: {mean} ± {error}, closed form {closed}"
        );
        assert!(error < 0.02 * closed, "{name}: too wide to tell, {error} of {closed}");
        if *name != "flat tax" {
            let sum: f64 = expected(&p, *discount).iter().sum();
            assert!((sum / closed - 1.0).abs() < 1e-9, "{name}: expected {sum}, closed form {closed}");
        }
    }
}

/// The same under many seeds: the differences in standard errors behave as such, none hides a bias.
#[test]
#[ignore = "half a minute"]
fn differences_are_those_of_chance() {
    let (mut square, mut n) = (0.0, 0.0);
    for (i, (name, body, discount, closed)) in cases().iter().enumerate() {
        let p = read(body);
        let mut sum = 0.0;
        let mut spread = 0.0f64;
        for seed in 0..20 {
            let (mean, error) = mean(&p, *discount, 1_000 + seed * 100 + i as u64);
            spread = error;
            if error > 0.0 {
                let z = (mean - closed) / error;
                sum += z;
                square += z * z;
                n += 1.0;
            }
        }
        let pooled = sum / 20f64.sqrt();
        assert!(spread <= 0.0 || pooled.abs() < 3.5, "{name}: {pooled} standard errors over 20 seeds");
    }
    let mean_square: f64 = square / n;
    assert!((mean_square - 1.0).abs() < 0.25, "{mean_square}");
}

#[test]
fn quantiles_of_a_share_are_lognormal() {
    let p = read(&shares(24, "[firm]\nvolatility=0.5\ngrowth=0.1"));
    let v = summarise(&simulate(&p, &Settings { paths: PATHS, ..Settings::default() }, &p.tax));
    for (got, q) in v.total.percentiles.iter().zip([0.05, 0.25, 0.5, 0.75, 0.95]) {
        let (mu, sd) = ((1.1f64.ln() - 0.125) * 2.0, 0.5 * 2f64.sqrt());
        let z = quantile(q);
        let closed = 1000.0 * (mu + sd * z).exp();
        // Standard error of a sample quantile: √(q(1−q)/n) over the density there.
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt() / (sd * closed);
        let error = (q * (1.0 - q) / PATHS as f64).sqrt() / density;
        assert!((got - closed).abs() < 3.0 * error, "{q}: {got} ± {error}, closed form {closed}");
    }
}

#[test]
fn the_paths_do_not_depend_on_how_many_are_asked_for() {
    let p = read(&shares(48, "[firm]\nvolatility=0.5\nfailure=0.1"));
    let run = |paths| simulate(&p, &Settings { paths, ..Settings::default() }, &p.tax).totals();
    assert_eq!(run(1_000)[..], run(5_000)[..1_000]);
}

#[test]
fn firms_of_their_own_go_their_own_ways() {
    let p = read(&shares(48, "[firm]\nvolatility=0.5"));
    let run = |firm| simulate(&p, &Settings { paths: 20_000, firm, ..Settings::default() }, &p.tax).totals();
    let (a, b) = (run(0), run(1));
    let (ma, mb) = (a.iter().sum::<f64>() / 2e4, b.iter().sum::<f64>() / 2e4);
    let dot: f64 = a.iter().zip(&b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let norm = |v: &[f64], m: f64| v.iter().map(|x| (x - m) * (x - m)).sum::<f64>().sqrt();
    let correlation = dot / norm(&a, ma) / norm(&b, mb);
    assert!(correlation.abs() < 0.03, "{correlation}");
    assert_eq!(Illiquidity::Fixed(0.2).discount(0.5, 0.0).to_bits(), 0f64.to_bits());
}
