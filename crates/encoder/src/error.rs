use thiserror::Error;

/// What is wrong with the bytes of a model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EncoderError {
    /// They do not begin as a model does.
    #[error(
        "these bytes are no model of this version: they should begin with «TWE1»; make one with crates/encoder/train/export.py"
    )]
    Kind,
    /// They end too early, or sizes in them do not fit.
    #[error(
        "the model breaks off or is damaged at byte {at} of {of}; make it anew with crates/encoder/train/export.py"
    )]
    Short {
        /// Where reading stopped.
        at: usize,
        /// How many there are.
        of: usize,
    },
}
