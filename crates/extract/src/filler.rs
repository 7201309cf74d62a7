//! What a phrase gives for a role: people by name, organisations, a group; pronouns and descriptions lead back.

use tradewire_model::{ClaimKind, Role};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{
    Filled, Filler, POSTS, Scene, acts, affiliation, cover, entity, organisation, stands_for_org, step,
    unit_words,
};
use crate::frame::{Frame, Place, Want};
use crate::phrase::{Head, Of, Phrase};
use crate::place::{nameless_firm, unnamed_firm};
use crate::pointer::Pointed;
use crate::speaker::{behalf, first_person, speaker};

/// What a phrase is asked for.
pub(crate) struct Asked<'a> {
    pub(crate) role: Role,
    pub(crate) wants: &'a [Want],
    pub(crate) place: Place,
    /// For the derivation: how the phrase was found.
    pub(crate) why: &'a str,
}

/// What a phrase gives for a role; it and its list are used from then on.
pub(crate) fn filler(
    scene: &Scene<'_>,
    frame: &Frame,
    asked: &Asked<'_>,
    p: usize,
    used: &mut Vec<usize>,
    filled: &mut Filled,
) -> Option<Filler> {
    let phrase = &scene.phrases[p];
    // An outlet reports; it pays, raises and is worth nothing in the same breath.
    if phrase.head == Head::Outlet
        && matches!(
            frame.kind,
            ClaimKind::Payband | ClaimKind::Funding | ClaimKind::Valuation | ClaimKind::Offer
        )
    {
        return None;
    }
    // «The Wall Street Journal earlier reported the acquisition»: it buys nothing.
    if phrase.head == Head::Outlet && frame.kind == ClaimKind::Deal && !scene.row.chinese {
        let t = &scene.row.tokens;
        let reports = |k: usize| t.get(k).is_some_and(|x| x.any(&[Class::Report, Class::Speech]));
        if (phrase.tokens.end..phrase.tokens.end + 3).any(reports) {
            return None;
        }
    }
    used.push(p);
    let range = phrase.core.clone();
    filled.extent = cover(&filled.extent, &range);
    filled.steps.push(step(scene, asked.role.as_str(), range, asked.why));
    let members: Vec<usize> =
        scene.phrases.iter().enumerate().filter(|(_, q)| q.list == phrase.list).map(|(i, _)| i).collect();
    match phrase.head {
        Head::Person if asked.wants.contains(&Want::Person) && !stands_for_org(frame, asked.role) => {
            let mut people: Vec<_> = members
                .iter()
                .filter(|&&m| matches!(scene.phrases[m].head, Head::Person | Head::Open))
                .filter_map(|&m| entity(scene, &scene.phrases[m]).map(|e| (e, Some(m))))
                .collect();
            for &m in &members {
                used.push(m);
                filled.extent = cover(&filled.extent, &scene.phrases[m].core);
            }
            // 他与某某联合创办, «she and Ada co-founded»: the pronoun is one of them.
            if let Some(e) =
                with_pronoun(scene, members.first().copied().unwrap_or(p)).filter(|_| people.len() == 1)
                && people.iter().all(|x| !x.0.same(&e))
            {
                people.insert(0, (e, None));
                filled.carried += 1;
            }
            Some(Filler::People(people))
        }
        Head::Person if asked.wants.contains(&Want::Org) => {
            // A person acts for an organisation: 扎克伯格 for Meta.
            let e = entity(scene, phrase)?;
            let org = match &phrase.org {
                Some(Of::Name(n, r)) if !phrase.former && acts(scene, phrase) => {
                    Some(Entity::of_name(scene.text, n, r.clone()))
                }
                _ => raises(scene, asked.role).or_else(|| affiliation(scene, &e)),
            };
            let org = org?;
            filled.by = Some(e);
            Some(Filler::Orgs(vec![org]))
        }
        Head::PersonPronoun if first_person(scene, phrase) => {
            let s = speaker(scene, phrase)?;
            filled.carried += 1;
            if stands_for_org(frame, asked.role) || !asked.wants.contains(&Want::Person) {
                let org = behalf(scene, &s)?;
                filled.by = s.person.then_some(s.who);
                return Some(Filler::Orgs(vec![org]));
            }
            s.person.then(|| Filler::People(vec![(s.who, s.phrase)]))
        }
        Head::PersonPronoun
            if scene.row.tokens[phrase.tokens.clone()].iter().any(|t| t.is(Class::PronounGroup)) =>
        {
            // «The two», 三人: as many people as were named last.
            if asked.wants.contains(&Want::Person)
                && !stands_for_org(frame, asked.role)
                && let Some(people) = the_last(scene, p)
            {
                filled.carried += 1;
                return Some(Filler::People(people.into_iter().map(|e| (e, None)).collect()));
            }
            if asked.wants.contains(&Want::Person)
                && !stands_for_org(frame, asked.role)
                && let Some(people) = named_together(scene, p)
            {
                filled.carried += 1;
                return Some(Filler::People(people));
            }
            // «They are seeking $50 million»: for the firm that they were said to have founded.
            if stands_for_org(frame, asked.role)
                && let Some(firm) = raises(scene, asked.role)
            {
                filled.carried += 1;
                return Some(Filler::Orgs(vec![firm]));
            }
            // They, 他们: a group counted earlier in the sentence.
            let groups = scene.phrases[..p].iter().enumerate().rev();
            groups
                .filter(|(_, q)| {
                    q.head == Head::Group && q.count.is_some() && asked.wants.contains(&Want::Group)
                })
                .map(|(i, _)| Filler::Group(i))
                .next()
        }
        Head::PersonPronoun => {
            let Pointed { who, phrase } = scene.pointed(p)?.clone();
            filled.carried += 1;
            if stands_for_org(frame, asked.role) {
                let org = raises(scene, asked.role)
                    .or_else(|| scene.before.person_org.clone())
                    .or_else(|| affiliation(scene, &who))?;
                filled.by = Some(who);
                return Some(Filler::Orgs(vec![org]));
            }
            Some(Filler::People(vec![(who, phrase)]))
        }
        Head::OrgPronoun => {
            // A firm that is founded is not one spoken of before, unless it «was founded by Ada».
            if frame.set.iter().any(|(_, code)| code == "found")
                && (asked.place != Place::Object || filled.trigger < phrase.tokens.start)
            {
                return None;
            }
            // 转投Meta，又回到原公司: the one that the sentence has somebody come from.
            let old =
                phrase.tokens.start.checked_sub(1).is_some_and(|k| scene.row.tokens[k].is(Class::Former));
            if scene.row.chinese && old && asked.role == Role::To {
                let whence = scene.phrases[..p].iter().find(|q| {
                    q.head == Head::Org && q.governor.is_some_and(|g| scene.row.tokens[g].is(Class::From))
                })?;
                return Some(Filler::Orgs(vec![entity(scene, whence)?]));
            }
            // «Robby Walker, one of Apple's executives, will leave the company»: whom the sentence has him with.
            let own = matches!(asked.role, Role::From | Role::To)
                .then(|| match filled.get(Role::Person) {
                    Some(Filler::People(list)) => {
                        list.iter().find_map(|x| x.1).and_then(|m| match &scene.phrases[m].org {
                            Some(Of::Name(n, r)) if !scene.phrases[m].former && asked.role == Role::From => {
                                Some(Entity::of_name(scene.text, n, r.clone()))
                            }
                            _ => None,
                        })
                    }
                    _ => None,
                })
                .flatten();
            // «Ada had left the company»: the one that the text has her at.
            let home = || match filled.get(Role::Person).filter(|_| asked.role == Role::From) {
                Some(Filler::People(list)) => list.first().and_then(|x| scene.before.home(&x.0)),
                _ => None,
            };
            if let Some(mut e) = own.or_else(home) {
                e.carried = Some("the organisation a description points back to");
                return Some(Filler::Orgs(vec![e]));
            }
            // «OpenAI's Fidji Simo announced that Zoph is rejoining the company»: the one the sentence began with.
            let opening = scene.phrases[..p]
                .iter()
                .filter(|q| q.governor.is_none() && matches!(q.head, Head::Org | Head::Person))
                .find_map(|q| organisation(scene, q));
            // «left Anthropic six months after joining it»: the one named last.
            let last = (&scene.text.folded.text[phrase.core.clone()] == "it"
                && asked.place != Place::Subject)
                .then(|| scene.phrases[..p].iter().rev().find(|q| q.head == Head::Org))
                .flatten()
                .and_then(|q| entity(scene, q));
            // «Larkspur licensed its models to Northgate, and CEO Ada Quill will join the chipmaker»: not the firm she heads.
            let heads = |q: &Phrase| {
                q.head == Head::Person && q.role.is_some() && q.org.is_none() && q.clause == phrase.clause
            };
            let named = || {
                let mut before = scene.phrases[..p].iter().rev().filter(|q| q.head == Head::Org);
                before.next().and_then(|q| entity(scene, q))
            };
            let joined = (asked.role == Role::To && !scene.row.chinese && frame.is(&["join"]))
                .then(|| scene.phrases[..p].iter().any(heads).then(named).flatten())
                .flatten();
            let opening = last.or(joined).or(opening);
            // «Larkspur makes chips. Northgate bought the company»: nobody buys what is their own.
            let subject = |o: &Entity| {
                let at = scene.row.tokens[filled.trigger].start;
                !scene.row.chinese && o.range.end <= at && phrase.tokens.start > filled.trigger
            };
            let buyer = filled.org(Role::Acquirer).or_else(|| opening.as_ref().filter(|o| subject(o)));
            let buyer = buyer.filter(|_| asked.role == Role::Target).cloned();
            let other = || {
                let mut named = scene.phrases[..p].iter().rev().filter_map(|q| match &q.org {
                    Some(Of::Name(n, r)) if q.head != Head::Org => {
                        Some(Entity::of_name(scene.text, n, r.clone()))
                    }
                    _ => entity(scene, q).filter(|_| q.head == Head::Org),
                });
                named.find(|e| buyer.as_ref().is_some_and(|b| !b.same(e)))
            };
            let own_thing = buyer.as_ref().zip(opening.as_ref()).is_some_and(|(b, o)| b.same(o));
            let opening = if own_thing && !scene.row.chinese { other() } else { opening };
            // 甲公司前处长某某遭公司控告: the firm of whom the sentence began with, though he has left it.
            let left = || {
                scene.phrases[..p].iter().filter(|q| q.governor.is_none()).find_map(|q| match &q.org {
                    Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
                    _ => None,
                })
            };
            let opening = opening.or_else(|| left().filter(|_| frame.kind == ClaimKind::Dispute));
            let words = &scene.text.folded.text[phrase.core.clone()];
            let young = asked.role == Role::Company
                || ["start", "初创", "新创", "创业"].iter().any(|w| words.contains(w));
            // «Quillon raised $400 million in a round led by SoftBank, valuing it at…»: the one that the sentence is about.
            let about = || {
                let subject =
                    scene.phrases[..p].iter().find(|q| q.head == Head::Org && q.governor.is_none())?;
                let e = entity(scene, subject)?;
                let it = &scene.text.folded.text[phrase.core.clone()] == "it";
                (it && !scene.row.chinese && asked.role == Role::Company && !invests(scene, &e)).then_some(e)
            };
            // 甲公司创始人某某称，公司已完成融资: the firm that the sentence began with, unless it is one that invests.
            let funder = |e: &Entity| {
                e.kb.and_then(|i| scene.kb.entries().get(i as usize))
                    .is_some_and(|x| x.kind.as_deref() == Some("investor"))
            };
            let here = opening.clone().filter(|e| scene.row.chinese && !funder(e));
            let mut e = if let Some(e) = of_that_name(scene, p) {
                e
            } else if young {
                here.or_else(|| young_here(scene, p).filter(|_| asked.role == Role::Company))
                    .or_else(|| {
                        scene
                            .before
                            .start_up(scene.kb)
                            .filter(|_| words.contains("start") && !scene.row.chinese)
                    })
                    .or_else(about)
                    .or_else(|| other().filter(|_| asked.role == Role::Target && !scene.row.chinese))
                    .or_else(|| scene.before.young_firm(scene.kb))?
            } else {
                let house = || scene.before.houses.last().cloned().filter(|_| scene.row.chinese);
                let before = || scene.before.topic_org.clone().or_else(|| scene.before.org.clone());
                // 从北门科技离职，他2019年加入该公司: the one firm that the sentence has named.
                let only = || {
                    let mut firms = scene.phrases[..p].iter().filter(|q| q.head == Head::Org);
                    let one =
                        firms.next().filter(|_| scene.row.chinese && words.starts_with(['该', '这']))?;
                    let same = firms.all(|q| q.core == one.core || q.name == one.name);
                    same.then(|| entity(scene, one)).flatten()
                };
                opening.or_else(only).or_else(before).or_else(house)?
            };
            e.carried = Some("the organisation a description points back to");
            filled.carried += 1;
            Some(Filler::Orgs(vec![e]))
        }
        Head::Generic
            if asked.wants.contains(&Want::Org)
                && unnamed_firm(scene, phrase)
                && !matches!(frame.kind, ClaimKind::Move | ClaimKind::Offer) =>
        {
            None
        }
        // «has joined Larkspur's markets division»: where somebody goes is the firm.
        Head::Generic
            if frame.kind == ClaimKind::Move
                && !scene.row.chinese
                && matches!(asked.role, Role::To | Role::From)
                && matches!(phrase.org, Some(Of::Name(..))) =>
        {
            let Some(Of::Name(n, r)) = &phrase.org else { return None };
            Some(Filler::Orgs(vec![Entity::of_name(scene.text, n, r.clone())]))
        }
        Head::Generic => {
            // 新创公司「云起」: the name behind the noun.
            let named = scene.phrases.get(p + 1).filter(|q| {
                let gap = crate::phrase::between(&scene.row.tokens, phrase.tokens.end, q.tokens.start);
                scene.row.chinese
                    && matches!(q.head, Head::Org | Head::Open)
                    && gap.iter().all(|x| x.punct == Some('"'))
            });
            let mut e = named.and_then(|q| entity(scene, q)).unwrap_or_else(|| unit_words(scene, phrase));
            if let Some(k) = nameless_firm(scene, phrase).filter(|_| asked.wants.contains(&Want::Firm)) {
                e.range.start = scene.row.tokens[k].start.min(e.range.start);
                e.text = scene.text.words(e.range.clone()).trim().to_owned();
            }
            Some(Filler::Orgs(vec![e]))
        }
        // 两人随即加入某公司: those who were named last, where there are as many.
        Head::Group
            if asked.wants.contains(&Want::Person)
                && !stands_for_org(frame, asked.role)
                && all_of_them(scene, p)
                && let Some(people) = the_last(scene, p) =>
        {
            filled.carried += 1;
            Some(Filler::People(people.into_iter().map(|e| (e, None)).collect()))
        }
        Head::Group if asked.wants.contains(&Want::Unit) => {
            Some(Filler::Orgs(vec![unit_words(scene, phrase)]))
        }
        Head::Group | Head::Role
            if POSTS.iter().any(|w| scene.text.folded.text[phrase.core.clone()].ends_with(w))
                && !(frame.kind == ClaimKind::Payband && several(scene, phrase))
                && !(frame.is(&["layoff"]) && phrase.count.is_some()) =>
        {
            None
        }
        Head::Group | Head::Role => Some(if asked.wants.contains(&Want::Group) {
            Filler::Group(p)
        } else {
            Filler::Words(phrase.role.clone().unwrap_or_else(|| phrase.core.clone()))
        }),
        Head::Org | Head::Open | Head::Outlet
            if asked.wants.contains(&Want::Person)
                && phrase.head == Head::Open
                && !stands_for_org(frame, asked.role) =>
        {
            Some(Filler::People(vec![(entity(scene, phrase)?, Some(p))]))
        }
        _ => {
            let orgs: Vec<Entity> = members
                .iter()
                .filter(|&&m| matches!(scene.phrases[m].head, Head::Org | Head::Open | Head::Outlet))
                .filter_map(|&m| entity(scene, &scene.phrases[m]))
                .collect();
            for &m in &members {
                used.push(m);
            }
            (!orgs.is_empty()).then_some(Filler::Orgs(orgs))
        }
    }
}

