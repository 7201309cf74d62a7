//! What English puts around a noun phrase: descriptions before and behind a name, parts of a group, articles that know.

use std::ops::Range;

use tradewire_quantity::Kind;

use crate::class::{Class, MARKERS};
use crate::phrase::{Head, Of, Phrase};
use crate::token::{NameClass, NameRef, Row, Token};

/// «Ruitian's former head of trading, Yang Yunhao,»: the description before the name and its comma.
pub(crate) fn before_comma(row: &Row, p: &mut Phrase) {
    let t = &row.tokens;
    let Some(comma) = p.tokens.start.checked_sub(1).filter(|&k| t[k].punct == Some(',')) else { return };
    if p.role.is_some() || p.org.is_some() {
        return;
    }
    let mut role: Option<Range<usize>> = None;
    let mut k = comma;
    while k > 0 && comma - k < 12 {
        let x = &t[k - 1];
        if x.punct.is_some() || x.verb && !x.any(&[Class::Role]) || x.quantity.is_some() {
            break;
        }
        if x.any(&[Class::Role]) && x.name.is_none() {
            role = Some(x.start..t[comma - 1].end);
        } else if x.is(Class::Former) && role.is_some() {
            p.former = true;
        } else if x.is(Class::PronounPoss) && role.is_some() {
            p.org = Some(Of::Pronoun);
            break;
        } else if let Some(n) = &x.name {
            // «Larkspur's head of Skylark, Ada»: a product is no firm.
            if n.product && role.is_none() && !t[k].is(Class::De) {
                k -= 1;
                continue;
            }
            if !matches!(n.class, NameClass::Org | NameClass::Open) {
                break;
            }
            let possessive = t[k].is(Class::De) && role.is_some();
            let inside = role.is_none()
                && t.get(k.wrapping_sub(2)).is_some_and(|y| y.any(&[Class::At, Class::Of, Class::From]));
            if !(possessive || inside || role.is_some()) {
                break;
            }
            p.org = Some(Of::Name(n.clone(), x.range()));
            if possessive || role.is_some() {
                break;
            }
        } else if !(x.plain()
            || x.any(&[
                Class::Of,
                Class::Conj,
                Class::De,
                Class::Article,
                Class::New,
                Class::At,
                Class::For,
                Class::Group,
            ]))
        {
            break;
        }
        k -= 1;
    }
    let Some(r) = role else {
        p.org = None;
        p.former = false;
        return;
    };
    let mut start = t.iter().position(|x| x.end > r.start).unwrap_or(comma);
    // «and his investing partner, Ben»: what stands before the post in its phrase.
    while start > 0
        && (t[start - 1].plain()
            || t[start - 1].any(&[Class::Article, Class::PronounPoss, Class::New, Class::Former]))
        && t[start - 1].name.is_none()
        && !t[start - 1].any(&[Class::Relative])
        && comma - start < 8
    {
        start -= 1;
    }
    p.role = Some(r);
    p.tokens.start = p.tokens.start.min(start.min(comma));
}

/// «, based in OpenAI's Zurich office», «researchers associated with Meta»: the token of the organisation that somebody is
/// said to work for by a participle behind them.
fn employed(row: &Row, p: &Phrase, folded: &str) -> Option<usize> {
    const WORKS: &[&str] = &["based", "associated", "affiliated", "working", "employed"];
    let t = &row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &folded[x.range()]);
    let named = matches!(p.head, Head::Person | Head::Open);
    if p.org.is_some() || !(named || p.head == Head::Group) {
        return None;
    }
    let k = p.tokens.end + usize::from(named && word(p.tokens.end) == ",");
    if !WORKS.contains(&word(k)) || !t.get(k + 1)?.any(&[Class::At, Class::With, Class::For, Class::By]) {
        return None;
    }
    let j = (k + 2..t.len().min(k + 5)).find(|&j| t[j].name.is_some() || t[j].punct.is_some())?;
    t[j].name.as_ref().filter(|n| n.class == NameClass::Org && n.kb.is_some()).map(|_| j)
}

