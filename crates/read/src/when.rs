use tradewire_model::Date;

/// Finds the first full date in a short text: 2025-07-01, 2025/7/1, 2025年7月1日, July 1, 2025, 1 July 2025.
pub(crate) fn find_date(text: &str) -> Option<Date> {
    dates(text).next().map(|d| d.0)
}

/// All full dates of a short text, with the byte at which each begins.
pub(crate) fn dates(text: &str) -> impl Iterator<Item = (Date, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit()) {
                let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                at = end;
                let found = match end - start {
                    4 => numeric(text, start, end),
                    1 | 2 => day_month_year(text, start, end),
                    _ => None,
                };
                if let Some(date) = found {
                    return Some((date, start));
                }
            } else if bytes[at].is_ascii_alphabetic() && (at == 0 || !bytes[at - 1].is_ascii_alphabetic()) {
                let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                at = end;
                if let Some(month) = month(&text[start..end])
                    && let Some(date) = month_day_year(&text[end..], month)
                {
                    return Some((date, start));
                }
            } else {
                at += 1;
            }
        }
        None
    })
}

/// Reads a date that leaves the year out, as behind one that has it: （7/2 09:15 更新）.
pub(crate) fn after_year(text: &str, year: i16) -> Option<Date> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (month, rest) = number(&text[at..])?;
    let (day, _) = number(rest.strip_prefix(['/', '-', '.', '月'])?)?;
    checked(year, month, day)
}

/// The day of a moment in seconds since 1970, as told by clocks that are `offset_hours` ahead of UTC.
///
/// The reckoning of days is Howard Hinnant's `civil_from_days`.
pub(crate) fn day_of(seconds: i64, offset_hours: i64) -> Option<Date> {
    let days = (seconds + offset_hours * 3600).div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let doe = days.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    checked(i16::try_from(year).ok()?, i16::try_from(month).ok()?, i16::try_from(day).ok()?)
}

/// Finds a date in an address: /2025/07/01/, /2025-07-01/, /20250701/, 2025-07/01.
pub(crate) fn date_in_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |x| x.1);
    if let Some(date) = find_date(path) {
        return Some(date);
    }
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if end - at == 8 || (end - at > 8 && end - at <= 14) {
            let n = |r: std::ops::Range<usize>| path.get(r).and_then(|s| s.parse::<i16>().ok());
            if let (Some(y), Some(m), Some(d)) = (n(at..at + 4), n(at + 4..at + 6), n(at + 6..at + 8))
                && let Some(date) = checked(y, m, d)
            {
                return Some(date);
            }
        }
        at = end.max(at + 1);
    }
    None
}

/// Reads a machine-written date, such as 2025-07-01T10:22:00+08:00 or Tue, 01 Jul 2025 02:22:00 GMT.
pub(crate) fn machine_date(text: &str) -> Option<Date> {
    find_date(text).or_else(|| date_in_url(text))
}

fn checked(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1980..=2100).contains(&year) {
        return None;
    }
    Date::day(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// Year first; `at..end` holds its four digits.
fn numeric(text: &str, at: usize, end: usize) -> Option<Date> {
    let year: i16 = text[at..end].parse().ok()?;
    let (rest, sep) = ["-", "/", ".", "年"]
        .iter()
        .find_map(|s| text[end..].trim_start_matches(' ').strip_prefix(s).map(|r| (r, *s)))?;
    let (month, rest) = number(rest.trim_start_matches(' '))?;
    let rest = rest.trim_start_matches(' ');
    let rest = if sep == "年" { rest.strip_prefix('月')? } else { rest.strip_prefix(['-', '/', '.'])? };
    let (day, rest) = number(rest.trim_start_matches(' '))?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    checked(year, month, day)
}

/// One or two digits, and what follows.
fn number(text: &str) -> Option<(i16, &str)> {
    let n = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    Some((text.get(..n)?.parse().ok()?, &text[n..]))
}

/// 1 July 2025, 01. Juli 2025, 1.7.2025
fn day_month_year(text: &str, at: usize, end: usize) -> Option<Date> {
    let day: i16 = text[at..end].parse().ok()?;
    let rest = text[end..].trim_start_matches([' ', '.', '\u{a0}', '-', '/']);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        // Day first with full stops is German; with slashes the order is open, so only what can be nothing else.
        let (month, after) = number(rest)?;
        let dotted = text[end..].starts_with('.');
        let after = after.trim_start_matches(' ').strip_prefix(['.', '/', '-'])?.trim_start_matches(' ');
        let year = four_digits(after)?;
        return match (dotted, day > 12, month > 12) {
            (true, ..) | (_, true, false) => checked(year, month, day),
            (false, false, true) => checked(year, day, month),
            _ => None,
        };
    }
    let rest = rest.strip_prefix("st ").or_else(|| rest.strip_prefix("th ")).unwrap_or(rest);
    let rest = rest.strip_prefix("nd ").or_else(|| rest.strip_prefix("rd ")).unwrap_or(rest);
    let letters = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let month = month(&rest[..letters])?;
    let year = four_digits(rest[letters..].trim_start_matches([' ', '.', ',', '-', '/']))?;
    checked(year, month, day)
}

