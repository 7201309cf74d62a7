//! Tests of the commands, one binary for all of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what it did not expect")]

mod accounts;
mod arrival;
mod bad_input;
#[path = "../../../serve/tests/all/browsing/mod.rs"]
mod browsing;
mod care;
mod commands;
mod desk;
mod inputs;
mod layers;
mod market;
mod offers;
mod postgres;
mod responding;
mod review;
mod reviewing;
mod seeds;
mod served;
#[path = "../../../ledger/tests/server/mod.rs"]
#[allow(dead_code, reason = "the ledger's tests use the rest")]
mod server;
mod serving;
mod watching;
mod weights;
