//! Signing in and out.

use axum::Extension;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tradewire_accounts::{AccountError, account_name};
use tradewire_ledger::Timestamp;

use super::account::no_accounts;
use crate::access::{Known, Means, cleared, seconds, set};
use crate::library::Library;
use crate::link;
use crate::pages::review::go;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};

/// What is said over the form.
enum Notice {
    None,
    SignedOut,
    Bad(String),
}

/// The form; whoever is signed in already goes on.
pub async fn show(State(library): State<Library>, reader: Reader) -> Response {
    if library.access().is_none() {
        return no_accounts(&reader).into_response();
    }
    let to = local(reader.field("to"));
    if reader.who.owner().is_some() {
        return go(to);
    }
    let notice = if reader.field("out").is_some() { Notice::SignedOut } else { Notice::None };
    draw(&library, &reader, to, "", &notice).into_response()
}

/// Takes name and password; what is wrong is not said more exactly than that.
pub async fn enter(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (Some(access), Some(Extension(known))) = (library.access(), known) else {
        return no_accounts(&reader).into_response();
    };
    let (posted, w) = (Posted(fields), reader.lang.access_words());
    let (to, typed) = (local(posted.given("to")), posted.field("name"));
    let again = |status: StatusCode, why: String| {
        (status, draw(&library, &reader, to, typed, &Notice::Bad(why))).into_response()
    };
    if !library.desk().knows(&reader, posted.field("csrf")) {
        return again(StatusCode::FORBIDDEN, w.stale.to_owned());
    }
    // All that no account can be called is counted as one.
    let name = account_name(typed).unwrap_or_default();
    if let Err(wait) = access.limits().sign_in(&name, &known.visit.address) {
        let wait = seconds(wait).max(1);
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, format!("{} {wait} {}", w.wait, w.seconds));
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        return response;
    }
    let (password, visit, before) = (posted.field("password").to_owned(), known.visit.clone(), known.clone());
    let done = access.hash(move |accounts| {
        let now = Timestamp::now();
        let begun = accounts.sign_in(&name, &password, &visit, now)?;
        // The one before it in this browser is of no more use to anybody.
        if let (crate::who::Who::Member { name, .. }, Means::Session(id)) = (&before.who, before.means) {
            accounts.end_session(name, id, true, now)?;
        }
        Ok(begun.0)
    });
    match done.await {
        Ok(secret) => {
            let mut response = go(to);
            set(&mut response, &secret, known.secure);
            response
        }
        Err(PageError::Account(AccountError::Wrong)) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, w.wrong.to_owned())
        }
        Err(why) => why.into_response(),
    }
}

/// Ends the session.
pub async fn leave(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (Some(access), Some(Extension(known))) = (library.access(), known) else {
        return no_accounts(&reader).into_response();
    };
    if !library.desk().knows(&reader, Posted(fields).field("csrf")) {
        return go("/account?stale=1");
    }
    if let (Some(name), Means::Session(id)) = (reader.who.owner().map(str::to_owned), known.means) {
        let ended = access.ask(move |a| a.end_session(&name, id, true, Timestamp::now())).await;
        if let Err(why) = ended {
            return why.into_response();
        }
    }
    let mut response = go("/sign-in?out=1");
    cleared(&mut response, known.secure);
    response
}

/// Where one goes on to: a page of this site, and not the one where one signs in.
fn local(to: Option<&str>) -> &str {
    to.filter(|t| link::is_local(t) && !t.starts_with("/sign-")).unwrap_or("/")
}

fn draw(library: &Library, reader: &Reader, to: &str, name: &str, notice: &Notice) -> Markup {
    let w = reader.lang.access_words();
    let bad = matches!(notice, Notice::Bad(_));
    let body = html! {
        div.door {
            header.head { h1 { (w.sign_in) } p.lead { (w.sign_in_lead) } }
            @match notice {
                Notice::None => {},
                Notice::SignedOut => p.notice role="status" { (w.signed_out) },
                Notice::Bad(why) => div.problem #why role="alert" { b { (why) } },
            }
            form.fields method="post" action="/sign-in" {
                input type="hidden" name="csrf" value=(library.desk().token(reader));
                input type="hidden" name="to" value=(to);
                label {
                    span { (w.name) }
                    input type="text" name="name" required maxlength="80" autocomplete="username" autocapitalize="none" spellcheck="false"
                        value=(name) autofocus[name.is_empty()] aria-invalid=[bad.then_some("true")] aria-describedby=[bad.then_some("why")];
                }
                label {
                    span { (w.password) }
                    input type="password" name="password" required maxlength="1024" autocomplete="current-password"
                        autofocus[!name.is_empty()] aria-invalid=[bad.then_some("true")] aria-describedby=[bad.then_some("why")];
                }
                div.buttons { button.main type="submit" { (w.sign_in) } }
            }
            p.note { (w.no_account) }
        }
    };
    page(reader, &Frame { title: w.sign_in.to_owned(), section: "/sign-in", ..Frame::default() }, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_to_pages_of_this_site_only() {
        assert_eq!(local(Some("/review?only=claim")), "/review?only=claim");
        for bad in ["https://evil.example/", "//evil.example", "/\\evil.example", "/sign-in", "/sign-out", ""]
        {
            assert_eq!(local(Some(bad)), "/", "{bad}");
        }
    }
}
