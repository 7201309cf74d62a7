//! Serves the invented ledger, for looking at pages: `cargo run -p tradewire-serve --example fixture -- 8499`. A path behind
//! the port serves that ledger for reading only.

#[path = "../fixture/mod.rs"]
mod fixture;

use std::net::SocketAddr;

use tradewire_ledger::{Archive, SqliteStore};
use tradewire_serve::{Desk, Library, router, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().map_or(Ok(8499), |p| p.parse())?;
    let folder = tempfile::tempdir()?;
    let library = match args.next() {
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
