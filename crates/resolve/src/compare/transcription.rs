//! Foreign names in Chinese characters: 扎克伯格 and Zuckerberg, 祖克柏 and 朱克伯格.
//!
//! Each character is a syllable, a syllable an initial and a final, and the table in `data/transcription.txt` says
//! which letters either stands for and what that costs. The cheapest way through both names is their distance.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::sound;

/// Longest run of letters that one initial or final stands for.
const LONGEST_RUN: usize = 4;
/// Letters of a word that are looked at.
pub(crate) const LONGEST_WORD: usize = 28;
/// What a letter or a sound costs that has no counterpart.
const MISSING: u16 = 12;
/// No way leads here.
const NEVER: u16 = u16::MAX / 4;

type Unit = u8;

/// The initial and the final of a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Syllable {
    initial: Unit,
    final_: Unit,
}

struct Table {
    /// Unit by initial («b», «-») and final («a», «ih»); finals are stored with a leading «_».
    units: HashMap<String, Unit>,
    /// For each unit, the letters it stands for and what they cost.
    spellings: Vec<Vec<(Vec<u8>, u16)>>,
    /// For each unit, what it costs to have no letter at all.
    empty: Vec<u16>,
    silent: [u16; 26],
    readings: HashMap<char, Vec<Syllable>>,
    usual: HashSet<char>,
    /// Whether a unit is a final that ends in n or ng, and whether it is the final of 尔.
    nasal: Vec<bool>,
    rhotic: Vec<bool>,
    finals: Vec<bool>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::load(include_str!("../../data/transcription.txt")));

impl Table {
    fn load(text: &str) -> Self {
        let mut t = Self {
            units: HashMap::new(),
            spellings: Vec::new(),
            empty: Vec::new(),
            silent: [MISSING; 26],
            readings: HashMap::new(),
            usual: HashSet::new(),
            nasal: Vec::new(),
            rhotic: Vec::new(),
            finals: Vec::new(),
        };
        let mut part = "";
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if line.starts_with('[') {
                part = line;
                continue;
            }
            let mut fields = line.split_whitespace();
            let Some(head) = fields.next() else { continue };
            match part {
                "[initial]" | "[final]" => {
                    let name = if part == "[final]" { format!("_{head}") } else { head.to_owned() };
                    let mut empty = MISSING;
                    let mut spellings: Vec<(Vec<u8>, u16)> = Vec::new();
                    for (letters, cost) in fields.filter_map(|f| f.split_once(':')) {
                        let Ok(cost) = cost.parse::<u16>() else { continue };
                        if letters == "-" {
                            empty = cost;
                        } else if letters.len() <= LONGEST_RUN
                            && letters.bytes().all(|b| b.is_ascii_lowercase())
                        {
                            spellings.push((letters.as_bytes().to_vec(), cost));
                        }
                    }
                    let unit = Unit::try_from(t.spellings.len()).unwrap_or_default();
                    t.nasal.push(part == "[final]" && (head.ends_with('n') || head.ends_with("ng")));
                    t.finals.push(part == "[final]");
                    t.rhotic.push(name == "_er");
                    t.units.insert(name, unit);
                    t.spellings.push(spellings);
                    t.empty.push(empty);
                }
                "[usual]" => t.usual.extend(line.chars().map(tradewire_script::fold_char)),
                "[silent]" => {
                    if let (Some(c @ b'a'..=b'z'), Some(Ok(cost))) =
                        (head.bytes().next(), fields.next().map(str::parse::<u16>))
                    {
                        t.silent[usize::from(c - b'a')] = cost;
                    }
                }
                _ => {
                    if let Some(c) = head.chars().next() {
                        let more: Vec<Syllable> = fields.filter_map(|p| t.syllable(p)).collect();
                        t.readings.entry(tradewire_script::fold_char(c)).or_default().extend(more);
                    }
                }
            }
        }
        t
    }

    /// Reads a syllable in letters without tone.
    fn syllable(&self, pinyin: &str) -> Option<Syllable> {
        let plain = pinyin.replace('ü', "v");
        let head = ["zh", "ch", "sh"].iter().find(|h| plain.starts_with(**h)).map_or_else(
            || {
                let c = plain.chars().next()?;
                "bpmfdtnlgkhjqxrzcswy".contains(c).then(|| c.to_string())
            },
            |h| Some((*h).to_owned()),
        );
        let (initial, rest) = match &head {
            Some(h) => (h.as_str(), &plain[h.len()..]),
            None => ("-", plain.as_str()),
        };
        let rest = match (initial, rest) {
            ("j" | "q" | "x" | "y", r) if r.starts_with('u') => format!("v{}", &r[1..]),
            ("z" | "c" | "s" | "zh" | "ch" | "sh" | "r", "i") => "ih".to_owned(),
            ("y", "an") => "ian".to_owned(),
            ("y", "ou") => "iu".to_owned(),
            ("y", "e") => "ie".to_owned(),
            (_, r) => r.to_owned(),
        };
        let unit = |name: &str| self.units.get(name).copied();
        let final_ =
            unit(&format!("_{rest}")).or_else(|| unit(&format!("_{}", rest.trim_start_matches('u'))))?;
        Some(Syllable { initial: unit(initial)?, final_ })
    }
}

