//! Where people are, go and stay: what a sentence leaves open of a move, other clauses and the text before it tell.

use std::ops::Range;

use tradewire_model::{Args, ClaimKind, Role};

use crate::build::Draft;
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene, a_year, cover, entity, organisation};
use crate::frame::Frame;
use crate::learned::propose::employer;
use crate::lexicon::Lexicon;
use crate::naming::Naming;
use crate::phrase::{Head, Of, Phrase, between};
use crate::place::{in_relative, relative_clause};
use crate::token::{NameClass, Token, triggers};

/// «Wang, its chief executive, joined Meta. Droege becomes interim chief executive»: a post that the sentence gives no firm for,
/// and that somebody was last said to leave, is the one left.
pub(crate) fn takes_seat(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled) {
    let Some(seat) = &scene.before.seat else { return };
    if frame.kind != ClaimKind::Move || scene.before.seat_age > 4 {
        return;
    }
    let words = |r: &Range<usize>| scene.text.folded.text[r.clone()].trim();
    let (Some(left), Some(Filler::Words(taken))) = (seat.role.as_ref(), filled.get(Role::RoleAfter)) else {
        return;
    };
    let taken = words(taken).trim_start_matches(['临', '时', '代', '理']);
    let taken = taken.strip_prefix("interim ").or_else(|| taken.strip_prefix("acting ")).unwrap_or(taken);
    let same_person = match filled.get(Role::Person) {
        Some(Filler::People(list)) => list.iter().any(|x| seat.person.as_ref().is_some_and(|p| p.same(&x.0))),
        _ => true,
    };
    if same_person || taken.len() < 3 || !words(left).contains(taken) {
        return;
    }
    for (role, filler, _) in &mut filled.slots {
        if *role == Role::To
            && let Filler::Orgs(orgs) = filler
            && orgs.iter().all(|o| o.carried.is_some())
        {
            let mut org = seat.org.clone();
            org.carried = Some("the firm whose post was last said to be left");
            *orgs = vec![org];
        }
    }
}

/// «joined Northgate in 2019, rose to partner in 2020», «Ada, who joined Northgate last year, has departed»: a promotion or
/// a departure that names no firm is where the person was last said to be, in the sentence or before it.
pub(crate) fn stays(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled, fills: &[Filled]) -> bool {
    let type_is = |of: &[&str]| frame.is(of) && !frame.succession;
    // 某公司同意甲辞职，乙任总裁: the sentence is about the firm that it began with.
    if scene.row.chinese
        && !type_is(&["promotion"])
        && frame.need_role_after()
        && filled.get(Role::To).is_none()
    {
        return opened(scene, frame, filled);
    }
    if frame.id.as_str() == "move.join" {
        return joins_here(scene, filled);
    }
    let rises = type_is(&["promotion"]) && filled.get(Role::RoleAfter).is_some();
    let leaves = type_is(&["leave", "retire", "dismissed"]) && frame.id.as_str() != "move.follow";
    let role = if leaves { Role::From } else { Role::To };
    if !(rises || leaves) || filled.get(role).is_some() {
        return false;
    }
    let Some(Filler::People(people)) = filled.get(Role::Person) else { return false };
    let [(person, _)] = &people[..] else { return false };
    let here = fills.iter().rev().find_map(|f| {
        let (Some(Filler::People(p)), Some(Filler::Orgs(o))) = (f.get(Role::Person), f.get(Role::To)) else {
            return None;
        };
        let again = !leaves || !scene.row.chinese || dated(scene, f.trigger, filled.trigger);
        (again && p.iter().any(|x| x.0.same(person))).then(|| o.first().cloned()).flatten()
    });
    // 2020年被甲公司挖角，2022年辞职下台: in Chinese only what the sentence itself has told.
    if leaves && scene.row.chinese && here.is_none() {
        return false;
    }
    let own = || people[0].1.filter(|_| rises).and_then(|i| employer(scene, i));
    let told = || people[0].1.filter(|_| leaves).and_then(|i| worked_at(scene, i));
    let house = || {
        let i = people[0].1.filter(|_| rises)?;
        // 集团总裁某某升任副董事长: where the sentence names no firm, it is the one that the text speaks of.
        let silent = || scene.phrases.iter().all(|p| organisation(scene, p).is_none());
        let topic = || scene.before.topic_org.clone().filter(|_| scene.row.chinese && silent());
        crate::fill::house(scene, i).or_else(topic)
    };
    let known = here.or_else(own).or_else(told).or_else(|| scene.before.home(person));
    let Some(mut org) = known.or_else(house) else { return false };
    org.carried = Some("the organisation that the text has the person at");
    filled.carried += 1;
    filled.slots.push((role, Filler::Orgs(vec![org]), false));
    true
}

/// «His deputy, Ada, left last month»: where the one is, or has just left, whose deputy she is.
pub(crate) fn companion(scene: &Scene<'_>, person: usize) -> Option<Entity> {
    let p = &scene.phrases[person];
    let whose = |t: &Token| t.is(Class::PronounPoss) && t.is(Class::PronounPerson);
    if scene.row.chinese || !scene.row.tokens[p.tokens.clone()].iter().any(whose) {
        return None;
    }
    let here = scene.phrases[..person].iter().rev().find(|q| q.head == Head::Person && q.governor.is_none());
    let who = here.and_then(|q| entity(scene, q)).or_else(|| scene.before.person.clone())?;
    let seat = scene.before.seat.as_ref().filter(|s| s.person.as_ref().is_some_and(|o| o.same(&who)));
    let own = || here.and_then(|q| organisation(scene, q));
    seat.map(|s| s.org.clone()).or_else(own).or_else(|| scene.before.home(&who))
}