/// «hired Ada Thornquist of Larkspur, Ben Okri of Northgate and …», «Ada Thornquist (Larkspur), Ben Okri (formerly Northgate)»:
/// the firm that stands behind each name of a list, or in its bracket.
pub(crate) fn own_firm(row: &Row, p: &mut Phrase) {
    let t = &row.tokens;
    let end = p.tokens.end;
    let firm = |k: usize| t.get(k)?.name.as_ref().filter(|n| n.class == NameClass::Org);
    if p.head != Head::Person || p.org.is_some() {
        return;
    }
    if t.get(end).is_some_and(|x| x.punct == Some('(')) {
        let leads = |x: &Token| x.any(&[Class::Former, Class::Past, Class::Of, Class::At, Class::From]);
        let k = (end + 1..t.len().min(end + 4)).find(|&k| !leads(&t[k]));
        if let Some(k) = k.filter(|&k| t.get(k + 1).is_some_and(|x| x.punct == Some(')')))
            && let Some(n) = firm(k)
        {
            p.org = Some(Of::Name(n.clone(), t[k].range()));
            p.former |= t[end + 1..k].iter().any(|x| x.is(Class::Former));
            p.tokens.end = k + 2;
        }
        return;
    }
    let Some(marker) = t.get(end).and_then(|x| [Class::Of, Class::From].into_iter().find(|c| x.is(*c)))
    else {
        return;
    };
    let Some(n) = firm(end + 1) else { return };
    // Behind a verb «from» is the verb's own.
    if marker == Class::From && t[..p.tokens.start].iter().any(|x| x.verb && x.name.is_none()) {
        return;
    }
    let person = |k: usize| t[k].name.as_ref().is_some_and(|n| n.class == NameClass::Person);
    let joint = |k: usize| t[k].punct == Some(',') || t[k].is(Class::Conj);
    let next = || {
        let mut k = end + 2;
        while k < t.len() && joint(k) {
            k += 1;
        }
        let skipped = |x: &Token| {
            x.name.is_none()
                && x.punct.is_none()
                && (x.plain() || x.any(&[Class::Role, Class::Former, Class::Article]))
        };
        let who = (k..t.len().min(k + 5)).find(|&m| !skipped(&t[m]) || t[m].verb)?;
        (k > end + 2 && person(who) && t.get(who + 1)?.is(marker)).then(|| firm(who + 2)).flatten()
    };
    let before = || {
        let mut k = p.tokens.start;
        while k > 0 && joint(k - 1) {
            k -= 1;
        }
        (k < p.tokens.start && k >= 3 && t[k - 2].is(marker) && person(k - 3)).then(|| firm(k - 1)).flatten()
    };
    if next().is_some() || before().is_some() {
        p.org = Some(Of::Name(n.clone(), t[end + 1].range()));
        p.tokens.end = end + 2;
    }
}

/// «the consultancy BCG,»: the firm that stands for itself between a marker and the next stop, a common noun before it or not.
fn alone(row: &Row, at: usize) -> Option<(usize, &NameRef)> {
    let t = &row.tokens;
    let k = (at..t.len().min(at + 4)).find(|&k| t[k].name.is_some())?;
    let leads = |x: &Token| x.any(&[Class::Article, Class::GenericOrg]) || x.plain() && x.punct.is_none();
    let ends = t.get(k + 1).is_none_or(|x| x.punct.is_some_and(|c| matches!(c, ',' | '.' | ';' | ')' | '—')));
    let name = t[k].name.as_ref().filter(|n| n.class == NameClass::Org)?;
    (ends && t[at..k].iter().all(leads)).then_some((k, name))
}

