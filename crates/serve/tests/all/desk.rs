//! A private desk: its owner's pages work, and nobody else sees a byte of it, anywhere. The offer, the person and the firm are
//! invented.

use crate::fixture;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{Response, StatusCode, header};
use axum::{Extension, Router};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;
use tradewire_desk::{Desk, Labels, Level, NewItem, RoleFamily};
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, OfferDesk, Rank, Reader, Who, listen, router, serve_on};

use crate::asking::{ask, form, to};

/// An invented offer by an invented firm to an invented person.
const OFFER: &str =
    "name = 'Zyxwald round two'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = 7654321";
const OTHER: &str = "name = 'Ploverby'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = 8123456";
/// What must stand nowhere: names, the note, sums as they are typed, as they are shown, summed over the years.
const SECRETS: [&str; 14] = [
    "Zyxwald",
    "Ploverby",
    "Quibbleford",
    "Perpetua",
    "Vandersloot",
    "otter-note",
    "7654321",
    "7,654,321",
    "8123456",
    "8,123,456",
    "30617284",
    "30,617,284",
    "32493824",
    "32,493,824",
];

struct Scene {
    folder: TempDir,
    library: Library,
    /// Ids of the two offers kept.
    ids: Vec<String>,
}

impl Scene {
    /// The invented ledger with the desk of an account, or without a name of whoever sits here.
    fn new(owner: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let desk = Desk::make(&folder.path().join("desk"), &folder.path().join("key"), None).unwrap();
        let labels = Labels {
            firm: Some("Quibbleford Labs".into()),
            role: Some(RoleFamily::Research),
            level: Some(Level::Staff),
            country: Some("CH".parse().unwrap()),
            year: Some(2026),
        };
        let keep = |offer: &str| {
            let note = "otter-note: told by Perpetua Vandersloot".to_owned();
            let new = NewItem { offer: offer.into(), note, labels: labels.clone() };
            desk.keep(&new, "2026-03-04T05:06:07Z".parse().unwrap()).unwrap().id.to_string()
        };
        let ids = vec![keep(OFFER), keep(OTHER)];
        let library = ledger().with_offer_desk(OfferDesk::new(desk, owner));
        Self { folder, library, ids }
    }

    fn app(&self, who: Option<Who>) -> Router {
        asked_by(router(self.library.clone()), who)
    }

    fn item(&self, i: usize) -> PathBuf {
        self.folder.path().join(format!("desk/items/{}.age", self.ids[i]))
    }

    fn token(&self) -> String {
        self.library.desk().token(&Reader::default())
    }
}

fn ledger() -> Library {
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    Library::of(store)
}

/// The pages as the layer before them would pass on who asks.
fn asked_by(app: Router, who: Option<Who>) -> Router {
    match who {
        Some(who) => app.layer(Extension(who)),
        None => app,
    }
}

fn member(name: &str, rank: Rank) -> Option<Who> {
    Some(Who::Member { name: name.into(), rank })
}

async fn get(app: &Router, path: &str) -> (Response<()>, String) {
    ask(app, to(path)).await
}

fn clean(body: &str, place: &str) {
    for secret in SECRETS {
        assert!(!body.contains(secret), "{place} holds «{secret}»");
    }
}

