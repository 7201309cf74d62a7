//! The folder beside the ledger in which all that must survive is kept: one file for each thing, each written whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// The parts of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What each source was asked and said.
    Sources,
    /// What waits to be taken into the ledger.
    Queue,
    /// What could not be read, with the reason.
    Rejected,
    /// What each watch has handed on.
    Watches,
    /// What waits to be handed on.
    Outbox,
    /// What could not be handed on.
    Dead,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::Sources, Self::Queue, Self::Rejected, Self::Watches, Self::Outbox, Self::Dead];

    fn name(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Queue => "queue",
            Self::Rejected => "rejected",
            Self::Watches => "watches",
            Self::Outbox => "outbox",
            Self::Dead => "dead",
        }
    }
}

/// The folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Held as long as somebody watches.
    lock: Option<File>,
}

impl Folder {
    /// The folder of a ledger, for looking.
    pub fn of(ledger: &Path) -> Self {
        let mut name = ledger.as_os_str().to_owned();
        name.push(".watch");
        Self { root: name.into(), lock: None }
    }

    /// Makes the folder, and holds it against a second watcher.
    pub fn hold(mut self) -> Result<Self, Failure> {
        for part in Part::ALL {
            let path = self.root.join(part.name());
            fs::create_dir_all(&path)
                .map_err(|e| Failure::new(format!("cannot make {}: {e}", path.display())))?;
        }
        let path = self.root.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::new("another `tradewire watch` keeps this ledger")
                    .hint("stop it first, or look with `tradewire watch --status`"));
            }
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
        self.lock = Some(file);
        Ok(self)
    }

    /// Whether somebody watches now.
    pub fn is_held(&self) -> bool {
        OpenOptions::new()
            .write(true)
            .open(self.root.join("lock"))
            .is_ok_and(|f| matches!(f.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// The path of a file.
    pub fn path(&self, part: Part, name: &str) -> PathBuf {
        self.root.join(part.name()).join(name)
    }

    /// Writes a file so that it is there whole or not at all, whenever the machine stops.
    pub fn write(&self, part: Part, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        write_whole(&self.path(part, name), bytes)
    }

    /// As [`Self::write`], as JSON.
    pub fn write_json(&self, part: Part, name: &str, value: &impl Serialize) -> Result<(), Failure> {
        self.write(part, name, &serde_json::to_vec(value)?)
    }

    /// Reads a file of JSON; nothing where there is none.
    pub fn read_json<T: DeserializeOwned>(&self, part: Part, name: &str) -> Result<Option<T>, Failure> {
        let path = self.path(part, name);
        match fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(value) => Ok(Some(value)),
                Err(e) => Err(Failure::new(format!("{} is damaged: {e}", path.display()))
                    .hint("take the file away: what it knew is asked again, and nothing comes into the ledger twice")),
            },
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Failure::new(format!("cannot read {}: {e}", path.display()))),
        }
    }

    /// The names of the files in a part, sorted; none where it is not there.
    pub fn names(&self, part: Part) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root.join(part.name()))
            .map(|all| all.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect())
            .unwrap_or_default();
        // What a write was cut off in ends so.
        names.retain(|n| !n.ends_with(".tmp"));
        names.sort_unstable();
        names
    }

    /// Takes a file away.
    pub fn remove(&self, part: Part, name: &str) -> Result<(), Failure> {
        match fs::remove_file(self.path(part, name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
            _ => Ok(()),
        }
    }

    /// Puts a file into another part.
    pub fn shift(&self, from: Part, to: Part, name: &str) -> Result<(), Failure> {
        Ok(fs::rename(self.path(from, name), self.path(to, name))?)
    }
}

/// Writes a file whole: beside it first, synced, then in its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::new(format!("cannot write {}: {e}", path.display()));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    let mut file = File::create(&beside).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    // The name is on disk when its folder is.
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}
