//! Capitalised runs of Latin letters.

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text, Token};

/// Whether a row is a headline in title case, in which capitals say nothing.
pub(super) fn headline(row: &Row) -> bool {
    let words = row.tokens.iter().filter(|t| t.latin);
    let (n, capital) = words.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.capital)));
    !row.chinese && n >= 5 && capital * 10 >= n * 7
}

/// Capitalised runs of Latin letters.
pub(super) fn latin(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        if !may_be_name(&row.tokens, i, row.chinese) {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        while j < row.tokens.len() {
            let gap = &text.folded.text[row.tokens[j - 1].end..row.tokens[j].start];
            let surface = &text.folded.text[row.tokens[j].range()];
            let initial = row.tokens[j].punct == Some('.')
                && gap.is_empty()
                && row.tokens[j - 1].capital
                && row.tokens[j - 1].end - row.tokens[j - 1].start == 1
                && row.tokens.get(j + 1).is_some_and(|t| t.capital);
            let hyphen = row.tokens[j].punct == Some('-')
                && gap.is_empty()
                && row.tokens.get(j + 1).is_some_and(|t| t.start == row.tokens[j].end && t.latin);
            let part = naming.particles.contains(surface)
                && gap == " "
                && row.tokens.get(j + 1).is_some_and(|t| t.capital && t.plain());
            let after_hyphen = row.tokens[j - 1].punct == Some('-') && row.tokens[j].latin;
            if initial
                || hyphen
                || part && !row.chinese
                || after_hyphen
                || (gap == " " || row.tokens[j - 1].punct.is_some() && gap.len() <= 1)
                    && may_be_name(&row.tokens, j, row.chinese)
            {
                j += 1;
            } else {
                break;
            }
        }
        while j > i + 1
            && (row.tokens[j - 1].punct.is_some()
                || !row.tokens[j - 1].capital
                    && row.tokens[j - 1].plain()
                    && naming.particles.contains(&text.folded.text[row.tokens[j - 1].range()]))
        {
            j -= 1;
        }
        let low = |t: &Token| text.folded.text[t.range()].to_owned();
        let (mut a, mut b) = (i, j);
        while a < b && naming.not_names_en.contains(&low(&row.tokens[a])) {
            a += 1;
        }
        while b > a
            && naming.not_names_en.contains(&low(&row.tokens[b - 1]))
            && !naming.org_suffixes_en.contains(&low(&row.tokens[b - 1]))
        {
            b -= 1;
        }
        // At the head of a sentence every word has a capital: what stands before a given name is not part of it.
        let opens = i == 0 || row.tokens[i - 1].punct.is_some();
        if opens
            && !row.chinese
            && b - a >= 2
            && !naming.given_names.contains(&low(&row.tokens[a]))
            && let Some(g) =
                (a + 1..b).find(|&k| naming.given_names.contains(&low(&row.tokens[k])) && k + 1 < b)
        {
            a = g;
        }
        if opens && !row.chinese && b - a == 1 {
            let w = text.words(row.tokens[a].range());
            let plain = w.chars().skip(1).all(char::is_lowercase);
            if plain
                && !taught.forms.contains_key(&low(&row.tokens[a]))
                && !row.tokens.get(b).is_some_and(|t| {
                    t.verb
                        || t.punct.is_some()
                        || t.any(&[
                            Class::De,
                            Class::Have,
                            Class::Be,
                            Class::Plan,
                            Class::Speech,
                            Class::Report,
                            Class::Announce,
                            Class::Negation,
                            Class::Conj,
                        ])
                })
            {
                i = j;
                continue;
            }
        }
        // What is left of a run of common words is none either: «Deep Learning Indaba» keeps its last word only.
        if a >= b {
            i = j;
            continue;
        }
        let words: Vec<String> = row.tokens[a..b].iter().filter(|t| t.punct.is_none()).map(low).collect();
        let range = row.tokens[a].start..row.tokens[b - 1].end;
        let surface = text.words(range.clone());
        let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
        let shouting = words.len() == 1
            && surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && letters <= 5;
        if letters < 2 || shouting && !row.chinese && letters < 3 {
            i = j;
            continue;
        }
        let last = words.last().map_or("", String::as_str);
        let first = words.first().map_or("", String::as_str);
        let left = a.checked_sub(1).and_then(|k| row.tokens.get(k));
        let right = row.tokens.get(b);
        let after_role = left.is_some_and(|t| t.is(Class::Role));
        let before_who = right.is_some_and(|t| t.is(Class::Relative))
            || row
                .tokens
                .get(b + 1)
                .is_some_and(|t| t.is(Class::Relative) && &text.folded.text[t.range()] == "who");
        let camel = words.len() == 1
            && surface.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.');
        let class = if words.len() >= 2
            && naming.outlet_suffixes_en.contains(last)
            && !naming.given_names.contains(first)
        {
            NameClass::Outlet
        } else if words.len() >= 2
            && naming.org_suffixes_en.contains(last)
            && !(naming.given_names.contains(first) && words.len() == 2 && before_who)
        {
            NameClass::Org
        } else if (2..=4).contains(&words.len())
            && (naming.given_names.contains(first) || after_role || before_who)
            || words.len() == 1 && (after_role || before_who) && !camel && !shouting
        {
            NameClass::Person
        } else if camel || shouting {
            NameClass::Org
        } else if words.iter().any(|w| ABSTRACT.iter().any(|e| w.len() > e.len() + 2 && w.ends_with(e))) {
            NameClass::Open
        } else if (2..=3).contains(&words.len())
            && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-'))
        {
            NameClass::Person
        } else {
            NameClass::Open
        };
        let name = unknown(class);
        if class == NameClass::Person && words.len() >= 2 {
            let family = if last.len() > 2 { last } else { first };
            if !naming.not_names_en.contains(family) {
                taught
                    .forms
                    .entry(family.to_owned())
                    .or_insert_with(|| NameRef { full: Some(surface.to_owned()), ..name.clone() });
            }
        }
        if class != NameClass::Open || words.len() > 1 {
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            if class == NameClass::Org
                && words.len() == 2
                && naming.org_suffixes_en.contains(last)
                && !naming.not_names_en.contains(first)
                && !naming.given_names.contains(first)
            {
                taught
                    .forms
                    .entry(first.to_owned())
                    .or_insert_with(|| NameRef { full: Some(surface.to_owned()), ..name.clone() });
            }
        }
        replace(row, range, name);
        i = a + 1;
    }
}

/// Endings of common nouns, which no person's name has.
const ABSTRACT: &[&str] = &[
    "ing", "ment", "tion", "sion", "ity", "ship", "ance", "ence", "ness", "ology", "ics", "ware", "ability",
    "izing", "ised", "ized",
];

/// Whether a token can be part of an unknown Latin name.
fn may_be_name(tokens: &[Token], i: usize, chinese: bool) -> bool {
    let t = &tokens[i];
    if !t.latin || !t.capital || t.name.is_some() || t.quantity.is_some() {
        return false;
    }
    if t.plain() && t.word.is_none() {
        return true;
    }
    // A word of the lexicon with a capital in mid-sentence, beside an unknown capitalised word, is part of a name.
    !chinese
        && i > 0
        && tokens[i - 1].punct.is_none()
        && !t.any(&[Class::Role, Class::Group, Class::Former, Class::Round, Class::New])
        && (tokens.get(i + 1).is_some_and(|n| n.capital && n.plain() && n.word.is_none())
            || tokens[i - 1].capital && tokens[i - 1].plain() && tokens[i - 1].word.is_none())
}
