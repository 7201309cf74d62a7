//! What the models make of the triggers of a sentence, beside what the frames make of them.

use std::ops::Range;

use tradewire_model::{ClaimKind, MoveType, Period, Role};
use tradewire_quantity::Kind;

use super::roles::{Part, Roles, TELLS, by_rule, candidates, of_part, of_trigger, own_frame, parts, told_by};
use crate::class::Class;
use crate::clause::clause;
use crate::discourse::{Entity, Seat};
use crate::fill::{Filled, Filler, Scene, cover, fill, organisation, satisfied, step};
use crate::filler::{Asked, filler};
use crate::frame::{Finish, Frame, Place, Want};
use crate::inflect::Form;
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Of, between};
use crate::token::{Token, may_tell, triggers};

/// A frame tried at a trigger.
pub(crate) struct Tried {
    pub(crate) form: Form,
    pub(crate) filled: Filled,
    /// Whether the frame has all it needs.
    pub(crate) ok: bool,
}

/// Tries every frame of a trigger.
pub(crate) fn tried(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    at: usize,
    forms: &[(u16, Form)],
    seat: Option<&Seat>,
) -> Vec<Tried> {
    forms
        .iter()
        .map(|&(f, form)| {
            let frame = &lexicon.frames[f as usize];
            let filled = fill(scene, frame, f, at, form, seat);
            let ok = enough(scene, frame, &filled);
            Tried { form, filled, ok }
        })
        .collect()
}

impl Tried {
    /// What its frame tells, a place in [`TELLS`].
    pub(crate) fn told(&self, lexicon: &Lexicon) -> Option<usize> {
        told_by(&lexicon.frames[self.filled.frame as usize])
    }
}

/// What those tell that have all they need.
pub(crate) fn met(tried: &[Tried], lexicon: &Lexicon) -> Vec<usize> {
    tried.iter().filter(|x| x.ok).filter_map(|x| x.told(lexicon)).collect()
}

/// Whether a frame has all it needs, but for what its finish finds.
pub(crate) fn enough(scene: &Scene<'_>, frame: &Frame, filled: &Filled) -> bool {
    // Packages find their sums later; needs that only they can meet wait for them.
    let later = |r: Role| {
        frame.finish == Some(Finish::Package) && matches!(r, Role::Total | Role::Deadline | Role::Compute)
            || frame.finish == Some(Finish::Deal) && r == Role::StakePercent
            || frame.finish == Some(Finish::Funding) && r == Role::Round
            || r == Role::Count
    };
    satisfied(scene, frame, filled, &later)
        && (frame.beside.is_empty() || beside(scene, frame, filled.trigger))
        && (frame.with.is_empty() || any_word(&scene.text.folded.text[scene.row.range.clone()], &frame.with))
}

/// Whether one of the words that a frame asks for stands behind its verb, in the verb's clause.
fn beside(scene: &Scene<'_>, frame: &Frame, at: usize) -> bool {
    let t = &scene.row.tokens;
    let last = (at..t.len()).take_while(|&k| t[k].clause == t[at].clause).last().unwrap_or(at);
    let words = &scene.text.folded.text[t[at].end..t[last].end.max(t[at].end)];
    any_word(words, &frame.beside)
}

/// Whether one of some words stands whole in a text; among Chinese characters every one does.
fn any_word(text: &str, words: &[String]) -> bool {
    words.iter().any(|w| {
        text.match_indices(w.as_str()).any(|(i, _)| {
            let (before, after) = (text[..i].chars().next_back(), text[i + w.len()..].chars().next());
            !w.is_ascii()
                || before.is_none_or(|c| c.is_whitespace() || !c.is_ascii())
                    && after.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii())
        })
    })
}

/// From which share on a trigger is taken for one against the rules, a part that it lacks is taken up, a part that a
/// frame's claim lacks is, manner and teller are believed, and a figure tells something of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Thresholds {
    pub(crate) event: f32,
    pub(crate) part: f32,
    pub(crate) extra: f32,
    pub(crate) manner: f32,
    pub(crate) teller: f32,
    pub(crate) figure: f32,
    pub(crate) ruled: f32,
    pub(crate) mix: Mix,
}

/// How much the encoder counts beside the models by features: for what a word tells, for parts, names, manner and tellers;
/// and from which share of its own on a word tells something that is not known to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mix {
    pub(crate) event: f32,
    pub(crate) part: f32,
    pub(crate) name: f32,
    pub(crate) manner: f32,
    pub(crate) teller: f32,
    pub(crate) word: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            event: 0.26,
            part: 0.15,
            extra: 0.3,
            manner: 0.7,
            teller: 0.5,
            figure: 0.4,
            ruled: 0.0,
            mix: Mix::default(),
        }
    }
}

impl Default for Mix {
    fn default() -> Self {
        Self { event: 0.4, part: 0.5, name: 0.7, manner: 0.3, teller: 0.8, word: 0.6 }
    }
}

/// The models over features, and how much the encoder counts beside them.
#[derive(Clone, Copy)]
pub(crate) struct Models<'a> {
    pub(crate) roles: &'a Roles,
    pub(crate) mix: Mix,
}

/// The mean of two lists of shares, the second of which counts for `share`.
pub(crate) fn mixed<const N: usize>(ours: [f32; N], theirs: Option<[f32; N]>, share: f32) -> [f32; N] {
    let theirs = theirs.unwrap_or(ours);
    std::array::from_fn(|k| ours[k] + share * (theirs[k] - ours[k]))
}

/// What a trigger tells, a share for each of [`TELLS`]; `ok` are those that frames have enough for.
pub(crate) fn tells_here(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    models: Models<'_>,
    at: usize,
    forms: &[(u16, Form)],
    ok: &[usize],
) -> [f32; TELLS.len()] {
    let ours = models.roles.tells(&of_trigger(scene, lexicon, at, forms, ok));
    mixed(ours, scene.encoded(at), models.mix.event)
}

