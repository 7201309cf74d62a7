//! Taking in what another ledger wrote out.

use std::io::{BufRead, Read};

use tradewire_model::{ClaimId, DocId};

use super::erase::erase_in;
use super::ingest::{is_erased, look_up_by};
use super::log::Tail;
use super::replay::{Said, apply, recount_home};
use super::writing::Writing;
use super::{SqlStore, documents, judgements, responses};
use crate::db::{Doing, OptionalExtension};
use crate::entry::{self, Entry, EntryKind, Hash};
use crate::export_line::{EntryLine, HeadLine, unhex};
use crate::{Erasure, Imported, LedgerError, Result, Timestamp};

/// So many lines are taken in with one transaction.
const BATCH: usize = 1000;
/// A longer line is refused.
const LINE_BYTES: u64 = 64 << 20;

/// Where the lines have got to.
struct Place {
    seq: i64,
    hash: Hash,
    observed_at: i64,
}

/// An entry as a line gives it, checked against its own hashes.
struct Given {
    entry: Entry,
    kind: EntryKind,
    hash: Hash,
    /// Salt and JSON; nothing where it was erased.
    content: Option<(Hash, String)>,
}

impl SqlStore {
    pub(super) fn take_lines(&mut self, lines: &mut dyn BufRead, observed_at: Timestamp) -> Result<Imported> {
        let mut number = 1;
        let mut text = String::new();
        read_line(lines, &mut text, number)?;
        let refuse = |line| move |reason| LedgerError::Import { line, reason };
        let head = HeadLine::parse(&text).map_err(refuse(number))?;
        let mut prev = Place {
            seq: head.after,
            hash: unhex(&head.after_hash).map_err(refuse(number))?,
            observed_at: i64::MIN,
        };
        let mut done = Imported::default();
        let mut wipe = false;
        let mut over = false;
        while !over {
            let mut batch = Vec::with_capacity(BATCH);
            while batch.len() < BATCH {
                number += 1;
                if !read_line(lines, &mut text, number)? {
                    over = true;
                    break;
                }
                let given = Given::read(&text, &prev).map_err(refuse(number))?;
                prev = Place { seq: given.entry.seq, hash: given.hash, observed_at: given.entry.observed_at };
                batch.push((number, given));
            }
            self.write("importing", |tx| {
                let mut tail = Tail::find(tx, observed_at.as_microsecond())?;
                for (line, given) in &batch {
                    take(tx, &mut tail, given, &mut done).map_err(|e| match e {
                        Refused::Ledger(e) => e,
                        Refused::Line(reason) => LedgerError::Import { line: *line, reason },
                    })?;
                    wipe |= given.kind == EntryKind::Erase;
                }
                tail.finish()
            })?;
        }
        if (prev.seq, prev.hash) != (head.to, unhex(&head.to_hash).map_err(refuse(1))?) {
            let reason = format!(
                "the export breaks off: it ends at entry {} and should go on to {}",
                prev.seq, head.to
            );
            return Err(LedgerError::Import { line: number, reason });
        }
        if wipe {
            self.wipe()?;
        }
        Ok(done)
    }
}

/// Reads a line without its end; tells whether there was one.
fn read_line(lines: &mut dyn BufRead, text: &mut String, number: usize) -> Result<bool> {
    text.clear();
    let read = lines
        .take(LINE_BYTES)
        .read_line(text)
        .map_err(|source| LedgerError::Io { doing: "importing", source })?;
    if read as u64 == LINE_BYTES {
        return Err(LedgerError::Import {
            line: number,
            reason: format!("it is longer than {LINE_BYTES} bytes"),
        });
    }
    Ok(read > 0)
}

