//! Who stands where around a trigger: subject, object, and what markers govern.

use std::ops::Range;

use crate::phrase::{Phrase, after, bytes, tidy, trim};
use crate::rules::{Class, Rules, Sense};
use crate::token::{Token, What};

/// What surrounds a trigger, before names are given to the roles; bytes of the folded text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) subject: Option<Range<usize>>,
    pub(crate) object: Option<Range<usize>>,
    pub(crate) from: Option<Range<usize>>,
    pub(crate) to: Option<Range<usize>>,
    pub(crate) with: Option<Range<usize>>,
    /// Who acts together with the subject.
    pub(crate) partner: Option<Range<usize>>,
    /// Whom the clauses before speak of.
    pub(crate) before: Option<Range<usize>>,
    /// Who owns what the object names: A持有的B的股权.
    pub(crate) owner: Option<Range<usize>>,
    /// The firm of which shares are the object.
    pub(crate) target: Option<Range<usize>>,
    /// More firms of which shares are the object.
    pub(crate) more: Vec<Range<usize>>,
    /// 股权, 股份.
    pub(crate) shares: Option<Range<usize>>,
    pub(crate) percent: Option<Range<usize>>,
    pub(crate) money: Option<Range<usize>>,
    pub(crate) count: Option<Range<usize>>,
    pub(crate) date: Option<Range<usize>>,
    /// A date in the clauses before.
    pub(crate) context_date: Option<Range<usize>>,
    pub(crate) round: Option<Range<usize>>,
    pub(crate) lead: Option<Range<usize>>,
    pub(crate) follow: Option<Range<usize>>,
}

/// A sentence and where its trigger stands.
pub(crate) struct Around<'a> {
    pub(crate) folded: &'a str,
    pub(crate) t: &'a [Token],
    pub(crate) at: usize,
    pub(crate) sense: &'a Sense,
    pub(crate) rules: &'a Rules,
    /// Who the text spoke of before.
    pub(crate) topic: Option<Range<usize>>,
}

