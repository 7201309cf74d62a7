//! One person: where they went, what they were offered, what they said, what is disputed.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{EntityClass, EntitySummary, Page, ResponseRecord};
use tradewire_model::{ClaimKind, Date, EntityId};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::entity::{self, Section};
use crate::view::layout::{Frame, Picture, page};
use crate::view::responses;

/// Events shown on a page of a person or a firm.
pub const MOST: usize = 60;

/// An entity with its stories; shared with the pages of firms.
pub struct Dossier {
    /// The entity.
    pub summary: EntitySummary,
    /// Its stories, latest first.
    pub stories: Vec<Story>,
    /// Whom they name.
    pub directory: Directory,
    /// Conflicts over claims that name it.
    pub conflicts: Vec<tradewire_model::Conflict>,
    /// What it said of what is held here.
    pub responses: Vec<ResponseRecord>,
    /// Open conflicts in the ledger.
    pub open: usize,
    /// Whether there are more events than shown.
    pub more: bool,
}

/// Loads an entity with its stories.
///
/// # Errors
/// [`PageError::Missing`] if the ledger does not know it, and those of the ledger.
pub fn dossier(store: &Shelf<'_>, id: &EntityId) -> Result<Dossier, PageError> {
    let missing = || PageError::Missing { what: "name", id: id.as_str().to_owned() };
    let summary = store.entity(id)?.ok_or_else(missing)?;
    let listing = store.events_of_entity(id, &Page::first(MOST))?;
    let mut wanted = Wanted::default();
    let mut stories = Vec::new();
    for record in listing.items {
        let story = load::story(store, record, 40)?;
        load::want_story(&story, &mut wanted);
        stories.push(story);
    }
    wanted.id(id);
    summary.entity.parent.iter().for_each(|p| wanted.id(p));
    Ok(Dossier {
        directory: load::directory(store, wanted)?,
        stories,
        conflicts: store.conflicts_of_entity(id)?,
        responses: load::responses(store, [id.as_str()])?,
        open: store.counts()?.conflicts,
        more: listing.next.is_some(),
        summary,
    })
}

/// Shows a person; an id that is a firm's or an outlet's shows that page instead.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Result<Markup, axum::response::Redirect>, PageError> {
    let id = EntityId::new(id);
    let it = library.read(move |store| dossier(store, &id)).await?;
    let e = &it.summary.entity;
    match e.class {
        EntityClass::Person => {
            let card = library.picture(&reader, &link::person(&e.id), &link::entity_card(&e.id));
            Ok(Ok(draw(&reader, &it, card)))
        }
        EntityClass::Outlet if it.stories.is_empty() => {
            Ok(Err(axum::response::Redirect::to(&link::source(e.id.as_str()))))
        }
        _ => Ok(Err(axum::response::Redirect::to(&link::company(&e.id)))),
    }
}

fn draw(reader: &Reader, it: &Dossier, card: Picture) -> Markup {
    let w = reader.words();
    let of = |kinds: &[ClaimKind]| -> Vec<&Story> {
        it.stories.iter().filter(|s| kinds.contains(&s.event().kind)).collect()
    };
    let mut moves = of(&[ClaimKind::Move]);
    // A life is read from its latest station back.
    moves.sort_by_key(|s| {
        let when = s.event().args.date().or(s.record.first_published.as_ref()).and_then(Date::bounds);
        std::cmp::Reverse(when.map(|b| b.0))
    });
    let offers = of(&[ClaimKind::Offer, ClaimKind::Approach, ClaimKind::Payband]);
    let words = of(&[ClaimKind::Statement]);
    let rest: Vec<&Story> = it
        .stories
        .iter()
        .filter(|s| {
            !matches!(
                s.event().kind,
                ClaimKind::Move
                    | ClaimKind::Offer
                    | ClaimKind::Approach
                    | ClaimKind::Payband
                    | ClaimKind::Statement
            )
        })
        .collect();
    let sections = [
        Section { title: w.timeline, stories: moves },
        Section { title: w.offers, stories: offers },
        Section { title: w.words_on_file, stories: words },
        Section { title: w.other_events, stories: rest },
    ];
    let body = html! {
        (entity::head(&it.summary, &it.directory, reader.lang))
        div.split {
            div {
                (responses::section(&it.responses, reader.lang))
                (entity::station(&sections[0].stories, &it.directory, reader.lang))
                @for s in &sections[1..] { (entity::section(s, &it.directory, reader.lang)) }
                @if it.stories.is_empty() { div.empty { p { (w.nothing_here) } } }
                @if it.more { p.note { (w.latest_only) " " (MOST) ". " a href=(link::wire_of(it.summary.entity.id.as_str())) { (w.events) " →" } } }
            }
            aside {
                (entity::conflicts(&it.conflicts, &it.stories, reader.lang))
                (entity::forms(&it.summary.entity, reader.lang))
                (responses::way(it.summary.entity.id.as_str(), reader.lang))
            }
        }
    };
    let title =
        it.directory.get(&it.summary.entity.id).map_or("", |k| k.in_script_of(reader.lang)).to_owned();
    let feed = Some(vec![("lab", it.summary.entity.id.as_str().to_owned()), ("kind", "all".to_owned())]);
    page(
        reader,
        &Frame {
            title,
            section: "/people",
            conflicts: Some(it.open),
            feed,
            card: Some(card),
            ..Frame::default()
        },
        &body,
    )
}
