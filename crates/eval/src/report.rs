use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::{Calibration, Counts, QuoteCheck, Score};

/// A score with what belongs to it, ready to print.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The score.
    pub score: &'a Score,
    /// The check of quotes, where texts were given.
    pub quotes: Option<&'a QuoteCheck>,
    /// How many missed facts and unmatched claims to list.
    pub show: usize,
}

impl Report<'_> {
    /// The kinds with facts or claims, and `ALL`.
    fn rows(&self) -> Vec<(&str, Counts)> {
        let kinds = self.score.kinds.iter().map(|k| (k.as_str(), self.score.kind(k)));
        kinds.filter(|(_, c)| c.gold + c.pred > 0).chain([("ALL", self.score.all())]).collect()
    }

    /// One object: per kind and for `ALL` counts and figures, then quotes and calibration.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut out: Map<String, Value> = self
            .rows()
            .into_iter()
            .map(|(kind, c)| {
                let figures = json!({
                    "gold": c.gold, "pred": c.pred, "hit": c.hit,
                    "p": c.precision(), "r": c.recall(), "f": c.f1(), "role_f": c.role_f1(),
                    "modality": c.modality_share(), "source": c.source_share(), "amount_detail": c.detail_share(),
                });
                (kind.to_owned(), figures)
            })
            .collect();
        if let Some(q) = self.quotes {
            out.insert("quotes".into(), json!({"checked": q.checked, "wrong": q.wrong.len()}));
        }
        let calibration = Calibration::of(self.score);
        let bins: Vec<Value> =
            calibration.bins.iter().map(|(n, c, h)| json!({"n": n, "confidence": c, "hit": h})).collect();
        out.insert(
            "calibration".into(),
            json!({"n": calibration.n, "expected_error": calibration.expected_error, "bins": bins}),
        );
        Value::Object(out)
    }

    /// A table for reading, followed by quotes, calibration and the listed misses.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        let head = ["gold", "pred", "hit", "P", "R", "F1", "role F1", "modality", "source", "amounts"];
        let _ = write!(out, "{:<10}", "kind");
        for h in head {
            let _ = write!(out, " {h:>8}");
        }
        out.push('\n');
        let figure = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        for (kind, c) in self.rows() {
            let _ = write!(out, "{kind:<10} {:>8} {:>8} {:>8}", c.gold, c.pred, c.hit);
            let figures = [
                Some(c.precision()),
                Some(c.recall()),
                Some(c.f1()),
                Some(c.role_f1()),
                c.modality_share(),
                c.source_share(),
                c.detail_share(),
            ];
            for f in figures {
                let _ = write!(out, " {:>8}", figure(f));
            }
            out.push('\n');
        }
        if self.score.malformed > 0 {
            let _ = writeln!(
                out,
                "lines that are no claims: {} (each counts as a wrong claim)",
                self.score.malformed
            );
        }
        if let Some(q) = self.quotes {
            let _ =
                writeln!(out, "quotes equal to their span: {} of {}", q.checked - q.wrong.len(), q.checked);
            for w in q.wrong.iter().take(5) {
                let _ = writeln!(out, "  not its span: {} {} {:?} «{}»", w.doc, w.kind, w.span, w.quote);
            }
        }
        let calibration = Calibration::of(self.score);
        if let Some(e) = calibration.expected_error {
            let _ = writeln!(out, "expected calibration error: {e:.3} over {} claims", calibration.n);
        }
        let missed = self.score.docs.iter().flat_map(|d| d.missed.iter().map(move |f| (&d.doc, f)));
        for (doc, f) in missed.take(self.show) {
            let _ = writeln!(out, "missed: {doc} {} {} «{}»", f.kind, Value::Object(f.args.clone()), f.quote);
        }
        let extra = self.score.docs.iter().flat_map(|d| d.extra.iter().map(move |p| (&d.doc, p)));
        for (doc, p) in extra.take(self.show) {
            let _ =
                writeln!(out, "unmatched: {doc} {} {} «{}»", p.kind, Value::Object(p.args.clone()), p.quote);
        }
        out
    }
}
