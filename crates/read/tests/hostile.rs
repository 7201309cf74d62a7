//! Input made to break a reader ends with a coded rejection that says where. Large cases with their time and memory:
//! `tradewire-bench hostile`.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tradewire_read::{Form, Input, InputCode, Limits, ReadError, inputs, read};

const NEWS: &str = "北门科技宣布，研究员林知远周一加入该公司，出任首席科学家，带领二十人的团队。";

fn page(source: &str, limits: &Limits) -> Result<String, ReadError> {
    read(&Input::new("a.html", source.as_bytes()), limits).map(|d| d.text)
}

#[test]
fn nesting_without_end_is_refused_where_it_goes_too_deep() {
    for open in ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<x-y>", "<blockquote><p>"] {
        let source = format!("<html><body>{}", open.repeat(100_000));
        let e = page(&source, &Limits::default()).unwrap_err();
        let ReadError::TooDeep { at, limit, .. } = &e else { panic!("{open}: {e}") };
        assert!(*at > 10_000 && *at < source.len() && *limit == Limits::default().nesting, "{e}");
        assert_eq!(e.code(), "too_deep");
    }
    // What is closed again, or need not be, is not deep; what is only deep by mistake is read.
    let flat = format!("<html><body>{}", format!("<p>{NEWS}<b>x</b><br><img src=a>").repeat(20_000));
    assert!(page(&flat, &Limits::default()).is_ok());
    let mistake = format!("<html><body>{}<p>{NEWS}</p><p>{NEWS}</p>", "<font><div>".repeat(2000));
    assert!(page(&mistake, &Limits::default()).unwrap().contains("林知远"));
}

#[test]
fn elements_are_counted() {
    let limits = Limits { nodes: 1000, ..Limits::default() };
    let e = page(&format!("<html>{}", "<p>a</p>".repeat(2000)), &limits).unwrap_err();
    assert!(matches!(e, ReadError::TooManyElements { limit: 1000, at, .. } if at > 1000), "{e}");
}

#[test]
fn time_is_limited_in_every_pass() {
    let limits = Limits { time_ms: 1, ..Limits::default() };
    let html = page(&format!("<html>{}", format!("<p>{NEWS}").repeat(60_000)), &limits).unwrap_err();
    let misread = "鍖楁箹瀹為獙瀹\n".repeat(200_000);
    let text = read(&Input::new("a.txt", misread.as_bytes()), &limits).unwrap_err();
    for e in [html, text] {
        assert!(matches!(e, ReadError::TooSlow { limit_ms: 1, .. }), "{e}");
        assert_eq!(e.code(), "too_slow");
    }
    let none = Limits { time_ms: 0, ..Limits::default() };
    assert!(page(&format!("<html><p>{NEWS}<p>{NEWS}"), &none).is_ok());
}

#[test]
fn attributes_references_and_json_without_end_are_read() {
    let attributes: String = (0..100_000).map(|i| format!(" a{i}='x'")).collect();
    let deep = "[".repeat(200_000);
    for source in [
        format!("<html><body{attributes}><p>{NEWS}</p><p>{NEWS}</p>"),
        format!("<html><p title=\"{}\">{NEWS}</p><p>{NEWS}</p>", "x".repeat(1 << 20)),
        format!("<html><script type=application/ld+json>{deep}</script><p>{NEWS}</p><p>{NEWS}</p>"),
        format!("<html><p>{NEWS}</p><p>{NEWS}{}</p>", "&#99999999999999999999;&#xfffffffff;".repeat(10_000)),
    ] {
        assert!(page(&source, &Limits::default()).unwrap().contains("林知远"));
    }
}

/// A source that tells how much of it was taken.
struct Counted<R>(R, std::rc::Rc<std::cell::Cell<u64>>);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.0.read(buf)?;
        self.1.set(self.1.get() + n as u64);
        Ok(n)
    }
}

#[test]
fn a_source_without_end_is_left_at_the_limit() {
    let limits = Limits { size_bytes: 1 << 20, ..Limits::default() };
    for (name, bytes) in [("a.txt", &b"a"[..]), ("a.html", b"<p>"), ("a.xml", b"<rss>")] {
        let taken = std::rc::Rc::default();
        let endless = Cursor::new(bytes).chain(std::io::repeat(b'a'));
        let mut all = inputs(name, Counted(endless, std::rc::Rc::clone(&taken)), Form::Auto, &limits);
        assert_eq!(
            all.next().map(|i| i.map_err(|e| e.code).err()),
            Some(Some(InputCode::TooLarge)),
            "{name}"
        );
        assert!(all.next().is_none());
        assert!(taken.get() <= limits.size_bytes as u64 + (256 << 10), "{name}: {} bytes taken", taken.get());
    }
}

#[test]
fn what_unpacks_without_end_is_left_at_the_ratio() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::default());
    let _ = std::io::copy(&mut std::io::repeat(b' ').take(128 << 20), &mut bomb);
    let bomb = bomb.finish().unwrap_or_default();
    assert!(bomb.len() < 200_000);
    for name in ["a.html.gz", "a.jsonl.gz", "a.warc.gz", "a.xml.gz"] {
        let mut good = GzEncoder::new(Vec::new(), Compression::default());
        let _ = good.write_all(b"{\"doc\":\"good\",\"text\":\"x\"}\n");
        let bytes = [bomb.clone(), good.finish().unwrap_or_default()].concat();
        let mut all = inputs(name, Cursor::new(bytes), Form::Auto, &Limits::default());
        let e = all.next().and_then(Result::err).map(|e| e.code);
        assert!(matches!(e, Some(InputCode::Ratio)), "{name}: {e:?}");
        // Lines behind the bomb are read; a document has nothing behind it.
        assert_eq!(
            all.next().is_some_and(|i| i.is_ok_and(|i| i.name == "good")),
            name.contains("jsonl"),
            "{name}"
        );
    }
}
