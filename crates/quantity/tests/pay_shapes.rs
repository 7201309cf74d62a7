//! Every shape of pay: what is found, what the words around it say, what is derived.

use rstest::rstest;
use tradewire_quantity::{Context, Kind, Quantity, grants, recognise};

fn found(text: &str) -> Vec<Quantity> {
    let published = "2025-07-16".parse().ok();
    recognise(text, &Context { published, ..Context::default() })
}

/// The short form of the first sum, and the words that say what it is for.
#[rstest]
#[case("a signing bonus of $100 million", "money 100000000 USD", "sign_on")]
#[case("a base of $500,000", "money 500000 USD", "base")]
#[case("an annual bonus of $200,000", "money 200000 USD", "bonus")]
#[case("restricted stock worth $8 million", "money 8000000 USD", "equity")]
#[case("$30 million in the first year", "money 30000000 USD", "first_year")]
#[case("a strike price of $2.15", "money 2.15 USD", "per_share")]
#[case("签字费100万美元", "money 1000000 USD", "sign_on")]
#[case("底薪50万美元", "money 500000 USD", "base")]
#[case("年终奖30万元", "money 300000 CNY", "bonus")]
#[case("价值200万美元的股票", "money 2000000 USD", "equity")]
#[case("首年最多1億美元", "money <=100000000 USD", "first_year")]
#[case("行權價每股2.15美元", "money 2.15 USD", "per_share")]
#[case("年包300万元", "money 3000000 CNY year", "annual")]
fn what_a_sum_is_for_is_said(#[case] text: &str, #[case] sum: &str, #[case] cue: &str) {
    let found = found(text);
    let q = found.iter().find(|q| q.money().is_some()).unwrap();
    assert_eq!(q.kind.to_string(), sum);
    let keys: Vec<&str> = q.money().unwrap().cues.iter().map(|c| c.key).collect();
    assert!(keys.contains(&cue), "{keys:?}");
}

#[rstest]
#[case("月薪3万元,14薪", Some("money 420000 CNY year"))]
#[case("週薪30萬英鎊", Some("money 15600000 GBP year"))]
#[case("£300,000 a week", Some("money 15600000 GBP year"))]
#[case("四年3亿美元", Some("money 75000000 USD year"))]
#[case("日薪2000元", None)]
#[case("$2 million a year", None)]
fn what_a_sum_comes_to_in_a_year_is_derived(#[case] text: &str, #[case] expected: Option<&str>) {
    let found = found(text);
    let money = found.iter().find_map(Quantity::money).unwrap();
    let derived = money.yearly().map(|d| {
        let m = tradewire_quantity::Money { amount: d.amount, years: None, ..money.clone() };
        Kind::Money(m).to_string()
    });
    assert_eq!(derived.as_deref(), expected);
}

#[rstest]
#[case("a one-year cliff", "duration 1 year cliff")]
#[case("a four-year vesting schedule", "duration 4 year vesting")]
#[case("分四年归属", "duration 4 year vesting")]
#[case("48小时限时", "duration 48 hour deadline")]
#[case("the offer expires Friday", "date 2025-07-18")]
#[case("she has until 14 February to accept", "date 2026-02-14")]
#[case("报名截止到3月20日", "date 2026-03-20")]
#[case("他3月20日离职", "date 2025-03-20")]
fn deadlines_and_vesting_are_told_apart(#[case] text: &str, #[case] expected: &str) {
    let all: Vec<String> = found(text).iter().map(|q| q.kind.to_string()).collect();
    assert!(all.iter().any(|k| k == expected), "{all:?}");
}

#[rstest]
#[case("10,000 options at $3 and 20,000 options at $5", &[(10_000, Some(3)), (20_000, Some(5))])]
#[case("首批5万股,行权价2美元,第二批8万股,行权价4美元", &[(50_000, Some(2)), (80_000, Some(4))])]
#[case("授予10萬份期權", &[(100_000, None)])]
#[case("the exchange listed 300 companies", &[])]
fn options_come_as_tiers_with_their_price(#[case] text: &str, #[case] expected: &[(i64, Option<i64>)]) {
    let found = found(text);
    let whole = |d: tradewire_model::Decimal| i64::try_from(d).unwrap();
    let tiers: Vec<(i64, Option<i64>)> = grants(text, &found)
        .iter()
        .map(|g| {
            let price = g.price.and_then(|p| found[p].money()).and_then(|m| m.amount.value);
            (whole(found[g.shares].counted().unwrap().count.value), price.map(whole))
        })
        .collect();
    assert_eq!(tiers, expected);
}

#[rstest]
#[case("20,000 options at $7, vesting over five years", &["count 20000 share", "money 7 USD", "duration 5 year vesting"])]
#[case("stock worth €2 million that vests over three years", &["money 2000000 EUR over 3", "duration 3 year vesting"])]
#[case("每股行权价3美元,分五年归属", &["money 3 USD", "duration 5 year vesting"])]
#[case("罚款5万元以上20万元以下", &["money 50000..200000 CNY"])]
#[case("七年以上十二年以下", &["duration 7..12 year"])]
#[case("时薪28", &["money 28 ? hour"])]
#[case("每周时薪制", &[])]
#[case("18-24 LPA", &["money 1800000..2400000 INR year"])]
#[case("25k*14薪", &["money 25000 ? month"])]
#[case("a ¥30 billion (about $200 million) plant", &["money 30000000000 JPY = ~200000000 USD"])]
#[case("a ¥30 million ($4.2 million) plant", &["money 30000000 CNY = 4200000 USD"])]
fn shapes_of_pay(#[case] text: &str, #[case] expected: &[&str]) {
    let found: Vec<String> = found(text).iter().map(|q| q.kind.to_string()).collect();
    assert_eq!(found, expected);
}