/// Whether a token may tell something: it is known to, or the encoder is sure of it.
pub(crate) fn tells_some(scene: &Scene<'_>, lexicon: &Lexicon, at: usize, mix: Mix) -> bool {
    let t = &scene.row.tokens[at];
    let open = || t.name.is_none() && t.quantity.is_none() && t.punct.is_none();
    may_tell(lexicon, t) || open() && scene.encoded(at).is_some_and(|s| s[0] < 1.0 - mix.word)
}

/// Something that may play a part in what a trigger tells.
pub(crate) struct Asks<'a> {
    pub(crate) at: usize,
    pub(crate) told: usize,
    pub(crate) kind: ClaimKind,
    pub(crate) passive: bool,
    pub(crate) part: Part,
    pub(crate) range: &'a Range<usize>,
    /// The part that a frame gives it.
    pub(crate) rule: Option<Role>,
}

/// Shares of no part and of each of those of its kind.
pub(crate) fn plays(scene: &Scene<'_>, models: Models<'_>, a: &Asks<'_>) -> [f32; 8] {
    let ours = models.roles.shares(a.kind, &of_part(scene, a.at, a.told, a.part, a.rule, a.passive));
    let trigger = scene.row.tokens[a.at].range();
    let theirs = scene.passage.and_then(|p| p.shares(a.kind, &trigger, a.range));
    mixed(ours, theirs, models.mix.part)
}

/// The frames of a trigger that count, the models heard.
pub(crate) fn settle(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    roles: &Roles,
    at: usize,
    forms: &[(u16, Form)],
    mut tried: Vec<Tried>,
    limits: Thresholds,
) -> Vec<Filled> {
    let models = Models { roles, mix: limits.mix };
    let ok = met(&tried, lexicon);
    let shares = tells_here(scene, lexicon, models, at, forms, &ok);
    let all = candidates(scene);
    let best = (1..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b])).unwrap_or(0);
    for x in tried.iter_mut().filter(|x| x.ok) {
        let Some(told) = x.told(lexicon) else { continue };
        // «dangles jobs before engineers»: the word tells something else here; and of purchases, rounds and worths that the
        // model holds for nothing few are right, where of moves and offers a good third is. A purchase with both firms and
        // a figure stands: «finalized a $2 billion investment in» is one whatever the model has seen of «investment».
        let kind = lexicon.frames[x.filled.frame as usize].kind;
        let of_firms = matches!(kind, ClaimKind::Deal | ClaimKind::Funding | ClaimKind::Valuation);
        let plain = || match kind {
            ClaimKind::Funding => {
                bargain(scene, &x.filled) || raised(scene, lexicon, &x.filled) || closed(scene, &x.filled)
            }
            ClaimKind::Valuation => bargain(scene, &x.filled) || worth(scene, x.form, &x.filled),
            _ => bargain(scene, &x.filled) || licence(scene, &x.filled),
        };
        // What a court gives or parties settle for is a dispute, however much it looks like a purchase.
        let court = kind == ClaimKind::Dispute && !scene.row.chinese;
        // 丰田向小马智行投资4亿美元: a firm's investment that the model holds for a round stays one.
        let round = TELLS[best].0 == Some(ClaimKind::Funding) && kind == ClaimKind::Deal && scene.row.chinese;
        let whole = of_firms && plain() || kind == ClaimKind::Offer && personal(scene, &x.filled);
        // «made counteroffers to ten researchers»: who offers to whom stands in one clause with a word for pay.
        let plain_offer = kind == ClaimKind::Offer && offered(scene, &x.filled);
        if shares[told] < DENIED
            && !plain_offer
            && (of_firms && !whole
                || shares[best] > SURE
                    && !court
                    && !(whole && (round || kind == ClaimKind::Offer))
                    && TELLS[best].0 != Some(kind))
        {
            x.ok = false;
            continue;
        }
        x.filled.share = Some(shares[told]);
        complete(scene, lexicon, models, told, x, &all, limits.extra);
        crate::implied::fill(&roles.implied, scene, told, &mut x.filled);
        crate::implied::mend(&roles.implied, scene, told, &mut x.filled);
    }
    // 曾就职于某公司: what is over and done is no move besides.
    let past = tried
        .iter()
        .any(|x| x.ok && lexicon.frames[x.filled.frame as usize].is(&[MoveType::PastAffiliation.as_str()]));
    // What no frame has enough for, unless rules alone are heard on the word.
    let ruled = past || !forms.is_empty() && forms.iter().all(|f| lexicon.frames[f.0 as usize].rules_only);
    for (told_here, share) in shares.iter().enumerate().skip(1) {
        if ruled || *share <= limits.event || ok.contains(&told_here) {
            continue;
        }
        let mut mine: Vec<usize> =
            (0..tried.len()).filter(|i| tried[*i].told(lexicon) == Some(told_here)).collect();
        if mine.is_empty()
            && let Some(x) = fresh(scene, lexicon, told_here, at)
        {
            mine.push(tried.len());
            tried.push(x);
        }
        for i in mine {
            let x = &mut tried[i];
            let frame = &lexicon.frames[x.filled.frame as usize];
            // «Ada has been replaced», «replaced Ada with Ben»: nobody takes over by that.
            let c = clause(scene, frame, x.filled.trigger, x.form);
            let nobody = c.passive && c.agent.is_none() || !ok.is_empty();
            if frame.succession && nobody && !scene.row.chinese {
                continue;
            }
            complete(scene, lexicon, models, told_here, x, &all, limits.part);
            x.filled.share = Some(*share);
            x.filled.guessed = true;
            let frame = &lexicon.frames[x.filled.frame as usize];
            at_topic(scene, frame, &mut x.filled);
            crate::implied::fill(&roles.implied, scene, told_here, &mut x.filled);
            crate::implied::mend(&roles.implied, scene, told_here, &mut x.filled);
            // «will lead Larkspur's search team»: who leads a team joins nobody by it, unless they come from elsewhere.
            let leads = !scene.row.chinese
                && frame.is(&["join"])
                && !forms.is_empty()
                && forms.iter().all(|f| lexicon.frames[f.0 as usize].kind == ClaimKind::Unit);
            let verb = scene.row.tokens[at].start;
            let stays = leads && x.filled.org(Role::From).is_none_or(|e| e.range.start > verb);
            x.ok = !stays && (enough(scene, frame, &x.filled) || whole(frame, &x.filled));
            if x.ok {
                break;
            }
        }
    }
    tried.into_iter().filter(|x| x.ok).map(|x| x.filled).collect()
}

