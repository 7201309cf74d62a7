//! Statements: one remark of one speaker in several wordings.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::Role;

use super::Cluster;
use crate::shingle::{Rarity, overlap, shingles};
use crate::view::View;
use crate::when::gap;

/// Share of the shorter wording, weighted by rarity, that two remarks have in common from which on they are one.
const SAME: f64 = 0.5;
/// Shingles that the shorter wording must have: two characters in common say nothing.
const LEAST: usize = 3;
/// Days within which a remark goes round.
const ROUND_DAYS: i32 = 120;
/// How many remarks that hold a shingle are looked at: bounds the cost for a speaker who says much.
const LOOK_BACK: usize = 32;

pub(crate) fn split(views: &[View<'_>], block: &[usize]) -> Vec<Cluster> {
    if let [one] = block {
        return vec![vec![*one]];
    }
    // Gist and quote are compared each with its like: they may be in different languages.
    let wordings: Vec<[BTreeSet<String>; 2]> = block
        .iter()
        .map(|&i| {
            let c = views[i].claim;
            [shingles(c.args.text(Role::Gist).unwrap_or_default()), shingles(&c.quote)]
        })
        .collect();
    let rarity = [0, 1].map(|w| Rarity::of_all(wordings.iter().map(|s| &s[w])));
    let mut holding: [BTreeMap<&str, Vec<usize>>; 2] = [BTreeMap::new(), BTreeMap::new()];
    let mut cluster_of: Vec<usize> = Vec::new();
    let mut out: Vec<Cluster> = Vec::new();
    for (n, &i) in block.iter().enumerate() {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for w in [0, 1] {
            for s in &wordings[n][w] {
                near.extend(
                    holding[w].get(s.as_str()).into_iter().flat_map(|h| h.iter().rev().take(LOOK_BACK)),
                );
            }
        }
        let alike = |m: usize| {
            let apart = views[i].time().zip(views[block[m]].time()).map_or(0, |(t, u)| gap(t, u));
            let same = |w: usize| {
                let (a, b) = (&wordings[n][w], &wordings[m][w]);
                a.len().min(b.len()) >= LEAST && overlap(a, b, &rarity[w]) >= SAME
            };
            // Two remarks taken from one sentence share their quote, not their content.
            let (a, b) = (views[i].claim, views[block[m]].claim);
            let one_sentence = a.doc == b.doc && a.span.overlaps(b.span);
            apart <= ROUND_DAYS && (same(0) || (same(1) && !one_sentence))
        };
        let at = near.into_iter().find(|&m| alike(m)).map(|m| cluster_of[m]);
        let at = at.unwrap_or_else(|| {
            out.push(Vec::new());
            out.len() - 1
        });
        out[at].push(i);
        cluster_of.push(at);
        for w in [0, 1] {
            for s in &wordings[n][w] {
                holding[w].entry(s).or_default().push(n);
            }
        }
    }
    out
}
