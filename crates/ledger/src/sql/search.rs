//! Search over the index tables.
//!
//! What counts is decided here and not by the engine's own ranking, so that every engine gives the same order: the
//! tier in which a thing is found, then the order of its listing. What holds all words comes first ([`Ask::events`]
//! and its like); where that is little, what answers a part of the query follows (`loose.rs`): names by sound or with a
//! mistake in them, sums in other figures, phrases of which not every word stands there.

mod find;
mod loose;
mod narrow;
mod told;
mod units;

use std::collections::HashSet;

use tradewire_model::{ClaimId, Event};
use tradewire_script::key;

use super::{claims, documents, entities, index, publishing, text_cache};
use crate::asked::Conditions;
use crate::db::{self, Connection, Doing, OptionalExtension, Value as Sql, corrupt};
use crate::index_text::event_title;
use crate::snippet::{Snippet, snippet};
use crate::tokens::{Term, terms};
use crate::{EntityRecord, Hit, HitKind, Page, Query, Result};
pub(super) use find::Find;
use narrow::Narrow;

/// So many of the newest matches of statements are put in order.
const NEWEST: i64 = 200;
/// Likewise where conditions leave most of them out.
const NEWEST_NARROWED: i64 = 20_000;
/// So many entities that were found are put in order by themselves; where there are more, the listing is walked.
const SORTED: usize = 1_000;
/// So many names that begin with the query are put in order.
const BEGINNING: i64 = 2_000;
/// With fewer events than this, those that the documents found report are shown too.
const FEW: usize = 3;
/// A snippet of an event is looked for in so many of its claims.
const CLAIMS_PER_EVENT: usize = 8;

/// Where something was found, best first; the number is its score.
mod tier {
    pub const ENTITY_IS: u32 = 1000;
    pub const ENTITY_BEGINS: u32 = 900;
    pub const ENTITY_HOLDS: u32 = 800;
    /// Whom the query asks after by what they are: «chief executive of …».
    pub const ENTITY_ASKED: u32 = 710;
    pub const EVENT_NAMES: u32 = 700;
    /// The query is a name, by its sound or with a mistake in it.
    pub const ENTITY_MEANT: u32 = 660;
    /// Who is told of where rare words stand.
    pub const ENTITY_TOLD: u32 = 505;
    pub const EVENT_WORDS: u32 = 500;
    pub const DOCUMENT_TITLE: u32 = 480;
    /// Whom the query names, what happened, how much, when: all of it, in other words.
    pub const EVENT_MEANT: u32 = 455;
    /// One of several people whom the query names.
    pub const ENTITY_NAMED: u32 = 452;
    pub const DOCUMENT_TEXT: u32 = 450;
    /// A document that was found reports it.
    pub const EVENT_REPORTED: u32 = 445;
    pub const DOCUMENT_MORE: u32 = 440;
    pub const CLAIM_NAMES: u32 = 400;
    pub const CLAIM_WORDS: u32 = 350;
    /// At most this for what answers a part of the query.
    pub const PART: u32 = 340;
    /// Likewise of claims and documents, which are the way to events and people.
    pub const PART_TEXTS: u32 = PART * 4 / 5;
    /// Statements and figures stand behind the other events of their tier by this.
    pub const LIGHT: u32 = 10;
}

/// The query over all columns; nothing if it asks for nothing.
pub(super) fn anywhere(terms: &[Term]) -> Option<Find> {
    all(terms, |term| match term {
        Term::Words(_) => match (exact(term), begins(term)) {
            (e, b) if e == b => e,
            (e, b) => Find::Any(vec![e, b.named()]),
        },
        _ => begins(term),
    })
}

/// The query over names only.
fn names(terms: &[Term]) -> Option<Find> {
    all(terms, |term| begins(term).named())
}

fn all(terms: &[Term], one: impl Fn(&Term) -> Find) -> Option<Find> {
    (!terms.is_empty()).then(|| Find::All(terms.iter().map(one).collect()))
}

/// A term as a phrase, or as one of several.
fn exact(term: &Term) -> Find {
    phrase(term, false)
}

