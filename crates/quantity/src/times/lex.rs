//! Cuts English text into words, runs of digits and signs.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tok {
    /// Letters in lower case; an apostrophe between letters belongs to them, save in a genitive `'s`.
    Word(String),
    /// A run of digits, as it stands.
    Num(String),
    /// Any other sign.
    Sign(char),
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) tok: Tok,
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Whether it touches the one before.
    pub(super) glued: bool,
    /// Whether it begins with a capital and goes on without.
    pub(super) capital: bool,
}

/// Cuts `text`; addresses of the web are left out.
pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |k: usize| chars.get(k).map(|c| c.1);
    let byte = |k: usize| chars.get(k).map_or(text.len(), |c| c.0);
    let mut k = 0;
    let mut last = usize::MAX;
    while let Some(c) = at(k) {
        if c.is_whitespace() {
            k += 1;
            continue;
        }
        let start = k;
        let tok = if c.is_ascii_digit() {
            while at(k).is_some_and(|c| c.is_ascii_digit()) {
                k += 1;
            }
            Tok::Num(text[byte(start)..byte(k)].to_owned())
        } else if c.is_alphabetic() {
            if text[byte(k)..].starts_with("http") && text[byte(k)..].contains("://") {
                let rest = &text[byte(k)..];
                let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>');
                let address = rest.get(..rest.find(stop).unwrap_or(rest.len())).unwrap_or(rest);
                if address.contains("://") {
                    k += address.chars().count();
                    continue;
                }
            }
            while let Some(c) = at(k) {
                let apostrophe = matches!(c, '\'' | '\u{2019}')
                    && at(k + 1).is_some_and(char::is_alphabetic)
                    && !(matches!(at(k + 1), Some('s' | 'S')) && !at(k + 2).is_some_and(char::is_alphabetic));
                if !c.is_alphabetic() && !apostrophe {
                    break;
                }
                k += 1;
            }
            Tok::Word(text[byte(start)..byte(k)].to_lowercase().replace('\u{2019}', "'"))
        } else {
            k += 1;
            Tok::Sign(if matches!(c, '\u{2013}' | '\u{2014}' | '\u{2010}') { '-' } else { c })
        };
        let capital = c.is_uppercase() && at(start + 1).is_some_and(char::is_lowercase);
        out.push(Token { tok, range: byte(start)..byte(k), glued: last == byte(start), capital });
        last = byte(k);
    }
    out
}