fn month_day_year(rest: &str, month: i16) -> Option<Date> {
    let (day, rest) = number(rest.trim_start_matches([' ', '.', '\u{a0}']))?;
    // Jul  8 21:15:02 2025, as C's asctime writes it.
    let clock = |t: &&str| t.len() == 8 && t.bytes().enumerate().all(|(i, b)| (i % 3 == 2) == (b == b':'));
    if let Some(after) = rest.strip_prefix(' ')
        && after.get(..8).as_ref().is_some_and(clock)
    {
        return checked(four_digits(after[8..].strip_prefix(' ')?)?, month, day);
    }
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|s| rest.strip_prefix(s)).unwrap_or(rest);
    let year = four_digits(rest.strip_prefix([',', ' '])?.trim_start_matches([' ', ',']))?;
    checked(year, month, day)
}

fn four_digits(text: &str) -> Option<i16> {
    let n = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    if n == 4 { text[..4].parse().ok() } else { None }
}

fn month(word: &str) -> Option<i16> {
    const MONTHS: [(&str, &str); 12] = [
        ("jan", "januar"),
        ("feb", "februar"),
        ("mar", "märz"),
        ("apr", "april"),
        ("may", "mai"),
        ("jun", "juni"),
        ("jul", "juli"),
        ("aug", "august"),
        ("sep", "september"),
        ("oct", "oktober"),
        ("nov", "november"),
        ("dec", "dezember"),
    ];
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let word = word.to_lowercase();
    if let Some(i) = FRENCH.iter().position(|m| *m == word) {
        return i16::try_from(i + 1).ok();
    }
    let i = MONTHS.iter().zip(FULL).position(|((short, german), full)| {
        word == *short || word == *german || word == full || word == "sept" && full == "september"
    })?;
    i16::try_from(i + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_shapes() {
        for text in [
            "2025-07-01 10:22 来源:北湖日报",
            "发布于 2025年7月1日",
            "2025/7/1",
            "2025.07.01",
            "Updated July 1, 2025 at 9 a.m.",
            "1 July 2025",
            "Jul 1st, 2025",
            "01.07.2025",
            "1. Juli 2025",
            "Tue, 01 Jul 2025 02:22:00 GMT",
            "Tue Jul  1 21:15:02 2025",
        ] {
            assert_eq!(find_date(text), Some(Date::Day(2025, 7, 1)), "{text}");
        }
        for text in ["2025-13-01", "GPT-4 in 2025", "12345-67-89", "7/1", "1/7/2025", "2025年7月"] {
            assert_eq!(find_date(text), None, "{text}");
        }
    }

    #[test]
    fn moments_become_days() {
        assert_eq!(day_of(1_751_336_520, 8), Some(Date::Day(2025, 7, 1)));
        assert_eq!(day_of(1_751_300_000, 0), Some(Date::Day(2025, 6, 30)));
        assert_eq!(day_of(951_782_400, 0), Some(Date::Day(2000, 2, 29)));
        assert_eq!(day_of(-1, 0), None);
    }

    #[test]
    fn dates_of_a_line_and_what_leaves_the_year_out() {
        let all: Vec<_> = dates("发布 2025-07-01 10:22 更新 2025-07-02").map(|d| d.0).collect();
        assert_eq!(all, [Date::Day(2025, 7, 1), Date::Day(2025, 7, 2)]);
        assert_eq!(after_year("（7/2 09:15 ", 2025), Some(Date::Day(2025, 7, 2)));
        assert_eq!(find_date("le 15 septembre 2009"), Some(Date::Day(2009, 9, 15)));
    }

    #[test]
    fn dates_in_addresses() {
        for url in [
            "https://n.example/2025/07/01/a.html",
            "https://n.example/20250701/t1.shtml",
            "https://n.example/2025-07/01/c_1.htm",
        ] {
            assert_eq!(date_in_url(url), Some(Date::Day(2025, 7, 1)), "{url}");
        }
        assert_eq!(date_in_url("https://n.example/12345678/a"), None);
    }
}
