//! What the checker sees around a quote: tokens, sentences, words of its lists, names.

use std::ops::Range;

use tradewire_script::fold;

use super::lexicon::{Lexicon, Words};
use super::subject::Subject;
use super::token::{is_han, tokens};
use super::{names, organisations};

/// Bytes before and after the quote that are looked at.
const BEFORE: usize = 6_000;
const AFTER: usize = 2_000;
/// Tokens of the window, at most; what lies beyond is not looked at.
const TOKENS: usize = 6_000;
/// Sentences on either side of the quote's in which speakers are looked for.
const VOICES: u32 = 5;

/// A word of a list that stands in the text.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// Number of the list.
    pub(crate) list: usize,
    /// Tokens.
    pub(crate) at: Range<usize>,
}

/// A name found by shape.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Folded text.
    pub(crate) text: String,
    /// Tokens of each place where it stands.
    pub(crate) at: Vec<Range<usize>>,
    /// Whether it looks like a person's.
    pub(crate) person: bool,
}

/// Where something stands, seen from the quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Zone {
    /// In the quote.
    Quote,
    /// In a sentence that the quote touches.
    Sentence,
    /// In the sentence before.
    Before,
    /// In an earlier one.
    Earlier,
    /// In a later one.
    Behind,
}

/// Whether two stretches of tokens share one.
pub(crate) fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The surroundings of a quote.
pub(crate) struct Scene<'a> {
    pub(crate) words: &'a Words,
    /// Whether the quote is Chinese.
    pub(crate) chinese: bool,
    /// The folded window.
    pub(crate) text: String,
    /// The window as written; as many characters.
    pub(crate) original: &'a str,
    pub(crate) tokens: Vec<Range<usize>>,
    /// Sentence of each token.
    pub(crate) sentence: Vec<u32>,
    /// Clause of each token, counted through the window.
    pub(crate) clause: Vec<u32>,
    /// Tokens of the quote.
    pub(crate) quote: Range<usize>,
    /// Words of the lists in the sentences of the quote and beside them, by their first token.
    pub(crate) hits: Vec<Hit>,
    /// Words of the lists `voice.*`, as [`Self::hits`] but in some sentences more on either side.
    pub(crate) voices: Vec<Hit>,
    /// Names found by shape.
    pub(crate) found: Vec<Found>,
}

impl<'a> Scene<'a> {
    /// Looks around a quote; nothing where it does not stand in the text.
    pub(crate) fn of(s: &Subject<'a>, lexicon: &'a Lexicon) -> Option<Self> {
        let place = s.place()?;
        let mut from = place.start.saturating_sub(BEFORE);
        while !s.text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (place.end + AFTER).min(s.text.len());
        while !s.text.is_char_boundary(to) {
            to -= 1;
        }
        let original = s.text.get(from..to)?;
        let folded = fold(original);
        let at = folded.map.to_target(place.start - from..place.end - from);
        let han = s.quote.chars().filter(|c| is_han(*c)).count();
        let letters = s.quote.chars().filter(char::is_ascii_alphabetic).count();
        let chinese = han * 4 > letters;
        let words = if chinese { &lexicon.zh } else { &lexicon.en };
        let text = folded.text;
        let mut cut = tokens(&text);
        let first = cut.iter().position(|t| t.end > at.start)?;
        let last = cut.iter().rposition(|t| t.start < at.end)? + 1;
        // The quote's surroundings are kept where the window holds too much.
        let skip = last.saturating_sub(TOKENS).min(first);
        cut.drain(..skip);
        cut.truncate(TOKENS);
        let quote = first - skip..(last - skip).min(cut.len());
        let mut scene = Self {
            words,
            chinese,
            text,
            original,
            sentence: Vec::new(),
            clause: Vec::new(),
            tokens: cut,
            quote,
            hits: Vec::new(),
            voices: Vec::new(),
            found: Vec::new(),
        };
        scene.parts();
        scene.look();
        let mut found = names::find(&scene);
        organisations::brought(&scene, s, &mut found);
        scene.found = found;
        Some(scene)
    }

