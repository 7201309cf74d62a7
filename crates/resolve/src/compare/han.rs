//! Names of persons where one side or both are Chinese characters.

use super::distance::likeness;
use super::japanese;
use super::lexicon::LEXICON;
use super::married;
use super::romanise::{self, Spelling, Systems};
use super::transcription;
use super::words::Reason;
use crate::sound;

/// A name in Chinese characters, folded.
struct Han {
    /// The parts between dots and spaces: one for a Chinese name.
    parts: Vec<Part>,
}

enum Part {
    Han(Vec<char>),
    /// An initial or word in Latin letters inside the name: J·D·万斯.
    Latin(String),
}

/// Titles that stand behind a name.
const TITLES: &[&str] = &[
    "先生",
    "女士",
    "小姐",
    "教授",
    "博士",
    "院士",
    "老师",
    "同学",
    "总裁",
    "董事长",
    "首席执行官",
    "爵士",
    "夫人",
];
/// Titles that stand before a foreign name.
const LEADING: &[&str] = &["圣雄", "教宗", "教皇", "国王", "女王", "总统", "总理", "首相", "爵士", "将军"];
/// Surnames of which one is written for the other since the script was simplified.
const SURNAME_VARIANTS: &[&str] =
    &["萧肖", "阎闫", "傅付", "邱丘", "戴代", "蓝兰", "于於", "叶葉", "范範", "锺钟", "游遊", "吴吳"];

pub(crate) fn has_han(name: &str) -> bool {
    !name.is_ascii() && name.chars().any(sound::is_han)
}

fn read(name: &str) -> Han {
    let folded = tradewire_script::fold_str(name.trim());
    let mut text = folded.as_str();
    for t in TITLES {
        if let Some(rest) = text.strip_suffix(t)
            && rest.chars().count() >= 2
        {
            text = rest;
        }
    }
    for t in LEADING {
        if let Some(rest) = text.strip_prefix(t)
            && rest.chars().count() >= 2
        {
            text = rest;
        }
    }
    let mut parts = Vec::new();
    for piece in text.split(|c: char| {
        c.is_whitespace() || matches!(c, '·' | '.' | '-' | '—' | '–' | ',' | '=' | '・' | '。' | '?')
    }) {
        let (mut han, mut latin) = (Vec::new(), String::new());
        for c in piece.chars() {
            if sound::is_han(c) {
                if !latin.is_empty() {
                    parts.push(Part::Latin(std::mem::take(&mut latin)));
                }
                han.push(c);
            } else if c.is_alphanumeric() {
                if !han.is_empty() {
                    parts.push(Part::Han(std::mem::take(&mut han)));
                }
                latin.push(c);
            }
        }
        if !han.is_empty() {
            parts.push(Part::Han(han));
        }
        if !latin.is_empty() {
            parts.push(Part::Latin(latin));
        }
    }
    Han { parts }
}

impl Han {
    fn joined(&self) -> Vec<char> {
        self.parts
            .iter()
            .flat_map(|p| if let Part::Han(h) = p { h.as_slice() } else { &[] })
            .copied()
            .collect()
    }

    /// The one part of a name written the Chinese way: two to four characters, a surname first.
    fn native(&self) -> Option<(&[char], usize)> {
        match self.parts.as_slice() {
            [Part::Han(h)] if (2..=4).contains(&h.len()) => surname_length(h).map(|n| (h.as_slice(), n)),
            _ => None,
        }
    }
}

fn surname_length(h: &[char]) -> Option<usize> {
    if h.len() >= 3 && romanise::is_surname(&h[..2]) {
        Some(2)
    } else if h.len() <= 3 && romanise::is_surname(&h[..1]) {
        Some(1)
    } else if h.len() == 4 && romanise::is_surname(&h[..1]) && romanise::is_surname(&h[1..2]) {
        Some(2) // a married name: two surnames
    } else {
        None
    }
}

