//! Dates in the specs' words: TIMEX expressions with what they resolve to.

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use tradewire_model::Decimal;
use tradewire_quantity::{
    Clock, Context, DayPart, Expression, Kind, MonthRef, Side, TimeKind, TimeUnit, YearRef, recognise, times,
};

/// One date in the specs' words.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: &'static str,
    pub(super) values: Vec<Value>,
    pub(super) timex: Option<String>,
}

/// A resolution of a spec, cut to what is compared: TIMEX and value, or start and end.
pub(super) fn plain(v: &Value) -> Value {
    let text = |k: &str| v[k].as_str().unwrap_or("");
    json!([text("timex"), text("value"), text("start"), text("end")])
}

/// Finds the dates of `text`, read at `reference`.
pub(super) fn view(text: &str, reference: Option<&str>, language: &str) -> Vec<Found> {
    let han = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if language == "English" || language != "Chinese" && !han {
        let at = reference.and_then(|r| r.parse().ok());
        return english(text, at.unwrap_or_else(|| jiff::civil::date(2016, 11, 7).at(0, 0, 0, 0)));
    }
    let Some(today) = reference.and_then(|r| r.get(..10)).and_then(|d| d.parse::<Date>().ok()) else {
        return Vec::new();
    };
    let context = Context { published: today.to_string().parse().ok(), ..Context::default() };
    recognise(text, &context)
        .iter()
        .filter_map(|q| match &q.kind {
            Kind::Date(w) => {
                if let Expression::At(day, clock) = &w.expression {
                    return moment(q.range.clone(), day, *clock, today);
                }
                let readings = expression(&w.expression, today)?;
                let first = readings.first()?;
                let day = matches!(first.at, At::Day(_))
                    || first.timex.len() == 10 && matches!(first.at, At::Unresolved);
                let kind = if day { "date" } else { "daterange" };
                let timex = first.timex.clone();
                let values = readings.iter().map(Reading::json).collect();
                Some(Found { range: q.range.clone(), kind, values, timex: Some(timex) })
            }
            Kind::Duration(l) if l.high.is_none() || l.value == Decimal::TWO => {
                // The specs take a few and several for three.
                let value = if l.high.is_some() { Decimal::from(3) } else { l.value };
                let parts: Vec<(Decimal, TimeUnit)> =
                    std::iter::once((value, l.unit)).chain(l.rest.iter().copied()).collect();
                let (timex, seconds) = length(&parts)?;
                let values = vec![json!([timex, seconds, "", ""])];
                Some(Found { range: q.core.clone(), kind: "duration", values, timex: Some(timex) })
            }
            _ => None,
        })
        .collect()
}

/// The English grammar of times speaks TIMEX already.
fn english(text: &str, at: DateTime) -> Vec<Found> {
    let kind = |k: TimeKind| match k {
        TimeKind::Date => "date",
        TimeKind::DateRange => "daterange",
        TimeKind::Time => "time",
        TimeKind::TimeRange => "timerange",
        TimeKind::DateTime => "datetime",
        TimeKind::DateTimeRange => "datetimerange",
        TimeKind::Duration => "duration",
        TimeKind::Set => "set",
    };
    times(text, at)
        .into_iter()
        .map(|e| {
            let values = e.readings.iter().map(|r| {
                let open = r.value.is_none() && r.start.is_none() && r.end.is_none();
                let value = if open { Some("not resolved") } else { r.value.as_deref() };
                json!([
                    r.timex,
                    value.unwrap_or(""),
                    r.start.as_deref().unwrap_or(""),
                    r.end.as_deref().unwrap_or("")
                ])
            });
            let timex = e.readings.first().map(|r| r.timex.clone());
            Found { range: e.range.clone(), kind: kind(e.kind), values: values.collect(), timex }
        })
        .collect()
}

/// Days that a reading means.
#[derive(Debug, Clone)]
enum At {
    Day(Date),
    /// From the first day to the day after the last; either may be open.
    Days(Option<Date>, Option<Date>),
    Unresolved,
}

