//! Resolving the names of a few documents against all that was resolved before.
//!
//! What is kept of each document ([`DocumentNames`]) stands under keys ([`Resolver::keys`]): a form of a name, a sound
//! at an organisation, the two ends of a move. [`Resolver::resolve_again`] follows the keys of the documents that came,
//! changed or went to whatever they may concern, and takes up every document of which a link changes, until no further
//! one does. Each step uses the functions of the full pass over the part that hangs together, so the outcome is that of
//! [`Resolver::resolve`] over everything.

mod names;
mod sight;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use tradewire_kb::Class;
use tradewire_model::{Claim, EntityId};

pub use names::DocumentNames;
use names::{Somebody, Thing, To, block_key, class_of, way_key};
use sight::{Sight, Stop};

use crate::cluster::{LARGEST_BLOCK, Record, at_one_place};
use crate::compare::{self, Schema, Verdict};
use crate::context::Contexts;
use crate::local::{self, Profile};
use crate::mention::{self, Mention};
use crate::people::{self, How, MOST_BESIDE, Person, spellings};
use crate::things::{self, Linked};
use crate::{Resolution, Resolver, assign, misname, sound};

/// What was resolved before.
pub trait Memory {
    /// What can go wrong in looking it up.
    type Error;

    /// What stands under a key, each with how often.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn under(&self, key: &str) -> Result<Vec<(String, i64)>, Self::Error>;

    /// The first few of what stands under a key, in order.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn first(&self, key: &str, most: usize) -> Result<Vec<String>, Self::Error> {
        Ok(self.under(key)?.into_iter().map(|(member, _)| member).take(most).collect())
    }

    /// What is kept of a document.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn names(&self, doc: &str) -> Result<Option<DocumentNames>, Self::Error>;

    /// The claims of a document as they stand now, names unresolved; none of one that is gone.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn claims(&self, doc: &str) -> Result<Vec<Claim>, Self::Error>;
}

/// The documents whose links are new or changed.
#[derive(Debug, Clone, Default)]
pub struct Again {
    /// Their names.
    pub docs: BTreeSet<String>,
    /// Their claims, names resolved.
    pub claims: Vec<Claim>,
    /// Who is who in them; forms, links and records are of these documents alone.
    pub resolution: Resolution,
    /// What is to be kept of each; nothing of one that makes no claim.
    pub names: BTreeMap<String, DocumentNames>,
    /// What was kept of each before.
    pub before: BTreeMap<String, DocumentNames>,
}

/// A person by document and place in it.
type At = (String, usize);

