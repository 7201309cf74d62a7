//! How Chinese reports tell of rounds, purchases, disputes and denials over clauses and sentences.

use tradewire_model::{ClaimKind, Modality, Role, Value};

use crate::telling::{claims, names};

#[test]
fn the_backers_of_a_round_may_be_named_in_the_next_sentence() {
    let text = "灵枢科技今日宣布完成近亿元天使轮融资。本轮融资由澜石资本领投，海松创投、青禾基金跟投。";
    let made = claims(ClaimKind::Funding, text);
    assert_eq!(made.len(), 1);
    assert_eq!(names(&made[0], Role::Investors), ["澜石资本", "海松创投", "青禾基金"]);
}

#[test]
fn those_called_backers_back_a_round_with_those_who_follow() {
    let text = "灵枢科技宣布完成1.2亿美元A轮融资，投资方包括澜石资本、海松创投。";
    assert_eq!(names(&claims(ClaimKind::Funding, text)[0], Role::Investors), ["澜石资本", "海松创投"]);
}

#[test]
fn the_round_is_the_one_beside_the_sum() {
    let made = claims(ClaimKind::Funding, "继完成A轮融资后，灵枢科技再获2亿元A+轮融资。");
    assert_eq!(made[0].args.text(Role::Round), Some("A+轮"));
}

#[test]
fn a_founder_who_says_the_company_speaks_of_his_own() {
    let made = claims(ClaimKind::Funding, "灵枢科技创始人林知远表示，公司已完成2亿元A轮融资。");
    assert_eq!(names(&made[0], Role::Company), ["灵枢科技"]);
}

#[test]
fn a_firm_that_puts_money_into_another_makes_a_deal() {
    let made = claims(ClaimKind::Deal, "丰田向小马智行投资4亿美元。");
    assert_eq!(names(&made[0], Role::Target), ["小马智行"]);
    assert_eq!(made[0].args.text(Role::DealKind), Some("investment"));
}

#[test]
fn a_denial_that_closes_the_sentence_denies_what_it_tells() {
    let text = "微博上有传言称北门科技将收购云杉智能，北门科技对此回应称“消息不实”。";
    let made = claims(ClaimKind::Deal, text);
    assert_eq!(made[0].modality, Modality::Denied);
}

#[test]
fn a_sum_in_the_clause_of_another_firm_is_its_own() {
    let text = "北门科技收购云杉智能的谈判告吹，橡湾集团将支付24亿美元。";
    let made = claims(ClaimKind::Deal, text);
    assert!(made.iter().all(|c| names(c, Role::Acquirer) != ["北门科技"] || !c.args.has(Role::Amount)));
}

#[test]
fn a_number_may_go_on_in_digits_behind_its_scale() {
    let text = "云杉智能挖走了林知远。云杉智能员工人数增至1万5360人。";
    let made = claims(ClaimKind::Stat, text);
    let Some(Value::Measure(m)) = made[0].args.get(Role::Value) else { panic!("no value") };
    assert_eq!(m.value.map(|v| v.to_string()).as_deref(), Some("15360"));
}

#[test]
fn a_court_is_no_party_to_what_it_is_asked() {
    let text = "台積電向智慧財產及商業法院提告前資深副總林知遠。";
    let made = claims(ClaimKind::Dispute, text);
    assert_eq!(made.len(), 1);
    assert_eq!(names(&made[0], Role::Plaintiff), ["台積電"]);
}

#[test]
fn each_unit_of_a_list_is_told_whatever_its_letters() {
    let text = "腾讯升级研发架构，新成立AI Infra部、AI Data部、数据计算平台部。";
    let made = claims(ClaimKind::Unit, text);
    let mut all: Vec<_> = made.iter().flat_map(|c| names(c, Role::Name)).collect();
    all.sort();
    assert_eq!(all, ["AI Data部", "AI Infra部", "数据计算平台部"]);
}

#[test]
fn the_price_of_a_purchase_may_stand_in_the_next_sentence() {
    let made = claims(ClaimKind::Deal, "北门科技宣布全资收购云杉智能。据悉，交易金额约为3亿美元。");
    assert_eq!(made.len(), 1);
    assert!(made[0].args.has(Role::Amount));
}

#[test]
fn a_round_is_told_without_a_sum() {
    let made = claims(ClaimKind::Funding, "灵枢科技完成A轮融资，澜石资本领投。");
    assert_eq!(names(&made[0], Role::Company), ["灵枢科技"]);
    assert_eq!(names(&made[0], Role::Investors), ["澜石资本"]);
}

#[test]
fn money_that_somebody_leads_is_a_round_and_no_purchase() {
    let text = "灵枢科技获得由软银领投的1.2亿美元。";
    assert_eq!(claims(ClaimKind::Deal, text).len(), 0);
    assert_eq!(names(&claims(ClaimKind::Funding, text)[0], Role::Company), ["灵枢科技"]);
}

#[test]
fn what_a_firm_is_valued_at_is_not_what_it_raised() {
    let made =
        claims(ClaimKind::Funding, "Larkspur Labs raised $435 million and was valued at $6.1 billion.");
    assert!(
        matches!(made[0].args.get(Role::Amount), Some(Value::Amount(a)) if a.value == Some(435_000_000.into()))
    );
}