/// Whether a purchase is told whole in one clause, or in two of which one tells of a stake: who, what, and how much of it or for
/// how much. Nobody buys into a fund here: «B leads A's round» names it behind the one that takes its money.
fn bargain(scene: &Scene<'_>, filled: &Filled) -> bool {
    let has = |role| filled.get(role).is_some();
    let fund = |e: &Entity| {
        let entry = e.kb.and_then(|i| scene.kb.entries().get(i as usize));
        entry.is_some_and(|e| e.kind.as_deref() == Some("investor"))
    };
    let Some(Filler::Orgs(targets)) = filled.get(Role::Target) else { return false };
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    // 斥资10亿元，取得某公司49%的股份: the stake holds both clauses together.
    let stake = scene.row.chinese
        && t.iter().any(|x| x.any(&[Class::Stake, Class::Equity]) && x.clause.abs_diff(here) <= 1)
        && scene.row.quantities.iter().any(|q| matches!(q.kind, Kind::Percent(_)));
    let reach = u16::from(stake);
    let beside = |r: &Range<usize>| {
        t.iter().any(|x| x.start <= r.start && r.start < x.end && x.clause.abs_diff(here) <= reach)
    };
    // 投资10亿元成立研发中心: nobody buys a unit of their own.
    let unit = |e: &Entity| {
        let low = &scene.text.folded.text[e.range.clone()];
        e.kb.and_then(|i| scene.kb.entries().get(i as usize)).map_or_else(
            || OWN_UNITS.iter().any(|w| low.ends_with(w)),
            |e| e.class == tradewire_kb::Class::Unit,
        )
    };
    let sum = match filled.get(Role::Amount) {
        Some(Filler::Amount(q)) => beside(&scene.row.quantities[*q].range),
        _ => has(Role::StakePercent),
    };
    has(Role::Acquirer) && sum && targets.iter().all(|e| beside(&e.range) && !fund(e) && !unit(e))
}

/// «will get a non-exclusive licence to Larkspur's models»: whether an English clause names who licenses and from whom.
fn licence(scene: &Scene<'_>, filled: &Filled) -> bool {
    let t = &scene.row.tokens;
    let here = &t[filled.trigger];
    let beside = |role| {
        filled.org(role).is_some_and(|e| {
            t.iter().any(|x| x.start <= e.range.start && e.range.start < x.end && x.clause == here.clause)
        })
    };
    !scene.row.chinese && here.is(Class::License) && beside(Role::Acquirer) && beside(Role::Target)
}

/// «its market value has topped $1 trillion», «was now worth $2 billion»: whether a word for worth has its sum within reach.
fn worth(scene: &Scene<'_>, form: Form, filled: &Filled) -> bool {
    let t = &scene.row.tokens;
    let said = scene.text.folded.text[t[filled.trigger].range()].ends_with("worth");
    let Some(Filler::Amount(q)) = filled.get(Role::Amount) else { return false };
    !scene.row.chinese
        && (said || form == Form::Noun)
        && filled.get(Role::Company).is_some()
        && t.iter().enumerate().any(|(k, x)| {
            x.quantity == Some(*q)
                && x.clause == t[filled.trigger].clause
                && k > filled.trigger
                && k - filled.trigger <= 4
        })
}

/// «has been paying Ada Thornquist $30,000 a month»: whether somebody by name is told to get so much in a time.
fn personal(scene: &Scene<'_>, filled: &Filled) -> bool {
    let Some(Filler::People(people)) = filled.get(Role::To) else { return false };
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    !scene.row.chinese
        && people.iter().any(|x| x.1.is_some())
        && t.iter().filter(|x| x.clause == here).any(|x| {
            let money = x.quantity.and_then(|q| scene.row.quantities[q].money());
            money.is_some_and(|m| m.amount.per.is_some_and(|p| p != Period::Total))
        })
}

/// Whether an offer is told whole: who makes it and to whom beside the trigger, with a word for pay.
fn offered(scene: &Scene<'_>, filled: &Filled) -> bool {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    let beside = |r: &Range<usize>| {
        t.iter().any(|x| x.start <= r.start && r.start < x.end && x.clause.abs_diff(here) <= 1)
    };
    let to = match filled.get(Role::To) {
        Some(Filler::People(list)) => list.iter().any(|x| x.1.is_none() || beside(&x.0.range)),
        Some(Filler::Group(p)) => beside(&scene.phrases[*p].core),
        _ => false,
    };
    let bidder = match filled.get(Role::Bidder) {
        Some(Filler::Orgs(list)) => list.iter().all(|e| beside(&e.range)),
        _ => false,
    };
    let pay = t.iter().any(|x| {
        x.clause.abs_diff(here) <= 1
            && x.any(&[Class::Package, Class::Annual, Class::SignOn, Class::Equity, Class::Raised])
    });
    // «made offers to»: the verb holds the word.
    let told =
        ["offer", "聘书", "薪"].iter().any(|w| scene.text.folded.text[t[filled.trigger].range()].contains(w));
    to && bidder && (pay || told)
}

