//! Who may ask for what: every line of the table of routes, with every method, by everybody there can be.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use tradewire_accounts::{Accounts, By, Deed, Note, Rank};
use tradewire_ledger::{Store, Timestamp};
use tradewire_serve::{Asks, Kind, Route, routes};

use crate::admitting::{Answer, World, unlimited};

/// Words that stand only in what waits for review.
const WAITS: &str = "words on one side only";
/// An entry of the log.
const ENTRY: &str = "zq-entry-of-the-log";

/// Somebody who asks.
struct Caller {
    what: &'static str,
    /// Name of the account, for what is their own.
    name: &'static str,
    /// What they may do by what they show, where it is taken.
    rank: Option<Rank>,
    token: bool,
    headers: Vec<(&'static str, String)>,
}

/// What the door says.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    ComeIn,
    SignIn,
    NotForYou,
}

impl Caller {
    fn may(&self, asks: Asks, kind: Kind) -> Said {
        let taken = !self.token || matches!(kind, Kind::Api | Kind::Feed);
        match (asks, self.rank.filter(|_| taken)) {
            (Asks::Nothing, _) => Said::ComeIn,
            (Asks::Rank(_), None) => Said::SignIn,
            (Asks::Rank(asked), Some(rank)) if rank >= asked => Said::ComeIn,
            _ => Said::NotForYou,
        }
    }

    fn with(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(k, v)| (*k, v.as_str())).collect()
    }
}

fn callers(world: &World) -> Vec<Caller> {
    let now = Timestamp::now();
    let long_ago: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let session = |what, name, rank: Option<Rank>, since| Caller {
        what,
        name,
        rank,
        token: false,
        headers: vec![("cookie", world.session(name, since))],
    };
    let token = |what, name: &'static str, scope: Rank, rank: Option<Rank>, since| {
        let label = format!("token-of-{name}");
        let (made, secret) = world.accounts.add_token(name, &label, scope, 30, By::Command, since).unwrap();
        let headers = vec![("authorization", format!("Bearer {secret}"))];
        (made.id, Caller { what, name, rank, token: true, headers })
    };
    use Rank::{Admin, Reader, Reviewer};
    let (revoked, gone) = token("a revoked token", "zq-ada", Admin, None, now);
    world.accounts.revoke_token(&revoked, None, By::Command, now).unwrap();
    let all = vec![
        Caller { what: "nobody", name: "", rank: None, token: false, headers: Vec::new() },
        session("a reader", "zq-rea", Some(Reader), now),
        session("a reviewer", "zq-vera", Some(Reviewer), now),
        session("an admin", "zq-ada", Some(Admin), now),
        session("an old session of an admin", "zq-ada", None, long_ago),
        session("a disabled admin", "zq-dora", None, now),
        token("a disabled admin's token", "zq-dora", Admin, None, now).1,
        token("a reader's token", "zq-rea", Reader, Some(Reader), now).1,
        token("a reviewer's token", "zq-vera", Reviewer, Some(Reviewer), now).1,
        token("a token that reads, of an admin", "zq-ada", Reader, Some(Reader), now).1,
        token("a token that reviews, of an admin", "zq-ada", Reviewer, Some(Reviewer), now).1,
        token("a token of an admin", "zq-ada", Admin, Some(Admin), now).1,
        token("an old token of an admin", "zq-ada", Admin, None, long_ago).1,
        gone,
    ];
    world.accounts.set_disabled("zq-dora", true, By::Command, now).unwrap();
    all
}

