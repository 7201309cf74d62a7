//! The offer desk: private offers, encrypted by a key that their owner holds.

mod compare;
mod forget;
mod group;
mod keep;
mod list;
mod make;
mod pool;
mod share;
mod show;
mod value;

use std::path::{Path, PathBuf};

use console::Term;
use serde_json::{Value, json};
use tradewire_desk::{Desk, DeskError, Item, Key, Labels, Listing, Zeroizing};
use tradewire_market::YearAtFace;

use crate::commands::offer::number;
use crate::failure::{Done, Failure};
use crate::location;
use crate::output::say;

/// Flags of `desk`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk new                                   a folder, and a key in a file of its own
  tradewire desk keep offer.toml --note \"until Friday\" --role research --level staff --country US
  tradewire desk list
  tradewire desk value 3f2a
  tradewire desk compare 3f2a 90c1 --with stay.toml
  tradewire desk forget 3f2a
  tradewire desk forget --all                          the desk and its key
  tradewire desk share --to age1… --show               what a group would get
  tradewire serve --desk FOLDER --desk-key FILE        then http://127.0.0.1:8420/desk

Whoever has the key file can read the desk, and without it nobody can, you included: keep a copy of it elsewhere. The
files are those of age (age-encryption.org); `age -d -i desk.key FILE` opens them, too. Comparables never read a desk.")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a desk and its key
    New(make::Args),
    /// Keep an offer
    Keep(keep::Args),
    /// List the offers, newest first
    List(list::Args),
    /// Show an offer as it was written, with its note
    Show(show::Args),
    /// Value an offer year by year
    Value(value::Args),
    /// Two to six offers side by side
    Compare(compare::Args),
    /// Forget an offer, or the whole desk with its key
    Forget(forget::Args),
    /// Give rounded figures to a group, without names
    Share(share::Args),
    /// Open what many desks gave, and print aggregates of five or more
    Pool(pool::Args),
    /// Make the key of a group
    Group(group::Args),
}

/// Runs a subcommand.
pub fn run(args: &Args) -> Result<Done, Failure> {
    match &args.command {
        Command::New(args) => make::run(args),
        Command::Keep(args) => keep::run(args),
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Value(args) => value::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Forget(args) => forget::run(args),
        Command::Share(args) => share::run(args),
        Command::Pool(args) => pool::run(args),
        Command::Group(args) => group::run(args),
    }
}

/// Which desk, and the key that opens it.
#[derive(Debug, Clone, clap::Args)]
struct Place {
    /// Folder of the desk; by default $TRADEWIRE_DESK, else `desk` in the data folder ($XDG_DATA_HOME/tradewire)
    #[arg(long, value_name = "FOLDER")]
    desk: Option<PathBuf>,
    /// File of its key; by default $TRADEWIRE_DESK_KEY, else desk.key in the settings folder ($XDG_CONFIG_HOME/tradewire)
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File whose first line is the key's passphrase; by default it is asked for in the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Place {
    fn folder(&self) -> Result<PathBuf, Failure> {
        match self.desk.clone().or_else(|| location::set("TRADEWIRE_DESK")) {
            Some(folder) => Ok(folder),
            None => Ok(location::data()?.join("desk")),
        }
    }

    fn key_file(&self) -> Result<PathBuf, Failure> {
        match self.key.clone().or_else(|| location::set("TRADEWIRE_DESK_KEY")) {
            Some(file) => Ok(file),
            None => Ok(location::settings()?.join("desk.key")),
        }
    }

    fn open(&self) -> Result<Desk, Failure> {
        open(&self.folder()?, &self.key_file()?, self.passphrase_file.as_deref())
    }
}

/// Opens a desk; asks for the passphrase where its key has one.
pub fn open(folder: &Path, key: &Path, passphrase_file: Option<&Path>) -> Result<Desk, Failure> {
    Desk::open(folder, read_key(key, passphrase_file)?).map_err(told)
}

fn read_key(path: &Path, passphrase_file: Option<&Path>) -> Result<Key, Failure> {
    if let Some(file) = passphrase_file {
        let passphrase = first_line(file)?;
        return Key::read(path, || Some(passphrase)).map_err(told);
    }
    Key::read(path, || typed("passphrase of the key: ")).map_err(told)
}

fn first_line(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|e| Failure::new(format!("cannot read {}: {e}", file.display())))?;
    let line = text.lines().next().filter(|l| !l.is_empty());
    line.map(|l| Zeroizing::new(l.to_owned()))
        .ok_or_else(|| Failure::new(format!("the first line of {} is empty", file.display())))
}

/// Asks in the terminal, without showing what is typed; nothing where there is none.
fn typed(question: &str) -> Option<Zeroizing<String>> {
    let term = Term::stderr();
    if !term.is_term() {
        return None;
    }
    term.write_str(question).ok()?;
    term.read_secure_line().ok().map(Zeroizing::new).filter(|p| !p.is_empty())
}

/// A passphrase for a new key: from a file, or typed twice.
fn new_passphrase(wanted: bool, file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Failure> {
    match (wanted, file) {
        (_, Some(file)) => first_line(file).map(Some),
        (false, None) => Ok(None),
        (true, None) => {
            let first = typed("new passphrase: ");
            let first = first.ok_or_else(|| {
                Failure::usage("no passphrase was typed")
                    .hint("or name a file that holds it with --passphrase-file")
            })?;
            let again = typed("once more: ");
            if again.as_deref() == Some(&*first) {
                Ok(Some(first))
            } else {
                Err(Failure::new("the two differ"))
            }
        }
    }
}

/// What went wrong at a desk, with what to do about it.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn told(e: DeskError) -> Failure {
    let hint = e.hint();
    let failure = Failure::new(e.to_string());
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Says which items could not be opened; the rest goes on.
fn say_troubles(listing: &Listing) -> usize {
    for (id, problem) in &listing.troubles {
        say("rejected", &format!("item {id}: {problem}; {}", problem.hint()));
    }
    listing.troubles.len()
}

/// Labels in a line.
fn labels(l: &Labels) -> String {
    let parts = [
        l.firm.clone(),
        l.role.map(|r| r.to_string()),
        l.level.map(|r| r.to_string()),
        l.country.map(|r| r.to_string()),
        l.year.map(|r| r.to_string()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// An item for machines.
fn item_json(i: &Item) -> Value {
    let p = &i.package;
    let first = p.years_at_face().first().map(YearAtFace::total).unwrap_or_default();
    json!({"id": i.id.as_str(), "kept_at": i.kept_at, "name": p.name, "labels": i.labels, "note": i.note,
        "currency": p.currency, "years": p.years, "first_year": number(first), "face": number(p.total_at_face())})
}
