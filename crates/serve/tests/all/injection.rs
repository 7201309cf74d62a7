//! Hostile text wherever text comes in: no script of it ever lives on a page, and no page breaks.

use crate::fixture::write;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;
use tradewire_ledger::{EntityClass, EntityRecord, Reading, SqliteStore, Store, Timestamp, Views};
use tradewire_model::{EntityId, Event, EventId};
use tradewire_serve::{Library, link, router};

use write::{Head, piece};

async fn ask(app: &Router, request: Request<Body>) -> (Response<()>, String) {
    let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 8 << 20).await.unwrap();
    (Response::from_parts(head, ()), String::from_utf8(body.to_vec()).unwrap())
}

fn to(path: &str) -> Request<Body> {
    Request::get(path).header(header::HOST, "127.0.0.1:8420").body(Body::empty()).unwrap()
}

/// What would live if it were not kept as text.
const CORES: [&str; 27] = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import url(//evil.example/x.css);</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<object data=javascript:alert(1)></object>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<template><script>alert(1)</script></template>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "javascript:alert(1)",
    "\" onmouseover=alert(1) x=\"",
    "' onmouseover=alert(1) x='",
    "` onmouseover=alert(1) `",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u{202e}<script>\u{2066}alert(1)\u{200b}</script>",
];

/// What would let it out of where it stands.
const BREAKS: [(&str, &str); 9] = [
    ("", ""),
    ("\">", ""),
    ("'>", "<!--"),
    ("</title>", ""),
    ("</textarea></style></script>", "//"),
    ("-->", "<!--"),
    ("]]>", ""),
    ("\u{0}\u{8}", "\u{1b}"),
    ("%22%3E&#34;&gt;", ""),
];

fn payloads() -> Vec<String> {
    CORES.iter().flat_map(|c| BREAKS.iter().map(move |(a, b)| format!("{a}{c}{b}"))).collect()
}

/// Reads a page strictly, as we write pages: every tag is whole, every value is in double quotes. Gives what lives on it
/// or is broken.
fn trouble(page: &str) -> Option<String> {
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!DOCTYPE html>") || rest.starts_with("?xml ") {
            continue;
        }
        let Some(end) = closing(rest) else { return Some(format!("a tag without an end: {rest:.80}")) };
        let tag = rest[..end].trim_end_matches('/');
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Some(format!("no tag: <{tag:.80}"));
        }
        let mut fields = tag.strip_prefix('/').map_or(&tag[name.len()..], |_| "").trim_start();
        let mut ours = false;
        while !fields.is_empty() {
            let cut = fields.find(['=', ' ']).unwrap_or(fields.len());
            let (field, after) = fields.split_at(cut);
            let mut value = "";
            fields = after.trim_start();
            if let Some(quoted) = after.strip_prefix('=') {
                let Some((v, left)) = quoted.strip_prefix('"').and_then(|q| q.split_once('"')) else {
                    return Some(format!("a bare value: <{tag:.80}"));
                };
                value = v;
                fields = left.trim_start();
            }
            let link = matches!(field, "href" | "src" | "action" | "formaction" | "data" | "xlink:href");
            let safe = ["/", "#", "?", "https://news.example/", "http://127.0.0.1:8420/"];
            if link
                && !value.is_empty()
                && (!safe.iter().any(|s| value.starts_with(s)) || value.starts_with("//"))
            {
                return Some(format!("a way out: {field}={value}"));
            }
            if field.starts_with("on") || matches!(field, "style" | "srcdoc" | "http-equiv") {
                return Some(format!("a live field: <{tag:.80}"));
            }
            ours |= field == "src" && value.starts_with("/assets/");
        }
        let alive = ["iframe", "object", "embed", "base", "style", "applet", "frame", "template", "noscript"];
        if alive.contains(&name) || (name == "script" && !tag.starts_with('/') && !ours) {
            return Some(format!("it lives: <{tag:.80}"));
        }
    }
    page.chars()
        .find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0'))
        .map(|c| format!("{c:?} on the page"))
}

