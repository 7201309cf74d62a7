use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use tradewire_model::RepairCode;

use crate::draft::Edit;
use crate::repair::mojibake::Found;

/// A charset of one byte per character, as far as it was mistaken for UTF-8: its characters and their bytes.
struct Charset {
    bytes: HashMap<char, u8>,
    /// Charsets whose capital letters with accents stand where UTF-8's first bytes do, as in Western Europe.
    western: bool,
}

/// Upper half of IBM code page 437.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Upper half of IBM code page 850, where it differs in what matters: box drawing and accents.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Upper half of IBM code page 852 (Central Europe).
const CP852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

static CHARSETS: LazyLock<Vec<Charset>> = LazyLock::new(|| {
    let of = |label: &str, western: bool| {
        let charset = encoding_rs::Encoding::for_label(label.as_bytes())?;
        let mut bytes = HashMap::new();
        for b in 0x80u8..=0xff {
            let one = [b];
            let (text, bad) = charset.decode_without_bom_handling(&one);
            if let (false, Some(c)) = (bad, text.chars().next()) {
                bytes.insert(c, b);
            }
        }
        // Bytes that the charset leaves open come through as control characters, and Latin-1 is all of them.
        for b in 0x80u8..=0x9f {
            let taken = bytes.values().any(|v| *v == b);
            if !taken || western {
                bytes.entry(char::from(b)).or_insert(b);
            }
        }
        Some(Charset { bytes, western })
    };
    let page = |upper: &str| Charset { bytes: upper.chars().zip(0x80u8..=0xff).collect(), western: false };
    [
        "windows-1252",
        "windows-1250",
        "windows-1251",
        "macintosh",
        "windows-1254",
        "windows-1257",
        "windows-1253",
        "iso-8859-2",
    ]
    .into_iter()
    .filter_map(|label| of(label, matches!(label, "windows-1252" | "windows-1254")))
    .chain([page(CP437), page(CP850), page(CP852)])
    .collect()
});

/// Evidence from which a line is taken for misread.
const ENOUGH: f64 = 1.5;
/// Evidence that leaves no doubt.
const STRONG: f64 = 3.0;

/// What speaks for a line being misread: one sequence that could be meant takes little from others that cannot.
fn weigh(all: &[Sequence]) -> f64 {
    all.iter().map(|s| s.evidence.max(-0.3)).sum()
}

/// A UTF-8 sequence found in characters of a charset.
#[derive(Debug)]
struct Sequence {
    range: Range<usize>,
    with: char,
    /// How much it looks like mojibake; below zero it could as well be meant.
    evidence: f64,
}

/// Finds UTF-8 that was read as a charset of one byte per character: â€œ → “, Ã© → é.
///
/// Each line is judged by itself: the charset that explains most sequences wins, and only if there is enough evidence
/// that no one wrote them so. With `whole`, it must explain nearly all of the line that is not ASCII.
pub(super) fn utf8_as_single(text: &str, line: Range<usize>, whole: bool, found: &mut Found) {
    let part = &text[line.clone()];
    if !has_pair(part) {
        return;
    }
    let mut best: Option<(f64, &Charset, Vec<Sequence>)> = None;
    for charset in CHARSETS.iter() {
        let all = sequences(part, charset, false);
        let sum = weigh(&all);
        if sum >= ENOUGH && best.as_ref().is_none_or(|b| sum > b.0) {
            best = Some((sum, charset, all));
        }
    }
    let Some((sum, charset, mut all)) = best else { return };
    if sum >= STRONG {
        // Where so much is misread, a plain space may stand for a no-break one.
        let loose = sequences(part, charset, true);
        if weigh(&loose) >= sum {
            all = loose;
        }
    }
    if whole {
        let foreign = part.chars().filter(|c| !c.is_ascii()).count();
        let explained: usize = all.iter().map(|s| part[s.range.clone()].chars().count()).sum();
        if explained * 10 < foreign * 6 {
            return;
        }
    }
    for s in all {
        if s.evidence > 0.0 || sum >= 2.0 * STRONG {
            let range = line.start + s.range.start..line.start + s.range.end;
            if s.with == '\u{fffd}' {
                found.damage.push((RepairCode::Mojibake, range.clone()));
            }
            found.edits.push(Edit { code: RepairCode::Mojibake, range, with: s.with.to_string() });
        }
    }
}

/// Whether two characters that are neither ASCII nor Chinese stand side by side, as they do in every sequence.
fn has_pair(part: &str) -> bool {
    if !part.bytes().any(|b| (0xc2..=0xe2).contains(&b)) {
        return false;
    }
    let mut before = false;
    for c in part.chars() {
        let foreign = !c.is_ascii() && (c < '\u{2e80}' || matches!(c, '\u{fffd}' | '\u{f000}'..='\u{fb06}'));
        if foreign && before || matches!(c, 'Ã' | 'Â') {
            return true;
        }
        // Dashes, dots and quotation marks stand in pairs of their own account and begin no sequence worth a look.
        before = foreign && !matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '·' | '•');
    }
    false
}

