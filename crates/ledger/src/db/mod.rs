//! A narrow layer over the engines: connections, statements, rows.
//!
//! What the ledger says to its engine is written once, in SQL that both understand. What only SQLite understands and
//! is so short that two texts would be worse is translated on the way to PostgreSQL (`dialect.rs`); where the engines
//! differ in more than words, the place asks [`Connection::engine`].

mod dialect;
mod failure;
mod later;
mod postgres;
mod sqlite;
mod tls;
mod value;

use std::fmt;

pub(crate) use failure::{Doing, Error, OptionalExtension, Result, corrupt};
pub(crate) use postgres::{Address, Session};
pub(crate) use value::{Cell, FromCell, Params, Value};

/// Which engine holds a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A connection to either engine.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.engine()).finish()
    }
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Several reads over one state.
    Read,
    /// Writing: one at a time; others wait.
    Write,
}

impl Connection {
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Readies a statement; the same text is readied once.
    pub fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(match self {
            Self::Sqlite(conn) => Statement::Sqlite(conn.prepare_cached(sql)?),
            Self::Postgres(session) => Statement::Postgres(session, dialect::postgres(sql)),
        })
    }

    /// As [`Self::prepare_cached`], for a statement that is run once.
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        self.prepare_cached(sql)
    }

    /// The first row that a statement gives.
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// Asks for the rows of many keys, each of which stands for `?1`; on a server with one question.
    pub fn query_each(
        &self,
        sql: &str,
        keys: &[&str],
        mut read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        if let Self::Postgres(session) = self {
            // Rows are looked up one after the other: a plan made while the tables were small must not read them whole
            // when they are large.
            let each = format!(
                "SELECT x.* FROM json_array_elements_text(CAST(CAST($1 AS text) AS json)) AS v (value)
                 JOIN LATERAL ({} OFFSET 0) AS x ON TRUE",
                sql.replace("?1", "v.value")
            );
            let keys: Vec<_> = keys.iter().map(|key| key.replace('\0', "\u{fffd}")).collect();
            let list = Value::Text(serde_json::Value::from(keys).to_string().into());
            return session.query(&each, &[list])?.iter().try_for_each(|row| read(&Row::Postgres(row)));
        }
        let mut statement = self.prepare_cached(sql)?;
        for key in keys {
            let mut rows = statement.query([key])?;
            while let Some(row) = rows.next()? {
                read(&row)?;
            }
        }
        Ok(())
    }

    /// Runs a statement; gives how many rows it touched.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Runs statements without values.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Self::Postgres(session) => session.batch(sql),
        }
    }

    /// Whether a transaction is under way.
    pub fn in_transaction(&self) -> bool {
        match self {
            Self::Sqlite(conn) => !conn.is_autocommit(),
            Self::Postgres(session) => session.in_transaction(),
        }
    }

    /// Begins a transaction, which is taken back unless it is committed.
    pub fn begin(&self, mode: Mode) -> Result<Transaction<'_>> {
        match self {
            Self::Sqlite(conn) => conn.execute_batch(match mode {
                Mode::Read => "BEGIN DEFERRED",
                Mode::Write => "BEGIN IMMEDIATE",
            })?,
            Self::Postgres(session) => session.begin(mode)?,
        }
        Ok(Transaction { conn: self, open: true })
    }

    /// The text under a key of a JSON object that a column holds, as SQL.
    pub fn json_text(&self, column: &str, key: &str) -> String {
        match self.engine() {
            Engine::Sqlite => format!("{column} ->> '$.{key}'"),
            Engine::Postgres => format!("(CAST({column} AS json) ->> '{key}')"),
        }
    }
}

/// A transaction under way.
#[derive(Debug)]
pub(crate) struct Transaction<'c> {
    conn: &'c Connection,
    open: bool,
}

impl std::ops::Deref for Transaction<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl Transaction<'_> {
    /// Makes what was written stay.
    pub fn commit(mut self) -> Result<()> {
        match self.conn {
            Connection::Sqlite(conn) => conn.execute_batch("COMMIT")?,
            Connection::Postgres(session) => {
                self.open = false;
                session.commit()?;
            }
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // What fails to be taken back goes with the connection.
            match self.conn {
                Connection::Sqlite(conn) => drop(conn.execute_batch("ROLLBACK")),
                Connection::Postgres(session) => drop(session.roll_back()),
            }
        }
    }
}