/// Whether a firm gets a sum in one clause of a sentence that speaks of a round or of what the firm is worth.
fn raised(scene: &Scene<'_>, lexicon: &Lexicon, filled: &Filled) -> bool {
    let t = &scene.row.tokens;
    let Some(Filler::Amount(q)) = filled.get(Role::Amount) else { return false };
    let beside = t.iter().enumerate().any(|(k, x)| {
        let next = scene.row.chinese && x.clause == t[filled.trigger].clause + 1;
        x.quantity == Some(*q)
            && (x.clause == t[filled.trigger].clause || next)
            && k.abs_diff(filled.trigger) <= 6
    });
    // «a £4.5 million cash injection»: a noun for money raised is as good as a round.
    let worth = |x: &Token| {
        triggers(lexicon, x).iter().any(|(f, form)| match lexicon.frames[*f as usize].kind {
            ClaimKind::Valuation => true,
            ClaimKind::Funding => *form == Form::Noun && x.name.is_none(),
            _ => false,
        })
    };
    // «Larkspur Labs raises $40m to build robots»: a sum right behind the verb is raised, and no forecast.
    let at = filled.trigger;
    let outright = || {
        scene.text.folded.text[t[at].range()].starts_with("rais")
            && t.get(at + 1).is_some_and(|x| x.quantity == Some(*q))
            && filled.org(Role::Company).is_some_and(|e| e.range.end <= t[at].start)
    };
    let round = || {
        let a_round = !scene.row.chinese && (outright() || crate::round::of_a_round(scene));
        a_round || t.iter().any(|x| x.is(Class::Round) || worth(x))
    };
    beside && round()
}

/// 某公司完成A轮融资, 某公司再获5亿元融资: whether a Chinese clause says outright that a firm has got a round or a sum.
fn closed(scene: &Scene<'_>, filled: &Filled) -> bool {
    const CLOSES: &[&str] = &["完成", "获", "拿到", "拿下", "敲定", "迎来", "落定", "官宣"];
    let t = &scene.row.tokens;
    let at = filled.trigger;
    let here = t[at].clause;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let firm = filled.org(Role::Company).is_some_and(|e| {
        e.carried.is_none()
            && e.range.end <= t[at].start
            && t.iter().any(|x| x.start <= e.range.start && e.range.start < x.end && x.clause == here)
    });
    let Some(verb) = (0..=at)
        .rev()
        .take_while(|&k| t[k].clause == here)
        .find(|&k| CLOSES.iter().any(|w| word(k).contains(w)))
    else {
        return false;
    };
    let what = |k: usize| {
        t[k].is(Class::Round) || t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some())
    };
    // 完成新一轮融资，由某创投领投
    let led = || t.iter().any(|x| x.is(Class::Backs) && x.clause > here && x.clause <= here + 2);
    let told = (verb..t.len().min(at + 4)).any(|k| t[k].clause == here && what(k));
    scene.row.chinese && firm && (told || led())
}

/// What a unit's name ends in.
const OWN_UNITS: &[&str] = &[
    "中心",
    "实验室",
    "研究院",
    "部门",
    "事业部",
    "基地",
    "基金",
    "center",
    "centre",
    "lab",
    "unit",
    "institute",
    "fund",
];

/// Whether the model found the parts without which a claim of its kind says nothing. Words that rules ask for beside a
/// trigger are not asked for again: the model has weighed the whole sentence.
fn whole(frame: &Frame, filled: &Filled) -> bool {
    let any = |roles: &[Role]| roles.iter().any(|r| filled.get(*r).is_some());
    let sure = filled.share.is_some_and(|s| s > SURE);
    match frame.kind {
        ClaimKind::Move => any(&[Role::Person]) && any(&[Role::To, Role::From]),
        ClaimKind::Offer => {
            any(&[Role::Bidder, Role::To]) && any(&[Role::Total, Role::Annual, Role::SignOn, Role::FirstYear])
                || any(&[Role::Bidder]) && any(&[Role::To])
        }
        ClaimKind::Deal => any(&[Role::Target]) && any(&[Role::Acquirer, Role::Amount]),
        ClaimKind::Payband => any(&[Role::Amount]) && any(&[Role::Role, Role::Population, Role::Org]),
        ClaimKind::Approach => any(&[Role::Org, Role::TargetOrg]) && any(&[Role::TargetOrg, Role::To]),
        ClaimKind::Dispute => {
            any(&[Role::Plaintiff]) && any(&[Role::Defendant])
                || sure && any(&[Role::Plaintiff, Role::Defendant])
        }
        ClaimKind::Unit => any(&[Role::Name]) && (sure || any(&[Role::Org, Role::LedBy])),
        _ => false,
    }
}

/// 数学家吴宝玲亦已加入, 傅启贤获委任为财务总监: where a sentence names no place, it is the one spoken of; in English only
/// where a post is taken up, or where somebody whose place the text knows is said to have come from another.
fn at_topic(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled) {
    if matches!(frame.kind, ClaimKind::Funding | ClaimKind::Valuation) && scene.row.chinese {
        raised_here(scene, filled);
        return;
    }
    let of = |codes: &[&str]| frame.is(codes);
    if frame.kind == ClaimKind::Move && scene.row.chinese && of(&["leave", "dismissed", "retire", "layoff"]) {
        left_here(scene, filled);
        return;
    }
    if frame.kind != ClaimKind::Move
        || !of(&["join", "promotion", "return"])
        || filled.get(Role::To).is_some()
    {
        return;
    }
    let Some(Filler::People(people)) = filled.get(Role::Person) else { return };
    // «Ada Voss, operating chief of Larkspur, will step in as its chief executive»: where she is said to be.
    if of(&["promotion"])
        && filled.get(Role::RoleAfter).is_some()
        && let Some(mut home) = people
            .first()
            .and_then(|x| x.1)
            .and_then(|i| employer(scene, i))
            .or_else(|| only_firm(scene, filled))
    {
        filled.carried += 1;
        home.carried = Some("the organisation that the text has the person at");
        filled.slots.push((Role::To, Filler::Orgs(vec![home]), false));
        return;
    }
    let whence = match filled.get(Role::From) {
        Some(Filler::Orgs(list)) => list.first().cloned(),
        _ => None,
    };
    // «Larkspur put Ada, a former Apple engineer, in charge»: the firm that the sentence began with takes whoever comes.
    let taken = people.first().is_some_and(|x| x.1.is_some_and(|i| i == 1 && scene.phrases[i].former));
    if let Some(mut firm) = scene
        .phrases
        .first()
        .filter(|p| !scene.row.chinese && taken && p.head == Head::Org && p.governor.is_none())
        .filter(|p| p.tokens.end <= filled.trigger && p.tokens.start <= 1)
        .and_then(|p| crate::fill::entity(scene, p))
        .filter(|e| whence.as_ref().is_some_and(|w| !w.same(e)))
    {
        filled.carried += 1;
        firm.carried = Some("the organisation that the sentence began with");
        filled.slots.push((Role::To, Filler::Orgs(vec![firm]), false));
        return;
    }
    let home = people.first().and_then(|x| scene.before.home(&x.0)).filter(|_| whence.is_some());
    let said =
        scene.row.chinese || home.is_some() || filled.get(Role::RoleAfter).is_some() && of(&["promotion"]);
    let Some(mut topic) = home.or_else(|| scene.before.topic_org.clone()).filter(|_| said) else { return };
    let is_whence = |e: &Entity| whence.as_ref().is_some_and(|w| w.same(e));
    // A place of its own, named or not, is where the sentence means.
    let own = scene.phrases.iter().any(|p| match p.head {
        Head::Org | Head::Open => crate::fill::entity(scene, p).is_none_or(|e| !is_whence(&e)),
        Head::Generic | Head::OrgPronoun => true,
        _ => match &p.org {
            Some(Of::Name(n, r)) => {
                let e = Entity::of_name(scene.text, n, r.clone());
                !p.former && !is_whence(&e) || e.same(&topic)
            }
            _ => false,
        },
    });
    if own || is_whence(&topic) {
        return;
    }
    filled.carried += 2;
    topic.carried = Some("the organisation that the text speaks of");
    filled.slots.push((Role::To, Filler::Orgs(vec![topic]), false));
}

