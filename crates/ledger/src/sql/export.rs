//! Writing the log out.

use std::io::Write;

use serde::Serialize;
use serde_json::value::RawValue;

use super::documents;
use super::verify::number;
use crate::db::{self, Connection, Doing, OptionalExtension, corrupt};
use crate::entry::{GENESIS, Hash, hex};
use crate::export_line::{EntryLine, HeadLine};
use crate::{Anchor, LedgerError, Result};

pub(super) fn export(conn: &Connection, after: u64, out: &mut dyn Write) -> Result<Anchor> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let after_hash = hash_at(conn, after)?;
    let (to, to_hash): (i64, Hash) = conn
        .query_row("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .doing("exporting")?
        .unwrap_or((0, GENESIS));
    line(out, &HeadLine::new(after, &after_hash, to, &to_hash))?;

    type Content = (Option<Vec<u8>>, Option<String>);
    let mut statement = conn
        .prepare(
            "SELECT l.seq, l.kind, l.subject, l.observed_at, l.commitment, l.hash, k.salt, k.body,
                    EXISTS (SELECT 1 FROM erased e WHERE e.seq = l.seq)
             FROM log l LEFT JOIN content k ON k.seq = l.seq WHERE l.seq > ?1 ORDER BY l.seq",
        )
        .doing("exporting")?;
    let mut rows = statement.query([after]).doing("exporting")?;
    while let Some(r) = rows.next().doing("exporting")? {
        let read = || -> db::Result<_> {
            let hashes: (Hash, Hash) = (r.get(4)?, r.get(5)?);
            let content: Content = (r.get(6)?, r.get(7)?);
            Ok((r.get::<i64>(0)?, r.get(1)?, r.get(2)?, r.get(3)?, hashes, content, r.get::<bool>(8)?))
        };
        let (seq, kind, subject, at, (commitment, hash), (salt, body), erased) = read().doing("exporting")?;
        if body.is_some() == erased {
            return Err(corrupt(format!("entry {seq}"), "its content is not what its erasure says"));
        }
        let raw: Option<&RawValue> = body
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|e| corrupt(format!("the content of entry {seq}"), e))?;
        line(
            out,
            &EntryLine {
                seq,
                kind,
                subject,
                observed_at: documents::time(at),
                salt: salt.map(|s| hex(&s)),
                body: raw,
                erased,
                commitment: hex(&commitment),
                hash: hex(&hash),
            },
        )?;
    }
    out.flush().map_err(broke_off)?;
    Ok(Anchor { seq: number(to), hash: to_hash })
}

/// The hash of an entry; zeros before the first.
pub(super) fn hash_at(conn: &Connection, seq: i64) -> Result<Hash> {
    if seq == 0 {
        return Ok(GENESIS);
    }
    conn.query_row("SELECT hash FROM log WHERE seq = ?1", [seq], |r| r.get(0))
        .optional()
        .doing("reading the log")?
        .ok_or_else(|| LedgerError::Unknown { what: "entry", id: seq.to_string() })
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    let mut json = serde_json::to_vec(value).doing("exporting")?;
    json.push(b'\n');
    out.write_all(&json).map_err(broke_off)
}

fn broke_off(source: std::io::Error) -> LedgerError {
    LedgerError::Io { doing: "exporting", source }
}