struct Found<'r> {
    score: f32,
    reasons: Option<&'r mut Vec<Reason>>,
}

impl Found<'_> {
    fn say(&mut self, name: &'static str, left: impl Into<String>, right: impl Into<String>, weight: f32) {
        if let Some(out) = self.reasons.as_deref_mut() {
            out.push(Reason { name, left: left.into(), right: right.into(), weight: f64::from(weight) });
        }
    }
}

fn text(h: &[char]) -> String {
    h.iter().collect()
}

/// Whether a name may be a foreign surname alone: one part, written with the characters of foreign names.
pub(crate) fn is_partial(name: &str) -> bool {
    matches!(read(name).parts.as_slice(), [Part::Han(h)] if h.iter().all(|c| transcription::is_usual(*c)))
}

/// Compares two names of persons of which at least one is in Chinese characters.
pub(crate) fn score(a: &str, b: &str, reasons: Option<&mut Vec<Reason>>) -> f32 {
    let mut out = Found { score: 0.0, reasons };
    match (has_han(a), has_han(b)) {
        (true, true) => both(&read(a), &read(b), &mut out),
        (true, false) => across(&read(a), b, &mut out),
        _ => across(&read(b), a, &mut out),
    }
    out.score.clamp(0.0, 1.0)
}

fn both(a: &Han, b: &Han, out: &mut Found<'_>) {
    let (x, y) = (a.joined(), b.joined());
    if x == y {
        out.score = if x.len() < 2 { 0.5 } else { 1.0 };
        out.say("equal when folded", text(&x), text(&y), out.score);
        return;
    }
    if let (Some((h, n)), Some((g, m))) = (a.native(), b.native())
        && (h.len() == g.len() || h[..n] == g[..m] || !either_foreign(&x, &y))
    {
        native_both((h, n), (g, m), out);
        // 毕加索 begins with a surname too; what is written with the characters of foreign names may be one.
        let usual = |h: &[char]| h.len() > 1 && h.iter().all(|c| transcription::is_usual(*c));
        // Two characters are as likely a Chinese name in full: 朱莉 and 朱丽 are for a person to look at.
        if out.score < 0.66 && (x.len().max(y.len()) > 2 || out.score < 0.5) && usual(&x) && usual(&y) {
            let whole = closeness_between(&x, &y);
            if whole > out.score {
                out.say("two transcriptions of one sound", text(&x), text(&y), whole - out.score);
                out.score = whole;
            }
        }
        return;
    }
    // What is not written with the characters of foreign names is none: 田中健一 and 田中健二.
    let usual = |n: &[char]| n.iter().filter(|c| !transcription::is_usual(**c)).count() * 4 <= n.len();
    if !usual(&x) || !usual(&y) {
        let sound = x.len() == y.len() && x.iter().zip(&y).all(|(c, d)| same_sound(*c, *d));
        let short = x.len() != y.len()
            && (x.starts_with(&y) || y.starts_with(&x) || x.ends_with(&y) || y.ends_with(&x));
        out.score = if sound {
            0.72
        } else if short {
            0.5
        } else {
            0.25
        };
        out.say("other characters", text(&x), text(&y), -0.5);
        return;
    }
    // At least one is foreign: part against part, by sound.
    let han = |n: &Han| {
        n.parts
            .iter()
            .filter_map(|p| if let Part::Han(h) = p { Some(h.clone()) } else { None })
            .collect::<Vec<_>>()
    };
    let (p, q) = (han(a), han(b));
    let whole = closeness_between(&x, &y);
    if p.len() == 1 && q.len() == 1 || (p.len() == q.len() && whole >= 0.8) {
        let parts_fit = p.iter().zip(&q).map(|(s, t)| closeness_between(s, t)).fold(1.0f32, f32::min);
        out.score = if parts_fit < 0.45 { whole.min(0.5) } else { whole.min(parts_fit + 0.05) };
        if p.iter().zip(&q).any(|(s, t)| deliberate(s, t)) {
            out.score = out.score.min(0.5);
            out.say("another ending", text(&x), text(&y), -0.4);
        }
        out.say("two transcriptions of one sound", text(&x), text(&y), whole);
        return;
    }
    // The surname alone, or a middle name left out.
    let (short, long) = if p.len() <= q.len() { (&p, &q) } else { (&q, &p) };
    let mut used = vec![false; long.len()];
    let (mut sum, mut least) = (0.0, 1.0f32);
    for (i, s) in short.iter().enumerate() {
        let best = long
            .iter()
            .enumerate()
            .filter(|(j, _)| !used[*j])
            .map(|(j, t)| (closeness_between(s, t) - if i == j { 0.0 } else { 0.001 }, j))
            .max_by(|m, n| m.0.total_cmp(&n.0));
        if let Some((c, j)) = best {
            used[j] = true;
            sum += c;
            least = least.min(c);
            out.say("two transcriptions of one sound", text(s), text(&long[j]), c / short.len() as f32);
        }
    }
    if short.len() < long.len() && whole > 0.75 {
        out.score = whole * 0.97; // 达·芬奇 and 达文西
        return;
    }
    let mean = sum / short.len().max(1) as f32;
    let last = used.last().copied().unwrap_or_default();
    out.score = mean.min(least + 0.2);
    if short.len() < long.len() {
        let kept = if short.len() == 1 && !last { 0.62 } else { 0.92 };
        out.score *= kept;
        out.say("parts on one side only", "", "", kept - 1.0);
    }
}

