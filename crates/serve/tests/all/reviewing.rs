//! The review over plain HTTP: who may write, what comes of it, and what two people do to one claim.

use crate::asking;
use crate::fixture;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tradewire_ledger::{Archive, SqliteStore, Store, TaskKind};
use tradewire_model::ClaimId;
use tradewire_serve::{Closed, Desk, Library, Reader, router};

use asking::form;

struct Site {
    app: Router,
    token: String,
    /// A reader of the same ledger, to see what was written.
    store: SqliteStore,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    to: String,
    body: String,
}

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
    fixture::fill(&mut store);
    let handles: Vec<Box<dyn Archive>> = (0..2).map(|_| Box::new(store.reader().unwrap()) as _).collect();
    let reader = store.reader().unwrap();
    let desk = Desk::new(Box::new(store), None, None);
    let token = desk.token(&Reader::default());
    Site { app: router(Library::new(handles).with_desk(desk)), token, store: reader, _folder: folder }
}

impl Site {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let (head, body) = asking::ask(&self.app, request).await;
        let to = head.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned());
        Answer { status: head.status(), to: to.unwrap_or_default(), body }
    }

    async fn get(&self, who: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "localhost:8420");
        self.ask(request.header(header::COOKIE, format!("tw_reviewer={who}")).body(Body::empty()).unwrap())
            .await
    }

    async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.token.as_str())];
        all.extend(fields);
        self.ask(form(path, &[("cookie", &format!("tw_reviewer={who}"))], &all)).await
    }

    async fn api(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8420")
            .header(header::CONTENT_TYPE, "application/json");
        let answer =
            self.ask(request.body(body.map_or(Body::empty(), |b| Body::from(b.to_string()))).unwrap()).await;
        let body =
            if answer.body.is_empty() { Value::Null } else { serde_json::from_str(&answer.body).unwrap() };
        (answer.status, body)
    }

    /// The open claims of a reviewer, in their order.
    fn open(&self, who: &str) -> Vec<String> {
        let open = self.store.tasks(who, Some(TaskKind::Claim), usize::MAX).unwrap();
        open.into_iter().map(|t| t.id).collect()
    }

    fn words(&self, claim: &str) -> Vec<String> {
        let said = self.store.judgements_of_claim(&ClaimId::new(claim)).unwrap();
        said.iter()
            .filter(|r| !r.undone)
            .map(|r| format!("{} {}", r.judgement.reviewer, r.in_words()))
            .collect()
    }
}

fn page(id: &str) -> String {
    tradewire_serve::link::review(id)
}

