//! Price, stage, business and place of a deal.

use std::ops::Range;

use super::deal::Deal;
use super::lists::Lists;
use super::words::{Name, Report, place};

/// The price, in the words of the report.
pub(super) fn amount(r: &Report<'_>, lists: &Lists, d: &Deal) -> Option<String> {
    let here = r.sentences.iter().position(|s| *s == d.sentence).unwrap_or(0);
    // The sentence of the deal, those behind it, then those before.
    let order = (here..r.sentences.len()).chain(0..here);
    let near = order.clone().take(5);
    for i in order {
        if let Some(a) = price(r, lists, &r.sentences[i], i == here) {
            return Some(a);
        }
    }
    for i in near {
        for k in r.sentences[i].clone() {
            if let Some(e) = r.longest(k, &lists.undisclosed) {
                return Some(r.slice(&(k..e)).to_owned());
            }
        }
    }
    None
}

/// The first price of a sentence.
fn price(r: &Report<'_>, lists: &Lists, s: &Range<usize>, own: bool) -> Option<String> {
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let mut k = s.start;
    while k < s.end {
        let Some(e) = sum(r, lists, k) else {
            k += 1;
            continue;
        };
        let behind = e..(e + 3).min(s.end);
        let per = behind.clone().next().is_some_and(|i| r.longest(i, &lists.per).is_some())
            || word(e) == "cash" && r.longest(e + 1, &lists.per).is_some();
        let before = k.saturating_sub(4).max(s.start)..k;
        let no = before.clone().any(|i| lists.no_price.contains(word(i)) && word(i) != "worth");
        let priced = before.clone().any(|i| r.longest(i, &lists.price).is_some_and(|e| e <= k));
        // a 244 mln stg agreed bid, a 500,000 dlr investment
        let attributive = (e..e + 3).any(|i| {
            matches!(
                word(i),
                "offer"
                    | "bid"
                    | "deal"
                    | "takeover"
                    | "investment"
                    | "transaction"
                    | "acquisition"
                    | "merger"
                    | "buyout"
            )
        }) && (e..e + 2).all(|i| {
            !r.words.get(i).is_some_and(|w| w.mark) && !matches!(word(i), "in" | "of" | "for" | "to" | "from")
        });
        let rephrased = own
            && k > s.start
            && word(k - 1) == "or"
            && (k.saturating_sub(8)..k).any(|i| matches!(word(i), "share" | "each"));
        // In other sentences only what is said to be paid.
        let paid = own
            || (s.start..k).any(|i| {
                matches!(
                    word(i),
                    "paid"
                        | "pay"
                        | "price"
                        | "valued"
                        | "purchase"
                        | "acquisition"
                        | "sale"
                        | "sell"
                        | "bought"
                        | "buy"
                        | "deal"
                        | "transaction"
                        | "offer"
                        | "values"
                        | "total"
                        | "sold"
                        | "acquired"
                        | "acquire"
                        | "purchased"
                        | "paying"
                        | "realized"
                        | "investment"
                        | "bid"
                )
            });
        let small =
            !lists.scale.contains(word(k + 1)) && word(k).chars().filter(char::is_ascii_digit).count() < 5;
        if !per && !no && !small && paid && (priced || attributive || rephrased) {
            return Some(r.slice(&(k..e)).to_owned());
        }
        k = e;
    }
    None
}

/// The end of a sum that begins at a word: 3.2 mln Canadian dlrs, 1,100,000 dlrs.
fn sum(r: &Report<'_>, lists: &Lists, k: usize) -> Option<usize> {
    const WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let figure = word(k).starts_with(|c: char| c.is_ascii_digit()) || WORDS.contains(&word(k));
    if !figure {
        return None;
    }
    let mut e = k + 1;
    if lists.scale.contains(word(e)) {
        e += 1;
    }
    if r.words.get(e).is_some_and(|w| w.cap) && lists.currency.contains(word(e + 1)) {
        e += 1;
    }
    lists.currency.contains(word(e)).then_some(e + 1)
}

