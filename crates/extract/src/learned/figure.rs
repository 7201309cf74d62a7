//! Whether a figure says something of people, pay or organisations that no other claim holds, learnt from labelled
//! sentences.

use tradewire_model::Bound;
use tradewire_quantity::Kind;

use super::linear::{Features, Weights, feature, text};
use super::roles::{classes, told_by};
use super::said::kind_code;
use crate::fill::Scene;
use crate::lexicon::Lexicon;
use crate::token::triggers;

/// The figures of a sentence: tokens, with their places among its quantities.
pub(crate) fn figures(scene: &Scene<'_>) -> Vec<(usize, usize)> {
    let told = |q: usize| {
        matches!(
            scene.row.quantities[q].kind,
            Kind::Percent(_) | Kind::Multiple(_) | Kind::Count(_) | Kind::Number(_) | Kind::Money(_)
        )
    };
    scene
        .row
        .tokens
        .iter()
        .enumerate()
        .filter_map(|(i, t)| t.quantity.filter(|q| told(*q)).map(|q| (i, q)))
        .collect()
}

/// Features of a figure; `rule` says whether the rules take it for one that tells something.
pub(crate) fn of_figure(scene: &Scene<'_>, lexicon: &Lexicon, at: usize, q: usize, rule: bool) -> Features {
    let t = &scene.row.tokens;
    let kind = &scene.row.quantities[q].kind;
    let (unit, bound, size) = match kind {
        Kind::Percent(m) | Kind::Multiple(m) | Kind::Number(m) => {
            (text(&m.unit), m.bound, m.value.or(m.low).unwrap_or_default())
        }
        Kind::Count(c) => (text(c.unit), c.count.bound, c.count.value),
        Kind::Money(m) => (
            m.amount.currency.map_or(0, |_| 1) + 2 * m.amount.per.map_or(0, |p| 1 + p as u64),
            m.amount.bound,
            m.amount.value.or(m.amount.low).unwrap_or_default(),
        ),
        _ => (0, Bound::Exact, Default::default()),
    };
    let sort = feature(500).num(kind_code(kind)).num(unit);
    let own = u64::from(sort.done());
    let code = kind_code(kind);
    let digits = scene.text.folded.text[t[at].range()].contains(|c: char| c.is_ascii_digit());
    let mut f = Vec::with_capacity(320);
    f.push(feature(501).done());
    f.push(sort.done());
    f.push(feature(502).num(own).num(u64::from(rule)).done());
    f.push(feature(503).num(own).num(bound as u64).done());
    f.push(feature(504).num(code).num(size.trunc().to_string().len().min(12) as u64).done());
    f.push(feature(505).num(own).num(u64::from(digits)).num(u64::from(scene.row.chinese)).done());
    let mut beside = [0u64; 6];
    for (n, o) in [-3isize, -2, -1, 1, 2, 3].into_iter().enumerate() {
        let key = n as u64;
        let Some((k, x)) = at.checked_add_signed(o).and_then(|k| t.get(k).map(|x| (k, x))) else {
            f.push(feature(506).num(key).num(code).done());
            continue;
        };
        let (w, senses) = if o < 0 { scene.said(k).last } else { scene.said(k).first };
        beside[n] = w;
        f.push(feature(507).num(key).num(w).done());
        f.push(feature(508).num(key).num(w).num(code).done());
        for s in senses.iter() {
            f.push(feature(509).num(key).num(s).num(code).done());
        }
        for c in classes(x.classes) {
            f.push(feature(510).num(key).num(c).num(code).done());
        }
    }
    f.push(feature(511).num(beside[1]).num(beside[2]).done());
    f.push(feature(512).num(beside[3]).num(beside[4]).done());
    f.push(feature(513).num(beside[2]).num(beside[3]).num(code).done());
    for (k, x) in t.iter().enumerate().filter(|(k, _)| *k != at) {
        let far = x.clause.abs_diff(t[at].clause);
        if far > 1 {
            continue;
        }
        let side = u64::from(k > at) * 2 + u64::from(far);
        f.push(feature(514).num(side).num(scene.said(k).word).done());
        for s in scene.said(k).meant.iter() {
            f.push(feature(515).num(side).num(s).num(code).done());
        }
        for (frame, _) in triggers(lexicon, x) {
            let told = told_by(&lexicon.frames[*frame as usize]).unwrap_or(0) as u64;
            f.push(feature(516).num(side).num(told).num(code).done());
        }
    }
    for p in scene.phrases {
        let far = u64::from(p.clause.abs_diff(t[at].clause).min(2));
        let side = if p.tokens.contains(&at) { 2 } else { u64::from(p.tokens.start > at) };
        let known = u64::from(p.name.as_ref().is_some_and(|n| n.kb.is_some()));
        f.push(feature(517).num(side).num(far).num(p.head as u64).num(code).done());
        f.push(feature(518).num(side).num(p.head as u64).num(known).num(own).done());
    }
    let mine = figures(scene);
    let rank = mine.iter().filter(|x| x.0 < at).count().min(3) as u64;
    let same =
        mine.iter().filter(|x| kind_code(&scene.row.quantities[x.1].kind) == code).count().min(4) as u64;
    f.push(feature(519).num(rank).num(same).num(code).done());
    f.push(feature(520).num(t[at].clause.min(6).into()).num(code).done());
    f
}

/// How likely a figure tells something.
pub(crate) fn share(weights: &Weights, features: &[u32]) -> f32 {
    weights.shares::<2>(features)[1]
}
