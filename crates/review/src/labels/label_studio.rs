//! Label Studio's JSON: tasks with data, predictions and annotations.
//!
//! After its documentation, «Label Studio JSON format of annotated tasks» and «Import pre-annotated data»: a result holds
//! regions (`type: labels`, with characters in `value`), `relation`s between two of them and `choices`.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use tradewire_model::{ClaimId, Decision, RejectReason, Role, Statement};

use super::{LabelClaim, LabelDocument, LabelError, remarked, slice, take_count, take_text, take_texts};

/// One entry of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A labelled stretch of text.
    Region {
        /// Its id.
        id: String,
        /// First character.
        start: usize,
        /// The character behind the last.
        end: usize,
        /// Its labels.
        labels: Vec<String>,
        /// Other fields of the value.
        value: Map<String, Json>,
        /// Other fields.
        extra: Map<String, Json>,
    },
    /// A relation between two regions.
    Relation {
        /// Id of the one.
        from: String,
        /// Id of the other.
        to: String,
        /// Its labels, where it has any.
        labels: Option<Vec<String>>,
        /// Other fields.
        extra: Map<String, Json>,
    },
    /// Choices taken, for a region or the whole task.
    Choices {
        /// Id of the entry; that of its region where it is about one.
        id: Option<String>,
        /// What was chosen.
        choices: Vec<String>,
        /// Other fields of the value.
        value: Map<String, Json>,
        /// Other fields.
        extra: Map<String, Json>,
    },
    /// Anything else, as it stood.
    Other(Json),
}

/// What one person, or a model, says of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Regions, relations, choices; nothing where it had no list of them.
    pub result: Option<Vec<Entry>>,
    /// Other fields: who, when, how long.
    pub extra: Map<String, Json>,
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What is shown: `text`, and what tradewire needs to find its claims again.
    pub data: Map<String, Json>,
    /// What models say; nothing where the field is absent or of another form.
    pub predictions: Option<Vec<Answer>>,
    /// What people say.
    pub annotations: Option<Vec<Answer>>,
    /// Other fields.
    pub extra: Map<String, Json>,
}

impl Task {
    /// Reads a task.
    ///
    /// # Errors
    /// [`LabelError::Field`] where it is no object with `data`.
    pub fn read(json: Json) -> Result<Self, LabelError> {
        let Json::Object(mut extra) = json else {
            return Err(LabelError::Field { field: "task", expected: "an object" });
        };
        if !extra.get("data").is_some_and(Json::is_object) {
            return Err(LabelError::Field { field: "data", expected: "an object" });
        }
        let data = match extra.remove("data") {
            Some(Json::Object(d)) => d,
            _ => Map::new(),
        };
        let mut answers = |key: &str| {
            let all: Option<Vec<Answer>> = extra.get(key)?.as_array()?.iter().map(answer).collect();
            all.inspect(|_| {
                extra.remove(key);
            })
        };
        let (predictions, annotations) = (answers("predictions"), answers("annotations"));
        Ok(Self { data, predictions, annotations, extra })
    }

    /// Writes it.
    #[must_use]
    pub fn write(&self) -> Json {
        let mut o = self.extra.clone();
        o.insert("data".to_owned(), Json::Object(self.data.clone()));
        for (key, answers) in [("predictions", &self.predictions), ("annotations", &self.annotations)] {
            if let Some(all) = answers {
                o.insert(key.to_owned(), all.iter().map(Answer::write).collect());
            }
        }
        Json::Object(o)
    }
}

fn answer(json: &Json) -> Option<Answer> {
    let mut extra = json.as_object()?.clone();
    let result = match extra.get("result") {
        Some(Json::Array(_)) => match extra.remove("result") {
            Some(Json::Array(all)) => Some(all.into_iter().map(Entry::read).collect()),
            _ => None,
        },
        _ => None,
    };
    Some(Answer { result, extra })
}

