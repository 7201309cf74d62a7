use rust_decimal::Decimal;

use crate::lexicon::{Lexicon, is_latin};
use crate::sense::Sense;

/// What lies between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// Blanks only.
    Space,
    /// Other text.
    Other,
}

/// One token of the scan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) gap: Gap,
    pub(crate) what: What,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// Digits of one number.
    Digits(Digits),
    /// A word of the lexicon, by its surface.
    Word(u16),
    /// 2025-07-01, 7/1/2025, 2025/7.
    Calendar { year: Option<i16>, month: u8, day: Option<u8> },
    /// 10:30, 10:30:15.
    Clock { hour: u8, minute: u8, second: Option<u8> },
    /// A telephone number, a version, an address: digits that are no figure.
    Name,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    pub(crate) value: Decimal,
    /// Digits before the point.
    pub(crate) whole: u8,
    /// Whether it has a point.
    pub(crate) point: bool,
    /// Whether thousands are set apart.
    pub(crate) grouped: bool,
    /// Whether it begins with a zero that says nothing (007).
    pub(crate) padded: bool,
}

/// Finds the tokens of a folded text, in order and without overlap.
pub(crate) fn scan(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 8 + 4);
    let mut at = 0;
    let mut last_end = 0;
    let mut blank = true; // only blanks since the last token
    let mut previous = ' ';
    while at < bytes.len() {
        let b = bytes[at];
        if b == b' ' || b == b'\t' {
            at += 1;
            previous = ' ';
            continue;
        }
        let gap = |at: usize, blank: bool| match (blank, at == last_end) {
            (false, _) => Gap::Other,
            (true, true) => Gap::None,
            (true, false) => Gap::Space,
        };
        if b.is_ascii_digit()
            || (b == b'.'
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                && !previous.is_ascii_alphanumeric())
        {
            let glued = is_latin(previous) && (last_end != at || tokens.is_empty());
            let after_hyphen = previous == '-'
                && at >= 2
                && is_latin(char::from(bytes[at - 2]))
                && !tokens
                    .iter()
                    .rev()
                    .nth(1)
                    .is_some_and(|t| t.end as usize == at - 1 && !names(lexicon, t));
            let (what, end) = digits(text, at);
            let what = match what {
                What::Digits(d) if d.point && d.whole == 4 => {
                    let led = tokens.len().checked_sub(2).and_then(|k| tokens.get(k));
                    let led = led.is_some_and(|t| {
                        matches!(t.what, What::Calendar { day: None, .. }) && at - t.end as usize <= 6
                    });
                    year_month(text, at, end, led).unwrap_or(what)
                }
                w => w,
            };
            let what = match what {
                What::Digits(d) if after_hyphen && (d.whole != 4 || d.point) => What::Name,
                _ if glued => What::Name,
                w => w,
            };
            // Letters that touch the digits and are no unit make a name of both: 5g, h100b.
            let mut end = end;
            let mut what = what;
            let dated = matches!(what, What::Calendar { day: Some(_), .. })
                && bytes.get(end) == Some(&b't')
                && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if let Some(c) = text[end..].chars().next()
                && is_latin(c)
                && !dated
                && lexicon.longest(&text[end..]).is_none()
            {
                what = What::Name;
                end += text[end..]
                    .chars()
                    .take_while(|c| is_latin(*c) || c.is_ascii_digit())
                    .map(char::len_utf8)
                    .sum::<usize>();
            }
            // 600519.sh, 00700.hk: a code on an exchange.
            if matches!(what, What::Digits(d) if !d.point)
                && let Some(n) = exchange(&text[end..])
            {
                what = What::Name;
                end += n;
            }
            tokens.push(Token { start: at as u32, end: end as u32, gap: gap(at, blank), what });
            previous = text[..end].chars().next_back().unwrap_or(' ');
            at = end;
            last_end = end;
            blank = true;
            continue;
        }
        let c = if b < 0x80 { char::from(b) } else { text[at..].chars().next().unwrap_or(' ') };
        if lexicon.starts(c) && !(is_latin(c) && is_latin(previous)) {
            if c == 'h'
                && text[at..].starts_with("http")
                && let Some(n) = address(&text[at..])
            {
                tokens.push(Token {
                    start: at as u32,
                    end: (at + n) as u32,
                    gap: gap(at, blank),
                    what: What::Name,
                });
                at += n;
                last_end = at;
                blank = true;
                previous = ' ';
                continue;
            }
            if lexicon.may_start(c, &bytes[at + c.len_utf8()..])
                && let Some((surface, len)) =
                    lexicon.longest(&text[at..]).and_then(|w| split(lexicon, &tokens, text, at, w))
            {
                let end = at + len;
                tokens.push(Token {
                    start: at as u32,
                    end: end as u32,
                    gap: gap(at, blank),
                    what: What::Word(surface),
                });
                previous =
                    if len == c.len_utf8() { c } else { text[at..end].chars().next_back().unwrap_or(c) };
                at = end;
                last_end = end;
                blank = true;
                continue;
            }
        }
        blank = false;
        previous = c;
        at += c.len_utf8();
        if is_latin(c) {
            while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                previous = char::from(bytes[at]);
                at += 1;
            }
        }
    }
    tokens
}

