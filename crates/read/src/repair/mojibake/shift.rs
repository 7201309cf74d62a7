use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::GBK;
use tradewire_model::RepairCode;
use tradewire_script::{Variant, variant};

use super::level::{Level, level};
use super::pairs::{encode, pair};
use crate::draft::Edit;
use crate::plain::is_han;
use crate::repair::likely::{Behind, LIKELIEST, Next, at_most, log_likelihood, mark};
use crate::repair::mojibake::Found;
use crate::repair::pinyin::{is_reading, plain_letter};

/// How much likelier, as a natural logarithm, a candidate must be than the next one to be taken for sure.
const CLEAR: f32 = 2.0;
/// The same for two characters of which the inner bytes were dropped, out of a thousand pairs.
const DROPPED_CLEAR: f32 = 3.0;
/// The same for the last character of a line, of which half is known.
const LAST_CLEAR: f32 = 4.0;
/// A character less likely than this between its neighbours may be two, of which the inner bytes were dropped.
const ODD: f32 = -17.0;
/// What speaks against a dropped pair from the outset.
const DROP: f32 = -5.0;
/// How far back an open quotation mark is looked for, in bytes.
const QUOTED: usize = 900;
/// Mean likelihood under which what stands behind a cut is no text.
const UNLIKELY: f32 = -9.5;
/// Pairs of a stretch of which one may well have been of private use.
const LONG: usize = 3;
/// Most such places that are looked into in one text; each costs a thousand look-ups.
const LOOKS: usize = 200;

/// The euro sign as two bytes of GBK.
const EURO: [u8; 2] = [0xa2, 0xe3];

/// The second characters of a dropped pair, each with how likely what stands behind it is then.
type Seconds = Vec<(f32, char, &'static Next)>;

/// What may still be looked into, and what the look before found: candidates for one place share it.
#[derive(Debug)]
pub(super) struct Looks {
    left: usize,
    /// The last byte of the second character, and the character behind it.
    of: (u8, Option<char>),
    /// The second characters by the kind of their first byte, likeliest before what stands behind first; empty where
    /// not yet asked for.
    seconds: Vec<Seconds>,
}

impl Default for Looks {
    fn default() -> Self {
        Self { left: LOOKS, of: (0, None), seconds: Vec::new() }
    }
}

/// Puts right what an injector of readings did across character boundaries of GBK bytes: 域?qū)崿F → 域實現.
///
/// It took the second byte of one character and the first of the next for a character (驅), wrote its reading behind
/// that, and so shifted all bytes up to the next ASCII letter: the first byte of the next character and the bracket
/// became a question mark. The lost byte follows from the reading; where several fit, the likeliest is taken. Pairs that
/// were dropped (private use) and the second byte of the last character, where a digit or a mark follows, are found out
/// only if one candidate is clearly likelier than all others; else their place is marked as damage.
pub(super) fn unshift(text: &str, line: Range<usize>, looks: &mut Looks, found: &mut Found) {
    let mut done = 0;
    for at in memchr::memchr_iter(b'?', &text.as_bytes()[line.clone()]).map(|i| line.start + i) {
        if at < done {
            continue;
        }
        let Some(before) = text[..at].chars().next_back().filter(|c| !c.is_ascii()) else { continue };
        let rest = &text[at + 1..];
        let Some((syllable, len)) = reading(rest) else { continue };
        let start = at + 1 + len;
        let shifted = Shifted::of(&text[start..]);
        let lost = lost_bytes(before, &syllable);
        let mut pieces = solve(text, at, before, &lost, &shifted, looks);
        resume(text, start, &mut pieces, looks);
        // The mark, the reading and the bracket stand for nothing: the first edit takes them along.
        let mut from = at;
        for p in pieces {
            let to = if from == at { start + p.len } else { from + p.len };
            if !p.sure {
                found.damage.push((RepairCode::Mojibake, from..to));
            }
            found.edits.push(Edit { code: RepairCode::Mojibake, range: from..to, with: p.with.into() });
            from = to;
        }
        done = from.max(start);
    }
}

/// Reads on behind a question mark that stands for two bytes of which the first is 0x80: the last character ended with it
/// (個, 還 do), and the next one lost its first byte, while the shift goes on.
fn resume(text: &str, start: usize, pieces: &mut Vec<Piece>, looks: &mut Looks) {
    for _ in 0..64 {
        let read: usize = pieces.iter().map(|p| p.len).sum();
        let (Some(cut), Some(rest)) = (pieces.last().filter(|p| p.cut), text.get(start + read..)) else {
            return;
        };
        let as_it_is = mean(rest.chars().take(8));
        let Some(ended) = cut.lead.and_then(|lead| usual(lead, 0x80)) else {
            return doubt_rest(rest, as_it_is, pieces);
        };
        let shifted = Shifted::of(rest);
        let all: Vec<u8> = (0x81..=0xfe).collect();
        let more = solve(text, start + read, ended, &all, &shifted, looks);
        let as_shifted = mean(more.iter().flat_map(|p| p.with.chars()).take(8));
        if shifted.units.is_empty() || as_shifted < as_it_is + 1.0 {
            return doubt_rest(rest, as_it_is, pieces);
        }
        if let Some(mark) = pieces.last_mut() {
            // A lost byte that nothing tells but its neighbours leaves a doubt.
            *mark = Piece { len: 1, with: ended.to_string(), sure: false, lead: None, cut: false };
        }
        pieces.extend(more.into_iter().map(|p| Piece { sure: false, ..p }));
    }
}

/// Doubts what stands behind a cut and is no likely text, up to the next ASCII character.
fn doubt_rest(rest: &str, mean: f32, pieces: &mut Vec<Piece>) {
    let run = &rest[..rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len())];
    if mean < UNLIKELY && !run.is_empty() {
        pieces.push(Piece { len: run.len(), with: run.to_owned(), sure: false, lead: None, cut: false });
    }
}

