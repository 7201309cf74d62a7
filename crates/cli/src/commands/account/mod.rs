mod password;
mod token;

use std::path::PathBuf;

use clap::Subcommand;
use jiff::Timestamp;
use tradewire_accounts::{Accounts, By, Rank};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, say, table, tell};

/// Flags of `account`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ranks: reader reads what the ledger holds; reviewer reviews too; admin manages accounts too.
A change holds for the next request that a running server answers.

Examples:
  tradewire account add ana --rank admin                     asks for the password
  pass show wire/bo | tradewire account add bo --rank reviewer --password-stdin
  tradewire account list
  tradewire account rank bo reader
  tradewire account disable bo                               ends sessions, stops tokens
  tradewire account enable bo
  tradewire account password ana
  tradewire account token add ana --name 'team sheet' --scope read --days 30
  tradewire account token revoke t_5f0c…
  tradewire account log --format jsonl")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    /// File of the accounts; by default accounts.sqlite beside the ledger
    #[arg(long, value_name = "FILE", global = true)]
    accounts: Option<PathBuf>,
    #[command(flatten)]
    ledger: Ledger,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make an account
    Add {
        /// Name to sign in with: letters, digits, '-', '_' and '.'
        name: String,
        /// reader, reviewer or admin
        #[arg(long, default_value = "reader")]
        rank: Rank,
        #[command(flatten)]
        password: password::From,
    },
    /// List the accounts
    List {
        /// What to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Give an account another rank
    Rank {
        /// Its name
        name: String,
        /// reader, reviewer or admin
        rank: Rank,
    },
    /// Set the password of an account; its sessions end
    Password {
        /// Its name
        name: String,
        #[command(flatten)]
        password: password::From,
    },
    /// Keep an account from doing anything
    Disable {
        /// Its name
        name: String,
    },
    /// Let an account in again
    Enable {
        /// Its name
        name: String,
    },
    /// Tokens for programs and feed readers
    Token(token::Args),
    /// What was done: by whom, when, to what
    Log {
        /// At most so many entries, the newest
        #[arg(long, default_value_t = 100)]
        most: usize,
        /// What to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

/// Makes accounts, changes them, says what was done.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let now = Timestamp::now();
    match &args.what {
        What::Add { name, rank, password } => {
            let accounts = open_or_make(args)?;
            let name = tradewire_accounts::account_name(name)?;
            if accounts.accounts()?.iter().any(|a| a.name == name) {
                return Err(tradewire_accounts::AccountError::Taken(name).into());
            }
            let account = accounts.add(&name, *rank, &password.ask()?, By::Command, now)?;
            tell(&format!("{} may sign in as {}", account.name, account.rank));
            if accounts.admins()? == 0 {
                say(
                    "hint",
                    "nobody is admin yet, and without one nothing is served: `tradewire account rank NAME admin`",
                );
            }
        }
        What::List { format } => list(&open(args)?, *format)?,
        What::Rank { name, rank } => {
            open(args)?.set_rank(name, *rank, By::Command, now)?;
            tell(&format!("{name} is {rank}"));
        }
        What::Password { name, password } => {
            let accounts = open(args)?;
            accounts.set_password(name, &password.ask()?, By::Command, now)?;
            tell(&format!("the password of {name} is set; its sessions have ended"));
        }
        What::Disable { name } => {
            open(args)?.set_disabled(name, true, By::Command, now)?;
            tell(&format!("{name} is disabled"));
        }
        What::Enable { name } => {
            open(args)?.set_disabled(name, false, By::Command, now)?;
            tell(&format!("{name} may sign in again"));
        }
        What::Token(token) => token::run(token, &open(args)?, now)?,
        What::Log { most, format } => log(&open(args)?, *most, *format)?,
    }
    Ok(Done::Whole)
}

fn path(args: &Args) -> Result<PathBuf, Failure> {
    args.accounts.clone().map_or_else(|| args.ledger.accounts(), Ok)
}

fn open(args: &Args) -> Result<Accounts, Failure> {
    Accounts::open_existing(path(args)?).map_err(|e| {
        Failure::from(e).hint("make the first account: `tradewire account add NAME --rank admin`")
    })
}

fn open_or_make(args: &Args) -> Result<Accounts, Failure> {
    let path = path(args)?;
    if args.accounts.is_none()
        && let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    if !path.exists() {
        tell(&format!("the accounts lie in {}", path.display()));
    }
    Ok(Accounts::open(path)?)
}

fn list(accounts: &Accounts, format: Format) -> Result<(), Failure> {
    let mut out = Out::new();
    let mut rows = table(&["name", "rank", "state", "made", "password set"]);
    for a in accounts.accounts()? {
        match format {
            Format::Jsonl => out.json(&a)?,
            Format::Table => {
                let day = |t: Timestamp| t.strftime("%Y-%m-%d").to_string();
                let state = if a.disabled { "disabled" } else { "active" };
                rows.add_row([
                    a.name,
                    a.rank.to_string(),
                    state.to_owned(),
                    day(a.created_at),
                    day(a.password_at),
                ]);
            }
        }
    }
    if format == Format::Table {
        out.line(&rows.to_string())?;
    }
    out.finish()
}

fn log(accounts: &Accounts, most: usize, format: Format) -> Result<(), Failure> {
    let mut out = Out::new();
    let mut rows = table(&["when", "who", "what", "to what", "", "from"]);
    for e in accounts.log(most, None)? {
        match format {
            Format::Jsonl => out.json(&e)?,
            Format::Table => {
                let when = e.at.strftime("%Y-%m-%d %H:%M:%S").to_string();
                rows.add_row([when, e.by, e.deed, e.subject, e.detail, e.address]);
            }
        }
    }
    if format == Format::Table {
        out.line(&rows.to_string())?;
    }
    out.finish()
}