/// «Ada, a former Apple engineer, joined as technology chief in May»: where the verb names no firm, the one spoken of.
fn joins_here(scene: &Scene<'_>, filled: &mut Filled) -> bool {
    let t = &scene.row.tokens;
    let word = &scene.text.folded.text[t[filled.trigger].range()];
    let alone = t.get(filled.trigger + 1).is_none_or(|x| {
        // «Joining her is Ben»
        let beside = || {
            let next = t.get(filled.trigger + 2);
            x.is(Class::PronounPerson) && next.is_some_and(|y| y.any(&[Class::Be, Class::Plan]))
        };
        x.any(&[Class::As, Class::From])
            || x.quantity.is_some()
            || matches!(x.punct, Some('.' | ','))
            || beside()
    });
    if scene.row.chinese || !word.starts_with("join") || !alone || filled.get(Role::To).is_some() {
        return false;
    }
    // «Joining her is Ben»: where she is.
    let her = scene
        .phrases
        .iter()
        .position(|p| p.tokens.start == filled.trigger + 1 && p.head == Head::PersonPronoun)
        .and_then(|p| scene.pointed(p))
        .and_then(|same| scene.before.home(&same.who));
    let (Some(Filler::People(people)), Some(mut org)) =
        (filled.get(Role::Person), her.or_else(|| scene.before.topic_org.clone()))
    else {
        return false;
    };
    let whence = match filled.get(Role::From) {
        Some(Filler::Orgs(list)) => list.iter().any(|o| o.same(&org)),
        _ => false,
    };
    let own = people.iter().any(|x| x.1.and_then(|i| employer(scene, i)).is_some_and(|o| o.same(&org)));
    if whence || own {
        return false;
    }
    org.carried = Some("the organisation that the text speaks of");
    filled.carried += 1;
    filled.slots.push((Role::To, Filler::Orgs(vec![org]), false));
    true
}

/// Gives an appointment that names no firm, in a clause of its own, the one that the sentence opens with.
fn opened(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled) -> bool {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    let has = |r: Role| filled.get(r).is_some();
    let own = scene.phrases.iter().any(|p| {
        p.clause == here
            && (organisation(scene, p).is_some()
                || p.former
                || matches!(p.head, Head::Generic | Head::OrgPronoun))
    });
    let first = scene.phrases.first().filter(|p| p.clause < here && p.governor.is_none());
    let Some(mut org) = first.filter(|p| p.head == Head::Org).and_then(|p| organisation(scene, p)) else {
        return false;
    };
    if frame.kind != ClaimKind::Move || own || !has(Role::Person) || !has(Role::RoleAfter) {
        return false;
    }
    org.carried = Some("the organisation that the sentence began with");
    filled.carried += 1;
    filled.slots.push((Role::To, Filler::Orgs(vec![org]), false));
    true
}

/// «Ada, who co-led Larkspur's safety team, resigned»: the one organisation of the relative clause behind a name.
fn worked_at(scene: &Scene<'_>, person: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let end = scene.phrases[person].tokens.end;
    let who = end + usize::from(t.get(end)?.punct == Some(','));
    if !t.get(who)?.is(Class::Relative) || t[who].is(Class::Article) {
        return None;
    }
    let close = (who..t.len()).find(|&k| t[k].punct == Some(','))?;
    let inside: Vec<&Phrase> = scene
        .phrases
        .iter()
        .filter(|p| p.tokens.start > who && p.tokens.end <= close)
        .filter(|p| matches!(p.head, Head::Org | Head::Group | Head::Role))
        .filter(|p| organisation(scene, p).is_some())
        .collect();
    let moves =
        (who..close).any(|k| t[k].name.is_none() && (t[k].hires || t[k].any(&[Class::From, Class::Former])));
    let [one] = &inside[..] else { return None };
    organisation(scene, one).filter(|_| !moves)
}

/// 加入了幻方，后被小米挖走: two moves of one person, each in a clause of its own: to different places, or with a date
/// between them.
pub(crate) fn onward(scene: &Scene<'_>, frame: &Frame, a: &Filled, b: &Filled) -> bool {
    let t = &scene.row.tokens;
    if !scene.row.chinese || frame.kind != ClaimKind::Move || t[a.trigger].clause == t[b.trigger].clause {
        return false;
    }
    let apart = || matches!((a.org(Role::To), b.org(Role::To)), (Some(x), Some(y)) if !x.same(y));
    let rises = || frame.is(&["promotion"]) && !frame.succession;
    match frame.id.as_str() {
        "move.poach" => apart(),
        // 晋升为合伙人，他早年离开微软加入阿里: risen first, or at another time.
        _ if rises() => a.trigger < b.trigger || dated(scene, a.trigger, b.trigger),
        "move.appoint" => dated(scene, a.trigger, b.trigger),
        // 2016年加入甲公司，2019年离开: whoever leaves where an earlier clause brought them leaves again.
        "move.leave" | "move.retire" | "move.dismiss" => b.trigger < a.trigger && same_goal(a, b),
        _ => false,
    }
}

/// Whether a date stands in the clause of the later of two triggers, before it.
pub(crate) fn dated(scene: &Scene<'_>, a: usize, b: usize) -> bool {
    let t = &scene.row.tokens;
    let (first, later) = (a.min(b), a.max(b));
    (first..later).any(|k| {
        t[k].clause == t[later].clause
            && t[k].clause != t[first].clause
            && t[k].quantity.is_some_and(|q| scene.row.quantities[q].date().is_some())
    })
}

/// «who left OpenAI for Anthropic in August, has left Anthropic»: whoever leaves where another verb brought them leaves again; in
/// Chinese where that verb points back to it: 从北门科技离职，他2019年加入该公司.
pub(crate) fn leaves_goal(scene: &Scene<'_>, frame: &Frame, f: &Filled, o: &Filled) -> bool {
    let points_back = |e: &Entity| frame.is(&["leave"]) && e.carried.is_some();
    same_goal(f, o) && (!scene.row.chinese || o.org(Role::To).is_some_and(points_back))
}

/// Whether one leaves the firm to which the other leads.
fn same_goal(f: &Filled, o: &Filled) -> bool {
    f.org(Role::From).zip(o.org(Role::To)).is_some_and(|(a, b)| a.same(b))
}