/// The syllables a folded Chinese character may stand for; none for what is no Chinese character.
pub(crate) fn syllables(c: char) -> Vec<Syllable> {
    let t = &*TABLE;
    // Where the table gives readings, others are not heard in foreign names: 顿 is no dú.
    if let Some(own) = t.readings.get(&c) {
        return own.clone();
    }
    let mut out = Vec::new();
    for r in sound::readings(c) {
        if let Some(s) = t.syllable(&r)
            && !out.contains(&s)
        {
            out.push(s);
        }
    }
    out
}

/// Whether a folded character is one that foreign names are usually written with.
pub(crate) fn is_usual(c: char) -> bool {
    TABLE.usual.contains(&c)
}

static PINYIN: LazyLock<HashSet<String>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fa5}').flat_map(sound::readings).collect());

/// Whether letters are one syllable of pinyin.
pub(crate) fn is_pinyin(letters: &str) -> bool {
    PINYIN.contains(letters)
}

/// All syllables of pinyin, without tones.
pub(crate) fn pinyin_syllables() -> impl Iterator<Item = &'static String> {
    PINYIN.iter()
}

/// Letters of a foreign word made ready: accents gone that change no sound, those that do written out.
pub(crate) fn foreign(word: &str) -> Vec<u8> {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'š' | 'ş' | 'ș' | 'ś' => out.push_str("sh"),
            'č' | 'ć' => out.push_str("ch"),
            'ž' | 'ż' | 'ź' => out.push_str("zh"),
            'ñ' | 'ń' | 'ň' => out.push_str("ny"),
            'ç' => out.push('s'),
            'ł' => out.push('l'),
            'đ' => out.push_str("dj"),
            'ğ' => out.push('h'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'þ' => out.push_str("th"),
            'ð' => out.push('d'),
            'ı' => out.push('i'),
            'x' if !out.is_empty() => out.push_str("ks"),
            c if c.is_ascii_lowercase() => out.push(c),
            c if c.is_alphabetic() => {
                out.extend(
                    any_ascii::any_ascii_char(c)
                        .chars()
                        .filter(char::is_ascii_alphabetic)
                        .map(|c| c.to_ascii_lowercase()),
                );
            }
            _ => {}
        }
    }
    if let Some(rest) = out.strip_prefix("mc") {
        out = format!("mac{rest}");
    }
    // Lindqvist is heard like Lindquist.
    if out.contains("qv") {
        out = out.replace("qv", "qu");
    }
    out.truncate(LONGEST_WORD);
    out.into_bytes()
}

