//! Which names a text holds, and as what.

use tradewire_extract::{Extractor, MentionKind};
use tradewire_kb::KnowledgeBase;
use tradewire_read::{Input, Limits, read};

fn named(text: &str) -> Vec<(String, MentionKind)> {
    let doc = read(&Input::new("news.txt", text.as_bytes()), &Limits::default()).unwrap();
    let extractor = Extractor::new(KnowledgeBase::builtin().unwrap()).unwrap();
    let found = extractor.names(&doc);
    found
        .into_iter()
        .filter(|m| m.kind != MentionKind::Title)
        .map(|m| (text[m.span.start()..m.span.end()].to_owned(), m.kind))
        .collect()
}

#[test]
fn a_lone_family_name_is_a_person_where_the_text_tells_a_life() {
    for text in [
        "Quillmore was elected to the board in 1994 .",
        "Quillmore received a PhD in physics from a college in the north .",
        "Later , Quillmore became a professor of physics .",
    ] {
        assert_eq!(named(text), [("Quillmore".to_owned(), MentionKind::Person)], "{text}");
    }
    let firm = named("Quillmore was a leader in robots .");
    assert!(!firm.iter().any(|f| f.1 == MentionKind::Person), "firms lead too: {firm:?}");
}

#[test]
fn an_occasion_is_no_organisation() {
    let found = named("She spoke at the Second Northern Robotics Conference on Autonomy in May .");
    assert!(found.is_empty(), "{found:?}");
}

/// The organisations of a text, each once.
fn firms(text: &str) -> Vec<String> {
    let mut all: Vec<String> =
        named(text).into_iter().filter(|m| m.1 == MentionKind::Organisation).map(|m| m.0).collect();
    all.sort();
    all.dedup();
    all
}

fn people(text: &str) -> Vec<String> {
    named(text).into_iter().filter(|m| m.1 == MentionKind::Person).map(|m| m.0).collect()
}

#[test]
fn what_recurs_and_stands_once_where_only_a_firm_can_is_a_firm_everywhere() {
    let text = "算力方程的创始人林知远昨日回应。他说，算力方程不会裁员。郭某还没有从算力方程离职。";
    assert_eq!(firms(text), ["算力方程"]);
    let nothing = firms("期权方案的细节昨日公布。他说，期权方案不会改变。员工对期权方案不满。");
    assert!(nothing.is_empty(), "a plan is no firm: {nothing:?}");
}

#[test]
fn a_firm_is_named_by_what_calls_it() {
    assert_eq!(firms("他去年创办了一家名为追梦一号的公司，今年离职。"), ["追梦一号"]);
    for text in ["他给儿子取名为思齐，今年离职。", "他给这只猫取名为煤球，今年离职。"]
    {
        let nothing = firms(text);
        assert!(nothing.is_empty(), "{text}: {nothing:?}");
    }
}

#[test]
fn a_transliteration_is_a_firm_where_somebody_works_there() {
    let text = "颜真清已加入赛诺维担任总经理。赛诺维没有透露细节。";
    assert_eq!(firms(text), ["赛诺维"]);
    assert_eq!(people(text), ["颜真清"]);
}

#[test]
fn a_place_is_no_person() {
    let found = people("林知远从北京迁往阿姆斯特丹，同事留在西雅图，明年他将加入微软。");
    assert_eq!(found, ["林知远"]);
}

#[test]
fn what_a_firm_is_stands_before_its_name() {
    assert_eq!(firms("DRAM厂华晶记忆总经理游景升宣布退休，华晶记忆没有回应。"), ["华晶记忆"]);
}

#[test]
fn two_words_are_a_firm_where_somebody_joins_it() {
    let text = "Orla Quinn joined Bluewater Hale in May. Bluewater Hale builds chips for robots.";
    assert_eq!(firms(text), ["Bluewater Hale"]);
    assert_eq!(people(text), ["Orla Quinn"]);
}

#[test]
fn whoever_made_a_firm_is_no_firm() {
    let found = named("北门科技收购林知远所创办的云杉智能49%的股权。");
    let kind = |name: &str| found.iter().find(|f| f.0 == name).map(|f| f.1);
    assert_eq!(kind("林知远"), Some(MentionKind::Person));
    assert_eq!(kind("云杉智能"), Some(MentionKind::Organisation));
}