/// A term as a phrase whose last word may go on.
fn begins(term: &Term) -> Find {
    let long = match term {
        Term::Run(_) => false,
        Term::Single(_) => true,
        // «AI» begins too much to be the beginning of anything that is meant.
        Term::Words(words) => words.last().is_some_and(|w| w.chars().nth(2).is_some()),
    };
    phrase(term, long)
}

fn phrase(term: &Term, open: bool) -> Find {
    let one = |term: &Term| {
        let tokens = match term {
            Term::Run(tokens) | Term::Words(tokens) => tokens.clone(),
            Term::Single(c) => vec![c.to_string()],
        };
        Find::Phrase { tokens, open }
    };
    let others = term.others();
    if others.is_empty() {
        return one(term);
    }
    Find::Any(std::iter::once(term).chain(&others).map(one).collect())
}

pub(super) fn search(conn: &Connection, query: &Query) -> Result<Vec<Hit>> {
    let (conditions, text) = query.conditions.take(&query.text);
    let terms = terms(&text);
    let limit = query.limit.clamp(1, Page::MOST);
    let kinds = if query.kinds.is_empty() { HitKind::ALL } else { &query.kinds };
    let kinds: Vec<HitKind> = HitKind::ALL.iter().copied().filter(|k| kinds.contains(k)).collect();
    let strict = names(&terms).zip(anywhere(&terms));
    if strict.is_none() && conditions.is_empty() {
        return Ok(Vec::new());
    }
    let (names, anywhere) = strict.unwrap_or((Find::NOTHING, Find::NOTHING));
    let ask = Ask { conn, query: &text, terms: &terms, conditions: &conditions, names, anywhere, limit };
    let mut found: Vec<(u32, HitKind, i64)> = Vec::new();
    for kind in &kinds {
        if settled(query, &found, *kind, tier::CLAIM_NAMES, tier::DOCUMENT_TITLE) {
            continue;
        }
        let rows = match kind {
            _ if terms.is_empty() => {
                ask.newest(*kind)?.into_iter().map(|row| (tier::EVENT_WORDS, row)).collect()
            }
            HitKind::Entity => ask.entities()?,
            HitKind::Event => ask.events()?,
            HitKind::Claim => ask.claims()?,
            HitKind::Document => ask.documents()?,
        };
        found.extend(rows.into_iter().map(|(score, row)| (score, *kind, row)));
    }
    if kinds.contains(&HitKind::Event) && found.iter().filter(|f| f.1 == HitKind::Event).count() < FEW {
        let more = ask.reported(&found)?;
        if !more.is_empty() {
            // One document leads; what it reports comes before others of its kind.
            let others =
                found.iter_mut().filter(|f| f.1 == HitKind::Document && f.0 > tier::DOCUMENT_MORE).skip(1);
            others.for_each(|f| f.0 = tier::DOCUMENT_MORE);
        }
        found.extend(more);
    }
    // Texts that hold all words of a question need not answer it.
    let answered = found.iter().any(|f| f.0 >= tier::DOCUMENT_TITLE);
    if (found.len() < limit.div_ceil(2) || !answered) && !terms.is_empty() {
        let units = units::units(conn, &text)?;
        let seen: HashSet<(HitKind, i64)> = found.iter().map(|(_, kind, row)| (*kind, *row)).collect();
        for kind in kinds.iter().filter(|k| Narrow::of(conn, &conditions, **k).is_some()) {
            if !settled(query, &found, *kind, tier::PART_TEXTS, tier::PART_TEXTS) {
                found.extend(ask.loose(&units, *kind, &seen)?);
            }
        }
    }
    if kinds.contains(&HitKind::Entity)
        && !terms.is_empty()
        && let Some((score, row)) = ask.told(&found)?
    {
        found.retain(|f| (f.1, f.2) != (HitKind::Entity, row));
        found.push((score, HitKind::Entity, row));
    }
    if query.published && publishing::is_decided(conn)? {
        let mut public = Vec::with_capacity(found.len());
        for hit in found {
            if publishing::holds(conn, hit.1, hit.2)? {
                public.push(hit);
            }
        }
        found = public;
    }
    // Stable: within a tier the order of the listing stays.
    found.sort_by_key(|(score, kind, _)| (std::cmp::Reverse(*score), *kind));
    found.truncate(limit);
    let mut hits = Vec::with_capacity(found.len());
    for (score, kind, row) in found {
        let hit = match kind {
            HitKind::Entity => ask.entity(row, score)?,
            HitKind::Event => ask.event(row, score)?,
            HitKind::Claim => ask.claim(row, score)?,
            HitKind::Document => ask.document(row, score)?,
        };
        hits.extend(hit);
    }
    Ok(hits)
}

