use std::collections::BTreeMap;

use tradewire_kb::{Class, FormTag, KnowledgeBase};

use crate::Outlet;

/// Every outlet of the knowledge base under the key of each of its names; a name that two share is left out.
pub(crate) fn outlets(kb: &KnowledgeBase) -> BTreeMap<String, Outlet> {
    let mut out: BTreeMap<String, Option<Outlet>> = BTreeMap::new();
    for entry in kb.entries().iter().filter(|e| e.class == Class::Outlet) {
        for form in entry.forms.iter().filter(|f| f.tag != FormTag::Product) {
            let outlet = Outlet { id: entry.id.clone(), name: entry.name.clone(), kind: entry.kind.as_deref().map(str::to_owned) };
            out.entry(tradewire_script::key(&form.text))
                .and_modify(|o| {
                    if o.as_ref().is_some_and(|o| o.id != entry.id) {
                        *o = None;
                    }
                })
                .or_insert(Some(outlet));
        }
    }
    out.into_iter().filter_map(|(k, o)| o.map(|o| (k, o))).collect()
}
