//! From filled slots to claims.

use std::ops::Range;

use tradewire_model::{Args, ClaimKind, Count, Date, MoveType, Name, Period, Role, Value};
use tradewire_quantity::{Kind, Quantity};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene, cover};
use crate::finish::{approach, deal, funding, package, payband, settle, unit, valuation};
use crate::frame::{Finish, Frame};
use crate::phrase::{Head, Of, Phrase};

/// How a step says that somebody is named as one of a group.
pub(crate) const MEMBER: &str = "named member of the group";

/// Words that say that a sum is what many get.
const AVERAGES: &[&str] = &["平均", "人均", "中位", "每人", "人人"];

/// A claim before its place and attribution are worked out.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: ClaimKind,
    pub(crate) args: Args,
    pub(crate) extent: Range<usize>,
    pub(crate) trigger: usize,
    pub(crate) frame: u16,
    pub(crate) parties: Vec<Entity>,
    pub(crate) steps: Vec<tradewire_model::Step>,
    pub(crate) carried: usize,
    /// Quantities it used.
    pub(crate) quantities: Vec<usize>,
    /// How likely the model holds it that the trigger tells this, if it was asked.
    pub(crate) share: Option<f32>,
    /// Whether only the model found it.
    pub(crate) guessed: bool,
}

