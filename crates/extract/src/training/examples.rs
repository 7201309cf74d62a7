//! What a labelled passage teaches each model.

use std::ops::Range;

use tradewire_model::{ClaimKind, Role};

use super::truth::like;
use super::{Case, Event, Mark, MarkKind};
use crate::Extractor;
use crate::attribution::scopes;
use crate::clause::clause;
use crate::discourse::Entity;
use crate::extractor::Look;
use crate::fill::Scene;
use crate::implied;
use crate::learned::figure::{figures, of_figure};
use crate::learned::linear::{Features, feature};
use crate::learned::manner::{MANNERS, by_rules, of_manner, of_teller, tellers};
use crate::learned::propose::{Tried, fresh, met, tried};
use crate::learned::roles::{Part, by_rule, candidates, of_part_by, of_trigger, of_word, parts, tells};
use crate::learned::tagger::{features, units};
use crate::measures::context;
use crate::pointer::{self, points};
use crate::stat::tells_something;
use crate::token::{Text, may_tell, triggers};

/// The sentences of a passage in one script, with the labels of their units.
pub(super) fn sentences(
    extractor: &Extractor<'_>,
    c: &Case,
    chinese: bool,
) -> Vec<(Vec<Features>, Vec<usize>)> {
    let mut out = Vec::new();
    if c.document.text != c.sample.text {
        return out;
    }
    let mut text = Text::new(&c.document, &extractor.lexicon, context(&c.document));
    let (rows, ..) = extractor.rows(&c.document, &mut text);
    let marks: Vec<(Range<usize>, usize)> = c
        .sample
        .marks
        .iter()
        .filter_map(|m| {
            let label = match m.kind {
                MarkKind::Person => 1,
                MarkKind::Organisation => 3,
                // The other form of a name in brackets is a name too; which sort, the name it stands for tells.
                MarkKind::Pointer | MarkKind::Other => return None,
            };
            Some((text.folded.map.to_target(m.range.clone()), label))
        })
        .collect();
    for row in rows.iter().filter(|r| r.chinese == chinese) {
        let units = units(row, &text, &extractor.naming);
        if units.is_empty() || units.len() > 600 {
            continue;
        }
        let labels = units
            .iter()
            .map(|u| {
                marks
                    .iter()
                    .find(|(r, _)| r.start <= u.range.start && u.range.end <= r.end)
                    .map_or(0, |(r, y)| if r.start == u.range.start { *y } else { y + 1 })
            })
            .collect::<Vec<_>>();
        // A unit that reaches over the beginning of a name leaves no first unit.
        let broken = (0..labels.len())
            .any(|i| matches!(labels[i], 2 | 4) && (i == 0 || !matches!(labels[i - 1], 1..=4)));
        if broken {
            continue;
        }
        out.push((features(&units, &text.folded.text), labels));
    }
    out
}

/// What a passage tells: a bit for each of [`crate::learned::roles::TELLS`].
pub(super) fn elsewhere(c: &Case) -> u32 {
    let told = c.sample.events.iter().filter_map(|e| tells(e.kind, e.move_type));
    told.fold(0, |all, y| all | 1 << y)
}

/// The number of a passage, made of its words without names: its copies under other names bear the same.
pub(super) fn passage(c: &Case) -> u32 {
    let mut words = 0;
    let mut at = 0;
    for m in c.sample.marks.iter().filter(|m| matches!(m.kind, MarkKind::Person | MarkKind::Organisation)) {
        words = feature(0).num(words).text(&c.sample.text[at..m.range.start]).done().into();
        at = m.range.end;
    }
    feature(0).num(words).text(&c.sample.text[at..]).done()
}

/// Something to learn from.
pub(super) enum Example {
    /// A trigger and what it tells.
    Trigger(Features, usize),
    /// Something, its part, and how many parts there are.
    Part(Features, usize, usize),
    /// A trigger and its manner.
    Manner(Features, usize),
    /// A phrase and whether it tells.
    Teller(Features, usize),
    /// A figure and whether it tells something of its own.
    Figure(Features, usize),
    /// The firms that a sentence without one may mean, and which of them it does.
    Implied(Vec<Features>, usize),
    /// Those that a pronoun may point back to, and which of them it does.
    Pointer(Vec<Features>, usize),
}

/// The events of a passage that a stretch of the folded text crosses, each with what it tells, a place in `TELLS`.
pub(super) fn labelled<'c>(
    scene: &Scene<'_>,
    c: &'c Case,
    stretch: &Range<usize>,
) -> Vec<(usize, &'c Event)> {
    c.sample
        .events
        .iter()
        .filter(|e| {
            let r = scene.text.folded.map.to_target(e.range.clone());
            r.start < stretch.end && stretch.start < r.end
        })
        .filter_map(|e| tells(e.kind, e.move_type).map(|y| (y, e)))
        .collect()
}