/// «Ada Thornquist, a former researcher at Larkspur Labs,»: the description behind the name.
pub(crate) fn apposition(row: &Row, p: &mut Phrase, folded: &str) {
    let t = &row.tokens;
    let mut k = p.tokens.end;
    if let Some(j) = employed(row, p, folded) {
        if let Some(n) = &t[j].name {
            p.org = Some(Of::Name(n.clone(), t[j].range()));
        }
        if p.head == Head::Group {
            p.tokens.end = j + 1;
        }
        return;
    }
    let named = matches!(p.head, Head::Person | Head::Open);
    if named {
        if t.get(k).and_then(|x| x.punct) != Some(',') {
            return;
        }
        k += 1;
        let mut role: Option<Range<usize>> = None;
        let mut org = None;
        let mut former = false;
        let start = k;
        let mut from = None;
        while k < t.len() && k - start < 9 {
            let x = &t[k];
            if x.any(&[Class::Former, Class::Past]) {
                former = true;
            } else if k == start && x.any(&[Class::From, Class::Of]) {
                // «by Ben Okafor, from the consultancy BCG,», «Ben Okafor, of Larkspur Labs,»
                if let Some((k, n)) = alone(row, k + 1)
                    && p.org.is_none()
                {
                    p.org = Some(Of::Name(n.clone(), t[k].range()));
                    p.former = x.is(Class::From);
                    p.tokens.end = k + 1;
                }
                return;
            } else if x.any(&[Class::Role, Class::Group]) && x.name.is_none() {
                let start = from.unwrap_or(x.start);
                // «the lead product manager», «a senior staff engineer»: a run of them is one post.
                let next = |k: usize| t.get(k + 1).is_some_and(|y| y.start - t[k].end == 1);
                while next(k) && t[k + 1].is(Class::Role) && t[k + 1].name.is_none() {
                    k += 1;
                }
                k = crate::belong::extend_of(row, k + 1, folded);
                role = Some(start..t[k - 1].end);
                break;
            } else if let Some(n) = &x.name {
                if n.class == NameClass::Person {
                    return;
                }
                // «a former Tesla and Nvidia engineer»: the first of them.
                if !(org.is_some() && t[k - 1].is(Class::Conj)) {
                    org = Some(Of::Name(n.clone(), x.range()));
                }
                from = None;
            } else if x.is(Class::Conj) && org.is_some() && t.get(k + 1).is_some_and(|y| y.name.is_some()) {
            } else if x.is(Class::Article) || x.is(Class::De) || x.is(Class::New) || x.is(Class::PronounPoss)
            {
                if x.is(Class::PronounPoss) {
                    org = Some(Of::Pronoun);
                }
            } else if former && role.is_none() && x.any(&[Class::Of, Class::At, Class::With, Class::From]) {
                // «Ada Thornquist, formerly of Larkspur Labs,»: a firm without a post.
                if let Some(n) = t.get(k + 1).and_then(|y| y.name.as_ref().map(|n| (n, y)))
                    && matches!(n.0.class, NameClass::Org | NameClass::Open)
                    && p.org.is_none()
                {
                    p.org = Some(Of::Name(n.0.clone(), n.1.range()));
                    p.former = true;
                    p.tokens.end = k + 2;
                }
                return;
            } else if x.plain() && x.punct.is_none() {
                from.get_or_insert(x.start);
            } else {
                return;
            }
            k += 1;
        }
        let Some(mut role) = role else { return };
        // «Ada Thorn, co-founder Bo Quill and …»: the post is the next one's.
        if t.get(k).is_some_and(|x| x.name.as_ref().is_some_and(|n| n.class == NameClass::Person)) {
            return;
        }
        // co-founder and former chief executive: one description.
        while let Some(end) = another_role(row, k) {
            k = crate::belong::extend_of(row, end + 1, folded);
            role.end = t[k - 1].end;
        }
        // «Larkspur's head of Skylark»: what the post is of is a product.
        let of = usize::from(t.get(k).is_some_and(|x| x.is(Class::Of)));
        let product = t.get(k + of).filter(|x| x.name.as_ref().is_some_and(|n| n.product));
        if let Some(x) = product.filter(|_| of > 0 || folded[t[k - 1].range()].ends_with(" of")) {
            role.end = x.end;
            k += of + 1;
        }
        // «head of Tesla's Optimus project»
        if let Some(n) = t.get(k).filter(|x| x.start - t[k - 1].end == 1).and_then(|x| x.name.as_ref())
            && org.is_none()
            && matches!(n.class, NameClass::Org | NameClass::Open)
            && folded[t[k - 1].range()].ends_with(" of")
        {
            org = Some(Of::Name(n.clone(), t[k].range()));
            k += 1;
            if t.get(k).is_some_and(|x| x.is(Class::De)) {
                k = (k + 1..t.len().min(k + 7))
                    .take_while(|&m| running(row, m) || t[m].punct == Some(','))
                    .find(|&m| t[m].punct == Some(','))
                    .unwrap_or(k);
            }
        }
        // at, of, from, for an organisation
        if org.is_none() {
            let mut m = k;
            let mut gap = 0;
            while m < t.len() && gap < 6 && t[m].punct.is_none() {
                if t[m].any(&[Class::At, Class::Of, Class::From, Class::For, Class::To]) {
                    if let Some(j) =
                        (m + 1..t.len().min(m + 6)).find(|&j| t[j].name.is_some() || t[j].punct.is_some())
                        && let Some(n) =
                            t[j].name.as_ref().filter(|n| matches!(n.class, NameClass::Org | NameClass::Open))
                    {
                        org = Some(Of::Name(n.clone(), t[j].range()));
                        k = j + 1;
                    }
                    break;
                }
                if !(t[m].plain()
                    || t[m].any(&[
                        Class::Role,
                        Class::Conj,
                        Class::Group,
                        Class::Former,
                        Class::Article,
                        Class::New,
                    ]))
                {
                    break;
                }
                m += 1;
                gap += 1;
            }
        }
        let org_unnamed = org.is_none();
        if p.role.is_none() {
            p.role = Some(role);
        }
        if p.org.is_none() {
            p.org = org;
            p.former |= former;
        }
        // «the former leader of the group,», «a researcher at the company,»: whose post it is, without a name.
        if org_unnamed {
            k = unnamed_whose(row, k, folded).unwrap_or(k);
        }
        // The comma behind it belongs to it.
        if t.get(k).and_then(|x| x.punct) == Some(',') {
            k += 1;
        }
        p.tokens.end = k;
        return;
    }
    k = of_people(row, p);
    if p.org.is_none() && t.get(k).is_some_and(|x| x.any(&[Class::At, Class::Of])) {
        // researchers at Larkspur Labs, but not «a team of former Larkspur engineers»
        if t.get(k + 1).is_some_and(|x| x.is(Class::Former)) {
            return;
        }
        if let Some(j) = (k + 1..t.len().min(k + 4)).find(|&j| t[j].name.is_some() || t[j].punct.is_some())
            && (k + 1..j).all(|m| !t[m].verb && t[m].quantity.is_none())
            && let Some(n) =
                t[j].name.as_ref().filter(|n| matches!(n.class, NameClass::Org | NameClass::Open))
        {
            p.org = Some(Of::Name(n.clone(), t[j].range()));
            p.tokens.end = j + 1;
            p.core.end = t[j].end;
        }
    }
}

