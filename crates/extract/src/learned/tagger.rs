//! Which units of a sentence are names, learnt from labelled sentences: a linear-chain conditional random field.
//!
//! A unit is a token of the row, or one character of a run that the lexicon does not know (Lafferty, McCallum, Pereira,
//! «Conditional Random Fields», 2001).

use std::ops::Range;

use super::linear::{Features, Learner, Weights, feature, text};
use crate::class::Class;
use crate::naming::Naming;
use crate::senses::{self, Bits, Senses};
use crate::token::{NameClass, Row, Text, is_han};
use crate::words::Sort;

/// None, first and further units of a person, of an organisation.
pub(crate) const LABELS: usize = 5;
const NO_WAY: f32 = -1e4;

/// One unit of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// What it looks like: its words, or the sort of thing that stands there.
    shape: u64,
    /// The same for known and unknown names apart.
    sort: u64,
    classes: crate::class::Classes,
    flags: u32,
    latin: bool,
    /// What its word means.
    senses: Senses,
}

/// Cuts a row into units.
pub(crate) fn units(row: &Row, doc: &Text<'_>, naming: &Naming) -> Vec<Unit> {
    let mut out = Vec::with_capacity(row.tokens.len() * 2);
    for t in &row.tokens {
        let words = &doc.folded.text[t.range()];
        if t.plain() && !t.latin && t.word.is_none() && t.end - t.start > 3 {
            let chars: Vec<char> = words.chars().collect();
            let mut pieces = vec![0u32; chars.len()];
            let mut meant = vec![Senses::default(); chars.len()];
            meanings(words, &mut meant);
            for (at, len, entry) in naming.words.segment(&chars) {
                for (k, p) in pieces[at..at + len].iter_mut().enumerate() {
                    let place = match (len, k) {
                        (1, _) => 0,
                        (_, 0) => 1,
                        (l, k) if k + 1 == l => 2,
                        _ => 3,
                    };
                    let sort = match entry.map(|e| e.sort) {
                        None => 0,
                        Some(Sort::Noun) => 1,
                        Some(Sort::Verb) => 2,
                        Some(Sort::Function) => 3,
                        Some(Sort::Place) => 4,
                    };
                    *p = place * 5 + sort;
                }
            }
            let mut at = t.start;
            for (k, c) in chars.iter().enumerate() {
                let end = at + c.len_utf8();
                out.push(Unit {
                    range: at..end,
                    shape: text(&doc.folded.text[at..end]),
                    sort: 1,
                    classes: t.classes,
                    flags: han_flags(*c, naming) | pieces[k] << 8,
                    latin: false,
                    senses: meant[k],
                });
                at = end;
            }
            continue;
        }
        let (shape, sort) = if let Some(n) = &t.name {
            let class = match n.class {
                NameClass::Person => 2,
                NameClass::Org => 3,
                NameClass::Outlet => 4,
                NameClass::Open => 5,
            };
            let known = u64::from(n.kb.is_some()) * 10 + u64::from(n.product) * 20;
            (if n.kb.is_some() { 100 + class + known } else { text(words) }, class + known)
        } else if let Some(q) = t.quantity {
            let kind = 60 + super::said::kind_code(&row.quantities[q].kind);
            (kind, kind)
        } else if let Some(c) = t.punct {
            (u64::from(u32::from(c)), 7)
        } else {
            (text(words), 8 + u64::from(t.verb) + 2 * u64::from(t.hires) + 4 * u64::from(t.word.is_some()))
        };
        let flags = if t.latin { latin_flags(doc.words(t.range()), words, naming) } else { 0 };
        let flags = match words.chars().next().filter(|c| !t.latin && is_han(*c)) {
            Some(c) if t.end - t.start == 3 => han_flags(c, naming) | 31 << 8,
            _ => flags,
        };
        let named = t.name.is_some() || t.quantity.is_some() || t.punct.is_some();
        let senses = if named { Senses::default() } else { senses::of(words) };
        out.push(Unit { range: t.range(), shape, sort, classes: t.classes, flags, latin: t.latin, senses });
    }
    out
}

