use std::ops::Range;

use tradewire_model::RepairCode;

use super::charset::{CHARSETS, Charset, LOST, stands_inside, windows_for_control};
use super::suspect::is_suspect;
use crate::draft::Edit;
use crate::plain::is_han;
use crate::repair::mojibake::Found;

/// Most characters of a run inside a sound line; a longer one is taken in parts.
const LONGEST_RUN: usize = 240;

/// Most places of a line that are looked at for such a run.
const LOOKS: usize = 20_000;

/// Puts right a line of UTF-8 that was read as a charset of one byte per character: â€œ → “, Ã© → é.
///
/// The line must hold what nobody writes ([`is_suspect`]), and the first charset in which all of it makes UTF-8 is the one it was read
/// in. A second byte that became a space, and bytes that were lost, are allowed for.
pub(super) fn whole_line(text: &str, line: Range<usize>, found: &mut Found) {
    let part = &text[line.clone()];
    for charset in CHARSETS.iter() {
        let Some(chars) = bytes_of(part, charset) else { continue };
        let mut reading = Reading { chars: &chars, text: part, pieces: Vec::new(), at: 0 };
        while reading.at < chars.len() && reading.step(charset.spaced, charset.lossy) {}
        // «l’è» makes one Armenian letter in the bytes of an old Macintosh: chance, not a misreading.
        let chance = reading.pieces.len() < 3 && reading.pieces.iter().any(|p| is_outlandish(p.with));
        if reading.at == chars.len() && !reading.pieces.is_empty() && !chance {
            push(reading.pieces, line.start, found);
            return;
        }
    }
}

/// Whether a letter belongs to a script that two bytes make by chance far oftener than news is written in it; the
/// Romanian ș and ț do not.
fn is_outlandish(c: char) -> bool {
    matches!(c, '\u{180}'..='\u{217}' | '\u{21c}'..='\u{2ff}' | '\u{530}'..='\u{58f}' | '\u{700}'..='\u{8ff}' | '\u{10a0}'..='\u{139f}')
}

/// Puts right what stands as misread UTF-8 in a line that is otherwise sound, or was misread in another way. The line must
/// be suspect.
pub(super) fn embedded(text: &str, line: Range<usize>, found: &mut Found) {
    let part = &text[line.clone()];
    let before = found.edits.len();
    let chinese = part.chars().any(is_han);
    let (mut done, mut looks) = (0, 0);
    let mut previous: Option<char> = None;
    for (at, c) in part.char_indices() {
        let follows = previous.is_some_and(stands_inside);
        previous = Some(c);
        if at < done || c.is_ascii() || is_han(c) || follows || looks > LOOKS {
            continue;
        }
        let mut best: Option<Vec<Piece>> = None;
        for charset in CHARSETS.iter().filter(|c| c.embedded) {
            let pieces = run(&part[at..], charset);
            let end = |all: &[Piece]| all.last().map_or(0, |p| p.range.end);
            if best.as_ref().is_none_or(|b| end(&pieces) > end(b)) {
                best = Some(pieces);
            }
        }
        let Some(pieces) = best.filter(|p| !p.is_empty()) else { continue };
        looks += 1;
        let end = pieces.last().map_or(0, |p| p.range.end);
        // The space that swallowed the second byte of à shows what it was.
        let swallowed = pieces.last().is_some_and(|p| p.with == 'à' && part[at..at + end].ends_with('Ã'));
        let shown = &part[at..at + end + usize::from(swallowed)];
        if !is_suspect(shown) || (swallowed && chinese) || (chinese && is_doubtful(shown, &pieces)) {
            continue;
        }
        done = at + end;
        push(pieces, line.start + at, found);
    }
    if found.edits.len() == before {
        controls(part, line.start, found);
    } else {
        // Beside other misread text it is a mark of Windows-1252.
        let edits = &found.edits[before..];
        let new: Vec<Edit> = part
            .match_indices('\u{85}')
            .map(|(i, c)| line.start + i..line.start + i + c.len())
            .filter(|r| !edits.iter().any(|e| e.range.contains(&r.start)))
            .map(|range| Edit { code: RepairCode::Mojibake, range, with: '…'.into() })
            .collect();
        found.edits.extend(new);
    }
}

/// Reads control characters of Latin-1 as what Windows-1252 has in their place.
///
/// One U+0085 alone is left: it is the control character that means a new line.
fn controls(part: &str, base: usize, found: &mut Found) {
    let is_control = |c: &char| ('\u{80}'..='\u{9f}').contains(c);
    let mut all = part.chars().filter(is_control);
    if all.next() == Some('\u{85}') && all.next().is_none() {
        return;
    }
    for (at, c) in part.char_indices() {
        if let Some(with) = windows_for_control(c) {
            let range = base + at..base + at + c.len_utf8();
            found.edits.push(Edit { code: RepairCode::Mojibake, range, with: with.into() });
        }
    }
}

