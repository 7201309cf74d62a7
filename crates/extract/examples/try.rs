//! Prints the claims of files or JSON lines: `cargo run -p tradewire-extract --example try -- INPUT.jsonl`.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
use tradewire_extract::{Extractor, Rules};
use tradewire_kb::KnowledgeBase;
use tradewire_read::{Input, Limits, read};

fn main() {
    let more = std::env::args().skip(1).find_map(|a| a.strip_prefix("--kb=").map(str::to_owned));
    let built;
    let kb = match &more {
        Some(path) => {
            let text = std::fs::read_to_string(path).unwrap();
            built = KnowledgeBase::with_files([(path.as_str(), text.as_str())]).unwrap();
            &built
        }
        None => KnowledgeBase::builtin().unwrap(),
    };
    let flag = |name: &str| std::env::args().skip(1).find_map(|a| a.strip_prefix(name).map(str::to_owned));
    let rules = flag("--rules-of=").map_or_else(Rules::shipped, |f| Rules::folder(f.as_ref()).unwrap());
    let mut x = Extractor::with_rules(kb, &rules).unwrap();
    if let Some(path) = flag("--models=") {
        x = x.with_models(&std::fs::read(path).unwrap()).unwrap();
    }
    if std::env::args().any(|a| a == "--rules") {
        x = x.by_rules_alone();
    }
    if std::env::args().any(|a| a == "--quick") {
        x = x.quick();
    }
    if let Some(path) = flag("--encoder=") {
        x = x.with_encoder(&std::fs::read(path).unwrap()).unwrap();
    }
    if let Some(l) = flag("--mix=") {
        let l: Vec<f32> = l.split(',').map(|n| n.parse().unwrap()).collect();
        x = x.with_mix([l[0], l[1], l[2], l[3], l[4], l[5]]);
    }
    if std::env::args().any(|a| a == "--any-field") {
        x = x.with_domain(false);
    }
    if let Some(l) = flag("--limits=") {
        let l: Vec<f32> = l.split(',').map(|n| n.parse().unwrap()).collect();
        x = x.with_limits([l[0], l[1], l[2], l[3], l[4], l[5], l[6]]);
    }
    // A sentence a line; an empty line or `# …` parts them, and is shown.
    if let Some(path) = flag("--lines=") {
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            println!("{line}");
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let doc = read(&Input::new("line.txt", line.as_bytes()), &Limits::default()).unwrap();
            for c in x.extract(&doc) {
                let v = serde_json::to_value(&c).unwrap();
                println!("    {} {} {} {}", c.kind, c.modality, v["args"], v["source"]);
            }
        }
        return;
    }
    if let Some(text) = std::env::args().skip(1).find_map(|a| a.strip_prefix("--trace=").map(str::to_owned)) {
        let doc = read(&Input::new("trace.txt", text.as_bytes()), &Limits::default()).unwrap();
        x.trace(&doc).iter().for_each(|l| println!("{l}"));
        for c in x.extract(&doc) {
            println!("{} {} {}", c.kind, c.modality, serde_json::to_string(&c.args).unwrap());
        }
        return;
    }
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = v["text"].as_str().unwrap();
            let mut input = Input::new(v["doc"].as_str().unwrap(), text.as_bytes());
            input.published = v["published"].as_str().and_then(|d| d.parse().ok());
            let doc = read(&input, &Limits::default()).unwrap();
            if std::env::args().any(|a| a == "--traces") {
                println!("##{}", v["doc"].as_str().unwrap());
                x.trace(&doc).iter().for_each(|l| println!("{l}"));
                continue;
            }
            for c in x.extract(&doc) {
                let mut v = serde_json::to_value(&c).unwrap();
                if let Some(s) = c.derivation.steps.iter().find(|s| s.what == "model") {
                    v["model"] = s.how.clone().into();
                }
                println!("{v}");
            }
        }
    }
}
