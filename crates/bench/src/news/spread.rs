use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::happening::{digits, happenings};
use super::wording::{ASIDES, sentence};
use super::{Class, Figure, Happening, Part, Sort, World};

/// What a report says, after all that befell it on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The person as the outlet writes them.
    pub person: Option<String>,
    /// The firm acted on, where it is told.
    pub other: Option<usize>,
    /// The sum, where it is told.
    pub figure: Option<Figure>,
    /// The round, where it is told.
    pub round: Option<&'static str>,
    /// The day given, where one is.
    pub day: Option<i32>,
    /// Details that come with it, by number: who retells has no others than those that were told, and leaves some out.
    pub details: Vec<usize>,
}

/// One report.
#[derive(Debug, Clone)]
pub struct Report {
    /// What it is about: number of the happening.
    pub of: usize,
    /// Who publishes it.
    pub outlet: usize,
    /// Day of publication.
    pub day: i32,
    /// The report it was taken from; none for one of the outlet's own making.
    pub from: Option<usize>,
    /// The report where it all began: itself for one of the outlet's own making.
    pub root: usize,
    /// What it says.
    pub told: Told,
    /// In which words.
    pub text: String,
    /// `asserted`, `reported`, `rumoured` or `denied`.
    pub modality: &'static str,
    /// The outlet it names as its source.
    pub names: Option<usize>,
    /// Whether it names insiders without a name.
    pub anonymous: bool,
    /// Whether it is out of reach, behind a paywall.
    pub hidden: bool,
}

/// A world with what happened in it and what was written.
#[derive(Debug, Clone)]
pub struct Press {
    /// Everybody there is.
    pub world: World,
    /// What happened.
    pub happenings: Vec<Happening>,
    /// What was written, hidden reports among it.
    pub reports: Vec<Report>,
}

/// Invents so many reports; the same seed gives the same ones. `garble` multiplies how often figures are changed in
/// retelling: 1 is what [`Class::habits`] says.
#[must_use]
pub fn press(reports: usize, seed: u64, garble: f64) -> Press {
    let mut rng = StdRng::seed_from_u64(seed);
    // About eleven reports on each.
    let count = (reports / 9).max(20);
    let mut world = World::new(count, seed);
    let happenings = happenings(&mut world, count, &mut rng);
    let mut out = Press { world, happenings, reports: Vec::with_capacity(reports + reports / 8) };
    let mut seen = 0;
    for n in 0..out.happenings.len() {
        if seen >= reports {
            out.happenings.truncate(n);
            break;
        }
        let before = out.reports.len();
        tell(&mut out, n, garble, &mut rng);
        seen += out.reports[before..].iter().filter(|r| !r.hidden).count();
    }
    out
}

/// All reports of one happening.
fn tell(press: &mut Press, of: usize, garble: f64, rng: &mut StdRng) {
    let h = press.happenings[of].clone();
    let first = press.reports.len();
    // Few stories are told very often, many a handful of times.
    let u: f64 = rng.random_range(0.000_1..1.0);
    let total = (2.5 / u.powf(0.75)).round().clamp(1.0, 400.0) as usize;
    let mut diggers = 1;
    while diggers < 5 && diggers * 2 <= total && rng.random_bool(0.55) {
        diggers += 1;
    }
    for n in 0..diggers {
        let day = h.day + if n == 0 { 0 } else { rng.random_range(0..4) };
        let r = first_hand(press, of, &h, day, rng);
        press.reports.push(r);
    }
    let mut denied = false;
    let (denial_after, denies) = (rng.random_range(1..12), rng.random_bool(if h.real { 0.03 } else { 0.7 }));
    for _ in diggers..total {
        let r = passed_on(press, first, &h, garble, rng);
        if denies && !denied && r.day >= h.day + denial_after {
            denied = true;
        }
        press.reports.push(r);
    }
    if denies {
        let from = press.reports.len();
        for n in 0..1 + total / 6 {
            let day = h.day + denial_after + if n == 0 { 0 } else { rng.random_range(0..3) };
            let r = denial(press, of, &h, day, if n == 0 { None } else { Some(from) }, rng);
            press.reports.push(r);
        }
    }
}

/// Draws an outlet by a weight of its class and its reach.
fn outlet(world: &World, rng: &mut StdRng, weight: impl Fn(Class) -> f64) -> usize {
    let all: f64 = world.outlets.iter().map(|o| weight(o.class) * o.reach).sum();
    let mut at = rng.random_range(0.0..all);
    for (n, o) in world.outlets.iter().enumerate() {
        at -= weight(o.class) * o.reach;
        if at <= 0.0 {
            return n;
        }
    }
    0
}