impl Resolver<'_> {
    /// As [`Resolver::resolve`], with what is to be kept of each document.
    pub fn resolve_noted(&self, claims: &mut [Claim]) -> (Resolution, BTreeMap<String, DocumentNames>) {
        let mut names = BTreeMap::new();
        let resolution = self.resolve_noting(claims, Some(&mut names));
        (resolution, names)
    }

    /// Resolves the names of documents that came, changed or went, and of those whose links change with it.
    ///
    /// Nothing where more than `most` documents would have to be looked at: then everything is resolved anew at less cost.
    ///
    /// # Errors
    /// Those of `memory`.
    pub fn resolve_again<M: Memory>(
        &self,
        memory: &M,
        changed: BTreeSet<String>,
        most: usize,
    ) -> Result<Option<Again>, M::Error> {
        let mut sight = Sight::new(memory, most);
        let mut docs = changed;
        loop {
            let mut more = BTreeSet::new();
            let tried = self.attempt(&mut sight, &docs, &mut more);
            more.retain(|d| !docs.contains(d));
            match tried {
                Err(Stop::TooMuch) => return Ok(None),
                Err(Stop::Memory(e)) => return Err(e),
                Ok(again) if more.is_empty() => return Ok(again),
                Ok(_) => docs.append(&mut more),
            }
            if docs.len() > most {
                return Ok(None);
            }
        }
    }

    /// Resolves some documents; `more` gets those outside whose links would change. Gives nothing where it stopped early
    /// for the sake of these.
    fn attempt<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        docs: &BTreeSet<String>,
        more: &mut BTreeSet<String>,
    ) -> Result<Option<Again>, Stop<M::Error>> {
        let (mut claims, mut before) = (Vec::new(), BTreeMap::new());
        sight.begin(docs);
        for doc in docs {
            claims.extend(sight.claims(doc)?.iter().cloned());
            if let Some(names) = sight.kept(doc)? {
                for (key, member) in self.keys(doc, &names) {
                    sight.count(key, member, -1);
                }
                before.insert(doc.clone(), (*names).clone());
            }
        }
        let mentions = mention::collect(&claims, &self.lookup);
        let links = self.things_again(sight, &mentions, &before, more)?;
        if more.iter().any(|d| !docs.contains(d)) {
            return Ok(None);
        }
        let mut names = self.noted_things(&mentions, &links);
        let contexts = Contexts::new(&mentions, &links, self.kb);
        let mut people = self.people_alone(sight, &claims, &mentions, &contexts);
        self.heard_again(sight, &mut people, more)?;
        if more.iter().any(|d| !docs.contains(d)) {
            return Ok(None);
        }
        self.gather_again(sight, &mut people, &before, more)?;
        let people = self.relink_again(sight, people, &before, more)?;
        if more.iter().any(|d| !docs.contains(d)) {
            return Ok(None);
        }
        let mut linked = Vec::new();
        for Found { person, ways, base } in people {
            let base = base.unwrap_or_else(|| person.linked.clone());
            let moved = person.linked.id != base.id || person.linked.odd != base.odd;
            names.entry(person.profile.doc.clone()).or_default().people.push(Somebody {
                texts: person.profile.mentions.iter().map(|&i| mentions[i].text.clone()).collect(),
                forms: person.profile.forms.clone(),
                orgs: person.profile.orgs.clone(),
                described: person.profile.described,
                ways,
                how: person.how,
                base: To::of(&base),
                relinked: moved.then(|| To::of(&person.linked)),
            });
            linked.push(person);
        }
        let mut resolution = assign::assign(&mut claims, &mentions, links, linked, self.kb);
        resolution.outlets = std::sync::Arc::clone(&self.outlets);
        Ok(Some(Again { docs: docs.clone(), claims, resolution, names, before }))
    }

    /// Organisations, outlets and units.
    fn things_again<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        mentions: &[Mention],
        before: &BTreeMap<String, DocumentNames>,
        more: &mut BTreeSet<String>,
    ) -> Result<BTreeMap<usize, Linked>, Stop<M::Error>> {
        let mut links = BTreeMap::new();
        let mut open: Vec<(usize, Thing)> = Vec::new();
        let mut seeds: BTreeSet<String> = BTreeSet::new();
        let stand = |m: &Mention, forms: &[String]| Thing {
            text: m.text.clone(),
            class: things::class_word(m.class).to_owned(),
            forms: forms.to_vec(),
            open: true,
            owner: None,
            owns: None,
            link: To { id: EntityId::new(""), name: None, odd: None },
        };
        for (i, m) in mentions.iter().enumerate() {
            if matches!(m.class, Class::Person | Class::Unit) {
                continue;
            }
            match self.lookup.candidates(&m.surface, m.class).first() {
                Some(e) => {
                    links.insert(i, things::known(e, Vec::new()));
                }
                None if m.surface.described => {
                    links.insert(i, things::described(m));
                }
                None => {
                    let thing = stand(m, &m.surface.forms);
                    let mut keys = Vec::new();
                    self.thing_keys(&m.doc, &thing, &mut keys);
                    for (key, member) in keys {
                        if key.starts_with('t') {
                            seeds.insert(key.clone());
                        }
                        sight.count(key, member, 1);
                    }
                    open.push((i, thing));
                }
            }
        }
        for (doc, names) in before {
            for t in names.things.iter().filter(|t| t.open) {
                let mut keys = Vec::new();
                self.thing_keys(doc, t, &mut keys);
                seeds.extend(keys.into_iter().map(|(k, _)| k).filter(|k| k.starts_with('t')));
            }
        }
        let mut called: HashMap<String, (EntityId, String)> = HashMap::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for seed in seeds {
            let mut ties: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let mut class = Class::Organisation;
            let mut queue = vec![seed];
            while let Some(key) = queue.pop() {
                if !seen.insert(key.clone()) {
                    continue;
                }
                for tie in sight.under(&key)? {
                    let Ok((word, forms, doc)) = serde_json::from_str::<(String, Vec<String>, String)>(&tie)
                    else {
                        continue;
                    };
                    class = class_of(&word);
                    queue.extend(things::keys(&forms, &doc).into_iter().map(|k| format!("t{word} {k}")));
                    ties.insert(tie, forms);
                }
            }
            if ties.is_empty() {
                continue;
            }
            let (name, id) = things::called(ties.values().flatten().map(String::as_str), class);
            for (tie, forms) in ties {
                if let Some(first) = sight.first_outside(&format!("f{tie}"))? {
                    let kept = sight.kept(&first)?;
                    let same = kept.iter().flat_map(|n| &n.things).any(|t| {
                        t.open
                            && class_of(&t.class) == class
                            && t.forms == forms
                            && t.link.id == id
                            && t.link.name.as_ref() == Some(&name)
                    });
                    if !same {
                        more.extend(sight.outside(&format!("f{tie}"))?);
                    }
                }
                called.insert(tie, (id.clone(), name.clone()));
            }
        }
        for (i, thing) in open {
            let m = &mentions[i];
            if let Some((id, name)) = called.get(&thing.tie(&m.doc)) {
                let (id, name) = (id.clone(), Some(name.clone()));
                links.insert(i, Linked { id, name, class: m.class, features: Vec::new(), odd: None });
            }
        }
        self.units_again(sight, mentions, &mut links, before, more)?;
        Ok(links)
    }

    fn units_again<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        mentions: &[Mention],
        links: &mut BTreeMap<usize, Linked>,
        before: &BTreeMap<String, DocumentNames>,
        more: &mut BTreeSet<String>,
    ) -> Result<(), Stop<M::Error>> {
        let noted = self.noted_things(mentions, links);
        for (doc, names) in &noted {
            let mut keys = Vec::new();
            names.things.iter().filter(|t| !t.open).for_each(|t| self.thing_keys(doc, t, &mut keys));
            for t in names.things.iter().filter(|t| t.open && t.owns.is_some()) {
                self.thing_keys(doc, &Thing { open: false, ..t.clone() }, &mut keys);
            }
            for (key, member) in keys {
                sight.count(key, member, 1);
            }
        }
        // What an organisation is called tells which part of a unit's name is its own.
        for key in sight.counted('o') {
            if sight.is_other_set(&key)? {
                more.extend(sight.outside(&format!("u{}", &key[1..]))?);
            }
        }
        let owner_of = things::owners(mentions, links, &self.lookup);
        let mut owners: BTreeSet<EntityId> = BTreeSet::new();
        for m in mentions.iter().filter(|m| m.class == Class::Unit) {
            owners.extend(m.slots.iter().filter_map(|(c, _)| owner_of.get(c)).min().cloned());
        }
        let mut owner_keys: HashMap<EntityId, BTreeSet<String>> = HashMap::new();
        for owner in owners {
            let keys = sight.under(&format!("o{owner}"))?.into_iter().collect();
            owner_keys.insert(owner, keys);
        }
        let units = things::units(mentions, &self.lookup, links, owner_keys);
        let unknown = |id: &EntityId| self.kb.get(id).is_none();
        let now = units.iter().map(|(_, l)| &l.id).filter(|id| unknown(id));
        let unit = things::class_word(Class::Unit);
        let then = before.values().flat_map(|n| &n.things).filter(|t| t.class == unit).map(|t| &t.link.id);
        for id in now.chain(then.filter(|id| unknown(id))) {
            more.extend(sight.outside(&format!("i{id}"))?);
        }
        links.extend(units);
        Ok(())
    }

    /// The people of the documents, linked as far as each document by itself allows.
    fn people_alone<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        claims: &[Claim],
        mentions: &[Mention],
        contexts: &Contexts<'_>,
    ) -> Vec<Found> {
        let profiles = local::profiles(mentions, contexts);
        let ways = misname::ways(claims, mentions, contexts, profiles.iter(), self.kb);
        let mut out = Vec::with_capacity(profiles.len());
        for (profile, ways) in profiles.into_iter().zip(ways) {
            let link = people::alone(&profile, mentions, &self.lookup);
            let how = people::how_alone(&link);
            if how == How::Named
                && let Some((l, _)) = &link
            {
                for org in &profile.orgs {
                    sight.count(format!("h{}", l.id), org.to_string(), 1);
                }
            }
            let known = link.as_ref().is_some_and(|l| l.1);
            let linked = link.map_or_else(nobody, |l| l.0);
            out.push(Found { person: Person { profile, linked, known, how }, ways, base: None });
        }
        out
    }

    /// Known people by the sound of their name; who is at home where depends on all documents.
    fn heard_again<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        people: &mut [Found],
        more: &mut BTreeSet<String>,
    ) -> Result<(), Stop<M::Error>> {
        for key in sight.counted('h') {
            if sight.is_other_set(&key)? {
                more.extend(sight.outside(&format!("w{}", &key[1..]))?);
            }
        }
        for f in people.iter_mut().filter(|f| f.person.how == How::Gathered) {
            let profile = &f.person.profile;
            let mut homes: HashMap<EntityId, BTreeSet<EntityId>> = HashMap::new();
            let alike = profile.forms.values().flat_map(|form| sound::sounds(form));
            let alike: BTreeSet<EntityId> = alike
                .flat_map(|s| self.lookup.sounding(&s).iter().map(|e| e.id.clone()).collect::<Vec<_>>())
                .collect();
            for id in alike {
                let at = sight.under(&format!("h{id}"))?.into_iter().map(EntityId::new).collect();
                homes.insert(id, at);
            }
            if let Some(linked) = people::by_sound(profile, &self.lookup, &homes) {
                f.person.linked = linked;
                f.person.known = true;
                f.person.how = How::Heard;
            }
        }
        Ok(())
    }

    /// Unknown people: all that hang together with those of the documents by name, sound or spelling, as it was and as it
    /// is now.
    fn gather_again<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        people: &mut [Found],
        before: &BTreeMap<String, DocumentNames>,
        more: &mut BTreeSet<String>,
    ) -> Result<(), Stop<M::Error>> {
        let mut place: HashMap<At, usize> = HashMap::new();
        let mut fresh: HashMap<String, Vec<(usize, Profile)>> = HashMap::new();
        let mut next: HashMap<String, usize> = HashMap::new();
        for (n, f) in people.iter().enumerate() {
            let doc = f.person.profile.doc.clone();
            let at = next.entry(doc.clone()).or_default();
            place.insert((doc.clone(), *at), n);
            let somebody = f.somebody();
            let mut keys = Vec::new();
            self.person_keys(&doc, &somebody, &mut keys);
            // Homes are counted already, and whose name it is follows from here.
            for (key, member) in keys.into_iter().filter(|(k, _)| !k.starts_with(['h', 'p', 'z'])) {
                sight.count(key, member, 1);
            }
            if f.person.how == How::Gathered {
                fresh.entry(doc).or_default().push((*at, f.person.profile.clone()));
            }
            *at += 1;
        }
        let mut net = Net { fresh, nodes: BTreeMap::new(), queue: VecDeque::new(), seen: BTreeSet::new() };
        for (doc, list) in net.fresh.clone() {
            for (at, profile) in list {
                net.add(&doc, at, profile);
            }
        }
        for (doc, names) in before {
            for p in names.people.iter().filter(|p| p.how == How::Gathered) {
                net.queue.push_back(Rc::new(p.profile(doc)));
            }
        }
        while let Some(profile) = net.queue.pop_front() {
            net.follow(sight, &profile)?;
            if net.nodes.len() > sight.most {
                return Err(Stop::TooMuch);
            }
        }
        if net.nodes.is_empty() {
            return Ok(());
        }
        let mut beside: HashMap<(&str, &EntityId), usize> = HashMap::new();
        for ((doc, _), p) in &net.nodes {
            for org in &p.orgs {
                *beside.entry((doc, org)).or_default() += p.forms.len();
            }
        }
        if beside.values().any(|n| *n >= MOST_BESIDE) {
            return Err(Stop::TooMuch);
        }
        let profiles: Vec<Profile> = net.nodes.values().map(|p| (**p).clone()).collect();
        let mut links: Vec<Option<(Linked, bool)>> = vec![None; profiles.len()];
        // Blocks that the names above meet in, by how many there are of each in all documents.
        let mut large: BTreeSet<String> = BTreeSet::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for r in profiles.iter().filter(|p| !p.described).flat_map(spellings) {
            for k in compare::keys(&r.name, Schema::Person) {
                let key = block_key(&r.place, &k);
                if asked.insert(key.clone()) && sight.total(&key)?.1 > LARGEST_BLOCK as i64 {
                    large.insert(key);
                }
            }
        }
        let crowded = |place: &str, key: &str| large.contains(&block_key(place, key));
        people::cluster_unknown(&profiles, &mut links, Some(&crowded));
        let nodes: Vec<At> = net.nodes.into_keys().collect();
        for (at, link) in nodes.into_iter().zip(links) {
            let Some((linked, _)) = link else { continue };
            match place.get(&at) {
                Some(&n) => people[n].person.linked = linked,
                None => {
                    let kept = sight.kept(&at.0)?;
                    let same =
                        kept.is_some_and(|k| k.people.get(at.1).is_some_and(|p| p.base == To::of(&linked)));
                    if !same {
                        more.insert(at.0);
                    }
                }
            }
        }
        Ok(())
    }

    /// Names that circumstances outweigh.
    fn relink_again<M: Memory>(
        &self,
        sight: &mut Sight<'_, M>,
        mut people: Vec<Found>,
        before: &BTreeMap<String, DocumentNames>,
        more: &mut BTreeSet<String>,
    ) -> Result<Vec<Found>, Stop<M::Error>> {
        let mut fresh: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, f) in people.iter().enumerate() {
            let doc = f.person.profile.doc.clone();
            sight.count(format!("p{}", f.person.linked.id), doc.clone(), 1);
            for w in f.ways.iter().filter(|w| self.may_be_misnamed(&f.somebody(), w)) {
                sight.count(way_key('z', w), doc.clone(), 1);
            }
            fresh.entry(doc).or_default().push(n);
        }
        // Ways and people of which something changed, and the documents in which that may matter.
        let mut ways: BTreeSet<(EntityId, EntityId)> = BTreeSet::new();
        let mut ids: BTreeSet<EntityId> = BTreeSet::new();
        let old = before.values().flat_map(|n| &n.people);
        for (w, id) in
            old.map(|p| (&p.ways, &p.base.id)).chain(people.iter().map(|f| (&f.ways, &f.person.linked.id)))
        {
            ways.extend(w.iter().map(|w| (w.from.clone(), w.to.clone())));
            ids.insert(id.clone());
        }
        let mut asked: BTreeSet<String> = fresh.keys().cloned().collect();
        for id in ids.iter().filter(|id| self.kb.get(id).is_none()) {
            let (then, now) = sight.sizes(&format!("p{id}"))?;
            let docs = sight.outside(&format!("p{id}"))?;
            if (then > 1) != (now > 1) {
                asked.extend(docs.iter().cloned());
            }
            // Forms of one who is told of elsewhere count there too.
            for doc in docs {
                let kept = sight.kept(&doc)?;
                for p in kept.iter().flat_map(|k| &k.people).filter(|p| p.base.id == *id) {
                    ways.extend(p.ways.iter().map(|w| (w.from.clone(), w.to.clone())));
                }
            }
        }
        for (from, to) in ways {
            asked.extend(sight.under(&format!("z{from}\u{1f}{to}"))?);
        }
        // Who may be misnamed in those documents, and all that has a say in it.
        let mut world: BTreeSet<String> = BTreeSet::new();
        let mut told: BTreeSet<(EntityId, EntityId)> = BTreeSet::new();
        for doc in &asked {
            for p in world_of(sight, &people, &fresh, doc)? {
                let eligible: Vec<_> = p.ways.iter().filter(|w| self.may_be_misnamed(&p, w)).collect();
                if eligible.is_empty() {
                    continue;
                }
                world.insert(doc.clone());
                world.extend(sight.under(&format!("p{}", p.base.id))?.into_iter().take(2));
                told.extend(p.ways.iter().map(|w| (w.from.clone(), w.to.clone())));
            }
        }
        if world.is_empty() {
            return Ok(people);
        }
        let mut named: BTreeSet<EntityId> = BTreeSet::new();
        for (from, to) in told {
            for doc in sight.under(&format!("y{from}\u{1f}{to}"))? {
                let there = world_of(sight, &people, &fresh, &doc)?;
                named.extend(there.into_iter().filter(|p| !p.ways.is_empty()).map(|p| p.base.id));
                world.insert(doc);
            }
        }
        for id in named.iter().filter(|id| self.kb.get(id).is_none()) {
            world.extend(sight.under(&format!("p{id}"))?);
        }
        if world.len() > sight.most {
            return Err(Stop::TooMuch);
        }
        let (mut all, mut all_ways, mut at): (Vec<Person>, Vec<_>, Vec<At>) = Default::default();
        for doc in &world {
            for (n, p) in world_of(sight, &people, &fresh, doc)?.into_iter().enumerate() {
                all.push(p.person(doc));
                all_ways.push(p.ways);
                at.push((doc.clone(), n));
            }
        }
        let after = misname::relink(all, &all_ways, self);
        for ((doc, n), p) in at.into_iter().zip(after) {
            if !asked.contains(&doc) {
                continue;
            }
            match fresh.get(&doc) {
                Some(of) => {
                    if let Some(f) = of.get(n).and_then(|n| people.get_mut(*n))
                        && (f.person.linked.id != p.linked.id || f.person.linked.odd != p.linked.odd)
                    {
                        f.base = Some(std::mem::replace(&mut f.person.linked, p.linked));
                        f.person.known = p.known;
                    }
                }
                None => {
                    let kept = sight.kept(&doc)?;
                    let same =
                        kept.is_some_and(|k| k.people.get(n).is_some_and(|k| *k.link() == To::of(&p.linked)));
                    if !same {
                        more.insert(doc);
                    }
                }
            }
        }
        Ok(people)
    }
}

