use std::error::Error;
use std::path::PathBuf;

use crate::JudgementRecord;

/// What can go wrong in a ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The path cannot be opened or made.
    #[error("cannot open the ledger {}: {reason}", path.display())]
    Open {
        /// The path asked.
        path: PathBuf,
        /// What stands in the way, and how to mend it.
        reason: String,
        /// What the engine says.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The file is something else; it was not touched.
    #[error(
        "{} is no ledger: {found}; it was not touched. Give the path of a ledger, or of a file that does not exist yet",
        path.display()
    )]
    NotALedger {
        /// The path asked.
        path: PathBuf,
        /// What the file is instead.
        found: String,
    },
    /// A later tradewire wrote it.
    #[error(
        "the ledger {} has schema {found}, this tradewire knows schemas up to {known}; it was not touched. \
         Use the tradewire that wrote it, or a later one",
        path.display()
    )]
    Newer {
        /// The path asked.
        path: PathBuf,
        /// Version of its schema.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// Another process writes, and kept writing beyond the time waited.
    #[error("another process is writing to the ledger ({doing}); try again when it is done")]
    Busy {
        /// What was tried.
        doing: &'static str,
    },
    /// The server that holds the ledger does not answer, or ended the connection; nothing of the step was kept.
    #[error(
        "the server that holds the ledger does not answer ({doing}); nothing of this step was kept. See that it runs \
         and can be reached, then run the same command again"
    )]
    Unreachable {
        /// What was tried.
        doing: &'static str,
        /// What the connection says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// What another program does better for the engine that holds this ledger.
    #[error("{what} is not for a ledger in PostgreSQL; {instead}")]
    Elsewhere {
        /// What was asked for.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// What only the ledger itself does, asked of what is public of it.
    #[error("only what is public is served here; {doing} is for the ledger itself")]
    Withheld {
        /// What was asked for.
        doing: &'static str,
    },
    /// No room left on the disk; nothing of the transaction was kept.
    #[error(
        "the disk is full ({doing}); nothing of this step was kept. Make room and run the same command again"
    )]
    DiskFull {
        /// What was tried.
        doing: &'static str,
    },
    /// What the ledger holds cannot be what was written to it.
    #[error("the ledger is damaged at {place}: {detail}. `tradewire verify` tells what is affected")]
    Corrupt {
        /// Table and row.
        place: String,
        /// What is wrong.
        detail: String,
    },
    /// A claim whose quote does not stand at its span; the reading was refused whole.
    #[error("claim {claim} does not quote {document}: its span holds other words. The reading was refused")]
    Ungrounded {
        /// The claim.
        claim: String,
        /// Name of the document.
        document: String,
    },
    /// A name that the engine cannot keep to look things up by; the reading was refused whole.
    #[error(
        "the {what} of document {document} has {bytes} bytes; a ledger in PostgreSQL keeps up to {most}. The reading \
         was refused: shorten it, or keep the ledger in a file"
    )]
    TooLong {
        /// Its name or its outlet.
        what: &'static str,
        /// The document, by the beginning of its name.
        document: String,
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        most: usize,
    },
    /// A line of an export that cannot be taken in.
    #[error("line {line} of the export is refused: {reason}")]
    Import {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A stream that cannot be read or written.
    #[error("{doing} broke off")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A cursor that no listing gave out.
    #[error("«{0}» is not a cursor of this listing; start from its first page")]
    Cursor(String),
    /// A statement, a document or an event that the ledger does not hold.
    #[error("the ledger holds no {what} {id}")]
    Unknown {
        /// What was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Somebody judged the claim after the reviewer had looked; nothing was written.
    #[error(
        "{} was judged by {} after you looked: {} (entry {}). Look at that judgement, then judge again",
        newer.judgement.claim, newer.judgement.reviewer, newer.in_words(), newer.seq
    )]
    Stale {
        /// The judgement that the reviewer had not seen.
        newer: Box<JudgementRecord>,
    },
    /// A judgement that cannot be: a split into one, a duplicate of itself.
    #[error("this cannot be said of {subject}: {reason}")]
    Senseless {
        /// What was judged.
        subject: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A judgement that was taken back already.
    #[error("judgement {id} was taken back already")]
    Undone {
        /// The judgement.
        id: String,
    },
    /// The engine refused for another reason.
    #[error("the ledger failed ({doing})")]
    Engine {
        /// What was tried.
        doing: &'static str,
        /// What the engine says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// A result of the ledger.
pub type Result<T> = std::result::Result<T, LedgerError>;
