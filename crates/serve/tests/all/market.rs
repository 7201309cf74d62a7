//! The market's pages over the invented ledger: flows, the list, offers; that every figure has its sample, and that an offer
//! typed in leaves nothing behind.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use serde_json::Value;

use crate::asking::{ask, nothing, pages, to};

async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    let (r, body) = ask(app, to(path)).await;
    (r.status(), body)
}

async fn good(app: &Router, path: &str) -> String {
    let (status, body) = get(app, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    body
}

async fn post(app: &Router, path: &str, fields: &[(&str, &str)]) -> (Response<()>, String) {
    let body: Vec<String> = fields
        .iter()
        .map(|(k, v)| format!("{}={}", tradewire_serve::link::encode(k), tradewire_serve::link::encode(v)))
        .collect();
    let request = Request::post(path)
        .header(header::HOST, "127.0.0.1:8420")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .unwrap();
    ask(app, request).await
}

#[tokio::test]
async fn flows_are_drawn_and_told_with_their_sample() {
    let app = pages();
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        let body = good(&app, &format!("/flows?lang={lang}")).await;
        assert_eq!(body.matches("<svg class=\"flowmap").count(), 2, "one for wide, one for narrow windows");
        assert!(body.contains("class=\"flow\" href=\"#way-"), "each way leads to its row");
    }
    let body = good(&app, "/flows?lang=en").await;
    for words in ["Larkspur Labs", "Northgate", "in groups 8–11", "Left out", "insufficient", "rumoured"] {
        assert!(body.contains(words), "{words}");
    }
    // No row of a table without events and origins behind it.
    let rows = body.matches("<tr").count() - body.matches("<thead>").count();
    assert!(body.matches("class=\"sample\"").count() >= rows, "{rows} rows");
    let rows: Vec<&str> = body.split("href=\"#way-").skip(1).map(|s| &s[..10]).collect();
    assert!(
        rows.iter().all(|r| body.contains(&format!("id=\"way-{r}\""))),
        "a link of the map leads nowhere"
    );
}

#[tokio::test]
async fn flows_can_be_narrowed_and_say_when_nothing_is_left() {
    let app = pages();
    let body = good(&app, "/flows?lab=northgate&by=month&lang=en").await;
    assert!(body.contains("By period") && body.contains("2025-08"));
    let body = good(&app, "/flows?since=2031&lang=en").await;
    assert!(body.contains("No settled move passes this filter"));
    let body = good(&app, "/flows?since=%3Cb%3Esoon&lang=en").await;
    assert!(body.contains("is no date") && !body.contains("<b>soon"));
    let empty = nothing();
    for path in ["/flows", "/list", "/offers/value", "/offers/compare"] {
        let body = good(&empty, &format!("{path}?lang=en")).await;
        assert!(body.contains("ledger holds no"), "{path}");
    }
}

#[tokio::test]
async fn flows_are_data_too() {
    let app = pages();
    let flows: Value = serde_json::from_str(&good(&app, "/api/v1/flows?lab=northgate").await).unwrap();
    let lab = &flows["labs"][0];
    assert_eq!(
        (lab["lab"]["id"].as_str(), lab["all"]["came"]["named"].as_i64()),
        (Some("northgate"), Some(1))
    );
    assert!(lab["all"]["n"].as_u64() > Some(0) && lab["all"]["origins"].as_u64() > Some(0));
    assert!(!lab["all"]["came"]["events"].as_array().unwrap().is_empty());
    let (status, body) = get(&app, "/api/v1/flows?until=never").await;
    assert!(status == StatusCode::BAD_REQUEST && body.contains("«never» is no value"), "{body}");
}

