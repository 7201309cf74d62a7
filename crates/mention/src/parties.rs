//! The sides of a suit, by the words that name them and by what is claimed.

use std::ops::Range;

use crate::phrase::{after, bytes};
use crate::roles::{Around, Found};
use crate::rules::{Rules, Sense};
use crate::token::{Token, What};

impl Around<'_> {
    /// Whether a phrase names a court.
    pub(crate) fn court(&self, r: &Range<usize>) -> bool {
        self.rules.bounds.courts.iter().any(|c| self.folded[r.clone()].ends_with(c.as_str()))
    }

    /// «…起诉，请求判令云杉科技赔偿»: against whom the claim is that follows.
    pub(crate) fn claimed(&self, f: &Found) -> Option<Range<usize>> {
        if self.sense.labels.is_empty()
            || self.sense.object.is_none()
            || f.to.as_ref().is_some_and(|r| !self.court(r))
            || f.with.is_some()
        {
            return None;
        }
        let t = self.t;
        let here = t[self.at].clause;
        let claims = &self.rules.bounds.claims;
        (self.at + 1..t.len()).take_while(|&k| t[k].clause <= here + 2).find_map(|k| {
            if !claims.iter().any(|w| *w == self.folded[t[k].range()]) {
                return None;
            }
            let r =
                after(t, k + 1, t.len()).filter(|p| p.tokens.start == k + 1).and_then(|p| self.bytes(&p))?;
            let r = self.who(r)?;
            (Some(&r) != f.subject.as_ref() && !self.court(&r)).then_some(r)
        })
    }
}

/// The names behind the words that label a role: 被告云杉科技, 原告林知远.
pub(crate) fn labelled(
    folded: &str,
    t: &[Token],
    sense: &Sense,
    rules: &Rules,
) -> Vec<(String, Range<usize>)> {
    let mut out = Vec::new();
    if sense.labels.is_empty() {
        return out;
    }
    for (k, x) in t.iter().enumerate() {
        let Some((role, _)) =
            sense.labels.iter().find(|(_, words)| words.iter().any(|w| *w == folded[x.range()]))
        else {
            continue;
        };
        if t.get(k + 1).is_some_and(|n| n.what == What::De) {
            continue;
        }
        let Some(r) = after(t, k + 1, t.len()).and_then(|p| bytes(folded, t, &p, &rules.bounds)) else {
            continue;
        };
        let numbered = folded[r.clone()].starts_with(['一', '二', '三', '四']) && r.start == x.end;
        let r =
            if numbered && folded[x.range()].starts_with(['被', '上']) { r.start + 3..r.end } else { r };
        let n = folded[r.clone()].chars().count();
        if r.start <= x.end + 6
            && (2..=60).contains(&n)
            && !rules.bounds.nobody.iter().any(|w| folded[r.clone()] == **w)
        {
            out.push((role.clone(), r));
        }
    }
    out
}
