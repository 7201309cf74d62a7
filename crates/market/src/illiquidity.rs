//! What is taken off for shares that cannot be sold yet.

use serde::Serialize;

use crate::normal::cumulative;

/// How the discount for waiting is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Illiquidity {
    /// None.
    None,
    /// The same share for any wait.
    Fixed(f64),
    /// An average-strike put over the wait: see [`finnerty`].
    Finnerty,
    /// A protective put over the wait, at no interest: see [`chaffe`].
    Chaffe,
}

impl Illiquidity {
    /// Share of the price taken off for a wait of some years at a volatility per year.
    #[must_use]
    pub fn discount(self, volatility: f64, years: f64) -> f64 {
        match self {
            _ if years <= 0.0 => 0.0,
            Self::None => 0.0,
            Self::Fixed(share) => share,
            Self::Finnerty => finnerty(volatility, years),
            Self::Chaffe => chaffe(volatility, years, 0.0),
        }
    }
}

/// The discount as an average-strike put, for a share without dividend.
///
/// J. D. Finnerty, «An average-strike put option model of the marketability discount», Journal of Derivatives 19(4)
/// (2012): `N(v/2) − N(−v/2)` with `v² = σ²T + ln(2(e^{σ²T} − σ²T − 1)) − 2 ln(e^{σ²T} − 1)`. It grows with volatility and
/// time to at most 32.3 %.
#[must_use]
pub fn finnerty(volatility: f64, years: f64) -> f64 {
    let s = volatility * volatility * years;
    if s <= 0.0 {
        return 0.0;
    }
    // For small s the difference of exponentials loses its figures; v² is s/3 to first order. For large s the
    // exponentials overflow; v² tends to ln 2.
    let v2 = if s < 1e-4 {
        s / 3.0
    } else if s > 500.0 {
        std::f64::consts::LN_2
    } else {
        let grown = s.exp_m1();
        s + (2.0 * (grown - s)).ln() - 2.0 * grown.ln()
    };
    let v = v2.max(0.0).sqrt();
    cumulative(v / 2.0) - cumulative(-v / 2.0)
}

/// The discount as a European put at the money, as a share of the price.
///
/// D. B. H. Chaffe III, «Option pricing as a proxy for discount for lack of marketability in private company
/// valuations», Business Valuation Review 12(4) (1993); the put by Black and Scholes (1973), `rate` continuous per year.
#[must_use]
pub fn chaffe(volatility: f64, years: f64, rate: f64) -> f64 {
    let sd = volatility * years.max(0.0).sqrt();
    let paid = (-rate * years).exp();
    if sd <= 0.0 {
        return (paid - 1.0).max(0.0);
    }
    let d1 = (rate * years + 0.5 * sd * sd) / sd;
    paid * cumulative(sd - d1) - cumulative(-d1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finnerty_grows_to_its_limit() {
        let at = |t| finnerty(0.6, t);
        assert!(at(0.5) < at(1.0) && at(1.0) < at(4.0) && at(4.0) < at(1e5));
        assert!((finnerty(1.0, 1e6) - 0.3228).abs() < 1e-3, "{}", finnerty(1.0, 1e6));
        // No jump where the series takes over.
        assert!((finnerty(1.0, 0.99e-4) / finnerty(1.0, 1.01e-4) - (0.99f64 / 1.01).sqrt()).abs() < 1e-3);
    }

    #[test]
    fn chaffe_at_no_interest_is_the_put_at_the_money() {
        // N(σ√T/2) − N(−σ√T/2)
        assert!((chaffe(0.5, 1.0, 0.0) - 0.197_412_651_4).abs() < 1e-9, "{}", chaffe(0.5, 1.0, 0.0));
        assert!(chaffe(0.5, 1.0, 0.05) < chaffe(0.5, 1.0, 0.0));
    }
}
