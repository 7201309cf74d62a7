//! The golden sentences of three data sets in one form.

use std::fmt;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// A sentence with its events.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) id: Value,
    pub(super) text: String,
    pub(super) events: Vec<Event>,
    /// Whether it comes from DuEE, whose arguments are whole phrases.
    pub(super) duee: bool,
}

/// An event in the words of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) trigger: String,
    /// Role and text.
    pub(super) arguments: Vec<(String, String)>,
}

impl Event {
    /// The form of the dump.
    pub(super) fn json(&self) -> Value {
        let arguments: Vec<Value> =
            self.arguments.iter().map(|(r, t)| json!({"role": r, "text": t})).collect();
        json!({"type": self.kind, "trigger": self.trigger, "arguments": arguments})
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} «{}»", self.kind, self.trigger)?;
        self.arguments.iter().try_for_each(|(r, t)| write!(f, " {r}={t}"))
    }
}

/// Loads a file of JSON lines.
pub(super) fn load(path: &Path) -> anyhow::Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(|(i, l)| {
            serde_json::from_str(l)
                .map_err(anyhow::Error::from)
                .and_then(|v| case(&v))
                .with_context(|| format!("{} line {}", path.display(), i + 1))
        })
        .collect()
}

fn text(v: &Value) -> String {
    v.as_str().unwrap_or_default().to_owned()
}

fn list(v: &Value) -> &[Value] {
    v.as_array().map_or(&[], Vec::as_slice)
}

fn case(v: &Value) -> anyhow::Result<Case> {
    let id = v["id"].clone();
    if let Some(words) = v["text"].as_str() {
        let events = list(&v["event_list"])
            .iter()
            .map(|e| Event {
                kind: text(&e["event_type"]),
                trigger: text(&e["trigger"]),
                arguments: list(&e["arguments"])
                    .iter()
                    .map(|a| (text(&a["role"]), text(&a["argument"])))
                    .collect(),
            })
            .collect();
        return Ok(Case { id, text: words.to_owned(), events, duee: true });
    }
    let Some(words) = v["content"].as_str() else { bail!("neither \"text\" nor \"content\"") };
    let events = list(&v["events"])
        .iter()
        .map(|e| {
            if let Some(roles) = e["args"].as_object() {
                let arguments = roles
                    .iter()
                    .flat_map(|(r, l)| list(l).iter().map(move |a| (r.clone(), text(&a["word"]))))
                    .collect();
                return Event { kind: text(&e["type"]), trigger: text(&e["trigger"]["word"]), arguments };
            }
            let (triggers, others): (Vec<&Value>, Vec<&Value>) =
                list(&e["mentions"]).iter().partition(|m| m["role"] == "trigger");
            Event {
                kind: text(&e["type"]),
                trigger: triggers.first().map(|t| text(&t["word"])).unwrap_or_default(),
                arguments: others.iter().map(|m| (text(&m["role"]), text(&m["word"]))).collect(),
            }
        })
        .collect();
    Ok(Case { id, text: words.to_owned(), events, duee: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_give_the_same_event() {
        let lines = [
            r#"{"id":"a","text":"甲收购乙","event_list":[{"event_type":"收购","trigger":"收购","arguments":[{"role":"obj","argument":"乙"}]}]}"#,
            r#"{"id":"b","content":"甲收购乙","events":[{"type":"收购","mentions":[{"word":"收购","role":"trigger"},{"word":"乙","role":"obj"}]}]}"#,
            r#"{"id":"c","content":"甲收购乙","events":[{"type":"收购","trigger":{"word":"收购"},"args":{"obj":[{"word":"乙"}]}}]}"#,
        ];
        let wanted = Event {
            kind: "收购".into(),
            trigger: "收购".into(),
            arguments: vec![("obj".into(), "乙".into())],
        };
        for l in lines {
            let c = case(&serde_json::from_str(l).unwrap()).unwrap();
            assert_eq!(c.events.as_slice(), std::slice::from_ref(&wanted), "{l}");
        }
    }
}