/// 2021.03-2022.10, 2021.03至今: years with months where two of them, or one and the present, are the ends of a range;
/// `led` where the first end was read already.
fn year_month(text: &str, at: usize, end: usize, led: bool) -> Option<What> {
    let read = |t: &str| -> Option<(i16, u8)> {
        let (year, month) = t.split_once('.')?;
        let (y, m) = (year.parse().ok()?, month.parse().ok()?);
        (year.len() == 4 && month.len() == 2 && (1950..2050).contains(&y) && (1..=12).contains(&m))
            .then_some((y, m))
    };
    let (year, month) = read(text.get(at..end)?)?;
    let rest = text.get(end..)?.trim_start();
    let behind = rest.trim_start_matches(['-', '\u{2013}', '\u{2014}', '~', '至', '到']);
    let goes_on = behind.len() < rest.len() && {
        let behind = behind.trim_start();
        behind.starts_with('今') || behind.get(..7).and_then(read).is_some()
    };
    (led || goes_on).then_some(What::Calendar { year: Some(year), month, day: None })
}

/// Length of a web address at the start of `text`.
fn address(text: &str) -> Option<usize> {
    (text.starts_with("http://") || text.starts_with("https://"))
        .then(|| text.find(|c: char| c.is_whitespace() || !c.is_ascii()).unwrap_or(text.len()))
}

/// Reads what begins with the digits at `at`: a number, a calendar date, a time, or digits that are a name.
fn digits(text: &str, at: usize) -> (What, usize) {
    let bytes = text.as_bytes();
    let run = |mut i: usize| {
        while i < bytes.len() && bytes[i].is_ascii_digit() {
            i += 1;
        }
        i
    };
    // Groups of digits with the marks between them: 138-1234-5678, 2025.07.01, 10:30.
    let mut groups: [(usize, usize); 6] = [(0, 0); 6];
    let mut marks = [0u8; 6];
    let mut n = 0;
    let mut i = at;
    loop {
        let e = run(i);
        if n < 6 {
            groups[n] = (i, e);
        }
        n += 1;
        match bytes.get(e) {
            Some(m @ (b'-' | b'/' | b'.' | b':' | b','))
                if bytes.get(e + 1).is_some_and(u8::is_ascii_digit) =>
            {
                if n <= 6 {
                    marks[n - 1] = *m;
                }
                i = e + 1;
            }
            _ => {
                i = e;
                break;
            }
        }
    }
    let end = i;
    let group = |k: usize| &text[groups[k].0..groups[k].1];
    let small = |k: usize| group(k).parse::<u16>().ok();
    let len = |k: usize| groups[k].1 - groups[k].0;
    let same = n <= 6 && n > 1 && marks[..n - 1].iter().all(|m| *m == marks[0]);
    if n == 3
        && same
        && matches!(marks[0], b'-' | b'/' | b'.')
        && let Some(date) = calendar(small(0), len(0), small(1), len(1), small(2), len(2))
    {
        return (date, end);
    }
    if n == 2
        && matches!(marks[0], b'-' | b'/')
        && len(0) == 4
        && len(1) <= 2
        && let (Some(y @ 1900..=2100), Some(m @ 1..=12)) = (small(0), small(1))
        && !(marks[0] == b'-' && len(1) == 2 && bytes.get(end) == Some(&b'%'))
    {
        return (What::Calendar { year: Some(y as i16), month: m as u8, day: None }, end);
    }
    if n >= 2
        && marks[0] == b':'
        && len(0) <= 2
        && len(1) == 2
        && let (Some(h @ 0..=24), Some(m @ 0..=59)) = (small(0), small(1))
    {
        let second =
            (n >= 3 && marks[1] == b':' && len(2) == 2).then(|| small(2)).flatten().filter(|s| *s < 60);
        let e = if second.is_some() { groups[2].1 } else { groups[1].1 };
        return (What::Clock { hour: h as u8, minute: m as u8, second: second.map(|s| s as u8) }, e);
    }
    let total: usize = (0..n.min(6)).map(len).sum();
    let telephone = same
        && marks[0] == b'-'
        && ((n >= 3 && total >= 8) || (n == 2 && total >= 10 && len(0) >= 3 && len(0) != len(1)));
    if telephone || (same && n >= 3 && marks[0] == b'.') || n > 6 {
        return (What::Name, end);
    }
    number(text, at)
}

