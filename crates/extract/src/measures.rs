//! The quantities of a sentence, and in which places a document counts.

use std::ops::Range;

use tradewire_model::{Currency, Document};
use tradewire_quantity::{Context, Kind, Quantity, Region, recognise_folded};

use crate::token::Text;

/// The quantities of a range of the folded text, their places in the whole of it.
pub(crate) fn measures(text: &Text<'_>, row: &Range<usize>) -> Vec<Quantity> {
    let mut found = recognise_folded(&text.folded.text[row.clone()], &text.context);
    named_not_counted(&mut found, text, row);
    for q in &mut found {
        shift(q, row.start);
    }
    found
}

/// «three Larkspur Labs researchers», «a dozen Quillon engineers»: a word with a capital is a part of a name, and the number
/// counts what follows.
fn named_not_counted(quantities: &mut [Quantity], text: &Text<'_>, row: &Range<usize>) {
    for q in quantities.iter_mut() {
        let Kind::Count(c) = &q.kind else { continue };
        let range = row.start + q.range.start..row.start + q.range.end;
        let words = text.words(range.clone());
        let capital = |w: &str| w.starts_with(|c: char| c.is_ascii_uppercase());
        let named = |w: &str| capital(w) && w.chars().filter(char::is_ascii_lowercase).count() >= 3;
        // A name that is known is found within what is counted.
        let known = |at: usize| text.hits_in(&(at..range.end)).any(|h| h.start == at);
        // The words before the name count: «more than a dozen».
        let number = words
            .match_indices(' ')
            .map(|x| x.0)
            .find(|at| named(words[at + 1..].split(' ').next().unwrap_or_default()));
        let ends = match c.unit {
            "company" => words.rsplit(' ').next().is_some_and(capital),
            "person" => {
                number.is_some_and(|at| words[at + 1..].contains(' ') && !known(range.start + at + 1))
            }
            _ => false,
        };
        let Some(number) = number.filter(|_| ends) else { continue };
        let folded = &text.folded.text[range.start..];
        let Some(folded) = folded.get(..number) else { continue };
        let alone = recognise_folded(folded, &text.context).into_iter().next();
        if let Some(mut n) = alone {
            // «three other senior Quillon executives»: what stands between belongs to those who are counted.
            if c.unit == "company" || n.range.end == number {
                shift(&mut n, q.range.start);
                *q = n;
            }
        }
    }
}

/// Moves the places of a quantity.
fn shift(q: &mut Quantity, by: usize) {
    let move_range = |r: &mut Range<usize>| {
        r.start += by;
        r.end += by;
    };
    move_range(&mut q.range);
    move_range(&mut q.core);
}

/// What the quantities of a document are read by.
pub(crate) fn context(doc: &Document) -> Context {
    let language = doc.meta.language.as_deref().unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let chinese = language.starts_with("zh");
    // zh-TW, zh-Hant-HK: a page that says where it is from counts in that place's dollar; of others the words tell it.
    let region = match language.rsplit('-').next() {
        Some("tw") if chinese => Region::Taiwan,
        Some("hk") if chinese => Region::HongKong,
        Some("hant") => Region::told_by(&doc.text),
        _ => Region::Mainland,
    };
    let currency = match region {
        Region::Taiwan => "TWD".parse().ok(),
        Region::HongKong => "HKD".parse().ok(),
        Region::Mainland | Region::Traditional => Some(Currency::CNY),
    };
    Context { published: doc.meta.published.clone(), default_currency: currency.filter(|_| chinese), region }
}
