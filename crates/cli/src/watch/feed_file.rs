//! Feeds as files: Atom (RFC 4287) and JSON Feed 1.1, written whole; JSON lines, added to.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::folder::write_whole;
use super::matching::Delivery;
use crate::failure::Failure;

/// A feed shows so many of the latest.
const SHOWN: usize = 100;
/// So much of the end of a file is looked at for what was written last.
const TAIL: u64 = 1 << 20;

/// The entries of a feed file, newest first: kept beside the feed, so that a feed can be written whole.
pub fn add(entries: &mut Vec<Delivery>, new: Delivery) {
    entries.retain(|e| e.id != new.id);
    entries.insert(0, new);
    entries.truncate(SHOWN);
}

/// Writes an Atom feed.
pub fn atom(path: &Path, watch: &str, entries: &[Delivery]) -> Result<(), Failure> {
    let updated = entries.first().map_or("1970-01-01T00:00:00Z", |e| e.found_at.as_str());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>urn:tradewire:watch:{0}</id>\n<title>{0}</title>\n<updated>{1}</updated>\n\
         <author><name>tradewire</name></author>\n",
        escaped(watch),
        escaped(updated)
    );
    for e in entries {
        out += &format!(
            "<entry>\n<id>urn:tradewire:delivery:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n",
            escaped(&e.id),
            escaped(&e.title),
            escaped(&e.found_at)
        );
        for url in e.quotes.iter().filter_map(|q| q["url"].as_str()).take(1) {
            out += &format!("<link rel=\"related\" href=\"{}\"/>\n", escaped(url));
        }
        out += &format!("<content type=\"text\">{}</content>\n</entry>\n", escaped(&text(e)));
    }
    out += "</feed>\n";
    write_whole(path, out.as_bytes())
}

/// Writes a JSON Feed.
pub fn json_feed(path: &Path, watch: &str, entries: &[Delivery]) -> Result<(), Failure> {
    let items: Vec<Value> = entries
        .iter()
        .map(|e| {
            json!({
                "id": e.id, "title": e.title, "content_text": text(e), "date_published": e.found_at,
                "external_url": e.quotes.iter().find_map(|q| q["url"].as_str()), "_tradewire": e,
            })
        })
        .collect();
    let feed = json!({ "version": "https://jsonfeed.org/version/1.1", "title": watch, "items": items });
    write_whole(path, serde_json::to_string_pretty(&feed)?.as_bytes())
}

/// Adds a line, unless it is there already. A line that was cut off is taken away first.
pub fn line(path: &Path, delivery: &Delivery) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::new(format!("cannot write {}: {e}", path.display()));
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file =
        OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    let from = len.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from)).map_err(failed)?;
    let mut tail = Vec::new();
    match file.read_to_end(&mut tail) {
        Err(e) if e.kind() != ErrorKind::UnexpectedEof => return Err(failed(e)),
        _ => {}
    }
    let whole = tail.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let there = tail[..whole].split(|b| *b == b'\n').any(|l| {
        serde_json::from_slice::<Value>(l).is_ok_and(|v| v["id"].as_str() == Some(delivery.id.as_str()))
    });
    if there {
        return Ok(());
    }
    let end = from + whole as u64;
    file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))).map_err(failed)?;
    let mut bytes = serde_json::to_vec(delivery)?;
    bytes.push(b'\n');
    file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(failed)
}

/// An event for reading.
fn text(e: &Delivery) -> String {
    let mut out = format!("{} [{}, {}]", e.title, e.stage, e.grade);
    if e.fiction {
        out += " [fiction]";
    }
    for q in &e.quotes {
        let outlet = q["outlet"].as_str().unwrap_or("?");
        out += &format!("\n{outlet}: “{}”", q["quote"].as_str().unwrap_or_default());
    }
    out
}

/// A text as XML may hold it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(n: usize) -> Delivery {
        Delivery {
            id: format!("w-{n}"),
            watch: "w".into(),
            event: "e_1".into(),
            kind: "deal".into(),
            title: "deal: A & B <c>\u{1}".into(),
            stage: "done".into(),
            grade: "B2".into(),
            published: None,
            found_at: "2026-01-01T00:00:00Z".into(),
            fiction: true,
            quotes: vec![json!({"quote": "“x” & y", "outlet": "O", "url": "https://n.example/?a=1&b=2"})],
        }
    }

    #[test]
    fn feeds_are_escaped_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.atom");
        let mut entries = Vec::new();
        (0..150).for_each(|n| add(&mut entries, delivery(n)));
        add(&mut entries, delivery(149));
        assert_eq!((entries.len(), entries[0].id.as_str()), (SHOWN, "w-149"));
        atom(&path, "w", &entries).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("A &amp; B &lt;c&gt; </title>") && text.contains("a=1&amp;b=2"), "{text}");
        assert_eq!(text.matches("<entry>").count(), SHOWN);
        json_feed(&path, "w", &entries).unwrap();
        let feed: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(feed["items"][0]["id"], "w-149");
    }

    #[test]
    fn a_line_is_added_once_and_half_a_line_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("w.jsonl");
        line(&path, &delivery(1)).unwrap();
        line(&path, &delivery(1)).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"id\": \"w-2\", \"wat").unwrap();
        line(&path, &delivery(2)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let ids: Vec<String> = text
            .lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, ["w-1", "w-2"]);
    }
}
