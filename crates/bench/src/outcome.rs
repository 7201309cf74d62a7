use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::peak_rss_bytes;

/// Flags that every suite has.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Print one JSON object instead of a table
    #[arg(long, global = true)]
    pub json: bool,
    /// Write predictions, one JSON line per case in input order, to this file
    #[arg(long, global = true, value_name = "FILE")]
    pub dump: Option<PathBuf>,
}

/// What a suite measured.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Name of the suite.
    pub suite: &'static str,
    /// Cases.
    pub n: usize,
    /// Figures by name.
    pub metrics: Map<String, Value>,
    /// 95 % intervals by the name of their figure.
    pub ci95: Map<String, Value>,
    /// Time of the measured work, without loading.
    pub seconds: f64,
    /// Most memory held during it.
    pub peak_rss_bytes: Option<u64>,
    /// What a person reads instead of the plain list of figures.
    pub table: Option<String>,
    /// Predictions, one line per case, for `--dump`.
    pub dump: Vec<String>,
    /// Why the run counts as failed although it has figures.
    pub failure: Option<String>,
}

impl Outcome {
    /// Starts an outcome after the measured work is done.
    #[must_use]
    pub fn new(suite: &'static str, n: usize, elapsed: Duration) -> Self {
        Self { suite, n, seconds: elapsed.as_secs_f64(), peak_rss_bytes: peak_rss_bytes(), ..Self::default() }
    }

    /// Adds a figure.
    #[must_use]
    pub fn metric(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.metrics.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a figure with its interval.
    #[must_use]
    pub fn interval(mut self, name: &str, value: f64, ci95: Option<(f64, f64)>) -> Self {
        if let Some((low, high)) = ci95 {
            self.ci95.insert(name.to_owned(), json!([low, high]));
        }
        self.metric(name, value)
    }

    /// Cases per second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        if self.seconds > 0.0 { self.n as f64 / self.seconds } else { 0.0 }
    }

    /// The object that `--json` prints.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "suite": self.suite,
            "n": self.n,
            "metrics": self.metrics,
            "ci95": self.ci95,
            "seconds": self.seconds,
            "per_second": self.per_second(),
            "peak_rss_bytes": self.peak_rss_bytes,
        })
    }

    /// What a person reads.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = self.table.clone().unwrap_or_default();
        if self.table.is_none() {
            for (name, value) in &self.metrics {
                let shown = value
                    .as_f64()
                    .filter(|_| !value.is_u64())
                    .map_or_else(|| value.to_string(), |x| format!("{x:.3}"));
                let _ = write!(out, "{name:<28} {shown:>10}");
                if let Some((low, high)) = self.ci95.get(name).and_then(ends) {
                    let _ = write!(out, "   [{low:.3}, {high:.3}]");
                }
                out.push('\n');
            }
        }
        let _ = write!(
            out,
            "{}: {} cases in {:.2} s, {:.0} per second",
            self.suite,
            self.n,
            self.seconds,
            self.per_second()
        );
        if let Some(peak) = self.peak_rss_bytes {
            let _ = write!(out, ", at most {} MiB held", peak >> 20);
        }
        out.push('\n');
        out
    }

    /// Prints the outcome and writes the dump, as the flags say.
    ///
    /// # Errors
    /// Where the dump cannot be written, and for a run that counts as failed, after its figures are printed.
    pub fn finish(&self, options: &Options) -> anyhow::Result<()> {
        use anyhow::Context;
        use std::io::Write as _;
        if let Some(path) = &options.dump {
            let mut text = self.dump.join("\n");
            if !text.is_empty() {
                text.push('\n');
            }
            std::fs::write(path, text)
                .with_context(|| format!("cannot write the dump to {}", path.display()))?;
        }
        let text = if options.json { format!("{}\n", self.json()) } else { self.text() };
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            // The reader of a pipe may leave early.
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => {}
            other => other?,
        }
        self.failure.as_ref().map_or(Ok(()), |why| Err(anyhow::anyhow!("{why}")))
    }
}

fn ends(v: &Value) -> Option<(f64, f64)> {
    Some((v.get(0)?.as_f64()?, v.get(1)?.as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_form_is_the_contract() {
        let o = Outcome::new("names", 10, Duration::from_secs(2)).interval("f1", 0.5, Some((0.4, 0.6)));
        let json = o.json();
        // The order of keys is not part of it: another crate of a build may switch on serde_json's preserve_order.
        let mut keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["ci95", "metrics", "n", "peak_rss_bytes", "per_second", "seconds", "suite"]);
        assert_eq!(json["ci95"]["f1"], json!([0.4, 0.6]));
        assert!((json["per_second"].as_f64().unwrap() - 5.0).abs() < 1e-9);
        assert!(o.text().starts_with("f1") && o.text().contains("[0.400, 0.600]"), "{}", o.text());
    }

    #[test]
    fn an_outcome_in_no_time_divides_by_nothing() {
        assert_eq!(Outcome::new("x", 3, Duration::ZERO).per_second().to_bits(), 0f64.to_bits());
    }
}
