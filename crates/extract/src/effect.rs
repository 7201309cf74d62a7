//! From when on what is told holds.

use tradewire_model::Date;

use crate::fill::Scene;

/// The day from which a move that a Chinese sentence tells holds: 9月1日履新, 6月1日起, 生效日为3月31日.
pub(crate) fn takes_effect(scene: &Scene<'_>, trigger: usize) -> Option<Date> {
    const HOLDS: &[&str] = &["生效", "履新", "到任", "上任", "就任", "上班", "报到", "起"];
    let t = &scene.row.tokens;
    let holds = |k: usize| {
        let word = &scene.text.folded.text[t[k].range()];
        HOLDS.iter().any(|w| word.starts_with(w))
    };
    let here = t[trigger].clause;
    (trigger + 1..t.len()).take_while(|&k| t[k].clause <= here + 2).find_map(|k| {
        let date = scene.row.quantities[t[k].quantity?].date()?;
        let behind = (k + 1..t.len().min(k + 3)).any(|j| t[j].clause == t[k].clause && holds(j));
        let before = (k.saturating_sub(3).max(trigger)..k)
            .any(|j| scene.text.folded.text[t[j].range()].starts_with("生效"));
        let from = scene.text.folded.text[t[k].range()].ends_with('起');
        (behind || before || from).then(|| date.clone())
    })
}

/// Whether what is told happens after the day of publication.
pub(crate) fn ahead(scene: &Scene<'_>, day: &Date) -> bool {
    let published = scene.text.doc.meta.published.as_ref().and_then(Date::bounds);
    day.bounds().zip(published).is_some_and(|(d, p)| d.0 > p.1)
}
