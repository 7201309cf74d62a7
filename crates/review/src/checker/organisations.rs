//! Names of Chinese organisations by their shape, and the names that a claim brings along.
//!
//! Chinese marks no name by its letters. A firm shows by how it ends (科技, 资本), a paper by its brackets, a platform by quotation marks
//! behind what it is.

use std::ops::Range;

use tradewire_model::Shape;

use super::features::{group, personal};
use super::names::places;
use super::scene::{Found, Scene, meet};
use super::subject::Subject;
use super::token::is_han;

/// Characters before the word a firm's name ends in.
const STEM: usize = 5;
/// Tokens of a title in brackets, and of a name in quotation marks.
const TITLE: usize = 10;
const QUOTED: usize = 8;

/// Finds what ends like a firm, stands in the brackets of a paper, or is quoted as a name.
pub(crate) fn shaped(scene: &Scene<'_>, put: &mut impl FnMut(Range<usize>, bool)) {
    let ends: Vec<Vec<char>> = scene
        .words
        .organisation
        .iter()
        .map(|o| o.chars().collect::<Vec<_>>())
        .filter(|o| o.len() > 1)
        .collect();
    let first = |i: usize| scene.word(i).chars().next().unwrap_or(' ');
    let mut i = 0;
    while i < scene.tokens.len() {
        if scene.word(i) == "《" {
            let close = (i + 1..(i + 2 + TITLE).min(scene.tokens.len())).find(|&k| scene.word(k) == "》");
            if let Some(k) = close.filter(|&k| k > i + 1) {
                put(i + 1..k, false);
                i = k + 1;
                continue;
            }
        }
        if scene.word(i) == "\"" && i > 1 && named_so(scene, i) {
            let close = (i + 1..(i + 2 + QUOTED).min(scene.tokens.len())).find(|&k| scene.word(k) == "\"");
            let plain = |k: usize| (i + 1..k).all(|t| scene.word(t).chars().all(char::is_alphanumeric));
            if let Some(k) = close.filter(|&k| k > i + 2 && plain(k)) {
                put(i + 1..k, false);
                i = k + 1;
                continue;
            }
        }
        let fits = |o: &&Vec<char>| {
            o.iter().enumerate().all(|(k, c)| i + k < scene.tokens.len() && first(i + k) == *c)
        };
        if let Some(o) = ends.iter().filter(fits).max_by_key(|o| o.len()) {
            // 云杉科技集团: the last word of several ends the name.
            let mut end = i + o.len();
            while let Some(more) =
                ends.iter().find(|m| m.iter().enumerate().all(|(k, c)| first(end + k) == *c))
            {
                end += more.len();
            }
            let mut a = i;
            while a > 0 && i - a < STEM && stem(scene, a - 1) && !acts(scene, a - 1) {
                a -= 1;
            }
            if (2..=STEM).contains(&(i - a)) && end - a <= 9 {
                put(a..end, false);
            }
            i = end;
            continue;
        }
        i += 1;
    }
}

/// Whether what is quoted is called by a word before it: 平台“…”, 公司“…”.
fn named_so(scene: &Scene<'_>, quote: usize) -> bool {
    let two = format!("{}{}", scene.word(quote - 2), scene.word(quote - 1));
    scene.words.organisation.contains(&two)
}

fn stem(scene: &Scene<'_>, i: usize) -> bool {
    scene
        .word(i)
        .chars()
        .next()
        .is_some_and(|c| is_han(c) && !scene.words.never.contains(c) && !scene.words.apart.contains(c))
}

/// Whether a word that tells of an act, or of saying, ends here.
fn acts(scene: &Scene<'_>, i: usize) -> bool {
    scene.hits.iter().any(|h| {
        h.at.end == i + 1 && h.at.len() > 1 && {
            let name = &scene.words.lists[h.list].0;
            name.starts_with("act.")
                || name == "voice.said"
                || name == "voice.cites"
                || name.starts_with("marker.")
        }
    })
}

/// Adds the names of a claim to those found by shape, and lets its roles say who is a person.
pub(crate) fn brought(scene: &Scene<'_>, s: &Subject<'_>, found: &mut Vec<Found>) {
    for (role, value) in s.args.iter().filter(|(r, _)| s.kind.shape(*r) == Shape::Name) {
        if group(s.kind, role) == "other" {
            continue;
        }
        let person = personal(s.kind, role);
        for n in value.names().iter().filter(|n| !n.group) {
            let at = places(scene, n, person).at;
            if at.is_empty() {
                continue;
            }
            let mut known = false;
            for f in found.iter_mut().filter(|f| f.at.iter().any(|r| at.iter().any(|m| meet(m, r)))) {
                known |= f.at.iter().all(|r| at.iter().any(|m| m == r));
                if f.at.iter().all(|r| at.iter().any(|m| meet(m, r))) {
                    f.person = person;
                }
            }
            if !known {
                let text = at
                    .first()
                    .map(|r| scene.text[scene.tokens[r.start].start..scene.tokens[r.end - 1].end].to_owned());
                found.retain(|f| {
                    !f.at.iter().all(|r| at.iter().any(|m| m.start <= r.start && r.end <= m.end))
                });
                found.push(Found { text: text.unwrap_or_default(), at, person });
            }
        }
    }
}
