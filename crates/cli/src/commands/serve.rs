use std::fs::OpenOptions;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tradewire_accounts::{Accounts, account_name};
use tradewire_ledger::{Archive, SqliteStore, Store};
use tradewire_market::list::Criteria;
use tradewire_review::{Calibrator, Settings};
use tradewire_serve::{
    Access, BadPublicUrl, Closed, Desk, Library, OfferDesk, PublicUrl, Quotas, Renew, ServeError, listen,
    listen_for, router, serve_on,
};

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
  tradewire serve --published --read-only --public-url https://wire.example
  tradewire serve --desk offers --desk-key desk.key      then see http://127.0.0.1:8420/desk
  tradewire serve --ledger team.sqlite --addr 127.0.0.1:9000
  tradewire serve --ledger postgres://ana@db.example/wire
  tradewire account add ana --rank admin && tradewire serve --accounts accounts.sqlite
  tradewire serve --accounts accounts.sqlite --public-url https://wire.example.org --proxy 127.0.0.1

Without --accounts nobody signs in, and nobody but this machine is served. docs/access.md says how others are.")]
pub struct Args {
    /// Address to listen on; other than loopback only with --accounts and --public-url
    #[arg(long, default_value = "127.0.0.1:8420")]
    addr: SocketAddr,
    /// Ask everybody to sign in with an account of this file, which `tradewire account` makes
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
    /// Name under which others reach the pages, such as https://wire.example.org: in feeds, in pictures of links, and with
    /// --accounts it is served too; a proxy there ends TLS
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Take a --public-url of plain HTTP: passwords can then be read on the way
    #[arg(long, requires = "public_url", requires = "accounts")]
    unsafe_plain_http: bool,
    /// Address of the proxy in front, whose X-Forwarded-For is believed; as often as there are some
    #[arg(long, value_name = "ADDRESS", requires = "public_url", requires = "accounts")]
    proxy: Vec<IpAddr>,
    /// Who reviews at /review, unless a reader says otherwise there; by default $TRADEWIRE_REVIEWER, else it is asked.
    /// With accounts it is the account
    #[arg(long, value_name = "NAME", conflicts_with = "accounts")]
    reviewer: Option<String>,
    /// Those who share the queue: each can then work through what falls to them alone
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',', conflicts_with = "read_only")]
    among: Vec<String>,
    #[command(flatten)]
    calibration: Calibration,
    /// Serve for looking only: nobody can review
    #[arg(long, conflicts_with = "reviewer")]
    read_only: bool,
    /// Show only what `tradewire publish` made public; reviewers see all at /review
    #[arg(long)]
    published: bool,
    /// Criteria of the page /list, TOML; by default a sample
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    #[command(flatten)]
    private: Private,
    #[command(flatten)]
    ledger: Ledger,
}

