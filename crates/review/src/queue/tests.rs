use proptest::prelude::*;

use super::*;

fn claim(id: &str) -> Case {
    Case::new(CaseKind::Claim, id, "d1")
}

fn plain() -> Settings {
    Settings { random_share: 0.0, double_share: 0.0, ..Settings::default() }
}

#[test]
fn what_is_sure_and_small_is_left_out_and_the_rest_is_explained() {
    let sure = claim("c_1");
    let disputed = Case { verdict: Some(Verdict::Disagree), ..claim("c_2") };
    let unsure = Case { confidence: 0.5, ..claim("c_3") };
    let denial = Case { denial: true, persons: vec!["林知远".into()], ..claim("c_4") };
    let large = Case { amount: Some(Decimal::from(300_000_000)), ..claim("c_5") };
    let q = queue(&[sure, unsure, denial, disputed, large], &plain());
    let ids: Vec<&str> = q.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["c_2", "c_4", "c_3", "c_5"]);
    for i in &q {
        assert!(!i.signals.is_empty());
        assert!((i.signals.iter().map(|s| s.weight).sum::<f64>() - i.score).abs() < 1e-12);
    }
    assert_eq!(q[0].judges, 2, "a disagreement needs two people");
    assert_eq!(q[2].judges, 1);
}

#[test]
fn the_random_share_is_about_its_size_and_stable() {
    let drawn: Vec<bool> = (0..20_000).map(|i| in_random_share(&format!("c_{i}"), 7, 0.05)).collect();
    let share = drawn.iter().filter(|d| **d).count() as f64 / 20_000.0;
    assert!((share - 0.05).abs() < 0.005, "{share}");
    assert_eq!(drawn[3], in_random_share("c_3", 7, 0.05));
    assert!(
        (0..2_000)
            .any(|i| in_random_share(&format!("c_{i}"), 7, 0.05)
                != in_random_share(&format!("c_{i}"), 8, 0.05))
    );
}

#[test]
fn a_batch_keeps_a_document_together() {
    let mut cases: Vec<Case> =
        (0..9).map(|i| Case { confidence: 0.1 * f64::from(i), ..claim(&format!("c_{i}")) }).collect();
    for (i, c) in cases.iter_mut().enumerate() {
        c.group = format!("d{}", i % 3);
    }
    let q = queue(&cases, &plain());
    let b = batches(&q, 4);
    assert_eq!(b.iter().map(Vec::len).sum::<usize>(), q.len());
    for batch in &b {
        assert_eq!(batch.iter().map(|i| &i.group).collect::<BTreeSet<_>>().len(), 1);
    }
    assert_eq!(b[0][0].id, q[0].id);
}

fn says(reviewer: &str, answer: &str) -> Opinion {
    Opinion { reviewer: reviewer.into(), answer: answer.into(), adjudicates: false }
}

#[test]
fn two_reviewers_settle_or_dispute_and_a_third_decides() {
    assert_eq!(settle(&[], 2), Settled::Open { missing: 2 });
    assert_eq!(settle(&[says("a", "accept")], 2), Settled::Open { missing: 1 });
    // One person twice is one person.
    assert_eq!(settle(&[says("a", "accept"), says("a", "accept")], 2), Settled::Open { missing: 1 });
    assert_eq!(
        settle(&[says("a", "accept"), says("b", "accept")], 2),
        Settled::Done { answer: "accept".into(), adjudicated: false }
    );
    let differ = [says("a", "accept"), says("b", "reject")];
    assert!(matches!(settle(&differ, 2), Settled::Disputed { .. }));
    let mut decided = differ.to_vec();
    decided.push(Opinion { adjudicates: true, ..says("c", "reject") });
    assert_eq!(settle(&decided, 2), Settled::Done { answer: "reject".into(), adjudicated: true });
}

