//! Fills the slots of a frame around its trigger.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use tradewire_kb::KnowledgeBase;
use tradewire_model::{ClaimKind, Role, Step, TextSpan};
use tradewire_quantity::Kind;

use crate::class::Class;
use crate::clause::{Clause, clause};
use crate::discourse::{Discourse, Entity, Seat};
use crate::filler::{Asked, filler};
use crate::frame::{Frame, Needed, Place, Slot, Take, Want, Way};
use crate::inflect::Form;
use crate::learned::passage::Passage;
use crate::learned::roles::TELLS;
use crate::learned::said::Said;
use crate::phrase::{Head, Of, Phrase};
use crate::place::{amount, place, unnamed_firm};
use crate::pointer::Pointed;
use crate::stat::Figures;
use crate::token::{Row, Text, Token};

/// All that is known of a sentence.
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a Text<'a>,
    /// What is known of figures.
    pub(crate) figures: &'a Figures,
    pub(crate) kb: &'a KnowledgeBase,
    pub(crate) row: &'a Row,
    pub(crate) phrases: &'a [Phrase],
    pub(crate) before: &'a Discourse,
    /// For each phrase what it points back to.
    pub(crate) pointed: &'a [Option<Pointed>],
    /// What the encoder makes of the document, if it has read it.
    pub(crate) passage: Option<&'a Passage>,
    /// What each token says, once a model has asked.
    pub(crate) said: OnceCell<Vec<Said>>,
}

impl Scene<'_> {
    /// What a phrase points back to.
    pub(crate) fn pointed(&self, phrase: usize) -> Option<&Pointed> {
        self.pointed.get(phrase).and_then(Option::as_ref)
    }

    /// What the encoder makes of a token as a word that tells something.
    pub(crate) fn encoded(&self, token: usize) -> Option<[f32; TELLS.len()]> {
        self.passage?.tells(&self.row.tokens[token].range())
    }

    /// What a token of the sentence says.
    pub(crate) fn said(&self, token: usize) -> &Said {
        &self.said.get_or_init(|| Said::of_row(self.text, self.row))[token]
    }
}

/// What fills a slot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filler {
    /// People by name.
    People(Vec<(Entity, Option<usize>)>),
    /// Organisations.
    Orgs(Vec<Entity>),
    /// An unnamed group: its phrase.
    Group(usize),
    /// Words of the text.
    Words(Range<usize>),
    /// A quantity.
    Amount(usize),
}

/// A frame whose slots are filled.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) frame: u16,
    pub(crate) trigger: usize,
    /// What fills each role, and whether the model holds it for that.
    pub(crate) slots: Vec<(Role, Filler, bool)>,
    /// The person that acts for an organisation.
    pub(crate) by: Option<Entity>,
    pub(crate) steps: Vec<Step>,
    /// Bytes of everything in this sentence that took part.
    pub(crate) extent: Range<usize>,
    /// Slots that were carried over from elsewhere.
    pub(crate) carried: usize,
    /// How likely the model holds it that the trigger tells this, if it was asked.
    pub(crate) share: Option<f32>,
    /// Whether only the model found it.
    pub(crate) guessed: bool,
    /// Where each of several people comes from: their phrase and the place.
    pub(crate) whence: Vec<(usize, Entity)>,
}

impl Filled {
    pub(crate) fn get(&self, role: Role) -> Option<&Filler> {
        self.slots.iter().find(|s| s.0 == role).map(|s| &s.1)
    }

    /// The organisation that fills a role, of several the first.
    pub(crate) fn org(&self, role: Role) -> Option<&Entity> {
        match self.get(role) {
            Some(Filler::Orgs(all)) => all.first(),
            _ => None,
        }
    }

    /// Gives a role this in place of what it had.
    pub(crate) fn put(&mut self, role: Role, filler: Filler) {
        self.slots.retain(|s| s.0 != role);
        self.slots.push((role, filler, false));
    }

    /// The people by name whom it is about, with their phrases.
    pub(crate) fn people(&self) -> &[(Entity, Option<usize>)] {
        match self.get(Role::Person) {
            Some(Filler::People(all)) => all,
            _ => &[],
        }
    }

    /// Whether the model holds what fills a role for that.
    pub(crate) fn held(&self, role: Role) -> bool {
        self.slots.iter().any(|s| s.0 == role && s.2)
    }

    /// Where this says somebody now is.
    pub(crate) fn settles(&self, frame: &Frame) -> Option<(Entity, Entity)> {
        let (Some(Filler::People(people)), Some(Filler::Orgs(orgs))) =
            (self.get(Role::Person), self.get(Role::To))
        else {
            return None;
        };
        let ([(person, _)], [org, ..]) = (&people[..], &orgs[..]) else { return None };
        // «They now work at Northgate» may be told before where they had left.
        (frame.kind == ClaimKind::Move && frame.id.as_str() != "move.works-at")
            .then(|| (person.clone(), org.clone()))
    }

    /// The organisations in it, each with its part.
    pub(crate) fn firms(&self) -> impl Iterator<Item = (Role, Entity)> {
        self.slots
            .iter()
            .filter_map(|(role, filler, _)| match filler {
                Filler::Orgs(list) => Some(list.iter().map(|e| (*role, e.clone()))),
                _ => None,
            })
            .flatten()
    }

    /// The post that this says to be left, for whoever comes next.
    pub(crate) fn leaves(&self, scene: &Scene<'_>, frame: &Frame) -> Option<Seat> {
        let leaving =
            frame.kind == ClaimKind::Move && frame.is(&["leave", "retire", "dismissed", "promotion", "join"]);
        let Some(Filler::Orgs(orgs)) = self.get(Role::From).filter(|_| leaving) else { return None };
        // «was hired in 2016 from Larkspur», 2019年从甲公司加入乙公司: what a year alone dates is told of somebody's life.
        let t = &scene.row.tokens;
        let here = t[self.trigger].clause;
        let life = frame.is(&["join"])
            && t[self.trigger..].iter().take_while(|x| x.clause == here).any(|x| a_year(scene, x));
        if life {
            return None;
        }
        let role = match self.get(Role::RoleBefore) {
            Some(Filler::Words(r)) => Some(r.clone()),
            _ => None,
        };
        let person = self.people().first().map(|x| x.0.clone());
        // «joined after stints at AMD and Apple»: two posts gone by are none that anybody takes over.
        let [org, rest @ ..] = &orgs[..] else { return None };
        if !rest.is_empty() && !(scene.row.chinese && frame.is(&["leave", "dismissed", "retire"])) {
            return None;
        }
        Some(Seat { person, org: org.clone(), role })
    }
}

