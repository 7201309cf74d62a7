//! How English reports tell of rounds, worths, purchases and pay in other words than the plainest.

use tradewire_model::{ClaimKind, Role};

use crate::telling::{claims, names};

#[test]
fn a_firm_may_be_named_behind_what_it_is() {
    let text = "Ada Thornquist sold her company, Larkspur Labs, to Northgate AI in 2014 for $40 million.";
    let made = claims(ClaimKind::Deal, text);
    assert_eq!(names(&made[0], Role::Target), ["Larkspur Labs"]);
    assert_eq!(names(&made[0], Role::Acquirer), ["Northgate AI"]);
    let text = "The financing valued the start-up, Larkspur Labs, at $2 billion.";
    assert_eq!(names(&claims(ClaimKind::Valuation, text)[0], Role::Company), ["Larkspur Labs"]);
}

#[test]
fn a_participle_behind_a_comma_is_about_what_stands_before() {
    let text =
        "Before founding Quarrel AI, Ada Thornquist built Larkspur Labs, acquired by Northgate AI in 2015.";
    assert_eq!(names(&claims(ClaimKind::Deal, text)[0], Role::Target), ["Larkspur Labs"]);
}

#[test]
fn nobody_buys_itself() {
    let text = "Larkspur Labs makes chips. Northgate bought the company in 2023.";
    assert_eq!(names(&claims(ClaimKind::Deal, text)[0], Role::Target), ["Larkspur Labs"]);
}

#[test]
fn whoever_founded_a_firm_raises_money_for_it() {
    let text = "Ada Thornquist and Ben Quill left Google to found Larkspur Labs. They are seeking $50 million in a seed \
                round led by Index Ventures, at a valuation of about $200 million.";
    let made = claims(ClaimKind::Funding, text);
    assert_eq!(names(&made[0], Role::Company), ["Larkspur Labs"]);
    assert_eq!(names(&claims(ClaimKind::Valuation, text)[0], Role::Company), ["Larkspur Labs"]);
}

#[test]
fn the_lab_is_the_one_whose_name_says_so() {
    let text = "Ada Thornquist left OpenAI to join Tessel Lab. The lab closed a $2 billion seed round.";
    assert_eq!(names(&claims(ClaimKind::Funding, text)[0], Role::Company), ["Tessel Lab"]);
}

#[test]
fn a_startup_is_no_grown_lab() {
    let text = "OpenAI rehired Ada Thornquist of Tessel AI. The startup was valued at $12 billion last year.";
    assert_eq!(names(&claims(ClaimKind::Valuation, text)[0], Role::Company), ["Tessel AI"]);
}

#[test]
fn a_sum_behind_raises_is_raised() {
    let made = claims(ClaimKind::Funding, "Larkspur Labs raises $40m to build robots");
    assert_eq!(names(&made[0], Role::Company), ["Larkspur Labs"]);
}

#[test]
fn pay_by_the_month_is_no_price() {
    let text = "Northgate AI has been paying Ada Thornquist $30,000 a month.";
    assert!(claims(ClaimKind::Deal, text).is_empty());
    assert_eq!(names(&claims(ClaimKind::Offer, text)[0], Role::To), ["Ada Thornquist"]);
}

#[test]
fn shares_by_number_are_terms() {
    let text = "The board granted Ada Thornquist an award of 1,050,000 restricted stock units.";
    let made = claims(ClaimKind::Offer, text);
    assert_eq!(made[0].args.text(Role::Equity), Some("1,050,000 restricted stock units"));
}

#[test]
fn her_salary_is_hers() {
    let text =
        "Ada Thornquist joined Northgate AI last year. Her annual salary at the company will be $515,000.";
    assert_eq!(names(&claims(ClaimKind::Offer, text)[0], Role::To), ["Ada Thornquist"]);
}

#[test]
fn a_licence_comes_with_a_move() {
    let text =
        "Ada Thornquist left Larkspur Labs to join Northgate AI as part of a $900 million licensing deal.";
    let made = claims(ClaimKind::Deal, text);
    assert_eq!(names(&made[0], Role::Target), ["Larkspur Labs"]);
    assert_eq!(names(&made[0], Role::Acquirer), ["Northgate AI"]);
}

#[test]
fn what_customers_pay_is_not_raised() {
    assert!(
        claims(ClaimKind::Funding, "Larkspur Labs brought in $30 million in sales last quarter.").is_empty()
    );
}

#[test]
fn people_who_are_to_be_hired_are_a_figure() {
    let text = "Larkspur Labs plans to hire 40 engineers in Singapore.";
    assert!(claims(ClaimKind::Move, text).is_empty());
    let made = claims(ClaimKind::Stat, text);
    assert_eq!(made[0].args.text(Role::Name), Some("people to be hired"));
    let text = "Larkspur Labs plans to hire 40 engineers from Northgate AI.";
    assert_eq!(claims(ClaimKind::Move, text).len(), 1);
}

#[test]
fn what_an_offer_is_worth_is_no_firm_s_worth() {
    let text = "AI researcher Ada Thornquist turned down the offer from Northgate AI, which could have been worth up to \
                $1.5 billion.";
    assert!(claims(ClaimKind::Valuation, text).is_empty());
    let [offer] = &claims(ClaimKind::Offer, text)[..] else { panic!("one offer") };
    assert_eq!(offer.args.text(Role::Outcome), Some("declined"));
    let text = "Northgate AI's chief Dan Roe reached out to Ada Thornquist, a co-founder of Larkspur AI, with a deal reportedly \
                worth $40 million over four years.";
    let [offer] = &claims(ClaimKind::Offer, text)[..] else { panic!("one offer") };
    assert_eq!(names(offer, Role::To), ["Ada Thornquist"]);
    assert!(claims(ClaimKind::Approach, text).is_empty() && claims(ClaimKind::Valuation, text).is_empty());
}
