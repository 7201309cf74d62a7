//! Every form of input, packed or not, through every command that takes inputs; bad records beside good ones.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

const NEWS: &str = "Larkspur Labs hired Mara Quill, a former research director at Northgate, as chief scientist. The \
                    company said on Monday that she starts next week and will lead a new group of twenty people.";

fn tradewire(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    command.current_dir(folder).env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite")).env_remove("RUST_LOG");
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The documents that a command printed as JSON lines, by one of their fields.
fn field(output: &Output, name: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()[name].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn page(text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Hired</title></head><body><article><p>{text}</p></article></body></html>"
    )
}

fn record(url: &str, length: Option<usize>, body: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    let length = length.unwrap_or(http.len());
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-07-02T03:04:05Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{http}\r\n\r\n"
    )
    .into_bytes()
}

/// Two good pages, with a record between them whose length is a lie.
fn archive() -> Vec<Vec<u8>> {
    vec![
        record("https://n.example/1", None, &page(NEWS)),
        record("https://n.example/2", Some(99_999), "<p>short"),
        record("https://n.example/3", None, &page(NEWS)),
    ]
}

fn feed() -> String {
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Courier</title>\
         <item><title>Hired</title><link>https://n.example/a</link><pubDate>Tue, 01 Jul 2025 02:22:00 GMT</pubDate>\
         <description>&lt;p&gt;{NEWS}&lt;/p&gt;</description></item>\
         <item></item>\
         <item><title>Hired again</title><link>https://n.example/b</link><description>{NEWS}</description></item></channel></rss>"
    )
}

#[test]
fn archives_are_read_packed_or_not_and_a_bad_record_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("plain.warc"), archive().concat()).unwrap();
    let packed: Vec<u8> = archive().iter().flat_map(|r| gzip(r)).collect();
    fs::write(folder.path().join("packed.warc.gz"), packed).unwrap();
    for file in ["plain.warc", "packed.warc.gz"] {
        let out = tradewire(folder.path()).args(["read", "--format", "jsonl", file]).output().unwrap();
        assert_eq!(out.status.code(), Some(3), "{}", words(&out));
        assert_eq!(field(&out, "doc"), ["https://n.example/1", "https://n.example/3"]);
        let said = words(&out);
        assert_eq!(said.matches("rejected").count(), 1, "{said}");
        assert!(said.contains(&format!("{file}, record 2")) && said.contains("[length]"), "{said}");
    }
    let out = tradewire(folder.path())
        .args(["extract", "--format", "jsonl", "-"])
        .write_stdin(archive().concat())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    assert_eq!(field(&out, "kind").iter().filter(|k| *k == "move").count(), 2);
    assert!(words(&out).contains("stdin, record 2"), "{}", words(&out));
}

#[test]
fn the_entries_of_a_feed_are_documents() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("feed.xml"), feed()).unwrap();
    let out = tradewire(folder.path()).args(["read", "--format", "jsonl", "feed.xml"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    assert!(words(&out).contains("feed.xml, entry 2") && words(&out).contains("[field]"), "{}", words(&out));
    let lines: Vec<Value> =
        String::from_utf8_lossy(&out.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let meta = |i: usize, f: &str| lines[i]["meta"][f].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (meta(0, "title"), meta(0, "published"), meta(0, "outlet")),
        ("Hired".into(), "2025-07-01".into(), "The Courier".into())
    );
    for line in &lines {
        assert!(line["text"].as_str().unwrap().contains("hired Mara Quill"), "{line}");
    }
}

#[test]
fn a_folder_of_everything_is_taken_in() {
    let folder = TempDir::new().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join("in").join(name), bytes).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    put("a.txt", NEWS.as_bytes());
    put("b.html.gz", &gzip(page(NEWS).as_bytes()));
    put("c.jsonl.gz", &gzip(serde_json::json!({"doc": "c", "text": NEWS}).to_string().as_bytes()));
    put("d.warc.gz", &archive().iter().flat_map(|r| gzip(r)).collect::<Vec<u8>>());
    put("e.atom", feed().as_bytes());
    put("f.html.gz", &gzip(&vec![b' '; 30 << 20]));
    put("g.xml", b"<?xml version='1.0'?><urlset/>");
    put("h.png", b"\x89PNG");
    let out = tradewire(folder.path()).args(["ingest", "in"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    let said = words(&out);
    assert!(said.contains("7 documents read") && said.contains("4 inputs rejected"), "{said}");
    for code in ["[length]", "[field]", "[ratio]", "[xml]"] {
        assert!(said.contains(code), "{code}: {said}");
    }
}

#[test]
fn addresses_inside_are_refused_and_nothing_is_asked() {
    let folder = TempDir::new().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for command in ["read", "extract", "ingest"] {
        let address = format!("http://localhost:{port}/a");
        let out = tradewire(folder.path()).args([command, &address]).output().unwrap();
        assert_eq!(out.status.code(), Some(3), "{}", words(&out));
        assert!(
            words(&out).contains("[private_address]") && words(&out).contains(&address),
            "{}",
            words(&out)
        );
    }
    assert!(listener.accept().is_err());
}

#[test]
fn a_page_nested_without_end_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), NEWS).unwrap();
    fs::write(folder.path().join("deep.html"), "<div>".repeat(200_000)).unwrap();
    let out = tradewire(folder.path()).args(["read", "deep.html", "a.txt"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3));
    assert!(words(&out).contains("[too_deep]") && words(&out).contains("at byte"), "{}", words(&out));
    assert!(String::from_utf8_lossy(&out.stdout).contains("Mara Quill"));
}

