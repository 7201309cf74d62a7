use std::io::{BufRead, Write};

use tradewire_model::{Claim, ClaimId, DocId, JudgementId};

use crate::entry::{GENESIS, hex};
use crate::{
    ClaimRecord, CorrectionRecord, EntryKind, Hash, Listing, Page, Responses, Result, Store, Timestamp,
};

/// A place in the log with its hash: who keeps one elsewhere can tell later whether the log up to there was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Number of entries up to there.
    pub seq: u64,
    /// Hash of the last of them; zeros for an empty log.
    pub hash: Hash,
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, hex(&self.hash))
    }
}

impl std::str::FromStr for Anchor {
    type Err = String;

    /// Reads what `Display` wrote: the number of entries, a colon, 64 hexadecimal digits.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("«{text}» is no anchor: a number, a colon and 64 hexadecimal digits");
        let (seq, digits) = text.trim().split_once(':').ok_or_else(wrong)?;
        let seq = seq.parse().map_err(|_| wrong())?;
        let mut hash: Hash = GENESIS;
        if digits.len() != 2 * hash.len() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = std::str::from_utf8(pair)
                .ok()
                .and_then(|p| u8::from_str_radix(p, 16).ok())
                .ok_or_else(wrong)?;
        }
        Ok(Self { seq, hash })
    }
}

/// Something in the log that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The entry says something else than when it was written.
    Changed {
        /// Its place.
        seq: u64,
        /// What it is about.
        subject: String,
    },
    /// The content of the entry is another than the one it commits to.
    ContentChanged {
        /// Its place.
        seq: u64,
        /// What it is about.
        subject: String,
    },
    /// The content of the entry is gone, and no erasure names it.
    ContentMissing {
        /// Its place.
        seq: u64,
        /// What it is about.
        subject: String,
    },
    /// The entry was erased, and its content is there.
    ContentLeft {
        /// Its place.
        seq: u64,
        /// What it is about.
        subject: String,
    },
    /// Entries are gone.
    Dropped {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// The entry was written at another place.
    Moved {
        /// Where it stands.
        seq: u64,
        /// Where it was written.
        was: u64,
        /// What it is about.
        subject: String,
    },
    /// The entry does not follow the one before it, though both are whole: one of the two was put in.
    Unlinked {
        /// Its place.
        seq: u64,
        /// What it is about.
        subject: String,
    },
    /// The log ends elsewhere than its last writer left it.
    Cut {
        /// Where it ends.
        ends: u64,
        /// Where it was left.
        left: u64,
    },
    /// The log was another when the anchor was taken.
    OffAnchor {
        /// The anchor.
        anchor: Anchor,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed { seq, subject } => write!(f, "entry {seq} ({subject}) was changed"),
            Self::ContentChanged { seq, subject } => {
                write!(f, "the content of entry {seq} ({subject}) was changed")
            }
            Self::ContentMissing { seq, subject } => {
                write!(f, "the content of entry {seq} ({subject}) was taken out without an erasure")
            }
            Self::ContentLeft { seq, subject } => {
                write!(f, "entry {seq} ({subject}) was erased, but its content is there")
            }
            Self::Dropped { from, to } if from == to => write!(f, "entry {from} was dropped"),
            Self::Dropped { from, to } => write!(f, "entries {from} to {to} were dropped"),
            Self::Moved { seq, was, subject } => {
                write!(f, "entry {seq} ({subject}) was moved: it was written as entry {was}")
            }
            Self::Unlinked { seq, subject } => {
                write!(
                    f,
                    "entry {seq} ({subject}) does not follow the entry before it: one of the two was put in"
                )
            }
            Self::Cut { ends, left } if ends < left => {
                write!(f, "the log was cut: it ends at entry {ends} and was left at entry {left}")
            }
            Self::Cut { ends, left } => {
                write!(
                    f,
                    "the end of the log was changed: it ends at entry {ends} and was left at entry {left}"
                )
            }
            Self::OffAnchor { anchor } => {
                write!(f, "the log up to entry {} is not the one the anchor was taken from", anchor.seq)
            }
        }
    }
}

/// What going through the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries gone through.
    pub entries: u64,
    /// Entries whose content was erased.
    pub erased: u64,
    /// The end of the log, to be kept elsewhere.
    pub anchor: Anchor,
    /// What is not as it was written, in the order of the log; at most [`Verification::MOST`].
    pub findings: Vec<Finding>,
    /// Whether there is more than that.
    pub more: bool,
}

