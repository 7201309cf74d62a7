//! Lone family names: what a sentence tells of persons and not of firms.

use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Verbs whose subject is a person, right behind it or behind an auxiliary.
const LIVES: &[&str] = &[
    "graduated",
    "studied",
    "taught",
    "teaches",
    "lectured",
    "lectures",
    "died",
    "married",
    "retired",
    "resigned",
    "co-authored",
    "coauthored",
    "personally",
];
/// Participles behind «was» or «has been» whose subject is a person.
const BORN: &[&str] =
    &["born", "elected", "appointed", "educated", "knighted", "inducted", "married", "raised", "tenured"];
/// Participles whose subject is a person where a prize or a degree follows.
const HONOURED: &[&str] = &["awarded", "honored", "honoured", "given"];
/// Verbs by which a person comes to a degree or a prize.
const GETS: &[&str] =
    &["received", "receives", "earned", "obtained", "completed", "holds", "held", "gained", "took"];
/// Degrees, without dots.
const DEGREES: &[&str] = &[
    "phd",
    "bs",
    "ba",
    "bsc",
    "ms",
    "ma",
    "msc",
    "mba",
    "md",
    "dphil",
    "degree",
    "doctorate",
    "bachelor",
    "master",
    "bachelors",
    "masters",
    "professorship",
];
/// Prizes that are given to persons.
const PRIZES: &[&str] =
    &["award", "prize", "medal", "fellowship", "phd", "degree", "doctorate", "professorship"];
/// Words between a subject and its verb.
const BETWEEN: &[&str] = &[
    "has",
    "had",
    "have",
    "also",
    "later",
    "then",
    "subsequently",
    "currently",
    "previously",
    "first",
    "himself",
    "herself",
    "once",
];
/// Roles that firms and countries have too.
const SHARED_ROLES: &[&str] = &[
    "leader",
    "leaders",
    "partner",
    "partners",
    "member",
    "members",
    "owner",
    "investor",
    "investors",
    "contributor",
    "producer",
    "supplier",
    "maker",
    "host",
    "star",
    "founder and member",
    "customer",
    "client",
];

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
    let tail = &text.folded.text[t.end..row.range.end.max(t.end)];
    // Dots within a word are those of an abbreviation: ph.d.
    let mut words = tail
        .split_whitespace()
        .take(12)
        .map(|w| w.replace('.', "").trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .skip_while(|w| BETWEEN.contains(&w.as_str()));
    let Some(verb) = words.next() else { return false };
    let rest: Vec<String> = words.take(7).collect();
    let has = |list: &[&str]| rest.iter().any(|w| list.contains(&w.as_str()));
    let tokens = &row.tokens[i + 1..];
    // «is a charter fellow», «served as secretary», «became a professor»: a person's role within reach.
    let role = || {
        tokens
            .iter()
            .take(8)
            .take_while(|x| x.punct.is_none())
            .any(|x| x.is(Class::Role) && !SHARED_ROLES.contains(&&text.folded.text[x.range()]))
    };
    match verb.as_str() {
        v if LIVES.contains(&v) => true,
        "was" | "is" | "been" | "were" => {
            let next = rest.iter().find(|w| !BETWEEN.contains(&w.as_str())).map_or("", String::as_str);
            BORN.contains(&next)
                || HONOURED.contains(&next) && has(PRIZES)
                || matches!(next, "a" | "an" | "the" | "one") && role()
        }
        "became" | "becomes" => {
            matches!(rest.first().map_or("", String::as_str), "a" | "an" | "the") && role()
        }
        "served" | "serves" | "worked" | "works" => {
            rest.first().is_some_and(|w| w == "as") && role() || has(&["positions", "boards"])
        }
        v if GETS.contains(&v) => has(DEGREES) || has(PRIZES),
        "moved" | "went" | "returned" => {
            rest.first().is_some_and(|w| w == "to") && has(&["university", "institute", "college"])
        }
        _ => false,
    }
}