/// Where a tag ends: at the first `>` outside of quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(i, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(i)
    })
}

/// A ledger in which every payload is a document, a title, an outlet, a name, a role and a quote.
fn ledger(payloads: &[String]) -> Router {
    let mut store = SqliteStore::in_memory().unwrap();
    let observed_at: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
    let (mut events, mut entities) = (Vec::new(), Vec::new());
    for (i, p) in payloads.iter().enumerate() {
        let head = Head {
            name: &format!("{i} {p}"),
            title: p,
            outlet: p,
            published: "2025-07-01",
            language: "en",
            fiction: false,
        };
        let id = format!("who-{i}");
        let claim = json!({
            "kind": "move", "modality": "reported", "rule": "move.fixture",
            "args": {"type": "join", "person": {"text": p, "name": p, "id": id}, "to": {"text": "Okapi", "name": "Okapi", "id": "okapi"}, "role_after": p},
            "source": {"text": p, "name": p, "id": null}, "via": [], "anonymous": false
        });
        let words = format!("Eve {p} joins Okapi");
        let piece = piece(&head, &format!("{words}.\n~{p}\n")).says(&words, claim);
        store.ingest(&Reading { document: &piece.document, claims: &piece.claims, observed_at }).unwrap();
        let c = &piece.claims[0];
        let event = json!({
            "id": EventId::of([c.id.as_str()]), "kind": "move", "claims": [{"id": c.id, "doc": c.doc, "span": c.span}],
            "args": c.args, "stage": "done", "grade": "F6", "reports": [{"claim": c.id, "role": "origin"}]
        });
        events.push(Event::from_json(&event).unwrap());
        entities.push(EntityRecord {
            id: EntityId::new(id),
            class: EntityClass::Person,
            name: p.clone(),
            forms: vec![p.clone()],
            labels: vec![("zh-Hans".into(), p.clone())],
            kind: Some(p.clone()),
            parent: None,
            known: true,
            fiction: false,
        });
    }
    let okapi = EntityRecord {
        id: EntityId::new("okapi"),
        class: EntityClass::Organisation,
        name: "Okapi".into(),
        ..entities[0].clone()
    };
    entities.push(okapi);
    store
        .replace_views(&Views { claims: &[], events: &events, conflicts: &[], entities: &entities })
        .unwrap();
    router(Library::of(store))
}

async fn sound(app: &Router, path: &str, allowed: &[StatusCode]) -> String {
    let (r, body) = ask(app, to(path)).await;
    assert!(allowed.contains(&r.status()), "{path}: {}", r.status());
    let kind = r.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    assert_eq!(r.headers()["x-content-type-options"], "nosniff");
    if kind.starts_with("text/html") || kind.contains("xml") {
        if let Some(t) = trouble(&body) {
            panic!("{path}: {t}");
        }
    } else {
        assert!(kind.contains("json") || kind.starts_with("text/csv"), "{path}: {kind}");
    }
    body
}

const OK: &[StatusCode] = &[StatusCode::OK];

#[test]
fn the_strict_reader_sees_what_lives() {
    assert!(payloads().len() >= 200);
    for p in CORES.iter().filter(|p| p.starts_with('<')) {
        assert!(trouble(&format!("<p>{p}</p>")).is_some(), "{p}");
    }
    assert_eq!(
        trouble("<!DOCTYPE html><p title=\"a > b\">x<br></p><script src=\"/assets/a.js\" defer></script>"),
        None
    );
}

