//! The card of a person, a firm or an outlet: its name in both scripts, and how much is on file.

use tradewire_ledger::EntitySummary;
use tradewire_model::EntityId;

use super::paper::{HOT, INK, Paper, SOFT};
use super::type_setter::Faces;
use crate::directory::{Class, Known};
use crate::library::Library;
use crate::trouble::PageError;
use crate::view::text::{cut, plain};
use crate::words::Lang;

/// The card as SVG.
pub(super) async fn svg(library: &Library, lang: Lang, id: String) -> Result<String, PageError> {
    let faces = library.clone();
    library
        .read(move |store| {
            let id = EntityId::new(id);
            let missing = || PageError::Missing { what: "name", id: id.to_string() };
            let summary = store.entity(&id)?.ok_or_else(missing)?;
            let conflicts = store.conflicts_of_entity(&id)?.len();
            Ok(draw(&summary, conflicts, lang, faces.faces()))
        })
        .await
}

fn draw(summary: &EntitySummary, conflicts: usize, lang: Lang, faces: &Faces) -> String {
    let w = lang.words();
    let known = Known::from(&summary.entity);
    let mut p = Paper::new(faces, lang);
    let class = match known.class {
        Class::Person => w.person,
        Class::Organisation => w.lab,
        Class::Outlet => w.outlet,
    };
    let x = 72.0 + p.bold(72.0, 104.0, 34.0, INK, class) + 26.0;
    if summary.entity.fiction {
        p.text(x, 104.0, 30.0, SOFT, &format!("[{}]", w.fiction));
    }
    let name = cut(&plain(known.in_script_of(lang)), 80);
    let y = p.headline(72.0, 250.0, 1056.0, &name, 2);
    if let Some(other) = known.beside(lang).map(plain) {
        p.text(72.0, y + 78.0, 44.0, SOFT, &cut(&other, 40));
    }
    let mut tags = vec![(summary.events, w.events, INK), (summary.claims, w.claims, INK)];
    if conflicts > 0 {
        tags.push((conflicts, if conflicts == 1 { w.conflict } else { w.conflicts_low }, HOT));
    }
    p.tags(&tags);
    p.finish(&name)
}
