//! Files that are whole or not there, and files that are gone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Mark of a file that is being written.
const PART: &str = ".part";
/// The time that every item says it was written: when an offer was kept is nobody's business.
const NO_TIME: Duration = Duration::from_secs(946_684_800); // 2000-01-01

/// Makes a file that must not be there yet, for its owner only.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder for its owner only.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes the names in a folder lasting, where the system can.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(path) {
        // Some file systems refuse this for folders; there is nothing more that could be done.
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Name of a file while it is being written.
pub(crate) fn part_of(name: &str) -> String {
    format!(".{name}{PART}")
}

/// Writes a file that is either whole under its name or not there: a new file, to the disk, then renamed.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(part_of(name));
    let written = create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_modified(SystemTime::UNIX_EPOCH + NO_TIME)?;
        file.sync_all()?;
        fs::rename(&part, folder.join(name))
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    sync_folder(folder);
    written
}

/// Writes a file that must not be there yet, and is never replaced.
pub(crate) fn write_once(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    path.parent().into_iter().for_each(sync_folder);
    written
}

/// Reads a plain file of at most so many bytes; nothing where it is larger.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut out = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut out)?;
    Ok((out.len() as u64 <= most).then_some(out))
}

/// Overwrites a file with random bytes and removes it; gives whether it could be overwritten.
///
/// What a path leads to by a symbolic link is not touched: only the link goes.
pub(crate) fn shred(path: &Path) -> io::Result<bool> {
    let plain = fs::symlink_metadata(path)?.is_file();
    let overwritten = plain && overwrite(path).is_ok();
    fs::remove_file(path)?;
    path.parent().into_iter().for_each(sync_folder);
    Ok(overwritten)
}

fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    while left > 0 {
        let block: [u8; 16] = rand::random::<u128>().to_le_bytes();
        let n = usize::try_from(left.min(16)).unwrap_or(16);
        file.write_all(&block[..n])?;
        left -= n as u64;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a", b"one").unwrap();
        assert_eq!(read(&folder.path().join("a"), 3).unwrap().as_deref(), Some(&b"one"[..]));
        assert_eq!(read(&folder.path().join("a"), 2).unwrap(), None, "larger than asked");
        // What a broken run has left keeps the next from pretending, and is not the file.
        fs::write(folder.path().join(part_of("b")), "half").unwrap();
        assert!(write(folder.path(), "b", b"whole").is_err());
        assert!(!folder.path().join("b").exists());
        assert!(write_once(&folder.path().join("a"), b"two").is_err(), "never replaced");
    }

    #[cfg(unix)]
    #[test]
    fn files_are_their_owners_alone_and_do_not_say_when() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a", b"one").unwrap();
        let meta = fs::metadata(folder.path().join("a")).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        assert_eq!(meta.modified().unwrap(), SystemTime::UNIX_EPOCH + NO_TIME);
        make_folder(&folder.path().join("d")).unwrap();
        assert_eq!(fs::metadata(folder.path().join("d")).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (theirs, link) = (folder.path().join("theirs"), folder.path().join("link"));
        fs::write(&theirs, "theirs").unwrap();
        std::os::unix::fs::symlink(&theirs, &link).unwrap();
        assert!(!shred(&link).unwrap());
        assert!(!link.exists() && fs::read_to_string(&theirs).unwrap() == "theirs");
        assert!(shred(&theirs).unwrap() && !theirs.exists());
    }
}
