/// Why the rules for mentions make no sense.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MentionError {
    /// A rule file is missing or is no TOML of the expected shape.
    #[error("rules/{file}: {message}")]
    File {
        /// Path below `rules/`.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A rule contradicts itself or another one.
    #[error("rules/{file}, {rule}: {message}")]
    Rule {
        /// Path below `rules/`.
        file: String,
        /// Id of the rule, or name of the list.
        rule: String,
        /// What is wrong.
        message: String,
    },
    /// The automaton cannot be built.
    #[error("the automaton of mention words cannot be built: {0}")]
    Automaton(String),
}