/// Turns a filled frame into drafts: one for each person that shares it.
pub(crate) fn drafts(scene: &Scene<'_>, frame: &Frame, filled: &Filled) -> Vec<Draft> {
    let mut args = Args::new();
    for (r, code) in &frame.set {
        args.set(*r, Value::Code(code.clone()));
    }
    let mut parties = Vec::new();
    let mut people: Vec<(Entity, Option<usize>)> = Vec::new();
    let mut person_role = Role::Person;
    let mut group = None;
    let mut quantities = Vec::new();
    let mut extent = filled.extent.clone();
    for (role, filler, _) in &filled.slots {
        match filler {
            Filler::People(list) if matches!(role, Role::Person | Role::To) => {
                people.clone_from(list);
                person_role = *role;
                parties.extend(list.iter().map(|p| p.0.clone()));
            }
            Filler::People(list) => {
                parties.extend(list.iter().map(|p| p.0.clone()));
                args.set(*role, names(scene, list.iter().map(|p| &p.0)));
            }
            Filler::Orgs(list) => {
                parties.extend(list.iter().cloned());
                if frame.kind.shape(*role) == tradewire_model::Shape::Name {
                    args.set(*role, names(scene, list.iter()));
                }
            }
            Filler::Group(p) => {
                let words = scene.text.words(scene.phrases[*p].core.clone()).trim();
                // 有四名员工: there are four of them.
                let words =
                    words.strip_prefix('有').filter(|_| scene.phrases[*p].count.is_some()).unwrap_or(words);
                let words = words.to_owned();
                let role = if *role == Role::Person { Role::Group } else { *role };
                if frame.kind.allows(role) && frame.kind.shape(role) == tradewire_model::Shape::Name {
                    args.set(role, Value::Name(Name::group(words)));
                } else if frame.kind.allows(role) {
                    args.set(role, Value::Text(words));
                }
                group = Some(*p);
            }
            // «left to become a partner»: one post is not both.
            Filler::Words(r)
                if *role == Role::RoleBefore && taken_up_by_another(scene, filled.trigger, r) => {}
            Filler::Words(r)
                if *role == Role::RoleBefore
                    && matches!(filled.get(Role::RoleAfter), Some(Filler::Words(a)) if a == r) => {}
            Filler::Words(r) => {
                // 未提到接任人, 人事任命正值重整软体部门之际: no post is named.
                if frame.kind == ClaimKind::Move && no_role(scene, filled, *role, r) {
                    continue;
                }
                if *role == Role::RoleAfter && frame.kind == ClaimKind::Move && no_post(scene, r) {
                    // 入职某实验室，成为一名青年科学家: who joins has joined, whatever as.
                    if frame.need_role_after() {
                        return Vec::new();
                    }
                    continue;
                }
                let words = if *role == Role::RoleBefore {
                    title_of(scene, r)
                } else {
                    post(scene.text.words(r.clone())).to_owned()
                };
                if frame.kind.allows(*role) && !(*role == Role::RoleBefore && words == "人") {
                    // «offered a staff engineer $3 million»: a person without a name.
                    let whom = *role == Role::To;
                    let value = if whom { Value::Name(Name::unresolved(words)) } else { Value::Text(words) };
                    args.set(*role, value);
                }
            }
            Filler::Amount(q) => {
                quantities.push(*q);
                if frame.finish.is_none()
                    && frame.kind.allows(*role)
                    && let Some(m) = scene.row.quantities[*q].money()
                {
                    args.set(*role, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
                }
            }
        }
    }
    // «a start-up founded by former Google researchers raised $10 million»: where people came from raises nothing.
    if matches!(frame.kind, ClaimKind::Funding | ClaimKind::Valuation)
        && let Some(Filler::Orgs(firms)) = filled.get(Role::Company)
        && firms.iter().any(|e| {
            scene.phrases.iter().any(|p| p.former && matches!(&p.org, Some(Of::Name(_, r)) if *r == e.range))
        })
    {
        return Vec::new();
    }
    if frame.kind == ClaimKind::Dispute {
        crate::quarrel::sued_together(scene, filled, &mut args);
        crate::quarrel::ended(scene, filled.trigger, &mut args);
        let parties = |args: &Args| args.has(Role::Plaintiff) || args.has(Role::Defendant);
        let had = parties(&args);
        crate::quarrel::no_parties(scene, &mut args);
        if had && !parties(&args) {
            return Vec::new();
        }
    }
    // Lured back, hired back: a return.
    if frame.kind == ClaimKind::Move && !scene.row.chinese && args.text(Role::Type) == Some("join") {
        let t = &scene.row.tokens;
        if t.iter().skip(filled.trigger + 1).take(5).any(|x| &scene.text.folded.text[x.range()] == "back")
            || scene.text.folded.text[t[filled.trigger].range()].ends_with(" back")
        {
            args.set(Role::Type, Value::Code("return".into()));
        }
    }
    // «Ada, the director of Mila, has rejected several offers»: her own house makes her none.
    if frame.kind == ClaimKind::Offer
        && !scene.row.chinese
        && args.text(Role::Outcome) == Some("declined")
        && let (Some(Filler::Orgs(bidders)), Some((_, Some(p)))) = (filled.get(Role::Bidder), people.first())
        && let Some(Of::Name(_, r)) = scene.phrases[*p].org.as_ref().filter(|_| !scene.phrases[*p].former)
        && bidders.iter().any(|b| b.range == *r)
    {
        args.remove(Role::Bidder);
    }
    if frame.kind == ClaimKind::Offer
        && frame.id.as_str() != "offer.draw"
        && let Some(Filler::Orgs(bidders)) = filled.get(Role::Bidder)
        && let Some(b) = bidders.first()
        && leaves_behind(scene, b)
    {
        // 从甲公司挖走某某,开出…: whoever is robbed bids nothing; the one who robs does, where it is known.
        args.remove(Role::Bidder);
        if let Some(o) = scene.before.topic_org.clone().filter(|o| !o.same(b)) {
            args.set(Role::Bidder, Value::Name(o.name(scene.kb)));
            parties.push(o);
        }
    }
    if frame.kind == ClaimKind::Offer
        && let Some(Filler::Orgs(bidders)) = filled.get(Role::Bidder)
    {
        // «公司为此向他开出…»: whoever an offer goes to is not whoever makes it.
        let bidder = &bidders[0];
        let inside = |e: &Entity| {
            crate::fill::affiliated(scene.kb, e, &scene.text.orgs).is_some_and(|o| o.same(bidder))
        };
        let pronoun = people.first().is_some_and(|p| p.1.is_none() && inside(&p.0));
        // 薪酬包平均达…: what many get on average goes to nobody in particular.
        let many = AVERAGES.iter().any(|w| scene.text.folded.text[scene.row.range.clone()].contains(w));
        let nobody =
            people.is_empty() && group.is_none() && filled.carried == 0 && scene.row.chinese && !many;
        if (pronoun || nobody)
            && let Some(e) = scene.before.outsider(scene.kb, scene.text, bidder)
        {
            parties.push(e.clone());
            people = vec![(e, None)];
            person_role = Role::To;
        } else if pronoun {
            people.clear();
        }
    }
    // 林知远将出任首席科学家，年薪据闻达500万: who was just said to move is paid where they go.
    if frame.kind == ClaimKind::Offer
        && scene.row.chinese
        && !args.has(Role::Bidder)
        && matches!(args.text(Role::Outcome), Some("paid" | "accepted"))
        && let [(who, _)] = &people[..]
        && scene.before.moved.iter().any(|m| m.same(who))
        && let Some(home) = scene.before.home(who)
    {
        args.set(Role::Bidder, Value::Name(home.name(scene.kb)));
        parties.push(home);
    }
    if let Some(by) = &filled.by {
        args.set(Role::By, names(scene, std::iter::once(by)));
        parties.push(by.clone());
    }
    let group = group.map(|p| in_figures(scene, p));
    if let Some(p) = group {
        // How many: the number in the phrase.
        if let Some(q) = scene.phrases[p].count
            && let Some(c) = count(&scene.row.quantities[q])
            && frame.kind.allows(Role::Count)
        {
            args.set(Role::Count, Value::Count(c));
            quantities.push(q);
        }
        if frame.kind == ClaimKind::Move
            && !args.has(Role::RoleBefore)
            && let Some(r) = &scene.phrases[p].role
            && title_of(scene, r) != "人"
        {
            args.set(Role::RoleBefore, Value::Text(title_of(scene, r)));
        }
    }
    if let Some(finish) = frame.finish {
        let ok = match finish {
            Finish::Package => package(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Deal => deal(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Funding => funding(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Valuation => valuation(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Payband => payband(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Approach => approach(scene, filled, &mut args),
            Finish::Unit => {
                own_unit(scene, &mut args);
                unit(scene, filled, &mut args)
            }
        };
        if !ok {
            return Vec::new();
        }
    }
    if let Some(d) = date(scene, filled.trigger) {
        args.set(Role::Date, Value::Date(d));
    }
    // 曾任首席科学家 tells of a time gone by; 继续担任院长 of no move at all.
    if frame.kind == ClaimKind::Move && frame.slots.iter().any(|s| s.role == Role::RoleAfter) {
        if during(scene, filled.trigger) {
            let Some(org) = workplace(scene, filled.trigger) else { return Vec::new() };
            args.set(Role::To, Value::Name(org.name(scene.kb)));
            args.remove(Role::From);
            gone_by(&mut args);
        }
        held_then(scene, filled, &mut args);
        match aspect(scene, filled.trigger) {
            None if frame.need_role_after() && earlier(scene, filled.trigger) => {
                gone_by(&mut args);
                let here = scene.row.tokens[filled.trigger].clause;
                let dated = |x: &crate::token::Token| {
                    x.clause == here && x.quantity.is_some_and(|q| scene.row.quantities[q].date().is_some())
                };
                if !scene.row.tokens.iter().any(dated) {
                    args.remove(Role::Date);
                }
            }
            Some(Class::Lasting) if !done(scene, filled.trigger) => return Vec::new(),
            Some(Class::Past) if frame.need_role_after() => gone_by(&mut args),
            _ => {}
        }
    }
    // A share of the staff that is let go is a figure, not a group.
    let share = |p: usize| {
        scene.phrases[p].count.is_some_and(|q| matches!(scene.row.quantities[q].kind, Kind::Percent(_)))
    };
    // 由300人缩减至80人: those who were there and those who stay are not those let go.
    let stays = |p: usize| {
        let (q, folded) = (&scene.phrases[p], &scene.text.folded.text);
        let counted = |k: &usize| scene.row.tokens[*k].quantity.is_some();
        let from = |c: char| {
            folded[q.core.clone()].starts_with(c)
                || q.tokens
                    .clone()
                    .filter(counted)
                    .any(|k| folded[scene.row.tokens[k].range()].starts_with(c))
        };
        ['至', '到', '由', '从'].into_iter().any(from)
    };
    if frame.kind == ClaimKind::Move
        && args.text(Role::Type) == Some("layoff")
        && group.is_some_and(|p| share(p) || stays(p))
    {
        return Vec::new();
    }
    // Years spent somewhere, told with their beginning and end, are gone by.
    let spent = match args.get(Role::Date) {
        Some(Value::Date(d)) => {
            d.to_string().split_once('/').is_some_and(|(from, to)| from.get(..4) != to.get(..4))
        }
        _ => false,
    };
    if frame.kind == ClaimKind::Move && args.text(Role::Type) == Some("join") && spent && group.is_none() {
        gone_by(&mut args);
    }
    // A unit is set up by its organisation; nobody founds it by leaving.
    let unit = |n: &Name| {
        n.id.as_ref().and_then(|id| scene.kb.get(id)).is_some_and(|e| e.class == tradewire_kb::Class::Unit)
    };
    if frame.kind == ClaimKind::Move
        && args.text(Role::Type) == Some("found")
        && args.names(Role::To).iter().any(unit)
    {
        return Vec::new();
    }
    // 将创办新公司，某某加入Meta: a firm without a name is founded, and none of those named behind it.
    let nameless = scene.row.chinese
        && args.text(Role::Type) == Some("found")
        && scene.phrases.iter().any(|p| {
            p.head == Head::Generic
                && p.tokens.start > filled.trigger
                && p.tokens.start <= filled.trigger + 2
                && matches!(filled.get(Role::To), Some(Filler::Orgs(o)) if o.iter().all(|e| e.range.start >= p.core.end))
                && p.clause != scene.phrases.iter().find(|q| q.head == Head::Org && q.tokens.start > p.tokens.start).map_or(p.clause, |q| q.clause)
        });
    if frame.kind == ClaimKind::Move && nameless {
        return Vec::new();
    }
    let whence = scene.row.chinese
        && scene.phrases.iter().any(|p| {
            let marked = p.governor.is_some_and(|g| scene.row.tokens[g].is(Class::From));
            let mine = |e: &Entity| e.range == p.core;
            marked && matches!(filled.get(Role::From), Some(Filler::Orgs(o)) if o.iter().any(mine))
        });
    // Somebody does not go from a place to the same place.
    if frame.kind == ClaimKind::Move {
        same_place(&mut args, whence);
    }
    let draft = |args: Args, extent: Range<usize>| Draft {
        kind: frame.kind,
        args,
        extent,
        trigger: filled.trigger,
        frame: filled.frame,
        parties: parties.clone(),
        steps: filled.steps.clone(),
        carried: filled.carried,
        quantities: quantities.clone(),
        share: filled.share,
        guessed: filled.guessed,
    };
    let mut out = Vec::new();
    // «hired four engineers, including Ada, a former Larkspur researcher»: where one of them is from is said of no other.
    let named: Vec<usize> =
        group.map_or_else(Vec::new, |g| members(scene, g, filled.trigger).into_iter().map(|m| m.1).collect());
    let whence_of = filled.org(Role::From).cloned().filter(|_| {
        !scene.row.chinese && frame.kind == ClaimKind::Move && args.text(Role::Type) == Some("join")
    });
    let spread = args.get(Role::From).cloned();
    // «…, including Ada and Ben, from Larkspur»: behind a comma of its own it is said of all.
    let of_all = |from: &Entity| {
        let t = &scene.row.tokens;
        let k = t.iter().position(|x| x.start >= from.range.start).unwrap_or(0);
        named.len() > 1 && k > 1 && t[k - 1].is(Class::From) && t[k - 2].punct == Some(',')
    };
    if let Some(from) = whence_of.as_ref().filter(|f| !of_all(f))
        && named.iter().any(|&m| said_of(scene, m, from))
    {
        args.remove(Role::From);
    }
    // 甲公司与乙公司各自挖走50人: each of them.
    let t = &scene.row.tokens;
    // A group without a number is nobody that could be counted or named (annotation guideline 3), but for a whole team
    // and for founders; its named members count all the same.
    let vague = frame.kind == ClaimKind::Move
        && group.is_some_and(|g| {
            let people = &scene.text.folded.text[scene.phrases[g].core.clone()] == "人";
            scene.phrases[g].count.is_none()
                && !whole(scene, g)
                && (people || args.text(Role::Type) != Some("transfer"))
        });
    let apart =
        group.is_some() && !vague && args.names(Role::To).len() > 1 && t.iter().any(|x| x.is(Class::Each));
    if apart {
        for n in args.names(Role::To).iter().skip(1) {
            out.push(draft(args.clone().with(Role::To, Value::Name((*n).clone())), extent.clone()));
        }
        if let Some(first) = args.names(Role::To).first().map(|n| (*n).clone()) {
            args.set(Role::To, Value::Name(first));
        }
    }
    if people.is_empty() && !vague {
        out.push(draft(args.clone(), extent.clone()));
    }
    // Where one of a group is from may hold for those of them who have nothing of their own.
    if let Some(from) = spread.filter(|_| named.is_empty()) {
        args.set(Role::From, from);
    }
    // Ada Thornquist and twelve engineers: the engineers go where she goes; and she where they go.
    if frame.kind == ClaimKind::Move {
        let list = group.or(people.first().and_then(|p| p.1)).map(|p| scene.phrases[p].list);
        // «Ada will return to Google along with 30 engineers»
        let along = |p: &Phrase| {
            !scene.row.chinese
                && p.tokens.start > filled.trigger
                && t[p.tokens.start].clause.abs_diff(t[filled.trigger].clause) <= 1
                // «together with her co-founder, Ben»: what describes them may stand between.
                && t[..p.tokens.start].iter().rev().take(6).find(|x| x.verb || x.is(Class::Conj)).is_some_and(
                    |x| ["along", "together"].iter().any(|w| scene.text.folded.text[x.range()].starts_with(w)),
                )
        };
        // «, taking Ben and two engineers with her»
        let taken = |p: &Phrase| {
            let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
            let before = p.tokens.start.checked_sub(1).map_or("", word);
            !scene.row.chinese
                && p.tokens.start > filled.trigger
                && matches!(before, "taking" | "bringing")
                && (p.tokens.end..p.tokens.end + 9)
                    .any(|k| word(k) == "with" && matches!(word(k + 1), "him" | "her" | "them"))
        };
        let along: Vec<usize> = scene
            .phrases
            .iter()
            .filter(|p| matches!(p.head, Head::Group | Head::Person) && (along(p) || taken(p)))
            .map(|p| p.list)
            .collect();
        // 某某带着四十名研发人员投靠谷歌: whoever leads a group goes with it.
        let leader = group.filter(|_| scene.row.chinese && people.is_empty()).and_then(|g| leader(scene, g));
        if let Some(e) = leader {
            let mut a = args.clone();
            for r in [Role::Group, Role::Count, Role::RoleBefore] {
                a.remove(r);
            }
            a.set(Role::Person, Value::Name(e.name(scene.kb)));
            out.push(draft(a, cover(&extent, &e.range)));
        }
        for p in scene.phrases.iter().filter(|p| Some(p.list) == list || along.contains(&p.list)) {
            let mut a = args.clone();
            let known = |e: &Entity| people.iter().any(|x| x.0.same(e));
            if p.head == Head::Person && !people.is_empty() && along.contains(&p.list) {
                let Some(e) = crate::fill::entity(scene, p).filter(|e| !known(e)) else { continue };
                a.remove(Role::RoleBefore);
                a.remove(Role::RoleAfter);
                a.set(Role::Person, Value::Name(e.name(scene.kb)));
                out.push(draft(a, cover(&extent, &p.core)));
            } else if p.head == Head::Person && people.is_empty() {
                let Some(e) = crate::fill::entity(scene, p) else { continue };
                for r in [Role::Group, Role::Count, Role::RoleBefore] {
                    a.remove(r);
                }
                a.set(Role::Person, Value::Name(e.name(scene.kb)));
                out.push(draft(a, cover(&extent, &p.core)));
            } else if p.head == Head::Group && !people.is_empty() && p.count.is_some() {
                let words = scene.text.words(p.core.clone()).trim();
                a.remove(Role::RoleBefore);
                a.set(Role::Group, Value::Name(Name::group(words)));
                if let Some(c) = p.count.and_then(|q| count(&scene.row.quantities[q])) {
                    a.set(Role::Count, Value::Count(c));
                }
                let mut d = draft(a, cover(&extent, &p.core));
                d.quantities.extend(p.count);
                out.push(d);
            }
        }
    }
    // «seven researchers from Larkspur and two from Northgate»: a number whose noun was told before.
    if let Some(g) = group.filter(|_| frame.kind == ClaimKind::Move && !scene.row.chinese) {
        let alone = |p: &Phrase| p.head == Head::Group && p.tokens.len() == 1 && p.count.is_some();
        for p in scene.phrases[g + 1..].iter().filter(|p| alone(p)) {
            let behind = p.tokens.end;
            let place = scene.phrases.iter().find(|q| q.head == Head::Org && q.governor == Some(behind));
            let Some(place) = place.and_then(|q| crate::fill::entity(scene, q)) else { continue };
            let Some(c) = p.count.and_then(|q| count(&scene.row.quantities[q])) else { continue };
            if !t[behind].is(Class::From) || t[filled.trigger].clause.abs_diff(p.clause) > 1 {
                continue;
            }
            let words = scene.text.words(p.core.clone()).trim();
            let mut a = args.clone();
            a.set(Role::Group, Value::Name(Name::group(words)));
            a.set(Role::Count, Value::Count(c));
            a.set(Role::From, Value::Name(place.name(scene.kb)));
            let mut d = draft(a, cover(&extent, &cover(&p.core, &place.range)));
            d.quantities.extend(p.count);
            out.push(d);
        }
    }
    // Four faculty and 35 staff: each group of a list counts by itself.
    if let Some(g) = group {
        let list = scene.phrases[g].list;
        for (i, p) in scene
            .phrases
            .iter()
            .enumerate()
            .filter(|(i, p)| *i != g && p.list == list && p.head == Head::Group)
        {
            let Some(c) = p.count.and_then(|q| count(&scene.row.quantities[q])) else { continue };
            let mut a = args.clone();
            if frame.kind == ClaimKind::Move {
                a.set(
                    Role::Group,
                    Value::Name(Name::group(scene.text.words(scene.phrases[i].core.clone()).trim())),
                );
                a.set(Role::Count, Value::Count(c));
                a.remove(Role::RoleBefore);
                if let Some(r) = &p.role {
                    a.set(Role::RoleBefore, Value::Text(title_of(scene, r)));
                }
                out.push(draft(a, cover(&extent, &p.core)));
            }
        }
    }
    for (nth, (e, p)) in people.iter().enumerate() {
        let mut a = args.clone();
        a.set(person_role, Value::Name(e.name(scene.kb)));
        if frame.kind == ClaimKind::Move {
            own_description(
                scene,
                *p,
                if !scene.row.chinese && outright(filled) { 1 } else { people.len() },
                &mut a,
            );
            // 创办人某某辞任董事长: the post that is given up, whatever else they are.
            if let Some(post) = given_up(scene, frame, filled) {
                a.set(Role::RoleBefore, Value::Text(post));
            }
            inside(scene, frame, filled.trigger, *p, &mut a);
            // 林知远与前北门科技副总裁沈知秋共同创办: whence she comes says nothing of him.
            if scene.row.chinese
                && let Some(p) = *p
                && filled.org(Role::From).is_some_and(|o| of_a_later(scene, p, o))
            {
                a.remove(Role::From);
            }
            let listed = || p.filter(|_| people.len() > 1).and_then(|p| comes_from(scene, p));
            let own = filled.whence.iter().find(|w| Some(w.0) == *p).map(|w| w.1.clone()).or_else(listed);
            if let Some(place) = own {
                a.set(Role::From, Value::Name(place.name(scene.kb)));
            } else if let Some(p) = p.filter(|_| args.text(Role::Type) == Some("join")) {
                let others = || people.iter().filter_map(|x| x.1).filter(|&q| q != p);
                if whence_of.as_ref().is_some_and(|from| others().any(|q| of_another(scene, from, p, q))) {
                    a.remove(Role::From);
                    if let Some(Of::Name(n, r)) = &scene.phrases[p].org {
                        let own = Entity::of_name(scene.text, n, r.clone());
                        a.set(Role::From, Value::Name(own.name(scene.kb)));
                    }
                }
                if let Some(place) = came_with(scene, p).filter(|_| !a.has(Role::From)) {
                    a.set(Role::From, Value::Name(place.name(scene.kb)));
                }
            }
            same_place(&mut a, whence);
            // 林知远和沈知秋分别从甲和乙加入丙, «joined Larkspur and Northgate, respectively»: the first from or to the first.
            for r in [Role::From, Role::To] {
                if let Some(Filler::Orgs(places)) = filled.get(r).filter(|_| people.len() > 1)
                    && places.len() == people.len()
                    && t.iter().any(|x| x.is(Class::Each))
                {
                    a.set(r, Value::Name(places[nth].name(scene.kb)));
                }
            }
        }
        out.push(draft(a, cover(&extent, &if p.is_some() { e.range.clone() } else { extent.clone() })));
    }
    // 被挖走的8人中,包括甲、乙: named members of a group move as it does.
    let groups: Vec<usize> = group.map_or_else(Vec::new, |g| {
        let mine = |p: &Phrase| p.list == scene.phrases[g].list && p.head == Head::Group;
        (0..scene.phrases.len()).filter(|&i| i == g || mine(&scene.phrases[i])).collect()
    });
    if frame.kind == ClaimKind::Move {
        for (e, p) in groups.iter().flat_map(|&g| members(scene, g, filled.trigger)) {
            let mut a = args.clone();
            a.remove(Role::Group);
            a.remove(Role::Count);
            a.remove(Role::RoleBefore);
            a.set(Role::Person, Value::Name(e.name(scene.kb)));
            own_description(scene, Some(p), 2, &mut a);
            if let Some(place) = comes_from(scene, p).or_else(|| came_with(scene, p)) {
                a.set(Role::From, Value::Name(place.name(scene.kb)));
            }
            same_place(&mut a, whence);
            let mut d = draft(a, cover(&extent, &e.range));
            d.steps.push(tradewire_model::Step {
                what: "person".to_owned(),
                text: e.text.clone(),
                span: None,
                how: MEMBER.to_owned(),
            });
            out.push(d);
        }
    }
    each_place(out)
}

/// «24% of its workforce, approximately 900 of 3,800 employees»: the group that says how many a share is.
fn in_figures(scene: &Scene<'_>, group: usize) -> usize {
    let t = &scene.row.tokens;
    let p = &scene.phrases[group];
    let kind = |q: usize| &scene.row.quantities[q].kind;
    let share =
        t[p.tokens.clone()].iter().any(|x| x.quantity.is_some_and(|q| matches!(kind(q), Kind::Percent(_))));
    if scene.row.chinese || !share {
        return group;
    }
    let counted = |q: &Phrase| {
        q.head == Head::Group && q.count.is_some_and(|c| matches!(kind(c), Kind::Count(_) | Kind::Number(_)))
    };
    let next = scene.phrases.iter().enumerate().skip(group + 1).take(2).find(|(_, q)| counted(q));
    next.filter(|(_, q)| {
        q.tokens.start - p.tokens.end <= 4
            && !t[p.tokens.end..q.tokens.start].iter().any(|x| x.verb || x.name.is_some())
    })
    .map_or(group, |x| x.0)
}

/// Whether Chinese words that ought to be a post only say that it is people: 人, 部门, 多人.
fn no_post(scene: &Scene<'_>, words: &Range<usize>) -> bool {
    let last = scene.row.tokens.iter().rev().find(|x| x.start >= words.start && x.end <= words.end);
    let counted = |x| crate::phrase::counts_people(scene.row, x);
    scene.row.chinese && last.is_some_and(|x| x.is(Class::Group) && !x.is(Class::Role) || counted(x))
}

/// 离开甲公司，转任乙公司总经理: a post that is taken up was not held before; 带领团队加入: a team is none.
fn no_role(scene: &Scene<'_>, filled: &Filled, role: Role, words: &Range<usize>) -> bool {
    let taken = |r: &Filler| matches!(r, Filler::Words(x) if x == words);
    scene.row.chinese
        && role == Role::RoleBefore
        && (filled.get(Role::RoleAfter).is_some_and(taken)
            || crate::place::team(&scene.text.folded.text[words.clone()]))
}

/// A unit that bears the name of another firm's is not that one: 某公司成立超级智能实验室.
fn own_unit(scene: &Scene<'_>, args: &mut Args) {
    let parent = |n: &Name| n.id.as_ref().and_then(|id| scene.kb.get(id)).and_then(|e| e.parent.clone());
    let orgs: Vec<Option<_>> = args.names(Role::Org).iter().map(|o| o.id.clone()).collect();
    let names: Vec<Name> = args.names(Role::Name).to_vec();
    let foreign = |n: &Name| {
        parent(n).is_some_and(|p| {
            let over = scene.kb.get(&p).and_then(|e| e.parent.clone());
            !orgs.is_empty() && orgs.iter().all(|o| o.as_ref() != Some(&p) && (o.is_none() || *o != over))
        })
    };
    if names.iter().any(foreign) {
        let own = names.into_iter().map(|n| if foreign(&n) { Name::unresolved(n.text) } else { n });
        args.set(Role::Name, Value::Names(own.collect()));
    }
}

/// What those of a group are, without how many they are: «at least 11 senior researchers» are senior researchers.
fn title_of(scene: &Scene<'_>, role: &Range<usize>) -> String {
    let words = scene.text.words(role.clone()).trim();
    // Most posts hold no number.
    if scene.row.quantities.iter().all(|q| q.range.end <= role.start || role.end <= q.range.start) {
        return post(words).to_owned();
    }
    let number = tradewire_quantity::numerals(words).iter().map(|n| n.range.end).max().unwrap_or(0);
    let noun = words[number..]
        .trim_start_matches(|c: char| c.is_whitespace() || scene.row.chinese && "多余來来位名个".contains(c));
    let noun = noun.strip_prefix("of ").unwrap_or(noun);
    let noun = noun.strip_prefix("-person ").unwrap_or(noun);
    if noun.is_empty() { words.to_owned() } else { noun.to_owned() }
}

/// A post without the word that leads on to where it is: «vice president and head of».
fn post(words: &str) -> &str {
    words.trim().strip_suffix(" of").unwrap_or_else(|| words.trim())
}

/// Whether the words just before a verb set it in a time gone by, or make it last.
fn aspect(scene: &Scene<'_>, trigger: usize) -> Option<Class> {
    let t = &scene.row.tokens;
    (trigger.saturating_sub(3)..trigger)
        .rev()
        .take_while(|&k| t[k].clause == t[trigger].clause && t[k].name.is_none())
        .find_map(|k| [Class::Lasting, Class::Past].into_iter().find(|c| t[k].is(*c)))
}

/// 此前担任, 加入小米前，某某担任: whether a post was held before what a Chinese sentence tells.
pub(crate) fn earlier(scene: &Scene<'_>, verb: usize) -> bool {
    const NOW: &[&str] = &["目前", "日前", "当前", "提前", "前", "年前", "月前", "天前"];
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let before = |k: usize| word(k).ends_with('前') && !NOW.contains(&word(k)) && t[k].quantity.is_none();
    let holds = ["任", "担任", "出任", "任职", "就任"].contains(&word(verb));
    let here = t[verb].clause;
    let inside = || {
        (verb.saturating_sub(7)..verb)
            .rev()
            .take_while(|&k| t[k].clause == here && t[k].punct.is_none() && (before(k) || !t[k].verb))
            .any(|k| before(k) || t[k].is(Class::Past))
    };
    let ahead = || {
        let comma = t.iter().position(|x| x.clause == here).and_then(|k| k.checked_sub(1));
        let last = comma.and_then(|k| k.checked_sub(1));
        last.is_some_and(|k| {
            t[k].clause + 1 == here
                && (before(k) || word(k) == "前")
                && t[..k].iter().any(|x| x.verb && x.clause == t[k].clause)
        })
    };
    scene.row.chinese && holds && (inside() || ahead())
}

/// 加入小米，此前担任百度副总裁: a post that was held before is not taken up, and one that is kept on (同时继续担任) is neither.
fn held_then(scene: &Scene<'_>, filled: &Filled, args: &mut Args) {
    let Some(Filler::Words(r)) = filled.get(Role::RoleAfter) else { return };
    let governor = scene.phrases.iter().find(|p| p.role.as_ref() == Some(r)).and_then(|p| p.governor);
    let Some(g) = governor.filter(|&g| g != filled.trigger && scene.row.chinese) else { return };
    if !scene.row.tokens[g].is(Class::As) {
        return;
    }
    if aspect(scene, g) == Some(Class::Lasting) {
        args.remove(Role::RoleAfter);
    } else if earlier(scene, g) {
        if args.has(Role::RoleBefore) {
            args.remove(Role::RoleAfter);
        } else {
            rename(args, Role::RoleAfter, Role::RoleBefore);
        }
    }
}

/// Whether a verb tells something that is over and done: 仍挖走了, «still poached».
fn done(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    let words = &scene.text.folded.text[t[trigger].range()];
    let next = || t.get(trigger + 1).map(|x| &scene.text.folded.text[x.range()]);
    if scene.row.chinese {
        words.ends_with(['了', '走']) || next().is_some_and(|w| w.starts_with('了'))
    } else {
        words.ends_with("ed")
    }
}

/// Whether an organisation is where somebody comes from or went to school: 从苹果挖走的, 上海交大校友某某.
fn leaves_behind(scene: &Scene<'_>, org: &Entity) -> bool {
    let t = &scene.row.tokens;
    let folded = &scene.text.folded.text;
    let governed = scene.phrases.iter().any(|p| {
        p.core == org.range && p.governor.is_some_and(|g| matches!(&folded[t[g].range()], "从" | "自"))
    });
    let school =
        ["校友", "毕业", "alumn"].iter().any(|w| folded[org.range.end..].trim_start().starts_with(w));
    governed || school
}

/// Whether a post was held for a time: 在某公司担任首席科学家期间.
fn during(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    (trigger + 1..t.len())
        .take_while(|&k| t[k].clause == t[trigger].clause)
        .any(|k| scene.text.folded.text[t[k].range()].contains("期间"))
}

/// The organisation that 在 puts before a trigger.
fn workplace(scene: &Scene<'_>, trigger: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let p = scene.phrases.iter().rev().find(|p| {
        p.head == Head::Org
            && p.tokens.end <= trigger
            && p.clause == t[trigger].clause
            && p.governor.is_some_and(|g| t[g].is(Class::At))
    })?;
    crate::fill::entity(scene, p)
}

/// Turns a move to a place into years that were spent there.
fn gone_by(args: &mut Args) {
    args.set(Role::Type, Value::Code(MoveType::PastAffiliation.as_str().into()));
    rename(args, Role::To, Role::From);
    rename(args, Role::RoleAfter, Role::RoleBefore);
}

fn rename(args: &mut Args, from: Role, to: Role) {
    if let Some(v) = args.get(from).cloned() {
        args.remove(from);
        args.set(to, v);
    }
}

/// Verbs with which somebody takes a group along.
const LEADS: [&str; 11] = ["带着", "带领", "带了", "带走", "带上", "率领", "率", "携", "领着", "带", "拉上"];

/// 某某带着四十名研发人员投靠: the person before the verb with which a group is taken along.
fn leader(scene: &Scene<'_>, group: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let g = &scene.phrases[group];
    let folded = &scene.text.folded.text;
    let start = t[g.tokens.start].start;
    // The verb stands before the group, or runs into its first words.
    let inside = LEADS.iter().any(|w| folded[start..].trim_start_matches('才').starts_with(w));
    let before = LEADS.iter().any(|w| folded[..start].ends_with(w));
    let p = scene.phrases[..group].iter().rev().find(|p| p.head == Head::Person && p.clause == g.clause)?;
    (inside || before).then(|| crate::fill::entity(scene, p)).flatten()
}

/// Whether a group is all there is of its kind at its organisation: the founders of Adept, 整个团队.
fn whole(scene: &Scene<'_>, group: usize) -> bool {
    let p = &scene.phrases[group];
    let words = &scene.text.folded.text[p.core.clone()];
    // «The Larkspur team is joining Northgate», «Larkspur's team»
    let own = match &p.org {
        Some(Of::Name(n, r)) => {
            let rest = words.strip_prefix(&scene.text.folded.text[r.clone()]);
            let young = n.kb.is_none_or(|i| {
                scene.kb.entries().get(i as usize).is_some_and(|e| e.kind.as_deref() == Some("startup"))
            });
            let team = [" team", "'s team", "’s team", "团队", "的团队", "全体员工", "的全体员工"];
            young && !p.former && rest.is_some_and(|r| team.contains(&r))
        }
        _ => false,
    };
    if own {
        return true;
    }
    p.org.is_some()
        && ["founders", "founding team", "创始团队", "核心团队", "整个团队", "entire team"]
            .iter()
            .any(|w| words.contains(w))
}

/// Whether the verb itself says whence: «Ada and Bo, founders of Habana, have left Intel».
fn outright(filled: &Filled) -> bool {
    filled
        .steps
        .iter()
        .any(|s| s.what == Role::From.as_str() && (s.how == "object:org" || s.how == "@from:org"))
}

/// Whether an organisation describes somebody who is named later in a person's list.
fn of_a_later(scene: &Scene<'_>, person: usize, org: &Entity) -> bool {
    let p = &scene.phrases[person];
    p.org.is_none()
        && scene.phrases[person + 1..].iter().any(|q| {
            q.list == p.list
                && q.head == Head::Person
                && matches!(&q.org, Some(Of::Name(_, r)) if *r == org.range && r.start >= p.core.end)
        })
}

/// The post that stands behind a Chinese verb of leaving in its clause.
fn given_up(scene: &Scene<'_>, frame: &Frame, filled: &Filled) -> Option<String> {
    let t = &scene.row.tokens;
    let Some(Filler::Words(r)) = filled.get(Role::RoleBefore) else { return None };
    let behind = t.iter().skip(filled.trigger + 1).find(|x| x.start >= r.start)?;
    let leaves = scene.row.chinese && frame.is(&["leave", "dismissed"]);
    let here = behind.clause == t[filled.trigger].clause && r.start >= t[filled.trigger].end;
    (leaves && here && !no_post(scene, r)).then(|| title_of(scene, r))
}

/// In a list each person brings an organisation and a role of their own.
pub(crate) fn own_description(scene: &Scene<'_>, p: Option<usize>, people: usize, args: &mut Args) {
    let Some(p) = p.map(|p| &scene.phrases[p]) else { return };
    // 迎来新任首席财务官某某: the post that somebody comes to.
    let new = scene.row.chinese
        && args.text(Role::Type) == Some("join")
        && scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::New))
        && !p.former;
    if let Some(r) = p.role.as_ref().filter(|_| new) {
        args.remove(Role::RoleBefore);
        args.set(Role::RoleAfter, Value::Text(scene.text.words(r.clone()).trim().to_owned()));
    } else if elsewhere(scene, p, args) {
        args.remove(Role::RoleBefore);
    } else if let Some(r) = &p.role {
        args.set(Role::RoleBefore, Value::Text(post(scene.text.words(r.clone())).to_owned()));
    } else if people > 1 {
        args.remove(Role::RoleBefore);
    }
    let leaving = matches!(args.text(Role::Type), Some("join" | "leave" | "dismissed"));
    if args.text(Role::Type) == Some("found") && people > 1 && !scene.row.chinese {
        founder(scene, p, args);
    }
    if let Some(Of::Name(n, r)) = &p.org
        && leaving
    {
        let e = Entity::of_name(scene.text, n, r.clone());
        let explicit = people == 1 && args.has(Role::From);
        if !explicit {
            args.set(Role::From, Value::Name(e.name(scene.kb)));
        }
    }
}

/// «Ada, formerly of Quillon, which she co-founded with former Northgate researchers Ben and Cleo»: of several founders each comes
/// from where they, or those with whom they are listed, are said to have been.
fn founder(scene: &Scene<'_>, p: &Phrase, args: &mut Args) {
    let of = |q: &Phrase| match &q.org {
        Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone()).name(scene.kb)),
        _ => None,
    };
    let listed = |q: &&Phrase| q.list == p.list && q.head == Head::Person;
    let shared = || scene.phrases.iter().filter(listed).find_map(of);
    if let Some(own) = of(p).or_else(shared) {
        args.set(Role::From, Value::Name(own));
    } else if args
        .name(Role::From)
        .is_some_and(|from| scene.phrases.iter().any(|q| of(q).is_some_and(|n| n.text == from.text)))
    {
        args.remove(Role::From);
    }
}

