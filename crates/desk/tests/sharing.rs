//! What leaves a desk, and what a group learns. All offers are invented.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tempfile::TempDir;
use tradewire_desk::{
    Budget, Cell, Contribution, Desk, Figures, Key, Labels, Level, NewItem, Pool, Recipient, RoleFamily,
    Share, WhySkipped, pool, pool_private, share,
};
use tradewire_model::Decimal;

const DAY: Date = date(2026, 6, 30);

fn desk() -> (TempDir, Desk) {
    let folder = TempDir::new().unwrap();
    let desk = Desk::make(&folder.path().join("desk"), &folder.path().join("key"), None).unwrap();
    (folder, desk)
}

fn labels() -> Labels {
    Labels {
        firm: Some("Quibbleford Labs".into()),
        role: Some(RoleFamily::Research),
        level: Some(Level::Staff),
        country: Some("US".parse().unwrap()),
        year: Some(2026),
    }
}

fn keep(desk: &Desk, salary: u64, at: &str, labels: Labels) {
    let offer = format!("name = 'Zyxwald'\ncurrency = 'USD'\nyears = 4\nsalary = {salary}");
    let at: Timestamp = at.parse().unwrap();
    desk.keep(&NewItem { offer, note: "secret".into(), labels }, at).unwrap();
}

fn cell(firm: Option<&str>) -> Cell {
    let (role, level, country) = (RoleFamily::Research, Level::Staff, "US".parse().unwrap());
    Cell { role, level, country, year: 2026, currency: "USD".into(), firm: firm.map(str::to_owned) }
}

/// A contribution of a desk of its own with one cell; sums in thousands.
fn from(first: u64, four: Option<u64>, group: &Recipient) -> Contribution {
    let k = |n: u64| Decimal::from(n * 1000);
    let figures = Figures { first_year: k(first), four_years: four.map(k) };
    Contribution::of(&desk().1, group, DAY, vec![Share { cell: cell(None), figures }])
}

fn of(sums: &[u64]) -> Vec<Contribution> {
    let group = Key::generate().recipient();
    sums.iter().map(|s| from(*s, None, &group)).collect()
}

fn figures(p: &Pool) -> [Option<u64>; 3] {
    let q = p.cells[0].first_year;
    [q.lower, q.median, q.upper].map(|d| d.map(|d| d.to_string().parse::<u64>().unwrap() / 1000))
}

#[test]
fn a_contribution_holds_rounded_figures_and_no_name() {
    let (_folder, desk) = desk();
    keep(&desk, 7_654_321, "2026-05-01T00:00:00Z", labels());
    let group = Key::generate();
    let (shares, skipped) = share(&desk.list().unwrap().items, DAY, false);
    assert!(skipped.is_empty() && shares.len() == 1);
    assert_eq!(shares[0].figures.first_year, Decimal::from(7_700_000));
    assert_eq!(shares[0].figures.four_years, Some(Decimal::from(31_000_000)));
    let made = Contribution::of(&desk, &group.recipient(), DAY, shares);
    let inside = serde_json::to_string(&made).unwrap();
    for words in ["Zyxwald", "Quibbleford", "secret", "7654321", "2026-05", &desk.recipient().to_string()] {
        assert!(!inside.to_lowercase().contains(&words.to_lowercase()), "{words} is in {inside}");
    }
    let sealed = made.seal(&group.recipient()).unwrap();
    assert_eq!(Contribution::open(&group, &sealed).unwrap(), made);
    assert!(Contribution::open(&Key::generate(), &sealed).is_err());
    let (named, _) = share(&desk.list().unwrap().items, DAY, true);
    assert_eq!(named[0].cell.firm.as_deref(), Some("quibbleford labs"), "only where it was asked for");
}

#[test]
fn one_offer_for_each_cell_and_the_rest_is_told() {
    let (_folder, desk) = desk();
    keep(&desk, 100_000, "2026-05-01T00:00:00Z", labels());
    keep(&desk, 200_000, "2026-05-02T00:00:00Z", labels());
    keep(&desk, 300_000, "2026-07-01T00:00:00Z", labels());
    keep(&desk, 400_000, "2026-05-03T00:00:00Z", Labels { role: None, ..labels() });
    keep(
        &desk,
        500_000,
        "2026-05-03T00:00:00Z",
        Labels { country: Some("GB".parse().unwrap()), firm: None, ..labels() },
    );
    let bound = "currency='USD'\nyears=4\n[[undisclosed]]\ntotal='9M'\nbound='up_to'";
    desk.keep(&NewItem { offer: bound.into(), note: String::new(), labels: labels() }, Timestamp::UNIX_EPOCH)
        .unwrap();
    let items = desk.list().unwrap().items;
    let (shares, skipped) = share(&items, DAY, false);
    let sums: Vec<String> = shares.iter().map(|s| s.figures.first_year.to_string()).collect();
    assert_eq!(sums, ["500000", "200000"], "the later of two; cells in order");
    let mut why: Vec<WhySkipped> = skipped.iter().map(|s| s.why).collect();
    why.sort_unstable();
    assert_eq!(why, [WhySkipped::Later, WhySkipped::Unlabelled, WhySkipped::Bound, WhySkipped::Superseded]);
    let (_, skipped) = share(&items, DAY, true);
    assert!(skipped.iter().any(|s| s.why == WhySkipped::NoFirm));
}

