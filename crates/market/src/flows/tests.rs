use proptest::prelude::*;
use tradewire_model::{Event, Stage};

use super::*;

/// A move event: `person`, `from`, `to` may be empty; several names stand with `+` between them.
fn event(n: usize, kind: &str, person: &str, from: &str, to: &str, date: &str) -> FlowEvent {
    let names = |text: &str| -> serde_json::Value {
        text.split('+')
            .map(|t| serde_json::json!({"text": t, "name": t, "id": t.to_lowercase().replace(' ', "-")}))
            .collect()
    };
    let mut args = serde_json::json!({"type": kind});
    for (role, text) in [("person", person), ("from", from), ("to", to)] {
        if !text.is_empty() {
            args[role] = names(text);
        }
    }
    if !date.is_empty() {
        args["date"] = date.into();
    }
    let json = serde_json::json!({"id": format!("e_{n}"), "kind": "move", "claims": [], "args": args, "stage": "done",
        "grade": "B2", "reports": [{"claim": format!("c_{n}"), "role": "origin", "origin": format!("Paper {}", n % 3)},
            {"claim": format!("d_{n}"), "role": "citation", "origin": "a copy"}]});
    FlowEvent {
        event: Event::from_json(&json).unwrap(),
        first_published: Some("2025-12-01".parse().unwrap()),
        fiction: false,
        counts: None,
    }
}

fn group(n: usize, count: &str, bound: &str, from: &str, to: &str, date: &str) -> FlowEvent {
    let mut e = event(n, "join", "", from, to, date);
    let json = serde_json::json!({"group": {"text": "researchers", "group": true},
        "count": {"value": count.parse::<i64>().unwrap(), "bound": bound}});
    for (role, value) in
        tradewire_model::Args::from_json(e.event.kind, json.as_object().unwrap()).unwrap().iter()
    {
        e.event.args.set(role, value.clone());
    }
    e
}

fn count(events: Vec<FlowEvent>) -> Flows {
    flows(&Moves { events, cut: false }, &Asked::default())
}

fn lab<'a>(f: &'a Flows, name: &str) -> &'a LabFlow {
    f.labs.iter().find(|l| l.lab.name == name).unwrap()
}

#[test]
fn what_is_not_settled_is_left_out_and_counted_with_its_reason() {
    let with = |n, stage| {
        let mut e = event(n, "join", &format!("Person {n}"), "Alder", "Birch", "2025-03");
        e.event.stage = stage;
        e
    };
    let mut invented = with(9, Stage::Done);
    invented.fiction = true;
    let f = count(vec![
        with(0, Stage::Done),
        with(1, Stage::Rumoured),
        with(2, Stage::Denied),
        with(3, Stage::InTalks),
        with(4, Stage::Collapsed),
        with(5, Stage::Stated),
        event(6, "promotion", "Ada Quill", "", "Birch", "2025"),
        event(7, "join", "Ada Quill", "Birch", "Birch", "2025"),
        event(8, "join", "Ada Quill", "", "", "2025"),
        invented,
    ]);
    use Left as L;
    let reasons: Vec<(Left, usize)> = f.left_out.into_iter().collect();
    assert_eq!(
        reasons,
        [
            (L::Rumoured, 1),
            (L::Unsettled, 1),
            (L::Denied, 1),
            (L::Collapsed, 1),
            (L::Deprecated, 1),
            (L::Inside, 2),
            (L::Nowhere, 1),
            (L::Fiction, 1)
        ]
    );
    assert_eq!((f.n, f.origins, f.labs.len()), (1, 1, 2));
}

#[test]
fn one_step_told_by_several_events_counts_once() {
    let f = count(vec![
        event(1, "leave", "Ada Quill", "Alder", "", "2025-01-10"),
        event(2, "join", "Ada Quill", "", "Birch", "2025-03-01"),
        event(3, "join", "Ada Quill", "Alder", "Birch", "2025-02"),
        // Long after, and without a date of its own.
        event(4, "leave", "Ada Quill", "Alder", "", ""),
    ]);
    let (a, b) = (lab(&f, "Alder"), lab(&f, "Birch"));
    assert_eq!((a.all.went.named, b.all.came.named), (1, 1));
    assert_eq!(f.between.len(), 1);
    assert_eq!((f.n, f.origins), (4, 3));
    assert_eq!(a.all.net, Heads::exactly(-1));
}

#[test]
fn joining_elsewhere_first_is_no_half_of_leaving_later() {
    let f = count(vec![
        event(1, "join", "Ada Quill", "", "Birch", "2025-01-10"),
        event(2, "leave", "Ada Quill", "Alder", "", "2025-03-01"),
    ]);
    assert!(f.between.iter().all(|b| b.from.is_none() || b.to.is_none()), "{:?}", f.between);
    let retired = count(vec![
        event(1, "retire", "Ada Quill", "Alder", "", "2025-01-10"),
        event(2, "join", "Ada Quill", "", "Birch", "2025-03-01"),
    ]);
    assert_eq!(retired.between.len(), 2);
}