fn either_foreign(x: &[char], y: &[char]) -> bool {
    x.len() != y.len() && x.first() != y.first()
}

/// Two Chinese names: surname, given name, and one wrong character of the same sound.
fn native_both((h, n): (&[char], usize), (g, m): (&[char], usize), out: &mut Found<'_>) {
    let (s, t) = (&h[..n], &g[..m]);
    let (v, w) = (&h[n..], &g[m..]);
    let surname = if s == t {
        1.0
    } else if SURNAME_VARIANTS
        .iter()
        .any(|p| s.len() == 1 && t.len() == 1 && p.contains(s[0]) && p.contains(t[0]))
    {
        0.92
    } else if s.len() == 1 && t.len() == 1 && same_sound(s[0], t[0]) {
        0.55
    } else {
        0.0
    };
    if surname > 0.0 && v == w {
        out.say("surname", text(s), text(t), surname);
        out.score = surname;
        return;
    }
    if surname < 0.9 {
        out.say("another surname", text(s), text(t), -1.0);
        // Typed by sound, every character may be wrong; names of one sound are for a person to look at.
        let sound = surname > 0.0 && v.len() == w.len() && v.iter().zip(w).all(|(c, d)| same_sound(*c, *d));
        out.score = if sound { 0.5 } else { 0.1 };
        return;
    }
    out.say("surname", text(s), text(t), 0.3);
    if v.len() != w.len() {
        out.say("given names of different length", text(v), text(w), -0.6);
        out.score = 0.15;
        return;
    }
    let differing: Vec<(char, char)> =
        v.iter().zip(w).filter(|(c, d)| c != d).map(|(c, d)| (*c, *d)).collect();
    let mut differing = differing;
    differing.dedup();
    let homophones = differing.iter().filter(|(c, d)| same_sound(*c, *d)).count();
    let toned = differing.iter().filter(|(c, d)| same_tone(*c, *d)).count();
    if homophones == differing.len() {
        let (name, score) = match (v.len(), differing.len(), toned == differing.len()) {
            (1, ..) => ("the whole given name, of the same sound", 0.6),
            (_, 1, true) => ("one character of the same sound and tone", 0.8),
            (_, 1, false) => ("one character of the same sound", 0.62),
            _ => ("every character of the same sound", 0.58),
        };
        out.score = score * surname;
        out.say(name, text(v), text(w), score - 0.3);
    } else if let ([(c, d)], 2..) = (differing.as_slice(), v.len())
        && near_sound(*c, *d)
    {
        out.score = 0.6 * surname;
        out.say("one character of nearly the same sound", text(v), text(w), 0.3);
    } else {
        out.score = 0.2;
        out.say("another given name", text(v), text(w), -0.8);
    }
}

