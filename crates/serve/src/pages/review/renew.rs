//! Making the views and the queue anew, at a reviewer's word.

use std::time::Duration;

use axum::extract::{Form, State};
use axum::response::Response;
use tradewire_accounts::Deed;

use super::{go, refused};
use crate::access::did;
use crate::library::Library;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;

/// So long is waited before the reader is told that it takes longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Begins the work and leads to the queue, which says when it is done.
pub async fn begin(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let desk = library.desk();
    if !desk.knows(&reader, Posted(fields).field("csrf")) {
        return refused(&reader, PageError::Foreign, "/review");
    }
    if let Some(why) = desk.closed() {
        return refused(&reader, PageError::Closed(why.clone()), "/review");
    }
    if desk.renew() {
        let step = Duration::from_millis(50);
        let mut waited = Duration::ZERO;
        while desk.is_renewing() && waited < PATIENCE {
            tokio::time::sleep(step).await;
            waited += step;
        }
        return did(go("/review"), Deed::QueueRenewed, "");
    }
    go("/review")
}
