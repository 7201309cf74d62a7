//! The lines of an export: one for its head, one for each entry of the log.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Timestamp;
use crate::entry::{Hash, hex};

/// What the first line says it is.
const FORMAT: &str = "tradewire ledger";
/// The form of the lines.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadLine {
    format: String,
    version: u32,
    /// The entry after which it starts, and its hash.
    pub after: i64,
    pub after_hash: String,
    /// The last entry, and its hash.
    pub to: i64,
    pub to_hash: String,
}

impl HeadLine {
    pub fn new(after: i64, after_hash: &Hash, to: i64, to_hash: &Hash) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            after,
            after_hash: hex(after_hash),
            to,
            to_hash: hex(to_hash),
        }
    }

    pub fn parse(line: &str) -> Result<Self, String> {
        let head: Self = serde_json::from_str(line)
            .map_err(|e| format!("it should start an export of a tradewire ledger ({e})"))?;
        if head.format != FORMAT {
            return Err(format!("it starts an export of «{}», not of a {FORMAT}", head.format));
        }
        if head.version > VERSION {
            return Err(format!(
                "the export has form {}, this tradewire reads forms up to {VERSION}",
                head.version
            ));
        }
        Ok(head)
    }
}

/// One entry.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryLine<'a> {
    pub seq: i64,
    pub kind: String,
    pub subject: String,
    pub observed_at: Timestamp,
    /// Missing where the content was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub body: Option<&'a RawValue>,
    /// Given where the content was erased, true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    pub commitment: String,
    pub hash: String,
}

/// Reads a hash back.
pub(crate) fn unhex(text: &str) -> Result<Hash, String> {
    let bad = || format!("«{text}» is no hash");
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(bad());
    }
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[i * 2..i * 2 + 2], 16).map_err(|_| bad())?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back() {
        let hash: Hash = std::array::from_fn(|i| i as u8 * 7);
        assert_eq!(unhex(&hex(&hash)), Ok(hash));
        assert!(unhex("00").is_err());
        assert!(unhex(&"zz".repeat(32)).is_err());
        assert!(unhex(&"é".repeat(32)).is_err());
    }

    #[test]
    fn the_head_says_what_it_is() {
        assert!(HeadLine::parse("{}").is_err());
        let other = r#"{"format":"x","version":1,"after":0,"after_hash":"","to":0,"to_hash":""}"#;
        assert!(HeadLine::parse(other).unwrap_err().contains("«x»"));
        let later =
            r#"{"format":"tradewire ledger","version":9,"after":0,"after_hash":"","to":0,"to_hash":""}"#;
        assert!(HeadLine::parse(later).unwrap_err().contains("form 9"));
    }
}
