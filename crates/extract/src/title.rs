//! Roles and titles: words of the lexicon with the field and the rank that they are for.
//!
//! A title reads from left to right as rank, field, head: 高级 · 软件 · 工程师, 大模型预训练负责人, vice president of research.

use std::ops::Range;

use crate::class::Class;
use crate::naming::Naming;
use crate::token::{Row, is_han};
use crate::words::Sort;

/// The titles of a row, as bytes of the folded text.
pub(crate) fn titles(row: &Row, folded: &str, naming: &Naming) -> Vec<Range<usize>> {
    if row.chinese { chinese(row, folded, naming) } else { english(row, folded) }
}

/// Characters before a Chinese head that belong to it: places in a row, deputies, fields of work.
fn chinese(row: &Row, folded: &str, naming: &Naming) -> Vec<Range<usize>> {
    let row_text = &folded[row.range.clone()];
    let chars: Vec<(usize, char)> = row_text.char_indices().map(|(i, c)| (row.range.start + i, c)).collect();
    let n = chars.len();
    let byte = |i: usize| chars.get(i).map_or(row.range.end, |c| c.0);
    let only: Vec<char> = chars.iter().map(|c| c.1).collect();
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut e = n;
    while e >= 2 {
        let Some(len) = head(&only[..e], naming) else {
            e -= 1;
            continue;
        };
        let inside_name = row.tokens.iter().any(|t| {
            t.name.as_ref().is_some_and(|n| !n.product) && t.start < byte(e) && t.end > byte(e - len)
        });
        // 经理人, 教授们, 会计师: the head is a part of another word.
        let goes_on = only.get(e).is_some_and(|c| "们会团节奖室部院业界级制费".contains(*c));
        if inside_name || goes_on {
            e -= 1;
            continue;
        }
        let mut start = e - len;
        while let Some(step) = before(&only, start, naming) {
            let from = start - step;
            let taken =
                row.tokens.iter().any(|t| t.name.is_some() && t.start < byte(start) && t.end > byte(from));
            if taken || e - from > 16 {
                break;
            }
            start = from;
        }
        out.push(byte(start)..byte(e));
        e = start;
    }
    out.reverse();
    out
}

/// Length of the longest head that ends here.
fn head(chars: &[char], naming: &Naming) -> Option<usize> {
    let list = naming.title_heads.get(chars.last()?)?;
    list.iter().find(|h| chars.ends_with(h)).map(Vec::len)
}

/// Length of the word before a title that belongs to it.
fn before(chars: &[char], end: usize, naming: &Naming) -> Option<usize> {
    let prefix = &chars[..end];
    let list = naming.title_parts.get(prefix.last()?);
    if let Some(part) = list.and_then(|l| l.iter().find(|p| prefix.ends_with(p))) {
        return Some(part.len());
    }
    // Another head before the head is a part of it, if nothing parts them: 总裁助理.
    if let Some(len) = head(prefix, naming) {
        return Some(len);
    }
    // 财务部经理, 销售经理: a field of work.
    (2..=4).rev().find(|&len| {
        end >= len
            && prefix[end - len..].iter().all(|c| is_han(*c))
            && naming.title_fields.contains(&prefix[end - len..].iter().collect::<String>())
            && naming.words.get(&prefix[end - len..]).is_none_or(|e| e.sort != Sort::Place)
    })
}

/// Runs of the lexicon's roles, with what goes on behind «of».
fn english(row: &Row, folded: &str) -> Vec<Range<usize>> {
    let t = &row.tokens;
    let mut out = Vec::new();
    let mut i = 0;
    while i < t.len() {
        if !t[i].is(Class::Role) || t[i].name.is_some() {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        let mut k = end;
        while k < t.len() && k < i + 7 {
            let close = t[k].start - t[k - 1].end <= 1;
            if close && t[k].is(Class::Role) && t[k].name.is_none() {
                end = k + 1;
            } else if !close
                || !(t[k].is(Class::Conj)
                    && matches!(&folded[t[k].range()], "and" | "&")
                    && t.get(k + 1).is_some_and(|x| x.is(Class::Role) && !x.is(Class::Article)))
            {
                break;
            }
            k += 1;
        }
        // head of research, vice president of product management
        let whole = &folded[t[end - 1].range()];
        if whole.ends_with(" of") || t.get(end).is_some_and(|x| &folded[x.range()] == "of") {
            let from = if whole.ends_with(" of") { end } else { end + 1 };
            let mut m = from;
            while t.get(m).is_some_and(|x| {
                x.start - t[m - 1].end == 1
                    && x.punct.is_none()
                    && x.latin
                    && x.name.is_none()
                    && !x.verb
                    && x.quantity.is_none()
                    && (x.plain() || x.is(Class::Domain))
                    && !x.is(Class::Article)
            }) && m < from + 3
            {
                m += 1;
            }
            if m > from {
                end = m;
            } else if whole.ends_with(" of") {
                i = end;
                continue;
            }
        }
        out.push(t[i].start..t[end - 1].end);
        i = end;
    }
    out
}
