//! Times of day, alone and on days: 下午五点一刻, 16时40分50秒, 8:00, 差五分十点, 明天晚上七点到八点.

use super::super::clock::spread;
use super::super::value::{Clock, Clocks, Days, Part, Val};
use super::{Chinese, Read};

/// A part of the day with the least hour that a clock time in it may have.
#[derive(Debug, Clone)]
pub(super) struct DayPart {
    pub(super) part: Part,
    least: i8,
}

impl Chinese {
    fn part_of(&self, value: &str, day: Option<i64>) -> Option<DayPart> {
        let mut words = value.split(' ');
        let code = words.next()?.to_owned();
        let mut hour = || words.next().and_then(|w| w.parse().ok());
        let (from, to, least) = (hour()?, hour()?, hour()?);
        Some(DayPart { part: Part { code, from, to, day, edge: None, plural: false, meal: false }, least })
    }

    /// A part of the day at `i`; one of a single character only where something carries it.
    pub(super) fn part(&self, i: usize, carried: bool) -> Read<DayPart> {
        let (value, k) = self.table(i, &self.words.parts)?;
        (carried || k > i + 1).then(|| self.part_of(value, None)).flatten().map(|p| (p, k))
    }

    /// 今晚, 明早
    fn tonight(&self, i: usize) -> Read<DayPart> {
        let (value, k) = self.table(i, &self.words.tonight)?;
        let (day, name) = value.split_once(' ')?;
        let part = self.words.parts.get(name)?;
        Some((self.part_of(part, day.parse().ok())?, k))
    }

    /// A time of day with the part of the day that it says.
    pub(super) fn clock(&self, i: usize, within: Option<&DayPart>) -> Read<Clock> {
        let own = self.part(i, true);
        let (within, k) = match &own {
            Some((p, k)) => (Some(p), self.blanks(*k)),
            None => (within, i),
        };
        let (clock, e) = self.bare_clock(k)?;
        Some((within.map_or(clock, |p| inside(clock, p)), e))
    }

    fn bare_clock(&self, i: usize) -> Read<Clock> {
        if self.ch(i) == '差' {
            return self.minutes_to(i + 1);
        }
        if !self.free_before(i) {
            return None;
        }
        self.colons(i).or_else(|| self.points(i))
    }

