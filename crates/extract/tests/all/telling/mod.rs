//! Reads a text of a test.

use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, ClaimKind, Role};
use tradewire_read::{Input, Limits, read};

/// The claims of a kind that are read out of a text, whatever field it is of.
pub fn claims(kind: ClaimKind, text: &str) -> Vec<Claim> {
    let doc = read(&Input::new("news.txt", text.as_bytes()), &Limits::default()).unwrap();
    let kb = KnowledgeBase::builtin().unwrap();
    let all = Extractor::new(kb).unwrap().with_domain(false).extract(&doc);
    all.into_iter().filter(|c| c.kind == kind).collect()
}

/// The names in a role, as the text has them.
pub fn names(claim: &Claim, role: Role) -> Vec<String> {
    claim.args.names(role).iter().map(|n| n.text.clone()).collect()
}
