//! Taking one's last judgement back.

use axum::extract::{Form, State};
use axum::response::Response;
use tradewire_accounts::Deed;
use tradewire_model::JudgementId;

use super::{admit, go, refused};
use crate::access::did;
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::review::{self, Posted, Scope};

/// Takes a judgement back and leads to its task.
pub async fn take_back(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let scope = Scope::of(&posted.0);
    let next = scope.address("/review/next");
    let reviewer = match admit(&library, &reader, &posted) {
        Ok(reviewer) => reviewer,
        Err(why) => return refused(&reader, why, &next),
    };
    let id = JudgementId::new(posted.field("judgement"));
    match library.desk().write(move |store| review::take_back(store, &id, &reviewer)).await {
        Ok(task) => {
            let to = scope.address(&link::review(&task));
            let on = go(&format!("{to}{}undone=1", if to.contains('?') { '&' } else { '?' }));
            did(on, Deed::TookBack, task)
        }
        Err(why) => refused(&reader, why, &next),
    }
}
