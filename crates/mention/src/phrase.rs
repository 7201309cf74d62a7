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
        let tail = s.len() - s.trim_end_matches([' ', ',', '、', '-', '/', '(', '《', '【']).len();
        if tail > 0 && tail < s.len() {
            r.end -= tail;
            continue;
        }
        // 北门科技" 70%股权: the mark that opened the name is off, so is the one that closes it.
        if let Some(rest) = s.strip_suffix(['"', '”']).filter(|r| !r.is_empty() && !r.contains(['"', '“']))
        {
            r.end = r.start + rest.len();
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

/// Cuts off what goes with a name and is none: «A及其一致行动人», «A有限公司买卖合同纠纷».
fn alone(s: &str, bounds: &Bounds) -> usize {
    let mut end =
        bounds.besides.iter().filter_map(|w| s.find(w.as_str()).filter(|i| *i > 0)).min().unwrap_or(s.len());
    for form in &bounds.firms {
        let Some(i) = s[..end].find(form.as_str()) else { continue };
        let rest = &s[i + form.len()..end];
        let branch = bounds.branches.iter().any(|b| rest.contains(b.as_str()));
        // 建设集团有限公司: the longer form goes on.
        let goes_on = rest.is_empty() || rest.starts_with('(') || branch;
        if !goes_on && form.ends_with("公司") {
            end = i + form.len();
        }
    }
    end
}

/// The name of a phrase without brackets at its end, and the short form that a bracket gives it.
pub(crate) fn bare(folded: &str, r: &Range<usize>, bounds: &Bounds) -> (Range<usize>, Option<Range<usize>>) {
    let r = &(r.start..r.start + alone(&folded[r.clone()], bounds));
    let s = &folded[r.clone()];
    let mut from = 0;
    while let Some(open) = s[from..].find('(').map(|o| from + o) {
        let close = s[open..].find(')').map_or(s.len(), |c| open + c);
        let inner = &s[open + 1..close];
        let rest = s.get(close + 1..).unwrap_or("");
        // (集团)股份有限公司, 北门(中国): a bracket inside a name stays in it.
        let inside = bounds.within.iter().any(|w| w == inner)
            || ["有限", "股份", "公司", "集团"].iter().any(|w| rest.starts_with(w));
        let alias = alias(inner).map(|a| r.start + open + 1 + a.start..r.start + open + 1 + a.end);
        if open > 0 && (!inside || alias.is_some()) {
            return (r.start..r.start + open, alias);
        }
        from = close.max(open + 1);
    }
    (r.clone(), None)
}

/// The short form in a bracket: 以下简称"云杉".
fn alias(inner: &str) -> Option<Range<usize>> {
    for cue in ["以下简称", "下称", "简称", "以下称"] {
        let Some(k) = inner.find(cue) else { continue };
        let from = k + cue.len();
        let rest = &inner[from..];
        let lead = rest.len() - rest.trim_start_matches([':', '"', '“', ' ', '为']).len();
        let name = rest[lead..].split(['"', '”', ',', '、', ')']).next().unwrap_or("");
        return (!name.is_empty()).then(|| from + lead..from + lead + name.len());
    }
    None
}

/// Where the last particle 的 of a text ends, outside of brackets and of words that hold it.
pub(crate) fn last_de(s: &str, bounds: &Bounds) -> Option<usize> {
    let s = &s[..s.find('(').unwrap_or(s.len())];
    s.match_indices('的')
        .map(|(i, m)| i + m.len())
        .rfind(|&i| !bounds.not_de.iter().any(|w| s[..i].ends_with(w.as_str())))
}

/// Whether a text counts things and names none: 两家公司, 12家门店.
pub(crate) fn counted(s: &str, bounds: &Bounds) -> bool {
    s.starts_with(|c: char| c.is_ascii_digit()) || bounds.counting.iter().any(|w| s.starts_with(w.as_str()))
}
