use rust_decimal::Decimal;
use tradewire_model::{Bound, Currency, Period};

use crate::{DayPart, Part, Side, TimeUnit};

/// On which side of a figure a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Before,
    After,
    Both,
}

impl Place {
    pub(crate) fn before(self) -> bool {
        self != Self::After
    }
    pub(crate) fn after(self) -> bool {
        self != Self::Before
    }
}

/// How two figures are joined to one range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// 至, to, – : from the one to the other.
    To,
    /// 和, and: a range only within between … and.
    And,
    /// 或, or.
    Or,
    /// 甚至: the second is the far end of what the first began.
    Escalate,
}

/// A currency as one word stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coin {
    /// What it is taken for; none for sums without a code (peseta).
    pub(crate) code: Option<Currency>,
    pub(crate) place: Place,
    /// Whether the word serves several currencies ($, ¥, 元).
    pub(crate) usual: bool,
    /// Whether it is 元, whose currency depends on the region.
    pub(crate) yuan: bool,
    /// Parts that make one: 100 for cents, 1 for the currency itself.
    pub(crate) parts: u32,
    /// Ones that make one of it: a million for MEUR, 1 for the currency itself.
    pub(crate) times: u32,
    /// Whether it needs a large figure, because the word means other things: won.
    pub(crate) large: bool,
    /// Short name, for views that name currencies without codes.
    pub(crate) name: &'static str,
}

