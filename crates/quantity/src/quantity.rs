use std::fmt;
use std::ops::Range;

use rust_decimal::Decimal;
use tradewire_model::{Amount, Bound, Count, Currency, Date, Measure, Period};

use crate::Expression;

/// Whose Chinese a text is written in, where that decides what 元 means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Region {
    /// Mainland China, or not known: 元 is CNY.
    #[default]
    Mainland,
    /// Traditional script of a place that is not known: 元 stays open.
    Traditional,
    /// Taiwan: 元 is TWD.
    Taiwan,
    /// Hong Kong: 元 is HKD.
    HongKong,
}

/// What is known of a text before it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Day of publication, against which relative dates are read; only [`Date::Day`] and [`Date::Month`] help.
    pub published: Option<Date>,
    /// Currency of sums whose currency the text leaves open, such as that of the firms it is about.
    pub default_currency: Option<Currency>,
    /// Whose 元 it is.
    pub region: Region,
}

/// One quantity in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Bytes of the whole expression: bound words, currency, period and bracketed parallel sums included.
    pub range: Range<usize>,
    /// Bytes of the figure with its currency or unit, without bound words and period.
    pub core: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// Ids of the lexicon entries that took part, in the order of the text.
    pub entries: Vec<&'static str>,
    /// Other readings, with the reason they lost.
    pub alternatives: Vec<Alternative>,
}

/// A reading that was considered and not preferred.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The other reading.
    pub kind: Kind,
    /// Why it is possible, in a few words for a person.
    pub reason: &'static str,
}

/// What a quantity is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A sum of money.
    Money(Money),
    /// So many of something that can be counted.
    Count(Counted),
    /// A share in percent; its unit is `percent`, or `percentage point`.
    Percent(Measure),
    /// So many times as much; its unit is `times`.
    Multiple(Measure),
    /// A figure whose unit is not said or not known; its unit is empty.
    Number(Measure),
    /// A place in an order: 第三, fourth.
    Ordinal(Decimal),
    /// A date, or an interval of dates.
    Date(When),
    /// A length of time.
    Duration(Length),
}

/// A sum of money with what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// The sum; `also` holds the parallel sums given in brackets.
    pub amount: Amount,
    /// Why the currency is what it is.
    pub currency_from: CurrencyFrom,
    /// How many years the sum is spread over, if said beside it.
    pub years: Option<Years>,
    /// How many monthly wages a year holds, if said beside a wage: 3万×14, 16薪.
    pub wages: Option<u8>,
    /// Words in the same clause that say what the sum is for: first year, sign-on, base, valuation.
    pub cues: Vec<Cue>,
}

/// A sum that the text does not give and that was worked out from one that it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The sum.
    pub amount: Amount,
    /// How, in a few words for a person.
    pub how: &'static str,
}

impl Money {
    /// What the sum comes to in a year, worked out from weekly pay, a monthly wage or the years of a total.
    ///
    /// `None` where the text gives it itself or nothing tells.
    #[must_use]
    pub fn yearly(&self) -> Option<Derived> {
        let wages = Decimal::from(self.wages.unwrap_or(12));
        let (factor, how) = match (self.amount.per, &self.years) {
            (Some(Period::Month), _) if self.wages.is_some() => {
                (wages, "monthly wage times the wages of a year")
            }
            (Some(Period::Month), _) => (wages, "monthly wage times twelve"),
            (Some(Period::Week), _) => (Decimal::from(52), "weekly pay times fifty-two"),
            (None | Some(Period::Total), Some(y)) => {
                (Decimal::ONE.checked_div(y.value)?, "total divided by its years")
            }
            _ => return None,
        };
        let times = |v: Option<Decimal>| v.map(|v| v.checked_mul(factor)).map_or(Some(None), |v| v.map(Some));
        let mut amount = self.amount.clone();
        amount.value = times(amount.value)?;
        amount.low = times(amount.low)?;
        amount.high = times(amount.high)?;
        amount.also.clear();
        amount.per = Some(Period::Year);
        Some(Derived { amount, how })
    }
}

/// Where a currency comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurrencyFrom {
    /// The text names it.
    Text,
    /// Its sign serves several currencies and the usual one was taken: $, ¥, 元.
    Usual,
    /// The text leaves it open and [`Context::default_currency`] was taken.
    Default,
    /// Nothing decides.
    Open,
}

/// The years a sum is spread over.
#[derive(Debug, Clone, PartialEq)]
pub struct Years {
    /// How many.
    pub value: Decimal,
    /// Bytes that say so.
    pub range: Range<usize>,
}

/// A word that says what a sum is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Key of the cue, as in the rules: `first_year`, `sign_on`, `base`, `bonus`, `equity`, `package`, `average` …
    pub key: &'static str,
    /// Where it stands.
    pub range: Range<usize>,
}

/// So many of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// How many; for a range the lower end, as [`Count`] says.
    pub count: Count,
    /// Upper end of a range.
    pub high: Option<Decimal>,
    /// Key of what is counted: `person`, `company`, `gpu`, `post`, `patent`, `paper`, `parameter` …, or `item`.
    pub unit: &'static str,
    /// Where the word stands that names it.
    pub unit_range: Range<usize>,
}