/// How far the deal has come: the first phrase of the sentence that says so.
pub(super) fn status(r: &Report<'_>, lists: &Lists, d: &Deal) -> Option<String> {
    let find = |s: &Range<usize>| {
        let hits = || {
            s.clone()
                .filter_map(|k| r.longest(k, &lists.status).filter(|_| r.name_at(k).is_none()).map(|e| k..e))
        };
        // «reached an agreement in principle»: the phrase that says more wins over the one it begins in.
        let first = hits().next()?;
        hits().find(|h| h.start > first.start && h.start < first.end && h.end > first.end).or(Some(first))
    };
    let at =
        find(&d.sentence).or_else(|| r.sentences.first().filter(|s| **s != d.sentence).and_then(find))?;
    Some(r.slice(&at).to_owned())
}

/// A place with the state behind it: Salem, Ore.
pub(super) fn place_text(r: &Report<'_>, lists: &Lists, n: &Name) -> String {
    let w = &r.words;
    let mut end = n.words.end;
    let comma = w.get(end).is_some_and(|x| x.low == ",");
    let state = w.get(end + 1).is_some_and(|x| {
        x.cap && (lists.states.contains(x.low.trim_end_matches('.')) || lists.place.contains(&x.low))
    });
    if comma && state {
        end += 2;
        // West Germany and the like.
        if w.get(end).is_some_and(|x| x.cap)
            && w.get(end - 1).is_some_and(|x| matches!(x.low.as_str(), "west" | "new" | "south" | "north"))
        {
            end += 1;
        }
        // The dot of an abbreviation stays where the sentence goes on.
        if w.get(end).is_some_and(|x| x.low == ".") && w.get(end + 1).is_some_and(|x| x.low == "," || !x.cap)
        {
            end += 1;
        }
    }
    r.slice(&(n.words.start..end)).to_owned()
}

/// Business and place of what is bought.
pub(super) fn describe(r: &Report<'_>, lists: &Lists, d: &Deal) -> (Vec<String>, Vec<String>) {
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let mut business: Vec<String> = Vec::new();
    let mut places = d.place.clone();
    let is_place = |n: &Name| place(&r.words, &n.words, &lists.place, &lists.states);
    // «of Pompano Beach, Fla.», «based in Toronto» behind it.
    let after = d.after;
    let reach = (after + 7).min(d.sentence.end);
    let reach = (after..reach).find(|&k| matches!(word(k), "to" | "from" | "by" | "for")).unwrap_or(reach);
    if places.is_empty()
        && let Some(n) = r
            .names
            .iter()
            .find(|n| n.words.start >= after.saturating_sub(1) && n.words.start < reach && is_place(n))
        && n.words.start > 0
        && matches!(word(n.words.start - 1), "of" | "in" | "," | "a" | "an" | "near")
    {
        places.push(place_text(r, lists, n));
    }
    // «, a Canadian financial printer,»
    if word(after) == "," && matches!(word(after + 1), "a" | "an" | "the") {
        business.extend(apposed(r, lists, after + 2, d.sentence.end));
    }
    if business.is_empty()
        && let Some(b) = &d.business
    {
        let plain = b.trim_end_matches(" company").trim_end_matches(" firm").trim_end_matches(" concern");
        // Where it is based is no part of its business.
        let plain = plain
            .split_once(' ')
            .filter(|(f, _)| f.contains('-') && f.starts_with(char::is_uppercase))
            .map_or(plain, |(_, rest)| rest);
        business.push(plain.to_owned());
    }
    // «Video Monitors makes …», «The unit makes …», «BresLube, based in Toronto»
    let short = |a: &str| a.split(' ').next().unwrap_or("").to_lowercase();
    let heads: Vec<String> = d.acquired.iter().map(|a| short(a)).collect();
    for s in &r.sentences {
        let Some(k) = s.clone().find(|&k| {
            heads.iter().any(|h| h == word(k))
                || matches!(word(k), "unit" | "subsidiary" | "division" | "firm") && s.start + 3 > k
        }) else {
            continue;
        };
        if places.is_empty() {
            let based = (k..s.end)
                .find(|&i| matches!(word(i), "based" | "located" | "headquartered") && word(i + 1) == "in");
            let stands = based.and_then(|b| r.names.iter().find(|n| n.words.start == b + 2));
            let within = || {
                r.names.iter().find(|n| {
                    n.words.start > k
                        && n.words.end <= s.end
                        && is_place(n)
                        && matches!(word(n.words.start - 1), "in" | "throughout")
                })
            };
            if let Some(n) = stands.or_else(within) {
                places.push(place_text(r, lists, n));
            } else if let Some(w) = (k..s.end.min(k + 8)).find(|&i| word(i).ends_with("-based")) {
                places.push(based_text(r, w));
            }
        }
        if business.is_empty()
            && let Some(i) =
                (k..s.end.min(k + 5)).find(|&i| word(i) == "is" && matches!(word(i + 1), "a" | "an" | "the"))
        {
            business.extend(apposed(r, lists, i + 2, s.end));
        }
        if business.is_empty()
            && let Some((at, e)) = (k..s.end).find_map(|i| r.longest(i, &lists.makes).map(|e| (i, e)))
            && at <= k + 12
        {
            let end = (e..s.end)
                .find(|&i| {
                    word(i) == "for" && word(i + 1).starts_with(|c: char| c.is_ascii_digit())
                        || matches!(word(i), "over" | "worldwide" | "nationwide")
                        || matches!(
                            word(i),
                            "," | "."
                                | ";"
                                | "which"
                                | "that"
                                | "in"
                                | "with"
                                | "throughout"
                                | "through"
                                | "had"
                                | "from"
                                | "to"
                        )
                        || word(i) == "and" && matches!(word(i + 1), "had" | "has" | "is")
                })
                .unwrap_or(s.end);
            let mut from = e;
            while from < end
                && (matches!(word(from), "a" | "an" | "the" | "its" | "more" | "than" | "about")
                    || word(from).chars().all(|c| c.is_ascii_digit() || c == ','))
            {
                from += 1;
            }
            if from < end && end - from <= 10 {
                business.push(r.slice(&(from..end)).to_owned());
            }
        }
    }
    // Los Angeles-based, Philadelphia-based
    if places.is_empty()
        && let Some(w) =
            (d.trigger.end..(d.after + 3).min(d.sentence.end)).find(|&k| word(k).ends_with("-based"))
        && !(d.after..w).any(|k| matches!(word(k), "to" | "from" | "by"))
    {
        places.push(based_text(r, w));
    }
    (business, places)
}

