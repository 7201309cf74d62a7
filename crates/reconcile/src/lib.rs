//! Claims to events: origins, intervals, rounds, conflicts, grades, stages.
//!
//! [`reconcile`] groups claims by kind and participants, counts by origin instead of by report, settles figures as
//! intervals, and keeps what stays in disagreement as conflicts with all their sides. Its result is a function of
//! the set of claims: the order in which they arrive changes nothing.

mod block;
mod conflict;
mod consensus;
mod fading;
mod figure;
pub mod fuse;
mod grade;
mod group;
mod live;
mod money;
mod origin;
mod rates;
mod rounds;
mod shingle;
mod sides;
mod stage;
mod track;
mod view;
mod when;
mod who;
mod why;

pub use fading::{Freshness, freshness};
pub use live::{Changes, Key, Live, Place, build_word, places};
pub use money::words;
pub use track::{ENOUGH, TrackRecord, reliability, track_records};

use std::collections::HashMap;

use tradewire_model::{
    Claim, ClaimId, ClaimRef, Conflict, Date, DocId, Event, EventId, Rank, Role, SourceGrade,
};
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
    /// Through how many hands its words came.
    pub hand: Hand,
    /// Whether it says that it is not so.
    pub denies: bool,
    /// Grade of what stands behind the report.
    pub source: SourceGrade,
}

/// Through how many hands a report came from its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hand {
    /// The origin's own report.
    Own,
    /// It names the origin.
    Names,
    /// It names one that has it from the origin.
    NamesAnother,
    /// It has another's words, or is taken to have another's news.
    Copies,
}

/// A rank other than normal that follows from the reports, or that somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The event.
    pub event: EventId,
    /// The claim.
    pub claim: ClaimId,
    /// Preferred or deprecated; everything else is normal.
    pub rank: Rank,
    /// Why, in a sentence.
    pub reason: String,
}

/// What somebody decided on a claim; it goes before whatever follows from reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The rank given.
    pub rank: Rank,
    /// Why.
    pub reason: String,
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
    /// Claims that rank above or below others, with the reason.
    pub ranks: Vec<Ranked>,
}

/// Gathers claims, with names as [`tradewire_resolve::resolve`] left them, into events and conflicts.
///
/// A claim whose document is not among `documents` is taken with its own publication date and without an outlet. For
/// claims that go on coming see [`Live`].
#[must_use]
pub fn reconcile(claims: &[Claim], documents: &[DocumentInfo], resolution: &Resolution) -> Reconciled {
    Live::new().update(documents, claims, resolution).now
}

/// As [`reconcile`], with what people decided on single claims: a deprecated claim counts for nothing, a preferred one
/// gives the value. Both stay where they are, with the reason.
#[must_use]
pub fn reconcile_judged(
    claims: &[Claim],
    documents: &[DocumentInfo],
    resolution: &Resolution,
    judgements: HashMap<ClaimId, Judgement>,
) -> Reconciled {
    let mut live = Live::new();
    live.judge(judgements);
    live.update(documents, claims, resolution).now
}