/// The rounds in which slots are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Near,
    Parts,
    Far,
    Carried,
}

/// Fills the slots of a frame at a trigger; `seat` is the post that was last said to be left.
pub(crate) fn fill(
    scene: &Scene<'_>,
    frame: &Frame,
    index: u16,
    at: usize,
    form: Form,
    seat: Option<&Seat>,
) -> Filled {
    let clause = clause(scene, frame, at, form);
    let t = &scene.row.tokens[at];
    let mut filled = Filled {
        frame: index,
        trigger: at,
        slots: Vec::new(),
        by: None,
        steps: vec![step(scene, "trigger", t.range(), frame.id.as_str())],
        extent: t.range(),
        carried: 0,
        share: None,
        guessed: false,
        whence: Vec::new(),
    };
    let mut used: Vec<usize> = Vec::new();
    // What stands in its place first, then what descriptions say, then what the clauses before give, then what is
    // carried over.
    for pass in [Pass::Near, Pass::Parts, Pass::Far, Pass::Carried] {
        for slot in &frame.slots {
            if filled.get(slot.role).is_some() {
                continue;
            }
            for way in &slot.ways {
                if let Some(f) = take(scene, &clause, frame, slot, way, &mut used, &mut filled, pass) {
                    filled.slots.push((slot.role, f, false));
                    break;
                }
            }
        }
    }
    let quarrel = ["对簿公堂", "打官司"].contains(&&scene.text.folded.text[t.range()]);
    if quarrel || frame.set.iter().any(|(r, code)| *r == Role::Step && code == "settlement") {
        both(scene, at, &mut filled);
    }
    if frame.kind == ClaimKind::Dispute {
        its_own(scene, at, &mut filled);
        of_the_case(scene, at, &mut filled);
    }
    if frame.succession {
        succeed(scene, &clause, seat, &used, &mut filled);
    }
    if frame.kind == ClaimKind::Dispute {
        against_each_other(&mut filled);
    }
    filled
}

/// «Northgate and Larkspur settled their lawsuit»: of two parties named together the first is taken for the one who sued.
fn against_each_other(filled: &mut Filled) {
    if filled.get(Role::Defendant).is_some() {
        return;
    }
    let Some((_, Filler::Orgs(both), _)) = filled.slots.iter_mut().find(|s| s.0 == Role::Plaintiff) else {
        return;
    };
    if both.len() == 2
        && let Some(second) = both.pop()
    {
        filled.slots.push((Role::Defendant, Filler::Orgs(vec![second]), false));
    }
}

/// 被告林某违约，法院判决其支付违约金: 其 behind the verb is the person named last.
fn its_own(scene: &Scene<'_>, at: usize, filled: &mut Filled) {
    let next = scene.row.tokens.get(at + 1);
    if !scene.row.chinese || !next.is_some_and(|x| x.is(Class::PronounPoss)) {
        return;
    }
    let named =
        scene.phrases.iter().enumerate().rev().find(|(_, p)| p.head == Head::Person && p.tokens.end <= at);
    let who = match named {
        Some((i, p)) => entity(scene, p).map(|e| (e, Some(i))),
        None => scene.before.person.clone().map(|e| (e, None)),
    };
    let Some(who) = who else { return };
    let wrong = filled.slots.iter().position(|s| s.0 == Role::Defendant);
    if let Some(k) = wrong {
        // What stands behind is paid, and sued.
        let (_, paid, held) = filled.slots.remove(k);
        if filled.get(Role::Plaintiff).is_none() {
            filled.slots.push((Role::Plaintiff, paid, held));
        }
    }
    filled.carried += 1;
    filled.slots.push((Role::Defendant, Filler::People(vec![who]), false));
}

/// 法院对甲公司诉林知远一案作出判决: who sues stands right before 诉, whatever governs the name of the case.
fn of_the_case(scene: &Scene<'_>, at: usize, filled: &mut Filled) {
    let word = &scene.text.folded.text[scene.row.tokens[at].range()];
    if word != "诉" || filled.get(Role::Plaintiff).is_some() {
        return;
    }
    let beside = |p: &&Phrase| p.tokens.end == at && matches!(p.head, Head::Org | Head::Person | Head::Open);
    let Some(p) = scene.phrases.iter().find(beside) else { return };
    let Some(e) = entity(scene, p) else { return };
    filled.extent = cover(&filled.extent, &p.core);
    filled.steps.push(step(scene, Role::Plaintiff.as_str(), p.core.clone(), "before the name of the case"));
    let filler = if p.head == Head::Person { Filler::People(vec![(e, None)]) } else { Filler::Orgs(vec![e]) };
    filled.slots.push((Role::Plaintiff, filler, false));
}

/// 甲公司与林知远达成和解: both sides of a settlement stand before it, joined by a word.
fn both(scene: &Scene<'_>, at: usize, filled: &mut Filled) {
    const WITH: &[&str] = &["与", "和", "跟", "同", "及"];
    let t = &scene.row.tokens;
    if !scene.row.chinese || filled.get(Role::Defendant).is_some() {
        return;
    }
    let side = |p: &Phrase| matches!(p.head, Head::Org | Head::Person | Head::Open);
    let joined = |k: usize| WITH.contains(&&scene.text.folded.text[t[k].range()]);
    let pair = scene.phrases.windows(2).rev().find(|w| {
        side(&w[0])
            && side(&w[1])
            && w[1].tokens.end <= at
            && w[1].clause == t[at].clause
            && w[1].tokens.start == w[0].tokens.end + 1
            && joined(w[0].tokens.end)
    });
    let Some([one, other]) = pair else { return };
    filled.slots.retain(|s| s.0 != Role::Plaintiff);
    for (role, p) in [(Role::Plaintiff, one), (Role::Defendant, other)] {
        let Some(e) = entity(scene, p) else { continue };
        filled.extent = cover(&filled.extent, &p.core);
        filled.steps.push(step(scene, role.as_str(), p.core.clone(), "both sides"));
        let filler =
            if p.head == Head::Org { Filler::Orgs(vec![e]) } else { Filler::People(vec![(e, None)]) };
        filled.slots.push((role, filler, false));
    }
}

