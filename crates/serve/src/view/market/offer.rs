//! Offers laid out: one in full, several side by side, the printed report.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use tradewire_model::Decimal;

use super::charts::{about, fan, key, leaving, money, years};
use crate::assets;
use crate::offers::{Offer, Reckoned};
use crate::view::bar::hatchings;
use crate::view::text::{cut, plain};
use crate::words::Lang;

/// One offer in full.
#[must_use]
pub fn one(r: &Reckoned, lang: Lang) -> Markup {
    let m = lang.offer_words();
    html! {
        @for o in r.offers.iter().take(1) {
            (tally(o, r, lang))
            div.twocol {
                section.section { div.sechead { h2 { (m.year_bars) } p { (m.year_bars_note) } } (years(o, o.largest_year(), lang)) (key(lang)) }
                section.section { div.sechead { h2 { (m.fan) } p { (m.fan_note) } } (fan(o, o.largest_sum(), lang)) }
            }
            section.section { h2 { (m.all_years) } (table(o, lang)) (notes(o, lang)) }
            @if o.leaving.iter().any(|l| !l.total().is_zero()) {
                section.section { div.sechead { h2 { (m.leaving) } p { (m.leaving_note) } } (leaving(o, lang)) }
            }
        }
    }
}

fn tally(o: &Offer, r: &Reckoned, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let (p, c) = (&o.package, &o.compared);
    let t = &c.value.total;
    html! {
        div.tally.offer {
            div { span.label { (m.face) } b.num { (money(c.face, p, lang)) } }
            div { span.label { (m.guaranteed) } b.num { (money(c.guaranteed, p, lang)) } }
            div { span.label { (m.expected) } b.num { (about(c.expected, p, lang)) } }
            div { span.label { (m.half) } b.num { (about(t.percentiles[2], p, lang)) } span.small.soft.num { (about(t.percentiles[0], p, lang)) " – " (about(t.percentiles[4], p, lang)) } }
            div { span.label { (m.path_count) } b.num { (crate::view::figure::count_of(c.value.paths)) } span.small.soft { (m.seed) " " (r.settings.seed) } }
        }
    }
}

/// The years as a table.
fn table(o: &Offer, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let p = &o.package;
    let cell = |d: Decimal| html! { td.n { (money(d, p, lang)) } };
    let sum = |f: fn(&tradewire_market::YearAtFace) -> Decimal| o.years.iter().map(f).sum::<Decimal>();
    html! {
        div.tablewrap {
            table.flows {
                thead { tr {
                    th scope="col" { (m.year) }
                    @for l in [m.cash, m.equity, m.undisclosed, m.face, m.guaranteed, m.expected] { th.n scope="col" { (l) } }
                } }
                tbody {
                    @for (y, x) in o.years.iter().zip(&o.expected) {
                        tr { th scope="row" { (y.year) } (cell(y.cash)) (cell(y.equity)) (cell(y.undisclosed)) (cell(y.total())) (cell(y.guaranteed)) td.n { (about(*x, p, lang)) } }
                    }
                    tr.whole {
                        th scope="row" { (m.all_years) }
                        (cell(sum(|y| y.cash))) (cell(sum(|y| y.equity))) (cell(sum(|y| y.undisclosed))) (cell(o.compared.face)) (cell(o.compared.guaranteed))
                        td.n { (about(o.compared.expected, p, lang)) }
                    }
                }
            }
        }
    }
}

/// What a reader must know beside the figures.
fn notes(o: &Offer, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let p = &o.package;
    html! {
        p.note { (m.assumptions) ": " (firm(o, lang)) }
        @if let Some(s) = &p.source { p.note { (m.source) ": " bdi { (cut(&plain(s), 300)) } } }
        @if !p.undisclosed.is_empty() { p.note { (m.undisclosed_note) } }
        @if !p.grants.is_empty() && p.firm == tradewire_market::Firm::default() { p.note { (m.no_firm_note) } }
        @if let Some(c) = &p.compute { p.note { b.num { (crate::view::figure::short(c.gpu_hours, lang)) } " " (m.compute_note) } }
        @if let Some(d) = &p.deadline { p.note { b.num { (d.hours) } " " (m.clock_note) } }
    }
}

