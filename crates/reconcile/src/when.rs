use tradewire_model::{Claim, Date, Role, Value};

/// Days since 1 March of year 0 in the proleptic Gregorian calendar.
///
/// After Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`, without the shift to 1970.
pub(crate) fn day_number((year, month, day): (i16, u8, u8)) -> i32 {
    let (y, m, d) = (i32::from(year) - i32::from(month <= 2), i32::from(month), i32::from(day));
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// First and last day of a date, as day numbers.
pub(crate) fn days(date: &Date) -> Option<(i32, i32)> {
    let (a, b) = date.bounds()?;
    let (a, b) = (day_number(a), day_number(b));
    Some((a.min(b), a.max(b)))
}

/// The day of a date that leaves its year open, in the year that brings it next to another day.
pub(crate) fn open_day(date: &Date, near: i32) -> Option<(i32, i32)> {
    let Date::OpenYear(month, Some(day)) = date else { return None };
    // Mean length of a year; a year either way is tried, so that its error does not matter.
    let year = i16::try_from(i64::from(near) * 10_000 / 3_652_425).ok()?;
    let days = (-1..=1).map(|off| day_number((year + off, *month, *day)));
    days.min_by_key(|d| (d - near).abs()).map(|d| (d, d))
}

/// The days a claim itself gives for what it tells, if it gives any.
pub(crate) fn told_days(claim: &Claim) -> Option<(i32, i32)> {
    match claim.args.get(Role::Date) {
        Some(Value::Date(d)) => days(d),
        _ => None,
    }
}

/// Days between two stretches; zero where they meet.
pub(crate) fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    (b.0 - a.1).max(a.0 - b.1).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_lies_between_june_and_july() {
        assert_eq!(day_number((2025, 7, 1)) - day_number((2025, 6, 30)), 1);
        assert_eq!(day_number((2024, 3, 1)) - day_number((2024, 2, 28)), 2);
        assert_eq!(day_number((2025, 3, 1)) - day_number((2025, 2, 28)), 1);
        assert_eq!(day_number((2026, 1, 1)) - day_number((2025, 1, 1)), 365);
        for (near, year) in [((2025, 12, 31), 2026), ((2026, 1, 3), 2026), ((2026, 8, 1), 2027)] {
            let new_year = day_number((year, 1, 1));
            assert_eq!(open_day(&Date::OpenYear(1, Some(1)), day_number(near)), Some((new_year, new_year)));
        }
        assert_eq!(open_day(&Date::OpenYear(1, None), 730_000), None);
        assert_eq!(gap((1, 5), (4, 9)), 0);
        assert_eq!(gap((1, 5), (9, 9)), 4);
    }
}
