//! What those concerned say stands on the pages, and whoever is named can ask for a correction.

use crate::asking;
use crate::fixture;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use tempfile::TempDir;
use tradewire_ledger::{
    Archive, RequestKind, Response, ResponseKind, Responses, SqliteStore, Store, Timestamp,
};
use tradewire_serve::{Closed, Desk, Library, Reader, link, router};

struct Site {
    app: Router,
    token: String,
    store: SqliteStore,
    _folder: TempDir,
}

fn site(open: bool, said: &[(&str, ResponseKind, &str)]) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
    fixture::fill(&mut store);
    for (about, kind, text) in said {
        let response = Response {
            about: (*about).to_owned(),
            kind: *kind,
            author: "Wen Ruo <script>".to_owned(),
            text: (*text).to_owned(),
            evidence: vec!["https://example.org/letter".to_owned(), "javascript:alert(1)".to_owned()],
        };
        store.respond(&response, "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap()).unwrap();
    }
    let handles: Vec<Box<dyn Archive>> = vec![Box::new(store.reader().unwrap())];
    let reader = store.reader().unwrap();
    let desk =
        if open { Desk::new(Box::new(store), None, None) } else { Desk::closed_because(Closed::ByChoice) };
    let token = desk.token(&Reader::default());
    Site { app: router(Library::new(handles).with_desk(desk)), token, store: reader, _folder: folder }
}

impl Site {
    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let (head, body) = asking::ask(&self.app, request).await;
        (head.status(), body)
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.ask(asking::to(path)).await
    }

    async fn send(&self, fields: &[(&str, &str)]) -> (StatusCode, String) {
        self.ask(asking::form("/ask", &[], fields)).await
    }

    fn first_claim(&self) -> String {
        self.store.all_claims().unwrap()[0].id.as_str().to_owned()
    }
}

#[tokio::test]
async fn what_was_said_stands_with_the_claim_and_its_event_denials_first() {
    let claim = site(true, &[]).first_claim();
    let it = site(
        true,
        &[
            (&claim, ResponseKind::Reply, "I have nothing to add <b>yet</b>."),
            (&claim, ResponseKind::Denial, "This never happened."),
        ],
    );
    let event = it.store.events_of_claim(&tradewire_model::ClaimId::new(claim.as_str())).unwrap().remove(0);
    for path in [format!("/claim/{claim}"), link::event(&event.event.id)] {
        let (status, body) = it.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let (denial, reply) = (body.find("This never happened."), body.find("I have nothing to add"));
        assert!(denial.is_some() && denial < reply, "{path}: the denial stands first");
        assert!(body.contains("href=\"https://example.org/letter\""), "{path}");
        assert!(
            !body.contains("href=\"javascript:")
                && !body.contains("<b>yet")
                && !body.contains("Wen Ruo <script>")
        );
    }
    let (_, other) = it.get("/method").await;
    assert!(!other.contains("This never happened."));
}

#[tokio::test]
async fn a_request_is_taken_down_with_its_clock() {
    let it = site(true, &[]);
    let claim = it.first_claim();
    let (status, form) = it.get(&link::ask(&claim)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(form.contains(&it.token) && form.contains(&claim) && form.contains("action=\"/ask\""));
    let fields = |text| {
        [
            ("csrf", it.token.clone()),
            ("about", claim.clone()),
            ("kind", "erasure".to_owned()),
            ("by", "Ada <ada@example.org>".to_owned()),
            ("text", text),
        ]
    };
    let sent = fields("Please take this out.".to_owned());
    let plain: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (status, thanks) = it.send(&plain).await;
    assert_eq!(status, StatusCode::OK, "{thanks}");
    let open = it.store.requests(false).unwrap();
    assert_eq!(open.len(), 1);
    assert!(
        thanks.contains(&open[0].id) && thanks.contains(&open[0].due_at.strftime("%Y-%m-%d").to_string())
    );
    let asked = open[0].request.as_ref().unwrap();
    assert_eq!((asked.kind, asked.about.as_slice()), (RequestKind::Erasure, [claim.clone()].as_slice()));

    // Without words, without the token, about what was never held: nothing is written, and what was typed stays.
    let empty = fields("  ".to_owned());
    let plain: Vec<(&str, &str)> = empty.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (status, again) = it.send(&plain).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.contains("Ada &lt;ada@example.org&gt;"));
    let foreign: Vec<(&str, &str)> = sent.iter().skip(1).map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(it.send(&foreign).await.0, StatusCode::FORBIDDEN);
    let (status, _) =
        it.send(&[("csrf", &it.token), ("about", "c_0000"), ("by", "Ada"), ("text", "Who is this?")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(it.store.requests(true).unwrap().len(), 1);
}

#[tokio::test]
async fn where_nothing_can_be_written_the_form_says_who_can() {
    let it = site(false, &[]);
    let claim = it.first_claim();
    let (status, body) = it.get(&link::ask(&claim)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("tradewire request add") && body.contains(&claim) && !body.contains("<textarea"));
    let sent = [("csrf", it.token.as_str()), ("about", &claim), ("by", "Ada"), ("text", "No.")];
    assert_ne!(it.send(&sent).await.0, StatusCode::OK);
    assert!(it.store.requests(true).unwrap().is_empty());
    // What is no id leads nowhere.
    let (_, body) = it.get("/ask?about=%22%3E%3Cscript%3E").await;
    assert!(!body.contains("><script>"));
}