/// 研发副总某某带着八名工程师另谋高就: whoever goes where a sentence names no firm leaves the one where the text has them, that
/// others were just said to leave, or that the text speaks of.
fn left_here(scene: &Scene<'_>, filled: &mut Filled) {
    let own = scene.phrases.iter().any(|p| match p.head {
        Head::Org | Head::Open => true,
        Head::Generic => p.clause == scene.row.tokens[filled.trigger].clause,
        _ => matches!(p.org, Some(Of::Name(..))),
    });
    // 联合创始人某甲离职，首席工程师某乙因个人原因辞职: both are of the firm that the sentence began with.
    let house = match filled.people() {
        [(_, Some(i)), ..] => crate::fill::house(scene, *i),
        _ => None,
    };
    let open = filled.get(Role::From).is_none() && (house.is_some() || !own);
    let Some(who) = filled.get(Role::Person).filter(|_| open) else { return };
    let home = match who {
        Filler::People(list) => list.first().and_then(|x| scene.before.home(&x.0)),
        _ => None,
    };
    let home = house.or(home);
    let seat = || scene.before.seat.as_ref().filter(|_| scene.before.seat_age <= 4).map(|s| s.org.clone());
    let Some(mut org) = home.or_else(seat).or_else(|| scene.before.topic_org.clone()) else { return };
    filled.carried += 2;
    org.carried = Some("the organisation that the text speaks of");
    filled.slots.push((Role::From, Filler::Orgs(vec![org]), false));
}

/// 今年8月，公司完成了由某资本领投的A轮融资: a round that names none but those who put money in is of the firm spoken of, and so
/// is a worth.
fn raised_here(scene: &Scene<'_>, filled: &mut Filled) {
    let here = scene.row.tokens[filled.trigger].clause;
    let firm = scene.phrases.iter().any(|p| {
        p.head == Head::OrgPronoun
            && p.governor.is_none()
            && p.clause.abs_diff(here) <= 1
            && p.tokens.end <= filled.trigger
    });
    // 已完成A轮融资，由甲资本领投: no firm that could be meant but those who put money in.
    let backers = crate::finish::investors(scene);
    let silent = || {
        scene.phrases.iter().all(|p| match p.head {
            Head::Org | Head::Open => {
                crate::fill::entity(scene, p).is_some_and(|e| backers.iter().any(|b| b.same(&e)))
            }
            Head::Generic => false,
            _ => organisation(scene, p).is_none(),
        })
    };
    if filled.get(Role::Company).is_some() || !(firm || silent()) {
        return;
    }
    // 甲公司执行长某某表示，公司完成了种子轮: the firm of whoever says so.
    let own =
        scene.phrases.first().filter(|p| firm && p.head == Head::Person && !p.former).and_then(|p| match &p
            .org
        {
            Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
            _ => None,
        });
    let own = own.filter(|e| !backers.iter().any(|b| b.same(e)) && !crate::discourse::invests(e));
    let Some(mut topic) = own.or_else(|| scene.before.young_firm(scene.kb)) else { return };
    filled.carried += 1;
    topic.carried = Some("the organisation that the text speaks of");
    filled.slots.push((Role::Company, Filler::Orgs(vec![topic]), false));
}

/// «Larkspur lost its chief; Ada Voss becomes president»: the one organisation that an English sentence names, up to its
/// trigger and behind it.
fn only_firm(scene: &Scene<'_>, filled: &Filled) -> Option<Entity> {
    if scene.row.chinese || filled.get(Role::From).is_some() {
        return None;
    }
    let mut all: Vec<Entity> = Vec::new();
    for p in scene.phrases {
        let e = match (&p.head, &p.org) {
            (Head::Org, _) => crate::fill::entity(scene, p),
            (Head::Open | Head::Generic, _) => return None,
            (_, Some(Of::Name(n, r))) => Some(Entity::of_name(scene.text, n, r.clone())),
            _ => None,
        };
        if let Some(e) = e.filter(|e| !all.iter().any(|o| o.same(e))) {
            all.push(e);
        }
    }
    let [one] = &all[..] else { return None };
    (one.range.end <= scene.row.tokens[filled.trigger].start).then(|| one.clone())
}

/// The organisation that a person's description has them at now.
pub(crate) fn employer(scene: &Scene<'_>, phrase: usize) -> Option<Entity> {
    let p = &scene.phrases[phrase];
    match &p.org {
        Some(Of::Name(n, r)) if !p.former && p.role.is_some() => {
            Some(Entity::of_name(scene.text, n, r.clone()))
        }
        _ => None,
    }
}

