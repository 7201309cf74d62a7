use tradewire_model::{Claim, EntityId};

use super::*;
use crate::list::words::{LEXICON, first};

const DAY: &str = "2026-01-01";

fn said(n: usize, kind: &str, args: serde_json::Value, sentence: &str) -> Said {
    let mut json = serde_json::json!({"id": format!("c_{n}"), "doc": format!("doc-{n}.txt"), "published": "2025-07-01",
        "kind": kind, "modality": "asserted", "quote": sentence, "span": [0, sentence.len()]});
    json["args"] = args;
    Said {
        claim: Claim::from_json(&json).unwrap(),
        context: Some(sentence.to_owned()),
        title: None,
        outlet: Some(format!("Paper {}", n % 2)),
    }
}

fn name(text: &str) -> serde_json::Value {
    serde_json::json!({"text": text, "name": text, "id": text.to_lowercase().replace(' ', "-")})
}

fn person(who: &str, said: Vec<Said>) -> Person {
    Person {
        id: EntityId::new(who.to_lowercase().replace(' ', "-")),
        name: who.into(),
        forms: vec![who.into()],
        fiction: false,
        said,
        moves: Vec::new(),
        latest: Some("2025-07-01".parse().unwrap()),
    }
}

fn criteria(text: &str) -> Criteria {
    Criteria::from_toml(text).unwrap()
}

fn one(kind: &str, more: &str) -> Criterion {
    criteria(&format!("[[criterion]]\nid='x'\nkind='{kind}'\nweight=1\n{more}")).criteria.remove(0)
}

fn of(p: &Person, c: &Criterion) -> Option<(f64, f64)> {
    value(p, c, DAY.parse().unwrap()).map(|v| (v.low, v.high))
}

