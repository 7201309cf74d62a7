//! The same read → extract plan on DataFusion.
//!
//! [`context`] gives a session with two functions. `articles('file.jsonl', …)` is a table of the lines of JSON-lines
//! files, each file a partition; a line that is no article is a row with a `rejected` reason, never an error.
//! `claims_of(…)` turns the columns of such a row into a list of claims, each as the JSON object that
//! `tradewire extract` prints, so that
//!
//! ```sql
//! SELECT file, line, unnest(claims_of(doc, content, is_html, published, url, outlet)) AS claim
//! FROM articles('a.jsonl', 'b.jsonl')
//! ```
//!
//! reads and extracts millions of lines over all cores, in memory that does not grow with the files.

mod articles;
mod claims_of;
mod error;
mod plan;

pub use error::BatchError;
pub use plan::{Claims, context, extract};
