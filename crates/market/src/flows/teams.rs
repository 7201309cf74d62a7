//! Who followed whom: several who went the same way within some months.

use std::collections::BTreeMap;

use jiff::civil::Date as Day;
use serde::Serialize;

use super::heads::Heads;
use super::step::Place;
use super::tally::Counting;
use super::way::{Way, Who, days_between};

/// Somebody who went after the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Follower {
    /// Who.
    pub who: Who,
    /// How many, where it is a group.
    pub heads: Heads,
    /// When.
    pub day: Day,
    /// Days after the first.
    pub days_after: i32,
    /// The day is that of the first report: they went by then.
    pub by_report: bool,
    /// The events.
    pub events: Vec<String>,
}

/// Several who went from one lab to another within some months of the first.
///
/// It says in which order they went, and nothing of why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TeamMove {
    /// Lab left.
    pub from: Place,
    /// Lab joined.
    pub to: Place,
    /// Who went first; several where they went on one day.
    pub first: Vec<Follower>,
    /// Who went later, in order.
    pub followed: Vec<Follower>,
    /// How many in all, least and most.
    pub heads: Heads,
    /// Different origins.
    pub origins: usize,
    /// The events.
    pub events: Vec<String>,
}

/// Finds them. Days known to the year only tell no order and are passed over.
pub(crate) fn teams(ways: &[&Way], within_months: u16) -> Vec<TeamMove> {
    let most = i32::from(within_months) * 30 + i32::from(within_months) / 2;
    let mut by_way: BTreeMap<(&Place, &Place), Vec<&Way>> = BTreeMap::new();
    for w in ways.iter().filter(|w| w.fine) {
        if let (Some(from), Some(to)) = (&w.from, &w.to) {
            by_way.entry((from, to)).or_default().push(w);
        }
    }
    let mut out = Vec::new();
    for ((from, to), mut row) in by_way {
        row.sort_by_key(|w| (w.day, w.who.group));
        let mut rest = row.as_slice();
        while let Some(first) = rest.first() {
            let n = rest.iter().take_while(|w| days_between(first.day, w.day) <= most).count();
            let (team, later) = rest.split_at(n);
            rest = later;
            let mut sum = Counting::default();
            team.iter().for_each(|w| sum.add(w));
            let heads = sum.tally().all();
            // A group alone is a team: more than one went together.
            if heads.high.is_some_and(|h| h < 2) || (team.len() == 1 && heads.low.is_some_and(|l| l < 2)) {
                continue;
            }
            let mut all: Vec<Follower> = team
                .iter()
                .map(|w| Follower {
                    who: w.who.clone(),
                    heads: w.heads,
                    day: w.day,
                    days_after: days_between(first.day, w.day),
                    by_report: w.by_report,
                    events: w.events.clone(),
                })
                .collect();
            let followed = all.split_off(all.partition_point(|f| f.days_after == 0));
            out.push(TeamMove {
                from: from.clone(),
                to: to.clone(),
                first: all,
                followed,
                heads,
                origins: sum.origins(),
                events: sum.events(),
            });
        }
    }
    out.sort_by_key(|t| std::cmp::Reverse((t.heads.low, t.first.first().map(|f| f.day))));
    out
}
