//! What of each thing can be found by search: its names, and the words around them.

use std::collections::BTreeSet;

use tradewire_model::{Args, Claim, EntityId, Event, Name, Value};

use crate::EntityRecord;
use crate::tokens::index_tokens;

/// So many bytes of a document's text are indexed.
const TEXT_BYTES: usize = 64 << 10;

/// Two columns of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexText {
    pub names: String,
    pub body: String,
}

impl IndexText {
    fn of<'a>(names: impl IntoIterator<Item = &'a str>, body: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names: tokens(names), body: tokens(body) }
    }

    /// Of an entity: all forms of its name.
    pub fn entity(e: &EntityRecord) -> Self {
        let names: BTreeSet<&str> = names_of(e).collect();
        Self::of(names, [])
    }

    /// Of an event: whom it names, in the forms that `forms` gives; its words and the quotes of its claims.
    pub fn event<'a>(event: &Event, quotes: &[String], forms: &dyn Fn(&EntityId) -> Vec<&'a str>) -> Self {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for name in event.args.iter().flat_map(|(_, v)| v.names()) {
            names.insert(name.text.as_str());
            names.extend(name.name.as_deref());
            names.extend(name.id.as_ref().map(forms).unwrap_or_default());
        }
        let quotes: BTreeSet<&str> = quotes.iter().map(String::as_str).collect();
        Self::of(names, words(&event.args).into_iter().chain([event.kind.as_str()]).chain(quotes))
    }

    /// Of a claim: whom it names and whom it is attributed to; its words and its context.
    pub fn claim(claim: &Claim, context: Option<&str>) -> Self {
        let a = &claim.attribution;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for name in claim.args.iter().flat_map(|(_, v)| v.names()).chain(&a.source).chain(&a.via) {
            names.insert(&name.text);
            names.extend(name.name.as_deref());
        }
        Self::of(names, words(&claim.args).into_iter().chain([context.unwrap_or(&claim.quote)]))
    }

    /// Of a document: its title, outlet, author and name; its text as far as it is indexed.
    pub fn document(meta: [Option<&str>; 4], text: Option<&str>) -> Self {
        Self::of(meta.into_iter().flatten(), text.map(head))
    }
}

/// What to call an event where nothing better is at hand: whom it names, in the order of the contract.
pub(crate) fn event_title(args: &Args) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for name in args.iter().flat_map(|(_, v)| v.names()) {
        if !labels.contains(&name.label()) {
            labels.push(name.label());
        }
    }
    if labels.is_empty() {
        labels.extend(words(args).into_iter().take(2));
    }
    labels.truncate(6);
    labels.join(" · ")
}

/// Every name that a claim's arguments and attribution hold.
pub(crate) fn names_in(claim: &Claim) -> impl Iterator<Item = &Name> {
    claim.args.iter().flat_map(|(_, v)| v.names())
}

pub(crate) fn names_of(e: &EntityRecord) -> impl Iterator<Item = &str> {
    std::iter::once(e.name.as_str())
        .chain(e.forms.iter().map(String::as_str))
        .chain(e.labels.iter().map(|(_, text)| text.as_str()))
}

fn words(args: &Args) -> Vec<&str> {
    args.iter()
        .filter_map(|(_, v)| match v {
            Value::Text(t) | Value::Code(t) => Some(t.as_str()),
            _ => None,
        })
        .collect()
}

fn tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(index_tokens).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
