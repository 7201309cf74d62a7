//! Where people were before, and how many there are of them: what stands beside the sentence that tells a move.

use tradewire_model::{ClaimKind, Role, Value};

use crate::telling::{claims, names};

#[test]
fn another_sentence_says_whence_somebody_came() {
    for text in [
        "Larkspur has hired Ada Voss as chief scientist. She previously worked at Google.",
        "Ada Voss joined Larkspur in May after six years at Google.",
        "Larkspur appointed Ada Voss chief technology officer. Voss was most recently at Google.",
        "Ada Voss has joined Larkspur as head of research. Before that, she was a staff engineer at Google.",
    ] {
        let made = claims(ClaimKind::Move, text);
        let [one] = &made[..] else { panic!("{text}: {} moves", made.len()) };
        assert_eq!(
            (names(one, Role::From), names(one, Role::To)),
            (vec!["Google".into()], vec!["Larkspur".into()]),
            "{text}"
        );
    }
    for text in
        ["林知远加入云杉智能。此前，他曾任谷歌高级总监。", "加入云杉智能前，林知远曾在谷歌担任架构师。"]
    {
        let made = claims(ClaimKind::Move, text);
        assert_eq!(names(&made[0], Role::From), ["谷歌"], "{text}");
        assert_eq!(names(&made[0], Role::To), ["云杉智能"], "{text}");
    }
    // What is told of somebody else is not theirs.
    let made = claims(ClaimKind::Move, "Larkspur has hired Ada Voss. Ben Okri previously worked at Google.");
    let ada = made.iter().filter(|c| names(c, Role::Person) == ["Ada Voss"]);
    assert!(ada.clone().count() == 1 && ada.into_iter().all(|c| !c.args.has(Role::From)));
}

#[test]
fn sizes_of_staffs_are_figures_and_prices_are_none() {
    let told = |text: &str| -> Vec<(String, String, String)> {
        let of = |c: &tradewire_model::Claim, r| c.args.text(r).unwrap_or_default().to_owned();
        claims(ClaimKind::Stat, text)
            .iter()
            .map(|c| {
                let value = match c.args.get(Role::Value) {
                    Some(Value::Measure(m)) => m.value.map(|v| v.to_string()).unwrap_or_default(),
                    _ => String::new(),
                };
                (of(c, Role::Name), of(c, Role::Population), value)
            })
            .collect()
    };
    let one = |name: &str, of: &str, value: &str| vec![(name.to_owned(), of.to_owned(), value.to_owned())];
    let said = |text: &str| told(&format!("Ada Voss joined Larkspur. {text}"));
    assert_eq!(said("Headcount at Larkspur is now around 90."), one("headcount", "Larkspur", "90"));
    assert_eq!(
        said("The company employs some 5,000 people in Zurich."),
        one("headcount", "Larkspur", "5000")
    );
    assert_eq!(said("Larkspur is a 640-person company in Leeds."), one("headcount", "Larkspur", "640"));
    assert!(said("Google shares fell 4%, and Meta gained 2%.").is_empty());
    let said = |text: &str| told(&format!("林知远加入了北门科技。{text}"));
    assert_eq!(said("截至2023年末，云杉智能研发人员为463人。"), one("R&D headcount", "云杉智能", "463"));
    assert_eq!(said("云杉智能约有30名员工。"), one("headcount", "云杉智能", "30"));
    assert!(said("港股方面，京东涨超6%，阿里巴巴跌2%。").is_empty());
}

#[test]
fn members_of_a_team_come_from_where_their_descriptions_say() {
    let made = claims(ClaimKind::Move, "云杉智能的团队成员有来自字节跳动的林知远、来自百度的沈嘉禾。");
    let who: Vec<_> = made.iter().map(|c| (names(c, Role::Person), names(c, Role::From))).collect();
    let of = |person: &str, from: &str| (vec![person.to_owned()], vec![from.to_owned()]);
    assert_eq!(who, [of("林知远", "字节跳动"), of("沈嘉禾", "百度")]);
}

#[test]
fn they_are_those_whom_the_sentence_names_together() {
    let text = "Daniel Okonjo, who worked on reward models, and Hanna Weiss, a member of the agents team, told \
                colleagues on Friday that they were leaving Northgate for Larkspur.";
    let who: Vec<_> = claims(ClaimKind::Move, text).iter().flat_map(|c| names(c, Role::Person)).collect();
    assert_eq!(who, ["Daniel Okonjo", "Hanna Weiss"]);
}

