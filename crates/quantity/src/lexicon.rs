use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;
use tradewire_script::fold_str;

use crate::QuantityError;
use crate::sense::{Coin, Place, Sense, intern, sense};

/// The files of the rules, with the language they are for.
const FILES: &[(&str, &str)] = &[
    ("any/signs.toml", include_str!("../../../rules/quantity/any/signs.toml")),
    ("any/codes.toml", include_str!("../../../rules/quantity/any/codes.toml")),
    ("any/names.toml", include_str!("../../../rules/quantity/any/names.toml")),
    ("zh/numbers.toml", include_str!("../../../rules/quantity/zh/numbers.toml")),
    ("zh/bounds.toml", include_str!("../../../rules/quantity/zh/bounds.toml")),
    ("zh/currencies.toml", include_str!("../../../rules/quantity/zh/currencies.toml")),
    ("zh/shares.toml", include_str!("../../../rules/quantity/zh/shares.toml")),
    ("zh/pay.toml", include_str!("../../../rules/quantity/zh/pay.toml")),
    ("zh/counts.toml", include_str!("../../../rules/quantity/zh/counts.toml")),
    ("zh/dates.toml", include_str!("../../../rules/quantity/zh/dates.toml")),
    ("zh/vetoes.toml", include_str!("../../../rules/quantity/zh/vetoes.toml")),
    ("en/numbers.toml", include_str!("../../../rules/quantity/en/numbers.toml")),
    ("en/bounds.toml", include_str!("../../../rules/quantity/en/bounds.toml")),
    ("en/currencies.toml", include_str!("../../../rules/quantity/en/currencies.toml")),
    ("en/shares.toml", include_str!("../../../rules/quantity/en/shares.toml")),
    ("en/pay.toml", include_str!("../../../rules/quantity/en/pay.toml")),
    ("en/counts.toml", include_str!("../../../rules/quantity/en/counts.toml")),
    ("en/dates.toml", include_str!("../../../rules/quantity/en/dates.toml")),
    ("en/vetoes.toml", include_str!("../../../rules/quantity/en/vetoes.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entry: Vec<Raw>,
}

/// An entry as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    class: String,
    #[serde(default)]
    value: String,
    words: Vec<String>,
    yes: Vec<[String; 2]>,
    no: Vec<String>,
}

/// An entry's examples.
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    pub(crate) yes: Vec<[String; 2]>,
    pub(crate) no: Vec<String>,
}

/// One meaning of a surface, and the entry it comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning {
    pub(crate) sense: Sense,
    pub(crate) entry: u16,
}

/// All words of all languages in one trie.
pub(crate) struct Lexicon {
    pub(crate) entries: Vec<Entry>,
    /// Meanings by surface number.
    surfaces: Vec<Vec<Meaning>>,
    /// What each surface may begin.
    begins: Vec<Begins>,
    /// The nodes of the trie, those of first characters first, so that they lie close together.
    nodes: Vec<Node>,
    /// Ways from node to node, found by their hash.
    ways: Ways,
    /// First characters: node number by code point, zero for none.
    root: Box<[u16; 0x1_0000]>,
}

/// The steps of the trie in one table with open addressing, at most half full.
struct Ways {
    /// Node and character, and the node they lead to; zero, which no step leads to, for a free place.
    slots: Vec<(u32, u16)>,
    /// How far the hash is shifted to give a place.
    shift: u32,
}

impl Ways {
    /// Fills the table with steps, given as node, character and next node.
    fn of(steps: &HashMap<(u16, char), u16>) -> Self {
        let size = (steps.len() * 2 + 2).next_power_of_two();
        let mut ways = Self { slots: vec![(0, 0); size], shift: 32 - size.trailing_zeros() };
        for (&(at, c), &next) in steps {
            let Some(key) = Self::key(usize::from(at), c) else { continue };
            let mut i = ways.place(key);
            while ways.slots[i].1 != 0 {
                i = (i + 1) & (size - 1);
            }
            ways.slots[i] = (key, next);
        }
        ways
    }

    fn key(node: usize, c: char) -> Option<u32> {
        let c = u16::try_from(u32::from(c)).ok()?;
        Some((node as u32) << 16 | u32::from(c))
    }

