//! HTML pages: a small tokenizer that keeps source offsets, a tree, the main text and the metadata.
//!
//! Every span of a document must lead back to the page's source, so nothing here copies text before its place in
//! the source is known. Parsing follows the HTML Standard where pages depend on it (raw text elements, implied end
//! tags, unquoted attributes) and is linear in the size of the page.

mod article;
mod aside;
mod byline;
mod entity;
mod hints;
mod json_ld;
mod line;
mod meta;
mod outlet;
mod people;
mod render;
mod tag;
mod token;
mod tree;

pub(crate) use article::draft;
pub(crate) use entity::{decode_all, decode_entity};

/// Whether bytes look like an HTML page.
pub(crate) fn looks_like_html(name: &str, text: &str) -> bool {
    let mut end = text.len().min(2048);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].trim_start().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<html") {
        return true;
    }
    let name = name.to_ascii_lowercase();
    let named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|e| name.ends_with(e));
    let tags = ["<head", "<body", "<div", "<p>", "<p ", "<meta", "<article", "<!--", "<table", "<span"];
    (named && head.contains('<')) || (head.starts_with('<') && tags.iter().any(|t| head.contains(t)))
}
