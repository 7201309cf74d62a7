//! One file per command: its flags and its work.

pub mod comparables;
pub mod completions;
pub mod conflicts;
pub mod demo;
pub mod eval;
pub mod events;
pub mod explain;
pub mod extract;
pub mod fuse;
pub mod ingest;
pub mod kb;
pub mod names;
pub mod offer;
pub mod read;
pub mod search;
pub mod serve;
pub mod show;
