//! What a purchase is of: the firm, its shares and how many, and whose they were.

use std::ops::Range;

use crate::phrase::{Phrase, counted, last_de, tidy, trim};
use crate::roles::{Around, Found};
use crate::rules::Class;
use crate::token::What;

impl Around<'_> {
    /// Parts of «B 36% 的股权», and of «B 36% 的股权及 C 的股权».
    pub(crate) fn holding(&self, p: &Phrase, f: &mut Found) {
        let t = self.t;
        let mut r = p.tokens.clone();
        let next = r.clone().skip(1).find(|&k| t[k].is(Class::List) && t[k - 1].is(Class::Share));
        if let Some(k) = next {
            if let Some(rest) = trim(t, k + 1..r.end) {
                let mut other = Found::default();
                self.holding(&rest, &mut other);
                f.more = other.target.into_iter().chain(other.more).collect();
            }
            r.end = k;
        }
        let figure = r.clone().find(|&k| matches!(t[k].what, What::Percent));
        let count = r.clone().find(|&k| t[k].what == What::Count && k > r.start);
        let share = r.clone().rev().find(|&k| t[k].is(Class::Share) && !self.in_name(k));
        if let Some(k) = figure {
            f.percent = Some(t[k].range());
        }
        f.shares = share.map(|k| t[k].range());
        let end = [figure, count, share].into_iter().flatten().min().unwrap_or(r.end);
        let end = if end == r.start { r.end } else { end };
        if end > r.start {
            f.target = trim(t, r.start..end).and_then(|p| self.bytes(&p));
        }
        if figure == Some(r.start) || count == Some(r.start) || share == Some(r.start) {
            f.target = None;
        }
        // 增持公司股份: the firm that the text speaks of.
        if let Some(r) = f.target.take() {
            f.target = self.thing(r).and_then(|r| self.who(r));
        }
    }

    /// The name at the end of what a purchase is of: behind its owner, and without figures that cling to it.
    pub(crate) fn thing(&self, mut r: Range<usize>) -> Option<Range<usize>> {
        let s = &self.folded[r.clone()];
        let cut = self
            .rules
            .bounds
            .owned
            .iter()
            .filter_map(|w| s.rfind(w.as_str()).map(|i| i + w.len()))
            .filter(|&i| s[i..].chars().count() >= 2)
            .max()
            .unwrap_or(0);
        // 北门集团旗下的两家公司: what is only counted has no name, its owner has.
        if cut > 0 && counted(&s[cut..], &self.rules.bounds) {
            let w = self
                .rules
                .bounds
                .owned
                .iter()
                .filter(|w| s[..cut].ends_with(w.as_str()))
                .map(String::len)
                .max();
            r.end = r.start + cut - w.unwrap_or(0);
        } else {
            r.start += cut;
        }
        let s = &self.folded[r.clone()];
        if let Some(i) = last_de(s, &self.rules.bounds).filter(|&i| s[i..].chars().count() >= 2) {
            r.start += i;
        }
        // 云杉1120.61万股, SPRUCE100%
        let s = &self.folded[r.clone()];
        if s.ends_with(['股', '%']) {
            let rest = s.trim_end_matches(|c: char| c.is_ascii_digit() || ".,%万亿股约近超逾".contains(c));
            if s[rest.len()..].contains(|c: char| c.is_ascii_digit()) {
                r.end = r.start + rest.len();
            }
        }
        tidy(self.folded, r, &self.rules.bounds)
    }

    /// The listed firm that the text speaks of, where somebody else buys what nothing names.
    pub(crate) fn listed(&self, f: &Found) -> Option<Range<usize>> {
        let mut from = 0;
        let mut found = None;
        while from < self.at && found.is_none() {
            let (_, hi) = self.clause(from);
            found = self.first(from, hi.min(self.at));
            from = hi;
        }
        let found = found.or_else(|| self.topic.clone())?;
        // «A的股东B», «A(600000)控股股东B»: the firm before the first title.
        let s = &self.folded[found.clone()];
        let cut = self.rules.bounds.titles.iter().filter_map(|t| s.find(t.as_str())).min().unwrap_or(s.len());
        let head = s[..cut].trim_end_matches(['的', '原', '前', '第']);
        let firm = found.start..found.start + head.len();
        let other = f.subject.as_ref().is_some_and(|x| x.start != firm.start || x.end > firm.end);
        (other && head.chars().count() >= 2).then_some(firm)
    }

    /// Whether 股份 ends the name of a listed firm, as in 云杉股份, or stands before 有限公司.
    pub(crate) fn in_name(&self, k: usize) -> bool {
        let t = self.t;
        if self.words(k) != "股份" {
            return false;
        }
        let rest = &self.folded[t[k].end..];
        if ["有限", "公司", "(6", "(0", "(3", "制"].iter().any(|w| rest.starts_with(w)) {
            return true;
        }
        let alone = k > 0
            && t[k - 1].what == What::Text
            && t[k - 1].end == t[k].start
            && self.words(k - 1).chars().count() == 2;
        alone && (k < 2 || !t[k - 2].nominal() || t[k - 2].is(Class::List))
    }
}