/// Goes through a passage and shows every trigger and everything around it, with the truth.
pub(super) fn look(extractor: &Extractor<'_>, c: &Case, show: &mut dyn FnMut(Example)) {
    if c.document.text != c.sample.text {
        return;
    }
    let lexicon = &extractor.lexicon;
    let whole = feature(1).text(&c.sample.text);
    let _ = extractor.read(&c.document, &mut |seen| {
        let Look::Scene(scene) = seen else { return };
        let place = |r: &Range<usize>| scene.text.folded.map.to_target(r.clone());
        let cross = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        pointers(scene, c, show);
        figures_of(extractor, scene, c, show);
        for (at, t) in scene.row.tokens.iter().enumerate() {
            if !may_tell(lexicon, t) {
                continue;
            }
            let forms = triggers(lexicon, t);
            let tried: Vec<Tried> = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
            let ok = met(&tried, lexicon);
            let here = labelled(scene, c, &t.range());
            let f = of_trigger(scene, lexicon, at, forms, &ok);
            // A word as nobody has met it: what stands around it must tell what it tells.
            let strange = u64::from(whole.num(t.start as u64).done());
            let strange = (strange & 1 == 1).then_some(strange);
            let unmet = strange.map(|own| of_word(scene, lexicon, at, &[], &[], own));
            if here.is_empty() {
                show(Example::Trigger(f, 0));
                if let Some(f) = unmet {
                    show(Example::Trigger(f, 0));
                }
                if !ok.is_empty() {
                    show(Example::Trigger(of_trigger(scene, lexicon, at, forms, &[]), 0));
                }
                continue;
            }
            let heard = scopes(scene);
            let (told, e) = here[0];
            let (rule, source) = by_rules(scene, &heard, at);
            if let Some(y) = MANNERS.iter().position(|m| *m == e.modality) {
                show(Example::Manner(of_manner(scene, at, told, rule, &heard), y));
            }
            for (p, range) in tellers(scene) {
                let tells = c
                    .sample
                    .marks
                    .iter()
                    .any(|m| m.tells.contains(&e.claim) && cross(&place(&m.range), &range));
                let by_rule = source.as_ref() == Some(&range);
                show(Example::Teller(of_teller(scene, at, p, by_rule), usize::from(tells)));
            }
            let mut shown: Vec<usize> = Vec::new();
            for (y, e) in &here {
                if !shown.contains(y) {
                    shown.push(*y);
                    show(Example::Trigger(f.clone(), *y));
                    if let Some(f) = &unmet {
                        show(Example::Trigger(f.clone(), *y));
                    }
                    if !ok.is_empty() {
                        // Where the rules fail, the words must tell it alone.
                        show(Example::Trigger(of_trigger(scene, lexicon, at, forms, &[]), *y));
                    }
                }
                parts_of(scene, lexicon, c, e, *y, at, &tried, strange, show);
                implied_by(scene, lexicon, c, e, *y, at, &tried, show);
            }
        }
    });
}

/// Shows the figures of a sentence, and how what they tell is told.
fn figures_of(extractor: &Extractor<'_>, scene: &Scene<'_>, c: &Case, show: &mut dyn FnMut(Example)) {
    let place = |r: &Range<usize>| scene.text.folded.map.to_target(r.clone());
    for (at, q) in figures(scene) {
        let range = &scene.row.quantities[q].core;
        let value = c
            .sample
            .marks
            .iter()
            .filter(|m| {
                let r = place(&m.range);
                r.start < range.end && range.start < r.end
            })
            .flat_map(|m| &m.roles)
            .find(|r| matches!(r.1, Role::Value | Role::Series));
        let rule = tells_something(scene, at, q);
        let f = of_figure(scene, &extractor.lexicon, at, q, rule);
        show(Example::Figure(f, usize::from(value.is_some())));
        let Some(e) = value.and_then(|r| c.sample.events.iter().find(|e| e.claim == r.0)) else { continue };
        let heard = scopes(scene);
        let (rule, source) = by_rules(scene, &heard, at);
        if let Some(y) = MANNERS.iter().position(|m| *m == e.modality) {
            show(Example::Manner(of_manner(scene, at, 0, rule, &heard), y));
        }
        for (p, range) in tellers(scene) {
            let tells = c.sample.marks.iter().any(|m| {
                let r = place(&m.range);
                m.tells.contains(&e.claim) && r.start < range.end && range.start < r.end
            });
            show(Example::Teller(
                of_teller(scene, at, p, source.as_ref() == Some(&range)),
                usize::from(tells),
            ));
        }
    }
}

/// Shows what the pronouns of a sentence may point back to, where that is more than one.
fn pointers(scene: &Scene<'_>, c: &Case, show: &mut dyn FnMut(Example)) {
    for (i, p) in scene.phrases.iter().enumerate().filter(|(_, p)| points(scene.row, p)) {
        let range = scene.text.folded.map.to_source(p.core.clone());
        let Some(name) = c
            .sample
            .marks
            .iter()
            .filter(|m| m.range.start < range.end && range.start < m.range.end)
            .find_map(|m| m.stands_for.as_deref())
        else {
            continue;
        };
        let all =
            pointer::candidates(scene.row, scene.text, scene.phrases, scene.before, &scene.pointed[..i], i);
        let key = tradewire_script::key(name);
        let is = |e: &Entity| {
            [Some(&e.text), e.full.as_ref()].into_iter().flatten().any(|t| tradewire_script::key(t) == key)
        };
        if all.len() > 1
            && let Some(y) = all.iter().position(|x| is(&x.pointed.who))
        {
            show(Example::Pointer(all.into_iter().map(|x| x.features).collect(), y));
        }
    }
}