#[test]
fn agreement_is_cohens_kappa_over_the_answers() {
    let pairs = |a: &str, b: &str, n: usize| vec![(a.to_owned(), b.to_owned()); n];
    let all = [pairs("y", "y", 20), pairs("y", "n", 5), pairs("n", "y", 10), pairs("n", "n", 15)].concat();
    assert!((agreement(&all).unwrap().value - 0.4).abs() < 1e-9);
    assert_eq!(agreement(&pairs("y", "y", 9)), None);
}

#[test]
fn progress_and_pace_count_what_is_left() {
    let q = queue(
        &[
            Case { verdict: Some(Verdict::Disagree), ..claim("c_1") },
            Case { confidence: 0.2, ..claim("c_2") },
        ],
        &plain(),
    );
    let said = BTreeMap::from([("c_1".to_owned(), vec![says("a", "x"), says("b", "y")])]);
    let p = progress(&q, &said);
    assert_eq!((p.cases, p.settled, p.disputed, p.judgements_left), (2, 0, 1, 2));
    let pace = pace(&[4_000, 2_000, 6_000, 3_600_000], p.judgements_left).unwrap();
    assert_eq!((pace.judgements, pace.median_ms, pace.left_ms), (3, 4_000, 8_000));
    assert_eq!(super::pace(&[], 3), None);
    // Three in a row, and one of this morning that does not belong to them.
    let given = [(400_000, 4_000), (390_000, 2_000), (384_000, 6_000), (-9_000_000, 90_000)];
    let s = sitting(&given, 410_000).unwrap();
    assert_eq!((s.judgements, s.median_ms), (3, 4_000));
    assert!((s.per_minute - 3.0 * 60.0 / 22.0).abs() < 1e-9, "{s:?}");
    assert_eq!(sitting(&given, 1_100_000), None, "the last one is long ago");
    assert_eq!(sitting(&[], 0), None);
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    let one = (
        0u32..400,
        prop_oneof![Just(None), Just(Some(Verdict::Disagree)), Just(Some(Verdict::CannotTell))],
        -0.5f64..1.5,
        any::<bool>(),
        0u8..5,
    );
    proptest::collection::vec(one, 0..60).prop_map(|v| {
        let mut seen = BTreeSet::new();
        v.into_iter()
            .filter(|(id, ..)| seen.insert(*id))
            .map(|(id, verdict, confidence, denial, group)| Case {
                verdict,
                confidence,
                denial,
                ..Case::new(CaseKind::Claim, format!("c_{id}"), format!("d{group}"))
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_queue_does_not_depend_on_the_order_of_its_input(mut c in cases()) {
        let s = Settings::default();
        let a = queue(&c, &s);
        c.reverse();
        prop_assert_eq!(&a, &queue(&c, &s));
        for i in &a {
            prop_assert!(i.judges >= 1 && i.score.is_finite());
            prop_assert_eq!(i.random, i.signals.iter().any(|x| x.code == SignalCode::Random));
        }
        prop_assert_eq!(batches(&a, 7).iter().map(Vec::len).sum::<usize>(), a.len());
        prop_assert!(batches(&a, 7).iter().all(|b| !b.is_empty() && b.len() <= 7));
    }

    #[test]
    fn each_task_falls_to_as_many_as_must_judge_and_stays_with_them_when_one_more_comes(
        group in "[a-z]{1,8}", judges in 1usize..4, people in 1usize..7
    ) {
        let among: Vec<String> = (0..people).map(|i| format!("r{i}")).collect();
        let given = |among: &[String]| -> BTreeSet<String> {
            among.iter().filter(|r| falls_to(&group, judges, among, r)).cloned().collect()
        };
        let before = given(&among);
        prop_assert_eq!(before.len(), judges.min(people));
        let more: Vec<String> = among.iter().cloned().chain(["new".to_owned()]).collect();
        let after = given(&more);
        prop_assert!(before.difference(&after).count() <= 1, "{:?} {:?}", before, after);
        prop_assert!(!falls_to(&group, judges, &among, "stranger"));
    }
}