/// Gives whoever takes over a post what is known of it: from the description of the predecessor, else from the post
/// that was last said to be left.
fn succeed(scene: &Scene<'_>, c: &Clause, seat: Option<&Seat>, used: &[usize], filled: &mut Filled) {
    // 吴新宙离职,其职位由李力耘接任: the one whose post it is stands before, in the sentence.
    let successors: Vec<usize> = filled.people().iter().filter_map(|x| x.1).collect();
    let before = || {
        scene.phrases.iter().enumerate().rev().find(|(i, p)| {
            p.head == Head::Person && !successors.contains(i) && p.tokens.end <= c.at && c.passive
        })
    };
    let predecessor = place(scene, c, Place::Object, &[Want::Person], used, false)
        .map(|p| &scene.phrases[p])
        .filter(|p| p.head == Head::Person)
        .or_else(|| before().map(|x| x.1));
    let from = match predecessor {
        None => seat.cloned(),
        // What was said of the post when it was left, else what describes the predecessor here; a seat that somebody else
        // left is not this one.
        Some(p) => {
            let left = entity(scene, p)
                .and_then(|e| seat.filter(|s| s.person.as_ref().is_some_and(|o| o.same(&e))).cloned());
            left.or_else(|| {
                let topic = || scene.before.topic_org.clone().filter(|_| p.role.is_some());
                let org = organisation(scene, p).or_else(topic)?;
                Some(Seat { person: None, org, role: p.role.clone() })
            })
        }
    };
    let Some(from) = from else { return };
    if filled.get(Role::To).is_none() {
        filled.carried += 1;
        filled.steps.push(step(
            scene,
            Role::To.as_str(),
            from.org.range.clone(),
            "the post that is taken over",
        ));
        filled.slots.push((Role::To, Filler::Orgs(vec![from.org]), false));
    }
    if filled.get(Role::RoleAfter).is_none()
        && let Some(role) = from.role
    {
        filled.slots.push((Role::RoleAfter, Filler::Words(role), false));
    }
}

/// The offer that a sentence tells beside a move: «left to join Meta with a package worth over $200 million».
pub(crate) fn package_of_move(scene: &Scene<'_>, frames: &[Frame], fills: &[Filled]) -> Option<Filled> {
    let kind = |f: &Filled| frames[f.frame as usize].kind;
    if fills.iter().any(|f| kind(f) == ClaimKind::Offer) {
        return None;
    }
    let t = &scene.row.tokens;
    let joins = |f: &&Filled| {
        kind(f) == ClaimKind::Move
            && frames[f.frame as usize].set.iter().any(|(_, c)| c == "join" || c == "return")
    };
    fills.iter().filter(joins).find_map(|m| {
        let (Some(people @ Filler::People(_)), Some(to @ Filler::Orgs(_))) =
            (m.get(Role::Person), m.get(Role::To))
        else {
            return None;
        };
        let pay = |k: &usize| {
            // «as part of a $2.4 billion deal»: what firms agree on is nobody's pay.
            let bargain = matches!(&scene.text.folded.text[t[*k].range()], "deal" | "deals")
                && t.iter().any(|x| x.is(Class::License) || x.quantity.is_some_and(|q| billions(scene, q)));
            t[*k].any(&[Class::Package, Class::SignOn, Class::Annual]) && t[*k].quantity.is_none() && !bargain
        };
        // 以千万年薪加盟: the word for pay is a part of the sum.
        let paid = |k: usize| {
            let q = t[k].quantity?;
            let sum = scene.row.quantities[q].money()?;
            let words = &scene.text.folded.text[scene.row.quantities[q].range.clone()];
            let told = sum.cues.iter().any(|c| matches!(c.key, "annual" | "sign_on" | "package"))
                || sum.amount.per.is_some() && words.contains('薪');
            let here = t[m.trigger].clause;
            let with = t[k].clause == here && t[k.saturating_sub(2)..k].iter().any(|x| x.is(Class::With));
            // …加盟，年薪达千万: a clause that is about the pay alone.
            let alone = t[k].clause == here + 1
                && k > m.trigger
                && scene.phrases.iter().all(|p| p.clause != here + 1);
            (scene.row.chinese && told && (with || alone)).then_some((m.trigger, q))
        };
        let (k, q) = (0..t.len())
            .filter(pay)
            .find_map(|k| {
                let sum = (k.saturating_sub(8)..(k + 9).min(t.len()))
                    .filter_map(|i| t[i].quantity.filter(|q| scene.row.quantities[*q].money().is_some()))
                    .next()?;
                (t[k].clause.abs_diff(t[m.trigger].clause) <= 2).then_some((k, sum))
            })
            .or_else(|| (0..t.len()).find_map(paid))?;
        // «received a counteroffer of $15 million from Larkspur, but left for Northgate»: what another offered was declined.
        let other = scene.phrases.iter().find(|p| {
            !scene.row.chinese
                && p.head == Head::Org
                && p.clause == t[k].clause
                && p.governor.is_some_and(|g| t[g].is(Class::From) && g > k && g - k <= 6)
                && p.tokens.end <= m.trigger
        });
        let other =
            other.and_then(|p| entity(scene, p)).filter(|e| m.org(Role::To).is_some_and(|o| !o.same(e)));
        let id = if other.is_some() { "offer.decline" } else { "offer.accept" };
        let frame = frames.iter().position(|f| f.id.as_str() == id)?;
        let bidder = other.map_or_else(|| to.clone(), |e| Filler::Orgs(vec![e]));
        Some(Filled {
            frame: u16::try_from(frame).ok()?,
            trigger: k,
            slots: vec![
                (Role::To, people.clone(), false),
                (Role::Bidder, bidder, false),
                (Role::Total, Filler::Amount(q), false),
            ],
            by: m.by.clone(),
            steps: vec![step(scene, "trigger", t[k].range(), id)],
            extent: cover(&m.extent, &scene.row.quantities[q].range),
            carried: m.carried + 1,
            share: m.share,
            guessed: m.guessed,
            whence: Vec::new(),
        })
    })
}

