//! What is bought or sold, behind its verb or noun.

use std::ops::Range;

use super::deal::{Deal, expand, is_place};
use super::lists::Lists;
use super::terms;
use super::words::{Name, Report};

/// What is bought or sold: names, or the words of a thing.
pub(super) fn object(r: &Report<'_>, lists: &Lists, s: &Range<usize>, from: usize, d: &mut Deal) {
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let mut end = from;
    while end < s.end {
        if let Some(n) = r.name_at(end) {
            end = n.words.end.max(end + 1);
            continue;
        }
        let w = word(end);
        let joint = w == "and"
            && !matches!(
                word(end + 1),
                "it" | "said"
                    | "will"
                    | "would"
                    | "has"
                    | "also"
                    | "that"
                    | "expects"
                    | "plans"
                    | "is"
                    | "to"
                    | "had"
                    | "a"
                    | "agreed"
                    | "assumed"
                    | "other"
                    | "certain"
            );
        let stop = lists.end.contains(w) && end > from && !(w == "to" && word(end - 1) == "up") && !joint;
        let mark = r.words[end].mark && !matches!(w, "'s" | "'" | "-" | "(" | ")");
        let figure = w == "," && word(end - 1).chars().all(|c| c.is_ascii_digit());
        // five mln shares, or 16 pct, of Nippon Lace
        if w == ","
            && word(end + 1) == "or"
            && word(end + 2).starts_with(|c: char| c.is_ascii_digit())
            && let Some(close) = (end + 2..s.end.min(end + 7)).find(|&i| word(i) == "," || word(i) == "of")
        {
            end = if word(close) == "," { close + 1 } else { close };
            continue;
        }
        if w == "," && matches!(word(end + 1), "stake" | "interest") {
            end += 1;
            continue;
        }
        if (stop && !(w == "and" && r.name_at(end + 1).is_some())) || mark && !figure {
            break;
        }
        end += 1;
    }
    d.after = end;
    let skip = |k: usize| {
        lists.skip.contains(word(k))
            || word(k).chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))
    };
    let mut k = from;
    let counted = |k: usize| {
        word(k).starts_with(|c: char| c.is_ascii_digit())
            && !lists.skip.contains(word(k + 1))
            && !lists.scale.contains(word(k + 1))
            && !r.words.get(k + 1).is_some_and(|w| w.mark)
    };
    while k < end && (skip(k) && !counted(k) || word(k) == "'" || word(k) == "'s") && r.name_at(k).is_none()
        || k < end && word(k + 1).starts_with('\'') && r.name_at(k).is_some_and(|n| is_place(r, lists, n))
    {
        k += 1;
    }
    let inside: Vec<&Name> = r
        .names
        .iter()
        .filter(|n| n.words.start >= from && n.words.end <= end)
        .filter(|n| !is_place(r, lists, n))
        .collect();
    for n in r.names.iter().filter(|n| n.words.start >= from && n.words.end <= end && is_place(r, lists, n)) {
        d.place.push(terms::place_text(r, lists, n));
    }
    let words = |a: usize, b: usize| r.slice(&(a..b)).to_owned();
    let thing = |a: usize, b: usize| {
        let mut a = a;
        // A place before it is said of it, and is no part of it.
        while a < b
            && (matches!(word(a), "the" | "a" | "an" | "its" | "their" | "'s")
                || r.name_at(a).is_some_and(|n| is_place(r, lists, n)))
        {
            a = r.name_at(a).map_or(a + 1, |n| n.words.end);
        }
        (a < b).then(|| words(a, b))
    };
    let Some(&first) = inside.first() else {
        // No name: a plain thing, or an apposition gives the name.
        if let Some(n) = apposition(r, lists, s, end) {
            d.acquired.push(expand(r, r.name_text(n)));
            d.after = n.words.end;
            let b = words(k, end);
            if !b.is_empty() {
                d.business = Some(b);
            }
            return;
        }
        let of = (k..end).find(|&i| matches!(word(i), "in" | "near")).unwrap_or(end);
        let some = (from..k).any(|i| matches!(word(i), "a" | "an" | "another"));
        let bare = (k..of).all(|i| {
            matches!(word(i), "it" | "them" | "company" | "firm" | "others" | "each" | "itself" | "us")
        });
        let stock = (k..of).any(|i| matches!(word(i), "shares" | "stock"))
            && (from..of).any(|i| matches!(word(i), "'s" | "'" | "company"));
        let empty = of == k + 1
            && (lists.skip.contains(word(k))
                || lists.currency.contains(word(k))
                || matches!(word(k), "position" | "assets" | "others" | "offer"));
        if empty {
            return;
        }
        if stock && let Some(n) = r.names.first() {
            // the company's outstanding shares
            d.acquired.push(expand(r, r.name_text(n)));
        } else if !bare && let Some(t) = thing(k, of) {
            d.acquired.push(t);
        } else if bare && some && !(k..of).is_empty() {
            d.acquired.push(words(from, end));
        } else if bare
            && !(k..of).is_empty()
            && let Some(n) = r.names.first()
        {
            d.acquired.push(expand(r, r.name_text(n)));
        }
        return;
    };
    let head = (k..first.words.start)
        .any(|i| lists.unit.contains(word(i)) && !lists.shares.iter().any(|x| x == word(i)));
    let of = first.words.start > from && matches!(word(first.words.start - 1), "of" | "owned") && head;
    let telling = (k..first.words.start.saturating_sub(1))
        .any(|i| !lists.skip.contains(word(i)) && !lists.unit.contains(word(i)));
    if of && telling {
        // the plastic container business of Monsanto Co
        let stop = (k..first.words.start).find(|&i| word(i) == "of").unwrap_or(first.words.start - 1);
        if let Some(t) = thing(k, stop) {
            d.acquired.push(t);
            d.seller.push(expand(r, r.name_text(first)));
            return;
        }
    }
    // the Guard Division of Page Corp
    let last_word = word(first.words.end - 1);
    if matches!(last_word, "division" | "unit" | "subsidiary" | "department" | "operations" | "business")
        && word(first.words.end) == "of"
        && let Some(owner) = r.name_at(first.words.end + 1)
    {
        d.acquired.push(r.name_text(first).to_owned());
        d.seller.push(expand(r, r.name_text(owner)));
        return;
    }
    if first.owns {
        if let Some(second) = inside.get(1).filter(|n| n.words.start <= first.words.end + 7) {
            d.acquired.push(expand(r, r.name_text(second)));
            d.seller.push(expand(r, r.name_text(first)));
            d.after = d.after.max(second.words.end);
            return;
        }
        let rest = first.words.end + 1..end;
        let shares = rest.clone().any(|i| {
            matches!(
                word(i),
                "shares" | "stock" | "shareholders" | "common" | "share" | "capital" | "outstanding"
            )
        });
        let unit = rest.clone().any(|i| lists.unit.contains(word(i)));
        if unit && !shares {
            let place_in = rest.clone().find(|&i| matches!(word(i), "in" | "near")).unwrap_or(end);
            if let Some(n) = apposition(r, lists, s, end) {
                d.acquired.push(expand(r, r.name_text(n)));
            } else if let Some(t) = thing(rest.start, place_in) {
                d.acquired.push(t);
            }
            d.seller.push(expand(r, r.name_text(first)));
            return;
        }
    }
    d.acquired.push(expand(r, r.name_text(first)));
    // Lists: X Inc and Y Inc.
    let mut last = first;
    for n in inside.iter().skip(1) {
        let between = &r.words[last.words.end..n.words.start];
        let joined = between.iter().all(|w| matches!(w.low.as_str(), "and" | ","))
            && between.len() <= 2
            && !between.is_empty();
        if !joined {
            break;
        }
        d.acquired.push(expand(r, r.name_text(n)));
        last = n;
    }
    // X Inc of Salem, Ore., and Y Inc
    if d.acquired.len() == 1
        && let Some(i) = (last.words.end..s.end.min(last.words.end + 8)).find(|&i| word(i) == "and")
        && (last.words.end..i).all(|j| r.words[j].mark || word(j) == "of" || r.words[j].cap)
        && let Some(n) = r.name_at(i + 1)
        && n.words.start == i + 1
        && r.words.get(n.words.end - 1).is_some_and(|w| lists.suffix.contains(&w.low))
        && i > last.words.end
    {
        d.acquired.push(expand(r, r.name_text(n)));
    }
    // Words before the name that describe it: food distributor Don Lowe Foods Inc.
    let lead = (k..first.words.start).filter(|&i| r.name_at(i).is_none()).collect::<Vec<_>>();
    if let (Some(&a), Some(&b)) = (lead.first(), lead.last())
        && lists.trade.contains(word(b))
        && b > a
    {
        d.business = Some(words(a, b + 1));
    }
    // its Celeron Corp oil and gas subsidiary
    let tail = last.words.end..end;
    if tail.len() >= 2 && lists.unit.contains(word(tail.end - 1)) {
        let b = words(tail.start, tail.end - 1);
        if d.business.is_none() && !b.is_empty() && !b.starts_with('\'') {
            d.business = Some(b);
        }
    }
}

/// «its South African business, Norton Pty Ltd,»: the name behind the comma.
fn apposition<'r>(r: &'r Report<'_>, lists: &Lists, s: &Range<usize>, at: usize) -> Option<&'r Name> {
    let comma = r.words.get(at).is_some_and(|w| w.low == ",") && at + 1 < s.end;
    let n = r.name_at(at + 1).filter(|n| comma && n.words.start == at + 1)?;
    (!is_place(r, lists, n)).then_some(n)
}