/// What is assumed of firm and tax, in a line.
pub(crate) fn firm(o: &Offer, lang: Lang) -> String {
    let m = lang.offer_words();
    let f = &o.package.firm;
    let percent = |x: f64| format!("{:.1} %", x * 100.0).replace(".0 %", " %");
    let mut parts: Vec<String> = [
        (m.volatility, f.volatility),
        (m.growth, f.growth),
        (m.failure, f.failure),
        (m.dilution, f.dilution),
    ]
    .into_iter()
    .filter(|(_, x)| *x != 0.0)
    .map(|(label, x)| format!("{label} {}", percent(x)))
    .collect();
    match &o.package.tax {
        tradewire_market::TaxRule::None => {}
        tradewire_market::TaxRule::Rate(x) => parts.push(format!("{} {}", m.tax, percent(*x))),
        tradewire_market::TaxRule::Brackets(b) => {
            parts.push(format!("{}: {} …", m.tax, percent(b.first().map_or(0.0, |x| x.1))));
        }
    }
    if f.illiquidity != tradewire_market::Illiquidity::None {
        parts.push(m.waiting.to_owned());
    }
    parts.extend(f.scenarios.iter().map(|s| format!("{} {}", cut(&plain(&s.name), 40), percent(s.chance))));
    if parts.is_empty() { m.none.to_owned() } else { parts.join(lang.pick("; ", "；", "；")) }
}

/// Several side by side.
#[must_use]
pub fn several(r: &Reckoned, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let full = r.offers.iter().map(Offer::largest_year).max().unwrap_or_default();
    let top = r.offers.iter().map(Offer::largest_sum).fold(0.0, f64::max);
    html! {
        section.section { div.sechead { h2 { (m.side_by_side) } p { (crate::view::figure::count_of(r.settings.paths)) " " (m.paths) ", " (m.seed) " " (r.settings.seed) } } (summary(r, lang)) }
        section.section {
            div.sechead { h2 { (m.break_evens) } }
            ul.bulleted.breaks {
                @for x in &r.pairs {
                    @let name = |i: usize| r.offers.get(i).map_or("", |o| o.package.name.as_str());
                    li { (lang.break_even(name(x.other), name(x.mover), &x.rise)) }
                    @if let Some((who, month)) = x.ahead_from { li { (lang.ahead_from(name(who), month)) } }
                }
            }
        }
        section.section {
            div.sechead { h2 { (m.year_bars) } p { (m.year_bars_note) } }
            (key(lang))
            div.sideby { @for o in &r.offers { section { h3 { bdi { (o.package.name) } } (years(o, full, lang)) } } }
        }
        section.section {
            div.sechead { h2 { (m.fan) } p { (m.fan_note) } }
            div.sideby { @for o in &r.offers { section { h3 { bdi { (o.package.name) } } (fan(o, top, lang)) } } }
        }
        section.section {
            h2 { (m.assumptions) }
            div.sideby { @for o in &r.offers { section { h3 { bdi { (o.package.name) } } (notes(o, lang)) } } }
            @if r.offers.iter().any(|o| o.package.years != r.offers[0].package.years) { p.note { (m.years_differ) } }
        }
    }
}

fn summary(r: &Reckoned, lang: Lang) -> Markup {
    let m = lang.offer_words();
    html! {
        div.tablewrap {
            table.flows {
                thead { tr {
                    th scope="col" { (m.offer) }
                    @for l in [m.first_year, m.face, m.guaranteed, m.expected, m.half, m.range90, m.pays_most] { th.n scope="col" { (l) } }
                } }
                tbody {
                    @for o in &r.offers {
                        @let (p, c) = (&o.package, &o.compared);
                        @let t = &c.value.total.percentiles;
                        tr {
                            th scope="row" { bdi { (p.name) } }
                            td.n { (money(o.years.first().map(tradewire_market::YearAtFace::total).unwrap_or_default(), p, lang)) }
                            td.n { (money(c.face, p, lang)) }
                            td.n { (money(c.guaranteed, p, lang)) }
                            td.n { (about(c.expected, p, lang)) }
                            td.n { (about(t[2], p, lang)) }
                            td.n { (about(t[0], p, lang)) " – " (about(t[4], p, lang)) }
                            td.n { (format!("{:.0} %", c.best * 100.0)) span.small.soft { " " (m.of_paths) } }
                        }
                    }
                }
            }
        }
    }
}

/// A report that can be printed: a whole page with its style in it and nothing from elsewhere.
#[must_use]
pub fn report(r: &Reckoned, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let names: Vec<&str> = r.offers.iter().map(|o| o.package.name.as_str()).collect();
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme="light" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (m.report_title) ": " (names.join(", ")) }
                // Ours alone, and no text of anybody's is in it.
                style { (PreEscaped(assets::style_text())) }
            }
            body.printed {
                (hatchings())
                main.page {
                    div.head { h1 { (m.report_title) } p.lead { @for (i, n) in names.iter().enumerate() { @if i > 0 { " · " } bdi { (n) } } } }
                    @if r.offers.len() > 1 { (several(r, lang)) }
                    @for o in &r.offers {
                        article.offersheet {
                            h2.title { bdi { (o.package.name) } }
                            (one(&Reckoned { offers: vec![o.clone()], pairs: Vec::new(), settings: r.settings }, lang))
                        }
                    }
                    p.note { (m.report_foot) }
                }
            }
        }
    }
}
