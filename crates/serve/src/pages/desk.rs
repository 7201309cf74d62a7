//! Private offers: a list, a form to keep one, one in full, forgetting.
//!
//! Every handler asks first whose the desk is. Whoever it is not of gets what the router gives for a path it does not
//! know, whatever the method and the body. What goes wrong is told on the page itself and in no log.

use axum::extract::rejection::PathRejection;
use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use tradewire_desk::{DeskError, Item, ItemId, ItemProblem, Labels, Level, Listing, NewItem, RoleFamily};
use tradewire_market::{MOST_OFFERS, YearAtFace};

use crate::library::Library;
use crate::offers::{self, Fields, Reckoned, WhatIf, reckon};
use crate::pages::offers::problem;
use crate::private::OfferDesk;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::market::charts::money;
use crate::view::market::{nav, offer};
use crate::view::text::{cut, plain};
use crate::who::Who;
use crate::words::Lang;

/// Longest note, in bytes.
const MOST_NOTE: usize = 4 * 1024;

/// What a path that leads nowhere is answered; the frame makes the page of it.
fn nothing() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The id in a path; a path that is no text has none, and tells nobody that it was looked at.
fn item_id(id: Result<Path<String>, PathRejection>) -> Option<ItemId> {
    id.ok()?.0.parse().ok()
}

/// A private page must lie in no cache.
fn unkept(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The list and the form to keep an offer; posted, it keeps one or holds some side by side.
pub async fn all(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
    request: Request,
) -> Result<Response, PageError> {
    let Some(desk) = library.offer_desk(&who).cloned() else { return Ok(nothing()) };
    match *request.method() {
        Method::GET | Method::HEAD => show(&library, &reader, &desk, Fields::default(), None).await,
        Method::POST => {
            let fields = ours(&library, &reader, request).await?;
            if fields.get("do") == Some("compare") {
                return compare(&library, &reader, &desk, fields).await;
            }
            keep(&library, &reader, &desk, fields).await
        }
        _ => Ok(nothing()),
    }
}

/// One offer in full.
pub async fn one(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, PageError> {
    let Some(desk) = library.offer_desk(&who).cloned() else { return Ok(nothing()) };
    let (Some(id), Method::GET | Method::HEAD) = (item_id(id), request.method().clone()) else {
        return Ok(nothing());
    };
    let asked = id.clone();
    let found = desk.run(move |d| d.item(&asked)).await?;
    let (status, body) = match found {
        Ok(item) => {
            let (package, what) = (item.package.clone(), WhatIf::default());
            let work = move || reckon(vec![package], &what, 1);
            let reckoned = tokio::task::spawn_blocking(work).await.map_err(|_| PageError::Stopped)?;
            (StatusCode::OK, full(&library, &reader, &item, &reckoned))
        }
        Err(DeskError::Item { problem: ItemProblem::Missing, .. }) => return Ok(nothing()),
        Err(DeskError::Item { problem, .. }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, broken(&library, &reader, &id, &problem))
        }
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, told(reader.lang.desk_words().unwritten)),
    };
    framed(&library, &reader, status, &body).await
}

