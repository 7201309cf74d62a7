//! The phrases of our own stay right.

use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

/// Share of phrases with right value, bound, currency and period below which the build fails: of those written with the
/// grammar in view, and of all, the blind ones with them.
const FLOOR: f64 = 0.98;
const FLOOR_ALL: f64 = 0.97;

#[test]
fn phrases_of_pay_and_deals_are_read_right() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/quantities");
    let output = Command::new(cargo_bin("tradewire-bench"))
        .arg("quantities")
        .arg(&corpus)
        .args(["--json", "--show", "100"])
        .output()
        .expect("the bench runs");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let right = json["metrics"]["all_all"].as_f64().expect("a figure over all");
    let missed = String::from_utf8_lossy(&output.stderr);
    assert!(json["n"].as_u64().is_some_and(|n| n >= 150), "{json}");
    assert!(right >= FLOOR_ALL, "{right:.3} of {} phrases are right:\n{missed}", json["n"]);
    let metrics = json["metrics"].as_object().expect("figures by name");
    let knowing: Vec<f64> =
        metrics.iter().filter(|(k, _)| k.starts_with("knowing")).filter_map(|(_, v)| v.as_f64()).collect();
    assert!(!knowing.is_empty() && knowing.iter().all(|r| *r >= FLOOR), "{metrics:?}:\n{missed}");
}
