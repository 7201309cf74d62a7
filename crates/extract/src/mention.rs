//! The names of a document, listed: what `tradewire-bench ner` measures.

use tradewire_model::{Document, TextSpan};

use crate::Extractor;
use crate::extractor::context;
use crate::names::apply;
use crate::title::titles;
use crate::token::{NameClass, Text};

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
    /// A capitalised run that may be either person or organisation counts as an organisation.
    #[must_use]
    pub fn names(&self, doc: &Document) -> Vec<Mention> {
        let mut text = Text::new(doc, &self.lexicon, context(doc));
        let (mut rows, taught) = self.rows(doc, &mut text);
        let mut out = Vec::new();
        for row in &mut rows {
            apply(row, &text, &taught);
            for t in &row.tokens {
                let Some(n) = t.name.as_ref().filter(|n| !n.product) else { continue };
                let kind = match n.class {
                    NameClass::Person => MentionKind::Person,
                    NameClass::Org | NameClass::Outlet | NameClass::Open => MentionKind::Organisation,
                };
                let span = TextSpan::of(text.folded.map.to_source(t.range()));
                out.push(Mention { span, kind, known: n.kb.is_some() });
            }
            out.extend(titles(row, &text.folded.text).into_iter().map(|range| Mention {
                span: TextSpan::of(text.folded.map.to_source(range)),
                kind: MentionKind::Title,
                known: true,
            }));
        }
        out.sort_by_key(|m| (m.span.start(), m.span.end()));
        out
    }
}
