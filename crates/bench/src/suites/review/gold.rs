//! Golden claims in the form the checker takes.

use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value, json};
use tradewire_eval::{Fact, Gold};
use tradewire_model::{Args, Attribution, ClaimKind, Date, Modality, Name, Role, Shape};
use tradewire_review::Subject;

/// One golden claim.
#[derive(Debug, Clone)]
pub struct Golden {
    /// What it is about.
    pub kind: ClaimKind,
    /// How firmly it is said.
    pub modality: Modality,
    /// Who, what, how much.
    pub args: Args,
    /// To whom it is attributed.
    pub attribution: Attribution,
    /// Its quote.
    pub quote: String,
}

/// One golden passage.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Its id.
    pub doc: String,
    /// Part of the corpus.
    pub part: String,
    /// Its language.
    pub lang: String,
    /// Day of publication.
    pub published: Option<Date>,
    /// Its text.
    pub text: String,
    /// Its claims.
    pub claims: Vec<Golden>,
}

impl Passage {
    /// A claim of the passage as the checker sees it.
    #[must_use]
    pub fn subject<'a>(&'a self, claim: &'a Golden) -> Subject<'a> {
        Subject {
            kind: claim.kind,
            modality: claim.modality,
            args: &claim.args,
            attribution: &claim.attribution,
            published: self.published.as_ref(),
            outlet: None,
            quote: &claim.quote,
            text: &self.text,
            at: None,
        }
    }
}

/// Reads the passages of a corpus that have claims.
///
/// # Errors
/// Where it cannot be read, and for arguments that do not suit their kind.
pub fn passages(corpus: &Path) -> anyhow::Result<Vec<Passage>> {
    let gold = Gold::from_corpus(corpus)?;
    gold.docs
        .into_iter()
        .filter(|d| !d.facts.is_empty())
        .map(|d| {
            let claims = d
                .facts
                .iter()
                .map(|f| claim(f).with_context(|| d.doc.clone()))
                .collect::<anyhow::Result<_>>()?;
            Ok(Passage {
                claims,
                part: d.part.unwrap_or_default(),
                lang: d.lang.unwrap_or_default(),
                published: d.published.as_deref().and_then(|p| p.parse().ok()),
                text: d.text.unwrap_or_default(),
                doc: d.doc,
            })
        })
        .collect()
}

fn claim(f: &Fact) -> anyhow::Result<Golden> {
    let kind: ClaimKind = f.kind.parse()?;
    let args: Map<String, Value> = f
        .args
        .iter()
        .map(|(k, v)| {
            let shape = k.parse::<Role>().ok().map(|r| kind.shape(r));
            let v = match shape {
                Some(Shape::Name) => name(v),
                Some(Shape::Text | Shape::Code | Shape::Date) => words(v),
                Some(Shape::Count) => count(v),
                _ => v.clone(),
            };
            (k.clone(), v)
        })
        .collect();
    let source = f.source.as_str();
    Ok(Golden {
        kind,
        modality: f.modality.as_str().unwrap_or_default().parse()?,
        args: Args::from_json(kind, &args)?,
        attribution: Attribution {
            source: source.filter(|s| *s != "anonymous").map(Name::unresolved),
            via: Vec::new(),
            anonymous: source == Some("anonymous"),
        },
        quote: f.quote.clone(),
    })
}

/// The canonical name of gold as the name of a claim.
fn name(v: &Value) -> Value {
    match v {
        Value::Array(items) => {
            let one = |i: &Value| if i.is_string() { json!({"text": i}) } else { name(i) };
            Value::Array(items.iter().map(one).collect())
        }
        Value::Object(o) => {
            let mut o = o.clone();
            if let Some(c) = o.remove("canonical") {
                o.insert("name".to_owned(), c);
            }
            Value::Object(o)
        }
        other => other.clone(),
    }
}

/// The lower end of a range, as a count has it.
fn count(v: &Value) -> Value {
    match (v.get("value"), v.get("low").or_else(|| v.get("high"))) {
        (None, Some(low)) => json!({"value": low, "bound": v.get("bound")}),
        _ => v.clone(),
    }
}

/// Words where gold gives a name with its canonical form, or several.
fn words(v: &Value) -> Value {
    match v {
        Value::Object(o) => o.get("text").cloned().unwrap_or_default(),
        Value::Array(items) => {
            let all: Vec<&str> =
                items.iter().filter_map(|i| i.as_str().or_else(|| i.get("text")?.as_str())).collect();
            Value::String(all.join(", "))
        }
        other => other.clone(),
    }
}
