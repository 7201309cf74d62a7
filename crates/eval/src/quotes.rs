use std::collections::HashMap;

use crate::Predictions;

/// A quote that is not the text at its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongQuote {
    /// Document.
    pub doc: String,
    /// Kind of the claim.
    pub kind: String,
    /// The span it gives, in bytes of the raw text.
    pub span: (usize, usize),
    /// The quote it gives.
    pub quote: String,
}

/// How many quotes equal their span.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuoteCheck {
    /// Claims looked at.
    pub checked: usize,
    /// Those whose quote is empty, elsewhere, or of an unknown document.
    pub wrong: Vec<WrongQuote>,
}

/// Holds every quote against the raw text of its document, byte for byte.
#[must_use]
pub fn check_quotes<T: AsRef<[u8]>>(predictions: &Predictions, raw: &HashMap<String, T>) -> QuoteCheck {
    let mut out = QuoteCheck::default();
    for p in predictions.iter() {
        out.checked += 1;
        let stands = raw.get(&p.doc).and_then(|bytes| {
            let bytes = bytes.as_ref();
            let end = p.span.1.min(bytes.len());
            bytes.get(p.span.0.min(end)..end)
        });
        if p.quote.is_empty() || stands.is_none_or(|s| String::from_utf8_lossy(s) != p.quote.as_str()) {
            out.wrong.push(WrongQuote {
                doc: p.doc.clone(),
                kind: p.kind.clone(),
                span: p.span,
                quote: p.quote.clone(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_must_be_its_span() {
        let text = "北门科技挖走林知远";
        let line = |span: &str, quote: &str| {
            format!(r#"{{"doc":"a.txt","kind":"move","args":{{}},"span":{span},"quote":"{quote}"}}"#)
        };
        let lines = [
            line("[0,12]", "北门科技"),
            line("[0,12]", "北門科技"),
            line("[1,12]", "门科技"),
            line("[0,99]", text),
            line("[9,3]", ""),
        ];
        let raw = HashMap::from([("a.txt".to_owned(), text)]);
        let check = check_quotes(&Predictions::from_json_lines(&lines.join("\n")), &raw);
        assert_eq!((check.checked, check.wrong.len()), (5, 3));
    }
}
