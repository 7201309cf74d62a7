use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use memchr::memmem::Finder;

use tradewire_model::AsideKind;

use super::tag::Tag;
use super::token::attributes;

/// What tag, class and id of an element say about it: a set of the flags below, and above them what kind of furniture
/// it is.
pub(super) type Hints = u16;
/// Likely article text.
pub(super) const TEXT: Hints = 1;
/// The article's body as such.
pub(super) const BODY: Hints = 2;
/// Often furniture of the page, but the word is used otherwise too.
pub(super) const WEAK: Hints = 4;
/// Furniture: links, forms, comments.
pub(super) const STRONG: Hints = 8;
/// Not shown.
pub(super) const HIDDEN: Hints = 16;
/// Words under a picture.
pub(super) const CAPTION: Hints = 32;

/// Where the kind of furniture begins; zero where nothing is said of it.
const KIND: u32 = 8;

/// What kind of furniture is said, if any is.
pub(super) fn kind(hints: Hints) -> Option<AsideKind> {
    let n = usize::from(hints >> KIND).checked_sub(1)?;
    AsideKind::ALL.get(n).copied()
}

/// What says that furniture is of a kind.
fn of_kind(kind: AsideKind) -> Hints {
    let n = AsideKind::ALL.iter().position(|k| *k == kind).unwrap_or_default() + 1;
    Hints::try_from(n << KIND).unwrap_or_default()
}

/// Puts what is found to what is known. The first kind stays, but furniture that is always some goes before what often
/// is.
fn join(known: Hints, found: Hints) -> Hints {
    let flags = (known | found) & ((1 << KIND) - 1);
    let (a, b) = (known >> KIND, found >> KIND);
    let stays = a != 0 && (b == 0 || known & STRONG != 0 || found & STRONG == 0);
    flags | (if stays { a } else { b }) << KIND
}

struct Words {
    scan: Option<DoubleArrayAhoCorasick<u32>>,
    /// What each word says, and whether it must stand alone.
    words: Vec<(Hints, bool)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut patterns: Vec<(String, u32)> = Vec::new();
    let lines = include_str!("../../data/hints.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    for (line, i) in lines.zip(0..) {
        let hint = match line.as_bytes()[0] {
            b'=' => STRONG,
            b'-' => WEAK,
            b'!' => BODY,
            b'^' => CAPTION,
            _ => TEXT,
        };
        let (word, kind) = line[1..].split_once('\t').unwrap_or((&line[1..], ""));
        let word = word.trim();
        let hint = hint | kind.parse().map_or(0, of_kind);
        words.push((hint, word.starts_with('"')));
        patterns.push((word.trim_matches('"').to_owned(), i));
    }
    Words { scan: DoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok(), words }
});

/// Gathers what an element says about itself; `inside` is what stands in its tag behind the name.
pub(super) fn hints(tag: Tag, inside: &str) -> Hints {
    let mut found = match tag {
        Tag::Nav => STRONG | of_kind(AsideKind::Navigation),
        Tag::Footer => STRONG | of_kind(AsideKind::Footer),
        Tag::Form | Tag::Fieldset => STRONG | of_kind(AsideKind::Form),
        Tag::Aside => STRONG,
        Tag::Label => WEAK,
        Tag::Article => BODY,
        Tag::Main => TEXT,
        _ => 0,
    };
    // Headings and quotations are what they are, whatever their class.
    if inside.len() < 5
        || tag.is_heading()
        || matches!(tag, Tag::Blockquote | Tag::B | Tag::I | Tag::Em | Tag::Strong)
    {
        return found;
    }
    for (name, value) in attributes(inside) {
        match name.len() {
            // A page's own theme puts dozens of words on one element: they say nothing of it.
            2 | 5
                if (name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("class"))
                    && value.len() < 200 =>
            {
                found = join(found, of_words(value));
            }
            4 if name.eq_ignore_ascii_case("role") => match value {
                "navigation" => found = join(found, STRONG | of_kind(AsideKind::Navigation)),
                "contentinfo" => found = join(found, STRONG | of_kind(AsideKind::Footer)),
                "search" => found = join(found, STRONG | of_kind(AsideKind::Form)),
                "complementary" | "dialog" | "banner" => found |= STRONG,
                "main" => found |= TEXT,
                _ => {}
            },
            8 if name.eq_ignore_ascii_case("itemprop") && value.eq_ignore_ascii_case("articlebody") => {
                found |= BODY;
            }
            6 if name.eq_ignore_ascii_case("hidden") && value != "until-found" => found |= HIDDEN,
            5 if name.eq_ignore_ascii_case("style") => {
                let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                if value.contains("display:none") || value.contains("visibility:hidden") {
                    found |= HIDDEN;
                }
            }
            _ => {}
        }
    }
    found
}

/// What the words of a class or id say.
fn of_words(value: &str) -> Hints {
    let Some(scan) = WORDS.scan.as_ref() else { return 0 };
    let mut small = value.to_ascii_lowercase();
    // A page builder calls all its parts widgets.
    static WIDGET: LazyLock<Finder> = LazyLock::new(|| Finder::new("elementor-widget"));
    if WIDGET.find(small.as_bytes()).is_some() {
        small = small.replace("elementor-widget", "");
    }
    let bytes = small.as_bytes();
    let mut found = 0;
    for m in scan.find_overlapping_iter(&small) {
        let Some((hint, alone)) = WORDS.words.get(m.value() as usize) else { continue };
        let letter = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphabetic);
        // has-ads, no-sidebar, with-comments: the word is about something else.
        let about =
            ["has-", "has_", "no-", "with-", "without-"].iter().any(|p| small[..m.start()].ends_with(p));
        if about {
            continue;
        }
        if !alone || !(letter(m.start().checked_sub(1)) || letter(Some(m.end()))) {
            found = join(found, *hint);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_the_table_are_kinds() {
        let lines = include_str!("../../data/hints.txt").lines().filter(|l| !l.starts_with('#'));
        for (_, kind) in lines.filter_map(|l| l.split_once('\t')) {
            assert!(kind.parse::<AsideKind>().is_ok(), "{kind}");
        }
    }

    #[test]
    fn words_of_class_and_id_are_heard() {
        assert_eq!(hints(Tag::Div, " class=\"comment-list\"") & STRONG, STRONG);
        assert_eq!(hints(Tag::Div, " id=head class='shadow'") & (STRONG | WEAK), 0);
        assert_eq!(hints(Tag::Div, " class=\"entry-content clearfix\"") & BODY, BODY);
        assert_eq!(kind(hints(Tag::Div, " class=\"comment-list\"")), Some(AsideKind::Comments));
        assert_eq!(kind(hints(Tag::Div, " class='byline' id='cookie-bar'")), Some(AsideKind::Consent));
        assert_eq!(kind(hints(Tag::Nav, "")), Some(AsideKind::Navigation));
        assert_eq!(kind(hints(Tag::Div, " class=\"entry-content\"")), None);
        assert_eq!(hints(Tag::P, " style=\"display: none\""), HIDDEN);
    }
}
