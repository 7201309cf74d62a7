//! The offer desk from the command line; that nothing else of the program shows a byte of it, and that no figure knows it.
//! All offers, people, firms and filings are invented.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const OFFER: &str =
    "name = 'Zyxwald round two'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = 7654321\n";
const SECRETS: [&str; 9] = [
    "Zyxwald",
    "Quibbleford",
    "Perpetua",
    "7654321",
    "7,654,321",
    "7.654M",
    "30617284",
    "30,617,284",
    "30.617M",
];

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::write(place.0.path().join("offer.toml"), OFFER).unwrap();
        place
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Runs it with desk and key in this folder, as the environment names them.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::cargo_bin("tradewire").unwrap();
        command
            .current_dir(self.0.path())
            .env("TRADEWIRE_DESK", self.path("desk"))
            .env("TRADEWIRE_DESK_KEY", self.path("desk.key"))
            .env("TRADEWIRE_LEDGER", self.path("ledger.sqlite"))
            .env("RUST_LOG", "trace");
        let out = command.args(arguments).output().unwrap();
        let text = |b: Vec<u8>| String::from_utf8_lossy(&b).into_owned();
        (out.status.code(), text(out.stdout), text(out.stderr))
    }

    fn good(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {out}{err}");
        out
    }

    fn kept(&self) -> String {
        self.good(&["desk", "new"]);
        let labels = ["--firm", "Quibbleford", "--role", "research", "--level", "staff", "--country", "us"];
        let keep = ["desk", "keep", "offer.toml", "--note", "told by Perpetua", "--year", "2026"];
        self.good(&[&keep[..], &labels[..]].concat()).trim().to_owned()
    }
}

/// All bytes of files under a folder, but for some.
fn bytes_but(folder: &Path, not: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            out.extend(bytes_but(&path, not));
        } else if !not.contains(&name.as_str()) {
            out.push((name, fs::read(path).unwrap()));
        }
    }
    out
}

fn clean(bytes: &[u8], place: &str) {
    for secret in SECRETS {
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{place} holds «{secret}»");
    }
}

#[test]
fn an_offer_is_kept_shown_valued_compared_and_forgotten() {
    let place = Place::new();
    let id = place.kept();
    let list = place.good(&["desk", "list"]);
    assert!(list.contains("Zyxwald round two") && list.contains("30.617M") && list.contains(&id), "{list}");
    let json: Value = serde_json::from_str(&place.good(&["desk", "list", "--json"])).unwrap();
    assert_eq!((json["face"].as_u64(), json["labels"]["country"].as_str()), (Some(30_617_284), Some("US")));
    assert_eq!(place.good(&["desk", "show", &id[..5], "--offer"]).trim(), OFFER.trim());
    let value: Value = serde_json::from_str(&place.good(&["desk", "value", &id, "--json"])).unwrap();
    assert_eq!(value["face"].as_u64(), Some(30_617_284));
    fs::write(place.path("stay.toml"), "currency = 'USD'\nyears = 4\nsalary = 9").unwrap();
    let stay = place.good(&["desk", "keep", "stay.toml"]).trim().to_owned();
    let both: Value = serde_json::from_str(&place.good(&["desk", "compare", &id, &stay, "--json"])).unwrap();
    let names: Vec<&str> =
        both["offers"].as_array().unwrap().iter().map(|o| o["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Zyxwald round two", "stay"], "one without a name is called after its file");
    place.good(&["desk", "compare", &id, "--with", "stay.toml"]);
    assert_eq!(place.run(&["desk", "compare", &id]).0, Some(2));

    let (code, _, err) = place.run(&["desk", "forget", &id]);
    assert!(code == Some(0) && err.contains("SSD"), "what cannot be promised is said: {err}");
    assert!(!place.good(&["desk", "list"]).contains("Zyxwald"));
    let (code, _, err) = place.run(&["desk", "show", &id]);
    assert!(code == Some(1) && err.contains("desk list"), "{err}");
    place.good(&["desk", "forget", "--all"]);
    assert!(!place.path("desk").exists() && !place.path("desk.key").exists());
    for (name, bytes) in bytes_but(place.0.path(), &["offer.toml"]) {
        clean(&bytes, &name);
    }
}

