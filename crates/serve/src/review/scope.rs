//! Which part of the queue a reviewer works through.

use std::collections::HashSet;

use tradewire_ledger::{Store, Task, TaskKind, TaskOutline};
use tradewire_review::{batches_by, falls_to};

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
    /// Only what falls to the reviewer of those who share the queue.
    pub(crate) mine: bool,
    /// Tasks that were put off, the latest last: they come when nothing else is left.
    pub(crate) later: Vec<String>,
}

/// Tasks that can be put off at once; the first of more come back.
const LATER: usize = 40;

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
            mine: field("mine").is_some(),
            later: field("later").map(put_off).unwrap_or_default(),
        }
    }

    /// The fields that say it.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        out.extend(self.kind.map(|k| ("only", k.as_str().to_owned())));
        out.extend(self.why.clone().map(|w| ("why", w)));
        out.extend(self.batch.map(|b| ("batch", b.to_string())));
        out.extend(self.mine.then(|| ("mine", "1".to_owned())));
        out.extend((!self.later.is_empty()).then(|| ("later", self.later.join(" "))));
        out
    }

    /// The same with a task put off.
    pub(crate) fn without(&self, id: &str) -> Self {
        let mut out = self.clone();
        out.later.retain(|l| l != id);
        out.later.push(id.to_owned());
        let over = out.later.len().saturating_sub(LATER);
        out.later.drain(..over);
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

    /// What is open to a reviewer in it, at most so many, in the order in which it should be seen; `among` are those who
    /// share the queue.
    pub(crate) fn open(
        &self,
        store: &dyn Store,
        reviewer: &str,
        among: &[String],
        most: usize,
    ) -> Result<Vec<Task>, PageError> {
        if self.why.is_none() && self.batch.is_none() && !self.mine {
            return Ok(store.tasks(reviewer, self.kind, most)?);
        }
        let all = store.task_outlines(reviewer)?;
        let ids = self.ids(&all, reviewer, among);
        let found = ids.into_iter().take(most).map(|id| store.task(id)).collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The ids of what is open in it.
    fn ids<'t>(&self, all: &'t [TaskOutline], reviewer: &str, among: &[String]) -> Vec<&'t str> {
        // What belongs together stays together in a batch; elsewhere what two people differ on comes first.
        let mut order: Vec<&TaskOutline> = match self.batch {
            Some(n) => {
                batches_by(all, BATCH, |t| t.group.as_str()).into_iter().nth(n - 1).unwrap_or_default()
            }
            None => all.iter().collect(),
        };
        if self.batch.is_none() {
            order.sort_by_key(|t| !t.disputed);
        }
        let fits = |t: &&TaskOutline| {
            t.open
                && self.kind.is_none_or(|k| t.kind == k)
                && self.why.as_ref().is_none_or(|code| t.why.contains(code))
                && (!self.mine || mine(t, among, reviewer))
        };
        order.into_iter().filter(fits).map(|t| t.id.as_str()).collect()
    }

    /// What a reviewer is asked next in it, leaving one task out; what was put off comes last.
    pub(crate) fn next(
        &self,
        store: &dyn Store,
        reviewer: &str,
        among: &[String],
        but: Option<&str>,
    ) -> Result<Option<Task>, PageError> {
        let most = self.later.len() + if but.is_some() { 2 } else { 1 };
        let open = self.open(store, reviewer, among, most)?;
        let now = open.iter().find(|t| but != Some(t.id.as_str()) && !self.later.contains(&t.id));
        let last = || self.later.iter().find_map(|id| open.iter().find(|t| t.id == *id));
        Ok(now.or_else(last).cloned())
    }
}

/// Whether a task falls to a reviewer of those who share the queue; one in dispute falls to one more.
pub(crate) fn mine(t: &TaskOutline, among: &[String], reviewer: &str) -> bool {
    falls_to(&t.group, t.judges + usize::from(t.disputed), among, reviewer)
}

/// Ids parted by spaces, as an address holds them.
fn put_off(field: &str) -> Vec<String> {
    let sound = |id: &&str| {
        id.len() <= 200
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'~' | b'.' | b':'))
    };
    let mut seen = HashSet::new();
    field
        .split(' ')
        .filter(sound)
        .filter(|id| !id.is_empty() && seen.insert(*id))
        .take(LATER)
        .map(str::to_owned)
        .collect()
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

    #[test]
    fn what_is_put_off_goes_to_the_end_and_no_further_than_an_address_bears() {
        let scope = Scope { mine: true, ..Scope::default() }.without("c_1").without("c_2").without("c_1");
        assert_eq!(scope.later, ["c_2", "c_1"]);
        let fields: Vec<(String, String)> =
            scope.fields().into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        assert_eq!(Scope::of(&fields), scope);
        let odd = Scope::of(&[("later".to_owned(), "c_1 <b> c_1 a~b".to_owned())]);
        assert_eq!(odd.later, ["c_1", "a~b"]);
        let many = (0..100).fold(Scope::default(), |s, n| s.without(&format!("c_{n}")));
        assert_eq!((many.later.len(), many.later[0].as_str()), (LATER, "c_60"));
    }

    #[test]
    fn those_who_share_a_queue_get_all_of_it_and_each_task_as_many_as_must_judge() {
        let among = ["ana", "ben", "cem"].map(str::to_owned);
        let all: Vec<TaskOutline> = (0..300)
            .map(|n| TaskOutline {
                id: format!("c_{n}"),
                kind: TaskKind::Claim,
                group: format!("doc {}", n / 3),
                why: vec!["denial".to_owned()],
                judges: 1 + n % 2,
                disputed: false,
                open: true,
            })
            .collect();
        let scope = Scope { mine: true, ..Scope::default() };
        let of = |who: &str| scope.ids(&all, who, &among).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let shares = ["ana", "ben", "cem"].map(of);
        for t in &all {
            assert_eq!(shares.iter().filter(|s| s.contains(&t.id)).count(), t.judges, "{}", t.id);
        }
        assert!(
            shares.iter().all(|s| (100..=200).contains(&s.len())),
            "{:?}",
            shares.each_ref().map(Vec::len)
        );
        assert!(scope.ids(&all, "dua", &among).is_empty(), "nothing falls to a stranger");
    }
}
