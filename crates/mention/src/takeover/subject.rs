//! Who acts, before the verb or noun of a deal.

use std::ops::Range;

use super::deal::{expand, is_place};
use super::lists::Lists;
use super::words::{Name, Report};

/// Who acts in a sentence before a word.
pub(super) fn subject(r: &Report<'_>, lists: &Lists, s: &Range<usize>, k: usize) -> Option<String> {
    let word = |i: usize| r.words.get(i).map_or("", |w| w.low.as_str());
    let said = (s.start..k)
        .find(|&i| matches!(word(i), "said" | "told" | "announced" | "says" | "reported" | "disclosed"));
    let governed = |n: &Name| {
        n.words.start > s.start
            && matches!(
                word(n.words.start - 1),
                "of" | "in"
                    | "to"
                    | "for"
                    | "by"
                    | "from"
                    | "with"
                    | "at"
                    | "on"
                    | "and"
                    | "into"
                    | "against"
                    | "than"
                    | "under"
            )
    };
    let party = |from: usize, to: usize| -> Option<String> {
        let mut names =
            r.names.iter().filter(|n| n.words.start >= from && n.words.end <= to && !is_place(r, lists, n));
        let mut n = names.find(|n| !governed(n))?;
        // Applied chemicals group Henkel KGaA: the firm behind words that describe it.
        let firm = |n: &Name| r.words.get(n.words.end - 1).is_some_and(|w| lists.suffix.contains(&w.low));
        if !firm(n)
            && !n.owns
            && let Some(m) = names.next()
            && firm(m)
            && r.words[n.words.end..m.words.start].iter().all(|w| !w.mark && !lists.end.contains(&w.low))
        {
            n = m;
        }
        // X's Y unit, X's subsidiary Y
        if n.owns
            && let Some(next) = r.names.iter().find(|m| {
                m.words.start > n.words.end && m.words.end <= to && m.words.start <= n.words.end + 4
            })
        {
            let before = &r.words[n.words.end..next.words.start];
            let unit = r.words.get(next.words.end).is_some_and(|w| lists.unit.contains(&w.low))
                || before.iter().any(|w| lists.unit.contains(&w.low));
            if unit || r.words.get(next.words.end).is_some_and(|w| matches!(w.low.as_str(), "said" | "told"))
            {
                return Some(expand(r, r.name_text(next)));
            }
        }
        Some(expand(r, r.name_text(n)))
    };
    // AQ Corp, which acquired 91 pct of Aloha
    if k > s.start && matches!(word(k - 1), "which" | "that") {
        return r
            .names
            .iter()
            .rev()
            .find(|n| n.words.end < k && n.words.start >= s.start && !is_place(r, lists, n))
            .map(|n| expand(r, r.name_text(n)));
    }
    if let Some(v) = said {
        // Told to somebody: «told the Securities and Exchange Commission it has acquired».
        if let Some(x) = party(v + 1, k) {
            return Some(x);
        }
        if let Some(x) = led(r, lists, s.start, v) {
            return Some(x);
        }
        return party(s.start, v)
            .or_else(|| {
                // A group of firms: as its words say.
                let words = r.slice(&(s.start..v));
                (word(s.start) == "a" || word(s.start) == "an")
                    .then(|| words.trim_start_matches("A ").trim_start_matches("An ").to_owned())
            })
            .or_else(|| anaphor(r, s));
    }
    led(r, lists, s.start, k).or_else(|| party(s.start, k)).or_else(|| anaphor(r, s))
}

/// «A group led by New York investor Saul Steinberg»: Saul Steinberg.
fn led(r: &Report<'_>, lists: &Lists, from: usize, to: usize) -> Option<String> {
    if r.name_at(from).is_some() {
        return None;
    }
    let at = (from..to).find_map(|i| r.longest(i, &lists.led).filter(|e| *e <= to))?;
    let n = r.names.iter().find(|n| n.words.start >= at && n.words.end <= to && !is_place(r, lists, n))?;
    (n.words.start <= at + 6).then(|| expand(r, r.name_text(n)))
}

/// «It said», «The company»: who the report speaks of first.
fn anaphor(r: &Report<'_>, s: &Range<usize>) -> Option<String> {
    let first = r.words.get(s.start)?;
    let back = matches!(
        first.low.as_str(),
        "it" | "the" | "they" | "he" | "both" | "under" | "in" | "as" | "completion" | "its"
    );
    let n = r.names.first().filter(|n| back && n.words.start < s.start)?;
    Some(expand(r, r.name_text(n)))
}
