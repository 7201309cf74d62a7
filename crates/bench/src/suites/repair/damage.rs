//! Damage of our own making over clean sentences, seeded and reproducible: what comes back, what is marked, and what
//! is passed on as if it were clean.

mod kinds;

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::bail;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tradewire_read::{Repaired, repair_text};

use self::kinds::KINDS;
use super::sentences;
use crate::Outcome;

/// What became of the cases of one kind.
#[derive(Default, Clone, Copy)]
struct Tally {
    n: usize,
    restored: usize,
    /// Restored without any mark, so that claims come of it.
    trusted: usize,
    /// Not restored, but marked somewhere: extraction goes by sentences and makes no claim of it.
    marked: usize,
    /// Not restored, but all that is wrong stands inside marked spans.
    covered: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.restored += other.restored;
        self.trusted += other.trusted;
        self.marked += other.marked;
        self.covered += other.covered;
    }

    fn share(self, of: usize) -> f64 {
        if self.n > 0 { of as f64 / self.n as f64 } else { 0.0 }
    }
}

/// Runs every kind of damage over the sentences, and the repair over the clean ones.
pub(super) fn run(paths: &[PathBuf], seed: u64, most: usize, show: usize) -> anyhow::Result<Outcome> {
    let clean = sentences::load(paths)?;
    if clean.is_empty() {
        bail!("no sentence here");
    }
    let mut shown = 0;
    let mut time = Duration::ZERO;
    let mut n = 0;
    let mut repair = |text: &str| -> Repaired {
        let start = Instant::now();
        let out = repair_text(text);
        time += start.elapsed();
        n += 1;
        out
    };
    let mut changed = 0usize;
    for s in &clean {
        let r = repair(s);
        if r.text != *s || !r.damage.is_empty() {
            changed += 1;
            if shown < show {
                shown += 1;
                eprintln!("changed: {s}\n      -> {}", r.text);
            }
        }
    }
    let mut table = format!(
        "{:<12}{:<22}{:>7}{:>10}{:>10}{:>10}{:>10}\n",
        "", "", "n", "restored", "unmarked", "or marked", "covered"
    );
    let mut outcome = Outcome::default().metric("clean", clean.len()).metric("clean_changed", changed);
    let step = clean.len().div_ceil(most.max(1)).max(1);
    let (mut pinyin, mut reversible, mut lossy) = (Tally::default(), Tally::default(), Tally::default());
    for kind in KINDS {
        // Each kind draws for itself, so that a new one leaves the others as they are.
        let mut rng = StdRng::seed_from_u64(seed);
        let mut tally = Tally::default();
        for s in clean.iter().step_by(step) {
            let Some(case) = (kind.damage)(s, &mut rng).filter(|c| c.damaged != c.clean) else { continue };
            tally.n += 1;
            let r = repair(&case.damaged);
            // Converters err in the sound text too; that is put right on either side.
            let wanted = repair(&case.clean).text;
            let restored = r.text == wanted;
            let marked = !restored && !r.damage.is_empty();
            let covered = marked && is_covered(&r, &wanted);
            tally.restored += usize::from(restored);
            tally.trusted += usize::from(restored && r.damage.is_empty());
            tally.marked += usize::from(marked);
            tally.covered += usize::from(covered);
            if !(restored || covered && kind.lossy) && shown < show {
                shown += 1;
                eprintln!("{}: {}\n   got   {}\n   clean {wanted}", kind.name, case.damaged, r.text);
            }
        }
        let group = if kind.lossy { "lossy" } else { "reversible" };
        outcome = outcome
            .metric(&format!("{group}.{}.n", kind.name), tally.n)
            .metric(&format!("{group}.{}.restored", kind.name), tally.share(tally.restored))
            .metric(&format!("{group}.{}.restored_unmarked", kind.name), tally.share(tally.trusted))
            .metric(
                &format!("{group}.{}.restored_or_marked", kind.name),
                tally.share(tally.restored + tally.marked),
            )
            .metric(
                &format!("{group}.{}.restored_or_covered", kind.name),
                tally.share(tally.restored + tally.covered),
            );
        let _ = writeln!(
            table,
            "{group:<12}{:<22}{:>7}{:>10.4}{:>10.4}{:>10.4}{:>10.4}",
            kind.name,
            tally.n,
            tally.share(tally.restored),
            tally.share(tally.trusted),
            tally.share(tally.restored + tally.marked),
            tally.share(tally.restored + tally.covered)
        );
        match (kind.lossy, kind.name.starts_with("pinyin")) {
            (true, _) => lossy.add(tally),
            (false, true) => pinyin.add(tally),
            (false, false) => reversible.add(tally),
        }
    }
    let measured = Outcome::new("repair --damage", n, time);
    outcome = outcome
        .metric("all_pinyin_restored", pinyin.share(pinyin.restored))
        .metric("all_reversible_restored", reversible.share(reversible.restored))
        .metric("all_lossy_restored_or_marked", lossy.share(lossy.restored + lossy.marked))
        .metric("all_lossy_restored_or_covered", lossy.share(lossy.restored + lossy.covered));
    for (name, t, of) in [
        ("all pinyin", pinyin, pinyin.restored),
        ("all reversible mojibake", reversible, reversible.restored),
        ("all lossy, restored or marked", lossy, lossy.restored + lossy.marked),
    ] {
        let _ = writeln!(table, "{name:<34}{:>7}{:>10.4}", t.n, t.share(of));
    }
    let _ = writeln!(table, "{:<34}{:>7}{:>10} changed", "clean sentences", clean.len(), changed);
    outcome.table = Some(table);
    outcome.suite = measured.suite;
    outcome.n = measured.n;
    outcome.seconds = measured.seconds;
    outcome.peak_rss_bytes = measured.peak_rss_bytes;
    Ok(outcome)
}

/// Whether what stands outside the marked spans stands in the clean text too, in this order.
fn is_covered(repaired: &Repaired, clean: &str) -> bool {
    let mut spans: Vec<_> = repaired.damage.iter().map(|d| d.text_span.range()).collect();
    if spans.is_empty() {
        return false;
    }
    spans.sort_by_key(|s| s.start);
    let (mut at, mut from) = (0, 0);
    let end = repaired.text.len();
    for span in spans.into_iter().chain(std::iter::once(end..end)) {
        let sound = repaired.text.get(from..span.start).unwrap_or_default();
        let Some(i) = clean[at..].find(sound) else { return false };
        // Before the first mark it must begin with the text, behind the last one end with it.
        if from == 0 && i > 0 || span.start == end && !clean.ends_with(sound) {
            return false;
        }
        at += i + sound.len();
        from = span.end.max(from);
    }
    true
}
