//! How far two words are apart: edits weighed by how easily one letter is written for the other.

/// The longest word that is compared; what is longer is cut.
pub(crate) const LONGEST: usize = 40;
const WHOLE: u16 = 100;
/// Room for the letters in a row of costs: a power of two, so that rows are compared at once.
const LANES: usize = 32;
/// What exchanging two neighbours costs.
const TWIST: u16 = 80;

/// Costs of writing one letter for another; a row holds [`LANES`], of which those behind z cost a whole edit.
const fn table() -> [[u8; LANES]; 26] {
    // Letters that transcriptions exchange: a, b, cost in hundredths of an edit.
    const PAIRS: &[(u8, u8, u8)] = &[
        (b'c', b'k', 15),
        (b'c', b's', 40),
        (b'c', b'z', 50),
        (b's', b'z', 20),
        (b'v', b'w', 15),
        (b'i', b'y', 5),
        (b'i', b'j', 15),
        (b'y', b'j', 10),
        (b'f', b'v', 40),
        (b'd', b't', 50),
        (b'b', b'p', 55),
        (b'b', b'v', 60),
        (b'g', b'k', 55),
        (b'q', b'k', 15),
        (b'q', b'g', 55),
        (b'q', b'c', 25),
        (b'g', b'h', 60),
        (b'g', b'j', 50),
        (b'h', b'k', 60),
        (b'x', b'k', 60),
        (b'x', b's', 30),
        (b'm', b'n', 65),
        (b'l', b'r', 85),
        (b'u', b'w', 25),
        (b'u', b'v', 45),
        (b'o', b'u', 50),
        (b'e', b'i', 45),
        (b'a', b'o', 55),
        (b'a', b'e', 50),
        (b'e', b'y', 55),
    ];
    const VOWELS: &[u8] = b"aeiouy";
    let mut t = [[100u8; LANES]; 26];
    let mut i = 0;
    while i < 26 {
        t[i][i] = 0;
        i += 1;
    }
    let mut i = 0;
    while i < VOWELS.len() {
        let mut j = 0;
        while j < VOWELS.len() {
            if i != j {
                t[(VOWELS[i] - b'a') as usize][(VOWELS[j] - b'a') as usize] = 65;
            }
            j += 1;
        }
        i += 1;
    }
    let mut i = 0;
    while i < PAIRS.len() {
        let (a, b, c) = PAIRS[i];
        t[(a - b'a') as usize][(b - b'a') as usize] = c;
        t[(b - b'a') as usize][(a - b'a') as usize] = c;
        i += 1;
    }
    t
}

static SUBSTITUTE: [[u8; LANES]; 26] = table();

fn substitute(a: u8, b: u8) -> u16 {
    if a == b {
        0
    } else if a.is_ascii_lowercase() && b.is_ascii_lowercase() {
        u16::from(SUBSTITUTE[usize::from(a - b'a')][usize::from(b - b'a')])
    } else {
        WHOLE
    }
}

/// What leaving out the letter at `i` costs.
fn leave_out(w: &[u8], i: usize) -> u16 {
    let c = w[i];
    if i > 0 && w[i - 1] == c {
        return 20; // doubled
    }
    match c {
        b'h' => 30,
        b'y' | b'j' if i > 0 => 50,
        b'e' if i + 1 == w.len() => 40,
        b's' if i + 1 == w.len() => 65, // Baltic and genitive endings
        b'c' if w.get(i + 1) == Some(&b'k') => 20,
        b't' if matches!(w.get(i + 1), Some(b'c' | b's')) => 45,
        b'a' | b'e' | b'i' | b'o' | b'u' => 70,
        _ => WHOLE,
    }
}

/// A word made ready to be compared with many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelled {
    /// Its letters, [`LONGEST`] at most, and how many.
    letters: [u8; LONGEST],
    len: usize,
    /// Which letters it has, those that are exchanged cheaply as one.
    set: u64,
    /// For each letter, the least it costs to write it for one of these.
    near: [u8; LANES],
}

