//! Rates between currencies, by year; see `data/rates.tsv` for the source.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tradewire_model::{Currency, Decimal};

static TABLE: LazyLock<BTreeMap<i32, BTreeMap<&'static str, Decimal>>> =
    LazyLock::new(|| read(include_str!("../data/rates.tsv")));

fn read(text: &'static str) -> BTreeMap<i32, BTreeMap<&'static str, Decimal>> {
    let mut lines = text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t'));
    let head: Vec<&str> = lines.next().map(Iterator::collect).unwrap_or_default();
    lines
        .filter_map(|mut cells| {
            let year = cells.next()?.parse().ok()?;
            let codes = head.iter().copied().skip(1);
            Some((year, codes.zip(cells).filter_map(|(c, x)| Some((c, x.parse().ok()?))).collect()))
        })
        .collect()
}

/// The year of a day, counted as [`crate::when::day_number`] does; of a day that nobody knows the last there is.
pub(crate) fn year_of(day: i32) -> i32 {
    // Days since 1 March of year 0; a day more or less at the turn of the year is nothing to a yearly mean.
    if day == i32::MAX { i32::MAX } else { ((f64::from(day) + 59.0) / 365.2425).floor() as i32 }
}

/// Dollars for one unit of a currency in a year; of years that the table lacks, the one before, else the first.
pub(crate) fn dollars(currency: Currency, year: i32) -> Option<Decimal> {
    if currency == Currency::USD {
        return Some(Decimal::ONE);
    }
    let row = TABLE.range(..=year).next_back().or_else(|| TABLE.iter().next())?.1;
    Decimal::ONE.checked_div(*row.get(currency.code())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::day_number;

    #[test]
    fn every_year_has_every_rate() {
        assert!(TABLE.len() >= 5 && TABLE.values().all(|row| row.len() == 12), "{:?}", TABLE.keys());
    }

    #[test]
    fn years_are_told_from_days() {
        for year in [2020, 2021, 2024] {
            assert_eq!(year_of(day_number((year, 1, 3))), i32::from(year));
            assert_eq!(year_of(day_number((year, 12, 29))), i32::from(year));
        }
        let yuan = |year| dollars(Currency::CNY, year).map(|d| d.round_dp(3).to_string());
        assert_eq!(yuan(2021).as_deref(), Some("0.155"));
        assert_eq!(yuan(2024), yuan(i32::MAX));
        assert_eq!(yuan(2016), yuan(2015));
        assert_eq!(yuan(1998), yuan(2012));
    }
}
