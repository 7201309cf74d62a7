//! Chinese names in Latin letters against one another: Hsu Tzu-chien and Xu Ziqian.

use std::sync::LazyLock;

use smallvec::SmallVec;

use super::romanise::wade_giles;
use super::transcription::pinyin_syllables;

/// Readings kept per name, a bound for hostile ones.
const MOST: usize = 64;
/// Syllables of a run of letters that are looked at.
const SYLLABLES: usize = 4;
/// Letters of the longest spelling of one syllable that is looked for.
const LONGEST: usize = 6;

/// A syllable is spelt as in pinyin, as in Wade–Giles and its kin, or as in both.
const PINYIN: u8 = 1;
const WADE_GILES: u8 = 2;

/// Spellings as a tree over letters, with the pinyin syllables that each may stand for, and whose spelling that is.
struct Spellings {
    /// For each node the next one by letter; 0 for none.
    next: Vec<[u16; 26]>,
    /// For each node, where its syllables stand in `of`.
    here: Vec<(u32, u32)>,
    /// Syllables by number, from 1.
    of: Vec<(u16, u8)>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let mut syllables: Vec<&str> = pinyin_syllables().map(String::as_str).collect();
    syllables.sort_unstable();
    let mut all: Vec<(String, u16, u8)> = Vec::new();
    for (syllable, number) in syllables.into_iter().zip(1u16..) {
        let ways = wade_giles(syllable).into_iter().map(|w| (w, WADE_GILES));
        for (spelling, system) in ways.chain([(syllable.to_owned(), PINYIN)]) {
            match all.iter_mut().rev().take_while(|a| a.1 == number).find(|a| a.0 == spelling) {
                Some(known) => known.2 |= system,
                None => all.push((spelling, number, system)),
            }
        }
    }
    all.sort_unstable();
    let mut out = Spellings { next: vec![[0; 26]], here: vec![(0, 0)], of: Vec::with_capacity(all.len()) };
    for (spelling, number, system) in all {
        if spelling.len() > LONGEST || !spelling.bytes().all(|c| c.is_ascii_lowercase()) {
            continue;
        }
        let mut at = 0;
        for c in spelling.bytes() {
            let slot = usize::from(c - b'a');
            if out.next[at][slot] == 0 {
                out.next[at][slot] = u16::try_from(out.next.len()).unwrap_or_default();
                out.next.push([0; 26]);
                out.here.push((0, 0));
            }
            at = usize::from(out.next[at][slot]);
        }
        // In the order of spellings, so those of one stand together.
        let end = out.of.len() as u32;
        if out.here[at] == (0, 0) {
            out.here[at] = (end, end);
        }
        out.of.push((number, system));
        out.here[at].1 = end + 1;
    }
    out
});

impl Spellings {
    /// The syllables that letters begin with: how many letters, and which syllables.
    fn beginning<'s>(&'s self, letters: &'s [u8]) -> impl Iterator<Item = (usize, &'s [(u16, u8)])> {
        let mut at = 0;
        letters
            .iter()
            .enumerate()
            .map_while(move |(i, c)| {
                let slot = usize::from(c.checked_sub(b'a').filter(|s| *s < 26)?);
                at = usize::from(self.next[at][slot]);
                (at != 0).then(|| (i + 1, at))
            })
            .filter_map(|(n, at)| {
                let (from, to) = self.here[at];
                (from < to).then(|| (n, &self.of[from as usize..to as usize]))
            })
    }
}

/// Numbers of syllables, 16 bits each, the last lowest.
type Reading = u64;
type Readings = SmallVec<[(Reading, u8); 8]>;

/// The syllables that a run of letters may be, and the systems all are spelt in; each once.
fn readings(run: &[u8]) -> Readings {
    let spellings = &*SPELLINGS;
    let mut open: SmallVec<[(usize, Reading, u8, usize); 16]> = SmallVec::new();
    open.push((0, 0, PINYIN | WADE_GILES, 0));
    let mut done = Readings::new();
    while let Some((at, head, systems, count)) = open.pop() {
        if at == run.len() {
            if !done.contains(&(head, systems)) {
                done.push((head, systems));
            }
            if done.len() >= MOST {
                break;
            }
            continue;
        }
        if count >= SYLLABLES || open.len() > MOST * 4 {
            continue;
        }
        for (n, of) in spellings.beginning(&run[at..]) {
            let fit = of.iter().filter(|(_, s)| s & systems != 0);
            open.extend(fit.map(|(r, s)| (at + n, head << 16 | u64::from(*r), s & systems, count + 1)));
        }
    }
    done
}

/// Whether a word is one to four Chinese syllables in some spelling.
pub(crate) fn is_syllabic(word: &str) -> bool {
    word.is_ascii() && word.len() <= 18 && !readings(word.as_bytes()).is_empty()
}

/// Whether two names are the same Chinese syllables, surname first or last.
pub(crate) fn same_reading(a: &[&str], b: &[&str]) -> bool {
    let fits = |w: &[&str]| {
        (2..=3).contains(&w.len()) && w.iter().all(|w| w.len() > 1 && w.len() <= 12 && w.is_ascii())
    };
    if !fits(a) || !fits(b) {
        return false;
    }
    // What each name may be, surname and given name, given that one person spells both alike. The surname is the first
    // or the last word; the given name is what is left.
    let spoken = |w: &[&str]| -> SmallVec<[(Reading, Reading); 16]> {
        let mut out = SmallVec::new();
        for (surname, given) in [(w[0], &w[1..]), (w[w.len() - 1], &w[..w.len() - 1])] {
            let surnames = readings(surname.as_bytes());
            if surnames.is_empty() {
                continue;
            }
            let run: SmallVec<[u8; 24]> = given.iter().flat_map(|g| g.bytes()).collect();
            let givens = readings(&run);
            for (s, p) in &surnames {
                out.extend(givens.iter().filter(|(_, q)| p & q != 0).map(|(g, _)| (*s, *g)));
            }
        }
        out
    };
    let mut x = spoken(a);
    if x.is_empty() {
        return false;
    }
    x.sort_unstable();
    spoken(b).iter().any(|name| x.binary_search(name).is_ok())
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
