//! Which characters stand side by side in misread text and nowhere else.
//!
//! The idea is ftfy's (Robyn Speer, `ftfy.badness`, version 6): the few hundred characters that UTF-8 turns into when it
//! is read in a charset of one byte per character are sorted into classes, and some pairs of classes are what nobody
//! writes, such as an accented small letter before a currency sign. Their presence is what starts a repair, and their
//! absence is what ends it.

use std::sync::LazyLock;

use crate::repair::scan::places;

/// Control characters of the upper half.
const CONTROL: u16 = 1;
/// Signs that hardly occur but in mojibake.
const BAD: u16 = 1 << 1;
/// Marks that stand anywhere.
const COMMON: u16 = 1 << 2;
/// § and ¶.
const LAW: u16 = 1 << 3;
const CURRENCY: u16 = 1 << 4;
/// Marks before a word.
const START: u16 = 1 << 5;
/// Marks behind a word.
const END: u16 = 1 << 6;
/// Signs of arithmetic, fractions, powers.
const NUMERIC: u16 = 1 << 7;
/// Letters that make faces: eyes and eyebrows.
const FACE: u16 = 1 << 8;
/// Capitals with accents.
const UPPER: u16 = 1 << 9;
/// Small letters with accents.
const LOWER: u16 = 1 << 10;
/// Capitals of Greek and Cyrillic, at home anywhere in a word.
const UPPER_PLAIN: u16 = 1 << 11;
const LOWER_PLAIN: u16 = 1 << 12;
/// Pieces of frames.
const BOX: u16 = 1 << 13;

/// Class of each character below U+2600.
static CLASSES: LazyLock<Box<[u16; 0x2600]>> = LazyLock::new(|| {
    let mut table = Box::new([0u16; 0x2600]);
    for (i, slot) in table.iter_mut().enumerate() {
        if let Some(c) = u32::try_from(i).ok().and_then(char::from_u32) {
            *slot = sort(c);
        }
    }
    table
});

fn class(c: char) -> u16 {
    match c {
        '\u{fffd}' => BAD,
        '\u{f8ff}' => START,
        'ﬁ' | 'ﬂ' => LOWER,
        _ => CLASSES.get(c as usize).copied().unwrap_or(0),
    }
}

fn sort(c: char) -> u16 {
    match c {
        '\u{80}'..='\u{9f}' => CONTROL,
        '\u{a0}' | '\u{ad}' | '·' | '´' | '–' | '—' | '―' | '…' | '’' => COMMON,
        '¦' | '¤' | '¨' | '¬' | '¯' | '¸' | 'ƒ' | 'ˆ' | 'ˇ' | '˘' | '˛' | '˜' | '†' | '‡' | '‰' | '⌐'
        | '◊' | 'ª' | 'º' => BAD,
        '¶' | '§' => LAW,
        '¢' | '£' | '¥' | '₧' | '€' => CURRENCY,
        '¡' | '«' | '¿' | '©' | '΄' | '΅' | '‘' | '‚' | '“' | '„' | '•' | '‹' => START,
        '®' | '»' | '˝' | '”' | '›' | '™' => END,
        '²' | '³' | '¹' | '±' | '¼' | '½' | '¾' | '×' | 'µ' | '÷' | '⁄' | '∂' | '∆' | '∏' | '∑' | '√'
        | '∞' | '∩' | '∫' | '≈' | '≠' | '≡' | '≤' | '≥' | '№' => NUMERIC,
        'Ü' => FACE | UPPER,
        'ü' => FACE | LOWER,
        'Ò'..='Ö' | 'Ù'..='Û' | 'ò'..='ö' | 'ø'..='û' | 'Ő' | 'Ō' | 'Ū' | 'Ų' | '°' => FACE,
        'À'..='Ñ'
        | 'Ø'
        | 'Ý'
        | 'Ă'
        | 'Ā'
        | 'Ą'
        | 'Ć'
        | 'Č'
        | 'Ď'
        | 'Đ'
        | 'Ę'
        | 'Ě'
        | 'Ē'
        | 'Ė'
        | 'Ğ'
        | 'Ģ'
        | 'İ'
        | 'Ī'
        | 'Ķ'
        | 'Ĺ'
        | 'Ľ'
        | 'Ł'
        | 'Ļ'
        | 'Ń'
        | 'Ň'
        | 'Ņ'
        | 'Œ'
        | 'Ř'
        | 'Ś'
        | 'Ş'
        | 'Š'
        | 'Ţ'
        | 'Ť'
        | 'Ů'
        | 'Ű'
        | 'Ÿ'
        | 'Ź'
        | 'Ż'
        | 'Ž'
        | 'Ґ' => UPPER,
        'ß'
        | 'à'..='ñ'
        | 'ă'
        | 'ą'
        | 'ā'
        | 'ć'
        | 'č'
        | 'ď'
        | 'đ'
        | 'ę'
        | 'ě'
        | 'ē'
        | 'ė'
        | 'ğ'
        | 'ģ'
        | 'į'
        | 'ī'
        | 'ķ'
        | 'ĺ'
        | 'ľ'
        | 'ł'
        | 'ļ'
        | 'œ'
        | 'ŕ'
        | 'ś'
        | 'ş'
        | 'š'
        | 'ť'
        | 'ź'
        | 'ż'
        | 'ž'
        | 'ґ' => LOWER,
        'Þ' | 'Α'..='Ω' | 'Ά' | 'Έ' | 'Ή' | 'Ί' | 'Ό' | 'Ύ' | 'Ώ' | 'Ϊ' | 'Ϋ' | 'Ё'..='Я' => {
            UPPER_PLAIN
        }
        'α'..='ω' | 'ά' | 'έ' | 'ή' | 'ί' | 'ΰ' | 'а'..='џ' => LOWER_PLAIN,
        '│'
        | '┌'
        | '┐'
        | '┘'
        | '├'
        | '┤'
        | '┬'
        | '┼'
        | '═'..='╬'
        | '▀'
        | '▄'
        | '█'
        | '▌'
        | '▐'
        | '░'
        | '▒'
        | '▓' => BOX,
        _ => 0,
    }
}

