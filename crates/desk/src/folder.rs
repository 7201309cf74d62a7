//! The folder of a desk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use crate::error::{DeskError, ItemProblem, KeyProblem};
use crate::file;
use crate::item::{Item, ItemId, NewItem};
use crate::key::{Key, Peek, Recipient};
use crate::seal::{self, MOST_SEALED};

/// Format of the folder.
const FORMAT: u32 = 1;
/// The file that makes a folder a desk.
const SIGN: &str = "desk.toml";
/// The folder of the items.
const ITEMS: &str = "items";

/// A private collection of offers, with the key that opens it.
#[derive(Debug, Clone)]
pub struct Desk {
    folder: PathBuf,
    key: Key,
}

/// What a desk holds, newest first; what cannot be opened hides nothing of the rest.
#[derive(Debug, Default)]
pub struct Listing {
    /// The offers that could be opened.
    pub items: Vec<Item>,
    /// Those that could not, and why.
    pub troubles: Vec<(ItemId, ItemProblem)>,
}

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// How many files were removed.
    pub files: usize,
    /// Those of them that could not be overwritten before.
    pub not_overwritten: usize,
    /// What stands in the folder and is not ours; it was left alone.
    pub left: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    format: u32,
    recipients: Vec<String>,
}

impl Forgotten {
    fn shred(&mut self, path: &Path) -> Result<(), DeskError> {
        match file::shred(path) {
            Ok(overwritten) => {
                self.files += 1;
                self.not_overwritten += usize::from(!overwritten);
                Ok(())
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(DeskError::io("remove", path)(e)),
        }
    }
}

/// Whether a folder holds nothing, or is not there.
fn is_empty(folder: &Path) -> Result<bool, DeskError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(e) => Err(DeskError::io("read", folder)(e)),
    }
}

/// Names in a folder; none where there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, DeskError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(DeskError::io("read", folder)(e)),
    };
    let names = entries.map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<_>>>().map_err(DeskError::io("read", folder))?;
    names.sort_unstable();
    Ok(names)
}

/// Id of an item whose writing was broken off.
fn broken_off(name: &str) -> Option<ItemId> {
    let id = ItemId::of_file(name.strip_prefix('.')?.strip_suffix(".part")?)?;
    (name == file::part_of(&id.file())).then_some(id)
}

