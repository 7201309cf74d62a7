//! Names by their shape, and where a given name stands.

use std::collections::BTreeMap;
use std::ops::Range;

use tradewire_model::Name;
use tradewire_script::fold_str;

use super::organisations;
use super::scene::{Found, Scene};
use super::token::{is_han, tokens};

/// Places where a name stands in a scene.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// Tokens, in order.
    pub(crate) at: Vec<Range<usize>>,
    /// Whether only a part of it stands there: a family name, the head of a firm's name.
    pub(crate) part: bool,
}

/// Where a name stands, in any of its forms; the full ones first, parts where they are all there is near the quote.
pub(crate) fn places(scene: &Scene<'_>, name: &Name, person: bool) -> Places {
    let mut full: Vec<Range<usize>> = Vec::new();
    let mut part: Vec<Range<usize>> = Vec::new();
    for form in [Some(&name.text), name.name.as_ref()].into_iter().flatten() {
        let folded = fold_str(form);
        let words: Vec<&str> = tokens(&folded).into_iter().map(|r| &folded[r]).collect();
        search(scene, &words, &mut full);
        for p in parts(scene, &words, person) {
            search(scene, &p, &mut part);
        }
    }
    tidy(&mut full);
    part.retain(|p| !full.iter().any(|f| f.start <= p.start && p.end <= f.end));
    // 小鹏 in 何小鹏 is no firm.
    if scene.chinese && !person {
        let within =
            |p: &Range<usize>, r: &Range<usize>| r.start <= p.start && p.end <= r.end && r.len() > p.len();
        part.retain(|p| !scene.found.iter().any(|f| f.person && f.at.iter().any(|r| within(p, r))));
    }
    tidy(&mut part);
    let quoted = full.iter().any(|r| scene.in_quote(r.start));
    if full.is_empty() || !quoted && part.iter().any(|r| scene.in_quote(r.start)) {
        let only = full.is_empty();
        full.extend(part);
        tidy(&mut full);
        return Places { at: full, part: only };
    }
    // Later mentions by a part are mentions too.
    full.extend(part);
    tidy(&mut full);
    Places { at: full, part: false }
}

fn tidy(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    ranges.dedup_by(|b, a| b.start < a.end);
}

/// The parts of a name that may stand for it.
fn parts<'a>(scene: &Scene<'_>, words: &[&'a str], person: bool) -> Vec<Vec<&'a str>> {
    let latin = |w: &str| w.chars().all(|c| c.is_alphabetic() && !is_han(c));
    let mut out = Vec::new();
    if let Some(dot) = words.iter().rposition(|w| *w == "·") {
        out.push(words[dot + 1..].to_vec());
        let first = words.iter().position(|w| *w == "·").unwrap_or(dot);
        out.push(words[..first].to_vec());
    } else if words.iter().any(|w| latin(w)) {
        if words.len() >= 2 {
            let one = if person { words.last() } else { words.first() };
            out.extend(
                one.filter(|w| latin(w) && w.len() >= 3 && !scene.words.stop.contains(**w)).map(|w| vec![*w]),
            );
        }
    } else if !person && words.len() >= 4 {
        out.push(words[..2].to_vec());
    }
    out.retain(|p| !p.is_empty());
    out
}

/// Finds a row of words.
fn search(scene: &Scene<'_>, words: &[&str], out: &mut Vec<Range<usize>>) {
    if words.is_empty() {
        return;
    }
    for i in 0..scene.tokens.len().saturating_sub(words.len() - 1) {
        if words.iter().enumerate().all(|(k, w)| scene.word(i + k) == *w) {
            out.push(i..i + words.len());
        }
    }
}

/// Finds names by shape.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Found> {
    let mut out: BTreeMap<String, Found> = BTreeMap::new();
    let mut put = |at: Range<usize>, person: bool| {
        let text: String = (at.start..at.end).map(|i| scene.word(i)).collect::<Vec<_>>().join(" ");
        out.entry(text.clone()).or_insert_with(|| Found { text, at: Vec::new(), person }).at.push(at);
    };
    latin(scene, &mut put);
    if scene.chinese {
        dotted(scene, &mut put);
        han(scene, &mut put);
        organisations::shaped(scene, &mut put);
    }
    let mut all: Vec<Found> = out.into_values().collect();
    // A family name alone is a mention of the full name.
    let full: Vec<(String, usize)> = all
        .iter()
        .enumerate()
        .filter(|(_, f)| f.person)
        .filter_map(|(i, f)| Some((f.text.rsplit_once([' ', '·'])?.1.to_owned(), i)))
        .collect();
    let mut gone = Vec::new();
    for (last, i) in full {
        if let Some(k) = all.iter().position(|f| f.text == last) {
            let at = all[k].at.clone();
            all[i].at.extend(at);
            all[i].at.sort_by_key(|r| r.start);
            gone.push(last);
        }
    }
    all.retain(|f| !gone.contains(&f.text));
    all
}

