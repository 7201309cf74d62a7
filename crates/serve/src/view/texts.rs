//! The two texts of a document with the claims' quotes, repairs and damage marked.

use std::collections::BTreeSet;
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

impl<'a> Stretch<'a> {
    fn claims(&self) -> impl Iterator<Item = &'a ClaimId> {
        self.over.iter().filter_map(|c| if let Cover::Claim(id) = c { Some(*id) } else { None })
    }

    /// The words, with repair or damage marked.
    fn words(&self, text: &str) -> Markup {
        let words = exact(text.get(self.range.clone()).unwrap_or_default());
        if self.over.contains(&Cover::Damage) {
            html! { span.damaged { (words) } }
        } else if self.over.contains(&Cover::Repair) {
            html! { span.repaired { (words) } }
        } else {
            words
        }
    }
}

/// Draws stretches that follow one another; those of the same claims share one mark. `seen` holds the claims whose
/// anchor stands already; without it no anchor is set.
fn draw<'a>(text: &str, all: &[Stretch<'a>], mut seen: Option<&mut BTreeSet<&'a ClaimId>>) -> Markup {
    let runs = all.chunk_by(|a, b| a.claims().eq(b.claims()));
    let mut parts: Vec<Markup> = Vec::new();
    for run in runs {
        let words = html! { @for s in run { (s.words(text)) } };
        let claims: Vec<&'a ClaimId> = run.first().map(|s| s.claims().collect()).unwrap_or_default();
        let Some(first) = claims.first() else {
            parts.push(words);
            continue;
        };
        let new: Vec<&ClaimId> = match seen.as_deref_mut() {
            Some(seen) => claims.iter().copied().filter(|id| seen.insert(id)).collect(),
            None => Vec::new(),
        };
        parts.push(html! {
            @for id in new { span.anchor id=(id) {} }
            mark.deep[claims.len() > 1] data-claim=(first) { a href=(link::claim(first)) { (words) } }
        });
    }
    html! { @for p in &parts { (p) } }
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
    let mut seen = BTreeSet::new();
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
        let inner = draw(text, all.get(from..to).unwrap_or_default(), Some(&mut seen));
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
    let all = stretches(text, &covers, &[end]);
    let shown = &all[..all.partition_point(|s| s.range.end <= end)];
    let mut seen = BTreeSet::new();
    let inner = draw(text, shown, anchors.then_some(&mut seen));
    html! {
        pre.rawtext lang=(language_of(text)) dir="auto" {
            (inner)
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
        let mut seen = BTreeSet::new();
        let out = draw(text, &stretches(text, &covers, &[]), Some(&mut seen)).0;
        assert_eq!(out.matches(r#"id="c_a""#).count(), 1, "{out}");
        assert_eq!(out.matches("<mark").count(), 1, "what belongs to one claim is one mark: {out}");
        assert!(!out.contains("<b>"), "{out}");
    }
}
