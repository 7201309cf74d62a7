//! `SOURCES.toml`: what is asked, how often, and what is handed on.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use tradewire_ledger::Conditions;

use crate::failure::Failure;

/// More sources than this are not asked side by side; each has a thread of its own.
const MOST_SOURCES: usize = 500;
/// No source is asked more often than this.
const LEAST_EVERY: Duration = Duration::from_secs(10);

const ONE_PLACE: &str =
    "give one of: feed = \"https://…\", page = \"https://…\", folder = \"…\", lines = \"….jsonl\"";

/// The file, read.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Settings of the whole.
    pub settings: Settings,
    /// What is asked.
    pub sources: Vec<Source>,
    /// What is watched for.
    pub watches: Vec<Watch>,
}

/// Settings of the whole.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who is asking, for the User-Agent.
    pub contact: Option<String>,
    /// Addresses that are connected to although they are not public: for tests against a server of one's own.
    pub allow_private: Vec<IpAddr>,
    /// Pause between two requests to a host.
    pub pause: Duration,
    /// Longest time for one page.
    pub time: Duration,
    /// Largest page in bytes, unpacked.
    pub size_bytes: usize,
}

/// One source.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, fit for a file name.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// How often it is asked.
    pub every: Duration,
    /// Whether the page behind each entry of a feed is fetched.
    pub follow: bool,
    /// The outlet of what comes without one.
    pub outlet: Option<String>,
}

/// Where a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A feed on the web, or a page.
    Address(String),
    /// A folder whose files are taken, each once for each content.
    Folder(PathBuf),
    /// A file of JSON lines that grows.
    Lines(PathBuf),
}

/// A saved search whose new matches are handed on.
#[derive(Debug, Clone)]
pub struct Watch {
    /// Its name, fit for a file name.
    pub name: String,
    /// A person, a firm or a lab that must have a part, by any form of the name.
    pub who: Option<String>,
    /// Words that must be found.
    pub words: Option<String>,
    /// What must be fulfilled.
    pub conditions: Conditions,
    /// Where matches go.
    pub to: To,
}

/// Where matches go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// An Atom file.
    Atom(PathBuf),
    /// A JSON Feed file.
    JsonFeed(PathBuf),
    /// A file that grows by one JSON line each.
    Lines(PathBuf),
    /// An address they are posted to, signed with the secret.
    Webhook { url: String, secret: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    settings: SettingsFile,
    #[serde(default)]
    source: Vec<SourceFile>,
    #[serde(default)]
    watch: Vec<WatchFile>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    contact: Option<String>,
    every: Option<Spanned<String>>,
    pause: Option<Spanned<String>>,
    time: Option<Spanned<String>>,
    max_mib: Option<usize>,
    #[serde(default)]
    allow_private: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    name: Spanned<String>,
    feed: Option<Spanned<String>>,
    page: Option<Spanned<String>>,
    folder: Option<PathBuf>,
    lines: Option<PathBuf>,
    every: Option<Spanned<String>>,
    #[serde(default)]
    follow: bool,
    outlet: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WatchFile {
    name: Spanned<String>,
    who: Option<String>,
    words: Option<String>,
    kind: Option<Spanned<String>>,
    stage: Option<Spanned<String>>,
    grade: Option<Spanned<String>>,
    outlet: Option<Spanned<String>>,
    amount: Option<Spanned<String>>,
    fiction: Option<Spanned<String>>,
    atom: Option<PathBuf>,
    json_feed: Option<PathBuf>,
    lines: Option<PathBuf>,
    webhook: Option<Spanned<String>>,
    secret_file: Option<PathBuf>,
}

/// Says what is wrong at a place of the file.
struct Teller<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Teller<'_> {
    fn at(&self, byte: usize, what: impl std::fmt::Display) -> Failure {
        let line = self.text.get(..byte).unwrap_or(self.text).matches('\n').count() + 1;
        Failure::usage(format!("{}, line {line}: {what}", self.path.display()))
    }

    fn of<T>(&self, value: &Spanned<T>, what: impl std::fmt::Display) -> Failure {
        self.at(value.span().start, what)
    }

    fn duration(&self, value: &Spanned<String>) -> Result<Duration, Failure> {
        duration(value.get_ref()).ok_or_else(|| {
            self.of(value, format!("`{}` is no length of time", value.get_ref()))
                .hint("write 30s, 15m, 2h or 1d")
        })
    }

    fn name(&self, value: &Spanned<String>, have: &mut BTreeSet<String>) -> Result<String, Failure> {
        let name = value.get_ref();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 60 || !name.chars().all(fits) {
            return Err(self
                .of(value, format!("`{name}` is no name"))
                .hint("use up to 60 letters, digits, - and _; it becomes the name of a file"));
        }
        // Some file systems do not tell capitals from small letters.
        if !have.insert(name.to_ascii_lowercase()) {
            return Err(self
                .of(value, format!("two have the name `{name}`"))
                .hint("give each a name of its own"));
        }
        Ok(name.clone())
    }

    fn address(&self, value: &Spanned<String>) -> Result<String, Failure> {
        let url = value.get_ref();
        if url.starts_with("https://") || url.starts_with("http://") {
            return Ok(url.clone());
        }
        Err(self
            .of(value, format!("`{url}` is no address"))
            .hint("give a whole address that begins with https://; a file goes into `folder` or `lines`"))
    }
}

