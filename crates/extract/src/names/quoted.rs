//! Titles in book-title marks.

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::token::{NameClass, Row, Text};

/// Longest name of an outlet, in characters.
const LONGEST: usize = 12;

/// 《…》 is an outlet where nothing else is known of it.
pub(super) fn quoted_titles(row: &mut Row, text: &Text<'_>, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        if row.tokens[i].punct == Some('《')
            && let Some(j) =
                (i + 1..row.tokens.len().min(i + 14)).find(|&j| row.tokens[j].punct == Some('》'))
            && j > i + 1
        {
            let range = row.tokens[i + 1].start..row.tokens[j - 1].end;
            let whole = row.tokens[i + 1].end == range.end;
            let known = row.tokens[i + 1..j]
                .iter()
                .find_map(|t| t.name.clone().filter(|n| n.class == NameClass::Outlet));
            // 《关于支持人才发展的若干措施》, 《传某某拟收购某某》: a long one is a document or an article.
            let long = text.folded.text[range.clone()].chars().count() > LONGEST
                || row.tokens[i + 1..j].iter().any(|t| t.verb && t.name.is_none());
            if long && known.is_none() {
                replace(row, range, unknown(NameClass::Outlet));
                row.tokens[i + 1].name = None;
                row.tokens[i + 1].classes.add(Class::Protect);
                i += 1;
                continue;
            }
            if !whole || row.tokens[i + 1].name.is_none() {
                replace(row, range, known.unwrap_or_else(|| unknown(NameClass::Outlet)));
            }
            if let Some(k) = row.tokens[i..].iter().position(|t| t.punct == Some('》')) {
                row.tokens.remove(i + k);
            }
            row.tokens.remove(i);
            // 据《晨业》报道: what reports is an outlet wherever the document names it.
            let tells = row.tokens.get(i + 1).is_some_and(|x| x.any(&[Class::Report, Class::According]))
                || i > 0 && row.tokens[i - 1].is(Class::According);
            let t = &row.tokens[i];
            if let Some(n) =
                t.name.clone().filter(|n| n.class == NameClass::Outlet && n.kb.is_none() && tells)
            {
                taught.forms.insert(text.folded.text[t.range()].to_owned(), n);
            }
        }
        i += 1;
    }
}
