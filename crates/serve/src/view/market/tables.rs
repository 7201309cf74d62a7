//! The flows as tables and lists: by lab, by way, who came back, who followed whom, how long people stay.

use maud::{Markup, html};
use tradewire_market::flows::{
    Between, Boomerang, ENOUGH_SEATS, Flows, Follower, InOut, LabFlow, Seats, TeamMove, Who,
};
use tradewire_model::{Date, Name};

use super::flowmap::anchor;
use super::sample::{events, heads, place, sample};
use crate::directory::{Class, Directory};
use crate::view::day::date;
use crate::view::name::shown;
use crate::words::Lang;

/// Most rows of a table.
const ROWS: usize = 22;
/// Most stays drawn.
const STAYS: usize = 12;

fn day(d: jiff::civil::Date, lang: Lang) -> Markup {
    let number = |n: i8| u8::try_from(n).unwrap_or(1);
    let d = Date::Day(d.year(), number(d.month()), number(d.day()));
    html! { time datetime=(d) { (date(&d, lang)) } }
}

fn who(w: &Who, directory: &Directory, lang: Lang) -> Markup {
    let name = Name { text: w.name.clone(), name: None, id: w.id.clone(), group: w.group };
    let name = if w.group { name } else { Name { name: Some(w.name.clone()), ..name } };
    shown(&name, Class::Person, directory, lang).whole()
}

/// Thousandths of a width as a percentage.
fn share(part: i64, full: i64) -> String {
    let t = part.max(0).saturating_mul(1000) / full.max(1);
    format!("{}.{}%", t / 10, t % 10)
}

/// Out to the left and in to the right of one line, on one scale.
fn both(x: &InOut, full: i64, lang: Lang) -> Markup {
    let m = lang.market_words();
    let words =
        format!("{} {}, {} {}", m.went, heads(x.went.all(), false), m.came, heads(x.came.all(), false));
    let half = |part: &tradewire_market::flows::Tally, right: bool| {
        let named = part.named;
        let all = part.least();
        html! {
            svg class=(if right { "half in" } else { "half out" }) width="100%" height="14" aria-hidden="true" {
                @let (n, a) = (share(named, full), share(all, full));
                @if right {
                    rect.named x="0" y="2" width=(n) height="10" {}
                    @if all > named { rect x=(n) y="2" width=(share(all - named, full)) height="10" fill="url(#hatch-cool)" {} }
                } @else {
                    @let left = |part: i64| share(full - part, full);
                    rect.named x=(left(named)) y="2" width=(n) height="10" {}
                    @if all > named { rect x=(left(all)) y="2" width=(share(all - named, full)) height="10" fill="url(#hatch-hot)" {} }
                    @let _ = a;
                }
            }
        }
    };
    html! {
        div.inout role="img" aria-label=(words) {
            span.num { (heads(x.went.all(), false)) } (half(&x.went, false)) (half(&x.came, true)) span.num { (heads(x.came.all(), false)) }
        }
    }
}

/// Joined less left, with its sign.
#[must_use]
pub fn net(x: &InOut) -> Markup {
    let class = match (x.net.low, x.net.high) {
        (Some(l), _) if l > 0 => "plus",
        (_, Some(h)) if h < 0 => "minus",
        _ => "",
    };
    html! { span class=(class) { (heads(x.net, true)) } }
}

/// Labs with what came in and went out.
#[must_use]
pub fn labs(
    labs: &[LabFlow],
    directory: &Directory,
    lang: Lang,
    link: &dyn Fn(&LabFlow) -> String,
) -> Markup {
    let m = lang.market_words();
    let full = labs.iter().map(|l| l.all.came.least().max(l.all.went.least())).max().unwrap_or(1);
    html! {
        div.tablewrap {
            table.flows {
                thead { tr {
                    th scope="col" { (lang.words().lab) }
                    th.mid scope="col" { (m.went) " · " (m.came) }
                    th.n scope="col" { (m.net) }
                    th.n scope="col" { (m.evidence) }
                } }
                tbody {
                    @for l in labs.iter().take(ROWS) {
                        @let s = place(Some(&l.lab), directory, lang);
                        tr {
                            th scope="row" { @if let Some(s) = s { a href=(link(l)) { (s.bare()) } (s.companion()) } }
                            td.mid { (both(&l.all, full, lang)) }
                            td.n { (net(&l.all)) }
                            td.n { (sample(l.all.n, l.all.origins, lang)) }
                        }
                    }
                }
            }
        }
        @if labs.len() > ROWS { p.note { "… +" (labs.len() - ROWS) } }
    }
}

