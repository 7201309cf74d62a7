//! Runs the examples of the rules: each entry must do what its own examples say.

use tradewire_model::Date;

use crate::lexicon::lexicon;
use crate::{Context, QuantityError, recognise};

/// Checks every example of every entry; gives all that fail.
///
/// An entry's `yes` examples give the named quantity, or nothing at all for `none`; in its `no` examples no quantity
/// holds one of its words. They are read as published on 16 July 2025.
///
/// # Errors
/// What does not load, or each example that fails.
pub fn check_rules() -> Result<usize, Vec<QuantityError>> {
    let lexicon = lexicon()
        .map_err(|e| vec![QuantityError::File { file: "rules/quantity", message: e.to_string() }])?;
    let context = Context { published: Some(Date::Day(2025, 7, 16)), ..Context::default() };
    let mut failed = Vec::new();
    let mut count = 0;
    for entry in &lexicon.entries {
        for [text, expected] in &entry.yes {
            count += 1;
            let found: Vec<String> = recognise(text, &context).iter().map(|q| q.kind.to_string()).collect();
            let right = if expected == "none" { found.is_empty() } else { found.contains(expected) };
            if !right {
                let (text, expected) = (text.clone(), expected.clone());
                failed.push(QuantityError::Example { id: entry.id.into(), text, expected, found });
            }
        }
        for text in &entry.no {
            count += 1;
            let found = recognise(text, &context);
            if found.iter().any(|q| q.entries.contains(&entry.id)) {
                let found = found.iter().map(|q| q.kind.to_string()).collect();
                let expected = "no use of the entry".into();
                failed.push(QuantityError::Example {
                    id: entry.id.into(),
                    text: text.clone(),
                    expected,
                    found,
                });
            }
        }
    }
    if failed.is_empty() { Ok(count) } else { Err(failed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_keeps_its_word() {
        match check_rules() {
            Ok(n) => assert!(n > 500, "only {n} examples"),
            Err(failed) => {
                let lines: Vec<String> = failed.iter().map(ToString::to_string).collect();
                panic!("{} examples fail:\n{}", lines.len(), lines.join("\n"));
            }
        }
    }
}