/// What the word means that each character of a run of Chinese stands in.
fn meanings(run: &str, out: &mut [Senses]) {
    let (mut rest, mut at) = (run, 0);
    while !rest.is_empty() {
        let (word, found) = senses::beginning(rest);
        let n = word.chars().count();
        out[at..at + n].fill(found);
        at += n;
        rest = &rest[word.len()..];
    }
}

fn han_flags(c: char, naming: &Naming) -> u32 {
    let mut f = 0;
    if naming.surnames.contains(&c) {
        f |= 1;
    }
    if naming.words.transliteration(c).is_some() {
        f |= 2;
    }
    if naming.words.given(&[c]) < 60 {
        f |= 4;
    }
    if naming.org_ends.contains_key(&c) {
        f |= 8;
    }
    f
}

fn latin_flags(surface: &str, low: &str, naming: &Naming) -> u32 {
    let mut f = 1 << 16;
    let mut set = |bit: u32, on: bool| {
        if on {
            f |= 1 << bit;
        }
    };
    let mut chars = surface.chars();
    set(0, chars.next().is_some_and(char::is_uppercase));
    set(1, surface.chars().count() > 1 && surface.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()));
    set(2, chars.any(char::is_uppercase));
    set(3, surface.bytes().any(|b| b.is_ascii_digit()));
    set(4, naming.given_names.contains(low));
    set(5, naming.surnames_latin.contains(low));
    set(6, naming.common.contains(low));
    set(7, naming.not_names_en.contains(low));
    set(8, naming.org_suffixes_en.contains(low) || naming.org_heads.contains(low));
    set(9, naming.places.contains(low));
    set(10, surface.chars().count() == 1);
    set(11, naming.particles.contains(low));
    set(12, naming.things.contains(low));
    set(13, naming.firm_words.contains(low));
    f
}

/// The features of every unit.
pub(crate) fn features(units: &[Unit], folded: &str) -> Vec<Features> {
    let one = |i| {
        let mut f = Vec::with_capacity(64);
        features_of(units, i, folded, &mut f);
        f
    };
    (0..units.len()).map(one).collect()
}

/// Adds the features of a unit to `f`.
fn features_of(units: &[Unit], i: usize, folded: &str, f: &mut Features) {
    let n = units.len() as isize;
    let i = i as isize;
    let at = |i: isize| (0..n).contains(&i).then(|| &units[i as usize]);
    // The units around, from the second before to the second behind.
    let near: [Option<&Unit>; 5] = std::array::from_fn(|k| at(i + k as isize - 2));
    let shapes: [u64; 5] = std::array::from_fn(|k| near[k].map_or(if k < 2 { 3 } else { 4 }, |u| u.shape));
    let u = &units[i as usize];
    f.push(feature(0).num(u64::from(u.latin)).done());
    for k in 0..5 {
        f.push(feature(1 + k as u32).num(shapes[k]).done());
        f.push(feature(6 + k as u32).num(near[k].map_or(0, |u| u.sort)).done());
    }
    for (k, u) in (0u32..).zip(&near[1..4]) {
        let Some(u) = u else { continue };
        for c in u.classes.numbers() {
            f.push(feature(11 + k).num(c).done());
        }
        f.push(feature(14 + k).num(u64::from(u.flags)).done());
        for bit in Bits::of([u64::from(u.flags & 0x3fff)]) {
            f.push(feature(17 + k).num(u64::from(u.latin) << 8 | bit).done());
        }
    }
    for (k, pair) in (0u32..).zip(shapes.windows(2)) {
        f.push(feature(20 + k).num(pair[0]).num(pair[1]).done());
    }
    f.push(feature(24).num(shapes[1]).num(shapes[2]).num(shapes[3]).done());
    f.push(feature(25).num(shapes[2]).num(shapes[3]).num(shapes[4]).done());
    let sorts = |from: usize, to: usize| {
        near[from..=to].iter().fold(feature(26).num(from as u64 + 1), |h, u| {
            h.num(u.map_or(0, |u| u.sort << 20 | u64::from(u.flags)))
        })
    };
    f.push(sorts(1, 2).done());
    f.push(sorts(2, 3).done());
    f.push(sorts(1, 3).done());
    // The verb or title next to the right and to the left.
    let cue = |u: &&Unit| u.sort > 8 && u.sort < 20 && u.sort & 1 == 1 || u.classes.any(&[Class::Role]);
    if let Some((d, v)) = (i + 1..(i + 7).min(n)).filter_map(at).enumerate().find(|(_, u)| cue(u)) {
        f.push(feature(27).num(v.shape).num(d.min(3) as u64).done());
    }
    if let Some((d, v)) = ((i - 6).max(0)..i).rev().filter_map(at).enumerate().find(|(_, u)| cue(u)) {
        f.push(feature(28).num(v.shape).num(d.min(3) as u64).done());
    }
    for (k, u) in (0u32..).zip(near) {
        for s in u.map_or(Senses::default(), |u| u.senses).iter() {
            f.push(feature(32 + k).num(s).done());
        }
    }
    if u.latin {
        let w = &folded[u.range.clone()];
        let cut = |k: usize| w.char_indices().nth(k).map_or(w, |(b, _)| &w[..b]);
        let tail = w.char_indices().rev().nth(2).map_or(w, |(b, _)| &w[b..]);
        f.push(feature(29).text(cut(3)).done());
        f.push(feature(30).text(tail).done());
        f.push(feature(31).num(w.len().min(12) as u64).done());
    }
}

