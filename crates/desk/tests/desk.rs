//! A desk keeps what it is given, shows nothing of it to whoever lacks the key, and forgets.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;
use tradewire_desk::{Desk, DeskError, ItemProblem, Key, Labels, Level, NewItem, RoleFamily, Zeroizing};

/// An invented offer to an invented person.
const OFFER: &str =
    "name = 'Zyxwald round two'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = 7654321\n";

struct Place {
    folder: TempDir,
    desk: Desk,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let desk = Desk::make(&folder.path().join("desk"), &folder.path().join("desk.key"), None).unwrap();
        Self { folder, desk }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("desk.key")
    }

    fn item(&self, id: &tradewire_desk::ItemId) -> PathBuf {
        self.desk.folder().join("items").join(format!("{id}.age"))
    }
}

fn none() -> Option<Zeroizing<String>> {
    None
}

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().unwrap()
}

fn new(offer: &str) -> NewItem {
    let labels = Labels {
        firm: Some("Quibbleford Labs".into()),
        role: Some(RoleFamily::Research),
        level: Some(Level::Staff),
        country: Some("CH".parse().unwrap()),
        year: Some(2026),
    };
    NewItem { offer: offer.into(), note: "Told by Perpetua Vandersloot".into(), labels }
}

/// All names and bytes under a folder.
fn everything(folder: &Path) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        out.extend(path.file_name().unwrap().to_string_lossy().as_bytes());
        if path.is_dir() {
            out.extend(everything(&path));
        } else {
            out.extend(fs::read(path).unwrap());
        }
    }
    out
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|w| w == words.as_bytes())
}

#[test]
fn what_is_kept_reads_back_and_stands_nowhere_in_clear() {
    let place = Place::new();
    let kept = place.desk.keep(&new(OFFER), now()).unwrap();
    let key = Key::read(&place.key_file(), none).unwrap();
    let again = Desk::open(place.desk.folder(), key).unwrap();
    let item = again.item(&kept.id).unwrap();
    assert_eq!((item.offer.as_str(), item.kept_at), (OFFER, now()));
    assert_eq!(
        (item.package.name.as_str(), item.note.as_str()),
        ("Zyxwald round two", "Told by Perpetua Vandersloot")
    );
    assert!(item.labels == new(OFFER).labels);
    let bytes = everything(place.desk.folder());
    for words in
        ["Zyxwald", "7654321", "Quibbleford", "Perpetua", "research", "staff", "USD", "2026", "salary"]
    {
        assert!(!holds(&bytes, words), "{words} stands in the folder");
        assert!(
            !format!("{item:?}{:?}{:?}", new(OFFER), place.desk).contains(words),
            "{words} may get into a log"
        );
    }
    // The test would find them: they do stand in what the key opens.
    assert!(item.offer.contains("Zyxwald") && item.offer.contains("7654321"));
}

#[test]
fn two_offers_of_other_length_cannot_be_told_apart_by_size() {
    let place = Place::new();
    let long = format!("{OFFER}# {}\n", "x".repeat(2500));
    let sizes: Vec<u64> = [OFFER, &long]
        .iter()
        .map(|o| {
            let id = place.desk.keep(&new(o), now()).unwrap().id;
            let bytes = fs::read(place.item(&id)).unwrap();
            // Age's header holds a stanza of random length; the rest is the offer's.
            let header = bytes.windows(5).position(|w| w == b"\n--- ").unwrap();
            (bytes.len() - header) as u64
        })
        .collect();
    assert_eq!(sizes[0], sizes[1]);
}

#[test]
fn a_wrong_key_is_named_and_no_key_is_found_out() {
    let place = Place::new();
    let other = Key::generate();
    let error = Desk::open(place.desk.folder(), other.clone()).unwrap_err();
    assert!(matches!(error, DeskError::WrongKey { .. }), "{error}");
    assert!(
        error.to_string().contains(&other.recipient().to_string()) && error.hint().unwrap().contains("--key")
    );
    let nowhere = Desk::open(place.folder.path(), other).unwrap_err();
    assert!(matches!(nowhere, DeskError::NoDesk(_)), "{nowhere}");
    let missing = Key::read(&place.folder.path().join("none.key"), none).unwrap_err();
    assert!(missing.hint().unwrap().contains("keep a copy"), "{missing}");
}

