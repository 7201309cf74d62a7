//! Which firm a sentence means that names none: «Two weeks later the chief scientist, Ada Voss, left too», 首席科学家也已离职.
//!
//! Every organisation spoken of before is a candidate, and so is none of them. What speaks for one is learnt from labelled
//! passages: how often and how lately it was named, whether sentences began with it, whether somebody was said to be there,
//! never which it is.

use std::ops::Range;

use tradewire_kb::Class as Sort;
use tradewire_model::{ClaimKind, MoveType, Role};

use crate::class::Class;
use crate::discourse::{Discourse, Entity};
use crate::fill::{Filled, Filler, Scene};
use crate::learned::linear::{Features, Hash, Weights, feature, softmax};
use crate::learned::roles::{TELLS, parts, tells};
use crate::phrase::{Head, Of, Phrase};

/// The most organisations that are kept in mind.
const MOST: usize = 24;

/// From which share on a firm is taken for the one that is meant, and from which share of that and of what is told together.
const LIKELY: f32 = 0.4;
const BOTH: f32 = 0.3;

/// An organisation that was spoken of.
#[derive(Debug, Clone)]
pub(crate) struct Firm {
    pub(crate) who: Entity,
    /// Where it was named last.
    at: Range<usize>,
    /// In which sentences it was named first and last.
    first: usize,
    last: usize,
    times: u32,
    /// How often a sentence or clause began with it.
    leads: u32,
    /// Whether a marker stood before it when it was named last.
    governed: bool,
    /// Whether it stood in somebody's description when it was named last.
    described: bool,
    /// In which sentence it was last said to play each of [`PLAYED`].
    played: [Option<usize>; PLAYED.len()],
}

/// Parts that firms are remembered by.
const PLAYED: [Role; 6] = [Role::To, Role::From, Role::Bidder, Role::Company, Role::Acquirer, Role::Org];

impl Discourse {
    /// Takes in an organisation that a sentence names.
    pub(crate) fn firm(&mut self, who: &Entity, lead: bool, governed: bool, described: bool) {
        let known = self.firms.iter().position(|f| f.who.same(who)).map(|i| self.firms.remove(i));
        let mut f = known.unwrap_or_else(|| Firm {
            who: who.clone(),
            at: who.range.clone(),
            first: self.sentence,
            last: self.sentence,
            times: 0,
            leads: 0,
            governed,
            described,
            played: [None; PLAYED.len()],
        });
        f.last = self.sentence;
        f.at = who.range.clone();
        f.times += 1;
        f.leads += u32::from(lead);
        f.governed = governed;
        f.described = described;
        if self.firms.len() == MOST {
            // The one named least gives way.
            let least = (0..MOST).min_by_key(|i| self.firms[*i].times).unwrap_or(0);
            self.firms.remove(least);
        }
        self.firms.push(f);
    }

    /// Takes in the part that the last sentence gave an organisation.
    pub(crate) fn played(&mut self, role: Role, who: &Entity) {
        if let Some(k) = PLAYED.iter().position(|r| *r == role)
            && let Some(f) = self.firms.iter_mut().find(|f| f.who.same(who))
        {
            f.played[k] = Some(self.sentence);
        }
    }
}

/// The part that the firm plays where a sentence leaves it out, by what is told, a place in [`TELLS`].
pub(crate) fn part(told: usize) -> Option<Role> {
    match TELLS.get(told)? {
        (Some(ClaimKind::Move), Some(of), _) => Some(match of {
            MoveType::Leave | MoveType::Retire | MoveType::Dismissed | MoveType::Layoff => Role::From,
            MoveType::Found => return None,
            _ => Role::To,
        }),
        (Some(ClaimKind::Funding | ClaimKind::Valuation), ..) => Some(Role::Company),
        (Some(ClaimKind::Offer), ..) => Some(Role::Bidder),
        (Some(ClaimKind::Deal), ..) => Some(Role::Acquirer),
        (Some(ClaimKind::Unit | ClaimKind::Payband), ..) => Some(Role::Org),
        _ => None,
    }
}

/// The parts of which one is enough to say where something happens.
pub(crate) fn places(role: Role) -> &'static [Role] {
    match role {
        Role::From | Role::To => &[Role::From, Role::To],
        Role::Bidder => &[Role::Bidder],
        Role::Acquirer => &[Role::Acquirer],
        Role::Org => &[Role::Org],
        _ => &[Role::Company],
    }
}

/// One that may be meant, or nobody, and what speaks for it.
pub(crate) struct Candidate {
    pub(crate) who: Option<Entity>,
    /// Where it was named first and last.
    at: [Range<usize>; 2],
    pub(crate) features: Features,
}

