//! Conditions as SQL.

use super::Ask;
use crate::asked::Conditions;
use crate::db::{Connection, Doing, Value as Sql};
use crate::{HitKind, Result};

/// What a row must fulfil: a clause over its table (`e`, `c` or `d`), with its values.
pub(super) struct Narrow {
    pub clause: String,
    pub values: Vec<Sql<'static>>,
}

impl Narrow {
    /// The conditions on one kind of thing; nothing where none of that kind can fulfil them.
    pub fn of(conn: &Connection, c: &Conditions, kind: HitKind) -> Option<Self> {
        let mut out = Self { clause: String::new(), values: Vec::new() };
        if c.is_empty() {
            return Some(out);
        }
        let eventful = c.stage.is_some() || c.grade.is_some() || c.least.is_some() || c.most.is_some();
        let table = match kind {
            HitKind::Entity => return None,
            HitKind::Event => "e",
            HitKind::Claim if eventful => return None,
            HitKind::Claim => "c",
            HitKind::Document if eventful || c.kind.is_some() => return None,
            HitKind::Document => "d",
        };
        let mut and = |clause: String, values: Vec<Sql<'static>>| {
            out.clause.push_str(" AND ");
            out.clause.push_str(&clause);
            out.values.extend(values);
        };
        if let Some(kind) = c.kind {
            and(format!("{table}.kind = ?"), vec![kind.as_str().to_owned().into()]);
        }
        if let Some(stage) = c.stage {
            and("e.stage = ?".into(), vec![stage.as_str().to_owned().into()]);
        }
        if let Some((source, information)) = c.grade {
            let grade = conn.json_text("e.body", "grade");
            and(
                format!("substr({grade}, 1, 1) <= ? AND substr({grade}, 2, 1) <= ?"),
                vec![source.to_string().into(), information.to_string().into()],
            );
        }
        let (first, last) = c.days();
        if !first.is_empty() {
            and(format!("{table}.published_key >= ?"), vec![first.into()]);
        }
        if !last.is_empty() {
            and(format!("{table}.published_key BETWEEN '0' AND ?"), vec![last.into()]);
        }
        if let Some(fiction) = c.fiction {
            let clause = match kind {
                HitKind::Claim => "(SELECT x.fiction FROM document x WHERE x.id = c.document) = ?".into(),
                _ => format!("{table}.fiction = ?"),
            };
            and(clause, vec![fiction.into()]);
        }
        if c.least.is_some() || c.most.is_some() {
            let float = |d: Option<tradewire_model::Decimal>, open: f64| {
                Sql::from(d.and_then(|d| d.to_string().parse().ok()).unwrap_or(open))
            };
            and(
                "EXISTS (SELECT 1 FROM view_event_amount a WHERE a.event = e.no AND a.high >= ? AND a.low <= ?)".into(),
                vec![float(c.least, 0.0), float(c.most, f64::MAX)],
            );
        }
        if let Some(outlet) = &c.outlet {
            let key = tradewire_script::key(outlet);
            let sources = "WITH s(id) AS (
                 SELECT x.id FROM view_entity_form f JOIN view_entity x ON x.no = f.entity WHERE f.key = ?
                 UNION SELECT x.id FROM view_source x WHERE x.name = ?)";
            let clause = match kind {
                HitKind::Event => format!(
                    "EXISTS ({sources} SELECT 1 FROM view_event_document v JOIN view_source_document w ON w.document = v.document
                             WHERE v.event = e.no AND w.source IN (SELECT id FROM s)
                             UNION ALL SELECT 1 FROM view_event_claim v JOIN view_source_claim w ON w.claim = v.claim
                             WHERE v.event = e.no AND w.source IN (SELECT id FROM s))"
                ),
                HitKind::Claim => format!(
                    "EXISTS ({sources} SELECT 1 FROM view_source_document w
                             WHERE w.document = c.document AND w.source IN (SELECT id FROM s)
                             UNION ALL SELECT 1 FROM view_source_claim w
                             WHERE w.claim = c.id AND w.source IN (SELECT id FROM s))"
                ),
                _ => format!(
                    "EXISTS ({sources} SELECT 1 FROM view_source_document w
                             WHERE w.document = d.id AND w.source IN (SELECT id FROM s))"
                ),
            };
            and(clause, vec![key.into(), outlet.clone().into()]);
        }
        Some(out)
    }
}

impl Ask<'_> {
    /// Whether a row fulfils the conditions.
    pub(super) fn allows(&self, kind: HitKind, row: i64) -> Result<bool> {
        let Some(narrow) = Narrow::of(self.conn, self.conditions, kind) else { return Ok(false) };
        let (table, alias) = match kind {
            HitKind::Entity => return Ok(true),
            HitKind::Event => ("view_event", "e"),
            HitKind::Claim => ("claim", "c"),
            HitKind::Document => ("document", "d"),
        };
        let left = match kind {
            HitKind::Claim => {
                " AND c.until_seq IS NULL AND NOT EXISTS (SELECT 1 FROM view_left x WHERE x.claim = c.id)"
            }
            _ => "",
        };
        let mut values: Vec<Sql<'static>> = vec![row.into()];
        values.extend(narrow.values);
        self.conn
            .prepare_cached(&format!(
                "SELECT 1 FROM {table} {alias} WHERE {alias}.no = ?{left}{}",
                narrow.clause
            ))
            .and_then(|mut s| s.exists(values))
            .doing("searching")
    }

    /// The newest events that fulfil the conditions, where nothing else is asked.
    pub(super) fn newest(&self, kind: HitKind) -> Result<Vec<i64>> {
        let Some(narrow) = Narrow::of(self.conn, self.conditions, kind) else { return Ok(Vec::new()) };
        if kind != HitKind::Event {
            return Ok(Vec::new());
        }
        let mut values = narrow.values;
        values.push(self.limit().into());
        self.conn
            .prepare_cached(&format!(
                "SELECT e.no FROM view_event e WHERE TRUE{} ORDER BY e.no DESC LIMIT ?",
                narrow.clause
            ))
            .and_then(|mut s| s.query_map(values, |r| r.get(0))?.collect())
            .doing("searching")
    }
}
