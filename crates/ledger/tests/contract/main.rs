//! What every ledger does, whatever engine holds it.
//!
//! Each test is written over [`tradewire_ledger::Store`] and [`Archive`] and run once per engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod archive;
mod judgements;
mod order;
mod responses;
mod search;
#[path = "../server/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod server;
mod statements;
mod views;
mod world;

use tradewire_ledger::{Archive, SqlStore, SqliteStore};

/// A ledger to test, with what must live as long as it does.
pub struct Made {
    /// The ledger.
    pub store: Box<dyn Archive>,
    _folder: Option<tempfile::TempDir>,
    // Goes after the store.
    _schema: Option<server::Schema>,
}

/// Makes an empty ledger of one engine.
pub type Make = fn() -> Made;

fn sqlite_file() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("wire.ledger")).unwrap();
    Made { store: Box::new(store), _folder: Some(folder), _schema: None }
}

fn sqlite_memory() -> Made {
    Made { store: Box::new(SqliteStore::in_memory().unwrap()), _folder: None, _schema: None }
}

fn postgres() -> Made {
    let schema = server::Schema::new();
    let store = SqlStore::open(schema.address()).unwrap();
    Made { store: Box::new(store), _folder: None, _schema: Some(schema) }
}

/// Runs contract tests on every engine.
macro_rules! contract {
    ($($(#[$attr:meta])* fn $name:ident($store:ident) $body:block)+) => {
        $(
            mod $name {
                #[allow(unused_imports)]
                use super::*;
                fn check(make: $crate::Make) {
                    let mut made = make();
                    #[allow(unused_variables)]
                    let $store: &mut dyn tradewire_ledger::Archive = &mut *made.store;
                    $body
                }
                $(#[$attr])*
                #[test]
                fn sqlite_in_file() { check($crate::sqlite_file); }
                $(#[$attr])*
                #[test]
                fn sqlite_in_memory() { check($crate::sqlite_memory); }
                $(#[$attr])*
                #[test]
                #[ignore = "needs PostgreSQL"]
                fn postgres() { check($crate::postgres); }
            }
        )+
    };
}
pub(crate) use contract;
