use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::{BIG5, GBK};
use memchr::memmem::Finder;
use tradewire_model::RepairCode;

use super::pairs::encode;
use crate::draft::Edit;
use crate::plain::is_han;
use crate::repair::mojibake::Found;

/// Fewest ASCII letters of a line that is taken for Latin.
pub(super) const FEWEST: usize = 12;

/// Puts right a Latin line, one of [`FEWEST`] letters or more, that was read as GBK or written in it: Beno卯t → Benoît, the firm¡¯s → the firm’s.
pub(super) fn repair(text: &str, line: Range<usize>, found: &mut Found) {
    let part = &text[line.clone()];
    let before = found.edits.len();
    marks(part, line.start, found);
    quotes(part, line.start, found);
    if found.edits.len() == before
        && !letters(part, line.start, found)
        && memchr::memchr(b'\xc2', part.as_bytes()).is_some()
    {
        pairs(part, line.start, found);
    }
}

/// Marks of English text whose three bytes of UTF-8 were read as GBK together with the letter behind them: 鈥淣o → “No.
///
/// Where the third byte was lost (鈧?31m) nobody knows which mark it was, and that is said.
fn marks(part: &str, base: usize, found: &mut Found) {
    // 鈥, 鈧 and 鈩 are the first two bytes of all of them.
    static FIRST: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\xe9\x88"));
    if FIRST.find(part.as_bytes()).is_none() {
        return;
    }
    let mut lost: Vec<Range<usize>> = Vec::new();
    let mut bytes: Vec<u8> = Vec::new();
    let (mut at, mut sound) = (0, false);
    while let Some(start) = part[at..].find(|c: char| !c.is_ascii()).map(|i| at + i) {
        let run = &part[start..];
        let run = &run[..run.find(|c: char| c.is_ascii()).unwrap_or(run.len())];
        at = start + run.len();
        // What was lost shows as a replacement, as a question mark, or not at all.
        let known = run.trim_end_matches('\u{fffd}');
        bytes.clear();
        let whole = known.len() <= LONGEST
            && known.chars().all(|c| encode(c, GBK).map(|of| bytes.extend_from_slice(&of)).is_some());
        let read = std::str::from_utf8(&bytes);
        let (good, rest) = match read {
            _ if !whole => ("", 0),
            Ok(all) => (all, 0),
            Err(e) if e.error_len().is_none() => {
                let good = std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default();
                (good, bytes.len() - e.valid_up_to())
            }
            Err(_) => ("", 0),
        };
        let three =
            |c: char| matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '•' | '…' | '€' | '₹' | '₩' | '™');
        let text = |c: char| {
            three(c) || c.is_ascii_graphic() || matches!(c, 'À'..='ſ' | '£' | '¥' | '°' | '·' | '\u{a0}')
        };
        let cut =
            rest == 2 && bytes.len() >= 2 && matches!(bytes[bytes.len() - 2..], [0xe2, 0x80 | 0x82 | 0x84]);
        if rest == 0 && known.len() == run.len() && good.chars().any(three) && good.chars().all(text) {
            let range = base + start..base + at;
            found.edits.push(Edit { code: RepairCode::Mojibake, range, with: good.into() });
        } else if cut && good.chars().all(text) {
            let end = at + usize::from(known.len() == run.len() && part[at..].starts_with('?'));
            lost.push(base + start..base + end);
        } else {
            sound |= run.chars().any(is_han);
        }
    }
    // Scandium is written like one of them among Chinese characters.
    if !sound {
        found.damage.extend(lost.into_iter().map(|range| (RepairCode::Mojibake, range)));
    }
}

/// Longest run of characters in bytes that is taken for marks of English text.
const LONGEST: usize = 48;

/// Quotation marks and the euro sign of Big5 read as GBK in a Latin line: ¨I left,〃 → “I left,”.
fn quotes(part: &str, base: usize, found: &mut Found) {
    static SIGNS: LazyLock<[Finder; 3]> = LazyLock::new(|| ["〃", "¨", "ａ"].map(Finder::new));
    if !SIGNS.iter().any(|s| s.find(part.as_bytes()).is_some()) || part.chars().any(is_han) {
        return;
    }
    let mut edits: Vec<Edit> = Vec::new();
    let (mut before, mut sure) = (' ', false);
    for (at, c) in part.char_indices() {
        let end = at + c.len_utf8();
        let after = part[end..].chars().next().unwrap_or(' ');
        let opens = matches!(before, ' ' | '(' | '[' | '\u{2014}') && after.is_ascii_alphanumeric();
        let made = match c {
            '〃' if before.is_ascii_graphic() => Some("”"),
            '¨' if opens => Some("“"),
            'ａ' if opens && after.is_ascii_digit() => Some("€"),
            'ˉ' if opens => Some("‘"),
            'ˇ' if before.is_ascii_graphic() => Some("’"),
            _ => None,
        };
        sure |= made.is_some() && matches!(c, '〃' | '¨' | 'ａ');
        edits.extend(made.map(|with| Edit {
            code: RepairCode::Mojibake,
            range: base + at..base + end,
            with: with.into(),
        }));
        before = c;
    }
    if sure {
        found.edits.extend(edits);
    }
}