/// A tagger as it ships.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tagger {
    weights: Weights,
    /// From label (the last row: the beginning) to label.
    steps: [[f32; LABELS]; LABELS + 1],
}

/// A name that the tagger sees.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    /// Units, half-open.
    pub(crate) units: Range<usize>,
    pub(crate) person: bool,
    /// How sure it is, from 0 to 1: the least share of its labels.
    pub(crate) share: f32,
}

fn allowed(from: usize, to: usize) -> bool {
    match to {
        2 => from == 1 || from == 2,
        4 => from == 3 || from == 4,
        _ => true,
    }
}

impl Tagger {
    /// The names in a row of units; `more` adds to the scores of a unit's labels.
    pub(crate) fn names(
        &self,
        units: &[Unit],
        folded: &str,
        more: impl Fn(&Unit) -> Option<[f32; LABELS]>,
    ) -> Vec<Seen> {
        let n = units.len();
        let mut emit = vec![[0f32; LABELS]; n];
        let mut f = Vec::with_capacity(96);
        for (i, e) in emit.iter_mut().enumerate() {
            f.clear();
            features_of(units, i, folded, &mut f);
            self.weights.score(&f, e);
            for (e, m) in e.iter_mut().zip(more(&units[i]).into_iter().flatten()) {
                *e += m;
            }
        }
        self.best(emit)
    }

    /// The names in a row of units whose features are there.
    pub(crate) fn of_features(&self, features: &[Features]) -> Vec<Seen> {
        let mut emit = vec![[0f32; LABELS]; features.len()];
        for (e, f) in emit.iter_mut().zip(features) {
            self.weights.score(f, e);
        }
        self.best(emit)
    }

    /// The names that scores of labels make likeliest.
    fn best(&self, mut emit: Vec<[f32; LABELS]>) -> Vec<Seen> {
        let n = emit.len();
        let marginals = shares(&mut emit, &self.steps);
        // The labels that fit together best by their shares.
        let path = best(&marginals);
        let mut out = Vec::new();
        let mut i = 0;
        while i < n {
            let first = path[i];
            if first == 1 || first == 3 {
                let mut j = i + 1;
                while j < n && path[j] == first + 1 {
                    j += 1;
                }
                let inside = (i..j).map(|k| marginals[k][path[k]]).fold(1f32, f32::min);
                let ends = if j < n { 1.0 - marginals[j][first + 1] } else { 1.0 };
                out.push(Seen { units: i..j, person: first == 1, share: inside.min(ends) });
                i = j;
            } else {
                i += 1;
            }
        }
        out
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.weights.to_bytes();
        out.extend(self.steps.iter().flatten().flat_map(|w| w.to_le_bytes()));
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (weights, mut rest) = Weights::from_bytes(bytes)?;
        let mut steps = [[0f32; LABELS]; LABELS + 1];
        for w in steps.iter_mut().flatten() {
            let (b, more) = rest.split_first_chunk::<4>()?;
            *w = f32::from_le_bytes(*b);
            rest = more;
        }
        Some((Self { weights, steps }, rest))
    }
}

