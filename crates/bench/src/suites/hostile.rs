//! Input made to break a reader: what each piece ends with, how long it takes, how much memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tradewire_read::{Form, Limits, inputs, read};

use crate::{Engine, Outcome, cpu_time, peak_rss_bytes, reset_peak};

/// Memory that the process may hold at once: the input, its text, its parts and their map, and what earlier cases left
/// with the allocator. The worst is a repair every five bytes, some forty times the size of the input.
const MOST_MEMORY: u64 = 1 << 30;

/// Just below the largest input.
const LARGE: usize = 15 << 20;

/// Room for what lies between two looks at the clock, on a machine that does other work too.
const SLACK: Duration = Duration::from_secs(10);

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only cases whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Also make claims of what could be read
    #[arg(long)]
    extract: bool,
}

/// One hostile input.
struct Case {
    name: &'static str,
    /// Name of the file it comes as.
    file: &'static str,
    /// How it must end: codes of rejections, or `read`; in alphabetical order.
    ends: &'static [&'static str],
    make: fn() -> Vec<u8>,
}

const fn case(
    name: &'static str,
    file: &'static str,
    ends: &'static [&'static str],
    make: fn() -> Vec<u8>,
) -> Case {
    Case { name, file, ends, make }
}

const NEWS: &str = "北门科技宣布，研究员林知远周一加入该公司，出任首席科学家，带领二十人的团队。";

