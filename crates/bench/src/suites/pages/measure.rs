use std::time::{Duration, Instant};

use tradewire_model::{BlockKind, Document};
use tradewire_read::{Content, Input, Limits, read};
use tradewire_script::key;

use crate::cpu_time;

/// A page to be read.
pub(super) struct Page {
    pub file: String,
    pub bytes: Vec<u8>,
}

/// What was read, and how long it took.
pub(super) struct Reading {
    /// One per page; nothing where reading was refused.
    pub documents: Vec<Option<Document>>,
    pub elapsed: Duration,
    /// Time on a core, where the system tells it.
    pub on_core: Option<Duration>,
}

impl Reading {
    /// Reads all pages on one core, `repeat` times.
    pub(super) fn of(pages: &[Page], repeat: usize) -> Self {
        let limits = Limits::default();
        let mut documents = Vec::new();
        let (start, core) = (Instant::now(), cpu_time());
        for _ in 0..repeat.max(1) {
            documents.clear();
            documents.extend(pages.iter().map(|page| {
                let input = Input { content: Content::Html, ..Input::new(&page.file, &page.bytes) };
                read(&input, &limits).ok()
            }));
        }
        let on_core = cpu_time().zip(core).map(|(end, start)| end.saturating_sub(start));
        Self { documents, elapsed: start.elapsed(), on_core }
    }
}

/// Snippets counted over one page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub kept: usize,
    pub lost: usize,
    pub wrong: usize,
}

impl Counts {
    /// Looks for the snippets of a page in its text; `miss` hears of those that are not as they should be.
    pub(super) fn of(
        text: &str,
        with: &[String],
        without: &[String],
        mut miss: impl FnMut(&str, bool),
    ) -> Self {
        let mut out = Self::default();
        for (snippet, wanted) in with.iter().map(|s| (s, true)).chain(without.iter().map(|s| (s, false))) {
            let there = text.contains(snippet.as_str());
            match (there, wanted) {
                (true, true) => out.kept += 1,
                (false, true) => out.lost += 1,
                (true, false) => out.wrong += 1,
                (false, false) => {}
            }
            if there != wanted {
                miss(snippet, wanted);
            }
        }
        out
    }

    /// All counts as one.
    pub(super) fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |a, b| Self {
            kept: a.kept + b.kept,
            lost: a.lost + b.lost,
            wrong: a.wrong + b.wrong,
        })
    }

    /// F1 over all snippets of some pages.
    pub(super) fn f1(all: &[&Self]) -> f64 {
        let Self { kept, lost, wrong } = Self::sum(all.iter().copied());
        share(2 * kept, 2 * kept + lost + wrong)
    }
}

/// A part of a whole; zero of nothing.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

/// The blocks of a document that are running text, one per line: the headline is a field of its own, and captions
/// belong to the pictures.
pub(super) fn main_text(document: &Document) -> String {
    let aside = [BlockKind::Boilerplate, BlockKind::Caption, BlockKind::Title];
    let blocks = document.blocks.iter().filter(|b| !aside.contains(&b.kind));
    blocks.filter_map(|b| b.span.slice(&document.text)).collect::<Vec<_>>().join("\n")
}

/// Whether two words say the same but for script, case, width and punctuation; nothing equals nothing only.
pub(super) fn same(a: Option<&str>, b: Option<&str>) -> bool {
    a.map(key).filter(|k| !k.is_empty()) == b.map(key).filter(|k| !k.is_empty())
}

/// Whether two author lines name the same people, in any order.
pub(super) fn same_names(a: Option<&str>, b: Option<&str>) -> bool {
    let names = |line: Option<&str>| {
        let line = line.unwrap_or_default().replace(" and ", ",").replace(" und ", ",");
        let mut out: Vec<String> = line
            .split([',', '，', '、', ';', '；', '/', '&', '|', '｜'])
            .map(key)
            .filter(|k| !k.is_empty())
            .collect();
        out.sort();
        out
    };
    // Chinese names may stand with spaces between them only.
    names(a) == names(b) || same(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_counted() {
        let strings = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let mut missed = Vec::new();
        let c = Counts::of("a b c", &strings(&["a", "x"]), &strings(&["c", "y"]), |s, wanted| {
            missed.push((s.to_owned(), wanted));
        });
        assert_eq!((c.kept, c.lost, c.wrong), (1, 1, 1));
        assert_eq!(missed, [("x".to_owned(), true), ("c".to_owned(), false)]);
        assert!((Counts::f1(&[&c]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn metadata_are_compared_by_what_they_say() {
        assert!(same(Some("北湖日報"), Some("北湖日报 ")) && same(None, Some(" ")) && !same(Some("A"), None));
        assert!(same_names(Some("Ada Holt and Wei Lin"), Some("Wei Lin, Ada Holt")));
        assert!(same_names(Some("林薇、周越"), Some("林薇 周越")) && !same_names(Some("林薇"), None));
    }
}