/// A person as an outlet writes them; a reader who does not know them is given both scripts.
fn person(world: &World, n: usize, zh: bool, rng: &mut StdRng) -> String {
    let p = &world.people[n];
    match (zh, p.known) {
        (false, _) => p.name.clone(),
        (true, true) if rng.random_bool(0.7) => p.zh.clone(),
        (true, _) => format!("{}({})", p.zh, p.name),
    }
}

fn first_hand(press: &Press, of: usize, h: &Happening, day: i32, rng: &mut StdRng) -> Report {
    let w = &press.world;
    // What never happened is found out by those who check less.
    let at = outlet(w, rng, |c| {
        let digs = c.habits().digs;
        match (h.real, c) {
            (true, _) => digs,
            (false, Class::Wire | Class::Newspaper) => digs / 8.0,
            (false, _) => digs * 2.0,
        }
    });
    let (zh, habits) = (w.outlets[at].zh, w.outlets[at].class.habits());
    let mut figure = h.figure;
    if let Some(f) = &mut figure {
        if rng.random_bool(habits.errs) {
            *f = wrong(*f, false, rng);
        } else if rng.random_bool(0.08) {
            // Only the order of magnitude was to be had.
            f.bound = "range";
        } else if rng.random_bool(0.12) {
            f.value = digits(f.value, 2);
            if f.bound == "exact" && rng.random_bool(0.5) {
                f.bound = "approx";
            }
        }
    }
    let anonymous = rng.random_bool(0.4);
    let modality = match (h.real, anonymous) {
        (false, _) if rng.random_bool(0.6) => "rumoured",
        (_, true) => "reported",
        _ => "asserted",
    };
    let told = Told {
        person: h.person.map(|p| person(w, p, zh, rng)),
        other: h.other.filter(|_| h.sort == Sort::Deal || rng.random_bool(0.85)),
        figure: figure.filter(|_| h.sort != Sort::Deal || rng.random_bool(0.9)),
        round: h.round.filter(|_| rng.random_bool(0.85)),
        day: (h.sort != Sort::Offer && rng.random_bool(0.4)).then_some(h.day),
        details: (0..rng.random_range(0..3)).map(|_| rng.random_range(0..ASIDES.len())).collect(),
    };
    let text = sentence(w, h, &told, zh, None, false, rng);
    let root = press.reports.len();
    let hidden = rng.random_bool(0.08);
    Report { of, outlet: at, day, from: None, root, told, text, modality, names: None, anonymous, hidden }
}

/// A figure got wrong: a digit, the magnitude, or the currency.
fn wrong(f: Figure, between_languages: bool, rng: &mut StdRng) -> Figure {
    let mut out = f;
    let slip = if between_languages { 45 } else { 15 };
    match rng.random_range(0..100) {
        // 1.43 billion for 14.3 billion: Chinese counts in ten thousands, English in thousands.
        n if n < slip => out.value = if rng.random_bool(0.5) { f.value * 10 } else { f.value / 10 },
        n if n < slip + 8 => out.currency = if f.currency == "USD" { "CNY" } else { "USD" },
        _ => {
            // Another digit, more often a larger one.
            let have = f.value.max(1).ilog10();
            let place = 10u64.pow(have.saturating_sub(rng.random_range(0..2)));
            let by = place * rng.random_range(1..5);
            out.value =
                if rng.random_bool(0.65) { f.value + by } else { f.value.saturating_sub(by).max(place) };
        }
    }
    out
}

