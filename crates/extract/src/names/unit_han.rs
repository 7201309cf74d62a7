//! Units that a Chinese text says are set up or done away with: 组建“前沿智能组”, 新设机器人业务部与应用业务部.

use super::{replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Longest name of a unit, in characters.
const LONGEST: usize = 16;
/// Fewest characters before its ending.
const LEAST: usize = 2;

/// Finds the names behind verbs that set up or end a unit.
pub(super) fn units(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    if !row.chinese {
        return;
    }
    let mut i = 0;
    while i < row.tokens.len() {
        if naming.unit_verbs.contains(&text.folded.text[row.tokens[i].range()]) {
            // One name, and those that follow it by 、 or 与.
            let mut from = row.tokens[i].end;
            while let Some(end) = unit(row, text, naming, from) {
                let joined = row
                    .tokens
                    .iter()
                    .find(|t| t.start >= end && !matches!(t.punct, Some('"')))
                    .filter(|t| t.is(Class::Conj) || t.punct == Some('、'));
                match joined {
                    Some(t) => from = t.end,
                    None => break,
                }
            }
        }
        i += 1;
    }
}

/// Names the unit that stands at a place, and says where it ends.
fn unit(row: &mut Row, text: &Text<'_>, naming: &Naming, from: usize) -> Option<usize> {
    let folded = &text.folded.text;
    let stop = row
        .tokens
        .iter()
        .find(|t| t.start >= from && matches!(t.punct, Some(',' | '。' | ';' | '!' | '?' | ':' | '(')))
        .map_or(row.range.end, |t| t.start);
    let mut at = from.min(stop);
    loop {
        let rest = &folded[at..stop];
        let filler =
            naming.unit_fillers.iter().filter(|f| rest.starts_with(f.as_str())).map(String::len).max();
        match filler {
            Some(n) => at += n,
            None if rest.starts_with(' ') => at += 1,
            None => break,
        }
    }
    let quoted = folded[at..stop].starts_with('"');
    if quoted {
        let open = at + 1;
        let close = open + folded[open..stop].find('"')?;
        let words = &folded[open..close];
        let fits = words.chars().count() <= LONGEST && ends(naming, words).is_some();
        if !fits {
            return None;
        }
        name(row, open..close);
        return Some(close + 1);
    }
    // The first ending at which a word of its own follows or nothing does; the longest one there.
    let mut end = None;
    let mut count = 0;
    for (k, c) in folded[at..stop].char_indices() {
        count += 1;
        if count > LONGEST
            || "的在对将由被、与和及并\"".contains(c)
                && !folded[at..at + k].is_empty()
                && c != '与'
                && c != '和'
        {
            break;
        }
        let here = at + k + c.len_utf8();
        if let Some(n) = ends(naming, &folded[at..here])
            && count >= LEAST + n
        {
            // 研究中心 goes on where 研究 ended.
            end = Some(here);
            let more = naming
                .unit_ends
                .iter()
                .any(|e| folded[here..stop].starts_with(e.as_str()) && e.chars().count() > 1);
            if !more && !folded[here..stop].starts_with(['门', '长', '织', '件', '署', '分', '合']) {
                break;
            }
        } else if matches!(c, '与' | '和' | '的' | '由') {
            break;
        }
    }
    let end = end?;
    let taken = row
        .tokens
        .iter()
        .any(|t| t.start < end && at < t.end && t.name.as_ref().is_some_and(|n| n.class != NameClass::Org));
    if taken || folded[at..end].chars().any(|c| "是有会着过".contains(c)) {
        return None;
    }
    name(row, at..end);
    Some(end)
}

/// How many characters the ending of a unit's name has.
fn ends(naming: &Naming, words: &str) -> Option<usize> {
    naming.unit_ends.iter().filter(|e| words.ends_with(e.as_str())).map(|e| e.chars().count()).max()
}

fn name(row: &mut Row, range: std::ops::Range<usize>) {
    let whole = row.tokens.iter().any(|t| t.range() == range && t.name.is_some());
    if !whole {
        replace(row, range, unknown(NameClass::Org));
    }
}
