//! Words that only the labelled passages know to tell something.

use std::collections::BTreeMap;

use super::Sample;
use crate::Extractor;
use crate::learned::roles::tells;

/// The words of labelled passages that tell something and that no frame knows to, folded and sorted: what
/// `data/learned_words.txt` holds. Left out are single Chinese characters, copulas with an adverb (则为), words of the lexicon's
/// lists, and words that seldom tell anything.
#[must_use]
pub fn telling_words(extractor: &Extractor<'_>, samples: &[Sample]) -> Vec<String> {
    let folded: Vec<String> = samples.iter().map(|s| tradewire_script::fold_str(&s.text)).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for s in samples {
        for e in s.events.iter().filter(|e| tells(e.kind, e.move_type).is_some()) {
            *count.entry(tradewire_script::fold_str(&s.text[e.range.clone()])).or_default() += 1;
        }
    }
    let known = |w: &str| {
        extractor.lexicon.scan(w).iter().any(|h| {
            h.start == 0 && h.end == w.len() && {
                let known = extractor.lexicon.word(*h);
                !known.triggers.is_empty() || !known.names.is_empty() || !known.classes.is_empty()
            }
        })
    };
    count
        .into_iter()
        .filter(|(w, _)| w.chars().count() >= 2 && !copula(w) && !known(w))
        .filter(|(w, n)| {
            let all: usize = folded.iter().map(|t| standing(t, w)).sum();
            n * 4 >= all
        })
        .map(|(w, _)| w)
        .collect()
}

/// Whether a word says «is» and no more.
fn copula(w: &str) -> bool {
    let adverb = w.strip_suffix(['为', '是']);
    adverb.is_some_and(|a| ["则", "即", "均", "皆", "亦", "也", "乃", "都", "又", "便"].contains(&a))
}

/// How often words stand in a text, not inside longer Latin words.
fn standing(text: &str, words: &str) -> usize {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(words)
        .filter(|(i, w)| {
            let (before, after) = (text[..*i].chars().next_back(), text[i + w.len()..].chars().next());
            !(letter(before) && letter(w.chars().next()) || letter(after) && letter(w.chars().next_back()))
        })
        .count()
}