/// A frame of what a word tells that no rule knows to tell it, with nothing filled.
pub(crate) fn fresh(scene: &Scene<'_>, lexicon: &Lexicon, told: usize, at: usize) -> Option<Tried> {
    let frame = own_frame(lexicon, told)?;
    let range = scene.row.tokens[at].range();
    let filled = Filled {
        frame,
        trigger: at,
        slots: Vec::new(),
        by: None,
        steps: vec![step(scene, "trigger", range.clone(), LEARNED)],
        extent: range,
        carried: 0,
        share: None,
        guessed: true,
        whence: Vec::new(),
    };
    Some(Tried { form: Form::Base, filled, ok: false })
}

/// Gives a frame the parts it lacks, where the model is sure of them.
fn complete(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    models: Models<'_>,
    told: usize,
    x: &mut Tried,
    all: &[(Part, Range<usize>)],
    limit: f32,
) {
    let frame = &lexicon.frames[x.filled.frame as usize];
    let c = clause(scene, frame, x.filled.trigger, x.form);
    let kind = frame.kind;
    let mut offers: Vec<(f32, Role, Part, &Range<usize>)> = Vec::new();
    // What the model makes of the parts that rules have given: their best share of the role they got.
    let mut kept: Vec<(Role, f32)> = Vec::new();
    // Everyone who plays the part, and every place that somebody comes from.
    let mut everyone: Vec<usize> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for (part, range) in all {
        let rule = by_rule(scene, &[&x.filled], *part, range);
        if rule.is_none() && another_ones(scene, x.filled.trigger, *part) {
            continue;
        }
        // 接替林知远出任首席执行官: whose place it was takes nothing up.
        if let Part::Whole(i) = part
            && frame.is(&["join", "promotion"])
            && crate::place::replaced(scene, &scene.phrases[*i])
        {
            continue;
        }
        let asks = Asks { at: x.filled.trigger, told, kind, passive: c.passive, part: *part, range, rule };
        let s = plays(scene, models, &asks);
        for (k, role) in parts(kind).iter().enumerate() {
            if let Part::Whole(i) = part
                && kind == ClaimKind::Move
                && s[k + 1] > OUSTS
            {
                match (role, scene.phrases[*i].head) {
                    (Role::Person, Head::Person) if s[k + 1] > BESIDE => everyone.push(*i),
                    (Role::From, Head::Org) => places.push(*i),
                    _ => {}
                }
            }
            if rule == Some(*role) {
                match kept.iter_mut().find(|o| o.0 == *role) {
                    Some(o) => o.1 = o.1.max(s[k + 1]),
                    None => kept.push((*role, s[k + 1])),
                }
            } else if s[k + 1] > limit {
                offers.push((s[k + 1], *role, *part, range));
            }
        }
    }
    // What a rule gave and the model agrees to is as good as what the model gave.
    for s in &mut x.filled.slots {
        s.2 = kept.iter().any(|(r, share)| *r == s.0 && *share > limit);
    }
    // 某公司的团队将加入另一家: a group is nobody's firm; what looks like the one that is left is who leaves it.
    let open = kind == ClaimKind::Move && x.filled.get(Role::Person).is_none();
    if open && offers.iter().all(|o| o.1 != Role::Person) {
        for o in &mut offers {
            let group = matches!(o.2, Part::Whole(i) if scene.phrases[i].head == Head::Group);
            if o.1 == Role::From && group {
                o.1 = Role::Person;
            }
        }
    }
    offers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut used = Vec::new();
    for (share, role, part, range) in offers {
        // «replaced its chief, Ada, with Ben»: a marker that the frame asks for says who it is.
        let marked = role == Role::Person
            && frame
                .slots
                .iter()
                .any(|s| s.role == role && s.ways.iter().all(|w| matches!(w.place, Place::Marked(_))));
        let doubted = share > OUSTS
            && !marked
            && kept.iter().any(|o| o.0 == role && (o.1 < DOUBTED || share > SURER + o.1));
        let named = match (x.filled.get(role), part) {
            (Some(Filler::Group(g)), Part::Whole(i)) => {
                crate::place::among(scene, &scene.phrases[i], &scene.phrases[*g])
            }
            _ => false,
        };
        if x.filled.get(role).is_some() && (!doubted || named) {
            continue;
        }
        if let Some(f) = give(scene, frame, role, part, range, share, &mut used, &mut x.filled) {
            x.filled.slots.retain(|s| s.0 != role);
            kept.retain(|o| o.0 != role);
            x.filled.slots.push((role, f, true));
        }
    }
    if !scene.row.chinese {
        alike(scene, &mut everyone, &mut places);
    }
    together(scene, &everyone, &places, &mut x.filled);
}

/// «Kelly from PayPal and Tammy from Monzo»: whoever is told in the same words as one beside them plays the same part.
fn alike(scene: &Scene<'_>, everyone: &mut Vec<usize>, places: &mut Vec<usize>) {
    let t = &scene.row.tokens;
    let starts =
        |at: usize, head: Head| scene.phrases.iter().position(|p| p.tokens.start == at && p.head == head);
    // The firm that «from» gives a person.
    let whence = |i: usize| {
        let end = scene.phrases[i].tokens.end;
        t.get(end).filter(|x| x.is(Class::From)).and_then(|_| starts(end + 1, Head::Org))
    };
    let mut k = 0;
    while k < everyone.len() {
        let next = whence(everyone[k]).and_then(|o| {
            let mut at = scene.phrases[o].tokens.end;
            at += usize::from(t.get(at).is_some_and(|x| x.punct == Some(',')));
            at += usize::from(t.get(at).is_some_and(|x| x.is(Class::Conj)));
            let i = starts(at, Head::Person).filter(|_| at > scene.phrases[o].tokens.end)?;
            Some((i, whence(i)?))
        });
        if let Some((i, firm)) = next.filter(|n| !everyone.contains(&n.0)) {
            everyone.push(i);
            if !places.contains(&firm) {
                places.push(firm);
            }
        }
        k += 1;
    }
}