/// Pairs of classes that nobody writes: what stands first, and what behind it.
const PAIRS: &[(u16, u16)] = &[
    (BAD | LOWER | UPPER | BOX | START | END | CURRENCY | NUMERIC | LAW, BAD),
    (BAD, LOWER | UPPER | BOX | START | END | CURRENCY | NUMERIC | LAW),
    (LOWER | LOWER_PLAIN | BOX | END | CURRENCY | NUMERIC, UPPER),
    (BOX | END | CURRENCY | NUMERIC, LOWER),
    (LOWER | BOX | END, CURRENCY),
    (UPPER | BOX, NUMERIC | LAW),
    (CURRENCY | NUMERIC | BOX, START),
    (BOX, FACE | END),
    (LOWER | UPPER | CURRENCY | NUMERIC | START | END | LAW, BOX),
];

/// Second classes of [`PAIRS`] for each single first class, by its bit.
static BEHIND: LazyLock<[u16; 16]> = LazyLock::new(|| {
    std::array::from_fn(|bit| PAIRS.iter().filter(|p| p.0 >> bit & 1 == 1).fold(0, |all, p| all | p.1))
});

/// Whether a text may hold what [`is_suspect`] looks for: Chinese text with its own marks does not.
#[cfg(test)]
pub(super) fn may_be_suspect(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(i, b)| match b {
        0xc2..=0xd4 => true,
        // Signs, frames; of the marks of text only those that Chinese text does not use.
        0xe2 => match bytes.get(i + 1) {
            Some(0x80) => matches!(bytes.get(i + 2), Some(0x9a | 0x9e | 0xa0..=0xa2 | 0xb0 | 0xb9 | 0xba)),
            _ => true,
        },
        0xef => {
            matches!(bytes.get(i + 1), Some(0xbf | 0xa3)) || bytes.get(i + 1..i + 3) == Some(&[0xac, 0x81])
        }
        _ => false,
    })
}

/// Whether some characters of a text stand side by side as they do in misread text only.
pub(super) fn is_suspect(text: &str) -> bool {
    let mut found = false;
    places(text.as_bytes(), may_have_class, |at| {
        if found {
            return;
        }
        let rest = &text[at..];
        // As with two bytes, so with the three of a mark.
        let three = rest.as_bytes().first() == Some(&0xe2);
        if three && rest.as_bytes().get(3).is_none_or(|b| is_plain(*b)) {
            return;
        }
        let Some(c) = rest.chars().next().filter(|c| class(*c) != 0) else { return };
        let mut back = text[..at].chars().rev();
        let (before, further) = (back.next(), back.next());
        found = is_suspect_here(before, c, &rest[c.len_utf8()..])
            || before.is_some_and(|b| b.is_ascii() && is_suspect_here(further, b, rest));
    });
    found
}

