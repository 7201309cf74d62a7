//! Doccano's JSON lines: text with entities, relations and categories.
//!
//! As its sequence-labelling and relation projects export them: `entities` with `id`, `label`, `start_offset`,
//! `end_offset`, `relations` with `id`, `from_id`, `to_id`, `type`, `cats`, and the short form `label: [[start, end, name]]`
//! that it imports. Offsets count characters.

use serde_json::{Map, Value as Json, json};

use super::{LabelClaim, LabelDocument, LabelError, slice, take_count, take_text};

/// A labelled stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its id in the line.
    pub id: usize,
    /// Its label.
    pub label: String,
    /// First character.
    pub start: usize,
    /// The character behind the last.
    pub end: usize,
    /// Other fields.
    pub extra: Map<String, Json>,
}

/// A relation between two entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its id in the line.
    pub id: usize,
    /// Id of the one entity.
    pub from: usize,
    /// Id of the other.
    pub to: usize,
    /// What it says.
    pub sort: String,
    /// Other fields.
    pub extra: Map<String, Json>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Labelled stretches; nothing where the field is absent or of another form.
    pub entities: Option<Vec<Entity>>,
    /// Relations between them.
    pub relations: Option<Vec<Link>>,
    /// Stretches in the short form.
    pub label: Option<Vec<(usize, usize, String)>>,
    /// Other fields, `cats` and comments among them.
    pub extra: Map<String, Json>,
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// [`LabelError::Field`] where it is no object with a text.
    pub fn read(json: Json) -> Result<Self, LabelError> {
        let Json::Object(mut extra) = json else {
            return Err(LabelError::Field { field: "line", expected: "an object" });
        };
        let text =
            take_text(&mut extra, "text").ok_or(LabelError::Field { field: "text", expected: "text" })?;
        let entities = list(&mut extra, "entities", entity);
        let relations = list(&mut extra, "relations", link);
        let label = list(&mut extra, "label", short);
        Ok(Self { text, entities, relations, label, extra })
    }

    /// Writes it.
    #[must_use]
    pub fn write(&self) -> Json {
        let mut o = self.extra.clone();
        o.insert("text".to_owned(), Json::from(self.text.as_str()));
        if let Some(all) = &self.entities {
            let one = |e: &Entity| {
                let mut o = e.extra.clone();
                o.insert("id".to_owned(), Json::from(e.id));
                o.insert("label".to_owned(), Json::from(e.label.as_str()));
                o.insert("start_offset".to_owned(), Json::from(e.start));
                o.insert("end_offset".to_owned(), Json::from(e.end));
                Json::Object(o)
            };
            o.insert("entities".to_owned(), all.iter().map(one).collect());
        }
        if let Some(all) = &self.relations {
            let one = |l: &Link| {
                let mut o = l.extra.clone();
                o.insert("id".to_owned(), Json::from(l.id));
                o.insert("from_id".to_owned(), Json::from(l.from));
                o.insert("to_id".to_owned(), Json::from(l.to));
                o.insert("type".to_owned(), Json::from(l.sort.as_str()));
                Json::Object(o)
            };
            o.insert("relations".to_owned(), all.iter().map(one).collect());
        }
        if let Some(all) = &self.label {
            o.insert("label".to_owned(), all.iter().map(|(a, b, l)| json!([a, b, l])).collect());
        }
        Json::Object(o)
    }
}

/// Takes a list out of an object where every member has the form asked; else leaves all as it stands.
fn list<T>(o: &mut Map<String, Json>, key: &str, one: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    let all: Vec<T> = o.get(key)?.as_array()?.iter().map(one).collect::<Option<_>>()?;
    o.remove(key);
    Some(all)
}

fn entity(json: &Json) -> Option<Entity> {
    let mut extra = json.as_object()?.clone();
    Some(Entity {
        id: take_count(&mut extra, "id")?,
        label: take_text(&mut extra, "label")?,
        start: take_count(&mut extra, "start_offset")?,
        end: take_count(&mut extra, "end_offset")?,
        extra,
    })
}

fn link(json: &Json) -> Option<Link> {
    let mut extra = json.as_object()?.clone();
    Some(Link {
        id: take_count(&mut extra, "id")?,
        from: take_count(&mut extra, "from_id")?,
        to: take_count(&mut extra, "to_id")?,
        sort: take_text(&mut extra, "type")?,
        extra,
    })
}

fn short(json: &Json) -> Option<(usize, usize, String)> {
    let [a, b, l] = json.as_array()?.as_slice() else { return None };
    let count = |v: &Json| {
        let n = v.as_u64()?;
        let spelled = Json::from(n);
        (*v == spelled).then_some(usize::try_from(n).ok()?)
    };
    Some((count(a)?, count(b)?, l.as_str()?.to_owned()))
}

