use tradewire_model::EntityId;

/// What can be wrong with a file of the knowledge base.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KbError {
    /// TOML that does not parse or lacks a key.
    #[error("{file}: {message}")]
    Toml {
        /// The file.
        file: String,
        /// What the parser says, with line and column.
        message: String,
    },
    /// One id given to two entries.
    #[error("{second}: id «{id}» is already given in {first}")]
    Twice {
        /// The id.
        id: EntityId,
        /// Where it stands first.
        first: String,
        /// Where it stands again.
        second: String,
    },
    /// An id that is pointed to but not there.
    #[error("{file}: «{entry}» points to «{id}», which no file holds")]
    Unknown {
        /// The missing id.
        id: EntityId,
        /// The entry that points to it.
        entry: EntityId,
        /// Its file.
        file: String,
    },
    /// A journalist without a beat or without an outlet.
    #[error("{file}: the journalist «{entry}» lacks {lacks}")]
    Journalist {
        /// The file.
        file: String,
        /// The entry.
        entry: EntityId,
        /// What is missing.
        lacks: &'static str,
    },
    /// A journalist whose outlet is none.
    #[error("{file}: «{entry}» reports for «{id}», which is no outlet")]
    NoOutlet {
        /// What is pointed to.
        id: EntityId,
        /// The journalist.
        entry: EntityId,
        /// Its file.
        file: String,
    },
    /// The compact form that ships inside the program does not read as it was written.
    #[error("the knowledge base inside the program is damaged")]
    Damaged,
}