    /// The words of a token.
    pub(crate) fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |r| &self.text[r.clone()])
    }

    /// The words of some tokens as the text has them.
    pub(crate) fn written(&self, tokens: &Range<usize>) -> String {
        let Some(last) = tokens.end.checked_sub(1) else { return String::new() };
        match (self.tokens.get(tokens.start), self.tokens.get(last)) {
            (Some(a), Some(b)) => {
                let (a, b) = (self.text[..a.start].chars().count(), self.text[..b.end].chars().count());
                self.original.chars().skip(a).take(b.saturating_sub(a)).collect()
            }
            _ => String::new(),
        }
    }

    /// Sentences that the quote touches.
    pub(crate) fn quoted(&self) -> (u32, u32) {
        let first = self.sentence.get(self.quote.start).copied().unwrap_or_default();
        let last = self.quote.end.checked_sub(1).and_then(|i| self.sentence.get(i)).copied();
        (first, last.unwrap_or(first))
    }

    /// Whether a token stands in the quote.
    pub(crate) fn in_quote(&self, i: usize) -> bool {
        self.quote.contains(&i)
    }

    /// Where a token stands, seen from the quote.
    pub(crate) fn zone(&self, i: usize) -> Zone {
        let (first, last) = self.quoted();
        match self.sentence[i] {
            _ if self.in_quote(i) => Zone::Quote,
            s if (first..=last).contains(&s) => Zone::Sentence,
            s if s + 1 == first => Zone::Before,
            s if s < first => Zone::Earlier,
            _ => Zone::Behind,
        }
    }

    /// The hits of one list.
    pub(crate) fn of_list(&self, list: usize) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |h| h.list == list)
    }

    /// Numbers sentences and clauses.
    fn parts(&mut self) {
        let (mut sentence, mut clause) = (0u32, 0u32);
        let n = self.tokens.len();
        let (mut sentences, mut clauses) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for i in 0..n {
            sentences.push(sentence);
            clauses.push(clause);
            let end = self.tokens[i].end;
            let next = self.tokens.get(i + 1).map_or(end, |t| t.start);
            let gap = self.text.get(end..next).unwrap_or_default();
            let ends = match self.word(i) {
                "。" | "!" | "?" | "…" => true,
                "." => {
                    let before = i.checked_sub(1).map_or("", |k| self.word(k));
                    let mut letters = before.chars();
                    let initial =
                        letters.next().is_some_and(char::is_alphanumeric) && letters.next().is_none();
                    // «he wrote on X. …»: what stands behind a preposition is no initial.
                    let placed =
                        i > 1 && matches!(self.word(i - 2), "on" | "to" | "via" | "at" | "by" | "from");
                    let short = initial && !placed || SHORT.contains(&before);
                    (!gap.is_empty() || i + 1 == n) && !short
                }
                _ => false,
            };
            if ends || gap.contains('\n') {
                sentence += 1;
                clause += 1;
            } else if matches!(self.word(i), "," | ";" | ":" | "—" | "–" | "(" | ")" | "\"") {
                clause += 1;
            }
        }
        (self.sentence, self.clause) = (sentences, clauses);
    }

    /// The words of one of the lists `voice.*`, some sentences around the quote.
    pub(crate) fn voices_of(&self, list: usize) -> impl Iterator<Item = &Hit> {
        self.voices.iter().filter(move |h| h.list == list)
    }

    /// Finds the words of the lists near the quote.
    fn look(&mut self) {
        let (first, last) = self.quoted();
        let (mut hits, mut voices) = (Vec::new(), Vec::new());
        for i in 0..self.tokens.len() {
            let around = |by: u32| (first.saturating_sub(by)..=last + by).contains(&self.sentence[i]);
            if !around(VOICES) {
                continue;
            }
            let ahead: Vec<&str> = (i..(i + 6).min(self.tokens.len())).map(|k| self.word(k)).collect();
            for (number, (name, list)) in self.words.lists.iter().enumerate() {
                let voice = name.starts_with("voice.");
                let near = around(1);
                if !near && !voice {
                    continue;
                }
                let len = list.starts(&ahead);
                if len == 0 {
                    continue;
                }
                let hit = Hit { list: number, at: i..i + len };
                if voice {
                    voices.push(hit.clone());
                }
                if near {
                    hits.push(hit);
                }
            }
        }
        (self.hits, self.voices) = (hits, voices);
    }
}

/// Words before a full stop that ends no sentence.
const SHORT: [&str; 14] =
    ["mr", "ms", "mrs", "dr", "prof", "inc", "corp", "co", "ltd", "u.s", "st", "jr", "vs", "rs"];