#[derive(Debug, Clone)]
struct Reading {
    timex: String,
    at: At,
}

impl Reading {
    fn json(&self) -> Value {
        let day = |d: &Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        match &self.at {
            At::Day(d) => json!([self.timex, d.to_string(), "", ""]),
            At::Days(a, b) => json!([self.timex, "", day(a), day(b)]),
            At::Unresolved => json!([self.timex, "not resolved", "", ""]),
        }
    }

    fn first(&self) -> Option<Date> {
        match &self.at {
            At::Day(d) => Some(*d),
            At::Days(a, _) => *a,
            At::Unresolved => None,
        }
    }
}

fn expression(e: &Expression, today: Date) -> Option<Vec<Reading>> {
    use Expression as E;
    let one = |timex: String, at: At| Some(vec![Reading { timex, at }]);
    let days = |timex: String, a: Date, b: Date| one(timex, At::Days(Some(a), Some(b)));
    let year_of = |y: YearRef| match y {
        YearRef::Absolute(y) => Some(y),
        YearRef::Relative(o) => Some(today.year() + o),
        YearRef::Open => None,
    };
    match e {
        E::Calendar { year, month, day } => calendar(year_of(*year), *month, *day, today),
        E::Weekday { weekday, week } => {
            let monday = monday(today)?;
            let offset = i64::from(*weekday) - 1;
            let of = |weeks: i64| monday.checked_add((weeks * 7 + offset).days()).ok();
            match week {
                Some(w) => {
                    let d = of(i64::from(*w))?;
                    one(d.to_string(), At::Day(d))
                }
                None => {
                    let here = of(0)?;
                    let (past, coming) = if here < today { (here, of(1)?) } else { (of(-1)?, here) };
                    let timex = format!("XXXX-WXX-{weekday}");
                    Some([past, coming].map(|d| Reading { timex: timex.clone(), at: At::Day(d) }).to_vec())
                }
            }
        }
        E::DayOffset(n) => {
            let d = today.checked_add(i64::from(*n).days()).ok()?;
            one(d.to_string(), At::Day(d))
        }
        E::Period { unit, offset } => period(*unit, *offset, today),
        E::Quarter { year, quarter } => {
            let y = year_of(*year).unwrap_or(today.year());
            let a = Date::new(y, i8::try_from(quarter * 3 - 2).ok()?, 1).ok()?;
            let b = a.checked_add(3.months()).ok()?;
            days(format!("({a},{b},P3M)"), a, b)
        }
        E::Half { year, half } => {
            let y = year_of(*year).unwrap_or(today.year());
            let a = Date::new(y, if *half == 1 { 1 } else { 7 }, 1).ok()?;
            let b = a.checked_add(6.months()).ok()?;
            days(format!("({a},{b},P6M)"), a, b)
        }
        E::Season { year, season } => {
            let code = ["SP", "SU", "FA", "WI"].get(usize::from(*season).checked_sub(1)?)?;
            let timex = year_of(*year).map_or((*code).to_owned(), |y| format!("{y}-{code}"));
            one(timex, At::Unresolved)
        }
        E::Decade(y) => {
            let (a, b) = (Date::new(*y, 1, 1).ok()?, Date::new(y + 10, 1, 1).ok()?);
            days(format!("({a},{b},P10Y)"), a, b)
        }
        E::PartOf(_, whole) => expression(whole, today),
        E::Past(n, unit) => {
            let a = shift(today, *n, *unit, -1)?;
            let (timex, _) = length(&[(*n, *unit)])?;
            days(format!("({a},{today},{timex})"), a, today)
        }
        E::Coming(n, unit) => {
            let a = today.tomorrow().ok()?;
            let b = shift(a, *n, *unit, 1)?;
            let (timex, _) = length(&[(*n, *unit)])?;
            days(format!("({a},{b},{timex})"), a, b)
        }
        E::Ago(n, unit) => {
            let d = shift(today, *n, *unit, -1)?;
            one(d.to_string(), At::Day(d))
        }
        E::Ahead(n, unit) => {
            let d = shift(today, *n, *unit, 1)?;
            one(d.to_string(), At::Day(d))
        }
        E::Range(a, b) => range(a, b, today),
        E::Side(side, inner) => side_of(*side, inner, today),
        _ => None,
    }
}

