//! Watching sources of a server of our own that is slow, broken, moved, huge and hostile, through kills: nothing is
//! lost, nothing comes twice, and a stuck source holds up no other.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command as Process, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// What came in: path, head, body.
type Log = Arc<Mutex<Vec<(String, String, Vec<u8>)>>>;

struct Server {
    port: u16,
    log: Log,
    /// Entries that the good feed shows.
    shown: Arc<AtomicUsize>,
}

const NAMES: [&str; 12] = [
    "Mara Quill",
    "Jonas Elder",
    "Priya Raman",
    "Tomas Lind",
    "Erik Sandoval",
    "Lena Fabri",
    "Hugo Marsh",
    "Nadia Petrov",
    "Oscar Wilmot",
    "Selma Greve",
    "Victor Hale",
    "Wanda Kroll",
];

fn entry(n: usize) -> String {
    let name = NAMES[n % NAMES.len()];
    format!(
        "<item><title>Larkspur Labs hires {name}, report {n}</title><link>https://n.example/{n}</link>\
         <pubDate>Tue, 01 Jul 2025 02:22:00 GMT</pubDate>\
         <description>Larkspur Labs hired {name}, a former research director at Northgate, as chief scientist number {n}. \
         The company said on Monday that the new group will have {} people.</description></item>",
        n + 20
    )
}

fn feed(entries: usize) -> String {
    let items: String = (0..entries).map(entry).collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Courier</title>{items}</channel></rss>"
    )
}

fn send(s: &mut TcpStream, status: &str, fields: &str, body: &[u8]) -> std::io::Result<()> {
    let head =
        format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{fields}\r\n", body.len());
    s.write_all(head.as_bytes())?;
    s.write_all(body)
}

const XML: &str = "Content-Type: application/rss+xml\r\n";

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (log, shown) = (Log::default(), Arc::new(AtomicUsize::new(3)));
        let (requests, entries) = (log.clone(), shown.clone());
        let turns = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (requests, entries, turns) = (requests.clone(), entries.clone(), turns.clone());
                std::thread::spawn(move || drop(answer(stream, &requests, &entries, &turns)));
            }
        });
        Self { port, log, shown }
    }

    fn url(&self, path: &str) -> String {
        // Each under a name of its own, so that one that is slow does not hold up the turns of the others.
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self, path: &str) -> Vec<(String, Vec<u8>)> {
        let log = self.log.lock().unwrap();
        log.iter().filter(|(p, ..)| p == path).map(|(_, h, b)| (h.clone(), b.clone())).collect()
    }
}