impl Verification {
    /// The most findings that are listed.
    pub const MOST: usize = 1000;

    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What is to be erased, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Documents, with all claims they make.
    pub documents: Vec<DocId>,
    /// Single claims; the cached texts of their documents go with them.
    pub claims: Vec<ClaimId>,
    /// Single judgements, on claims or on names: who judged and what they wrote goes, and what followed from it.
    pub judgements: Vec<JudgementId>,
    /// The reason that stays on the tombstone; it must not repeat what is erased.
    pub reason: String,
    /// When, by the caller's clock.
    pub observed_at: Timestamp,
}

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Entries whose content and salt are gone.
    pub entries: usize,
    /// Whether their bytes are gone from the files too; if not, a reader kept the old state open, and the next
    /// opening for writing finishes the work.
    pub wiped: bool,
}

/// One entry of the log, as the history lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place.
    pub seq: u64,
    /// What it states.
    pub kind: EntryKind,
    /// What it is about: the id of a document or a claim, or of the erasure.
    pub subject: String,
    /// When the ledger learnt it.
    pub observed_at: Timestamp,
    /// Whether its content was erased.
    pub erased: bool,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Entries that were added, in the same chain if this ledger is a beginning of the exported one.
    pub added: usize,
    /// Entries that were there already, or say nothing new.
    pub known: usize,
    /// Entries about what was erased here.
    pub refused: usize,
}

/// Care of a ledger: proof, erasure, history, copies.
///
/// # Errors
/// As [`Store`]; others are named where they occur.
pub trait Archive: Store + Responses {
    /// Goes through the whole log and finds every entry that was changed, dropped or moved.
    ///
    /// With an anchor taken earlier, a log that was rewritten as a whole is found too.
    fn verify(&self, anchor: Option<&Anchor>) -> Result<Verification>;

    /// Erases documents and claims: content and salt go, commitment and tombstone stay, and what was erased cannot come
    /// back. The views are emptied, for they may repeat it: make them again afterwards.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] for a document or a claim that the ledger never held; nothing is erased then.
    fn erase(&mut self, erasure: &Erasure) -> Result<Erased>;

    /// All erasures, in the order in which they were made: to be made again in a ledger restored from an older copy.
    fn erasures(&self) -> Result<Vec<Erasure>>;

    /// The claims that stood at a time, as [`Store::all_claims`] would have given them; what was erased since is left
    /// out.
    fn all_claims_as_of(&self, time: Timestamp) -> Result<Vec<Claim>>;

    /// A claim as it stood, and was judged, at a time.
    fn claim_as_of(&self, id: &ClaimId, time: Timestamp) -> Result<Option<ClaimRecord>>;

    /// What was learnt after a time, oldest first.
    fn changes_since(&self, time: Timestamp, page: &Page) -> Result<Listing<Change>>;

    /// What was put right, answered, denied, asked, erased or taken back, latest first: responses, requests with what was
    /// decided on them, erasures, judgements that changed a claim and those taken back, ranks, decisions on what is public.
    /// Claims that a later reading no longer makes stand in [`Archive::changes_since`].
    ///
    /// # Errors
    /// [`crate::LedgerError::Cursor`] for a cursor of another listing.
    fn corrections(&self, page: &Page) -> Result<Listing<CorrectionRecord>>;

    /// Writes the log after an entry (0: all of it) as JSON lines; gives where it ends.
    ///
    /// Full texts are not part of it.
    ///
    /// # Errors
    /// [`crate::LedgerError::Io`] if `out` cannot be written, [`crate::LedgerError::Unknown`] if the log is shorter.
    fn export(&self, after: u64, out: &mut dyn Write) -> Result<Anchor>;

    /// Takes in what [`Archive::export`] wrote.
    ///
    /// Where this ledger is a beginning of the exported one, the entries are added as they are, with their times, salts
    /// and hashes. Else what is new is stated here anew, learnt at `observed_at`. Erasures are carried out either way.
    /// What was read stays if a later line is refused; running again goes on from there. The views must be made again.
    ///
    /// # Errors
    /// [`crate::LedgerError::Import`] names the line that is refused, [`crate::LedgerError::Io`] if `lines` cannot be
    /// read.
    fn import(&mut self, lines: &mut dyn BufRead, observed_at: Timestamp) -> Result<Imported>;

    /// Makes documents, claims, judgements and their index again from the log alone.
    fn rebuild(&mut self) -> Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_back_from_its_text() {
        let mut hash = GENESIS;
        hash[0] = 0xa0;
        hash[31] = 7;
        let anchor = Anchor { seq: 12, hash };
        assert_eq!(anchor.to_string().parse(), Ok(anchor));
        for wrong in ["", "12", "12:", "12:a0", ":00", &format!("12:+{}", "0".repeat(63)), &"é".repeat(40)] {
            assert!(wrong.parse::<Anchor>().is_err(), "{wrong}");
        }
    }
}
