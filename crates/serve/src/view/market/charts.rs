//! Charts of offers: bars by year, the fan of what may have been paid, the cost of leaving.

use maud::{Markup, html};
use tradewire_market::Package;
use tradewire_model::{Amount, Bound, Decimal};

use crate::offers::Offer;
use crate::view::figure;
use crate::words::Lang;

/// A sum with its currency.
#[must_use]
pub fn money(d: Decimal, p: &Package, lang: Lang) -> String {
    // Sums that were divided are shown without the dust of it.
    let d = if d.scale() > 2 { d.round_dp(if d.abs() < Decimal::ONE_THOUSAND { 2 } else { 0 }) } else { d };
    figure::amount(&Amount::new(d, Bound::Exact).in_currency(p.currency), None, lang)
}

/// An estimate with its currency: four figures, for it has no more.
#[must_use]
pub fn about(x: f64, p: &Package, lang: Lang) -> String {
    money(four_figures(x), p, lang)
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm of a sum is small")]
pub(super) fn four_figures(x: f64) -> Decimal {
    if !x.is_finite() || x.abs() < 0.5 {
        return Decimal::ZERO;
    }
    let unit = 10f64.powi(3 - x.abs().log10().floor() as i32);
    Decimal::try_from((x * unit).round() / unit).unwrap_or_default().normalize()
}

fn percent(part: Decimal, full: Decimal) -> String {
    let share = part.checked_div(full).and_then(|q| q.checked_mul(Decimal::ONE_HUNDRED)).unwrap_or_default();
    format!("{}%", share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).round_dp(2))
}

/// The years of an offer as bars on a scale that may be shared: cash solid, shares lighter, what is not told hatched.
#[must_use]
pub fn years(o: &Offer, full: Decimal, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let p = &o.package;
    let full = if full.is_zero() { Decimal::ONE } else { full };
    html! {
        div.yearbars {
            @for y in &o.years {
                @let words = year_in_words(y, p, lang);
                span.label { (y.year) }
                svg.ybar width="100%" height="18" role="img" aria-label=(words) tabindex="0" {
                    title { (words) }
                    @let total = percent(y.total(), full);
                    @let rest = percent(full - y.total(), full);
                    rect.rail x=(total) y="8" width=(rest) height="2" {}
                    @if y.cash > Decimal::ZERO { rect.cash x="0" y="2" width=(percent(y.cash, full)) height="14" {} }
                    @if y.equity > Decimal::ZERO { rect.equity x=(percent(y.cash, full)) y="2" width=(percent(y.equity, full)) height="14" {} }
                    @if y.undisclosed > Decimal::ZERO {
                        rect x=(percent(y.cash + y.equity, full)) y="2" width=(percent(y.undisclosed, full)) height="14" fill="url(#hatch-cool)" {}
                    }
                    @if y.guaranteed > Decimal::ZERO {
                        @let at = percent(y.guaranteed, full);
                        line.sure x1=(at) x2=(at) y1="0" y2="18" {}
                    }
                }
                span.amount { (money(y.total(), p, lang)) @if let Some(r) = range(y, p, lang) { span.small.soft { (m.may_reach) " " (r) } } }
            }
        }
    }
}

fn year_in_words(y: &tradewire_market::YearAtFace, p: &Package, lang: Lang) -> String {
    let m = lang.offer_words();
    let parts = [
        (m.cash, y.cash),
        (m.equity, y.equity),
        (m.undisclosed, y.undisclosed),
        (m.guaranteed, y.guaranteed),
    ];
    let told = parts.iter().filter(|(label, d)| !d.is_zero() || *label == m.guaranteed);
    let words: Vec<String> = told.map(|(label, d)| format!("{label} {}", money(*d, p, lang))).collect();
    format!("{} {}: {}", m.year, y.year, words.join(lang.pick(", ", "，", "，")))
}

/// What a year may be, where a bound was reported.
fn range(y: &tradewire_market::YearAtFace, p: &Package, lang: Lang) -> Option<String> {
    match y.high {
        Some(h) if h == y.low => None,
        Some(h) => Some(format!("{} – {}", money(y.low, p, lang), money(h, p, lang))),
        None => Some(format!("≥ {}", money(y.low, p, lang))),
    }
}

/// The key to the bars.
#[must_use]
pub fn key(lang: Lang) -> Markup {
    let m = lang.offer_words();
    let swatch = |class: &'static str, fill: Option<&'static str>| {
        html! { svg.ybar width="18" height="12" aria-hidden="true" { rect class=(class) x="0" y="1" width="18" height="10" fill=[fill] {} } }
    };
    html! {
        p.barkey.small.soft {
            span { (swatch("cash", None)) " " (m.cash) }
            span { (swatch("equity", None)) " " (m.equity) }
            span { (swatch("", Some("url(#hatch-cool)"))) " " (m.undisclosed) }
            span { svg.ybar width="6" height="12" aria-hidden="true" { line.sure x1="3" x2="3" y1="0" y2="12" {} } " " (m.guaranteed) }
        }
    }
}

