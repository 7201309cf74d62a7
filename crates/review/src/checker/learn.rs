//! Cases for the checker's weights, from golden claims.

use tradewire_model::{ClaimKind, Name, Role, Value};

use super::features::{name_row, personal, source_row, voice_row};
use super::model::Sample;
use super::names::places;
use super::scene::{Scene, meet};
use super::subject::Subject;
use super::{Checker, SWAPS, key};

/// What a case of a whole passage counts against one of a single sentence.
pub(crate) const PASSAGE: f64 = 3.0;

impl Checker {
    /// The cases that a golden document gives: each name of a claim in its role, and beside it the other names of the
    /// document in the same role, which it does not fill; pairs of roles as they are and exchanged; sources.
    ///
    /// `gauge` says whether the levels may be set by them: so for whole passages, not for single sentences.
    #[must_use]
    pub fn samples(&self, doc: &str, claims: &[Subject<'_>], gauge: bool) -> Vec<Sample> {
        let mut out = Vec::new();
        let mut case = 0;
        for s in claims {
            let Some(scene) = Scene::of(s, &self.lexicon) else { continue };
            let mentions = self.mentions(&scene);
            let before = out.len();
            for (role, value) in s.args.iter() {
                let fillers = value.names();
                if fillers.is_empty() {
                    continue;
                }
                let person = personal(s.kind, role);
                let k = key(s.kind, role);
                let row = |n: &Name| {
                    let mut args = s.args.clone();
                    args.set(role, Value::Name(n.clone()));
                    name_row(&scene, s.kind, role, n, &args, &mentions)
                };
                case += 1;
                for n in fillers.iter().filter(|n| !n.group) {
                    out.push(Sample::new(doc, &k, row(n), true, 1.0).of(case, true));
                }
                let wrong = others(&scene, claims, fillers, Some(person));
                let weight = 1.0 / wrong.len().max(1) as f64;
                for n in &wrong {
                    let rival = seen(&scene, s, n, person);
                    out.push(Sample::new(doc, &k, row(n), false, weight.max(0.34)).of(case, rival));
                }
            }
            for (kind, a, b) in SWAPS {
                if *kind != s.kind || s.args.names(*a).is_empty() || s.args.names(*b).is_empty() {
                    continue;
                }
                let k = format!("swap.{kind}");
                case += 2;
                let row = |args| self.swap_row(&scene, s.kind, args, (*a, *b), &mentions);
                let (straight, turned) = (row(s.args), row(&super::turned(s.args, *a, *b)));
                out.push(Sample::new(doc, &k, straight.clone().minus(&turned), true, 1.0).of(case, false));
                out.push(Sample::new(doc, &k, turned.minus(&straight), false, 1.0).of(case + 1, false));
            }
            case += 2;
            voice(doc, s, &scene, claims, case, &mut out);
            for x in &mut out[before..] {
                x.chinese = scene.chinese;
            }
        }
        for s in &mut out {
            s.gauge = gauge;
            // Whole passages are what is checked; single sentences only help where passages are few.
            s.weight *= if gauge { PASSAGE } else { 1.0 };
        }
        out
    }
}

fn voice(
    doc: &str,
    s: &Subject<'_>,
    scene: &Scene<'_>,
    claims: &[Subject<'_>],
    case: usize,
    out: &mut Vec<Sample>,
) {
    let row = |what| voice_row(scene, s.kind, what);
    let anonymous = s.attribution.anonymous;
    if s.attribution.source.is_some() || anonymous {
        let k = "source.named";
        let named: Vec<Name> = s.attribution.source.iter().cloned().collect();
        for n in &named {
            out.push(Sample::new(doc, k, source_row(scene, n, s.args), true, 1.0).of(case, true));
        }
        let wrong = others(scene, claims, &named, None);
        let weight = (1.0 / wrong.len().max(1) as f64).max(0.34);
        for n in &wrong {
            let rival = seen(scene, s, n, true) || seen(scene, s, n, false);
            out.push(Sample::new(doc, k, source_row(scene, n, s.args), false, weight).of(case, rival));
        }
    }
    // Unnamed insiders stand against every name.
    let weight = if anonymous { 3.0 } else { 1.0 };
    out.push(Sample::new(doc, "anonymous", row("anonymous"), anonymous, weight).of(case, true));
    let none = s.attribution.source.is_none() && !anonymous;
    out.push(Sample::new(doc, "unattributed", row("unattributed"), none, 1.0).of(case + 1, false));
}

/// Whether the checker would come upon a name without the gold: by its shape, or as another part of the claim.
fn seen(scene: &Scene<'_>, s: &Subject<'_>, n: &Name, person: bool) -> bool {
    let at = places(scene, n, person).at;
    let meets = |r: &std::ops::Range<usize>| at.iter().any(|m| meet(m, r));
    scene.found.iter().any(|f| f.at.iter().any(meets))
        || s.args.iter().flat_map(|(_, v)| v.names()).any(|o| o.text == n.text)
}

/// Names of the document that do not fill a role: of other claims and found by shape; `person` says of which sort.
fn others(scene: &Scene<'_>, claims: &[Subject<'_>], fillers: &[Name], person: Option<bool>) -> Vec<Name> {
    let here: Vec<_> = fillers.iter().flat_map(|n| places(scene, n, person.unwrap_or(true)).at).collect();
    let taken = |n: &Name| {
        fillers.iter().any(|f| f.text == n.text || f.name.is_some() && f.name == n.name)
            || places(scene, n, person.unwrap_or(true)).at.iter().any(|r| here.iter().any(|h| meet(h, r)))
    };
    let mut out: Vec<Name> = Vec::new();
    let mut put = |n: &Name| {
        if !n.group && !taken(n) && !out.iter().any(|o| o.text == n.text) && out.len() < 12 {
            out.push(n.clone());
        }
    };
    for c in claims {
        for (role, value) in c.args.iter() {
            let fits = person.is_none_or(|p| p == personal(c.kind, role));
            value.names().iter().filter(|_| fits && known(c.kind, role)).for_each(&mut put);
        }
        if person != Some(true) {
            c.attribution.source.iter().for_each(&mut put);
        }
    }
    for f in scene.found.iter().filter(|f| person.is_none_or(|p| p == f.person)) {
        if let Some(at) = f.at.first() {
            put(&Name::unresolved(scene.written(at)));
        }
    }
    out
}

/// Roles whose names are people or organisations, and not of units or figures.
fn known(kind: ClaimKind, role: Role) -> bool {
    !matches!((kind, role), (_, Role::Name | Role::Group))
}