/// The place in «Los Angeles-based».
fn based_text(r: &Report<'_>, k: usize) -> String {
    let mut from = k;
    while from > 0 && r.words[from - 1].cap && !r.words[from - 1].mark && r.words[from - 1].low != "the" {
        from -= 1;
    }
    r.slice(&(from..k + 1)).trim_end_matches("-based").to_owned()
}

/// The business in an apposition: the words before a noun of trade, without place and manner of ownership.
fn apposed(r: &Report<'_>, lists: &Lists, from: usize, to: usize) -> Option<String> {
    let word = |k: usize| r.words.get(k).map_or("", |w| w.low.as_str());
    let end = (from..to)
        .find(|&k| matches!(word(k), "," | "." | ";" | "that" | "which" | "with" | "based" | "in" | "for"))?;
    let mut a = from;
    while a < end
        && (r.name_at(a).is_some()
            || matches!(
                word(a),
                "privately"
                    | "privately-held"
                    | "publicly"
                    | "held"
                    | "owned"
                    | "wholly-owned"
                    | "privately-owned"
                    | "leading"
                    | "major"
                    | "small"
                    | "private"
                    | "large"
                    | "closely"
                    | "largest"
                    | "second"
                    | "third"
                    | "biggest"
                    | "regional"
                    | "national"
                    | "state-owned"
            )
            || word(a).ends_with("-based"))
    {
        a += 1;
    }
    if let Some((_, e)) = (a..end).find_map(|i| r.longest(i, &lists.makes).map(|e| (i, e)))
        && e < end
    {
        return Some(r.slice(&(e..end)).to_owned());
    }
    if end <= a || end - a > 7 || matches!(word(a), "unit" | "subsidiary" | "division") {
        return None;
    }
    if !lists.trade.contains(word(end - 1)) {
        return None;
    }
    let plain = matches!(word(end - 1), "company" | "firm" | "concern" | "group");
    let b = if plain { end - 1 } else { end };
    (b > a).then(|| r.slice(&(a..b)).to_owned())
}
