//! Prints the mentions of a file, a text a line: `cargo run -p tradewire-mention --example mentions -- FILE --rules-of=rules`.
//!
//! Each text gives a line of its mentions, parted by tabs: kind, rule and trigger, then `role=span|name|alias|sort`.
//! `--trace=TEXT` shows how one text is cut into tokens.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
use std::fmt::Write as _;

use tradewire_kb::KnowledgeBase;
use tradewire_mention::{Mention, Reader};

fn line(text: &str, m: &Mention) -> String {
    let mut out = format!("{} {} {}", m.kind, m.rule, &text[m.trigger.clone()]);
    for f in &m.roles {
        let alias = f.alias.clone().map_or("", |a| &text[a]);
        let _ = write!(
            out,
            "\u{1f}{}={}|{}|{alias}|{:?}",
            f.role,
            &text[f.span.clone()],
            &text[f.name.clone()],
            f.sort
        );
    }
    out
}

fn main() {
    let flag = |name: &str| std::env::args().skip(1).find_map(|a| a.strip_prefix(name).map(str::to_owned));
    let kb = KnowledgeBase::builtin().unwrap();
    let reader = match flag("--rules-of=") {
        Some(folder) => Reader::with_rules(kb, folder.as_ref()).unwrap(),
        None => Reader::new(kb).unwrap(),
    };
    tradewire_mention::check_rules(&reader).iter().for_each(|w| eprintln!("{w}"));
    if let Some(text) = flag("--trace=") {
        println!("{}", reader.trace(&text));
        reader.read(&text).iter().for_each(|m| println!("{}", line(&text, m).replace('\u{1f}', "\n    ")));
        return;
    }
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        for text in std::fs::read_to_string(path).unwrap().lines() {
            let found: Vec<String> = reader.read(text).iter().map(|m| line(text, m)).collect();
            println!("{}", found.join("\t"));
        }
    }
}
