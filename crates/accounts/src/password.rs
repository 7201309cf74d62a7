//! Passwords: how long they are, how they are hashed, how they are compared.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

use crate::{AccountError, Result};

/// Fewest characters of a password. NIST SP 800-63B-4 §3.1.1.2 asks for 15 where nothing else is asked, and for 8 beside a
/// second factor; here attempts are limited.
pub const SHORTEST_PASSWORD: usize = 12;
/// Most bytes of a password, so that hashing one takes bounded time.
pub const LONGEST_PASSWORD: usize = 1024;

/// Argon2id with 19 MiB, two passes, one lane: the first of the settings that OWASP's Password Storage Cheat Sheet
/// gives for it.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What a name that nobody has is compared with, so that it takes as long as one that somebody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("the password of nobody at all").unwrap_or_default());

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|e| AccountError::Hash(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same characters however a keyboard composes them (NIST SP 800-63B asks for it, RFC 8265 §4.2 says which form).
fn composed(password: &str) -> String {
    password.nfc().collect()
}

/// Refuses a password that is too short or too long.
pub(crate) fn check(password: &str) -> Result<()> {
    if password.len() > LONGEST_PASSWORD {
        return Err(AccountError::LongPassword);
    }
    match composed(password).chars().count() {
        few if few < SHORTEST_PASSWORD => Err(AccountError::ShortPassword(few)),
        _ => Ok(()),
    }
}

/// Hashes a password with a salt of its own, as a PHC string.
pub(crate) fn hash(password: &str) -> Result<String> {
    let hash: PasswordHash = argon2()?
        .hash_password(composed(password).as_bytes())
        .map_err(|e| AccountError::Hash(e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed; without a hash it takes as long and is not.
pub(crate) fn is_right(password: &str, kept: Option<&str>) -> bool {
    if password.len() > LONGEST_PASSWORD {
        return false;
    }
    // Made at the first question whoever is asked for, so that this one does not take longer either.
    let nobody = NOBODY.as_str();
    let Ok(parsed) = PasswordHash::new(kept.unwrap_or(nobody)) else { return false };
    let right = argon2().is_ok_and(|a| a.verify_password(composed(password).as_bytes(), &parsed).is_ok());
    right && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_however_it_is_composed() {
        let kept = hash("caf\u{e9} au lait, s'il").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("cafe\u{301} au lait, s'il", Some(&kept)));
        assert!(!is_right("cafe au lait, s'il", Some(&kept)) && !is_right("", Some(&kept)));
        assert_ne!(kept, hash("caf\u{e9} au lait, s'il").unwrap(), "each has a salt of its own");
    }

    #[test]
    fn nobody_is_never_right() {
        assert!(!is_right("the password of nobody at all", None));
    }

    #[test]
    fn short_and_long_ones_are_refused() {
        assert!(matches!(check("elevenchars"), Err(AccountError::ShortPassword(11))));
        assert!(check("twelve chars").is_ok() && check("密码密码密码密码密码密码").is_ok());
        assert!(matches!(check(&"x".repeat(1025)), Err(AccountError::LongPassword)));
    }
}
