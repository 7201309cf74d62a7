//! How the press tells of moves and pay over several clauses and sentences.

use tradewire_model::{Claim, ClaimKind, Role};

use crate::telling::{claims, names};

/// The moves of a text as «type person from to», in order.
fn moves(text: &str) -> Vec<String> {
    let line = |c: &Claim| {
        let one = |r| names(c, r).join("+");
        let who = if c.args.has(Role::Person) { one(Role::Person) } else { one(Role::Group) };
        let kind = c.args.text(Role::Type).unwrap_or_default();
        format!("{kind} {who} | {} | {}", one(Role::From), one(Role::To))
    };
    claims(ClaimKind::Move, text).iter().map(line).collect()
}

#[test]
fn a_second_sentence_tells_whence() {
    let text = "Marek Dolinski has joined Larkspur Labs as head of silicon. He comes from rival Northgate.";
    assert_eq!(moves(text), ["join Marek Dolinski | Northgate | Larkspur Labs"]);
}

#[test]
fn a_departure_told_again_is_no_second_one() {
    let text = "Bowen Lindgren left Apple last Friday to join Meta. Lindgren's departure follows that of Rouben Pasko, \
                the former leader of the group, who was lured away by Meta.";
    assert_eq!(moves(text), ["join Bowen Lindgren | Apple | Meta", "join Rouben Pasko |  | Meta"]);
}

#[test]
fn whoever_follows_does_the_same() {
    let text =
        "Ada Thornquist departed Larkspur Labs in March, followed by policy chief Ben Okafor in April.";
    let made = claims(ClaimKind::Move, text);
    let when: Vec<_> = made.iter().map(|c| c.args.date().unwrap().to_string()).collect();
    assert_eq!(
        moves(text),
        ["leave Ada Thornquist | Larkspur Labs | ", "leave Ben Okafor | Larkspur Labs | "]
    );
    assert_eq!(when, ["XXXX-03", "XXXX-04"]);
}

#[test]
fn the_subject_may_stand_behind_the_verb() {
    let text = "Joining Northgate are Ada Thornquist and Ben Okafor.";
    assert_eq!(moves(text), ["join Ada Thornquist |  | Northgate", "join Ben Okafor |  | Northgate"]);
    let text = "Among those who have left Larkspur Labs are Ada Thornquist and Ben Okafor.";
    assert_eq!(
        moves(text),
        ["leave Ada Thornquist | Larkspur Labs | ", "leave Ben Okafor | Larkspur Labs | "]
    );
}

#[test]
fn each_of_a_list_comes_from_where_it_says() {
    let text = "Northgate welcomed Ada Thornquist. Its other recent hires include Kelly Mosler from PayPal and Tammy \
                Naidoo from Monzo.";
    let made = moves(text);
    assert!(made.contains(&"join Kelly Mosler | PayPal | Northgate".to_owned()), "{made:?}");
    assert!(made.contains(&"join Tammy Naidoo | Monzo | Northgate".to_owned()), "{made:?}");
}

#[test]
fn a_relative_clause_has_a_time_of_its_own() {
    let text = "Ben Okafor, who left Larkspur Labs in 2022, has rejoined the company.";
    let made = claims(ClaimKind::Move, text);
    let back = made.iter().find(|c| c.args.text(Role::Type) == Some("return")).unwrap();
    assert!(back.args.date().is_none());
}

#[test]
fn whoever_was_hired_from_a_firm_does_not_leave_that_one() {
    let text = "Tesla has hired Ada Thornquist from OpenAI. Chris Latham, who was hired from Apple in January, is leaving.";
    assert!(moves(text).contains(&"leave Chris Latham | Tesla | ".to_owned()), "{:?}", moves(text));
}

#[test]
fn what_is_founded_is_nobodys_unit() {
    let text = "Former Larkspur Labs CEO Ben Okafor has launched a new startup called Auralis AI.";
    assert!(claims(ClaimKind::Unit, text).is_empty());
}

#[test]
fn whoever_is_left_bids_nothing() {
    let text = "Portfolio manager Liu Bowen is joining Point72 from Marshall Wace with a guaranteed payout of $50 million.";
    assert_eq!(names(&claims(ClaimKind::Offer, text)[0], Role::Bidder), ["Point72"]);
}

#[test]
fn a_mark_behind_a_plural_says_whose() {
    let text = "Larkspur Labs' chief product officer Michelle Hallam will leave the business.";
    assert_eq!(claims(ClaimKind::Move, text)[0].args.text(Role::RoleBefore), Some("chief product officer"));
}

#[test]
fn whom_one_sentence_leaves_unnamed_the_next_names() {
    let text = "Northgate has hired its first head of robotics. Ada Thornquist, an engineer at Larkspur Labs, will report \
                to the chief technology officer.";
    assert_eq!(moves(text), ["join Ada Thornquist | Larkspur Labs | Northgate"]);
    let text = "The chief scientist of Larkspur Labs has left the company. Ada Thornquist, who set up its first team, told \
                the board last week.";
    assert_eq!(moves(text), ["leave Ada Thornquist | Larkspur Labs | "]);
    let text =
        "Northgate has hired its first head of robotics. \"It is a big step,\" said Ben Okafor, an analyst.";
    assert!(moves(text).is_empty());
}

