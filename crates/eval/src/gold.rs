use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::claims::file_name;
use crate::{EvalError, corpus, folder};

/// One golden fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Kind.
    pub kind: String,
    /// Arguments.
    pub args: Map<String, Value>,
    /// How firmly it is said.
    pub modality: Value,
    /// To whom it is attributed; `"anonymous"` for unnamed insiders.
    pub source: Value,
    /// The words it stands in; empty where the annotation gives none.
    pub quote: String,
}

/// One golden document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoldDoc {
    /// Its name, as claims give it.
    pub doc: String,
    /// Which part of a corpus it belongs to: the folder above its language, such as `blind`.
    pub part: Option<String>,
    /// BCP 47, where given.
    pub lang: Option<String>,
    /// EDTF, where given.
    pub published: Option<String>,
    /// Its text, where the gold brings it along.
    pub text: Option<String>,
    /// What it says.
    pub facts: Vec<Fact>,
}

/// Golden documents with their facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gold {
    /// The documents, by name of their file.
    pub docs: Vec<GoldDoc>,
}

impl Gold {
    /// Reads every golden JSON file of a folder and those below: `{"doc", "facts": [{"kind", "args", …}]}`.
    ///
    /// JSON of another form is passed over.
    ///
    /// # Errors
    /// [`EvalError`] for what cannot be read or parsed, and where nothing golden is found.
    pub fn from_folder(path: &Path) -> Result<Self, EvalError> {
        let mut docs = Vec::new();
        for file in folder::files(path, "json")? {
            let text = folder::text(&file)?;
            let syntax =
                |e: serde_json::Error| EvalError::Syntax { path: file.clone(), message: e.to_string() };
            let value: Value = serde_json::from_str(&text).map_err(syntax)?;
            if let Some(facts) = value.get("facts").and_then(Value::as_array) {
                docs.push(from_json(&file, &value, facts)?);
            }
        }
        if docs.is_empty() { Err(EvalError::Empty(path.to_owned())) } else { Ok(Self { docs }) }
    }

    /// Reads every passage of the TOML files in `corpus/` or a folder like it; each is a document named by its id.
    ///
    /// # Errors
    /// [`EvalError`] for what cannot be read or parsed, for an id given twice and a quote that is not in its text,
    /// and where nothing golden is found.
    pub fn from_corpus(path: &Path) -> Result<Self, EvalError> {
        let mut docs: Vec<GoldDoc> = Vec::new();
        for file in folder::files(path, "toml")? {
            if file.file_name().is_some_and(|n| n == "gate.toml") {
                continue; // the floors, which stand beside the passages
            }
            docs.extend(corpus::parse(&file, &folder::text(&file)?)?);
        }
        let mut names: Vec<&str> = docs.iter().map(|d| d.doc.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
            let message = "this id is given to two passages".to_owned();
            return Err(EvalError::Gold { path: path.to_owned(), place: twice[0].to_owned(), message });
        }
        if docs.is_empty() { Err(EvalError::Empty(path.to_owned())) } else { Ok(Self { docs }) }
    }

    /// The documents for which `keep` holds.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&GoldDoc) -> bool) -> Self {
        Self { docs: self.docs.iter().filter(|d| keep(d)).cloned().collect() }
    }

    /// The parts and languages that occur, each pair once, as `part/language`, with their documents.
    #[must_use]
    pub fn sections(&self) -> BTreeMap<String, Self> {
        let mut out: BTreeMap<String, Self> = BTreeMap::new();
        for doc in &self.docs {
            let name = [doc.part.as_deref(), doc.lang.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("/");
            out.entry(name).or_default().docs.push(doc.clone());
        }
        out
    }
}

fn from_json(file: &Path, value: &Value, facts: &[Value]) -> Result<GoldDoc, EvalError> {
    let word =
        |key: &str| value.get(key).and_then(Value::as_str).filter(|s| !s.is_empty()).map(str::to_owned);
    let stem = || file.with_extension("txt").to_string_lossy().into_owned();
    let doc = word("doc").unwrap_or_else(stem);
    let facts = facts
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let kind = f.get("kind").and_then(Value::as_str).ok_or_else(|| EvalError::Gold {
                path: file.to_owned(),
                place: format!("fact {}", i + 1),
                message: "no «kind»".to_owned(),
            })?;
            Ok(Fact {
                kind: kind.to_owned(),
                args: f.get("args").and_then(Value::as_object).cloned().unwrap_or_default(),
                modality: f.get("modality").cloned().unwrap_or_default(),
                source: f.get("source").cloned().unwrap_or_default(),
                quote: f.get("quote").and_then(Value::as_str).unwrap_or_default().to_owned(),
            })
        })
        .collect::<Result<_, EvalError>>()?;
    Ok(GoldDoc {
        part: None,
        doc: file_name(&doc).to_owned(),
        lang: word("lang"),
        published: word("published"),
        text: None,
        facts,
    })
}
