//! Who is sued together, how far a quarrel has come, and what was only sought or asked for.

use tradewire_model::{ClaimKind, Modality, Role};

use crate::telling::{claims, names};

#[test]
fn a_person_and_a_firm_are_sued_together() {
    let text = "Northgate sued Ada Thornquist and her new employer, Larkspur Labs.";
    let made = claims(ClaimKind::Dispute, text);
    assert_eq!(names(&made[0], Role::Defendant), ["Ada Thornquist", "Larkspur Labs"]);
    let made = claims(ClaimKind::Dispute, "锐峰投资将杨浩和方寸量化告上法庭。");
    assert_eq!(names(&made[0], Role::Defendant), ["杨浩", "方寸量化"]);
}

#[test]
fn the_end_of_a_quarrel_is_how_far_it_has_come() {
    let text = "A federal judge dismissed Northgate's lawsuit against Larkspur Labs.";
    assert_eq!(claims(ClaimKind::Dispute, text)[0].args.text(Role::Step), Some("dismissal"));
    let text = "A judge refused to dismiss Northgate's lawsuit against Larkspur Labs.";
    assert_eq!(claims(ClaimKind::Dispute, text)[0].args.text(Role::Step), Some("filing"));
}

#[test]
fn a_purchase_that_fell_through_was_only_sought() {
    let text = "Northgate's planned acquisition of Larkspur Labs fell through.";
    assert_eq!(claims(ClaimKind::Deal, text)[0].modality, Modality::Planned);
    let text = "Northgate acquired Larkspur Labs after another bid collapsed.";
    assert_eq!(claims(ClaimKind::Deal, text)[0].modality, Modality::Asserted);
}

#[test]
fn whoever_is_only_asked_has_not_come() {
    assert!(claims(ClaimKind::Move, "顾明远亲自打电话给林晓峰，邀请他加入云杉智能。").is_empty());
    let text = "Northgate won a court order blocking Ada Thornquist from joining Larkspur Labs.";
    assert!(claims(ClaimKind::Move, text).is_empty());
}

#[test]
fn who_also_took_part_put_money_in() {
    let text = "Larkspur Labs raised $42 million. Oakbay Ventures led the round. Cinder Capital and Index Ventures also \
                participated.";
    let made = claims(ClaimKind::Funding, text);
    assert_eq!(names(&made[0], Role::Investors), ["Oakbay Ventures", "Cinder Capital", "Index Ventures"]);
}

#[test]
fn judges_and_firms_that_somebody_is_kept_from_are_no_parties() {
    let text = "A court has granted an order blocking Ada Thornquist from working for rival Larkspur AI.";
    for c in claims(ClaimKind::Dispute, text) {
        let parties = [names(&c, Role::Plaintiff), names(&c, Role::Defendant)].concat();
        assert!(!parties.contains(&"Larkspur AI".to_owned()), "{parties:?}");
    }
    let text = "US District Judge Rina Lowe granted Larkspur AI's motion to dismiss the lawsuit.";
    for c in claims(ClaimKind::Dispute, text) {
        assert!(names(&c, Role::Defendant).iter().all(|n| !n.contains("Lowe")));
    }
}
