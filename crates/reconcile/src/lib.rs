//! Claims to events: origins, intervals, rounds, conflicts, grades, stages.
//!
//! [`reconcile`] groups claims by kind and participants, counts by origin instead of by report, settles figures as
//! intervals, and keeps what stays in disagreement as conflicts with all their sides. Its result is a function of
//! the set of claims: the order in which they arrive changes nothing.

mod conflict;
mod consensus;
mod figure;
pub mod fuse;
mod grade;
mod group;
mod money;
mod origin;
mod rounds;
mod shingle;
mod sides;
mod stage;
mod view;
mod when;

pub use money::words;

use std::collections::{BTreeSet, HashSet};

use tradewire_model::{
    Claim, ClaimId, ClaimRef, Conflict, Date, DocId, Event, EventId, Report, Role, SourceGrade,
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
/// A claim whose document is not among `documents` is taken with its own publication date and without an outlet.
#[must_use]
pub fn reconcile(claims: &[Claim], documents: &[DocumentInfo], resolution: &Resolution) -> Reconciled {
    let views = view::views(claims, documents, resolution);
    let clusters = group::events(&views, resolution);
    let mut origin: Vec<String> = vec![String::new(); views.len()];
    let mut event_of: Vec<usize> = vec![0; views.len()];
    let odd: HashSet<(&ClaimId, Role)> =
        resolution.discrepancies.iter().map(|d| (&d.claim, d.role)).collect();
    let mut out = Reconciled::default();
    let mut told = Vec::with_capacity(clusters.len());
    for (n, cluster) in clusters.iter().enumerate() {
        for &i in cluster {
            event_of[i] = n;
        }
        told.push(origin::reports(&views, cluster, &mut origin));
    }
    let maker = conflict::Maker { views: &views, origin: &origin, resolution };
    for (cluster, reports) in clusters.iter().zip(&told) {
        let Some(&first) = cluster.first() else { continue };
        let kind = views[first].claim.kind;
        let id = EventId::of([kind.as_str(), views[first].claim.id.as_str()]);
        let settled = figure::settle(kind, &views, cluster, &origin);
        out.conflicts.extend(maker.figures(&id, &settled));
        out.conflicts.extend(maker.dates(kind, &id, cluster));
        out.conflicts.extend(maker.leaders(&id, cluster));
        let disputed = settled.iter().any(|s| s.dispute.is_some());
        let parties = parties(&views, cluster);
        let refer = |&i: &usize| {
            let c = views[i].claim;
            ClaimRef { id: c.id.clone(), doc: c.doc.clone(), span: c.span }
        };
        for s in settled.iter().filter(|s| s.rounds.len() > 1) {
            let rounds = s
                .rounds
                .iter()
                .map(|r| {
                    let claims: BTreeSet<usize> =
                        r.sides.iter().flat_map(|x| x.claims.iter().copied()).collect();
                    claims.iter().map(refer).collect()
                })
                .collect();
            out.rounds.push(Rounds { event: id.clone(), role: s.role, rounds });
        }
        for ((&i, copied), repeats) in cluster.iter().zip(&reports.copied).zip(&reports.repeats) {
            let v = &views[i];
            // A copy shows what it copies.
            let behind = match repeats {
                Some(m) if *copied => &views[*m],
                _ => v,
            };
            out.backing.push(Backing {
                event: id.clone(),
                claim: v.claim.id.clone(),
                origin: origin[i].clone(),
                label: behind.source.label.clone(),
                repeats: repeats.map(|m| views[m].claim.id.clone()),
                source: grade::of_view(behind),
            });
        }
        out.events.push(Event {
            kind,
            claims: cluster.iter().map(refer).collect(),
            args: consensus::args(&views, cluster, &origin, &settled, |i, role| {
                odd.contains(&(&views[i].claim.id, role))
            }),
            stage: stage::event(kind, &views, cluster),
            grade: grade::event(&views, cluster, &origin, reports, &parties, disputed),
            reports: cluster
                .iter()
                .zip(&reports.roles)
                .map(|(&i, &role)| Report { claim: views[i].claim.id.clone(), role })
                .collect(),
            id,
        });
    }
    out.conflicts.extend(maker.names(&resolution.discrepancies, &event_of, &out.events));
    out.conflicts.extend(maker.components(&event_of, &out.events));
    out.conflicts.extend(maker.destinations(&clusters, &out.events));
    out
}

/// The ids of those whom an event is about.
fn parties(views: &[view::View<'_>], cluster: &[usize]) -> BTreeSet<String> {
    cluster
        .iter()
        .flat_map(|&i| views[i].claim.args.iter())
        .filter(|(role, _)| *role != Role::By)
        .flat_map(|(_, v)| v.names())
        .filter_map(|n| n.id.as_ref().map(ToString::to_string))
        .collect()
}
