use std::ops::Range;

use encoding_rs::{BIG5, GBK};
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
    if !letters(part, line.start, found) && memchr::memchr(b'\xc2', part.as_bytes()).is_some() {
        pairs(part, line.start, found);
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
            edits.push(Edit { code: RepairCode::Mojibake, range, with: made.to_string() });
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
            edits.push(Edit {
                code: RepairCode::Mojibake,
                range: base + at..base + end,
                with: made.to_string(),
            });
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
    fn sound_lines_stay() {
        for text in [
            "He said ¡Hola! to Señor Pérez, 5ª edición",
            "The word 茅 means thatch in Chinese",
            "Maotai (茅台) sold shares",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
