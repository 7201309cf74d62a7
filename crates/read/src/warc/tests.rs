use std::io::Cursor;

use super::*;

/// A record with the fields, whatever length they say.
fn record(kind: &str, url: &str, media: &str, length: Option<usize>, block: &[u8]) -> Vec<u8> {
    let length = length.unwrap_or(block.len());
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-07-02T03:04:05Z\r\n\
         Content-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let http = [format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n").as_bytes(), body].concat();
    record("response", url, "application/http;msgtype=response", None, &http)
}

fn html(n: usize) -> Vec<u8> {
    let url = format!("https://n.example/{n}");
    response(&url, "Content-Type: text/html; charset=utf-8", format!("<p>page {n}</p>").as_bytes())
}

fn read(bytes: &[u8], limits: &Limits) -> Vec<Result<OwnedInput, InputError>> {
    warc(Cursor::new(bytes.to_vec()), limits).collect()
}

/// Address, or the number of the record and the code of its fault.
fn told(bytes: &[u8]) -> Vec<Result<String, (usize, InputCode)>> {
    read(bytes, &Limits::default())
        .into_iter()
        .map(|r| r.map(|i| i.name).map_err(|e| (e.place.number(), e.code)))
        .collect()
}

fn page(n: usize) -> Result<String, (usize, InputCode)> {
    Ok(format!("https://n.example/{n}"))
}

#[test]
fn pages_are_taken_and_the_rest_is_passed_over() {
    let all = [
        record("warcinfo", "", "application/warc-fields", None, b"software: x\r\n"),
        record(
            "request",
            "https://n.example/1",
            "application/http; msgtype=request",
            None,
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        response("https://n.example/1", "Content-Type: text/html;charset=GBK", b"<p>\xd6\xd0</p>"),
        response("https://n.example/logo", "Content-Type: image/png", b"\x89PNG"),
        record("response", "dns:n.example", "text/dns", None, b"20250702 1.2.3.4"),
        record("revisit", "https://n.example/3", "application/http", None, b"HTTP/1.1 200 OK\r\n\r\n"),
        record(
            "response",
            "https://n.example/4",
            "application/http",
            None,
            b"HTTP/1.1 404 Not Found\r\n\r\n<p>no",
        ),
        record("metadata", "https://n.example/1", "application/warc-fields", None, b"fetchTimeMs: 3"),
        record("resource", "<https://n.example/5>", "text/html", None, b"<p>five"),
        record("conversion", "https://n.example/6", "text/plain", None, "六。".as_bytes()),
        response(
            "https://n.example/7",
            "Content-Type: text/html\r\nTransfer-Encoding: chunked",
            b"3\r\n<p>\r\n3\r\nx y\r\n0\r\n\r\n",
        ),
        response("https://n.example/8", "X: no type", b"%PDF-1.7"),
        response("https://n.example/9", "X: no type", b"<!doctype html><p>nine"),
    ]
    .concat();
    let inputs: Vec<OwnedInput> = read(&all, &Limits::default()).into_iter().map(Result::unwrap).collect();
    let names: Vec<&str> = inputs.iter().map(|i| i.name.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["1", "5", "6", "7", "9"]);
    let first = &inputs[0];
    assert_eq!(
        (first.charset.as_deref(), first.content, first.url.as_deref()),
        (Some("GBK"), Content::Html, Some("https://n.example/1"))
    );
    assert_eq!((first.observed.clone(), first.published.clone()), (Some(Date::Day(2025, 7, 2)), None));
    assert_eq!(first.place.number(), 3);
    assert_eq!(inputs[2].content, Content::Text);
    assert_eq!(inputs[3].bytes, b"<p>x y");
}

#[test]
fn a_length_that_is_too_short_costs_its_record_only() {
    let cut = record(
        "response",
        "https://n.example/2",
        "application/http",
        Some(30),
        b"HTTP/1.1 200 OK\r\n\r\n<p>longer than it says",
    );
    assert_eq!(
        told(&[html(1), cut, html(3)].concat()),
        [page(1), Err((2, InputCode::Length)), Err((3, InputCode::Warc)), page(3)]
    );
}

#[test]
fn a_length_that_is_too_long_costs_its_record_only() {
    let long = record(
        "response",
        "https://n.example/2",
        "application/http",
        Some(500),
        b"HTTP/1.1 200 OK\r\n\r\n<p>short",
    );
    let rest: Vec<u8> = (3..9).flat_map(html).collect();
    let read = told(&[html(1), long.clone(), rest].concat());
    let mut expected = vec![page(1), Err((2, InputCode::Length))];
    expected.extend((3..9).map(page));
    assert_eq!(read, expected);
    // Beyond the end of the file.
    let long = record(
        "response",
        "https://n.example/2",
        "application/http",
        Some(1 << 20),
        b"HTTP/1.1 200 OK\r\n\r\n<p>short",
    );
    assert_eq!(told(&[long.clone(), html(3)].concat()), [Err((1, InputCode::Length)), page(3)]);
    assert_eq!(told(&[html(1), long].concat()), [page(1), Err((2, InputCode::Truncated))]);
}

#[test]
fn lies_without_end_are_read_again_only_so_often() {
    let lie = record(
        "response",
        "https://n.example/2",
        "application/http",
        Some(1 << 24),
        b"HTTP/1.1 200 OK\r\n\r\n<p>short",
    );
    let read = told(&lie.repeat(5000));
    assert!(read.len() <= LIES + 2 && read.iter().all(Result::is_err), "{}", read.len());
}

#[test]
fn what_is_no_record_is_named_once_and_passed_over() {
    let all = [&html(1)[..], b"rubbish\nmore rubbish\n\n<html>\n", &html(2), b"\xff\xfe\x00"].concat();
    assert_eq!(told(&all), [page(1), Err((2, InputCode::Warc)), page(2), Err((3, InputCode::Warc))]);
    assert_eq!(told(b"not an archive"), [Err((1, InputCode::Warc))]);
    assert_eq!(told(b""), []);
    let open = b"WARC/1.0\r\nWARC-Type: response\r\n";
    assert_eq!(told(&[&open[..], &html(2)].concat()), [Err((1, InputCode::Warc)), page(2)]);
    assert_eq!(told(open), [Err((1, InputCode::Truncated))]);
    let long = [&b"WARC/1.0\r\nX: "[..], &vec![b'a'; 200_000], b"\r\n\r\n", &html(2)].concat();
    assert_eq!(told(&long), [Err((1, InputCode::Warc)), page(2)]);
    for bad in ["-1", "x", "99999999999999999999999", ""] {
        let none = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {bad}\r\n\r\n");
        assert_eq!(
            told(&[none.as_bytes(), &html(2)].concat()),
            [Err((1, InputCode::Length)), page(2)],
            "{bad}"
        );
    }
}

#[test]
fn a_record_beyond_the_limit_is_refused_unread() {
    let limits = Limits { size_bytes: 1000, ..Limits::default() };
    let huge =
        record("resource", "https://n.example/2", "text/html", None, &vec![b'a'; MESSAGE_BYTES + 2000]);
    let all = read(&[html(1), huge, html(3)].concat(), &limits);
    assert_eq!(all[1].as_ref().unwrap_err().code, InputCode::TooLarge);
    assert!(all[0].is_ok() && all[2].is_ok() && all.len() == 3);
    let bomb = record("resource", "https://n.example/2", "text/html", Some(usize::MAX), b"x");
    assert_eq!(told(&bomb), [Err((1, InputCode::Truncated))]);
}

#[test]
fn bodies_that_cannot_be_unpacked_are_named() {
    let all = [
        response("https://n.example/1", "Content-Type: text/html\r\nContent-Encoding: br", b"\x8b\x02\x80"),
        response(
            "https://n.example/2",
            "Content-Type: text/html\r\nContent-Encoding: gzip",
            b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff",
        ),
        record("response", "https://n.example/3", "application/http", None, b"no head here"),
        html(4),
    ]
    .concat();
    assert_eq!(
        told(&all),
        [Err((1, InputCode::Coding)), Err((2, InputCode::Http)), Err((3, InputCode::Http)), page(4)]
    );
}

#[test]
fn a_feed_in_a_record_gives_its_entries() {
    let rss = b"<rss><channel><item><link>https://n.example/a</link><description>x</description></item><item/></channel></rss>";
    let all = read(
        &response("https://n.example/feed", "Content-Type: application/rss+xml", rss),
        &Limits::default(),
    );
    let first = all[0].as_ref().unwrap();
    assert_eq!(
        (first.name.as_str(), first.place.number(), first.observed.clone()),
        ("https://n.example/a", 1, Some(Date::Day(2025, 7, 2)))
    );
    assert!(all.len() == 1 || all[1].as_ref().is_err_and(|e| e.what.contains("entry 2")), "{all:?}");
}
