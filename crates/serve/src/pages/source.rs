//! One source: what it was first with, what it confirmed, repeated, denied; the articles read from it.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{
    ClaimRecord, DocumentRecord, EntityClass, EventFilter, EventRecord, Page, SourceRecord,
};
use tradewire_model::{EntityId, ReportRole};

use crate::directory::{Directory, Known, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::day::date;
use crate::view::headline::address;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::quote;
use crate::view::sentence::line;
use crate::view::text::{cut, language_of, plain};

/// Claims and articles shown; the newest.
const MOST: usize = 200;
/// Articles whose reports are counted; the newest.
const COUNTED: usize = 100;

/// What the reports in a source's own articles were.
#[derive(Debug, Clone, Copy, Default)]
struct Record {
    originated: usize,
    confirmed: usize,
    repeated: usize,
    denied: usize,
}

struct Loaded {
    source: SourceRecord,
    known: Option<Known>,
    class: Option<EntityClass>,
    claims: Vec<(ClaimRecord, Option<EventRecord>)>,
    documents: Vec<DocumentRecord>,
    own: Record,
    directory: Directory,
    open: usize,
}

fn load_source(store: &Shelf<'_>, id: &EntityId) -> Result<Loaded, PageError> {
    let missing = || PageError::Missing { what: "source", id: id.as_str().to_owned() };
    let source = store.source(id)?.ok_or_else(missing)?;
    let entity = store.entities_by_ids(std::slice::from_ref(id))?.into_iter().next();
    let mut wanted = Wanted::default();
    let mut claims = Vec::new();
    for record in store.claims_of_source(id, &Page::first(MOST))?.items {
        let event = store.events_of_claim(&record.claim.id)?.into_iter().next();
        event.iter().for_each(|e| wanted.event(&e.event));
        claims.push((record, event));
    }
    let documents = store.documents_of_source(id, &Page::first(MOST))?.items;
    Ok(Loaded {
        own: own_record(store, &documents)?,
        source,
        known: entity.as_ref().map(Known::from),
        class: entity.map(|e| e.class),
        claims,
        documents,
        directory: load::directory(store, wanted)?,
        open: store.counts()?.conflicts,
    })
}

/// Counts the parts that the reports of a source's own articles play in their events.
fn own_record(store: &Shelf<'_>, documents: &[DocumentRecord]) -> Result<Record, PageError> {
    let mut sum = Record::default();
    for d in documents.iter().take(COUNTED) {
        let filter = EventFilter { document: Some(d.id.as_str().to_owned()), ..EventFilter::default() };
        for e in store.events(&filter)?.items {
            let own = e.event.claims.iter().filter(|c| c.doc == d.name);
            for part in own.filter_map(|c| e.event.reports.iter().find(|r| r.claim == c.id)).map(|r| r.role) {
                match part {
                    ReportRole::Origin => sum.originated += 1,
                    ReportRole::Confirmation => sum.confirmed += 1,
                    ReportRole::Citation | ReportRole::Noise => sum.repeated += 1,
                    ReportRole::Denial => sum.denied += 1,
                }
            }
        }
    }
    Ok(sum)
}

/// Shows a source.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let id = EntityId::new(id);
    let it = library.read(move |store| load_source(store, &id)).await?;
    let title = name(&it, &reader);
    let body = draw(&reader, &it, &title);
    Ok(page(
        &reader,
        &Frame { title, section: "", conflicts: Some(it.open), local_text: false, ..Frame::default() },
        &body,
    ))
}

fn name(it: &Loaded, reader: &Reader) -> String {
    cut(&plain(it.known.as_ref().map_or(it.source.name.as_str(), |k| k.in_script_of(reader.lang))), 80)
}

fn part(record: &ClaimRecord, event: &Option<EventRecord>) -> Option<ReportRole> {
    event.as_ref()?.event.reports.iter().find(|r| r.claim == record.claim.id).map(|r| r.role)
}

fn draw(reader: &Reader, it: &Loaded, name: &str) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let elsewhere =
        it.claims.iter().filter(|(c, _)| !it.documents.iter().any(|d| d.id == c.document.id)).count();
    html! {
        header.head {
            div.top {
                span { (w.source) }
                @if it.class == Some(EntityClass::Person) { a href=(link::person(&it.source.id)) { (w.person) " →" } }
                @if it.class == Some(EntityClass::Organisation) { a href=(link::company(&it.source.id)) { (w.lab) " →" } }
                span.grow {}
                @if it.source.fiction { (fiction(lang)) }
            }
            h1 {
                bdi lang=(language_of(name)) { (name) }
                @if let Some(b) = it.known.as_ref().and_then(|k| k.beside(lang)).map(plain) { " " bdi.other lang=(language_of(&b)) { (b) } }
            }
        }
        div.tally {
            @for (label, n) in [
                (w.originated, it.own.originated),
                (w.confirmed, it.own.confirmed),
                (w.repeated, it.own.repeated),
                (w.denied_it, it.own.denied),
                (w.quoted_elsewhere, elsewhere),
            ] {
                div { span.label { (label) } b.num { (n) } }
            }
        }
        div.split {
            section.section {
                h2 { (w.attributed_here) }
                @if it.claims.is_empty() { p.note { (w.no_record) } }
                ol.plainlist {
                    @for (c, e) in &it.claims {
                        li {
                            div.top {
                                @if let Some(p) = part(c, e) { span class={ "part " (p) } { (lang.report_role(p)) } }
                                @if let Some(e) = e { a href=(address(&e.event)) { (line(&e.event, &it.directory, lang)) } }
                                @else { span { (lang.kind(c.claim.kind)) } }
                            }
                            blockquote.quote {
                                (quote::on_card(c)) " "
                                span.by {
                                    @if let Some(d) = &c.claim.published { (date(d, lang)) " · " }
                                    a href=(link::claim(&c.claim.id)) { (w.evidence) }
                                }
                            }
                        }
                    }
                }
            }
            aside {
                section.section {
                    h2 { (w.published_here) }
                    @if it.documents.is_empty() { p.note { (w.nothing_here) } }
                    @for d in &it.documents {
                        @let title = cut(&plain(d.title.as_deref().unwrap_or(&d.name)), 70);
                        div.row {
                            a href=(link::document(&d.name)) { bdi lang=(language_of(&title)) { (title) } }
                            span { (d.claims) }
                        }
                    }
                }
            }
        }
    }
}
