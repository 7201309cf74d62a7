//! One row as a filing, or why it is none.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::AskedFilings;
use super::columns::Columns;

/// Hours, weeks, fortnights and months of a year, as the Department of Labor reckons full-time wages.
const HOURS: f64 = 2080.0;
/// Wages a year outside these, in dollars, are slips of unit or point.
const PLAUSIBLE: (f64, f64) = (10_000.0, 50_000_000.0);

/// Why a row cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    /// A quote is opened and not closed.
    Quote,
    /// The line is longer than any row.
    Long,
    /// It has another number of fields than the head.
    Width {
        /// Fields of the row.
        found: usize,
        /// Fields of the head.
        asked: usize,
    },
    /// No employer is named.
    Employer,
    /// No wage is given, and no prevailing wage.
    NoWage,
    /// A wage that is no number.
    Wage(String),
    /// A unit of pay that is not known.
    Unit(String),
    /// The upper end is below the lower.
    Order(String, String),
    /// So much a year nobody pays.
    Implausible(String),
    /// A date that cannot be read.
    Date(String),
}

impl Rejected {
    /// A code for counting.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Long => "long",
            Self::Width { .. } => "fields",
            Self::Employer => "employer",
            Self::NoWage => "no_wage",
            Self::Wage(_) => "wage",
            Self::Unit(_) => "unit",
            Self::Order(..) => "order",
            Self::Implausible(_) => "implausible",
            Self::Date(_) => "date",
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quote => f.write_str("a quote is not closed"),
            Self::Long => f.write_str("the line is too long"),
            Self::Width { found, asked } => write!(f, "{found} fields, and the head has {asked}"),
            Self::Employer => f.write_str("no employer"),
            Self::NoWage => f.write_str("no wage"),
            Self::Wage(t) => write!(f, "«{t}» is no wage"),
            Self::Unit(t) => write!(f, "«{t}» is no unit of pay"),
            Self::Order(a, b) => write!(f, "the wage goes from {a} to {b}"),
            Self::Implausible(t) => write!(f, "{t} is no plausible wage"),
            Self::Date(t) => write!(f, "«{t}» is no date"),
        }
    }
}

/// Why a sound row does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftAside {
    /// Of another employer, role, place or year than asked for.
    Other,
    /// Withdrawn, before or after it was certified.
    Withdrawn,
    /// Denied or rejected, or of a status that is not known.
    NotCertified,
    /// Not full-time: a wage a year would be made up.
    PartTime,
    /// The case was counted already.
    Again,
}

/// A wage a year in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stated {
    Between(f64, f64),
    AtLeast(f64),
}

/// A filing that counts.
pub(super) struct Filing {
    pub(super) employer: String,
    pub(super) wage: Stated,
    pub(super) positions: u64,
    pub(super) year: Option<i16>,
    pub(super) case: Option<u64>,
}

/// A sound row.
pub(super) enum Row {
    Counts(Filing),
    Aside(LeftAside),
}

/// What is asked for, ready to be held against rows.
pub(super) struct Wanted {
    employer: Option<String>,
    words: Vec<String>,
    from: Option<i16>,
    to: Option<i16>,
}

/// An employer's name without the ending of its legal form, punctuation and case.
fn plain_employer(name: &str) -> String {
    const FORMS: [&str; 12] = [
        "inc",
        "incorporated",
        "llc",
        "l l c",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "lp",
        "pbc",
    ];
    let spaced: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(w)) {
        words.pop();
    }
    words.join(" ")
}

impl Wanted {
    pub(super) fn of(asked: &AskedFilings) -> Self {
        let words = asked.words.as_deref().unwrap_or_default().to_lowercase();
        Self {
            employer: asked.employer.as_deref().map(plain_employer),
            words: words.split_whitespace().map(str::to_owned).collect(),
            from: asked.from,
            to: asked.to,
        }
    }

