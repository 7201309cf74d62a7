use jiff::ToSpan;

use super::*;
use crate::{By, Deed, IDLE, LASTS, Rank, Visit};

const PASSWORD: &str = "correct horse battery";

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn later(time: Duration) -> Timestamp {
    now().checked_add(time).unwrap()
}

fn some() -> (tempfile::TempDir, Accounts) {
    let folder = tempfile::tempdir().unwrap();
    let accounts = Accounts::open(folder.path().join("accounts.sqlite")).unwrap();
    accounts.add("ada", Rank::Admin, PASSWORD, By::Command, now()).unwrap();
    accounts.add("rea", Rank::Reader, PASSWORD, By::Account("ada"), now()).unwrap();
    (folder, accounts)
}

fn sign_in(accounts: &Accounts, name: &str) -> Result<String> {
    accounts.sign_in(name, PASSWORD, &Visit::default(), now()).map(|x| x.0)
}

fn deeds(accounts: &Accounts) -> Vec<(String, String, String, String)> {
    let log = accounts.log(100, None).unwrap();
    log.into_iter().map(|e| (e.by, e.deed, e.subject, e.detail)).collect()
}

#[test]
fn an_account_signs_in_and_out() {
    let (_folder, accounts) = some();
    let secret = sign_in(&accounts, " ADA").unwrap();
    let seat = accounts.session(&secret, now()).unwrap().unwrap();
    assert_eq!((seat.name.as_str(), seat.rank), ("ada", Rank::Admin));
    assert_eq!(accounts.sessions("ada", now()).unwrap().len(), 1);
    let id = seat.session.unwrap();
    assert!(!accounts.end_session("rea", id, false, now()).unwrap(), "nobody ends somebody else's");
    assert!(accounts.end_session("ada", id, true, now()).unwrap());
    assert_eq!(accounts.session(&secret, now()).unwrap(), None);
}

#[test]
fn wrong_names_and_passwords_are_written_down_without_what_was_typed() {
    let (_folder, accounts) = some();
    for (name, password) in [("ada", "hunter hunter hunter"), ("my-password-by-mistake", "x"), ("", "")] {
        let refused = accounts.sign_in(name, password, &Visit::default(), now());
        assert!(matches!(refused, Err(AccountError::Wrong)), "{name}");
    }
    let log = format!("{:?}", accounts.log(100, None).unwrap());
    assert!(!log.contains("hunter") && !log.contains("by-mistake"), "{log}");
    let failed =
        |detail: &str| deeds(&accounts).iter().filter(|d| d.1 == "sign-in-failed" && d.3 == detail).count();
    assert_eq!((failed("wrong password"), failed("unknown name")), (1, 2));
}

#[test]
fn sessions_end_when_idle_old_or_taken_away() {
    let (_folder, accounts) = some();
    let secret = sign_in(&accounts, "rea").unwrap();
    let at = |secret: &str, time: Timestamp| accounts.session(secret, time).unwrap().is_some();
    assert!(!at(&secret, later(IDLE)), "idle");
    // Used in between, it lasts as long as sessions do and no longer.
    let step = Duration::from_secs(6 * 3600);
    let mut time = step;
    while time < LASTS {
        assert!(at(&secret, later(time)), "{time:?}");
        time += step;
    }
    assert!(!at(&secret, later(LASTS)), "old");
    let ends: [fn(&Accounts); 2] = [
        |a| a.set_password("rea", "another good one", By::Command, now()).unwrap(),
        |a| a.set_disabled("rea", true, By::Command, now()).unwrap(),
    ];
    for end in ends {
        let secret = accounts.sit_down("rea", &Visit::default(), now()).unwrap().0;
        assert!(at(&secret, now()));
        end(&accounts);
        assert!(!at(&secret, now()));
    }
    assert!(sign_in(&accounts, "rea").is_err(), "the old password");
}

#[test]
fn a_disabled_account_does_not_get_in() {
    let (_folder, accounts) = some();
    let (_, token) =
        accounts.add_token("rea", "reader", Rank::Reader, 30, By::Account("rea"), now()).unwrap();
    assert!(accounts.token(&token, now()).unwrap().is_some());
    accounts.set_disabled("rea", true, By::Account("ada"), now()).unwrap();
    assert!(matches!(sign_in(&accounts, "rea"), Err(AccountError::Wrong)));
    assert!(accounts.sit_down("rea", &Visit::default(), now()).is_err());
    assert!(accounts.change_password("rea", PASSWORD, "another good one", now()).is_err());
    assert_eq!(accounts.token(&token, now()).unwrap(), None);
    accounts.set_disabled("rea", false, By::Account("ada"), now()).unwrap();
    assert!(sign_in(&accounts, "rea").is_ok() && accounts.token(&token, now()).unwrap().is_some());
}

