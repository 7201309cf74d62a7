//! The list: people ranked by declared criteria, each point with its quote.

use std::sync::{Arc, LazyLock};

use axum::extract::State;
use maud::{Markup, html};
use tradewire_market::list::{Criteria, List, rank};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::market::{nav, ranked};
use crate::who::Who;
use crate::words::Lang;

/// Criteria where the server was started without any: the sample of the documentation.
static SAMPLE: LazyLock<Option<Arc<Criteria>>> = LazyLock::new(|| {
    let text = include_str!("../../../../samples/list/research-leads.toml");
    Criteria::from_toml(text).ok().map(Arc::new)
});
/// People looked at: those with most events.
pub(crate) const MOST: usize = 300;
/// People shown at most.
const SHOWN: usize = 30;
/// Bytes of people after which the rest stands on the next page.
const ENOUGH: usize = 60_000;

/// The criteria of this server with the weights that the address asks for.
pub(crate) fn criteria(library: &Library, reader: &Reader) -> Option<Criteria> {
    let mut c = (**library.criteria().or(SAMPLE.as_ref())?).clone();
    for one in &mut c.criteria {
        let asked = reader.field(&format!("w.{}", one.id)).and_then(|w| w.parse::<f64>().ok());
        if let Some(w) = asked.filter(|w| w.is_finite() && (0.0..=1e6).contains(w)) {
            one.weight = w;
        }
    }
    Some(c)
}

/// Ranks the people of the ledger; those of invented documents where it holds no others, or if they are asked for.
pub(crate) fn ranking(
    store: &Shelf<'_>,
    criteria: &Criteria,
    fiction: bool,
) -> Result<(List, bool), PageError> {
    let mut people = store.people(fiction)?;
    if people.people.is_empty() && !fiction {
        people = store.people(true)?;
    }
    let as_of = people.latest.unwrap_or(jiff::civil::Date::ZERO);
    Ok((rank(&people.people, criteria, as_of, 1), people.cut))
}

struct Loaded {
    list: List,
    cut: bool,
    directory: Directory,
    open: usize,
}

/// Shows the list.
pub async fn show(State(library): State<Library>, reader: Reader, who: Who) -> Result<Markup, PageError> {
    let m = reader.lang.market_words();
    let fiction = reader.field("record") == Some("all");
    let criteria =
        criteria(&library, &reader).ok_or(PageError::Missing { what: "list", id: "criteria".to_owned() })?;
    let from = reader.field("from").and_then(|f| f.parse::<usize>().ok()).unwrap_or(0);
    let it = library
        .read(move |store| {
            let (mut list, cut) = ranking(store, &criteria, fiction)?;
            list.people.drain(..from.min(list.people.len()));
            list.people.truncate(SHOWN + 1);
            let mut wanted = Wanted::default();
            list.people.iter().for_each(|p| wanted.id(&p.id));
            let directory = load::directory(store, wanted)?;
            Ok(Loaded { list, cut, directory, open: store.counts()?.conflicts })
        })
        .await?;
    let frame = Frame {
        title: m.list.to_owned(),
        section: "/flows",
        conflicts: Some(it.open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &draw(&reader, fiction, from, &it, library.offer_desk(&who).is_some())))
}

