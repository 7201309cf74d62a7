//! One conflict: its sides beside each other, each with its origins and quotes.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{ClaimRecord, EventRecord, ResponseRecord};
use tradewire_model::{Amount, Claim, Conflict, ConflictId};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::bar::{Ink, Scale, bar};
use crate::view::headline::address;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::sentence::{line, line_text};
use crate::view::text::{language_of, plain};
use crate::view::{byline, quote, responses, side};

/// Claims shown per side.
const PER_SIDE: usize = 60;

struct Loaded {
    conflict: Conflict,
    sides: Vec<Vec<ClaimRecord>>,
    event: Option<EventRecord>,
    directory: Directory,
    open: usize,
    responses: Vec<ResponseRecord>,
}

fn load_conflict(store: &Shelf<'_>, id: &ConflictId) -> Result<Loaded, PageError> {
    let missing = || PageError::Missing { what: "conflict", id: id.as_str().to_owned() };
    let conflict = store.conflict(id)?.ok_or_else(missing)?;
    let sides = load::sides(store, &conflict, PER_SIDE)?;
    let event = conflict.event.as_ref().map(|e| store.event(e)).transpose()?.flatten();
    let mut wanted = Wanted::default();
    sides.iter().flatten().for_each(|r| wanted.claim(&r.claim));
    event.iter().for_each(|e| wanted.event(&e.event));
    let directory = load::directory(store, wanted)?;
    let responses = load::responses(store, [id.as_str()])?;
    Ok(Loaded { conflict, sides, event, directory, open: store.counts()?.conflicts, responses })
}

/// Shows a conflict.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let id = ConflictId::new(id);
    let it = library.read(move |store| load_conflict(store, &id)).await?;
    let kind = reader.lang.conflict_kind(it.conflict.kind);
    let title = match &it.event {
        Some(e) => format!("≠ {kind}: {}", line_text(&e.event, &it.directory, reader.lang)),
        None => format!("≠ {kind}"),
    };
    // The card of its event says how far that has come and that there is a conflict.
    let card = it
        .event
        .as_ref()
        .map(|e| library.picture(&reader, &link::conflict(&it.conflict.id), &link::card(&e.event.id)));
    let frame = Frame { title, section: "/conflicts", conflicts: Some(it.open), card, ..Frame::default() };
    Ok(page(&reader, &frame, &draw(&reader, &it)))
}

fn draw(reader: &Reader, it: &Loaded) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let c = &it.conflict;
    let invented =
        it.sides.iter().flatten().count() > 0 && it.sides.iter().flatten().all(|r| r.document.fiction);
    let sums: Vec<Option<&Amount>> =
        it.sides.iter().map(|s| s.iter().find_map(|r| r.claim.args.amount(c.role))).collect();
    // One scale is honest only where every side gives a sum of the same currency in the same role.
    let first = sums.first().copied().flatten().map(|a| a.currency);
    let comparable = sums.iter().all(|s| s.map(|a| a.currency) == first);
    let scale = Scale::over(sums.iter().flatten().copied()).filter(|_| comparable);
    html! {
        header.head {
            div.top {
                span.contest { "≠ " (side::topic(c, lang)) }
                @if invented { (fiction(lang)) }
            }
            @if let Some(e) = &it.event {
                h1 { a.quietlink href=(address(&e.event)) { (line(&e.event, &it.directory, lang)) } }
            } @else {
                h1 { (w.conflict) ": " (lang.conflict_kind(c.kind)) }
            }
            p.lead { b { (w.why) ". " } bdi lang=(language_of(&c.reason)) { (plain(&c.reason)) } }
        }
        div.sides {
            @for (i, (s, records)) in c.sides.iter().zip(&it.sides).enumerate() {
                section.sidecard aria-label=(format!("{} {}", w.side, i + 1)) {
                    h2.figure { bdi { (side::label(c, s, records.iter().map(|r| &r.claim), lang)) } }
                    @if let (Some(scale), Some(sum)) = (&scale, sums.get(i).copied().flatten()) {
                        (bar(sum, scale, if i == 0 { Ink::Cool } else { Ink::Hot }, lang))
                    }
                    p.support {
                        b.num { (s.origins) } " " (if s.origins == 1 { w.origin } else { w.origins })
                        " · " b.num { (s.claims.len()) } " " (if s.claims.len() == 1 { w.claim_low } else { w.claims })
                    }
                    ol { @for r in records { li { (voice(reader, it, r)) } } }
                }
            }
        }
        (responses::section(&it.responses, lang))
        (responses::way(c.id.as_str(), lang))
        @if let Some(e) = &it.event { p.section { a href=(address(&e.event)) { (w.belongs_to) ": " (line(&e.event, &it.directory, lang)) " →" } } }
    }
}

fn voice(reader: &Reader, it: &Loaded, r: &ClaimRecord) -> Markup {
    let claim: &Claim = &r.claim;
    let part =
        it.event.as_ref().and_then(|e| e.event.reports.iter().find(|x| x.claim == claim.id)).map(|x| x.role);
    html! {
        blockquote.quote {
            (quote::on_card(r))
            p.by {
                @if let Some(p) = part { span class={ "part " (p) } { (reader.lang.report_role(p)) } " " }
                (byline::line(r, &it.directory, reader.lang))
            }
        }
    }
}
