//! One file per command: its flags and its work.

pub mod backup;
pub mod comparables;
pub mod completions;
pub mod conflicts;
pub mod demo;
pub mod doctor;
pub mod erase;
pub mod eval;
pub mod events;
pub mod explain;
pub mod export;
pub mod extract;
pub mod fuse;
pub mod import;
pub mod ingest;
pub mod kb;
pub mod names;
pub mod offer;
pub mod read;
pub mod rebuild;
pub mod restore;
pub mod search;
pub mod serve;
pub mod show;
pub mod verify;
