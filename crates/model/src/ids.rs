use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Hashes fields into twenty hexadecimal digits (80 bits of SHA-256).
///
/// Each field is preceded by its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
#[must_use]
pub fn content_hash<I, T>(fields: I) -> String
where
    I: IntoIterator<Item = T>,
    T: AsRef<[u8]>,
{
    let mut hash = Sha256::new();
    for field in fields {
        let bytes = field.as_ref();
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().iter().take(10).map(|b| format!("{b:02x}")).collect()
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident $(, $prefix:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes an id as it stands in a file, a URL or a ledger.
            #[must_use]
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }
            $(
            /// Makes the content id of length-prefixed fields: the same fields give the same id.
            #[must_use]
            pub fn of<I, T>(fields: I) -> Self
            where
                I: IntoIterator<Item = T>,
                T: AsRef<[u8]>,
            {
                Self(format!(concat!($prefix, "_{}"), content_hash(fields)))
            }
            )?
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// Names a document: hash of its name and raw text.
    DocId, "d"
);
id!(
    /// Names a claim: hash of document, span, kind and arguments.
    ClaimId, "c"
);
id!(
    /// Names an event: hash of its kind and its earliest claim.
    EventId, "e"
);
id!(
    /// Names a conflict: hash of its role and its sides.
    ConflictId, "x"
);
id!(
    /// Names a judgement on a claim or on two names: hash of all it says.
    JudgementId, "j"
);
id!(
    /// Names a decision on what is public: hash of all it says.
    PublicationId, "p"
);
id!(
    /// Names a person, an organisation or an outlet: a slug of the knowledge base, or a derived one.
    EntityId
);
id!(
    /// Names a rule of `rules/`, such as `move.poach`.
    RuleId
);

impl EntityId {
    /// Makes the id of an entity that no knowledge base knows, from the class of entity and its folded name.
    #[must_use]
    pub fn derived(class: &str, folded_name: &str) -> Self {
        Self(format!("{class}-{}", &content_hash([class, folded_name])[..12]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_keep_fields_apart() {
        assert_ne!(content_hash(["ab", "c"]), content_hash(["a", "bc"]));
        assert_eq!(ClaimId::of(["x"]), ClaimId::of(["x"]));
        assert!(ClaimId::of(["x"]).as_str().starts_with("c_"));
    }
}