#[test]
fn what_is_wrong_is_said_with_the_item_and_what_to_do() {
    let place = Place::new();
    let id = place.kept();
    place.good(&["desk", "keep", "offer.toml"]);
    let file = place.path("desk/items").join(format!("{id}.age"));
    fs::write(&file, &fs::read(&file).unwrap()[..3000]).unwrap();
    let (code, out, err) = place.run(&["desk", "list", "--json"]);
    assert_eq!((code, out.lines().count()), (Some(3), 1), "{err}");
    assert!(err.contains(&id) && err.contains("from a copy"), "{err}");
    place.good(&["desk", "group", "new", "other.key"]);
    let (code, _, err) = place.run(&["desk", "list", "--key", "other.key"]);
    assert!(code == Some(1) && err.contains("does not open") && err.contains("--key"), "{err}");
    let (code, _, err) = place.run(&["desk", "new"]);
    assert!(code == Some(1) && err.contains("is not empty"), "{err}");
    let (code, _, err) = place.run(&["desk", "new", "--desk", "d2", "--key", "d2/key"]);
    assert!(code == Some(2) && err.contains("folder that it locks"), "{err}");
}

#[test]
fn a_passphrase_is_read_from_a_file_and_missed_where_none_can_be_typed() {
    let place = Place::new();
    fs::write(place.path("words"), "four tame otters\n").unwrap();
    place.good(&["desk", "new", "--passphrase-file", "words"]);
    place.good(&["desk", "keep", "offer.toml", "--passphrase-file", "words"]);
    let (code, _, err) = place.run(&["desk", "list"]);
    assert!(code == Some(1) && err.contains("--passphrase-file"), "{err}");
    // Forgetting needs none: whoever lost it can still be rid of the rest.
    let (code, _, err) = place.run(&["desk", "forget", "--all"]);
    assert!(code == Some(1) && err.contains("if you are sure"), "{err}");
    place.good(&["desk", "forget", "--all", "--key", "desk.key"]);
    assert!(!place.path("desk").exists() && !place.path("desk.key").exists());
}

#[test]
fn no_other_command_shows_a_byte_of_it_and_no_figure_knows_it() {
    let place = Place::new();
    let text = "北门科技向林知远开出超过2000万美元的签约奖金。Meta offered Jonas Veltri of OpenAI a signing bonus of up to $100 million.";
    fs::write(place.path("a.txt"), text).unwrap();
    place.good(&["ingest", "a.txt"]);
    let asked: [&[&str]; 12] = [
        &["comparables", "--measure", "total", "--json"],
        &["comparables", "--measure", "annual", "--json"],
        &["comparables", "--measure", "first_year", "--json"],
        &["comparables", "--measure", "sign_on", "--json"],
        &["events"],
        &["conflicts"],
        &["flows", "--format", "json"],
        &["search", "Zyxwald"],
        &["export"],
        &["export", "--form", "ftm"],
        &["verify"],
        &["doctor"],
    ];
    let before: Vec<_> = asked.iter().map(|a| place.run(a)).collect();
    place.kept();
    for i in 0..6 {
        let offer = OFFER.replace("Zyxwald", &format!("Zyxwald {i}"));
        fs::write(place.path("offer.toml"), offer).unwrap();
        place.good(&["desk", "keep", "offer.toml"]);
    }
    for (a, was) in asked.iter().zip(before) {
        let (code, out, err) = place.run(a);
        assert_eq!((code, &out), (was.0, &was.1), "{a:?} changed with the desk");
        assert_ne!(code, Some(2), "{a:?}: {err}");
        let echoed = a.contains(&"search");
        if !echoed {
            clean(out.as_bytes(), &format!("{a:?}"));
            clean(err.as_bytes(), &format!("the log of {a:?}"));
        }
    }
    place.good(&["backup", "copy.sqlite"]);
    let (_, _, log) = place.run(&["desk", "list", "--json"]);
    clean(log.as_bytes(), "the log of the desk itself");
    for (name, bytes) in bytes_but(place.0.path(), &["offer.toml"]) {
        clean(&bytes, &name);
    }
    assert!(place.path("copy.sqlite").exists());
}

#[test]
fn a_group_learns_aggregates_of_five_and_nothing_of_four() {
    let place = Place::new();
    let group = place.good(&["desk", "group", "new", "group.key"]).trim().to_owned();
    let mut files = Vec::new();
    for i in 0..5 {
        let (desk, key, out) = (format!("d{i}"), format!("k{i}"), format!("c{i}.age"));
        let here = ["--desk", &desk, "--key", &key];
        place.good(&[&["desk", "new"][..], &here].concat());
        fs::write(place.path("o.toml"), format!("currency='USD'\nyears=4\nsalary={}", 100_000 * (i + 1)))
            .unwrap();
        let keep = [
            "desk",
            "keep",
            "o.toml",
            "--role",
            "research",
            "--level",
            "mid",
            "--country",
            "GB",
            "--year",
            "2026",
        ];
        place.good(&[&keep[..], &here].concat());
        let shown = place.good(&[&["desk", "share", "--to", &group, "--show"][..], &here].concat());
        assert!(shown.contains("first_year") && !shown.contains("\"o\""), "{shown}");
        place.good(&[&["desk", "share", "--to", &group, "--out", &out][..], &here].concat());
        clean(&fs::read(place.path(&out)).unwrap(), &out);
        files.push(out);
    }
    let pool = |files: &[String], more: &[&str]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let out = place.good(&[&["desk", "pool", "--key", "group.key", "--json"][..], more, &files].concat());
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let four = pool(&files[..4], &[]);
    assert_eq!((four["cells"].as_array().unwrap().len(), four["withheld"].as_bool()), (0, Some(true)));
    let five = pool(&files, &[]);
    assert_eq!(five["cells"][0]["first_year"]["median"], "300000");
    assert_eq!(five["cells"][0]["four_years"]["median"], "1200000");
    let noisy = pool(&files, &["--epsilon", "2", "--range", "10000,10000000"]);
    assert_eq!(noisy["cells"].as_array().unwrap().len(), 0, "five are far too few for noise");
    let (code, _, err) = place.run(&["desk", "pool", "c0.age", "offer.toml", "--key", "group.key"]);
    assert!(code == Some(3) && err.contains("offer.toml"), "{err}");
    let (code, _, _) = place.run(&["desk", "pool", "c0.age", "--key", "group.key", "--epsilon", "2"]);
    assert_eq!(code, Some(2));
}

