//! The contents of log entries: JSON that is made once and never changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tradewire_model::{
    Claim, ClaimId, Derivation, DocId, Document, Encoding, JudgementId, Metadata, Rank, Span,
};

/// At most so many characters of context are kept with a claim.
const CONTEXT_CHARS: usize = 600;

/// Content of a `document` entry: everything but the texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DocumentBody {
    pub name: String,
    pub meta: Metadata,
    pub encoding: Encoding,
    /// Length of the raw text in bytes.
    pub raw_bytes: usize,
    /// Length of the repaired text in bytes.
    pub text_bytes: usize,
}

impl DocumentBody {
    pub fn of(document: &Document) -> Self {
        Self {
            name: document.name.clone(),
            meta: document.meta.clone(),
            encoding: document.encoding.clone(),
            raw_bytes: document.raw.len(),
            text_bytes: document.text.len(),
        }
    }
}

#[derive(Serialize)]
struct ClaimOut<'a> {
    document: &'a DocId,
    claim: &'a Claim,
    derivation: &'a Derivation,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
}

/// Content of a `claim` entry.
#[derive(Debug, Clone)]
pub(crate) struct ClaimBody {
    pub document: DocId,
    pub claim: Claim,
    pub context: Option<String>,
}

impl ClaimBody {
    /// The content of an entry that states a claim.
    pub fn json(document: &Document, claim: &Claim) -> Result<String, serde_json::Error> {
        serde_json::to_string(&ClaimOut {
            document: &document.id,
            claim,
            derivation: &claim.derivation,
            context: context(document, claim),
        })
    }

    /// Reads it back.
    pub fn parse(json: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct In {
            document: DocId,
            claim: Value,
            #[serde(default)]
            derivation: Derivation,
            #[serde(default)]
            context: Option<String>,
        }
        let body: In = serde_json::from_str(json).map_err(|e| e.to_string())?;
        let mut claim = Claim::from_json(&body.claim)?;
        claim.derivation = body.derivation;
        Ok(Self { document: body.document, claim, context: body.context })
    }
}

/// Content of a `retract` entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RetractBody {
    pub document: DocId,
    pub reason: String,
}

/// Content of a `rank` entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RankBody {
    pub rank: Rank,
    pub reason: String,
}

/// Content of an `erase` entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EraseBody {
    pub reason: String,
    pub documents: Vec<DocId>,
    pub claims: Vec<ClaimId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judgements: Vec<JudgementId>,
    /// Documents that stay, but whose texts must not be kept again.
    pub texts: Vec<DocId>,
    /// Entries whose content went.
    pub entries: Vec<i64>,
}

/// The sentences that a claim's quote touches, cut at whole characters.
fn context<'a>(document: &'a Document, claim: &Claim) -> Option<&'a str> {
    let span = claim.text_span.unwrap_or_else(|| document.to_text(claim.span));
    let whole = document.sentences.iter().map(|s| s.span).filter(|s| s.overlaps(span)).reduce(Span::cover)?;
    let text = whole.slice(&document.text)?;
    Some(text.char_indices().nth(CONTEXT_CHARS).map_or(text, |(end, _)| &text[..end]))
}