#[test]
fn nobody_leaves_twice_without_coming_back() {
    let f = count(vec![
        event(1, "join", "Ada Quill", "Alder", "Birch", "2025-02"),
        event(2, "join", "Ada Quill", "Alder", "Cedar", "2025-03"),
    ]);
    assert_eq!(lab(&f, "Alder").all.went.named, 1);
    assert!(f.labs.iter().all(|l| l.lab.name == "Alder"), "which it was is not told: {:?}", f.labs);
    assert_eq!(f.shared, 1);
    assert_eq!(f.between.len(), 1);
    assert!(f.between[0].to.is_none());
}

#[test]
fn a_group_never_counts_its_named_members_twice() {
    // Two of the eight are named in the event itself.
    let mut e = group(1, "8", "exact", "Alder", "Birch", "2025-05");
    let named = event(1, "join", "Ada Quill+Bo Reed", "Alder", "Birch", "2025-05");
    e.event.args.set(
        tradewire_model::Role::Person,
        named.event.args.get(tradewire_model::Role::Person).unwrap().clone(),
    );
    let f = count(vec![e]);
    let came = &lab(&f, "Birch").all.came;
    assert_eq!((came.named, came.in_groups, came.all()), (2, Heads::exactly(6), Heads::exactly(8)));
    // A third is named elsewhere and may be one of them or not.
    let f = count(vec![
        group(1, "8", "exact", "Alder", "Birch", "2025-05"),
        event(2, "join", "Cy Vale", "Alder", "Birch", "2025-06"),
        event(3, "join", "Dee Ward", "Alder", "Cedar", "2025-06"),
    ]);
    let came = &lab(&f, "Birch").all.came;
    assert_eq!(
        (came.named, came.in_groups.to_string(), came.all().to_string()),
        (1, "7–8".into(), "8–9".into())
    );
    assert_eq!(lab(&f, "Alder").all.net.to_string(), "-10–-9");
    // Years later it is nobody of that group.
    let f = count(vec![
        group(1, "8", "at_least", "Alder", "Birch", "2022-05"),
        event(2, "join", "Cy Vale", "Alder", "Birch", "2025-06"),
    ]);
    assert_eq!(lab(&f, "Birch").all.came.all().to_string(), "≥ 9");
}

#[test]
fn reports_that_disagree_on_a_count_give_an_interval() {
    let mut e = group(1, "11", "exact", "Alder", "Birch", "2025-05");
    e.counts = Some((9, 11));
    assert_eq!(lab(&count(vec![e]), "Birch").all.came.in_groups.to_string(), "9–11");
    let mut e = event(1, "leave", "", "Alder", "", "2025-05");
    e.event.args.set(
        tradewire_model::Role::Group,
        tradewire_model::Value::Name(tradewire_model::Name::group("a team")),
    );
    assert_eq!(count(vec![e]).left_out.get(&Left::Unsized), Some(&1));
}

#[test]
fn periods_and_days_narrow_what_is_counted() {
    let events = vec![
        event(1, "join", "Ada Quill", "Alder", "Birch", "2024-02"),
        event(2, "join", "Bo Reed", "Alder", "Birch", "2025-08-09"),
        event(3, "join", "Cy Vale", "Cedar", "Birch", "2025-11"),
    ];
    let moves = Moves { events, cut: false };
    let f = flows(&moves, &Asked { by: Period::Quarter, ..Asked::default() });
    let periods: Vec<String> = lab(&f, "Birch").periods.iter().map(|p| p.0.to_string()).collect();
    assert_eq!(periods, ["2024-Q1", "2025-Q3", "2025-Q4"]);
    let since = Some("2025-01-01".parse().unwrap());
    let f = flows(&moves, &Asked { since, lab: Some("alder".into()), ..Asked::default() });
    assert_eq!((f.labs.len(), lab(&f, "Alder").all.went.named, f.between.len()), (1, 1, 1));
    assert_eq!(f.between[0].to.as_ref().unwrap().name, "Birch");
}

#[test]
fn who_came_back_is_found_with_and_without_the_word() {
    let f = count(vec![
        event(1, "leave", "Ada Quill", "Alder", "", "2021-05"),
        event(2, "join", "Ada Quill", "Birch", "Alder", "2025-02"),
        event(3, "return", "Bo Reed", "", "Alder", "2025-03"),
        event(4, "join", "Cy Vale", "", "Alder", "2025-03"),
        event(5, "past_affiliation", "Dee Ward", "Alder", "", "2019"),
        event(6, "join", "Dee Ward", "", "Alder", "2025-04"),
        // Which came first, no report says.
        event(7, "leave", "Eli Yarrow", "Alder", "", "2025-02"),
        event(8, "join", "Eli Yarrow", "", "Alder", ""),
    ]);
    let back: Vec<(&str, bool)> =
        f.boomerangs.iter().map(|b| (b.who.name.as_str(), b.left.is_some())).collect();
    assert_eq!(back, [("Dee Ward", false), ("Bo Reed", false), ("Ada Quill", true)]);
    assert_eq!(f.boomerangs[2].events, ["e_1", "e_2"]);
    assert_eq!(f.left_out.get(&Left::History), Some(&1));
}

