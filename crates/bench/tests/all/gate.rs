//! The gate: the corpus may not come out worse than `corpus/gate.toml` pins.

use std::path::Path;

use tradewire_bench::suites::corpus::Extracted;
use tradewire_bench::suites::gate::{Gate, stale};

#[test]
fn the_corpus_comes_out_no_worse_than_pinned() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let pinned = Gate::load(&corpus).unwrap();
    assert!(
        !pinned.floor.is_empty(),
        "no floors: run `cargo run --release -p tradewire-bench -- gate --pin`"
    );
    let extracted = Extracted::of(&corpus).unwrap();
    let mut wrong = pinned.shortfalls(&Gate::measure(&extracted, Vec::new()));
    wrong.extend(stale(&pinned.known, &extracted));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