/// A statement made ready.
pub(crate) enum Statement<'c> {
    Sqlite(rusqlite::CachedStatement<'c>),
    Postgres(&'c Session, String),
}

#[expect(clippy::needless_pass_by_value, reason = "values are given in a tuple made for it, as to rusqlite")]
impl Statement<'_> {
    /// The first row.
    ///
    /// # Errors
    /// [`Error::NoRows`] if there is none.
    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        if let Self::Postgres(session, sql) = self {
            let rows = session.query(sql, &params.values())?;
            return rows.first().map_or(Err(Error::NoRows), |row| read(&Row::Postgres(row)));
        }
        match self.query(params)?.next()? {
            Some(row) => read(&row),
            None => Err(Error::NoRows),
        }
    }

    /// All rows, read one by one.
    pub fn query_map<T>(
        &mut self,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<std::vec::IntoIter<Result<T>>> {
        let mut out = Vec::new();
        if let Self::Postgres(session, sql) = self {
            let rows = session.query(sql, &params.values())?;
            out.extend(rows.iter().map(|row| read(&Row::Postgres(row))));
            return Ok(out.into_iter());
        }
        let mut rows = self.query(params)?;
        while let Some(row) = rows.next()? {
            out.push(read(&row));
        }
        Ok(out.into_iter())
    }

    /// Runs it; gives how many rows it touched.
    pub fn execute(&mut self, params: impl Params) -> Result<usize> {
        match self {
            Self::Sqlite(s) => Ok(s.execute(sqlite::bound(&params.values()))?),
            Self::Postgres(session, sql) => session.execute(sql, &params.values()),
        }
    }

    /// Adds a row when there is time: on a server many rows go together, at the latest before anything else is asked or
    /// the transaction ends. For statements `INSERT INTO t (…) VALUES (…)`, each of whose rows could go by itself.
    pub fn execute_later(&mut self, params: impl Params) -> Result<()> {
        match self {
            Self::Sqlite(s) => s.execute(sqlite::bound(&params.values())).map(drop)?,
            Self::Postgres(session, sql) => session.execute_later(sql, &params.values())?,
        }
        Ok(())
    }

    /// Whether it gives a row.
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        match self {
            Self::Sqlite(s) => Ok(s.exists(sqlite::bound(&params.values()))?),
            Self::Postgres(session, sql) => {
                let rows = session.query(&format!("SELECT EXISTS ({sql})"), &params.values())?;
                rows.first().map_or(Err(Error::NoRows), |row| Row::Postgres(row).get(0))
            }
        }
    }

    /// The rows one after the other, without holding all of them; other statements may be run between.
    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        Ok(match self {
            Self::Sqlite(s) => Rows::Sqlite(s.query(sqlite::bound(&params.values()))?),
            Self::Postgres(session, sql) => Rows::Postgres(session.stream(sql, &params.values())?),
        })
    }
}

/// Rows under way.
pub(crate) enum Rows<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres(postgres::Stream<'s>),
}

impl Rows<'_> {
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        Ok(match self {
            Self::Sqlite(rows) => rows.next()?.map(Row::Sqlite),
            Self::Postgres(stream) => stream.next()?.map(Row::Postgres),
        })
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl Row<'_> {
    /// Reads a column, from 0.
    pub fn get<T: FromCell>(&self, at: usize) -> Result<T> {
        let cell = self.cell(at)?;
        T::from_cell(cell).ok_or_else(|| Error::Column {
            at,
            wanted: std::any::type_name::<T>(),
            found: cell.kind(),
        })
    }

    /// What stands in a column.
    pub fn cell(&self, at: usize) -> Result<Cell<'_>> {
        Ok(match self {
            Self::Sqlite(row) => sqlite::cell(row.get_ref(at)?),
            Self::Postgres(row) => row.try_get(at)?,
        })
    }
}