/// The licence that firms agree on beside a move: «left Larkspur to join Northgate as part of a $900 million licensing deal».
pub(crate) fn deal_of_move(scene: &Scene<'_>, frames: &[Frame], fills: &[Filled]) -> Option<Filled> {
    let kind = |f: &Filled| frames[f.frame as usize].kind;
    if scene.row.chinese || fills.iter().any(|f| kind(f) == ClaimKind::Deal) {
        return None;
    }
    let t = &scene.row.tokens;
    let bargain = |k: usize| {
        let word = &scene.text.folded.text[t[k].range()];
        t[k].is(Class::License) && ["deal", "agreement", "pact"].iter().any(|w| word.ends_with(w))
    };
    let k = (0..t.len()).find(|&k| bargain(k))?;
    let m = fills.iter().find(|f| {
        kind(f) == ClaimKind::Move
            && frames[f.frame as usize].is(&["join", "return"])
            && f.trigger < k
            && f.org(Role::To).is_some()
            && f.org(Role::From).is_some()
    })?;
    let sum = (k.saturating_sub(5)..k)
        .filter_map(|i| t[i].quantity.filter(|q| scene.row.quantities[*q].money().is_some()))
        .next_back();
    let frame = frames.iter().position(|f| f.id.as_str() == "deal.license")?;
    let firm = |role| m.org(role).cloned().map(|e| Filler::Orgs(vec![e]));
    let mut slots = vec![(Role::Acquirer, firm(Role::To)?, false), (Role::Target, firm(Role::From)?, false)];
    slots.extend(sum.map(|q| (Role::Amount, Filler::Amount(q), false)));
    Some(Filled {
        frame: u16::try_from(frame).ok()?,
        trigger: k,
        slots,
        by: None,
        steps: vec![step(scene, "trigger", t[k].range(), "deal.license")],
        extent: cover(&m.extent, &t[k].range()),
        carried: m.carried + 1,
        share: m.share,
        guessed: m.guessed,
        whence: Vec::new(),
    })
}

/// Whether a quantity is a sum of a billion or more.
fn billions(scene: &Scene<'_>, q: usize) -> bool {
    let sum = scene.row.quantities[q].money().and_then(|m| m.amount.magnitude());
    sum.is_some_and(|v| v >= rust_decimal::Decimal::from(1_000_000_000))
}

/// Whether everything that a frame must have is there.
pub(crate) fn satisfied(
    scene: &Scene<'_>,
    frame: &Frame,
    filled: &Filled,
    extra: &dyn Fn(Role) -> bool,
) -> bool {
    frame.needs.iter().all(|n| {
        n.0.iter().any(|x| match x {
            Needed::Role(r) => filled.get(*r).is_some() || extra(*r),
            Needed::OfferWord => {
                // 360万元年薪的邀请: the word for pay may be a part of the sum.
                let told = |q: &tradewire_quantity::Quantity| {
                    q.money().is_some_and(|m| {
                        m.cues.iter().any(|c| matches!(c.key, "annual" | "sign_on"))
                            || m.amount.per.is_some()
                                && scene.text.folded.text[q.range.clone()].contains('薪')
                    })
                };
                scene.row.tokens.iter().any(|t| {
                    t.any(&[Class::Package, Class::SignOn, Class::Annual, Class::Equity, Class::Raised])
                }) || scene.row.chinese && scene.row.quantities.iter().any(told)
            }
            Needed::Stake => stake(scene, filled.trigger),
            Needed::Court => scene.row.tokens.iter().any(|t| t.is(Class::Court)),
            Needed::Grievance => scene.row.tokens.iter().any(|t| t.is(Class::Noncompete)),
            Needed::Talent => {
                scene.row.tokens.iter().any(|t| t.any(&[Class::Group, Class::Role]))
                    || scene.phrases.iter().any(|p| p.head == Head::Group)
            }
        })
    })
}

/// Whether a share and a word for shares stand behind a trigger in its clause: 取得某公司51%股权.
fn stake(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    let behind = || t[trigger..].iter().filter(|x| x.clause == t[trigger].clause);
    let share = |q: usize| matches!(scene.row.quantities[q].kind, Kind::Percent(_));
    behind().any(|x| x.quantity.is_some_and(share)) && behind().any(|x| x.any(&[Class::Stake, Class::Equity]))
}

pub(crate) fn step(scene: &Scene<'_>, what: &str, range: Range<usize>, how: &str) -> Step {
    let source = scene.text.folded.map.to_source(range.clone());
    Step {
        what: what.to_owned(),
        text: scene.text.words(range).to_owned(),
        span: Some(TextSpan::of(source)),
        how: how.to_owned(),
    }
}

