//! What the productions of the grammar give, and how it is spelt.

use jiff::Span as Step;
use jiff::civil::{Date, DateTime};

use super::length::Length;
use super::{TimeKind, TimeReading};

/// How finely a day or period was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Day,
    Week,
    Month,
    Year,
    Decade,
}

/// A day; the readings are the past and the coming one, or the only one.
#[derive(Debug, Clone)]
pub(super) struct Days {
    pub(super) timex: String,
    /// Empty for a day that no calendar has.
    pub(super) at: Vec<Date>,
    /// Year, month, day as said, so that a neighbour may lend what is open.
    pub(super) said: (Option<i16>, Option<i8>, Option<i8>),
    /// Feast days take no time of day.
    pub(super) feast: bool,
}

impl Days {
    pub(super) fn exact(day: Date) -> Self {
        Self {
            timex: day.to_string(),
            at: vec![day],
            said: (Some(day.year()), Some(day.month()), Some(day.day())),
            feast: false,
        }
    }

    /// The coming reading.
    pub(super) fn future(&self) -> Option<Date> {
        self.at.last().copied()
    }
}

/// A period of days, its end outside.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// A timex and the days of each reading; without days where nothing resolves.
    pub(super) at: Vec<(String, Option<(Date, Date)>)>,
    pub(super) grain: Grain,
    /// Year and month as said.
    pub(super) said: (Option<i16>, Option<i8>),
    /// Which part of it was said, if only one.
    pub(super) part: Option<Edge>,
    /// The whole behind that part.
    pub(super) whole: Option<Box<Span>>,
}

/// A part of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    Middle,
    End,
}

impl Span {
    pub(super) fn one(timex: String, a: Date, b: Date, grain: Grain) -> Self {
        Self { at: vec![(timex, Some((a, b)))], grain, said: (None, None), part: None, whole: None }
    }

    pub(super) fn unresolved(timex: String) -> Self {
        Self { at: vec![(timex, None)], grain: Grain::Year, said: (None, None), part: None, whole: None }
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// Whether the half of the day is left open.
    pub(super) open: bool,
    /// Whether only a context makes it a time: a bare number.
    pub(super) weak: bool,
}

impl Clock {
    /// Both halves of the day where it is open.
    pub(super) fn readings(self) -> Vec<Self> {
        if !self.open {
            return vec![self];
        }
        [self.hour, (self.hour + 12) % 24].map(|hour| Self { hour, open: false, ..self }).to_vec()
    }

    pub(super) fn seconds(self) -> i64 {
        i64::from(self.hour) * 3_600
            + i64::from(self.minute.unwrap_or(0)) * 60
            + i64::from(self.second.unwrap_or(0))
    }

    /// `T15`, `T15:30`.
    pub(super) fn timex(self) -> String {
        let h = self.hour % 24;
        match (self.minute, self.second) {
            (Some(m), Some(s)) => format!("T{h:02}:{m:02}:{s:02}"),
            (Some(m), None) => format!("T{h:02}:{m:02}"),
            _ => format!("T{h:02}"),
        }
    }

    /// Puts it into a half of the day.
    pub(super) fn within(mut self, part: &Part) -> Self {
        if !self.open {
            return self;
        }
        self.open = false;
        if part.from >= 12 && self.hour < 12 && !(part.from >= 20 && self.hour < 6) {
            self.hour += 12;
        } else if (part.from < 12 || part.from >= 20) && self.hour == 12 {
            self.hour = 0;
        }
        self
    }
}

/// From one time of day to another, in each reading; seconds from midnight, the end maybe beyond the next one.
#[derive(Debug, Clone)]
pub(super) struct Clocks {
    pub(super) at: Vec<(Clock, Clock, i64)>,
}

/// A part of the day, of no day or of one counted from today.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) code: String,
    pub(super) from: i8,
    pub(super) to: i8,
    pub(super) day: Option<i64>,
    pub(super) edge: Option<Edge>,
    /// morning, said in the plural: every morning.
    pub(super) plural: bool,
    pub(super) meal: bool,
}

impl Part {
    /// First and last second of the day.
    pub(super) fn seconds(&self) -> (i64, i64) {
        let (a, b) = (i64::from(self.from) * 3_600, i64::from(self.to) * 3_600);
        let b = if b == 86_400 { b - 1 } else { b };
        match self.edge {
            Some(Edge::Start) => (a, a + 7_200),
            Some(Edge::End) => (a + 7_200, b),
            _ => (a, b),
        }
    }
}

