//! Names that no list holds, found by their shape and their neighbours.

mod bracket;
mod document;
mod dotted;
mod latin;
mod org_han;
mod person_han;
mod quoted;
mod trim;
mod unit_han;

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::class::{Class, Classes};
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text, Token, is_han};

pub(crate) use bracket::appositions;
pub(crate) use document::across;
use dotted::dotted;
use latin::latin;
use org_han::{by_cue, organisations};
use person_han::chinese_people;
use quoted::quoted_titles;
use trim::{datelines, trim};
use unit_han::units;

/// The names one document teaches: short forms of its full names, and names found by good evidence.
#[derive(Debug, Default)]
pub(crate) struct Taught {
    /// Folded surface → what it stands for.
    pub(crate) forms: HashMap<String, NameRef, RandomState>,
    /// The forms of two Han characters or more, by their first; filled by [`Taught::index`].
    by_head: HashMap<char, Vec<String>, RandomState>,
}

impl Taught {
    /// Makes the index that [`apply`] searches by.
    pub(crate) fn index(&mut self) {
        for form in self.forms.keys() {
            if let Some(c) =
                form.chars().next().filter(|_| form.chars().count() >= 2 && form.chars().all(is_han))
            {
                self.by_head.entry(c).or_default().push(form.clone());
            }
        }
        // Ties between forms are settled by their order, which must not depend on the hash.
        self.by_head.values_mut().for_each(|l| l.sort_unstable());
    }
}

/// Finds unknown names in a row and teaches them to the document.
pub(crate) fn find(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    trim(row, text, naming);
    longer_people(row, text, naming);
    known_people(row, text, naming, taught);
    dotted(row, text, naming, taught);
    quoted_titles(row, text, taught);
    quoted_firms(row, text, taught);
    latin(row, text, naming, taught);
    bracket::listed(row, text, naming);
    bracket::by_surname(row, text, naming);
    organisations(row, text, naming, taught);
    chinese_people(row, text, naming, taught);
    joined_people(row, text);
    listed_people(row, text, naming);
    by_cue(row, text, naming, taught);
    arms(row, text);
    branches(row, text);
    appositions(row, text, naming, taught);
    units(row, text, naming);
    channels(row, text, naming);
    datelines(row);
}

/// 英特尔资本, 美团战投: the part of a known firm that invests is a firm of its own.
fn arms(row: &mut Row, text: &Text<'_>) {
    const ARMS: &[&str] = &["资本", "创投", "风投", "战投", "产投", "基金"];
    let mut i = 0;
    while i + 1 < row.tokens.len() {
        let (t, n) = (&row.tokens[i], &row.tokens[i + 1]);
        let firm = t.name.as_ref().is_some_and(|x| x.class == NameClass::Org && x.kb.is_some());
        let tail = &text.folded.text[n.range()];
        let arm =
            ARMS.iter().find(|a| tail.starts_with(**a)).filter(|_| firm && n.plain() && n.start == t.end);
        if let Some(arm) = arm {
            let range = t.start..n.start + arm.len();
            replace(row, range, unknown(NameClass::Org));
        }
        i += 1;
    }
}

/// 亚马逊中国总裁: a known firm in a country, before a post there, is named with the country.
fn branches(row: &mut Row, text: &Text<'_>) {
    const LANDS: &[&str] =
        &["中国", "大中华区", "日本", "韩国", "印度", "亚太", "台湾", "香港", "北美", "欧洲", "云", "云端"];
    let mut i = 0;
    while i + 2 < row.tokens.len() {
        let (t, n, next) = (&row.tokens[i], &row.tokens[i + 1], &row.tokens[i + 2]);
        let firm = t.name.as_ref().is_some_and(|x| x.class == NameClass::Org && x.kb.is_some() && !x.product);
        let land = n.plain() && n.start == t.end && LANDS.contains(&&text.folded.text[n.range()]);
        if firm && land && next.start == n.end && next.any(&[Class::Role, Class::Former]) && !t.latin {
            let name = t.name.clone().unwrap_or_else(|| unknown(NameClass::Org));
            let range = t.start..n.end;
            replace(row, range, name);
        }
        i += 1;
    }
}

