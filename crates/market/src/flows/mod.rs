//! Who went where, counted by lab: in, out and net, the ways between labs, who came back, how long people stay, who followed
//! whom.
//!
//! Counted are resolved events, never single claims, and only what is settled; what is left out is counted beside it with the
//! reason. Named people count once however many events tell of one step. Members of a group («8 researchers») are counted
//! apart from named people and as an interval wherever some of them may be named. Every figure holds its events and origins.

mod gather;
mod heads;
mod period;
mod seats;
mod step;
mod tally;
mod teams;
mod way;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date as Day;
use serde::Serialize;

pub use gather::{MOST_EVENTS, Moves, gather};
pub use heads::Heads;
pub use period::{Period, PeriodName};
pub use seats::{ENOUGH_SEATS, Seat, Seats};
pub use step::{FlowEvent, Left, Place, day_of};
pub use tally::Tally;
pub use teams::{Follower, TeamMove};
pub use way::{Way, Who, ways_of};

use tally::Counting;

/// What is asked of the moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Only this lab: its id, or its name in any form that events have.
    pub lab: Option<String>,
    /// Not before this day.
    pub since: Option<Day>,
    /// Not after this day.
    pub until: Option<Day>,
    /// Length of a period.
    pub by: Period,
    /// Months within which somebody follows.
    pub within_months: u16,
    /// Also events of invented documents only.
    pub fiction: bool,
    /// The day of looking: stays that go on are counted up to it. By default the last day the moves tell of.
    pub looked: Option<Day>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            lab: None,
            since: None,
            until: None,
            by: Period::Year,
            within_months: 6,
            fiction: false,
            looked: None,
        }
    }
}

/// What came in and went out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct InOut {
    /// Who joined.
    pub came: Tally,
    /// Who left.
    pub went: Tally,
    /// Joined less left, least and most.
    pub net: Heads,
    /// Different events of both.
    pub n: usize,
    /// Different origins of both.
    pub origins: usize,
}

/// A lab with what came in and went out, in all and period by period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabFlow {
    /// The lab.
    pub lab: Place,
    /// In all.
    pub all: InOut,
    /// By period, in order; periods without a move are not there.
    pub periods: Vec<(PeriodName, InOut)>,
    /// Steps with the lab as one of several at an end; which of them it was is not told, so they count for none.
    pub shared: usize,
}

/// The way from one lab to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Between {
    /// Lab left; nothing where no report says.
    pub from: Option<Place>,
    /// Lab joined; nothing where no report says.
    pub to: Option<Place>,
    /// Who went.
    pub went: Tally,
}

/// Somebody who came back to a lab.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Boomerang {
    /// Who.
    pub who: Who,
    /// The lab.
    pub lab: Place,
    /// When they had left, if a report dates it.
    pub left: Option<Day>,
    /// When they came back.
    pub back: Day,
    /// The events that tell of both.
    pub events: Vec<String>,
    /// Different origins.
    pub origins: usize,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flows {
    /// Events counted.
    pub n: usize,
    /// Different origins of these.
    pub origins: usize,
    /// First and last day of what is counted.
    pub days: Option<(Day, Day)>,
    /// Labs, those with most heads first.
    pub labs: Vec<LabFlow>,
    /// The ways between them, those with most heads first.
    pub between: Vec<Between>,
    /// Who came back.
    pub boomerangs: Vec<Boomerang>,
    /// How long people stay.
    pub seats: Seats,
    /// Who followed whom.
    pub teams: Vec<TeamMove>,
    /// Events left out, by reason.
    pub left_out: BTreeMap<Left, usize>,
    /// Steps with several labs at one end; no report says which of them it was.
    pub shared: usize,
    /// Events counted by the day of their first report, for they have no date of their own.
    pub dated_by_report: usize,
    /// Whether the ledger holds more moves than were looked at.
    pub cut: bool,
}

