//! One entry of the log: what it commits to, and how it is chained to the one before.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash that stands before the first entry.
pub(crate) const GENESIS: Hash = [0; 32];

/// What an entry of the log states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A document was read; its content is the document's metadata.
    Document,
    /// A document makes a claim; its content is the claim, its derivation and its context.
    Claim,
    /// A later reading of the document no longer makes the claim.
    Retract,
    /// A claim was judged against its rivals.
    Rank,
    /// Earlier entries were erased; its content is the reason.
    Erase,
    /// A person judged a claim; its content is the judgement.
    Judgement,
    /// A person said whether two entities are one.
    Names,
    /// A judgement was taken back.
    Undo,
    /// It was decided what is public.
    Publish,
    /// Somebody corrected, answered or denied what the ledger holds.
    Response,
    /// Somebody asked something of who keeps the ledger.
    Request,
    /// It was decided on a request.
    Decision,
}

impl EntryKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Document,
        Self::Claim,
        Self::Retract,
        Self::Rank,
        Self::Erase,
        Self::Judgement,
        Self::Names,
        Self::Undo,
        Self::Publish,
        Self::Response,
        Self::Request,
        Self::Decision,
    ];

    /// The code as it stands in the store and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Claim => "claim",
            Self::Retract => "retract",
            Self::Rank => "rank",
            Self::Erase => "erase",
            Self::Judgement => "judgement",
            Self::Names => "names",
            Self::Undo => "undo",
            Self::Publish => "publish",
            Self::Response => "response",
            Self::Request => "request",
            Self::Decision => "decision",
        }
    }

    /// Reads the code back.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.as_str() == code)
    }
}

/// What an entry says in the open; its content stays behind the commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Place in the log, from 1.
    pub seq: i64,
    /// Code of an [`EntryKind`], as stored.
    pub kind: String,
    /// Content id of what it is about.
    pub subject: String,
    /// Microseconds since 1970-01-01 UTC.
    pub observed_at: i64,
    /// Salted hash of its content.
    pub commitment: Hash,
    /// Hash of the entry before.
    pub prev: Hash,
}

impl Entry {
    /// The hash that the next entry keeps.
    pub fn hash(&self) -> Hash {
        hash([
            b"tradewire log 1".as_slice(),
            &self.seq.to_be_bytes(),
            self.kind.as_bytes(),
            self.subject.as_bytes(),
            &self.observed_at.to_be_bytes(),
            &self.commitment,
            &self.prev,
        ])
    }
}

/// Commits to a content without giving it away: without the salt nobody can try what it was.
pub(crate) fn commitment(salt: &[u8], body: &str) -> Hash {
    hash([b"tradewire content 1".as_slice(), salt, body.as_bytes()])
}

/// Hashes fields, each preceded by its length.
fn hash<const N: usize>(fields: [&[u8]; N]) -> Hash {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

/// Hashes one text.
pub(crate) fn digest(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Makes a salt that nobody can guess.
pub(crate) fn salt() -> Hash {
    rand::random()
}

/// A hash in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            seq: 1,
            kind: "claim".into(),
            subject: "c_1".into(),
            observed_at: 1,
            commitment: commitment(&[7; 32], "{}"),
            prev: GENESIS,
        }
    }

    #[test]
    fn every_field_counts() {
        let h = entry().hash();
        let changed = [
            Entry { seq: 2, ..entry() },
            Entry { kind: "rank".into(), ..entry() },
            Entry { subject: "c_2".into(), ..entry() },
            Entry { observed_at: 2, ..entry() },
            Entry { commitment: commitment(&[8; 32], "{}"), ..entry() },
            Entry { prev: [1; 32], ..entry() },
        ];
        for e in changed {
            assert_ne!(e.hash(), h, "{e:?}");
        }
        assert_eq!(entry().hash(), h);
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        assert_ne!(commitment(b"ab", "c"), commitment(b"a", "bc"));
        let a = Entry { kind: "a".into(), subject: "bc".into(), ..entry() };
        let b = Entry { kind: "ab".into(), subject: "c".into(), ..entry() };
        assert_ne!(a.hash(), b.hash());
    }

    #[test]
    fn salts_differ() {
        assert_ne!(salt(), salt());
    }
}
