//! All words the extractor knows, in one automaton over the folded text.

use std::collections::{BTreeMap, HashMap};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::Deserialize;
use tradewire_kb::{Class as KbClass, FormTag, KnowledgeBase};
use tradewire_model::Role;
use tradewire_script::fold_str;

use crate::ExtractError;
use crate::class::{Class, Classes, MARKERS};
use crate::frame::{self, Frame, Place, Take, Want};
use crate::inflect::{Form, verb_forms};
use crate::naming::Set;
use crate::rules::Rules;

/// Words that labelled sentences know to tell something, folded, one a line; `tradewire-bench train` writes them.
static SOFT: &str = include_str!("../data/learned_words.txt");

/// What stands in them behind words that do so now and then.
pub(crate) const SELDOM: &str = "\tseldom";

/// Classes of words that say as little of their own as markers do.
const LIGHT: &[Class] = &[
    Class::PronounPoss,
    Class::PronounPerson,
    Class::Article,
    Class::Be,
    Class::Have,
    Class::Done,
    Class::Conj,
];

/// What a stretch of folded text may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    /// Classes of the word lists.
    pub(crate) classes: Classes,
    /// Frames it triggers, with its form.
    pub(crate) triggers: Vec<(u16, Form)>,
    /// Entries of the knowledge base that bear it as a name.
    pub(crate) names: Vec<u32>,
    /// Entries that it implies as a product.
    pub(crate) products: Vec<u32>,
    /// Bytes.
    pub(crate) len: u32,
    /// Whether it begins and ends with a Latin letter or digit, so that it must not stand inside a longer word.
    edges: (bool, bool),
    /// Whether labelled sentences know it to tell something, and no frame does.
    pub(crate) soft: bool,
    /// Whether it is listed as a word that may tell something; only the models decide whether it does.
    pub(crate) hint: bool,
    /// Whether the text must have it capitalised: English names that are also words.
    pub(crate) capital: bool,
}

/// A match of the scan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) word: u32,
}

/// The lexicon, compiled.
pub(crate) struct Lexicon {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    pub(crate) words: Vec<Word>,
    pub(crate) frames: Vec<Frame>,
    /// Words whose object is a person: 挖来, 聘请.
    pub(crate) hires: Set<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    markers: BTreeMap<String, Vec<String>>,
    words: BTreeMap<String, Vec<String>>,
}