/// 云杉机器人创始人某某2023年离开港湾公司: whether a description is of another firm than the one that is left.
fn elsewhere(scene: &Scene<'_>, p: &Phrase, args: &Args) -> bool {
    let Some(Of::Name(n, r)) = &p.org else { return false };
    let own = Entity::of_name(scene.text, n, r.clone()).name(scene.kb);
    let above =
        |n: &Name| -> Vec<_> { n.id.iter().flat_map(|id| scene.kb.ancestors(id)).map(|e| &e.id).collect() };
    let alike = |a: &Name, b: &Name| {
        let (x, y) = (above(a), above(b));
        a.text.contains(&b.text) || b.text.contains(&a.text) || x.iter().any(|e| y.contains(e))
    };
    matches!(args.text(Role::Type), Some("leave" | "retire" | "past_affiliation"))
        && !p.former
        && args.has(Role::From)
        && args.names(Role::From).iter().all(|from| !alike(from, &own))
}

/// Years spent at several places, each told apart.
fn each_place(made: Vec<Draft>) -> Vec<Draft> {
    made.into_iter()
        .flat_map(|d| {
            let places = d.args.names(Role::From).to_vec();
            if d.args.text(Role::Type) != Some("past_affiliation") || places.len() < 2 {
                return vec![d];
            }
            let one = |place: &Name| {
                let mut d = d.clone();
                d.args.set(Role::From, Value::Name(place.clone()));
                d
            };
            places.iter().map(one).collect()
        })
        .collect()
}

