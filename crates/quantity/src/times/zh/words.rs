//! The words of Chinese time as they stand in `rules/quantity/zh/times.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The tables of the file; see its comments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) digits: HashMap<String, i64>,
    pub(super) weekdays: HashMap<String, i8>,
    pub(super) units: HashMap<String, String>,
    pub(super) periods: HashMap<String, String>,
    pub(super) relatives: HashMap<String, i64>,
    pub(super) years: HashMap<String, i16>,
    pub(super) days: HashMap<String, i64>,
    pub(super) parts: HashMap<String, String>,
    pub(super) tonight: HashMap<String, String>,
    pub(super) now: HashMap<String, String>,
    pub(super) seasons: HashMap<String, String>,
    pub(super) holidays: HashMap<String, String>,
    pub(super) eras: HashMap<String, i16>,
    pub(super) past: HashMap<String, u8>,
    pub(super) future: HashMap<String, u8>,
    pub(super) behind: HashMap<String, String>,
    pub(super) ahead: HashMap<String, String>,
    /// What is counted in points.
    pub(super) points: HashMap<String, u8>,
    pub(super) titles: HashMap<String, u8>,
}

static WORDS: LazyLock<Option<Words>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../../rules/quantity/zh/times.toml")).ok());

/// The words, if their file can be read; that it can is tested.
pub(super) fn words() -> Option<&'static Words> {
    WORDS.as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_of_words_is_sound() {
        let words = super::words().unwrap();
        let folded = |w: &String| tradewire_script::fold_str(w) == *w;
        assert!(words.eras.keys().all(folded));
        assert!(words.holidays.keys().all(folded));
        assert!(words.days.keys().chain(words.relatives.keys()).all(folded));
        assert!(words.parts.keys().chain(words.units.keys()).all(folded));
    }
}