/// Whether a character that has a class may begin here and make a text suspect, with what stands before and behind it: one
/// of two that do always has one.
///
/// A character of two bytes does so only where something stands behind it that is neither ASCII but a space nor what most of
/// Chinese text is; Œ, œ and control characters do so by themselves.
#[inline]
fn may_have_class(_: u8, b: u8, second: u8, third: u8) -> bool {
    let last = (b == 0xef) & ((second == 0xbf) | (second == 0xa3) | (second == 0xac));
    let alone = (b == 0xc5) & ((second == 0x92) | (second == 0x93)) | (b == 0xc2) & (second < 0xa0);
    (0xc2..=0xd4).contains(&b) & (alone | !is_plain(third)) | (b == 0xe2) | last
}

/// Whether a byte begins a character without a class that is no space.
#[inline]
fn is_plain(b: u8) -> bool {
    (b < 0x80) & (b != b' ') | (0xe3..=0xed).contains(&b)
}

fn is_suspect_here(before: Option<char>, a: char, rest: &str) -> bool {
    let mut next = rest.chars();
    let (b, c) = (next.next(), next.next());
    let Some(b) = b else { return class(a) & CONTROL != 0 };
    let (first, second, third) = (class(a), class(b), c.map_or(0, class));
    if first & CONTROL != 0 {
        return true;
    }
    if a.is_ascii() {
        return ascii_first(before, a, b, c, second, third);
    }
    if first == 0 {
        return false;
    }
    let mut bits = first;
    while bits != 0 {
        if BEHIND[bits.trailing_zeros() as usize] & second != 0 {
            return true;
        }
        bits &= bits - 1;
    }
    let is = |of: u16| first & of != 0;
    is(LOWER | UPPER | BOX | CURRENCY | END) && second & START != 0 && third & NUMERIC != 0
        || is(LOWER | UPPER | CURRENCY | NUMERIC | BOX | LAW) && second & END != 0 && third & START != 0
        || is(LOWER | UPPER)
            && second & (START | END) != 0
            && c.is_some_and(|c| c.is_alphanumeric() || c == '_')
        || is(UPPER) && b == '°'
        || matches!(a, 'Œ' | 'œ') && !b.is_ascii_alphabetic()
        || is(END) && b == 'Â' && (third & (START | END) != 0 || c == Some(' '))
        || matches!(a, 'Ã' | 'Â') && b == ' ' && before.is_none()
        || known(a, b, c, second, rest)
}

/// What begins with a letter, a mark or a space of ASCII.
fn ascii_first(before: Option<char>, a: char, b: char, c: Option<char>, second: u16, third: u16) -> bool {
    let small = a.is_ascii_lowercase();
    let lead = matches!(b, 'Ã' | 'Â');
    a.is_ascii_alphabetic() && second & (LOWER_PLAIN | UPPER_PLAIN) != 0 && third & BAD != 0
        || a.is_ascii_whitespace() && second & UPPER != 0 && third & CURRENCY != 0
        || small && second & UPPER != 0 && third & (START | CURRENCY) != 0
        // Turkish and Central European letters inside a word: nobody writes two such capitals there.
        || small && matches!(b, 'Ä' | 'Å') && matches!(c, Some('Ÿ' | 'Š' | 'Œ' | 'Ž'))
        // The same of MacRoman, where a root is no part of a word.
        || a.is_ascii_alphabetic() && b == '√' && c.is_some_and(|c| "§°£•¶ß©∞∑∏∫ªºæ".contains(c))
        // A Cyrillic capital and a sign inside a Latin word: Windows-1251.
        || small
            && matches!(b, 'В' | 'Г' | 'Р' | 'С')
            && (third & (CONTROL | BAD | CURRENCY | NUMERIC | LAW) != 0 || matches!(c, Some('©' | '®')))
        || lead
            && c == Some(' ')
            && (small || a.is_ascii_whitespace() && before.is_some_and(|b| b.is_ascii_lowercase()))
        || b == 'Â'
            && (small || matches!(a, '.' | ',' | '?' | '!'))
            && (third & (START | END) != 0 || c == Some(' '))
}

