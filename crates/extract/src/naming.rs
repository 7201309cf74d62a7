//! What names are made of, loaded from `rules/<lang>/names.toml`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use tradewire_kb::{Class as KbClass, KnowledgeBase};

use crate::ExtractError;
use crate::rules::Rules;
use crate::words::{Sort, Words};

/// What an ending says of the characters before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// An organisation, whatever stands before it: 有限公司, 研究院.
    Formal,
    /// A field of work; a name must stand before it: 科技, 资本.
    Field,
    /// A field that is also a thing; no word may stand before it: 机器人, 芯片.
    Thing,
}

/// Knowledge about Chinese and English names.
pub(crate) struct Naming {
    /// Chinese words and characters of names.
    pub(crate) words: Words,
    pub(crate) surnames: HashSet<char>,
    pub(crate) compound_surnames: Vec<String>,
    pub(crate) japanese_surnames: HashMap<char, Vec<Vec<char>>>,
    pub(crate) after_org_suffix: HashSet<char>,
    /// Characters that no given name ends in: 沈翊|暂未透露.
    pub(crate) not_last: HashSet<char>,
    /// Words that begin like a name and are none, by their first character.
    pub(crate) not_names_zh: HashMap<char, Vec<String>>,
    pub(crate) transliteration: HashSet<char>,
    /// Words in brackets before another name of the same person.
    pub(crate) other_names: Vec<String>,
    /// Endings of organisations by their last character, longest first.
    pub(crate) org_ends: HashMap<char, Vec<(Vec<char>, Ending)>>,
    pub(crate) generic: HashSet<String>,
    /// Public bodies by their first character, longest first.
    pub(crate) bodies: HashMap<char, Vec<Vec<char>>>,
    pub(crate) cues_before: HashSet<String>,
    pub(crate) cues_after: HashSet<String>,
    /// Heads of titles, and ranks before them, by their last character, longest first.
    pub(crate) title_heads: HashMap<char, Vec<Vec<char>>>,
    pub(crate) title_parts: HashMap<char, Vec<Vec<char>>>,
    /// Fields of work that a title may be for.
    pub(crate) title_fields: HashSet<String>,
    pub(crate) outlet_suffixes_zh: Vec<String>,
    pub(crate) not_names_en: HashSet<String>,
    pub(crate) given_names: HashSet<String>,
    pub(crate) org_suffixes_en: HashSet<String>,
    pub(crate) outlet_suffixes_en: HashSet<String>,
    pub(crate) particles: HashSet<String>,
    /// Words that a hyphen joins to a place or a firm in front of another name: Toronto-based, Larkspur-backed.
    pub(crate) joined: HashSet<String>,
    /// Words for houses of learning that open their names.
    pub(crate) fronted: HashSet<String>,
    /// Nouns that go on with «of» inside a name.
    pub(crate) org_heads: HashSet<String>,
    pub(crate) places: HashSet<String>,
    /// Words of `not_names_en` that an organisation's name may hold.
    pub(crate) org_words: HashSet<String>,
    /// Ordinary English words.
    pub(crate) common: HashSet<String>,
    /// Methods, formats, devices.
    pub(crate) things: HashSet<String>,
    /// Ordinary words by which young firms call themselves.
    pub(crate) firm_words: HashSet<String>,
    pub(crate) events: HashSet<String>,
    /// What a sentence tells of persons alone.
    pub(crate) lives: Lives,
    /// What stands beside names and is no part of them.
    pub(crate) beside: Beside,
    /// Where things are said and sent.
    pub(crate) channels: HashSet<String>,
    /// Where firms are entered and report: exchanges and registers.
    pub(crate) registers: HashSet<String>,
    /// Everyday words of the trade that make no name of their own.
    trade: HashSet<String>,
    /// Verbs that set up or end a unit, what its name ends in, and what may stand between.
    pub(crate) unit_verbs: HashSet<String>,
    pub(crate) unit_leads: HashSet<String>,
    pub(crate) unit_nouns: Vec<String>,
    pub(crate) unit_ends: Vec<String>,
    pub(crate) unit_fillers: Vec<String>,
    pub(crate) conferences: HashSet<String>,
    /// Family names of the knowledge base's people in Latin letters.
    pub(crate) surnames_latin: HashSet<String>,
    /// Chinese surnames in pinyin and other usual spellings.
    surnames_pinyin: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Zh {
    surnames: String,
    compound_surnames: Vec<String>,
    japanese_surnames: Vec<String>,
    after_org_suffix: String,
    not_last: String,
    not_names: Vec<String>,
    transliteration: String,
    other_names: Vec<String>,
    outlet_suffixes: Vec<String>,
    org_ends: Vec<String>,
    org_fields: Vec<String>,
    org_things: Vec<String>,
    generic: Vec<String>,
    bodies: Vec<String>,
    cues_before: Vec<String>,
    cues_after: Vec<String>,
    title_heads: Vec<String>,
    title_parts: Vec<String>,
    title_fields: Vec<String>,
    channels: Vec<String>,
    registers: Vec<String>,
    unit_verbs: Vec<String>,
    unit_leads: Vec<String>,
    unit_nouns: Vec<String>,
    unit_ends: Vec<String>,
    unit_fillers: Vec<String>,
    common_nouns: Vec<String>,
    common_verbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct En {
    channels: Vec<String>,
    not_names: Vec<String>,
    given_names: Vec<String>,
    org_suffixes: Vec<String>,
    outlet_suffixes: Vec<String>,
    particles: Vec<String>,
    joined: Vec<String>,
    fronted: Vec<String>,
    org_heads: Vec<String>,
    places: Vec<String>,
    org_words: Vec<String>,
    common: Vec<String>,
    things: Vec<String>,
    firm_words: Vec<String>,
    events: Vec<String>,
    conferences: Vec<String>,
    surnames_pinyin: Vec<String>,
    lives: Lives,
    beside: Beside,
}

/// What a sentence tells of persons and not of firms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lives {
    /// Verbs whose subject is a person, right behind it or behind an auxiliary.
    pub(crate) verbs: HashSet<String>,
    /// Participles behind «was» or «has been» whose subject is a person.
    pub(crate) born: HashSet<String>,
    /// Participles whose subject is a person where a prize or a degree follows.
    pub(crate) honoured: HashSet<String>,
    /// Verbs by which a person comes to a degree or a prize.
    pub(crate) gets: HashSet<String>,
    /// Degrees, without dots.
    pub(crate) degrees: HashSet<String>,
    /// Prizes that are given to persons.
    pub(crate) prizes: HashSet<String>,
    /// Words between a subject and its verb.
    pub(crate) between: HashSet<String>,
    /// Roles that firms and countries have too.
    pub(crate) shared_roles: HashSet<String>,
}

/// What stands beside names and is no part of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// Forms of address, behind which a person stands.
    pub(crate) address: HashSet<String>,
    /// What says of which sort in law a firm is.
    pub(crate) legal_forms: HashSet<String>,
    /// Degrees and the like behind a person's name, without dots.
    pub(crate) degrees: HashSet<String>,
    /// Exchanges before the code under which a firm is traded.
    pub(crate) exchanges: HashSet<String>,
}

