//! What stands beside English names and parts their clauses for nothing: «Dr.», «, Inc.», «, Ph.D.,», «(Nasdaq: PLMD)».

use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Takes the stops and commas of forms of address, legal forms and degrees out of an English row, with the degrees
/// themselves and the codes under which firms are traded.
pub(super) fn trim(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    if row.chinese {
        return;
    }
    let word = |row: &Row, k: usize| row.tokens.get(k).map_or("", |t| &text.folded.text[t.range()]);
    let is = |row: &Row, k: usize, c: char| row.tokens.get(k).is_some_and(|t| t.punct == Some(c));
    let mut i = 0;
    while i < row.tokens.len() {
        // «Ms. Osei»
        if naming.beside.address.contains(word(row, i)) && is(row, i + 1, '.') {
            row.tokens.remove(i + 1);
        }
        // «TL;DR: she is gone»
        if word(row, i) == "tl" && is(row, i + 1, ';') && word(row, i + 2) == "dr" {
            row.tokens.drain(i..i + 3);
            continue;
        }
        // «(Nasdaq: PLMD)», «(NYSE:F)»
        if is(row, i, '(') && naming.beside.exchanges.contains(word(row, i + 1)) && is(row, i + 2, ':') {
            let close = (i + 3..row.tokens.len().min(i + 9)).find(|&k| is(row, k, ')'));
            if let Some(k) = close {
                row.tokens.drain(i..=k);
                continue;
            }
        }
        let named = i > 0 && row.tokens[i - 1].latin && row.tokens[i - 1].capital;
        if is(row, i, ',') && named {
            if naming.beside.legal_forms.contains(word(row, i + 1)) && row.tokens[i + 1].capital {
                row.tokens.remove(i);
            } else if let Some(end) = degree(row, text, naming, i + 1) {
                // «Ada Thornquist, Ph.D., joins»: the second comma is there for the degree alone.
                let apposed = row
                    .tokens
                    .get(end + 1)
                    .is_some_and(|t| t.any(&[Class::Article, Class::Role, Class::Former, Class::Relative]));
                let end = if is(row, end, ',') && !apposed { end + 1 } else { end };
                row.tokens.drain(i..end);
                continue;
            }
        }
        i += 1;
    }
}

/// Where a degree that begins at a token ends: «PhD», «Ph.D.», «M.D».
fn degree(row: &Row, text: &Text<'_>, naming: &Naming, from: usize) -> Option<usize> {
    let mut letters = String::new();
    let mut end = None;
    for (k, t) in row.tokens.iter().enumerate().skip(from).take(6) {
        if t.punct == Some('.') {
            end = end.map(|_| k + 1);
            continue;
        }
        if t.punct.is_some() || !t.capital || k > from && t.start != row.tokens[k - 1].end {
            break;
        }
        letters.push_str(&text.folded.text[t.range()]);
        end = naming.beside.degrees.contains(letters.as_str()).then_some(k + 1);
    }
    end.filter(|_| naming.beside.degrees.contains(letters.as_str()))
}

/// «SHANGHAI (AsiaWire) - Ada Thornquist is leaving»: what stands in brackets before the dash of a dateline tells the story.
pub(super) fn datelines(row: &mut Row) {
    for i in 1..row.tokens.len().saturating_sub(2).min(12) {
        let t = &row.tokens;
        let dash = matches!(t[i + 2].punct, Some('-' | '–' | '—'));
        let bracketed = t[i - 1].punct == Some('(') && t[i + 1].punct == Some(')');
        if !row.chinese && dash && bracketed {
            let t = &mut row.tokens[i];
            if let Some(n) = t.name.as_mut().filter(|n| n.kb.is_none() && n.class != NameClass::Person) {
                n.class = NameClass::Outlet;
            }
        }
    }
}