#[test]
fn the_last_admin_stays() {
    let (_folder, accounts) = some();
    let last = |r: Result<()>| assert!(matches!(r, Err(AccountError::LastAdmin(n)) if n == "ada"));
    last(accounts.set_rank("ada", Rank::Reviewer, By::Command, now()));
    last(accounts.set_disabled("ada", true, By::Command, now()));
    accounts.set_rank("rea", Rank::Admin, By::Command, now()).unwrap();
    assert_eq!(accounts.admins().unwrap(), 2);
    accounts.set_disabled("rea", true, By::Command, now()).unwrap();
    last(accounts.set_rank("ada", Rank::Reader, By::Command, now()));
    accounts.set_disabled("rea", false, By::Command, now()).unwrap();
    accounts.set_rank("ada", Rank::Reader, By::Command, now()).unwrap();
    assert_eq!(accounts.admins().unwrap(), 1);
}

#[test]
fn a_token_does_what_its_scope_says_and_no_more_than_its_account() {
    let (_folder, accounts) = some();
    let by = By::Account("ada");
    let (token, secret) = accounts.add_token("ada", " sheets ", Rank::Admin, 1, by, now()).unwrap();
    assert_eq!(token.name, "sheets");
    let rank = |time| accounts.token(&secret, time).unwrap().map(|s| s.rank);
    assert_eq!(rank(now()), Some(Rank::Admin));
    accounts.set_rank("rea", Rank::Admin, by, now()).unwrap();
    accounts.set_rank("ada", Rank::Reader, by, now()).unwrap();
    assert_eq!(rank(now()), Some(Rank::Reader));
    assert_eq!(rank(now() + 24.hours()), None, "it ends");
    let too_wide = accounts.add_token("ada", "x", Rank::Reviewer, 1, by, now());
    assert!(matches!(too_wide, Err(AccountError::TooWide)));
    assert!(matches!(
        accounts.add_token("ada", "", Rank::Reader, 1, by, now()),
        Err(AccountError::BadTokenName)
    ));
    assert!(matches!(accounts.add_token("ada", "x", Rank::Reader, 0, by, now()), Err(AccountError::BadDays)));
    assert!(matches!(
        accounts.add_token("ada", "x", Rank::Reader, 367, by, now()),
        Err(AccountError::BadDays)
    ));
    let not_hers = accounts.revoke_token(&token.id, Some("rea"), By::Account("rea"), now());
    assert!(matches!(not_hers, Err(AccountError::UnknownToken(_))));
    accounts.revoke_token(&token.id, Some("ada"), by, now()).unwrap();
    assert_eq!(rank(now()), None);
    assert!(accounts.revoke_token(&token.id, None, by, now()).is_err(), "once only");
    assert!(accounts.tokens(Some("ada")).unwrap()[0].revoked_at.is_some());
    assert_eq!(accounts.tokens(None).unwrap().len(), 1);
}

#[test]
fn the_log_is_only_added_to_and_holds_no_secret() {
    let (folder, accounts) = some();
    let (_, token) = accounts.add_token("rea", "t", Rank::Reader, 1, By::Account("rea"), now()).unwrap();
    let session = sign_in(&accounts, "rea").unwrap();
    for statement in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
        let refused = accounts.turn().execute(statement, []).unwrap_err();
        assert!(refused.to_string().contains("only added to"), "{refused}");
    }
    let all: Vec<String> = deeds(&accounts).into_iter().map(|d| d.1).collect();
    assert_eq!(all, ["signed-in", "token-added", "account-added", "account-added"]);
    assert!(all.iter().all(|d| Deed::parse(d).is_some()));
    let page = accounts.log(1, accounts.log(1, None).unwrap().first().map(|e| e.seq)).unwrap();
    assert_eq!(page[0].deed, "token-added");
    drop(accounts);
    for name in ["accounts.sqlite", "accounts.sqlite-wal"] {
        let bytes = std::fs::File::open(folder.path().join(name)).map(|mut f| {
            let mut out = Vec::new();
            std::io::Read::read_to_end(&mut f, &mut out).unwrap();
            out
        });
        for secret in [PASSWORD, &token, &session] {
            let found =
                bytes.as_deref().unwrap_or_default().windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "{name} holds a secret");
        }
    }
}

#[test]
fn other_files_are_refused_and_ours_opens_again() {
    let (folder, accounts) = some();
    drop(accounts);
    let path = folder.path().join("accounts.sqlite");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(Accounts::open_existing(&path).unwrap().accounts().unwrap().len(), 2);
    assert!(matches!(Accounts::open_existing(folder.path().join("no")), Err(AccountError::Open { .. })));
    let other = folder.path().join("other.sqlite");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    assert!(matches!(Accounts::open(&other), Err(AccountError::NotAccounts { .. })));
    let text = folder.path().join("text");
    std::io::Write::write_all(&mut std::fs::File::create(&text).unwrap(), &[b'x'; 4096]).unwrap();
    assert!(matches!(Accounts::open(&text), Err(AccountError::NotAccounts { .. })));
    let taken = Accounts::open(&path).unwrap().add("ADA", Rank::Reader, PASSWORD, By::Command, now());
    assert!(matches!(taken, Err(AccountError::Taken(_))));
}
