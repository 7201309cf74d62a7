//! Statements: somebody speaks of talent or pay, refuses to comment, or denies.

use std::ops::Range;

use tradewire_model::{Args, ClaimKind, Name, Role, Step, Value};

use crate::attribution::Scope;
use crate::build::Draft;
use crate::class::Class;
use crate::fill::Scene;
use crate::phrase::Head;

/// Longest gist, in characters.
const GIST: usize = 160;
/// Fewest characters of a remark in quotation marks.
const REMARK: usize = 8;

/// Makes drafts of the statements in a sentence.
///
/// `told`: whether the sentence has told a fact already, which what is only announced is no more than.
pub(crate) fn statements(scene: &Scene<'_>, scopes: &[Scope], told: bool, put: &mut dyn FnMut(Draft)) {
    let t = &scene.row.tokens;
    let whole = scene.row.range.clone();
    for s in scopes {
        let Some(source) = &s.source else { continue };
        if s.announces || t.get(s.cue).is_none_or(|c| !c.any(&[Class::Speech, Class::Deny])) {
            continue;
        }
        // 某公司公告，聘任某某为总经理
        if told && scene.text.folded.text[t[s.cue].range()].contains("公告") {
            continue;
        }
        let quoted = scene.text.quoted_in(whole.clone()).next().is_some();
        // «Northgate added two traders»: what has an object of its own is nothing said.
        let object = t.get(s.cue + 1).is_some_and(|x| {
            x.any(&[Class::Article, Class::Role, Class::Group]) || x.quantity.is_some() || x.name.is_some()
        });
        let adds = scene.text.folded.text[t[s.cue].range()].starts_with("add");
        if adds && object && !quoted && told {
            continue;
        }
        let talent = t.iter().any(|x| {
            x.any(&[Class::Group, Class::Package, Class::Annual, Class::SignOn, Class::Role])
                || x.name.is_some()
        });
        if !quoted && !talent {
            continue;
        }
        let how = if s.denies { "denied" } else { "said" };
        put(draft(scene, source.name(scene.kb), s.cue, how));
        return;
    }
    if let Some(k) = t.iter().position(|x| x.is(Class::Decline))
        && let Some(p) = scene.phrases.iter().rev().find(|p| {
            p.tokens.end <= k
                && matches!(p.head, Head::Person | Head::Org | Head::Role | Head::Group | Head::Outlet)
        })
    {
        let name = match &p.name {
            Some(n) => crate::discourse::Entity::of_name(scene.text, n, p.core.clone()).name(scene.kb),
            None => Name::unresolved(scene.text.words(p.core.clone()).trim()),
        };
        put(draft(scene, name, k, "declined"));
    }
}

/// The first words in quotation marks within a range of the folded text, if they are a remark and not a term.
fn quoted<'t>(scene: &'t Scene<'_>, range: &Range<usize>) -> Option<&'t str> {
    let mut all = scene.text.quoted_in(range.clone());
    let first = all.find(|q| q.closed && range.start <= q.whole.start && q.whole.end <= range.end)?;
    let inside = scene.text.words(first.words.clone());
    (inside.chars().count() >= REMARK).then_some(inside)
}

fn draft(scene: &Scene<'_>, speaker: Name, cue: usize, how: &str) -> Draft {
    let range = scene.row.tokens[cue].range();
    let [before, behind] = [scene.row.range.start..range.start, range.end..scene.row.range.end];
    let gist: String = quoted(scene, &behind)
        .or_else(|| quoted(scene, &before))
        .unwrap_or_else(|| scene.text.words(scene.row.range.clone()).trim())
        .chars()
        .take(GIST)
        .collect();
    Draft {
        kind: ClaimKind::Statement,
        args: Args::new().with(Role::Speaker, Value::Name(speaker)).with(Role::Gist, Value::Text(gist)),
        extent: scene.row.range.clone(),
        trigger: cue,
        frame: u16::MAX,
        parties: Vec::new(),
        steps: vec![Step {
            what: "speech".into(),
            text: scene.text.words(scene.row.tokens[cue].range()).to_owned(),
            span: None,
            how: how.to_owned(),
        }],
        carried: 0,
        quantities: Vec::new(),
        share: None,
        guessed: false,
    }
}
