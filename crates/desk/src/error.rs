//! What can go wrong at a desk: which key, which item, and how to mend it.

use std::io;
use std::path::PathBuf;

use tradewire_market::PackageError;

use crate::item::ItemId;

/// Why a desk cannot do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// There is no desk in this folder.
    #[error("{} is no desk: there is no desk.toml in it", .0.display())]
    NoDesk(PathBuf),
    /// A new desk needs a folder of its own.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// `desk.toml` is not as it should be.
    #[error("{}: {why}", .path.display())]
    Sign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The key is not the one of this desk.
    #[error("the key does not open the desk {}: it is {found}, the desk's is {asked}", .folder.display())]
    WrongKey {
        /// The desk.
        folder: PathBuf,
        /// Public part of the key given.
        found: String,
        /// Recipients that the desk names.
        asked: String,
    },
    /// A key file cannot be used.
    #[error("key {}: {problem}", .path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: KeyProblem,
    },
    /// An item cannot be used; the others can.
    #[error("item {id}: {problem}")]
    Item {
        /// Which.
        id: ItemId,
        /// What is wrong with it.
        problem: ItemProblem,
    },
    /// No item, or more than one, begins like that.
    #[error("{found} items begin with «{asked}»")]
    Which {
        /// What was asked for.
        asked: String,
        /// How many there are.
        found: usize,
    },
    /// The offer cannot be read.
    #[error("{0}")]
    Offer(PackageError),
    /// Something to keep or share is not as it should be.
    #[error("{0}")]
    Senseless(String),
    /// The system refuses.
    #[error("cannot {what} {}: {source}", .path.display())]
    Io {
        /// What was to be done.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Encryption failed.
    #[error("cannot encrypt: {0}")]
    Encrypt(String),
}

/// What is wrong with a key file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyProblem {
    /// It is not there.
    #[error("there is no such file")]
    Missing,
    /// It is there already.
    #[error("there is a key already, and it may open another desk")]
    Taken,
    /// Others may read it.
    #[error("others on this machine may read it (mode {0:o})")]
    Open(u32),
    /// It asks for a passphrase, and none was given.
    #[error("it is protected by a passphrase, and none was given")]
    Locked,
    /// The passphrase does not open it.
    #[error("the passphrase does not open it")]
    Passphrase,
    /// Whether it is the desk's cannot be told without its passphrase.
    #[error(
        "it is protected by a passphrase, so it cannot be told whether it is this desk's; nothing was removed"
    )]
    Unsure,
    /// It holds no key.
    #[error("it holds no age identity (AGE-SECRET-KEY-1…)")]
    NoKey,
}

/// What is wrong with an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ItemProblem {
    /// There is none of this id.
    #[error("there is none")]
    Missing,
    /// It was encrypted for another key.
    #[error("it was encrypted for another key")]
    WrongKey,
    /// It ends too early.
    #[error("the file is cut short")]
    Truncated,
    /// Its bytes are not as they were written.
    #[error("the file is damaged")]
    Damaged,
    /// It was written as another item: the file was renamed or put in another's place.
    #[error("the file holds another item, {0}")]
    Swapped(String),
    /// It was written by a later version.
    #[error("it is of format {0}; this version reads format 1")]
    Newer(u32),
    /// The system does not let it be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

impl ItemProblem {
    /// What to do about it, in a sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing => "`tradewire desk list` shows what there is",
            Self::WrongKey => "give the key it was kept with, or take the file out of the folder",
            Self::Truncated | Self::Damaged => {
                "put the file back from a copy of the folder, or forget the item; the others are not touched"
            }
            Self::Swapped(_) => "give the file its own name back, or put it back from a copy of the folder",
            Self::Newer(_) => "read it with a later version of tradewire",
            Self::Unreadable(_) => "mend the file's permissions or the disk",
        }
    }
}

impl DeskError {
    /// What to do about it, in a sentence, where something can be done.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let words = match self {
            Self::NoDesk(_) => "make one with `tradewire desk new`, or name another folder with --desk",
            Self::NotEmpty(_) => "name a new folder with --desk",
            Self::Sign { .. } => "put desk.toml back as `tradewire desk new` wrote it: format and recipients",
            Self::WrongKey { .. } => "name the desk's own key with --key",
            Self::Key { problem, .. } => match problem {
                KeyProblem::Missing => {
                    "name it with --key; without the key nobody can open the desk, so keep a copy of it elsewhere"
                }
                KeyProblem::Taken => "name another file with --key",
                KeyProblem::Open(_) => "take that right from them: chmod 600",
                KeyProblem::Locked => {
                    "type it when asked, or name a file that holds it with --passphrase-file"
                }
                KeyProblem::Passphrase => "try again; nobody can restore a passphrase",
                KeyProblem::Unsure => "name it with --key if you are sure",
                KeyProblem::NoKey => "`tradewire desk new` writes one",
            },
            Self::Item { problem, .. } => problem.hint(),
            Self::Which { found: 0, .. } => "`tradewire desk list` shows what there is",
            Self::Which { .. } => "give more of the id",
            Self::Offer(e) => return Some(e.hint()),
            Self::Senseless(_) | Self::Io { .. } | Self::Encrypt(_) => return None,
        };
        Some(words.to_owned())
    }

    /// Gives a function that says what was being done to a file.
    pub(crate) fn io(what: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }
}
