//! A disk that takes no more, wherever in a write that happens, costs nothing that was acknowledged and leaves nothing
//! half written.
//!
//! A process writes until its ledger's files may not grow any more: by a limit on their size, where the write itself is
//! refused, or on a file system of a few pages, which is full. It may go on asking; afterwards the limit is gone, and
//! what it said is compared with what the ledger holds.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use tradewire_ledger::{Archive, LedgerError, SqliteStore, Store};
use tradewire_model::Rank;
use world::{Article, derive, poached, second};

/// Tells the writing process where to write.
const CHILD: &str = "TRADEWIRE_FAULT_CHILD";
/// The test that a writing process runs.
const WRITER: &str = "a_file_that_may_not_grow_costs_nothing_acknowledged";
/// Writes that are tried after the first was refused.
const STUBBORN: usize = 3;
/// More documents than any of the limits below has room for.
const MOST: usize = 2000;

fn document(n: usize) -> Article {
    let filler = "谁也没有看到合同，双方都没有回应。".repeat(n % 40);
    poached(&format!("f{n}.txt"), "南岸实验室", n, &filler)
}

/// Takes in, judges and derives until a few writes were refused; says of each step how it went.
fn write_until_refused(path: &Path) {
    let mut store = match SqliteStore::open(path) {
        Ok(store) => store,
        Err(e) => return say(&format!("no ledger: {e}")),
    };
    let mut refused = 0;
    for n in 0..MOST {
        let a = document(n);
        let at = n as i64;
        let ingested = store.ingest(&a.reading(at)).map(drop);
        refused += tell("ingested", n, ingested);
        let judged = store.set_rank(&a.claims[0].id, Rank::Preferred, "seen", second(at));
        // A claim that was refused cannot be judged, which is no fault of the disk.
        if !matches!(judged, Err(LedgerError::Unknown { .. })) {
            refused += tell("judged", n, judged);
        }
        if refused > STUBBORN {
            return;
        }
        // What a reader sees meanwhile is whole.
        let claims = store.claims_of_document(a.document.id.as_str()).unwrap().len();
        assert!(claims == 0 || claims == 3, "document {n} has {claims} claims");
    }
    panic!("the disk has room for everything");
}

/// Says how a step went; gives 1 if it was refused.
fn tell(what: &str, n: usize, result: tradewire_ledger::Result<()>) -> usize {
    match result {
        Ok(()) => {
            say(&format!("{what} {n}"));
            return 0;
        }
        Err(LedgerError::DiskFull { .. }) => say(&format!("full {what} {n}")),
        Err(LedgerError::Engine { .. }) => say(&format!("refused {what} {n}")),
        Err(e) => panic!("{what} {n}: {e}"),
    }
    1
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n#{line}").unwrap();
    out.flush().unwrap();
}

/// Runs a writing process under a shell that sets the limit; gives what it said.
fn writer(shell: &str, path: &Path, arguments: &[&str], isolated: bool) -> Vec<String> {
    let mut command = if isolated {
        let mut c = Command::new("unshare");
        // Root has mounts of its own; anybody else gets them as root of a namespace.
        c.args(["-rm", "sh"]);
        c
    } else {
        Command::new("sh")
    };
    let out = command
        .args(["-c", shell])
        .arg(std::env::current_exe().unwrap())
        .args(arguments)
        .env(CHILD, path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{said}\n{}", String::from_utf8_lossy(&out.stderr));
    said.lines().filter_map(|l| l.strip_prefix('#')).map(ToOwned::to_owned).collect()
}

/// Compares what was said with what the ledger holds; then finishes what was refused. Gives the documents kept.
fn hold_to_account(path: &Path, said: &[String]) -> usize {
    let mut store = SqliteStore::open(path).unwrap();
    let verification = store.verify(None).unwrap();
    assert!(verification.is_sound(), "{:?}", verification.findings);
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
    let said: HashSet<&str> = said.iter().map(String::as_str).collect();
    let mut kept = 0;
    let mut n = 0;
    let known = |n: usize| {
        ["", "full ", "refused "].iter().any(|how| said.contains(format!("{how}ingested {n}").as_str()))
    };
    while known(n) {
        let a = document(n);
        let claims = store.claims_of_document(a.document.id.as_str()).unwrap().len();
        let rank = store.claim(&a.claims[0].id).unwrap().map(|c| c.rank);
        if said.contains(format!("ingested {n}").as_str()) {
            assert_eq!(claims, 3, "document {n} is lost");
            kept += 1;
            let judged = said.contains(format!("judged {n}").as_str());
            assert_eq!(rank == Some(Rank::Preferred), judged, "the judgement on document {n}");
        } else {
            assert_eq!(claims, 0, "document {n} was refused, and something of it is there");
            assert!(store.document_record(a.document.id.as_str()).unwrap().is_none(), "document {n}");
        }
        n += 1;
    }
    for n in 0..n.max(1) {
        let a = document(n);
        store.ingest(&a.reading(n as i64)).unwrap();
        assert_eq!(store.claims_of_document(a.document.id.as_str()).unwrap().len(), 3);
    }
    derive(&mut store);
    assert!(store.verify(Some(&verification.anchor)).unwrap().is_sound());
    kept
}

#[test]
fn a_file_that_may_not_grow_costs_nothing_acknowledged() {
    if let Some(path) = std::env::var_os(CHILD) {
        return write_until_refused(Path::new(&path));
    }
    let mut kept = Vec::new();
    // In blocks of 512 bytes: less than the schema needs, up to a few megabytes, never at the edge of a page twice.
    for blocks in [1, 9, 41, 187, 333, 498, 723, 1003, 1480, 2222, 4099, 8301] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wire.ledger");
        // Without the trap the signal would end the process before it sees its error.
        let shell = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact {WRITER} --nocapture");
        let said = writer(&shell, &path, &[], false);
        assert!(said.iter().any(|l| l.starts_with("refused") || l.starts_with("no ledger")), "{said:?}");
        kept.push(hold_to_account(&path, &said));
    }
    assert!(kept[0] == 0 && kept[kept.len() - 1] > 20, "the limits cover the range: {kept:?}");
}

#[test]
#[ignore = "needs `unshare` with mounts of its own"]
fn a_full_disk_costs_nothing_acknowledged() {
    let mut kept = Vec::new();
    for kib in [64, 200, 410, 700, 1100, 2300, 4500] {
        let folder = tempfile::tempdir().unwrap();
        let (disk, out) = (folder.path().join("disk"), folder.path().join("out"));
        std::fs::create_dir(&disk).unwrap();
        std::fs::create_dir(&out).unwrap();
        let shell = format!(
            "set -e; mount -t tmpfs -o size={kib}k none \"$1\"; \"$0\" --exact {WRITER} --nocapture; \
             cp \"$1\"/* \"$2\"/ 2>/dev/null || true"
        );
        let arguments = [disk.to_str().unwrap(), out.to_str().unwrap()];
        let said = writer(&shell, &disk.join("wire.ledger"), &arguments, true);
        assert!(said.iter().any(|l| l.starts_with("full") || l.starts_with("no ledger")), "{said:?}");
        assert!(!said.iter().any(|l| l.starts_with("refused")), "a full disk is named as one: {said:?}");
        kept.push(hold_to_account(&out.join("wire.ledger"), &said));
    }
    assert!(kept[0] == 0 && kept[kept.len() - 1] > 20, "the disks cover the range: {kept:?}");
}
