//! Who says something, and what.

use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, ClaimKind, Role};
use tradewire_read::{Input, Limits, read};

fn statement(text: &str) -> Claim {
    let doc = read(&Input::new("news.txt", text.as_bytes()), &Limits::default()).unwrap();
    let kb = KnowledgeBase::builtin().unwrap();
    let claims = Extractor::new(kb).unwrap().with_domain(false).extract(&doc);
    claims.into_iter().find(|c| c.kind == ClaimKind::Statement).unwrap()
}

fn speaker(claim: &Claim) -> String {
    claim.args.get(Role::Speaker).unwrap().names()[0].text.clone()
}

#[test]
fn the_place_where_it_was_said_does_not_say_it() {
    let claim = statement(
        "北门科技首席科学家林知远在内部Slack频道表示：“感觉像是半夜被人搬空了仓库，研究员走了一半。”",
    );
    assert_eq!(speaker(&claim), "林知远");
}

#[test]
fn the_gist_is_what_stands_in_quotation_marks() {
    let claim = statement(
        "北门科技首席科学家林知远表示：“感觉像是半夜被人搬空了仓库，研究员走了一半。”会议随后结束。",
    );
    assert_eq!(claim.args.text(Role::Gist), Some("感觉像是半夜被人搬空了仓库，研究员走了一半。"));
}

#[test]
fn a_person_behind_a_word_of_place_still_speaks() {
    let claim = statement("目前在北门科技任职的研究员林知远表示：“薪酬从来不是我考虑的第一件事。”");
    assert_eq!(speaker(&claim), "林知远");
}
