//! One firm: who came, who went, what it offered, bought and raised.

use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use tradewire_ledger::{EntityClass, EntityRecord};
use tradewire_market::flows::{Heads, LabFlow};
use tradewire_model::{ClaimKind, EntityId, Event, Name, Role, Value};

use super::person::{Dossier, MOST, dossier};
use crate::directory::{Class, Directory};
use crate::library::{Library, Shelf};
use crate::link;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::day::date;
use crate::view::entity::{self, Section};
use crate::view::headline::address;
use crate::view::layout::{Frame, Picture, page};
use crate::view::mark::{fiction, stage};
use crate::view::market::sample::{heads, sample};
use crate::view::market::tables::net;
use crate::view::name::{list, shown};
use crate::view::responses;
use crate::words::Lang;

/// A firm as its page shows it.
struct Firm {
    dossier: Dossier,
    flow: Option<LabFlow>,
    /// Whether reports come from it, or are attributed to it.
    is_source: bool,
}

/// Shows a firm; an id that is a person's shows that page instead.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Result<Markup, Redirect>, PageError> {
    let id = EntityId::new(id);
    let firm = library
        .read(move |store| {
            let dossier = dossier(store, &id)?;
            let flow = lab_flow(store, &dossier.summary.entity)?;
            Ok(Firm { flow, is_source: store.source(&id)?.is_some(), dossier })
        })
        .await?;
    let id = &firm.dossier.summary.entity.id;
    Ok(match firm.dossier.summary.entity.class {
        EntityClass::Person => Err(Redirect::to(&link::person(id))),
        _ => {
            let card = library.picture(&reader, &link::company(id), &link::entity_card(id));
            Ok(draw(&reader, &firm, card))
        }
    })
}

fn names(event: &Event, role: Role, id: &EntityId) -> bool {
    event.args.names(role).iter().any(|n| n.id.as_ref() == Some(id))
}

/// What came in and went out, as the page of flows counts it; of an invented firm by invented events.
fn lab_flow(store: &Shelf<'_>, firm: &EntityRecord) -> Result<Option<LabFlow>, PageError> {
    let found = store.flows(firm.fiction)?;
    Ok(found.labs.iter().find(|l| l.lab.id.as_ref() == Some(&firm.id)).cloned())
}

/// A firm's moves in one direction, settled or not.
fn moves<'a>(stories: &'a [Story], id: &EntityId, role: Role) -> Vec<&'a Story> {
    let other = if role == Role::To { Role::From } else { Role::To };
    let one_way = |s: &&Story| {
        s.event().kind == ClaimKind::Move && names(s.event(), role, id) && !names(s.event(), other, id)
    };
    stories.iter().filter(one_way).collect()
}

/// How many the group of a move are, where its people are not named.
fn group_size(event: &Event, lang: Lang) -> String {
    match event.args.get(Role::Count) {
        Some(Value::Count(c)) => heads(Heads::of(c), false),
        _ => lang.pick("some", "若干", "若干").to_owned(),
    }
}

