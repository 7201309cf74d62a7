//! The words of English time as they stand in `rules/quantity/en/times.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The tables of the file; see its comments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) months: HashMap<String, i8>,
    pub(super) weekdays: HashMap<String, i8>,
    pub(super) units: HashMap<String, String>,
    pub(super) cardinals: HashMap<String, i64>,
    pub(super) ordinals: HashMap<String, i64>,
    pub(super) relatives: HashMap<String, i64>,
    pub(super) parts: HashMap<String, String>,
    pub(super) meals: HashMap<String, String>,
    pub(super) days: HashMap<String, i64>,
    pub(super) now: HashMap<String, String>,
    pub(super) seasons: HashMap<String, String>,
    pub(super) repeats: HashMap<String, String>,
    pub(super) decades: HashMap<String, i16>,
    pub(super) before: HashMap<String, String>,
    pub(super) after: HashMap<String, String>,
    pub(super) around: HashMap<String, String>,
    pub(super) holidays: HashMap<String, String>,
}

static WORDS: LazyLock<Option<Words>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../rules/quantity/en/times.toml")).ok());

/// The words, if their file can be read; that it can is tested.
pub(super) fn words() -> Option<&'static Words> {
    WORDS.as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_of_words_is_sound() {
        assert!(super::words().is_some());
    }
}