/// One lab by period.
#[must_use]
pub fn periods(l: &LabFlow, lang: Lang) -> Markup {
    let m = lang.market_words();
    let full = l.periods.iter().map(|p| p.1.came.least().max(p.1.went.least())).max().unwrap_or(1);
    html! {
        div.tablewrap {
            table.flows {
                thead { tr {
                    th scope="col" { (m.period) }
                    th.mid scope="col" { (m.went) " · " (m.came) }
                    th.n scope="col" { (m.net) }
                    th.n scope="col" { (m.evidence) }
                    th scope="col" { span.vh { (m.evidence) } }
                } }
                tbody {
                    @for (p, x) in &l.periods {
                        tr {
                            th scope="row" { (p) }
                            td.mid { (both(x, full, lang)) }
                            td.n { (net(x)) }
                            td.n { (sample(x.n, x.origins, lang)) }
                            td { @let all: Vec<String> = x.went.events.iter().chain(&x.came.events).cloned().collect(); (events(&all, lang)) }
                        }
                    }
                }
            }
        }
    }
}

/// The ways between labs; the map's text alternative.
#[must_use]
pub fn ways(ways: &[Between], directory: &Directory, lang: Lang) -> Markup {
    let m = lang.market_words();
    let end = |p: &Option<_>| {
        html! { @match place(p.as_ref(), directory, lang) { Some(s) => (s.linked()), None => span.soft { (m.not_said) } } }
    };
    html! {
        div.tablewrap {
            table.flows {
                thead { tr {
                    th scope="col" { (m.from) }
                    th scope="col" { (m.to) }
                    th.n scope="col" { (m.people) }
                    th.n scope="col" { (m.evidence) }
                    th scope="col" { span.vh { (m.evidence) } }
                } }
                tbody {
                    @for b in ways.iter().take(ROWS) {
                        tr id=(anchor(b)) {
                            td { (end(&b.from)) }
                            td { (end(&b.to)) }
                            td.n {
                                (heads(b.went.all(), false))
                                @if b.went.groups > 0 { div.small.soft { (m.in_groups) " " (heads(b.went.in_groups, false)) } }
                            }
                            td.n { (sample(b.went.events.len(), b.went.origins, lang)) }
                            td { (events(&b.went.events, lang)) }
                        }
                    }
                }
            }
        }
        @if ways.len() > ROWS { p.note { "… +" (ways.len() - ROWS) } }
    }
}

/// Who came back.
#[must_use]
pub fn boomerangs(all: &[Boomerang], directory: &Directory, lang: Lang) -> Markup {
    let m = lang.market_words();
    html! {
        @if all.is_empty() { p.note { (m.no_boomerangs) } }
        ul.roll {
            @for b in all.iter().take(ROWS) {
                li {
                    div.whoever {
                        (who(&b.who, directory, lang)) " → "
                        @if let Some(s) = place(Some(&b.lab), directory, lang) { (s.linked()) }
                    }
                    div.small.soft {
                        @match b.left { Some(d) => { (m.left_on) " " (day(d, lang)) }, None => (m.left_unknown) }
                        " · " (m.back_on) " " (day(b.back, lang)) " · " (sample(b.events.len(), b.origins, lang)) " " (events(&b.events, lang))
                    }
                }
            }
        }
    }
}

/// Who followed whom.
#[must_use]
pub fn teams(all: &[TeamMove], directory: &Directory, lang: Lang) -> Markup {
    let m = lang.market_words();
    let one = |f: &Follower, after: bool| {
        html! {
            li {
                span.when {
                    @if f.by_report { (m.by_report_of) " " }
                    @if after { "+" (f.days_after) " " (m.after_days) } @else { (day(f.day, lang)) }
                }
                span.what { @if f.who.group { b.num { (heads(f.heads, false)) } " × " } (who(&f.who, directory, lang)) " " (events(&f.events, lang)) }
            }
        }
    };
    html! {
        @if all.is_empty() { p.note { (m.no_teams) } }
        div.teams {
            @for t in all.iter().take(ROWS) {
                section.team {
                    h3 {
                        @if let Some(s) = place(Some(&t.from), directory, lang) { (s.linked()) } " → "
                        @if let Some(s) = place(Some(&t.to), directory, lang) { (s.linked()) }
                    }
                    p.small.soft { b.num { (heads(t.heads, false)) } " " (lang.pick("people", "人", "人")) " · " (sample(t.events.len(), t.origins, lang)) }
                    ol.snow { @for f in &t.first { (one(f, false)) } @for f in &t.followed { (one(f, true)) } }
                }
            }
        }
    }
}

