//! Asking one source once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use jiff::{Timestamp, Zoned};
use sha2::{Digest, Sha256};
use tradewire_fetch::{FetchError, Fetched, Fetcher, Validators};
use tradewire_model::Date;
use tradewire_read::{Form, Limits, OwnedInput};

use super::item::{Item, hex_of};
use super::sources::{Place, Source};
use super::state::{State, Trouble};
use crate::intake::{Inputs, Rejection, Taken, Waiting, open};

/// Pages behind entries that are fetched for one answer; the rest has its turn with the next.
const FOLLOWED: usize = 25;
/// A page behind an entry is tried so often before the entry itself is taken.
const TRIES: u32 = 4;
/// Documents that one answer gives at most; the rest has its turn with the next.
const MOST_ITEMS: usize = 20_000;
/// So many bytes of a file tell whether it is still the same one.
const BEGINNING: u64 = 256;
/// A file that changed less than this many nanoseconds ago may still be written.
const SETTLED_NS: i64 = 1_000_000_000;

/// What a source gave.
#[derive(Debug, Default)]
pub struct Polled {
    /// What was not seen before.
    pub items: Vec<Item>,
    /// What it gave and was seen before.
    pub known: usize,
    /// What could not be taken.
    pub rejected: Vec<Rejection>,
    /// Whether there is more to ask for at once.
    pub more: bool,
}

/// What is needed to ask.
pub struct Asker<'a> {
    /// Asks the web.
    pub fetcher: &'a Fetcher,
    /// What one document may cost.
    pub limits: Limits,
}

