//! One move event as something to be counted, or why it is not.

use jiff::civil::Date as Day;
use serde::Serialize;
use tradewire_model::{Date, EntityId, Event, Name, ReportRole, Role, Stage, Value};

use super::heads::Heads;

/// A lab, firm or university.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its entity, if it is resolved.
    pub id: Option<EntityId>,
    /// What to call it.
    pub name: String,
}

/// Places are one if their ids are, or without ids their names.
impl Place {
    pub(crate) fn key(&self) -> (bool, String) {
        match &self.id {
            Some(id) => (true, id.as_str().to_owned()),
            None => (false, self.name.to_lowercase()),
        }
    }

    /// Whether it is called so: by its id or its name.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        self.id.as_ref().is_some_and(|id| id.as_str() == text)
            || self.name.to_lowercase() == text.to_lowercase()
    }
}

impl From<&Name> for Place {
    fn from(n: &Name) -> Self {
        Self { id: n.id.clone(), name: n.label().to_owned() }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key()).then_with(|| self.name.cmp(&other.name))
    }
}

/// A move event with what else the count needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowEvent {
    /// The event; units stand as the organisation they belong to.
    pub event: Event,
    /// Publication date of its first report.
    pub first_published: Option<Date>,
    /// Whether all its documents are invented.
    pub fiction: bool,
    /// Counts between which its reports disagree.
    pub counts: Option<(i64, i64)>,
}

/// Why an event is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// Hearsay.
    Rumoured,
    /// Planned, in talks or offered: not settled.
    Unsettled,
    /// A party denies it.
    Denied,
    /// Declined or fallen through.
    Collapsed,
    /// Every report of it is known to be wrong or outdated.
    Deprecated,
    /// What somebody did before, told as history.
    History,
    /// Within one organisation.
    Inside,
    /// Neither end is named, or several are at both.
    Nowhere,
    /// A group of which no report says how large it is, or nobody at all.
    Unsized,
    /// Neither it nor its reports have a date.
    Undated,
    /// All its documents are invented.
    Fiction,
}

impl Left {
    /// All reasons.
    pub const ALL: [Self; 11] = [
        Self::Rumoured,
        Self::Unsettled,
        Self::Denied,
        Self::Collapsed,
        Self::Deprecated,
        Self::History,
        Self::Inside,
        Self::Nowhere,
        Self::Unsized,
        Self::Undated,
        Self::Fiction,
    ];
}

/// A day with how exactly it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub day: Day,
    /// Known to the month or better.
    pub fine: bool,
    /// It is the day of the first report.
    pub by_report: bool,
}

/// The middle of what a date may mean.
fn middle(date: &Date) -> Option<(Day, bool)> {
    let ((a, b, c), (d, e, f)) = date.bounds()?;
    let day = |y: i16, m: u8, d: u8| Day::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok();
    let (from, to) = (day(a, b, c)?, day(d, e, f)?);
    let days = from.until(to).ok()?.get_days();
    let half = jiff::Span::new().try_days(days / 2).ok()?;
    Some((from.checked_add(half).ok()?, days <= 31))
}

/// The first or the last day that a date may mean; nothing where it is no date.
///
/// ```
/// use tradewire_market::flows::day_of;
/// assert_eq!(day_of("2025-02", true).unwrap().to_string(), "2025-02-28");
/// assert_eq!(day_of("soon", false), None);
/// ```
#[must_use]
pub fn day_of(text: &str, last: bool) -> Option<Day> {
    let (from, to) = text.trim().parse::<Date>().ok()?.bounds()?;
    let (y, m, d) = if last { to } else { from };
    Day::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

pub(crate) fn when(e: &FlowEvent) -> Option<When> {
    let own = e.event.args.date().and_then(middle);
    match own {
        Some((day, fine)) => Some(When { day, fine, by_report: false }),
        None => {
            let (day, fine) = e.first_published.as_ref().and_then(middle)?;
            Some(When { day, fine, by_report: true })
        }
    }
}

/// The start and the end of a stay that is told as history with both.
pub(crate) fn stay(e: &FlowEvent) -> Option<(Day, Day)> {
    match e.event.args.date()? {
        Date::Interval(a, b) => Some((middle(a)?.0, middle(b)?.0)),
        _ => None,
    }
}

/// Who stands behind an event: origins and confirmations, copies not counted.
pub(crate) fn origins(event: &Event) -> impl Iterator<Item = &str> {
    event
        .reports
        .iter()
        .filter(|r| matches!(r.role, ReportRole::Origin | ReportRole::Confirmation))
        .map(|r| r.origin.as_deref().unwrap_or(r.claim.as_str()))
}

/// One end of a move: a place, or one of several.
pub(crate) fn end(event: &Event, role: Role) -> (Option<Place>, Vec<Place>) {
    match event.args.names(role) {
        [] => (None, Vec::new()),
        [one] => (Some(one.into()), Vec::new()),
        several => {
            let mut all: Vec<Place> = several.iter().map(Place::from).collect();
            all.sort();
            all.dedup_by(|a, b| a.key() == b.key());
            if all.len() == 1 { (all.pop(), Vec::new()) } else { (None, all) }
        }
    }
}

/// How many the group of an event are, as far as its reports agree; nothing where none says.
pub(crate) fn group(e: &FlowEvent) -> Option<Heads> {
    let told = match e.event.args.get(Role::Count) {
        Some(Value::Count(c)) => Some(Heads::of(c)),
        _ => None,
    };
    match (told, e.counts) {
        (Some(h), Some((low, high))) => {
            Some(Heads { low: h.low.map(|x| x.min(low)), high: h.high.map(|x| x.max(high)) })
        }
        (told, None) => told,
        (None, Some((low, high))) => Some(Heads { low: Some(low), high: Some(high) }),
    }
}

/// Why an event cannot be counted, whatever its date and place.
pub(crate) fn unsettled(event: &Event) -> Option<Left> {
    match event.stage {
        Stage::Done | Stage::Announced | Stage::Agreed => None,
        Stage::Rumoured => Some(Left::Rumoured),
        Stage::InTalks | Stage::Offered | Stage::Countered => Some(Left::Unsettled),
        Stage::Denied => Some(Left::Denied),
        Stage::Declined | Stage::Collapsed => Some(Left::Collapsed),
        Stage::Stated => Some(Left::Deprecated),
    }
}
