//! Random secrets, of which only SHA-256 is kept: with 256 bits of chance nothing can be guessed from it.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Bytes of chance in a secret.
const BYTES: usize = 32;

/// A new secret: hexadecimal, after a prefix that says what it is.
pub(crate) fn new(prefix: &str) -> String {
    let mut out = prefix.to_owned();
    for b in rand::random::<[u8; BYTES]>() {
        let _ = write!(out, "{b:02x}");
    }
    out
}

/// What is kept of a secret; nothing of what cannot be one.
pub(crate) fn kept(secret: &str, prefix: &str) -> Option<Vec<u8>> {
    let digits = secret.strip_prefix(prefix)?;
    let fits =
        digits.len() == 2 * BYTES && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    fits.then(|| Sha256::digest(secret.as_bytes()).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_kept_as_hashes() {
        let (a, b) = (new("twk_"), new("twk_"));
        assert_ne!(a, b);
        assert_eq!(a.len(), 68);
        assert_eq!(kept(&a, "twk_").map(|h| h.len()), Some(32));
        assert_eq!(kept(&a, "tws_"), None);
        for bad in ["twk_", "twk_zz", &a.to_uppercase(), &format!("{a}0")] {
            assert_eq!(kept(bad, "twk_"), None, "{bad}");
        }
    }
}
