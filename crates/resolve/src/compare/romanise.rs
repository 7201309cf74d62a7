//! Chinese characters in Latin letters: pinyin with all readings, Wade–Giles, Hong Kong, Taiwan, Singapore.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use super::spelling;
use crate::sound;

/// Whose habits a spelling may follow: a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Systems(u8);

impl Systems {
    pub(crate) const PINYIN: Self = Self(1);
    pub(crate) const WADE_GILES: Self = Self(2);
    pub(crate) const CANTONESE: Self = Self(4);
    pub(crate) const HOKKIEN: Self = Self(8);
    pub(crate) const KOREAN: Self = Self(16);
    pub(crate) const VIETNAMESE: Self = Self(32);
    pub(crate) const ALL: Self = Self(63);
    /// Everywhere but on the mainland.
    const ABROAD: Self = Self(62);

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What a match by the likeliest of the systems is called.
    pub(crate) fn why(self) -> &'static str {
        if self.has(Self::PINYIN) {
            "the same reading in pinyin"
        } else if self.has(Self::WADE_GILES) {
            "the same reading in Wade–Giles or a spelling of Taiwan"
        } else if self.has(Self::CANTONESE) {
            "the same reading in Cantonese"
        } else if self.has(Self::HOKKIEN) {
            "the same reading in Hokkien or Teochew"
        } else if self.has(Self::KOREAN) {
            "the same reading in Korean"
        } else if self.has(Self::VIETNAMESE) {
            "the same reading in Vietnamese"
        } else {
            "readings of several languages"
        }
    }
}

/// A spelling and the systems it is of.
pub(crate) type Spelling = (String, Systems);

static SURNAMES: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("../../data/surnames.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split_once(' ').unwrap_or((l, "")))
        .map(|(han, ways)| (han.to_owned(), ways.split_whitespace().collect()))
        .collect()
});

/// Spellings of characters of given names that no rule gives, by character.
static GIVEN: LazyLock<HashMap<char, Vec<(&'static str, Systems)>>> = LazyLock::new(|| {
    let mut out: HashMap<char, Vec<(&'static str, Systems)>> = HashMap::new();
    let mut systems = Systems::CANTONESE;
    for line in include_str!("../../data/given_spellings.txt").lines() {
        match line {
            "[cantonese]" => systems = Systems::CANTONESE,
            "[hokkien]" => systems = Systems::HOKKIEN,
            "[taiwan]" => systems = Systems::WADE_GILES,
            "[korean]" => systems = Systems::KOREAN,
            "[vietnamese]" => systems = Systems::VIETNAMESE,
            _ => {
                if let Some((syllable, chars)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
                    for c in chars.chars() {
                        out.entry(c).or_default().push((syllable, systems));
                    }
                }
            }
        }
    }
    out
});

/// Readings of a character outside Mandarin, as `data/readings.txt` lists them.
struct Foreign {
    cantonese: &'static str,
    korean: &'static str,
    vietnamese: &'static str,
    on: &'static str,
}

static READINGS: LazyLock<HashMap<char, Foreign>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for line in include_str!("../../data/readings.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split(' ');
        if let (Some(c), Some(cantonese), Some(korean), Some(vietnamese), Some(on)) = (
            fields.next().and_then(|f| f.chars().next()),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
        ) {
            out.insert(tradewire_script::fold_char(c), Foreign { cantonese, korean, vietnamese, on });
        }
    }
    out
});

fn each(field: &'static str) -> impl Iterator<Item = &'static str> {
    field.split(',').filter(|f| *f != "-")
}

/// Readings of a folded character that Japanese took from Chinese.
pub(crate) fn on(c: char) -> impl Iterator<Item = &'static str> {
    READINGS.get(&c).into_iter().flat_map(|f| each(f.on))
}

/// Whether folded characters are a surname that the lists hold.
pub(crate) fn is_surname(han: &[char]) -> bool {
    SURNAMES.contains_key(&han.iter().collect::<String>())
        || matches!(han, [c] if sound::COMMON_SURNAMES.contains(*c))
}