/// «The lab closed a seed round»: the firm spoken of last whose name says that it is one, if whom the text speaks of is none.
fn of_that_name(scene: &Scene<'_>, p: usize) -> Option<Entity> {
    const KINDS: &[&str] = &[
        "lab",
        "bank",
        "fund",
        "institute",
        "university",
        "college",
        "school",
        "studio",
        "foundation",
        "academy",
    ];
    let words = &scene.text.folded.text[scene.phrases[p].core.clone()];
    let kind = *KINDS.iter().find(|k| words.strip_prefix("the ") == Some(**k))?;
    let is = |e: &Entity| {
        let named =
            |name: &str| name.to_lowercase().split(' ').any(|w| w.strip_suffix('s').unwrap_or(w) == kind);
        named(&e.text) || e.full.as_deref().is_some_and(named)
    };
    let here = scene.phrases[..p].iter().rev().filter(|q| q.head == Head::Org);
    here.filter_map(|q| entity(scene, q))
        .chain(scene.before.topic_org.clone())
        .chain(scene.before.orgs.iter().rev().map(|o| o.0.clone()))
        .chain(scene.before.houses.iter().rev().cloned())
        .find(is)
}

/// The firm that was founded lately, for which whoever raises money raises it.
fn raises(scene: &Scene<'_>, role: Role) -> Option<Entity> {
    let mut firm = scene.before.founded_lately().filter(|_| role == Role::Company)?.clone();
    firm.carried = Some("the firm that was said to be founded");
    Some(firm)
}