    fn takes(&self, columns: &Columns, fields: &[String], employer: &str, year: Option<i16>) -> bool {
        let text = || {
            let all: Vec<&str> =
                columns.texts.iter().filter_map(|i| fields.get(*i)).map(String::as_str).collect();
            all.join("\n").to_lowercase()
        };
        self.employer.as_ref().is_none_or(|e| plain_employer(employer) == *e)
            && self.from.is_none_or(|f| year.is_some_and(|y| y >= f))
            && self.to.is_none_or(|t| year.is_some_and(|y| y <= t))
            && (self.words.is_empty() || {
                let text = text();
                self.words.iter().all(|w| text.contains(w))
            })
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `$120,000.50` as a number; nothing for an empty field.
fn money(text: &str) -> Result<Option<f64>, Rejected> {
    let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let found = plain.parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0);
    found.map(|x| (x > 0.0).then_some(x)).ok_or_else(|| Rejected::Wage(short(text)))
}

/// How many of a unit make a year.
fn per_year(unit: &str) -> Result<f64, Rejected> {
    match unit.to_lowercase().trim_end_matches('.') {
        "year" | "yr" | "yearly" | "annual" => Ok(1.0),
        "hour" | "hr" | "hourly" => Ok(HOURS),
        "week" | "wk" | "weekly" => Ok(52.0),
        "bi-weekly" | "biweekly" | "bi" => Ok(26.0),
        "month" | "mth" | "monthly" => Ok(12.0),
        _ => Err(Rejected::Unit(short(unit))),
    }
}

fn plausible(x: f64, text: &str, unit: &str) -> Result<f64, Rejected> {
    let fits = (PLAUSIBLE.0..=PLAUSIBLE.1).contains(&x);
    fits.then_some(x)
        .ok_or_else(|| Rejected::Implausible(format!("{} a {}", short(text), short(unit).to_lowercase())))
}

/// The wage a year: from one end to the other; one figure alone is itself; with none, at least the prevailing wage, below which
/// no certified position may be paid (8 U.S.C. 1182(n)(1)(A)).
fn wage(columns: &Columns, fields: &[String]) -> Result<Stated, Rejected> {
    let field = |i: Option<usize>| i.and_then(|i| fields.get(i)).map_or("", String::as_str);
    let from_text = field(Some(columns.from));
    // The files of fiscal year 2015 hold both ends in one field.
    let (from_text, to_text) = match (columns.to, from_text.split_once('-')) {
        (None, Some((a, b))) => (a, b),
        _ => (from_text, field(columns.to)),
    };
    let Some(from) = money(from_text)? else {
        let text = field(columns.prevailing);
        let Some(least) = money(text)? else { return Err(Rejected::NoWage) };
        let unit = field(columns.prevailing_unit);
        return Ok(Stated::AtLeast(plausible(least * per_year(unit)?, text, unit)?));
    };
    let unit = field(columns.unit);
    let times = per_year(unit)?;
    let low = plausible(from * times, from_text, unit)?;
    match money(to_text)? {
        None => Ok(Stated::Between(low, low)),
        Some(to) if to < from => Err(Rejected::Order(short(from_text), short(to_text))),
        Some(to) => Ok(Stated::Between(low, plausible(to * times, to_text, unit)?)),
    }
}

/// The year of a date such as 2025-03-01, 2025-03-01 00:00:00, 3/1/2025 or 2025/03/01.
fn year_of(text: &str) -> Result<i16, Rejected> {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let year = match parts.as_slice() {
        [y, _, _] if y.len() == 4 => y,
        [_, _, y] if y.len() == 4 => y,
        _ => "",
    };
    let found = year.parse::<i16>().ok().filter(|y| (1980..=2200).contains(y));
    found.ok_or_else(|| Rejected::Date(short(text)))
}

fn status(text: &str) -> Result<(), LeftAside> {
    match text.to_lowercase().as_str() {
        "certified" => Ok(()),
        s if s.contains("withdrawn") => Err(LeftAside::Withdrawn),
        _ => Err(LeftAside::NotCertified),
    }
}

/// Reads a row.
pub(super) fn read(columns: &Columns, fields: &[String], wanted: &Wanted) -> Result<Row, Rejected> {
    if fields.len() != columns.width {
        return Err(Rejected::Width { found: fields.len(), asked: columns.width });
    }
    let field = |i: usize| fields.get(i).map_or("", String::as_str);
    let employer = field(columns.employer);
    if employer.is_empty() {
        return Err(Rejected::Employer);
    }
    let date = columns.dates.iter().map(|i| field(*i)).find(|d| !d.is_empty());
    let year = date.map(year_of).transpose()?;
    if !wanted.takes(columns, fields, employer, year) {
        return Ok(Row::Aside(LeftAside::Other));
    }
    if let Err(why) = status(field(columns.status)) {
        return Ok(Row::Aside(why));
    }
    if columns.full_time.is_some_and(|i| matches!(field(i), "N" | "n" | "No" | "NO")) {
        return Ok(Row::Aside(LeftAside::PartTime));
    }
    let wage = wage(columns, fields)?;
    let case = columns.case.map(field).filter(|c| !c.is_empty()).map(|c| {
        let mut hash = DefaultHasher::new();
        c.hash(&mut hash);
        hash.finish()
    });
    let positions = columns.workers.and_then(|i| field(i).parse().ok()).filter(|n| *n > 0).unwrap_or(1);
    Ok(Row::Counts(Filing { employer: employer.to_owned(), wage, positions, year, case }))
}
