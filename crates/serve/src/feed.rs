//! Feeds of the wire, Atom (RFC 4287) and JSON Feed 1.1, narrowed by the same fields as the wire.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use serde_json::{Value, json};
use tradewire_ledger::EventFilter;
use tradewire_model::{Date, ReportRole};

use crate::api::tagged;
use crate::directory::Directory;
use crate::library::Library;
use crate::link;
use crate::load;
use crate::pages::wire;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::byline::article_label;
use crate::view::sentence::line_text;
use crate::view::text::{cut, plain};
use crate::words::Lang;

/// Fields that narrow a feed, as they narrow the wire.
pub const FIELDS: [&str; 7] = ["kind", "lab", "stage", "conflict", "record", "amount", "reports"];
/// When there is no date at all.
const NO_DAY: &str = "1970-01-01T00:00:00Z";
/// Longest quote, in characters.
const QUOTE: usize = 280;

/// One thing as feeds have it.
pub(crate) struct Entry {
    pub id: String,
    pub title: String,
    pub summary: String,
    /// Absolute address of its page.
    pub page: String,
    /// Absolute address of its picture.
    pub card: Option<String>,
    /// As RFC 3339 has it.
    pub published: String,
    /// Likewise.
    pub updated: String,
    pub kind: String,
    pub fiction: bool,
}

/// What a feed says, in whichever form.
pub(crate) struct Feed {
    pub title: String,
    pub id: String,
    /// Absolute address of the feed.
    pub here: String,
    /// Absolute address of the page it follows.
    pub home: String,
    pub entries: Vec<Entry>,
}

/// The address of a feed for what a page shows.
#[must_use]
pub fn address(form: &str, fields: &[(&str, &str)]) -> String {
    link::with_query(&format!("/feed.{form}"), fields.iter().copied())
}

pub(crate) fn atom_route() -> MethodRouter<Library> {
    get(atom).layer(from_fn(tagged))
}

pub(crate) fn json_route() -> MethodRouter<Library> {
    get(json_feed).layer(from_fn(tagged))
}

/// The Atom feed.
pub async fn atom(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    as_atom(&make(&library, &reader).await?)
}

/// The JSON Feed.
pub async fn json_feed(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    Ok(as_json(&make(&library, &reader).await?, reader.lang))
}

/// A feed as Atom.
pub(crate) fn as_atom(feed: &Feed) -> Result<Response, PageError> {
    let xml = write(feed).map_err(|e| PageError::Senseless(format!("no feed: {e}")))?;
    Ok(typed(xml, "application/atom+xml; charset=utf-8"))
}

/// A feed as JSON Feed.
pub(crate) fn as_json(feed: &Feed, lang: Lang) -> Response {
    let item = |e: &Entry| {
        let mut item = json!({
            "id": e.id, "url": e.page, "title": e.title, "content_text": e.summary,
            "date_published": e.published, "date_modified": e.updated,
            "tags": [e.kind, if e.fiction { "fiction" } else { "public" }],
        });
        if let Some(card) = &e.card {
            item["image"] = json!(card);
        }
        item
    };
    let body = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.home,
        "feed_url": feed.here, "language": lang.tag(), "items": feed.entries.iter().map(item).collect::<Vec<Value>>(),
    });
    typed(body.to_string().into_bytes(), "application/feed+json; charset=utf-8")
}