/// «Ada, head of sales at Northgate, was named chief executive»: a post given to somebody who is there, with no other
/// place named, is given there.
fn inside(scene: &Scene<'_>, frame: &Frame, trigger: usize, p: Option<usize>, args: &mut Args) {
    let Some(p) = p.map(|p| &scene.phrases[p]) else { return };
    // Who is promoted has been there.
    let rises = ["promot", "elevat", "rise", "rose", "risen", "ascend", "mov", "step"]
        .iter()
        .any(|w| scene.text.folded.text[scene.row.tokens[trigger].range()].contains(w));
    // «Former Larkspur engineer Ada was named chief executive of Northgate»: who was elsewhere has come.
    if frame.id.as_str() == "move.promote"
        && !scene.row.chinese
        && p.former
        && args.has(Role::To)
        && !rises
        && let Some(Of::Name(n, r)) = &p.org
    {
        let from = Entity::of_name(scene.text, n, r.clone()).name(scene.kb);
        let here =
            args.names(Role::To).iter().any(|x| x.text == from.text || x.id.is_some() && x.id == from.id);
        if !here {
            args.set(Role::Type, Value::Code(MoveType::Join.as_str().into()));
            args.set(Role::From, Value::Name(from));
            return;
        }
    }
    let given = args.text(Role::Type) == Some("join")
        && args.has(Role::RoleAfter)
        && !args.has(Role::To)
        && (scene.row.chinese || frame.id.as_str() != "move.join");
    // «Northgate named its operating chief, Ada, chief executive»: a post given to somebody of the house.
    let own = args.text(Role::Type) == Some("join")
        && args.has(Role::RoleAfter)
        && args.has(Role::To)
        && !args.has(Role::From)
        && !p.former
        && p.role.is_some()
        && p.org == Some(Of::Pronoun);
    if own && frame.id.as_str() == "move.poach" && !scene.row.chinese {
        args.set(Role::Type, Value::Code(MoveType::Promotion.as_str().into()));
        return;
    }
    if let Some(from) = args.get(Role::From).cloned().filter(|_| given && !p.former && p.org.is_some()) {
        args.set(Role::Type, Value::Code(MoveType::Promotion.as_str().into()));
        args.remove(Role::From);
        args.set(Role::To, from);
    }
}