/// 皮柏斯和杜南: two people whom their characters alone run together.
fn joined_people(row: &mut Row, text: &Text<'_>) {
    let mut i = 0;
    while i < row.tokens.len() {
        let t = &row.tokens[i];
        let person = t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none());
        let words = &text.folded.text[t.range()];
        let n = words.chars().count();
        let joint = (person && !t.latin)
            .then(|| {
                let mut inner = words.char_indices().enumerate();
                inner
                    .find(|(k, (_, c))| *k >= 2 && k + 3 <= n && matches!(c, '和' | '与' | '及'))
                    .map(|x| x.1)
            })
            .flatten();
        if let Some((at, c)) = joint {
            let (start, end) = (t.start, t.end);
            let cut = start + at + c.len_utf8();
            replace(row, cut..end, unknown(NameClass::Person));
            replace(row, start..start + at, unknown(NameClass::Person));
            if let Some(x) = row.tokens.get_mut(i + 1) {
                x.classes.add(Class::Conj);
            }
        }
        i += 1;
    }
}

/// 卢卡斯、亚历山大和翟晓飞: what stands in a list between people, in the characters of foreign names, is one of them.
fn listed_people(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    let person = |row: &Row, k: usize| {
        row.tokens
            .get(k)
            .is_some_and(|t| !t.latin && t.name.as_ref().is_some_and(|n| n.class == NameClass::Person))
    };
    let joins =
        |row: &Row, k: usize| row.tokens.get(k).is_some_and(|t| t.is(Class::Conj) || t.punct == Some('、'));
    for i in 2..row.tokens.len() {
        let t = &row.tokens[i];
        let words = &text.folded.text[t.range()];
        let writes =
            |c: char| naming.transliteration.contains(&c) || naming.words.transliteration(c).is_some();
        let open = t.plain() && t.word.is_none() && t.punct.is_none() && t.quantity.is_none() && !t.latin;
        let within = person(row, i - 2) && joins(row, i - 1) && joins(row, i + 1) && person(row, i + 2);
        if open && within && (3..=6).contains(&words.chars().count()) && words.chars().all(writes) {
            replace(row, t.range(), unknown(NameClass::Person));
        }
    }
}

/// 新创公司「云起」: what stands in quotation marks right behind a word for a firm names it.
fn quoted_firms(row: &mut Row, text: &Text<'_>, taught: &mut Taught) {
    let mut i = 0;
    while i + 3 < row.tokens.len() {
        let t = &row.tokens;
        let close =
            (t[i].is(Class::GenericOrg) && t[i].name.is_none() && !t[i].latin && t[i + 1].punct == Some('"'))
                .then(|| (i + 3..t.len().min(i + 9)).find(|&j| t[j].punct == Some('"')))
                .flatten();
        if let Some(j) = close {
            let range = t[i + 2].start..t[j - 1].end;
            let words = &text.folded.text[range.clone()];
            let plain = t[i + 2..j].iter().all(|x| x.punct.is_none() && x.quantity.is_none());
            let named = t[i + 2..j].iter().any(|x| x.name.as_ref().is_some_and(|n| n.kb.is_some()));
            if plain && (2..=10).contains(&words.chars().count()) {
                if !named {
                    let name = unknown(NameClass::Org);
                    taught.forms.entry(words.to_owned()).or_insert_with(|| name.clone());
                    replace(row, range, name);
                }
                if let Some(k) = row.tokens[i + 2..].iter().position(|x| x.punct == Some('"')) {
                    row.tokens.remove(i + 2 + k);
                }
                row.tokens.remove(i + 1);
            }
        }
        i += 1;
    }
}

/// «wrote on X», 通过微信联系: where something is said or sent takes no part in it.
pub(crate) fn channels(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    const BEFORE: &[&str] = &["on", "via", "through", "over", "在", "于", "通过", "经", "用"];
    // 某某的领英资料: what stands there.
    const PAGES: &[&str] = &[
        "资料", "页面", "个人", "贴文", "帖文", "发文", "粉专", "专页", "账号", "帐号", "主页", "动态",
        "档案",
    ];
    const WORKS: &[&str] = &["任职", "工作", "担任", "就职", "实习", "负责", "做"];
    let word = |t: &Token| &text.folded.text[t.range()];
    for i in 1..row.tokens.len() {
        let t = &row.tokens[i];
        let works =
            |k: usize| row.tokens.get(k).is_some_and(|x| WORKS.iter().any(|w| word(x).starts_with(w)));
        // 领英 (LinkedIn) 资料: over the name in brackets.
        let over = |k: usize| {
            let open = row.tokens.get(k).is_some_and(|x| x.punct == Some('('));
            let close = |j: &usize| row.tokens.get(*j).is_some_and(|x| x.punct == Some(')'));
            if open { (k + 1..k + 5).find(close).map_or(k, |j| j + 1) } else { k }
        };
        // «by email and WhatsApp»
        let joined = i >= 3
            && row.tokens[i - 1].is(Class::Conj)
            && row.tokens[i - 2].plain()
            && (BEFORE.contains(&word(&row.tokens[i - 3])) || word(&row.tokens[i - 3]) == "by");
        if t.name.is_some()
            && naming.channels.contains(word(t).split('(').next().unwrap_or_default().trim_end())
            && (BEFORE.contains(&word(&row.tokens[i - 1]))
                || joined
                || row.tokens.get(over(i + 1)).is_some_and(|x| PAGES.iter().any(|w| word(x).starts_with(w))))
            && !works(i + 1)
        {
            let t = &mut row.tokens[i];
            t.name = None;
            t.word = None;
            t.classes = Classes::default();
        }
    }
}

