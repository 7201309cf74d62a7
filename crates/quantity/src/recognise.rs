use rust_decimal::Decimal;
use tradewire_model::{Bound, Count, Measure, Period};

use crate::item::{Figured, Of, Span};
use crate::lexicon::{Begins, lexicon};
use crate::parser::{Parser, tighter};
use crate::scan::{What, scan};
use crate::sense::Sense;
use crate::{Context, Counted, Kind, Length, Quantity, TimeUnit};

/// Finds the quantities of any text.
///
/// The text is folded for the search; ranges are bytes of `text` as given. Quantities come in the order of the text
/// and do not overlap.
#[must_use]
pub fn recognise(text: &str, context: &Context) -> Vec<Quantity> {
    let mut folded = tradewire_script::fold(text);
    part_at_wide_commas(text, &mut folded.text);
    let mut found = recognise_folded(&folded.text, context);
    for q in &mut found {
        let back = |r: &mut std::ops::Range<usize>| *r = folded.map.to_source(r.clone());
        back(&mut q.range);
        back(&mut q.core);
        match &mut q.kind {
            Kind::Money(m) => {
                m.cues.iter_mut().for_each(|c| back(&mut c.range));
                m.years.iter_mut().for_each(|y| back(&mut y.range));
            }
            Kind::Count(c) => back(&mut c.unit_range),
            _ => {}
        }
    }
    found
}

/// Keeps a wide comma between two numbers from being read as one that sets thousands apart: 20，300美元.
///
/// Folding makes both commas one; where only the comma is wide, the digits are not, a mark of the same length that
/// the rules know as a comma takes its place.
pub(crate) fn part_at_wide_commas(text: &str, folded: &mut String) {
    if !text.contains('，') {
        return;
    }
    let mut out = String::with_capacity(folded.len());
    let mut before = ' ';
    for (original, c) in text.chars().zip(folded.chars()) {
        out.push(if original == '，' && before.is_ascii_digit() { '\u{1f}' } else { c });
        before = original;
    }
    *folded = out;
}

/// Finds the quantities of a text that is already folded: half width, lower case, Simplified.
///
/// Ranges are bytes of `folded`. The fast way for a caller that keeps the folded view of a document.
#[must_use]
pub fn recognise_folded(folded: &str, context: &Context) -> Vec<Quantity> {
    let Ok(lexicon) = lexicon() else { return Vec::new() };
    let tokens = scan(folded, lexicon);
    // most sentences hold no word that a quantity could begin with
    let begins = |t: &crate::scan::Token| match t.what {
        What::Word(s) => {
            let b = lexicon.begins(s);
            b.figure || b.date || b.article
        }
        _ => true,
    };
    if !tokens.iter().any(begins) {
        return Vec::new();
    }
    let mut parser = Parser { text: folded, tokens: &tokens, lexicon, context, found: Vec::new() };
    parser.run();
    parser.found
}

