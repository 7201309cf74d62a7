//! What only the neighbours of a sum can settle: whose 元 it is, how many wages a year holds, what else it may be.

use rust_decimal::Decimal;
use tradewire_model::{Amount, Bound};

use crate::parser::Parser;
use crate::sense::Sense;
use crate::{Alternative, CurrencyFrom, Kind, Money};

impl Parser<'_> {
    /// ×14, *16薪, 14薪 behind a wage: the token after, and how many wages a year holds, and whether
    /// they are called so.
    pub(crate) fn wages(&self, next: usize) -> (usize, Option<(u8, bool)>) {
        let end = self.bytes(next.saturating_sub(1), next).end;
        let rest = self.text.get(end..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', ',', '/', '(', '、']);
        let sign = trimmed.strip_prefix(['x', '\u{d7}', '*', '\u{b7}']);
        let digits = sign.unwrap_or(trimmed).trim_start();
        let n = digits.bytes().take_while(u8::is_ascii_digit).count();
        let wages = digits.get(..n).and_then(|d| d.parse::<u8>().ok()).filter(|w| (12..=36).contains(w));
        let named = digits.get(n..).is_some_and(|d| d.starts_with('薪') || d.starts_with("个月"));
        let Some(wages) = wages.filter(|_| sign.is_some() || named) else { return (next, None) };
        let mark = if digits[n..].starts_with('薪') { '薪'.len_utf8() } else { 0 };
        let stop = end + (rest.len() - digits.len()) + n + mark;
        let mut k = next;
        while self.token(k).is_some_and(|t| (t.start as usize) < stop) {
            k += 1;
        }
        (k, Some((wages, named)))
    }

    /// 新台币130万元…120万元: a bare 元 behind a sum of a named dollar in the same sentence is the same.
    pub(crate) fn settle_yuan(&mut self) {
        for k in 1..self.found.len() {
            let (head, tail) = self.found.split_at_mut(k);
            let Some(q) = tail.first_mut() else { continue };
            let bare = self.text.get(q.core.clone()).is_some_and(|t| t.ends_with(['元', '圆', '块']));
            let Kind::Money(m) = &q.kind else { continue };
            if !bare || m.currency_from == CurrencyFrom::Text {
                continue;
            }
            let named = head.iter().rev().take(4).find_map(|p| match &p.kind {
                Kind::Money(n) if n.currency_from == CurrencyFrom::Text => {
                    let gap = self.text.get(p.range.end..q.range.start)?;
                    let near = gap.len() < 120 && !gap.contains(['。', '!', '?', ';', '\n']);
                    n.amount.currency.filter(|_| near)
                }
                _ => None,
            });
            let dollar = named.filter(|c| matches!(c.code(), "TWD" | "HKD" | "MOP" | "CNY" | "SGD"));
            if let Some(currency) = dollar.filter(|c| m.amount.currency != Some(*c)) {
                let other = q.kind.clone();
                if let Kind::Money(m) = &mut q.kind {
                    m.amount.currency = Some(currency);
                    m.currency_from = CurrencyFrom::Usual;
                }
                let reason = "元 by itself; the sentence counts in another dollar before it";
                q.alternatives.push(Alternative { kind: other, reason });
            }
        }
    }

    /// Keeps what else a figure may be, with the reason.
    pub(crate) fn weigh(&mut self) {
        for q in &mut self.found {
            match &q.kind {
                Kind::Money(m) if m.currency_from == CurrencyFrom::Default => {
                    let mut open = m.clone();
                    open.amount.currency = None;
                    open.currency_from = CurrencyFrom::Open;
                    let reason = "the text names no currency; that of the firms it is about was taken";
                    q.alternatives.push(Alternative { kind: Kind::Money(open), reason });
                }
                Kind::Number(n) => {
                    // 30万 behind a university's name may be many things; only a word of pay makes it pay.
                    let low = n.value.or(n.low).unwrap_or_default();
                    let scaled = self
                        .text
                        .get(q.core.clone())
                        .is_some_and(|t| t.ends_with(['万', '亿', 'k', 'w', 'm']) || t.ends_with("million"));
                    if scaled && low >= Decimal::from(10_000) {
                        let amount = match (n.value, n.low, n.high) {
                            (_, Some(l), Some(h)) => Amount::range(l, h),
                            (Some(v), ..) => Amount::new(v, n.bound),
                            _ => Amount::new(low, Bound::Exact),
                        };
                        let money = Money {
                            amount,
                            currency_from: CurrencyFrom::Open,
                            years: None,
                            wages: None,
                            cues: Vec::new(),
                        };
                        let reason = "may be a sum; no word of pay or price stands beside it";
                        q.alternatives.push(Alternative { kind: Kind::Money(money), reason });
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a lone 亿 or 万 with 元 behind it leads in a word of yearly pay: 亿元年薪.
    pub(crate) fn lone_scale_of_pay(&self, i: usize) -> bool {
        // 亿元级别
        let grade = |s| matches!(s, Sense::Bound(Bound::Approx, p) if p.after()).then_some(());
        let coin = self.pick(i + 1, |s| matches!(s, Sense::Coin(c) if c.place.after()).then_some(()));
        let pay = self.pick(i + 2, |s| {
            matches!(s, Sense::Cue(_, Some(_)) | Sense::Per(..)).then_some(()).or_else(|| grade(s))
        });
        self.zh_numeral(i) && coin.is_some() && pay.is_some() && self.touches(i + 1) && self.touches(i + 2)
    }
}
