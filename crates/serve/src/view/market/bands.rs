//! What is paid over the years: every report as the interval it states, quartiles where there is enough to estimate them.

use maud::{Markup, html};
use tradewire_market::{Comparable, ENOUGH, Evidence, Measure, QuantileBand};
use tradewire_model::{Amount, Bound, Currency};

use super::charts::four_figures;
use super::sample::{events, sample};
use crate::pages::market::Paid;
use crate::view::figure;
use crate::words::Lang;

/// Measures of the drawing, in its own units.
const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 62.0;
const FOOT: f64 = 24.0;
const TOP: f64 = 8.0;
/// Width of a mark, and the most that marks of one year take.
const MARK: f64 = 5.0;
const SPREAD: f64 = 46.0;

/// Marks drawn of one year at most; of more, so many evenly chosen ones.
const DRAWN: usize = 48;

/// Least height of a mark.
const POINT: f64 = 6.0;

/// A logarithmic scale of money.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// The scale that holds all ends; nothing if no end is above zero.
    fn over<'a>(seen: impl Iterator<Item = &'a Evidence>) -> Option<Self> {
        let ends = seen.flat_map(|e| [e.observation.low, e.observation.high]);
        let ends = ends.filter(|x| x.is_finite() && *x > 0.0);
        let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        // Room beyond the ends, so that an open one can be seen to go on.
        (high > 0.0).then(|| Self { low: (low / 2.0).ln(), high: (high * 2.0).ln() })
    }

    /// Where a sum stands, from the top.
    fn at(&self, x: f64) -> f64 {
        let share = if x <= 0.0 { 0.0 } else { (x.ln() - self.low) / (self.high - self.low) };
        TOP + (HEIGHT - FOOT - TOP) * (1.0 - share.clamp(0.0, 1.0))
    }

    /// Powers of ten within.
    fn steps(&self) -> impl Iterator<Item = f64> {
        let (low, high) = (self.low, self.high);
        (0..15).map(|p| 10f64.powi(p)).filter(move |x| x.ln() > low && x.ln() < high)
    }
}

/// A sum in US dollars, as an estimate.
fn dollars(x: f64, lang: Lang) -> String {
    figure::amount(&Amount::new(four_figures(x), Bound::Exact).in_currency(Currency::USD), None, lang)
}

/// Where a quantile lies, as far as the data tell.
fn span((low, high): (f64, f64), lang: Lang) -> String {
    match (low > 0.0, high.is_finite()) {
        (true, true) if (high - low).abs() < 0.5 => dollars(low, lang),
        (true, true) => format!("{} – {}", dollars(low, lang), dollars(high, lang)),
        (true, false) => format!("≥ {}", dollars(low, lang)),
        (false, true) => format!("≤ {}", dollars(high, lang)),
        (false, false) => "?".to_owned(),
    }
}

/// What is said of one year, or of all, in words.
fn in_words(c: &Comparable, lang: Lang) -> String {
    let m = lang.market_words();
    let mut out = format!("n {} · o {}", c.n, c.origins);
    match c.quantiles.iter().find(|q| (q.p - 0.5).abs() < 0.01) {
        Some(q) => out += &format!(" · {} {}", m.median, span((q.low, q.high), lang)),
        None => out += &format!(" · {}", m.insufficient),
    }
    out
}

/// One sort of sum: its name, the drawing, and the same as a table.
#[must_use]
pub fn draw(p: &Paid, lang: Lang) -> Markup {
    let m = lang.market_words();
    let told = p.all.sufficient() || p.years.iter().any(|y| y.1.sufficient());
    html! {
        section.paidsum {
            h3 { (measure(p.measure, lang)) " " (sample(p.all.n, p.all.origins, lang)) }
            (chart(p, lang))
            div.tablewrap {
                table.bands {
                    thead { tr {
                        th scope="col" { (m.year) } th scope="col" { (m.sample) " · " (m.origins) }
                        @if told {
                            @for (share, words) in [("25 %", m.quarter), ("50 %", m.median), ("75 %", m.three_quarters)] {
                                th.n scope="col" { abbr title=(words) { (share) } }
                            }
                        } @else { th.n scope="col" { (m.estimate) } }
                        th scope="col" { (m.evidence) }
                    } }
                    tbody {
                        @for (year, c, seen) in &p.years { (row(&year.to_string(), c, Some(seen), told, lang)) }
                        @if p.years.len() > 1 { (row(m.all_years, &p.all, None, told, lang)) }
                    }
                }
            }
            @if !p.all.sufficient() {
                p.note { (m.needs.replace("{n}", &ENOUGH.0.to_string()).replace("{t}", &ENOUGH.1.to_string()).replace("{o}", &ENOUGH.2.to_string())) }
            }
            @if p.foreign > 0 { p.note { (m.foreign) " " (p.foreign) } }
            @if p.denied > 0 { p.note { (m.denied_left_out) " " (p.denied) } }
        }
    }
}