/// Takes out a «from» that is the «to», and tells a departure to somewhere as what it is.
///
/// `whence`: whether the text says that it is where somebody comes from.
fn same_place(args: &mut Args, whence: bool) {
    // Whoever leaves for another place joins that.
    if args.text(Role::Type) == Some(MoveType::Leave.as_str()) && args.has(Role::To) {
        args.set(Role::Type, Value::Code(MoveType::Join.as_str().into()));
    }
    let key = |n: &Name| n.id.as_ref().map_or_else(|| tradewire_script::key(&n.text), ToString::to_string);
    let to: Vec<String> = args.names(Role::To).iter().map(key).collect();
    if args.text(Role::Type) == Some(MoveType::Promotion.as_str()) {
        args.remove(Role::From);
    }
    if args.names(Role::From).iter().any(|f| to.contains(&key(f))) {
        // 甲公司联合创始人某某从甲公司挖走二十人: he acts for another firm by now.
        args.remove(if args.has(Role::By) && whence { Role::To } else { Role::From });
    }
}

fn names<'e>(scene: &Scene<'_>, list: impl Iterator<Item = &'e Entity>) -> Value {
    let mut all: Vec<Name> = Vec::new();
    for e in list {
        let n = e.name(scene.kb);
        if !all.iter().any(|o| o.text == n.text || o.id.is_some() && o.id == n.id) {
            all.push(n);
        }
    }
    if all.len() == 1 { Value::Name(all.remove(0)) } else { Value::Names(all) }
}