/// Whether nothing of a kind can be among the hits any more: as many as are asked for score as high as a claim or a document at
/// best does, and come first.
///
/// Documents lead on to whom they tell of ([`Ask::told`]) and to what they report ([`Ask::reported`]) where nobody is named and
/// few events are found, and what is public is told apart in the end: there all are gathered.
fn settled(query: &Query, found: &[(u32, HitKind, i64)], kind: HitKind, claim: u32, document: u32) -> bool {
    let most = match kind {
        HitKind::Claim => claim,
        HitKind::Document => document,
        HitKind::Entity | HitKind::Event => return false,
    };
    let named = || found.iter().any(|f| f.1 == HitKind::Entity && f.0 >= tier::ENTITY_HOLDS);
    let told = || found.iter().filter(|f| f.1 == HitKind::Event).count() >= FEW;
    !query.published
        && found.iter().filter(|f| f.0 >= most).count() >= query.limit.clamp(1, Page::MOST)
        && (kind == HitKind::Claim || named() && told())
}

/// A search under way.
struct Ask<'a> {
    conn: &'a Connection,
    query: &'a str,
    terms: &'a [Term],
    conditions: &'a Conditions,
    names: Find,
    anywhere: Find,
    limit: usize,
}

type Rows = Vec<(u32, i64)>;

