//! Names that no list holds, found by their shape and their neighbours.

use std::collections::HashMap;
use std::ops::Range;

use crate::class::{Class, Classes};
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text, Token, is_han};

/// The names one document teaches: short forms of its full names, and names found by good evidence.
#[derive(Debug, Default)]
pub(crate) struct Taught {
    /// Folded surface → what it stands for.
    pub(crate) forms: HashMap<String, NameRef>,
    /// The forms of two Han characters or more, by their first; filled by [`Taught::index`].
    by_head: HashMap<char, Vec<String>>,
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
    known_people(row, text, naming, taught);
    dotted(row, text, naming, taught);
    quoted_titles(row);
    if !headline(row) {
        latin(row, text, naming, taught);
    }
    organisations(row, text, naming, taught);
    chinese_people(row, text, naming, taught);
    appositions(row, text, naming, taught);
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

/// Whether a row is a headline in title case, in which capitals say nothing.
fn headline(row: &Row) -> bool {
    let words = row.tokens.iter().filter(|t| t.latin);
    let (n, capital) = words.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.capital)));
    !row.chinese && n >= 5 && capital * 10 >= n * 7
}

/// Gives the short forms of full names found elsewhere in the document their name.
pub(crate) fn apply(row: &mut Row, text: &Text<'_>, taught: &Taught) {
    if taught.forms.is_empty() {
        return;
    }
    for i in 0..row.tokens.len() {
        let t = &row.tokens[i];
        if t.name.as_ref().is_some_and(|n| n.kb.is_some() || n.class != NameClass::Open) || t.punct.is_some()
        {
            continue;
        }
        let surface = &text.folded.text[t.range()];
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
fn replace(row: &mut Row, range: Range<usize>, name: NameRef) {
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
            verb: false,
            hires: false,
            ..tail
        });
    }
    row.tokens.splice(first..=last, new);
}

fn unknown(class: NameClass) -> NameRef {
    NameRef { class, kb: None, product: false, full: None }
}

/// 山姆·奥尔特曼: foreign names with a dot, their ends found by the characters that write foreign names.
fn dotted(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let mut from = row.range.start;
    while let Some(dot) = folded[from..row.range.end].find('·').map(|p| from + p) {
        from = dot + '·'.len_utf8();
        // A known name that holds the dot is whole already; its parts are taught.
        if let Some(t) = row
            .tokens
            .iter()
            .find(|t| t.start < dot && dot < t.end && t.name.as_ref().is_some_and(|n| n.kb.is_some()))
        {
            if let Some(n) = t.name.clone() {
                let parts: Vec<&str> = folded[t.range()].split('·').map(str::trim).collect();
                for part in [parts.first(), parts.last()].into_iter().flatten() {
                    if part.chars().count() >= 2 {
                        taught.forms.entry((*part).to_owned()).or_insert_with(|| n.clone());
                    }
                }
            }
            continue;
        }
        // A known word of two characters or more before the name ends it on the left.
        let wall = row
            .tokens
            .iter()
            .filter(|t| {
                t.end <= dot && (!t.plain() || t.word.is_some()) && t.punct.is_none() && t.end - t.start > 3
            })
            .filter(|t| t.name.is_none() || t.end < dot)
            .map(|t| t.end)
            .max()
            .unwrap_or(row.range.start);
        let mut start = dot;
        let mut chars = 0;
        for (i, c) in folded[wall..dot].char_indices().rev() {
            if c == ' ' && start == dot && chars == 0 {
                continue;
            }
            if !naming.transliteration.contains(&c) || chars >= 6 {
                break;
            }
            start = wall + i;
            chars += 1;
        }
        if chars == 0 {
            continue;
        }
        let mut end = from;
        let mut tail = 0;
        let mut dots = 1;
        for (i, c) in folded[from..row.range.end].char_indices() {
            if c == ' ' && tail == 0 {
                continue;
            }
            if c == '·' && tail > 0 && dots < 3 {
                dots += 1;
                tail = 0;
                continue;
            }
            let at = from + i;
            let word_begins = row.tokens.iter().any(|t| {
                t.start == at
                    && t.end - t.start > 3
                    && t.name.is_none()
                    && (!t.classes.is_empty() || t.word.is_some())
            });
            if !naming.transliteration.contains(&c) || tail >= 7 || word_begins {
                break;
            }
            end = at + c.len_utf8();
            tail += 1;
        }
        if end <= from {
            continue;
        }
        from = end;
        let known = row.tokens.iter().find(|t| {
            t.start >= start
                && t.end <= end
                && t.name.as_ref().is_some_and(|n| n.kb.is_some() && n.class == NameClass::Person)
        });
        let name = known.and_then(|t| t.name.clone()).unwrap_or_else(|| unknown(NameClass::Person));
        let whole: String = text.words(start..end).chars().filter(|c| *c != ' ').collect();
        let parts: Vec<&str> = folded[start..end].split('·').map(str::trim).collect();
        for part in [parts.first(), parts.last()].into_iter().flatten() {
            if part.chars().count() >= 2 {
                taught
                    .forms
                    .entry((*part).to_owned())
                    .or_insert_with(|| NameRef { full: Some(whole.clone()), ..name.clone() });
            }
        }
        if !row.tokens.iter().any(|t| t.start == start && t.end == end && t.name.is_some()) {
            replace(row, start..end, name);
        }
    }
}

