//! What answers a part of a query: by the weight of what it answers.

use std::collections::{BTreeSet, HashMap, HashSet};

use tradewire_model::ClaimKind;

use super::units::{Unit, Weighed};
use super::{Ask, Find, index, tier};
use crate::db::{Doing, Value as Sql};
use crate::{HitKind, Result};

/// Of each unit so many of the newest rows are gathered; for those ahead the rest is looked up one by one.
const POOL: usize = 300;
/// Of the claims that name somebody so many of the latest, for what reports them.
const REPORTS: usize = 100;
/// Of the events that answer a rare unit, so many of the newest are looked through for somebody who is in many.
const PARTS: usize = 300;
/// Whoever is in so many is not looked for by letters beside it.
const WELL_KNOWN: usize = 100;
/// So many of those ahead are looked at closely.
const CLOSE: usize = 40;
/// For so many of these it is looked up which frequent words they hold; of claims and documents for so many.
const LOOKED_UP: [usize; 2] = [20, 8];
/// So many rows are looked at to find those.
const EXAMINED: usize = 200;
/// At least this share of a query's weight must be answered.
const LEAST_PERCENT: u32 = 40;
/// An event that answers this share answers the query.
const NEARLY_PERCENT: u32 = 90;

/// What was gathered of all units.
struct Pools {
    /// Rows with the weight that they answer, and which of the units, a bit each.
    sums: HashMap<i64, (u32, u64)>,
    /// Units of which there is more than was gathered, with their words.
    open: Vec<(usize, Find)>,
}

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
        let units = &units[..units.len().min(64)];
        let Pools { sums, open } = self.pools(units, kind)?;
        let mut ahead: Vec<(u32, i64, u64)> =
            sums.into_iter().map(|(row, (sum, has))| (sum, row, has)).collect();
        ahead.sort_unstable_by_key(|(sum, row, _)| std::cmp::Reverse((*sum, *row)));
        let mut out: Vec<(u32, bool, i64, i64)> = Vec::new();
        // What a row may have besides what was gathered: where that is too little, so it is for all that follow.
        let unknown = |(i, unit): (usize, &Weighed)| {
            let kinds = matches!(&unit.unit, Unit::Words { kinds, .. } if !kinds.is_empty());
            let looked_up = open.iter().any(|(at, _)| *at == i);
            if looked_up || kinds || matches!(unit.unit, Unit::When { .. }) { unit.weight } else { 0 }
        };
        let unknown: u32 = units.iter().enumerate().map(unknown).sum();
        let looked_up = match kind {
            HitKind::Entity | HitKind::Event => LOOKED_UP[0],
            HitKind::Claim | HitKind::Document => LOOKED_UP[1],
        };
        let mut examined = 0;
        for (mut sum, row, has) in ahead {
            let hopeless = (sum + unknown) * 100 < whole * LEAST_PERCENT;
            if out.len() >= CLOSE || hopeless || examined >= EXAMINED {
                break;
            }
            if seen.contains(&(kind, row)) || !self.allows(kind, row)? {
                continue;
            }
            examined += 1;
            for (i, words) in &open {
                if examined <= looked_up && has & (1 << i) == 0 && self.holds(words, kind, row)? {
                    sum += units[*i].weight;
                }
            }
            let (mut light, mut order) = (false, row);
            if kind == HitKind::Event {
                let (event_kind, day) = self.kind_and_day(row)?;
                light = matches!(event_kind, Some(ClaimKind::Statement | ClaimKind::Stat));
                for (i, unit) in units.iter().enumerate() {
                    let fits = |k: &Vec<ClaimKind>| event_kind.is_some_and(|e| k.contains(&e));
                    match &unit.unit {
                        Unit::Words { kinds, .. } if has & (1 << i) == 0 && fits(kinds) => {
                            sum += unit.weight * 2 / 3;
                        }
                        Unit::When { first, last } if *first <= day && day <= *last => sum += unit.weight,
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
        let called: HashSet<i64> = units
            .iter()
            .filter_map(|u| match &u.unit {
                Unit::Name { bearers, person: true, .. } => Some(bearers.iter().map(|(no, _)| *no)),
                _ => None,
            })
            .flatten()
            .collect();
        // What happened, how much or when: who is meant by a name alone comes before what befell them.
        let asks = units.len() > 1
            && units.iter().any(|u| match &u.unit {
                Unit::Sum { .. } | Unit::When { .. } => true,
                Unit::Words { kinds, .. } => !kinds.is_empty(),
                Unit::Name { .. } => false,
            });
        let names_only = units.iter().all(|u| matches!(u.unit, Unit::Name { .. }));
        let somebody = !asks && units.iter().any(|u| matches!(u.unit, Unit::Name { person: true, .. }));
        Ok(out
            .into_iter()
            .map(|(sum, _, _, row)| {
                let score = if sum >= whole && kind == HitKind::Entity && names_only {
                    tier::ENTITY_MEANT
                } else if kind == HitKind::Entity && somebody && called.contains(&row) {
                    tier::ENTITY_NAMED
                } else if kind == HitKind::Event && asks && sum * 100 >= whole * NEARLY_PERCENT {
                    tier::EVENT_MEANT
                } else {
                    let part = match kind {
                        HitKind::Entity | HitKind::Event => tier::PART,
                        HitKind::Claim | HitKind::Document => tier::PART_TEXTS,
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
                               ORDER BY published_key DESC, claim DESC LIMIT {REPORTS}) v) f
                     WHERE f.no IS NOT NULL"
                );
                self.list(&sql, bearers.iter().map(|(_, id)| id.clone().into()).collect())
            }
            (Unit::Name { bearers, forms, .. }, HitKind::Document) => {
                let marks = vec!["?"; bearers.len()].join(", ");
                let sql = format!(
                    "SELECT DISTINCT d.no FROM (SELECT claim FROM view_entity_claim WHERE entity IN ({marks})
                                                ORDER BY published_key DESC, claim DESC LIMIT {REPORTS}) v
                     JOIN claim c ON c.id = v.claim AND c.until_seq IS NULL JOIN document d ON d.id = c.document"
                );
                let mut rows = self.list(&sql, bearers.iter().map(|(_, id)| id.clone().into()).collect())?;
                if rows.len() < WELL_KNOWN {
                    rows.extend(self.matching(kind, forms)?);
                }
                Ok(rows)
            }
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
            (Unit::Sum { words: None, .. } | Unit::When { .. }, _) => Ok(Vec::new()),
        }
    }

    pub(super) fn matching(&self, kind: HitKind, words: &Find) -> Result<Vec<i64>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let table = index::table(kind);
        let (matches, value) = words.clause(self.conn, table)?;
        let sql = format!("SELECT rowid FROM {table} WHERE {matches} ORDER BY rowid DESC LIMIT {POOL}");
        self.list(&sql, value.into_iter().collect())
    }

    fn list(&self, sql: &str, values: Vec<Sql<'static>>) -> Result<Vec<i64>> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, |r| r.get(0))?.collect())
            .doing("searching")
    }

    /// Rows with the weight that they answer, and which of the units.
    fn pools(&self, units: &[Weighed], kind: HitKind) -> Result<Pools> {
        let mut pools = Vec::with_capacity(units.len());
        for unit in units {
            pools.push(self.rows(&unit.unit, kind)?.into_iter().collect::<BTreeSet<i64>>());
        }
        let capped: Vec<bool> = pools.iter().map(|p| p.len() >= POOL).collect();
        let rare: Vec<i64> =
            pools.iter().zip(&capped).filter(|(_, c)| !**c).flat_map(|(p, _)| p).copied().collect();
        let mut sums: HashMap<i64, (u32, u64)> = HashMap::new();
        let mut open = Vec::new();
        for (i, (unit, mut rows)) in units.iter().zip(pools).enumerate() {
            if capped[i] {
                match &unit.unit {
                    Unit::Name { bearers, .. } if kind == HitKind::Event => {
                        rows.extend(self.parts(bearers, &rare)?);
                    }
                    other => {
                        let words = other.words().filter(|words| !words.is_empty());
                        open.extend(words.map(|words| (i, words.clone().closed())));
                    }
                }
            }
            // Who is named beside an event has no part in it, but is near.
            if let (Unit::Name { forms, .. }, HitKind::Event) = (&unit.unit, kind)
                && rows.len() < WELL_KNOWN
            {
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
        if sums.is_empty() && kind == HitKind::Event {
            for row in self.of_kinds(units)? {
                sums.entry(row).or_default();
            }
        }
        Ok(Pools { sums, open })
    }

    /// The newest events of the kinds that a query speaks of, if it asks for nothing else.
    fn of_kinds(&self, units: &[Weighed]) -> Result<Vec<i64>> {
        let mut kinds: BTreeSet<ClaimKind> = BTreeSet::new();
        for unit in units {
            match &unit.unit {
                Unit::Words { kinds: spoken, .. } if !spoken.is_empty() => kinds.extend(spoken),
                _ => return Ok(Vec::new()),
            }
        }
        let mut rows = Vec::new();
        for kind in kinds {
            let sql = format!("SELECT no FROM view_event WHERE kind = ? ORDER BY no DESC LIMIT {CLOSE}");
            rows.extend(self.list(&sql, vec![kind.as_str().to_owned().into()])?);
        }
        Ok(rows)
    }

    /// Whether one row holds words.
    fn holds(&self, words: &Find, kind: HitKind, row: i64) -> Result<bool> {
        let table = index::table(kind);
        let (matches, value) = words.clause(self.conn, table)?;
        let mut values: Vec<Sql<'static>> = vec![row.into()];
        values.extend(value);
        self.conn
            .prepare_cached(&format!("SELECT 1 FROM {table} WHERE rowid = ? AND {matches}"))
            .and_then(|mut s| s.exists(values))
            .doing("searching")
    }

    /// In which of some events somebody has a part; of the newest of them.
    fn parts(&self, bearers: &[(i64, String)], events: &[i64]) -> Result<Vec<i64>> {
        let mut events = events.to_vec();
        events.sort_unstable_by_key(|e| std::cmp::Reverse(*e));
        events.dedup();
        // One statement for any number of them: the last stands again.
        let Some(last) = events.get(..events.len().min(PARTS)).and_then(|e| e.last()).copied() else {
            return Ok(Vec::new());
        };
        events.resize(PARTS, last);
        let marks = |n: usize| vec!["?"; n].join(", ");
        let sql = format!(
            "SELECT DISTINCT event FROM view_event_entity WHERE entity IN ({}) AND event IN ({})",
            marks(bearers.len()),
            marks(PARTS)
        );
        let values =
            bearers.iter().map(|(_, id)| Sql::from(id.clone())).chain(events.into_iter().map(Sql::from));
        self.list(&sql, values.collect())
    }

    /// The kind of an event, and when it was last written of.
    fn kind_and_day(&self, row: i64) -> Result<(Option<ClaimKind>, String)> {
        let (kind, day): (String, String) = self
            .conn
            .prepare_cached("SELECT kind, published_key FROM view_event WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| Ok((r.get(0)?, r.get(1)?))))
            .doing("searching")?;
        Ok((kind.parse().ok(), day))
    }

    fn entity_events(&self, row: i64) -> Result<i64> {
        self.conn
            .prepare_cached("SELECT events FROM view_entity WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| r.get(0)))
            .doing("searching")
    }
}
