//! People whom documents spell in several ways, and names that only look like one.
#![allow(clippy::unwrap_used, reason = "a test fails where it must")]

use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, Role};
use tradewire_resolve::compare::{Schema, Verdict, compare};

const LABS: &str = r#"
    [[organisation]]
    id = "larkspur"
    name = "Larkspur Labs"
    as_of = "2025"
    source = "fiction"
    [[organisation]]
    id = "fernhill"
    name = "Fernhill"
    as_of = "2025"
    source = "fiction"
"#;

fn joins(doc: &str, person: &str, to: &str) -> Claim {
    Claim::from_json(&serde_json::json!({
        "doc": doc, "kind": "move", "modality": "asserted", "quote": "…", "span": [0, 3],
        "args": {"type": "join", "person": {"text": person}, "to": {"text": to}},
    }))
    .unwrap()
}

fn ids(told: &[(&str, &str, &str)]) -> Vec<String> {
    let kb = KnowledgeBase::from_files([("labs.toml", LABS)]).unwrap();
    let mut claims: Vec<Claim> = told.iter().map(|(d, p, o)| joins(d, p, o)).collect();
    tradewire_resolve::resolve(&mut claims, &kb);
    claims.iter().map(|c| c.args.name(Role::Person).unwrap().id.as_ref().unwrap().to_string()).collect()
}

#[test]
fn one_unknown_person_in_two_scripts_at_one_firm_is_one_entity() {
    let one = ids(&[("a", "大卫·米勒", "Larkspur Labs"), ("b", "David Miller", "Larkspur Labs")]);
    assert_eq!(one[0], one[1]);
    let back = ids(&[("b", "David Miller", "Larkspur Labs"), ("a", "大卫·米勒", "Larkspur Labs")]);
    assert_eq!(one, back, "whatever came first");
}

#[test]
fn a_name_alone_joins_nobody() {
    let elsewhere = ids(&[("a", "大卫·米勒", "Larkspur Labs"), ("b", "David Miller", "Fernhill")]);
    assert_ne!(elsewhere[0], elsewhere[1]);
    let doubtful = ids(&[("a", "David Miller", "Larkspur Labs"), ("b", "Daniel Miller", "Larkspur Labs")]);
    assert_ne!(doubtful[0], doubtful[1]);
    let beside = ids(&[
        ("a", "大卫·米勒", "Larkspur Labs"),
        ("a", "David Miller", "Larkspur Labs"),
        ("b", "David Miller", "Larkspur Labs"),
    ]);
    assert_ne!(beside[0], beside[1], "one text names two");
}

#[test]
fn what_is_spelt_alike_but_for_the_end_is_another_name() {
    let said = |a: &str, b: &str| compare(a, b, Schema::Person).verdict;
    assert_ne!(said("阿尔弗雷多·金特", "阿尔弗雷达·金特"), Verdict::Same);
    assert_ne!(said("奥拉西奥·金特", "奥拉西娅·金特"), Verdict::Same);
    assert_ne!(said("克莱默尔", "克莱默"), Verdict::Same);
    assert_eq!(said("António Pérez", "安东尼奥·佩雷斯"), Verdict::Same, "accents hide no custom");
    assert_ne!(said("朱莎", "朱沙"), Verdict::Same);
}
