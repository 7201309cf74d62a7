//! Names of organisations and ships: legal forms, abbreviations, word order, numbers, places.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::distance::{Spelled, likeness_from};
use super::letters::Words;
use super::lexicon::{Facts, Form, LEXICON};
use super::words::{MOST_WORDS, Pairing, Pairings, Reason, choose};

/// Likeness from which two words may be one.
const ALIKE: f32 = 0.78;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What tells this organisation from others.
    Core,
    /// A word that many share.
    Weak,
    /// A place.
    Place,
    /// A number.
    Number,
}

struct Word<'a> {
    text: Cow<'a, str>,
    kind: Kind,
    weight: f32,
    spelled: Spelled,
}

type Letters = SmallVec<[u8; 36]>;

struct Organisation<'a> {
    words: SmallVec<[Word<'a>; 6]>,
    forms: SmallVec<[Form; 4]>,
    /// All letters, legal forms included.
    whole: Letters,
}

/// Words that join others and say nothing.
const JOINERS: &[&str] = &[
    "the", "of", "and", "for", "in", "de", "la", "le", "der", "die", "das", "und", "et", "y", "i", "du",
    "des", "et",
];

/// Whether the words are those of an organisation: a legal form or a word that many share.
pub(crate) fn looks_like_one(words: &Words) -> bool {
    let l = &*LEXICON;
    words.len() > 1
        && words.iter().enumerate().any(|(i, w)| {
            w.len() > 1 && (l.is_weak(l.full(w)) || (i > 0 && w.len() > 2 && l.form(w).is_some()))
                || w == "the"
                || w.bytes().any(|b| b.is_ascii_digit())
        })
}