/// A day with a time: one reading per day and half of the day that is open.
fn moment(range: Range<usize>, day: &Expression, clock: Clock, today: Date) -> Option<Found> {
    let days = expression(day, today)?;
    let mut values = Vec::new();
    let mut first = None;
    let mut add = |timex: String, value: Value| {
        first.get_or_insert(timex);
        values.push(value);
    };
    let kind = match clock {
        Clock::At { hour, minute, second, half_open } => {
            let hours = if half_open { vec![hour % 12, hour % 12 + 12] } else { vec![hour] };
            for h in hours {
                let timex = match (minute, second) {
                    (Some(m), Some(s)) => format!("T{h:02}:{m:02}:{s:02}"),
                    (Some(m), None) => format!("T{h:02}:{m:02}"),
                    _ => format!("T{h:02}"),
                };
                let time = format!("{h:02}:{:02}:{:02}", minute.unwrap_or(0), second.unwrap_or(0));
                for d in &days {
                    let timex = format!("{}{timex}", d.timex);
                    add(timex.clone(), json!([timex, format!("{} {time}", d.first()?), "", ""]));
                }
            }
            "datetime"
        }
        Clock::Part(part) => {
            let (code, from, to) = match part {
                DayPart::Morning => ("TMO", "08:00:00", "12:00:00"),
                DayPart::Midday => ("TMI", "11:00:00", "13:00:00"),
                DayPart::Afternoon => ("TAF", "12:00:00", "16:00:00"),
                DayPart::Evening => ("TEV", "16:00:00", "20:00:00"),
                DayPart::Night => ("TNI", "20:00:00", "23:59:59"),
            };
            for d in &days {
                let timex = format!("{}{code}", d.timex);
                let day = d.first()?;
                add(timex.clone(), json!([timex, "", format!("{day} {from}"), format!("{day} {to}")]));
            }
            "datetimerange"
        }
    };
    Some(Found { range, kind, values, timex: first })
}

fn calendar(year: Option<i16>, month: MonthRef, day: Option<u8>, today: Date) -> Option<Vec<Reading>> {
    let month_number = match month {
        MonthRef::Absolute(m) => Some(i8::try_from(m).ok()?),
        MonthRef::Relative(o) => {
            let d = today.first_of_month().checked_add(i64::from(o).months()).ok()?;
            return match day {
                Some(n) => {
                    let d = Date::new(d.year(), d.month(), i8::try_from(n).ok()?).ok()?;
                    Some(vec![Reading { timex: d.to_string(), at: At::Day(d) }])
                }
                None => whole_month(d),
            };
        }
        MonthRef::Open => None,
    };
    let day = day.map(i8::try_from).transpose().ok()?;
    match (year, month_number, day) {
        (Some(y), None, _) => {
            let (a, b) = (Date::new(y, 1, 1).ok()?, Date::new(y + 1, 1, 1).ok()?);
            Some(vec![Reading { timex: format!("{y:04}"), at: At::Days(Some(a), Some(b)) }])
        }
        (Some(y), Some(m), None) => whole_month(Date::new(y, m, 1).ok()?),
        (Some(y), Some(m), Some(d)) => Some(vec![match Date::new(y, m, d) {
            Ok(d) => Reading { timex: d.to_string(), at: At::Day(d) },
            Err(_) => Reading { timex: format!("{y:04}-{m:02}-{d:02}"), at: At::Unresolved },
        }]),
        (None, Some(m), Some(d)) => {
            // The nearest years in which the day exists, one up to today and one after.
            let past = (0..8).filter_map(|k| Date::new(today.year() - k, m, d).ok()).find(|x| *x <= today)?;
            let coming =
                (0..8).filter_map(|k| Date::new(today.year() + k, m, d).ok()).find(|x| *x > today)?;
            let timex = format!("XXXX-{m:02}-{d:02}");
            Some([past, coming].map(|x| Reading { timex: timex.clone(), at: At::Day(x) }).to_vec())
        }
        (None, Some(m), None) => {
            let past = if m < today.month() { today.year() } else { today.year() - 1 };
            let readings = [past, past + 1].map(|y| {
                let a = Date::new(y, m, 1).ok();
                let b = a.and_then(|a| a.checked_add(1.month()).ok());
                Reading { timex: format!("XXXX-{m:02}"), at: At::Days(a, b) }
            });
            Some(readings.to_vec())
        }
        (None, None, Some(d)) => {
            let of = |k: i64| {
                let first = today.first_of_month().checked_add(k.months()).ok()?;
                Date::new(first.year(), first.month(), d).ok()
            };
            let past = (0..4).filter_map(|k| of(-k)).find(|x| *x <= today)?;
            let coming = (0..4).filter_map(of).find(|x| *x > today)?;
            let timex = format!("XXXX-XX-{d:02}");
            Some([past, coming].map(|x| Reading { timex: timex.clone(), at: At::Day(x) }).to_vec())
        }
        (None, None, None) => None,
    }
}