/// Anything the grammar reads.
#[derive(Debug, Clone)]
pub(super) enum Val {
    Day(Days),
    Span(Span),
    Clock(Clock),
    Clocks(Clocks),
    Part(Part),
    /// A time on a day; none where the day does not exist.
    Point(Vec<(String, Option<DateTime>)>),
    Stretch(Vec<(String, DateTime, DateTime)>),
    Length(Length),
    Set(String),
    /// One side of something.
    Side(TimeKind, Vec<(String, Option<String>, Option<String>)>),
}

/// `07:30:00`.
pub(super) fn clock_text(seconds: i64) -> String {
    let s = seconds.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
}

/// `2025-07-16 07:30:00`.
pub(super) fn moment_text(at: DateTime) -> String {
    format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
}

/// The moment so many seconds after the start of a day.
pub(super) fn moment(day: Date, seconds: i64) -> Option<DateTime> {
    day.to_datetime(jiff::civil::Time::midnight()).checked_add(Step::new().try_seconds(seconds).ok()?).ok()
}

/// `PT1H30M`.
pub(super) fn hours_text(seconds: i64) -> String {
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut out = String::from("PT");
    for (n, code) in [(h, 'H'), (m, 'M'), (s, 'S')] {
        if n != 0 {
            out.push_str(&n.to_string());
            out.push(code);
        }
    }
    if out == "PT" { "PT0S".to_owned() } else { out }
}

impl Val {
    /// Kind and readings, repeated ones once.
    pub(super) fn spell(&self) -> Option<(TimeKind, Vec<TimeReading>)> {
        let point = |timex: &str, value: Option<String>| TimeReading {
            timex: timex.to_owned(),
            value,
            start: None,
            end: None,
        };
        let between = |timex: &str, start: Option<String>, end: Option<String>| TimeReading {
            timex: timex.to_owned(),
            value: None,
            start,
            end,
        };
        let (kind, mut readings): (_, Vec<TimeReading>) = match self {
            Self::Day(d) if d.at.is_empty() => (TimeKind::Date, vec![point(&d.timex, None)]),
            Self::Day(d) => {
                (TimeKind::Date, d.at.iter().map(|x| point(&d.timex, Some(x.to_string()))).collect())
            }
            Self::Span(s) => (
                TimeKind::DateRange,
                s.at.iter()
                    .map(|(t, x)| between(t, x.map(|x| x.0.to_string()), x.map(|x| x.1.to_string())))
                    .collect(),
            ),
            Self::Clock(c) => (
                TimeKind::Time,
                c.readings().iter().map(|c| point(&c.timex(), Some(clock_text(c.seconds())))).collect(),
            ),
            Self::Clocks(c) => (
                TimeKind::TimeRange,
                c.at.iter()
                    .map(|(a, b, length)| {
                        let timex = format!("({},{},{})", a.timex(), b.timex(), hours_text(*length));
                        let (a, b) = (clock_text(a.seconds()), clock_text(b.seconds()));
                        between(&timex, Some(a), Some(b))
                    })
                    .collect(),
            ),
            Self::Part(p) => {
                let (a, b) = p.seconds();
                (TimeKind::TimeRange, vec![between(&p.code, Some(clock_text(a)), Some(clock_text(b)))])
            }
            Self::Point(all) => {
                (TimeKind::DateTime, all.iter().map(|(t, x)| point(t, x.map(moment_text))).collect())
            }
            Self::Stretch(all) => (
                TimeKind::DateTimeRange,
                all.iter()
                    .map(|(t, a, b)| between(t, Some(moment_text(*a)), Some(moment_text(*b))))
                    .collect(),
            ),
            Self::Length(l) => {
                let (timex, seconds) = l.spell()?;
                (TimeKind::Duration, vec![point(&timex, Some(seconds.to_string()))])
            }
            Self::Set(timex) => (TimeKind::Set, vec![point(timex, None)]),
            Self::Side(kind, all) => {
                (*kind, all.iter().map(|(t, a, b)| between(t, a.clone(), b.clone())).collect())
            }
        };
        readings.dedup();
        Some((kind, readings))
    }
}
