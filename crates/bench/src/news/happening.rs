use rand::RngExt;
use rand::rngs::StdRng;

use super::World;

/// What sort of thing happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Somebody goes from one firm to another.
    Move,
    /// A firm makes somebody an offer.
    Offer,
    /// A firm buys another, or a part of it.
    Deal,
    /// A firm raises money.
    Funding,
    /// A firm is said to be worth something.
    Valuation,
}

/// Which part of a package a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// All of it, or the one sum there is.
    Whole,
    /// A bonus for signing.
    SignOn,
    /// Pay for a year.
    Yearly,
}

/// A sum as it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Dollars, or yuan.
    pub value: u64,
    /// `exact`, `approx`, `at_least`, `up_to`, or `range`: of that order of magnitude.
    pub bound: &'static str,
    /// `USD` or `CNY`.
    pub currency: &'static str,
    /// What it is.
    pub part: Part,
}

/// Something that happened, or that never did and was told all the same.
#[derive(Debug, Clone)]
pub struct Happening {
    /// What sort it is.
    pub sort: Sort,
    /// The person, of moves and offers.
    pub person: Option<usize>,
    /// The firm that acts: gone to, bidding, buying, raising.
    pub firm: usize,
    /// The firm acted on: left, bought.
    pub other: Option<usize>,
    /// Day, counted from the first.
    pub day: i32,
    /// The sum, as whoever knows it would say.
    pub figure: Option<Figure>,
    /// Letter of a round of funding.
    pub round: Option<&'static str>,
    /// Whether it is so.
    pub real: bool,
    /// The number of the event it belongs to: rounds of one negotiation share it.
    pub event: usize,
    /// Whether an offer was turned down and a later one follows.
    pub superseded: bool,
}

const ROUNDS: &[&str] = &["Seed", "Series A", "Series B", "Series C", "Series D", "Series E", "Series F"];

/// Lets things happen over three years.
pub(super) fn happenings(world: &mut World, count: usize, rng: &mut StdRng) -> Vec<Happening> {
    let mut out: Vec<Happening> = Vec::with_capacity(count);
    let mut raised: Vec<(usize, i32)> = vec![(0, -400); world.firms.len()];
    let mut busy: Vec<i32> = vec![-1_000; world.people.len()];
    let mut bought = std::collections::HashMap::new();
    let mut event = 0;
    for _ in 0..count * 3 {
        if out.len() >= count {
            break;
        }
        let day = rng.random_range(0..1_095);
        let firm = any_firm(world, rng);
        let real = rng.random_bool(0.93);
        let blank = Happening {
            sort: Sort::Move,
            person: None,
            firm,
            other: None,
            day,
            figure: None,
            round: None,
            real,
            event,
            superseded: false,
        };
        let drawn = rng.random_range(0..100);
        if drawn < 55 {
            // People: one thing at a time, and no two of them within two years.
            let person = rng.random_range(0..world.people.len());
            if (busy[person] - day).abs() < 730 || world.people[person].at == firm {
                continue;
            }
            busy[person] = day;
            if drawn < 33 {
                let from = world.people[person].at;
                if real {
                    world.people[person].at = firm;
                }
                out.push(Happening { person: Some(person), other: Some(from), ..blank });
            } else {
                let part = if rng.random_bool(0.4) { Part::SignOn } else { Part::Whole };
                let first = figure(rng, 1e6, 3e8, part);
                let offer =
                    Happening { sort: Sort::Offer, person: Some(person), figure: Some(first), ..blank };
                if rng.random_bool(0.15) {
                    // Turned down, and raised some weeks later.
                    let more = first.value * rng.random_range(13..25) / 10;
                    let next = Figure { value: digits(more, 2), bound: "exact", ..first };
                    let later = Happening {
                        day: day + rng.random_range(7..40),
                        figure: Some(next),
                        real: true,
                        ..offer.clone()
                    };
                    out.push(Happening { superseded: true, real: true, ..offer });
                    out.push(later);
                } else {
                    out.push(offer);
                }
            }
        } else if drawn < 70 {
            let other = rng.random_range(0..world.firms.len());
            if other == firm || bought.insert((firm, other), ()).is_some() {
                continue;
            }
            let f = figure(rng, 2e7, 2e10, Part::Whole);
            let told = rng.random_bool(0.85).then_some(f);
            out.push(Happening { sort: Sort::Deal, other: Some(other), figure: told, ..blank });
        } else {
            // Rounds of one firm come in their order, half a year apart or more.
            let (n, last) = raised[firm];
            let day = last + rng.random_range(190..420);
            if n >= ROUNDS.len() || day > 1_095 {
                continue;
            }
            let day = day.max(0);
            raised[firm] = (n + 1, day);
            let size = 2e6 * 3f64.powi(n as i32 + 1);
            let f = figure(rng, size, size * 3.0, Part::Whole);
            let round = Some(ROUNDS[n]);
            out.push(Happening {
                sort: Sort::Funding,
                day,
                figure: Some(f),
                round,
                real: true,
                ..blank.clone()
            });
            if rng.random_bool(0.5) {
                event += 1;
                let worth = figure(rng, size * 5.0, size * 12.0, Part::Whole);
                let figure = Some(worth);
                out.push(Happening { sort: Sort::Valuation, day, figure, real: true, event, ..blank });
            }
        }
        event += 1;
    }
    out
}

fn any_firm(world: &World, rng: &mut StdRng) -> usize {
    let all: f64 = world.firms.iter().map(|f| f.weight).sum();
    let mut at = rng.random_range(0.0..all);
    for (n, f) in world.firms.iter().enumerate() {
        at -= f.weight;
        if at <= 0.0 {
            return n;
        }
    }
    0
}

/// A sum between two, evenly over its logarithm, told as sums are: with one to three digits, and often with a bound.
fn figure(rng: &mut StdRng, low: f64, high: f64, part: Part) -> Figure {
    let value = (low.ln() + rng.random_range(0.0..1.0) * (high / low).ln()).exp();
    let bound = match rng.random_range(0..100) {
        0..62 => "exact",
        62..75 => "approx",
        75..88 => "at_least",
        _ => "up_to",
    };
    let keep = match bound {
        "exact" => rng.random_range(2..4),
        _ => rng.random_range(1..3),
    };
    Figure { value: digits(value as u64, keep), bound, currency: "USD", part }
}

/// A figure rounded to so many digits, halves up.
#[must_use]
pub fn digits(value: u64, keep: u32) -> u64 {
    let have = value.max(1).ilog10() + 1;
    if have <= keep {
        return value;
    }
    let unit = 10u64.pow(have - keep);
    (value + unit / 2) / unit * unit
}
