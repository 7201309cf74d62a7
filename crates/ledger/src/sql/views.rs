//! Replacing everything that is derived.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use tradewire_model::{Claim, ClaimId, Conflict, Date, Decimal, EntityId, Event, Name, ReportRole, Value};
use tradewire_script::key;

use super::writing::Writing;
use super::{claims, index, judgements, place};
use crate::db::{Doing, OptionalExtension};
use crate::index_text::{IndexText, event_title, names_in, names_of};
use crate::near::near_keys;
use crate::sort_key::sort_key;
use crate::{Deriver, EntityClass, EntityRecord, Result, Views};

/// An event is found by the words of at most so many of its claims.
pub(super) const MOST_QUOTES: usize = 64;

/// The derived tables, children before those they refer to.
const TABLES: &[&str] = &[
    "view_claim",
    "view_part",
    "view_left",
    "view_event_entity",
    "view_event_amount",
    "view_event_claim",
    "view_event_document",
    "view_conflict_entity",
    "view_conflict",
    "view_event",
    "view_entity_form",
    "view_entity_near",
    "view_entity_claim",
    "view_entity",
    "view_source_claim",
    "view_source_document",
    "view_source",
    "view_key",
    "view_names",
    "view_made",
];

/// What the views need to know of a claim that stands.
pub(super) struct Standing {
    pub(super) document: String,
    pub(super) published: Option<Date>,
    pub(super) key: String,
    /// Words to find it by.
    pub(super) quote: String,
    /// Entities it names.
    pub(super) entities: BTreeSet<EntityId>,
}

/// A source as it is gathered.
#[derive(Default)]
struct Gathered {
    names: BTreeSet<String>,
    documents: BTreeSet<(String, String)>,
    claims: BTreeSet<(String, String)>,
    real: bool,
}

/// A document, as the views need to know it.
pub(super) struct Shown {
    pub id: String,
    pub name: String,
    pub outlet: Option<String>,
    /// When it was published, to sort by.
    pub key: String,
    pub fiction: bool,
}

/// What was read to make the views.
pub(super) struct Seen {
    /// All documents, by id.
    pub documents: Vec<Shown>,
    /// The document of each claim in view.
    pub homes: HashMap<ClaimId, String>,
    /// The outlets by the keys of their names.
    pub outlets: HashMap<String, EntityId>,
}