impl Spelled {
    pub(crate) fn new(word: &[u8]) -> Self {
        let len = word.len().min(LONGEST);
        let mut letters = [0; LONGEST];
        letters[..len].copy_from_slice(&word[..len]);
        let (mut set, mut near, mut seen) = (0u64, [WHOLE as u8; LANES], 0u32);
        for &c in &letters[..len] {
            let alike = match c {
                b'c' | b'q' => b'k',
                b'z' => b's',
                b'w' => b'v',
                b'y' | b'j' => b'i',
                c => c,
            };
            set |= 1 << (alike & 63);
            if c.is_ascii_lowercase() && seen & (1 << (c - b'a')) == 0 {
                seen |= 1 << (c - b'a');
                for (least, cost) in near.iter_mut().zip(&SUBSTITUTE[usize::from(c - b'a')]) {
                    *least = (*least).min(*cost);
                }
            }
        }
        Self { letters, len, set, near }
    }

    fn letters(&self) -> &[u8] {
        &self.letters[..self.len]
    }

    /// Whether another word may have the same letters in another order.
    pub(crate) fn may_be_shuffled(&self, other: &Self) -> bool {
        self.set == other.set || self.len == LONGEST
    }

    /// What the letters from each place on cost at least against a word: each is left out or written for one of its
    /// letters. One more than there are letters, the last 0.
    fn least(&self, other: &Self) -> [u16; LONGEST + 1] {
        let mut out = [0u16; LONGEST + 1];
        for (i, &c) in self.letters().iter().enumerate().rev() {
            // Digits are not counted: they are few.
            let cost = if c.is_ascii_lowercase() {
                u16::from(other.near[usize::from(c - b'a')]).min(leave_out(self.letters(), i))
            } else {
                0
            };
            out[i] = out[i + 1] + cost;
        }
        out
    }

    /// Likeness to another word where it is `floor` or more; any number below `floor` where it is less.
    ///
    /// Bounds that are cheap come first: length, shared letters, the least that each letter costs by itself; and the
    /// table of edits is given up where no way through it stays within what `floor` allows.
    pub(crate) fn likeness(&self, other: &Self, floor: f32) -> f32 {
        let (a, b) = (self.letters(), other.letters());
        if a == b {
            return 1.0;
        }
        let longer = a.len().max(b.len());
        if a.is_empty()
            || b.is_empty()
            || a.len().abs_diff(b.len()) * 2 > longer
            || alien(self.set, other.set)
        {
            return 0.0;
        }
        // Beginnings are seldom mistaken.
        let begins = if substitute(a[0], b[0]) > 30 && !(a[0] == b'h' || b[0] == b'h') { 0.25 } else { 0.0 };
        // Hundredths of an edit that `floor` allows, and one for what rounding takes.
        let budget = (((1.0 - floor) * longer as f32 - begins) * f32::from(WHOLE) + 1.0).max(0.0) as u16;
        let rest = self.least(other);
        if rest[0] > budget || other.least(self)[0] > budget {
            return 0.0;
        }
        match edits(a, b, &rest, budget) {
            Some(cost) => (1.0 - (f32::from(cost) / f32::from(WHOLE) + begins) / longer as f32).max(0.0),
            None => 0.0,
        }
    }
}

/// What the cheapest way from one word to another costs, in hundredths of an edit; nothing where it costs more than
/// `budget`. `rest[i]` is the least that the letters of `a` from `i` on will cost.
///
/// Optimal string alignment (Damerau 1964) with costs by letter; digits are never exchanged cheaply.
fn edits(a: &[u8], b: &[u8], rest: &[u16; LONGEST + 1], budget: u16) -> Option<u16> {
    let mut without = [0u16; LONGEST];
    let mut lane = [0u8; LONGEST];
    for (j, c) in b.iter().enumerate() {
        without[j] = leave_out(b, j);
        lane[j] = if c.is_ascii_lowercase() { c - b'a' } else { LANES as u8 - 1 };
    }
    let mut rows = [[0u16; LONGEST + 1]; 3];
    let [mut before, mut last, mut now] = rows.each_mut();
    for j in 1..=b.len() {
        now[j] = now[j - 1] + without[j - 1];
    }
    let mut least = 0;
    for i in 1..=a.len() {
        (before, last, now) = (last, now, before);
        let (c, gone) = (a[i - 1], leave_out(a, i - 1));
        let row = c.is_ascii_lowercase().then(|| &SUBSTITUTE[usize::from(c - b'a')]);
        now[0] = last[0] + gone;
        let twisted = i.checked_sub(2).map(|k| a[k]);
        let mut smallest = now[0];
        for j in 1..=b.len() {
            let other = match row {
                Some(row) => u16::from(row[usize::from(lane[j - 1]) % LANES]),
                None if c == b[j - 1] => 0,
                None => WHOLE,
            };
            let mut best = (last[j - 1] + other).min(last[j] + gone).min(now[j - 1] + without[j - 1]);
            if j > 1 && c == b[j - 2] && twisted == Some(b[j - 1]) {
                best = best.min(before[j - 2] + TWIST);
            }
            now[j] = best;
            smallest = smallest.min(best);
        }
        // Every way leads through this row, or past it by an exchange from the row before.
        let least_before = std::mem::replace(&mut least, smallest);
        if least + rest[i] > budget
            && least_before + TWIST + rest.get(i + 1).copied().unwrap_or_default() > budget
        {
            return None;
        }
    }
    Some(now[b.len()])
}

