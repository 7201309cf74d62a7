//! What drafts of a sentence do to each other: those that rule others out, give way, or belong to one another.

use tradewire_kb::KnowledgeBase;
use tradewire_model::{Args, Claim, ClaimKind, Modality, MoveType, Name, Role, Value};

use crate::attribution::Scope;
use crate::build::{Draft, MEMBER};
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene};
use crate::phrase::{Head, Phrase, between};
use crate::token::Token;

/// Takes out drafts that others of the sentence rule out.
pub(crate) fn sift(scene: &Scene<'_>, made: &mut Vec<Draft>) {
    let place = |d: &Draft, r: Role| d.args.get(r).and_then(serde_name);
    // Whoever makes an offer gets none in the same breath.
    let makers: Vec<_> =
        made.iter().filter(|d| d.kind == ClaimKind::Offer).filter_map(|d| place(d, Role::By)).collect();
    made.retain(|d| d.kind != ClaimKind::Offer || place(d, Role::To).is_none_or(|to| !makers.contains(&to)));
    // One sum is one thing: what only the model makes of it gives way to what a rule does, or to what it is surer of.
    let money = |k: ClaimKind| {
        matches!(
            k,
            ClaimKind::Offer
                | ClaimKind::Deal
                | ClaimKind::Funding
                | ClaimKind::Payband
                | ClaimKind::Valuation
        )
    };
    let uses: Vec<(ClaimKind, Vec<usize>, bool, f32)> =
        made.iter().map(|d| (d.kind, d.quantities.clone(), d.guessed, d.share.unwrap_or(0.5))).collect();
    made.retain(|d| {
        !d.guessed
            || !money(d.kind)
            || !uses.iter().any(|(kind, of, guessed, share)| {
                money(*kind)
                    && *kind != d.kind
                    && of.iter().any(|q| d.quantities.contains(q))
                    && (!guessed || *share > d.share.unwrap_or(0.5))
            })
    });
    // 继完成A轮融资后再获2亿元A+轮融资: one sum is raised once, by the word that stands nearest to it.
    let raised: Vec<(Vec<usize>, usize)> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Funding)
        .map(|d| (d.quantities.clone(), d.extent.len()))
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Funding
            || !raised
                .iter()
                .any(|(of, far)| *far < d.extent.len() && of.iter().any(|q| d.quantities.contains(q)))
    });
    // «is now worth $6 billion after its latest round»: what a firm is worth is not what it raised.
    let worth: Vec<usize> =
        made.iter().filter(|d| d.kind == ClaimKind::Valuation).flat_map(|d| d.quantities.clone()).collect();
    made.retain(|d| d.kind != ClaimKind::Funding || !d.quantities.iter().any(|q| worth.contains(q)));
    // 林知远收到的年包约250万美元: what one person is offered is no level of pay besides.
    let offered: Vec<usize> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Offer && d.args.has(Role::Bidder))
        .filter(|d| matches!(d.args.names(Role::To), [n] if !n.group))
        .flat_map(|d| d.quantities.clone())
        .collect();
    made.retain(|d| d.kind != ClaimKind::Payband || !d.quantities.iter().any(|q| offered.contains(q)));
    // What a firm is bought for, or sued for, is offered to nobody.
    let paid: Vec<usize> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Deal || d.args.has(Role::AmountSought))
        .flat_map(|d| d.quantities.clone())
        .collect();
    made.retain(|d| d.kind != ClaimKind::Offer || !d.quantities.iter().any(|q| paid.contains(q)));
    // «those who have left Northgate to join Larkspur include Ada»: who goes from one to the other is told once.
    let gone: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join"))
        .filter_map(|d| Some((place(d, Role::Person)?, place(d, Role::From)?)))
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Move
            || d.args.text(Role::Type) != Some("leave")
            || d.steps.iter().all(|s| s.how != MEMBER)
            || !place(d, Role::Person).zip(place(d, Role::From)).is_some_and(|went| gone.contains(&went))
    });
    // 从甲离职，出任乙首席科学家: nobody leaves where they go to from elsewhere (but «is leaving a year after joining from»).
    let to: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join"))
        .filter(|d| d.args.has(Role::From) && !told_before(scene, d.trigger))
        .filter_map(|d| Some((place(d, Role::Person)?, place(d, Role::To)?, d.trigger)))
        .collect();
    made.retain(|d| {
        let went = |p: &(String, String, usize)| {
            place(d, Role::Person).as_ref() == Some(&p.0)
                && place(d, Role::From).as_ref() == Some(&p.1)
                && d.trigger < p.2
        };
        d.kind != ClaimKind::Move || d.args.text(Role::Type) != Some("leave") || !to.iter().any(went)
    });
    // 获某创投领投2.75亿美元C轮募资: what is told as a round is no purchase besides.
    let rounds: Vec<usize> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Funding && d.args.has(Role::Round))
        .flat_map(|d| d.quantities.iter().copied())
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Deal
            || d.args.text(Role::DealKind) != Some("investment")
            || d.args.has(Role::StakePercent)
            || !d.quantities.iter().any(|q| rounds.contains(q))
    });
    // 收购某公司，作价约11亿美元: the price of a purchase is no worth and no pay besides.
    let prices: Vec<usize> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Deal && d.args.has(Role::Amount))
        .flat_map(|d| d.quantities.iter().copied())
        .collect();
    let priced = |d: &Draft| d.quantities.iter().any(|q| prices.contains(q));
    made.retain(|d| match d.kind {
        ClaimKind::Valuation => !priced(d),
        ClaimKind::Offer => !priced(d) || d.args.has(Role::To),
        _ => true,
    });
    // 成立某研究院，由集团副总裁某某任院长: who heads a new unit of the same firm joins nobody by it.
    let heads: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Unit)
        .filter_map(|d| Some((place(d, Role::LedBy)?, place(d, Role::Org)?)))
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Move
            || d.args.text(Role::Type) != Some("join")
            || d.args.has(Role::From)
            || !place(d, Role::Person).zip(place(d, Role::To)).is_some_and(|x| heads.contains(&x))
    });
    // «Northgate offered Ada $15 million to stay, but she left for Larkspur»: whoever goes elsewhere has declined.
    let went: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && matches!(d.args.text(Role::Type), Some("join" | "return")))
        .filter_map(|d| Some((d.trigger, place(d, Role::Person)?, place(d, Role::To)?)))
        .collect();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Offer) {
        let (who, by) = (place(d, Role::To), place(d, Role::Bidder));
        let elsewhere = |w: &(usize, String, String)| {
            w.0 > d.trigger && Some(&w.1) == who.as_ref() && by.as_ref().is_some_and(|b| *b != w.2)
        };
        if d.args.text(Role::Outcome) == Some("open") && went.iter().any(elsewhere) {
            d.args.set(Role::Outcome, Value::Code("declined".into()));
        }
    }
    // «left Larkspur in 2009 and joined Northgate in July 2011»: the day is that of the word for coming.
    let came: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join") && !d.guessed)
        .filter_map(|d| Some((place(d, Role::Person)?, place(d, Role::To)?, d.args.get(Role::Date)?.clone())))
        .collect();
    for d in made.iter_mut().filter(|d| d.guessed && d.args.has(Role::Date)) {
        let (who, to) = (place(d, Role::Person), place(d, Role::To));
        if d.args.text(Role::Type) == Some("join")
            && let Some(own) = came.iter().find(|c| Some(&c.0) == who.as_ref() && Some(&c.1) == to.as_ref())
        {
            d.args.set(Role::Date, own.2.clone());
        }
    }
    // «was hired away from Larkspur with a package worth $2 million»: whom somebody leaves does not pay for it.
    let lured: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join"))
        .filter(|d| !d.args.has(Role::To))
        .filter_map(|d| Some((d.trigger, place(d, Role::Person)?, place(d, Role::From)?)))
        .collect();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Offer) {
        let (who, by) = (place(d, Role::To), place(d, Role::Bidder));
        if lured.iter().any(|l| l.0 < d.trigger && Some(&l.1) == who.as_ref() && Some(&l.2) == by.as_ref()) {
            d.args.remove(Role::Bidder);
            d.args.set(Role::Outcome, Value::Code("accepted".into()));
        }
    }
    // «Northgate sued Larkspur, accusing it of poaching two traders»: the accused has hired them, the accuser lost them.
    let sued: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Dispute)
        .filter_map(|d| Some((d.trigger, place(d, Role::Plaintiff)?, place(d, Role::Defendant)?)))
        .collect();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join"))
    {
        let (to, from) = (place(d, Role::To), place(d, Role::From));
        if sued.iter().any(|q| q.0 < d.trigger && Some(&q.1) == to.as_ref() && Some(&q.2) == from.as_ref())
            && let (Some(old), Some(new)) = (d.args.get(Role::From).cloned(), d.args.get(Role::To).cloned())
        {
            d.args.set(Role::From, new);
            d.args.set(Role::To, old);
        }
    }
    // 林知远离职，下一站是腾讯: leaving for somewhere is one move, unless each has a day of its own.
    let gone: Vec<_> = made
        .iter()
        .filter(|d| matches!(d.args.text(Role::Type), Some("join" | "return" | "found")))
        .filter(|d| d.kind == ClaimKind::Move && d.args.has(Role::To) && d.args.has(Role::From))
        .map(|d| (place(d, Role::Person), place(d, Role::From), d.args.has(Role::Date)))
        .collect();
    made.retain(|d| {
        d.args.text(Role::Type) != Some("leave")
            || !gone.iter().any(|(who, from, dated)| {
                who.is_some()
                    && *who == place(d, Role::Person)
                    && *from == place(d, Role::From)
                    && !(*dated && d.args.has(Role::Date))
            })
    });
    // «is leaving to return to Larkspur»: whoever returns has joined by that.
    let back: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("return"))
        .map(|d| (place(d, Role::Person), place(d, Role::To)))
        .collect();
    made.retain(|d| {
        d.args.text(Role::Type) != Some("join")
            || !back.contains(&(place(d, Role::Person), place(d, Role::To)))
    });
    // «pleaded guilty to stealing from Larkspur»: whoever is charged or judged has not brought it to court.
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Dispute && !d.guessed) {
        let judged = matches!(d.args.text(Role::Step), Some("charge" | "ruling" | "judgment"));
        if judged && place(d, Role::Plaintiff) == place(d, Role::Defendant) {
            d.args.remove(Role::Plaintiff);
        }
    }
    // 法院判某某败诉: how a quarrel ended is told of those who began it, each in the part that they had.
    let parties = |d: &Draft| Some((place(d, Role::Plaintiff)?, place(d, Role::Defendant)?));
    let told: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Dispute)
        .filter_map(|d| parties(d).map(|p| (d.trigger, p)))
        .collect();
    made.retain(|d| {
        let swapped =
            |p: &(String, String)| told.iter().any(|(at, (a, b))| *at < d.trigger && *a == p.1 && *b == p.0);
        d.kind != ClaimKind::Dispute
            || d.args.text(Role::Step) == Some("filing")
            || !parties(d).is_some_and(|p| swapped(&p))
    });
    // Nobody sues himself, nor hires himself.
    made.retain(|d| match d.kind {
        ClaimKind::Dispute => place(d, Role::Plaintiff) != place(d, Role::Defendant),
        ClaimKind::Move if d.args.text(Role::Type) == Some("join") => {
            place(d, Role::Person).is_none_or(|p| place(d, Role::By) != Some(p))
        }
        _ => true,
    });
    // «resigned from Larkspur to become a professor at Northgate»: where the model sees the goal too, nobody only leaves.
    let goes: Vec<_> = made
        .iter()
        .filter(|d| d.guessed && d.share.is_some_and(|s| s > 0.5) && d.args.text(Role::Type) == Some("join"))
        .filter(|d| d.args.has(Role::From) && d.args.has(Role::To))
        .map(|d| (d.trigger, place(d, Role::Person), place(d, Role::From)))
        .collect();
    made.retain(|d| {
        d.guessed
            || d.args.text(Role::Type) != Some("leave")
            || !goes.contains(&(d.trigger, place(d, Role::Person), place(d, Role::From)))
    });
    // What only the model guesses gives way to what a rule tells of the same person and place by the same word.
    let told: Vec<_> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && !d.guessed)
        .map(|d| (d.trigger, place(d, Role::Person)))
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Move || !d.guessed || !told.contains(&(d.trigger, place(d, Role::Person)))
    });
}

