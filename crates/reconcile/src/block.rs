//! The events of one block, with all that can be said of them without looking beyond it.

use std::collections::{BTreeSet, HashSet};

use tradewire_model::{ClaimKind, ClaimRef, Conflict, Event, EventId, Report, Role};
use tradewire_resolve::Discrepancy;

use crate::view::View;
use crate::who::Who;
use crate::{Backing, Rounds, conflict, consensus, figure, grade, group, origin, stage};

/// One event with what belongs to it.
#[derive(Debug)]
pub(crate) struct Told {
    /// Day of the first report.
    published: i32,
    pub(crate) event: Event,
    /// Conflicts within the event.
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) backing: Vec<Backing>,
    pub(crate) rounds: Vec<Rounds>,
}

impl Told {
    /// Sort key: that of the first report.
    pub(crate) fn order(&self) -> impl Ord + use<'_> {
        (self.published, self.event.claims.first().map(|c| (c.doc.as_str(), c.span, &c.id)))
    }
}

/// What came of one block.
#[derive(Debug, Default)]
pub(crate) struct Computed {
    /// The claims of each event, as indexes into the views, in the order of publication.
    pub(crate) clusters: Vec<Vec<usize>>,
    /// Key of the origin of each claim, hashed.
    pub(crate) origin: Vec<u64>,
    pub(crate) told: Vec<Told>,
    /// Conflicts between the events of the block.
    pub(crate) between: Vec<Conflict>,
}

/// The id of an event: its kind and its earliest claim.
pub(crate) fn event_id(kind: ClaimKind, first: &View<'_>) -> EventId {
    EventId::of([kind.as_str(), first.claim.id.as_str()])
}

/// Works a block out; `views` are its claims in the order of publication, `odd` the names of each claim that depart.
pub(crate) fn compute(views: &[View<'_>], odd: &[&[Discrepancy]], who: &Who) -> Computed {
    let clusters = group::events(views, who);
    let mut keys: Vec<String> = vec![String::new(); views.len()];
    let told: Vec<origin::Reports> =
        clusters.iter().map(|cluster| origin::reports(views, cluster, &mut keys)).collect();
    let origin: Vec<u64> = keys.iter().map(|k| group::hashed(k) as u64).collect();
    let maker = conflict::Maker { views, origin: &origin, who };
    let mut out = Computed::default();
    for (cluster, reports) in clusters.iter().zip(&told) {
        let Some(&first) = cluster.first() else { continue };
        let kind = views[first].claim.kind;
        let id = event_id(kind, &views[first]);
        let settled = figure::settle(kind, views, cluster, &origin);
        let mut conflicts = maker.figures(&id, &settled);
        conflicts.extend(maker.dates(kind, &id, cluster));
        conflicts.extend(maker.leaders(&id, cluster));
        let (mut backing, mut rounds_told) = (Vec::with_capacity(cluster.len()), Vec::new());
        let disputed = settled.iter().any(|s| s.dispute.is_some());
        let parties = parties(views, cluster);
        let refer = |&i: &usize| reference(&views[i]);
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
            rounds_told.push(Rounds { event: id.clone(), role: s.role, rounds });
        }
        for ((&i, copied), repeats) in cluster.iter().zip(&reports.copied).zip(&reports.repeats) {
            let v = &views[i];
            // A copy shows what it copies.
            let behind = match repeats {
                Some(m) if *copied => &views[*m],
                _ => v,
            };
            backing.push(Backing {
                event: id.clone(),
                claim: v.claim.id.clone(),
                origin: keys[i].clone(),
                label: behind.source.label.clone(),
                repeats: repeats.map(|m| views[m].claim.id.clone()),
                source: grade::of_view(behind),
            });
        }
        let is_odd: HashSet<(usize, Role)> =
            cluster.iter().flat_map(|&i| odd[i].iter().map(move |d| (i, d.role))).collect();
        let event = Event {
            kind,
            claims: cluster.iter().map(refer).collect(),
            args: consensus::args(views, cluster, &origin, &settled, |i, role| is_odd.contains(&(i, role))),
            stage: stage::event(kind, views, cluster),
            grade: grade::event(views, cluster, &origin, reports, &parties, disputed),
            reports: cluster
                .iter()
                .zip(&reports.roles)
                .map(|(&i, &role)| Report { claim: views[i].claim.id.clone(), role })
                .collect(),
            id,
        };
        let published = views[first].published;
        out.told.push(Told { published, event, conflicts, backing, rounds: rounds_told });
    }
    let ids: Vec<EventId> = out.told.iter().map(|t| t.event.id.clone()).collect();
    out.between = maker.destinations(&clusters, &ids);
    out.clusters = clusters;
    out.origin = origin;
    out
}

pub(crate) fn reference(v: &View<'_>) -> ClaimRef {
    let c = v.claim;
    ClaimRef { id: c.id.clone(), doc: c.doc.clone(), span: c.span }
}

/// The ids of those whom an event is about.
fn parties(views: &[View<'_>], cluster: &[usize]) -> BTreeSet<String> {
    cluster
        .iter()
        .flat_map(|&i| views[i].claim.args.iter())
        .filter(|(role, _)| *role != Role::By)
        .flat_map(|(_, v)| v.names())
        .filter_map(|n| n.id.as_ref().map(ToString::to_string))
        .collect()
}