/// «Oakbay is in talks to lead a round in Larkspur that would value the company at $4 billion»: the young firm of an English
/// sentence that money may go to, its subject before others.
fn young_here(scene: &Scene<'_>, p: usize) -> Option<Entity> {
    if scene.row.chinese {
        return None;
    }
    let young = |e: &Entity| {
        let entry = e.kb.and_then(|i| scene.kb.entries().get(i as usize));
        !invests(scene, e) && entry.is_none_or(|x| matches!(x.kind.as_deref(), Some("lab" | "startup")))
    };
    let orgs = || scene.phrases[..p].iter().filter(|q| q.head == Head::Org);
    let gives = |q: &Phrase| q.governor.is_some_and(|g| scene.row.tokens[g].any(&[Class::From, Class::By]));
    let subject = orgs().find(|q| q.governor.is_none()).and_then(|q| entity(scene, q)).filter(young);
    let leads = crate::round::leaders(scene);
    subject.filter(|e| !leads.iter().any(|l| l.same(e))).or_else(|| {
        orgs()
            .rev()
            .filter(|q| !gives(q))
            .filter_map(|q| entity(scene, q))
            .find(|e| young(e) && !leads.iter().any(|l| l.same(e)))
    })
}

/// 算法工程师岗位: whether a phrase names who holds a post, beside the word for it.
fn several(scene: &Scene<'_>, p: &Phrase) -> bool {
    let named = scene.row.tokens[p.tokens.clone()].iter().filter(|t| t.any(&[Class::Role, Class::Group]));
    named.count() > 1
}

