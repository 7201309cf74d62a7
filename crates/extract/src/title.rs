//! Roles and titles: runs of the lexicon's words, with the field that they are for.

use std::ops::Range;

use crate::class::Class;
use crate::token::Row;

/// The titles of a row, as bytes of the folded text.
pub(crate) fn titles(row: &Row, _folded: &str) -> Vec<Range<usize>> {
    let t = &row.tokens;
    let mut out = Vec::new();
    let mut i = 0;
    while i < t.len() {
        if !t[i].is(Class::Role) || t[i].name.is_some() {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while t.get(end).is_some_and(|x| x.is(Class::Role) && x.name.is_none() && x.start == t[end - 1].end) {
            end += 1;
        }
        out.push(t[i].start..t[end - 1].end);
        i = end;
    }
    out
}
