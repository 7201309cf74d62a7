//! One task: a claim, or a pair of names.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tradewire_ledger::{ReviewProgress, Timestamp};

use super::{focused, go, who};
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::review::{Posted, Scope, Sheet, Work, task, work};
use crate::trouble::PageError;
use crate::view::review::{Bench, Notice, claim, names};

/// Leads to what is asked next.
pub async fn next(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    let Some(reviewer) = who(&library, &reader) else { return Ok(go("/review")) };
    let scope = Scope::of(&reader.query);
    let but = reader.field("but").map(str::to_owned);
    let welcome = reader.field("welcome").is_some();
    let (wanted, inside) = (reviewer.clone(), scope.clone());
    let among = library.desk().among().to_vec();
    let found =
        library.read_to_review(move |store| inside.next(&**store, &wanted, &among, but.as_deref())).await?;
    Ok(go(&match found {
        Some(t) => {
            let to = scope.address(&link::review(&t.id));
            let mark = if to.contains('?') { '&' } else { '?' };
            if welcome { format!("{to}{mark}welcome=1") } else { to }
        }
        None => scope_done(&scope),
    }))
}

/// Where one is led when nothing is left.
pub(crate) fn scope_done(scope: &Scope) -> String {
    let to = scope.address("/review");
    format!("{to}{}done=1", if to.contains('?') { '&' } else { '?' })
}

/// Shows a task.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let Some(reviewer) = who(&library, &reader) else { return Ok(go("/review")) };
    let notice = match (reader.field("undone"), reader.field("welcome")) {
        (Some(_), _) => Notice::Undone,
        (None, Some(_)) => Notice::Welcome,
        (None, None) => Notice::None,
    };
    let scope = Scope::of(&reader.query);
    draw(&library, &reader, &reviewer, id, &scope, StatusCode::OK, &notice, &Posted::default()).await
}

/// What a screen is drawn from.
struct Loaded {
    sheet: Sheet,
    progress: ReviewProgress,
    work: Work,
}

/// Draws a task with what is to be said at its head, and with what was typed where it comes back.
#[expect(clippy::too_many_arguments, reason = "each is another part of one screen")]
pub(crate) async fn draw(
    library: &Library,
    reader: &Reader,
    reviewer: &str,
    id: String,
    scope: &Scope,
    status: StatusCode,
    notice: &Notice,
    posted: &Posted,
) -> Result<Response, PageError> {
    let wanted = reviewer.to_owned();
    let it = library
        .read_to_review(move |store| {
            let store: &dyn tradewire_ledger::Store = &**store;
            let sheet = Sheet::load(store, task(store, &id)?, &wanted)?;
            let progress = store.review_progress(&wanted)?;
            Ok(Loaded { sheet, progress, work: work(store, &wanted, 1)? })
        })
        .await?;
    let desk = library.desk();
    let token = desk.token(reader);
    let bench = Bench {
        reader,
        token: &token,
        reviewer,
        scope,
        open: desk.closed().is_none(),
        progress: it.progress,
        work: &it.work,
        now: Timestamp::now(),
    };
    let body = match &it.sheet {
        Sheet::Claim(s) => claim::draw(&bench, s, notice, posted),
        Sheet::Names(s) => names::draw(&bench, s, notice),
    };
    Ok((status, focused(reader, bench.words().title, &body)).into_response())
}
