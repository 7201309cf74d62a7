//! Truth discovery over any table of (object, source, value): what holds where sources disagree.
//!
//! [`Method::Vote`] counts sources. [`Method::Accuracy`] learns how often each source is right and weighs it by the
//! log-odds of that: the model ACCU of Dong, Berti-Équille and Srivastava, «Integrating conflicting data: the role of
//! source dependence», VLDB 2009, with two changes. The accuracy is smoothed by a Beta prior, since most sources say
//! one thing only; and it has a ceiling, since sources that say very much are mostly machines that copy, whose
//! agreement with what they copied would otherwise make them oracles.
//!
//! With a [`Hierarchy`] a more general value is no contradiction to a more specific one: support flows up, and the
//! answer is found on the way down, as in Jung, Kim and Shim, «Crowdsourced truth discovery in the presence of
//! hierarchies for knowledge fusion», EDBT 2019, without its model of how specific each source is.

use std::collections::{BTreeMap, HashMap};

/// One row: a source says that an object has a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stated {
    /// What it is about.
    pub object: String,
    /// Who says so.
    pub source: String,
    /// What it says.
    pub value: String,
}

/// What holds of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// The object.
    pub object: String,
    /// The value that some source claims and that is believed.
    pub value: String,
    /// 0 to 1; of a vote the share of sources.
    pub confidence: f64,
}

/// How values are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Every source counts the same.
    Vote,
    /// Sources count by how often they are right.
    #[default]
    Accuracy,
}

/// Beta prior of a source's accuracy, as rows it got right and wrong before its first: right more often than not.
const PRIOR: (f64, f64) = (2.0, 1.0);
/// Most that a source can be trusted: see the module's words on machines that copy.
const CEILING: f64 = 0.9;
/// Least that it can: nobody is wrong on purpose throughout.
const FLOOR: f64 = 0.02;
/// Rounds of learning; weights change in the third digit after six.
const ROUNDS: usize = 10;
/// Share of the support of a node from which its best child is followed: below it the child is noise.
const FOLLOW: f64 = 0.1;

/// A tree of values from general to specific. Names may occur at several places.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy {
    names: Vec<String>,
    parents: Vec<Option<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Hierarchy {
    /// Builds the tree of (id, name, id of the parent); a parent that is not there makes a root.
    #[must_use]
    pub fn new<'a>(nodes: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let nodes: Vec<_> = nodes.into_iter().collect();
        let at: HashMap<&str, usize> = nodes.iter().enumerate().map(|(i, n)| (n.0, i)).collect();
        let mut out = Self::default();
        for (i, (_, name, parent)) in nodes.iter().enumerate() {
            out.names.push((*name).to_owned());
            out.parents.push(at.get(parent).copied().filter(|p| *p != i));
            out.by_name.entry((*name).to_owned()).or_default().push(i);
        }
        out
    }

    /// The node and those above it, itself first.
    fn path(&self, node: usize) -> Vec<usize> {
        let mut out = vec![node];
        // A circle ends where it would repeat.
        while let Some(up) = self.parents[out[out.len() - 1]].filter(|u| !out.contains(u)) {
            out.push(up);
        }
        out
    }

    /// The node a name stands for beside other names of the same object: the one most of them lie above.
    fn node(&self, name: &str, beside: &[&str]) -> Option<usize> {
        let score = |n: usize| {
            self.path(n).iter().skip(1).filter(|a| beside.contains(&self.names[**a].as_str())).count()
        };
        self.by_name.get(name)?.iter().copied().max_by_key(|n| (score(*n), std::cmp::Reverse(*n)))
    }
}

/// One object as the sources have it.
struct Case {
    object: String,
    /// (source, value) by number, each pair once, with the share of the source's voice here.
    rows: Vec<(usize, usize, f64)>,
    values: Vec<String>,
    /// The path of each value, where the hierarchy holds it.
    paths: Vec<Vec<usize>>,
}