fn passed_on(press: &Press, first: usize, h: &Happening, garble: f64, rng: &mut StdRng) -> Report {
    let w = &press.world;
    let mut at = outlet(w, rng, |c| c.habits().passes_on);
    // Hardly anybody tells one story twice.
    for _ in 0..8 {
        if !press.reports[first..].iter().any(|r| r.outlet == at) || rng.random_bool(0.1) {
            break;
        }
        at = outlet(w, rng, |c| c.habits().passes_on);
    }
    let (o, habits) = (&w.outlets[at], w.outlets[at].class.habits());
    // What it takes: what is read much, what it likes, what was taken already, what sounds larger.
    let before: Vec<usize> =
        (first..press.reports.len()).filter(|&n| press.reports[n].outlet != at).collect();
    let weight = |n: usize| {
        let r = &press.reports[n];
        let from = &w.outlets[r.outlet];
        let liked = if o.follows.contains(&r.outlet) { 4.0 } else { 1.0 };
        let class = match from.class {
            Class::Wire => 6.0,
            Class::Newspaper => 4.0,
            Class::TechPress => 3.0,
            Class::Portal | Class::Blog | Class::Social => 1.0,
        };
        let larger = match (r.told.figure, h.figure) {
            (Some(a), Some(b)) if a.value > b.value => 6.0,
            _ => 1.0,
        };
        let own_language = if from.zh == o.zh { 2.0 } else { 1.0 };
        from.reach * liked * class * larger * own_language
    };
    let all: f64 = before.iter().map(|&n| weight(n)).sum();
    let mut drawn = rng.random_range(0.0..1.0) * all;
    let from = before
        .iter()
        .copied()
        .find(|&n| {
            drawn -= weight(n);
            drawn <= 0.0
        })
        .unwrap_or(first);
    let parent = press.reports[from].clone();
    let day = parent.day + (rng.random_range(0.0..1.0f64).powi(3) * 6.0) as i32;
    let root = parent.root;
    let base = Report { outlet: at, day, from: Some(from), root, hidden: false, ..parent.clone() };
    let crossing = w.outlets[parent.outlet].zh != o.zh;
    // Who has paid to read it does not paste it, and says where it is from.
    if !crossing && !parent.hidden && rng.random_bool(habits.verbatim) {
        let mut text = base.text.clone();
        // Cut at the last aside, or a comma lost.
        if rng.random_bool(0.25) {
            let cut = text.rfind([',']).filter(|c| *c * 10 > text.len() * 8);
            if let Some(c) = cut {
                text.truncate(c);
            }
        }
        return Report { text, ..base };
    }
    let mut told = parent.told.clone();
    told.person = h.person.map(|p| person(w, p, o.zh, rng));
    if h.sort != Sort::Deal && rng.random_bool(0.12) {
        told.other = None;
    }
    if rng.random_bool(0.15) {
        told.round = None;
    }
    told.details.retain(|_| rng.random_bool(0.6));
    // Something of the background is added now and then.
    if rng.random_bool(0.2) {
        told.details.push(rng.random_range(0..ASIDES.len()));
    }
    if rng.random_bool(0.3) {
        told.day = None;
    } else if let Some(d) = &mut told.day
        && crossing
        && rng.random_bool(0.08)
    {
        *d += 1;
    }
    if let Some(f) = &mut told.figure {
        if f.bound != "exact" && f.bound != "range" && rng.random_bool(0.3) {
            f.bound = "exact";
        }
        if rng.random_bool((garble * habits.garbles * if crossing { 2.0 } else { 1.0 }).min(0.9)) {
            *f = wrong(*f, crossing, rng);
        } else if crossing && o.zh && f.currency == "USD" && f.bound != "range" && rng.random_bool(0.1) {
            // Converted for its readers, and no word of the dollars.
            *f = Figure { value: digits(f.value * 72 / 10, 2), currency: "CNY", bound: "approx", ..*f };
        } else if rng.random_bool(0.1) {
            f.value = digits(f.value, 2);
        }
        if h.sort == Sort::Offer && f.part == Part::SignOn && rng.random_bool((0.1 * garble).min(0.9)) {
            f.part = if rng.random_bool(0.6) { Part::Yearly } else { Part::Whole };
        }
        if rng.random_bool(0.04) && h.sort == Sort::Deal {
            told.figure = None;
        }
    }
    // Whom it names: whom it took it from, or whom that one names.
    let names_source = if parent.hidden { 0.95 } else { habits.names_source };
    let names = rng.random_bool(names_source).then(|| {
        let further = parent.names.filter(|_| rng.random_bool(0.6));
        further.unwrap_or(parent.outlet)
    });
    let who = names.map(|n| w.outlets[n].name.clone());
    let text = sentence(w, h, &told, o.zh, who.as_deref(), false, rng);
    let modality = match (names, parent.modality) {
        (Some(_), "rumoured") => "reported",
        (Some(_), _) => "reported",
        (None, "rumoured") => "rumoured",
        _ => "asserted",
    };
    let anonymous = parent.anonymous && rng.random_bool(0.5);
    Report { told, text, modality, names, anonymous, ..base }
}

/// A party says that it is not so.
fn denial(
    press: &Press,
    of: usize,
    h: &Happening,
    day: i32,
    from: Option<usize>,
    rng: &mut StdRng,
) -> Report {
    let w = &press.world;
    let at = outlet(w, rng, |c| c.habits().digs + c.habits().passes_on / 3.0);
    let zh = w.outlets[at].zh;
    let told = Told {
        person: h.person.map(|p| person(w, p, zh, rng)),
        other: h.other,
        figure: None,
        round: h.round,
        day: None,
        details: Vec::new(),
    };
    let text = sentence(w, h, &told, zh, None, true, rng);
    let root = from.unwrap_or(press.reports.len());
    let (modality, names) = ("denied", None);
    Report { of, outlet: at, day, from, root, told, text, modality, names, anonymous: false, hidden: false }
}