impl Naming {
    /// Whether characters are a word that makes an organisation common, not proper.
    pub(crate) fn is_generic(&self, chars: &[char]) -> bool {
        self.generic.contains(&chars.iter().collect::<String>())
    }

    /// Whether Han characters are nothing but everyday words of the trade: 软体, 晶片 and 封测 name nobody.
    pub(crate) fn all_trade(&self, surface: &str) -> bool {
        let chars: Vec<char> = surface.chars().collect();
        let word = |at: usize, len: usize| {
            let word: String = chars[at..at + len].iter().collect();
            self.trade.contains(&word) || self.generic.contains(&word)
        };
        self.trade.contains(surface)
            || self.words.segment(&chars).into_iter().all(|(at, len, _)| word(at, len))
    }

    /// Loads what the rules say of names.
    ///
    /// Given and family names in Latin letters are also learnt from the people of a knowledge base.
    pub(crate) fn load(kb: &KnowledgeBase, rules: &Rules) -> Result<Self, ExtractError> {
        let toml = |path: &str, e: toml::de::Error| ExtractError::Toml {
            file: path.to_owned(),
            message: e.to_string(),
        };
        let zh: Zh = toml::from_str(rules.file("zh/names.toml")?).map_err(|e| toml("zh/names.toml", e))?;
        let en: En = toml::from_str(rules.file("en/names.toml")?).map_err(|e| toml("en/names.toml", e))?;
        let mut not_names_zh: HashMap<char, Vec<String>> = HashMap::new();
        for w in zh.not_names {
            if let Some(c) = w.chars().next() {
                not_names_zh.entry(c).or_default().push(w);
            }
        }
        let set = |list: Vec<String>| list.into_iter().collect::<HashSet<String>>();
        let (not_names_en, mut common) = (set(en.not_names), set(en.common));
        let mut given_names = set(en.given_names);
        common.retain(|w| !given_names.contains(w));
        let mut surnames_latin = HashSet::new();
        for form in kb.entries().iter().filter(|e| e.class == KbClass::Person).flat_map(|e| &e.forms) {
            let lower = form.text.to_lowercase();
            let parts: Vec<&str> = lower.split(' ').collect();
            let name = |w: &str| {
                w.len() > 2
                    && w.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
                    && !not_names_en.contains(w)
            };
            if let [first, .., last] = parts[..]
                && parts.len() <= 4
            {
                if name(first) && !common.contains(first) {
                    given_names.insert(first.to_owned());
                }
                if name(last) {
                    surnames_latin.insert(last.to_owned());
                }
            }
        }
        let mut japanese_surnames: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for name in zh.japanese_surnames {
            let chars: Vec<char> = name.chars().collect();
            japanese_surnames.entry(chars[0]).or_default().push(chars);
        }
        let mut org_ends: HashMap<char, Vec<(Vec<char>, Ending)>> = HashMap::new();
        for (list, ending) in
            [(&zh.org_ends, Ending::Formal), (&zh.org_fields, Ending::Field), (&zh.org_things, Ending::Thing)]
        {
            for end in list {
                if let Some(last) = end.chars().next_back() {
                    org_ends.entry(last).or_default().push((end.chars().collect(), ending));
                }
            }
        }
        org_ends.values_mut().for_each(|l| l.sort_by_key(|e| std::cmp::Reverse(e.0.len())));
        let mut bodies: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for body in &zh.bodies {
            if let Some(first) = body.chars().next() {
                bodies.entry(first).or_default().push(body.chars().collect());
            }
        }
        bodies.values_mut().for_each(|l| l.sort_by_key(|b| std::cmp::Reverse(b.len())));
        let mut words = Words::load();
        words.add(&zh.common_nouns, Sort::Noun);
        words.add(&zh.common_verbs, Sort::Verb);
        Ok(Self {
            title_heads: by_last(&zh.title_heads),
            title_parts: by_last(&zh.title_parts),
            title_fields: set(zh.title_fields),
            org_ends,
            generic: set(zh.generic),
            bodies,
            cues_before: set(zh.cues_before),
            cues_after: set(zh.cues_after),
            japanese_surnames,
            words,
            trade: zh.common_nouns.into_iter().chain(zh.common_verbs).collect(),
            fronted: set(en.fronted),
            org_heads: set(en.org_heads),
            places: set(en.places),
            org_words: set(en.org_words),
            common,
            things: set(en.things),
            firm_words: set(en.firm_words),
            events: set(en.events),
            lives: en.lives,
            beside: en.beside,
            channels: en.channels.into_iter().chain(zh.channels).collect(),
            registers: set(zh.registers),
            unit_verbs: set(zh.unit_verbs),
            unit_leads: set(zh.unit_leads),
            unit_nouns: zh.unit_nouns,
            unit_ends: zh.unit_ends,
            unit_fillers: zh.unit_fillers,
            conferences: set(en.conferences),
            surnames_latin,
            surnames_pinyin: set(en.surnames_pinyin),
            surnames: zh.surnames.chars().collect(),
            compound_surnames: zh.compound_surnames,
            after_org_suffix: zh.after_org_suffix.chars().collect(),
            not_last: zh.not_last.chars().collect(),
            not_names_zh,
            transliteration: zh.transliteration.chars().collect(),
            other_names: zh.other_names,
            outlet_suffixes_zh: zh.outlet_suffixes,
            not_names_en,
            given_names,
            org_suffixes_en: en.org_suffixes.into_iter().collect(),
            outlet_suffixes_en: en.outlet_suffixes.into_iter().collect(),
            particles: en.particles.into_iter().collect(),
            joined: en.joined.into_iter().collect(),
        })
    }

