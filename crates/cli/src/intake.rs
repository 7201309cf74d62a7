//! From what stands on the command line to inputs: files, folders, stdin, addresses; documents, JSON lines, WARC,
//! feeds. One bad input never stops the rest.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::ValueHint;
use jiff::Zoned;
use tradewire_fetch::{FetchError, Fetched, Fetcher, Validators};
use tradewire_model::Date;
use tradewire_read::{Form, InputError, Limits, OwnedInput, Place, ReadError, inputs};

use crate::output::say;

/// Extensions that a folder is searched for, each of them with .gz behind it too.
const EXTENSIONS: [&str; 13] =
    ["txt", "html", "htm", "xhtml", "shtml", "md", "jsonl", "ndjson", "warc", "xml", "rss", "atom", "rdf"];

/// What kind of input the paths hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Told from name and content: a document, JSON lines (.jsonl), WARC, RSS or Atom, packed with gzip or not
    Auto,
    /// One document: a page or a text
    Document,
    /// JSON lines of {"doc", "text" or "html", "published", "url", "outlet"}
    Jsonl,
    /// A WARC file
    Warc,
    /// An RSS or Atom feed
    Feed,
}

impl From<Kind> for Form {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Auto => Self::Auto,
            Kind::Document => Self::Document,
            Kind::Jsonl => Self::JsonLines,
            Kind::Warc => Self::Warc,
            Kind::Feed => Self::Feed,
        }
    }
}

/// Which inputs a command reads.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Files, folders, addresses (https://…), or - for stdin
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// What the files hold
    #[arg(long, value_enum, default_value = "auto")]
    input: Kind,
    /// Publication date of inputs that come without one: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    published: Option<Date>,
    /// Largest input in mebibytes, unpacked
    #[arg(long, value_name = "MIB", default_value_t = Limits::default().size_bytes >> 20)]
    max_size: usize,
    /// Longest time for one document in seconds; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().time_ms / 1000)]
    max_time: u64,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|e| format!("{e}"))
}

/// An input that could not be taken.
#[derive(Debug)]
pub struct Rejection {
    /// Where it is: a path or an address, and the line, record or entry in it.
    pub place: String,
    /// The code of the rejection.
    pub code: &'static str,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: &'static str,
}

impl Rejection {
    /// Says it on stderr.
    pub fn say(&self) {
        say("rejected", &format!("{}: {} [{}] ({})", self.place, self.what, self.code, self.hint));
    }

    fn fetching(place: String, e: &FetchError) -> Self {
        Self { place, code: e.code(), what: e.to_string(), hint: e.hint() }
    }

    /// Why an input of a source could not be taken.
    pub fn taking(source: &str, e: &InputError) -> Self {
        Self {
            place: inside(source, e.place),
            code: e.code.as_str(),
            what: e.what.clone(),
            hint: e.code.hint(),
        }
    }
}

/// A place inside a source, as a person reads it.
fn inside(source: &str, place: Place) -> String {
    match place {
        Place::Whole => source.to_owned(),
        place => format!("{source}, {place}"),
    }
}

/// An input that waits to be read, with the place it came from.
#[derive(Debug)]
pub struct Waiting {
    /// A path or an address, and the line, record or entry in it.
    pub place: String,
    /// What is to be read.
    pub input: OwnedInput,
}

impl Waiting {
    /// Why it could not be read.
    pub fn rejected(&self, e: &ReadError) -> Rejection {
        Rejection { place: self.place.clone(), code: e.code(), what: e.to_string(), hint: e.hint() }
    }
}

impl From<OwnedInput> for Waiting {
    fn from(input: OwnedInput) -> Self {
        Self { place: input.name.clone(), input }
    }
}

/// An input, or why there is none.
pub type Taken = Result<Waiting, Rejection>;

/// Where inputs come from; opened only when their turn comes.
#[derive(Debug)]
enum Source {
    File(PathBuf),
    Stdin,
    Address(String),
    Bad(Rejection),
}

impl Inputs {
    /// Files as they are, without flags.
    pub fn of(paths: Vec<PathBuf>) -> Self {
        let limits = Limits::default();
        let (max_size, max_time) = (limits.size_bytes >> 20, limits.time_ms / 1000);
        Self { paths, input: Kind::Auto, published: None, max_size, max_time }
    }

    /// What one document may cost.
    pub fn limits(&self) -> Limits {
        let size_bytes = self.max_size.saturating_mul(1 << 20);
        let time_ms = self.max_time.saturating_mul(1000);
        Limits { size_bytes, line_bytes: size_bytes, time_ms, ..Limits::default() }
    }

