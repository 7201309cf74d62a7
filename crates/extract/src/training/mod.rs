//! Makes the models of [`crate::Extractor`] from labelled sentences.
//!
//! `tradewire-bench train` reads the sentences, multiplies them by changing names, and calls [`train`].

mod sample;

use std::collections::BTreeMap;
use std::ops::Range;

use tradewire_model::{ClaimKind, Document, Role};

pub use sample::{Event, Mark, MarkKind, Sample};

use crate::Extractor;
use crate::attribution::scopes;
use crate::clause::clause;
use crate::extractor::context;
use crate::learned::Learned;
use crate::learned::linear::{Features, Learner, softmax};
use crate::learned::manner::{MANNERS, Manner, by_rules, of_manner, of_teller, tellers};
use crate::learned::propose::{Tried, fresh, tried};
use crate::learned::roles::{
    Part, Roles, TELLS, by_rule, candidates, of_part, of_trigger, parts, tells, told_by,
};
use crate::learned::tagger::{Tagger, Training, features, units};
use crate::phrase::Head;
use crate::token::{Text, may_tell, triggers};

/// A labelled passage, read.
#[derive(Debug, Clone)]
pub struct Case {
    /// The passage as the reader gives it.
    pub document: Document,
    /// Its labels.
    pub sample: Sample,
}

/// How often something was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What is there.
    pub gold: usize,
    /// What was found.
    pub found: usize,
    /// What of it was right.
    pub right: usize,
}

impl Tally {
    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        if self.gold + self.found == 0 {
            0.0
        } else {
            2.0 * self.right as f64 / (self.gold + self.found) as f64
        }
    }
}

/// Figures of models on passages they were not trained on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Names of persons by the tagger alone, exact bytes.
    pub persons: Tally,
    /// Names of organisations by the tagger alone, exact bytes.
    pub organisations: Tally,
    /// Triggers that tell something, with what they tell.
    pub events: Tally,
    /// Parts of things in what is told.
    pub parts: Tally,
    /// Manners in which events are told.
    pub manners: Tally,
    /// Who tells them.
    pub tellers: Tally,
    /// Where moves of named persons to or from a named organisation in one sentence are lost: all; with the person found
    /// as a phrase; the organisation too; the word known to tell something; held for what it tells; the person given
    /// its part; the organisation too.
    pub lost: [usize; 7],
}

/// One sentence's units with their labels.
type Sentence = (Vec<Features>, Vec<usize>);

/// How the models are trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How often all sentences are gone through.
    pub rounds: usize,
    /// Share of the features that are left out at each step, so that none is relied upon alone.
    pub dropout: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 4, dropout: 0.0, decay: 2e-4 }
    }
}

