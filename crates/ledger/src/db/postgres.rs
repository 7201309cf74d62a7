//! PostgreSQL: where it is, the session with it, values as it has them.

use std::cell::{Cell as Slot, RefCell};
use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::io;
use std::str::FromStr;
use std::time::Duration;

use ::postgres::config::SslMode;
use ::postgres::error::SqlState;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, Config, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Mode;
use super::failure::{Error, Result};
use super::later::Later;
use super::tls::Asked;
use super::value::{Cell, Value};

/// How long a writer waits for another, and a statement for a lock.
const BUSY: &str = "10s";
/// How long to wait for a server to answer.
const CONNECT: Duration = Duration::from_secs(10);
/// So many statements are kept ready.
const PREPARED: usize = 512;
/// So many rows are fetched at once.
const FETCH: usize = 256;
/// Writers of one schema take turns by an advisory lock under this key and the schema's own number: «TWLG».
const LOCK: i32 = 0x5457_4c47;

/// What an error of PostgreSQL is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Lost,
    Busy,
    DiskFull,
    Corrupt,
    Other,
}

impl Sign {
    pub fn of(e: &::postgres::Error) -> Self {
        let Some(db) = e.as_db_error() else {
            let io = e.source().is_some_and(|s| s.downcast_ref::<io::Error>().is_some());
            return if e.is_closed() || io { Self::Lost } else { Self::Other };
        };
        // The server goes down, comes up, or ended this session.
        let class = db.code().code().get(..2).unwrap_or_default();
        let fatal = matches!(db.severity(), "FATAL" | "PANIC");
        match db.code() {
            &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW => {
                Self::Lost
            }
            &SqlState::LOCK_NOT_AVAILABLE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::TOO_MANY_CONNECTIONS => Self::Busy,
            &SqlState::DISK_FULL => Self::DiskFull,
            &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => Self::Corrupt,
            _ if class == "08" => Self::Lost,
            _ if fatal && class == "57" => Self::Lost,
            _ => Self::Other,
        }
    }
}

/// Where a ledger lies on a server.
#[derive(Clone)]
pub(crate) struct Address {
    config: Box<Config>,
    /// How to speak TLS to it, where it asks for that.
    tls: Option<MakeRustlsConnect>,
    shown: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// The address with nothing in it that is secret.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Address {
    /// Whether a text is meant as an address of a server.
    pub fn is_one(text: &str) -> bool {
        ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme))
    }

    /// An address without its password, wherever it stands.
    pub fn shown(url: &str) -> String {
        without_secrets(url)
    }
}

impl FromStr for Address {
    type Err = String;

    /// Reads `postgres://user:password@host:port/database?option=value`; of TLS what [`Asked`] says.
    fn from_str(url: &str) -> std::result::Result<Self, String> {
        let asked = Asked::of(url)?;
        let tls = asked.connector()?;
        let url = asked.url.as_str();
        let mut config = Config::from_str(url).map_err(|e| {
            let why = e.source().map_or_else(|| e.to_string(), ToString::to_string);
            format!(
                "its address cannot be read ({why}); write postgres://user:password@host:port/database, with % and \
                 two hexadecimal digits for marks in a password"
            )
        })?;
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_application_name().is_none() {
            config.application_name("tradewire");
        }
        Ok(Self { config: Box::new(config), tls, shown: without_secrets(url) })
    }
}

/// An address without its password, wherever it stands.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(r, q)| (r, Some(q)));
    let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(u, h)| (Some(u), h));
    let mut out = format!("{scheme}://");
    if let Some(user) = user {
        out.push_str(user.split(':').next().unwrap_or_default());
        out.push('@');
    }
    out.push_str(host);
    let open: Vec<&str> =
        query.into_iter().flat_map(|q| q.split('&')).filter(|p| !p.starts_with("password")).collect();
    if !open.is_empty() {
        out.push('?');
        out.push_str(&open.join("&"));
    }
    out
}

/// A session with a server, made again where it ended.
pub(crate) struct Session {
    address: Address,
    /// Whether it may write.
    writes: bool,
    client: RefCell<Option<Client>>,
    prepared: RefCell<HashMap<String, ::postgres::Statement>>,
    within: Slot<bool>,
    later: RefCell<Later>,
    cursors: Slot<u64>,
}

impl Session {
    pub fn open(address: Address, writes: bool) -> Result<Self> {
        let session = Self {
            address,
            writes,
            client: RefCell::default(),
            prepared: RefCell::default(),
            within: Slot::new(false),
            later: RefCell::default(),
            cursors: Slot::new(0),
        };
        session.with(|_| Ok(()))?;
        Ok(session)
    }

    /// Whether it may write.
    pub fn writes(&self) -> bool {
        self.writes
    }

    pub fn in_transaction(&self) -> bool {
        self.within.get()
    }

