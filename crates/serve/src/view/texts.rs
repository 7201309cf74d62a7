//! The two texts of a document with the claims' quotes, repairs and damage marked.

use std::ops::Range;

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::{BlockKind, ClaimId, Document};

use super::text::{exact, language_of};
use crate::link;
use crate::words::Lang;

/// Longest text drawn, in bytes; beyond it the page says so.
const LONGEST: usize = 400_000;

/// Something that covers a range of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cover<'a> {
    Claim(&'a ClaimId),
    Damage,
    Repair,
}

/// A stretch of text that is covered by the same things throughout.
struct Stretch<'a> {
    range: Range<usize>,
    over: Vec<Cover<'a>>,
}

/// Cuts a text at the ends of everything that covers it, and at further places; what does not fit the text is left
/// out. One sweep from left to right, so that thousands of repairs cost no more than their number.
fn stretches<'a>(text: &str, covers: &[(Range<usize>, Cover<'a>)], further: &[usize]) -> Vec<Stretch<'a>> {
    let fits =
        |r: &Range<usize>| r.start < r.end && text.is_char_boundary(r.start) && text.is_char_boundary(r.end);
    let mut here: Vec<&(Range<usize>, Cover<'a>)> = covers.iter().filter(|(r, _)| fits(r)).collect();
    here.sort_by_key(|(r, _)| r.start);
    let mut cuts: Vec<usize> = here.iter().flat_map(|(r, _)| [r.start, r.end]).collect();
    cuts.extend(further.iter().copied().filter(|c| text.is_char_boundary(*c)));
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut coming = here.into_iter().peekable();
    let mut open: Vec<&(Range<usize>, Cover<'a>)> = Vec::new();
    let mut out = Vec::with_capacity(cuts.len());
    for w in cuts.windows(2) {
        open.retain(|(r, _)| r.end > w[0]);
        while let Some(next) = coming.next_if(|(r, _)| r.start <= w[0]) {
            open.push(next);
        }
        let mut over: Vec<Cover<'a>> = open.iter().map(|(_, c)| *c).collect();
        over.sort_unstable();
        over.dedup();
        out.push(Stretch { range: w[0]..w[1], over });
    }
    out
}

/// Draws one stretch. `seen` holds the claims whose anchor stands already.
fn draw<'a>(text: &str, s: &Stretch<'a>, seen: &mut Vec<&'a ClaimId>, anchors: bool) -> Markup {
    let words = exact(text.get(s.range.clone()).unwrap_or_default());
    let claims: Vec<&ClaimId> =
        s.over.iter().filter_map(|c| if let Cover::Claim(id) = c { Some(*id) } else { None }).collect();
    let words = if s.over.contains(&Cover::Damage) {
        html! { span.damaged { (words) } }
    } else if s.over.contains(&Cover::Repair) {
        html! { span.repaired { (words) } }
    } else {
        words
    };
    let Some(first) = claims.first() else { return words };
    let mut new: Vec<&'a ClaimId> = Vec::new();
    for id in s.over.iter().filter_map(|c| if let Cover::Claim(id) = c { Some(*id) } else { None }) {
        if anchors && !seen.contains(&id) {
            seen.push(id);
            new.push(id);
        }
    }
    let ids: Vec<&str> = claims.iter().map(|c| c.as_str()).collect();
    html! {
        @for id in new { span.anchor id=(id) {} }
        mark.deep[claims.len() > 1] data-claim=(ids[0]) { a href=(link::claim(first)) { (words) } }
    }
}

