use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tradewire_kb::Class;
use tradewire_model::{Claim, EntityId};

use crate::compare::{self, Schema};
use crate::context::Contexts;
use crate::local::Profile;
use crate::mention::Mention;
use crate::misname::{self, Way};
use crate::people::{How, Person, spellings};
use crate::things::{self, Linked, class_word};
use crate::{DiscrepancyKind, Resolver, sound};

/// Who is who in one document, with what of it other documents depend on: what [`Resolver::resolve_again`] finds again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DocumentNames {
    pub(crate) things: Vec<Thing>,
    pub(crate) people: Vec<Somebody>,
}

/// An organisation, outlet or unit of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Thing {
    pub(crate) text: String,
    /// As [`class_word`].
    pub(crate) class: String,
    /// Its forms, where others depend on them.
    pub(crate) forms: Vec<String>,
    /// Whether nothing but its name says what it is.
    pub(crate) open: bool,
    /// The organisation that a unit belongs to.
    pub(crate) owner: Option<EntityId>,
    /// The organisation it stands for where units are told of.
    pub(crate) owns: Option<EntityId>,
    pub(crate) link: To,
}

/// A person of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Somebody {
    pub(crate) texts: Vec<String>,
    pub(crate) forms: BTreeMap<String, String>,
    pub(crate) orgs: BTreeSet<EntityId>,
    pub(crate) described: bool,
    pub(crate) ways: BTreeSet<Way>,
    pub(crate) how: How,
    /// Whom the name was linked to.
    pub(crate) base: To,
    /// Whom the circumstances point to, if to another.
    pub(crate) relinked: Option<To>,
}

/// What a name was linked to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct To {
    pub(crate) id: EntityId,
    pub(crate) name: Option<String>,
    pub(crate) odd: Option<(DiscrepancyKind, String)>,
}

impl To {
    pub(crate) fn of(linked: &Linked) -> Self {
        Self { id: linked.id.clone(), name: linked.name.clone(), odd: linked.odd.clone() }
    }

    pub(crate) fn linked(&self, class: Class) -> Linked {
        let (id, name, odd) = (self.id.clone(), self.name.clone(), self.odd.clone());
        Linked { id, name, class, features: Vec::new(), odd }
    }
}

impl Thing {
    /// The forms as a word; such as bind within the document only have it in them.
    pub(crate) fn tie(&self, doc: &str) -> String {
        let bound = things::keys(&self.forms, "") != things::keys(&self.forms, "x");
        let doc = if bound { doc } else { "" };
        serde_json::to_string(&(&self.class, &self.forms, doc)).unwrap_or_default()
    }
}

impl Somebody {
    pub(crate) fn profile(&self, doc: &str) -> Profile {
        Profile {
            doc: doc.to_owned(),
            mentions: Vec::new(),
            forms: self.forms.clone(),
            orgs: self.orgs.clone(),
            described: self.described,
            shortened: BTreeSet::new(),
        }
    }

    pub(crate) fn person(&self, doc: &str) -> Person {
        let known = matches!(self.how, How::Named | How::Heard);
        Person { profile: self.profile(doc), linked: self.base.linked(Class::Person), known, how: self.how }
    }

    pub(crate) fn link(&self) -> &To {
        self.relinked.as_ref().unwrap_or(&self.base)
    }
}

impl DocumentNames {
    /// Class and name of an entity of the document.
    #[must_use]
    pub fn entity(&self, id: &EntityId) -> Option<(Class, String)> {
        let thing = self.things.iter().filter(|t| t.link.id == *id);
        let thing = thing.map(|t| (t.text.as_str(), class_of(&t.class), &t.link));
        let people = self.people.iter().filter(|p| p.link().id == *id);
        let people = people.flat_map(|p| p.texts.iter().map(move |t| (t.as_str(), Class::Person, p.link())));
        let (text, class, to) = thing.chain(people).min_by_key(|x| (x.0, x.1))?;
        Some((class, to.name.clone().unwrap_or_else(|| text.to_owned())))
    }

    /// The entities of the document.
    pub fn entities(&self) -> impl Iterator<Item = &EntityId> {
        self.things.iter().map(|t| &t.link.id).chain(self.people.iter().map(|p| &p.link().id))
    }
}

pub(crate) fn class_of(word: &str) -> Class {
    [Class::Organisation, Class::Unit, Class::Outlet]
        .into_iter()
        .find(|c| class_word(*c) == word)
        .unwrap_or(Class::Person)
}

/// A key and what stands under it.
pub(crate) type Entry = (String, String);