    /// Whether a Latin word is a Chinese surname.
    pub(crate) fn surname_pinyin(&self, word: &str) -> bool {
        self.surnames_pinyin.contains(word)
    }

    /// Whether two Latin words are a Chinese name in either order: a surname in pinyin and one or two syllables.
    pub(crate) fn chinese_latin(&self, first: &str, last: &str) -> bool {
        self.surnames_pinyin.contains(last) && syllables(first)
            || self.surnames_pinyin.contains(first) && syllables(last)
    }
}

/// Words as characters, by their last one, longest first.
fn by_last(words: &[String]) -> HashMap<char, Vec<Vec<char>>> {
    let mut out: HashMap<char, Vec<Vec<char>>> = HashMap::new();
    for word in words {
        if let Some(last) = word.chars().next_back() {
            out.entry(last).or_default().push(word.chars().collect());
        }
    }
    out.values_mut().for_each(|l| l.sort_by_key(|w| std::cmp::Reverse(w.len())));
    out
}

/// Whether a word is one or two syllables of pinyin, a hyphen between them allowed.
fn syllables(word: &str) -> bool {
    let whole = |w: &str| {
        syllable(w) || (1..w.len()).any(|k| w.is_char_boundary(k) && syllable(&w[..k]) && syllable(&w[k..]))
    };
    word.is_ascii() && word.len() <= 13 && word.split('-').count() <= 2 && word.split('-').all(whole)
}

/// Whether a word is a syllable of pinyin by its initial and final (Hanyu Pinyin scheme, 1958).
fn syllable(w: &str) -> bool {
    const INITIALS: &[&str] = &[
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z",
        "c", "s", "y", "w", "",
    ];
    const FINALS: &[&str] = &[
        "a", "o", "e", "i", "u", "v", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "ia",
        "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un", "uang",
        "ue", "ve",
    ];
    INITIALS.iter().any(|i| w.strip_prefix(i).is_some_and(|rest| FINALS.contains(&rest)))
}
