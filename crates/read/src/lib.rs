//! Bytes to article: charset, main text, repair, sentences, and the map back to the raw bytes.
//!
//! [`read`] takes one input and gives a [`Document`](tradewire_model::Document): its raw text (the decoder's
//! output), its repaired article text, and a map that leads any span of the one to the other. Nothing here opens
//! a file, a clock or a network; every step is linear in the size of the input.

mod boilerplate;
mod decode;
mod draft;
mod error;
mod fingerprint;
mod html;
mod input;
mod json_lines;
mod language;
mod limits;
mod plain;
mod read;
mod repair;
mod sentence;
mod when;

pub use decode::decode;
pub use error::{InputError, ReadError};
pub use fingerprint::{CopyIndex, Fingerprint, fingerprint};
pub use input::{Content, Input, OwnedInput};
pub use json_lines::{JsonLines, json_lines};
pub use language::language;
pub use limits::Limits;
pub use read::read;
pub use repair::{Repaired, repair_charset, repair_only, repair_text};
pub use sentence::sentences;
