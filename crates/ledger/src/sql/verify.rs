//! Going through the log.

use crate::db::{self, Cell, Connection, Doing, OptionalExtension, Row};
use crate::entry::{Entry, GENESIS, Hash, commitment};
use crate::{Anchor, Finding, Result, Verification};

/// An entry that does not match its hash is looked for at so many places to either side.
const WINDOW: i64 = 4096;

/// A row of the log with what is kept beside it.
struct Kept {
    entry: Entry,
    hash: Hash,
    /// Whether the content is the one committed to; nothing if it is not there.
    content: Option<bool>,
    erased: bool,
}

/// The bytes of a column, whatever they are: what was tampered with need not be text.
fn bytes<'r>(r: &'r Row<'_>, at: usize) -> db::Result<&'r [u8]> {
    Ok(match r.cell(at)? {
        Cell::Text(b) | Cell::Blob(b) => b,
        _ => &[],
    })
}

fn kept(r: &Row<'_>) -> db::Result<Kept> {
    let text = |at| Ok::<_, db::Error>(String::from_utf8_lossy(bytes(r, at)?).into_owned());
    let hash = |at| Ok::<_, db::Error>(bytes(r, at)?.try_into().unwrap_or(GENESIS));
    let entry = Entry {
        seq: r.get(0)?,
        kind: text(1)?,
        subject: text(2)?,
        observed_at: r.get(3)?,
        commitment: hash(4)?,
        prev: hash(5)?,
    };
    let there = r.cell(7)? != Cell::Null;
    let whole = |body: &[u8]| {
        // Bytes that are no text cannot be what was written.
        Ok::<_, db::Error>(
            std::str::from_utf8(body)
                .is_ok_and(|body| commitment(bytes(r, 7).unwrap_or_default(), body) == entry.commitment),
        )
    };
    let content = if there { Some(whole(bytes(r, 8)?)?) } else { None };
    Ok(Kept { hash: hash(6)?, content, erased: r.get(9)?, entry })
}

pub(super) fn verify(conn: &Connection, anchor: Option<&Anchor>) -> Result<Verification> {
    let mut statement = conn
        .prepare(
            "SELECT l.seq, l.kind, l.subject, l.observed_at, l.commitment, l.prev, l.hash, k.salt, k.body,
                    e.seq IS NOT NULL
             FROM log l LEFT JOIN content k ON k.seq = l.seq LEFT JOIN erased e ON e.seq = l.seq ORDER BY l.seq",
        )
        .doing("going through the log")?;
    let mut rows = statement.query([]).doing("going through the log")?;
    let mut out = Verification {
        entries: 0,
        erased: 0,
        anchor: Anchor { seq: 0, hash: GENESIS },
        findings: Vec::new(),
        more: false,
    };
    let mut before = (0i64, GENESIS);
    let mut anchored = anchor.is_none_or(|a| a.seq == 0 && a.hash == GENESIS);
    while let Some(row) = rows.next().doing("going through the log")? {
        let Kept { entry, hash, content, erased } = kept(&row).doing("going through the log")?;
        let seq = number(entry.seq);
        out.entries += 1;
        out.erased += u64::from(erased);
        let gap = entry.seq > before.0 + 1;
        if gap {
            out.add(Finding::Dropped { from: number(before.0 + 1), to: number(entry.seq - 1) });
        }
        let subject = || entry.subject.clone();
        if entry.hash() != hash {
            out.add(match origin(&entry, hash) {
                Some(was) => Finding::Moved { seq, was: number(was), subject: subject() },
                None => Finding::Changed { seq, subject: subject() },
            });
        } else if entry.prev != before.1 && !gap {
            out.add(Finding::Unlinked { seq, subject: subject() });
        }
        match (content, erased) {
            (Some(true), false) | (None, true) => {}
            (Some(false), false) => out.add(Finding::ContentChanged { seq, subject: subject() }),
            (Some(_), true) => out.add(Finding::ContentLeft { seq, subject: subject() }),
            (None, false) => out.add(Finding::ContentMissing { seq, subject: subject() }),
        }
        anchored |= anchor.is_some_and(|a| a.seq == seq && a.hash == hash);
        before = (entry.seq, hash);
    }
    let head: Option<(i64, Hash)> = conn
        .query_row("SELECT seq, hash FROM head", [], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .doing("going through the log")?;
    if head != Some(before) {
        out.add(Finding::Cut { ends: number(before.0), left: number(head.map_or(0, |h| h.0)) });
    }
    if let Some(anchor) = anchor.filter(|_| !anchored) {
        out.add(Finding::OffAnchor { anchor: *anchor });
    }
    out.anchor = Anchor { seq: number(before.0), hash: before.1 };
    Ok(out)
}

impl Verification {
    fn add(&mut self, finding: Finding) {
        if self.findings.len() < Self::MOST {
            self.findings.push(finding);
        } else {
            self.more = true;
        }
    }
}

/// The place at which an entry has the hash it was given.
fn origin(entry: &Entry, hash: Hash) -> Option<i64> {
    (entry.seq.saturating_sub(WINDOW).max(1)..entry.seq.saturating_add(WINDOW))
        .find(|seq| Entry { seq: *seq, ..entry.clone() }.hash() == hash)
}

pub(super) fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or(0)
}