/// A date as read in its context.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// The date, as exact as it was given.
    pub date: Date,
    /// How the text puts it, before anything was resolved.
    pub expression: Expression,
    /// Whether publication day was needed to resolve it.
    pub relative: bool,
}

/// A length of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Length {
    /// How long; for a range the lower end.
    pub value: Decimal,
    /// Upper end of a range.
    pub high: Option<Decimal>,
    /// In what.
    pub unit: TimeUnit,
    /// Smaller parts that follow: 8天20小时.
    pub rest: Vec<(Decimal, TimeUnit)>,
    /// How it relates to the true one.
    pub bound: Bound,
    /// Key of a cue beside it that says what it is for: `deadline`, `vesting`, `cliff`, `term`.
    pub role: Option<&'static str>,
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// 秒
    Second,
    /// 分钟
    Minute,
    /// 小时
    Hour,
    /// 天
    Day,
    /// Monday to Friday.
    BusinessDay,
    /// 周
    Week,
    /// Two weeks.
    Fortnight,
    /// 周末
    Weekend,
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 半年
    Half,
    /// 年
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl TimeUnit {
    /// Its English name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::BusinessDay => "business day",
            Self::Week => "week",
            Self::Fortnight => "fortnight",
            Self::Weekend => "weekend",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half year",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }
}

impl Quantity {
    /// The sum, if it is money.
    #[must_use]
    pub fn money(&self) -> Option<&Money> {
        match &self.kind {
            Kind::Money(m) => Some(m),
            _ => None,
        }
    }

    /// The count, if it counts something.
    #[must_use]
    pub fn counted(&self) -> Option<&Counted> {
        match &self.kind {
            Kind::Count(c) => Some(c),
            _ => None,
        }
    }

    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<&Date> {
        match &self.kind {
            Kind::Date(w) => Some(&w.date),
            _ => None,
        }
    }
}

/// The short form in which the examples of the rules state what they expect.
///
/// `money 1000000 USD year`, `money >=2600000000 USD`, `count 20 person`, `percent ~50`, `date 2025-07-01`,
/// `duration 4 year`; bounds are `~` approx, `>=` at least, `<=` up to, `a..b` a range.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(m) => {
                f.write_str("money ")?;
                amount(f, &m.amount)?;
                if let Some(y) = &m.years {
                    write!(f, " over {}", y.value.normalize())?;
                }
                for a in &m.amount.also {
                    f.write_str(" = ")?;
                    amount(f, a)?;
                }
                Ok(())
            }
            Self::Count(c) => {
                f.write_str("count ")?;
                let value = Some(c.count.value);
                match c.high {
                    Some(_) => figure(f, None, value, c.high, c.count.bound)?,
                    None => figure(f, value, None, None, c.count.bound)?,
                }
                write!(f, " {}", c.unit)
            }
            Self::Percent(m) if m.unit == "percent" => {
                f.write_str("percent ")?;
                figure(f, m.value, m.low, m.high, m.bound)
            }
            Self::Percent(m) => {
                f.write_str("points ")?;
                figure(f, m.value, m.low, m.high, m.bound)
            }
            Self::Multiple(m) => {
                f.write_str("times ")?;
                figure(f, m.value, m.low, m.high, m.bound)
            }
            Self::Number(m) => {
                f.write_str("number ")?;
                figure(f, m.value, m.low, m.high, m.bound)
            }
            Self::Ordinal(n) => write!(f, "ordinal {}", n.normalize()),
            Self::Date(w) => write!(f, "date {}", w.date),
            Self::Duration(d) => {
                f.write_str("duration ")?;
                match d.high {
                    Some(_) => figure(f, None, Some(d.value), d.high, d.bound)?,
                    None => figure(f, Some(d.value), None, None, d.bound)?,
                }
                write!(f, " {}", d.unit.as_str())?;
                for (n, u) in &d.rest {
                    write!(f, " {} {}", n.normalize(), u.as_str())?;
                }
                d.role.map_or(Ok(()), |r| write!(f, " {r}"))
            }
        }
    }
}

fn amount(f: &mut fmt::Formatter<'_>, a: &Amount) -> fmt::Result {
    figure(f, a.value, a.low, a.high, a.bound)?;
    match a.currency {
        Some(c) => write!(f, " {c}")?,
        None => f.write_str(" ?")?,
    }
    match a.per {
        Some(Period::Total) | None => Ok(()),
        Some(p) => write!(f, " {p}"),
    }
}

fn figure(
    f: &mut fmt::Formatter<'_>,
    value: Option<Decimal>,
    low: Option<Decimal>,
    high: Option<Decimal>,
    bound: Bound,
) -> fmt::Result {
    if let Some(v) = value {
        let sign = match bound {
            Bound::Exact | Bound::Range => "",
            Bound::Approx => "~",
            Bound::AtLeast => ">=",
            Bound::UpTo => "<=",
        };
        return write!(f, "{sign}{}", v.normalize());
    }
    if let Some(low) = low {
        write!(f, "{}", low.normalize())?;
    }
    f.write_str("..")?;
    high.map_or(Ok(()), |h| write!(f, "{}", h.normalize()))
}