impl Around<'_> {
    pub(crate) fn words(&self, k: usize) -> &str {
        &self.folded[self.t[k].range()]
    }

    pub(crate) fn bytes(&self, p: &Phrase) -> Option<Range<usize>> {
        bytes(self.folded, self.t, p, &self.rules.bounds)
    }

    /// First token and end of the clause of a token.
    pub(crate) fn clause(&self, k: usize) -> (usize, usize) {
        let c = self.t[k].clause;
        let lo = self.t[..k].iter().rposition(|t| t.clause != c).map_or(0, |i| i + 1);
        let hi = self.t[k..].iter().position(|t| t.clause != c).map_or(self.t.len(), |i| k + i);
        (lo, hi)
    }

    /// Finds everything.
    pub(crate) fn find(&self) -> Found {
        let (lo, hi) = self.clause(self.at);
        let mut f = Found::default();
        if !self.sense.noun {
            self.behind(hi, &mut f);
        }
        self.ahead(lo, &mut f);
        if self.sense.listed && f.target.is_none() {
            f.target = self.listed(&f);
        }
        for (class, slot) in [(Class::From, &mut f.from), (Class::To, &mut f.to), (Class::With, &mut f.with)]
        {
            if slot.is_none() {
                *slot = self.governed(lo, class).and_then(|r| self.who(r));
            }
        }
        self.jointly(lo, &mut f);
        if f.object.is_none() {
            f.object = self.claimed(&f);
        }
        if self.sense.before.is_some() {
            f.before = self.earlier(lo);
        }
        self.figures(&mut f);
        f
    }

    /// «与北门科技共同收购»: the partner acts too.
    fn jointly(&self, lo: usize, f: &mut Found) {
        let Some(with) = f.with.clone() else { return };
        let between = &self.folded[with.end.min(self.t[self.at].start)..self.t[self.at].start];
        if with.start < self.t[lo].start
            || !self.rules.bounds.jointly.iter().any(|w| between.contains(w.as_str()))
        {
            return;
        }
        f.partner = f.with.take();
    }

    /// What stands behind the trigger: its object, or the head that it describes.
    fn behind(&self, hi: usize, f: &mut Found) {
        let t = self.t;
        let mut k = self.at + 1;
        while k < hi && (t[k].is(Class::Aspect) || t[k].is(Class::Adverb)) {
            k += 1;
        }
        if k < hi && t[k].is(Class::To) {
            let mut from = k + 1;
            while from < hi && t[from].is(Class::Aspect) {
                from += 1;
            }
            f.to = after(t, from, hi).and_then(|p| self.bytes(&p));
            return;
        }
        if k < hi && matches!(t[k].what, What::Money) {
            k += 1;
        }
        if k < hi
            && t[k].what == What::Count
            && t.get(k + 1).is_none_or(|n| !n.nominal() || n.what == What::De)
        {
            return; // 裁员650人
        }
        // A quotation mark or a line of dots may open what follows.
        let Some(first) = after(t, k, hi) else { return };
        let next = first.tokens.end;
        if t.get(next).is_some_and(|x| x.is(Class::Own)) && next < hi {
            f.owner = self.bytes(&first);
            if let Some(second) = after(t, next + 1, hi) {
                self.holding(&second, f);
                let whole = Phrase { tokens: first.tokens.start..second.tokens.end };
                f.object = self.bytes(&whole);
                return;
            }
        }
        // 收购协议, 收购价格: a noun about the event and no thing of it.
        if first.tokens.start == self.at + 1
            && self.sense.noun_object
            && self.about_first(&first)
            && !first.tokens.clone().any(|i| t[i].is(Class::Share) || t[i].what == What::Percent)
        {
            return;
        }
        // 起诉至法院, 起诉到法院
        if self.bytes(&first).is_some_and(|r| self.court(&r)) {
            f.to = self.bytes(&first);
            return;
        }
        self.holding(&first, f);
        f.object = self.bytes(&first);
        let open = t.get(self.at + 1).is_some_and(|x| x.what == What::De);
        if open {
            // 收购的地块: what it describes. «消息», «计划» are no thing of the event.
            if self.about(&first) {
                f.object = None;
                f.target = None;
            }
            return;
        }
        // 离开杰尼斯事务所的消息: the noun about the event is no part of the object.
        if let Some(de) = (first.tokens.start..first.tokens.end).rev().find(|&i| t[i].what == What::De)
            && let (Some(head), Some(rest)) =
                (trim(t, first.tokens.start..de), trim(t, de + 1..first.tokens.end))
        {
            if self.about(&rest) {
                f.object = self.bytes(&head);
                self.holding(&head, f);
            } else if self.sense.object.as_deref() == Some("organisation") {
                // 加盟热火的巴特勒: who it describes acts.
                f.object = self.bytes(&head);
                f.subject = self.bytes(&rest);
            }
        }
    }

    /// Whether a phrase is headed by a noun about events.
    fn about(&self, p: &Phrase) -> bool {
        self.bytes(p).is_some_and(|r| {
            let s = &self.folded[r];
            self.rules.bounds.about.iter().any(|a| s.ends_with(a.as_str()) || s.starts_with(a.as_str()))
        })
    }

    /// Whether a phrase begins with a noun about events.
    fn about_first(&self, p: &Phrase) -> bool {
        self.bytes(p).is_some_and(|r| {
            let s = &self.folded[r];
            self.rules.bounds.about.iter().any(|a| s.starts_with(a.as_str()))
        })
    }

    /// What stands before the trigger.
    fn ahead(&self, lo: usize, f: &mut Found) {
        let t = self.t;
        let at = self.at;
        let acts = |k: usize| {
            t[k].is(Class::By)
                || matches!(t[k].what, What::Word(_)) && self.sense.by.iter().any(|b| b == self.words(k))
        };
        if let Some(b) = (lo..at).rev().find(|&k| acts(k)) {
            let mut k = b + 1;
            while k < at
                && (t[k].is(Class::Aspect) || t[k].is(Class::Adverb) || matches!(t[k].what, What::Date))
            {
                k += 1;
            }
            f.subject = after(t, k, at).and_then(|p| self.bytes(&p)).or(f.subject.take());
            let patient = self.free(lo, b).or_else(|| {
                let (de, hi) = (at + 1, self.clause(at).1);
                (t.get(de).is_some_and(|x| x.what == What::De))
                    .then(|| after(t, de, hi))
                    .flatten()
                    .and_then(|p| self.bytes(&p))
            });
            let patient = patient.or_else(|| self.earlier(lo));
            if patient.is_some() {
                f.object = patient.clone();
                f.target = patient;
            }
            return;
        }
        // 对库卡的收购, 毛卫民递交的书面辞职报告
        let mut de = at;
        while de > lo && t[de - 1].is(Class::Adverb) {
            de -= 1;
        }
        if de > lo && t[de - 1].what == What::De {
            let mut end = de - 1;
            if end > lo && (t[end - 1].is(Class::Verb) || t[end - 1].is(Class::Own)) {
                end -= 1;
            }
            let mut start = end;
            while start > lo && t[start - 1].nominal() {
                start -= 1;
            }
            if let Some(p) = trim(t, start..end) {
                let to = start > lo && t[start - 1].is(Class::To);
                if to || self.sense.noun_object {
                    f.object = self.bytes(&p);
                    self.holding(&p, f);
                    let before = if to { start - 1 } else { start };
                    f.subject = self.free(lo, before).or_else(|| self.earlier(lo));
                } else {
                    f.subject = self.bytes(&p);
                }
                return;
            }
        }
        // 涉及多项重大诉讼: what describes the noun takes no part in it.
        if self.sense.noun {
            let mut start = at;
            while start > lo && (t[start - 1].nominal() || t[start - 1].is(Class::Adverb)) {
                start -= 1;
            }
            let patient = self.free(lo, start);
            // 云杉科技诉讼缠身
            let own = || if start == lo { self.free(lo, at) } else { None };
            f.subject = patient.or_else(own).or_else(|| self.earlier(lo));
            return;
        }
        // 星云科技股权收购, 对星云科技80%股份收购
        let mut start = at;
        while start > lo && t[start - 1].nominal() {
            start -= 1;
        }
        let towards = start > lo && t[start - 1].is(Class::To) && self.words(start - 1).starts_with('对');
        let owned = at > lo && t[at - 1].is(Class::Share) && !self.in_name(at - 1) && start + 1 < at;
        if self.sense.noun_object
            && f.object.is_none()
            && (towards || owned)
            && let Some(p) = trim(t, start..at)
        {
            f.object = self.bytes(&p);
            self.holding(&p, f);
            let before = if towards { start - 1 } else { start };
            f.subject = self.free(lo, before).or_else(|| self.earlier(lo));
            return;
        }
        // 将前锋某某裁掉
        if let Some(b) = (lo..at).rev().find(|&k| t[k].is(Class::Ba))
            && let Some(p) = after(t, b + 1, at)
            && p.tokens.start == b + 1
            && f.object.is_none()
        {
            f.object = self.bytes(&p).and_then(|r| self.who(r));
            self.holding(&p, f);
            f.subject = self.free(lo, b).or_else(|| self.earlier(lo)).or(f.subject.take());
            return;
        }
        if f.subject.is_none() {
            f.subject = self.free(lo, at).or_else(|| self.earlier(lo));
        }
    }

    /// The nearest noun phrase on the left of a token that nothing governs.
    fn free(&self, lo: usize, end: usize) -> Option<Range<usize>> {
        let t = self.t;
        let mut k = end;
        while k > lo {
            if !t[k - 1].nominal() {
                k -= 1;
                continue;
            }
            let mut start = k;
            while start > lo && t[start - 1].nominal() {
                start -= 1;
            }
            let governor = (start > lo).then(|| &t[start - 1]);
            // 北门集团旗下的云杉科技: what is owned acts.
            let owned = |g: &Token| self.rules.bounds.owned.iter().any(|w| *w == self.folded[g.range()]);
            let bound = governor.is_some_and(|g| {
                matches!(
                    g.what,
                    What::Word(
                        Class::From
                            | Class::By
                            | Class::Ba
                            | Class::To
                            | Class::With
                            | Class::Other
                            | Class::Verb
                    ) | What::Trigger(_)
                ) || g.is(Class::Own) && !owned(g)
            });
            let inner = k;
            k = start.min(k - 1);
            if bound {
                // 与X, 对X: past its marker; the object of a verb: past the verb.
                k = start.saturating_sub(1).max(lo);
                continue;
            }
            let Some(p) = trim(t, start..inner) else { continue };
            // Shares and figures alone are nobody.
            let named = |i: usize| {
                matches!(t[i].what, What::Text | What::Bracket | What::Word(Class::Word | Class::Pronoun))
            };
            if !p.tokens.clone().any(named) {
                continue;
            }
            if let Some(r) = self.bytes(&p).and_then(|r| self.who(r)) {
                return Some(r);
            }
        }
        None
    }

    /// What 由 or 被 governs before a token.
    fn agent(&self, lo: usize, end: usize) -> Option<Range<usize>> {
        let b = (lo..end).rev().find(|&k| self.t[k].is(Class::By))?;
        after(self.t, b + 1, end).and_then(|p| self.bytes(&p))
    }

    /// The subject of the clauses before, else who the text speaks of.
    fn earlier(&self, lo: usize) -> Option<Range<usize>> {
        let mut end = lo;
        let mut steps = 0;
        while end > 0 && steps < 4 {
            let (start, _) = self.clause(end - 1);
            if let Some(r) = self.first(start, end) {
                return Some(r);
            }
            end = start;
            steps += 1;
        }
        self.topic.clone()
    }

    /// The first free noun phrase of a clause.
    pub(crate) fn first(&self, start: usize, end: usize) -> Option<Range<usize>> {
        first(self.folded, self.t, start, end, self.rules).and_then(|r| self.who(r))
    }

    /// Somebody or something that can act; whom a pronoun means.
    pub(crate) fn who(&self, r: Range<usize>) -> Option<Range<usize>> {
        let s = &self.folded[r.clone()];
        let pronoun = self.t.iter().any(|t| t.is(Class::Pronoun) && t.start <= r.start && t.end >= r.end);
        if pronoun {
            let here = self.t.iter().position(|t| t.start >= r.start).unwrap_or(0);
            let mut from = 0;
            while from < here {
                let (_, hi) = self.clause(from);
                if let Some(x) = first(self.folded, self.t, from, hi.min(here), self.rules) {
                    return Some(self.firm(s, x));
                }
                from = hi;
            }
            return self.topic.clone().map(|x| self.firm(s, x));
        }
        // 云杉科技计划…: the verb of intent is no part of who intends.
        let mut r = r;
        while let Some(w) = self
            .rules
            .bounds
            .intents
            .iter()
            .find(|w| self.folded[r.clone()].strip_suffix(w.as_str()).is_some_and(|h| !h.is_empty()))
        {
            r.end -= w.len();
        }
        let s = &self.folded[r.clone()];
        let nobody = &self.rules.bounds.nobody;
        if self.rules.bounds.intents.iter().chain(nobody).any(|w| w == s) {
            return None;
        }
        let source = self.rules.bounds.not_topic.iter().any(|n| s.ends_with(n.as_str()));
        let empty = self.rules.bounds.closers.iter().any(|c| c == s);
        (!source && !empty && s.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(r)
    }

    /// «该公司» behind «云杉科技的职员»: the firm, not its clerk.
    fn firm(&self, pronoun: &str, x: Range<usize>) -> Range<usize> {
        let s = &self.folded[x.clone()];
        match s.find('的') {
            Some(de) if de > 0 && ["公司", "集团", "企业", "行"].iter().any(|e| pronoun.ends_with(e)) => {
                x.start..x.start + de
            }
            _ => x,
        }
    }

    /// The phrase that a marker of a class governs before the trigger in its clause.
    fn governed(&self, lo: usize, class: Class) -> Option<Range<usize>> {
        let b = (lo..self.at).rev().find(|&k| self.t[k].is(class))?;
        after(self.t, b + 1, self.at).filter(|p| p.tokens.start == b + 1).and_then(|p| self.bytes(&p))
    }

    /// The sums, shares, counts and dates nearby.
    fn figures(&self, f: &mut Found) {
        let here = self.t[self.at].clause;
        let nearest = |what: What, reach: usize, behind: bool| {
            self.t
                .iter()
                .enumerate()
                .filter(|(i, t)| {
                    t.what == what && t.clause.abs_diff(here) <= reach && (behind || *i < self.at)
                })
                .min_by_key(|(i, t)| (t.clause.abs_diff(here), i.abs_diff(self.at)))
                .map(|(_, t)| t.range())
        };
        if f.shares.is_none() {
            f.shares = (0..self.t.len())
                .filter(|&k| self.t[k].is(Class::Share) && !self.in_name(k))
                .min_by_key(|k| k.abs_diff(self.at))
                .map(|k| self.t[k].range());
        }
        f.money = nearest(What::Money, 1, true);
        f.percent = f.percent.take().or_else(|| nearest(What::Percent, 1, true));
        f.count = nearest(What::Count, 0, true);
        f.round = nearest(What::Round, 1, true);
        for (class, slot) in [(Class::Lead, &mut f.lead), (Class::Follow, &mut f.follow)] {
            if let Some(k) =
                (0..self.t.len()).filter(|&k| self.t[k].is(class)).min_by_key(|k| k.abs_diff(self.at))
            {
                *slot = self.free(self.clause(k).0, k).or_else(|| self.agent(self.clause(k).0, k));
            }
        }
        f.date = nearest(What::Date, 0, false);
        f.context_date = nearest(What::Date, 12, false).or_else(|| nearest(What::Date, 1, true));
    }
}

