//! A progress bar on stderr, where a person looks at it.

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how many of `total` things are done; hidden where stderr is no terminal.
pub fn bar(total: usize, what: &'static str) -> ProgressBar {
    // Fewer than this are done before a bar can be read.
    const FEW: usize = 50;
    if total < FEW {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{msg} {bar:32} {human_pos}/{human_len} {per_sec:.dim} {eta:.dim}");
    let bar = ProgressBar::new(total as u64).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
