use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;
use tradewire_model::Document;
use tradewire_read::{Content, Limits, OwnedInput, json_lines, read};

/// Inputs of a measurement, loaded whole so that no disk is measured.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The inputs, in order.
    pub inputs: Vec<OwnedInput>,
    /// Those that could not be loaded, with the reason.
    pub rejected: Vec<String>,
}

impl Documents {
    /// Loads a folder of texts and pages (and those below it), one such file, or JSON lines.
    ///
    /// # Errors
    /// Where nothing can be read; a single bad file or line is only listed.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let mut out = Self::default();
        for file in files(path)? {
            if file.extension().is_some_and(|e| e == "jsonl") {
                let reader = File::open(&file).with_context(|| format!("cannot open {}", file.display()))?;
                for input in json_lines(BufReader::new(reader), &Limits::default()) {
                    match input {
                        Ok(input) => out.inputs.push(input),
                        Err(e) => out.rejected.push(format!("{}: {e}", file.display())),
                    }
                }
            } else {
                let bytes =
                    std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                out.inputs.push(OwnedInput::new(name, bytes));
            }
        }
        if out.inputs.is_empty() {
            bail!("{}: no .txt, .html or .jsonl here", path.display());
        }
        Ok(out)
    }

    /// Size of all inputs in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.inputs.iter().map(|i| i.bytes.len() as u64).sum()
    }

    /// Reads every input; what cannot be read is listed.
    #[must_use]
    pub fn read_all(&mut self) -> Vec<Document> {
        let limits = Limits::default();
        let (rejected, inputs) = (&mut self.rejected, &self.inputs);
        inputs
            .iter()
            .filter_map(|i| match read(&i.as_input(), &limits) {
                Ok(document) => Some(document),
                Err(e) => {
                    rejected.push(e.to_string());
                    None
                }
            })
            .collect()
    }
}

fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let meta = std::fs::metadata(path).with_context(|| format!("cannot open {}", path.display()))?;
    if !meta.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut found, mut left) = (Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = left.pop() {
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                left.push(path);
            } else if path
                .extension()
                .is_some_and(|e| ["txt", "html", "htm", "jsonl"].iter().any(|x| e == *x))
            {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Makes documents of `size` sentences each from JSON lines with `text` and `event_list` (the form of DuEE), leaving
/// out every line that holds an event of one of `types`: text without news of ours.
///
/// # Errors
/// Where the file cannot be read, a line is no JSON, or nothing remains.
pub fn join_sentences(path: &Path, size: usize, types: &[&str]) -> anyhow::Result<Documents> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut sentences = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let value: Value =
            serde_json::from_str(line).with_context(|| format!("{} line {}", path.display(), i + 1))?;
        let events = value.get("event_list").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let kind =
            |e: &Value| e.get("event_type").and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
        if !events.iter().any(|e| types.iter().any(|t| kind(e).ends_with(t)))
            && let Some(text) = value.get("text").and_then(Value::as_str)
        {
            sentences.push(text.to_owned());
        }
    }
    let inputs: Vec<OwnedInput> = sentences
        .chunks(size.max(1))
        .enumerate()
        .map(|(i, chunk)| {
            let mut input = OwnedInput::new(format!("sentences-{i}.txt"), chunk.join("\n").into_bytes());
            input.content = Content::Text;
            input
        })
        .collect();
    if inputs.is_empty() {
        bail!("{}: no sentence remains", path.display());
    }
    Ok(Documents { inputs, rejected: Vec::new() })
}
