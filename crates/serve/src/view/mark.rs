//! Stage and grade: a shape and words for how far an event has come, two signs for how far to trust it.

use maud::{Markup, html};
use tradewire_model::{Grade, InformationGrade, SourceGrade, Stage};

use crate::words::Lang;

/// The stage with its shape; shapes tell it without colour.
///
/// Hearsay is a dotted ring, talks an empty one, an offer a quarter, a counter-offer and an agreement a half, an
/// announcement three quarters, done a full disc; declined and collapsed are crossed, denied is barred.
#[must_use]
pub fn stage(stage: Stage, lang: Lang) -> Markup {
    html! {
        span class={ "stage " (stage.as_str()) } { (shape(stage)) (lang.stage(stage)) }
    }
}

/// The shape of a stage, 16 by 16; its classes are `ring`, `dots` and `fill`.
#[must_use]
pub fn shape(stage: Stage) -> Markup {
    // A ring of radius 5 around (8, 8); pies are drawn clockwise from the top.
    let pie = |d: &'static str| html! { path.fill d=(d) {} };
    html! {
        svg.mark width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" {
            @match stage {
                Stage::Rumoured => circle.ring.dots cx="8" cy="8" r="5.5" {},
                Stage::Stated => rect.ring x="3" y="3" width="10" height="10" rx="2" {},
                _ => circle.ring cx="8" cy="8" r="5.5" {},
            }
            @match stage {
                Stage::Offered => (pie("M8 8V2.5A5.5 5.5 0 0 1 13.5 8Z")),
                Stage::Countered => (pie("M8 8V2.5A5.5 5.5 0 0 1 13.5 8ZM8 8V13.5A5.5 5.5 0 0 1 2.5 8Z")),
                Stage::Agreed => (pie("M8 2.5A5.5 5.5 0 0 1 8 13.5Z")),
                Stage::Announced => (pie("M8 8V2.5A5.5 5.5 0 1 1 2.5 8Z")),
                Stage::Done => circle.fill cx="8" cy="8" r="5.5" {},
                Stage::Declined | Stage::Collapsed => path.ring d="M5.4 5.4L10.6 10.6M10.6 5.4L5.4 10.6" {},
                Stage::Denied => path.ring d="M4.2 11.8L11.8 4.2" {},
                Stage::Rumoured | Stage::InTalks | Stage::Stated => "",
            }
        }
    }
}

/// The grade, with its meaning in the hover text.
#[must_use]
pub fn grade(g: Grade, lang: Lang) -> Markup {
    let words = grade_in_words(g, lang);
    html! {
        a.grade href="/method#grades" title=(words) {
            span.label { (lang.words().grade) " " } b { (g) } span.vh { ": " (words) }
        }
    }
}

/// What a grade means, in words.
#[must_use]
pub fn grade_in_words(g: Grade, lang: Lang) -> String {
    let sep = lang.pick("; ", "；", "；");
    format!("{}{sep}{}", source_in_words(g.source, lang), information_in_words(g.information, lang))
}

/// What a letter means.
#[must_use]
pub fn source_in_words(g: SourceGrade, lang: Lang) -> &'static str {
    match g {
        SourceGrade::A => lang.pick("completely reliable source", "信源完全可靠", "信源完全可靠"),
        SourceGrade::B => lang.pick("usually reliable source", "信源通常可靠", "信源通常可靠"),
        SourceGrade::C => lang.pick("fairly reliable source", "信源尚属可靠", "信源尚屬可靠"),
        SourceGrade::D => lang.pick("not usually reliable source", "信源通常不可靠", "信源通常不可靠"),
        SourceGrade::E => lang.pick("unreliable source", "信源不可靠", "信源不可靠"),
        SourceGrade::F => lang.pick("source cannot be judged", "信源无法评判", "信源無法評判"),
    }
}

/// What a digit means.
#[must_use]
pub fn information_in_words(g: InformationGrade, lang: Lang) -> &'static str {
    use InformationGrade as I;
    match g {
        I::Confirmed => lang.pick("confirmed by other sources", "已由其他信源印证", "已由其他信源印證"),
        I::Probable => lang.pick("probably true", "大概属实", "大概屬實"),
        I::Possible => lang.pick("possibly true", "可能属实", "可能屬實"),
        I::Doubtful => lang.pick("doubtful", "存疑", "存疑"),
        I::Improbable => lang.pick("improbable", "不大可能", "不大可能"),
        I::Unjudged => lang.pick("cannot be judged", "无法评判", "無法評判"),
    }
}

/// The mark that a text or an event is invented.
#[must_use]
pub fn fiction(lang: Lang) -> Markup {
    html! { span.fiction title=(lang.words().fiction_note) { "«" (lang.words().fiction) "»" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_its_own_shape() {
        let mut seen: Vec<String> = Stage::ALL.iter().map(|s| shape(*s).0).collect();
        seen.sort();
        let n = seen.len();
        seen.dedup();
        // Declined and collapsed share the cross; their words differ.
        assert_eq!(seen.len(), n - 1);
    }

    #[test]
    fn a_grade_says_what_it_means() {
        let g = Grade { source: SourceGrade::B, information: InformationGrade::Probable };
        let m = grade(g, Lang::En).0;
        assert!(m.contains("<b>B2</b>") && m.contains("usually reliable source; probably true"), "{m}");
    }
}
