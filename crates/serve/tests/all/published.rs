//! Only what was published: every address is asked over a ledger that holds something back under an unmistakable name.

use crate::fixture;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::to_bytes;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use tradewire_ledger::{
    Archive, EventFilter, Page, Reading, Response, ResponseKind, Responses, SqliteStore, Store, Timestamp,
};
use tradewire_model::{ClaimId, Publication};
use tradewire_serve::{Closed, Desk, Library, router};

use crate::asking::{ask, to};

/// Stands in the names, the quotes and the words of what is held back, and nowhere else.
const SECRET: &str = "Quillfeather";

struct Site {
    /// What readers see.
    app: Router,
    /// The same where reviewers may write.
    open: Router,
    /// Ids of everything in the ledger: public, and held back.
    ids: BTreeSet<String>,
    hidden: BTreeSet<String>,
    /// Adding to it shows later.
    store: SqliteStore,
    published: Vec<ClaimId>,
    _folder: TempDir,
}

/// The invented ledger and one more article in two halves: its first claim is published, the second is not; and an
/// article of which nothing is.
fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut store = SqliteStore::open(&path).unwrap();
    fixture::fill(&mut store);
    let known: Vec<ClaimId> = store.all_claims().unwrap().into_iter().map(|c| c.id).collect();
    let now: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
    let pieces = fixture::held_back(SECRET);
    for p in &pieces {
        store.ingest(&Reading { document: &p.document, claims: &p.claims, observed_at: now }).unwrap();
    }
    fixture::derive_with(&mut store, &pieces);
    let secret: Vec<ClaimId> = pieces
        .iter()
        .flat_map(|p| &p.claims)
        .filter(|c| c.quote.contains(SECRET))
        .map(|c| c.id.clone())
        .collect();
    for (i, about) in secret.iter().enumerate() {
        let response = Response {
            about: about.to_string(),
            kind: ResponseKind::Denial,
            author: format!("{SECRET} {i}"),
            text: format!("{SECRET} never said so."),
            evidence: Vec::new(),
        };
        store.respond(&response, now).unwrap();
    }
    let all: Vec<ClaimId> = store.all_claims().unwrap().into_iter().map(|c| c.id).collect();
    let published: Vec<ClaimId> = all.iter().filter(|c| !secret.contains(c)).cloned().collect();
    assert!(published.len() > known.len(), "a part of the new article is published");
    store.publish(&publication(&published), now).unwrap();
    let mut ids: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    let filter = EventFilter { page: Page::first(1000), ..EventFilter::default() };
    let events = store.events(&filter).unwrap().items;
    let mut hidden: BTreeSet<String> = secret.iter().map(ToString::to_string).collect();
    for e in &events {
        // An event that a report held back only repeats is public without it.
        let held = e.event.claims.iter().all(|c| secret.contains(&c.id));
        ids.insert(e.event.id.to_string());
        if held {
            hidden.insert(e.event.id.to_string());
        }
    }
    ids.extend(store.conflicts().unwrap().iter().map(|c| c.id.to_string()));
    ids.extend(store.documents(&Page::first(1000)).unwrap().items.iter().map(|d| d.id.to_string()));
    for e in store.entities(None, &Page::first(1000)).unwrap().items {
        if e.entity.name.contains(SECRET) {
            hidden.insert(e.entity.id.to_string());
        }
        ids.insert(e.entity.id.to_string());
    }
    ids.extend(store.sources(&Page::first(1000)).unwrap().items.iter().map(|s| s.id.to_string()));
    assert!(hidden.len() >= 4, "claims, events and people are held back: {hidden:?}");
    let library = |desk: Desk| {
        let handles: Vec<Box<dyn Archive>> = vec![Box::new(SqliteStore::open_reader(&path).unwrap())];
        router(Library::new(handles).with_desk(desk).published_only())
    };
    let app = library(Desk::closed_because(Closed::ByChoice));
    let writer = SqliteStore::open_existing(&path).unwrap();
    let open = library(Desk::new(Box::new(writer), Some("ana".into()), None));
    Site { app, open, ids, hidden, store, published, _folder: folder }
}

fn publication(claims: &[ClaimId]) -> Publication {
    Publication {
        by: "ana".into(),
        at: "2026-03-02T08:00:00Z".parse().unwrap(),
        claims: claims.to_vec(),
        report: Value::Null,
    }
}

/// Every address that is read, as the table of routes has it.
fn templates() -> BTreeSet<String> {
    let read = tradewire_serve::routes().iter().filter(|r| matches!(r.method, "GET" | "*"));
    let all: BTreeSet<String> =
        read.map(|r| r.path.to_owned()).filter(|p| !p.contains("{*") && p != "/live").collect();
    assert!(all.len() > 45 && all.contains("/event/{id}") && all.contains("/api/v1/statements"), "{all:?}");
    all
}

