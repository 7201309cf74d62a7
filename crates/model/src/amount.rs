use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ModelError;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }
        impl $name {
            /// All of them, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it stands in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::ModelError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::ModelError::Code { what: $what, value: s.to_owned() }),
                }
            }
        }
    };
}
pub(crate) use codes;

codes!(
    /// How a stated figure relates to the true one.
    Bound, "bound", {
        /// The figure itself.
        Exact = "exact",
        /// About that: 约, 近, around.
        Approx = "approx",
        /// That or more: 超, 逾, over.
        AtLeast = "at_least",
        /// That or less: 高达, 最多, up to.
        UpTo = "up_to",
        /// Between two ends: 300万至700万, nine-figure.
        Range = "range",
    }
);

codes!(
    /// What span of time an amount covers.
    Period, "period", {
        /// All of it, once.
        Total = "total",
        /// Each year.
        Year = "year",
        /// Each month.
        Month = "month",
        /// Each week.
        Week = "week",
        /// Each day.
        Day = "day",
        /// Each hour.
        Hour = "hour",
    }
);

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Renminbi.
    pub const CNY: Self = Self(*b"CNY");
    /// US dollar.
    pub const USD: Self = Self(*b"USD");

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl FromStr for Currency {
    type Err = ModelError;
    fn from_str(s: &str) -> Result<Self, ModelError> {
        match s.as_bytes() {
            [a, b, c] if s.bytes().all(|x| x.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(ModelError::Code {
                what: "currency (three capital letters, ISO 4217)",
                value: s.to_owned(),
            }),
        }
    }
}
impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A sum of money as an interval: what was said of it, never more.
///
/// `value` is filled for exact, approx, at_least and up_to; `low` and `high` for a range.
///
/// ```
/// use tradewire_model::{Amount, Bound, Currency, Decimal, Period};
/// let stake = Amount::new(Decimal::from(2_600_000_000u64), Bound::AtLeast).in_currency(Currency::USD).per(Period::Total);
/// assert_eq!(stake.interval(), (Some(Decimal::from(2_600_000_000u64)), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// The figure, unless it is a range.
    #[serde(default, with = "number_option")]
    pub value: Option<Decimal>,
    /// Lower end of a range.
    #[serde(default, with = "number_option")]
    pub low: Option<Decimal>,
    /// Upper end of a range.
    #[serde(default, with = "number_option")]
    pub high: Option<Decimal>,
    /// ISO 4217, or nothing while undetermined.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// How the figure relates to the true one.
    pub bound: Bound,
    /// What time it covers, if known.
    #[serde(default)]
    pub per: Option<Period>,
    /// The same sum in other currencies, as the text gives it in brackets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Amount>,
}

impl Amount {
    /// A figure with a bound other than range.
    #[must_use]
    pub fn new(value: Decimal, bound: Bound) -> Self {
        Self { value: Some(value), low: None, high: None, currency: None, bound, per: None, also: Vec::new() }
    }

    /// A range; the ends are put in order.
    #[must_use]
    pub fn range(low: Decimal, high: Decimal) -> Self {
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        Self {
            value: None,
            low: Some(low),
            high: Some(high),
            currency: None,
            bound: Bound::Range,
            per: None,
            also: Vec::new(),
        }
    }

    /// The same in a currency.
    #[must_use]
    pub fn in_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The same per a period.
    #[must_use]
    pub fn per(mut self, per: Period) -> Self {
        self.per = Some(per);
        self
    }

    /// What the true sum may be: lower and upper end, each open if missing.
    ///
    /// `approx` gives its own figure as both ends; how much slack it has is for the comparer to say.
    #[must_use]
    pub fn interval(&self) -> (Option<Decimal>, Option<Decimal>) {
        match self.bound {
            Bound::Exact | Bound::Approx => (self.value, self.value),
            Bound::AtLeast => (self.value, None),
            Bound::UpTo => (None, self.value),
            Bound::Range => (self.low, self.high),
        }
    }

    /// One figure to sort by: the value, else the upper end.
    #[must_use]
    pub fn magnitude(&self) -> Option<Decimal> {
        self.value.or(self.high).or(self.low)
    }
}

/// How many, with a bound; a range keeps its lower end as `value`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Count {
    /// The number.
    #[serde(with = "number")]
    pub value: Decimal,
    /// How it relates to the true one.
    pub bound: Bound,
}

/// A figure with a unit that is not necessarily money: percent, people, GPUs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Measure {
    /// The figure, unless it is a range.
    #[serde(default, with = "number_option")]
    pub value: Option<Decimal>,
    /// Lower end of a range.
    #[serde(default, with = "number_option")]
    pub low: Option<Decimal>,
    /// Upper end of a range.
    #[serde(default, with = "number_option")]
    pub high: Option<Decimal>,
    /// Unit in plain words, or a currency code.
    pub unit: String,
    /// How the figure relates to the true one.
    pub bound: Bound,
}

/// Decimals as plain JSON numbers: whole ones without a point.
pub(crate) mod number {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(d: &Decimal, s: S) -> Result<S::Ok, S::Error> {
        let text = d.normalize().to_string();
        // With arbitrary precision a JSON number is its text, so nothing passes through a float.
        match serde_json::from_str::<serde_json::Number>(&text) {
            Ok(n) => n.serialize(s),
            Err(e) => Err(serde::ser::Error::custom(e)),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Decimal, D::Error> {
        let n = serde_json::Number::deserialize(d)?;
        parse(&n.to_string()).ok_or_else(|| serde::de::Error::custom(format!("{n} is out of range")))
    }

    pub fn parse(text: &str) -> Option<Decimal> {
        text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
    }
}

/// As [`number`], with null for nothing.
pub(crate) mod number_option {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(d: &Option<Decimal>, s: S) -> Result<S::Ok, S::Error> {
        match d {
            Some(d) => super::number::serialize(d, s),
            None => s.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Decimal>, D::Error> {
        Option::<serde_json::Number>::deserialize(d)?
            .map(|n| {
                super::number::parse(&n.to_string())
                    .ok_or_else(|| serde::de::Error::custom(format!("{n} is out of range")))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_form_is_the_contract() {
        let a = Amount::new("14300000000".parse().unwrap(), Bound::Exact)
            .in_currency(Currency::USD)
            .per(Period::Total);
        let json = serde_json::to_string(&a).unwrap();
        assert_eq!(
            json,
            r#"{"value":14300000000,"low":null,"high":null,"currency":"USD","bound":"exact","per":"total"}"#
        );
        assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), a);
    }

    #[test]
    fn decimals_keep_their_digits() {
        let c: Count = serde_json::from_str(r#"{"value":17.7,"bound":"approx"}"#).unwrap();
        assert_eq!(c.value, "17.7".parse().unwrap());
        assert_eq!(serde_json::to_string(&c).unwrap(), r#"{"value":17.7,"bound":"approx"}"#);
        assert_eq!(number::parse("1e8"), Some(Decimal::from(100_000_000)));
    }

    #[test]
    fn intervals_are_open_where_nothing_was_said() {
        let d = Decimal::from(100);
        assert_eq!(Amount::new(d, Bound::UpTo).interval(), (None, Some(d)));
        assert_eq!(Amount::range(d, Decimal::ONE).interval(), (Some(Decimal::ONE), Some(d)));
    }

    #[test]
    fn a_currency_is_three_capitals() {
        assert!("usd".parse::<Currency>().is_err());
        assert_eq!("HKD".parse::<Currency>().unwrap().code(), "HKD");
    }
}