/// Trains all models; what is said meanwhile goes to `progress`.
#[must_use]
pub fn train(
    extractor: Extractor<'_>,
    cases: &[Case],
    settings: Settings,
    progress: &mut dyn FnMut(String),
) -> Vec<u8> {
    let mut extractor = extractor.by_rules_alone().with_domain(false);
    let [han, latin] = [true, false].map(|chinese| {
        let sentences: Vec<Sentence> = cases.iter().flat_map(|c| sentences(&extractor, c, chinese)).collect();
        progress(format!("{} sentences, {}", sentences.len(), if chinese { "Chinese" } else { "others" }));
        tagger(&sentences, settings, progress)
    });
    extractor.learned = Some(Learned { han, latin, roles: None });
    let mut events: Vec<(Features, usize)> = Vec::new();
    let mut shares: Vec<(Features, usize, usize)> = Vec::new();
    let mut manners: Vec<(Features, usize)> = Vec::new();
    let mut tellers: Vec<(Features, usize)> = Vec::new();
    for c in cases {
        look(&extractor, c, &mut |e| match e {
            Example::Trigger(f, y) => events.push((f, y)),
            Example::Part(f, y, n) => shares.push((f, y, n)),
            Example::Manner(f, y) => manners.push((f, y)),
            Example::Teller(f, y) => tellers.push((f, y)),
        });
    }
    progress(format!("{} triggers, {} parts", events.len(), shares.len()));
    let mut by_part = Learner::new(8, settings.decay);
    for round in 0..settings.rounds {
        let mut loss = 0.0;
        for i in order(shares.len(), round) {
            let (f, y, n) = &shares[i];
            loss += step(&mut by_part, &thin(f, settings.dropout, round + i), *y, *n);
        }
        progress(format!("round {round}: parts {:.4} nats", loss / shares.len().max(1) as f32));
    }
    let mut one = |name: &str, cases: &[(Features, usize)], labels: usize| {
        let mut learner = Learner::new(labels, settings.decay);
        for round in 0..settings.rounds {
            let mut loss = 0.0;
            for i in order(cases.len(), round) {
                let (f, y) = &cases[i];
                loss += step(&mut learner, &thin(f, settings.dropout, round + i), *y, labels);
            }
            progress(format!("round {round}: {name} {:.4} nats", loss / cases.len().max(1) as f32));
        }
        learner.finish()
    };
    let roles = Roles {
        events: one("events", &events, TELLS.len()),
        manner: Manner {
            manner: one("manners", &manners, MANNERS.len()),
            teller: one("tellers", &tellers, 2),
        },
        parts: by_part.finish(),
    };
    if let Some(l) = &mut extractor.learned {
        l.roles = Some(roles);
    }
    extractor.learned.as_ref().map(Learned::to_bytes).unwrap_or_default()
}

