//! The events of one block, with all that can be said of them without looking beyond it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use tradewire_model::{ClaimId, ClaimKind, ClaimRef, Conflict, Event, EventId, Rank, Report, Role};
use tradewire_resolve::Discrepancy;

use crate::view::View;
use crate::who::Who;
use crate::{Backing, Hand, Ranked, Rounds, conflict, consensus, figure, grade, group, origin, stage, why};

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
    pub(crate) ranks: Vec<Ranked>,
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
        let settled = figure::settle(kind, views, cluster, &origin, &reports.hand);
        let mut conflicts = maker.figures(&id, &settled);
        conflicts.extend(maker.dates(kind, &id, cluster));
        conflicts.extend(maker.leaders(&id, cluster));
        let labels: HashMap<&str, &str> = cluster
            .iter()
            .rev()
            .map(|&i| (views[i].source.key.as_str(), views[i].source.label.as_str()))
            .collect();
        let (mut backing, mut rounds_told) = (Vec::with_capacity(cluster.len()), Vec::new());
        let disputed = settled.iter().any(figure::Settled::is_disputed);
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
        for (at, ((&i, copied), repeats)) in
            cluster.iter().zip(&reports.copied).zip(&reports.repeats).enumerate()
        {
            let v = &views[i];
            // A copy has the source of what it copies.
            let behind = match repeats {
                Some(m) if *copied => &views[*m],
                _ => v,
            };
            backing.push(Backing {
                event: id.clone(),
                claim: v.claim.id.clone(),
                origin: keys[i].clone(),
                label: labels.get(keys[i].as_str()).copied().unwrap_or(&behind.source.label).to_owned(),
                repeats: repeats.map(|m| views[m].claim.id.clone()),
                hand: match reports.hand[at] {
                    0 => Hand::Own,
                    1 => Hand::Names,
                    2 => Hand::NamesAnother,
                    _ => Hand::Copies,
                },
                denies: v.denies(),
                source: grade::of_view(behind),
            });
        }
        let is_odd: HashSet<(usize, Role)> =
            cluster.iter().flat_map(|&i| odd[i].iter().map(move |d| (i, d.role))).collect();
        let ranks = ranks(views, cluster, &id, &settled);
        let ranked: HashMap<&ClaimId, &Ranked> = ranks.iter().map(|r| (&r.claim, r)).collect();
        let event = Event {
            kind,
            claims: cluster.iter().map(refer).collect(),
            args: consensus::args(views, cluster, &origin, &settled, |i, role| is_odd.contains(&(i, role))),
            stage: stage::event(kind, views, cluster),
            grade: grade::event(views, cluster, &origin, reports, &parties, disputed),
            reports: cluster
                .iter()
                .zip(&reports.roles)
                .zip(&backing)
                .enumerate()
                .map(|(at, ((&i, &role), b))| {
                    let ranked = ranked.get(&views[i].claim.id);
                    Report {
                        origin: Some(b.label.clone()),
                        from: b.repeats.clone(),
                        rank: ranked.map_or(Rank::Normal, |r| r.rank),
                        rank_reason: ranked.map(|r| r.reason.clone()),
                        why: why::reasons(views, cluster, at),
                        ..Report::new(views[i].claim.id.clone(), role)
                    }
                })
                .collect(),
            id,
        };
        let published = views[first].published;
        out.told.push(Told { published, event, conflicts, backing, rounds: rounds_told, ranks });
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

/// Which claims rank above and below others: as somebody decided, else by who bears them out.
fn ranks(views: &[View<'_>], cluster: &[usize], event: &EventId, settled: &[figure::Settled]) -> Vec<Ranked> {
    let mut out: BTreeMap<usize, (Rank, String)> = BTreeMap::new();
    for s in settled {
        let Some((sides, _)) = &s.dispute else { continue };
        for side in sides {
            if side.spoken.is_empty() {
                let reason = format!("Its {} stands only in reports that retell another's.", s.role);
                for &i in &side.claims {
                    out.insert(i, (Rank::Deprecated, reason.clone()));
                }
            } else if side.claims == s.chosen.claims && s.is_disputed() {
                let reason = format!("Its {} is the one with the better support.", s.role);
                for &i in &side.spoken {
                    out.entry(i).or_insert_with(|| (Rank::Preferred, reason.clone()));
                }
            }
        }
    }
    for &i in cluster {
        if let Some(j) = views[i].judged {
            out.insert(i, (j.rank, j.reason.clone()));
        }
    }
    out.into_iter()
        .filter(|(_, (rank, _))| *rank != Rank::Normal)
        .map(|(i, (rank, reason))| Ranked {
            event: event.clone(),
            claim: views[i].claim.id.clone(),
            rank,
            reason,
        })
        .collect()
}
