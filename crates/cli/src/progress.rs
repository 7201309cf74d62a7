//! A progress bar on stderr, where a person looks at it.

use std::time::Duration;

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

/// Says what is being done while nobody knows how long it takes; hidden where stderr is no terminal.
pub fn spinner(what: String) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}