#[tokio::test]
async fn text_and_names_stay_text_on_every_page() {
    let payloads = payloads();
    let app = ledger(&payloads);
    for page in [
        "/people",
        "/labs",
        "/sources",
        "/articles",
        "/flows?record=all",
        "/list",
        "/company/okapi",
        "/feed.atom?kind=all",
        "/feed.json",
        "/api/v1/events.csv?limit=200",
        "/api/v1/search?q=Okapi",
    ] {
        sound(&app, page, OK).await;
    }
    let mut after = String::new();
    let mut seen = 0;
    loop {
        let wire: Value =
            serde_json::from_str(&sound(&app, &format!("/api/v1/events?limit=100{after}"), OK).await)
                .unwrap();
        for event in wire["items"].as_array().unwrap() {
            let id = event["id"].as_str().unwrap();
            sound(&app, &link::event(&EventId::new(id)), OK).await;
            sound(&app, &format!("/events/{id}/card.svg"), OK).await;
            let claim = event["claims"][0]["id"].as_str().unwrap();
            sound(&app, &format!("/claim/{claim}"), OK).await;
            let doc = event["claims"][0]["doc"].as_str().unwrap();
            for view in ["", "?view=raw", "?view=both"] {
                sound(&app, &format!("{}{view}", link::document(doc)), OK).await;
            }
            seen += 1;
        }
        match wire["next"].as_str() {
            Some(next) => after = format!("&after={}", link::encode(next)),
            None => break,
        }
    }
    assert_eq!(seen, payloads.len());
    for i in 0..payloads.len() {
        sound(&app, &format!("/person/who-{i}"), OK).await;
    }
    let mut next = "/".to_owned();
    for _ in 0..30 {
        let body = sound(&app, &next, OK).await;
        let Some(at) = body.find("rel=\"next\" href=\"") else { break };
        next = body[at + 17..].split('"').next().unwrap().replace("&amp;", "&");
    }
}

#[tokio::test]
async fn queries_and_paths_stay_text() {
    let app = ledger(&payloads()[..3]);
    let known =
        &[StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
    for p in payloads() {
        let p = link::encode(&p);
        for path in [
            format!("/search?q={p}"),
            format!("/?kind={p}&lab={p}&stage={p}&amount={p}&reports={p}&record={p}&lang={p}"),
            format!("/?after={p}"),
            format!("/flows?lab={p}&since={p}&by={p}"),
            format!("/list?from={p}&w.degree={p}"),
            format!("/offers/value?{p}={p}"),
            format!("/document/{p}"),
            format!("/person/{p}"),
            format!("/source/{p}"),
            format!("/event/{p}"),
            format!("/feed.atom?lab={p}&kind={p}"),
            format!("/feed.json?lab={p}"),
            format!("/api/v1/search?q={p}"),
            format!("/api/v1/events?{p}={p}"),
            format!("/api/v1/entities/{p}"),
            format!("/{p}"),
        ] {
            sound(&app, &path, known).await;
        }
    }
}

#[tokio::test]
async fn headers_stay_out_of_pages() {
    let app = ledger(&payloads()[..3]);
    let mut tried = 0;
    for p in payloads() {
        let Ok(value) = HeaderValue::from_bytes(p.as_bytes()) else { continue };
        tried += 1;
        let mut request = to("/");
        for name in [
            "accept-language",
            "referer",
            "user-agent",
            "x-forwarded-host",
            "x-forwarded-for",
            "if-none-match",
            "accept",
            "forwarded",
        ] {
            request.headers_mut().insert(HeaderName::from_static(name), value.clone());
        }
        let cookie = format!("tw_lang={p}; tw_look={p}; tw_reviewer={}", link::encode(&p));
        if let Ok(cookie) = HeaderValue::from_bytes(cookie.as_bytes()) {
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        let (r, body) = ask(&app, request).await;
        assert_eq!(r.status(), StatusCode::OK);
        assert_eq!(trouble(&body), None, "{p}");
        let mut request = to("/feed.atom");
        request.headers_mut().insert(header::HOST, value);
        let (r, body) = ask(&app, request).await;
        assert_eq!(r.status(), StatusCode::FORBIDDEN, "{p}");
        assert!(!body.contains("alert"), "{p}");
    }
    assert!(tried >= 150, "{tried}");
}