fn calendar(a: Option<u16>, la: usize, b: Option<u16>, lb: usize, c: Option<u16>, lc: usize) -> Option<What> {
    let (a, b, c) = (a?, b?, c?);
    let (y, m, d) = if la == 4 && lb <= 2 && lc <= 2 {
        (a, b, c)
    } else if la <= 2 && lb <= 2 && lc == 4 {
        // American order unless only the other is a date.
        if a <= 12 { (c, a, b) } else { (c, b, a) }
    } else {
        return None;
    };
    if !(1000..=2999).contains(&y) || !(1..=12).contains(&m) || !(1..=31).contains(&d) {
        return None;
    }
    Some(What::Calendar { year: Some(y as i16), month: m as u8, day: Some(d as u8) })
}

/// Reads a plain number: digits, thousands in groups of three, a point.
fn number(text: &str, at: usize) -> (What, usize) {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut i = at;
    while digit(i) {
        i += 1;
    }
    let first = i - at;
    let mut grouped = false;
    while (1..=3).contains(&first)
        && bytes.get(i) == Some(&b',')
        && digit(i + 1)
        && digit(i + 2)
        && digit(i + 3)
        && !digit(i + 4)
    {
        grouped = true;
        i += 4;
    }
    // 2,00,000: lakhs and crores in twos, the last group in three.
    if !grouped && (1..=2).contains(&first) {
        let mut k = i;
        while bytes.get(k) == Some(&b',') && digit(k + 1) && digit(k + 2) && !digit(k + 3) {
            k += 3;
        }
        if k > i
            && bytes.get(k) == Some(&b',')
            && digit(k + 1)
            && digit(k + 2)
            && digit(k + 3)
            && !digit(k + 4)
        {
            grouped = true;
            i = k + 4;
        }
    }
    // 1 234 567: thousands set apart by blanks, two groups at least.
    let group = |k: usize| {
        bytes.get(k) == Some(&b' ') && digit(k + 1) && digit(k + 2) && digit(k + 3) && !digit(k + 4)
    };
    if !grouped && (1..=3).contains(&first) && group(i) && group(i + 4) {
        grouped = true;
        while group(i) {
            i += 4;
        }
    }
    let mut point = false;
    if bytes.get(i) == Some(&b'.') && digit(i + 1) {
        point = true;
        i += 1;
        while digit(i) {
            i += 1;
        }
    }
    // 1e26
    if bytes.get(i) == Some(&b'e') {
        let sign = usize::from(matches!(bytes.get(i + 1), Some(b'+' | b'-')));
        let first = i + 1 + sign;
        let mut e = first;
        while digit(e) {
            e += 1;
        }
        if (1..=2).contains(&(e - first)) && !bytes.get(e).is_some_and(u8::is_ascii_alphanumeric) {
            return match Decimal::from_scientific(&text[at..e]) {
                Ok(value) => {
                    (What::Digits(Digits { value, whole: 9, point: true, grouped: true, padded: false }), e)
                }
                Err(_) => (What::Name, e),
            };
        }
    }
    let plain: String = text[at..i].chars().filter(|c| *c != ',' && *c != ' ').collect();
    let whole = plain.find('.').unwrap_or(plain.len());
    let padded = whole > 1 && plain.starts_with('0');
    let parsed = if plain.starts_with('.') { format!("0{plain}") } else { plain };
    match parsed.parse::<Decimal>() {
        Ok(value) if whole <= 24 => {
            (What::Digits(Digits { value, whole: whole as u8, point, grouped, padded }), i)
        }
        _ => (What::Name, i),
    }
}