/// The first noun phrase of a stretch that nothing governs and that is no pronoun and no source.
pub(crate) fn first(
    folded: &str,
    t: &[Token],
    start: usize,
    end: usize,
    rules: &Rules,
) -> Option<Range<usize>> {
    let mut k = start;
    while k < end {
        let x = &t[k];
        if matches!(x.what, What::Word(Class::Verb | Class::Pivot) | What::Trigger(_)) {
            return None;
        }
        if x.nominal() {
            let p = after(t, k, end)?;
            let next = p.tokens.end.max(k + 1);
            let governed = k > start
                && matches!(
                    t[k - 1].what,
                    What::Word(Class::From | Class::By | Class::Ba | Class::To | Class::With | Class::Other)
                );
            let pronoun = p.tokens.len() == 1 && t[p.tokens.start].is(Class::Pronoun);
            if !governed
                && !pronoun
                && let Some(r) = bytes(folded, t, &p, &rules.bounds)
                && folded[r.clone()].chars().filter(|c| c.is_alphabetic()).count() >= 2
                && !rules.bounds.not_topic.iter().any(|n| {
                    let s = folded[r.clone()].split('(').next().unwrap_or_default();
                    s.ends_with(n.as_str())
                })
            {
                return tidy(folded, r, &rules.bounds);
            }
            k = next;
            continue;
        }
        k += 1;
    }
    None
}