/// Writes a text with its claims as a line: quotes and names as entities, a relation from each quote to its names; the
/// claims as they are beside them.
#[must_use]
pub fn export(doc: &LabelDocument) -> Line {
    let mut entities = Vec::new();
    let mut relations = Vec::new();
    let mut quote_of = vec![0usize; doc.claims.len()];
    for m in doc.marks() {
        let claim = &doc.claims[m.claim];
        let id = entities.len() + 1;
        let label = match m.role {
            None => {
                quote_of[m.claim] = id;
                claim.statement.kind.as_str()
            }
            Some(role) => {
                let (number, from) = (relations.len() + 1, quote_of[m.claim]);
                let sort = role.as_str().to_owned();
                relations.push(Link { id: number, from, to: id, sort, extra: Map::new() });
                role.as_str()
            }
        };
        let (start, end) = (m.at.start, m.at.end);
        entities.push(Entity { id, label: label.to_owned(), start, end, extra: Map::new() });
    }
    let cats: Vec<Json> = doc.claims.iter().filter_map(|c| c.decision.as_deref()).map(Json::from).collect();
    let extra = Map::from_iter([
        ("doc".to_owned(), Json::from(doc.doc.as_str())),
        ("claims".to_owned(), serde_json::to_value(&doc.claims).unwrap_or_default()),
        ("cats".to_owned(), Json::Array(cats)),
        ("Comments".to_owned(), json!([])),
    ]);
    Line { text: doc.text.clone(), entities: Some(entities), relations: Some(relations), label: None, extra }
}

/// Reads the text and the claims that a line was written from.
///
/// # Errors
/// [`LabelError::Field`] for a line of other origin.
pub fn import(line: &Line) -> Result<LabelDocument, LabelError> {
    let doc = line.extra.get("doc").and_then(Json::as_str).map(str::to_owned);
    let claims: Option<Vec<LabelClaim>> =
        line.extra.get("claims").and_then(|c| serde_json::from_value(c.clone()).ok());
    Ok(LabelDocument {
        doc: doc.ok_or(LabelError::Field { field: "doc", expected: "text" })?,
        text: line.text.clone(),
        claims: claims.ok_or(LabelError::Field { field: "claims", expected: "a list of claims" })?,
    })
}

/// The words of an entity.
#[must_use]
pub fn words(line: &Line, entity: &Entity) -> String {
    slice(&line.text, &(entity.start..entity.end))
}

/// Reads a file of lines.
///
/// # Errors
/// [`LabelError`] with the number of the line.
pub fn read_all(text: &str) -> Result<Vec<Line>, LabelError> {
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(|(n, l)| {
            let json = serde_json::from_str(l)
                .map_err(|e| LabelError::Json { line: n + 1, message: e.to_string() })?;
            Line::read(json)
        })
        .collect()
}

/// Writes lines.
#[must_use]
pub fn write_all(lines: &[Line]) -> String {
    lines.iter().map(|l| format!("{}\n", l.write())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::labels::tests::{canonical, documents, json as any_json};

    #[test]
    fn a_line_of_the_tool_comes_back_as_it_was() {
        let text = r#"{"id": 6400, "text": "林知遠加盟北門科技", "Comments": [], "cats": ["join"],
            "entities": [{"id": 1662, "label": "person", "start_offset": 0, "end_offset": 3},
                         {"id": 1663, "label": "org", "start_offset": 5, "end_offset": 9, "note": 1.50}],
            "relations": [{"id": 273, "from_id": 1662, "to_id": 1663, "type": "joins"}]}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        let line = Line::read(json.clone()).unwrap();
        assert_eq!(words(&line, &line.entities.as_ref().unwrap()[1]), "北門科技");
        assert_eq!(line.relations.as_ref().unwrap()[0].sort, "joins");
        assert_eq!(canonical(&line.write()), canonical(&json));
        let short = json!({"text": "a b", "label": [[0, 1, "X"]]});
        let line = Line::read(short.clone()).unwrap();
        assert_eq!(line.label.as_deref(), Some(&[(0, 1, "X".to_owned())][..]));
        assert_eq!(canonical(&line.write()), canonical(&short));
        assert_eq!(read_all(&write_all(std::slice::from_ref(&line))).unwrap(), [line]);
        assert!(matches!(read_all("\n{").unwrap_err(), LabelError::Json { line: 2, .. }));
    }

    proptest! {
        #[test]
        fn what_tradewire_writes_it_reads_again(doc in documents()) {
            let line = export(&doc);
            let back = Line::read(serde_json::from_str(&line.write().to_string()).unwrap()).unwrap();
            prop_assert_eq!(&back, &line);
            prop_assert_eq!(import(&back).unwrap(), doc);
        }

        #[test]
        fn any_line_comes_back_value_for_value(mut line in any_json()) {
            if let Json::Object(o) = &mut line {
                o.insert("text".to_owned(), json!("x"));
                let read = Line::read(line.clone()).unwrap();
                prop_assert_eq!(canonical(&read.write()), canonical(&line));
            }
        }
    }
}
