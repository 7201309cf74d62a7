//! What a text speaks of from sentence to sentence.

use std::ops::Range;

use tradewire_kb::KnowledgeBase;
use tradewire_model::Name;

use crate::class::Class;
use crate::cohort::Cohort;
use crate::implied::Firm;
use crate::newcomer::Newcomer;
use crate::phrase::{Head, Of, Phrase};
use crate::pointer::{Pointed, Spoken, opens};
use crate::token::{NameRef, Row, Text};

/// A person or organisation as a claim will name it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entity {
    /// Surface, as repaired.
    pub(crate) text: String,
    pub(crate) kb: Option<u32>,
    /// Fuller form that the document gives elsewhere.
    pub(crate) full: Option<String>,
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// How it was found, if not in its place: «carried over from the clause before».
    pub(crate) carried: Option<&'static str>,
}

impl Entity {
    pub(crate) fn of_name(text: &Text<'_>, name: &NameRef, range: Range<usize>) -> Self {
        Self {
            text: text.words(range.clone()).to_owned(),
            kb: name.kb,
            full: name.full.clone(),
            range,
            carried: None,
        }
    }

    /// The name as claims bear it: resolved where the knowledge base knows it.
    pub(crate) fn name(&self, kb: &KnowledgeBase) -> Name {
        match self.kb.and_then(|i| kb.entries().get(i as usize)) {
            Some(e) => Name::resolved(self.text.clone(), e.name.clone(), e.id.clone()),
            None => {
                let mut n = Name::unresolved(self.text.clone());
                n.name = self.full.clone().filter(|f| *f != self.text);
                n
            }
        }
    }

    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self.kb, other.kb) {
            (Some(a), Some(b)) => a == b,
            _ => {
                self.text == other.text
                    || self.full.as_deref() == Some(&other.text)
                    || other.full.as_deref() == Some(&self.text)
            }
        }
    }
}

/// A post that somebody leaves, for whoever is said to take it over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seat {
    /// Whoever leaves it.
    pub(crate) person: Option<Entity>,
    pub(crate) org: Entity,
    /// Bytes of the folded text that name the role.
    pub(crate) role: Option<Range<usize>>,
}

impl Seat {
    /// 总经理林知远请辞。林知远将于6月卸任: the post with the role that was told when it was first said to be left.
    pub(crate) fn or_told(mut self, before: Option<&Self>) -> Self {
        let same = |o: &&Self| {
            o.org.same(&self.org)
                && self.person.as_ref().zip(o.person.as_ref()).is_some_and(|(a, b)| a.same(b))
        };
        if self.role.is_none()
            && let Some(o) = before.filter(same)
        {
            self.role.clone_from(&o.role);
        }
        self
    }
}

/// The last people and organisations spoken of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Discourse {
    /// Subject person of the last sentence that had one, else the last person.
    pub(crate) person: Option<Entity>,
    pub(crate) person_org: Option<Entity>,
    /// Person named last.
    pub(crate) last_person: Option<Entity>,
    /// Outlet or person to whom the text last attributed something by name.
    pub(crate) source: Option<Entity>,
    /// Post that was last said to be left, and how many sentences ago.
    pub(crate) seat: Option<Seat>,
    pub(crate) seat_age: usize,
    /// Outlet named last as the one that reports.
    pub(crate) outlet: Option<Entity>,
    /// Whoever announced what the paragraph goes on to tell.
    pub(crate) announcing: Option<Entity>,
    /// Outlet whose report the paragraph retells, and which paragraph that is.
    pub(crate) reporting: Option<Entity>,
    pub(crate) block: u32,
    /// Where the text says people are: person and organisation, the last said last.
    pub(crate) homes: Vec<(Entity, Entity)>,
    /// The firm that was said last to be founded, and in which sentence.
    pub(crate) founded: Option<(Entity, usize)>,
    /// Who was said to have gone somewhere.
    pub(crate) moved: Vec<Entity>,
    /// People named in the last sentences, last one last.
    pub(crate) people: Vec<(Entity, usize)>,
    /// Organisations named in the last sentences, last one last.
    pub(crate) orgs: Vec<(Entity, usize)>,
    /// Organisations that descriptions named last, last one last.
    pub(crate) houses: Vec<Entity>,
    /// People by number who moved, for sentences that name them.
    pub(crate) cohort: Option<Cohort>,
    /// Whoever was last said without a name to have come or gone.
    pub(crate) newcomer: Option<Newcomer>,
    /// The people listed last, and in which sentence.
    pub(crate) listed: (Vec<Entity>, usize),
    /// The people spoken of in the last sentences, last one last.
    pub(crate) spoken: Vec<Spoken>,
    /// In which sentence an offer was told last.
    pub(crate) offered: Option<usize>,
    /// How many sentences were read.
    pub(crate) sentence: usize,
    /// The organisations spoken of, the one named last last.
    pub(crate) firms: Vec<Firm>,
    /// Organisation last spoken of.
    pub(crate) org: Option<Entity>,
    /// First organisation of the last sentence: its likely subject.
    pub(crate) topic_org: Option<Entity>,
}

