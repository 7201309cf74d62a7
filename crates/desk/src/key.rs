//! The key of a desk or of a group: an age identity in a file of its own.

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use age::x25519;
use tradewire_model::content_hash;
use zeroize::Zeroizing;

use crate::error::{DeskError, KeyProblem};
use crate::file;

/// Largest key file.
const MOST: u64 = 64 * 1024;
/// How an age file begins.
const AGE: &[u8] = b"age-encryption.org/";

/// Whom something is encrypted to: the public part of a [`Key`], `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(pub(crate) x25519::Recipient);

impl FromStr for Recipient {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        let found = text.trim().parse().map(Self);
        found.map_err(|e| DeskError::Senseless(format!("«{text}» is no public key (age1…): {e}")))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A secret key (X25519). It is never printed.
#[derive(Clone)]
pub struct Key {
    pub(crate) identity: x25519::Identity,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

impl Key {
    /// Makes a new key.
    #[must_use]
    pub fn generate() -> Self {
        Self { identity: x25519::Identity::generate() }
    }

    /// The public part.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.identity.to_public())
    }

    /// The number under which this desk contributes to a group: always the same for one group, another for each group,
    /// and nothing that leads back to the desk without its key.
    pub(crate) fn contributor(&self, group: &Recipient) -> String {
        let secret = self.identity.to_string();
        content_hash(["tradewire desk contributor", secret.expose_secret(), &group.to_string()])
    }

    /// Writes the key to a new file that only its owner may read: as the age tools do, or encrypted by a passphrase
    /// (scrypt, with about a second of work).
    ///
    /// # Errors
    /// [`DeskError::Key`] where a file is there already, [`DeskError::Io`].
    pub fn save(&self, path: &Path, passphrase: Option<&str>) -> Result<(), DeskError> {
        let text = Zeroizing::new(format!(
            "# opens a desk or a pool of tradewire; whoever has this file can read it\n# public key: {}\n{}\n",
            self.recipient(),
            self.identity.to_string().expose_secret()
        ));
        let sealed;
        let bytes: &[u8] = match passphrase {
            None => text.as_bytes(),
            Some(p) => {
                let to = age::scrypt::Recipient::new(SecretString::from(p.to_owned()));
                sealed = age::encrypt(&to, text.as_bytes()).map_err(|e| DeskError::Encrypt(e.to_string()))?;
                &sealed
            }
        };
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            file::make_folder(folder).map_err(DeskError::io("make the folder", folder))?;
        }
        file::write_once(path, bytes).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => {
                DeskError::Key { path: path.to_owned(), problem: KeyProblem::Taken }
            }
            _ => DeskError::Io { what: "write", path: path.to_owned(), source: e },
        })
    }

    /// Reads a key; `ask` is asked for the passphrase if the file is protected by one.
    ///
    /// # Errors
    /// [`DeskError::Key`], [`DeskError::Io`].
    pub fn read(path: &Path, ask: impl FnOnce() -> Option<Zeroizing<String>>) -> Result<Self, DeskError> {
        let fail = |problem| DeskError::Key { path: path.to_owned(), problem };
        let bytes = file::read(path, MOST).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => fail(KeyProblem::Missing),
            _ => DeskError::Io { what: "read", path: path.to_owned(), source: e },
        })?;
        let bytes = Zeroizing::new(bytes.ok_or_else(|| fail(KeyProblem::NoKey))?);
        check_mode(path).map_err(fail)?;
        let text = if bytes.starts_with(AGE) {
            let passphrase = ask().ok_or_else(|| fail(KeyProblem::Locked))?;
            let with = age::scrypt::Identity::new(SecretString::from(passphrase.as_str().to_owned()));
            let opened = age::decrypt(&with, &bytes).map_err(|_| fail(KeyProblem::Passphrase))?;
            Zeroizing::new(opened)
        } else {
            bytes
        };
        let text = std::str::from_utf8(&text).map_err(|_| fail(KeyProblem::NoKey))?;
        let line = text.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'));
        let identity = line.and_then(|l| l.parse().ok()).ok_or_else(|| fail(KeyProblem::NoKey))?;
        Ok(Self { identity })
    }

    /// What can be told of a key file without its passphrase.
    ///
    /// # Errors
    /// [`DeskError::Key`], [`DeskError::Io`].
    pub(crate) fn peek(path: &Path) -> Result<Peek, DeskError> {
        match Self::read(path, || None) {
            Ok(key) => Ok(Peek::Open(key.recipient())),
            Err(DeskError::Key { problem: KeyProblem::Locked, .. }) => Ok(Peek::Locked),
            Err(DeskError::Key { problem: KeyProblem::Missing, .. }) => Ok(Peek::Missing),
            Err(e) => Err(e),
        }
    }
}

/// What can be told of a key file without its passphrase.
pub(crate) enum Peek {
    /// Its public part.
    Open(Recipient),
    /// It is protected by a passphrase.
    Locked,
    /// There is none.
    Missing,
}

/// A key that others may read opens nothing here.
fn check_mode(path: &Path) -> Result<(), KeyProblem> {
    #[cfg(unix)]
    if let Ok(meta) = std::fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyProblem::Open(mode));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none() -> Option<Zeroizing<String>> {
        panic!("no passphrase is needed")
    }

    #[test]
    fn a_key_is_written_once_and_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/desk.key");
        let key = Key::generate();
        key.save(&path, None).unwrap();
        assert_eq!(Key::read(&path, none).unwrap().recipient(), key.recipient());
        let again = Key::generate().save(&path, None).unwrap_err();
        assert!(matches!(again, DeskError::Key { problem: KeyProblem::Taken, .. }), "{again}");
        assert!(!format!("{key:?}").contains("SECRET"));
    }

    #[test]
    fn a_passphrase_protects_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.key");
        let key = Key::generate();
        key.save(&path, Some("four tame otters")).unwrap();
        assert!(!std::fs::read(&path).unwrap().windows(10).any(|w| w == b"AGE-SECRET"));
        let with = |p: &str| Key::read(&path, || Some(Zeroizing::new(p.to_owned())));
        assert_eq!(with("four tame otters").unwrap().recipient(), key.recipient());
        let wrong = with("five tame otters").unwrap_err();
        assert!(matches!(wrong, DeskError::Key { problem: KeyProblem::Passphrase, .. }), "{wrong}");
        let unasked = Key::read(&path, || None).unwrap_err();
        assert!(matches!(unasked, DeskError::Key { problem: KeyProblem::Locked, .. }), "{unasked}");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.key");
        Key::generate().save(&path, None).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let open = Key::read(&path, none).unwrap_err();
        assert!(open.to_string().contains("640") && open.hint().unwrap().contains("chmod 600"), "{open}");
    }

    #[test]
    fn a_desk_has_another_number_in_each_group() {
        let (key, a, b) = (Key::generate(), Key::generate().recipient(), Key::generate().recipient());
        assert_eq!(key.contributor(&a), key.clone().contributor(&a));
        assert_ne!(key.contributor(&a), key.contributor(&b));
        assert_ne!(key.contributor(&a), Key::generate().contributor(&a));
    }
}
