use std::net::IpAddr;
use std::time::Duration;

use tradewire_read::InputCode;

/// Why a page was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No address of the web.
    #[error("«{url}» is no address to fetch: {what}")]
    Address {
        /// As given.
        url: String,
        /// What is wrong with it.
        what: String,
    },
    /// The name leads to no public address.
    #[error("«{url}» leads to {ip}, which is not on the public internet")]
    Private {
        /// The address, that of a redirect included.
        url: String,
        /// One of those it leads to.
        ip: IpAddr,
    },
    /// robots.txt forbids it.
    #[error("robots.txt of its host forbids «{url}»")]
    Robots {
        /// The address.
        url: String,
    },
    /// robots.txt cannot be had, which forbids everything (RFC 9309, 2.3.1.4).
    #[error("«{url}» is not fetched, for robots.txt of its host cannot be had: {what}")]
    RobotsUnreachable {
        /// The address.
        url: String,
        /// Why.
        what: String,
    },
    /// Redirected too often, or in a circle.
    #[error("«{url}» redirects more than {limit} times")]
    Redirects {
        /// The address that was asked for.
        url: String,
        /// The limit.
        limit: usize,
    },
    /// The server says no.
    #[error("«{url}» answers with status {status}")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
        /// After how long to try again, if the server says so.
        retry_after: Option<Duration>,
    },
    /// Neither text nor HTML nor XML.
    #[error("«{url}» is {media}")]
    Media {
        /// The address.
        url: String,
        /// What it is instead.
        media: String,
    },
    /// Larger than the limit, packed or unpacked, or packed beyond belief, or coded in a way that is not read.
    #[error("«{url}»: {what}")]
    Body {
        /// The address.
        url: String,
        /// The code.
        code: InputCode,
        /// What is wrong with it.
        what: String,
    },
    /// Longer at it than the limit.
    #[error("«{url}» takes longer than {limit_ms} ms")]
    Time {
        /// The address.
        url: String,
        /// The limit in milliseconds.
        limit_ms: u128,
    },
    /// No such host, no connection, no trust in its certificate, or an answer that is no HTTP.
    #[error("«{url}» cannot be reached: {what}")]
    Connect {
        /// The address.
        url: String,
        /// Why.
        what: String,
    },
}

impl FetchError {
    /// The code, for machine output.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "address",
            Self::Private { .. } => "private_address",
            Self::Robots { .. } => "robots",
            Self::RobotsUnreachable { .. } => "robots_unreachable",
            Self::Redirects { .. } => "redirects",
            Self::Status { .. } => "status",
            Self::Media { .. } => "media",
            Self::Body { code, .. } => code.as_str(),
            Self::Time { .. } => "time",
            Self::Connect { .. } => "connect",
        }
    }

    /// How to mend it, in one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Address { .. } => "give a whole address that begins with http:// or https://",
            Self::Private { .. } => "save the page and name the file",
            Self::Robots { .. } => {
                "the site does not want it read by programs; read it yourself and save the page"
            }
            Self::RobotsUnreachable { .. } => "try again later",
            Self::Redirects { .. } => "give the address that a browser ends at",
            Self::Status { .. } => "see what a browser shows there",
            Self::Media { .. } => "articles are read as HTML, plain text, RSS or Atom",
            Self::Body { code, .. } => code.hint(),
            Self::Time { .. } => "try again later, or save the page and name the file",
            Self::Connect { .. } => "check the address and the connection",
        }
    }

    /// Whether trying again later may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Status { status, .. } => *status == 429 || *status >= 500,
            Self::RobotsUnreachable { .. } | Self::Time { .. } | Self::Connect { .. } => true,
            _ => false,
        }
    }
}
