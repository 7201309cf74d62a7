use tradewire_model::Date;

use crate::Place;

/// What kind of content an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// To be found out from the name and the first bytes.
    #[default]
    Auto,
    /// An HTML page.
    Html,
    /// Plain text.
    Text,
}

/// One input: its bytes, and what is known about it from outside.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// Name, with or without folders.
    pub name: &'a str,
    /// The bytes as they came.
    pub bytes: &'a [u8],
    /// Kind of content.
    pub content: Content,
    /// Charset from an HTTP header or a flag.
    pub charset: Option<&'a str>,
    /// Publication date; wins over the page's own.
    pub published: Option<Date>,
    /// Address; wins over the page's own.
    pub url: Option<&'a str>,
    /// Outlet; wins over the page's own.
    pub outlet: Option<&'a str>,
    /// Headline; wins over the page's own.
    pub title: Option<&'a str>,
    /// Author; wins over the page's own.
    pub author: Option<&'a str>,
    /// BCP 47 language; wins over counting scripts.
    pub language: Option<&'a str>,
    /// The day its bytes were fetched, as a crawl records it. It is no publication date; but no page was published
    /// later, and dates written as «3 hours ago» or without a year are read against it.
    pub observed: Option<Date>,
    /// Whether the text is invented.
    pub fiction: bool,
}

impl<'a> Input<'a> {
    /// Makes an input of which nothing but name and bytes is known.
    #[must_use]
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        Self {
            name,
            bytes,
            content: Content::Auto,
            charset: None,
            published: None,
            url: None,
            outlet: None,
            title: None,
            author: None,
            language: None,
            observed: None,
            fiction: false,
        }
    }
}

/// An input that owns its content, as JSON lines, archives and feeds give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedInput {
    /// Where in its source it stood.
    pub place: Place,
    /// Name.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Kind of content.
    pub content: Content,
    /// Charset.
    pub charset: Option<String>,
    /// Publication date.
    pub published: Option<Date>,
    /// Address.
    pub url: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// The day its bytes were fetched.
    pub observed: Option<Date>,
    /// Whether the text is invented.
    pub fiction: bool,
}

impl OwnedInput {
    /// Makes an input of which nothing but name and bytes is known.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            place: Place::Whole,
            name: name.into(),
            bytes,
            content: Content::Auto,
            charset: None,
            published: None,
            url: None,
            outlet: None,
            title: None,
            author: None,
            language: None,
            observed: None,
            fiction: false,
        }
    }

    /// The input as [`read`](crate::read) takes it.
    #[must_use]
    pub fn as_input(&self) -> Input<'_> {
        Input {
            name: &self.name,
            bytes: &self.bytes,
            content: self.content,
            charset: self.charset.as_deref(),
            published: self.published.clone(),
            url: self.url.as_deref(),
            outlet: self.outlet.as_deref(),
            title: self.title.as_deref(),
            author: self.author.as_deref(),
            language: self.language.as_deref(),
            observed: self.observed.clone(),
            fiction: self.fiction,
        }
    }
}