/// All sequences in a line, with their evidence.
fn sequences(part: &str, charset: &Charset, loose: bool) -> Vec<Sequence> {
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let byte = |i: usize| chars.get(i).and_then(|(_, c)| charset.bytes.get(c).copied());
    let end_of = |i: usize| chars.get(i).map_or(part.len(), |(at, _)| *at);
    let mut out: Vec<Sequence> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let Some(lead) = byte(i).filter(|b| (0xc2..=0xf4).contains(b)) else {
            i += 1;
            continue;
        };
        let need = match lead {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            _ => 3,
        };
        let rest = |k: usize| match chars.get(i + k) {
            // A space for a no-break space, if a small letter or another sequence follows it.
            Some((_, ' ')) if loose && lead != 0xc3 && lead != 0xc2 => {
                let next = chars.get(i + k + 1).map(|c| c.1);
                next.is_some_and(|n| n.is_lowercase() || charset.bytes.get(&n).is_some_and(|b| *b >= 0x80))
                    .then_some(0xa0)
            }
            _ => byte(i + k).filter(|b| (0x80..0xc0).contains(b)),
        };
        let have = (1..=need).take_while(|k| rest(*k).is_some()).count();
        if have == need {
            let mut bytes = vec![lead];
            bytes.extend((1..=need).filter_map(rest));
            let (with, used) = match std::str::from_utf8(&bytes) {
                Ok(s) => (s.chars().next(), need + 1),
                // A pair of surrogates, as some programs write what lies beyond the basic plane.
                Err(_) => match surrogates(&bytes, &[byte(i + 3), byte(i + 4), byte(i + 5)]) {
                    Some(c) => (Some(c), 6),
                    None => (None, 0),
                },
            };
            if let Some(with) = with.filter(|c| !is_unlikely(*c)) {
                let before = i.checked_sub(1).and_then(|j| chars.get(j)).map(|c| c.1);
                let after = chars.get(i + used).map(|c| c.1);
                let chained = out.last().is_some_and(|s| s.range.end == chars[i].0);
                let shown = [chars[i].1, chars[i + 1].1];
                let evidence = evidence(&shown, with, used, before, after, chained, charset.western);
                if chained && let Some(s) = out.last_mut() {
                    s.evidence += 0.6; // two in a row back each other
                }
                out.push(Sequence { range: chars[i].0..end_of(i + used), with, evidence });
                i += used;
                continue;
            }
        } else if have + 1 >= need
            && need >= 2
            && chars.get(i + 1 + have).is_some_and(|c| c.1 == '\u{fffd}' || (c.1 == '?' && have > 0))
        {
            // A byte that the charset leaves open was replaced: the character cannot be known.
            let end = end_of(i + 2 + have);
            out.push(Sequence { range: chars[i].0..end, with: '\u{fffd}', evidence: 0.5 });
            i += have + 2;
            continue;
        } else if need == 1 && chars.get(i + 1).is_some_and(|c| c.1 == '\u{fffd}') {
            let inside = i > 0 && chars[i - 1].1.is_lowercase() && chars[i].1.is_uppercase();
            let evidence = if inside { 1.6 } else { 0.3 };
            out.push(Sequence { range: chars[i].0..end_of(i + 2), with: '\u{fffd}', evidence });
            i += 2;
            continue;
        } else if let Some(s) = lone_grave(&chars, i, part) {
            out.push(s);
        }
        i += 1;
    }
    // Three in a row are no accident, whatever each looks like.
    let mut from = 0;
    for i in 1..=out.len() {
        if i < out.len() && out[i].range.start == out[i - 1].range.end {
            continue;
        }
        if i - from >= 3 && !all_alike(&out[from..i]) {
            for s in &mut out[from..i] {
                s.evidence = s.evidence.max(1.2);
            }
        }
        from = i;
    }
    out
}

/// Whether a run of sequences repeats one character, as drawings do.
fn all_alike(run: &[Sequence]) -> bool {
    run.windows(2).all(|w| w[0].with == w[1].with)
}

/// à whose second byte, a no-break space, became a space or was lost: voilÃ le → voilà le.
fn lone_grave(chars: &[(usize, char)], i: usize, part: &str) -> Option<Sequence> {
    if chars[i].1 == 'Â' && chars.get(i + 1).is_some_and(|c| c.1 == ' ') {
        // A no-break space that became a plain one: only its first byte is left over.
        return Some(Sequence { range: chars[i].0..chars[i + 1].0 + 1, with: ' ', evidence: 0.1 });
    }
    if chars[i].1 != 'Ã' {
        return None;
    }
    let before = i.checked_sub(1).and_then(|j| chars.get(j)).map(|c| c.1);
    let after = chars.get(i + 1).map(|c| c.1)?;
    let far = chars.get(i + 2).map(|c| c.1);
    // Of two spaces, one was the second byte.
    let end = chars.get(i + if far == Some(' ') { 2 } else { 1 }).map_or(part.len(), |c| c.0);
    let inside = before.is_some_and(char::is_lowercase);
    let word = before.is_none_or(|b| matches!(b, ' ' | '\'' | '’'))
        && far.is_some_and(|f| f.is_lowercase() || f == '\'' || f == '’');
    (after == ' ' && (inside || word)).then(|| Sequence {
        range: chars[i].0..end,
        with: 'à',
        evidence: if inside { 1.6 } else { 0.1 },
    })
}