    /// Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4).
    fn place(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    /// The node that `c` leads to from `node`, if any.
    #[inline]
    fn step(&self, node: usize, c: char) -> Option<usize> {
        let key = Self::key(node, c)?;
        let mut i = self.place(key);
        loop {
            let (k, next) = *self.slots.get(i)?;
            if next == 0 {
                return None;
            }
            if k == key {
                return Some(usize::from(next));
            }
            i = (i + 1) & (self.slots.len() - 1);
        }
    }
}

/// What the words of a surface may begin, so that the grammar tries nothing in vain.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Begins {
    pub(crate) figure: bool,
    pub(crate) date: bool,
    pub(crate) article: bool,
    /// Whether the word may be cut short: it hides another, or holds back what it is a part of.
    pub(crate) cut: bool,
}

impl Begins {
    /// What digits may begin.
    pub(crate) const DIGITS: Self = Self { figure: true, date: true, article: false, cut: false };

    /// Whether nothing begins with it.
    pub(crate) fn nothing(self) -> bool {
        !(self.figure || self.date || self.article)
    }
}

impl Begins {
    fn of(meanings: &[Meaning]) -> Self {
        let mut b = Self::default();
        for m in meanings {
            match m.sense {
                Sense::Digit(_)
                | Sense::Word(_)
                | Sense::Scale { .. }
                | Sense::Dozen { .. }
                | Sense::Vague { .. }
                | Sense::Half
                | Sense::Share(_)
                | Sense::Coin(Coin { place: Place::Before | Place::Both, .. })
                | Sense::PercentPrefix(_)
                | Sense::OrdinalPrefix
                | Sense::Denominator(_)
                | Sense::Grade(_)
                | Sense::UnitOne(_) => b.figure = true,
                Sense::Article => b.article = true,
                Sense::Split { .. } | Sense::Veto => b.cut = true,
                _ => {}
            }
            match m.sense {
                Sense::Digit(_)
                | Sense::Word(_)
                | Sense::Scale { zh: true, .. }
                | Sense::Vague { .. }
                | Sense::Half
                | Sense::UnitOne(_)
                | Sense::Ordinal(_)
                | Sense::Open
                | Sense::Era(_)
                | Sense::Period(..)
                | Sense::Relative(_)
                | Sense::Month { .. }
                | Sense::Weekday { .. }
                | Sense::WeekdayOf { .. }
                | Sense::DayOffset(_)
                | Sense::InBrackets
                | Sense::Part(_)
                | Sense::PartOfYear(_)
                | Sense::PartOfMonth(_)
                | Sense::Season(_)
                | Sense::Quarter(_)
                | Sense::HalfYear(_)
                | Sense::Past
                | Sense::Coming
                | Sense::Vagueness(_) => b.date = true,
                _ => {}
            }
        }
        b
    }
}

/// A node of the trie, without the steps from it.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// A bit per low six bits of the code points that lead on: most misses need no search.
    gate: u64,
    surface: Option<u16>,
}

static LEXICON: LazyLock<Result<Lexicon, QuantityError>> = LazyLock::new(|| Lexicon::read(FILES));

/// The rules as they are built in.
///
/// They are part of the program: that they load is tested, and a build whose rules do not load recognises nothing.
pub(crate) fn lexicon() -> Result<&'static Lexicon, &'static QuantityError> {
    LEXICON.as_ref()
}

