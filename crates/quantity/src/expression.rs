use rust_decimal::Decimal;

use crate::TimeUnit;

/// A year as the text puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearRef {
    /// 2025年.
    Absolute(i16),
    /// 今年 is 0, 去年 is −1.
    Relative(i16),
    /// Not said.
    Open,
}

/// A month as the text puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthRef {
    /// 4月.
    Absolute(u8),
    /// 本月 is 0, 上个月 is −1.
    Relative(i16),
    /// Not said.
    Open,
}

/// Which part of a period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// 初, 上旬, early.
    Early,
    /// 中, 中旬, mid.
    Middle,
    /// 末, 底, 下旬, late.
    Late,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// A clock time.
    At {
        /// 0–24.
        hour: u8,
        /// 0–59, if said.
        minute: Option<u8>,
        /// 0–59, if said.
        second: Option<u8>,
        /// Whether morning or afternoon is left open.
        half_open: bool,
    },
    /// A part of the day.
    Part(DayPart),
}

/// Parts of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// 早上
    Morning,
    /// 中午
    Midday,
    /// 下午
    Afternoon,
    /// 晚上
    Evening,
    /// 深夜
    Night,
}

/// A side of a date: before it, after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Before it.
    Before,
    /// Until it, it included.
    Until,
    /// After it.
    After,
    /// From it on.
    Since,
    /// About it.
    Around,
}

/// A date expression as the text puts it, not yet resolved against a day of publication.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression {
    /// A calendar date with as many of its parts as are said: 2025年7月1日, 今年4月, 1日.
    Calendar {
        /// Year.
        year: YearRef,
        /// Month.
        month: MonthRef,
        /// Day of the month, 1–31.
        day: Option<u8>,
    },
    /// A day of the week; 1 is Monday. The week is counted from the present one, open if not said.
    Weekday {
        /// 1–7.
        weekday: u8,
        /// 本周三 is 0, 上周五 is −1.
        week: Option<i16>,
    },
    /// So many days from today: 昨日 is −1.
    DayOffset(i32),
    /// A period counted from the present one: 上周 is a week at −1.
    Period {
        /// What is counted.
        unit: TimeUnit,
        /// 0 is the present one.
        offset: i16,
    },
    /// A quarter of a year.
    Quarter {
        /// Year.
        year: YearRef,
        /// 1–4.
        quarter: u8,
    },
    /// A half of a year.
    Half {
        /// Year.
        year: YearRef,
        /// 1–2.
        half: u8,
    },
    /// A season; 1 is spring.
    Season {
        /// Year.
        year: YearRef,
        /// 1–4.
        season: u8,
    },
    /// A decade, by its first year.
    Decade(i16),
    /// Part of a period: 2023年底, 12月初.
    PartOf(Part, Box<Expression>),
    /// The time that led up to now: 过去六个月.
    Past(Decimal, TimeUnit),
    /// The time from now on: 未来三年.
    Coming(Decimal, TimeUnit),
    /// A point so far back: 三天前.
    Ago(Decimal, TimeUnit),
    /// A point so far ahead: 三天后, in three days.
    Ahead(Decimal, TimeUnit),
    /// From the one to the other.
    Range(Box<Expression>, Box<Expression>),
    /// One side of a date.
    Side(Side, Box<Expression>),
    /// A day with a time of day.
    At(Box<Expression>, Clock),
    /// Words that no calendar can place, by their key in the rules: `recent`, `now`, `soon` …
    Words(&'static str),
}
