//! The sentence in its context, with the words marked that fill the roles of a claim.

use std::ops::Range;

use maud::{Markup, html};
use tradewire_model::{Claim, Document, Role, Value};
use tradewire_review::spell;

use crate::review::ClaimSheet;
use crate::view::quote::context;
use crate::view::text::{exact, language_of};
use crate::words::Lang;

/// Longest context that is shown, in bytes, for texts without sentence ends.
const LONGEST: usize = 4000;

/// A text with a quote in it, and what fills the roles.
struct Scene<'a> {
    text: &'a str,
    quote: Range<usize>,
    slots: Vec<(Range<usize>, Role)>,
}

/// Draws the quote in its context; roles are marked wherever they stand in it.
#[must_use]
pub(crate) fn in_context(sheet: &ClaimSheet, lang: Lang) -> Markup {
    let claim = sheet.claim();
    let scene = sheet.document.as_ref().and_then(|d| of_document(claim, d)).unwrap_or_else(|| {
        let text = sheet.record.context.as_deref().unwrap_or(&claim.quote);
        let at = text.find(&claim.quote).map_or(0..text.len(), |at| at..at + claim.quote.len());
        scene(claim, text, at, 0)
    });
    draw(&scene, lang)
}

fn of_document<'a>(claim: &Claim, d: &'a Document) -> Option<Scene<'a>> {
    let span = claim.text_span.unwrap_or_else(|| d.to_text(claim.span));
    let (before, quote, after) = context(d, span)?;
    let start = span.start().checked_sub(before.len())?;
    let end = span.end() + after.len();
    let text = d.text.get(start..end)?;
    let quote = before.len()..before.len() + quote.len();
    Some(scene(claim, text, quote, start))
}

/// Finds the words of each role: by the steps of the claim where they are kept, else by the names and words themselves.
fn scene<'a>(claim: &Claim, text: &'a str, quote: Range<usize>, offset: usize) -> Scene<'a> {
    let (text, quote) = bounded(text, quote);
    let mut found: Vec<(Range<usize>, Role)> = Vec::new();
    for step in &claim.derivation.steps {
        let (Ok(role), Some(span)) = (step.what.parse::<Role>(), step.span) else { continue };
        let named = claim.args.names(role);
        // A mended claim has other names than its steps.
        let holds = match claim.args.get(role) {
            Some(Value::Name(_) | Value::Names(_)) => named.iter().any(|n| n.text == step.text),
            Some(Value::Text(words)) => *words == step.text,
            Some(_) => true,
            None => false,
        };
        let at = span.start().checked_sub(offset).zip(span.end().checked_sub(offset));
        if let Some((a, b)) = at.filter(|(a, b)| holds && a < b && text.get(*a..*b).is_some()) {
            found.push((a..b, role));
        }
    }
    for (role, value) in claim.args.iter() {
        let sum;
        let words: Vec<&str> = match value {
            Value::Text(t) if role != Role::Gist => vec![t.as_str()],
            // In the words of the text, where it gives the figure.
            Value::Amount(_) | Value::Count(_) => {
                sum = spell(claim.kind, role, value, text.get(quote.clone()).unwrap_or(text));
                vec![sum.as_str()]
            }
            v => v.names().iter().map(|n| n.text.as_str()).collect(),
        };
        for w in words.into_iter().map(str::trim).filter(|w| !w.is_empty()) {
            let known = found.iter().any(|(r, at)| *at == role && text.get(r.clone()) == Some(w));
            let inside = text.get(quote.clone()).and_then(|q| q.find(w)).map(|at| at + quote.start);
            if let Some(at) = inside.or_else(|| text.find(w)).filter(|_| !known) {
                found.push((at..at + w.len(), role));
            }
        }
    }
    // The longer of two that overlap stays.
    found.sort_by_key(|(r, _)| (std::cmp::Reverse(r.len()), r.start));
    let mut apart: Vec<(Range<usize>, Role)> = Vec::new();
    for (r, role) in found {
        if apart.iter().all(|(o, _)| r.end <= o.start || o.end <= r.start) {
            apart.push((r, role));
        }
    }
    apart.sort_by_key(|(r, _)| r.start);
    Scene { text, quote, slots: apart }
}