/// Sequences of particular charsets that the classes do not tell from sound text.
fn known(a: char, b: char, c: Option<char>, second: u16, rest: &str) -> bool {
    let of_charset = CONTROL | BAD | START | END | CURRENCY;
    match a {
        // Two bytes that make a Latin-1, Greek or Cyrillic letter, in Windows-1252.
        'Â' | 'Ã' | 'Î' | 'Ð' => {
            second & (START | END) != 0
                || "€œŠš¢£Ÿž\u{a0}\u{ad}®©°·»–—´".contains(b)
                || a == 'Ã' && matches!(b, '\u{a0}' | '¡')
        }
        '×' => matches!(b, '²' | '³'),
        // Arabic: two letters, for one alone could be meant.
        'Ø' | 'Ù' => {
            let inside =
                |x: char| class(x) & (COMMON | CURRENCY | BAD | NUMERIC | START) != 0 || "ŸŠ®°µ»".contains(x);
            inside(b) && matches!(c, Some('Ø' | 'Ù')) && rest.chars().nth(2).is_some_and(inside)
        }
        // Scripts of South Asia.
        'à' => "²µ¹¼½¾".contains(b),
        // MacRoman.
        '√' => {
            "±∂†≠®™´≤≥¥µø".contains(b) || "òÖâñúë".contains(b) && c.is_some_and(|c| c.is_ascii_lowercase())
        }
        '≈' => matches!(b, '°' | '¢' | 'õ' | 'Ç' | 'º' | 'æ'),
        '‚' => {
            b == 'Ä' && c.is_some_and(|c| "ìîïòôúùû†°¢π".contains(c))
                || b == 'Ç' && c.is_some_and(|c| "¨π©".contains(c))
                || matches!(b, 'â' | 'ó') && c.is_some_and(|c| "àä°ê".contains(c))
        }
        // Windows-1251: punctuation, and letters of Latin-1 or Cyrillic, two of them.
        'в' => b == 'Ђ',
        'В' | 'Г' | 'Р' | 'С' => {
            (second & of_charset != 0 || matches!(b, '°' | 'µ')) && matches!(c, Some('В' | 'Г' | 'Р' | 'С'))
                || a == 'Г'
                    && rest.starts_with("ўВЂВ")
                    && rest.chars().nth(5).is_some_and(|n| n.is_ascii_alphabetic() || n == ' ')
        }
        // Windows-1253, the same.
        'β' => b == '€' && c.is_some_and(|c| "™\u{a0}Ά\u{ad}®°".contains(c)),
        'Β' | 'Γ' | 'Ξ' | 'Ο' => {
            (second & of_charset != 0 || b == '°') && matches!(c, Some('Β' | 'Γ' | 'Ξ' | 'Ο'))
        }
        // Windows-1257.
        'ā' => b == '€',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_at_characters_with_a_class_suffices() {
        let all = [
            'a', 'B', ' ', '.', '7', '甲', 'Ã', 'Â', 'é', '©', '€', '“', '”', 'в', 'Ђ', 'П', '√', '\u{85}',
            '\u{fffd}', '°', 'ﬁ', '·', 'Œ', 'Ÿ', '·', 'А', '™', '\n', '。', '\u{f8ff}',
        ];
        let everywhere = |text: &str| {
            let mut before = None;
            text.char_indices().any(|(i, c)| {
                let here = is_suspect_here(before, c, &text[i + c.len_utf8()..]);
                before = Some(c);
                here
            })
        };
        for a in all {
            for b in all {
                for c in all {
                    for text in [String::from_iter([a, b, c, 'x']), String::from_iter([a, b, c])] {
                        assert_eq!(is_suspect(&text), everywhere(&text), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn misread_text_is_suspect() {
        for text in [
            "the firmâ€™s",
            "cafÃ© au lait",
            "zurÃ¼ck",
            "caffГЁ В· lвЂ™Г©tГ©",
            "pi√π l‚Äôest",
            "├⌐t├⌐",
            "\u{94}",
            "Ø¨Ø§",
            "SÃ£o Paulo",
            "Kapit√§n",
            "BoÄŸaz",
            "a fee of ‚Çπ17",
            "Wi≈õniewska",
            "dÃ¨s lors",
            "deÅ¡",
        ] {
            assert!(may_be_suspect(text) && is_suspect(text), "{text}");
        }
    }

    #[test]
    fn sound_text_is_not() {
        for text in [
            "São Paulo, Łódź, naïve, ÉCOLE’S, façade…",
            "Ελληνικά και русский текст — עברית",
            "¥100 ±5° ©2026 «тест»",
            "“北湖”——三名研究员‘离开’…",
            "x√2 ≈ 1.4",
            "Zoë’s café”",
        ] {
            assert!(!is_suspect(text), "{text}");
        }
        assert!(!may_be_suspect("“北湖”——三名研究员‘离开’…"));
    }
}
