//! Truth discovery over any table of (object, source, value): what holds where sources disagree.
//!
//! One interface, [`fuse`], over published methods. Each gets the table as cases, one per object, and gives for each
//! case how much every claimed value is believed, and which one holds.
//!
//! | method | after |
//! |---|---|
//! | [`Method::Vote`] | every source counts the same |
//! | [`Method::TruthFinder`] | Yin, Han and Yu, «Truth discovery with multiple conflicting information providers on the web», KDD 2007 |
//! | [`Method::Crh`] | Li et al., «Resolving conflicts in heterogeneous data by truth discovery and source reliability estimation», SIGMOD 2014; a weighted median where all values of an object are numbers |
//! | [`Method::Accuracy`] | ACCU of Dong, Berti-Équille and Srivastava, VLDB 2009, with the changes told in `fuse/accuracy.rs` |
//! | [`Method::Tdh`] | Jung, Kim and Shim, «Crowdsourced truth discovery in the presence of hierarchies for knowledge fusion», EDBT 2019 |
//!
//! With a [`Hierarchy`] a more general value is no contradiction to a more specific one.

mod accuracy;
mod crh;
mod hierarchy;
mod tdh;
mod truthfinder;

use std::collections::BTreeMap;

pub use hierarchy::Hierarchy;

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

/// How far a source is to be trusted, as learnt from a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Trust {
    /// The source.
    pub source: String,
    /// Expected share of its rows that are right, smoothed by a prior; 0 to 1.
    pub accuracy: f64,
    /// Rows by which it was judged: those on objects that another source speaks of too.
    pub judged: usize,
}

/// How values are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Method {
    /// Every source counts the same.
    Vote,
    /// Sources are trusted by the confidence of what they say, in turns; of other dependence nothing is known.
    TruthFinder,
    /// Sources weigh by how far they are from what holds, which is what lies nearest to all of them, weighed.
    Crh,
    /// Sources count by the log-odds of how often they are right.
    #[default]
    Accuracy,
    /// Sources are exact, general or wrong, each with a share learnt; needs a hierarchy to differ from a plain model.
    Tdh,
}

impl Method {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Vote, Self::TruthFinder, Self::Crh, Self::Accuracy, Self::Tdh];

    /// The name on a command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vote => "vote",
            Self::TruthFinder => "truthfinder",
            Self::Crh => "crh",
            Self::Accuracy => "accuracy",
            Self::Tdh => "tdh",
        }
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

/// What a method found of one case: how much each value is believed, and which one holds.
struct Found {
    belief: Vec<f64>,
    best: usize,
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
    let found: Vec<Option<Found>> = match method {
        Method::Vote => accuracy::vote(&cases, sources.len(), hierarchy),
        Method::TruthFinder => truthfinder::find(&cases, sources.len()),
        Method::Crh => crh::find(&cases, sources.len()),
        Method::Accuracy => accuracy::find(&cases, sources.len(), hierarchy),
        Method::Tdh => tdh::find(&cases, sources.len()),
    };
    cases
        .iter()
        .zip(found)
        .filter_map(|(case, found)| {
            let found = found?;
            Some(Truth {
                object: case.object.clone(),
                value: case.values.get(found.best)?.clone(),
                confidence: found.belief.get(found.best).copied().unwrap_or_default().clamp(0.0, 1.0),
            })
        })
        .collect()
}

/// How far each source of a table is to be trusted, by [`Method::Accuracy`], in the order of their names.
#[must_use]
pub fn trust(rows: &[Stated]) -> Vec<Trust> {
    of_cases(weighted_cases(rows.iter().map(|r| (r, 1.0)).collect(), None))
}

/// As [`trust`], with the chance (0 to 1) that each row is what its source said: an error of whoever read the source is
/// not the source's. A row weighs as much as it is sure, for the source and against it, and counts in the same measure
/// for what holds.
#[must_use]
pub fn trust_as_read(rows: &[(Stated, f64)]) -> Vec<Trust> {
    of_cases(weighted_cases(rows.iter().map(|(r, sure)| (r, *sure)).collect(), None))
}

fn of_cases((cases, sources): (Vec<Case>, Vec<String>)) -> Vec<Trust> {
    let (accuracy, judged) = accuracy::trust(&cases, sources.len());
    sources
        .into_iter()
        .zip(accuracy.into_iter().zip(judged))
        .map(|(source, (accuracy, judged))| Trust { source, accuracy, judged })
        .collect()
}

/// The cases of a table, and its sources in the order of their names, which is that of their numbers.
fn cases(rows: &[Stated], hierarchy: Option<&Hierarchy>) -> (Vec<Case>, Vec<String>) {
    weighted_cases(rows.iter().map(|r| (r, 1.0)).collect(), hierarchy)
}

fn weighted_cases(
    mut sorted: Vec<(&Stated, f64)>,
    hierarchy: Option<&Hierarchy>,
) -> (Vec<Case>, Vec<String>) {
    // Of a row given twice the surer reading stays.
    sorted.sort_by(|a, b| a.0.cmp(b.0).then(b.1.total_cmp(&a.1)));
    sorted.dedup_by(|a, b| a.0 == b.0);
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    number.extend(sorted.iter().map(|(r, _)| (r.source.as_str(), 0)));
    for (n, at) in number.values_mut().enumerate() {
        *at = n;
    }
    let mut out: Vec<Case> = Vec::new();
    for group in sorted.chunk_by(|a, b| a.0.object == b.0.object) {
        let mut values: Vec<&str> = group.iter().map(|(r, _)| r.value.as_str()).collect();
        values.sort_unstable();
        values.dedup();
        let rows = group
            .iter()
            .map(|(r, sure)| {
                let own = group.iter().filter(|(o, _)| o.source == r.source).count();
                // A source that gives two values is of two minds: half a voice for each.
                let value = values.binary_search(&r.value.as_str()).unwrap_or_default();
                (number[r.source.as_str()], value, sure.clamp(0.0, 1.0) / own.max(1) as f64)
            })
            .collect();
        let paths = values
            .iter()
            .map(|v| hierarchy.and_then(|h| h.node(v, &values).map(|n| h.path(n))).unwrap_or_default())
            .collect();
        out.push(Case {
            object: group[0].0.object.clone(),
            rows,
            values: values.into_iter().map(str::to_owned).collect(),
            paths,
        });
    }
    (out, number.into_keys().map(str::to_owned).collect())
}

/// The value believed most; of equals the first.
fn best(belief: &[f64]) -> Option<usize> {
    (0..belief.len()).max_by(|a, b| belief[*a].total_cmp(&belief[*b]).then(b.cmp(a)))
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
    fn an_error_of_the_reader_is_not_the_source_s() {
        let rows = |sure: f64| {
            let mut rows = Vec::new();
            for i in 0..20 {
                let o = format!("o{i}");
                for s in ["good", "fine", "sound"] {
                    rows.push((says(&o, s, "t"), 1.0));
                }
                rows.push((says(&o, "misread", &format!("f{i}")), sure));
            }
            rows
        };
        let of =
            |sure| trust_as_read(&rows(sure)).into_iter().find(|t| t.source == "misread").unwrap().accuracy;
        assert!(of(0.1) > of(0.9) + 0.2, "{} {}", of(0.1), of(0.9));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(fuse(&[], None, Method::Accuracy).is_empty());
    }
}