#[test]
fn nobody_else_can_be_written_into_the_recipients() {
    let place = Place::new();
    let sign = place.desk.folder().join("desk.toml");
    let text = fs::read_to_string(&sign).unwrap();
    let thief = Key::generate().recipient().to_string();
    fs::write(&sign, text.replace("\"]", &format!("\", \"{thief}\"]"))).unwrap();
    let key = Key::read(&place.key_file(), none).unwrap();
    let error = Desk::open(place.desk.folder(), key.clone()).unwrap_err();
    assert!(error.to_string().contains(&thief), "{error}");
    fs::write(&sign, text.replace("format = 1", "format = 2")).unwrap();
    let error = Desk::open(place.desk.folder(), key.clone()).unwrap_err();
    assert!(error.to_string().contains("format 2"), "{error}");
    fs::write(&sign, "format = ").unwrap();
    assert!(matches!(Desk::open(place.desk.folder(), key).unwrap_err(), DeskError::Sign { .. }));
}

#[test]
fn a_damaged_item_is_named_and_hides_no_other() {
    let place = Place::new();
    let ids: Vec<_> = (0..5).map(|_| place.desk.keep(&new(OFFER), now()).unwrap().id).collect();
    let bytes = |i: usize| fs::read(place.item(&ids[i])).unwrap();
    let short = bytes(0).len() - 100;
    fs::write(place.item(&ids[0]), &bytes(0)[..short]).unwrap();
    let mut turned = bytes(1);
    let middle = turned.len() / 2;
    turned[middle] ^= 4;
    fs::write(place.item(&ids[1]), turned).unwrap();
    fs::write(place.item(&ids[2]), bytes(3)).unwrap();
    let elsewhere =
        Desk::make(&place.folder.path().join("d2"), &place.folder.path().join("k2"), None).unwrap();
    let foreign = elsewhere.keep(&new(OFFER), now()).unwrap();
    let theirs = elsewhere.folder().join("items").join(format!("{}.age", foreign.id));
    fs::copy(theirs, place.item(&ids[4])).unwrap();
    let listing = place.desk.list().unwrap();
    assert_eq!(listing.items.iter().map(|i| &i.id).collect::<Vec<_>>(), [&ids[3]]);
    let of = |i: usize| listing.troubles.iter().find(|t| t.0 == ids[i]).map(|t| t.1.clone()).unwrap();
    assert!(matches!(of(0), ItemProblem::Truncated | ItemProblem::Damaged), "{}", of(0));
    assert_eq!(of(1), ItemProblem::Damaged);
    assert_eq!(of(2), ItemProblem::Swapped(ids[3].to_string()));
    assert_eq!(of(4), ItemProblem::WrongKey);
    let error = place.desk.item(&ids[1]).unwrap_err();
    assert!(error.to_string().contains(ids[1].as_str()) && error.hint().unwrap().contains("copy"), "{error}");
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let place = Place::new();
    let id = place.desk.keep(&new(OFFER), now()).unwrap().id;
    let items = place.desk.folder().join("items");
    for (folder, name) in
        [(&items, "notes.txt"), (&items, "0123.age"), (&place.desk.folder().to_owned(), "mine.age")]
    {
        fs::write(folder.join(name), "theirs").unwrap();
    }
    // A writing that was broken off is ours.
    fs::write(items.join(".0123456789abcdef.age.part"), "half").unwrap();
    let listing = place.desk.list().unwrap();
    assert_eq!((listing.items.len(), listing.troubles.len()), (1, 0));
    place.desk.forget(&id).unwrap();
    let done = Desk::forget_all(place.desk.folder(), &place.key_file(), false).unwrap();
    assert_eq!(done.left.len(), 3, "{done:?}");
    assert!(!place.key_file().exists() && !place.desk.folder().join("desk.toml").exists());
    assert!(!items.join(".0123456789abcdef.age.part").exists());
    assert!(done.left.iter().all(|p| fs::read(p).unwrap() == b"theirs"));
}

#[test]
fn one_offer_is_forgotten_and_its_bytes_are_gone() {
    let place = Place::new();
    let (a, b) = (place.desk.keep(&new(OFFER), now()).unwrap(), place.desk.keep(&new(OFFER), now()).unwrap());
    let (bytes_a, bytes_b) = (fs::read(place.item(&a.id)).unwrap(), fs::read(place.item(&b.id)).unwrap());
    let done = place.desk.forget(&a.id).unwrap();
    assert_eq!((done.files, done.not_overwritten), (1, 0));
    let left = everything(place.folder.path());
    // No stretch of the file is left anywhere, not even its head; the other one is whole.
    assert!(bytes_a.chunks(64).filter(|c| c.len() == 64).skip(1).all(|c| !left.windows(64).any(|w| w == c)));
    assert!(left.windows(bytes_b.len()).any(|w| w == bytes_b));
    assert!(!holds(&left, a.id.as_str()));
    let again = place.desk.forget(&a.id).unwrap_err();
    assert!(matches!(again, DeskError::Item { problem: ItemProblem::Missing, .. }), "{again}");
    assert_eq!(place.desk.list().unwrap().items.len(), 1);
}