/// Characters that are read otherwise as surnames than elsewhere, or in one way only.
const AS_SURNAME: &[(char, &[&str])] = &[
    ('陆', &["lu"]),
    ('曾', &["zeng"]),
    ('单', &["shan"]),
    ('仇', &["qiu"]),
    ('区', &["ou"]),
    ('解', &["xie"]),
    ('查', &["zha", "cha"]),
    ('乐', &["yue", "le"]),
    ('任', &["ren"]),
    ('朴', &["piao", "park"]),
    ('翟', &["zhai", "di"]),
    ('薄', &["bo"]),
    ('沈', &["shen"]),
    ('石', &["shi"]),
    ('贾', &["jia"]),
    ('覃', &["qin", "tan"]),
    ('车', &["che"]),
    ('葛', &["ge"]),
    ('缪', &["miao"]),
    ('叶', &["ye"]),
    ('万', &["wan"]),
    ('盖', &["gai", "ge"]),
    ('尹', &["yin"]),
    ('柏', &["bai", "bo"]),
    ('纪', &["ji"]),
    ('洗', &["xian"]),
    ('冼', &["xian"]),
    ('召', &["shao"]),
    ('种', &["chong"]),
    ('秘', &["bi"]),
    ('折', &["she"]),
    ('那', &["na"]),
    ('宁', &["ning"]),
    ('重', &["chong"]),
    ('行', &["xing"]),
    ('余', &["yu"]),
    ('颜', &["yan"]),
    ('钻', &["zuan"]),
];

/// The ways to write a surname.
pub(crate) fn surname(han: &[char]) -> Vec<Spelling> {
    let mut out: Vec<Spelling> = match han {
        [c] => match AS_SURNAME.iter().find(|(s, _)| s == c) {
            Some((_, readings)) => {
                let mut own = Vec::new();
                for r in *readings {
                    add(&mut own, (*r).to_owned(), Systems::PINYIN);
                    for w in wade_giles(r) {
                        add(&mut own, w, Systems::WADE_GILES);
                    }
                }
                for (w, s) in given(*c).iter() {
                    let abroad = s.and(Systems::ABROAD);
                    if !s.has(Systems::PINYIN) && !s.has(Systems::WADE_GILES) {
                        add(&mut own, w.clone(), abroad);
                    }
                }
                own
            }
            None => given(*c).to_vec(),
        },
        _ => {
            // A surname of two characters: both read in one system.
            let mut whole: Vec<Spelling> = vec![(String::new(), Systems::ALL)];
            for c in han {
                let ways = given(*c);
                whole = whole
                    .iter()
                    .flat_map(|(head, s)| {
                        ways.iter()
                            .filter(|(_, t)| t.and(*s).has(Systems(3)))
                            .map(move |(r, t)| (format!("{head}{r}"), s.and(*t)))
                    })
                    .take(16)
                    .collect();
            }
            whole
        }
    };
    if let Some(ways) = SURNAMES.get(&han.iter().collect::<String>()) {
        for w in ways {
            add(&mut out, (*w).to_owned(), Systems::ABROAD);
        }
    }
    out
}

fn add(out: &mut Vec<Spelling>, text: String, systems: Systems) {
    match out.iter_mut().find(|(o, _)| *o == text) {
        Some((_, s)) => *s = s.or(systems),
        None => out.push((text, systems)),
    }
}

thread_local! {
    /// Spellings by character, made once: a name is compared with many.
    static MADE: RefCell<HashMap<char, Rc<[Spelling]>>> = RefCell::default();
}

/// Characters whose spellings are kept.
const KEPT: usize = 10_000;

/// The ways to write a character of a given name.
pub(crate) fn given(c: char) -> Rc<[Spelling]> {
    MADE.with_borrow_mut(|made| {
        if made.len() > KEPT {
            made.clear();
        }
        Rc::clone(made.entry(c).or_insert_with(|| spell(c).into()))
    })
}

