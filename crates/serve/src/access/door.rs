//! The door before every route: whether whoever asks may, and not too often; what was done is written down.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tradewire_accounts::{By, Deed, Note, Rank};
use tradewire_ledger::Timestamp;

use super::{Access, Known};
use crate::api::refuse;
use crate::dress::LOCATION;
use crate::library::Library;
use crate::link;
use crate::routes::{self, Asks, Kind};
use crate::trouble::PageError;
use crate::who::Who;

/// Something that was done, left on the response for the door to write down.
#[derive(Debug, Clone)]
struct Done(Deed, String);

/// Leaves word of what was done, and to what.
pub(crate) fn did(mut response: Response, deed: Deed, subject: impl Into<String>) -> Response {
    response.extensions_mut().insert(Done(deed, subject.into()));
    response
}

/// Lets through whoever may pass.
pub(crate) async fn door(State(library): State<Library>, request: Request, next: Next) -> Response {
    let Some(access) = library.access() else { return next.run(request).await };
    // Whoever is not known by now is nobody, and what is not in the table is for those who signed in.
    let Some(known) = request.extensions().get::<Known>().cloned() else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let path = request.extensions().get::<MatchedPath>().map(|p| p.as_str().to_owned());
    let kind = routes::kind(path.as_deref(), request.uri().path());
    let asks = routes::asks(path.as_deref(), request.method());
    let name = match &known.who {
        Who::Member { name, .. } => Some(name.as_str()),
        _ => None,
    };
    if path.as_deref() != Some(routes::HEALTH)
        && let Err(wait) = access.limits().request(name, &known.visit.address)
    {
        return too_often(kind, wait);
    }
    if let Asks::Rank(rank) = asks
        && !known.who.may(rank)
    {
        return match known.who {
            Who::Nobody => stranger(kind, &request),
            _ => too_low(kind, rank),
        };
    }
    let mut response = next.run(request).await;
    if let Some(Done(deed, subject)) = response.extensions_mut().remove::<Done>() {
        write_down(access, &known, deed, subject).await;
    }
    if kind == Kind::Page {
        // Nothing of it is to be seen by going back after signing out.
        response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

async fn write_down(access: &Access, known: &Known, deed: Deed, subject: String) {
    let (who, address) = (known.who.clone(), known.visit.address.clone());
    let done = access.ask(move |accounts| {
        let by = match &who {
            Who::Member { name, .. } => By::Account(name),
            _ => By::Nobody,
        };
        accounts.note(&Note { by, deed, subject: &subject, detail: "", address: &address }, Timestamp::now())
    });
    if let Err(why) = done.await {
        tracing::error!(error = &why as &dyn std::error::Error, deed = deed.as_str(), "not written down");
    }
}

/// Whole seconds to wait, one at least.
pub(crate) fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn too_often(kind: Kind, wait: Duration) -> Response {
    let wait = seconds(wait).max(1);
    let mut response = match kind {
        Kind::Api => refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "too many requests",
            "wait as many seconds as Retry-After says",
        ),
        Kind::Page => PageError::TooOften(wait).into_response(),
        Kind::Feed | Kind::Asset => (StatusCode::TOO_MANY_REQUESTS, "too many requests\n").into_response(),
    };
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// Asks somebody who is not known to say who they are, in the way of what they ask for.
fn stranger(kind: Kind, request: &Request) -> Response {
    let challenge = |mut response: Response, how: &'static [&'static str]| {
        for one in how {
            response.headers_mut().append(WWW_AUTHENTICATE, HeaderValue::from_static(one));
        }
        response
    };
    match kind {
        Kind::Api => {
            let hint = "send Authorization: Bearer with a token, made under /account or by `tradewire account token add`";
            let refused = refuse(StatusCode::UNAUTHORIZED, "sign_in", "this asks for an account", hint);
            challenge(refused, &[r#"Bearer realm="tradewire""#])
        }
        Kind::Feed => {
            let refused = (StatusCode::UNAUTHORIZED, "this asks for a token\n").into_response();
            challenge(
                refused,
                &[r#"Basic realm="tradewire", charset="UTF-8""#, r#"Bearer realm="tradewire""#],
            )
        }
        Kind::Page | Kind::Asset => {
            let asked = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let reading = matches!(*request.method(), Method::GET | Method::HEAD);
            let to = match reading && asked != "/" && link::is_local(asked) {
                true => format!("/sign-in?to={}", link::encode(asked)),
                false => "/sign-in".to_owned(),
            };
            let mut response = StatusCode::SEE_OTHER.into_response();
            if let Ok(to) = HeaderValue::from_str(&to) {
                response.headers_mut().insert(LOCATION, to);
            }
            response
        }
    }
}

fn too_low(kind: Kind, rank: Rank) -> Response {
    match kind {
        Kind::Api => {
            let why = format!("this asks for the rank of {rank}");
            let hint = "an admin can give an account another rank; a token does what its scope says";
            refuse(StatusCode::FORBIDDEN, "rank", &why, hint)
        }
        Kind::Page => PageError::Beyond(rank).into_response(),
        Kind::Feed | Kind::Asset => StatusCode::FORBIDDEN.into_response(),
    }
}
