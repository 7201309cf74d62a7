//! Phrasings of the press that rules read: names run together, names in quotation marks, participles, refusals, figures.

use tradewire_model::{ClaimKind, Role, Value};

use crate::telling::{claims, names};

#[test]
fn two_people_joined_by_a_word_are_two() {
    let made = claims(ClaimKind::Move, "皮柏斯和杜南將加入OpenAI。");
    let who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Person)).collect();
    assert_eq!(who, ["皮柏斯", "杜南"]);
}

#[test]
fn a_firm_in_quotation_marks_is_named_by_them() {
    let made = claims(ClaimKind::Funding, "新創公司「雲起」完成A輪募資,金額達3,000萬美元。");
    assert_eq!(names(&made[0], Role::Company), ["雲起"]);
}

#[test]
fn a_participle_has_the_subject_of_the_main_clause() {
    let text = "Having left Northgate in January for the venture firm Greystone, Alan Whitaker now advises founders.";
    let made = claims(ClaimKind::Move, text);
    let [one] = &made[..] else { panic!("{} moves", made.len()) };
    assert_eq!(names(one, Role::Person), ["Alan Whitaker"]);
    assert_eq!(names(one, Role::To), ["Greystone"]);
}

#[test]
fn a_post_is_taken_up_where_its_holder_is() {
    let text = "Priya Raman, chief operating officer of Halvorsen, will step in as interim chief executive.";
    assert_eq!(names(&claims(ClaimKind::Move, text)[0], Role::To), ["Halvorsen"]);
}

#[test]
fn people_joined_by_their_posts_are_nobodys_firm() {
    let text = "Co-founder and CEO Karl Voss and co-founder and chief product officer Dana Kim quit Tessera.";
    let made = claims(ClaimKind::Move, text);
    let who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Person)).collect();
    assert_eq!(who, ["Karl Voss", "Dana Kim"]);
    assert!(made.iter().all(|c| names(c, Role::From) == ["Tessera"]));
}

#[test]
fn what_is_not_accepted_is_declined() {
    let made = claims(ClaimKind::Offer, "騰訊以雙倍薪酬挖角阿里雲工程師,對方未有接受。");
    assert_eq!(made[0].args.text(Role::Outcome), Some("declined"));
}

#[test]
fn nobody_buys_a_unit_of_their_own() {
    let text = "微軟宣布在台灣成立AI研發中心,由張仁炯擔任執行長,兩年內投資10億元。";
    assert!(claims(ClaimKind::Deal, text).is_empty());
}

#[test]
fn sums_are_in_the_money_of_the_place_that_a_text_is_written_in() {
    let currency = |text: &str| match claims(ClaimKind::Payband, text)[0].args.get(Role::Currency) {
        Some(Value::Code(c)) => c.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(currency("新竹的台積電工程師年薪約200萬元,軟體工程師略低。"), "TWD");
    assert_eq!(currency("北門科技的工程師年薪約200萬元。"), "CNY");
    assert_eq!(currency("北门科技的工程师年薪约200万元。"), "CNY");
}

#[test]
fn people_are_counted_as_people_and_shares_over_years_are_one_series() {
    let made = claims(ClaimKind::Stat, "林知远离开了北门科技。北门科技的研究团队共有60人。");
    let Some(Value::Measure(m)) = made[0].args.get(Role::Value) else { panic!("no value") };
    assert_eq!(m.unit, "people");
    let made = claims(
        ClaimKind::Stat,
        "林知远离开了北门科技。北门科技员工主动离职率2023年为9%，2024年升到14%，2025年已达21%。",
    );
    let Some(Value::Series(s)) = made[0].args.get(Role::Series) else { panic!("no series") };
    assert_eq!(s.len(), 3);
}

#[test]
fn words_before_a_bare_title_belong_to_it_and_part_no_list() {
    let text = "遠岫科技多位高管離職,人工智能平台負責人白宇立、世界模型負責人馬寧遠已相繼離職。";
    let made = claims(ClaimKind::Move, text);
    let who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Person)).collect();
    assert_eq!(who, ["白宇立", "馬寧遠"]);
    assert_eq!(made[1].args.text(Role::RoleBefore), Some("世界模型負責人"));
}

#[test]
fn an_adverb_or_a_word_for_and_is_no_part_of_a_name() {
    let who = |text| -> Vec<String> {
        claims(ClaimKind::Move, text).iter().flat_map(|c| names(c, Role::Person)).collect()
    };
    assert_eq!(who("羅崇安曾在伊頓工作,2017年加入大疆任首席工程師。"), ["羅崇安"]);
    assert_eq!(who("微軟挖走多米尼克·金斯和克里斯托弗·凱利。"), ["多米尼克·金斯", "克里斯托弗·凱利"]);
    assert_eq!(who("亞歷山大·科列夫也被Meta高薪延攬。"), ["亞歷山大·科列夫"]);
}

#[test]
fn a_post_goes_to_the_firm_of_its_own_clause() {
    let made = claims(ClaimKind::Move, "梁孟柏2009年跳槽至三星,2017年轉往中芯國際擔任執行長。");
    let post = |firm: &str| {
        let one = made.iter().find(|c| names(c, Role::To) == [firm]).unwrap();
        one.args.text(Role::RoleAfter).map(str::to_owned)
    };
    assert_eq!((post("三星"), post("中芯國際").as_deref()), (None, Some("執行長")));
}

#[test]
fn who_comes_back_to_the_old_firm_comes_back_to_where_they_left() {
    let made = claims(ClaimKind::Move, "林知遠從云杉智能轉投北門科技,幾個月後又回到原公司。");
    let back = made.iter().find(|c| c.args.text(Role::Type) == Some("return")).unwrap();
    assert_eq!(names(back, Role::To), ["云杉智能"]);
}

#[test]
fn who_lets_somebody_go_does_not_leave() {
    let made = claims(ClaimKind::Move, "北门科技首席执行官沈嘉禾已批准林知远辞职。");
    let who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Person)).collect();
    assert_eq!(who, ["林知远"]);
}

#[test]
fn the_lowest_and_the_highest_pay_are_one_band_and_a_row_of_pay_is_several() {
    let number = |c: &tradewire_model::Claim, role| match c.args.get(role) {
        Some(Value::Number(n)) => n.normalize().to_string(),
        _ => String::new(),
    };
    let made = claims(ClaimKind::Payband, "北门科技公布了应届博士的年薪,最低为89.6万元,最高为201万元。");
    assert_eq!(
        (number(&made[0], Role::Low), number(&made[0], Role::High)),
        ("896000".into(), "2010000".into())
    );
    let made = claims(ClaimKind::Payband, "北门科技应届硕士年薪38万元,博士53万元。");
    let lows: Vec<_> = made.iter().map(|c| number(c, Role::Low)).collect();
    assert_eq!(lows, ["380000", "530000"]);
}