/// Reads a length of time: `30s`, `15m`, `2h`, `1d`.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let n: u64 = text[..text.len() - unit.len_utf8()].trim().parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(n.checked_mul(seconds)?))
}

impl Sources {
    /// Reads the file; its paths are those beside it.
    ///
    /// # Errors
    /// What is wrong, with its line and a hint.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Failure::usage(format!("cannot read {}: {e}", path.display()))
                .hint("`tradewire watch --help` shows what stands in such a file")
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let tell = Teller { path, text };
        let file: File = toml::from_str(text).map_err(|e| {
            tell.at(e.span().map_or(0, |s| s.start), e.message())
                .hint("`tradewire watch --help` shows what stands in such a file")
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = |p: PathBuf| folder.join(p);
        let every = match &file.settings.every {
            Some(every) => tell.duration(every)?,
            None => Duration::from_secs(1800),
        };
        let settings = Settings {
            contact: file.settings.contact,
            pause: file.settings.pause.as_ref().map_or(Ok(Duration::from_secs(1)), |p| tell.duration(p))?,
            time: file.settings.time.as_ref().map_or(Ok(Duration::from_secs(30)), |t| tell.duration(t))?,
            size_bytes: file.settings.max_mib.unwrap_or(32).clamp(1, 1024) << 20,
            allow_private: file
                .settings
                .allow_private
                .iter()
                .map(|a| {
                    a.get_ref().parse().map_err(|_| {
                        tell.of(a, format!("`{}` is no IP address", a.get_ref())).hint("write \"127.0.0.1\"")
                    })
                })
                .collect::<Result<_, _>>()?,
        };
        if file.source.is_empty() && file.watch.is_empty() {
            return Err(tell.at(0, "nothing is asked here").hint("add a [[source]] with a name and a feed"));
        }
        if let Some(one) = file.source.get(MOST_SOURCES) {
            let what = format!("more than {MOST_SOURCES} sources");
            return Err(tell.of(&one.name, what).hint("share them among several files and ledgers"));
        }
        let (mut names, mut sources) = (BTreeSet::new(), Vec::new());
        for s in file.source {
            let name = tell.name(&s.name, &mut names)?;
            let places: Vec<Place> = [
                s.feed
                    .as_ref()
                    .or(s.page.as_ref())
                    .map(|a| tell.address(a).map(Place::Address))
                    .transpose()?,
                s.folder.map(|p| Place::Folder(beside(p))),
                s.lines.map(|p| Place::Lines(beside(p))),
            ]
            .into_iter()
            .flatten()
            .collect();
            let both = s.feed.is_some() && s.page.is_some();
            let [place] = places.as_slice() else {
                return Err(tell
                    .of(&s.name, format!("source `{name}` needs one place, no more"))
                    .hint(ONE_PLACE));
            };
            if both {
                return Err(tell
                    .of(&s.name, format!("source `{name}` needs one place, no more"))
                    .hint(ONE_PLACE));
            }
            let place = place.clone();
            let every = s.every.as_ref().map_or(Ok(every), |e| tell.duration(e))?;
            if every < LEAST_EVERY && settings.allow_private.is_empty() {
                let at = s.every.as_ref().map_or(s.name.span().start, |e| e.span().start);
                return Err(tell
                    .at(at, "more often than every 10 seconds")
                    .hint("every = \"15m\" suits most feeds"));
            }
            sources.push(Source { name, place, every, follow: s.follow, outlet: s.outlet });
        }
        let (mut names, mut watches) = (BTreeSet::new(), Vec::new());
        for w in file.watch {
            let name = tell.name(&w.name, &mut names)?;
            let mut conditions = Conditions::default();
            let set = [
                ("kind", &w.kind),
                ("stage", &w.stage),
                ("grade", &w.grade),
                ("outlet", &w.outlet),
                ("amount", &w.amount),
                ("fiction", &w.fiction),
            ];
            for (condition, value) in set {
                if let Some(value) = value {
                    conditions.set(condition, value.get_ref()).map_err(|e| {
                        tell.of(value, format!("`{}` as {condition}", e.value))
                            .hint(format!("expected {}", e.expected))
                    })?;
                }
            }
            if w.who.is_none() && w.words.is_none() && conditions.is_empty() {
                return Err(tell
                    .of(&w.name, format!("watch `{name}` watches for nothing"))
                    .hint("give who, words, kind, stage, grade, outlet or amount"));
            }
            let webhook = match (&w.webhook, &w.secret_file) {
                (Some(url), Some(file)) => {
                    let file = beside(file.clone());
                    let secret = std::fs::read_to_string(&file).map_err(|e| {
                        tell.of(url, format!("cannot read the secret in {}: {e}", file.display()))
                            .hint("put a line of at least 16 characters into the file")
                    })?;
                    let secret = secret.trim().to_owned();
                    if secret.len() < 16 {
                        return Err(tell
                            .of(url, format!("the secret in {} is too short", file.display()))
                            .hint("put a line of at least 16 characters into the file"));
                    }
                    Some(To::Webhook { url: tell.address(url)?, secret })
                }
                (Some(url), None) => {
                    return Err(tell
                        .of(url, format!("watch `{name}` has no secret"))
                        .hint("add secret_file = \"…\", a file that the receiver shares"));
                }
                (None, _) => None,
            };
            let to: Vec<To> = [
                w.atom.map(|p| To::Atom(beside(p))),
                w.json_feed.map(|p| To::JsonFeed(beside(p))),
                w.lines.map(|p| To::Lines(beside(p))),
                webhook,
            ]
            .into_iter()
            .flatten()
            .collect();
            let Ok([to]) = <[To; 1]>::try_from(to) else {
                return Err(tell
                    .of(&w.name, format!("watch `{name}` needs one place to hand on to, no more"))
                    .hint("give one of: atom = \"….atom\", json_feed = \"….json\", lines = \"….jsonl\", webhook = \"https://…\""));
            };
            watches.push(Watch { name, who: w.who, words: w.words, conditions, to });
        }
        Ok(Self { settings, sources, watches })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Sources::parse(text, Path::new("S.toml")).unwrap_err().to_string()
    }

    #[test]
    fn a_good_file_is_read() {
        let s = Sources::parse(
            "[settings]\nevery = \"2h\"\n[[source]]\nname = \"a\"\nfeed = \"https://n.example/f\"\nevery = \"15m\"\n\
             [[source]]\nname = \"b\"\nfolder = \"in\"\n[[watch]]\nname = \"w\"\nkind = \"deal\"\namount = \">1bn\"\natom = \"w.atom\"\n",
            Path::new("/x/S.toml"),
        )
        .unwrap();
        assert_eq!(s.sources[0].every, Duration::from_secs(900));
        assert_eq!(s.sources[1].place, Place::Folder("/x/in".into()));
        assert_eq!(s.sources[1].every, Duration::from_secs(7200));
        assert_eq!(s.watches[0].to, To::Atom("/x/w.atom".into()));
        assert!(s.settings.allow_private.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let source = "[[source]]\nname = \"a\"\n";
        for (text, line, what) in [
            (format!("{source}fed = 1\n"), 3, "unknown field `fed`"),
            (format!("{source}feed = \"ftp://x\"\n"), 3, "`ftp://x` is no address"),
            (format!("{source}feed = \"https://x\"\nevery = \"soon\"\n"), 4, "`soon` is no length of time"),
            (source.to_owned(), 2, "source `a` needs one place"),
            (format!("{source}folder = \"x\"\nlines = \"y\"\n"), 2, "source `a` needs one place"),
            (format!("{source}folder = \"x\"\n{source}folder = \"y\"\n"), 5, "two have the name `a`"),
            (format!("{source}folder = \"x\"\nevery = \"1s\"\n"), 4, "more often than every 10 seconds"),
            ("[[watch]]\nname = \"w\"\nkind = \"gift\"\natom = \"x\"\n".into(), 3, "`gift` as kind"),
            ("[[watch]]\nname = \"w\"\natom = \"x\"\n".into(), 2, "watches for nothing"),
            ("[[watch]]\nname = \"w\"\nwho = \"X\"\n".into(), 2, "needs one place to hand on to"),
            ("[[watch]]\nname = \"w\"\nwho = \"X\"\nwebhook = \"https://x\"\n".into(), 4, "has no secret"),
            ("[[source]]\nname = \"a b\"\nfolder = \"x\"\n".into(), 2, "`a b` is no name"),
            (
                "[settings]\nallow_private = [\"home\"]\n[[source]]\nname=\"a\"\nfolder=\"x\"\n".into(),
                2,
                "no IP address",
            ),
            ("x = [".into(), 1, ""),
            (String::new(), 1, "nothing is asked here"),
        ] {
            let said = wrong(&text);
            assert!(
                said.starts_with(&format!("S.toml, line {line}: ")) && said.contains(what),
                "{text}\n{said}"
            );
        }
    }
}