#[test]
fn a_post_with_its_is_at_the_firm_the_sentence_began_with() {
    let text = "Quillon Systems said that Ada Thornquist has become its chief executive officer.";
    assert_eq!(moves(text), ["promotion Ada Thornquist |  | Quillon Systems"]);
    let text = "Ada Thornquist has joined Northgate as chief executive. She succeeds Ben Okafor, a Larkspur professor.";
    assert_eq!(moves(text), ["join Ada Thornquist |  | Northgate"]);
}

#[test]
fn what_stands_behind_another_verb_is_not_what_is_left() {
    let text = "Larkspur's head of engineering, Ada Thornquist, is leaving less than a year after joining from Northgate.";
    assert_eq!(
        moves(text),
        ["leave Ada Thornquist | Larkspur | ", "join Ada Thornquist | Northgate | Larkspur"]
    );
    assert!(moves("\"We have never asked anyone to leave Larkspur Labs,\" Ada Thornquist said.").is_empty());
}

#[test]
fn those_who_say_that_they_are_leaving_leave_the_firm_spoken_of() {
    let text = "Larkspur Labs is losing more staff. Ada Thornquist and Ben Okafor both said last week that they were \
                leaving.";
    assert_eq!(
        moves(text),
        ["leave Ada Thornquist | Larkspur Labs | ", "leave Ben Okafor | Larkspur Labs | "]
    );
}

#[test]
fn who_starts_as_something_founds_nothing() {
    let text =
        "Ada Thornquist of Larkspur Labs started this month as a director at Northgate's Zurich office.";
    assert!(moves(text).iter().all(|m| m.starts_with("join")));
}

#[test]
fn a_word_for_several_people_is_counted_by_what_stands_behind_it() {
    assert_eq!(
        moves("A team of about 20 engineers left Broadcom for OpenAI."),
        ["join team of about 20 engineers | Broadcom | OpenAI"]
    );
    assert_eq!(
        moves("Google hired a 22-member team from Broadcom."),
        ["join 22-member team | Broadcom | Google"]
    );
}

#[test]
fn all_of_a_group_go_and_those_who_are_named_among_them() {
    assert_eq!(
        moves("Eight Google researchers, including Ada Thornquist, resigned in protest."),
        ["leave Eight Google researchers | Google | ", "leave Ada Thornquist | Google | "]
    );
}

#[test]
fn whoever_came_without_a_name_is_named_in_the_next_sentence() {
    let text = "A senior OpenAI researcher has joined Anthropic. Ada Thornquist, who co-led the safety team, announced the \
                move on Tuesday.";
    assert_eq!(moves(text), ["join Ada Thornquist | OpenAI | Anthropic"]);
    let text = "The scientist who led speech recognition for Amazon is leaving the company. Ada Thornquist told colleagues \
                on Thursday.";
    assert_eq!(moves(text), ["leave Ada Thornquist | Amazon | "]);
    let text = "Google has hired the head of Apple's Siri team. Ada Thornquist will start in May.";
    assert_eq!(moves(text), ["join Ada Thornquist | Apple | Google"]);
}

#[test]
fn years_spent_at_a_firm_are_gone_by() {
    for (text, told) in [
        (
            "Ada Thornquist, chief scientist of Larkspur Labs, previously worked at Microsoft and Google.",
            vec![
                "past_affiliation Ada Thornquist | Microsoft | ",
                "past_affiliation Ada Thornquist | Google | ",
            ],
        ),
        ("云杉智能大模型负责人林知远曾在华为工作八年。", vec!["past_affiliation 林知远 | 华为 | "]),
        // What is told of the one who moves says whence they came.
        ("林知远加入北门科技。他曾在云杉智能工作。", vec!["join 林知远 | 云杉智能 | 北门科技"]),
        ("Ada Thornquist works at Northgate AI.", vec![]),
    ] {
        assert_eq!(moves(text), told, "{text}");
    }
}

#[test]
fn whoever_left_a_firm_leaves_it_once() {
    let text = "林知远在2015年从微软加入云杉智能，2022年底开始担任北门科技首席技术官。";
    assert_eq!(moves(text), ["join 林知远 | 微软 | 云杉智能", "join 林知远 |  | 北门科技"]);
    let text = "林知远2019年加入云杉智能研究院，2022年升任大模型技术负责人。";
    let made = claims(ClaimKind::Move, text);
    assert!(!made[0].args.has(Role::RoleAfter), "the post came later");
}

#[test]
fn groups_come_from_firms_that_no_list_knows() {
    for (group, from) in [
        ("three Quorvex engineers", "Quorvex"),
        ("at least a dozen Quorvex Labs researchers", "Quorvex Labs"),
    ] {
        let text = format!("Last week OpenAI poached {group}.");
        assert_eq!(moves(&text), [format!("join {group} | {from} | OpenAI")], "{text}");
    }
}

#[test]
fn leaving_to_join_is_one_move() {
    let text = "Ada Thornquist quit Microsoft's AI team to join Indian start-up Larkspur AI 10 months ago.";
    assert_eq!(moves(text), ["join Ada Thornquist | Microsoft | Larkspur AI"]);
}