/// Runs of capitalised words.
fn latin(scene: &Scene<'_>, put: &mut impl FnMut(Range<usize>, bool)) {
    let capital: Vec<bool> = capitals(scene);
    let n = scene.tokens.len();
    let mut i = 0;
    while i < n {
        if !capital[i] {
            i += 1;
            continue;
        }
        let start = i;
        let mut end = i + 1;
        while end < n && end - start < 6 {
            let gap = &scene.text[scene.tokens[end - 1].end..scene.tokens[end].start];
            let joins = gap == " " || gap.is_empty() && matches!(scene.word(end), "-" | "·" | "&");
            let glue =
                scene.words.particle.contains(scene.word(end)) || matches!(scene.word(end), "-" | "·" | "&");
            let next = end + 1 < n && capital[end + 1];
            if joins && capital[end]
                || joins && glue && next
                || matches!(scene.word(end - 1), "-" | "·" | "&") && capital[end]
            {
                end += 1;
            } else {
                break;
            }
        }
        let mut a = start;
        while a < end && scene.words.stop.contains(scene.word(a)) {
            a += 1;
        }
        let mut b = end;
        while b > a
            && (scene.words.stop.contains(scene.word(b - 1)) || matches!(scene.word(b - 1), "-" | "&" | "·"))
        {
            b -= 1;
        }
        if a < b {
            let words: Vec<&str> = (a..b).map(|k| scene.word(k)).collect();
            let plain = words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '·')));
            let firm = words.iter().any(|w| scene.words.organisation.iter().any(|o| o == w) || *w == "&");
            let long = words.iter().filter(|w| w.chars().count() > 1).count();
            let shout = scene.original_token(a).chars().filter(|c| c.is_uppercase()).count() > 2;
            put(a..b, plain && !firm && !shout && (2..=4).contains(&words.len()) && long >= 2);
        }
        i = end;
    }
}

/// Whether each token begins with a capital as written.
fn capitals(scene: &Scene<'_>) -> Vec<bool> {
    let mut chars = scene.text.char_indices().zip(scene.original.chars());
    let mut out = Vec::with_capacity(scene.tokens.len());
    for t in &scene.tokens {
        let c = chars.by_ref().find(|((i, _), _)| *i == t.start).map(|(_, o)| o);
        out.push(c.is_some_and(char::is_uppercase));
    }
    out
}

impl Scene<'_> {
    /// A token as written.
    fn original_token(&self, i: usize) -> String {
        self.written(&(i..i + 1))
    }
}