#[tokio::test]
async fn nothing_is_written_for_another_site() {
    let site = site();
    let claim = site.open("ana")[0].clone();
    let fields = [("csrf", site.token.as_str()), ("do", "accept"), ("seen", "0")];
    let cookie = ("cookie", "tw_reviewer=ana");
    for hostile in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:9999"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = site.ask(form(&page(&claim), &[cookie, hostile], &fields)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{hostile:?}");
    }
    let mut rebound = form(&page(&claim), &[cookie, ("origin", "http://evil.example")], &fields);
    rebound.headers_mut().insert(header::HOST, "evil.example".parse().unwrap());
    assert_eq!(site.ask(rebound).await.status, StatusCode::FORBIDDEN);
    for token in ["", "guess", "tw"] {
        let fields = [("csrf", token), ("do", "accept"), ("seen", "0")];
        let answer = site.ask(form(&page(&claim), &[cookie], &fields)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("Open it again"), "and there is a way on");
    }
    for path in ["/review/undo", "/review/reviewer", "/review/queue"] {
        let answer = site.ask(form(path, &[cookie], &[("reviewer", "eve"), ("judgement", "j_1")])).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        let fields = [("csrf", site.token.as_str()), ("reviewer", "eve")];
        let answer = site.ask(form(path, &[cookie, ("origin", "http://evil.example")], &fields)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let body = json!({"claim": claim, "decision": "accept", "reviewer": "eve"}).to_string();
    for (media, origin) in [
        ("application/json", Some("http://evil.example")),
        ("text/plain", None),
        ("application/x-www-form-urlencoded", None),
    ] {
        let mut request = Request::post("/api/v1/review/judgements")
            .header(header::HOST, "localhost:8420")
            .header(header::CONTENT_TYPE, media);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let answer = site.ask(request.body(Body::from(body.clone())).unwrap()).await;
        assert!(answer.status.is_client_error(), "{media} {origin:?}");
    }
    assert_eq!(site.words(&claim), Vec::<String>::new());
    let own = site.ask(form(&page(&claim), &[cookie, ("origin", "http://localhost:8420")], &fields)).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
    assert_eq!(site.words(&claim), ["ana accept"]);
}

#[tokio::test]
async fn every_answer_leads_on_and_undo_brings_back_what_was() {
    let site = site();
    let whole = site.store.review_progress("ana").unwrap();
    let mut given = 0;
    let mut at = site.get("ana", "/review/next").await.to;
    let answers: [&[(&str, &str)]; 4] = [
        &[("do", "accept")],
        &[("do", "reject"), ("reason", "not_said"), ("words", "only asks")],
        &[("do", "unsure")],
        &[("do", "mend"), ("modality", "denied")],
    ];
    while at.contains("/review/") {
        let shown = site.get("ana", &at).await;
        assert_eq!(shown.status, StatusCode::OK, "{at}");
        let names = at.contains('~');
        let answer: &[(&str, &str)] = if names { &[("do", "different")] } else { answers[given % 4] };
        let done = site.post("ana", &at, answer).await;
        // A denied claim cannot be mended into a denial.
        if done.status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(done.body.contains("That could not be taken") && done.body.contains("details"), "{at}");
            at = site.post("ana", &at, &[("do", "accept")]).await.to;
        } else {
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{at}: {:.300}", done.body);
            at = done.to;
        }
        given += 1;
        assert!(given <= whole.tasks, "the queue ends");
    }
    assert_eq!((at.as_str(), given), ("/review?done=1", whole.tasks));
    assert!(site.get("ana", &at).await.body.contains("Nothing is left for you"));
    assert_eq!(site.store.review_progress("ana").unwrap().left, 0);
    // Back, one after the other, until nothing is left of it.
    for _ in 0..given {
        let body = site.get("ana", "/review").await.body;
        let id =
            body.split("name=\"judgement\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let undone = site.post("ana", "/review/undo", &[("judgement", &id)]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER);
        assert!(site.get("ana", &undone.to).await.body.contains("Taken back"), "{}", undone.to);
        let again = site.post("ana", "/review/undo", &[("judgement", &id)]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "twice is once");
    }
    assert_eq!(site.store.review_progress("ana").unwrap(), whole);
    assert!(site.store.standing_judgements().unwrap().is_empty());
}

#[tokio::test]
async fn two_people_on_one_claim_never_overwrite_each_other() {
    let site = site();
    let all = site.store.all_tasks().unwrap();
    let single = all.iter().find(|t| t.judges == 1 && t.kind == TaskKind::Claim).unwrap().id.clone();
    // Both look, ben is quicker.
    let ben =
        site.post("ben", &page(&single), &[("do", "reject"), ("reason", "off_topic"), ("seen", "0")]).await;
    assert_eq!(ben.status, StatusCode::SEE_OTHER);
    let ana = site.post("ana", &page(&single), &[("do", "accept"), ("seen", "0"), ("words", "plain")]).await;
    assert_eq!(ana.status, StatusCode::CONFLICT);
    assert!(
        ana.body.contains("Somebody judged this while you looked") && ana.body.contains("something else")
    );
    assert_eq!(site.words(&single), ["ben reject, off_topic"], "nothing is written, nothing is lost");
    let seen = ana.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(
        ana.body.contains("name=\"words\" value=\"plain\""),
        "what was about to be said can be sent again"
    );
    let again =
        site.post("ana", &page(&single), &[("do", "accept"), ("seen", seen), ("words", "plain")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(site.words(&single), ["ben reject, off_topic", "ana accept: plain"], "both are kept");
    // The same form sent twice goes on and writes once.
    let twice =
        site.post("ana", &page(&single), &[("do", "accept"), ("seen", seen), ("words", "plain")]).await;
    assert_eq!((twice.status, site.words(&single).len()), (StatusCode::SEE_OTHER, 2));
    // Nobody takes back the word of another.
    let theirs = &site.store.judgements_of_claim(&ClaimId::new(&single)).unwrap()[0].id;
    let refused = site.post("ana", "/review/undo", &[("judgement", theirs.as_str())]).await;
    assert_eq!((refused.status, site.words(&single).len()), (StatusCode::FORBIDDEN, 2));
}

#[tokio::test]
async fn the_second_of_two_judges_blind_and_a_third_decides() {
    let site = site();
    let all = site.store.all_tasks().unwrap();
    let double = all.iter().find(|t| t.judges == 2).unwrap().id.clone();
    let word = "a word that would lead";
    site.post("ana", &page(&double), &[("do", "reject"), ("reason", "not_said"), ("words", word)]).await;
    let shown = site.get("ben", &page(&double)).await.body;
    assert!(shown.contains("Second reading") && !shown.contains(word) && !shown.contains("rejected"));
    let (_, told) = site.api("GET", &format!("/api/v1/review/claims/{double}?reviewer=ben"), None).await;
    assert_eq!((&told["blind"], &told["judgements"]), (&json!(true), &json!([])));
    // Ben had the page open before ana judged: his word is blind all the same, and is no clash.
    let ben = site.post("ben", &page(&double), &[("do", "accept"), ("seen", "0")]).await;
    assert_eq!(ben.status, StatusCode::SEE_OTHER);
    let said = site.store.judgements_of_claim(&ClaimId::new(&double)).unwrap();
    assert_eq!(said.iter().map(|r| r.judgement.second).collect::<Vec<_>>(), [false, true]);
    // A third sees both and decides; it stands first in their queue.
    assert_eq!(site.open("cem").first(), Some(&double));
    let shown = site.get("cem", &page(&double)).await.body;
    assert!(shown.contains("Two people differ") && shown.contains(word));
    let seen = said.last().unwrap().seq.to_string();
    site.post("cem", &page(&double), &[("do", "accept"), ("seen", &seen)]).await;
    let review = site.store.claim(&ClaimId::new(&double)).unwrap().unwrap().review.unwrap();
    assert!(!review.disputed && review.judgements.len() == 3);
}

#[tokio::test]
async fn a_ledger_for_reading_says_so_kindly() {
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let claim = store.tasks("ana", Some(TaskKind::Claim), 1).unwrap()[0].id.clone();
    let desk = Desk::closed_because(Closed::Unwritable("the file may only be read".into()));
    let token = desk.token(&Reader::default());
    let app = router(Library::of(store).with_desk(desk));
    let ask = async |r: Request<Body>| {
        let (head, body) = asking::ask(&app, r).await;
        (head.status(), body)
    };
    let get = |path: &str| {
        let request =
            Request::get(path).header(header::HOST, "localhost").header(header::COOKIE, "tw_reviewer=ana");
        request.body(Body::empty()).unwrap()
    };
    let (status, body) = ask(get("/review")).await;
    assert!(status.is_success() && body.contains("nobody can judge") && body.contains("may only be read"));
    let (status, body) = ask(get(&page(&claim))).await;
    assert!(status.is_success() && !body.contains("name=\"do\""), "no answers are offered");
    let fields = [("csrf", token.as_str()), ("do", "accept")];
    let (status, body) = ask(form(&page(&claim), &[("cookie", "tw_reviewer=ana")], &fields)).await;
    assert!(status == StatusCode::FORBIDDEN && body.contains("Back to the queue"));
    let (status, _) = ask(get("/api/v1/review/queue")).await;
    assert!(status.is_success());
}

#[tokio::test]
async fn programs_judge_by_the_api() {
    let site = site();
    let (status, queue) = site.api("GET", "/api/v1/review/queue?reviewer=ana&limit=3&only=claim", None).await;
    assert_eq!((status, queue["tasks"].as_array().unwrap().len()), (StatusCode::OK, 3));
    assert!(queue["open"].as_u64().unwrap() > 3 && queue["reasons"]["low_confidence"].as_u64().unwrap() > 3);
    assert_eq!(queue["progress"]["own"], 0);
    let id = queue["tasks"][0]["id"].as_str().unwrap().to_owned();
    let (_, claim) = site.api("GET", &format!("/api/v1/review/claims/{id}"), None).await;
    assert_eq!(claim["claim"]["id"], id.as_str());
    assert!(claim["document"]["name"].is_string() && claim["context"].is_string());
    let path = "/api/v1/review/judgements";
    let judge = |body: Value| site.api("POST", path, Some(body));
    let (status, done) =
        judge(json!({"claim": id, "decision": "reject", "reason": "not_said", "reviewer": "ana", "taken_ms": 900, "random": true})).await;
    assert_eq!(status, StatusCode::CREATED, "{done}");
    let kept = &site.store.judgements_of_claim(&ClaimId::new(&id)).unwrap()[0];
    assert!(
        !kept.judgement.random && kept.judgement.taken_ms == Some(900),
        "chance is not the reviewer's to claim"
    );
    let (status, problem) = judge(json!({"claim": id, "decision": "accept", "reviewer": "ben"})).await;
    assert_eq!((status, &problem["newer"]["reviewer"]), (StatusCode::CONFLICT, &json!("ana")));
    let (status, _) =
        judge(json!({"claim": id, "decision": "accept", "reviewer": "ben", "seen": problem["newer"]["seq"]}))
            .await;
    assert_eq!(status, StatusCode::CREATED);
    for (status, body) in [
        (StatusCode::NOT_FOUND, json!({"claim": "c_none", "decision": "accept", "reviewer": "ana"})),
        (StatusCode::UNPROCESSABLE_ENTITY, json!({"claim": id, "decision": "perhaps", "reviewer": "ana"})),
        (StatusCode::UNPROCESSABLE_ENTITY, json!({"claim": id, "decision": "reject", "reviewer": "ana"})),
        (StatusCode::BAD_REQUEST, json!({"claim": id, "decision": "accept"})),
        (StatusCode::BAD_REQUEST, json!([1])),
        (StatusCode::NOT_FOUND, json!({"a": "wen-ruo", "b": "nobody", "word": "same", "reviewer": "ana"})),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({"a": "wen-ruo", "b": "wen-ruo", "word": "same", "reviewer": "ana"}),
        ),
    ] {
        let (got, problem) = judge(body.clone()).await;
        assert_eq!((got, &problem["status"]), (status, &json!(status.as_u16())), "{body}: {problem}");
    }
    let names = json!({"a": "wen-ruo", "b": "shen-yicheng", "word": "different", "reviewer": "ana"});
    let (status, names) = judge(names).await;
    assert_eq!(status, StatusCode::CREATED, "{names}");
    let undo = |id: &Value, who: &str| format!("{path}/{}?reviewer={who}", id.as_str().unwrap());
    assert_eq!(site.api("DELETE", &undo(&done["id"], "ben"), None).await.0, StatusCode::FORBIDDEN);
    assert_eq!(site.api("DELETE", &undo(&done["id"], "ana"), None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(site.api("DELETE", &undo(&done["id"], "ana"), None).await.0, StatusCode::CONFLICT);
    assert_eq!(site.api("DELETE", &undo(&names["id"], "ana"), None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(site.api("DELETE", &undo(&json!("j_none"), "ana"), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.words(&id), ["ben accept"]);
    let (status, problem) = site.api("GET", "/api/v1/nothing", None).await;
    assert_eq!((status, &problem["title"]), (StatusCode::NOT_FOUND, &json!("Not Found")));
}

#[tokio::test]
async fn the_screen_speaks_every_language_and_shows_hostile_text_as_text() {
    let site = site();
    for task in site.store.all_tasks().unwrap() {
        for (lang, words) in [("en", "Keys"), ("zh-Hans", "按键"), ("zh-Hant", "按鍵")] {
            let shown = site.get("%3Cb%3Eana", &format!("{}?lang={lang}", page(&task.id))).await;
            assert!(shown.status == StatusCode::OK && shown.body.contains(words), "{} {lang}", task.id);
            assert!(
                !shown.body.contains("<script>alert") && !shown.body.contains("<b onmouseover"),
                "{}",
                task.id
            );
            assert!(!shown.body.contains("<b>ana") && !shown.body.contains('\u{202e}'), "{}", task.id);
            assert!(!shown.body.contains(" style=\""), "{}", task.id);
        }
    }
}

#[tokio::test]
async fn parts_of_the_queue_can_be_worked_through_alone() {
    let site = site();
    let queue = site.get("ana", "/review").await.body;
    for part in ["/review/next?why=disagreement", "/review/next?only=names", "/review/next?batch=1"] {
        assert!(queue.contains(&format!("href=\"{part}\"")), "{part}");
    }
    let mut at = site.get("ana", "/review/next?why=disagreement").await.to;
    let wanted = site.store.all_tasks().unwrap();
    let wanted = wanted.iter().filter(|t| t.why.iter().any(|w| w.code == "disagreement")).count();
    let mut done = 0;
    while at.starts_with("/review/") {
        assert!(at.ends_with("?why=disagreement"), "{at}");
        let path = at.split('?').next().unwrap().to_owned();
        at = site.post("ana", &path, &[("do", "accept"), ("why", "disagreement")]).await.to;
        done += 1;
    }
    assert_eq!((at.as_str(), done), ("/review?why=disagreement&done=1", wanted));
    let first = site.get("ana", "/review/next?batch=1").await.to;
    let path = first.split('?').next().unwrap();
    site.post("ana", path, &[("do", if path.contains('~') { "same" } else { "accept" }), ("batch", "1")])
        .await;
    let batch = site.store.judgements_of_reviewer("ana", 1).unwrap()[0].judgement.batch.clone();
    assert!(path.contains('~') || batch.as_deref() == Some("web-1"));
}

#[tokio::test]
async fn what_was_repaired_stands_beside_what_was_scraped() {
    let site = site();
    let tasks = site.store.all_tasks().unwrap();
    let text = |id: &str| site.store.claim(&ClaimId::new(id)).unwrap().unwrap().claim;
    let mut told = 0;
    for task in tasks.iter().filter(|t| t.kind == TaskKind::Claim) {
        let claim = text(&task.id);
        let document = site.store.document(&claim.doc).unwrap().unwrap();
        let differs = claim.text_span.unwrap().slice(&document.text) != Some(claim.quote.as_str());
        let shown = site.get("ana", &page(&task.id)).await.body;
        assert_eq!(shown.contains("class=\"twotexts\""), differs, "{}", claim.quote);
        assert_eq!(shown.contains("class=\"repaired\""), differs, "{}", claim.quote);
        told += usize::from(differs);
    }
    assert!(told > 0, "a claim of the fixture was repaired");
}
