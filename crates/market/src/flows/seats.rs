//! How long people stay at a lab, with those who are still there.

use std::collections::BTreeSet;

use jiff::civil::Date as Day;
use serde::Serialize;

use super::Asked;
use super::step::Place;
use super::tally::Counting;
use super::way::{Way, days_between};
use crate::survival::{KaplanMeier, Spell, kaplan_meier};

/// Stays under which no curve is drawn, stays among them whose end is on file, and origins.
pub const ENOUGH_SEATS: (usize, usize, usize) = (20, 10, 3);
/// Mean length of a month in days (365.2425 / 12, the Gregorian calendar).
const MONTH: f64 = 30.436_875;

/// One stay at a lab, without a name: how long, whether its end is on file, and the events that tell it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seat {
    /// The lab.
    pub lab: Place,
    /// From its start.
    pub from: Day,
    /// To its end, or to the day of looking.
    pub to: Day,
    /// In months of mean length.
    pub months: f64,
    /// Whether its end is on file; otherwise it goes on as far as reports tell.
    pub ended: bool,
    /// Both days are known to the month or better, and neither is that of a report.
    pub fine: bool,
    /// The events.
    pub events: Vec<String>,
}

/// How long people stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seats {
    /// The stays, longest first.
    pub seats: Vec<Seat>,
    /// Different origins.
    pub origins: usize,
    /// The day of looking.
    pub looked: Option<Day>,
    /// The estimated share that stays, over months; nothing where the evidence is not enough ([`ENOUGH_SEATS`]).
    pub curve: Option<KaplanMeier>,
    /// Stays of which no report says when they began.
    pub start_missing: usize,
    /// Stays after which people were elsewhere without a report of when they had left.
    pub end_missing: usize,
}

/// Finds the stays of named people at the labs asked for that began within the days asked for.
pub(crate) fn seats(
    ways: &[Way],
    asked: &Asked,
    looked: Option<Day>,
    about: &dyn Fn(&Place) -> bool,
) -> Seats {
    let mut out = Vec::new();
    let mut sum = Counting::default();
    let (mut start_missing, mut end_missing) = (0, 0);
    let Some(looked) = looked else {
        return Seats { seats: out, origins: 0, looked, curve: None, start_missing, end_missing };
    };
    let inside = |d: Day| asked.since.is_none_or(|s| d >= s) && asked.until.is_none_or(|u| d <= u);
    for row in ways.chunk_by(|a, b| a.who.same(&b.who)).filter(|r| r.iter().all(|w| !w.who.group)) {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for (i, w) in row.iter().enumerate() {
            if let (Some((from, to)), Some(lab)) = (w.stay, w.from.as_ref().filter(|p| about(p))) {
                if from < to && inside(from) {
                    sum.add(w);
                    out.push(seat(lab, from, to, true, w.fine, w.events.clone()));
                }
                continue;
            }
            let Some(lab) = w.to.as_ref().filter(|p| about(p)) else { continue };
            let next = row[i + 1..].iter().position(|v| !v.history).map(|at| i + 1 + at);
            let left = row[i + 1..]
                .iter()
                .position(|v| !v.history && v.from.as_ref() == Some(lab))
                .map(|at| i + 1 + at);
            used.extend(left);
            if !inside(w.day) {
                continue;
            }
            if w.by_report {
                start_missing += 1;
                continue;
            }
            match (left, next) {
                // What lies between coming and leaving must not be another place.
                (Some(at), Some(next)) if at == next => {
                    let mut events = w.events.clone();
                    events.extend(row[at].events.iter().cloned());
                    sum.add(w);
                    sum.add(&row[at]);
                    out.push(seat(
                        lab,
                        w.day,
                        row[at].day,
                        true,
                        w.fine && row[at].fine && !row[at].by_report,
                        events,
                    ));
                }
                (None, None) if w.day < looked => {
                    sum.add(w);
                    out.push(seat(lab, w.day, looked, false, w.fine, w.events.clone()));
                }
                (None, None) => {}
                _ => end_missing += 1,
            }
        }
        start_missing += row
            .iter()
            .enumerate()
            .filter(|(i, w)| {
                !w.history && !used.contains(i) && inside(w.day) && w.from.as_ref().is_some_and(about)
            })
            .count();
    }
    out.sort_by(|a, b| b.months.total_cmp(&a.months).then_with(|| a.events.cmp(&b.events)));
    let ended = out.iter().filter(|s| s.ended).count();
    let enough = out.len() >= ENOUGH_SEATS.0 && ended >= ENOUGH_SEATS.1 && sum.origins() >= ENOUGH_SEATS.2;
    let spells: Vec<Spell> = out.iter().map(|s| Spell { length: s.months, ended: s.ended }).collect();
    Seats {
        curve: enough.then(|| kaplan_meier(&spells)),
        origins: sum.origins(),
        seats: out,
        looked: Some(looked),
        start_missing,
        end_missing,
    }
}

fn seat(lab: &Place, from: Day, to: Day, ended: bool, fine: bool, mut events: Vec<String>) -> Seat {
    events.sort_unstable();
    events.dedup();
    let months = (f64::from(days_between(from, to)) / MONTH * 10.0).round() / 10.0;
    Seat { lab: lab.clone(), from, to, months, ended, fine, events }
}