/// A person of one of the documents.
#[derive(Debug)]
struct Found {
    person: Person,
    ways: BTreeSet<misname::Way>,
    /// Whom the name was linked to, where circumstances outweigh it.
    base: Option<Linked>,
}

impl Found {
    fn somebody(&self) -> Somebody {
        let p = &self.person.profile;
        Somebody {
            texts: Vec::new(),
            forms: p.forms.clone(),
            orgs: p.orgs.clone(),
            described: p.described,
            ways: self.ways.clone(),
            how: self.person.how,
            base: To::of(&self.person.linked),
            relinked: None,
        }
    }
}

/// The link of one for whom there is none yet.
fn nobody() -> Linked {
    Linked { id: EntityId::new(""), name: None, class: Class::Person, features: Vec::new(), odd: None }
}

/// The people of a document as they are now, linked by name.
fn world_of<M: Memory>(
    sight: &Sight<'_, M>,
    people: &[Found],
    fresh: &BTreeMap<String, Vec<usize>>,
    doc: &str,
) -> Result<Vec<Somebody>, Stop<M::Error>> {
    if let Some(of) = fresh.get(doc) {
        return Ok(of.iter().map(|&n| people[n].somebody()).collect());
    }
    if sight.is_open(doc) {
        return Ok(Vec::new());
    }
    Ok(sight.kept(doc)?.map(|k| k.people.clone()).unwrap_or_default())
}