    /// 8:00, 10:30:15, 5:00pm
    fn colons(&self, i: usize) -> Read<Clock> {
        let ((h, lh), k) = self.digits(i)?;
        if self.ch(k) != ':' || lh > 2 || h > 24 {
            return None;
        }
        let ((m, lm), mut k) = self.digits(k + 1)?;
        if lm != 2 || m > 59 {
            return None;
        }
        let mut second = None;
        if self.ch(k) == ':'
            && let Some(((s, 2), e)) = self.digits(k + 1)
            && s < 60
        {
            second = Some(s as i8);
            k = e;
        }
        if self.ch(k) == ':' || self.ch(k) == '.' && self.ch(k + 1).is_ascii_digit() {
            return None;
        }
        let clock = hour(h, Some(m), second);
        let j = self.blanks(k);
        for (word, add) in [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)] {
            if let Some(e) = self.word(j, word).filter(|_| h <= 12)
                && !self.ch(e).is_ascii_alphanumeric()
            {
                let hour = (h % 12) as i8 + add;
                return Some((Clock { hour, open: false, ..clock }, e));
            }
        }
        Some((clock, k))
    }

    /// 九点二十, 十二点整, 三点一刻, 16时40分50秒
    fn points(&self, i: usize) -> Read<Clock> {
        let (h, k) = self.int(i)?;
        let k = self.blanks(k);
        if self.is(i.wrapping_sub(1), "有这那以如") && self.ch(k) == '点' {
            return None; // 有三点要说
        }
        if !self.is(k, "点时") || !(0..=24).contains(&h) {
            return None;
        }
        if self.ch(k) == '时' && self.is(k + 1, "间代候期刻尚速薪装")
            || self.ch(k) == '点' && self.table(k + 1, &self.words.points).is_some()
        {
            return None;
        }
        let k = k + 1;
        if let Some(e) = self.one_of(k, &["整", "钟", "正"]) {
            return Some((hour(h, None, None), e));
        }
        if let Some(e) = self.one_of(k, &["过半", "半"]) {
            return Some((hour(h, Some(30), None), e));
        }
        let j = self.skip(self.blanks(k), "过又");
        if let Some((n @ 1..=3, q)) = self.int(j)
            && self.ch(q) == '刻'
        {
            let e = self.skip(q + 1, "钟");
            return Some((hour(h, Some(n * 15), None), e));
        }
        let Some((m, e)) = self.int(j) else {
            return Some((hour(h, None, None), k));
        };
        if self.ch(e) == '分' && m < 60 {
            let mut e = self.skip(e + 1, "钟");
            let mut second = None;
            if let Some((s, q)) = self.int(e)
                && self.ch(q) == '秒'
                && s < 60
            {
                second = Some(s as i8);
                e = self.skip(q + 1, "钟");
            }
            return Some((hour(h, Some(m), second), e));
        }
        // 九点二十, 九点零五; but 三点五 is a number, and so is 三点二十亿
        let two = e - j == 2 || m >= 10;
        let other = self.is(e, "万亿千百元个人倍%折米公名家.,刻点");
        if !two || m > 59 || other {
            let spoils = j == k && (m < 10 || other);
            return (!spoils).then(|| (hour(h, None, None), k));
        }
        Some((hour(h, Some(m), None), e))
    }

    /// 差五分十点, 差一刻八点
    fn minutes_to(&self, i: usize) -> Read<Clock> {
        let (n, k) = self.int(i)?;
        let (minutes, k) = match self.ch(k) {
            '分' => (n, self.skip(k + 1, "钟")),
            '刻' => (n * 15, self.skip(k + 1, "钟")),
            _ => return None,
        };
        let (clock, e) = self.points(k)?;
        if clock.minute.is_some() || !(1..60).contains(&minutes) {
            return None;
        }
        let h = i64::from(clock.hour) - 1;
        Some((hour(if h < 0 { 23 } else { h }, Some(60 - minutes), None), e))
    }

    /// From one time of day to another: 下午5:00到6:00, 从八点到十点之间.
    pub(super) fn clocks(&self, i: usize, within: Option<&DayPart>) -> Read<Clocks> {
        let (left, mut k) = match self.clock(i, within) {
            Some(r) => r,
            // 五到六点: the left end takes the mark of the right one
            None => {
                let own = self.part(i, true);
                let (p, k) = own.map_or((None, i), |(p, k)| (Some(p), k));
                let (h, k) = self.int(k).filter(|(h, _)| (0..=24).contains(h) && self.free_before(k))?;
                self.joint(k)?;
                let clock = hour(h, None, None);
                (p.as_ref().or(within).map_or(clock, |p| inside(clock, p)), k)
            }
        };
        let mut j = self.joint(self.blanks(k)).map(|j| self.blanks(j));
        if j.is_none() && self.is(k, "和与") {
            let right = self.clock(k + 1, within)?;
            j = self.one_of(right.1, &["之间", "之内", "期间", "间"]).map(|_| k + 1);
        }
        self.right.set(j?);
        let right;
        (right, k) = self.clock(j?, within)?;
        let k = self.one_of(k, &["之间", "之内", "期间"]).unwrap_or(k);
        Some((spread(left, right)?, k))
    }

    /// A day, a time, a part of the day, and what belongs together of them.
    pub(super) fn compound(&self, i: usize) -> Read<Val> {
        if let Some((part, k)) = self.tonight(i) {
            let day = Days::exact(self.calendar.add(self.calendar.now.date(), part.part.day?)?);
            return Some(self.timed(day, k, Some(part)));
        }
        if let Some((day, k)) = self.day(i) {
            return Some(self.timed(day, k, None));
        }
        // 今天 by itself is in the words; a point so long ago is read here
        if let Some(r) = self.moving(i) {
            return Some(r);
        }
        let at = self.about(i);
        if let Some((clocks, e)) = self.clocks(i, None) {
            return Some((Val::Clocks(clocks), e));
        }
        if let Some((clock, e)) = self.clock(at, None) {
            let e = self.word(e, "左右").unwrap_or(e);
            return Some((Val::Clock(clock), e));
        }
        let (part, k) = self.part(i, false)?;
        Some((Val::Part(part.part), k))
    }

    /// Words that make a time inexact.
    fn about(&self, i: usize) -> usize {
        self.one_of(i, &["大约", "大概", "差不多", "约", "将近", "接近"]).unwrap_or(i)
    }

    /// A day with the time that follows it.
    fn timed(&self, day: Days, k: usize, within: Option<DayPart>) -> (Val, usize) {
        let c = &self.calendar;
        let plain = self.blanks(k);
        let glue = self.blanks(self.skip(self.blanks(self.skip(plain, ",")), "的在t"));
        for j in [plain, glue] {
            if let Some((clocks, e)) = self.clocks(j, within.as_ref())
                && let Some(v) = c.on_day(day.clone(), None, Some(clocks), None)
            {
                return (v, e);
            }
            let at = self.about(j);
            if let Some((clock, e)) = self.clock(at, within.as_ref())
                && let Some(v) = c.on_day(day.clone(), Some(clock), None, None)
            {
                return (v, self.word(e, "左右").unwrap_or(e));
            }
            if within.is_none()
                && let Some((part, e)) = self.part(j, true)
                && !self.is(e, "已就会将点餐饭")
                && let Some(v) = c.on_day(day.clone(), None, None, Some(part.part))
            {
                return (v, e);
            }
        }
        let part = within.map(|w| w.part);
        match c.on_day(day.clone(), None, None, part) {
            Some(v) => (v, k),
            None => (Val::Day(day), k),
        }
    }
}

fn hour(h: i64, minute: Option<i64>, second: Option<i8>) -> Clock {
    Clock {
        hour: (h % 24) as i8,
        minute: minute.map(|m| m as i8),
        second,
        open: (1..=12).contains(&h),
        weak: false,
    }
}

/// Puts a time of day into a part of it.
fn inside(clock: Clock, p: &DayPart) -> Clock {
    let morning = p.least == 0;
    let mut hour = clock.hour;
    let night = p.least == 18 && hour < 5;
    if hour < p.least && hour <= 12 && !night {
        hour += 12;
    }
    if hour >= 24 || morning && hour == 12 && p.part.code == "TMO" && clock.open {
        hour = if morning { 0 } else { hour % 24 };
    }
    Clock { hour, open: false, ..clock }
}
