//! What the server says of its own work: figures and lines of log, and that neither holds what readers ask for. A binary of
//! its own, as it counts every line that its process logs.

#![expect(clippy::unwrap_used, reason = "the helpers of tests may stop them")]

#[path = "all/asking/mod.rs"]
mod asking;
#[path = "../fixture/mod.rs"]
mod fixture;

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tracing_subscriber::fmt::MakeWriter;

use asking::{ask, form, pages, to};

/// Lines of the log, kept.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_log_nor_figures_hold_what_readers_ask_for() {
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .init();
    let app = pages();
    let asked = [
        "/search?q=Quillfeather",
        "/api/v1/search?q=Quillfeather",
        "/person/wen-ruo",
        "/person/Quillfeather",
        "/Quillfeather",
        "/api/v1/Quillfeather",
        "/event/Quillfeather?after=Quillfeather",
        "/?lab=Quillfeather&after=Quillfeather",
        "/flows?lab=Quillfeather",
        "/ask?about=Quillfeather",
        "/review/Quillfeather",
    ];
    for path in asked {
        ask(&app, to(path)).await;
    }
    ask(
        &app,
        form(
            "/ask",
            &[("cookie", "tw_reviewer=Quillfeather")],
            &[("by", "Quillfeather"), ("text", "Quillfeather")],
        ),
    )
    .await;
    let elsewhere =
        Request::get("/").header(header::HOST, "quillfeather.example").body(Body::empty()).unwrap();
    ask(&app, elsewhere).await;
    let strange = Request::builder()
        .method("QUILLFEATHER")
        .uri("/")
        .header(header::HOST, "localhost")
        .body(Body::empty());
    ask(&app, strange.unwrap()).await;
    let (r, figures) = ask(&app, to("/metrics")).await;
    assert_eq!(r.status(), StatusCode::OK);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for text in [&figures, &log] {
        let low = text.to_lowercase();
        assert!(!low.contains("quillfeather") && !low.contains("wen-ruo"), "{text}");
    }
    let of = |route: &str| log.lines().filter(|l| l.contains(&format!("route=\"{route}\""))).count();
    assert_eq!((of("/search"), of("/person/{id}"), of("/event/{id}")), (1, 2, 1), "{log}");
    assert!(
        log.lines().any(|l| l.contains("status=200") && l.contains("ms=") && l.contains("method=\"GET\""))
    );
    for line in [
        "tradewire_requests_total{route=\"/search\",method=\"GET\",status=\"2xx\"} 1",
        "tradewire_requests_total{route=\"/person/{id}\",method=\"GET\",status=\"4xx\"} 1",
        "tradewire_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"} 1",
        "tradewire_requests_total{route=\"/\",method=\"other\",status=\"4xx\"} 1",
        "tradewire_open_streams 0",
        "tradewire_ledger_up 1",
    ] {
        assert!(figures.lines().any(|l| l == line), "{line}\n{figures}");
    }
    assert!(figures.contains("tradewire_build_info{version=\""));
    assert!(figures.contains("tradewire_ledger_items{sort=\"events\"}"));
    // Every line is one that Prometheus reads.
    for line in figures.lines().filter(|l| !l.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("tradewire_") && value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn it_says_whether_it_is_ready() {
    let (r, body) = ask(&pages(), to("/ready")).await;
    assert_eq!((r.status(), body.as_str()), (StatusCode::OK, "ready\n"));
    // Without a handle there is no ledger to be read.
    let nothing = tradewire_serve::router(tradewire_serve::Library::new(Vec::new()));
    let waited = tokio::time::timeout(std::time::Duration::from_secs(30), ask(&nothing, to("/ready"))).await;
    assert_eq!(waited.unwrap().0.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(&nothing, to("/health")).await.0.status(), StatusCode::OK);
}
