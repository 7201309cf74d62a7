//! Many names to clusters: blocking, comparing, joining only on evidence beside the name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::compare::{Circumstance, Schema, Verdict, compare, is_partial, judge, keys};
use crate::union::Sets;

/// Largest block that is compared pair by pair; a key that more names share says too little.
pub(crate) const LARGEST_BLOCK: usize = 64;
/// Largest cluster; a name that so many would bear is a mistake or a placeholder.
pub(crate) const LARGEST_CLUSTER: usize = 50;

/// A name and where it was told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The name as written.
    pub name: String,
    /// Organisation or other circumstance that a namesake is unlikely to share; empty where nothing is known.
    pub place: String,
}

/// What became of many names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    /// For each record, the smallest index of its cluster.
    pub of: Vec<usize>,
    /// Pairs for a person to look at, smaller index first.
    pub review: Vec<(usize, usize)>,
    /// Pairs that were compared.
    pub compared: usize,
    /// Blocks that were too large to compare.
    pub passed_over: usize,
}

/// Clusters records.
///
/// Two records are joined where their names are judged the same and their place is one; the same name at different or
/// unknown places goes to review at most. `apart` are pairs known to be two (listed side by side, judged so): no
/// cluster holds such a pair, however it would come about. Which records are joined does not depend on their order.
/// Cost is near-linear: names are compared only within blocks of like sound at one place, and blocks are capped.
#[must_use]
pub fn cluster(records: &[Record], schema: Schema, apart: &[(usize, usize)]) -> Clusters {
    cluster_where(records, schema, apart, None)
}

/// Tells whether the block of a place and a key is too large, where not all its records are at hand.
pub(crate) type Crowded<'a> = &'a dyn Fn(&str, &str) -> bool;

/// As [`cluster`], over a part of the records.
pub(crate) fn cluster_where(
    records: &[Record],
    schema: Schema,
    apart: &[(usize, usize)],
    crowded: Option<Crowded<'_>>,
) -> Clusters {
    let keyed: Vec<Vec<String>> =
        (0..records.len()).into_par_iter().map(|i| keys(&records[i].name, schema)).collect();
    let mut blocks: HashMap<(&str, &str), Vec<u32>> = HashMap::with_capacity(records.len());
    for (i, (r, ks)) in records.iter().zip(&keyed).enumerate() {
        if !r.place.is_empty() {
            for k in ks {
                blocks.entry((&r.place, k)).or_default().push(i as u32);
            }
        }
    }
    let all = blocks.len();
    blocks.retain(|(place, key), b| {
        b.len() <= LARGEST_BLOCK && !(b.len() > 1 && crowded.is_some_and(|c| c(place, key)))
    });
    let passed_over = all - blocks.len();
    let mut pairs: Vec<(u32, u32)> = blocks
        .values()
        .flat_map(|b| {
            b.iter().enumerate().flat_map(|(n, x)| b[n + 1..].iter().map(|y| (*x.min(y), *x.max(y))))
        })
        .filter(|(x, y)| x != y)
        .collect();
    drop(blocks);
    pairs.sort_unstable();
    pairs.dedup();
    let judged: Vec<(f64, Verdict, u32, u32)> = pairs
        .into_par_iter()
        .map(|(i, j)| {
            let (a, b) = (&records[i as usize].name, &records[j as usize].name);
            let (score, verdict) = at_one_place(a, b, schema);
            (score, verdict, i, j)
        })
        .filter(|j| j.1 != Verdict::Different)
        .collect();
    let compared = judged.len();
    join(records, judged, apart, compared, passed_over)
}

/// How two names compare that are told of at one place.
pub(crate) fn at_one_place(a: &str, b: &str, schema: Schema) -> (f64, Verdict) {
    let (score, verdict) = judge(a, b, schema);
    if verdict != Verdict::Review {
        return (score, verdict);
    }
    // One place lifts what the names alone leave open.
    let shared = Circumstance { shared_organisation: Some(true), ..Circumstance::default() };
    let c = compare(a, b, schema).within(&shared);
    (c.score, c.verdict)
}

