//! Noun phrases of a token row, and how they are cut to size.

use std::ops::Range;

use crate::rules::{Bounds, Class};
use crate::token::{Token, What};

/// A noun phrase: tokens, half-open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) tokens: Range<usize>,
}

/// The noun phrase that begins at a token.
pub(crate) fn after(t: &[Token], start: usize, most: usize) -> Option<Phrase> {
    let mut end = start;
    while end < most && t[end].nominal() {
        end += 1;
    }
    trim(t, start..end)
}

/// Takes off what cannot begin or end a phrase.
pub(crate) fn trim(t: &[Token], mut r: Range<usize>) -> Option<Phrase> {
    let joint = |t: &Token| t.what == What::De || t.is(Class::List);
    while r.start < r.end && (joint(&t[r.start]) || t[r.start].what == What::Bracket) {
        r.start += 1;
    }
    while r.start < r.end && joint(&t[r.end - 1]) {
        r.end -= 1;
    }
    (r.start < r.end).then_some(Phrase { tokens: r })
}

/// Bytes of a phrase, without openers and closers.
pub(crate) fn bytes(folded: &str, t: &[Token], p: &Phrase, bounds: &Bounds) -> Option<Range<usize>> {
    let (first, last) = (t.get(p.tokens.start)?, t.get(p.tokens.end.checked_sub(1)?)?);
    tidy(folded, first.start..last.end, bounds)
}

/// Cuts openers, closers and stray marks off a stretch.
pub(crate) fn tidy(folded: &str, mut r: Range<usize>, bounds: &Bounds) -> Option<Range<usize>> {
    loop {
        let s = &folded[r.clone()];
        let lead = s.len() - s.trim_start_matches([' ', '"', ',', '、', '-', '·', '”', '*', '/']).len();
        // A star before ST belongs to the name of a listed firm.
        let lead = if s.starts_with("*st") { 0 } else { lead };
        if lead > 0 {
            r.start += lead;
            continue;
        }
        let tail = s.len() - s.trim_end_matches([' ', ',', '、', '-', '/']).len();
        if tail > 0 && tail < s.len() {
            r.end -= tail;
            continue;
        }
        if let Some(o) = bounds.openers.iter().find(|o| s.starts_with(o.as_str()) && s.len() > o.len()) {
            r.start += o.len();
            continue;
        }
        if let Some(o) = bounds.closers.iter().find(|o| s.ends_with(o.as_str()) && s.len() > o.len()) {
            r.end -= o.len();
            continue;
        }
        break;
    }
    (!r.is_empty()).then_some(r)
}

/// The name of a phrase without brackets at its end, and the short form that a bracket gives it.
pub(crate) fn bare(folded: &str, r: &Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let s = &folded[r.clone()];
    let Some(open) = s.find('(').filter(|o| *o > 0) else { return (r.clone(), None) };
    let inner = &s[open + 1..s.find(')').filter(|c| *c > open).unwrap_or(s.len())];
    let mut alias = None;
    for cue in ["以下简称", "下称", "简称", "以下称"] {
        if let Some(k) = inner.find(cue) {
            let from = k + cue.len();
            let rest = &inner[from..];
            let lead = rest.len() - rest.trim_start_matches([':', '"', '“', ' ', '为']).len();
            let name = rest[lead..].split(['"', '”', ',', '、', ')']).next().unwrap_or("");
            if !name.is_empty() {
                let at = r.start + open + 1 + from + lead;
                alias = Some(at..at + name.len());
            }
            break;
        }
    }
    // (集团)股份有限公司: a bracket inside a name stays in it.
    let inside = s[open..].find(')').is_some_and(|c| {
        let rest = &s[open + c + 1..];
        rest.starts_with("有限")
            || rest.starts_with("股份")
            || rest.starts_with("公司")
            || rest.starts_with("集团")
    });
    if inside && alias.is_none() {
        return (r.clone(), None);
    }
    (r.start..r.start + open, alias)
}