impl Lexicon {
    /// Compiles rules and the names of a knowledge base.
    pub(crate) fn new(kb: &KnowledgeBase, rules: &Rules) -> Result<Self, ExtractError> {
        let mut words: HashMap<String, Word> = HashMap::new();
        for lang in ["zh", "en"] {
            let path = format!("{lang}/words.toml");
            let text = rules.file(&path)?;
            let file: WordFile = toml::from_str(text)
                .map_err(|e| ExtractError::Toml { file: path.clone(), message: e.to_string() })?;
            for (list, entries) in file.markers.into_iter().chain(file.words) {
                let class = Class::parse(&list).ok_or_else(|| ExtractError::Rule {
                    file: path.clone(),
                    rule: list.clone(),
                    message: "no such list; see crates/extract/src/class.rs".into(),
                })?;
                for e in entries {
                    words.entry(fold_str(&e)).or_default().classes.add(class);
                }
            }
        }
        let mut frames = Vec::new();
        for (path, text) in rules.frames() {
            for fr in frame::parse(path, text)? {
                if frames.iter().any(|o: &Frame| o.id == fr.id) {
                    return Err(ExtractError::Rule {
                        file: path.to_owned(),
                        rule: fr.id.to_string(),
                        message: "the id is given twice".into(),
                    });
                }
                frames.push(fr);
            }
        }
        crate::conflict::check(&frames)?;
        for (i, f) in frames.iter().enumerate() {
            let i = u16::try_from(i).unwrap_or(u16::MAX);
            for t in &f.zh {
                words.entry(fold_str(t)).or_default().triggers.push((i, Form::Base));
            }
            for t in &f.en {
                for (text, form) in verb_forms(t).into_iter().filter(|(text, _)| !f.not.contains(text)) {
                    let at = words.entry(text).or_default();
                    if !at.triggers.contains(&(i, form)) {
                        at.triggers.push((i, form));
                    }
                }
            }
            for t in &f.en_noun {
                words.entry(t.to_lowercase()).or_default().triggers.push((i, Form::Noun));
            }
        }
        for w in SOFT.lines() {
            match w.strip_suffix(SELDOM) {
                Some(w) => words.entry(w.to_owned()).or_default().hint = true,
                None => words.entry(w.to_owned()).or_default().soft = true,
            }
        }
        // A word that may tell must not swallow one that does, or that is of a list: «was bought» stays a form of «buy».
        let triggers = |w: &str| words.get(w).is_some_and(|w| !w.triggers.is_empty() || w.soft);
        let listed = |w: &str| words.get(w).is_some_and(|w| w.classes.beyond(MARKERS.iter().chain(LIGHT)));
        let swallows = |w: &str| parts(w).any(|p| triggers(p) || listed(p));
        let hints: Vec<String> =
            crate::senses::telling().filter(|w| triggers(w) || listed(w) || !swallows(w)).collect();
        for w in hints {
            words.entry(w).or_default().hint = true;
        }
        for (i, e) in kb.entries().iter().enumerate() {
            let i = u32::try_from(i).unwrap_or(u32::MAX);
            for form in &e.forms {
                let folded = fold_str(form.text.trim());
                // One letter or one character says nothing.
                if folded.chars().count() < 2 {
                    continue;
                }
                let latin = folded.bytes().all(|b| b.is_ascii());
                let word = words.entry(folded).or_default();
                let list = if form.tag == FormTag::Product { &mut word.products } else { &mut word.names };
                if !list.contains(&i) {
                    list.push(i);
                }
                if latin {
                    word.capital = true;
                }
            }
            // «X公司», «X集团» stand for X wherever X does; longer than both parts so that it wins.
            if e.class == KbClass::Organisation {
                for form in e.forms.iter().filter(|f| f.tag != FormTag::Product) {
                    let folded = fold_str(form.text.trim());
                    if folded.chars().count() < 2 || folded.ends_with("公司") || folded.ends_with("大学")
                    {
                        continue;
                    }
                    let latin = folded.bytes().all(|b| b.is_ascii());
                    let word = words.entry(format!("{folded}公司")).or_default();
                    if !word.names.contains(&i) {
                        word.names.push(i);
                    }
                    word.capital |= latin;
                }
            }
        }
        let mut list: Vec<(String, Word)> = words.into_iter().filter(|(t, _)| !t.is_empty()).collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        let mut compiled = Vec::with_capacity(list.len());
        let mut patterns = Vec::with_capacity(list.len());
        for (text, mut w) in list {
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            w.edges = (edge(text.chars().next()), edge(text.chars().next_back()));
            w.len = u32::try_from(text.len()).unwrap_or(u32::MAX);
            patterns.push(text);
            compiled.push(w);
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .build_with_values(patterns.iter().zip(0u32..))
            .map_err(|e| ExtractError::Automaton(e.to_string()))?;
        let takes_person = |f: u16| {
            frames.get(usize::from(f)).is_some_and(|f: &Frame| {
                f.slots.iter().any(|s| {
                    s.role != Role::By
                        && s.ways.iter().any(|w| {
                            w.place == Place::Object
                                && w.take == Take::Whole
                                && w.wants.contains(&Want::Person)
                        })
                })
            })
        };
        let hires = compiled
            .iter()
            .zip(0u32..)
            .filter(|(w, _)| w.triggers.iter().any(|t| takes_person(t.0)))
            .map(|(_, i)| i)
            .collect();
        Ok(Self { automaton, words: compiled, frames, hires })
    }

    /// Finds every known word in a folded text; overlapping ones all.
    pub(crate) fn scan(&self, folded: &str) -> Vec<Hit> {
        let bytes = folded.as_bytes();
        let inside = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphanumeric);
        let mut hits: Vec<Hit> = self
            .automaton
            .find_overlapping_iter(folded)
            .filter(|m| {
                let w = &self.words[m.value() as usize];
                !(w.edges.0 && m.start() > 0 && inside(m.start() - 1))
                    && !(w.edges.1 && inside(m.end()))
                    && !within_university(folded, m.start(), m.end())
            })
            .map(|m| Hit { start: m.start(), end: m.end(), word: m.value() })
            .collect();
        hits.sort_by_key(|h| (h.start, h.end));
        hits
    }

    pub(crate) fn word(&self, hit: Hit) -> &Word {
        &self.words[hit.word as usize]
    }
}

/// 北大 in 湖北大学: whether a word for a university is only a piece of the full name of another; 北大学生 are of the first.
fn within_university(folded: &str, start: usize, end: usize) -> bool {
    const STUDY: &[&str] = &["学生", "学者", "学子", "学长", "学姐", "学弟", "学妹", "学霸", "学院", "学报"];
    let behind = &folded[end..];
    folded[start..end].ends_with('大')
        && behind.starts_with('学')
        && !STUDY.iter().any(|w| behind.starts_with(w))
}

/// The words within an English phrase, and all stretches of two characters and more within a Chinese word.
fn parts(words: &str) -> Box<dyn Iterator<Item = &str> + '_> {
    if words.is_ascii() {
        return Box::new(words.split(' ').filter(move |w| w.len() < words.len()));
    }
    let bounds: Vec<usize> = words.char_indices().map(|c| c.0).chain([words.len()]).collect();
    let n = bounds.len();
    let spans: Vec<(usize, usize)> = (0..n).flat_map(|a| (a + 2..n).map(move |b| (a, b))).collect();
    Box::new(
        spans
            .into_iter()
            .map(move |(a, b)| &words[bounds[a]..bounds[b]])
            .filter(move |w| w.len() < words.len()),
    )
}
