//! Where what the models make of a trigger and what its label says differ: for whoever cleans labels.

use super::Case;
use super::examples::labelled;
use crate::Extractor;
use crate::extractor::Look;
use crate::learned::propose::{Tried, met, tried};
use crate::learned::roles::{TELLS, of_trigger};
use crate::token::{may_tell, triggers};

/// A trigger whose label the models do not believe.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Share that the models give to what they hold it for, from 0 to 1.
    pub share: f32,
    /// What the models hold it for: kind and type, empty for nothing.
    pub told: String,
    /// What its label says.
    pub label: String,
    /// The word.
    pub word: String,
    /// The passage.
    pub text: String,
}

/// All such triggers of a passage.
#[must_use]
pub fn doubts(extractor: &Extractor<'_>, c: &Case) -> Vec<Doubt> {
    let mut out = Vec::new();
    let Some(roles) = extractor.learned.as_ref().and_then(|l| l.roles.as_ref()) else { return out };
    if c.document.text != c.sample.text {
        return out;
    }
    let lexicon = &extractor.lexicon;
    let _ = extractor.read(&c.document, &mut |seen| {
        let Look::Scene(scene) = seen else { return };
        for (at, t) in scene.row.tokens.iter().enumerate().filter(|(_, t)| may_tell(lexicon, t)) {
            let forms = triggers(lexicon, t);
            let tried: Vec<Tried> = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
            let ok = met(&tried, lexicon);
            let shares = roles.tells(&of_trigger(scene, lexicon, at, forms, &ok));
            let best = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b])).unwrap_or(0);
            let here = labelled(scene, c, &t.range());
            if here.iter().any(|x| x.0 == best) || here.is_empty() && best == 0 {
                continue;
            }
            out.push(Doubt {
                share: shares[best],
                told: name(best),
                label: here.first().map_or(String::new(), |x| name(x.0)),
                word: scene.text.folded.text[t.range()].to_owned(),
                text: c.sample.text.clone(),
            });
        }
    });
    out
}

fn name(told: usize) -> String {
    let (kind, of, _) = TELLS[told];
    match (kind, of) {
        (Some(k), Some(t)) => format!("{k}.{t}"),
        (Some(k), None) => k.to_string(),
        _ => String::new(),
    }
}
