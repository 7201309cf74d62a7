//! The people of a ledger with what its documents say of them.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date as Day;
use tradewire_ledger::{EntityClass, EntitySummary, Page, Store};
use tradewire_model::{ClaimId, ClaimKind, Event, Modality, Rank, Stage};

use super::evidence::{Person, Said};
use crate::flows::{FlowEvent, Moves, day_of, ways_of};

/// Most people that are looked at: those with most events.
pub const MOST_PEOPLE: usize = 2_000;
/// Most claims and events of one person.
const MOST_SAID: usize = 400;

/// The people that are ranked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// Each with what is said of them.
    pub people: Vec<Person>,
    /// The last day on which anything about them was published.
    pub latest: Option<Day>,
    /// Whether the ledger holds more people.
    pub cut: bool,
}

/// Takes the people out of a ledger; those whom only invented documents name, if they are asked for.
///
/// # Errors
/// Those of the ledger.
pub fn gather(store: &dyn Store, most: usize, fiction: bool) -> tradewire_ledger::Result<People> {
    let mut out = People::default();
    let most = most.min(MOST_PEOPLE);
    let mut page = Page::first(Page::MOST.min(most));
    loop {
        let listing = store.entities(Some(EntityClass::Person), &page)?;
        for summary in listing.items {
            if summary.entity.fiction && !fiction {
                continue;
            }
            if out.people.len() >= most {
                out.cut = true;
                break;
            }
            let p = person(store, summary, fiction)?;
            out.latest = out.latest.max(p.latest);
            if !p.said.is_empty() {
                out.people.push(p);
            }
        }
        match listing.next {
            Some(next) if !out.cut => page.after = Some(next),
            _ => break,
        }
    }
    Ok(out)
}

fn person(store: &dyn Store, summary: EntitySummary, fiction: bool) -> tradewire_ledger::Result<Person> {
    let e = summary.entity;
    let page = Page::first(MOST_SAID);
    let events = store.events_of_entity(&e.id, &page)?.items;
    // What only hearsay says or a party denies is no evidence, whatever a single report sounds like.
    let doubtful = |s: Stage| matches!(s, Stage::Denied | Stage::Rumoured);
    let unsound: HashSet<ClaimId> = events
        .iter()
        .filter(|r| {
            doubtful(r.event.stage) || (r.event.kind == ClaimKind::Move && r.event.stage == Stage::Collapsed)
        })
        .flat_map(|r| r.event.claims.iter().map(|c| c.id.clone()))
        .collect();
    let claims = store.claims_of_entity(&e.id, &page)?.items;
    let said: Vec<Said> = claims
        .into_iter()
        .filter(|c| {
            !c.retracted
                && !c.left
                && c.rank != Rank::Deprecated
                && (fiction || !c.document.fiction)
                && matches!(c.claim.modality, Modality::Asserted | Modality::Reported)
                && !unsound.contains(&c.claim.id)
        })
        .map(|c| Said {
            claim: c.claim,
            context: c.context,
            title: c.document.title,
            outlet: c.document.outlet,
        })
        .collect();
    let moves = Moves {
        events: events
            .into_iter()
            .filter(|r| r.event.kind == ClaimKind::Move)
            .map(|r| FlowEvent {
                event: r.event,
                first_published: r.first_published,
                fiction: r.fiction,
                counts: None,
            })
            .collect(),
        cut: false,
    };
    let by_id: BTreeMap<&str, &Event> =
        moves.events.iter().map(|m| (m.event.id.as_str(), &m.event)).collect();
    let steps = ways_of(&moves, &e.id, fiction)
        .into_iter()
        .filter_map(|events| {
            // The event that names both ends tells the step best.
            let all: Vec<&Event> = events.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect();
            let best = all.iter().max_by_key(|e| e.args.len())?;
            Some(((*best).clone(), events))
        })
        .collect();
    let days = said.iter().filter_map(|s| day_of(&s.claim.published.as_ref()?.to_string(), true));
    Ok(Person {
        id: e.id,
        name: e.name,
        forms: e.forms,
        fiction: e.fiction,
        latest: days.max(),
        said,
        moves: steps,
    })
}
