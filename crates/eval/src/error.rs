use std::path::PathBuf;

/// What can be wrong with gold, a unit table or a folder of texts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file or folder that cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// JSON or TOML that does not parse.
    #[error("{}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What the parser says, with line and column.
        message: String,
    },
    /// A fact or passage that lacks something or contradicts itself.
    #[error("{}: {place}: {message}", path.display())]
    Gold {
        /// The file.
        path: PathBuf,
        /// The fact or passage.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// A folder without a single golden document.
    #[error("{}: no golden facts here (JSON files with «facts», or TOML files with «[[passage]]»)", .0.display())]
    Empty(PathBuf),
}