/// Tries one way to fill a slot.
#[expect(clippy::too_many_arguments, reason = "one step of fill, split for reading")]
fn take(
    scene: &Scene<'_>,
    c: &Clause,
    frame: &Frame,
    slot: &Slot,
    way: &Way,
    used: &mut Vec<usize>,
    filled: &mut Filled,
    pass: Pass,
) -> Option<Filler> {
    if way.wants == [Want::Amount] {
        if pass != Pass::Near {
            return None;
        }
        let q = amount(scene, c, way.place)?;
        let range = scene.row.quantities[q].range.clone();
        filled.extent = cover(&filled.extent, &range);
        filled.steps.push(step(scene, slot.role.as_str(), range, &way.text));
        return Some(Filler::Amount(q));
    }
    // «offered a staff engineer $3 million» tells of one, «offers engineers» of what a kind of people gets.
    if way.wants == [Want::Role]
        && slot.role == Role::To
        && frame.kind == ClaimKind::Offer
        && !scene.text.folded.text[scene.row.tokens[c.at].range()].ends_with("ed")
    {
        return None;
    }
    // «Keller's departure to Intel», «lost three to Intel», but not «leave to join».
    let acts_on = |s: &Slot| s.role == Role::Person && s.ways.iter().any(|w| w.place == Place::Object);
    if slot.role == Role::To
        && !c.noun
        && frame.set.iter().any(|(_, code)| code == "leave")
        && !frame.slots.iter().any(acts_on)
    {
        return None;
    }
    // «Ben is being replaced by Ada»: nobody goes to whom they replace.
    if frame.succession
        && c.passive
        && slot.role == Role::To
        && way.place == Place::Object
        && !scene.row.chinese
    {
        return None;
    }
    if way.take != Take::Whole {
        if pass != Pass::Parts {
            return None;
        }
        // What the description of a phrase says; the phrase is the one that this place has given already, or would give.
        let wants = &[Want::Person, Want::Group, Want::Role, Want::Unit]
            [..if frame.kind == ClaimKind::Unit { 4 } else { 3 }];
        let p = place(scene, c, way.place, wants, &[], false)
            .or_else(|| place(scene, c, way.place, wants, &[], true))?;
        // 北门科技新团队中六成成员…(如…): whose team it is was said before its members.
        let owned = |q: &Phrase| {
            q.tokens.end <= c.at
                && q.head == Head::Generic
                && matches!(q.org, Some(Of::Name(..)))
                && !q.former
        };
        let p = match scene.phrases[p].org {
            None if way.place == Place::Left && way.take == Take::Org => {
                scene.phrases.iter().rposition(owned).unwrap_or(p)
            }
            _ => p,
        };
        // «Joelle Pineau, Meta's vice president, said she would step down»: she is described where she is named.
        let p = match scene.phrases[p].head {
            Head::PersonPronoun => scene.pointed(p).and_then(|x| x.phrase).unwrap_or(p),
            _ => p,
        };
        return part(scene, frame, p, way, filled, slot.role);
    }
    let p = match pass {
        Pass::Near if way.place == Place::Left => None,
        // «Ada, based in Larkspur's office, was poached»: whom a passive leaves out stands nowhere.
        Pass::Far if way.place == Place::Left && slot.role == Role::To && c.passive && !scene.row.chinese => {
            None
        }
        // «从苹果挖走某某，开出…»: whoever a sum comes from stands after the subjects of the clauses before.
        Pass::Near if slot.role == Role::Bidder && matches!(way.place, Place::Marked(_)) => None,
        Pass::Near => place(scene, c, way.place, &way.wants, used, false),
        // «students from Delhi received an offer from Jane Street»: whose offer it is stands behind the verb.
        Pass::Far if slot.role == Role::Bidder && matches!(way.place, Place::Marked(_)) => {
            let p = place(scene, c, way.place, &way.wants, used, true);
            let before = |p: &usize| scene.phrases[*p].governor.is_some_and(|g| g < c.at);
            match p {
                Some(found) if !scene.row.chinese && before(&found) => {
                    scene.phrases.iter().enumerate().position(|(i, q)| {
                        let Place::Marked(m) = way.place else { return false };
                        crate::place::suits(scene, q, &way.wants)
                            && !used.contains(&i)
                            && q.governor.is_some_and(|g| g > c.at && scene.row.tokens[g].is(m))
                    })
                }
                other => other,
            }
        }
        Pass::Far if way.place == Place::Left => place(scene, c, way.place, &way.wants, used, true),
        Pass::Far
            if matches!(way.place, Place::Subject) && !c.noun || way.place == Place::Object && c.passive =>
        {
            place(scene, c, way.place, &way.wants, used, true)
        }
        Pass::Parts => return described_org(scene, c, slot, way, filled),
        Pass::Carried => return carried(scene, c, frame, way, filled, slot.role),
        Pass::Far => None,
    };
    // «had offered his employees signing bonuses»: those who are his, and not he.
    let p = p.map(|p| {
        let (his, next) = (&scene.phrases[p], scene.phrases.get(p + 1));
        let theirs = next.is_some_and(|q| q.head == Head::Group && q.tokens.start == his.tokens.end);
        let own = his.head == Head::PersonPronoun
            && his.tokens.end.checked_sub(1).is_some_and(|k| scene.row.tokens[k].is(Class::PronounPoss));
        let group = slot.role == Role::To && way.wants.contains(&Want::Group) && !scene.row.chinese;
        if group && own && theirs { p + 1 } else { p }
    });
    // 此前担任负责人，今年加盟…: a post held in the clauses before is none that is taken up.
    if scene.row.chinese
        && slot.role == Role::RoleAfter
        && matches!(way.place, Place::Marked(_))
        && p.is_some_and(|p| {
            let q = &scene.phrases[p];
            q.tokens.end <= c.at && q.clause != scene.row.tokens[c.at].clause
        })
    {
        return None;
    }
    // 退休后转任副总裁: a post behind a verb of taking it up was not held before, unless the words say so.
    if scene.row.chinese
        && slot.role == Role::RoleBefore
        && way.place == Place::Marked(Class::As)
        && p.and_then(|p| scene.phrases[p].governor)
            .is_some_and(|g| g > c.at && !crate::build::earlier(scene, g))
    {
        return None;
    }
    // «Joining Ben at Northgate are Ada and Cora»: they go to the firm.
    let p = p.map(|p| {
        let t = &scene.row.tokens;
        let q = &scene.phrases[p];
        let joining =
            scene.text.folded.text[t[c.at].range()].starts_with("joining") && q.tokens.start == c.at + 1;
        let known = q.name.as_ref().is_some_and(|n| n.kb.is_some());
        let at = t.get(q.tokens.end).is_some_and(|x| &scene.text.folded.text[x.range()] == "at");
        let next = p + 1;
        let firm =
            scene.phrases.get(next).is_some_and(|n| n.head == Head::Org && n.governor == Some(q.tokens.end));
        if slot.role == Role::To && joining && !known && at && firm { next } else { p }
    });
    // «set up OpenAI's Zurich office»: what belongs to a firm is not the firm.
    let p = p.filter(|&p| {
        let phrase: &Phrase = &scene.phrases[p];
        let owner = phrase.head == Head::Org
            && scene.row.tokens.get(phrase.tokens.end).is_some_and(|x| x.is(Class::De));
        scene.row.chinese
            || !owner
            || slot.role != Role::To
            || way.place != Place::Object
            || !frame.set.iter().any(|(_, code)| code == "found")
    });
    filler(
        scene,
        frame,
        &Asked { role: slot.role, wants: &way.wants, place: way.place, why: &way.text },
        p?,
        used,
        filled,
    )
}

/// Where the words begin that tell of a firm without a name: 一家 of 一家做芯片的公司, 无锡 of 无锡某芯片公司.
fn unnamed_from(scene: &Scene<'_>, p: &Phrase) -> usize {
    let t = &scene.row.tokens;
    let back = (p.tokens.start.saturating_sub(5)..p.tokens.end).rev();
    let Some(k) = back.into_iter().find(|&k| t[k].is(Class::Another)) else { return p.core.start };
    let before = k.checked_sub(1).map(|j| &t[j]).filter(|x| {
        x.end == t[k].start && x.plain() && x.name.is_none() && (6..=9).contains(&(x.end - x.start))
    });
    before.filter(|_| scene.text.folded.text[t[k].range()].starts_with('某')).map_or(t[k].start, |x| x.start)
}

