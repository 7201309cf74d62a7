//! Everybody's accounts, for those who manage them.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tradewire_accounts::{Account, AccountError, Accounts, By, Entry, Rank};
use tradewire_ledger::Timestamp;

use super::account::no_accounts;
use crate::access::Access;
use crate::library::Library;
use crate::pages::review::go;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;
use crate::view::account::{day, entries};
use crate::view::layout::{Frame, page};

/// Entries of the log under the accounts.
const LATEST: usize = 12;
/// Entries of a page of the log.
const MANY: usize = 100;

/// Whoever manages accounts, with what their form holds.
struct Manager<'a> {
    library: &'a Library,
    access: &'a Access,
    reader: &'a Reader,
    name: &'a str,
}

impl<'a> Manager<'a> {
    fn of(library: &'a Library, reader: &'a Reader) -> Option<Self> {
        let (access, name) = (library.access()?, reader.who.owner()?);
        Some(Self { library, access, reader, name })
    }

    /// Runs a change that a form asks for, and leads back to the list; what is refused comes back with the reason.
    async fn change(
        &self,
        posted: &Posted,
        done: &'static str,
        hashes: bool,
        changing: impl FnOnce(&Accounts, By<'_>) -> Result<(), AccountError> + Send + 'static,
    ) -> Response {
        if !self.library.desk().knows(self.reader, posted.field("csrf")) {
            return self
                .refused(StatusCode::FORBIDDEN, self.reader.lang.access_words().stale.to_owned(), posted)
                .await;
        }
        let name = self.name.to_owned();
        let work = move |a: &Accounts| changing(a, By::Account(&name));
        let came = if hashes { self.access.hash(work).await } else { self.access.ask(work).await };
        match came {
            Ok(()) => go(&format!("/accounts?done={done}")),
            Err(why) if why.status().is_server_error() => why.into_response(),
            Err(PageError::Account(why)) => {
                self.refused(StatusCode::UNPROCESSABLE_ENTITY, self.reader.lang.refusal(&why), posted).await
            }
            Err(why) => why.into_response(),
        }
    }

    async fn refused(&self, status: StatusCode, why: String, posted: &Posted) -> Response {
        self.draw(status, None, Some(&why), posted).await
    }

    async fn draw(
        &self,
        status: StatusCode,
        good: Option<&str>,
        bad: Option<&str>,
        posted: &Posted,
    ) -> Response {
        let loaded = self.access.ask(|a| Ok((a.accounts()?, a.log(LATEST, None)?))).await;
        let (all, log) = match loaded {
            Ok(loaded) => loaded,
            Err(why) => return why.into_response(),
        };
        let body = self.body(&all, &log, (good, bad), posted);
        let title = self.reader.lang.access_words().accounts.to_owned();
        let frame = Frame { title, section: "/account", ..Frame::default() };
        (status, page(self.reader, &frame, &body)).into_response()
    }

    fn body(
        &self,
        all: &[Account],
        log: &[Entry],
        (good, bad): (Option<&str>, Option<&str>),
        posted: &Posted,
    ) -> Markup {
        let w = self.reader.lang.access_words();
        let seal = self.library.desk().token(self.reader);
        html! {
            div.accounts {
                header.head {
                    p.crumb { a href="/account" { (w.account) } }
                    h1 { (w.accounts) }
                    p.lead { (w.accounts_lead) }
                }
                @if let Some(good) = good { p.notice role="status" { (good) } }
                @if let Some(bad) = bad { div.problem role="alert" { b { (bad) } } }
                div.tablewrap tabindex="0" role="region" aria-label=(w.accounts) {
                    table {
                        thead { tr { th scope="col" { (w.name) } th scope="col" { (w.rank) } th scope="col" { (w.state) } th scope="col" { (w.made_at) } th scope="col" { (w.actions) } } }
                        tbody { @for a in all { (self.row(a, &seal)) } }
                    }
                }
                div.halves {
                    section.section { h2 { (w.add) } (self.add_form(&seal, posted)) }
                    section.section {
                        h2 { (w.rank) }
                        dl.facts {
                            @for (rank, about) in [(Rank::Reader, w.about_reader), (Rank::Reviewer, w.about_reviewer), (Rank::Admin, w.about_admin)] {
                                dt { (self.reader.lang.rank(rank)) } dd { (about) }
                            }
                        }
                    }
                }
                section.section {
                    div.sechead { h2 { (w.log) } p { (w.log_lead) } }
                    (entries(self.reader, log))
                    p.note { a href="/accounts/log" { (w.log_all) " →" } }
                }
            }
        }
    }

    fn row(&self, a: &Account, seal: &str) -> Markup {
        let (w, lang) = (self.reader.lang.access_words(), self.reader.lang);
        html! {
            tr.gone[a.disabled] {
                th scope="row" { bdi { (a.name) } @if a.name == self.name { " " span.scope { (w.you) } } }
                td {
                    form.line method="post" action="/accounts/rank" {
                        input type="hidden" name="csrf" value=(seal);
                        input type="hidden" name="name" value=(a.name);
                        select name="rank" aria-label={ (w.rank_of) " " (a.name) } {
                            @for r in Rank::ALL { option value=(r) selected[r == a.rank] { (lang.rank(r)) } }
                        }
                        button.quiet type="submit" { (w.set) }
                    }
                }
                td { (if a.disabled { w.disabled } else { w.active }) }
                td { (day(a.created_at)) }
                td {
                    form method="post" action="/accounts/disable" {
                        input type="hidden" name="csrf" value=(seal);
                        input type="hidden" name="name" value=(a.name);
                        input type="hidden" name="disabled" value=(!a.disabled);
                        @let word = if a.disabled { w.enable } else { w.disable };
                        button.quiet type="submit" aria-label={ (word) " " (a.name) } { (word) }
                    }
                }
            }
        }
    }

    fn add_form(&self, seal: &str, posted: &Posted) -> Markup {
        let (w, lang) = (self.reader.lang.access_words(), self.reader.lang);
        // What was typed comes back with a refusal of this form alone.
        let typed = if posted.given("password").is_some() { posted.field("name") } else { "" };
        html! {
            form.fields method="post" action="/accounts" {
                input type="hidden" name="csrf" value=(seal);
                label { span { (w.name) } input type="text" name="name" required maxlength="40" autocomplete="off" autocapitalize="none" spellcheck="false" value=(typed) aria-describedby="name-hint"; }
                p.note #name-hint { (w.name_hint) }
                label {
                    span { (w.rank) }
                    select name="rank" { @for r in Rank::ALL { option value=(r) { (lang.rank(r)) } } }
                }
                label { span { (w.first_password) } input type="password" name="password" required maxlength="1024" autocomplete="new-password" aria-describedby="first-hint"; }
                p.note #first-hint { (w.first_password_hint) }
                div.buttons { button type="submit" { (w.add) } }
            }
        }
    }
}

/// Lists accounts, with what was done last.
pub async fn show(State(library): State<Library>, reader: Reader) -> Response {
    let w = reader.lang.access_words();
    let good = match reader.field("done") {
        Some("added") => Some(w.done_added),
        Some("rank") => Some(w.done_rank),
        Some("disabled") => Some(w.done_disabled),
        Some("enabled") => Some(w.done_enabled),
        _ => None,
    };
    match Manager::of(&library, &reader) {
        Some(m) => m.draw(StatusCode::OK, good, None, &Posted::default()).await,
        None => no_accounts(&reader).into_response(),
    }
}

/// Makes an account.
pub async fn add(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let Some(m) = Manager::of(&library, &reader) else { return no_accounts(&reader).into_response() };
    let (name, password) = (posted.field("name").to_owned(), posted.field("password").to_owned());
    let rank = posted.field("rank").parse().unwrap_or(Rank::Reader);
    let adding =
        move |a: &Accounts, by: By<'_>| a.add(&name, rank, &password, by, Timestamp::now()).map(drop);
    m.change(&posted, "added", true, adding).await
}

/// Gives an account another rank.
pub async fn rank(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let Some(m) = Manager::of(&library, &reader) else { return no_accounts(&reader).into_response() };
    let Ok(rank) = posted.field("rank").parse::<Rank>() else {
        return PageError::Senseless("which rank?".to_owned()).into_response();
    };
    let name = posted.field("name").to_owned();
    let setting = move |a: &Accounts, by: By<'_>| a.set_rank(&name, rank, by, Timestamp::now());
    m.change(&posted, "rank", false, setting).await
}

/// Disables an account, or enables it again.
pub async fn disable(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let Some(m) = Manager::of(&library, &reader) else { return no_accounts(&reader).into_response() };
    let (name, off) = (posted.field("name").to_owned(), posted.field("disabled") == "true");
    let setting = move |a: &Accounts, by: By<'_>| a.set_disabled(&name, off, by, Timestamp::now());
    m.change(&posted, if off { "disabled" } else { "enabled" }, false, setting).await
}

/// The log, page by page.
pub async fn log(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    let Some(m) = Manager::of(&library, &reader) else { return Ok(no_accounts(&reader).into_response()) };
    let w = reader.lang.access_words();
    let before = reader.field("before").and_then(|b| b.parse().ok());
    let log = m.access.ask(move |a| a.log(MANY, before)).await?;
    let next = (log.len() == MANY).then(|| log.last().map(|e| e.seq.to_string())).flatten();
    let body = html! {
        header.head {
            p.crumb { a href="/account" { (w.account) } a href="/accounts" { (w.accounts) } }
            h1 { (w.log) }
            p.lead { (w.log_lead) }
        }
        (entries(&reader, &log))
        @if let Some(next) = next {
            p.pager { a.button href=(reader.here_with(&[("before", Some(&next))])) { (w.older) " →" } }
        }
    };
    let frame = Frame { title: w.log.to_owned(), section: "/account", ..Frame::default() };
    Ok(page(&reader, &frame, &body).into_response())
}
