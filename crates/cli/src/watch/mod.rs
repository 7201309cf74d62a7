//! Keeping a ledger fresh: sources are asked on their schedules, what is new waits in a queue on disk until the ledger
//! has it, and what somebody watches for is handed on.
//!
//! Whatever is promised stands on disk before the promise: entries are in the queue before their source's state says
//! that they were seen, in the ledger before they leave the queue, and what follows from them is in the outbox before
//! that. So a process that is killed anywhere goes on where it was; what it does twice changes nothing.

pub mod asking;
pub mod deliver;
pub mod feed_file;
pub mod folder;
pub mod item;
pub mod keeper;
pub mod matching;
pub mod poll;
pub mod sources;
pub mod state;