/// «a team of 22», «a group of about a dozen senior engineers»: takes in whom a word for several people counts; the token behind
/// them comes back.
fn of_people(row: &Row, p: &mut Phrase) -> usize {
    let t = &row.tokens;
    let k = p.tokens.end;
    if p.head != Head::Group || p.count.is_some() || !t.get(k).is_some_and(|x| x.is(Class::Of)) {
        return k;
    }
    let Some(q) = t.get(k + 1).and_then(|x| x.quantity) else { return k };
    let people = match &row.quantities[q].kind {
        Kind::Count(c) => c.unit == "person",
        Kind::Number(m) => m.unit.is_empty(),
        _ => false,
    };
    if !people {
        return k;
    }
    let who = |x: &Token| x.any(&[Class::Role, Class::Group]) && x.name.is_none() && !x.verb;
    let end = (k + 2..t.len().min(k + 6))
        .take_while(|&m| who(&t[m]) || running(row, m) && t[m].punct.is_none() && !t[m].any(MARKERS))
        .filter(|&m| who(&t[m]))
        .last()
        .map_or(k + 2, |m| m + 1);
    p.count = Some(q);
    p.tokens.end = end;
    p.core.end = t[end - 1].end;
    end
}

/// Whether a word may stand in the description of a post: no name, no number, no verb.
fn running(row: &Row, m: usize) -> bool {
    let x = &row.tokens[m];
    let words = [Class::Relative, Class::Be, Class::Have, Class::Plan, Class::Speech, Class::Report];
    x.punct.is_none_or(|c| c == '-')
        && x.name.is_none()
        && x.quantity.is_none()
        && !x.verb
        && (!x.any(&words) || x.is(Class::Article))
}