/// The character of a pair of surrogates that were each written as three bytes (CESU-8).
fn surrogates(first: &[u8], second: &[Option<u8>; 3]) -> Option<char> {
    let half = |b: &[u8]| {
        (b.len() == 3 && b[0] == 0xed).then(|| (u32::from(b[1] & 0x3f) << 6) | u32::from(b[2] & 0x3f))
    };
    let second: Vec<u8> = second.iter().copied().collect::<Option<_>>()?;
    let (high, low) = (half(first)? | 0xd000, half(&second)? | 0xd000);
    ((0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low))
        .then(|| char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)))?
}

/// How much a sequence looks like mojibake.
fn evidence(
    shown: &[char; 2],
    with: char,
    used: usize,
    before: Option<char>,
    after: Option<char>,
    chained: bool,
    western: bool,
) -> f64 {
    let [lead, second] = *shown;
    let lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    if second.is_control() {
        return 2.0;
    }
    // What may follow a word or a capital on its own account.
    let mark = matches!(
        second,
        '…' | '’'
            | '‘'
            | '”'
            | '“'
            | '„'
            | '‚'
            | '™'
            | '®'
            | '©'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '–'
            | '—'
            | '•'
            | '°'
            | '´'
            | '¨'
            | '¿'
            | '¡'
            | '£'
            | '€'
            | '¬'
            | '§'
            | '¸'
            | '\u{a0}'
            | '·'
            | '≠'
            | '∞'
    );
    let latin = matches!(with as u32, 0xa0..=0x24f | 0x370..=0x3ff);
    let symbol = !lead.is_alphanumeric() || lead == 'ƒ';
    if used >= 3 {
        let usual = matches!(with as u32, 0x1e00..=0x1eff | 0x2000..=0x27bf | 0x2800 | 0xfb00..=0xfb06 | 0xfe0f | 0xff00..=0xff65 | 0xfffd | 0x1f000..);
        // á´´ and ë…” close words of their own; Ôôô is a cry.
        let point = matches!(with as u32, 0x2000..=0x206f);
        let letters = shown.iter().all(|c| c.is_alphabetic());
        let cry = letters && !point && !lower(before) && !lower(after) && !chained;
        if cry || !usual && lead.is_lowercase() && letter(before) && mark {
            return -1.0;
        }
        return match (usual, chained) {
            (true, _) => {
                if used > 3 {
                    3.0
                } else {
                    2.0
                }
            }
            (false, true) => 1.6,
            (false, false) => 0.6,
        };
    }
    let quote = matches!(second, '…' | '’' | '‘' | '”' | '“' | '™' | '®');
    let mut e: f64 = 0.0;
    if western && matches!(lead, 'Ã' | 'Â') {
        e += match (lead, mark) {
            (_, false) => 1.6,
            // HÃ”TEL: inside a word; Ã’s: not.
            ('Ã', true) => {
                if letter(before) && (letter(after) || after.is_none_or(|a| a == ' '))
                    || lower(after) && second != '’'
                    || second == '\u{a0}'
                {
                    1.6
                } else {
                    -0.5
                }
            }
            (_, true) => {
                if with == '\u{a0}' && !chained {
                    0.8
                } else {
                    1.5
                }
            }
        };
    } else if symbol {
        // Box drawing, roots, dashes before a letter: ├í, √©, ‚Ä¶.
        e += if lower(before) && !is_drawing(second) {
            1.6
        } else if letter(before) || lower(after) {
            0.8
        } else {
            0.2
        };
        if !second.is_alphanumeric() && !mark && !lower(before) {
            e -= 0.6;
        }
        if is_drawing(lead) && is_drawing(second) {
            e -= 1.2;
        }
    } else if lead.is_uppercase() {
        // A capital with an accent inside a word of small letters is none.
        e += match (lower(before), letter(before), lower(after)) {
            (true, ..) => 1.6,
            (_, false, true) => 1.5,
            (_, true, true) if !quote => 1.6,
            _ if mark => -1.2,
            _ => 0.4,
        };
    }
    if !latin {
        e -= 1.0; // another script: it takes several to make a word
    }
    if chained {
        e += 0.9;
    }
    if before.is_some_and(char::is_uppercase)
        && after.is_some_and(char::is_uppercase)
        && !chained
        && !(western && matches!(lead, 'Ã' | 'Â'))
    {
        e -= 0.6;
    }
    e
}

fn is_drawing(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}')
}

/// What no one writes: controls, private use, noncharacters.
fn is_unlikely(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..)
}
