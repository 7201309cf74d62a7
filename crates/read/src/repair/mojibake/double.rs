use std::ops::Range;

use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use tradewire_model::RepairCode;

use super::gate::is_high;
use super::level::{Level, level, likeness};
use super::pairs::encode;
use crate::draft::Edit;
use crate::repair::likely::log_likelihood;
use crate::repair::mojibake::Found;

/// What a character of the result speaks for a line being misread, in units of one common character.
const RARE_RESULT: f32 = 0.3;
/// What an unreadable character that is odd in itself speaks against it.
const ODD_SOURCE: f32 = -0.3;
/// What an unreadable character of everyday text speaks against it.
const PLAIN_SOURCE: f32 = -0.9;
/// A stretch ends where this much more has spoken against it than for it.
const ENOUGH: f32 = 2.5;
/// Mean likelihood of a character, as a natural logarithm, under which a run is no Chinese text.
const UNLIKELY: f32 = -10.0;
/// Likelihood of a character between its neighbours under which it is doubted where bytes were lost nearby.
const DOUBTED: f32 = -15.5;
/// Characters of ASCII that may part the end of a stretch from the rest of it.
const ASIDE: usize = 6;
/// Longest line that is looked at as one, in bytes.
const LONGEST: usize = 60_000;

/// Finds UTF-8 that was read as GBK, GB18030 or Big5: 鍖楁箹 → 北湖.
///
/// The bytes of a line are read as UTF-8, which falls into step again behind bytes that were lost. A stretch is taken
/// where most of them make characters of Chinese text and what stood there did not; what cannot be read inside it is
/// marked.
pub(super) fn utf8_as_double(text: &str, line: Range<usize>, found: &mut Found) {
    if line.len() > LONGEST {
        let mut middle = line.start + line.len() / 2;
        while !text.is_char_boundary(middle) {
            middle += 1;
        }
        utf8_as_double(text, line.start..middle, found);
        return utf8_as_double(text, middle..line.end, found);
    }
    let part = &text[line.clone()];
    if !is_suspect(part) {
        return;
    }
    let mut best: Option<(f32, Vec<Unit>, Vec<Range<usize>>)> = None;
    let mut beyond_gbk = false;
    for charset in [GBK, BIG5, GB18030] {
        if charset == GB18030 && !beyond_gbk {
            continue; // the same bytes again
        }
        let (units, foreign) = units(part, charset);
        beyond_gbk |= foreign && charset == GBK;
        let stretches = stretches(part, &units);
        let weight: f32 = stretches.iter().flat_map(|s| &units[s.clone()]).map(|u| u.weight).sum();
        if !stretches.is_empty() && best.as_ref().is_none_or(|b| weight > b.0) {
            best = Some((weight, units, stretches));
        }
    }
    let Some((_, units, stretches)) = best else { return };
    let place = |r: &Range<usize>| line.start + r.start..line.start + r.end;
    let mut sure: Vec<(usize, usize)> = Vec::new();
    let damage = found.damage.len();
    for stretch in stretches {
        let units = &units[stretch];
        let (Some(first), Some(last)) = (units.first(), units.last()) else { continue };
        sure.push((line.start + first.range.start, line.start + last.range.end));
        if units.iter().any(|u| !u.whole) {
            doubtful(units, |r| found.damage.push((RepairCode::Mojibake, place(r))));
        }
        // What cannot be read is one damage up to the next character that can.
        let mut lost: Option<(Range<usize>, String)> = None;
        for u in units {
            let range = place(&u.range);
            let question = &part[u.range.clone()] == "?";
            match lost.as_mut() {
                Some(l) if !u.whole || question => {
                    l.0.end = range.end;
                    l.1.push_str(u.with.trim_start_matches(['\u{fffd}', '?']));
                    continue;
                }
                Some(_) => push_lost(lost.take(), found),
                None => {}
            }
            if !u.whole {
                lost = Some((range, u.with.clone()));
            } else if !u.ascii {
                found.edits.push(Edit { code: RepairCode::Mojibake, range, with: u.with.as_str().into() });
            }
        }
        push_lost(lost, found);
    }
    let lossy = found.damage.len() > damage;
    gaps(text, &line, &sure, lossy, found);
}

