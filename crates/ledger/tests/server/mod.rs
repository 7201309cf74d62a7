//! A schema of its own on the PostgreSQL that TRADEWIRE_TEST_POSTGRES names, gone when the test is over.

pub mod relay;

use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::{Client, NoTls};

/// An empty schema, or a database of its own.
#[derive(Debug)]
pub struct Schema {
    /// The server as it was given.
    server: String,
    name: String,
    /// Whether it is a database of its own, where nobody else reads.
    alone: bool,
}

static MADE: AtomicUsize = AtomicUsize::new(0);

impl Schema {
    /// A schema beside those of other tests.
    pub fn new() -> Self {
        let schema = Self::named(false);
        schema.run(&format!(
            "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}",
            schema.name
        ));
        schema
    }

    /// A database of its own.
    pub fn alone() -> Self {
        let schema = Self::named(true);
        schema.run(&format!("CREATE DATABASE {}", schema.name));
        schema
    }

    fn named(alone: bool) -> Self {
        let server = std::env::var("TRADEWIRE_TEST_POSTGRES")
            .expect("TRADEWIRE_TEST_POSTGRES holds the address of a PostgreSQL to test on");
        let name = format!("test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        Self { server, name, alone }
    }

    /// The address of a ledger in it.
    pub fn address(&self) -> String {
        let (server, options) =
            self.server.split_once('?').map_or((self.server.as_str(), ""), |(s, o)| (s, o));
        if self.alone {
            let (host, _) = server.rsplit_once('/').unwrap();
            return format!("{host}/{}?{options}", self.name).trim_end_matches('?').to_owned();
        }
        let more = if options.is_empty() { String::new() } else { format!("{options}&") };
        format!("{server}?{more}options=-csearch_path%3D{}", self.name)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address of the server alone.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::connect(&self.address(), NoTls).unwrap()
    }

    fn run(&self, sql: &str) {
        Client::connect(&self.server, NoTls).unwrap().batch_execute(sql).unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if self.alone {
            self.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        } else {
            self.run(&format!(
                "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {} CASCADE",
                self.name
            ));
        }
    }
}