/// 天眼查信息显示, 据港交所文件: exchanges and registers tell what firms have entered there, as outlets do.
pub(crate) fn registers(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    // 港交所行政总裁某某: there it is a firm that has people of its own.
    let posts: Vec<usize> = row
        .tokens
        .windows(2)
        .filter(|w| w[1].is(Class::Role) && w[0].end == w[1].start)
        .map(|w| w[1].start)
        .collect();
    for t in &mut row.tokens {
        if posts.contains(&t.end) && row.chinese {
            continue;
        }
        if let Some(name) = t.name.as_mut().filter(|n| n.class == NameClass::Org)
            && naming.registers.contains(&text.folded.text[t.start..t.end])
        {
            name.class = NameClass::Outlet;
        }
    }
}

/// «Google Cloud's Kirkland office»: an unknown name between an owner and the noun for a place only says where that is.
pub(crate) fn quarters(row: &mut Row, text: &Text<'_>, is_site: &dyn Fn(&str) -> bool) {
    for i in 2..row.tokens.len().saturating_sub(1) {
        let t = &row.tokens;
        let unknown = t[i].name.as_ref().is_some_and(|n| n.kb.is_none() && n.class != NameClass::Person);
        let owned = t[i - 1].is(Class::De)
            && t[i - 2].name.as_ref().is_some_and(|n| matches!(n.class, NameClass::Org | NameClass::Open));
        if !row.chinese && unknown && owned && is_site(&text.folded.text[t[i + 1].range()]) {
            let t = &mut row.tokens[i];
            t.name = None;
            t.word = None;
            t.classes = Classes::default();
        }
    }
}

/// «Jalan Freight, founded in 2019, said»: what was founded, is based somewhere or has a «which» is a firm, wherever it is named.
pub(crate) fn founded(rows: &mut [Row], text: &Text<'_>, naming: &Naming) {
    const OF_FIRMS: &[&str] = &["founded", "which", "headquartered", "valued", "incorporated", "spun"];
    let word = |t: &Token| &text.folded.text[t.range()];
    let person = |t: &Token| {
        t.latin && t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none())
    };
    let mut firms: Vec<String> = Vec::new();
    for row in rows.iter().filter(|r| !r.chinese) {
        for w in row.tokens.windows(4) {
            let told =
                OF_FIRMS.iter().any(|f| word(&w[2]) == *f || word(&w[2]).starts_with(&format!("{f} ")));
            // «Ada Thornquist, which is why»
            let why =
                word(&w[2]) == "which" && matches!(word(&w[3]), "is" | "was" | "means" | "meant" | "would");
            let before = row.tokens.first().is_some_and(|x| x.start == w[0].start);
            if person(&w[0]) && w[1].punct == Some(',') && told && !why && before {
                firms.push(word(&w[0]).to_owned());
            }
        }
    }
    // «a vice-president of Formosa Nanochip», «the robot maker Halyard Street»: whoever has people is a firm, unless its first
    // word is a given name.
    for row in rows.iter().filter(|r| !r.chinese) {
        let folded = &text.folded.text;
        for (i, t) in row.tokens.iter().enumerate().filter(|(_, t)| person(t)) {
            let words = word(t);
            let long = words.split_once(' ').is_some_and(|(first, _)| !naming.given_names.contains(first));
            let post = |k: usize| row.tokens[k].is(Class::Role);
            let of = i.checked_sub(1).is_some_and(|k| {
                let before = &row.tokens[k];
                post(k) && [" of", " at"].iter().any(|w| word(before).ends_with(w))
                    || before.any(&[Class::Of, Class::At]) && k > 0 && post(k - 1)
            });
            if long
                && (of || crate::belong::described_firm(row, i, folded) || crate::belong::owns_post(row, i))
            {
                firms.push(words.to_owned());
            }
        }
    }
    for t in rows.iter_mut().flat_map(|r| &mut r.tokens) {
        if person(t)
            && firms.iter().any(|f| f == &text.folded.text[t.range()])
            && let Some(n) = &mut t.name
        {
            n.class = NameClass::Org;
        }
    }
}

