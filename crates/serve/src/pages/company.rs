//! One firm: who came, who went, what it offered, bought and raised.

use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use tradewire_ledger::EntityClass;
use tradewire_model::{ClaimKind, EntityId, Event, Name, Role};

use super::person::{Dossier, MOST, dossier};
use crate::aside::{counts_as_move, heads, signed};
use crate::directory::{Class, Directory};
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::day::date;
use crate::view::entity::{self, Section};
use crate::view::headline::address;
use crate::view::layout::{Frame, page};
use crate::view::mark::{fiction, stage};
use crate::view::name::{list, shown};
use crate::words::Lang;

/// Shows a firm; an id that is a person's shows that page instead.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Result<Markup, Redirect>, PageError> {
    let id = EntityId::new(id);
    let it = library.read(move |store| dossier(store, &id)).await?;
    Ok(match it.summary.entity.class {
        EntityClass::Person => Err(Redirect::to(&link::person(&it.summary.entity.id))),
        _ => Ok(draw(&reader, &it)),
    })
}

fn names(event: &Event, role: Role, id: &EntityId) -> bool {
    event.args.names(role).iter().any(|n| n.id.as_ref() == Some(id))
}

/// A firm's moves by direction.
struct Flow<'a> {
    stories: Vec<&'a Story>,
    heads: i64,
}

fn flow<'a>(stories: &'a [Story], id: &EntityId, role: Role) -> Flow<'a> {
    let other = if role == Role::To { Role::From } else { Role::To };
    let stories: Vec<&Story> = stories
        .iter()
        .filter(|s| {
            s.event().kind == ClaimKind::Move && names(s.event(), role, id) && !names(s.event(), other, id)
        })
        .collect();
    let heads = stories.iter().map(|s| s.event()).filter(|e| counts_as_move(e)).map(heads).sum();
    Flow { stories, heads }
}

fn draw(reader: &Reader, it: &Dossier) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let id = &it.summary.entity.id;
    let (came, went) = (flow(&it.stories, id, Role::To), flow(&it.stories, id, Role::From));
    let of = |kinds: &[ClaimKind]| -> Vec<&Story> {
        it.stories.iter().filter(|s| kinds.contains(&s.event().kind)).collect()
    };
    use ClaimKind as K;
    let inside: Vec<&Story> = it
        .stories
        .iter()
        .filter(|s| s.event().kind == K::Move)
        .filter(|s| !came.stories.iter().chain(&went.stories).any(|t| t.event().id == s.event().id))
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
    let net = came.heads - went.heads;
    let body = html! {
        (entity::head(&it.summary, &it.directory, lang))
        @if !came.stories.is_empty() || !went.stories.is_empty() {
            div.tally {
                div { span.label { (w.came_in) } b.num { (came.heads) } }
                div { span.label { (w.went_out) } b.num { (went.heads) } }
                div { span.label { (w.net) } b class=(match net { 0 => "num", n if n > 0 => "num plus", _ => "num minus" }) { (signed(net)) } }
            }
        }
        div.split {
            div {
                @if !came.stories.is_empty() || !went.stories.is_empty() {
                    div.section.columns {
                        div.col { h2 { (w.came_in) } (roll(&came.stories, Role::From, &it.directory, lang)) }
                        div.col { h2 { (w.went_out) } (roll(&went.stories, Role::To, &it.directory, lang)) }
                    }
                }
                @for s in &sections { (entity::section(s, &it.directory, lang)) }
                @if it.stories.is_empty() { div.empty { p { (w.nothing_here) } } }
                @if it.more { p.note { (w.latest_only) " " (MOST) } }
            }
            aside {
                (entity::conflicts(&it.conflicts, &it.stories, lang))
                (entity::forms(&it.summary.entity, lang))
                section.section { h2 { (w.source) } p.small { a href=(link::source(id.as_str())) { (w.as_source) " →" } } }
            }
        }
    };
    let title = it.directory.get(id).map_or("", |k| k.in_script_of(lang)).to_owned();
    page(reader, &Frame { title, section: "/labs", conflicts: Some(it.open), local_text: false }, &body)
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
                        @else { (heads(e)) " " (w.people) }
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