/// Tells which characters are no likely neighbours: where pairs of bytes were dropped, what is left can make others.
fn doubtful(units: &[Unit], mut tell: impl FnMut(&Range<usize>)) {
    for (i, u) in units.iter().enumerate() {
        if !u.whole || u.ascii {
            continue;
        }
        let before = i.checked_sub(1).and_then(|i| units.get(i)).filter(|u| u.whole);
        let mut before = before.and_then(|u| u.with.chars().next_back());
        let after = units.get(i + 1).filter(|u| u.whole && !u.ascii).and_then(|u| u.with.chars().next());
        let mut sum = 0.0f32;
        let chars: Vec<char> = u.with.chars().chain(after).filter(|c| level(*c) != Level::Other).collect();
        let mut worst = 0.0f32;
        for c in &chars {
            let l = log_likelihood(before, *c);
            worst = worst.min(sum + l);
            sum = l;
            before = Some(*c);
        }
        let lost_behind = units.get(i + 1).is_some_and(|n| !n.whole);
        if worst < DOUBTED || lost_behind {
            tell(&u.range);
        }
    }
}

fn push_lost(lost: Option<(Range<usize>, String)>, found: &mut Found) {
    if let Some((range, with)) = lost {
        found.damage.push((RepairCode::Mojibake, range.clone()));
        found.edits.push(Edit { code: RepairCode::Mojibake, range, with: with.into() });
    }
}

/// The fewest characters whose bytes are whole UTF-8 sequences, or cannot be.
struct Unit {
    range: Range<usize>,
    with: String,
    /// Whether all of it could be read.
    whole: bool,
    /// Whether it is ASCII and stays.
    ascii: bool,
    /// What it speaks for the line being misread, above zero, or against it.
    weight: f32,
}

/// Reads the bytes of a line as UTF-8, unit by unit; and tells whether it holds what the charset has not.
fn units(part: &str, charset: &'static Encoding) -> (Vec<Unit>, bool) {
    let mut bytes: Vec<u8> = Vec::with_capacity(part.len());
    let mut foreign = false;
    let mut starts: Vec<(usize, usize)> = Vec::with_capacity(part.len() / 3 + 1); // where a character begins: in the bytes, in the text
    for (at, c) in part.char_indices() {
        starts.push((bytes.len(), at));
        match encode(c, charset) {
            Some(of) => bytes.extend_from_slice(&of),
            // No byte of UTF-8: what stands here is no character of the charset, or a replaced one.
            None => {
                foreign = true;
                bytes.push(0xff);
            }
        }
    }
    starts.push((bytes.len(), part.len()));
    let mut out: Vec<Unit> = Vec::new();
    let mut unit = String::new();
    let (mut whole, mut good, mut from, mut at, mut next) = (true, 0.0, 0, 0, 0);
    while at < bytes.len() {
        let length = sequence(&bytes[at..]);
        match bytes
            .get(at..at + length)
            .and_then(|b| std::str::from_utf8(b).ok())
            .and_then(|s| s.chars().next())
        {
            Some(c) if c.is_ascii() || is_text(c) => {
                unit.push(c);
                good += match level(c) {
                    _ if c.is_ascii() => 0.0,
                    // Two bytes make a letter or a mark by chance too.
                    _ if c < '\u{800}' => -0.2,
                    Level::Common => 1.0,
                    Level::Rare => RARE_RESULT,
                    Level::Other => 0.1,
                    Level::Odd => -0.3,
                };
                at += length;
            }
            _ => {
                // A second byte too many: the character before it took one that was not its own.
                if (0x80..0xc0).contains(&bytes[at])
                    && unit.chars().next_back().is_some_and(|c| c >= '\u{800}')
                {
                    unit.pop();
                }
                if !unit.ends_with('\u{fffd}') {
                    unit.push('\u{fffd}');
                }
                whole = false;
                at += 1;
            }
        }
        while starts.get(next).is_some_and(|s| s.0 < at) {
            next += 1;
        }
        let Some(&(start, end)) = starts.get(next) else { break };
        if start != at {
            continue; // inside a character: it takes the next sequence too
        }
        let range = from..end;
        let source = &part[range.clone()];
        let ascii = source.is_ascii();
        let against: f32 = source.chars().map(|c| if is_odd(c) { ODD_SOURCE } else { PLAIN_SOURCE }).sum();
        let weight = if ascii {
            -0.01
        } else if whole {
            good
        } else {
            against
        };
        out.push(Unit { range, with: std::mem::take(&mut unit), whole, ascii, weight });
        (whole, good, from) = (true, 0.0, end);
    }
    (out, foreign)
}

/// Length of the UTF-8 sequence that begins so; 1 where none can.
fn sequence(bytes: &[u8]) -> usize {
    let need = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let have = bytes.iter().skip(1).take(need - 1).take_while(|b| (0x80..0xc0).contains(*b)).count();
    if have + 1 == need { need } else { 1 }
}

/// What Chinese text is made of, letters of Western names included: two bytes of it make letters of Cyrillic and other
/// scripts by chance.
fn is_text(c: char) -> bool {
    matches!(c as u32, 0xa0..=0x17f | 0x2000..=0x27bf | 0x3000..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x1f000..=0x1faff | 0x20000..=0x323af)
}