/// Rows go in by their keys where there are many: what lies together is written together.
pub(super) fn replace(tx: &Writing<'_>, views: &Views<'_>, by: Option<&Deriver<'_, '_>>) -> Result<Seen> {
    for table in TABLES {
        tx.execute(&format!("DELETE FROM {table}"), []).doing("clearing a view")?;
    }
    tx.cleared(&["view_event", "view_conflict", "view_entity", "view_source"]);
    index::clear(tx, index::EVENT)?;
    index::clear(tx, index::ENTITY)?;

    let entities: HashMap<&EntityId, &EntityRecord> = views.entities.iter().map(|e| (&e.id, e)).collect();
    // A form that several bear is that of the one with the smallest id.
    let mut outlets: HashMap<String, EntityId> = HashMap::new();
    for e in views.entities.iter().filter(|e| e.class == EntityClass::Outlet) {
        for form in names_of(e) {
            let at = outlets.entry(key(form)).or_insert_with(|| e.id.clone());
            if *at > e.id {
                *at = e.id.clone();
            }
        }
    }
    let documents = shown(tx)?;
    let fiction: HashMap<&str, bool> = documents.iter().map(|d| (d.id.as_str(), d.fiction)).collect();

    let mut sources: BTreeMap<EntityId, Gathered> = BTreeMap::new();
    let standing = overlay(tx, views.claims, &fiction, &mut sources)?;
    published(&documents, &outlets, &mut sources);
    write_sources(tx, &entities, &sources)?;

    let mut have: HashSet<&str> = HashSet::new();
    let conflicts: Vec<&Conflict> = views.conflicts.iter().filter(|c| have.insert(c.id.as_str())).collect();
    let mut conflicts_of: HashMap<&str, usize> = HashMap::new();
    for event in conflicts.iter().filter_map(|c| c.event.as_ref()) {
        *conflicts_of.entry(event.as_str()).or_default() += 1;
    }
    let mut events_of: HashMap<EntityId, usize> = HashMap::new();
    let mut have: HashSet<&str> = HashSet::new();
    let names = |id: &EntityId| {
        let known = by.and_then(|by| by.known_names(id));
        known.unwrap_or_else(|| entities.get(id).map(|e| names_of(e).collect()).unwrap_or_default())
    };
    let mut order: Vec<&Event> = views.events.iter().filter(|e| have.insert(e.id.as_str())).collect();
    let at = |e: &Event| e.claims.iter().filter_map(|c| standing.get(&c.id)).map(|s| s.key.clone()).max();
    order.sort_by_cached_key(|e| (at(e), e.id.clone()));
    let of = |id: &ClaimId| standing.get(id);
    let invented = |doc: &str| fiction.get(doc).copied().unwrap_or_default();
    let put = Put { standing: &of, fiction: &invented, names: &names };
    let mut links = Links::default();
    for event in order {
        let conflicts = conflicts_of.get(event.id.as_str()).copied().unwrap_or_default();
        let no = put.event(tx, event, conflicts)?;
        for id in named(event) {
            *events_of.entry(id.clone()).or_default() += 1;
        }
        put.link(event, no, &mut links);
    }
    links.write(tx)?;
    for conflict in conflicts {
        put_conflict(tx, conflict, &|id| standing.get(id))?;
    }
    write_entities(tx, views.entities, &standing, &events_of)?;
    tx.execute("UPDATE view_state SET seq = (SELECT seq FROM head), made_by = ''", [])
        .doing("noting how far views are")?;
    drop(fiction);
    let homes = standing.into_iter().map(|(id, s)| (id, s.document)).collect();
    Ok(Seen { documents, homes, outlets })
}

fn shown(tx: &Writing<'_>) -> Result<Vec<Shown>> {
    tx.prepare("SELECT id, name, outlet, published_key, fiction FROM document ORDER BY id")
        .and_then(|mut s| {
            s.query_map([], |r| {
                Ok(Shown {
                    id: r.get(0)?,
                    name: r.get(1)?,
                    outlet: r.get(2)?,
                    key: r.get(3)?,
                    fiction: r.get(4)?,
                })
            })?
            .collect()
        })
        .doing("reading documents")
}

/// Keeps resolved claims where they differ from the stated ones; gathers what the other views need.
fn overlay(
    tx: &Writing<'_>,
    resolved: &[Claim],
    fiction: &HashMap<&str, bool>,
    sources: &mut BTreeMap<EntityId, Gathered>,
) -> Result<HashMap<ClaimId, Standing>> {
    let resolved: HashMap<&ClaimId, &Claim> = resolved.iter().map(|c| (&c.id, c)).collect();
    let mut standing = HashMap::new();
    // What people said takes some claims out of view and puts parts of others in.
    let (left, parts) = judgements::effect(tx)?;
    for id in &left {
        tx.prepare_cached("INSERT OR IGNORE INTO view_left (claim) VALUES (?1)")
            .and_then(|mut s| s.execute_later([id.as_str()]))
            .doing("writing what left the views")?;
    }
    let mut parts_of: HashMap<&ClaimId, Vec<&Claim>> = HashMap::new();
    for (part, of) in parts.iter().filter(|(part, _)| !left.contains(*part)) {
        if let Some(claim) = resolved.get(part) {
            parts_of.entry(of).or_default().push(claim);
        }
    }
    let mut other: Vec<&Claim> = Vec::new();
    claims::standing(tx, |body, document| {
        let stated = body.claim;
        for part in parts_of.remove(&stated.id).unwrap_or_default() {
            let json = serde_json::to_string(part).doing("writing a part of a claim")?;
            tx.prepare_cached("INSERT OR IGNORE INTO view_part (claim, of, body) VALUES (?1, ?2, ?3)")
                .and_then(|mut s| s.execute_later((part.id.as_str(), stated.id.as_str(), json)))
                .doing("writing a part of a claim")?;
            let real = !fiction.get(document.as_str()).copied().unwrap_or_default();
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
                    other.push(*claim);
                }
                *claim
            }
            None => &stated,
        };
        gather(claim, !fiction.get(document.as_str()).copied().unwrap_or_default(), sources);
        standing.insert(claim.id.clone(), Standing::of(claim, document, body.context));
        Ok(())
    })?;
    other.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    for claim in other {
        let json = serde_json::to_string(claim).doing("writing a resolved claim")?;
        tx.prepare_cached("INSERT INTO view_claim (claim, body) VALUES (?1, ?2)")
            .and_then(|mut s| s.execute_later((claim.id.as_str(), json)))
            .doing("writing a resolved claim")?;
    }
    Ok(standing)
}

