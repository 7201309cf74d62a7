//! Cards as PNG: what is drawn is looked at pixel by pixel.

#![cfg(feature = "png")]

use crate::fixture;

use std::ops::Range;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use resvg::tiny_skia::Pixmap;
use serde_json::Value;
use tower::ServiceExt;
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, router};

use crate::asking::{ask, pages, to};

const HAN: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const LATIN: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/// Pages with these fonts; nothing where the system lacks them.
fn drawn_with(files: &[&str]) -> Option<Router> {
    let fonts: Vec<Vec<u8>> = files.iter().map(|f| std::fs::read(f).ok()).collect::<Option<_>>()?;
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    Some(router(Library::of(store).with_fonts(move || fonts.clone())))
}

async fn png(app: &Router, path: &str) -> Pixmap {
    let response = app.clone().oneshot(to(path)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
    Pixmap::decode_png(&to_bytes(response.into_body(), 4 << 20).await.unwrap()).unwrap()
}

/// Pixels of a part that are ink, and of them those in the colour of denials.
fn ink(card: &Pixmap, across: Range<u32>, down: Range<u32>) -> (usize, usize) {
    let (mut all, mut hot) = (0, 0);
    for y in down {
        for x in across.clone() {
            let p = card.pixel(x, y).unwrap();
            let (r, g, b) = (p.red(), p.green(), p.blue());
            all += usize::from(g < 128);
            hot += usize::from(r > 150 && g < 90 && b < 90);
        }
    }
    (all, hot)
}

/// What a feed says of its events, with their cards.
async fn items(app: &Router, lang: &str) -> Vec<(String, String)> {
    let (_, body) = ask(app, to(&format!("/feed.json?kind=all&lang={lang}"))).await;
    let feed: Value = serde_json::from_str(&body).unwrap();
    let item = |i: &Value| {
        let card = i["image"].as_str().unwrap().strip_prefix("http://127.0.0.1:8420").unwrap();
        (i["content_text"].as_str().unwrap().to_owned(), format!("{card}?lang={lang}"))
    };
    feed["items"].as_array().unwrap().iter().map(item).collect()
}

const TOP: Range<u32> = 60..120;
const HEADLINE: Range<u32> = 140..300;
const FOOT: Range<u32> = 545..600;

#[tokio::test]
async fn headline_stage_grade_and_denials_are_ink_on_every_card() {
    let Some(app) = drawn_with(&[HAN, LATIN]) else { return };
    // Drawing takes a while without optimisation, so one language has them all.
    for (lang, most) in [("en", 6), ("zh-Hans", 6), ("zh-Hant", usize::MAX)] {
        let (mut denied, mut free) = (0, 0);
        for (said, path) in items(&app, lang).await.into_iter().take(most) {
            let card = png(&app, &path).await;
            assert_eq!((card.width(), card.height()), (1200, 630));
            assert!(ink(&card, 72..1128, HEADLINE).0 > 1500, "{path}: no headline");
            assert!(ink(&card, 60..420, TOP).0 > 400, "{path}: no stage");
            assert!(ink(&card, 950..1130, TOP).0 > 300, "{path}: no grade");
            assert_eq!(ink(&card, 0..60, 20..610).0, 0, "{path}: ink in the margin");
            assert_eq!(ink(&card, 1142..1200, 20..610).0, 0, "{path}: something runs out of the card");
            // Left of the name of the site, which is half in that colour.
            let hot = ink(&card, 72..880, FOOT).1;
            assert!(ink(&card, 72..880, FOOT).0 > 600, "{path}: no counts");
            let denial = said.contains("Denied.") || said.contains("否认。") || said.contains("否認。");
            if denial {
                denied += 1;
                assert!(hot > 150, "{path}: the denial is not to be seen: {hot}");
            } else if !said.contains('≠') {
                free += 1;
                assert_eq!(hot, 0, "{path}: nobody denies it");
            }
        }
        assert!(free > 0 && (most < usize::MAX || denied > 0), "{lang}");
    }
}

#[tokio::test]
async fn no_box_ever_stands_for_a_character() {
    for fonts in [&[HAN, LATIN] as &[&str], &[LATIN]] {
        let Some(app) = drawn_with(fonts) else { return };
        for (i, (_, path)) in items(&app, "zh-Hant").await.into_iter().enumerate() {
            let (_, svg) = ask(&app, to(&path.replace(".png", ".svg"))).await;
            assert!(!svg.contains("<text"));
            // Glyph 0 of every face is its box.
            assert!(!svg.contains("#g0-0\"") && !svg.contains("#g1-0\""), "{path}");
            // Latin letters stand in where a face has no Han.
            if i < 4 {
                let inked = ink(&png(&app, &path).await, 72..1128, HEADLINE).0;
                assert!(inked > 1500, "{path} with {fonts:?}");
            }
        }
    }
}

#[tokio::test]
async fn pages_name_their_picture_by_an_absolute_address() {
    let Some(app) = drawn_with(&[LATIN]) else { return };
    let (_, body) = ask(&app, to("/feed.json")).await;
    let feed: Value = serde_json::from_str(&body).unwrap();
    let event = feed["items"][0]["url"].as_str().unwrap().rsplit_once("8420").unwrap().1.to_owned();
    let (_, body) = ask(&app, to("/conflicts")).await;
    let at = body.find("href=\"/conflict/").unwrap() + 6;
    let conflict = body[at..].split('"').next().unwrap().to_owned();
    for page in [event.as_str(), &conflict, "/person/wen-ruo", "/company/okapi"] {
        let (_, body) = ask(&app, to(&format!("{page}?lang=zh-Hans"))).await;
        let image = body.split("property=\"og:image\" content=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(body.contains(&format!("og:url\" content=\"http://127.0.0.1:8420{page}\"")), "{page}");
        let path = image.strip_prefix("http://127.0.0.1:8420").unwrap();
        assert!(path.ends_with(".png?lang=zh-Hans"), "{path}");
        assert_eq!(png(&app, path).await.width(), 1200);
    }
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    let known = router(Library::of(store).with_public_url("https://wire.example/"));
    let (_, body) = ask(&known, to("/person/wen-ruo")).await;
    // Without a font the picture is SVG, for a PNG would hold no words.
    assert!(body.contains("og:image\" content=\"https://wire.example/entities/wen-ruo/card.svg"), "{body}");
    assert!(ask(&known, to("/feed.atom")).await.1.contains("href=\"https://wire.example/event/"));
}

#[tokio::test]
async fn a_picture_is_not_sent_twice_and_not_made_without_a_font() {
    let Some(app) = drawn_with(&[LATIN]) else { return };
    let first = app.clone().oneshot(to("/entities/wen-ruo/card.png")).await.unwrap();
    let tag = first.headers()[header::ETAG].clone();
    let again = Request::get("/entities/wen-ruo/card.png")
        .header(header::HOST, "localhost")
        .header(header::IF_NONE_MATCH, tag)
        .body(Body::empty())
        .unwrap();
    assert_eq!(app.clone().oneshot(again).await.unwrap().status(), StatusCode::NOT_MODIFIED);
    assert_eq!(ask(&app, to("/events/none/card.png")).await.0.status(), StatusCode::NOT_FOUND);
    assert_eq!(ask(&pages(), to("/entities/wen-ruo/card.png")).await.0.status(), StatusCode::NOT_FOUND);
}