/// Whether somebody puts money into firms for a living, as far as the name tells.
fn invests(scene: &Scene<'_>, e: &Entity) -> bool {
    let name = e.text.to_lowercase();
    let known = e.kb.and_then(|i| scene.kb.entries().get(i as usize)).and_then(|e| e.kind.as_deref());
    known == Some("investor")
        || ["capital", "ventures", "partners", "fund", "investments"].iter().any(|w| name.ends_with(w))
}

/// 两人, 二人, 三人: whether a Chinese number of people stands alone at the head of its clause, for all who were named.
fn all_of_them(scene: &Scene<'_>, p: usize) -> bool {
    let t = &scene.row.tokens;
    let phrase = &scene.phrases[p];
    let words = scene.text.folded.text[phrase.core.clone()].trim();
    let before = phrase.tokens.start.checked_sub(1).map(|k| &t[k]);
    let opens = before.is_none_or(|x| x.punct.is_some_and(|c| c != '、'));
    scene.row.chinese
        && ["两人", "二人", "三人", "两位", "这两人", "此二人", "两人均", "两人都"].contains(&words)
        && opens
        && phrase.org.is_none()
}

/// The people whom «the two» or 三人 stands for: as many as were named last, in this sentence or the one before.
fn the_last(scene: &Scene<'_>, p: usize) -> Option<Vec<Entity>> {
    let words = &scene.text.folded.text[scene.phrases[p].core.clone()];
    let n = [
        ("two", 2),
        ("pair", 2),
        ("duo", 2),
        ("both", 2),
        ("两", 2),
        ("二", 2),
        ("three", 3),
        ("trio", 3),
        ("三", 3),
        ("四", 4),
    ]
    .into_iter()
    .find(|(w, _)| words.contains(w))?
    .1;
    // A list of as many, in this sentence or one of the last two.
    let carried = |mut e: Entity| {
        e.carried = Some("those whom a number points back to");
        e
    };
    let together = |i: usize| -> Vec<Entity> {
        let list = scene.phrases[i].list;
        let mine = scene.phrases[..p].iter().filter(|q| q.list == list && q.head == Head::Person);
        mine.filter_map(|q| entity(scene, q)).collect()
    };
    let list = (0..p).rev().map(together).find(|l| l.len() == n);
    let (before, at) = &scene.before.listed;
    let list = list.or_else(|| (before.len() == n && at + 2 > scene.before.sentence).then(|| before.clone()));
    if let Some(list) = list {
        return Some(list.into_iter().map(carried).collect());
    }
    let mut named: Vec<Entity> = Vec::new();
    let here =
        scene.phrases[..p].iter().rev().filter(|q| q.head == Head::Person).filter_map(|q| entity(scene, q));
    let before = scene
        .before
        .people
        .iter()
        .rev()
        .filter(|(_, s)| s + 2 > scene.before.sentence)
        .map(|(e, _)| e.clone());
    for mut e in here.chain(before) {
        if named.len() < n && !named.iter().any(|o| o.same(&e)) {
            e.carried = Some("those whom a number points back to");
            named.push(e);
        }
    }
    named.reverse();
    (named.len() == n).then_some(named)
}

