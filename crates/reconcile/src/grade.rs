//! Grades: the source A–F and the information 1–6, judged apart (Admiralty system, NATO AJP-2.1).
//!
//! Source, by what stands behind the best supported report, never by what it says:
//!
//! | grade | source |
//! |---|---|
//! | A | a public authority speaking of its own acts: court, register, regulator |
//! | B | a news agency, a newspaper, magazine or broadcaster, or a party speaking of itself |
//! | C | the technology press, trade associations; a person who speaks of others |
//! | D | portals, blogs and newsletters |
//! | E | social media |
//! | F | nobody knows the source |
//!
//! A report that is known only from those who cite it counts one grade lower: what was cited may have been changed.
//!
//! Information, by who else says so:
//!
//! | grade | when |
//! |---|---|
//! | 1 | two independent origins, one of them A or B, nothing against it |
//! | 2 | two independent origins, or one of A or B in its own voice, nothing against it |
//! | 3 | one origin; or more where the reports disagree on a value |
//! | 4 | hearsay only; or denied, with two or more origins for it |
//! | 5 | denied, with one origin or none for it |
//! | 6 | one origin that nobody knows |

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{Grade, InformationGrade, Modality, SourceGrade};

use crate::origin::Reports;
use crate::view::{Source, View};

/// The grade of a kind of outlet or authority, as the knowledge base names kinds.
pub(crate) fn of_kind(kind: &str) -> SourceGrade {
    match kind {
        "government" => SourceGrade::A,
        "wire" | "newspaper" | "broadcaster" | "magazine" => SourceGrade::B,
        "tech-press" | "trade-association" => SourceGrade::C,
        "portal" | "blog" | "newsletter" => SourceGrade::D,
        "social" => SourceGrade::E,
        _ => SourceGrade::F,
    }
}

fn of_source(source: &Source, parties: &BTreeSet<String>) -> SourceGrade {
    if source.speaks && source.kind.as_deref() != Some("government") {
        let party = source.id.as_ref().is_some_and(|id| parties.contains(id.as_str()));
        return if party { SourceGrade::B } else { SourceGrade::C };
    }
    source.kind.as_deref().map_or(SourceGrade::F, of_kind)
}

/// The grade of an outlet, whatever it cites.
pub(crate) fn of_outlet(outlet: &Source) -> SourceGrade {
    outlet.kind.as_deref().map_or(SourceGrade::F, of_kind)
}

/// The grade of what stands behind one report, parties aside.
pub(crate) fn of_view(v: &View<'_>) -> SourceGrade {
    of_report(v, &BTreeSet::new())
}

fn of_report(v: &View<'_>, parties: &BTreeSet<String>) -> SourceGrade {
    let grade = of_source(&v.source, parties);
    if v.cites { lower(grade) } else { grade }
}

fn lower(grade: SourceGrade) -> SourceGrade {
    match grade {
        SourceGrade::A => SourceGrade::B,
        SourceGrade::B => SourceGrade::C,
        SourceGrade::C => SourceGrade::D,
        SourceGrade::D => SourceGrade::E,
        SourceGrade::E | SourceGrade::F => grade,
    }
}

/// Grades an event.
pub(crate) fn event(
    views: &[View<'_>],
    cluster: &[usize],
    origin: &[u64],
    reports: &Reports,
    parties: &BTreeSet<String>,
    disputed: bool,
) -> Grade {
    // The best report of each origin; copies speak for the one they copy.
    let mut behind: BTreeMap<u64, (SourceGrade, bool)> = BTreeMap::new();
    let mut denied = false;
    let mut hearsay_only = true;
    for (&i, copied) in cluster.iter().zip(&reports.copied) {
        let v = &views[i];
        denied |= v.denies();
        if !v.affirms() || *copied {
            continue;
        }
        hearsay_only &= v.claim.modality == Modality::Rumoured;
        let at = behind.entry(origin[i]).or_insert((SourceGrade::F, false));
        at.0 = at.0.min(of_report(v, parties));
        at.1 |= !v.cites && !v.claim.attribution.anonymous;
    }
    let best = behind.values().map(|b| b.0).min().or_else(|| {
        // Nothing but denials: those who deny are the source.
        cluster.iter().map(|&i| of_report(&views[i], parties)).min()
    });
    let source = best.unwrap_or(SourceGrade::F);
    let good = source <= SourceGrade::B;
    let own_voice = behind.values().any(|b| b.0 <= SourceGrade::B && b.1);
    let information = match behind.len() {
        0 | 1 if denied => InformationGrade::Improbable,
        _ if denied => InformationGrade::Doubtful,
        1.. if hearsay_only => InformationGrade::Doubtful,
        2.. if disputed => InformationGrade::Possible,
        2.. if good => InformationGrade::Confirmed,
        2.. => InformationGrade::Probable,
        _ if own_voice && !disputed => InformationGrade::Probable,
        _ if source == SourceGrade::F => InformationGrade::Unjudged,
        _ => InformationGrade::Possible,
    };
    Grade { source, information }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_ranked() {
        assert!(of_kind("wire") < of_kind("tech-press") && of_kind("blog") < of_kind("social"));
        assert_eq!(of_kind("no such kind"), SourceGrade::F);
    }
}