fn join(
    records: &[Record],
    mut judged: Vec<(f64, Verdict, u32, u32)>,
    apart: &[(usize, usize)],
    compared: usize,
    passed_over: usize,
) -> Clusters {
    let two: BTreeSet<(usize, usize)> = apart.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    // Surest first; of equals by what they are and not by where they stand, so that the order of arrival is nothing.
    let rank = |i: u32| &records[i as usize];
    judged.sort_by(|p, q| {
        q.0.total_cmp(&p.0)
            .then_with(|| {
                (rank(p.2).min(rank(p.3)), rank(p.2).max(rank(p.3)))
                    .cmp(&(rank(q.2).min(rank(q.3)), rank(q.2).max(rank(q.3))))
            })
            .then((p.2, p.3).cmp(&(q.2, q.3)))
    });
    let mut sets = Sets::new(records.len());
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut out = Clusters { compared, passed_over, ..Clusters::default() };
    // A part of a name is taken up last, and only where one cluster alone fits it.
    let involved: BTreeSet<u32> = judged.iter().flat_map(|j| [j.2, j.3]).collect();
    let partial: BTreeSet<u32> = involved.into_iter().filter(|i| is_partial(&rank(*i).name)).collect();
    let (late, early): (Vec<_>, Vec<_>) =
        judged.into_iter().partition(|j| partial.contains(&j.2) != partial.contains(&j.3));
    let of = |m: &HashMap<usize, Vec<usize>>, x: usize| m.get(&x).cloned().unwrap_or_else(|| vec![x]);
    let mut one = |sets: &mut Sets, verdict: Verdict, i: usize, j: usize| {
        let (a, b) = (sets.find(i), sets.find(j));
        if a == b {
            return;
        }
        let (left, right) = (of(&members, a), of(&members, b));
        let forbidden = !two.is_empty()
            && left.iter().any(|x| right.iter().any(|y| two.contains(&(*x.min(y), *x.max(y)))));
        if forbidden {
            return;
        }
        if verdict != Verdict::Same || left.len() + right.len() > LARGEST_CLUSTER {
            out.review.push((i.min(j), i.max(j)));
            return;
        }
        sets.join(a, b);
        members.remove(&a);
        members.remove(&b);
        members.insert(sets.find(a), left.into_iter().chain(right).collect());
    };
    for (_, verdict, i, j) in early {
        one(&mut sets, verdict, i as usize, j as usize);
    }
    let mut fits: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (_, _, i, j) in &late {
        let (part, whole) = if partial.contains(i) { (*i, *j) } else { (*j, *i) };
        fits.entry(part).or_default().insert(sets.find(whole as usize));
    }
    for (_, verdict, i, j) in late {
        let part = if partial.contains(&i) { i } else { j };
        let alone = fits.get(&part).is_some_and(|f| f.len() == 1);
        one(&mut sets, if alone { verdict } else { Verdict::Review }, i as usize, j as usize);
    }
    out.of = (0..records.len()).map(|i| sets.find(i)).collect();
    out.review.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(name: &str, place: &str) -> Record {
        Record { name: name.into(), place: place.into() }
    }

    #[test]
    fn a_name_alone_merges_nothing() {
        let all = [
            record("龐若鳴", "meta"),
            record("Ruoming Pang", "meta"),
            record("庞若鸣", "apple"),
            record("Ruoming Pang", ""),
        ];
        let c = cluster(&all, Schema::Person, &[]);
        assert_eq!(c.of, [0, 0, 2, 3]);
        assert_eq!(cluster(&all, Schema::Person, &[(0, 1)]).of, [0, 1, 2, 3], "known to be two");
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing(order in Just((0usize..7).collect::<Vec<_>>()).prop_shuffle()) {
            let all = [
                record("余家輝", "meta"), record("余佳輝", "meta"), record("Jiahui Yu", "meta"),
                record("Mark Zuckerberg", "meta"), record("祖克柏", "meta"), record("馬克·扎克伯格", "meta"),
                record("Jiahui Yu", "openai"),
            ];
            let partition = |of: &[usize], name: &dyn Fn(usize) -> usize| {
                let mut sets: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
                for (i, c) in of.iter().enumerate() {
                    sets.entry(*c).or_default().insert(name(i));
                }
                sets.into_values().collect::<BTreeSet<_>>()
            };
            let shuffled: Vec<Record> = order.iter().map(|i| all[*i].clone()).collect();
            let (x, y) = (cluster(&all, Schema::Person, &[]), cluster(&shuffled, Schema::Person, &[]));
            prop_assert_eq!(partition(&x.of, &|i| i), partition(&y.of, &|i| order[i]));
        }
    }
}
