//! A batch answers what reading and extracting one by one answers.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::fs;
use std::path::PathBuf;

use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_read::{Limits, json_lines, read};

const ARTICLES: [(&str, &str); 3] = [
    (
        "2025-06-12",
        "Larkspur Labs hired Mara Quill, a former research director at Northgate, as chief scientist.",
    ),
    (
        "2025-06-13",
        "北门科技宣布，林知远已正式加盟，出任首席科学家。公司还以12亿美元收购了云雀数据49%的股份。",
    ),
    ("2025-06-14", "Okapi raised $900 million at a valuation of $11 billion, led by Millstone Capital."),
];

fn direct(files: &[PathBuf]) -> Vec<String> {
    let kb = KnowledgeBase::builtin().unwrap();
    let extractor = Extractor::new(kb).unwrap();
    let resolver = tradewire_resolve::Resolver::new(kb);
    let limits = Limits::default();
    let mut out = Vec::new();
    for file in files {
        let bytes = fs::read(file).unwrap();
        for input in json_lines(bytes.as_slice(), &limits).filter_map(Result::ok) {
            let document = read(&input.as_input(), &limits).unwrap();
            let mut claims = extractor.extract(&document);
            resolver.resolve(&mut claims);
            out.extend(claims.iter().map(|c| serde_json::to_string(c).unwrap()));
        }
    }
    out
}

#[test]
fn a_batch_answers_what_one_by_one_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    // The first file is longer than one batch of rows.
    for (f, length) in [300, 20, 20].into_iter().enumerate() {
        let lines: Vec<String> = (0..length)
            .map(|i| {
                let (published, text) = ARTICLES[(f + i) % ARTICLES.len()];
                serde_json::json!({"doc": format!("{f}-{i}"), "published": published, "text": text})
                    .to_string()
            })
            .collect();
        let path = folder.path().join(format!("part's {f}.jsonl"));
        fs::write(&path, format!("{}\n{{oops\n", lines.join("\n"))).unwrap();
        files.push(path);
    }
    let found = tokio::runtime::Runtime::new().unwrap().block_on(tradewire_batch::extract(&files)).unwrap();
    let (mut batch, mut one_by_one) = (found.claims, direct(&files));
    assert!(one_by_one.len() >= 300, "{} claims are too few to tell", one_by_one.len());
    batch.sort_unstable();
    one_by_one.sort_unstable();
    assert_eq!(batch, one_by_one);
    let places: Vec<u64> = found.rejected.iter().map(|r| r.1).collect();
    assert_eq!(places, [301, 21, 21]);
}
