//! The lists of `rules/review/`, compiled to token patterns.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use tradewire_script::fold_str;

use super::ReviewError;
use super::token::tokens;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    act: BTreeMap<String, Vec<String>>,
    marker: BTreeMap<String, Vec<String>>,
    voice: BTreeMap<String, Vec<String>>,
    names: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    organisation: Vec<String>,
    stop: Vec<String>,
    pronoun: Vec<String>,
    particle: Vec<String>,
    #[serde(default)]
    surname: String,
    #[serde(default)]
    double_surname: Vec<String>,
    #[serde(default)]
    never: String,
    #[serde(default)]
    apart: String,
    #[serde(default)]
    leads: String,
    #[serde(default)]
    lead_words: Vec<String>,
    #[serde(default)]
    follows: String,
    #[serde(default)]
    follow_words: Vec<String>,
}

/// One token of a pattern: a whole word, or how it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    open: bool,
}

impl Part {
    fn fits(&self, word: &str) -> bool {
        if self.open { word.starts_with(&self.text) } else { word == self.text }
    }
}

/// A list of words and phrases.
#[derive(Debug, Default)]
pub(crate) struct List {
    closed: HashMap<String, Vec<Vec<Part>>>,
    open: Vec<Vec<Part>>,
}

impl List {
    fn of(words: &[String]) -> Result<Self, String> {
        let mut list = Self::default();
        for w in words {
            let parts = pattern(w);
            let Some(first) = parts.first() else { return Err("an empty entry".to_owned()) };
            if first.open {
                list.open.push(parts);
            } else {
                list.closed.entry(first.text.clone()).or_default().push(parts);
            }
        }
        Ok(list)
    }

    /// Tokens that the longest entry takes which begins here; 0 where none does.
    pub(crate) fn starts(&self, words: &[&str]) -> usize {
        let Some(first) = words.first() else { return 0 };
        let fits = |p: &&Vec<Part>| p.len() <= words.len() && p.iter().zip(words).all(|(p, w)| p.fits(w));
        let closed = self.closed.get(*first).into_iter().flatten().filter(fits).map(Vec::len).max();
        let open = self.open.iter().filter(fits).map(Vec::len).max();
        closed.max(open).unwrap_or(0)
    }
}

/// `co-found*`: tokens, each whole or open at its end.
fn pattern(word: &str) -> Vec<Part> {
    let folded = fold_str(word);
    let mut out: Vec<Part> = Vec::new();
    for t in tokens(&folded) {
        match &folded[t] {
            "*" => {
                if let Some(last) = out.last_mut() {
                    last.open = true;
                }
            }
            text => out.push(Part { text: text.to_owned(), open: false }),
        }
    }
    out
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// Name of the list with the list: `act.join`, `marker.from`, `voice.denial`.
    pub(crate) lists: Vec<(String, List)>,
    pub(crate) organisation: Vec<String>,
    pub(crate) stop: HashSet<String>,
    pub(crate) pronoun: List,
    pub(crate) particle: HashSet<String>,
    pub(crate) surname: HashSet<char>,
    pub(crate) double_surname: Vec<String>,
    /// Characters that no given name holds.
    pub(crate) never: String,
    /// Characters besides those that the name of no firm begins with or holds before its last word.
    pub(crate) apart: String,
    /// Characters and words behind which a name may begin.
    pub(crate) leads: String,
    pub(crate) lead_words: Vec<String>,
    /// Characters and words before which a name may end.
    pub(crate) follows: String,
    pub(crate) follow_words: Vec<String>,
}

impl Words {
    fn read(file: &str, text: &str) -> Result<Self, ReviewError> {
        let wrong = |message: String| ReviewError::Rules { file: file.to_owned(), message };
        let f: File = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut lists = Vec::new();
        for (group, table) in [("act", &f.act), ("marker", &f.marker), ("voice", &f.voice)] {
            for (name, words) in table {
                let name = format!("{group}.{name}");
                let mut seen = HashSet::new();
                if let Some(twice) = words.iter().find(|w| !seen.insert(w.as_str())) {
                    return Err(wrong(format!("{name} holds «{twice}» twice")));
                }
                let list = List::of(words).map_err(|m| wrong(format!("{name}: {m}")))?;
                lists.push((name, list));
            }
        }
        let folded = |words: &[String]| words.iter().map(|w| fold_str(w)).collect::<Vec<_>>();
        Ok(Self {
            lists,
            organisation: folded(&f.names.organisation),
            stop: folded(&f.names.stop).into_iter().collect(),
            pronoun: List::of(&f.names.pronoun).map_err(wrong)?,
            particle: f.names.particle.into_iter().collect(),
            surname: f.names.surname.chars().collect(),
            double_surname: f.names.double_surname,
            never: f.names.never,
            apart: f.names.apart,
            leads: f.names.leads,
            lead_words: f.names.lead_words,
            follows: f.names.follows,
            follow_words: f.names.follow_words,
        })
    }

    /// Number of a list by its name.
    pub(crate) fn list(&self, name: &str) -> Option<usize> {
        self.lists.iter().position(|l| l.0 == name)
    }
}

/// Both languages.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) en: Words,
    pub(crate) zh: Words,
}

impl Lexicon {
    /// Compiles what ships with the program.
    pub(crate) fn load() -> Result<Self, ReviewError> {
        Ok(Self {
            en: Words::read(
                "rules/review/en.toml",
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/review/en.toml")),
            )?,
            zh: Words::read(
                "rules/review/zh.toml",
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/review/zh.toml")),
            )?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_match_whole_words_or_beginnings() {
        let list =
            List::of(&["take* over".into(), "co-found*".into(), "left".into(), "挖走".into()]).unwrap();
        let at = |text: &str| {
            let f = fold_str(text);
            let words: Vec<&str> = tokens(&f).into_iter().map(|r| &f[r]).collect();
            list.starts(&words)
        };
        assert_eq!(at("takes over Marlowe"), 2);
        assert_eq!(at("Co-founded"), 3);
        assert_eq!(at("leftover"), 0);
        assert_eq!(at("挖走了"), 2);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let e = Words::read("x.toml", "[act]\na = [\"b\", \"b\"]").unwrap_err().to_string();
        assert!(e.starts_with("x.toml"), "{e}");
        assert!(Lexicon::load().is_ok());
    }
}