#[test]
fn filings_stand_apart_from_reports_and_bad_rows_are_named() {
    let place = Place::new();
    let mut rows = "CASE_NUMBER,CASE_STATUS,RECEIVED_DATE,EMPLOYER_NAME,JOB_TITLE,WORKSITE_STATE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,TOTAL_WORKER_POSITIONS\n".to_owned();
    for i in 0..40 {
        rows += &format!(
            "I-{i},Certified,2025-02-01,\"Larkspur Labs, Inc.\",Scientist,CA,{},,Year,2\n",
            200_000 + i * 1000
        );
    }
    rows += "I-99,Certified,2025-02-01,Northgate,Scientist,CA,plenty,,Year,2\n";
    fs::write(place.path("lca.csv"), rows).unwrap();
    let asked = ["comparables", "--filings", "lca.csv", "--lab", "Larkspur Labs", "--rejected", "bad.tsv"];
    let (code, out, err) = place.run(&[&asked[..], &["--json"]].concat());
    assert_eq!(code, Some(0), "a row of somebody else is not looked into: {err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((found["n"].as_u64(), found["sufficient"].as_bool()), (Some(0), Some(false)), "no report");
    let f = &found["filings"];
    assert_eq!(
        (f["n"].as_u64(), f["positions"].as_u64(), f["employers"].as_u64()),
        (Some(40), Some(80), Some(1))
    );
    assert_eq!(f["quantiles"][1]["low"].as_f64(), Some(219_000.0));
    let (code, out, err) = place.run(&["comparables", "--filings", "lca.csv", "--rejected", "bad.tsv"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("lca.csv, line 42: «plenty» is no wage"), "{err}");
    assert!(
        out.contains("not part of the above") && out.contains("40 filings") && out.contains("1 wage"),
        "{out}"
    );
    assert!(fs::read_to_string(place.path("bad.tsv")).unwrap().contains("\t42\twage\t"));
}

#[test]
fn a_served_desk_must_be_somebodys() {
    let place = Place::new();
    place.kept();
    fs::write(place.path("a.txt"), "Meta以143亿美元收购Scale AI 49%的股份。\n").unwrap();
    place.good(&["ingest", "a.txt"]);
    let add = |name: &str, rank: &str| {
        let mut command = Command::cargo_bin("tradewire").unwrap();
        command.env("TRADEWIRE_LEDGER", place.path("ledger.sqlite"));
        let arguments = ["account", "add", name, "--rank", rank, "--password-stdin"];
        command.args(arguments).write_stdin("four invented words here").assert().success();
    };
    add("ada", "admin");
    add("bo", "reader");
    place.good(&["account", "disable", "bo"]);
    // None of these comes to serving, so each ends by itself.
    let here = ["serve", "--addr", "127.0.0.1:0", "--desk", "desk", "--desk-key", "desk.key"];
    let accounts = ["--accounts", "accounts.sqlite"];
    for (more, exit, words) in [
        (&["--desk-owner", "ada"][..], 2, "give --accounts FILE too"),
        (&accounts[..], 2, "--desk-owner NAME"),
        (&[&accounts[..], &["--desk-owner", "ana"]].concat()[..], 1, "holds no account «ana»"),
        (&[&accounts[..], &["--desk-owner", "b o"]].concat()[..], 1, "is no name for an account"),
        (&[&accounts[..], &["--desk-owner", "BO"]].concat()[..], 1, "«bo» of accounts.sqlite is disabled"),
    ] {
        let (code, _, err) = place.run(&[&here[..], more].concat());
        assert!(code == Some(exit) && err.contains(words), "{more:?}: {code:?} {err}");
    }
}