/// A foreign word with the cost of every unit at every place of it.
pub(crate) struct Heard {
    len: usize,
    /// (letters taken, cost), those of one unit at one letter together.
    ways: Vec<(u8, u16)>,
    /// For unit `u` at letter `i`, at `u * (len + 1) + i`: where its ways begin and end.
    at: Vec<(u32, u32)>,
    /// What leaving the letter at `i` unsounded costs.
    silent: Vec<u16>,
}

impl Heard {
    pub(crate) fn new(word: &[u8]) -> Self {
        Self::with(word, |_| true)
    }

    /// For those units alone.
    fn with(word: &[u8], wanted: impl Fn(Unit) -> bool) -> Self {
        let t = &*TABLE;
        let len = word.len();
        let mut at = vec![(0u32, 0u32); t.spellings.len() * (len + 1)];
        let mut ways = Vec::with_capacity(16 * (len + 1));
        for (u, spellings) in t.spellings.iter().enumerate().filter(|(u, _)| wanted(*u as Unit)) {
            for i in 0..=len {
                let from = ways.len() as u32;
                ways.push((0, t.empty[u]));
                let rest = &word[i..];
                let fit = |letters: &[u8]| letters.first() == rest.first() && rest.starts_with(letters);
                ways.extend(
                    spellings
                        .iter()
                        .filter(|(l, _)| fit(l))
                        .map(|(letters, cost)| (letters.len() as u8, *cost)),
                );
                at[u * (len + 1) + i] = (from, ways.len() as u32);
            }
        }
        let silent = (0..len)
            .map(|i| {
                let c = word[i];
                if i > 0 && word[i - 1] == c {
                    return 1;
                }
                let last = i + 1 == len;
                let base = if c.is_ascii_lowercase() { t.silent[usize::from(c - b'a')] } else { MISSING };
                match c {
                    b'e' if last => 1,
                    b'h' if i > 0 => 2,
                    // A consonant at the end is dropped in French and in Hong Kong.
                    b't' | b'd' | b's' | b'x' | b'p' if last => 5,
                    b'r' if i > 0 && b"aeiouy".contains(&word[i - 1]) => 2,
                    _ => base,
                }
            })
            .collect();
        Self { len, ways, at, silent }
    }

    /// The row before any syllable.
    pub(crate) fn start(&self) -> Row {
        let mut row = Row { cost: [NEVER; LONGEST_WORD + 1] };
        row.cost[0] = 0;
        self.skip(&mut row);
        row
    }

    /// The row after one more character, which may be any of these syllables.
    pub(crate) fn step(&self, row: &Row, any: &[Syllable]) -> Row {
        let mut out = Row { cost: [NEVER; LONGEST_WORD + 1] };
        for s in any {
            let middle = self.unit(row, s.initial);
            let end = self.unit(&middle, s.final_);
            for i in 0..=self.len {
                out.cost[i] = out.cost[i].min(end.cost[i]);
            }
        }
        self.skip(&mut out);
        out
    }

    fn unit(&self, row: &Row, u: Unit) -> Row {
        let mut out = Row { cost: [NEVER; LONGEST_WORD + 1] };
        for i in 0..=self.len {
            let from = row.cost[i];
            if from >= NEVER {
                continue;
            }
            let (begin, end) = self.at[usize::from(u) * (self.len + 1) + i];
            for &(n, cost) in &self.ways[begin as usize..end as usize] {
                let to = &mut out.cost[i + usize::from(n)];
                *to = (*to).min(from + cost);
            }
        }
        out
    }

    fn skip(&self, row: &mut Row) {
        for i in 0..self.len {
            row.cost[i + 1] = row.cost[i + 1].min(row.cost[i].saturating_add(self.silent[i]));
        }
    }

    /// What it costs to have come to the end.
    pub(crate) fn end(&self, row: &Row) -> u16 {
        row.cost[self.len]
    }
}

