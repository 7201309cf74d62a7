/// Replaces some lines by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// First line replaced, from 0; lines are put in before it where none is replaced.
    pub at: usize,
    /// How many lines are replaced.
    pub old: usize,
    /// What stands there then, without line ends.
    pub new: Vec<String>,
}

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Writes edits of a text as a unified diff; edits that overlap an earlier one are left out. Empty where nothing changes.
#[must_use]
pub fn unified(path: &str, text: &str, edits: &[Edit]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut edits: Vec<&Edit> = edits.iter().filter(|e| e.at + e.old <= lines.len()).collect();
    edits.sort_by_key(|e| e.at);
    let mut kept: Vec<&Edit> = Vec::new();
    for e in edits {
        if kept.last().is_none_or(|k| k.at + k.old <= e.at) && (e.old > 0 || !e.new.is_empty()) {
            kept.push(e);
        }
    }
    // Changes whose contexts touch share a hunk.
    let mut hunks: Vec<Vec<&Edit>> = Vec::new();
    for e in kept {
        match hunks.last_mut() {
            Some(h) if h.last().is_some_and(|l| l.at + l.old + 2 * CONTEXT >= e.at) => h.push(e),
            _ => hunks.push(vec![e]),
        }
    }
    if hunks.is_empty() {
        return String::new();
    }
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let mut shift = 0isize;
    for h in hunks {
        let from = h[0].at.saturating_sub(CONTEXT);
        let last = h[h.len() - 1];
        let to = (last.at + last.old + CONTEXT).min(lines.len());
        let grown: isize = h.iter().map(|e| e.new.len() as isize - e.old as isize).sum();
        let (old, new) = (to - from, (to - from) as isize + grown);
        let start = |n: usize, len: isize| if len == 0 { n } else { n + 1 };
        let begin = (from as isize + shift).max(0) as usize;
        out.push_str(&format!("@@ -{},{old} +{},{new} @@\n", start(from, old as isize), start(begin, new)));
        let mut at = from;
        for e in h {
            for l in &lines[at..e.at] {
                out.push_str(&format!(" {l}\n"));
            }
            for l in &lines[e.at..e.at + e.old] {
                out.push_str(&format!("-{l}\n"));
            }
            for l in &e.new {
                out.push_str(&format!("+{l}\n"));
            }
            at = e.at + e.old;
        }
        for l in &lines[at..to] {
            out.push_str(&format!(" {l}\n"));
        }
        shift += grown;
    }
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Applies a diff strictly: every line of context must be what it says.
    pub(crate) fn apply(text: &str, diff: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        for l in diff.lines().skip(2) {
            if let Some(head) = l.strip_prefix("@@ -") {
                let (n, rest) = head.split_once(',').unwrap();
                let len: usize = rest.split_once(' ').unwrap().0.parse().unwrap();
                let n: usize = n.parse().unwrap();
                let start = if len == 0 { n } else { n - 1 };
                out.extend(lines[at..start].iter().map(|s| (*s).to_owned()));
                at = start;
                let begin: usize = l.split_once('+').unwrap().1.split_once(',').unwrap().0.parse().unwrap();
                let new: usize = l
                    .split_once('+')
                    .unwrap()
                    .1
                    .split_once(',')
                    .unwrap()
                    .1
                    .split_once(' ')
                    .unwrap()
                    .0
                    .parse()
                    .unwrap();
                assert_eq!(out.len(), if new == 0 { begin } else { begin - 1 }, "{l}");
            } else if let Some(s) = l.strip_prefix('+') {
                out.push(s.to_owned());
            } else {
                assert_eq!(lines[at], &l[1..], "{l}");
                if l.starts_with(' ') {
                    out.push(lines[at].to_owned());
                }
                at += 1;
            }
        }
        out.extend(lines[at..].iter().map(|s| (*s).to_owned()));
        out
    }

    proptest! {
        #[test]
        fn a_diff_applied_gives_the_edited_text(n in 0usize..40, raw in proptest::collection::vec((0usize..40, 0usize..4, 0usize..4), 0..6)) {
            let text: String = (0..n).map(|i| format!("line {i}\n")).collect();
            let mut edits: Vec<Edit> = Vec::new();
            let mut sorted = raw;
            sorted.sort_unstable();
            let mut free = 0;
            for (at, old, new) in sorted {
                if at >= free && at + old <= n && old + new > 0 {
                    edits.push(Edit { at, old, new: (0..new).map(|k| format!("new {at} {k}")).collect() });
                    free = at + old.max(1);
                }
            }
            let mut wanted: Vec<String> = text.lines().map(str::to_owned).collect();
            for e in edits.iter().rev() {
                wanted.splice(e.at..e.at + e.old, e.new.clone());
            }
            let diff = unified("x", &text, &edits);
            prop_assert_eq!(diff.is_empty(), edits.is_empty());
            prop_assert_eq!(apply(&text, &diff), wanted);
        }
    }
}