    /// Goes through everything the paths hold, in order; folders sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = Taken> + '_ {
        let limits = self.limits();
        let fetcher = OnceLock::new();
        self.paths
            .iter()
            .flat_map(|p| self.sources(p))
            .flat_map(move |s| load(s, self.input.into(), &limits, &fetcher))
            .map(|taken| {
                taken.map(|mut waiting| {
                    if waiting.input.published.is_none() {
                        waiting.input.published.clone_from(&self.published);
                    }
                    waiting
                })
            })
    }

    /// How many files there are, for a progress bar.
    pub fn count(&self) -> usize {
        self.paths.iter().map(|p| self.sources(p).len()).sum()
    }

    /// The files among them; what cannot be looked at is listed.
    pub fn files(&self, bad: &mut Vec<Rejection>) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for source in self.paths.iter().flat_map(|p| self.sources(p)) {
            match source {
                Source::File(path) => files.push(path),
                // A folder to drop files into may well be empty.
                Source::Bad(rejection) if rejection.code != "no_files" => bad.push(rejection),
                _ => {}
            }
        }
        files
    }

    /// Whether they can hold more than one document.
    pub fn may_be_several(&self) -> bool {
        let holds_many = |s: &Source| match s {
            Source::File(p) => {
                !matches!(p.extension().and_then(|e| e.to_str()), Some("txt" | "html" | "htm" | "md"))
            }
            Source::Stdin | Source::Address(_) => self.input != Kind::Document,
            Source::Bad(_) => false,
        };
        let all: Vec<Source> = self.paths.iter().flat_map(|p| self.sources(p)).collect();
        all.len() > 1 || all.iter().any(holds_many)
    }

    fn sources(&self, path: &Path) -> Vec<Source> {
        if path.as_os_str() == "-" {
            return vec![Source::Stdin];
        }
        if let Some(address) = path.to_str().filter(|p| p.starts_with("http://") || p.starts_with("https://"))
        {
            return vec![Source::Address(address.to_owned())];
        }
        match std::fs::metadata(path) {
            Err(e) => vec![Source::Bad(unreadable(path, &e))],
            Ok(meta) if !meta.is_dir() => vec![Source::File(path.to_owned())],
            Ok(_) => {
                let (mut files, mut bad) = (Vec::new(), Vec::new());
                walk(path, &mut files, &mut bad);
                if files.is_empty() && bad.is_empty() {
                    bad.push(Rejection {
                        place: path.display().to_string(),
                        code: "no_files",
                        what: format!("no file ending in .{} in this folder", EXTENSIONS.join(", .")),
                        hint: "name the files themselves",
                    });
                }
                files.sort_unstable();
                files.into_iter().map(Source::File).chain(bad.into_iter().map(Source::Bad)).collect()
            }
        }
    }
}

fn unreadable(path: &Path, e: &io::Error) -> Rejection {
    let hint = match e.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "give yourself permission to read it, or leave it out",
        _ => "check the disk or the path",
    };
    Rejection { place: path.display().to_string(), code: "io", what: e.to_string(), hint }
}

/// Collects the files below a folder; links to folders are not followed, they may lead in a circle.
fn walk(folder: &Path, files: &mut Vec<PathBuf>, bad: &mut Vec<Rejection>) {
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) => {
                bad.push(unreadable(&folder, &e));
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|e| e.file_type().map(|t| (e.path(), t))) {
                Ok((path, kind)) if kind.is_dir() => left.push(path),
                Ok((path, _)) => {
                    if is_wanted(&path) && path.is_file() {
                        files.push(path);
                    }
                }
                Err(e) => bad.push(unreadable(&folder, &e)),
            }
        }
    }
}

/// Whether a file of a folder is taken: by its extension, behind which .gz may stand.
fn is_wanted(path: &Path) -> bool {
    let wanted =
        |p: &Path| p.extension().is_some_and(|e| EXTENSIONS.iter().any(|x| e.eq_ignore_ascii_case(x)));
    let packed = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    wanted(path) || packed && path.file_stem().is_some_and(|stem| wanted(Path::new(stem)))
}

fn load(
    source: Source,
    form: Form,
    limits: &Limits,
    fetcher: &OnceLock<Fetcher>,
) -> Box<dyn Iterator<Item = Taken>> {
    match source {
        Source::Bad(rejection) => one(Err(rejection)),
        Source::Stdin => open("stdin", "stdin".to_owned(), io::stdin(), form, limits),
        Source::Address(address) => fetch(address, limits, fetcher.get_or_init(|| Fetcher::new(*limits))),
        Source::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            match File::open(&path) {
                Ok(file) => open(&name, path.display().to_string(), file, form, limits),
                Err(e) => one(Err(unreadable(&path, &e))),
            }
        }
    }
}

fn one(taken: Taken) -> Box<dyn Iterator<Item = Taken>> {
    Box::new(std::iter::once(taken))
}

/// The inputs of a file or stream.
pub fn open(
    name: &str,
    source: String,
    reader: impl Read + 'static,
    form: Form,
    limits: &Limits,
) -> Box<dyn Iterator<Item = Taken>> {
    let all = inputs(name, reader, form, limits);
    Box::new(all.map(move |taken| match taken {
        Ok(input) => Ok(Waiting { place: inside(&source, input.place), input }),
        Err(e) => Err(Rejection::taking(&source, &e)),
    }))
}

/// The inputs of an address: a page, or the entries of a feed.
fn fetch(address: String, limits: &Limits, fetcher: &Fetcher) -> Box<dyn Iterator<Item = Taken>> {
    let page = match fetcher.get(&address, &Validators::default()) {
        Ok(Fetched::Page(page)) => page,
        // Nothing is known of it, so there is nothing it could be the same as.
        Ok(Fetched::NotModified) => return Box::new(std::iter::empty()),
        Err(e) => return one(Err(Rejection::fetching(address, &e))),
    };
    let today = Zoned::now().date();
    let observed = u8::try_from(today.month())
        .ok()
        .zip(u8::try_from(today.day()).ok())
        .and_then(|(month, day)| Date::day(today.year(), month, day));
    Box::new(page.inputs(limits).map(move |taken| match taken {
        Ok(input) => {
            let place = inside(&address, input.place);
            Ok(Waiting { place, input: OwnedInput { observed: observed.clone(), ..input } })
        }
        Err(e) => Err(Rejection::taking(&address, &e)),
    }))
}
