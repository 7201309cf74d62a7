//! The demo's articles, inside the program.

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use tradewire_read::{Content, OwnedInput};

use crate::failure::Failure;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../samples");

/// One article; `samples/README.md` says what its fields mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    doc: String,
    url: String,
    outlet: String,
    lang: String,
    published: String,
    fiction: bool,
    title: String,
    #[serde(rename = "damaged")]
    _damaged: String,
    text: String,
}

/// The articles, by the number in their file's name.
pub fn samples() -> Result<Vec<OwnedInput>, Failure> {
    let mut files: Vec<_> =
        FILES.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_unstable_by_key(|f| f.path());
    files
        .into_iter()
        .map(|f| input(&f.path().display().to_string(), f.contents_utf8().unwrap_or_default()))
        .collect()
}

/// The invented people, labs and outlets of the demo, as a file of the knowledge base.
pub fn cast() -> (&'static str, &'static str) {
    let path = "kb/fiction.toml";
    (path, FILES.get_file(path).and_then(|f| f.contents_utf8()).unwrap_or_default())
}

fn input(file: &str, text: &str) -> Result<OwnedInput, Failure> {
    let bad = |what: String| Failure::new(format!("sample {file}: {what}"));
    let s: Sample = toml::from_str(text).map_err(|e| bad(e.to_string()))?;
    let published = s.published.parse().map_err(|e| bad(format!("{e}")))?;
    let mut input = OwnedInput::new(s.doc, s.text.into_bytes());
    input.content = Content::Text;
    input.charset = Some("utf-8".to_owned());
    input.published = Some(published);
    input.url = Some(s.url);
    input.outlet = Some(s.outlet);
    input.title = Some(s.title);
    input.language = Some(s.lang);
    input.fiction = s.fiction;
    Ok(input)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_demo_has_both_halves_in_every_language() {
        let all = samples().unwrap();
        assert!(all.len() >= 24);
        let names: BTreeSet<_> = all.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names.len(), all.len(), "two samples share a name");
        for lang in ["en", "zh-Hans", "zh-Hant-TW", "zh-Hant-HK"] {
            for fiction in [true, false] {
                assert!(
                    all.iter().any(|s| s.language.as_deref() == Some(lang) && s.fiction == fiction),
                    "{lang}, fiction {fiction}"
                );
            }
        }
    }
}