/// «Quillon said that Ada has become its chief executive»: its post is at the firm that the sentence began with, and «She succeeds
/// Ben, a Duke professor» at the one where she was just said to go; «started this month as a director at Google» tells of no
/// founding.
pub(crate) fn taken_up(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let join = frames.iter().position(|f| f.id.as_str() == "move.join");
    for f in fills.iter_mut() {
        let frame = &frames[f.frame as usize];
        if frame.kind != ClaimKind::Move {
            continue;
        }
        if frame.is(&["found"])
            && let Some(join) = join
            && starts_as(scene, f)
        {
            f.frame = u16::try_from(join).unwrap_or(f.frame);
            continue;
        }
        if !frame.is(&["join", "promotion", "return"]) {
            continue;
        }
        let post = match f.get(Role::RoleAfter) {
            Some(Filler::Words(r)) => Some(r.clone()),
            _ => None,
        };
        let its = post.as_ref().is_some_and(|r| {
            scene.phrases.iter().any(|p| p.role.as_ref() == Some(r) && p.org == Some(Of::Pronoun))
        });
        let opening = || {
            scene.phrases.iter().find(|p| {
                p.governor.is_none()
                    && p.tokens.end <= f.trigger
                    && !relative_clause(scene, p.clause)
                    && matches!(p.head, Head::Org)
            })
        };
        let firm = if its {
            opening().and_then(|p| entity(scene, p)).or_else(|| scene.before.topic_org.clone())
        } else if frame.succession {
            arrived(scene, f)
        } else {
            None
        };
        let Some(firm) = firm else { continue };
        let is = |f: &Filled, r: Role| matches!(f.get(r), Some(Filler::Orgs(o)) if o.iter().any(|e| e.same(&firm)));
        let silent = f.get(Role::To).is_none() && (f.get(Role::From).is_none() || is(f, Role::From));
        if silent || frame.succession && !its {
            f.slots.retain(|s| {
                s.0 != Role::To
                    && !(s.0 == Role::From
                        && matches!(&s.1, Filler::Orgs(o) if o.iter().any(|e| e.same(&firm))))
            });
            f.carried += 1;
            f.slots.push((Role::To, Filler::Orgs(vec![firm]), false));
        }
    }
}

/// Where whoever takes over was said to go in the sentences before.
fn arrived(scene: &Scene<'_>, f: &Filled) -> Option<Entity> {
    let [(who, _)] = f.people() else { return None };
    scene.before.moved.iter().any(|m| m.same(who)).then(|| scene.before.home(who)).flatten()
}

/// «started this month as a director at Larkspur»: a post, and no firm that the verb acts upon.
fn starts_as(scene: &Scene<'_>, f: &Filled) -> bool {
    let t = &scene.row.tokens;
    let begins = scene.text.folded.text[t[f.trigger].range()].starts_with("start");
    let rest = f.trigger + 1..t.len().min(f.trigger + 5);
    let post = rest.clone().find(|&k| t[k].is(Class::As) && t[k].clause == t[f.trigger].clause);
    begins && post.is_some_and(|k| (f.trigger + 1..k).all(|m| t[m].name.is_none()))
}

/// «which already employs 1,000 people», «will stay on as chief scientist»: what the model takes for hiring and for a rise.
pub(crate) fn has_people(scene: &Scene<'_>, f: &Filled) -> bool {
    let word = &scene.text.folded.text[scene.row.tokens[f.trigger].range()];
    let begins = |words: &[&str]| words.iter().any(|w| word.starts_with(w));
    let group = matches!(f.get(Role::Person), Some(Filler::Group(_)));
    f.guessed && (group && begins(&["employ", "has", "have", "had"]) || begins(&["stay", "remain"]))
}

/// «Ada, who was hired from Apple in May, is leaving»: not Apple, but where she was hired to.
pub(crate) fn leaves_the_new(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let is = |f: &Filled, code: &str| frames[f.frame as usize].is(&[code]);
    let one = |f: &Filled| match f.people() {
        [(who, _)] => Some(who.clone()),
        _ => None,
    };
    let first = |f: &Filled, r: Role| f.org(r).cloned();
    for k in 1..fills.len() {
        let (earlier, rest) = fills.split_at_mut(k);
        let leave = &mut rest[0];
        let (Some(person), Some(left)) =
            (one(leave).filter(|_| is(leave, "leave")), first(leave, Role::From))
        else {
            continue;
        };
        let hired = earlier.iter().find(|f| {
            is(f, "join")
                && one(f).is_some_and(|p| p.same(&person))
                && first(f, Role::From).is_some_and(|o| o.same(&left))
                && in_relative(scene, f.trigger)
                && !in_relative(scene, leave.trigger)
        });
        let Some(hired) = hired else { continue };
        let new =
            first(hired, Role::To).or_else(|| scene.before.topic_org.clone()).filter(|o| !o.same(&left));
        if let Some(new) = new {
            leave.put(Role::From, Filler::Orgs(vec![new]));
        }
    }
}

/// «left Larkspur to start Cyclical with Ben»: whoever leaves founds it, and Ben with them.
pub(crate) fn with_whom(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["found"])) {
        let governed =
            |i: usize| scene.phrases[i].governor.is_some_and(|g| g > f.trigger && t[g].is(Class::With));
        let mut people: Vec<(Entity, Option<usize>)> = f.people().to_vec();
        if !people.iter().any(|x| x.1.is_some_and(governed)) {
            continue;
        }
        let here = t[f.trigger].clause;
        let subject = scene.phrases.iter().enumerate().rev().find(|(_, p)| {
            p.head == Head::Person && p.tokens.end <= f.trigger && p.clause == here && p.governor.is_none()
        });
        if people.iter().all(|x| x.1.is_some_and(governed))
            && let Some((i, p)) = subject
            && let Some(e) = entity(scene, p)
        {
            f.extent = cover(&f.extent, &e.range);
            people.insert(0, (e, Some(i)));
        }
        // What the one has left says nothing of the other.
        let own = |m: usize| match &scene.phrases[m].org {
            Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
            _ => None,
        };
        let of_companion = |o: &Entity| {
            let with = people.iter().filter_map(|x| x.1).filter(|&m| governed(m));
            with.filter_map(own).any(|x| x.range == o.range)
        };
        // «with fellow Larkspur researcher Ben»: he has left the same.
        let alike = t[f.trigger..]
            .iter()
            .any(|x| ["fellow", "colleague", "colleagues"].contains(&&scene.text.folded.text[x.range()]));
        let left = f.org(Role::From).cloned().filter(|o| alike || !of_companion(o));
        f.whence = people
            .iter()
            .filter_map(|x| x.1)
            .filter_map(|m| Some((m, if governed(m) && !alike { own(m)? } else { left.clone()? })))
            .collect();
        f.slots.retain(|s| s.0 != Role::From);
        for s in f.slots.iter_mut().filter(|s| s.0 == Role::Person) {
            s.1 = Filler::People(people.clone());
        }
    }
}

