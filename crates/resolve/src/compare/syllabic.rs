//! Chinese names in Latin letters against one another: Hsu Tzu-chien and Xu Ziqian.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::romanise::wade_giles;
use super::transcription::pinyin_syllables;

/// Readings kept per name, a bound for hostile ones.
const MOST: usize = 64;

/// Spelling → the pinyin syllables it may stand for.
static SPELLINGS: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut out: HashMap<String, Vec<&'static str>> = HashMap::new();
    for syllable in pinyin_syllables() {
        for spelling in wade_giles(syllable).into_iter().chain([syllable.clone()]) {
            let of = out.entry(spelling).or_default();
            if !of.contains(&syllable.as_str()) {
                of.push(syllable);
            }
        }
    }
    out
});

/// The syllables that a run of letters may be, as pinyin with a space behind each.
fn readings(run: &str) -> BTreeSet<String> {
    let mut open: Vec<(usize, String)> = vec![(0, String::new())];
    let mut done = BTreeSet::new();
    while let Some((at, head)) = open.pop() {
        if at == run.len() {
            done.insert(head);
            if done.len() >= MOST {
                break;
            }
            continue;
        }
        if head.bytes().filter(|b| *b == b' ').count() >= 4 || open.len() > MOST * 4 {
            continue;
        }
        for n in 1..=(run.len() - at).min(6) {
            if let Some(of) = run.get(at..at + n).and_then(|s| SPELLINGS.get(s)) {
                open.extend(of.iter().map(|r| (at + n, format!("{head}{r} "))));
            }
        }
    }
    done
}

/// Whether a word is one to three Chinese syllables in some spelling.
pub(crate) fn is_syllabic(word: &str) -> bool {
    word.is_ascii() && word.len() <= 18 && !readings(word).is_empty()
}

/// Whether two names are the same Chinese syllables, surname first or last.
pub(crate) fn same_reading(a: &[&str], b: &[&str]) -> bool {
    let fits = |w: &[&str]| {
        (2..=3).contains(&w.len()) && w.iter().all(|w| w.len() > 1 && w.len() <= 12 && w.is_ascii())
    };
    if !fits(a) || !fits(b) {
        return false;
    }
    // The surname is the first or the last word; the given name is what is left.
    let parts = |w: &[&str]| {
        let (first, last) = (w[0].to_owned(), w[w.len() - 1].to_owned());
        [(first, w[1..].concat()), (last, w[..w.len() - 1].concat())]
    };
    parts(a).iter().any(|(s, g)| {
        parts(b)
            .iter()
            .any(|(t, h)| !readings(s).is_disjoint(&readings(t)) && !readings(g).is_disjoint(&readings(h)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_reading_meet() {
        assert!(same_reading(&["hsu", "tzu", "chien"], &["xu", "ziqian"]));
        assert!(same_reading(&["jingguo", "jiang"], &["chiang", "ching", "kuo"]));
        assert!(!same_reading(&["fan", "li"], &["fang", "li"]));
        assert!(!same_reading(&["john", "smith"], &["jon", "smith"]));
        assert!(is_syllabic("xiaofeng") && !is_syllabic("smith"));
    }
}
