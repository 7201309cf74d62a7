//! Replacing everything that is derived.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_model::{Claim, ClaimId, Conflict, Date, EntityId, Event, ReportRole};
use tradewire_script::key;

use super::failure::Doing;
use super::writing::Writing;
use super::{claims, index, judgements};
use crate::index_text::{IndexText, event_title, names_in};
use crate::sort_key::sort_key;
use crate::{EntityClass, EntityRecord, Result, Views};

/// An event is found by the words of at most so many of its claims.
const MOST_QUOTES: usize = 64;

/// The derived tables, children before those they refer to.
const TABLES: &[&str] = &[
    "view_claim",
    "view_part",
    "view_left",
    "view_event_entity",
    "view_event_claim",
    "view_event_document",
    "view_conflict_entity",
    "view_conflict",
    "view_event",
    "view_entity_form",
    "view_entity_claim",
    "view_entity",
    "view_source_claim",
    "view_source_document",
    "view_source",
];

/// What the views need to know of a claim that stands.
struct Standing {
    document: String,
    published: Option<Date>,
    key: String,
    /// Words to find it by.
    quote: String,
    /// Entities it names.
    entities: BTreeSet<EntityId>,
}

/// A source as it is gathered.
#[derive(Default)]
struct Gathered {
    names: BTreeSet<String>,
    documents: BTreeSet<(String, String)>,
    claims: BTreeSet<(String, String)>,
    real: bool,
}

pub(super) fn replace(tx: &Writing<'_>, views: &Views<'_>) -> Result<()> {
    for table in TABLES {
        tx.execute(&format!("DELETE FROM {table}"), []).doing("clearing a view")?;
    }
    index::clear(tx, index::EVENT)?;
    index::clear(tx, index::ENTITY)?;

    let entities: HashMap<&EntityId, &EntityRecord> = views.entities.iter().map(|e| (&e.id, e)).collect();
    let outlets: HashMap<String, &EntityId> = views
        .entities
        .iter()
        .filter(|e| e.class == EntityClass::Outlet)
        .flat_map(|e| forms(e).map(|f| (key(f), &e.id)).collect::<Vec<_>>())
        .collect();
    let fiction: HashMap<String, bool> = tx
        .prepare("SELECT id, fiction FROM document")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading documents")?;

    let mut sources: BTreeMap<EntityId, Gathered> = BTreeMap::new();
    let standing = overlay(tx, views.claims, &fiction, &mut sources)?;
    published(tx, &outlets, &mut sources)?;
    write_sources(tx, &entities, &sources)?;

    let mut conflicts_of: HashMap<&str, usize> = HashMap::new();
    for event in views.conflicts.iter().filter_map(|c| c.event.as_ref()) {
        *conflicts_of.entry(event.as_str()).or_default() += 1;
    }
    let mut events_of: HashMap<&EntityId, usize> = HashMap::new();
    write_events(tx, views.events, &standing, &entities, &fiction, &conflicts_of, &mut events_of)?;
    write_conflicts(tx, views.conflicts, &standing)?;
    write_entities(tx, views.entities, &standing, &events_of)?;
    tx.execute("UPDATE view_state SET seq = (SELECT seq FROM head)", []).doing("noting how far views are")?;
    Ok(())
}