/// Forgets one offer.
pub async fn forget(
    State(library): State<Library>,
    reader: Reader,
    who: Who,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, PageError> {
    let Some(desk) = library.offer_desk(&who).cloned() else { return Ok(nothing()) };
    let (Some(id), &Method::POST) = (item_id(id), request.method()) else { return Ok(nothing()) };
    ours(&library, &reader, request).await?;
    match desk.run(move |d| d.forget(&id)).await? {
        Ok(_) => Ok(unkept(Redirect::to("/desk"))),
        Err(DeskError::Item { problem: ItemProblem::Missing, .. }) => Ok(nothing()),
        Err(_) => {
            let body = told(reader.lang.desk_words().unwritten);
            framed(&library, &reader, StatusCode::UNPROCESSABLE_ENTITY, &body).await
        }
    }
}

/// The fields of a form, if it is one of ours.
async fn ours(library: &Library, reader: &Reader, request: Request) -> Result<Fields, PageError> {
    let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let fields = Fields(form.map_err(|e| PageError::Senseless(e.body_text()))?.0);
    if !fields.get("csrf").is_some_and(|t| library.desk().knows(reader, t)) {
        return Err(PageError::Foreign);
    }
    Ok(fields)
}

async fn framed(
    library: &Library,
    reader: &Reader,
    status: StatusCode,
    body: &Markup,
) -> Result<Response, PageError> {
    let open = library.read(|store| Ok(store.counts()?.conflicts)).await?;
    let title = reader.lang.desk_words().title.to_owned();
    // Nothing of an offer in the title: windows and histories keep it.
    let frame = Frame { title, section: "/flows", conflicts: Some(open), ..Frame::default() };
    Ok(unkept((status, page(reader, &frame, body))))
}

/// Reads the form to keep an offer.
fn new_item(fields: &Fields, lang: Lang) -> Result<NewItem, &'static str> {
    let m = lang.desk_words();
    let offer = fields.offers().into_iter().next().unwrap_or_default();
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let note = text("note").replace("\r\n", "\n");
    if offer.len() > offers::MOST_BYTES || note.len() > MOST_NOTE {
        return Err(m.too_long);
    }
    let labels = Labels {
        firm: fields.get("firm").map(|f| cut(&plain(f), 60)),
        role: text("role").parse().ok(),
        level: text("level").parse().ok(),
        country: fields.get("country").map(str::parse).transpose().map_err(|_| m.bad_country)?,
        year: fields.get("year").map(str::parse).transpose().map_err(|_| m.bad_year)?,
    };
    if labels.year.is_some_and(|y| !(1950..=2200).contains(&y)) {
        return Err(m.bad_year);
    }
    Ok(NewItem { offer, note, labels })
}

async fn keep(
    library: &Library,
    reader: &Reader,
    desk: &OfferDesk,
    fields: Fields,
) -> Result<Response, PageError> {
    let lang = reader.lang;
    // Read as the other pages read it, so that what is wrong is told in the same words.
    let offer = offers::read(&fields.offers().into_iter().take(1).collect::<Vec<_>>());
    let refused = match (offer, new_item(&fields, lang)) {
        (Err(why), _) => problem(&why, lang),
        (Ok(_), Err(why)) => told(why),
        (Ok(_), Ok(new)) => match desk.run(move |d| d.keep(&new, Timestamp::now())).await? {
            Ok(item) => return Ok(unkept(Redirect::to(&address(&item.id)))),
            Err(_) => told(lang.desk_words().unwritten),
        },
    };
    show(library, reader, desk, fields, Some((StatusCode::UNPROCESSABLE_ENTITY, refused))).await
}

async fn compare(
    library: &Library,
    reader: &Reader,
    desk: &OfferDesk,
    fields: Fields,
) -> Result<Response, PageError> {
    let lang = reader.lang;
    let asked = fields.0.iter().filter(|(k, _)| k == "item").filter_map(|(_, v)| v.parse::<ItemId>().ok());
    let ids: Vec<ItemId> = asked.take(MOST_OFFERS + 1).collect();
    let found = desk.run(move |d| ids.iter().map(|id| d.item(id)).collect::<Result<Vec<Item>, _>>()).await?;
    let items = found.unwrap_or_default();
    let alike = items.windows(2).all(|w| w[0].package.currency == w[1].package.currency);
    let top = if (2..=MOST_OFFERS).contains(&items.len()) && alike {
        let packages = items.into_iter().map(|i| i.package).collect();
        let work = move || reckon(packages, &WhatIf::default(), 1);
        let r = tokio::task::spawn_blocking(work).await.map_err(|_| PageError::Stopped)?;
        (StatusCode::OK, offer::several(&r, lang))
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, told(lang.desk_words().pick_two))
    };
    show(library, reader, desk, Fields::default(), Some(top)).await
}

