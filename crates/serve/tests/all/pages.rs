//! Every page over the invented ledger: that it is there, holds what it should, and keeps its head among hostile text.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::asking::{ask, nothing, pages, to};

async fn get(app: &Router, path: &str) -> String {
    let (r, body) = ask(app, to(path)).await;
    assert_eq!(r.status(), StatusCode::OK, "{path}");
    body
}

/// The first address on a page that begins so.
fn first_link(body: &str, start: &str) -> String {
    let at = body.find(&format!("href=\"{start}")).unwrap_or_else(|| panic!("no link to {start}")) + 6;
    body[at..].split(['"', '#']).next().unwrap().to_owned()
}

#[tokio::test]
async fn the_wire_has_cards_under_days_and_a_margin() {
    let body = get(&pages(), "/").await;
    for words in [
        "Saturday 2 Aug 2025",
        "Wen Ruo",
        "闻若",
        "≈ $250M / 4 yr",
        "$14.3B",
        "In conflict",
        "«fiction»",
        "Net moves",
    ] {
        let words = words.trim_matches(['«', '»']);
        assert!(body.contains(words), "{words}");
    }
    assert!(body.len() < 150_000, "a page stays under 150 KB: {}", body.len());
    assert!(!body.contains("people do not leave"), "remarks are passed over");
    assert!(get(&pages(), "/?kind=all").await.contains("People do not leave for money alone"));
}

#[tokio::test]
async fn filters_narrow_the_wire() {
    let app = pages();
    let deals = get(&app, "/?kind=deal").await;
    assert!(deals.contains("Tally Data") && !deals.contains("Blue Heron</bdi> raises"));
    assert!(get(&app, "/?lab=blue-heron").await.contains("raises money"));
    assert!(get(&app, "/?stage=rumoured").await.contains("Shen Yicheng"));
    assert!(get(&app, "/?kind=nonsense&stage=%00&lab=nobody").await.contains("No event passes"));
}

#[tokio::test]
async fn an_event_shows_figures_rounds_denials_and_reports() {
    let app = pages();
    let deal = first_link(&get(&app, "/?kind=deal").await, "/event/");
    let body = get(&app, &deal).await;
    for words in [
        "$14.8B",
        "exactly 14,800,000,000 USD",
        "Denied",
        "純屬虛構",
        "Evening Ledger",
        "fairly reliable",
        "confirms",
    ] {
        assert!(body.contains(words), "{words}");
    }
    let offer = first_link(&get(&app, "/?kind=offer&lab=northgate").await, "/event/");
    let body = get(&app, &offer).await;
    assert!(body.contains("round 1") && body.contains("round 2") && body.contains("≤ $100M"));
}

#[tokio::test]
async fn a_conflict_has_its_sides_with_quotes_and_origins() {
    let app = pages();
    let list = get(&app, "/conflicts").await;
    assert!(list.contains("$14.3B") && list.contains("$14.8B") && list.contains("文若"));
    for page in list.split("href=\"/conflict/").skip(1).map(|s| s.split('"').next().unwrap()) {
        let body = get(&app, &format!("/conflict/{page}")).await;
        assert_eq!(body.matches("class=\"sidecard\"").count(), 2);
        assert!(
            body.contains("<mark>") && body.contains("origin") && body.contains("Why this is a conflict")
        );
    }
}