/// Keeps resolved claims where they differ from the stated ones; gathers what the other views need.
fn overlay(
    tx: &Writing<'_>,
    resolved: &[Claim],
    fiction: &HashMap<String, bool>,
    sources: &mut BTreeMap<EntityId, Gathered>,
) -> Result<HashMap<ClaimId, Standing>> {
    let resolved: HashMap<&ClaimId, &Claim> = resolved.iter().map(|c| (&c.id, c)).collect();
    let mut standing = HashMap::new();
    // What people said takes some claims out of view and puts parts of others in.
    let (left, parts) = judgements::effect(tx)?;
    for id in &left {
        tx.prepare_cached("INSERT OR IGNORE INTO view_left (claim) VALUES (?1)")
            .and_then(|mut s| s.execute([id.as_str()]))
            .doing("writing what left the views")?;
    }
    let mut parts_of: HashMap<&ClaimId, Vec<&Claim>> = HashMap::new();
    for (part, of) in parts.iter().filter(|(part, _)| !left.contains(*part)) {
        if let Some(claim) = resolved.get(part) {
            parts_of.entry(of).or_default().push(claim);
        }
    }
    claims::standing(tx, |body, document| {
        let stated = body.claim;
        for part in parts_of.remove(&stated.id).unwrap_or_default() {
            let json = serde_json::to_string(part).doing("writing a part of a claim")?;
            tx.prepare_cached("INSERT OR IGNORE INTO view_part (claim, of, body) VALUES (?1, ?2, ?3)")
                .and_then(|mut s| s.execute((part.id.as_str(), stated.id.as_str(), json)))
                .doing("writing a part of a claim")?;
            let real = !fiction.get(&document).copied().unwrap_or_default();
            gather(part, real, sources);
            standing.insert(part.id.clone(), Standing::of(part, document.clone(), body.context.clone()));
        }
        if left.contains(&stated.id) {
            return Ok(());
        }
        let claim = match resolved.get(&stated.id) {
            Some(claim) => {
                let json = serde_json::to_string(claim).doing("writing a resolved claim")?;
                if json != serde_json::to_string(&stated).doing("writing a resolved claim")? {
                    tx.prepare_cached("INSERT INTO view_claim (claim, body) VALUES (?1, ?2)")
                        .and_then(|mut s| s.execute((stated.id.as_str(), json)))
                        .doing("writing a resolved claim")?;
                }
                *claim
            }
            None => &stated,
        };
        gather(claim, !fiction.get(&document).copied().unwrap_or_default(), sources);
        standing.insert(claim.id.clone(), Standing::of(claim, document, body.context));
        Ok(())
    })?;
    Ok(standing)
}

impl Standing {
    fn of(claim: &Claim, document: String, context: Option<String>) -> Self {
        Self {
            document,
            published: claim.published.clone(),
            key: sort_key(claim.published.as_ref()),
            quote: context.unwrap_or_else(|| claim.quote.clone()),
            entities: names_in(claim).filter_map(|n| n.id.clone()).collect(),
        }
    }
}

/// Gathers to whom a claim is attributed.
fn gather(claim: &Claim, real: bool, sources: &mut BTreeMap<EntityId, Gathered>) {
    let Some(source) = &claim.attribution.source else { return };
    let id = source.id.clone().unwrap_or_else(|| unresolved_source(&source.text));
    let s = sources.entry(id).or_default();
    s.names.insert(source.label().to_owned());
    s.claims.insert((sort_key(claim.published.as_ref()), claim.id.to_string()));
    s.real |= real;
}

/// Gathers who published which document.
fn published(
    tx: &Writing<'_>,
    outlets: &HashMap<String, &EntityId>,
    sources: &mut BTreeMap<EntityId, Gathered>,
) -> Result<()> {
    let rows: Vec<(String, String, String, bool)> = tx
        .prepare("SELECT id, outlet, published_key, fiction FROM document WHERE outlet IS NOT NULL")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?.collect())
        .doing("reading documents")?;
    for (document, outlet, published, fiction) in rows {
        let id = outlets.get(&key(&outlet)).map_or_else(|| unresolved_source(&outlet), |id| (*id).clone());
        let s = sources.entry(id).or_default();
        s.names.insert(outlet);
        s.documents.insert((published, document));
        s.real |= !fiction;
    }
    Ok(())
}

fn unresolved_source(name: &str) -> EntityId {
    EntityId::derived("outlet", &key(name))
}

