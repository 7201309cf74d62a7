use std::collections::BTreeSet;

use tradewire_model::{ClaimKind, Decision, RejectReason, Role, Statement, Value};

use super::{Edit, Proposal, Settlement, quoted, unified};

/// Proposes examples for the frames that made the claims, as changes of the frames' files, given as (path, text).
///
/// What was accepted or mended is an example with what it must give; what was rejected as not said or off topic, in a
/// passage of which nothing was accepted, is a counter-example. Claims of other rules than frames give nothing. Only
/// quotes that hold all the names of the claim are examples by themselves.
#[must_use]
pub fn frames(settled: &[Settlement<'_>], files: &[(&str, &str)]) -> Vec<Proposal> {
    let told: BTreeSet<(&str, &str)> = settled
        .iter()
        .filter(|s| !matches!(s.decision, Decision::Reject(_)))
        .map(|s| (s.claim.doc.as_str(), s.quote))
        .collect();
    let mut out = Vec::new();
    for (path, text) in files {
        let lines: Vec<&str> = text.lines().collect();
        let mut at_end: std::collections::BTreeMap<usize, BTreeSet<(String, String)>> =
            std::collections::BTreeMap::new();
        for s in settled {
            let Some(end) = frame_end(&lines, s.claim.rule.as_str()) else { continue };
            let entry = match s.decision {
                Decision::Accept => example(&Statement::of(s.claim), s.quote),
                Decision::Mend(to) => example(to, s.quote),
                Decision::Reject(RejectReason::NotSaid | RejectReason::OffTopic)
                    if !told.contains(&(s.claim.doc.as_str(), s.quote)) =>
                {
                    Some(format!("[[frame.counter]]\ntext = {}", quoted(s.quote)))
                }
                _ => None,
            };
            let Some(entry) = entry else { continue };
            // What the file holds already is not proposed again; the first word on a text counts.
            let line = format!("text = {}", quoted(s.quote));
            let set = at_end.entry(end).or_default();
            if !lines.contains(&line.as_str()) && !set.iter().any(|(l, _)| *l == line) {
                set.insert((line, entry));
            }
        }
        let edits: Vec<Edit> = at_end
            .into_iter()
            .map(|(at, set)| Edit {
                at,
                old: 0,
                new: set.iter().flat_map(|(_, e)| e.lines().map(str::to_owned).collect::<Vec<_>>()).collect(),
            })
            .collect();
        let diff = unified(path, text, &edits);
        if !diff.is_empty() {
            out.push(Proposal::Diff { path: (*path).to_owned(), text: diff });
        }
    }
    out
}

/// The line behind the last of a frame; a rule's id may carry more behind the frame's.
fn frame_end(lines: &[&str], rule: &str) -> Option<usize> {
    let mut start = None;
    for (i, l) in lines.iter().enumerate() {
        let Some(id) = l.strip_prefix("id = \"").and_then(|r| r.strip_suffix('"')) else { continue };
        if rule == id || rule.strip_prefix(id).is_some_and(|r| r.starts_with('.')) {
            start = Some(i);
        }
    }
    let start = start?;
    let next = lines[start..].iter().position(|l| *l == "[[frame]]").map_or(lines.len(), |n| start + n);
    (start..next).rev().find(|i| !lines[*i].trim().is_empty()).map(|i| i + 1)
}

/// `join person=林知远 to=北门科技`: what a frame's example must give.
fn example(s: &Statement, quote: &str) -> Option<String> {
    let mut words = vec![match s.kind {
        ClaimKind::Move => s.args.text(Role::Type)?.to_owned(),
        kind => kind.as_str().to_owned(),
    }];
    for (role, value) in s.args.iter() {
        match value {
            Value::Name(_) | Value::Names(_) => {
                for n in value.names() {
                    if !quote.contains(&n.text) || n.text.contains('=') {
                        return None;
                    }
                    words.push(format!("{role}={}", n.text));
                }
            }
            Value::Amount(a) => words.extend(a.value.map(|v| format!("{role}={}", v.normalize()))),
            _ => {}
        }
    }
    if words.len() < 2 {
        return None;
    }
    Some(format!("[[frame.example]]\ntext = {}\nclaims = [{}]", quoted(quote), quoted(&words.join(" "))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tradewire_model::Claim;

    use super::super::diff::tests::apply;
    use super::*;

    const FILE: &str = "[[frame]]\nid = \"move.poach\"\nzh = [\"挖走\"]\n[[frame.example]]\ntext = \"甲挖走乙\"\nclaims = [\"join\"]\n\n[[frame]]\nid = \"move.join\"\n";

    fn claim(rule: &str, person: &str) -> Claim {
        Claim::from_json(&json!({
            "doc": "a.txt", "kind": "move", "modality": "asserted", "rule": rule, "quote": "x", "span": [0, 1],
            "args": {"type": "join", "person": {"text": person}, "to": {"text": "北门科技"}},
        }))
        .unwrap()
    }

    #[test]
    fn examples_and_counters_go_behind_their_frame() {
        let (a, b, c) =
            (claim("move.poach", "林知远"), claim("move.poach.zh", "一块"), claim("model.move", "陈安"));
        let (accept, reject) = (Decision::Accept, Decision::Reject(RejectReason::NotSaid));
        let of = |claim, decision, quote| Settlement {
            claim,
            decision,
            passage: quote,
            quote,
            language: "zh-Hans",
        };
        let all = [
            of(&a, &accept, "北门科技挖走林知远"),
            of(&b, &reject, "小偷挖走一块蛋糕"),
            of(&c, &accept, "陈安到北门科技"),
            of(&a, &accept, "他被挖走"), // the names stand elsewhere
        ];
        let out = frames(&all, &[("rules/frames/move.toml", FILE)]);
        let [Proposal::Diff { text, .. }] = &out[..] else { panic!("{out:?}") };
        let after = apply(FILE, text).join("\n");
        let parsed: toml::Table = after.parse().unwrap();
        let frame = &parsed["frame"].as_array().unwrap()[0];
        assert_eq!(frame["example"].as_array().unwrap().len(), 2);
        assert_eq!(frame["example"][1]["claims"][0].as_str(), Some("join person=林知远 to=北门科技"));
        assert_eq!(frame["counter"][0]["text"].as_str(), Some("小偷挖走一块蛋糕"));
        // Once taken in, nothing is proposed again.
        assert!(frames(&all, &[("rules/frames/move.toml", &after)]).is_empty());
    }
}