#[test]
fn the_words_are_read_and_refuse_what_nobody_is_ranked_by() {
    assert!(LEXICON.lead.len() > 10 && LEXICON.refused.len() > 10);
    assert!(first("Head of Research", &LEXICON.lead).is_some());
    assert!(first("headlines", &LEXICON.lead).is_none(), "a Latin word stands alone");
    assert!(first("研究負責人", &LEXICON.lead).is_some(), "in either script");
    for bad in [
        "words=['under 30 years of age']",
        "words=['Chinese citizen']",
        "label='国籍'",
        "words=['has children']",
    ] {
        let text = format!("[[criterion]]\nid='x'\nkind='degree'\nweight=1\n{bad}");
        assert!(matches!(Criteria::from_toml(&text), Err(ListError::Refused { .. })), "{bad}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_named() {
    let why = |text: &str| Criteria::from_toml(text).unwrap_err().to_string();
    assert!(why("name = 'x'").contains("0 criteria"));
    assert!(why("[[criterion]]\nid='a'\nkind='led'\nweight=1\nwieght=2").contains("line 5"));
    assert!(why("[[criterion]]\nid='a'\nkind='luck'\nweight=1").contains("kinds are lab, led"));
    assert!(why("[[criterion]]\nid='a'\nkind='led'\nweight=-1").contains("weight"));
    assert!(why("[[criterion]]\nid='a'\nkind='led'\nweight=1\nlabs=['x']").contains("has no labs"));
    assert!(why("[[criterion]]\nid='a'\nkind='offer'\nweight=1\nfull='lots'").contains("no sum"));
    let twice = "[[criterion]]\nid='a'\nkind='led'\nweight=1\n";
    assert!(why(&twice.repeat(2)).contains("twice"));
    assert!(why("[[criterion]]\nid='a'\nkind='led'\nweight=0").contains("nothing"));
}

#[test]
fn a_point_has_its_words_and_what_is_not_said_is_missing() {
    let p = person(
        "Ada Quill",
        vec![
            said(
                1,
                "move",
                serde_json::json!({"type": "join", "person": name("Ada Quill"), "from": name("Alder"),
                "to": name("Birch"), "role_after": "chief scientist"}),
                "Ada Quill left Alder to be chief scientist of Birch",
            ),
            said(
                2,
                "offer",
                serde_json::json!({"to": name("Ada Quill"), "bidder": name("Birch"),
                "total": {"value": 100000000, "currency": "USD", "bound": "up_to"}}),
                "Birch offered Ada Quill up to $100 million",
            ),
        ],
    );
    assert_eq!(of(&p, &one("lab", "labs=['birch', 'Cedar']")), Some((1.0, 1.0)));
    assert_eq!(of(&p, &one("lab", "labs=['birch', 'Cedar']\nall=true")), Some((0.5, 0.5)));
    assert_eq!(of(&p, &one("lab", "labs=['Cedar']")), None);
    assert_eq!(of(&p, &one("led", "")), Some((1.0, 1.0)));
    assert_eq!(of(&p, &one("degree", "")), None, "nobody said so");
    assert_eq!(of(&p, &one("offer", "full='200M'")), Some((0.0, 0.5)), "at most is no point");
    assert_eq!(of(&p, &one("offer", "full='200M'\ncurrency='EUR'")), None);
    let half = of(&p, &one("recency", "half_life_months=6")).unwrap().0;
    assert!((half - 0.5).abs() < 0.01, "{half}");
    let v = value(&p, &one("led", ""), DAY.parse().unwrap()).unwrap();
    assert_eq!((v.proofs[0].doc.as_str(), v.proofs[0].found.as_str()), ("doc-1.txt", "chief scientist"));
}

#[test]
fn a_word_in_a_sentence_with_others_may_be_theirs() {
    let join = |who: &str| serde_json::json!({"type": "join", "person": name(who), "to": name("Birch")});
    let both = "Ada Quill and Bo Reed, who holds a PhD, joined Birch";
    let p = person(
        "Ada Quill",
        vec![said(
            1,
            "move",
            serde_json::json!({"type": "join",
        "person": [name("Ada Quill"), name("Bo Reed")], "to": name("Birch")}),
            both,
        )],
    );
    assert_eq!(of(&p, &one("degree", "")), Some((0.0, 1.0)));
    let p = person(
        "Ada Quill",
        vec![said(1, "move", join("Ada Quill"), "Ada Quill, who holds a PhD, joined Birch")],
    );
    assert_eq!(of(&p, &one("degree", "")), Some((1.0, 1.0)));
    let p =
        person("Ada Quill", vec![said(1, "move", join("Ada Quill"), "She, who holds a PhD, joined Birch")]);
    assert_eq!(of(&p, &one("degree", "")), None, "whose is not told in the sentence");
    let mut short = join("Ada Quill");
    short["person"]["text"] = "Quill".into();
    let p = person("Ada Quill", vec![said(1, "move", short, "Quill, who holds a PhD, joined Birch")]);
    assert_eq!(of(&p, &one("degree", "")), Some((1.0, 1.0)), "by the name that the text has");
    let two = one("work", "words=['Big Model', '大模型', 'Other']\nfull=2");
    let p =
        person("Ada Quill", vec![said(1, "move", join("Ada Quill"), "Ada Quill made Big Model at Birch")]);
    assert_eq!(of(&p, &two), Some((0.5, 0.5)));
}

#[test]
fn ranks_come_with_what_they_hang_on() {
    let join = |n: usize, who: &str, lab: &str, role: &str| {
        let mut args = serde_json::json!({"type": "join", "person": name(who), "to": name(lab)});
        if !role.is_empty() {
            args["role_after"] = role.into();
        }
        said(n, "move", args, &format!("{who} joined {lab} {role}"))
    };
    let people = [
        person("Ada Quill", vec![join(1, "Ada Quill", "Birch", "head of research")]),
        person("Bo Reed", vec![join(2, "Bo Reed", "Birch", "")]),
        person("Cy Vale", vec![join(3, "Cy Vale", "Elm", "director")]),
        person("Dee Ward", vec![]),
    ];
    let c = criteria(
        "[[criterion]]\nid='lab'\nkind='lab'\nlabs=['Birch']\nweight=3\n[[criterion]]\nid='led'\nkind='led'\nweight=2",
    );
    let l = rank(&people, &c, DAY.parse().unwrap(), 1);
    let row: Vec<(&str, usize, usize)> =
        l.people.iter().map(|p| (p.name.as_str(), p.rank, p.missing)).collect();
    assert_eq!(row, [("Ada Quill", 1, 0), ("Bo Reed", 2, 1), ("Cy Vale", 3, 1)]);
    assert_eq!((l.n, l.without, l.documents, l.outlets), (4, 1, 3, 2));
    let (ada, bo, cy) = (&l.people[0], &l.people[1], &l.people[2]);
    assert!(
        (ada.score - 100.0).abs() < 1e-9
            && (bo.score - 60.0).abs() < 1e-9
            && (bo.may_be - 100.0).abs() < 1e-9
    );
    assert!((ada.first - 1.0).abs() < 1e-9 && ada.over_weights == (1, 1));
    assert_eq!(bo.over_weights, (2, 3), "the weights decide between Bo and Cy");
    assert_eq!((bo.over_missing, cy.over_missing), ((1, 3), (1, 3)));
    assert_eq!(ada.over_missing, (1, 1), "nobody can pass a hundred");
    let nudge = |id: &str| l.nudges.iter().find(|n| n.criterion == id).unwrap().change;
    assert_eq!((nudge("lab"), nudge("led")), ((2, 0), (0, 2)));
    assert_eq!(rank(&people, &c, DAY.parse().unwrap(), 1), l, "the same seed gives the same list");
}

#[test]
fn equals_share_a_rank() {
    let join = |who: &str| {
        person(
            who,
            vec![said(
                1,
                "move",
                serde_json::json!({"type": "join", "person": name(who), "to": name("Birch")}),
                who,
            )],
        )
    };
    let c = criteria("[[criterion]]\nid='lab'\nkind='lab'\nlabs=['Birch']\nweight=1");
    let l = rank(&[join("Ada Quill"), join("Bo Reed")], &c, DAY.parse().unwrap(), 1);
    assert!(l.people.iter().all(|p| p.rank == 1 && p.over_weights == (1, 1) && (p.first - 1.0).abs() < 1e-9));
}

#[test]
fn the_sample_can_be_read() {
    let c = criteria(include_str!("../../../../samples/list/research-leads.toml"));
    assert_eq!(c.criteria.len(), 7);
}