#[test]
fn four_desks_are_not_shown_and_five_are() {
    let four = pool(of(&[100, 200, 300, 400]));
    assert!(four.cells.is_empty() && four.withheld);
    let five = pool(of(&[100, 200, 300, 400, 500]));
    assert_eq!(figures(&five), [Some(200), Some(300), Some(400)]);
    assert_eq!((five.cells[0].contributors.as_str(), five.withheld), ("5-9", false));
    assert_eq!(five.cells[0].four_years, None, "none of them covers four years");
}

#[test]
fn one_desk_counts_once_however_often_it_sends() {
    let (_folder, desk) = desk();
    let group = Key::generate().recipient();
    let send = |sum: u64, day: i8| {
        let figures = Figures { first_year: Decimal::from(sum * 1000), four_years: None };
        Contribution::of(&desk, &group, date(2026, 6, day), vec![Share { cell: cell(None), figures }])
    };
    let many: Vec<Contribution> = (1..=9).map(|d| send(100 * d as u64, d)).collect();
    assert!(pool(many.clone()).cells.is_empty());
    // The latest stands for it, in whatever order files are named.
    let mut all = of(&[100, 200, 300, 400]);
    all.extend(many);
    let one = pool(all.clone());
    all.reverse();
    assert_eq!(one, pool(all));
    assert_eq!(figures(&one), [Some(200), Some(300), Some(530)], "300, 400 and the last, 900");
}

#[test]
fn every_figure_is_of_three_at_least_and_none_is_one_persons() {
    // Between the second and the fourth, every sum is somebody's; no figure is.
    let p = pool(of(&[110, 230, 370, 530, 710]));
    for f in figures(&p).into_iter().flatten() {
        assert!(![110, 230, 370, 530, 710].contains(&f), "{f}");
    }
    // One that makes up nearly all of a figure is not to be read off it.
    let p = pool(of(&[10, 11, 12, 13, 9000]));
    assert_eq!(figures(&p), [Some(11), Some(12), None], "12, 13 and 9000 tell of the last");
    let p = pool(of(&[1, 2, 900, 9000, 9900]));
    assert_eq!(figures(&p)[0], None);
}

#[test]
fn cells_do_not_overlap_and_nothing_is_summed_over_them() {
    let group = Key::generate().recipient();
    let mut all = Vec::new();
    for (i, firm) in [None, Some("a"), Some("b")].into_iter().enumerate() {
        for n in 0..5u64 {
            let sum = Decimal::from((100 + 10 * n + 100 * i as u64) * 1000);
            let share = Share { cell: cell(firm), figures: Figures { first_year: sum, four_years: None } };
            all.push(Contribution::of(&desk().1, &group, DAY, vec![share]));
        }
    }
    let p = pool(all);
    let firms: Vec<_> = p.cells.iter().map(|c| c.cell.firm.as_deref()).collect();
    assert_eq!(firms, [None, Some("a"), Some("b")]);
    // The cell without a firm holds those who named none, and not those of the others.
    assert_eq!(figures(&p), [Some(110), Some(120), Some(130)]);
}

#[test]
fn figures_of_fewer_than_five_are_left_out_of_a_cell_that_is_shown() {
    let group = Key::generate().recipient();
    let with = |four: usize| -> Vec<Contribution> {
        (0..6usize).map(|i| from(100 + i as u64 * 10, (i < four).then_some(500), &group)).collect()
    };
    assert_eq!(pool(with(4)).cells[0].four_years, None);
    assert!(pool(with(5)).cells[0].four_years.is_some());
}

#[test]
fn what_somebody_made_up_is_refused() {
    let group = Key::generate();
    let good = from(100, None, &group.recipient());
    let made_up = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut json = serde_json::to_value(&good).unwrap();
        change(&mut json);
        serde_json::from_value::<Contribution>(json).ok().and_then(|c| c.seal(&group.recipient()).ok())
    };
    assert!(made_up(&|_| {}).is_some());
    let changes: [&dyn Fn(&mut serde_json::Value); 8] = [
        &|j| j["shares"] = serde_json::json!([]),
        &|j| j["contributor"] = "".into(),
        &|j| j["shares"][0]["figures"]["first_year"] = "123456".into(),
        &|j| j["shares"][0]["figures"]["first_year"] = "-100".into(),
        &|j| j["shares"][0]["cell"]["currency"] = "gold".into(),
        &|j| j["shares"][0]["cell"]["year"] = 1.into(),
        &|j| j["shares"][0]["cell"]["name"] = "Ada".into(),
        &|j| {
            let s = j["shares"][0].clone();
            j["shares"] = serde_json::json!([s, s]);
        },
    ];
    for (i, change) in changes.iter().enumerate() {
        assert!(made_up(change).is_none(), "{i}");
    }
}

#[test]
fn with_noise_small_cells_stay_hidden_and_large_ones_come_near_the_truth() {
    let budget = Budget::new(8.0, 1e4, 1e7).unwrap();
    let mut uniform = rand::random::<f64>;
    let small = pool_private(of(&[100, 200, 300, 400, 500]), &budget, &mut uniform);
    assert!(small.cells.is_empty() && !small.withheld, "{small:?}");
    let group = Key::generate().recipient();
    let many: Vec<Contribution> =
        (0..150u64).map(|i| from(100 + i * 6 / 10 * 10, Some(900), &group)).collect();
    let p = pool_private(many, &budget, &mut uniform);
    let median = figures(&p)[1].unwrap();
    assert!((450..=650).contains(&median), "the median is 545, drawn as {median}");
    assert!(p.cells[0].contributors.starts_with("about 1"));
    assert!(p.cells[0].four_years.is_some());
}
