//! Where the ledger lies.

use std::path::{Path, PathBuf};

use tradewire_ledger::SqliteStore;

use crate::failure::Failure;

/// Which ledger a command works on.
#[derive(Debug, Clone, clap::Args)]
pub struct Ledger {
    /// Ledger file, or postgres://USER@HOST/DATABASE; by default $TRADEWIRE_LEDGER, else ledger.sqlite in the data
    /// folder ($XDG_DATA_HOME/tradewire)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Option<PathBuf>,
}

impl Ledger {
    /// The path of the ledger file, or the address of its database.
    pub fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.ledger {
            return Ok(path.clone());
        }
        match set("TRADEWIRE_LEDGER") {
            Some(path) => Ok(path),
            None => Ok(data()?.join("ledger.sqlite")),
        }
    }

    /// What the ledger is called to people: its path, or its address without the password.
    pub fn shown(&self) -> Result<String, Failure> {
        Ok(SqliteStore::shown(self.path()?))
    }

    /// The path that what is kept beside the ledger is named after: its own, or for a database one in the data folder.
    pub fn beside(&self) -> Result<PathBuf, Failure> {
        let path = self.path()?;
        if !SqliteStore::is_address(&path) {
            return Ok(path);
        }
        let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = SqliteStore::shown(path).chars().map(word).collect();
        Ok(data()?.join(name))
    }

    /// The file of accounts beside the ledger.
    pub fn accounts(&self) -> Result<PathBuf, Failure> {
        Ok(self.beside()?.with_file_name("accounts.sqlite"))
    }

    /// Opens the ledger for writing; makes it, and the data folder, where there is none.
    pub fn open_or_make(&self) -> Result<SqliteStore, Failure> {
        let path = self.path()?;
        if self.ledger.is_none()
            && !SqliteStore::is_address(&path)
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).map_err(|e| {
                Failure::new(format!("cannot make the data folder {}: {e}", folder.display()))
            })?;
        }
        open(&path)
    }

    /// Opens a ledger that is there; an empty or missing one is no ledger to ask.
    pub fn open(&self) -> Result<SqliteStore, Failure> {
        Ok(SqliteStore::open_existing(self.existing()?)?)
    }

    /// The path of a ledger that is there; whether there is one in a database shows when it is opened.
    pub fn existing(&self) -> Result<PathBuf, Failure> {
        let path = self.path()?;
        if !SqliteStore::is_address(&path) && !path.exists() {
            return Err(Failure::new(format!("there is no ledger at {}", path.display()))
                .hint("take some articles in first: `tradewire ingest PATH`, or try `tradewire demo`"));
        }
        Ok(path)
    }
}

/// A path that the environment names.
pub fn set(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from)
}

/// The data folder.
pub fn data() -> Result<PathBuf, Failure> {
    let data = set("XDG_DATA_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .ok_or_else(|| {
            Failure::new("no data folder is known here").hint("give the ledger with --ledger PATH")
        })?;
    Ok(data.join("tradewire"))
}

/// The folder of the user's settings.
pub fn settings() -> Result<PathBuf, Failure> {
    let settings = set("XDG_CONFIG_HOME")
        .or_else(|| set("APPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".config")))
        .ok_or_else(|| Failure::new("no settings folder is known here").hint("name the file with --key"))?;
    Ok(settings.join("tradewire"))
}

/// Opens a ledger for writing.
pub fn open(path: &Path) -> Result<SqliteStore, Failure> {
    Ok(SqliteStore::open(path)?)
}