#[tokio::test]
async fn the_list_shows_points_with_quotes_and_what_is_missing() {
    let app = pages();
    let body = good(&app, "/list?lang=en").await;
    for words in ["Wen Ruo", "missing", "Evidence (", "/claim/", "Rank again", "half to double"] {
        assert!(body.contains(words), "{words}");
    }
    assert!(!body.contains("<b onmouseover"), "hostile names are harmless");
    let list: Value = serde_json::from_str(&good(&app, "/api/v1/list?w.recent=0&w.labs=9").await).unwrap();
    let weights: Vec<f64> = list["criteria"]["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["weight"].as_f64().unwrap())
        .collect();
    assert!((weights[0] - 9.0).abs() < 1e-9 && weights.contains(&0.0), "{weights:?}");
    let people = list["people"].as_array().unwrap();
    let points = people.iter().flat_map(|p| p["points"].as_array().unwrap());
    for value in points.map(|p| &p["value"]).filter(|v| !v.is_null()) {
        let proof = &value["proofs"][0];
        assert!(!proof["quote"].as_str().unwrap().is_empty() && !proof["doc"].as_str().unwrap().is_empty());
    }
    assert!(people.iter().any(|p| p["missing"].as_u64() > Some(0)));
}

const A: &str = "name = 'Stay'\ncurrency = 'USD'\nyears = 4\nsalary = '1.5M'";
const B: &str = "name = '<script>B'\ncurrency = 'USD'\nyears = 4\nsalary = '500k'\n[[grant]]\nkind = 'rsu'\nvalue = '3M'\nvesting = { months = 48, cliff_months = 12 }\n[firm]\nvolatility = 0.6";

#[tokio::test]
async fn an_offer_is_valued_and_nothing_of_it_is_kept() {
    let app = pages();
    let secret = "name = 'Secret handshake'\ncurrency = 'USD'\nyears = 4\nsalary = '1234567'\nsign_on = { amount = '1M', clawback_months = 12 }";
    let (r, body) = post(&app, "/offers/value?lang=en", &[("offer", secret), ("tax", "40")]).await;
    assert_eq!(r.status(), StatusCode::OK);
    assert_eq!(r.headers()[header::CACHE_CONTROL], "no-store");
    for words in ["$5,938,268", "What leaving costs", "20,000", "seed 1", "class=\"fan\"", "class=\"ybar\""] {
        assert!(body.contains(words), "{words}");
    }
    let cookies: Vec<_> = r.headers().get_all(header::SET_COOKIE).iter().collect();
    assert!(cookies.iter().all(|c| c.to_str().unwrap().starts_with("tw_lang=")), "{cookies:?}");
    for path in [
        "/offers/value",
        "/offers/compare",
        "/",
        "/flows",
        "/list",
        "/search?q=handshake",
        "/api/v1/flows",
        "/api/v1/list",
    ] {
        assert!(!good(&app, path).await.contains("1234567"), "{path} shows an offer of somebody else");
    }
}

#[tokio::test]
async fn offers_stand_side_by_side_with_break_evens() {
    let app = pages();
    let (r, body) = post(&app, "/offers/compare?lang=en", &[("offer", A), ("offer", B)]).await;
    assert_eq!(r.status(), StatusCode::OK);
    assert!(body.contains("overtakes Stay if its shares rise by more than 33.3 %"), "{body:.3000}");
    assert!(!body.contains("<script>B"), "names are escaped");
    assert_eq!(body.matches("class=\"fan\"").count(), 2);
    // Shares that grow make it the better one.
    let (_, grown) = post(
        &app,
        "/offers/compare?lang=en",
        &[("offer", A), ("offer", B), ("growth", "200"), ("volatility", "0")],
    )
    .await;
    assert!(grown.contains("100 %"), "what-if inputs count");
    let (_, more) =
        post(&app, "/offers/compare?lang=en", &[("offer", A), ("offer", B), ("do", "more")]).await;
    assert_eq!(more.matches("<textarea").count(), 3);
    assert!(!more.contains("class=\"fan\""));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place_and_stays_on_the_form() {
    let app = pages();
    let (r, body) =
        post(&app, "/offers/value?lang=en", &[("offer", "currency = 'USD'\nyears = 4\nsalery = 5")]).await;
    assert_eq!(r.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("salery") && body.contains("did you mean `salary`?"));
    let (_, body) =
        post(&app, "/offers/compare?lang=en", &[("offer", A), ("offer", "currency='EUR'\nyears=4")]).await;
    assert!(body.contains("USD ≠ EUR"));
    let (_, body) = post(&app, "/offers/compare?lang=en", &[("offer", A)]).await;
    assert!(body.contains("Paste an offer"));
    let long = "x".repeat(17 * 1024);
    let (r, body) = post(&app, "/offers/value?lang=en", &[("offer", &long)]).await;
    assert!(r.status() == StatusCode::UNPROCESSABLE_ENTITY && body.contains("longer than 16 KB"));
    let (r, _) = post(&app, "/offers/value", &[("offer", &"x".repeat(200 * 1024))]).await;
    assert_eq!(r.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let (_, body) = post(&app, "/offers/value?lang=en", &[("offer", A), ("tax", "400")]).await;
    assert!(body.contains("out of bounds"));
}

#[tokio::test]
async fn an_offer_is_written_from_fields_and_taken_from_an_event() {
    let app = pages();
    let fields = [
        ("do", "write"),
        ("f.name", "Mine \"\\"),
        ("f.salary", "300k"),
        ("f.grant", "4M"),
        ("f.cliff", "12"),
    ];
    let (_, body) = post(&app, "/offers/value?lang=en", &fields).await;
    assert!(body.contains("cliff_months = 12") && body.contains("salary = &quot;300k&quot;"), "{body:.2000}");
    let wire = good(&app, "/?kind=offer&lab=northgate").await;
    let at = wire.find("href=\"/event/").unwrap() + 6;
    let event = wire[at..].split('"').next().unwrap();
    let body = good(&app, event).await;
    let at = body.find("href=\"/offers/value?event=").unwrap() + 6;
    let body = good(&app, &format!("{}&lang=en", body[at..].split('"').next().unwrap())).await;
    for words in
        ["bound = &quot;approx&quot;", "$250M", "From the ledger", "class=\"sample\"", "class=\"fan\"", "$0"]
    {
        assert!(body.contains(words), "{words}");
    }
    assert_eq!(get(&app, "/offers/value?event=none").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_has_anything_inline_or_from_elsewhere() {
    let app = pages();
    for path in ["/flows", "/list", "/offers/value", "/offers/compare"] {
        let body = good(&app, path).await;
        assert!(
            !body.contains("style=\"") && !body.contains("<style") && !body.contains(" onclick"),
            "{path}"
        );
        assert!(!body.contains("src=\"http") && body.contains("aria-current=\"page\""), "{path}");
    }
}

#[test]
fn a_report_is_one_page_with_its_style_and_nothing_from_elsewhere() {
    use tradewire_serve::offers::{WhatIf, read, reckon, report};
    let offers = read(&[A.to_owned(), B.to_owned()]).unwrap();
    let page = report(&reckon(offers, &WhatIf::default(), 1), tradewire_serve::Lang::Hans);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<style>") && page.contains("何时反超"));
    assert!(!page.contains("<script") && !page.contains("http") && page.contains("&lt;script&gt;B"));
    assert_eq!(page.matches("class=\"fan\"").count(), 4, "two side by side, one for each offer");
}

#[tokio::test]
async fn the_market_shows_every_figure_with_what_stands_behind_it() {
    let app = pages();
    for (lang, none, denials) in
        [("en", "insufficient", "denials"), ("zh-Hans", "不足", "否认"), ("zh-Hant", "不足", "否認")]
    {
        let body = good(&app, &format!("/market?lang={lang}")).await;
        assert!(body.contains(none) && body.contains(denials), "{lang}");
        assert!(body.contains("class=\"packages\"") && body.contains("class=\"sample\""), "{lang}");
        // What is drawn is told in words, for those who do not see it.
        assert!(
            body.contains("class=\"yearchart\"") && body.contains("role=\"group\" aria-label="),
            "{lang}"
        );
        assert!(!body.contains(" style=\""), "{lang}");
    }
    let body = good(&app, "/market").await;
    assert!(body.contains("≈ $250M") && body.contains("12 events, 6 of them with two ends, from 3 origins"));
    // Each way leads to a row that is there.
    let flows = good(&app, "/flows?record=all").await;
    let ways: Vec<&str> =
        body.split("href=\"/flows?record=all#").skip(1).map(|l| l.split('"').next().unwrap()).collect();
    assert!(!ways.is_empty());
    for way in ways {
        assert!(flows.contains(&format!("id=\"{way}\"")), "{way}");
    }
    assert!(good(&nothing(), "/market").await.contains("class=\"empty\""));
}