/// «Ada replaces Ben, who left in March, as chief executive»: whose post it was does not come to it.
pub(crate) fn succeeded(scene: &Scene<'_>, frames: &[Frame], made: &mut Vec<Draft>) {
    let place = |d: &Draft, r: Role| d.args.name(r).map(|n| n.text.clone());
    let takes: Vec<(String, Option<String>, Option<String>)> = made
        .iter()
        .filter(|d| frames.get(d.frame as usize).is_some_and(|f| f.succession))
        .filter_map(|d| {
            let behind = |p: &&Phrase| p.head == Head::Person && p.tokens.start == d.trigger + 1;
            let who = entity(scene, scene.phrases.iter().find(behind)?)?.text;
            let own = place(d, Role::Person).is_some_and(|n| n != who);
            own.then(|| (who, place(d, Role::To), d.args.text(Role::RoleAfter).map(str::to_owned)))
        })
        .collect();
    made.retain(|d| {
        let comes =
            d.kind == ClaimKind::Move && matches!(d.args.text(Role::Type), Some("join" | "promotion"));
        !(comes
            && takes.iter().any(|(who, to, post)| {
                place(d, Role::Person).as_ref() == Some(who)
                    && place(d, Role::To) == *to
                    && d.args.text(Role::RoleAfter) == post.as_deref()
            }))
    });
}

/// «Ada, who led reasoning at Larkspur, has raised $500 million for Core Automata»: for what the sum is raised, not where she was.
pub(crate) fn raises_for(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].kind == ClaimKind::Funding) {
        let Some(firm) = f.org(Role::Company).cloned() else { continue };
        let told_of_her = scene
            .phrases
            .iter()
            .any(|p| p.core == firm.range && p.tokens.end <= f.trigger && relative_clause(scene, p.clause));
        let person = scene.phrases.first().is_some_and(|p| p.head == Head::Person && p.governor.is_none());
        let purpose = scene.phrases.iter().find(|p| {
            let k = t[f.trigger..p.tokens.start.max(f.trigger)].iter().rev().take(6);
            matches!(p.head, Head::Org | Head::Open)
                && p.tokens.start > f.trigger
                && p.clause.abs_diff(t[f.trigger].clause) <= 1
                && k.take_while(|x| x.name.is_none() && x.quantity.is_none()).any(|x| x.is(Class::For))
        });
        let Some(e) = purpose.filter(|_| told_of_her && person).and_then(|p| entity(scene, p)) else {
            continue;
        };
        f.extent = cover(&f.extent, &e.range);
        for s in &mut f.slots {
            if let Filler::Orgs(list) = &mut s.1 {
                match s.0 {
                    Role::Company => *list = vec![e.clone()],
                    Role::Investors => list.retain(|o| !o.same(&e)),
                    _ => {}
                }
            }
        }
        f.slots.retain(|s| !matches!(&s.1, Filler::Orgs(o) if o.is_empty()));
    }
}

/// «Ben is being replaced by Ada»: a surname alone before the verb is no firm that she goes to.
pub(crate) fn replaced_by(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["join", "promotion"])) {
        let word = &scene.text.folded.text[t[f.trigger].range()];
        let passive = word.ends_with("replaced") || word.ends_with("succeeded");
        let passive = passive && t.get(f.trigger + 1).is_some_and(|x| x.is(Class::By));
        let here = t[f.trigger].clause;
        let subject = |e: &Entity| {
            e.kb.is_none()
                && scene.phrases.iter().any(|p| {
                    p.head == Head::Open
                        && p.core == e.range
                        && p.governor.is_none()
                        && p.tokens.end <= f.trigger
                        && p.clause == here
                })
        };
        if passive && f.org(Role::To).is_some_and(subject) {
            f.slots.retain(|s| s.0 != Role::To);
        }
    }
}

/// «Ada left Larkspur to join Northgate, and Ben left in May to found Mathic»: what the second leaves is what the first left, and
/// not where the first went.
pub(crate) fn left_the_same(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    for k in 1..fills.len() {
        let (earlier, rest) = fills.split_at_mut(k);
        let f = &mut rest[0];
        if !frames[f.frame as usize].is(&["leave", "found", "join"]) {
            continue;
        }
        let Some(from) = f.org(Role::From).cloned().filter(|o| o.range.end <= t[f.trigger].start) else {
            continue;
        };
        let others = |o: &Filled| o.people().iter().all(|x| f.people().iter().all(|y| !x.0.same(&y.0)));
        let first = earlier.iter().rev().find(|o| {
            o.trigger < f.trigger
                && !o.people().is_empty()
                && !f.people().is_empty()
                && others(o)
                && o.org(Role::To).is_some_and(|to| to.range == from.range)
        });
        let Some(left) = first.and_then(|o| o.get(Role::From)).cloned() else { continue };
        for s in f.slots.iter_mut().filter(|s| s.0 == Role::From) {
            s.1 = left.clone();
        }
    }
}

/// A departure that the model holds for an arrival nowhere is a departure.
pub(crate) fn goes_nowhere(frames: &[Frame], fills: &mut Vec<Filled>) {
    let is = |f: &Filled, code: &str| frames[f.frame as usize].is(&[code]);
    let left: Vec<Filled> = fills.iter().filter(|f| is(f, "leave")).cloned().collect();
    let same = |a: &Filled, b: &Filled| match (a.get(Role::Person), b.get(Role::Person)) {
        (Some(Filler::People(a)), Some(Filler::People(b))) => {
            a.iter().all(|x| b.iter().any(|y| x.0.same(&y.0)))
        }
        _ => a.trigger == b.trigger,
    };
    fills.retain(|f| {
        !(f.guessed && is(f, "join") && f.get(Role::To).is_none() && left.iter().any(|l| same(f, l)))
    });
}