fn same_sound(a: char, b: char) -> bool {
    !sound::readings(a).is_disjoint(&sound::readings(b))
}

/// Sounds that speakers of the south do not tell apart: n and ng, s and sh, l and n.
fn near_sound(a: char, b: char) -> bool {
    let blur = |r: &String| {
        let r = r.strip_suffix('g').unwrap_or(r);
        let r = ["zh", "ch", "sh"]
            .iter()
            .find_map(|h| r.strip_prefix(h).map(|t| format!("{}{t}", &h[..1])))
            .unwrap_or_else(|| r.to_owned());
        r.strip_prefix('l').map_or(r.clone(), |t| format!("n{t}"))
    };
    let set = |c: char| sound::readings(c).iter().map(blur).collect::<std::collections::BTreeSet<_>>();
    !set(a).is_disjoint(&set(b))
}

fn same_tone(a: char, b: char) -> bool {
    // The reading a character mostly has: 知 is no 志, though it once was also read like it.
    match (sound::usual(a), sound::usual(b)) {
        (Some(x), Some(y)) => x == y,
        _ => false,
    }
}

/// Likeness of two transcriptions, 0 to 1.
pub(super) fn closeness_between(a: &[char], b: &[char]) -> f32 {
    if a == b {
        return 1.0;
    }
    match LEXICON.one_custom(&text(a), &text(b)) {
        Some(true) => return 0.96,
        // Two names that are both in use: 费尔南多 is no 费尔南达.
        Some(false) => return 0.2,
        None => {}
    }
    let cost = f32::from(transcription::between(a, b));
    let length = a.len().max(b.len()) as f32;
    if deliberate(a, b) {
        return 0.45;
    }
    // Two characters hold too little sound to differ much.
    (1.0 - cost / (length * 11.0)).max(0.0) * if length < 3.0 { 0.95 } else { 1.0 }
}

/// What a syllable costs that is another one, between two transcriptions.
const OTHER_SOUND: u16 = 6;

/// Whether two transcriptions follow one custom throughout and part at their end alone, by another sound: 帕特里克 and
/// 帕特里夏, 费尔南多 and 费尔南达, 默克尔 and 默克. Who writes all else alike would have written the end alike.
fn deliberate(a: &[char], b: &[char]) -> bool {
    let shared = a.iter().zip(b).take_while(|(c, d)| c == d).count();
    match (&a[shared..], &b[shared..]) {
        ([.., c], [.., d]) if shared >= 2 && a.len() == b.len() && a.len() == shared + 1 => {
            transcription::between(&[*c], &[*d]) >= OTHER_SOUND || of_another_gender(*c, *d)
        }
        (['尔'], []) | ([], ['尔']) => shared >= 2,
        _ => false,
    }
}

/// Whether one syllable ends in o and the other in a behind the same consonant, as given names of men and women do.
fn of_another_gender(c: char, d: char) -> bool {
    let (x, y) = (sound::readings(c), sound::readings(d));
    let ends = |set: &std::collections::BTreeSet<String>, v: char| set.iter().any(|r| r.ends_with(v));
    let begins = x.iter().any(|r| y.iter().any(|s| r.as_bytes().first() == s.as_bytes().first()));
    begins && (ends(&x, 'o') && ends(&y, 'a') || ends(&x, 'a') && ends(&y, 'o'))
}

