//! Sentences with marked names, in the three forms of the data sets.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use tradewire_extract::MentionKind;

/// A marked name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Characters of the sentence, half-open.
    pub chars: Range<usize>,
    /// The set's own type, in lower case.
    pub label: String,
    /// What it is for us; nothing for types that we do not look for.
    pub kind: Option<MentionKind>,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its text; columns of Latin words are joined by blanks, Chinese characters by nothing.
    pub text: String,
    /// Its names.
    pub gold: Vec<Marked>,
}

/// Folds the types of the sets: researcher and person, university and organisation, company and government.
fn kind(label: &str) -> Option<MentionKind> {
    match label {
        "person" | "researcher" | "name" => Some(MentionKind::Person),
        "organisation" | "organization" | "org" | "university" | "company" | "government" => {
            Some(MentionKind::Organisation)
        }
        "title" | "position" => Some(MentionKind::Title),
        _ => None,
    }
}

fn marked(chars: Range<usize>, label: &str) -> Marked {
    let label = label.to_lowercase();
    Marked { chars, kind: kind(&label), label }
}

#[derive(Deserialize)]
struct Line {
    text: String,
    label: BTreeMap<String, BTreeMap<String, Vec<[usize; 2]>>>,
}

/// Reads a file: JSON lines with `text` and `label`, or one token and its tag per line, sentences parted by empty lines.
///
/// # Errors
/// Where the file cannot be read or a line has another form.
pub fn load(path: &Path) -> anyhow::Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let cases = if text.trim_start().starts_with('{') {
        text.lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(i, l)| {
                let line: Line =
                    serde_json::from_str(l).with_context(|| format!("{} line {}", path.display(), i + 1))?;
                let gold = line
                    .label
                    .iter()
                    .flat_map(|(label, words)| {
                        words.values().flatten().map(|[a, b]| marked(*a..b + 1, label))
                    })
                    .collect();
                Ok(Case { text: line.text, gold })
            })
            .collect::<anyhow::Result<Vec<_>>>()?
    } else {
        columns(&text).with_context(|| format!("in {}", path.display()))?
    };
    if cases.is_empty() {
        bail!("{}: no sentence here", path.display());
    }
    Ok(cases)
}

/// Token and tag per line, tags as B-, I- (CoNLL) or B-, M-, E-, S- (BMES).
fn columns(text: &str) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut tokens: Vec<(&str, &str)> = Vec::new();
    for (i, line) in text.lines().chain([""]).enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            if !tokens.is_empty() {
                cases.push(sentence(&tokens));
                tokens.clear();
            }
            continue;
        }
        let cut = line.rfind(['\t', ' ']).with_context(|| format!("line {}: no tag", i + 1))?;
        tokens.push((line[..cut].trim(), &line[cut + 1..]));
    }
    Ok(cases)
}

fn sentence(tokens: &[(&str, &str)]) -> Case {
    let single = tokens.iter().all(|(w, _)| w.chars().count() <= 1);
    let mut text = String::new();
    let mut chars = 0;
    let mut gold: Vec<Marked> = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut last_end = 0;
    for (word, tag) in tokens {
        if !single && chars > 0 {
            text.push(' ');
            chars += 1;
        }
        let (prefix, label) = tag.split_once('-').unwrap_or((tag, ""));
        let goes_on = matches!(prefix, "I" | "M" | "E") && open.is_some_and(|o| o.1 == label);
        if !goes_on && let Some((start, l)) = open.take() {
            gold.push(marked(start..last_end, l));
        }
        if !goes_on && !label.is_empty() {
            open = Some((chars, label));
        }
        text.push_str(word);
        chars += word.chars().count();
        last_end = chars;
    }
    if let Some((start, l)) = open {
        gold.push(marked(start..last_end, l));
    }
    Case { text, gold }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str) -> Vec<Case> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        load(file.path()).unwrap()
    }

    fn spans(case: &Case) -> Vec<(String, MentionKind)> {
        let chars: Vec<char> = case.text.chars().collect();
        case.gold.iter().filter_map(|m| Some((chars[m.chars.clone()].iter().collect(), m.kind?))).collect()
    }

    #[test]
    fn columns_of_words_are_joined_by_blanks() {
        let cases =
            write("Ada\tB-researcher\nThornquist\tI-researcher\nleft\tO\nMarl\tB-university\n\nSo\tO\n");
        assert_eq!(cases.len(), 2);
        assert_eq!(
            spans(&cases[0]),
            [
                ("Ada Thornquist".to_owned(), MentionKind::Person),
                ("Marl".to_owned(), MentionKind::Organisation)
            ]
        );
    }

    #[test]
    fn columns_of_characters_are_joined_by_nothing() {
        let cases = write("林 B-NAME\n知 M-NAME\n远 E-NAME\n任 O\n主 B-TITLE\n任 E-TITLE\n");
        assert_eq!(cases[0].text, "林知远任主任");
        assert_eq!(
            spans(&cases[0]),
            [("林知远".to_owned(), MentionKind::Person), ("主任".to_owned(), MentionKind::Title)]
        );
    }

    #[test]
    fn json_lines_give_inclusive_ends() {
        let cases = write(
            r#"{"text": "北门科技林知远", "label": {"name": {"林知远": [[4, 6]]}, "game": {"北": [[0, 0]]}}}"#,
        );
        assert_eq!(spans(&cases[0]), [("林知远".to_owned(), MentionKind::Person)]);
    }
}
