use std::collections::HashMap;

/// A tree of values from general to specific. Names may occur at several places.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy {
    pub(super) names: Vec<String>,
    pub(super) parents: Vec<Option<usize>>,
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
    pub(super) fn path(&self, node: usize) -> Vec<usize> {
        let mut out = vec![node];
        // A circle ends where it would repeat.
        while let Some(up) = self.parents[out[out.len() - 1]].filter(|u| !out.contains(u)) {
            out.push(up);
        }
        out
    }

    /// The node a name stands for beside other names of the same object: the one most of them lie above.
    pub(super) fn node(&self, name: &str, beside: &[&str]) -> Option<usize> {
        let score = |n: usize| {
            self.path(n).iter().skip(1).filter(|a| beside.contains(&self.names[**a].as_str())).count()
        };
        self.by_name.get(name)?.iter().copied().max_by_key(|n| (score(*n), std::cmp::Reverse(*n)))
    }
}