fn draw(reader: &Reader, firm: &Firm, card: Picture) -> Markup {
    let (it, flow) = (&firm.dossier, firm.flow.as_ref());
    let (w, lang, m) = (reader.words(), reader.lang, reader.lang.market_words());
    let id = &it.summary.entity.id;
    let (came, went) = (moves(&it.stories, id, Role::To), moves(&it.stories, id, Role::From));
    let of = |kinds: &[ClaimKind]| -> Vec<&Story> {
        it.stories.iter().filter(|s| kinds.contains(&s.event().kind)).collect()
    };
    use ClaimKind as K;
    let inside: Vec<&Story> = it
        .stories
        .iter()
        .filter(|s| s.event().kind == K::Move)
        .filter(|s| !came.iter().chain(&went).any(|t| t.event().id == s.event().id))
        .collect();
    let sections = [
        Section { title: w.deals, stories: of(&[K::Deal, K::Funding, K::Valuation]) },
        Section { title: w.pay, stories: of(&[K::Offer, K::Approach, K::Payband]) },
        Section { title: w.units, stories: of(&[K::Unit]) },
        Section {
            title: w.other_events,
            stories: inside.into_iter().chain(of(&[K::Dispute, K::Stat, K::Statement])).collect(),
        },
    ];
    let all_flows = |id: &EntityId| {
        let record = if it.summary.entity.fiction { "&record=all" } else { "" };
        format!("/flows?lab={}{record}", link::encode(id.as_str()))
    };
    let body = html! {
        (entity::head(&it.summary, &it.directory, lang))
        @if let Some(f) = flow {
            div.tally {
                div { span.label { (m.came) } b.num { (heads(f.all.came.all(), false)) } }
                div { span.label { (m.went) } b.num { (heads(f.all.went.all(), false)) } }
                div { span.label { (m.net) } b.num { (net(&f.all)) } }
            }
            p.note.under {
                (sample(f.all.n, f.all.origins, lang)) " · " (m.net_note) " " a href=(all_flows(id)) { (m.flows) " →" }
                @if f.shared > 0 { " " (f.shared) " " (m.shared) }
            }
        }
        div.split {
            div {
                (responses::section(&it.responses, lang))
                @if !came.is_empty() || !went.is_empty() {
                    div.section.columns {
                        div.col { h2 { (m.came) } (roll(&came, Role::From, &it.directory, lang)) }
                        div.col { h2 { (m.went) } (roll(&went, Role::To, &it.directory, lang)) }
                    }
                }
                @for s in &sections { (entity::section(s, &it.directory, lang)) }
                @if it.stories.is_empty() { div.empty { p { (w.nothing_here) } } }
                @if it.more { p.note { (w.latest_only) " " (MOST) ". " a href=(link::wire_of(id.as_str())) { (w.events) " →" } } }
            }
            aside {
                (entity::conflicts(&it.conflicts, &it.stories, lang))
                (entity::forms(&it.summary.entity, lang))
                @if firm.is_source { section.section { h2 { (w.source) } p.small { a href=(link::source(id.as_str())) { (w.as_source) " →" } } } }
                (responses::way(id.as_str(), lang))
            }
        }
    };
    let title = it.directory.get(id).map_or("", |k| k.in_script_of(lang)).to_owned();
    let feed = Some(vec![("lab", id.as_str().to_owned()), ("kind", "all".to_owned())]);
    page(
        reader,
        &Frame {
            title,
            section: "/labs",
            conflicts: Some(it.open),
            feed,
            card: Some(card),
            ..Frame::default()
        },
        &body,
    )
}

/// People in one direction, with the other end of their way.
fn roll(stories: &[&Story], other: Role, directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    let end = |n: &Name| shown(n, Class::Organisation, directory, lang).linked();
    html! {
        @if stories.is_empty() { p.note { (w.nothing_here) } }
        ul.roll {
            @for s in stories {
                @let e = s.event();
                @let people = e.args.names(Role::Person);
                @let group = e.args.names(Role::Group);
                li {
                    div.whoever {
                        @if !people.is_empty() { (list(people, Class::Person, directory, lang)) }
                        @else if !group.is_empty() { (list(group, Class::Person, directory, lang)) }
                        @else { (group_size(e, lang)) (lang.pick(" people", "人", "人")) }
                    }
                    div.small.soft {
                        @if let Some(n) = e.args.name(other) { (if other == Role::From { "← " } else { "→ " }) (end(n)) " · " }
                        a href=(address(e)) {
                            @match e.args.date().or(s.record.first_published.as_ref()) { Some(d) => (date(d, lang)), None => (w.undated) }
                        }
                        @if s.record.fiction { " " (fiction(lang)) }
                    }
                    div.small { (stage(e.stage, lang)) }
                }
            }
        }
    }
}