/// «Ada left in March, followed by policy chief Ben in April»: whoever follows does the same.
pub(crate) fn followed_by(scene: &Scene<'_>, frames: &[Frame], fills: &mut Vec<Filled>) {
    let t = &scene.row.tokens;
    let by = |k: usize| {
        &scene.text.folded.text[t[k].range()] == "followed" && t.get(k + 1).is_some_and(|x| x.is(Class::By))
    };
    let Some(k) = (1..t.len()).find(|&k| by(k)) else { return };
    let goes = |f: &&Filled| {
        let frame = &frames[f.frame as usize];
        frame.kind == ClaimKind::Move
            && f.trigger < k
            && t[f.trigger].clause.abs_diff(t[k].clause) <= 1
            && frame.is(&["leave", "join", "dismissed", "return"])
            && matches!(f.get(Role::Person), Some(Filler::People(_)))
    };
    let Some(model) = fills.iter().rev().find(goes).cloned() else { return };
    // What the models make of the word is told by it.
    fills.retain(|f| f.trigger != k || !f.guessed || frames[f.frame as usize].kind != ClaimKind::Move);
    let mut end = k + 1;
    for (i, p) in scene.phrases.iter().enumerate() {
        if p.head != Head::Person || p.tokens.start <= k {
            continue;
        }
        let gap = between(t, end, p.tokens.start);
        let linked = gap.iter().all(|x| {
            !x.verb
                && (x.punct.is_none() || x.punct == Some(','))
                && !x.any(&[Class::Be, Class::Have, Class::Relative])
        });
        if !linked || gap.len() > 6 {
            break;
        }
        end = p.tokens.end;
        let Some(e) = entity(scene, p) else { continue };
        let mut f = model.clone();
        f.trigger = p.tokens.end - 1;
        f.slots.retain(|s| !matches!(s.0, Role::Person | Role::RoleBefore | Role::RoleAfter));
        f.extent = cover(&f.extent, &e.range);
        f.slots.push((Role::Person, Filler::People(vec![(e, Some(i))]), false));
        f.carried += 1;
        fills.push(f);
    }
}

/// «He replaces Ben, who left in May»: whoever is replaced left where the other goes.
pub(crate) fn replaced(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let person = |f: &Filled| f.people().first().map(|x| x.0.clone());
    for k in 1..fills.len() {
        let (earlier, rest) = fills.split_at_mut(k);
        let f = &mut rest[0];
        let told = f.steps.iter().any(|s| s.what == Role::From.as_str());
        if told
            || !frames[f.frame as usize].is(&["leave", "join", "retire", "dismissed"])
            || !in_relative(scene, f.trigger)
        {
            continue;
        }
        let new = earlier.iter().rev().find(|s| {
            frames[s.frame as usize].succession && person(s).zip(person(f)).is_some_and(|(a, b)| !a.same(&b))
        });
        let Some(Filler::Orgs(to)) = new.and_then(|s| s.get(Role::To)).cloned() else { continue };
        f.put(Role::From, Filler::Orgs(to));
    }
}

/// «is leaving to lead research at Northgate»: nobody leaves the firm that stands behind what they leave for. Where another
/// verb tells of that, nothing more is told.
pub(crate) fn leaves_for_it(scene: &Scene<'_>, frames: &[Frame], fills: &mut Vec<Filled>) {
    let t = &scene.row.tokens;
    let Some(join) = frames.iter().position(|f| f.id.as_str() == "move.join") else { return };
    let for_it = |f: &Filled, org: &Entity| {
        let after = || t.iter().enumerate().skip(f.trigger + 1).take_while(|(_, x)| x.end <= org.range.start);
        let purpose = after().any(|(k, x)| {
            let word = &scene.text.folded.text[x.range()];
            let next = || t.get(k + 1).is_some_and(|y| y.verb || y.plain());
            word.starts_with("to ") && x.word.is_some() || word == "to" && next()
        });
        let owns = t.iter().any(|x| x.start == org.range.end && x.is(Class::De));
        purpose && !owns && !after().any(|(_, x)| x.is(Class::From))
    };
    let mut k = 0;
    while k < fills.len() {
        let f = &fills[k];
        let leaves = frames[f.frame as usize].is(&["leave"]) && f.get(Role::To).is_none();
        let Some(org) = f.org(Role::From).filter(|o| leaves && for_it(f, o)).cloned() else {
            k += 1;
            continue;
        };
        let told = fills.iter().any(|o| {
            frames[o.frame as usize].kind == ClaimKind::Move
                && o.org(Role::To).is_some_and(|to| to.same(&org))
        });
        if told {
            fills.remove(k);
            continue;
        }
        let f = &mut fills[k];
        f.slots.retain(|s| s.0 != Role::From && s.0 != Role::RoleBefore);
        f.slots.push((Role::To, Filler::Orgs(vec![org]), true));
        f.frame = u16::try_from(join).unwrap_or(f.frame);
        k += 1;
    }
}

/// Whether a noun only speaks again of a departure whose goal the text has told before.
pub(crate) fn retold(scene: &Scene<'_>, frame: &Frame, filled: &Filled) -> bool {
    let leaves = frame.is(&["leave"]);
    let Some(Filler::People(people)) = filled.get(Role::Person).filter(|_| leaves) else { return false };
    !scene.row.chinese && people.iter().all(|x| scene.before.moved.iter().any(|m| m.same(&x.0)))
}

/// 前谷歌副总裁某某出任公司首席技术官，接替离任的某某: who takes up a post and whose place that was is one move, told by the first.
pub(crate) fn takes_post(scene: &Scene<'_>, frames: &[Frame], fills: &mut Vec<Filled>) {
    let t = &scene.row.tokens;
    let posts: Vec<(usize, Entity)> = fills
        .iter()
        .filter(|f| {
            let frame = &frames[f.frame as usize];
            frame.is(&["join", "promotion"]) && !frame.succession && f.get(Role::RoleAfter).is_some()
        })
        .filter(|f| f.org(Role::To).is_some())
        .filter_map(|f| Some((f.trigger, f.people().first()?.0.clone())))
        .collect();
    // 创立了甲公司，担任首席科学家: whoever founds it comes nowhere.
    let founded: Vec<(usize, Entity, Entity)> = fills
        .iter()
        .filter(|f| frames[f.frame as usize].is(&["found"]))
        .filter_map(|f| Some((f.trigger, f.people().first()?.0.clone(), f.org(Role::To)?.clone())))
        .collect();
    fills.retain(|o| {
        let post = frames[o.frame as usize].need_role_after() || o.get(Role::RoleAfter).is_some();
        !(frames[o.frame as usize].is(&["join", "promotion"]) && post)
            || !founded.iter().any(|(at, who, firm)| {
                *at < o.trigger
                    && t[o.trigger].clause.abs_diff(t[*at].clause) <= 1
                    && !dated(scene, *at, o.trigger)
                    && o.org(Role::To).is_some_and(|e| e.same(firm))
                    && o.people().first().is_some_and(|x| x.0.same(who))
            })
    });
    fills.retain(|o| {
        !frames[o.frame as usize].succession
            || !o.people().first().is_some_and(|who| {
                posts.iter().any(|(at, one)| {
                    *at < o.trigger && t[o.trigger].clause.abs_diff(t[*at].clause) <= 1 && one.same(&who.0)
                })
            })
    });
}

