//! Dates in the specs' words: TIMEX expressions with what they resolve to.

use std::ops::Range;

use serde_json::{Value, json};

/// One date in the specs' words.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: &'static str,
    pub(super) values: Vec<Value>,
    pub(super) timex: Option<String>,
}

/// A resolution of a spec, cut to what is compared: TIMEX and value, or start and end.
pub(super) fn plain(v: &Value) -> Value {
    let text = |k: &str| v[k].as_str().unwrap_or("");
    json!([text("timex"), text("value"), text("start"), text("end")])
}

/// Finds the dates of `text`, read at `reference`.
pub(super) fn view(_text: &str, _reference: Option<&str>) -> Vec<Found> {
    Vec::new()
}
