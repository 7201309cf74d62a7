//! How well models do on passages that they were not trained on.

use std::ops::Range;

use tradewire_model::{ClaimKind, Role};

use super::examples::{Example, look, sentences};
use super::truth::{claims, right};
use super::{Case, MarkKind, Report, Tally};
use crate::Extractor;
use crate::clause::clause;
use crate::extractor::Look;
use crate::learned::figure;
use crate::learned::linear::Features;
use crate::learned::propose::{Asks, Models, fresh, met, plays, tells_here, tells_some, tried};
use crate::learned::roles::{Part, Roles, by_rule, candidates, parts, tells};
use crate::phrase::Head;
use crate::pointer;
use crate::token::triggers;

/// Measures the models of an extractor on passages they were not trained on.
#[must_use]
pub fn evaluate(extractor: &Extractor<'_>, cases: &[Case]) -> Report {
    let mut report = Report::default();
    let Some(learned) = &extractor.learned else { return report };
    let plain = || Extractor::new(extractor.kb).map(|x| x.by_rules_alone().with_domain(false));
    let Ok(rules) = plain() else { return report };
    for c in cases {
        for chinese in [true, false] {
            for (f, y) in sentences(&rules, c, chinese) {
                let found: Vec<(Range<usize>, bool)> = learned
                    .tagger(chinese)
                    .of_features(&f)
                    .into_iter()
                    .map(|s| (s.units, s.person))
                    .collect();
                let gold = spans(&y);
                for (person, tally) in [(true, &mut report.persons), (false, &mut report.organisations)] {
                    tally.gold += gold.iter().filter(|g| g.1 == person).count();
                    tally.found += found.iter().filter(|g| g.1 == person).count();
                    tally.right += found.iter().filter(|g| g.1 == person && gold.contains(g)).count();
                }
            }
        }
        let Some(roles) = &learned.roles else { continue };
        told(extractor, c, &mut report.claims);
        lost(extractor, roles, c, &mut report.lost);
        look(extractor, c, &mut |e| match e {
            Example::Manner(f, y) => {
                let p = roles.manner.shares(&f);
                let best = (0..p.len()).fold(0, |m, k| if p[k] > p[m] { k } else { m });
                report.manners.gold += 1;
                report.manners.found += 1;
                report.manners.right += usize::from(best == y);
            }
            Example::Pointer(all, y) => {
                let Some(w) = &learned.pointers else { return };
                let score = |f: &Features| pointer::score(w, f);
                let best = (0..all.len()).max_by(|a, b| score(&all[*a]).total_cmp(&score(&all[*b])));
                report.pointers.gold += 1;
                report.pointers.found += 1;
                report.pointers.right += usize::from(best == Some(y));
            }
            Example::Implied(all, y) => {
                let score = |f: &Features| pointer::score(&roles.implied, f);
                let best = (0..all.len()).max_by(|a, b| score(&all[*a]).total_cmp(&score(&all[*b])));
                report.implied.gold += usize::from(y != 0);
                report.implied.found += usize::from(best != Some(0));
                report.implied.right += usize::from(y != 0 && best == Some(y));
            }
            Example::Teller(f, y) => {
                let found = roles.manner.tells(&f) > 0.5;
                report.tellers.gold += y;
                report.tellers.found += usize::from(found);
                report.tellers.right += usize::from(found && y == 1);
            }
            Example::Figure(f, y) => {
                let found = figure::share(&roles.figures, &f) > extractor.thresholds.figure;
                report.figures.gold += y;
                report.figures.found += usize::from(found);
                report.figures.right += usize::from(found && y == 1);
            }
            Example::Trigger(f, y) => {
                let p = roles.tells(&f);
                let best = (0..p.len()).fold(0, |m, k| if p[k] > p[m] { k } else { m });
                report.events.gold += usize::from(y != 0);
                report.events.found += usize::from(best != 0);
                report.events.right += usize::from(y != 0 && best == y);
            }
            Example::Part(f, y, n) => {
                let mut p = [0.0; 8];
                roles.parts.score(&f, &mut p[..n]);
                let best = (0..n).fold(0, |m, k| if p[k] > p[m] { k } else { m });
                report.parts.gold += usize::from(y != 0);
                report.parts.found += usize::from(best != 0);
                report.parts.right += usize::from(y != 0 && best == y);
            }
        });
    }
    report
}