/// Mean likelihood of a run of characters, up to the first that is ASCII.
fn mean(chars: impl Iterator<Item = char>) -> f32 {
    let mut before = None;
    let (mut sum, mut n) = (0.0, 0.0);
    for c in chars.take_while(|c| !c.is_ascii()) {
        sum += log_likelihood(before, c);
        n += 1.0;
        before = Some(c);
    }
    if n > 0.0 { sum / n } else { -6.0 }
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

/// Which two bytes of GBK make a character that text may hold.
static USUAL: LazyLock<Box<[bool; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([false; 0x1_0000]);
    for (code, slot) in (0u16..=u16::MAX).zip(table.iter_mut()) {
        let [first, second] = code.to_be_bytes();
        *slot = pair(first, second).is_some_and(|c| {
            matches!(level(c), Level::Common | Level::Rare)
                || variant(c) == Variant::Traditional
                || mark(c).is_some()
        });
    }
    table
});

/// A character that text may hold.
fn usual(first: u8, second: u8) -> Option<char> {
    if USUAL[usize::from(u16::from_be_bytes([first, second]))] { pair(first, second) } else { None }
}

/// A character of a shifted stretch as its bytes.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// Bytes of it in the text.
    len: usize,
    first: u8,
    second: u8,
}

/// How a shifted stretch ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// Behind a letter that is in step: the second byte of its last character was one.
    Letter,
    /// The last second byte was lost, and so was an ASCII character behind it, unless the text ended there.
    Cut { last: bool },
    /// Something else: the stretch is no such damage to its end.
    Open,
}

/// The characters of a shifted stretch as bytes.
#[derive(Debug)]
struct Shifted {
    units: Vec<Unit>,
    /// The ASCII letter that is the second byte of the last character.
    trail: Option<u8>,
    /// The character behind that letter, which is in step.
    after: Option<char>,
    end: End,
}

impl Shifted {
    fn of(rest: &str) -> Self {
        let mut out = Self { units: Vec::new(), trail: None, after: None, end: End::Open };
        for (i, c) in rest.char_indices() {
            match encode(c, GBK).as_deref() {
                Some(&[first, second]) => {
                    out.units.push(Unit { len: c.len_utf8(), first, second });
                    if second < 0x80 {
                        out.end = End::Letter;
                        return out;
                    }
                }
                Some(&[b'?']) => {
                    let behind = &rest[i + 1..];
                    out.end = End::Cut {
                        last: behind.trim_start_matches([' ', '\r']).is_empty() || behind.starts_with('\n'),
                    };
                    return out;
                }
                // A pair too: the second byte of a comma or a full stop and the first of what follows.
                Some(&[0x80]) if out.units.last().is_some_and(|u| usual(u.second, EURO[0]).is_some()) => {
                    out.units.push(Unit { len: c.len_utf8(), first: EURO[0], second: EURO[1] });
                }
                Some(&[ascii]) if (0x40..=0x7e).contains(&ascii) => {
                    out.trail = Some(ascii);
                    out.after = rest[i + 1..].chars().next().filter(|c| !c.is_ascii());
                    out.end = End::Letter;
                    return out;
                }
                _ => return out,
            }
        }
        out
    }
}

