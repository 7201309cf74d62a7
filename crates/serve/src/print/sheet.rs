//! What stands on the report: offers side by side, then each in full.

use tradewire_market::YearAtFace;
use tradewire_model::Decimal;

use super::paper::{INK, Ink, MEASURE, Paper, RULE, SOFT, Side};
use crate::offers::{Offer, Reckoned};
use crate::view::figure::count_of;
use crate::view::market::charts::{about, money};
use crate::view::market::offer::firm;
use crate::view::text::{cut, plain};
use crate::words::Lang;

const CASH: Ink = [0.09, 0.36, 0.42];
const SHARES: Ink = [0.56, 0.73, 0.76];

/// Draws the whole report.
pub(super) fn draw(paper: &mut Paper<'_>, r: &Reckoned, lang: Lang) {
    let m = lang.offer_words();
    paper.heading(20.0, m.report_title, 0.0);
    let names: Vec<&str> = r.offers.iter().map(|o| o.package.name.as_str()).collect();
    paper.paragraph(10.5, SOFT, &names.join(" · "));
    if r.offers.len() > 1 {
        several(paper, r, lang);
    }
    for (i, o) in r.offers.iter().enumerate() {
        if i > 0 || r.offers.len() > 1 {
            paper.turn();
        }
        one(paper, o, r, lang);
    }
    paper.space(8.0);
    paper.paragraph(8.5, SOFT, m.report_foot);
}

/// A table: heads and rows, the first column to the left, the others to the right.
fn table(paper: &mut Paper<'_>, shares: &[f32], head: &[&str], rows: &[Vec<String>]) {
    const SIZE: f32 = 8.5;
    let whole: f32 = shares.iter().sum();
    let ends: Vec<f32> = shares
        .iter()
        .scan(0.0, |at, s| {
            *at += s / whole * MEASURE;
            Some(*at)
        })
        .collect();
    let line = |paper: &mut Paper<'_>, cells: &[&str], ink: Ink| {
        for (i, cell) in cells.iter().enumerate() {
            let Some(end) = ends.get(i).copied() else { continue };
            let begin = if i == 0 { 0.0 } else { ends[i - 1] };
            let room = end - begin - 6.0;
            if i == 0 {
                let text = paper.cut(cell, SIZE, room);
                paper.put(0.0, SIZE + 2.5, SIZE, ink, Side::Left, &text);
            } else {
                // A figure is never cut: it is set smaller.
                let size = SIZE * (room / paper.width(cell, SIZE).max(1.0)).min(1.0);
                paper.put(end, SIZE + 2.5, size, ink, Side::Right, cell);
            }
        }
        paper.rule(SIZE + 7.0);
        paper.space(SIZE + 8.0);
    };
    paper.need(48.0);
    line(paper, head, SOFT);
    for row in rows {
        paper.need(20.0);
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        line(paper, &cells, INK);
    }
    paper.space(6.0);
}

fn several(paper: &mut Paper<'_>, r: &Reckoned, lang: Lang) {
    let m = lang.offer_words();
    paper.heading(13.0, m.side_by_side, 60.0);
    let row = |o: &Offer| {
        let (p, c) = (&o.package, &o.compared);
        let t = &c.value.total.percentiles;
        vec![
            p.name.clone(),
            money(o.years.first().map(YearAtFace::total).unwrap_or_default(), p, lang),
            money(c.face, p, lang),
            money(c.guaranteed, p, lang),
            about(c.expected, p, lang),
            format!("{} – {}", about(t[0], p, lang), about(t[4], p, lang)),
            format!("{:.0} %", c.best * 100.0),
        ]
    };
    let head = [m.offer, m.first_year, m.face, m.guaranteed, m.expected, m.range90, m.pays_most];
    let rows: Vec<Vec<String>> = r.offers.iter().map(row).collect();
    table(paper, &[1.7, 1.1, 1.1, 1.1, 1.1, 2.2, 0.8], &head, &rows);
    paper.heading(13.0, m.break_evens, 40.0);
    let name = |i: usize| r.offers.get(i).map_or("", |o| o.package.name.as_str());
    for x in &r.pairs {
        paper.paragraph(9.5, INK, &format!("• {}", lang.break_even(name(x.other), name(x.mover), &x.rise)));
        if let Some((who, month)) = x.ahead_from {
            paper.paragraph(9.5, INK, &format!("• {}", lang.ahead_from(name(who), month)));
        }
    }
    if r.offers.iter().any(|o| o.package.years != r.offers[0].package.years) {
        paper.paragraph(8.5, SOFT, m.years_differ);
    }
}

fn one(paper: &mut Paper<'_>, o: &Offer, r: &Reckoned, lang: Lang) {
    let m = lang.offer_words();
    let (p, c) = (&o.package, &o.compared);
    paper.heading(16.0, &p.name, 80.0);
    tally(paper, o, lang);
    paper.heading(12.0, m.year_bars, 60.0);
    bars(paper, o, lang);
    paper.heading(12.0, m.all_years, 60.0);
    let row = |y: &YearAtFace, x: f64| {
        let sums = [y.cash, y.equity, y.undisclosed, y.total(), y.guaranteed];
        let mut out = vec![y.year.to_string()];
        out.extend(sums.iter().map(|d| money(*d, p, lang)));
        out.push(about(x, p, lang));
        out
    };
    let mut rows: Vec<Vec<String>> = o.years.iter().zip(&o.expected).map(|(y, x)| row(y, *x)).collect();
    let sum = |f: fn(&YearAtFace) -> Decimal| money(o.years.iter().map(f).sum(), p, lang);
    rows.push(vec![
        m.all_years.to_owned(),
        sum(|y| y.cash),
        sum(|y| y.equity),
        sum(|y| y.undisclosed),
        money(c.face, p, lang),
        money(c.guaranteed, p, lang),
        about(c.expected, p, lang),
    ]);
    let head = [m.year, m.cash, m.equity, m.undisclosed, m.face, m.guaranteed, m.expected];
    table(paper, &[1.0, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3], &head, &rows);
    notes(paper, o, r, lang);
    leaving(paper, o, lang);
}