impl Asker<'_> {
    /// Asks a source; `state` becomes what is known of it then, to be kept once the items are.
    pub fn ask(&self, source: &Source, state: &mut State, now: Timestamp) -> Result<Polled, Trouble> {
        match &source.place {
            Place::Address(url) => self.address(source, url, state, now),
            Place::Folder(folder) => Ok(self.folder(source, folder, state, now)),
            Place::Lines(file) => self.lines(source, file, state, now),
        }
    }

    fn address(
        &self,
        source: &Source,
        url: &str,
        state: &mut State,
        now: Timestamp,
    ) -> Result<Polled, Trouble> {
        // While pages behind entries are owed, the same answer is needed again.
        let known = if state.tries.is_empty() { state.validators() } else { Validators::default() };
        let page = match self.fetcher.get(url, &known) {
            Ok(Fetched::Page(page)) => page,
            Ok(Fetched::NotModified) => return Ok(Polled::default()),
            Err(e) => return Err(trouble(&e, now)),
        };
        state.moved_to = (page.url != url).then(|| page.url.clone());
        let validators = page.validators.clone();
        let mut polled = Polled::default();
        let observed = today();
        let taken = page.inputs(&self.limits).map(|taken| match taken {
            Ok(input) => Ok(Waiting {
                place: format!("{}: {}", source.name, input.name),
                input: OwnedInput { observed: observed.clone(), ..input },
            }),
            Err(e) => Err(Rejection::taking(&source.name, &e)),
        });
        self.sort(source, state, taken, &mut polled);
        // An answer that was not taken whole must be asked for again.
        let whole = !polled.more && state.tries.is_empty();
        (state.etag, state.last_modified) =
            if whole { (validators.etag, validators.last_modified) } else { (None, None) };
        Ok(polled)
    }

    /// Tells new from known, and follows where that is wanted.
    fn sort(
        &self,
        source: &Source,
        state: &mut State,
        taken: impl Iterator<Item = Taken>,
        polled: &mut Polled,
    ) {
        let poll = state.polls;
        let (mut followed, mut owed) = (0, BTreeMap::new());
        for taken in taken {
            let item = match taken {
                Ok(waiting) => Item::of(waiting).by(source.outlet.as_deref()),
                Err(rejection) => {
                    polled.rejected.push(rejection);
                    continue;
                }
            };
            let print = item.print();
            if let Some(last) = state.seen.get_mut(&print) {
                *last = poll;
                polled.known += 1;
                continue;
            }
            if polled.items.len() >= MOST_ITEMS {
                polled.more = true;
                break;
            }
            let link = item.url().filter(|_| source.follow).map(str::to_owned);
            let item = match link {
                None => item,
                Some(_) if followed >= FOLLOWED => {
                    polled.more = true;
                    continue;
                }
                Some(link) => {
                    followed += 1;
                    let tried = state.tries.get(&print).copied().unwrap_or_default();
                    match self.page(&link, source) {
                        Ok(Some(page)) => page.by(source.outlet.as_deref()),
                        Ok(None) => item,
                        Err(e) if e.is_passing() && tried + 1 < TRIES => {
                            owed.insert(print, tried + 1);
                            continue;
                        }
                        // What the feed says of it is better than nothing.
                        Err(_) => item,
                    }
                }
            };
            state.seen.insert(print, poll);
            state.taken += 1;
            polled.items.push(item);
        }
        state.tries = owed;
    }

    /// The page behind an entry.
    fn page(&self, link: &str, source: &Source) -> Result<Option<Item>, FetchError> {
        let Fetched::Page(page) = self.fetcher.get(link, &Validators::default())? else { return Ok(None) };
        let first = page.inputs(&self.limits).next();
        Ok(first.and_then(Result::ok).map(|input| {
            let input = OwnedInput { observed: today(), url: Some(link.to_owned()), ..input };
            Item::of(Waiting { place: format!("{}: {link}", source.name), input })
        }))
    }

    /// The files of a folder that are new or changed.
    fn folder(&self, source: &Source, folder: &Path, state: &mut State, now: Timestamp) -> Polled {
        let mut polled = Polled::default();
        let mut files = BTreeMap::new();
        let mut changed = Vec::new();
        let now_ns = i64::try_from(now.as_nanosecond()).unwrap_or(i64::MAX);
        for path in Inputs::of(vec![folder.to_owned()]).files(&mut polled.rejected) {
            let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            let Ok(meta) = fs::metadata(&path) else { continue };
            let at = meta.modified().ok().and_then(|t| Timestamp::try_from(t).ok());
            let at = at.and_then(|t| i64::try_from(t.as_nanosecond()).ok()).unwrap_or_default();
            let is = (meta.len(), at);
            if state.files.get(&name) == Some(&is) {
                files.insert(name, is);
            } else if now_ns - at < SETTLED_NS && now_ns >= at {
                polled.more = true;
            } else {
                changed.push((name, is, path));
            }
        }
        for (name, is, path) in changed {
            let inputs = Inputs::of(vec![path]);
            self.sort(source, state, inputs.iter(), &mut polled);
            if polled.items.len() >= MOST_ITEMS {
                // What of this file is known by now is known; the rest comes next time.
                polled.more = true;
                break;
            }
            files.insert(name, is);
        }
        state.files.extend(files);
        polled
    }

    /// The whole lines that were added to a file.
    fn lines(
        &self,
        source: &Source,
        path: &Path,
        state: &mut State,
        now: Timestamp,
    ) -> Result<Polled, Trouble> {
        let failed = |e: std::io::Error| Trouble {
            at: now,
            code: "io".into(),
            what: format!("cannot read {}: {e}", path.display()),
            hint: "check the path".into(),
            passing: true,
            retry_after: None,
        };
        let mut file = File::open(path).map_err(failed)?;
        let len = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(BEGINNING.min(state.read_to)).read_to_end(&mut head).map_err(failed)?;
        if len < state.read_to || beginning(&head) != state.beginning {
            // Another file, or one that was begun anew.
            state.read_to = 0;
        }
        file.seek(SeekFrom::Start(state.read_to)).map_err(failed)?;
        let most = (self.limits.size_bytes as u64).max(64 << 20);
        let mut bytes = Vec::new();
        BufReader::new(file.by_ref()).take(most).read_to_end(&mut bytes).map_err(failed)?;
        let mut polled = Polled::default();
        // A line without its end may still be written.
        let Some(end) = bytes.iter().rposition(|b| *b == b'\n') else {
            if bytes.len() as u64 >= most {
                state.read_to += bytes.len() as u64;
            }
            return Ok(polled);
        };
        bytes.truncate(end + 1);
        let name = path.display().to_string();
        let taken = open(&name, name.clone(), std::io::Cursor::new(bytes), Form::JsonLines, &self.limits);
        self.sort(source, state, taken, &mut polled);
        if polled.items.len() < MOST_ITEMS {
            state.read_to += (end + 1) as u64;
            polled.more = state.read_to + 1 < len && end + 1 >= (64 << 20);
        }
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        file.take(BEGINNING.min(state.read_to)).read_to_end(&mut head).map_err(failed)?;
        state.beginning = beginning(&head);
        Ok(polled)
    }
}

fn beginning(head: &[u8]) -> String {
    if head.is_empty() { String::new() } else { hex_of(&Sha256::digest(head)[..10]) }
}

fn trouble(e: &FetchError, now: Timestamp) -> Trouble {
    let retry_after = match e {
        FetchError::Status { retry_after, .. } => *retry_after,
        _ => None,
    };
    Trouble {
        at: now,
        code: e.code().to_owned(),
        what: e.to_string(),
        hint: e.hint().to_owned(),
        passing: e.is_passing(),
        retry_after,
    }
}

/// The day on which something is fetched.
fn today() -> Option<Date> {
    let today = Zoned::now().date();
    let part = |n: i8| u8::try_from(n).ok();
    Date::day(today.year(), part(today.month())?, part(today.day())?)
}
