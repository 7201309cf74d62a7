//! Days: 2016年一月十日, 10月12号星期一, 上周三, 五月的第二个星期天, 春节, 三天前.

use jiff::civil::Date;

use super::super::holiday::{nth, on};
use super::super::value::{Days, Val};
use super::{Chinese, Read};

/// A year as it was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year {
    pub(super) value: i16,
    /// Whether it might be a length as well: 18年.
    pub(super) weak: bool,
}

impl Chinese {
    /// The day at `i` that reaches farthest.
    pub(super) fn day(&self, i: usize) -> Read<Days> {
        let moved = self.moving(i).and_then(|(v, k)| match v {
            Val::Day(d) => Some((d, k)),
            _ => None,
        });
        let all = [
            self.named_day(i),
            self.weekday_of_week(i),
            self.nth_weekday(i),
            self.numeric(i),
            self.calendar_day(i),
            self.day_of_month(i),
            self.holiday(i),
            moved,
        ];
        let mut best: Read<Days> = None;
        for (day, k) in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| k > b.1) {
                best = Some((day, k));
            }
        }
        best
    }

    /// A year with its mark or a word for one: 2009年, 零八年, 07 年, 康熙二十年, 去年.
    pub(super) fn year(&self, i: usize) -> Read<Year> {
        let sure = |value: i16| Year { value, weak: false };
        if let Some((o, k)) = self.table(i, &self.words.years) {
            return Some((sure(self.calendar.now.year() + o), k));
        }
        if let Some((first, k)) = self.table(i, &self.words.eras) {
            let (n, k) = if self.ch(k) == '元' { (1, k + 1) } else { self.int(k)? };
            return (self.ch(k) == '年' && (1..=80).contains(&n))
                .then(|| (sure(first + n as i16 - 1), k + 1));
        }
        if !self.free_before(i) {
            return None;
        }
        let two = |n: i64| if n < 50 { 2000 + n } else { 1900 + n };
        let (value, weak, k) = if let Some(((n, len), k)) = self.digits(i) {
            match len {
                4 if (1000..=2199).contains(&n) => (n, false, k),
                2 => (two(n), self.ch(i) != '0' && n < 80, k),
                _ => return None,
            }
        } else if let Some(k) = self.word(i, "两千") {
            (2000, false, k)
        } else {
            let mut n = 0;
            let mut k = i;
            while k < i + 4
                && let Some(d) = self.han_digit(k)
            {
                n = n * 10 + d;
                k += 1;
            }
            match k - i {
                4 if (1000..=2199).contains(&n) => (n, false, k),
                2 => (two(n), false, k),
                _ => return None,
            }
        };
        let k = self.blanks(k);
        (self.ch(k) == '年' && !self.is(k + 1, "代级龄薪"))
            .then_some((Year { value: value as i16, weak }, k + 1))
    }

    /// A month with its mark: 10月, 三月, 正月, 大年.
    pub(super) fn month(&self, i: usize) -> Read<i8> {
        if let Some(k) = self.one_of(i, &["正月", "大年"]) {
            return Some((1, k));
        }
        if let Some(k) = self.one_of(i, &["腊月", "冬月"]) {
            return Some((if self.ch(i) == '腊' { 12 } else { 11 }, k));
        }
        if !self.free_before(i) {
            return None;
        }
        let (n, k) = self.int(i)?;
        let k = self.blanks(k);
        (self.ch(k) == '月' && (1..=12).contains(&n)).then_some((n as i8, k + 1))
    }

    /// 上个月, 本月, 下月: the first day of it.
    pub(super) fn relative_month(&self, i: usize) -> Read<Date> {
        let (o, k) = self.table(i, &self.words.relatives)?;
        let k = self.blanks(k);
        if self.ch(k) != '月' {
            return None;
        }
        Some((self.calendar.shift_months(self.calendar.now.date().first_of_month(), *o)?, k + 1))
    }

    /// The number of a day: 15日, 十五号; behind a month also 初一, 廿三, 15.
    pub(super) fn day_number(&self, i: usize, behind: bool) -> Read<i8> {
        if behind && self.ch(i) == '初' {
            let (n, k) = self.int(i + 1)?;
            return (1..=10).contains(&n).then_some((n as i8, k));
        }
        let (n, k) = self.int(i)?;
        if !(1..=31).contains(&n) {
            return None;
        }
        let j = self.blanks(k);
        if self.is(j, "日号") {
            return Some((n as i8, j + 1));
        }
        let other = matches!(self.ch(k), '.' | ':' | '%' | ',') && self.ch(k + 1).is_ascii_digit()
            || self.is(j, "年月个人万亿元点时分百千块美港%名家倍周天岁小多余几件份项");
        (behind && !other).then_some((n as i8, k))
    }

    fn named_day(&self, i: usize) -> Read<Days> {
        let (o, k) = self.table(i, &self.words.days)?;
        let recent = self.word(i, "最近").is_some();
        // 最近 before a count or a noun says how recent something is
        if recent && self.ch(k) != '\0' && !self.is(k, ",。!? ") {
            return None;
        }
        Some((Days::exact(self.calendar.add(self.calendar.now.date(), *o)?), k))
    }

    /// 周一, 星期天, 礼拜三: 1 is Monday.
    pub(super) fn weekday(&self, i: usize) -> Read<i8> {
        let k = self.one_of(i, &["周", "星期", "礼拜"])?;
        let (d, e) = self.words.weekdays.get(&self.ch(k).to_string()).map(|d| (*d, k + 1))?;
        let counted = self.is(e, "次回趟个")
            || self.ch(k) == '天' && self.ch(i) != '星' && self.ch(i) != '礼' && self.ch(i) != '周';
        (!counted).then_some((d, e))
    }

    fn weekday_of_week(&self, i: usize) -> Read<Days> {
        let c = &self.calendar;
        if let Some((o, k)) = self.table(i, &self.words.relatives)
            && let Some((d, e)) = self.weekday(self.skip(k, "的"))
        {
            return Some((Days::exact(c.weekday_in(d, *o)?), e));
        }
        // 两周一次 holds no Monday
        if i > 0 && (self.han_digit(i - 1).is_some() || self.is(i - 1, "几")) {
            return None;
        }
        let (d, k) = self.weekday(i)?;
        Some((c.weekdays(d)?, k))
    }

    /// 五月的第二个星期天, 下个月最后一个周五
    fn nth_weekday(&self, i: usize) -> Read<Days> {
        let c = &self.calendar;
        let (year, month, k) = self.some_month(i)?;
        let k = self.skip(k, "的");
        let (n, k) = self.place(k)?;
        let (d, e) = self.weekday(self.skip(k, "个"))?;
        let of = |y: i16| nth(y, month, d, n);
        let today = c.now.date();
        let at = match year {
            Some(y) => vec![of(y)?],
            None => {
                let here = of(today.year())?;
                let past = if here <= today { today.year() } else { today.year() - 1 };
                vec![of(past)?, of(past + 1)?]
            }
        };
        let year = year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"));
        let timex = format!("{year}-{month:02}-WXX-{d}-#{n}");
        Some((Days { timex, at, said: (None, None, None), feast: false }, e))
    }

    /// 第二, 最后一: its number; the last is the fifth.
    pub(super) fn place(&self, i: usize) -> Read<i8> {
        if let Some(k) = self.word(i, "最后一") {
            return Some((5, k));
        }
        let k = self.word(i, "第")?;
        let (n, k) = self.int(k)?;
        (1..=5).contains(&n).then_some((n as i8, k))
    }

    /// A month with or without its year.
    pub(super) fn some_month(&self, i: usize) -> Option<(Option<i16>, i8, usize)> {
        if let Some((d, k)) = self.relative_month(i) {
            return Some((Some(d.year()), d.month(), k));
        }
        let (year, k) = match self.year(i) {
            Some((y, k)) => (Some(y.value), self.blanks(self.skip(k, "的"))),
            None => (None, i),
        };
        let (m, k) = self.month(k)?;
        Some((year, m, k))
    }

    /// 2015-12-23, 2010.01.29, 23/7/2015, 12-11-10, 12/1.
    fn numeric(&self, i: usize) -> Read<Days> {
        if !self.free_before(i) {
            return None;
        }
        let c = &self.calendar;
        let ((a, la), k) = self.digits(i)?;
        let mark = self.ch(k);
        if !matches!(mark, '-' | '/' | '.') {
            return None;
        }
        let ((b, lb), k) = self.digits(k + 1)?;
        let ends = |k: usize| {
            !self.ch(k).is_alphanumeric() || !self.ch(k).is_ascii() && !self.is(k, "万亿元倍个人美%月年")
        };
        if self.ch(k) != mark {
            // 12/1, 23/7
            if mark != '/'
                || la > 2
                || lb > 2
                || !ends(k)
                || self.is(k, "%.:/-") && self.ch(k + 1).is_ascii_digit()
            {
                return None;
            }
            let (m, d) = if a <= 12 { (a, b) } else { (b, a) };
            return ((1..=12).contains(&m) && (1..=31).contains(&d))
                .then(|| c.days_of(None, Some(m as i8), d as i8))
                .flatten()
                .map(|d| (d, k));
        }
        let ((e, le), k) = self.digits(k + 1)?;
        if !ends(k) || self.ch(k) == mark && self.ch(k + 1).is_ascii_digit() || la + lb + le > 8 {
            return None;
        }
        let two = |n: i64| if n < 50 { 2000 + n } else { 1900 + n };
        let (y, m, d) = match (la, lb, le) {
            (4, 1..=2, 1..=2) => (a, b, e),
            // the day leads, unless only the other order is a date
            (1..=2, 1..=2, 4) if b <= 12 => (e, b, a),
            (1..=2, 1..=2, 4) => (e, a, b),
            (2, 2, 2) if mark == '-' => (two(a), b, e),
            _ => return None,
        };
        ((1000..=2199).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d))
            .then(|| c.days_of(Some(y as i16), Some(m as i8), d as i8))
            .flatten()
            .map(|d| (d, k))
    }

    /// 农历2016年一月三日星期三; 十月初一; 下个月15号.
    fn calendar_day(&self, i: usize) -> Read<Days> {
        let c = &self.calendar;
        let lunar = |k: usize| self.one_of(k, &["农历", "阴历"]).map_or(k, |k| self.blanks(k));
        if let Some((first, k)) = self.relative_month(i) {
            let (d, e) = self.day_number(self.blanks(self.skip(k, "的")), false)?;
            return Some((c.days_of(Some(first.year()), Some(first.month()), d)?, e));
        }
        let at = lunar(i);
        let (year, k) = match self.year(at) {
            Some((y, k)) => (Some(y.value), lunar(self.blanks(self.skip(k, "的")))),
            None => (None, at),
        };
        let (month, k) = self.month(k)?;
        let (d, mut e) = self.day_number(self.blanks(k), true)?;
        let j = self.blanks(self.skip(self.blanks(e), ",("));
        if let Some((_, w)) = self.weekday(j) {
            e = if self.ch(j.wrapping_sub(1)) == '(' { self.skip(w, ")") } else { w };
        }
        Some((c.days_of(year, Some(month), d)?, e))
    }

    /// 29日, 十五号
    fn day_of_month(&self, i: usize) -> Read<Days> {
        if !self.free_before(i) {
            return None;
        }
        let (d, k) = self.day_number(i, false)?;
        let other = self.is(k, "线楼店院厅房机馆床门台码元本均常前内均报");
        if other && !self.is(k, "前") || self.is(i.wrapping_sub(1), "月") {
            return None;
        }
        Some((self.calendar.days_of(None, None, d)?, k))
    }

    fn holiday(&self, i: usize) -> Read<Days> {
        let c = &self.calendar;
        let (year, k) = match self.year(i) {
            Some((y, k)) => (Some(y.value), self.skip(k, "的")),
            None => (None, i),
        };
        let (rule, e) = self.table(k, &self.words.holidays)?;
        let stamp = match rule.split_once("-W") {
            Some((month, rest)) => format!("{month}-WXX-{rest}"),
            None => rule.clone(),
        };
        let today = c.now.date();
        let at = match year {
            Some(y) => vec![on(rule, y)?],
            None => {
                let here = on(rule, today.year())?;
                let past = if here <= today { today.year() } else { today.year() - 1 };
                vec![on(rule, past)?, on(rule, past + 1)?]
            }
        };
        let year = year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"));
        Some((Days { timex: format!("{year}-{stamp}"), at, said: (None, None, None), feast: false }, e))
    }
}
