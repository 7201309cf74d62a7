//! Rounds that English sentences go on to speak of: «Quillon raised $40 million. Larkspur Capital led the round.»; and what
//! funds put into young firms.

use tradewire_model::{Claim, ClaimKind, Name, Role, Value};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene};
use crate::finish::{investors, is_fund, is_young};
use crate::frame::Frame;
use crate::inflect::Form;
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Phrase};
use crate::token::triggers;

/// Bytes between the end of the claim and the sentence that still speaks of its round.
const REACH: usize = 600;

/// Whether a sentence speaks of a round, by name or as one that was spoken of.
pub(crate) fn of_a_round(scene: &Scene<'_>) -> bool {
    scene.row.tokens.iter().any(|t| {
        t.name.is_none()
            && (t.is(Class::Round)
                || matches!(
                    &scene.text.folded.text[t.range()],
                    "round" | "financing" | "funding" | "fundraise" | "investors" | "fundraising"
                ))
    })
}

/// 橡湾资本领投云杉智能2200万美元种子轮: a sum that funds put into a young firm in a Chinese sentence is a round of that firm.
pub(crate) fn put_in(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    let raise = frames.iter().position(|f| f.id.as_str() == "funding.raise");
    let Some(raise) = raise.and_then(|i| u16::try_from(i).ok()).filter(|_| scene.row.chinese) else { return };
    let fund = |e: &Entity| crate::discourse::invests(e) || is_fund(scene, &e.name(scene.kb));
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].id.as_str() == "deal.invest") {
        let (Some(Filler::Orgs(by)), Some(Filler::Orgs(into)), Some(Filler::Amount(sum))) =
            (f.get(Role::Acquirer), f.get(Role::Target), f.get(Role::Amount))
        else {
            continue;
        };
        let here = scene.row.tokens[f.trigger].clause;
        let stake = scene.row.tokens.iter().any(|x| x.is(Class::Stake) && x.clause.abs_diff(here) <= 1);
        let young = |e: &Entity| !fund(e) && is_young(scene, &e.name(scene.kb));
        if stake || !by.iter().all(fund) || !into.iter().all(young) {
            continue;
        }
        f.slots = vec![
            (Role::Company, Filler::Orgs(into.clone()), false),
            (Role::Investors, Filler::Orgs(by.clone()), false),
            (Role::Amount, Filler::Amount(*sum), false),
        ];
        f.frame = raise;
    }
}

/// Gives the round told last the investors that a sentence without a round of its own names.
pub(crate) fn goes_on(scene: &Scene<'_>, claims: &mut [Claim], new: usize) {
    if scene.row.chinese || claims[new..].iter().any(|c| c.kind == ClaimKind::Funding) {
        return;
    }
    let lists = joined(scene);
    if !of_a_round(scene) && !scene.phrases.iter().any(|p| takes_part(&lists, p)) {
        return;
    }
    let backers = backers(scene);
    let here = scene.text.folded.map.to_source(scene.row.range.clone()).start;
    let Some(c) = claims[..new].iter_mut().rev().find(|c| c.kind == ClaimKind::Funding) else { return };
    let near = c.text_span.is_some_and(|s| here.saturating_sub(s.end()) <= REACH);
    if backers.is_empty() || !near {
        return;
    }
    let company: Vec<String> = c.args.names(Role::Company).iter().map(|n| n.text.clone()).collect();
    let mut all: Vec<Name> = c.args.names(Role::Investors).iter().map(|n| (*n).clone()).collect();
    for n in backers.iter().map(|e| e.name(scene.kb)) {
        if !all.iter().any(|o| o.text == n.text || o.id.is_some() && o.id == n.id)
            && !company.contains(&n.text)
        {
            all.push(n);
        }
    }
    if !all.is_empty() {
        c.args.set(Role::Investors, Value::Names(all));
        c.id = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
    }
}

/// Who puts money into the round that a sentence speaks of: who led it, by whom it was led, and who joined.
fn backers(scene: &Scene<'_>) -> Vec<Entity> {
    let mut out = leaders(scene);
    for e in participants(scene).into_iter().chain(investors(scene)) {
        if !out.iter().any(|o| o.same(&e)) {
            out.push(e);
        }
    }
    out
}

