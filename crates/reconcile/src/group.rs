//! Which claims tell of one event.
//!
//! Claims meet in a block by kind and participants; each kind then splits its blocks by time and values. No two
//! blocks are ever compared, so cost grows nearly linearly with the number of claims, and a new claim concerns the
//! events of its own block only.

mod deal;
mod movement;
pub(crate) mod offer;
mod remark;
mod sum;

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use tradewire_model::{ClaimKind, Role};

use crate::figure::figures;
use crate::money::{Relation, relation};
use crate::view::{View, ids, is_group, roots};
use crate::when::gap;
use crate::who::Who;

/// Claims of one event, as indexes in the order of publication.
pub(crate) type Cluster = Vec<usize>;

/// Days within which reports of one standing fact (a pay band, a figure, a unit) are one event.
const STANDING_DAYS: i32 = 180;
/// Days between a report that does not say who acts and the one that does.
const UNTOLD_DAYS: i32 = 120;
/// Days without a step after which a suit between the same two is another case.
const CASE_DAYS: i32 = 1095;
/// Days within which approaches to the same people are one campaign.
const CAMPAIGN_DAYS: i32 = 90;

/// The block of a claim: only claims of one block can tell of one event.
///
/// A 128-bit hash of kind, whether it is fiction, and participants; it is the same in every run of one build only.
pub(crate) fn block(v: &View<'_>, who: &Who) -> u128 {
    hashed(&(v.claim.kind, v.fiction, key(v, who)))
}

/// A hash wide enough that two keys of a ledger never meet.
pub(crate) fn hashed(of: &impl Hash) -> u128 {
    let half = |seed: u8| {
        let mut h = DefaultHasher::new();
        seed.hash(&mut h);
        of.hash(&mut h);
        u128::from(h.finish())
    };
    half(0) << 64 | half(1)
}

