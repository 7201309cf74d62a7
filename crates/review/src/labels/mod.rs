//! Tasks and labels in the formats of labelling tools, and back, with nothing lost.
//!
//! A [`LabelDocument`] is a text with its claims and what people said of them. [`label_studio`] and [`doccano`] write it
//! and read it. Each format is held as typed parts, and beside them everything that is not known: what was read is
//! written again value for value.
//!
//! Offsets in both formats count characters (Unicode scalar values), not bytes.

pub mod doccano;
pub mod label_studio;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use tradewire_model::{Args, ClaimId, Name, Role, Statement, Value};

/// What is wrong with a task.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// It is no JSON.
    #[error("line {line}: {message}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// The parser's message.
        message: String,
    },
    /// A part that must be there is not, or has another form.
    #[error("{field}: {expected} is wanted")]
    Field {
        /// Its name.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

/// A claim inside a labelled text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelClaim {
    /// The claim.
    pub id: ClaimId,
    /// Characters of its quote.
    pub start: usize,
    /// The character behind it.
    pub end: usize,
    /// What it says.
    pub statement: Statement,
    /// What was decided, in the words of the tool: `accept`, `reject`, `unsure`; nothing while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// A text with its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelDocument {
    /// Name of the document.
    pub doc: String,
    /// The text that offsets count in.
    pub text: String,
    /// Its claims.
    pub claims: Vec<LabelClaim>,
}

/// A marked stretch that is not yet in any tool's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) claim: usize,
    /// The role; nothing for the quote itself.
    pub(crate) role: Option<Role>,
    /// Characters.
    pub(crate) at: Range<usize>,
}

impl LabelDocument {
    /// The quote of each claim, and each name of it that stands in the text: where it is nearest to the quote.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        let chars: Vec<char> = self.text.chars().collect();
        let mut out = Vec::new();
        for (i, c) in self.claims.iter().enumerate() {
            let (start, end) = (c.start.min(chars.len()), c.end.min(chars.len()));
            out.push(Mark { claim: i, role: None, at: start.min(end)..end });
            for (role, value) in c.statement.args.iter() {
                for n in value.names() {
                    if let Some(at) = nearest(&chars, &n.text, start..end) {
                        out.push(Mark { claim: i, role: Some(role), at });
                    }
                }
            }
        }
        out
    }
}

/// The place of some words nearest to a stretch.
fn nearest(chars: &[char], words: &str, to: Range<usize>) -> Option<Range<usize>> {
    let words: Vec<char> = words.chars().collect();
    if words.is_empty() || words.len() > chars.len() {
        return None;
    }
    let far = |i: usize| if i < to.start { to.start - i } else { (i + words.len()).saturating_sub(to.end) };
    (0..=chars.len() - words.len())
        .filter(|i| chars[*i..*i + words.len()] == words[..])
        .min_by_key(|i| (far(*i), *i))
        .map(|i| i..i + words.len())
}

/// The characters of a stretch.
pub(crate) fn slice(text: &str, at: &Range<usize>) -> String {
    text.chars().skip(at.start).take(at.end.saturating_sub(at.start)).collect()
}

/// A statement with the names that people marked: each role that has marks gets their words; a name that was there
/// before keeps what was known of it, a role without marks stays.
pub(crate) fn remarked(statement: &Statement, marked: &BTreeMap<Role, Vec<String>>) -> Statement {
    let mut args = Args::new();
    for (role, value) in statement.args.iter() {
        args.set(role, value.clone());
    }
    for (role, words) in marked.iter().filter(|(r, _)| statement.kind.allows(**r)) {
        let old = statement.args.names(*role);
        if old.len() == words.len() && old.iter().zip(words).all(|(n, w)| n.text == *w) {
            continue;
        }
        let mut names: Vec<Name> = words
            .iter()
            .map(|w| {
                old.iter().find(|n| n.text == *w).cloned().unwrap_or_else(|| Name::unresolved(w.clone()))
            })
            .collect();
        let value = if names.len() == 1 { Value::Name(names.remove(0)) } else { Value::Names(names) };
        args.set(*role, value);
    }
    Statement { args, ..statement.clone() }
}

/// Takes a number that is a plain count out of an object.
pub(crate) fn take_count(o: &mut Map<String, Json>, key: &str) -> Option<usize> {
    let n = o.get(key)?.as_u64()?;
    // A count in another spelling would be written otherwise than it was read.
    let spelled = Json::from(n);
    if *o.get(key)? != spelled {
        return None;
    }
    let n = usize::try_from(n).ok()?;
    o.remove(key);
    Some(n)
}

/// Takes a text out of an object.
pub(crate) fn take_text(o: &mut Map<String, Json>, key: &str) -> Option<String> {
    let Json::String(s) = o.get_mut(key)? else { return None };
    let s = std::mem::take(s);
    o.remove(key);
    Some(s)
}