/// Foreign names with a dot: 维尔·特里.
fn dotted(scene: &Scene<'_>, put: &mut impl FnMut(Range<usize>, bool)) {
    let han = |i: usize| scene.word(i).chars().next().is_some_and(is_han);
    for i in (1..scene.tokens.len()).filter(|&i| scene.word(i) == "·") {
        let (mut a, mut b) = (i, i + 1);
        while a > 0 && i - a < 5 && han(a - 1) && !boundary_before(scene, a) {
            a -= 1;
        }
        while b < scene.tokens.len() && b - i < 6 && han(b) && !boundary_after(scene, b) {
            b += 1;
        }
        if a < i && b > i + 1 {
            put(a..b, true);
        }
    }
}

/// Chinese names: a family name and one or two characters, with room on both sides.
fn han(scene: &Scene<'_>, put: &mut impl FnMut(Range<usize>, bool)) {
    let first = |i: usize| scene.word(i).chars().next().unwrap_or(' ');
    let mut seen: BTreeMap<String, Vec<(Range<usize>, u8)>> = BTreeMap::new();
    for i in 0..scene.tokens.len() {
        let two = format!("{}{}", scene.word(i), scene.word(i + 1));
        let double = scene.words.double_surname.contains(&two);
        if !double && !scene.words.surname.contains(&first(i)) {
            continue;
        }
        let head = if double { 2 } else { 1 };
        for given in [2, 1] {
            let end = i + head + given;
            if end > scene.tokens.len() || !(i..end).all(|k| is_han(first(k))) {
                continue;
            }
            let text: String = (i..end).map(|k| scene.word(k)).collect();
            // 120万约不到, 文证实: a figure, a word of saying.
            let figure = i > 0 && scene.word(i - 1).starts_with(|c: char| c.is_ascii_digit());
            let told = scene
                .hits
                .iter()
                .any(|h| h.at.len() > 1 && h.at.start > i && h.at.start < end && h.at.end <= end)
                && given == 2;
            let bad = figure
                || told
                || (i + head..end).any(|k| scene.words.never.contains(first(k)))
                || scene.words.stop.iter().any(|s| text.starts_with(s.as_str()))
                || scene
                    .words
                    .organisation
                    .iter()
                    .any(|o| text.ends_with(o.as_str()) && o.chars().count() > 1);
            if bad {
                continue;
            }
            let sides = u8::from(boundary_before(scene, i)) + u8::from(boundary_after(scene, end));
            if sides > 0 {
                seen.entry(text).or_default().push((i..end, sides));
            }
        }
    }
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut all: Vec<_> = seen
        .into_values()
        .map(|v: Vec<(Range<usize>, u8)>| {
            let best = v.iter().map(|x| x.1).max().unwrap_or(0);
            (v, best)
        })
        .filter(|(v, best)| *best == 2 || v.len() >= 2)
        .collect();
    // The surer first; of two that overlap the longer.
    all.sort_by_key(|(v, best)| (std::cmp::Reverse(*best), std::cmp::Reverse(v[0].0.len()), v[0].0.start));
    for (v, _) in all {
        for (r, _) in v {
            if !taken.iter().any(|t| t.start < r.end && r.start < t.end) {
                taken.push(r.clone());
                put(r, true);
            }
        }
    }
}

/// Whether a name may begin here: behind a mark, a title, or a word that leads up to one.
fn boundary_before(scene: &Scene<'_>, i: usize) -> bool {
    let Some(k) = i.checked_sub(1) else { return true };
    let before = scene.word(k);
    if !before.chars().next().is_some_and(is_han) {
        return true;
    }
    let two = format!("{}{before}", k.checked_sub(1).map_or("", |k| scene.word(k)));
    scene.words.leads.contains(before) || scene.words.lead_words.iter().any(|w| two.ends_with(w.as_str()))
}

/// Whether a name may end here.
fn boundary_after(scene: &Scene<'_>, i: usize) -> bool {
    let after = scene.word(i);
    if !after.chars().next().is_some_and(is_han) {
        return true;
    }
    let two = format!("{after}{}", scene.word(i + 1));
    scene.words.follows.contains(after)
        || scene.words.follow_words.iter().any(|w| two.starts_with(w.as_str()))
}