/// The four figures that say most.
fn tally(paper: &mut Paper<'_>, o: &Offer, lang: Lang) {
    let m = lang.offer_words();
    let (p, c) = (&o.package, &o.compared);
    let t = &c.value.total.percentiles;
    let range = format!("{} – {}", about(t[0], p, lang), about(t[4], p, lang));
    let figures = [
        (m.face, money(c.face, p, lang), String::new()),
        (m.guaranteed, money(c.guaranteed, p, lang), String::new()),
        (m.expected, about(c.expected, p, lang), String::new()),
        (m.half, about(t[2], p, lang), format!("{range} ({})", m.range90)),
    ];
    let wide = MEASURE / 4.0;
    for (i, (label, figure, small)) in (0u8..).zip(&figures) {
        let x = f32::from(i) * wide;
        let label = paper.cut(label, 8.5, wide - 8.0);
        paper.put(x, 9.0, 8.5, SOFT, Side::Left, &label);
        let mut size = 15.0;
        while size > 8.0 && paper.width(figure, size) > wide - 10.0 {
            size -= 0.5;
        }
        paper.put(x, 27.0, size, INK, Side::Left, figure);
        // Under the last one there is room to the left only.
        if !small.is_empty() {
            paper.put(MEASURE, 40.0, 7.5, SOFT, Side::Right, small);
        }
    }
    paper.space(48.0);
}

fn share(part: Decimal, full: Decimal) -> f32 {
    let found = part.checked_div(full).and_then(|q| q.to_string().parse::<f32>().ok());
    found.unwrap_or(0.0).clamp(0.0, 1.0)
}

fn bars(paper: &mut Paper<'_>, o: &Offer, lang: Lang) {
    let (m, p) = (lang.offer_words(), &o.package);
    let full = o.largest_year();
    let (left, wide) = (24.0, MEASURE - 24.0 - 120.0);
    let mut x = left;
    for (label, ink) in [(m.cash, Some(CASH)), (m.equity, Some(SHARES)), (m.undisclosed, None)] {
        match ink {
            Some(ink) => paper.bar(x, 2.0, 9.0, 7.0, ink),
            None => paper.frame(x, 2.0, 9.0, 7.0, CASH),
        }
        paper.put(x + 13.0, 9.0, 8.5, SOFT, Side::Left, label);
        x += paper.width(label, 8.5) + 30.0;
    }
    paper.space(18.0);
    for y in &o.years {
        paper.need(18.0);
        paper.put(0.0, 10.0, 9.0, SOFT, Side::Left, &y.year.to_string());
        paper.bar(left, 6.0, wide, 0.8, RULE);
        let mut at = left;
        for (sum, ink) in [(y.cash, Some(CASH)), (y.equity, Some(SHARES)), (y.undisclosed, None)] {
            let long = share(sum, full) * wide;
            if long > 0.0 {
                match ink {
                    Some(ink) => paper.bar(at, 1.0, long, 11.0, ink),
                    None => paper.frame(at, 1.0, long, 11.0, CASH),
                }
            }
            at += long;
        }
        paper.put(MEASURE, 10.0, 9.0, INK, Side::Right, &money(y.total(), p, lang));
        paper.space(17.0);
    }
    paper.space(4.0);
}

fn notes(paper: &mut Paper<'_>, o: &Offer, r: &Reckoned, lang: Lang) {
    let (m, p) = (lang.offer_words(), &o.package);
    let colon = lang.pick(": ", "：", "：");
    let mut lines = vec![
        format!("{}{colon}{}", m.assumptions, firm(o, lang)),
        format!("{} {}, {} {}", count_of(r.settings.paths), m.paths, m.seed, r.settings.seed),
    ];
    lines.extend(p.source.iter().map(|s| format!("{}{colon}{}", m.source, cut(&plain(s), 300))));
    if !p.undisclosed.is_empty() {
        lines.push(m.undisclosed_note.to_owned());
    }
    if !p.grants.is_empty() && p.firm == tradewire_market::Firm::default() {
        lines.push(m.no_firm_note.to_owned());
    }
    lines.extend(p.deadline.iter().map(|d| format!("{} {}", d.hours, m.clock_note)));
    for line in lines {
        paper.paragraph(8.5, SOFT, &line);
    }
}

fn leaving(paper: &mut Paper<'_>, o: &Offer, lang: Lang) {
    let (m, p) = (lang.offer_words(), &o.package);
    let lost: Vec<_> = o.leaving.iter().filter(|l| l.month % 6 == 0 && l.month < p.months()).collect();
    if lost.iter().all(|l| l.total().is_zero()) {
        return;
    }
    paper.heading(12.0, m.leaving, 60.0);
    paper.paragraph(8.5, SOFT, m.leaving_note);
    paper.space(4.0);
    let rows: Vec<Vec<String>> = lost
        .iter()
        .map(|l| {
            let sums = [l.equity, l.repaid, l.payments, l.total()].map(|d| money(d, p, lang));
            std::iter::once(l.month.to_string()).chain(sums).collect()
        })
        .collect();
    table(paper, &[1.0, 1.5, 1.5, 1.5, 1.5], &[m.month, m.forgone, m.repaid, m.to_come, m.lost], &rows);
}
