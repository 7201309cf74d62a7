use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use tradewire_model::RepairCode;

use super::level::{Level, level, likeness};
use crate::draft::Edit;
use crate::repair::mojibake::Found;

/// Fewest characters of a stretch that is taken for mojibake.
const FEWEST: usize = 3;

/// Most characters of one stretch; a longer one is taken in parts.
const LONGEST: usize = 5_000;

/// Finds stretches of UTF-8 that were read as GBK, GB18030 or Big5: 鍖楁箹 → 北湖.
///
/// A stretch is a run of characters whose bytes in that charset are whole UTF-8 sequences. It is taken only where the
/// result looks more like Chinese text by far.
pub(super) fn utf8_as_double(text: &str, found: &mut Found) {
    let mut at = 0;
    let mut sure: Vec<(usize, usize)> = Vec::new(); // stretches taken
    let mut line = 0; // where the line of the last stretch ends
    while let Some(offset) = next_suspect(&text[at..]) {
        let start = at + offset;
        // In a line that is misread already, little more is needed.
        let fewest = if start < line { 2 } else { FEWEST };
        // A common character can open the first sequence: the stretch may begin a little earlier.
        let mut starts = vec![start];
        starts.extend(
            text[at..start]
                .char_indices()
                .rev()
                .take(3)
                .take_while(|(_, c)| !c.is_ascii())
                .map(|(i, _)| at + i),
        );
        let best = [GBK, BIG5, GB18030]
            .into_iter()
            .flat_map(|c| starts.iter().filter_map(move |s| stretch(text, *s, c, fewest)))
            .max_by_key(|s| (s.end, std::cmp::Reverse(s.start)));
        match best {
            Some(s) => {
                at = s.end;
                if at > line {
                    line = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i);
                }
                sure.push((s.start, s.end));
                found.edits.extend(s.edits);
                if let Some(lost) = s.lost {
                    found.damage.push((RepairCode::Mojibake, lost));
                }
            }
            None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    gaps(text, &sure, found);
}

/// Marks what stands between, before and after stretches of one line and looks no more like text than they did: bytes
/// were dropped there.
fn gaps(text: &str, sure: &[(usize, usize)], found: &mut Found) {
    let mut i = 0;
    while i < sure.len() {
        let from = memchr::memrchr(b'\n', &text.as_bytes()[..sure[i].0]).map_or(0, |n| n + 1);
        let to = memchr::memchr(b'\n', &text.as_bytes()[sure[i].1..]).map_or(text.len(), |n| sure[i].1 + n);
        let mut at = from;
        let line = sure[i..].iter().take_while(|s| s.0 < to).count();
        for (start, end) in sure[i..i + line].iter().copied().chain([(to, to)]) {
            // Damage is what is odd in the gap, from its first such character to its last.
            let gap = text.get(at..start).unwrap_or_default();
            let odd =
                |c: char| !c.is_ascii() && (level(c) >= Level::Rare || c == '\u{fffd}' || matches!(c, '€'));
            if let (Some(first), Some(last)) = (gap.find(odd), gap.rfind(odd)) {
                let widened =
                    gap[..first].char_indices().rev().take_while(|(_, c)| !c.is_ascii()).take(2).last();
                let first = widened.map_or(first, |(n, _)| n);
                let last = last
                    + gap[last..]
                        .chars()
                        .take(3)
                        .take_while(|c| !c.is_ascii())
                        .map(char::len_utf8)
                        .sum::<usize>();
                found.damage.push((RepairCode::Mojibake, at + first..at + last));
            }
            at = end.max(at);
        }
        i += line.max(1);
    }
}

/// The first character that could begin such a stretch: rarer ones only, with another rarer one behind it.
fn next_suspect(text: &str) -> Option<usize> {
    let mut rare: Option<usize> = None; // a rare character, and how long ago
    let mut first = 0;
    for (i, c) in text.char_indices() {
        if c.is_ascii() {
            continue;
        }
        let odd = level(c) >= Level::Rare;
        match rare {
            Some(age) if odd && age <= 2 => return Some(first),
            _ if odd => {
                rare = Some(0);
                first = i;
            }
            Some(age) => rare = Some(age + 1),
            None => {}
        }
    }
    None
}

struct Stretch {
    edits: Vec<Edit>,
    start: usize,
    end: usize,
    lost: Option<std::ops::Range<usize>>,
}

/// The stretch of mojibake that begins at `start`, if one does.
fn stretch(text: &str, start: usize, charset: &'static Encoding, fewest: usize) -> Option<Stretch> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut bytes: Vec<u8> = Vec::new(); // not yet decoded
    let mut from = start; // where they began
    let mut end = start;
    let mut decoded = String::new();
    let mut length = 0; // characters of it
    let mut lost = None;
    for (i, c) in text[start..].char_indices() {
        let at = start + i;
        if c == '\n' || c == '\r' || length > LONGEST {
            break;
        }
        if bytes.is_empty() && c.is_ascii() {
            // ASCII between sequences stays as it is; it belongs to the stretch if more follows soon.
            if at > end + 80 {
                break;
            }
            from = at + 1;
            continue;
        }
        let next = at + c.len_utf8();
        // A replaced byte: the sequence before it cannot be completed.
        if (c == '?' || c == '\u{fffd}') && !bytes.is_empty() && length >= 2 {
            lost = Some(from..next);
            end = next;
            break;
        }
        if c.is_ascii() && !(0x40..=0x7e).contains(&(c as u32)) {
            break;
        }
        let Some(more) = encode(c, charset) else { break };
        if bytes.is_empty() {
            from = at;
        }
        bytes.extend(more);
        match std::str::from_utf8(&bytes) {
            Ok(whole) => {
                decoded.push_str(whole);
                length += whole.chars().count();
                edits.push(Edit { code: RepairCode::Mojibake, range: from..next, with: whole.to_owned() });
                bytes.clear();
                end = next;
            }
            // Incomplete at the end only: more characters are needed.
            Err(e) if e.error_len().is_none() => {}
            Err(_) => break,
        }
    }
    let before = &text[start..end];
    let count = before.chars().filter(|c| !c.is_ascii()).count();
    let after = likeness(decoded.chars());
    let chinese = decoded.chars().filter(|c| level(*c) == Level::Common).count();
    let likelier = after >= 0.5 && after > likeness(before.chars()) + 0.4;
    (count >= fewest && chinese >= fewest - 1 && likelier).then_some(Stretch { edits, start, end, lost })
}

/// The two bytes of each character of the Basic Multilingual Plane; zero where it has none. Looking a character up
/// in the charset itself takes a search.
struct Pairs([Box<[u16; 0x1_0000]>; 2]);

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| {
    Pairs([GBK, BIG5].map(|charset| {
        let mut table = Box::new([0u16; 0x1_0000]);
        for lead in 0x81u8..=0xfe {
            for trail in (0x40u8..=0x7e).chain(0x80..=0xfe) {
                let bytes = [lead, trail];
                let (text, bad) = charset.decode_without_bom_handling(&bytes);
                let mut chars = text.chars();
                if let (false, Some(c), None) = (bad, chars.next(), chars.next())
                    && let Some(slot) = table.get_mut(c as usize)
                    && *slot == 0
                {
                    *slot = u16::from_be_bytes(bytes);
                }
            }
        }
        table
    }))
});

