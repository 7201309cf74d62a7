//! The word lists that comparing needs: given names, titles, particles, legal forms, words of organisations.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use smallvec::SmallVec;

/// How two given names of one group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// Short, pet or other spelling of the same name.
    Same,
    /// The same name in another language.
    Abroad,
}

/// Kind of a legal form, by its place in the file; zero goes with all.
pub(crate) type Form = u8;

/// What the lists know of a word.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The groups of given names it stands in, and whether among the forms of other languages.
    given: SmallVec<[(u16, bool); 2]>,
    pub(crate) title: bool,
    /// The particle it is.
    pub(crate) particle: Option<u8>,
    /// The legal form it is by itself.
    pub(crate) form: Option<Form>,
    /// Most words of a legal form that begins with it.
    pub(crate) form_words: usize,
    /// The word it is short for.
    full: Option<&'static str>,
    pub(crate) weak: bool,
    pub(crate) place: bool,
}

impl Facts {
    /// The word it is short for.
    pub(crate) fn full(&self) -> Option<&'static str> {
        self.full
    }

    /// Whether it is a known given name.
    pub(crate) fn is_given(&self) -> bool {
        !self.given.is_empty()
    }

    /// How two given names belong together, if they do.
    pub(crate) fn kinship(&self, other: &Self) -> Option<Kinship> {
        let mut best = None;
        for (group, abroad) in &self.given {
            for (same, there) in &other.given {
                if group == same {
                    if !abroad && !there {
                        return Some(Kinship::Same);
                    }
                    best = Some(Kinship::Abroad);
                }
            }
        }
        best
    }
}

type Map<V> = HashMap<&'static str, V, FixedState>;

/// The lists, loaded once.
pub(crate) struct Lexicon {
    words: Map<Facts>,
    /// Legal forms of more than one word, those words with single spaces.
    forms: Map<Form>,
    /// Legal forms of seven letters and more by their first one, for those that are misspelt.
    long_forms: [Vec<(&'static str, Form)>; 26],
    /// Latin given name → Chinese forms that custom prescribes.
    conventional: Map<Vec<&'static str>>,
    /// The lines of the same list that a Chinese form stands in.
    customs: Map<Vec<u16>>,
}

/// The lexicon that ships with the program.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

impl Lexicon {
    fn load() -> Self {
        let mut words: Map<Facts> = Map::default();
        for (line, group) in lines(include_str!("../../data/given_names.txt")).zip(0u16..) {
            let (near, far) = line.split_once('~').unwrap_or((line, ""));
            for (names, abroad) in [(near, false), (far, true)] {
                for name in names.split_whitespace() {
                    words.entry(name).or_default().given.push((group, abroad));
                }
            }
        }
        for title in lines(include_str!("../../data/titles.txt")).flat_map(str::split_whitespace) {
            words.entry(title).or_default().title = true;
        }
        for (line, i) in lines(include_str!("../../data/particles.txt")).zip(0u8..) {
            for particle in line.split_whitespace() {
                words.entry(particle).or_default().particle = Some(i);
            }
        }
        let (mut forms, mut long_forms): (Map<Form>, [Vec<_>; 26]) = Default::default();
        for (line, kind) in lines(include_str!("../../data/legal_forms.txt")).zip(0u8..) {
            for form in line.split_once(':').map_or("", |l| l.1).split(',').map(str::trim) {
                let first = form.split(' ').next().unwrap_or(form);
                let facts = words.entry(first).or_default();
                facts.form_words = facts.form_words.max(form.split(' ').count());
                if first == form {
                    facts.form = Some(kind);
                } else {
                    forms.insert(form, kind);
                }
                if let (Some(c @ b'a'..=b'z'), 7..) = (form.bytes().next(), form.len()) {
                    long_forms[usize::from(c - b'a')].push((form, kind));
                }
            }
        }
        for line in lines(include_str!("../../data/organisation_words.txt")) {
            match line.split_once(':') {
                Some(("weak", list)) => {
                    for w in list.split_whitespace() {
                        words.entry(w).or_default().weak = true;
                    }
                }
                Some(("place", list)) => {
                    for w in list.split_whitespace() {
                        words.entry(w).or_default().place = true;
                    }
                }
                Some((short, word)) => words.entry(short.trim()).or_default().full = Some(word.trim()),
                None => {}
            }
        }
        let mut conventional: Map<Vec<&'static str>> = Map::default();
        let mut customs: Map<Vec<u16>> = Map::default();
        for ((latin, han), line) in
            lines(include_str!("../../data/conventional.txt")).filter_map(|l| l.split_once('=')).zip(0u16..)
        {
            for form in han.split_whitespace() {
                customs.entry(form).or_default().push(line);
            }
            for name in latin.split_whitespace() {
                conventional.entry(name).or_default().extend(han.split_whitespace());
            }
        }
        Self { words, forms, long_forms, conventional, customs }
    }

    /// What is known of a word.
    pub(crate) fn facts(&self, word: &str) -> &Facts {
        static NONE: LazyLock<Facts> = LazyLock::new(Facts::default);
        self.words.get(word).unwrap_or(&NONE)
    }

    /// Whether custom writes a Latin given name with these Chinese characters.
    pub(crate) fn conventional(&self, word: &str, chinese: &str) -> bool {
        self.conventional.get(word).is_some_and(|c| c.contains(&chinese))
    }

    /// Whether custom writes one foreign name with both Chinese forms; `None` where either is in no list.
    pub(crate) fn one_custom(&self, a: &str, b: &str) -> Option<bool> {
        let (x, y) = (self.customs.get(a)?, self.customs.get(b)?);
        Some(x.iter().any(|l| y.contains(l)))
    }

    /// Whether a word is a known given name.
    pub(crate) fn is_given(&self, word: &str) -> bool {
        self.facts(word).is_given()
    }

    pub(crate) fn is_title(&self, word: &str) -> bool {
        self.facts(word).title
    }

    /// The particle that a word is.
    pub(crate) fn particle(&self, word: &str) -> Option<u8> {
        self.facts(word).particle
    }

    /// The legal form that a run of words is, words joined by single spaces.
    pub(crate) fn form(&self, words: &str) -> Option<Form> {
        if words.contains(' ') { self.forms.get(words).copied() } else { self.facts(words).form }
    }

    /// The legal forms of seven letters and more that begin with a letter.
    pub(crate) fn long_forms(&self, first: u8) -> &[(&'static str, Form)] {
        if first.is_ascii_lowercase() { &self.long_forms[usize::from(first - b'a')] } else { &[] }
    }

    /// The full word of an abbreviation, or the word.
    pub(crate) fn full<'a>(&self, word: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.facts(word).full.unwrap_or(word)
    }

    pub(crate) fn is_weak(&self, word: &str) -> bool {
        self.facts(word).weak
    }

    pub(crate) fn is_place(&self, word: &str) -> bool {
        self.facts(word).place
    }
}
