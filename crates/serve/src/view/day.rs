//! Dates as readers write them, at the precision they were given with.

use tradewire_model::Date;

use super::text::{cut, plain};
use crate::words::Lang;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [[&str; 2]; 7] = [
    ["Monday", "星期一"],
    ["Tuesday", "星期二"],
    ["Wednesday", "星期三"],
    ["Thursday", "星期四"],
    ["Friday", "星期五"],
    ["Saturday", "星期六"],
    ["Sunday", "星期日"],
];

fn month(m: u8) -> &'static str {
    MONTHS.get(usize::from(m).wrapping_sub(1)).copied().unwrap_or("?")
}

/// A date in the reader's language.
///
/// ```
/// use tradewire_serve::{Lang, day::date};
/// assert_eq!(date(&"2025-07-01".parse().unwrap(), Lang::En), "1 Jul 2025");
/// assert_eq!(date(&"2025-07".parse().unwrap(), Lang::Hans), "2025年7月");
/// ```
#[must_use]
pub fn date(d: &Date, lang: Lang) -> String {
    let zh = lang.is_chinese();
    match d {
        Date::Year(y) if zh => format!("{y}年"),
        Date::Year(y) => y.to_string(),
        Date::Month(y, m) if zh => format!("{y}年{m}月"),
        Date::Month(y, m) => format!("{} {y}", month(*m)),
        Date::Day(y, m, d) if zh => format!("{y}年{m}月{d}日"),
        Date::Day(y, m, d) => format!("{d} {} {y}", month(*m)),
        Date::OpenYear(m, None) if zh => format!("{m}月（年份不明）"),
        Date::OpenYear(m, None) => format!("{}, year open", month(*m)),
        Date::OpenYear(m, Some(d)) if zh => format!("{m}月{d}日（年份不明）"),
        Date::OpenYear(m, Some(d)) => format!("{d} {}, year open", month(*m)),
        Date::Interval(a, b) => format!("{} – {}", date(a, lang), date(b, lang)),
        Date::Words(w) => cut(&plain(w), 40),
    }
}

/// A date as the heading of a day: with its weekday where it is a day.
#[must_use]
pub fn heading(d: &Date, lang: Lang) -> String {
    let text = date(d, lang);
    let Date::Day(y, m, day) = d else { return text };
    let w = WEEKDAYS.get(weekday(*y, *m, *day)).copied().unwrap_or_default();
    match lang {
        Lang::En => format!("{} {text}", w[0]),
        _ => format!("{text} {}", w[1]),
    }
}

/// The day of the week, Monday = 0, in the Gregorian calendar (Sakamoto's congruence).
fn weekday(y: i16, m: u8, d: u8) -> usize {
    const SHIFT: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let y = i32::from(y) - i32::from(m < 3);
    let shift = SHIFT.get(usize::from(m).wrapping_sub(1)).copied().unwrap_or(0);
    let sunday_first =
        (y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + shift + i32::from(d)).rem_euclid(7);
    usize::try_from((sunday_first + 6).rem_euclid(7)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_shows() {
        let en = |s: &str| date(&s.parse().unwrap(), Lang::En);
        assert_eq!(en("2025"), "2025");
        assert_eq!(en("XXXX-09-12"), "12 Sep, year open");
        assert_eq!(en("2025-02/2025-08"), "Feb 2025 – Aug 2025");
        assert_eq!(date(&Date::Words("近期".into()), Lang::En), "近期");
    }

    #[test]
    fn weekdays_are_right() {
        assert_eq!(heading(&Date::Day(2025, 8, 2), Lang::En), "Saturday 2 Aug 2025");
        assert_eq!(heading(&Date::Day(2024, 2, 29), Lang::Hans), "2024年2月29日 星期四");
        assert_eq!(heading(&Date::Day(2000, 1, 1), Lang::En), "Saturday 1 Jan 2000");
    }
}
