use encoding_rs::GBK;
use tradewire_model::RepairCode;
use tradewire_script::{Variant, variant};

use super::double::encode;
use super::level::{Level, level, likeness};
use crate::draft::Edit;
use crate::plain::is_han;
use crate::repair::mojibake::Found;
use crate::repair::pinyin::{is_reading, plain_letter};

/// Puts right what an injector of readings did across character boundaries of GBK bytes: 域?qū)崿F → 域實現.
///
/// It took the second byte of one character and the first of the next for a character (驅), wrote its reading between
/// them, and so shifted all bytes up to the next ASCII letter: the first byte of the next character and the bracket
/// became a question mark. The lost byte follows from the reading; pairs that were dropped (private use) do not, and
/// where they stood is marked as damage.
pub(super) fn unshift(text: &str, found: &mut Found) {
    let mut done = 0;
    for at in memchr::memchr_iter(b'?', text.as_bytes()) {
        if at < done {
            continue;
        }
        let Some(before) = text[..at].chars().next_back().filter(|c| !c.is_ascii()) else { continue };
        let rest = &text[at + 1..];
        let Some((syllable, len)) = reading(rest) else { continue };
        let start = at + 1 + len;
        let mut best: Option<Shifted> = None;
        let mut rivals = 0; // candidates whose first character is as likely
        for lost in lost_bytes(before, &syllable) {
            let Some(s) = shifted(&text[start..], lost) else { continue };
            match best.as_ref().map(|b| b.first().cmp(&s.first())) {
                None | Some(std::cmp::Ordering::Less) => {
                    best = Some(s);
                    rivals = 0;
                }
                Some(std::cmp::Ordering::Equal) => rivals += 1,
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
        let line_end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).map_or(text.len(), |i| at + 1 + i);
        match best {
            Some(mut s) if s.likeness >= 0.6 => {
                // Only a clear winner is taken for sure.
                if rivals > 0
                    && let Some(first) = s.pieces.first_mut()
                {
                    first.2 = false;
                }
                // The mark, the reading and the bracket stand for nothing: the first edit takes them along.
                let mut from = at;
                for (len, with, sure) in s.pieces {
                    let to = if from == at { start + len } else { from + len };
                    if !sure {
                        found.damage.push((RepairCode::Mojibake, from..to));
                    }
                    found.edits.push(Edit { code: RepairCode::Mojibake, range: from..to, with });
                    from = to;
                }
                done = from;
            }
            _ => {
                let from = at - before.len_utf8();
                found.damage.push((RepairCode::Mojibake, from..line_end));
                done = line_end;
            }
        }
    }
}

/// The reading before a closing bracket, and the bytes up to and with the bracket; it must show a tone mark.
fn reading(rest: &str) -> Option<(String, usize)> {
    let mut syllable = String::new();
    for (i, c) in rest.char_indices().take(8) {
        match c {
            ')' | '）' if !syllable.is_empty() && !rest[..i].is_ascii() => {
                return Some((syllable, i + c.len_utf8()));
            }
            ' ' => {}
            _ => syllable.push(char::from(plain_letter(c)?)),
        }
    }
    None
}

/// First bytes of the next character that make, behind the second byte of `before`, a character of this reading.
fn lost_bytes(before: char, syllable: &str) -> Vec<u8> {
    let Some(&[_, second]) = encode(before, GBK).as_deref() else { return Vec::new() };
    let all = |script: Option<Variant>| -> Vec<u8> {
        let fits = |c: char| is_han(c) && script.is_none_or(|s| variant(c) == s) && is_reading(c, syllable);
        (0x81u8..=0xfe).filter(|lost| pair(second, *lost).is_some_and(fits)).collect()
    };
    // Injectors strike characters that are written otherwise in Simplified.
    let traditional = all(Some(Variant::Traditional));
    if traditional.is_empty() { all(None) } else { traditional }
}

/// The character that two bytes make in GBK.
fn pair(first: u8, second: u8) -> Option<char> {
    let bytes = [first, second];
    let (text, bad) = GBK.decode_without_bom_handling(&bytes);
    let mut chars = text.chars();
    match (bad, chars.next(), chars.next()) {
        (false, Some(c), None) => Some(c),
        _ => None,
    }
}

struct Shifted {
    /// Bytes of the text, what stands for them, and whether that is sure.
    pieces: Vec<(usize, String, bool)>,
    likeness: f64,
}

impl Shifted {
    /// How likely its first character is, the only one on which candidates differ.
    fn first(&self) -> u8 {
        match self.pieces.first().and_then(|p| p.1.chars().next()).map(level) {
            Some(Level::Common) => 3,
            Some(Level::Rare) => 2,
            Some(Level::Other) => 1,
            _ => 0,
        }
    }
}

/// Reads on with every byte moved by one, until an ASCII byte brings both in step again.
fn shifted(rest: &str, lost: u8) -> Option<Shifted> {
    let mut pieces: Vec<(usize, String, bool)> = Vec::new();
    let mut lead = lost; // first byte that waits for its second
    let mut decoded = String::new();
    for c in rest.chars() {
        let bytes = if c == '\n' || c == '\r' { None } else { encode(c, GBK) };
        match bytes.as_deref() {
            Some(&[first, second]) => {
                // What waits takes the first byte; the second waits, or is an ASCII letter and brings all in step.
                let made = pair(lead, first);
                let out = made.unwrap_or('\u{fffd}');
                let sure = made.is_some_and(|m| level(m) == Level::Common);
                decoded.push(out);
                if second < 0x80 {
                    let with: String = [out, char::from(second)].iter().collect();
                    pieces.push((c.len_utf8(), with, sure));
                    return Some(Shifted { pieces, likeness: likeness(decoded.chars()) });
                }
                pieces.push((c.len_utf8(), out.to_string(), sure));
                lead = second;
            }
            Some(&[ascii])
                if (0x40..=0x7e).contains(&ascii)
                    && pair(lead, ascii).is_some_and(|m| level(m) == Level::Common) =>
            {
                let out = pair(lead, ascii)?;
                decoded.push(out);
                pieces.push((1, out.to_string(), true));
                return Some(Shifted { pieces, likeness: likeness(decoded.chars()) });
            }
            // The last character of the stretch lost its second byte.
            _ => {
                if let Some(last) = pieces.last_mut() {
                    last.1.push('\u{fffd}');
                    last.2 = false;
                }
                return (!pieces.is_empty()).then(|| Shifted { pieces, likeness: likeness(decoded.chars()) });
            }
        }
    }
    (!pieces.is_empty()).then(|| Shifted { pieces, likeness: likeness(decoded.chars()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;

    /// Injects a reading behind the GBK byte pair that begins at byte `at` of the text, as the damage does.
    fn inject(text: &str, at: usize, reading: &str) -> String {
        let mut bytes = GBK.encode(text).0.into_owned();
        let mark: Vec<u8> = [b"(", &*GBK.encode(reading).0, b")"].concat();
        bytes.splice(at + 2..at + 2, mark);
        let mut out = String::new();
        let mut i = 0;
        while i < bytes.len() {
            if bytes[i] < 0x80 {
                out.push(char::from(bytes[i]));
                i += 1;
            } else if i + 1 < bytes.len()
                && let Some(c) = pair(bytes[i], bytes[i + 1])
            {
                out.push(c);
                i += 2;
            } else {
                out.push('?');
                i += 2;
            }
        }
        out
    }

    #[test]
    fn a_shifted_stretch_is_put_right() {
        let text = "在關鍵領域實現突破";
        let bytes = GBK.encode(text).0.into_owned();
        // Somewhere two halves of neighbours make a character that has a reading.
        let mut tried = 0;
        for at in (1..bytes.len() - 2).step_by(2) {
            let Some(c) = pair(bytes[at], bytes[at + 1]).filter(|c| is_han(*c)) else { continue };
            let Some(reading) = pinyin::ToPinyin::to_pinyin(&c) else { continue };
            if reading.with_tone().is_ascii() {
                continue;
            }
            let damaged = inject(text, at, reading.with_tone());
            let mut found = Found::default();
            unshift(&damaged, &mut found);
            let mut draft = Draft::of(&damaged);
            draft.apply(&found.edits);
            assert!(
                draft.text.starts_with(text.get(..text.len() - 3).unwrap()),
                "{damaged} -> {}",
                draft.text
            );
            tried += 1;
        }
        assert!(tried > 0);
    }

    #[test]
    fn questions_stay() {
        for text in ["他去吗?是的)", "what?no)", "去?(nèi)", "会吗?nèi"] {
            let mut found = Found::default();
            unshift(text, &mut found);
            assert!(found.edits.is_empty() && found.damage.is_empty(), "{text}");
        }
    }
}
