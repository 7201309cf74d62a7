//! The names of a document, listed: what `tradewire-bench ner` measures.

mod occasion;
mod person;

use std::collections::HashSet;

use tradewire_model::{Document, TextSpan};

use crate::Extractor;
use crate::class::Class;
use crate::measures::context;
use crate::names::apply;
use crate::title::titles;
use crate::token::{NameClass, Row, Text};

/// What sort of thing a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// A person.
    Person,
    /// A firm, lab, university or body; outlets too.
    Organisation,
    /// A role or title: 研究副总裁, chief scientist.
    Title,
}

/// A name or title in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the repaired text.
    pub span: TextSpan,
    /// What it names.
    pub kind: MentionKind,
    /// Whether the knowledge base knows it.
    pub known: bool,
}

impl Extractor<'_> {
    /// Lists the names and titles of a document, in the order of the text.
    ///
    /// Every sentence is read, whether it holds news or not; damaged stretches and boilerplate are left out.
    /// A capitalised word that may be anything counts as an organisation only where the sentence says so.
    #[must_use]
    pub fn names(&self, doc: &Document) -> Vec<Mention> {
        let mut text = Text::new(doc, &self.lexicon, context(doc));
        let (mut rows, taught, _) = self.rows(doc, &mut text);
        let mut out = Vec::new();
        rows.iter_mut().for_each(|row| apply(row, &text, &taught));
        // What acts as an organisation once is one wherever the document names it.
        let mut acting: HashSet<&str> = HashSet::new();
        for row in &rows {
            acting.extend(
                (0..row.tokens.len())
                    .filter(|&i| acts(row, i, &text))
                    .map(|i| text.words(row.tokens[i].range())),
            );
        }
        // A family name that stands alone is a person's wherever a sentence tells a life of it.
        let mut living: HashSet<&str> = HashSet::new();
        for row in &rows {
            let lone = |i: &usize| person::told_of(row, *i, &text, &self.naming);
            living.extend((0..row.tokens.len()).filter(lone).map(|i| text.words(row.tokens[i].range())));
        }
        for row in &rows {
            let place = |range| TextSpan::of(text.folded.map.to_source(range));
            for (i, t) in row.tokens.iter().enumerate() {
                let Some(n) = t.name.as_ref().filter(|n| !n.product) else { continue };
                // A conference known by its initials is met at, not worked at.
                if self.naming.conferences.contains(&text.folded.text[t.range()]) {
                    continue;
                }
                if occasion::named_by(row, i, &text, &self.naming) {
                    continue;
                }
                let kind = match n.class {
                    NameClass::Person => MentionKind::Person,
                    NameClass::Outlet => MentionKind::Organisation,
                    NameClass::Org | NameClass::Open
                        if n.kb.is_none() && living.contains(text.words(t.range())) =>
                    {
                        MentionKind::Person
                    }
                    NameClass::Org | NameClass::Open if acting.contains(text.words(t.range())) => {
                        MentionKind::Organisation
                    }
                    NameClass::Open if writes(row, i, &text) => MentionKind::Person,
                    NameClass::Org | NameClass::Open => continue,
                };
                out.push(Mention { span: place(t.range()), kind, known: n.kb.is_some() });
            }
            for (range, class) in &row.aside {
                let kind = match class {
                    NameClass::Person => MentionKind::Person,
                    NameClass::Org | NameClass::Outlet => MentionKind::Organisation,
                    NameClass::Open => continue,
                };
                out.push(Mention { span: place(range.clone()), kind, known: false });
            }
            out.extend(titles(row, &text.folded.text, &self.naming).into_iter().map(|range| Mention {
                span: TextSpan::of(text.folded.map.to_source(range)),
                kind: MentionKind::Title,
                known: true,
            }));
        }
        out.sort_by_key(|m| (m.span.start(), m.span.end()));
        out
    }
}

/// Whether a name is an organisation's: known, told by its own words, or by what stands beside it.
fn acts(row: &Row, i: usize, text: &Text<'_>) -> bool {
    let t = &row.tokens;
    let Some(n) = t[i].name.as_ref() else { return false };
    let surface = text.words(t[i].range());
    let single = !surface.contains(' ');
    if n.kb.is_some()
        || n.class == NameClass::Org && (!single || !t[i].latin || row.chinese || n.full.is_some())
    {
        return true;
    }
    let word = |k: usize| &text.folded.text[t[k].range()];
    if let Some(k) = i.checked_sub(1) {
        let of_role = t[k].any(&[Class::Of, Class::At, Class::For])
            && k >= 1
            && t[k - 1].any(&[Class::Role, Class::Group]);
        if matches!(word(k), "at" | "joined" | "joining" | "joins" | "加入" | "入职")
            || t[k].verb && !t[k].hires && !t[k].any(&[Class::Of])
            || t[k].is(Class::GenericOrg)
            || of_role
        {
            return true;
        }
    }
    let Some(next) = t.get(i + 1) else { return false };
    let role_at = |k: usize| t.get(k).is_some_and(|x| x.any(&[Class::Role, Class::Group]));
    next.any(&[Class::Role, Class::Group]) && !row.chinese
        || next.is(Class::De) && (role_at(i + 2) || role_at(i + 3))
        || next.any(&[Class::Announce])
        || next.verb && next.word.is_some()
        || next.punct == Some(',') && t.iter().skip(i + 2).take(5).any(|x| x.is(Class::GenericOrg))
}

/// Whether a single capitalised word is a person who writes: «Posner (1980)», «Kass et al», «Hayes argued».
fn writes(row: &Row, i: usize, text: &Text<'_>) -> bool {
    let t = &row.tokens;
    let year = |k: usize| {
        t.get(k).is_some_and(|x| {
            let w = &text.folded.text[x.range()];
            w.len() == 4
                && (w.starts_with("19") || w.starts_with("20"))
                && w.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let Some(next) = t.get(i + 1).filter(|_| !row.chinese) else { return false };
    next.is(Class::Etc) || next.punct == Some('(') && year(i + 2) || next.is(Class::Speech)
}