#[tokio::test]
async fn the_owner_sees_keeps_compares_and_forgets() {
    let scene = Scene::new("");
    let app = scene.app(None);
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        let (r, body) = get(&app, &format!("/desk?lang={lang}")).await;
        assert_eq!(
            (r.status(), &r.headers()[header::CACHE_CONTROL]),
            (StatusCode::OK, &"no-store".parse().unwrap())
        );
        assert!(
            body.contains("Zyxwald round two") && body.contains("otter-note") && body.contains("Quibbleford")
        );
        assert!(!body.contains("style=\"") && !body.contains(" onclick"));
    }
    let (r, body) = get(&app, &format!("/desk/{}?lang=en", scene.ids[0])).await;
    assert_eq!(
        (r.status(), &r.headers()[header::CACHE_CONTROL]),
        (StatusCode::OK, &"no-store".parse().unwrap())
    );
    assert!(body.contains("$30,617,284") && body.contains("otter-note") && body.contains("class=\"ybar\""));
    let title = body.split("<title>").nth(1).unwrap().split('<').next().unwrap();
    clean(title, "the title, which windows and histories keep,");

    let token = scene.token();
    let pair =
        [("csrf", token.as_str()), ("do", "compare"), ("item", &scene.ids[0]), ("item", &scene.ids[1])];
    let (r, body) = ask(&app, form("/desk?lang=en", &[], &pair)).await;
    assert!(r.status() == StatusCode::OK && body.contains("Where one overtakes another"), "{body:.400}");
    let (r, _) = ask(&app, form("/desk?lang=en", &[], &pair[..3])).await;
    assert_eq!(r.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let new = [
        ("csrf", token.as_str()),
        ("offer", "name='<script>third'\r\ncurrency='USD'\r\nyears=4\r\nsalary=5"),
        ("note", "n"),
        ("role", "product"),
        ("country", "gb"),
    ];
    let (r, _) = ask(&app, form("/desk", &[], &new)).await;
    assert_eq!(
        (r.status(), &r.headers()[header::CACHE_CONTROL]),
        (StatusCode::SEE_OTHER, &"no-store".parse().unwrap())
    );
    let place = r.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let (_, body) = get(&app, &format!("{place}?lang=en")).await;
    assert!(
        body.contains("&lt;script&gt;third")
            && !body.contains("<script>third")
            && body.contains("product, GB")
    );
    let (r, _) = ask(&app, form(&format!("{place}/forget"), &[], &new[..1])).await;
    assert_eq!(r.status(), StatusCode::SEE_OTHER);
    assert_eq!(get(&app, &place).await.0.status(), StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(scene.folder.path().join("desk/items")).unwrap().count(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_told_on_the_page() {
    let scene = Scene::new("");
    let app = scene.app(None);
    let token = scene.token();
    let post = |fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        form("/desk?lang=en", &[], &fields)
    };
    let (r, body) =
        ask(&app, post(vec![("csrf", token.clone()), ("offer", "currency='USD'\nyears=4\nsalery=1".into())]))
            .await;
    assert!(r.status() == StatusCode::UNPROCESSABLE_ENTITY && body.contains("did you mean `salary`?"));
    assert!(body.contains("salery=1"), "what was typed stays");
    let (r, body) =
        ask(&app, post(vec![("csrf", token.clone()), ("offer", OFFER.into()), ("country", "UK".into())]))
            .await;
    assert!(r.status() == StatusCode::UNPROCESSABLE_ENTITY && body.contains("two letters"));
    for fields in [vec![("offer", OFFER.to_owned())], vec![("csrf", "0".repeat(20)), ("offer", OFFER.into())]]
    {
        let (r, _) = ask(&app, post(fields)).await;
        assert_eq!(r.status(), StatusCode::FORBIDDEN, "a form that is not ours");
    }
    let mut bytes = std::fs::read(scene.item(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(scene.item(0), bytes).unwrap();
    let (_, body) = get(&app, "/desk?lang=en").await;
    assert!(
        body.contains(&scene.ids[0]) && body.contains("The file is damaged.") && body.contains("Ploverby")
    );
    let (r, body) = get(&app, &format!("/desk/{}?lang=en", scene.ids[0])).await;
    assert!(r.status() == StatusCode::UNPROCESSABLE_ENTITY && body.contains("Forget it for good"));
}

#[tokio::test]
async fn an_offer_that_was_reckoned_can_be_kept_by_whoever_has_a_desk() {
    let scene = Scene::new("");
    let fields = [("offer", "name='x'\ncurrency='USD'\nyears=4\nsalary=5")];
    let (_, body) = ask(&scene.app(None), form("/offers/value?lang=en", &[], &fields)).await;
    assert!(body.contains("Keep this offer on my desk") && body.contains("action=\"/desk\""));
    for path in ["/flows", "/list", "/offers/value", "/offers/compare"] {
        assert!(get(&scene.app(None), path).await.1.contains("href=\"/desk\""), "{path}");
        for app in [scene.app(Some(Who::Nobody)), scene.app(member("bo", Rank::Admin)), router(ledger())] {
            let (_, body) = get(&app, path).await;
            assert!(!body.contains("/desk"), "{path} tells of the desk");
        }
    }
    let (_, body) = ask(&router(ledger()), form("/offers/value?lang=en", &[], &fields)).await;
    assert!(!body.contains("/desk"));
}

/// A request with a body of JSON.
fn sent(method: &str, path: &str, body: &str) -> axum::http::Request<axum::body::Body> {
    axum::http::Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8420")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.to_owned().into())
        .unwrap()
}

#[tokio::test]
async fn the_owners_programs_list_read_keep_and_forget() {
    let scene = Scene::new("");
    let app = scene.app(None);
    let read = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
    let (r, body) = get(&app, "/api/v1/desk").await;
    assert_eq!(
        (r.status(), &r.headers()[header::CACHE_CONTROL]),
        (StatusCode::OK, &"no-store".parse().unwrap())
    );
    let items = read(&body)["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);
    let first = items.iter().find(|i| i["id"] == scene.ids[0].as_str()).unwrap();
    assert!(first["name"] == "Zyxwald round two" && first["labels"]["country"] == "CH", "{first}");
    assert_eq!((first["first_year"].as_u64(), first["face"].as_u64()), (Some(7_654_321), Some(30_617_284)));

    let at = format!("/api/v1/desk/{}", scene.ids[0]);
    let (r, body) = get(&app, &at).await;
    let whole = read(&body);
    assert_eq!((r.status(), whole["offer"].as_str()), (StatusCode::OK, Some(OFFER)));
    assert!(r.headers().get(header::ETAG).is_none() && r.headers()[header::CACHE_CONTROL] == "no-store");
    assert_eq!(
        (whole["by_year"].as_array().unwrap().len(), whole["guaranteed"].as_u64()),
        (4, Some(30_617_284))
    );

    // An offer as text or as it is.
    for offer in [serde_json::json!(OTHER), serde_json::json!({"currency": "USD", "years": 2, "salary": 5})] {
        let new = serde_json::json!({"offer": offer, "note": "n", "labels": {"country": "GB"}}).to_string();
        let (r, body) = ask(&app, sent("POST", "/api/v1/desk", &new)).await;
        assert_eq!(r.status(), StatusCode::CREATED, "{body}");
        let place = r.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(place.ends_with(read(&body)["id"].as_str().unwrap()));
        assert_eq!(read(&get(&app, &place).await.1)["note"], "n");
        assert_eq!(ask(&app, sent("DELETE", &place, "")).await.0.status(), StatusCode::NO_CONTENT);
        assert_eq!(get(&app, &place).await.0.status(), StatusCode::NOT_FOUND);
        assert_eq!(ask(&app, sent("DELETE", &place, "")).await.0.status(), StatusCode::NOT_FOUND);
    }

    let wrong = [
        (sent("POST", "/api/v1/desk", "{"), StatusCode::BAD_REQUEST, "no JSON"),
        (sent("POST", "/api/v1/desk", "{}"), StatusCode::UNPROCESSABLE_ENTITY, "missing field `offer`"),
        (
            sent("POST", "/api/v1/desk", r#"{"offer": "", "x": 1}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown field",
        ),
        (
            sent("POST", "/api/v1/desk", r#"{"offer": "currency='USD'\nyears=4\nsalery=1"}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
            "did you mean `salary`?",
        ),
        (sent("PUT", "/api/v1/desk", "{}"), StatusCode::METHOD_NOT_ALLOWED, "there is no PUT here"),
        (to("/api/v1/desk?q=1"), StatusCode::BAD_REQUEST, "no field"),
        (to("/api/v1/desk/none"), StatusCode::NOT_FOUND, "no such offer"),
        (
            form("/api/v1/desk", &[], &[("offer", OFFER)]),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "application/json",
        ),
    ];
    for (request, status, words) in wrong {
        let (r, body) = ask(&app, request).await;
        assert!(r.status() == status && body.contains(words), "{}: {body}", r.status());
        assert_eq!(r.headers()[header::CACHE_CONTROL], "no-store");
    }
    std::fs::write(scene.item(0), "damaged").unwrap();
    let (r, body) = get(&app, &at).await;
    assert!(
        r.status() == StatusCode::UNPROCESSABLE_ENTITY && read(&body)["hint"].as_str().unwrap().len() > 5,
        "{body}"
    );
    let listed = read(&get(&app, "/api/v1/desk").await.1);
    assert_eq!(
        (listed["items"].as_array().unwrap().len(), &listed["troubles"][0]["id"]),
        (1, &scene.ids[0].as_str().into())
    );
}

#[tokio::test]
async fn the_interface_of_a_desk_is_described() {
    let (_, body) = get(&router(ledger()), "/api/v1/openapi.json").await;
    let all: serde_json::Value = serde_json::from_str(&body).unwrap();
    for (path, methods) in [("/api/v1/desk", ["get", "post"]), ("/api/v1/desk/{id}", ["get", "delete"])] {
        for method in methods {
            let o = &all["paths"][path][method];
            assert!(
                o["responses"]["404"].is_object() && o["responses"].get("304").is_none(),
                "{method} {path}: {o}"
            );
        }
    }
}

/// Every combination of who is not the owner.
fn strangers() -> Vec<(&'static str, Scene, Option<Who>)> {
    vec![
        ("the local user", Scene::new("ana"), None),
        ("nobody", Scene::new("ana"), Some(Who::Nobody)),
        ("an admin", Scene::new("ana"), member("bo", Rank::Admin)),
        ("a reader", Scene::new("ana"), member("ANA", Rank::Reader)),
        ("an account, of the local user's", Scene::new(""), member("ana", Rank::Admin)),
        ("nobody, of the local user's", Scene::new(""), Some(Who::Nobody)),
    ]
}

/// Serves pages on a port of their own.
async fn serving(app: Router) -> SocketAddr {
    let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_on(listener, app, std::future::pending()));
    address
}

/// Every byte that comes back over the wire, but for the clock.
async fn over_the_wire(address: SocketAddr, method: &str, path: &str, token: &str) -> String {
    let body = if method == "GET" { String::new() } else { format!("csrf={token}&offer=name%3D1&item=0") };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:8420\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split_inclusive("\r\n").filter(|l| !l.starts_with("date:")).collect()
}

#[tokio::test]
async fn whoever_else_asks_is_told_what_an_unknown_page_is_told() {
    for (who, scene, asker) in strangers() {
        let with = serving(scene.app(asker.clone())).await;
        let without = serving(asked_by(router(ledger()), asker)).await;
        let token = scene.token();
        let id = &scene.ids[0];
        for path in [
            "/desk".to_owned(),
            format!("/desk/{id}"),
            format!("/desk/{id}/forget"),
            "/desk/x?lang=zh-Hans".into(),
            "/desk/%ff".into(),
            "/api/v1/desk".into(),
            "/api/v1/desk?field=1".into(),
            format!("/api/v1/desk/{id}"),
        ] {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                let found = over_the_wire(with, method, &path, &token).await;
                assert!(found.starts_with("HTTP/1.1 404 "), "{who}: {method} {path}: {found:.200}");
                assert_eq!(
                    found,
                    over_the_wire(without, method, &path, &token).await,
                    "{who}: {method} {path}"
                );
                let unknown = over_the_wire(with, method, &path.replace("/desk", "/dusk"), &token).await;
                // The headers may come in another order; what they and the body say is the same.
                let sorted = |answer: &str| {
                    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
                    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
                    lines.sort_unstable();
                    (lines, body.replace("desk", "dusk"))
                };
                assert_eq!(sorted(&found), sorted(&unknown), "{who}: {method} {path}");
                clean(&found, &path);
            }
        }
        assert!(scene.item(0).exists() && scene.item(1).exists(), "{who} forgot an offer");
    }
}

/// What is written to every log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What an address gives, headers and body; of a stream that does not end, what comes at once.
async fn whole(app: &Router, path: &str) -> String {
    let response = app.clone().oneshot(to(path)).await.unwrap();
    let mut out = format!("{} {:?}\n", response.status(), response.headers()).into_bytes();
    let mut body = response.into_body().into_data_stream();
    while let Ok(Some(Ok(part))) = tokio::time::timeout(Duration::from_secs(2), body.next()).await {
        out.extend_from_slice(&part);
        if path == "/live" {
            break;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Every path of the table of routes, with some id in the place of each.
async fn every_path(app: &Router, scene: &Scene) -> Vec<String> {
    let found: Vec<String> = tradewire_serve::routes().iter().map(|r| r.path.to_owned()).collect();
    assert!(found.len() > 40, "{found:?}");
    let listed: serde_json::Value = serde_json::from_str(&get(app, "/api/v1/events").await.1).unwrap();
    let text = listed.to_string();
    // Ids of all kinds that the listing of events names, people and documents among them.
    let mut ids: Vec<String> = vec!["northgate".into(), "larkspur".into()];
    for prefix in ["e_", "c_", "d_", "x_"] {
        ids.extend(text.split('"').find(|s| s.starts_with(prefix)).map(str::to_owned));
    }
    assert!(ids.len() > 3, "{ids:?}");
    ids.extend(scene.ids.clone());
    let mut out = Vec::new();
    for path in found {
        match path.split_once('{') {
            None => out.push(path),
            Some((head, rest)) => {
                let tail = rest.split_once('}').unwrap().1;
                out.extend(ids.iter().map(|id| format!("{head}{id}{tail}")));
            }
        }
    }
    let more = [
        "/?text=offer",
        "/search?q=offer",
        "/api/v1/search?q=offer",
        "/feed.atom?kind=offer",
        "/desk?lang=zh-Hant",
    ];
    out.extend(more.map(str::to_owned));
    out
}

#[tokio::test]
async fn no_page_feed_interface_or_log_holds_a_byte_of_it() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    tracing::info!("the log is being written");

    // First its owner works with it, so that there is something that could leak: into caches, sums, streams and logs.
    let scene = Scene::new("ana");
    let owner = scene.app(member("ana", Rank::Reader));
    let token = scene.token();
    for path in
        ["/desk", "/api/v1/desk"].into_iter().flat_map(|p| [p.to_owned(), format!("{p}/{}", scene.ids[0])])
    {
        assert!(get(&owner, &path).await.1.contains("Zyxwald"), "its owner sees it");
    }
    let fields =
        [("csrf", token.as_str()), ("offer", OFFER), ("note", "otter-note"), ("firm", "Quibbleford")];
    assert_eq!(ask(&owner, form("/desk", &[], &fields)).await.0.status(), StatusCode::SEE_OTHER);
    let broken = format!("{OFFER}\nZyxwald = 7654321");
    let fields = [("csrf", token.as_str()), ("offer", broken.as_str())];
    assert_eq!(ask(&owner, form("/desk", &[], &fields)).await.0.status(), StatusCode::UNPROCESSABLE_ENTITY);
    ask(&owner, form("/desk", &[], &[("csrf", "wrong"), ("offer", OFFER)])).await;
    for body in [serde_json::json!({"offer": OFFER}), serde_json::json!({"offer": broken})] {
        ask(&owner, sent("POST", "/api/v1/desk", &body.to_string())).await;
    }
    std::fs::write(scene.item(1), "damaged").unwrap();
    get(&owner, "/desk").await;
    std::fs::rename(scene.folder.path().join("desk/items"), scene.folder.path().join("away")).unwrap();
    std::fs::write(scene.folder.path().join("desk/items"), "no folder").unwrap();
    ask(&owner, form("/desk", &[], &[("csrf", token.as_str()), ("offer", OFFER)])).await;
    std::fs::remove_file(scene.folder.path().join("desk/items")).unwrap();
    std::fs::rename(scene.folder.path().join("away"), scene.folder.path().join("desk/items")).unwrap();

    for asker in [None, Some(Who::Nobody), member("bo", Rank::Admin)] {
        let app = scene.app(asker.clone());
        let paths = every_path(&app, &scene).await;
        for path in &paths {
            clean(&whole(&app, path).await, &format!("{path}, asked by {asker:?},"));
        }
        // A search for its words finds what it finds without the desk.
        let without = asked_by(router(ledger()), asker);
        for path in ["/search?q=Zyxwald", "/api/v1/search?q=Quibbleford", "/?text=7654321"] {
            assert_eq!(get(&app, path).await.1, get(&without, path).await.1, "{path}");
        }
    }
    let written = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(written.contains("the log is being written"));
    clean(&written, "the log");
}