/// «an open-source robotics group called LeHand»: whether a name is that of a unit, of which no text goes on to speak as a firm.
fn unit_called(text: &Text<'_>, row: &Row, p: &Phrase) -> bool {
    let t = &row.tokens;
    let word = |k: usize| &text.folded.text[t[k].range()];
    let called = p.tokens.start.checked_sub(1).filter(|&k| matches!(word(k), "called" | "named" | "dubbed"));
    !row.chinese
        && called.and_then(|k| k.checked_sub(1)).is_some_and(|k| t[k].any(&[Class::UnitNoun, Class::Group]))
}

impl Discourse {
    /// Takes in the phrases of a sentence that was read.
    pub(crate) fn note(
        &mut self,
        text: &Text<'_>,
        row: &Row,
        kb: &KnowledgeBase,
        phrases: &[Phrase],
        pointed: &[Option<Pointed>],
    ) {
        self.sentence += 1;
        self.speak(text, phrases, pointed);
        let carried = |mut e: Entity, how| {
            e.carried = Some(how);
            e
        };
        // 除了收购甲公司，某某还从乙公司挖人: what stands behind 除了 is not what the sentence is about.
        let besides = row.chinese && text.folded.text[row.range.clone()].starts_with('除');
        let mut first_person = None;
        let mut first_org = None;
        let mut topic = None;
        let mut described = None;
        for (i, p) in phrases.iter().enumerate() {
            match (&p.head, &p.name) {
                (Head::Person, Some(n)) => {
                    let e = carried(Entity::of_name(text, n, p.core.clone()), "spoken of before");
                    self.last_person = Some(e.clone());
                    if let Some(Of::Name(n, r)) = p.org.as_ref().filter(|_| !p.former) {
                        let org = Entity::of_name(text, n, r.clone());
                        self.settle(&e, &org);
                    }
                    self.people.retain(|p| !p.0.same(&e));
                    self.people.push((e.clone(), self.sentence));
                    if self.people.len() > 6 {
                        self.people.remove(0);
                    }
                    if opens(row, p)
                        && p.governor.is_none()
                        && let Some(org) = crate::fill::affiliated(kb, &e, &text.orgs)
                    {
                        topic.get_or_insert(org);
                    }
                    // «SenseTime co-founder Ada has died»: the next sentence's company is SenseTime.
                    if let Some(Of::Name(n, r)) = p
                        .org
                        .as_ref()
                        .filter(|_| opens(row, p) && !p.former && p.role.is_some() && !row.chinese)
                        && r.end <= p.core.start
                    {
                        described
                            .get_or_insert(carried(Entity::of_name(text, n, r.clone()), "spoken of before"));
                    }
                    if first_person.is_none() {
                        first_person = Some((e, p.org.clone().filter(|_| !p.former)));
                    }
                }
                (Head::Org, Some(n)) => {
                    let e = carried(Entity::of_name(text, n, p.core.clone()), "spoken of before");
                    if row.chinese && crate::inner::inner(&e) || unit_called(text, row, p) {
                        continue;
                    }
                    self.firm(&e, p.governor.is_none() && opens(row, p), p.governor.is_some(), false);
                    let about = p.governor.is_none() && !(besides && p.clause == 0);
                    if about && opens(row, p) {
                        topic.get_or_insert(e.clone());
                    } else if about && first_org.is_none() {
                        first_org = Some(e.clone());
                    }
                    self.orgs.retain(|o| !o.0.same(&e));
                    self.orgs.push((e.clone(), self.sentence));
                    if self.orgs.len() > 8 {
                        self.orgs.remove(0);
                    }
                    self.org = Some(e);
                }
                // «He met Ada»: the sentence goes on to speak of him.
                (Head::PersonPronoun, _) if first_person.is_none() => {
                    if let Some(Some(same)) = pointed.get(i) {
                        first_person = Some((same.who.clone(), None));
                    }
                }
                // «A Pathlight spokesman confirmed it»: the sentence speaks of Pathlight.
                (Head::Role | Head::Group, _)
                    if p.governor.is_none() && !p.former && p.clause == 0 && opens(row, p) =>
                {
                    if let Some(Of::Name(n, r)) = &p.org {
                        topic.get_or_insert(carried(Entity::of_name(text, n, r.clone()), "spoken of before"));
                    }
                }
                _ => {}
            }
            if let Some(Of::Name(n, r)) = &p.org {
                let e = carried(Entity::of_name(text, n, r.clone()), "spoken of before");
                self.houses.retain(|o| !o.same(&e));
                self.houses.push(e.clone());
                if self.houses.len() > 8 {
                    self.houses.remove(0);
                }
                if !(row.chinese && crate::inner::inner(&e)) {
                    self.firm(&e, p.governor.is_none() && opens(row, p), p.governor.is_some(), true);
                    self.org = Some(e);
                }
            }
        }
        for (i, p) in phrases.iter().enumerate().filter(|(i, p)| p.head == Head::Person && p.list == *i) {
            let list: Vec<Entity> = phrases[i..]
                .iter()
                .filter(|q| q.list == p.list && q.head == Head::Person)
                .filter_map(|q| q.name.as_ref().map(|n| Entity::of_name(text, n, q.core.clone())))
                .collect();
            if list.len() > 1 {
                self.listed = (list, self.sentence);
            }
        }
        if let Some((e, org)) = first_person {
            self.person_org = match org {
                Some(Of::Name(n, r)) => Some(carried(Entity::of_name(text, &n, r), "spoken of before")),
                _ => self.person_org.take().filter(|_| self.person.as_ref().is_some_and(|p| p.same(&e))),
            };
            self.person = Some(e);
        }
        // 林知远毕业于某大学，曾在甲公司、乙公司任职: a life tells of no firm that the text goes on with.
        let life = self.topic_org.is_some() && lived(text, row, phrases);
        if let Some(t) = topic.or(first_org.filter(|_| !life)).or(described) {
            self.topic_org = Some(t);
        }
    }
}

