//! The wire: cards, newest first, with filters that are plain links and a form.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{Cursor, EntityClass, EntityRecord, EventFilter, EventRecord, Listing, Page};
use tradewire_model::{Amount, ClaimKind, Currency, Decimal, EntityId, Event, Stage};

use crate::aside::Margin;
use crate::directory::{Directory, Known};
use crate::feed::FIELDS;
use crate::library::{Library, Shelf};
use crate::load;
use crate::reader::Reader;
use crate::story::{MONEY, Story};
use crate::trouble::PageError;
use crate::view::card::card;
use crate::view::day::heading;
use crate::view::figure::short;
use crate::view::layout::{Frame, page};
use crate::words::Lang;

/// Cards per page.
const CARDS: usize = 30;
/// How often the next page is fetched while remarks and figures fill it.
const LOOKS: usize = 8;
/// The same while a sum or a language is asked for, which few events may have.
const FAR: usize = 40;
/// Most reports of an event whose language is looked at.
const REPORTS: usize = 40;
/// Labs that the filter offers.
const LABS: usize = 60;

struct Wire {
    stories: Vec<Story>,
    directory: Directory,
    next: Option<Cursor>,
    labs: Vec<EntityRecord>,
    margin: Option<Arc<Margin>>,
    open_conflicts: usize,
}

/// Sums that the filter offers, in millions of US dollars.
const SUMS: [u32; 4] = [1, 10, 100, 1000];
/// Languages of reports that the filter offers.
const TONGUES: [&str; 2] = ["en", "zh"];

/// What narrows the wire beside the ledger's own filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct More {
    /// Remarks and figures too.
    pub all: bool,
    /// Only events with a sum of so many millions of US dollars or more.
    pub millions: Option<u32>,
    /// Only events that an article in this language reports.
    pub reports: Option<&'static str>,
}

impl More {
    /// As the query has it.
    pub(crate) fn of(reader: &Reader) -> Self {
        Self {
            all: reader.field("kind") == Some("all"),
            millions: reader.field("amount").and_then(|a| SUMS.into_iter().find(|s| s.to_string() == a)),
            reports: reader.field("reports").and_then(|t| TONGUES.into_iter().find(|s| *s == t)),
        }
    }

    /// Whether a sum of an event is large enough; one that may be larger is.
    fn is_large(self, event: &Event) -> bool {
        let Some(millions) = self.millions else { return true };
        let least = Decimal::from(millions) * Decimal::from(1_000_000);
        let dollars =
            |a: &Amount| a.currency == Some(Currency::USD) && a.magnitude().is_some_and(|m| m >= least);
        MONEY.iter().filter_map(|r| event.args.amount(*r)).any(|a| dollars(a) || a.also.iter().any(dollars))
    }

