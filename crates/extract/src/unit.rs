//! Who leads a unit, as a description says it: 字节Seed负责人吴永辉.

use tradewire_kb::Class as KbClass;
use tradewire_model::{Args, ClaimKind, Name, Role, Value};

use crate::build::Draft;
use crate::discourse::Entity;
use crate::fill::{Scene, acts, cover};
use crate::phrase::{Head, Of};

/// What the posts of those begin with who lead the whole of a unit.
const LEADERS: &[&str] = &[
    "head",
    "lead",
    "ceo",
    "chief executive",
    "president",
    "director",
    "boss",
    "founder",
    "co-founder",
    "managing director",
    "general manager",
];

/// Drafts for the people whom a sentence describes as the present head of a known unit.
pub(crate) fn heads(scene: &Scene<'_>, made: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::new();
    for p in scene.phrases.iter().filter(|p| p.head == Head::Person && !p.former && acts(scene, p)) {
        let (Some(name), Some(Of::Name(n, range))) = (&p.name, &p.org) else { continue };
        let Some(unit) =
            n.kb.and_then(|i| scene.kb.entries().get(i as usize)).filter(|e| e.class == KbClass::Unit)
        else {
            continue;
        };
        // «Google Cloud's sales president» leads its sales.
        let whole = scene.row.chinese
            || p.role.as_ref().is_some_and(|r| {
                LEADERS.iter().any(|w| scene.text.folded.text[r.clone()].trim_start().starts_with(w))
            });
        if !whole || n.product || made.iter().any(|d| d.kind == ClaimKind::Unit) {
            continue;
        }
        let person = Entity::of_name(scene.text, name, p.core.clone());
        // 通义实验室负责人某某离职: whoever is said to leave leads it no more.
        let gone = |d: &Draft| {
            d.kind == ClaimKind::Move && d.args.has(Role::From) && d.parties.iter().any(|e| e.same(&person))
        };
        if made.iter().any(gone) {
            continue;
        }
        let place = Entity::of_name(scene.text, n, range.clone());
        let mut args = Args::new()
            .with(Role::Name, Value::Name(place.name(scene.kb)))
            .with(Role::LedBy, Value::Name(person.name(scene.kb)));
        if let Some(org) = unit.parent.as_ref().and_then(|id| scene.kb.get(id)) {
            args.set(
                Role::Org,
                Value::Name(Name::resolved(org.name.clone(), org.name.clone(), org.id.clone())),
            );
        }
        out.push(Draft {
            kind: ClaimKind::Unit,
            args,
            extent: cover(range, &p.core),
            trigger: p.tokens.start,
            frame: u16::MAX,
            parties: vec![place, person],
            steps: Vec::new(),
            carried: 0,
            quantities: Vec::new(),
            share: None,
            guessed: false,
        });
    }
    out
}