fn answer(stream: TcpStream, log: &Log, shown: &AtomicUsize, turns: &AtomicUsize) -> std::io::Result<()> {
    let mut s = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let lower = head.to_ascii_lowercase();
    let len = lower
        .lines()
        .find_map(|l| l.strip_prefix("content-length:"))
        .and_then(|l| l.trim().parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; len];
    reader.read_exact(&mut body)?;
    log.lock().unwrap().push((path.clone(), lower.clone(), body));
    match path.as_str() {
        "/robots.txt" => send(&mut s, "200 OK", "", b"User-agent: *\nDisallow: /closed\n"),
        "/good" => {
            let n = shown.load(Ordering::SeqCst);
            let tag = format!("\"v{n}\"");
            if lower.contains(&format!("if-none-match: {tag}")) {
                return send(&mut s, "304 Not Modified", "", b"");
            }
            send(&mut s, "200 OK", &format!("{XML}ETag: {tag}\r\n"), feed(n).as_bytes())
        }
        "/moved" => send(&mut s, "301 Moved Permanently", "Location: /elsewhere\r\n", b""),
        "/elsewhere" => {
            let body = "<rss><channel><title>M</title><item><title>t</title><link>https://m.example/1</link><description>\
                        Okapi Works hired Bela Moor, a former engineer at Northgate, as chief architect this week, the \
                        firm said in a note.</description></item></channel></rss>";
            send(&mut s, "200 OK", XML, body.as_bytes())
        }
        // Broken two times of three.
        "/flaky" => match turns.fetch_add(1, Ordering::SeqCst) % 3 {
            0 => send(&mut s, "503 Service Unavailable", "Retry-After: 1\r\n", b""),
            1 => s.write_all(
                format!("HTTP/1.1 200 OK\r\n{XML}Content-Length: 5000\r\n\r\n<rss><chan").as_bytes(),
            ),
            _ => {
                let body = "<rss><channel><item><title>f</title><link>https://f.example/1</link><description>Blue Fern \
                            hired Ida Noor, a former researcher at Northgate, as head of research on Friday, it \
                            said.</description></item></channel></rss>";
                send(&mut s, "200 OK", XML, body.as_bytes())
            }
        },
        "/stuck" => {
            s.write_all(format!("HTTP/1.1 200 OK\r\n{XML}\r\n<rss>").as_bytes())?;
            loop {
                std::thread::sleep(Duration::from_millis(200));
                s.write_all(b" ")?;
            }
        }
        "/huge" => {
            s.write_all(format!("HTTP/1.1 200 OK\r\n{XML}\r\n<rss>").as_bytes())?;
            loop {
                s.write_all(&[b'x'; 1 << 16])?;
            }
        }
        "/hostile" => {
            let body = "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel>\
                        <item><title>&b;</title><description>&b;&b;</description></item></channel></rss>";
            send(&mut s, "200 OK", XML, body.as_bytes())
        }
        "/inside" => send(&mut s, "302 Found", "Location: http://169.254.169.254/latest\r\n", b""),
        // Refuses twice, then listens.
        "/hook" => {
            let before = log.lock().unwrap().iter().filter(|(p, ..)| p == "/hook").count();
            match before {
                0..=2 => send(&mut s, "500 Internal Server Error", "", b""),
                _ => send(&mut s, "204 No Content", "", b""),
            }
        }
        "/gone-hook" => send(&mut s, "410 Gone", "", b""),
        _ => send(&mut s, "404 Not Found", "", b""),
    }
}