    /// Whether an article in the language asked for reports it; `known` holds the languages met so far.
    fn is_told(
        self,
        event: &Event,
        store: &Shelf<'_>,
        known: &mut HashMap<String, Option<String>>,
    ) -> Result<bool, PageError> {
        let Some(tongue) = self.reports else { return Ok(true) };
        for c in event.claims.iter().take(REPORTS) {
            if !known.contains_key(&c.doc) {
                let found = store.document_record(&c.doc)?.and_then(|d| d.language);
                known.insert(c.doc.clone(), found);
            }
            let language = known.get(&c.doc).and_then(Option::as_deref).unwrap_or_default();
            if language.split('-').next().is_some_and(|l| l.eq_ignore_ascii_case(tongue)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The filter as the query has it; what is no filter is left out.
pub(crate) fn filter(reader: &Reader) -> EventFilter {
    EventFilter {
        kind: reader.field("kind").and_then(|k| k.parse().ok()),
        entity: reader.field("lab").map(EntityId::new),
        stage: reader.field("stage").and_then(|s| s.parse().ok()),
        conflict: reader.field("conflict").map(|c| c == "open"),
        fiction: match reader.field("record") {
            Some("fiction") => Some(true),
            Some("public") => Some(false),
            _ => None,
        },
        page: Page { limit: CARDS, after: reader.field("after").map(Cursor::new) },
        ..EventFilter::default()
    }
}

/// The next cards. Without a kind asked for, remarks and figures are passed over, so that the wire stays calm.
pub(crate) fn next_events(
    store: &Shelf<'_>,
    filter: &EventFilter,
    more: &More,
) -> Result<Listing<EventRecord>, PageError> {
    let mut filter = filter.clone();
    let every_kind = more.all || filter.kind.is_some();
    let narrow = more.millions.is_some() || more.reports.is_some();
    if every_kind && !narrow {
        return Ok(store.events(&filter)?);
    }
    let mut items = Vec::new();
    let mut known = HashMap::new();
    for _ in 0..if narrow { FAR } else { LOOKS } {
        let listing = store.events(&filter)?;
        for r in listing.items {
            let remark = matches!(r.event.kind, ClaimKind::Statement | ClaimKind::Stat);
            if (every_kind || !remark)
                && more.is_large(&r.event)
                && more.is_told(&r.event, store, &mut known)?
            {
                items.push(r);
            }
        }
        filter.page.after = listing.next;
        if items.len() >= CARDS / 2 || filter.page.after.is_none() {
            break;
        }
    }
    Ok(Listing { items, next: filter.page.after })
}

fn load_wire(store: &Shelf<'_>, filter: &EventFilter, more: &More) -> Result<Wire, PageError> {
    let listing = next_events(store, filter, more)?;
    let (stories, directory) = load::stories(store, listing.items)?;
    let labs = store.entities(Some(EntityClass::Organisation), &Page::first(LABS))?;
    let mut labs: Vec<EntityRecord> =
        labs.items.into_iter().filter(|s| s.events > 0).map(|s| s.entity).collect();
    labs.sort_by_key(|e| e.name.to_lowercase());
    let margin = store.margin(filter.fiction)?;
    let open_conflicts = store.counts()?.conflicts;
    Ok(Wire { stories, directory, next: listing.next, labs, margin, open_conflicts })
}

/// Shows the wire.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let wanted = filter(&reader);
    let asked = wanted.clone();
    let more = More::of(&reader);
    let wire = library.read(move |store| load_wire(store, &asked, &more)).await?;
    let fields = FIELDS.iter().filter_map(|f| Some((*f, reader.field(f)?.to_owned()))).collect();
    let frame =
        Frame { section: "/", conflicts: Some(wire.open_conflicts), feed: Some(fields), ..Frame::default() };
    Ok(page(&reader, &frame, &draw(&reader, &wanted, &more, &wire)))
}

fn draw(reader: &Reader, filter: &EventFilter, more: &More, wire: &Wire) -> Markup {
    let w = reader.words();
    let filtered = filter.kind.is_some()
        || filter.entity.is_some()
        || filter.stage.is_some()
        || filter.conflict.is_some()
        || filter.fiction.is_some()
        || more.millions.is_some()
        || more.reports.is_some();
    html! {
        div.split {
            section aria-label=(w.wire) {
                h1.vh { (w.wire) }
                (filters(reader, filter, more, &wire.labs, filtered))
                // Filled by the script where new events come in; without one a reload shows them.
                @if filter.page.after.is_none() {
                    div.news aria-live="polite" data-live="/live" data-one=(w.new_one) data-many=(w.new_many) {}
                }
                div.cards data-cards {
                    (cards(&wire.stories, &wire.directory, reader.lang))
                    @if wire.stories.is_empty() {
                        div.empty {
                            @if filtered || filter.page.after.is_some() {
                                p { (w.empty_filter) } p { a href="/" { (w.clear) } }
                            } @else {
                                p { (w.empty_wire) } p { code { "tradewire ingest FILE…" } }
                            }
                        }
                    }
                }
                (pager(reader, wire.next.as_ref()))
            }
            aside {
                @match &wire.margin {
                    Some(margin) => (margin.draw(reader.lang)),
                    None => section.section { p.note { (w.counting_margin) } },
                }
            }
        }
    }
}

/// Cards under the headings of their days.
fn cards(stories: &[Story], directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    let mut last: Option<String> = None;
    let mut parts: Vec<Markup> = Vec::with_capacity(stories.len());
    for story in stories {
        let day = story.day().map_or_else(|| w.undated.to_owned(), |d| heading(d, lang));
        let new = last.as_deref() != Some(&day);
        parts.push(html! {
            @if new { h2.day { (day) } }
            (card(story, directory, lang))
        });
        last = Some(day);
    }
    html! { @for p in parts { (p) } }
}

/// Kinds as links, lab, stage and record as a form.
fn filters(
    reader: &Reader,
    filter: &EventFilter,
    more: &More,
    labs: &[EntityRecord],
    filtered: bool,
) -> Markup {
    let w = reader.words();
    let lang = reader.lang;
    let to_kind =
        |k: Option<ClaimKind>| reader.here_with(&[("kind", k.map(ClaimKind::as_str)), ("after", None)]);
    let conflict = filter.conflict == Some(true);
    let all = more.all;
    html! {
        div.filters {
            nav.chips aria-label=(w.kind) {
                a href=(to_kind(None)) aria-current=[(filter.kind.is_none() && !all).then_some("true")] { (w.news) }
                @for k in ClaimKind::ALL {
                    a href=(to_kind(Some(*k))) aria-current=[(filter.kind == Some(*k)).then_some("true")] { (lang.kind(*k)) }
                }
                a href=(reader.here_with(&[("kind", Some("all")), ("after", None)])) aria-current=[all.then_some("true")] { (w.all_kinds) }
                a href=(reader.here_with(&[("conflict", (!conflict).then_some("open")), ("after", None)]))
                    aria-current=[conflict.then_some("true")] { "≠ " (w.in_conflict) }
            }
            form action="/" method="get" {
                @if let Some(k) = reader.field("kind") { input type="hidden" name="kind" value=(k); }
                @if conflict { input type="hidden" name="conflict" value="open"; }
                label {
                    span.vh { (w.lab) }
                    select name="lab" {
                        option value="" { (w.any_lab) }
                        @for e in labs {
                            option value=(e.id) selected[filter.entity.as_ref() == Some(&e.id)] {
                                (Known::from(e).in_script_of(lang))
                            }
                        }
                    }
                }
                label {
                    span.vh { (w.stage) }
                    select name="stage" {
                        option value="" { (w.any_stage) }
                        @for s in Stage::ALL {
                            option value=(s) selected[filter.stage == Some(*s)] { (lang.stage(*s)) }
                        }
                    }
                }
                label {
                    span.vh { (w.record) }
                    select name="record" {
                        option value="" { (w.any_record) }
                        option value="public" selected[filter.fiction == Some(false)] { (w.record_public) }
                        option value="fiction" selected[filter.fiction == Some(true)] { (w.record_fiction) }
                    }
                }
                label {
                    span.vh { (w.sum) }
                    select name="amount" {
                        option value="" { (w.any_sum) }
                        @for m in SUMS {
                            option value=(m) selected[more.millions == Some(m)] {
                                "≥ $" (short(Decimal::from(m) * Decimal::from(1_000_000), lang))
                            }
                        }
                    }
                }
                label {
                    span.vh { (w.reports_in) }
                    select name="reports" {
                        option value="" { (w.any_tongue) }
                        @for t in TONGUES { option value=(t) selected[more.reports == Some(t)] { (lang.tongue(t)) } }
                    }
                }
                button type="submit" { (w.apply) }
                @if filtered { a.clear href="/" { (w.clear) } }
            }
        }
    }
}

/// The way to older cards, and back to the newest.
pub fn pager(reader: &Reader, next: Option<&Cursor>) -> Markup {
    let w = reader.words();
    html! {
        @if next.is_some() || reader.field("after").is_some() {
            nav.pager aria-label=(w.older) {
                @if reader.field("after").is_some() { a href=(reader.here_with(&[("after", None)])) { "↑ " (w.newest) } }
                @if let Some(c) = next { a rel="next" href=(reader.here_with(&[("after", Some(c.as_str()))])) { (w.older) " ↓" } }
            }
        }
    }
}
