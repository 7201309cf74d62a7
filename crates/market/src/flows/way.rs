//! The ways people went: events that tell of one step of one person are one way.

use std::collections::BTreeMap;

use jiff::civil::Date as Day;
use serde::Serialize;
use tradewire_model::{EntityId, Name, Role};

use super::gather::Moves;
use super::heads::Heads;
use super::step::{FlowEvent, Left, Place, end, group, origins, stay, unsettled, when};

/// Days within which two events of one person can tell of one step.
const ONE_STEP: i32 = 183;
/// Days within which people named one by one may be members of a group that went the same way.
const SAME_GROUP: i32 = 92;

/// Somebody named, or a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Who {
    /// The person, if resolved.
    pub id: Option<EntityId>,
    /// What to call them.
    pub name: String,
    /// Whether it is a group that no report names one by one.
    pub group: bool,
}

impl Who {
    fn key(&self) -> (bool, &str) {
        (self.id.is_some(), self.id.as_ref().map_or(self.name.as_str(), EntityId::as_str))
    }

    /// Whether both are one person; two groups never are.
    pub(crate) fn same(&self, other: &Self) -> bool {
        !self.group && !other.group && self.key() == other.key()
    }
}

/// One step of somebody from one place to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Who went.
    pub who: Who,
    /// How many that is, beside those who are named elsewhere.
    pub heads: Heads,
    /// Lab left.
    pub from: Option<Place>,
    /// Lab joined.
    pub to: Option<Place>,
    /// Labs of which it is one, at an end where several are named.
    pub one_of: Vec<Place>,
    /// When; the middle of what the date may mean.
    pub day: Day,
    /// The day is known to the month or better.
    pub fine: bool,
    /// The day is that of the first report.
    pub by_report: bool,
    /// A report says that they came back.
    pub returns: bool,
    /// Told as what was before: `from` is where they were, `stay` from when to when.
    pub history: bool,
    /// Start and end of a stay told with both.
    pub stay: Option<(Day, Day)>,
    /// That they went for good: no later joining is the other half of this step.
    closed: bool,
    /// The events that tell it.
    pub events: Vec<String>,
    /// Who says so.
    pub origins: Vec<String>,
}

impl Way {
    /// All places it names.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        self.from.iter().chain(&self.to).chain(&self.one_of)
    }

    /// Whether another event can tell of the same step, and does not tell of a second one.
    fn meets(&self, later: &Self) -> bool {
        if self.history || later.history || self.who.group || later.who.group {
            return false;
        }
        let apart = days_between(self.day, later.day);
        let fits = |a: Option<&Place>, b: Option<&Place>| a.is_none() || b.is_none() || a == b;
        let (from, to) = (self.from.as_ref().or(later.from.as_ref()), self.to.as_ref().or(later.to.as_ref()));
        let shares =
            (self.from.is_some() && self.from == later.from) || (self.to.is_some() && self.to == later.to);
        // Leaving one and joining another is one step only in that order, and not where somebody left for good.
        let halves = self.from.is_some()
            && later.to.is_some()
            && !self.closed
            && self.to.is_none()
            && later.from.is_none();
        // A report without a date of its own may come long after the step it tells of.
        let near = apart <= ONE_STEP || (shares && (self.by_report || later.by_report));
        near && fits(self.from.as_ref(), later.from.as_ref())
            && fits(self.to.as_ref(), later.to.as_ref())
            && from != to
            && (shares || halves)
    }

    /// Whether another event tells of the same leaving, or the same joining, and names another place at the other end: nobody
    /// leaves twice without coming back.
    fn disputes(&self, later: &Self) -> bool {
        if self.history || later.history || self.who.group || later.who.group {
            return false;
        }
        let same = |a: &Option<Place>, b: &Option<Place>| a.is_some() && a == b;
        let differ = |a: &Option<Place>, b: &Option<Place>| a.is_some() && b.is_some() && a != b;
        days_between(self.day, later.day) <= ONE_STEP
            && ((same(&self.from, &later.from) && differ(&self.to, &later.to))
                || (same(&self.to, &later.to) && differ(&self.from, &later.from)))
    }

    /// Takes in the events of the same step of which the other end is in dispute.
    fn dispute(&mut self, mut other: Self) {
        let end = if self.from == other.from {
            (self.to.take(), other.to.take())
        } else {
            (self.from.take(), other.from.take())
        };
        self.one_of.extend([end.0, end.1].into_iter().flatten());
        self.one_of.append(&mut other.one_of);
        self.take(other);
    }

    fn take(&mut self, other: Self) {
        // The date of an event's own is better than that of a report, and of two such the finer one.
        if (other.by_report, !other.fine) < (self.by_report, !self.fine) {
            (self.day, self.fine, self.by_report) = (other.day, other.fine, other.by_report);
        }
        self.from = self.from.take().or(other.from);
        self.to = self.to.take().or(other.to);
        self.returns |= other.returns;
        self.closed |= other.closed;
        self.events.extend(other.events);
        self.origins.extend(other.origins);
    }
}

pub(crate) fn days_between(a: Day, b: Day) -> i32 {
    a.until(b).map_or(i32::MAX, |s| s.get_days().abs())
}