fn whole_month(first: Date) -> Option<Vec<Reading>> {
    let b = first.checked_add(1.month()).ok()?;
    let timex = format!("{:04}-{:02}", first.year(), first.month());
    Some(vec![Reading { timex, at: At::Days(Some(first), Some(b)) }])
}

fn period(unit: TimeUnit, offset: i16, today: Date) -> Option<Vec<Reading>> {
    let n = i64::from(offset);
    let days =
        |timex: String, a: Date, b: Date| Some(vec![Reading { timex, at: At::Days(Some(a), Some(b)) }]);
    match unit {
        TimeUnit::Year => calendar(Some(today.year() + offset), MonthRef::Open, None, today),
        TimeUnit::Month => whole_month(today.first_of_month().checked_add(n.months()).ok()?),
        TimeUnit::Day => {
            let d = today.checked_add(n.days()).ok()?;
            Some(vec![Reading { timex: d.to_string(), at: At::Day(d) }])
        }
        TimeUnit::Week | TimeUnit::Weekend => {
            let a = monday(today)?.checked_add((n * 7).days()).ok()?;
            let b = a.checked_add(7.days()).ok()?;
            let week = a.iso_week_date();
            let timex = format!("{:04}-W{:02}", week.year(), week.week());
            if unit == TimeUnit::Weekend {
                return days(format!("{timex}-WE"), a.checked_add(5.days()).ok()?, b);
            }
            days(timex, a, b)
        }
        TimeUnit::Quarter | TimeUnit::Half => {
            let months = if unit == TimeUnit::Quarter { 3 } else { 6 };
            let first = (today.month() - 1) / months * months + 1;
            let a =
                Date::new(today.year(), first, 1).ok()?.checked_add((n * i64::from(months)).months()).ok()?;
            let b = a.checked_add(i64::from(months).months()).ok()?;
            days(format!("({a},{b},P{months}M)"), a, b)
        }
        TimeUnit::Decade => {
            let y = today.year() - today.year().rem_euclid(10) + offset * 10;
            expression(&Expression::Decade(y), today)
        }
        _ => None,
    }
}

/// Both ends of a range, reading by reading.
fn range(a: &Expression, b: &Expression, today: Date) -> Option<Vec<Reading>> {
    let (left, right) = (expression(a, today)?, expression(b, today)?);
    let mut out: Vec<Reading> = Vec::new();
    for (k, l) in left.iter().enumerate() {
        let from = l.first()?;
        let mut to = right.get(k.min(right.len() - 1))?.first()?;
        if to < from {
            to = right
                .iter()
                .filter_map(Reading::first)
                .find(|t| *t >= from)
                .or_else(|| to.checked_add(1.year()).ok())?;
        }
        let days = from.until(to).ok()?.get_days();
        let length = match (a, b) {
            (
                Expression::Calendar { month: MonthRef::Open, .. },
                Expression::Calendar { month: MonthRef::Open, .. },
            ) => {
                format!("P{}Y", to.year() - from.year())
            }
            (Expression::Calendar { day: None, .. }, Expression::Calendar { day: None, .. }) => {
                let months = (to.year() - from.year()) * 12 + i16::from(to.month()) - i16::from(from.month());
                format!("P{months}M")
            }
            _ => format!("P{days}D"),
        };
        let end =
            |r: &Reading, d: Date| if r.timex.starts_with("XXXX") { open(&r.timex) } else { d.to_string() };
        let r = right.get(k.min(right.len() - 1))?;
        let timex = format!("({},{},{length})", end(l, from), end(r, to));
        out.push(Reading { timex, at: At::Days(Some(from), Some(to)) });
    }
    Some(out)
}