    fn connect(&self) -> Result<Client> {
        let config = &self.address.config;
        let mut client = match &self.address.tls {
            Some(tls) => config.connect(tls.clone())?,
            None => config.connect(NoTls)?,
        };
        let read_only = if self.writes { "off" } else { "on" };
        client.batch_execute(&format!(
            "SET client_min_messages = warning; SET lock_timeout = '{BUSY}'; SET jit = off;
             SET synchronous_commit = on; SET default_transaction_read_only = {read_only}"
        ))?;
        Ok(client)
    }

    /// Does something with the client; makes a new one if the last ended, unless a transaction ended with it.
    fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> std::result::Result<T, ::postgres::Error>,
    ) -> Result<T> {
        let mut slot = self.client.borrow_mut();
        let client = match &mut *slot {
            Some(client) => client,
            None if self.within.get() => return Err(Error::Ended),
            empty => empty.insert(self.connect()?),
        };
        let done = work(client).map_err(Error::from);
        if done.as_ref().is_err_and(Error::is_lost) {
            *slot = None;
            self.prepared.borrow_mut().clear();
        }
        done
    }

    /// As [`Self::with`]; outside a transaction once more over a new connection if the old one had ended meanwhile.
    fn read<T>(&self, work: impl Fn(&mut Client) -> std::result::Result<T, ::postgres::Error>) -> Result<T> {
        match self.with(&work) {
            Err(e) if e.is_lost() && !self.within.get() => self.with(&work),
            done => done,
        }
    }

    fn prepare(
        &self,
        client: &mut Client,
        sql: &str,
    ) -> std::result::Result<::postgres::Statement, ::postgres::Error> {
        let mut prepared = self.prepared.borrow_mut();
        if let Some(statement) = prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = client.prepare(sql)?;
        if prepared.len() >= PREPARED {
            prepared.clear();
        }
        prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>> {
        self.send()?;
        let params = given(values);
        self.read(|client| {
            let statement = self.prepare(client, sql)?;
            client.query(&statement, &params)
        })
    }

    /// Holds a row back until [`Self::send`]; outside a transaction it goes at once.
    pub fn execute_later(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        if !self.within.get() || !Later::takes(sql) {
            return self.execute(sql, values).map(drop);
        }
        let changes = self.later.borrow_mut().changes(sql, values);
        if changes {
            self.send()?;
            self.later.borrow_mut().changes(sql, values);
        }
        let full = self.later.borrow_mut().push(sql, values.iter().map(Value::owned).collect());
        if full { self.send() } else { Ok(()) }
    }

    /// Sends the rows that were held back.
    fn send(&self) -> Result<()> {
        for (sql, values) in self.later.take().statements() {
            self.run(&sql, &values)?;
        }
        Ok(())
    }

    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        self.send()?;
        self.run(sql, values)
    }

    fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        let params = given(values);
        let n = self.with(|client| {
            let statement = self.prepare(client, sql)?;
            client.execute(&statement, &params)
        })?;
        Ok(usize::try_from(n).unwrap_or(usize::MAX))
    }

    pub fn batch(&self, sql: &str) -> Result<()> {
        self.send()?;
        self.with(|client| client.batch_execute(sql))
    }

    /// Begins a transaction. Writers of one schema take turns; what a writer then reads is what the last one left.
    pub fn begin(&self, mode: Mode) -> Result<()> {
        match mode {
            Mode::Read => {
                self.read(|c| c.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))?;
            }
            Mode::Write => self
                .read(|c| {
                    c.batch_execute(&format!(
                        "BEGIN ISOLATION LEVEL READ COMMITTED;
                     SELECT pg_advisory_xact_lock({LOCK}, hashtext(current_schema()))"
                    ))
                })
                .inspect_err(|e| {
                    // A lock that was not given leaves a transaction that is over.
                    if !e.is_lost() {
                        let _ = self.with(|c| c.batch_execute("ROLLBACK"));
                    }
                })?,
        }
        self.within.set(true);
        Ok(())
    }

    /// Makes what was written in a transaction stay, the rows that were held back with it.
    pub fn commit(&self) -> Result<()> {
        match self.send() {
            Ok(()) => self.end("COMMIT"),
            Err(e) => {
                let _ = self.roll_back();
                Err(e)
            }
        }
    }

    /// Takes back what was written in a transaction.
    pub fn roll_back(&self) -> Result<()> {
        self.later.take();
        self.end("ROLLBACK")
    }

    /// Ends a transaction; with the connection it ends by itself.
    fn end(&self, how: &str) -> Result<()> {
        let done = self.with(|client| client.batch_execute(how));
        self.within.set(false);
        done
    }

    /// Rows in parts. Within a transaction a cursor holds the rest; outside one all are read at once.
    pub fn stream(&self, sql: &str, values: &[Value<'_>]) -> Result<Stream<'_>> {
        if !self.within.get() {
            let rows = self.query(sql, values)?.into_iter();
            return Ok(Stream { session: self, cursor: None, rows, row: None });
        }
        self.send()?;
        let cursor = format!("rows_{}", self.cursors.get());
        self.cursors.set(self.cursors.get() + 1);
        let params = given(values);
        let declare = format!("DECLARE {cursor} NO SCROLL CURSOR FOR {sql}");
        self.with(|client| client.execute(&declare, &params))?;
        Ok(Stream { session: self, cursor: Some(cursor), rows: Vec::new().into_iter(), row: None })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A client says goodbye by waiting, which a thread of an asynchronous runtime may not do.
        if let Some(client) = self.client.take() {
            let _ = std::thread::spawn(move || drop(client)).join();
        }
    }
}

/// Rows under way.
pub(crate) struct Stream<'s> {
    session: &'s Session,
    cursor: Option<String>,
    rows: std::vec::IntoIter<Row>,
    row: Option<Row>,
}

