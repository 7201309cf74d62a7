use crate::{ClaimKind, Role};

/// What can be wrong with a value that enters the model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A span whose end lies before its start, or that is too long for a document.
    #[error("span {start}..{end} is not a range")]
    Span {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// A text that is no EDTF date of the profile used here.
    #[error("«{0}» is not a date (YYYY, YYYY-MM, YYYY-MM-DD, XXXX-MM-DD or an interval A/B)")]
    Date(String),
    /// A code that is not in its closed list.
    #[error("«{value}» is not a {what}")]
    Code {
        /// The closed list asked.
        what: &'static str,
        /// The offending text.
        value: String,
    },
    /// A role that claims of this kind do not have.
    #[error("a claim of kind {kind} has no role {role}")]
    Role {
        /// Kind of the claim.
        kind: ClaimKind,
        /// The role.
        role: Role,
    },
    /// A value whose form does not suit its role.
    #[error("role {role}: {value} is not {expected}")]
    Value {
        /// The role.
        role: Role,
        /// What the role holds.
        expected: &'static str,
        /// The offending JSON.
        value: String,
    },
    /// An amount that contradicts itself, such as a range without both ends.
    #[error("amount: {0}")]
    Amount(String),
}