/// 新设甲部与乙部,分别由某某、某人负责: a claim for each unit, its head by order where there are as many.
pub(crate) fn each_unit(made: &mut Vec<Draft>) {
    let mut more = Vec::new();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Unit) {
        let names = d.args.names(Role::Name).to_vec();
        if names.len() < 2 {
            continue;
        }
        let heads = d.args.names(Role::LedBy).to_vec();
        for (i, name) in names.iter().enumerate().rev() {
            let mut one = d.clone();
            one.args.set(Role::Name, Value::Name(name.clone()));
            if heads.len() == names.len() {
                one.args.set(Role::LedBy, Value::Name(heads[i].clone()));
            }
            if i == 0 { *d = one } else { more.push(one) }
        }
    }
    made.append(&mut more);
}

/// An outlet that reports a move is not where somebody moves.
pub(crate) fn tellers_apart(made: &mut Vec<Draft>, scopes: &[Scope], kb: &KnowledgeBase) {
    let outlets: Vec<_> = scopes
        .iter()
        .filter(|s| s.outlet)
        .filter_map(|s| s.source.as_ref())
        .filter_map(|e| serde_name(&Value::Name(e.name(kb))))
        .collect();
    if outlets.is_empty() {
        return;
    }
    made.retain_mut(|d| {
        if d.kind != ClaimKind::Move {
            return true;
        }
        for r in [Role::To, Role::From] {
            if d.args.get(r).and_then(serde_name).is_some_and(|n| outlets.contains(&n)) {
                d.args.remove(r);
            }
        }
        d.args.has(Role::To) || d.args.has(Role::From)
    });
}

