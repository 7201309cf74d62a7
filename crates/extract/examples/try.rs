//! Prints the claims of files, one JSON line each: `cargo run -p tradewire-extract --example try -- FILE… --published DATE`.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_read::{Input, Limits, read};

fn main() {
    let kb = KnowledgeBase::builtin().unwrap();
    let t = std::time::Instant::now();
    let x = Extractor::new(kb).unwrap();
    eprintln!("built in {:?}", t.elapsed());
    let mut published = None;
    let mut args = std::env::args().skip(1);
    while let Some(a) = args.next() {
        if a == "--published" {
            published = args.next().and_then(|d| d.parse().ok());
            continue;
        }
        let bytes = std::fs::read(&a).unwrap();
        let name = a.rsplit('/').next().unwrap();
        let mut input = Input::new(name, &bytes);
        input.published = published.clone();
        let doc = read(&input, &Limits::default()).unwrap();
        for c in x.extract(&doc) {
            println!("{}", serde_json::to_string(&c).unwrap());
        }
    }
}
