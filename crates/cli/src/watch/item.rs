//! What waits to be taken into the ledger.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tradewire_read::{Content, OwnedInput};

use crate::failure::Failure;
use crate::intake::Waiting;

/// One document, as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where it was found, for a person.
    pub place: String,
    name: String,
    content: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Bytes that are no UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    fiction: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Auto,
    Html,
    Text,
}

impl Item {
    /// Keeps an input.
    pub fn of(waiting: Waiting) -> Self {
        let Waiting { place, input } = waiting;
        let (text, hex) = match String::from_utf8(input.bytes) {
            Ok(text) => (Some(text), None),
            Err(e) => (None, Some(hex_of(e.as_bytes()))),
        };
        Self {
            place,
            name: input.name,
            content: match input.content {
                Content::Auto => Kind::Auto,
                Content::Html => Kind::Html,
                Content::Text => Kind::Text,
            },
            text,
            hex,
            charset: input.charset,
            published: input.published.map(|d| d.to_string()),
            observed: input.observed.map(|d| d.to_string()),
            url: input.url,
            outlet: input.outlet,
            title: input.title,
            author: input.author,
            language: input.language,
            fiction: input.fiction,
        }
    }

    /// The input again.
    ///
    /// # Errors
    /// Where the queue holds what no watcher wrote.
    pub fn waiting(self) -> Result<Waiting, Failure> {
        let bytes = match (self.text, self.hex) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(hex)) => bytes_of(&hex).ok_or_else(|| Failure::new("the queue holds no bytes"))?,
            (None, None) => Vec::new(),
        };
        let date = |text: Option<String>| text.and_then(|t| t.parse().ok());
        let input = OwnedInput {
            content: match self.content {
                Kind::Auto => Content::Auto,
                Kind::Html => Content::Html,
                Kind::Text => Content::Text,
            },
            charset: self.charset,
            published: date(self.published),
            observed: date(self.observed),
            url: self.url,
            outlet: self.outlet,
            title: self.title,
            author: self.author,
            language: self.language,
            fiction: self.fiction,
            ..OwnedInput::new(self.name, bytes)
        };
        Ok(Waiting { place: self.place, input })
    }

    /// The outlet of what came without one.
    pub fn by(mut self, outlet: Option<&str>) -> Self {
        if self.outlet.is_none() {
            self.outlet = outlet.map(str::to_owned);
        }
        self
    }

    /// What tells it from others: its name and what it says, not when or how it came.
    pub fn print(&self) -> String {
        let mut hash = Sha256::new();
        for field in [&Some(self.name.clone()), &self.text, &self.hex, &self.title] {
            let field = field.as_deref().unwrap_or_default();
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hex_of(&hash.finalize()[..10])
    }

    /// Headline or name, for a person.
    pub fn called(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// Its address, if it has one.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
}

/// Bytes as hexadecimal digits.
pub fn hex_of(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    digits
        .chunks(2)
        .map(|pair| {
            let digit = |i: usize| char::from(*pair.get(i)?).to_digit(16);
            u8::try_from(digit(0)? * 16 + digit(1)?).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_comes_back_as_it_went() {
        for bytes in ["收购 one".as_bytes().to_vec(), vec![0xff, 0x00, 0xbc]] {
            let mut input = OwnedInput::new("a", bytes.clone());
            input.published = "2025-07".parse().ok();
            input.content = Content::Html;
            let item = Item::of(Waiting { place: "p".into(), input });
            let line = serde_json::to_string(&item).unwrap();
            let back: Item = serde_json::from_str(&line).unwrap();
            assert_eq!(back.print(), item.print());
            let waiting = back.waiting().unwrap();
            assert_eq!((waiting.input.bytes, waiting.input.content), (bytes, Content::Html));
            assert_eq!(waiting.input.published.unwrap().to_string(), "2025-07");
        }
    }
}
