use tradewire_model::Date;

/// Finds the first full date in a short text: 2025-07-01, 2025/7/1, 2025年7月1日, July 1, 2025, 1 July 2025.
pub(crate) fn find_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit()) {
            let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            if end - at == 4
                && let Some(date) = numeric(text, at, end)
            {
                return Some(date);
            }
            if end - at <= 2
                && let Some(date) = day_month_year(text, at, end)
            {
                return Some(date);
            }
            at = end;
        } else if bytes[at].is_ascii_alphabetic() && (at == 0 || !bytes[at - 1].is_ascii_alphabetic()) {
            let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
            if let Some(month) = month(&text[at..end])
                && let Some(date) = month_day_year(&text[end..], month)
            {
                return Some(date);
            }
            at = end;
        } else {
            at += 1;
        }
    }
    None
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
    let word = word.to_lowercase();
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
        ] {
            assert_eq!(find_date(text), Some(Date::Day(2025, 7, 1)), "{text}");
        }
        for text in ["2025-13-01", "GPT-4 in 2025", "12345-67-89", "7/1", "1/7/2025", "2025年7月"] {
            assert_eq!(find_date(text), None, "{text}");
        }
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
