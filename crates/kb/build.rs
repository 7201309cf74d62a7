//! Checks the files under `kb/` and writes them in the compact form that the program loads at once.
#![expect(dead_code, reason = "the library's modules are shared, and building needs but a part of them")]
#![expect(clippy::disallowed_methods, reason = "a build script reads the sources and writes what it is told")]

#[path = "src/base.rs"]
mod base;
#[path = "src/compact.rs"]
mod compact;
#[path = "src/compact_write.rs"]
mod compact_write;
#[path = "src/entry.rs"]
mod entry;
#[path = "src/erasure.rs"]
mod erasure;
#[path = "src/error.rs"]
mod error;
#[path = "src/file.rs"]
mod file;

use std::error::Error;
use std::path::{Path, PathBuf};

use base::KnowledgeBase;
use entry::{Class, Entry, Form, FormTag};
use error::KbError;

fn main() -> Result<(), Box<dyn Error>> {
    let kb = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../kb");
    println!("cargo::rerun-if-changed={}", kb.display());
    let mut files = Vec::new();
    collect(&kb, &kb, &mut files)?;
    let read = KnowledgeBase::load(files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
    // Cargo shows what is written, the reason alone.
    let (read, erased) = read.map_err(|e| e.to_string())?;
    let to: PathBuf = Path::new(&std::env::var("OUT_DIR")?).join("kb.bin");
    std::fs::write(to, compact_write::write(&read, &erased))?;
    Ok(())
}

/// The TOML files of a folder in the order of their names, then those of its folders.
fn collect(root: &Path, dir: &Path, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths.iter().filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "toml")) {
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        files.push((name, std::fs::read_to_string(path)?));
    }
    for path in paths.iter().filter(|p| p.is_dir()) {
        collect(root, path, files)?;
    }
    Ok(())
}