#[test]
fn a_word_that_says_itself_that_it_is_yet_to_come_is_planned() {
    let made = claims(ClaimKind::Move, "林知远将出任北门科技副总裁。");
    assert_eq!(made[0].modality, tradewire_model::Modality::Planned);
}

#[test]
fn those_who_go_along_go_where_the_others_do() {
    for text in [
        "Ada Voss joined Larkspur along with Ben Okri and Carla Dunne.",
        "Ada Voss left Northgate for Larkspur, taking Ben Okri and Carla Dunne with her.",
    ] {
        let made = claims(ClaimKind::Move, text);
        let mut who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Person)).collect();
        who.sort();
        assert_eq!(who, ["Ada Voss", "Ben Okri", "Carla Dunne"], "{text}");
        assert!(made.iter().all(|c| names(c, Role::To) == ["Larkspur"]), "{text}");
    }
}

#[test]
fn a_post_without_a_firm_is_the_one_that_was_left() {
    for (text, firm) in [
        (
            "Ada Voss, the chief executive of Larkspur, has joined Meta. Ben Okri, until now chief strategy officer, \
          becomes interim chief executive.",
            "Larkspur",
        ),
        ("云杉智能首席执行官林知远加入Meta。首席战略官沈嘉禾出任临时首席执行官。", "云杉智能"),
    ] {
        let made = claims(ClaimKind::Move, text);
        let next = made.iter().find(|c| c.args.text(Role::Type) == Some("promotion")).unwrap();
        assert_eq!(names(next, Role::To), [firm], "{text}");
    }
}

#[test]
fn whoever_was_just_said_to_leave_comes_from_there() {
    let made = claims(ClaimKind::Move, "林知远从云杉智能离职。据知情人士透露，他将加入北门科技。");
    let join = made.iter().find(|c| c.args.text(Role::Type) == Some("join")).unwrap();
    assert_eq!(names(join, Role::From), ["云杉智能"]);
    // What is told of an earlier year, or of somebody else, is not.
    for text in ["林知远从云杉智能离职。他2015年加入谷歌。", "林知远从云杉智能离职。沈嘉禾将加入北门科技。"]
    {
        let made = claims(ClaimKind::Move, text);
        let joins = || made.iter().filter(|c| c.args.text(Role::Type) == Some("join"));
        assert!(joins().all(|c| !c.args.has(Role::From)), "{text}");
    }
}

#[test]
fn each_of_two_goes_to_a_place_of_their_own() {
    let made = claims(ClaimKind::Move, "林知远和沈嘉禾分别加入小鹏汽车和理想汽车。");
    let places: Vec<_> = made.iter().map(|c| (names(c, Role::Person), names(c, Role::To))).collect();
    let one = |who: &str, to: &str| (vec![who.to_owned()], vec![to.to_owned()]);
    assert_eq!(places, [one("林知远", "小鹏汽车"), one("沈嘉禾", "理想汽车")]);
}

#[test]
fn who_is_replaced_takes_nothing_up() {
    for text in
        ["北门科技任命林知远为总经理，接替即将退休的沈嘉禾。", "林知远自沈嘉禾手中接任北门科技总经理。"]
    {
        let made = claims(ClaimKind::Move, text);
        let comes =
            |c: &&tradewire_model::Claim| matches!(c.args.text(Role::Type), Some("join" | "promotion"));
        let who: Vec<_> = made.iter().filter(comes).flat_map(|c| names(c, Role::Person)).collect();
        assert_eq!(who, ["林知远"], "{text}");
    }
}

/// Type, person, whence and whither of a move.
type Told = (String, Vec<String>, Vec<String>, Vec<String>);

fn moves(text: &str) -> Vec<Told> {
    let mut made: Vec<_> = claims(ClaimKind::Move, text)
        .iter()
        .map(|c| {
            let kind = c.args.text(Role::Type).unwrap_or_default().to_owned();
            (kind, names(c, Role::Person), names(c, Role::From), names(c, Role::To))
        })
        .collect();
    made.sort();
    made
}

fn told(
    kind: &str,
    who: &str,
    from: &[&str],
    to: &[&str],
) -> (String, Vec<String>, Vec<String>, Vec<String>) {
    let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    (kind.to_owned(), vec![who.to_owned()], own(from), own(to))
}