/// Shows the firms that a claim may mean whose sentence names none in its part.
#[expect(clippy::too_many_arguments, reason = "one step of look, split for reading")]
fn implied_by(
    scene: &Scene<'_>,
    lexicon: &crate::lexicon::Lexicon,
    c: &Case,
    e: &Event,
    told: usize,
    at: usize,
    tried: &[Tried],
    show: &mut dyn FnMut(Example),
) {
    let Some(role) = implied::part(told) else { return };
    let marks = |role: Role| c.sample.marks.iter().filter(move |m| m.roles.contains(&(e.claim, role)));
    let inside = |m: &Mark| {
        let r = scene.text.folded.map.to_target(m.range.clone());
        scene.row.range.start <= r.start && r.end <= scene.row.range.end
    };
    let places = || implied::places(role).iter().copied().flat_map(marks);
    if places().any(|m| m.kind == MarkKind::Organisation && inside(m)) {
        return;
    }
    let same = tried.iter().filter(|x| x.told(lexicon) == Some(told)).max_by_key(|x| x.ok);
    let given = same.and_then(|x| implied::given(told, &x.filled));
    let all = implied::candidates(scene, told, at, given);
    let surface =
        |m: &Mark| m.stands_for.clone().unwrap_or_else(|| c.sample.text[m.range.clone()].to_owned());
    let names: Vec<String> = marks(role).map(surface).collect();
    let is = |who: &Entity| {
        let forms = who.kb.and_then(|i| scene.kb.entries().get(i as usize)).map_or(&[][..], |x| &x.forms);
        let own = [Some(&who.text), who.full.as_ref()].into_iter().flatten();
        own.chain(forms.iter().map(|f| &f.text)).any(|t| names.iter().any(|n| like(t, n)))
    };
    let truth = if names.is_empty() {
        places().next().is_none().then_some(0)
    } else {
        all.iter().position(|x| x.who.as_ref().is_some_and(is))
    };
    if let Some(truth) = truth.filter(|_| all.len() > 1) {
        show(Example::Implied(all.into_iter().map(|x| x.features).collect(), truth));
    }
}

#[expect(clippy::too_many_arguments, reason = "one step of look, split for reading")]
fn parts_of(
    scene: &Scene<'_>,
    lexicon: &crate::lexicon::Lexicon,
    c: &Case,
    e: &Event,
    told: usize,
    at: usize,
    tried: &[Tried],
    strange: Option<u64>,
    show: &mut dyn FnMut(Example),
) {
    let place = |r: &Range<usize>| scene.text.folded.map.to_target(r.clone());
    let cross = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    // Several claims that one word tells, such as respectively, are learnt as one.
    let claims: Vec<u32> = c
        .sample
        .events
        .iter()
        .filter(|o| o.range == e.range && o.kind == e.kind && o.move_type == e.move_type)
        .map(|o| o.claim)
        .collect();
    if claims.first() != Some(&e.claim) {
        return;
    }
    let own = fresh(scene, lexicon, told, at);
    let Some(same) =
        tried.iter().filter(|x| x.told(lexicon) == Some(told)).max_by_key(|x| x.ok).or(own.as_ref())
    else {
        return;
    };
    let frame = &lexicon.frames[same.filled.frame as usize];
    let voice = clause(scene, frame, at, same.form);
    let list = parts(e.kind);
    for (part, range) in candidates(scene) {
        let whole = match part {
            Part::Whole(i) if scene.phrases[i].name.is_none() => {
                let t = &scene.row.tokens[scene.phrases[i].tokens.clone()];
                t.first().map_or(range.start, |t| t.start.min(range.start))
                    ..t.last().map_or(range.end, |t| t.end.max(range.end))
            }
            _ => range.clone(),
        };
        let truth = c
            .sample
            .marks
            .iter()
            .filter(|m| cross(&place(&m.range), &whole))
            .flat_map(|m| m.roles.iter().map(move |r| (m, r)))
            .filter(|(_, r)| claims.contains(&r.0))
            .find_map(|(_, r)| {
                let role = match (e.kind, r.1) {
                    (ClaimKind::Move, Role::Group) => Role::Person,
                    (ClaimKind::Payband, Role::Low | Role::High) => Role::Amount,
                    (_, r) => r,
                };
                list.iter().position(|x| *x == role)
            });
        let given = by_rule(scene, &[&same.filled], part, &range);
        let truth = truth.map_or(0, |k| k + 1);
        let by = |own| of_part_by(scene, at, told, part, given, voice.passive, own);
        show(Example::Part(by(scene.said(at).word), truth, list.len() + 1));
        if let Some(own) = strange {
            show(Example::Part(by(own), truth, list.len() + 1));
        }
    }
}