/// «led by X, Y followed, at a valuation of 300 million»: what is valued is the firm that raises, not who invests.
pub(crate) fn worth_of_raised(made: &mut [Draft]) {
    let raised = made
        .iter()
        .find(|d| d.kind == ClaimKind::Funding)
        .map(|d| (d.args.get(Role::Company).cloned(), d.args.clone(), d.trigger));
    let Some((Some(company), funding, at)) = raised else { return };
    let investors: Vec<_> = funding
        .names(Role::Investors)
        .iter()
        .filter_map(|n| serde_name(&Value::Name((*n).clone())))
        .collect();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Valuation) {
        // «Larkspur, founded by Ada after she left Northgate, raised $300 million at a $2 billion valuation»
        let beside = funding.has(Role::Amount) && d.trigger > at && d.trigger - at <= 6;
        let backer = d.args.get(Role::Company).and_then(serde_name).is_some_and(|n| investors.contains(&n));
        if backer || beside {
            d.args.set(Role::Company, company.clone());
        }
    }
}

/// 云杉智能创始人某某在加入谷歌后将领导新部门: whoever leads a unit once they have come leads one of where they come to.
pub(crate) fn led_where_joined(made: &mut [Draft]) {
    let place = |d: &Draft, r: Role| d.args.get(r).and_then(serde_name);
    let joins: Vec<(String, String, Value)> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && matches!(d.args.text(Role::Type), Some("join" | "return")))
        .filter_map(|d| Some((place(d, Role::Person)?, place(d, Role::From)?, d.args.get(Role::To)?.clone())))
        .collect();
    for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Unit) {
        let head = place(d, Role::LedBy);
        let Some(who) = head.clone().or_else(|| place(d, Role::By)) else { continue };
        let org = place(d, Role::Org);
        let come = joins.iter().find(|j| j.0 == who && org.as_ref().is_none_or(|o| *o == j.1));
        if let Some((.., to)) = come {
            d.args.set(Role::Org, to.clone());
        }
        if head.is_some() && head == place(d, Role::By) {
            d.args.remove(Role::By);
        }
    }
}

