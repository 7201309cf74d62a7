//! One's own account: password, tokens, sessions.

use axum::Extension;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tradewire_accounts::{AccountError, Accounts, By, Rank, Session, Token};
use tradewire_ledger::Timestamp;

use crate::access::{Access, Known, Means, seconds, set};
use crate::library::Library;
use crate::pages::review::go;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;
use crate::view::account::{sessions, tokens};
use crate::view::layout::{Frame, page};
use crate::who::Who;

/// Days a token lasts where nothing else is said.
const DAYS: u32 = 90;

/// Whoever has a session here, with what their form holds.
struct Caller<'a> {
    access: &'a Access,
    known: Known,
    name: String,
    rank: Rank,
}

/// What stands on top of the page.
#[derive(Default)]
struct Told {
    good: Option<&'static str>,
    bad: Option<String>,
    secret: Option<String>,
}

impl Told {
    fn bad(why: impl Into<String>) -> Self {
        Self { bad: Some(why.into()), ..Self::default() }
    }
}

impl<'a> Caller<'a> {
    fn of(library: &'a Library, reader: &Reader, known: Option<Extension<Known>>) -> Option<Self> {
        let (access, Extension(known)) = (library.access()?, known?);
        let Who::Member { name, rank } = reader.who.clone() else { return None };
        Some(Self { access, known, name, rank })
    }

    fn session(&self) -> Option<i64> {
        match self.known.means {
            Means::Session(id) => Some(id),
            _ => None,
        }
    }

    /// Runs a change for the caller, and draws the page with what came of it where it is refused.
    async fn change<T: Send + 'static>(
        &self,
        changing: impl FnOnce(&Accounts, &str, Timestamp) -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, PageError> {
        let name = self.name.clone();
        self.access.ask(move |a| changing(a, &name, Timestamp::now())).await
    }
}

/// Says that there are no accounts, and how to have some.
pub(crate) fn no_accounts(reader: &Reader) -> Markup {
    let w = reader.lang.access_words();
    let body = html! {
        header.head { h1 { (w.none) } p.lead { (w.none_lead) } }
        div.empty {
            p { code { "tradewire account add " (reader.lang.pick("ana", "ana", "ana")) " --rank admin" } }
            p { code { "tradewire serve --accounts accounts.sqlite" } }
        }
    };
    page(reader, &Frame { title: w.none.to_owned(), ..Frame::default() }, &body)
}

/// Shows the account.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
) -> Response {
    let w = reader.lang.access_words();
    let good = match reader.field("done") {
        Some("password") => Some(w.done_password),
        Some("token") => Some(w.done_token),
        Some("session") => Some(w.done_session),
        _ => None,
    };
    let bad = reader.field("stale").map(|_| w.stale.to_owned());
    let Some(caller) = Caller::of(&library, &reader, known) else {
        return no_accounts(&reader).into_response();
    };
    draw(&library, &reader, &caller, StatusCode::OK, Told { good, bad, secret: None }).await
}

/// Who posts a form of ours, and what stands in it; or what answers where nobody does, or the form is stale.
fn begin<'a>(
    library: &'a Library,
    reader: &Reader,
    known: Option<Extension<Known>>,
    fields: Vec<(String, String)>,
) -> Result<(Caller<'a>, Posted), Box<Response>> {
    let posted = Posted(fields);
    let caller =
        Caller::of(library, reader, known).ok_or_else(|| Box::new(no_accounts(reader).into_response()))?;
    if !library.desk().knows(reader, posted.field("csrf")) {
        return Err(Box::new(go("/account?stale=1")));
    }
    Ok((caller, posted))
}

/// Changes the password; a session of its own begins for this browser, all others end.
pub async fn password(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let w = reader.lang.access_words();
    let (caller, posted) = match begin(&library, &reader, known, fields) {
        Ok(begun) => begun,
        Err(answer) => return *answer,
    };
    let (before, new) = (posted.field("before").to_owned(), posted.field("new").to_owned());
    if new != posted.field("again") {
        return refused(&library, &reader, &caller, w.not_the_same.to_owned()).await;
    }
    let visit = caller.known.visit.clone();
    if let Err(wait) = caller.access.limits().sign_in(&caller.name, &visit.address) {
        let wait = seconds(wait).max(1);
        let mut response = PageError::TooOften(wait).into_response();
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        return response;
    }
    let name = caller.name.clone();
    let done = caller.access.hash(move |a| {
        a.change_password(&name, &before, &new, Timestamp::now())?;
        a.sit_down(&name, &visit, Timestamp::now())
    });
    match done.await {
        Ok((secret, _)) => {
            let mut response = go("/account?done=password");
            set(&mut response, &secret, caller.known.secure);
            response
        }
        Err(PageError::Account(AccountError::Wrong)) => {
            refused(&library, &reader, &caller, w.password_wrong.to_owned()).await
        }
        Err(why) => trouble(&library, &reader, &caller, why).await,
    }
}

/// Makes a token and shows its secret, this once.
pub async fn add_token(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (caller, posted) = match begin(&library, &reader, known, fields) {
        Ok(begun) => begun,
        Err(answer) => return *answer,
    };
    let label = posted.field("name").to_owned();
    let scope = Rank::of_scope(posted.field("scope")).unwrap_or(Rank::Reader);
    let days = posted.field("days").trim().parse().unwrap_or_default();
    let done =
        caller.change(move |a, name, now| a.add_token(name, &label, scope, days, By::Account(name), now));
    match done.await {
        Ok((_, secret)) => {
            let told = Told { secret: Some(secret), ..Told::default() };
            draw(&library, &reader, &caller, StatusCode::CREATED, told).await
        }
        Err(why) => trouble(&library, &reader, &caller, why).await,
    }
}

