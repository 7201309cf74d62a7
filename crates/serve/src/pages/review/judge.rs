//! An answer to a task: written, then on to the next.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tradewire_accounts::Deed;
use tradewire_ledger::{Store, Timestamp};
use tradewire_model::{ClaimJudgement, NameJudgement};

use super::task::{draw, scope_done};
use super::{admit, go, refused};
use crate::access::did;
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::review::{Answer, Posted, Scope, Sheet, judge, judge_pair, task};
use crate::trouble::PageError;
use crate::view::review::Notice;

/// Takes an answer and leads to the next task; what cannot be taken comes back with the reason and what was typed.
pub async fn write(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let scope = Scope::of(&posted.0);
    let back = scope.address(&link::review(&id));
    let reviewer = match admit(&library, &reader, &posted) {
        Ok(reviewer) => reviewer,
        Err(why) => return refused(&reader, why, &back),
    };
    let given = (id.clone(), reviewer.clone(), posted.clone(), scope.clone());
    let among = library.desk().among().to_vec();
    let done = library
        .desk()
        .write(move |store| {
            let (id, reviewer, posted, scope) = given;
            answer(store, &id, &reviewer, &posted, &scope)?;
            scope.next(store, &reviewer, &among, None)
        })
        .await;
    let (status, notice) = match done {
        Ok(Some(next)) => return did(go(&scope.address(&link::review(&next.id))), Deed::Judged, id),
        Ok(None) => return did(go(&scope_done(&scope)), Deed::Judged, id),
        // The same form sent twice: the first one holds.
        Err(PageError::Meanwhile(newer)) if newer.judgement.reviewer == reviewer => {
            return go(&scope.address("/review/next"));
        }
        Err(PageError::Meanwhile(_)) => (StatusCode::CONFLICT, Notice::Meanwhile { again: posted.0.clone() }),
        Err(PageError::Senseless(why)) => (StatusCode::UNPROCESSABLE_ENTITY, Notice::NotTaken(why)),
        Err(why) => return refused(&reader, why, &back),
    };
    match draw(&library, &reader, &reviewer, id, &scope, status, &notice, &posted).await {
        Ok(page) => page,
        Err(why) => refused(&reader, why, &back),
    }
}

fn answer(
    store: &mut dyn Store,
    id: &str,
    reviewer: &str,
    posted: &Posted,
    scope: &Scope,
) -> Result<(), PageError> {
    let task = task(store, id)?;
    let sheet = Sheet::load(store, task, reviewer)?;
    let now = Timestamp::now();
    let answer = match &sheet {
        Sheet::Claim(s) => posted.of_claim(s)?,
        Sheet::Names(_) => posted.of_names()?,
    };
    let task = sheet.task();
    match (answer, task.claim(), task.pair()) {
        (Answer::Claim(decision, words), Some(claim), _) => {
            let judgement = ClaimJudgement {
                words,
                batch: scope.batch_name(),
                taken_ms: posted.taken_ms(now),
                seen: posted.seen(),
                ..ClaimJudgement::new(claim, reviewer, now, decision)
            };
            judge(store, task, judgement).map(drop)
        }
        (Answer::Names(word, reason), _, Some((a, b))) => {
            let judgement = NameJudgement { a, b, word, author: reviewer.to_owned(), at: now, reason };
            judge_pair(store, &judgement).map(drop)
        }
        _ => Err(PageError::Missing { what: "task", id: id.to_owned() }),
    }
}