/// Reads marks and letters of GBK again that became two of Latin-1 each: ¡ª → —, L¨¦o → Léo.
///
/// Nobody writes ¡ before these signs; ¨ and a sign are a letter only between letters.
fn pairs(part: &str, base: usize, found: &mut Found) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut before = ' ';
    let mut done = 0;
    for (at, c) in part.char_indices() {
        if at < done || !matches!(c, '¡' | '¨') {
            before = c;
            continue;
        }
        let mut rest = part[at + c.len_utf8()..].chars();
        let (Some(second), after) = (rest.next(), rest.next().unwrap_or(' ')) else { break };
        let fits = match c {
            '¡' => matches!(second, '¯' | '°' | '±' | 'ª' | '\u{ad}' | '®'),
            _ => ('¡'..='¿').contains(&second) && before.is_ascii_alphabetic() && !after.is_ascii_digit(),
        };
        let made = u8::try_from(u32::from(second)).ok().and_then(|b| {
            let bytes = [if c == '¡' { 0xa1 } else { 0xa8 }, b];
            let (text, bad) = GBK.decode_without_bom_handling(&bytes);
            text.chars().next().filter(|_| !bad)
        });
        before = c;
        if let Some(made) = made.filter(|_| fits) {
            done = at + c.len_utf8() + second.len_utf8();
            let range = base + at..base + done;
            edits.push(Edit { code: RepairCode::Mojibake, range, with: made.into() });
            before = made;
        }
    }
    found.edits.extend(edits);
}

/// Reads letters and signs of two bytes in a Latin line again, where each became one Chinese character: Beno卯t, 拢18.
///
/// Only where no other Chinese character stands in the line, and each of these inside a word or before a figure.
fn letters(part: &str, base: usize, found: &mut Found) -> bool {
    let mut edits: Vec<Edit> = Vec::new();
    let mut letters = 0;
    let mut before = ' ';
    for (at, c) in part.char_indices() {
        letters += usize::from(c.is_ascii_alphabetic());
        if is_han(c) {
            let end = at + c.len_utf8();
            let after = part[end..].chars().next().unwrap_or(' ');
            let made = [GBK, BIG5].into_iter().find_map(|charset| {
                let bytes = encode(c, charset)?;
                let mut made = std::str::from_utf8(&bytes).ok()?.chars();
                made.next().filter(|_| made.next().is_none())
            });
            let fits = |m: char| match m {
                '£' | '¥' | '¢' => after.is_ascii_digit(),
                '°' => before.is_ascii_digit(),
                'À'..='ſ' => {
                    (before.is_ascii_alphabetic() || before == ' ' && m.is_uppercase())
                        && (after.is_ascii_alphabetic() || m.is_lowercase() && !is_han(after))
                        && (before.is_ascii_alphabetic() || after.is_ascii_lowercase())
                }
                _ => false,
            };
            let Some(made) = made.filter(|m| fits(*m)) else { return false };
            edits.push(Edit { code: RepairCode::Mojibake, range: base + at..base + end, with: made.into() });
        }
        before = c;
    }
    let any = !edits.is_empty() && letters >= FEWEST;
    if any {
        found.edits.extend(edits);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str) -> String {
        let mut found = Found::default();
        repair(text, 0..text.len(), &mut found);
        applied(text, &found.edits)
    }

    #[test]
    fn latin_lines_are_put_right() {
        assert_eq!(
            repaired("Ren茅 paid 拢18 for the caf茅 in Krak贸w"),
            "René paid £18 for the café in Kraków"
        );
        assert_eq!(
            repaired("The firm¡¯s ¡°final¡± offer ¡ª from Andr¨¦"),
            "The firm’s “final” offer — from André"
        );
    }

    #[test]
    fn marks_that_took_a_letter_along_are_put_right() {
        assert_eq!(
            repaired("鈥淣o one left, it鈥檚 a rumour鈥攁nd an old one"),
            "“No one left, it’s a rumour—and an old one"
        );
        assert_eq!(
            repaired("¨We never left,〃 said the chief of staff"),
            "“We never left,” said the chief of staff"
        );
        assert_eq!(repaired("A grant of ａ400 a month"), "A grant of €400 a month");
        assert_eq!(repaired("The grant of Madame Sol¨¨ne"), "The grant of Madame Solène");
        for (text, lost) in [
            ("The club paid 鈧?31m for the striker", "鈧?"),
            ("The club paid 鈧31m for the striker", "鈧"),
            ("The lab said 鈥\u{fffd} and nothing more", "鈥\u{fffd}"),
        ] {
            let mut found = Found::default();
            repair(text, 0..text.len(), &mut found);
            assert!(found.edits.is_empty(), "{text}");
            assert_eq!(found.damage.iter().map(|d| &text[d.1.clone()]).collect::<Vec<_>>(), [lost]);
        }
        let mut found = Found::default();
        let alloy = "鈧合金 Scalmalloy and Scancromal";
        repair(alloy, 0..alloy.len(), &mut found);
        assert!(found.edits.is_empty() && found.damage.is_empty());
    }

    #[test]
    fn sound_lines_stay() {
        for text in [
            "Zoë Müller and the naïve café, ditto",
            "He said ¡Hola! to Señor Pérez, 5ª edición",
            "The word 茅 means thatch in Chinese",
            "Maotai (茅台) sold shares",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