#[test]
fn whoever_buys_a_firm_takes_its_maker() {
    let text = "北门科技砸下20亿美元,收购林知远所创办的云杉智能49%的股权,把这位“天才少年”纳入麾下。";
    let join = moves(text).into_iter().find(|m| m.0 == "join");
    assert_eq!(join, Some(told("join", "林知远", &["云杉智能"], &["北门科技"])));
}

#[test]
fn a_member_given_as_an_example_came_from_elsewhere() {
    let text = "Meta新团队中60%成员具备语音技术背景(如谷歌语音架构师林知远),旨在补齐短板。";
    assert_eq!(moves(text), [told("join", "林知远", &["谷歌"], &["Meta"])]);
}

#[test]
fn whoever_is_wooed_in_vain_goes_nowhere() {
    for text in [
        "北门科技开出千万年薪挖角云杉智能的林知远,但被其婉拒。",
        "北门科技挖角云杉智能首席科学家林知远未果。",
        "北门科技曾以亿元年薪招揽林知远被拒。",
    ] {
        assert_eq!(moves(text), [], "{text}");
    }
    for text in [
        "北门科技挖角云杉智能首席科学家林知远,云杉智能拒绝置评。",
        "北门科技从云杉智能挖来林知远,沈嘉禾则拒绝了北门科技的邀请。",
    ] {
        assert_eq!(moves(text), [told("join", "林知远", &["云杉智能"], &["北门科技"])], "{text}");
    }
    let approach = claims(ClaimKind::Approach, "北门科技挖角云杉智能首席科学家林知远未果。");
    assert_eq!(approach.iter().flat_map(|c| names(c, Role::TargetOrg)).collect::<Vec<_>>(), ["云杉智能"]);
}

#[test]
fn the_year_in_which_somebody_came_is_not_that_of_their_going() {
    let text = "林知远宣布从北门科技离职,他于2019年加入该公司。";
    assert_eq!(
        moves(text),
        [told("join", "林知远", &[], &["北门科技"]), told("leave", "林知远", &["北门科技"], &[])]
    );
    let made = claims(ClaimKind::Move, text);
    let dated = |c: &&tradewire_model::Claim| c.args.has(Role::Date);
    let of: Vec<_> = made.iter().filter(dated).filter_map(|c| c.args.text(Role::Type)).collect();
    assert_eq!(of, ["join"]);
}

#[test]
fn a_verb_said_once_tells_of_both() {
    let text = "Two co-founders have left Larkspur: Ben Okri went to Meta and Cleo Marsh to OpenAI.";
    let joins: Vec<_> = moves(text).into_iter().filter(|m| m.0 == "join").collect();
    assert_eq!(
        joins,
        [
            told("join", "Ben Okri", &["Larkspur"], &["Meta"]),
            told("join", "Cleo Marsh", &["Larkspur"], &["OpenAI"])
        ]
    );
}

#[test]
fn departures_that_are_listed_are_of_the_firm_spoken_of() {
    let text = "Larkspur has lost a string of senior people. Other recent departures include research chief Ada Voss.";
    assert_eq!(moves(text), [told("leave", "Ada Voss", &["Larkspur"], &[])]);
}

#[test]
fn the_sentence_that_says_whence_goes_before_a_life() {
    let text = "Northgate has appointed Ada Voss as chief scientist. Voss joins from Meta, where she led the speech team. \
                Before that she worked at Apple.";
    let whence: Vec<_> = moves(text).into_iter().map(|m| m.2).collect();
    assert!(whence.iter().all(|w| w == &["Meta"]), "{whence:?}");
}

#[test]
fn what_has_been_done_is_not_planned_with_what_stands_beside_it() {
    let made = claims(
        ClaimKind::Move,
        "Larkspur plans to hire 50 engineers and has appointed Ada Voss as chief technology officer.",
    );
    let of = |c: &&tradewire_model::Claim| names(c, Role::Person) == ["Ada Voss"];
    assert_eq!(made.iter().find(of).map(|c| c.modality), Some(tradewire_model::Modality::Asserted));
    let made = claims(ClaimKind::Move, "北门科技于2024年收购云杉智能,并将这位华裔天才林知远招致麾下。");
    assert_eq!(made.iter().map(|c| c.modality).collect::<Vec<_>>(), [tradewire_model::Modality::Asserted]);
}
