use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::Value;
use tradewire_extract::training::Sample;
use tradewire_model::{Block, BlockKind, TextSpan};
use tradewire_read::sentences;

/// Fewest characters of a sentence that counts.
const FEWEST: usize = 8;

/// The sentences of files and folders, each once: JSON lines with `text` or `content`, TOML with `text`, plain text.
/// Labelled passages are taken without their labels. What a file says of itself to be damaged is left out, and so is
/// what holds a lost character.
///
/// # Errors
/// Where a path cannot be read.
pub(in crate::suites) fn load(paths: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in paths {
        collect(path, &mut texts)?;
    }
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for line in texts.iter().flat_map(|t| t.lines()) {
        let block = Block { kind: BlockKind::Paragraph, span: TextSpan::of(0..line.len()) };
        for s in sentences(line, &[block]) {
            let s = s.span.slice(line).unwrap_or_default();
            if s.chars().count() >= FEWEST && !s.contains('\u{fffd}') && seen.insert(s.to_owned()) {
                out.push(s.to_owned());
            }
        }
    }
    Ok(out)
}

fn collect(path: &Path, texts: &mut Vec<String>) -> anyhow::Result<()> {
    if path.is_dir() {
        let mut all: Vec<PathBuf> = std::fs::read_dir(path)
            .with_context(|| format!("cannot list {}", path.display()))?
            .map(|e| e.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        all.sort();
        return all.iter().try_for_each(|p| collect(p, texts));
    }
    let read = || std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    match path.extension().and_then(|e| e.to_str()) {
        Some("jsonl") => {
            for line in read()?.lines() {
                let value: Value = serde_json::from_str(line)
                    .with_context(|| format!("{}: a line is no JSON", path.display()))?;
                let text = value.get("text").or_else(|| value.get("content")).and_then(Value::as_str);
                texts.extend(text.map(str::to_owned));
            }
        }
        Some("toml") => {
            let value: toml::Value =
                toml::from_str(&read()?).with_context(|| format!("{} is no TOML", path.display()))?;
            strings(&value, texts);
        }
        Some("txt") => {
            let text = read()?;
            texts.push(unlabelled(&text).unwrap_or(text));
        }
        _ => {}
    }
    Ok(())
}

/// The texts of a document or of the passages of a file.
fn strings(value: &toml::Value, texts: &mut Vec<String>) {
    let damaged = value.get("damaged").and_then(toml::Value::as_str).is_some_and(|d| d != "none");
    if damaged {
        return;
    }
    texts.extend(value.get("text").and_then(toml::Value::as_str).map(str::to_owned));
    for passage in value.get("passage").and_then(toml::Value::as_array).into_iter().flatten() {
        strings(passage, texts);
    }
}

/// The words of labelled passages, one a line, without their labels and notes; nothing where a file holds no labels, or
/// lines that are not labelled rightly.
fn unlabelled(text: &str) -> Option<String> {
    let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    let samples = lines.map(Sample::parse).collect::<Result<Vec<_>, _>>().ok()?;
    let labelled = samples.iter().any(|s| !s.marks.is_empty() || !s.events.is_empty());
    labelled.then(|| samples.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_no_part_of_a_sentence() {
        let file =
            "# a note\n[Ina Voss|P 1.person] {left|1 move.leave} [Larkspur|O 1.from].\nNothing here.\n";
        assert_eq!(unlabelled(file).as_deref(), Some("Ina Voss left Larkspur.\nNothing here."));
        assert_eq!(unlabelled("Ina Voss [left] Larkspur."), None);
        assert_eq!(unlabelled("Ina Voss left Larkspur."), None);
    }
}
