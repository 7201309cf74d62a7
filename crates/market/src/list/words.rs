//! Words looked for in texts, after folding.

use std::sync::LazyLock;

use serde::Deserialize;
use tradewire_script::fold_str;

/// The words of `data/list.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lexicon {
    pub lead: Vec<String>,
    pub degree: Vec<String>,
    pub refused: Vec<String>,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    // A test reads it; a broken file would refuse and find nothing.
    toml::from_str(include_str!("../../data/list.toml")).unwrap_or(Lexicon {
        lead: Vec::new(),
        degree: Vec::new(),
        refused: Vec::new(),
    })
});

fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c.is_ascii()
}

/// Whether a text holds a word: a Latin one by itself, a Chinese one anywhere. Both are folded already.
pub(super) fn holds(text: &str, word: &str) -> bool {
    let latin = word.chars().next().is_some_and(is_word) || word.chars().next_back().is_some_and(is_word);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            !latin
                || (!text[..at].chars().next_back().is_some_and(is_word)
                    && !text[at + word.len()..].chars().next().is_some_and(is_word))
        })
}

/// The first of some words that a text holds.
pub(super) fn first<'a>(text: &str, words: &'a [String]) -> Option<&'a String> {
    let text = fold_str(text);
    words.iter().find(|w| holds(&text, &fold_str(w)))
}
