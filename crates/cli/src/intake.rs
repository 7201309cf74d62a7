//! From paths on the command line to inputs: files, folders, JSON lines, stdin. One bad input never stops the rest.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use tradewire_model::Date;
use tradewire_read::{Limits, OwnedInput, ReadError, json_lines};

use crate::output::say;

/// Extensions that a folder is searched for.
const EXTENSIONS: [&str; 6] = ["txt", "html", "htm", "xhtml", "md", "jsonl"];

/// What kind of input the paths hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// One document per file; files ending in .jsonl hold JSON lines
    Auto,
    /// JSON lines of {"doc", "text" or "html", "published", "url", "outlet"}
    Jsonl,
}

/// Which inputs a command reads.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Files, folders, or - for stdin
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// What the files hold
    #[arg(long, value_enum, default_value = "auto")]
    input: Kind,
    /// Publication date of inputs that come without one: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    published: Option<Date>,
    /// Largest input in mebibytes
    #[arg(long, value_name = "MIB", default_value_t = Limits::default().size_bytes >> 20)]
    max_size: usize,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|e| format!("{e}"))
}

/// An input that could not be taken.
#[derive(Debug)]
pub struct Rejection {
    /// Where it is: a path, or a path and a line.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: &'static str,
}

impl Rejection {
    /// Says it on stderr.
    pub fn say(&self) {
        say("rejected", &format!("{}: {} ({})", self.place, self.what, self.hint));
    }
}

/// An input, or why there is none.
pub type Taken = Result<OwnedInput, Rejection>;

/// Where one input comes from; opened only when its turn comes.
#[derive(Debug)]
enum Source {
    File(PathBuf),
    Lines(PathBuf),
    Stdin,
    StdinLines,
    Bad(Rejection),
}

impl Inputs {
    /// Files as they are, without flags.
    pub fn of(paths: Vec<PathBuf>) -> Self {
        Self { paths, input: Kind::Auto, published: None, max_size: Limits::default().size_bytes >> 20 }
    }

    /// What one document may cost.
    pub fn limits(&self) -> Limits {
        let size_bytes = self.max_size.saturating_mul(1 << 20);
        Limits { size_bytes, line_bytes: size_bytes, ..Limits::default() }
    }

    /// Goes through everything the paths hold, in order; folders sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = Taken> + '_ {
        let limits = self.limits();
        self.paths.iter().flat_map(|p| self.sources(p)).flat_map(move |s| load(s, &limits)).map(|taken| {
            taken.map(|mut input| {
                if input.published.is_none() {
                    input.published.clone_from(&self.published);
                }
                input
            })
        })
    }

    /// How many files there are, for a progress bar.
    pub fn count(&self) -> usize {
        self.paths.iter().map(|p| self.sources(p).len()).sum()
    }

    fn sources(&self, path: &Path) -> Vec<Source> {
        let lines = |p: &Path| self.input == Kind::Jsonl || p.extension().is_some_and(|e| e == "jsonl");
        if path.as_os_str() == "-" {
            return vec![if self.input == Kind::Jsonl { Source::StdinLines } else { Source::Stdin }];
        }
        if let Some(address) = path.to_str().filter(|p| p.starts_with("http://") || p.starts_with("https://"))
        {
            return vec![Source::Bad(Rejection {
                place: address.to_owned(),
                what: "tradewire does not fetch addresses yet".to_owned(),
                hint: "save the page and name the file, or pass it as JSON lines with its \"url\"",
            })];
        }
        let file = |p: PathBuf| if lines(&p) { Source::Lines(p) } else { Source::File(p) };
        match std::fs::metadata(path) {
            Err(e) => vec![Source::Bad(unreadable(path, &e))],
            Ok(meta) if !meta.is_dir() => vec![file(path.to_owned())],
            Ok(_) => {
                let (mut files, mut bad) = (Vec::new(), Vec::new());
                walk(path, &mut files, &mut bad);
                if files.is_empty() && bad.is_empty() {
                    bad.push(Rejection {
                        place: path.display().to_string(),
                        what: format!("no file ending in .{} in this folder", EXTENSIONS.join(", .")),
                        hint: "name the files themselves",
                    });
                }
                files.sort_unstable();
                files.into_iter().map(file).chain(bad.into_iter().map(Source::Bad)).collect()
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
    Rejection { place: path.display().to_string(), what: e.to_string(), hint }
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
                    let wanted = path
                        .extension()
                        .is_some_and(|e| EXTENSIONS.iter().any(|x| e.eq_ignore_ascii_case(x)));
                    if wanted && path.is_file() {
                        files.push(path);
                    }
                }
                Err(e) => bad.push(unreadable(&folder, &e)),
            }
        }
    }
}

fn load(source: Source, limits: &Limits) -> Box<dyn Iterator<Item = Taken>> {
    match source {
        Source::Bad(rejection) => Box::new(std::iter::once(Err(rejection))),
        Source::File(path) => Box::new(std::iter::once(whole(&path, limits))),
        Source::Stdin => {
            Box::new(std::iter::once(bounded(io::stdin().lock(), "stdin", "stdin".to_owned(), limits)))
        }
        Source::StdinLines => lines(BufReader::new(io::stdin()), "stdin".to_owned(), limits),
        Source::Lines(path) => match File::open(&path) {
            Ok(file) => lines(BufReader::new(file), path.display().to_string(), limits),
            Err(e) => Box::new(std::iter::once(Err(unreadable(&path, &e)))),
        },
    }
}

fn lines(
    reader: impl io::BufRead + 'static,
    place: String,
    limits: &Limits,
) -> Box<dyn Iterator<Item = Taken>> {
    Box::new(json_lines(reader, limits).map(move |line| {
        line.map_err(|e| Rejection {
            place: place.clone(),
            what: e.to_string(),
            hint: "each line is one object: {\"doc\", \"text\" or \"html\", \"published\", \"url\", \"outlet\"}",
        })
    }))
}

fn whole(path: &Path, limits: &Limits) -> Taken {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    // A size that is known already spares reading a file that will be refused.
    let size = file.metadata().map_err(|e| unreadable(path, &e))?.len();
    if size > limits.size_bytes as u64 {
        return Err(too_large(path.display().to_string(), &name, size, limits));
    }
    bounded(file, &name, path.display().to_string(), limits)
}

/// Reads at most one byte more than the limit, whatever the source says of its size.
fn bounded(reader: impl Read, name: &str, place: String, limits: &Limits) -> Taken {
    let mut bytes = Vec::new();
    let most = limits.size_bytes as u64;
    let read =
        reader.take(most + 1).read_to_end(&mut bytes).map_err(|e| unreadable(Path::new(&place), &e))?;
    if read as u64 > most {
        return Err(too_large(place, name, read as u64, limits));
    }
    Ok(OwnedInput::new(name, bytes))
}

fn too_large(place: String, name: &str, size: u64, limits: &Limits) -> Rejection {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    reading(place, &ReadError::TooLarge { name: name.to_owned(), size, limit: limits.size_bytes })
}

/// A document that could not be read.
pub fn reading(place: String, e: &ReadError) -> Rejection {
    Rejection { place, what: e.to_string(), hint: e.hint() }
}
