//! The deals of a report, sentence by sentence.

use std::ops::Range;

use super::Takeover;
use super::lists::Lists;
use super::object::object;
use super::subject::subject;
use super::terms;
use super::words::{Name, Report, place};

/// A deal as one sentence tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Deal {
    pub(super) acquired: Vec<String>,
    pub(super) purchaser: Vec<String>,
    pub(super) seller: Vec<String>,
    /// Words that describe what is bought: «food distributor».
    pub(super) business: Option<String>,
    pub(super) place: Vec<String>,
    /// The sentence, and where in it the words of the deal stand.
    pub(super) sentence: Range<usize>,
    pub(super) trigger: Range<usize>,
    /// Where what is bought ends.
    pub(super) after: usize,
}

impl Deal {
    pub(super) fn takeover(self, report: &Report<'_>, lists: &Lists) -> Takeover {
        let amount = terms::amount(report, lists, &self);
        let status = terms::status(report, lists, &self);
        let (business, places) = terms::describe(report, lists, &self);
        Takeover {
            acquired: self.acquired,
            purchaser: self.purchaser,
            seller: self.seller,
            amount,
            business,
            place: places,
            status,
        }
    }
}

/// What a trigger says of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Buys,
    Sells,
    /// A noun: «acquisition of».
    Buying,
    /// «offer 2.20 dlrs for».
    Offers,
    /// «a buyout by».
    Bought,
    Selling,
}

/// All deals that a report tells, in order; a sentence gives at most one.
pub(super) fn deals(r: &Report<'_>, lists: &Lists) -> Vec<Deal> {
    let found: Vec<Deal> = r.sentences.iter().filter_map(|s| deal(r, lists, s, false)).collect();
    if found.iter().any(|d| !d.acquired.is_empty() && d.purchaser.len() + d.seller.len() > 0) {
        return found;
    }
    let weak: Vec<Deal> = r.sentences.iter().filter_map(|s| deal(r, lists, s, true)).collect();
    if weak.is_empty() { merger(r, lists).into_iter().chain(found).collect() } else { weak }
}

/// Two firms that merge: the first takes the second.
fn merger(r: &Report<'_>, lists: &Lists) -> Option<Deal> {
    let s = r.sentences.iter().find(|s| {
        (*s).clone().any(|k| {
            matches!(r.words[k].low.as_str(), "merge" | "merger" | "merged" | "combine" | "combination")
        })
    })?;
    let mut names = r.names.iter().filter(|n| !is_place(r, lists, n)).map(|n| expand(r, r.name_text(n)));
    let first = names.next()?;
    let second = names.find(|n| *n != first)?;
    Some(Deal {
        acquired: vec![second],
        purchaser: vec![first],
        sentence: s.clone(),
        trigger: s.start..s.start,
        after: s.start,
        ..Deal::default()
    })
}

fn deal(r: &Report<'_>, lists: &Lists, s: &Range<usize>, weak: bool) -> Option<Deal> {
    let mut k = s.start;
    while k < s.end {
        let hit = [
            (Way::Selling, &lists.sell_noun),
            (Way::Buying, &lists.buy_noun),
            (Way::Sells, &lists.sell),
            (Way::Buys, &lists.buy),
        ]
        .into_iter()
        .filter_map(|(way, list)| r.longest(k, list).map(|e| (way, e)))
        .chain(r.longest(k, &lists.bought_by).map(|e| (Way::Bought, e)))
        .chain(weak.then(|| r.longest(k, &lists.weak)).flatten().map(|e| (Way::Buying, e)))
        .max_by_key(|h| h.1)
        .or_else(|| offered(r, lists, s, k).map(|e| (Way::Offers, e)));
        if let Some((way, e)) =
            hit.filter(|h| h.1 <= s.end && r.name_at(k).is_none_or(|n| n.words.start == k && !r.words[k].cap))
        {
            let d = one(r, lists, s, way, k..e);
            if !d.acquired.is_empty() || !d.purchaser.is_empty() && !d.seller.is_empty() {
                return Some(d);
            }
            k = e;
            continue;
        }
        k += 1;
    }
    None
}

/// Where what is offered for begins: «offer 2.20 dlrs cash each for».
fn offered(r: &Report<'_>, lists: &Lists, s: &Range<usize>, k: usize) -> Option<usize> {
    let w = &r.words[k];
    if w.cap || !lists.offer.contains(&w.low) {
        return None;
    }
    let reach = k + 1..(k + 14).min(s.end);
    let at = reach.clone().find(|&i| matches!(r.words[i].low.as_str(), "for" | "." | ";" | "to"))?;
    let sum = (k + 1..at)
        .any(|i| lists.currency.contains(&r.words[i].low) || lists.shares.contains(&r.words[i].low));
    (r.words[at].low == "for" && sum).then_some(at + 1)
}

const BE: &[&str] = &["be", "been", "being", "was", "were", "is", "are"];