fn row(label: &str, c: &Comparable, seen: Option<&Vec<Evidence>>, told: bool, lang: Lang) -> Markup {
    let m = lang.market_words();
    let cell = |q: &QuantileBand| {
        html! { td.n { (span((q.low, q.high), lang)) br; span.small.soft { (span(q.band, lang)) } } }
    };
    let ids: Vec<String> = seen.into_iter().flatten().map(|e| e.event.clone()).collect();
    html! {
        tr {
            th scope="row" { (label) }
            td { (sample(c.n, c.origins, lang)) }
            @if c.sufficient() { @for q in &c.quantiles { (cell(q)) } }
            @else { td.n.soft colspan=[told.then_some("3")] { (m.insufficient) } }
            td { (events(&ids, lang)) }
        }
    }
}

/// Which sum, in words.
fn measure(measure: Measure, lang: Lang) -> &'static str {
    match measure {
        Measure::Total => lang.pick("Whole packages", "整体方案", "整體方案"),
        Measure::Annual => lang.pick("Pay per year", "年薪", "年薪"),
        Measure::SignOn => lang.pick("Bonuses for signing", "签约奖金", "簽約獎金"),
        Measure::FirstYear => lang.pick("First years", "首年报酬", "首年報酬"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "years and reports are few")]
fn chart(p: &Paid, lang: Lang) -> Markup {
    let Some(scale) = Scale::over(p.years.iter().flat_map(|y| &y.2)) else { return html! {} };
    let n = p.years.len().max(1) as f64;
    let column = (WIDTH - LEFT) / n;
    let told: Vec<String> =
        p.years.iter().map(|(year, c, _)| format!("{year}: {}", in_words(c, lang))).collect();
    let words = format!("{}. {}", measure(p.measure, lang), told.join(lang.pick("; ", "；", "；")));
    html! {
        svg.yearchart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="group" aria-label=(words) {
            @for x in scale.steps() {
                @let y = format!("{:.1}", scale.at(x));
                line.grid x1=(LEFT) x2=(WIDTH) y1=(y) y2=(y) {}
                text.tickname x=(LEFT - 6.0) y=(format!("{:.1}", scale.at(x) + 4.0)) text-anchor="end" { (dollars(x, lang)) }
            }
            @for (i, (year, c, seen)) in p.years.iter().enumerate() {
                @let middle = LEFT + column * (i as f64 + 0.5);
                g.yearcol tabindex="0" role="img" aria-label=(told[i]) {
                    title { (told[i]) }
                    rect.reach x=(format!("{:.1}", middle - column / 2.0)) y="0" width=(format!("{column:.1}")) height=(HEIGHT) {}
                    (estimate(c, &scale, middle, column))
                    @let drawn = spread(seen);
                    @for (k, e) in drawn.iter().enumerate() {
                        @let across = (column * 0.8).min(SPREAD);
                        @let step = if drawn.len() > 1 { across / (drawn.len() - 1) as f64 } else { 0.0 };
                        @let x = middle - if drawn.len() > 1 { across / 2.0 } else { 0.0 } + step * k as f64;
                        (interval(e, &scale, x))
                    }
                    text.tickname x=(format!("{middle:.1}")) y=(HEIGHT - 6.0) text-anchor="middle" { (year) }
                }
            }
        }
    }
}

/// What is drawn of a year: all of it, or [`DRAWN`] from the lowest to the highest.
fn spread(seen: &[Evidence]) -> Vec<&Evidence> {
    if seen.len() <= DRAWN {
        return seen.iter().collect();
    }
    let mut all: Vec<&Evidence> = seen.iter().collect();
    let place = |e: &Evidence| if e.observation.low > 0.0 { e.observation.low } else { e.observation.high };
    all.sort_by(|a, b| place(a).total_cmp(&place(b)));
    (0..DRAWN).filter_map(|k| all.get(k * (all.len() - 1) / (DRAWN - 1)).copied()).collect()
}