/// Likeness of two words, 0 to 1: one minus the weighed edits per letter of the longer.
pub(crate) fn likeness(a: &str, b: &str) -> f32 {
    likeness_from(a.as_bytes(), b.as_bytes(), 0.0)
}

/// As [`likeness`] where it is `floor` or more; any number below `floor` where it is less.
pub(crate) fn likeness_from(a: &[u8], b: &[u8], floor: f32) -> f32 {
    if a == b {
        return 1.0;
    }
    Spelled::new(a).likeness(&Spelled::new(b), floor)
}

/// Whether two words share too few letters for any likeness to be found.
fn alien(x: u64, y: u64) -> bool {
    let (least, shared) = (x.count_ones().min(y.count_ones()), (x & y).count_ones());
    shared * 3 < least
}

/// Consonants, without an allocation where they are few.
pub(crate) type Skeleton = smallvec::SmallVec<[u8; 24]>;

/// The consonants of a word, alike ones as one, for scripts that write no vowels or too many.
pub(crate) fn skeleton(word: &str) -> Skeleton {
    let mut out = Skeleton::new();
    let bytes = word.as_bytes();
    let mut i = 0;
    while let Some(&c) = bytes.get(i) {
        let next = bytes.get(i + 1).copied();
        let (mapped, step) = match (c, next) {
            (b't', Some(b'h')) => (b't', 2),
            (b'p', Some(b'h')) => (b'f', 2),
            (b'k' | b'c', Some(b'h')) => (b'k', 2),
            (b's', Some(b'h')) => (b's', 2),
            (b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h', _) => (0, 1),
            (b'c' | b'q' | b'g', _) => (b'k', 1),
            (b'z' | b'j', _) => (b's', 1),
            (b'p', _) => (b'b', 1),
            (b'v', _) => (b'f', 1),
            (b'd', _) => (b't', 1),
            (c, _) => (c, 1),
        };
        if mapped != 0 && out.last() != Some(&mapped) {
            out.push(mapped);
        }
        i += step;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn transcriptions_are_nearer_than_other_words() {
        for (near, far) in [
            (("sergei", "sergej"), ("sergei", "serena")),
            (("mohammed", "muhamad"), ("mohammed", "mustafa")),
            (("lukashnko", "lukashenko"), ("lukash", "lukashenko")),
            (("viktor", "victor"), ("viktor", "vikram")),
        ] {
            assert!(likeness(near.0, near.1) > likeness(far.0, far.1), "{near:?} {far:?}");
        }
        assert!(likeness("sergei", "sergej") > 0.9);
        assert_eq!(skeleton("therese"), skeleton("tyryz"));
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_bounded(a in "[a-z0-9]{0,50}", b in "[a-z0-9]{0,50}") {
            let (x, y) = (likeness(&a, &b), likeness(&b, &a));
            prop_assert!((0.0..=1.0).contains(&x) && (x - y).abs() < 1e-4);
        }

        #[test]
        fn a_floor_changes_nothing_above_it(
            a in "[a-e0-1]{0,9}|[a-z]{0,12}|[a-z]{35,45}", b in "[a-e0-1]{0,9}|[a-z]{0,12}|[a-z]{35,45}",
            at in 0usize..12, floor in 0.0f32..1.0,
        ) {
            // Words of chance, and one with a letter left out of the other.
            let mut near = a.clone();
            if at < near.len() {
                near.remove(at);
            }
            for other in [&b, &near] {
                let (whole, bound) = (likeness(&a, other), likeness_from(a.as_bytes(), other.as_bytes(), floor));
                if whole >= floor {
                    prop_assert_eq!(whole.to_bits(), bound.to_bits());
                } else {
                    prop_assert!(bound < floor);
                }
            }
        }
    }
}
