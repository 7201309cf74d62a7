use std::ops::Range;

use tradewire_model::Bound;

use crate::lexicon::{Lexicon, Meaning};
use crate::scan::{Digits, Gap, Token, What};
use crate::sense::Sense;
use crate::{Context, Quantity};

/// The grammar's view of one text: its tokens, and what was found so far.
pub(crate) struct Parser<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) context: &'a Context,
    pub(crate) found: Vec<Quantity>,
}

impl<'a> Parser<'a> {
    pub(crate) fn token(&self, i: usize) -> Option<&Token> {
        self.tokens.get(i)
    }

    /// The digits at token `i`.
    pub(crate) fn digits(&self, i: usize) -> Option<Digits> {
        match self.tokens.get(i)?.what {
            What::Digits(d) => Some(d),
            _ => None,
        }
    }

    /// The meanings of the word at token `i`.
    pub(crate) fn meanings(&self, i: usize) -> &'a [Meaning] {
        match self.tokens.get(i).map(|t| t.what) {
            Some(What::Word(s)) => self.lexicon.meanings(s),
            _ => &[],
        }
    }

    /// What `pick` makes of the first meaning at token `i` that it accepts.
    pub(crate) fn pick<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.meanings(i).iter().find_map(|m| pick(m.sense))
    }

    /// Whether token `i` has the meaning.
    pub(crate) fn is(&self, i: usize, sense: Sense) -> bool {
        // what kind of sense it is tells nearly always, and is compared at once
        let kind = std::mem::discriminant(&sense);
        self.meanings(i).iter().any(|m| std::mem::discriminant(&m.sense) == kind && m.sense == sense)
    }

    /// Whether token `i` follows the one before it with at most blanks between.
    pub(crate) fn adjacent(&self, i: usize) -> bool {
        i > 0 && self.tokens.get(i).is_some_and(|t| t.gap != Gap::Other)
    }

    /// Whether token `i` touches the one before it.
    pub(crate) fn touches(&self, i: usize) -> bool {
        i > 0 && self.tokens.get(i).is_some_and(|t| t.gap == Gap::None)
    }

    /// Bytes from token `from` up to, not including, token `to`.
    pub(crate) fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(self.text.len(), |t| t.start as usize);
        let end = to.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(start, |t| t.end as usize);
        start..end.max(start)
    }

    /// The words of token `i`.
    pub(crate) fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).and_then(|t| self.text.get(t.start as usize..t.end as usize)).unwrap_or_default()
    }

    /// Whether any of the tokens' meanings ends a clause; a comma does, unless `commas`.
    pub(crate) fn ends_clause(&self, i: usize, commas: bool) -> bool {
        self.meanings(i).iter().any(|m| match m.sense {
            Sense::Stop => true,
            Sense::Comma => !commas,
            _ => false,
        })
    }

    /// Ids of the entries whose words stand in tokens `from..to`, for the meanings that `used` accepts.
    pub(crate) fn entries(&self, from: usize, to: usize) -> Vec<&'static str> {
        let mut ids = Vec::new();
        for i in from..to.min(self.tokens.len()) {
            for m in self.meanings(i) {
                let id = self.lexicon.entries.get(usize::from(m.entry)).map_or("", |e| e.id);
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        ids
    }
}

/// Joins two bounds on the same figure: a one-sided bound beats approx, which beats exact.
pub(crate) fn tighter(a: Bound, b: Bound) -> Bound {
    let rank = |x: Bound| match x {
        Bound::Exact => 0,
        Bound::Approx => 1,
        Bound::Range => 2,
        Bound::AtLeast | Bound::UpTo => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}
