//! Names of organisations where one side or both are in Chinese characters.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::distance::likeness;
use super::han::{closeness, closeness_between, has_han};
use super::lexicon::LEXICON;
use super::romanise::Systems;
use super::words::Reason;
use crate::sound;

struct Words {
    /// Longest first: Chinese, English ones.
    shared: Vec<(Vec<char>, Vec<&'static str>)>,
    /// The shared words and the nouns that firms take as names, longest first.
    all: Vec<(Vec<char>, Vec<&'static str>)>,
    forms: Vec<Vec<char>>,
    places: Vec<Vec<char>>,
    /// Endings that are short for others.
    shortened: Vec<(Vec<char>, Vec<char>)>,
    english: HashMap<&'static str, ()>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut w = Words {
        shared: Vec::new(),
        all: Vec::new(),
        forms: Vec::new(),
        places: Vec::new(),
        shortened: Vec::new(),
        english: HashMap::new(),
    };
    let chars = |s: &str| s.chars().collect::<Vec<_>>();
    let mut nouns = false;
    for line in include_str!("../../data/organisation_words_zh.txt").lines().filter(|l| !l.starts_with('#')) {
        if line == "[nouns]" {
            nouns = true;
        } else if let Some(rest) = line.strip_prefix("form:") {
            w.forms = rest.split_whitespace().map(chars).collect();
        } else if let Some(rest) = line.strip_prefix("place:") {
            w.places = rest.split_whitespace().map(chars).collect();
        } else if let Some(rest) = line.strip_prefix("short:") {
            w.shortened = rest
                .split_whitespace()
                .filter_map(|p| p.split_once('='))
                .map(|(s, l)| (chars(s), chars(l)))
                .collect();
        } else {
            let mut fields = line.split_whitespace();
            if let Some(han) = fields.next() {
                let english: Vec<&'static str> = fields.collect();
                if nouns {
                    w.all.push((chars(han), english));
                    continue;
                }
                w.english.extend(english.iter().map(|e| (*e, ())));
                w.shared.push((chars(han), english));
            }
        }
    }
    w.all.extend(w.shared.iter().cloned());
    w.all.sort_by_key(|(h, _)| std::cmp::Reverse(h.len()));
    w.shared.sort_by_key(|(h, _)| std::cmp::Reverse(h.len()));
    w.forms.sort_by_key(|f| std::cmp::Reverse(f.len()));
    w.places.sort_by_key(|f| std::cmp::Reverse(f.len()));
    w
});