/// Known people with Latin names teach their family names: «Vishal Sikka», then «Sikka».
fn known_people(row: &Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    for t in &row.tokens {
        let Some(n) = t.name.as_ref().filter(|n| n.class == NameClass::Person && n.kb.is_some()) else {
            continue;
        };
        let surface = &text.folded.text[t.range()];
        if let Some((_, family)) = surface
            .rsplit_once(' ')
            .filter(|(_, f)| t.latin && f.len() > 2 && !naming.not_names_en.contains(*f))
        {
            taught.forms.entry(family.to_owned()).or_insert_with(|| n.clone());
        }
    }
}

/// 沈鹏飞空降: a known name of two characters with a third behind it that is no word is somebody else's.
fn longer_people(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    // Adverbs and verbs of one character that stand behind a name.
    const APART: &str = "已曾也均亦又还则就并都便仍才先再正刚即既率携带称说等们同随因为由从向对与和及或的之等将拟欲拒赴在是有让被把给离加回辞升转接获兼任主领创入出去来现原前";
    let folded = &text.folded.text;
    let mut i = 0;
    while i + 1 < row.tokens.len() {
        let (t, next) = (&row.tokens[i], &row.tokens[i + 1]);
        let known = t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_some());
        let name: Vec<char> = folded[t.range()].chars().collect();
        let mut run = folded[next.range()].chars();
        let (third, fourth) = (run.next(), run.next());
        // 杨建辉已于近日离职: behind the third character stands one that goes with the verb.
        let alone = match (third, fourth) {
            (Some(c), Some(d)) => APART.contains(d) && naming.words.get(&[c, d]).is_none(),
            _ => true,
        };
        let longer = known
            && !t.latin
            && name.len() == 2
            && naming.surnames.contains(&name[0])
            && next.start == t.end
            && next.plain()
            && next.word.is_none()
            && next.punct.is_none()
            && next.quantity.is_none()
            && alone
            && third.is_some_and(|c| is_han(c) && !APART.contains(c));
        if longer {
            let end = next.start + third.map_or(0, char::len_utf8);
            replace(row, t.start..end, unknown(NameClass::Person));
        }
        i += 1;
    }
}

/// «Larkspur Inc. has bought Okapi»: the stop behind a legal form belongs to the name and parts no clauses.
pub(crate) fn close_forms(row: &mut Row, text: &Text<'_>) {
    const FORMS: &[&str] = &["inc", "corp", "ltd", "co", "bros", "llc", "plc", "pte", "pvt"];
    let mut i = 0;
    while !row.chinese && i + 2 < row.tokens.len() {
        let (name, dot) = (&row.tokens[i], &row.tokens[i + 1]);
        let form = text.folded.text[name.range()].rsplit(' ').next().unwrap_or_default();
        let firm = name.name.as_ref().is_some_and(|n| n.class == NameClass::Org);
        if firm && dot.punct == Some('.') && dot.start == name.end && FORMS.contains(&form) {
            row.tokens[i].end = dot.end;
            row.tokens.remove(i + 1);
        }
        i += 1;
    }
}

/// 雷火副总裁某某: takes two characters before the post of somebody else for a firm, though they could be a person's name.
pub(crate) fn titled(rows: &mut [Row], text: &Text<'_>, taught: &mut Taught) {
    // Those who have people of their own: whoever stands before the word is a person.
    const OF_PEOPLE: &[&str] =
        &["助理", "秘书", "助手", "学生", "弟子", "门生", "同事", "律师", "合伙人", "创始人"];
    let words = |t: &Token| &text.folded.text[t.range()];
    let unknown_person =
        |t: &Token| t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none());
    let mut firms: Vec<String> = Vec::new();
    for row in rows.iter().filter(|r| r.chinese) {
        let t = &row.tokens;
        for i in (0..t.len()).filter(|&i| unknown_person(&t[i]) && words(&t[i]).chars().count() == 2) {
            let mut post = false;
            for k in i + 1..t.len().min(i + 6) {
                if t[k].start != t[k - 1].end || OF_PEOPLE.iter().any(|w| words(&t[k]).ends_with(w)) {
                    break;
                }
                if t[k].name.as_ref().is_some_and(|n| n.class == NameClass::Person) {
                    if post {
                        firms.push(words(&t[i]).to_owned());
                    }
                    break;
                }
                post |= t[k].is(Class::Role);
                if !(t[k].is(Class::Role) || t[k].plain() && t[k].name.is_none()) {
                    break;
                }
            }
        }
    }
    for f in &firms {
        taught.forms.insert(f.clone(), unknown(NameClass::Org));
    }
    for t in rows.iter_mut().flat_map(|r| &mut r.tokens) {
        if unknown_person(t) && firms.iter().any(|f| f == words(t)) {
            t.name = Some(unknown(NameClass::Org));
        }
    }
}