/// Counts the claims of a passage: those it tells, those found, those found rightly.
fn told(extractor: &Extractor<'_>, c: &Case, tally: &mut Tally) {
    if c.document.text != c.sample.text {
        return;
    }
    let mut hit: Vec<u32> = Vec::new();
    let _ = extractor.read(&c.document, &mut |seen| {
        let Look::Claim { scene, draft } = seen else { return };
        if draft.kind == ClaimKind::Statement {
            return;
        }
        match right(scene, draft, &c.sample) {
            Some(n) if hit.contains(&n) => {}
            Some(n) => {
                hit.push(n);
                tally.found += 1;
            }
            None => tally.found += 1,
        }
    });
    tally.gold += claims(&c.sample).count();
    tally.right += hit.len();
}

/// Counts how far the moves of a passage come.
fn lost(extractor: &Extractor<'_>, roles: &Roles, c: &Case, counts: &mut [usize; 7]) {
    if c.document.text != c.sample.text {
        return;
    }
    let lexicon = &extractor.lexicon;
    let limits = extractor.thresholds;
    let models = Models { roles, mix: limits.mix };
    let _ = extractor.read(&c.document, &mut |seen| {
        let Look::Scene(scene) = seen else { return };
        let place = |r: &Range<usize>| scene.text.folded.map.to_target(r.clone());
        let inside = |r: &Range<usize>| scene.row.range.start <= r.start && r.end <= scene.row.range.end;
        for e in c.sample.events.iter().filter(|e| e.kind == ClaimKind::Move && inside(&place(&e.range))) {
            let named = |roles: &[Role], kind: MarkKind| {
                c.sample
                    .marks
                    .iter()
                    .filter(|m| {
                        m.kind == kind && m.roles.iter().any(|r| r.0 == e.claim && roles.contains(&r.1))
                    })
                    .map(|m| place(&m.range))
                    .find(|r| inside(r))
            };
            let (Some(person), Some(org)) = (
                named(&[Role::Person], MarkKind::Person),
                named(&[Role::To, Role::From], MarkKind::Organisation),
            ) else {
                continue;
            };
            counts[0] += 1;
            let all = candidates(scene);
            let find = |r: &Range<usize>, person: bool| {
                all.iter().find(|(part, range)| {
                    range == r
                        && match part {
                            Part::Whole(i) => (scene.phrases[*i].head == Head::Person) == person,
                            Part::Org(_) => !person,
                            _ => false,
                        }
                })
            };
            let Some(p) = find(&person, true) else { continue };
            counts[1] += 1;
            let Some(o) = find(&org, false) else { continue };
            counts[2] += 1;
            let span = place(&e.range);
            let Some(at) = scene.row.tokens.iter().enumerate().position(|(i, t)| {
                t.start < span.end && span.start < t.end && tells_some(scene, lexicon, i, limits.mix)
            }) else {
                continue;
            };
            counts[3] += 1;
            let Some(told) = tells(e.kind, e.move_type) else { continue };
            let forms = triggers(lexicon, &scene.row.tokens[at]);
            let tried = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
            let ok = met(&tried, lexicon);
            let shares = tells_here(scene, lexicon, models, at, forms, &ok);
            if shares[told] <= limits.event && !ok.contains(&told) {
                continue;
            }
            counts[4] += 1;
            let own = fresh(scene, lexicon, told, at);
            let Some(x) =
                tried.iter().filter(|x| x.told(lexicon) == Some(told)).max_by_key(|x| x.ok).or(own.as_ref())
            else {
                continue;
            };
            let voice = clause(scene, &lexicon.frames[x.filled.frame as usize], at, x.form).passive;
            let part = |c: &(Part, Range<usize>), want: &[Role]| {
                let rule = by_rule(scene, &[&x.filled], c.0, &c.1);
                let asks = Asks { at, told, kind: e.kind, passive: voice, part: c.0, range: &c.1, rule };
                let s = plays(scene, models, &asks);
                rule.is_some_and(|r| want.contains(&r))
                    || parts(e.kind).iter().zip(&s[1..]).any(|(r, s)| want.contains(r) && *s > limits.part)
            };
            if part(p, &[Role::Person]) {
                counts[5] += 1;
                if part(o, &[Role::To, Role::From]) {
                    counts[6] += 1;
                }
            }
        }
    });
}

/// Names in a row of labels, with whether they are persons'.
fn spans(labels: &[usize]) -> Vec<(Range<usize>, bool)> {
    let mut out = Vec::new();
    for (i, y) in labels.iter().enumerate() {
        if *y == 1 || *y == 3 {
            let end = (i + 1..labels.len()).find(|k| labels[*k] != y + 1).unwrap_or(labels.len());
            out.push((i..end, *y == 1));
        }
    }
    out
}