/// How many people a quantity counts.
fn count(q: &Quantity) -> Option<Count> {
    let count = match &q.kind {
        Kind::Count(c) => c.count.clone(),
        Kind::Number(m) => Count { value: m.value.or(m.low)?, bound: m.bound },
        _ => return None,
    };
    // «a fourth researcher» is no quarter of one.
    (count.value >= rust_decimal::Decimal::ONE).then_some(count)
}

/// «Ada took over as interim chief after Ben left for Larkspur»: a post behind another verb's «as» is not what he held.
fn taken_up_by_another(scene: &Scene<'_>, trigger: usize, role: &Range<usize>) -> bool {
    let t = &scene.row.tokens;
    let k = t.partition_point(|x| x.end <= role.start);
    !scene.row.chinese
        && k > 0
        && k < trigger
        && t[k - 1].verb
        && scene.text.folded.text[t[k - 1].range()].ends_with(" as")
}

/// Whether a firm is told of one person: in the description, behind the name or in a relative clause.
fn said_of(scene: &Scene<'_>, person: usize, firm: &Entity) -> bool {
    let described = matches!(&scene.phrases[person].org, Some(Of::Name(_, r)) if *r == firm.range);
    described
        || [comes_from(scene, person), came_with(scene, person)]
            .iter()
            .flatten()
            .any(|e| e.range == firm.range)
}