/// What it costs to have used up so many letters.
#[derive(Clone)]
pub(crate) struct Row {
    cost: [u16; LONGEST_WORD + 1],
}

impl Row {
    /// Gives up the ways that cost more than a bound; whether any is left.
    fn prune(&mut self, bound: u16) -> bool {
        let mut any = false;
        for c in &mut self.cost {
            if *c > bound {
                *c = NEVER;
            } else {
                any = true;
            }
        }
        any
    }

    /// The least that any way from here will cost.
    pub(crate) fn least(&self) -> u16 {
        self.cost.iter().copied().min().unwrap_or(NEVER)
    }
}

/// Many Chinese transcriptions, ready to be ranked for foreign words.
///
/// A trie over characters, so that names that begin alike are worked out once.
#[derive(Debug, Default)]
pub struct Transcriptions {
    nodes: Vec<Node>,
    readings: Vec<Vec<Syllable>>,
    size: usize,
}

#[derive(Debug, Default)]
struct Node {
    /// Set of readings (index), node.
    next: Vec<(u32, u32)>,
    /// Names that end here.
    names: Vec<u32>,
}

impl Transcriptions {
    /// Takes in names in Chinese characters; spaces and dots are passed over, either script will do.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut out = Self { nodes: vec![Node::default()], ..Self::default() };
        let mut of_char: HashMap<char, Option<u32>> = HashMap::new();
        let mut of_set: HashMap<Vec<Syllable>, u32> = HashMap::new();
        for (n, name) in (0u32..).zip(names) {
            out.size += 1;
            let mut at = 0usize;
            let mut sounded = false;
            for c in name.chars().map(tradewire_script::fold_char) {
                let set = *of_char.entry(c).or_insert_with(|| {
                    let mut s = syllables(c);
                    s.sort_unstable();
                    (!s.is_empty()).then(|| {
                        *of_set.entry(s.clone()).or_insert_with(|| {
                            out.readings.push(s);
                            (out.readings.len() - 1) as u32
                        })
                    })
                });
                let Some(set) = set else { continue };
                sounded = true;
                at = match out.nodes[at].next.iter().find(|(s, _)| *s == set) {
                    Some((_, node)) => *node as usize,
                    None => {
                        let new = out.nodes.len();
                        out.nodes.push(Node::default());
                        out.nodes[at].next.push((set, new as u32));
                        new
                    }
                };
            }
            if sounded {
                out.nodes[at].names.push(n);
            }
        }
        out
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.size
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The `most` names nearest to a foreign word: (cost in tenths of a letter, index), nearest first.
    #[must_use]
    pub fn rank(&self, word: &str, most: usize) -> Vec<(u16, u32)> {
        let letters = foreign(word);
        let heard = Heard::new(&letters);
        // Most words have a near transcription: look close first, wider where too little is found. What costs more
        // than the last bound is no transcription.
        for bound in [9, 18, 16 + 4 * letters.len() as u16] {
            let best = self.within(&heard, most, bound);
            if best.len() >= most || bound > 18 {
                return best;
            }
        }
        Vec::new()
    }

    fn within(&self, heard: &Heard, most: usize, mut bound: u16) -> Vec<(u16, u32)> {
        let mut best: Vec<(u16, u32)> = Vec::with_capacity(most * 2);
        let mut open = vec![(0usize, heard.start())];
        while let Some((at, row)) = open.pop() {
            let node = &self.nodes[at];
            if !node.names.is_empty() {
                let cost = heard.end(&row);
                if cost <= bound {
                    best.extend(node.names.iter().map(|n| (cost, *n)));
                    if best.len() >= most * 2 {
                        best.sort_unstable();
                        best.truncate(most);
                        bound = best.last().map_or(NEVER, |b| b.0);
                    }
                }
            }
            let from = open.len();
            for (set, next) in &node.next {
                let mut row = heard.step(&row, &self.readings[*set as usize]);
                if row.prune(bound) {
                    open.push((*next as usize, row));
                }
            }
            // The likeliest branch is looked at first.
            open[from..].sort_by_key(|(_, row)| std::cmp::Reverse(row.least()));
        }
        best.sort_unstable();
        best.truncate(most);
        best
    }
}