async fn show(
    library: &Library,
    reader: &Reader,
    desk: &OfferDesk,
    fields: Fields,
    top: Option<(StatusCode, Markup)>,
) -> Result<Response, PageError> {
    let m = reader.lang.desk_words();
    let (listing, unread) = match desk.run(tradewire_desk::Desk::list).await? {
        Ok(listing) => (listing, false),
        Err(_) => (Listing::default(), true),
    };
    let (status, top) = top.unwrap_or((StatusCode::OK, html! {}));
    let token = library.desk().token(reader);
    let body = html! {
        (nav(reader, "/desk", true))
        div.head { h1 { (m.title) } p.lead { (m.lead) } }
        @if unread { (told(m.unwritten)) }
        (top)
        @for (id, problem) in &listing.troubles { (trouble(id, problem, reader.lang)) }
        section.section aria-label=(m.title) { (list(&listing, &token, reader.lang)) }
        section.section aria-label=(m.keep_title) { h2 { (m.keep_title) } (keep_form(&fields, &token, reader.lang)) }
        section.section {
            p.note { (m.given) " " code { "tradewire desk share --help" } " " (m.given_note) }
            p.note { (m.forget_all) " " code { "tradewire desk forget --all" } }
        }
    };
    framed(library, reader, status, &body).await
}

fn address(id: &ItemId) -> String {
    format!("/desk/{id}")
}

fn told(words: &str) -> Markup {
    html! { div.problem role="alert" { b { (words) } } }
}

fn trouble(id: &ItemId, problem: &ItemProblem, lang: Lang) -> Markup {
    let (what, hint) = lang.item_problem(problem);
    html! {
        div.problem role="alert" {
            b { a href=(address(id)) { code { (id) } } " " (lang.desk_words().trouble) }
            span.small { (what) " " (hint) }
        }
    }
}

