//! Offers valued and held side by side: a form, and what it gives. Nothing of it is kept.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use tradewire_ledger::{EventFilter, Page};
use tradewire_market::{FromEvent, MOST_OFFERS, from_event};
use tradewire_model::{ClaimKind, Event, EventId};

use crate::library::{Library, Shelf};
use crate::load;
use crate::offers::{self, Fields, INPUTS, Reckoned, Refused, read, reckon};
use crate::pages::desk::keep_button;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::market::sample::reported;
use crate::view::market::{nav, offer};
use crate::view::sentence::line_text;
use crate::view::text::{cut, plain};
use crate::who::Who;
use crate::words::Lang;

/// Offers of the ledger that are shown as starting points.
const STARTS: usize = 12;
/// Events looked at for them: the latest.
const LOOKED: usize = 400;

const SAMPLE: [&str; 2] = [
    "name = \"Stay\"\ncurrency = \"USD\"\nyears = 4\nsalary = \"1.5M\"\nsign_on = \"2M\"\n",
    "name = \"Lab B\"\ncurrency = \"USD\"\nyears = 4\nsalary = \"500k\"\nsign_on = { amount = \"1M\", clawback_months = 24, clawback = \"prorated\" }\n\n[[grant]]\nkind = \"restricted_stock\"\nvalue = \"6M\"\nvesting = { months = 48, cliff_months = 12 }\nlock_months = 48\n\n[firm]\nvolatility = 0.8\nfailure = 0.1\nilliquidity = \"finnerty\"\n",
];

/// An offer of the ledger to begin with.
struct Start {
    event: EventId,
    words: String,
    made: FromEvent,
    fiction: bool,
}

struct Loaded {
    starts: Vec<Start>,
    /// Offers that the address asks for.
    asked: Vec<FromEvent>,
    open: usize,
}

fn load_starts(store: &Shelf<'_>, ids: &[EventId], lang: Lang) -> Result<Loaded, PageError> {
    let filter =
        EventFilter { kind: Some(ClaimKind::Offer), page: Page::first(LOOKED), ..EventFilter::default() };
    let records = store.events(&filter)?.items;
    let mut found: Vec<(&Event, FromEvent, bool)> =
        records.iter().filter_map(|r| Some((&r.event, from_event(&r.event)?, r.fiction))).collect();
    // Facts before fiction; those that most origins stand behind say most.
    found.sort_by_key(|(_, made, fiction)| (*fiction, std::cmp::Reverse(made.origins)));
    found.truncate(STARTS);
    let mut wanted = crate::directory::Wanted::default();
    found.iter().for_each(|(e, ..)| wanted.event(e));
    let directory = load::directory(store, wanted)?;
    let starts = found
        .into_iter()
        .map(|(e, made, fiction)| Start {
            event: e.id.clone(),
            words: line_text(e, &directory, lang),
            made,
            fiction,
        })
        .collect();
    let mut asked = Vec::new();
    for id in ids {
        let record = store
            .event(id)?
            .ok_or_else(|| PageError::Missing { what: "event", id: id.as_str().to_owned() })?;
        asked.extend(from_event(&record.event));
    }
    Ok(Loaded { starts, asked, open: store.counts()?.conflicts })
}

/// Which of the two pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Desk {
    Value,
    Compare,
}

impl Desk {
    fn path(self) -> &'static str {
        match self {
            Self::Value => "/offers/value",
            Self::Compare => "/offers/compare",
        }
    }
}

/// Leads to the first of the pages.
pub async fn begin() -> Redirect {
    Redirect::to("/offers/value")
}

/// The empty form for one offer, or with an event's.
pub async fn value(State(library): State<Library>, reader: Reader, who: Who) -> Result<Response, PageError> {
    answer(&library, &reader, &who, Desk::Value, None).await
}

/// One offer valued.
pub async fn value_posted(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    answer(&library, &reader, &who, Desk::Value, Some(Fields(fields))).await
}

/// The empty form for several offers, or with those of events.
pub async fn compare(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
) -> Result<Response, PageError> {
    answer(&library, &reader, &who, Desk::Compare, None).await
}

/// Several offers side by side.
pub async fn compare_posted(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    answer(&library, &reader, &who, Desk::Compare, Some(Fields(fields))).await
}

