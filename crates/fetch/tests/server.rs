//! Fetching from a server of our own that behaves, and that does not.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use tradewire_fetch::{FetchError, Fetched, Fetcher, Page, Validators};
use tradewire_read::{Content, InputCode, Limits};

/// What came in: the path and the head of each request.
type Log = Arc<Mutex<Vec<(String, String)>>>;

struct Server {
    port: u16,
    log: Log,
}

impl Server {
    /// Answers each request, by its path, with what `answer` writes.
    fn start(
        answer: impl Fn(&str, &str, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Log::default();
        let (answer, requests) = (Arc::new(answer), log.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (answer, requests) = (answer.clone(), requests.clone());
                std::thread::spawn(move || {
                    let mut head = String::new();
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
                    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                    requests.lock().unwrap().push((path.clone(), head.clone()));
                    // The client may leave in the middle.
                    let _ = answer(&path, &head, &mut stream);
                });
            }
        });
        Self { port, log }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn paths(&self) -> Vec<String> {
        self.log.lock().unwrap().iter().map(|(path, _)| path.clone()).collect()
    }
}

fn send(stream: &mut TcpStream, status: &str, fields: &str, body: &[u8]) -> std::io::Result<()> {
    let head =
        format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{fields}\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

const PAGE: &str = "<html><body><article><p>北门科技宣布收购。</p></article></body></html>";

/// A site with a page, a robots.txt, and every trap.
fn site() -> Server {
    Server::start(|path, head, s| {
        match path {
        "/robots.txt" => send(s, "200 OK", "", b"User-agent: *\nDisallow: /closed\nUser-agent: tradewire\nDisallow: /ours"),
        "/page" => {
            if head.contains("if-none-match: \"v1\"") || head.contains("if-modified-since: Tue") {
                return send(s, "304 Not Modified", "", b"");
            }
            let fields = "Content-Type: text/html; charset=utf-8\r\nETag: \"v1\"\r\nLast-Modified: Tue, 01 Jul 2025 02:22:00 GMT\r\n";
            send(s, "200 OK", fields, PAGE.as_bytes())
        }
        "/packed" => send(s, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzip(PAGE.as_bytes())),
        "/chunked" => s.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n\
                                    3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
        "/feed" => send(s, "200 OK", "Content-Type: application/rss+xml\r\n",
                        b"<rss><channel><item><link>https://n.example/1</link><description>one</description></item></channel></rss>"),
        "/moved" => send(s, "301 Moved Permanently", "Location: /page#part\r\n", b""),
        "/moved-to-closed" => send(s, "302 Found", "Location: /ours/x\r\n", b""),
        "/moved-inside" => send(s, "302 Found", "Location: http://127.0.0.2/secret\r\n", b""),
        "/moved-to-metadata" => send(s, "302 Found", "Location: http://169.254.169.254/latest\r\n", b""),
        "/moved-to-file" => send(s, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/moved-with-password" => send(s, "302 Found", "Location: http://a:b@127.0.0.1/\r\n", b""),
        p if p.starts_with("/circle") => send(s, "302 Found", &format!("Location: {p}x\r\n"), b""),
        "/bomb" => send(s, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzip(&vec![b'a'; 32 << 20])),
        "/huge" => send(s, "200 OK", "Content-Type: text/html\r\n", &vec![b'a'; 3 << 20]),
        "/endless" => {
            s.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n")?;
            loop {
                s.write_all(&[b'a'; 4096])?;
            }
        }
        "/drip" => {
            s.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n")?;
            loop {
                s.write_all(b"a")?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        "/drip-head" => {
            s.write_all(b"HTTP/1.1 200 OK\r\n")?;
            for i in 0.. {
                s.write_all(format!("X-{i}: y\r\n").as_bytes())?;
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        }
        "/image" => send(s, "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        "/br" => send(s, "200 OK", "Content-Type: text/html\r\nContent-Encoding: br\r\n", b"\x0b\x02"),
        "/busy" => send(s, "429 Too Many Requests", "Retry-After: 120\r\n", b""),
        "/rubbish" => s.write_all(b"\x00\x01\x02 no http\r\n\r\n"),
        _ => send(s, "404 Not Found", "", b""),
    }
    })
}

fn fetcher() -> Fetcher {
    let limits = Limits { size_bytes: 1 << 20, ..Limits::default() };
    Fetcher::builder(limits)
        .pause(Duration::ZERO)
        .time(Duration::from_millis(1500))
        .contact("https://n.example/about")
        .allow_address(Ipv4Addr::LOCALHOST.into())
        .build()
}

fn page(site: &Server, path: &str) -> Page {
    match fetcher().get(&site.url(path), &Validators::default()).unwrap() {
        Fetched::Page(page) => page,
        Fetched::NotModified => unreachable!("{path}: nothing is known of it"),
    }
}

fn refused(site: &Server, path: &str) -> FetchError {
    fetcher().get(&site.url(path), &Validators::default()).unwrap_err()
}

#[test]
fn pages_come_with_what_is_said_of_them() {
    let site = site();
    let page = page(&site, "/moved");
    assert_eq!((page.url.as_str(), page.bytes.as_slice()), (site.url("/page").as_str(), PAGE.as_bytes()));
    assert_eq!((page.media.essence.as_str(), page.media.charset.as_deref()), ("text/html", Some("utf-8")));
    assert_eq!(page.validators.etag.as_deref(), Some("\"v1\""));
    let input = page.inputs(&Limits::default()).next().unwrap().unwrap();
    assert_eq!(
        (input.content, input.url, input.name),
        (Content::Html, Some(site.url("/page")), site.url("/page"))
    );
    let log = site.log.lock().unwrap();
    assert_eq!(log.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>(), ["/robots.txt", "/moved", "/page"]);
    let agent = log[2].1.to_ascii_lowercase();
    assert!(
        agent.contains("user-agent: tradewire/") && agent.contains("+https://n.example/about"),
        "{agent}"
    );
}

#[test]
fn bodies_are_unpacked_and_feeds_opened() {
    let site = site();
    assert_eq!(page(&site, "/packed").bytes, PAGE.as_bytes());
    assert_eq!(page(&site, "/chunked").bytes, b"abcde");
    let entries: Vec<_> = page(&site, "/feed").inputs(&Limits::default()).map(Result::unwrap).collect();
    assert_eq!((entries.len(), entries[0].name.as_str()), (1, "https://n.example/1"));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let site = site();
    for known in [
        Validators { etag: Some("\"v1\"".into()), last_modified: None },
        Validators { etag: None, last_modified: Some("Tue, 01 Jul 2025 02:22:00 GMT".into()) },
    ] {
        assert_eq!(fetcher().get(&site.url("/page"), &known).unwrap(), Fetched::NotModified);
    }
    let spoilt = Validators { etag: Some("a\r\nX: y".into()), last_modified: None };
    assert!(matches!(fetcher().get(&site.url("/page"), &spoilt), Ok(Fetched::Page(_))));
    assert!(!site.log.lock().unwrap().iter().any(|(_, head)| head.contains("X: y")));
}

#[test]
fn robots_are_obeyed_at_every_step() {
    let site = site();
    assert_eq!(refused(&site, "/ours/a").code(), "robots");
    assert_eq!(refused(&site, "/moved-to-closed").code(), "robots");
    assert!(!site.paths().contains(&"/ours/x".to_owned()) && !site.paths().contains(&"/ours/a".to_owned()));
    // The group for everybody else is not for us, and robots.txt is asked for once.
    let f = fetcher();
    for _ in 0..2 {
        assert_eq!(f.get(&site.url("/closed"), &Validators::default()).unwrap_err().code(), "status");
    }
    assert_eq!(site.paths().iter().filter(|p| *p == "/robots.txt").count(), 3);
}

#[test]
fn a_robots_txt_that_cannot_be_had_forbids_and_one_that_is_not_there_allows() {
    for (status, code) in
        [("503 Unavailable", Some("robots_unreachable")), ("404 Not Found", None), ("403 Forbidden", None)]
    {
        let site = Server::start(move |path, _, s| match path {
            "/robots.txt" => send(s, status, "", b""),
            _ => send(s, "200 OK", "Content-Type: text/plain\r\n", b"text"),
        });
        let read = fetcher().get(&site.url("/a"), &Validators::default());
        assert_eq!(read.err().map(|e| e.code()), code, "{status}");
    }
    let round = Server::start(|path, _, s| match path {
        p if p.starts_with("/robots.txt") => send(s, "302 Found", "Location: /robots.txt?x\r\n", b""),
        _ => send(s, "200 OK", "Content-Type: text/plain\r\n", b"text"),
    });
    assert!(fetcher().get(&round.url("/a"), &Validators::default()).is_ok());
    assert_eq!(round.paths().len(), 7);
}

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    let site = site();
    let f = Fetcher::builder(Limits::default()).pause(Duration::ZERO).build();
    let port = site.port;
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.0.1",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "100.100.100.200",
    ] {
        let e = f.get(&format!("http://{host}:{port}/page"), &Validators::default()).unwrap_err();
        assert_eq!(e.code(), "private_address", "{host}: {e}");
    }
    assert!(site.paths().is_empty(), "nothing was asked of it");
}

#[test]
fn redirects_to_private_addresses_are_refused() {
    let site = site();
    for path in ["/moved-inside", "/moved-to-metadata"] {
        let e = refused(&site, path);
        assert!(matches!(e, FetchError::Private { .. }), "{path}: {e}");
    }
    let robots =
        Server::start(|_, _, s| send(s, "302 Found", "Location: http://127.0.0.2/robots.txt\r\n", b""));
    assert_eq!(refused(&robots, "/a").code(), "private_address");
}

#[test]
fn redirects_lead_to_the_web_only() {
    let site = site();
    assert_eq!(refused(&site, "/moved-to-file").code(), "address");
    assert_eq!(refused(&site, "/moved-with-password").code(), "address");
    assert_eq!(refused(&site, "/circle").code(), "redirects");
    assert_eq!(site.paths().iter().filter(|p| p.starts_with("/circle")).count(), 11);
    for no in [
        "ftp://n.example/",
        "n.example",
        "file:///etc/passwd",
        "http://",
        "https://u:p@n.example/",
        "javascript:1",
        "",
    ] {
        assert_eq!(fetcher().get(no, &Validators::default()).unwrap_err().code(), "address", "{no}");
    }
}

#[test]
fn bodies_end_at_the_limits() {
    let site = site();
    for (path, code) in [
        ("/huge", "too_large"),
        ("/endless", "too_large"),
        ("/bomb", "too_large"),
        ("/br", "coding"),
        ("/image", "media"),
    ] {
        let e = refused(&site, path);
        assert_eq!(e.code(), code, "{path}: {e}");
        assert!(!e.hint().is_empty() && !e.is_passing());
    }
    let f = Fetcher::builder(Limits { size_bytes: 64 << 20, ..Limits::default() })
        .pause(Duration::ZERO)
        .allow_address(Ipv4Addr::LOCALHOST.into())
        .build();
    let e = f.get(&site.url("/bomb"), &Validators::default()).unwrap_err();
    assert!(matches!(e, FetchError::Body { code: InputCode::Ratio, .. }), "{e}");
}

#[test]
fn slow_servers_end_at_the_limit() {
    let site = site();
    for path in ["/drip", "/drip-head"] {
        let start = Instant::now();
        let e = refused(&site, path);
        assert!(matches!(e, FetchError::Time { limit_ms: 1500, .. }) && e.is_passing(), "{path}: {e}");
        assert!(start.elapsed() < Duration::from_secs(30), "{path}");
    }
}

#[test]
fn failures_say_what_and_whether_to_try_again() {
    let site = site();
    let busy = refused(&site, "/busy");
    assert!(busy.is_passing());
    assert!(
        matches!(busy, FetchError::Status { status: 429, retry_after: Some(d), .. } if d.as_secs() == 120)
    );
    assert_eq!(refused(&site, "/rubbish").code(), "connect");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let e = fetcher().get(&format!("http://127.0.0.1:{nobody}/"), &Validators::default()).unwrap_err();
    assert_eq!(e.code(), "robots_unreachable");
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_a_pause_between() {
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let at_once = most.clone();
    let site = Server::start(move |path, _, s| match path {
        "/robots.txt" => send(s, "404 Not Found", "", b""),
        _ => {
            most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(30));
            // Before the answer: however late this thread is waked after it, the next may be asked by then.
            open.fetch_sub(1, Ordering::SeqCst);
            send(s, "200 OK", "Content-Type: text/plain\r\n", b"text")
        }
    });
    let pause = Duration::from_millis(80);
    let f =
        Fetcher::builder(Limits::default()).pause(pause).allow_address(Ipv4Addr::LOCALHOST.into()).build();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for i in 0..4 {
            let (f, url) = (&f, site.url(&format!("/{i}")));
            scope.spawn(move || f.get(&url, &Validators::default()).unwrap());
        }
    });
    assert_eq!(at_once.load(Ordering::SeqCst), 1);
    assert!(start.elapsed() >= pause * 3, "three pauses lie between four requests");
}

#[test]
fn what_is_posted_goes_to_public_addresses_only_and_is_carried_no_further() {
    let site = Server::start(|path, _, s| match path {
        "/hook" => send(s, "204 No Content", "", b""),
        "/moved" => send(s, "302 Found", "Location: /hook\r\n", b""),
        _ => send(s, "503 Service Unavailable", "Retry-After: 9\r\n", b""),
    });
    let post = |path: &str| fetcher().post(&site.url(path), &[("x-sign", "abc")], b"{}");
    assert_eq!(post("/hook"), Ok(()));
    assert!(site.log.lock().unwrap()[0].1.contains("x-sign: abc"));
    assert!(matches!(post("/moved"), Err(FetchError::Status { status: 302, .. })));
    match post("/busy") {
        Err(e @ FetchError::Status { retry_after: Some(wait), .. }) => {
            assert!(e.is_passing() && wait == Duration::from_secs(9));
        }
        other => unreachable!("{other:?}"),
    }
    assert_eq!(
        site.paths(),
        ["/hook", "/moved", "/busy"],
        "a redirect is not followed, robots.txt not asked"
    );
    let public = Fetcher::builder(Limits::default()).pause(Duration::ZERO).build();
    let inside = |url: &str| matches!(public.post(url, &[], b"{}"), Err(FetchError::Private { .. }));
    assert!(inside(&site.url("/hook")) && inside("http://169.254.169.254/") && inside("http://[::1]:1/"));
    assert!(matches!(public.post("file:///etc/passwd", &[], b""), Err(FetchError::Address { .. })));
    assert_eq!(site.paths().len(), 3);
}
