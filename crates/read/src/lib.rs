//! Bytes to article: charset, main text, repair, sentences, and the map back to the raw bytes.
//!
//! [`read`] takes one input and gives a [`Document`](tradewire_model::Document): its raw text (the decoder's
//! output), its repaired article text, and a map that leads any span of the one to the other. [`inputs`] takes
//! documents out of what holds many: JSON lines, WARC, feeds, packed or not. Nothing here opens a file or a network;
//! every step is linear in the size of the input, and what [`Limits`] says ends it.

mod aside;
mod boilerplate;
mod decode;
mod draft;
mod error;
mod feed;
mod fingerprint;
mod gunzip;
mod html;
mod http;
mod input;
mod json_lines;
mod language;
mod limits;
mod place;
mod plain;
mod quotation;
mod read;
mod repair;
mod sentence;
mod source;
mod warc;
mod when;

pub use decode::decode;
pub use error::{InputCode, InputError, ReadError};
pub use feed::{feed, looks_like_feed};
pub use fingerprint::{CopyIndex, Fingerprint, fingerprint};
pub use http::{MediaType, decode_body};
pub use input::{Content, Input, OwnedInput};
pub use json_lines::{JsonLines, json_lines};
pub use language::language;
pub use limits::Limits;
pub use place::Place;
pub use quotation::quotations;
pub use read::read;
pub use repair::{Repaired, repair_charset, repair_only, repair_text};
pub use sentence::sentences;
pub use source::{Form, Inputs, inputs};
pub use warc::{Warc, warc};
