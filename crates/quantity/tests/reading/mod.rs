//! How the tests of both languages read and write expressions of time.

use jiff::civil::DateTime;
use tradewire_quantity::times;

/// Wednesday, 16 July 2025, ten in the morning.
pub fn now() -> DateTime {
    jiff::civil::date(2025, 7, 16).at(10, 0, 0, 0)
}

/// `extent = TIMEX` of each expression; readings that share a TIMEX once.
pub fn read(text: &str) -> String {
    let all: Vec<String> = times(text, now())
        .iter()
        .map(|t| {
            let mut timex: Vec<&str> = t.readings.iter().map(|r| r.timex.as_str()).collect();
            timex.dedup();
            format!("{} = {}", &text[t.range.clone()], timex.join(" or "))
        })
        .collect();
    all.join("; ")
}
