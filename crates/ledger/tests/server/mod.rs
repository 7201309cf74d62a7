//! A schema of its own on the PostgreSQL that TRADEWIRE_TEST_POSTGRES names, gone when the test is over.

pub mod relay;

use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::{Client, NoTls};

/// An empty schema.
#[derive(Debug)]
pub struct Schema {
    server: String,
    name: String,
}

static MADE: AtomicUsize = AtomicUsize::new(0);

impl Schema {
    pub fn new() -> Self {
        let server = std::env::var("TRADEWIRE_TEST_POSTGRES")
            .expect("TRADEWIRE_TEST_POSTGRES holds the address of a PostgreSQL to test on");
        let name = format!("test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let schema = Self { server, name };
        schema.run(&format!(
            "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}",
            schema.name
        ));
        schema
    }

    /// The address of a ledger in it.
    pub fn address(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{mark}options=-csearch_path%3D{}", self.server, self.name)
    }

    /// The address of the server alone.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// A client of the server.
    pub fn client(&self) -> Client {
        let mut client = Client::connect(&self.server, NoTls).unwrap();
        client.batch_execute(&format!("SET search_path = {}", self.name)).unwrap();
        client
    }

    fn run(&self, sql: &str) {
        Client::connect(&self.server, NoTls).unwrap().batch_execute(sql).unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.run(&format!("SET client_min_messages = warning; DROP SCHEMA IF EXISTS {} CASCADE", self.name));
    }
}
