use jiff::Span;
use jiff::civil;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use tradewire_model::Date;

use crate::{Expression, MonthRef, TimeUnit, YearRef};

/// The day relative dates are counted from.
#[derive(Debug, Clone, Copy)]
struct Base {
    year: i16,
    month: Option<u8>,
    day: Option<civil::Date>,
}

impl Base {
    fn of(published: &Date) -> Option<Self> {
        match published {
            Date::Day(y, m, d) => {
                let day = civil::Date::new(*y, i8::try_from(*m).ok()?, i8::try_from(*d).ok()?).ok();
                Some(Self { year: *y, month: Some(*m), day })
            }
            Date::Month(y, m) => Some(Self { year: *y, month: Some(*m), day: None }),
            Date::Year(y) => Some(Self { year: *y, month: None, day: None }),
            _ => None,
        }
    }
}

/// Reads an expression against the day of publication; gives the date, and whether that day was needed.
///
/// `words` are kept where nothing can be said.
pub(crate) fn resolve(expression: &Expression, published: Option<&Date>, words: &str) -> (Date, bool) {
    let base = published.and_then(Base::of);
    match one(expression, base) {
        Some((date, relative)) => (date, relative),
        None => (Date::Words(words.to_owned()), false),
    }
}

/// The coming one of a date whose year or week the text leaves open.
pub(crate) fn coming_date(expression: &Expression, date: Date, published: &Date) -> Date {
    use Expression as E;
    let Some(base) = Base::of(published) else { return date };
    let inner = match expression {
        E::Side(_, d) | E::At(d, _) => d,
        e => e,
    };
    match (inner, &date) {
        (E::Calendar { year: YearRef::Open, month: MonthRef::Absolute(_), .. }, Date::Day(y, m, d))
            if base.day.is_some_and(|t| {
                (*y, *m, *d) < (t.year(), t.month().unsigned_abs(), t.day().unsigned_abs())
            }) =>
        {
            Date::day(y + 1, *m, *d).unwrap_or(date)
        }
        (E::Calendar { year: YearRef::Open, month: MonthRef::Absolute(_), .. }, Date::Month(y, m))
            if base.month.is_some_and(|n| (*y, *m) < (base.year, n)) =>
        {
            Date::Month(y + 1, *m)
        }
        (E::Weekday { week: None, .. }, Date::Day(y, m, d)) => {
            let here = civil::Date::new(*y, m.cast_signed(), d.cast_signed()).ok();
            let next = here.filter(|h| base.day.is_some_and(|t| *h < t));
            match next.and_then(|h| h.checked_add(Span::new().days(7)).ok()) {
                Some(n) => self::date(n),
                None => date,
            }
        }
        _ => date,
    }
}

fn one(expression: &Expression, base: Option<Base>) -> Option<(Date, bool)> {
    use Expression as E;
    Some(match expression {
        E::Calendar { year, month, day } => return calendar(*year, *month, *day, base),
        E::Weekday { weekday, week } => {
            let today = base?.day?;
            let monday = today.checked_sub(days(i64::from(today.weekday().to_monday_zero_offset()))).ok()?;
            let offset = i64::from(*weekday) - 1;
            let day = match week {
                Some(w) => monday.checked_add(days(i64::from(*w) * 7 + offset)).ok()?,
                None => {
                    // The latest one up to the day of publication.
                    let d = monday.checked_add(days(offset)).ok()?;
                    if d > today { d.checked_sub(days(7)).ok()? } else { d }
                }
            };
            (date(day), true)
        }
        E::DayOffset(n) => (date(base?.day?.checked_add(days(i64::from(*n))).ok()?), true),
        E::Period { unit, offset } => (period(*unit, *offset, base?)?, true),
        E::Quarter { year, quarter } => {
            let (y, relative) = open_year(*year, base, quarter * 3 - 2)?;
            let first = quarter.checked_mul(3)?.checked_sub(2)?;
            (interval(Date::Month(y, first), Date::Month(y, first + 2)), relative)
        }
        E::Half { year, half } => {
            let first = if *half == 1 { 1 } else { 7 };
            let (y, relative) = open_year(*year, base, first)?;
            (interval(Date::Month(y, first), Date::Month(y, first + 5)), relative)
        }
        E::Season { year, season } => {
            let first = [3, 6, 9, 12].get(usize::from(*season).checked_sub(1)?).copied()?;
            let (y, relative) = open_year(*year, base, first)?;
            let end = if first == 12 { Date::Month(y + 1, 2) } else { Date::Month(y, first + 2) };
            (interval(Date::Month(y, first), end), relative)
        }
        E::Decade(y) => (interval(Date::Year(*y), Date::Year(y.checked_add(9)?)), false),
        E::PartOf(_, whole) => return one(whole, base),
        E::Past(n, unit) => (past(*n, *unit, base?)?, true),
        E::Coming(n, unit) => (coming(*n, *unit, base?)?, true),
        E::Ago(n, unit) => (point(*n, *unit, base?, -1)?, true),
        E::Ahead(n, unit) => (point(*n, *unit, base?, 1)?, true),
        E::Range(a, b) => {
            let (mut from, r1) = one(a, base)?;
            let (to, r2) = one(b, base)?;
            // 11月至2月 without years: the first end lies before the second.
            if let (Date::Month(y, m), Date::Month(z, n)) = (&from, &to)
                && y == z
                && m > n
            {
                from = Date::Month(y - 1, *m);
            }
            let first = match from {
                Date::Interval(a, _) => *a,
                d => d,
            };
            let last = match to {
                Date::Interval(_, b) => *b,
                d => d,
            };
            (interval(first, last), r1 || r2)
        }
        E::Side(_, d) | E::At(d, _) => return one(d, base),
        E::Words(_) => return None,
    })
}