/// Likeness of a foreign word and its transcription, 0 to 1.
pub(super) fn closeness(word: &str, chinese: &[char]) -> f32 {
    // Custom is listed without accents: António, Martínez.
    let plain = if word.is_ascii() { None } else { Some(super::letters::words(word).0.run().to_owned()) };
    if LEXICON.conventional(plain.as_deref().unwrap_or(word), &text(chinese)) {
        return 0.97;
    }
    let Some(cost) = transcription::cost(word, &text(chinese)) else { return 0.0 };
    let letters = word.chars().count() as f32;
    (1.0 - f32::from(cost) / (letters * 4.0 + 6.0)).max(0.0)
}

/// A Chinese name against one in Latin letters.
fn across(han: &Han, latin: &str, out: &mut Found<'_>) {
    let (words, _) = super::letters::words(latin);
    let raw: Vec<String> = latin_words(latin);
    if words.is_empty() {
        return;
    }
    let mut best = 0.0;
    let mut said: Vec<Reason> = Vec::new();
    // Against Latin letters any first character may be a rare surname.
    let native = match han.parts.as_slice() {
        [Part::Han(h)] if (2..=4).contains(&h.len()) => Some((h.as_slice(), surname_length(h).unwrap_or(1))),
        _ => None,
    };
    if let Some((h, n)) = native {
        let plain: Vec<&str> = words
            .iter()
            .filter(|w| *w != "," && (words.len() <= 2 || !LEXICON.is_title(w)))
            .take(6)
            .collect();
        for n in if n == 2 { vec![2, 1] } else { vec![1] } {
            let mut reasons = Vec::new();
            let s = chinese_name(h, n, &plain, &mut reasons);
            if s > best {
                (best, said) = (s, reasons);
            }
        }
        let mut reasons = Vec::new();
        let s = married::name(h, &plain, &mut reasons);
        if s > best {
            (best, said) = (s, reasons);
        }
    }
    if let [Part::Han(h)] = han.parts.as_slice()
        && best < 0.95
    {
        let plain: Vec<&str> = words.iter().filter(|w| *w != ",").collect();
        if let Some((s, cut)) = japanese::name(h, &plain).filter(|(s, _)| *s > best) {
            best = s;
            said = vec![Reason {
                name: "the same reading in Japanese",
                left: format!("{} {}", text(&h[..cut]), text(&h[cut..])),
                right: plain.join(" "),
                weight: f64::from(s),
            }];
        }
    }
    // Between these two only the surname fitted, beside a Western given name; a foreign name may fit better.
    let settled = best > 0.0 && !(0.49..0.63).contains(&best);
    // A Chinese name answered by its surname and by Chinese syllables is no foreign one.
    let syllables = words.iter().all(|w| w == "," || super::syllabic::is_syllabic(w) || w.len() == 1);
    if best < 0.9 && !settled && !(han.native().is_some() && syllables) {
        let mut reasons = Vec::new();
        let s = foreign_name(han, &raw, &mut reasons);
        if s > best {
            (best, said) = (s, reasons);
        }
    }
    out.score = best;
    if let Some(r) = out.reasons.as_deref_mut() {
        r.extend(said);
    }
}

/// The words of a Latin name with their accents, particles and titles out.
fn latin_words(latin: &str) -> Vec<String> {
    let (head, tail) = latin.split_once(',').unwrap_or((latin, ""));
    let mut out: Vec<String> = Vec::new();
    for w in tail.split_whitespace().chain(head.split_whitespace()) {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        let low = w.to_lowercase();
        let plain = low.trim_end_matches('.');
        if plain.is_empty() || LEXICON.is_title(plain) || matches!(plain, "jr" | "sr" | "ii" | "iii") {
            continue;
        }
        out.push(low);
    }
    out
}

