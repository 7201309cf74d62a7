//! Quotes: in their own language, with the supporting words marked.

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::{Claim, Document, Role, TextSpan, Value};

use super::text::{cut, exact, language_of};

/// Longest quote on a card, in characters.
const CARD: usize = 180;

/// The words of a claim's quote that carry its arguments: ranges of bytes in `quote`, in order, apart.
fn supporting(claim: &Claim, quote: &str) -> Vec<(usize, usize)> {
    let mut hits: Vec<(usize, usize)> = Vec::new();
    let mut add = |words: &str| {
        let words = words.trim();
        if words.chars().count() < 2 || words.len() == quote.len() {
            return;
        }
        if let Some(at) = quote.find(words) {
            hits.push((at, at + words.len()));
        }
    };
    for (role, value) in claim.args.iter() {
        match value {
            Value::Text(t) if role != Role::Gist => add(t),
            v => v.names().iter().for_each(|n| add(&n.text)),
        }
    }
    for step in &claim.derivation.steps {
        if step.what != "source" && step.what != "sentence" {
            add(&step.text);
        }
    }
    hits.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (a, b) in hits {
        match apart.last_mut() {
            // Marks that touch become one: a strip is calmer than confetti.
            Some(last) if a <= last.1 => last.1 = last.1.max(b),
            _ => apart.push((a, b)),
        }
    }
    apart
}

/// The quote of a claim as on cards: its repaired sentence where that is short, supporting words marked, cut if long.
#[must_use]
pub fn on_card(record: &ClaimRecord) -> Markup {
    let sentence = record.context.as_deref().filter(|c| c.chars().count() <= CARD);
    marked(&record.claim, sentence.unwrap_or(&record.claim.quote))
}

/// Words of a text with those marked that carry the arguments of a claim.
#[must_use]
pub fn marked(claim: &Claim, quote: &str) -> Markup {
    let short = cut(quote.trim(), CARD);
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut at = 0;
    let mut support = supporting(claim, &short);
    if support.is_empty() {
        // Without words that can be told apart, the claim's own stretch of the sentence is the support.
        let own = claim.quote.trim();
        support.extend(short.find(own).filter(|_| !own.is_empty()).map(|at| (at, at + own.len())));
    }
    for (a, b) in support {
        pieces.extend([(&short[at..a], false), (&short[a..b], true)]);
        at = b;
    }
    // Where even that is not found, the quote as a whole is.
    pieces.push((&short[at..], pieces.is_empty()));
    html! {
        span lang=(language_of(&short)) dir="auto" {
            @for (words, marked) in pieces {
                @if marked { mark { (exact(words)) } } @else { (exact(words)) }
            }
        }
    }
}

/// The quote of a claim whole, as evidence.
#[must_use]
pub fn whole(claim: &Claim) -> Markup {
    html! { span lang=(language_of(&claim.quote)) dir="auto" { (exact(&claim.quote)) } }
}

/// The sentences around a claim's place in the repaired text: words before, the quote, words after.
#[must_use]
pub fn context(document: &Document, span: TextSpan) -> Option<(&str, &str, &str)> {
    let text = document.text.as_str();
    let quote = span.slice(text)?;
    let touching = |s: &&tradewire_model::Sentence| s.span.overlaps(span);
    let first = document.sentences.iter().position(|s| s.span.overlaps(span));
    let last = document.sentences.iter().rfind(touching).map(|s| s.span.end());
    let block = document.blocks.iter().find(|b| b.span.overlaps(span));
    // One sentence more before and after, as long as it is of the same block.
    let inside = |at: usize| block.is_none_or(|b| b.span.start() <= at && at <= b.span.end());
    let start = first.map_or(span.start(), |i| {
        let own = document.sentences[i].span.start();
        let before = i.checked_sub(1).map(|j| document.sentences[j].span.start());
        before.filter(|s| inside(*s)).unwrap_or(own)
    });
    let end = last.map_or(span.end(), |end| {
        let next = document.sentences.iter().find(|s| s.span.start() >= end).map(|s| s.span.end());
        next.filter(|e| inside(*e)).unwrap_or(end)
    });
    let before = text.get(start.min(span.start())..span.start())?;
    let after = text.get(span.end()..end.max(span.end()))?;
    Some((before, quote, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(quote: &str, person: &str) -> Claim {
        let json = format!(
            r#"{{"doc":"a","kind":"move","modality":"asserted","args":{{"type":"join","person":{{"text":"{person}"}}}},"quote":"{quote}","span":[0,{}]}}"#,
            quote.len()
        );
        let value = serde_json::from_str(&json).unwrap();
        Claim::from_json(&value).unwrap()
    }

    #[test]
    fn the_words_that_matter_are_marked() {
        let m = marked(&claim("闻若加入北门<b>", "闻若"), "闻若加入北门<b>").0;
        assert_eq!(m, r#"<span lang="zh-Hans" dir="auto"><mark>闻若</mark>加入北门&lt;b&gt;</span>"#);
    }

    #[test]
    fn without_known_words_the_whole_quote_is_marked() {
        let m = marked(&claim("she joined", "Wen Ruo"), "she joined").0;
        assert!(m.contains("<mark>she joined</mark>"), "{m}");
    }
}