const CASES: &[Case] = &[
    case("a million nested elements", "a.html", &["too_deep"], || b"<div>".repeat(1_000_000)),
    case("a million nested inline elements", "a.html", &["too_deep"], || b"<b><i>".repeat(500_000)),
    case("a million nested list items", "a.html", &["too_deep"], || b"<ul><li>".repeat(500_000)),
    case("a hundred thousand paragraphs never closed", "a.html", &["read"], || {
        format!("<p>{NEWS}").into_bytes().repeat(120_000)
    }),
    case("more elements than are kept", "a.html", &["too_many_elements"], || b"<p>".repeat(5_000_000)),
    case("a million attributes", "a.html", &["read"], || {
        let mut page = String::from("<html><body><p");
        for i in 0..1_000_000 {
            let _ = write!(page, " a{i}=\"x\"");
        }
        write_page(page, &format!(">{}</p></body></html>", NEWS.repeat(5)))
    }),
    case("an attribute of 15 MB", "a.html", &["read"], || {
        write_page(format!("<html><body><p title=\"{}\">", "x".repeat(LARGE)), &NEWS.repeat(5))
    }),
    case("a million open quotation marks", "a.html", &["no_text", "read"], || {
        b"<a \"<a '<a b=\"".repeat(1_000_000)
    }),
    case("a million open comments", "a.html", &["no_text", "read"], || b"<!-- <!-- ".repeat(1_000_000)),
    case("a million raw elements never closed", "a.html", &["no_text", "read"], || {
        b"<script></scrip ".repeat(1_000_000)
    }),
    case("half a million links", "a.html", &["no_text", "read"], || {
        b"<li><a href=/a>x y z</a></li>".repeat(500_000)
    }),
    case("tables nested without end", "a.html", &["too_deep"], || {
        b"<table><tr><td>one two three four".repeat(200_000)
    }),
    case("a million huge numeric references", "a.html", &["no_text", "read"], || {
        format!("<p>{}", "&#99999999999999999999;&#xfffffffff;".repeat(400_000)).into_bytes()
    }),
    case("JSON-LD nested a million deep", "a.html", &["read"], || {
        let ld = "[".repeat(1_000_000);
        write_page(format!("<html><script type=application/ld+json>{ld}</script><p>"), &NEWS.repeat(5))
    }),
    case("JSON-LD of 350,000 articles", "a.html", &["read"], || {
        let ld = "{\"@type\":\"NewsArticle\",\"headline\":\"x\"},".repeat(350_000);
        write_page(format!("<html><script type=application/ld+json>[{ld}{{}}]</script><p>"), &NEWS.repeat(5))
    }),
    case("a line of 50 MB", "a.txt", &["too_large"], || vec![b'a'; 50 << 20]),
    case("a page in a line of 50 MB", "a.html", &["too_large"], || {
        format!("<p>{NEWS}").into_bytes().repeat(500_000)
    }),
    case("a line of 15 MB", "a.txt", &["read"], || NEWS.as_bytes().repeat(LARGE / NEWS.len())),
    case("15 MB of misread text", "a.txt", &["read"], || {
        "æˆ‘ä»¬çš„".repeat(LARGE / "æˆ‘ä»¬çš„".len()).into_bytes()
    }),
    case("15 MB of UTF-8 read as GBK", "a.txt", &["read"], || {
        "鍖楁箹瀹為獙瀹".repeat(LARGE / 21).into_bytes()
    }),
    case("15 MB of lost bytes", "a.txt", &["read"], || "们?qù)ケ本┑氖笛".repeat(LARGE / 23).into_bytes()),
    case("15 MB of injected readings", "a.txt", &["read"], || "戰(zhàn)".repeat(LARGE / 10).into_bytes()),
    case("15 MB of opening brackets", "a.txt", &["read"], || vec![b'('; LARGE]),
    case("15 MB of opening quotation marks", "a.txt", &["read"], || "“".repeat(LARGE / 3).into_bytes()),
    case("15 MB of marks", "a.txt", &["read"], || "界*".repeat(LARGE / 4).into_bytes()),
    case("15 MB of references to references", "a.txt", &["read"], || "&amp;".repeat(LARGE / 5).into_bytes()),
    case("15 MB of full stops", "a.txt", &["read"], || "。”".repeat(LARGE / 6).into_bytes()),
    case("4 million lines", "a.txt", &["read"], || "甲\n".repeat(LARGE / 4).into_bytes()),
    case("random bytes", "a.txt", &["binary"], random),
    case("a gigabyte behind a small gzip", "a.html.gz", &["ratio"], || zeros(1 << 30)),
    case("a gigabyte behind a small gzip, in JSON lines", "a.jsonl.gz", &["ratio"], || zeros(1 << 30)),
    case("a gigabyte in the body of a record", "a.warc", &["ratio", "too_large"], || {
        record(&http("Content-Encoding: gzip\r\n", &zeros(1 << 30)), None)
    }),
    case("a gigabyte behind two layers", "a.warc", &["ratio", "too_large"], || {
        let mut twice = GzEncoder::new(Vec::new(), Compression::default());
        let _ = twice.write_all(&zeros(1 << 30));
        record(&http("Content-Encoding: gzip, gzip\r\n", &twice.finish().unwrap_or_default()), None)
    }),
    case("records whose lengths are lies", "a.warc", &["length", "truncated", "warc"], || {
        let record = record(&http("", b"<p>x"), Some(LARGE));
        record.repeat(100_000)
    }),
    case("records whose lengths are too small", "a.warc", &["given_up", "length", "warc"], || {
        record(&http("", b"<p>longer than it says"), Some(60)).repeat(50_000)
    }),
    case("a record of 16 exabytes", "a.warc", &["truncated"], || {
        record(b"HTTP/1.1 200 OK\r\n\r\n", Some(usize::MAX))
    }),
    case("30 MB of no records", "a.warc", &["length", "warc"], || {
        [b"WARC/1.0\r\n\r\n", &b"rubbish\n".repeat(4 << 20)[..]].concat()
    }),
    case("a million broken gzip members", "a.warc.gz", &["given_up", "gzip"], || {
        b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff\xff".repeat(1_000_000)
    }),
    case("a head of 30 MB", "a.warc", &["warc"], || {
        [b"WARC/1.0\r\n", &b"X-Y: zzzzzz\r\n".repeat(2_500_000)[..]].concat()
    }),
    case("a million chunks of one byte", "a.warc", &["no_text", "read"], || {
        record(&http("Transfer-Encoding: chunked\r\n", &b"1\r\n<\r\n".repeat(1_000_000)), None)
    }),
    case("entities that grow a billion times", "a.xml", &["entities"], || {
        let mut xml = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"ha\">");
        for i in 1..30 {
            let _ = write!(xml, "<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
        }
        format!("{xml}]><rss><channel><item><title>&a29;</title></item></channel></rss>").into_bytes()
    }),
    case("a feed nested a million deep", "a.xml", &["feed"], || {
        format!("<rss><channel><item>{}", "<x>".repeat(1_000_000)).into_bytes()
    }),
    case("a feed of half a million entries", "a.xml", &["given_up", "read"], || {
        format!("<rss><channel>{}", "<item><title>t</title></item>".repeat(500_000)).into_bytes()
    }),
    case("a feed of open sections", "a.xml", &["feed", "given_up"], || {
        format!("<rss>{}", "<item><![CDATA[".repeat(1_000_000)).into_bytes()
    }),
    case("a JSON line nested a million deep", "a.jsonl", &["json"], || b"[".repeat(1_000_000)),
    case("a JSON line of 50 MB", "a.jsonl", &["read", "too_large"], || {
        format!("{{\"text\":\"{}\"}}\n{{\"text\":\"after it\"}}", "x".repeat(50 << 20)).into_bytes()
    }),
    case("a million bad JSON lines", "a.jsonl", &["json"], || b"{oops\n".repeat(1_000_000)),
];

fn write_page(mut head: String, rest: &str) -> Vec<u8> {
    head.push_str(rest);
    head.into_bytes()
}

fn random() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    (0..8 << 20)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