fn write_sources(
    tx: &Writing<'_>,
    entities: &HashMap<&EntityId, &EntityRecord>,
    sources: &BTreeMap<EntityId, Gathered>,
) -> Result<()> {
    let mut order: Vec<_> = sources.iter().collect();
    order.sort_by_key(|(id, s)| (std::cmp::Reverse(s.documents.len() + s.claims.len()), *id));
    for (no, (id, s)) in (0i64..).zip(order) {
        let name = entities.get(id).map(|e| e.name.as_str()).or_else(|| s.names.first().map(String::as_str));
        tx.prepare_cached(
            "INSERT INTO view_source (no, id, name, documents, claims, fiction) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut q| q.execute((no, id.as_str(), name, count(s.documents.len()), count(s.claims.len()), !s.real)))
        .doing("writing a source")?;
        for (key, claim) in &s.claims {
            tx.prepare_cached(
                "INSERT INTO view_source_claim (source, published_key, claim) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut q| q.execute((id.as_str(), key, claim)))
            .doing("writing a source")?;
        }
        for (key, document) in &s.documents {
            tx.prepare_cached(
                "INSERT INTO view_source_document (source, published_key, document) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut q| q.execute((id.as_str(), key, document)))
            .doing("writing a source")?;
        }
    }
    Ok(())
}

fn write_events<'a>(
    tx: &Writing<'_>,
    events: &'a [Event],
    standing: &HashMap<ClaimId, Standing>,
    entities: &HashMap<&EntityId, &EntityRecord>,
    fiction: &HashMap<String, bool>,
    conflicts_of: &HashMap<&str, usize>,
    events_of: &mut HashMap<&'a EntityId, usize>,
) -> Result<()> {
    struct Dated<'e> {
        event: &'e Event,
        first: Option<Date>,
        last: Option<Date>,
        key: String,
    }
    let mut order: Vec<Dated<'a>> = events
        .iter()
        .map(|event| {
            let mut dates: Vec<(&str, &Date)> = event
                .claims
                .iter()
                .filter_map(|c| standing.get(&c.id))
                .filter_map(|s| Some((s.key.as_str(), s.published.as_ref()?)))
                .filter(|(key, _)| !key.is_empty())
                .collect();
            dates.sort();
            let date = |at: Option<&(&str, &Date)>| at.map(|(_, d)| (*d).clone());
            let key = dates.last().map_or("", |(k, _)| k).to_owned();
            Dated { event, first: date(dates.first()), last: date(dates.last()), key }
        })
        .collect();
    order.sort_by(|a, b| (&a.key, &a.event.id).cmp(&(&b.key, &b.event.id)));
    order.dedup_by(|a, b| a.event.id == b.event.id);

    for (no, Dated { event, first, last, key }) in (0i64..).zip(order) {
        let reports: Vec<&Standing> = event.claims.iter().filter_map(|c| standing.get(&c.id)).collect();
        let documents: BTreeSet<&str> = reports.iter().map(|s| s.document.as_str()).collect();
        let invented =
            !documents.is_empty() && documents.iter().all(|d| fiction.get(*d).copied().unwrap_or_default());
        tx.prepare_cached(
            "INSERT INTO view_event (no, id, kind, stage, first_published, last_published, published_key, documents,
                                     conflicts, fiction, title, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )
        .and_then(|mut s| {
            s.execute((
                no,
                event.id.as_str(),
                event.kind.as_str(),
                event.stage.as_str(),
                first.map(|d| d.to_string()),
                last.map(|d| d.to_string()),
                key,
                count(documents.len()),
                count(conflicts_of.get(event.id.as_str()).copied().unwrap_or_default()),
                invented,
                event_title(&event.args),
                serde_json::to_string(event).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?,
            ))
        })
        .doing("writing an event")?;
        let named: BTreeSet<&EntityId> =
            event.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref()).collect();
        for entity in named {
            *events_of.entry(entity).or_default() += 1;
            link(tx, "INSERT INTO view_event_entity (entity, event) VALUES (?1, ?2)", entity.as_str(), no)?;
        }
        for claim in event.claims.iter().map(|c| c.id.as_str()).collect::<BTreeSet<_>>() {
            link(tx, "INSERT INTO view_event_claim (claim, event) VALUES (?1, ?2)", claim, no)?;
        }
        let light = [ReportRole::Citation, ReportRole::Noise];
        for report in event.reports.iter().filter(|r| light.contains(&r.role)) {
            let sql = "UPDATE view_event_claim SET weighs = 0 WHERE claim = ?1 AND event = ?2";
            link(tx, sql, report.claim.as_str(), no)?;
        }
        for document in documents {
            link(tx, "INSERT INTO view_event_document (document, event) VALUES (?1, ?2)", document, no)?;
        }
        let quotes: Vec<String> = reports.iter().take(MOST_QUOTES).map(|s| s.quote.clone()).collect();
        tx.index(index::EVENT, no, IndexText::event(event, &quotes, &|id| entities.get(id).copied()))?;
    }
    Ok(())
}