/// Finds what holds of every object, in the order of their names.
///
/// The result does not depend on the order of rows; a row given twice counts once.
///
/// ```
/// use tradewire_reconcile::fuse::{Method, Stated, fuse};
/// let says = |o: &str, s: &str, v: &str| Stated { object: o.into(), source: s.into(), value: v.into() };
/// let rows = [says("x", "a", "1"), says("x", "b", "1"), says("x", "c", "2")];
/// assert_eq!(fuse(&rows, None, Method::Vote)[0].value, "1");
/// ```
#[must_use]
pub fn fuse(rows: &[Stated], hierarchy: Option<&Hierarchy>, method: Method) -> Vec<Truth> {
    let (cases, sources) = cases(rows, hierarchy);
    let mut weight = vec![1.0; sources];
    if method == Method::Accuracy {
        weight = vec![log_odds(PRIOR.0 / (PRIOR.0 + PRIOR.1)); sources];
        for _ in 0..ROUNDS {
            weight = learn(&cases, &weight, hierarchy);
        }
    }
    cases
        .iter()
        .filter_map(|case| {
            let belief = belief(case, &weight, method);
            let best = match hierarchy {
                Some(h) => descend(case, &weight, h)?,
                None => best(&belief)?,
            };
            Some(Truth {
                object: case.object.clone(),
                value: case.values[best].clone(),
                confidence: belief[best].clamp(0.0, 1.0),
            })
        })
        .collect()
}

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

fn cases(rows: &[Stated], hierarchy: Option<&Hierarchy>) -> (Vec<Case>, usize) {
    let mut sorted: Vec<&Stated> = rows.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    for r in &sorted {
        let next = number.len();
        number.entry(&r.source).or_insert(next);
    }
    let mut out: Vec<Case> = Vec::new();
    for group in sorted.chunk_by(|a, b| a.object == b.object) {
        let mut values: Vec<&str> = group.iter().map(|r| r.value.as_str()).collect();
        values.sort_unstable();
        values.dedup();
        let rows = group
            .iter()
            .map(|r| {
                let own = group.iter().filter(|o| o.source == r.source).count();
                // A source that gives two values is of two minds: half a voice for each.
                let value = values.binary_search(&r.value.as_str()).unwrap_or_default();
                (number[r.source.as_str()], value, 1.0 / own.max(1) as f64)
            })
            .collect();
        let paths = values
            .iter()
            .map(|v| hierarchy.and_then(|h| h.node(v, &values).map(|n| h.path(n))).unwrap_or_default())
            .collect();
        out.push(Case {
            object: group[0].object.clone(),
            rows,
            values: values.into_iter().map(str::to_owned).collect(),
            paths,
        });
    }
    (out, number.len())
}

/// How much each value of a case is believed; what is left is for none of them.
fn belief(case: &Case, weight: &[f64], method: Method) -> Vec<f64> {
    let mut score = vec![0.0; case.values.len()];
    for (source, value, share) in &case.rows {
        score[*value] += weight[*source] * share;
    }
    if method == Method::Vote {
        let all: f64 = score.iter().sum();
        return score.into_iter().map(|s| s / all.max(1.0)).collect();
    }
    let top = score.iter().copied().fold(0.0, f64::max);
    let odds: Vec<f64> = score.iter().map(|s| (s - top).exp()).collect();
    let all: f64 = odds.iter().sum::<f64>() + (-top).exp();
    odds.into_iter().map(|o| o / all).collect()
}

fn best(belief: &[f64]) -> Option<usize> {
    (0..belief.len()).max_by(|a, b| belief[*a].total_cmp(&belief[*b]).then(b.cmp(a)))
}

