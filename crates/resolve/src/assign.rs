use std::collections::{BTreeMap, BTreeSet};

use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, EntityId};

use crate::lookup::han_forms;
use crate::mention::{Mention, Place, name_at};
use crate::people::Person;
use crate::sound;
use crate::things::Linked;
use crate::{Discrepancy, DiscrepancyKind, EntityRecord, Link, Resolution};

/// Writes the links into the claims and gathers the records.
pub(crate) fn assign(
    claims: &mut [Claim],
    mentions: &[Mention],
    things: BTreeMap<usize, Linked>,
    people: Vec<Person>,
    kb: &KnowledgeBase,
) -> Resolution {
    let mut links = things;
    for p in people {
        for i in &p.profile.mentions {
            links.insert(*i, own_oddity(&p.linked, &mentions[*i], kb));
        }
    }
    let mut out = Resolution::default();
    let mut records: BTreeMap<EntityId, (EntityRecord, BTreeSet<String>)> = BTreeMap::new();
    for (i, linked) in links {
        let m = &mentions[i];
        for (claim, place) in &m.slots {
            let id = claims[*claim].id.clone();
            if let Some(name) = name_at(&mut claims[*claim], *place) {
                name.id = Some(linked.id.clone());
                name.name.clone_from(&linked.name);
            }
            if let (Some((kind, reason)), Place::Arg(role, _)) = (&linked.odd, place) {
                out.discrepancies.push(Discrepancy {
                    claim: id,
                    role: *role,
                    surface: m.text.clone(),
                    id: linked.id.clone(),
                    kind: *kind,
                    reason: reason.clone(),
                });
            }
        }
        let (_, forms) = records.entry(linked.id.clone()).or_insert_with(|| {
            let entry = kb.get(&linked.id);
            let record = EntityRecord {
                id: linked.id.clone(),
                class: linked.class,
                name: linked.name.clone().unwrap_or_else(|| m.text.clone()),
                forms: Vec::new(),
                known: entry.is_some(),
                kind: entry.and_then(|e| e.kind.as_deref()).map(str::to_owned),
            };
            (record, BTreeSet::new())
        });
        forms.insert(m.text.clone());
        let score: f64 = linked.features.iter().map(|f| f.weight).sum();
        out.links.push(Link {
            doc: m.doc.clone(),
            surface: m.text.clone(),
            id: linked.id,
            score: score.min(1.0),
            features: linked.features,
        });
    }
    for id in records.keys() {
        let mut chain = kb.ancestors(id);
        let Some(mut low) = chain.next().map(|e| e.id.clone()) else { continue };
        for high in chain {
            out.parents.insert(low, high.id.clone());
            low = high.id.clone();
        }
    }
    out.entities = records
        .into_values()
        .map(|(record, forms)| EntityRecord { forms: forms.into_iter().collect(), ..record })
        .collect();
    out.discrepancies.sort_by(|a, b| (&a.claim, a.role, &a.surface).cmp(&(&b.claim, b.role, &b.surface)));
    out
}

/// What is odd about one surface of a linked person: a homophone is a matter of the surface, a misnaming of all.
fn own_oddity(linked: &Linked, m: &Mention, kb: &KnowledgeBase) -> Linked {
    let mut linked = linked.clone();
    match &linked.odd {
        Some((DiscrepancyKind::Misnamed | DiscrepancyKind::LooseName, _)) => {}
        Some((DiscrepancyKind::Homophone, _)) => {
            if !m.surface.forms.iter().any(|f| sound::is_han_name(&tradewire_script::fold_str(f))) {
                linked.odd = None;
            }
        }
        None => {
            if let Some(right) = kb.get(&linked.id).and_then(|e| han_forms(e).into_iter().next())
                && m.surface.forms.iter().any(|f| sound::one_homophone(&right, f))
            {
                let reason = format!("sounds like {right}, the known name, and differs in one character");
                linked.odd = Some((DiscrepancyKind::Homophone, reason));
            }
        }
    }
    linked
}
