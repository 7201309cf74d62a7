use serde::{Deserialize, Serialize};

use crate::TextSpan;

/// One step on the way from text to claim: what was seen, where, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was found: a slot (`person`), `trigger`, `modality`, `source`, `coreference`, `repair` …
    pub what: String,
    /// The words, as repaired.
    pub text: String,
    /// Where they stand, if in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<TextSpan>,
    /// How: the marker, cue or rule that decided.
    pub how: String,
}

/// How a claim came about, for `tradewire explain`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Derivation {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Derivation {
    /// Adds a step.
    pub fn push(
        &mut self,
        what: impl Into<String>,
        text: impl Into<String>,
        span: Option<TextSpan>,
        how: impl Into<String>,
    ) {
        self.steps.push(Step { what: what.into(), text: text.into(), span, how: how.into() });
    }
}