/// Cuts a context that is too long around its quote.
fn bounded(text: &str, quote: Range<usize>) -> (&str, Range<usize>) {
    if text.len() <= LONGEST {
        return (text, quote);
    }
    let end = (quote.end.min(quote.start + LONGEST)..text.len())
        .find(|at| *at >= quote.start + LONGEST / 2 && text.is_char_boundary(*at))
        .unwrap_or(text.len())
        .max(quote.end.min(text.len()));
    let text = &text[..end];
    (text, quote.start..quote.end.min(end))
}

fn draw(s: &Scene<'_>, lang: Lang) -> Markup {
    let mut parts: Vec<Markup> = Vec::new();
    let mut at = 0;
    for (r, role) in &s.slots {
        parts.push(stretch(s, at..r.start));
        let words = s.text.get(r.clone()).unwrap_or_default();
        parts.push(html! {
            mark.slot data-role=(role) { (exact(words)) span.role { (lang.role(*role)) } }
        });
        at = r.end;
    }
    parts.push(stretch(s, at..s.text.len()));
    html! {
        blockquote.ctx lang=(language_of(s.text)) dir="auto" { @for p in &parts { (p) } }
    }
}

/// Words between marks: those of the quote in full ink, those around it soft.
fn stretch(s: &Scene<'_>, r: Range<usize>) -> Markup {
    let cut =
        |a: usize, b: usize| s.text.get(a.max(r.start)..b.min(r.end).max(a.max(r.start))).unwrap_or_default();
    let (before, inside, after) =
        (cut(0, s.quote.start), cut(s.quote.start, s.quote.end), cut(s.quote.end, s.text.len()));
    html! {
        @if !before.is_empty() { span.soft { (exact(before)) } }
        @if !inside.is_empty() { span.q { (exact(inside)) } }
        @if !after.is_empty() { span.soft { (exact(after)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(quote: &str) -> Claim {
        Claim::from_json(&serde_json::json!({
            "doc": "a", "kind": "move", "modality": "asserted", "quote": quote, "span": [0, quote.len()],
            "args": {"type": "join", "person": {"text": "闻若"}, "to": {"text": "北门科技"}, "from": {"text": "北门"},
                "count": {"value": 3, "bound": "exact"}},
        }))
        .unwrap()
    }

    #[test]
    fn roles_are_marked_and_no_word_is_lost() {
        let text = "此前,闻若加入北门科技<b>等三人,众人皆知。";
        let quote = "闻若加入北门科技<b>等三人";
        let at = text.find(quote).unwrap();
        let s = scene(&claim(quote), text, at..at + quote.len(), 0);
        let roles: Vec<Role> = s.slots.iter().map(|x| x.1).collect();
        assert_eq!(roles, [Role::Person, Role::To, Role::Count], "the longer name of two that overlap stays");
        let drawn = draw(&s, Lang::En).0;
        let words: String = drawn
            .replace("<span class=\"role\">Person</span>", "")
            .replace("<span class=\"role\">To</span>", "")
            .replace("<span class=\"role\">How many</span>", "")
            .split('<')
            .map(|p| p.split_once('>').map_or(p, |x| x.1))
            .collect();
        assert_eq!(words, text.replace("<b>", "&lt;b&gt;"));
    }

    #[test]
    fn a_text_without_end_is_cut_around_its_quote() {
        let long = "北".repeat(9000);
        let (text, quote) = bounded(&long, 3..9);
        assert!(text.len() <= LONGEST && quote == (3..9));
        let (text, quote) = bounded(&long, 12_000..12_006);
        assert!(quote.end <= text.len());
    }
}
