//! Who put money into a round that the sentence before has told: 本轮融资由甲资本领投.

use tradewire_model::{Claim, ClaimKind, Name, Role, Value};

use crate::fill::Scene;
use crate::finish::investors;

/// How far behind a round, in bytes of the text, a sentence still tells of it.
const NEAR: usize = 240;

/// Gives the last round of the document the investors that a later Chinese sentence names, unless that tells a round of its
/// own.
pub(crate) fn later(scene: &Scene<'_>, claims: &mut [Claim]) {
    if !scene.row.chinese {
        return;
    }
    let here = scene.text.folded.map.to_source(scene.row.range.clone());
    let Some(last) = claims.iter_mut().rev().find(|c| c.kind == ClaimKind::Funding) else { return };
    let Some(end) = last.text_span.map(|s| s.range().end) else { return };
    if end > here.start || here.start - end > NEAR {
        return;
    }
    let mut names: Vec<Name> = last.args.names(Role::Investors).into_iter().cloned().collect();
    let known = |n: &Name, o: &Name| n.text == o.text || n.id.is_some() && n.id == o.id;
    let company: Vec<Name> = last.args.names(Role::Company).into_iter().cloned().collect();
    let before = names.len();
    for n in investors(scene).iter().map(|e| e.name(scene.kb)) {
        if !names.iter().chain(&company).any(|o| known(&n, o)) {
            names.push(n);
        }
    }
    if names.len() > before {
        last.args.set(Role::Investors, Value::Names(names));
        last.id = Claim::content_id(&last.doc, last.span, last.kind, &last.args);
    }
}
