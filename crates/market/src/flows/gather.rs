//! The moves of a ledger.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date as Day;
use tradewire_ledger::{EntityClass, EventFilter, Page, Store};
use tradewire_model::{ClaimKind, ConflictKind, EntityId, Name, Role, Value};

use super::step::{FlowEvent, when};

/// Most events that are looked at: the latest.
pub const MOST_EVENTS: usize = 50_000;

/// The moves that are counted from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// The events.
    pub events: Vec<FlowEvent>,
    /// Whether the ledger holds more.
    pub cut: bool,
}

impl Moves {
    /// The last day of which they tell, dates and reports; of invented events only if they are asked for.
    #[must_use]
    pub fn latest(&self, fiction: bool) -> Option<Day> {
        self.events.iter().filter(|e| fiction || !e.fiction).filter_map(|e| Some(when(e)?.day)).max()
    }

    /// Whether there is none that is not invented.
    #[must_use]
    pub fn only_fiction(&self) -> bool {
        self.events.iter().all(|e| e.fiction)
    }
}

/// Takes the moves out of a ledger; units stand as the organisation they belong to.
///
/// # Errors
/// Those of the ledger.
pub fn gather(store: &dyn Store) -> tradewire_ledger::Result<Moves> {
    let mut filter =
        EventFilter { kind: Some(ClaimKind::Move), page: Page::first(Page::MOST), ..EventFilter::default() };
    let mut moves = Moves::default();
    loop {
        let listing = store.events(&filter)?;
        for r in listing.items {
            let counts = match r.conflicts {
                0 => None,
                _ => counts(store, &r.event.id)?,
            };
            moves.events.push(FlowEvent {
                event: r.event,
                first_published: r.first_published,
                fiction: r.fiction,
                counts,
            });
        }
        match listing.next {
            Some(_) if moves.events.len() >= MOST_EVENTS => {
                moves.cut = true;
                break;
            }
            Some(next) => filter.page.after = Some(next),
            None => break,
        }
    }
    lift_units(store, &mut moves)?;
    Ok(moves)
}

/// The least and the most of the counts on which the reports of an event disagree.
fn counts(
    store: &dyn Store,
    event: &tradewire_model::EventId,
) -> tradewire_ledger::Result<Option<(i64, i64)>> {
    let conflicts = store.conflicts_of_event(event)?;
    let sides = conflicts.iter().filter(|c| c.kind == ConflictKind::Count).flat_map(|c| &c.sides);
    let figures: Vec<i64> = sides
        .filter_map(|s| s.value.split(|c: char| !c.is_ascii_digit()).find_map(|d| d.parse().ok()))
        .collect();
    Ok(figures.iter().min().copied().zip(figures.iter().max().copied()))
}

/// Puts the organisation in place of each unit that belongs to one.
fn lift_units(store: &dyn Store, moves: &mut Moves) -> tradewire_ledger::Result<()> {
    let ends = [Role::From, Role::To];
    let ids: BTreeSet<EntityId> = moves
        .events
        .iter()
        .flat_map(|e| ends.iter().flat_map(|r| e.event.args.names(*r)))
        .filter_map(|n| n.id.clone())
        .collect();
    let known = store.entities_by_ids(&ids.into_iter().collect::<Vec<_>>())?;
    let units: HashMap<EntityId, EntityId> = known
        .iter()
        .filter(|e| e.class == EntityClass::Unit)
        .filter_map(|e| Some((e.id.clone(), e.parent.clone()?)))
        .collect();
    let parents: BTreeSet<EntityId> = units.values().cloned().collect();
    let names: BTreeMap<EntityId, String> = store
        .entities_by_ids(&parents.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .map(|e| (e.id, e.name))
        .collect();
    let lift = |n: &mut Name| {
        let Some(parent) = n.id.as_ref().and_then(|id| units.get(id)) else { return };
        n.name = Some(names.get(parent).cloned().unwrap_or_else(|| parent.to_string()));
        n.id = Some(parent.clone());
    };
    for e in &mut moves.events {
        for (role, value) in e.event.args.iter_mut() {
            if ends.contains(&role) && matches!(value, Value::Name(_) | Value::Names(_)) {
                value.names_mut().iter_mut().for_each(lift);
            }
        }
    }
    Ok(())
}
