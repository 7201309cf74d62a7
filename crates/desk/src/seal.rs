//! Encryption to a recipient, with the size rounded up so that it says little.

use std::io::{self, Read};

use age::DecryptError;
use zeroize::Zeroizing;

use crate::error::{DeskError, ItemProblem};
use crate::key::{Key, Recipient};

/// Smallest size of a plain text; larger ones go up to the next power of two.
const SMALLEST: usize = 4096;
/// Largest encrypted file that is opened.
pub(crate) const MOST_SEALED: u64 = 1 << 20;

/// Size that a text is filled up to.
fn bucket(len: usize) -> usize {
    len.next_power_of_two().max(SMALLEST)
}

/// Encrypts JSON, filled up with spaces to 4, 8, 16 … KiB: what is behind a JSON value does not count.
pub(crate) fn seal(to: &Recipient, json: &[u8]) -> Result<Vec<u8>, DeskError> {
    // Reserved at once: growing would leave copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(bucket(json.len())));
    padded.extend_from_slice(json);
    padded.resize(bucket(json.len()), b' ');
    age::encrypt(&to.0, &padded).map_err(|e| DeskError::Encrypt(e.to_string()))
}

/// Opens what [`seal`] made.
pub(crate) fn open(key: &Key, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ItemProblem> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|e| problem(&e))?;
    let mut reader =
        decryptor.decrypt(std::iter::once(&key.identity as &dyn age::Identity)).map_err(|e| problem(&e))?;
    let mut out = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut out).map_err(|e| broken(&e))?;
    Ok(out)
}

fn broken(e: &io::Error) -> ItemProblem {
    match e.kind() {
        io::ErrorKind::UnexpectedEof => ItemProblem::Truncated,
        _ => ItemProblem::Damaged,
    }
}

fn problem(e: &DecryptError) -> ItemProblem {
    match e {
        DecryptError::NoMatchingKeys => ItemProblem::WrongKey,
        DecryptError::Io(e) => broken(e),
        _ => ItemProblem::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Length without age's header, into which it puts a stanza of random length.
    fn body(sealed: &[u8]) -> usize {
        let mac = sealed.windows(5).position(|w| w == b"\n--- ").unwrap();
        sealed.len() - mac
    }

    #[test]
    fn sizes_are_told_up_to_the_next_power_of_two_only() {
        let key = Key::generate();
        let len = |n: usize| body(&seal(&key.recipient(), &vec![b'1'; n]).unwrap());
        assert_eq!(len(1), len(4096));
        assert!(len(4096) < len(4097));
        assert_eq!(len(4097), len(8192));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let (key, other) = (Key::generate(), Key::generate());
        let sealed = seal(&key.recipient(), b"[1]").unwrap();
        assert_eq!(open(&key, &sealed).unwrap().trim_ascii(), b"[1]");
        assert_eq!(open(&other, &sealed), Err(ItemProblem::WrongKey));
        for n in [0, 10, 60, sealed.len() - 4000, sealed.len() - 1] {
            let found = open(&key, &sealed[..n]).unwrap_err();
            assert!(matches!(found, ItemProblem::Truncated | ItemProblem::Damaged), "{n}: {found}");
        }
        for at in [30, sealed.len() / 2, sealed.len() - 1] {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(open(&key, &bad).is_err(), "a bit at {at} was turned");
        }
    }
}
