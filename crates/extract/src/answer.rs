//! What becomes of an offer in the sentences behind it: «Northgate offered Ada $10 million. She said no.»

use tradewire_model::{Claim, ClaimKind, Modality, Name, Period, Role, Value};

use crate::class::Class;
use crate::fill::{Scene, entity};
use crate::finish::{near, settle};
use crate::phrase::{Head, Phrase};

/// Bytes between the end of the claim and a sentence that still speaks of its offer.
const REACH: usize = 500;

/// Whether two names stand for the same.
fn same(a: &Name, b: &Name) -> bool {
    a.id.is_some() && a.id == b.id
        || a.text == b.text
        || a.name.as_ref().is_some_and(|n| *n == b.text || Some(n) == b.name.as_ref())
        || b.name.as_ref().is_some_and(|n| *n == a.text)
}

/// Goes through a sentence whose own claims begin at `new` for what it tells of the offers before.
pub(crate) fn goes_on(scene: &Scene<'_>, claims: &mut [Claim], new: usize) {
    let here = scene.text.folded.map.to_source(scene.row.range.clone()).start;
    let near = |c: &Claim| c.text_span.is_some_and(|s| here.saturating_sub(s.end()) <= REACH);
    let (before, own) = claims.split_at_mut(new);
    let Some(last) = before.iter().rposition(|c| c.kind == ClaimKind::Offer && near(c)) else { return };
    for c in own.iter_mut().filter(|c| c.kind == ClaimKind::Offer) {
        countered(scene, &before[last], c);
    }
    terms(scene, &mut before[last], own);
    if own.iter().any(|c| c.kind == ClaimKind::Offer && c.args.text(Role::Outcome) != Some("open")) {
        return;
    }
    if let Some(outcome) = answer(scene, &before[last]) {
        let c = &mut before[last];
        if c.args.text(Role::Outcome) == Some("open") {
            c.args.set(Role::Outcome, Value::Code(outcome.into()));
            c.id = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
        }
    }
}

/// «Larkspur countered with $12 million»: an offer that names nobody is to whom the one before was made.
fn countered(scene: &Scene<'_>, first: &Claim, second: &mut Claim) {
    let people =
        scene.phrases.iter().any(|p| matches!(p.head, Head::Person | Head::Group | Head::Role | Head::Open));
    let Some(to) = first.args.get(Role::To).filter(|_| !people && !second.args.has(Role::To)) else { return };
    second.args.set(Role::To, to.clone());
    second.id = Claim::content_id(&second.doc, second.span, second.kind, &second.args);
}

/// «The offer, made in May by Northgate, came with a signing bonus of $2 million»: gives an offer the bidder and the sums that
/// it lacks and that a sentence about it tells.
fn terms(scene: &Scene<'_>, offer: &mut Claim, own: &[Claim]) {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let money = |k: ClaimKind| {
        matches!(
            k,
            ClaimKind::Offer
                | ClaimKind::Payband
                | ClaimKind::Deal
                | ClaimKind::Funding
                | ClaimKind::Valuation
        )
    };
    // «the offer», «the package», 这份报价, 合同 at the head of the sentence.
    let about = (0..t.len().min(6)).find(|&k| {
        t[k].any(&[Class::Package, Class::SignOn, Class::Annual])
            && t[k].name.is_none()
            && t[k].quantity.is_none()
            && (scene.row.chinese && t[..k].iter().all(|x| x.name.is_none())
                || k > 0 && matches!(word(k - 1), "the" | "that" | "this" | "its" | "his" | "her"))
    });
    let Some(at) = about.filter(|_| !own.iter().any(|c| money(c.kind))) else { return };
    let mut changed = false;
    if !offer.args.has(Role::Bidder)
        && let Some(e) = scene
            .phrases
            .iter()
            .filter(|p| p.head == Head::Org && p.tokens.start > at && p.clause <= t[at].clause + 2)
            .find(|p| p.governor.is_some_and(|g| t[g].any(&[Class::By, Class::From])))
            .and_then(|p| entity(scene, p))
    {
        offer.args.set(Role::Bidder, Value::Name(e.name(scene.kb)));
        changed = true;
    }
    for (k, q) in t.iter().enumerate().filter_map(|(k, x)| Some((k, x.quantity?))) {
        let Some(m) = scene.row.quantities[q].money() else { continue };
        let cue = |key: &str| m.cues.iter().any(|c| c.key == key);
        let (role, per) = if near(scene, k, Class::SignOn, 4, 4) || cue("sign_on") {
            (Role::SignOn, Period::Total)
        } else if near(scene, k, Class::FirstYear, 4, 6) || cue("first_year") {
            (Role::FirstYear, Period::Year)
        } else if m.amount.per == Some(Period::Year) || near(scene, k, Class::Annual, 4, 3) || cue("annual") {
            (Role::Annual, Period::Year)
        } else {
            continue;
        };
        if !offer.args.has(role) {
            offer.args.set(role, Value::Amount(settle(m.amount.clone(), per, scene)));
            changed = true;
        }
    }
    if changed {
        offer.id = Claim::content_id(&offer.doc, offer.span, offer.kind, &offer.args);
    }
}