/// The middle half of what is estimated, with its middle.
fn estimate(c: &Comparable, scale: &Scale, middle: f64, column: f64) -> Markup {
    let end = |x: (f64, f64)| if x.1.is_finite() { f64::midpoint(x.0, x.1) } else { x.0 };
    let at: Vec<f64> = c.quantiles.iter().map(|q| scale.at(end((q.low, q.high)))).collect();
    let [low, half, high] = at.as_slice() else { return html! {} };
    let width = (column * 0.9).min(SPREAD + 14.0);
    html! {
        rect.middlehalf x=(format!("{:.1}", middle - width / 2.0)) y=(format!("{high:.1}")) width=(format!("{width:.1}")) height=(format!("{:.1}", (low - high).max(1.0))) rx="3" {}
        line.half x1=(format!("{:.1}", middle - width / 2.0)) x2=(format!("{:.1}", middle + width / 2.0)) y1=(format!("{half:.1}")) y2=(format!("{half:.1}")) {}
    }
}

/// One report: solid between the ends it states, hatched where it has none.
fn interval(e: &Evidence, scale: &Scale, x: f64) -> Markup {
    let (low, high) = (e.observation.low, e.observation.high);
    let closed = low > 0.0 && high.is_finite();
    let (top, foot) = (
        if high.is_finite() { scale.at(high) } else { TOP },
        if low > 0.0 { scale.at(low) } else { HEIGHT - FOOT },
    );
    // A point is drawn as large as can be seen, around its place.
    let height = (foot - top).max(POINT);
    let top = top.min(f64::midpoint(top, foot) - height / 2.0);
    let left = format!("{:.1}", x - MARK / 2.0);
    html! {
        @if closed {
            rect.said x=(left) y=(format!("{top:.1}")) width=(MARK) height=(format!("{height:.1}")) rx="1.5" {}
        } @else {
            rect x=(left) y=(format!("{top:.1}")) width=(MARK) height=(format!("{height:.1}")) fill="url(#hatch-cool)" {}
            @let at = if low > 0.0 { foot } else { top };
            rect.said x=(format!("{:.1}", x - MARK)) y=(format!("{:.1}", at - 1.0)) width=(MARK * 2.0) height="2" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tradewire_market::Observation;

    use super::*;

    fn seen(low: f64, high: f64) -> Evidence {
        let observation = Observation { low, high, open: false };
        let origins = vec!["a".to_owned()];
        Evidence { event: "e_1".into(), observation, origins, grade: "B2".into(), year: Some(2025) }
    }

    #[test]
    fn the_scale_holds_every_end_and_open_ends_reach_its_edge() {
        let all = [seen(1e6, 2e6), seen(1e8, f64::INFINITY), seen(0.0, 5e5)];
        let scale = Scale::over(all.iter()).unwrap();
        let places: Vec<f64> = [5e5, 1e6, 2e6, 1e8].map(|x| scale.at(x)).to_vec();
        assert!(places.windows(2).all(|w| w[0] > w[1]), "more stands higher: {places:?}");
        assert!(places.iter().all(|y| *y > TOP && *y < HEIGHT - FOOT));
        assert!(interval(&all[1], &scale, 100.0).0.contains(&format!("y=\"{TOP:.1}\"")));
        assert_eq!(scale.steps().collect::<Vec<_>>(), [1e6, 1e7, 1e8]);
        assert!(Scale::over([seen(0.0, f64::INFINITY)].iter()).is_none());
    }

    #[test]
    fn of_many_reports_some_are_drawn_from_end_to_end() {
        let many: Vec<Evidence> = (1..2000).rev().map(|n| seen(f64::from(n), f64::from(n) + 1.0)).collect();
        let drawn: Vec<f64> = spread(&many).iter().map(|e| e.observation.low).collect();
        assert_eq!((drawn.len(), drawn[0], drawn[DRAWN - 1]), (DRAWN, 1.0, 1999.0));
        assert_eq!(spread(&many[..5]).len(), 5);
    }

    #[test]
    fn an_estimate_says_only_what_the_data_tell() {
        assert_eq!(span((1e6, 1e6), Lang::En), "$1M");
        assert_eq!(span((1e6, f64::INFINITY), Lang::En), "≥ $1M");
        assert_eq!(span((0.0, 2e6), Lang::Hans), "≤ 200万美元");
        assert_eq!(span((0.0, f64::INFINITY), Lang::En), "?");
    }
}