/// «left Northgate to become a partner at Larkspur»: a post elsewhere is taken up, and left for it is what was left.
pub(crate) fn elsewhere(made: &mut Vec<Draft>) {
    let of = |d: &Draft, t: &str| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some(t);
    let place = |d: &Draft, r: Role| d.args.get(r).and_then(serde_name);
    // «was succeeded by Ada, a former Larkspur partner»: whoever rises from another firm joins.
    for d in made.iter_mut().filter(|d| of(d, "promotion")) {
        if place(d, Role::From).zip(place(d, Role::To)).is_some_and(|(from, to)| from != to) {
            d.args.set(Role::Type, Value::Code("join".into()));
        }
    }
    // «left Larkspur to become a partner at Northgate»: one move, however many verbs tell it.
    let joined: Vec<_> = made
        .iter()
        .filter(|d| of(d, "join") && d.args.has(Role::From))
        .map(|d| {
            (place(d, Role::Person), place(d, Role::To), d.args.text(Role::RoleAfter).map(str::to_owned))
        })
        .collect();
    made.retain(|d| {
        let mine =
            (place(d, Role::Person), place(d, Role::To), d.args.text(Role::RoleAfter).map(str::to_owned));
        !(of(d, "promotion") && mine.0.is_some() && mine.2.is_some() && joined.contains(&mine))
    });
    for i in 0..made.len() {
        if !of(&made[i], "promotion") {
            continue;
        }
        let (person, to) = (place(&made[i], Role::Person), place(&made[i], Role::To));
        let left = made.iter().position(|d| {
            (of(d, "leave") || of(d, "retire")) && person.is_some() && place(d, Role::Person) == person && {
                let from = place(d, Role::From);
                from.is_some() && to.is_some() && from != to
            }
        });
        let Some(left) = left else { continue };
        let was = made[left].clone();
        let d = &mut made[i];
        d.args.set(Role::Type, Value::Code("join".into()));
        for r in [Role::From, Role::RoleBefore] {
            // The post that is taken up was not held before.
            let taken = r == Role::RoleBefore && was.args.text(r) == d.args.text(Role::RoleAfter);
            if let Some(v) = was.args.get(r).filter(|_| !taken) {
                d.args.set(r, v.clone());
            }
        }
        d.extent = crate::fill::cover(&d.extent, &was.extent);
        d.parties.extend(was.parties);
        made.remove(left);
        return;
    }
}

/// «left the firm six months after joining it»: what a verb behind «after» tells came before.
pub(crate) fn told_before(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    !scene.row.chinese
        && (trigger.saturating_sub(3)..trigger)
            .any(|k| t[k].clause == t[trigger].clause && &scene.text.folded.text[t[k].range()] == "after")
}

/// «为挖走», «以吸引», «in order to hire»: the aim of an act, not an act.
pub(crate) fn purposive(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    scene.row.chinese
        && trigger > 0
        && matches!(
            &scene.text.folded.text[t[trigger - 1].range()],
            "为" | "以" | "来" | "为了" | "用于" | "用来" | "以便"
        )
}