impl Answer {
    fn write(&self) -> Json {
        let mut o = self.extra.clone();
        if let Some(all) = &self.result {
            o.insert("result".to_owned(), all.iter().map(Entry::write).collect());
        }
        Json::Object(o)
    }
}

impl Entry {
    fn read(json: Json) -> Self {
        Self::typed(&json).unwrap_or(Self::Other(json))
    }

    fn typed(json: &Json) -> Option<Self> {
        let mut extra = json.as_object()?.clone();
        match take_text(&mut extra, "type")?.as_str() {
            "labels" => {
                let id = take_text(&mut extra, "id")?;
                let mut value = extra.remove("value")?.as_object()?.clone();
                let (start, end) = (take_count(&mut value, "start")?, take_count(&mut value, "end")?);
                let labels = take_texts(&mut value, "labels")?;
                Some(Self::Region { id, start, end, labels, value, extra })
            }
            "relation" => {
                let (from, to) = (take_text(&mut extra, "from_id")?, take_text(&mut extra, "to_id")?);
                let labels = match extra.get("labels") {
                    Some(_) => Some(take_texts(&mut extra, "labels")?),
                    None => None,
                };
                Some(Self::Relation { from, to, labels, extra })
            }
            "choices" => {
                let id = take_text(&mut extra, "id");
                let mut value = extra.remove("value")?.as_object()?.clone();
                let choices = take_texts(&mut value, "choices")?;
                Some(Self::Choices { id, choices, value, extra })
            }
            _ => None,
        }
    }

    fn write(&self) -> Json {
        let put = |extra: &Map<String, Json>, kind: &str| {
            let mut o = extra.clone();
            o.insert("type".to_owned(), Json::from(kind));
            o
        };
        match self {
            Self::Region { id, start, end, labels, value, extra } => {
                let mut v = value.clone();
                v.insert("start".to_owned(), Json::from(*start));
                v.insert("end".to_owned(), Json::from(*end));
                v.insert("labels".to_owned(), Json::from(labels.clone()));
                let mut o = put(extra, "labels");
                o.insert("id".to_owned(), Json::from(id.as_str()));
                o.insert("value".to_owned(), Json::Object(v));
                Json::Object(o)
            }
            Self::Relation { from, to, labels, extra } => {
                let mut o = put(extra, "relation");
                o.insert("from_id".to_owned(), Json::from(from.as_str()));
                o.insert("to_id".to_owned(), Json::from(to.as_str()));
                if let Some(l) = labels {
                    o.insert("labels".to_owned(), Json::from(l.clone()));
                }
                Json::Object(o)
            }
            Self::Choices { id, choices, value, extra } => {
                let mut v = value.clone();
                v.insert("choices".to_owned(), Json::from(choices.clone()));
                let mut o = put(extra, "choices");
                if let Some(id) = id {
                    o.insert("id".to_owned(), Json::from(id.as_str()));
                }
                o.insert("value".to_owned(), Json::Object(v));
                Json::Object(o)
            }
            Self::Other(json) => json.clone(),
        }
    }
}