/// What a sentence says whoever got an offer made of it.
fn answer(scene: &Scene<'_>, offer: &Claim) -> Option<&'static str> {
    let t = &scene.row.tokens;
    let many = offer.args.names(Role::To).iter().all(|n| n.group);
    let at = (0..t.len()).find(|&k| {
        t[k].any(&[Class::Refuse, Class::Accept])
            && t[k].name.is_none()
            && speaks_of_it(scene, k)
            && (many && nobody(scene, k) || by_whom(scene, offer, k))
    })?;
    let spurned = nobody(scene, at)
        || t[at.saturating_sub(4)..at].iter().any(|x| x.clause == t[at].clause && x.is(Class::Negation));
    match (t[at].is(Class::Refuse), spurned) {
        // «could not refuse»
        (true, true) => None,
        (true, false) | (false, true) => Some("declined"),
        (false, false) => Some("accepted"),
    }
}

/// «None of them has accepted», «not a single researcher took it»: whether nobody does what a word tells.
fn nobody(scene: &Scene<'_>, at: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    (0..at).filter(|&k| t[k].clause == t[at].clause).any(|k| {
        matches!(word(k), "none" | "nobody" | "neither")
            || word(k) == "no" && word(k + 1) == "one"
            || word(k) == "not" && word(k + 1) == "a" && word(k + 2) == "single"
    })
}

/// Whether what is refused or accepted is the offer: nothing behind the word, a pronoun, or a word for an offer.
fn speaks_of_it(scene: &Scene<'_>, at: usize) -> bool {
    let t = &scene.row.tokens;
    let words = &scene.text.folded.text[t[at].range()];
    // «turned it down», «said no», 没有接受: nothing else can be meant.
    let whole = words.contains(' ') && !words.ends_with(" down")
        || words.contains(" it ")
        || words.contains(" them ");
    let next = t.get(at + 1);
    let ends = next.is_none_or(|x| {
        x.punct.is_some()
            || x.is(Class::Done)
            || x.any(&[Class::Conj, Class::Negation])
            || matches!(&scene.text.folded.text[x.range()], "it" | "but" | "because" | "that" | "them")
    });
    let offer = t[at + 1..].iter().take(5).take_while(|x| x.punct.is_none()).any(|x| x.is(Class::Package));
    whole || ends || offer
}

/// Whether whoever refuses or accepts is the one to whom the offer was made: named, pointed to or left out.
fn by_whom(scene: &Scene<'_>, offer: &Claim, at: usize) -> bool {
    let t = &scene.row.tokens;
    let to = offer.args.names(Role::To);
    let here = t[at].clause;
    let subject = |p: &&Phrase| {
        p.tokens.end <= at
            && p.governor.is_none()
            && p.clause + 1 >= here
            && matches!(
                p.head,
                Head::Person
                    | Head::PersonPronoun
                    | Head::Group
                    | Head::Role
                    | Head::Org
                    | Head::OrgPronoun
                    | Head::Open
            )
    };
    let Some(p) = scene.phrases.iter().rfind(subject) else {
        return scene.row.chinese || !scene.phrases.iter().any(|p| p.tokens.end <= at);
    };
    let i = scene.phrases.iter().position(|q| q.tokens == p.tokens);
    match p.head {
        Head::Person => entity(scene, p).is_some_and(|e| to.iter().any(|n| same(n, &e.name(scene.kb)))),
        Head::PersonPronoun => match i.and_then(|i| scene.pointed(i)) {
            Some(who) => to.iter().any(|n| n.group || same(n, &who.who.name(scene.kb))),
            None => true,
        },
        Head::Group | Head::Role => to.iter().all(|n| n.group || n.id.is_none()),
        _ => false,
    }
}

/// Settles the offers of a document by where those who got them are told to have gone: who joins whoever bids has
/// accepted, who leaves whoever bids for somebody else has not.
pub(crate) fn settled(claims: &mut [Claim]) {
    struct Went {
        who: Name,
        to: Vec<Name>,
        from: Vec<Name>,
        at: usize,
    }
    let told = |c: &&Claim| {
        c.kind == ClaimKind::Move
            && matches!(c.args.text(Role::Type), Some("join" | "return"))
            && !matches!(c.modality, Modality::Denied | Modality::Declined)
    };
    let went: Vec<Went> = claims
        .iter()
        .filter(told)
        .filter_map(|c| {
            let who = c.args.name(Role::Person)?.clone();
            let names = |r: Role| c.args.names(r).to_vec();
            Some(Went { who, to: names(Role::To), from: names(Role::From), at: c.span.start() })
        })
        .collect();
    let open = |c: &Claim| c.kind == ClaimKind::Offer && c.args.text(Role::Outcome) == Some("open");
    for i in 0..claims.len() {
        if !open(&claims[i]) {
            continue;
        }
        let ([who], [bidder]) = (claims[i].args.names(Role::To), claims[i].args.names(Role::Bidder)) else {
            continue;
        };
        let any = |list: &[Name]| list.iter().any(|n| same(n, bidder));
        let mine: Vec<&Went> = went.iter().filter(|w| same(&w.who, who)).collect();
        // Of several offers of one bidder the last is the one that won.
        let later = claims[i + 1..].iter().any(|o| {
            open(o)
                && matches!(o.args.names(Role::To), [w] if same(w, who))
                && matches!(o.args.names(Role::Bidder), [b] if same(b, bidder))
                && !o.span.overlaps(claims[i].span)
        });
        let outcome = if mine.iter().any(|w| any(&w.to)) {
            if later { continue } else { "accepted" }
        } else if mine.iter().any(|w| any(&w.from) && w.at >= claims[i].span.start()) {
            "declined"
        } else {
            continue;
        };
        let c = &mut claims[i];
        c.args.set(Role::Outcome, Value::Code(outcome.into()));
        c.id = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
    }
}
