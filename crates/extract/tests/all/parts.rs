//! Parts that the model gives where no rule does, or against one.

use tradewire_model::{ClaimKind, Role};

use crate::telling::{claims, names};

#[test]
fn a_firm_with_the_name_of_a_person_is_bought() {
    let made =
        claims(ClaimKind::Deal, "Larkspur Analytics bought a 30% stake in Monte Bianco Signals for €22m.");
    let [deal] = &made[..] else { panic!("{} deals", made.len()) };
    assert_eq!(names(deal, Role::Acquirer), ["Larkspur Analytics"]);
    assert_eq!(names(deal, Role::Target), ["Monte Bianco Signals"]);
    assert!(deal.args.has(Role::Amount) && deal.args.has(Role::StakePercent));
}

#[test]
fn everyone_in_a_list_comes_from_a_place_of_their_own() {
    let made = claims(
        ClaimKind::Move,
        "苏黎世大学博士后林知远、北门科技首席科学家陈予安、云杉智能研究员Lim Wei Han一同加入了星禾研究院。",
    );
    let who: Vec<_> = made.iter().map(|c| (names(c, Role::Person), names(c, Role::From))).collect();
    let of = |person: &str, from: &str| (vec![person.to_owned()], vec![from.to_owned()]);
    assert_eq!(who, [of("林知远", "苏黎世大学"), of("陈予安", "北门科技"), of("Lim Wei Han", "云杉智能")]);
}

#[test]
fn a_counted_group_may_go_to_court() {
    let made = claims(ClaimKind::Dispute, "今年8月有四名员工对星禾数据申请仲裁,案由都是拖欠工资。");
    let [dispute] = &made[..] else { panic!("{} disputes", made.len()) };
    assert_eq!(names(dispute, Role::Plaintiff), ["四名员工"]);
    assert_eq!(names(dispute, Role::Defendant), ["星禾数据"]);
}

#[test]
fn one_person_alone_may_be_approached() {
    let made = claims(
        ClaimKind::Approach,
        "Recruiters from Northgate have contacted Priya Raman, a robotics researcher.",
    );
    let [approach] = &made[..] else { panic!("{} approaches", made.len()) };
    assert_eq!(names(approach, Role::Org), ["Northgate"]);
    assert_eq!(approach.args.name(Role::To).unwrap().text, "Priya Raman");
}

#[test]
fn a_purchase_with_both_firms_and_a_figure_is_one_whatever_its_verb() {
    let text = "Northgate has finalized a $2.4 billion investment in Tally Data, the labelling company.";
    let found = claims(ClaimKind::Deal, text);
    assert_eq!(names(&found[0], Role::Acquirer), ["Northgate"]);
    assert_eq!(names(&found[0], Role::Target), ["Tally Data"]);
    // Whoever leads a round is not bought by whom it gives money to.
    let round = "北门科技完成20亿美元募资，由安霍创投（Andreessen Horowitz）领投。";
    assert_eq!(names(&claims(ClaimKind::Funding, round)[0], Role::Investors), ["安霍创投"]);
    assert!(claims(ClaimKind::Deal, round).iter().all(|c| names(c, Role::Target) != ["安霍创投"]));
}

#[test]
fn a_unit_is_named_behind_a_dash() {
    for (text, org, unit) in [
        ("北门科技本周成立了一个新部门——北门前沿实验室，何瑶出任负责人。", "北门科技", "北门前沿实验室"),
        ("Meta公司7月1日宣布成立的一个全新机构——Meta超级智能实验室。", "Meta公司", "Meta超级智能实验室"),
    ] {
        let found = claims(ClaimKind::Unit, text);
        assert_eq!(names(&found[0], Role::Org), [org]);
        assert_eq!(names(&found[0], Role::Name), [unit]);
    }
}
