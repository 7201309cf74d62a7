//! Reading claims.

use std::collections::HashSet;
use std::sync::LazyLock;

use tradewire_model::{Claim, ClaimId, Decision, Derivation, Rank};

use super::{documents, judgements, listing};
use crate::body::{ClaimBody, RankBody};
use crate::db::{self, Connection, Doing, OptionalExtension, Row, corrupt};
use crate::sort_key::sort_key;
use crate::{ClaimRecord, Listing, Page, Result};

/// A claim with all that [`record`] reads.
static SELECT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT c.id, c.until_seq IS NOT NULL, l.observed_at, k.body, v.body, coalesce(r.rank, 'normal'),
                x.claim IS NOT NULL, {}
         FROM claim c JOIN log l ON l.seq = c.seq JOIN content k ON k.seq = c.seq
         JOIN document d ON d.id = c.document
         LEFT JOIN view_claim v ON v.claim = c.id AND c.until_seq IS NULL
         LEFT JOIN rank r ON r.claim = c.id AND r.until_seq IS NULL
         LEFT JOIN view_left x ON x.claim = c.id",
        documents::COLUMNS
    )
});

/// A listing of claims that the views keep.
#[derive(Clone, Copy)]
pub(super) enum List {
    /// Claims that name an entity.
    Entity,
    /// Claims attributed to a source.
    Source,
}

fn record(r: &Row<'_>) -> db::Result<Result<ClaimRecord>> {
    let id: String = r.get(0)?;
    let stated: String = r.get(3)?;
    let resolved: Option<String> = r.get(4)?;
    let rank: String = r.get(5)?;
    let (retracted, observed_at, left, document) =
        (r.get(1)?, documents::time(r.get(2)?), r.get(6)?, documents::record(r, 7)?);
    let read = || {
        let mut claim = ClaimBody::parse(&stated)?;
        let context = claim.context.take();
        let mut claim = claim.claim;
        if let Some(json) = resolved {
            let derivation = std::mem::take(&mut claim.derivation);
            claim = parse_claim(&json)?;
            claim.derivation = derivation;
        }
        let rank: Rank = rank.parse().map_err(|e: tradewire_model::ModelError| e.to_string())?;
        Ok(ClaimRecord {
            claim,
            context,
            rank,
            retracted,
            observed_at,
            document,
            review: None,
            stated: None,
            part_of: None,
            left,
        })
    };
    Ok(read().map_err(|e: String| corrupt(format!("claim {id}"), e)))
}

/// Adds to a record what people said of the claim, and what it said before they did.
fn reviewed(conn: &Connection, mut record: ClaimRecord, last: Option<i64>) -> Result<ClaimRecord> {
    let id = record.claim.id.to_string();
    let said = match last {
        None => judgements::of_claim(conn, &id, false)?,
        Some(last) => judgements::as_of(conn, &id, last)?,
    };
    record.review = judgements::review(said);
    let mended = record.review.as_ref().and_then(|r| r.ruling.as_ref());
    if mended.is_some_and(|r| matches!(r.judgement.decision, Decision::Mend(_))) {
        record.stated = as_stated(conn, &id)?;
    }
    Ok(record)
}

/// As [`reviewed`], of many.
fn all_reviewed(conn: &Connection, records: Vec<Result<ClaimRecord>>) -> Result<Vec<ClaimRecord>> {
    records.into_iter().map(|r| r.and_then(|r| reviewed(conn, r, None))).collect()
}

