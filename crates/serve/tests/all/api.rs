//! The API over the invented ledger: what it is said to do is what it does.

use crate::fixture;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, OfferDesk, router};

use crate::asking::{ask, nothing, pages, to};

async fn get(app: &Router, path: &str) -> Value {
    let (r, body) = ask(app, to(path)).await;
    assert_eq!(r.status(), StatusCode::OK, "{path}: {body}");
    assert_eq!(r.headers()[header::CONTENT_TYPE], "application/json", "{path}");
    serde_json::from_str(&body).unwrap()
}

/// The problem that a request ends in; code and hint are there.
async fn problem(app: &Router, request: Request<Body>) -> (StatusCode, String) {
    let (r, body) = ask(app, request).await;
    assert_eq!(r.headers()[header::CONTENT_TYPE], "application/problem+json", "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["status"], r.status().as_u16());
    for field in ["title", "detail", "code", "hint"] {
        assert!(!body[field].as_str().unwrap().is_empty(), "{body}");
    }
    (r.status(), body["code"].as_str().unwrap().to_owned())
}

fn post(path: &str, body: &Value) -> Request<Body> {
    Request::post(path)
        .header(header::HOST, "127.0.0.1:8420")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn ids(listing: &Value) -> Vec<String> {
    listing["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_route_is_described_and_every_description_is_served() {
    // With a private desk of whoever asks; without one its addresses are not there, whatever is described.
    let folder = tempfile::tempdir().unwrap();
    let desk =
        tradewire_desk::Desk::make(&folder.path().join("desk"), &folder.path().join("key"), None).unwrap();
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let app = router(Library::of(store).with_offer_desk(OfferDesk::new(desk, "")));
    let document = get(&app, "/api/v1/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    let mut seen = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        seen.insert(path.clone());
        let real = path.replace("{id}", "none");
        for method in ["GET", "POST", "DELETE", "PUT", "PATCH"] {
            let described = methods.get(method.to_lowercase()).is_some();
            let request = Request::builder()
                .method(Method::from_bytes(method.as_bytes()).unwrap())
                .uri(&real)
                .header(header::HOST, "127.0.0.1:8420")
                .body(Body::empty())
                .unwrap();
            let (r, body) = ask(&app, request).await;
            let status = r.status();
            assert_eq!(status != StatusCode::METHOD_NOT_ALLOWED, described, "{method} {path}: {status}");
            if described {
                assert!(!body.contains("there is nothing at"), "{method} {path} is not served");
                let code = status.as_u16().to_string();
                let answers = &methods[method.to_lowercase()]["responses"];
                assert!(
                    answers.get(&code).is_some(),
                    "{method} {path} answers {code}, which is not described"
                );
            } else {
                assert!(!r.headers()[header::ALLOW].is_empty() && !body.is_empty(), "{method} {path}");
            }
        }
    }
    for path in ["search", "entities", "events", "statements", "conflicts", "changes", "match"] {
        assert!(seen.contains(&format!("/api/v1/{path}")), "{path}");
    }
    assert_eq!(problem(&app, to("/api/v1/nowhere")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn listings_go_on_page_by_page_and_lose_nothing() {
    let app = pages();
    let entity = |path: &str| format!("{path}?entity=northgate&");
    for path in [
        "/api/v1/entities?".to_owned(),
        "/api/v1/events?".to_owned(),
        entity("/api/v1/statements"),
        "/api/v1/statements?as_of=2100-01-01T00:00:00Z&".to_owned(),
        "/api/v1/conflicts?".to_owned(),
    ] {
        let whole = get(&app, &format!("{path}limit=200")).await;
        assert_eq!(whole["next"], Value::Null);
        let mut found = Vec::new();
        let mut after = String::new();
        for _ in 0..200 {
            let page = get(&app, &format!("{path}limit=1{after}")).await;
            found.extend(ids(&page));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={}", next.replace(' ', "%20")),
                None => break,
            }
        }
        assert!(found.len() > 1, "{path}");
        assert_eq!(found, ids(&whole), "{path}");
    }
    let changes = get(&app, "/api/v1/changes?limit=3").await;
    let more =
        get(&app, &format!("/api/v1/changes?limit=200&after={}", changes["next"].as_str().unwrap())).await;
    assert_eq!(more["items"][0]["seq"], 4);
}

#[tokio::test]
async fn an_event_comes_with_its_words_and_disagreements() {
    let app = pages();
    let deals = get(&app, "/api/v1/events?kind=deal&conflict=true").await;
    let deal = &deals["items"][0];
    assert!(deal["sentence"].as_str().unwrap().contains("Tally Data") && deal["denials"] == 1, "{deal}");
    let whole = get(&app, &format!("/api/v1/events/{}", deal["id"].as_str().unwrap())).await;
    assert!(!whole["disagreements"].as_array().unwrap().is_empty());
    let claim = &whole["statements"][0];
    assert!(
        claim["quote"].is_string() && claim["span"][0].is_u64() && claim["document"]["name"] == claim["doc"]
    );
    let again = get(&app, &format!("/api/v1/statements/{}", claim["id"].as_str().unwrap())).await;
    assert_eq!(&again, claim);
    assert_eq!(get(&app, "/api/v1/events?published=true").await, get(&app, "/api/v1/events").await);
}

#[tokio::test]
async fn claims_are_given_as_they_stood() {
    let app = pages();
    let of = |time: &str| format!("/api/v1/statements?entity=northgate&limit=200&as_of={time}");
    assert!(ids(&get(&app, &of("2000-01-01T00:00:00Z")).await).is_empty());
    let now = ids(&get(&app, &of("2100-01-01T00:00:00Z")).await);
    assert!(!now.is_empty());
    let one = format!("/api/v1/statements/{}", now[0]);
    assert!(get(&app, &format!("{one}?as_of=2100-01-01T00:00:00Z")).await["quote"].is_string());
    let (status, _) = problem(&app, to(&format!("{one}?as_of=2000-01-01T00:00:00Z"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(problem(&app, to("/api/v1/statements")).await.1, "filter_needed");
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_a_code() {
    let app = pages();
    // What nobody can see counts too.
    let long = format!("/api/v1/search?q={}", "x%E2%80%AE".repeat(101));
    assert_eq!(problem(&app, to(&long)).await, (StatusCode::BAD_REQUEST, "bad_value".to_owned()));
    for (path, status, code) in [
        ("/api/v1/events?limit=0", 400, "bad_value"),
        ("/api/v1/events?limit=ten", 400, "bad_value"),
        ("/api/v1/events?kind=gossip", 400, "bad_value"),
        ("/api/v1/events?conflict=maybe", 400, "bad_value"),
        ("/api/v1/changes?since=yesterday", 400, "bad_value"),
        ("/api/v1/flows?since=soon", 400, "bad_value"),
        ("/api/v1/events?colour=red", 400, "unknown_field"),
        ("/api/v1/events?after=nowhere", 404, "not_found"),
        ("/api/v1/conflicts?after=nowhere", 404, "not_found"),
        ("/api/v1/events/none", 404, "not_found"),
        ("/api/v1/entities/none", 404, "not_found"),
    ] {
        let (got, said) = problem(&app, to(path)).await;
        assert_eq!((got.as_u16(), said.as_str()), (status, code), "{path}");
    }
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let app = pages();
    for path in ["/api/v1/events", "/api/v1/openapi.json", "/api/v1/events.csv", "/feed.atom", "/feed.json"] {
        let (first, body) = ask(&app, to(path)).await;
        let tag = first.headers()[header::ETAG].clone();
        assert!(!body.is_empty());
        let mut request = to(path);
        request.headers_mut().insert(header::IF_NONE_MATCH, tag.clone());
        let (second, body) = ask(&app, request).await;
        assert_eq!((second.status(), body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        assert_eq!(second.headers()[header::ETAG], tag);
    }
}

#[tokio::test]
async fn events_are_a_table_where_one_is_asked_for() {
    let app = pages();
    let mut request = to("/api/v1/events?kind=deal");
    request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("text/csv"));
    let (r, body) = ask(&app, request).await;
    assert!(r.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/csv"));
    let mut rows = csv::Reader::from_reader(body.as_bytes());
    let at = rows.headers().unwrap().iter().position(|h| h == "amount_low").unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(rows.iter().any(|r| &r[at] == "14300000000"), "{body}");
    let (_, same) = ask(&app, to("/api/v1/events.csv?kind=deal")).await;
    assert_eq!(body, same);
}

#[tokio::test]
async fn names_by_example_find_whom_they_may_stand_for() {
    let app = pages();
    let asked = json!({"queries": {
        "a": {"name": "聞若", "class": "person"}, "b": {"name": "North gate"}, "c": {"name": "Wen Rou"}, "d": {"name": "Zz Qq"}
    }});
    let (r, body) = ask(&app, post("/api/v1/match", &asked)).await;
    assert_eq!(r.status(), StatusCode::OK, "{body}");
    let found: Value = serde_json::from_str(&body).unwrap();
    let first = |key: &str| found["responses"][key]["results"][0].clone();
    assert_eq!((&first("a")["id"], &first("a")["score"]), (&json!("wen-ruo"), &json!(1.0)));
    assert_eq!(first("c")["id"], "wen-ruo");
    assert!(first("c")["score"].as_f64().unwrap() < 1.0);
    assert_eq!(found["responses"]["d"]["results"], json!([]));
    for bad in [
        json!({}),
        json!({"queries": {}}),
        json!({"queries": {"a": {"name": ""}}}),
        json!({"queries": {"a": {"nom": "x"}}}),
        json!({"queries": {"a": {"name": "x", "limit": null}}}),
        json!({"queries": {"a": {"name": "x", "limit": 2.5}}}),
        json!({"queries": {"a": {"name": "x", "class": null}}}),
    ] {
        let (status, code) = problem(&app, post("/api/v1/match", &bad)).await;
        assert_eq!((status.as_u16(), code.as_str()), (422, "bad_example"), "{bad}");
    }
}

#[tokio::test]
async fn an_empty_ledger_answers_with_nothing() {
    let app = nothing();
    for path in ["search?q=x", "entities", "events", "conflicts", "changes"] {
        assert_eq!(get(&app, &format!("/api/v1/{path}")).await, json!({"items": [], "next": null}), "{path}");
    }
}
