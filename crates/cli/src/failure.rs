//! How a command ends: exit codes, and words that say what, where, and how to mend it.

use std::fmt;
use std::process::ExitCode;

use crate::output::say;

/// A command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// With everything it was given.
    Whole,
    /// With some inputs rejected, each of them named on stderr.
    Rejected(usize),
}

impl Done {
    /// From the number of inputs rejected.
    pub fn with_rejected(rejected: usize) -> Self {
        if rejected == 0 { Self::Whole } else { Self::Rejected(rejected) }
    }

    /// 0, or 3 where inputs were rejected.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Whole => ExitCode::SUCCESS,
            Self::Rejected(_) => ExitCode::from(3),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    exit: u8,
}

impl Failure {
    /// A failure in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit: 1 }
    }

    /// A flag or argument that makes no sense; exits with 2, as every other wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: 2, ..Self::new(message) }
    }

    /// The same with a way to mend it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints it on stderr and gives the exit code.
    pub fn report(&self) -> ExitCode {
        say("error", &self.message);
        if let Some(hint) = &self.hint {
            say("hint", hint);
        }
        ExitCode::from(self.exit)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Any error ends a command with all its reasons, one after the other.
impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(e: E) -> Self {
        Self::new(format!("{:#}", e.into()))
    }
}
