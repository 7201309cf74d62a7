//! Every measurement, ours and peers', in one place.
//!
//! One file per suite under `suites/`, each with its flags and a `run` that gives an [`Outcome`]; `main.rs` lists
//! them. [`Engine`] is the way from text to claims that they share, [`bootstrap`] the intervals.

mod bootstrap;
mod cpu;
mod documents;
mod engine;
mod memory;
pub mod news;
mod outcome;
pub mod suites;

pub use bootstrap::bootstrap;
pub use cpu::{cpu_time, process_cpu_time};
pub use documents::{Documents, join_sentences};
pub use engine::Engine;
pub use memory::{peak_rss_bytes, reset_peak};
pub use outcome::{Options, Outcome};