/// Unknown people that hang together.
struct Net {
    /// Those of the documents in hand.
    fresh: HashMap<String, Vec<(usize, Profile)>>,
    nodes: BTreeMap<At, Rc<Profile>>,
    queue: VecDeque<Rc<Profile>>,
    seen: BTreeSet<String>,
}

impl Net {
    fn add(&mut self, doc: &str, at: usize, profile: Profile) {
        if let Entry::Vacant(free) = self.nodes.entry((doc.to_owned(), at)) {
            let profile = Rc::new(profile);
            free.insert(Rc::clone(&profile));
            self.queue.push_back(profile);
        }
    }

    /// Adds those of a document that fit.
    fn take<M: Memory>(
        &mut self,
        sight: &Sight<'_, M>,
        doc: &str,
        fits: impl Fn(&Profile) -> bool,
    ) -> Result<(), Stop<M::Error>> {
        if sight.is_open(doc) {
            let list = self.fresh.get(doc).cloned().unwrap_or_default();
            for (at, p) in list.into_iter().filter(|(_, p)| fits(p)) {
                self.add(doc, at, p);
            }
            return Ok(());
        }
        let Some(kept) = sight.kept(doc)? else { return Ok(()) };
        for (at, p) in kept.people.iter().enumerate().filter(|(_, p)| p.how == How::Gathered) {
            if self.nodes.contains_key(&(doc.to_owned(), at)) {
                continue;
            }
            let profile = p.profile(doc);
            if fits(&profile) {
                self.add(doc, at, profile);
            }
        }
        Ok(())
    }

