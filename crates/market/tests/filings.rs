//! Public filings of base wages are read row by row, and none is lost. All rows are invented.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use proptest::prelude::*;
use tradewire_market::{AskedFilings, Filings, LeftAside};

const HEAD: &str = "CASE_NUMBER,CASE_STATUS,RECEIVED_DATE,DECISION_DATE,EMPLOYER_NAME,JOB_TITLE,SOC_CODE,SOC_TITLE,WORKSITE_CITY,WORKSITE_STATE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,PREVAILING_WAGE,PW_UNIT_OF_PAY,TOTAL_WORKER_POSITIONS,FULL_TIME_POSITION\n";

fn row(case: u32, status: &str, employer: &str, title: &str, wage: (&str, &str, &str), rest: &str) -> String {
    format!(
        "I-{case},{status},2025-03-0{},2025-03-09,\"{employer}\",{title},15-1221.00,Scientists,Otterton,CA,{},{},{},{rest}\n",
        case % 9 + 1,
        wage.0,
        wage.1,
        wage.2
    )
}

fn read(text: &str, asked: &AskedFilings) -> (Filings, Vec<(u64, String)>) {
    let mut out = Filings::default();
    let mut told = Vec::new();
    out.read(text.as_bytes(), asked, &mut |line, why| told.push((line, why.to_string()))).unwrap();
    (out, told)
}

const PLENTY: &str = "\"$90,000.00\",Year,1,Y";

#[test]
fn wages_are_intervals_a_year_in_whatever_unit() {
    let text = [
        HEAD.to_owned(),
        row(
            1,
            "Certified",
            "Larkspur Labs, Inc.",
            "Researcher",
            ("\"$150,000.00\"", "180000", "Year"),
            PLENTY,
        ),
        row(2, "Certified", "LARKSPUR LABS LLC", "Researcher", ("100", "", "Hour"), PLENTY),
        row(3, "Certified", "Northgate", "Researcher", ("10000", "12000", "Month"), PLENTY),
        row(4, "Certified", "Northgate", "Researcher", ("", "", ""), "\"$95,000\",Year,25,Y"),
    ]
    .concat();
    let (f, told) = read(&text, &AskedFilings::default());
    assert!(told.is_empty(), "{told:?}");
    assert_eq!((f.rows, f.n, f.positions, f.one_sided), (4, 4, 28, 1));
    assert_eq!(f.employers.len(), 3, "as they are written");
    assert_eq!(f.years.get(&2025), Some(&4));
    let (one, _) =
        read(&text, &AskedFilings { employer: Some("larkspur labs".into()), ..AskedFilings::default() });
    assert_eq!((one.n, one.left_aside.get(&LeftAside::Other)), (2, Some(&2)));
    assert!(one.quartiles(1).is_none(), "two are too few");
}

#[test]
fn bad_rows_are_named_with_their_line_and_hide_no_other() {
    let good = |case| row(case, "Certified", "Northgate", "Engineer", ("150000", "", "Year"), PLENTY);
    let text = [
        HEAD.to_owned(),                                                                    // 1
        good(1),                                                                            // 2
        row(2, "Certified", "Northgate", "Engineer", ("lots", "", "Year"), PLENTY),         // 3
        row(3, "Certified", "Northgate", "Engineer", ("150000", "", "Moon"), PLENTY),       // 4
        row(4, "Certified", "Northgate", "Engineer", ("150000", "140000", "Year"), PLENTY), // 5
        row(5, "Certified", "Northgate", "Engineer", ("150000", "", "Hour"), PLENTY),       // 6
        row(6, "Certified", "", "Engineer", ("150000", "", "Year"), PLENTY),                // 7
        row(7, "Certified", "Northgate", "Engineer", ("", "", ""), ",,1,Y"),                // 8
        "one,two\n".to_owned(),                                                             // 9
        "I-8,Certified,soon,,N,E,s,t,c,CA,150000,,Year,,,1,Y\n".to_owned(),                 // 10
        "I-9,Certified,2025-01-01,,\"N,E,s,t,c,CA,150000,,Year,,,1,Y\n".to_owned(),         // 11
        "\n".to_owned(),                                                                    // 12
        good(10).replace("Engineer", "\"Engineer,\nsecond line\""),                         // 13, 14
        format!("{}\n", "x".repeat(300_000)),                                               // 15
        good(11),                                                                           // 16
    ]
    .concat();
    let (f, told) = read(&text, &AskedFilings::default());
    let lines: Vec<u64> = told.iter().map(|t| t.0).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 11, 15], "{told:?}");
    for (place, words) in
        [(0, "lots"), (1, "Moon"), (2, "150000 to 140000"), (3, "plausible"), (6, "2 fields"), (7, "soon")]
    {
        assert!(told[place].1.contains(words), "{told:?}");
    }
    assert_eq!((f.rows, f.n), (13, 3));
    assert_eq!(f.rejected.values().sum::<u64>(), 10);
    assert_eq!(
        f.rows,
        f.n + f.rejected.values().sum::<u64>() + f.left_aside.values().sum::<u64>(),
        "none is lost"
    );
}