fn log_sum(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let most = values.clone().fold(f32::MIN, f32::max);
    most + values.map(|v| (v - most).exp()).sum::<f32>().ln()
}

type Steps = [[f32; LABELS]; LABELS + 1];

/// Shares of each label at each unit (forward–backward), and the same for each step.
fn marginals(emit: &[[f32; LABELS]], steps: &Steps) -> (Vec<[f32; LABELS]>, Vec<Steps>) {
    let n = emit.len();
    if n == 0 {
        return (Vec::new(), Vec::new());
    }
    let step = |a: usize, b: usize| if allowed(a, b) { steps[a][b] } else { NO_WAY };
    let mut ahead = vec![[NO_WAY; LABELS]; n];
    let mut back = vec![[0f32; LABELS]; n];
    for b in 0..LABELS {
        ahead[0][b] = emit[0][b] + if b == 2 || b == 4 { NO_WAY } else { steps[LABELS][b] };
    }
    for i in 1..n {
        for b in 0..LABELS {
            let from = ahead[i - 1];
            ahead[i][b] = emit[i][b] + log_sum((0..LABELS).map(|a| from[a] + step(a, b)));
        }
    }
    for i in (0..n - 1).rev() {
        for a in 0..LABELS {
            let next = back[i + 1];
            back[i][a] = log_sum((0..LABELS).map(|b| step(a, b) + emit[i + 1][b] + next[b]));
        }
    }
    let all = log_sum(ahead[n - 1].iter().copied());
    let shares = (0..n).map(|i| std::array::from_fn(|b| (ahead[i][b] + back[i][b] - all).exp())).collect();
    let mut pairs = vec![[[0f32; LABELS]; LABELS + 1]; n];
    for b in 0..LABELS {
        pairs[0][LABELS][b] = (ahead[0][b] + back[0][b] - all).exp();
    }
    for i in 1..n {
        for a in 0..LABELS {
            for b in 0..LABELS {
                pairs[i][a][b] = (ahead[i - 1][a] + step(a, b) + emit[i][b] + back[i][b] - all).exp();
            }
        }
    }
    (shares, pairs)
}

/// Shares of each label at each unit, as [`marginals`] gives them, by products that are scaled at each unit instead of sums
/// of logarithms; `emit` is used up.
fn shares(emit: &mut [[f32; LABELS]], steps: &Steps) -> Vec<[f32; LABELS]> {
    let n = emit.len();
    let mut step = [[0f32; LABELS]; LABELS + 1];
    for (a, row) in step.iter_mut().enumerate() {
        for (b, w) in row.iter_mut().enumerate() {
            let way = if a == LABELS { b != 2 && b != 4 } else { allowed(a, b) };
            *w = if way { steps[a][b].exp() } else { 0.0 };
        }
    }
    for e in emit.iter_mut() {
        let most = e.iter().copied().fold(f32::MIN, f32::max);
        e.iter_mut().for_each(|w| *w = (*w - most).max(-60.0).exp());
    }
    let scale = |v: &mut [f32; LABELS]| {
        let sum: f32 = v.iter().sum();
        if sum > 0.0 {
            v.iter_mut().for_each(|w| *w /= sum);
        }
    };
    let mut out = vec![[0f32; LABELS]; n];
    let mut before = [0f32; LABELS];
    for i in 0..n {
        let mut here = [0f32; LABELS];
        for b in 0..LABELS {
            let from =
                if i == 0 { step[LABELS][b] } else { (0..LABELS).map(|a| before[a] * step[a][b]).sum() };
            here[b] = from * emit[i][b];
        }
        scale(&mut here);
        out[i] = here;
        before = here;
    }
    let mut after = [1f32; LABELS];
    for i in (0..n).rev() {
        for b in 0..LABELS {
            out[i][b] *= after[b];
        }
        scale(&mut out[i]);
        let mut next = [0f32; LABELS];
        for a in 0..LABELS {
            next[a] = (0..LABELS).map(|b| step[a][b] * emit[i][b] * after[b]).sum();
        }
        scale(&mut next);
        after = next;
    }
    out
}