/// Takes a list of texts out of an object.
pub(crate) fn take_texts(o: &mut Map<String, Json>, key: &str) -> Option<Vec<String>> {
    let all: Option<Vec<String>> =
        o.get(key)?.as_array()?.iter().map(|v| v.as_str().map(str::to_owned)).collect();
    o.remove(key);
    all
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use tradewire_model::{Attribution, ClaimKind, Modality};

    use super::*;

    /// Documents whose claims hold names that may or may not stand in the text.
    pub(crate) fn documents() -> impl Strategy<Value = LabelDocument> {
        let name = prop_oneof![
            Just("林知遠"),
            Just("Ada Thornquist"),
            Just("北門科技"),
            Just("𠮷田"),
            Just("不在"),
            Just("")
        ];
        let claim = (
            0usize..30,
            0usize..30,
            name.clone(),
            name,
            prop_oneof![Just(None), Just(Some("accept".to_owned())), Just(Some("reject".to_owned()))],
        );
        ("[a 林知遠北門科技𠮷田,。\n\"]{0,30}", proptest::collection::vec(claim, 0..4)).prop_map(
            |(text, claims)| {
                let text = format!("{text}林知遠加盟北門科技;𠮷田 Ada Thornquist");
                let claims = claims
                    .into_iter()
                    .enumerate()
                    .map(|(i, (a, b, person, to, decision))| LabelClaim {
                        id: ClaimId::new(format!("c_{i}")),
                        start: a.min(b),
                        end: a.max(b),
                        statement: Statement {
                            kind: ClaimKind::Move,
                            modality: Modality::Reported,
                            args: Args::new()
                                .with(Role::Type, Value::Code("join".into()))
                                .with(
                                    Role::Person,
                                    Value::Names(vec![Name::unresolved(person), Name::unresolved("李 四")]),
                                )
                                .with(
                                    Role::To,
                                    Value::Name(Name::resolved(
                                        to,
                                        "Northgate",
                                        tradewire_model::EntityId::new("northgate"),
                                    )),
                                ),
                            attribution: Attribution {
                                source: Some(Name::unresolved("晨汐報")),
                                via: vec![],
                                anonymous: false,
                            },
                        },
                        decision,
                    })
                    .collect();
                LabelDocument { doc: "a.txt".into(), text, claims }
            },
        )
    }

    /// Any JSON at all, with the keys of the formats among it.
    pub(crate) fn json() -> impl Strategy<Value = Json> {
        let key = prop_oneof![
            Just("id"),
            Just("text"),
            Just("value"),
            Just("start"),
            Just("end"),
            Just("labels"),
            Just("type"),
            Just("from_name"),
            Just("to_name"),
            Just("result"),
            Just("choices"),
            Just("from_id"),
            Just("to_id"),
            Just("label"),
            Just("start_offset"),
            Just("end_offset"),
            Just("entities"),
            Just("relations"),
            Just("cats"),
            Just("data"),
            Just("annotations"),
            Just("x"),
        ];
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            (-5i64..50).prop_map(Json::from),
            Just(serde_json::from_str::<Json>("1.0").unwrap()),
            Just(serde_json::from_str::<Json>("-0").unwrap()),
            Just(serde_json::from_str::<Json>("1e2").unwrap()),
            prop_oneof![Just("labels"), Just("relation"), Just("choices"), Just("choice"), Just("Ünï林")]
                .prop_map(Json::from),
        ];
        leaf.prop_recursive(5, 60, 5, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
                proptest::collection::vec((key.clone(), inner), 0..6)
                    .prop_map(|v| Json::Object(v.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
            ]
        })
    }

    /// The same value with keys in order: what «byte for byte, in canonical form» compares.
    pub(crate) fn canonical(v: &Json) -> String {
        match v {
            Json::Object(o) => {
                let mut keys: Vec<&String> = o.keys().collect();
                keys.sort();
                let all: Vec<String> = keys
                    .iter()
                    .map(|k| format!("{}:{}", Json::from(k.as_str()), canonical(&o[*k])))
                    .collect();
                format!("{{{}}}", all.join(","))
            }
            Json::Array(a) => format!("[{}]", a.iter().map(canonical).collect::<Vec<_>>().join(",")),
            other => other.to_string(),
        }
    }

    #[test]
    fn a_name_is_marked_where_it_is_nearest_to_the_quote() {
        let chars: Vec<char> = "Meta said. Then Meta hired him".chars().collect();
        assert_eq!(nearest(&chars, "Meta", 16..30), Some(16..20));
        assert_eq!(nearest(&chars, "Nobody", 0..3), None);
    }
}