/// Revokes one's own token.
pub async fn revoke_token(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (caller, posted) = match begin(&library, &reader, known, fields) {
        Ok(begun) => begun,
        Err(answer) => return *answer,
    };
    let id = posted.field("token").to_owned();
    let done =
        caller.change(move |a, name, now| a.revoke_token(&id, Some(name), By::Account(name), now)).await;
    match done {
        Ok(()) => go("/account?done=token"),
        Err(why) => trouble(&library, &reader, &caller, why).await,
    }
}

/// Ends one of one's own sessions.
pub async fn end_session(
    State(library): State<Library>,
    reader: Reader,
    known: Option<Extension<Known>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (caller, posted) = match begin(&library, &reader, known, fields) {
        Ok(begun) => begun,
        Err(answer) => return *answer,
    };
    let id = posted.field("session").parse().unwrap_or_default();
    match caller.change(move |a, name, now| a.end_session(name, id, false, now)).await {
        Ok(_) => go("/account?done=session"),
        Err(why) => trouble(&library, &reader, &caller, why).await,
    }
}

/// The page with the reason where the accounts refuse; other trouble stays what it is.
async fn trouble(library: &Library, reader: &Reader, caller: &Caller<'_>, why: PageError) -> Response {
    match &why {
        PageError::Account(e) if !why.status().is_server_error() => {
            refused(library, reader, caller, reader.lang.refusal(e)).await
        }
        _ => why.into_response(),
    }
}

async fn refused(library: &Library, reader: &Reader, caller: &Caller<'_>, why: String) -> Response {
    draw(library, reader, caller, StatusCode::UNPROCESSABLE_ENTITY, Told::bad(why)).await
}

async fn draw(
    library: &Library,
    reader: &Reader,
    caller: &Caller<'_>,
    status: StatusCode,
    told: Told,
) -> Response {
    let loaded = caller.change(|a, name, now| Ok((a.tokens(Some(name))?, a.sessions(name, now)?))).await;
    let (all, open) = match loaded {
        Ok(loaded) => loaded,
        Err(why) => return why.into_response(),
    };
    let body = body(reader, caller, &library.desk().token(reader), &told, (&all, &open));
    let title = reader.lang.access_words().account.to_owned();
    (status, page(reader, &Frame { title, section: "/account", ..Frame::default() }, &body)).into_response()
}

fn body(
    reader: &Reader,
    caller: &Caller<'_>,
    seal: &str,
    told: &Told,
    (all, open): (&[Token], &[Session]),
) -> Markup {
    let w = reader.lang.access_words();
    html! {
        div.account {
            header.head.with {
                div { h1 { bdi { (caller.name) } } p.lead { b { (reader.lang.rank(caller.rank)) } " · " (w.account_lead) } }
                div.buttons {
                    @if caller.rank == Rank::Admin { a.button href="/accounts" { (w.accounts) " →" } }
                    form method="post" action="/sign-out" {
                        input type="hidden" name="csrf" value=(seal);
                        button type="submit" { (w.sign_out) }
                    }
                }
            }
            @if let Some(good) = told.good { p.notice role="status" { (good) } }
            @if let Some(bad) = &told.bad { div.problem role="alert" { b { (bad) } } }
            @if let Some(secret) = &told.secret {
                div.notice.secret role="status" { p { (w.token_made) } p { code { (secret) } } }
            }
            div.halves {
                section.section {
                    h2 { (w.tokens) }
                    p.note { (w.tokens_note) }
                    (tokens(reader, all, seal, Timestamp::now()))
                    (token_form(reader, caller.rank, seal))
                }
                div {
                    section.section {
                        h2 { (w.password) }
                        (password_form(reader, &caller.name, seal))
                    }
                    section.section {
                        h2 { (w.sessions) }
                        (sessions(reader, open, caller.session(), seal))
                    }
                }
            }
        }
    }
}

fn password_form(reader: &Reader, name: &str, seal: &str) -> Markup {
    let w = reader.lang.access_words();
    let field = |label: &str, name: &str, fill: &str| {
        html! {
            label {
                span { (label) }
                input type="password" name=(name) required maxlength="1024" autocomplete=(fill) aria-describedby=[(name == "new").then_some("password-hint")];
            }
        }
    };
    html! {
        form.fields method="post" action="/account/password" {
            input type="hidden" name="csrf" value=(seal);
            // For the keepers of passwords, which ask whose it is.
            input type="text" name="username" value=(name) autocomplete="username" hidden readonly;
            (field(w.password_now, "before", "current-password"))
            (field(w.new_password, "new", "new-password"))
            (field(w.new_password_again, "again", "new-password"))
            p.note #password-hint { (w.password_hint) }
            div.buttons { button type="submit" { (w.change_password) } }
        }
    }
}

fn token_form(reader: &Reader, rank: Rank, seal: &str) -> Markup {
    let w = reader.lang.access_words();
    html! {
        form.fields method="post" action="/account/tokens" {
            input type="hidden" name="csrf" value=(seal);
            label { span { (w.token_name) } input type="text" name="name" required maxlength="60" autocomplete="off" placeholder=(w.token_name_hint); }
            div.pair2 {
                label {
                    span { (w.scope) }
                    select name="scope" {
                        @for r in Rank::ALL.into_iter().filter(|r| *r <= rank) { option value=(r.scope()) { (reader.lang.scope(r)) } }
                    }
                }
                label { span { (w.days) } input type="number" name="days" required min="1" max="366" value=(DAYS); }
            }
            div.buttons { button type="submit" { (w.make_token) } }
        }
    }
}