/// Gives the short forms of full names found elsewhere in the document their name.
pub(crate) fn apply(row: &mut Row, text: &Text<'_>, taught: &Taught) {
    if taught.forms.is_empty() {
        return;
    }
    for i in 0..row.tokens.len() {
        let t = &row.tokens[i];
        let surface = &text.folded.text[t.range()];
        // «three Lumenfield researchers»: a firm that the document names elsewhere, inside a count.
        if t.quantity.is_some() && t.inner.is_none() && !row.chinese {
            let mut at = 0;
            let inner = surface.split_inclusive(' ').find_map(|w| {
                let start = t.start + at;
                at += w.len();
                let w = w.trim();
                let range = start..start + w.len();
                let capital = text.words(range.clone()).starts_with(char::is_uppercase);
                let n = taught.forms.get(w).filter(|n| capital && n.class == NameClass::Org)?;
                Some((n.clone(), range))
            });
            row.tokens[i].inner = inner.map(Box::new);
            continue;
        }
        // A family name that stands alone is its bearer's, where the document names one, not a firm's.
        let family = |n: &NameRef| {
            n.class == NameClass::Org
                && n.kb.is_none()
                && t.latin
                && !surface.contains(' ')
                && taught.forms.get(surface).is_some_and(|o| o.class == NameClass::Person)
        };
        // 晨业：某公司重组团队: the outlet that reports further down is no firm in the headline.
        let paper = |n: &NameRef| {
            n.class == NameClass::Org
                && n.kb.is_none()
                && taught.forms.get(surface).is_some_and(|o| o.class == NameClass::Outlet)
        };
        // «Dr. Whitcombe joins Meridian»: whoever bears the name in full elsewhere.
        let short = |n: &NameRef| {
            n.class == NameClass::Person
                && n.kb.is_none()
                && n.full.is_none()
                && t.latin
                && !surface.contains(' ')
                && taught.forms.get(surface).is_some_and(|o| o.class == NameClass::Person && o.full.is_some())
        };
        if t.name.as_ref().is_some_and(|n| {
            (n.kb.is_some() || n.class != NameClass::Open) && !family(n) && !paper(n) && !short(n)
        }) || t.punct.is_some()
        {
            continue;
        }
        if let Some(n) = taught.forms.get(surface)
            && (!t.latin || t.capital)
        {
            row.tokens[i].name = Some(n.clone());
            continue;
        }
        // A run of unknown characters may hold a taught name.
        if t.latin || !t.plain() || t.word.is_some() {
            continue;
        }
        let mut best: Option<(usize, &str)> = None;
        for (at, c) in surface.char_indices() {
            for form in taught.by_head.get(&c).into_iter().flatten() {
                if surface[at..].starts_with(form.as_str()) && best.is_none_or(|b| form.len() > b.1.len()) {
                    best = Some((at, form));
                }
            }
        }
        if let Some((at, form)) = best
            && let Some(n) = taught.forms.get(form)
        {
            let range = t.start + at..t.start + at + form.len();
            replace(row, range, n.clone());
        }
    }
}

/// Puts a name in place of the tokens at a range, cutting those that reach over its ends.
pub(crate) fn replace(row: &mut Row, range: Range<usize>, name: NameRef) {
    let Some(first) = row.tokens.iter().position(|t| t.end > range.start) else { return };
    let last = row.tokens.iter().rposition(|t| t.start < range.end).unwrap_or(first);
    let (head, tail) = (row.tokens[first].clone(), row.tokens[last].clone());
    let mut new = Vec::with_capacity(3);
    if head.start < range.start {
        new.push(Token {
            end: range.start,
            word: None,
            classes: Classes::default(),
            name: None,
            inner: None,
            ..head.clone()
        });
    }
    new.push(Token {
        start: range.start,
        end: range.end,
        classes: Classes::default(),
        word: None,
        name: Some(name),
        quantity: None,
        inner: None,
        punct: None,
        verb: false,
        hires: false,
        ..head
    });
    if tail.end > range.end {
        new.push(Token {
            start: range.end,
            word: None,
            classes: Classes::default(),
            name: None,
            inner: None,
            verb: false,
            hires: false,
            ..tail
        });
    }
    row.tokens.splice(first..=last, new);
}

pub(crate) fn unknown(class: NameClass) -> NameRef {
    NameRef { class, kb: None, product: false, full: None }
}