/// The comma behind «of the group», «at the company», if running words lead to it.
fn unnamed_whose(row: &Row, k: usize, folded: &str) -> Option<usize> {
    let t = &row.tokens;
    let ends_of = folded[t[k.checked_sub(1)?].range()].ends_with(" of");
    let from = k + usize::from(!ends_of);
    if !ends_of && !t.get(k)?.any(&[Class::Of, Class::At, Class::For]) {
        return None;
    }
    let comma = (from..t.len().min(from + 7)).find(|&m| t[m].punct == Some(','))?;
    (comma > from && (from..comma).all(|m| running(row, m))).then_some(comma)
}

/// The last token of «and former chief executive» behind a role.
fn another_role(row: &Row, k: usize) -> Option<usize> {
    let t = &row.tokens;
    if !t.get(k)?.is(Class::Conj) {
        return None;
    }
    let mut m = k + 1;
    while m < t.len() && m - k <= 4 {
        let x = &t[m];
        if x.any(&[Class::Role]) && x.name.is_none() {
            return Some(m);
        }
        if !(x.any(&[Class::Former, Class::New, Class::Article]) || x.plain() && x.punct.is_none()) {
            return None;
        }
        m += 1;
    }
    None
}

/// «three of the founders», «about a third of Adept's employees»: the number before the group is its own.
pub(crate) fn counted_part(row: &Row, p: &mut Phrase) {
    let t = &row.tokens;
    // «at least ten of them»
    let them = p.head == Head::PersonPronoun && t[p.tokens.start].is(Class::PronounGroup);
    if !matches!(p.head, Head::Group | Head::Role) && !them {
        return;
    }
    let mut k = p.tokens.start;
    while k > 0 && t[k - 1].any(&[Class::Article, Class::PronounPoss, Class::PronounOrg, Class::De]) {
        k -= 1;
    }
    if k < 2 || !t[k - 1].is(Class::Of) {
        return;
    }
    let Some(q) = t[k - 2].quantity else { return };
    if matches!(row.quantities[q].kind, Kind::Number(_) | Kind::Count(_) | Kind::Percent(_)) {
        p.count = Some(q);
        p.head = Head::Group;
        p.tokens.start = k - 2;
        p.core.start = t[k - 2].start;
    }
}

/// «the less-than-a-year-old startup»: a firm with an article that knows it points back.
pub(crate) fn definite(row: &Row, p: &mut Phrase, folded: &str) {
    let t = &row.tokens;
    let generic = t[p.tokens.clone()].iter().any(|x| x.is(Class::GenericOrg));
    let mut k = p.tokens.start;
    if folded[t[k].range()].starts_with("the") && t[k].is(Class::Article) {
        p.head = Head::OrgPronoun;
        return;
    }
    while generic && k > 0 && p.tokens.start - k < 9 {
        let x = &t[k - 1];
        if x.is(Class::Article) {
            if &folded[x.range()] == "the" {
                p.head = Head::OrgPronoun;
                p.tokens.start = k - 1;
            }
            return;
        }
        if !(x.plain()
            || x.name.as_ref().is_some_and(|n| n.kb.is_none())
            || x.punct == Some('-')
            || x.quantity.is_some())
        {
            return;
        }
        k -= 1;
    }
}