/// 创始人林知远曾任云杉智能首席科学家，2024年离职: what somebody leaves is the post told with the firm, not the one of today.
pub(crate) fn post_told(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["leave", "join", "found", "retire"])) {
        let Some(from) = f.org(Role::From).map(|e| e.range.clone()) else { continue };
        let post = scene.phrases.iter().find(|p| {
            p.head == Head::Role
                && p.tokens.end <= f.trigger
                && p.former
                && matches!(&p.org, Some(Of::Name(_, r)) if *r == from)
        });
        let Some(post) = post.and_then(|p| p.role.clone()) else { continue };
        let todays = |r: &Range<usize>| {
            scene
                .phrases
                .iter()
                .any(|p| p.head == Head::Person && !p.former && p.org.is_none() && p.role.as_ref() == Some(r))
        };
        match f.get(Role::RoleBefore) {
            Some(Filler::Words(r)) if !todays(r) => continue,
            _ => f.slots.retain(|s| s.0 != Role::RoleBefore),
        }
        f.slots.push((Role::RoleBefore, Filler::Words(post), false));
    }
}

/// 北门科技收购林知远创办的云杉智能，把他纳入麾下: whoever buys a firm takes its people, and they come from there; the firm that is
/// bought takes nobody.
pub(crate) fn taken_with_firm(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    let is_deal = |f: &&Filled| frames[f.frame as usize].kind == ClaimKind::Deal;
    let bought: Vec<(usize, Entity, Entity)> = fills
        .iter()
        .filter(is_deal)
        .filter_map(|f| Some((f.trigger, f.org(Role::Acquirer)?.clone(), f.org(Role::Target)?.clone())))
        .collect();
    let makers: Vec<(Entity, Entity)> = fills
        .iter()
        .filter(|f| frames[f.frame as usize].is(&["found"]))
        .filter_map(|f| Some((f.people().first()?.0.clone(), f.org(Role::To)?.clone())))
        .collect();
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["join"])) {
        let here = t[f.trigger].clause;
        let disposes =
            || (0..f.trigger).rev().take_while(|&k| t[k].clause == here).any(|k| t[k].is(Class::Ba));
        let Some(to) = f.org(Role::To).filter(|_| disposes()) else { continue };
        let Some((_, buyer, firm)) = bought.iter().find(|(at, buyer, firm)| {
            *at < f.trigger && buyer.range.end <= t[*at].start && (to.same(firm) || to.same(buyer))
        }) else {
            continue;
        };
        let maker = f
            .people()
            .first()
            .is_some_and(|who| makers.iter().any(|(p, made)| p.same(&who.0) && made.same(firm)));
        if to.same(firm) {
            f.put(Role::To, Filler::Orgs(vec![buyer.clone()]));
        }
        if maker && f.org(Role::From).is_none_or(|e| e.same(buyer)) {
            f.put(Role::From, Filler::Orgs(vec![firm.clone()]));
        }
    }
}

/// 挖角林知远遭拒, 开出千万年薪挖角，但被婉拒: whoever is wooed in vain goes nowhere; they were approached, if no offer tells it.
pub(crate) fn came_to_nothing(scene: &Scene<'_>, made: &mut Vec<Draft>) {
    const IN_VAIN: &[&str] = &[
        "未果",
        "失败",
        "未能成功",
        "没有成功",
        "未成功",
        "无果",
        "碰壁",
        "被拒",
        "遭拒",
        "被婉拒",
        "遭婉拒",
    ];
    let t = &scene.row.tokens;
    let in_vain = |at: usize| {
        let here = t[at].clause;
        // What another verb of hiring tells behind it is another matter.
        let behind = || {
            t.iter()
                .skip(at + 1)
                .take_while(|x| x.clause <= here + 1 && !(x.hires && x.clause > here && !x.is(Class::Refuse)))
        };
        let end = behind().last().map_or(t[at].end, |x| x.end);
        let words = &scene.text.folded.text[t[at].end..end];
        // 拒绝置评: what is refused is to speak.
        let comment = |end: usize| {
            let rest = &scene.text.folded.text[end..scene.row.range.end.max(end)];
            ["置评", "评论", "回应", "透露", "就此", "对此", "接受"].iter().any(|w| rest.starts_with(w))
        };
        // 挖来林知远，沈嘉禾则拒绝了邀请: another one refuses.
        let another = |x: &Token| {
            let person = |o: &Token| o.name.as_ref().is_some_and(|n| n.class == NameClass::Person);
            x.clause > here && behind().any(|o| o.clause == x.clause && o.end <= x.start && person(o))
        };
        let refused = |x: &Token| x.is(Class::Refuse) && x.name.is_none() && !comment(x.end) && !another(x);
        t[at].hires && (behind().any(refused) || IN_VAIN.iter().any(|w| words.contains(w)))
    };
    let offered: Vec<String> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Offer)
        .flat_map(|d| d.args.names(Role::To))
        .map(|n| n.text.clone())
        .collect();
    made.retain_mut(|d| {
        let joins = d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join");
        if !joins || !in_vain(d.trigger) {
            return true;
        }
        let (Some(org), Some(to)) = (d.args.get(Role::To).cloned(), d.args.get(Role::Person).cloned()) else {
            return false;
        };
        if to.names().iter().any(|n| offered.contains(&n.text)) {
            return false;
        }
        let mut args = Args::new().with(Role::Org, org).with(Role::To, to);
        if let Some(from) = d.args.get(Role::From) {
            args.set(Role::TargetOrg, from.clone());
        }
        (d.kind, d.args) = (ClaimKind::Approach, args);
        true
    });
}

