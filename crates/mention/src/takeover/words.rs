//! A report as words and names.

use std::collections::HashSet;
use std::ops::Range;

use super::lists::Lists;

/// A word or mark; bytes of the report with its white space joined.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) range: Range<usize>,
    pub(crate) low: String,
    pub(crate) cap: bool,
    /// Whether it is a mark and no word.
    pub(crate) mark: bool,
}

/// A name: words, half-open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) words: Range<usize>,
    /// Whether ’s stands behind it.
    pub(crate) owns: bool,
}

/// A report, read once.
pub(crate) struct Report<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: Vec<Word>,
    /// Word ranges of its sentences.
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) names: Vec<Name>,
}

/// Joins the white space of a report, so that a phrase over a line's end is one.
pub(crate) fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for w in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(w);
    }
    out
}

impl<'a> Report<'a> {
    pub(crate) fn new(text: &'a str, lists: &Lists) -> Self {
        let words = words(text);
        let sentences = sentences(&words, lists);
        let names = sentences.iter().flat_map(|s| names(&words, s, lists)).collect();
        Self { text, words, sentences, names }
    }

    pub(crate) fn slice(&self, r: &Range<usize>) -> &'a str {
        match (self.words.get(r.start), r.end.checked_sub(1).and_then(|e| self.words.get(e))) {
            (Some(a), Some(b)) if a.range.start < b.range.end => &self.text[a.range.start..b.range.end],
            _ => "",
        }
    }

    /// Whether a phrase in lower case stands at a word.
    pub(crate) fn at(&self, k: usize, phrase: &str) -> Option<usize> {
        let mut i = k;
        for p in phrase.split(' ') {
            if self.words.get(i)?.low != p {
                return None;
            }
            i += 1;
        }
        Some(i)
    }

    /// The longest phrase of a list at a word: its end.
    pub(crate) fn longest(&self, k: usize, list: &[String]) -> Option<usize> {
        let first = &self.words.get(k)?.low;
        list.iter().filter(|p| p.split(' ').next() == Some(first)).filter_map(|p| self.at(k, p)).max()
    }

    pub(crate) fn name_at(&self, k: usize) -> Option<&Name> {
        self.names.iter().find(|n| n.words.contains(&k))
    }

    pub(crate) fn name_text(&self, n: &Name) -> &'a str {
        self.slice(&n.words)
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut push = |range: Range<usize>, mark: bool| {
        let s = &text[range.clone()];
        let cap = s.chars().next().is_some_and(char::is_uppercase);
        out.push(Word { low: s.to_lowercase(), range, cap, mark });
    };
    while let Some(&(i, c)) = chars.peek() {
        if c == ' ' {
            chars.next();
            continue;
        }
        if !c.is_alphanumeric() {
            push(i..i + c.len_utf8(), true);
            chars.next();
            continue;
        }
        let mut end = i;
        while let Some(&(k, c)) = chars.peek() {
            let next = text[k + c.len_utf8()..].chars().next();
            let inside = c.is_alphanumeric()
                || matches!(c, '-' | '&' | '/') && next.is_some_and(char::is_alphanumeric)
                || matches!(c, '.' | ',')
                    && next.is_some_and(|n| n.is_ascii_digit())
                    && text[i..k].ends_with(|p: char| p.is_ascii_digit())
                || c == '.' && next.is_some_and(char::is_alphabetic)
                || c == '\''
                    && next.is_some_and(char::is_alphabetic)
                    && !text[k + 1..].starts_with("s ")
                    && !text[k + 1..].starts_with("s,")
                    && !text[k + 1..].starts_with("s.");
            // The last dot of U.S., N.V., and of single initials.
            let dotted = c == '.' && (text[i..k].contains('.') || k - i == 1);
            if !inside && !dotted {
                break;
            }
            end = k + c.len_utf8();
            chars.next();
            if dotted && !inside {
                break;
            }
        }
        push(i..end.max(i + c.len_utf8()), false);
        if let Some(&(k, '\'')) = chars.peek() {
            // Possession is a mark of its own.
            let end = if text[k + 1..].starts_with('s') { k + 2 } else { k + 1 };
            push(k..end, true);
            while chars.peek().is_some_and(|c| c.0 < end) {
                chars.next();
            }
        }
    }
    out
}

fn sentences(words: &[Word], lists: &Lists) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, w) in words.iter().enumerate() {
        let stop = matches!(w.low.as_str(), "." | "?" | "!");
        // Dots behind states and other abbreviations end no sentence, but before a capital.
        let short = i > 0 && lists.states.contains(&words[i - 1].low);
        let next = words.get(i + 1);
        let goes_on = next.is_some_and(|n| !n.cap && !n.mark || n.low == ",");
        if stop && !(short && goes_on) && !next.is_some_and(|n| n.range.start == w.range.end && !n.mark) {
            out.push(start..i + 1);
            start = i + 1;
        }
    }
    if start < words.len() {
        out.push(start..words.len());
    }
    out
}