fn public_url(text: &str) -> Result<String, String> {
    let rest = ["https://", "http://"].iter().find_map(|s| text.strip_prefix(s));
    let plain =
        |r: &str| !r.is_empty() && r.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\?#".contains(&b));
    rest.filter(|r| plain(r))
        .map(|_| text.to_owned())
        .ok_or_else(|| "give an address such as https://wire.example".to_owned())
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
    fn open(&self, accounts: Option<&Path>) -> Result<Option<OfferDesk>, Failure> {
        let Some((folder, key)) = self.desk.as_ref().zip(self.desk_key.as_ref()) else { return Ok(None) };
        // Before a passphrase is asked for.
        let owner = self.owner(accounts)?;
        let desk = crate::commands::desk::open(folder, key, self.desk_passphrase_file.as_deref())?;
        Ok(Some(OfferDesk::new(desk, &owner)))
    }

    /// The account whose desk it is, as accounts are named; empty where nobody signs in. A desk of nobody is refused.
    fn owner(&self, accounts: Option<&Path>) -> Result<String, Failure> {
        let (path, typed) = match (accounts, &self.desk_owner) {
            (None, None) => return Ok(String::new()),
            (None, Some(_)) => {
                let why = "--desk-owner names an account, and nobody signs in here";
                return Err(Failure::usage(why.to_owned())
                    .hint("give --accounts FILE too, or leave --desk-owner out: the desk is then of whoever sits here"));
            }
            (Some(_), None) => {
                let why = "people sign in here, and nobody is said to own the desk";
                return Err(Failure::usage(why.to_owned())
                    .hint("name the account whose desk it is: --desk-owner NAME"));
            }
            (Some(path), Some(typed)) => (path, typed),
        };
        let name = account_name(typed)?;
        let found = Accounts::open_existing(path)?.accounts()?.into_iter().find(|a| a.name == name);
        let file = path.display();
        match found {
            Some(account) if account.disabled => Err(Failure::new(format!(
                "the account «{name}» of {file} is disabled, so nobody could see the desk"
            ))
            .hint(format!(
                "`tradewire account enable {name} --accounts {file}`, or name another --desk-owner"
            ))),
            Some(account) => Ok(account.name),
            None => Err(Failure::new(format!("{file} holds no account «{name}» that the desk could be of"))
                .hint(format!("`tradewire account list --accounts {file}` shows who there is"))),
        }
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
    /// Whether readers see only what was published.
    pub published: bool,
    /// Address that readers elsewhere know the site by.
    pub public_url: Option<String>,
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
    let private = args.private.open(args.accounts.as_deref())?;
    let access = access(args)?;
    let server = Server::bind_for(args.addr, access)?;
    if args.accounts.is_none() && args.ledger.accounts()?.exists() {
        say(
            "hint",
            &format!(
                "nobody is asked to sign in; to ask them: --accounts {}",
                args.ledger.accounts()?.display()
            ),
        );
    }
    let reviewing = if args.read_only {
        Reviewing::No
    } else {
        let set = || std::env::var("TRADEWIRE_REVIEWER").ok();
        let set = || set().filter(|_| args.accounts.is_none());
        let name = args.reviewer.clone().or_else(set).filter(|n| !n.trim().is_empty());
        let (among, calibrator) = (args.among.clone(), args.calibration.read()?);
        Reviewing::Yes(Reviewers { name, among, calibrator }, Pipeline::new)
    };
    if args.published && SqliteStore::open_reader(&path)?.publication()?.is_none() {
        return Err(Failure::new("nothing was published from this ledger yet".to_owned())
            .hint("`tradewire publish --dry-run` says what would be public".to_owned()));
    }
    let extras = Extras { criteria, private, published: args.published, public_url: args.public_url.clone() };
    server.run(&path, reviewing, extras)?;
    Ok(Done::Whole)
}

/// The accounts that whoever asks must have one of, if there are any.
fn access(args: &Args) -> Result<Option<Access>, Failure> {
    let Some(path) = &args.accounts else { return Ok(None) };
    let accounts = Accounts::open_existing(path).map_err(|e| {
        Failure::from(e)
            .hint("make the first account: `tradewire account add NAME --rank admin --accounts FILE`")
    })?;
    let public = match &args.public_url {
        Some(url) => Some(PublicUrl::parse(url, args.unsafe_plain_http).map_err(|e| {
            let plain = matches!(e, BadPublicUrl::Plain(_));
            let failure = Failure::usage(e.to_string());
            if plain {
                failure.hint("give https://…, or --unsafe-plain-http if this is meant")
            } else {
                failure
            }
        })?),
        None => None,
    };
    Ok(Some(Access::with(accounts, public, args.proxy.clone(), &Quotas::default())))
}

/// An address that is taken, before the work that is to be shown there.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: tokio::net::TcpListener,
    access: Option<Access>,
}

impl Server {
    /// Takes an address on loopback, for whoever sits at this machine.
    pub fn bind(addr: SocketAddr) -> Result<Self, Failure> {
        Self::bind_for(addr, None)
    }

    /// Takes an address, for those who have accounts where there are some.
    pub fn bind_for(addr: SocketAddr, access: Option<Access>) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(async {
            match &access {
                Some(access) => listen_for(addr, access).await,
                None => listen(addr).await,
            }
        });
        let listener = listener.map_err(|e| {
            let hint = match &e {
                ServeError::NotLoopback { .. } => {
                    Some("to serve others: `tradewire account add NAME --rank admin`, then --accounts FILE and --public-url")
                }
                ServeError::NoPublicUrl { .. } => Some("give --public-url https://NAME; see docs/access.md"),
                ServeError::NoAdmin => Some("make one: `tradewire account add NAME --rank admin --accounts FILE`"),
                _ => None,
            };
            let failure = Failure::from(e);
            match hint {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        })?;
        Ok(Self { runtime, listener, access })
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
        // One more makes the sums.
        for _ in 0..=READERS {
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
        let asks = self.access.is_some();
        if let Some(access) = self.access {
            library = library.with_access(access);
        }
        if extras.published {
            library = library.published_only();
        }
        let public = extras.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public {
            library = library.with_public_url(url);
        }
        library.warm();
        let closing = library.clone();
        let pages = router(library);
        let site = public.unwrap_or(format!("http://{}", self.listener.local_addr()?));
        say("serving", &site);
        if asks {
            tell("everybody is asked to sign in");
        }
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