/// «sued Ada Thornquist and her new employer, Larkspur», 起诉林知远、云杉智能: people, firms and groups to whom the one that is
/// sued is joined are sued too.
pub(crate) fn sued_together(scene: &Scene<'_>, filled: &Filled, args: &mut Args) {
    const ASIDE: &[Class] = &[
        Class::Article,
        Class::PronounPoss,
        Class::PronounOrg,
        Class::New,
        Class::Former,
        Class::GenericOrg,
        Class::Role,
        Class::Etc,
    ];
    let t = &scene.row.tokens;
    let is = |p: &Phrase, e: &Entity| p.core == e.range;
    let last = match filled.get(Role::Defendant) {
        Some(Filler::People(l)) => scene.phrases.iter().rposition(|p| l.iter().any(|x| is(p, &x.0))),
        Some(Filler::Orgs(l)) => scene.phrases.iter().rposition(|p| l.iter().any(|e| is(p, e))),
        Some(Filler::Group(p)) => Some(*p),
        _ => None,
    };
    // What is ruled is ruled for one against another.
    let filed = matches!(args.text(Role::Step), Some("filing" | "charge" | "accusation"));
    let Some(first) = last.filter(|_| filed) else { return };
    let mut all: Vec<Name> = args.names(Role::Defendant).to_vec();
    let known = |n: &Name, o: &Name| n.text == o.text || n.id.is_some() && n.id == o.id;
    let before = all.len();
    let mut last = first;
    for (i, q) in scene.phrases.iter().enumerate().skip(first + 1) {
        let gap = between(t, scene.phrases[last].tokens.end, q.tokens.start);
        let joint = |x: &Token| x.is(Class::Conj) || x.punct == Some('、');
        let lead = usize::from(!scene.row.chinese && gap.first().is_some_and(|x| x.punct == Some(',')));
        let joined = gap.get(lead).is_some_and(joint)
            && gap.len() <= lead + 6
            && gap[lead + 1..].iter().all(|x| {
                x.name.is_none() && (x.plain() || x.any(ASIDE) || !scene.row.chinese && x.punct == Some(','))
            });
        // «sued Ada Thornquist, Larkspur Labs and Ben Quill»
        let goes_on = |x: &Token| x.is(Class::Conj) || x.punct == Some(',');
        let listed = !scene.row.chinese
            && matches!(gap, [x] if x.punct == Some(','))
            && matches!(q.head, Head::Person | Head::Org)
            && t.get(q.tokens.end).is_some_and(goes_on)
            && scene.phrases.get(i + 1).is_some_and(|n| n.tokens.start <= q.tokens.end + 2);
        let joined = joined || listed;
        let mine = q.governor.is_none() || q.governor == scene.phrases[first].governor;
        // What is brought forward stands before the verb; «and Ben said» begins a clause of its own.
        let over = scene.phrases[first].tokens.end <= filled.trigger && q.tokens.end > filled.trigger;
        let acts = !scene.row.chinese
            && t.get(q.tokens.end)
                .is_some_and(|x| x.verb || x.any(&[Class::Be, Class::Have, Class::Speech, Class::Plan]));
        if !joined || !mine || over || acts {
            // «and its owner, Larkspur»: who is only described is named behind.
            if matches!(q.head, Head::Generic | Head::OrgPronoun | Head::PersonPronoun | Head::Role) && !acts
            {
                continue;
            }
            break;
        }
        let name = match q.head {
            Head::Person | Head::Org | Head::Open => crate::fill::entity(scene, q).map(|e| e.name(scene.kb)),
            Head::Group if q.count.is_some() || q.former => {
                Some(Name::group(scene.text.words(q.core.clone()).trim()))
            }
            _ => continue,
        };
        let Some(name) = name else { break };
        if args.names(Role::Plaintiff).iter().any(|o| known(o, &name)) {
            break;
        }
        if !all.iter().any(|o| known(o, &name)) {
            all.push(name);
        }
        last = i;
    }
    if all.len() > before {
        args.set(Role::Defendant, Value::Names(all));
    }
}

/// Participles behind a noun for a lawsuit that say how it ended.
const ENDS: &[(&str, &str)] = &[
    ("dismissed", "dismissal"),
    ("thrown out", "dismissal"),
    ("tossed", "dismissal"),
    ("tossed out", "dismissal"),
    ("settled", "settlement"),
    ("dropped", "withdrawal"),
    ("withdrawn", "withdrawal"),
];

/// «Northgate's lawsuit against Larkspur was dismissed»: how far a lawsuit has come that a noun tells of.
pub(crate) fn ended(scene: &Scene<'_>, trigger: usize, args: &mut Args) {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    if scene.row.chinese || !word(trigger).ends_with("suit") || args.text(Role::Step) != Some("filing") {
        return;
    }
    let end = (trigger + 1..t.len()).take_while(|&k| t[k].clause == t[trigger].clause).find_map(|k| {
        let was = t[k - 1].is(Class::Be) && !t[k - 1].is(Class::Plan) || word(k).starts_with("was ");
        let told = word(k).strip_prefix("was ").unwrap_or(word(k));
        ENDS.iter().find(|e| e.0 == told && was).map(|e| e.1)
    });
    if let Some(step) = end {
        args.set(Role::Step, Value::Code(step.into()));
    }
}

/// «an order preventing Ada from working for Larkspur», «US District Judge Rina Lowe granted»: a firm that somebody is kept from
/// and whoever judges are no parties.
pub(crate) fn no_parties(scene: &Scene<'_>, args: &mut Args) {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let kept_from = |n: &Name| {
        scene.phrases.iter().any(|p| {
            let named = p.head == Head::Org && scene.text.words(p.core.clone()) == n.text;
            named
                && p.governor.is_some_and(|g| {
                    t[g].any(&[Class::For, Class::With, Class::At, Class::To])
                        && (g.saturating_sub(2)..g)
                            .any(|k| word(k).ends_with("ing") && k > 0 && t[k - 1].is(Class::From))
                })
        })
    };
    let judges = |n: &Name| ["Judge ", "Justice "].iter().any(|w| n.text.contains(w));
    for role in [Role::Plaintiff, Role::Defendant] {
        if !scene.row.chinese && args.names(role).iter().any(|n| judges(n) || kept_from(n)) {
            args.remove(role);
        }
    }
}