impl Lexicon {
    /// Reads the files; refuses empty entries, duplicates, words that are not folded, and unknown classes.
    pub(crate) fn read(files: &[(&'static str, &str)]) -> Result<Self, QuantityError> {
        let mut lexicon = Self {
            entries: Vec::new(),
            surfaces: Vec::new(),
            begins: Vec::new(),
            nodes: vec![Node::default()],
            ways: Ways { slots: vec![(0, 0); 2], shift: 31 },
            root: Box::new([0; 0x1_0000]),
        };
        let mut steps = HashMap::new();
        let mut ids = HashSet::new();
        let mut seen: HashMap<(String, String), String> = HashMap::new();
        let parsed = files.iter().map(|&(file, text)| {
            toml::from_str::<File>(text)
                .map(|parsed| (file, parsed))
                .map_err(|e| QuantityError::File { file, message: e.to_string() })
        });
        let parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        for word in parsed.iter().flat_map(|p| &p.1.entry).flat_map(|e| &e.words) {
            lexicon.first(word.chars().next().unwrap_or_default());
        }
        for (file, parsed) in parsed {
            if parsed.entry.is_empty() {
                return Err(QuantityError::File { file, message: "no entries".into() });
            }
            for raw in parsed.entry {
                let fail = |message: String| QuantityError::Entry { file, id: raw.id.clone(), message };
                if !ids.insert(raw.id.clone()) {
                    return Err(fail("the id is taken".into()));
                }
                if raw.words.is_empty() || raw.yes.is_empty() || raw.no.is_empty() {
                    return Err(fail("needs words, an example that uses it and one that must not".into()));
                }
                let entry =
                    u16::try_from(lexicon.entries.len()).map_err(|_| fail("too many entries".into()))?;
                for spec in &raw.words {
                    let (word, own) =
                        spec.rsplit_once('=').filter(|(w, _)| !w.is_empty()).unwrap_or((spec, ""));
                    let value =
                        if own.is_empty() { raw.value.clone() } else { format!("{own} {}", raw.value) };
                    if word.trim_matches(' ').is_empty() || fold_str(word) != word {
                        return Err(fail(format!("{word:?} is empty or not folded")));
                    }
                    let sense = if raw.class == "currency" {
                        coin(&value).map(Sense::Coin).map_err(&fail)?
                    } else {
                        sense(&raw.class, &value, file.starts_with("zh")).map_err(&fail)?
                    };
                    if let Some(other) = seen.insert((word.to_owned(), format!("{sense:?}")), raw.id.clone())
                    {
                        return Err(fail(format!(
                            "{word:?} stands already in {other}, with the same meaning"
                        )));
                    }
                    lexicon
                        .insert(&mut steps, word, Meaning { sense, entry })
                        .ok_or_else(|| fail("too many words".into()))?;
                }
                lexicon.entries.push(Entry { id: intern(&raw.id), yes: raw.yes, no: raw.no });
            }
        }
        for &(at, c) in steps.keys() {
            lexicon.nodes[usize::from(at)].gate |= 1 << (u32::from(c) & 63);
        }
        lexicon.ways = Ways::of(&steps);
        lexicon.begins = lexicon.surfaces.iter().map(|s| Begins::of(s)).collect();
        Ok(lexicon)
    }

    /// What a surface may begin.
    pub(crate) fn begins(&self, surface: u16) -> Begins {
        self.begins.get(usize::from(surface)).copied().unwrap_or_default()
    }

    /// The node of a first character, made if there is none; characters beyond the first plane begin no word.
    fn first(&mut self, c: char) -> Option<u16> {
        let root = self.root.get_mut(c as usize)?;
        if *root == 0 {
            *root = u16::try_from(self.nodes.len()).ok()?;
            self.nodes.push(Node::default());
        }
        Some(*root)
    }

    fn insert(&mut self, steps: &mut HashMap<(u16, char), u16>, word: &str, meaning: Meaning) -> Option<()> {
        let mut chars = word.chars();
        let mut at = self.first(chars.next()?)?;
        for c in chars {
            let new = u16::try_from(self.nodes.len()).ok()?;
            let next = *steps.entry((at, c)).or_insert(new);
            if next == new {
                self.nodes.push(Node::default());
            }
            at = next;
        }
        let at = usize::from(at);
        let surface = match self.nodes[at].surface {
            Some(s) => s,
            None => {
                let s = u16::try_from(self.surfaces.len()).ok()?;
                self.surfaces.push(Vec::new());
                self.nodes[at].surface = Some(s);
                s
            }
        };
        self.surfaces[usize::from(surface)].push(meaning);
        Some(())
    }

    /// The meanings of a surface.
    pub(crate) fn meanings(&self, surface: u16) -> &[Meaning] {
        self.surfaces.get(usize::from(surface)).map_or(&[], Vec::as_slice)
    }

    /// Whether any word begins with `c`.
    pub(crate) fn starts(&self, c: char) -> bool {
        self.root.get(c as usize).is_some_and(|n| *n != 0)
    }

    /// Whether a word may begin with `c` and what `rest`, the bytes behind it, begin with.
    ///
    /// The low six bits of a code point are those of the last byte of its UTF-8 form (RFC 3629, 3).
    #[inline]
    pub(crate) fn may_start(&self, c: char, rest: &[u8]) -> bool {
        let Some(node) = self.root.get(c as usize).filter(|n| **n != 0) else { return false };
        let Some(node) = self.nodes.get(usize::from(*node)) else { return false };
        let last = match rest.first() {
            None => None,
            Some(b' ') => return true,
            Some(b @ ..0x80) => Some(b),
            Some(..0xE0) => rest.get(1),
            Some(..0xF0) => rest.get(2),
            Some(_) => rest.get(3),
        };
        node.surface.is_some() || last.is_some_and(|b| node.gate & 1 << (b & 63) != 0)
    }

    /// The longest word at the start of `text` that ends at a word's end: its surface and its length in bytes.
    ///
    /// A Latin word ends where no letter follows, and after a letter no digit unless the word is a currency.
    pub(crate) fn longest(&self, text: &str) -> Option<(u16, usize)> {
        let mut chars = text.char_indices();
        let (_, first) = chars.next()?;
        let mut at = usize::from(*self.root.get(first as usize)?);
        if at == 0 {
            return None;
        }
        let mut best = None;
        let mut last = first;
        loop {
            let next = chars.next();
            let end = next.map_or(text.len(), |(i, _)| i);
            if let Some(s) = self.nodes[at].surface
                && (!last.is_ascii_alphabetic() || self.ends_word(s, next.map(|x| x.1)))
            {
                best = Some((s, end));
            }
            let Some((_, mut c)) = next else { break };
            if c == ' ' && !last.is_ascii() {
                // Blanks inside a Chinese word: 百 分 点.
                let mut ahead = chars.clone();
                match ahead.find(|(_, c)| *c != ' ') {
                    Some((_, behind)) if !behind.is_ascii() => {
                        c = behind;
                        chars = ahead;
                    }
                    _ => {}
                }
            }
            if self.nodes[at].gate & 1 << (u32::from(c) & 63) == 0 {
                break;
            }
            match self.ways.step(at, c) {
                Some(n) => at = n,
                None => break,
            }
            last = c;
        }
        best
    }

    fn ends_word(&self, surface: u16, next: Option<char>) -> bool {
        match next {
            Some(c) if c.is_ascii_digit() => self.meanings(surface).iter().any(|m| {
                matches!(m.sense, Sense::Coin(c) if c.place.before()) || matches!(m.sense, Sense::NameBefore)
            }),
            Some(c) => !is_latin(c),
            None => true,
        }
    }
}

/// A letter that Latin words are made of.
pub(crate) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{00c0}'..='\u{024f}')
}

/// Reads `USD before usual name=Dollar parts=100`.
fn coin(value: &str) -> Result<Coin, String> {
    let mut coin = Coin {
        code: None,
        place: Place::Both,
        usual: false,
        yuan: false,
        parts: 1,
        times: 1,
        large: false,
        name: intern(""),
    };
    for (i, word) in value.split_whitespace().enumerate() {
        match word {
            "before" => coin.place = Place::Before,
            "after" => coin.place = Place::After,
            "both" => coin.place = Place::Both,
            "usual" => coin.usual = true,
            "yuan" => coin.yuan = true,
            "large" => coin.large = true,
            "-" if i == 0 => {}
            w if i == 0 => {
                coin.code = Some(w.parse().map_err(|e: tradewire_model::ModelError| e.to_string())?);
            }
            w => match w.split_once(':') {
                Some(("parts", n)) => coin.parts = n.parse().map_err(|_| format!("{n:?} parts"))?,
                Some(("times", n)) => coin.times = n.parse().map_err(|_| format!("{n:?} times"))?,
                Some(("name", n)) => coin.name = intern(&n.replace('_', " ")),
                _ => return Err(format!("{w:?} says nothing of a currency")),
            },
        }
    }
    if coin.parts == 0 {
        return Err("no parts make no whole".into());
    }
    Ok(coin)
}
