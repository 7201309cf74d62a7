use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tradewire_ledger::{Archive, SqliteStore, Store};
use tradewire_market::list::Criteria;
use tradewire_review::{Calibrator, Settings};
use tradewire_serve::{Closed, Desk, Library, OfferDesk, Renew, listen, router, serve_on};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{say, tell};
use crate::pipeline::Pipeline;
use crate::review::calibration::Calibration;
use crate::review::queue;

/// Handles on the ledger: so many pages are read at once.
const READERS: usize = 4;

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire serve
  tradewire serve --reviewer ana                          then review at http://127.0.0.1:8420/review
  tradewire serve --read-only
  tradewire serve --list criteria.toml                   then see http://127.0.0.1:8420/list
  tradewire serve --desk offers --desk-key desk.key      then see http://127.0.0.1:8420/desk
  tradewire serve --ledger team.sqlite --addr 127.0.0.1:9000
  tradewire serve --ledger postgres://ana@db.example/wire")]
pub struct Args {
    /// Address on this machine
    #[arg(long, default_value = "127.0.0.1:8420")]
    addr: SocketAddr,
    /// Who reviews at /review, unless a reader says otherwise there; by default $TRADEWIRE_REVIEWER, else it is asked
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Those who share the queue: each can then work through what falls to them alone
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',', conflicts_with = "read_only")]
    among: Vec<String>,
    #[command(flatten)]
    calibration: Calibration,
    /// Serve for looking only: nobody can review
    #[arg(long, conflicts_with = "reviewer")]
    read_only: bool,
    /// Criteria of the page /list, TOML; by default a sample
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    #[command(flatten)]
    private: Private,
    #[command(flatten)]
    ledger: Ledger,
}

/// A desk of private offers that is served to its owner (`tradewire desk new` makes one).
#[derive(Debug, Clone, clap::Args)]
struct Private {
    /// Folder of a desk: its offers at /desk, for its owner alone
    #[arg(long, value_name = "FOLDER", requires = "desk_key")]
    desk: Option<PathBuf>,
    /// File of the desk's key; it stays in memory while serving
    #[arg(long, value_name = "FILE", requires = "desk")]
    desk_key: Option<PathBuf>,
    /// File whose first line is the key's passphrase; by default it is asked for in the terminal
    #[arg(long, value_name = "FILE", requires = "desk")]
    desk_passphrase_file: Option<PathBuf>,
    /// Account whose desk it is; without accounts it is of whoever sits at this machine
    #[arg(long, value_name = "NAME", requires = "desk")]
    desk_owner: Option<String>,
}

impl Private {
    fn open(&self) -> Result<Option<OfferDesk>, Failure> {
        let Some((folder, key)) = self.desk.as_ref().zip(self.desk_key.as_ref()) else { return Ok(None) };
        let desk = crate::commands::desk::open(folder, key, self.desk_passphrase_file.as_deref())?;
        Ok(Some(OfferDesk::new(desk, self.desk_owner.as_deref().unwrap_or_default())))
    }
}

/// Whether people may review what is served, and how the queue is made for them.
pub enum Reviewing {
    /// Nobody may.
    No,
    /// The one named, or who says who they are; with what makes the pipeline when the queue is asked for.
    Yes(Reviewers, fn() -> Result<Pipeline, Failure>),
}

/// What is served beside the ledger.
#[derive(Debug, Default)]
pub struct Extras {
    /// Criteria of the list, if other than the sample.
    pub criteria: Option<Criteria>,
    /// Private offers, for their owner.
    pub private: Option<OfferDesk>,
}

/// Who reviews, and by which confidences their queue is made.
#[derive(Debug, Clone, Default)]
pub struct Reviewers {
    /// Who judges where a reader does not say.
    pub name: Option<String>,
    /// Those who share the queue.
    pub among: Vec<String>,
    /// Turns stated confidences into calibrated ones.
    pub calibrator: Calibrator,
}