/// The settled steps of one person, each with its events, in order.
#[must_use]
pub fn ways_of(moves: &Moves, person: &EntityId, fiction: bool) -> Vec<Vec<String>> {
    ways(moves, fiction, &mut BTreeMap::new())
        .into_iter()
        .filter(|w| !w.history && w.who.id.as_ref() == Some(person))
        .map(|w| w.events)
        .collect()
}

/// The ways that the events tell of, by person and day; groups behind the people.
pub(crate) fn ways(moves: &Moves, fiction: bool, left: &mut BTreeMap<Left, usize>) -> Vec<Way> {
    let mut all: Vec<Way> = Vec::new();
    for e in &moves.events {
        match steps(e, fiction) {
            Ok(steps) => {
                if steps.iter().all(|w| w.history) {
                    *left.entry(Left::History).or_default() += 1;
                }
                all.extend(steps);
            }
            Err(why) => *left.entry(why).or_default() += 1,
        }
    }
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut ways: Vec<Way> = Vec::with_capacity(all.len());
    for w in all {
        let first = ways.iter().rposition(|v| !v.who.same(&w.who)).map_or(0, |i| i + 1);
        match ways[first..].iter_mut().rev().find(|v| v.meets(&w)) {
            Some(v) => v.take(w),
            None => match ways[first..].iter_mut().rev().find(|v| v.disputes(&w)) {
                Some(v) => v.dispute(w),
                None => ways.push(w),
            },
        }
    }
    // A better date may have moved a step past its neighbours.
    ways.sort_by(|a, b| order(a).cmp(&order(b)));
    for w in &mut ways {
        w.events.sort_unstable();
        w.events.dedup();
        w.origins.sort_unstable();
        w.origins.dedup();
    }
    overlap(&mut ways);
    ways
}

/// People before groups, each by day; of one day, the leaving before the joining.
fn order(w: &Way) -> (bool, (bool, &str), Day, bool, &[String]) {
    (w.who.group, w.who.key(), w.day, w.from.is_none(), &w.events)
}

/// The steps that one event tells of: one for each person named, one for the rest of its group.
fn steps(e: &FlowEvent, fiction: bool) -> Result<Vec<Way>, Left> {
    let event = &e.event;
    if e.fiction && !fiction {
        return Err(Left::Fiction);
    }
    if let Some(why) = unsettled(event) {
        return Err(why);
    }
    let kind = event.args.text(Role::Type).unwrap_or_default();
    let history = kind == "past_affiliation";
    if kind == "promotion" {
        return Err(Left::Inside);
    }
    let ((from, many_from), (to, many_to)) = (end(event, Role::From), end(event, Role::To));
    if from.is_some() && from == to {
        return Err(Left::Inside);
    }
    if from.is_none() && to.is_none() {
        return Err(Left::Nowhere);
    }
    let when = when(e).ok_or(Left::Undated)?;
    let people: Vec<&Name> = event.args.names(Role::Person).iter().filter(|n| !n.group).collect();
    let base = Way {
        who: Who { id: None, name: String::new(), group: false },
        heads: Heads::exactly(1),
        // What somebody did before stands at one end or the other; it is where they were.
        from: if history { from.clone().or_else(|| to.clone()) } else { from },
        to: if history { None } else { to },
        one_of: many_from.into_iter().chain(many_to).collect(),
        day: when.day,
        fine: when.fine,
        by_report: when.by_report,
        returns: kind == "return",
        history,
        stay: stay(e).filter(|_| history),
        closed: matches!(kind, "retire" | "layoff"),
        events: vec![event.id.to_string()],
        origins: origins(event).map(str::to_owned).collect(),
    };
    let mut out: Vec<Way> = people
        .iter()
        .map(|n| Way {
            who: Who { id: n.id.clone(), name: n.label().to_owned(), group: false },
            ..base.clone()
        })
        .collect();
    let named = i64::try_from(people.len()).unwrap_or(0);
    if !history && let Some(heads) = group(e) {
        // Those who are named in the event itself are members of its group.
        let rest = heads.without(named, 0);
        if !rest.is_zero() {
            let label = event.args.name(Role::Group).map_or_else(String::new, |n| n.label().to_owned());
            out.push(Way { who: Who { id: None, name: label, group: true }, heads: rest, ..base });
        }
    }
    if out.is_empty() { Err(Left::Unsized) } else { Ok(out) }
}

/// Takes out of a group those who may be its members and are named in other events of the same way.
fn overlap(ways: &mut [Way]) {
    let named = ways.partition_point(|w| !w.who.group);
    let (people, groups) = ways.split_at_mut(named);
    let mut by_way: BTreeMap<(&Option<Place>, &Option<Place>), Vec<&Way>> = BTreeMap::new();
    for p in people.iter().filter(|p| !p.history) {
        by_way.entry((&p.from, &p.to)).or_default().push(p);
    }
    for g in groups {
        let alike = by_way.get(&(&g.from, &g.to)).into_iter().flatten();
        let perhaps = alike
            .filter(|p| {
                days_between(p.day, g.day) <= SAME_GROUP && p.events.iter().all(|e| !g.events.contains(e))
            })
            .count();
        g.heads = g.heads.without(0, i64::try_from(perhaps).unwrap_or(0));
    }
}
