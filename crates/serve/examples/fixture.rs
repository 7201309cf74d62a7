//! Serves the invented ledger, for looking at pages: `cargo run -p tradewire-serve --example fixture -- 8499`. A path behind
//! the port serves that ledger for reading only; `accounts` asks to sign in, as `okapi-ada` with «four invented words here».

#[path = "../fixture/mod.rs"]
mod fixture;

use std::net::SocketAddr;
use std::path::Path;

use tradewire_accounts::{AccountError, Accounts, By, Rank, Visit};
use tradewire_ledger::{Archive, SqliteStore, Timestamp};
use tradewire_serve::{Access, Desk, Library, router, serve};

/// Accounts of invented people, with some tokens, one session and one who is disabled.
fn people(path: &Path) -> Result<Accounts, AccountError> {
    let (accounts, now) = (Accounts::open(path)?, Timestamp::now());
    let all = [
        ("okapi-ada", Rank::Admin),
        ("安娜", Rank::Reviewer),
        ("bo.thornquist", Rank::Reader),
        ("harbour-desk", Rank::Reviewer),
    ];
    for (name, rank) in all {
        accounts.add(name, rank, "four invented words here", By::Command, now)?;
    }
    accounts.set_disabled("bo.thornquist", true, By::Account("okapi-ada"), now)?;
    let own = By::Account("okapi-ada");
    accounts.add_token("okapi-ada", "team sheet", Rank::Reader, 90, own, now)?;
    let (old, _) = accounts.add_token("okapi-ada", "old feed reader", Rank::Reader, 30, own, now)?;
    accounts.revoke_token(&old.id, None, own, now)?;
    let phone = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";
    let visit = Visit { address: "198.51.100.7".to_owned(), agent: phone.to_owned() };
    accounts.sit_down("okapi-ada", &visit, now)?;
    Ok(accounts)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().map_or(Ok(8499), |p| p.parse())?;
    let folder = tempfile::tempdir()?;
    let library = match args.next() {
        Some(word) if word == "accounts" => {
            let mut store = SqliteStore::open(folder.path().join("ledger.sqlite"))?;
            fixture::fill(&mut store);
            let readers: Vec<Box<dyn Archive>> = vec![Box::new(store.reader()?), Box::new(store.reader()?)];
            let desk = Desk::new(Box::new(store), None, None);
            let accounts = people(&folder.path().join("accounts.sqlite"))?;
            Library::new(readers).with_desk(desk).with_access(Access::new(accounts, None))
        }
        Some(path) => Library::of(SqliteStore::open_existing(path)?),
        None => {
            let mut store = SqliteStore::open(folder.path().join("ledger.sqlite"))?;
            fixture::fill(&mut store);
            let readers: Vec<Box<dyn Archive>> = vec![Box::new(store.reader()?), Box::new(store.reader()?)];
            Library::new(readers).with_desk(Desk::new(Box::new(store), Some("ana".to_owned()), None))
        }
    };
    let addr = SocketAddr::from(([127, 0, 0, 1], port));
    eprintln!("http://{addr}");
    serve(addr, router(library), std::future::pending()).await?;
    Ok(())
}