/// New weights from what is believed: the smoothed share of each source's rows that are.
fn learn(cases: &[Case], weight: &[f64], hierarchy: Option<&Hierarchy>) -> Vec<f64> {
    let mut right = vec![0.0; weight.len()];
    let mut all = vec![0.0; weight.len()];
    for case in cases {
        let held = match hierarchy {
            // Whatever lies on the way to what holds is right, however general.
            Some(h) => descend(case, weight, h).map(|b| {
                let on =
                    |v: usize| v == b || case.paths[v].first().is_some_and(|n| case.paths[b].contains(n));
                (0..case.values.len()).map(|v| f64::from(u8::from(on(v)))).collect()
            }),
            None => Some(belief(case, weight, Method::Accuracy)),
        };
        let Some(held): Option<Vec<f64>> = held else { continue };
        // A source that is alone with an object is neither borne out nor contradicted.
        if case.rows.iter().all(|r| r.0 == case.rows[0].0) {
            continue;
        }
        for (source, value, share) in &case.rows {
            right[*source] += held[*value] * share;
            all[*source] += share;
        }
    }
    right
        .into_iter()
        .zip(all)
        .map(|(r, n)| log_odds(((r + PRIOR.0) / (n + PRIOR.0 + PRIOR.1)).clamp(FLOOR, CEILING)))
        .collect()
}

/// Goes down the hierarchy along the best supported child and gives the most specific value that is claimed there.
fn descend(case: &Case, weight: &[f64], h: &Hierarchy) -> Option<usize> {
    // Claims of very weak sources still count a little: they may be the only ones that are specific.
    let voice = |source: usize| weight[source].max(0.05);
    let mut support: BTreeMap<usize, f64> = BTreeMap::new();
    let mut claimed: BTreeMap<usize, usize> = BTreeMap::new();
    for (source, value, share) in &case.rows {
        for node in &case.paths[*value] {
            *support.entry(*node).or_default() += voice(*source) * share;
        }
        if let Some(node) = case.paths[*value].first() {
            claimed.insert(*node, *value);
        }
    }
    let mut at: Option<usize> = None;
    let mut found: Option<usize> = None;
    for _ in 0..=h.names.len() {
        let child = support
            .iter()
            .filter(|(n, _)| h.parents[**n] == at)
            .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        let Some((&node, &own)) = child else { break };
        let above = at.and_then(|a| support.get(&a)).copied().unwrap_or(own);
        if found.is_some() && own < FOLLOW * above {
            break;
        }
        at = Some(node);
        found = claimed.get(&node).copied().or(found);
    }
    // Values that the hierarchy does not hold are left to belief.
    found.or_else(|| best(&belief(case, weight, Method::Accuracy)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(object: &str, source: &str, value: &str) -> Stated {
        Stated { object: object.into(), source: source.into(), value: value.into() }
    }

    #[test]
    fn who_is_often_right_outweighs_two_who_are_not() {
        let mut rows = Vec::new();
        for i in 0..12 {
            let o = format!("o{i}");
            for s in ["good", "fine", "sound"] {
                rows.push(says(&o, s, "t"));
            }
            rows.push(says(&o, "loose", &format!("f{i}")));
            rows.push(says(&o, "wild", &format!("g{i}")));
        }
        rows.extend([says("x", "good", "1"), says("x", "loose", "2"), says("x", "wild", "2")]);
        let of = |method| fuse(&rows, None, method).into_iter().find(|t| t.object == "x").unwrap();
        assert_eq!(of(Method::Vote).value, "2");
        assert_eq!(of(Method::Accuracy).value, "1");
        let mut reversed = rows.clone();
        reversed.reverse();
        assert_eq!(fuse(&reversed, None, Method::Accuracy), fuse(&rows, None, Method::Accuracy));
    }

    #[test]
    fn the_specific_is_no_contradiction_to_the_general() {
        let h = Hierarchy::new([
            ("0", "world", ""),
            ("1", "north", "0"),
            ("2", "south", "0"),
            ("3", "harbour", "1"),
            ("4", "hill", "2"),
        ]);
        let rows = [
            says("x", "a", "north"),
            says("x", "b", "north"),
            says("x", "c", "harbour"),
            says("x", "d", "hill"),
        ];
        assert_eq!(fuse(&rows, Some(&h), Method::Vote)[0].value, "harbour");
        assert_eq!(fuse(&rows, Some(&h), Method::Accuracy)[0].value, "harbour");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(fuse(&[], None, Method::Accuracy).is_empty());
    }
}
