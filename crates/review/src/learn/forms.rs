use std::collections::BTreeMap;

use tradewire_model::EntityId;

use super::{Edit, Proposal, quoted, unified};

/// Which list of names a form belongs into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormTag {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese as in Taiwan.
    ZhHantTw,
    /// Traditional Chinese as in Hong Kong.
    ZhHantHk,
    /// Short form or nickname.
    Short,
}

impl FormTag {
    /// Its key in a file of the knowledge base.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "\"zh-Hans\"",
            Self::ZhHantTw => "\"zh-Hant-TW\"",
            Self::ZhHantHk => "\"zh-Hant-HK\"",
            Self::Short => "short",
        }
    }
}

/// A form of a name that people confirmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewForm {
    /// Whose.
    pub entity: EntityId,
    /// The form as a text has it.
    pub form: String,
    /// Where it belongs.
    pub tag: FormTag,
}

/// Proposes new forms as changes of the knowledge base's files, given as (path, text).
///
/// A form that the entry holds already, in whatever script, case or width, is left out, and so is one of an entity that
/// stands in none of the files. An entry whose list runs over several lines gets the form as a list of its own line
/// only where it has none; else it is left for a person.
#[must_use]
pub fn forms(new: &[NewForm], files: &[(&str, &str)]) -> Vec<Proposal> {
    let mut wanted: BTreeMap<&EntityId, Vec<&NewForm>> = BTreeMap::new();
    let mut sorted: Vec<&NewForm> = new.iter().collect();
    sorted.sort();
    sorted.dedup();
    for n in sorted {
        wanted.entry(&n.entity).or_default().push(n);
    }
    let mut out = Vec::new();
    for (path, text) in files {
        let lines: Vec<&str> = text.lines().collect();
        let mut edits = Vec::new();
        for (entity, list) in &wanted {
            let id = format!("id = {}", quoted(entity.as_str()));
            let Some(start) = lines.iter().position(|l| l.trim() == id) else { continue };
            let end =
                lines[start..].iter().position(|l| l.starts_with("[[")).map_or(lines.len(), |n| start + n);
            edits.extend(entry(&lines, start, end, list));
        }
        let diff = unified(path, text, &edits);
        if !diff.is_empty() {
            out.push(Proposal::Diff { path: (*path).to_owned(), text: diff });
        }
    }
    out
}

fn entry(lines: &[&str], start: usize, end: usize, list: &[&NewForm]) -> Vec<Edit> {
    let whole = tradewire_script::fold_str(&lines[start..end].join("\n"));
    let Some(head) =
        (start..end).find(|i| lines[*i].starts_with('[') && lines[*i].trim_end().ends_with(".names]"))
    else {
        return Vec::new();
    };
    let mut by_tag: BTreeMap<FormTag, Vec<String>> = BTreeMap::new();
    for n in list {
        if !n.form.trim().is_empty() && !whole.contains(&quoted(&tradewire_script::fold_str(&n.form))) {
            by_tag.entry(n.tag).or_default().push(quoted(&n.form));
        }
    }
    let mut edits = Vec::new();
    let mut added = Vec::new();
    for (tag, forms) in by_tag {
        let opens = format!("{} = [", tag.key());
        match (head..end).find(|i| lines[*i].starts_with(&opens)) {
            Some(at) => {
                if let Some(open) = lines[at].trim_end().strip_suffix(']') {
                    let comma = if open.trim_end().ends_with('[') { "" } else { ", " };
                    edits.push(Edit { at, old: 1, new: vec![format!("{open}{comma}{}]", forms.join(", "))] });
                }
            }
            None => added.push(format!("{opens}{}]", forms.join(", "))),
        }
    }
    if !added.is_empty() {
        // Behind the last line of the names, before any blank line.
        let last = (head..end)
            .rev()
            .find(|i| !lines[*i].trim().is_empty() && !lines[*i].starts_with('#'))
            .unwrap_or(head);
        edits.push(Edit { at: last + 1, old: 0, new: added });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::diff::tests::apply;
    use super::*;

    const FILE: &str = "[[person]]\nid = \"lin-zhiyuan\"\nname = \"Lin Zhiyuan\"\nas_of = \"2025-01\"\nsource = \"x\"\n[person.names]\nen = [\"Lin Zhiyuan\"]\n\"zh-Hans\" = [\"林知远\"]\n\n[[person]]\nid = \"ada\"\nname = \"Ada\"\nas_of = \"2025-01\"\nsource = \"x\"\n[person.names]\nen = [\"Ada\"]\n";

    fn new(entity: &str, form: &str, tag: FormTag) -> NewForm {
        NewForm { entity: EntityId::new(entity), form: form.into(), tag }
    }

    #[test]
    fn a_form_goes_into_its_list_and_the_file_still_loads() {
        let all = [
            new("lin-zhiyuan", "Z. Lin", FormTag::En),
            new("lin-zhiyuan", "老林", FormTag::Short),
            new("lin-zhiyuan", "林知遠", FormTag::ZhHantTw), // the same but for the script
            new("ada", "艾達", FormTag::ZhHantTw),
            new("nobody", "X", FormTag::En),
        ];
        let out = forms(&all, &[("kb/people/x.toml", FILE)]);
        let [Proposal::Diff { path, text }] = &out[..] else { panic!("{out:?}") };
        assert_eq!(path, "kb/people/x.toml");
        let after = apply(FILE, text).join("\n");
        let kb = tradewire_kb::KnowledgeBase::from_files([("x.toml", after.as_str())]).unwrap();
        let lin = kb.get(&EntityId::new("lin-zhiyuan")).unwrap();
        let held: Vec<&str> = lin.forms.iter().map(|f| f.text.as_str()).collect();
        assert_eq!(held.len(), 4, "{held:?}");
        assert!(held.contains(&"Z. Lin") && held.contains(&"老林"));
        assert!(kb.get(&EntityId::new("ada")).unwrap().forms.iter().any(|f| f.text == "艾達"));
        assert!(forms(&all[2..3], &[("x", FILE)]).is_empty());
    }
}