#[test]
fn only_certified_full_time_cases_count_and_each_once() {
    let text = [
        HEAD.to_owned(),
        row(1, "Certified", "N", "E", ("150000", "", "Year"), PLENTY),
        row(1, "Certified", "N", "E", ("150000", "", "Year"), PLENTY),
        row(2, "Certified - Withdrawn", "N", "E", ("150000", "", "Year"), PLENTY),
        row(3, "Denied", "N", "E", ("150000", "", "Year"), PLENTY),
        row(4, "CERTIFIED", "N", "E", ("150000", "", "Year"), "90000,Year,1,N"),
    ]
    .concat();
    let (f, told) = read(&text, &AskedFilings::default());
    assert!(told.is_empty() && f.n == 1, "{told:?}");
    let found: Vec<(LeftAside, u64)> = f.left_aside.into_iter().collect();
    use LeftAside::{Again, NotCertified, PartTime, Withdrawn};
    assert_eq!(found, [(Withdrawn, 1), (NotCertified, 1), (PartTime, 1), (Again, 1)]);
}

#[test]
fn heads_of_other_years_are_known_and_others_refused() {
    let old = "LCA_CASE_NUMBER,STATUS,LCA_CASE_SUBMIT,LCA_CASE_EMPLOYER_NAME,LCA_CASE_JOB_TITLE,LCA_CASE_WAGE_RATE_FROM,LCA_CASE_WAGE_RATE_TO,LCA_CASE_WAGE_RATE_UNIT,TOTAL_WORKERS\n1,CERTIFIED,3/1/2013,N,E,90000,100000,Year,2\n";
    let one_field = "\u{feff}CASE_NUMBER,CASE_STATUS,CASE_SUBMITTED,EMPLOYER_NAME,JOB_TITLE,WAGE_RATE_OF_PAY,WAGE_UNIT_OF_PAY,TOTAL WORKERS\n1,CERTIFIED,2015-03-01,N,E,90000 - 100000,Year,3\n";
    for (text, year) in [(old, 2013), (one_field, 2015)] {
        let (f, told) = read(text, &AskedFilings::default());
        assert!(told.is_empty() && f.n == 1 && f.years.contains_key(&year), "{told:?} {f:?}");
        let mut asked =
            AskedFilings { from: Some(year), to: Some(year), words: Some("e".into()), employer: None };
        assert_eq!(read(text, &asked).0.n, 1);
        asked.from = Some(year + 1);
        assert_eq!(read(text, &asked).0.n, 0);
    }
    for text in ["", "a,b,c\n1,2,3\n", "EMPLOYER_NAME,CASE_STATUS\nN,Certified\n"] {
        let refused = Filings::default().read(text.as_bytes(), &AskedFilings::default(), &mut |_, _| {});
        assert!(refused.unwrap_err().to_string().contains("column"), "{text}");
    }
}

#[test]
fn the_median_of_many_is_found_with_its_band() {
    let mut text = HEAD.to_owned();
    for i in 0..3000u32 {
        let low = 100_000 + i % 1000 * 100;
        let wage = (low.to_string(), (low + 5000).to_string());
        text += &row(i, "Certified", &format!("Firm {}", i % 7), "E", (&wage.0, &wage.1, "Year"), PLENTY);
    }
    let (f, _) = read(&text, &AskedFilings::default());
    let (q, step) = f.quartiles(1).unwrap();
    assert!(step >= 500, "{step}");
    // Wages lie evenly from 100,000 to 205,000, each known to within 5,000.
    let median = q[1];
    assert!(median.low <= 155_000.0 && median.high >= 148_000.0, "{median:?}");
    assert!(
        median.band.0 <= median.high
            && median.band.1 >= median.low
            && median.band.1 - median.band.0 < 30_000.0,
        "{median:?}"
    );
    assert_eq!(f.quartiles(1), f.quartiles(1), "the same seed gives the same figures");
}

#[test]
fn rounding_many_wages_moves_no_quartile_beyond_its_stretch() {
    let mut text = HEAD.to_owned();
    for i in 0..4000u32 {
        text += &row(i, "Certified", "Firm", "E", (&(100_003 + 37 * i).to_string(), "", "Year"), PLENTY);
    }
    let (f, _) = read(&text, &AskedFilings::default());
    let (q, step) = f.quartiles(1).unwrap();
    for (q, share) in q.iter().zip([1000.0, 2000.0, 3000.0]) {
        let truth = 100_003.0 + 37.0 * (share - 1.0);
        assert!(
            q.low < truth && truth <= q.high && q.high - q.low <= f64::from(step),
            "{truth} {q:?} {step}"
        );
        assert!(q.band.0 <= q.high && q.band.1 >= q.low);
    }
}

proptest! {
    #[test]
    fn no_row_is_lost_however_broken(rows in prop::collection::vec("[a-zA-Z0-9 ,\"$.-]{0,60}(\n|\r\n)?", 0..30), good in 0usize..5) {
        let mut text = HEAD.to_owned();
        for (i, r) in (0u32..).zip(&rows) {
            text += r;
            if (i as usize).is_multiple_of(good + 1) {
                text += "\n";
                text += &row(i, "Certified", "N", "E", ("150000", "", "Year"), PLENTY);
            }
        }
        let (f, told) = read(&text, &AskedFilings::default());
        prop_assert_eq!(f.rows, f.n + told.len() as u64 + f.left_aside.values().sum::<u64>());
        // Lines are named in order, and none beyond the last.
        let last = text.lines().count() as u64;
        prop_assert!(told.windows(2).all(|w| w[0].0 < w[1].0) && told.iter().all(|t| t.0 > 1 && t.0 <= last));
        // A good row is lost only to a quote that was opened before it.
        if !rows.iter().any(|r| r.contains('"')) {
            prop_assert!(f.n as usize >= rows.len().div_ceil(good + 1));
        }
    }
}