/// How long people stay: the stays, and a curve where there are enough.
#[must_use]
pub fn seats(s: &Seats, directory: &Directory, lang: Lang) -> Markup {
    let m = lang.market_words();
    let ended = s.seats.iter().filter(|s| s.ended).count();
    let (n, e, o) = ENOUGH_SEATS;
    let full = s.seats.iter().map(|s| tenths(s.months)).max().unwrap_or(1).max(1);
    html! {
        p.note.tight {
            b { (s.seats.len()) } " " (m.stays) " · " b { (ended) } " " (m.ended) " · " (m.origins) " " b { (s.origins) }
            @if let Some(d) = s.looked { " · " (m.looked) " " (day(d, lang)) }
            @if s.start_missing > 0 { " · " (s.start_missing) " " (m.start_missing) }
            @if s.end_missing > 0 { " · " (s.end_missing) " " (m.end_missing) }
        }
        @match &s.curve {
            Some(curve) => {
                (drawn(curve, lang))
                p.note { @match curve.time_at(0.5) {
                    Some(t) => (m.curve_text.replace("{m}", &format!("{t:.0}"))),
                    None => (m.curve_open),
                } }
            },
            None => p.note { b { (m.insufficient) } ". " (m.curve_needs.replace("{n}", &n.to_string()).replace("{e}", &e.to_string()).replace("{o}", &o.to_string())) },
        }
        div.stays {
            @for seat in s.seats.iter().take(STAYS) {
                @let words = format!("{:.1} {}, {}", seat.months, m.months, if seat.ended { m.ended } else { m.going_on });
                span.label { @if let Some(p) = place(Some(&seat.lab), directory, lang) { (p.linked()) } }
                svg.bar width="100%" height="14" role="img" aria-label=(words) {
                    title { (words) }
                    rect.rail x="0" y="6" width="100%" height="2" {}
                    @let w = share(tenths(seat.months), full * 21 / 20 + 1);
                    @if seat.ended {
                        rect.firm x="0" y="2" width=(w) height="10" {}
                        line.tick x1=(w) x2=(w) y1="0" y2="14" {}
                    } @else {
                        rect x="0" y="2" width=(w) height="10" fill="url(#hatch-cool)" {}
                    }
                }
                span.amount { @if !seat.ended { "≥ " } (format!("{:.0}", seat.months)) @if !seat.fine { "±" } " " span.soft { (m.months) } }
                span.ev { (events(&seat.events, lang)) }
            }
        }
        @if s.seats.len() > STAYS { p.note { "… +" (s.seats.len() - STAYS) } }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "months of a life fit")]
fn tenths(months: f64) -> i64 {
    (months * 10.0).round() as i64
}

/// The curve as steps, with the share left at each corner in its hover text.
fn drawn(curve: &tradewire_market::KaplanMeier, lang: Lang) -> Markup {
    let m = lang.market_words();
    let last = curve.steps.last().map_or(1.0, |s| s.time).max(1.0) * 1.1;
    let (width, height) = (560.0, 150.0);
    let at =
        |time: f64, share: f64| (30.0 + time / last * (width - 34.0), 8.0 + (1.0 - share) * (height - 30.0));
    let mut path = String::from("M");
    let (x, y) = at(0.0, 1.0);
    path += &format!("{x:.1} {y:.1}");
    for s in &curve.steps {
        let (x, y) = at(s.time, s.survival);
        path += &format!("H{x:.1}V{y:.1}");
    }
    path += &format!("H{:.1}", at(last, 0.0).0);
    html! {
        figure.curve {
            figcaption.small.soft { (m.curve) " · n " (curve.spells) }
            svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(m.curve) {
                @for (share, label) in [(1.0, "100 %"), (0.5, "50 %"), (0.0, "0 %")] {
                    @let (x, y) = at(0.0, share);
                    line.grid x1=(x) x2=(width) y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
                    text.tickname x=(x - 4.0) y=(format!("{:.1}", y + 3.5)) text-anchor="end" { (label) }
                }
                path.run d=(path) {}
                @for s in &curve.steps {
                    @let (x, y) = at(s.time, s.survival);
                    circle.dot cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3" tabindex="0" {
                        title { (format!("{:.0} {}: {:.0} % ± {:.0} · {} {}", s.time, m.months, s.survival * 100.0, s.standard_error * 100.0, m.at_risk, s.at_risk)) }
                    }
                }
                @let (x, y) = at(last, 0.0);
                text.tickname x=(x) y=(y + 15.0) text-anchor="end" { (format!("{last:.0} {}", m.months)) }
            }
        }
    }
}

/// What was left out, and why.
#[must_use]
pub fn left_out(f: &Flows, lang: Lang) -> Markup {
    let m = lang.market_words();
    html! {
        @if f.left_out.is_empty() { p.note { (m.left_out_none) } }
        @for (why, n) in &f.left_out { div.row { span { (lang.left_out(*why)) } span { (n) } } }
        @if f.dated_by_report > 0 { p.note { (f.dated_by_report) " " (m.dated_by_report) } }
        @if f.shared > 0 { p.note { (f.shared) " " (m.shared) } }
        @if f.cut { p.note { (m.cut) } }
    }
}
