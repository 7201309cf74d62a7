//! Signing in and out, tokens, limits, and what is written down of it, over plain HTTP.

use std::time::Duration;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use tradewire_accounts::{By, Rank};
use tradewire_ledger::{SqliteStore, Store, Timestamp};
use tradewire_serve::{Library, Quota, router};

use crate::admitting::{Answer, PASSWORD, PUBLIC, World, unlimited};

async fn sign_in(world: &World, name: &str, password: &str, to: &str) -> Answer {
    world.post("/sign-in", "/sign-in", &[], &[("name", name), ("password", password), ("to", to)]).await
}

#[tokio::test]
async fn one_signs_in_reads_and_signs_out() {
    let world = World::new(&unlimited());
    let led = world.get("/flows?by=month", &[]).await;
    assert_eq!((led.status, led.to()), (StatusCode::SEE_OTHER, "/sign-in?to=%2Fflows%3Fby%3Dmonth"));
    let form = world.get(led.to(), &[]).await;
    assert!(form.body.contains(r#"name="to" value="/flows?by=month""#) && !form.body.contains("mainnav"));
    let done = sign_in(&world, "ZQ-Rea", PASSWORD, "/flows?by=month").await;
    assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/flows?by=month"));
    let cookie = done.cookie();
    let raw = done.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("tw_session=") && raw.contains("HttpOnly") && raw.contains("SameSite=Lax"));
    let page = world.get("/flows", &[("cookie", &cookie)]).await;
    assert_eq!(
        (page.status, page.headers[header::CACHE_CONTROL].to_str().unwrap()),
        (StatusCode::OK, "no-store")
    );
    assert!(
        page.body.contains("zq-rea") && !page.body.contains(r#"href="/review""#),
        "readers do not review"
    );
    assert_eq!(world.get("/sign-in?to=/people", &[("cookie", &cookie)]).await.to(), "/people");
    let out = world.post("/account", "/sign-out", &[("cookie", &cookie)], &[]).await;
    assert_eq!((out.to(), out.cookie().as_str()), ("/sign-in?out=1", "tw_session="));
    assert_eq!(world.get("/flows", &[("cookie", &cookie)]).await.status, StatusCode::SEE_OTHER);
    let deeds: Vec<String> = world.deeds().into_iter().map(|d| d.1).take(2).collect();
    assert_eq!(deeds, ["signed-out", "signed-in"]);
}

#[tokio::test]
async fn what_is_wrong_is_not_told_apart() {
    let world = World::new(&unlimited());
    world.accounts.set_disabled("zq-dora", true, By::Command, Timestamp::now()).unwrap();
    let mut told = Vec::new();
    for (name, password) in [
        ("zq-rea", "not the right words"),
        ("zq-nobody", PASSWORD),
        ("zq-dora", PASSWORD),
        ("\u{202e}/", PASSWORD),
        ("zq-rea", ""),
    ] {
        let refused = sign_in(&world, name, password, "/").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.cookie().is_empty() && !refused.body.contains("not the right words"));
        told.push(
            refused.body.split(r#"id="why""#).nth(1).unwrap().split("</div>").next().unwrap().to_owned(),
        );
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let log = format!("{:?}", world.accounts.log(50, None).unwrap());
    assert!(!log.contains("not the right words") && !log.contains("zq-nobody"), "{log}");
    for to in ["//evil.example", "https://evil.example", "/sign-in"] {
        assert_eq!(sign_in(&world, "zq-rea", PASSWORD, to).await.to(), "/", "{to}");
    }
}

#[tokio::test]
async fn the_public_name_has_a_cookie_of_its_own() {
    let world = World::new(&unlimited());
    let origin = format!("https://{PUBLIC}");
    let here = [("host", PUBLIC), ("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
    let fields = [("name", "zq-rea"), ("password", PASSWORD)];
    let done = world.post("/sign-in", "/sign-in", &here, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let raw = done.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(
        raw.starts_with("__Host-tw_session=") && raw.contains("; Secure") && !raw.contains("Domain"),
        "{raw}"
    );
    let cookie = done.cookie();
    let feed = world.get("/feed.atom", &[("host", PUBLIC), ("cookie", &cookie)]).await;
    assert!(
        feed.body.contains(&format!("{origin}/event/")) && !feed.body.contains("http://wire"),
        "{}",
        feed.body
    );
    // Neither is it taken under another name, nor one of another name under this.
    assert_eq!(world.get("/", &[("cookie", &cookie)]).await.status, StatusCode::SEE_OTHER);
    let plain = cookie.replace("__Host-", "");
    assert_eq!(world.get("/", &[("host", PUBLIC), ("cookie", &plain)]).await.status, StatusCode::SEE_OTHER);
    for (host, origin) in [("evil.example", None), (PUBLIC, Some("https://evil.example"))] {
        let mut with = vec![("host", host), ("cookie", cookie.as_str())];
        with.extend(origin.map(|o| ("origin", o)));
        let refused = world.send("POST", "/sign-out", &with, None).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{host}");
    }
}

#[tokio::test]
async fn tokens_open_the_api_and_the_feeds_and_no_page() {
    let world = World::new(&unlimited());
    let (_, secret) =
        world.accounts.add_token("zq-rea", "reader", Rank::Reader, 1, By::Command, Timestamp::now()).unwrap();
    let bearer = format!("Bearer {secret}");
    for path in ["/api/v1/events", "/api/v1/openapi.json", "/feed.atom", "/feed.json"] {
        assert_eq!(world.get(path, &[("authorization", &bearer)]).await.status, StatusCode::OK, "{path}");
    }
    use base64::Engine;
    let pair = base64::prelude::BASE64_STANDARD.encode(format!("whoever:{secret}"));
    let basic = format!("Basic {pair}");
    assert_eq!(world.get("/feed.atom", &[("authorization", &basic)]).await.status, StatusCode::OK);
    assert_eq!(
        world.get("/api/v1/events", &[("authorization", &basic)]).await.status,
        StatusCode::UNAUTHORIZED
    );
    for path in ["/", "/account", "/review"] {
        assert_eq!(
            world.get(path, &[("authorization", &bearer)]).await.status,
            StatusCode::SEE_OTHER,
            "{path}"
        );
    }
    let refused = world.get("/feed.atom", &[]).await;
    let ways: Vec<&str> =
        refused.headers.get_all(header::WWW_AUTHENTICATE).iter().map(|v| v.to_str().unwrap()).collect();
    assert!(ways[0].starts_with("Basic") && ways[1].starts_with("Bearer"), "{ways:?}");
    let low = world.get("/api/v1/review/queue", &[("authorization", &bearer)]).await;
    let problem: Value = serde_json::from_str(&low.body).unwrap();
    assert_eq!((low.status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("rank")));
}

#[tokio::test]
async fn judgements_carry_the_name_of_the_account_whatever_is_said() {
    let world = World::new(&unlimited());
    let cookie = world.session("zq-vera", Timestamp::now());
    let with = [("cookie", format!("{cookie}; tw_reviewer=zq-else"))];
    let with: Vec<(&str, &str)> = with.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let queue = world.get("/review?who=1", &with).await;
    assert!(!queue.body.contains("class=\"iam\"") && !queue.body.contains("zq-else"));
    let changed = world.post("/account", "/review/reviewer", &with, &[("reviewer", "zq-else")]).await;
    assert_eq!((changed.to(), changed.headers.get(header::SET_COOKIE)), ("/review", None));
    let claims: Vec<String> =
        world.store.all_claims().unwrap().iter().take(2).map(|c| c.id.to_string()).collect();
    let page = format!("/review/{}", claims[0]);
    world.post(&page, &page, &with, &[("do", "accept"), ("reviewer", "zq-else")]).await;
    let body = json!({"claim": claims[1], "decision": "accept", "reviewer": "zq-else"}).to_string();
    let mut head = vec![("content-type", "application/json")];
    head.extend(&with);
    let made = world.send("POST", "/api/v1/review/judgements?reviewer=zq-else", &head, Some(&body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(world.store.judgements_of_reviewer("zq-vera", 9).unwrap().len(), 2);
    assert!(world.store.judgements_of_reviewer("zq-else", 9).unwrap().is_empty());
    let undone = world.send("DELETE", made.to(), &head, None).await;
    assert_eq!(undone.status, StatusCode::NO_CONTENT, "{}", undone.body);
    let fields = [("kind", "correction"), ("by", "A. Thornquist"), ("text", "It was another lab.")];
    assert_eq!(world.post("/ask", "/ask", &with, &fields).await.status, StatusCode::OK);
    let deeds = world.deeds();
    let (who, done): (Vec<_>, Vec<_>) = deeds.iter().take(4).map(|d| (d.0.as_str(), d.1.as_str())).unzip();
    assert_eq!(done, ["requested", "took-back", "judged", "judged"]);
    assert_eq!(who, ["zq-vera"; 4]);
    assert_eq!(deeds[3].2, claims[0]);
}

#[tokio::test]
async fn forms_of_another_session_are_refused() {
    let world = World::new(&unlimited());
    let (ada, vera) = (world.session("zq-ada", Timestamp::now()), world.session("zq-vera", Timestamp::now()));
    let seal = world.get("/account", &[("cookie", &vera)]).await.seal();
    let body = format!("csrf={seal}&name=zq-rea&rank=admin");
    let head = [("cookie", ada.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let refused = world.send("POST", "/accounts/rank", &head, Some(&body)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let body = format!("csrf={seal}");
    assert_eq!(world.send("POST", "/sign-out", &head, Some(&body)).await.to(), "/account?stale=1");
    for path in ["/account/password", "/account/tokens", "/account/tokens/revoke", "/account/sessions/end"] {
        assert_eq!(world.send("POST", path, &head, Some(&body)).await.to(), "/account?stale=1", "{path}");
    }
    assert_eq!(world.get("/account", &[("cookie", &ada)]).await.status, StatusCode::OK, "still there");
    let rank =
        |name: &str| world.accounts.accounts().unwrap().into_iter().find(|a| a.name == name).unwrap().rank;
    assert_eq!(rank("zq-rea"), Rank::Reader);
    let done = world
        .post("/accounts", "/accounts/rank", &[("cookie", &ada)], &[("name", "zq-rea"), ("rank", "reviewer")])
        .await;
    assert_eq!((done.to(), rank("zq-rea")), ("/accounts?done=rank", Rank::Reviewer));
}

#[tokio::test]
async fn an_account_looks_after_itself() {
    let world = World::new(&unlimited());
    let now = Timestamp::now();
    let (here, there) = (world.session("zq-rea", now), world.session("zq-rea", now));
    let with = [("cookie", here.as_str())];
    let made = world
        .post("/account", "/account/tokens", &with, &[("name", "sheet"), ("scope", "read"), ("days", "9")])
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let secret = made.body.split("<code>").nth(1).unwrap().split('<').next().unwrap();
    let bearer = format!("Bearer {secret}");
    assert_eq!(world.get("/api/v1/events", &[("authorization", &bearer)]).await.status, StatusCode::OK);
    assert!(!world.get("/account", &with).await.body.contains(secret), "shown once");
    let wide = world
        .post("/account", "/account/tokens", &with, &[("name", "x"), ("scope", "admin"), ("days", "9")])
        .await;
    assert_eq!(wide.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = world.accounts.tokens(None).unwrap()[0].id.clone();
    let ada = world.session("zq-ada", now);
    let not_hers =
        world.post("/account", "/account/tokens/revoke", &[("cookie", &ada)], &[("token", &id)]).await;
    assert_eq!(not_hers.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.post("/account", "/account/tokens/revoke", &with, &[("token", &id)]).await;
    assert_eq!(
        world.get("/api/v1/events", &[("authorization", &bearer)]).await.status,
        StatusCode::UNAUTHORIZED
    );

    let new = "four other invented words";
    let change = |before: &'static str, again: &'static str| {
        let (world, with) = (&world, &with);
        async move {
            let fields = [("before", before), ("new", new), ("again", again)];
            world.post("/account", "/account/password", with, &fields).await
        }
    };
    assert_eq!(change("wrong words of mine", new).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(change(PASSWORD, "differ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = change(PASSWORD, new).await;
    assert_eq!(changed.to(), "/account?done=password");
    for old in [&here, &there] {
        assert_eq!(world.get("/", &[("cookie", old)]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(world.get("/", &[("cookie", &changed.cookie())]).await.status, StatusCode::OK);
    assert_eq!(sign_in(&world, "zq-rea", PASSWORD, "/").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in(&world, "zq-rea", new, "/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn admins_look_after_accounts_and_one_of_them_stays() {
    let world = World::new(&unlimited());
    let now = Timestamp::now();
    let cookie = world.session("zq-ada", now);
    let post = |path: &'static str, fields: Vec<(&'static str, &'static str)>| {
        let (world, cookie) = (&world, &cookie);
        async move { world.post("/accounts", path, &[("cookie", cookie)], &fields).await }
    };
    let add = |name, password| {
        post("/accounts", vec![("name", name), ("rank", "reviewer"), ("password", password)])
    };
    let short = add("zq-new", "short").await;
    assert!(
        short.status == StatusCode::UNPROCESSABLE_ENTITY && short.body.contains("at least 12 characters")
    );
    assert_eq!(add("zq-new", "a dozen letters").await.to(), "/accounts?done=added");
    assert_eq!(add("zq-new", "a dozen letters").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = world.session("zq-new", now);
    let off = post("/accounts/disable", vec![("name", "zq-new"), ("disabled", "true")]).await;
    assert_eq!(off.to(), "/accounts?done=disabled");
    assert_eq!(world.get("/", &[("cookie", &other)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        post("/accounts/disable", vec![("name", "zq-new"), ("disabled", "false")]).await.to(),
        "/accounts?done=enabled"
    );
    post("/accounts/disable", vec![("name", "zq-dora"), ("disabled", "true")]).await;
    let last = post("/accounts/rank", vec![("name", "zq-ada"), ("rank", "reader")]).await;
    assert!(
        last.status == StatusCode::UNPROCESSABLE_ENTITY && last.body.contains("last admin"),
        "{}",
        last.body
    );
    let log = world.get("/accounts/log", &[("cookie", &cookie)]).await;
    assert!(log.body.contains("account disabled") && log.body.contains("zq-new"));
    assert!(!log.body.contains("a dozen letters"));
    // A lower rank holds at once, in the sessions that are open.
    world.accounts.set_disabled("zq-dora", false, By::Command, now).unwrap();
    world.accounts.set_rank("zq-ada", Rank::Reader, By::Command, now).unwrap();
    assert_eq!(world.get("/accounts", &[("cookie", &cookie)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn too_many_attempts_and_requests_wait() {
    let few = Quota { burst: 3, every: Duration::from_secs(60) };
    let world = World::new(&tradewire_serve::Quotas { sign_ins_per_name: few, ..unlimited() });
    for _ in 0..3 {
        assert_eq!(
            sign_in(&world, "zq-rea", "wrong words here", "/").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let waits = sign_in(&world, "zq-REA", PASSWORD, "/").await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "even the right one");
    let wait: u64 = waits.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait) && waits.body.contains(&format!("Wait {wait} seconds")));
    assert_eq!(sign_in(&world, "zq-ada", PASSWORD, "/").await.status, StatusCode::SEE_OTHER);

    let world = World::new(&tradewire_serve::Quotas { requests: few, ..unlimited() });
    let (rea, ada) = (world.session("zq-rea", Timestamp::now()), world.session("zq-ada", Timestamp::now()));
    for path in ["/people", "/api/v1/entities", "/feed.json"] {
        assert_eq!(world.get(path, &[("cookie", &rea)]).await.status, StatusCode::OK);
    }
    for path in ["/people", "/api/v1/entities", "/feed.json"] {
        let waits = world.get(path, &[("cookie", &rea)]).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(!waits.headers[header::RETRY_AFTER].is_empty(), "{path}");
    }
    let problem: Value =
        serde_json::from_str(&world.get("/api/v1/entities", &[("cookie", &rea)]).await.body).unwrap();
    assert_eq!(problem["code"], "too_many_requests");
    assert_eq!(world.get("/people", &[("cookie", &ada)]).await.status, StatusCode::OK, "each has their own");
    assert_eq!(world.get("/health", &[("cookie", &rea)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_refusals_there_are_stands_in_the_description() {
    let world = World::new(&unlimited());
    let cookie = world.session("zq-rea", Timestamp::now());
    let document = world.get("/api/v1/openapi.json", &[("cookie", &cookie)]).await.body;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert!(document["components"]["securitySchemes"]["token"]["scheme"] == "bearer");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let path = path.replace("{id}", "none");
            for with in [&[][..], &[("cookie", cookie.as_str())]] {
                let answer = world.send(&method.to_uppercase(), &path, with, None).await;
                let code = answer.status.as_u16().to_string();
                assert!(operation["responses"].get(&code).is_some(), "{method} {path} answers {code}");
                assert_eq!(code == "401", with.is_empty(), "{method} {path}");
            }
            for code in ["401", "403", "429"] {
                assert!(operation["responses"].get(code).is_some(), "{method} {path}: {code}");
            }
        }
    }
}

#[tokio::test]
async fn without_accounts_nobody_is_asked_and_the_pages_say_how_to_have_some() {
    let app = router(Library::of(SqliteStore::in_memory().unwrap()));
    let ask = |path: &'static str| {
        let app = app.clone();
        async move {
            use tower::ServiceExt;
            let request = axum::http::Request::get(path).header(header::HOST, "localhost");
            let response = app.oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
            let (head, body) = response.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            (head.status, String::from_utf8(body.to_vec()).unwrap())
        }
    };
    for path in ["/", "/review", "/api/v1/events", "/feed.atom"] {
        assert_eq!(ask(path).await.0, StatusCode::OK, "{path}");
    }
    for path in ["/sign-in", "/account", "/accounts", "/accounts/log"] {
        let (status, body) = ask(path).await;
        assert!(status == StatusCode::OK && body.contains("tradewire account add"), "{path}");
    }
}