fn write_conflicts(
    tx: &Writing<'_>,
    conflicts: &[Conflict],
    standing: &HashMap<ClaimId, Standing>,
) -> Result<()> {
    let mut order: Vec<(String, &Conflict, BTreeSet<&EntityId>)> = conflicts
        .iter()
        .map(|c| {
            let claims = || c.sides.iter().flat_map(|s| &s.claims).filter_map(|r| standing.get(&r.id));
            let key = claims().map(|s| s.key.clone()).max().unwrap_or_default();
            (key, c, claims().flat_map(|s| &s.entities).collect())
        })
        .collect();
    order.sort_by(|a, b| (&a.0, &a.1.id).cmp(&(&b.0, &b.1.id)));
    order.dedup_by(|a, b| a.1.id == b.1.id);
    for (no, (_, conflict, named)) in (0i64..).zip(order) {
        tx.prepare_cached("INSERT INTO view_conflict (no, id, event, body) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| {
                s.execute((
                    no,
                    conflict.id.as_str(),
                    conflict.event.as_ref().map(tradewire_model::EventId::as_str),
                    serde_json::to_string(conflict)
                        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?,
                ))
            })
            .doing("writing a conflict")?;
        for entity in named {
            link(
                tx,
                "INSERT INTO view_conflict_entity (entity, conflict) VALUES (?1, ?2)",
                entity.as_str(),
                no,
            )?;
        }
    }
    Ok(())
}

fn write_entities(
    tx: &Writing<'_>,
    entities: &[EntityRecord],
    standing: &HashMap<ClaimId, Standing>,
    events_of: &HashMap<&EntityId, usize>,
) -> Result<()> {
    let mut claims_of: HashMap<&EntityId, usize> = HashMap::new();
    for (claim, s) in standing {
        for entity in &s.entities {
            *claims_of.entry(entity).or_default() += 1;
            tx.prepare_cached(
                "INSERT INTO view_entity_claim (entity, published_key, claim) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut q| q.execute((entity.as_str(), &s.key, claim.as_str())))
            .doing("writing an entity")?;
        }
    }
    let times = |map: &HashMap<&EntityId, usize>, id| map.get(id).copied().unwrap_or_default();
    let mut order: Vec<&EntityRecord> = entities.iter().collect();
    order.sort_by_key(|e| {
        (
            std::cmp::Reverse(times(events_of, &e.id)),
            std::cmp::Reverse(times(&claims_of, &e.id)),
            &e.name,
            &e.id,
        )
    });
    order.dedup_by(|a, b| a.id == b.id);
    for (no, e) in (0i64..).zip(order) {
        tx.prepare_cached(
            "INSERT INTO view_entity (no, id, class, name, events, claims, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut s| {
            s.execute((
                no,
                e.id.as_str(),
                e.class.as_str(),
                &e.name,
                count(times(events_of, &e.id)),
                count(times(&claims_of, &e.id)),
                serde_json::to_string(e).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?,
            ))
        })
        .doing("writing an entity")?;
        for form in forms(e).map(key).filter(|k| !k.is_empty()).collect::<BTreeSet<_>>() {
            link(tx, "INSERT INTO view_entity_form (key, entity) VALUES (?1, ?2)", &form, no)?;
        }
        tx.index(index::ENTITY, no, IndexText::entity(e))?;
    }
    Ok(())
}

fn forms(e: &EntityRecord) -> impl Iterator<Item = &str> {
    std::iter::once(e.name.as_str())
        .chain(e.forms.iter().map(String::as_str))
        .chain(e.labels.iter().map(|(_, text)| text.as_str()))
}

fn link(tx: &Writing<'_>, sql: &'static str, text: &str, no: i64) -> Result<()> {
    tx.prepare_cached(sql).and_then(|mut s| s.execute((text, no))).doing("writing a link")?;
    Ok(())
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
