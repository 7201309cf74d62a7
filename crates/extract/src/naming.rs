//! What names are made of, loaded from `rules/<lang>/names.toml`.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use serde::Deserialize;
use tradewire_kb::{Class as KbClass, KnowledgeBase};

use crate::ExtractError;
use crate::rules::Rules;
use crate::words::{Sort, Words};

/// Lists of the rules by their words and characters; nobody chooses these to collide.
pub(crate) type Map<K, V> = HashMap<K, V, FixedState>;
pub(crate) type Set<K> = HashSet<K, FixedState>;

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
    pub(crate) surnames: Set<char>,
    pub(crate) compound_surnames: Vec<String>,
    pub(crate) japanese_surnames: Map<char, Vec<Vec<char>>>,
    pub(crate) after_org_suffix: Set<char>,
    /// Characters that no given name ends in: 沈翊|暂未透露.
    pub(crate) not_last: Set<char>,
    /// Words that begin like a name and are none, by their first character.
    pub(crate) not_names_zh: Map<char, Vec<String>>,
    pub(crate) transliteration: Set<char>,
    /// Words in brackets before another name of the same person.
    pub(crate) other_names: Vec<String>,
    /// Endings of organisations by their last character, longest first.
    pub(crate) org_ends: Map<char, Vec<(Vec<char>, Ending)>>,
    pub(crate) generic: Set<String>,
    /// Public bodies by their first character, longest first.
    pub(crate) bodies: Map<char, Vec<Vec<char>>>,
    pub(crate) cues_before: Set<String>,
    pub(crate) cues_after: Set<String>,
    /// Those of them that no person and no other thing stands beside.
    pub(crate) firm_before: Set<String>,
    pub(crate) firm_after: Set<String>,
    /// What is done at a place of work: 在某某任职.
    pub(crate) works: Set<String>,
    /// What a firm does that announces it.
    pub(crate) firm_acts: Set<String>,
    /// What stands before the name of a firm and tells what it is; single characters that end such words.
    pub(crate) heralds: Vec<String>,
    pub(crate) herald_ends: String,
    /// What stands behind the name of an outlet: 讯, 记者.
    pub(crate) outlet_tails: Vec<String>,
    /// Behind what a lone name is a person's: 免去某某, 任命某某.
    pub(crate) person_before: Set<String>,
    /// What calls somebody a person: 某某先生, 某某毕业于.
    pub(crate) person_after: Set<String>,
    /// What is said of whoever made a firm, before 的 and the firm.
    pub(crate) person_made: Set<String>,
    /// Verbs of taking a post, behind which its firm stands: 出任某某的CEO.
    pub(crate) post_verbs: Set<String>,
    /// The same in English: «joined», «worked» at, «graduated».
    pub(crate) firm_before_en: Set<String>,
    pub(crate) works_en: Set<String>,
    pub(crate) person_after_en: Set<String>,
    /// Words that give a firm its name: 名为, 简称; and common nouns for what is so named.
    pub(crate) calls: Vec<String>,
    pub(crate) short_calls: Vec<String>,
    pub(crate) called: Vec<String>,
    /// Heads of titles, and ranks before them, by their last character, longest first.
    pub(crate) title_heads: Map<char, Vec<Vec<char>>>,
    pub(crate) title_parts: Map<char, Vec<Vec<char>>>,
    /// Fields of work that a title may be for.
    pub(crate) title_fields: Set<String>,
    pub(crate) outlet_suffixes_zh: Vec<String>,
    pub(crate) not_names_en: Set<String>,
    pub(crate) given_names: Set<String>,
    pub(crate) org_suffixes_en: Set<String>,
    pub(crate) outlet_suffixes_en: Set<String>,
    pub(crate) particles: Set<String>,
    /// Words that a hyphen joins to a place or a firm in front of another name: Toronto-based, Larkspur-backed.
    pub(crate) joined: Set<String>,
    /// Words for houses of learning that open their names.
    pub(crate) fronted: Set<String>,
    /// Nouns that go on with «of» inside a name.
    pub(crate) org_heads: Set<String>,
    pub(crate) places: Set<String>,
    /// Places of more than four Han characters, by their first.
    pub(crate) long_places: Map<char, Vec<Vec<char>>>,
    /// Words of `not_names_en` that an organisation's name may hold.
    pub(crate) org_words: Set<String>,
    /// Ordinary English words.
    pub(crate) common: Set<String>,
    /// Methods, formats, devices.
    pub(crate) things: Set<String>,
    /// Ordinary words by which young firms call themselves.
    pub(crate) firm_words: Set<String>,
    pub(crate) events: Set<String>,
    /// What a sentence tells of persons alone.
    pub(crate) lives: Lives,
    /// What stands beside names and is no part of them.
    pub(crate) beside: Beside,
    /// Where things are said and sent.
    pub(crate) channels: Set<String>,
    /// Where firms are entered and report: exchanges and registers.
    pub(crate) registers: Set<String>,
    /// Markets behind the code of a share, and bodies that put people at the head of firms.
    markets: Set<String>,
    authorities: Vec<String>,
    /// Everyday words of the trade that make no name of their own.
    trade: Set<String>,
    /// Verbs that set up or end a unit, what its name ends in, and what may stand between.
    pub(crate) unit_verbs: Set<String>,
    pub(crate) unit_leads: Set<String>,
    pub(crate) unit_nouns: Vec<String>,
    pub(crate) unit_ends: Vec<String>,
    pub(crate) unit_fillers: Vec<String>,
    pub(crate) conferences: Set<String>,
    /// Family names of the knowledge base's people in Latin letters.
    pub(crate) surnames_latin: Set<String>,
    /// Chinese surnames in pinyin and other usual spellings.
    surnames_pinyin: Set<String>,
    /// Words that give a child or an animal its name, before and behind whom they name.
    christens: [Vec<String>; 2],
    /// Nouns for those.
    christened: Vec<String>,
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
    firms: Vec<String>,
    places: Vec<String>,
    cues_before: Vec<String>,
    cues_after: Vec<String>,
    firm_before: Vec<String>,
    firm_after: Vec<String>,
    firm_acts: Vec<String>,
    heralds: Vec<String>,
    herald_ends: String,
    outlet_tails: Vec<String>,
    works: Vec<String>,
    person_before: Vec<String>,
    person_after: Vec<String>,
    person_made: Vec<String>,
    post_verbs: Vec<String>,
    calls: Vec<String>,
    christens: [Vec<String>; 2],
    christened: Vec<String>,
    short_calls: Vec<String>,
    called: Vec<String>,
    title_heads: Vec<String>,
    title_parts: Vec<String>,
    title_fields: Vec<String>,
    channels: Vec<String>,
    registers: Vec<String>,
    markets: Vec<String>,
    authorities: Vec<String>,
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
    firm_before: Vec<String>,
    works: Vec<String>,
    person_after: Vec<String>,
    lives: Lives,
    beside: Beside,
}