/// Takes a stock code away: 拼多多(PDD.US), 09988.HK, 阿里巴巴-W.
pub(crate) fn without_code(name: &str) -> String {
    let code = |s: &str| {
        let s = s.trim();
        let (head, tail) = s.rsplit_once(['.', ':', '：']).unwrap_or(("", s));
        const MARKETS: &[&str] =
            &["US", "HK", "SH", "SZ", "SS", "TW", "O", "N", "BJ", "KS", "T", "L", "DF", "TWO"];
        let market = |t: &str| MARKETS.contains(&t.to_ascii_uppercase().as_str());
        let exchange = |t: &str| {
            matches!(
                t.to_ascii_uppercase().as_str(),
                "NYSE" | "NASDAQ" | "HKEX" | "SSE" | "SZSE" | "TPE" | "TSE" | "KRX" | "HKG"
            )
        };
        let body = |t: &str| {
            let t = t.trim();
            !t.is_empty() && t.len() <= 8 && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        (!head.is_empty() && ((market(tail) && body(head)) || (exchange(head) && body(tail))))
            || (head.is_empty() && (4..=6).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut out = name.trim().to_owned();
    while let (Some(open), Some(close)) = (out.find(['(', '（', '[']), out.rfind([')', '）', ']'])) {
        let inner_at = open + out[open..].chars().next().map_or(1, char::len_utf8);
        let end = close + out[close..].chars().next().map_or(1, char::len_utf8);
        if inner_at > close || !code(&out[inner_at..close]) {
            break;
        }
        out.replace_range(open..end, "");
        out = out.trim().to_owned();
    }
    // Behind the name, with a space or right behind Chinese: 小米集团 01810.HK.
    let cut = out
        .char_indices()
        .find(|(i, c)| {
            let before = out[..*i].chars().next_back();
            *i > 0
                && c.is_ascii_alphanumeric()
                && before.is_some_and(|b| b.is_whitespace() || sound::is_han(b))
                && code(&out[*i..])
        })
        .map(|(i, _)| i);
    if let Some(i) = cut {
        out.truncate(i);
    }
    for share in ["-SW", "-W", "-S", "-B", "－Ｗ", "-H"] {
        if let Some(rest) = out.strip_suffix(share)
            && rest.chars().next_back().is_some_and(sound::is_han)
        {
            out.truncate(rest.len());
        }
    }
    out.trim().to_owned()
}

struct Chinese {
    whole: Vec<char>,
    /// Without place before and legal form behind.
    core: Vec<char>,
    place: Option<Vec<char>>,
    /// Shared words, in order, and the characters between them.
    shared: Vec<usize>,
    rest: Vec<char>,
}

fn read(name: &str) -> Chinese {
    // 漠川科技（深圳）有限公司: the branch in brackets.
    let mut bracketed = None;
    let mut name = without_code(name);
    if let (Some(open), Some(close)) = (name.find(['(', '（']), name.rfind([')', '）']))
        && open < close
    {
        let inner: Vec<char> =
            tradewire_script::fold_str(name[open..close].trim_start_matches(['(', '（'])).chars().collect();
        if WORDS.places.contains(&inner) {
            let end = close + name[close..].chars().next().map_or(1, char::len_utf8);
            name.replace_range(open..end, "");
            bracketed = Some(inner);
        }
    }
    // One wording for Taiwan, Hong Kong and the mainland.
    let name = tradewire_script::convert(&name, tradewire_script::Conversion::Tw2sp).text;
    let folded = tradewire_script::fold_str(&name);
    let mut whole: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let w = &*WORDS;
    // 中国社科院 is 中国社会科学院.
    if let Some((short, long)) = w.shortened.iter().find(|(s, _)| whole.ends_with(s)) {
        whole.truncate(whole.len() - short.len());
        whole.extend(long);
    }
    let mut core = whole.as_slice();
    for f in &w.forms {
        if core.len() >= f.len() + 2 && core.starts_with(f) {
            core = &core[f.len()..];
        }
    }
    let mut cut = true;
    while cut {
        cut = false;
        for f in &w.forms {
            if core.len() >= f.len() + 2 && core.ends_with(f) {
                core = &core[..core.len() - f.len()];
                cut = true;
            }
        }
    }
    let mut place = bracketed;
    for p in &w.places {
        if core.len() >= p.len() + 2 && core.starts_with(p) {
            // 北京大学 is no branch: what follows must be more than shared words.
            let rest = &core[p.len()..];
            if !w.shared.iter().any(|(s, _)| s == rest) {
                place = Some(p.clone());
                core = rest;
                break;
            }
        }
    }
    let mut shared = Vec::new();
    let mut rest = Vec::new();
    let mut i = 0;
    while i < core.len() {
        match w.shared.iter().enumerate().find(|(_, (s, _))| core[i..].starts_with(s) && core.len() > s.len())
        {
            Some((n, (s, _))) => {
                shared.push(n);
                i += s.len();
            }
            None => {
                rest.push(core[i]);
                i += 1;
            }
        }
    }
    Chinese { core: core.to_vec(), whole, place, shared, rest }
}

/// Compares two names of organisations of which at least one holds Chinese characters.
pub(crate) fn score(a: &str, b: &str, mut reasons: Option<&mut Vec<Reason>>) -> f32 {
    let mut say = |name: &'static str, left: &[char], right: String, weight: f32| {
        if let Some(out) = reasons.as_deref_mut() {
            out.push(Reason { name, left: left.iter().collect(), right, weight: f64::from(weight) });
        }
    };
    let score = if has_han(a) && has_han(b) {
        both(&read(a), &read(b), &mut say)
    } else {
        let (han, latin) = if has_han(a) { (a, b) } else { (b, a) };
        let x = read(han);
        if let (Some(n), Some(m)) = (ordinal(&x.whole), super::organisation::ordinal(latin))
            && n != m
        {
            say("another number", &x.whole, latin.to_owned(), -0.7);
            return 0.2;
        }
        let word_by_word = translated(&x, latin);
        if word_by_word > 0.0 {
            say("translated word by word", &x.core, latin.to_owned(), word_by_word);
            word_by_word
        } else {
            across(&x, latin, &mut say)
        }
    };
    score.clamp(0.0, 1.0)
}

type Say<'s> = dyn FnMut(&'static str, &[char], String, f32) + 's;

fn both(x: &Chinese, y: &Chinese, say: &mut Say<'_>) -> f32 {
    let right = || y.whole.iter().collect::<String>();
    let places = !matches!((&x.place, &y.place), (Some(p), Some(q)) if p != q);
    if x.whole == y.whole && places {
        say("equal when folded", &x.whole, right(), 1.0);
        return 1.0;
    }
    if x.core == y.core && x.core.len() >= 2 {
        let s = if places { 0.93 } else { 0.45 };
        say(
            if places { "equal but for place and legal form" } else { "of another place" },
            &x.core,
            right(),
            s,
        );
        return s;
    }
    let numbers = |c: &Chinese| {
        c.whole
            .iter()
            .copied()
            .filter(|c| "一二三四五六七八九十百零〇0123456789".contains(*c))
            .collect::<String>()
    };
    if numbers(x) != numbers(y) && x.whole.len().abs_diff(y.whole.len()) <= 1 {
        say("another number", &x.whole, right(), -0.7);
        return 0.25;
    }
    // Bodies of shared words alone (国家电网, 中国银行) must be equal.
    if x.rest.is_empty() || y.rest.is_empty() {
        return abbreviation(x, y, say).max(0.1);
    }
    if x.rest == y.rest && x.rest.len() >= 2 {
        let one_has_none = x.shared.is_empty() || y.shared.is_empty();
        let subset =
            x.shared.iter().all(|s| y.shared.contains(s)) || y.shared.iter().all(|s| x.shared.contains(s));
        // A word that a firm may carry or not; a bank or a university is what it is called.
        const SOFT: &[&str] = &[
            "集团",
            "科技",
            "技术",
            "控股",
            "国际",
            "网络",
            "智能",
            "软件",
            "系统",
            "传媒",
            "资本",
            "人工智能",
            "工业",
        ];
        let differ = x
            .shared
            .iter()
            .filter(|i| !y.shared.contains(i))
            .chain(y.shared.iter().filter(|i| !x.shared.contains(i)));
        let differ: Vec<String> = differ.map(|i| WORDS.shared[*i].0.iter().collect()).collect();
        // A university is what it is called, in all its words.
        let school = x.core.ends_with(&['大', '学']) || y.core.ends_with(&['大', '学']);
        let soft = !school && differ.iter().all(|w| SOFT.contains(&w.as_str()));
        let s: f32 = if !places {
            0.4
        } else if !soft {
            0.45
        } else if differ.len() == 1 && (one_has_none || subset) {
            0.82
        } else if subset {
            0.66
        } else {
            0.35
        };
        say("the same but for words that many share", &x.core, right(), s);
        return s;
    }
    let by_sound = closeness_between(&x.rest, &y.rest);
    let usual = x.rest.iter().chain(&y.rest).all(|c| super::transcription::is_usual(*c));
    let foreign = usual
        && by_sound >= 0.72
        && x.shared == y.shared
        && x.rest.len().max(y.rest.len()) >= 3
        && x.rest.iter().zip(&y.rest).any(|(c, d)| c != d);
    if foreign {
        say("two transcriptions of one sound", &x.rest, y.rest.iter().collect(), by_sound);
        return by_sound * 0.95;
    }
    abbreviation(x, y, say).max(0.1)
}

/// 中国科学院 and 中科院, 清华大学 and 清华: the short form's characters in order, beginning with the first.
fn abbreviation(x: &Chinese, y: &Chinese, say: &mut Say<'_>) -> f32 {
    let (short, long) =
        if x.whole.len() <= y.whole.len() { (&x.core, &y.whole) } else { (&y.core, &x.whole) };
    if short.len() < 2 || short.len() == long.len() {
        return 0.0;
    }
    if long.starts_with(short) {
        let rest = &long[short.len()..];
        let shared = WORDS.shared.iter().any(|(s, _)| s == rest);
        let s = if shared && short.len() >= 2 { 0.8 } else { 0.4 };
        say("the beginning of the longer name", short, long.iter().collect(), s);
        return s;
    }
    let mut at = 0;
    for c in short {
        match long[at..].iter().position(|d| d == c) {
            Some(i) => at += i + 1,
            None => return 0.0,
        }
    }
    let whole = long.first() == short.first() && long.last() == short.last() && short.len() >= 3;
    // 西南大学 is whole as it stands, and so no short form of 西南交通大学.
    let complete = WORDS.shared.iter().any(|(s, _)| s.len() >= 2 && short.ends_with(s));
    let s = if whole && !complete { 0.76 } else { 0.5 };
    say("shortened", short, long.iter().collect(), s);
    s
}

/// The number behind 第 in a name: 第二人民医院.
fn ordinal(name: &[char]) -> Option<u32> {
    let at = name.iter().position(|c| *c == '第')? + 1;
    let digit =
        |c: char| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|n| u32::try_from(n).ok());
    match name.get(at..)? {
        ['十', c, ..] if digit(*c).is_some() => digit(*c).map(|n| n + 10),
        ['十', ..] => Some(10),
        [c, ..] => digit(*c).or_else(|| c.to_digit(10)),
        [] => None,
    }
}