/// Gives everyone who plays the part of the one who moves a claim of their own, and each the place named beside them:
/// A公司的甲、B公司的乙先后加入; «hired Ada from Larkspur and Bo from Quillon».
fn together(scene: &Scene<'_>, everyone: &[usize], places: &[usize], filled: &mut Filled) {
    if everyone.len() < 2 {
        return;
    }
    let Some((_, Filler::People(list), _)) = filled.slots.iter_mut().find(|s| s.0 == Role::Person) else {
        return;
    };
    if !list.iter().any(|x| x.1.is_some_and(|i| everyone.contains(&i))) {
        return;
    }
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    let given: Vec<usize> = list.iter().filter_map(|x| x.1).collect();
    // 甲加盟A大学，乙随后入职B大学: whoever stands before a verb of another clause moves by that. 甲批准乙辞职: of two who
    // are not joined, one acts on the other.
    let another = |i: usize| {
        let p = &scene.phrases[i];
        if !scene.row.chinese {
            return false;
        }
        let beside = given.iter().any(|&g| scene.phrases[g].clause == here);
        if p.clause != here {
            if !beside {
                return false;
            }
            let mut rest = t[p.tokens.end..].iter().take_while(|x| x.clause == p.clause);
            return rest.any(|x| x.verb && x.name.is_none());
        }
        given.iter().any(|&g| {
            let q = &scene.phrases[g];
            let gap = between(t, p.tokens.end.min(q.tokens.end), p.tokens.start.max(q.tokens.start));
            q.clause == here
                && q.list != p.list
                && !gap.iter().any(|x| x.is(Class::Conj) || x.punct.is_some())
                && gap.iter().any(|x| x.plain() && !x.latin && x.end - x.start >= 6)
        })
    };
    for &i in everyone.iter().filter(|i| !another(**i)) {
        let Some(e) = crate::fill::entity(scene, &scene.phrases[i]) else { continue };
        if !list.iter().any(|x| x.1 == Some(i) || x.0.same(&e)) {
            filled.extent = cover(&filled.extent, &e.range);
            list.push((e, Some(i)));
        }
    }
    if places.len() < 2 {
        return;
    }
    for &j in places {
        let behind = everyone.iter().copied().filter(|&i| i > j).min();
        let before = everyone.iter().copied().filter(|&i| i < j).max();
        let near = |i: usize| scene.phrases[i].core.start.saturating_sub(scene.phrases[j].core.end) <= 4;
        let beside =
            if scene.row.chinese { scene.phrases[j].governor.is_none() } else { behind.is_some_and(near) };
        let whose = if beside { behind.or(before) } else { before.or(behind) };
        if let (Some(i), Some(e)) = (whose, crate::fill::entity(scene, &scene.phrases[j])) {
            filled.whence.push((i, e));
        }
    }
}

/// Where only the model says that a word tells something, or that a part is one.
const LEARNED: &str = "learned";
/// A part that a rule gave and the model holds for less than this gives way to one that it holds for more than that.
const DOUBTED: f32 = 0.35;
const OUSTS: f32 = 0.7;
/// By how much the model must be surer of another than of what a rule gave.
const SURER: f32 = 0.35;
/// From this share on a person moves beside the others of the sentence.
const BESIDE: f32 = 0.9;
/// What a rule finds and the model holds for less than this falls where the model is sure of something else.
const DENIED: f32 = 0.03;
/// From this share on the model is heard against the shape of a name, words that ask or suppose, and missing terms.
pub(crate) const SURE: f32 = 0.8;

/// How likely a part must be for a name with a title to be a firm after all.
const CERTAIN: f32 = 0.97;

/// Whether a title that stands by itself belongs to another event: an organisation in a later clause stands between.
fn another_ones(scene: &Scene<'_>, trigger: usize, part: Part) -> bool {
    let Part::Whole(i) = part else { return false };
    let p = &scene.phrases[i];
    let t = &scene.row.tokens;
    p.head == Head::Role
        && p.clause != t[trigger].clause
        && p.tokens.start > trigger
        && scene.phrases.iter().any(|q| {
            q.head == Head::Org
                && q.tokens.start > trigger
                && q.tokens.end <= p.tokens.start
                && q.clause > t[trigger].clause
        })
}

