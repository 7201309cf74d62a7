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
        let word = &text.folded.text[row.tokens[i].range()];
        if naming.unit_leads.contains(word) {
            unit(row, text, naming, row.tokens[i].end, true);
        } else if naming.unit_verbs.contains(word) {
            aside(row, text, naming, i);
            // One name, and those that follow it by 、 or 与.
            let mut from = row.tokens[i].end;
            while let Some(end) = unit(row, text, naming, from, false) {
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

/// 成立的全新机构——某某实验室, 新成立的部门——名为“某某”: takes out the common noun and its dash, so that the name follows
/// its verb.
fn aside(row: &mut Row, text: &Text<'_>, naming: &Naming, verb: usize) {
    let t = &row.tokens;
    let dash = |k: usize| matches!(t[k].punct, Some('—' | '–' | '-'));
    let Some(first) = (verb + 1..t.len().min(verb + 10)).find(|&k| t[k].punct.is_some()).filter(|&k| dash(k))
    else {
        return;
    };
    let noun = &text.folded.text[t[verb].end..t[first].start];
    if first == verb + 1 || !naming.unit_nouns.iter().any(|n| noun.ends_with(n.as_str())) {
        return;
    }
    let Some(next) = (first..t.len()).find(|&k| !dash(k)) else { return };
    let named = |k: usize| t.get(k).is_some_and(|x| x.name.is_some() || x.punct == Some('"'));
    let called = ["名为", "叫做", "名叫", "即"].contains(&&text.folded.text[t[next].range()]);
    let to = if named(next) {
        next
    } else if called && named(next + 1) {
        next + 1
    } else {
        return;
    };
    row.tokens.drain(verb + 1..to);
    crate::token::number_clauses(row);
}

/// Names the unit that stands at a place, and says where it ends; `marked`: only where quotation marks or words like
/// 新设立的 show that it is one.
fn unit(row: &mut Row, text: &Text<'_>, naming: &Naming, from: usize, marked: bool) -> Option<usize> {
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
            // 成立了一个新部门——某某实验室
            None if rest.starts_with(['—', '–']) && at > from => at += '—'.len_utf8(),
            None => break,
        }
    }
    let quoted = folded[at..stop].starts_with('"');
    if quoted {
        let open = at + 1;
        let close = open + folded[open..stop].find('"')?;
        let words = &folded[open..close];
        if words.chars().count() > LONGEST {
            return None;
        }
        // “超级智能”部门
        let tail = &folded[close + 1..stop];
        let suffix = naming
            .unit_ends
            .iter()
            .filter(|e| tail.starts_with(e.as_str()) && e.chars().count() > 1)
            .map(String::len)
            .max();
        if let Some(n) = suffix {
            name(row, at..close + 1 + n);
            return Some(close + 1 + n);
        }
        ends(naming, words)?;
        name(row, open..close);
        return Some(close + 1);
    }
    if marked {
        return None;
    }
    // The first ending at which a word of its own follows or nothing does; the longest one there.
    let mut end = None;
    let mut count = 0;
    for (k, c) in folded[at..stop].char_indices() {
        count += 1;
        if count > LONGEST || k > 0 && "的在对将由被、及并\"".contains(c) {
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
    // 成立风险投资部门“某某”: the name behind the noun is the name.
    if let Some(close) = folded[end..stop].strip_prefix('"').and_then(|r| r.find('"'))
        && folded[end + 1..end + 1 + close].chars().count() <= LONGEST * 2
    {
        name(row, end + 1..end + 1 + close);
        return Some(end + 2 + close);
    }
    // 拆分为六大事业群: a number of them is no name.
    let mut first = folded[at..end].chars();
    let (one, two) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let number = one.is_ascii_digit() || "一二三四五六七八九十两数多几各".contains(one);
    if number && matches!(two, '大' | '个' | '家' | '条') || matches!(one, '为' | '成') {
        return None;
    }
    let taken = row.tokens.iter().any(|t| {
        // 成立AI Infra部: an unknown Latin word is a part of the name.
        let part = t.latin && at <= t.start && t.end < end;
        let other = |n: &crate::token::NameRef| n.class != NameClass::Org && (n.kb.is_some() || !part);
        t.start < end && at < t.end && t.name.as_ref().is_some_and(other)
    });
    // 安全委员会 ends in a 会 that is no verb.
    let stem = naming
        .unit_ends
        .iter()
        .filter_map(|e| folded[at..end].strip_suffix(e.as_str()))
        .min_by_key(|s| s.len())
        .unwrap_or_default();
    if taken || stem.chars().any(|c| "是有会着过".contains(c)) {
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
