use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{EntityId, NameJudgement};
use tradewire_resolve::{Again, DocumentNames, EntityRecord as Resolved, Memory, canonical};

use super::made::{any, members};
use super::reading::Remembered;
use super::{Mending, said};
use crate::db::{Doing, OptionalExtension, corrupt};
use crate::derive::{from_entry, record};
use crate::index_text::names_of;
use crate::sql::views::{drop_entity, form_keys, put_entity};
use crate::sql::writing::Writing;
use crate::{Deriver, EntityClass, EntityRecord, Result};

/// Which entities people said are one.
pub(super) struct Joined {
    said: Vec<(u64, NameJudgement)>,
    canonical: BTreeMap<EntityId, EntityId>,
    /// Records of entities outside the part that are one with some in it.
    beside: Vec<Resolved>,
    /// Entities of the part, before they are joined, and whether there were such.
    pub touched: BTreeMap<EntityId, bool>,
}

/// Entities that are called otherwise than before.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    pub ids: BTreeSet<EntityId>,
    /// Keys of names that an outlet bore or bears.
    pub outlet_keys: BTreeSet<String>,
    /// Those that events are found by under other names.
    pub refound: BTreeSet<EntityId>,
}

impl Joined {
    /// Nothing where the part changes who can be joined: then more is touched than can be told.
    pub fn new(tx: &Writing<'_>, by: &Deriver<'_, '_>, again: &Again) -> Result<Option<Self>> {
        let said = said(tx)?;
        let canonical = canonical(&said);
        let mut out = Self { said, canonical, beside: Vec::new(), touched: BTreeMap::new() };
        if out.said.is_empty() {
            return Ok(Some(out));
        }
        let names = || again.before.values().chain(again.names.values());
        let ids: BTreeSet<EntityId> = names().flat_map(DocumentNames::entities).cloned().collect();
        let mut groups: BTreeSet<EntityId> = BTreeSet::new();
        for id in ids {
            let Some(group) = out.canonical.get(&id) else { continue };
            let kept = members(tx, &format!("i{id}"))?;
            let outside = kept.iter().any(|d| !again.docs.contains(d));
            let inside = again.names.values().any(|n| n.entities().any(|e| *e == id));
            let called = |n: &DocumentNames| n.entity(&id);
            let renamed = again.before.iter().any(|(doc, n)| {
                let now = again.names.get(doc).and_then(called);
                now.is_some() && called(n).is_some() && now != called(n)
            });
            if kept.is_empty() == (outside || inside) || renamed {
                return Ok(None);
            }
            groups.insert(group.clone());
        }
        let have: BTreeSet<&EntityId> = again.resolution.entities.iter().map(|e| &e.id).collect();
        let beside: Vec<EntityId> = out
            .canonical
            .iter()
            .filter(|(id, group)| groups.contains(*group) && !have.contains(id))
            .map(|(id, _)| id.clone())
            .collect();
        for id in beside {
            out.beside.extend(resolved(tx, by, &id)?);
        }
        Ok(Some(out))
    }

    /// Joins those of the part.
    pub fn join(&mut self, again: &mut Again) {
        if self.said.is_empty() {
            return;
        }
        again.resolution.entities.append(&mut self.beside);
        again.resolution.entities.sort_by(|a, b| a.id.cmp(&b.id));
        again.resolution.join_judged(&mut again.claims, &self.said);
    }

    /// The entities that are one with this one, as they are now: the one they all go to, and all of them.
    fn group(&self, tx: &Writing<'_>, by: &Deriver<'_, '_>, id: &EntityId) -> Result<Vec<Resolved>> {
        let Some(group) = self.canonical.get(id) else {
            return Ok(resolved(tx, by, id)?.into_iter().collect());
        };
        let mut all = Vec::new();
        for (other, _) in self.canonical.iter().filter(|(_, g)| *g == group) {
            all.extend(resolved(tx, by, other)?);
        }
        all.sort_by(|a, b| (!a.known, &a.id).cmp(&(!b.known, &b.id)));
        let Some(class) = all.first().map(|e| e.class) else { return Ok(all) };
        match all.iter().find(|e| e.id == *id).map(|e| e.class == class) {
            // Of another class than the rest, it stays by itself.
            Some(false) => all.retain(|e| e.id == *id),
            _ => all.retain(|e| e.class == class),
        }
        Ok(all)
    }

