//! How far two words are apart: edits weighed by how easily one letter is written for the other.

/// The longest word that is compared; what is longer is cut.
pub(crate) const LONGEST: usize = 40;
const WHOLE: u16 = 100;

const fn table() -> [[u8; 26]; 26] {
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
    let mut t = [[100u8; 26]; 26];
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

static SUBSTITUTE: [[u8; 26]; 26] = table();

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

/// Likeness of two words, 0 to 1: one minus the weighed edits per letter of the longer.
///
/// Optimal string alignment (Damerau 1964) with costs by letter; digits are never exchanged cheaply.
pub(crate) fn likeness(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let longer = a.len().max(b.len());
    if a.is_empty() || b.is_empty() || a.len().abs_diff(b.len()) * 2 > longer || alien(a, b) {
        return 0.0;
    }
    let mut without = [0u16; LONGEST];
    for (j, cost) in without.iter_mut().enumerate().take(b.len()) {
        *cost = leave_out(b, j);
    }
    let mut rows = [[0u16; LONGEST + 1]; 3];
    let [mut before, mut last, mut now] = rows.each_mut();
    for j in 1..=b.len() {
        now[j] = now[j - 1] + without[j - 1];
    }
    for i in 1..=a.len() {
        (before, last, now) = (last, now, before);
        let (c, gone) = (a[i - 1], leave_out(a, i - 1));
        now[0] = last[0] + gone;
        let twisted = i.checked_sub(2).map(|k| a[k]);
        for j in 1..=b.len() {
            let mut best =
                (last[j - 1] + substitute(c, b[j - 1])).min(last[j] + gone).min(now[j - 1] + without[j - 1]);
            if j > 1 && c == b[j - 2] && twisted == Some(b[j - 1]) {
                best = best.min(before[j - 2] + 80);
            }
            now[j] = best;
        }
    }
    let mut cost = f32::from(now[b.len()]) / f32::from(WHOLE);
    if substitute(a[0], b[0]) > 30 && !(a[0] == b'h' || b[0] == b'h') {
        cost += 0.25; // beginnings are seldom mistaken
    }
    (1.0 - cost / longer as f32).max(0.0)
}

/// Whether two words share too few letters for any likeness to be found.
fn alien(a: &[u8], b: &[u8]) -> bool {
    let set = |w: &[u8]| {
        w.iter().fold(0u64, |m, c| {
            // Letters that are exchanged cheaply count as one.
            let c = match c {
                b'c' | b'q' => b'k',
                b'z' => b's',
                b'w' => b'v',
                b'y' | b'j' => b'i',
                c => *c,
            };
            m | 1 << (c & 63)
        })
    };
    let (x, y) = (set(a), set(b));
    let (least, shared) = (x.count_ones().min(y.count_ones()), (x & y).count_ones());
    shared * 3 < least
}

/// The consonants of a word, alike ones as one, for scripts that write no vowels or too many.
pub(crate) fn skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
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
        if mapped != 0 && out.as_bytes().last() != Some(&mapped) {
            out.push(mapped as char);
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
    }
}
