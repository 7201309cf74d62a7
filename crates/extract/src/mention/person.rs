//! Lone family names: what a sentence tells of persons and not of firms, by the lists `lives` of `rules/en/names.toml`.

use crate::class::Class;
use crate::naming::{Naming, Set};
use crate::token::{NameClass, Row, Text};

/// Whether a lone capitalised word, unknown as a firm, is a person by what the sentence tells of it: «Quill was born»,
/// «Quill received a PhD», «Quill is a professor», «Following her doctorate, Quill moved to the University of …».
pub(super) fn told_of(row: &Row, i: usize, text: &Text<'_>, naming: &Naming) -> bool {
    let t = &row.tokens[i];
    if row.chinese || !t.latin || !t.capital {
        return false;
    }
    let Some(n) = t.name.as_ref() else { return false };
    let word = &text.folded.text[t.range()];
    let surface = text.words(t.range());
    let lone = n.kb.is_none()
        && matches!(n.class, NameClass::Org | NameClass::Open)
        && surface.chars().count() >= 3
        && surface.chars().all(char::is_alphabetic)
        && surface.chars().skip(1).all(char::is_lowercase)
        && !naming.common.contains(word)
        && !naming.not_names_en.contains(word)
        && !naming.places.contains(word);
    if !lone {
        return false;
    }
    let lives = &naming.lives;
    let tail = &text.folded.text[t.end..row.range.end.max(t.end)];
    // Dots within a word are those of an abbreviation: ph.d.
    let mut words = tail
        .split_whitespace()
        .take(12)
        .map(|w| w.replace('.', "").trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .skip_while(|w| lives.between.contains(w));
    let Some(verb) = words.next() else { return false };
    let rest: Vec<String> = words.take(7).collect();
    let has = |list: &Set<String>| rest.iter().any(|w| list.contains(w));
    let tokens = &row.tokens[i + 1..];
    // «is a charter fellow», «served as secretary», «became a professor»: a person's role within reach.
    let role = || {
        tokens
            .iter()
            .take(8)
            .take_while(|x| x.punct.is_none())
            .any(|x| x.is(Class::Role) && !lives.shared_roles.contains(&text.folded.text[x.range()]))
    };
    match verb.as_str() {
        v if lives.verbs.contains(v) => true,
        "was" | "is" | "been" | "were" => {
            let next = rest.iter().find(|w| !lives.between.contains(w.as_str())).map_or("", String::as_str);
            lives.born.contains(next)
                || lives.honoured.contains(next) && has(&lives.prizes)
                || matches!(next, "a" | "an" | "the" | "one") && role()
        }
        "became" | "becomes" => {
            matches!(rest.first().map_or("", String::as_str), "a" | "an" | "the") && role()
        }
        "served" | "serves" | "worked" | "works" => {
            rest.first().is_some_and(|w| w == "as") && role()
                || rest.iter().any(|w| matches!(w.as_str(), "positions" | "boards"))
        }
        v if lives.gets.contains(v) => has(&lives.degrees) || has(&lives.prizes),
        "moved" | "went" | "returned" => {
            rest.first().is_some_and(|w| w == "to")
                && rest.iter().any(|w| matches!(w.as_str(), "university" | "institute" | "college"))
        }
        _ => false,
    }
}