/// What the answer says of the door.
fn said(answer: &Answer, kind: Kind) -> Said {
    let led = answer.status == StatusCode::SEE_OTHER
        && (answer.to() == "/sign-in" || answer.to().starts_with("/sign-in?to="));
    if answer.status == StatusCode::UNAUTHORIZED {
        assert!(!answer.headers[header::WWW_AUTHENTICATE].is_empty());
        assert_ne!(kind, Kind::Page, "pages lead to the form");
        return Said::SignIn;
    }
    if led {
        return Said::SignIn;
    }
    let low = match kind {
        Kind::Api => answer.body.contains(r#""code":"rank""#),
        Kind::Page => answer.body.contains("This is not for your account"),
        Kind::Feed | Kind::Asset => answer.body.is_empty(),
    };
    if answer.status == StatusCode::FORBIDDEN && low { Said::NotForYou } else { Said::ComeIn }
}

/// Words that only some may see, and whether somebody may on a route.
type Secret = (String, Box<dyn Fn(&Caller, &Route) -> bool>);

/// Whether the private desk is of whoever asks.
fn sees_offers(c: &Caller) -> bool {
    c.name == "zq-vera" && c.rank >= Some(Rank::Reviewer)
}

/// What only some may see.
fn secrets(accounts: &Accounts) -> Vec<Secret> {
    let mut out: Vec<Secret> = Vec::new();
    for account in accounts.accounts().unwrap() {
        let (name, own) = (account.name.clone(), account.name.clone());
        // Who judged what is told to those who judge too.
        let sees = move |c: &Caller, r: &Route| {
            c.name == name
                || c.rank == Some(Rank::Admin)
                || (c.rank >= Some(Rank::Reviewer)
                    && ["/review", "/corrections"].iter().any(|p| r.path.contains(p)))
        };
        out.push((own, Box::new(sees)));
        let name = account.name.clone();
        let sees = move |c: &Caller, _: &Route| c.name == name || c.rank == Some(Rank::Admin);
        out.push((format!("place-of-{}", account.name), Box::new(sees)));
        let name = account.name.clone();
        out.push((format!("token-of-{name}"), Box::new(move |c: &Caller, _: &Route| c.name == name)));
    }
    // Her session, and a token of hers that may do more than read; rank does not count.
    for secret in ["zq-offer-of-hers", "zq-note-of-hers", "7654321"] {
        out.push((secret.to_owned(), Box::new(|c, r| sees_offers(c) && r.path.contains("/desk"))));
    }
    out.push((ENTRY.to_owned(), Box::new(|c, _| c.rank == Some(Rank::Admin))));
    out.push((WAITS.to_owned(), Box::new(|c, _| c.rank >= Some(Rank::Reviewer))));
    out.push(("zq-words-of-a-judgement".to_owned(), Box::new(|c, _| c.rank >= Some(Rank::Reviewer))));
    out
}

/// The routes with what is really there in place of what varies.
fn real(world: &World) -> Vec<(&'static Route, String)> {
    let claim = world.store.all_claims().unwrap()[0].id.to_string();
    let event =
        world.store.events(&tradewire_ledger::EventFilter::default()).unwrap().items[0].event.id.to_string();
    let conflict = world.store.conflicts().unwrap()[0].id.to_string();
    let mut out = Vec::new();
    for r in routes() {
        let id = match r.path {
            p if p.contains("/review/judgements") => "none",
            p if p.contains("/desk/") => &world.offer,
            p if p.contains("claim") || p.contains("/review/") || p.contains("/statements/") => &claim,
            p if p.contains("event") => &event,
            p if p.contains("conflict") => &conflict,
            p if p.contains("person") => "wen-ruo",
            p if p.contains("document") => "harbour-0802.txt",
            p if p.contains("source") => "courier",
            _ => "northgate",
        };
        let path = r.path.replace("{id}", id).replace("{*rest}", "v1/nowhere");
        if r.path == "/review/{id}" {
            out.push((r, "/review/shen-yicheng~wen-ruo".to_owned()));
        }
        out.push((r, path));
    }
    out
}

#[tokio::test]
async fn every_route_opens_to_those_it_is_for_and_tells_nobody_else_anything() {
    let world = World::new(&unlimited());
    let callers = callers(&world);
    let vera = callers.iter().find(|c| c.what == "a reviewer").unwrap();
    let claim = world.store.all_claims().unwrap()[0].id.to_string();
    let (page, words) = (format!("/review/{claim}"), ("words", "zq-words-of-a-judgement"));
    let judged =
        world.post(&page, &page, &vera.with(), &[("do", "reject"), ("reason", "not_said"), words]).await;
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", judged.body);
    let entry = Note { by: By::Command, deed: Deed::Requested, subject: ENTRY, detail: "", address: "" };
    world.accounts.note(&entry, Timestamp::now()).unwrap();

    let secrets = secrets(&world.accounts);
    let (mut asked, mut seen) = (0, BTreeSet::new());
    for (route, path) in real(&world) {
        let methods: &[&str] = match route.method {
            "GET" => &["GET", "HEAD"],
            "*" => &["GET", "POST", "DELETE"],
            one => &[one],
        };
        for caller in &callers {
            for method in methods {
                // What would be gone for those who ask after her.
                if *method == "DELETE" && route.path == "/api/v1/desk/{id}" && sees_offers(caller) {
                    continue;
                }
                let answer = world.send(method, &path, &caller.with(), None).await;
                let what = format!("{method} {path} by {}: {}", caller.what, answer.status);
                asked += 1;
                if *method == "HEAD" {
                    let get = world.send("GET", &path, &caller.with(), None).await;
                    assert_eq!(answer.status, get.status, "{what}");
                    assert!(answer.body.is_empty(), "{what}");
                    continue;
                }
                assert!(!answer.status.is_server_error(), "{what}: {}", answer.body);
                assert_eq!(said(&answer, route.kind), caller.may(route.asks, route.kind), "{what}");
                let head = format!("{:?}", answer.headers);
                for (i, (secret, sees)) in secrets.iter().enumerate() {
                    if answer.body.contains(secret) || head.contains(secret) {
                        assert!(sees(caller, route), "{what} tells «{secret}»");
                        seen.insert(i);
                    }
                }
            }
        }
    }
    let unseen: Vec<&str> =
        secrets.iter().enumerate().filter(|(i, _)| !seen.contains(i)).map(|(_, s)| s.0.as_str()).collect();
    // What belongs to the disabled one alone nobody saw, not even they.
    assert_eq!(unseen, ["token-of-zq-dora"]);
    assert!(asked > routes().len() * callers.len(), "{asked}");
}

/// Everybody but its owner is told of the desk, by every method and whatever they send, what they are told of an address that is
/// not there: the same status, headers and bytes, but for the address itself.
#[tokio::test]
async fn a_private_desk_is_nothing_to_others_by_every_method() {
    let world = World::new(&unlimited());
    let all = callers(&world);
    let (_, reads) = world
        .accounts
        .add_token("zq-vera", "reads", Rank::Reader, 30, By::Command, Timestamp::now())
        .unwrap();
    let reads = vec![("authorization", format!("Bearer {reads}"))];
    let own = Caller {
        what: "her token that reads",
        name: "zq-vera",
        rank: Some(Rank::Reader),
        token: true,
        headers: reads,
    };
    let json = ("content-type", "application/json");
    let mut asked = 0;
    for caller in all.iter().chain([&own]).filter(|c| !sees_offers(c)) {
        let with: Vec<(&str, &str)> = caller.with().into_iter().chain([json]).collect();
        for path in
            ["/api/v1/desk", "/api/v1/desk?x=1", "/api/v1/desk/%ff", &format!("/api/v1/desk/{}", world.offer)]
        {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
                for body in [None, Some("{"), Some(r#"{"offer": "currency='USD'"}"#)] {
                    let answer = world.send(method, path, &with, body).await;
                    let none = world.send(method, &path.replace("/desk", "/dusk"), &with, body).await;
                    let what = format!("{method} {path} by {}", caller.what);
                    assert_eq!((answer.status, &answer.headers), (none.status, &none.headers), "{what}");
                    assert_eq!(answer.body.replace("desk", "dusk"), none.body, "{what}");
                    let expected =
                        if caller.rank.is_some() { StatusCode::NOT_FOUND } else { StatusCode::UNAUTHORIZED };
                    assert_eq!(answer.status, expected, "{what}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1_000 && world.offers() == 1, "{asked}");
    // Nor do the figures of the server tell that somebody is at it.
    let vera = all.iter().find(|c| c.what == "a reviewer").unwrap();
    assert_eq!(world.get("/api/v1/desk", &vera.with()).await.status, StatusCode::OK);
    assert_eq!(world.get("/desk", &vera.with()).await.status, StatusCode::OK);
    let figures = world.get("/metrics", &vera.with()).await.body;
    assert!(figures.contains("tradewire_requests_total") && !figures.contains("/desk"), "{figures}");
}

#[tokio::test]
async fn methods_that_are_not_served_do_nothing_for_anybody() {
    let world = World::new(&unlimited());
    let callers = callers(&world);
    for (route, path) in real(&world) {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if routes().iter().any(|r| r.path == route.path && (r.method == method || r.method == "*")) {
                continue;
            }
            for caller in callers.iter().filter(|c| ["nobody", "an admin"].contains(&c.what)) {
                let answer = world.send(method, &path, &caller.with(), None).await;
                let refused = matches!(
                    (answer.status, said(&answer, route.kind)),
                    (StatusCode::METHOD_NOT_ALLOWED, Said::ComeIn) | (_, Said::SignIn)
                );
                assert!(refused, "{method} {path} by {}: {}", caller.what, answer.status);
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_told_to_strangers() {
    let world = World::new(&unlimited());
    let session = world.session("zq-rea", Timestamp::now());
    for path in ["/nowhere", "/review/x/y", "/accounts/none", "/.env"] {
        let answer = world.get(path, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(world.get(path, &[("cookie", &session)]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.get("/api/nowhere", &[]).await.status, StatusCode::UNAUTHORIZED);
}
