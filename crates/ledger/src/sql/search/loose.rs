//! What answers a part of a query: by the weight of what it answers.

use std::collections::{BTreeSet, HashMap, HashSet};

use tradewire_model::ClaimKind;

use super::units::{Unit, Weighed};
use super::{Ask, Find, index, tier};
use crate::db::{Doing, Value as Sql};
use crate::{HitKind, Result};

/// Of each unit so many of the newest rows are gathered; for those ahead the rest is looked up one by one.
const POOL: usize = 1000;
/// So many of those ahead are looked at closely.
const CLOSE: usize = 60;
/// At least this share of a query's weight must be answered.
const LEAST_PERCENT: u32 = 40;

impl Ask<'_> {
    /// What answers a part of the query, and is not among what was found already.
    pub(super) fn loose(
        &self,
        units: &[Weighed],
        kind: HitKind,
        seen: &HashSet<(HitKind, i64)>,
    ) -> Result<Vec<(u32, HitKind, i64)>> {
        let whole: u32 = units.iter().map(|u| u.weight).sum();
        if whole == 0 {
            return Ok(Vec::new());
        }
        let mut sums: HashMap<i64, (u32, u64)> = HashMap::new();
        let mut capped = vec![false; units.len()];
        for (i, unit) in units.iter().enumerate().take(64) {
            let rows = self.rows(&unit.unit, kind)?;
            capped[i] = rows.len() >= POOL;
            let rows: BTreeSet<i64> = rows.into_iter().collect();
            // Who is named beside an event has no part in it, but is near.
            if let (Unit::Name { forms, .. }, HitKind::Event) = (&unit.unit, kind) {
                for row in self.matching(kind, forms)?.into_iter().collect::<BTreeSet<_>>().difference(&rows)
                {
                    sums.entry(*row).or_default().0 += unit.weight * 2 / 3;
                }
            }
            for row in rows {
                let at = sums.entry(row).or_default();
                at.0 += unit.weight;
                at.1 |= 1 << i;
            }
        }
        let mut ahead: Vec<(u32, i64, u64)> =
            sums.into_iter().map(|(row, (sum, has))| (sum, row, has)).collect();
        // What is ahead by what could still come to it is looked at too, since the pools are of the newest.
        ahead.sort_unstable_by_key(|(sum, row, _)| std::cmp::Reverse((*sum, *row)));
        let mut out: Vec<(u32, bool, i64, i64)> = Vec::new();
        for (mut sum, row, has) in ahead {
            if out.len() >= CLOSE {
                break;
            }
            if seen.contains(&(kind, row)) || !self.allows(kind, row)? {
                continue;
            }
            for (i, unit) in units.iter().enumerate().take(64) {
                if capped[i] && has & (1 << i) == 0 && self.holds(&unit.unit, kind, row)? {
                    sum += unit.weight;
                }
            }
            let (mut light, mut order) = (false, row);
            if kind == HitKind::Event {
                let event_kind = self.event_kind(row)?;
                light = matches!(event_kind, Some(ClaimKind::Statement | ClaimKind::Stat));
                for (i, unit) in units.iter().enumerate().take(64) {
                    let fits = |k: &Vec<ClaimKind>| event_kind.is_some_and(|e| k.contains(&e));
                    match &unit.unit {
                        Unit::Words { kinds, .. } if has & (1 << i) == 0 && fits(kinds) => {
                            sum += unit.weight * 2 / 3;
                        }
                        _ => {}
                    }
                }
            } else if kind == HitKind::Entity {
                order = self.entity_events(row)?;
            }
            if sum * 100 >= whole * LEAST_PERCENT {
                out.push((sum, light, order, row));
            }
        }
        out.sort_unstable_by_key(|(sum, light, order, row)| {
            (std::cmp::Reverse(*sum), *light, std::cmp::Reverse((*order, *row)))
        });
        out.truncate(self.limit);
        let names_only = units.iter().all(|u| matches!(u.unit, Unit::Name { .. }));
        Ok(out
            .into_iter()
            .map(|(sum, _, _, row)| {
                let score = if sum >= whole && kind == HitKind::Entity && names_only {
                    tier::ENTITY_MEANT
                } else {
                    // Events and people are what is asked for; claims and documents are the way there.
                    let part = match kind {
                        HitKind::Entity | HitKind::Event => tier::PART,
                        HitKind::Claim | HitKind::Document => tier::PART * 4 / 5,
                    };
                    part * sum.min(whole) / whole
                };
                (score, kind, row)
            })
            .collect())
    }

    /// The newest rows that answer a unit.
    fn rows(&self, unit: &Unit, kind: HitKind) -> Result<Vec<i64>> {
        match (unit, kind) {
            (Unit::Name { bearers, .. }, HitKind::Entity) => Ok(bearers.iter().map(|(no, _)| *no).collect()),
            (Unit::Name { bearers, .. }, HitKind::Event) => {
                let marks = vec!["?"; bearers.len()].join(", ");
                let sql = format!(
                    "SELECT event FROM view_event_entity WHERE entity IN ({marks}) ORDER BY event DESC LIMIT {POOL}"
                );
                self.list(&sql, bearers.iter().map(|(_, id)| id.clone().into()).collect())
            }
            (Unit::Name { bearers, .. }, HitKind::Claim) => {
                let marks = vec!["?"; bearers.len()].join(", ");
                let sql = format!(
                    "SELECT f.no FROM (
                         SELECT (SELECT max(c.no) FROM claim c WHERE c.id = v.claim AND c.until_seq IS NULL) AS no
                         FROM (SELECT claim FROM view_entity_claim WHERE entity IN ({marks})
                               ORDER BY published_key DESC, claim DESC LIMIT 300) v) f
                     WHERE f.no IS NOT NULL"
                );
                self.list(&sql, bearers.iter().map(|(_, id)| id.clone().into()).collect())
            }
            (Unit::Name { forms, .. }, HitKind::Document) => self.matching(kind, forms),
            (Unit::Sum { low, high, words }, HitKind::Event) => {
                let sql = format!(
                    "SELECT event FROM view_event_amount WHERE low BETWEEN ?1 AND ?2
                     UNION SELECT event FROM view_event_amount WHERE high BETWEEN ?1 AND ?2
                     ORDER BY event DESC LIMIT {POOL}"
                );
                let mut rows = self.list(&sql, vec![(*low).into(), (*high).into()])?;
                if let Some(words) = words {
                    rows.extend(self.matching(kind, words)?);
                }
                Ok(rows)
            }
            (Unit::Sum { words: Some(words), .. } | Unit::Words { words, .. }, _) => {
                self.matching(kind, words)
            }
            (Unit::Sum { words: None, .. }, _) => Ok(Vec::new()),
        }
    }

    fn matching(&self, kind: HitKind, words: &Find) -> Result<Vec<i64>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let table = index::table(kind);
        let (matches, value) = words.clause(self.conn, table);
        let sql = format!("SELECT rowid FROM {table} WHERE {matches} ORDER BY rowid DESC LIMIT {POOL}");
        self.list(&sql, value.into_iter().collect())
    }

    fn list(&self, sql: &str, values: Vec<Sql<'static>>) -> Result<Vec<i64>> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, |r| r.get(0))?.collect())
            .doing("searching")
    }

    /// Whether one row answers a unit whose pool does not hold it.
    fn holds(&self, unit: &Unit, kind: HitKind, row: i64) -> Result<bool> {
        let (sql, values): (String, Vec<Sql<'static>>) = match (unit, kind) {
            (Unit::Name { bearers, .. }, HitKind::Event) => {
                let marks = vec!["?"; bearers.len()].join(", ");
                let mut values: Vec<Sql<'static>> = vec![row.into()];
                values.extend(bearers.iter().map(|(_, id)| Sql::from(id.clone())));
                (format!("SELECT 1 FROM view_event_entity WHERE event = ? AND entity IN ({marks})"), values)
            }
            (
                Unit::Name { forms: words, .. }
                | Unit::Sum { words: Some(words), .. }
                | Unit::Words { words, .. },
                _,
            ) if !words.is_empty() => {
                let table = index::table(kind);
                let (matches, value) = words.clause(self.conn, table);
                let mut values: Vec<Sql<'static>> = vec![row.into()];
                values.extend(value);
                (format!("SELECT 1 FROM {table} WHERE rowid = ? AND {matches}"), values)
            }
            _ => return Ok(false),
        };
        self.conn.prepare_cached(&sql).and_then(|mut s| s.exists(values)).doing("searching")
    }

    fn event_kind(&self, row: i64) -> Result<Option<ClaimKind>> {
        let kind: String = self
            .conn
            .prepare_cached("SELECT kind FROM view_event WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| r.get(0)))
            .doing("searching")?;
        Ok(kind.parse().ok())
    }

    fn entity_events(&self, row: i64) -> Result<i64> {
        self.conn
            .prepare_cached("SELECT events FROM view_entity WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| r.get(0)))
            .doing("searching")
    }
}
