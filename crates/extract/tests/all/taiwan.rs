//! How news of Taiwan and Hong Kong tells who goes where, what is paid and what firms take in.

use crate::telling::{claims, names};
use tradewire_model::{ClaimKind, Role, Value};

#[test]
fn fields_of_work_are_no_firms() {
    let found = claims(
        ClaimKind::Move,
        "Northgate 近半年有三位高階主管離職。知情人士指出，軟體平台主管 Ada Thornquist 已於上周請辭。",
    );
    assert!(found.iter().all(|c| names(c, Role::From) != ["軟體"]));
}

#[test]
fn the_name_behind_the_sort_of_plant_is_the_firm() {
    let found =
        claims(ClaimKind::Move, "記憶體控制晶片廠芯曜科技昨公告，營運長方紹倫升任執行長，6月1日生效。");
    assert_eq!(names(&found[0], Role::To), ["芯曜科技"]);
    assert_eq!(names(&found[0], Role::Person), ["方紹倫"]);
}

#[test]
fn self_driving_is_no_marker() {
    let found = claims(
        ClaimKind::Move,
        "自駕軟體新創 Pathglow 近日延攬前 Okapi Labs 感測主管 Ada Thornquist 擔任技術長。",
    );
    assert_eq!(names(&found[0], Role::To), ["Pathglow"]);
    assert_eq!(names(&found[0], Role::From), ["Okapi Labs"]);
}

#[test]
fn a_page_of_a_network_is_nobodys_employer() {
    let found = claims(
        ClaimKind::Move,
        "根據 Ada Thornquist 的領英資料，她自2019年起任職於 Okapi Labs，直到今年3月離職。",
    );
    assert!(found.iter().all(|c| names(c, Role::From) != ["領英"]));
}

#[test]
fn whoever_made_the_article_is_nobody_in_it() {
    let found =
        claims(ClaimKind::Move, "（攝影者．林子豪）\n\n他在雲嶺科技待了九年，去年底從總經理一職退休。");
    assert!(found.iter().all(|c| names(c, Role::Person) != ["林子豪"]));
}

#[test]
fn a_post_that_nobody_is_named_for_is_none() {
    let found = claims(ClaimKind::Move, "雲嶺科技研發副總林知遠請辭，公司亦未提到接任人。");
    assert!(found.iter().all(|c| c.args.text(Role::RoleAfter).is_none()));
}

#[test]
fn pay_is_what_it_has_come_to() {
    let found = claims(ClaimKind::Payband, "資深後端工程師月薪已由兩年前的10萬元，喊到12萬至15萬元。");
    assert_eq!(found.len(), 1);
    let Some(Value::Number(high)) = found[0].args.get(Role::High) else { panic!("no end") };
    assert_eq!(high.to_string(), "150000");
}

#[test]
fn takings_and_their_growth_are_no_figures_of_people() {
    let found = claims(
        ClaimKind::Stat,
        "雲嶺科技技術長林知遠今天請辭。雲嶺科技去年合併營收新台幣48.6億元，年增6.3%，員工約320人。",
    );
    let [headcount] = &found[..] else { panic!("{found:?}") };
    assert_eq!(headcount.args.text(Role::Name), Some("headcount"));
}

#[test]
fn the_outlet_of_the_report_is_no_firm_in_the_headline() {
    let found = claims(
        ClaimKind::Move,
        "晨業：雲嶺科技重組AI團隊，兩名副總裁離任\n\n據《晨業》報道，雲嶺科技上周重組AI團隊，主管算力的副總裁林知遠離任。",
    );
    assert!(found.iter().all(|c| names(c, Role::From) != ["晨業"]));
}

#[test]
fn who_takes_a_team_stands_behind_the_verb() {
    let found =
        claims(ClaimKind::Move, "雲嶺科技兩年內流失35名研發人員，其中9名工程師整組被挖到上海的芯瀾微電子。");
    assert!(found.iter().any(|c| names(c, Role::To) == ["芯瀾微電子"]));
}

#[test]
fn what_bears_the_code_of_a_share_is_a_firm() {
    let found = claims(ClaimKind::Move, "和瑞科（6789）總經理王正邦請辭。訊芯-KY董事長蔣文義請辭。");
    assert_eq!(names(&found[0], Role::From), ["和瑞科"]);
    assert_eq!(names(&found[1], Role::From), ["訊芯-KY"]);
}

#[test]
fn a_ministry_that_sends_somebody_is_not_where_they_go() {
    let found = claims(ClaimKind::Move, "經濟部指派林志文接任雲嶺科技董事長。");
    assert_eq!(names(&found[0], Role::To), ["雲嶺科技"]);
    assert_eq!(found[0].args.text(Role::RoleAfter), Some("董事長"));
}

#[test]
fn a_post_is_handed_over_by_one_and_taken_up_by_another() {
    let found = claims(ClaimKind::Move, "雲嶺科技創辦人林知遠辭任董事長暨執行長。");
    assert_eq!(found[0].args.text(Role::RoleBefore), Some("董事長暨執行長"));
    let found = claims(ClaimKind::Move, "雲嶺科技董事長由林知遠變更為沈知秋。");
    let told: Vec<_> = found.iter().map(|c| (c.args.text(Role::Type), names(c, Role::Person))).collect();
    assert!(told.contains(&(Some("leave"), vec!["林知遠".to_owned()])));
    assert!(told.contains(&(Some("promotion"), vec!["沈知秋".to_owned()])));
    assert_eq!(told.len(), 2);
}