impl Standing {
    pub(super) fn of(claim: &Claim, document: String, context: Option<String>) -> Self {
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
    let id = source_of(source);
    let s = sources.entry(id).or_default();
    s.names.insert(source.label().to_owned());
    s.claims.insert((sort_key(claim.published.as_ref()), claim.id.to_string()));
    s.real |= real;
}

/// Gathers who published which document.
fn published(
    documents: &[Shown],
    outlets: &HashMap<String, EntityId>,
    sources: &mut BTreeMap<EntityId, Gathered>,
) {
    for document in documents {
        let Some(outlet) = &document.outlet else { continue };
        let id = outlets.get(&key(outlet)).map_or_else(|| unresolved_source(outlet), EntityId::clone);
        let s = sources.entry(id).or_default();
        s.names.insert(outlet.clone());
        s.documents.insert((document.key.clone(), document.id.clone()));
        s.real |= !document.fiction;
    }
}

/// To whom a claim is attributed.
pub(crate) fn source_of(name: &Name) -> EntityId {
    name.id.clone().unwrap_or_else(|| unresolved_source(&name.text))
}

pub(super) fn unresolved_source(name: &str) -> EntityId {
    EntityId::derived("outlet", &key(name))
}

fn write_sources(
    tx: &Writing<'_>,
    entities: &HashMap<&EntityId, &EntityRecord>,
    sources: &BTreeMap<EntityId, Gathered>,
) -> Result<()> {
    for (id, s) in sources {
        let name = entities.get(id).map(|e| e.name.as_str()).or_else(|| s.names.first().map(String::as_str));
        put_source(tx, id, name, count(s.documents.len()), count(s.claims.len()), !s.real)?;
        for (key, claim) in &s.claims {
            tx.prepare_cached(
                "INSERT INTO view_source_claim (source, published_key, claim) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut q| q.execute_later((id.as_str(), key, claim)))
            .doing("writing a source")?;
        }
        for (key, document) in &s.documents {
            tx.prepare_cached(
                "INSERT INTO view_source_document (source, published_key, document) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut q| q.execute_later((id.as_str(), key, document)))
            .doing("writing a source")?;
        }
    }
    Ok(())
}

/// Writes a source, in place of what stood there of it.
pub(super) fn put_source(
    tx: &Writing<'_>,
    id: &EntityId,
    name: Option<&str>,
    documents: i64,
    claims: i64,
    fiction: bool,
) -> Result<()> {
    let no = match row_of(tx, "view_source", id.as_str())? {
        Some(no) => {
            tx.prepare_cached("DELETE FROM view_source WHERE id = ?1")
                .and_then(|mut q| q.execute([id.as_str()]))
                .doing("writing a source")?;
            no
        }
        None => place::free(tx, "view_source", place::hashed(id.as_str()))?,
    };
    if documents + claims > 0 {
        tx.prepare_cached(
            "INSERT INTO view_source (no, id, name, documents, claims, fiction) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut q| q.execute_later((no, id.as_str(), name, documents, claims, fiction)))
        .doing("writing a source")?;
    }
    Ok(())
}

/// What writing an event asks of what stands beside it.
pub(super) struct Put<'a> {
    pub(super) standing: &'a dyn Fn(&ClaimId) -> Option<&'a Standing>,
    pub(super) fiction: &'a dyn Fn(&str) -> bool,
    pub(super) names: &'a dyn Fn(&EntityId) -> Vec<&'a str>,
}

impl<'a> Put<'a> {
    /// Writes an event, without what it is linked with; gives its row.
    pub(super) fn event(&self, tx: &Writing<'_>, event: &Event, conflicts: usize) -> Result<i64> {
        let reports: Vec<&Standing> = event.claims.iter().filter_map(|c| (self.standing)(&c.id)).collect();
        let mut dates: Vec<(&str, &Date)> = reports
            .iter()
            .filter_map(|s| Some((s.key.as_str(), s.published.as_ref()?)))
            .filter(|(key, _)| !key.is_empty())
            .collect();
        dates.sort();
        let date = |at: Option<&(&str, &Date)>| at.map(|(_, d)| d.to_string());
        let key = dates.last().map_or("", |(k, _)| k);
        let no = place::free(tx, "view_event", place::dated(key, event.id.as_str()))?;
        let documents: BTreeSet<&str> = reports.iter().map(|s| s.document.as_str()).collect();
        let invented = !documents.is_empty() && documents.iter().all(|d| (self.fiction)(d));
        let json = serde_json::to_string(event).doing("writing an event")?;
        tx.prepare_cached(
            "INSERT INTO view_event (no, id, kind, stage, first_published, last_published, published_key, documents,
                                     conflicts, fiction, title, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )
        .and_then(|mut s| {
            s.execute_later((
                no,
                event.id.as_str(),
                event.kind.as_str(),
                event.stage.as_str(),
                date(dates.first()),
                date(dates.last()),
                key,
                count(documents.len()),
                count(conflicts),
                invented,
                event_title(&event.args),
                &json,
            ))
        })
        .doing("writing an event")?;
        for (low, high, currency) in amounts(event) {
            tx.prepare_cached(
                "INSERT OR IGNORE INTO view_event_amount (event, low, high, currency) VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut s| s.execute_later((no, low, high, currency)))
            .doing("writing an event")?;
        }
        let quotes: Vec<String> = reports.iter().take(MOST_QUOTES).map(|s| s.quote.clone()).collect();
        tx.index(index::EVENT, no, IndexText::event(event, &quotes, self.names))?;
        Ok(no)
    }

    /// What an event is linked with.
    pub(super) fn link<'e>(&self, event: &'e Event, no: i64, links: &mut Links<'e>)
    where
        'a: 'e,
    {
        let light: BTreeSet<&str> = event
            .reports
            .iter()
            .filter(|r| matches!(r.role, ReportRole::Citation | ReportRole::Noise))
            .map(|r| r.claim.as_str())
            .collect();
        links.entities.extend(named(event).into_iter().map(|id| (id.as_str(), no)));
        let claims: BTreeSet<&str> = event.claims.iter().map(|c| c.id.as_str()).collect();
        links.claims.extend(claims.into_iter().map(|c| (c, no, !light.contains(c))));
        let of = |id: &ClaimId| (self.standing)(id).map(|s| s.document.as_str());
        let documents: BTreeSet<&str> = event.claims.iter().filter_map(|c| of(&c.id)).collect();
        links.documents.extend(documents.into_iter().map(|d| (d, no)));
    }
}

/// With what events are linked, each with the row of the event.
#[derive(Default)]
pub(super) struct Links<'e> {
    entities: Vec<(&'e str, i64)>,
    documents: Vec<(&'e str, i64)>,
    /// And whether the report weighs.
    claims: Vec<(&'e str, i64, bool)>,
}

impl Links<'_> {
    /// Writes them in the order in which they are kept.
    pub(super) fn write(mut self, tx: &Writing<'_>) -> Result<()> {
        self.entities.sort_unstable();
        for (entity, no) in self.entities {
            link(tx, "INSERT INTO view_event_entity (entity, event) VALUES (?1, ?2)", entity, no)?;
        }
        self.claims.sort_unstable();
        for (claim, no, weighs) in self.claims {
            tx.prepare_cached("INSERT INTO view_event_claim (claim, event, weighs) VALUES (?1, ?2, ?3)")
                .and_then(|mut s| s.execute_later((claim, no, weighs)))
                .doing("writing an event")?;
        }
        self.documents.sort_unstable();
        for (document, no) in self.documents {
            link(tx, "INSERT INTO view_event_document (document, event) VALUES (?1, ?2)", document, no)?;
        }
        Ok(())
    }
}

/// The entities that have a part in an event.
pub(super) fn named(event: &Event) -> BTreeSet<&EntityId> {
    event.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref()).collect()
}

/// The sums an event is about, with its parallel currencies: both ends and the currency.
fn amounts(event: &Event) -> Vec<(f64, f64, String)> {
    let mut out = Vec::new();
    for (_, value) in event.args.iter() {
        let Value::Amount(amount) = value else { continue };
        for a in std::iter::once(amount).chain(&amount.also) {
            let float = |d: Decimal| d.to_string().parse::<f64>().ok();
            let (low, high) = a.interval();
            if let Some((low, high)) =
                low.or(high).and_then(float).zip(high.or(low).and_then(float)).filter(|(l, h)| l <= h)
            {
                out.push((low, high, a.currency.map(|c| c.to_string()).unwrap_or_default()));
            }
        }
    }
    out
}

/// Takes an event out; gives the entities that had a part in it.
pub(super) fn drop_event(tx: &Writing<'_>, id: &str) -> Result<Vec<String>> {
    let Some(no) = row_of(tx, "view_event", id)? else { return Ok(Vec::new()) };
    let named: Vec<String> = tx
        .prepare_cached("SELECT entity FROM view_event_entity WHERE event = ?1")
        .and_then(|mut s| s.query_map([no], |r| r.get(0))?.collect())
        .doing("taking an event out")?;
    for sql in [
        "DELETE FROM view_event_entity WHERE event = ?1",
        "DELETE FROM view_event_amount WHERE event = ?1",
        "DELETE FROM view_event_claim WHERE event = ?1",
        "DELETE FROM view_event_document WHERE event = ?1",
        "DELETE FROM view_event WHERE no = ?1",
    ] {
        tx.prepare_cached(sql).and_then(|mut s| s.execute([no])).doing("taking an event out")?;
    }
    tx.drop_row(index::EVENT, no)?;
    Ok(named)
}

/// The number of a view row.
pub(super) fn row_of(tx: &Writing<'_>, table: &'static str, id: &str) -> Result<Option<i64>> {
    tx.prepare_cached(&format!("SELECT no FROM {table} WHERE id = ?1"))
        .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
        .doing("looking for a view row")
}

/// Writes a conflict.
pub(super) fn put_conflict<'a>(
    tx: &Writing<'_>,
    conflict: &Conflict,
    standing: &dyn Fn(&ClaimId) -> Option<&'a Standing>,
) -> Result<()> {
    let claims = || conflict.sides.iter().flat_map(|s| &s.claims).filter_map(|r| standing(&r.id));
    let key = claims().map(|s| s.key.clone()).max().unwrap_or_default();
    let no = place::free(tx, "view_conflict", place::dated(&key, conflict.id.as_str()))?;
    let json = serde_json::to_string(conflict).doing("writing a conflict")?;
    tx.prepare_cached("INSERT INTO view_conflict (no, id, event, body) VALUES (?1, ?2, ?3, ?4)")
        .and_then(|mut s| {
            s.execute_later((
                no,
                conflict.id.as_str(),
                conflict.event.as_ref().map(tradewire_model::EventId::as_str),
                &json,
            ))
        })
        .doing("writing a conflict")?;
    let named: BTreeSet<&EntityId> = claims().flat_map(|s| &s.entities).collect();
    for entity in named {
        let sql = "INSERT INTO view_conflict_entity (entity, conflict) VALUES (?1, ?2)";
        link(tx, sql, entity.as_str(), no)?;
    }
    Ok(())
}

/// Takes a conflict out.
pub(super) fn drop_conflict(tx: &Writing<'_>, id: &str) -> Result<()> {
    let Some(no) = row_of(tx, "view_conflict", id)? else { return Ok(()) };
    for sql in
        ["DELETE FROM view_conflict_entity WHERE conflict = ?1", "DELETE FROM view_conflict WHERE no = ?1"]
    {
        tx.prepare_cached(sql).and_then(|mut s| s.execute([no])).doing("taking a conflict out")?;
    }
    Ok(())
}

fn write_entities(
    tx: &Writing<'_>,
    entities: &[EntityRecord],
    standing: &HashMap<ClaimId, Standing>,
    events_of: &HashMap<EntityId, usize>,
) -> Result<()> {
    let mut claims_of: HashMap<&EntityId, usize> = HashMap::new();
    let mut rows: Vec<(&str, &str, &str)> = Vec::new();
    for (claim, s) in standing {
        for entity in &s.entities {
            *claims_of.entry(entity).or_default() += 1;
            rows.push((entity.as_str(), s.key.as_str(), claim.as_str()));
        }
    }
    rows.sort_unstable();
    for row in rows {
        tx.prepare_cached("INSERT INTO view_entity_claim (entity, published_key, claim) VALUES (?1, ?2, ?3)")
            .and_then(|mut q| q.execute_later(row))
            .doing("writing an entity")?;
    }
    let mut have: HashSet<&EntityId> = HashSet::new();
    let mut order: Vec<&EntityRecord> = entities.iter().filter(|e| have.insert(&e.id)).collect();
    order.sort_by_cached_key(|e| place::hashed(e.id.as_str()));
    for e in order {
        let events = events_of.get(&e.id).copied().unwrap_or_default();
        let claims = claims_of.get(&e.id).copied().unwrap_or_default();
        put_entity(tx, e, count(events), count(claims))?;
    }
    Ok(())
}

/// Writes an entity that is not there.
pub(super) fn put_entity(tx: &Writing<'_>, e: &EntityRecord, events: i64, claims: i64) -> Result<()> {
    let no = place::free(tx, "view_entity", place::hashed(e.id.as_str()))?;
    let json = serde_json::to_string(e).doing("writing an entity")?;
    tx.prepare_cached(
        "INSERT INTO view_entity (no, id, class, name, events, claims, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .and_then(|mut s| {
        s.execute_later((
            no,
            e.id.as_str(),
            e.class.as_str(),
            &e.name,
            events,
            claims,
            &json,
        ))
    })
    .doing("writing an entity")?;
    for form in form_keys(e) {
        link(tx, "INSERT INTO view_entity_form (key, entity) VALUES (?1, ?2)", &form, no)?;
    }
    for near in near_keys(names_of(e)) {
        link(tx, "INSERT INTO view_entity_near (key, entity) VALUES (?1, ?2)", &near, no)?;
    }
    tx.index(index::ENTITY, no, IndexText::entity(e))
}

/// Takes an entity out; gives how many events and claims it had.
pub(super) fn drop_entity(tx: &Writing<'_>, id: &EntityId) -> Result<(i64, i64)> {
    let found: Option<(i64, i64, i64)> = tx
        .prepare_cached("SELECT no, events, claims FROM view_entity WHERE id = ?1")
        .and_then(|mut s| s.query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional())
        .doing("taking an entity out")?;
    let Some((no, events, claims)) = found else { return Ok((0, 0)) };
    for sql in [
        "DELETE FROM view_entity_form WHERE entity = ?1",
        "DELETE FROM view_entity_near WHERE entity = ?1",
        "DELETE FROM view_entity WHERE no = ?1",
    ] {
        tx.prepare_cached(sql).and_then(|mut s| s.execute([no])).doing("taking an entity out")?;
    }
    tx.drop_row(index::ENTITY, no)?;
    Ok((events, claims))
}

/// The keys of all forms of an entity's name.
pub(super) fn form_keys(e: &EntityRecord) -> BTreeSet<String> {
    names_of(e).map(key).filter(|k| !k.is_empty()).collect()
}

fn link(tx: &Writing<'_>, sql: &'static str, text: &str, no: i64) -> Result<()> {
    tx.prepare_cached(sql).and_then(|mut s| s.execute_later((text, no))).doing("writing a link")
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
