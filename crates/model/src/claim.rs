use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize};

use crate::amount::codes;
use crate::{Args, ClaimId, ClaimKind, Date, Derivation, Name, RawSpan, RuleId, TextSpan};

codes!(
    /// How firmly a text says what it says; the first that fits.
    Modality, "modality", {
        /// Said not to be so.
        Denied = "denied",
        /// Comment refused.
        Declined = "declined",
        /// Hearsay without a named outlet: 传, 据传.
        Rumoured = "rumoured",
        /// Future or sought.
        Planned = "planned",
        /// Attributed to somebody.
        Reported = "reported",
        /// The text's own voice.
        Asserted = "asserted",
    }
);

/// To whom a text attributes a claim, and through whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Attribution {
    /// Outlet or person; nothing for the text's own voice.
    pub source: Option<Name>,
    /// Outlets in between, innermost first.
    pub via: Vec<Name>,
    /// Whether unnamed insiders are the source.
    pub anonymous: bool,
}

/// The name of a source as `source` prints it.
pub type Source = Option<Name>;

/// One thing one document says, with the words it says it in.
///
/// The JSON form is the contract of `tradewire extract --format jsonl`.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Content id: document, span, kind, arguments.
    pub id: ClaimId,
    /// Name of the document.
    pub doc: String,
    /// Publication date of the document, if known.
    pub published: Option<Date>,
    /// What it is about.
    pub kind: ClaimKind,
    /// How firmly it is said.
    pub modality: Modality,
    /// Who, what, how much.
    pub args: Args,
    /// To whom it is attributed.
    pub attribution: Attribution,
    /// Exactly the raw text at `span`, damage included.
    pub quote: String,
    /// Where the quote stands in the raw text.
    pub span: RawSpan,
    /// Where it stands in the repaired text.
    pub text_span: Option<TextSpan>,
    /// Extractor and version.
    pub extractor: String,
    /// Rule that made it.
    pub rule: RuleId,
    /// 0 to 1.
    pub confidence: f64,
    /// Figures that do not stand in the text but follow from it, such as an annualised total.
    pub derived: Args,
    /// How it came about; not part of the printed claim.
    pub derivation: Derivation,
}

impl Claim {
    /// Makes the content id of a claim.
    #[must_use]
    pub fn content_id(doc: &str, span: RawSpan, kind: ClaimKind, args: &Args) -> ClaimId {
        let span = format!("{}-{}", span.start(), span.end());
        let args = serde_json::to_string(args).unwrap_or_default();
        ClaimId::of([doc, &span, kind.as_str(), &args])
    }

    /// Reads a claim as `extract` prints it.
    ///
    /// # Errors
    /// A message that names the field that is missing or wrong.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, String> {
        let w = Wire::deserialize(json).map_err(|e| e.to_string())?;
        let args = Args::from_json(w.kind, &w.args).map_err(|e| e.to_string())?;
        let derived = Args::from_json(w.kind, &w.derived).map_err(|e| e.to_string())?;
        let id = w.id.unwrap_or_else(|| Self::content_id(&w.doc, w.span, w.kind, &args));
        Ok(Self {
            id,
            doc: w.doc,
            published: w.published,
            kind: w.kind,
            modality: w.modality,
            args,
            attribution: Attribution { source: w.source, via: w.via, anonymous: w.anonymous },
            quote: w.quote,
            span: w.span,
            text_span: w.text_span,
            extractor: w.extractor,
            rule: w.rule,
            confidence: w.confidence,
            derived,
            derivation: Derivation::default(),
        })
    }
}

impl Serialize for Claim {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut o = s.serialize_struct("Claim", 16)?;
        o.serialize_field("id", &self.id)?;
        o.serialize_field("doc", &self.doc)?;
        o.serialize_field("published", &self.published)?;
        o.serialize_field("kind", &self.kind)?;
        o.serialize_field("modality", &self.modality)?;
        o.serialize_field("args", &self.args)?;
        o.serialize_field("source", &self.attribution.source)?;
        o.serialize_field("via", &self.attribution.via)?;
        o.serialize_field("anonymous", &self.attribution.anonymous)?;
        o.serialize_field("quote", &self.quote)?;
        o.serialize_field("span", &self.span)?;
        if let Some(t) = &self.text_span {
            o.serialize_field("text_span", t)?;
        }
        o.serialize_field("extractor", &self.extractor)?;
        o.serialize_field("rule", &self.rule)?;
        o.serialize_field("confidence", &((self.confidence * 100.0).round() / 100.0))?;
        if !self.derived.is_empty() {
            o.serialize_field("derived", &self.derived)?;
        }
        o.end()
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    id: Option<ClaimId>,
    doc: String,
    #[serde(default)]
    published: Option<Date>,
    kind: ClaimKind,
    modality: Modality,
    args: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    source: Option<Name>,
    #[serde(default)]
    via: Vec<Name>,
    #[serde(default)]
    anonymous: bool,
    quote: String,
    span: RawSpan,
    #[serde(default)]
    text_span: Option<TextSpan>,
    #[serde(default = "unknown")]
    extractor: String,
    #[serde(default = "unknown_rule")]
    rule: RuleId,
    #[serde(default)]
    confidence: f64,
    #[serde(default)]
    derived: serde_json::Map<String, serde_json::Value>,
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn unknown_rule() -> RuleId {
    RuleId::new("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":"c_1","doc":"a.txt","published":"2025-02-24","kind":"move","modality":"reported","args":{"type":"join","person":{"text":"林知遠","name":null,"id":null},"to":{"text":"北門科技","name":null,"id":null},"date":"2025-02"},"source":{"text":"晨汐報","name":null,"id":null},"via":[],"anonymous":false,"quote":"林知遠加盟北門科技","span":[3,30],"extractor":"frames/0.1","rule":"move.join","confidence":0.93}"#;

    #[test]
    fn a_claim_reads_back_as_it_was_printed() {
        let claim = Claim::from_json(&serde_json::from_str(LINE).unwrap()).unwrap();
        assert_eq!(serde_json::to_string(&claim).unwrap(), LINE);
    }

    #[test]
    fn the_same_content_has_the_same_id() {
        let c = Claim::from_json(&serde_json::from_str(LINE).unwrap()).unwrap();
        let a = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
        assert_eq!(a, Claim::content_id(&c.doc, c.span, c.kind, &c.args));
        assert_ne!(a, Claim::content_id("b.txt", c.span, c.kind, &c.args));
    }

    #[test]
    fn a_missing_field_is_named() {
        let e = Claim::from_json(&serde_json::json!({"doc": "a"})).unwrap_err();
        assert!(e.contains("kind"), "{e}");
    }
}