/// «Ada, who leads research, and Ben, a director, said they were leaving»: those whom the sentence names together before.
pub(crate) fn named_together(scene: &Scene<'_>, p: usize) -> Option<Vec<(Entity, Option<usize>)>> {
    let t = &scene.row.tokens;
    let people: Vec<usize> = (0..p)
        .filter(|&i| scene.phrases[i].head == Head::Person && scene.phrases[i].governor.is_none())
        .collect();
    let (first, last) = (*people.first()?, *people.last()?);
    let joined = scene.phrases[last].tokens.start.checked_sub(1).is_some_and(|k| t[k].is(Class::Conj));
    // Nobody acts upon anybody between the first and the last: a verb there stands in a clause of its own.
    let own = |x: &&crate::token::Token| x.verb && x.clause == scene.phrases[first].clause;
    let between = t.get(scene.phrases[first].tokens.end..scene.phrases[last].tokens.start)?;
    if people.len() < 2 || !joined || between.iter().any(|x| own(&x)) {
        return None;
    }
    people.into_iter().map(|i| entity(scene, &scene.phrases[i]).map(|e| (e, Some(i)))).collect()
}

/// Whom a pronoun that is joined to a person stands for.
fn with_pronoun(scene: &Scene<'_>, p: usize) -> Option<Entity> {
    let start = scene.phrases[p].tokens.start;
    let joint = start.checked_sub(1).filter(|k| scene.row.tokens[*k].is(Class::Conj))?;
    let pronoun = &scene.phrases[p.checked_sub(1)?];
    if pronoun.head != Head::PersonPronoun || pronoun.tokens.end != joint {
        return None;
    }
    scene.pointed(p - 1).map(|x| x.who.clone())
}