/// What sound Chinese text hardly holds.
fn is_odd(c: char) -> bool {
    level(c) >= Level::Rare
        || matches!(c, '\u{fffd}' | '€' | '?')
        || ('\u{ff01}'..='\u{ff5e}').contains(&c) && c.is_alphabetic()
}

/// Whether a line holds odd characters close to each other.
fn is_suspect(part: &str) -> bool {
    let mut age = 9;
    part.chars().filter(|c| !c.is_ascii()).any(|c| {
        let odd = level(c) >= Level::Rare;
        let near = odd && age <= 2;
        age = if odd { 0 } else { age + 1 };
        near
    })
}

/// The stretches of a line that were misread, as ranges of its units.
fn stretches(part: &str, units: &[Unit]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < units.len() {
        if units[at].weight < 0.9 {
            at += 1;
            continue;
        }
        let (mut sum, mut best, mut end) = (0.0f32, 0.0f32, at);
        for (i, u) in units.iter().enumerate().skip(at) {
            sum += u.weight;
            if sum > best && u.weight >= 0.9 {
                (best, end) = (sum, i + 1);
            }
            if sum < best - ENOUGH {
                break;
            }
        }
        let mut start = at;
        // What was lost at its ends belongs to it, and rarer characters do.
        let odd = |u: &Unit| {
            let source = &part[u.range.clone()];
            let lost = |c: char| level(c) == Level::Odd || matches!(c, '\u{fffd}' | '€' | '?');
            !u.ascii && !u.whole && source.chars().any(lost)
                || source == "?"
                || u.whole && u.weight > 0.0 && source.chars().any(is_odd)
        };
        // Beyond a few characters of ASCII too.
        let floor = out.last().map_or(0, |o| o.end);
        let mut near = start;
        while near > floor && start - near < ASIDE {
            near -= 1;
            if odd(&units[near]) {
                start = near;
            } else if !units[near].ascii {
                break;
            }
        }
        let (mut stop, mut near) = (end, end);
        while let Some(u) = units.get(near)
            && near - stop < ASIDE
        {
            near += 1;
            if odd(u) {
                stop = near;
            } else if !u.ascii {
                break;
            }
        }
        let sources = units[at..end].iter().flat_map(|u| part[u.range.clone()].chars());
        let results = units[at..end].iter().flat_map(|u| u.with.chars());
        let count = units[at..end].iter().filter(|u| !u.ascii).map(|u| part[u.range.clone()].chars().count());
        let (count, after) = (count.sum::<usize>(), likeness(results));
        let fewest = if out.is_empty() { 3 } else { 2 };
        if count >= fewest && best >= 1.5 && after >= 0.4 && after > likeness(sources) + 0.4 {
            out.push(start..stop);
            at = stop;
        } else {
            at = end.max(at + 1);
        }
    }
    out
}

/// Marks what stands between, before and after the stretches of a line and is no likely text: it was misread too, and
/// bytes of it were lost.
fn gaps(text: &str, line: &Range<usize>, sure: &[(usize, usize)], lossy: bool, found: &mut Found) {
    // Where most of a line was misread, all of it was.
    let foreign = |t: &str| t.chars().filter(|c| !c.is_ascii()).count();
    let taken: usize = sure.iter().map(|s| foreign(&text[s.0..s.1])).sum();
    let most = taken * 10 >= foreign(&text[line.clone()]) * 6;
    let all = most && lossy;
    let mut at = line.start;
    for (start, end) in sure.iter().copied().chain([(line.end, line.end)]) {
        let gap = text.get(at..start).unwrap_or_default();
        let mut from = None;
        // A run ends at ASCII; a question mark behind it stands for one of its bytes.
        for (i, c) in gap.char_indices().chain([(gap.len(), '\0')]) {
            match (from, c.is_ascii()) {
                (None, false) => from = Some(i),
                (Some(f), true) => {
                    let to = i + gap[i..].len() - gap[i..].trim_start_matches('?').len();
                    // A single one that is odd lost what stood behind it.
                    let odd = most && gap[f..i].chars().any(|c| level(c) >= Level::Rare);
                    if all || odd || is_unlikely(&gap[f..i]) || c == '?' && (at + f == end || i - f <= 6) {
                        found.damage.push((RepairCode::Mojibake, at + f..at + to));
                    }
                    from = None;
                }
                _ => {}
            }
        }
        at = end.max(at);
    }
}

