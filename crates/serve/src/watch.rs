//! What the server says of its own work: a line of log and figures for every request, by the template of its route, so
//! that no name, no id and no word of a search is in either.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tradewire_ledger::Counts;

use crate::library::{Library, Shelf};
use crate::trouble::PageError;

/// Upper ends of the histogram of latencies, in seconds.
const ENDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Media type of the text format of Prometheus.
const MEDIA: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Longest time that a ledger may take to be called ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// What one route answered.
#[derive(Debug, Clone, Default)]
struct Answers {
    /// By class of status: `2xx` stands at 2.
    by_class: [u64; 6],
    /// By latency; the last one is slower than all ends.
    by_time: [u64; ENDS.len() + 1],
    seconds: f64,
}

/// Requests answered since the server began.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<BTreeMap<(String, &'static str), Answers>>);

impl Tally {
    fn note(&self, route: &str, method: &'static str, status: StatusCode, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Templates and methods are few, so this stays small whatever is asked.
        let one = all.entry((route.to_owned(), method)).or_default();
        let class = usize::from(status.as_u16() / 100).min(5);
        let seconds = took.as_secs_f64();
        one.by_class[class] += 1;
        one.by_time[ENDS.iter().position(|end| seconds <= *end).unwrap_or(ENDS.len())] += 1;
        one.seconds += seconds;
    }

    /// In the text format of Prometheus (exposition format 0.0.4).
    fn write(&self, out: &mut String) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        head(
            out,
            "tradewire_requests_total",
            "counter",
            "Requests answered, by route, method and class of status.",
        );
        for ((route, method), a) in &all {
            for (class, n) in a.by_class.iter().enumerate().filter(|(_, n)| **n > 0) {
                let _ = writeln!(
                    out,
                    "tradewire_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{class}xx\"}} {n}"
                );
            }
        }
        let name = "tradewire_request_seconds";
        head(out, name, "histogram", "Time until an answer began, by route and method.");
        for ((route, method), a) in &all {
            let mut sum = 0;
            for (i, n) in a.by_time.iter().enumerate() {
                sum += n;
                let end = ENDS.get(i).map_or_else(|| "+Inf".to_owned(), ToString::to_string);
                let _ = writeln!(
                    out,
                    "{name}_bucket{{route=\"{route}\",method=\"{method}\",le=\"{end}\"}} {sum}"
                );
            }
            let _ = writeln!(out, "{name}_sum{{route=\"{route}\",method=\"{method}\"}} {}", a.seconds);
            let _ = writeln!(out, "{name}_count{{route=\"{route}\",method=\"{method}\"}} {sum}");
        }
    }
}

fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}");
}

fn gauge(out: &mut String, name: &str, about: &str, value: usize) {
    head(out, name, "gauge", about);
    let _ = writeln!(out, "{name} {value}");
}

/// A method, where it is one that pages know: others are whatever somebody sends.
fn method(m: &Method) -> &'static str {
    match *m {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Whether a route leads to private offers.
fn is_private(route: &str) -> bool {
    ["/desk", "/api/v1/desk"]
        .iter()
        .any(|desk| route.strip_prefix(desk).is_some_and(|r| r.is_empty() || r.starts_with('/')))
}

/// Counts a request and writes its line: the template of its route, never its path.
pub(crate) async fn count(State(library): State<Library>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = method(request.method());
    let response = next.run(request).await;
    // Whether there is a desk, and when its owner is at it, is for nobody who reads figures or logs.
    if is_private(&route) {
        return response;
    }
    let (status, took) = (response.status(), began.elapsed());
    library.tally().note(&route, method, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(route, method, status = status.as_u16(), ms, "request");
    response
}

fn counted(store: &Shelf<'_>) -> Result<Counts, PageError> {
    store.counts()
}

/// Figures of the server and its ledger, for Prometheus.
pub async fn metrics(State(library): State<Library>) -> Response {
    let counts = library.read(counted).await.ok();
    let mut out = String::new();
    library.tally().write(&mut out);
    gauge(
        &mut out,
        "tradewire_open_streams",
        "Readers who listen to the live wire.",
        library.live().listeners(),
    );
    let (given, bytes) = (library.press().given(), library.press().bytes());
    head(&mut out, "tradewire_kept_pages_total", "counter", "Pages given as they were made before.");
    let _ = writeln!(out, "tradewire_kept_pages_total {given}");
    head(&mut out, "tradewire_kept_pages_bytes", "gauge", "What the pages kept take.");
    let _ = writeln!(out, "tradewire_kept_pages_bytes {bytes}");
    gauge(&mut out, "tradewire_ledger_up", "Whether the ledger can be read.", usize::from(counts.is_some()));
    if let Some(c) = counts {
        ledger(&mut out, &c);
    }
    head(&mut out, "tradewire_build_info", "gauge", "What is running.");
    let _ = writeln!(out, "tradewire_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
    let mut response = (StatusCode::OK, out).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    response
}

fn ledger(out: &mut String, c: &Counts) {
    head(out, "tradewire_ledger_items", "gauge", "What the ledger holds, by sort.");
    let sorts = [
        ("documents", c.documents),
        ("claims", c.claims),
        ("events", c.events),
        ("conflicts", c.conflicts),
        ("people", c.people),
        ("organisations", c.organisations),
        ("sources", c.sources),
        ("entries", c.entries),
    ];
    for (sort, n) in sorts {
        let _ = writeln!(out, "tradewire_ledger_items{{sort=\"{sort}\"}} {n}");
    }
}

/// Whether the server can do its work: the ledger is read, not what is kept of it.
pub async fn ready(State(library): State<Library>) -> Response {
    let reading = library.read(|store| Ok(store.archive().views_behind()?));
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the ledger cannot be read\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_prometheus_reads_them() {
        let tally = Tally::default();
        for (ms, status) in [(0, StatusCode::OK), (7, StatusCode::NOT_FOUND), (60_000, StatusCode::OK)] {
            tally.note("/event/{id}", "GET", status, Duration::from_millis(ms));
        }
        let mut out = String::new();
        tally.write(&mut out);
        for line in [
            "tradewire_requests_total{route=\"/event/{id}\",method=\"GET\",status=\"2xx\"} 2",
            "tradewire_requests_total{route=\"/event/{id}\",method=\"GET\",status=\"4xx\"} 1",
            "tradewire_request_seconds_bucket{route=\"/event/{id}\",method=\"GET\",le=\"0.001\"} 1",
            "tradewire_request_seconds_bucket{route=\"/event/{id}\",method=\"GET\",le=\"0.01\"} 2",
            "tradewire_request_seconds_bucket{route=\"/event/{id}\",method=\"GET\",le=\"5\"} 2",
            "tradewire_request_seconds_bucket{route=\"/event/{id}\",method=\"GET\",le=\"+Inf\"} 3",
            "tradewire_request_seconds_count{route=\"/event/{id}\",method=\"GET\"} 3",
        ] {
            assert!(out.lines().any(|l| l == line), "{line}\n{out}");
        }
    }
}
