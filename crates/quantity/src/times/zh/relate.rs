//! One side of a date or time, and what repeats: 2018年以前, 截止到周五, 自2015年以来; 每年, 每周一下午八点.

use super::super::length::Length;
use super::super::relate::{Relation, side};
use super::super::value::Val;
use super::{Chinese, Read};

impl Chinese {
    /// A relation with what it is about.
    pub(super) fn related(&self, i: usize) -> Read<Val> {
        if let Some((word, k)) = self.table(i, &self.words.ahead) {
            let k = self.blanks(k);
            let (val, e) = self.plain(k)?;
            let behind = self.behind(&val, e);
            // 自2015年以来; 从2015年 alone leads nowhere
            let relation = match (word.as_str(), &behind) {
                ("before", _) => Relation::Before,
                (_, Some((Relation::Since, _))) => Relation::Since,
                ("since", None) => Relation::Since,
                ("since" | "open", Some((r, _))) => *r,
                _ => return None,
            };
            return side(&val, relation).map(|v| (v, behind.map_or(e, |b| b.1)));
        }
        let (val, k) = self.plain(i)?;
        let (relation, e) = self.behind(&val, k)?;
        side(&val, relation).map(|v| (v, e))
    }

    /// A relation that stands behind a value.
    fn behind(&self, val: &Val, k: usize) -> Read<Relation> {
        let j = self.blanks(k);
        let (word, e) = match self.table(j, &self.words.behind) {
            Some(r) => r,
            // 2015年起; 起 begins words as well
            None if self.ch(j) == '起' && !self.is(j + 1, "诉步来飞码草初因") => {
                return Some((Relation::Since, j + 1));
            }
            None => return None,
        };
        let one = e == j + 1;
        if one
            && self.is(j, "前后")
            && self.is(e, "半天年面台段期来续果往景者夕端后三两几一二四五六七八九十1234567890")
        {
            return None;
        }
        // a part of the day takes no bare 前
        if one && matches!(val, Val::Part(_)) || word == "至今" && !matches!(val, Val::Span(_) | Val::Day(_))
        {
            return None;
        }
        let relation = match word.as_str() {
            "before" => Relation::Before,
            "until" => Relation::UpTo,
            "after" => Relation::After,
            _ => Relation::Since,
        };
        Some((relation, e))
    }

    /// A repetition at `i`.
    pub(super) fn repeat(&self, i: usize) -> Read<Val> {
        let k = self.one_of(i, &["每", "每个", "每一", "每一个", "每隔"])?;
        let k = self.blanks(k);
        let set = |timex: String, k: usize| Some((Val::Set(timex), k));
        // 每周一下午八点
        if let Some((d, k)) = self.weekday(k) {
            let timex = format!("XXXX-WXX-{d}");
            return match self.time_behind(k) {
                Some((t, e)) => set(format!("{timex}{t}"), e),
                None => set(timex, k),
            };
        }
        // 每月15号, 每年5月1日, 每年三月
        if self.ch(k) == '月'
            && let Some((d, e)) = self.day_number(self.skip(k + 1, "的"), false)
        {
            return set(format!("XXXX-XX-{d:02}"), e);
        }
        if self.ch(k) == '年'
            && let Some((day, e)) = self.day(self.skip(k + 1, "的"))
            && day.timex.starts_with("XXXX")
        {
            return set(day.timex, e);
        }
        if self.is(k, "天日") {
            return match self.time_behind(k + 1) {
                Some((t, e)) => set(t, e),
                None => set("P1D".to_owned(), k + 1),
            };
        }
        if let Some((part, e)) = self.part(k, true) {
            return match self.clock(k, None) {
                Some((c, e)) => set(c.timex(), e),
                None => set(part.part.code, e),
            };
        }
        if let Some((length, e)) = self.length(k) {
            return set(length.spell()?.0, e);
        }
        let (unit, e) = match self.ch(k) {
            '月' => (crate::TimeUnit::Month, k + 1),
            '时' => (crate::TimeUnit::Hour, k + 1),
            '分' => (crate::TimeUnit::Minute, self.skip(k + 1, "钟")),
            _ => self.unit(k)?,
        };
        set(Length::of(rust_decimal::Decimal::ONE, unit).spell()?.0, e)
    }

    /// A time or part of the day behind a repetition.
    fn time_behind(&self, k: usize) -> Read<String> {
        let j = self.blanks(self.skip(self.skip(k, "的"), ","));
        if let Some((c, e)) = self.clock(j, None) {
            return Some((c.timex(), e));
        }
        let (p, e) = self.part(j, true)?;
        Some((p.part.code, e))
    }
}