/// «Existing investors Larkspur Capital and Oakbay also took part», «investors include Larkspur Capital», «led the round, which
/// included Oakbay»: the lists of those who an English sentence says put money in, in the words of the round that the text speaks of.
pub(crate) fn joined(scene: &Scene<'_>) -> [Option<usize>; 2] {
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    let other = |k: usize| {
        matches!(word(k), "program" | "programme" | "conference" | "talks" | "discussion" | "study" | "event")
    };
    let takes_part = |k: usize| {
        let part = matches!(word(k), "took" | "take" | "taking") && word(k + 1) == "part";
        let joins = matches!(
            word(k),
            "took part" | "participated" | "participate" | "participating" | "co-invested" | "chipped in"
        );
        (part || joins) && !(k + 1..k + 5).any(other)
    };
    let subject = (0..t.len()).find(|&k| takes_part(k)).and_then(|k| {
        let p = scene.phrases.iter().rfind(|p| p.tokens.end <= k)?;
        let near = (p.tokens.end..k).all(|j| t[j].plain() || t[j].is(Class::Have) || word(j) == "also");
        (near && p.governor.is_none()).then_some(p.list)
    });
    let round = |k: usize| matches!(word(k), "investors" | "backers" | "round" | "financing");
    let included = (1..t.len()).find(|&k| {
        matches!(word(k), "include" | "included" | "includes") && (0..k).any(round) && t[k].name.is_none()
    });
    let object = included.and_then(|k| {
        let p = scene.phrases.iter().find(|p| p.tokens.start > k)?;
        (p.tokens.start <= k + 3).then_some(p.list)
    });
    [subject, object]
}

/// Whether a phrase names one of those lists.
pub(crate) fn takes_part(joined: &[Option<usize>; 2], p: &Phrase) -> bool {
    matches!(p.head, Head::Org | Head::Open) && joined.contains(&Some(p.list))
}

/// All of them.
fn participants(scene: &Scene<'_>) -> Vec<Entity> {
    let joined = joined(scene);
    let mine = scene.phrases.iter().filter(|p| takes_part(&joined, p));
    mine.filter_map(|p| crate::fill::entity(scene, p)).collect()
}

/// «Larkspur Capital is in talks to lead a round»: who leads the round that an English sentence speaks of.
pub(crate) fn leaders(scene: &Scene<'_>) -> Vec<Entity> {
    if scene.row.chinese {
        return Vec::new();
    }
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    let leads = |k: usize| {
        let planned = || word(k) == "lead" && k > 0 && t[k - 1].any(&[Class::To, Class::Plan]);
        (matches!(word(k), "led" | "co-led" | "leads" | "leading" | "to lead") || planned())
            && word(k + 1) != "by"
            && (k + 1..k + 6)
                .any(|m| matches!(word(m), "round" | "financing" | "funding" | "investment" | "deal"))
    };
    let Some(k) = (0..t.len()).find(|&k| leads(k)) else { return Vec::new() };
    // Words of planning may stand between: «is in talks to lead».
    let links =
        |k: usize| t[k].plain() || t[k].any(&[Class::Be, Class::Have, Class::To, Class::Plan, Class::At]);
    let subject = scene
        .phrases
        .iter()
        .rev()
        .find(|p| p.tokens.end <= k && k - p.tokens.end <= 6 && (p.tokens.end..k).all(links));
    let list = subject.filter(|p| matches!(p.head, Head::Org | Head::Open)).map(|p| p.list);
    let mine = scene.phrases.iter().filter(|p| Some(p.list) == list && p.tokens.end <= k);
    mine.filter_map(|p| crate::fill::entity(scene, p)).collect()
}

/// «They are seeking $50 million, at a valuation of about $200 million»: what the firm that raises money is worth, where an
/// English sentence names none beside the worth.
pub(crate) fn worth(scene: &Scene<'_>, lexicon: &Lexicon, fills: &[Filled]) -> Option<Filled> {
    let kind = |f: &Filled| lexicon.frames[f.frame as usize].kind;
    if scene.row.chinese || fills.iter().any(|f| kind(f) == ClaimKind::Valuation) {
        return None;
    }
    let t = &scene.row.tokens;
    let noun = |k: usize| {
        triggers(lexicon, &t[k])
            .iter()
            .find(|(f, form)| lexicon.frames[*f as usize].kind == ClaimKind::Valuation && *form == Form::Noun)
    };
    let (k, frame) = (0..t.len()).find_map(|k| noun(k).map(|x| (k, x.0)))?;
    let round = fills.iter().find(|f| kind(f) == ClaimKind::Funding && f.org(Role::Company).is_some())?;
    let company = Filler::Orgs(vec![round.org(Role::Company)?.clone()]);
    Some(Filled {
        frame,
        trigger: k,
        slots: vec![(Role::Company, company, false)],
        by: None,
        steps: vec![crate::fill::step(scene, "trigger", t[k].range(), "valuation.worth")],
        extent: t[k].range(),
        carried: round.carried + 1,
        share: round.share,
        guessed: round.guessed,
        whence: Vec::new(),
    })
}
