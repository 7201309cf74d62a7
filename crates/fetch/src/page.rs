use std::io::Cursor;

use tradewire_read::{Content, Form, Inputs, Limits, MediaType, OwnedInput, feed, inputs, looks_like_feed};

/// What a server said of the version it sent, for asking later whether there is a newer one (RFC 9110, 8.8).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// The `ETag` field, as sent.
    pub etag: Option<String>,
    /// The `Last-Modified` field, as sent.
    pub last_modified: Option<String>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// A page, or a newer version of it.
    Page(Page),
    /// The version that is known is still the newest.
    NotModified,
}

/// A page as fetched, its codings taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stood in the end, after redirects.
    pub url: String,
    /// What the server says it is.
    pub media: MediaType,
    /// For the next request.
    pub validators: Validators,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Page {
    /// The documents in it: the entries of a feed, or the page.
    ///
    /// What is sent as a packed file (`.warc.gz`, `.jsonl`) is not opened here: an address names a page or a feed.
    #[must_use]
    pub fn inputs(self, limits: &Limits) -> Inputs<'static> {
        let Self { url, media, bytes, .. } = self;
        if looks_like_feed(&bytes) {
            return Box::new(feed(&bytes, media.charset.as_deref(), limits));
        }
        let content = match media.essence.as_str() {
            "text/html" | "application/xhtml+xml" => Content::Html,
            _ => Content::Auto,
        };
        let of = move |input: OwnedInput| OwnedInput {
            content,
            charset: media.charset.clone(),
            url: Some(url.clone()),
            name: url.clone(),
            ..input
        };
        Box::new(inputs("", Cursor::new(bytes), Form::Document, limits).map(move |i| i.map(&of)))
    }
}
