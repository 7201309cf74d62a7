//! The corrections log: what was put right, answered, denied, asked, erased or taken back; as a page and as feeds.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use tradewire_ledger::{Cursor, Listing, Page};

use crate::correction::Line;
use crate::feed::{self, Entry, Feed};
use crate::library::{Library, Shelf};
use crate::link;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::text::{cut, language_of, plain, safe_url};
use crate::who::Rank;
use crate::words::Lang;

use super::wire::pager;

/// Entries per page.
const ROWS: usize = 40;

pub(crate) fn lines(
    store: &Shelf<'_>,
    page: &Page,
    lang: Lang,
    judges: bool,
) -> Result<Listing<Line>, PageError> {
    let found = store.archive().corrections(page)?;
    Ok(Listing { items: found.items.iter().map(|c| Line::of(c, lang, judges)).collect(), next: found.next })
}

/// Shows the log.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let (w, lang) = (reader.lang.correction_words(), reader.lang);
    let asked = Page { limit: ROWS, after: reader.field("after").map(Cursor::new) };
    let judges = reader.who.may(Rank::Reviewer);
    let (found, open) = library
        .read(move |store| Ok((lines(store, &asked, lang, judges)?, store.counts()?.conflicts)))
        .await?;
    let body = html! {
        div.head { h1 { (w.title) } p.lead { (w.lead) } }
        div.split {
            div {
                @if found.items.is_empty() {
                    div.empty {
                        p { (w.empty) }
                        p { code { "tradewire reply ID --as correction --author NAME WORDS" } }
                        p { a href="/ask" { (lang.asking_words().ask) } }
                    }
                }
                ol.corrections { @for line in &found.items { (entry(line, lang)) } }
                (pager(&reader, found.next.as_ref()))
            }
            aside {
                section.section {
                    h2 { (lang.market_words().as_data) }
                    p.small { a href="/api/v1/corrections" { "JSON" } " · " a href="/corrections.atom" { "Atom" } " · " a href="/corrections.json" { "JSON Feed" } }
                    p.note { (w.not_here) " " a href="/api/v1/changes" { "JSON" } }
                }
                p.note { a href="/ask" { (lang.asking_words().ask) } }
            }
        }
    };
    let frame = Frame { title: w.title.to_owned(), conflicts: Some(open), ..Frame::default() };
    Ok(page(&reader, &frame, &body))
}

fn entry(line: &Line, lang: Lang) -> Markup {
    let w = lang.correction_words();
    html! {
        li.response.against[line.against] #(format!("n{}", line.seq)) {
            div.top {
                b { (line.kind) }
                time datetime=(line.at) { (line.at.strftime("%Y-%m-%d")) }
                @if let Some(by) = &line.by { span { (w.by) " " bdi lang=(language_of(by)) { (cut(&plain(by), 120)) } } }
                @if let Some(due) = &line.due { span { (w.due) " " time datetime=(due) { (due.strftime("%Y-%m-%d")) } } }
                span.grow {}
                span.small.soft.num { (line.seq) }
            }
            @if let Some(changed) = &line.changed { p { (plain(changed)) } }
            @if let Some(text) = &line.text {
                blockquote.quote lang=(language_of(text)) dir="auto" { (plain(text)) }
            }
            @if !line.evidence.is_empty() {
                p.small.soft {
                    (w.evidence) ": "
                    @for (i, e) in line.evidence.iter().enumerate() {
                        @if i > 0 { ", " }
                        @if let Some(url) = safe_url(e) { a href=(url) rel="nofollow noopener noreferrer" { (plain(e)) } } @else { (plain(e)) }
                    }
                }
            }
            @if !line.about.is_empty() {
                p.small.soft {
                    (w.about) " "
                    @for (i, id) in line.about.iter().enumerate() {
                        @if i > 0 { ", " }
                        @if let Some(to) = link::of_id(id) { a href=(to) { code.num { (plain(id)) } } } @else { code.num { (plain(id)) } }
                    }
                }
            }
        }
    }
}

/// The log as an Atom feed.
pub async fn atom(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    feed::as_atom(&feed_of(&library, &reader).await?)
}

/// The log as a JSON Feed.
pub async fn json_feed(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    Ok(feed::as_json(&feed_of(&library, &reader).await?, reader.lang))
}

async fn feed_of(library: &Library, reader: &Reader) -> Result<Feed, PageError> {
    let lang = reader.lang;
    let judges = reader.who.may(Rank::Reviewer);
    let found = library.read(move |store| lines(store, &Page::first(ROWS), lang, judges)).await?;
    let site = library.site(reader);
    let entries = found.items.iter().map(|line| Entry {
        id: format!("urn:x-tradewire:correction:{}", line.seq),
        title: match line.about.first() {
            Some(id) => format!("{}: {}", line.kind, plain(id)),
            None => line.kind.to_owned(),
        },
        summary: line.in_words(),
        page: format!("{site}/corrections?after={}#n{}", line.seq + 1, line.seq),
        card: None,
        published: line.at.to_string(),
        updated: line.at.to_string(),
        kind: line.code.to_owned(),
        fiction: false,
    });
    Ok(Feed {
        title: format!("tradewire · {}", lang.correction_words().title),
        id: format!("urn:x-tradewire:corrections:{}", lang.tag()),
        entries: entries.collect(),
        here: format!("{site}{}", reader.here()),
        home: format!("{site}/corrections"),
    })
}