impl Resolver<'_> {
    /// What of a document stands under which key, so that others find it; the same pair may occur several times.
    ///
    /// The first letter of a key tells what it is: `t` a key of the name of an unknown thing (under it the forms that go
    /// together), `f` such forms (documents), `o` an organisation (keys of its names where units are told of), `u` the same
    /// (documents with a unit of it), `i` an entity (documents), `e` an entity (forms), `p` a person as named (documents), `y`
    /// the two ends of a move (documents), `z` those where somebody may be misnamed (documents), `h` a known person
    /// (organisations), `w` the same (documents with a name of that sound), `k` a form of an unknown person's name, `s` a sound
    /// at an organisation (documents), `b` letters of a name at an organisation (forms).
    #[must_use]
    pub fn keys(&self, doc: &str, names: &DocumentNames) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for t in &names.things {
            self.thing_keys(doc, t, &mut out);
            out.push((format!("i{}", t.link.id), doc.to_owned()));
            out.push((format!("e{}", t.link.id), t.text.clone()));
        }
        for p in &names.people {
            self.person_keys(doc, p, &mut out);
            out.push((format!("i{}", p.link().id), doc.to_owned()));
            out.extend(p.texts.iter().map(|t| (format!("e{}", p.link().id), t.clone())));
        }
        out
    }

    pub(crate) fn thing_keys(&self, doc: &str, t: &Thing, out: &mut Vec<Entry>) {
        if t.open {
            let tie = t.tie(doc);
            let keys: BTreeSet<String> = things::keys(&t.forms, doc).into_iter().collect();
            out.extend(keys.into_iter().map(|k| (format!("t{} {k}", t.class), tie.clone())));
            out.push((format!("f{tie}"), doc.to_owned()));
        }
        if let Some(owner) = &t.owner {
            out.push((format!("u{owner}"), doc.to_owned()));
        }
        if let Some(root) = &t.owns {
            out.extend(t.forms.iter().map(|f| (format!("o{root}"), tradewire_script::key(f))));
        }
    }

    pub(crate) fn person_keys(&self, doc: &str, p: &Somebody, out: &mut Vec<Entry>) {
        let at = |key: String| (key, doc.to_owned());
        out.push(at(format!("p{}", p.base.id)));
        for w in &p.ways {
            out.push(at(way_key('y', w)));
            if self.may_be_misnamed(p, w) {
                out.push(at(way_key('z', w)));
            }
        }
        match p.how {
            How::Described => {}
            How::Named => out.extend(p.orgs.iter().map(|o| (format!("h{}", p.base.id), o.to_string()))),
            How::Heard | How::Gathered => {
                let sounds: BTreeSet<String> = p.forms.values().flat_map(|f| sound::sounds(f)).collect();
                let alike: BTreeSet<&EntityId> =
                    sounds.iter().flat_map(|s| self.lookup.sounding(s)).map(|e| &e.id).collect();
                out.extend(alike.into_iter().map(|e| at(format!("w{e}"))));
                if p.how == How::Heard {
                    return;
                }
                out.extend(p.forms.keys().map(|k| at(format!("k{k}"))));
                for s in &sounds {
                    out.extend(p.orgs.iter().map(|o| at(format!("s{s}\u{1f}{o}"))));
                }
                if !p.described {
                    for r in spellings(&p.profile(doc)) {
                        let keys = compare::keys(&r.name, Schema::Person);
                        out.extend(keys.iter().map(|k| (block_key(&r.place, k), r.name.clone())));
                    }
                }
            }
        }
    }

    /// Whether circumstances could ever outweigh the name of somebody told to have gone this way.
    pub(crate) fn may_be_misnamed(&self, p: &Somebody, way: &Way) -> bool {
        let known = matches!(p.how, How::Named | How::Heard);
        let at_home =
            self.homes.get(&p.base.id).is_some_and(|h| h.contains(&way.from) || h.contains(&way.to));
        let both = || self.ends.contains_key(&(way.from.clone(), way.to.clone()));
        !p.described && !at_home && (way.singular || known || both())
    }

    /// What is to be kept of each document after everything was resolved; `base` are the links before circumstances.
    pub(crate) fn noted(
        &self,
        claims: &[Claim],
        mentions: &[Mention],
        contexts: &Contexts<'_>,
        people: &[Person],
        base: &[Linked],
    ) -> BTreeMap<String, DocumentNames> {
        let mut out = self.noted_things(mentions, contexts.things);
        let ways = misname::ways(claims, mentions, contexts, people.iter().map(|p| &p.profile), self.kb);
        for ((p, base), ways) in people.iter().zip(base).zip(ways) {
            let known = matches!(p.how, How::Named | How::Heard);
            debug_assert!(known || !matches!(p.how, How::Named));
            let changed = (p.linked.id != base.id || p.linked.odd != base.odd).then(|| To::of(&p.linked));
            out.entry(p.profile.doc.clone()).or_default().people.push(Somebody {
                texts: p.profile.mentions.iter().map(|&i| mentions[i].text.clone()).collect(),
                forms: p.profile.forms.clone(),
                orgs: p.profile.orgs.clone(),
                described: p.profile.described,
                ways,
                how: p.how,
                base: To::of(base),
                relinked: changed,
            });
        }
        out
    }

    pub(crate) fn noted_things(
        &self,
        mentions: &[Mention],
        links: &BTreeMap<usize, Linked>,
    ) -> BTreeMap<String, DocumentNames> {
        let owner_of = things::owners(mentions, links, &self.lookup);
        let mut out: BTreeMap<String, DocumentNames> = BTreeMap::new();
        for (&i, linked) in links {
            let m = &mentions[i];
            let open = things::is_open(m, &self.lookup);
            let unit = m.class == Class::Unit;
            let owner = unit.then(|| m.slots.iter().filter_map(|(c, _)| owner_of.get(c)).min().cloned());
            let owns = things::owns(m).then(|| self.lookup.root(&linked.id));
            let owner = owner.flatten();
            let told = open || owns.is_some();
            out.entry(m.doc.clone()).or_default().things.push(Thing {
                text: m.text.clone(),
                class: class_word(m.class).to_owned(),
                forms: if told { m.surface.forms.clone() } else { Vec::new() },
                open,
                owner,
                owns,
                link: To::of(linked),
            });
        }
        out
    }
}

pub(crate) fn way_key(sign: char, w: &Way) -> String {
    format!("{sign}{}\u{1f}{}", w.from, w.to)
}

pub(crate) fn block_key(place: &str, key: &str) -> String {
    format!("b{place}\u{1f}{key}")
}