/// «Ada went to Northgate and Ben to Larkspur»: the verb is said once.
pub(crate) fn verb_said_once(scene: &Scene<'_>, frames: &[Frame], fills: &mut Vec<Filled>) {
    let t = &scene.row.tokens;
    let mut more: Vec<Filled> = Vec::new();
    for f in fills.iter().filter(|f| frames[f.frame as usize].is(&["join", "return"])) {
        let Some(mut end) = f.org(Role::To).map(|e| e.range.end).filter(|end| *end > t[f.trigger].start)
        else {
            continue;
        };
        for (i, pair) in scene.phrases.windows(2).enumerate() {
            let [who, whither] = pair else { continue };
            let first = who.tokens.start;
            let apart = first > 0 && (t[first - 1].is(Class::Conj) || t[first - 1].punct == Some(','));
            let beside = t.iter().filter(|x| x.start >= end && x.end <= who.core.start);
            if who.head != Head::Person
                || whither.head != Head::Org
                || who.core.start < end
                || !apart
                || !(whither.governor == Some(who.tokens.end) && t[who.tokens.end].is(Class::To))
                || whither.tokens.start != who.tokens.end + 1
                || beside.clone().count() > 3
                || beside.clone().any(|x| x.verb || x.name.is_some())
            {
                continue;
            }
            let (Some(person), Some(org)) = (entity(scene, who), entity(scene, whither)) else { continue };
            end = org.range.end;
            let mut again = f.clone();
            again
                .slots
                .retain(|s| !matches!(s.0, Role::Person | Role::To | Role::RoleBefore | Role::RoleAfter));
            again.extent = cover(&again.extent, &org.range);
            again.slots.push((Role::Person, Filler::People(vec![(person, Some(i))]), false));
            again.slots.push((Role::To, Filler::Orgs(vec![org]), false));
            more.push(again);
        }
    }
    fills.extend(more);
}

/// 林知远从云杉智能离职。他将加入北门科技: whoever was just said to leave comes from there.
pub(crate) fn comes_from_left(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled) {
    const EARLIER: &[&str] = &["此前", "之前", "早年", "先前", "早前", "曾", "当年", "毕业"];
    let Some(seat) = scene.before.seat.as_ref().filter(|_| scene.row.chinese && scene.before.seat_age <= 1)
    else {
        return;
    };
    let t = &scene.row.tokens;
    let clause = &scene.text.folded.text[crate::finish::clause_range(scene, filled.trigger)];
    let life = t.iter().any(|x| a_year(scene, x)) || EARLIER.iter().any(|w| clause.contains(w));
    let other = |e: &Entity| !e.same(&seat.org);
    let [(who, _)] = filled.people() else { return };
    if frame.is(&["join", "found"])
        && !frame.succession
        && !life
        && filled.get(Role::From).is_none()
        && filled.org(Role::To).is_some_and(other)
        && seat.person.as_ref().is_some_and(|p| p.same(who))
    {
        let mut org = seat.org.clone();
        org.carried = Some("where the person was last said to leave");
        filled.carried += 1;
        filled.slots.push((Role::From, Filler::Orgs(vec![org]), false));
    }
}

/// 任命林知远为总经理，接替即将退休的沈知秋: what the one takes up is what the other leaves.
pub(crate) fn post_of_replaced(scene: &Scene<'_>, made: &mut [Draft]) {
    let gone = |d: &Draft| {
        d.kind == ClaimKind::Move
            && matches!(d.args.text(Role::Type), Some("leave" | "retire" | "dismissed"))
            && !d.args.has(Role::RoleBefore)
            && d.args.name(Role::Person).is_some_and(|n| {
                let named = |p: &&Phrase| entity(scene, p).is_some_and(|e| e.text == n.text);
                scene.phrases.iter().filter(named).any(|p| crate::place::replaced(scene, p))
            })
    };
    for k in (0..made.len()).filter(|_| scene.row.chinese) {
        if !gone(&made[k]) {
            continue;
        }
        let taken = made.iter().find(|d| {
            matches!(d.args.text(Role::Type), Some("join" | "promotion" | "transfer"))
                && d.args.name(Role::Person).map(|n| &n.text)
                    != made[k].args.name(Role::Person).map(|n| &n.text)
        });
        if let Some(post) = taken.and_then(|d| d.args.get(Role::RoleAfter)).cloned() {
            made[k].args.set(Role::RoleBefore, post);
        }
    }
}

/// 聘请其前首席执行官某某加入: who comes to whoever asked them in, though the verb of coming names no place.
pub(crate) fn asked_in(scene: &Scene<'_>, frames: &[Frame], pivots: &[Filled], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["join"]) && f.get(Role::To).is_none())
    {
        let asked = pivots.iter().find(|p| {
            p.trigger < f.trigger
                && t[p.trigger].clause == t[f.trigger].clause
                && p.org(Role::To).is_some()
                && !f.people().is_empty()
                && f.people().iter().all(|x| p.people().iter().any(|y| x.0.same(&y.0)))
        });
        for role in [Role::To, Role::From] {
            if let Some(org) = asked.and_then(|p| p.get(role)).filter(|_| f.get(role).is_none()) {
                f.slots.push((role, org.clone(), false));
            }
        }
    }
}

/// 经济部指派林知远接任台电董事长: whoever a ministry sends goes to the firm that the post is of.
pub(crate) fn sent(scene: &Scene<'_>, frames: &[Frame], naming: &Naming, fills: &mut [Filled]) {
    let body = |e: &Entity| naming.is_authority(&scene.text.folded.text[e.range.clone()]);
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["join", "promotion"])) {
        // A ministry that stands there by itself acts; it is not where somebody comes from.
        let acts = |e: &Entity| {
            scene.phrases.iter().any(|p| p.head == Head::Org && p.core == e.range && p.governor.is_none())
        };
        if f.org(Role::From).is_some_and(|e| body(e) && acts(e)) {
            f.slots.retain(|s| s.0 != Role::From);
        }
        let Some(Filler::Words(post)) = f.get(Role::RoleAfter) else { continue };
        let firm = scene.phrases.iter().find(|p| p.role.as_ref() == Some(post)).and_then(|p| match &p.org {
            Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
            _ => None,
        });
        let Some(firm) = firm.filter(|e| !body(e)) else { continue };
        if f.org(Role::To).is_none_or(|e| body(e) && acts(e)) {
            let mine = |s: &(Role, Filler, bool)| {
                s.0 == Role::To
                    || s.0 == Role::From && matches!(&s.1, Filler::Orgs(o) if o.iter().any(|e| e.same(&firm)))
            };
            f.slots.retain(|s| !mine(s));
            f.slots.push((Role::To, Filler::Orgs(vec![firm]), false));
        }
    }
}

