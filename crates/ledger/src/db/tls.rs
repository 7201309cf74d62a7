//! TLS to a server: whose word is taken for who it is.
//!
//! There is one way to speak it: the certificate must come from a known authority and name the host that was asked for.
//! `sslmode=require`, `verify-ca` and `verify-full` of an address all mean that; libpq's `require` asks for less.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What an address says of TLS, and the address without it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The address, as the driver reads it.
    pub url: String,
    /// Whether the server is to be spoken to over TLS alone.
    pub tls: bool,
    /// File of the authorities that are believed (PEM); without one those that browsers believe.
    pub roots: Option<String>,
}

impl Asked {
    /// Takes `sslmode` and `sslrootcert` out of `postgres://…?sslmode=verify-full&sslrootcert=ca.pem`.
    ///
    /// # Errors
    /// What cannot be had, in words: a mode nobody knows, authorities without TLS.
    pub fn of(url: &str) -> Result<Self, String> {
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let mut mode = "disable";
        let mut roots = None;
        let mut rest = Vec::new();
        for part in query.split('&').filter(|p| !p.is_empty()) {
            match part.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => roots = Some(unescaped(value)),
                _ => rest.push(part),
            }
        }
        let tls = match mode {
            "require" | "verify-ca" | "verify-full" => true,
            "disable" | "allow" | "prefer" => false,
            other => {
                return Err(format!(
                    "its sslmode «{other}» is none; write disable, or verify-full for TLS (require and verify-ca \
                     mean the same here)"
                ));
            }
        };
        if roots.is_some() && !tls {
            return Err(
                "it names authorities (sslrootcert) but asks for no TLS; add sslmode=verify-full".to_owned()
            );
        }
        let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
        Ok(Self { url: format!("{place}{query}"), tls, roots })
    }

    /// How to speak TLS to the server, if that was asked for.
    ///
    /// # Errors
    /// Where the file of authorities cannot be read or holds none.
    pub fn connector(&self) -> Result<Option<MakeRustlsConnect>, String> {
        if !self.tls {
            return Ok(None);
        }
        let mut known = RootCertStore::empty();
        match &self.roots {
            None => known.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Some(file) => {
                let bad = |why: String| {
                    format!(
                        "its sslrootcert {file} {why}; it must be a file of one or more authorities' certificates in \
                         PEM form (-----BEGIN CERTIFICATE-----)"
                    )
                };
                let all =
                    CertificateDer::pem_file_iter(file).map_err(|e| bad(format!("cannot be read ({e})")))?;
                for one in all {
                    let one = one.map_err(|e| bad(format!("cannot be read ({e})")))?;
                    known.add(one).map_err(|e| bad(format!("holds a certificate that is none ({e})")))?;
                }
                if known.is_empty() {
                    return Err(bad("holds none".to_owned()));
                }
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| format!("TLS cannot be set up ({e})"))?
            .with_root_certificates(known)
            .with_no_client_auth();
        Ok(Some(MakeRustlsConnect::new(config)))
    }
}

/// A value of an address with its `%20` and the like read.
fn unescaped(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| value.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok()))
            .flatten();
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_of_tls() {
        let asked = |url: &str, rest: &str, tls, roots: Option<&str>| {
            let want = Asked { url: rest.to_owned(), tls, roots: roots.map(str::to_owned) };
            assert_eq!(Asked::of(url).unwrap(), want);
        };
        asked("postgres://h/d", "postgres://h/d", false, None);
        asked("postgres://h/d?sslmode=prefer&user=a", "postgres://h/d?user=a", false, None);
        asked("postgres://h/d?user=a&sslmode=require", "postgres://h/d?user=a", true, None);
        asked(
            "postgres://h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca.pem",
            "postgres://h/d",
            true,
            Some("/etc/my ca.pem"),
        );
        assert!(Asked::of("postgres://h/d?sslmode=always").unwrap_err().contains("verify-full"));
        assert!(Asked::of("postgres://h/d?sslrootcert=ca.pem").unwrap_err().contains("sslmode=verify-full"));
    }

    #[test]
    fn authorities_that_cannot_be_read_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let asked =
            || Asked { url: String::new(), tls: true, roots: Some(file.to_string_lossy().into_owned()) };
        let said = || asked().connector().err().expect("no authority");
        assert!(said().contains("cannot be read"), "{}", said());
        std::fs::write(&file, "no certificate\n").unwrap();
        assert!(said().contains("holds none"), "{}", said());
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        assert!(said().contains("is none"), "{}", said());
    }
}
