//! Where the ledger lies.

use std::path::{Path, PathBuf};

use tradewire_ledger::SqliteStore;

use crate::failure::Failure;

/// Which ledger a command works on.
#[derive(Debug, Clone, clap::Args)]
pub struct Ledger {
    /// Ledger file; by default $TRADEWIRE_LEDGER, else ledger.sqlite in the data folder ($XDG_DATA_HOME/tradewire)
    #[arg(long, value_name = "PATH")]
    ledger: Option<PathBuf>,
}

impl Ledger {
    /// The path of the ledger file.
    pub fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.ledger {
            return Ok(path.clone());
        }
        let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        if let Some(path) = set("TRADEWIRE_LEDGER") {
            return Ok(path);
        }
        let data = set("XDG_DATA_HOME")
            .or_else(|| set("LOCALAPPDATA"))
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
            .ok_or_else(|| {
                Failure::new("no data folder is known here").hint("give the ledger with --ledger PATH")
            })?;
        Ok(data.join("tradewire").join("ledger.sqlite"))
    }

    /// Opens the ledger for writing; makes it, and the data folder, where there is none.
    pub fn open_or_make(&self) -> Result<SqliteStore, Failure> {
        let path = self.path()?;
        if self.ledger.is_none()
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
        open(&self.existing()?)
    }

    /// The path of a ledger that is there.
    pub fn existing(&self) -> Result<PathBuf, Failure> {
        let path = self.path()?;
        if !path.exists() {
            return Err(Failure::new(format!("there is no ledger at {}", path.display()))
                .hint("take some articles in first: `tradewire ingest PATH`, or try `tradewire demo`"));
        }
        Ok(path)
    }
}

/// Opens a ledger file.
pub fn open(path: &Path) -> Result<SqliteStore, Failure> {
    Ok(SqliteStore::open(path)?)
}