/// A claim as it was last stated, whatever people made of it.
pub(super) fn as_stated(conn: &Connection, id: &str) -> Result<Option<Claim>> {
    let body: Option<String> = conn
        .prepare_cached(
            "SELECT k.body FROM claim c JOIN content k ON k.seq = c.seq WHERE c.id = ?1
             ORDER BY c.until_seq IS NULL DESC, c.published_key DESC, c.document, c.seq DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
        .doing("reading a claim")?;
    let Some(body) = body else { return Ok(None) };
    let body = ClaimBody::parse(&body).map_err(|e| corrupt(format!("claim {id}"), e))?;
    Ok(Some(Claim { derivation: Derivation::default(), ..body.claim }))
}

/// A claim that a split made, as the views keep it: what it says is its own, the rest is of the claim that was split.
fn part(conn: &Connection, id: &str) -> Result<Option<ClaimRecord>> {
    let found: Option<(String, String)> = conn
        .prepare_cached("SELECT of, body FROM view_part WHERE claim = ?1")
        .and_then(|mut s| s.query_row([id], |r| Ok((r.get(0)?, r.get(1)?))).optional())
        .doing("reading a part of a claim")?;
    let Some((of, body)) = found else { return Ok(None) };
    let Some(whole) = stated_one(conn, &of)? else { return Ok(None) };
    let mut claim = parse_claim(&body).map_err(|e| corrupt(format!("claim {id}"), e))?;
    claim.derivation = whole.claim.derivation;
    let part = ClaimRecord {
        claim,
        rank: Rank::Normal,
        part_of: Some(whole.claim.id),
        left: false,
        review: None,
        stated: None,
        ..whole
    };
    reviewed(conn, part, None).map(Some)
}

/// Reads a claim as the views keep it.
pub(super) fn parse_claim(json: &str) -> std::result::Result<Claim, String> {
    serde_json::from_str(json)
        .map_err(|e| e.to_string())
        .and_then(|v: serde_json::Value| Claim::from_json(&v))
}

/// All claims that stand, each once.
pub(super) fn all(conn: &Connection) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    standing(conn, |body, _| {
        claims.push(body);
        Ok(())
    })?;
    let mut claims: Vec<Claim> =
        claims.into_iter().map(|b| Claim { derivation: Derivation::default(), ..b.claim }).collect();
    claims.sort_by_cached_key(|c| (sort_key(c.published.as_ref()), c.doc.clone(), c.span, c.id.clone()));
    Ok(claims)
}

/// Hands over every claim that stands, each id once, with the id of its document.
pub(super) fn standing(
    conn: &Connection,
    mut each: impl FnMut(ClaimBody, String) -> Result<()>,
) -> Result<()> {
    let mut statement = conn
        .prepare_cached(
            "SELECT c.id, c.document, k.body FROM claim c JOIN content k ON k.seq = c.seq
             WHERE c.until_seq IS NULL ORDER BY c.published_key DESC, c.document, c.start, c.id",
        )
        .doing("reading claims")?;
    let mut rows = statement.query([]).doing("reading claims")?;
    let mut seen = HashSet::new();
    while let Some(r) = rows.next().doing("reading claims")? {
        let id: String = r.get(0).doing("reading claims")?;
        let body: String = r.get(2).doing("reading claims")?;
        let body = ClaimBody::parse(&body).map_err(|e| corrupt(format!("claim {id}"), e))?;
        if seen.insert(id) {
            each(body, r.get(1).doing("reading claims")?)?;
        }
    }
    Ok(())
}

/// What people decided on claims, as it stands.
pub(super) fn judgements(conn: &Connection) -> Result<Vec<(ClaimId, Rank, String)>> {
    let rows: Vec<(String, Option<String>)> = conn
        .prepare_cached(
            "SELECT r.claim, k.body FROM rank r LEFT JOIN content k ON k.seq = r.seq
             WHERE r.until_seq IS NULL ORDER BY r.claim",
        )
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading judgements")?;
    // A judgement whose words were erased says nothing any more.
    rows.into_iter()
        .filter_map(|(claim, body)| Some((claim, body?)))
        .map(|(claim, body)| {
            let said: RankBody =
                serde_json::from_str(&body).map_err(|e| corrupt(format!("judgement on {claim}"), e))?;
            Ok((ClaimId::new(claim), said.rank, said.reason))
        })
        .collect()
}

/// A claim: the form that stands, else the last that stood; of several documents the one published last.
pub(super) fn one(conn: &Connection, id: &str) -> Result<Option<ClaimRecord>> {
    match stated_one(conn, id)? {
        Some(record) => reviewed(conn, record, None).map(Some),
        None => part(conn, id),
    }
}

