//! Brackets behind a name, which teach another form of it.

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text, Token, is_han};

/// 和瑞科（6789）总经理, 讯芯-KY董事长: what bears the code of a share or the mark of a foreign one is a firm, whatever its characters.
pub(super) fn listed(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    const LONGEST: usize = 6;
    let folded = &text.folded.text;
    let mut i = 0;
    while row.chinese && i < row.tokens.len() {
        let t = &row.tokens;
        let marked = t[i].latin && i >= 2 && &folded[t[i].range()] == "ky" && t[i - 1].punct == Some('-');
        let coded = t[i].punct == Some('(')
            && t[i + 1..].iter().take(6).find(|x| x.punct == Some(')')).is_some_and(|x| {
                let code = &folded[t[i].end..x.start];
                code.starts_with(|c: char| c.is_ascii_digit()) && naming.is_code(code)
            });
        let end = if marked { i - 1 } else { i };
        let first = (0..end)
            .rev()
            .take_while(|&k| t[k].name.is_none() && t[k].punct.is_none() && t[k].end == t[k + 1].start)
            .last();
        if let Some(first) = first.filter(|_| marked || coded) {
            let range = t[first].start..if marked { t[i].end } else { t[i].start };
            let words = &folded[t[first].start..t[end].start];
            let n = words.chars().count();
            let single = |x: &Token| x.plain() || x.end - x.start == 3;
            if words.chars().all(is_han) && (2..=LONGEST).contains(&n) && t[first..end].iter().all(single) {
                replace(row, range, unknown(NameClass::Org));
            }
        }
        i += 1;
    }
}

/// 林姓工程师, 林姓前经理: whom a court does not name in full is called by surname and post.
pub(super) fn by_surname(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    let folded = &text.folded.text;
    let mut i = 1;
    while row.chinese && i < row.tokens.len() {
        let t = &row.tokens;
        let post =
            |k: usize| t.get(k).is_some_and(|x| x.any(&[Class::Role, Class::Group]) && x.name.is_none());
        let former = usize::from(t[i - 1].is(Class::Former) && t[i - 1].end == t[i].start);
        let before = &t[(i - former).saturating_sub(1)];
        let mut last = folded[before.range()].chars().rev();
        let called = post(i)
            && before.plain()
            && before.end == t[i - former].start
            && last.next() == Some('姓')
            && last.next().is_some_and(|c| naming.surnames.contains(&c));
        if called {
            let mut end = i;
            while post(end + 1) && t[end + 1].start == t[end].end {
                end += 1;
            }
            let range = before.end - "林姓".len()..t[end].end;
            replace(row, range, unknown(NameClass::Person));
        }
        i += 1;
    }
}

/// «山姆·奥尔特曼(Sam Altman)»: the bracket teaches another form, and is then out of the way.
pub(crate) fn appositions(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i + 2 < row.tokens.len() {
        let open = row.tokens[i + 1].punct == Some('(') && row.tokens[i].punct.is_none();
        let close = open
            .then(|| (i + 2..row.tokens.len().min(i + 12)).find(|&j| row.tokens[j].punct == Some(')')))
            .flatten();
        let Some(j) = close else {
            i += 1;
            continue;
        };
        let inside = &row.tokens[i + 2..j];
        // 欣锐科技(6789-TW), 星澜科技(688999.SH): under which code a firm is traded; 财务长(CFO): the same post.
        let code = inside
            .first()
            .zip(inside.last())
            .is_some_and(|(a, b)| row.chinese && naming.is_code(&text.folded.text[a.start..b.end]));
        let post = |t: &Token| t.latin && t.punct.is_none() && t.name.is_none() && t.is(Class::Role);
        let again = row.tokens[i].is(Class::Role) && row.tokens[i].name.is_none() && !row.tokens[i].latin;
        let common = |t: &Token| t.is(Class::GenericOrg) && t.name.is_none();
        if code && row.tokens[i].name.is_some()
            || again && !inside.is_empty() && inside.iter().all(post)
            || row.tokens[i].name.is_some() && inside.last().is_some_and(common)
        {
            row.tokens.drain(i + 1..=j);
            i += 1;
            continue;
        }
        // 周某(花名:某某): says itself what it is.
        let named = inside.first().is_some_and(|t| {
            naming.other_names.iter().any(|w| text.folded.text[t.start..].starts_with(w.as_str()))
        });
        let quiet = named
            || inside.iter().all(|t| {
                t.name.is_some()
                    || t.latin && t.plain()
                    || t.quantity.is_some()
                    || t.punct.is_some()
                    || t.end - t.start <= 9 && t.plain()
            });
        if !quiet {
            i += 1;
            continue;
        }
        // 创始人维尔特里(Jonas Veltri): a transliterated name that only its bracket gives away.
        if row.tokens[i].name.is_none()
            && row.tokens[i].plain()
            && !row.tokens[i].latin
            && let Some(full) =
                inside.iter().find(|t| t.name.as_ref().is_some_and(|n| n.class == NameClass::Person))
        {
            row.aside.push((full.range(), NameClass::Person));
            let words = text.words(full.range()).to_owned();
            let known = full.name.as_ref().and_then(|n| n.kb);
            let t = &row.tokens[i];
            let run = &text.folded.text[t.range()];
            let tail: usize = run
                .chars()
                .rev()
                .take_while(|c| naming.transliteration.contains(c))
                .take(7)
                .map(char::len_utf8)
                .sum();
            if tail >= 6 {
                let range = t.end - tail..t.end;
                let cut = usize::from(tail < run.len());
                let name = NameRef { class: NameClass::Person, kb: known, product: false, full: Some(words) };
                taught.forms.insert(text.folded.text[range.clone()].to_owned(), name.clone());
                replace(row, range, name);
                row.tokens.drain(i + cut + 1..=j + cut);
                i += 1;
                continue;
            }
        }
        // «Ada Thornquist (Larkspur)»: a firm is where she is, and no other name of hers.
        let house = row.tokens[i].name.as_ref().is_some_and(|n| n.class == NameClass::Person)
            && inside.first().is_some_and(|t| {
                t.name
                    .as_ref()
                    .is_some_and(|n| matches!(n.class, NameClass::Org | NameClass::Open) && !n.product)
            })
            && inside.len() == 1;
        if house && !row.chinese {
            i = j + 1;
            continue;
        }
        if let Some(name) = row.tokens[i].name.clone() {
            if let Some(other) = inside.iter().find(|t| t.name.is_some()) {
                row.aside.push((other.range(), name.class));
                let words = text.words(other.range()).to_owned();
                let known = name.kb.or(other
                    .name
                    .as_ref()
                    .and_then(|n| n.kb.filter(|_| n.class == name.class || n.class == NameClass::Open)));
                // A Latin run in brackets after a person is that person, whatever its shape said.
                let merged = NameRef {
                    kb: known,
                    full: name.full.clone().or(Some(words.clone())),
                    class: name.class,
                    product: name.product,
                };
                let main = text.folded.text[row.tokens[i].range()].to_owned();
                taught.forms.insert(main, merged.clone());
                let mut other_form = merged.clone();
                other_form.full = Some(words);
                taught.forms.insert(text.folded.text[other.range()].to_owned(), other_form);
                row.tokens[i].name = Some(merged);
            }
            row.tokens.drain(i + 1..=j);
        }
        i += 1;
    }
}