fn typed(body: Vec<u8>, media: &'static str) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

async fn make(library: &Library, reader: &Reader) -> Result<Feed, PageError> {
    // Feeds leave this machine with whoever reads them, so they hold only what is public.
    let filter = EventFilter { published: true, ..wire::filter(reader) };
    let more = wire::More::of(reader);
    let lang = reader.lang;
    let site = library.site(reader);
    let (to, card) = (site.clone(), if library.draws_png() { "png" } else { "svg" });
    let entries = library
        .read(move |store| {
            let found = wire::next_events(store, &filter, &more)?;
            let (stories, directory) = load::stories(store, found.items)?;
            Ok(stories.iter().map(|s| entry(s, &directory, lang, &to, card)).collect())
        })
        .await?;
    let fields: Vec<(&str, &str)> = FIELDS.iter().filter_map(|f| Some((*f, reader.field(f)?))).collect();
    let narrowed: Vec<String> = fields.iter().map(|(f, v)| format!("{f}={}", cut(&plain(v), 60))).collect();
    let title = match narrowed.is_empty() {
        true => format!("tradewire · {}", reader.words().wire),
        false => format!("tradewire · {} · {}", reader.words().wire, narrowed.join(" ")),
    };
    let query = link::with_query("", fields.iter().copied());
    Ok(Feed {
        title,
        id: format!("urn:x-tradewire:feed:{}{}", lang.tag(), query.replace('?', ":")),
        here: format!("{site}{}", reader.here()),
        home: format!("{site}/{query}"),
        entries,
    })
}

/// A day as feeds want it; the first of what is open.
fn moment(day: Option<&Date>) -> String {
    match day.and_then(Date::bounds) {
        Some(((y, m, d), _)) => format!("{y:04}-{m:02}-{d:02}T00:00:00Z"),
        None => NO_DAY.to_owned(),
    }
}

fn entry(story: &Story, directory: &Directory, lang: Lang, site: &str, card: &str) -> Entry {
    let (w, event) = (lang.words(), story.event());
    let n = |role| story.count(role);
    let mut summary = format!(
        "{} · {} · {} {} · {} {} · {} {} · {} {}",
        lang.stage(event.stage),
        lang.kind(event.kind),
        w.grade,
        event.grade,
        n(ReportRole::Origin),
        w.origins,
        story.repeats(),
        w.repeats,
        n(ReportRole::Denial),
        w.denials,
    );
    if !story.conflicts.is_empty() {
        summary += &format!(" · ≠ {}", w.in_conflict);
    }
    if story.record.fiction {
        summary += &format!(" · {}", w.fiction);
    }
    let mut quoted = |c: &tradewire_ledger::ClaimRecord, word: &str| {
        let quote = cut(&plain(&c.claim.quote), QUOTE);
        summary += &format!("\n{word}«{quote}» — {}", article_label(c));
    };
    if let Some(c) = story.spokesman().filter(|c| story.part(&c.claim.id) != Some(ReportRole::Denial)) {
        quoted(c, "");
    }
    if let Some(c) = story.with_part(ReportRole::Denial).next() {
        quoted(c, &format!("{} ", w.denied_word));
    }
    let page = link::event(&event.id);
    Entry {
        id: format!("urn:x-tradewire:event:{}", link::encode(event.id.as_str())),
        title: line_text(event, directory, lang),
        summary,
        card: Some(format!("{site}{}.{card}", link::card(&event.id))),
        page: format!("{site}{page}"),
        published: moment(story.record.first_published.as_ref()),
        updated: moment(story.day()),
        kind: event.kind.to_string(),
        fiction: story.record.fiction,
    }
}

/// Text without what XML 1.0 cannot hold.
fn clean(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

fn write(feed: &Feed) -> std::io::Result<Vec<u8>> {
    let mut w = Writer::new(Vec::new());
    w.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let text = |w: &mut Writer<Vec<u8>>, name: &str, value: &str| {
        w.create_element(name).write_text_content(BytesText::new(&clean(value))).map(|_| ())
    };
    let newest = feed.entries.iter().map(|e| e.updated.as_str()).max().unwrap_or(NO_DAY);
    w.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(
        |w| {
            text(w, "title", &feed.title)?;
            text(w, "id", &feed.id)?;
            text(w, "updated", newest)?;
            w.create_element("author").write_inner_content(|w| text(w, "name", "tradewire"))?;
            for (rel, href) in [("self", &feed.here), ("alternate", &feed.home)] {
                w.create_element("link")
                    .with_attribute(("rel", rel))
                    .with_attribute(("href", href.as_str()))
                    .write_empty()?;
            }
            for e in &feed.entries {
                w.create_element("entry").write_inner_content(|w| {
                    text(w, "title", &e.title)?;
                    text(w, "id", &e.id)?;
                    text(w, "published", &e.published)?;
                    text(w, "updated", &e.updated)?;
                    w.create_element("link")
                        .with_attribute(("rel", "alternate"))
                        .with_attribute(("href", e.page.as_str()))
                        .write_empty()?;
                    w.create_element("category").with_attribute(("term", e.kind.as_str())).write_empty()?;
                    if e.fiction {
                        w.create_element("category").with_attribute(("term", "fiction")).write_empty()?;
                    }
                    text(w, "summary", &e.summary)
                })?;
            }
            Ok(())
        },
    )?;
    Ok(w.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_days_begin_where_they_may() {
        let day = |text: &str| moment(text.parse::<Date>().ok().as_ref());
        assert_eq!(day("2025-07"), "2025-07-01T00:00:00Z");
        assert_eq!(day("2025-07-09"), "2025-07-09T00:00:00Z");
        assert_eq!(moment(None), NO_DAY);
    }

    #[test]
    fn hostile_text_stays_text() {
        let entry = Entry {
            id: "i".into(),
            title: "</title><script>\u{0}\u{b}".into(),
            summary: "]]>&amp;".into(),
            page: "http://x/\"><".into(),
            card: None,
            published: NO_DAY.into(),
            updated: NO_DAY.into(),
            kind: "move".into(),
            fiction: true,
        };
        let feed = Feed {
            title: "t".into(),
            id: "f".into(),
            here: "h".into(),
            home: "/".into(),
            entries: vec![entry],
        };
        let xml = String::from_utf8(write(&feed).unwrap()).unwrap();
        assert!(!xml.contains("<script") && !xml.contains('\u{b}') && xml.contains("&amp;amp;"), "{xml}");
        let mut reader = quick_xml::Reader::from_str(&xml);
        while !matches!(reader.read_event().unwrap(), Xml::Eof) {}
    }
}
