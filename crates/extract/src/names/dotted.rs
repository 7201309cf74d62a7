//! Foreign names in Chinese characters, with a dot: 山姆·奥尔特曼.

use super::{Taught, replace, unknown};
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text};

/// 卢克·梅茨格, where the knowledge base has a 卢克·梅茨: whether a name goes on behind the one that is known.
fn goes_on(row: &Row, text: &Text<'_>, naming: &Naming, end: usize) -> bool {
    let next = text.folded.text[end..row.range.end].chars().next();
    let word =
        row.tokens.iter().any(|t| t.start == end && t.end > end && (t.word.is_some() || t.name.is_some()));
    !word && next.is_some_and(|c| naming.transliteration.contains(&c) && !"于曾以由".contains(c))
}

/// 山姆·奥尔特曼: foreign names with a dot, their ends found by the characters that write foreign names.
pub(super) fn dotted(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let mut from = row.range.start;
    while let Some(dot) = folded[from..row.range.end].find('·').map(|p| from + p) {
        from = dot + '·'.len_utf8();
        // A known name that holds the dot is whole already; its parts are taught.
        if let Some(t) = row
            .tokens
            .iter()
            .find(|t| t.start < dot && dot < t.end && t.name.as_ref().is_some_and(|n| n.kb.is_some()))
            .filter(|t| !goes_on(row, text, naming, t.end))
        {
            if let Some(n) = t.name.clone() {
                let parts: Vec<&str> = folded[t.range()].split('·').map(str::trim).collect();
                for part in [parts.first(), parts.last()].into_iter().flatten() {
                    if part.chars().count() >= 2 {
                        taught.forms.entry((*part).to_owned()).or_insert_with(|| n.clone());
                    }
                }
            }
            continue;
        }
        // A known word of two characters or more before the name ends it on the left.
        let wall = row
            .tokens
            .iter()
            .filter(|t| {
                t.end <= dot && (!t.plain() || t.word.is_some()) && t.punct.is_none() && t.end - t.start > 3
            })
            .filter(|t| t.name.is_none() || t.end < dot)
            .map(|t| t.end)
            .max()
            .unwrap_or(row.range.start);
        let mut start = dot;
        let mut chars = 0;
        for (i, c) in folded[wall..dot].char_indices().rev() {
            if c == ' ' && start == dot && chars == 0 {
                continue;
            }
            // 金斯和克里斯托弗·凯利: a word of the lexicon is no part of a name, unless it writes many.
            let word = row.tokens.iter().any(|t| t.start == wall + i && t.word.is_some());
            let writes =
                naming.transliteration.contains(&c) || !word && naming.words.transliteration(c).is_some();
            if !writes || chars >= 6 {
                break;
            }
            start = wall + i;
            chars += 1;
        }
        if chars == 0 {
            continue;
        }
        let mut end = from;
        let mut tail = 0;
        let mut dots = 1;
        for (i, c) in folded[from..row.range.end].char_indices() {
            if c == ' ' && tail == 0 {
                continue;
            }
            if c == '·' && tail > 0 && dots < 3 {
                dots += 1;
                tail = 0;
                continue;
            }
            let at = from + i;
            let word_begins = row.tokens.iter().any(|t| {
                t.start == at
                    && t.end - t.start > 3
                    && t.name.is_none()
                    && (!t.classes.is_empty() || t.word.is_some())
            });
            if !naming.transliteration.contains(&c) || tail >= 7 || word_begins {
                break;
            }
            end = at + c.len_utf8();
            tail += 1;
        }
        // 马克·泰勒于上周离职: what leads on to when, whence or what ends no name, where more stands behind it.
        if let Some(last) = folded[from..end].chars().next_back().filter(|c| "于曾以".contains(*c))
            && folded[end..row.range.end].starts_with(|c: char| c.is_alphanumeric())
        {
            end -= last.len_utf8();
        }
        if end <= from {
            continue;
        }
        from = end;
        let known = row.tokens.iter().find(|t| {
            t.start >= start
                && t.end <= end
                && t.name.as_ref().is_some_and(|n| n.kb.is_some() && n.class == NameClass::Person)
        });
        let name = known.and_then(|t| t.name.clone()).unwrap_or_else(|| unknown(NameClass::Person));
        let whole: String = text.words(start..end).chars().filter(|c| *c != ' ').collect();
        let parts: Vec<&str> = folded[start..end].split('·').map(str::trim).collect();
        for part in [parts.first(), parts.last()].into_iter().flatten() {
            if part.chars().count() >= 2 {
                taught
                    .forms
                    .entry((*part).to_owned())
                    .or_insert_with(|| NameRef { full: Some(whole.clone()), ..name.clone() });
            }
        }
        if !row.tokens.iter().any(|t| t.start == start && t.end == end && t.name.is_some()) {
            replace(row, start..end, name);
        }
    }
}