impl Stream<'_> {
    pub fn next(&mut self) -> Result<Option<&Row>> {
        self.row = self.rows.next();
        if self.row.is_none()
            && let Some(cursor) = &self.cursor
        {
            let fetch = format!("FETCH FORWARD {FETCH} FROM {cursor}");
            self.rows = self.session.with(|client| client.query(&fetch, &[]))?.into_iter();
            self.row = self.rows.next();
        }
        Ok(self.row.as_ref())
    }
}

impl Drop for Stream<'_> {
    fn drop(&mut self) {
        if let Some(cursor) = &self.cursor {
            // A cursor ends with its transaction at the latest.
            let _ = self.session.with(|client| client.batch_execute(&format!("CLOSE {cursor}")));
        }
    }
}

fn given<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Bool(b), _) => b.to_sql_checked(ty, out),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Self::Int(n), _) => n.to_sql_checked(ty, out),
            (Self::Real(n), _) => n.to_sql_checked(ty, out),
            // PostgreSQL keeps no text with the character 0. Where it matters a text is JSON, which has none.
            (Self::Text(text), _) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql_checked(ty, out)
            }
            (Self::Text(text), _) => text.as_ref().to_sql_checked(ty, out),
            (Self::Blob(bytes), _) => bytes.as_ref().to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'r> FromSql<'r> for Cell<'r> {
    fn from_sql(
        ty: &Type,
        raw: &'r [u8],
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::FLOAT4 => Self::Real(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Blob(raw),
            _ => Self::Text(raw),
        })
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        for (url, shown) in [
            ("postgres://ann:s3cret@db.invalid:5433/wire", "postgres://ann@db.invalid:5433/wire"),
            ("postgres://ann:p@ss@db.invalid/wire", "postgres://ann@db.invalid/wire"),
            ("postgresql://db.invalid/wire?password=x&user=ann", "postgresql://db.invalid/wire?user=ann"),
            ("postgres:///wire?host=/run/pg", "postgres:///wire?host=/run/pg"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }

    #[test]
    fn what_cannot_be_had_is_said() {
        assert!(Address::from_str("postgres://h:port/d").unwrap_err().contains("address cannot be read"));
        assert!(Address::from_str("postgres://h/d?sslmode=never").unwrap_err().contains("sslmode"));
        for fine in ["disable", "prefer", "require", "verify-full"] {
            assert!(Address::from_str(&format!("postgres://h/d?sslmode={fine}")).is_ok());
        }
    }

    /// `TRADEWIRE_TEST_POSTGRES_TLS` is the address of a server as its certificate names it, with `sslmode=verify-full`
    /// and the authority's `sslrootcert`.
    #[test]
    #[ignore = "needs a PostgreSQL that speaks TLS (TRADEWIRE_TEST_POSTGRES_TLS)"]
    fn a_server_is_spoken_to_over_tls_if_its_certificate_is_good() {
        let url =
            std::env::var("TRADEWIRE_TEST_POSTGRES_TLS").expect("TRADEWIRE_TEST_POSTGRES_TLS is not set");
        let open = |url: &str| Session::open(Address::from_str(url).unwrap(), true);
        let session = open(&url).unwrap();
        let rows = session.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[]).unwrap();
        assert!(rows[0].get::<_, bool>(0), "the session is not encrypted");
        // Known authorities have not signed it, and it is not made out to an address in numbers.
        let (place, _) = url.split_once('?').unwrap();
        assert!(open(&format!("{place}?sslmode=verify-full")).is_err());
        let elsewhere = url.replacen("localhost", "127.0.0.1", 1);
        assert_ne!(elsewhere, url, "the address is to name localhost");
        assert!(open(&elsewhere).is_err());
    }
}
