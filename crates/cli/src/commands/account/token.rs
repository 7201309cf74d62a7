use clap::Subcommand;
use jiff::Timestamp;
use tradewire_accounts::{Accounts, By, DAYS, Rank};

use crate::failure::Failure;
use crate::output::{Format, Out, table, tell};

/// Flags of `account token`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire account token add ana --name 'team sheet' --scope read --days 30 > token.txt
  curl -H \"Authorization: Bearer $(cat token.txt)\" https://wire.example.org/api/v1/events
  tradewire account token list ana
  tradewire account token revoke t_5f0c…")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token and print it, this once
    Add {
        /// Account that it stands for
        account: String,
        /// What it is for
        #[arg(long)]
        name: String,
        /// What it may do at most: read, review or admin
        #[arg(long, default_value = "read", value_parser = scope)]
        scope: Rank,
        /// Days it lasts
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=i64::from(DAYS)))]
        days: u32,
    },
    /// List tokens: of one account, or all
    List {
        /// Account whose tokens are listed
        account: Option<String>,
        /// What to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Revoke a token
    Revoke {
        /// Its id
        id: String,
    },
}

fn scope(text: &str) -> Result<Rank, String> {
    Rank::of_scope(text).ok_or_else(|| "scopes are read, review, admin".to_owned())
}

/// Makes, lists, revokes tokens.
pub fn run(args: &Args, accounts: &Accounts, now: Timestamp) -> Result<(), Failure> {
    match &args.what {
        What::Add { account, name, scope, days } => {
            let (token, secret) = accounts.add_token(account, name, *scope, *days, By::Command, now)?;
            let until = token.ends_at.strftime("%Y-%m-%d");
            tell(&format!(
                "{} of {} may {} until {until}; it is shown this once:",
                token.id,
                token.account,
                scope.scope()
            ));
            let mut out = Out::new();
            out.line(&secret)?;
            out.finish()
        }
        What::Revoke { id } => {
            accounts.revoke_token(id, None, By::Command, now)?;
            tell(&format!("{id} opens nothing any more"));
            Ok(())
        }
        What::List { account, format } => list(accounts, account.as_deref(), *format, now),
    }
}

fn list(accounts: &Accounts, account: Option<&str>, format: Format, now: Timestamp) -> Result<(), Failure> {
    let account = account.map(tradewire_accounts::account_name).transpose()?;
    let mut out = Out::new();
    let mut rows = table(&["token", "account", "for", "scope", "state", "ends", "last used"]);
    for t in accounts.tokens(account.as_deref())? {
        if format == Format::Jsonl {
            out.json(&t)?;
            continue;
        }
        let state = match (t.revoked_at.is_some(), t.is_live(now)) {
            (true, _) => "revoked",
            (false, true) => "live",
            (false, false) => "ended",
        };
        let minute = |t: Timestamp| t.strftime("%Y-%m-%d %H:%M").to_string();
        let used = t.used_at.map(minute).unwrap_or_default();
        let ends = t.ends_at.strftime("%Y-%m-%d").to_string();
        rows.add_row([t.id, t.account, t.name, t.scope.scope().to_owned(), state.to_owned(), ends, used]);
    }
    if format == Format::Table {
        out.line(&rows.to_string())?;
    }
    out.finish()
}