/// The firm that rules carried over from elsewhere for what is told, unless it is that of somebody named who acts for it.
pub(crate) fn given(told: usize, filled: &Filled) -> Option<&Entity> {
    let Some(Filler::Orgs(orgs)) = filled.get(part(told)?) else { return None };
    let [org] = &orgs[..] else { return None };
    (org.carried.is_some() && filled.by.is_none()).then_some(org)
}

/// All that a sentence may mean by what is told at a trigger, nobody first, with what rules carried over.
pub(crate) fn candidates(
    scene: &Scene<'_>,
    told: usize,
    at: usize,
    given: Option<&Entity>,
) -> Vec<Candidate> {
    let here = Here::of(scene, told, at, given);
    let firms = scene.before.firms.iter().rev().enumerate();
    let nobody = Candidate { who: None, at: [0..0, 0..0], features: here.nobody() };
    std::iter::once(nobody)
        .chain(firms.map(|(rank, f)| Candidate {
            who: Some(f.who.clone()),
            at: [f.who.range.clone(), f.at.clone()],
            features: here.firm(f, rank),
        }))
        .collect()
}

/// The sentence that leaves its firm out.
struct Here<'s> {
    scene: &'s Scene<'s>,
    told: u64,
    chinese: u64,
    /// The trigger's words.
    own: u64,
    /// Whether it says «the company», and whether it names a post without a firm.
    context: u64,
    people: u64,
    /// How many organisations it names nevertheless.
    others: u64,
    /// Where the text has the first of its people.
    home: Option<Entity>,
    /// How many firms there are to choose from.
    many: u64,
    /// The firm that rules carried over.
    given: Option<&'s Entity>,
    /// The firm of whoever the text spoke of last.
    acts: Option<Entity>,
    /// In which sentence any firm played each part last.
    latest: [Option<usize>; PLAYED.len()],
}

impl<'s> Here<'s> {
    fn of(scene: &'s Scene<'s>, told: usize, at: usize, given: Option<&'s Entity>) -> Self {
        let people = || scene.phrases.iter().filter(|p| p.head == Head::Person);
        let nameless = |p: &Phrase| matches!(p.head, Head::OrgPronoun | Head::Generic) && p.name.is_none();
        let firm_word = scene.phrases.iter().any(nameless);
        let titled = scene.phrases.iter().any(|p| p.role.is_some() && p.org.is_none());
        Self {
            scene,
            told: told as u64,
            chinese: u64::from(scene.row.chinese),
            own: scene.said(at).word,
            context: u64::from(firm_word) | u64::from(titled) << 1,
            people: people().count().min(3) as u64,
            others: scene.phrases.iter().filter_map(|p| named(scene, p)).count().min(2) as u64,
            home: people().find_map(|p| scene.before.home(&crate::fill::entity(scene, p)?)),
            many: scene.before.firms.len().min(5) as u64,
            given,
            acts: scene
                .before
                .person
                .as_ref()
                .and_then(|p| crate::fill::affiliated(scene.kb, p, &scene.text.orgs)),
            latest: std::array::from_fn(|k| scene.before.firms.iter().filter_map(|f| f.played[k]).max()),
        }
    }

    /// A feature that depends on what is told, and in which language.
    fn mark(&self, template: u32) -> Hash {
        feature(template).num(self.told).num(self.chinese)
    }

    /// What speaks for none of the firms.
    fn nobody(&self) -> Features {
        let depth = self.scene.before.sentence.min(6) as u64;
        vec![
            self.mark(700).done(),
            self.mark(701).num(self.many).done(),
            self.mark(702).num(self.context).num(self.others).done(),
            self.mark(703).num(depth).done(),
            self.mark(704).num(self.own).done(),
            self.mark(705).num(self.people).num(self.others).done(),
            feature(706).num(self.context).num(self.others).num(self.chinese).done(),
            self.mark(707).num(u64::from(self.given.is_some())).done(),
        ]
    }