impl Ask<'_> {
    fn limit(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX)
    }

    /// Adds the rows of a tier that no better tier has.
    fn tier(&self, rows: &mut Rows, seen: &mut HashSet<i64>, score: u32, found: Vec<i64>) {
        for row in found {
            if rows.len() < self.limit && seen.insert(row) {
                rows.push((score, row));
            }
        }
    }

    fn numbers(&self, sql: &str, values: impl db::Params) -> Result<Vec<i64>> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, |r| r.get(0))?.collect())
            .doing("searching")
    }

    /// The two tiers of an index table: in names, then anywhere.
    fn two_tiers(
        &self,
        kind: HitKind,
        scores: [u32; 2],
        sql: impl Fn(&str, &str, i64) -> String,
    ) -> Result<Rows> {
        let (mut rows, mut seen) = (Vec::new(), HashSet::new());
        let Some(narrow) = Narrow::of(self.conn, self.conditions, kind) else { return Ok(rows) };
        let pool = if self.conditions.is_empty() { NEWEST } else { NEWEST_NARROWED };
        for (score, find) in scores.into_iter().zip([&self.names, &self.anywhere]) {
            if rows.len() < self.limit {
                let (matches, value) = find.clause(self.conn, index::table(kind))?;
                let mut values: Vec<Sql<'static>> = value.into_iter().collect();
                values.extend(narrow.values.iter().cloned());
                values.push((self.limit() * 2).into());
                let found = self.numbers(&sql(&matches, &narrow.clause, pool), values)?;
                self.tier(&mut rows, &mut seen, score, found);
            }
        }
        Ok(rows)
    }

    fn entities(&self) -> Result<Rows> {
        let (mut rows, mut seen) = (Vec::new(), HashSet::new());
        if !self.conditions.is_empty() {
            return Ok(rows);
        }
        let key = key(self.query);
        if !key.is_empty() {
            let sql = format!(
                "SELECT e.no FROM view_entity_form f CROSS JOIN view_entity e ON e.no = f.entity
                 WHERE f.key = ?1 ORDER BY {} LIMIT ?2",
                entities::ORDER
            );
            let found = self.numbers(&sql, (&key, self.limit()))?;
            self.tier(&mut rows, &mut seen, tier::ENTITY_IS, found);
            let end = format!("{key}\u{10ffff}");
            let sql = format!(
                "SELECT e.no FROM (SELECT DISTINCT entity FROM view_entity_form WHERE key > ?1 AND key < ?2
                                   ORDER BY entity LIMIT {BEGINNING}) f
                 CROSS JOIN view_entity e ON e.no = f.entity ORDER BY {} LIMIT ?3",
                entities::ORDER
            );
            let found = self.numbers(&sql, (&key, end, self.limit()))?;
            self.tier(&mut rows, &mut seen, tier::ENTITY_BEGINS, found);
        }
        let found = self.holders(self.limit() * 2)?;
        self.tier(&mut rows, &mut seen, tier::ENTITY_HOLDS, found);
        Ok(rows)
    }

    /// The first entities of the listing whose names hold the query.
    fn holders(&self, most: i64) -> Result<Vec<i64>> {
        let (matches, value) = self.names.clause(self.conn, index::ENTITY)?;
        let values: Vec<Sql<'static>> = value.into_iter().collect();
        let sql = format!("SELECT rowid FROM {} WHERE {matches}", index::ENTITY);
        let holding = self.numbers(&sql, values.clone())?;
        if holding.len() > SORTED {
            // So many that the listing is soon walked past enough of them.
            let holding: HashSet<i64> = holding.into_iter().collect();
            let sql = format!("SELECT e.no FROM view_entity e ORDER BY {}", entities::ORDER);
            let mut listing = self.conn.prepare_cached(&sql).doing("searching")?;
            let (mut rows, mut found) = (listing.query([]).doing("searching")?, Vec::new());
            while let Some(row) = rows.next().doing("searching")? {
                let no: i64 = row.get(0).doing("searching")?;
                if holding.contains(&no) {
                    found.push(no);
                    if i64::try_from(found.len()).is_ok_and(|n| n >= most) {
                        break;
                    }
                }
            }
            return Ok(found);
        }
        let sql = format!(
            "SELECT e.no FROM (SELECT rowid AS no FROM {} WHERE {matches}) f
             CROSS JOIN view_entity e ON e.no = f.no ORDER BY {} LIMIT {most}",
            index::ENTITY,
            entities::ORDER
        );
        self.numbers(&sql, values)
    }

    fn events(&self) -> Result<Rows> {
        let mut rows = self.two_tiers(HitKind::Event, [tier::EVENT_NAMES, tier::EVENT_WORDS], |matches, and, pool| {
            format!(
                "SELECT e.no FROM (SELECT rowid AS no FROM {0} WHERE {matches} ORDER BY rowid DESC LIMIT {pool}) f
                 CROSS JOIN view_event e ON e.no = f.no WHERE TRUE{and}
                 ORDER BY e.kind IN ('statement', 'stat'), e.no DESC LIMIT ?",
                index::EVENT
            )
        })?;
        for (score, row) in &mut rows {
            let light = self
                .conn
                .prepare_cached("SELECT 1 FROM view_event WHERE no = ?1 AND kind IN ('statement', 'stat')")
                .and_then(|mut s| s.exists([*row]))
                .doing("searching")?;
            *score -= u32::from(light) * tier::LIGHT;
        }
        Ok(rows)
    }

    /// The events that the first documents report, and that were not found themselves: those come first in which most
    /// of whom the query names have a part, of a kind that it speaks of, then the weightiest.
    fn reported(&self, found: &[(u32, HitKind, i64)]) -> Result<Vec<(u32, HitKind, i64)>> {
        let mut out: Vec<(u32, HitKind, i64)> = Vec::new();
        let (named, kinds) = (key(self.query), units::kinds_in(self.query));
        for (_, _, document) in found.iter().filter(|f| f.1 == HitKind::Document).take(FEW) {
            let events: Vec<(i64, String, i64)> = self
                .conn
                .prepare_cached(
                    "SELECT e.no, e.kind, e.documents FROM document d JOIN view_event_document v ON v.document = d.id
                     CROSS JOIN view_event e ON e.no = v.event
                     WHERE d.no = ?1 AND e.kind NOT IN ('statement', 'stat')
                     ORDER BY e.documents DESC, e.no DESC LIMIT 24",
                )
                .and_then(|mut s| s.query_map([*document], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
                .doing("searching")?;
            let mut events = events
                .into_iter()
                .map(|(row, kind, documents)| {
                    let spoken = kind.parse().is_ok_and(|k| kinds.contains(&k));
                    Ok((2 * self.named_in(row, &named)? + usize::from(spoken), documents, row))
                })
                .collect::<Result<Vec<_>>>()?;
            events.sort_unstable_by_key(|e| std::cmp::Reverse(*e));
            for (_, _, row) in events.into_iter().take(3) {
                let hit = (tier::EVENT_REPORTED, HitKind::Event, row);
                let new = !out.contains(&hit) && !found.iter().any(|f| (f.1, f.2) == (HitKind::Event, row));
                if new && self.allows(HitKind::Event, row)? {
                    out.push(hit);
                }
            }
        }
        Ok(out)
    }

    /// How many of those who have a part in an event are named in a text, given as a look-up key.
    fn named_in(&self, event: i64, text: &str) -> Result<usize> {
        let bodies: Vec<String> = self
            .conn
            .prepare_cached(
                "SELECT x.body FROM view_event_entity v JOIN view_entity x ON x.id = v.entity
                 WHERE v.event = ?1 LIMIT 12",
            )
            .and_then(|mut s| s.query_map([event], |r| r.get(0))?.collect())
            .doing("searching")?;
        let mut named = 0;
        for body in bodies {
            let e: EntityRecord = serde_json::from_str(&body)
                .map_err(|e| corrupt(format!("a part of event row {event}"), e))?;
            let forms = e.forms.iter().chain(e.labels.iter().map(|(_, text)| text));
            let mut keys = std::iter::once(&e.name).chain(forms).map(|form| key(form));
            named += usize::from(keys.any(|k| k.chars().nth(1).is_some() && text.contains(&k)));
        }
        Ok(named)
    }

    fn claims(&self) -> Result<Rows> {
        self.two_tiers(HitKind::Claim, [tier::CLAIM_NAMES, tier::CLAIM_WORDS], |matches, and, pool| {
            format!(
                "SELECT max(c.no) FROM (SELECT rowid AS no FROM {0} WHERE {matches} ORDER BY rowid DESC LIMIT {pool}) f
                 JOIN claim c ON c.no = f.no WHERE c.until_seq IS NULL
                   AND NOT EXISTS (SELECT 1 FROM view_left x WHERE x.claim = c.id){and}
                 GROUP BY c.id ORDER BY max(c.published_key) DESC, c.id LIMIT ?",
                index::CLAIM
            )
        })
    }

    fn documents(&self) -> Result<Rows> {
        self.two_tiers(HitKind::Document, [tier::DOCUMENT_TITLE, tier::DOCUMENT_TEXT], |matches, and, pool| {
            format!(
                "SELECT d.no FROM (SELECT rowid AS no FROM {0} WHERE {matches} ORDER BY rowid DESC LIMIT {pool}) f
                 JOIN document d ON d.no = f.no WHERE TRUE{and} ORDER BY d.published_key DESC, d.id LIMIT ?",
                index::DOCUMENT
            )
        })
    }

    fn entity(&self, row: i64, score: u32) -> Result<Option<Hit>> {
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM view_entity WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| r.get(0)).optional())
            .doing("searching")?;
        let Some(body) = body else { return Ok(None) };
        let e: EntityRecord =
            serde_json::from_str(&body).map_err(|e| corrupt(format!("entity row {row}"), e))?;
        let mut forms: Vec<&str> = Vec::new();
        for form in e.forms.iter().chain(e.labels.iter().map(|(_, text)| text)) {
            if *form != e.name && !forms.contains(&form.as_str()) {
                forms.push(form);
            }
        }
        let around = snippet(&forms.join(" / "), self.terms);
        Ok(Some(Hit {
            class: Some(e.class),
            fiction: e.fiction,
            ..self.hit(HitKind::Entity, e.id.as_str(), &e.name, around, score)
        }))
    }

    fn event(&self, row: i64, score: u32) -> Result<Option<Hit>> {
        type Row = (String, String, String, Option<String>, bool);
        let found: Option<Row> = self
            .conn
            .prepare_cached("SELECT id, title, body, last_published, fiction FROM view_event WHERE no = ?1")
            .and_then(|mut s| {
                s.query_row([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))).optional()
            })
            .doing("searching")?;
        let Some((id, title, body, published, fiction)) = found else { return Ok(None) };
        let event = serde_json::from_str(&body)
            .map_err(|e| e.to_string())
            .and_then(|v: serde_json::Value| Event::from_json(&v))
            .map_err(|e| corrupt(format!("event {id}"), e))?;
        let mut best: Option<Snippet> = None;
        for claim in event.claims.iter().take(CLAIMS_PER_EVENT) {
            let Some(text) = self.context(&claim.id)? else { continue };
            let around = snippet(&text, self.terms);
            let enough = around.marks.len() >= self.terms.len();
            if best.as_ref().is_none_or(|b| around.marks.len() > b.marks.len()) {
                best = Some(around);
            }
            if enough {
                break;
            }
        }
        Ok(Some(Hit {
            claim_kind: Some(event.kind),
            published: published.map(|d| documents::date(&d)),
            fiction,
            ..self.hit(HitKind::Event, &id, &title, best.unwrap_or_default(), score)
        }))
    }

    /// The words around a claim. As stated it is in one row; who reads all of a claim for each of the eight of twenty events
    /// takes longer than the search.
    fn context(&self, id: &ClaimId) -> Result<Option<String>> {
        let sql = format!(
            "SELECT {} FROM claim c JOIN content k ON k.seq = c.seq WHERE c.id = ?1 AND c.until_seq IS NULL
             ORDER BY c.published_key DESC, c.document, c.seq DESC LIMIT 1",
            self.conn.json_text("k.body", "context")
        );
        let stated: Option<Option<String>> = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)).optional())
            .doing("searching")?;
        match stated.flatten() {
            Some(context) => Ok(Some(context)),
            None => Ok(claims::one(self.conn, id.as_str())?.map(|c| c.context.unwrap_or(c.claim.quote))),
        }
    }

    fn claim(&self, row: i64, score: u32) -> Result<Option<Hit>> {
        let id: Option<String> = self
            .conn
            .prepare_cached("SELECT id FROM claim WHERE no = ?1")
            .and_then(|mut s| s.query_row([row], |r| r.get(0)).optional())
            .doing("searching")?;
        let Some(record) = id.map(|id| claims::one(self.conn, &id)).transpose()?.flatten() else {
            return Ok(None);
        };
        let c = &record.claim;
        let around = snippet(record.context.as_deref().unwrap_or(&c.quote), self.terms);
        Ok(Some(Hit {
            claim_kind: Some(c.kind),
            document: Some(record.document.id.to_string()),
            published: c.published.clone(),
            fiction: record.document.fiction,
            ..self.hit(HitKind::Claim, c.id.as_str(), &event_title(&c.args), around, score)
        }))
    }

    fn document(&self, row: i64, score: u32) -> Result<Option<Hit>> {
        let found = self
            .conn
            .prepare_cached(&format!("SELECT {} FROM document d WHERE d.no = ?1", documents::COLUMNS))
            .and_then(|mut s| s.query_row([row], |r| documents::record(r, 0)).optional())
            .doing("searching")?;
        let Some(d) = found else { return Ok(None) };
        let text = text_cache::read(self.conn, d.id.as_str())?.map(|d| d.text).unwrap_or_default();
        let around = snippet(&text, self.terms);
        let title = d.title.as_deref().unwrap_or(&d.name);
        Ok(Some(Hit {
            document: Some(d.id.to_string()),
            published: d.published.clone(),
            fiction: d.fiction,
            ..self.hit(HitKind::Document, d.id.as_str(), title, around, score)
        }))
    }

    fn hit(&self, kind: HitKind, id: &str, title: &str, around: Snippet, score: u32) -> Hit {
        Hit {
            kind,
            id: id.to_owned(),
            title: title.to_owned(),
            snippet: around.text,
            marks: around.marks,
            score,
            class: None,
            claim_kind: None,
            document: None,
            published: None,
            fiction: false,
        }
    }
}