/// The repaired text, block by block; boilerplate dimmed.
#[must_use]
pub fn repaired(d: &Document, claims: &[ClaimRecord], lang: Lang) -> Markup {
    let text = d.text.as_str();
    let mut covers: Vec<(Range<usize>, Cover<'_>)> = claims
        .iter()
        .filter_map(|c| c.claim.text_span.map(|s| (s.range(), Cover::Claim(&c.claim.id))))
        .collect();
    covers.extend(d.repairs.iter().map(|r| (r.text_span.range(), Cover::Repair)));
    covers.extend(d.damage.iter().map(|r| (r.text_span.range(), Cover::Damage)));
    let mut seen = Vec::new();
    let mut parts: Vec<Markup> = Vec::new();
    let whole = [(BlockKind::Paragraph, 0..text.len())];
    let blocks: Vec<(BlockKind, Range<usize>)> = if d.blocks.is_empty() {
        whole.to_vec()
    } else {
        d.blocks.iter().map(|b| (b.kind, b.span.range())).collect()
    };
    let ends: Vec<usize> = blocks.iter().flat_map(|(_, r)| [r.start, r.end]).collect();
    let all = stretches(text, &covers, &ends);
    for (kind, range) in blocks {
        let Some(words) = text.get(range.clone()).filter(|_| range.end <= LONGEST) else { continue };
        let from = all.partition_point(|s| s.range.start < range.start);
        let to = all.partition_point(|s| s.range.start < range.end);
        let inner: Vec<Markup> =
            all.get(from..to).unwrap_or_default().iter().map(|s| draw(text, s, &mut seen, true)).collect();
        let inner = html! { @for i in &inner { (i) } };
        let tongue = language_of(words);
        parts.push(match kind {
            BlockKind::Title | BlockKind::Heading => html! { h3 lang=(tongue) dir="auto" { (inner) } },
            BlockKind::Quotation => html! { blockquote lang=(tongue) dir="auto" { (inner) } },
            BlockKind::ListItem => html! { p.item lang=(tongue) dir="auto" { (inner) } },
            BlockKind::Caption => html! { p.caption lang=(tongue) dir="auto" { (inner) } },
            BlockKind::Boilerplate => {
                html! { p.aside lang=(tongue) dir="auto" title=[lang.block(kind)] { (inner) } }
            }
            BlockKind::Paragraph => html! { p lang=(tongue) dir="auto" { (inner) } },
        });
    }
    html! {
        div.article {
            @for p in &parts { (p) }
            @if text.len() > LONGEST { p.note { "… " (text.len() / 1000) " KB" } }
        }
    }
}

/// The raw text as the decoder gave it, with what was repaired or is damaged marked in place.
#[must_use]
pub fn raw(d: &Document, claims: &[ClaimRecord], anchors: bool) -> Markup {
    let text = d.raw.as_str();
    let mut covers: Vec<(Range<usize>, Cover<'_>)> =
        claims.iter().map(|c| (c.claim.span.range(), Cover::Claim(&c.claim.id))).collect();
    covers.extend(d.repairs.iter().map(|r| (r.span.range(), Cover::Repair)));
    covers.extend(d.damage.iter().map(|r| (r.span.range(), Cover::Damage)));
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut seen = Vec::new();
    let all = stretches(text, &covers, &[end]);
    let shown = all.iter().take_while(|s| s.range.end <= end);
    let parts: Vec<Markup> = shown.map(|s| draw(text, s, &mut seen, anchors)).collect();
    html! {
        pre.rawtext lang=(language_of(text)) dir="auto" {
            @for p in &parts { (p) }
            @if text.len() > end { "\n… " (text.len() / 1000) " KB" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_quotes_are_cut_apart() {
        let (a, b) = (ClaimId::new("c_a"), ClaimId::new("c_b"));
        let covers = [(0..6, Cover::Claim(&a)), (3..9, Cover::Claim(&b)), (1..4, Cover::Damage)];
        let text = "闻若加入";
        let parts = stretches(text, &covers, &[]);
        let ranges: Vec<_> = parts.iter().map(|s| (s.range.clone(), s.over.len())).collect();
        // The damage does not lie on character boundaries and is left out.
        assert_eq!(ranges, vec![(0..3, 1), (3..6, 2), (6..9, 1), (9..12, 0)]);
    }

    #[test]
    fn every_claim_has_one_anchor_and_no_markup_survives() {
        let a = ClaimId::new("c_a");
        let text = "<b>x</b>";
        let covers = [(0..3, Cover::Claim(&a)), (0..8, Cover::Claim(&a)), (0..3, Cover::Repair)];
        let mut seen = Vec::new();
        let out: String =
            stretches(text, &covers, &[]).iter().map(|s| draw(text, s, &mut seen, true).0).collect();
        assert_eq!(out.matches(r#"id="c_a""#).count(), 1, "{out}");
        assert!(!out.contains("<b>"), "{out}");
    }
}