fn tradewire(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    command.current_dir(folder).env("TRADEWIRE_LEDGER", folder.join("l.sqlite")).env_remove("RUST_LOG");
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Documents of the ledger by the address they came under, with how often each is there.
fn documents(folder: &Path) -> BTreeMap<String, usize> {
    let output = tradewire(folder).args(["export"]).output().unwrap();
    assert!(output.status.success(), "{}", words(&output));
    let mut found = BTreeMap::new();
    for line in lines(&output) {
        if line["kind"] == "document" {
            let name = line["body"]["name"].as_str().unwrap_or_default().to_owned();
            *found.entry(name).or_default() += 1;
        }
    }
    found
}

#[test]
fn a_day_of_watching_through_kills_loses_nothing_and_repeats_nothing() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let server = Server::start();
    fs::create_dir(at.join("in")).unwrap();
    fs::write(at.join("secret"), "a secret of enough length\n").unwrap();
    let mut sources = "[settings]\nevery = \"1s\"\npause = \"0s\"\ntime = \"2s\"\nmax_mib = 1\nallow_private = [\"127.0.0.1\"]\n"
        .to_owned();
    for path in ["good", "moved", "flaky", "stuck", "huge", "hostile", "inside", "closed"] {
        sources +=
            &format!("[[source]]\nname = \"{path}\"\nfeed = \"{}\"\n", server.url(&format!("/{path}")));
    }
    sources +=
        "[[source]]\nname = \"in\"\nfolder = \"in\"\n[[source]]\nname = \"lines\"\nlines = \"crawl.jsonl\"\n";
    sources += "[[watch]]\nname = \"hires\"\nkind = \"move\"\nlines = \"hires.jsonl\"\n";
    sources += "[[watch]]\nname = \"larkspur\"\nwho = \"Larkspur Labs\"\natom = \"larkspur.atom\"\n";
    sources += &format!(
        "[[watch]]\nname = \"hooked\"\nwho = \"Larkspur Labs\"\nkind = \"move\"\nwebhook = \"{}\"\nsecret_file = \"secret\"\n",
        server.url("/hook")
    );
    fs::write(at.join("S.toml"), &sources).unwrap();
    fs::write(at.join("in/one.txt"), "Okapi Works hired Rolf Anders, a former director at Northgate, as chief of staff. The firm said so on Monday.").unwrap();

    let start = |at: &Path| -> Child {
        Process::new(assert_cmd::cargo::cargo_bin("tradewire"))
            .args(["watch", "S.toml"])
            .current_dir(at)
            .env("TRADEWIRE_LEDGER", at.join("l.sqlite"))
            .env_remove("RUST_LOG")
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    // The feed grows, the file grows, the process is killed at times that have nothing to do with either.
    let mut crawl = String::new();
    for round in 0..7 {
        let mut child = start(at);
        let begun = Instant::now();
        let alive = Duration::from_millis(900 + 613 * round as u64 % 2500);
        while begun.elapsed() < alive {
            server.shown.fetch_add(1, Ordering::SeqCst);
            let n = crawl.lines().count();
            crawl += &format!(
                "{{\"doc\": \"crawl-{n}\", \"published\": \"2025-07-02\", \"text\": \"Blue Fern hired {}, a former engineer at Okapi Works, as lead number {n} on Monday.\"}}\n",
                NAMES[n % NAMES.len()]
            );
            // Half of the next line, as a writer leaves it that is at it.
            fs::write(at.join("crawl.jsonl"), format!("{crawl}{{\"doc\": \"cra")).unwrap();
            std::thread::sleep(Duration::from_millis(230));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    fs::write(at.join("crawl.jsonl"), &crawl).unwrap();
    // Now in peace, until everything has come and was handed on.
    let mut child = start(at);
    let shown = server.shown.load(Ordering::SeqCst);
    let whole = |found: &BTreeMap<String, usize>| {
        (0..shown).all(|n| found.contains_key(&format!("https://n.example/{n}")))
            && (0..crawl.lines().count()).all(|n| found.contains_key(&format!("crawl-{n}")))
            && ["https://m.example/1", "https://f.example/1", "one.txt"]
                .iter()
                .all(|d| found.contains_key(*d))
    };
    let begun = Instant::now();
    let mut found = documents(at);
    while !whole(&found) && begun.elapsed() < Duration::from_secs(90) {
        std::thread::sleep(Duration::from_secs(1));
        found = documents(at);
    }
    assert!(whole(&found), "{shown} shown, {} lines: {found:?}", crawl.lines().count());
    let second = tradewire(at).args(["watch", "S.toml"]).output().unwrap();
    assert!(
        !second.status.success() && words(&second).contains("another `tradewire watch`"),
        "{}",
        words(&second)
    );
    std::thread::sleep(Duration::from_secs(3));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(found.values().all(|n| *n == 1), "a document was stated twice: {found:?}");

    // Each event once, on every way out.
    let text = fs::read_to_string(at.join("hires.jsonl")).unwrap();
    let ids: Vec<String> = text
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert!(ids.len() == once.len() && ids.len() > 5, "{ids:?}");
    let atom = fs::read_to_string(at.join("larkspur.atom")).unwrap();
    assert!(atom.contains("Larkspur Labs") && atom.matches("<entry>").count() > 2, "{atom}");
    // Conditional requests, robots.txt, and nothing inside.
    assert!(server.asked("/good").iter().any(|(head, _)| head.contains("if-none-match: \"v")));
    assert!(server.asked("/closed").is_empty());
    let status = tradewire(at).args(["watch", "--status", "--format", "jsonl"]).output().unwrap();
    let told = lines(&status);
    let source = |name: &str| told.iter().find(|l| l["source"] == name).unwrap();
    assert_eq!(source("inside")["trouble"]["code"], "private_address");
    assert_eq!(source("closed")["trouble"]["code"], "robots");
    assert_eq!(source("stuck")["trouble"]["code"], "time");
    assert_eq!(source("huge")["trouble"]["code"], "too_large");
    assert_eq!(source("moved")["moved_to"], server.url("/elsewhere"));
    assert!(source("stuck")["failures"].as_u64().unwrap() >= 1);
    assert_eq!(source("good")["trouble"], Value::Null);
    let verify = tradewire(at).arg("verify").output().unwrap();
    assert!(verify.status.success(), "{}", words(&verify));
}

#[test]
fn a_webhook_is_signed_tried_again_and_kept_where_nobody_listens() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let server = Server::start();
    fs::create_dir(at.join("in")).unwrap();
    fs::write(at.join("secret"), "a secret of enough length\n").unwrap();
    fs::write(at.join("in/a.txt"), "Larkspur Labs hired Mara Quill, a former research director at Northgate, as chief scientist. The company said so on Monday.").unwrap();
    let hook = |name: &str, url: &str| {
        format!(
            "[[watch]]\nname = \"{name}\"\nkind = \"move\"\nwebhook = \"{url}\"\nsecret_file = \"secret\"\n"
        )
    };
    let sources = format!(
        "[settings]\npause = \"0s\"\nallow_private = [\"127.0.0.1\"]\n[[source]]\nname = \"in\"\nfolder = \"in\"\n{}{}",
        hook("late", &server.url("/hook")),
        hook("gone", &server.url("/gone-hook")),
    );
    fs::write(at.join("S.toml"), &sources).unwrap();
    std::thread::sleep(Duration::from_millis(1100)); // a file is taken when nobody writes it any more
    let dry = tradewire(at).args(["watch", "S.toml", "--dry-run"]).output().unwrap();
    assert!(words(&dry).contains("in: 1 new") && !at.join("l.sqlite").exists(), "{}", words(&dry));
    let once = || tradewire(at).args(["watch", "S.toml", "--once"]).output().unwrap();
    let first = once();
    assert!(words(&first).contains("in: 1 new"), "{}", words(&first));
    let status = || lines(&tradewire(at).args(["watch", "--status", "--format", "jsonl"]).output().unwrap());
    let dead: Vec<Value> =
        status().into_iter().filter(|l| !l["dead"].is_null() && !l["delivery"].is_null()).collect();
    assert!(!dead.is_empty() && dead.iter().all(|d| d["delivery"]["watch"] == "gone"), "{dead:?}");
    // The waits are minutes long: make what waits due, as time would.
    for _ in 0..4 {
        let outbox = at.join("l.sqlite.watch/outbox");
        for file in fs::read_dir(&outbox).unwrap() {
            let path = file.unwrap().path();
            let mut waiting: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            waiting["next"] = Value::Null;
            fs::write(&path, waiting.to_string()).unwrap();
        }
        once();
    }
    let posted = server.asked("/hook");
    assert!(posted.len() > 2, "{}", posted.len());
    let (head, body) = posted.last().unwrap();
    let field = |name: &str| {
        let line = head.lines().find(|l| l.starts_with(&format!("{name}:"))).unwrap();
        line.split_once(':').unwrap().1.trim().to_owned()
    };
    // By another implementation: Python's, where there is one.
    let python = Process::new("python3")
        .args(["-c", "import hmac,hashlib,sys;d=sys.stdin.buffer.read();print(hmac.new(b'a secret of enough length',sys.argv[1].encode()+b'.'+d,hashlib.sha256).hexdigest())", &field("tradewire-timestamp")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    if let Ok(mut python) = python {
        python.stdin.take().unwrap().write_all(body).unwrap();
        let told = python.wait_with_output().unwrap();
        assert_eq!(
            field("tradewire-signature"),
            format!("sha256={}", String::from_utf8_lossy(&told.stdout).trim())
        );
    }
    let delivered: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(delivered["watch"], "late");
    assert!(
        fs::read_dir(at.join("l.sqlite.watch/outbox")).unwrap().next().is_none(),
        "nothing waits any more"
    );
    // Again: nothing new, so nothing is posted.
    let before = server.asked("/hook").len();
    once();
    assert_eq!(server.asked("/hook").len(), before);
}

#[test]
fn private_addresses_are_refused_unless_the_file_allows_them() {
    let folder = TempDir::new().unwrap();
    let server = Server::start();
    fs::write(
        folder.path().join("S.toml"),
        format!(
            "[[source]]\nname = \"a\"\nfeed = \"{}\"\n[[source]]\nname = \"b\"\nfeed = \"http://[::1]:9/\"\n",
            server.url("/good")
        ),
    )
    .unwrap();
    let output = tradewire(folder.path()).args(["watch", "S.toml", "--once"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    assert_eq!(words(&output).matches("[private_address]").count(), 2, "{}", words(&output));
    assert!(server.log.lock().unwrap().is_empty());
}
