use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use tradewire_model::{ClaimKind, Modality, Role};

use crate::{EvalError, Fact, GoldDoc};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    passage: Vec<Passage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    id: String,
    published: Option<String>,
    lang: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    text: String,
    #[serde(default)]
    claim: Vec<Golden>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    kind: String,
    modality: String,
    source: Option<String>,
    quote: String,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    args: toml::Table,
}

const LANGUAGES: [&str; 5] = ["en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"];

/// Reads the passages of one file; the folders `<part>/<language>/` above it say to what they belong.
pub(crate) fn parse(file: &Path, text: &str) -> Result<Vec<GoldDoc>, EvalError> {
    let syntax = |e: toml::de::Error| EvalError::Syntax { path: file.to_owned(), message: e.to_string() };
    let parsed: File = toml::from_str(text).map_err(syntax)?;
    let folders: Vec<&str> = file.components().filter_map(|c| c.as_os_str().to_str()).collect();
    let at = folders.iter().rposition(|c| LANGUAGES.contains(c));
    let lang = at.map(|i| if folders[i].starts_with("zh-Hant") { "zh-Hant" } else { folders[i] });
    let part = at.and_then(|i| folders.get(i.checked_sub(1)?)).copied();
    parsed.passage.into_iter().map(|p| passage(file, part, lang, p)).collect()
}

fn passage(file: &Path, part: Option<&str>, lang: Option<&str>, p: Passage) -> Result<GoldDoc, EvalError> {
    let wrong = |message: String| EvalError::Gold { path: file.to_owned(), place: p.id.clone(), message };
    let mut facts = Vec::with_capacity(p.claim.len());
    for c in &p.claim {
        let kind: ClaimKind = c.kind.parse().map_err(|e| wrong(format!("{e}")))?;
        let _: Modality = c.modality.parse().map_err(|e| wrong(format!("{e}")))?;
        if c.quote.is_empty() || !p.text.contains(&c.quote) {
            return Err(wrong(format!("the quote «{}» does not stand in the text", c.quote)));
        }
        for key in c.args.keys() {
            let role: Role = key.parse().map_err(|e| wrong(format!("{e}")))?;
            if !kind.allows(role) {
                return Err(wrong(format!("a claim of kind {kind} has no role {role}")));
            }
        }
        facts.push(Fact {
            kind: c.kind.clone(),
            args: c.args.iter().map(|(k, v)| (k.clone(), json(v))).collect(),
            modality: Value::String(c.modality.clone()),
            source: c.source.clone().map_or(Value::Null, Value::String),
            quote: c.quote.clone(),
        });
    }
    let lang = p.lang.or_else(|| lang.map(str::to_owned));
    let part = part.map(str::to_owned);
    Ok(GoldDoc { doc: p.id, part, lang, published: p.published, text: Some(p.text), facts })
}

fn json(v: &toml::Value) -> Value {
    match v {
        toml::Value::String(s) => Value::String(s.clone()),
        toml::Value::Integer(i) => Value::from(*i),
        toml::Value::Float(f) => Value::from(*f),
        toml::Value::Boolean(b) => Value::Bool(*b),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(a) => Value::Array(a.iter().map(json).collect()),
        toml::Value::Table(t) => {
            Value::Object(t.iter().map(|(k, v)| (k.clone(), json(v))).collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [[passage]]
        id = "t-1"
        published = "2025-03-18"
        text = "北门科技宣布，林知远加盟。"
        [[passage.claim]]
        kind = "move"
        modality = "reported"
        source = "北门科技"
        quote = "林知远加盟"
        [passage.claim.args]
        type = "join"
        person = "林知远"
        to = "北门科技"
        [[passage]]
        id = "t-2"
        text = "北门今天没有新闻。"
    "#;

    fn read(text: &str) -> Result<Vec<GoldDoc>, EvalError> {
        parse(Path::new("corpus/blind/zh-Hans/moves.toml"), text)
    }

    #[test]
    fn a_passage_is_a_document_and_a_negative_expects_nothing() {
        let docs = read(FILE).unwrap();
        assert_eq!(docs.len(), 2);
        assert_eq!((docs[0].doc.as_str(), docs[0].lang.as_deref()), ("t-1", Some("zh-Hans")));
        assert_eq!(docs[0].part.as_deref(), Some("blind"));
        assert_eq!(docs[0].facts[0].args["person"], "林知远");
        assert!(docs[1].facts.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_passage() {
        for (from, to, says) in [
            ("林知远加盟\"", "林知近加盟\"", "does not stand in the text"),
            ("kind = \"move\"", "kind = \"mvoe\"", "mvoe"),
            ("person =", "speaker =", "no role speaker"),
            ("modality = \"reported\"", "modality = \"said\"", "said"),
        ] {
            let message = read(&FILE.replace(from, to)).unwrap_err().to_string();
            assert!(message.contains("t-1") && message.contains(says), "{message}");
        }
        assert!(matches!(read("[[passage]]\nid = 3"), Err(EvalError::Syntax { .. })));
    }
}
