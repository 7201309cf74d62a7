use std::collections::BTreeMap;

use tradewire_kb::{Class, Entry, FormTag, KnowledgeBase};

use crate::Outlet;

/// Every outlet of the knowledge base under the key of each of its names, and under those of its journalists: what one
/// of them reports is the outlet's report. A name that two share is left out.
pub(crate) fn outlets(kb: &KnowledgeBase) -> BTreeMap<String, Outlet> {
    let mut out: BTreeMap<String, Option<Outlet>> = BTreeMap::new();
    let outlet = |e: &Entry| Outlet {
        id: e.id.clone(),
        name: e.name.clone(),
        kind: e.kind.as_deref().map(str::to_owned),
    };
    for entry in kb.entries().iter().filter(|e| e.class == Class::Outlet) {
        for form in entry.forms.iter().filter(|f| f.tag != FormTag::Product) {
            out.entry(tradewire_script::key(&form.text))
                .and_modify(|o| {
                    if o.as_ref().is_some_and(|o| o.id != entry.id) {
                        *o = None;
                    }
                })
                .or_insert_with(|| Some(outlet(entry)));
        }
    }
    for entry in kb.entries().iter().filter(|e| e.is_journalist()) {
        let Some(present) = entry.affiliations.last().and_then(|a| kb.get(a)) else { continue };
        for form in &entry.forms {
            // A namesake may speak for himself.
            if kb.lookup(&form.text).all(|e| e.id == entry.id) {
                out.entry(tradewire_script::key(&form.text)).or_insert_with(|| Some(outlet(present)));
            }
        }
    }
    out.into_iter().filter_map(|(k, o)| o.map(|o| (k, o))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: &str = r#"
        [[outlet]]
        id = "gazette"
        name = "Harbour Gazette"
        class = "newspaper"
        as_of = "2025-10"
        source = "fiction"
        [[outlet]]
        id = "courier"
        name = "Northgate Courier"
        as_of = "2025-10"
        source = "fiction"
        [[journalist]]
        id = "ida-quill"
        name = "Ida Quill"
        outlets = ["courier", "gazette"]
        beat = "AI talent"
        as_of = "2025-10"
        source = "fiction"
        names = { zh-Hant-TW = ["奎爾"] }
        [[journalist]]
        id = "jo-marsh"
        name = "Jo Marsh"
        outlets = ["courier"]
        beat = "chips"
        as_of = "2025-10"
        source = "fiction"
        [[person]]
        id = "jo-marsh-of-larkspur"
        name = "Jo Marsh"
        as_of = "2025-10"
        source = "fiction"
    "#;

    #[test]
    fn a_journalist_stands_for_the_outlet_unless_another_bears_the_name() {
        let all = outlets(&KnowledgeBase::from_files([("a.toml", KB)]).unwrap());
        let of = |name: &str| all.get(&tradewire_script::key(name)).map(|o| o.id.as_str());
        assert_eq!((of("IDA QUILL"), of("奎尔")), (Some("gazette"), Some("gazette")));
        assert_eq!((of("Northgate Courier"), of("Jo Marsh")), (Some("courier"), None));
    }

    #[test]
    fn the_shipped_journalists_stand_for_outlets() {
        let kb = KnowledgeBase::builtin().unwrap();
        let all = outlets(kb);
        let journalists: Vec<&Entry> = kb.entries().iter().filter(|e| e.is_journalist()).collect();
        assert!(journalists.len() >= 60, "{}", journalists.len());
        let without: Vec<&str> = journalists
            .iter()
            .filter(|e| !all.contains_key(&tradewire_script::key(&e.name)))
            .map(|e| e.name.as_str())
            .collect();
        assert_eq!(without, [""; 0], "a namesake or an outlet bears the name");
    }
}