/// A unit named by a noun phrase, without the organisation that it belongs to: xAI's «reasoning team».
pub(crate) fn unit_words(scene: &Scene<'_>, p: &Phrase) -> Entity {
    let folded = &scene.text.folded.text;
    let mut range = p.core.clone();
    if let Some(Of::Name(_, org)) = &p.org
        && org.start >= range.start
        && org.end < range.end
    {
        range.start = org.end;
        for lead in ["'s", "’s", "的", "旗下", " "] {
            while folded[range.clone()].starts_with(lead) {
                range.start += lead.len();
            }
        }
    }
    if unnamed_firm(scene, p) {
        range.start = unnamed_from(scene, p).min(range.start);
    }
    Entity {
        text: scene.text.words(range.clone()).trim().to_owned(),
        kb: None,
        full: None,
        range,
        carried: None,
    }
}

/// Whether a person in this role stands for an organisation: whoever a move goes to, whoever bids, whoever lays off.
pub(crate) fn stands_for_org(frame: &Frame, role: Role) -> bool {
    let lets_go = || frame.set.iter().any(|(_, c)| matches!(c.as_str(), "layoff" | "dismissed"));
    match role {
        Role::Bidder | Role::Acquirer | Role::Org | Role::Company => true,
        Role::To => frame.kind == ClaimKind::Move,
        Role::From => frame.kind == ClaimKind::Move && lets_go(),
        _ => false,
    }
}

pub(crate) fn entity(scene: &Scene<'_>, p: &Phrase) -> Option<Entity> {
    p.name.as_ref().map(|n| Entity::of_name(scene.text, n, p.core.clone()))
}

/// Words for a post that say nothing of what it is.
pub(crate) const POSTS: &[&str] = &["职位", "职务", "岗位", "一职"];

/// Words of roles whose bearers act for their organisation.
const ACTING: &[&str] = &[
    "ceo",
    "首席",
    "创始人",
    "创办人",
    "联创",
    "总裁",
    "董事长",
    "执行长",
    "总经理",
    "chief",
    "founder",
    "president",
    "chair",
    "负责人",
    "head",
    "boss",
    "director",
    "掌门人",
];

/// Whether the role in a phrase is one that acts for its organisation.
pub(crate) fn acts(scene: &Scene<'_>, p: &Phrase) -> bool {
    p.role.as_ref().is_some_and(|r| {
        let role = &scene.text.folded.text[r.clone()];
        ACTING.iter().any(|w| role.contains(w))
    })
}

/// The organisation a person is known to act for.
pub(crate) fn affiliation(scene: &Scene<'_>, e: &Entity) -> Option<Entity> {
    affiliated(scene.kb, e, &scene.text.orgs)
}

/// The organisation that the knowledge base knows a founder, executive or investor to act for: the one this document
/// speaks of most, else the last.
pub(crate) fn affiliated(kb: &KnowledgeBase, e: &Entity, spoken_of: &HashMap<u32, usize>) -> Option<Entity> {
    let entry = kb.entries().get(e.kb? as usize)?;
    if entry.file.contains("researchers") {
        return None;
    }
    let (i, org, _) = entry
        .affiliations
        .iter()
        .enumerate()
        .filter_map(|(rank, id)| {
            let (i, org) = kb.position(id)?;
            Some((i, org, (spoken_of.get(&u32::try_from(i).ok()?).copied().unwrap_or(0), rank)))
        })
        .max_by_key(|x| x.2)?;
    Some(Entity {
        text: org.name.clone(),
        kb: u32::try_from(i).ok(),
        full: None,
        range: e.range.clone(),
        carried: Some("the organisation the person is known to belong to"),
    })
}

/// «从华盛顿大学博士项目»: the organisation that describes the phrase at a place which has none of its own.
fn described_org(
    scene: &Scene<'_>,
    c: &Clause,
    slot: &Slot,
    way: &Way,
    filled: &mut Filled,
) -> Option<Filler> {
    if !way.wants.contains(&Want::Org) || matches!(way.place, Place::Subject) {
        return None;
    }
    let p = place(scene, c, way.place, &[Want::Group, Want::Role], &[], false)?;
    if scene.phrases[p].former && slot.role == Role::To {
        return None; // «joins a team of former Apple engineers»
    }
    let Some(Of::Name(n, r)) = &scene.phrases[p].org else { return None };
    let e = Entity::of_name(scene.text, n, r.clone());
    filled.steps.push(step(scene, slot.role.as_str(), e.range.clone(), &way.text));
    filled.extent = cover(&filled.extent, &e.range);
    Some(Filler::Orgs(vec![e]))
}

/// The organisation that a phrase names, itself or in its description.
pub(crate) fn organisation(scene: &Scene<'_>, p: &Phrase) -> Option<Entity> {
    match (&p.head, &p.org) {
        (Head::Org, _) => entity(scene, p),
        (_, Some(Of::Name(n, r))) if !p.former => Some(Entity::of_name(scene.text, n, r.clone())),
        _ => None,
    }
}