/// Above 0 where every word of a Chinese name has its translation on the other side and nothing of weight is left:
/// 蓝鹭实验室 and Blue Heron Labs.
fn translated(x: &Chinese, latin: &str) -> f32 {
    let (raw, _) = super::letters::words(&without_code(latin));
    let mut open: Vec<&str> = raw
        .iter()
        .filter(|w| !matches!(*w, "," | "of" | "the" | "and" | "for" | "in" | "at"))
        .filter(|w| LEXICON.form(w).is_none())
        .collect();
    if open.is_empty() || x.core.is_empty() {
        return 0.0;
    }
    let (mut i, mut lost) = (0, 0usize);
    while i < x.core.len() {
        let word = WORDS.all.iter().find_map(|(h, english)| {
            if !x.core[i..].starts_with(h) {
                return None;
            }
            let at = open.iter().position(|o| english.contains(o) || english.contains(&LEXICON.full(o)))?;
            Some((h.len(), english, at))
        });
        match word {
            Some((n, english, at)) => {
                open.remove(at);
                open.retain(|o| !english.contains(o));
                i += n;
            }
            // A word such as 科技 that the other side leaves out.
            None => match WORDS.shared.iter().find(|(h, _)| i > 0 && x.core[i..].starts_with(h)) {
                Some((h, _)) => {
                    lost += 1;
                    i += h.len();
                }
                None => return 0.0,
            },
        }
    }
    if x.place.is_some() {
        open.retain(|o| !LEXICON.is_place(o));
    }
    let strong = open.iter().any(|o| !LEXICON.is_weak(LEXICON.full(o)) && !LEXICON.is_place(o));
    if strong || lost > 1 {
        return 0.0;
    }
    // 学院 alone says too little.
    let weak = x.core.len() <= 2 && open.is_empty() && WORDS.shared.iter().any(|(h, _)| *h == x.core);
    if weak { 0.0 } else { 0.9 - 0.07 * (lost + open.len()).min(3) as f32 }
}