/// What is asked of an address beside its bare form.
fn queries(path: &str) -> Vec<String> {
    let asked = [
        "kind=all",
        "q=Quillfeather",
        "q=quillfeath",
        "lab=quillfeather",
        "text=Quillfeather",
        "record=all",
        "record=fiction",
        "class=person",
        "limit=200",
        "as_of=2030-01-01T00:00:00Z",
        "published=false",
        "view=raw",
        "conflict=open",
        "stage=done",
        "kind=event",
        "kind=document",
        "lang=zh-Hans",
    ];
    let all = asked.iter().map(|q| format!("{path}?{q}"));
    std::iter::once(path.to_owned()).chain(all).collect()
}

async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    let response = app.clone().oneshot(to(path)).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 16 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// A body without what was asked, which pages say again.
fn answered(body: &str, path: &str) -> String {
    let query = path.split_once("?").map_or("", |x| x.1);
    let typed = query.split_once('=').map_or("", |x| x.1);
    if typed.to_lowercase().starts_with("quillfeath") { body.replace(typed, "") } else { body.to_owned() }
}

#[tokio::test]
async fn nothing_that_is_held_back_shows_at_any_address() {
    let site = site();
    let (mut asked, mut good) = (0, 0);
    for template in templates() {
        let paths: Vec<String> = match template.contains("{id}") {
            true => site.ids.iter().map(|id| template.replace("{id}", id)).collect(),
            false => queries(&template),
        };
        for path in paths {
            let (status, body) = get(&site.app, &path).await;
            asked += 1;
            good += usize::from(status == StatusCode::OK);
            assert!(!status.is_server_error(), "{path}: {status}");
            let body = answered(&body, &path);
            assert!(!body.contains(SECRET), "{path} shows what is held back:\n{body}");
            if status == StatusCode::OK && !template.contains("{id}") {
                for id in &site.hidden {
                    assert!(!body.contains(id.as_str()), "{path} names {id}");
                }
            }
            let named = site.hidden.iter().find(|id| template.contains("{id}") && path.contains(id.as_str()));
            if let Some(id) = named {
                assert!(status != StatusCode::OK || path.starts_with("/review"), "{path} is there: {id}");
            }
        }
    }
    assert!(asked > 1000 && good > 300, "{asked} asked, {good} answered");
}

#[tokio::test]
async fn what_was_published_is_there_with_figures_of_its_own() {
    let site = site();
    let (status, body) = get(&site.app, "/?kind=all").await;
    assert!(status == StatusCode::OK && body.contains("Wen Ruo"));
    let (_, figures) = get(&site.app, "/metrics").await;
    let public = format!("tradewire_ledger_items{{sort=\"claims\"}} {}", site.published.len());
    assert!(figures.contains(&public), "{figures}");
    let all = site.store.counts().unwrap();
    assert!(!figures.contains(&format!("{{sort=\"claims\"}} {}\n", all.claims)));
    // The half of the article that is public has its page; the full text of the other half is not on it.
    let document = site.store.documents(&Page::first(1000)).unwrap().items;
    let half = document.iter().find(|d| d.name == "halves.txt").unwrap();
    let (status, body) = get(&site.app, &format!("/document/{}", half.id)).await;
    assert!(status == StatusCode::OK && body.contains("no longer in the local cache"), "{body}");
    let none = document.iter().find(|d| d.name == "nothing.txt").unwrap();
    assert_eq!(get(&site.app, &format!("/document/{}", none.id)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reviewers_see_all_and_others_beside_them_do_not() {
    let site = site();
    let claim = site.hidden.iter().find(|id| id.starts_with("c_")).unwrap();
    let (status, body) = get(&site.open, &format!("/review/{claim}")).await;
    assert!(status == StatusCode::OK && body.contains(SECRET), "{status}");
    assert!(get(&site.open, &format!("/api/v1/review/claims/{claim}")).await.1.contains(SECRET));
    for path in
        ["/?kind=all", "/search?q=never", "/people", "/api/v1/statements?limit=200&entity=quillfeather"]
    {
        assert!(!get(&site.open, path).await.1.contains(SECRET), "{path}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_goes_and_what_is_published_comes() {
    let mut site = site();
    let hidden: Vec<ClaimId> = site.store.all_claims().unwrap().into_iter().map(|c| c.id).collect();
    assert!(!get(&site.app, "/people").await.1.contains(SECRET));
    site.store.publish(&publication(&hidden), Timestamp::now()).unwrap();
    let mut shown = false;
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        shown = get(&site.app, "/people").await.1.contains(SECRET);
        if shown {
            break;
        }
    }
    assert!(shown, "a decision shows within seconds");
    site.store.publish(&publication(&[]), Timestamp::now()).unwrap();
    let mut gone = false;
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        let (_, body) = get(&site.app, "/people").await;
        gone = !body.contains(SECRET) && !body.contains("Wen Ruo");
        if gone {
            break;
        }
    }
    assert!(gone, "and so does its withdrawal");
}

#[tokio::test]
async fn before_the_first_publication_nothing_is_shown() {
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let app = router(Library::of(store).published_only());
    let (r, body) = ask(&app, to("/?kind=all")).await;
    assert_eq!(r.status(), StatusCode::OK);
    assert!(!body.contains("Wen Ruo") && body.contains("class=\"empty\""));
    let found: Value = serde_json::from_str(&ask(&app, to("/api/v1/events")).await.1).unwrap();
    assert_eq!(found["items"], json!([]));
}
