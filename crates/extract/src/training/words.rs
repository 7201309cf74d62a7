//! Words that only the labelled passages know to tell something.

use std::collections::BTreeMap;

use super::Sample;
use crate::Extractor;
use crate::learned::roles::tells;
use crate::lexicon::SELDOM;

/// How often a word must tell something to be looked at; single Chinese characters, which mostly stand within other words, oftener.
const TIMES: usize = 4;
const LONE_TIMES: usize = 15;
/// And that once in so many of the places where it stands.
const SHARE: usize = 50;

/// The words of labelled passages that tell something and that no frame knows to, folded and sorted: what
/// `data/learned_words.txt` holds. Left out are copulas with an adverb (则为). Words that tell something now and then, single
/// Chinese characters and words of the lexicon's lists among them, bear [`SELDOM`]: nothing but the models says whether they do.
#[must_use]
pub fn telling_words(extractor: &Extractor<'_>, samples: &[Sample]) -> Vec<String> {
    let folded: Vec<String> = samples.iter().map(|s| tradewire_script::fold_str(&s.text)).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for s in samples {
        for e in s.events.iter().filter(|e| tells(e.kind, e.move_type).is_some()) {
            *count.entry(tradewire_script::fold_str(&s.text[e.range.clone()])).or_default() += 1;
        }
    }
    let word = |w: &str| {
        let hits = extractor.lexicon.scan(w);
        hits.into_iter().find(|h| h.start == 0 && h.end == w.len()).map(|h| extractor.lexicon.word(h))
    };
    count
        .into_iter()
        .filter(|(w, _)| !copula(w))
        .filter_map(|(w, n)| {
            let known = word(&w);
            if known.is_some_and(|k| !k.triggers.is_empty() || !k.names.is_empty()) {
                return None;
            }
            let all: usize = folded.iter().map(|t| standing(t, &w)).sum();
            let lone = w.chars().count() < 2;
            let listed = known.is_some_and(|k| !k.classes.is_empty());
            if n * 4 >= all && !lone && !listed {
                return Some(w);
            }
            let times = if lone { LONE_TIMES } else { TIMES };
            (n >= times && n * SHARE >= all).then(|| format!("{w}{SELDOM}"))
        })
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