async fn answer(
    library: &Library,
    reader: &Reader,
    who: &Who,
    desk: Desk,
    posted: Option<Fields>,
) -> Result<Response, PageError> {
    let lang = reader.lang;
    let events = reader.query.iter().filter(|(k, v)| k == "event" && !v.is_empty());
    let ids: Vec<EventId> = events.map(|(_, v)| EventId::new(v.as_str())).take(MOST_OFFERS).collect();
    let it = library.read(move |store| load_starts(store, &ids, lang)).await?;
    let mut texts = posted.as_ref().map(Fields::offers).unwrap_or_default();
    let mut places = posted.as_ref().map_or(0, Fields::places);
    let what = posted.as_ref().map(Fields::what_if).unwrap_or_default();
    let does = |name: &str| posted.as_ref().and_then(|f| f.get("do")).is_some_and(|d| d == name);
    let reckons = posted.is_some() && !does("more") && !does("write");
    if does("write") {
        // In place of what stood there on the page for one, beside it on the page for several.
        if let Some(text) = posted.as_ref().and_then(Fields::written) {
            if desk == Desk::Value {
                texts.clear();
            }
            texts.push(text);
            texts.truncate(MOST_OFFERS);
        }
    }
    if posted.is_none() {
        texts = it.asked.iter().map(|a| a.toml.clone()).collect();
        if texts.is_empty() {
            texts = if desk == Desk::Value {
                vec![SAMPLE[1].to_owned()]
            } else {
                SAMPLE.map(str::to_owned).to_vec()
            };
        }
    }
    places = places.max(texts.len()) + usize::from(does("more"));
    // An event's offer is reckoned at once; the form is there to change it.
    let at_once = posted.is_none() && !it.asked.is_empty() && (desk == Desk::Value || texts.len() > 1);
    let result = if reckons || at_once {
        let (texts, what) = (texts.clone(), what.0);
        let work = move || read(&texts).map(|p| reckon(p, &what, 1));
        let done = tokio::task::spawn_blocking(work).await.map_err(|_| PageError::Stopped)?;
        Some(match (done, desk) {
            (Ok(r), Desk::Compare) if r.offers.len() < 2 => Err(Refused::Nothing),
            (done, _) => done,
        })
    } else {
        None
    };
    let status = match &result {
        Some(Err(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let m = lang.offer_words();
    let title = if desk == Desk::Value { m.value_title } else { m.compare_title };
    let frame = Frame {
        title: title.to_owned(),
        section: "/flows",
        conflicts: Some(it.open),
        local_text: false,
        ..Frame::default()
    };
    let own = library.offer_desk(who).is_some();
    let keeps = match &result {
        Some(Ok(r)) if own => {
            let each = texts.iter().zip(&r.offers);
            each.map(|(t, o)| keep_button(t, &o.package.name, library, reader)).collect()
        }
        _ => Vec::new(),
    };
    let form = Shown { desk, texts, places, fields: posted.unwrap_or_default(), bad: what.1, own, keeps };
    let mut response =
        (status, page(reader, &frame, &draw(reader, &form, &it, result.as_ref()))).into_response();
    // A private offer must not lie in a cache.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The form as it is shown again.
struct Shown {
    desk: Desk,
    texts: Vec<String>,
    places: usize,
    fields: Fields,
    bad: Vec<&'static str>,
    /// Whether whoever asks has a desk of private offers.
    own: bool,
    /// What keeps each offer there.
    keeps: Vec<Markup>,
}

fn draw(reader: &Reader, form: &Shown, it: &Loaded, result: Option<&Result<Reckoned, Refused>>) -> Markup {
    let (lang, m) = (reader.lang, reader.lang.offer_words());
    let value = form.desk == Desk::Value;
    let events: Vec<&FromEvent> = it.asked.iter().collect();
    html! {
        (nav(reader, form.desk.path(), form.own))
        div.head {
            h1 { (if value { m.value_title } else { m.compare_title }) }
            p.lead { (if value { m.value_lead } else { m.compare_lead }) }
        }
        @if let Some(Err(why)) = result { (problem(why, lang)) }
        @for name in &form.bad { p.note.warn { "«" (input_name(name, lang)) "» " (m.bad_input) } }
        @if form.fields.0.is_empty() && !events.is_empty() { (taken(&events, lang)) }
        @if let Some(Ok(r)) = result { @if value { (offer::one(r, lang)) } @else { (offer::several(r, lang)) } }
        @if !form.keeps.is_empty() { section.section { @for k in &form.keeps { (k) } } }
        div.split.desk {
            section.section aria-label=(m.offer) { h2 { (m.offer) } (the_form(form, lang)) }
            aside {
                section.section {
                    h2 { (m.from_ledger) }
                    p.note { (m.from_ledger_note) }
                    @if it.starts.is_empty() { p.note { (m.no_ledger_offers) } }
                    ul.startlist {
                        @for s in &it.starts {
                            li {
                                a href=(offers::from_event(form.desk.path(), s.event.as_str())) { bdi { (cut(&s.words, 110)) } }
                                span { (reported(s.made.n, s.made.origins, lang)) @if s.fiction { " " (fiction(lang)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What an event's offer rests on, and what was taken for granted.
fn taken(events: &[&FromEvent], lang: Lang) -> Markup {
    let m = lang.offer_words();
    html! {
        @for e in events {
            p.note {
                (m.from_ledger) ": " (reported(e.n, e.origins, lang))
                @if !e.assumed.is_empty() { " · " (m.assumed) ": " @for a in &e.assumed { (lang.assumed(*a)) " " } }
            }
        }
    }
}

pub(crate) fn problem(why: &Refused, lang: Lang) -> Markup {
    let m = lang.offer_words();
    html! {
        div.problem role="alert" {
            @match why {
                Refused::Nothing => b { (m.refused_nothing) },
                Refused::Long(i) => b { (m.offer) " " (i + 1) " " (m.refused_long) },
                Refused::Read(i, e) => {
                    b { (m.offer) " " (i + 1) ": " bdi { (cut(&plain(&e.to_string()), 300)) } }
                    span.small { bdi { (cut(&plain(&e.hint()), 300)) } }
                },
                Refused::Currencies(a, b) => b { (m.refused_currency) " " (a) " ≠ " (b) },
            }
        }
    }
}

fn input_name(name: &str, lang: Lang) -> &'static str {
    let m = lang.offer_words();
    match name {
        "growth" => m.growth,
        "volatility" => m.volatility,
        "failure" => m.failure,
        "tax" => m.tax,
        _ => m.discount,
    }
}

fn the_form(form: &Shown, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let value = form.desk == Desk::Value;
    let places = if value { 1 } else { form.places.clamp(2, MOST_OFFERS) };
    let text = |i: usize| form.texts.get(i).map_or("", String::as_str);
    let typed = |name: &str| cut(form.fields.get(name).unwrap_or_default(), 200);
    html! {
        form class=(if value { "offerform" } else { "offerform several" }) action=(form.desk.path()) method="post" autocomplete="off" {
            div.papers {
                @for i in 0..places {
                    label {
                        span { @if value { (m.paste) } @else { (m.offer) " " (i + 1) } }
                        textarea name="offer" spellcheck="false" maxlength=(offers::MOST_BYTES) rows="9" { (text(i)) }
                    }
                }
            }
            p.note { (m.paste_hint) " " code { "tradewire offer --help" } }
            div.buttons {
                button.main type="submit" { (if value { m.reckon } else { m.compare }) }
                @if !value && places < MOST_OFFERS { button type="submit" name="do" value="more" { (m.one_more) } }
            }
            fieldset.fieldset {
                div.whatif {
                    @for (name, low, high) in INPUTS {
                        label {
                            span { (input_name(name, lang)) " %" }
                            input type="number" name=(name) step="any" min=(low * 100.0) max=(high * 100.0) value=(typed(name)) inputmode="decimal";
                        }
                    }
                    @if !value {
                        label.wide { input type="checkbox" name="same_firm" value="1" checked[form.fields.get("same_firm").is_some()]; span { (m.same_firm) } }
                    }
                }
                p.note { b { (m.what_if) } ". " (m.what_if_note) }
            }
            details.written {
                summary { (m.fill_in) }
                div.whatif {
                    @for (name, label, hint) in [
                        ("f.name", m.f_name, "Lab B"), ("f.currency", m.f_currency, "USD"), ("f.years", m.f_years, "4"),
                        ("f.salary", m.f_salary, "500k"), ("f.bonus", m.f_bonus, "100k"), ("f.sign_on", m.f_sign_on, "1M"),
                        ("f.clawback", m.f_clawback, "24"), ("f.grant", m.f_grant, "8M"), ("f.vest", m.f_vest, "48"), ("f.cliff", m.f_cliff, "12"),
                    ] {
                        label { span { (label) } input type="text" name=(name) maxlength="80" placeholder=(hint) value=(typed(name)); }
                    }
                    label { span { (m.f_kind) }
                        select name="f.kind" {
                            @for k in ["rsu", "option", "profit_unit", "restricted_stock"] { option value=(k) selected[form.fields.get("f.kind") == Some(k)] { (k) } }
                        }
                    }
                }
                button type="submit" name="do" value="write" { (m.add_fields) }
            }
        }
    }
}
