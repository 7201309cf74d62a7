//! The reports of a story as a small graph: what each source said first, and who took it from there.

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::ReportRole;

use super::byline;
use super::day::date;
use super::mark::fiction;
use super::quote;
use super::text::language_of;
use crate::directory::Directory;
use crate::link;
use crate::story::Story;
use crate::words::Lang;

/// One source of the story with the reports that come from it.
struct Stem<'a> {
    key: String,
    head: Option<&'a ClaimRecord>,
    leaves: Vec<&'a ClaimRecord>,
}

/// What a report goes back to: the source it names, innermost, else its own article's outlet.
fn root_of(r: &ClaimRecord) -> String {
    let a = &r.claim.attribution;
    let named = a.source.as_ref().filter(|_| !a.anonymous || a.via.is_empty()).or(a.via.first());
    match named {
        Some(n) => n.id.as_ref().map_or_else(|| n.label().to_lowercase(), |id| id.as_str().to_owned()),
        None => format!("own:{}", byline::article_label(r).to_lowercase()),
    }
}

/// Groups the reports by what they go back to; groups with an origin stand first, in the order of their origins.
fn stems(story: &Story) -> Vec<Stem<'_>> {
    let mut stems: Vec<Stem<'_>> = Vec::new();
    for record in &story.claims {
        let part = story.part(&record.claim.id);
        let first_hand =
            matches!(part, Some(ReportRole::Origin | ReportRole::Confirmation | ReportRole::Denial));
        let key = root_of(record);
        let stem = stems.iter_mut().find(|s| s.key == key && !(first_hand && s.head.is_some()));
        match (stem, first_hand) {
            (Some(s), true) => s.head = Some(record),
            (Some(s), false) => s.leaves.push(record),
            (None, true) => stems.push(Stem { key, head: Some(record), leaves: vec![] }),
            (None, false) => stems.push(Stem { key, head: None, leaves: vec![record] }),
        }
    }
    stems.sort_by_key(|s| s.head.is_none());
    stems
}

/// Draws the graph as nested lists with connecting lines; first-hand reports are the stems.
#[must_use]
pub fn tree(story: &Story, directory: &Directory, lang: Lang) -> Markup {
    html! {
        ol.tree {
            @for stem in stems(story) {
                li.stem {
                    @if let Some(head) = stem.head { (report(story, head, directory, lang)) }
                    @if !stem.leaves.is_empty() {
                        ol.leaves {
                            @for leaf in &stem.leaves { li { (report(story, leaf, directory, lang)) } }
                        }
                    }
                }
            }
        }
    }
}

fn report(story: &Story, r: &ClaimRecord, directory: &Directory, lang: Lang) -> Markup {
    let part = story.part(&r.claim.id).unwrap_or(ReportRole::Noise);
    let outlet = byline::article_label(r);
    let day = r.claim.published.as_ref().or(r.document.published.as_ref());
    html! {
        div class={ "report " (part) } {
            div.top {
                span class={ "part " (part) } { (lang.report_role(part)) }
                a.outlet href=(link::document(&r.claim.doc)) { bdi lang=(language_of(&outlet)) { (outlet) } }
                @if let Some(d) = day { time datetime=(d) { (date(d, lang)) } }
                span { (lang.modality(r.claim.modality)) }
                @if r.document.fiction { (fiction(lang)) }
                span.grow {}
                a href=(link::claim(&r.claim.id)) { (lang.words().evidence) }
            }
            blockquote.quote { (quote::on_card(r)) }
            p.small.soft { (lang.words().attributed_to) ": " (byline::attribution(r, directory, lang)) }
        }
    }
}