fn names(words: &[Word], s: &Range<usize>, lists: &Lists) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    let mut i = s.start;
    let compound =
        |w: &Word| ["-based", "-quoted", "-owned", "-listed", "-held"].iter().any(|e| w.low.ends_with(e));
    let names = |w: &Word| w.cap && !w.mark && !compound(w);
    let low_suffix = |w: &Word| {
        matches!(
            w.low.as_str(),
            "co" | "corp" | "inc" | "ltd" | "plc" | "und" | "de" | "e" | "et" | "van" | "von" | "der"
        )
    };
    while i < s.end {
        let digits = words[i].low.starts_with(|c: char| c.is_ascii_digit());
        let opener = digits
            && words.get(i + 1).is_some_and(|w| w.cap)
            && words[i].low.contains(|c: char| c.is_alphabetic())
            && !words[i].low.contains('-');
        let odd = !words[i].cap
            && !words[i].mark
            && i == s.start
            && words.get(i + 1).is_some_and(|w| w.cap)
            && !lists.not_name.contains(&words[i].low);
        if !names(&words[i]) && !opener && !odd {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        let closed = |j: usize| {
            lists.suffix.contains(&words[j - 1].low)
                && matches!(
                    words[j - 1].low.as_str(),
                    "inc"
                        | "corp"
                        | "co"
                        | "ltd"
                        | "plc"
                        | "ag"
                        | "nv"
                        | "sa"
                        | "gmbh"
                        | "lp"
                        | "l.p."
                        | "n.v."
                        | "s.a."
                        | "spa"
                )
        };
        while j < s.end {
            let w = &words[j];
            if names(w) && !(closed(j) && !lists.suffix.contains(&w.low)) {
                j += 1;
                continue;
            }
            if low_suffix(w) && (!closed(j) || w.low == "ltd") {
                j += 1;
                continue;
            }
            let cap_next = words.get(j + 1).is_some_and(names);
            match w.low.as_str() {
                "and" | "&" | "et" if cap_next && !closed(j) && !lists.suffix.contains(&words[j - 1].low) => {
                    // Goodyear Tire and Rubber Co: the run behind ends like a firm.
                    let mut k = j + 1;
                    while k < s.end && names(&words[k]) {
                        k += 1;
                    }
                    if lists.suffix.contains(&words[k - 1].low) && !lists.not_name.contains(&words[i].low) {
                        j = k;
                        continue;
                    }
                    break;
                }
                "of" if cap_next && joins_of(words, i..j, j + 1, closed(j), lists) => {
                    j += 2;
                    continue;
                }
                "(" if cap_next
                    && words.get(j + 2).is_some_and(|w| w.low == ")")
                    && words.get(j + 3).is_some_and(names) =>
                {
                    j += 3;
                    continue;
                }
                // Pantera's Corp, and Broker's Choice Capital Inc at the head of a report.
                "'s" if words.get(j + 1).is_some_and(|w| w.cap && lists.suffix.contains(&w.low))
                    || i == 0 && j == 1 && cap_next =>
                {
                    j += 2;
                    continue;
                }
                "'" | "'s" => break,
                "-" | "." => break,
                _ if w.low.chars().all(|c| c.is_ascii_digit())
                    && cap_next
                    && !closed(j)
                    && w.low.len() <= 4 =>
                {
                    j += 1;
                    continue;
                }
                _ => break,
            }
        }
        // ", S.A." and ", Inc" belong to the name.
        if words.get(j).is_some_and(|w| w.low == ",")
            && words
                .get(j + 1)
                .is_some_and(|w| matches!(w.low.as_str(), "s.a." | "inc" | "n.v." | "l.p." | "ltd"))
            && j + 1 < s.end
        {
            j += 2;
        }
        let mut a = i;
        // What only opens the sentence is no part of a name.
        while a < j && lists.opener.contains(&words[a].low) {
            a += 1;
        }
        let mut b = j;
        while b > a && (words[b - 1].mark || words[b - 1].low == "of" || words[b - 1].low == "and") {
            if words[b - 1].low == ")" {
                break;
            }
            b -= 1;
        }
        // Hong Kong-based: no party, but where it is.
        let based = words.get(b).is_some_and(|w| compound(w) && w.cap);
        if a < b && !based {
            let whole = words[a..b].iter().map(|w| w.low.as_str()).collect::<Vec<_>>().join(" ");
            if !lists.not_name.contains(&whole) {
                let owns = words.get(b).is_some_and(|w| matches!(w.low.as_str(), "'s" | "'"));
                out.push(Name { words: a..b, owns });
            }
        }
        i = j.max(i + 1);
    }
    out
}

/// Whether «of» goes on with a name: Bank of New York, but Page Inc of Salem, Ore., and Guard Division of Page Corp.
fn joins_of(words: &[Word], run: Range<usize>, next: usize, closed: bool, lists: &Lists) -> bool {
    let last = words[run.end - 1].low.as_str();
    if matches!(last, "division" | "unit" | "subsidiary" | "department" | "operations" | "business") {
        return false;
    }
    if words.get(next).is_some_and(|w| w.low == "america") || last == "bank" && run.len() <= 2 {
        return true;
    }
    let mut end = next;
    while words.get(end).is_some_and(|w| w.cap && !w.mark) {
        end += 1;
    }
    !closed && !place(words, &(next..end), &lists.place, &lists.states)
}

/// Whether a run of words is a place.
pub(crate) fn place(
    words: &[Word],
    r: &Range<usize>,
    places: &HashSet<String>,
    states: &HashSet<String>,
) -> bool {
    let low = words[r.clone()].iter().map(|w| w.low.as_str()).collect::<Vec<_>>().join(" ");
    let state = words.get(r.end).is_some_and(|w| w.low == ",")
        && words
            .get(r.end + 1)
            .is_some_and(|w| states.contains(w.low.trim_end_matches('.')) || places.contains(&w.low));
    places.contains(&low) || state && r.len() <= 3
}