/// Writes a text with its claims as a task: the claims as they are in `data.claims`, and as a prediction the quotes and
/// names as regions, joined by relations, so that people mend and do not begin from nothing. Decisions stand as choices
/// of the quote's region.
#[must_use]
pub fn export(doc: &LabelDocument) -> Task {
    let claims = serde_json::to_value(&doc.claims).unwrap_or_default();
    let data = Map::from_iter([
        ("text".to_owned(), Json::from(doc.text.as_str())),
        ("doc".to_owned(), Json::from(doc.doc.as_str())),
        ("claims".to_owned(), claims),
    ]);
    let names = |from: &str| {
        Map::from_iter([
            ("from_name".to_owned(), Json::from(from)),
            ("to_name".to_owned(), Json::from("text")),
        ])
    };
    let mut result = Vec::new();
    let mut number = 0usize;
    for m in doc.marks() {
        let claim = &doc.claims[m.claim];
        let words = Map::from_iter([("text".to_owned(), Json::from(slice(&doc.text, &m.at)))]);
        let (id, label) = match m.role {
            None => (claim.id.as_str().to_owned(), claim.statement.kind.as_str()),
            Some(role) => {
                number += 1;
                (format!("{}.{}.{number}", claim.id, role), role.as_str())
            }
        };
        if m.role.is_some() {
            let extra = Map::from_iter([("direction".to_owned(), Json::from("right"))]);
            let (from, to) = (claim.id.as_str().to_owned(), id.clone());
            result.push(Entry::Relation { from, to, labels: Some(vec![label.to_owned()]), extra });
        }
        let (start, end) = (m.at.start, m.at.end);
        result.push(Entry::Region {
            id,
            start,
            end,
            labels: vec![label.to_owned()],
            value: words,
            extra: names("label"),
        });
        if let (None, Some(d)) = (m.role, &claim.decision) {
            result.push(Entry::Choices {
                id: Some(claim.id.as_str().to_owned()),
                choices: vec![d.clone()],
                value: Map::from_iter([
                    ("start".to_owned(), Json::from(start)),
                    ("end".to_owned(), Json::from(end)),
                ]),
                extra: names("decision"),
            });
        }
    }
    let extra = Map::from_iter([("model_version".to_owned(), Json::from("tradewire"))]);
    let predictions = Some(vec![Answer { result: Some(result), extra }]);
    Task { data, predictions, annotations: None, extra: Map::new() }
}

/// Reads the text and the claims that a task was written from.
///
/// # Errors
/// [`LabelError::Field`] for a task of other origin.
pub fn import(task: &Task) -> Result<LabelDocument, LabelError> {
    let text = |field: &'static str| {
        let value = task.data.get(field).and_then(Json::as_str).map(str::to_owned);
        value.ok_or(LabelError::Field { field, expected: "text" })
    };
    let claims: Option<Vec<LabelClaim>> =
        task.data.get("claims").and_then(|c| serde_json::from_value(c.clone()).ok());
    let claims = claims.ok_or(LabelError::Field { field: "claims", expected: "a list of claims" })?;
    Ok(LabelDocument { doc: text("doc")?, text: text("text")?, claims })
}

/// What people decided on the claims of a task, per annotation: who (as the tool has it) and what.
///
/// A choice on the quote's region decides; where it accepts and the names marked for the claim are others than before,
/// the claim is mended. A claim that an annotation says nothing of is left out.
///
/// # Errors
/// As [`import`].
pub fn decisions(task: &Task) -> Result<Vec<(String, ClaimId, Decision)>, LabelError> {
    let doc = import(task)?;
    let mut out = Vec::new();
    for a in task.annotations.iter().flatten() {
        let who = match a.extra.get("completed_by") {
            Some(Json::Object(o)) => o.get("email").or_else(|| o.get("id")).map(plain).unwrap_or_default(),
            other => other.map(plain).unwrap_or_default(),
        };
        let entries: &[Entry] = a.result.as_deref().unwrap_or_default();
        for c in &doc.claims {
            if let Some(d) = decision(entries, c, &doc.text) {
                out.push((who.clone(), c.id.clone(), d));
            }
        }
    }
    Ok(out)
}

fn plain(v: &Json) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

