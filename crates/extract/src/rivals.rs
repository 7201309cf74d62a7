//! Offers of several who bid for one person: 一家年薪32万元，另一家28万元.

use std::ops::Range;

use tradewire_model::{Args, ClaimKind, Name, Period, Role, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::fill::{Scene, cover, entity};
use crate::finish::settle;
use crate::phrase::Head;
use crate::token::Token;

/// Words that begin the clause of one of several bidders.
const ONE: &[&str] = &["一家", "另一家", "另外一家", "还有一家", "第二家", "第三家", "一所", "另一所"];

/// Words that say that the sums of a sentence are offers.
const OFFERS: &[&str] = &["offer", "录用", "意向", "邀约"];

/// A clause that tells what one of several offers: who, and the sums.
struct Bid {
    at: usize,
    who: Range<usize>,
    /// The firm, where it has a name.
    firm: Option<Name>,
    sums: Vec<(usize, Role, Period)>,
}

/// Puts the offers that a sentence tells of one bidder after another in place of what was made of their sums.
pub(crate) fn bids(scene: &Scene<'_>, frame: u16, made: &mut Vec<Draft>) {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let sum = |x: &Token| x.quantity.is_some_and(|q| scene.row.quantities[q].money().is_some());
    if !scene.row.chinese
        || t.iter().filter(|x| sum(x)).nth(1).is_none()
        || !(0..t.len()).any(|k| OFFERS.iter().any(|w| word(k).contains(w)) || t[k].is(Class::SignOn))
    {
        return;
    }
    let last = t.last().map_or(0, |x| x.clause);
    let bids: Vec<Bid> = (0..=last).filter_map(|c| bid(scene, c)).collect();
    if bids.len() < 2 {
        return;
    }
    let first = bids[0].who.start;
    let to = scene.phrases.iter().enumerate().filter(|(_, p)| p.core.end <= first).find_map(|(i, p)| {
        match p.head {
            Head::Person => entity(scene, p).map(|e| e.name(scene.kb)),
            // Somebody of the same sentence only: bidders are told apart by their sums.
            Head::PersonPronoun => {
                scene.pointed(i).filter(|x| x.phrase.is_some()).map(|x| x.who.name(scene.kb))
            }
            _ => None,
        }
    });
    let used: Vec<usize> = bids.iter().flat_map(|b| b.sums.iter().map(|s| s.0)).collect();
    made.retain(|d| {
        !matches!(d.kind, ClaimKind::Offer | ClaimKind::Payband)
            || !d.quantities.iter().any(|q| used.contains(q))
    });
    for b in bids {
        made.push(draft(scene, frame, &b, to.clone()));
    }
}

/// What a clause tells that begins with one of several bidders and has a sum.
fn bid(scene: &Scene<'_>, clause: u16) -> Option<Bid> {
    let t = &scene.row.tokens;
    let mine: Vec<usize> = (0..t.len()).filter(|&k| t[k].clause == clause).collect();
    let start = *mine.iter().find(|&&k| t[k].punct.is_none())?;
    let word = &scene.text.folded.text[t[start].range()];
    let two = two_before(scene, start);
    let firm = match (word, two) {
        ("前者", Some((first, _))) => Some(first),
        ("后者", Some((_, second))) => Some(second),
        _ => None,
    };
    if firm.is_none() && !ONE.contains(&word) {
        return None;
    }
    let noun = scene
        .phrases
        .iter()
        .find(|p| p.head == Head::Generic && p.tokens.start > start && p.tokens.end <= start + 6);
    let end = noun.filter(|p| p.clause == clause).map_or(t[start].end, |p| p.core.end);
    let mut sums: Vec<(usize, Role, Period)> = Vec::new();
    for &k in &mine {
        let Some(q) = t[k].quantity else { continue };
        let Some(m) = scene.row.quantities[q].money() else { continue };
        let sign_on = t.get(k + 1).is_some_and(|x| x.is(Class::SignOn))
            || k.checked_sub(1).is_some_and(|j| t[j].is(Class::SignOn));
        let monthly = m.amount.per == Some(Period::Month);
        let (role, per) = match (sign_on, monthly) {
            (true, _) => (Role::SignOn, Period::Total),
            (false, true) => (Role::Annual, Period::Month),
            (false, false) => (Role::Annual, Period::Year),
        };
        if sums.iter().all(|s| s.1 != role) {
            sums.push((q, role, per));
        }
    }
    (!sums.is_empty()).then_some(Bid { at: start, who: t[start].start..end, firm, sums })
}

/// The two firms that a sentence has named together last before a token: 北门科技和云杉智能的offer，前者….
fn two_before(scene: &Scene<'_>, at: usize) -> Option<(Name, Name)> {
    let before = || scene.phrases.iter().filter(|p| p.head == Head::Org && p.tokens.end <= at);
    let list = before().next_back()?.list;
    let mut two = before().filter(|p| p.list == list).filter_map(|p| entity(scene, p));
    let (first, second) = (two.next()?, two.next()?);
    two.next().is_none().then(|| (first.name(scene.kb), second.name(scene.kb)))
}

fn draft(scene: &Scene<'_>, frame: u16, b: &Bid, to: Option<Name>) -> Draft {
    let who = scene.text.words(b.who.clone()).trim().to_owned();
    let mut args = Args::new()
        .with(Role::Outcome, Value::Code("open".into()))
        .with(Role::Bidder, Value::Name(b.firm.clone().unwrap_or_else(|| Name::unresolved(who))));
    if let Some(to) = to {
        args.set(Role::To, Value::Name(to));
    }
    let mut extent = b.who.clone();
    for &(q, role, per) in &b.sums {
        let quantity = &scene.row.quantities[q];
        if let Some(m) = quantity.money() {
            args.set(role, Value::Amount(settle(m.amount.clone(), per, scene)));
        }
        extent = cover(&extent, &quantity.range);
    }
    Draft {
        kind: ClaimKind::Offer,
        args,
        extent,
        trigger: b.at,
        frame,
        parties: Vec::new(),
        steps: Vec::new(),
        carried: 0,
        quantities: b.sums.iter().map(|s| s.0).collect(),
        share: None,
        guessed: false,
    }
}
