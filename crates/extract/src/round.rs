//! Rounds that English sentences go on to speak of: «Quillon raised $40 million. Larkspur Capital led the round.»; and what
//! funds put into young firms.

use tradewire_model::{Claim, ClaimKind, Name, Role, Value};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene};
use crate::finish::{investors, is_fund, is_young};
use crate::frame::Frame;
use crate::phrase::Head;

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
    if scene.row.chinese || claims[new..].iter().any(|c| c.kind == ClaimKind::Funding) || !of_a_round(scene) {
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
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    let leads = |k: usize| {
        matches!(word(k), "led" | "co-led" | "leads")
            && word(k + 1) != "by"
            && (k + 1..k + 6)
                .any(|m| matches!(word(m), "round" | "financing" | "funding" | "investment" | "deal"))
    };
    let mut out: Vec<Entity> = Vec::new();
    if let Some(k) = (0..t.len()).find(|&k| leads(k)) {
        let subject = scene.phrases.iter().rev().find(|p| p.tokens.end <= k && p.tokens.end + 2 >= k);
        let list = subject.filter(|p| matches!(p.head, Head::Org | Head::Open)).map(|p| p.list);
        let mine = scene.phrases.iter().filter(|p| Some(p.list) == list && p.tokens.end <= k);
        out.extend(mine.filter_map(|p| crate::fill::entity(scene, p)));
    }
    for e in investors(scene) {
        if !out.iter().any(|o| o.same(&e)) {
            out.push(e);
        }
    }
    out
}