/// «quit Microsoft's AI team to join Larkspur»: what only the models see as a join in a verb that leaves is none where the next
/// verb has the same person join another.
pub(crate) fn quit_to_join(scene: &Scene<'_>, lexicon: &Lexicon, fills: &mut Vec<Filled>) {
    let frames = &lexicon.frames;
    let joins = |f: &Filled| frames[f.frame as usize].is(&["join", "return"]);
    let leaves = |f: &Filled| {
        let forms = triggers(lexicon, &scene.row.tokens[f.trigger]);
        !forms.is_empty() && forms.iter().all(|x| frames[x.0 as usize].is(&["leave", "retire"]))
    };
    let who = |f: &Filled| f.people().first().map(|x| x.0.clone());
    let next: Vec<(usize, Entity)> =
        fills.iter().filter(|f| joins(f)).filter_map(|f| Some((f.trigger, who(f)?))).collect();
    fills.retain(|f| {
        let another =
            |p: &Entity| next.iter().any(|(at, q)| *at > f.trigger && at - f.trigger <= 12 && q.same(p));
        !(f.guessed && joins(f) && leaves(f) && who(f).is_some_and(|p| another(&p)))
    });
}

/// 2015年从微软加入甲公司，2022年底出任乙公司CTO: whoever was said to leave a firm leaves it once, and a post that is taken up
/// at a later time is not that of the first.
pub(crate) fn left_once(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let t = &scene.row.tokens;
    let goes = |f: &Filled| frames[f.frame as usize].is(&["join", "promotion", "return"]);
    let dated = |clause: u16| {
        let date = |x: &Token| x.quantity.is_some_and(|q| scene.row.quantities[q].date().is_some());
        t.iter().any(|x| x.clause == clause && date(x))
    };
    let moves: Vec<usize> = (0..fills.len()).filter(|&i| goes(&fills[i])).collect();
    for (n, &i) in moves.iter().enumerate() {
        for &j in &moves[n + 1..] {
            let (a, b) = if fills[i].trigger < fills[j].trigger { (i, j) } else { (j, i) };
            let (first, later) = (&fills[a], &fills[b]);
            let apart = t[first.trigger].clause < t[later.trigger].clause && dated(t[later.trigger].clause);
            let who = |f: &Filled| f.people().first().map(|x| x.0.clone());
            if !apart || !who(first).zip(who(later)).is_some_and(|(x, y)| x.same(&y)) {
                continue;
            }
            let whence = first.org(Role::From).is_some_and(|x| {
                x.range.end <= t[first.trigger].start
                    && later.org(Role::From).is_some_and(|y| y.same(x))
                    && first.org(Role::To).is_some()
            });
            let post = first.get(Role::RoleAfter).is_some()
                && first.get(Role::RoleAfter) == later.get(Role::RoleAfter);
            if whence {
                fills[b].slots.retain(|s| s.0 != Role::From);
            }
            if post {
                fills[a].slots.retain(|s| s.0 != Role::RoleAfter);
            }
        }
    }
}

/// 董事长某甲交棒给总经理某乙, 董事长由某甲变更为某乙: who hands a post over and who takes it up, of which a verb tells only one.
pub(crate) fn handed_over(scene: &Scene<'_>, frames: &[Frame], fills: &mut Vec<Filled>) {
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    let frame =
        |id: &str| frames.iter().position(|f| f.id.as_str() == id).and_then(|i| u16::try_from(i).ok());
    let (Some(leave), Some(rise)) = (frame("move.leave"), frame("move.promote")) else { return };
    let mut more = Vec::new();
    for f in fills.iter_mut() {
        let gives = f.frame == leave
            && word(f.trigger).starts_with("交棒")
            && matches!(word(f.trigger + 1), "给" | "予");
        let changes = frames[f.frame as usize].id.as_str() == "move.change";
        let here = |p: &Phrase| p.head == Head::Person && p.clause == t[f.trigger].clause;
        let other = scene.phrases.iter().position(|p| {
            here(p)
                && if gives {
                    p.governor == Some(f.trigger + 1)
                } else {
                    p.tokens.end <= f.trigger && p.governor.is_some_and(|g| word(g) == "由")
                }
        });
        let place = f.org(if gives { Role::From } else { Role::To });
        let post = f.get(if gives { Role::RoleBefore } else { Role::RoleAfter });
        // What somebody has founded is no post that another takes up.
        let founded = |r: &Filler| {
            let words = match r {
                Filler::Words(r) => &scene.text.folded.text[r.clone()],
                _ => "",
            };
            gives && ["始人", "办人", "联创"].iter().any(|w| words.ends_with(w))
        };
        let (Some(i), Some(place), Some(post)) =
            (other.filter(|_| gives || changes), place.cloned(), post.filter(|r| !founded(r)).cloned())
        else {
            continue;
        };
        let Some(e) = entity(scene, &scene.phrases[i]) else { continue };
        let (to, role) = if gives { (Role::To, Role::RoleAfter) } else { (Role::From, Role::RoleBefore) };
        let mut next = f.clone();
        next.frame = if gives { rise } else { leave };
        next.extent = cover(&f.extent, &e.range);
        next.slots = vec![
            (Role::Person, Filler::People(vec![(e, Some(i))]), false),
            (to, Filler::Orgs(vec![place]), false),
            (role, post, false),
        ];
        next.carried += 1;
        for s in &mut f.slots {
            if let Filler::People(list) = &mut s.1 {
                list.retain(|x| x.1 != Some(i));
            }
        }
        more.push(next);
    }
    fills.append(&mut more);
}