/// Whether two filled frames speak of the same: the same trigger, or the same person or sum.
pub(crate) fn shares(a: &Filled, b: &Filled, english: bool) -> bool {
    if a.trigger == b.trigger {
        return true;
    }
    let people = |f: &Filled| -> Vec<Entity> {
        f.slots
            .iter()
            .filter_map(|s| match &s.1 {
                Filler::People(p) => Some(p.iter().map(|x| x.0.clone()).collect::<Vec<_>>()),
                _ => None,
            })
            .flatten()
            .collect()
    };
    let (pa, pb) = (people(a), people(b));
    let sums = |f: &Filled| -> Vec<usize> {
        f.slots.iter().filter_map(|s| if let Filler::Amount(q) = s.1 { Some(q) } else { None }).collect()
    };
    let groups = |f: &Filled| {
        f.slots
            .iter()
            .filter_map(|s| if let Filler::Group(p) = s.1 { Some(p) } else { None })
            .collect::<Vec<_>>()
    };
    if english && groups(a).iter().any(|p| groups(b).contains(p)) {
        return true;
    }
    let (sa, sb) = (sums(a), sums(b));
    pa.iter().any(|x| pb.iter().any(|y| x.same(y))) || sa.iter().any(|q| sb.contains(q))
}

/// Whether a claim was read out of English.
fn english(c: &Claim) -> bool {
    !c.quote.chars().any(crate::token::is_han)
}

/// A headline says nothing of who tells it; the story below does.
fn attributed(headline: &mut Claim, story: &Claim) {
    const HEADLINE: usize = 120;
    let silent = headline.attribution.source.is_none() && !headline.attribution.anonymous;
    let told = story.attribution.source.is_some() || story.attribution.anonymous;
    if english(headline)
        && headline.modality == Modality::Asserted
        && headline.span.start() < HEADLINE
        && headline.span.end() < story.span.start()
        && silent
        && told
    {
        headline.attribution = story.attribution.clone();
        headline.modality = story.modality;
    }
}

/// Whether two claims tell of as many people who go from one English place to another: once in the headline, once below.
fn again(a: &Claim, b: &Claim) -> bool {
    let place = |c: &Claim, r: Role| c.args.get(r).and_then(serde_name);
    let same = |r: Role| place(a, r).is_some() && place(a, r) == place(b, r);
    english(a)
        && english(b)
        && a.args.has(Role::Count)
        && a.args.get(Role::Count) == b.args.get(Role::Count)
        && same(Role::From)
        && same(Role::To)
}

/// «Lumen raises $12 million», «Lumen Insights has raised»: a name and its beginning.
fn shortened(a: &Claim, b: &Claim) -> bool {
    let name = |c: &Claim| c.args.name(Role::Company).map(|n| n.text.to_lowercase());
    let (Some(x), Some(y)) = (name(a), name(b)) else { return false };
    let (short, long) = if x.len() < y.len() { (x, y) } else { (y, x) };
    english(a) && short.len() > 3 && long.strip_prefix(&short).is_some_and(|rest| rest.starts_with(' '))
}

/// «AI lab in Cambridge», «artificial intelligence research centre in Cambridge»: places of one firm in one town.
fn same_site(a: &Claim, b: &Claim) -> bool {
    let town = |c: &Claim| {
        let name = &c.args.name(Role::Name)?.text;
        name.rsplit_once(" in ").map(|(_, town)| town.to_owned())
    };
    town(a).is_some() && town(a) == town(b)
}

/// «Riverbend Games», «Riverbend»: whether one of two names begins with the whole of the other.
fn begins(a: &Claim, b: &Claim, role: Role) -> bool {
    let (Some(x), Some(y)) = (a.args.name(role), b.args.name(role)) else { return false };
    x.text.starts_with(&format!("{} ", y.text)) || y.text.starts_with(&format!("{} ", x.text))
}

/// «shut down its London AI lab»: the shorter of two names of one place in a sentence is a part of the longer.
fn within(a: &Claim, b: &Claim) -> bool {
    let (Some(x), Some(y)) = (a.args.name(Role::Name), b.args.name(Role::Name)) else { return false };
    english(a)
        && a.span.overlaps(b.span)
        && (x.text.ends_with(&format!(" {}", y.text)) || y.text.ends_with(&format!(" {}", x.text)))
}

/// «Ada left Larkspur in May. She joined Northgate in June»: who is told to have left one place comes to the next from there.
fn came_from(claims: &mut [Claim]) {
    let who = |c: &Claim| c.args.get(Role::Person).and_then(serde_name);
    let of = |c: &Claim, codes: &[&str]| {
        c.kind == ClaimKind::Move && english(c) && c.args.text(Role::Type).is_some_and(|t| codes.contains(&t))
    };
    let left: Vec<(String, Value, usize)> = claims
        .iter()
        .filter(|c| of(c, &["leave"]) && c.modality != Modality::Denied)
        .filter_map(|c| Some((who(c)?, c.args.get(Role::From)?.clone(), c.span.start())))
        .collect();
    for c in claims.iter_mut().filter(|c| of(c, &["join"]) && !c.args.has(Role::From)) {
        let Some(person) = who(c) else { continue };
        let to = c.args.get(Role::To).and_then(serde_name);
        let mine: Vec<_> = left.iter().filter(|l| l.0 == person && l.2 <= c.span.start()).collect();
        if let [one] = &mine[..]
            && to.is_some()
            && serde_name(&one.1) != to
        {
            c.args.set(Role::From, one.1.clone());
            c.id = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
        }
    }
}

