use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value as Json;
use tradewire_model::{Attribution, Decision, RejectReason, Statement};

use super::{Proposal, Settlement, quoted};

/// Passages with what people settled on, in the form of the golden corpus; one file per language.
///
/// A passage whose claims were all rejected as not said is one that expects nothing. What is unsure, private or in damaged
/// text is left out, and with it the passage: half a passage would teach that the rest is wrong.
#[must_use]
pub fn corpus(settled: &[Settlement<'_>], name: &str) -> Vec<Proposal> {
    let mut passages: BTreeMap<(&str, &str, &str), Vec<&Settlement<'_>>> = BTreeMap::new();
    for s in settled {
        passages.entry((s.language, s.claim.doc.as_str(), s.passage)).or_default().push(s);
    }
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    for ((language, _, text), members) in passages {
        let open = |d: &Decision| {
            matches!(
                d,
                Decision::Unsure
                    | Decision::Reject(RejectReason::Private | RejectReason::Damaged | RejectReason::Other)
            )
        };
        if members.iter().any(|m| open(m.decision) || !text.contains(m.quote) || m.quote.is_empty()) {
            continue;
        }
        let n = number.entry(language).or_default();
        *n += 1;
        let out = files.entry(language).or_default();
        let _ = write!(out, "[[passage]]\nid = {}\n", quoted(&format!("r-{language}-{name}-{n:03}")));
        if let Some(day) = members.iter().find_map(|m| m.claim.published.as_ref()) {
            let _ = writeln!(out, "published = {}", quoted(&day.to_string()));
        }
        let _ = write!(out, "text = {}\n\n", quoted(text));
        let mut seen = BTreeSet::new();
        for m in members {
            let own;
            let statements: &[Statement] = match m.decision {
                Decision::Accept => {
                    own = [Statement::of(m.claim)];
                    &own
                }
                Decision::Mend(to) => std::slice::from_ref(to.as_ref()),
                Decision::Split(into) => into,
                _ => &[],
            };
            for s in statements {
                let entry = claim(s, m.quote);
                if seen.insert(entry.clone()) {
                    out.push_str(&entry);
                }
            }
        }
    }
    files
        .into_iter()
        .map(|(language, text)| Proposal::File {
            path: format!("corpus/review/{language}/{name}.toml"),
            text,
        })
        .collect()
}

fn claim(s: &Statement, quote: &str) -> String {
    let mut out = String::from("[[passage.claim]]\n");
    let _ = write!(out, "kind = {}\nmodality = {}\n", quoted(s.kind.as_str()), quoted(s.modality.as_str()));
    match &s.attribution {
        Attribution { source: Some(n), .. } => {
            let _ = writeln!(out, "source = {}", quoted(&n.text));
        }
        Attribution { anonymous: true, .. } => out.push_str("source = \"anonymous\"\n"),
        Attribution { .. } => {}
    }
    let _ = write!(out, "quote = {}\n[passage.claim.args]\n", quoted(quote));
    for (role, value) in s.args.iter() {
        let json = serde_json::to_value(value).unwrap_or_default();
        if let Some(v) = plain(&json) {
            let _ = writeln!(out, "{role} = {v}");
        }
    }
    out.push('\n');
    out
}

/// A value of a claim as the corpus writes it: names as words, with the canonical name where it is another.
fn plain(v: &Json) -> Option<String> {
    match v {
        Json::Null => None,
        Json::Bool(b) => Some(b.to_string()),
        Json::Number(n) => Some(n.to_string()),
        Json::String(s) => Some(quoted(s)),
        Json::Array(a) => Some(format!("[{}]", a.iter().filter_map(plain).collect::<Vec<_>>().join(", "))),
        Json::Object(o) if o.contains_key("text") => {
            let text = o.get("text").and_then(Json::as_str).unwrap_or_default();
            if o.get("group") == Some(&Json::Bool(true)) {
                return Some(format!("{{ text = {}, group = true }}", quoted(text)));
            }
            match o.get("name").and_then(Json::as_str).filter(|n| *n != text) {
                Some(name) => Some(format!("{{ text = {}, canonical = {} }}", quoted(text), quoted(name))),
                None => Some(quoted(text)),
            }
        }
        Json::Object(o) => {
            let fields: Vec<String> =
                o.iter().filter_map(|(k, v)| Some(format!("{k} = {}", plain(v)?))).collect();
            Some(format!("{{ {} }}", fields.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tradewire_model::Claim;

    use super::*;

    fn claim(id: &str) -> Claim {
        Claim::from_json(&json!({
            "id": id, "doc": "a.txt", "published": "2025-07-02", "kind": "offer", "modality": "reported",
            "args": {"bidder": {"text": "北門科技", "name": "Northgate"}, "to": {"text": "林\"知遠"},
                     "total": {"value": 17.5, "currency": "USD", "bound": "up_to", "per": "total"}},
            "source": {"text": "晨汐報"}, "quote": "開價", "span": [0, 6],
        }))
        .unwrap()
    }

    fn one<'a>(claim: &'a Claim, decision: &'a Decision, passage: &'a str) -> Settlement<'a> {
        Settlement { claim, decision, passage, quote: "開價", language: "zh-Hant" }
    }

    #[test]
    fn settled_claims_become_passages_that_parse() {
        let (a, b) = (claim("c_1"), claim("c_2"));
        let mended = Statement { modality: tradewire_model::Modality::Denied, ..Statement::of(&b) };
        let (accept, mend) = (Decision::Accept, Decision::Mend(Box::new(mended)));
        let reject = Decision::Reject(RejectReason::NotSaid);
        let unsure = Decision::Unsure;
        let all = [
            one(&a, &accept, "北門開價。\\\n二"),
            one(&b, &mend, "北門開價。\\\n二"),
            one(&a, &reject, "沒有開價。"),
            one(&a, &unsure, "開價與否未知。"),
        ];
        let out = corpus(&all, "july");
        let [Proposal::File { path, text }] = &out[..] else { panic!("{out:?}") };
        assert_eq!(path, "corpus/review/zh-Hant/july.toml");
        let parsed: toml::Table = text.parse().unwrap();
        let passages = parsed["passage"].as_array().unwrap();
        assert_eq!(passages.len(), 2, "the unsure one is left out");
        let with = passages.iter().find(|p| p.get("claim").is_some()).unwrap();
        assert_eq!(with["text"].as_str(), Some("北門開價。\\\n二"));
        let claims = with["claim"].as_array().unwrap();
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[1]["modality"].as_str(), Some("denied"));
        assert_eq!(claims[0]["args"]["bidder"]["canonical"].as_str(), Some("Northgate"));
        assert_eq!(claims[0]["args"]["total"]["value"].as_float(), Some(17.5));
        let mut turned = all;
        turned.reverse();
        let again = corpus(&turned, "july");
        assert_eq!(again.len(), 1);
    }
}