fn draw(reader: &Reader, fiction: bool, from: usize, it: &Loaded, desk: bool) -> Markup {
    let (w, lang, m) = (reader.words(), reader.lang, reader.lang.market_words());
    let l = &it.list;
    let mut drawn: Vec<Markup> = Vec::new();
    let mut bytes = 0;
    for p in l.people.iter().take(SHOWN) {
        let one = ranked::person(p, &l.criteria, &it.directory, lang);
        bytes += one.0.len();
        if bytes > ENOUGH && !drawn.is_empty() {
            break;
        }
        drawn.push(one);
    }
    let next = (drawn.len() < l.people.len()).then(|| (from + drawn.len()).to_string());
    html! {
        (nav(reader, "/list", desk))
        div.head {
            h1 { (m.list) ": " bdi { (l.criteria.name) } }
            p.lead { (m.list_lead) }
        }
        div.tally {
            div { span.label { (m.people_looked) } b.num { (l.n) } }
            div { span.label { (m.without_evidence) } b.num { (l.without) } }
            div { span.label { (m.documents) } b.num { (l.documents) } }
            div { span.label { (m.outlets) } b.num { (l.outlets) } }
            div { span.label { (m.as_of) } b.num.when { (l.as_of) } }
        }
        div.split {
            div {
                @if l.people.is_empty() { div.empty { p { (m.no_list) } p { code { "tradewire ingest FILE…" } } } }
                ol.ranking { @for p in &drawn { li { (p) } } }
                @if next.is_some() || from > 0 {
                    nav.pager aria-label=(m.list) {
                        @if from > 0 { a href=(reader.here_with(&[("from", None)])) { "↑ " (w.from_top) } }
                        @if let Some(n) = &next { a rel="next" href=(reader.here_with(&[("from", Some(n.as_str()))])) { (w.further) " ↓" } }
                    }
                }
                @if !l.people.is_empty() { p.note { (m.list_note.replace("{d}", &l.draws.to_string())) } }
                @if it.cut { p.note { (m.list_cut) } }
            }
            aside {
                section.section { h2 { (m.weights) } (weights(reader, l, fiction)) }
                section.section { h2 { (m.sensitivity) } (ranked::nudges(l, lang)) }
                section.section {
                    h2 { (m.as_data) }
                    p.small { a href=(data(reader)) { "JSON" } }
                    p.note { code { "tradewire list --help" } }
                    @if let Some(n) = &l.criteria.note { p.note { (n) } }
                }
            }
        }
    }
}

/// The weights as a form that works without a script.
fn weights(reader: &Reader, l: &List, fiction: bool) -> Markup {
    let (w, lang, m) = (reader.words(), reader.lang, reader.lang.market_words());
    html! {
        form.weights action="/list" method="get" {
            @for c in &l.criteria.criteria {
                label for={ "w-" (c.id) } { bdi { (c.label) } span.small.soft { (kind(&c.test, lang)) } }
                input id={ "w-" (c.id) } type="number" name={ "w." (c.id) } value=(c.weight) min="0" max="1000000" step="any" required;
            }
            select name="record" aria-label=(w.record) {
                option value="" { (w.record_public) }
                option value="all" selected[fiction] { (w.any_record) }
            }
            button type="submit" { (m.rank_again) }
            a.small href="/list" { (w.clear) }
        }
    }
}

/// What a criterion asks, in words.
fn kind(test: &tradewire_market::list::Test, lang: Lang) -> String {
    use tradewire_market::list::Test as T;
    let m = lang.market_words();
    match test {
        T::Lab { labs, .. } => format!("{}: {}", m.k_lab, crate::view::text::cut(&labs.join(", "), 60)),
        T::Led { .. } => m.k_led.to_owned(),
        T::Degree { .. } => m.k_degree.to_owned(),
        T::Work { words, .. } => format!("{}: {}", m.k_work, crate::view::text::cut(&words.join(", "), 60)),
        T::Recency { half_life_months } => format!("{} {half_life_months} {}", m.k_recency, m.months),
        T::Moves { full } => format!("{} {full}", m.k_moves),
        T::Offer { full, currency, .. } => {
            format!("{} {} {}", m.k_offer, crate::view::figure::short(*full, lang), currency.code())
        }
    }
}

/// The same question to the API.
fn data(reader: &Reader) -> String {
    let fields = reader.query.iter().filter(|(k, v)| !matches!(k.as_str(), "lang" | "from") && !v.is_empty());
    link::with_query("/api/v1/list", fields.map(|(k, v)| (k.as_str(), v.as_str())))
}
