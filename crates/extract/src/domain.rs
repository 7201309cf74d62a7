//! Whether a document is about the field at all: AI, technology and science, their firms and their people.
//!
//! A stage of its own: football transfers and film castings have the same verbs. It can be switched off.

use crate::class::Class;
use crate::lexicon::Lexicon;
use crate::token::Text;

/// Whether the words of the field outweigh those of other fields.
///
/// Names of the knowledge base count as words of the field, twice, since they are rarer than any word.
pub(crate) fn about_the_field(text: &Text<'_>, lexicon: &Lexicon) -> bool {
    let (mut inside, mut outside) = (0usize, 0usize);
    for h in &text.hits {
        let w = lexicon.word(*h);
        if w.classes.has(Class::OffDomain) {
            outside += 1;
        } else if w.classes.has(Class::Domain) {
            inside += 1;
        } else if !w.names.is_empty()
            && (!w.capital || text.words(h.start..h.end).chars().any(char::is_uppercase))
        {
            inside += 2;
        }
    }
    outside < 3 || inside > outside * 2
}