fn decision(entries: &[Entry], claim: &LabelClaim, text: &str) -> Option<Decision> {
    let chosen: Vec<&str> = entries
        .iter()
        .filter_map(|e| match e {
            Entry::Choices { id: Some(id), choices, .. } if id == claim.id.as_str() => Some(choices),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let reason = chosen.iter().find_map(|c| c.parse::<RejectReason>().ok());
    if chosen.contains(&"unsure") {
        return Some(Decision::Unsure);
    }
    if chosen.contains(&"reject") || reason.is_some() {
        return Some(Decision::Reject(reason.unwrap_or(RejectReason::Other)));
    }
    if !chosen.contains(&"accept") {
        return None;
    }
    let mended = mended(entries, claim, text);
    Some(if mended == claim.statement { Decision::Accept } else { Decision::Mend(Box::new(mended)) })
}

fn mended(entries: &[Entry], claim: &LabelClaim, text: &str) -> Statement {
    let mut marked: BTreeMap<Role, Vec<String>> = BTreeMap::new();
    for e in entries {
        let Entry::Relation { from, to, .. } = e else { continue };
        if from != claim.id.as_str() {
            continue;
        }
        for r in entries {
            if let Entry::Region { id, start, end, labels, .. } = r
                && id == to
                && let Some(role) = labels.iter().find_map(|l| l.parse::<Role>().ok())
            {
                marked.entry(role).or_default().push(slice(text, &(*start..*end)));
            }
        }
    }
    // Names that stand nowhere in the text have no region and stay.
    for (role, words) in &mut marked {
        let old = claim.statement.args.names(*role);
        words.extend(
            old.iter().filter(|n| !text.contains(&n.text) || n.text.is_empty()).map(|n| n.text.clone()),
        );
        let at = |w: &String| old.iter().position(|n| n.text == *w).unwrap_or(old.len());
        words.sort_by_key(at);
    }
    remarked(&claim.statement, &marked)
}

/// The labelling configuration that tasks of [`export`] are shown by, for the tool's «Labeling Interface».
#[must_use]
pub fn interface() -> String {
    let label = |value: &str| format!("    <Label value=\"{value}\"/>\n");
    let kinds: String = tradewire_model::ClaimKind::ALL.iter().map(|k| label(k.as_str())).collect();
    let roles: String = Role::ALL.iter().map(|r| label(r.as_str())).collect();
    let reasons: String =
        RejectReason::ALL.iter().map(|r| format!("    <Choice value=\"{}\"/>\n", r.as_str())).collect();
    format!(
        "<View>\n  <Text name=\"text\" value=\"$text\"/>\n  <Labels name=\"label\" toName=\"text\">\n{kinds}{roles}  </Labels>\n  \
         <Choices name=\"decision\" toName=\"text\" perRegion=\"true\" choice=\"multiple\">\n    <Choice value=\"accept\"/>\n    \
         <Choice value=\"reject\"/>\n    <Choice value=\"unsure\"/>\n{reasons}  </Choices>\n</View>\n"
    )
}

/// Reads a file of tasks: a JSON list, or one task.
///
/// # Errors
/// [`LabelError`] for what is no JSON or no task.
pub fn read_all(text: &str) -> Result<Vec<Task>, LabelError> {
    let json: Json = serde_json::from_str(text)
        .map_err(|e| LabelError::Json { line: e.line(), message: e.to_string() })?;
    match json {
        Json::Array(all) => all.into_iter().map(Task::read).collect(),
        one => Ok(vec![Task::read(one)?]),
    }
}

/// Writes tasks as the JSON list that the tool imports.
#[must_use]
pub fn write_all(tasks: &[Task]) -> String {
    json!(tasks.iter().map(Task::write).collect::<Vec<_>>()).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::labels::tests::{canonical, documents, json as any_json};

    const TASK: &str = r#"{"id": 7, "project": 3, "data": {"text": "林知遠加盟北門科技"}, "meta": {"a": [1.50, null]},
        "annotations": [{"id": 1, "completed_by": 4, "lead_time": 4.288, "was_cancelled": false, "result": [
            {"id": "r1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
             "value": {"start": 0, "end": 3, "text": "林知遠", "labels": ["person"]}},
            {"id": "r2", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 5, "end": 9, "labels": ["to"]}},
            {"from_id": "r1", "to_id": "r2", "type": "relation", "direction": "right"},
            {"id": "c", "from_name": "sort", "to_name": "text", "type": "choices", "value": {"choices": ["join"]}},
            {"id": "t", "from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["why"]}}]}],
        "predictions": []}"#;

    #[test]
    fn a_task_of_the_tool_comes_back_as_it_was() {
        let json: Json = serde_json::from_str(TASK).unwrap();
        let task = Task::read(json.clone()).unwrap();
        let result = task.annotations.as_ref().unwrap()[0].result.as_ref().unwrap();
        assert!(matches!(&result[0], Entry::Region { start: 0, end: 3, .. }));
        assert!(matches!(&result[2], Entry::Relation { labels: None, .. }));
        assert!(matches!(&result[3], Entry::Choices { .. }));
        assert!(matches!(&result[4], Entry::Other(_)));
        assert_eq!(canonical(&task.write()), canonical(&json));
        assert!(Task::read(json!({"text": "x"})).is_err());
        assert_eq!(read_all(&write_all(std::slice::from_ref(&task))).unwrap(), [task]);
    }

    proptest! {
        #[test]
        fn what_tradewire_writes_it_reads_again(doc in documents()) {
            let task = export(&doc);
            let text = task.write().to_string();
            let back = Task::read(serde_json::from_str(&text).unwrap()).unwrap();
            prop_assert_eq!(&back, &task);
            prop_assert_eq!(import(&back).unwrap(), doc);
        }

        #[test]
        fn any_task_comes_back_value_for_value(mut extra in any_json(), data in any_json()) {
            if let Json::Object(o) = &mut extra {
                if !data.is_object() {
                    o.insert("data".to_owned(), json!({"text": data}));
                } else {
                    o.insert("data".to_owned(), data);
                }
                let task = Task::read(extra.clone()).unwrap();
                prop_assert_eq!(canonical(&task.write()), canonical(&extra));
            } else {
                prop_assert!(Task::read(extra).is_err());
            }
        }

        #[test]
        fn any_entry_comes_back_value_for_value(entry in any_json()) {
            prop_assert_eq!(canonical(&Entry::read(entry.clone()).write()), canonical(&entry));
        }

        #[test]
        fn accepting_what_was_shown_mends_nothing(mut doc in documents()) {
            for c in &mut doc.claims {
                c.decision = Some("accept".to_owned());
            }
            let mut task = export(&doc);
            task.annotations = task.predictions.clone();
            let all = decisions(&task).unwrap();
            prop_assert_eq!(all.len(), doc.claims.len());
            for (_, _, d) in all {
                prop_assert_eq!(d, Decision::Accept);
            }
        }
    }

    #[test]
    fn a_name_marked_elsewhere_mends_the_claim() {
        let text = "林知遠與陳安加盟北門科技";
        let statement: Statement = serde_json::from_value(json!({
            "kind": "move", "modality": "asserted", "args": {"type": "join", "person": {"text": "林知遠"}},
        }))
        .unwrap();
        let claim = LabelClaim {
            id: ClaimId::new("c_1"),
            start: 0,
            end: 12,
            statement,
            decision: Some("accept".into()),
        };
        let mut task = export(&LabelDocument { doc: "d".into(), text: text.into(), claims: vec![claim] });
        let mut answer = task.predictions.clone().unwrap();
        answer[0].extra.insert("completed_by".into(), json!({"id": 4, "email": "ana@example.org"}));
        for e in answer[0].result.as_mut().unwrap() {
            if let Entry::Region { start, end, labels, .. } = e
                && labels[0] == "person"
            {
                (*start, *end) = (4, 6);
            }
        }
        task.annotations = Some(answer);
        let all = decisions(&task).unwrap();
        let [(who, _, Decision::Mend(to))] = &all[..] else { panic!("{all:?}") };
        assert_eq!(
            (who.as_str(), to.args.name(Role::Person).unwrap().text.as_str()),
            ("ana@example.org", "陳安")
        );
    }
}