/// What a part gives for a role of a frame, which the model holds it for with a share.
#[expect(clippy::too_many_arguments, reason = "one step of complete, split for reading")]
fn give(
    scene: &Scene<'_>,
    frame: &Frame,
    role: Role,
    part: Part,
    range: &Range<usize>,
    share: f32,
    used: &mut Vec<usize>,
    filled: &mut Filled,
) -> Option<Filler> {
    match part {
        Part::Sum(k) => {
            if !matches!(role, Role::Amount | Role::Total | Role::Annual | Role::SignOn | Role::FirstYear) {
                return None;
            }
            let q = scene.row.tokens[k].quantity?;
            filled.extent = cover(&filled.extent, range);
            filled.steps.push(step(scene, role.as_str(), range.clone(), LEARNED));
            Some(Filler::Amount(q))
        }
        Part::Org(i) => {
            let wanted = matches!(
                role,
                Role::From
                    | Role::To
                    | Role::Org
                    | Role::TargetOrg
                    | Role::Bidder
                    | Role::Acquirer
                    | Role::Target
                    | Role::Company
                    | Role::Plaintiff
                    | Role::Defendant
            );
            // Nobody goes to where somebody is said to have been before.
            let p = &scene.phrases[i];
            let mover = |list: &[(Entity, Option<usize>)]| list.iter().any(|x| x.1 == Some(i));
            let here = p.head == Head::Person
                && frame.is(&["join"])
                && matches!(filled.get(Role::Person), Some(Filler::People(list)) if mover(list))
                && filled.get(Role::RoleAfter).is_none();
            let gone = role == Role::To && (p.former || here) && frame.kind == ClaimKind::Move;
            let Some(Of::Name(n, r)) = scene.phrases[i].org.as_ref().filter(|_| wanted && !gone) else {
                return None;
            };
            filled.extent = cover(&filled.extent, r);
            filled.steps.push(step(scene, role.as_str(), r.clone(), LEARNED));
            Some(Filler::Orgs(vec![Entity::of_name(scene.text, n, r.clone())]))
        }
        Part::Title(_) => {
            if !matches!(role, Role::RoleBefore | Role::RoleAfter | Role::Role) {
                return None;
            }
            // «CEO A approved B's resignation»: a title belongs to whoever bears it.
            if let Part::Title(i) = part
                && let Some(Filler::People(list)) = filled.get(Role::Person)
                && list.iter().all(|x| x.1 != Some(i))
            {
                return None;
            }
            filled.steps.push(step(scene, role.as_str(), range.clone(), LEARNED));
            Some(Filler::Words(range.clone()))
        }
        Part::Whole(i) => {
            let p = &scene.phrases[i];
            let words = matches!(role, Role::RoleBefore | Role::RoleAfter | Role::Population | Role::Role);
            let people = matches!(role, Role::Person | Role::By | Role::LedBy)
                || role == Role::To && frame.kind != ClaimKind::Move;
            let either = matches!(role, Role::Plaintiff | Role::Defendant);
            // A name by its shape alone is what its part makes it.
            let known = || {
                crate::fill::entity(scene, p)
                    .is_some_and(|e| scene.before.people.iter().any(|x| x.0.same(&e)))
            };
            let by_shape = p.name.as_ref().is_some_and(|n| n.kb.is_none() && n.full.is_none())
                && share > SURE
                && !(p.head == Head::Person && known());
            let other = by_shape
                && match p.head {
                    // «Lidar developer Lingguang Sensing has closed …»: firms are developers and makers too.
                    Head::Person => {
                        !people
                            && !words
                            && !either
                            && p.org.is_none()
                            && (p.role.is_none() || share > CERTAIN)
                    }
                    Head::Org => people,
                    _ => false,
                };
            if other {
                let e = crate::fill::entity(scene, p)?;
                used.push(i);
                filled.extent = cover(&filled.extent, range);
                filled.steps.push(step(scene, role.as_str(), range.clone(), LEARNED));
                return Some(if people { Filler::People(vec![(e, Some(i))]) } else { Filler::Orgs(vec![e]) });
            }
            let wants: &[Want] = if words {
                &[Want::Role]
            } else if either {
                &[Want::Person, Want::Org, Want::Group]
            } else if people {
                &[Want::Person, Want::Group]
            } else if role == Role::Name {
                &[Want::Unit]
            } else {
                &[Want::Org]
            };
            let fits = match p.head {
                Head::Person | Head::PersonPronoun => {
                    people || either || matches!(role, Role::Bidder | Role::Investors)
                }
                // 晨业：某公司副总裁离任: nobody leaves the outlet that tells it.
                Head::Outlet if scene.row.chinese => {
                    !people && !words && p.name.as_ref().is_some_and(|n| n.kb.is_some())
                }
                Head::Org | Head::OrgPronoun | Head::Outlet | Head::Generic => !people && !words,
                Head::Open => !words,
                // A team is no post.
                Head::Group if words && crate::place::team(&scene.text.folded.text[p.core.clone()]) => false,
                Head::Group => people || either || words && role != Role::RoleAfter || role == Role::Name,
                // «pitched anyone whose badge said postdoc»: whoever bears a title without a name.
                Head::Role => words || people && !matches!(role, Role::By | Role::LedBy),
            };
            // «joined from Pixar»: whence is not whither.
            let whence = role == Role::To
                && frame.kind == ClaimKind::Move
                && !scene.row.chinese
                && p.governor.is_some_and(|g| scene.row.tokens[g].is(Class::From));
            if !fits || whence {
                return None;
            }
            filler(scene, frame, &Asked { role, wants, place: Place::Near, why: LEARNED }, i, used, filled)
        }
    }
}

/// What the models make of each trigger, a line each: shares of what it tells, and of the parts of what is likeliest.
pub(crate) fn trace(scene: &Scene<'_>, lexicon: &Lexicon, roles: &Roles, mix: Mix) -> Vec<String> {
    let models = Models { roles, mix };
    let mut out = Vec::new();
    for (at, t) in scene.row.tokens.iter().enumerate().filter(|(i, _)| tells_some(scene, lexicon, *i, mix)) {
        let forms = triggers(lexicon, t);
        let tried = tried(scene, lexicon, at, forms, scene.before.seat.as_ref());
        let ok = met(&tried, lexicon);
        let shares = tells_here(scene, lexicon, models, at, forms, &ok);
        let mut list: Vec<(f32, usize)> = shares.iter().copied().zip(0..).filter(|x| x.0 > 0.05).collect();
        list.sort_by(|a, b| b.0.total_cmp(&a.0));
        let names: Vec<String> = list
            .iter()
            .map(|(s, k)| format!("{} {s:.2}", if *k == 0 { "nothing" } else { TELLS[*k].2 }))
            .collect();
        out.push(format!("  ~ «{}» {} rules {ok:?}", scene.text.words(t.range()), names.join(", ")));
        let Some((_, best)) = list.iter().find(|x| x.1 != 0) else { continue };
        let Some(kind) = TELLS[*best].0 else { continue };
        let own = fresh(scene, lexicon, *best, at);
        let Some(x) = tried.iter().find(|x| x.told(lexicon) == Some(*best)).or(own.as_ref()) else {
            continue;
        };
        let voice = clause(scene, &lexicon.frames[x.filled.frame as usize], at, x.form);
        for (part, range) in candidates(scene) {
            let rule = by_rule(scene, &[&x.filled], part, &range);
            let asks = Asks { at, told: *best, kind, passive: voice.passive, part, range: &range, rule };
            let s = plays(scene, models, &asks);
            let likely: Vec<String> = std::iter::once("none")
                .chain(parts(kind).iter().map(|r| r.as_str()))
                .zip(s)
                .filter(|x| x.1 > 0.1)
                .map(|(r, s)| format!("{r} {s:.2}"))
                .collect();
            out.push(format!("      {:?} «{}» {}", part, scene.text.words(range), likely.join(", ")));
        }
    }
    out
}