/// How far behind a post the sentence may stand that tells whence somebody came for it, in bytes.
const NEXT: usize = 300;

/// «Ada was named chief executive of Northgate. She joined from Larkspur»: who takes a post and has come for it has moved once.
fn named_and_joined(claims: &mut Vec<Claim>) {
    let place = |c: &Claim, r: Role| c.args.get(r).and_then(serde_name);
    let of = |c: &Claim, code: &str| {
        c.kind == ClaimKind::Move && english(c) && c.args.text(Role::Type) == Some(code)
    };
    let mut i = 0;
    while i < claims.len() {
        let c = &claims[i];
        let whole = of(c, "join") && c.args.has(Role::From) && !c.args.has(Role::Date);
        let named = |o: &Claim| {
            of(o, "promotion")
                && o.doc == c.doc
                && !o.args.has(Role::RoleBefore)
                && !o.args.has(Role::From)
                && o.span.start() < c.span.start()
                && c.span.start() - o.span.start() < NEXT
                && place(o, Role::Person).is_some()
                && place(o, Role::Person) == place(c, Role::Person)
                && place(o, Role::To) == place(c, Role::To)
        };
        if let Some(k) = claims.iter().position(named).filter(|_| whole) {
            let (from, role) = (c.args.get(Role::From).cloned(), c.args.get(Role::RoleBefore).cloned());
            let o = &mut claims[k];
            o.args.set(Role::Type, Value::Code("join".into()));
            for (r, v) in [(Role::From, from), (Role::RoleBefore, role)] {
                if let Some(v) = v {
                    o.args.set(r, v);
                }
            }
            o.id = Claim::content_id(&o.doc, o.span, o.kind, &o.args);
            claims.remove(i);
        } else {
            i += 1;
        }
    }
}

/// 甲公司提告林某,双方最终和解: where one sentence tells how a quarrel began and how it ended, the end is how far it has come.
fn later_step(more: &mut Claim, less: &Claim) {
    const LATER: &[&str] = &["ruling", "judgment", "dismissal", "withdrawal", "settlement", "injunction"];
    const BESIDE: usize = 40;
    let began = matches!(more.args.text(Role::Step), Some("filing" | "accusation"));
    let step = less.args.text(Role::Step).filter(|s| LATER.contains(s)).map(str::to_owned);
    let (a, b) = (more.span.range(), less.span.range());
    let near = a.start.max(b.start) <= a.end.min(b.end) + BESIDE;
    if let Some(step) = step.filter(|_| more.kind == ClaimKind::Dispute && began && near) {
        more.args.set(Role::Step, Value::Code(step));
        more.id = Claim::content_id(&more.doc, more.span, more.kind, &more.args);
    }
}

/// Leaves out years spent at a firm from which a move of the same person is told.
fn gone_by_twice(claims: &mut Vec<Claim>) {
    let past = |c: &Claim| c.args.text(Role::Type) == Some(MoveType::PastAffiliation.as_str());
    let moves: Vec<(String, Vec<Name>)> = claims
        .iter()
        .filter(|c| c.kind == ClaimKind::Move && !past(c))
        .filter_map(|c| Some((c.args.name(Role::Person)?.text.clone(), c.args.names(Role::From).to_vec())))
        .collect();
    let same = |a: &Name, b: &Name| a.text == b.text || a.id.is_some() && a.id == b.id;
    claims.retain(|c| {
        let (Some(who), Some(place)) = (c.args.name(Role::Person), c.args.name(Role::From)) else {
            return true;
        };
        !past(c)
            || !moves.iter().any(|(p, from)| {
                (p.ends_with(&who.text) || who.text.ends_with(p)) && from.iter().any(|f| same(f, place))
            })
    });
}

