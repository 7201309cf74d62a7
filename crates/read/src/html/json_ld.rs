use serde_json::Value;

/// What a page's JSON-LD says about its article (schema.org NewsArticle and its kin).
#[derive(Debug, Default)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// Names of people and houses by their `@id`.
    pub names: Vec<(String, String)>,
    /// Name of the site.
    pub site: Option<String>,
}

impl Article {
    /// A name, looked up where it is only referred to by its `@id`; nothing where it stays an address.
    pub(super) fn named(&self, name: Option<&str>) -> Option<String> {
        let name = name?;
        let found = self.names.iter().find(|(id, _)| id == name).map_or(name, |n| n.1.as_str());
        (!found.starts_with("http") && !found.starts_with(['#', '/'])).then(|| found.to_owned())
    }
}

/// Reads one script of type application/ld+json into `article`; what was found before stays.
pub(super) fn read(script: &str, article: &mut Article) {
    match serde_json::from_str::<Value>(script.trim()) {
        Ok(value) => walk(&value, article, 0),
        // Broken JSON (raw line ends, trailing commas) still has its dates.
        Err(_) => {
            let take = |key: &str| loose(script, key);
            article.published = article.published.take().or_else(|| take("datePublished"));
            article.modified = article.modified.take().or_else(|| take("dateModified"));
            article.headline = article.headline.take().or_else(|| take("headline"));
        }
    }
}

fn walk(value: &Value, article: &mut Article, depth: usize) {
    if depth > 6 {
        return;
    }
    match value {
        Value::Array(all) => all.iter().take(64).for_each(|v| walk(v, article, depth + 1)),
        Value::Object(map) => {
            let kind = map.get("@type").map(|t| match t {
                Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                other => other.as_str().unwrap_or_default().to_owned(),
            });
            let is_article = kind
                .as_deref()
                .is_some_and(|k| k.contains("Article") || k.contains("Posting") || k.contains("Report"));
            let text = |key: &str| map.get(key).and_then(name);
            if let (Some(id), Some(name)) =
                (map.get("@id").and_then(Value::as_str), map.get("name").and_then(name))
                && article.names.len() < 256
            {
                article.names.push((id.to_owned(), name));
            }
            if article.site.is_none() && kind.as_deref() == Some("WebSite") {
                article.site = text("name");
            }
            // The form that Baidu asks of pages: title, pubDate, upDate.
            if kind.is_none() && map.contains_key("pubDate") {
                article.headline = article.headline.take().or_else(|| text("title"));
                article.published = article.published.take().or_else(|| text("pubDate"));
                // It asks for both; a page never changed gives one moment twice.
                let changed = text("upDate").filter(|d| Some(d) != article.published.as_ref());
                article.modified = article.modified.take().or(changed);
            }
            if is_article {
                let set = |slot: &mut Option<String>, value: Option<String>| {
                    if slot.is_none() {
                        *slot = value;
                    }
                };
                set(&mut article.headline, text("headline").or_else(|| text("name")));
                set(&mut article.published, text("datePublished"));
                set(&mut article.modified, text("dateModified"));
                set(&mut article.author, text("author"));
                set(&mut article.publisher, text("publisher"));
                set(&mut article.url, text("url").or_else(|| text("mainEntityOfPage")));
                for key in ["author", "publisher"] {
                    if let Some(inner) = map.get(key) {
                        walk(inner, article, depth + 1);
                    }
                }
            } else {
                if article.published.is_none() && kind.as_deref() == Some("WebPage") {
                    article.published = text("datePublished");
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = map.get(key) {
                        walk(inner, article, depth + 1);
                    }
                }
            }
        }
        _ => {}
    }
}

/// The text of a value, or its name: authors and publishers are objects or lists of them.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(super::entity::decode_all(s.trim())).filter(|s| !s.is_empty()),
        Value::Array(all) => {
            let names: Vec<String> = all.iter().take(8).filter_map(name).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Object(map) => map.get("name").or_else(|| map.get("@id")).and_then(name),
        _ => None,
    }
}

/// The string behind a key in text that is not quite JSON.
fn loose(script: &str, key: &str) -> Option<String> {
    let at = script.find(&format!("\"{key}\""))? + key.len() + 2;
    let rest = script[at..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(v, _)| v.trim().to_owned()).filter(|v| !v.is_empty() && v.len() < 400)
}

/// Where the lines of `articleBody` stand in a script: ranges of it, escapes and all, tags left out.
pub(super) fn body(script: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let Some(key) = script.find("\"articleBody\"") else { return out };
    let rest = &script[key + 13..];
    let Some(open) = rest.find('"').filter(|o| rest[..*o].trim() == ":") else { return out };
    let mut start = key + 13 + open + 1;
    let bytes = script.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        let (line_end, next) = match bytes[at] {
            b'"' => (true, bytes.len()),
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b'r')) => (true, at + 2),
            b'\\' => (false, at + 2),
            b'<' if bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') => {
                (true, memchr::memchr2(b'>', b'"', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1))
            }
            b'\n' => (true, at + 1),
            _ => (false, at + 1),
        };
        if line_end {
            if script.get(start..at).is_some_and(|l| !l.trim().is_empty()) {
                out.push(start..at);
            }
            start = next;
        }
        at = next;
    }
    out
}
