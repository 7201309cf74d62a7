//! Claims to events: origins, intervals, rounds, conflicts, grades, stages.
//!
//! [`reconcile`] groups claims by kind and participants, counts by origin instead of by report, settles figures as
//! intervals, and keeps what stays in disagreement as conflicts with all their sides. Its result is a function of
//! the set of claims: the order in which they arrive changes nothing.

mod block;
mod conflict;
mod consensus;
mod figure;
pub mod fuse;
mod grade;
mod group;
mod live;
mod money;
mod origin;
mod rounds;
mod shingle;
mod sides;
mod stage;
mod view;
mod when;
mod who;

pub use live::{Changes, Live};
pub use money::words;

use tradewire_model::{Claim, ClaimId, ClaimRef, Conflict, Date, DocId, Event, EventId, Role, SourceGrade};
use tradewire_resolve::Resolution;

/// What is known of a document besides its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Name, as the claims give it in `doc`.
    pub name: String,
    /// Content id.
    pub id: DocId,
    /// When it was published.
    pub published: Option<Date>,
    /// Outlet that published it, as the document names it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Whether it says of itself that it is invented; invented reports never meet real ones.
    pub fiction: bool,
    /// Its address.
    pub url: Option<String>,
}

/// What stands behind one report of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backing {
    /// The event.
    pub event: EventId,
    /// The report's claim.
    pub claim: ClaimId,
    /// Key of the origin: reports with one key count once.
    pub origin: String,
    /// What to call the origin.
    pub label: String,
    /// The earlier claim it repeats, if one is known: the edges of the chain of reports.
    pub repeats: Option<ClaimId>,
    /// Grade of what stands behind the report.
    pub source: SourceGrade,
}

/// Rounds of a negotiation on one part of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounds {
    /// The event.
    pub event: EventId,
    /// The part: `total`, `sign_on` …
    pub role: Role,
    /// The claims of each round, earliest round first.
    pub rounds: Vec<Vec<ClaimRef>>,
}

/// The events of a set of claims, and what their reports disagree on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reconciled {
    /// The events, in the order of their earliest report.
    pub events: Vec<Event>,
    /// The open disagreements.
    pub conflicts: Vec<Conflict>,
    /// What stands behind each report.
    pub backing: Vec<Backing>,
    /// Negotiations with more than one round.
    pub rounds: Vec<Rounds>,
}

/// Gathers claims, with names as [`tradewire_resolve::resolve`] left them, into events and conflicts.
///
/// A claim whose document is not among `documents` is taken with its own publication date and without an outlet. For
/// claims that go on coming see [`Live`].
#[must_use]
pub fn reconcile(claims: &[Claim], documents: &[DocumentInfo], resolution: &Resolution) -> Reconciled {
    Live::new().update(documents, claims, resolution).now
}