/// Counts the moves.
#[must_use]
pub fn flows(moves: &Moves, asked: &Asked) -> Flows {
    let mut left_out = BTreeMap::new();
    let ways = way::ways(moves, asked.fiction, &mut left_out);
    let about = |p: &Place| asked.lab.as_deref().is_none_or(|l| p.is_called(l));
    let touches = |w: &&Way| {
        let inside = asked.since.is_none_or(|d| w.day >= d) && asked.until.is_none_or(|d| w.day <= d);
        inside && (asked.lab.is_none() || w.places().any(&about))
    };
    let chosen: Vec<&Way> = ways.iter().filter(|w| !w.history).filter(touches).collect();
    let mut labs: BTreeMap<&Place, BTreeMap<PeriodName, (Counting, Counting)>> = BTreeMap::new();
    let mut shared: BTreeMap<&Place, usize> = BTreeMap::new();
    let mut between: BTreeMap<(Option<&Place>, Option<&Place>), Counting> = BTreeMap::new();
    for w in &chosen {
        let period = asked.by.of(w.day);
        if let Some(p) = &w.to {
            labs.entry(p).or_default().entry(period).or_default().0.add(w);
        }
        if let Some(p) = &w.from {
            labs.entry(p).or_default().entry(period).or_default().1.add(w);
        }
        for p in &w.one_of {
            *shared.entry(p).or_default() += 1;
        }
        between.entry((w.from.as_ref(), w.to.as_ref())).or_default().add(w);
    }
    let mut labs: Vec<LabFlow> = labs
        .into_iter()
        .filter(|(p, _)| about(p))
        .map(|(lab, periods)| {
            let mut all = (Counting::default(), Counting::default());
            for (came, went) in periods.values() {
                all.0.merge(came);
                all.1.merge(went);
            }
            LabFlow {
                lab: lab.clone(),
                all: in_out(&all),
                periods: periods.iter().map(|(p, both)| (*p, in_out(both))).collect(),
                shared: shared.get(lab).copied().unwrap_or(0),
            }
        })
        .collect();
    labs.sort_by_key(|l| std::cmp::Reverse((l.all.came.least() + l.all.went.least(), l.all.came.least())));
    let mut between: Vec<Between> = between
        .into_iter()
        .map(|((from, to), c)| Between { from: from.cloned(), to: to.cloned(), went: c.tally() })
        .collect();
    between.sort_by_key(|b| std::cmp::Reverse(b.went.least()));
    let mut sum = Counting::default();
    chosen.iter().for_each(|w| sum.add(w));
    let days = chosen.iter().map(|w| w.day).min().zip(chosen.iter().map(|w| w.day).max());
    let looked = asked.looked.or(asked.until).or_else(|| moves.latest(asked.fiction));
    Flows {
        n: sum.n(),
        origins: sum.origins(),
        days,
        labs,
        between,
        boomerangs: boomerangs(&ways, asked, &about),
        seats: seats::seats(&ways, asked, looked, &about),
        teams: teams::teams(&chosen, asked.within_months),
        left_out,
        shared: chosen.iter().filter(|w| !w.one_of.is_empty()).count(),
        dated_by_report: dated_by_report(&chosen),
        cut: moves.cut,
    }
}

fn in_out(both: &(Counting, Counting)) -> InOut {
    let (came, went) = (both.0.tally(), both.1.tally());
    let mut union = both.0.clone();
    union.merge(&both.1);
    let net = came.all().less(went.all());
    InOut { came, went, net, n: union.n(), origins: union.origins() }
}

fn dated_by_report(ways: &[&Way]) -> usize {
    let events: BTreeSet<&String> = ways.iter().filter(|w| w.by_report).flat_map(|w| &w.events).collect();
    events.len()
}

/// Who came to a lab where they had been before, within the days asked.
fn boomerangs(ways: &[Way], asked: &Asked, about: &dyn Fn(&Place) -> bool) -> Vec<Boomerang> {
    let mut out = Vec::new();
    for row in ways.chunk_by(|a, b| a.who.same(&b.who)) {
        for (i, back) in row.iter().enumerate() {
            let Some(lab) = back.to.as_ref().filter(|p| !back.history && about(p)) else { continue };
            if !asked.since.is_none_or(|d| back.day >= d) || !asked.until.is_none_or(|d| back.day <= d) {
                continue;
            }
            let earlier = row[..i].iter().rfind(|w| !w.history && w.from.as_ref() == Some(lab));
            // Days of reports tell no order: an undated joining may be the one before the leaving.
            let earlier = earlier.filter(|w| back.returns || (w.day < back.day && !back.by_report));
            let was = earlier.or_else(|| row.iter().find(|w| w.history && w.from.as_ref() == Some(lab)));
            if was.is_none() && !back.returns {
                continue;
            }
            let mut sum = Counting::default();
            sum.add(back);
            was.into_iter().for_each(|w| sum.add(w));
            out.push(Boomerang {
                who: back.who.clone(),
                lab: lab.clone(),
                left: earlier.filter(|w| !w.by_report && w.day < back.day).map(|w| w.day),
                back: back.day,
                events: sum.events(),
                origins: sum.origins(),
            });
        }
    }
    out.sort_by(|a, b| b.back.cmp(&a.back).then_with(|| a.events.cmp(&b.events)));
    out
}

#[cfg(test)]
mod tests;
