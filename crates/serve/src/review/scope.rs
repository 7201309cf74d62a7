//! Which part of the queue a reviewer works through.

use std::collections::HashSet;

use tradewire_ledger::{Store, Task, TaskKind};
use tradewire_review::batches_by;

use crate::trouble::PageError;

/// Tasks in a batch, about.
pub(crate) const BATCH: usize = 25;

/// A part of the queue: everything, or what is asked for one reason, or one batch of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) kind: Option<TaskKind>,
    pub(crate) why: Option<String>,
    /// Counted from 1.
    pub(crate) batch: Option<usize>,
}

impl Scope {
    /// Reads it from the fields of a query or a form; what is no scope is everything.
    pub(crate) fn of(fields: &[(String, String)]) -> Self {
        let field =
            |name: &str| fields.iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str());
        let code = |c: &&str| c.len() <= 40 && c.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        Self {
            kind: field("only")
                .and_then(|k| [TaskKind::Claim, TaskKind::Names].into_iter().find(|t| t.as_str() == k)),
            why: field("why").filter(code).map(str::to_owned),
            batch: field("batch").and_then(|b| b.parse().ok()).filter(|b| *b > 0),
        }
    }

    /// The fields that say it.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        out.extend(self.kind.map(|k| ("only", k.as_str().to_owned())));
        out.extend(self.why.clone().map(|w| ("why", w)));
        out.extend(self.batch.map(|b| ("batch", b.to_string())));
        out
    }

    /// An address with the fields that say it.
    pub(crate) fn address(&self, path: &str) -> String {
        let fields = self.fields();
        crate::link::with_query(path, fields.iter().map(|(k, v)| (*k, v.as_str())))
    }

    /// The name of the batch, as it is kept with judgements.
    pub(crate) fn batch_name(&self) -> Option<String> {
        self.batch.map(|n| format!("web-{n}"))
    }

    /// What is open to a reviewer in it, at most so many, in the order in which it should be seen.
    pub(crate) fn open(
        &self,
        store: &dyn Store,
        reviewer: &str,
        most: usize,
    ) -> Result<Vec<Task>, PageError> {
        if self.why.is_none() && self.batch.is_none() {
            return Ok(store.tasks(reviewer, self.kind, most)?);
        }
        let mut open = store.tasks(reviewer, self.kind, usize::MAX)?;
        if let Some(code) = &self.why {
            open.retain(|t| t.why.iter().any(|w| w.code == *code));
        }
        if let Some(n) = self.batch {
            let all = store.all_tasks()?;
            let batches = batches_by(&all, BATCH, |t| t.group.as_str());
            let ids: Vec<&str> = batches.get(n - 1).into_iter().flatten().map(|t| t.id.as_str()).collect();
            let inside: HashSet<&str> = ids.iter().copied().collect();
            open.retain(|t| inside.contains(t.id.as_str()));
            // What belongs together stays together.
            open.sort_by_key(|t| ids.iter().position(|id| *id == t.id));
        }
        open.truncate(most);
        Ok(open)
    }

    /// What a reviewer is asked next in it, leaving one task out.
    pub(crate) fn next(
        &self,
        store: &dyn Store,
        reviewer: &str,
        but: Option<&str>,
    ) -> Result<Option<Task>, PageError> {
        let open = self.open(store, reviewer, if but.is_some() { 2 } else { 1 })?;
        Ok(open.into_iter().find(|t| but != Some(t.id.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_and_nonsense_is_everything() {
        let fields = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
        };
        let scope = Scope::of(&fields(&[("only", "claim"), ("why", "denial"), ("batch", "3")]));
        assert_eq!(scope.address("/review/next"), "/review/next?only=claim&why=denial&batch=3");
        assert_eq!(scope.batch_name().as_deref(), Some("web-3"));
        let odd = Scope::of(&fields(&[("only", "x"), ("why", "<b>"), ("batch", "0"), ("batch", "-1")]));
        assert_eq!(odd, Scope::default());
    }
}