impl Given {
    fn read(line: &str, prev: &Place) -> std::result::Result<Self, String> {
        let l: EntryLine<'_> = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let kind = EntryKind::parse(&l.kind).ok_or_else(|| format!("«{}» is no kind of entry", l.kind))?;
        let commitment = unhex(&l.commitment)?;
        let content = match (&l.salt, l.body, l.erased) {
            (Some(salt), Some(body), false) => {
                let (salt, body) = (unhex(salt)?, body.get().to_owned());
                if entry::commitment(&salt, &body) != commitment {
                    return Err(format!("the content of entry {} is not the one it commits to", l.seq));
                }
                Some((salt, body))
            }
            (None, None, true) if kind != EntryKind::Erase => None,
            _ => return Err(format!("entry {} is neither whole nor erased", l.seq)),
        };
        let entry = Entry {
            seq: l.seq,
            kind: l.kind,
            subject: l.subject,
            observed_at: l.observed_at.as_microsecond(),
            commitment,
            prev: prev.hash,
        };
        let hash = unhex(&l.hash)?;
        if entry.seq.checked_sub(1) != Some(prev.seq) || entry.hash() != hash {
            return Err(format!("entry {} does not follow entry {}, or was changed", entry.seq, prev.seq));
        }
        if entry.observed_at < prev.observed_at {
            return Err(format!("entry {} was learnt before entry {}", entry.seq, prev.seq));
        }
        Ok(Self { entry, kind, hash, content })
    }

    /// Reads the content; nothing where it was erased.
    fn said(&self) -> std::result::Result<Option<Said>, String> {
        self.content.as_ref().map(|(_, body)| Said::read(self.kind, &self.entry.subject, body)).transpose()
    }
}

enum Refused {
    Line(String),
    Ledger(LedgerError),
}

impl From<LedgerError> for Refused {
    fn from(e: LedgerError) -> Self {
        Self::Ledger(e)
    }
}

fn take(
    tx: &Writing<'_>,
    tail: &mut Tail<'_>,
    given: &Given,
    done: &mut Imported,
) -> std::result::Result<(), Refused> {
    let e = &given.entry;
    let here: Option<Hash> = tx
        .prepare_cached("SELECT hash FROM log WHERE seq = ?1")
        .and_then(|mut s| s.query_row([e.seq], |r| r.get(0)).optional())
        .doing("importing")?;
    if here == Some(given.hash) {
        done.known += 1;
        return Ok(());
    }
    let said = given.said().map_err(Refused::Line)?;
    if let Some(Said::Document(d)) = &said {
        look_up_by(tx, &d.name, d.meta.outlet.as_deref())?;
    }
    if let Some(Said::Erase(body)) = &said
        && body.entries.iter().any(|seq| *seq < 1 || *seq >= e.seq)
    {
        return Err(Refused::Line(format!("entry {} erases entries that do not come before it", e.seq)));
    }
    if tail.ends_at() == (e.seq - 1, e.prev) {
        // This ledger is a beginning of the other: go on in the same chain.
        match &given.content {
            Some((salt, body)) => tail.add_salted(&e.kind, &e.subject, e.observed_at, salt, body)?,
            None => tail.add_committed(&e.kind, &e.subject, e.observed_at, e.commitment)?,
        };
        if let (Some(said), Some((_, body))) = (&said, &given.content) {
            apply(tx, &e.subject, e.seq, said, body)?;
            recount_home(tx, said)?;
        }
        done.added += 1;
        return Ok(());
    }
    let (Some(said), Some((_, body))) = (said, &given.content) else {
        done.known += 1;
        return Ok(());
    };
    state_anew(tx, tail, given, &said, body, done)?;
    Ok(())
}