/// One step on one case; returns how unlikely its truth was, in nats.
fn step(learner: &mut Learner, features: &[u32], truth: usize, labels: usize) -> f32 {
    let mut p = [0.0; 32];
    learner.score(features, &mut p);
    softmax(&mut p[..labels]);
    let loss = -p[truth].max(1e-6).ln();
    p[truth] -= 1.0;
    learner.learn(features, &p[..labels]);
    loss
}

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
                let found: Vec<(Range<usize>, bool)> =
                    learned.tagger(chinese).names(&f).into_iter().map(|s| (s.units, s.person)).collect();
                let gold = spans(&y);
                for (person, tally) in [(true, &mut report.persons), (false, &mut report.organisations)] {
                    tally.gold += gold.iter().filter(|g| g.1 == person).count();
                    tally.found += found.iter().filter(|g| g.1 == person).count();
                    tally.right += found.iter().filter(|g| g.1 == person && gold.contains(g)).count();
                }
            }
        }
        let Some(roles) = &learned.roles else { continue };
        lost(extractor, roles, c, &mut report.lost);
        look(extractor, c, &mut |e| match e {
            Example::Manner(f, y) => {
                let p = roles.manner.shares(&f);
                let best = (0..p.len()).fold(0, |m, k| if p[k] > p[m] { k } else { m });
                report.manners.gold += 1;
                report.manners.found += 1;
                report.manners.right += usize::from(best == y);
            }
            Example::Teller(f, y) => {
                let found = roles.manner.tells(&f) > 0.5;
                report.tellers.gold += y;
                report.tellers.found += usize::from(found);
                report.tellers.right += usize::from(found && y == 1);
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

/// Counts how far the moves of a passage come.
fn lost(extractor: &Extractor<'_>, roles: &Roles, c: &Case, counts: &mut [usize; 7]) {
    if c.document.text != c.sample.text {
        return;
    }
    let lexicon = &extractor.lexicon;
    let limits = extractor.thresholds;
    let _ = extractor.read(&c.document, &mut |scene| {
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
            let Some(at) = scene
                .row
                .tokens
                .iter()
                .position(|t| t.start < span.end && span.start < t.end && may_tell(lexicon, t))
            else {
                continue;
            };
            counts[3] += 1;
            let Some(told) = tells(e.kind, e.move_type) else { continue };
            let forms = triggers(lexicon, &scene.row.tokens[at]);
            let tried = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
            let told_of = |x: &Tried| told_by(&lexicon.frames[x.filled.frame as usize]);
            let ok: Vec<usize> = tried.iter().filter(|x| x.ok).filter_map(told_of).collect();
            let shares = roles.tells(&of_trigger(scene, lexicon, at, forms, &ok));
            if shares[told] <= limits.event && !ok.contains(&told) {
                continue;
            }
            counts[4] += 1;
            let own = fresh(scene, lexicon, told, at);
            let Some(x) =
                tried.iter().filter(|x| told_of(x) == Some(told)).max_by_key(|x| x.ok).or(own.as_ref())
            else {
                continue;
            };
            let voice = clause(scene, &lexicon.frames[x.filled.frame as usize], at, x.form).passive;
            let part = |c: &(Part, Range<usize>), want: &[Role]| {
                let rule = by_rule(scene, &[&x.filled], c.0, &c.1);
                let s = roles.shares(e.kind, &of_part(scene, at, told, c.0, rule, voice));
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

/// An order of examples that differs from round to round and not from run to run.
fn order(n: usize, round: usize) -> impl Iterator<Item = usize> {
    // Steps of a large prime walk through all of them.
    let step = [7_919, 104_729, 15_485_863, 32_452_843][round % 4];
    let step = if n > 0 && step % n == 0 { 1 } else { step };
    let coprime = (step..).find(|s| n <= 1 || gcd(*s, n) == 1).unwrap_or(1);
    (0..n).map(move |i| (i.wrapping_mul(coprime) + round * 31) % n.max(1))
}

/// The features that are not left out at a step.
fn thin(features: &[u32], dropout: f32, step: usize) -> Features {
    let mut seed = (step as u32).wrapping_mul(0x85eb_ca6b) ^ features.get(1).copied().unwrap_or(7);
    let limit = (f64::from(dropout) * f64::from(u32::MAX)) as u32;
    features
        .iter()
        .copied()
        .filter(|f| {
            seed = (seed ^ f).wrapping_mul(0xc2b2_ae35);
            seed ^= seed >> 15;
            seed >= limit
        })
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn tagger(sentences: &[Sentence], settings: Settings, progress: &mut dyn FnMut(String)) -> Tagger {
    let mut training = Training::new(settings.decay);
    for round in 0..settings.rounds {
        let mut loss = 0.0;
        for i in order(sentences.len(), round) {
            let f: Vec<Features> = sentences[i].0.iter().map(|f| thin(f, settings.dropout, round)).collect();
            loss += training.learn(&f, &sentences[i].1);
        }
        progress(format!("round {round}: {:.3} nats a sentence", loss / sentences.len().max(1) as f32));
    }
    training.finish()
}

/// The sentences of a passage in one script, with the labels of their units.
fn sentences(extractor: &Extractor<'_>, c: &Case, chinese: bool) -> Vec<Sentence> {
    let mut out = Vec::new();
    if c.document.text != c.sample.text {
        return out;
    }
    let mut text = Text::new(&c.document, &extractor.lexicon, context(&c.document));
    let (rows, _) = extractor.rows(&c.document, &mut text);
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
        let mut f = Vec::new();
        features(&units, &text.folded.text, &mut f);
        out.push((f, labels));
    }
    out
}

/// Something to learn from.
enum Example {
    /// A trigger and what it tells.
    Trigger(Features, usize),
    /// Something, its part, and how many parts there are.
    Part(Features, usize, usize),
    /// A trigger and its manner.
    Manner(Features, usize),
    /// A phrase and whether it tells.
    Teller(Features, usize),
}

/// Goes through a passage and shows every trigger and everything around it, with the truth.
fn look(extractor: &Extractor<'_>, c: &Case, show: &mut dyn FnMut(Example)) {
    if c.document.text != c.sample.text {
        return;
    }
    let lexicon = &extractor.lexicon;
    let _ = extractor.read(&c.document, &mut |scene| {
        let place = |r: &Range<usize>| scene.text.folded.map.to_target(r.clone());
        let cross = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        for (at, t) in scene.row.tokens.iter().enumerate() {
            if !may_tell(lexicon, t) {
                continue;
            }
            let forms = triggers(lexicon, t);
            let tried: Vec<Tried> = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
            let ok: Vec<usize> = tried
                .iter()
                .filter(|x| x.ok)
                .filter_map(|x| told_by(&lexicon.frames[x.filled.frame as usize]))
                .collect();
            let here: Vec<(usize, &Event)> = c
                .sample
                .events
                .iter()
                .filter(|e| cross(&place(&e.range), &t.range()))
                .filter_map(|e| tells(e.kind, e.move_type).map(|y| (y, e)))
                .collect();
            let f = of_trigger(scene, lexicon, at, forms, &ok);
            if here.is_empty() {
                show(Example::Trigger(f, 0));
                if !ok.is_empty() {
                    show(Example::Trigger(of_trigger(scene, lexicon, at, forms, &[]), 0));
                }
                continue;
            }
            let heard = scopes(scene.row, scene.text, scene.phrases, scene.before);
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
                    if !ok.is_empty() {
                        // Where the rules fail, the words must tell it alone.
                        show(Example::Trigger(of_trigger(scene, lexicon, at, forms, &[]), *y));
                    }
                }
                parts_of(scene, lexicon, c, e, *y, at, &tried, show);
            }
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "one step of look, split for reading")]
fn parts_of(
    scene: &crate::fill::Scene<'_>,
    lexicon: &crate::lexicon::Lexicon,
    c: &Case,
    e: &Event,
    told: usize,
    at: usize,
    tried: &[Tried],
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
    let Some(same) = tried
        .iter()
        .filter(|x| told_by(&lexicon.frames[x.filled.frame as usize]) == Some(told))
        .max_by_key(|x| x.ok)
        .or(own.as_ref())
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
        let f = of_part(scene, at, told, part, given, voice.passive);
        show(Example::Part(f, truth.map_or(0, |k| k + 1), list.len() + 1));
    }
}

/// The words of labelled passages that tell something and that no frame knows to, folded and sorted: what
/// `data/learned_words.txt` holds. Left out are single Chinese characters, words of the lexicon's lists, and words that
/// seldom tell anything.
#[must_use]
pub fn telling_words(extractor: &Extractor<'_>, samples: &[Sample]) -> Vec<String> {
    let folded: Vec<String> = samples.iter().map(|s| tradewire_script::fold_str(&s.text)).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for s in samples {
        for e in s.events.iter().filter(|e| tells(e.kind, e.move_type).is_some()) {
            *count.entry(tradewire_script::fold_str(&s.text[e.range.clone()])).or_default() += 1;
        }
    }
    let known = |w: &str| {
        extractor.lexicon.scan(w).iter().any(|h| {
            h.start == 0 && h.end == w.len() && {
                let known = extractor.lexicon.word(*h);
                !known.triggers.is_empty() || !known.names.is_empty() || !known.classes.is_empty()
            }
        })
    };
    count
        .into_iter()
        .filter(|(w, _)| w.chars().count() >= 2 && !known(w))
        .filter(|(w, n)| {
            let all: usize = folded.iter().map(|t| standing(t, w)).sum();
            n * 4 >= all
        })
        .map(|(w, _)| w)
        .collect()
}

/// How often words stand in a text, not inside longer Latin words.
fn standing(text: &str, words: &str) -> usize {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(words)
        .filter(|(i, w)| {
            let (before, after) = (text[..*i].chars().next_back(), text[i + w.len()..].chars().next());
            !(letter(before) && letter(w.chars().next()) || letter(after) && letter(w.chars().next_back()))
        })
        .count()
}