/// «Ada and former Larkspur engineer Ben», «Ada, a researcher at Larkspur, and Ben»: whether a firm is told of another one of a list
/// alone. What stands before a name is said of those behind it too, and «both former Larkspur engineers» of all.
fn of_another(scene: &Scene<'_>, firm: &Entity, mine: usize, other: usize) -> bool {
    let q = &scene.phrases[other];
    let Some(Of::Name(_, r)) = &q.org else {
        return came_with(scene, other).is_some_and(|e| e.range == firm.range);
    };
    let many = q.role.as_ref().is_some_and(|w| scene.text.folded.text[w.clone()].ends_with('s'));
    *r == firm.range && if r.start < q.core.start { mine < other } else { !many }
}

/// «Ada, who led research at Larkspur», «who joined from Northgate»: the firm of the relative clause that tells what somebody did
/// before.
fn came_with(scene: &Scene<'_>, person: usize) -> Option<Entity> {
    const DID: &[&str] = &[
        "worked", "led", "co-led", "ran", "headed", "spent", "served", "oversaw", "managed", "directed",
        "built",
    ];
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let end = scene.phrases[person].tokens.end;
    let who = end + usize::from(t.get(end)?.punct == Some(','));
    if scene.row.chinese || word(who.min(t.len() - 1)) != "who" {
        return None;
    }
    let close = (who..t.len()).find(|&k| t[k].punct.is_some()).unwrap_or(t.len());
    let verb =
        (who + 1..close.min(who + 5)).find(|&k| t[k].verb || DID.iter().any(|w| word(k).ends_with(w)))?;
    let did = DID.iter().any(|w| word(verb).ends_with(w));
    let came = ["joined", "came", "comes", "arrived", "joins"].contains(&word(verb))
        && t.get(verb + 1).is_some_and(|x| x.is(Class::From));
    let inside = scene.phrases.iter().filter(|p| p.tokens.start > verb && p.tokens.end <= close);
    let mut firms = inside.filter_map(|p| {
        let placed = p.governor.is_some_and(|g| t[g].any(&[Class::At, Class::From, Class::For, Class::Of]));
        let owns = t.get(p.tokens.end).is_some_and(|x| x.is(Class::De)) || p.head != Head::Org;
        crate::fill::organisation(scene, p).filter(|_| placed || owns)
    });
    firms.next().filter(|_| did || came)
}

/// «Ada from Apple and Bo from Google», «Ada, Bo and Cy from Apple»: where each is from.
fn comes_from(scene: &Scene<'_>, person: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let mut at = person;
    loop {
        let behind = scene.phrases[at].tokens.end;
        if t.get(behind).is_some_and(|x| x.is(Class::From)) {
            let place = scene.phrases.iter().find(|p| p.head == Head::Org && p.governor == Some(behind));
            return place.and_then(|p| crate::fill::entity(scene, p));
        }
        let next = scene.phrases.get(at + 1).filter(|p| p.head == Head::Person && p.org.is_none())?;
        let gap = crate::phrase::between(t, behind, next.tokens.start);
        let listed = !gap.is_empty()
            && gap.iter().all(|x| x.punct == Some(',') || x.is(Class::Conj))
            && !scene.row.chinese
            && scene.phrases[at].org.is_none();
        if !listed {
            return None;
        }
        at += 1;
    }
}