/// Whether a run of characters is hardly Chinese text.
fn is_unlikely(run: &str) -> bool {
    let mut before = None;
    let (mut sum, mut n) = (0.0, 0.0);
    for c in run.chars() {
        if level(c) != Level::Other || c == '\u{fffd}' {
            sum += log_likelihood(before, c).max(-18.0);
            n += 1.0;
        }
        before = Some(c);
    }
    n > 0.0 && sum / n < UNLIKELY
}

/// Finds lines of one double-byte charset that were read as another, or as Latin-1: ±±ºþ → 北湖.
pub(super) fn double_as_other(text: &str, line: Range<usize>, found: &mut Found) {
    let part = &text[line.clone()];
    if part.is_ascii() {
        return;
    }
    let before = likeness(part.chars());
    // Double-byte text read as Latin-1 comes in runs of accents and signs that no language has.
    let (mut run, mut longest) = (0, 0);
    for c in part.chars() {
        let high = is_high(c);
        run = if high { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let letters = part.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()).count();
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
            if !bad
                && common >= 4
                && common * 2 >= size
                && after >= if latin { 0.5 } else { 0.7 }
                && after > before + 0.5
            {
                let edits = by_character(part, line.start, source, target)
                    .filter(|e| rejoined(part, line.start, e) == decoded)
                    .unwrap_or_else(|| {
                        let with = decoded.into_owned().into();
                        vec![Edit { code: RepairCode::Mojibake, range: line, with }]
                    });
                found.edits.extend(edits);
                return;
            }
        }
    }
}

/// Reads the bytes of a text in another charset, each character by itself as far as the two have ends in common, so that
/// every one leads back to its own bytes; what is ASCII in both stays.
fn by_character(
    part: &str,
    base: usize,
    source: &'static Encoding,
    target: &'static Encoding,
) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut bytes: Vec<u8> = Vec::new(); // of characters whose last byte is none of the target's ends
    let (mut from, mut with) = (0, String::new());
    let mut buffer = [0u8; 4];
    for (at, c) in part.char_indices() {
        let (of, _, bad) = source.encode(c.encode_utf8(&mut buffer));
        if bad {
            return None;
        }
        bytes.extend_from_slice(&of);
        let mut read = 0;
        while let Some(&lead) = bytes.get(read) {
            let size = if lead <= 0x80 { 1 } else { 2 };
            let Some(one) = bytes.get(read..read + size) else { break };
            let (text, bad) = target.decode_without_bom_handling(one);
            if bad {
                return None;
            }
            with.push_str(&text);
            read += size;
        }
        bytes.drain(..read);
        let end = at + c.len_utf8();
        if bytes.is_empty() {
            if part[from..end] != with {
                let range = base + from..base + end;
                edits.push(Edit { code: RepairCode::Mojibake, range, with: with.as_str().into() });
            }
            from = end;
            with.clear();
        }
    }
    bytes.is_empty().then_some(edits)
}

/// A text after edits of parts of it.
fn rejoined(part: &str, base: usize, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(part.len());
    let mut at = 0;
    for e in edits {
        out.push_str(&part[at..e.range.start - base]);
        e.with.push_to(&mut out);
        at = e.range.end - base;
    }
    out.push_str(&part[at..]);
    out
}

fn encode_all(text: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, bad) = charset.encode(text);
    (!bad).then(|| bytes.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_characters_at_the_ends_belong_to_it() {
        let misread = |text: &str| GBK.decode_without_bom_handling(text.as_bytes()).0.into_owned();
        for text in ["佢話公司已經搬走，研究人員係", "蜻蜓AI并不缺钱", "负责人已经加入公司，岹微"]
        {
            let damaged = misread(text);
            let mut found = Found::default();
            utf8_as_double(&damaged, 0..damaged.len(), &mut found);
            assert_eq!(rejoined(&damaged, 0, &found.edits), text);
        }
        // What lost its last byte is no text, and that is said.
        let cut: String = misread("三名研究员已经加入该公司。").replace('\u{fffd}', "");
        let mut found = Found::default();
        utf8_as_double(&cut, 0..cut.len(), &mut found);
        assert!(found.damage.iter().any(|d| d.1.end == cut.len()), "{:?}", found.damage);
    }

    #[test]
    fn every_character_leads_back_to_its_own() {
        let latin: String = GBK.encode("北湖实验室 A 宣布").0.iter().map(|b| char::from(*b)).collect();
        let mut found = Found::default();
        double_as_other(&latin, 0..latin.len(), &mut found);
        let with: Vec<String> = found.edits.iter().map(|e| e.with.clone().into_string()).collect();
        assert_eq!(with, ["北", "湖", "实", "验", "室", "宣", "布"]);
        assert_eq!(found.edits[0].range, 0.."±±".len());
        assert_eq!(rejoined(&latin, 0, &found.edits), "北湖实验室 A 宣布");
    }
}