/// The events of one block, in the order of their earliest claim; `views` are all of it, in the order of publication.
pub(crate) fn events(views: &[View<'_>], who: &Who) -> Vec<Cluster> {
    let Some(kind) = views.first().map(|v| v.claim.kind) else { return Vec::new() };
    let (block, copies) = without_copies(views, (0..views.len()).collect());
    let mut out = split(kind, views, block, who);
    for cluster in &mut out {
        let repeated: Cluster = cluster.iter().filter_map(|i| copies.get(i)).flatten().copied().collect();
        cluster.extend(repeated);
        cluster.sort_unstable();
    }
    out.sort();
    out
}

/// Quotes shorter than this (in characters that count) may be equal by chance.
const COPIED_CHARACTERS: usize = 12;

/// Takes out claims whose quote another document had before, so that a copy goes where its original goes; gives the
/// rest, and the copies by their originals.
fn without_copies(views: &[View<'_>], block: Cluster) -> (Cluster, HashMap<usize, Cluster>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut copies: HashMap<usize, Cluster> = HashMap::new();
    if block.len() < 2 {
        return (block, copies);
    }
    let mut rest = Vec::with_capacity(block.len());
    for i in block {
        let claim = views[i].claim;
        let key = tradewire_script::key(&claim.quote);
        if key.chars().take(COPIED_CHARACTERS).count() < COPIED_CHARACTERS {
            rest.push(i);
            continue;
        }
        match first.get(&key) {
            Some(&original) if views[original].claim.doc != claim.doc => {
                copies.entry(original).or_default().push(i);
            }
            _ => {
                first.entry(key).or_insert(i);
                rest.push(i);
            }
        }
    }
    (rest, copies)
}

/// Splits the claims of one kind that share their participants.
fn split(kind: ClaimKind, views: &[View<'_>], block: Cluster, who: &Who) -> Vec<Cluster> {
    match kind {
        ClaimKind::Move => movement::split(views, block, who),
        ClaimKind::Offer => offer::split(views, block, who),
        ClaimKind::Deal => deal::split(views, block, who),
        ClaimKind::Funding => sum::fundings(views, &block),
        ClaimKind::Valuation => sum::valuations(views, &block),
        ClaimKind::Approach => sweep(views, block, CAMPAIGN_DAYS, View::time),
        ClaimKind::Dispute => sweep(views, block, CASE_DAYS, View::time),
        ClaimKind::Unit | ClaimKind::Payband | ClaimKind::Stat => sweep(views, block, STANDING_DAYS, |v| {
            (v.published != i32::MAX).then_some((v.published, v.published))
        }),
        ClaimKind::Statement => remark::split(views, &block),
    }
}

/// The block of a claim: its participants. A claim without any stands alone.
fn key(v: &View<'_>, who: &Who) -> Vec<String> {
    let c = v.claim;
    let text = |role| tradewire_script::key(c.args.text(role).unwrap_or_default());
    let parts: Vec<Vec<String>> = match c.kind {
        ClaimKind::Move => return movement::key(v, who),
        ClaimKind::Offer => return offer::key(v, who),
        ClaimKind::Deal => return deal::key(v),
        ClaimKind::Funding | ClaimKind::Valuation => vec![ids(c, Role::Company)],
        ClaimKind::Payband => {
            let whom =
                if c.args.has(Role::Org) { roots(c, Role::Org, who) } else { vec![text(Role::Population)] };
            if whom.iter().all(String::is_empty) {
                vec![]
            } else {
                vec![whom, vec![text(Role::Role)], vec![text(Role::Per)]]
            }
        }
        ClaimKind::Approach => {
            let whom = [ids(c, Role::TargetOrg), ids(c, Role::To)].concat();
            if whom.is_empty() { vec![] } else { vec![roots(c, Role::Org, who), whom] }
        }
        ClaimKind::Dispute => vec![ids(c, Role::Plaintiff), ids(c, Role::Defendant)],
        ClaimKind::Unit => {
            let name = ids(c, Role::Name);
            if name.is_empty() { vec![] } else { vec![roots(c, Role::Org, who), name] }
        }
        ClaimKind::Stat => {
            let (name, of) = (text(Role::Name), text(Role::Population));
            // Of whom a figure is that names nobody, only its document knows.
            let of = if of.is_empty() { c.doc.clone() } else { of };
            if name.is_empty() { vec![] } else { vec![vec![name], vec![of]] }
        }
        ClaimKind::Statement => vec![ids(c, Role::Speaker)],
    };
    if parts.iter().all(Vec::is_empty)
        || (c.kind == ClaimKind::Statement && is_group(c, Role::Speaker))
        || (c.kind == ClaimKind::Dispute && parts.iter().any(Vec::is_empty))
    {
        return alone(v);
    }
    flat(parts)
}

/// The key of a claim that can meet no other, except its own repetition in the document.
fn alone(v: &View<'_>) -> Vec<String> {
    vec!["alone".to_owned(), v.claim.doc.clone(), v.claim.id.to_string()]
}

fn flat(parts: Vec<Vec<String>>) -> Vec<String> {
    parts.into_iter().map(|p| p.join("\u{1f}")).collect()
}

/// Splits a block by who acts; reports that do not say who join the one event whose time is near and whose figures they
/// do not exclude, if there is one only.
fn by_actor<'v>(
    views: &'v [View<'v>],
    block: Cluster,
    window: i32,
    time: impl Fn(&'v View<'v>) -> Option<(i32, i32)> + Copy,
    actor: impl Fn(&View<'_>) -> Vec<String>,
) -> Vec<Cluster> {
    let mut told: BTreeMap<Vec<String>, Cluster> = BTreeMap::new();
    for i in block {
        told.entry(actor(&views[i])).or_default().push(i);
    }
    let untold = told.remove(&Vec::new()).unwrap_or_default();
    let mut out: Vec<Cluster> = told.into_values().flat_map(|c| sweep(views, c, window, time)).collect();
    let settled = out.clone();
    let mut rest = Vec::new();
    for i in untold {
        let sums = figures(views[i].claim);
        let fits = |c: &Cluster| {
            let near = c
                .iter()
                .any(|&n| views[n].time().zip(views[i].time()).is_none_or(|(t, u)| gap(t, u) <= UNTOLD_DAYS));
            let excluded = c.iter().flat_map(|&n| figures(views[n].claim)).any(|(role, slot, a)| {
                sums.iter()
                    .any(|s| (s.0, &s.1) == (role, &slot) && relation(&s.2, &a, i32::MAX) == Relation::Differ)
            });
            near && !excluded
        };
        let mut fitting = (0..settled.len()).filter(|&n| fits(&settled[n]));
        match (fitting.next(), fitting.next()) {
            (Some(n), None) => out[n].push(i),
            _ => rest.push(i),
        }
    }
    out.extend(sweep(views, rest, window, time));
    out
}

/// Splits a block where more than `window` days pass without a report; what has no time goes to the latest part.
fn sweep<'v>(
    views: &'v [View<'v>],
    block: Cluster,
    window: i32,
    time: impl Fn(&'v View<'v>) -> Option<(i32, i32)>,
) -> Vec<Cluster> {
    let (mut timed, untimed): (Vec<_>, Vec<_>) =
        block.into_iter().map(|i| (time(&views[i]), i)).partition(|(t, _)| t.is_some());
    timed.sort();
    let mut out: Vec<(Cluster, (i32, i32))> = Vec::new();
    for (t, i) in timed {
        let Some(t) = t else { continue };
        match out.last_mut() {
            Some((cluster, span)) if gap(*span, t) <= window => {
                cluster.push(i);
                span.1 = span.1.max(t.1);
            }
            _ => out.push((vec![i], t)),
        }
    }
    for (_, i) in untimed {
        // The latest part that had begun when the report was published, else the first.
        let published = views[i].published;
        let at = out.iter().rposition(|(_, span)| span.0 <= published).unwrap_or(0);
        match out.get_mut(at) {
            Some((cluster, _)) => cluster.push(i),
            None => out.push((vec![i], (i32::MIN, i32::MIN))),
        }
    }
    out.into_iter().map(|(c, _)| c).collect()
}