    /// Adds all that hang together with a person.
    fn follow<M: Memory>(&mut self, sight: &Sight<'_, M>, p: &Profile) -> Result<(), Stop<M::Error>> {
        for (key, form) in &p.forms {
            if self.seen.insert(format!("k{key}")) {
                for doc in sight.under(&format!("k{key}"))? {
                    self.take(sight, &doc, |q| q.forms.contains_key(key))?;
                }
            }
            for s in sound::sounds(form) {
                for org in &p.orgs {
                    let meet = format!("s{s}\u{1f}{org}");
                    if self.seen.insert(meet.clone()) {
                        for doc in sight.under(&meet)? {
                            self.take(sight, &doc, |q| {
                                q.orgs.contains(org)
                                    && q.forms.values().any(|f| sound::sounds(f).contains(&s))
                            })?;
                        }
                    }
                }
            }
        }
        if p.described {
            return Ok(());
        }
        for r in spellings(p) {
            for k in compare::keys(&r.name, Schema::Person) {
                let block = block_key(&r.place, &k);
                if !self.seen.insert(format!("{block}\u{1f}{}", r.name)) {
                    continue;
                }
                let (then, now) = sight.total(&block)?;
                let most = LARGEST_BLOCK as i64;
                if then > most && now > most {
                    continue;
                }
                for name in sight.ever(&block)? {
                    let crossed = (then > most) != (now > most);
                    if name != r.name
                        && (crossed || at_one_place(&r.name, &name, Schema::Person).1 == Verdict::Same)
                    {
                        let other = Record { name, place: r.place.clone() };
                        for doc in sight.under(&format!("k{}", tradewire_script::key(&other.name)))? {
                            self.take(sight, &doc, |q| !q.described && spellings(q).any(|s| s == other))?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
