//! How the ledger works, in plain words: stages, grades, amounts, roles of reports, limits.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_model::{
    Amount, Bound, Currency, Decimal, Grade, InformationGrade, ReportRole, SourceGrade, Stage,
};

use crate::library::Library;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::bar::{Ink, Scale, bar};
use crate::view::figure::amount;
use crate::view::layout::{Frame, page};
use crate::view::mark::{grade, information_in_words, source_in_words, stage};
use crate::words::{Lang, method};

/// Shows the page.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let open = library.read(|store| Ok(store.counts()?.conflicts)).await?;
    let w = reader.words();
    let frame = Frame {
        title: w.method.to_owned(),
        section: "/method",
        conflicts: Some(open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &draw(reader.lang)))
}

fn draw(lang: Lang) -> Markup {
    let t = method::text(lang);
    html! {
        div.head { h1 { (t.title) } p.lead { (t.lead) } }
        div.method {
            section.section #way {
                h2 { (t.way_title) }
                ol.numbered { @for step in t.way { li { (step) } } }
            }
            section.section #stages {
                h2 { (t.stages_title) }
                p { (t.stages_lead) }
                dl.legend {
                    @for s in Stage::ALL { dt { (stage(*s, lang)) } dd { (method::stage_meaning(*s, lang)) } }
                }
            }
            section.section #grades {
                h2 { (t.grades_title) }
                p { (t.grades_lead) }
                div.columns {
                    dl.legend.col {
                        @for g in SourceGrade::ALL { dt { b.num { (g) } } dd { (source_in_words(*g, lang)) } }
                    }
                    dl.legend.col {
                        @for g in InformationGrade::ALL { dt { b.num { (g) } } dd { (information_in_words(*g, lang)) } }
                    }
                }
                p { (grade(Grade { source: SourceGrade::B, information: InformationGrade::Probable }, lang)) " = "
                    (source_in_words(SourceGrade::B, lang)) (lang.pick(", ", "，", "，")) (information_in_words(InformationGrade::Probable, lang)) }
            }
            section.section #amounts {
                h2 { (t.amounts_title) }
                p { (t.amounts_lead) }
                (amounts(lang))
            }
            section.section #reports {
                h2 { (t.reports_title) }
                p { (t.reports_lead) }
                dl.legend {
                    @for r in ReportRole::ALL { dt { span class={ "part " (r) } { (lang.report_role(*r)) } } dd { (method::report_meaning(*r, lang)) } }
                }
            }
            section.section #limits {
                h2 { (t.limits_title) }
                ul.bulleted { @for line in t.limits { li { (line) } } }
            }
        }
    }
}

/// Each bound with its sign and its bar.
fn amounts(lang: Lang) -> Markup {
    let sum = |n: i64, b| Amount::new(Decimal::from(n), b).in_currency(Currency::USD);
    let m = 1_000_000;
    let rows = [
        sum(60 * m, Bound::Exact),
        sum(60 * m, Bound::Approx),
        sum(60 * m, Bound::AtLeast),
        sum(60 * m, Bound::UpTo),
        Amount::range(Decimal::from(30 * m), Decimal::from(70 * m)).in_currency(Currency::USD),
    ];
    html! {
        @if let Some(scale) = Scale::over(&rows) {
            div.bars {
                @for a in &rows {
                    div.barline {
                        span.label { (lang.bound(a.bound)) }
                        (bar(a, &scale, Ink::Cool, lang))
                        span.amount { (amount(a, None, lang)) }
                    }
                }
            }
        }
    }
}