fn one(r: &Report<'_>, lists: &Lists, s: &Range<usize>, way: Way, trigger: Range<usize>) -> Deal {
    let mut d = Deal { sentence: s.clone(), trigger: trigger.clone(), after: trigger.end, ..Deal::default() };
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let k = trigger.start;
    let passive = matches!(way, Way::Buys | Way::Sells)
        && (1..=3).any(|b| k >= s.start + b && BE.contains(&word(k - b)))
        && !word(k).ends_with("ing");
    let subject = subject(r, lists, s, k);
    let full = |n: &Name| expand(r, r.name_text(n));
    if passive {
        d.acquired = subject.into_iter().collect();
        let behind = |marker: &str| {
            (trigger.end..s.end)
                .find(|&i| word(i) == marker)
                .and_then(|i| named(r, lists, i + 1, s.end))
                .map(full)
        };
        match way {
            Way::Buys => {
                d.purchaser = behind("by").into_iter().collect();
                d.seller = behind("from").into_iter().collect();
            }
            _ => {
                d.purchaser = behind("to").into_iter().collect();
                d.seller = behind("by").into_iter().collect();
            }
        }
        if d.purchaser.is_empty() && d.seller.is_empty() {
            d.acquired.clear();
        }
        return d;
    }
    if way == Way::Bought {
        d.purchaser =
            named(r, lists, trigger.end, s.end.min(trigger.end + 9)).map(full).into_iter().collect();
        d.acquired = subject.into_iter().filter(|a| !d.purchaser.contains(a)).collect();
        return d;
    }
    object(r, lists, s, trigger.end, &mut d);
    if way == Way::Offers && !r.names.iter().any(|n| d.acquired.iter().any(|a| a == r.name_text(n))) {
        d.acquired.clear();
        return d;
    }
    let from = d.after;
    let behind = |marker: &str| {
        (from..s.end)
            .find(|&i| word(i) == marker)
            .filter(|&i| i <= from + 14)
            .and_then(|i| named(r, lists, i + 1, s.end.min(i + 9)))
            .map(full)
    };
    let actor = subject.clone();
    let partner = (s.start..k)
        .find(|&i| word(i) == "and" && matches!(word(i.saturating_sub(1)), "it" | "they"))
        .and_then(|i| r.name_at(i + 1))
        .map(full);
    match way {
        Way::Buys | Way::Buying | Way::Offers | Way::Bought => {
            // «the acquisition of the company by Calmark»: the subject is what is bought.
            let by = if way == Way::Buying { behind("by") } else { None };
            // «Merrill Lynch's 4 billion dlr offer for Borg-Warner»: who stands before the noun with ’s.
            let owner = if way == Way::Buying {
                r.names
                    .iter()
                    .rev()
                    .find(|n| {
                        n.owns
                            && n.words.end < k
                            && n.words.start >= s.start
                            && k - n.words.end <= 8
                            && !is_place(r, lists, n)
                    })
                    .map(full)
            } else {
                None
            };
            let together =
                owner.is_none() && by.is_none() && !matches!(word(trigger.end - 1), "with" | "merge");
            d.purchaser = owner.or(by.clone()).or(actor.clone()).into_iter().collect();
            if together {
                d.purchaser.extend(partner.filter(|p| !d.purchaser.contains(p)));
            }
            if d.acquired.is_empty() && by.is_some() {
                d.acquired = actor.into_iter().collect();
            }
            if let Some(x) = behind("from")
                && d.seller.is_empty()
            {
                d.seller.push(x);
            }
        }
        Way::Sells | Way::Selling => {
            d.seller = actor.into_iter().collect();
            d.purchaser = behind("to").into_iter().collect();
        }
    }
    let acquired = d.acquired.clone();
    d.purchaser.retain(|p| !acquired.contains(p));
    d.seller.retain(|p| !acquired.contains(p));
    let buyers = d.purchaser.clone();
    d.seller.retain(|p| !buyers.contains(p));
    d
}

pub(super) fn is_place(r: &Report<'_>, lists: &Lists, n: &Name) -> bool {
    place(&r.words, &n.words, &lists.place, &lists.states)
}

/// The first name of a party from a word on; what leads or owns a group stands for it.
fn named<'r>(r: &'r Report<'_>, lists: &Lists, from: usize, to: usize) -> Option<&'r Name> {
    let n = r.names.iter().find(|n| n.words.start >= from && n.words.start < to && !is_place(r, lists, n))?;
    // X's Y unit: Y.
    if n.owns
        && let Some(next) =
            r.names.iter().find(|m| m.words.start > n.words.end && m.words.start <= n.words.end + 4)
        && r.words.get(next.words.end).is_some_and(|w| lists.unit.contains(&w.low))
    {
        return Some(next);
    }
    Some(n)
}

/// The fullest form of a name in the report: «Borg-Warner» → «Borg-Warner Corp», «Icahn» → «Carl C. Icahn».
pub(super) fn expand(r: &Report<'_>, name: &str) -> String {
    // Whoever the report begins with has its full name there.
    if r.names.first().is_some_and(|n| r.name_text(n) == name) {
        return name.to_owned();
    }
    let low = name.to_lowercase();
    let longer = |n: &&Name| {
        let t = r.name_text(n).to_lowercase();
        t.len() > low.len()
            && (t.starts_with(&low) && t[low.len()..].starts_with([' ', ','])
                || t.ends_with(&low) && t[..t.len() - low.len()].ends_with(' ') && n.words.len() <= 4)
    };
    let prefix = r.names.iter().filter(longer).find(|n| r.name_text(n).to_lowercase().starts_with(&low));
    prefix
        .or_else(|| r.names.iter().find(longer))
        .map_or_else(|| name.to_owned(), |n| r.name_text(n).to_owned())
}
