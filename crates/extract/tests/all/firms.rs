//! Firms and figures in English news: rounds, worths, units, quarrels, sizes, and who says so.

use crate::telling::{claims, names};
use tradewire_model::{ClaimKind, Modality, Role, Value};

#[test]
fn a_legal_form_ends_with_a_stop_and_no_clause() {
    let found = claims(
        ClaimKind::Deal,
        "Larkspur Inc. has finalized its acquisition of Montreal's Quillon Labs Inc. on Monday.",
    );
    assert_eq!(names(&found[0], Role::Acquirer), ["Larkspur Inc."]);
    assert_eq!(names(&found[0], Role::Target), ["Quillon Labs Inc."]);
}

#[test]
fn where_a_firm_is_and_who_backs_it_is_no_part_of_its_name() {
    let found = claims(ClaimKind::Deal, "Montreal-based Quillon AI is to be acquired by Larkspur Labs.");
    assert_eq!(names(&found[0], Role::Target), ["Quillon AI"]);
    let found = claims(ClaimKind::Valuation, "The Fernhill-led round valued Quillon Labs at $3 billion.");
    assert_eq!(names(&found[0], Role::Company), ["Quillon Labs"]);
}

#[test]
fn who_led_a_round_may_stand_in_the_sentence_after_it() {
    let found = claims(
        ClaimKind::Funding,
        "Quillon Labs has raised $65 million in Series C funding. Tidewater Global led the round, joined by Fernhill \
         Capital.",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(names(&found[0], Role::Investors), ["Tidewater Global", "Fernhill Capital"]);
}

#[test]
fn who_leads_a_round_does_not_raise_it() {
    let found =
        claims(ClaimKind::Funding, "Fernhill Capital led the $40 million Series B round in Quillon Labs.");
    assert_eq!(names(&found[0], Role::Company), ["Quillon Labs"]);
}

#[test]
fn the_price_of_a_deal_is_no_worth() {
    let text =
        "Larkspur Labs said it will acquire Quillon Labs, an AI startup, in a deal valued at $1.3 billion.";
    assert!(claims(ClaimKind::Valuation, text).is_empty());
    assert!(claims(ClaimKind::Deal, text)[0].args.has(Role::Amount));
}

#[test]
fn what_firms_pay_each_other_is_nobodys_pay() {
    let text = "Okapi Labs agreed to pay Larkspur Labs $245 million to settle the case.";
    assert!(claims(ClaimKind::Payband, text).is_empty());
    let found = claims(ClaimKind::Dispute, text);
    assert_eq!(names(&found[0], Role::Defendant), ["Okapi Labs"]);
}

#[test]
fn what_insiders_tell_is_reported_and_what_firms_talk_of_is_planned() {
    let found = claims(
        ClaimKind::Valuation,
        "Larkspur Labs did not disclose its valuation, but people familiar with the matter said it is valued at $2.2 \
         billion.",
    );
    assert_eq!(found[0].modality, Modality::Reported);
    assert!(found[0].attribution.anonymous);
    let found = claims(
        ClaimKind::Deal,
        "Larkspur Labs is in talks to buy Quillon Labs for $2 billion, people familiar with the matter said.",
    );
    assert_eq!(found[0].modality, Modality::Planned);
}

#[test]
fn a_judge_who_denies_a_request_denies_no_fact() {
    let found = claims(
        ClaimKind::Dispute,
        "A judge on Tuesday denied Larkspur Labs' request for a preliminary injunction against Okapi Labs.",
    );
    assert!(found.iter().all(|c| c.modality != Modality::Denied));
}

#[test]
fn a_team_has_its_own_name_and_its_firm() {
    let found =
        claims(ClaimKind::Unit, "Ada Thornquist leads Northgate's Frontier Lab, which builds large models.");
    assert_eq!(names(&found[0], Role::Name), ["Frontier Lab"]);
    assert_eq!(names(&found[0], Role::Org), ["Northgate"]);
    let found = claims(
        ClaimKind::Unit,
        "Microsoft announced the formation of a new AI division headed by Ada Thornquist, a founder of Okapi Labs.",
    );
    assert_eq!(names(&found[0], Role::LedBy), ["Ada Thornquist"]);
}

#[test]
fn a_figure_then_and_now_is_one_series() {
    let found = claims(
        ClaimKind::Stat,
        "The attrition rate at Northgate stood at 12.9 per cent, compared with 14.6 per cent a year ago. Northgate \
         has hired Ada Thornquist from Okapi Labs.",
    );
    assert_eq!(found.len(), 1);
    let Some(Value::Series(points)) = found[0].args.get(Role::Series) else { panic!("no series") };
    assert_eq!(points.len(), 2);
    assert_eq!(found[0].args.text(Role::Name), Some("attrition rate"));
}

#[test]
fn the_size_of_a_staff_is_told_by_who_has_it() {
    let found =
        claims(ClaimKind::Stat, "Northgate Labs has 120 employees in Haifa. It has hired Ada Thornquist.");
    assert_eq!(found[0].args.text(Role::Population), Some("Northgate Labs"));
}

#[test]
fn a_place_that_a_firm_opens_is_named_with_where_it_is() {
    let found =
        claims(ClaimKind::Unit, "Quillon Labs has raised $9 million and is opening an office in Munich.");
    assert_eq!(names(&found[0], Role::Name), ["office in Munich"]);
    assert_eq!(names(&found[0], Role::Org), ["Quillon Labs"]);
    let found = claims(
        ClaimKind::Unit,
        "Larkspur is to open an artificial intelligence research centre in Cambridge. The centre will be led by Ada \
         Thornquist, a former Northgate director.",
    );
    assert_eq!(names(&found[0], Role::Name), ["artificial intelligence research centre in Cambridge"]);
    assert_eq!(names(&found[0], Role::LedBy), ["Ada Thornquist"]);
    assert!(
        claims(ClaimKind::Unit, "Larkspur opened its first shop in Munich and hired Ada Thornquist.")
            .is_empty()
    );
}

#[test]
fn who_runs_what_in_an_aside_is_no_news_of_a_unit() {
    let text = "Ada Thornquist, who runs Larkspur's evaluations team, has joined Northgate.";
    assert!(claims(ClaimKind::Unit, text).is_empty());
}

#[test]
fn a_sum_raised_at_a_worth_is_the_round() {
    let text = "Quillon Labs said on Wednesday it had raised $6.6 billion at a post-money valuation of $157 billion.";
    assert_eq!(claims(ClaimKind::Funding, text).len(), 1);
    let text = "Larkspur Labs hires again. The company's market value has fallen by more than $130 billion since October.";
    assert!(claims(ClaimKind::Valuation, text).is_empty());
}

#[test]
fn one_in_five_is_a_share() {
    let text = "Larkspur Labs employs 300 engineers. One in five leaves within a year, the company said.";
    let found = claims(ClaimKind::Stat, text);
    assert!(
        found
            .iter()
            .all(|c| !matches!(c.args.get(Role::Value), Some(Value::Measure(m)) if m.unit.is_empty()))
    );
}
