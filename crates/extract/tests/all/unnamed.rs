//! How Chinese tells of firms without a name, of units inside firms, of rises and of what is yet to come.

use tradewire_model::{Claim, ClaimKind, Modality, Role, Value};

use crate::telling::{claims, names};

/// The moves of a text as «type person from to», in order.
fn moves(text: &str) -> Vec<String> {
    let line = |c: &Claim| {
        let one = |r| names(c, r).join("+");
        let kind = c.args.text(Role::Type).unwrap_or_default();
        format!("{kind} {} | {} | {}", one(Role::Person), one(Role::From), one(Role::To))
    };
    claims(ClaimKind::Move, text).iter().map(line).collect()
}

#[test]
fn a_firm_may_have_no_name() {
    let text = "林知远2020年入职无锡某芯片公司，任主任工程师。";
    assert_eq!(moves(text), ["join 林知远 |  | 无锡某芯片公司"]);
    let text = "据悉，林知远已加入一家做四足机器人的公司。";
    assert_eq!(moves(text), ["join 林知远 |  | 一家做四足机器人的公司"]);
}

#[test]
fn a_life_tells_of_one_person_over_many_clauses() {
    let text = "林知远，1987年出生，博士学历，高级工程师，长期从事芯片研发，2016年11月加入北门科技。";
    assert_eq!(moves(text), ["join 林知远 |  | 北门科技"]);
}

#[test]
fn whoever_goes_to_another_unit_stays_with_the_firm() {
    let text = "快手国际化事业部算法负责人林知远将转岗至商业化事业部。";
    let made = claims(ClaimKind::Move, text);
    assert_eq!(moves(text), ["transfer 林知远 | 快手 | 快手"]);
    assert_eq!(made[0].args.text(Role::RoleAfter), Some("商业化事业部"));
    assert_eq!(made[0].modality, Modality::Planned);
}

#[test]
fn one_firm_and_another_bid() {
    let text = "林知远收到两家公司的录用意向，一家年薪32万元，另一家28万元外加5万元签字费。";
    let made = claims(ClaimKind::Offer, text);
    let who: Vec<_> = made.iter().flat_map(|c| names(c, Role::Bidder)).collect();
    assert_eq!(who, ["一家", "另一家"]);
    assert!(made[1].args.has(Role::SignOn));
}

#[test]
fn the_former_and_the_latter_bid() {
    let text = "林知远拿到了北门科技和云杉智能的offer，前者年薪120万元，后者150万元。";
    let who: Vec<_> = claims(ClaimKind::Offer, text).iter().flat_map(|c| names(c, Role::Bidder)).collect();
    assert_eq!(who, ["北门科技", "云杉智能"]);
}

#[test]
fn a_rise_tells_two_levels() {
    let made = claims(ClaimKind::Payband, "学院把博士后的年薪从30万元提高到了45万元。");
    let high: Vec<_> = made.iter().filter_map(|c| c.args.get(Role::High).cloned()).collect();
    let number = |n: i64| Value::Number(n.into());
    assert_eq!(high, [number(300_000), number(450_000)]);
}

#[test]
fn growth_in_multiples_is_a_share() {
    let text = "云杉智能的招聘人数同比增长超过2倍。";
    let made = claims(ClaimKind::Stat, text);
    let Some(Value::Measure(m)) = made[0].args.get(Role::Value) else { panic!("no value") };
    assert_eq!((m.value.map(|v| v.to_string()).as_deref(), m.unit.as_str()), (Some("200"), "percent"));
}

#[test]
fn two_characters_before_the_post_of_another_are_a_firm() {
    let text = "雷火副总裁林知远月底将正式离职。雷火暂未回应。";
    assert_eq!(moves(text), ["leave 林知远 | 雷火 | "]);
}

#[test]
fn each_of_three_is_named_with_what_he_does() {
    let text =
        "北门科技从云杉智能挖走三名研究员。三人分别是负责视频生成的林知遥、负责强化学习的沈嘉禾以及陆望舒。";
    let all = moves(text);
    for who in ["林知遥", "沈嘉禾", "陆望舒"] {
        assert!(all.iter().any(|m| m.starts_with(&format!("join {who} |"))), "{who} in {all:?}");
    }
}

#[test]
fn a_team_has_as_many_people_as_stand_before_it() {
    let made = claims(ClaimKind::Move, "一支22人的团队从博通加盟OpenAI。");
    assert_eq!(names(&made[0], Role::Group), ["一支22人的团队"]);
    assert!(made[0].args.has(Role::Count));
    let made = claims(ClaimKind::Move, "百度无人车团队的三名骨干离职。");
    assert_eq!(names(&made[0], Role::From), ["百度"]);
}

#[test]
fn whoever_was_won_without_a_name_is_named_in_the_next_sentence() {
    let text = "北门科技从云杉智能挖来一名核心研究员。林知远将领导大模型团队。";
    assert_eq!(moves(text), ["join 林知远 | 云杉智能 | 北门科技"]);
}
