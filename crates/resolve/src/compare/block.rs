//! Keys under which names that may be one meet.

use std::collections::BTreeSet;

use super::{Schema, distance, han, letters, lexicon::LEXICON};
use crate::sound;

/// Keys kept per name.
const MOST: usize = 12;

/// Keys of a name: two names that may be one share at least one, as far as sound and letters go.
///
/// For Latin names the consonants of every word of weight; for Chinese ones those of every reading, whole and of the
/// surname; for transcriptions those of every part.
#[must_use]
pub fn keys(name: &str, schema: Schema) -> Vec<String> {
    let mut out: BTreeSet<String> = BTreeSet::new();
    if han::has_han(name) {
        let folded = tradewire_script::fold_str(name);
        for part in folded.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()) {
            let chars: Vec<char> = part.chars().collect();
            // Every reading of the first and of the last character, and of two together.
            for c in chars.first().into_iter().chain(chars.last()) {
                out.extend(sound::readings(*c).iter().map(|r| short(r)));
            }
            if chars.len() > 1 {
                let spoken: String =
                    chars.iter().filter_map(|c| sound::readings(*c).into_iter().next()).collect();
                out.insert(short(&spoken));
                out.insert(without_r(&spoken));
                let given: String =
                    chars[1..].iter().filter_map(|c| sound::readings(*c).into_iter().next()).collect();
                out.insert(short(&given));
            }
        }
    } else {
        for w in letters::words(name).0.iter() {
            let plain = match schema {
                Schema::Person => LEXICON.is_title(w) || LEXICON.particle(w).is_some(),
                _ => LEXICON.form(w).is_some() || LEXICON.is_weak(LEXICON.full(w)),
            };
            if w.len() > 1 && !plain {
                out.insert(short(w));
                out.insert(without_r(w));
            }
        }
    }
    out.into_iter().filter(|k| !k.is_empty()).take(MOST).collect()
}

/// As [`short`], without any r behind the first letter: transcriptions leave it out (米勒 for Miller) or write it 尔.
fn without_r(word: &str) -> String {
    let at = word.chars().next().map_or(0, char::len_utf8);
    short(&format!("{}{}", &word[..at], word[at..].replace('r', "")))
}

/// The first consonants of a word, alike ones as one.
fn short(word: &str) -> String {
    let bare = distance::skeleton(word);
    if bare.is_empty() {
        // Vowels alone: Yu, Ai.
        return format!("-{}", word.get(..1).unwrap_or_default());
    }
    bare.iter().take(3).map(|c| char::from(*c)).collect()
}
