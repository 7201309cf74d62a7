//! Chinese names in Latin letters against one another: Hsu Tzu-chien and Xu Ziqian.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::romanise::wade_giles;
use super::transcription::pinyin_syllables;

/// Readings kept per name, a bound for hostile ones.
const MOST: usize = 64;

/// A syllable is spelt as in pinyin, as in Wade–Giles and its kin, or as in both.
const PINYIN: u8 = 1;
const WADE_GILES: u8 = 2;

/// Spelling → the pinyin syllables it may stand for, and whose spelling that is.
static SPELLINGS: LazyLock<HashMap<String, Vec<(&'static str, u8)>>> = LazyLock::new(|| {
    let mut out: HashMap<String, Vec<(&'static str, u8)>> = HashMap::new();
    for syllable in pinyin_syllables() {
        let ways = wade_giles(syllable).into_iter().map(|w| (w, WADE_GILES));
        for (spelling, system) in ways.chain([(syllable.clone(), PINYIN)]) {
            let of = out.entry(spelling).or_default();
            match of.iter_mut().find(|(s, _)| *s == syllable.as_str()) {
                Some((_, systems)) => *systems |= system,
                None => of.push((syllable, system)),
            }
        }
    }
    out
});

/// The syllables that a run of letters may be, as pinyin with a space behind each, and the systems all are spelt in.
fn readings(run: &str) -> BTreeSet<(String, u8)> {
    let mut open: Vec<(usize, String, u8)> = vec![(0, String::new(), PINYIN | WADE_GILES)];
    let mut done = BTreeSet::new();
    while let Some((at, head, systems)) = open.pop() {
        if at == run.len() {
            done.insert((head, systems));
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
                let fit = of.iter().filter(|(_, s)| s & systems != 0);
                open.extend(fit.map(|(r, s)| (at + n, format!("{head}{r} "), s & systems)));
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
    // What each name may be, given that one person spells surname and given name alike.
    let spoken = |w: &[&str]| -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for (s, g) in parts(w) {
            for (surname, p) in readings(&s) {
                out.extend(
                    readings(&g)
                        .into_iter()
                        .filter(|(_, q)| p & q != 0)
                        .map(|(g, _)| format!("{surname}, {g}")),
                );
            }
        }
        out
    };
    !spoken(a).is_disjoint(&spoken(b))
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