/// Drops claims that say the same as another of the document, keeping the one that says more.
pub(crate) fn dedup(claims: &mut Vec<Claim>) {
    gone_by_twice(claims);
    let key = |v: Option<&Value>| v.and_then(serde_name);
    let past = |c: &Claim| c.args.text(Role::Type) == Some(MoveType::PastAffiliation.as_str());
    let same = |a: &Claim, b: &Claim| {
        if a.kind != b.kind
            || a.modality == Modality::Denied && b.modality != Modality::Denied
            || b.modality == Modality::Denied && a.modality != Modality::Denied
        {
            return false;
        }
        let eq = |r: Role| {
            let (x, y) = (a.args.get(r), b.args.get(r));
            x.is_none() || y.is_none() || x == y || key(x).is_some() && key(x) == key(y)
        };
        match a.kind {
            ClaimKind::Move => {
                a.args.text(Role::Type) == b.args.text(Role::Type)
                    && a.args.has(Role::Person) == b.args.has(Role::Person)
                    && eq(Role::Person)
                    && (eq(Role::Group) || again(a, b))
                    && eq(Role::Count)
                    && eq(Role::To)
                    && (a.args.has(Role::Person) || a.span.overlaps(b.span) || again(a, b))
                    && (eq(Role::From) || a.span.overlaps(b.span) && !past(a))
            }
            ClaimKind::Offer => {
                eq(Role::To)
                    && eq(Role::Bidder)
                    && [Role::Total, Role::SignOn, Role::Annual, Role::FirstYear].iter().all(|r| eq(*r))
                    && a.span.overlaps(b.span)
            }
            ClaimKind::Deal => {
                eq(Role::Target) && eq(Role::Acquirer) && eq(Role::Amount) && eq(Role::StakePercent)
            }
            ClaimKind::Funding => {
                (eq(Role::Company) || shortened(a, b)) && eq(Role::Amount) && eq(Role::Round)
            }
            ClaimKind::Valuation => (eq(Role::Company) || shortened(a, b)) && eq(Role::Amount),
            ClaimKind::Payband => a.span.overlaps(b.span) && eq(Role::Low) && eq(Role::High),
            ClaimKind::Unit => {
                (eq(Role::Name) || same_site(a, b) || within(a, b))
                    && (eq(Role::Org) || english(a) && begins(a, b, Role::Org))
            }
            ClaimKind::Dispute => eq(Role::Plaintiff) && eq(Role::Defendant),
            ClaimKind::Approach => a.span.overlaps(b.span),
            ClaimKind::Stat | ClaimKind::Statement => a.span == b.span,
        }
    };
    let mut kept: Vec<Claim> = Vec::with_capacity(claims.len());
    for c in claims.drain(..) {
        // «He comes from Larkspur Labs», «she was previously at Northgate»: only where the move told before lacks it.
        if c.rule.as_str() == "move.comes-from" {
            let lacking = kept.iter_mut().rev().find(|o| {
                o.kind == ClaimKind::Move
                    && matches!(o.args.text(Role::Type), Some("join" | "return"))
                    && key(o.args.get(Role::Person)).is_some()
                    && key(o.args.get(Role::Person)) == key(c.args.get(Role::Person))
            });
            if let Some(o) = lacking.filter(|o| !o.args.has(Role::From))
                && let Some(from) =
                    c.args.get(Role::From).filter(|f| serde_name(f) != key(o.args.get(Role::To)))
            {
                o.args.set(Role::From, from.clone());
                o.id = Claim::content_id(&o.doc, o.span, o.kind, &o.args);
            }
            continue;
        }
        // «He replaces Ben»: of whom it was told that he came there.
        let came = |o: &Claim| {
            o.kind == ClaimKind::Move
                && matches!(o.args.text(Role::Type), Some("join" | "return"))
                && key(o.args.get(Role::Person)).is_some()
                && key(o.args.get(Role::Person)) == key(c.args.get(Role::Person))
                && key(o.args.get(Role::To)) == key(c.args.get(Role::To))
        };
        if c.rule.as_str() == "move.succeed" && english(&c) && kept.iter().any(came) {
            continue;
        }
        if let Some(o) = kept.iter_mut().find(|o| same(o, &c)) {
            let (mut more, less) = if c.args.len() > o.args.len() { (c, o.clone()) } else { (o.clone(), c) };
            attributed(&mut more, &less);
            later_step(&mut more, &less);
            if let Some(full) = [&more, &less]
                .iter()
                .filter_map(|x| x.args.name(Role::Company).cloned())
                .max_by_key(|n| n.text.len())
                .filter(|_| shortened(&more, &less))
            {
                more.args.set(Role::Company, Value::Name(full));
                more.id = Claim::content_id(&more.doc, more.span, more.kind, &more.args);
            }
            // What one mention of a move leaves out another tells: «comes from Larkspur Labs».
            if more.kind == ClaimKind::Move && more.args.has(Role::Person) && english(&more) {
                let before = more.args.len();
                for r in [Role::From, Role::To, Role::RoleBefore, Role::RoleAfter, Role::Date] {
                    let other = match r {
                        Role::From => key(more.args.get(Role::To)),
                        Role::To => key(more.args.get(Role::From)),
                        _ => None,
                    };
                    let new = less
                        .args
                        .get(r)
                        .filter(|v| !more.args.has(r) && (other.is_none() || serde_name(v) != other));
                    if let Some(v) = new {
                        more.args.set(r, v.clone());
                    }
                }
                if more.args.len() > before {
                    more.id = Claim::content_id(&more.doc, more.span, more.kind, &more.args);
                }
            }
            *o = more;
        } else {
            kept.push(c);
        }
    }
    came_from(&mut kept);
    named_and_joined(&mut kept);
    *claims = kept;
}

/// The identity of a name value: its id, else its folded text.
pub(crate) fn serde_name(v: &Value) -> Option<String> {
    let n = v.names().first()?;
    Some(
        n.id.as_ref()
            .map_or_else(|| tradewire_script::key(n.name.as_deref().unwrap_or(&n.text)), ToString::to_string),
    )
}