/// What the description of a phrase gives: its organisation or its role.
fn part(
    scene: &Scene<'_>,
    frame: &Frame,
    p: usize,
    way: &Way,
    filled: &mut Filled,
    role: Role,
) -> Option<Filler> {
    let phrase = &scene.phrases[p];
    match way.take {
        Take::Role => {
            let r = phrase
                .role
                .clone()
                .filter(|_| matches!(phrase.head, Head::Person | Head::Open | Head::Group))
                .filter(|r| !POSTS.iter().any(|w| scene.text.folded.text[r.clone()].ends_with(w)))?;
            filled.steps.push(step(scene, role.as_str(), r.clone(), &way.text));
            Some(Filler::Words(r))
        }
        _ => {
            if frame.former_only && !phrase.former || role == Role::To && phrase.former {
                return None;
            }
            if frame.kind == ClaimKind::Unit
                && phrase.org.is_none()
                && let Some(e) = crate::place::owner(scene, phrase).and_then(|o| entity(scene, o))
            {
                filled.steps.push(step(scene, role.as_str(), e.range.clone(), &way.text));
                filled.extent = cover(&filled.extent, &e.range);
                return Some(Filler::Orgs(vec![e]));
            }
            // 某公司原负责人甲和乙, «Personae co-founders Ada and Ben»: what is said before a list is said of all.
            let first = || {
                let mut list =
                    scene.phrases[..p].iter().filter(|q| q.list == phrase.list && q.head == Head::Person);
                if scene.row.chinese {
                    list.find(|q| q.org.is_some())?.org.as_ref()
                } else {
                    list.next()?.org.as_ref()
                }
            };
            let e = match phrase.org.as_ref().or_else(first)? {
                Of::Name(n, r) => Entity::of_name(scene.text, n, r.clone()),
                Of::Pronoun => {
                    // 其, its: the organisation named last before it in the sentence, else before the sentence.
                    // Nobody comes to where he was; but «Mox named Jayant, its finance chief, CEO» tells of no other firm.
                    let goal = filled
                        .org(Role::To)
                        .filter(|_| role == Role::From && (scene.row.chinese || phrase.former));
                    let other = |e: &Entity| goal.is_none_or(|g| !g.same(e));
                    let near =
                        || scene.phrases[..p].iter().rev().filter_map(|q| organisation(scene, q)).find(other);
                    let companion = crate::whereabouts::companion(scene, p);
                    companion
                        .or_else(near)
                        .or_else(|| scene.before.topic_org.clone().filter(other))
                        .or_else(|| scene.before.org.clone())?
                }
            };
            filled.steps.push(step(scene, role.as_str(), e.range.clone(), &way.text));
            if scene.row.range.contains(&e.range.start) {
                filled.extent = cover(&filled.extent, &e.range);
            }
            Some(Filler::Orgs(vec![e]))
        }
    }
}

