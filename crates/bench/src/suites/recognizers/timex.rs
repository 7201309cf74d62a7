//! Expressions of time in the specs' words.

use std::ops::Range;

use jiff::civil::DateTime;
use serde_json::{Value, json};
use tradewire_quantity::{TimeKind, chinese_times, english_times, times};

/// One expression in the specs' words.
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

/// Finds the expressions of time of `text`, read at `reference`.
pub(super) fn view(text: &str, reference: Option<&str>, language: &str) -> Vec<Found> {
    let at: Option<DateTime> = reference.and_then(|r| r.parse().ok());
    let at = at.unwrap_or_else(|| jiff::civil::date(2016, 11, 7).at(0, 0, 0, 0));
    let kind = |k: TimeKind| match k {
        TimeKind::Date => "date",
        TimeKind::DateRange => "daterange",
        TimeKind::Time => "time",
        TimeKind::TimeRange => "timerange",
        TimeKind::DateTime => "datetime",
        TimeKind::DateTimeRange => "datetimerange",
        TimeKind::Duration => "duration",
        TimeKind::Set => "set",
    };
    let found = match language {
        "Chinese" => chinese_times(text, at),
        "English" => english_times(text, at),
        _ => times(text, at),
    };
    found
        .into_iter()
        .map(|e| {
            let values = e.readings.iter().map(|r| {
                let open = r.value.is_none() && r.start.is_none() && r.end.is_none();
                let value = if open { Some("not resolved") } else { r.value.as_deref() };
                json!([
                    r.timex,
                    value.unwrap_or(""),
                    r.start.as_deref().unwrap_or(""),
                    r.end.as_deref().unwrap_or("")
                ])
            });
            let timex = e.readings.first().map(|r| r.timex.clone());
            Found { range: e.range.clone(), kind: kind(e.kind), values: values.collect(), timex }
        })
        .collect()
}
