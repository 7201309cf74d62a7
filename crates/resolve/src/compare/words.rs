//! Pairing the words of two names.

use smallvec::SmallVec;

/// One reason for or against two names being the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What was seen: `equal`, `initial`, `alike`, `only on one side` …
    pub name: &'static str,
    /// The part of the first name it is about; empty for the whole.
    pub left: String,
    /// The part of the second name.
    pub right: String,
    /// What it adds to or takes from the score, -1 to 1.
    pub weight: f64,
}

/// Words of the first name against words of the second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pairing {
    /// Start and end of the words on the left.
    pub(crate) left: (usize, usize),
    /// Start and end of the words on the right.
    pub(crate) right: (usize, usize),
    pub(crate) likeness: f32,
    pub(crate) why: &'static str,
}

/// Pairings, without an allocation where they are few.
pub(crate) type Pairings = SmallVec<[Pairing; 12]>;

/// More words than this a name does not have; the rest is not looked at.
pub(crate) const MOST_WORDS: usize = 12;

/// Chooses the pairs that are most alike, each word once.
pub(crate) fn choose(mut all: Pairings) -> (SmallVec<[Pairing; 6]>, u32, u32) {
    // Likest first; of equals the one that covers more, then the one that stands first.
    all.sort_unstable_by(|p, q| {
        q.likeness
            .total_cmp(&p.likeness)
            .then(
                (q.left.1 - q.left.0 + q.right.1 - q.right.0)
                    .cmp(&(p.left.1 - p.left.0 + p.right.1 - p.right.0)),
            )
            .then((p.left.0.abs_diff(p.right.0)).cmp(&q.left.0.abs_diff(q.right.0)))
            .then((p.left, p.right).cmp(&(q.left, q.right)))
    });
    let (mut used_left, mut used_right) = (0u32, 0u32);
    let mask = |(from, to): (usize, usize)| ((1u32 << to) - 1) & !((1u32 << from) - 1);
    let mut chosen = SmallVec::new();
    for p in all {
        let (l, r) = (mask(p.left), mask(p.right));
        if used_left & l == 0 && used_right & r == 0 {
            used_left |= l;
            used_right |= r;
            chosen.push(p);
        }
    }
    (chosen, used_left, used_right)
}