/// What it costs to write a foreign word with these Chinese characters, in tenths of a letter; nothing where there is
/// no letter or no character.
#[must_use]
pub fn cost(word: &str, chinese: &str) -> Option<u16> {
    let letters = foreign(word);
    let sounded: Vec<Vec<Syllable>> =
        chinese.chars().map(tradewire_script::fold_char).map(syllables).filter(|s| !s.is_empty()).collect();
    if letters.is_empty() || sounded.is_empty() {
        return None;
    }
    let wanted = sounded.iter().flatten().fold(0u128, |m, s| m | 1 << s.initial | 1 << s.final_);
    let heard = Heard::with(&letters, |u| wanted & (1 << u) != 0);
    let end = sounded.iter().fold(heard.start(), |row, s| heard.step(&row, s));
    Some(heard.end(&end))
}

/// For each pair of units, the least cost of the letters that either may stand for.
static BETWEEN: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let t = &*TABLE;
    let n = t.spellings.len();
    let mut out = vec![MISSING * 2; n * n];
    for a in 0..n {
        for b in 0..n {
            let mut best = if a == b { 0 } else { (t.empty[a] + t.empty[b]).min(MISSING * 2) };
            for (x, p) in &t.spellings[a] {
                for (y, q) in &t.spellings[b] {
                    if x == y {
                        best = best.min(p + q);
                    }
                }
            }
            if a == b {
                best = 0;
            }
            // Consonants are heard alike more often than vowels.
            if !t.finals[a] && !t.finals[b] {
                best += best / 2;
            }
            // The same letters may be heard with and without a nasal, but not by two who heard one name.
            if t.nasal[a] != t.nasal[b] {
                best += 7;
            }
            if t.rhotic[a] != t.rhotic[b] {
                best += 2;
            }
            out[a * n + b] = best;
        }
    }
    out
});

/// How far two transcriptions of one foreign name may be apart, in tenths of a letter; folded Chinese on both sides.
pub(crate) fn between(a: &[char], b: &[char]) -> u16 {
    let read = |cs: &[char]| cs.iter().map(|c| syllables(*c)).filter(|s| !s.is_empty()).collect::<Vec<_>>();
    let (x, y) = (read(a), read(b));
    let n = TABLE.spellings.len();
    let apart = |u: Unit, v: Unit| BETWEEN[usize::from(u) * n + usize::from(v)];
    // What it costs that one side has no character: little for those that write a lone consonant.
    let alone = |s: &[Syllable]| {
        s.iter()
            .map(|s| {
                let (i, f) = (TABLE.empty[usize::from(s.initial)], TABLE.empty[usize::from(s.final_)]);
                // A lone r, l, n, t, d, s is often left out.
                (i.min(9) + f).clamp(9, 22)
            })
            .min()
            .unwrap_or(MISSING)
    };
    let mut last: Vec<u16> = std::iter::once(0)
        .chain(y.iter().scan(0u16, |sum, s| {
            *sum = sum.saturating_add(alone(s));
            Some(*sum)
        }))
        .collect();
    for s in &x {
        let mut row = vec![last[0].saturating_add(alone(s))];
        for (j, t) in y.iter().enumerate() {
            let swap = s
                .iter()
                .flat_map(|p| t.iter().map(move |q| apart(p.initial, q.initial) + apart(p.final_, q.final_)))
                .min()
                .unwrap_or(MISSING * 2);
            let best = last[j]
                .saturating_add(swap)
                .min(last[j + 1].saturating_add(alone(s)))
                .min(row[j].saturating_add(alone(t)));
            row.push(best);
        }
        last = row;
    }
    last.last().copied().unwrap_or(NEVER)
}