/// 龐若鳴 and Ruoming Pang, 陳大文 and Chan Tai-man, 吳恩達 and Andrew Ng.
pub(super) fn chinese_name(
    h: &[char],
    surname_length: usize,
    words: &[&str],
    reasons: &mut Vec<Reason>,
) -> f32 {
    let (surname, given) = h.split_at(surname_length);
    let ways = romanise::surname(surname);
    let mut best = (0.0f32, Vec::new());
    for (k, word) in words.iter().enumerate() {
        let Some((_, systems)) = ways.iter().find(|(w, _)| w == word) else { continue };
        let rest: Vec<&str> = words.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, w)| *w).collect();
        let base =
            Reason { name: systems.why(), left: text(surname), right: (*word).to_owned(), weight: 0.3 };
        let mut consider = |score: f32, mut more: Vec<Reason>| {
            if score > best.0 {
                more.insert(0, base.clone());
                best = (score, more);
            }
        };
        if rest.is_empty() {
            consider(0.45, vec![plain("surname only", 0.15)]);
            continue;
        }
        for from in 0..rest.len() {
            for to in from + 1..=rest.len() {
                let run = rest[from..to].concat();
                let extra = rest.len() - (to - from);
                let Some((g, how)) = given_name(given, &run, &rest[from..to]) else { continue };
                // A further Chinese syllable makes another name; a Western given name beside it does not.
                let chinese = rest.iter().enumerate().any(|(i, w)| {
                    !(from..to).contains(&i)
                        && w.len() > 1
                        && (is_reading(w) || w.len() <= 6 && super::syllabic::is_syllabic(w))
                        && !LEXICON.is_given(w)
                });
                let score = g
                    - if chinese { 0.4 } else { 0.05 * extra as f32 }
                    - match (systems.has(Systems::PINYIN), how.has(Systems::PINYIN)) {
                        _ if systems.and(how).has(Systems::ALL) => 0.0,
                        // A surname of old with a given name in pinyin is usual in Singapore; the reverse is rare.
                        (false, true) => 0.03,
                        _ if how.is_empty() => 0.0,
                        _ => 0.18,
                    };
                consider(
                    score,
                    vec![Reason {
                        name: if g < 0.86 {
                            "initials or a near reading of the given name"
                        } else {
                            how.why()
                        },
                        left: text(given),
                        right: rest[from..to].join(" "),
                        weight: f64::from(g - 0.3),
                    }],
                );
            }
        }
        // Another Chinese given name, or a Western one that says nothing of the Chinese one.
        let chinese = is_reading(&rest.concat());
        if chinese {
            consider(0.2, vec![plain("another given name", -0.1)]);
        } else {
            let like = closeness(&rest.concat(), given);
            consider(
                if like > 0.75 { 0.62 } else { 0.5 },
                vec![plain("surname only, with a Western given name", 0.2)],
            );
        }
    }
    reasons.append(&mut best.1);
    best.0
}

fn plain(name: &'static str, weight: f64) -> Reason {
    Reason { name, left: String::new(), right: String::new(), weight }
}

/// Whether letters are one or two syllables of pinyin: another Chinese given name.
fn is_reading(letters: &str) -> bool {
    let starts = |s: &str| -> Vec<usize> {
        (1..=s.len().min(6)).filter(|n| transcription::is_pinyin(&s[..*n])).collect()
    };
    letters.is_ascii()
        && starts(letters).into_iter().any(|n| n == letters.len() || transcription::is_pinyin(&letters[n..]))
}