/// What may have been paid by the end of each year: the middle, half of paths, nine of ten.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "an offer has few years")]
pub fn fan(o: &Offer, top: f64, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let (width, height, left, foot) = (420.0, 190.0, 6.0, 22.0);
    let top = if top > 0.0 { top * 1.05 } else { 1.0 };
    let bands = &o.compared.value.by_year;
    let n = bands.len().max(1);
    let at = |year: usize, x: f64| {
        let across = left + (width - left - 6.0) * year as f64 / n as f64;
        (across, 6.0 + (height - foot - 6.0) * (1.0 - x / top))
    };
    let edge = |k: usize| -> Vec<(f64, f64)> {
        std::iter::once(at(0, 0.0))
            .chain(bands.iter().enumerate().map(|(i, b)| at(i + 1, b.percentiles[k])))
            .collect()
    };
    let path = |points: &[(f64, f64)]| {
        points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect::<Vec<_>>().join("L")
    };
    let area = |low: usize, high: usize| {
        let mut points = edge(high);
        points.extend(edge(low).into_iter().rev());
        format!("M{}Z", path(&points))
    };
    let last = bands.last();
    let words = last.map_or_else(String::new, |b| {
        let p = &o.package;
        format!(
            "{}: {} {} – {} ({}), {} {}",
            o.package.name,
            m.all_years,
            about(b.percentiles[0], p, lang),
            about(b.percentiles[4], p, lang),
            m.range90,
            m.half,
            about(b.percentiles[2], p, lang)
        )
    });
    html! {
        svg.fan viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(words) {
            title { (words) }
            @let base = height - foot;
            line.grid x1=(left) x2=(width) y1=(base) y2=(base) {}
            @let high = at(0, top / 1.05).1;
            line.grid x1=(left) x2=(width) y1=(format!("{high:.1}")) y2=(format!("{high:.1}")) {}
            text.tickname x=(left) y=(format!("{:.1}", high + 13.0)) { (about(top / 1.05, &o.package, lang)) }
            text.tickname x=(left) y=(height - 6.0) { (about(0.0, &o.package, lang)) }
            path.wide d=(area(0, 4)) {}
            path.half d=(area(1, 3)) {}
            path.middle d={ "M" (path(&edge(2))) } {}
            @for (i, b) in bands.iter().enumerate() {
                @let (x, y) = at(i + 1, b.percentiles[2]);
                g.stop tabindex="0" {
                    title { (format!("{} {}: {} ({} – {})", m.year, i + 1, about(b.percentiles[2], &o.package, lang), about(b.percentiles[0], &o.package, lang), about(b.percentiles[4], &o.package, lang))) }
                    circle.dot cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3.4" {}
                    text.value x=(format!("{:.1}", (x - 8.0).max(60.0))) y=(format!("{:.1}", (y - 9.0).max(12.0))) text-anchor="end" { (about(b.percentiles[2], &o.package, lang)) }
                }
                text.tickname x=(format!("{:.1}", x - 4.0)) y=(height - 6.0) text-anchor="end" { (i + 1) }
            }
        }
    }
}

/// What leaving costs, every half year.
#[must_use]
pub fn leaving(o: &Offer, lang: Lang) -> Markup {
    let m = lang.offer_words();
    let p = &o.package;
    let rows: Vec<_> = o.leaving.iter().filter(|l| l.month % 6 == 0 && l.month < p.months()).collect();
    let full = rows.iter().map(|l| l.total()).max().unwrap_or_default();
    html! {
        @if !full.is_zero() {
            div.tablewrap {
                table.flows {
                    thead { tr { th.n scope="col" { (m.month) } th.mid scope="col" { (m.lost) } th.n scope="col" { (m.forgone) } th.n scope="col" { (m.repaid) } th.n scope="col" { (m.to_come) } th.n scope="col" { (m.lost) } } }
                    tbody {
                        @for l in rows {
                            tr {
                                td.n { (l.month) }
                                td.mid { svg.ybar width="100%" height="12" aria-hidden="true" { rect.lost x="0" y="1" width=(percent(l.total(), full)) height="10" {} } }
                                td.n { (money(l.equity, p, lang)) } td.n { (money(l.repaid, p, lang)) } td.n { (money(l.payments, p, lang)) } td.n { (money(l.total(), p, lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