/// What an offer is for, in a line.
fn labels(l: &Labels, lang: Lang) -> String {
    let parts = [
        l.firm.as_deref().map(plain),
        l.role.map(|r| lang.role_family(r).to_owned()),
        l.level.map(|x| lang.level(x).to_owned()),
        l.country.map(|c| c.to_string()),
        l.year.map(|y| y.to_string()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(lang.pick(", ", "，", "，"))
}

fn list(listing: &Listing, token: &str, lang: Lang) -> Markup {
    let (m, o) = (lang.desk_words(), lang.offer_words());
    if listing.items.is_empty() {
        return html! { p.note { (m.none) } };
    }
    html! {
        form.desklist action="/desk" method="post" {
            input type="hidden" name="csrf" value=(token);
            div.tablewrap {
                table.flows {
                    thead { tr {
                        th scope="col" { span.vh { (m.pick) } }
                        @for l in [m.offer, m.what_for, m.kept] { th scope="col" { (l) } }
                        @for l in [o.first_year, o.face, o.guaranteed] { th.n scope="col" { (l) } }
                    } }
                    tbody {
                        @for i in &listing.items {
                            @let p = &i.package;
                            @let years = p.years_at_face();
                            @let name = cut(&plain(&p.name), 80);
                            tr {
                                td { input type="checkbox" name="item" value=(i.id) aria-label=(format!("{}: {name}", m.pick)); }
                                th scope="row" { a href=(address(&i.id)) { bdi { (name) } } @if !i.note.is_empty() { br; span.small.soft { bdi { (cut(&plain(&i.note), 90)) } } } }
                                td { bdi { (labels(&i.labels, lang)) } }
                                td { (i.kept_at.strftime("%Y-%m-%d")) }
                                td.n { (money(years.first().map(YearAtFace::total).unwrap_or_default(), p, lang)) }
                                td.n { (money(p.total_at_face(), p, lang)) }
                                td.n { (money(years.iter().map(|y| y.guaranteed).sum(), p, lang)) }
                            }
                        }
                    }
                }
            }
            @if listing.items.len() > 1 {
                div.buttons { button type="submit" name="do" value="compare" { (m.side_by_side) } span.small.soft { (m.pick_two) } }
            }
        }
    }
}

fn keep_form(fields: &Fields, token: &str, lang: Lang) -> Markup {
    let (m, o) = (lang.desk_words(), lang.offer_words());
    let typed = |name: &str| fields.get(name).unwrap_or_default();
    let text = fields.offers().into_iter().next().unwrap_or_default();
    html! {
        form.offerform action="/desk" method="post" autocomplete="off" {
            input type="hidden" name="csrf" value=(token);
            div.papers {
                label { span { (o.paste) } textarea name="offer" required spellcheck="false" maxlength=(offers::MOST_BYTES) rows="9" { (text) } }
            }
            p.note { (o.paste_hint) " " code { "tradewire offer --help" } }
            (label_fields(&typed, lang))
            div.buttons { button.main type="submit" { (m.keep) } }
        }
    }
}

/// Note and labels of an offer that is to be kept.
fn label_fields<'a>(typed: &dyn Fn(&str) -> &'a str, lang: Lang) -> Markup {
    let m = lang.desk_words();
    html! {
        fieldset.fieldset {
            div.whatif.labels {
                label.note { span { (m.note) } input type="text" name="note" maxlength="1000" value=(typed("note")); }
                label { span { (m.firm) } input type="text" name="firm" maxlength="60" value=(typed("firm")); }
                label { span { (m.role) }
                    select name="role" {
                        option value="" { (m.unsaid) }
                        @for r in RoleFamily::ALL { option value=(r) selected[typed("role") == r.as_str()] { (lang.role_family(*r)) } }
                    }
                }
                label { span { (m.level) }
                    select name="level" {
                        option value="" { (m.unsaid) }
                        @for l in Level::ALL { option value=(l) selected[typed("level") == l.as_str()] { (lang.level(*l)) } }
                    }
                }
                label { span { (m.country) } input type="text" name="country" maxlength="2" value=(typed("country")); }
                label { span { (m.year) } input type="number" name="year" min="1950" max="2200" value=(typed("year")); }
            }
            p.note { (m.labels) }
        }
    }
}

/// A button that keeps an offer, for the pages that value and compare.
#[must_use]
pub fn keep_button(text: &str, name: &str, library: &Library, reader: &Reader) -> Markup {
    let m = reader.lang.desk_words();
    html! {
        form.keepthis action="/desk" method="post" {
            input type="hidden" name="csrf" value=(library.desk().token(reader));
            input type="hidden" name="offer" value=(text);
            button type="submit" { (m.keep_this) ": " bdi { (cut(&plain(name), 60)) } }
        }
    }
}

fn full(library: &Library, reader: &Reader, item: &Item, r: &Reckoned) -> Markup {
    let (lang, m) = (reader.lang, reader.lang.desk_words());
    let what = labels(&item.labels, lang);
    html! {
        (nav(reader, "/desk", true))
        div.head {
            h1 { bdi { (cut(&plain(&item.package.name), 120)) } }
            p.lead { (m.kept) " " (item.kept_at.strftime("%Y-%m-%d")) @if !what.is_empty() { " · " bdi { (what) } } }
        }
        @if !item.note.is_empty() { section.section { h2 { (m.note) } @for line in item.note.lines() { p { bdi { (plain(line)) } } } } }
        (offer::one(r, lang))
        section.section {
            details.written { summary { (m.as_written) } pre.paper { (item.offer) } }
            form.keepthis action="/offers/value" method="post" {
                input type="hidden" name="offer" value=(item.offer);
                button type="submit" { (m.change) }
                p.note { (m.change_note) }
            }
            (forget_form(library, &item.id, reader))
        }
        p.ways { a href="/desk" { (m.title) } }
    }
}

fn forget_form(library: &Library, id: &ItemId, reader: &Reader) -> Markup {
    let m = reader.lang.desk_words();
    html! {
        details.written {
            summary { (m.forget) }
            form.keepthis action=(format!("{}/forget", address(id))) method="post" {
                input type="hidden" name="csrf" value=(library.desk().token(reader));
                p.note { (m.forget_note) }
                button type="submit" { (m.forget_now) }
            }
        }
    }
}

/// The page of an item that cannot be opened: what is wrong, and the way to be rid of it.
fn broken(library: &Library, reader: &Reader, id: &ItemId, problem: &ItemProblem) -> Markup {
    let m = reader.lang.desk_words();
    html! {
        (nav(reader, "/desk", true))
        div.head { h1 { (m.title) } }
        (trouble(id, problem, reader.lang))
        section.section { (forget_form(library, id, reader)) }
        p.ways { a href="/desk" { (m.title) } }
    }
}
