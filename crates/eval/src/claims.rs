use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tradewire_model::{Claim, ClaimKind};

/// A claim as far as scoring looks at it; taken from JSON, so that a wrong one counts instead of stopping the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// Name of the document, without folders.
    pub doc: String,
    /// Kind, as printed.
    pub kind: String,
    /// Arguments, as printed.
    pub args: Map<String, Value>,
    /// Modality, as printed.
    pub modality: Value,
    /// Source, as printed.
    pub source: Value,
    /// Whether unnamed insiders are the source.
    pub anonymous: bool,
    /// The quote.
    pub quote: String,
    /// Its range of bytes in the raw text, as printed.
    pub span: (usize, usize),
    /// Confidence, where stated.
    pub confidence: Option<f64>,
}

/// A line that is no claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Line, from one.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// Claims by document, and the lines that are none.
#[derive(Debug, Clone, Default)]
pub struct Predictions {
    by_doc: BTreeMap<String, Vec<Predicted>>,
    malformed: Vec<Malformed>,
}

impl Predictions {
    /// Reads claim lines; a bad one is kept as malformed and counts as a wrong claim.
    #[must_use]
    pub fn from_json_lines(text: &str) -> Self {
        let mut out = Self::default();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            if let Err(reason) = out.add(line) {
                out.malformed.push(Malformed { line: i + 1, reason });
            }
        }
        out
    }

    /// Takes claims as the extractor returns them, through their printed form.
    #[must_use]
    pub fn from_claims<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Self {
        let mut out = Self::default();
        for (i, claim) in claims.into_iter().enumerate() {
            let added =
                serde_json::to_value(claim).map_err(|e| e.to_string()).and_then(|v| out.add_value(&v));
            if let Err(reason) = added {
                out.malformed.push(Malformed { line: i + 1, reason });
            }
        }
        out
    }

    /// The claims of a document.
    #[must_use]
    pub fn of(&self, doc: &str) -> &[Predicted] {
        self.by_doc.get(doc).map_or(&[], Vec::as_slice)
    }

    /// Every claim, by document.
    pub fn iter(&self) -> impl Iterator<Item = &Predicted> {
        self.by_doc.values().flatten()
    }

    /// The lines that are no claims.
    #[must_use]
    pub fn malformed(&self) -> &[Malformed] {
        &self.malformed
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        self.add_value(&value)
    }

    fn add_value(&mut self, value: &Value) -> Result<(), String> {
        let o = value.as_object().ok_or("not a JSON object")?;
        let doc = match o.get("doc") {
            Some(Value::String(s)) => s.clone(),
            Some(other) => other.to_string(),
            None => return Err("no «doc»".to_owned()),
        };
        let doc = file_name(&doc).to_owned();
        let kind = o.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        let args = o.get("args").and_then(Value::as_object);
        let end = |i: usize| o.get("span").and_then(|s| s.get(i)).and_then(Value::as_u64).unwrap_or(0);
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let known = kind.parse::<ClaimKind>().is_ok();
        self.by_doc.entry(doc.clone()).or_default().push(Predicted {
            doc,
            kind,
            args: args.cloned().unwrap_or_default(),
            modality: o.get("modality").cloned().unwrap_or_default(),
            source: o.get("source").cloned().unwrap_or_default(),
            anonymous: o.get("anonymous").is_some_and(crate::figure::truthy),
            quote: o.get("quote").and_then(Value::as_str).unwrap_or_default().to_owned(),
            span: (size(end(0)), size(end(1))),
            confidence: o.get("confidence").and_then(Value::as_f64),
        });
        match (known, args) {
            (false, _) => Err("unknown «kind»".to_owned()),
            (true, None) => Err("«args» is not an object".to_owned()),
            (true, Some(_)) => Ok(()),
        }
    }
}

/// A document's name without its folders.
pub(crate) fn file_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}