fn number(word: &str) -> Option<u32> {
    const ONES: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const ORDINALS: &[&str] = &[
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const ROMAN: &[&str] = &["", "", "ii", "iii", "iv", "", "vi", "vii", "viii", "ix"];
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !digits.is_empty()
        && (digits.len() == word.len() || matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th"))
    {
        return digits.parse().ok();
    }
    // No such word is longer than «seventeen» or begins otherwise.
    if word.len() < 2 || word.len() > 9 || !b"efinostvz".contains(&word.as_bytes()[0]) {
        return None;
    }
    let at = |list: &[&str]| {
        list.iter().position(|w| !w.is_empty() && *w == word).and_then(|i| u32::try_from(i).ok())
    };
    at(ONES)
        .or_else(|| at(ORDINALS))
        .or_else(|| at(ROMAN))
        .or_else(|| at(TENS).map(|i| i * 10 + 20))
        .or_else(|| (word == "fourty").then_some(40))
}

/// The one number among the words of a name, in digits or as an ordinal.
pub(crate) fn ordinal(name: &str) -> Option<u32> {
    let (words, _) = super::letters::words(name);
    let mut found = words.iter().filter_map(|w| number(w).or_else(|| number(w.trim_start_matches("no"))));
    found.next().filter(|_| found.next().is_none())
}

/// A word of a name with what the lists know of it.
type Known<'a> = (&'a str, &'static Facts);

/// The legal form that a run of words is.
fn form(run: &[Known<'_>]) -> Option<Form> {
    match run {
        [] => None,
        [(_, facts)] => facts.form,
        [(first, facts), rest @ ..] if run.len() <= facts.form_words => {
            let mut joined: SmallVec<[u8; 64]> = SmallVec::from_slice(first.as_bytes());
            for (w, _) in rest {
                joined.push(b' ');
                joined.extend_from_slice(w.as_bytes());
            }
            std::str::from_utf8(&joined).ok().and_then(|j| LEXICON.form(j))
        }
        _ => None,
    }
}

fn read(raw: &Words) -> Organisation<'_> {
    let l = &*LEXICON;
    let mut raw: SmallVec<[Known<'_>; 12]> =
        raw.iter().filter(|w| *w != ",").flat_map(apart).map(|w| (w, l.facts(w))).collect();
    // TU Dresden is the Technische Universität there.
    if let (Some(at), true) = (raw.iter().position(|w| w.0 == "tu"), raw.len() > 1) {
        raw[at] = ("university", l.facts("university"));
        raw.insert(at, ("technology", l.facts("technology")));
    }
    let mut forms = SmallVec::new();
    let mut left: SmallVec<[Known<'_>; 12]> = SmallVec::new();
    let mut i = 0;
    'next: while i < raw.len() {
        for n in (1..=raw[i].1.form_words.min(raw.len() - i)).rev() {
            // A lone letter or a form that is the whole name is none.
            if n == raw.len() || (n == 1 && raw[i].0.len() == 1) {
                continue;
            }
            let Some(kind) = form(&raw[i..i + n]) else { continue };
            // Short forms count at the ends only: AB, AS, SA also stand inside names.
            let at_end = i == 0 || i + n == raw.len() || raw[i + n..].iter().all(|w| w.1.form.is_some());
            if at_end || raw[i].0.len() > 4 || n > 1 {
                forms.push(kind);
                i += n;
                continue 'next;
            }
        }
        left.push(raw[i]);
        i += 1;
    }
    if left.is_empty() {
        left.clone_from(&raw);
    }
    // A misspelt form at the end.
    while left.len() > 1 {
        let Some(last) = left.last().filter(|w| w.0.len() >= 6) else { break };
        let near = misspelt(last.0);
        let long = (left.len() > 3)
            .then(|| {
                let [.., a, b, c] = left.as_slice() else { return None };
                misspelt(&[a.0, b.0, c.0].join(" "))
            })
            .flatten();
        match (long, near) {
            (Some(kind), _) => {
                forms.push(kind);
                left.truncate(left.len() - 3);
            }
            (None, Some(kind)) => {
                forms.push(kind);
                left.pop();
            }
            _ => break,
        }
    }
    let mut whole = Letters::new();
    for (w, _) in raw.iter().filter(|w| !JOINERS.contains(&w.0)) {
        whole.extend_from_slice(w.as_bytes());
    }
    let mut words: SmallVec<[Word<'_>; 6]> = SmallVec::new();
    let mut numbered: Option<u32> = None;
    for (w, facts) in left {
        if JOINERS.contains(&w) {
            continue;
        }
        if let Some(n) = number(w) {
            // Forty-four, Forty 4.
            if let (Some(before), Some(last)) = (numbered, words.last_mut())
                && before >= 20
                && before % 10 == 0
                && n < 10
            {
                let text = (before + n).to_string();
                last.spelled = Spelled::new(text.as_bytes());
                last.text = Cow::Owned(text);
                numbered = None;
                continue;
            }
            numbered = Some(n);
            let text = n.to_string();
            let spelled = Spelled::new(text.as_bytes());
            words.push(Word { text: Cow::Owned(text), kind: Kind::Number, weight: 3.0, spelled });
            continue;
        }
        numbered = None;
        let (text, facts) = facts.full().map_or((w, facts), |full| (full, l.facts(full)));
        let kind = if facts.place {
            Kind::Place
        } else if facts.weak {
            Kind::Weak
        } else {
            Kind::Core
        };
        let weight = match kind {
            Kind::Core => (text.len() as f32).clamp(3.0, 9.0),
            Kind::Place => 3.0,
            Kind::Weak | Kind::Number => 2.5,
        };
        words.push(Word { text: Cow::Borrowed(text), kind, weight, spelled: Spelled::new(text.as_bytes()) });
    }
    words.truncate(MOST_WORDS);
    // Where no word is of the core, the shared ones are all there is.
    if !words.iter().any(|w| w.kind == Kind::Core) {
        for w in words.iter_mut().filter(|w| w.kind != Kind::Number) {
            w.weight = 6.0;
        }
    }
    Organisation { words, forms, whole }
}

/// Digits and the letters behind them, apart; 3rd and the like stay whole.
fn apart(word: &str) -> impl Iterator<Item = &str> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let at = if digits > 0 && word.len() > digits + 2 { digits } else { 0 };
    let (head, tail) = word.split_at(at);
    [head, tail].into_iter().filter(|w| !w.is_empty())
}

fn misspelt(text: &str) -> Option<Form> {
    if text.len() < 6 {
        return None;
    }
    let mut spelled = None;
    LEXICON
        .long_forms(text.as_bytes()[0])
        .iter()
        .filter(|(f, _)| f.len().abs_diff(text.len()) <= 2)
        .find(|(f, _)| {
            spelled.get_or_insert_with(|| Spelled::new(text.as_bytes()));
            spelled.as_ref().is_some_and(|s| Spelled::new(f.as_bytes()).likeness(s, 0.88) >= 0.88)
        })
        .map(|(_, kind)| *kind)
}

fn alike(a: &Word<'_>, b: &Word<'_>) -> Option<(f32, &'static str)> {
    if a.text == b.text {
        return Some((1.0, "equal"));
    }
    if a.kind == Kind::Number || b.kind == Kind::Number {
        return None;
    }
    let longer = a.text.len().max(b.text.len());
    let floor = match longer {
        ..=3 => 1.0,
        4 => 0.86,
        _ => ALIKE,
    };
    let l = a.spelled.likeness(&b.spelled, floor);
    if l >= floor {
        return Some((l, if l >= 0.9 { "another spelling" } else { "alike" }));
    }
    // Sci-tech for science: the beginning of the word.
    let (short, long) = if a.text.len() < b.text.len() { (a, b) } else { (b, a) };
    (short.text.len() >= 3
        && long.text.len() >= short.text.len() + 3
        && long.text.starts_with(&*short.text)
        && a.kind == b.kind
        && a.kind == Kind::Weak)
        .then_some((0.85, "abbreviated"))
}

/// Compares two names of organisations.
pub(crate) fn score(a: &Words, b: &Words, mut reasons: Option<&mut Vec<Reason>>) -> (f32, bool) {
    let (x, y) = (read(a), read(b));
    if x.words.is_empty() || y.words.is_empty() {
        return if !x.whole.is_empty() && x.whole == y.whole { (1.0, false) } else { (0.0, false) };
    }
    let mut all = Pairings::new();
    for (i, v) in x.words.iter().enumerate() {
        for (j, w) in y.words.iter().enumerate() {
            if let Some((likeness, why)) = alike(v, w) {
                all.push(Pairing { left: (i, i + 1), right: (j, j + 1), likeness, why });
            }
        }
    }
    joined(&x.words, &y.words, false, &mut all);
    joined(&y.words, &x.words, true, &mut all);
    acronyms(&x.words, &y.words, false, &mut all);
    acronyms(&y.words, &x.words, true, &mut all);
    let (chosen, used_left, used_right) = choose(all);
    let total: f32 = x.words.iter().chain(&y.words).map(|w| w.weight).sum();
    let (mut matched, mut paired, mut core) = (0.0, 0.0, false);
    // York University is not the University of York.
    let mut doubt = matches!((university_of(a), university_of(b)), (Some(p), Some(q)) if p != q);
    for p in &chosen {
        let (l, r) = (&x.words[p.left.0..p.left.1], &y.words[p.right.0..p.right.1]);
        let weight: f32 = l.iter().chain(r).map(|w| w.weight).sum();
        let worth = p.likeness * p.likeness;
        matched += weight * worth;
        paired += weight;
        let longest = l.iter().chain(r).map(|w| w.text.len()).max().unwrap_or_default();
        doubt |= matches!(p.why, "alike" | "another spelling")
            && (longest <= 4 || (1.0 - p.likeness) * longest as f32 > 0.45);
        core |= l.iter().chain(r).any(|w| w.kind == Kind::Core);
        if let Some(out) = reasons.as_deref_mut() {
            let text = |words: &[Word<'_>]| words.iter().map(|w| &*w.text).collect::<Vec<_>>().join(" ");
            out.push(Reason {
                name: p.why,
                left: text(l),
                right: text(r),
                weight: f64::from(weight * worth / total),
            });
        }
    }
    let mut clash = [0.0f32; 2];
    let (mut places, mut weak, mut numbers) = (0.0, [0.0f32; 2], [false; 2]);
    for (side, (words, used)) in [(&x.words, used_left), (&y.words, used_right)].into_iter().enumerate() {
        for (_, w) in words.iter().enumerate().filter(|(i, _)| used & (1 << i) == 0) {
            match w.kind {
                Kind::Core => clash[side] += w.weight,
                Kind::Weak => weak[side] += w.weight,
                Kind::Place => places += w.weight,
                Kind::Number => numbers[side] = true,
            }
        }
    }
    let both = clash[0].min(clash[1]);
    let extra = (clash[0] - clash[1]).abs();
    doubt |= clash[0] > 0.0 || clash[1] > 0.0 || places > 0.0 || numbers != [false, false];
    let weak_both = weak[0].min(weak[1]);
    doubt |= weak_both > 0.0;
    let weak_extra = (weak[0] - weak[1]).abs();
    let mut against = 3.0 * both + 0.75 * extra + 0.3 * places + 2.0 * weak_both + 2.0 * weak_extra;
    if numbers == [true, true] {
        against += 8.0;
    } else if numbers != [false, false] {
        against += 7.0;
    }
    // A place on one side where the other has another place.
    // Shared words alone carry less, so what is added to them weighs more.
    let mut score = if matched > 0.0 { matched / (matched + against) } else { 0.0 };
    if paired > 0.0 {
        score = score.min(matched / paired * 1.01);
    }
    let mut say = |name: &'static str, weight: f32| {
        if let Some(out) = reasons.as_deref_mut() {
            out.push(Reason { name, left: String::new(), right: String::new(), weight: f64::from(weight) });
        }
    };
    if both > 0.0 {
        say("words on both sides without a partner", -3.0 * both / total);
    }
    if extra > 0.0 {
        say("words on one side only", -0.75 * extra / total);
    }
    if numbers != [false, false] {
        say("another number", if numbers == [true, true] { -8.0 } else { -7.0 } / total);
    }
    let has_core = |o: &Organisation<'_>| o.words.iter().any(|w| w.kind == Kind::Core);
    if !core && (has_core(&x) || has_core(&y)) {
        score *= 0.5;
        say("only words in common that many share", -0.5);
    }
    if score < 0.95 {
        // Longer runs are cut before they are compared, and what is cut could differ.
        let (p, q) = (run_of(&x.words), run_of(&y.words));
        let run = if x.whole.len().max(y.whole.len()) <= super::distance::LONGEST {
            likeness_from(&x.whole, &y.whole, 0.9).max(likeness_from(&p, &q, 0.9))
        } else {
            0.0
        };
        let short = p.len().min(q.len());
        if run * run > score
            && run >= 0.9
            && short >= 6
            && numbers == [false, false]
            && (both <= 0.0 || x.words.len() != y.words.len())
        {
            score = run * run;
            say("the same letters in a row", run);
        }
    }
    let specific = |f: &[Form]| f.iter().copied().find(|f| *f != 0);
    if let (Some(f), Some(g)) = (specific(&x.forms), specific(&y.forms))
        && f != g
    {
        score *= 0.72;
        say("another legal form", -0.28);
    }
    (score.clamp(0.0, 1.0), doubt)
}

/// Where the word university stands: before «of», behind a name, or nowhere.
fn university_of(words: &Words) -> Option<bool> {
    let at = words.iter().position(|w| LEXICON.full(w) == "university")?;
    let word = words.get(at)?;
    let before =
        words.get(at + 1).is_some_and(|w| matches!(w, "of" | "de" | "di" | "do" | "da" | "du" | "d"));
    // German and its neighbours put the name behind without a word between.
    let foreign = word != "university" && word != "univ" && at + 1 < words.len();
    Some((before || foreign) && at < 3)
}

/// The letters of words in a row.
fn run_of(words: &[Word<'_>]) -> Letters {
    let mut out = Letters::new();
    for w in words {
        out.extend_from_slice(w.text.as_bytes());
    }
    out
}

fn joined(whole: &[Word<'_>], parts: &[Word<'_>], swapped: bool, all: &mut Pairings) {
    for (i, w) in whole.iter().enumerate().filter(|(_, w)| w.text.len() >= 5 && w.kind != Kind::Number) {
        for n in 2..=3.min(parts.len()) {
            for (j, run) in parts.windows(n).enumerate() {
                let length: usize = run.iter().map(|p| p.text.len()).sum();
                if length.abs_diff(w.text.len()) > 1 {
                    continue;
                }
                let l = likeness_from(w.text.as_bytes(), &run_of(run), 0.88);
                if l >= 0.88 {
                    let (one, many) = ((i, i + 1), (j, j + n));
                    let (left, right) = if swapped { (many, one) } else { (one, many) };
                    all.push(Pairing { left, right, likeness: l * 0.99, why: "words run together" });
                }
            }
        }
    }
}

/// A word that is made of the first letters of the other side's words.
fn acronyms(short: &[Word<'_>], long: &[Word<'_>], swapped: bool, all: &mut Pairings) {
    for (i, w) in short.iter().enumerate() {
        let n = w.text.len();
        if !(2..=6).contains(&n) || n > long.len() || w.kind == Kind::Number {
            continue;
        }
        for (j, run) in long.windows(n).enumerate() {
            if run.iter().all(|p| p.text.len() > 2)
                && run.iter().map(|p| p.text.as_bytes()[0]).eq(w.text.bytes())
            {
                let (one, many) = ((i, i + 1), (j, j + n));
                let (left, right) = if swapped { (many, one) } else { (one, many) };
                all.push(Pairing { left, right, likeness: 0.87, why: "first letters" });
            }
        }
    }
}