fn calendar(year: YearRef, month: MonthRef, day: Option<u8>, base: Option<Base>) -> Option<(Date, bool)> {
    let year_known = match year {
        YearRef::Absolute(y) => Some((y, false)),
        YearRef::Relative(o) => Some((base?.year.checked_add(o)?, true)),
        YearRef::Open => None,
    };
    match (month, day) {
        (MonthRef::Open, None) => year_known.map(|(y, r)| (Date::Year(y), r)),
        (MonthRef::Open, Some(d)) => {
            // 1日: this month's, or last month's if that is still to come.
            let b = base?;
            let today = b.day?;
            let mut at = civil::Date::new(today.year(), today.month(), 1).ok()?;
            if i8::try_from(d).ok()? > today.day() {
                at = at.checked_sub(Span::new().try_months(1).ok()?).ok()?;
            }
            Date::day(at.year(), at.month().unsigned_abs(), d).map(|x| (x, true))
        }
        (MonthRef::Relative(o), d) => {
            let b = base?;
            let (y, m) = shift(b.year, b.month?, i32::from(o))?;
            match d {
                Some(d) => Date::day(y, m, d).map(|x| (x, true)),
                None => Some((Date::Month(y, m), true)),
            }
        }
        (MonthRef::Absolute(m), d) => match (year_known, base) {
            (Some((y, r)), _) => match d {
                Some(d) => Date::day(y, m, d).map(|x| (x, r)),
                None => Some((Date::Month(y, m), r)),
            },
            (None, Some(b)) => {
                // The year nearest before publication.
                let now = b.month.unwrap_or(12);
                let later = m > now
                    || (m == now
                        && d.is_some_and(|d| b.day.is_some_and(|t| i8::try_from(d).unwrap_or(0) > t.day())));
                let y = if later { b.year - 1 } else { b.year };
                match d {
                    Some(d) => Date::day(y, m, d).map(|x| (x, true)),
                    None => Some((Date::Month(y, m), true)),
                }
            }
            (None, None) => (d.unwrap_or(1) <= 31 && m <= 12).then_some((Date::OpenYear(m, d), false)),
        },
    }
}

/// The year of something that begins with month `first`, where the text leaves it open.
fn open_year(year: YearRef, base: Option<Base>, first: u8) -> Option<(i16, bool)> {
    match year {
        YearRef::Absolute(y) => Some((y, false)),
        YearRef::Relative(o) => Some((base?.year.checked_add(o)?, true)),
        YearRef::Open => {
            let b = base?;
            let later = b.month.is_some_and(|m| first > m);
            Some((if later { b.year - 1 } else { b.year }, true))
        }
    }
}