/// A stretch and the character that stands for it.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    with: char,
    /// Whether bytes of it are lost.
    lost: bool,
}

fn push(pieces: Vec<Piece>, base: usize, found: &mut Found) {
    for p in pieces {
        let range = base + p.range.start..base + p.range.end;
        if p.lost {
            found.damage.push((RepairCode::Mojibake, range.clone()));
        }
        found.edits.push(Edit { code: RepairCode::Mojibake, range, with: p.with.into() });
    }
}

/// The bytes of a text, each with where its character begins; nothing where one has none in the charset.
fn bytes_of(text: &str, charset: &Charset) -> Option<Vec<(usize, u8)>> {
    text.char_indices().map(|(i, c)| Some((i, charset.byte(c)?))).collect()
}

/// The sequences at the start of a text.
fn run(text: &str, charset: &Charset) -> Vec<Piece> {
    let chars: Vec<(usize, u8)> =
        text.char_indices().map_while(|(i, c)| Some((i, charset.byte(c)?))).take(LONGEST_RUN).collect();
    let mut reading = Reading { chars: &chars, text, pieces: Vec::new(), at: 0 };
    while chars.get(reading.at).is_some_and(|c| c.1 >= 0xc2) && reading.step(charset.spaced, charset.lossy) {}
    reading.pieces
}

/// Whether a run among Chinese characters could be meant: a letter before marks, or letters of a script that does not
/// stand alone.
fn is_doubtful(shown: &str, pieces: &[Piece]) -> bool {
    let mark = |c: char| {
        matches!(c, '‘' | '’' | '“' | '”' | '…' | '—' | '–' | '·' | '•' | '™' | '®' | '°' | '\u{a0}')
    };
    let sign = |c: char| matches!(c as u32, 0xa0..=0x17f | 0x2000..=0x2bff | 0x3000..=0x303f | 0xff00..=0xffef | 0xfffd | 0x1f000..);
    pieces.len() < 2
        && (shown.chars().skip(1).all(mark) || !pieces.iter().all(|p| sign(p.with) || is_han(p.with)))
}

/// Reads bytes as UTF-8, step by step.
struct Reading<'a> {
    chars: &'a [(usize, u8)],
    text: &'a str,
    pieces: Vec<Piece>,
    at: usize,
}

