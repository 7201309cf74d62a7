//! Cards as PNG, for places that show no SVG. Two are drawn at once at most, and those drawn are kept for a while.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use tokio::sync::Semaphore;
use tradewire_model::content_hash;

use super::paper::SIZE;
use super::{entity, event, picture};
use crate::api::tagged;
use crate::library::Library;
use crate::reader::Reader;
use crate::trouble::PageError;

/// Bytes of pictures that are kept.
const KEPT: usize = 16 << 20;
/// Pictures drawn at once: each takes some 3 MB and a core.
const AT_ONCE: usize = 2;

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
    drawn(&library, &id)?;
    let svg = event(&library, reader.lang, id).await?;
    Ok(picture(library.prints().of(svg).await?, "image/png"))
}

/// Shows the card of a person, a firm or an outlet.
pub async fn show_entity(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    drawn(&library, &id)?;
    let svg = entity::svg(&library, reader.lang, id).await?;
    Ok(picture(library.prints().of(svg).await?, "image/png"))
}

/// Without a font there is no PNG: a picture without its words says nothing.
fn drawn(library: &Library, id: &str) -> Result<(), PageError> {
    if library.draws_png() {
        return Ok(());
    }
    Err(PageError::Missing { what: "picture", id: id.to_owned() })
}

/// The pictures that were drawn.
pub(crate) struct Prints {
    turns: Semaphore,
    kept: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    by_svg: HashMap<String, Bytes>,
    /// In the order in which they were drawn.
    order: VecDeque<String>,
    bytes: usize,
}

impl Shelf {
    fn keep(&mut self, key: String, png: Bytes) {
        if png.len() > KEPT || self.by_svg.contains_key(&key) {
            return;
        }
        self.bytes += png.len();
        self.order.push_back(key.clone());
        self.by_svg.insert(key, png);
        while self.bytes > KEPT {
            let Some(oldest) = self.order.pop_front() else { break };
            self.bytes -= self.by_svg.remove(&oldest).map_or(0, |b| b.len());
        }
    }
}

impl Default for Prints {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), kept: Mutex::default() }
    }
}

impl Prints {
    fn kept(&self, key: &str) -> Option<Bytes> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).by_svg.get(key).cloned()
    }

    /// The picture of a card, drawn unless it is kept.
    async fn of(self: &Arc<Self>, svg: String) -> Result<Bytes, PageError> {
        let key = content_hash([&svg]);
        if let Some(png) = self.kept(&key) {
            return Ok(png);
        }
        let _turn = self.turns.acquire().await.map_err(|_| PageError::Stopped)?;
        // Whoever waited beside us may have drawn the same.
        if let Some(png) = self.kept(&key) {
            return Ok(png);
        }
        let png = tokio::task::spawn_blocking(move || draw(&svg)).await.map_err(|_| PageError::Stopped)?;
        let png = Bytes::from(png.map_err(|why| PageError::Senseless(format!("no picture: {why}")))?);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).keep(key, png.clone());
        Ok(png)
    }
}

fn draw(svg: &str) -> Result<Vec<u8>, String> {
    let tree = Tree::from_str(svg, &Options::default()).map_err(|e| e.to_string())?;
    let mut paper = Pixmap::new(SIZE.0, SIZE.1).ok_or("no paper")?;
    resvg::render(&tree, Transform::identity(), &mut paper.as_mut());
    paper.encode_png().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_within_its_bounds_and_the_oldest_goes_first() {
        let mut shelf = Shelf::default();
        let mb = Bytes::from(vec![0; 1 << 20]);
        for i in 0..40 {
            shelf.keep(i.to_string(), mb.clone());
            shelf.keep(i.to_string(), mb.clone());
        }
        assert!(shelf.bytes <= KEPT && shelf.by_svg.len() == KEPT >> 20);
        assert!(shelf.by_svg.contains_key("39") && !shelf.by_svg.contains_key("0"));
        assert_eq!(shelf.order.len(), shelf.by_svg.len());
        shelf.keep("large".into(), Bytes::from(vec![0; KEPT + 1]));
        assert!(!shelf.by_svg.contains_key("large"));
    }
}