/// One meaning of one word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sense {
    /// 一, 〇.
    Digit(u8),
    /// eleven, twenty.
    Word(u8),
    /// 百, million: a power of ten. A tight one (m, bn) must touch its digits.
    Scale {
        pow: u8,
        zh: bool,
        tight: bool,
        plural: bool,
    },
    /// 打, dozen.
    Dozen {
        plural: bool,
    },
    /// 几, several.
    Vague {
        low: u16,
        high: u16,
        bare: bool,
    },
    /// 半, half.
    Half,
    /// third, quarters: a fraction's lower part.
    Denominator(u32),
    /// first, 21st.
    Ordinal(u64),
    /// 第.
    OrdinalPrefix,
    /// a, an, the.
    Article,
    And,
    Of,
    /// 又, between a whole and its fraction.
    Plus,
    Minus,
    /// 点, point.
    Point,
    /// 分之, over.
    PartsOf,
    /// 多, 余, 来 after a figure.
    Surplus(Bound),
    Bound(Bound, Place),
    Join(Join),
    /// between, 从, 介于.
    Open,
    /// 之间.
    Close,
    /// figure(s), 位数.
    Figures,
    /// low, mid, high before figures: thirds of the span.
    Grade(Part),
    Coin(Coin),
    Percent,
    /// 百分之: its power of ten.
    PercentPrefix(u8),
    Points,
    /// 成.
    Tenth,
    /// 折.
    Discount,
    /// A word that is a share by itself: half of, 一半.
    Share(u8),
    Multiple,
    Per(Period, Place),
    Cue(&'static str, Option<Period>),
    Unit(TimeUnit),
    /// 一年, a year.
    UnitOne(TimeUnit),
    /// Counts things; item if it does not say which.
    Classifier(&'static str),
    /// Names what is counted.
    Noun(&'static str),
    Month {
        month: u8,
        bare: bool,
    },
    Weekday {
        weekday: u8,
        bare: bool,
    },
    /// 号, 日 after a day of the month.
    DayMark,
    /// 年 after a year.
    YearMark,
    /// s behind the first year of a decade.
    DecadeMark,
    /// 月 after a month.
    MonthMark,
    /// 点, 时, o'clock.
    HourMark,
    /// 分.
    MinuteMark,
    /// 秒.
    SecondMark,
    /// am, pm.
    Half24 {
        afternoon: bool,
    },
    DayOffset(i16),
    /// 本周三: day of the week, weeks from the present one.
    WeekdayOf {
        weekday: u8,
        week: i16,
    },
    /// 年底, 月初 without a year or month.
    PartOfYear(Part),
    PartOfMonth(Part),
    /// 去年, 上周.
    Period(TimeUnit, i16),
    /// last, next, this.
    Relative(i16),
    Part(Part),
    Season(u8),
    /// Q2, 第二季度.
    Quarter(u8),
    HalfYear(u8),
    Past,
    Coming,
    Ago,
    Ahead,
    Side(Side, Place),
    DayPart(DayPart),
    /// 今, 本: a date only with its number in brackets behind.
    InBrackets,
    /// 近期, recently.
    Vagueness(&'static str),
    /// May stand between a sum and its years.
    Link,
    /// May stand between a bound and its figure: 最多可领500万.
    Bridge,
    /// Says before the whole how the share behind it is meant: 约占员工总数的两成.
    Proportion(Bound),
    /// Says that a figure moved: what stands between from and to is no range.
    Change,
    /// 民国: years are counted from this one.
    Era(i16),
    /// over, 分: leads a sum's years in.
    Spread,
    /// Says that a length of time has a role.
    Role(&'static str),
    /// A figure after it is a name: Llama 4, room 12.
    NameBefore,
    /// A figure before it is a name or an age: 室, 岁.
    NameAfter,
    /// Looks like a figure and is none: 一些, 百度.
    Veto,
    /// A word that a counted noun does not reach across: of, to, from.
    Barrier,
    /// in, on, during: makes may a month.
    In,
    /// Behind a digit only so many bytes of the word are read: 四年|薪酬.
    Split {
        bytes: u8,
        any: bool,
    },
    /// ends a clause.
    Stop,
    Comma,
    BracketOpen,
    BracketClose,
    Slash,
    Hyphen,
    Apostrophe,
    Plus1,
    Tilde,
}

/// Reads the meaning of a class with its value.
pub(crate) fn sense(class: &str, value: &str, zh: bool) -> Result<Sense, String> {
    let mut parts = value.split_whitespace();
    let first = parts.next().unwrap_or_default();
    let second = parts.next();
    let number = || -> Result<u64, String> { first.parse().map_err(|_| format!("{value:?} is no number")) };
    let small =
        || -> Result<u8, String> { first.parse().map_err(|_| format!("{value:?} is no small number")) };
    let signed = || -> Result<i16, String> { first.parse().map_err(|_| format!("{value:?} is no number")) };
    let key = || -> &'static str { intern(first) };
    let place = |p: Option<&str>| -> Result<Place, String> {
        match p {
            Some("before") => Ok(Place::Before),
            Some("after") => Ok(Place::After),
            Some("both") => Ok(Place::Both),
            p => Err(format!("{p:?} is no place (before, after, both)")),
        }
    };
    Ok(match class {
        "digit" => Sense::Digit(small()?),
        "word" => Sense::Word(small()?),
        "scale" => Sense::Scale {
            pow: small()?,
            zh,
            tight: second == Some("tight"),
            plural: second == Some("plural"),
        },
        "dozen" => Sense::Dozen { plural: first == "plural" },
        "vague" => {
            let high = second.and_then(|h| h.parse().ok()).ok_or("a vague figure has two ends")?;
            Sense::Vague { low: number()? as u16, high, bare: parts.next() == Some("bare") }
        }
        "half" => Sense::Half,
        "denominator" => Sense::Denominator(number()? as u32),
        "ordinal" => Sense::Ordinal(number()?),
        "ordinal_prefix" => Sense::OrdinalPrefix,
        "article" => Sense::Article,
        "and" => Sense::And,
        "of" => Sense::Of,
        "plus" => Sense::Plus,
        "minus" => Sense::Minus,
        "point" => Sense::Point,
        "parts_of" => Sense::PartsOf,
        "surplus" => Sense::Surplus(bound(first)?),
        "bound" => Sense::Bound(bound(first)?, place(second)?),
        "join" => Sense::Join(match first {
            "to" => Join::To,
            "and" => Join::And,
            "or" => Join::Or,
            "escalate" => Join::Escalate,
            _ => return Err(format!("{value:?} joins nothing")),
        }),
        "open" => Sense::Open,
        "close" => Sense::Close,
        "figures" => Sense::Figures,
        "grade" => Sense::Grade(part(first)?),
        "percent" => Sense::Percent,
        "percent_prefix" => Sense::PercentPrefix(small()?),
        "points" => Sense::Points,
        "tenth" => Sense::Tenth,
        "discount" => Sense::Discount,
        "share" => Sense::Share(small()?),
        "multiple" => Sense::Multiple,
        "per" => Sense::Per(period(first)?, place(second)?),
        "cue" => Sense::Cue(key(), second.map(period).transpose()?),
        "unit" => Sense::Unit(unit(first)?),
        "unit_one" => Sense::UnitOne(unit(first)?),
        "classifier" => Sense::Classifier(key()),
        "noun" => Sense::Noun(key()),
        "month" => Sense::Month { month: small()?, bare: second == Some("bare") },
        "weekday" => Sense::Weekday { weekday: small()?, bare: second == Some("bare") },
        "day_mark" => Sense::DayMark,
        "year_mark" => Sense::YearMark,
        "decade" => Sense::DecadeMark,
        "month_mark" => Sense::MonthMark,
        "hour_mark" => Sense::HourMark,
        "minute_mark" => Sense::MinuteMark,
        "second_mark" => Sense::SecondMark,
        "half24" => Sense::Half24 { afternoon: first == "pm" },
        "weekday_of" => {
            let week = second.and_then(|o| o.parse().ok()).ok_or("a weekday of a week has an offset")?;
            Sense::WeekdayOf { weekday: small()?, week }
        }
        "part_of_year" => Sense::PartOfYear(part(first)?),
        "part_of_month" => Sense::PartOfMonth(part(first)?),
        "day_offset" => Sense::DayOffset(signed()?),
        "period" => {
            Sense::Period(unit(first)?, second.and_then(|o| o.parse().ok()).ok_or("a period has an offset")?)
        }
        "relative" => Sense::Relative(signed()?),
        "part" => Sense::Part(part(first)?),
        "season" => Sense::Season(small()?),
        "quarter" => Sense::Quarter(small()?),
        "half_year" => Sense::HalfYear(small()?),
        "past" => Sense::Past,
        "coming" => Sense::Coming,
        "ago" => Sense::Ago,
        "ahead" => Sense::Ahead,
        "side" => Sense::Side(
            match first {
                "before" => Side::Before,
                "until" => Side::Until,
                "after" => Side::After,
                "since" => Side::Since,
                "around" => Side::Around,
                _ => return Err(format!("{value:?} is no side")),
            },
            place(second)?,
        ),
        "day_part" => Sense::DayPart(match first {
            "morning" => DayPart::Morning,
            "midday" => DayPart::Midday,
            "afternoon" => DayPart::Afternoon,
            "evening" => DayPart::Evening,
            "night" => DayPart::Night,
            _ => return Err(format!("{value:?} is no part of a day")),
        }),
        "in_brackets" => Sense::InBrackets,
        "vagueness" => Sense::Vagueness(key()),
        "link" => Sense::Link,
        "bridge" => Sense::Bridge,
        "proportion" => Sense::Proportion(bound(first)?),
        "change" => Sense::Change,
        "era" => Sense::Era(signed()?),
        "spread" => Sense::Spread,
        "role" => Sense::Role(key()),
        "name_before" => Sense::NameBefore,
        "name_after" => Sense::NameAfter,
        "veto" => Sense::Veto,
        "barrier" => Sense::Barrier,
        "time_in" => Sense::In,
        "split" => Sense::Split { bytes: small()?, any: second == Some("any") },
        "stop" => Sense::Stop,
        "comma" => Sense::Comma,
        "bracket_open" => Sense::BracketOpen,
        "bracket_close" => Sense::BracketClose,
        "slash" => Sense::Slash,
        "hyphen" => Sense::Hyphen,
        "apostrophe" => Sense::Apostrophe,
        "plus_sign" => Sense::Plus1,
        "tilde" => Sense::Tilde,
        _ => return Err(format!("{class:?} is no class")),
    })
}

fn bound(text: &str) -> Result<Bound, String> {
    text.parse().map_err(|e: tradewire_model::ModelError| e.to_string())
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|e: tradewire_model::ModelError| e.to_string())
}

fn part(text: &str) -> Result<Part, String> {
    match text {
        "early" => Ok(Part::Early),
        "mid" => Ok(Part::Middle),
        "late" => Ok(Part::Late),
        _ => Err(format!("{text:?} is no part (early, mid, late)")),
    }
}

fn unit(text: &str) -> Result<TimeUnit, String> {
    Ok(match text {
        "second" => TimeUnit::Second,
        "minute" => TimeUnit::Minute,
        "hour" => TimeUnit::Hour,
        "day" => TimeUnit::Day,
        "business_day" => TimeUnit::BusinessDay,
        "week" => TimeUnit::Week,
        "fortnight" => TimeUnit::Fortnight,
        "weekend" => TimeUnit::Weekend,
        "month" => TimeUnit::Month,
        "quarter" => TimeUnit::Quarter,
        "half" => TimeUnit::Half,
        "year" => TimeUnit::Year,
        "decade" => TimeUnit::Decade,
        "century" => TimeUnit::Century,
        _ => return Err(format!("{text:?} is no unit of time")),
    })
}

/// Keeps a key of the rules for the life of the program; the rules are loaded once.
pub(crate) fn intern(text: &str) -> &'static str {
    use std::collections::HashSet;
    use std::sync::{LazyLock, Mutex, PoisonError};
    static KEYS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(k) = keys.get(text) {
        return k;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    keys.insert(kept);
    kept
}

/// Ten to a power, where it fits.
pub(crate) fn ten(pow: u8) -> Option<Decimal> {
    10i128.checked_pow(u32::from(pow)).and_then(|n| Decimal::try_from_i128_with_scale(n, 0).ok())
}