#[test]
fn stays_end_at_the_leaving_or_at_the_day_of_looking() {
    let moves = Moves {
        events: vec![
            event(1, "join", "Ada Quill", "", "Alder", "2022-01-01"),
            event(2, "join", "Ada Quill", "Alder", "Birch", "2023-01-01"),
            event(3, "leave", "Bo Reed", "Alder", "", "2023-06"),
            event(4, "join", "Cy Vale", "", "Alder", "2022-07-01"),
            event(5, "join", "Cy Vale", "", "Cedar", "2024-07-01"),
            event(6, "past_affiliation", "Dee Ward", "Alder", "", "2019-01/2021-01"),
            event(7, "join", "Eli Yarrow", "", "Alder", ""),
        ],
        cut: false,
    };
    let asked =
        Asked { lab: Some("Alder".into()), looked: Some("2026-01-01".parse().unwrap()), ..Asked::default() };
    let s = flows(&moves, &asked).seats;
    let stays: Vec<(f64, bool)> = s.seats.iter().map(|s| (s.months, s.ended)).collect();
    assert_eq!(stays, [(24.0, true), (12.0, true)]);
    assert_eq!((s.start_missing, s.end_missing), (2, 1), "Bo and Eli; Cy");
    assert!(s.curve.is_none(), "too few for a curve");
    let birch = flows(&moves, &Asked { lab: Some("Birch".into()), ..asked }).seats;
    assert_eq!((birch.seats[0].months, birch.seats[0].ended), (36.0, false));
}

#[test]
fn enough_stays_give_a_curve() {
    let mut events = Vec::new();
    for i in 0..20 {
        let who = format!("Person {i}");
        events.push(event(2 * i, "join", &who, "", "Alder", "2020-01-01"));
        if i % 2 == 0 {
            events.push(event(
                2 * i + 1,
                "leave",
                &who,
                "Alder",
                "",
                &format!("20{:02}-{:02}-01", 21 + i / 4, 1 + i % 4),
            ));
        }
    }
    let looked = Some("2030-01-01".parse().unwrap());
    let s = flows(&Moves { events, cut: false }, &Asked { looked, ..Asked::default() }).seats;
    let curve = s.curve.unwrap();
    assert_eq!((curve.spells, curve.ended, curve.steps.len()), (20, 10, 10));
    assert!((curve.at(121.0) - 0.5).abs() < 1e-9);
}

#[test]
fn those_who_follow_within_months_are_a_team() {
    let f = count(vec![
        event(1, "join", "Ada Quill", "Alder", "Birch", "2025-01-10"),
        event(2, "join", "Bo Reed", "Alder", "Birch", "2025-03-01"),
        group(3, "4", "exact", "Alder", "Birch", "2025-06-20"),
        event(4, "join", "Cy Vale", "Alder", "Birch", "2025-09-01"),
        event(5, "join", "Dee Ward", "Alder", "Cedar", "2025-02-01"),
        event(6, "join", "Eli Yarrow", "Alder", "Birch", "2025"),
    ]);
    assert_eq!(f.teams.len(), 1, "{:?}", f.teams);
    let t = &f.teams[0];
    assert_eq!((t.first[0].who.name.as_str(), t.followed.len()), ("Ada Quill", 2));
    assert_eq!(t.followed[0].days_after, 50);
    assert_eq!(t.events, ["e_1", "e_2", "e_3"]);
}

proptest! {
    #[test]
    fn every_head_that_leaves_is_counted_once_and_nothing_depends_on_order(
        data in prop::collection::vec((0u8..6, 0u8..5, 0u8..5, 0u16..2000, 0u8..4), 0..40), turn in 0usize..40,
    ) {
        let name = |n: u8| if n == 0 { String::new() } else { format!("Lab {n}") };
        let day = |n: u16| Day::new(2019, 1, 1).unwrap().checked_add(jiff::Span::new().days(i64::from(n))).unwrap();
        let mut events: Vec<FlowEvent> = data.iter().enumerate().map(|(i, (who, from, to, at, kind))| {
            let kind = ["join", "leave", "return", "retire"][usize::from(*kind)];
            event(i, kind, &format!("Person {who}"), &name(*from), &name(*to), &day(*at).to_string())
        }).collect();
        let f = count(events.clone());
        let came: i64 = f.labs.iter().map(|l| l.all.came.named).sum();
        let into: i64 = f.between.iter().filter(|b| b.to.is_some()).map(|b| b.went.named).sum();
        prop_assert_eq!(came, into);
        for l in &f.labs {
            let by_period: i64 = l.periods.iter().map(|p| p.1.went.named).sum();
            prop_assert_eq!(by_period, l.all.went.named);
            prop_assert_eq!(l.all.net.exact().unwrap(), l.all.came.named - l.all.went.named);
            prop_assert!(l.all.origins <= l.all.n);
        }
        let turn = turn.min(events.len());
        events.rotate_left(turn);
        prop_assert_eq!(count(events), f);
    }
}