#[test]
fn repairs_are_shown_in_colour_where_colours_are_wanted() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), "爭奪戰(zhàn)升級，創(chuàng )始人離開阿裡。\n").unwrap();
    let shown = |set: &[(&str, &str)]| {
        let mut command = tradewire(folder.path());
        command
            .args(["read", "--format", "diff", "a.txt"])
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        let out = command.envs(set.iter().copied()).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{}", words(&out));
        String::from_utf8(out.stdout).unwrap()
    };
    // A pipe is no terminal.
    for set in [&[][..], &[("NO_COLOR", "1")], &[("NO_COLOR", "1"), ("CLICOLOR", "1")]] {
        let text = shown(set);
        assert!(
            !text.contains('\u{1b}') && text.contains("戰[-(zhàn)-]升級") && text.contains("[?阿裡=阿里?]"),
            "{text}"
        );
        assert!(text.starts_with("a.txt: 2 repaired (pinyin 2), 1 noted (conversion 1)\n"), "{text}");
    }
    let text = shown(&[("CLICOLOR_FORCE", "1")]);
    assert!(
        text.contains("\u{1b}[31m(zhàn)\u{1b}[0m") && text.contains("\u{1b}[34m阿裡=阿里\u{1b}[0m"),
        "{text:?}"
    );
}

#[test]
fn what_a_page_says_beside_its_article_is_shown_on_request() {
    let folder = TempDir::new().unwrap();
    let page = "<html><body><nav><a href=/>Front page</a> <a href=/w>World</a></nav><article><h1>North Lake hires \
                three</h1><p>North Lake Labs said on Tuesday that it has hired three researchers from a rival, and \
                that more will follow before the end of the year.</p><p>“We pay <q>well</q>,” she said, but the rival \
                declined to comment on the matter when it was asked.</p></article><div class=comments><p>First!</p>\
                </div><footer>© North Lake Post</footer></body></html>";
    fs::write(folder.path().join("p.html"), page).unwrap();
    let shown = |args: &[&str]| {
        let out = tradewire(folder.path()).arg("read").arg("p.html").args(args).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(!shown(&[]).contains("First!"));
    let below = shown(&["--aside"]);
    let (article, below) = below.split_once("set aside: 3").unwrap();
    assert!(article.contains("hired three researchers") && !article.contains("World"));
    for part in ["[navigation] Front page World", "[comments] First!", "© North Lake Post"] {
        assert!(below.contains(part), "{part}: {below}");
    }
    assert!(shown(&["--format", "diff"]).contains("[comments] First!"));
    let line: Value = serde_json::from_str(&shown(&["--format", "jsonl"])).unwrap();
    assert_eq!(line["aside"]["blocks"][1]["kind"], "comments");
    let span: Vec<usize> = serde_json::from_value(line["aside"]["blocks"][1]["span"].clone()).unwrap();
    assert_eq!(&page[span[0]..span[1]], "First!");
    assert_eq!(line["quotations"][0]["mark"], "double");
}

#[test]
fn help_and_completions_name_the_forms_of_input() {
    let folder = TempDir::new().unwrap();
    for command in ["read", "extract", "ingest"] {
        let out = tradewire(folder.path()).args([command, "--help"]).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        for form in ["warc", "feed", "jsonl", "https://", "--max-time", ".warc.gz"] {
            assert!(text.contains(form), "{command}: {form}: {text}");
        }
    }
    for shell in ["bash", "zsh", "fish"] {
        let out = tradewire(folder.path()).args(["completions", shell]).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(text.contains("warc") && text.contains("feed"), "{shell}");
    }
}

/// On a terminal, as `script` of util-linux makes one; where there is none, nothing can be shown on it.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_shows_colours_and_no_orders() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), "爭奪戰(zhàn)升級，創始人離開。\u{1b}]0;x\u{7}\n").unwrap();
    let program = assert_cmd::cargo::cargo_bin("tradewire");
    let on_terminal = |arguments: &str| {
        let line = format!("{} read a.txt {arguments}", program.display());
        let out = std::process::Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .current_dir(folder.path())
            .env_remove("NO_COLOR")
            .env("TERM", "xterm")
            .stdin(std::process::Stdio::null())
            .output()
            .ok()?;
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
        Some(String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let Some(text) = on_terminal("--format diff") else { return };
    assert!(text.contains("\u{1b}[31m(zhàn)\u{1b}[0m"), "{text:?}");
    assert!(!text.contains("\u{1b}]0;") && !text.contains("tracing"), "{text:?}");
    let text = on_terminal("").unwrap();
    assert!(text.contains("爭奪戰升級") && !text.contains('\u{1b}'), "{text:?}");
}