/// Bytes of the text, what stands for them, and whether that is sure.
#[derive(Debug)]
struct Piece {
    len: usize,
    with: String,
    sure: bool,
    /// The first byte of a last character that was cut off.
    lead: Option<u8>,
    /// Whether it is a question mark that stands for that character's second byte.
    cut: bool,
}

impl Shifted {
    /// First bytes of what follows each unit in step: the seconds of the characters.
    fn second(&self, i: usize) -> Option<u8> {
        self.units.get(i).map(|u| u.first).or(self.trail.filter(|_| i == self.units.len()))
    }

    /// The character behind unit `i`, if nothing was dropped.
    fn behind(&self, i: usize) -> Option<char> {
        if i == self.units.len() {
            return self.after;
        }
        let lead = self.units.get(i).map(|u| u.second).filter(|b| *b >= 0x80)?;
        pair(lead, self.second(i + 1)?)
    }
}

/// What a pair of bytes is read as, and how sure that is.
struct Read {
    with: [Option<char>; 2],
    sure: bool,
    /// Logarithm of how likely it is between its neighbours.
    score: f32,
}

impl Read {
    fn text(&self) -> String {
        self.with.iter().flatten().collect()
    }
}

/// Reads the stretch with the likeliest lost byte.
fn solve(
    text: &str,
    at: usize,
    before: char,
    lost: &[u8],
    shifted: &Shifted,
    looks: &mut Looks,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut previous = before;
    let mut lead: Option<u8> = None;
    let mut skip = 0;
    let mut clear = false;
    if let Some(second) = shifted.second(0) {
        let mut ranked: Vec<(Read, u8)> =
            lost.iter().map(|l| (one(*l, second, before, shifted.behind(0), looks), *l)).collect();
        ranked.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        let gap = match ranked.as_slice() {
            [a, b, ..] => a.0.score - b.0.score,
            _ => f32::INFINITY,
        };
        clear = !ranked.is_empty() && gap >= CLEAR;
        let first = ranked.into_iter().next().map(|r| r.0);
        let (mut with, sure) = first.map_or(("\u{fffd}".to_owned(), false), |r| (r.text(), r.sure && clear));
        previous = with.chars().next_back().unwrap_or(previous);
        let (len, behind) = match shifted.units.first() {
            Some(u) => (u.len, u.second),
            None => (1, 0xff),
        };
        if behind < 0x80 {
            with.push(char::from(behind));
        }
        lead = Some(behind);
        skip = 1;
        pieces.push(Piece { len, with, sure, lead: None, cut: false });
    }
    for (i, u) in shifted.units.iter().enumerate().skip(skip) {
        let Some(first) = lead else { break };
        let read = one(first, u.first, previous, shifted.behind(i), looks);
        let (mut with, sure) = (read.text(), read.sure);
        previous = with.chars().next_back().unwrap_or(previous);
        if u.second < 0x80 {
            with.push(char::from(u.second));
        }
        pieces.push(Piece { len: u.len, with, sure, lead: None, cut: false });
        lead = Some(u.second);
    }
    if let (Some(trail), Some(first), false) = (shifted.trail, lead, shifted.units.is_empty()) {
        let read = one(first, trail, previous, shifted.after, looks);
        pieces.push(Piece { len: 1, with: read.text(), sure: read.sure, lead: None, cut: false });
    }
    match shifted.end {
        End::Letter => {}
        End::Cut { last } => {
            let lead = lead.or_else(|| {
                let score =
                    |l: u8| usual(l, 0x80).map_or(f32::NEG_INFINITY, |c| log_likelihood(Some(before), c));
                lost.iter().copied().max_by(|a, b| score(*a).total_cmp(&score(*b)))
            });
            let leads: Vec<u8> = if pieces.is_empty() { lost.to_vec() } else { lead.into_iter().collect() };
            // The line so far, as much of it as is looked at.
            let from = if last { at.saturating_sub(QUOTED) } else { at };
            let mut line = memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |n| from + n + 1);
            while !text.is_char_boundary(line) {
                line += 1;
            }
            let so_far: String =
                text[line..at].chars().chain(pieces.iter().flat_map(|p| p.with.chars())).collect();
            let sound = pieces.last().is_none_or(|p| p.sure);
            let guess = if last && sound { last_character(&leads, previous, &so_far) } else { None };
            let sure = guess.is_some();
            let with = guess.map_or_else(|| "\u{fffd}".repeat(2 - usize::from(last)), String::from);
            pieces.push(Piece { len: 1, with, sure, lead, cut: !last });
        }
        End::Open => match pieces.last_mut() {
            Some(p) => {
                p.with.push('\u{fffd}');
                p.sure = false;
            }
            None => {
                pieces.push(Piece { len: 0, with: "\u{fffd}".into(), sure: clear, lead: None, cut: false });
            }
        },
    }
    doubt(&mut pieces, shifted);
    pieces
}