/// 《…》 is an outlet where nothing else is known of it.
fn quoted_titles(row: &mut Row) {
    let mut i = 0;
    while i < row.tokens.len() {
        if row.tokens[i].punct == Some('《')
            && let Some(j) =
                (i + 1..row.tokens.len().min(i + 14)).find(|&j| row.tokens[j].punct == Some('》'))
            && j > i + 1
        {
            let range = row.tokens[i + 1].start..row.tokens[j - 1].end;
            let whole = row.tokens[i + 1].end == range.end;
            let known = row.tokens[i + 1..j]
                .iter()
                .find_map(|t| t.name.clone().filter(|n| n.class == NameClass::Outlet));
            if !whole || row.tokens[i + 1].name.is_none() {
                replace(row, range, known.unwrap_or_else(|| unknown(NameClass::Outlet)));
            }
            if let Some(k) = row.tokens[i..].iter().position(|t| t.punct == Some('》')) {
                row.tokens.remove(i + k);
            }
            row.tokens.remove(i);
        }
        i += 1;
    }
}

/// Capitalised runs of Latin letters.
fn latin(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
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

/// Words that make an organisation common, not proper.
const GENERIC: &[&str] = &[
    "研究",
    "联合",
    "国家",
    "重点",
    "顶级",
    "前沿",
    "人工智能",
    "初创",
    "明星",
    "巨头",
    "科技",
    "互联网",
    "上市",
    "创业",
    "美国",
    "中国",
    "国际",
    "独立",
    "民营",
    "外资",
    "投资",
    "风险",
    "著名",
    "知名",
    "顶尖",
    "领先",
    "全球",
    "海外",
    "本土",
    "相关",
    "其他",
    "大型",
    "小型",
    "大模型",
    "我们",
    "母",
    "子",
    "他们",
    "你们",
];

/// Last characters of the endings of outlets.
const OUTLET_TAILS: &str = "报刊闻社经台网志会";

/// Runs of Han characters that end like an organisation: 北门科技, 云杉智能.
fn organisations(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        let t = &row.tokens[i];
        if t.latin || !t.plain() || t.word.is_some_and(|_| !t.is(Class::Protect)) || t.word.is_some() {
            i += 1;
            continue;
        }
        let run = &text.folded.text[t.range()];
        let chars = run.chars().count();
        let start = t.start;
        let next_generic = row.tokens.get(i + 1).is_some_and(|g| g.is(Class::GenericOrg));
        if !next_generic
            && !run.chars().any(|c| naming.org_suffix_heads.contains(&c) || OUTLET_TAILS.contains(c))
        {
            i += 1;
            continue;
        }
        let outlet = naming
            .outlet_suffixes_zh
            .iter()
            .find(|s| run.ends_with(s.as_str()) && chars > s.chars().count() + 1 && chars <= 8);
        if let Some(s) = naming
            .org_suffixes_zh
            .iter()
            .filter_map(|s| run.find(s.as_str()).map(|p| (p, s)))
            .find(|(p, s)| {
                let before = run[..*p].chars().count();
                (2..=6).contains(&before)
                    && !GENERIC.iter().any(|g| run[..*p].contains(g))
                    && !run[..*p].contains(['家', '个', '的', '些', '这', '那', '该', '某'])
                    && !run[..*p]
                        .chars()
                        .any(|c| naming.after_name.contains(&c) && !"云开明同来文方正".contains(c))
                    && run[p + s.len()..].chars().next().is_none_or(|c| !naming.after_org_suffix.contains(&c))
            })
        {
            let range = start..start + s.0 + s.1.len();
            let name = unknown(NameClass::Org);
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            replace(row, range, name);
        } else if outlet.is_some() {
            replace(row, start..start + run.len(), unknown(NameClass::Outlet));
        } else if let Some(g) = row.tokens.get(i + 1)
            && g.is(Class::GenericOrg)
            && g.start == t.end
            && (2..=5).contains(&chars)
            && naming.org_suffixes_zh.iter().any(|s| s == &text.folded.text[g.range()])
            && !GENERIC.iter().any(|g| run.contains(g))
            && !run.chars().any(|c| "家个的些类某这那该其各多几本国内外大小同一两三型业级等新老".contains(c))
        {
            let range = start..g.end;
            let name = unknown(NameClass::Org);
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            replace(row, range, name);
        }
        i += 1;
    }
}

/// Surname and given name beside a title, a verb or another person.
fn chinese_people(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
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

/// «山姆·奥尔特曼(Sam Altman)»: the bracket teaches another form, and is then out of the way.
fn appositions(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
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
        let quiet = inside.iter().all(|t| {
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
        if let Some(name) = row.tokens[i].name.clone() {
            if let Some(other) = inside.iter().find(|t| t.name.is_some()) {
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
