//! `GET /api/v1/statements` and `/api/v1/statements/{id}`: claims, now and as they stood.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tradewire_ledger::{ClaimRecord, Cursor, Listing, Timestamp};
use tradewire_model::{Claim, ClaimId, EntityId, EventId};

use super::{Problem, after, answer, asked_page, limit, refuse};
use crate::library::{Library, Shelf};
use crate::reader::Reader;
use crate::trouble::PageError;

/// Claims of a ledger up to which all of them can be asked as of a moment: they are all read for it.
const LOOKED_BACK: usize = 100_000;

/// A claim with what the ledger knows around it.
pub(super) fn statement(r: &ClaimRecord) -> Value {
    let mut out = json!(r.claim);
    let d = &r.document;
    let more = json!({
        "rank": r.rank, "retracted": r.retracted, "observed_at": r.observed_at,
        "document": {
            "id": d.id, "name": d.name, "title": d.title, "outlet": d.outlet, "published": d.published, "url": d.url,
            "language": d.language, "fiction": d.fiction,
        },
    });
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
    out
}

/// What is asked for: one of these, or all as of a moment.
enum Of {
    Entity(EntityId),
    Source(EntityId),
    Document(String),
    Event(EventId),
    All,
}

/// Claims of an entity, a source, a document or an event; with a moment, as they stood then.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let field = |name| reader.field(name).map(str::to_owned);
    let given =
        ["entity", "source", "document", "event"].iter().filter(|f| reader.field(f).is_some()).count();
    let as_of: Option<Timestamp> = reader.field("as_of").and_then(|t| t.parse().ok());
    if given > 1 || (given == 0 && as_of.is_none()) {
        let why = "one of entity, source, document, event, or as_of alone says which claims are wanted";
        let hint = "ask for the claims of one thing; /api/v1/changes tells of all that came in";
        return Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, "filter_needed", why, hint));
    }
    let of = field("entity")
        .map(|e| Of::Entity(EntityId::new(e)))
        .or_else(|| field("source").map(|s| Of::Source(EntityId::new(s))))
        .or_else(|| field("document").map(Of::Document))
        .or_else(|| field("event").map(|e| Of::Event(EventId::new(e))))
        .unwrap_or(Of::All);
    let (page, most, from) = (asked_page(&reader), limit(&reader), after(&reader));
    let found = library
        .read(move |store| {
            let listing = match (of, as_of) {
                (of, Some(time)) => return stood(store, &of, time, from.as_ref(), most),
                (Of::Entity(id), None) => store.claims_of_entity(&id, &page)?,
                (Of::Source(id), None) => store.claims_of_source(&id, &page)?,
                (Of::Document(doc), None) => {
                    cut(store.claims_of_document(&doc)?, from.as_ref(), most, |r| r.claim.id.as_str())?
                }
                (Of::Event(id), None) => {
                    let missing = || PageError::Missing { what: "event", id: id.to_string() };
                    let event = store.event(&id)?.ok_or_else(missing)?.event;
                    let ids = cut(event.claims, from.as_ref(), most, |c| c.id.as_str())?;
                    let wanted: Vec<ClaimId> = ids.items.into_iter().map(|c| c.id).collect();
                    Listing { items: store.claims_by_ids(&wanted)?, next: ids.next }
                }
                (Of::All, None) => Listing { items: Vec::new(), next: None },
            };
            let items: Vec<Value> = listing.items.iter().map(statement).collect();
            Ok(Some(Listing { items, next: listing.next }))
        })
        .await?;
    Ok(match found {
        Some(found) => answer(StatusCode::OK, &super::listing(found.items.into_iter(), found.next.as_ref())),
        None => {
            let why = format!(
                "this ledger holds more than {LOOKED_BACK} claims, too many to look back over at once"
            );
            let hint = "ask for one claim: /api/v1/statements/{id}?as_of=…";
            refuse(StatusCode::UNPROCESSABLE_ENTITY, "as_of_too_large", &why, hint)
        }
    })
}

/// The claims as they stood; nothing where the ledger is too large to be gone through for it.
fn stood(
    store: &Shelf<'_>,
    of: &Of,
    time: Timestamp,
    from: Option<&Cursor>,
    most: usize,
) -> Result<Option<Listing<Value>>, PageError> {
    if store.counts()?.entries > LOOKED_BACK {
        return Ok(None);
    }
    let names = |c: &Claim, id: &EntityId| {
        c.args.iter().flat_map(|(_, v)| v.names()).any(|n| n.id.as_ref() == Some(id))
    };
    let members: Vec<ClaimId> = match of {
        Of::Event(id) => {
            let event =
                store.event(id)?.ok_or_else(|| PageError::Missing { what: "event", id: id.to_string() })?;
            event.event.claims.into_iter().map(|c| c.id).collect()
        }
        _ => Vec::new(),
    };
    let document = match of {
        Of::Document(doc) => store.document_record(doc)?.map(|d| d.name),
        _ => None,
    };
    let mut claims = store.archive().all_claims_as_of(time)?;
    claims.retain(|c| match of {
        Of::Entity(id) => names(c, id),
        Of::Source(id) => c.attribution.source.as_ref().is_some_and(|n| n.id.as_ref() == Some(id)),
        Of::Document(doc) => *doc == c.doc || document.as_ref() == Some(&c.doc),
        Of::Event(_) => members.contains(&c.id),
        Of::All => true,
    });
    let claims = cut(claims, from, most, |c| c.id.as_str())?;
    Ok(Some(Listing { items: claims.items.iter().map(|c| json!(c)).collect(), next: claims.next }))
}

/// One page of a list that is there as a whole; its cursors are the ids of its items.
pub(super) fn cut<T, I: AsRef<str> + ?Sized>(
    mut items: Vec<T>,
    from: Option<&Cursor>,
    most: usize,
    id: impl Fn(&T) -> &I,
) -> Result<Listing<T>, PageError> {
    if let Some(c) = from {
        let at = items.iter().position(|x| id(x).as_ref() == c.as_str());
        let missing = || PageError::Missing { what: "page of this listing", id: c.as_str().to_owned() };
        items.drain(..=at.ok_or_else(missing)?);
    }
    let more = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| more).map(|x| Cursor::new(id(x).as_ref()));
    Ok(Listing { items, next })
}

/// One claim, now or as it stood.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let as_of: Option<Timestamp> = reader.field("as_of").and_then(|t| t.parse().ok());
    let record = library
        .read(move |store| {
            let claim = ClaimId::new(id.as_str());
            let found = match as_of {
                Some(time) => store.archive().claim_as_of(&claim, time)?,
                None => store.claim(&claim)?,
            };
            found.ok_or(PageError::Missing { what: "claim", id })
        })
        .await?;
    Ok(answer(StatusCode::OK, &statement(&record)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gap() {
        let all = || vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let first = cut(all(), None, 2, String::as_str).unwrap();
        assert_eq!((first.items.len(), first.next.as_ref().map(Cursor::as_str)), (2, Some("b")));
        let last = cut(all(), first.next.as_ref(), 2, String::as_str).unwrap();
        assert_eq!((last.items, last.next), (vec!["c".to_owned()], None));
        assert!(cut(all(), Some(&Cursor::new("x")), 2, String::as_str).is_err());
    }
}
