//! A site with accounts over the invented ledger. All names in it are made up, and made so that they are found wherever
//! they stand.

#![allow(dead_code, reason = "each test uses some of it")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tempfile::TempDir;
use tower::ServiceExt;
use tradewire_accounts::{Accounts, By, Rank, Visit};
use tradewire_desk::{Desk as Offers, NewItem};
use tradewire_ledger::{Archive, SqliteStore, Timestamp};
use tradewire_serve::{Access, Desk, Library, OfferDesk, PublicUrl, Quota, Quotas, router};

use crate::fixture;

/// The password of everybody here.
pub const PASSWORD: &str = "four invented words here";
/// The name under which the site is served to others.
pub const PUBLIC: &str = "wire.example.org";

/// A site with accounts.
pub struct World {
    pub app: Router,
    pub accounts: Arc<Accounts>,
    pub store: SqliteStore,
    /// Id of an offer on the private desk of `zq-vera`.
    pub offer: String,
    folder: TempDir,
}

/// An invented offer that nobody but `zq-vera` may see.
pub const OFFER: &str = "name = 'zq-offer-of-hers'\ncurrency = 'USD'\nyears = 4\nsalary = 7654321";

/// An answer, all of it.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// So many that no test comes near.
pub fn unlimited() -> Quotas {
    let quota = Quota { burst: u32::MAX, every: Duration::from_micros(1) };
    Quotas { requests: quota, sign_ins_per_name: quota, sign_ins_per_address: quota }
}

impl World {
    /// Accounts of every rank: `zq-rea`, `zq-vera`, `zq-ada`, and `zq-dora`, who is disabled.
    pub fn new(quotas: &Quotas) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
        fixture::fill(&mut store);
        let handles: Vec<Box<dyn Archive>> = (0..2).map(|_| Box::new(store.reader().unwrap()) as _).collect();
        let seen = store.reader().unwrap();
        let path = folder.path().join("accounts.sqlite");
        let accounts = Accounts::open(&path).unwrap();
        let now = Timestamp::now();
        for (name, rank) in [
            ("zq-rea", Rank::Reader),
            ("zq-vera", Rank::Reviewer),
            ("zq-ada", Rank::Admin),
            ("zq-dora", Rank::Admin),
        ] {
            accounts.add(name, rank, PASSWORD, By::Command, now).unwrap();
        }
        let public = PublicUrl::parse(&format!("https://{PUBLIC}"), false).unwrap();
        // A second handle, as a command beside the running server has one.
        let access = Access::with(Accounts::open(&path).unwrap(), Some(public), Vec::new(), quotas);
        let private =
            Offers::make(&folder.path().join("offers"), &folder.path().join("offers.key"), None).unwrap();
        let new =
            NewItem { offer: OFFER.to_owned(), note: "zq-note-of-hers".to_owned(), ..NewItem::default() };
        let offer = private.keep(&new, Timestamp::now()).unwrap().id.to_string();
        let library = Library::new(handles)
            .with_desk(Desk::new(Box::new(store), None, None))
            .with_access(access)
            .with_offer_desk(OfferDesk::new(private, "zq-vera"));
        Self { app: router(library), accounts: Arc::new(accounts), store: seen, offer, folder }
    }

    /// How many offers lie on the desk.
    pub fn offers(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("offers/items")).unwrap().count()
    }

    /// A session, without signing in through the form.
    pub fn session(&self, name: &str, since: Timestamp) -> String {
        let visit = Visit { address: format!("place-of-{name}"), agent: "Firefox/9".to_owned() };
        format!("tw_session={}", self.accounts.sit_down(name, &visit, since).unwrap().0)
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let stream = head.headers.get(header::CONTENT_TYPE).is_some_and(|t| t == "text/event-stream");
        let body = if stream { Vec::new() } else { to_bytes(body, 8 << 20).await.unwrap().to_vec() };
        Answer { status: head.status, headers: head.headers, body: String::from_utf8(body).unwrap() }
    }

    pub async fn get(&self, path: &str, with: &[(&str, &str)]) -> Answer {
        self.send("GET", path, with, None).await
    }

    /// Sends a request as a browser or a program on this machine does.
    pub async fn send(&self, method: &str, path: &str, with: &[(&str, &str)], body: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !with.iter().any(|(k, _)| *k == "host") {
            request = request.header(header::HOST, "localhost:8420");
        }
        for (name, value) in with {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.map_or_else(Body::empty, |b| Body::from(b.to_owned()))).unwrap()).await
    }

    /// Posts a form with the seal of a page that holds it.
    pub async fn post(&self, at: &str, path: &str, with: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let seal = self.get(at, with).await.seal();
        let mut all = vec![("csrf", seal.as_str())];
        all.extend(fields);
        let body: Vec<String> =
            all.iter().map(|(k, v)| format!("{k}={}", tradewire_serve::link::encode(v))).collect();
        let mut head = vec![("content-type", "application/x-www-form-urlencoded")];
        head.extend(with);
        self.send("POST", path, &head, Some(&body.join("&"))).await
    }

    /// What was done, newest first: who, what, to what.
    pub fn deeds(&self) -> Vec<(String, String, String)> {
        let log = self.accounts.log(200, None).unwrap();
        log.into_iter().map(|e| (e.by, e.deed, e.subject)).collect()
    }
}

impl Answer {
    /// Where it leads.
    pub fn to(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// The session that it gives, as a browser sends it back.
    pub fn cookie(&self) -> String {
        let all = self.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap());
        let session = all.into_iter().find(|c| c.contains("tw_session=")).unwrap_or_default();
        session.split(';').next().unwrap_or_default().to_owned()
    }

    /// The seal of its forms.
    pub fn seal(&self) -> String {
        let after = self.body.split(r#"name="csrf" value=""#).nth(1);
        after.and_then(|a| a.split('"').next()).unwrap_or_default().to_owned()
    }
}