/// Doubts a whole stretch where pairs were dropped, or most likely were: one pair in seven is of private use, so that a
/// stretch of some length without any has lost one, and not each loss shows.
fn doubt(pieces: &mut [Piece], shifted: &Shifted) {
    let private = |u: &Unit| pair(u.first, u.second).is_some_and(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
    let kept = shifted.units.iter().any(private);
    let last = pieces.len().saturating_sub(1);
    let inside = pieces.iter().take(last);
    let dropped = inside.clone().any(|p| !p.sure)
        || inside.clone().any(|p| p.with.chars().filter(|c| !c.is_ascii()).count() > 1);
    if !kept && (dropped || shifted.units.len() >= LONG) {
        pieces.iter_mut().for_each(|p| p.sure = false);
    }
}

/// What stands for two bytes: a character, or two of which the inner bytes were dropped.
fn one(lead: u8, first: u8, previous: char, next: Option<char>, looks: &mut Looks) -> Read {
    let made = usual(lead, first);
    let next_known = next.map(Next::of);
    let behind = |b: &Behind| next_known.as_ref().map_or(0.0, |n| b.likelihood(n).ln());
    let whole =
        made.map_or(f32::NEG_INFINITY, |c| log_likelihood(Some(previous), c) + behind(&Behind::of(Some(c))));
    let odd = if next.is_some() { ODD } else { ODD / 2.0 };
    if whole >= odd || looks.left == 0 {
        return Read { with: [made.or(Some('\u{fffd}')), None], sure: whole >= odd, score: whole };
    }
    looks.left -= 1;
    // The likeliest first characters first: once no second one can lift a pair above the two best, the rest need no look.
    let of_previous = Behind::of(Some(previous));
    let dropped = &*DROPPED;
    let mut firsts: Vec<(f32, char, &Next, usize)> = dropped.firsts[usize::from(lead)]
        .iter()
        .map(|(a, of, kind)| (of_previous.likelihood(of).ln() + DROP, *a, of, *kind))
        .collect();
    firsts.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    if looks.of != (first, next) {
        looks.of = (first, next);
        looks.seconds.resize(dropped.seconds.len(), Vec::new());
        looks.seconds.iter_mut().for_each(Vec::clear);
    }
    let (mut best, mut second, mut found) = (f32::NEG_INFINITY, f32::NEG_INFINITY, None);
    for (score_a, a, of_a, kind) in firsts {
        if score_a + 2.0 * LIKELIEST < second {
            break;
        }
        let Some(seconds) = looks.seconds.get_mut(kind) else { continue };
        if seconds.is_empty() {
            // What stands behind is the same for all of them.
            let all = dropped.seconds[kind][usize::from(first)].iter();
            seconds.extend(all.map(|(b, of)| (behind(&Behind::next(of)), *b, of)));
            seconds.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        }
        let of_first = Behind::next(of_a);
        for (behind, b, next) in &*seconds {
            if score_a + behind + LIKELIEST < second {
                break;
            }
            let likelihood = of_first.likelihood(next);
            if score_a + at_most(likelihood) + behind < second {
                continue;
            }
            let score = score_a + likelihood.ln() + behind;
            if score > best {
                (second, best, found) = (best, score, Some([a, *b]));
            } else if score > second {
                second = score;
            }
        }
    }
    match (found, made) {
        (Some(two), _) if best >= whole + CLEAR && best >= second + DROPPED_CLEAR => {
            Read { with: two.map(Some), sure: true, score: best }
        }
        (_, Some(c)) => Read { with: [Some(c), None], sure: false, score: whole.max(best) },
        _ => Read { with: [Some('\u{fffd}'), None], sure: false, score: best },
    }
}

/// What the bytes around a dropped pair can make. Such pairs have a character of private use in GBK, which is dropped in
/// places; the first byte of one ends a character, and the second begins one. First bytes of one kind go with the same second ones.
struct Dropped {
    /// Characters that a byte begins and the first of such a pair ends, with the kind of that one.
    firsts: Vec<Vec<(char, Next, usize)>>,
    /// By kind: characters that the second of such a pair begins and a byte ends.
    seconds: Vec<Vec<Vec<(char, Next)>>>,
}

static DROPPED: LazyLock<Dropped> = LazyLock::new(|| {
    let is_private = |a: u8, b: u8| pair(a, b).is_some_and(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
    let mut kinds: Vec<Vec<u8>> = Vec::new();
    let mut inner: Vec<(u8, usize)> = Vec::new();
    for a in 0x81u8..=0xfe {
        let outer: Vec<u8> = (0x81u8..=0xfe).filter(|b| is_private(a, *b)).collect();
        if outer.is_empty() {
            continue;
        }
        let kind = kinds.iter().position(|k| *k == outer).unwrap_or_else(|| {
            kinds.push(outer);
            kinds.len() - 1
        });
        inner.push((a, kind));
    }
    let firsts = (0u8..=0xff).map(|lead| {
        let made = |(end, kind): &(u8, usize)| {
            let a = usual(lead, *end)?;
            Some((a, Next::of(a), *kind))
        };
        inner.iter().filter_map(made).collect()
    });
    let seconds = kinds.iter().map(|outer| {
        let made = |end: u8| {
            let all = outer.iter().filter_map(|o| usual(*o, end));
            all.map(|b| (b, Next::of(b))).collect()
        };
        (0u8..=0xff).map(made).collect()
    });
    Dropped { firsts: firsts.collect(), seconds: seconds.collect() }
});

/// The last character of a line, of which the first byte is known and the second lost, if one is clearly likelier than
/// the others.
fn last_character(leads: &[u8], previous: char, line: &str) -> Option<char> {
    let open = |a: char, b: char| line.matches(a).count() > line.matches(b).count();
    let mut all: Vec<(f32, char)> = leads
        .iter()
        .flat_map(|lead| (0x81u8..=0xfe).filter_map(|trail| usual(*lead, trail)))
        .filter_map(|c| {
            // At the end of a line a sentence or a quotation ends.
            let score = match c {
                '。' => -1.5,
                '！' | '？' => -3.5,
                '…' => -4.5,
                '”' if open('“', '”') => -1.0,
                '》' if open('《', '》') => -0.5,
                '）' if open('（', '）') => -0.5,
                '」' if open('「', '」') => -0.5,
                '】' if open('【', '】') => -0.5,
                _ if is_han(c) => log_likelihood(Some(previous), c),
                _ => return None,
            };
            Some((score, c))
        })
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    match all.as_slice() {
        [a] => Some(a.1),
        [a, b, ..] if a.0 >= b.0 + if is_han(a.1) { LAST_CLEAR } else { CLEAR } => Some(a.1),
        _ => None,
    }
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
            unshift(&damaged, 0..damaged.len(), &mut Looks::default(), &mut found);
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
    fn a_euro_sign_is_two_bytes_inside_a_stretch() {
        let shifted = Shifted::of("\u{20ac}y行");
        assert!(shifted.units.is_empty() && shifted.end == End::Open);
        // 春、銀 in step; out of it the last byte of 春 begins a character that ends with the first of the comma.
        let bytes = GBK.encode("春、銀行").0.into_owned();
        let (out, bad) = GBK.decode_without_bom_handling(&bytes[1..6]);
        assert!(!bad && out.contains('\u{20ac}') && out.ends_with('y'), "{out}");
        let shifted = Shifted::of(&format!("{out}行"));
        assert_eq!(
            (shifted.behind(0), shifted.behind(1), shifted.after),
            (Some('、'), Some('銀'), Some('行'))
        );
        assert!(shifted.units.len() == 2 && shifted.end == End::Letter);
    }

    #[test]
    fn questions_stay() {
        for text in ["他去吗?是的)", "what?no)", "去?(nèi)", "会吗?nèi"] {
            let mut found = Found::default();
            unshift(text, 0..text.len(), &mut Looks::default(), &mut found);
            assert!(found.edits.is_empty() && found.damage.is_empty(), "{text}");
        }
    }
}