impl Parser<'_> {
    fn run(&mut self) {
        let mut i = 0;
        let mut floor = 0; // token after the last quantity
        while i < self.tokens.len() {
            let next = self.quantity(i, floor);
            match next {
                Some(n) if n > i => {
                    i = n;
                    floor = n;
                }
                _ => i += 1,
            }
        }
        self.join_limits();
        self.link_years();
        self.link_parallels();
        self.settle_yuan();
        self.weigh();
    }

    /// Tries to read a quantity at token `i`; gives the token after it.
    fn quantity(&mut self, i: usize, floor: usize) -> Option<usize> {
        if matches!(self.tokens[i].what, What::Name) {
            return None;
        }
        let begins = match self.tokens[i].what {
            What::Word(s) => self.lexicon.begins(s),
            _ => Begins::DIGITS,
        };
        if begins.nothing() || begins.cut && self.is(i, Sense::Veto) {
            return None;
        }
        let mut begins = begins;
        if begins.article && self.adjacent(i + 1) {
            let next = match self.tokens[i + 1].what {
                What::Word(s) => self.lexicon.begins(s),
                _ => Begins::DIGITS,
            };
            begins.figure |= next.figure;
            begins.date |= next.date;
        }
        if begins.date
            && let Some(n) = self.date(i, floor)
        {
            return Some(n);
        }
        if !begins.figure {
            return None;
        }
        if let Some(share) = self.pick(i, |s| if let Sense::Share(p) = s { Some(p) } else { None }) {
            let (start, bound) = self.bounds_before(i, floor, false);
            let (next, after) = self.bound_after(i + 1);
            let bound = self.proportion(tighter(bound, after), start, floor);
            let measure = Measure {
                value: Some(Decimal::from(share)),
                low: None,
                high: None,
                unit: "percent".into(),
                bound,
            };
            return self.push(Kind::Percent(measure), start, i, i + 1, next);
        }
        let implied = i > floor
            && self.adjacent(i)
            && self.pick(i - 1, |s| matches!(s, Sense::Bound(_, p) if p.before()).then_some(())).is_some();
        let implied = implied || self.lone_scale_of_pay(i);
        let opened = i > floor && self.opened(i, floor);
        let span = self.span(i, implied, opened)?;
        let named = i > 0 && self.adjacent(i) && self.is(i - 1, Sense::NameBefore);
        if named && !matches!(span.of, Of::Coin(_)) {
            return Some(span.next);
        }
        if self.adjacent(span.next) && self.is(span.next, Sense::NameAfter) {
            return Some(span.next + 1);
        }
        if self.adjacent(span.next)
            && self.is(span.next, Sense::Hyphen)
            && self.is(span.next + 1, Sense::NameAfter)
        {
            return Some(span.next + 2);
        }
        self.finish(i, floor, span)
    }

    /// Whether between or 从 stands before token `i`, bounds and currencies aside.
    fn opened(&self, i: usize, floor: usize) -> bool {
        let mut k = i;
        while k > floor && self.adjacent(k) {
            k -= 1;
            if self.is(k, Sense::Open) {
                return true;
            }
            if self.pick(k, |s| matches!(s, Sense::Bound(..)).then_some(())).is_none() {
                return false;
            }
        }
        false
    }

    /// Bounds before token `i`, not before `floor`: the first token of them, and what they say together.
    ///
    /// Before a length of time, over and within say that something is spread over it and bound nothing.
    fn bounds_before(&self, i: usize, floor: usize, time: bool) -> (usize, Bound) {
        let mut start = i;
        let mut bound = Bound::Exact;
        let mut k = i;
        let mut bridged = 0;
        while k > floor && self.adjacent(k) {
            k -= 1;
            if time && self.is(k, Sense::Spread) {
                break;
            }
            // 最多可回购25%, 约发放250万: a verb between, and before it only what cannot be a part of another word
            if start == i && bridged < 2 && self.is(k, Sense::Bridge) {
                bridged += 1;
                continue;
            }
            if bridged > 0 && start == i {
                let one_sided = self.pick(k, |s| match s {
                    Sense::Bound(b @ (Bound::AtLeast | Bound::UpTo), p) if p.before() => Some(b),
                    Sense::Bound(b, p) if p.before() && self.word(k).ends_with(['约', '概']) => Some(b),
                    _ => None,
                });
                if one_sided.is_none() {
                    break;
                }
            }
            if let Some(b) = self.pick(k, |s| match s {
                Sense::Bound(b, p) if p.before() => Some(b),
                _ => None,
            }) {
                bound = tighter(bound, b);
                start = k;
            } else if self.is(k, Sense::Open) {
                start = k;
            } else if !(self.is(k, Sense::Article) || self.is(k, Sense::Spread) && k + 1 < i) {
                break;
            }
        }
        (start, bound)
    }

    /// The bound of a share that begins at token `start`: its own, or what stands before the whole it is a share of.
    fn proportion(&self, own: Bound, start: usize, floor: usize) -> Bound {
        let begin = self.bytes(start, start + 1).start;
        let mut k = start;
        while own == Bound::Exact && k > floor {
            k -= 1;
            if self.tokens[k].end as usize + 60 < begin
                || self.ends_clause(k, false)
                || self.digits(k).is_some()
            {
                break;
            }
            if let Some(b) = self.pick(k, |s| if let Sense::Proportion(b) = s { Some(b) } else { None }) {
                return b;
            }
        }
        own
    }

    /// A bound behind: 以上, 左右, or more.
    fn bound_after(&self, next: usize) -> (usize, Bound) {
        let mut at = next;
        let mut bound = Bound::Exact;
        while self.adjacent(at) {
            if self.word(at) == "plus" && self.goes_on(at) {
                break;
            }
            let b = self.pick(at, |s| match s {
                Sense::Bound(b, p) if p.after() => Some(b),
                Sense::Surplus(b) => Some(b),
                Sense::Plus1 if self.touches(at) => Some(Bound::AtLeast),
                _ => None,
            });
            match b {
                Some(b) => {
                    bound = tighter(bound, b);
                    at += 1;
                }
                None => break,
            }
        }
        (at, bound)
    }

    /// Whether a Latin word follows token `i` in the same clause: plus bonus, but not 100k plus.
    fn goes_on(&self, i: usize) -> bool {
        let rest = self.text.get(self.bytes(i, i + 1).end..).unwrap_or_default();
        rest.strip_prefix(' ').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphanumeric()))
    }

    fn finish(&mut self, i: usize, floor: usize, span: Span) -> Option<usize> {
        let (start, before) = self.bounds_before(i, floor, matches!(span.of, Of::Time(_)));
        let (mut next, after) = self.bound_after(span.next);
        let mut bound = tighter(span.bound, tighter(before, after));
        // 100+人, 三万左右个: the unit may stand behind the bound.
        let mut of = span.of;
        let mut core_next = span.next;
        if of == Of::Bare && next > span.next {
            let (o, n) = self.unit_behind(next);
            if o != Of::Bare {
                of = o;
                next = n;
                core_next = n;
            }
        }
        let (mut low, mut high) = (span.low, span.high);
        if let (Of::Coin(c), false) = (of, span.of == of) {
            let factor = Decimal::from(c.times).checked_div(Decimal::from(c.parts))?;
            low = low.checked_mul(factor)?;
            high = high.and_then(|h| h.checked_mul(factor));
        }
        if high.is_some() {
            bound = Bound::Range;
            // 近十几亿 stays a range; 超数百万 begins at its lower end.
            if !span.ranged && before == Bound::AtLeast {
                high = None;
                bound = Bound::AtLeast;
            }
        }
        let core = i..core_next;
        let figured = || Figured { low, high, bound, start, core: core.clone(), next };
        match of {
            Of::Coin(c) => {
                let next = self.money(Some(c), figured(), floor);
                // 百万美元年薪 is an order of magnitude
                if span.first.implied
                    && !span.ranged
                    && let Some(Quantity { kind: Kind::Money(m), .. }) = self.found.last_mut()
                    && m.amount.per == Some(Period::Year)
                    && m.amount.bound == Bound::Exact
                    && m.amount.value.is_some()
                {
                    m.amount.bound = Bound::Approx;
                }
                next
            }
            Of::Percent | Of::Points => {
                let unit = if of == Of::Percent { "percent" } else { "percentage point" };
                let bound = self.proportion(bound, start, floor);
                self.push(Kind::Percent(measure(low, high, bound, unit)), start, core.start, core.end, next)
            }
            Of::Times => self.push(
                Kind::Multiple(measure(low, high, bound, "times")),
                start,
                core.start,
                core.end,
                next,
            ),
            Of::Time(unit) => self.duration(unit, figured()),
            Of::Things(unit, from, to) => {
                let (unit, unit_range) =
                    self.noun_before(unit, start, floor).unwrap_or((unit, self.bytes(from, to)));
                let kind =
                    Kind::Count(Counted { count: Count { value: low, bound }, high, unit, unit_range });
                self.push(kind, start, core.start, core.end, next)
            }
            Of::Ordinal => self.push(Kind::Ordinal(low), i, core.start, core.end, span.next),
            Of::Bare => {
                if let Some(n) = self.open_money(&span, &figured(), floor) {
                    return Some(n);
                }
                let f = span.first;
                if start > floor
                    && self.adjacent(start)
                    && let Some(unit) = self.pick(start - 1, |s| match s {
                        Sense::Noun(n @ ("parameter" | "user" | "token")) => Some(n),
                        Sense::Noun("team") => Some("person"),
                        _ => None,
                    })
                {
                    // 参数规模高达1.8万亿
                    let unit_range = self.bytes(start - 1, start);
                    let kind =
                        Kind::Count(Counted { count: Count { value: low, bound }, high, unit, unit_range });
                    return self.push(kind, start, core.start, core.end, next);
                }
                // A lone 千 or 百, a padded number: no quantity by itself.
                if f.implied && f.low < Decimal::from(10_000) && !span.ranged {
                    return None;
                }
                self.push(Kind::Number(measure(low, high, bound, "")), start, core.start, core.end, next)
            }
        }
    }

    /// 招聘岗位达到数百个: the noun that a bare 个 counts may stand before it.
    fn noun_before(
        &self,
        unit: &str,
        start: usize,
        floor: usize,
    ) -> Option<(&'static str, std::ops::Range<usize>)> {
        if unit != "item" {
            return None;
        }
        let begin = self.bytes(start, start + 1).start;
        let mut k = start;
        while k > floor {
            k -= 1;
            if self.tokens[k].end as usize + 18 < begin || self.ends_clause(k, false) {
                return None;
            }
            if let Some(n) = self.pick(k, |s| if let Sense::Noun(n) = s { Some(n) } else { None }) {
                return Some((n, self.bytes(k, k + 1)));
            }
        }
        None
    }

    /// The unit that stands at token `i`, behind a bound.
    fn unit_behind(&self, i: usize) -> (Of, usize) {
        if !self.adjacent(i) {
            return (Of::Bare, i);
        }
        for m in self.meanings(i) {
            match m.sense {
                Sense::Coin(c) if c.place.after() => return (Of::Coin(c), i + 1),
                Sense::Percent => return (Of::Percent, i + 1),
                Sense::Multiple => return (Of::Times, i + 1),
                Sense::Unit(u) => return (Of::Time(u), i + 1),
                Sense::Classifier(u) | Sense::Noun(u) => return (Of::Things(u, i, i + 1), i + 1),
                _ => {}
            }
        }
        (Of::Bare, i)
    }

    fn duration(&mut self, unit: TimeUnit, time: Figured) -> Option<usize> {
        let Figured { low, high, bound, start, mut core, mut next } = time;
        let mut rest = Vec::new();
        // 8天20小时, one year and two months
        while high.is_none() && rest.len() < 4 && next == core.end {
            let mut at = next;
            if (self.is(at, Sense::And) || self.is(at, Sense::Plus)) && self.adjacent(at) {
                at += 1;
            }
            if !self.adjacent(at) {
                break;
            }
            let Some(item) = self.item(at, false) else { break };
            match item.of {
                Of::Time(u)
                    if u < rest.last().map_or(unit, |x: &(Decimal, TimeUnit)| x.1)
                        && item.figure.high.is_none() =>
                {
                    rest.push((item.figure.low, u));
                    next = item.next;
                    core.end = next;
                }
                _ => break,
            }
        }
        // 48小时限时, a two-year vesting schedule
        let mut role = None;
        let end = self.bytes(start, next).end;
        let behind = next;
        for k in behind..behind + 3 {
            let Some(t) = self.token(k) else { break };
            if t.start as usize > end + 12 || self.ends_clause(k, false) {
                break;
            }
            if let Some(r) = self.pick(k, |s| if let Sense::Role(r) = s { Some(r) } else { None }) {
                role = Some(r);
                if self.touches(k) && k == behind {
                    next += 1;
                }
                break;
            }
        }
        // vests over four years, 归属期为四年
        let mut k = start;
        while role.is_none() && k > 0 && k + 3 > start && self.adjacent(k) {
            k -= 1;
            role = self.pick(k, |s| match s {
                Sense::Role(r) if r != "conversion" => Some(r),
                _ => None,
            });
            if !(self.is(k, Sense::Spread) || self.is(k, Sense::Link) || self.is(k, Sense::Article)) {
                break;
            }
        }
        let kind = Kind::Duration(Length { value: low, high, unit, rest, bound, role });
        self.push(kind, start, core.start, core.end, next)
    }

    /// Adds a quantity over tokens `start..next`, its core over `from..to`; gives `next`.
    pub(crate) fn push(
        &mut self,
        kind: Kind,
        start: usize,
        from: usize,
        to: usize,
        next: usize,
    ) -> Option<usize> {
        let range = self.bytes(start, next);
        let core = self.bytes(from, to);
        let entries = self.entries(start, next);
        self.found.push(Quantity { range, core, kind, entries, alternatives: Vec::new() });
        Some(next)
    }
}

/// A measure from the two ends of a figure.
fn measure(low: Decimal, high: Option<Decimal>, bound: Bound, unit: &str) -> Measure {
    match high {
        Some(h) => {
            Measure { value: None, low: Some(low), high: Some(h), unit: unit.into(), bound: Bound::Range }
        }
        None => Measure { value: Some(low), low: None, high: None, unit: unit.into(), bound },
    }
}
