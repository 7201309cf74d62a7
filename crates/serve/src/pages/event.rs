//! One event: how far it has come, what each report says of it, who denies it, where they disagree.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{ClaimRecord, ResponseRecord};
use tradewire_market::from_event;
use tradewire_model::{EventId, ReportRole};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load::{self, ON_PAGE};
use crate::offers;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::args::facts;
use crate::view::card::{bars, headline_sum, tags, top};
use crate::view::day::date;
use crate::view::headline::{ends, tile, way};
use crate::view::layout::{Frame, page};
use crate::view::sentence::{line, line_text};
use crate::view::{byline, quote, reports, responses, side};

struct Loaded {
    story: Story,
    directory: Directory,
    open_conflicts: usize,
    responses: Vec<ResponseRecord>,
}

fn load_event(store: &Shelf<'_>, id: &EventId) -> Result<Loaded, PageError> {
    let record =
        store.event(id)?.ok_or_else(|| PageError::Missing { what: "event", id: id.as_str().to_owned() })?;
    let story = load::story(store, record, ON_PAGE)?;
    let mut wanted = Wanted::default();
    load::want_story(&story, &mut wanted);
    let directory = load::directory(store, wanted)?;
    let claims = story.said().map(|c| c.id.as_str());
    let responses = load::responses(store, std::iter::once(id.as_str()).chain(claims))?;
    Ok(Loaded { story, directory, open_conflicts: store.counts()?.conflicts, responses })
}

/// Shows an event.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let id = EventId::new(id);
    let it = library.read(move |store| load_event(store, &id)).await?;
    let title = line_text(it.story.event(), &it.directory, reader.lang);
    let here = &it.story.event().id;
    let frame = Frame {
        title,
        section: "/",
        conflicts: Some(it.open_conflicts),
        card: Some(library.picture(&reader, &link::event(here), &link::card(here))),
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &draw(&reader, &it)))
}

fn draw(reader: &Reader, it: &Loaded) -> Markup {
    let (story, directory) = (&it.story, &it.directory);
    let (w, lang) = (reader.words(), reader.lang);
    let event = story.event();
    let (from, to) = ends(event);
    let moved = event.kind == tradewire_model::ClaimKind::Move;
    let figures = story.figures();
    html! {
        article.event {
            header.head {
                (top(story, lang))
                div.trade.money[!moved] {
                    @if moved { (tile(from, false, directory, lang)) } @else if to.is_some() { (tile(to, true, directory, lang)) }
                    div { h1 { (line(event, directory, lang)) } @if moved { (way(event, from, to, directory, lang)) } }
                    @if moved { (tile(to, true, directory, lang)) } @else { (headline_sum(story, lang)) }
                }
                (tags(story, lang))
            }
            div.split {
                div {
                    @let drawn = bars(&figures, 24, true, lang);
                    @if !drawn.0.is_empty() {
                        section.section {
                            div.sechead { h2 { (w.figures) } p { (w.figures_note) } }
                            (drawn)
                        }
                    }
                    (disagreements(reader, story))
                    (two_sides(reader, story, directory))
                    (responses::section(&it.responses, lang))
                    section.section {
                        div.sechead { h2 { (w.reports) } p { (w.reports_note) } }
                        (reports::tree(story, directory, lang))
                    }
                }
                aside {
                    section.section {
                        h2 { (w.what_is_known) }
                        (facts(&event.args, event.kind, directory, lang))
                    }
                    section.section {
                        h2 { (w.reported) }
                        @for (label, d) in [(w.first_report, &story.record.first_published), (w.latest_report, &story.record.last_published)] {
                            @if let Some(d) = d { div.row { span { (label) } time datetime=(d) { (date(d, lang)) } } }
                        }
                        div.row { span { (w.articles) } span { (story.record.documents) } }
                    }
                    @if from_event(event).is_some() {
                        section.section {
                            h2 { (lang.market_words().market) }
                            @let m = lang.offer_words();
                            p.small { a href=(offers::from_event("/offers/value", event.id.as_str())) { (m.value_this) " →" } }
                            p.small { a href=(offers::from_event("/offers/compare", event.id.as_str())) { (m.compare_this) " →" } }
                        }
                    }
                    p.small { a href={ (link::card(&event.id)) ".svg" } { (w.card_image) " →" } }
                    (responses::way(event.id.as_str(), lang))
                }
            }
        }
    }
}

fn disagreements(reader: &Reader, story: &Story) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    html! {
        @if !story.conflicts.is_empty() {
            section.section {
                h2 { (w.disagreements) }
                @for c in &story.conflicts {
                    a.versus href=(link::conflict(&c.id)) {
                        span.what { "≠ " (side::topic(c, lang)) }
                        @for s in &c.sides {
                            span.one {
                                b { (side::label(c, s, story.said(), lang)) }
                                " " span.soft { (s.origins) " " (if s.origins == 1 { w.origin } else { w.origins }) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is said and what is denied, in columns of equal weight; nothing if nobody denies.
fn two_sides(reader: &Reader, story: &Story, directory: &Directory) -> Markup {
    let w = reader.words();
    let denials: Vec<&ClaimRecord> = story.with_part(ReportRole::Denial).collect();
    let said: Vec<&ClaimRecord> =
        story.with_part(ReportRole::Origin).chain(story.with_part(ReportRole::Confirmation)).collect();
    let column = |records: &[&ClaimRecord]| {
        html! {
            @for r in records.iter().take(6) {
                blockquote.quote { (quote::on_card(r)) " " span.by { (byline::line(r, directory, reader.lang)) } }
            }
        }
    };
    html! {
        @if !denials.is_empty() {
            section.section.columns {
                div.col { h2 { (w.said) } (column(&said)) @if said.is_empty() { p.note { (w.nothing_here) } } }
                div.col.against { h2 { (w.denied_by) } (column(&denials)) }
            }
        }
    }
}
