use std::net::SocketAddr;
use std::path::Path;

use tradewire_ledger::{SqliteStore, Store};
use tradewire_serve::{Library, listen, router, serve_on};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{say, tell};

/// Handles on the ledger: so many pages are read at once.
const READERS: usize = 4;

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire serve
  tradewire serve --ledger team.sqlite --addr 127.0.0.1:9000")]
pub struct Args {
    /// Address on this machine
    #[arg(long, default_value = "127.0.0.1:8420")]
    addr: SocketAddr,
    #[command(flatten)]
    ledger: Ledger,
}

/// Serves the pages until interrupted.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let path = args.ledger.existing()?;
    let server = Server::bind(args.addr)?;
    server.run(&path)?;
    Ok(Done::Whole)
}

/// An address that is taken, before the work that is to be shown there.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: tokio::net::TcpListener,
}

impl Server {
    /// Takes the address.
    pub fn bind(addr: SocketAddr) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(listen(addr))?;
        Ok(Self { runtime, listener })
    }

    /// Serves a ledger until interrupted (Ctrl-C, or SIGTERM where there is one).
    pub fn run(self, ledger: &Path) -> Result<(), Failure> {
        // Opened for writing once, so that an older schema is brought up to date before readers see it.
        let first = SqliteStore::open_existing(ledger)?;
        let mut handles: Vec<Box<dyn Store>> = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            handles.push(Box::new(first.reader()?));
        }
        drop(first);
        let pages = router(Library::new(handles));
        say("serving", &format!("http://{}", self.listener.local_addr()?));
        tell("stop with Ctrl-C");
        self.runtime.block_on(serve_on(self.listener, pages, interrupted()))?;
        Ok(())
    }
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let ctrl_c = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = ctrl_c => {}
                _ = term.recv() => {}
            }
        }
        Err(_) => {
            let _ = ctrl_c.await;
        }
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}