/// A subject that the clause leaves out and the text carries over.
fn carried(
    scene: &Scene<'_>,
    c: &Clause,
    frame: &Frame,
    way: &Way,
    filled: &mut Filled,
    role: Role,
) -> Option<Filler> {
    // «The hires include Ada»: to whom the text speaks of.
    if role == Role::To && frame.id.as_str() == "move.newcomers" {
        let e = scene.before.topic_org.clone()?;
        filled.carried += 1;
        return Some(Filler::Orgs(vec![e]));
    }
    // 一些人收到了录用通知: from whom the text speaks of, where the sentence names no firm.
    if way.place == Place::Topic {
        // «He comes from Larkspur Labs»: to where the text has said that he is.
        if role == Role::To && frame.kind == ClaimKind::Move {
            let Some(Filler::People(list)) = filled.get(Role::Person) else { return None };
            let home = scene.before.home(&list.first()?.0)?;
            filled.carried += 1;
            return Some(Filler::Orgs(vec![home]));
        }
        if scene.phrases.iter().any(|p| organisation(scene, p).is_some()) {
            return None;
        }
        let e = scene.before.topic_org.clone()?;
        filled.carried += 1;
        return Some(Filler::Orgs(vec![e]));
    }
    // 11名新加入的研究员: to whoever tells it, or whom the text speaks of.
    if role == Role::To
        && frame.kind == ClaimKind::Move
        && scene.row.chinese
        && c.head.is_some()
        && c.at.checked_sub(1).is_some_and(|k| scene.row.tokens[k].is(Class::New))
    {
        let here = scene.phrases.iter().find(|p| p.head == Head::Org && p.tokens.end <= c.at);
        let e = here.and_then(|p| entity(scene, p)).or_else(|| scene.before.topic_org.clone())?;
        filled.carried += 1;
        return Some(Filler::Orgs(vec![e]));
    }
    // «Other senior hires include Ada», «other departures include Ben»: of whom the text speaks.
    let listed = if frame.is(&["leave", "dismissed", "retire", "layoff"]) { Role::From } else { Role::To };
    if role == listed
        && frame.kind == ClaimKind::Move
        && !scene.row.chinese
        && scene.row.tokens[c.at].is(Class::Group)
        && scene.row.tokens.get(c.at + 1..)?.iter().take(5).any(|x| x.is(Class::Include))
    {
        let e = scene.before.topic_org.clone()?;
        filled.carried += 1;
        return Some(Filler::Orgs(vec![e]));
    }
    // «Huang rose to managing director»: where the text has said that he is.
    let code = |c: &str| frame.set.iter().any(|(_, x)| x == c);
    let at_home = role == Role::From && (code("leave") || code("dismissed") || code("retire"))
        || role == Role::To && code("promotion");
    if at_home
        && let Some(Filler::People(list)) = filled.get(Role::Person)
        && let [one, ..] = &list[..]
        && let Some(home) = scene.before.home(&one.0)
    {
        filled.carried += 1;
        return Some(Filler::Orgs(vec![home]));
    }
    // «Kyle Vogt also resigned»: from the organisation spoken of.
    let leaving = frame.set.iter().any(|(_, code)| {
        matches!(code.as_str(), "leave" | "dismissed" | "layoff") || scene.row.chinese && code == "retire"
    });
    if role == Role::From
        && leaving
        && filled.get(Role::Person).is_some()
        && frame.zh.len() + frame.en.len() > 4
    {
        // 联合创始人某甲离职，高级副总裁某乙退休: both are of the firm that the sentence began with.
        if let Some(Filler::People(list)) = filled.get(Role::Person)
            && let Some(e) = list.first().and_then(|x| x.1).and_then(|i| house(scene, i))
        {
            filled.carried += 1;
            return Some(Filler::Orgs(vec![e]));
        }
        // The person must stand in the clause itself, not be carried over too.
        let here = scene.row.tokens[c.at].clause;
        let present = scene.phrases.iter().any(|p| {
            matches!(p.head, Head::Person)
                && p.clause.abs_diff(here) <= if scene.row.chinese { 1 } else { 2 }
                && p.governor.is_none()
                && filled.extent.start <= p.core.start
        });
        // «The two resigned in May»: those spoken of, by a verb that means a post.
        let word = &scene.text.folded.text[scene.row.tokens[c.at].range()];
        let post = ["resign", "step"].iter().any(|w| word.starts_with(w));
        let several = scene.phrases.iter().any(|p| {
            p.head == Head::PersonPronoun
                && p.clause == here
                && p.tokens.end <= c.at
                && scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::PronounGroup))
        });
        let several = post && several && !scene.row.chinese;
        // «said that they were leaving», «is among those leaving»: where they are, which the text has just spoken of.
        let before = &scene.row.tokens[c.at.saturating_sub(2)..c.at];
        let those = |x: &Token| &scene.text.folded.text[x.range()] == "those";
        let going = !scene.row.chinese
            && matches!(word, "leaving" | "departing" | "exiting")
            && before.iter().any(|x| x.is(Class::Be) || those(x));
        if !going && !several && (!present || filled.carried > 0) {
            return None;
        }
        let own = scene.before.person_org.clone().filter(|_| {
            matches!((filled.get(Role::Person), &scene.before.person), (Some(Filler::People(p)), Some(b)) if p.iter().any(|x| x.0.same(b)))
        });
        let known = || {
            let Some(Filler::People(p)) = filled.get(Role::Person) else { return None };
            let topic = scene.before.topic_org.clone()?;
            let id = topic.kb.and_then(|i| scene.kb.entries().get(i as usize)).map(|e| &e.id)?;
            let belongs = p.iter().any(|x| {
                x.0.kb
                    .and_then(|i| scene.kb.entries().get(i as usize))
                    .is_some_and(|e| e.affiliations.as_slice() == std::slice::from_ref(id))
            });
            belongs.then_some(topic)
        };
        // In a run of departures: where those before left from.
        let left =
            || scene.before.seat.as_ref().filter(|_| scene.before.seat_age <= 4).map(|s| s.org.clone());
        // «Deitke left» may have left anything.
        let word = &scene.text.folded.text[scene.row.tokens[c.at].range()];
        let bare = ["le", "exit", "quit", "follow"].iter().any(|w| word.starts_with(w));
        let next = scene.row.tokens.get(c.at + 1);
        let alone = next.is_none_or(|x| x.punct.is_some() || x.quantity.is_some() || x.is(Class::At));
        if word.starts_with("follow") && !scene.row.chinese && !(alone || word.contains(' ')) {
            return None; // «followed the debate»
        }
        let topic = || scene.before.topic_org.clone().filter(|_| !bare || going);
        // «Rao will leave in May, the company said»: whoever tells it is left.
        let teller = || {
            let says = |k: usize| {
                scene
                    .row
                    .tokens
                    .get(k)
                    .is_some_and(|x| x.any(&[Class::Announce, Class::Speech]) && x.name.is_none())
            };
            let p = scene
                .phrases
                .iter()
                .find(|p| {
                    matches!(p.head, Head::Org | Head::OrgPronoun)
                        && p.governor.is_none()
                        && says(p.tokens.end)
                })
                .filter(|_| !scene.row.chinese)?;
            if p.head == Head::OrgPronoun { scene.before.topic_org.clone() } else { entity(scene, p) }
        };
        // «A Northgate spokesperson confirmed that Ada had left»
        let spoken = || {
            let says = |k: usize| scene.row.tokens.get(k).is_some_and(|x| x.is(Class::Speech));
            let p = scene.phrases.iter().find(|p| {
                !scene.row.chinese
                    && p.head == Head::Role
                    && p.tokens.end <= c.at
                    && !p.former
                    && says(p.tokens.end)
            })?;
            organisation(scene, p)
        };
        let e = own.or_else(known).or_else(spoken).or_else(left).or_else(topic).or_else(teller)?;
        filled.carried += 2;
        return Some(Filler::Orgs(vec![e]));
    }
    // «Lattner was named vice president, Tesla announced»: whoever announces a post gives it.
    if !scene.row.chinese && role == Role::To && filled.get(Role::RoleAfter).is_some() {
        let announced = scene.phrases.iter().find(|p| {
            p.head == Head::Org
                && scene
                    .row
                    .tokens
                    .get(p.tokens.end)
                    .is_some_and(|x| x.any(&[Class::Announce, Class::Speech]))
        })?;
        filled.carried += 1;
        return Some(Filler::Orgs(vec![entity(scene, announced)?]));
    }
    let unnamed_agent = c.passive && c.agent.is_none() && way.wants.contains(&Want::Org) && c.head.is_some();
    if way.place != Place::Subject || c.passive && !unnamed_agent || c.noun || !scene.row.chinese {
        return None;
    }
    if !matches!(frame.kind, ClaimKind::Move | ClaimKind::Offer | ClaimKind::Deal | ClaimKind::Funding) {
        return None;
    }
    let t = &scene.row.tokens;
    let org_wanted = !way.wants.contains(&Want::Person) || stands_for_org(frame, role);
    // Only where the sentence has nothing of that sort of its own before the trigger.
    let rival = scene.phrases.iter().any(|p| {
        p.core.end <= t[c.at].start
            && p.governor.is_none_or(|g| t[g].is(Class::By))
            && matches!(p.head, Head::Person | Head::Org | Head::Open | Head::Generic | Head::Group)
    });
    if rival && !unnamed_agent {
        return None;
    }
    let (e, person) = if org_wanted {
        (scene.before.topic_org.clone()?, false)
    } else {
        (scene.before.person.clone()?, true)
    };
    filled.carried += 1;
    filled.steps.push(Step {
        what: role.as_str().to_owned(),
        text: e.text.clone(),
        span: None,
        how: "subject carried over from the sentence before".to_owned(),
    });
    Some(if person { Filler::People(vec![(e, None)]) } else { Filler::Orgs(vec![e]) })
}

/// The firm of whoever a Chinese sentence names with a bare title: that of the person described before, in the sentence.
pub(crate) fn house(scene: &Scene<'_>, person: usize) -> Option<Entity> {
    let p = &scene.phrases[person];
    if !scene.row.chinese || p.role.is_none() || p.former || matches!(p.org, Some(Of::Name(..))) {
        return None;
    }
    let mut e = scene.phrases[..person]
        .iter()
        .filter(|q| q.governor.is_none() && matches!(q.head, Head::Org | Head::Person | Head::Group))
        .find_map(|q| organisation(scene, q))?;
    e.carried = Some("the organisation that the sentence began with");
    Some(e)
}

/// Whether a token dates something by the year alone.
pub(crate) fn a_year(scene: &Scene<'_>, x: &Token) -> bool {
    x.quantity.and_then(|q| scene.row.quantities[q].date()).is_some_and(|d| d.to_string().len() == 4)
}

/// The smallest range that holds both.
pub(crate) fn cover(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}
