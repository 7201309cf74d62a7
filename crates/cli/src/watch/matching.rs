//! Which events a watch is about, and what of them it has handed on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tradewire_ledger::{Conditions, EventFilter, EventRecord, Page, Store};
use tradewire_model::{Args, DocId, EntityId, Value as Arg};
use tradewire_script::key;

use super::sources::Watch;
use crate::failure::Failure;
use crate::show;

/// What a watch has handed on: the claims of its events. An event is new as long as none of its claims is among them,
/// whatever becomes of its id as reports are added.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Handed {
    /// Claims of events that were handed on.
    pub claims: BTreeSet<String>,
    /// How many events.
    pub events: u64,
}

/// One event that is handed on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The same for the same event of the same watch, so that a receiver can tell a repetition.
    pub id: String,
    /// The watch.
    pub watch: String,
    /// The event.
    pub event: String,
    /// Its kind.
    pub kind: String,
    /// Headline in plain words.
    pub title: String,
    /// How far it has come.
    pub stage: String,
    /// How far it can be trusted.
    pub grade: String,
    /// Latest report.
    pub published: Option<String>,
    /// When it was found.
    pub found_at: String,
    /// Whether it is invented.
    pub fiction: bool,
    /// What was said, and where: quotes with their documents' addresses.
    pub quotes: Vec<Value>,
}

/// Quotes that go with an event.
const QUOTES: usize = 5;
/// Longest quote, in characters.
const QUOTE_CHARS: usize = 300;

/// The events that documents report.
pub fn events_of(store: &dyn Store, documents: &BTreeSet<DocId>) -> Result<Vec<EventRecord>, Failure> {
    let (mut seen, mut events) = (BTreeSet::new(), Vec::new());
    for document in documents {
        for claim in store.claims_of_document(document.as_str())? {
            for event in store.events_of_claim(&claim.claim.id)? {
                if seen.insert(event.event.id.clone()) {
                    events.push(event);
                }
            }
        }
    }
    Ok(events)
}

/// Whether an event is what is watched for.
pub fn matches(store: &dyn Store, watch: &Watch, record: &EventRecord) -> Result<bool, Failure> {
    let (event, c) = (&record.event, &watch.conditions);
    let Conditions { kind, stage, grade, fiction, .. } = c;
    let graded = || {
        let text = event.grade.to_string();
        let mut chars = text.chars();
        (chars.next(), chars.next())
    };
    if kind.is_some_and(|k| k != event.kind)
        || stage.is_some_and(|s| s != event.stage)
        || fiction.is_some_and(|f| f != record.fiction)
        || grade.is_some_and(|(a, b)| matches!(graded(), (Some(x), Some(y)) if x > a || y > b))
        || (c.least.is_some() || c.most.is_some()) && !has_sum(&event.args, c)
    {
        return Ok(false);
    }
    if let Some(who) = &watch.who {
        let wanted = key(who);
        let mut has = false;
        for name in event.args.iter().flat_map(|(_, v)| v.names()) {
            has |= key(&name.text) == wanted || name.name.as_deref().is_some_and(|n| key(n) == wanted);
            if let Some(id) = name.id.as_ref().filter(|_| !has) {
                has = bears(store, id, &wanted)?;
            }
        }
        if !has {
            return Ok(false);
        }
    }
    Ok(match &watch.words {
        Some(words) => holds(store, record, words)?,
        None => true,
    } && match &c.outlet {
        Some(outlet) => is_of(store, record, &key(outlet))?,
        None => true,
    })
}

/// Whether an event holds all words, in either script: the ledger's own search says so.
fn holds(store: &dyn Store, record: &EventRecord, words: &str) -> Result<bool, Failure> {
    let documents: BTreeSet<&str> = record.event.claims.iter().map(|c| c.doc.as_str()).collect();
    for document in documents {
        let filter = EventFilter {
            text: Some(words.to_owned()),
            document: Some(document.to_owned()),
            page: Page::first(Page::MOST),
            ..EventFilter::default()
        };
        if store.events(&filter)?.items.iter().any(|e| e.event.id == record.event.id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a report of an event was published by an outlet, or is attributed to a source, of that name.
fn is_of(store: &dyn Store, record: &EventRecord, wanted: &str) -> Result<bool, Failure> {
    let ids: Vec<_> = record.event.claims.iter().map(|c| c.id.clone()).collect();
    for claim in store.claims_by_ids(&ids)? {
        if claim.document.outlet.as_deref().is_some_and(|o| key(o) == wanted) {
            return Ok(true);
        }
        if let Some(source) = &claim.claim.attribution.source {
            let named = key(&source.text) == wanted || key(source.label()) == wanted;
            if named || source.id.as_ref().map(|id| bears(store, id, wanted)).transpose()? == Some(true) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn bears(store: &dyn Store, id: &EntityId, wanted: &str) -> Result<bool, Failure> {
    let Some(summary) = store.entity(id)? else { return Ok(false) };
    let e = summary.entity;
    Ok(e.id.as_str() == wanted
        || key(&e.name) == wanted
        || e.forms.iter().chain(e.labels.iter().map(|(_, l)| l)).any(|f| key(f) == wanted))
}

fn has_sum(args: &Args, c: &Conditions) -> bool {
    args.iter().any(|(_, value)| match value {
        Arg::Amount(a) => {
            let (low, high) = a.interval();
            let (Some(low), Some(high)) = (low.or(high), high.or(low)) else { return false };
            c.least.is_none_or(|least| high >= least) && c.most.is_none_or(|most| low <= most)
        }
        _ => false,
    })
}

/// Takes an event as handed on; nothing if it was already.
pub fn take(
    store: &dyn Store,
    watch: &Watch,
    handed: &mut Handed,
    record: &EventRecord,
    now: &str,
) -> Result<Option<Delivery>, Failure> {
    let claims: Vec<String> = record.event.claims.iter().map(|c| c.id.to_string()).collect();
    let new = !claims.iter().any(|c| handed.claims.contains(c));
    let first = claims.iter().min().cloned().unwrap_or_default();
    handed.claims.extend(claims);
    if !new {
        return Ok(None);
    }
    handed.events += 1;
    let ids: Vec<_> = record.event.claims.iter().map(|c| c.id.clone()).take(QUOTES).collect();
    let quotes = store
        .claims_by_ids(&ids)?
        .into_iter()
        .map(|c| {
            json!({
                "quote": c.claim.quote.chars().take(QUOTE_CHARS).collect::<String>(),
                "outlet": c.document.outlet, "url": c.document.url,
                "published": c.document.published.map(|d| d.to_string()),
            })
        })
        .collect();
    Ok(Some(Delivery {
        id: format!("{}-{first}", watch.name),
        watch: watch.name.clone(),
        event: record.event.id.to_string(),
        kind: record.event.kind.to_string(),
        title: format!("{}: {}", record.event.kind, show::args(&record.event.args)),
        stage: record.event.stage.to_string(),
        grade: record.event.grade.to_string(),
        published: record.last_published.as_ref().map(ToString::to_string),
        found_at: now.to_owned(),
        fiction: record.fiction,
        quotes,
    }))
}
