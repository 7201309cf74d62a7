//! The plan: articles, their claims, one row per claim.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;

use crate::BatchError;
use crate::articles::Articles;
use crate::claims_of::ClaimsOf;

/// What a batch gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Claims as JSON lines, by file and line.
    pub claims: Vec<String>,
    /// Lines that are no articles: file, line, reason.
    pub rejected: Vec<(String, u64, String)>,
}

/// Makes a session that knows `articles` and `claims_of`.
///
/// # Errors
/// [`BatchError::Rules`] if what ships is broken.
pub fn context() -> Result<SessionContext, BatchError> {
    let session = SessionContext::new();
    session.register_udtf("articles", Arc::new(Articles));
    session.register_udf(ScalarUDF::new_from_impl(ClaimsOf::new()?));
    Ok(session)
}

/// Reads and extracts every line of JSON-lines files, over all cores.
///
/// # Errors
/// [`BatchError`] where a file cannot be opened or the plan fails; a bad line is only listed.
pub async fn extract(files: &[PathBuf]) -> Result<Claims, BatchError> {
    let mut paths = Vec::with_capacity(files.len());
    for file in files {
        let path = file.to_str().ok_or_else(|| BatchError::Path(file.clone()))?;
        paths.push(format!("'{}'", path.replace('\'', "''")));
    }
    let from = paths.join(", ");
    let session = context()?;
    let mut out = Claims::default();

    let query = format!(
        "SELECT claim FROM (SELECT file, line, unnest(claims_of(doc, content, is_html, published, url, outlet)) AS claim \
         FROM articles({from}) WHERE rejected IS NULL) ORDER BY file, line"
    );
    for batch in session.sql(&query).await?.collect().await? {
        let column = batch.column(0).as_string::<i32>();
        out.claims.extend((0..column.len()).map(|i| column.value(i).to_owned()));
    }
    let query = format!(
        "SELECT file, line, rejected FROM articles({from}) WHERE rejected IS NOT NULL ORDER BY file, line"
    );
    for batch in session.sql(&query).await?.collect().await? {
        let (file, reason) = (batch.column(0).as_string::<i32>(), batch.column(2).as_string::<i32>());
        let line = batch.column(1).as_primitive::<datafusion::arrow::datatypes::UInt64Type>();
        out.rejected.extend(
            (0..batch.num_rows())
                .map(|i| (file.value(i).to_owned(), line.value(i), reason.value(i).to_owned())),
        );
    }
    Ok(out)
}