/// The row of labels that fit together with the most share in all.
fn best(shares: &[[f32; LABELS]]) -> Vec<usize> {
    let n = shares.len();
    let mut sum = vec![[NO_WAY; LABELS]; n];
    let mut from = vec![[0usize; LABELS]; n];
    for i in 0..n {
        for b in 0..LABELS {
            let (a, w) = if i == 0 {
                (0, if b == 2 || b == 4 { NO_WAY } else { 0.0 })
            } else {
                (0..LABELS)
                    .filter(|a| allowed(*a, b))
                    .map(|a| (a, sum[i - 1][a]))
                    .fold((0, NO_WAY * 2.0), |m, x| if x.1 > m.1 { x } else { m })
            };
            sum[i][b] = w + shares[i][b];
            from[i][b] = a;
        }
    }
    let mut path = vec![0; n];
    if let Some(last) = sum.last() {
        let mut b = (0..LABELS).fold(0, |m, b| if last[b] > last[m] { b } else { m });
        for i in (0..n).rev() {
            path[i] = b;
            b = from[i][b];
        }
    }
    path
}

/// A tagger in training.
pub(crate) struct Training {
    learner: Learner,
    steps: Steps,
    squares: Steps,
}

impl Training {
    pub(crate) fn new(decay: f32, rows: usize) -> Self {
        Self {
            learner: Learner::new(LABELS, decay, rows),
            steps: Steps::default(),
            squares: [[1e-3; LABELS]; LABELS + 1],
        }
    }

    /// One step on one sentence; returns how unlikely its truth was, in nats.
    pub(crate) fn learn(&mut self, features: &[Features], truth: &[usize]) -> f32 {
        let mut emit = vec![[0f32; LABELS]; features.len()];
        let mut wide = [0f32; 8];
        for (e, f) in emit.iter_mut().zip(features) {
            self.learner.score(f, &mut wide);
            e.copy_from_slice(&wide[..LABELS]);
        }
        let (shares, pairs) = marginals(&emit, &self.steps);
        let mut loss = 0.0;
        let mut before = LABELS;
        let mut gradient = Steps::default();
        for (i, &y) in truth.iter().enumerate() {
            loss -= shares[i][y].max(1e-6).ln();
            let mut g = shares[i];
            g[y] -= 1.0;
            self.learner.learn(&features[i], &g);
            for (g, p) in gradient.iter_mut().flatten().zip(pairs[i].iter().flatten()) {
                *g += p;
            }
            gradient[before][y] -= 1.0;
            before = y;
        }
        for ((w, s), g) in self
            .steps
            .iter_mut()
            .flatten()
            .zip(self.squares.iter_mut().flatten())
            .zip(gradient.iter().flatten())
        {
            *s += g * g;
            *w -= 0.1 * g / s.sqrt();
        }
        loss
    }

    /// Keeps the weights as they are for the mean that is shipped.
    pub(crate) fn keep(&mut self) {
        self.learner.keep();
    }

    /// The tagger; `features` are those of the rows.
    pub(crate) fn finish(self, features: &[u32]) -> Tagger {
        Tagger { weights: self.learner.finish(features), steps: self.steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_logarithms_give_the_same_shares() {
        let mut steps = Steps::default();
        for (k, w) in steps.iter_mut().flatten().enumerate() {
            *w = (k * 7 % 11) as f32 / 3.0 - 1.5;
        }
        let emit: Vec<[f32; LABELS]> =
            (0..12).map(|i| std::array::from_fn(|b| ((i * 5 + b * 3) % 13) as f32 / 2.0 - 3.0)).collect();
        let (slow, _) = marginals(&emit, &steps);
        let fast = shares(&mut emit.clone(), &steps);
        for (a, b) in slow.iter().flatten().zip(fast.iter().flatten()) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }
}