impl Desk {
    /// Makes a desk in a folder that is empty or not there yet, and its key in a file that is not.
    ///
    /// # Errors
    /// [`DeskError::NotEmpty`], [`DeskError::Key`] where a key is there already, [`DeskError::Io`].
    pub fn make(folder: &Path, key_file: &Path, passphrase: Option<&str>) -> Result<Self, DeskError> {
        if !is_empty(folder)? {
            return Err(DeskError::NotEmpty(folder.to_owned()));
        }
        let key = Key::generate();
        key.save(key_file, passphrase)?;
        let items = folder.join(ITEMS);
        file::make_folder(&items).map_err(DeskError::io("make the folder", &items))?;
        let sign = format!(
            "# A desk of tradewire: private offers, encrypted. Nothing about them stands here.\nformat = {FORMAT}\nrecipients = [\"{}\"]\n",
            key.recipient()
        );
        file::write(folder, SIGN, sign.as_bytes()).map_err(DeskError::io("write", &folder.join(SIGN)))?;
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// Opens a desk with its key.
    ///
    /// # Errors
    /// [`DeskError::NoDesk`], [`DeskError::Sign`], [`DeskError::WrongKey`], [`DeskError::Io`].
    pub fn open(folder: &Path, key: Key) -> Result<Self, DeskError> {
        let asked = recipients(folder)?;
        // To nobody else: who can write in the folder must not be able to have later offers encrypted to themselves.
        if asked != [key.recipient().to_string()] {
            let (found, asked) = (key.recipient().to_string(), asked.join(", "));
            return Err(DeskError::WrongKey { folder: folder.to_owned(), found, asked });
        }
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whom its items are encrypted to.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        self.key.recipient()
    }

    /// The number under which it contributes to a group.
    #[must_use]
    pub(crate) fn contributor(&self, group: &Recipient) -> String {
        self.key.contributor(group)
    }

    fn items(&self) -> PathBuf {
        self.folder.join(ITEMS)
    }

    /// Keeps an offer.
    ///
    /// # Errors
    /// [`DeskError::Offer`] where it cannot be read, [`DeskError::Senseless`], [`DeskError::Io`].
    pub fn keep(&self, new: &NewItem, now: Timestamp) -> Result<Item, DeskError> {
        let item = new.take(now)?;
        let sealed = seal::seal(&self.key.recipient(), &item.json()?)?;
        let (folder, name) = (self.items(), item.id.file());
        file::make_folder(&folder).map_err(DeskError::io("make the folder", &folder))?;
        file::write(&folder, &name, &sealed).map_err(DeskError::io("write", &folder.join(&name)))?;
        Ok(item)
    }

    /// Opens one item.
    ///
    /// # Errors
    /// [`DeskError::Item`].
    pub fn item(&self, id: &ItemId) -> Result<Item, DeskError> {
        self.read(id).map_err(|problem| DeskError::Item { id: id.clone(), problem })
    }

    fn read(&self, id: &ItemId) -> Result<Item, ItemProblem> {
        let sealed = file::read(&self.items().join(id.file()), MOST_SEALED).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => ItemProblem::Missing,
            _ => ItemProblem::Unreadable(e.to_string()),
        })?;
        let json = seal::open(&self.key, &sealed.ok_or(ItemProblem::Damaged)?)?;
        Item::from_json(id, &json)
    }

    /// Ids of all items, whether they can be opened or not.
    fn ids_in(folder: &Path) -> Result<Vec<ItemId>, DeskError> {
        Ok(names(&folder.join(ITEMS))?.iter().filter_map(|n| ItemId::of_file(n)).collect())
    }

    /// The same for this desk.
    ///
    /// # Errors
    /// [`DeskError::Io`].
    pub fn ids(&self) -> Result<Vec<ItemId>, DeskError> {
        Self::ids_in(&self.folder)
    }

    /// The one item of a folder whose id begins like this; no key is needed to know.
    ///
    /// # Errors
    /// [`DeskError::NoDesk`], [`DeskError::Which`], [`DeskError::Io`].
    pub fn find_in(folder: &Path, beginning: &str) -> Result<ItemId, DeskError> {
        recipients(folder)?;
        let beginning = beginning.to_ascii_lowercase();
        let mut found: Vec<ItemId> = Self::ids_in(folder)?;
        found.retain(|id| !beginning.is_empty() && id.as_str().starts_with(&beginning));
        match found.pop() {
            Some(id) if found.is_empty() => Ok(id),
            last => {
                let found = found.len() + usize::from(last.is_some());
                Err(DeskError::Which { asked: beginning, found })
            }
        }
    }

    /// The same for this desk.
    ///
    /// # Errors
    /// Those of [`Self::find_in`].
    pub fn find(&self, beginning: &str) -> Result<ItemId, DeskError> {
        Self::find_in(&self.folder, beginning)
    }

    /// Opens all items.
    ///
    /// # Errors
    /// [`DeskError::Io`] where the folder cannot be read; what is wrong with an item stands in the listing.
    pub fn list(&self) -> Result<Listing, DeskError> {
        let mut out = Listing::default();
        for id in self.ids()? {
            match self.read(&id) {
                Ok(item) => out.items.push(item),
                // Forgotten by somebody else in the meantime.
                Err(ItemProblem::Missing) => {}
                Err(problem) => out.troubles.push((id, problem)),
            }
        }
        out.items.sort_by(|a, b| b.kept_at.cmp(&a.kept_at).then_with(|| a.id.cmp(&b.id)));
        Ok(out)
    }

    /// Forgets one item: overwrites its file once with random bytes and removes it.
    ///
    /// A disk that moves its blocks (SSDs, snapshots, copy-on-write) may still hold the old bytes, encrypted.
    ///
    /// # Errors
    /// [`DeskError::Item`] where there is none, [`DeskError::Io`].
    pub fn forget(&self, id: &ItemId) -> Result<Forgotten, DeskError> {
        Self::forget_in(&self.folder, id)
    }

    /// The same for a folder: forgetting needs no key.
    ///
    /// # Errors
    /// Those of [`Self::forget`].
    pub fn forget_in(folder: &Path, id: &ItemId) -> Result<Forgotten, DeskError> {
        let folder = folder.join(ITEMS);
        let mut done = Forgotten::default();
        done.shred(&folder.join(id.file()))?;
        if done.files == 0 {
            return Err(DeskError::Item { id: id.clone(), problem: ItemProblem::Missing });
        }
        done.shred(&folder.join(file::part_of(&id.file())))?;
        Ok(done)
    }

    /// Forgets a whole desk, and its key first: without it, what a disk may still hold cannot be opened.
    ///
    /// The key of another desk, and a file that is no key, are not touched, and then nothing is. One that a passphrase
    /// protects is taken on trust if `sure`, so that a desk whose passphrase is lost can be forgotten, too.
    ///
    /// # Errors
    /// [`DeskError::NoDesk`], [`DeskError::WrongKey`], [`DeskError::Key`], [`DeskError::Io`].
    pub fn forget_all(folder: &Path, key_file: &Path, sure: bool) -> Result<Forgotten, DeskError> {
        let asked = recipients(folder)?;
        match Key::peek(key_file)? {
            Peek::Open(found) if asked != [found.to_string()] => {
                let (found, asked) = (found.to_string(), asked.join(", "));
                return Err(DeskError::WrongKey { folder: folder.to_owned(), found, asked });
            }
            Peek::Locked if !sure => {
                return Err(DeskError::Key { path: key_file.to_owned(), problem: KeyProblem::Unsure });
            }
            _ => {}
        }
        let mut done = Forgotten::default();
        done.shred(key_file)?;
        let items = folder.join(ITEMS);
        for name in names(&items)? {
            if ItemId::of_file(&name).is_some() || broken_off(&name).is_some() {
                done.shred(&items.join(name))?;
            } else {
                done.left.push(items.join(name));
            }
        }
        done.shred(&folder.join(file::part_of(SIGN)))?;
        done.shred(&folder.join(SIGN))?;
        done.left.extend(names(folder)?.into_iter().filter(|n| n != ITEMS).map(|n| folder.join(n)));
        // Folders that still hold something stay; the system refuses to remove them.
        let _ = fs::remove_dir(&items);
        let _ = fs::remove_dir(folder);
        Ok(done)
    }
}

/// Whom a desk says it is encrypted to.
fn recipients(folder: &Path) -> Result<Vec<String>, DeskError> {
    let path = folder.join(SIGN);
    let fail = |why: String| DeskError::Sign { path: path.clone(), why };
    let bytes = file::read(&path, MOST_SEALED).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => DeskError::NoDesk(folder.to_owned()),
        _ => DeskError::io("read", &path)(e),
    })?;
    let text =
        bytes.and_then(|b| String::from_utf8(b).ok()).ok_or_else(|| fail("it is no text".to_owned()))?;
    let sign: Sign = toml::from_str(&text).map_err(|e| fail(e.message().to_owned()))?;
    if sign.format != FORMAT {
        return Err(fail(format!("it is of format {}; this version reads format {FORMAT}", sign.format)));
    }
    Ok(sign.recipients)
}
