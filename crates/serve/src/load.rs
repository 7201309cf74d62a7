//! From the ledger to what is drawn: stories with their claims, and the directory of whom they name.

use tradewire_ledger::{ClaimRecord, EventRecord, ResponseRecord};
use tradewire_model::{ClaimId, Conflict, ReportRole};

use crate::directory::{Directory, Wanted};
use crate::library::Shelf;
use crate::story::Story;
use crate::trouble::PageError;

/// Most claims of one event that a card looks at.
const ON_CARD: usize = 40;
/// Most claims of one event that its own page shows.
pub const ON_PAGE: usize = 400;

/// Loads the claims and conflicts of events, and whom they name.
///
/// # Errors
/// Those of the ledger.
pub fn stories(store: &Shelf<'_>, records: Vec<EventRecord>) -> Result<(Vec<Story>, Directory), PageError> {
    let mut wanted = Wanted::default();
    let mut out = Vec::with_capacity(records.len());
    for record in records {
        let story = story(store, record, ON_CARD)?;
        want_story(&story, &mut wanted);
        out.push(story);
    }
    Ok((out, directory(store, wanted)?))
}

/// Loads the claims and conflicts of one event.
///
/// # Errors
/// Those of the ledger.
pub fn story(store: &Shelf<'_>, record: EventRecord, most: usize) -> Result<Story, PageError> {
    let claims = store.claims_by_ids(&first_reports(&record, most))?;
    let conflicts =
        if record.conflicts > 0 { store.conflicts_of_event(&record.event.id)? } else { Vec::new() };
    let unknown = conflicts
        .iter()
        .flat_map(|c| &c.sides)
        .filter(|s| !s.claims.iter().any(|r| claims.iter().any(|c| c.claim.id == r.id)))
        .filter_map(|s| s.claims.first().map(|r| r.id.clone()));
    let witnesses = store.claims_by_ids(&unknown.collect::<Vec<_>>())?;
    Ok(Story { record, claims, conflicts, witnesses })
}

/// What was said by those concerned of any of these ids, in the order in which it came.
///
/// # Errors
/// Those of the ledger.
pub fn responses<'a>(
    store: &Shelf<'_>,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<ResponseRecord>, PageError> {
    let ids: Vec<&str> = ids.into_iter().collect();
    Ok(store.archive().responses_of(&ids)?)
}

/// The claims to load first where an event has too many: those that add something before those that repeat.
fn first_reports(record: &EventRecord, most: usize) -> Vec<ClaimId> {
    let mut ids: Vec<ClaimId> = record.event.claims.iter().map(|c| c.id.clone()).collect();
    if ids.len() > most {
        let adds = |id: &ClaimId| {
            let part = record.event.reports.iter().find(|r| r.claim == *id).map(|r| r.role);
            !matches!(part, None | Some(ReportRole::Citation | ReportRole::Noise))
        };
        ids.sort_by_key(|id| !adds(id));
        ids.truncate(most);
    }
    ids
}

/// Adds whom a story names.
pub fn want_story(story: &Story, wanted: &mut Wanted) {
    wanted.event(story.event());
    for c in &story.claims {
        wanted.claim(&c.claim);
    }
}

/// Loads the directory of those wanted.
///
/// # Errors
/// Those of the ledger.
pub fn directory(store: &Shelf<'_>, wanted: Wanted) -> Result<Directory, PageError> {
    Ok(Directory::of(&store.entities_by_ids(&wanted.ids())?))
}

/// Loads the claims of a conflict's sides, side by side.
///
/// # Errors
/// Those of the ledger.
pub fn sides(
    store: &Shelf<'_>,
    conflict: &Conflict,
    most: usize,
) -> Result<Vec<Vec<ClaimRecord>>, PageError> {
    let mut out = Vec::with_capacity(conflict.sides.len());
    for side in &conflict.sides {
        let ids: Vec<ClaimId> = side.claims.iter().take(most).map(|c| c.id.clone()).collect();
        out.push(store.claims_by_ids(&ids)?);
    }
    Ok(out)
}