fn across(x: &Chinese, latin: &str, say: &mut Say<'_>) -> f32 {
    let w = &*WORDS;
    let (raw, _) = super::letters::words(&without_code(latin));
    let words: Vec<&str> = raw
        .iter()
        .filter(|w| !matches!(*w, "," | "of" | "the" | "and" | "for" | "in" | "at" | "de" | "la"))
        .collect();
    let mut open: Vec<&str> =
        words.iter().copied().filter(|w| LEXICON.form(w).is_none() || words.len() == 1).collect();
    // Latin letters inside the Chinese name: TCL科技, 商汤SenseTime.
    let inner: String = x.whole.iter().filter(|c| c.is_ascii_alphanumeric()).collect();
    let mut score = 0.0f32;
    let mut paired = 0usize;
    if inner.len() >= 2 && open.concat().contains(&inner) {
        say("the same Latin letters", &x.whole, inner.clone(), 0.9);
        score = 0.9;
    }
    // Shared words translated.
    let mut lost = 0usize;
    for s in &x.shared {
        let english = &w.shared[*s].1;
        match open.iter().position(|o| {
            english.contains(o)
                || english.contains(&LEXICON.full(o))
                || english.iter().any(|e| likeness(e, o) > 0.9)
        }) {
            Some(i) => {
                say("the same word", &w.shared[*s].0, open[i].to_owned(), 0.2);
                open.remove(i);
                // Sun Yat-sen, stock exchange: the other words of the same.
                open.retain(|o| english.len() < 2 || !english.contains(o));
                paired += 1;
            }
            None => lost += 1,
        }
    }
    if x.place.is_some() {
        open.retain(|o| !LEXICON.is_place(o));
    }
    let mut rest: Vec<char> = x.rest.iter().copied().filter(|c| sound::is_han(*c)).collect();
    // 宁川市 is Ningchuan.
    if rest.len() >= 3 && rest.ends_with(&['市']) && x.core.starts_with(&rest) {
        rest.pop();
        open.retain(|o| !matches!(*o, "city" | "municipal"));
    }
    if rest.is_empty() {
        return if score > 0.0 {
            score
        } else if paired > 0
            && lost == 0
            && open.iter().all(|o| LEXICON.is_weak(LEXICON.full(o)) || LEXICON.is_place(o))
        {
            0.9 - 0.1 * open.len().min(3) as f32
        } else {
            0.1
        };
    }
    let missing =
        open.iter().filter(|o| w.english.contains_key(**o) || LEXICON.is_weak(LEXICON.full(o))).count();
    let core: Vec<&str> = open
        .iter()
        .copied()
        .filter(|o| !(w.english.contains_key(*o) || LEXICON.is_weak(LEXICON.full(o))))
        .collect();
    let core = if core.is_empty() { open.clone() } else { core };
    if core.is_empty() {
        return score.max(0.1);
    }
    // By sound, whole against whole and against the first word.
    let mut best = (0.0f32, String::new(), "the same sound in transcription");
    for candidate in [core.concat(), core[0].to_owned()] {
        let full = candidate.len() == core.concat().len();
        let heard = closeness(&candidate, &rest) * if full { 1.0 } else { 0.8 };
        if heard > best.0 {
            best = (heard, candidate.clone(), "the same sound in transcription");
        }
        let read = pinyin_of(&rest, &candidate) * if full { 1.0 } else { 0.85 };
        if read >= best.0 && read > 0.0 {
            best = (read, candidate, "the same reading");
        }
    }
    // Two characters hold little sound: it must be near.
    if rest.len() < 3 && best.2 == "the same sound in transcription" {
        best.0 *= 0.93;
    }
    say(best.2, &rest, best.1.clone(), best.0);
    // A word left over on either side: 巴克莱银行 is no Barclay Simpson.
    if lost > 0 && best.1.len() < core.concat().len() {
        say("other words on both sides", &x.core, core.join(" "), -0.2);
        best.0 *= 0.85;
    }
    let s = best.0 * if lost + missing > 0 { 1.0 - 0.07 * (lost + missing).min(4) as f32 } else { 1.0 }
        + if paired > 0 && best.0 > 0.6 { 0.05 } else { 0.0 };
    score.max(s)
}

/// 1 where letters read all characters in pinyin, Wade–Giles or Cantonese.
fn pinyin_of(rest: &[char], letters: &str) -> f32 {
    let mut open = vec![(0usize, Systems::ALL)];
    for c in rest {
        let mut next = Vec::new();
        for (at, plain) in &open {
            for (spelling, systems) in super::romanise::given(*c).iter() {
                if letters[*at..].starts_with(spelling.as_str()) {
                    next.push((at + spelling.len(), plain.and(*systems)));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        open = next;
    }
    let mut best = 0.0f32;
    for (at, plain) in open {
        if at == letters.len() {
            best = best.max(if plain.has(Systems::PINYIN) {
                0.97
            } else if plain.is_empty() {
                0.6
            } else {
                0.88
            });
        }
    }
    best
}