/// The people named after «including» or before «among others» of a group.
fn members(scene: &Scene<'_>, group: usize, trigger: usize) -> Vec<(Entity, usize)> {
    let t = &scene.row.tokens;
    let g = &scene.phrases[group];
    // «lost three of its researchers to Larkspur: A, B and C»: where they went stands between.
    let mut end = g.tokens.end;
    while let Some(p) = scene.phrases.iter().find(|p| p.governor == Some(end) && p.tokens.start <= end + 2) {
        end = p.tokens.end;
    }
    // «the three founders — A, B and C —»: a dash or a colon behind the group says who they are.
    let dash = t.get(end).filter(|x| matches!(x.punct, Some('-' | '—' | '–' | ':' | '('))).map(|_| end);
    // «two OpenAI researchers, Ada Thorn and Bo Quill, …»: as many names as the number says.
    let named = || {
        let comma = t.get(end).filter(|x| x.punct == Some(',')).map(|_| end)?;
        let first = scene.phrases.iter().find(|p| p.tokens.start > comma && p.tokens.start <= comma + 3)?;
        let many = scene.phrases.iter().filter(|p| p.list == first.list && p.head == Head::Person).count();
        let number = g.count.and_then(|q| count(&scene.row.quantities[q]))?;
        (first.head == Head::Person && first.role.is_none() && number.value == many.into()).then_some(comma)
    };
    let Some(k) = dash.or_else(named).or_else(|| t.iter().position(|x| x.is(Class::Include))) else {
        return Vec::new();
    };
    // After the group, within the same sentence, or just before it (包括某某在内的核心人才).
    let after = k >= g.tokens.end && k - g.tokens.end <= 12 || k >= trigger && k - trigger <= 12;
    let before = k < g.tokens.start && g.tokens.start - k <= 24;
    if !after && !before {
        return Vec::new();
    }
    let end = if before { g.tokens.start } else { t.len() };
    // «include Ada, a veteran; Bo, the head of sales; and Cy»: each stands behind its semicolon.
    let parted = !scene.row.chinese && after && t[k..end].iter().any(|x| x.punct == Some(';'));
    let first_of_part = |p: &Phrase| {
        let before = &t[k + 1..p.tokens.start];
        let last = before.iter().rposition(|x| x.punct == Some(';')).map_or(0, |i| i + 1);
        before[last..].iter().all(|x| x.any(&[Class::Conj, Class::Article]))
    };
    let mut out = Vec::new();
    let mut list = None;
    for (i, p) in scene.phrases.iter().enumerate() {
        if p.tokens.end <= k || p.core.start < t[k].end || p.tokens.start >= end {
            continue;
        }
        if parted {
            if p.head == Head::Person && first_of_part(p) {
                out.extend(crate::fill::entity(scene, p).map(|e| (e, i)));
            }
            continue;
        }
        if p.head != Head::Person {
            // «Ada from Apple and Bo from Google»
            if list.is_some() && p.governor.is_none_or(|g| !t[g].is(Class::From)) {
                break;
            }
            continue;
        }
        let apart = out.last().is_some_and(|(_, q)| comes_from(scene, *q).is_some());
        if list.is_some_and(|l| l != p.list) && !scene.row.chinese && !apart {
            break;
        }
        list = Some(p.list);
        if let Some(e) = crate::fill::entity(scene, p) {
            out.push((e, i));
        }
    }
    out
}

/// The date of the trigger's clause, else the nearest before it in the sentence.
fn date(scene: &Scene<'_>, at: usize) -> Option<Date> {
    let t = &scene.row.tokens;
    let dated: Vec<(usize, Date)> = t
        .iter()
        .enumerate()
        .filter_map(|(i, x)| scene.row.quantities[x.quantity?].date().map(|d| (i, d.clone())))
        .collect();
    let dated_at = |k: usize| dated.iter().any(|d| d.0 == k);
    let cost = |i: usize| {
        let clauses = usize::from(t[i].clause.abs_diff(t[at].clause));
        clauses * 20 + if i > at { (i - at) * 2 } else { at - i }
    };
    // «Ada, who left in 2022, has rejoined», «returns to Northgate, where she worked from 2014»: what a relative clause tells
    // has a time of its own.
    let apart = |i: usize| {
        let (a, b) = (t[i].clause, t[at].clause);
        let own = |k: usize| {
            t[k].is(Class::Relative)
                && matches!(&scene.text.folded.text[t[k].range()], "who" | "which" | "where" | "whom")
        };
        // «resigned; he was appointed in June»: the date of another verb.
        let other = |k: usize| {
            let x = &t[k];
            x.clause == a
                && x.verb
                && x.name.is_none()
                && !x.any(&[Class::Role, Class::Announce, Class::Speech])
        };
        // «joined in 2018 and left in May», «left in June after joining in 2016»: each verb has the date behind it.
        let verb = |k: usize| t[k].verb && t[k].name.is_none() && !t[k].any(&[Class::Role, Class::Group]);
        let parts = |k: usize| {
            t[k].is(Class::Conj)
                || ["after", "before", "since"].contains(&&scene.text.folded.text[t[k].range()])
        };
        let first = (at.min(i)..at.max(i)).find(|&k| k > at.min(i) && parts(k));
        let behind = |from: usize| (from..t.len()).any(|k| t[k].clause == b && dated_at(k));
        let other_verb = a == b
            && first.is_some_and(|k| {
                if i > at {
                    // Of a later verb, joined by a word that parts the times.
                    (k + 1..i).take(3).any(verb) && !t[k].is(Class::Conj)
                } else {
                    (0..i).rev().take(8).any(verb) && behind(at + 1)
                }
            });
        // 接替将于5月退休的林知远; 公司成立于2023年，此前曾获投资: those have a date of their own.
        let founded = || {
            let word = |k: usize| &scene.text.folded.text[t[k].range()];
            a != b && i >= 2 && word(i - 1) == "于" && ["成立", "创立", "创办"].contains(&word(i - 2))
        };
        if scene.row.chinese {
            // 从北门科技离职，他2019年加入该公司: the year of a later verb.
            let came = || {
                let word = |k: usize| &scene.text.folded.text[t[k].range()];
                word(i).ends_with('年')
                    && t.get(i + 1).is_some_and(|x| x.clause == a)
                    && ["加入", "入职", "加盟", "进入", "毕业"].iter().any(|w| word(i + 1).starts_with(w))
            };
            return founded()
                || a > b && came()
                || crate::place::of_the_replaced(scene, i) && !crate::place::of_the_replaced(scene, at);
        }
        !scene.row.chinese
            && (other_verb
                || a > b && (at + 1..i).any(other)
                || a != b
                    && (crate::place::relative_clause(scene, a)
                        || crate::place::relative_clause(scene, b) && a > b)
                || a == b && i > at && (at + 1..i).any(own)
                || a != b && (0..i).any(|k| t[k].clause == a && own(k)))
    };
    dated
        .iter()
        .filter(|(i, _)| t[*i].clause.abs_diff(t[at].clause) <= 2 && !apart(*i))
        .min_by_key(|(i, _)| cost(*i))
        .filter(|(i, _)| !later_by(scene, *i))
        .map(|d| d.1.clone())
}

/// 出走四年后重返, 两年后加盟: years after what was told before are no date.
fn later_by(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    let word = &scene.text.folded.text[t[i].range()];
    let to_come = || t.iter().any(|x| x.clause == t[i].clause && x.is(Class::Plan));
    scene.row.chinese
        && (word.ends_with("年后") || word.ends_with("个月后"))
        && !word.ends_with("今年后")
        && !to_come()
}