/// So many zeros, packed; made in pieces, so that no memory is needed for them.
fn zeros(n: u64) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    // A vector takes all that is written to it.
    let _ = std::io::copy(&mut std::io::repeat(b' ').take(n), &mut out);
    out.finish().unwrap_or_default()
}

fn http(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n");
    [head.as_bytes(), body].concat()
}

fn record(block: &[u8], length: Option<usize>) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/a\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        length.unwrap_or(block.len())
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// What came of one case.
struct End {
    ends: BTreeMap<&'static str, usize>,
    bytes: usize,
    wall: Duration,
    core: Duration,
    extract: Duration,
    longest: Duration,
    peak: u64,
}

fn run_case(case: &Case, limits: &Limits, engine: Option<&Engine>) -> End {
    let bytes = (case.make)();
    let size = bytes.len();
    reset_peak();
    let (start, on_core) = (Instant::now(), cpu_time().unwrap_or_default());
    let mut ends: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut extract, mut longest) = (Duration::ZERO, Duration::ZERO);
    for input in inputs(case.file, Cursor::new(bytes), Form::Auto, limits) {
        let end = match input {
            Err(e) => e.code.as_str(),
            Ok(input) => {
                let before = Instant::now();
                let done = read(&input.as_input(), limits);
                longest = longest.max(before.elapsed());
                match done {
                    Err(e) => e.code(),
                    Ok(document) => {
                        let before = Instant::now();
                        if let Some(engine) = engine {
                            engine.resolve(&mut engine.extract(&document));
                        }
                        extract += before.elapsed();
                        "read"
                    }
                }
            }
        };
        *ends.entry(end).or_default() += 1;
    }
    End {
        ends,
        bytes: size,
        wall: start.elapsed(),
        core: cpu_time().unwrap_or_default().saturating_sub(on_core),
        extract,
        longest,
        peak: peak_rss_bytes().unwrap_or_default(),
    }
}

/// Reads every case; the run fails where one ends otherwise than it must, or beyond its time or memory.
///
/// # Errors
/// Where no case has the name.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let limits = Limits::default();
    let engine = if args.extract { Some(Engine::new()?) } else { None };
    let cases: Vec<&Case> =
        CASES.iter().filter(|c| args.only.as_deref().is_none_or(|o| c.name.contains(o))).collect();
    cases.first().context("no case has such a name")?;
    let mut table =
        format!("{:<48} {:>7} {:>8} {:>8} {:>8}  ends with\n", "case", "MiB", "s", "core s", "peak MiB");
    let (mut wrong, mut dump) = (Vec::new(), Vec::new());
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    let start = Instant::now();
    for case in &cases {
        let end = run_case(case, &limits, engine.as_ref());
        let told: Vec<String> = end.ends.iter().map(|(code, n)| format!("{code} {n}")).collect();
        // Some may end either way, by the rules of what counts as an article; none may end in any other.
        let expected = !end.ends.is_empty() && end.ends.keys().all(|code| case.ends.contains(code));
        let in_time = end.longest <= Duration::from_millis(limits.time_ms) + SLACK;
        let in_memory = end.peak <= MOST_MEMORY;
        if !(expected && in_time && in_memory) {
            wrong.push(case.name);
        }
        slowest = slowest.max(end.longest);
        most = most.max(end.peak);
        let extract =
            if args.extract { format!(", claims {:.2} s", end.extract.as_secs_f64()) } else { String::new() };
        let _ = writeln!(
            table,
            "{:<48} {:>7.1} {:>8.2} {:>8.2} {:>8}  {}{extract}{}",
            case.name,
            end.bytes as f64 / f64::from(1 << 20),
            end.wall.as_secs_f64(),
            end.core.as_secs_f64(),
            end.peak >> 20,
            told.join(", "),
            if expected { "" } else { "  ← not what it must" }
        );
        dump.push(json!({"case": case.name, "ends": end.ends, "seconds": end.wall.as_secs_f64(), "peak_bytes": end.peak}).to_string());
    }
    let mut outcome = Outcome::new("hostile", cases.len(), start.elapsed())
        .metric("as_expected", cases.len() - wrong.len())
        .metric("slowest_document_s", slowest.as_secs_f64())
        .metric("most_memory_bytes", most);
    outcome.table = Some(table);
    outcome.dump = dump;
    outcome.peak_rss_bytes = Some(most);
    outcome.failure = (!wrong.is_empty()).then(|| format!("not within the limits: {}", wrong.join(", ")));
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_end_as_they_must() {
        for name in ["nested list items", "entities that grow", "16 exabytes", "nested a million deep"] {
            let args = Args { only: Some(name.into()), extract: false };
            let outcome = run(&args).unwrap();
            assert_eq!(outcome.failure, None, "{:?}", outcome.table);
        }
        assert!(run(&Args { only: Some("no such case".into()), extract: false }).is_err());
    }
}
