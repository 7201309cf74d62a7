//! Chinese characters in Latin letters: pinyin with all readings, Wade–Giles, Hong Kong, Taiwan, Singapore.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::sound;

/// Whose habit a spelling follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum System {
    Pinyin,
    WadeGiles,
    Cantonese,
    /// A surname as its bearers write it.
    Surname,
}

impl System {
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Pinyin => "the same reading in pinyin",
            Self::WadeGiles => "the same reading in Wade–Giles or a spelling of Taiwan",
            Self::Cantonese => "the same reading in Cantonese",
            Self::Surname => "a surname as written in Hong Kong, Taiwan or South East Asia",
        }
    }
}

static SURNAMES: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("../../data/surnames.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split_once(' ').unwrap_or((l, "")))
        .map(|(han, ways)| (han.to_owned(), ways.split_whitespace().collect()))
        .collect()
});

static CANTONESE: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut out: HashMap<char, Vec<&'static str>> = HashMap::new();
    for (syllable, chars) in include_str!("../../data/cantonese.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(' '))
    {
        for c in chars.chars() {
            out.entry(c).or_default().push(syllable);
        }
    }
    out
});

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
pub(crate) fn surname(han: &[char]) -> Vec<(String, System)> {
    let mut out: Vec<(String, System)> = match han {
        [c] => match AS_SURNAME.iter().find(|(s, _)| s == c) {
            Some((_, readings)) => readings
                .iter()
                .map(|r| ((*r).to_owned(), System::Pinyin))
                .chain(readings.iter().flat_map(|r| wade_giles(r)).map(|w| (w, System::WadeGiles)))
                .collect(),
            None => given(*c),
        },
        _ => {
            let mut whole = vec![(String::new(), System::Pinyin)];
            for c in han {
                whole = whole
                    .iter()
                    .flat_map(|(head, s)| {
                        given(*c)
                            .into_iter()
                            .filter(|(_, t)| *t != System::Cantonese)
                            .map(move |(r, t)| (format!("{head}{r}"), (*s).max(t)))
                    })
                    .take(16)
                    .collect();
            }
            whole
        }
    };
    if let Some(ways) = SURNAMES.get(&han.iter().collect::<String>()) {
        for w in ways {
            if !out.iter().any(|(o, _)| o == w) {
                out.push(((*w).to_owned(), System::Surname));
            }
        }
    }
    out
}

/// The ways to write a character of a given name.
pub(crate) fn given(c: char) -> Vec<(String, System)> {
    let mut out: Vec<(String, System)> = Vec::new();
    let mut add = |text: String, system: System| {
        if !out.iter().any(|(o, _)| *o == text) {
            out.push((text, system));
        }
    };
    let readings = sound::readings(c);
    for r in &readings {
        add(r.clone(), System::Pinyin);
    }
    for r in &readings {
        for w in wade_giles(r) {
            add(w, System::WadeGiles);
        }
    }
    for s in CANTONESE.get(&c).into_iter().flatten() {
        add((*s).to_owned(), System::Cantonese);
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
        "j" | "q" => &["ch", "ts", "j"],
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