    /// The entity that one goes to.
    pub fn goes(&self, tx: &Writing<'_>, by: &Deriver<'_, '_>, id: &EntityId) -> Result<EntityId> {
        if !self.canonical.contains_key(id) || !any(tx, &format!("i{id}"))? {
            return Ok(id.clone());
        }
        Ok(self.group(tx, by, id)?.first().map_or_else(|| id.clone(), |e| e.id.clone()))
    }
}

/// An entity as the documents that name it have it; nothing where none does.
fn resolved(tx: &Writing<'_>, by: &Deriver<'_, '_>, id: &EntityId) -> Result<Option<Resolved>> {
    let doc: Option<String> = tx
        .prepare_cached("SELECT member FROM view_key WHERE key = ?1 ORDER BY member LIMIT 1")
        .and_then(|mut s| s.query_row([format!("i{id}")], |r| r.get(0)).optional())
        .doing("looking for an entity")?;
    let Some(doc) = doc else { return Ok(None) };
    let entry = by.kb.get(id);
    let (class, name) = match entry {
        Some(e) => (e.class, e.name.clone()),
        None => match Remembered::new(tx).names(&doc)?.and_then(|n| n.entity(id)) {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    let forms = members(tx, &format!("e{id}"))?;
    let kind = entry.and_then(|e| e.kind.as_deref().map(str::to_owned));
    Ok(Some(Resolved { id: id.clone(), class, name, forms, known: entry.is_some(), kind }))
}

/// An entity as the views have it.
pub(super) fn viewed(tx: &Writing<'_>, id: &EntityId) -> Result<Option<EntityRecord>> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM view_entity WHERE id = ?1")
        .and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)).optional())
        .doing("reading an entity")?;
    body.map(|b| serde_json::from_str(&b).map_err(|e| corrupt(format!("entity {id}"), e))).transpose()
}

impl Mending<'_, '_, '_> {
    /// Writes the records of entities that came, went or changed.
    pub(super) fn entities(&mut self) -> Result<Renamed> {
        let (tx, by) = (self.tx, self.by);
        let mut again: BTreeSet<EntityId> = BTreeSet::new();
        for (id, existed) in &self.joined.touched {
            let exists = any(tx, &format!("i{id}"))?;
            again.insert(id.clone());
            again.insert(self.joined.goes(tx, by, id)?);
            if *existed != exists {
                for above in by.kb.ancestors(id).skip(1) {
                    self.tally.add(format!("P{}", above.id), id.as_str(), if exists { 1 } else { -1 });
                    again.insert(above.id.clone());
                }
            }
        }
        self.tally.flush(tx)?;
        for made in self.before.values().chain(self.now.values()) {
            again.extend(made.all.iter().cloned());
        }
        let mut renamed = Renamed::default();
        for id in again {
            let before = viewed(tx, &id)?;
            let now = self.record(&id)?;
            if before == now {
                continue;
            }
            let (events, claims) = drop_entity(tx, &id)?;
            if let Some(now) = &now {
                put_entity(tx, now, events, claims)?;
            }
            renamed.ids.insert(id.clone());
            for e in before.iter().chain(&now).filter(|e| e.class == EntityClass::Outlet) {
                renamed.outlet_keys.extend(form_keys(e));
            }
            let names = |e: &Option<EntityRecord>| -> BTreeSet<String> {
                e.iter().flat_map(names_of).map(str::to_owned).collect()
            };
            if by.kb.get(&id).is_none() && names(&before) != names(&now) {
                renamed.refound.insert(id);
            }
        }
        Ok(renamed)
    }

    /// The record of an entity as it is now; nothing where there is none.
    fn record(&self, id: &EntityId) -> Result<Option<EntityRecord>> {
        let (tx, by) = (self.tx, self.by);
        let group = self.joined.group(tx, by, id)?;
        let named = any(tx, &format!("i{id}"))?;
        let Some(first) = group.first().filter(|_| named) else {
            let above = !named && any(tx, &format!("P{id}"))?;
            return Ok(by.kb.get(id).filter(|_| above).map(from_entry));
        };
        if first.id != *id {
            return Ok(None);
        }
        let forms: BTreeSet<String> = group.iter().flat_map(|e| e.forms.iter().cloned()).collect();
        let one = Resolved { forms: forms.into_iter().collect(), ..first.clone() };
        Ok(Some(record(&one, !any(tx, &format!("R{id}"))?, by.kb)))
    }
}