/// States here what another ledger states, where it says something new.
fn state_anew(
    tx: &Writing<'_>,
    tail: &mut Tail<'_>,
    given: &Given,
    said: &Said,
    body: &str,
    done: &mut Imported,
) -> Result<()> {
    let subject = given.entry.subject.as_str();
    let seen = tx
        .prepare_cached("SELECT 1 FROM imported WHERE hash = ?1")
        .and_then(|mut s| s.exists([given.hash]))
        .doing("importing")?;
    if seen {
        done.known += 1;
        return Ok(());
    }
    match judge(tx, subject, said, body)? {
        Verdict::Refused => {
            done.refused += 1;
            return Ok(());
        }
        Verdict::Known => done.known += 1,
        Verdict::New => {
            if let Said::Erase(e) = said {
                let erasure = Erasure {
                    documents: e.documents.clone(),
                    claims: e.claims.clone(),
                    judgements: e.judgements.clone(),
                    reason: e.reason.clone(),
                    observed_at: documents::time(given.entry.observed_at),
                };
                erase_in(tx, tail, &erasure)?;
            } else {
                let seq = tail.add(given.kind, subject, body)?;
                apply(tx, subject, seq, said, body)?;
                recount_home(tx, said)?;
            }
            done.added += 1;
        }
    }
    // What was judged once is not judged again, though what it was judged against may have changed.
    tx.prepare_cached("INSERT INTO imported (hash) VALUES (?1)")
        .and_then(|mut s| s.execute([given.hash]))
        .doing("importing")?;
    Ok(())
}

enum Verdict {
    New,
    Known,
    Refused,
}

/// Whether a statement of another ledger says something new here.
fn judge(tx: &Writing<'_>, subject: &str, said: &Said, body: &str) -> Result<Verdict> {
    let exists = |sql: &str, values: &[&str]| {
        tx.prepare_cached(sql).and_then(|mut s| s.exists(values)).doing("importing")
    };
    let new = |yes| if yes { Verdict::New } else { Verdict::Known };
    if is_erased(tx, subject)? {
        return Ok(Verdict::Refused);
    }
    Ok(match said {
        // What a document says of itself stands here as it was read here.
        Said::Document(_) => new(!exists("SELECT 1 FROM document WHERE id = ?1", &[subject])?),
        Said::Claim(c) => {
            let document = c.document.as_str();
            if !exists("SELECT 1 FROM document WHERE id = ?1", &[document])? {
                return Ok(Verdict::Refused);
            }
            new(!exists(
                "SELECT 1 FROM claim c JOIN content k ON k.seq = c.seq
                 WHERE c.id = ?1 AND c.document = ?2 AND c.until_seq IS NULL AND k.body = ?3",
                &[subject, document, body],
            )?)
        }
        Said::Retract(r) => new(exists(
            "SELECT 1 FROM claim WHERE id = ?1 AND document = ?2 AND until_seq IS NULL",
            &[subject, r.document.as_str()],
        )?),
        Said::Rank(r) => {
            if !exists("SELECT 1 FROM claim WHERE id = ?1", &[subject])? {
                return Ok(Verdict::Refused);
            }
            new(!exists(
                "SELECT 1 FROM rank WHERE claim = ?1 AND until_seq IS NULL AND rank = ?2",
                &[subject, r.rank.as_str()],
            )?)
        }
        Said::Erase(e) => {
            let mut buried = true;
            for id in e.documents.iter().map(DocId::as_str).chain(e.claims.iter().map(ClaimId::as_str)) {
                buried &= is_erased(tx, id)?;
            }
            buried &= e.judgements.iter().map(|j| is_erased(tx, j.as_str())).all(|b| matches!(b, Ok(true)));
            new(!buried)
        }
        Said::Judgement(j) => {
            let id = j.id();
            if !judgements::suits(tx, subject)? || is_erased(tx, id.as_str())? {
                return Ok(Verdict::Refused);
            }
            new(judgements::standing(tx, id.as_str())?.is_none())
        }
        Said::Names(_) => new(judgements::standing(tx, subject)?.is_none()),
        Said::Undo(u) => match judgements::standing(tx, u.judgement.as_str())? {
            None => Verdict::Refused,
            Some((_, stands)) => new(stands),
        },
        // What is public is decided here, and not where the statements come from.
        Said::Publish(_) => Verdict::Known,
        Said::Response(r) if is_erased(tx, &r.about)? => Verdict::Refused,
        Said::Response(_) => new(!responses::known(tx, "response", subject)?),
        // What was asked of another keeper, by whom, and what that one decided is no business of this one.
        Said::Request(_) | Said::Decision(_) => Verdict::Known,
    })
}
