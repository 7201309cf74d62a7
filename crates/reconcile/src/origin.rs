//! Who stands behind a report, and who only repeats it.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{Modality, ReportRole};

use crate::shingle::{jaccard, shingles};
use crate::view::View;

/// Share of shingles from which two quotes are one text. Copies that an outlet shortens or converts to another
/// script stay above it; two reporters who describe one deal stay well below.
const COPY: f64 = 0.8;
/// Shingles a quote must have for equality to mean copying: stock phrases are short.
const LEAST: usize = 8;
/// How many earlier reports that share a shingle are compared: bounds the cost of a much repeated event.
const LOOK_BACK: usize = 24;

/// The reports of one event: for each claim of the cluster its origin and its part.
#[derive(Debug)]
pub(crate) struct Reports {
    /// Role of each claim, in the order of the cluster.
    pub(crate) roles: Vec<ReportRole>,
    /// The earlier claim each one repeats, if one is known.
    pub(crate) repeats: Vec<Option<usize>>,
    /// Whether each one's words are another document's.
    pub(crate) copied: Vec<bool>,
}

/// Tells origins from repetitions. `origin` gets the key of the origin of each claim of the cluster.
pub(crate) fn reports(views: &[View<'_>], cluster: &[usize], origin: &mut [String]) -> Reports {
    let copy_of = copies(views, cluster);
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut own_article: BTreeSet<String> = BTreeSet::new();
    let mut roles = Vec::with_capacity(cluster.len());
    let mut repeats = Vec::with_capacity(cluster.len());
    let mut has_origin = false;
    for (n, &i) in cluster.iter().enumerate() {
        let v = &views[i];
        let copied = copy_of[n].filter(|&m| views[cluster[m]].claim.doc != v.claim.doc);
        let key = match copied {
            Some(m) => origin[cluster[m]].clone(),
            None => v.source.key.clone(),
        };
        origin[i].clone_from(&key);
        let before = first_of.get(&key).copied();
        let role = if !v.affirms() && v.claim.modality == Modality::Denied {
            ReportRole::Denial
        } else if !v.affirms() || copied.is_some() {
            ReportRole::Noise
        } else if v.cites {
            ReportRole::Citation
        } else if own_article.contains(&key) || (before.is_some() && v.source.speaks) {
            // The same outlet or speaker again.
            if before.is_some_and(|b: usize| views[b].claim.doc == v.claim.doc) || !v.source.speaks {
                ReportRole::Noise
            } else {
                ReportRole::Citation
            }
        } else if has_origin {
            ReportRole::Confirmation
        } else {
            ReportRole::Origin
        };
        if matches!(role, ReportRole::Origin | ReportRole::Confirmation) {
            has_origin = true;
            own_article.insert(key.clone());
        }
        repeats.push(copied.map(|m| cluster[m]).or(before));
        first_of.entry(key).or_insert(i);
        roles.push(role);
    }
    let copied = copies_of(views, cluster, &copy_of);
    Reports { roles, repeats, copied }
}

fn copies_of(views: &[View<'_>], cluster: &[usize], copy_of: &[Option<usize>]) -> Vec<bool> {
    let doc = |n: usize| &views[cluster[n]].claim.doc;
    copy_of.iter().enumerate().map(|(n, of)| of.is_some_and(|m| doc(m) != doc(n))).collect()
}

/// For each claim of the cluster the earliest one whose quote it copies.
fn copies(views: &[View<'_>], cluster: &[usize]) -> Vec<Option<usize>> {
    let sets: Vec<BTreeSet<String>> = cluster.iter().map(|&i| shingles(&views[i].claim.quote)).collect();
    let mut holding: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut out = Vec::with_capacity(cluster.len());
    for (n, set) in sets.iter().enumerate() {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        if set.len() >= LEAST {
            for s in set {
                near.extend(holding.get(s.as_str()).into_iter().flat_map(|h| h.iter().take(LOOK_BACK)));
            }
        }
        let copied = near.into_iter().find(|&m| jaccard(&sets[m], set) >= COPY);
        // A copy of a copy is a copy of the first.
        let copied: Option<usize> = copied.map(|m: usize| out.get(m).copied().flatten().unwrap_or(m));
        out.push(copied);
        if set.len() >= LEAST {
            for s in set {
                holding.entry(s).or_default().push(n);
            }
        }
    }
    out
}
