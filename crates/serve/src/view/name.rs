//! Names in the reader's script with the original beside, as links to their pages.

use maud::{Markup, html};
use tradewire_model::{EntityId, Name};

use super::text::{cut, is_han, language_of, plain};
use crate::directory::{Class, Directory};
use crate::link;
use crate::words::Lang;

/// What to show for a name: main form, form beside it, address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// In the reader's script where that is known.
    pub main: String,
    /// The original or the other script, if it differs.
    pub beside: Option<String>,
    /// Page of the entity, if the name is resolved.
    pub href: Option<String>,
}

/// Longest name that is shown whole, in characters.
const LONGEST: usize = 60;

/// Finds out what to show for a name of a claim or an event.
#[must_use]
pub fn shown(name: &Name, class: Class, directory: &Directory, lang: Lang) -> Shown {
    let surface = plain(&name.text);
    let known = name.id.as_ref().and_then(|id| directory.get(id));
    let class = known.map_or(class, |k| k.class);
    let href = name.id.as_ref().filter(|_| !name.group).map(|id| address(id, class));
    let (main, beside) = match known {
        // Words for a group that the reader may not read stand beside.
        None if name.group && surface.chars().any(is_han) != lang.is_chinese() => {
            (lang.words().a_group.to_owned(), Some(surface.clone()))
        }
        Some(k) => (plain(k.in_script_of(lang)), k.beside(lang).map(plain)),
        None => (plain(name.label()), None),
    };
    // The words of the text stand beside where they are in the other script.
    let beside = beside.or_else(|| {
        let differs = surface != main && surface.chars().any(is_han) != main.chars().any(is_han);
        differs.then(|| surface.clone())
    });
    Shown { main: cut(&main, LONGEST), beside: beside.map(|b| cut(&b, LONGEST)), href }
}

fn address(id: &EntityId, class: Class) -> String {
    match class {
        Class::Person => link::person(id),
        Class::Organisation => link::company(id),
        Class::Outlet => link::source(id.as_str()),
    }
}

impl Shown {
    /// The main form alone, linked.
    #[must_use]
    pub fn linked(&self) -> Markup {
        html! {
            @match &self.href {
                Some(href) => a href=(href) { (self.bare()) },
                None => (self.bare()),
            }
        }
    }

    /// The main form alone, isolated from the direction of what stands around it.
    #[must_use]
    pub fn bare(&self) -> Markup {
        html! { bdi lang=(language_of(&self.main)) { (self.main) } }
    }

    /// The form beside, small.
    #[must_use]
    pub fn companion(&self) -> Markup {
        html! { @if let Some(b) = &self.beside { " " bdi.other lang=(language_of(b)) { (b) } } }
    }

    /// Both forms, linked.
    #[must_use]
    pub fn whole(&self) -> Markup {
        html! { (self.linked()) (self.companion()) }
    }
}

/// Several names in a row.
#[must_use]
pub fn list(names: &[Name], class: Class, directory: &Directory, lang: Lang) -> Markup {
    let last = names.len().saturating_sub(1);
    html! {
        @for (i, n) in names.iter().take(MOST).enumerate() {
            @if i > 0 { (if i == last { lang.pick(" and ", "和", "和") } else { lang.pick(", ", "、", "、") }) }
            (shown(n, class, directory, lang).whole())
        }
        @if names.len() > MOST { (lang.pick(" and ", "等", "等")) (names.len() - MOST) (lang.pick(" more", "人", "人")) }
    }
}

/// The same as plain text, for titles of windows.
#[must_use]
pub fn list_text(names: &[Name], class: Class, directory: &Directory, lang: Lang) -> String {
    let mut parts: Vec<String> =
        names.iter().take(MOST).map(|n| shown(n, class, directory, lang).main).collect();
    if names.len() > MOST {
        parts.push("…".to_owned());
    }
    parts.join(lang.pick(", ", "、", "、"))
}

/// Longest list of names in a headline.
const MOST: usize = 6;

/// Two letters (or one Chinese character) that stand for an organisation on a tile.
#[must_use]
pub fn monogram(label: &str) -> String {
    let words: Vec<&str> = label.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let first = words.first().copied().unwrap_or("?");
    let mut chars = first.chars();
    let a = chars.next().unwrap_or('?');
    if is_han(a) {
        return first.chars().take(2).collect();
    }
    // Inner capitals tell more than second letters: OpenAI is OA, xAI is xA, DeepMind is DM.
    let inner = chars.clone().find(|c| c.is_uppercase()).filter(|_| first.chars().any(char::is_lowercase));
    let b = match (inner, words.get(1).and_then(|w| w.chars().next())) {
        (Some(c), _) => Some(c),
        (None, Some(c)) if c.is_uppercase() => Some(c),
        _ => chars.next(),
    };
    [Some(a), b].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Known;

    #[test]
    fn hostile_names_are_harmless() {
        let n = Name::unresolved("<script>alert(1)</script>\u{202e}x");
        let m = shown(&n, Class::Person, &Directory::default(), Lang::En).whole().0;
        assert_eq!(m, r#"<bdi lang="en">&lt;script&gt;alert(1)&lt;/script&gt;x</bdi>"#);
    }

    #[test]
    fn the_original_stands_beside() {
        let n = Name::resolved("闻若", "Wen Ruo", EntityId::new("wen-ruo"));
        let s = shown(&n, Class::Person, &Directory::default(), Lang::En);
        assert_eq!((s.main.as_str(), s.beside.as_deref()), ("Wen Ruo", Some("闻若")));
        assert_eq!(s.href.as_deref(), Some("/person/wen-ruo"));
    }

    #[test]
    fn the_directory_knows_better_than_the_role() {
        let mut d = Directory::default();
        let id = EntityId::new("courier");
        let known = Known {
            class: Class::Outlet,
            name: "The Courier".into(),
            en: None,
            hans: None,
            hant: None,
            also: vec![],
        };
        d.add(id.clone(), known);
        let s = shown(&Name::resolved("Courier", "The Courier", id), Class::Person, &d, Lang::En);
        assert_eq!(s.href.as_deref(), Some("/source/courier"));
    }

    #[test]
    fn tiles_have_telling_letters() {
        for (name, letters) in [
            ("OpenAI", "OA"),
            ("xAI", "xA"),
            ("Meta", "Me"),
            ("Google DeepMind", "GD"),
            ("Scale AI", "SA"),
            ("北门科技", "北门"),
            ("Thinking Machines Lab", "TM"),
            ("IBM", "IB"),
            ("", "?"),
        ] {
            assert_eq!(monogram(name), letters, "{name}");
        }
    }
}
