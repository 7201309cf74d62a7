//! Addresses of pages, with everything that comes from outside percent-encoded.

use std::fmt::Write;

use tradewire_model::{ClaimId, ConflictId, EntityId, EventId};

/// Percent-encodes all but the unreserved characters of RFC 3986 §2.3.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// Reads percent-encoding back; nothing where it is no UTF-8.
#[must_use]
pub fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| std::str::from_utf8(after.get(..2)?).ok()).flatten();
        match code.and_then(|c| u8::from_str_radix(c, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// Form by which somebody asks for a correction of what has this id.
#[must_use]
pub fn ask(about: &str) -> String {
    format!("/ask?about={}", encode(about))
}

/// Page of what has this id; nothing for what is no id.
#[must_use]
pub fn of_id(id: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if id.is_empty() || id.len() > 80 || !id.chars().all(plain) {
        return None;
    }
    let kind = match id.split_once('_').map(|x| x.0) {
        Some("c") => "claim",
        Some("e") => "event",
        Some("x") => "conflict",
        Some("d") => "document",
        _ => "person", // which leads on to firms and sources
    };
    Some(format!("/{kind}/{id}"))
}

/// Page where a claim, or a pair of names, is judged.
#[must_use]
pub fn review(task: &str) -> String {
    format!("/review/{}", encode(task))
}

/// A path with query fields.
#[must_use]
pub fn with_query<'a>(path: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = path.to_owned();
    for (i, (k, v)) in fields.enumerate() {
        let _ = write!(out, "{}{}={}", if i == 0 { '?' } else { '&' }, encode(k), encode(v));
    }
    out
}

/// Page of an event.
#[must_use]
pub fn event(id: &EventId) -> String {
    format!("/event/{}", encode(id.as_str()))
}

/// Picture of an event's card, without the ending that says its form.
#[must_use]
pub fn card(id: &EventId) -> String {
    format!("/events/{}/card", encode(id.as_str()))
}

/// Picture of the card of a person, a firm or an outlet, likewise.
#[must_use]
pub fn entity_card(id: &EntityId) -> String {
    format!("/entities/{}/card", encode(id.as_str()))
}

/// Page of a claim: its evidence.
#[must_use]
pub fn claim(id: &ClaimId) -> String {
    format!("/claim/{}", encode(id.as_str()))
}

/// Page of a conflict.
#[must_use]
pub fn conflict(id: &ConflictId) -> String {
    format!("/conflict/{}", encode(id.as_str()))
}

/// Page of a document, by its name.
#[must_use]
pub fn document(name: &str) -> String {
    format!("/document/{}", encode(name))
}

/// Page of a person.
#[must_use]
pub fn person(id: &EntityId) -> String {
    format!("/person/{}", encode(id.as_str()))
}

/// Page of an organisation.
#[must_use]
pub fn company(id: &EntityId) -> String {
    format!("/company/{}", encode(id.as_str()))
}

/// Everything about somebody or a firm on the wire, which goes on page by page.
#[must_use]
pub fn wire_of(id: &str) -> String {
    with_query("/", [("lab", id), ("kind", "all")].into_iter())
}

/// Page of a source: an outlet's id, or its name where it has none.
#[must_use]
pub fn source(id_or_name: &str) -> String {
    format!("/source/{}", encode(id_or_name))
}

/// Whether an address leads to a page of this very site, so that a redirect cannot lead elsewhere.
#[must_use]
pub fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= 2048
        && !address.contains('\\')
        && address.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one_path_segment() {
        assert_eq!(document("a/../b 闻.txt"), "/document/a%2F..%2Fb%20%E9%97%BB.txt");
    }

    #[test]
    fn what_was_encoded_reads_back() {
        for text in ["安娜 Liu", "100%", "%zz", "", "a~b"] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
        assert_eq!(decode("%zz%4"), Some("%zz%4".to_owned()));
        assert_eq!(decode("%ff"), None);
    }

    #[test]
    fn redirects_stay_here() {
        assert!(is_local("/event/e_1?view=raw"));
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", ""] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
