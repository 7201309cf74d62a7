//! Tests of the measurements, one binary for all of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what it did not expect")]

mod agreement;
mod contract;
mod gate;
mod quantities;