/// How well letters read a given name, and in which systems.
fn given_name(given: &[char], run: &str, words: &[&str]) -> Option<(f32, Systems)> {
    let ways: Vec<std::rc::Rc<[Spelling]>> = given.iter().map(|c| romanise::given(*c)).collect();
    // All readings run together, exactly.
    let mut open: Vec<(usize, Systems)> = vec![(0, Systems::ALL)];
    for w in &ways {
        let mut next = Vec::new();
        for (at, systems) in &open {
            for (spelling, s) in w.iter() {
                if run[*at..].starts_with(spelling.as_str()) {
                    next.push((at + spelling.len(), systems.and(*s)));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        open = next;
    }
    let whole = open.iter().filter(|(at, _)| *at == run.len()).map(|o| o.1);
    let score = |s: Systems| -> f32 {
        if s.has(Systems::PINYIN) {
            0.97
        } else if s.has(Systems::WADE_GILES) {
            0.93
        } else if s.is_empty() {
            0.6 // each character in another language
        } else {
            0.92
        }
    };
    if let Some(s) = whole.max_by(|a, b| score(*a).total_cmp(&score(*b))) {
        return Some((score(s), s));
    }
    let initial = |w: &[Spelling], c: u8| w.iter().any(|(s, _)| s.as_bytes().first() == Some(&c));
    // Initials: J.H., JH, J.
    if run.len() == given.len()
        && ways.iter().zip(run.bytes()).all(|(w, c)| initial(w, c))
        && (run.len() > 1 || given.len() == 1)
    {
        return Some((0.74, Systems::ALL));
    }
    if run.len() == 1 && words.len() == 1 && initial(&ways[0], run.as_bytes()[0]) {
        return Some((0.7, Systems::ALL));
    }
    // One letter off in a long reading that is no other reading.
    if run.len() >= 5 && !super::syllabic::is_syllabic(run) {
        let mut near = 0.0f32;
        for system in [Systems::PINYIN, Systems::WADE_GILES] {
            let mut made = vec![String::new()];
            for w in &ways {
                made = made
                    .iter()
                    .flat_map(|head| {
                        w.iter().filter(|(_, s)| s.has(system)).map(move |(r, _)| format!("{head}{r}"))
                    })
                    .take(24)
                    .collect();
            }
            for m in made {
                near = near.max(likeness(&m, run));
            }
        }
        if near >= 0.9 {
            return Some((0.76, Systems::ALL));
        }
    }
    None
}

/// 馬克·扎克伯格 and Mark Zuckerberg: part against word, by sound.
fn foreign_name(han: &Han, words: &[String], reasons: &mut Vec<Reason>) -> f32 {
    let particle = |w: &str| LEXICON.particle(w).is_some();
    let parts: Vec<&Part> = han.parts.iter().collect();
    if parts.is_empty() {
        return 0.0;
    }
    let like = |p: &Part, w: &str| -> f32 {
        match p {
            Part::Latin(l) => {
                let (w, _) = super::letters::words(w);
                let w = w.run();
                if *l == w {
                    1.0
                } else if l.len() == 1 && w.starts_with(l.as_str()) {
                    0.85
                } else {
                    likeness(l, w)
                }
            }
            Part::Han(h) => {
                let plain = w.trim_end_matches('.');
                if plain.chars().count() == 1 {
                    return 0.0;
                }
                let by_sound = closeness(plain, h);
                // A Chinese surname at the end of a Western name: 亚历山大·王.
                let native =
                    matches!(h.as_slice(), [_]) && romanise::surname(h).iter().any(|(r, _)| r == plain);
                if native { 0.95 } else { by_sound }
            }
        }
    };
    // Hong Kong writes given name and surname without a dot between them: 史葛積遜.
    if let ([Part::Han(h)], [first, last]) = (han.parts.as_slice(), words)
        && h.len() >= 4
    {
        for cut in 1..h.len() {
            let (x, y) = (closeness(first, &h[..cut]), closeness(last, &h[cut..]));
            if x >= 0.66 && y >= 0.66 {
                let score = (x + y) / 2.0;
                reasons.push(Reason {
                    name: "the same sound in transcription",
                    left: format!("{} {}", text(&h[..cut]), text(&h[cut..])),
                    right: format!("{first} {last}"),
                    weight: f64::from(score),
                });
                return score;
            }
        }
    }
    // Alignments in order: each part takes one or two neighbouring words; words may be left out.
    let (n, m) = (parts.len(), words.len().min(8));
    let words = &words[..m];
    let length = |p: &Part| match p {
        Part::Han(h) => (h.len() as f32).clamp(1.0, 4.0),
        Part::Latin(_) => 0.8,
    };
    // table[i][j]: best sum over parts i.. and words j..
    let mut table = vec![vec![(0.0f32, 0usize, 0u8); m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..=m).rev() {
            let mut best = (table[i + 1][j].0, 0usize, 0u8); // part left out
            if j < m {
                if table[i][j + 1].0 > best.0 {
                    best = (table[i][j + 1].0, 0, 1); // word left out
                }
                for take in 1..=4usize.min(m - j) {
                    if take > 1 && !words[j..j + take - 1].iter().all(|w| particle(w) || w.len() <= 3) {
                        break;
                    }
                    let joined = words[j..j + take].concat();
                    let l = like(parts[i], &joined);
                    if l >= 0.4 {
                        let total = l * length(parts[i]) + table[i + 1][j + take].0;
                        if total > best.0 {
                            best = (total, take, 2);
                        }
                    }
                }
            }
            table[i][j] = best;
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut taken: Vec<(usize, usize, usize, f32)> = Vec::new();
    while i < n && j <= m {
        match table[i][j] {
            (_, take, 2) => {
                let l = like(parts[i], &words[j..j + take].concat());
                taken.push((i, j, take, l));
                i += 1;
                j += take;
            }
            (_, _, 1) => j += 1,
            _ => i += 1,
        }
    }
    if taken.is_empty() {
        return 0.0;
    }
    let total: f32 = parts.iter().map(|p| length(p)).sum();
    let sum: f32 = taken.iter().map(|(i, _, _, l)| l * length(parts[*i])).sum();
    let least = taken.iter().map(|t| t.3).fold(1.0f32, f32::min);
    let mut score = sum / total;
    for (i, j, take, l) in &taken {
        let left = match parts[*i] {
            Part::Han(h) => text(h),
            Part::Latin(l) => l.clone(),
        };
        reasons.push(Reason {
            name: "the same sound in transcription",
            left,
            right: words[*j..*j + *take].join(" "),
            weight: f64::from(l / taken.len() as f32),
        });
    }
    if taken.len() < n {
        score *= 0.6; // a Chinese part that nothing answers
        reasons.push(plain("a part without a partner", -0.4));
    }
    let covered: usize = taken.iter().map(|t| t.2).sum();
    let open: Vec<&String> = words
        .iter()
        .enumerate()
        .filter(|(j, w)| {
            !taken.iter().any(|t| (t.1..t.1 + t.2).contains(j))
                && !particle(w)
                && w.trim_end_matches('.').len() > 1
        })
        .map(|(_, w)| w)
        .collect();
    if !open.is_empty() && covered < m {
        // The surname stands for the name; a given name alone hardly does.
        let has_last = taken.iter().any(|t| t.1 + t.2 == m);
        score *= match (n, has_last) {
            (1, true) => 0.93,
            (1, false) => 0.62,
            (_, true) => 0.97,
            (_, false) => 0.85,
        };
        reasons.push(plain("words on one side only", -0.05));
    }
    // One part that fits badly is another name.
    if n > 1 && least < 0.55 {
        score = score.min(0.45 + least * 0.2);
        reasons.push(plain("one part sounds otherwise", -0.3));
    }
    // A lone transcription of one or two characters fits many names.
    if n == 1 && matches!(parts[0], Part::Han(h) if h.len() == 1) {
        score *= 0.6;
    }
    // Two characters alone hold so little sound that they must fit it well: 科比 is no Kolbe.
    if n == 1 && least < 0.9 && matches!(parts[0], Part::Han(h) if h.len() == 2) {
        score = score.min(0.62);
        reasons.push(plain("two characters, not quite of the sound", -0.1));
    }
    score
}