impl Discourse {
    /// Takes in where somebody is said to be.
    pub(crate) fn settle(&mut self, person: &Entity, org: &Entity) {
        self.homes.retain(|h| !h.0.same(person));
        if self.homes.len() < 64 {
            self.homes.push((person.clone(), org.clone()));
        }
    }

    /// Where the text says that somebody is.
    pub(crate) fn home(&self, person: &Entity) -> Option<Entity> {
        self.homes.iter().rev().find(|h| h.0.same(person)).map(|h| {
            let mut org = h.1.clone();
            org.carried = Some("the organisation that the text has the person at");
            org
        })
    }

    /// Whom «the report» and «it» with a verb of speaking point back to: the outlet named last, else the last source.
    pub(crate) fn told(&self) -> Option<&Entity> {
        self.outlet.as_ref().or(self.source.as_ref())
    }

    /// The person named last, in the last two sentences, who does not act for an organisation.
    pub(crate) fn outsider(&self, kb: &KnowledgeBase, text: &Text<'_>, org: &Entity) -> Option<Entity> {
        self.people
            .iter()
            .rev()
            .filter(|(_, s)| s + 2 > self.sentence)
            .map(|(e, _)| e)
            .find(|e| crate::fill::affiliated(kb, e, &text.orgs).is_none_or(|o| !o.same(org)))
            .cloned()
    }
}

impl Discourse {
    /// The firm said to be founded in the last three sentences.
    pub(crate) fn founded_lately(&self) -> Option<&Entity> {
        self.founded.as_ref().filter(|(_, s)| s + 3 > self.sentence).map(|(e, _)| e)
    }

    /// «The start-up was valued at $12 billion»: the firm spoken of lately that is no grown lab.
    pub(crate) fn start_up(&self, kb: &KnowledgeBase) -> Option<Entity> {
        let kind = |e: &Entity| e.kb.and_then(|i| kb.entries().get(i as usize)).map(|x| x.kind.as_deref());
        let small = |e: &&Entity| !invests(e) && kind(e).is_none_or(|k| k == Some("startup"));
        let lately = self.orgs.iter().rev().filter(|(_, s)| s + 3 > self.sentence).map(|(e, _)| e);
        self.founded_lately().into_iter().chain(self.topic_org.iter()).chain(lately).find(small).cloned()
    }

    /// The young firm spoken of, else the one named last, in the last three sentences: what «the start-up» and «公司估值»
    /// mean. Those who invest are none.
    pub(crate) fn young_firm(&self, kb: &KnowledgeBase) -> Option<Entity> {
        self.founded_lately()
            .into_iter()
            .chain(self.topic_org.iter())
            .chain(self.orgs.iter().rev().filter(|(_, s)| s + 3 > self.sentence).map(|(e, _)| e))
            .chain(self.houses.iter().rev())
            .filter(|e| !invests(e))
            .find(|e| match e.kb.and_then(|i| kb.entries().get(i as usize)) {
                Some(entry) => matches!(entry.kind.as_deref(), Some("lab" | "startup")),
                None => true,
            })
            .cloned()
    }
}

/// Whether a Chinese sentence begins with a person and tells where they studied or worked before.
fn lived(text: &Text<'_>, row: &Row, phrases: &[Phrase]) -> bool {
    const LIFE: &[&str] = &["毕业", "生于", "出生", "师从", "早年", "攻读"];
    let who = |p: &Phrase| {
        matches!(p.head, Head::Person | Head::PersonPronoun) && p.governor.is_none() && p.clause <= 1
    };
    let words = &text.folded.text[row.range.clone()];
    row.chinese
        && phrases.first().is_some_and(who)
        && (LIFE.iter().any(|w| words.contains(w)) || row.tokens.iter().any(|t| t.is(Class::Past)))
}

/// Whether a firm's name says that it invests for a living.
pub(crate) fn invests(e: &Entity) -> bool {
    const INVESTS: &[&str] =
        &["capital", "partners", "ventures", "investments", "资本", "创投", "基金", "投资", "資本", "創投"];
    let name = e.text.to_lowercase();
    INVESTS.iter().any(|w| name.ends_with(w))
}