/// What a sentence tells of persons and not of firms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lives {
    /// Verbs whose subject is a person, right behind it or behind an auxiliary.
    pub(crate) verbs: Set<String>,
    /// Participles behind «was» or «has been» whose subject is a person.
    pub(crate) born: Set<String>,
    /// Participles whose subject is a person where a prize or a degree follows.
    pub(crate) honoured: Set<String>,
    /// Verbs by which a person comes to a degree or a prize.
    pub(crate) gets: Set<String>,
    /// Degrees, without dots.
    pub(crate) degrees: Set<String>,
    /// Prizes that are given to persons.
    pub(crate) prizes: Set<String>,
    /// Words between a subject and its verb.
    pub(crate) between: Set<String>,
    /// Roles that firms and countries have too.
    pub(crate) shared_roles: Set<String>,
}

/// What stands beside names and is no part of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// Forms of address, behind which a person stands.
    pub(crate) address: Set<String>,
    /// What says of which sort in law a firm is.
    pub(crate) legal_forms: Set<String>,
    /// Degrees and the like behind a person's name, without dots.
    pub(crate) degrees: Set<String>,
    /// Exchanges before the code under which a firm is traded.
    pub(crate) exchanges: Set<String>,
}

impl Naming {
    /// Whether characters are a code under which a share is traded: 6789, 688999.sh, 6789-tw, nasdaq:xlan.
    pub(crate) fn is_code(&self, text: &str) -> bool {
        let parts: Vec<&str> = text.split(['.', '-', ':', ' ']).filter(|p| !p.is_empty()).collect();
        let plain = |p: &&str| p.len() <= 8 && p.bytes().all(|b| b.is_ascii_alphanumeric());
        let market = |p: &&str| self.markets.contains(*p) || self.beside.exchanges.contains(*p);
        let digits = |p: &str| (4..=6).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
        match &parts[..] {
            [one] => digits(one),
            [_, _] | [_, _, _] => parts.iter().all(plain) && parts.iter().any(market),
            _ => false,
        }
    }