    /// What speaks for a firm, so many of which were named since.
    fn firm(&self, f: &Firm, rank: usize) -> Features {
        let before = self.scene.before;
        let e = &f.who;
        let ago = before.sentence.saturating_sub(f.last).min(5) as u64;
        let rank = rank.min(4) as u64;
        let times = u64::from(f.times.min(5));
        let leads = u64::from(f.leads.min(3));
        let is = |o: Option<&Entity>| u64::from(o.is_some_and(|o| o.same(e)));
        let topic = is(before.topic_org.as_ref());
        let first = u64::from(f.first <= 1);
        let seat = is(before.seat.as_ref().map(|s| &s.org));
        let at_home = is(self.home.as_ref());
        let led = is(before.person_org.as_ref());
        let tells = is(before.outlet.as_ref()) | is(before.announcing.as_ref()) << 1;
        let most = u64::from(before.firms.iter().all(|o| o.times <= f.times));
        let kind = self.kind(e);
        let there = self.there(e);
        let given = self.given.map_or(0, |g| 1 + u64::from(g.same(e)));
        let stood = u64::from(f.governed) | u64::from(f.described) << 1;
        // How many sentences ago it was said to play a part, and whether it was the last to do so.
        let since = |k: usize| f.played[k].map_or(4, |s| before.sentence.saturating_sub(s).min(3) as u64);
        let latest = |k: usize| u64::from(f.played[k].is_some() && f.played[k] == self.latest[k]);
        let (came, left) = (since(0) * 2 + latest(0), since(1) * 2 + latest(1));
        let others = (2..PLAYED.len()).fold(0, |all, k| all * 2 + u64::from(f.played[k].is_some()));
        let acts = is(self.acts.as_ref());
        vec![
            self.mark(710).done(),
            self.mark(711).num(ago).done(),
            self.mark(712).num(rank).done(),
            self.mark(713).num(times).num(leads).done(),
            self.mark(714).num(topic).num(ago).done(),
            self.mark(715).num(first).num(most).done(),
            self.mark(716).num(seat).num(before.seat_age.min(4) as u64).done(),
            self.mark(717).num(at_home).done(),
            self.mark(718).num(led).done(),
            self.mark(719).num(tells).done(),
            self.mark(720).num(kind).done(),
            self.mark(721).num(there).done(),
            self.mark(722).num(stood).num(ago).done(),
            self.mark(723).num(topic).num(most).num(first).done(),
            self.mark(724).num(self.context).num(topic).num(most).done(),
            self.mark(725).num(given).done(),
            self.mark(726).num(given).num(topic).num(most).done(),
            self.mark(740).num(came).num(left).done(),
            self.mark(741).num(came).done(),
            self.mark(742).num(left).done(),
            self.mark(743).num(others).done(),
            self.mark(744).num(acts).num(topic).done(),
            self.mark(745).num(came).num(topic).num(most).done(),
            self.mark(746).num(left).num(topic).num(most).done(),
            self.mark(747).num(came).num(left).num(given).done(),
            self.mark(748).num(acts).num(came).num(left).done(),
            feature(749).num(came).num(left).num(self.own).done(),
            feature(727).num(given).num(ago).num(first).num(self.chinese).done(),
            feature(728).num(given).num(self.context).num(self.own).done(),
            feature(730).num(ago).num(rank).num(topic).done(),
            feature(731).num(times).num(most).num(first).done(),
            feature(732).num(topic).num(seat).num(at_home).num(led).done(),
            feature(733).num(kind).num(topic).num(most).done(),
            feature(734).num(there).num(topic).num(most).done(),
            feature(735).num(self.own).num(topic).num(most).done(),
            feature(736).num(leads).num(ago).num(first).done(),
            feature(737).num(self.many).num(rank).num(most).done(),
            feature(738).num(self.context).num(topic).num(ago).num(self.chinese).done(),
            feature(739).num(self.others).num(topic).num(most).num(self.chinese).done(),
        ]
    }

    /// What sort of organisation it is.
    fn kind(&self, e: &Entity) -> u64 {
        match e.kb.and_then(|i| self.scene.kb.entries().get(i as usize)) {
            Some(x) if x.class == Sort::Outlet => 1,
            Some(x) => match x.kind.as_deref() {
                Some("lab") => 2,
                Some("startup") => 3,
                Some("investor") => 4,
                Some("university") => 5,
                _ => 6,
            },
            None if crate::discourse::invests(e) => 4,
            None if school(&e.text) => 5,
            None => 0,
        }
    }

    /// How the sentence itself names it, where it does.
    fn there(&self, e: &Entity) -> u64 {
        let names = |p: &&Phrase| named(self.scene, p).is_some_and(|o| o.same(e));
        self.scene.phrases.iter().find(names).map_or(0, |p| {
            let markers = [Class::From, Class::To, Class::By];
            let of = |g: usize| markers.iter().position(|c| self.scene.row.tokens[g].is(*c));
            let governor = p.governor.map_or(0, |g| of(g).map_or(4, |i| 1 + i as u64));
            1 + u64::from(p.head != Head::Org) * 2 + u64::from(p.former) + 8 * governor
        })
    }
}

/// The organisation that a phrase names or describes somebody by.
fn named(scene: &Scene<'_>, p: &Phrase) -> Option<Entity> {
    match (&p.head, &p.org) {
        (Head::Org, _) => crate::fill::entity(scene, p),
        (_, Some(Of::Name(n, r))) => Some(Entity::of_name(scene.text, n, r.clone())),
        _ => None,
    }
}

/// Whether an organisation's name says that it teaches.
fn school(name: &str) -> bool {
    let low = name.to_lowercase();
    ["university", "college", "institute", "school"].iter().any(|w| low.contains(w))
        || ["大学", "大學", "学院", "學院"].iter().any(|w| name.ends_with(w))
}