#[tokio::test]
async fn people_firms_and_sources_have_pages() {
    let app = pages();
    let wen = get(&app, "/person/wen-ruo").await;
    assert!(wen.contains("Timeline") && wen.contains("文若") && wen.contains("2 Aug 2025"));
    let north = get(&app, "/company/northgate").await;
    assert!(
        north.contains("settled moves only") && north.contains("+1") && north.contains("Deals and money")
    );
    let courier = get(&app, "/source/courier").await;
    assert!(courier.contains("Originated") && courier.contains("The price of a data company"));
    assert!(get(&app, "/people").await.contains("Ida Farrow"));
    assert!(get(&app, "/labs").await.contains("−7"));
    assert!(get(&app, "/sources").await.contains("/source/courier"));
    assert!(get(&app, "/articles").await.contains("The price of a data company"));
    let (r, _) = ask(&app, to("/person/northgate")).await;
    assert_eq!(
        (r.status(), r.headers()[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/company/northgate")
    );
}

#[tokio::test]
async fn an_article_shows_repairs_damage_and_quotes_in_three_views() {
    let app = pages();
    let repaired = get(&app, "/document/chenxi-0612.txt").await;
    assert!(repaired.contains("<span class=\"repaired\">霍加狓</span>"));
    assert!(repaired.contains("class=\"damaged\"") && repaired.contains("class=\"aside\""));
    assert!(repaired.contains("<del lang=\"zh-Hans\">霍 * 加 * 狓</del>") && !repaired.contains("<pre"));
    let raw = get(&app, "/document/chenxi-0612.txt?view=raw").await;
    assert!(raw.contains("霍 * 加 * 狓") && raw.contains("<pre class=\"rawtext\""));
    let both = get(&app, "/document/harbour-0802.txt?view=both").await;
    assert!(both.contains("戰(zhàn)") && both.contains("class=\"article\"") && both.contains("data-claim"));
}

#[tokio::test]
async fn evidence_shows_the_quote_in_its_place_and_the_steps() {
    let app = pages();
    let deal = get(&app, &first_link(&get(&app, "/?kind=deal").await, "/event/")).await;
    let body = get(&app, &first_link(&deal, "/claim/")).await;
    for words in
        ["As it stands in the raw text", "How it was found", "deal.fixture", "91%", "<mark>", "Northgate"]
    {
        assert!(body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn search_finds_across_scripts() {
    let app = pages();
    let body = get(&app, "/search?q=%E9%9C%8D%E5%8A%A0%E7%8B%93").await;
    assert!(body.contains("/company/okapi") && body.contains("<mark>"));
    assert!(get(&app, "/search").await.contains("Try a surname"));
    let none = get(&app, "/search?q=%3Cscript%3Ezzz").await;
    assert!(
        none.contains("Nothing found") && none.contains("&lt;script&gt;zzz") && !none.contains("<script>zzz")
    );
}

#[tokio::test]
async fn hostile_text_stays_text_on_every_page() {
    let app = pages();
    let name = "hostile%20%3Cx%3E%26%22.html";
    let mut paths: Vec<String> =
        ["/", "/people", "/labs", "/search?q=Eve", "/person/hostile", "/company/okapi"]
            .iter()
            .map(|p| (*p).to_owned())
            .collect();
    paths.extend(["", "?view=raw", "?view=both"].map(|v| format!("/document/{name}{v}")));
    let person = get(&app, "/person/hostile").await;
    paths.push(first_link(&person, "/event/"));
    paths.push(first_link(&get(&app, &first_link(&person, "/event/")).await, "/claim/"));
    for path in paths {
        let body = get(&app, &path).await;
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(
            !body.contains("<img") && !body.contains("<b onmouseover") && !body.contains("<i>x"),
            "{path}"
        );
        assert!(!body.contains('\u{202e}'), "bidirectional override on {path}");
        assert!(!body.contains(" style=\"") && !body.contains("<style"), "inline style on {path}");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_with_a_way_on() {
    let app = pages();
    for path in [
        "/event/e_0",
        "/claim/c_0",
        "/conflict/x_0",
        "/person/nobody",
        "/company/nobody",
        "/source/nobody",
        "/document/none",
        "/nowhere",
        "/event/%3Cscript%3E",
        "/?after=nonsense",
    ] {
        let (r, body) = ask(&app, to(path)).await;
        assert_eq!(r.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(
            body.contains("Not on file") && body.contains("href=\"/search\"") && !body.contains("<script>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn headers_are_strict_and_other_hosts_refused() {
    let app = pages();
    let (r, _) = ask(&app, to("/")).await;
    let policy = r.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    assert_eq!(r.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let evil = Request::get("/").header(header::HOST, "evil.example").body(Body::empty()).unwrap();
    assert_eq!(ask(&app, evil).await.0.status(), StatusCode::FORBIDDEN);
    let post = Request::post("/look")
        .header(header::HOST, "localhost:8420")
        .header(header::ORIGIN, "http://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("look=dark&back=/"))
        .unwrap();
    assert_eq!(ask(&app, post).await.0.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn language_and_look_are_kept() {
    let app = pages();
    let (r, body) = ask(&app, to("/?lang=zh-Hant")).await;
    assert!(body.contains("lang=\"zh-Hant\"") && body.contains("聞若") && body.contains("2.5億美元"));
    assert!(r.headers()[header::SET_COOKIE].to_str().unwrap().starts_with("tw_lang=zh-Hant"));
    let with = Request::get("/labs")
        .header(header::HOST, "[::1]:1")
        .header(header::COOKIE, "tw_lang=zh-Hans; tw_look=dark");
    let (_, body) = ask(&app, with.body(Body::empty()).unwrap()).await;
    assert!(body.contains("data-theme=\"dark\"") && body.contains("北门科技"));
    let form = |back: &str| {
        Request::post("/look")
            .header(header::HOST, "localhost:8420")
            .header(header::ORIGIN, "http://localhost:8420")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("look=dark&back={back}")))
            .unwrap()
    };
    let (r, _) = ask(&app, form("%2Flabs%3Fa%3Db")).await;
    assert_eq!(r.status(), StatusCode::SEE_OTHER);
    assert_eq!(r.headers()[header::LOCATION], "/labs?a=b");
    assert!(r.headers()[header::SET_COOKIE].to_str().unwrap().contains("tw_look=dark"));
    assert_eq!(ask(&app, form("%2F%2Fevil.example")).await.0.headers()[header::LOCATION], "/");
}

#[tokio::test]
async fn every_page_speaks_every_language() {
    let app = pages();
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        for path in [
            "/",
            "/people",
            "/labs",
            "/conflicts",
            "/method",
            "/search",
            "/person/wen-ruo",
            "/company/okapi",
            "/source/courier",
            "/document/harbour-0802.txt",
        ] {
            let body = get(&app, &format!("{path}?lang={lang}")).await;
            assert!(body.contains(&format!("<html lang=\"{lang}\"")), "{path} {lang}");
        }
    }
}

#[tokio::test]
async fn assets_are_addressed_by_content_and_need_not_be_sent_twice() {
    let app = pages();
    let body = get(&app, "/").await;
    let style = first_link(&body, "/assets/tradewire.css");
    let (r, css) = ask(&app, to(&style)).await;
    assert!(
        css.contains("--paper") && r.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable")
    );
    let again = Request::get(style.as_str())
        .header(header::HOST, "localhost")
        .header(header::IF_NONE_MATCH, r.headers()[header::ETAG].clone());
    assert_eq!(ask(&app, again.body(Body::empty()).unwrap()).await.0.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn an_empty_ledger_teaches() {
    let app = nothing();
    assert!(get(&app, "/").await.contains("tradewire ingest"));
    for path in ["/people", "/labs", "/sources", "/articles", "/conflicts"] {
        assert!(get(&app, path).await.contains("class=\"empty\""), "{path}");
    }
}

#[tokio::test]
async fn one_handle_serves_readers_in_turn() {
    let app = pages();
    let all = tokio::join!(get(&app, "/"), get(&app, "/labs"), get(&app, "/people"), get(&app, "/conflicts"));
    assert!([all.0, all.1, all.2, all.3].iter().all(|b| b.ends_with("</html>")));
}
