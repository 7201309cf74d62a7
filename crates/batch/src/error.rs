use std::path::PathBuf;

use datafusion::error::DataFusionError;

/// What can go wrong in a batch as a whole; a single bad line never does.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The shipped rules or the knowledge base are broken.
    #[error("{0}")]
    Rules(String),
    /// A path that cannot stand in a query.
    #[error("{} is no valid UTF-8", .0.display())]
    Path(PathBuf),
    /// The engine refused.
    #[error("the query failed: {0}")]
    Engine(#[from] DataFusionError),
}
