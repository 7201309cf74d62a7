//! Pages that are given as they were made before: the same answer while the ledger stands, another as soon as it goes on,
//! and nobody gets what was made for somebody else.

use crate::fixture;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use tempfile::TempDir;
use tradewire_ledger::{Archive, Erasure, Page, Reading, SqliteStore, Store, Timestamp};
use tradewire_model::DocId;
use tradewire_serve::{Library, router};

use crate::asking::{ask, to};

/// Pages over a ledger in a file, which the second part goes on writing; the sums are made.
async fn site() -> (Router, SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut store = SqliteStore::open(&path).unwrap();
    fixture::fill(&mut store);
    let handles = (0..3).map(|_| Box::new(SqliteStore::open_reader(&path).unwrap()) as Box<dyn Archive>);
    let app = router(Library::new(handles.collect()));
    let counting = tradewire_serve::Lang::En.words().counting_margin;
    while ask(&app, to("/")).await.1.contains(counting) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (app, store, folder)
}

/// How often a page was given as it was made before.
async fn given(app: &Router) -> u64 {
    let (_, text) = ask(app, to("/metrics")).await;
    let line = text.lines().find_map(|l| l.strip_prefix("tradewire_kept_pages_total ")).unwrap();
    line.parse().unwrap()
}

/// The addresses of our own pages that a page leads to.
fn led_to(page: &str) -> BTreeSet<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter(|l| l.starts_with('/') && !l.starts_with("/assets"))
        .map(|l| l.replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn the_same_page_is_made_once_while_the_ledger_stands() {
    let (app, ..) = site().await;
    let (_, wire) = ask(&app, to("/")).await;
    for path in led_to(&wire) {
        let (first, made) = ask(&app, to(&path)).await;
        let before = given(&app).await;
        let (second, again) = ask(&app, to(&path)).await;
        assert_eq!((first.status(), made), (second.status(), again), "{path}");
        assert_eq!(first.headers(), second.headers(), "{path}");
        let kept = given(&app).await - before;
        let passing = ["/review", "/offers", "/ask", "/account", "/desk"].iter().any(|p| path.starts_with(p));
        assert_eq!(kept, u64::from(!passing && first.status() == StatusCode::OK), "{path}");
    }
}

#[tokio::test]
async fn whoever_holds_a_page_is_told_that_it_is_as_it_was() {
    let (app, mut store, _folder) = site().await;
    let (first, body) = ask(&app, to("/")).await;
    let tag = first.headers()[header::ETAG].clone();
    let held = || {
        let mut request = to("/");
        request.headers_mut().insert(header::IF_NONE_MATCH, tag.clone());
        request
    };
    for _ in 0..2 {
        let (again, nothing) = ask(&app, held()).await;
        assert_eq!((again.status(), nothing.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(again.headers()[header::ETAG], tag);
    }
    go_on(&mut store);
    let (now, other) = ask(&app, held()).await;
    assert_eq!(now.status(), StatusCode::OK);
    assert_ne!(other, body, "it tells of one article more");
}

/// One more article.
fn go_on(store: &mut SqliteStore) {
    let pieces = fixture::held_back("Quillfeather");
    for p in &pieces {
        let observed_at: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        store.ingest(&Reading { document: &p.document, claims: &p.claims, observed_at }).unwrap();
    }
    fixture::derive_with(store, &pieces);
}

#[tokio::test]
async fn what_comes_in_and_what_is_erased_shows_at_once() {
    let (app, mut store, _folder) = site().await;
    let pages =
        ["/", "/people", "/articles", "/search?q=Quillfeather", "/feed.atom", "/api/v1/events?limit=100"];
    let mut before = Vec::new();
    for path in pages {
        before.push(ask(&app, to(path)).await.1);
    }
    let known: BTreeSet<DocId> = documents(&store).into_iter().collect();
    go_on(&mut store);
    for (path, before) in pages.iter().zip(before) {
        assert_ne!(ask(&app, to(path)).await.1, before, "{path} shows what is new");
    }
    let new = documents(&store).into_iter().find(|d| !known.contains(d)).unwrap();
    let page = format!("/document/{new}");
    let (there, text) = ask(&app, to(&page)).await;
    assert!(there.status() == StatusCode::OK && text.contains("Quillfeather"));
    let erasure = Erasure {
        documents: vec![new],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 7".into(),
        observed_at: "2026-03-03T08:00:00Z".parse().unwrap(),
    };
    store.erase(&erasure).unwrap();
    let (_, gone) = ask(&app, to(&page)).await;
    assert!(!gone.contains("Quillfeather"), "not a moment longer");
}

fn documents(store: &SqliteStore) -> Vec<DocId> {
    store.documents(&Page::first(1000)).unwrap().items.into_iter().map(|d| d.id).collect()
}

#[tokio::test]
async fn what_was_made_for_one_is_not_given_to_another() {
    let (app, ..) = site().await;
    let with = |cookie: &str, accept: &str| {
        let mut request = to("/");
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        request
    };
    let before = given(&app).await;
    let mut seen = BTreeSet::new();
    let readers = [
        ("tw_look=light", "en"),
        ("", "zh-CN"),
        ("", "zh-TW"),
        ("tw_look=dark", "en"),
        ("tw_look=dark", "zh-CN"),
    ];
    for (cookie, accept) in readers {
        let (_, body) = ask(&app, with(cookie, accept)).await;
        assert!(seen.insert(body), "{cookie} {accept} is another page");
    }
    assert_eq!(given(&app).await, before, "each was made");
}
