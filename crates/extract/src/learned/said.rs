//! What each token of a sentence says, as the models see it: found once, looked at by many features.

use tradewire_quantity::Kind;

use super::linear::text;
use crate::senses::{self, Senses};
use crate::token::{Row, Text, Token};

/// What a token says.
pub(crate) struct Said {
    /// The sort of a name or a quantity, else its words.
    pub(crate) word: u64,
    /// Its word without identity: its class, or that nothing is known of it.
    pub(crate) sort: u64,
    /// What its words mean together.
    pub(crate) senses: Senses,
    /// All that they mean.
    pub(crate) meant: Senses,
    /// The word with which it ends, and what that means: what matters to what follows. Only running Chinese is cut.
    pub(crate) last: (u64, Senses),
    /// The word with which it begins, for what stands before it.
    pub(crate) first: (u64, Senses),
}

impl Said {
    /// What each token of a row says.
    pub(crate) fn of_row(text: &Text<'_>, row: &Row) -> Vec<Self> {
        row.tokens.iter().map(|t| Self::of(text, row, t)).collect()
    }

    fn of(doc: &Text<'_>, row: &Row, t: &Token) -> Self {
        let words = &doc.folded.text[t.range()];
        let word = match (&t.name, t.quantity) {
            (Some(n), _) => 50 + n.class as u64,
            (None, Some(q)) => 60 + kind_code(&row.quantities[q].kind),
            (None, None) => text(words),
        };
        let senses = senses::of(words);
        let mut said =
            Self { word, sort: sort(t), senses, meant: senses, last: (word, senses), first: (word, senses) };
        if t.name.is_some() || t.quantity.is_some() || t.punct.is_some() {
            said.meant = Senses::default();
            said.last.1 = Senses::default();
            said.first.1 = Senses::default();
        } else if !t.latin {
            said.meant = senses.and(senses::within(words));
            if t.plain() && senses == Senses::default() {
                let cut = |(word, senses): (&str, Senses)| (text(word), senses);
                said.last = cut(senses::ending(words));
                said.first = cut(senses::beginning(words));
            }
        }
        said
    }
}

/// What sort of quantity it is.
pub(crate) fn kind_code(k: &Kind) -> u64 {
    match k {
        Kind::Money(_) => 1,
        Kind::Count(_) => 2,
        Kind::Percent(_) => 3,
        Kind::Multiple(_) => 4,
        Kind::Number(_) => 5,
        Kind::Ordinal(_) => 6,
        Kind::Date(_) => 7,
        Kind::Duration(_) => 8,
        #[allow(unreachable_patterns, reason = "kinds may be added")]
        _ => 9,
    }
}

/// A word without its identity: its class, or that nothing is known of it.
fn sort(t: &Token) -> u64 {
    if t.name.is_some() {
        1
    } else if t.quantity.is_some() {
        2
    } else if let Some(c) = t.punct {
        u64::from(u32::from(c))
    } else if t.verb {
        4 + u64::from(t.hires)
    } else if t.plain() {
        3
    } else {
        6
    }
}
