//! The word lists that comparing needs: given names, titles, particles, legal forms, words of organisations.

use std::collections::HashMap;
use std::sync::LazyLock;

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

/// The lists, loaded once.
pub(crate) struct Lexicon {
    given: HashMap<&'static str, Vec<(u16, bool)>>,
    titles: HashMap<&'static str, ()>,
    particles: HashMap<&'static str, u8>,
    /// Words of a form's name → kind; keyed by the words with single spaces.
    forms: HashMap<&'static str, Form>,
    /// Most words that a legal form has.
    longest_form: usize,
    full: HashMap<&'static str, &'static str>,
    weak: HashMap<&'static str, ()>,
    places: HashMap<&'static str, ()>,
    /// Latin given name → Chinese forms that custom prescribes.
    conventional: HashMap<&'static str, Vec<&'static str>>,
    /// The lines of the same list that a Chinese form stands in.
    customs: HashMap<&'static str, Vec<u16>>,
}

/// The lexicon that ships with the program.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

impl Lexicon {
    fn load() -> Self {
        let mut given: HashMap<&'static str, Vec<(u16, bool)>> = HashMap::new();
        for (line, group) in lines(include_str!("../../data/given_names.txt")).zip(0u16..) {
            let (near, far) = line.split_once('~').unwrap_or((line, ""));
            for (names, abroad) in [(near, false), (far, true)] {
                for name in names.split_whitespace() {
                    given.entry(name).or_default().push((group, abroad));
                }
            }
        }
        let titles = lines(include_str!("../../data/titles.txt")).flat_map(str::split_whitespace);
        let mut particles = HashMap::new();
        for (line, i) in lines(include_str!("../../data/particles.txt")).zip(0u8..) {
            particles.extend(line.split_whitespace().map(|p| (p, i)));
        }
        let (mut forms, mut longest_form) = (HashMap::new(), 1);
        for (line, kind) in lines(include_str!("../../data/legal_forms.txt")).zip(0u8..) {
            for form in line.split_once(':').map_or("", |l| l.1).split(',').map(str::trim) {
                longest_form = longest_form.max(form.split(' ').count());
                forms.insert(form, kind);
            }
        }
        let (mut full, mut weak, mut places) = (HashMap::new(), HashMap::new(), HashMap::new());
        for line in lines(include_str!("../../data/organisation_words.txt")) {
            match line.split_once(':') {
                Some(("weak", words)) => weak.extend(words.split_whitespace().map(|w| (w, ()))),
                Some(("place", words)) => places.extend(words.split_whitespace().map(|w| (w, ()))),
                Some((short, word)) => {
                    full.insert(short.trim(), word.trim());
                }
                None => {}
            }
        }
        let mut conventional: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        let mut customs: HashMap<&'static str, Vec<u16>> = HashMap::new();
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
        Self {
            conventional,
            customs,
            given,
            titles: titles.map(|t| (t, ())).collect(),
            particles,
            forms,
            longest_form,
            full,
            weak,
            places,
        }
    }

    /// How two given names belong together, if they do.
    pub(crate) fn kinship(&self, a: &str, b: &str) -> Option<Kinship> {
        let (x, y) = (self.given.get(a)?, self.given.get(b)?);
        let mut best = None;
        for (group, abroad) in x {
            for (other, there) in y {
                if group == other {
                    if !abroad && !there {
                        return Some(Kinship::Same);
                    }
                    best = Some(Kinship::Abroad);
                }
            }
        }
        best
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
        self.given.contains_key(word)
    }

    pub(crate) fn is_title(&self, word: &str) -> bool {
        self.titles.contains_key(word)
    }

    /// The particle that a word is.
    pub(crate) fn particle(&self, word: &str) -> Option<u8> {
        self.particles.get(word).copied()
    }

    /// The legal form that a run of words is, words joined by single spaces.
    pub(crate) fn form(&self, words: &str) -> Option<Form> {
        self.forms.get(words).copied()
    }

    pub(crate) fn longest_form(&self) -> usize {
        self.longest_form
    }

    /// All legal forms, for those that are misspelt.
    pub(crate) fn forms(&self) -> impl Iterator<Item = (&'static str, Form)> {
        self.forms.iter().map(|(f, k)| (*f, *k))
    }

    /// The full word of an abbreviation, or the word.
    pub(crate) fn full<'a>(&self, word: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.full.get(word).copied().unwrap_or(word)
    }

    pub(crate) fn is_weak(&self, word: &str) -> bool {
        self.weak.contains_key(word)
    }

    pub(crate) fn is_place(&self, word: &str) -> bool {
        self.places.contains_key(word)
    }
}
