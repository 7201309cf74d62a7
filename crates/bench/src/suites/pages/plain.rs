use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use tradewire_model::Document;
use tradewire_read::{Content, Input, Limits, read, repair_text};
use tradewire_script::fold;

use crate::{Outcome, cpu_time};

/// Least text that is measured: small inputs are repeated until they hold so much, in bytes.
const ENOUGH: usize = 64 << 20;

/// Times plain text through repair and folding, and through all of reading, on one core.
///
/// The texts are UTF-8 files; each is one document, as in a batch.
pub(super) fn run(path: &Path, repeat: usize) -> anyhow::Result<Outcome> {
    let mut texts = Vec::new();
    gather(path, &mut texts)?;
    let bytes: usize = texts.iter().map(String::len).sum();
    if bytes == 0 {
        bail!("{}: no UTF-8 text", path.display());
    }
    let rounds = repeat.max(1) * (ENOUGH / bytes).max(1);
    let time = |work: &dyn Fn(&str) -> usize| {
        let (start, core) = (Instant::now(), cpu_time());
        let mut out = 0;
        for _ in 0..rounds {
            for text in &texts {
                out += work(text);
            }
        }
        let core = cpu_time().zip(core).map(|(end, start)| end.saturating_sub(start));
        (std::hint::black_box(out), core.filter(|c| !c.is_zero()).unwrap_or_else(|| start.elapsed()))
    };
    let limits = Limits::default();
    let rate = |d: std::time::Duration| (bytes * rounds) as f64 / 1e6 / d.as_secs_f64();
    let start = Instant::now();
    let (repaired, both) = time(&|t| fold(&repair_text(t).text).text.len());
    let (_, folding) = time(&|t| fold(t).text.len());
    let (read_bytes, reading) = time(&|t| {
        let input = Input { content: Content::Text, ..Input::new("t.txt", t.as_bytes()) };
        read(&input, &limits).map_or(0, |d: Document| d.text.len())
    });
    Ok(Outcome::new("pages --plain", texts.len() * rounds, start.elapsed())
        .metric("mb_per_core_second_repair_and_fold", rate(both))
        .metric("mb_per_core_second_fold", rate(folding))
        .metric("mb_per_core_second_read", rate(reading))
        .metric("mb", (bytes * rounds) as f64 / 1e6)
        .metric("kept_of_repaired", repaired as f64 / (bytes * rounds) as f64)
        .metric("kept_of_read", read_bytes as f64 / (bytes * rounds) as f64))
}

/// The texts of a file, or of all files of a folder, in order.
fn gather(path: &Path, out: &mut Vec<String>) -> anyhow::Result<()> {
    if path.is_dir() {
        let list = std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
        let mut inside = list.collect::<Result<Vec<_>, _>>()?;
        inside.sort_by_key(std::fs::DirEntry::path);
        return inside.iter().try_for_each(|e| gather(&e.path(), out));
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    out.extend(String::from_utf8(bytes));
    Ok(())
}
