//! A small transformer that reads a passage as a whole and says of each piece of it whether it is a name, what it tells, and
//! which part every other piece plays in that.
//!
//! Where models over features see a word and what stands around it, this one has seen the passage, in either language, and
//! knows words that no labelled sentence holds from the text of a hundred languages that its lower layers were made from.
//! It costs some seven million multiplications a piece.
//!
//! ```
//! let encoder = tradewire_encoder::Encoder::shipped().expect("ships with the program");
//! let pieces = encoder.pieces("Larkspur hired Ada Voss from Quillon.");
//! let read = encoder.read(&pieces);
//! let join = encoder.labels().tells.iter().position(|t| t == "move.join").expect("one of what is told");
//! let verb = pieces.iter().position(|p| p.range.start == 9).expect("«hired»");
//! assert!(read.tells(verb)[join] > 0.5);
//! ```
//!
//! The model, `data/encoder.bin`, is made by the scripts in `train/`; its README says from what.

mod error;
mod file;
mod layers;
mod model;
mod pieces;

pub use error::EncoderError;
pub use model::{Encoder, Labels, Reading};
pub use pieces::Piece;
