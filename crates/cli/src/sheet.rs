//! The statements of a ledger as a sheet: one row for each thing that a claim says, for people and spreadsheets.
//!
//! A statement is what one document, on the word of one origin, says of one thing: the value of one role of a claim. It
//! is first seen when the ledger took it in, and seen no longer where a later reading of the document no longer makes
//! it.

use std::io::Write;

use serde_json::Value as Json;
use tradewire_ledger::{ClaimRecord, Page, Store};
use tradewire_model::Name;

use crate::failure::Failure;

const COLUMNS: [&str; 22] = [
    "claim",
    "kind",
    "modality",
    "role",
    "value",
    "entity",
    "low",
    "high",
    "currency",
    "bound",
    "per",
    "document",
    "title",
    "outlet",
    "published",
    "url",
    "source",
    "anonymous",
    "quote",
    "rank",
    "first_seen",
    "fiction",
];

/// Longest quote, in characters: the bound of every face.
const QUOTE: usize = 300;

/// Writes every statement that stands, document by document.
pub fn export(store: &dyn Store, out: impl Write) -> Result<(), Failure> {
    let mut sheet = csv::Writer::from_writer(out);
    sheet.write_record(COLUMNS)?;
    let mut page = Page::first(Page::MOST);
    loop {
        let documents = store.documents(&page)?;
        for document in &documents.items {
            for record in store.claims_of_document(document.id.as_str())? {
                rows(&record, |row| Ok(sheet.write_record(row.iter().map(|c| cell(c)))?))?;
            }
        }
        page.after = documents.next;
        if page.after.is_none() {
            break;
        }
    }
    sheet.flush()?;
    Ok(())
}

/// What a spreadsheet would take for a formula is kept from being one (OWASP, «CSV injection»).
fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// The rows of a claim: one for each name, figure or word that fills a role.
fn rows(r: &ClaimRecord, mut write: impl FnMut(Vec<String>) -> Result<(), Failure>) -> Result<(), Failure> {
    let (c, d) = (&r.claim, &r.document);
    let text = |t: Option<&str>| t.unwrap_or_default().to_owned();
    for (role, value) in c.args.iter() {
        let json = serde_json::to_value(value)?;
        let parts = match json {
            Json::Array(parts) => parts,
            one => vec![one],
        };
        for part in &parts {
            let field = |name: &str| match &part[name] {
                Json::Null => String::new(),
                Json::String(s) => s.clone(),
                other => other.to_string(),
            };
            let plain = match part {
                Json::String(s) => s.clone(),
                Json::Object(_) => field("name"),
                other => other.to_string(),
            };
            let value = [plain, field("value"), field("text")].into_iter().find(|v| !v.is_empty());
            write(vec![
                c.id.to_string(),
                c.kind.to_string(),
                c.modality.to_string(),
                role.to_string(),
                value.unwrap_or_default(),
                field("id"),
                field("low"),
                field("high"),
                field("currency"),
                field("bound"),
                field("per"),
                d.name.clone(),
                text(d.title.as_deref()),
                text(d.outlet.as_deref()),
                d.published.as_ref().map(ToString::to_string).unwrap_or_default(),
                text(d.url.as_deref()),
                text(c.attribution.source.as_ref().map(Name::label)),
                c.attribution.anonymous.to_string(),
                c.quote.chars().take(QUOTE).collect(),
                r.rank.to_string(),
                r.observed_at.to_string(),
                d.fiction.to_string(),
            ])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@x"), "'@x");
        assert_eq!(cell("Okapi"), "Okapi");
    }
}
