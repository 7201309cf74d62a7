//! Feeds, cards and the live wire over the invented ledger.

use crate::fixture;

use axum::Router;
use axum::http::{StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, router};

use crate::asking::{ask, nothing, pages, to};

async fn get(app: &Router, path: &str) -> String {
    let (r, body) = ask(app, to(path)).await;
    assert_eq!(r.status(), StatusCode::OK, "{path}: {body}");
    body
}

fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut out, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(e) => inside = e.name().as_ref() == name,
            quick_xml::events::Event::Text(t) if inside => out.push(t.to_string()),
            quick_xml::events::Event::End(_) => inside = false,
            quick_xml::events::Event::Eof => return out,
            _ => {}
        }
    }
}

#[tokio::test]
async fn both_feeds_hold_what_the_wire_holds_under_ids_that_stay() {
    let app = pages();
    for query in ["", "?kind=deal", "?lab=okapi&kind=all", "?stage=rumoured", "?lang=zh-Hant"] {
        let atom = get(&app, &format!("/feed.atom{query}")).await;
        let json: Value = serde_json::from_str(&get(&app, &format!("/feed.json{query}")).await).unwrap();
        let ids: Vec<&str> =
            json["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
        assert!(!ids.is_empty(), "{query}");
        let told: Vec<String> =
            texts(&atom, "id").into_iter().filter(|id| id.starts_with("urn:x-tradewire:event:")).collect();
        assert_eq!(told, ids, "{query}");
        assert_eq!(atom, get(&app, &format!("/feed.atom{query}")).await);
        let wire = get(&app, &format!("/{query}")).await;
        for id in ids {
            let event = id.rsplit(':').next().unwrap();
            assert!(wire.contains(&format!("/event/{event}")), "{query}: {event}");
        }
    }
    let deals: Value = serde_json::from_str(&get(&app, "/feed.json?kind=deal&lab=tally").await).unwrap();
    let said = deals["items"][0]["content_text"].as_str().unwrap();
    for words in ["grade", "origins", "1 denials", "Denied.", "In conflict", "fiction"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test]
async fn pages_lead_to_their_feeds() {
    let app = pages();
    for (page, feed) in [
        ("/", "/feed.atom"),
        ("/?kind=move", "/feed.atom?kind=move"),
        ("/company/northgate", "/feed.atom?lab=northgate&amp;kind=all"),
        ("/person/wen-ruo", "/feed.atom?lab=wen-ruo&amp;kind=all"),
    ] {
        let body = get(&app, page).await;
        assert!(body.contains("rel=\"alternate\" type=\"application/atom+xml\""), "{page}");
        assert!(body.contains(&format!("href=\"{feed}\"")), "{page}");
        assert!(!get(&app, &feed.replace("&amp;", "&")).await.is_empty());
    }
}

#[tokio::test]
async fn sums_and_languages_narrow_the_wire() {
    let app = pages();
    let large = get(&app, "/?amount=1000").await;
    assert!(large.contains("Tally Data") && !large.contains("≈ $250M / 4 yr</"));
    let chinese = get(&app, "/?reports=zh").await;
    assert!(chinese.contains("闻若") || chinese.contains("聞若"));
    assert!(get(&app, "/?amount=1000&reports=zh&stage=rumoured").await.contains("No event passes"));
    assert_eq!(
        get(&app, "/?amount=7&reports=xx").await.matches("article class").count(),
        get(&app, "/").await.matches("article class").count()
    );
}

/// The cards of all events of the invented ledger.
async fn cards(app: &Router, lang: &str) -> Vec<String> {
    let feed: Value = serde_json::from_str(&get(app, "/feed.json?kind=all").await).unwrap();
    let mut out = Vec::new();
    for item in feed["items"].as_array().unwrap() {
        let card = item["image"].as_str().unwrap().strip_prefix("http://127.0.0.1:8420").unwrap();
        let card = card.replace(".png", ".svg");
        let (r, body) = ask(app, to(&format!("{card}?lang={lang}"))).await;
        assert_eq!(
            (r.status(), r.headers()[header::CONTENT_TYPE].to_str().unwrap()),
            (StatusCode::OK, "image/svg+xml")
        );
        let mut reader = quick_xml::Reader::from_str(&body);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        assert!(!body.contains("<script") && !body.contains("style=") && !body.contains('\u{202e}'));
        out.push(body);
    }
    out
}

#[tokio::test]
async fn every_card_says_stage_grade_origins_and_denials() {
    let app = pages();
    for (lang, words) in [("en", ["grade ", "origin", "denial"]), ("zh-Hans", ["评级 ", "来源", "否认"])]
    {
        for card in cards(&app, lang).await {
            for w in words {
                assert!(card.contains(w), "{w}: {card}");
            }
        }
    }
    assert!(cards(&app, "en").await.iter().any(|c| c.contains("Denied.") && c.contains(">1<")));
    let (r, _) = ask(&app, to("/events/none/card.svg")).await;
    assert_eq!(r.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn with_a_font_cards_hold_no_text_that_could_be_missing() {
    let Ok(font) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else { return };
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let app = router(Library::of(store).with_fonts(move || vec![font.clone()]));
    for card in cards(&app, "zh-Hant").await {
        assert!(!card.contains("<text") && card.contains("<use href=\"#g0-"));
    }
}

#[tokio::test]
async fn an_event_shows_its_card_where_it_is_linked() {
    let app = pages();
    let feed: Value = serde_json::from_str(&get(&app, "/feed.json").await).unwrap();
    let page = feed["items"][0]["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8420").unwrap();
    let body = get(&app, page).await;
    for tag in ["og:title", "og:image", "og:type", "twitter:card"] {
        assert!(body.contains(tag), "{tag}");
    }
}

#[tokio::test]
async fn the_live_wire_greets_and_ends_when_the_server_does() {
    let library = Library::of(SqliteStore::in_memory().unwrap());
    let app = router(library.clone());
    let response = app.oneshot(to("/live")).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let closing = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        library.close_streams();
    });
    let whole = axum::body::to_bytes(response.into_body(), 1 << 20);
    let whole = tokio::time::timeout(std::time::Duration::from_secs(30), whole).await.unwrap().unwrap();
    assert!(String::from_utf8(whole.to_vec()).unwrap().contains("event: hello"));
    closing.await.unwrap();
}

#[tokio::test]
async fn an_empty_ledger_has_an_empty_feed() {
    assert!(get(&nothing(), "/feed.atom").await.contains("<feed"));
}
