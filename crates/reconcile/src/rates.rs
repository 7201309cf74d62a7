//! Rates between currencies, by month; `data/rates_monthly.tsv` and `data/rates.tsv` name their sources.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tradewire_model::{Currency, Decimal};

/// Units for one dollar by currency and month, months counted as [`month_of`] does.
type Table = BTreeMap<&'static str, BTreeMap<i32, Decimal>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut out = Table::new();
    for (code, month, rate) in read(include_str!("../data/rates_monthly.tsv")) {
        out.entry(code).or_default().insert(month, rate);
    }
    // What the monthly table lacks goes by the mean of the year.
    let by_month: Vec<&str> = out.keys().copied().collect();
    for (code, month, rate) in read(include_str!("../data/rates.tsv")) {
        if !by_month.contains(&code) {
            out.entry(code).or_default().insert(month, rate);
        }
    }
    out
});

/// The cells of a table that are filled; a row is a year or a month.
fn read(text: &'static str) -> impl Iterator<Item = (&'static str, i32, Decimal)> {
    let mut lines = text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t'));
    let head: Vec<&'static str> = lines.next().map(Iterator::collect).unwrap_or_default();
    lines.flat_map(move |mut cells| {
        let month = cells.next().and_then(|c| {
            let (year, month) = c.split_once('-').unwrap_or((c, "1"));
            Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
        });
        let row: Vec<_> = head.iter().copied().skip(1).zip(cells).collect();
        row.into_iter().filter_map(move |(code, cell)| Some((code, month?, cell.parse().ok()?)))
    })
}

/// The month of a day, in months since the year 0; days count as [`crate::when::day_number`] does. Of a day that nobody
/// knows the last there is.
///
/// After Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
pub(crate) fn month_of(day: i32) -> i32 {
    if day == i32::MAX {
        return i32::MAX;
    }
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    (era * 400 + year) * 12 + from_march + 2
}

/// Dollars for one unit of a currency in a month; of months that the table lacks, the one before, else the first.
pub(crate) fn dollars(currency: Currency, month: i32) -> Option<Decimal> {
    if currency == Currency::USD {
        return Some(Decimal::ONE);
    }
    let rates = TABLE.get(currency.code())?;
    let rate = rates.range(..=month).next_back().or_else(|| rates.iter().next())?.1;
    Decimal::ONE.checked_div(*rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::day_number;

    #[test]
    fn months_follow_each_other() {
        assert_eq!(TABLE.len(), 14);
        for (code, rates) in TABLE.iter().filter(|(code, _)| **code != "TWD") {
            let (first, last) = (rates.keys().next().unwrap(), rates.keys().next_back().unwrap());
            assert_eq!(usize::try_from(last - first).unwrap() + 1, rates.len(), "{code}");
            assert!(*first <= 2011 * 12 && *last >= 2026 * 12, "{code}");
        }
    }

    /// Two sources that know nothing of each other, a central bank each.
    #[test]
    fn months_agree_with_the_means_of_their_years() {
        let mut compared = 0;
        for (code, month, mean) in read(include_str!("../data/rates.tsv")).filter(|r| r.0 != "TWD") {
            let months: Vec<Decimal> = TABLE[code].range(month..month + 12).map(|(_, r)| *r).collect();
            assert_eq!(months.len(), 12);
            let ours = months.iter().sum::<Decimal>() / Decimal::from(12);
            let off = ((ours - mean) / mean).abs();
            assert!(off < Decimal::new(1, 2), "{code} {}: {ours} {mean}", month / 12);
            compared += 1;
        }
        assert!(compared > 100);
    }

    #[test]
    fn months_are_told_from_days() {
        for (year, month, day) in [(2020, 2, 29), (2020, 3, 1), (2021, 1, 1), (2024, 12, 31), (1999, 6, 15)] {
            let expected = i32::from(year) * 12 + i32::from(month) - 1;
            assert_eq!(month_of(day_number((year, month, day))), expected);
        }
        let yuan = |year: i32, month: i32| {
            dollars(Currency::CNY, year * 12 + month - 1).map(|d| d.round_dp(4).to_string())
        };
        assert_eq!(yuan(2021, 6).as_deref(), Some("0.1557"));
        assert_eq!(dollars(Currency::CNY, i32::MAX), dollars(Currency::CNY, 2030 * 12));
        assert_eq!(yuan(1998, 1), yuan(2010, 1));
    }
}