#[test]
fn a_whole_desk_is_forgotten_with_its_key() {
    let place = Place::new();
    place.desk.keep(&new(OFFER), now()).unwrap();
    place.desk.keep(&new(OFFER), now()).unwrap();
    let copy = place.folder.path().join("copy");
    let id = place.desk.ids().unwrap().remove(0);
    fs::copy(place.item(&id), &copy).unwrap();
    let key = fs::read(place.key_file()).unwrap();
    let done = Desk::forget_all(place.desk.folder(), &place.key_file(), false).unwrap();
    assert_eq!((done.files, done.not_overwritten, done.left.len()), (4, 0, 0), "key, two items, desk.toml");
    assert!(!place.desk.folder().exists(), "an empty folder goes, too");
    let left = everything(place.folder.path());
    assert!(
        !key.chunks(40).filter(|c| c.len() == 40).any(|c| left.windows(40).any(|w| w == c)),
        "the key is left"
    );
    // A copy that somebody made before is still there, and nothing opens it.
    assert!(copy.exists() && Key::read(&place.key_file(), none).is_err());
    let again = Desk::forget_all(place.desk.folder(), &place.key_file(), false).unwrap_err();
    assert!(matches!(again, DeskError::NoDesk(_)), "{again}");
}

#[test]
fn a_desk_takes_no_folder_or_key_that_is_in_use() {
    let place = Place::new();
    let other = place.folder.path().join("other");
    let taken = Desk::make(&other, &place.key_file(), None).unwrap_err();
    assert!(matches!(taken, DeskError::Key { .. }), "{taken}");
    assert!(!other.exists());
    let full = Desk::make(place.desk.folder(), &place.folder.path().join("k"), None).unwrap_err();
    assert!(matches!(full, DeskError::NotEmpty(_)), "{full}");
    assert!(!place.folder.path().join("k").exists());
}

#[test]
fn what_cannot_be_kept_is_told() {
    let place = Place::new();
    let keep = |n: NewItem| place.desk.keep(&n, now()).unwrap_err();
    let error = keep(new("currency = 'USD'\nyears = 4\nsalery = 5"));
    assert!(error.to_string().contains("salery") && error.hint().unwrap().contains("salary"), "{error}");
    assert!(matches!(keep(new(&format!("{OFFER}#{}", "x".repeat(70_000)))), DeskError::Senseless(_)));
    assert!(matches!(keep(NewItem { note: "x".repeat(9_000), ..new(OFFER) }), DeskError::Senseless(_)));
    assert!(place.desk.ids().unwrap().is_empty());
}

#[test]
fn an_id_may_be_given_by_its_beginning() {
    let place = Place::new();
    let a = place.desk.keep(&new(OFFER), now()).unwrap().id;
    assert_eq!(place.desk.find(&a.as_str()[..6]).unwrap(), a);
    for (asked, found) in [("", 0), ("zz", 0), ("../../desk", 0)] {
        let error = place.desk.find(asked).unwrap_err();
        assert!(matches!(&error, DeskError::Which { found: n, .. } if *n == found), "{error}");
    }
}

#[test]
fn forgetting_a_desk_destroys_no_other_key() {
    let place = Place::new();
    place.desk.keep(&new(OFFER), now()).unwrap();
    let path = |name: &str| place.folder.path().join(name);
    Key::generate().save(&path("other.key"), None).unwrap();
    fs::write(path("thesis"), "years of work").unwrap();
    #[cfg(unix)]
    fs::set_permissions(path("thesis"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    Desk::make(&path("locked"), &path("locked.key"), Some("four tame otters")).unwrap();
    let before = everything(place.folder.path());
    let refused = |folder: &Path, key: &str| Desk::forget_all(folder, &path(key), false).unwrap_err();
    assert!(matches!(refused(place.desk.folder(), "other.key"), DeskError::WrongKey { .. }));
    assert!(matches!(refused(place.desk.folder(), "thesis"), DeskError::Key { .. }));
    assert!(refused(&path("locked"), "locked.key").hint().unwrap().contains("if you are sure"));
    assert_eq!(before, everything(place.folder.path()), "nothing was touched");
    assert_eq!(Desk::forget_all(&path("locked"), &path("locked.key"), true).unwrap().files, 2);
    // A key that is gone already keeps nobody from forgetting the rest.
    assert_eq!(Desk::forget_all(place.desk.folder(), &path("none.key"), false).unwrap().files, 2);
}
