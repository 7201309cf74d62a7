//! Offers reckoned: face value, expectation, simulation, break-evens.

use tradewire_market::{
    BreakEven, Comparison, LeaveLoss, MOST_OFFERS, Package, PackageError, Settings, YearAtFace, ahead_from,
    compare, expected, share_rise,
};
use tradewire_model::Decimal;

use super::fields::WhatIf;

/// Paths of the simulation: enough for bands that do not shake, few enough for a page.
pub const PATHS: usize = 20_000;

/// One offer, reckoned.
#[derive(Debug, Clone)]
pub struct Offer {
    /// As it was read, with the what-if inputs laid over.
    pub package: Package,
    /// Year by year at face value.
    pub years: Vec<YearAtFace>,
    /// Expected value of each year before tax.
    pub expected: Vec<f64>,
    /// Simulated, beside the others.
    pub compared: Comparison,
    /// What leaving costs at the end of each month.
    pub leaving: Vec<LeaveLoss>,
}

/// Where one of two offers draws level with the other, and who is ahead for whoever leaves early.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Place of the offer whose shares move.
    pub mover: usize,
    /// Place of the other one.
    pub other: usize,
    /// Price of the mover's shares at which it draws level.
    pub rise: BreakEven,
    /// Who is ahead for good for those who stay so many months.
    pub ahead_from: Option<(usize, u16)>,
}

/// Some offers of one currency.
#[derive(Debug, Clone)]
pub struct Reckoned {
    /// The offers, in the order they were given.
    pub offers: Vec<Offer>,
    /// Break-evens of each two.
    pub pairs: Vec<Pair>,
    /// How they were simulated.
    pub settings: Settings,
}

/// Why offers cannot be reckoned.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// None was given.
    Nothing,
    /// One is too long.
    Long(usize),
    /// One cannot be read: which, and why.
    Read(usize, Box<PackageError>),
    /// They are of different currencies.
    Currencies(String, String),
}

/// Reads offers; TOML, or JSON where it begins like it.
///
/// # Errors
/// [`Refused`].
pub fn read(texts: &[String]) -> Result<Vec<Package>, Refused> {
    if texts.is_empty() {
        return Err(Refused::Nothing);
    }
    let mut out: Vec<Package> = Vec::new();
    for (i, text) in texts.iter().take(MOST_OFFERS).enumerate() {
        if text.len() > super::MOST_BYTES {
            return Err(Refused::Long(i));
        }
        let json = text.trim_start().starts_with('{');
        let p = if json { Package::from_json(text) } else { Package::from_toml(text) };
        let mut p = p.map_err(|e| Refused::Read(i, Box::new(e)))?;
        p.name = crate::view::text::cut(&crate::view::text::plain(&p.name), 80);
        if let Some(first) = out.first().filter(|f| f.currency != p.currency) {
            return Err(Refused::Currencies(first.currency.to_string(), p.currency.to_string()));
        }
        out.push(p);
    }
    Ok(out)
}

/// Reckons offers with some inputs laid over.
#[must_use]
pub fn reckon(mut packages: Vec<Package>, what: &WhatIf, seed: u64) -> Reckoned {
    packages.truncate(MOST_OFFERS);
    packages.iter_mut().for_each(|p| what.lay_over(p));
    let settings = Settings { paths: PATHS, seed, firm: 0, discount: what.discount };
    let firms: Vec<u16> = (0u16..).take(packages.len()).map(|i| if what.same_firm { 0 } else { i }).collect();
    let compared = compare(&packages, &firms, &settings);
    let mut pairs = Vec::new();
    for i in 0..packages.len() {
        for j in i + 1..packages.len() {
            let (ahead, behind) =
                if packages[i].total_at_face() < packages[j].total_at_face() { (j, i) } else { (i, j) };
            // The one behind would have to rise; without shares it cannot, and the one ahead may fall.
            let turned = packages[behind].grants.is_empty() && !packages[ahead].grants.is_empty();
            let (mover, other) = if turned { (ahead, behind) } else { (behind, ahead) };
            let (a, b) = (&packages[ahead], &packages[behind]);
            pairs.push(Pair {
                mover,
                other,
                rise: share_rise(&packages[other], &packages[mover]),
                ahead_from: ahead_from(b, a)
                    .map(|m| (ahead, m))
                    .or_else(|| Some((behind, ahead_from(a, b)?))),
            });
        }
    }
    let offers = packages
        .into_iter()
        .zip(compared)
        .map(|(p, compared)| Offer {
            years: p.years_at_face(),
            expected: expected(&p, settings.discount),
            leaving: p.leaving(),
            compared,
            package: p,
        })
        .collect();
    Reckoned { offers, pairs, settings }
}

impl Offer {
    /// The largest figure that a year of it may show.
    #[must_use]
    pub fn largest_year(&self) -> Decimal {
        self.years.iter().map(|y| y.high.unwrap_or_default().max(y.total())).max().unwrap_or_default()
    }

    /// The largest figure of its fan.
    #[must_use]
    pub fn largest_sum(&self) -> f64 {
        self.compared.value.by_year.iter().map(|b| b.percentiles[4]).fold(0.0, f64::max)
    }
}