impl Reading<'_> {
    /// Reads one character; false where the bytes make none.
    fn step(&mut self, spaced: bool, lossy: bool) -> bool {
        let Some(&(_, lead)) = self.chars.get(self.at) else { return false };
        if lead < 0x80 {
            self.at += 1; // a lost byte on its own stays what it is
            return true;
        }
        let need = match lead {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return false,
        };
        if spaced && lead == 0xc3 && self.byte(1) == Some(b' ') && self.is_grave_word() {
            self.take(1, 'à', false);
            return true;
        }
        let mut bytes = [0u8; 4];
        let bytes = &mut bytes[..need];
        let mut have = 0;
        for (k, slot) in bytes.iter_mut().enumerate() {
            match self.byte(k) {
                Some(b) if k == 0 || (0x80..0xc0).contains(&b) => *slot = b,
                _ => break,
            }
            have += 1;
        }
        if have == need {
            if let Some(c) = std::str::from_utf8(bytes).ok().and_then(|s| s.chars().next()) {
                if is_unlikely(c) {
                    return false;
                }
                self.take(need, c, false);
                return true;
            }
            if let Some(c) = self.surrogates() {
                self.take(6, c, false);
                return true;
            }
        }
        if spaced && self.space_for_byte(need, bytes) {
            return true;
        }
        if lossy && let Some(n) = self.lost(need) {
            self.take(n, '\u{fffd}', true);
            return true;
        }
        false
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.chars.get(self.at + ahead).map(|c| c.1)
    }

    fn take(&mut self, n: usize, with: char, lost: bool) {
        let start = self.chars[self.at].0;
        self.at += n;
        let end = self.chars.get(self.at).map_or_else(
            || {
                let last = self.chars[self.at - 1].0;
                last + self.text[last..].chars().next().map_or(0, char::len_utf8)
            },
            |c| c.0,
        );
        self.pieces.push(Piece { range: start..end, with, lost });
    }

    /// Whether Ã and a space are à, which the space behind it swallowed, and not a word that begins with à: French
    /// and Italian have the word, Portuguese às, àquele, àquela, àquilo.
    fn is_grave_word(&self) -> bool {
        let rest: Vec<u8> = self.chars[self.at + 2..].iter().take(5).map(|c| c.1).collect();
        !(rest.starts_with(b" ")
            || rest.starts_with(b"s ")
            || rest.starts_with(b"quele")
            || rest.starts_with(b"quela")
            || rest.starts_with(b"quilo"))
    }

    /// Reads a sequence in which one no-break space became a plain one, if that is likely.
    fn space_for_byte(&mut self, need: usize, bytes: &mut [u8]) -> bool {
        let lead = bytes[0];
        let likely = match need {
            // Before it stand the letters that make common characters: a no-break space, à, Š, Π, Р, ـ.
            2 => matches!(lead, 0xc2 | 0xc3 | 0xc5 | 0xce | 0xd0 | 0xd9),
            // Chinese, Japanese and Korean characters only before another.
            3 => lead <= 0xe3 || self.byte(3).is_some_and(|b| (0xe3..=0xed).contains(&b)),
            _ => lead == 0xf0,
        };
        let mut spaces = 0;
        for (k, slot) in bytes.iter_mut().enumerate().skip(1) {
            match self.byte(k) {
                Some(b' ') => {
                    spaces += 1;
                    *slot = 0xa0;
                    // à and á of three bytes begin words of their own.
                    if need == 3 && k == 1 && lead < 0xe2 {
                        return false;
                    }
                }
                Some(b @ 0x80..0xc0) => {
                    // A new line, or a no-break space that was kept, speaks against it.
                    if need == 3 && matches!(b, 0x85 | 0xa0) {
                        return false;
                    }
                    *slot = b;
                }
                _ => return false,
            }
        }
        if !likely || spaces != 1 {
            return false;
        }
        let Some(c) = std::str::from_utf8(bytes).ok().and_then(|s| s.chars().next()) else { return false };
        self.take(need, c, false);
        true
    }

    /// How many characters make a sequence of which bytes are lost: U+FFFD for any, a question mark for one.
    fn lost(&self, need: usize) -> Option<usize> {
        let lead = self.byte(0)?;
        let (mut gone, mut marks) = (0, 0);
        for k in 1..need {
            match self.byte(k)? {
                LOST => gone += 1,
                b'?' => marks += 1,
                0x80..0xc0 => {}
                _ => return None,
            }
        }
        let fits = match need {
            2 => gone == 1 || marks == 1 && lead <= 0xc3,
            _ => gone + marks > 0 && marks <= 1,
        };
        // A half of a surrogate pair takes the other with it.
        let pair = lead == 0xed
            && self.byte(1).is_some_and(|b| b >= 0xa0)
            && self.byte(3) == Some(0xed)
            && self.byte(4).is_some_and(|b| (0xb0..0xc0).contains(&b))
            && self.byte(5).is_some_and(|b| matches!(b, LOST | b'?' | 0x80..0xc0));
        if pair { Some(6) } else { fits.then_some(need) }
    }

    /// The character of a pair of surrogates that were each written as three bytes (CESU-8).
    fn surrogates(&self) -> Option<char> {
        let half = |from: usize| -> Option<u32> {
            let (a, b, c) = (self.byte(from)?, self.byte(from + 1)?, self.byte(from + 2)?);
            let fits = a == 0xed && (0xa0..0xc0).contains(&b) && (0x80..0xc0).contains(&c);
            fits.then_some(0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f))
        };
        let (high, low) = (half(0)?, half(3)?);
        ((0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low))
            .then(|| char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)))?
    }
}

/// What no one writes: private use, noncharacters, tags.
fn is_unlikely(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8fe}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}' | '\u{e0100}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str, pass: fn(&str, Range<usize>, &mut Found)) -> String {
        let mut found = Found::default();
        if is_suspect(text) {
            pass(text, 0..text.len(), &mut found);
        }
        applied(text, &found.edits)
    }

    #[test]
    fn whole_lines_are_read_again() {
        for (damaged, clean) in [
            ("unâ€™altra volta", "un’altra volta"),
            ("lÃ bas et voilÃ  tout", "là bas et voilà tout"),
            ("vai Ã s urnas", "vai às urnas"),
            ("le cafÃ© â€œdu portâ€�", "le café “du port\u{fffd}"),
            ("pi√π caff√®", "più caffè"),
            ("ok í\u{a0}½í¸\u{8a}", "ok 😊"),
            ("ç ”ç©¶", "研究"),
        ] {
            assert_eq!(repaired(damaged, whole_line), clean);
        }
    }

    #[test]
    fn what_is_embedded_is_read_again() {
        assert_eq!(repaired("他说â€œ好â€¦然后走了", embedded), "他说“好…然后走了");
        assert_eq!(repaired("“quoted” cafÃ© – yes", embedded), "“quoted” café – yes");
        assert_eq!(repaired("l’idÃ©e portÃ©e Ã l’acte\u{85}", embedded), "l’idée portée à l’acte…");
        assert_eq!(repaired("\u{93}quoted\u{94}", embedded), "“quoted”");
    }

    #[test]
    fn sound_text_stays() {
        for text in [
            "“André”“Zoë”两位研究员",
            "数据要素×“人工智能”",
            "a line\u{85}another",
            "北湖±5°，约¥100“起”",
            "É…",
            "№“1”",
        ] {
            assert_eq!(repaired(text, whole_line), text);
            assert_eq!(repaired(text, embedded), text);
        }
    }
}