/// The firm that a sentence means, if one is likely.
fn likely(weights: &Weights, scene: &Scene<'_>, told: usize, filled: &Filled) -> Option<Entity> {
    let (firm, share) = likeliest(weights, scene, told, filled)?;
    (share > LIKELY && share * filled.share.unwrap_or(1.0) > BOTH).then_some(firm)
}

/// The likeliest of the firms spoken of and none of them, if it is one, with its share.
fn likeliest(weights: &Weights, scene: &Scene<'_>, told: usize, filled: &Filled) -> Option<(Entity, f32)> {
    let all = candidates(scene, told, filled.trigger, given(told, filled));
    let mut shares: Vec<f32> = all.iter().map(|c| crate::pointer::score(weights, &c.features)).collect();
    softmax(&mut shares);
    if let Some(theirs) = encoded(scene, told, filled.trigger, &all) {
        for (s, t) in shares.iter_mut().zip(theirs) {
            *s += ENCODER * (t - *s);
        }
    }
    let (best, share) = shares.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut firm = all.into_iter().nth(best)?.who?;
    firm.carried = Some(MEANT);
    Some((firm, share))
}

/// How much the encoder counts beside what features say.
const ENCODER: f32 = 0.5;

/// Shares of the candidates by the encoder, which looks back as far as its window reaches.
fn encoded(scene: &Scene<'_>, told: usize, at: usize, all: &[Candidate]) -> Option<Vec<f32>> {
    let passage = scene.passage?;
    let kind = TELLS[told].0?;
    let role = 1 + parts(kind).iter().position(|r| Some(*r) == part(told))?;
    let trigger = scene.row.tokens[at].range();
    let of = |c: &Candidate| {
        let shares = c.at.iter().filter_map(|at| passage.shares(kind, &trigger, at));
        shares.map(|s| s[role]).fold(0.0, f32::max)
    };
    let mut shares: Vec<f32> = all.iter().map(|c| if c.who.is_some() { of(c) } else { 0.0 }).collect();
    let sum: f32 = shares.iter().sum();
    *shares.first_mut()? = (1.0 - sum).max(0.0);
    shares.iter_mut().for_each(|s| *s /= sum.max(1.0));
    Some(shares)
}

/// For the derivation: how an organisation was found.
const MEANT: &str = "the organisation that the text speaks of";

/// Gives what is told the firm that the sentence leaves out.
pub(crate) fn fill(weights: &Weights, scene: &Scene<'_>, told: usize, filled: &mut Filled) {
    let Some(role) = part(told) else { return };
    if places(role).iter().any(|r| filled.get(*r).is_some()) {
        return;
    }
    let taken = |e: &Entity| filled.slots.iter().filter_map(|s| filled.org(s.0)).any(|o| o.same(e));
    if let Some(firm) = likely(weights, scene, told, filled).filter(|e| !taken(e)) {
        filled.carried += 2;
        filled.slots.push((role, Filler::Orgs(vec![firm]), true));
    }
}

/// Gives a move whose goal the sentence leaves out the firm that it means, though it says whence.
pub(crate) fn whither(weights: &Weights, scene: &Scene<'_>, filled: &mut Filled) {
    let Some(told) = tells(ClaimKind::Move, Some(MoveType::Join)) else { return };
    let whence = filled.org(Role::From).cloned();
    let firm = likely(weights, scene, told, filled);
    if let Some(firm) = firm.filter(|e| whence.is_none_or(|w| !w.same(e))) {
        filled.carried += 2;
        filled.slots.push((Role::To, Filler::Orgs(vec![firm]), true));
    }
}

/// From which share on another firm is meant than the one that a rule carried over.
const RATHER: f32 = 0.5;

/// Puts the firm that a sentence means in the place of the one that rules carried over from elsewhere: «the company», 该公司.
pub(crate) fn mend(weights: &Weights, scene: &Scene<'_>, told: usize, filled: &mut Filled) {
    let (Some(role), Some(org)) = (part(told), given(told, filled)) else { return };
    let Some((firm, share)) = likeliest(weights, scene, told, filled) else { return };
    let taken = filled.slots.iter().filter_map(|s| filled.org(s.0)).any(|o| o.same(&firm));
    // «The startup was valued at $12 billion»: a grown lab is none.
    let grown = |e: &Entity| {
        e.kb.and_then(|i| scene.kb.entries().get(i as usize))
            .is_some_and(|x| x.kind.as_deref() != Some("startup"))
    };
    let young = role == Role::Company && !grown(org) && grown(&firm);
    if share < RATHER || firm.same(org) || taken || young {
        return;
    }
    if let Some(s) = filled.slots.iter_mut().find(|s| s.0 == role) {
        s.1 = Filler::Orgs(vec![firm]);
    }
}
