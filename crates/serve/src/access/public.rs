//! The one name, besides those of loopback, under which the pages are served.

use std::fmt;

use axum::http::Uri;

/// Why an address cannot be the public one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadPublicUrl {
    /// It is no address of a site.
    #[error("«{0}» is no address of a site, such as https://wire.example.org")]
    NoSite(String),
    /// It would send passwords in the clear.
    #[error("{0} is plain HTTP: passwords and sessions could be read on the way")]
    Plain(String),
}

/// Scheme, name and port of the site as browsers have it: `https://wire.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    /// Name with the port where it is not that of the scheme.
    host: String,
}

impl PublicUrl {
    /// Reads an address; one of plain HTTP only where `unsafe_http` says that this is meant.
    ///
    /// # Errors
    /// [`BadPublicUrl`].
    pub fn parse(text: &str, unsafe_http: bool) -> Result<Self, BadPublicUrl> {
        let no_site = || BadPublicUrl::NoSite(text.to_owned());
        let uri: Uri = text.trim().parse().map_err(|_| no_site())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(no_site()),
        };
        let authority = uri.authority().ok_or_else(no_site)?.as_str();
        if authority.contains('@') || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(no_site());
        }
        if !secure && !unsafe_http {
            return Err(BadPublicUrl::Plain(text.to_owned()));
        }
        Ok(Self { secure, host: without_usual_port(authority, secure).to_ascii_lowercase() })
    }

    /// Whether browsers reach it by HTTPS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether a Host header names it.
    #[must_use]
    pub fn is_host(&self, host: &str) -> bool {
        without_usual_port(host, self.secure).eq_ignore_ascii_case(&self.host)
    }

    /// Whether an Origin header names it.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        origin.eq_ignore_ascii_case(&self.to_string())
    }
}

fn without_usual_port(host: &str, secure: bool) -> &str {
    host.strip_suffix(if secure { ":443" } else { ":80" }).unwrap_or(host)
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_one_name_with_its_scheme() {
        let site = PublicUrl::parse("https://Wire.example.org:443/", false).unwrap();
        assert_eq!(site.to_string(), "https://wire.example.org");
        assert!(site.is_host("WIRE.example.org") && site.is_host("wire.example.org:443"));
        assert!(!site.is_host("wire.example.org:80") && !site.is_host("wire.example.org.evil.example"));
        assert!(site.is_origin("https://wire.example.org") && !site.is_origin("http://wire.example.org"));
        assert!(
            PublicUrl::parse("https://wire.example.org:8443", false)
                .unwrap()
                .is_host("wire.example.org:8443")
        );
    }

    #[test]
    fn plain_http_must_be_meant_and_pages_are_no_sites() {
        assert!(matches!(PublicUrl::parse("http://wire.example.org", false), Err(BadPublicUrl::Plain(_))));
        assert!(!PublicUrl::parse("http://wire.example.org", true).unwrap().is_secure());
        for bad in [
            "wire.example.org",
            "https://",
            "ftp://a.example",
            "https://a.example/x",
            "https://u@a.example",
            "",
        ] {
            assert!(matches!(PublicUrl::parse(bad, true), Err(BadPublicUrl::NoSite(_))), "{bad}");
        }
    }
}
