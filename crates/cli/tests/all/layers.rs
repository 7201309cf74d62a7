//! No stage imports a later one, and each heavy tool stays in its room.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The stages in the order of the data's way; each may import those before it.
const STAGES: [&str; 17] = [
    "model",
    "script",
    "kb",
    "quantity",
    "mention",
    "read",
    "fetch",
    "encoder",
    "extract",
    "resolve",
    "reconcile",
    "review",
    "ledger",
    "market",
    "desk",
    "accounts",
    "serve",
];

/// They see the stages, and no stage sees them.
const FACES: [&str; 4] = ["cli", "bench", "batch", "eval"];

/// What only one room, or the face in front of it, may use.
const ROOMS: [(&[&str], &[&str]); 7] = [
    (&["rusqlite", "libsqlite3-sys"], &["ledger", "accounts"]),
    (&["postgres", "tokio-postgres", "sqlx"], &["ledger"]),
    (&["axum", "hyper", "tower", "tower-http", "maud"], &["serve"]),
    (&["datafusion", "ballista", "arrow", "parquet"], &["batch"]),
    (&["reqwest", "ureq"], &["fetch"]),
    (&["age", "zeroize"], &["desk"]),
    (&["ndarray", "matrixmultiply"], &["encoder"]),
];

fn members() -> BTreeMap<String, Vec<(String, DependencyKind)>> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let short = |name: &str| name.strip_prefix("tradewire-").unwrap_or(name).to_owned();
    metadata
        .packages
        .iter()
        .map(|p| (short(&p.name), p.dependencies.iter().map(|d| (short(&d.name), d.kind)).collect()))
        .collect()
}

#[test]
fn every_crate_is_a_stage_or_a_face() {
    for name in members().keys() {
        let (name, known) = (name.as_str(), STAGES.iter().chain(&FACES).any(|s| s == name));
        assert!(known, "{name}: say in this test where it stands");
    }
}

#[test]
fn no_stage_imports_a_later_one() {
    let members = members();
    for (i, stage) in STAGES.iter().enumerate() {
        let dependencies = members.get(*stage).unwrap_or_else(|| panic!("there is no crate {stage}"));
        for (other, _) in dependencies {
            let later = STAGES.iter().position(|s| s == other).is_some_and(|at| at >= i);
            assert!(!later, "{stage} imports {other}, a later stage");
            assert!(!FACES.contains(&other.as_str()), "{stage} imports the face {other}");
        }
    }
}

#[test]
fn sql_pages_and_batches_stay_in_their_rooms() {
    for (name, dependencies) in members() {
        for (tools, rooms) in ROOMS {
            for (dependency, kind) in &dependencies {
                let used = *kind == DependencyKind::Normal && tools.contains(&dependency.as_str());
                assert!(
                    !used || rooms.contains(&name.as_str()),
                    "{name} uses {dependency}; that belongs to {rooms:?}"
                );
            }
        }
    }
}

#[test]
fn sql_is_written_beside_its_tables_only() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in STAGES.iter().chain(&FACES).filter(|n| !matches!(**n, "ledger" | "accounts" | "batch")) {
        let mut left = vec![crates.join(name).join("src")];
        while let Some(folder) = left.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    left.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    for statement in ["INSERT INTO ", "CREATE TABLE ", "DELETE FROM ", "SELECT * FROM "] {
                        assert!(!text.contains(statement), "{} holds «{statement}»", path.display());
                    }
                }
            }
        }
    }
}