/// The bytes of a character in a charset.
pub(super) fn encode(c: char, charset: &'static Encoding) -> Option<Vec<u8>> {
    if c.is_ascii() {
        return u8::try_from(c).ok().map(|b| vec![b]);
    }
    // The byte 0x80 stands for the euro sign in GBK.
    if c == '€' && charset != BIG5 {
        return Some(vec![0x80]);
    }
    let table = &PAIRS.0[usize::from(charset == BIG5)];
    match table.get(c as usize) {
        Some(pair) if *pair != 0 => Some(pair.to_be_bytes().to_vec()),
        // Four bytes, in GB18030 alone.
        _ if charset == GB18030 => {
            let mut buffer = [0u8; 4];
            let (bytes, _, bad) = charset.encode(c.encode_utf8(&mut buffer));
            (!bad).then(|| bytes.into_owned())
        }
        _ => None,
    }
}

/// Finds lines of one double-byte charset that were read as another, or as Latin-1: ±±ºþ → 北湖.
pub(super) fn double_as_other(text: &str, line: std::ops::Range<usize>, found: &mut Found) {
    let part = &text[line.clone()];
    if part.is_ascii() {
        return;
    }
    let before = likeness(part.chars());
    // Double-byte text read as Latin-1 comes in runs of accents and signs that no language has.
    let (mut run, mut longest) = (0, 0);
    for c in part.chars() {
        let high = matches!(
            c,
            '\u{80}'
                ..='\u{ff}'
                    | 'Œ'
                    | 'œ'
                    | 'Š'
                    | 'š'
                    | 'Ž'
                    | 'ž'
                    | 'Ÿ'
                    | 'ƒ'
                    | '€'
                    | '™'
                    | '†'
                    | '‡'
                    | 'ˆ'
                    | '‰'
                    | '‹'
                    | '›'
                    | '˜'
        );
        run = if high { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let letters = part.chars().filter(|c| !c.is_whitespace()).count();
    let latin = longest >= 6;
    // Only what looks Chinese can be Chinese of another charset: both GBK and Big5 hold Cyrillic and Greek too.
    let han = part.chars().filter(|c| level(*c) != Level::Other).count();
    if !latin && (before > 0.35 || han * 2 < letters) {
        return;
    }
    let before = if latin { 0.0 } else { before };
    let sources: &[&'static Encoding] = if latin { &[encoding_rs::WINDOWS_1252] } else { &[GBK, BIG5] };
    for source in sources {
        let Some(bytes) = encode_all(part, source) else { continue };
        for target in [GBK, BIG5] {
            if target == *source {
                continue;
            }
            let (decoded, bad) = target.decode_without_bom_handling(&bytes);
            let common = decoded.chars().filter(|c| level(*c) == Level::Common).count();
            let after = likeness(decoded.chars());
            let size = decoded.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()).count();
            if !bad && common >= 4 && common * 2 >= size && after >= 0.8 && after > before + 0.5 {
                found.edits.push(Edit {
                    code: RepairCode::Mojibake,
                    range: line,
                    with: decoded.into_owned(),
                });
                return;
            }
        }
    }
}

fn encode_all(text: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, bad) = charset.encode(text);
    (!bad).then(|| bytes.into_owned())
}