fn stated_one(conn: &Connection, id: &str) -> Result<Option<ClaimRecord>> {
    conn.prepare_cached(&format!(
        "{} WHERE c.id = ?1
         ORDER BY c.until_seq IS NULL DESC, c.published_key DESC, c.document, c.seq DESC LIMIT 1",
        *SELECT
    ))
    .and_then(|mut s| s.query_row([id], record).optional())
    .doing("reading a claim")?
    .transpose()
}

/// A claim as it stood after the `last` entry; not as resolved, for views are of today.
pub(super) fn one_as_of(conn: &Connection, id: &str, last: i64) -> Result<Option<ClaimRecord>> {
    conn.prepare_cached(&format!(
        "SELECT c.id, coalesce(c.until_seq <= ?2, FALSE), l.observed_at, k.body, NULL,
                coalesce((SELECT rank FROM rank r WHERE r.claim = c.id AND r.seq <= ?2
                          ORDER BY r.seq DESC LIMIT 1), 'normal'), FALSE, {}
         FROM claim c JOIN log l ON l.seq = c.seq JOIN content k ON k.seq = c.seq
         JOIN document d ON d.id = c.document
         WHERE c.id = ?1 AND c.seq <= ?2
         ORDER BY coalesce(c.until_seq <= ?2, FALSE), c.published_key DESC, c.document, c.seq DESC LIMIT 1",
        documents::COLUMNS
    ))
    .and_then(|mut s| s.query_row((id, last), record).optional())
    .doing("looking back")?
    .transpose()?
    .map(|r| reviewed(conn, r, Some(last)))
    .transpose()
}

pub(super) fn by_ids<'a>(conn: &Connection, ids: impl Iterator<Item = &'a str>) -> Result<Vec<ClaimRecord>> {
    let found = ids.map(|id| one(conn, id)).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

pub(super) fn of_document(conn: &Connection, doc: &str) -> Result<Vec<ClaimRecord>> {
    let Some(document) = documents::one(conn, doc)? else { return Ok(Vec::new()) };
    let stated = conn
        .prepare_cached(&format!(
            "{} WHERE c.document = ?1 AND c.until_seq IS NULL AND x.claim IS NULL ORDER BY c.start, c.id",
            *SELECT
        ))
        .and_then(|mut s| s.query_map([document.id.as_str()], record)?.collect::<db::Result<Vec<_>>>())
        .doing("reading a document's claims")?;
    let mut all = all_reviewed(conn, stated)?;
    let parts: Vec<String> = conn
        .prepare_cached(
            "SELECT DISTINCT v.claim FROM claim c JOIN view_part v ON v.of = c.id
             WHERE c.document = ?1 AND c.until_seq IS NULL",
        )
        .and_then(|mut s| s.query_map([document.id.as_str()], |r| r.get(0))?.collect())
        .doing("reading a document's claims")?;
    if !parts.is_empty() {
        for id in &parts {
            all.extend(part(conn, id)?);
        }
        all.sort_by(|a, b| (a.claim.span, &a.claim.id).cmp(&(b.claim.span, &b.claim.id)));
    }
    Ok(all)
}

pub(super) fn listed(conn: &Connection, list: List, of: &str, page: &Page) -> Result<Listing<ClaimRecord>> {
    let after = listing::dated(page)?;
    let (from, key, id) = documents::bound(after.as_ref());
    let (table, column) = match list {
        List::Entity => ("view_entity_claim", "entity"),
        List::Source => ("view_source_claim", "source"),
    };
    let keys: Vec<(String, String)> = conn
        .prepare_cached(&format!(
            "SELECT published_key, claim FROM {table}
             WHERE {column} = ?1 AND (?2 OR (published_key, claim) < (?3, ?4))
             ORDER BY published_key DESC, claim DESC LIMIT ?5"
        ))
        .and_then(|mut s| {
            s.query_map((of, from, key, id, listing::rows(page)), |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        })
        .doing("listing claims")?;
    let keys = listing::cut(keys, page, |(key, id)| format!("{key}~{id}"));
    Ok(Listing { items: by_ids(conn, keys.items.iter().map(|(_, id)| id.as_str()))?, next: keys.next })
}
