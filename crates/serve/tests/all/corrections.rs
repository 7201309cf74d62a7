//! The corrections log: page, feeds and API over a ledger where something was put right.

use crate::fixture;

use axum::Router;
use axum::http::StatusCode;
use serde_json::Value;
use tradewire_ledger::{
    Archive, Erasure, Request, RequestDecision, RequestKind, RequestState, Response, ResponseKind, Responses,
    SqliteStore, Store, Timestamp,
};
use tradewire_model::Rank;
use tradewire_serve::{Library, router};

use crate::asking::{ask, nothing, to};

const DAY: &str = "2026-03-02T09:00:00Z";

/// A ledger with a denial, a request that was decided on, a rank and an erasure.
fn corrected() -> (Router, String, String) {
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let now: Timestamp = DAY.parse().unwrap();
    let claims: Vec<_> = store.all_claims().unwrap();
    let (denied, erased) = (claims[0].clone(), claims[1].clone());
    let response = Response {
        about: denied.id.to_string(),
        kind: ResponseKind::Denial,
        author: "Wen Ruo <script>".into(),
        text: "I never was asked.".into(),
        evidence: vec!["https://example.org/letter".into(), "javascript:alert(1)".into()],
    };
    store.respond(&response, now).unwrap();
    let request = Request {
        kind: RequestKind::Erasure,
        about: vec![erased.id.to_string()],
        by: "Quillfeather <q@example.org>".into(),
        text: "Take out what Quillfeather said.".into(),
        received_at: now,
    };
    let id = store.request(&request, now).unwrap();
    store.set_rank(&claims[2].id, Rank::Deprecated, "superseded", now).unwrap();
    let erasure = Erasure {
        documents: Vec::new(),
        claims: vec![erased.id.clone()],
        judgements: Vec::new(),
        reason: "asked for".into(),
        observed_at: now,
    };
    store.erase(&erasure).unwrap();
    let decision = RequestDecision {
        request: id,
        state: RequestState::Granted,
        by: "ana".into(),
        reason: "right".into(),
    };
    store.decide(&decision, now).unwrap();
    let open = Request { received_at: "2026-03-03T09:00:00Z".parse().unwrap(), about: Vec::new(), ..request };
    store.request(&open, now).unwrap();
    let document = store.claim(&denied.id).unwrap().unwrap().document.id.to_string();
    (router(Library::of(store)), denied.id.to_string(), document)
}

async fn get(app: &Router, path: &str) -> String {
    let (r, body) = ask(app, to(path)).await;
    assert_eq!(r.status(), StatusCode::OK, "{path}: {body}");
    body
}

#[tokio::test]
async fn the_log_tells_who_said_what_changed_and_by_when() {
    let (app, denied, document) = corrected();
    let body = get(&app, "/corrections").await;
    for words in [
        "Denial",
        "I never was asked.",
        "href=\"https://example.org/letter\"",
        "Erasure",
        "asked for",
        "0 articles, 1 claims",
        "granted",
        "known to be wrong",
        "superseded",
        "an erasure",
        "2026-04-03",
    ] {
        assert!(body.contains(words), "{words}: {body}");
    }
    assert!(body.contains(&format!("/claim/{denied}")));
    assert!(!body.contains("href=\"javascript") && !body.contains("<script>"));
    // Who asks, and in which words, is between them and the keeper.
    for path in ["/corrections", "/corrections.atom", "/corrections.json", "/api/v1/corrections"] {
        assert!(!get(&app, path).await.contains("Quillfeather"), "{path}");
    }
    assert!(get(&app, &format!("/document/{document}")).await.contains("I never was asked."));
    for (lang, words) in [("zh-Hans", "更正记录"), ("zh-Hant", "更正記錄")] {
        assert!(get(&app, &format!("/corrections?lang={lang}")).await.contains(words));
    }
}

#[tokio::test]
async fn feeds_and_api_hold_the_same_in_the_same_order() {
    let (app, denied, _) = corrected();
    let api: Value = serde_json::from_str(&get(&app, "/api/v1/corrections").await).unwrap();
    let kinds: Vec<&str> =
        api["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["request", "decision", "erasure", "rank", "request", "denial"]);
    assert_eq!(api["items"][5]["about"][0].as_str(), Some(denied.as_str()));
    let feed: Value = serde_json::from_str(&get(&app, "/corrections.json").await).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), kinds.len());
    let page = feed["items"][5]["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8420").unwrap();
    let body = get(&app, page.split('#').next().unwrap()).await;
    let anchor = page.split('#').nth(1).unwrap();
    assert!(body.contains(&format!("id=\"{anchor}\"")) && body.contains("I never was asked."), "{page}");
    assert_eq!(get(&app, "/corrections.atom").await.matches("<entry>").count(), kinds.len());
    let mut walked = Vec::new();
    let mut next = String::new();
    loop {
        let some: Value =
            serde_json::from_str(&get(&app, &format!("/api/v1/corrections?limit=2{next}")).await).unwrap();
        walked.extend(some["items"].as_array().unwrap().clone());
        let Some(after) = some["next"].as_str() else { break };
        next = format!("&after={after}");
    }
    assert_eq!(&walked, api["items"].as_array().unwrap());
    assert_eq!(ask(&app, to("/corrections?after=x")).await.0.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_log_teaches() {
    let body = get(&nothing(), "/corrections").await;
    assert!(body.contains("tradewire reply") && body.contains("href=\"/ask\""));
}