/// Serves the pages until interrupted.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let path = args.ledger.existing()?;
    let criteria = args.list.as_deref().map(crate::commands::list::read).transpose()?;
    let private = args.private.open()?;
    let server = Server::bind(args.addr)?;
    let reviewing = if args.read_only {
        Reviewing::No
    } else {
        let set = || std::env::var("TRADEWIRE_REVIEWER").ok();
        let name = args.reviewer.clone().or_else(set).filter(|n| !n.trim().is_empty());
        let (among, calibrator) = (args.among.clone(), args.calibration.read()?);
        Reviewing::Yes(Reviewers { name, among, calibrator }, Pipeline::new)
    };
    server.run(&path, reviewing, Extras { criteria, private })?;
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
    pub fn run(self, ledger: &Path, reviewing: Reviewing, extras: Extras) -> Result<(), Failure> {
        // A file that may only be read can still be looked at.
        let writer = match OpenOptions::new().append(true).open(ledger) {
            // Who may not write in a database can still look at what is there.
            _ if SqliteStore::is_address(ledger) => {
                SqliteStore::open_existing(ledger).map_err(|e| Failure::from(e).to_string())
            }
            // Opened for writing before anybody reads, so that an older schema is brought up to date.
            Ok(_) => Ok(SqliteStore::open_existing(ledger)?),
            Err(e) => Err(format!("{}: {e}", ledger.display())),
        };
        let mut handles: Vec<Box<dyn Archive>> = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            handles.push(Box::new(SqliteStore::open_reader(ledger)?));
        }
        let desk = match (writer, reviewing) {
            (_, Reviewing::No) => Desk::closed_because(Closed::ByChoice),
            (Err(why), Reviewing::Yes(..)) => Desk::closed_because(Closed::Unwritable(why)),
            (Ok(store), Reviewing::Yes(who, pipeline)) => {
                Desk::shared(Box::new(store), who.name, who.among, Some(renew(pipeline, who.calibrator)))
            }
        };
        let open = desk.closed().is_none();
        let mut library = Library::new(handles).with_desk(desk);
        if let Some(criteria) = extras.criteria {
            library = library.with_criteria(criteria);
        }
        let private = extras.private.is_some();
        if let Some(desk) = extras.private {
            library = library.with_offer_desk(desk);
        }
        library = library.with_fonts(fonts);
        let closing = library.clone();
        let pages = router(library);
        let site = format!("http://{}", self.listener.local_addr()?);
        say("serving", &site);
        if open {
            tell(&format!("review at {site}/review"));
        }
        if private {
            tell(&format!("private offers at {site}/desk, for their owner alone"));
        }
        tell("stop with Ctrl-C");
        let stop = async move {
            interrupted().await;
            closing.close_streams();
        };
        self.runtime.block_on(serve_on(self.listener, pages, stop))?;
        Ok(())
    }
}

/// Where systems keep a sans-serif face that holds Chinese, and one for what it lacks; the first of each that is there.
const FONTS: [&[&str]; 2] = [
    &[
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "C:\\Windows\\Fonts\\msyh.ttc",
    ],
    &[
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/TTF/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/System/Library/Fonts/Helvetica.ttc",
        "C:\\Windows\\Fonts\\segoeui.ttf",
    ],
];

/// The bytes of the fonts that are there.
pub fn fonts() -> Vec<Vec<u8>> {
    FONTS.iter().filter_map(|places| places.iter().find_map(|p| std::fs::read(p).ok())).collect()
}

/// Makes views and queue as `tradewire review` does, with the rules and names loaded each time: this is done rarely, and
/// they would take memory all the while.
fn renew(pipeline: fn() -> Result<Pipeline, Failure>, calibrator: Calibrator) -> Renew {
    let settings = Settings::default();
    Arc::new(move |store: &mut dyn Store| {
        let making = queue::Making { settings: &settings, calibrator: &calibrator };
        pipeline().and_then(|p| queue::refresh(&p, store, making)).map_err(|e| e.to_string())
    })
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
