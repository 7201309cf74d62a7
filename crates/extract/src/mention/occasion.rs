//! Names that only name an occasion or an award: «the Netflix Prize», «the International Conference on …».

use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Words before «on», «of» or «for» that make what follows the subject of an occasion, not a body.
const OF_OCCASION: [&str; 3] = ["on", "of", "for"];

/// Whether a name is that of an occasion or award, or a part of one.
///
/// True where its own last word is one (Conference, Award, Prize …) and the knowledge base does not know it, where the
/// capitalised word right behind it is one, and behind «Conference on», «Proceedings of».
pub(super) fn named_by(row: &Row, i: usize, text: &Text<'_>, naming: &Naming) -> bool {
    let t = &row.tokens;
    if row.chinese || !t[i].latin {
        return false;
    }
    let Some(n) = t[i].name.as_ref() else { return false };
    let word = |k: usize| &text.folded.text[t[k].range()];
    let own = word(i).rsplit(' ').next().unwrap_or_default();
    if n.class != NameClass::Person && n.kb.is_none() && naming.events.contains(own) {
        return true;
    }
    // What a capitalised run goes on with, up to its end: «NSF Career Award».
    let behind = t[i + 1..]
        .iter()
        .take(4)
        .scan(t[i].end, |end, x| {
            let runs_on = x.latin && x.capital && text.folded.text.get(*end..x.start) == Some(" ");
            *end = x.end;
            runs_on.then_some(x)
        })
        .last();
    if behind.is_some_and(|x| {
        let last = text.folded.text[x.range()].rsplit(' ').next().unwrap_or_default();
        naming.events.contains(last)
    }) {
        return true;
    }
    n.kb.is_none()
        && i >= 2
        && OF_OCCASION.contains(&word(i - 1))
        && t[i - 2].capital
        && naming.events.contains(word(i - 2).rsplit(' ').next().unwrap_or_default())
}
