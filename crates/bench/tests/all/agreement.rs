//! `tradewire-bench claims` and `eval/score.py` agree on the claims that are extracted from the seeds.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn same_figures(ours: &Value, theirs: &Value, place: &str) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{place}");
            a.iter().for_each(|(k, v)| same_figures(v, &b[k], &format!("{place}.{k}")));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() < 5e-4, "{place}: ours {a}, theirs {b}");
        }
        _ => assert_eq!(ours, theirs, "{place}"),
    }
}

#[test]
#[ignore = "needs ../shared"]
fn score_py_prints_the_same_figures_over_extracted_claims() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = tempfile::tempdir().unwrap();
    let claims = folder.path().join("claims.jsonl");
    let ours = assert_cmd::Command::cargo_bin("tradewire-bench")
        .unwrap()
        .arg("claims")
        .arg(shared.join("gold"))
        .arg(shared.join("seeds"))
        .args(["--json", "--dump"])
        .arg(&claims)
        .output()
        .unwrap();
    assert!(ours.status.success(), "{}", String::from_utf8_lossy(&ours.stderr));
    let ours: Value = serde_json::from_slice(&ours.stdout).unwrap();
    let mut figures = ours["metrics"].clone();
    figures.as_object_mut().unwrap().remove("calibration");

    let theirs = Command::new("python3")
        .arg(shared.join("eval/score.py"))
        .arg(shared.join("gold"))
        .arg(&claims)
        .args(["--json", "--texts"])
        .arg(shared.join("seeds"))
        .output()
        .unwrap();
    let theirs: Value = serde_json::from_slice(&theirs.stdout).unwrap();
    same_figures(&figures, &theirs, "claims");
    assert!(figures["ALL"]["pred"].as_u64().unwrap() > 0, "nothing was extracted");
}
