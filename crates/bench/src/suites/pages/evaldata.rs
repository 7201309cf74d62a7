use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use super::measure::{Counts, Page, Reading, main_text, same, share};
use crate::{Outcome, bootstrap};

/// One page of the list.
#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    sitename: Option<String>,
}

/// Measures a folder of trafilatura's form.
pub(super) fn run(folder: &Path, repeat: usize, show: usize) -> anyhow::Result<Outcome> {
    let list = folder.join("evaldata.json");
    let text = std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let cases: BTreeMap<String, Case> =
        serde_json::from_str(&text).with_context(|| format!("{} is no object of pages", list.display()))?;
    let (mut pages, mut listed) = (Vec::new(), Vec::new());
    for case in cases.into_values() {
        let path = folder.join("html").join(&case.file);
        if path.is_file() {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            pages.push(Page { file: case.file.clone(), bytes });
            listed.push(case);
        }
    }
    if pages.is_empty() {
        bail!("{}: no page of the list is in html/", folder.display());
    }
    let reading = Reading::of(&pages, repeat);
    let n = pages.len() * repeat.max(1);
    let mut counts = Vec::new();
    let mut shown = 0;
    let (mut titles, mut titles_alike, mut dates) = ((0, 0), 0, (0, 0));
    let mut dump = Vec::new();
    for (case, document) in listed.iter().zip(&reading.documents) {
        let text = document.as_ref().map(main_text).unwrap_or_default();
        let mut say = |what: String| {
            if shown < show {
                shown += 1;
                eprintln!("{what}");
            }
        };
        counts.push(Counts::of(&text, &case.with, &case.without, |snippet, wanted| {
            say(format!("{} {}: {snippet}", if wanted { "missing" } else { "too much" }, case.file));
        }));
        let meta = document.as_ref().map(|d| &d.meta);
        let title = meta.and_then(|m| m.title.as_deref());
        let published = meta.and_then(|m| m.published.as_ref()).map(ToString::to_string);
        if let Some(wanted) = &case.title {
            titles.0 += usize::from(title == Some(wanted));
            titles.1 += 1;
            let alike = title.is_some_and(|t| alike(t, wanted, case.sitename.as_deref()));
            titles_alike += usize::from(alike);
            if !alike {
                say(format!("title {}: {title:?}, not {wanted}", case.file));
            }
        }
        if let Some(wanted) = &case.date {
            dates.0 += usize::from(published.as_ref() == Some(wanted));
            dates.1 += 1;
            if published.as_ref() != Some(wanted) {
                say(format!("date {}: {published:?}, not {wanted}", case.file));
            }
        }
        dump.push(
            json!({"file": case.file, "text": text, "title": title, "published": published}).to_string(),
        );
    }
    let sum = Counts::sum(&counts);
    let all: Vec<&Counts> = counts.iter().collect();
    let bytes: usize = pages.iter().map(|p| p.bytes.len()).sum();
    let mut outcome = Outcome::new("pages", n, reading.elapsed)
        .interval("f1", Counts::f1(&all), bootstrap(&counts, Counts::f1))
        .metric("precision", share(sum.kept, sum.kept + sum.wrong))
        .metric("recall", share(sum.kept, sum.kept + sum.lost))
        .metric("unread", reading.documents.iter().filter(|d| d.is_none()).count())
        .metric("mb_per_second", (bytes * repeat.max(1)) as f64 / 1e6 / reading.elapsed.as_secs_f64());
    if let Some(core) = reading.on_core.filter(|c| !c.is_zero()) {
        outcome = outcome.metric("pages_per_core_second", n as f64 / core.as_secs_f64());
    }
    if titles.1 > 0 {
        outcome = outcome
            .metric("titles", share(titles.0, titles.1))
            .metric("titles_but_for_site_and_marks", share(titles_alike, titles.1));
    }
    if dates.1 > 0 {
        outcome = outcome.metric("dates", share(dates.0, dates.1));
    }
    outcome.dump = dump;
    Ok(outcome)
}

/// Whether a title is the wanted one but for marks and for the name of the site, which some annotators leave on.
fn alike(title: &str, wanted: &str, site: Option<&str>) -> bool {
    if same(Some(title), Some(wanted)) {
        return true;
    }
    let key = tradewire_script::key;
    let (title, wanted, site) = (key(title), key(wanted), site.map(key).unwrap_or_default());
    let rest = wanted.strip_prefix(&title).or_else(|| wanted.strip_suffix(&title));
    rest.is_some_and(|r| !r.is_empty() && !site.is_empty() && (site.contains(r) || r.contains(&site)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_behind_a_title_does_not_count() {
        assert!(alike("Three leave", "Three Leave – North Lake Post", Some("North Lake Post")));
        assert!(alike("Three leave", "Three leave | The North Lake Post", Some("North Lake")));
        assert!(!alike("Three leave", "Three leave early", Some("North Lake Post")));
        assert!(!alike("Three leave", "Three leave early", None));
    }
}
