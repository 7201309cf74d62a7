//! Tests of reading claims, one binary for all of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what it did not expect")]

mod damage;
mod firms;
mod lists;
mod lives;
mod mentions;
mod money;
mod moving;
mod parts;
mod quarrels;
mod reading;
mod rounds;
mod statements;
mod taiwan;
mod telling;
mod unnamed;
