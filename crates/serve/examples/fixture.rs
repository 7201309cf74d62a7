//! Serves the invented ledger, for looking at pages: `cargo run -p tradewire-serve --example fixture -- 8499`.

#[path = "../fixture/mod.rs"]
mod fixture;

use std::net::SocketAddr;

use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, router, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().map_or(Ok(8499), |p| p.parse())?;
    let library = match args.next() {
        Some(path) => Library::of(SqliteStore::open_existing(path)?),
        None => {
            let mut store = SqliteStore::in_memory()?;
            fixture::fill(&mut store);
            Library::of(store)
        }
    };
    let addr = SocketAddr::from(([127, 0, 0, 1], port));
    eprintln!("http://{addr}");
    serve(addr, router(library), std::future::pending()).await?;
    Ok(())
}
