/// What can be wrong with the rules an extractor is built from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// A rule file that does not parse.
    #[error("{file}: {message}")]
    Toml {
        /// The file.
        file: String,
        /// What the parser says.
        message: String,
    },
    /// A rule that parses but makes no sense.
    #[error("{file}: rule «{rule}»: {message}")]
    Rule {
        /// The file.
        file: String,
        /// The rule's id.
        rule: String,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// The automaton could not be built.
    #[error("the lexicon could not be compiled: {0}")]
    Automaton(String),
    /// Bytes that are no models.
    #[error("these bytes are no models: make them with `tradewire-bench train`")]
    Models,
    /// The knowledge base could not be loaded.
    #[error("knowledge base: {0}")]
    Kb(String),
}
