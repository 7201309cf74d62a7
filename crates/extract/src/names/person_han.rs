//! Persons in Han characters: surname and given name, and what stands beside them.

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Surname and given name beside a title, a verb or another person.
pub(super) fn chinese_people(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        let t = &row.tokens[i];
        if t.latin || t.punct.is_some() || t.name.is_some() || t.quantity.is_some() || t.word.is_some() {
            i += 1;
            continue;
        }
        let run: Vec<char> = text.folded.text[t.range()].chars().collect();
        let start = t.start;
        let before = i.checked_sub(1).map(|k| &row.tokens[k]);
        let left = before.map_or("", |t| &text.folded.text[t.range()]);
        let hired = before.is_some_and(|t| t.hires);
        let left_score = left_evidence(row, i, left, hired);
        if let Some(n) = name_length(&run, naming, left_score >= 2) {
            let len: usize = run[..n].iter().map(|c| c.len_utf8()).sum();
            let rest: String = run[n..].iter().collect();
            let score = left_score + right_evidence(row, i, &rest);
            let surface = &text.folded.text[start..start + len];
            if score >= 3 || taught.forms.contains_key(surface) {
                let name = unknown(NameClass::Person);
                if score >= 3 {
                    taught.forms.entry(surface.to_owned()).or_insert_with(|| name.clone());
                }
                replace(row, start..start + len, name);
            }
        }
        i += 1;
    }
}

/// How many characters of a run may be a name: its surname and one or two more.
fn name_length(run: &[char], naming: &Naming, sure: bool) -> Option<usize> {
    let first = *run.first()?;
    let whole: String = run.iter().take(6).collect();
    let common = naming.not_names_zh.get(&first);
    if common.is_some_and(|l| l.iter().any(|w| whole.starts_with(w.as_str()))) {
        return None;
    }
    let surname = if naming.compound_surnames.iter().any(|s| whole.starts_with(s.as_str())) {
        2
    } else if run.first().is_some_and(|c| naming.surnames.contains(c)) {
        1
    } else {
        return None;
    };
    let stop = |i: usize| run.get(i).is_none_or(|c| naming.after_name.contains(c));
    // «徐科已任»: an adverb is no given name.
    let adverb =
        |i: usize| run.get(i).is_some_and(|c| "已曾将也均亦被对向在与和从称说则还又于或及等".contains(*c));
    if adverb(surname + 1) && run.len() > surname + 1 && !naming.after_name.contains(&run[surname]) {
        return Some(surname + 1);
    }
    // «吴永辉已»: two given characters and then a word that ends the name; else one.
    if run.len() >= surname + 2 && stop(surname + 2) && !naming.after_name.contains(&run[surname]) {
        Some(surname + 2)
    } else if run.len() > surname && stop(surname + 1) && !naming.after_name.contains(&run[surname]) {
        Some(surname + 1)
    } else if sure && run.len() >= surname + 2 {
        // Behind a title or a verb that takes people, most names have two given characters.
        Some(surname + 2)
    } else {
        None
    }
}

fn left_evidence(row: &Row, i: usize, surface: &str, hires: bool) -> u8 {
    let Some(t) = i.checked_sub(1).map(|k| &row.tokens[k]) else { return 1 };
    if t.any(&[Class::Role, Class::Group, Class::Former]) {
        return 2;
    }
    if t.name.as_ref().is_some_and(|n| n.class == NameClass::Person) {
        return 2;
    }
    let person_before =
        i >= 2 && row.tokens[i - 2].name.as_ref().is_some_and(|n| n.class == NameClass::Person);
    if t.any(&[Class::Conj]) && person_before || t.punct == Some('、') && person_before {
        return 2;
    }
    // 北门科技的林知远
    if t.is(Class::De)
        && i >= 2
        && (row.tokens[i - 2].is(Class::GenericOrg)
            || row.tokens[i - 2].name.as_ref().is_some_and(|n| n.class == NameClass::Org))
    {
        return 2;
    }
    // After a verb that takes people: 挖来陆奇.
    if hires {
        return 2;
    }
    if t.word.is_some() && !t.is(Class::Protect)
        || t.punct.is_some()
        || surface.ends_with(['人', '者', '家', '裔'])
    {
        return 1;
    }
    // «年轻的», «来自某地的»: running words before it say little.
    0
}

fn right_evidence(row: &Row, i: usize, rest: &str) -> u8 {
    if let Some(c) = rest.chars().next() {
        let verb_next = rest.chars().count() <= 3
            && row.tokens.get(i + 1).is_some_and(|t| t.verb || t.any(&[Class::Speech, Class::Announce]));
        return if verb_next || "已曾也将则就又还并称说于在表等对".contains(c) {
            2
        } else {
            1
        };
    }
    let Some(t) = row.tokens.get(i + 1) else { return 1 };
    if t.any(&[Class::Speech, Class::Etc, Class::Announce]) {
        return 2;
    }
    if t.any(&[Class::Conj]) || t.punct == Some('、') || t.punct == Some('(') {
        return 2;
    }
    if t.any(&[
        Class::Negation,
        Class::Plan,
        Class::As,
        Class::From,
        Class::By,
        Class::To,
        Class::Accept,
        Class::Refuse,
    ]) {
        return 2;
    }
    if t.word.is_some() && !t.is(Class::Protect) {
        // A verb of a frame: 加盟, 离职; 的.
        return if t.is(Class::De) || t.is(Class::At) { 1 } else { 2 };
    }
    u8::from(t.punct.is_some() || t.latin)
}