fn names(lexicon: &Lexicon, token: &Token) -> bool {
    matches!(token.what, What::Word(s) if lexicon.meanings(s).iter().any(|m| m.sense == Sense::NameBefore))
}

/// Length of an exchange's suffix behind a stock code: `.sh`, `.hk`.
fn exchange(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('.')?;
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    ((1..=2).contains(&letters) && !rest[letters..].starts_with(|c: char| c.is_ascii_digit()))
        .then_some(letters + 1)
}

/// Takes the first character of a vetoed word for a unit where a figure touches it: 1日|报道, 5月|活动.
fn unveto(
    lexicon: &Lexicon,
    tokens: &[Token],
    text: &str,
    at: usize,
    word: (u16, usize),
) -> Option<(u16, usize)> {
    let vetoed = |s: u16, f: fn(Sense) -> bool| lexicon.meanings(s).iter().any(|m| f(m.sense));
    let last = tokens.last().filter(|t| t.end as usize == at)?;
    if !vetoed(word.0, |s| s == Sense::Veto) {
        return None;
    }
    let numeral = match last.what {
        What::Digits(_) => true,
        What::Word(s) => vetoed(s, |s| matches!(s, Sense::Digit(_) | Sense::Scale { zh: true, .. })),
        _ => false,
    };
    let first = text[at..].chars().next()?.len_utf8();
    let unit = lexicon.longest(&text[at..at + first]).filter(|_| numeral && first < word.1)?;
    vetoed(unit.0, |s| {
        matches!(
            s,
            Sense::YearMark
                | Sense::MonthMark
                | Sense::DayMark
                | Sense::Unit(_)
                | Sense::Classifier(_)
                | Sense::Coin(_)
                | Sense::Scale { zh: true, .. }
        )
    })
    .then_some(unit)
}

/// Cuts a word that reads otherwise behind a small number: 四年|薪酬, but 百万|年薪.
fn split(
    lexicon: &Lexicon,
    tokens: &[Token],
    text: &str,
    at: usize,
    word: (u16, usize),
) -> Option<(u16, usize)> {
    if !lexicon.begins(word.0).cut {
        return Some(word);
    }
    let cut = lexicon.meanings(word.0).iter().find_map(|m| match m.sense {
        Sense::Split { bytes, any } => Some((bytes, any)),
        _ => None,
    });
    let Some((cut, any)) = cut else {
        return Some(unveto(lexicon, tokens, text, at, word).unwrap_or(word));
    };
    let small = tokens.last().is_some_and(|t| {
        t.end as usize == at
            && match t.what {
                What::Digits(d) => d.whole <= 2 && !d.point,
                What::Word(s) => lexicon.meanings(s).iter().any(|m| {
                    matches!(m.sense, Sense::Digit(_) | Sense::Scale { pow: 1, .. } | Sense::Word(_))
                        || any
                            && matches!(
                                m.sense,
                                Sense::Scale { zh: true, .. }
                                    | Sense::OrdinalPrefix
                                    | Sense::PartsOf
                                    | Sense::PercentPrefix(_)
                            )
                }),
                _ => false,
            }
    });
    if small { lexicon.longest(text.get(at..at + usize::from(cut))?) } else { Some(word) }
}
