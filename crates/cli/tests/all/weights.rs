//! How heavy the pages of the demo are: every page that a reader can walk to, in two languages.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

use crate::served::Server;
use tempfile::TempDir;

/// Bytes of a page before images.
const MOST: usize = 150_000;
/// Pages walked to in one language.
const PAGES: usize = 700;
/// Of each kind of page, so many: there are thousands of claims.
const OF_A_KIND: usize = 60;

/// Addresses on this site that a page links to.
fn links(page: &str) -> impl Iterator<Item = String> {
    page.split("href=\"").skip(1).filter_map(|l| {
        let to = l.split(['"', '#']).next()?.replace("&amp;", "&");
        let page = to.starts_with('/') && !to.starts_with("//");
        let other = ["/assets/", "/api/", "/feed.", "/corrections.", "/live"];
        (page && !other.iter().any(|o| to.starts_with(o)) && !to.contains("/card.")).then_some(to)
    })
}

/// What kind of page an address leads to, without its id and fields.
fn kind(address: &str) -> &str {
    let path = address.split('?').next().unwrap_or_default();
    path[1..].find('/').map_or(path, |at| &path[..=at])
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |x| x.1)
}

#[test]
fn no_page_of_the_demo_is_heavier_than_it_should_be() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tradewire"));
    let server = Server::start(command.args(["demo", "--port", "0"]).env("TMPDIR", folder.path()));
    let home = server.get("/");
    let asset = |start: &str| {
        let at = home.find(&format!("\"{start}")).unwrap() + 1;
        body(&server.get(home[at..].split('"').next().unwrap())).len()
    };
    let shared = asset("/assets/tradewire.css") + asset("/assets/tradewire.js");
    let mut heaviest: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut too_heavy = Vec::new();
    for lang in ["en", "zh-Hant"] {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut of_a_kind: BTreeMap<String, usize> = BTreeMap::new();
        let start = [
            "/",
            "/?kind=all",
            "/market?record=all",
            "/flows?record=all",
            "/list?record=all",
            "/offers",
            "/ask",
        ];
        let mut next: VecDeque<String> = start.iter().map(|s| (*s).to_owned()).collect();
        let mut pages = 0;
        while let Some(address) = next.pop_front().filter(|_| pages < PAGES) {
            // The switch of languages leads to the same pages.
            if address.contains("lang=") || !seen.insert(address.clone()) {
                continue;
            }
            let n = of_a_kind.entry(kind(&address).to_owned()).or_default();
            *n += 1;
            if *n > OF_A_KIND {
                continue;
            }
            pages += 1;
            let with = if address.contains('?') { '&' } else { '?' };
            let answer = server.get(&format!("{address}{with}lang={lang}"));
            if !answer.starts_with("HTTP/1.1 200") {
                continue;
            }
            let page = body(&answer);
            let weight = page.len() + shared;
            let most = heaviest.entry(kind(&address).to_owned()).or_default();
            if weight > most.0 {
                *most = (weight, address.clone());
            }
            if weight > MOST {
                too_heavy.push(format!("{address} ({lang}): {} + {shared}", page.len()));
            }
            next.extend(links(page).filter(|l| !seen.contains(l)));
        }
        assert!(pages > 200, "only {pages} pages were walked to");
    }
    for (kind, (bytes, address)) in &heaviest {
        println!("{bytes:>7} {kind:<14} {address}");
    }
    assert!(
        too_heavy.is_empty(),
        "heavier than {MOST} bytes with {shared} of style and script:\n{}",
        too_heavy.join("\n")
    );
}
