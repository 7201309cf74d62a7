//! Years, quarters and months.

use std::str::FromStr;

use jiff::civil::Date as Day;
use serde::{Serialize, Serializer};

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A year.
    Year,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
}

impl Period {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Year, Self::Quarter, Self::Month];

    /// The code, as commands take it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
        }
    }

    /// The period of a day.
    #[must_use]
    pub fn of(self, day: Day) -> PeriodName {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Year => PeriodName { year, part: None },
            Self::Quarter => PeriodName { year, part: Some((self, (month - 1) / 3 + 1)) },
            Self::Month => PeriodName { year, part: Some((self, month)) },
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|p| p.as_str() == s);
        found.ok_or_else(|| "periods are year, quarter, month".to_owned())
    }
}

/// One period: `2025`, `2025-Q3`, `2025-07`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeriodName {
    year: i16,
    part: Option<(Period, i8)>,
}

impl PartialOrd for PeriodName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PeriodName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.year, self.part.map(|p| p.1)).cmp(&(other.year, other.part.map(|p| p.1)))
    }
}

impl std::fmt::Display for PeriodName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.part {
            Some((Period::Quarter, n)) => write!(f, "{:04}-Q{n}", self.year),
            Some((_, n)) => write!(f, "{:04}-{n:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl Serialize for PeriodName {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