fn period(unit: TimeUnit, offset: i16, base: Base) -> Option<Date> {
    Some(match unit {
        TimeUnit::Year => Date::Year(base.year.checked_add(offset)?),
        TimeUnit::Month => {
            let (y, m) = shift(base.year, base.month?, i32::from(offset))?;
            Date::Month(y, m)
        }
        TimeUnit::Quarter => {
            let first = (base.month? - 1) / 3 * 3 + 1;
            let (y, m) = shift(base.year, first, i32::from(offset) * 3)?;
            interval(Date::Month(y, m), Date::Month(y, m + 2))
        }
        TimeUnit::Half => {
            let first = if base.month? <= 6 { 1 } else { 7 };
            let (y, m) = shift(base.year, first, i32::from(offset) * 6)?;
            interval(Date::Month(y, m), Date::Month(y, m + 5))
        }
        TimeUnit::Week | TimeUnit::Weekend | TimeUnit::BusinessDay => {
            let today = base.day?;
            let monday = today.checked_sub(days(i64::from(today.weekday().to_monday_zero_offset()))).ok()?;
            let first = monday.checked_add(days(i64::from(offset) * 7)).ok()?;
            let (a, b) = if unit == TimeUnit::Weekend { (5, 6) } else { (0, 6) };
            interval(date(first.checked_add(days(a)).ok()?), date(first.checked_add(days(b)).ok()?))
        }
        TimeUnit::Day => date(base.day?.checked_add(days(i64::from(offset))).ok()?),
        TimeUnit::Decade => {
            let first = (base.year - base.year.rem_euclid(10)).checked_add(offset.checked_mul(10)?)?;
            interval(Date::Year(first), Date::Year(first.checked_add(9)?))
        }
        _ => return None,
    })
}

fn past(n: Decimal, unit: TimeUnit, base: Base) -> Option<Date> {
    let from = point(n, unit, base, -1)?;
    let to = same_precision(&from, base)?;
    Some(interval(from, to))
}

fn coming(n: Decimal, unit: TimeUnit, base: Base) -> Option<Date> {
    let to = point(n, unit, base, 1)?;
    let from = same_precision(&to, base)?;
    Some(interval(from, to))
}

/// Publication with the precision of another date.
fn same_precision(like: &Date, base: Base) -> Option<Date> {
    Some(match like {
        Date::Year(_) => Date::Year(base.year),
        Date::Month(..) => Date::Month(base.year, base.month?),
        _ => date(base.day?),
    })
}

/// So far from publication, as exact as the unit is.
fn point(n: Decimal, unit: TimeUnit, base: Base, sign: i32) -> Option<Date> {
    let whole = n.fract().is_zero();
    let count = n.to_i32().filter(|c| *c < 10_000)?;
    Some(match unit {
        TimeUnit::Year if whole && count > 1 => {
            Date::Year(base.year.checked_add(i16::try_from(sign * count).ok()?)?)
        }
        TimeUnit::Year | TimeUnit::Half | TimeUnit::Quarter | TimeUnit::Month => {
            let months = match unit {
                TimeUnit::Year => Decimal::from(12),
                TimeUnit::Half => Decimal::from(6),
                TimeUnit::Quarter => Decimal::from(3),
                _ => Decimal::ONE,
            };
            let months = n.checked_mul(months)?.round().to_i32()?;
            let (y, m) = shift(base.year, base.month?, sign * months)?;
            Date::Month(y, m)
        }
        TimeUnit::Decade => Date::Year(base.year.checked_add(i16::try_from(sign * count * 10).ok()?)?),
        TimeUnit::Week | TimeUnit::Fortnight | TimeUnit::Day | TimeUnit::BusinessDay if whole => {
            let each = match unit {
                TimeUnit::Week => 7,
                TimeUnit::Fortnight => 14,
                _ => 1,
            };
            date(base.day?.checked_add(days(i64::from(sign * count) * each)).ok()?)
        }
        TimeUnit::Hour if whole => date(base.day?.checked_add(days(i64::from(sign * (count / 24)))).ok()?),
        _ => return None,
    })
}

fn shift(year: i16, month: u8, by: i32) -> Option<(i16, u8)> {
    let months = i32::from(year) * 12 + i32::from(month) - 1 + by;
    Some((i16::try_from(months.div_euclid(12)).ok()?, u8::try_from(months.rem_euclid(12)).ok()? + 1))
}

fn days(n: i64) -> Span {
    Span::new().try_days(n).unwrap_or_default()
}

fn date(d: civil::Date) -> Date {
    Date::Day(d.year(), d.month().unsigned_abs(), d.day().unsigned_abs())
}

fn interval(a: Date, b: Date) -> Date {
    Date::Interval(Box::new(a), Box::new(b))
}
