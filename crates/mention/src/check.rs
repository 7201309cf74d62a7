//! The examples in the rule files, run.

use crate::reader::{Mention, Reader};

/// Runs every example and counterexample of the rules; what fails is told in words, one line each.
#[must_use]
pub fn check_rules(reader: &Reader) -> Vec<String> {
    let mut wrong = Vec::new();
    for sense in &reader.rules.senses {
        for e in &sense.example {
            let got = reader.read(&e.text);
            for m in &e.mentions {
                if !got.iter().any(|g| holds(&e.text, g, m)) {
                    let shown: Vec<String> = got.iter().map(|g| line(&e.text, g)).collect();
                    wrong.push(format!("{}: «{}» lacks «{m}»; it gave {shown:?}", sense.id, e.text));
                }
            }
            if got.len() != e.mentions.len() {
                let shown: Vec<String> = got.iter().map(|g| line(&e.text, g)).collect();
                wrong.push(format!("{}: «{}» gave {shown:?}", sense.id, e.text));
            }
        }
        for c in &sense.counter {
            for g in reader.read(&c.text).iter().filter(|g| g.rule == sense.id) {
                wrong.push(format!("{}: «{}» must not give «{}»", sense.id, c.text, line(&c.text, g)));
            }
        }
    }
    wrong
}

/// «kind trigger role=text»: whether a mention has all of it.
fn holds(text: &str, m: &Mention, wanted: &str) -> bool {
    let mut words = wanted.split(' ');
    if words.next() != Some(m.kind.as_str()) || words.next() != Some(&text[m.trigger.clone()]) {
        return false;
    }
    // A role's text may hold spaces: what has no «=» goes on the part before.
    let mut parts: Vec<String> = Vec::new();
    for w in words {
        match parts.last_mut() {
            Some(last) if !w.contains('=') => {
                last.push(' ');
                last.push_str(w);
            }
            _ => parts.push(w.to_owned()),
        }
    }
    parts.iter().all(|p| {
        p.split_once('=').is_some_and(|(role, value)| {
            m.role(role).any(|f| text[f.span.clone()] == *value || text[f.name.clone()] == *value)
        })
    })
}

fn line(text: &str, m: &Mention) -> String {
    let mut out = format!("{} {}", m.kind, &text[m.trigger.clone()]);
    for f in &m.roles {
        out.push_str(&format!(" {}={}", f.role, &text[f.span.clone()]));
    }
    out
}