fn open(timex: &str) -> String {
    if timex.len() == 7 { format!("{timex}-01") } else { timex.to_owned() }
}

fn side_of(side: Side, inner: &Expression, today: Date) -> Option<Vec<Reading>> {
    let readings = expression(inner, today)?;
    let of = |r: &Reading| {
        let (from, to) = match &r.at {
            At::Day(d) => (Some(*d), Some(*d)),
            At::Days(a, b) => (*a, *b),
            At::Unresolved => return None,
        };
        let at = match side {
            Side::Before => At::Days(None, from),
            Side::Until => At::Days(None, to),
            Side::After => At::Days(to, None),
            Side::Since => At::Days(from, None),
            Side::Around => r.at.clone(),
        };
        Some(Reading { timex: r.timex.clone(), at })
    };
    readings.iter().map(of).collect()
}

fn monday(d: Date) -> Option<Date> {
    d.checked_sub(i64::from(d.weekday().to_monday_zero_offset()).days()).ok()
}

fn shift(from: Date, n: Decimal, unit: TimeUnit, sign: i64) -> Option<Date> {
    let n: i64 = n.fract().is_zero().then(|| n.try_into().ok()).flatten()?;
    let n = n.checked_mul(sign)?.clamp(-9_000, 9_000);
    let span: Span = match unit {
        TimeUnit::Year => n.years(),
        TimeUnit::Half => (n * 6).months(),
        TimeUnit::Quarter => (n * 3).months(),
        TimeUnit::Month => n.months(),
        TimeUnit::Fortnight => (n * 2).weeks(),
        TimeUnit::Week => n.weeks(),
        TimeUnit::Day => n.days(),
        TimeUnit::Decade => (n * 10).clamp(-9_000, 9_000).years(),
        _ => return None,
    };
    from.checked_add(span).ok()
}

/// TIMEX of a length and its seconds, with years of 365 days and months of 30 as the specs count.
fn length(parts: &[(Decimal, TimeUnit)]) -> Option<(String, String)> {
    let (mut date, mut time, mut seconds) = (String::new(), String::new(), Decimal::ZERO);
    let mut sorted = parts.to_vec();
    sorted.sort_by_key(|p| std::cmp::Reverse(p.1));
    for (n, unit) in sorted {
        let (code, each, in_time) = match unit {
            TimeUnit::Second => ("S", 1, true),
            TimeUnit::Minute => ("M", 60, true),
            TimeUnit::Hour => ("H", 3_600, true),
            TimeUnit::Day => ("D", 86_400, false),
            TimeUnit::BusinessDay => ("BD", 86_400, false),
            TimeUnit::Week => ("W", 604_800, false),
            TimeUnit::Month => ("M", 2_592_000, false),
            TimeUnit::Year => ("Y", 31_536_000, false),
            TimeUnit::Decade => ("0Y", 315_360_000, false),
            _ => return None,
        };
        let piece = format!("{}{code}", n.normalize());
        if in_time {
            time.push_str(&piece);
        } else {
            date.push_str(&piece);
        }
        seconds = seconds.checked_add(n.checked_mul(Decimal::from(each))?)?;
    }
    let time = if time.is_empty() { time } else { format!("T{time}") };
    Some((format!("P{date}{time}"), seconds.normalize().to_string()))
}