    /// Whether a name is that of a public body that puts people at the head of firms.
    pub(crate) fn is_authority(&self, name: &str) -> bool {
        self.authorities.iter().any(|a| name.ends_with(a.as_str()))
    }

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

    /// 给儿子取名为: whether Han characters end in words that give a child or an animal the name that follows.
    pub(crate) fn christens(&self, before: &str) -> bool {
        let [gives, names] = &self.christens;
        let clause = before.rsplit(['，', '。', ',', '；']).next().unwrap_or(before);
        let Some(rest) = names.iter().find_map(|w| clause.strip_suffix(w.as_str())) else { return false };
        let Some(who) = self.christened.iter().find_map(|w| rest.strip_suffix(w.as_str())) else {
            return false;
        };
        gives.iter().any(|w| who.contains(w.as_str()))
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
        let mut not_names_zh: Map<char, Vec<String>> = Map::default();
        for w in zh.not_names {
            if let Some(c) = w.chars().next() {
                not_names_zh.entry(c).or_default().push(w);
            }
        }
        let set = |list: Vec<String>| list.into_iter().collect::<Set<String>>();
        let (not_names_en, mut common) = (set(en.not_names), set(en.common));
        let mut given_names = set(en.given_names);
        common.retain(|w| !given_names.contains(w));
        let mut surnames_latin = Set::default();
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
        let mut japanese_surnames: Map<char, Vec<Vec<char>>> = Map::default();
        for name in zh.japanese_surnames {
            let chars: Vec<char> = name.chars().collect();
            japanese_surnames.entry(chars[0]).or_default().push(chars);
        }
        let mut org_ends: Map<char, Vec<(Vec<char>, Ending)>> = Map::default();
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
        let mut bodies: Map<char, Vec<Vec<char>>> = Map::default();
        for body in zh.bodies.iter().chain(&zh.firms) {
            if let Some(first) = body.chars().next() {
                bodies.entry(first).or_default().push(body.chars().collect());
            }
        }
        bodies.values_mut().for_each(|l| l.sort_by_key(|b| std::cmp::Reverse(b.len())));
        let mut long_places: Map<char, Vec<Vec<char>>> = Map::default();
        for place in zh.places.iter().filter(|p| p.chars().count() > 4) {
            let chars: Vec<char> = place.chars().collect();
            long_places.entry(chars[0]).or_default().push(chars);
        }
        let mut words = Words::load();
        words.add(&zh.places, Sort::Place);
        words.add(&zh.common_nouns, Sort::Noun);
        words.add(&zh.title_fields, Sort::Noun);
        words.add(&zh.common_verbs, Sort::Verb);
        Ok(Self {
            title_heads: by_last(&zh.title_heads),
            title_parts: by_last(&zh.title_parts),
            title_fields: set(zh.title_fields),
            org_ends,
            long_places,
            generic: set(zh.generic),
            bodies,
            cues_before: set(zh.cues_before),
            cues_after: set(zh.cues_after),
            firm_before: set(zh.firm_before),
            firm_after: set(zh.firm_after),
            works: set(zh.works),
            firm_acts: set(zh.firm_acts),
            heralds: zh.heralds,
            herald_ends: zh.herald_ends,
            outlet_tails: zh.outlet_tails,
            person_before: set(zh.person_before),
            person_after: set(zh.person_after),
            person_made: set(zh.person_made),
            post_verbs: set(zh.post_verbs),
            firm_before_en: set(en.firm_before),
            works_en: set(en.works),
            person_after_en: set(en.person_after),
            calls: zh.calls,
            christens: zh.christens,
            christened: zh.christened,
            short_calls: zh.short_calls,
            called: zh.called,
            japanese_surnames,
            words,
            trade: zh.common_nouns.into_iter().chain(zh.common_verbs).collect(),
            fronted: set(en.fronted),
            org_heads: set(en.org_heads),
            places: en.places.into_iter().chain(zh.places).collect(),
            org_words: set(en.org_words),
            common,
            things: set(en.things),
            firm_words: set(en.firm_words),
            events: set(en.events),
            lives: en.lives,
            beside: en.beside,
            channels: en.channels.into_iter().chain(zh.channels).collect(),
            registers: set(zh.registers),
            markets: set(zh.markets),
            authorities: zh.authorities,
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
fn by_last(words: &[String]) -> Map<char, Vec<Vec<char>>> {
    let mut out: Map<char, Vec<Vec<char>>> = Map::default();
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