fn spell(c: char) -> Vec<Spelling> {
    let mut out: Vec<Spelling> = Vec::new();
    let readings = sound::readings(c);
    for r in &readings {
        add(&mut out, r.clone(), Systems::PINYIN);
    }
    for r in &readings {
        for w in wade_giles(r) {
            add(&mut out, w, Systems::WADE_GILES);
        }
    }
    if let Some(f) = READINGS.get(&c) {
        for w in each(f.cantonese).flat_map(spelling::cantonese) {
            add(&mut out, w, Systems::CANTONESE);
        }
        for w in each(f.korean).flat_map(spelling::korean) {
            add(&mut out, w, Systems::KOREAN);
        }
        for w in each(f.vietnamese) {
            add(&mut out, w.to_owned(), Systems::VIETNAMESE);
        }
    }
    for (w, s) in GIVEN.get(&c).into_iter().flatten() {
        add(&mut out, (*w).to_owned(), *s);
    }
    out
}

/// Wade–Giles without its marks, and the loose spellings of Taiwan's passports.
pub(crate) fn wade_giles(pinyin: &str) -> Vec<String> {
    let (head, tail) = ["zh", "ch", "sh"]
        .iter()
        .find_map(|h| pinyin.strip_prefix(h).map(|t| (*h, t)))
        .unwrap_or_else(|| {
            let n = usize::from(pinyin.starts_with(|c: char| !"aeiouüv".contains(c)));
            pinyin.split_at(n)
        });
    let heads: &[&str] = match head {
        "b" => &["p", "b"],
        "d" => &["t", "d"],
        "g" => &["k", "g"],
        "j" => &["ch", "ts", "j"],
        "q" => &["ch", "ts"],
        "x" => &["hs", "sh", "s"],
        "zh" => &["ch", "j", "jh"],
        "r" => &["j", "r"],
        "z" => &["ts", "tz", "tz"],
        "c" => &["ts", "tz"],
        h => &[h],
    };
    let tails: Vec<&str> = match (head, tail) {
        ("z" | "c" | "s", "i") => {
            return ["tzu", "tsu", "tze", "tz"]
                .iter()
                .map(|s| (*s).to_owned())
                .chain((head == "s").then(|| ["szu", "ssu", "sze"].map(str::to_owned)).into_iter().flatten())
                .collect();
        }
        ("zh" | "ch", "i") => vec!["ih", "yh"],
        ("sh" | "r", "i") => vec!["ih", "i"],
        ("y", "an") => vec!["en", "an"],
        ("y", "ou") => vec!["u", "ou"],
        ("y", "i") => return vec!["i".into(), "yi".into(), "yih".into()],
        ("y", "e") => vec!["eh", "e"],
        ("y", "ing") => return vec!["ing".into(), "ying".into(), "yin".into()],
        ("y", "in") => return vec!["in".into(), "yin".into()],
        ("y", "ong") => vec!["ung", "ong"],
        ("g" | "k" | "h", "e") => vec!["o", "e"],
        ("", "e") => vec!["o", "e"],
        (_, "ian") => vec!["ien", "ian"],
        (_, "ie") => vec!["ieh", "ie"],
        (_, "ong") => vec!["ung", "ong"],
        (_, "iong") => vec!["iung", "iong"],
        (_, "ue" | "üe" | "ve") => vec!["ueh", "ue", "eh"],
        ("g" | "k" | "h" | "sh", "uo") => vec!["uo"],
        (_, "uo") => vec!["o", "uo"],
        (_, "ui") => vec!["uei", "ui"],
        (_, "iu") => vec!["iu", "iou", "eou"],
        (_, "er") => vec!["erh", "er"],
        (_, "un") => vec!["un", "uen"],
        (_, t) => vec![t],
    };
    heads.iter().flat_map(|h| tails.iter().map(move |t| format!("{h}{t}"))).collect()
}
