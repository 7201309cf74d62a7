//! The trade card of an event, or the card of a person or a firm, as a picture of the size that feeds and links expect:
//! SVG with its text drawn as paths, and PNG made of that.

mod entity;
mod paper;
#[cfg(feature = "png")]
pub(crate) mod png;
mod type_setter;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use tradewire_model::{ClaimKind, Decimal, EventId, Name, ReportRole, Role, Stage, Value};

pub(crate) use type_setter::{Faces, face_of};

use crate::api::tagged;
use crate::directory::{Class, Directory, Wanted};
use crate::library::Library;
use crate::load;
use crate::reader::Reader;
use crate::story::Story;
use crate::trouble::PageError;
use crate::view::byline::article_label;
use crate::view::day::date;
use crate::view::figure::amount;
use crate::view::headline::ends;
use crate::view::name::shown;
use crate::view::sentence::line_text;
use crate::view::text::{cut, plain};
use crate::words::Lang;
use paper::{HOT, INK, Paper, SOFT};

/// Longest quote on a card, in characters.
const QUOTE: usize = 120;

pub(crate) fn route() -> MethodRouter<Library> {
    get(show).layer(from_fn(tagged))
}

pub(crate) fn entity_route() -> MethodRouter<Library> {
    get(show_entity).layer(from_fn(tagged))
}

/// Shows the card of an event.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    Ok(picture(event(&library, reader.lang, id).await?, "image/svg+xml"))
}

/// Shows the card of a person, a firm or an outlet.
pub async fn show_entity(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    Ok(picture(entity::svg(&library, reader.lang, id).await?, "image/svg+xml"))
}

fn picture(body: impl IntoResponse, media: &'static str) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// The card of an event as SVG.
async fn event(library: &Library, lang: Lang, id: String) -> Result<String, PageError> {
    let faces = library.clone();
    library
        .read(move |store| {
            let record =
                store.event(&EventId::new(id.as_str()))?.ok_or(PageError::Missing { what: "event", id })?;
            let story = load::story(store, record, 40)?;
            let mut wanted = Wanted::default();
            load::want_story(&story, &mut wanted);
            let directory = load::directory(store, wanted)?;
            Ok(draw(&story, &directory, lang, faces.faces()))
        })
        .await
}

/// The sum of an event in the reader's units.
fn sum(story: &Story, lang: Lang) -> Option<String> {
    let a = &story.event().args;
    let years: Option<Decimal> = match a.get(Role::Years) {
        Some(Value::Number(n)) => Some(n.normalize()),
        _ => None,
    };
    let agreed = crate::story::MONEY.into_iter().find_map(|r| a.amount(r).map(|m| (r, m.clone())));
    let best = || story.figures().into_iter().find(|f| !f.denied).map(|f| (f.role, f.amount));
    let (role, sum) = agreed.or_else(best)?;
    Some(amount(&sum, years.filter(|_| role == Role::Total), lang))
}

fn draw(story: &Story, directory: &Directory, lang: Lang, faces: &Faces) -> String {
    let (w, event) = (lang.words(), story.event());
    let mut p = Paper::new(faces, lang);
    let refused = matches!(event.stage, Stage::Denied | Stage::Collapsed);
    p.stage_mark(event.stage, 84.0, 92.0, if refused { HOT } else { INK });
    let mut x = 112.0;
    x += p.bold(x, 104.0, 34.0, if refused { HOT } else { INK }, lang.stage(event.stage)) + 26.0;
    x += p.text(x, 104.0, 30.0, SOFT, lang.kind(event.kind)) + 26.0;
    if let Some(d) = event.args.date().or(story.day()) {
        x += p.text(x, 104.0, 30.0, SOFT, &date(d, lang)) + 26.0;
    }
    if story.record.fiction {
        p.text(x, 104.0, 30.0, SOFT, &format!("[{}]", w.fiction));
    }
    p.bold_to(1128.0, 104.0, 34.0, INK, &format!("{} {}", w.grade, event.grade));

    let title = line_text(event, directory, lang);
    let title = title
        .chars()
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(title.chars().skip(1)).collect::<String>());
    let figure = sum(story, lang);
    let (from, to) = ends(event);
    let way = from.zip(to).filter(|_| event.kind == ClaimKind::Move);
    let lines = if figure.is_some() || way.is_some() { 2 } else { 3 };
    let mut y = p.headline(72.0, 206.0, 1056.0, &title, lines);
    if let Some((from, to)) = way {
        y += 70.0;
        let end = |n: &Name| cut(&shown(n, Class::Organisation, directory, lang).main, 26);
        let walked = matches!(event.stage, Stage::Done | Stage::Announced | Stage::Agreed);
        p.way(72.0, y, &end(from), &end(to), walked);
    }
    if let Some(figure) = figure {
        y += 84.0;
        p.figure(72.0, y, &cut(&figure, 34));
    }
    // A denial goes before what is denied: the headline says that already.
    let denial = story.with_part(ReportRole::Denial).next();
    if let Some(c) = denial.or_else(|| story.spokesman()) {
        let sentence = c.context.as_deref().filter(|s| s.chars().count() <= QUOTE);
        let quote = format!("«{}»", cut(&plain(sentence.unwrap_or(&c.claim.quote)), QUOTE));
        let by = format!("— {}", cut(&article_label(c), 40));
        let word = if denial.is_some() { w.denied_word } else { "" };
        p.quote(y + 72.0, word, &quote, &by);
    }
    let n = |role| story.count(role);
    let one = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    let (origins, denials, repeats) = (n(ReportRole::Origin), n(ReportRole::Denial), story.repeats());
    let confirmed = n(ReportRole::Confirmation);
    let mut tags = vec![(origins, one(origins, w.origin, w.origins), INK)];
    if confirmed > 0 {
        tags.push((confirmed, one(confirmed, w.confirmation, w.confirmations), INK));
    }
    tags.push((repeats, one(repeats, w.repeat, w.repeats), INK));
    tags.push((denials, one(denials, w.denial, w.denials), if denials > 0 { HOT } else { INK }));
    if !story.conflicts.is_empty() {
        let c = story.conflicts.len();
        tags.push((c, one(c, w.conflict, w.conflicts_low), HOT));
    }
    p.tags(&tags);
    p.finish(&title)
}

#[cfg(test)]
mod tests;
